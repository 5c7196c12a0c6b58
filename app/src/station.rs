//! The station, and honest words about the exchange.

use shanyi_domain::time::Moment;
use shanyi_store::SetAside;
use shanyi_sync::engine::REFUSED_DOCUMENT;
use shanyi_wire::event::DocumentKind;
use shanyi_wire::exchange::QuarantineReason;

use crate::desk::{Desk, Inner};
use crate::error::DeskError;
use crate::view::{
    AsideReason, AsideView, ClockKind, DoubledView, Nothing, StationView, SyncHistoryView, SyncView,
};

impl Desk {
    /// See the command table.
    pub(crate) fn station(&self, _: Nothing) -> Result<StationView, DeskError> {
        let inner = self.inner()?;
        let (published, now) = (inner.published(), inner.now());
        let operator = inner.signed();
        let items = published.items.as_ref();
        Ok(StationView {
            name: inner.identity.station.name.clone(),
            township: inner.identity.station.township.clone(),
            operator: operator.name,
            phone: operator.phone,
            today: now.today,
            day: published.calendar.kind(now.today),
            clock_behind: now.kind == ClockKind::Behind,
            clock: now.view(),
            catalog_version: items.map(|items| items.catalog.version),
            items: items.map_or(0, |items| {
                let offered = items
                    .catalog
                    .items
                    .iter()
                    .filter(|item| item.offered)
                    .count();
                u32::try_from(offered).unwrap_or(u32::MAX)
            }),
            refused_document: inner.refused_document()?,
            right: inner.right(&now),
            colleagues: inner.colleagues(),
            supervises: inner.supervises(),
        })
    }

    /// See the command table.
    pub(crate) fn sync_status(&self, _: Nothing) -> Result<SyncView, DeskError> {
        let inner = self.inner()?;
        let held_since = inner.held_since();
        let (state, doubled, events_held, documents) = {
            let store = inner.store();
            let documents = store.documents_wanted()?.len();
            (
                store.sync_state()?,
                store.doubled()?,
                store.held(held_since)?.events,
                documents,
            )
        };
        let found = inner.exchange.found();
        Ok(SyncView {
            line: found.line,
            line_since: inner.exchange.since(),
            cases_here: state.cases,
            cases_there: state
                .cases
                .saturating_sub(state.cases_waiting)
                .saturating_sub(state.cases_elsewhere),
            cases_waiting: state.cases_waiting,
            cases_elsewhere: state.cases_elsewhere,
            events_waiting: state.entries_waiting,
            events_held: events_held.min(state.entries_waiting),
            images_waiting: state.images_waiting,
            bytes_waiting: state.image_bytes_waiting,
            quarantined: state.quarantined,
            doubled: doubled.map(|doubled| DoubledView {
                since: doubled.since,
                own: doubled.own,
            }),
            documents_wanted: u32::try_from(documents).unwrap_or(u32::MAX),
            last_receipt: state.last_receipt,
            last_success: found.last_success,
            sending: found.sending && (state.entries_waiting > 0 || state.images_waiting > 0),
        })
    }

    /// See the command table.
    pub(crate) fn set_aside(&self, _: Nothing) -> Result<Vec<AsideView>, DeskError> {
        let set_aside = self.inner()?.store().set_aside()?;
        Ok(set_aside.into_iter().map(shown_aside).collect())
    }

    /// See the command table.
    pub(crate) fn note_doubled(&self, nothing: Nothing) -> Result<SyncView, DeskError> {
        self.inner()?.store().take_note_of_doubled()?;
        self.sync_status(nothing)
    }

    /// See the command table.
    pub(crate) fn sync_history(&self, _: Nothing) -> Result<SyncHistoryView, DeskError> {
        let tries = self.inner()?.exchange.tries();
        Ok(SyncHistoryView { tries })
    }

    /// See the command table.
    pub(crate) fn send_now(&self, nothing: Nothing) -> Result<SyncView, DeskError> {
        self.inner()?.exchange.send_now();
        self.sync_status(nothing)
    }
}

impl Inner {
    /// What was saved after this moment is held back for now.
    pub(crate) fn held_since(&self) -> Moment {
        self.now().best.plus_seconds(-self.exchange.hold_seconds())
    }

    /// Why a published document was refused, as long as nothing newer of its kind took its place.
    fn refused_document(&self) -> Result<Option<String>, DeskError> {
        let store = self.store();
        let kinds = [
            DocumentKind::Catalog,
            DocumentKind::Calendar,
            DocumentKind::Directory,
        ];
        for kind in kinds {
            if store.document_refused(kind)?.is_some() {
                let reason = store.setting(REFUSED_DOCUMENT)?;
                return Ok(reason.and_then(|json| serde_json::from_str(&json).ok()));
            }
        }
        Ok(None)
    }
}

fn shown_aside(one: SetAside) -> AsideView {
    AsideView {
        reason: aside_reason(one.reason),
        // A page can be opened of a case that has a row only.
        case: one
            .case
            .filter(|_| one.number.is_some())
            .map(|case| case.to_string()),
        number: one.number,
        applicant: one.name,
        what: one.kind,
        saved_at: one.saved_at,
    }
}

/// Why the township set something aside, for the screen.
pub(crate) const fn aside_reason(reason: QuarantineReason) -> AsideReason {
    match reason {
        QuarantineReason::Malformed => AsideReason::Malformed,
        QuarantineReason::UnknownKind => AsideReason::UnknownKind,
        QuarantineReason::UnknownCase => AsideReason::UnknownCase,
        QuarantineReason::ForeignCase => AsideReason::ForeignCase,
        QuarantineReason::NotYours => AsideReason::NotYours,
        QuarantineReason::NotNow => AsideReason::NotNow,
        QuarantineReason::Unproven => AsideReason::Unproven,
        QuarantineReason::RightWithdrawn => AsideReason::RightWithdrawn,
        QuarantineReason::Revoked => AsideReason::Revoked,
        QuarantineReason::Other => AsideReason::Other,
    }
}
