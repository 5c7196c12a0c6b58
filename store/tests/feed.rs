//! What the township tells, in whatever order it comes.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::*;
use proptest::prelude::*;
use shanyi_domain::case::Verdict;
use shanyi_domain::fact::{Fact, MaterialLine, MaterialsAmended, Withdrawn};
use shanyi_domain::ids::{CaseId, EventRef, Seed};
use shanyi_domain::state::State;
use shanyi_domain::time::Moment;
use shanyi_store::*;
use shanyi_wire::derive;
use shanyi_wire::event::{Document, DocumentKind, Event, Payload};
use shanyi_wire::exchange::{Feed, FeedEntry, FeedPage, Proof};

#[test]
fn an_answer_of_the_township_changes_the_case_and_the_list() {
    let mut desk = Desk::new();
    let saved = desk.take_in_and_submit("蓝春妹");
    let mut township = Township::new();
    township.hear(&desk);
    let asked = township.write(saved.case.id, &saved.events[1..], correction());
    let taken = desk.store.take_feed(&page(vec![asked.clone()], 9)).unwrap();
    assert_eq!(taken.events, 1);
    assert!(taken.cases.contains(&saved.case.id));
    let row = desk.store.row(&saved.case.id).unwrap().unwrap();
    assert_eq!((row.state, row.corrections), (State::Correction, 1));
    assert_eq!(row.updated_at, MORNING.plus_seconds(600));
    assert_eq!(row.sync.events_waiting, 2);
    assert_eq!(desk.store.cursors().unwrap().station, 9);

    // The line broke and the page comes again: nothing changes.
    let dump = desk.store.dump().unwrap();
    assert_eq!(
        desk.store.take_feed(&page(vec![asked], 9)).unwrap(),
        TakenFeed::default()
    );
    assert_eq!(desk.store.dump().unwrap(), dump);
    desk.store.take_feed(&page(Vec::new(), 4)).unwrap();
    assert_eq!(desk.store.cursors().unwrap().station, 9);
}

#[test]
fn an_event_waits_for_the_beginning_of_its_case() {
    let mut first = Desk::new();
    let saved = first.take_in_and_submit("蓝春妹");
    let mut township = Township::new();
    let heard = township.hear(&first);
    let accepted = township.write(saved.case.id, &saved.events[1..], accepted());

    let mut second = Desk::quick(2);
    let taken = second.store.take_feed(&page(vec![accepted], 1)).unwrap();
    assert_eq!(taken.events, 1);
    assert!(second.store.case(&saved.case.id).unwrap().is_none());
    assert_eq!(second.store.sync_state().unwrap().cases, 0);
    second.store.take_feed(&page(heard, 3)).unwrap();
    let case = second.store.case(&saved.case.id).unwrap().unwrap();
    assert_eq!(case.state, State::Accepted);
    assert!(
        case.steps
            .iter()
            .all(|step| step.verdict == Verdict::Applied)
    );
    assert_eq!(second.store.sync_state().unwrap().entries_waiting, 0);
}

#[test]
fn a_station_can_go_on_with_a_case_that_another_of_its_pcs_took_in() {
    let mut first = Desk::new();
    let saved = first.take_in("蓝春妹");
    let mut second = Desk::quick(2);
    second
        .store
        .take_feed(&page(Township::new().hear(&first), 1))
        .unwrap();
    let submitted = second.act(Some(saved.case.id), vec![submitted()], MORNING);
    assert_eq!(submitted.case.state, State::Submitted);
    assert_eq!(submitted.case.number, saved.case.number);
    let batch = second.store.unsent(MORNING, usize::MAX).unwrap().unwrap();
    assert_eq!(batch.entries.len(), 1);
    assert_eq!(batch.entries[0].seed, None);
}

#[test]
fn what_this_program_can_not_read_is_kept_and_blocks_nothing() {
    let mut desk = Desk::new();
    let saved = desk.take_in_and_submit("蓝春妹");
    let mut township = Township::new();
    township.hear(&desk);
    let seed = township.seeds[&saved.case.id];
    // Kind 999 of a newer program, and bytes that are nothing.
    let newer = [
        &[0xa4, 0x00, 0x19, 0x03, 0xe7, 0x01, 0x50],
        &saved.case.id.0[..],
        &[0x03, 0x00, 0x05, 0xa0],
    ]
    .concat();
    let entries = vec![
        township.entry(seed, newer, None),
        township.entry(seed, vec![0xff, 0x00], None),
        township.write(saved.case.id, &saved.events[1..], correction()),
    ];
    let taken = desk.store.take_feed(&page(entries, 3)).unwrap();
    assert_eq!(taken.events, 3);
    assert_eq!(
        desk.store.case(&saved.case.id).unwrap().unwrap().state,
        State::Correction
    );
    let before = desk.store.dump().unwrap();
    desk.store.rebuild().unwrap();
    assert_eq!(desk.store.dump().unwrap(), before);
}

