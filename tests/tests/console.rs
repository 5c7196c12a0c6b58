//! The township's pages in a real browser, on a real server, with cases that a real desk sent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "console/scene.rs"]
#[allow(dead_code, reason = "shared with the other tests of the console")]
mod scene;

use scene::{Scene, elder_card, guest_house, pension_check, test};
use serde_json::{Value, json};
use shanyi_tests::counter::made_up_id;
use shanyi_tests::pictures;

#[test]
fn a_wrong_password_is_told_and_leaves_no_trace_and_a_right_one_opens_the_list() {
    let scene = Scene::open();
    let (name, password) = scene.account();
    let page = &scene.browser;
    scene.see(page.fill("#sign-in-name", &name));
    scene.see(page.fill("#sign-in-password", "not-the-password"));
    scene.see(page.press("Enter"));
    scene.see(page.wait_text(&test("sign-in-trouble"), "账号或密码不对"));
    assert_eq!(scene.see(page.value("#sign-in-password")), "");
    scene.picture(&scene::pictures(), "door");
    assert_eq!(scene.barriers(), Vec::<String>::new());
    assert_eq!(scene.see(page.count(&test("shell"))), 0);

    scene.see(page.fill("#sign-in-password", &password));
    scene.see(page.press("Enter"));
    scene.see(page.wait_for(&test("inbox")));
    scene.see(page.wait_for(&test("inbox-empty")));
    assert!(!scene.see(page.address()).contains(&password));
    let kept = scene.see(page.run(
        "return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, document.body.outerHTML])",
        vec![],
    ));
    let kept = kept.as_str().unwrap();
    assert!(!kept.contains(&password) && !kept.contains("not-the-password"));

    scene.see(page.click(&test("sign-out")));
    scene.see(page.wait_for(&test("sign-in")));
    let after = scene.ask("GET", "/api/session", None);
    assert_eq!(after["kind"], "signed_out");
}

#[test]
fn too_many_wrong_passwords_are_answered_with_the_time_to_wait() {
    let scene = Scene::open();
    let (name, password) = scene.account();
    let page = &scene.browser;
    scene.see(page.fill("#sign-in-name", &name));
    for _ in 0..4 {
        scene.see(page.wait_for("#sign-in-password"));
        scene.see(page.fill("#sign-in-password", "not-the-password"));
        scene.see(page.press("Enter"));
        scene.see(page.wait_for(&test("sign-in-trouble")));
        scene.see(page.wait_until(
            "an answer",
            "return document.querySelector('#sign-in-password').value === ''",
            vec![],
        ));
    }
    scene.see(page.wait_text(&test("sign-in-trouble"), "秒后才能再试"));
    let wait = scene.see(page.text(&test("sign-in-go")));
    assert!(wait.contains("秒后再试"), "{wait}");
    // The lock runs out by itself, and the right password is taken again.
    scene.see(page.wait_gone(&test("sign-in-trouble")));
    scene.see(page.fill("#sign-in-password", &password));
    scene.see(page.press("Enter"));
    scene.see(page.wait_for(&test("inbox")));
}

