//! What crosses the network or the USB stick, byte for byte: events, streams, frames, receipts.
//!
//! An [`event`] is deterministic CBOR with integer keys; those bytes are what is stored, hashed
//! and sent. A [`stream`] chains the commitments of one installation's events and signs its head
//! for each frame. [`exchange`] names the frames that one request and its reply are made of, and
//! [`frame`] puts them on a line that may break after any byte. [`enrol`] is what makes a PC one of a
//! station's before all that.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod account;
pub mod derive;
pub mod enrol;
pub mod event;
pub mod exchange;
pub mod frame;
pub mod keys;
pub mod recovery;
pub mod stream;
pub mod vault;

/// The version of everything in this crate. Additive changes keep it; see `docs/protocol.md`.
pub const PROTOCOL: u32 = 1;