#[test]
fn other_bytes_under_a_known_id_change_nothing_here() {
    let mut desk = Desk::new();
    let saved = desk.take_in_and_submit("蓝春妹");
    let mut township = Township::new();
    township.hear(&desk);
    let said = township.write(saved.case.id, &saved.events[1..], comment("请尽快"));
    let mut other = township.write(saved.case.id, &saved.events[1..], comment("不急"));
    other.id = said.id;
    desk.store.take_feed(&page(vec![said], 1)).unwrap();
    let dump = desk.store.dump().unwrap();
    let taken = desk.store.take_feed(&page(vec![other], 2)).unwrap();
    assert_eq!(taken.events, 0);
    assert_eq!(desk.store.dump().unwrap(), dump);
}

fn published(township: &mut Township, version: u32, bytes: &[u8]) -> FeedEntry {
    let event = Event {
        case: None,
        base: Vec::new(),
        at: MORNING,
        actor: CLERK,
        clock_doubtful: false,
        payload: Payload::Document(Document {
            kind: DocumentKind::Catalog,
            version,
            hash: derive::image_hash(bytes),
            length: u32::try_from(bytes.len()).unwrap(),
        }),
    };
    let seed = Seed([u8::try_from(version).unwrap(); 16]);
    township.entry(seed, event.encode().unwrap(), Some(seed))
}

#[test]
fn a_published_document_is_wanted_until_it_is_here() {
    let mut desk = Desk::new();
    let mut township = Township::new();
    let (one, two, three): (&[u8], &[u8], &[u8]) =
        (b"{\"version\":1}", b"{\"version\":2}", b"{\"vers");
    let entries = vec![
        published(&mut township, 1, one),
        published(&mut township, 2, two),
    ];
    let broadcast = |entries, up_to| FeedPage {
        feed: Feed::Broadcast,
        entries,
        up_to,
        more: false,
    };
    let taken = desk.store.take_feed(&broadcast(entries, 2)).unwrap();
    assert!(taken.documents && taken.cases.is_empty());
    assert_eq!(
        desk.store.cursors().unwrap(),
        Cursors {
            broadcast: 2,
            station: 0
        }
    );
    let wanted = desk.store.documents_wanted().unwrap();
    assert_eq!(wanted.len(), 1);
    assert_eq!((wanted[0].version, wanted[0].length), (2, 13));
    assert_eq!(desk.store.document(DocumentKind::Catalog).unwrap(), None);

    let kind = DocumentKind::Catalog;
    let error = desk
        .store
        .take_document(kind, 2, &wanted[0].hash, one)
        .unwrap_err();
    assert!(matches!(error, StoreError::DocumentMismatch), "{error}");
    let error = desk
        .store
        .take_document(kind, 9, &wanted[0].hash, two)
        .unwrap_err();
    assert!(matches!(error, StoreError::NoDocument), "{error}");
    desk.store
        .take_document(kind, 2, &wanted[0].hash, two)
        .unwrap();
    assert_eq!(desk.store.documents_wanted().unwrap(), []);
    assert_eq!(desk.store.document(kind).unwrap().unwrap().bytes, two);

    // A broken one is refused once, and the version before stays in force.
    desk.store
        .take_feed(&broadcast(vec![published(&mut township, 3, three)], 3))
        .unwrap();
    assert_eq!(desk.store.documents_wanted().unwrap().len(), 1);
    desk.store.refuse_document(kind, 3).unwrap();
    assert_eq!(desk.store.documents_wanted().unwrap(), []);
    assert_eq!(desk.store.document_refused(kind).unwrap(), Some(3));
    assert_eq!(desk.store.document(kind).unwrap().unwrap().version, 2);
    assert_eq!(
        desk.store.document_version(kind, 2).unwrap().unwrap().bytes,
        two
    );
    assert_eq!(desk.store.document_version(kind, 1).unwrap(), None);
    assert_eq!(
        desk.store.document_refused(DocumentKind::Calendar).unwrap(),
        None
    );
}

