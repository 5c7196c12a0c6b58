//! `GET /api/aside`, `POST /api/aside/{id}/noted`: what was set aside by station, and PCs whose
//! name two programs use.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use shanyi_domain::ids::{DeviceId, StationId};
use shanyi_wire::event::{Event, Payload};
use shanyi_wire::exchange::QuarantineReason;

use super::error::ConsoleError;
use super::may::{self, Deed};
use super::seen;
use super::session::Clerk;
use super::view::{AsideReason, AsideRow, AsideView, DoubledView, PartedView, StationAside};
use crate::App;
use crate::ledger::accounts::SignedIn;
use crate::ledger::aside::{SHOWN, Shown};
use crate::ledger::seen::Sight;
use crate::ledger::{LedgerError, View};

/// Answers with what is set aside of the stations that this clerk sees.
pub async fn aside(
    State(app): State<Arc<App>>,
    clerk: Clerk,
) -> Result<Json<AsideView>, ConsoleError> {
    let shown = app
        .blocking(move |app| {
            let shown = app.ledger.read(|view| shown(view, &clerk.0))?;
            if !shown.stations.is_empty() {
                seen::note(app, &clerk.0, Sight::List, None);
            }
            Ok::<_, LedgerError>(shown)
        })
        .await??;
    Ok(Json(shown))
}

/// Takes note of an alarm. Twice is once.
pub async fn noted(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    Path(device): Path<String>,
) -> Result<Json<AsideView>, ConsoleError> {
    let device = DeviceId::from_hex(&device).ok_or(ConsoleError::NotFound)?;
    let seen = app
        .blocking(move |app| {
            let now = app.clock.now();
            let seen = app.ledger.write(|tx| {
                let alarms = tx.doubled(clerk.0.township.as_deref())?;
                if !alarms.iter().any(|alarm| alarm.device == device) {
                    return Err(ConsoleError::NotFound);
                }
                may::allowed(&clerk.0, Deed::NoteAlarm)?;
                tx.take_note_of_doubled(device, clerk.0.person, now)?;
                Ok(shown(tx, &clerk.0)?)
            });
            app.tell();
            seen
        })
        .await??;
    Ok(Json(seen))
}

fn shown(view: &View<'_>, clerk: &SignedIn) -> Result<AsideView, LedgerError> {
    let township = clerk.township.as_deref();
    let names = view.stations()?.into_iter();
    let names: BTreeMap<StationId, String> = names.map(|it| (it.id, it.name)).collect();
    let mut stations: BTreeMap<StationId, StationAside> = BTreeMap::new();
    let found = view.shown_aside(township)?;
    let most = SHOWN as usize;
    let more = found.len() > most;
    for one in found.into_iter().take(most) {
        let row = row(view, &one)?;
        entry(&mut stations, &names, one.station).rows.push(row);
    }
    let mut alarms = 0;
    for alarm in view.doubled(township)? {
        alarms += u32::from(alarm.acknowledged.is_none());
        let doubled = DoubledView {
            device: alarm.device.to_string(),
            block: view.block(alarm.device)?.unwrap_or_default(),
            since: alarm.since,
            last: alarm.last,
            noted_by: alarm.acknowledged.map(|(name, _)| name),
        };
        entry(&mut stations, &names, alarm.station)
            .doubled
            .push(doubled);
    }
    for parted in view.parted(township)? {
        let kept = PartedView {
            block: view.block(parted.device)?.unwrap_or_default(),
            frames: parted.frames,
            last: parted.last,
        };
        entry(&mut stations, &names, parted.station)
            .parted
            .push(kept);
    }
    let mut stations: Vec<StationAside> = stations.into_values().collect();
    stations.sort_by_key(|station| {
        let waits = station.doubled.iter().any(|it| it.noted_by.is_none());
        (!waits, station.station)
    });
    Ok(AsideView {
        stations,
        alarms,
        more,
    })
}

fn entry<'s>(
    stations: &'s mut BTreeMap<StationId, StationAside>,
    names: &BTreeMap<StationId, String>,
    station: StationId,
) -> &'s mut StationAside {
    stations.entry(station).or_insert_with(|| StationAside {
        station: station.0,
        name: names.get(&station).cloned().unwrap_or_default(),
        doubled: Vec::new(),
        rows: Vec::new(),
        parted: Vec::new(),
    })
}

fn row(view: &View<'_>, one: &Shown) -> Result<AsideRow, LedgerError> {
    let event = Event::decode(&one.bytes).ok();
    let what = match event.as_ref().map(|event| &event.payload) {
        Some(Payload::Fact(fact)) => Some(fact.kind()),
        _ => None,
    };
    // Another station's case is not told of here, and one that is not here has no number.
    let known = match one.case {
        Some(case) if one.reason != QuarantineReason::ForeignCase => view.case(case)?,
        _ => None,
    };
    Ok(AsideRow {
        reason: reason(one.reason),
        case: known.as_ref().map(|known| known.case.id.to_string()),
        number: known.map(|known| known.case.number),
        what,
        received_at: one.received_at,
    })
}

const fn reason(reason: QuarantineReason) -> AsideReason {
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
