//! A name of its own: a PC that goes on with another's cases speaks under that one's device until it
//! takes a one-time code that the county made in its place. Then the county can take the broken or
//! stolen PC its key and leave this one alone. The same way leads back for a PC that was revoked, and to the
//! township for one with whose invitation another PC came before it.
//!
//! What was answered is kept first; the store takes the name when it is opened next, which is at once,
//! or at the next start where the program was killed in between.

use shanyi_domain::number::Block;
use shanyi_store::{Identity, JournalAct, NAMING, Store};
use shanyi_wire::enrol::{Membership, Packed};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::joining::{
    JoinFault, Pending, address, ask, enrolment, fault, furnish, key_of, typed_in,
};
use crate::outer;
use crate::view::{InvitationWish, JoinWish, Line, NamingView, Nothing};

impl Desk {
    /// See the command table.
    pub(crate) fn naming(&self, _: Nothing) -> Result<NamingView, DeskError> {
        let inner = self.inner()?;
        let store = inner.store();
        let device = inner.identity.device.to_string();
        Ok(NamingView {
            put_back: store.speaks_for_another()?,
            revoked: inner.exchange.found().line == Line::Revoked,
            stranger: inner.exchange.found().line == Line::Stranger,
            block: store.given_block()?,
            device: device.chars().take(8).collect(),
            server: inner.identity.server.clone(),
            goes_on: Pending::read_under(&store, NAMING)?.is_some_and(|it| !it.left),
        })
    }

    /// See the command table.
    pub(crate) fn take_name(&self, wish: JoinWish) -> Result<NamingView, DeskError> {
        let mut pending = {
            let inner = self.inner()?;
            let kept = Pending::read_under(&inner.store(), NAMING)?;
            match wish.code {
                Some(typed) => {
                    let own = || inner.identity.server.clone();
                    let server = wish.server.filter(|server| !server.trim().is_empty());
                    let (server, code) = typed_in(&server.unwrap_or_else(own), &typed)?;
                    let key = key_of(&code, self.kept.opening.code_cost)?;
                    Pending::of(kept, server, key)?
                }
                None => {
                    let begun = kept.filter(|kept| !kept.left);
                    begun.ok_or(fault(JoinFault::NothingBegun))?
                }
            }
        };
        pending.left = false;
        self.keep_name(&pending)?;
        let former = self.inner()?.identity.device;
        match ask(&pending, Some(former), &self.kept.opening) {
            Ok(membership) => self.take(pending, membership),
            Err(error) => {
                if !passes(&error) {
                    self.leave_name(pending)?;
                }
                Err(error)
            }
        }
    }

    /// See the command table.
    pub(crate) fn take_name_by_file(
        &self,
        wish: InvitationWish,
        bytes: &[u8],
    ) -> Result<NamingView, DeskError> {
        let (key, opened) = self.opened_invitation(&wish, bytes)?;
        let server = opened.membership.servers.first();
        let server = address(server.ok_or(fault(JoinFault::NoInvitation))?)?;
        let kept = Pending::read_under(&self.inner()?.store(), NAMING)?;
        let mut pending = Pending::of(kept, server, key)?;
        pending.left = false;
        pending.invitation = Some(bytes.to_vec());
        self.take(pending, opened.membership)
    }

    fn take(&self, mut pending: Pending, membership: Membership) -> Result<NamingView, DeskError> {
        let own = self.inner()?.identity.clone();
        if membership.township_key != own.township_key || membership.station.id != own.station.id {
            self.leave_name(pending)?;
            return Err(fault(JoinFault::AnotherStation {
                station: membership.station.name,
            }));
        }
        if Block::parse(&membership.block).is_err() {
            self.leave_name(pending)?;
            return Err(fault(JoinFault::NotTownship));
        }
        pending.membership = Some(membership);
        self.keep_name(&pending)?;
        self.kept.reopen()?;
        self.kept.tell();
        self.naming(Nothing {})
    }

    fn keep_name(&self, pending: &Pending) -> Result<(), DeskError> {
        pending.keep_under(&mut self.inner()?.store(), NAMING)
    }

    /// Nothing goes on by itself. The keys stay: an answer to an earlier question may have been lost, and
    /// then the code is theirs, whoever answered this one.
    fn leave_name(&self, mut pending: Pending) -> Result<(), DeskError> {
        pending.invitation = None;
        pending.left = true;
        self.keep_name(&pending)
    }
}

/// The line broke: what was drawn may have been taken, and is asked for again.
const fn passes(error: &DeskError) -> bool {
    matches!(
        error,
        DeskError::Joining {
            fault: JoinFault::Down | JoinFault::Ailing | JoinFault::TooMany { .. }
        }
    )
}

/// Gives the store the name that was answered, if one was.
///
/// # Errors
/// What the store says; it is done again at the next start.
pub(crate) fn finish(store: &mut Store) -> Result<(), DeskError> {
    let Some(pending) = Pending::read_under(store, NAMING)? else {
        return Ok(());
    };
    let (Some(membership), Some(own)) = (&pending.membership, store.identity()?) else {
        return Ok(());
    };
    match &pending.invitation {
        Some(_) => pending.redeem_later(store, Some(own.device))?,
        None => crate::joining::redeemed(store)?,
    }
    let identity = Identity {
        device: membership.device,
        key: pending.key.clone(),
        township_key: membership.township_key,
        server: pending.server.clone(),
        station: membership.station.clone().into(),
        operator: own.operator,
        block: Block::parse(&membership.block).map_err(|_| fault(JoinFault::NotTownship))?,
    };
    store.succeed(&identity, &enrolment(&pending, membership))?;
    if let Some(file) = &pending.invitation
        && let Ok(opened) = Packed::from_bytes(file).and_then(|packed| packed.open(&pending.code))
    {
        furnish(store, &opened)?;
    }
    outer::choose_again(store)?;
    store.note(
        membership.now,
        identity.operator.id,
        JournalAct::Enrolled,
        None,
        None,
    )?;
    Ok(Pending::forget_under(store, NAMING)?)
}
