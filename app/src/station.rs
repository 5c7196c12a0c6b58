//! The station, its day, and honest words about the exchange.

use chrono::{Datelike, NaiveDate};
use shanyi_domain::case::Case;
use shanyi_domain::catalog::ServiceItem;
use shanyi_domain::material;
use shanyi_domain::state::State;
use shanyi_domain::time::Moment;
use shanyi_store::{CaseQuery, CaseRow};
use shanyi_sync::engine::REFUSED_DOCUMENT;
use shanyi_wire::event::DocumentKind;

use crate::clock::Now;
use crate::desk::{Desk, Inner};
use crate::error::DeskError;
use crate::published::Published;
use crate::view::{
    ClockKind, Nothing, StationView, SyncView, TodayView, TodoCountView, TodoKind, TodoView,
};

/// Most rows of the day.
const ROWS: u32 = 60;
/// A case is due soon when at most so many working days are left.
const SOON: i32 = 3;

impl Desk {
    /// See the command table.
    pub(crate) fn station(&self, _: Nothing) -> Result<StationView, DeskError> {
        let inner = self.inner()?;
        let (published, now) = (inner.published(), inner.now());
        let items = published.items.as_ref();
        Ok(StationView {
            name: inner.identity.station.name.clone(),
            township: inner.identity.station.township.clone(),
            operator: inner.identity.operator.name.clone(),
            phone: inner.identity.operator.phone.clone(),
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
        })
    }

    /// See the command table.
    pub(crate) fn sync_status(&self, _: Nothing) -> Result<SyncView, DeskError> {
        let inner = self.inner()?;
        let state = inner.store().sync_state()?;
        let found = inner.exchange.found();
        Ok(SyncView {
            line: found.line,
            cases_here: state.cases,
            cases_there: state.cases.saturating_sub(state.cases_waiting),
            cases_waiting: state.cases_waiting,
            events_waiting: state.entries_waiting,
            images_waiting: state.images_waiting,
            bytes_waiting: state.image_bytes_waiting,
            quarantined: state.quarantined,
            last_receipt: state.last_receipt,
            last_success: found.last_success,
            sending: found.sending && (state.entries_waiting > 0 || state.images_waiting > 0),
        })
    }

    /// See the command table.
    pub(crate) fn send_now(&self, nothing: Nothing) -> Result<SyncView, DeskError> {
        self.inner()?.exchange.send_now();
        self.sync_status(nothing)
    }

    /// See the command table.
    pub(crate) fn today(&self, _: Nothing) -> Result<TodayView, DeskError> {
        let inner = self.inner()?;
        let (published, now) = (inner.published(), inner.now());
        let mut rows = Vec::new();
        let mut elsewhere = 0;
        for row in inner.open_rows()? {
            // What was not signed for is not at the township, whoever's turn it would be.
            let received = row.sync.events_waiting == 0;
            match inner.todo(row, &published, &now)? {
                Some(todo) => rows.push(todo),
                None => elsewhere += u32::from(received),
            }
        }
        rows.sort_by_key(|todo| (todo.kind, todo.case.due.map(|due| due.due.date)));
        let mut counts: Vec<TodoCountView> = Vec::new();
        for TodoView { kind, .. } in &rows {
            match counts.last_mut() {
                Some(last) if last.kind == *kind => last.count += 1,
                _ => counts.push(TodoCountView {
                    kind: *kind,
                    count: 1,
                }),
            }
        }
        let more = rows.len().saturating_sub(ROWS as usize);
        rows.truncate(ROWS as usize);
        let (from, until) = month(now.today);
        let tally = inner.store().tally(from, until)?;
        let drafts = inner.store().drafts()?.len();
        Ok(TodayView {
            rows,
            more: u32::try_from(more).unwrap_or(u32::MAX),
            counts,
            elsewhere,
            drafts: u32::try_from(drafts).unwrap_or(u32::MAX),
            month_taken: tally.taken,
            month_closed: tally.closed,
        })
    }
}

impl Inner {
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

    /// Every case that is not closed.
    fn open_rows(&self) -> Result<Vec<CaseRow>, DeskError> {
        let states = State::ALL
            .into_iter()
            .filter(|state| *state != State::Closed);
        let mut query = CaseQuery {
            states: states.collect(),
            text: String::new(),
            after: None,
            limit: 500,
        };
        let mut rows = Vec::new();
        loop {
            let page = self.store().cases(&query)?;
            rows.extend(page.rows);
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(rows),
            }
        }
    }

    /// What a case asks of this desk today; `None` while it is somebody else's turn.
    fn todo(
        &self,
        row: CaseRow,
        published: &Published,
        now: &Now,
    ) -> Result<Option<TodoView>, DeskError> {
        let Some(case) = self.store().case(&row.id)? else {
            return Ok(None);
        };
        let view = self.row_view(row, published, now)?;
        let kind = match case.state {
            State::Granted if case.issued.is_some() => TodoKind::Deliver,
            State::Granted if !self.awaits_certificate(&case)? => TodoKind::Tell,
            State::Correction => TodoKind::Correct,
            State::Refused | State::Denied | State::Withdrawn => TodoKind::ReturnOriginals,
            State::Collected => TodoKind::Submit,
            State::Accepted if view.due.is_some_and(|due| due.remaining.workdays <= SOON) => {
                TodoKind::DueSoon
            }
            _ => return Ok(None),
        };
        Ok(Some(TodoView {
            kind,
            missing: asked_for(kind, &case, &self.item_of(&case)?),
            case: view,
        }))
    }
}

/// Names of the papers that the row is about.
fn asked_for(kind: TodoKind, case: &Case, item: &ServiceItem) -> Vec<String> {
    let name = |code: &str| {
        item.material(code)
            .map_or(code, |listed| &listed.name)
            .to_owned()
    };
    match kind {
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
    let moment = |day: NaiveDate| {
        let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default();
        Moment(midnight.and_utc().timestamp()).plus_seconds(-8 * 3600)
    };
    (moment(first), moment(next))
}
