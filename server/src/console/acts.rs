//! `POST /api/cases/{id}/acts`: what a clerk does becomes an event of the township's own stream.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use shanyi_domain::catalog::ServiceItem;
use shanyi_domain::fact::{
    Accepted, Commented, CorrectionAsked, Decided, Fact, MoneyRecorded, OriginalsReturned, Refused,
    ResultIssued, Wanted, Withdrawn,
};
use shanyi_domain::ids::{CaseId, EventRef};
use shanyi_domain::state::Outcome;
use shanyi_domain::time::Day;
use shanyi_domain::unseen::first_unseen;

use super::act::{Act, ActKind, ActRequest};
use super::error::{ConsoleError, Field, FieldFault};
use super::may;
use super::offer;
use super::page::page;
use super::session::Clerk;
use super::show::{self, Desk};
use super::view::Done;
use crate::App;
use crate::ledger::accounts::SignedIn;
use crate::township::{self, Deed};

/// Longest text of a reason, note or comment, in characters.
pub(super) const TEXT: usize = 1000;
/// Most bytes of everything that one correction asks for: the event has to fit into one frame, or
/// it would stand in the way of everything behind it.
const WANTED: usize = 48 * 1024;
/// What one wanted material takes beside its words.
const WANTED_FIELDS: usize = 8;
/// Longest name or number.
const NAME: usize = 200;
/// More than this is no subsidy: ten million yuan.
const MOST_FEN: u64 = 1_000_000_000;

/// Answers an act.
pub async fn act(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    Path(id): Path<String>,
    body: Result<Json<ActRequest>, JsonRejection>,
) -> Result<Json<Done>, ConsoleError> {
    let case = CaseId::from_hex(&id).ok_or(ConsoleError::NotFound)?;
    let Json(request) = body.map_err(|_| ConsoleError::BadRequest)?;
    app.blocking(move |app| done(app, &clerk.0, case, &request))
        .await?
        .map(Json)
}

fn done(
    app: &App,
    clerk: &SignedIn,
    id: CaseId,
    request: &ActRequest,
) -> Result<Done, ConsoleError> {
    let now = app.clock.now();
    let today = now.business_day();
    let (done, station) = app.ledger.write(|tx| {
        let (seed, station) = may::case(tx, clerk, may::Deed::ActOnCase, id)?;
        let known = tx.case(id)?.ok_or(ConsoleError::NotFound)?;
        let case = &known.case;
        let base = case.tips();
        if !is_same(&base, &request.seen)? {
            return Err(ConsoleError::MovedOn);
        }
        let item = tx.item(case.catalog_version, &case.item)?;
        offer::check(request.act.kind(), case, item.as_deref(), clerk)?;
        let fact = fact(&request.act, item.as_deref(), today)?;
        let repeated_correction =
            matches!(fact, Fact::CorrectionAsked(_)) && show::asked_in_this_stage(case);
        let deed = Deed {
            case: id,
            seed,
            station,
            base,
            actor: clerk.person,
            fact: &fact,
        };
        township::act(tx, deed, now)?;
        let known = tx.case(id)?.ok_or(ConsoleError::Trouble)?;
        let desk = Desk::new(tx, today)?;
        let done = Done {
            case: page(tx, &desk, &known, clerk, None)?,
            repeated_correction,
        };
        Ok::<_, ConsoleError>((done, station))
    })?;
    app.tell_station(station);
    Ok(done)
}

/// Whether what the clerk saw is all that there is.
fn is_same(tips: &[EventRef], seen: &[String]) -> Result<bool, ConsoleError> {
    let seen: Option<BTreeSet<EventRef>> =
        seen.iter().map(|text| EventRef::from_hex(text)).collect();
    let seen = seen.ok_or(ConsoleError::BadRequest)?;
    Ok(seen == tips.iter().copied().collect())
}

impl Act {
    const fn kind(&self) -> ActKind {
        match self {
            Self::Accept { .. } => ActKind::Accept,
            Self::Correction { .. } => ActKind::Correction,
            Self::Refuse { .. } => ActKind::Refuse,
            Self::Decide { .. } => ActKind::Decide,
            Self::Issue { .. } => ActKind::Issue,
            Self::Comment { .. } => ActKind::Comment,
            Self::Withdraw { .. } => ActKind::Withdraw,
            Self::ReturnOriginals { .. } => ActKind::ReturnOriginals,
            Self::RecordMoney { .. } => ActKind::RecordMoney,
        }
    }
}

