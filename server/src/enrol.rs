//! One-time codes and what becomes of them: a PC that is a station's, or an invitation in a file.
//! And the way back: a PC whose key is taken from it.

use shanyi_domain::directory::Station;
use shanyi_domain::ids::{ActorId, DeviceId, StationId};
use shanyi_domain::number::Block;
use shanyi_domain::time::Moment;
use shanyi_wire::enrol::{Code, CodeKey, Cost, Invitation, Member, Membership};
use shanyi_wire::exchange::FeedPage;

use crate::App;
use crate::error::{Making, ServerError};
use crate::ledger::codes::{KeptCode, NewCode};
use crate::ledger::journal::JournalAct;
use crate::ledger::{LedgerError, Tx, View};

/// Seconds for which a code that is typed may be used.
pub const CODE_LASTS: i64 = 24 * 3600;
/// Seconds for which an invitation in a file may be.
pub const INVITATION_LASTS: i64 = 14 * 24 * 3600;

/// What a code is wanted for.
#[derive(Clone, Debug)]
pub struct Wish<'a> {
    /// The station's village, twelve digits.
    pub station: &'a str,
    /// Which PC it is for, in people's words.
    pub label: &'a str,
    /// The PC in whose place it comes.
    pub replaces: Option<DeviceId>,
    /// Who makes it; nobody for a command on the township's machine.
    pub by: Option<ActorId>,
    /// Seconds for which it may be used.
    pub lasts: i64,
    /// What deriving its key takes.
    pub cost: Cost,
}

impl<'a> Wish<'a> {
    /// A code for the station of this village, as people type it.
    #[must_use]
    pub const fn of(station: &'a str) -> Self {
        Self {
            station,
            label: "",
            replaces: None,
            by: None,
            lasts: CODE_LASTS,
            cost: Cost::RELEASED,
        }
    }
}

/// A code that was just made. What it says is known here and never again.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its number.
    pub id: u32,
    /// What people are told.
    pub code: Code,
    /// Until when it may be used.
    pub expires_at: Moment,
    /// Whose station its PC becomes.
    pub station: Station,
    key: CodeKey,
}

/// Makes a code.
///
/// # Errors
/// No such station, nobody working there, no such PC to be replaced, or what the ledger says.
pub fn make(app: &App, wish: &Wish<'_>) -> Result<Made, ServerError> {
    let mut bits = [0u8; 8];
    getrandom::fill(&mut bits)?;
    let mut device = DeviceId([0; 16]);
    getrandom::fill(&mut device.0)?;
    let code = Code::from_bits(u64::from_be_bytes(bits));
    let key = code.key(wish.cost);
    let key = key.map_err(|_| ServerError::Made(Making::CodeKey))?;
    let made_at = app.clock.now();
    let expires_at = made_at.plus_seconds(wish.lasts);
    let (id, station) = app.ledger.write(|tx| {
        let no_station = || ServerError::NoStation(wish.station.to_owned());
        let station = tx.station_by_code(wish.station)?.ok_or_else(no_station)?;
        if members(tx, station.id)?.is_empty() {
            return Err(ServerError::NobodyWorksThere(station.name));
        }
        if let Some(before) = wish.replaces {
            let known = tx.device(before)?;
            if known.is_none_or(|known| known.station != station.id) {
                return Err(ServerError::NoDevice(before.to_string()));
            }
        }
        let block = free_block(tx, station.id)?;
        let id = tx.keep_code(&NewCode {
            key: &key,
            station: station.id,
            device,
            block: block.as_str(),
            label: wish.label,
            replaces: wish.replaces,
            made_by: wish.by,
            made_at,
            expires_at,
        })?;
        tx.note(
            made_at,
            wish.by,
            JournalAct::CodeMade,
            &station.code,
            wish.label,
        )?;
        Ok((id, station))
    })?;
    Ok(Made {
        id,
        code,
        expires_at,
        station,
        key,
    })
}

/// A block that no PC of the station has, and none is to get.
fn free_block(tx: &Tx<'_>, station: StationId) -> Result<Block, ServerError> {
    let taken = tx.blocks(station)?;
    let blocks = (0..=u32::try_from(taken.len()).unwrap_or(u32::MAX)).map_while(Block::nth);
    let mut free = blocks.filter(|block| !taken.iter().any(|taken| taken == block.as_str()));
    free.next().ok_or(ServerError::NoBlock)
}

/// Who may come with a code: the people of the station, without those who lost the right to act.
fn members(view: &View<'_>, station: StationId) -> Result<Vec<Member>, LedgerError> {
    let people = view.people()?.into_iter();
    let of_station = people.filter(|person| person.station == Some(station));
    let of_station = of_station.filter(|person| person.post.may_collect());
    let member = of_station.map(|person| Member {
        id: person.id,
        name: person.name,
        title: person.title,
        phone: person.phone,
    });
    Ok(member.collect())
}

