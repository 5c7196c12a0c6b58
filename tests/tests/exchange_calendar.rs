//! A calendar that changes: every open case is due on the same day on both sides, however the
//! calendar and the case's events met each other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "exchange_calendar/scene.rs"]
mod scene;

use chrono::Days;
use scene::{Scene, calendar, day};
use shanyi_domain::deadline::Limit;
use shanyi_domain::fact::{
    Accepted, CorrectionAsked, Decided, Extended, Fact, Paused, Refused, Resumed, Wanted,
};
use shanyi_domain::ids::CaseId;
use shanyi_domain::state::Outcome;
use shanyi_domain::time::Day;
use shanyi_domain::workday::Calendar;
use shanyi_server::error::ServerError;
use shanyi_wire::derive::image_hash;
use shanyi_wire::event::{Document, DocumentKind};

fn on(text: &str) -> Day {
    Day(day(text))
}

fn accepted(text: &str, limit: Limit) -> Fact {
    Fact::Accepted(Accepted {
        on: on(text),
        limit: Some(limit),
        office: None,
    })
}

fn paused(text: &str) -> Fact {
    Fact::Paused(Paused {
        from: on(text),
        reason: "等鉴定".into(),
    })
}

fn resumed(text: &str) -> Fact {
    Fact::Resumed(Resumed { from: on(text) })
}

fn extended(by: Limit) -> Fact {
    Fact::Extended(Extended {
        by,
        reason: "要现场看".into(),
    })
}

fn asked() -> Fact {
    Fact::CorrectionAsked(CorrectionAsked {
        wanted: vec![Wanted {
            material: "photo".into(),
            why: "太暗".into(),
        }],
        note: None,
    })
}

/// What a notice for 2027 might say, and what it would move at the end of 2026.
fn with_2027(calendar: &mut Calendar) {
    let year = calendar.years.entry(2026).or_default();
    year.off_weekdays.insert(day("2026-12-31"));
    year.makeup_workdays.insert(day("2026-12-26"));
    let year = calendar.years.entry(2027).or_default();
    year.off_weekdays
        .extend([day("2027-01-01"), day("2027-01-04")]);
    year.makeup_workdays.insert(day("2027-01-09"));
}

/// A slip: a week in December that nobody is off.
fn with_a_slip(calendar: &mut Calendar) {
    with_2027(calendar);
    let year = calendar.years.entry(2026).or_default();
    for slip in [
        "2026-12-21",
        "2026-12-22",
        "2026-12-23",
        "2026-12-24",
        "2026-12-25",
    ] {
        year.off_weekdays.insert(day(slip));
    }
}

/// Every kind of clock that there is, begun so that the days go over the new year.
struct Cases {
    /// Ends in December.
    near: CaseId,
    /// Ends in January.
    over: CaseId,
    /// Was paused over the new year.
    paused: CaseId,
    /// Stands still.
    stands: CaseId,
    /// Counts natural days, and was extended.
    longer: CaseId,
    /// Began again after a correction.
    again: CaseId,
    /// Waits to be accepted.
    waits: CaseId,
    /// Waits for the station.
    back: CaseId,
    /// Were decided, or refused.
    done: [CaseId; 2],
    /// Due around today, one day after the other.
    now: Vec<CaseId>,
}

impl Cases {
    fn taken(scene: &Scene) -> Self {
        let mut serial = 0;
        let mut take = || {
            serial += 1;
            scene.take_in(serial)
        };
        Self {
            near: take(),
            over: take(),
            paused: take(),
            stands: take(),
            longer: take(),
            again: take(),
            waits: take(),
            back: take(),
            done: [take(), take()],
            now: (0..8).map(|_| take()).collect(),
        }
    }

    /// What the township does with them.
    fn run(&self, scene: &Scene) {
        let twenty = Limit::working_days(20);
        scene.act(self.near, accepted("2026-12-14", Limit::working_days(10)));
        scene.act(self.over, accepted("2026-12-18", twenty));
        scene.act(self.paused, accepted("2026-12-18", twenty));
        scene.act(self.paused, paused("2026-12-24"));
        scene.act(self.paused, resumed("2027-01-05"));
        scene.act(self.stands, accepted("2026-12-18", twenty));
        scene.act(self.stands, paused("2026-12-24"));
        scene.act(self.longer, accepted("2026-12-18", Limit::natural_days(14)));
        scene.act(self.longer, extended(Limit::working_days(5)));
        for (case, n) in self.now.iter().zip(0..) {
            let begun = scene.today() - Days::new(9 - n);
            let limit = Limit::working_days(5);
            let office = None;
            let limit = Some(limit);
            scene.act(
                *case,
                Fact::Accepted(Accepted {
                    on: Day(begun),
                    limit,
                    office,
                }),
            );
        }
        scene.act(self.again, accepted("2026-12-01", twenty));
        scene.act(self.again, asked());
        scene.act(self.back, asked());
        scene.act(self.done[0], accepted("2026-12-18", twenty));
        scene.act(
            self.done[0],
            Fact::Decided(Decided {
                outcome: Outcome::Granted,
                on: on("2026-12-19"),
                reason: None,
            }),
        );
        scene.act(
            self.done[1],
            Fact::Refused(Refused {
                reason: "不归乡里".into(),
                where_to_go: "县里".into(),
            }),
        );
    }