fn fact(act: &Act, item: Option<&ServiceItem>, today: NaiveDate) -> Result<Fact, ConsoleError> {
    Ok(match act {
        Act::Accept { office } => Fact::Accepted(Accepted {
            on: Day(today),
            limit: item.and_then(ServiceItem::limit),
            office: maybe(office.as_ref(), Field::Office, NAME)?,
        }),
        Act::Correction { wanted, note } => Fact::CorrectionAsked(CorrectionAsked {
            wanted: everything(wanted, item)?,
            note: maybe(note.as_ref(), Field::Text, TEXT)?,
        }),
        Act::Refuse {
            reason,
            where_to_go,
        } => Fact::Refused(Refused {
            reason: said(reason, Field::Reason, TEXT)?,
            where_to_go: said(where_to_go, Field::WhereToGo, TEXT)?,
        }),
        Act::Decide { outcome, reason } => Fact::Decided(Decided {
            outcome: *outcome,
            on: Day(today),
            reason: match outcome {
                Outcome::Granted => maybe(reason.as_ref(), Field::Reason, TEXT)?,
                Outcome::Denied => {
                    let reason = reason.as_deref().unwrap_or_default();
                    Some(said(reason, Field::Reason, TEXT)?)
                }
            },
        }),
        Act::Issue { name, number } => Fact::ResultIssued(ResultIssued {
            name: said(name, Field::Name, NAME)?,
            number: maybe(number.as_ref(), Field::Number, NAME)?,
        }),
        Act::Comment { text } => Fact::Commented(Commented {
            text: said(text, Field::Text, TEXT)?,
        }),
        Act::Withdraw { reason } => Fact::Withdrawn(Withdrawn {
            reason: said(reason, Field::Reason, TEXT)?,
        }),
        Act::ReturnOriginals { to } => Fact::OriginalsReturned(OriginalsReturned {
            to: maybe(to.as_ref(), Field::To, NAME)?,
        }),
        Act::RecordMoney {
            fen,
            on,
            card_last4,
        } => money(*fen, *on, card_last4.as_ref(), today)?,
    })
}

/// Everything that a correction wants: at least one, each once, each with its why, all of the
/// item's list.
fn everything(wanted: &[Wanted], item: Option<&ServiceItem>) -> Result<Vec<Wanted>, ConsoleError> {
    if wanted.is_empty() {
        return Err(invalid(Field::Wanted, FieldFault::Empty));
    }
    let mut named = BTreeSet::new();
    let mut all = Vec::new();
    for one in wanted {
        if item.is_some_and(|item| item.material(&one.material).is_none()) {
            return Err(invalid(Field::Wanted, FieldFault::Unknown));
        }
        if !named.insert(&one.material) {
            return Err(invalid(Field::Wanted, FieldFault::Twice));
        }
        all.push(Wanted {
            material: said(&one.material, Field::Wanted, NAME)?,
            why: said(&one.why, Field::Why, TEXT)?,
        });
    }
    let bytes = |one: &Wanted| one.material.len() + one.why.len();
    if all.iter().map(bytes).sum::<usize>() + all.len() * WANTED_FIELDS > WANTED {
        return Err(invalid(Field::Wanted, FieldFault::TooLong));
    }
    Ok(all)
}

fn money(
    fen: u64,
    on: Day,
    card_last4: Option<&String>,
    today: NaiveDate,
) -> Result<Fact, ConsoleError> {
    if fen == 0 || fen > MOST_FEN {
        return Err(invalid(Field::Amount, FieldFault::Form));
    }
    if on.0 > today {
        return Err(invalid(Field::On, FieldFault::Form));
    }
    let card_last4 = maybe(card_last4, Field::CardLast4, NAME)?;
    let digits = |text: &String| text.len() == 4 && text.bytes().all(|c| c.is_ascii_digit());
    if !card_last4.as_ref().is_none_or(digits) {
        return Err(invalid(Field::CardLast4, FieldFault::Form));
    }
    Ok(Fact::MoneyRecorded(MoneyRecorded {
        fen,
        on,
        card_last4,
    }))
}

pub(super) fn said(text: &str, field: Field, longest: usize) -> Result<String, ConsoleError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(invalid(field, FieldFault::Empty));
    }
    if text.chars().count() > longest {
        return Err(invalid(field, FieldFault::TooLong));
    }
    if first_unseen(text).is_some() {
        return Err(invalid(field, FieldFault::Unseen));
    }
    Ok(text.to_owned())
}

pub(super) fn maybe(
    text: Option<&String>,
    field: Field,
    longest: usize,
) -> Result<Option<String>, ConsoleError> {
    match text.map(|text| text.trim()) {
        None | Some("") => Ok(None),
        Some(text) => said(text, field, longest).map(Some),
    }
}

const fn invalid(field: Field, fault: FieldFault) -> ConsoleError {
    ConsoleError::Invalid { field, fault }
}
