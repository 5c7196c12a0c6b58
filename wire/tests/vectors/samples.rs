//! One of each kind of event, with what may be absent and without it. Made-up people.

use chrono::NaiveDate;
use shanyi_domain::deadline::{Limit, LimitUnit};
use shanyi_domain::fact::*;
use shanyi_domain::identity::IdNumber;
use shanyi_domain::ids::{ActorId, CaseId, DeviceId, EventId, EventRef, ImageHash, StationId};
use shanyi_domain::state::Outcome;
use shanyi_domain::time::{Day, Moment};
use shanyi_wire::event::{Document, DocumentKind, Doubled, Erased, Event, Payload, Verdict};
use shanyi_wire::exchange::QuarantineReason;

pub const AT: Moment = Moment(1_795_276_799);

fn day() -> Day {
    Day(NaiveDate::from_ymd_opt(2026, 11, 23).unwrap())
}

fn image() -> ImageRef {
    ImageRef {
        hash: ImageHash([8; 32]),
        length: 183_500,
        media: Media::Jpeg,
    }
}

fn line() -> MaterialLine {
    MaterialLine {
        material: "id_card".into(),
        originals: 1,
        copies: 2,
        images: vec![image()],
        checked: true,
    }
}

fn limit() -> Limit {
    Limit {
        value: 20,
        unit: LimitUnit::WorkingDays,
    }
}

pub fn collected(whole: bool) -> Fact {
    let birth = NaiveDate::from_ymd_opt(1954, 3, 8).unwrap();
    Fact::Collected(Collected {
        number: "五星-26-A0417-8".into(),
        station: StationId(1),
        item: "lnyd".into(),
        catalog_version: 3,
        applicant: Applicant {
            name: "蓝春妹".into(),
            id_number: whole.then(|| IdNumber::made_up(331_123, birth, 204).unwrap()),
            phone: whole.then(|| "13857861234".into()),
            address: "下坪组 12 号".into(),
        },
        materials: if whole { vec![line()] } else { vec![] },
        channel: Channel::Visit,
        noticed: if whole {
            vec!["一寸照片".into()]
        } else {
            vec![]
        },
        applies: if whole { vec!["photo".into()] } else { vec![] },
    })
}

/// Every kind of fact, with everything that it can say, and without what may be absent.
fn facts() -> Vec<(&'static str, Fact)> {
    let text = |text: &str| text.to_owned();
    vec![
        ("with all", collected(true)),
        ("with what has to be", collected(false)),
        (
            "with all",
            Fact::MaterialsAmended(MaterialsAmended {
                materials: vec![line()],
                applies: Some(vec![text("photo")]),
            }),
        ),
        (
            "with what has to be",
            Fact::MaterialsAmended(MaterialsAmended {
                materials: vec![],
                applies: None,
            }),
        ),
        (
            "with all",
            Fact::Submitted(Submitted {
                missing_because: Some(text("照片下午送来")),
            }),
        ),
        (
            "with what has to be",
            Fact::Submitted(Submitted {
                missing_because: None,
            }),
        ),
        (
            "with all",
            Fact::Accepted(Accepted {
                on: day(),
                limit: Some(limit()),
                office: Some(text("县民政局")),
            }),
        ),
        (
            "with what has to be",
            Fact::Accepted(Accepted {
                on: day(),
                limit: None,
                office: None,
            }),
        ),
        (
            "with all",
            Fact::CorrectionAsked(CorrectionAsked {
                wanted: vec![Wanted {
                    material: text("photo"),
                    why: text("照片不清楚"),
                }],
                note: Some(text("一次补齐")),
            }),
        ),
        (
            "with what has to be",
            Fact::CorrectionAsked(CorrectionAsked {
                wanted: vec![],
                note: None,
            }),
        ),
        (
            "",
            Fact::Refused(Refused {
                reason: text("不在本乡办"),
                where_to_go: text("县民政局一楼"),
            }),
        ),
        (
            "",
            Fact::Dispatched(Dispatched {
                office: text("县民政局"),
            }),
        ),
        (
            "",
            Fact::Paused(Paused {
                from: day(),
                reason: text("公示"),
            }),
        ),
        ("", Fact::Resumed(Resumed { from: day() })),
        (
            "",
            Fact::Extended(Extended {
                by: Limit {
                    value: 10,
                    unit: LimitUnit::NaturalDays,
                },
                reason: text("情况复杂"),
            }),
        ),
        (
            "",
            Fact::Transferred(Transferred {
                office: text("县残联"),
            }),
        ),
        (
            "with all",
            Fact::Decided(Decided {
                outcome: Outcome::Denied,
                on: day(),
                reason: Some(text("年龄不够")),
            }),
        ),
        (
            "with what has to be",
            Fact::Decided(Decided {
                outcome: Outcome::Granted,
                on: day(),
                reason: None,
            }),
        ),
        (
            "with all",
            Fact::ResultIssued(ResultIssued {
                name: text("老年人优待证"),
                number: Some(text("浙0417")),
            }),
        ),
        (
            "with what has to be",
            Fact::ResultIssued(ResultIssued {
                name: text("老年人优待证"),
                number: None,
            }),
        ),
        (
            "",
            Fact::Withdrawn(Withdrawn {
                reason: text("不办了"),
            }),
        ),
        (
            "with all",
            Fact::Delivered(Delivered {
                to: text("蓝土根"),
                relation: Relation::Child,
                signature: Some(image()),
                photo: Some(ImageRef {
                    media: Media::Png,
                    ..image()
                }),
            }),
        ),
        (
            "with what has to be",
            Fact::Delivered(Delivered {
                to: text("蓝春妹"),
                relation: Relation::Applicant,
                signature: None,
                photo: None,
            }),
        ),
        (
            "with all",
            Fact::MoneyRecorded(MoneyRecorded {
                fen: 60_000,
                on: day(),
                card_last4: Some(text("0417")),
            }),
        ),
        (
            "with what has to be",
            Fact::MoneyRecorded(MoneyRecorded {
                fen: 60_000,
                on: day(),
                card_last4: None,
            }),
        ),
        (
            "with all",
            Fact::OriginalsReturned(OriginalsReturned {
                to: Some(text("蓝春妹")),
            }),
        ),
        (
            "with what has to be",
            Fact::OriginalsReturned(OriginalsReturned { to: None }),
        ),
        ("", Fact::Commented(Commented { text: text("好") })),
    ]
}