#[test]
fn a_case_appears_by_itself_its_images_open_and_accepting_it_starts_the_clock() {
    let scene = Scene::signed_in();
    let page = &scene.browser;
    scene.see(page.wait_for(&test("inbox-empty")));
    let case = scene.take_in(&elder_card("蓝春妹", 1959, 286), 2);
    scene.see(page.wait_text(&test("row-title"), "蓝春妹"));
    scene.see(page.wait_for(&scene.row(&case)));
    scene.see(page.wait_text(&test("case-title"), "蓝春妹"));
    scene.see(page.wait_text(&test("lead"), "材料齐了"));

    scene.counter.until_sent().unwrap();
    let images = "const i = all('[data-test=viewer] img')[0]; return !!i && i.complete && i.naturalWidth > 300";
    scene.see(page.wait_until("an image that is really here", images, vec![]));
    scene.see(page.press("ArrowRight"));
    scene.see(page.wait_text(&test("viewer"), "第 2 张，共 2 张"));
    scene.see(page.press("f"));
    scene.see(page.wait_for(&test("large-viewer")));
    let whole = "const i = all('[data-test=large-viewer] img')[0], s = i && i.closest('.stage'); return !!i && i.clientHeight > 200 && s.scrollHeight <= s.clientHeight && i.clientHeight <= s.clientHeight";
    scene.see(page.wait_until("the whole image", whole, vec![]));
    scene.see(page.press("+"));
    let larger = "const s = all('[data-test=large-viewer] .stage')[0]; return s.scrollHeight > s.clientHeight";
    scene.see(page.wait_until("a part of it, larger", larger, vec![]));
    scene.picture(&scene::pictures(), "large");
    scene.see(page.press("Escape"));
    scene.see(page.wait_gone(&test("large-viewer")));

    let masked = scene.see(page.text(&test("identity")));
    assert!(masked.contains('*'), "{masked}");
    scene.see(page.press("s"));
    scene.see(page.wait_until(
        "the whole identity number",
        "return /^\\d{17}[\\dX]$/.test(words(all('[data-test=identity]')[0]))",
        vec![],
    ));
    assert_eq!(scene.api(&case)["revealed"], 1);

    scene.see(page.press("a"));
    scene.see(page.wait_text(&test("promise"), "承诺 20 个工作日"));
    scene.see(page.press("Enter"));
    scene.see(page.wait_for("[data-test=case-state][data-state=accepted]"));
    let day = scene.see(page.text(&test("due-day")));
    assert!(day.contains('月') && day.contains("星期"), "{day}");
    let said = scene.api(&case);
    assert_eq!(said["row"]["state"], "accepted");
    let due = said["row"]["due"]["date"].as_str().unwrap().to_owned();
    let month = due[5..7].trim_start_matches('0').to_owned();
    assert!(day.contains(&format!("{month}月")), "{day} {due}");
    assert_eq!(scene.see(page.text(&test("count-to_accept"))), "0");
    assert_eq!(scene.see(page.text(&test("count-accepted"))), "1");
    scene.until_state(&case, "accepted");

    // What goes to the printer, at the moment at which it goes there.
    let keep = "window.print = () => { window.printed = words(document.querySelector('body.prints-paper > .paper-root')) }";
    scene.see(page.run(keep, vec![]));
    scene.see(page.press("p"));
    let printed = scene.see(page.wait_until("a paper", "return window.printed", vec![]));
    let printed = printed.as_str().unwrap();
    assert!(
        printed.contains("收件回执") && printed.contains("20 个工作日"),
        "{printed}"
    );
    assert!(printed.contains("********") && !printed.contains(&made_up_id(1959, 286)));
}

#[test]
fn a_correction_asks_for_everything_that_is_missing_at_once_and_a_second_one_is_warned_of() {
    let scene = Scene::signed_in();
    let page = &scene.browser;
    let missing = ["safety_commitment", "site_plans"];
    let case = scene.take_in(&guest_house("雷美凤", 1981, 524, &missing), 0);
    scene.see(page.wait_text(&test("lead"), "还差 2 样"));
    scene.see(page.press("b"));
    for material in missing {
        scene.see(page.wait_for(&format!("#act-want-{material}:checked")));
        let why = scene.see(page.value(&format!("#act-why-{material}")));
        assert!(why.starts_with("还差"), "{why}");
    }
    scene.see(page.fill("#act-why-site_plans", "平面图要标出门和楼梯"));
    scene.see(page.fill("#act-note", "手画的也行"));
    scene.see(page.press("Control+Enter"));
    scene.see(page.wait_for("[data-test=case-state][data-state=correction]"));
    let said = scene.api(&case);
    assert_eq!(said["row"]["state"], "correction");
    let wanted = said["correction"]["wanted"].as_array().unwrap();
    assert_eq!(wanted.len(), 2);
    let plans = wanted.iter().find(|one| one["material"] == "site_plans");
    assert_eq!(plans.unwrap()["why"], "平面图要标出门和楼梯");
    assert_eq!(said["correction"]["note"], "手画的也行");

    scene.until_state(&case, "correction");
    scene.amend(&case, &missing);
    scene.see(page.wait_for("[data-test=case-state][data-state=submitted]"));
    scene.see(page.wait_text(&test("lead"), "补正已回"));
    scene.see(page.wait_text(&test("count-corrected"), "1"));
    scene.see(page.press("b"));
    scene.see(page.wait_for(&test("correction-none")));
    scene.see(page.press("Escape"));
    scene.see(page.press("2"));
    scene.see(page.press("b"));
    scene.see(page.wait_for("[data-test=wanted] .chosen"));
    let repeated = scene.api(&case)["asked_in_this_stage"] == json!(true);
    assert_eq!(scene.see(page.sees(&test("second-correction"))), repeated);
}

