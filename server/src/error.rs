//! What can go wrong outside a request: with the server's data, its address, or what it is given.
//!
//! Each is said in Chinese and in English by [`ServerError::sentence`]; logs have the English one.

use std::net::SocketAddr;
use std::path::PathBuf;

use shanyi_domain::document::DocumentError;
use shanyi_wire::enrol::AddressError;
use thiserror::Error;

use crate::ledger::LedgerError;
use crate::verify::Language;

mod document;
mod faults;
mod ledger;
mod system;
#[cfg(test)]
mod tests;
mod words;

pub use faults::{BackupFault, Content, KeysFault, Making, PostFault};

/// Why a command of the server failed.
#[derive(Debug, Error)]
#[error("{}", self.sentence(Language::English))]
pub enum ServerError {
    /// The ledger could not be opened, read or written.
    Ledger(#[from] LedgerError),
    /// A file could not be read or written.
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The operating system gives the program neither threads nor a socket.
    System(std::io::Error),
    /// A file holds something else than it should.
    Content {
        /// Which file.
        path: PathBuf,
        /// What it should hold.
        what: Content,
        /// The reader's words.
        reason: String,
    },
    /// A document that is not fit to be published.
    Document {
        /// Which file.
        path: PathBuf,
        /// The place and the reason.
        error: DocumentError,
    },
    /// A version that is not newer than what is published.
    Published {
        /// The version in the document.
        version: u32,
        /// What it has to be.
        next: u32,
    },
    /// The ledger is here and its signing key is not: it has to come back from the backup.
    KeyGone(PathBuf),
    /// The signing key is not the one that the stations know.
    OtherKey(PathBuf),
    /// The township's certificate authority was here and is not any more.
    AuthorityGone(PathBuf),
    /// The spare authority's key was taken elsewhere before.
    SpareElsewhere,
    /// This file does not have the key of the township's spare authority.
    NotTheSpare(PathBuf),
    /// A certificate can't be made for these.
    Name(String),
    /// No township keeps its data there.
    NoLedger(PathBuf),
    /// A copy would be made over what it is a copy of, or inside it.
    BackupInPlace(PathBuf),
    /// A copy is not what it was taken from; the one before stays.
    Backup(BackupFault),
    /// No case bears this number, or it was erased.
    NoCase,
    /// A station's file of keys gives no way in.
    Keys(KeysFault),
    /// No backup lies there.
    NoBackup(PathBuf),
    /// Something lies already where a backup is to be put.
    NotEmpty(PathBuf),
    /// The disk with the backup is not in.
    BackupGone(PathBuf),
    /// No station bears this code.
    NoStation(String),
    /// Nobody works at the station for which a code is wanted.
    NobodyWorksThere(String),
    /// No PC of that station has this id.
    NoDevice(String),
    /// No code has this number.
    NoCode(u32),
    /// A PC has come with the code.
    CodeUsed(String),
    /// The code was taken back, and no time makes it good again.
    CodeWithdrawn(u32),
    /// Nobody said for which station.
    NoStationNamed,
    /// No PC finds the server there.
    ServerAddress {
        /// What was given.
        given: String,
        /// Why it is none.
        why: AddressError,
    },
    /// Nobody said why.
    NoReason,
    /// A station has more devices than there are blocks of numbers.
    NoBlock,
    /// Somebody has this account already.
    AccountTaken(String),
    /// Nobody has this account.
    NoAccount(String),
    /// Nobody of this number works at a station.
    NobodyThere(u32),
    /// The right is as it should become.
    RightAlready(String),
    /// A batch of newcomers can't be read.
    Batch(String),
    /// Somebody of this name works at the station already.
    AlreadyHere(String),
    /// A character that nobody sees and that disturbs what stands around it.
    Unseen,
    /// What is said of a post can't be.
    Post(PostFault),
    /// A deputy has to be somebody else of the same station.
    Deputy,
    /// No station belongs to this township.
    NoTownship(String),
    /// Plain HTTP leaves the machine for nobody.
    NotLoopback(SocketAddr),
    /// The console has no pages there.
    NoPages(PathBuf),
    /// The address can't be listened on.
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// An event, a password or the like could not be made.
    Made(Making),
}

impl ServerError {
    /// For `map_err`: this file could not be read or written.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |error| Self::File { path, error }
    }
}

impl From<getrandom::Error> for ServerError {
    fn from(error: getrandom::Error) -> Self {
        Self::Ledger(error.into())
    }
}
