//! The township of a seed: the real server on a real ledger, in this process.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;
use shanyi_domain::time::Moment;
use shanyi_server::clock::Clock;
use shanyi_server::{App, serve};
use shanyi_sync::carrier::Carrier;

pub mod disk;

use super::Sim;
use super::carrier::{Answer, Call};
use super::template::{Chance, copy_folder, open_township};
use crate::memory::{Break, Memory};

/// The township.
pub struct Township {
    /// The server.
    pub app: Arc<App>,
    /// Its data folder.
    pub folder: PathBuf,
    /// The ledger read beside the server.
    beside: Connection,
    clock: Clock,
    door: Memory,
    chance: Chance,
}

impl Township {
    /// Opens the township in `folder`.
    pub fn open(folder: &Path, now: Moment, chance: &Chance) -> Sim<Self> {
        let clock = Clock::at(now);
        let app = Arc::new(open_township(folder, &clock, chance)?);
        Ok(Self {
            door: Memory::new(serve::routes(Arc::clone(&app), None)),
            beside: beside(folder)?,
            app,
            folder: folder.to_owned(),
            clock,
            chance: Arc::clone(chance),
        })
    }

    /// It is this late.
    pub fn set(&self, now: Moment) {
        self.clock.set(now);
    }

    /// A request arrives, up to the byte where it breaks off, and is answered.
    pub async fn receive(&self, call: Call, place: Break) -> Answer {
        self.door.break_after(place);
        let done = match call {
            Call::Sync(body) => self.door.sync(body).await.map(Answer::Sync),
            Call::Put(chunk) => self.door.put(chunk).await.map(Answer::Put),
            Call::Get(fetch) => self.door.get(fetch).await.map(Answer::Get),
        };
        done.unwrap_or_else(Answer::Nothing)
    }

    /// Copies everything that is on the disk at this moment.
    pub fn copy_disk(&self, to: &Path) -> Sim<()> {
        copy_folder(&self.folder, to)
    }

    /// Stops, and starts on the data in `folder`.
    pub fn start_on(&mut self, folder: &Path) -> Sim<()> {
        let app = Arc::new(open_township(folder, &self.clock, &self.chance)?);
        self.door = Memory::new(serve::routes(Arc::clone(&app), None));
        self.beside = beside(folder)?;
        self.app = app;
        self.folder = folder.to_owned();
        Ok(())
    }
}

fn beside(folder: &Path) -> Sim<Connection> {
    let connection = Connection::open(folder.join("township.db"))?;
    connection.pragma_update(None, "query_only", true)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}
