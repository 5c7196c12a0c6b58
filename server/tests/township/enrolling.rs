//! A PC comes with a one-time code, or with somebody else's, or with none.

use shanyi_domain::fact::{Commented, Fact};
use shanyi_domain::ids::{DeviceId, ImageHash};
use shanyi_domain::time::Moment;
use shanyi_server::App;
use shanyi_server::enrol::{self, CODE_LASTS, INVITATION_LASTS, Wish};
use shanyi_server::exchange::enrol::answer;
use shanyi_server::ledger::LedgerError;
use shanyi_server::ledger::journal::{JournalAct, JournalLine};
use shanyi_wire::enrol::{Answer, Authority, Code, Cost, EnrolRefusal, Packed, Refused};
use shanyi_wire::exchange::{QuarantineReason, Refusal};

use crate::joined::{Newcomer, code};
use crate::office::{FIRST_VILLAGE, MONDAY, Office, SECOND_VILLAGE, client};

const ENROL: &str = "application/vnd.shanyi.enrol";

fn journal(app: &App) -> Vec<JournalLine> {
    let lines = app.ledger.read(|view| view.journal(500));
    let lines: Result<_, LedgerError> = lines;
    lines.unwrap()
}

fn acts(app: &App) -> Vec<JournalAct> {
    journal(app)
        .into_iter()
        .rev()
        .filter_map(|line| line.act)
        .collect()
}

fn at(seconds: i64) -> Moment {
    MONDAY.plus_seconds(seconds)
}

#[tokio::test]
async fn a_pc_with_a_code_becomes_the_stations_and_speaks_at_once() {
    let office = Office::open().await;
    let made = code(&office.app, FIRST_VILLAGE);
    let newcomer = Newcomer::new();
    let (key, asked) = newcomer.asks(&made.code, Authority::default());
    let sent = client()
        .post(format!("{}/v1/enrol", office.url))
        .body(asked)
        .send();
    let response = sent.await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], ENROL);
    let answer = Answer::from_bytes(&response.bytes().await.unwrap()).unwrap();
    let membership = answer
        .membership(&key, &newcomer.key.public(), &newcomer.sealing)
        .unwrap();
    assert_eq!(membership.station.name, "五星村服务站");
    assert_eq!(membership.people[0].name, "梅建平");
    assert_eq!(membership.block, "A");
    assert_eq!(membership.authorities.len(), 2);
    let known: Result<_, LedgerError> = office.app.ledger.read(|view| view.devices());
    assert_eq!(known.unwrap()[0].label, "前台");
    assert_eq!(
        acts(&office.app),
        [JournalAct::CodeMade, JournalAct::CodeUsed]
    );

    let mut station = office.station(FIRST_VILLAGE);
    station.hand_over("蓝春妹", "lnyd", vec![]);
    assert_eq!(station.sync().await.receipt.unwrap().durable, 2);
}

#[tokio::test]
async fn a_reply_that_was_lost_comes_again_and_another_pc_is_told_that_the_code_was_used() {
    let office = Office::open().await;
    let made = code(&office.app, FIRST_VILLAGE);
    let newcomer = Newcomer::new();
    let first = newcomer.joins(&office.app, &made.code).unwrap();
    office.set_clock(at(6 * 24 * 3600));
    let mut again = newcomer.joins(&office.app, &made.code).unwrap();
    assert_eq!(again.now, at(6 * 24 * 3600));
    again.now = first.now;
    assert_eq!(again, first);
    let refused = |newcomer: &Newcomer| newcomer.joins(&office.app, &made.code).unwrap_err();
    assert_eq!(refused(&Newcomer::new()).why, EnrolRefusal::Used);
    office.set_clock(at(8 * 24 * 3600));
    assert_eq!(refused(&newcomer).why, EnrolRefusal::Used);
    assert_eq!(
        acts(&office.app),
        [JournalAct::CodeMade, JournalAct::CodeUsed]
    );
}

