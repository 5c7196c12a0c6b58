//! Kills of the real window while a seeded script types and saves: what was shown as saved has to
//! be there once and whole, and no form may lose more than its last second.
//!
//! A lane is one station. Its data live through all of its rounds; each round starts the program
//! on them, types, kills every process of it at some moment, and looks into a copy of the data.

mod check;
mod hand;
mod lane;
mod on_case;
mod typed;

pub use check::copy_folder;
pub use lane::{Lane, Tally};

/// What a step of the chaos can fail with: words for whoever reads them.
pub type Run<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
