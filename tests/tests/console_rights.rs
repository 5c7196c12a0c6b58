//! Console users without the right, in a real browser: what they are told, what stays of what they
//! typed, and what they never see.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "console/scene.rs"]
#[allow(dead_code, reason = "shared with the other tests of the console")]
mod scene;

use scene::{Scene, elder_card, test};
use serde_json::{Value, json};

const OFFICE: &str = "柘岱口乡便民服务中心";

fn newcomer(scene: &Scene, name: &str, more: &[&str]) -> String {
    let fixed = ["--title", "窗口", "--office", OFFICE];
    let options = [&fixed, more].concat();
    scene.township.account_of("open", name, &options).unwrap()
}

fn words_of(scene: &Scene, case: &str) -> Vec<String> {
    let course = scene.api(case)["course"].clone();
    let course = course.as_array().unwrap().clone();
    let text = |step: &Value| step["detail"]["text"].as_str().map(str::to_owned);
    course.iter().filter_map(text).collect()
}

#[test]
fn a_session_that_ends_while_a_form_is_open_is_opened_again_in_place_and_the_words_are_sent() {
    let scene = Scene::signed_in();
    let page = &scene.browser;
    let case = scene.take_in(&elder_card("雷美凤", 1956, 204), 0);
    scene.see(page.wait_for(&scene.row(&case)));
    scene.see(page.wait_text(&test("case-title"), "雷美凤"));
    scene.see(page.press("c"));
    scene.see(page.wait_for(&test("act-panel")));
    scene.see(page.fill("#act-text", "请把户口簿第二页也带来"));
    // Somebody gives the account a new password: the session of the old one is over.
    let name = scene.account().0;
    let password = scene.township.account_of("password", &name, &[]).unwrap();
    scene.see(page.press("Control+Enter"));
    scene.see(page.wait_text(".sy-dialog", "请再登录一次"));
    scene.picture(&scene::pictures(), "ended");
    assert_eq!(
        scene.see(page.value("#sign-in-name")),
        name,
        "only the password is asked for"
    );
    assert_eq!(scene.barriers(), Vec::<String>::new());
    let covered = "return getComputedStyle(document.querySelector('#app')).visibility";
    assert_eq!(
        scene.see(page.run(covered, vec![])),
        json!("hidden"),
        "nobody reads on"
    );
    scene.sign_in(&name, &password);
    scene.see(page.wait_gone("#sign-in-name"));
    scene.see(page.wait_for(&test("act-panel")));
    assert_eq!(scene.see(page.value("#act-text")), "请把户口簿第二页也带来");
    assert_eq!(
        words_of(&scene, &case),
        Vec::<String>::new(),
        "nothing went by itself"
    );
    scene.see(page.click("#act-text"));
    scene.see(page.press("Control+Enter"));
    scene.see(page.wait_gone(&test("act-panel")));
    assert_eq!(words_of(&scene, &case), ["请把户口簿第二页也带来"]);
}

#[test]
fn a_closed_account_is_told_so_and_its_words_are_not_shown_to_the_next() {
    let scene = Scene::open();
    let page = &scene.browser;
    let password = newcomer(&scene, "方小琴", &[]);
    scene.sign_in("方小琴", &password);
    scene.see(page.wait_for(&test("inbox")));
    let case = scene.take_in(&elder_card("雷美凤", 1956, 204), 0);
    scene.see(page.wait_for(&scene.row(&case)));
    scene.see(page.wait_text(&test("case-title"), "雷美凤"));
    scene.see(page.press("c"));
    scene.see(page.wait_for(&test("act-panel")));
    scene.see(page.fill("#act-text", "只给自己看的半句话"));
    scene.township.account_of("close", "方小琴", &[]).unwrap();
    scene.see(page.press("Control+Enter"));
    scene.see(page.wait_text(".sy-dialog", "请再登录一次"));
    scene.sign_in("方小琴", &password);
    scene.see(page.wait_text(&test("sign-in-trouble"), "这个账号停用了"));
    scene.picture(&scene::pictures(), "closed");
    let (name, password) = scene.account();
    scene.sign_in(&name, &password);
    scene.see(page.wait_gone("#sign-in-name"));
    scene.see(page.wait_text(&test("who"), &name));
    scene.see(page.wait_text(&test("case-title"), "雷美凤"));
    scene.see(page.press("c"));
    scene.see(page.wait_for(&test("act-panel")));
    assert_eq!(scene.see(page.value("#act-text")), "");
    assert_eq!(words_of(&scene, &case), Vec::<String>::new());
}

