//! A case is erased on demand: nothing that says anything of it is left on either side, both chains still
//! hold, and whatever brings it back is erased again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code, reason = "the scene has more parts than this play needs")]
#[path = "exchange_restored/scene.rs"]
mod scene;

use std::path::Path;

use scene::{NOW, Scene};
use shanyi_domain::ids::CaseId;
use shanyi_server::backup::backup;
use shanyi_server::exchange::erase::erase;
use shanyi_server::verify::verify;
use shanyi_store::JournalAct;
use shanyi_sync::engine::Round;

/// A name that nobody else has.
const NAME: &str = "盘古月娥";

/// The township erases a case.
fn erased(scene: &Scene, case: CaseId) {
    erase(&scene.app, case, None, "本人申请，县办 2026-11 号").unwrap();
}

fn chains_hold(scene: &Scene) {
    let verified = verify(&scene.app).unwrap();
    assert!(verified.is_whole(), "{verified:#?}");
}

/// The files under a folder in which these words stand.
fn files_with(folder: &Path, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with(&path, words));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        if bytes.windows(words.len()).any(|it| it == words.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

/// What a store says of the case: nothing, but that it is erased.
fn is_gone(scene: &Scene, pc: usize, case: CaseId) {
    let store = scene.store(pc);
    assert_eq!(store.erased_cases().unwrap(), [case]);
    let account = store.account().unwrap();
    assert!(account.contains(&format!("erased {case}")), "{account}");
    assert!(!account.contains(&format!("case {case}")), "{account}");
    assert_eq!(store.case_dump(&case).unwrap(), "");
    let journal = store.journal(50).unwrap();
    let noted = journal.iter().filter(|line| line.case == Some(case));
    let noted: Vec<_> = noted.map(|line| line.act).collect();
    assert_eq!(noted, [Some(JournalAct::Erased)]);
}

/// No row of a store's file holds these words, read with its key.
fn no_row_says(scene: &mut Scene, pc: usize, words: &'static str) {
    scene.store(pc).checkpoint().unwrap();
    scene.shut(pc, |dir| {
        let db = rusqlite::Connection::open(dir.join("cases.db")).unwrap();
        let raw = format!("x'{}'", "07".repeat(32));
        db.pragma_update(None, "key", raw).unwrap();
        db.pragma_update(None, "cipher_page_size", 1024).unwrap();
        let plain = dir.join("plain.db");
        // Page by page, with what is left over between rows and on free pages.
        db.execute_batch(&format!(
            "ATTACH '{}' AS plain KEY ''; SELECT sqlcipher_export('plain'); DETACH plain;",
            plain.display()
        ))
        .unwrap();
        let bytes = std::fs::read(&plain).unwrap();
        std::fs::remove_file(&plain).unwrap();
        let said = bytes.windows(words.len()).any(|it| it == words.as_bytes());
        assert!(!said, "the store still says {words}");
    });
}

#[tokio::test]
async fn an_erased_case_is_gone_at_both_sides_and_both_chains_still_hold() {
    let mut scene = Scene::with(2);
    let case = scene.take_in(0, NAME);
    let other = scene.take_in(0, "蓝春妹");
    scene.rest(&[0, 1]).await;
    scene.clerk_says(case, "盘古月娥明天来");
    scene.say(1, case, "已经告诉盘古月娥");
    scene.rest(&[0, 1]).await;
    // The same in a form that is open.
    let form = format!("comment:{case}");
    let json = format!("{{\"text\":\"{NAME}\"}}");
    scene
        .store(0)
        .put_draft(shanyi_domain::ids::ActorId(11), &form, &json, NOW)
        .unwrap();
    assert!(!files_with(&scene.township(), NAME).is_empty());
    erased(&scene, case);
    let account = scene.rest(&[0, 1]).await;
    assert!(account.contains(&format!("case {other}")), "{account}");
    for pc in [0, 1] {
        is_gone(&scene, pc, case);
        no_row_says(&mut scene, pc, NAME);
        no_row_says(&mut scene, pc, "盘古月娥");
    }
    assert_eq!(files_with(&scene.township(), NAME), Vec::<String>::new());
    chains_hold(&scene);
    // Both go on.
    scene.say(0, other, "还在办");
    scene.rest(&[0, 1]).await;
    chains_hold(&scene);
    assert!(erase(&scene.app, case, None, "再来一次").is_err());
}

#[tokio::test]
async fn what_is_sent_late_of_an_erased_case_brings_nothing_back_and_holds_nothing_up() {
    let scene = Scene::with(2);
    let case = scene.take_in(0, NAME);
    scene.rest(&[0, 1]).await;
    // Saved before anybody here has heard of it, and sent when it is heard, or before.
    scene.say(0, case, "盘古月娥又来问过");
    scene.say(1, case, "盘古月娥打过电话");
    erased(&scene, case);
    let other = scene.take_in(0, "蓝春妹");
    let account = scene.rest(&[0, 1]).await;
    assert!(account.contains(&format!("case {other}")));
    for pc in [0, 1] {
        is_gone(&scene, pc, case);
        assert_eq!(scene.store(pc).sync_state().unwrap().entries_waiting, 0);
    }
    assert_eq!(
        files_with(&scene.township(), "盘古月娥"),
        Vec::<String>::new()
    );
    chains_hold(&scene);
}

#[tokio::test]
async fn a_pc_put_back_from_a_copy_of_before_erases_the_case_again() {
    let mut scene = Scene::with(1);
    let case = scene.take_in(0, NAME);
    scene.rest(&[0]).await;
    let copy = scene.store(0).snapshot().unwrap().copy(NOW).unwrap();
    let kept = scene.dir(0).join("kept-elsewhere.db");
    std::fs::copy(&copy.path, &kept).unwrap();
    erased(&scene, case);
    scene.rest(&[0]).await;
    // The next copy reaches those before it.
    let later = scene
        .store(0)
        .snapshot()
        .unwrap()
        .copy(NOW.plus_seconds(60))
        .unwrap();
    assert!(!copy.path.exists() && later.path.exists());
    // Somebody had one elsewhere: what the store knew is erased at once.
    let from = kept.clone();
    scene.shut(0, move |dir| {
        drop(shanyi_store::restore(dir, &scene::key(), &from).unwrap())
    });
    is_gone(&scene, 0, case);
    // Where the store that knew is gone too, with the next exchange.
    scene.shut(0, move |dir| {
        for file in ["cases.db", "cases.db-wal", "witness"] {
            let _ = std::fs::remove_file(dir.join(file));
        }
        drop(shanyi_store::restore(dir, &scene::key(), &kept).unwrap());
    });
    assert_eq!(scene.store(0).erased_cases().unwrap(), []);
    scene.rest(&[0]).await;
    is_gone(&scene, 0, case);
    no_row_says(&mut scene, 0, NAME);
    chains_hold(&scene);
}

#[tokio::test]
async fn a_township_put_back_from_a_copy_of_before_erases_the_case_again() {
    for forgets in [false, true] {
        let mut scene = Scene::with(2);
        let before_all = scene.copy("before all");
        let case = scene.take_in(0, NAME);
        scene.rest(&[0, 1]).await;
        scene.clerk_says(case, "盘古月娥明天来");
        scene.rest(&[0, 1]).await;
        let copy = scene.copy("copy");
        erased(&scene, case);
        // One PC has heard of it, the other one gives back and sends what it has.
        assert_ne!(scene.round(0).await, Round::default());
        scene.round(0).await;
        let from = if forgets { &before_all } else { &copy };
        scene.restore(from);
        let account = scene.rest(&[1, 0]).await;
        assert!(account.contains(&format!("erased {case}")), "{account}");
        assert!(!account.contains(&format!("case {case}")), "{account}");
        for pc in [0, 1] {
            is_gone(&scene, pc, case);
        }
        assert_eq!(files_with(from, "盘古月娥"), Vec::<String>::new());
        chains_hold(&scene);
    }
}

#[tokio::test]
async fn the_next_backup_of_the_township_has_nothing_of_an_erased_case() {
    let scene = Scene::with(1);
    let case = scene.take_in(0, NAME);
    scene.rest(&[0]).await;
    let to = scene.township().with_file_name("elsewhere");
    backup(&scene.app, &scene.township(), &to).unwrap();
    assert!(!files_with(&to, NAME).is_empty());
    erased(&scene, case);
    backup(&scene.app, &scene.township(), &to).unwrap();
    assert_eq!(files_with(&to, NAME), Vec::<String>::new());
}

#[tokio::test]
async fn what_somebody_erases_behind_the_townships_back_is_missing() {
    let scene = Scene::with(1);
    let case = scene.take_in(0, NAME);
    scene.rest(&[0]).await;
    erased(&scene, case);
    scene.rest(&[0]).await;
    let raw = rusqlite::Connection::open(scene.township().join("township.db")).unwrap();
    raw.execute_batch("DELETE FROM erasure").unwrap();
    let found = verify(&scene.app).unwrap();
    assert!(!found.is_whole(), "{found:?}");
}