#[test]
fn what_was_typed_stays_when_the_case_moves_on_and_nothing_is_sent_unseen() {
    let scene = Scene::signed_in();
    let page = &scene.browser;
    let case = scene.take_in(&elder_card("钟土根", 1956, 173), 0);
    scene.see(page.wait_text(&test("case-title"), "钟土根"));
    scene.see(page.press("x"));
    scene.see(page.fill("#act-reason", "户籍不在本县"));
    scene.see(page.fill("#act-where", "到户籍所在地的乡镇办"));
    // Somebody else acts on the same case meanwhile.
    scene.comment(&case, "这件我在看");
    scene.see(page.wait_for(&test("moved-on")));
    scene.picture(&scene::pictures(), "moved-on");
    scene.see(page.wait_text(&test("news"), "这件我在看"));
    assert_eq!(scene.see(page.value("#act-reason")), "户籍不在本县");
    assert_eq!(scene.api(&case)["row"]["state"], "submitted");

    scene.see(page.click(&test("looked")));
    scene.see(page.wait_gone(&test("moved-on")));
    scene.see(page.click(&test("act-send")));
    scene.see(page.wait_text(".sy-dialog", "不予受理 钟土根"));
    scene.see(page.press("Enter"));
    scene.see(page.wait_for("[data-test=case-state][data-state=refused]"));
    let said = scene.api(&case);
    assert_eq!(said["row"]["state"], "refused");
    scene.until_state(&case, "refused");
}

#[test]
fn a_refusal_needs_a_reason_and_a_place_to_go() {
    let scene = Scene::signed_in();
    let page = &scene.browser;
    let case = scene.take_in(&elder_card("吴小满", 1950, 31), 0);
    scene.see(page.wait_text(&test("case-title"), "吴小满"));
    scene.see(page.press("x"));
    scene.see(page.wait_for("#act-reason"));
    scene.see(page.press("Control+Enter"));
    scene.see(page.wait_for("#act-reason[aria-invalid=true]"));
    scene.see(page.wait_focus("#act-reason"));
    scene.see(page.type_text("不归民政办"));
    scene.see(page.press("Control+Enter"));
    scene.see(page.wait_for("#act-where[aria-invalid=true]"));
    assert_eq!(scene.see(page.count("#act-reason[aria-invalid=true]")), 0);
    assert_eq!(scene.api(&case)["row"]["state"], "submitted");
    scene.see(page.press("Escape"));
    scene.see(page.wait_gone(&test("act-panel")));
    scene.see(page.press("x"));
    assert_eq!(scene.see(page.value("#act-reason")), "不归民政办");
}

