//! Joining: a fresh PC becomes a station's, by a code on a line or by an invitation in a file. What was
//! drawn and what was answered is kept at each step, so that it goes on wherever it was ended.

use minicbor::bytes::ByteVec;
use shanyi_domain::ids::DeviceId;
use shanyi_domain::number::Block;
use shanyi_store::{Enrolment, Identity, JournalAct, Operator, Options, Store, load_or_create_key};
use shanyi_sync::enrol;
use shanyi_wire::derive::image_hash;
use shanyi_wire::enrol::{
    AddressError, Code, CodeError, CodeKey, Cost, Membership, Opened, Packed, fingerprint,
    read_ticket, server_address,
};

use crate::desk::{Desk, Opening};
use crate::error::DeskError;
use crate::view::{
    ConfirmJoining, HealthView, InvitationWish, JoinWish, JoinedView, JoiningView, MemberView,
    Nothing,
};

mod fault;
pub(crate) mod members;
mod pending;

pub use fault::JoinFault;
pub(crate) use pending::{Pending, redeemed, to_redeem};

impl Desk {
    /// See the command table.
    pub(crate) fn joining(&self, _: Nothing) -> Result<JoiningView, DeskError> {
        let store = self.fresh_store()?;
        Ok(view(Pending::read(&store)?.as_ref()))
    }

    /// See the command table.
    pub(crate) fn join(&self, wish: JoinWish) -> Result<JoiningView, DeskError> {
        let mut store = self.fresh_store()?;
        let kept = Pending::read(&store)?;
        let mut pending = match wish.code {
            Some(typed) => {
                let (server, code) = typed_in(&wish.server.unwrap_or_default(), &typed)?;
                let key = key_of(&code, self.kept.opening.code_cost)?;
                Pending::of(kept, server, key)?
            }
            None => kept.ok_or(fault(JoinFault::NothingBegun))?,
        };
        pending.left = false;
        pending.keep(&mut store)?;
        // The township may take its time; the store is not held meanwhile.
        drop(store);
        if pending.membership.is_none() {
            let membership = ask(&pending, None, &self.kept.opening)?;
            let mut store = self.fresh_store()?;
            pending.membership = Some(membership);
            pending.keep(&mut store)?;
        }
        Ok(view(Some(&pending)))
    }

    /// See the command table.
    pub(crate) fn join_by_file(
        &self,
        wish: InvitationWish,
        bytes: &[u8],
    ) -> Result<JoiningView, DeskError> {
        let (key, opened) = self.opened_invitation(&wish, bytes)?;
        let server = opened.membership.servers.first();
        let server = address(server.ok_or(fault(JoinFault::NoInvitation))?)?;
        let mut store = self.fresh_store()?;
        let mut pending = Pending::of(Pending::read(&store)?, server, key)?;
        pending.invitation = Some(bytes.to_vec());
        pending.membership = Some(opened.membership);
        pending.left = false;
        pending.keep(&mut store)?;
        Ok(view(Some(&pending)))
    }

    /// Opens an invitation by the code that came with it.
    pub(crate) fn opened_invitation(
        &self,
        wish: &InvitationWish,
        bytes: &[u8],
    ) -> Result<(CodeKey, Opened), DeskError> {
        let packed = Packed::from_bytes(bytes).map_err(|_| fault(JoinFault::NoInvitation))?;
        let code = code(&wish.code)?;
        let key = key_of(&code, self.kept.opening.code_cost)?;
        if packed.finder != key.finder() {
            return Err(fault(JoinFault::AnotherCode));
        }
        let opened = packed.open(&key);
        Ok((key, opened.map_err(|_| fault(JoinFault::NoInvitation))?))
    }

    /// See the command table.
    pub(crate) fn leave_joining(&self, _: Nothing) -> Result<JoiningView, DeskError> {
        let mut store = self.fresh_store()?;
        if let Some(mut pending) = Pending::read(&store)? {
            // Its keys stay: whoever types the same code again gets the same answer.
            pending.membership = None;
            pending.left = true;
            pending.keep(&mut store)?;
            return Ok(view(Some(&pending)));
        }
        Ok(view(None))
    }

    /// See the command table.
    pub(crate) fn confirm_joining(&self, wish: ConfirmJoining) -> Result<HealthView, DeskError> {
        let mut store = self.fresh_store()?;
        let kept = Pending::read(&store)?.ok_or(fault(JoinFault::NothingBegun))?;
        let membership = kept.membership.as_ref();
        let membership = membership.ok_or(fault(JoinFault::NothingBegun))?;
        let operator = membership.people.iter().find(|it| it.id == wish.operator);
        let operator = operator.ok_or(fault(JoinFault::NothingBegun))?;
        let identity = Identity {
            device: membership.device,
            key: kept.key.clone(),
            township_key: membership.township_key,
            server: kept.server.clone(),
            station: membership.station.clone().into(),
            operator: Operator {
                id: operator.id,
                name: operator.name.clone(),
                phone: operator.phone.clone(),
            },
            block: Block::parse(&membership.block).map_err(|_| fault(JoinFault::NotTownship))?,
        };
        store.keep_enrolment(&enrolment(&kept, membership))?;
        members::keep(&mut store, &membership.people)?;
        if kept.invitation.is_some() {
            kept.redeem_later(&mut store, None)?;
        }
        store.note(
            membership.now,
            operator.id,
            JournalAct::Enrolled,
            None,
            None,
        )?;
        store.enrol(&identity)?;
        finish(&mut store)?;
        drop(store);
        self.open_again(Nothing {})
    }

