//! PCs that become a station's without a window: by a one-time code and the question that every PC asks,
//! only that the code's key costs next to nothing. Who such a PC is lies in a file of the tests' own.

use std::path::Path;

use serde::{Deserialize, Serialize};
use shanyi_domain::ids::DeviceId;
use shanyi_domain::number::Block;
use shanyi_server::App;
use shanyi_server::enrol::{Wish, make};
use shanyi_server::exchange::enrol::answer;
use shanyi_store::{Enrolment, Identity, Operator, Options, Store, load_or_create_key};
use shanyi_wire::enrol::{Asked, Authority, Cost, Membership, Request, sealing_key};
use shanyi_wire::keys::SigningKey;

use crate::township::Run;

/// Who a PC is, as tests keep it until its store is there.
#[derive(Serialize, Deserialize)]
struct Paper {
    server: String,
    #[serde(with = "hex::serde")]
    key: [u8; 32],
    #[serde(with = "hex::serde")]
    sealing: [u8; 32],
    #[serde(with = "hex::serde")]
    membership: Vec<u8>,
}

/// Makes a PC of the station whose village has this code, and writes who it is to a new file.
///
/// # Errors
/// No such station, a file that is there already, or what the township says.
pub fn enrol(app: &App, station: &str, server: &str, file: &Path) -> Run<()> {
    enrol_for(app, &Wish::of(station), server, file)
}

/// The same in the place of a PC, which is taken its key by it.
///
/// # Errors
/// As [`enrol`].
pub fn enrol_in_place_of(
    before: DeviceId,
    app: &App,
    station: &str,
    server: &str,
    file: &Path,
) -> Run<()> {
    let wish = Wish {
        replaces: Some(before),
        ..Wish::of(station)
    };
    enrol_for(app, &wish, server, file)
}

fn enrol_for(app: &App, wish: &Wish<'_>, server: &str, file: &Path) -> Run<()> {
    let (key, sealing) = (drawn(file, 1), drawn(file, 2));
    let signing = SigningKey::from_bytes(&key);
    let wish = Wish {
        cost: Cost::OF_TESTS,
        ..wish.clone()
    };
    let code = make(app, &wish)?.code.key(Cost::OF_TESTS)?;
    let (public, sealed) = (signing.public(), sealing_key(&sealing));
    let request = Request::new(
        &code,
        public,
        sealed,
        Authority::default(),
        String::new(),
        env!("CARGO_PKG_VERSION").to_owned(),
    );
    let asked = Asked::new(&request, &signing).to_bytes();
    let answer = answer(app, &asked, None).map_err(|no| format!("{no:?}"))?;
    let membership = answer.membership(&code, &public, &sealed)?;
    let paper = Paper {
        server: server.to_owned(),
        key,
        sealing,
        membership: membership.to_bytes(),
    };
    let text = serde_json::to_string(&paper)?;
    Ok(std::fs::write(file, text)?)
}

/// 32 bytes that no other PC has: of the file's path, the time and a number.
fn drawn(file: &Path, nth: u8) -> [u8; 32] {
    let now = std::time::SystemTime::now();
    let since = now
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    let of = format!("{}{}{nth}", file.display(), since.as_nanos());
    shanyi_wire::derive::image_hash(of.as_bytes()).0
}

/// The identity and what came with it that a file holds.
///
/// # Errors
/// When it holds none.
pub fn read(file: &Path) -> Run<(Identity, Enrolment)> {
    let paper: Paper = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let membership = Membership::from_bytes(&paper.membership)?;
    let operator = membership.people.first().ok_or("nobody works there")?;
    let certificate = |nth: usize| match membership.authorities.get(nth) {
        Some(der) => der.to_vec(),
        None => vec![0],
    };
    let enrolment = Enrolment {
        sealing: paper.sealing,
        recovery: match membership.recovery.as_str() {
            "" => "none".to_owned(),
            recovery => recovery.to_owned(),
        },
        authority: certificate(0),
        spare: certificate(1),
    };
    let identity = Identity {
        device: membership.device,
        key: SigningKey::from_bytes(&paper.key),
        township_key: membership.township_key,
        server: paper.server,
        operator: Operator {
            id: operator.id,
            name: operator.name.clone(),
            phone: operator.phone.clone(),
        },
        block: Block::parse(&membership.block)?,
        station: membership.station.into(),
    };
    Ok((identity, enrolment))
}

/// Who a file makes a PC, for tests that need no desk.
///
/// # Panics
/// When the file is none.
#[must_use]
#[expect(clippy::expect_used, reason = "a test without its enrolment is wrong")]
pub fn identity(file: &Path) -> Identity {
    read(file).expect("who a PC is").0
}

/// Makes the store in a data folder that PC's, as the pages of joining do.
///
/// # Errors
/// What the store says.
pub fn enrol_folder(data: &Path, file: &Path) -> Run<()> {
    let key = load_or_create_key(data)?;
    let mut store = Store::open(data, &key, Options::default())?;
    if store.identity()?.is_none() {
        let (identity, enrolment) = read(file)?;
        store.keep_enrolment(&enrolment)?;
        store.enrol(&identity)?;
    }
    Ok(())
}
