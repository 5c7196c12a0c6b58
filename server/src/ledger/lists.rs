//! The clerk's queues: what of a case is kept so that a list is one query.

use chrono::NaiveDate;
use rusqlite::{Row, params, params_from_iter, types::Value};
use shanyi_domain::case::{Case, Verdict};
use shanyi_domain::deadline::{self, Silence};
use shanyi_domain::fact::FactKind;
use shanyi_domain::ids::CaseId;
use shanyi_domain::state::State;
use shanyi_domain::time::Moment;
use shanyi_domain::workday::Calendar;

use super::cases::KnownCase;
use super::search::{Asked, FIND, HOLDS, Question, end_of};
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
    pub(super) const fn code(self) -> i64 {
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
    pub(super) fn of(known: &KnownCase, calendar: &Calendar) -> Self {
        let received_at = handed_over(known);
        let waiting = || received_at.map(Moment::business_day);
        let silence = || silence(known, calendar).map(|silence| silence.last_day);
        let urgency = known.case.due(calendar).or_else(silence);
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

/// Which page of which list.
#[derive(Clone)]
pub struct Wish<'w> {
    /// Of one place, or of all.
    pub place: Option<Place>,
    /// Of the stations of one township, or of all.
    pub township: Option<&'w str>,
    /// Only what holds these words.
    pub question: &'w Question,
    /// Behind this row.
    pub after: Option<&'w Mark>,
    /// So many rows at most.
    pub rows: usize,
}

impl Wish<'_> {
    fn is_by_urgency(&self) -> bool {
        self.place.is_some_and(Place::is_by_urgency)
    }

    /// The page as one question to the engine, and its values in their order.
    pub(super) fn sql(&self, asked: &Asked<'_>) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = Vec::new();
        let word = |values: &mut Vec<Value>, word: &str| {
            values.extend([word.to_owned().into(), end_of(word).into()]);
        };
        let mut sql = String::from("SELECT urgency, position, id FROM ");
        match asked.rarest {
            // What the rarest word leaves comes first, whatever the engine thinks of it.
            Some(rarest) => {
                sql.push_str(&format!(
                    "({FIND}) AS hit CROSS JOIN case_file WHERE id = hit.case_id AND queue > 0"
                ));
                word(&mut values, rarest);
            }
            None => sql.push_str("case_file WHERE queue > 0"),
        }
        if let Some(place) = self.place {
            sql.push_str(" AND queue = ?");
            values.push(place.code().into());
        }
        if let Some(township) = self.township {
            // The plus keeps the list's own order: its index is walked, not the stations'.
            sql.push_str(" AND +station IN (SELECT id FROM station WHERE township = ?)");
            values.push(township.to_owned().into());
        }
        for other in &asked.others {
            sql.push_str(&format!(" AND {HOLDS}"));
            word(&mut values, other);
        }
        self.behind(&mut sql, &mut values);
        sql.push_str(match self.is_by_urgency() {
            true => " ORDER BY urgency, id LIMIT ?",
            false => " ORDER BY position DESC LIMIT ?",
        });
        values.push(i64::try_from(self.rows).unwrap_or(i64::MAX).into());
        (sql, values)
    }

    /// Only what stands behind the last row of the page before.
    fn behind(&self, sql: &mut String, values: &mut Vec<Value>) {
        match self.after {
            Some(mark) if self.is_by_urgency() => {
                sql.push_str(" AND (urgency > ? OR (urgency = ? AND id > ?))");
                let urgency = Value::from(mark.urgency.clone());
                values.extend([urgency.clone(), urgency, mark.case.0.to_vec().into()]);
            }
            Some(mark) => {
                sql.push_str(" AND position < ?");
                values.push(mark.position.cast_signed().into());
            }
            None => {}
        }
    }
}

fn mark(row: &Row<'_>) -> rusqlite::Result<Mark> {
    Ok(Mark {
        urgency: row.get(0)?,
        position: row.get::<_, i64>(1)?.cast_unsigned(),
        case: CaseId(row.get(2)?),
    })
}

/// How many cases stand in each place.
pub type Counts = [(Place, u32); 8];

impl View<'_> {
    /// A page of a list, from one moment of the ledger.
    ///
    /// # Errors
    /// What the engine says.
    pub fn cases_in(&self, wish: &Wish<'_>) -> Result<Vec<Mark>, LedgerError> {
        let (sql, values) = wish.sql(&self.asked(wish.question)?);
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), mark)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many cases stand in each place: of the stations of one township, or of all.
    ///
    /// # Errors
    /// What the engine says.
    pub fn counts(&self, township: Option<&str>) -> Result<Counts, LedgerError> {
        let mut counts = Place::ALL.map(|place| (place, 0));
        let mut statement = self.0.prepare_cached(match township {
            None => "SELECT queue, count(*) FROM case_file WHERE ?1 IS NULL GROUP BY queue",
            Some(_) => {
                "SELECT queue, count(*) FROM case_file
                 WHERE station IN (SELECT id FROM station WHERE township = ?1) GROUP BY queue"
            }
        })?;
        let mut rows = statement.query([township])?;
        while let Some(row) = rows.next()? {
            let (code, count): (i64, u32) = (row.get(0)?, row.get(1)?);
            for (_, known) in counts.iter_mut().filter(|(place, _)| place.code() == code) {
                *known = count;
            }
        }
        Ok(counts)
    }

    /// The cases whose place in a list depends on the calendar: those that wait to be accepted,
    /// and those whose clock runs.
    fn on_the_clock(&self) -> Result<Vec<CaseId>, LedgerError> {
        let places = [Place::ToAccept, Place::Corrected, Place::Accepted];
        let mut statement = self
            .0
            .prepare_cached("SELECT id FROM case_file WHERE queue IN (?1, ?2, ?3) ORDER BY id")?;
        let rows = statement.query_map(places.map(Place::code), |row| row.get(0).map(CaseId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Puts every case whose day depends on the calendar where it belongs by this one.
    ///
    /// # Errors
    /// What the engine says.
    pub fn list_by(&self, calendar: &Calendar) -> Result<(), LedgerError> {
        for id in self.on_the_clock()? {
            if let Some(known) = self.case(id)? {
                self.list(id, &Listing::of(&known, calendar))?;
            }
        }
        Ok(())
    }

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
