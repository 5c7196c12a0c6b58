//! Drafts and choices of a PC.
#![allow(clippy::unwrap_used)]

mod desk;

use desk::*;
use shanyi_domain::fact::Fact;

#[test]
fn a_draft_survives_and_is_overwritten_in_place() {
    let mut desk = Desk::new();
    desk.store
        .put_draft(OPERATOR, "intake", "{\"name\":\"蓝\"}", MORNING)
        .unwrap();
    desk.store
        .put_draft(OPERATOR, "amend-1", "{}", MORNING.plus_seconds(1))
        .unwrap();
    desk.store
        .put_draft(
            OPERATOR,
            "intake",
            "{\"name\":\"蓝春妹\"}",
            MORNING.plus_seconds(2),
        )
        .unwrap();
    let mut desk = desk.reopened(2);
    let forms: Vec<String> = desk
        .store
        .drafts()
        .unwrap()
        .into_iter()
        .map(|draft| draft.form)
        .collect();
    assert_eq!(forms, ["intake", "amend-1"]);
    let draft = desk.store.draft(OPERATOR, "intake").unwrap().unwrap();
    assert_eq!(draft.json, "{\"name\":\"蓝春妹\"}");
    assert_eq!(draft.updated_at, MORNING.plus_seconds(2));
    desk.store.drop_draft(OPERATOR, "intake").unwrap();
    assert_eq!(desk.store.draft(OPERATOR, "intake").unwrap(), None);
}

#[test]
fn a_draft_goes_with_the_save_of_what_was_typed_in_it() {
    let mut desk = Desk::new();
    desk.store
        .put_draft(OPERATOR, "intake", "{}", MORNING)
        .unwrap();
    let mut refused = act(
        None,
        vec![Fact::Collected(intake("蓝春妹", 1)), accepted()],
        MORNING,
    );
    refused.draft = Some("intake".into());
    desk.store.record(refused).unwrap_err();
    assert!(desk.store.draft(OPERATOR, "intake").unwrap().is_some());
    let mut saved = act(None, vec![Fact::Collected(intake("蓝春妹", 1))], MORNING);
    saved.draft = Some("intake".into());
    desk.store.record(saved).unwrap();
    assert_eq!(desk.store.draft(OPERATOR, "intake").unwrap(), None);
}

#[test]
fn what_is_no_json_is_no_draft() {
    let mut desk = Desk::new();
    assert!(
        desk.store
            .put_draft(OPERATOR, "intake", "{\"name\":", MORNING)
            .is_err()
    );
    assert!(desk.store.put_setting("printer", "A4").is_err());
    assert!(desk.store.drafts().unwrap().is_empty());
}

#[test]
fn a_choice_of_this_pc_is_kept() {
    let mut desk = Desk::new();
    desk.store.put_setting("printer.receipt", "\"HP\"").unwrap();
    desk.store
        .put_setting("printer.receipt", "\"Deli\"")
        .unwrap();
    let desk = desk.reopened(2);
    assert_eq!(
        desk.store.setting("printer.receipt").unwrap().as_deref(),
        Some("\"Deli\"")
    );
    assert_eq!(desk.store.setting("printer.label").unwrap(), None);
}