/// What was added after the first release: vectors are only added behind those that are there.
fn facts_of_posts() -> Vec<(&'static str, Fact)> {
    vec![
        (
            "with all",
            Fact::HandedOn(HandedOn {
                to: ActorId(12),
                why: Some("生病".into()),
            }),
        ),
        (
            "with what has to be",
            Fact::HandedOn(HandedOn {
                to: ActorId(12),
                why: None,
            }),
        ),
        (
            "",
            Fact::RightUnconfirmed(RightUnconfirmed { days_silent: 40 }),
        ),
        (
            "with all",
            Fact::RightConfirmed(RightConfirmed {
                note: Some("在岗".into()),
            }),
        ),
        (
            "with what has to be",
            Fact::RightConfirmed(RightConfirmed { note: None }),
        ),
    ]
}

fn titled(facts: Vec<(&str, Fact)>) -> impl Iterator<Item = (String, Event)> {
    facts.into_iter().map(|(which, fact)| {
        let (code, kind) = (fact.kind().code(), fact.kind());
        let title = format!("{code} {kind:?} {which}");
        let begins = matches!(fact, Fact::Collected(_));
        (title.trim().to_owned(), event(!begins, Payload::Fact(fact)))
    })
}

/// Every kind of event under its title.
pub fn events() -> Vec<(String, Event)> {
    let mut events: Vec<(String, Event)> = titled(facts()).collect();
    let document = Document {
        kind: DocumentKind::Calendar,
        version: 4,
        hash: ImageHash([9; 32]),
        length: 51_200,
    };
    let used = Verdict {
        event: EventId([2; 16]),
        reason: None,
        case: None,
    };
    let aside = Verdict {
        reason: Some(QuarantineReason::NotNow),
        case: Some(CaseId([3; 16])),
        ..used.clone()
    };
    let doubled = Doubled {
        device: DeviceId([1; 16]),
        since: AT,
    };
    for (title, payload) in [
        ("101 Document", Payload::Document(document)),
        ("102 Verdict with all", Payload::Verdict(aside)),
        ("102 Verdict with what has to be", Payload::Verdict(used)),
        ("103 Doubled", Payload::Doubled(doubled)),
    ] {
        let event = Event {
            actor: ActorId(0),
            clock_doubtful: false,
            ..event(false, payload)
        };
        events.push((title.to_owned(), event));
    }
    events.extend(titled(facts_of_posts()));
    let erased = Erased {
        case: CaseId([3; 16]),
        at: AT,
    };
    let event = Event {
        actor: ActorId(0),
        clock_doubtful: false,
        ..event(false, Payload::Erased(erased))
    };
    events.push(("104 Erased".to_owned(), event));
    events
}

pub fn event(of_a_case: bool, payload: Payload) -> Event {
    Event {
        case: of_a_case.then_some(CaseId([3; 16])),
        base: match of_a_case {
            true => vec![EventRef([4; 8])],
            false => vec![],
        },
        at: AT,
        actor: ActorId(11),
        clock_doubtful: of_a_case,
        payload,
    }
}

/// The bytes of a comment on a case.
pub fn comment() -> Vec<u8> {
    let fact = Fact::Commented(Commented { text: "好".into() });
    event(true, Payload::Fact(fact)).encode().unwrap()
}
