//! The rules of the desk. Nothing here reads a file, a clock, a network or a source of
//! randomness: today, now, ids and seeds are handed in.
//!
//! Start with [`fact`] (what can happen), [`ownership`] (who may do it when) and [`case`] (what
//! comes of it).
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod case;
pub mod catalog;
pub mod deadline;
pub mod directory;
pub mod document;
pub mod fact;
pub mod identity;
pub mod ids;
pub mod material;
pub mod number;
pub mod ownership;
pub mod person;
pub mod pin;
pub mod planted;
pub mod post;
pub mod retention;
pub mod state;
pub mod time;
mod typed;
pub mod unseen;
pub mod workday;