#[test]
fn who_may_only_look_is_told_so_and_another_township_sees_nothing_at_all() {
    let scene = Scene::open();
    let page = &scene.browser;
    let looks = newcomer(
        &scene,
        "方小琴",
        &["--township", "柘岱口乡", "--reads-only"],
    );
    let other = newcomer(&scene, "叶小春", &["--township", "北界镇"]);
    let case = scene.take_in(&elder_card("雷美凤", 1956, 204), 0);
    scene.counter.until_sent().unwrap();

    scene.sign_in("方小琴", &looks);
    scene.see(page.wait_text(&test("case-title"), "雷美凤"));
    scene.see(page.wait_text(&test("no-acts"), "这个账号只能看，不能办"));
    assert_eq!(scene.see(page.count("[data-test=acts] button")), 0);
    assert_eq!(scene.see(page.count(&test("reveal"))), 0);
    scene.see(page.press("a"));
    assert_eq!(scene.see(page.count(&test("act-panel"))), 0);
    scene.every_size(&scene::pictures(), "looks");
    scene.see(page.click(&test("language")));
    scene.see(page.wait_text(&test("no-acts"), "may look and not act"));
    scene.see(page.click(&test("language")));
    scene.see(page.click(&test("sign-out")));

    scene.sign_in("叶小春", &other);
    scene.see(page.wait_for(&test("inbox-empty")));
    // An address that somebody of the other township sent along.
    let wanted = format!("location.hash = '#/inbox/all/{case}'");
    scene.see(page.run(&wanted, vec![]));
    scene.see(page.wait_text(&test("case-trouble"), "没有这一件"));
    scene.picture(&scene::pictures(), "unseen");
    scene.see(page.fill("#find", "雷美凤"));
    scene.see(page.wait_text(&test("found"), "没有找到"));
    let body = scene.see(page.text("[data-test=desk]"));
    assert!(
        !body.contains("雷美凤 ·") && !body.contains("五星"),
        "{body}"
    );
}

#[test]
fn a_list_of_many_cases_goes_on_page_by_page_and_keeps_its_place_when_one_comes_in() {
    let scene = Scene::signed_in();
    let page = &scene.browser;
    for serial in 1..=63 {
        scene.take_in(&elder_card("蓝春妹", 1950, serial), 0);
    }
    scene.counter.until_sent().unwrap();
    scene.see(page.wait_text(&test("count-to_accept"), "63"));
    scene.see(page.wait_count(&test("row"), 50));
    scene.see(page.click(&test("more")));
    scene.see(page.wait_count(&test("row"), 63));
    scene.see(page.wait_gone(&test("more")));
    scene.see(page.click("li:first-child > [data-test=row]"));
    for _ in 0..12 {
        scene.see(page.press("j"));
    }
    let at = "const rows = [...document.querySelectorAll('[data-test=row]')]; return rows.findIndex(r => r.getAttribute('aria-current') === 'true')";
    assert_eq!(scene.see(page.run(at, vec![])), json!(12));
    let open = "return location.hash.split('/')[3]";
    let opened = scene.see(page.run(open, vec![]));
    scene.take_in(&elder_card("钟土根", 1951, 77), 0);
    scene.see(page.wait_text(&test("count-to_accept"), "64"));
    scene.see(page.wait_count(&test("row"), 64));
    assert_eq!(
        scene.see(page.run(open, vec![])),
        opened,
        "nobody is moved to another case"
    );
    let twice = "const ids = [...document.querySelectorAll('[data-test=row]')].map(r => r.dataset.case); return ids.length - new Set(ids).size";
    assert_eq!(scene.see(page.run(twice, vec![])), json!(0));
    scene.picture(&scene::pictures(), "many");
    scene.see(page.fill("#find", "钟土根 优待"));
    scene.see(page.wait_count(&test("row"), 1));
    let address = scene.see(page.address());
    assert!(
        !address.contains("钟") && !address.contains("%E9%92%9F"),
        "{address}"
    );
}
