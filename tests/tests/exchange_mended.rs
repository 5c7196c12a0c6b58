//! Stations whose stores were put back from a copy or mended page by page, and the township that
//! remembers: what it had comes back, what was saved goes there, nothing is lost and nothing doubled.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "exchange_mended/scene.rs"]
mod scene;

use std::collections::BTreeSet;

use scene::{Scene, copy_folder, key};
use shanyi_store::{LostKind, Options, Store, StoreError, mend};

fn events(account: &str) -> BTreeSet<&str> {
    account
        .lines()
        .filter(|line| line.starts_with("event "))
        .collect()
}

#[tokio::test]
async fn a_store_put_back_from_a_copy_gets_back_what_the_township_had_and_gives_no_number_twice() {
    let mut scene = Scene::new();
    let first = scene.take_in("雷美凤");
    scene.comes_to_rest().await;
    let copy = scene.copy();
    let second = scene.take_in("蓝春妹");
    let before = scene.comes_to_rest().await;
    let lost = scene.take_in("钟土根");
    scene.restore(&copy);
    let after = scene.take_in("吴小满");
    let account = scene.comes_to_rest().await;
    assert!(
        events(&before).is_subset(&events(&account)),
        "what the township had is here again"
    );
    assert_eq!(events(&account).len(), 9);
    assert_eq!(account.matches("image ").count(), 3);
    assert_eq!(
        scene.numbers(),
        BTreeSet::from([first, second, after.clone()])
    );
    assert_ne!(
        after, lost,
        "a number that may stand on somebody's receipt is not given again"
    );
}

#[tokio::test]
async fn a_store_put_back_twice_from_the_same_copy_doubles_nothing() {
    let mut scene = Scene::new();
    scene.take_in("雷美凤");
    let copy = scene.copy();
    scene.comes_to_rest().await;
    let mut given = BTreeSet::new();
    for (turn, name) in (2..).zip(["蓝春妹", "钟土根", "吴小满"]) {
        scene.restore(&copy);
        assert!(given.insert(scene.take_in(name)));
        let account = scene.comes_to_rest().await;
        assert_eq!(events(&account).len(), turn * 3, "after {name}");
        assert_eq!(account.matches("image ").count(), turn, "after {name}");
    }
    assert_eq!(scene.numbers().len(), 4);
}

#[tokio::test]
async fn a_file_that_somebody_puts_back_by_hand_is_told_from_the_stream_that_went_on() {
    let mut scene = Scene::new();
    scene.take_in("雷美凤");
    scene.comes_to_rest().await;
    let copy = scene.copy();
    scene.take_in("蓝春妹");
    scene.take_in("钟土根");
    let before = scene.comes_to_rest().await;
    scene.close();
    let file = scene.dir().join("cases.db");
    for beside in ["cases.db-wal", "cases.db-shm"] {
        let _ = std::fs::remove_file(scene.dir().join(beside));
    }
    std::fs::copy(&copy, &file).unwrap();
    let refused = Store::open(&scene.dir(), &key(), Options::default());
    assert!(
        matches!(refused.err(), Some(StoreError::Damaged)),
        "it misses what was there"
    );
    mend(&scene.dir(), &key()).unwrap();
    scene.open();
    scene.take_in("吴小满");
    let account = scene.comes_to_rest().await;
    assert!(events(&before).is_subset(&events(&account)));
    assert_eq!(events(&account).len(), 12);
    assert_eq!(scene.numbers().len(), 4);
}

#[tokio::test]
async fn a_data_folder_put_back_as_a_whole_gives_no_number_twice_and_gets_back_what_it_lacks() {
    let mut scene = Scene::new();
    scene.take_in("雷美凤");
    scene.comes_to_rest().await;
    scene.close();
    let copy = scene.folder.path().join("yesterday");
    copy_folder(&scene.dir(), &copy);
    scene.open();
    let mut given = scene.numbers();
    given.insert(scene.take_in("蓝春妹"));
    let before = scene.comes_to_rest().await;
    // Saved, printed, and never sent.
    assert!(given.insert(scene.take_in("钟土根")));
    scene.close();
    std::fs::remove_dir_all(scene.dir()).unwrap();
    copy_folder(&copy, &scene.dir());
    scene.open();
    // No network yet: what is saved now must not bear a number that stands on somebody's receipt.
    for name in ["吴小满", "周桂香"] {
        assert!(given.insert(scene.take_in(name)), "{given:?}");
    }
    let (here, there) = scene.both_at_rest().await;
    assert_eq!(events(&here), events(&there));
    assert!(events(&before).is_subset(&events(&here)));
    assert_eq!(events(&here).len(), 12);
    // The bytes of an image that came after the copy are gone with the folder; the township has them.
    let images = |account: &str| account.matches("image ").count();
    assert_eq!((images(&here), images(&there)), (3, 4));
    assert_eq!(scene.numbers().len(), 4);
}

