//! A furnished station and its township in one process, and what people bring to the station.

use crate::enrolled;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shanyi_domain::catalog::{Catalog, Need, ServiceItem};
use shanyi_domain::fact::{
    Applicant, Channel, Collected, Fact, ImageRef, MaterialLine, MaterialsAmended, Media, Submitted,
};
use shanyi_domain::ids::{ActorId, CaseId, StationId};
use shanyi_domain::time::Moment;
use shanyi_server::certificate::Source;
use shanyi_server::clock::Clock;
use shanyi_server::ledger::LedgerError;
use shanyi_server::tls::Tls;
use shanyi_server::township::{self, Deed};
use shanyi_server::{App, demo, serve};
use shanyi_store::{Act, DatabaseKey, Durability, Options, Store};
use shanyi_sync::carrier::Carrier;
use shanyi_sync::engine::{Engine, Given, Parties, Round, Trouble};
use tempfile::TempDir;

use crate::dice::Dice;
use crate::enrolled::identity;
use crate::memory::Memory;
use crate::township::{Run, STATION, VILLAGES};
use crate::years::people::Villager;

/// When everything happens.
pub const NOW: Moment = Moment(1_795_222_800);

/// A station and its township.
pub struct Pair {
    folder: TempDir,
    /// The township.
    pub app: Arc<App>,
    /// The station's store.
    pub store: Mutex<Store>,
    /// Who they are to each other.
    pub parties: Parties,
    station: StationId,
    items: Vec<ServiceItem>,
}

impl Pair {
    /// Both in a folder that goes away, the station's store as durable as that.
    ///
    /// # Errors
    /// What the disk or one of the two says.
    pub fn new(durability: Durability) -> Run<Self> {
        let folder = TempDir::new()?;
        let data = folder.path().join("township");
        let app = Arc::new(App::open(&data, Clock::at(NOW))?);
        let villages = folder.path().join("villages.json");
        std::fs::write(&villages, VILLAGES)?;
        demo::fill(&app, &data, &villages)?;
        Self::with(folder, app, durability)
    }

    /// Another PC of the same station, with the same township.
    ///
    /// # Errors
    /// What the disk or one of the two says.
    pub fn another_pc(&self) -> Run<Self> {
        Self::with(TempDir::new()?, Arc::clone(&self.app), Durability::None)
    }

    fn with(folder: TempDir, app: Arc<App>, durability: Durability) -> Run<Self> {
        let file = folder.path().join("enrolment.json");
        enrolled::enrol(&app, STATION, "http://127.0.0.1:1", &file)?;
        let identity = identity(&file);
        let options = Options {
            durability,
            ..Options::default()
        };
        let key = DatabaseKey::from_bytes([7; 32]);
        let mut store = Store::open(&folder.path().join("station"), &key, options)?;
        store.enrol(&identity)?;
        let catalog = Catalog::from_json(Catalog::embedded())?;
        Ok(Self {
            folder,
            app,
            store: Mutex::new(store),
            station: identity.station.id,
            parties: Parties {
                device: identity.device,
                key: identity.key,
                township: identity.township_key,
            },
            items: catalog.items.into_iter().filter(|i| i.offered).collect(),
        })
    }

    /// The file by which the station's PC was enrolled.
    #[must_use]
    pub fn enrolment(&self) -> PathBuf {
        self.folder.path().join("enrolment.json")
    }

    /// The folder in which everything lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Which station it is.
    #[must_use]
    pub const fn station(&self) -> StationId {
        self.station
    }

    /// A carrier without a line.
    #[must_use]
    pub fn memory(&self) -> Memory {
        Memory::new(serve::routes(Arc::clone(&self.app), None))
    }

    /// Serves the township on the runtime; gives its port.
    ///
    /// # Errors
    /// When no port is free.
    pub fn serve(&self, runtime: &tokio::runtime::Runtime) -> Run<u16> {
        let listener = runtime.block_on(serve::listen(([127, 0, 0, 1], 0).into()))?;
        let port = listener.local_addr()?.port();
        let app = Arc::clone(&self.app);
        runtime.spawn(serve::serve(listener, app, None, std::future::pending()));
        Ok(port)
    }

