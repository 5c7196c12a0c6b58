//! The right to take in cases: withdrawn, handed on, unconfirmed, given again.

use shanyi_domain::directory::Directory;
use shanyi_domain::fact::{Fact, RightUnconfirmed};
use shanyi_domain::ids::{ActorId, CaseId};
use shanyi_domain::post::Post;
use shanyi_server::error::ServerError;
use shanyi_server::ledger::journal::JournalAct;
use shanyi_server::ledger::stations::Person;
use shanyi_server::ledger::{Ledger, LedgerError};
use shanyi_server::rights;
use shanyi_wire::event::DocumentKind;
use shanyi_wire::exchange::QuarantineReason;

use crate::office::{FIRST_VILLAGE, MONDAY, Office};
use crate::station::Station;

const COLLEAGUE: ActorId = ActorId(77);

/// An office with a second operator at the first village.
async fn staffed() -> (Office, Station) {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    let colleague = Person {
        id: COLLEAGUE,
        name: "兰玉珍".to_owned(),
        title: "跑小二".to_owned(),
        phone: String::new(),
        station: Some(station.station),
        office: None,
        post: Post::default(),
    };
    let entered = office.app.ledger.write(|tx| tx.add_person(&colleague));
    entered.map_err(|error: LedgerError| error).unwrap();
    (office, station)
}

fn responsible(office: &Office, case: CaseId) -> ActorId {
    read(&office.app.ledger, |view| view.case(case))
        .unwrap()
        .case
        .responsible
}

fn read<T>(
    ledger: &Ledger,
    ask: impl FnOnce(&shanyi_server::ledger::View<'_>) -> Result<T, LedgerError>,
) -> T {
    ledger.read(ask).unwrap()
}

fn withdrawn_in_directory(office: &Office, person: ActorId) -> bool {
    let newest = read(&office.app.ledger, |view| {
        view.newest(DocumentKind::Directory)
    });
    let text = String::from_utf8(newest.unwrap().bytes).unwrap();
    let directory = Directory::from_json(&text).unwrap();
    !directory.person(person).unwrap().post.may_collect()
}

fn journal(office: &Office) -> Vec<JournalAct> {
    let lines = read(&office.app.ledger, |view| view.journal(9));
    lines.into_iter().filter_map(|line| line.act).collect()
}

#[tokio::test]
async fn whoever_loses_the_right_hands_on_the_open_cases_and_every_station_hears_of_it() {
    let (office, mut station) = staffed().await;
    let open = station.hand_over("雷美凤", "lnyd", vec![]);
    let mine = station.operator;
    station.sync().await;
    assert_eq!(responsible(&office, open), mine);

    let done = rights::withdraw(&office.app, mine, None, "调走了").unwrap();
    assert_eq!((done.to, done.cases), (Some(COLLEAGUE), 1));
    assert_eq!(responsible(&office, open), COLLEAGUE);
    assert!(withdrawn_in_directory(&office, mine));
    assert_eq!(journal(&office)[0], JournalAct::RightWithdrawn);
    let again = rights::withdraw(&office.app, mine, None, "");
    assert!(matches!(again, Err(ServerError::RightAlready(_))));
    let nobody = rights::withdraw(&office.app, ActorId(9999), None, "");
    assert!(matches!(nobody, Err(ServerError::NobodyThere(9999))));

    rights::grant(&office.app, mine, None, "回来了").unwrap();
    assert!(!withdrawn_in_directory(&office, mine));
    assert_eq!(
        responsible(&office, open),
        COLLEAGUE,
        "what was handed on stays"
    );
}

#[tokio::test]
async fn what_was_saved_before_the_right_was_withdrawn_is_taken_whenever_it_comes() {
    let (office, mut station) = staffed().await;
    let unsent = station.hand_over("雷美凤", "lnyd", vec![]);
    office.set_clock(MONDAY.plus_seconds(3600));
    rights::withdraw(&office.app, station.operator, None, "调走了").unwrap();
    let reply = station.sync().await;
    assert_eq!((reply.durable(), reply.reasons()), (2, vec![]));
    assert_eq!(responsible(&office, unsent), station.operator);
}

#[tokio::test]
async fn what_was_saved_after_the_right_was_withdrawn_waits_until_it_is_given_again() {
    let (office, mut station) = staffed().await;
    office.set_clock(MONDAY.plus_seconds(3600));
    rights::withdraw(&office.app, station.operator, None, "调走了").unwrap();
    station.now = MONDAY.plus_seconds(7200);
    let late = station.hand_over("雷美凤", "lnyd", vec![]);
    let reply = station.sync().await;
    assert_eq!(reply.durable(), 2, "nothing is refused into a hole");
    assert_eq!(
        reply.reasons(),
        [
            QuarantineReason::RightWithdrawn,
            QuarantineReason::UnknownCase
        ]
    );
    assert!(read(&office.app.ledger, |view| view.case(late)).is_none());

    let used = rights::grant(&office.app, station.operator, None, "核实在岗").unwrap();
    assert_eq!(used, 2);
    let case = read(&office.app.ledger, |view| view.case(late))
        .unwrap()
        .case;
    assert_eq!(case.steps.len(), 2);
}

#[tokio::test]
async fn a_case_taken_in_unconfirmed_is_confirmed_by_itself_where_the_right_stands() {
    let (office, mut station) = staffed().await;
    let silent = Fact::RightUnconfirmed(RightUnconfirmed { days_silent: 40 });
    let case = station.collect("雷美凤", "lnyd", vec![]);
    station.write(case, silent.clone());
    station.submit(case);
    station.sync().await;
    let held = read(&office.app.ledger, |view| view.case(case))
        .unwrap()
        .case;
    assert_eq!(held.right_unconfirmed, None);
    assert!(
        held.steps
            .iter()
            .any(|step| matches!(step.event.fact, Fact::RightConfirmed(_)))
    );
    station.sync().await;
    let again = read(&office.app.ledger, |view| view.case(case))
        .unwrap()
        .case;
    assert_eq!(again.steps.len(), held.steps.len(), "said once");

    // Taken in before, and the right was withdrawn since: a person has to look at it.
    let doubtful = station.collect("钟土根", "jbrz", vec![]);
    station.write(doubtful, silent);
    office.set_clock(MONDAY.plus_seconds(3600));
    rights::withdraw(&office.app, station.operator, None, "调走了").unwrap();
    station.sync().await;
    let held = read(&office.app.ledger, |view| view.case(doubtful))
        .unwrap()
        .case;
    assert_eq!(held.right_unconfirmed, Some(40));
}