    /// The store of a PC that is no station's yet.
    fn fresh_store(&self) -> Result<Store, DeskError> {
        if self.inner().is_ok() {
            return Err(fault(JoinFault::JoinedAlready));
        }
        let data = &self.kept.opening.data;
        let key = load_or_create_key(data)?;
        let store = Store::open(data, &key, Options::default())?;
        match store.identity()? {
            None => Ok(store),
            Some(_) => Err(fault(JoinFault::JoinedAlready)),
        }
    }
}

pub(crate) const fn fault(fault: JoinFault) -> DeskError {
    DeskError::Joining { fault }
}

pub(crate) fn enrolment(kept: &Pending, membership: &Membership) -> Enrolment {
    let certificate = |nth: usize| membership.authorities.get(nth).map(|der| der.to_vec());
    Enrolment {
        sealing: kept.sealing,
        recovery: match membership.recovery.as_str() {
            "" => "none".to_owned(),
            recovery => recovery.to_owned(),
        },
        // A township without any shows nobody, and then nobody is trusted.
        authority: certificate(0).unwrap_or_else(|| vec![0]),
        spare: certificate(1).unwrap_or_else(|| vec![0]),
    }
}

/// Puts what the township has published into the store, as if its feed had told.
pub(crate) fn furnish(store: &mut Store, opened: &Opened) -> Result<(), DeskError> {
    store.take_closing(opened.timeline, opened.membership.now)?;
    for page in &opened.pages {
        store.take_feed(page)?;
    }
    for wanted in store.documents_wanted()? {
        let named = |bytes: &&ByteVec| image_hash(bytes) == wanted.hash;
        if let Some(bytes) = opened.documents.iter().find(named) {
            store.take_document(wanted.kind, wanted.version, &wanted.hash, bytes)?;
        }
    }
    Ok(())
}

/// Ends a joining whose PC is a station's: what came by a file is used, and what was on its way is
/// forgotten. Also after a program that was killed in between.
///
/// # Errors
/// What the store says; it is done again at the next start.
pub(crate) fn finish(store: &mut Store) -> Result<(), DeskError> {
    let Some(pending) = Pending::read(store)? else {
        return Ok(());
    };
    if let Some(file) = &pending.invitation
        && let Ok(opened) = Packed::from_bytes(file).and_then(|packed| packed.open(&pending.code))
    {
        furnish(store, &opened)?;
    }
    Ok(Pending::forget(store)?)
}

pub(crate) fn ask(
    pending: &Pending,
    former: Option<DeviceId>,
    opening: &Opening,
) -> Result<Membership, DeskError> {
    let newcomer = pending.newcomer(former);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|_| fault(JoinFault::NoMemory))?;
    let asked = enrol::ask(&pending.server, opening.stall, &newcomer);
    runtime.block_on(asked).map_err(|error| fault(error.into()))
}

pub(crate) fn key_of(code: &Code, cost: Cost) -> Result<CodeKey, DeskError> {
    code.key(cost).map_err(|_| fault(JoinFault::NoMemory))
}

/// Server and code as they are typed, or as a scanner types both at once.
pub(crate) fn typed_in(server: &str, typed: &str) -> Result<(String, Code), DeskError> {
    let (server, typed) = (visible(server), visible(typed));
    if let Some((server, code)) = read_ticket(&typed).or_else(|| read_ticket(&server)) {
        return Ok((address(&server)?, code));
    }
    Ok((address(&server)?, code(&typed)?))
}

/// Without what leaves no ink and comes along when something is copied out of a chat: nobody could find
/// it and take it away.
fn visible(typed: &str) -> String {
    let hidden = |c: &char| {
        matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
        )
    };
    typed.chars().filter(|c| !hidden(c)).collect()
}

fn code(typed: &str) -> Result<Code, DeskError> {
    visible(typed).parse().map_err(|error| {
        fault(match error {
            CodeError::Length(found) => JoinFault::CodeLength {
                found: u32::try_from(found).unwrap_or(u32::MAX),
            },
            CodeError::Character(found) => JoinFault::CodeCharacter {
                found: found.to_string(),
            },
        })
    })
}

pub(crate) fn address(typed: &str) -> Result<String, DeskError> {
    server_address(typed).map_err(|error| {
        fault(match error {
            AddressError::None => JoinFault::Address,
            AddressError::Plain => JoinFault::NoTls,
        })
    })
}

fn view(pending: Option<&Pending>) -> JoiningView {
    let Some(pending) = pending else {
        return JoiningView::default();
    };
    JoiningView {
        server: Some(pending.server.clone()),
        goes_on: pending.membership.is_none() && !pending.left,
        joined: pending.membership.as_ref().map(|membership| JoinedView {
            station: membership.station.name.clone(),
            township: membership.station.township.clone(),
            fingerprint: fingerprint(&membership.township_key),
            by_file: pending.invitation.is_some(),
            people: membership
                .people
                .iter()
                .map(|member| MemberView {
                    id: member.id,
                    name: member.name.clone(),
                    title: member.title.clone(),
                })
                .collect(),
        }),
    }
}