#[test]
fn of_two_documents_with_one_version_that_which_the_present_timeline_names_first_is_in_force() {
    let mut desk = Desk::new();
    let mut township = Township::new();
    let [first, second] = [b"first", b"again"].map(|text| {
        let mut entry = published(&mut township, 2, text);
        entry.proof = Some(Proof([1; 16]));
        entry
    });
    // A township that was put back gave the number again, and was given the first one back; then it
    // was put back to a day before either, and was given both in the other order.
    let timelines = [
        (1, vec![&first], b"first"),
        (2, vec![&second, &first], b"again"),
        (3, vec![&first, &second], b"first"),
    ];
    for (timeline, entries, in_force) in timelines {
        desk.store.set_timeline(timeline).unwrap();
        for entry in entries {
            let page = FeedPage {
                feed: Feed::Broadcast,
                ..page(vec![entry.clone()], timeline)
            };
            desk.store.take_feed(&page).unwrap();
            let hash = derive::image_hash(in_force);
            for wanted in desk.store.documents_wanted().unwrap() {
                assert_eq!(wanted.hash, hash, "timeline {timeline}");
                let kind = DocumentKind::Catalog;
                desk.store.take_document(kind, 2, &hash, in_force).unwrap();
            }
            let here = desk.store.document(DocumentKind::Catalog).unwrap().unwrap();
            assert_eq!(here.bytes, in_force, "timeline {timeline}");
        }
    }
}

/// Two cases with all that can come between: answers, a withdrawal that crosses a correction, a
/// comment after the end.
fn history() -> (Vec<FeedEntry>, [CaseId; 2]) {
    let mut desk = Desk::quick(1);
    let mut township = Township::new();
    let image = desk.image(b"front of the card");
    let first = desk.act(
        None,
        vec![with_images(intake("蓝春妹", 3), vec![image]), submitted()],
        MORNING,
    );
    let second = desk.take_in_and_submit("雷大山");
    township.hear(&desk);
    let (one, two) = (first.case.id, second.case.id);
    let mut told = vec![
        township.write(one, &first.events[1..], accepted()),
        township.write(two, &second.events[1..], comment("收到")),
    ];
    told.push(township.write(one, &[told[0].id], correction()));
    // Neither knows of the other.
    let withdrawn = Fact::Withdrawn(Withdrawn {
        reason: "不办了".into(),
    });
    desk.act(Some(two), vec![withdrawn], Moment(MORNING.0 + 30));
    told.push(township.write(two, &second.events[1..], accepted()));
    desk.store.take_feed(&page(told.clone(), 4)).unwrap();
    desk.act(
        Some(one),
        vec![comment("照片已补"), submitted()],
        Moment(MORNING.0 + 900),
    );
    told.extend(township.hear(&desk));
    (told, [one, two])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_feed_in_any_order_gives_the_same_dump(
        order in Just((0..11_usize).collect::<Vec<_>>()).prop_shuffle(),
        cuts in proptest::collection::vec(1..4_usize, 11),
    ) {
        let (told, cases) = history();
        prop_assert_eq!(told.len(), 11);
        let mut straight = Desk::quick(2);
        straight.store.take_feed(&page(told.clone(), 11)).unwrap();
        let expected = straight.store.dump().unwrap();
        for case in &cases {
            prop_assert!(expected.contains(&case.to_string()));
        }

        let mut shuffled = Desk::quick(2);
        let mut rest: &[usize] = &order;
        for cut in cuts {
            let (now, later) = rest.split_at(cut.min(rest.len()));
            let entries = now.iter().map(|index| told[*index].clone()).collect();
            shuffled.store.take_feed(&page(entries, 11)).unwrap();
            rest = later;
        }
        prop_assert_eq!(shuffled.store.dump().unwrap(), expected.clone());
        shuffled.store.rebuild().unwrap();
        prop_assert_eq!(shuffled.store.dump().unwrap(), expected);
    }
}

