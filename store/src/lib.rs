//! The station's case store: one encrypted SQLite file and a folder of encrypted images.
//!
//! [`Store::record`] is the heart: it appends what happened and rewrites what screens read in one
//! transaction, and returns when that is on the disk. [`Store::unsent`], [`Store::take_feed`] and
//! their neighbours are the exchange's side. Nothing else in a station speaks SQL.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod account;
mod aside;
mod backup;
mod backup_name;
mod cards;
mod cases;
mod chain;
mod doctor;
mod documents;
mod drafts;
mod due;
mod dump;
mod enrolment;
mod erasure;
mod error;
mod exchange;
mod feed;
mod finding;
mod fork;
mod heard;
mod images;
mod installation;
mod journal;
mod key;
mod lists;
mod log;
mod lost;
mod mend;
mod migrate;
mod options;
mod outgoing;
mod people;
mod place;
mod projection;
mod pruning;
mod reading;
mod record;
mod room;
mod salvage;
mod sounds;
mod store;
mod sync_state;
mod typed;
mod upkeep;
pub mod vault;
mod witness;
mod writing;

pub use aside::{DoubledName, SetAside};
pub use backup::Snapshot;
pub use backup_name::{Backup, backups};
pub use cases::CaseRow;
pub use chain::{BrokenChain, ChainFault};
pub use doctor::{Examination, examine};
pub use documents::{PublishedDocument, WantedDocument};
pub use drafts::{Draft, TakenOver};
pub use enrolment::Enrolment;
pub use error::{Fault, ReadOnlyWhy, StoreError};
pub use exchange::Cursors;
pub use feed::TakenFeed;
pub use finding::{Field, Found, FoundCase, Mark};
pub use heard::GivenBack;
pub use images::{Images, MAX_IMAGE};
pub use installation::{Identity, Operator, branch};
pub use journal::{JournalAct, JournalLine};
pub use key::{DatabaseKey, load_key, load_or_create_key};
pub use lists::{Agenda, CaseQuery, DueRange, Page, PageMark, Standing, Tally};
pub use lost::{Lost, LostImages, LostKind};
pub use mend::{Mended, can_mend, mend, restore};
pub use options::{Durability, Options, Randomness};
pub use outgoing::{Batch, ImageOnItsWay, ImageToSend};
pub use people::PersonRow;
pub use record::{Act, Saved};
pub use room::{BallastDue, Room};
pub use salvage::PageReader;
pub use sounds::{MAX_WORD, Pattern, Place, Shown, Sounds, Spelling, letters, show};
pub use store::{SCHEMA, SCHEMA_VERSION, Store, takes_writing};
pub use sync_state::{CaseSync, Held, SyncState};
pub use typed::{Typed, words_of};
