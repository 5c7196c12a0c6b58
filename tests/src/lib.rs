//! Whole-system tests: their drivers, and the stories they tell.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod apart;
pub mod chaos;
pub mod clerk;
pub mod counter;
pub mod decoders;
pub mod dice;
pub mod disk;
pub mod drive;
pub mod enrolled;
pub mod entry;
pub mod figure;
pub mod ground;
pub mod host;
pub mod hostile;
pub mod kills;
pub mod line;
pub mod memory;
pub mod pair;
pub mod pictures;
pub mod plain_http;
pub mod sim;
pub mod slow;
pub mod story;
pub mod township;
pub mod years;
