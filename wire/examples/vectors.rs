//! Writes the test vectors: `cargo run -p shanyi-wire --example vectors -- wire/vectors`. What is in them
//! already is golden and must come out as it was; only new kinds and types add lines.
#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

#[path = "../tests/vectors/frames.rs"]
mod frames;
#[path = "../tests/vectors/samples.rs"]
mod samples;
#[path = "../tests/vectors/text.rs"]
mod text;

use std::path::PathBuf;

fn main() -> Result<(), std::io::Error> {
    let to = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    std::fs::write(to.join("events.txt"), text::write(&text::event_vectors()))?;
    std::fs::write(to.join("frames.txt"), text::write(&text::frame_vectors()))
}
