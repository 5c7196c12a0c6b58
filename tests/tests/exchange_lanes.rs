//! Cases go before pictures, and pictures go on where they were.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use shanyi_domain::fact::Media;
use shanyi_domain::ids::CaseId;
use shanyi_domain::state::State;
use shanyi_server::ledger::LedgerError;
use shanyi_store::Durability;
use shanyi_sync::carrier::{Carrier, CarrierError, Chunk, Fetch, Fetched, Put, Thumbnail};
use shanyi_sync::engine::{Engine, Trouble};
use shanyi_tests::memory::{Break, Memory};
use shanyi_tests::pair::Pair;
use shanyi_tests::years;

/// A line that breaks after so many bytes of a scan.
struct Breaks<'m> {
    memory: &'m Memory,
    at: usize,
}

impl Carrier for Breaks<'_> {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        self.memory.sync(body).await
    }

    async fn put(&self, chunk: Chunk) -> Result<Put, CarrierError> {
        // Behind the head, which counts as one.
        self.memory.break_after(Break::Up(1 + self.at));
        self.memory.put(chunk).await
    }

    async fn put_thumbnail(&self, thumbnail: Thumbnail) -> Result<(), CarrierError> {
        self.memory.put_thumbnail(thumbnail).await
    }

    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        self.memory.get(fetch).await
    }
}

fn state(pair: &Pair, case: CaseId) -> State {
    let known = pair.app.ledger.read(|view| view.case(case));
    known
        .map_err(|error: LedgerError| error)
        .unwrap()
        .unwrap()
        .case
        .state
}

fn scan(pair: &Pair, n: usize, length: usize) -> shanyi_domain::fact::ImageRef {
    let bytes: Vec<u8> = (0..length)
        .map(|at| ((at * 7 + n * 13) % 251) as u8)
        .collect();
    pair.store().put_image(&bytes, Media::Jpeg).unwrap()
}

#[tokio::test]
async fn a_case_counts_as_submitted_before_its_scans_arrive() {
    let pair = Pair::new(Durability::None).unwrap();
    let memory = pair.memory();
    let people = years::people().unwrap();
    let image = scan(&pair, 0, 9000);
    pair.store()
        .put_thumbnail(&image.hash, &[0xff, 0xd8, 0xff, 1, 2, 3])
        .unwrap();
    let case = pair
        .three_events(&people[0], 0, vec![image.clone()])
        .unwrap();
    let line = Breaks {
        memory: &memory,
        at: 100,
    };
    let mut engine = Engine::new(&line, pair.parties.clone());
    let broke = pair.round(&mut engine).await.unwrap_err();
    assert!(matches!(broke, Trouble::Down), "{broke}");
    assert_eq!(state(&pair, case), State::Submitted);
    let here = pair.store().case_sync(&case).unwrap();
    assert_eq!((here.events_waiting, here.images_complete), (0, 0));
    let images: Result<_, LedgerError> = pair.app.ledger.read(|view| view.case_images(case));
    let images = images.unwrap();
    assert!(
        !images[0].here.complete && images[0].thumbnail,
        "{images:?}"
    );
    let mut whole = Engine::new(&memory, pair.parties.clone());
    pair.round(&mut whole).await.unwrap();
    let progress = pair.store().case_images(&case).unwrap();
    assert!(
        progress[0].complete && progress[0].have == 9000,
        "{progress:?}"
    );
}

#[tokio::test]
async fn a_scan_goes_on_at_any_byte_with_another_program_and_another_carrier() {
    let pair = Pair::new(Durability::None).unwrap();
    let people = years::people().unwrap();
    for (n, cut) in (1..9000).step_by(487).enumerate() {
        let memory = pair.memory();
        let image = scan(&pair, n, 9000);
        let case = pair.three_events(&people[n], n, vec![image]).unwrap();
        let line = Breaks {
            memory: &memory,
            at: cut,
        };
        let mut engine = Engine::new(&line, pair.parties.clone());
        pair.round(&mut engine).await.unwrap_err();
        assert_eq!(engine.carried().chunks, 9000);
        // Neither the engine nor the carrier is the one before.
        let other = pair.memory();
        let mut engine = Engine::new(&other, pair.parties.clone());
        pair.round(&mut engine).await.unwrap();
        assert_eq!(engine.carried().chunks, 9000 - cut as u64, "cut at {cut}");
        assert!(pair.store().case_images(&case).unwrap()[0].complete);
    }
}
