//! Saving what can be read of a store with damaged pages.
//!
//! Every page is looked at by itself, so that a page lost in the middle of a tree takes nothing
//! with it but what lies on it. What a table's tree still leads to belongs to that table; what hangs
//! in the air is known by its shape.

mod build;
mod cells;
mod copies;
mod found;
mod page_reader;
mod pages;

pub(crate) use build::{Built, build, known_losses};
pub(crate) use found::Found;
pub use page_reader::PageReader;
pub(crate) use pages::{Pages, said_application, said_version, salt, wal_is_damaged};
