//! The township server: a [`ledger`], the [`exchange`] with the stations, and the [`console`]'s
//! API. It holds nothing between two requests besides the open ledger.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod account;
mod app;
pub mod authority;
pub mod backup;
pub mod certificate;
pub mod clock;
pub mod console;
pub mod demo;
pub mod doctor;
pub mod dump;
pub mod enrol;
pub mod error;
pub mod exchange;
mod folder;
mod heard;
pub mod key;
pub mod ledger;
pub mod limit;
pub mod nightly;
pub mod people;
pub mod publish;
pub mod recovery;
pub mod restore;
pub mod retention;
pub mod rights;
pub mod serve;
pub mod tls;
pub mod township;
mod tries;
#[cfg(test)]
mod troubles;
pub mod verify;
pub mod waiting;

pub use app::App;
