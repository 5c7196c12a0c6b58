//! Lists: pages of cases by every combination of filters, and what is to be done today.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rusqlite::OptionalExtension;
use shanyi_domain::ids::CaseId;
use shanyi_domain::state::State;
use shanyi_domain::time::{Day, Moment};

use crate::cards::{Card, Cards, NONE, Position, Second};
use crate::cases::CaseRow;
use crate::due;
use crate::error::StoreError;
use crate::finding::{Best, Hits, NO, newest_first};
use crate::store::Store;
use crate::typed::Typed;

/// Rows of a page where nobody says how many, and most rows of one.
const PAGE: u32 = 50;
const MAX_PAGE: u32 = 200;

/// Which cases, newest change first.
#[derive(Clone, Debug, Default)]
pub struct CaseQuery {
    /// In one of these states; empty for any.
    pub states: Vec<State>,
    /// Found by this text; blank for any.
    pub text: Typed,
    /// Of this item, by its code.
    pub item: Option<String>,
    /// Taken in on this day or later.
    pub from: Option<Day>,
    /// Taken in on this day or earlier.
    pub until: Option<Day>,
    /// By the office's clock.
    pub due: Option<DueRange>,
    /// Of the person to whom this case belongs.
    pub person: Option<CaseId>,
    /// Behind this row.
    pub after: Option<PageMark>,
    /// Most rows, at most 200; 0 counts as 50.
    pub limit: u32,
}

/// How the office's clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueRange {
    /// Due before this day.
    Before(NaiveDate),
    /// Due from the first day to the second.
    Between(NaiveDate, NaiveDate),
    /// A clock runs, or stands still for a while.
    Running,
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageMark {
    updated_at: Second,
    begun: Position,
}

impl PageMark {
    /// The mark as text, to hand to a screen and take back.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{}.{}", self.updated_at.get(), self.begun.get())
    }

    /// Reads what [`PageMark::to_text`] gave.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let (updated_at, begun) = text.split_once('.')?;
        Some(Self {
            updated_at: Second::of(updated_at.parse().ok()?),
            begun: Position::of(begun.parse().ok()?)?,
        })
    }
}

/// A page of rows.
#[derive(Clone, Debug)]
pub struct Page {
    /// The rows.
    pub rows: Vec<CaseRow>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<PageMark>,
    /// How many rows there are on all pages.
    pub count: u32,
}

/// How many cases began and ended in a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Taken in.
    pub taken: u32,
    /// Closed.
    pub closed: u32,
}

/// What of a case says whether it asks for something today.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Where it stands.
    pub state: State,
    /// The result is made out.
    pub issued: bool,
    /// Versions of a paper or an answer stand side by side.
    pub to_settle: bool,
    /// Until when the office has to decide.
    pub due: Option<NaiveDate>,
    /// The item's code.
    pub item: &'a str,
    /// The catalogue under which it was taken in.
    pub catalog_version: u32,
}

/// What is to be done, by kind.
#[derive(Debug)]
pub struct Agenda<K> {
    /// The first of them: by kind, then by due date, then the newest change.
    pub rows: Vec<(K, CaseRow)>,
    /// How many there are of each kind.
    pub counts: BTreeMap<K, u32>,
    /// Cases that ask for nothing, are not closed, and of which the township has signed for every
    /// event of this PC.
    pub elsewhere: u32,
}

