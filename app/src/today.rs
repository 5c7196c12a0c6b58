//! The day: what is to be done now.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use shanyi_domain::case::Case;
use shanyi_domain::catalog::ServiceItem;
use shanyi_domain::material;
use shanyi_domain::state::State;
use shanyi_domain::time::Moment;
use shanyi_store::Standing;

use crate::desk::Desk;
use crate::disputes::to_settle;
use crate::error::DeskError;
use crate::lists::last_soon_day;
use crate::look::{Look, makes_a_paper};
use crate::view::{AnswersView, Nothing, TodayView, TodoCountView, TodoKind, TodoView, Whose};

/// Most rows of the day. How many more there are is said.
const ROWS: usize = 60;

impl Desk {
    /// See the command table.
    pub(crate) fn today(&self, _: Nothing) -> Result<TodayView, DeskError> {
        self.inner()?.look(|look| {
            let mut asks = Asks::of(look);
            let agenda = look.store.agenda(ROWS, |standing| asks.kind(standing))?;
            let all: u32 = agenda.counts.values().sum();
            let mut rows = Vec::with_capacity(agenda.rows.len());
            for (kind, row) in agenda.rows {
                let missing = look.missing(kind, &row.id)?;
                let answers = look.answers_for(&row.id)?;
                let case = look.row_view(row);
                rows.push(TodoView {
                    kind,
                    case,
                    missing,
                    answers,
                });
            }
            let (from, until) = month(look.now.today);
            let tally = look.store.tally(from, until)?;
            let me = look.inner.operator();
            let drafts = look.store.drafts()?;
            let drafts = drafts.iter().filter(|draft| draft.operator == me).count();
            Ok(TodayView {
                more: all.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX)),
                counts: agenda
                    .counts
                    .into_iter()
                    .map(|(kind, count)| TodoCountView { kind, count })
                    .collect(),
                rows,
                elsewhere: agenda.elsewhere,
                drafts: u32::try_from(drafts).unwrap_or(u32::MAX),
                month_taken: tally.taken,
                month_closed: tally.closed,
            })
        })
    }
}

/// Says what cases ask of this desk today, from what their rows say alone.
struct Asks<'a> {
    look: &'a Look<'a>,
    soon: NaiveDate,
    /// Whether an item makes a paper that is handed over, by its code and catalogue.
    papers: HashMap<(String, u32), bool>,
}

impl<'a> Asks<'a> {
    fn of(look: &'a Look<'a>) -> Self {
        Self {
            look,
            soon: last_soon_day(&look.published.calendar, look.now.today),
            papers: HashMap::new(),
        }
    }

    /// `None` while it is somebody else's turn.
    fn kind(&mut self, standing: Standing<'_>) -> Result<Option<TodoKind>, DeskError> {
        Ok(Some(match standing.state {
            State::Granted if standing.issued => TodoKind::Deliver,
            State::Granted if !self.makes_a_paper(standing)? => TodoKind::Tell,
            State::Collected | State::Correction if standing.to_settle => TodoKind::Settle,
            State::Correction => TodoKind::Correct,
            State::Refused | State::Denied | State::Withdrawn => TodoKind::ReturnOriginals,
            State::Collected => TodoKind::Submit,
            State::Accepted if standing.due.is_some_and(|due| due <= self.soon) => {
                TodoKind::DueSoon
            }
            _ => return Ok(None),
        }))
    }

    fn makes_a_paper(&mut self, standing: Standing<'_>) -> Result<bool, DeskError> {
        let key = (standing.item.to_owned(), standing.catalog_version);
        if let Some(known) = self.papers.get(&key) {
            return Ok(*known);
        }
        let Look { inner, store, .. } = self.look;
        let item = inner.listed_item(store, standing.item, standing.catalog_version)?;
        // Of an item that no list here knows nothing is handed over on its behalf.
        let makes = item.is_none_or(|item| makes_a_paper(item.result.kind));
        self.papers.insert(key, makes);
        Ok(makes)
    }
}

impl Look<'_> {
    /// Who answers for a case, where that has to be said: not at a station of one.
    fn answers_for(
        &self,
        case: &shanyi_domain::ids::CaseId,
    ) -> Result<Option<AnswersView>, DeskError> {
        let station = Some(self.inner.identity.station.id);
        let listed = self.published.directory.as_deref();
        let people = listed.map_or(0, |listed| {
            let here = listed.people.iter().filter(|one| one.station == station);
            here.count()
        });
        if people < 2 {
            return Ok(None);
        }
        let case = self.store.case(case)?.ok_or(DeskError::NoCase)?;
        let answers = self.inner.answers(&self.published, &case);
        Ok(Some(answers).filter(|answers| answers.whose != Whose::Mine))
    }

    /// Names of the papers that a row of the day is about.
    fn missing(
        &self,
        kind: TodoKind,
        case: &shanyi_domain::ids::CaseId,
    ) -> Result<Vec<String>, DeskError> {
        if !matches!(
            kind,
            TodoKind::Settle | TodoKind::Correct | TodoKind::Submit
        ) {
            return Ok(Vec::new());
        }
        let case = self.store.case(case)?.ok_or(DeskError::NoCase)?;
        Ok(asked_for(kind, &case, &self.item_of(&case)?))
    }
}

fn asked_for(kind: TodoKind, case: &Case, item: &ServiceItem) -> Vec<String> {
    let name = |code: &str| {
        item.material(code)
            .map_or(code, |listed| &listed.name)
            .to_owned()
    };
    match kind {
        TodoKind::Settle => to_settle(case, item),
        TodoKind::Correct => case
            .still_wanted()
            .iter()
            .map(|wanted| name(&wanted.material))
            .collect(),
        TodoKind::Submit => material::missing(item, &case.applies, &case.materials)
            .iter()
            .map(|position| position.listed.name.clone())
            .collect(),
        _ => Vec::new(),
    }
}

/// From the first moment of this month to the first of the next, in Asia/Shanghai.
fn month(today: NaiveDate) -> (Moment, Moment) {
    let first = today.with_day(1).unwrap_or(today);
    let next = first
        .checked_add_months(chrono::Months::new(1))
        .unwrap_or(first);
    (Moment::start_of(first), Moment::start_of(next))
}
