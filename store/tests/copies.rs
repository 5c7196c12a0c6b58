//! Which copies stay, whatever the clock says.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::*;
use shanyi_domain::time::Moment;
use shanyi_store::*;

const DAY: i64 = 86_400;

/// Copies a store once a day from each of these moments on.
fn copied(from: &[(Moment, i64)]) -> (Desk, Vec<Backup>) {
    let mut desk = Desk::quick(1);
    let mut made = Vec::new();
    for (begin, days) in from {
        for day in 0..*days {
            desk.take_in("蓝春妹");
            let at = begin.plus_seconds(day * DAY);
            made.push(desk.store.snapshot().unwrap().copy(at).unwrap());
        }
    }
    (desk, made)
}

#[test]
fn a_copy_made_after_a_clock_stood_in_the_future_stays_and_is_the_newest() {
    let in_2036 = MORNING.plus_seconds(3_650 * DAY);
    let (desk, made) = copied(&[(in_2036, 40), (MORNING, 3)]);
    let kept = backups(desk.dir.path());
    assert_eq!(
        kept[..3],
        [made[42].clone(), made[41].clone(), made[40].clone()]
    );
    assert!(kept.len() <= 11, "{}", kept.len());
}

#[test]
fn a_copy_made_under_a_dead_battery_stays_and_is_the_newest() {
    let in_2000 = Moment(946_684_920);
    let (desk, made) = copied(&[(MORNING, 40), (in_2000, 1), (in_2000, 1)]);
    let kept = backups(desk.dir.path());
    assert_eq!(kept[0], made[41]);
    assert_eq!(kept[0].cases, 42);
    assert_eq!(kept[1].cases, 40, "one of each day");
}

#[test]
fn copies_of_an_earlier_program_are_known_and_older_than_new_ones() {
    let (mut desk, made) = copied(&[(MORNING.plus_seconds(90 * DAY), 1)]);
    let old = made[0].path.with_file_name("cases-20270101-120000-v2-1.db");
    std::fs::rename(&made[0].path, &old).unwrap();
    let new = desk.store.snapshot().unwrap().copy(MORNING).unwrap();
    let kept = backups(desk.dir.path());
    assert_eq!((kept.len(), &kept[0], &kept[1].path), (2, &new, &old));
}