    /// The same with TLS by the township's own authority.
    ///
    /// # Errors
    /// When no port is free, or no certificate can be made.
    pub fn serve_tls(&self, runtime: &tokio::runtime::Runtime) -> Run<u16> {
        let source = Source::Own {
            data: self.folder.path().join("township"),
            names: vec!["127.0.0.1".to_owned()],
        };
        let tls = Tls::with(source, NOW)?;
        let listener = runtime.block_on(serve::listen(([127, 0, 0, 1], 0).into()))?;
        let port = listener.local_addr()?.port();
        let app = Arc::clone(&self.app);
        let serving = serve::serve_tls(listener, tls, app, None, std::future::pending());
        runtime.spawn(serving);
        Ok(port)
    }

    /// One round.
    ///
    /// # Errors
    /// What ended it.
    pub async fn round<C: Carrier>(&self, engine: &mut Engine<C>) -> Result<Round, Trouble> {
        let given = || Given {
            now: NOW,
            saved_before: NOW,
            fresh: 7,
        };
        engine.round(&self.store, given, || {}).await
    }

    /// The store, for a moment.
    pub fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records facts; gives their case.
    ///
    /// # Errors
    /// What the store says.
    pub fn act(&self, case: Option<CaseId>, facts: Vec<Fact>, at: Moment) -> Run<CaseId> {
        let act = Act {
            case,
            facts,
            actor: ActorId(11),
            at,
            clock_doubtful: false,
            draft: None,
        };
        Ok(self.store().record(act)?.case.id)
    }

    /// Pictures of so many bytes each that no packing makes shorter; others for another seed.
    ///
    /// # Errors
    /// What the store says.
    pub fn pictures(&self, seed: u64, count: usize, bytes: usize) -> Run<Vec<ImageRef>> {
        let (store, mut dice) = (self.store(), Dice::new(seed));
        let pictures = (0..count).map(|_| {
            let mut picture = vec![0; bytes];
            picture.fill_with(|| dice.bits().to_le_bytes()[0]);
            Ok(store.put_image(&picture, Media::Jpeg)?)
        });
        pictures.collect()
    }

    /// The item that the n-th comer asks for.
    #[must_use]
    pub fn item(&self, n: usize) -> &ServiceItem {
        &self.items[n % self.items.len()]
    }

    /// Takes a case in without its last paper, which is brought soon after: three events. The images
    /// are of the first paper.
    ///
    /// # Errors
    /// What the store says.
    pub fn three_events(
        &self,
        villager: &Villager,
        n: usize,
        images: Vec<ImageRef>,
    ) -> Run<CaseId> {
        let at = Moment(NOW.0 - 200_000 + i64::try_from(n % 190)? * 1000);
        let mut collected = collected(self.station, villager, self.item(n));
        let mut last = collected.materials.pop();
        collected.noticed = last.iter().map(|line| line.material.clone()).collect();
        if let Some(first) = collected.materials.first_mut().or(last.as_mut()) {
            first.images = images;
        }
        let case = self.act(None, vec![Fact::Collected(collected)], at)?;
        let amended = Fact::MaterialsAmended(MaterialsAmended {
            materials: last.into_iter().collect(),
            applies: None,
        });
        let submitted = Fact::Submitted(Submitted {
            missing_because: None,
        });
        self.act(Some(case), vec![amended, submitted], at.plus_seconds(900))
    }

    /// The township does something with a case, as a clerk would.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn say(&self, case: CaseId, fact: &Fact) -> Run<()> {
        let now = self.app.clock.now();
        let said: Result<StationId, LedgerError> = self.app.ledger.write(|tx| {
            let file = tx.case_file(case)?.zip(tx.case(case)?);
            let ((seed, station), known) = file.ok_or(LedgerError::Broken("no such case"))?;
            let deed = Deed {
                case,
                seed,
                station,
                base: known.case.tips(),
                actor: ActorId(21),
                fact,
            };
            township::act(tx, deed, now).map(|_| station)
        });
        self.app.tell_station(said?);
        Ok(())
    }
}

fn collected(station: StationId, villager: &Villager, item: &ServiceItem) -> Collected {
    let required = item.materials.iter().filter(|m| m.need == Need::Required);
    let lines = required.map(|listed| MaterialLine {
        material: listed.code.clone(),
        originals: 1,
        copies: 1,
        images: Vec::new(),
        checked: true,
    });
    Collected {
        number: String::new(),
        station,
        item: item.code.clone(),
        catalog_version: 1,
        applicant: Applicant {
            name: villager.name.clone(),
            id_number: villager.id_number.clone(),
            phone: villager.phone.clone(),
            address: villager.address.clone(),
        },
        materials: lines.collect(),
        channel: Channel::Counter,
        noticed: Vec::new(),
        applies: Vec::new(),
    }
}
