//! The county's desk in a real browser: a code by which a real PC joins, a PC that is taken out of service, a
//! password of one's own, a case that is erased.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "console/scene.rs"]
#[allow(dead_code, reason = "shared with the other tests of the console")]
mod scene;

use std::time::{Duration, Instant};

use fantoccini::wd::{PrintConfiguration, PrintSize};
use scene::{Scene, elder_card, test};
use serde_json::{Value, json};
use shanyi_domain::ids::{DeviceId, StationId};
use shanyi_domain::time::Moment;
use shanyi_server::App;
use shanyi_server::clock::Clock;
use shanyi_server::ledger::LedgerError;
use shanyi_server::ledger::devices::Device;
use shanyi_tests::counter::Counter;
use shanyi_tests::drive::{pdf_size, pdf_text};
use shanyi_wire::keys::SigningKey;

/// A scene whose browser the county's desk has signed in at.
fn county() -> Scene {
    let scene = Scene::open();
    let (name, password) = scene.township.accounts().unwrap().remove(2);
    scene.sign_in(&name, &password);
    scene.see(scene.browser.wait_for(&test("shell")));
    scene
}

fn go(scene: &Scene, room: &str) {
    let wanted = format!("location.hash = '#/{room}'");
    scene.see(scene.browser.run(&wanted, vec![]));
    scene.see(scene.browser.wait_for(&test(&format!("{room}-page"))));
}

fn text(scene: &Scene, name: &str) -> String {
    scene.see(scene.browser.text(&test(name)))
}

#[test]
fn a_code_made_in_the_console_makes_a_fresh_pc_the_stations() {
    let scene = county();
    let page = &scene.browser;
    go(&scene, "pcs");
    scene.see(page.wait_count(&test("pc"), 1));
    // Nobody touches the mouse: the button's key, the fields in their order, Enter.
    scene.see(page.press("n"));
    scene.see(page.wait_focus("#code-station"));
    scene.see(page.type_text("五星"));
    scene.see(page.wait_for("[role=option][data-highlighted]"));
    scene.see(page.press("Enter"));
    scene.see(page.wait_for("#code-replaces"));
    scene.see(page.press("Tab"));
    scene.see(page.wait_focus("#code-label"));
    scene.see(page.type_text("里屋"));
    scene.see(page.press("Enter"));
    scene.see(page.wait_for(&test("made-code")));
    let code = text(&scene, "code-text");
    let server = text(&scene, "code-server");
    assert_eq!(server, scene.township.url());
    assert_eq!(scene.barriers(), Vec::<String>::new());
    assert_eq!(scene.offences(), json!([]));
    let told = text(&scene, "code-fingerprint");
    scene.see(page.press("Escape"));
    scene.see(page.wait_gone(&test("made-code")));
    scene.see(page.wait_for("[data-test=code][data-state=good]"));
    let kept =
        "return JSON.stringify([{...localStorage}, {...sessionStorage}, document.body.outerHTML])";
    let kept = scene.see(page.run(kept, vec![]));
    assert!(!kept.as_str().unwrap().contains(&code), "it is shown once");

    let folder = tempfile::tempdir().unwrap();
    let pc = Counter::fresh_as_released(folder.path());
    let joined = pc.call("join", json!({"server": server, "code": code}));
    let joined = &joined.unwrap()["joined"];
    assert_eq!(joined["station"], "五星村服务站");
    assert_eq!(
        joined["fingerprint"],
        told.as_str(),
        "both screens say the same"
    );
    let begun = pc.call("confirm_joining", json!({"operator": 11})).unwrap();
    assert_eq!(begun["shut"], Value::Null);
    pc.until_furnished().unwrap();

    // The page hears of it by itself.
    scene.see(page.wait_count(&test("pc"), 2));
    scene.see(page.wait_gone("[data-test=code][data-state=good]"));
    scene.see(page.click("#pcs-old"));
    scene.see(page.wait_text("[data-test=code][data-state=used]", "里屋"));
    scene.see(page.click(&test("revoke-B")));
    scene.see(page.wait_focus("#revoke-why"));
    scene.see(page.type_text("电脑被偷"));
    scene.see(page.press("Enter"));
    scene.see(page.wait_text(&test("pcs-said"), "停用了"));
    let device = scene.ask("GET", "/api/devices", None);
    let revoked = device
        .as_array()
        .unwrap()
        .iter()
        .filter(|pc| pc["revoked_why"] == "电脑被偷");
    assert_eq!(revoked.count(), 1);
}