#[tokio::test]
async fn whatever_pages_were_lost_the_township_gives_back_what_it_had() {
    let (mut kept_nothing, mut played) = (0, 0);
    for seed in 1..=12 {
        if played == 5 {
            break;
        }
        let mut scene = Scene::new();
        for name in ["雷美凤", "蓝春妹", "钟土根", "吴小满", "周桂香", "叶水法"] {
            scene.take_in(name);
        }
        let before = scene.comes_to_rest().await;
        let mended = scene.damage_and_mend(seed, 3 + usize::try_from(seed).unwrap() * 3);
        if mended
            .lost
            .iter()
            .any(|lost| lost.what == LostKind::Enrolment)
        {
            // Who this PC is was on such a page: it says so, and has to be enrolled anew.
            continue;
        }
        played += 1;
        kept_nothing += usize::from(mended.events == 0);
        let account = scene.comes_to_rest().await;
        assert_eq!(events(&account), events(&before), "seed {seed}: {mended:?}");
        assert_eq!(account, before, "seed {seed}: {mended:?}");
        scene.take_in("华月娥");
        let account = scene.comes_to_rest().await;
        assert_eq!(events(&account).len(), 21, "seed {seed}");
        assert_eq!(scene.numbers().len(), 7, "seed {seed}");
    }
    assert_eq!(played, 5, "most pages are not the one of who this PC is");
    assert!(kept_nothing < 5, "mending kept something");
}

#[tokio::test]
async fn what_was_saved_and_not_sent_goes_from_a_mended_store_as_far_as_it_was_kept() {
    for seed in 11..=14 {
        let mut scene = Scene::new();
        for name in ["雷美凤", "蓝春妹", "钟土根"] {
            scene.take_in(name);
        }
        let before = scene.comes_to_rest().await;
        let mut given = scene.numbers();
        for name in ["吴小满", "周桂香", "叶水法"] {
            given.insert(scene.take_in(name));
        }
        let mended = scene.damage_and_mend(seed, 4);
        let kept = scene.store().lock().unwrap().account().unwrap();
        let account = scene.comes_to_rest().await;
        assert!(
            events(&before).is_subset(&events(&account)),
            "seed {seed}: {mended:?}"
        );
        let kept: BTreeSet<_> = ids(&kept);
        assert!(kept.is_subset(&ids(&account)), "seed {seed}: {mended:?}");
        let fresh = scene.take_in("华月娥");
        assert!(given.insert(fresh), "seed {seed}: a number that was given");
        scene.comes_to_rest().await;
        scene.numbers();
    }
}

#[tokio::test]
async fn a_township_put_back_from_a_copy_gets_everything_again_and_its_words_are_heard() {
    let mut scene = Scene::new();
    scene.take_in("雷美凤");
    scene.comes_to_rest().await;
    scene.clerk_says("户口簿也带来");
    scene.comes_to_rest().await;
    let copy = scene.copy_township();
    scene.take_in("蓝春妹");
    scene.take_in("钟土根");
    let before = scene.comes_to_rest().await;
    scene.take_in("吴小满");
    scene.restore_township(&copy);
    let after = scene.comes_to_rest().await;
    assert!(events(&before).is_subset(&events(&after)));
    assert_eq!(events(&after).len(), 13);
    assert_eq!(after.matches("image ").count(), 4, "the images too");
    // What is said from now on has positions that the station had read past before.
    scene.clerk_says("明天来取");
    let heard = scene.comes_to_rest().await;
    assert_eq!(events(&heard).len(), 17);
    assert_eq!(scene.numbers().len(), 4);
}

/// The ids of the events, whatever became of them.
fn ids(account: &str) -> BTreeSet<String> {
    let lines = account.lines().filter(|line| line.starts_with("event "));
    lines
        .filter_map(|line| line.split(' ').nth(1).map(str::to_owned))
        .collect()
}
