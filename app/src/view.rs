//! What commands take and give: the shapes that cross to the screens.
//!
//! Views carry values, never sentences; the words are the UI's. Dates are `YYYY-MM-DD` in
//! Asia/Shanghai, moments are seconds since 1970 UTC, hashes and ids are lower-case hex.

mod case;
mod dispute;
mod door;
mod drafts;
mod find;
mod health;
mod intake;
mod joining;
mod journal;
mod keys;
mod outer;
mod people;
mod replacing;
mod station;

pub use case::*;
pub use dispute::*;
pub use door::*;
pub use drafts::*;
pub use find::*;
pub use health::*;
pub use intake::*;
pub use joining::*;
pub use journal::*;
pub use keys::*;
pub use outer::*;
pub use people::*;
pub use replacing::*;
pub use station::*;
