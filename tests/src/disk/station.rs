//! The station's store on a disk that lies: a script of acts, and what a store has to say of them.

use std::path::Path;

use shanyi_domain::directory::Station;
use shanyi_domain::fact::{Fact, Media, Submitted};
use shanyi_domain::ids::{ActorId, CaseId, DeviceId, StationId};
use shanyi_domain::number::Block;
use shanyi_store::{
    DatabaseKey, Durability, Identity, Operator, Options, OuterFolder, Store, StoreError,
    load_or_create_key, mend, put_back,
};
use shanyi_wire::keys::SigningKey;

use crate::ground::{NOW, act, collected, comment};
use crate::township::Run;

/// What everybody says on a case that is taken in.
const FIRST_WORD: &str = "图在电脑里";

/// One step of the script; numbers make what it says unlike all else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The PC becomes a station's.
    Enrol,
    /// A case of three events with an image.
    TakeIn(u32),
    /// A word on the case that was taken in last.
    Say(u32),
    /// A form is kept.
    Draft(u32),
    /// What was saved moves from the write-ahead log into the database.
    Tidy,
    /// What an idle desk looks after.
    Watch,
}

/// The script: every kind of write, with the log moved home in between, twice in a row too.
pub const SCRIPT: [Step; 16] = [
    Step::Enrol,
    Step::TakeIn(1),
    Step::Say(1),
    Step::Watch,
    Step::Tidy,
    Step::Tidy,
    Step::TakeIn(2),
    Step::Draft(1),
    Step::Say(2),
    Step::Watch,
    Step::Tidy,
    Step::Draft(2),
    Step::TakeIn(3),
    Step::Say(3),
    Step::Say(4),
    Step::Tidy,
];

/// What the script was told, by its lines: steps that were saved, and those that were refused or not
/// yet answered.
#[must_use]
pub fn told(said: &[String]) -> (Vec<usize>, Vec<usize>) {
    let (mut sure, mut next) = (Vec::new(), 0);
    for line in said {
        let mut words = line.split(' ');
        let (how, step) = (
            words.next(),
            words.next().and_then(|step| step.parse::<usize>().ok()),
        );
        if let (Some(how @ ("saved" | "refused")), Some(step)) = (how, step) {
            next = step + 1;
            sure.extend((how == "saved").then_some(step));
        }
    }
    let asked = SCRIPT.len().min(next + 1);
    let maybe = (0..asked).filter(|step| !sure.contains(step)).collect();
    (sure, maybe)
}

/// What a store that kept a step says; `None` where a step leaves nothing to be said.
#[must_use]
pub fn word_of(step: Step) -> Option<String> {
    match step {
        Step::Enrol => Some("enrolled".into()),
        Step::TakeIn(nth) => Some(format!("case {}: 3 events, image", name(nth))),
        Step::Say(nth) => Some(format!("word {}", sentence(nth))),
        Step::Draft(nth) => Some(format!("draft form-{nth} {}", form(nth))),
        Step::Tidy | Step::Watch => None,
    }
}

fn name(nth: u32) -> String {
    format!("第{nth}人")
}

fn sentence(nth: u32) -> String {
    format!("第{nth}句")
}

fn form(nth: u32) -> String {
    format!("{{\"name\":\"写到一半{nth}\"}}")
}

/// Opens a store as the script does.
///
/// # Errors
/// What the store says.
pub fn open(folder: &Path, durability: Durability) -> Result<Store, StoreError> {
    let options = Options {
        durability,
        ..Options::default()
    };
    Store::open(folder, &key(), options)
}

fn key() -> DatabaseKey {
    DatabaseKey::from_bytes([7; 32])
}

/// What a desk does when it is started for the first time, and each time behind that: it finds its
/// key, its store and who it is, or makes them.
///
/// # Errors
/// What the store says.
pub fn first_start(folder: &Path) -> Run<()> {
    let key = load_or_create_key(folder)?;
    let mut store = Store::open(folder, &key, Options::default())?;
    if store.identity()?.is_none() {
        store.enrol(&identity()?)?;
    }
    Ok(())
}

/// What a desk leaves that was started and joined no station.
///
/// # Errors
/// What the store says.
pub fn first_install(folder: &Path) -> Run<()> {
    let own = load_or_create_key(folder)?;
    drop(Store::open(folder, &own, Options::default())?);
    Ok(())
}

/// What a PC does that takes a broken one's place: it is started, and goes on with the newest copy in the
/// stick's folder, unless it has done so before.
///
/// # Errors
/// What the store says.
pub fn put_back_from(folder: &Path, stick: &Path) -> Run<()> {
    let own = load_or_create_key(folder)?;
    let started = Store::open(folder, &own, Options::default())?;
    if started.identity()?.is_some() {
        return Ok(());
    }
    drop(started);
    let stick = OuterFolder::found(stick);
    let copy = stick.copies().into_iter().next().ok_or("no copy")?;
    put_back(&stick, &copy, &key(), folder, &|_| ())?;
    Ok(())
}

/// Plays the script and tells `told` after each step whether it was saved.
///
/// # Errors
/// When the store can't be opened.
pub fn play(
    folder: &Path,
    durability: Durability,
    told: impl Fn(usize, Result<(), String>),
) -> Result<(), StoreError> {
    let mut store = open(folder, durability)?;
    let mut last = None;
    for (nth, step) in SCRIPT.into_iter().enumerate() {
        let done = take_step(&mut store, step, &mut last);
        told(nth, done.map_err(|error| error.to_string()));
    }
    Ok(())
}