/// What makes the PC with this code a station's.
///
/// # Errors
/// What the ledger says, or the township's own certificates.
pub(crate) fn membership(
    app: &App,
    view: &View<'_>,
    code: &KeptCode,
    servers: Vec<String>,
) -> Result<Membership, ServerError> {
    let station = view
        .stations()?
        .into_iter()
        .find(|it| it.id == code.station);
    let station = station.ok_or(LedgerError::Broken("a code of no station"))?;
    Ok(Membership {
        device: code.device,
        people: members(view, station.id)?,
        station: station.into(),
        block: code.block.clone(),
        township_key: app.key.public(),
        authorities: app.authorities()?.into_iter().map(Into::into).collect(),
        recovery: app.recovery_recipient()?,
        servers,
        now: app.clock.now(),
    })
}

/// Makes a code and the invitation that it opens, for a PC that has no line.
///
/// # Errors
/// As [`make`]; documents that are too large for a file.
pub fn invite(app: &App, wish: &Wish<'_>, server: &str) -> Result<(Made, Vec<u8>), ServerError> {
    let made = make(app, wish)?;
    let mut nonce = [0; 24];
    getrandom::fill(&mut nonce)?;
    let invitation = app.ledger.read(|view| {
        let lost = || ServerError::NoCode(made.id);
        let code = view.code_numbered(made.id)?.ok_or_else(lost)?;
        let membership = membership(app, view, &code, vec![server.to_owned()])?;
        let pages = published(view)?;
        let mut documents = Vec::new();
        for kind in DOCUMENTS {
            documents.extend(view.newest(kind)?.map(|it| it.bytes.into()));
        }
        let timeline = view.timeline()?;
        let key = &app.key;
        Ok::<_, ServerError>(Invitation::new(
            &membership,
            timeline,
            pages,
            documents,
            key,
        ))
    })?;
    let file = invitation.seal(&made.key, nonce);
    Ok((made, file.ok_or(ServerError::Made(Making::Invitation))?))
}

const DOCUMENTS: [shanyi_wire::event::DocumentKind; 3] = [
    shanyi_wire::event::DocumentKind::Catalog,
    shanyi_wire::event::DocumentKind::Calendar,
    shanyi_wire::event::DocumentKind::Directory,
];

/// Everything that was published, as its feed tells it.
fn published(view: &View<'_>) -> Result<Vec<FeedPage>, LedgerError> {
    let mut pages = Vec::new();
    let mut after = 0;
    loop {
        let page = view.broadcast(after)?;
        let more = page.more && page.up_to > after;
        after = page.up_to;
        pages.push(page);
        if !more {
            return Ok(pages);
        }
    }
}

/// Takes a code back that nobody has come with.
///
/// # Errors
/// No such code, one that was used, or what the ledger says.
pub fn withdraw(app: &App, id: u32, by: Option<ActorId>) -> Result<(), ServerError> {
    let now = app.clock.now();
    app.ledger.write(|tx| {
        let code = unused(tx, id)?;
        if code.withdrawn_at.is_some() {
            return Ok(());
        }
        tx.withdraw_code(id, now)?;
        let subject = station_code(tx, code.station)?;
        Ok(tx.note(now, by, JournalAct::CodeWithdrawn, &subject, &code.label)?)
    })
}

/// Gives a code that nobody has come with as long again as an invitation has: for a PC without a
/// line, whose keys come later than they should.
///
/// # Errors
/// As [`withdraw`]; a code that was taken back, which no time makes good again.
pub fn extend(app: &App, id: u32, by: Option<ActorId>) -> Result<Moment, ServerError> {
    let now = app.clock.now();
    let until = now.plus_seconds(INVITATION_LASTS);
    app.ledger.write(|tx| {
        let code = unused(tx, id)?;
        if code.withdrawn_at.is_some() {
            return Err(ServerError::CodeWithdrawn(id));
        }
        tx.extend_code(id, until)?;
        let subject = station_code(tx, code.station)?;
        tx.note(now, by, JournalAct::CodeExtended, &subject, &code.label)?;
        Ok(until)
    })
}

fn unused(tx: &Tx<'_>, id: u32) -> Result<KeptCode, ServerError> {
    let code = tx.code_numbered(id)?.ok_or(ServerError::NoCode(id))?;
    match code.used {
        Some(_) => Err(ServerError::CodeUsed(code.device.to_string())),
        None => Ok(code),
    }
}

fn station_code(view: &View<'_>, station: StationId) -> Result<String, LedgerError> {
    let found = view.stations()?.into_iter().find(|it| it.id == station);
    Ok(found.map(|it| it.code).unwrap_or_default())
}

/// Takes a PC its key: what it sends from now on is kept as evidence only, and it hears nothing
/// more. Twice is once.
///
/// # Errors
/// No such PC, no reason, or what the ledger says.
pub fn revoke(
    app: &App,
    device: DeviceId,
    why: &str,
    by: Option<ActorId>,
) -> Result<(), ServerError> {
    if why.trim().is_empty() {
        return Err(ServerError::NoReason);
    }
    let now = app.clock.now();
    app.ledger.write(|tx| {
        if tx.device(device)?.is_none() {
            return Err(ServerError::NoDevice(device.to_string()));
        }
        if tx.is_revoked(device)? {
            return Ok(());
        }
        tx.revoke(device, now, why)?;
        Ok(tx.note(now, by, JournalAct::DeviceRevoked, &device.to_string(), why)?)
    })?;
    // Whoever waits for news under its name is sent home by its next question.
    app.tell();
    Ok(())
}
