//! Nobody's data is in the log: every command of the table is driven with words that would be
//! found again, well and badly, and then every file and the terminal are searched for them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod furnished;

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use furnished::{OPERATOR, OPERATOR_PHONE, elders_card, furnished};
use serde_json::{Value, json};
use shanyi_app::command::NAMES;
use shanyi_app::desk::{Desk, Opening};
use shanyi_app::error::DeskError;
use shanyi_app::log;
use shanyi_domain::identity::IdNumber;

/// In the environment of the process that speaks: where its desk is.
const SPEAK: &str = "SHANYI_TEST_SPEAK";

const NAME: &str = "阚玥瑶";
const PINYIN: &str = "kanyueyao";
const PHONE: &str = "13905787731";
const PIN: &str = "930517284";
const ADDRESS: &str = "白鹭湾金竹垄 88 号";
const WORDS: &str = "麻烦转告她嫂子 7731";
const WRONG_ID: &str = "331123195905124418";
const CODE: &str = "7K2QM-9XW4R";

fn id_number() -> String {
    let birth = chrono::NaiveDate::from_ymd_opt(1956, 8, 27).unwrap();
    let id = IdNumber::made_up(331_123, birth, 738).unwrap();
    id.as_str().to_owned()
}

/// A desk that is spoken to.
struct Told {
    desk: std::sync::Arc<Desk>,
    /// What was driven.
    driven: Vec<String>,
    /// Ids, hashes and numbers that came back.
    came: Vec<String>,
}

impl Told {
    fn call(&mut self, name: &str, args: Value) -> Value {
        let end = self.desk.call(name, args);
        self.drove(name, &end);
        end.unwrap_or_default()
    }

    fn picture(&mut self, bytes: &[u8]) -> Value {
        let of = json!({ "of": "id_side" });
        let end = self.desk.call_with_bytes("prepare_picture", of, bytes);
        self.drove("prepare_picture", &end);
        end.unwrap_or_default()
    }

    /// A command whose arguments were not understood was not driven.
    fn drove(&mut self, name: &str, end: &Result<Value, DeskError>) {
        if !matches!(end, Err(DeskError::BadRequest { .. })) {
            self.driven.push(name.to_owned());
        }
    }

    fn came(&mut self, value: &Value) -> String {
        let text = value.as_str().unwrap_or_default().to_owned();
        self.came.push(text.clone());
        text
    }
}

/// Speaks to every command, well and badly.
fn speak(data: &Path) -> Vec<String> {
    log::begin(data, true);
    let desk = Desk::open(&furnished(data));
    let mut told = Told {
        desk,
        driven: Vec::new(),
        came: Vec::new(),
    };
    join(&mut told, &data.with_extension("fresh"));
    let case = take_in(&mut told);
    look(&mut told, &case);
    act(&mut told, &case);
    pass_the_door(&mut told);
    told.call(NAME, json!({ "text": NAME }));
    // A locked door would refuse the others before it looks at what they are given.
    for name in NAMES.iter().filter(|name| **name != "lock") {
        // Arguments of another shape: the refusal quotes them.
        let odd = json!({ "case": [NAME], "form": [PHONE], "text": [WORDS], "code": [NAME],
            "item": [NAME], "hash": [PHONE], "filter": NAME, "search": NAME, "name": [NAME],
            "id": [NAME], "day": NAME, "of": NAME, "content": null });
        told.desk.call(name, odd.clone()).ok();
        told.desk.call_with_bytes(name, odd, NAME.as_bytes()).ok();
    }
    let panicked = std::thread::spawn(|| std::panic::panic_any(format!("{NAME} {PHONE}")));
    assert!(panicked.join().is_err());
    let driven = |name: &&&str| told.driven.iter().any(|driven| driven == *name);
    let left: Vec<_> = NAMES.iter().filter(|name| !driven(name)).collect();
    if !left.is_empty() {
        // A panic's words are not shown here.
        println!("drive these commands too: {left:?}");
        std::process::exit(1);
    }
    told.came
}

/// Joins by a code and by a file, at a desk that is a station's already and at a fresh one.
fn join(told: &mut Told, fresh: &Path) {
    let data = fresh.with_extension(NAME);
    let fresh = Desk::open(&Opening::new(fresh));
    for desk in [std::sync::Arc::clone(&told.desk), fresh] {
        let stations = std::mem::replace(&mut told.desk, desk);
        told.call("joining", json!({}));
        // Nobody listens there.
        let wish = json!({ "server": "http://127.0.0.1:9", "code": CODE });
        told.call("join", json!({ "server": NAME, "code": CODE }));
        told.call("join", wish);
        let code = json!({ "code": CODE });
        let end = told
            .desk
            .call_with_bytes("join_by_file", code, NAME.as_bytes());
        told.drove("join_by_file", &end);
        told.call("confirm_joining", json!({ "operator": 11 }));
        told.call("leave_joining", json!({}));
        take_a_place(told, &data);
        told.desk = stations;
    }
}

