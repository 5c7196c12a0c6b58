//! The clerk's queues: what of a case is kept so that a list is one query.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::{params, params_from_iter, types::Value};
use shanyi_domain::case::{Case, Verdict};
use shanyi_domain::deadline::{self, Silence};
use shanyi_domain::fact::FactKind;
use shanyi_domain::ids::CaseId;
use shanyi_domain::state::State;
use shanyi_domain::time::Moment;
use shanyi_domain::workday::Calendar;

use super::cases::KnownCase;
use super::{LedgerError, Tx, View};

/// Which of the clerk's lists a case stands in: by what is to be done next, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Still at the station.
    Station,
    /// Handed over for the first time.
    ToAccept,
    /// Handed over again after a correction.
    Corrected,
    /// Accepted, to be decided.
    Accepted,
    /// Granted, the result still to be made out.
    ToIssue,
    /// The result is on its way to the applicant.
    Issued,
    /// With the station for a correction.
    Correction,
    /// Nothing is left for the township.
    Done,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 8] = [
        Self::Station,
        Self::ToAccept,
        Self::Corrected,
        Self::Accepted,
        Self::ToIssue,
        Self::Issued,
        Self::Correction,
        Self::Done,
    ];

    fn of(case: &Case) -> Self {
        match case.state {
            State::Collected => Self::Station,
            State::Submitted if case.corrections > 0 => Self::Corrected,
            State::Submitted => Self::ToAccept,
            State::Correction => Self::Correction,
            State::Accepted => Self::Accepted,
            State::Granted if case.issued.is_some() => Self::Issued,
            State::Granted => Self::ToIssue,
            State::Denied | State::Refused | State::Withdrawn | State::Closed => Self::Done,
        }
    }

    /// The number under which the ledger keeps it. Zero is a case whose beginning is not here.
    const fn code(self) -> i64 {
        match self {
            Self::Station => 1,
            Self::ToAccept => 2,
            Self::Corrected => 3,
            Self::Accepted => 4,
            Self::ToIssue => 5,
            Self::Issued => 6,
            Self::Correction => 7,
            Self::Done => 8,
        }
    }

    /// Whether its list begins with what is most urgent; the others begin with the newest.
    const fn is_by_urgency(self) -> bool {
        !matches!(self, Self::Station | Self::Done)
    }
}

/// When a case was handed over, by the township's own clock.
#[must_use]
pub fn handed_over(known: &KnownCase) -> Option<Moment> {
    let last = known.case.steps.iter().rev().find(|step| {
        step.verdict == Verdict::Applied && step.event.fact.kind() == FactKind::Submitted
    })?;
    known.received(last.event.id)
}

/// The rule of silence for a case that waits to be accepted: counted from the day on which the
/// township received it, or the next working day.
#[must_use]
pub fn silence(known: &KnownCase, calendar: &Calendar) -> Option<Silence> {
    if known.case.state != State::Submitted {
        return None;
    }
    let received = handed_over(known)?.business_day();
    let start = deadline::starting_day(calendar, received, false);
    let mut silence = deadline::silence(calendar, start.date);
    silence.last_day.provisional |= start.provisional;
    Some(silence)
}

/// What the lists keep of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Listing {
    place: Place,
    urgency: Option<NaiveDate>,
    received_at: Option<Moment>,
}

impl Listing {
    pub(super) fn of(known: &KnownCase, calendar: Option<&Calendar>) -> Self {
        let received_at = handed_over(known);
        let waiting = || received_at.map(Moment::business_day);
        let urgency = calendar.and_then(|calendar| {
            let due = known.case.due(calendar);
            due.or_else(|| silence(known, calendar).map(|silence| silence.last_day))
        });
        Self {
            place: Place::of(&known.case),
            urgency: urgency.map(|due| due.date).or_else(waiting),
            received_at,
        }
    }
}

/// Where a page of a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The last row's day.
    pub urgency: String,
    /// The last row's position.
    pub position: u64,
    /// The last row's case.
    pub case: CaseId,
}

/// How many cases stand in each place.
pub type Counts = [(Place, u32); 8];

impl View<'_> {
    /// A page of a list: of one place, or of all; of the cases found by a search, or of all.
    ///
    /// # Errors
    /// What the engine says.
    pub fn cases_in(
        &self,
        place: Option<Place>,
        found: Option<&BTreeSet<CaseId>>,
        after: Option<&Mark>,
        rows: usize,
    ) -> Result<Vec<Mark>, LedgerError> {
        let mut wanted = String::from("queue > 0");
        let mut values: Vec<Value> = Vec::new();
        if let Some(place) = place {
            wanted.push_str(" AND queue = ?");
            values.push(place.code().into());
        }
        let order = if place.is_some_and(Place::is_by_urgency) {
            if let Some(mark) = after {
                wanted.push_str(" AND (urgency > ? OR (urgency = ? AND id > ?))");
                let urgency = Value::from(mark.urgency.clone());
                values.extend([urgency.clone(), urgency, mark.case.0.to_vec().into()]);
            }
            "urgency, id"
        } else {
            if let Some(mark) = after {
                wanted.push_str(" AND position < ?");
                values.push(mark.position.cast_signed().into());
            }
            "position DESC"
        };
        let sql =
            format!("SELECT urgency, position, id FROM case_file WHERE {wanted} ORDER BY {order}");
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut found_rows = statement.query(params_from_iter(values))?;
        let mut marks = Vec::new();
        while let Some(row) = found_rows.next()? {
            let case = CaseId(row.get(2)?);
            if found.is_some_and(|found| !found.contains(&case)) {
                continue;
            }
            marks.push(Mark {
                urgency: row.get(0)?,
                position: row.get::<_, i64>(1)?.cast_unsigned(),
                case,
            });
            if marks.len() == rows {
                break;
            }
        }
        Ok(marks)
    }

    /// How many cases stand in each place.
    ///
    /// # Errors
    /// What the engine says.
    pub fn counts(&self) -> Result<Counts, LedgerError> {
        let mut counts = Place::ALL.map(|place| (place, 0));
        let mut statement = self
            .0
            .prepare_cached("SELECT queue, count(*) FROM case_file GROUP BY queue")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (code, count): (i64, u32) = (row.get(0)?, row.get(1)?);
            for (_, known) in counts.iter_mut().filter(|(place, _)| place.code() == code) {
                *known = count;
            }
        }
        Ok(counts)
    }
}

impl Tx<'_> {
    pub(super) fn list(&self, case: CaseId, listing: &Listing) -> Result<(), LedgerError> {
        let mut statement = self.0.0.prepare_cached(
            "UPDATE case_file SET queue = ?2, urgency = ?3, received_at = ?4, position =
                 (SELECT coalesce(max(position), 0) FROM event WHERE case_id = ?1)
             WHERE id = ?1",
        )?;
        let urgency = listing.urgency.map(|day| day.to_string());
        statement.execute(params![
            case.0,
            listing.place.code(),
            urgency.unwrap_or_else(|| "9999-12-31".to_owned()),
            listing.received_at.map(|moment| moment.0),
        ])?;
        Ok(())
    }
}
