//! One exchange of three events and an image, cut after every byte in both directions; and disks
//! that were copied.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use shanyi_domain::ids::CaseId;
use shanyi_store::CaseQuery;
use shanyi_sync::engine::{Engine, Given};
use shanyi_tests::ground::{Ground, NOW, open, quick_folder};
use shanyi_tests::memory::Break;
use shanyi_wire::stream::Incarnation;

/// Cuts that are made before both begin anew: accounts stay short.
const CUTS: usize = 40;

fn only_case(ground: &Ground) -> CaseId {
    let query = CaseQuery {
        limit: 1,
        ..CaseQuery::default()
    };
    ground.held().cases(&query).unwrap().rows[0].id
}

/// What a thumbnail may weigh: bytes that no packing makes shorter, and each time others.
fn thumbnail(of: usize) -> Vec<u8> {
    let noise = (0..600_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 16) as u8);
    of.to_be_bytes().into_iter().chain(noise).collect()
}

/// Cuts the session of a fresh case of three events and an image after so many bytes, with a word
/// of the township's on its way down, and brings both sides together again. True when the session
/// was over before.
async fn cut(ground: &Ground, known: CaseId, at: usize, place: fn(usize) -> Break) -> bool {
    let carrier = ground.carrier();
    let before = ground.comes_to_rest(&carrier).await.unwrap();
    ground.take_in("蓝春妹", &thumbnail(at)).unwrap();
    ground.answer(known, &format!("第 {at} 句")).unwrap();
    carrier.break_after(place(at));
    let mut engine = Engine::new(&carrier, ground.parties.clone());
    let cut = ground.round(&mut engine).await;
    carrier.break_after(Break::Never);
    let account = ground.comes_to_rest(&carrier).await.unwrap();
    let more = |what: &str| account.matches(what).count() - before.matches(what).count();
    let counts = (more("case "), more("event "), more("image "));
    assert_eq!(counts, (1, 4, 1), "cut after byte {at}");
    cut.is_ok()
}

/// Cuts a session after every byte, from none to all. Gives how many bytes it has.
async fn cut_everywhere(place: fn(usize) -> Break) -> usize {
    let template = Ground::new().unwrap();
    template.take_in("钟土根", &thumbnail(usize::MAX)).unwrap();
    template.comes_to_rest(&template.carrier()).await.unwrap();
    let known = only_case(&template);
    let mut ground = template.copied().unwrap();
    for at in 0.. {
        if at % CUTS == 0 {
            ground = template.copied().unwrap();
        }
        if cut(&ground, known, at, place).await {
            return at;
        }
    }
    unreachable!("a counter without end")
}

#[tokio::test]
async fn a_session_cut_after_every_byte_on_its_way_up_loses_and_doubles_nothing() {
    let whole = cut_everywhere(Break::Up).await;
    assert!(whole > 900, "the station sent only {whole} bytes");
}

#[tokio::test]
async fn a_session_cut_after_every_byte_on_its_way_down_loses_and_doubles_nothing() {
    let whole = cut_everywhere(Break::Down).await;
    assert!(whole > 200, "the township sent only {whole} bytes");
}

#[tokio::test]
async fn a_stream_that_was_copied_goes_on_as_another_and_keeps_every_event() {
    let ground = Ground::new().unwrap();
    let carrier = ground.carrier();
    ground.take_in("周桂香", &thumbnail(1)).unwrap();
    ground.comes_to_rest(&carrier).await.unwrap();
    // The disk is copied now; what the copy writes later collides with what the first wrote.
    let head = ground.held().head().unwrap();
    ground.take_in("吴小满", &thumbnail(2)).unwrap();
    let account = ground.comes_to_rest(&carrier).await.unwrap();
    assert_eq!(account.matches("event ").count(), 6);
    // The township said that this PC's stream goes on elsewhere behind that entry.
    ground.held().fork(head.seq, Incarnation(99), None).unwrap();
    let account = ground.comes_to_rest(&carrier).await.unwrap();
    assert_eq!(
        account.matches("event ").count(),
        6,
        "relabelled events are the same events"
    );
}

#[tokio::test]
async fn two_copies_of_one_disk_write_two_events_and_both_count() {
    let ground = Ground::new().unwrap();
    let carrier = ground.carrier();
    ground.take_in("周桂香", &thumbnail(1)).unwrap();
    ground.comes_to_rest(&carrier).await.unwrap();
    let folder = quick_folder().unwrap();
    let copy = folder.path().join("station");
    shanyi_tests::chaos::copy_folder(&ground.station(), &copy).unwrap();
    let clone = ground.with_store(open(&copy).unwrap(), folder);
    let case = only_case(&ground);
    ground.say(case, "下午去取照片").unwrap();
    clone.say(case, "她女儿来过").unwrap();
    ground.comes_to_rest(&carrier).await.unwrap();
    let mut engine = Engine::new(&carrier, clone.parties.clone());
    clone.round(&mut engine).await.unwrap();
    let account = ground.comes_to_rest(&carrier).await.unwrap();
    assert_eq!(account.matches(" 18 applied ").count(), 3, "{account}");
    assert_eq!(clone.held().account().unwrap(), account);
}

#[tokio::test]
async fn a_copy_of_a_disk_that_holds_its_words_back_takes_the_township_for_no_stranger() {
    let ground = Ground::new().unwrap();
    let carrier = ground.carrier();
    ground.take_in("周桂香", &thumbnail(1)).unwrap();
    ground.comes_to_rest(&carrier).await.unwrap();
    let folder = quick_folder().unwrap();
    let copy = folder.path().join("station");
    shanyi_tests::chaos::copy_folder(&ground.station(), &copy).unwrap();
    let clone = ground.with_store(open(&copy).unwrap(), folder);
    let case = only_case(&ground);
    ground.say(case, "下午去取照片").unwrap();
    let before = ground.comes_to_rest(&carrier).await.unwrap();
    // Two words that may still be thought better of: the hello is ahead of what the township holds
    // under this name, and nothing is pushed that would show the fork.
    clone.say(case, "她女儿来过").unwrap();
    clone.say(case, "下周再来").unwrap();
    let mut engine = Engine::new(&carrier, clone.parties.clone());
    let held = || Given {
        now: NOW,
        saved_before: NOW.plus_seconds(-1),
        fresh: 7,
    };
    engine.round(&clone.store, held, || {}).await.unwrap();
    clone.round(&mut engine).await.unwrap();
    let account = ground.comes_to_rest(&carrier).await.unwrap();
    let said = |account: &str| account.matches(" 18 applied ").count();
    assert_eq!(said(&account), said(&before) + 2, "{account}");
}
