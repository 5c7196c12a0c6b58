//! What an exchange weighs, in bytes of its bodies, with made-up people and what they ask for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use shanyi_domain::fact::{Commented, Fact};
use shanyi_domain::time::Moment;
use shanyi_server::ledger::LedgerError;
use shanyi_store::{Durability, Store};
use shanyi_sync::core::{self, Run, Standing};
use shanyi_sync::engine::Engine;
use shanyi_tests::memory::Break;
use shanyi_tests::pair::Pair;
use shanyi_tests::years;
use shanyi_wire::keys::SigningKey;
use tempfile::TempDir;

const NOW: Moment = Moment(1_795_222_800);

fn word(text: &str) -> Fact {
    Fact::Commented(Commented { text: text.into() })
}

#[tokio::test]
async fn one_case_of_three_events_is_one_round_trip_of_four_hundred_bytes() {
    let pair = Pair::new(Durability::None).unwrap();
    let carrier = pair.memory();
    let mut engine = Engine::new(&carrier, pair.parties.clone());
    pair.round(&mut engine).await.unwrap();
    let people = years::people().unwrap();
    let mut sizes = Vec::new();
    for (n, villager) in people.iter().take(100).enumerate() {
        pair.three_events(villager, n, Vec::new()).unwrap();
        pair.round(&mut engine).await.unwrap();
        let carried = engine.carried();
        assert_eq!((carried.requests, carried.entries), (1, 3));
        sizes.push((carrier.sizes().0, &pair.item(n).code));
    }
    sizes.sort_unstable();
    let middle = sizes[sizes.len() / 2].0;
    let (most, item) = sizes.last().unwrap();
    assert!(
        *most <= 400,
        "{most} bytes up for a case of {item}, {middle} in the middle"
    );
}

#[tokio::test]
async fn an_exchange_with_nothing_new_is_180_bytes_up_and_140_down() {
    let pair = Pair::new(Durability::None).unwrap();
    let carrier = pair.memory();
    let mut engine = Engine::new(&carrier, pair.parties.clone());
    let people = years::people().unwrap();
    // A station at work: its stream is not empty, and the township has said something.
    for (n, villager) in people.iter().take(3).enumerate() {
        let case = pair.three_events(villager, n, Vec::new()).unwrap();
        pair.round(&mut engine).await.unwrap();
        pair.say(case, &word("下午来取")).unwrap();
    }
    pair.round(&mut engine).await.unwrap();
    pair.round(&mut engine).await.unwrap();
    let (up, down) = carrier.sizes();
    assert!(up <= 180 && down <= 140, "{up} bytes up, {down} down");
    assert!(
        up > 160 && down > 80,
        "{up} bytes up, {down} down: no exchange"
    );
    // Nor does it take more while images wait that another PC of the station has.
    let other = pair.another_pc().unwrap();
    let images = other.pictures(7, 20, 9000).unwrap();
    other.three_events(&people[3], 3, images).unwrap();
    let broken = other.memory();
    broken.break_after(Break::Up(3000));
    let mut theirs = Engine::new(&broken, other.parties.clone());
    other.round(&mut theirs).await.unwrap_err();
    pair.round(&mut engine).await.unwrap();
    let waiting = pair
        .app
        .ledger
        .read(|view| view.wanted(pair.station(), pair.parties.device));
    assert_eq!(
        waiting.map_err(|e: LedgerError| e).unwrap().all().count(),
        20
    );
    pair.round(&mut engine).await.unwrap();
    let (up, down) = carrier.sizes();
    assert!(up <= 185 && down <= 140, "{up} bytes up, {down} down");
}

/// Two pictures of the applicant's card, whose names nothing makes shorter.
#[tokio::test]
async fn a_case_of_three_events_with_two_images_is_one_round_trip_beside_its_images() {
    let pair = Pair::new(Durability::None).unwrap();
    let carrier = pair.memory();
    let mut engine = Engine::new(&carrier, pair.parties.clone());
    pair.round(&mut engine).await.unwrap();
    let people = years::people().unwrap();
    let mut sizes = Vec::new();
    for (n, villager) in people.iter().take(30).enumerate() {
        let images = pair.pictures(n as u64, 2, 2000).unwrap();
        pair.three_events(villager, n, images).unwrap();
        pair.round(&mut engine).await.unwrap();
        let carried = carrier.carried();
        let first = carried
            .iter()
            .rposition(|one| one.path == "/v1/sync" && one.up.len() > 300);
        sizes.push(carried[first.unwrap()].up.len());
    }
    sizes.sort_unstable();
    let (middle, most) = (sizes[sizes.len() / 2], sizes[sizes.len() - 1]);
    // The two names themselves are 32 bytes each.
    assert!(
        most <= 400 + 2 * 32,
        "{most} bytes up, {middle} in the middle"
    );
}

/// Years of a station's own events.
struct Years {
    _folder: TempDir,
    store: Store,
}

impl Years {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        years::few(folder.path(), 700).unwrap();
        let store = years::open(folder.path(), Durability::None).unwrap();
        Self {
            _folder: folder,
            store,
        }
    }

    /// Bytes up of one request with `count` events in a row, in frames of 48 KB of entries.
    fn weigh(&self, count: usize) -> usize {
        let (mut left, mut seq) = (count, 300);
        let mut runs = Vec::new();
        while left > 0 {
            let batch = self.store.unsent_after(seq, NOW, 48 * 1024);
            let mut batch = batch.unwrap().unwrap();
            batch.entries.truncate(left);
            left -= batch.entries.len();
            seq += batch.entries.len() as u64;
            runs.push(Run {
                first: batch.first,
                entries: batch.entries,
                head: self.store.head_at(seq).unwrap().unwrap(),
            });
        }
        let standing = Standing {
            head: self.store.head().unwrap(),
            broadcast: 3,
            station: 20_000,
            timeline: u64::MAX,
            now: NOW,
            receipted: Some((300, 0)),
            images: Some(0),
            recovery: None,
        };
        let key = SigningKey::from_bytes(&[1; 32]);
        core::request(&standing, runs, None, &key)
            .unwrap()
            .body
            .len()
    }
}

#[test]
fn a_hundred_case_events_are_six_kilobytes_and_a_thousand_fifty() {
    let years = Years::new();
    let (hundred, thousand) = (years.weigh(100), years.weigh(1000));
    assert!(
        hundred <= 6 * 1024 && thousand <= 50 * 1024,
        "{hundred} bytes up for a hundred events, {thousand} for a thousand"
    );
}
