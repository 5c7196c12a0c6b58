//! A seeded simulation of the exchange: stations, a township and all the bad luck between them.
//!
//! Everything is real (case stores, engines, the township's routes and ledger) but three things,
//! which come from the seed: the time, chance and the line. A seed plays the same every time.

mod book;
mod carrier;
mod checks;
mod clerk;
mod ear;
mod fate;
mod freight;
mod full;
mod newer;
mod odd;
mod off_site;
mod older;
mod operator;
mod papers;
mod pc;
mod post;
mod report;
mod run;
mod saves;
mod strokes;
mod template;
mod torn;
mod township;
mod twin;
mod wal;
mod world;

pub use report::{Report, Tally};
pub use run::{REGRESSIONS, Wish, play};

/// What should never be: the reason why a seed does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation(pub String);

/// What a part of the simulation comes to.
pub type Sim<T> = Result<T, Violation>;

impl<E: std::error::Error> From<E> for Violation {
    fn from(error: E) -> Self {
        Self(format!("unexpected: {error}"))
    }
}

/// Says what is broken where `holds` is false.
fn check(holds: bool, what: impl FnOnce() -> String) -> Sim<()> {
    if holds {
        Ok(())
    } else {
        Err(Violation(what()))
    }
}
