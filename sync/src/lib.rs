//! The exchange with the township.
//!
//! [`core`] composes requests and reads replies without any IO; [`pace`] decides how much to put
//! on the line; a [`carrier::Carrier`] moves bytes; [`engine::Engine`] joins them with the store.
//! [`hello`] asks for news beside it, and [`enrol`] comes before all of it.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod carrier;
pub mod core;
pub mod engine;
pub mod enrol;
pub mod hello;
pub mod pace;