/// Looks for copies where none are and opens none; takes a name by a code and by a file.
fn take_a_place(told: &mut Told, folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let folder = folder.to_string_lossy().into_owned();
    told.call("replacing", json!({}));
    told.call("look_for_copies", json!({ "folder": folder }));
    let wish = json!({ "folder": folder, "code": WORDS });
    told.call("open_copies", wish.clone());
    let end = told
        .desk
        .call_with_bytes("open_copies_by_file", wish, NAME.as_bytes());
    told.drove("open_copies_by_file", &end);
    told.call("put_copy_back", json!({}));
    told.call("naming", json!({}));
    told.call("take_name", json!({ "server": NAME, "code": CODE }));
    told.call("take_name", json!({ "server": null, "code": WORDS }));
    let code = json!({ "code": CODE });
    let end = told
        .desk
        .call_with_bytes("take_name_by_file", code, NAME.as_bytes());
    told.drove("take_name_by_file", &end);
}

/// Chooses a PIN, locks and comes in again; PIN and code are words that would be found.
fn pass_the_door(told: &mut Told) {
    let made = told.call("choose_pin", json!({ "operator": 11, "pin": PIN }));
    let groups: Vec<String> = serde_json::from_value(made["groups"].clone()).unwrap();
    told.came.push(groups.concat());
    told.call("recovery_sheet", json!({}));
    let asked = [0, 1].map(|at| {
        let place = made["ask"][at].as_u64().unwrap();
        groups[usize::try_from(place).unwrap() - 1].clone()
    });
    told.call("confirm_recovery", json!({ "groups": ["00000", "00000"] }));
    told.call("confirm_recovery", json!({ "groups": asked }));
    told.call("still_here", json!({}));
    told.call("set_idle", json!({ "minutes": 5 }));
    told.call("change_pin", json!({ "pin": "111222", "new_pin": PIN }));
    told.call("add_colleague", json!({ "operator": 99, "pin": PIN }));
    for name in ["pins", "keys", "pin_news", "note_pin_news"] {
        told.call(name, json!({}));
    }
    told.call("journal", json!({ "before": null }));
    told.call("take_pin", json!({ "operator": 99 }));
    told.call("new_recovery", json!({}));
    told.call("lock", json!({}));
    told.call("hand_over_keys", json!({}));
    let end = told.desk.call_with_bytes("bring_keys", json!({}), b"{}");
    told.drove("bring_keys", &end);
    told.call(
        "open_by_recovery",
        json!({ "code": groups.concat().repeat(2) }),
    );
    told.call("sign_in", json!({ "operator": 11, "pin": "111222" }));
    let door = told.call("sign_in", json!({ "operator": 11, "pin": PIN }));
    assert_eq!(door["state"], "open");
}

fn take_in(told: &mut Told) -> String {
    let id = id_number();
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::new(300, 200)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let image = told.picture(png.get_ref());
    told.picture(NAME.as_bytes());
    told.came(&image["image"]["hash"]);
    let content = json!({ "name": NAME, "idNumber": id, "address": ADDRESS });
    told.call(
        "keep_draft",
        json!({ "form": "intake:1", "content": content }),
    );
    told.call("drafts", json!({}));
    let mut form = elders_card(NAME, WRONG_ID, PHONE, ADDRESS);
    told.call("take_in", form.clone());
    form["applicant"]["id_number"] = json!(id);
    form["materials"][0]["images"] = json!([image["image"]]);
    form["draft"] = json!("intake:1");
    let taken = told.call("take_in", form);
    told.came(&taken["number"]);
    told.call(
        "keep_draft",
        json!({ "form": "intake:2", "content": content }),
    );
    told.call("put_aside", json!({ "form": "intake:2", "aside": true }));
    told.call("drop_draft", json!({ "form": "intake:2" }));
    told.came(&taken["case"])
}

fn searched(text: &str) -> Value {
    json!({ "filter": "all", "text": text, "item": null, "states": [], "from": null,
        "until": null, "due": null, "person": null })
}

