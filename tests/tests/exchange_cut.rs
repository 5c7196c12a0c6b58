//! One exchange of three events, a small picture and an image, cut after every byte in both
//! directions; and disks that were copied.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use shanyi_domain::fact::{Collected, Fact, Media, Submitted};
use shanyi_domain::ids::{CaseId, ImageHash};
use shanyi_server::ledger::LedgerError;
use shanyi_store::CaseQuery;
use shanyi_sync::carrier::{Carrier, CarrierError, Chunk, Fetch, Fetched, Put, Thumbnail};
use shanyi_sync::engine::{Engine, Given};
use shanyi_tests::ground::{Ground, NOW, act, collected, comment, open, quick_folder};
use shanyi_tests::memory::{Break, Memory};
use shanyi_wire::exchange::MAX_THUMBNAIL;
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

/// So many bytes that no packing makes shorter, and each time others.
fn noise(of: usize, length: usize) -> Vec<u8> {
    let noise = (0..length as u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 16) as u8);
    of.to_be_bytes().into_iter().chain(noise).collect()
}

/// An image that is shorter than a small picture of it may be: none is wanted.
fn short(of: usize) -> Vec<u8> {
    noise(of, 250)
}

/// Takes in a case of three events with a short image, and with a scan that has a small picture.
/// Gives the scan and its picture.
fn take_in(ground: &Ground, of: usize) -> (ImageHash, Vec<u8>) {
    let mut store = ground.held();
    let image = store.put_image(&short(of), Media::Jpeg).unwrap();
    let scan = store.put_image(&noise(of, MAX_THUMBNAIL), Media::Jpeg);
    let scan = scan.unwrap();
    let small = [&[0xff, 0xd8, 0xff], short(of).as_slice()].concat();
    store.put_thumbnail(&scan.hash, &small).unwrap();
    let station = store.identity().unwrap().unwrap().station.id;
    let mut body = Collected {
        station,
        ..collected("蓝春妹", image)
    };
    body.materials[0].images.push(scan.clone());
    let submitted = Submitted {
        missing_because: None,
    };
    let facts = vec![
        Fact::Collected(body),
        Fact::Submitted(submitted),
        comment("图在电脑里"),
    ];
    store.record(act(None, facts)).unwrap();
    (scan.hash, small)
}

/// A carrier that takes no scans: a session over it ends with the small picture and what is short.
struct NoScans<'m>(&'m Memory);

impl Carrier for NoScans<'_> {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        self.0.sync(body).await
    }

    async fn put(&self, chunk: Chunk) -> Result<Put, CarrierError> {
        match chunk.total as usize > MAX_THUMBNAIL {
            true => Err(CarrierError::Absent),
            false => self.0.put(chunk).await,
        }
    }

    async fn put_thumbnail(&self, thumbnail: Thumbnail) -> Result<(), CarrierError> {
        self.0.put_thumbnail(thumbnail).await
    }

    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        self.0.get(fetch).await
    }
}

fn small_picture_there(ground: &Ground, scan: &ImageHash) -> Option<Vec<u8>> {
    let station = ground.held().identity().unwrap().unwrap().station.id;
    let kept: Result<_, LedgerError> = ground.app.ledger.read(|view| view.thumbnail(station, scan));
    kept.unwrap()
}

/// Cuts the session of a fresh case after so many bytes, with a word of the township's on its way
/// down, and brings both sides together again. `account` is what both held before, and is what they
/// hold then. True when the session was over before.
async fn cut(
    ground: &Ground,
    known: CaseId,
    at: usize,
    place: fn(usize) -> Break,
    account: &mut String,
) -> bool {
    let carrier = ground.carrier();
    let session = NoScans(&carrier);
    let (scan, small) = take_in(ground, at);
    ground.answer(known, &format!("第 {at} 句")).unwrap();
    carrier.break_after(place(at));
    let mut engine = Engine::new(&session, ground.parties.clone());
    let cut = ground.round(&mut engine).await;
    carrier.break_after(Break::Never);
    let mut engine = Engine::new(&session, ground.parties.clone());
    ground.round(&mut engine).await.unwrap();
    assert_eq!(
        small_picture_there(ground, &scan),
        Some(small),
        "cut after byte {at}"
    );
    let now = ground.comes_to_rest(&carrier).await.unwrap();
    let before = std::mem::replace(account, now);
    assert_eq!(small_picture_there(ground, &scan), None, "cut at {at}");
    let more = |what: &str| account.matches(what).count() - before.matches(what).count();
    let counts = (more("case "), more("event "), more("image "));
    assert_eq!(counts, (1, 4, 2), "cut after byte {at}");
    cut.is_ok()
}

/// Cuts a session after every byte, from none to all. Gives how many bytes it has.
async fn cut_everywhere(place: fn(usize) -> Break) -> usize {
    let template = Ground::new().unwrap();
    template.take_in("钟土根", &short(usize::MAX)).unwrap();
    let begun = template.comes_to_rest(&template.carrier()).await.unwrap();
    let known = only_case(&template);
    let (mut ground, mut account) = (template.copied().unwrap(), String::new());
    for at in 0.. {
        if at % CUTS == 0 {
            ground = template.copied().unwrap();
            account.clone_from(&begun);
        }
        if cut(&ground, known, at, place, &mut account).await {
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
    ground.take_in("周桂香", &short(1)).unwrap();
    ground.comes_to_rest(&carrier).await.unwrap();
    // The disk is copied now; what the copy writes later collides with what the first wrote.
    let head = ground.held().head().unwrap();
    ground.take_in("吴小满", &short(2)).unwrap();
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
    ground.take_in("周桂香", &short(1)).unwrap();
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
    ground.take_in("周桂香", &short(1)).unwrap();
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
