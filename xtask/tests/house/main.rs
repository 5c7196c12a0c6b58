//! The rules of the house, kept by tests that need nothing built.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where it stands"
)]

mod arrows;
mod documents;
mod ground;
mod licences;
mod log;
mod platforms;
mod shell;
mod sources;
