//! Use cases of the desk. Screens reach them through one table of commands ([`command`]); nothing
//! here knows in what window they run.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod acts;
mod cases;
pub mod clock;
pub mod command;
#[cfg(feature = "contract")]
pub mod contract;
pub mod desk;
mod disputes;
pub mod doctor;
pub mod door;
mod drafts;
pub mod error;
mod exchange;
mod find;
mod finder;
mod health;
mod images;
mod intake;
mod items;
mod joining;
mod journal;
mod keeper;
pub mod limits;
mod lists;
pub mod log;
mod look;
mod naming;
mod outer;
mod people;
pub mod picture;
mod published;
mod replacing;
mod searches;
mod shown;
mod station;
mod today;
mod tries;
pub mod view;
