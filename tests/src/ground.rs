//! A station's store and its township in one process, over a carrier without a line; and copies of
//! both, for tests that begin again and again at the same place.

use crate::enrolled;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use shanyi_domain::fact::{
    Applicant, Channel, Collected, Commented, Fact, ImageRef, MaterialLine, Media, Submitted,
};
use shanyi_domain::ids::{ActorId, CaseId};
use shanyi_domain::time::Moment;
use shanyi_server::certificate::Source;
use shanyi_server::clock::Clock;
use shanyi_server::tls::Tls;
use shanyi_server::{App, demo, serve, township};
use shanyi_store::{Act, DatabaseKey, Options, Saved, Store};
use shanyi_sync::carrier::Carrier;
use shanyi_sync::engine::{Engine, Given, Parties, Round, Trouble};
use tempfile::TempDir;

use crate::chaos::copy_folder;
use crate::enrolled::identity;
use crate::memory::Memory;
use crate::township::{Run, STATION, VILLAGES};

/// The moment at which everything happens.
pub const NOW: Moment = Moment(1_795_222_800);

/// One station and its township, and the folder in which both lie.
pub struct Ground {
    folder: PathBuf,
    /// Goes away with both.
    _held: Option<TempDir>,
    /// The township.
    pub app: Arc<App>,
    /// The station's store.
    pub store: Mutex<Store>,
    /// Who they are to each other.
    pub parties: Parties,
}

/// A folder in memory, where the system has one: what is tested in it does not wait for a disk.
///
/// # Errors
/// What the system reports.
pub fn quick_folder() -> Run<TempDir> {
    Ok(TempDir::new_in("/dev/shm").or_else(|_| TempDir::new())?)
}

impl Ground {
    /// A demonstration county with one enrolled PC that has not spoken yet.
    ///
    /// # Errors
    /// When one of them can't be made.
    pub fn new() -> Run<Self> {
        let held = quick_folder()?;
        let folder = held.path();
        let data = folder.join("township");
        let app = App::open(&data, Clock::at(NOW))?;
        let villages = folder.join("villages.json");
        std::fs::write(&villages, VILLAGES)?;
        demo::fill(&app, &data, &villages)?;
        let file = folder.join("enrolment.json");
        enrolled::enrol(&app, STATION, "http://127.0.0.1:1", &file)?;
        let mut store = open(&folder.join("station"))?;
        store.enrol(&identity(&file))?;
        drop((app, store));
        let mut ground = Self::in_folder(folder)?;
        ground._held = Some(held);
        Ok(ground)
    }

    /// The two that lie in a folder.
    ///
    /// # Errors
    /// When one of them can't be opened.
    pub fn in_folder(folder: &Path) -> Run<Self> {
        let app = App::open(&folder.join("township"), Clock::at(NOW))?;
        let store = open(&folder.join("station"))?;
        let identity = identity(&folder.join("enrolment.json"));
        Ok(Self {
            folder: folder.to_owned(),
            _held: None,
            app: Arc::new(app),
            store: Mutex::new(store),
            parties: Parties {
                device: identity.device,
                key: identity.key,
                township: identity.township_key,
            },
        })
    }

    /// Both as they are now, on copies of their disks.
    ///
    /// # Errors
    /// When a disk can't be copied.
    pub fn copied(&self) -> Run<Self> {
        // What is in the write-ahead logs is copied with them.
        let held = quick_folder()?;
        copy_folder(&self.folder, held.path())?;
        let mut ground = Self::in_folder(held.path())?;
        ground._held = Some(held);
        Ok(ground)
    }

    /// Another store that says it is the same PC.
    #[must_use]
    pub fn with_store(&self, store: Store, folder: TempDir) -> Self {
        Self {
            folder: folder.path().to_owned(),
            _held: Some(folder),
            app: Arc::clone(&self.app),
            store: Mutex::new(store),
            parties: self.parties.clone(),
        }
    }

    /// The folder in which everything of both is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The station's data folder.
    #[must_use]
    pub fn station(&self) -> PathBuf {
        self.folder.join("station")
    }

    /// The enrolment file of its PC.
    #[must_use]
    pub fn enrolment(&self) -> PathBuf {
        self.folder.join("enrolment.json")
    }

    /// A carrier to this township.
    #[must_use]
    pub fn carrier(&self) -> Memory {
        Memory::new(serve::routes(Arc::clone(&self.app), None))
    }

