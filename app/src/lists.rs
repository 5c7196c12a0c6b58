//! Lists of cases, by every combination of filters.

use chrono::NaiveDate;
use shanyi_domain::state::State;
use shanyi_domain::workday::Calendar;
use shanyi_store::{CaseQuery, CaseRow, CaseSync, DueRange, PageMark};

use crate::desk::{Desk, case_id};
use crate::error::DeskError;
use crate::look::Look;
use crate::view::{
    CaseFilter, CasePage, CaseRowView, CaseSearch, CaseSyncView, DueFilter, DueView, ListCases,
};

/// Rows of one page, where the screen does not say how many.
const PAGE: u32 = 40;
/// Most rows of one page.
const MOST: u32 = 200;
/// A case is due soon when at most so many working days are left.
const SOON: i32 = 3;

impl Desk {
    /// See the command table.
    pub(crate) fn cases(&self, list: ListCases) -> Result<CasePage, DeskError> {
        self.inner()?.look(|look| {
            let page = look.store.cases(&CaseQuery {
                after: list.after.as_deref().and_then(PageMark::from_text),
                limit: list.limit.unwrap_or(PAGE).clamp(1, MOST),
                ..look.query(&list.search)?
            })?;
            Ok(CasePage {
                rows: page
                    .rows
                    .into_iter()
                    .map(|row| look.row_view(row))
                    .collect(),
                next: page.next.map(PageMark::to_text),
                count: Some(page.count),
            })
        })
    }
}

impl Look<'_> {
    /// A search as the store takes it.
    pub(crate) fn query(&self, search: &CaseSearch) -> Result<CaseQuery, DeskError> {
        let today = self.now.today;
        let soon = || last_soon_day(&self.published.calendar, today);
        Ok(CaseQuery {
            states: match search.states.is_empty() {
                true => states(search.filter),
                false => search.states.clone(),
            },
            text: self.typed(&search.text),
            item: search.item.clone(),
            from: search.from,
            until: search.until,
            due: search.due.map(|due| match due {
                DueFilter::Overdue => DueRange::Before(today),
                DueFilter::Soon => DueRange::Between(today, soon()),
                DueFilter::Running => DueRange::Running,
            }),
            person: search.person.as_deref().map(case_id).transpose()?,
            after: None,
            limit: 0,
        })
    }

    /// How many cases a search finds; `None` where that has to be looked for by words.
    pub(crate) fn count_of(&self, search: &CaseSearch) -> Result<Option<u32>, DeskError> {
        let query = self.query(search)?;
        Ok(match query.text.is_blank() {
            true => Some(self.store.count(&query)?),
            false => None,
        })
    }

    /// A row of a list, with what is left of its time today.
    pub(crate) fn row_view(&self, row: CaseRow) -> CaseRowView {
        let items = self.published.items.as_ref();
        let item = items.and_then(|items| items.catalog.item(&row.item));
        let calendar = &self.published.calendar;
        CaseRowView {
            id: row.id.to_string(),
            number: row.number,
            applicant: row.name,
            // An item that left the catalogue is still called something.
            item: item.map_or(row.item, |item| item.short.clone()),
            state: row.state,
            collected_at: row.collected_at,
            changed_at: row.updated_at,
            address: row.address,
            due: row.due.map(|due| DueView {
                due,
                remaining: calendar.remaining(self.now.today, due.date),
            }),
            sync: self.sync_view(row.sync),
        }
    }
}

impl Look<'_> {
    /// How a case is on its way.
    fn sync_view(&self, sync: CaseSync) -> CaseSyncView {
        CaseSyncView {
            events_waiting: sync.events_waiting,
            held: sync.is_held(self.held),
            received: sync.events_waiting == 0,
            images: sync.images,
            images_there: sync.images_complete,
            images_elsewhere: sync.images_elsewhere,
            bytes_to_go: sync.image_bytes.saturating_sub(sync.image_bytes_there),
            quarantined: sync.quarantined,
        }
    }
}

/// The last day that is at most three working days away.
pub(crate) fn last_soon_day(calendar: &Calendar, today: NaiveDate) -> NaiveDate {
    let near = |day: &NaiveDate| calendar.remaining(today, *day).workdays <= SOON;
    // A year without working days is in no calendar; the search ends all the same.
    let days = today.iter_days().take(366).take_while(near);
    days.last().unwrap_or(today)
}

fn states(filter: CaseFilter) -> Vec<State> {
    use State::{
        Accepted, Closed, Collected, Correction, Denied, Granted, Refused, Submitted, Withdrawn,
    };
    match filter {
        CaseFilter::All => Vec::new(),
        CaseFilter::Mine => vec![Collected, Correction, Granted, Denied, Refused, Withdrawn],
        CaseFilter::Elsewhere => vec![Submitted, Accepted],
        CaseFilter::Closed => vec![Closed],
    }
}