#[test]
fn an_invitation_is_downloaded_and_printed_and_a_pc_without_a_line_joins_by_it() {
    let scene = county();
    let page = &scene.browser;
    go(&scene, "pcs");
    scene.see(page.wait_count(&test("pc"), 1));
    scene.see(page.click(&test("replace-A")));
    scene.see(page.wait_for("#code-how-1"));
    scene.see(page.click("#code-how-1"));
    scene.see(page.fill("#code-server", "https://shanyi.example:8443/console"));
    scene.see(page.press("Enter"));
    scene.see(page.wait_for(&test("made-code")));
    assert_eq!(text(&scene, "code-server"), "https://shanyi.example:8443");
    let code = text(&scene, "code-text");
    scene.see(page.press("s"));
    scene.see(page.wait_for(&test("code-saved")));
    looked_at(&scene, "county-invitation");
    let file = scene
        .folder
        .path()
        .join("downloads/邀请-五星村服务站.shanyi");
    let begun = Instant::now();
    while !file.is_file() {
        assert!(begun.elapsed() < Duration::from_secs(15), "nothing came");
        std::thread::sleep(Duration::from_millis(20));
    }

    // Held while it is on its way to the printer, as a browser's dialog would hold it.
    let hold = "window.print = () => new Promise((done) => (window.printed = done))";
    scene.see(page.run(hold, vec![]));
    scene.see(page.press("p"));
    scene.see(page.wait_for("body.prints-paper"));
    let sheet = scene::pictures().join("county-invitation.pdf");
    let paper = PrintSize {
        width: 21.0,
        height: 29.7,
    };
    let wish = PrintConfiguration::builder().size(paper).build().unwrap();
    let client = page.client().clone();
    let printed = scene.see(async { Ok(client.print(wish).await.unwrap()) });
    std::fs::write(&sheet, printed).unwrap();
    scene.see(page.run("window.printed()", vec![]));
    let size = pdf_size(&sheet).unwrap();
    assert!(size.pages == 1 && size.is(210.0, 297.0), "{size:?}");
    let words = pdf_text(&sheet).unwrap();
    assert!(
        words.contains(&code) && words.contains("用文件加入"),
        "{words}"
    );

    let elsewhere = tempfile::tempdir().unwrap();
    let pc = Counter::fresh_as_released(elsewhere.path());
    let bytes = std::fs::read(&file).unwrap();
    let wish = json!({ "code": code });
    let joined = pc.desk().call_with_bytes("join_by_file", wish, &bytes);
    assert_eq!(joined.unwrap()["joined"]["station"], "五星村服务站");
}

#[test]
fn a_clerk_chooses_a_password_by_keyboard_and_signs_in_with_it() {
    let scene = Scene::signed_in();
    let page = &scene.browser;
    let (name, password) = scene.account();
    let new = "三棵老樟树在村口桥头边";
    let focus = format!(
        "document.querySelector('{}').focus()",
        test("change-password")
    );
    scene.see(page.run(&focus, vec![]));
    scene.see(page.press("Enter"));
    scene.see(page.wait_focus("#password-old"));
    for text in ["not-the-password", new, new] {
        scene.see(page.type_text(text));
        scene.see(page.press("Tab"));
    }
    scene.see(page.press("Enter"));
    scene.see(page.wait_text(&test("password-trouble"), "账号或密码不对"));
    scene.see(page.wait_focus("#password-old"));
    scene.see(page.type_text(&password));
    scene.see(page.press("Enter"));
    scene.see(page.wait_for(&test("password-done")));
    let kept =
        "return JSON.stringify([{...localStorage}, {...sessionStorage}, document.body.outerHTML])";
    let kept = scene.see(page.run(kept, vec![]));
    assert!(!kept.as_str().unwrap().contains(new));
    scene.see(page.click(&test("sign-out")));
    scene.sign_in(&name, &password);
    scene.see(page.wait_text(&test("sign-in-trouble"), "账号或密码不对"));
    scene.sign_in(&name, new);
    scene.see(page.wait_for(&test("inbox")));
}

