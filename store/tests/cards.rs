//! What is packed is what the rows say: packs are brought up to date a bite at a time, a damaged
//! one is made again, and a start reads the same from them as from the rows.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::village::{Dice, live, settle};
use desk::*;
use rusqlite::Connection;
use shanyi_store::*;

fn raw(dir: &tempfile::TempDir) -> Connection {
    let db = Connection::open(dir.path().join("cases.db")).unwrap();
    db.pragma_update(None, "key", format!("x'{}'", "07".repeat(32)))
        .unwrap();
    db.pragma_update(None, "cipher_page_size", 1024).unwrap();
    db
}

/// Everything that a list shows, row by row.
fn everything(store: &Store) -> Vec<String> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = store
            .cases(&CaseQuery {
                after,
                limit: 200,
                ..CaseQuery::default()
            })
            .unwrap();
        let shown = page
            .rows
            .iter()
            .map(|row| format!("{} {:?} {}", row.number, row.state, row.updated_at.0));
        rows.extend(shown);
        after = page.next;
        if after.is_none() {
            assert_eq!(page.count as usize, rows.len());
            return rows;
        }
    }
}

#[test]
fn a_start_reads_the_same_from_packs_as_from_rows() {
    let mut desk = Desk::quick(1);
    let mut dice = Dice::new(3);
    let mut cases = settle(&mut desk, &mut dice, 700);
    let unpacked = everything(&desk.store);
    desk.store.checkpoint().unwrap();
    let mut desk = desk.reopened(2);
    assert_eq!(everything(&desk.store), unpacked);
    // Changed since, and newer than every pack.
    live(&mut desk, &mut dice, &mut cases, 200);
    settle(&mut desk, &mut dice, 50);
    let before = everything(&desk.store);
    let mut desk = desk.reopened(3);
    assert_eq!(everything(&desk.store), before);
    desk.store.rebuild().unwrap();
    assert_eq!(everything(&desk.store), before);
    assert_eq!(everything(&desk.reopened(4).store), before);
}

#[test]
fn packs_are_brought_up_to_date_a_bite_at_a_time() {
    let mut desk = Desk::quick(1);
    let mut dice = Dice::new(4);
    // More events than fit into the packs of one bite.
    let mut cases = settle(&mut desk, &mut dice, 16 * 512 + 100);
    let mut bites = 0;
    while desk.store.catch_up().unwrap() {
        bites += 1;
        assert_eq!(
            desk.store.count(&CaseQuery::default()).unwrap() as usize,
            cases.len()
        );
    }
    assert_eq!(bites, 2);
    assert!(
        !desk.store.catch_up().unwrap(),
        "an idle desk packs nothing again"
    );
    live(&mut desk, &mut dice, &mut cases[..100], 30);
    assert!(desk.store.catch_up().unwrap());
    while desk.store.catch_up().unwrap() {}
    let before = everything(&desk.store);
    assert_eq!(everything(&desk.reopened(2).store), before);
}

#[test]
fn a_damaged_pack_is_read_from_the_rows_and_made_again() {
    let mut desk = Desk::quick(1);
    settle(&mut desk, &mut Dice::new(5), 60);
    desk.store.checkpoint().unwrap();
    let before = everything(&desk.store);
    let Desk { store, dir } = desk;
    drop(store);
    let damaged = "UPDATE card_pack SET bytes = x'ff00ff00'";
    assert_eq!(raw(&dir).execute(damaged, []).unwrap(), 1);
    let mut store = reopen(dir.path(), 2);
    assert_eq!(everything(&store), before);
    store.checkpoint().unwrap();
    drop(store);
    let length = "SELECT min(length(bytes)) FROM card_pack";
    let length: i64 = raw(&dir).query_row(length, [], |row| row.get(0)).unwrap();
    assert!(length > 100, "the pack was not made again");
    assert_eq!(everything(&reopen(dir.path(), 3)), before);
}