    /// Serves the township on a port of the loopback, which it gives.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn serve(&self) -> Run<u16> {
        let listener = serve::listen(([127, 0, 0, 1], 0).into()).await?;
        let port = listener.local_addr()?.port();
        let app = Arc::clone(&self.app);
        tokio::spawn(serve::serve(listener, app, None, std::future::pending()));
        Ok(port)
    }

    /// Serves the township with TLS by this certificate, on a port of the loopback, which it gives.
    ///
    /// # Errors
    /// When no port is free, or it is no certificate.
    pub async fn serve_tls(&self, source: Source) -> Run<u16> {
        let tls = Tls::with(source, NOW)?;
        let listener = serve::listen(([127, 0, 0, 1], 0).into()).await?;
        let port = listener.local_addr()?.port();
        let app = Arc::clone(&self.app);
        tokio::spawn(serve::serve_tls(
            listener,
            tls,
            app,
            None,
            std::future::pending(),
        ));
        Ok(port)
    }

    /// Takes in a case of three events with one image.
    ///
    /// # Errors
    /// What the store says.
    pub fn take_in(&self, name: &str, image: &[u8]) -> Run<Saved> {
        let mut store = self.held();
        let image = store.put_image(image, Media::Jpeg)?;
        let station = store.identity()?.ok_or("not enrolled")?.station.id;
        let facts = vec![
            Fact::Collected(Collected {
                station,
                ..collected(name, image)
            }),
            Fact::Submitted(Submitted {
                missing_because: None,
            }),
            comment("图在电脑里"),
        ];
        Ok(store.record(act(None, facts))?)
    }

    /// The station says something on a case.
    ///
    /// # Errors
    /// What the store says.
    pub fn say(&self, case: CaseId, text: &str) -> Run<Saved> {
        Ok(self.held().record(act(Some(case), vec![comment(text)]))?)
    }

    /// A clerk says something on a case, knowing nothing of what was last done with it.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn answer(&self, case: CaseId, text: &str) -> Run<()> {
        self.app.ledger.write(|tx| -> Run<()> {
            let (seed, station) = tx.case_file(case)?.ok_or("no such case")?;
            let deed = township::Deed {
                case,
                seed,
                station,
                base: Vec::new(),
                actor: ActorId(1),
                fact: &comment(text),
            };
            township::act(tx, deed, NOW)?;
            Ok(())
        })
    }

    /// One round of the exchange.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn round<C: Carrier>(&self, engine: &mut Engine<C>) -> Result<Round, Trouble> {
        let given = || Given {
            now: NOW,
            saved_before: NOW,
            fresh: 7,
        };
        engine.round(&self.store, given, || {}).await
    }

    /// A round over a whole line brings both sides together, and another has nothing to do. Gives
    /// what both hold ([`shanyi_wire::account`]).
    ///
    /// # Errors
    /// In words, when it is not so.
    pub async fn comes_to_rest<C: Carrier>(&self, carrier: C) -> Run<String> {
        let mut engine = Engine::new(carrier, self.parties.clone());
        self.round(&mut engine).await?;
        let second = self.round(&mut engine).await?;
        if second != Round::default() {
            return Err(format!("a second round had something to do: {second:?}").into());
        }
        let here = self.held().account()?;
        let there = shanyi_server::dump::dump(&self.app)?;
        match here == there {
            true => Ok(here),
            false => Err(format!("the station holds\n{here}and the township\n{there}").into()),
        }
    }

    /// The store, whoever held it last.
    pub fn held(&self) -> std::sync::MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the station's store.
///
/// # Errors
/// What the store says.
pub fn open(folder: &Path) -> Run<Store> {
    let key = DatabaseKey::from_bytes([7; 32]);
    Ok(Store::open(folder, &key, Options::default())?)
}

/// An act at the counter.
#[must_use]
pub fn act(case: Option<CaseId>, facts: Vec<Fact>) -> Act {
    Act {
        case,
        facts,
        actor: ActorId(11),
        at: NOW,
        clock_doubtful: false,
        draft: None,
    }
}

/// A word on a case.
#[must_use]
pub fn comment(text: &str) -> Fact {
    Fact::Commented(Commented { text: text.into() })
}

/// An intake with one paper and its image, of no station yet.
#[must_use]
pub fn collected(name: &str, image: ImageRef) -> Collected {
    let mut body = intake(name);
    for line in &mut body.materials {
        line.images = vec![image.clone()];
    }
    body
}

/// An intake with one paper, of no station yet.
#[must_use]
pub fn intake(name: &str) -> Collected {
    Collected {
        number: String::new(),
        station: shanyi_domain::ids::StationId(0),
        item: "lnyd".into(),
        catalog_version: 1,
        applicant: Applicant {
            name: name.into(),
            id_number: None,
            phone: None,
            address: "下坪组".into(),
        },
        materials: vec![MaterialLine {
            material: "id_card".into(),
            originals: 1,
            copies: 1,
            images: Vec::new(),
            checked: true,
        }],
        channel: Channel::Counter,
        noticed: vec![],
        applies: vec![],
    }
}