#[test]
fn an_immediate_case_is_decided_at_the_counter_and_its_result_made_out() {
    let scene = Scene::signed_in();
    let page = &scene.browser;
    let case = scene.take_in(&pension_check("阿依古丽·买买提", 1962, 408), 1);
    scene.see(page.wait_text(&test("lead"), "可以当场决定"));
    scene.see(page.press("d"));
    scene.see(page.wait_text(&test("act-panel"), "当场决定"));
    scene.see(page.click(&test("act-send")));
    scene.see(page.wait_text(".sy-dialog", "准予"));
    scene.see(page.press("Enter"));
    scene.see(page.wait_for("[data-test=case-state][data-state=granted]"));
    assert_eq!(scene.api(&case)["row"]["state"], "granted");
    scene.see(page.wait_text(&test("count-to_issue"), "1"));
    scene.counter.call("send_now", json!({})).unwrap();
    let told = |today: &Value| today["rows"][0]["kind"] == "tell";
    scene.counter.until("today", &json!({}), told).unwrap();

    scene.see(page.press("i"));
    let name = scene.see(page.value("#act-name"));
    assert_eq!(name, "认证有效期顺延12个月");
    scene.see(page.fill("#act-number", "柘岱口〔2026〕17 号"));
    scene.see(page.press("Enter"));
    scene.see(page.wait_text(&test("lead"), "结果做好了"));
    let said = scene.api(&case);
    let course = said["course"].as_array().unwrap();
    let issued = course
        .iter()
        .find(|step| step["fact"] == "result_issued")
        .unwrap();
    assert_eq!(issued["detail"]["number"], "柘岱口〔2026〕17 号");
    scene.see(page.wait_text(&test("count-issued"), "1"));
    scene.until_state(&case, "granted");

    let signature = pictures::scan(&["阿依古丽"], (600, 240), 3).unwrap();
    let signature = scene.counter.picture("signature", &signature).unwrap();
    let handed = json!({
        "case": case, "to": "阿依古丽·买买提", "relation": "applicant",
        "signature": signature, "photo": null,
    });
    scene.counter.call("deliver", handed).unwrap();
    scene.counter.call("send_now", json!({})).unwrap();
    scene.see(page.wait_for("[data-test=case-state][data-state=closed]"));
    scene.see(page.wait_text(&test("lead"), "送到 阿依古丽·买买提 手里"));
    scene.see(page.wait_until(
        "the signature",
        "const i = all('[data-test=signature]')[0]; return !!i && i.complete && i.naturalWidth > 100",
        vec![],
    ));
    scene.picture(&scene::pictures(), "delivered");
}

#[test]
fn a_due_day_beyond_the_published_calendar_is_called_provisional() {
    let scene = Scene::signed_in_in(22);
    let page = &scene.browser;
    let case = scene.take_in(&elder_card("周桂香", 1953, 77), 0);
    scene.see(page.wait_text(&test("case-title"), "周桂香"));
    scene.see(page.press("a"));
    scene.see(page.wait_for(&test("promise")));
    scene.see(page.press("Enter"));
    scene.see(page.wait_for("[data-test=case-state][data-state=accepted]"));
    scene.see(page.wait_text(&test("provisional"), "暂定"));
    scene.see(page.wait_text(&test("due-reason"), "2027 年的放假通知还没有出"));
    let due = scene.api(&case)["row"]["due"].clone();
    assert_eq!(due["provisional"], true);
    assert!(
        due["date"].as_str().unwrap().starts_with("2027-01-"),
        "{due}"
    );
}

#[test]
fn an_image_that_is_not_all_here_says_how_much_is_and_comes_by_itself() {
    let scene = Scene::signed_in();
    let page = &scene.browser;
    let form = elder_card("钟土根", 1956, 173);
    let images = scene.photographs(&form, 1);
    let length = images[0]["length"].as_u64().unwrap();
    // The case goes first; the line holds in the midst of the image.
    scene.line.stall_after(length / 2);
    let case = scene.take_in_with(&form, &images);
    scene.see(page.wait_text(&test("images-arriving"), "到了 0 张，共 1 张"));
    // By itself, or of the scan behind a small picture that was quicker.
    scene.see(page.wait_text(&test("viewer"), "到了"));
    assert_eq!(scene.api(&case)["row"]["images_here"], 0);
    scene.line.mend();
    scene.counter.call("send_now", json!({})).unwrap();
    scene.see(page.wait_gone(&test("images-arriving")));
    scene.see(page.wait_until(
        "the image",
        "const i = all('[data-test=viewer] img')[0]; return !!i && i.complete && i.naturalWidth > 300",
        vec![],
    ));
    scene.see(page.wait_text(&scene.row(&case), "图 1/1"));
}