#[test]
fn what_comes_behind_an_event_of_a_newer_kind_holds() {
    let mut desk = Desk::new();
    let saved = desk.take_in_and_submit("蓝春妹");
    let mut township = Township::new();
    township.hear(&desk);
    let case = saved.case.id;
    let mut newer = township
        .write(case, &saved.events[1..], comment("?"))
        .event
        .to_vec();
    // The kind's own byte: behind the map's head and the key 0.
    newer[2] = 23;
    let newer = township.entry(township.seeds[&case], newer, None);
    let accepted = township.write(case, &[newer.id], accepted());
    let taken = desk
        .store
        .take_feed(&page(vec![newer, accepted], 2))
        .unwrap();
    assert_eq!(taken.events, 2);
    let known = desk.store.case(&case).unwrap().unwrap();
    let verdicts: Vec<Verdict> = known.steps.iter().map(|step| step.verdict).collect();
    assert_eq!(verdicts, [Verdict::Applied; 3]);
    assert_eq!(known.state, State::Accepted);
}

#[test]
fn behind_a_refused_document_the_newest_that_was_not_refused_is_fetched() {
    let mut desk = Desk::new();
    let mut township = Township::new();
    let kind = DocumentKind::Catalog;
    let texts: [&[u8]; 3] = [b"catalogue one", b"catalogue two", b"broken"];
    let entries = (1..)
        .zip(texts)
        .map(|(version, text)| published(&mut township, version, text));
    let page = FeedPage {
        feed: Feed::Broadcast,
        ..page(entries.collect(), 3)
    };
    desk.store.take_feed(&page).unwrap();
    let wanted = |desk: &Desk| -> Vec<u32> {
        let wanted = desk.store.documents_wanted().unwrap();
        wanted.iter().map(|one| one.version).collect()
    };
    assert_eq!(wanted(&desk), [3]);
    desk.store.refuse_document(kind, 3).unwrap();
    assert_eq!(wanted(&desk), [2]);
    let hash = derive::image_hash(texts[1]);
    desk.store.take_document(kind, 2, &hash, texts[1]).unwrap();
    assert!(wanted(&desk).is_empty());
    assert_eq!(desk.store.document_refused(kind).unwrap(), Some(3));
}

/// Two PCs of a station that have the same case; the second amends it before it hears of the first.
fn two_pcs() -> (Desk, Desk, CaseId, Township) {
    let (mut first, mut second) = (Desk::new(), Desk::quick(2));
    let saved = first.take_in("蓝春妹");
    let mut township = Township::new();
    let heard = township.hear(&first);
    second.store.take_feed(&page(heard, 1)).unwrap();
    (first, second, saved.case.id, township)
}

fn amended(copies: u8) -> Fact {
    Fact::MaterialsAmended(MaterialsAmended {
        materials: vec![MaterialLine {
            material: "photo".into(),
            originals: 0,
            copies,
            images: Vec::new(),
            checked: false,
        }],
        applies: None,
    })
}

#[test]
fn versions_of_two_pcs_stand_in_the_row_until_one_settles_them() {
    let (mut first, mut second, case, mut township) = two_pcs();
    first.act(Some(case), vec![amended(1)], MORNING);
    second.act(Some(case), vec![amended(2)], MORNING);
    let heard = township.hear(&first);
    second.store.take_feed(&page(heard, 2)).unwrap();
    let row = |desk: &Desk| desk.store.row(&case).unwrap().unwrap();
    assert_eq!(row(&second).to_settle, 1);
    let asks = |desk: &Desk| {
        let mut asks = 0;
        let kind = |standing: Standing<'_>| {
            asks += u32::from(standing.to_settle);
            Ok::<Option<u8>, StoreError>(None)
        };
        desk.store.agenda(9, kind).unwrap();
        asks
    };
    assert_eq!(asks(&second), 1);
    second.store.rebuild().unwrap();
    assert_eq!(asks(&second), 1, "from packs too");
    second.act(Some(case), vec![amended(2)], MORNING);
    assert_eq!((row(&second).to_settle, asks(&second)), (0, 0));
}

#[test]
fn an_act_upon_what_was_seen_does_not_know_what_came_since() {
    let (mut first, mut second, case, mut township) = two_pcs();
    let seen = second.store.case(&case).unwrap().unwrap().tips();
    first.act(Some(case), vec![amended(1)], MORNING);
    let heard = township.hear(&first);
    second.store.take_feed(&page(heard, 2)).unwrap();
    let upon = act(Some(case), vec![amended(2)], MORNING);
    let saved = second.store.record_upon(upon.clone(), Some(seen)).unwrap();
    assert_eq!(saved.case.disputes.len(), 1);
    assert_eq!(saved.case.tips().len(), 2);
    let unknown = vec![EventRef([9; 8])];
    let refused = second.store.record_upon(upon, Some(unknown));
    assert!(matches!(refused, Err(StoreError::Order)));
}