impl Store {
    /// A page of cases, newest change first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn cases(&self, query: &CaseQuery) -> Result<Page, StoreError> {
        let limit = match query.limit {
            0 => PAGE,
            limit => limit.min(MAX_PAGE),
        } as usize;
        let person = match &query.person {
            Some(case) => Some(self.begun(case)?.unwrap_or_default()),
            None => None,
        };
        self.with_cards(|cards| {
            // One row more than asked for says whether there is another page.
            let mut best = Best::of(limit + 1);
            let mut count = 0;
            let after = query
                .after
                .map(|mark| Reverse((mark.updated_at, mark.begun)));
            each(cards, query, person, |card| {
                count += 1;
                let place = newest_first(card);
                if after.is_none_or(|after| place > after) {
                    best.offer(place);
                }
            });
            let places = best.in_order();
            let next = (places.len() > limit)
                .then(|| places.get(limit - 1))
                .flatten();
            let next = next.map(|Reverse((updated_at, begun))| PageMark {
                updated_at: *updated_at,
                begun: *begun,
            });
            let mut rows = Vec::with_capacity(limit);
            for Reverse((_, begun)) in places.into_iter().take(limit) {
                rows.extend(self.row_at(begun.get())?);
            }
            Ok(Page { rows, next, count })
        })
    }

    /// How many cases there are on all pages of a list.
    ///
    /// # Errors
    /// What the database reports.
    pub fn count(&self, query: &CaseQuery) -> Result<u32, StoreError> {
        let person = match &query.person {
            Some(case) => Some(self.begun(case)?.unwrap_or_default()),
            None => None,
        };
        self.with_cards(|cards| {
            let mut count = 0;
            each(cards, query, person, |_| count += 1);
            Ok(count)
        })
    }

    /// The cases that a text finds, newest change first, at most fifty. No text is an error.
    ///
    /// # Errors
    /// What the database reports.
    pub fn search(&self, text: &str) -> Result<Vec<CaseRow>, StoreError> {
        let query = CaseQuery {
            text: Typed::new(text),
            ..CaseQuery::default()
        };
        match query.text.is_blank() {
            true => Ok(Vec::new()),
            false => Ok(self.cases(&query)?.rows),
        }
    }

    /// What is to be done: `kind` says what a case asks for, if anything.
    ///
    /// # Errors
    /// What the database reports, and what `kind` reports.
    pub fn agenda<K: Ord + Copy, E: From<StoreError>>(
        &self,
        most: usize,
        mut kind: impl FnMut(Standing<'_>) -> Result<Option<K>, E>,
    ) -> Result<Agenda<K>, E> {
        let waiting = self.first_waiting()?;
        let mut counts = BTreeMap::new();
        let mut elsewhere = 0;
        let mut best = Best::of(most);
        let mut failed = None;
        self.with_cards(|cards| {
            for card in &cards.cards {
                if card.facts.state == State::Closed {
                    continue;
                }
                match kind(standing(cards, card)) {
                    Ok(Some(kind)) => {
                        *counts.entry(kind).or_default() += 1;
                        best.offer((kind, card.facts.due.get(), newest_first(card)));
                    }
                    Ok(None) => elsewhere += u32::from(is_signed_for(card, waiting)),
                    Err(error) => failed = Some(error),
                }
            }
            Ok(())
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        let mut rows = Vec::new();
        for (kind, _, Reverse((_, begun))) in best.in_order() {
            rows.extend(self.row_at(begun.get())?.map(|row| (kind, row)));
        }
        Ok(Agenda {
            rows,
            counts,
            elsewhere,
        })
    }

    /// Position of the first event that waits for the township's receipt. All that were saved
    /// here behind it wait too.
    pub(crate) fn first_waiting(&self) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT position FROM waiting ORDER BY position LIMIT 1";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?)
    }

    /// How many cases are in each state; states without a case are left out.
    ///
    /// # Errors
    /// What the database reports.
    pub fn counts(&self) -> Result<BTreeMap<State, u32>, StoreError> {
        self.with_cards(|cards| {
            let mut counts = BTreeMap::new();
            for card in &cards.cards {
                *counts.entry(card.facts.state).or_default() += 1;
            }
            Ok(counts)
        })
    }

    /// How many cases were taken in and closed from `from` to before `until`.
    ///
    /// # Errors
    /// What the database reports.
    pub fn tally(&self, from: Moment, until: Moment) -> Result<Tally, StoreError> {
        let within = |at: i64| (from.0..until.0).contains(&at);
        self.with_cards(|cards| {
            let mut tally = Tally::default();
            for card in &cards.cards {
                tally.taken += u32::from(within(card.facts.collected_at.get()));
                let closed = card.facts.closed_at.is_some_and(|at| within(at.get()));
                tally.closed += u32::from(closed);
            }
            Ok(tally)
        })
    }
}

fn standing<'a>(cards: &'a Cards, card: &Card) -> Standing<'a> {
    Standing {
        state: card.facts.state,
        issued: card.facts.issued,
        to_settle: card.facts.to_settle,
        due: card.facts.due.get().map(due::day),
        item: cards.items.get(card.item).unwrap_or_default(),
        catalog_version: card.catalog_version,
    }
}

/// Whether the township's receipt covers every event of this PC.
pub(crate) fn is_signed_for(card: &Card, first_waiting: Option<i64>) -> bool {
    match (card.facts.last_own, first_waiting) {
        (Some(last), Some(first)) => last.get() < first,
        _ => true,
    }
}

/// Gives every card that a query asks for.
fn each(cards: &Cards, query: &CaseQuery, person: Option<i64>, mut give: impl FnMut(&Card)) {
    let hits = match query.text.is_blank() {
        true => None,
        false => match Hits::of(cards, &query.text) {
            Some(hits) => Some(hits.ranks),
            None => return,
        },
    };
    let narrow = Narrow::of(cards, query, person);
    for (at, card) in cards.cards.iter().enumerate() {
        let hit = hits.as_ref().is_none_or(|ranks| ranks[at] != NO);
        if hit && narrow.lets(card) {
            give(card);
        }
    }
}

/// The filters of a query, as cards answer them.
struct Narrow {
    states: BTreeSet<u8>,
    item: Option<u32>,
    from: i64,
    until: i64,
    due: Option<DueRange>,
    person: Option<u32>,
}

impl Narrow {
    fn of(cards: &Cards, query: &CaseQuery, person: Option<i64>) -> Self {
        let number = |item: &String| {
            let place = cards.items.iter().position(|known| known == item);
            place
                .and_then(|place| u32::try_from(place).ok())
                .unwrap_or(NONE)
        };
        let after = query.until.and_then(|day| day.0.succ_opt());
        Self {
            states: query.states.iter().map(|state| state.code()).collect(),
            item: query.item.as_ref().map(number),
            from: query.from.map_or(i64::MIN, |day| midnight(day.0)),
            until: after.map_or(i64::MAX, midnight),
            due: query.due,
            person: person.map(|begun| {
                let card = Position::of(begun).and_then(|begun| cards.get(begun));
                card.map_or(NONE, |card| card.person)
            }),
        }
    }

    fn lets(&self, card: &Card) -> bool {
        let facts = &card.facts;
        (self.states.is_empty() || self.states.contains(&facts.state.code()))
            && self.item.is_none_or(|item| card.item == item)
            && self.person.is_none_or(|person| card.person == person)
            && (self.from..self.until).contains(&facts.collected_at.get())
            && self.due.is_none_or(|range| match (range, facts.due.get()) {
                (DueRange::Running, _) => facts.clock,
                (DueRange::Before(day), Some(due)) => due < due::days(day),
                (DueRange::Between(first, last), Some(due)) => {
                    (due::days(first)..=due::days(last)).contains(&due)
                }
                (_, None) => false,
            })
    }
}

/// The first moment of a day in Asia/Shanghai.
fn midnight(day: NaiveDate) -> i64 {
    Moment::start_of(day).0
}
