//! The township of a seed: the real server on a real ledger, in this process.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use rusqlite::Connection;
use shanyi_domain::time::Moment;
use shanyi_server::clock::Clock;
use shanyi_server::exchange::again;
use shanyi_server::ledger::{Ailment, LedgerError};
use shanyi_server::{App, serve};
use shanyi_sync::carrier::Carrier;

pub mod disk;

pub use disk::image_file;

use super::carrier::{Answer, Call};
use super::template::{Chance, copy_folder, open_township};
use super::{Sim, check};
use crate::memory::{Break, Memory};

/// The township.
pub struct Township {
    /// The server.
    pub app: Arc<App>,
    /// Its data folder.
    pub folder: PathBuf,
    /// How often it was started.
    pub starts: u32,
    /// Pages by which the ledger may grow, on a disk that is nearly full.
    pub spare: Option<u32>,
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
        let app = Arc::new(open_township(folder, &clock, chance, None)?);
        Ok(Self {
            door: Memory::new(serve::routes(Arc::clone(&app), None)).forgetting(),
            beside: beside(folder)?,
            app,
            folder: folder.to_owned(),
            starts: 1,
            spare: None,
            clock,
            chance: Arc::clone(chance),
        })
    }

    /// The ledger's file.
    pub fn database(&self) -> PathBuf {
        self.folder.join("township.db")
    }

    /// Everything that the server answers.
    pub fn routes(&self) -> Router {
        serve::routes(Arc::clone(&self.app), None)
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
            Call::Small(small) => {
                let put = self.door.put_thumbnail(small).await;
                put.map(|()| Answer::Small)
            }
            Call::Get(fetch) => self.door.get(fetch).await.map(Answer::Get),
        };
        done.unwrap_or_else(Answer::Nothing)
    }

    /// An exchange arrives in two parts, the second behind byte `at`; between them another call
    /// arrives whole, and its answer is looked at. What each of them was answered.
    pub async fn receive_in_two(
        &self,
        body: Vec<u8>,
        at: usize,
        between: Call,
        look: impl FnOnce(&Self, &Answer) -> Sim<()>,
    ) -> Sim<[Answer; 2]> {
        self.door.break_after(Break::Never);
        let other = async {
            let answer = self.receive(between, Break::Never).await;
            look(self, &answer).map(|()| answer)
        };
        let (answer, other) = self.door.sync_in_two(body, at, other).await;
        Ok([answer.map_or_else(Answer::Nothing, Answer::Sync), other?])
    }

    /// Copies everything that is on the disk at this moment.
    pub fn copy_disk(&self, to: &Path) -> Sim<()> {
        copy_folder(&self.folder, to)
    }

    /// Stops, and starts on the data in `folder`.
    pub fn start_on(&mut self, folder: &Path) -> Sim<()> {
        self.start_with(folder, None)
    }

    /// The same on a disk with so little room. As at each start, what was set aside is judged again.
    pub fn start_with(&mut self, folder: &Path, spare: Option<u32>) -> Sim<()> {
        let app = open_township(folder, &self.clock, &self.chance, spare)?;
        if let Err(error) = again::judge_again(&app) {
            // The real one goes on too.
            check(spare.is_some() && has_no_room(&error), || {
                format!("what was set aside can't be judged again: {error}")
            })?;
        }
        let app = Arc::new(app);
        // Whoever waits for news hears nothing more.
        self.starts += 1;
        self.door = Memory::new(serve::routes(Arc::clone(&app), None)).forgetting();
        self.beside = beside(folder)?;
        self.app = app;
        self.folder = folder.to_owned();
        self.spare = spare;
        Ok(())
    }
}

/// The ledger could not grow.
pub fn has_no_room(error: &LedgerError) -> bool {
    error.ailment() == Ailment::NoRoom
}

fn beside(folder: &Path) -> Sim<Connection> {
    let connection = Connection::open(folder.join("township.db"))?;
    connection.pragma_update(None, "query_only", true)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}
