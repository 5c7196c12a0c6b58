//! Due dates stand in the rows by the calendar in force, and follow it when another one comes.
#![allow(clippy::unwrap_used)]

mod desk;

use chrono::NaiveDate;
use desk::*;
use shanyi_domain::deadline::Limit;
use shanyi_domain::fact::*;
use shanyi_domain::ids::{CaseId, Seed};
use shanyi_domain::time::Day;
use shanyi_domain::workday::Calendar;
use shanyi_store::{CaseQuery, DueRange};
use shanyi_wire::derive;
use shanyi_wire::event::{Document, DocumentKind, Event, Payload};
use shanyi_wire::exchange::{Feed, FeedPage};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A case that the township accepted on 2026-11-23 with ten working days.
fn accepted_case(desk: &mut Desk, township: &mut Township) -> CaseId {
    let saved = desk.take_in_and_submit("蓝春妹");
    township.hear(desk);
    let accepted = Fact::Accepted(Accepted {
        on: Day(day("2026-11-23")),
        limit: Some(Limit::working_days(10)),
        office: None,
    });
    let told = township.write(saved.case.id, &saved.events[1..], accepted);
    let up_to = told.position;
    desk.store.take_feed(&page(vec![told], up_to)).unwrap();
    saved.case.id
}

fn put_in_force(desk: &mut Desk, township: &mut Township, calendar: &Calendar) {
    let bytes = serde_json::to_vec(calendar).unwrap();
    let document = Document {
        kind: DocumentKind::Calendar,
        version: calendar.version,
        hash: derive::image_hash(&bytes),
        length: u32::try_from(bytes.len()).unwrap(),
    };
    let event = Event {
        case: None,
        base: Vec::new(),
        at: MORNING,
        actor: CLERK,
        clock_doubtful: false,
        payload: Payload::Document(document.clone()),
    };
    let seed = Seed([u8::try_from(calendar.version).unwrap(); 16]);
    let entry = township.entry(seed, event.encode().unwrap(), Some(seed));
    let up_to = entry.position;
    desk.store
        .take_feed(&FeedPage {
            feed: Feed::Broadcast,
            entries: vec![entry],
            up_to,
            more: false,
        })
        .unwrap();
    desk.store
        .take_document(document.kind, document.version, &document.hash, &bytes)
        .unwrap();
}

#[test]
fn a_new_calendar_computes_every_due_date_again() {
    let (mut desk, mut township) = (Desk::new(), Township::new());
    let case = accepted_case(&mut desk, &mut township);
    let due = |desk: &Desk| desk.store.row(&case).unwrap().unwrap().due.unwrap();
    let listed = |desk: &Desk, on: &str| {
        let query = CaseQuery {
            due: Some(DueRange::Between(day(on), day(on))),
            ..CaseQuery::default()
        };
        desk.store.count(&query).unwrap()
    };
    assert_eq!(due(&desk).date, day("2026-12-07"));
    assert_eq!(listed(&desk, "2026-12-07"), 1);

    let mut calendar = Calendar::from_json(Calendar::embedded()).unwrap();
    calendar.version += 1;
    let year = calendar.years.get_mut(&2026).unwrap();
    year.off_weekdays
        .extend([day("2026-12-01"), day("2026-12-07")]);
    put_in_force(&mut desk, &mut township, &calendar);
    let folded = desk.store.case(&case).unwrap().unwrap();
    assert_eq!(Some(due(&desk)), folded.due(&calendar));
    assert_eq!(due(&desk).date, day("2026-12-09"));
    assert_eq!(
        (listed(&desk, "2026-12-07"), listed(&desk, "2026-12-09")),
        (0, 1)
    );
    assert_eq!(desk.store.calendar().unwrap(), calendar);

    // The same from the log alone, and after a start from packs.
    desk.store.checkpoint().unwrap();
    let dump = desk.store.dump().unwrap();
    desk.store.rebuild().unwrap();
    assert_eq!(desk.store.dump().unwrap(), dump);
    assert_eq!(listed(&desk.reopened(2), "2026-12-09"), 1);
}

#[test]
fn a_clock_that_stands_still_has_no_due_date_and_still_runs_in_lists() {
    let (mut desk, mut township) = (Desk::new(), Township::new());
    let case = accepted_case(&mut desk, &mut township);
    let tips = desk.store.case(&case).unwrap().unwrap();
    let last = tips.steps.last().unwrap().event.id;
    let paused = Fact::Paused(Paused {
        from: Day(day("2026-11-25")),
        reason: "公示".into(),
    });
    let told = township.write(case, &[last], paused);
    let up_to = told.position;
    desk.store.take_feed(&page(vec![told], up_to)).unwrap();
    let row = desk.store.row(&case).unwrap().unwrap();
    assert!(row.paused && row.due.is_none());
    let count = |due| {
        let query = CaseQuery {
            due: Some(due),
            ..CaseQuery::default()
        };
        desk.store.count(&query).unwrap()
    };
    assert_eq!(count(DueRange::Running), 1);
    assert_eq!(count(DueRange::Before(day("2030-01-01"))), 0);
}
