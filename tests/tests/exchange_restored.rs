//! A township that was put back from a copy gets back what only its stations still know: what clerks
//! wrote, what other PCs wrote, what was published. Nothing is applied that it can't prove to itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "exchange_restored/scene.rs"]
mod scene;

use std::collections::BTreeSet;

use scene::{NOW, Scene};
use shanyi_domain::workday::Calendar;
use shanyi_server::error::ServerError;
use shanyi_server::ledger::LedgerError;
use shanyi_server::publish;
use shanyi_wire::event::DocumentKind;

fn events(account: &str) -> BTreeSet<&str> {
    let lines = account.lines();
    lines.filter(|line| line.starts_with("event ")).collect()
}

#[tokio::test]
async fn what_clerks_wrote_after_the_copy_comes_back_from_the_stations() {
    let mut scene = Scene::with(1);
    let first = scene.take_in(0, "雷美凤");
    scene.rest(&[0]).await;
    let copy = scene.copy("copy");
    scene.clerk_says(first, "户口簿也带来");
    let second = scene.take_in(0, "蓝春妹");
    scene.rest(&[0]).await;
    scene.clerk_says(second, "照片太暗");
    let before = scene.rest(&[0]).await;
    assert_eq!(events(&before).len(), 6);
    scene.restore(&copy);
    let after = scene.rest(&[0]).await;
    assert_eq!(
        events(&after),
        events(&before),
        "with the same ids and bytes"
    );
    // What is said from now on follows what came back, and twice equals once.
    scene.clerk_says(first, "明天来取");
    let heard = scene.rest(&[0]).await;
    assert_eq!(events(&heard).len(), 7);
    scene.restore(&copy_of(&scene, "again"));
    assert_eq!(events(&scene.rest(&[0]).await), events(&heard));
    assert_eq!(scene.store(0).sync_state().unwrap().quarantined, 0);
}

fn copy_of(scene: &Scene, name: &str) -> std::path::PathBuf {
    scene.copy(name)
}

#[tokio::test]
async fn what_another_pc_wrote_comes_back_though_that_pc_is_gone_and_counts_once_when_it_returns() {
    let mut scene = Scene::with(2);
    let copy = scene.copy("copy");
    let case = scene.take_in(1, "钟土根");
    scene.rest(&[0, 1]).await;
    scene.say(0, case, "已通知本人");
    let before = scene.rest(&[0, 1]).await;
    scene.say(0, case, "还没有发出去的一句");
    scene.restore(&copy);
    let after = scene.rest(&[0]).await;
    assert!(events(&before).is_subset(&events(&after)));
    assert_eq!(events(&after).len(), 4);
    let position = scene.app.position().unwrap();
    assert_eq!(scene.rest(&[0, 1]).await, after, "nothing is doubled");
    assert_eq!(scene.app.position().unwrap(), position);
}

#[tokio::test]
async fn an_entry_whose_case_another_pc_has_to_send_again_waits_and_is_used_when_that_comes() {
    let mut scene = Scene::with(2);
    let copy = scene.copy("copy");
    let case = scene.take_in(1, "钟土根");
    scene.rest(&[0, 1]).await;
    scene.say(0, case, "已通知本人");
    scene.take_in(0, "吴小满");
    // This PC lost the proofs, so it can't give the case back itself.
    scene.tamper(0, "DELETE FROM heard");
    scene.restore(&copy);
    for _ in 0..4 {
        scene.round(0).await;
    }
    let waits = scene.store(0).set_aside().unwrap();
    assert_eq!(waits.len(), 1, "{waits:?}");
    assert_eq!(waits[0].case, Some(case));
    let state = scene.store(0).sync_state().unwrap();
    assert_eq!(
        (state.entries_waiting, state.quarantined),
        (0, 1),
        "and holds nothing up"
    );
    let account = scene.rest(&[1, 0]).await;
    assert_eq!(events(&account).len(), 5);
    assert_eq!(
        scene.store(0).set_aside().unwrap(),
        [],
        "it is used, and told so"
    );
}

#[tokio::test]
async fn an_event_that_nothing_proves_is_kept_apart_and_told_and_not_applied() {
    let mut scene = Scene::with(1);
    let case = scene.take_in(0, "雷美凤");
    scene.rest(&[0]).await;
    let copy = scene.copy("copy");
    scene.clerk_says(case, "真的");
    scene.rest(&[0]).await;
    scene.tamper(0, "UPDATE heard SET proof = zeroblob(16)");
    scene.restore(&copy);
    for _ in 0..4 {
        scene.round(0).await;
    }
    assert_eq!(events(&scene.account()).len(), 2);
    let told = scene.store(0).set_aside().unwrap();
    let reasons: Vec<_> = told.iter().map(|one| one.reason).collect();
    use shanyi_wire::exchange::QuarantineReason::Unproven;
    assert_eq!(reasons, [Unproven]);
    let kept: Result<u64, LedgerError> = scene.app.ledger.read(|view| view.count_returned());
    assert_eq!(kept.unwrap(), 1);
}

#[tokio::test]
async fn what_was_published_after_the_copy_comes_back_with_its_bytes() {
    let mut scene = Scene::with(1);
    scene.rest(&[0]).await;
    let copy = scene.copy("copy");
    let mut calendar: serde_json::Value = serde_json::from_str(Calendar::embedded()).unwrap();
    let version = calendar["version"].as_u64().unwrap() + 1;
    calendar["version"] = version.into();
    let text = calendar.to_string();
    let published: Result<(), ServerError> = scene
        .app
        .ledger
        .write(|tx| publish::calendar_text(tx, &Calendar::from_json(&text).unwrap(), &text, NOW));
    published.unwrap();
    scene.rest(&[0]).await;
    scene.restore(&copy);
    let newest = |scene: &Scene| {
        let read: Result<_, LedgerError> = scene
            .app
            .ledger
            .read(|view| view.newest(DocumentKind::Calendar));
        read.unwrap().unwrap()
    };
    assert_eq!(u64::from(newest(&scene).version), version - 1);
    scene.rest(&[0]).await;
    let back = newest(&scene);
    assert_eq!(u64::from(back.version), version);
    assert_eq!(back.bytes, text.into_bytes());
}
