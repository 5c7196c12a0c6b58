//! A desk that has spoken with its township.

use std::collections::BTreeMap;

use shanyi_domain::ids::{CaseId, EventId, Seed};
use shanyi_store::{Batch, Store};
use shanyi_wire::derive;
use shanyi_wire::event::Event;
use shanyi_wire::exchange::Receipt;
use shanyi_wire::keys::SigningKey;
use shanyi_wire::stream::Head;

use super::{Desk, MORNING};

pub const TIMELINE: u64 = u64::MAX - 3;

pub fn receipt(desk: &Desk, timeline: u64, durable: u64) -> Receipt {
    let head = desk.store.head_at(durable).unwrap().unwrap();
    let key = SigningKey::from_bytes(&[200; 32]);
    Receipt::sign(&head, timeline, 0, MORNING.plus_seconds(60), &key)
}

/// A desk that has spoken with its township, with so many submitted cases.
pub fn spoken(cases: usize) -> Desk {
    let mut desk = Desk::new();
    desk.store.take_closing(TIMELINE, MORNING).unwrap();
    for _ in 0..cases {
        desk.take_in_and_submit("蓝春妹");
    }
    desk
}

pub fn everything(store: &Store) -> Batch {
    store.unsent(MORNING, usize::MAX).unwrap().unwrap()
}

/// Walks a batch from the stream's first link and gives its event ids: what a township does.
pub fn verified(batch: &Batch) -> Vec<EventId> {
    let mut seeds: BTreeMap<CaseId, Seed> = BTreeMap::new();
    let mut head = Head::new(batch.head_after.stream);
    let mut ids = Vec::new();
    assert_eq!(batch.first, 1);
    for (seq, entry) in (1..).zip(&batch.entries) {
        let event = Event::decode(&entry.event).unwrap();
        let case = event
            .case
            .or(entry.seed.as_ref().map(derive::case_id))
            .unwrap();
        seeds.extend(entry.seed.map(|seed| (case, seed)));
        let id = entry.id(&seeds[&case], head.stream, seq);
        head = head.extended(&seeds[&case], &id, &entry.event);
        ids.push(id);
    }
    assert_eq!(head, batch.head_after);
    ids
}
