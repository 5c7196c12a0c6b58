//! What every seed begins with: a township with enrolled stations, and their empty stores. Made
//! once, copied for each seed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use shanyi_domain::directory::{Office, Station};
use shanyi_domain::ids::{ActorId, DeviceId, StationId};
use shanyi_domain::number::Block;
use shanyi_domain::post::Post;
use shanyi_domain::time::Moment;
use shanyi_domain::workday::Calendar;
use shanyi_server::clock::Clock;
use shanyi_server::error::ServerError;
use shanyi_server::ledger::devices::Device;
use shanyi_server::ledger::stations::Person;
use shanyi_server::{App, ledger, publish};
use shanyi_store::{DatabaseKey, Durability, Identity, Operator, Options, Store};
use shanyi_wire::keys::SigningKey;

use super::{Sim, Violation};
use crate::dice::Dice;

/// Most stations of a seed.
pub const STATIONS: usize = 5;
/// Devices of a station: three PCs, and one of another kind.
pub const DEVICES: usize = 4;
/// When every seed begins: a Saturday in November 2026.
pub const START: Moment = Moment(1_795_222_800);
/// The clerk of the township.
pub const CLERK: ActorId = ActorId(21);

/// Chance that a seed hands to whoever draws.
pub type Chance = Arc<Mutex<Dice>>;

/// The key of every store.
pub fn key() -> DatabaseKey {
    DatabaseKey::from_bytes([7; 32])
}

/// The folder that seeds are copied from, and who is enrolled in it.
pub struct Template {
    folder: PathBuf,
    /// The PCs of each station.
    pub identities: Vec<Vec<Identity>>,
}

impl Template {
    /// Makes the township and the stores in `folder`.
    ///
    /// # Errors
    /// When one of them can't be made.
    pub fn make(folder: &Path) -> Sim<Self> {
        let chance = Arc::new(Mutex::new(Dice::new(0)));
        let identities = township(&folder.join("township"), &chance)?;
        for identity in identities.iter().flatten() {
            let mut store = open_store(&folder.join(name(identity)), &chance, None)?;
            store.enrol(identity)?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            identities,
        })
    }

    /// A copy of the township.
    pub fn township(&self, to: &Path) -> Sim<()> {
        copy_folder(&self.folder.join("township"), to)
    }

    /// A copy of a PC's store.
    pub fn store(&self, identity: &Identity, to: &Path) -> Sim<()> {
        copy_folder(&self.folder.join(name(identity)), to)
    }
}

fn name(identity: &Identity) -> String {
    identity.device.to_string()
}

/// Opens a store that draws from `chance`, on a disk with room for so many pages more.
pub fn open_store(folder: &Path, chance: &Chance, spare_pages: Option<u32>) -> Sim<Store> {
    Ok(Store::open(folder, &key(), options(chance, spare_pages))?)
}

/// How a store is opened.
pub fn options(chance: &Chance, spare_pages: Option<u32>) -> Options {
    let chance = Arc::clone(chance);
    Options {
        durability: Durability::None,
        randomness: Box::new(move |bytes| {
            fill(&chance, bytes);
            Ok(())
        }),
        spare_pages,
        plain: false,
        ..Options::default()
    }
}

/// Opens a township that draws from `chance`, on a disk with room for so many pages more.
pub fn open_township(
    folder: &Path,
    clock: &Clock,
    chance: &Chance,
    spare_pages: Option<u32>,
) -> Sim<App> {
    let chance = Arc::clone(chance);
    let options = ledger::Options {
        durability: ledger::Durability::None,
        randomness: Box::new(move |bytes| {
            fill(&chance, bytes);
            Ok(())
        }),
        spare_pages,
        // Whoever puts one in the township's place begins a timeline.
        copies_too: true,
    };
    Ok(App::open_with(folder, clock.clone(), options)?.on_one_thread())
}

fn fill(chance: &Chance, bytes: &mut [u8]) {
    let mut dice = chance.lock().unwrap_or_else(PoisonError::into_inner);
    for part in bytes.chunks_mut(8) {
        part.copy_from_slice(&dice.bits().to_le_bytes()[..part.len()]);
    }
}

fn draw<const N: usize>(chance: &Chance) -> [u8; N] {
    let mut bytes = [0; N];
    fill(chance, &mut bytes);
    bytes
}

fn township(folder: &Path, chance: &Chance) -> Sim<Vec<Vec<Identity>>> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("township.key"), hex::encode(draw::<32>(chance)))?;
    let app = open_township(folder, &Clock::at(START), chance, None)?;
    let identities = (1..).take(STATIONS).map(|n| pcs_of(&app, n, chance));
    let identities: Vec<Vec<Identity>> = identities.collect::<Sim<_>>()?;
    let calendar = Calendar::from_json(CALENDAR)?;
    let office = Office {
        name: "柘岱口乡便民服务中心".to_owned(),
        phone: String::new(),
    };
    app.ledger.write(|tx| {
        publish::calendar_text(tx, &calendar, CALENDAR, START)?;
        publish::directory(tx, &office, START)
    })?;
    Ok(identities)
}

/// A calendar of one year, so that no fold has to read more.
const CALENDAR: &str = r#"{"format":1,"version":1,"published":"2026-11-21","fixed_holidays":[[1,1]],
"years":{"2026":{"off_weekdays":["2026-01-01"],"makeup_workdays":[]}}}"#;

fn pcs_of(app: &App, n: u32, chance: &Chance) -> Sim<Vec<Identity>> {
    let short = ["五星", "大田", "上坪", "石源", "苏村"];
    let short = short.get(n as usize - 1).copied().unwrap_or("村");
    let station = Station {
        id: StationId(n),
        code: format!("3311232082{n:02}"),
        name: format!("{short}村服务站"),
        short: short.to_owned(),
        township: "柘岱口乡".to_owned(),
    };
    let person = Person {
        id: ActorId(100 + n),
        name: "梅建平".to_owned(),
        title: "跑小二".to_owned(),
        phone: String::new(),
        station: Some(station.id),
        office: None,
        post: Post::default(),
    };
    app.ledger.write(|tx| {
        tx.add_station(&station)?;
        tx.add_person(&person)
    })?;
    (0..)
        .take(DEVICES)
        .map(|pc| {
            let block = Block::nth(pc).ok_or_else(|| Violation("no block".to_owned()))?;
            let identity = Identity {
                device: DeviceId(draw(chance)),
                key: SigningKey::from_bytes(&draw(chance)),
                township_key: app.key.public(),
                server: "http://127.0.0.1:1".to_owned(),
                station: station.clone(),
                operator: Operator {
                    id: person.id,
                    name: person.name.clone(),
                    phone: String::new(),
                },
                block,
            };
            let device = Device {
                id: identity.device,
                key: identity.key.public(),
                station: station.id,
            };
            let block = identity.block.as_str();
            app.ledger
                .write(|tx| tx.enrol(&device, block, START).map_err(ServerError::from))?;
            Ok(identity)
        })
        .collect()
}

/// Copies a folder with everything in it. Whoever has it open must be at rest.
pub fn copy_folder(from: &Path, to: &Path) -> Sim<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