#[test]
fn a_case_erased_at_the_countys_desk_is_gone_there_and_at_the_station() {
    let scene = county();
    let page = &scene.browser;
    let kept = scene.take_in(&elder_card("蓝春妹", 1950, 3), 0);
    let case = scene.take_in(&elder_card("雷美凤", 1956, 204), 1);
    scene.counter.until_sent().unwrap();
    let place = format!("location.hash = '#/inbox/all/{case}'");
    scene.see(page.run(&place, vec![]));
    scene.see(page.wait_text(&test("case-title"), "雷美凤"));
    scene.see(page.click(&test("erase")));
    scene.see(page.wait_focus("#erase-why"));
    scene.see(page.press("Control+Enter"));
    scene.see(page.wait_text(&test("ask-erase"), "写一句谁要求的"));
    scene.see(page.type_text("申请人书面要求"));
    scene.see(page.press("Control+Enter"));
    scene.see(page.wait_text(&test("erased"), "抹除了"));
    scene.see(page.wait_text(&test("case-title"), "蓝春妹"));
    assert_eq!(scene.api(&case)["kind"], "not_found");
    scene.counter.call("send_now", json!({})).unwrap();
    let gone = |found: &Value| found["cases"] == json!([]);
    let wish = json!({"text": "雷美凤"});
    scene.counter.until("find_all", &wish, gone).unwrap();
    assert!(scene.api(&kept)["row"].is_object());
}

/// Forty PCs at the demonstration's first station, some out of service, with names as people write them.
fn many_pcs(scene: &Scene) {
    let app = App::open(scene.township.data(), Clock::System).unwrap();
    let made: Result<(), LedgerError> = app.ledger.write(|tx| {
        let station: StationId = tx.stations()?[0].id;
        for nth in 0..40_u8 {
            let id = DeviceId([nth + 1; 16]);
            let key = SigningKey::from_bytes(&[nth + 1; 32]).public();
            let at = Moment(app.clock.now().0 - 86_400 * i64::from(nth) - 3600);
            tx.enrol(&Device { id, key, station }, &format!("X{nth}"), at)?;
            let label = match nth % 4 {
                0 => "前台".to_owned(),
                1 => String::new(),
                2 => "里屋靠窗那台，梅建平和兰玉珍轮流用的旧笔记本电脑，屏幕左上角裂了一道"
                    .to_owned(),
                _ => format!("第 {nth} 台"),
            };
            tx.furnish(id, &[nth; 32], &label)?;
            match nth % 7 {
                3 => tx.revoke(
                    id,
                    at,
                    "店里转让了，电脑跟着卖给了隔壁开农家乐的，硬盘已经拆下来交到乡里",
                )?,
                5 => tx.revoke(id, at, &format!("replaced by {}", DeviceId([1; 16])))?,
                _ => {}
            }
        }
        Ok(())
    });
    made.unwrap();
}

/// Looks at the page in every size and in both languages, and comes back to Chinese.
fn looked_at(scene: &Scene, name: &str) {
    scene.every_size(&scene::pictures(), name);
    speak(scene);
    scene.every_size(&scene::pictures(), &format!("{name}-en"));
    speak(scene);
}

/// The other language, also from behind a dialog.
fn speak(scene: &Scene) {
    let press = format!("document.querySelector('{}').click()", test("language"));
    scene.see(scene.browser.run(&press, vec![]));
}

