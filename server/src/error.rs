//! What can go wrong outside a request: with the server's data, its address, or what it is given.

use std::net::SocketAddr;
use std::path::PathBuf;

use shanyi_domain::document::DocumentError;
use shanyi_wire::enrol::AddressError;
use thiserror::Error;

use crate::ledger::LedgerError;

/// Why a command of the server failed.
#[derive(Debug, Error)]
pub enum ServerError {
    /// The ledger could not be opened, read or written.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A file could not be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file holds something else than it should.
    #[error("{path} is not {what}: {reason}")]
    Content {
        /// Which file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
        /// The reader's words.
        reason: String,
    },
    /// A document that is not fit to be published.
    #[error("{path}: {error}")]
    Document {
        /// Which file.
        path: PathBuf,
        /// The place and the reason.
        error: DocumentError,
    },
    /// A version that is not newer than what is published.
    #[error("version {version} is published already; the next one is {next}")]
    Published {
        /// The version in the document.
        version: u32,
        /// What it has to be.
        next: u32,
    },
    /// The ledger is here and its signing key is not: it has to come back from the backup.
    #[error("the ledger is here, its key {0} is not: bring it back from the backup")]
    KeyGone(PathBuf),
    /// The signing key is not the one that the stations know.
    #[error("{0} is not the key of this ledger")]
    OtherKey(PathBuf),
    /// The township's certificate authority was here and is not any more.
    #[error(
        "the township's certificate authority {0} is gone: bring it back from the backup, or put the \
         spare in its place with `shanyi-township ca --use-spare FILE`"
    )]
    AuthorityGone(PathBuf),
    /// The spare authority's key was taken elsewhere before.
    #[error("the spare authority's key is not here any more: it was taken elsewhere before")]
    SpareElsewhere,
    /// This file does not have the key of the township's spare authority.
    #[error("{0} does not have the key of this township's spare authority")]
    NotTheSpare(PathBuf),
    /// A certificate can't be made for these.
    #[error("{0}: certificates are made for names such as shanyi.example.cn and for addresses")]
    Name(String),
    /// No township keeps its data there.
    #[error(
        "there is no township in {0}: give the folder that the server is started with (serve --data). \
         Nothing was made or changed"
    )]
    NoLedger(PathBuf),
    /// A copy would be made over what it is a copy of, or inside it.
    #[error("{0} is the data folder itself, or in it: give a folder on another disk")]
    BackupInPlace(PathBuf),
    /// A copy is not what it was taken from; the one before stays.
    #[error("the copy can't be relied on, the one before stays: {0}. Try another disk")]
    Backup(&'static str),
    /// No case bears this number, or it was erased.
    #[error(
        "there is no such case here, or it is erased already: write its number as it stands on the receipt"
    )]
    NoCase,
    /// A station's file of keys gives no way in.
    #[error("the station's file of keys can't be used: {0}")]
    Keys(&'static str),
    /// No backup lies there.
    #[error(
        "there is no backup of a township in {0}: give the folder that has township.db and township.key"
    )]
    NoBackup(PathBuf),
    /// Something lies already where a backup is to be put.
    #[error("{0} is not empty: give a folder that is not there yet, so that nothing is lost")]
    NotEmpty(PathBuf),
    /// The disk with the backup is not in.
    #[error("the backup is not in {0} any more: put its disk in. Without it no copy is made")]
    BackupGone(PathBuf),
    /// No station bears this code.
    #[error("there is no station with the code {0}")]
    NoStation(String),
    /// Nobody works at the station for which a code is wanted.
    #[error("nobody works at {0}: enter its people first")]
    NobodyWorksThere(String),
    /// No PC of that station has this id.
    #[error("there is no PC {0} at that station")]
    NoDevice(String),
    /// No code has this number.
    #[error("there is no code {0}")]
    NoCode(u32),
    /// A PC has come with the code.
    #[error("a PC has come with this code: {0}. Revoke that PC if it is the wrong one")]
    CodeUsed(String),
    /// Nobody said for which station.
    #[error("say for which station and under which address: --station CODE --server ADDRESS")]
    NoStationNamed,
    /// No PC finds the server there.
    #[error(
        "{given} is no address under which a PC finds this server: {why}. Write https://NAME or \
         https://NAME:PORT; nothing was made"
    )]
    ServerAddress {
        /// What was given.
        given: String,
        /// Why it is none.
        why: AddressError,
    },
    /// Nobody said why.
    #[error("say why")]
    NoReason,
    /// A station has more devices than there are blocks of numbers.
    #[error("the station has no block of numbers left")]
    NoBlock,
    /// Somebody has this account already.
    #[error("there is an account {0} already")]
    AccountTaken(String),
    /// Nobody has this account.
    #[error("there is no account {0}")]
    NoAccount(String),
    /// Nobody of this number works at a station.
    #[error("nobody with the number {0} works at a station: see `shanyi-township people`")]
    NobodyThere(u32),
    /// The right is as it should become.
    #[error("the right of {0} is so already; nothing was changed")]
    RightAlready(String),
    /// A batch of newcomers can't be read.
    #[error("the batch can't be read, and nobody was entered: {0}")]
    Batch(String),
    /// Somebody of this name works at the station already.
    #[error("{0} works at that station already; nobody was entered")]
    AlreadyHere(String),
    /// A character that nobody sees and that disturbs what stands around it.
    #[error(
        "a name, a telephone, a title or a competence has a character that nobody sees; nothing was changed"
    )]
    Unseen,
    /// What is said of a post can't be.
    #[error("{0}; nothing was changed")]
    Post(&'static str),
    /// A deputy has to be somebody else of the same station.
    #[error("a deputy has to be somebody else of the same station; nothing was changed")]
    Deputy,
    /// No station belongs to this township.
    #[error("no station belongs to {0}: write the township as the stations have it")]
    NoTownship(String),
    /// Plain HTTP leaves the machine for nobody.
    #[error(
        "{0} is not an address of this machine alone, and nothing encrypts what goes over it. Say \
         under which name or address this server is reached (--tls NAME), or give a certificate \
         (--certificate FILE --key FILE); where a proxy does the TLS, say --behind-proxy; or listen \
         on 127.0.0.1 or [::1]"
    )]
    NotLoopback(SocketAddr),
    /// The console has no pages there.
    #[error(
        "the console's pages are not in {0}: give the folder that has its index.html (--console)"
    )]
    NoPages(PathBuf),
    /// The address can't be listened on.
    #[error("can't listen on {address}: {error}")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// An event or a password could not be made.
    #[error("{0}")]
    Made(&'static str),
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