#[test]
fn a_document_is_shown_beside_the_case_and_opens_in_a_page_of_its_own() {
    let scene = Scene::signed_in();
    let page = &scene.browser;
    let document = scene
        .counter
        .picture("sheet", &scene::document("SITE PLAN"))
        .unwrap();
    assert_eq!(document["media"], "pdf");
    let hash = document["hash"].as_str().unwrap().to_owned();
    scene.take_in_with(&elder_card("罗国良", 1949, 12), &[document]);
    scene.see(page.wait_for(&test("open-pdf")));
    let link = scene.see(page.attribute(&test("open-pdf"), "href"));
    assert_eq!(link, format!("/api/images/{hash}"));
    assert_eq!(
        scene.see(page.attribute(&test("open-pdf"), "rel")),
        "noopener noreferrer"
    );
    scene.see(page.wait_for(&format!("{} iframe", test("viewer"))));
    let kind = "const answer = await fetch(args[0]); return [answer.status, answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]";
    let kind = scene.see(page.run_async(kind, vec![json!(link)]));
    assert_eq!(kind, json!([200, "application/pdf", "nosniff"]));
    scene.picture(&scene::pictures(), "document");
    assert_eq!(scene.offences(), json!([]));
}

#[test]
fn the_pages_keep_within_their_policy_and_the_window_at_every_size() {
    let scene = Scene::signed_in();
    let page = &scene.browser;
    let folder = scene::pictures();
    scene.see(page.wait_for(&test("inbox-empty")));
    scene.picture(&folder, "empty");
    let long = "买买提江·阿卜杜热西提·阿依古丽努尔";
    let missing = ["safety_commitment", "site_plans", "business_licence"];
    scene.take_in(&guest_house(long, 1981, 525, &missing), 3);
    scene.take_in(&elder_card("钟土根", 1956, 173), 2);
    scene.take_in(&pension_check("阿依古丽·买买提", 1962, 408), 1);
    let accepted = scene.take_in(&elder_card("蓝春妹", 1959, 286), 2);
    scene.counter.until_sent().unwrap();
    scene.see(page.wait_count(&test("row"), 4));
    scene.act(&accepted, &json!({ "kind": "accept", "office": null }));
    scene.see(page.wait_count(&test("row"), 3));
    scene.see(page.click_text(&test("row"), long));
    scene.see(page.wait_text(&test("case-title"), long));
    scene.see(page.wait_until(
        "the first image",
        "const i = all('[data-test=viewer] img')[0]; return !!i && i.complete && i.naturalWidth > 300",
        vec![],
    ));
    scene.every_size(&folder, "case");
    scene.see(page.press("b"));
    scene.see(page.wait_for(&test("act-panel")));
    scene.every_size(&folder, "correction");
    scene.see(page.press("Escape"));
    scene.see(page.press("Escape"));
    scene.see(page.wait_gone(&test("act-panel")));
    scene.see(page.press("x"));
    scene.see(page.wait_for(&test("act-panel")));
    scene.see(page.press("Control+Enter"));
    scene.picture(&folder, "refuse");
    scene.see(page.press("Escape"));
    scene.see(page.press("Escape"));
    scene.see(page.click(&test("queue-accepted")));
    scene.see(page.wait_text(&test("case-title"), "蓝春妹"));
    scene.picture(&folder, "accepted");
    scene.see(page.click(&test("language")));
    scene.see(page.wait_text(&test("lead"), "a decision is due"));
    scene.every_size(&folder, "english");
    scene.see(page.click(&test("language")));
    scene.see(page.press("/"));
    scene.see(page.type_text("没有这个人"));
    scene.see(page.wait_text(&test("found"), "没有找到"));
    scene.picture(&folder, "not-found");
    assert_eq!(scene.offences(), json!([]));
    // The watch itself sees: a picture from elsewhere is an offence.
    scene.see(page.run(
        "new Image().src = 'http://127.0.0.1:9/elsewhere.png'",
        vec![],
    ));
    assert_ne!(scene.offences(), json!([]));
}
