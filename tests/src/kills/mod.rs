//! Kills of the real programs: stations whose desks are processes without windows, the real
//! township server, lines between them that cut, stall and are slow, `kill -9` at any moment, and then both
//! sides' accounts held against what had been answered.

mod compare;
pub mod order;
mod round;
mod station;

pub use round::{Scene, Tally};