fn look(told: &mut Told, case: &str) {
    told.call("set_aside", json!({}));
    told.call("note_doubled", json!({}));
    let hash = told.came[0].clone();
    for text in [NAME, PINYIN, PHONE, "7731", ADDRESS, "\" OR *("] {
        told.call("find_items", json!({ "text": text }));
        told.call("find_all", json!({ "text": text }));
        told.call(
            "cases",
            json!({ "search": searched(text), "after": null, "limit": null }),
        );
    }
    for name in [
        "door",
        "station",
        "sync_status",
        "sync_history",
        "send_now",
        "today",
        "save_log",
        "open_again",
        "log_text",
        "health",
        "mend",
    ] {
        told.call(name, json!({}));
    }
    let stick = tempfile::tempdir().unwrap();
    let folder = stick.path().join(NAME);
    for said in [NAME, folder.to_str().unwrap()] {
        told.call("choose_outer", json!({ "folder": said }));
        told.call("copy_out", json!({}));
        std::fs::create_dir_all(&folder).unwrap();
    }
    told.call("choose_outer", json!({ "folder": folder }));
    told.call("copy_out", json!({}));
    told.call("outer", json!({}));
    let kept = json!({ "name": NAME, "search": searched(ADDRESS) });
    told.call("keep_search", kept);
    told.call("saved_searches", json!({}));
    told.call("drop_search", json!({ "id": NAME }));
    told.call("person", json!({ "case": case }));
    told.call("item", json!({ "code": "lnyd" }));
    told.call("item", json!({ "code": NAME }));
    told.call("set_day", json!({ "day": "2026-11-22" }));
    told.call(
        "check_id_number",
        json!({ "text": id_number(), "item": "lnyd" }),
    );
    told.call("check_id_number", json!({ "text": WRONG_ID, "item": null }));
    told.call("case", json!({ "case": case }));
    told.call("case", json!({ "case": PHONE }));
    told.call("show_phone", json!({ "case": case }));
    told.call("send_case", json!({ "case": case }));
    told.call("send_case", json!({ "case": PHONE }));
    told.call("image", json!({ "hash": hash }));
}

fn act(told: &mut Told, case: &str) {
    let line =
        json!({ "material": "photo", "originals": 1, "copies": 0, "images": [], "checked": false });
    let amend = json!({ "case": case, "materials": [line], "applies": null, "submit": false, "missing_because": null });
    told.call("comment", json!({ "case": case, "text": WORDS }));
    told.call("hand_on", json!({ "case": case, "to": 99, "why": WORDS }));
    told.call("colleague_forms", json!({}));
    told.call(
        "take_over_form",
        json!({ "operator": 99, "form": "intake:1" }),
    );
    told.call("amend", amend.clone());
    told.call("withdraw", json!({ "case": case, "reason": "" }));
    told.call("withdraw", json!({ "case": case, "reason": WORDS }));
    told.call("return_originals", json!({ "case": case, "to": NAME }));
    told.call(
        "deliver",
        json!({ "case": case, "to": NAME, "relation": "applicant", "signature": null, "photo": null }),
    );
}

/// Every form in which a word could stand in a file.
fn forms(word: &str) -> Vec<String> {
    let escaped: String = word
        .encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect();
    let percent: String = word.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let debug = word.escape_unicode().to_string();
    vec![
        word.to_owned(),
        escaped.to_uppercase(),
        escaped,
        percent.to_lowercase(),
        percent,
        debug,
    ]
}

fn search(place: &str, bytes: &[u8], canaries: &[String]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut found: Vec<_> = canaries
        .iter()
        .flat_map(|canary| forms(canary))
        .filter(|form| text.contains(form))
        .map(|form| format!("{place} has {form}"))
        .collect();
    // The last digits alone are looked for as a number by themselves: times and sizes are long.
    let id = id_number();
    for end in [&id[14..], &PHONE[7..], &WRONG_ID[14..]] {
        let alone = text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|part| part == end);
        found.extend(alone.then(|| format!("{place} has {end}")));
    }
    found
}

#[test]
fn no_command_puts_anything_of_a_person_into_the_log() {
    if let Some(data) = std::env::var_os(SPEAK) {
        let came = speak(Path::new(&data)).join("\n");
        std::fs::write(PathBuf::from(data).with_extension("came"), came).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("station");
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args([
        "--exact",
        "no_command_puts_anything_of_a_person_into_the_log",
        "--nocapture",
    ]);
    let spoke = again.env(SPEAK, &data).output().unwrap();
    let (log, files) = log::read_all(&log::folder_of(&data));
    assert!(
        spoke.status.success(),
        "{}\n{log}",
        String::from_utf8_lossy(&spoke.stdout)
    );

    let came = std::fs::read_to_string(data.with_extension("came")).unwrap();
    let own = [
        NAME,
        PINYIN,
        PHONE,
        ADDRESS,
        WORDS,
        WRONG_ID,
        PIN,
        CODE,
        &CODE.replace('-', ""),
        OPERATOR,
        OPERATOR_PHONE,
        "白鹭湾",
        "嫂子",
    ];
    let mut canaries: Vec<String> = own.iter().map(|word| (*word).to_owned()).collect();
    canaries.push(id_number());
    // Of a hash or an id eight digits may be said, nine may not.
    canaries.extend(came.lines().map(|id| id.chars().take(9).collect()));

    assert_eq!(files, 1);
    for name in ["take_in", "comment", "withdraw", "prepare_picture"] {
        assert!(log.contains(&format!("command name={name}")), "{log}");
    }
    for kind in [
        "outcome=id_number fault=check_digit",
        "outcome=picture fault=format",
        "panic thread=",
    ] {
        assert!(log.contains(kind), "{kind} is not in\n{log}");
    }
    let mut found = search("the terminal", &spoke.stderr, &canaries);
    found.extend(search("the log", log.as_bytes(), &canaries));
    assert!(found.is_empty(), "{found:#?}\n{log}");
}