fn take_step(store: &mut Store, step: Step, last: &mut Option<CaseId>) -> Run<()> {
    match step {
        Step::Enrol => store.enrol(&identity()?)?,
        Step::TakeIn(nth) => {
            let picture: Vec<u8> = (0..3000_u32).map(|at| (at * (nth + 7)) as u8).collect();
            // Whoever is told that a picture could not be kept chooses it again.
            let image = store
                .put_image(&picture, Media::Jpeg)
                .or_else(|_| store.put_image(&picture, Media::Jpeg))?;
            let mut body = collected(&name(nth), image);
            body.station = StationId(1);
            let submitted = Submitted {
                missing_because: None,
            };
            let facts = vec![
                Fact::Collected(body),
                Fact::Submitted(submitted),
                comment(FIRST_WORD),
            ];
            *last = Some(store.record(act(None, facts))?.case.id);
        }
        Step::Say(nth) => {
            store.record(act(*last, vec![comment(&sentence(nth))]))?;
        }
        Step::Draft(nth) => {
            store.put_draft(ActorId(11), &format!("form-{nth}"), &form(nth), NOW)?
        }
        Step::Tidy => store.checkpoint()?,
        Step::Watch => store.watch()?,
    }
    Ok(())
}

fn identity() -> Run<Identity> {
    Ok(Identity {
        device: DeviceId([1; 16]),
        key: SigningKey::from_bytes(&[1; 32]),
        township_key: SigningKey::from_bytes(&[2; 32]).public(),
        server: "http://127.0.0.1:1".into(),
        station: Station {
            id: StationId(1),
            code: "331123208211".into(),
            name: "五星村服务站".into(),
            short: "五星".into(),
            township: "柘岱口乡".into(),
        },
        operator: Operator {
            id: ActorId(11),
            name: "梅建平".into(),
            phone: String::new(),
        },
        block: Block::nth(0).ok_or("no block")?,
    })
}

/// Looks at a store that a power cut left, or that met a disk that refused something. `sure` are
/// the steps that were answered as saved, `maybe` those that were not answered so. Gives what is
/// wrong, in words.
///
/// # Errors
/// When the store can't be opened, mended or read.
pub fn look(folder: &Path, sure: &[usize], maybe: &[usize]) -> Run<Vec<String>> {
    let mut wrong = Vec::new();
    let mut store = match open(folder, Durability::Full) {
        Err(StoreError::Damaged) => {
            let mended = mend(folder, &key())?;
            if !mended.lost.is_empty() {
                wrong.push(format!("mending names losses: {:?}", mended.lost));
            }
            open(folder, Durability::Full)?
        }
        opened => opened?,
    };
    let said = said(&store)?;
    let words = |steps: &[usize]| -> Vec<String> {
        let words = steps.iter().filter_map(|step| word_of(SCRIPT[*step]));
        words.collect()
    };
    let (sure, maybe) = (words(sure), words(maybe));
    for word in &sure {
        match said.iter().filter(|there| *there == word).count() {
            1 => {}
            times => wrong.push(format!("{word}: there {times} times")),
        }
    }
    for word in &said {
        if !sure.contains(word) && !maybe.contains(word) {
            wrong.push(format!("{word}: not as anybody saved it"));
        }
    }
    let screens = store.dump()?;
    store.rebuild()?;
    if store.dump()? != screens {
        wrong.push("what screens read is not what the log says".into());
    }
    if store.identity()?.is_some() {
        let more = collected("后来的人", store.put_image(b"later", Media::Jpeg)?);
        let more = shanyi_domain::fact::Collected {
            station: StationId(1),
            ..more
        };
        store.record(act(None, vec![Fact::Collected(more)]))?;
    }
    Ok(wrong)
}

/// What a store holds, one thing a line.
fn said(store: &Store) -> Run<Vec<String>> {
    let mut said = Vec::new();
    said.extend(store.identity()?.map(|_| "enrolled".to_owned()));
    for line in store.dump()?.lines() {
        let Some(id) = line.strip_prefix("case ") else {
            continue;
        };
        let id = id.split(' ').next().and_then(CaseId::from_hex);
        let case = store.case(&id.ok_or("a case without an id")?)?;
        let case = case.ok_or("a case without a row")?;
        let (mut own, mut words) = (0, Vec::new());
        for step in &case.steps {
            match &step.event.fact {
                Fact::Commented(body) if body.text != FIRST_WORD => {
                    words.push(format!("word {}", body.text));
                }
                _ => own += 1,
            }
        }
        let images = case.materials.values().flat_map(|line| &line.images);
        let mut shown = Vec::new();
        for image in images {
            let there = store.image(&image.hash)?.is_some();
            shown.push(if there { "image" } else { "no image" });
        }
        let (name, shown) = (&case.applicant.name, shown.join(" "));
        said.push(format!("case {name}: {own} events, {shown}"));
        said.extend(words);
    }
    let drafts = store.drafts()?.into_iter();
    said.extend(drafts.map(|draft| format!("draft {} {}", draft.form, draft.json)));
    Ok(said)
}