#[tokio::test]
async fn a_code_is_good_for_a_day_and_until_it_is_taken_back() {
    let office = Office::open().await;
    let app = &office.app;
    let why = |made: &enrol::Made| Newcomer::new().joins(app, &made.code).map_err(|no| no.why);
    let (old, last, back) = (
        code(app, FIRST_VILLAGE),
        code(app, FIRST_VILLAGE),
        code(app, FIRST_VILLAGE),
    );
    enrol::withdraw(app, back.id, None).unwrap();
    assert_eq!(why(&back), Err(EnrolRefusal::Withdrawn));
    office.set_clock(at(CODE_LASTS));
    assert_eq!(why(&last).unwrap().block, "B");
    office.set_clock(at(CODE_LASTS + 1));
    assert_eq!(why(&old), Err(EnrolRefusal::Expired));
    enrol::extend(app, old.id, None).unwrap();
    office.set_clock(at(CODE_LASTS + 1 + INVITATION_LASTS));
    assert_eq!(why(&old).unwrap().block, "A");
    assert!(enrol::withdraw(app, last.id, None).is_err(), "it was used");
}

#[tokio::test]
async fn whoever_guesses_codes_has_to_wait_and_leaves_a_record() {
    let office = Office::open().await;
    let good = code(&office.app, FIRST_VILLAGE);
    let url = format!("{}/v1/enrol", office.url);
    let ask = async |code: &Code| {
        let asked = Newcomer::new().asks(code, Authority::default()).1;
        let response = client().post(&url).body(asked).send().await.unwrap();
        let status = response.status().as_u16();
        let why = Refused::from_bytes(&response.bytes().await.unwrap()).ok();
        (status, why)
    };
    for guess in 0..10 {
        let (status, why) = ask(&Code::from_bits(guess)).await;
        assert_eq!((status, why.unwrap().why), (404, EnrolRefusal::NoCode));
    }
    let (status, why) = ask(&Code::from_bits(10)).await;
    let why = why.unwrap();
    assert_eq!((status, why.why), (429, EnrolRefusal::TooMany));
    assert_eq!(why.seconds, Some(900));
    let line = journal(&office.app).remove(0);
    assert_eq!(
        (line.act, line.subject.as_str()),
        (Some(JournalAct::CodeRefused), "127.0.0.1")
    );
    // Who guesses may sit behind the same address as a village.
    assert_eq!(ask(&good.code).await.0, 200);
}

#[tokio::test]
async fn a_wall_of_wrong_codes_ends_every_try_from_its_address_and_loses_no_code() {
    let office = Office::open().await;
    let good = code(&office.app, FIRST_VILLAGE);
    let from = Some([10, 1, 2, 3].into());
    let asks = |code: &Code, from| {
        let asked = Newcomer::new().asks(code, Authority::default()).1;
        answer(&office.app, &asked, from).map_err(|no| (no.why, no.seconds))
    };
    for guess in 0..1_000 {
        let refused = asks(&Code::from_bits(guess), from).unwrap_err().0;
        let wanted = match guess {
            0..10 => EnrolRefusal::NoCode,
            _ => EnrolRefusal::TooMany,
        };
        assert_eq!(refused, wanted, "guess {guess}");
    }
    let refused = asks(&good.code, from).unwrap_err();
    assert_eq!(refused, (EnrolRefusal::TooMany, Some(900)));
    let noted = journal(&office.app).into_iter();
    let noted = noted.filter(|line| line.act == Some(JournalAct::CodeRefused));
    assert_eq!(noted.count(), 2, "when it begins to wait, and when it ends");
    office.set_clock(at(901));
    assert!(asks(&good.code, from).is_ok(), "no code is lost by guesses");
}

#[tokio::test]
async fn somebody_in_between_gets_nothing_and_is_noted() {
    let office = Office::open().await;
    let made = code(&office.app, FIRST_VILLAGE);
    let newcomer = Newcomer::new();
    let between = newcomer
        .asks(&made.code, Authority::of(b"another's certificate"))
        .1;
    let refused = answer(&office.app, &between, None).unwrap_err();
    assert_eq!(refused.why, EnrolRefusal::AnotherLine);
    assert_eq!(
        acts(&office.app),
        [JournalAct::CodeMade, JournalAct::CodeRefused]
    );
    let authority = office.app.authorities().unwrap().remove(0);
    let asked = newcomer.asks(&made.code, Authority::of(&authority)).1;
    assert!(
        answer(&office.app, &asked, None).is_ok(),
        "the code is good still"
    );
    let garbage = answer(&office.app, b"garbage", None).unwrap_err();
    assert_eq!(garbage.why, EnrolRefusal::Malformed);
}