#[test]
fn the_countys_rooms_and_what_they_ask_fit_every_size_in_both_languages() {
    let scene = Scene::open();
    let page = &scene.browser;
    looked_at(&scene, "county-door");
    // The county's, for a township that has no PC yet.
    let fixed = [
        "--county",
        "--township",
        "北界镇",
        "--title",
        "科员",
        "--office",
        "遂昌县行政服务中心",
    ];
    let password = scene.township.account_of("open", "方小琴", &fixed).unwrap();
    scene.sign_in("方小琴", &password);
    scene.see(page.wait_for(&test("shell")));
    go(&scene, "pcs");
    scene.see(page.wait_for(&test("pcs-none")));
    looked_at(&scene, "county-pcs-none");
    scene.see(page.click(&test("sign-out")));
    let (name, password) = scene.township.accounts().unwrap().remove(2);
    scene.sign_in(&name, &password);
    scene.see(page.wait_for(&test("shell")));
    let case = scene.take_in(&elder_card("雷美凤", 1956, 204), 1);
    scene.see(page.wait_for(&scene.row(&case)));
    scene.see(page.wait_text(&test("case-title"), "雷美凤"));
    looked_at(&scene, "county-inbox");
    scene.see(page.click(&test("erase")));
    scene.see(page.wait_focus("#erase-why"));
    looked_at(&scene, "county-erase");
    scene.see(page.press("Escape"));
    scene.see(page.click(&test("change-password")));
    scene.see(page.wait_focus("#password-old"));
    looked_at(&scene, "county-password");
    scene.see(page.press("Escape"));

    go(&scene, "people");
    scene.see(page.wait_for(&test("person")));
    looked_at(&scene, "county-people");
    for (button, dialog) in [
        ("enter-331123208211", "enter"),
        ("post-11", "post"),
        ("right-11", "right"),
    ] {
        scene.see(page.click(&test(button)));
        scene.see(page.wait_for(&test(&format!("ask-{dialog}"))));
        looked_at(&scene, &format!("county-people-{dialog}"));
        scene.see(page.press("Escape"));
        scene.see(page.wait_gone(&test(&format!("ask-{dialog}"))));
    }

    go(&scene, "pcs");
    scene.see(page.wait_for(&test("pc")));
    looked_at(&scene, "county-pcs-one");
    many_pcs(&scene);
    for (label, in_a_file) in [
        ("前台", false),
        ("里屋靠窗那台，梅建平和兰玉珍轮流用的旧笔记本电脑", true),
    ] {
        let wish = json!({"station": "331123208211", "server": "https://shanyi.example:8443", "label": label, "in_a_file": in_a_file});
        assert!(scene.ask("POST", "/api/codes", Some(&wish))["code"].is_string());
    }
    scene.see(page.wait_count(&test("code"), 2));
    scene.see(page.wait_count(&test("pc"), 41));
    scene.see(page.click("#pcs-old"));
    looked_at(&scene, "county-pcs");
    let down = "document.querySelector('[data-test=pcs]').scrollIntoView()";
    scene.see(page.run(down, vec![]));
    looked_at(&scene, "county-pcs-list");
    scene.see(page.click(&test("make-code")));
    scene.see(page.wait_focus("#code-station"));
    scene.see(page.type_text("五星"));
    scene.see(page.wait_for("[role=option][data-highlighted]"));
    scene.see(page.press("Enter"));
    scene.see(page.wait_for("#code-replaces"));
    looked_at(&scene, "county-code-asked");
    scene.see(page.press("Enter"));
    scene.see(page.wait_for(&test("made-code")));
    looked_at(&scene, "county-code");
    scene.see(page.press("Escape"));
    scene.see(page.wait_gone(&test("made-code")));
    scene.see(page.click(&test("revoke-X0")));
    scene.see(page.wait_focus("#revoke-why"));
    looked_at(&scene, "county-revoke");
}