    /// The station answers the correction and the township accepts again.
    fn correct(&self, scene: &Scene) {
        scene.until_state(self.again, "correction");
        scene.hand_over_again(self.again);
        scene.act(self.again, accepted("2026-12-21", Limit::working_days(10)));
    }
}

#[test]
fn a_new_calendar_moves_every_open_case_alike_on_both_sides_and_a_corrected_one_moves_it_back() {
    let mut scene = Scene::new();
    let cases = Cases::taken(&scene);
    cases.run(&scene);
    cases.correct(&scene);
    let first = scene.agree();
    assert_eq!(first[&cases.near], Some(("2026-12-28".into(), false)));
    assert_eq!(first[&cases.over], Some(("2027-01-18".into(), true)));
    assert_eq!(first[&cases.again], Some(("2027-01-05".into(), true)));
    for still in [
        cases.stands,
        cases.waits,
        cases.back,
        cases.done[0],
        cases.done[1],
    ] {
        assert_eq!(first[&still], None);
    }

    scene.publish(&calendar(2, with_2027)).unwrap();
    let second = scene.agree();
    // Saturday the 26th is worked; the 31st, the 1st and the 4th are not, Saturday the 9th is.
    assert_eq!(second[&cases.near], Some(("2026-12-26".into(), false)));
    assert_eq!(second[&cases.over], Some(("2027-01-18".into(), false)));
    assert_eq!(second[&cases.again], Some(("2027-01-06".into(), false)));
    assert_ne!(second[&cases.paused], first[&cases.paused]);
    assert_ne!(second[&cases.longer], first[&cases.longer]);
    for done in cases.done {
        assert_eq!(second[&done], first[&done], "what is over stays as it was");
    }

    scene.publish(&calendar(3, with_a_slip)).unwrap();
    let slipped = scene.agree();
    assert_eq!(slipped[&cases.near], Some(("2027-01-06".into(), false)));
    scene.publish(&calendar(4, with_2027)).unwrap();
    assert_eq!(scene.agree(), second, "as if the slip had never been");

    scene.rebuild_station();
    assert_eq!(scene.agree(), second);
    scene.rebuild_township();
    assert_eq!(scene.agree(), second);
}

#[test]
fn an_older_calendar_never_wins() {
    let scene = Scene::new();
    let cases = Cases::taken(&scene);
    cases.run(&scene);
    scene.publish(&calendar(4, with_2027)).unwrap();
    let now = scene.agree();
    for version in [3, 4] {
        let refused = scene.publish(&calendar(version, with_a_slip)).unwrap_err();
        assert!(
            matches!(refused, ServerError::Published { version: it, next: 5 } if it == version),
            "{refused}"
        );
    }
    assert_eq!(scene.agree(), now);
    // A township that announces an old one all the same, such as one put back from a backup.
    let old = calendar(2, with_a_slip);
    scene.announce(Document {
        kind: DocumentKind::Calendar,
        version: 2,
        hash: image_hash(old.as_bytes()),
        length: u32::try_from(old.len()).unwrap(),
    });
    scene.publish_catalog_after();
    assert_eq!(scene.agree(), now);
}

#[test]
fn before_or_after_the_acceptance_the_calendar_gives_the_same_day() {
    let scene = Scene::new();
    let cases = Cases::taken(&scene);
    // Both come over one line that was down, the calendar behind the events.
    scene.line.cut();
    cases.run(&scene);
    scene.publish(&calendar(2, with_2027)).unwrap();
    scene.line.mend();
    let after = scene.agree();
    assert_eq!(after[&cases.over], Some(("2027-01-18".into(), false)));

    let other = Scene::new();
    let cases_there = Cases::taken(&other);
    other.publish(&calendar(2, with_2027)).unwrap();
    other.until_calendar(2);
    cases_there.run(&other);
    let before = other.agree();
    let same = |one: CaseId, there: CaseId| assert_eq!(after[&one], before[&there]);
    same(cases.near, cases_there.near);
    same(cases.over, cases_there.over);
    same(cases.paused, cases_there.paused);
    same(cases.stands, cases_there.stands);
    same(cases.longer, cases_there.longer);
}

#[test]
fn a_township_that_never_published_a_calendar_counts_by_the_one_that_stations_count_by() {
    let scene = Scene::without_calendar();
    let cases = Cases::taken(&scene);
    cases.run(&scene);
    let due = scene.agree();
    assert_eq!(due[&cases.near], Some(("2026-12-28".into(), false)));
    assert_eq!(due[&cases.over], Some(("2027-01-18".into(), true)));
}