#[tokio::test]
async fn an_invitation_has_what_a_pc_without_a_line_needs_and_its_keys_come_later() {
    let office = Office::open().await;
    let wish = Wish {
        lasts: INVITATION_LASTS,
        cost: Cost::OF_TESTS,
        ..Wish::of(FIRST_VILLAGE)
    };
    let (made, file) = enrol::invite(&office.app, &wish, "https://shanyi.example").unwrap();
    let key = made.code.key(Cost::OF_TESTS).unwrap();
    let opened = Packed::from_bytes(&file).unwrap().open(&key).unwrap();
    assert_eq!(opened.membership.servers, ["https://shanyi.example"]);
    assert_eq!(opened.documents.len(), 3, "catalogue, calendar, directory");
    assert_eq!(
        opened
            .pages
            .iter()
            .map(|page| page.entries.len())
            .sum::<usize>(),
        3
    );
    office.set_clock(at(INVITATION_LASTS));
    let joined = Newcomer::new().joins(&office.app, &made.code).unwrap();
    assert_eq!(joined.device, opened.membership.device);
    assert_eq!(joined.block, opened.membership.block);
}

#[tokio::test]
async fn what_a_revoked_pc_sends_is_kept_as_evidence_and_used_for_nothing() {
    let office = Office::open().await;
    let mut station = office.station(FIRST_VILLAGE);
    let case = station.hand_over("蓝春妹", "lnyd", vec![]);
    station.sync().await;
    let device = station.head().stream.device;
    let before = shanyi_server::dump::dump(&office.app).unwrap();
    enrol::revoke(&office.app, device, "电脑被偷", None).unwrap();
    assert!(enrol::revoke(&office.app, DeviceId([9; 16]), "没有", None).is_err());

    let said = Commented {
        text: "偷来的".into(),
    };
    station.write(case, Fact::Commented(said));
    let taken_in = station.hand_over("雷火生", "lnyd", vec![]);
    for _ in 0..2 {
        // Sent twice it changes nothing.
        let refused = station.send(station.body(&[station.push(3, 5)])).await;
        assert_eq!(
            (refused.status, refused.refusal),
            (401, Some(Refusal::Revoked))
        );
        assert_eq!(refused.durable(), 5);
        assert_eq!(refused.reasons(), [QuarantineReason::Revoked; 3]);
        assert!(refused.feeds.is_empty(), "its feeds are closed");
        assert!(refused.images.is_none());
    }
    assert_eq!(shanyi_server::dump::dump(&office.app).unwrap(), before);
    let kept: Result<_, LedgerError> = office.app.ledger.read(|view| view.all_set_aside());
    let kept = kept.unwrap();
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().all(|waiting| !waiting.entry.bytes.is_empty()));
    // Neither a newer program nor a case that comes makes use of it.
    shanyi_server::exchange::again::judge_again(&office.app).unwrap();
    assert_eq!(shanyi_server::dump::dump(&office.app).unwrap(), before);
    let known: Result<_, LedgerError> = office.app.ledger.read(|view| view.case(taken_in));
    assert!(known.unwrap().is_none());
    let asked = client()
        .post(format!("{}/v1/news", office.url))
        .body(station.body(&[]))
        .send();
    assert_eq!(asked.await.unwrap().status(), 401);
    let document = ImageHash([0; 32]);
    assert_eq!(station.fetch(document, None).await.0, 401);
}

#[tokio::test]
async fn a_pc_that_comes_in_anothers_place_revokes_it() {
    let office = Office::open().await;
    let station = office.station(FIRST_VILLAGE);
    let before = station.head().stream.device;
    let elsewhere = Wish {
        replaces: Some(before),
        cost: Cost::OF_TESTS,
        ..Wish::of(SECOND_VILLAGE)
    };
    assert!(
        enrol::make(&office.app, &elsewhere).is_err(),
        "it is another station's"
    );
    let wish = Wish {
        station: FIRST_VILLAGE,
        ..elsewhere
    };
    let made = enrol::make(&office.app, &wish).unwrap();
    let revoked = || {
        let asked: Result<_, LedgerError> = office.app.ledger.read(|view| view.is_revoked(before));
        asked.unwrap()
    };
    assert!(!revoked(), "not before the new one is there");
    Newcomer::new().joins(&office.app, &made.code).unwrap();
    assert!(revoked());
}
