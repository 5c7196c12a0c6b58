//! The window lets its pages do no more than they need, by what it is configured with.

use std::fs;

use serde_json::Value;

use crate::ground::{METADATA, TEXTS, lines_where, none_of, root};

fn json(path: &str) -> Value {
    let text = fs::read_to_string(root().join(path)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// What each kind of thing may come from. All kinds are named but frames: those come by what is named first, to which Tauri
/// adds the address of the frame that looks through calls, another in each build.
const POLICY: &[(&str, &str)] = &[
    // A paper that came as PDF; the window lets no other one through.
    ("default-src", "data:"),
    ("script-src", "'self'"),
    // The one line by which Tauri hides that frame.
    (
        "style-src",
        "'self' 'sha256-YEercZJImS+vUX2bz7vkQ0aA4rtBIPLuCEWz+yraQ/g='",
    ),
    ("img-src", "'self' blob: data:"),
    ("font-src", "'self'"),
    (
        "connect-src",
        "ipc: http://ipc.localhost handed: http://handed.localhost",
    ),
    ("media-src", "'none'"),
    ("worker-src", "'none'"),
    ("manifest-src", "'none'"),
    ("object-src", "'none'"),
    ("base-uri", "'none'"),
    ("form-action", "'none'"),
    ("frame-ancestors", "'none'"),
];

#[test]
fn the_window_s_pages_get_nothing_from_outside_and_run_no_words() {
    let security = &json("src-tauri/tauri.conf.json")["app"]["security"];
    let policy = security["csp"].as_object().unwrap();
    for (kind, from) in policy {
        assert!(
            POLICY.contains(&(kind.as_str(), from.as_str().unwrap())),
            "{kind} {from} is not what the house allows"
        );
    }
    assert_eq!(policy.len(), POLICY.len());
    assert_eq!(security["freezePrototype"], true);
    // Nothing else may be said: not the switches that are called dangerous, no other capability.
    let said: Vec<&String> = security.as_object().unwrap().keys().collect();
    assert_eq!(said, ["csp", "freezePrototype", "pattern"]);
    let frame = serde_json::json!({ "use": "isolation", "options": { "dir": "gen/isolation" } });
    assert_eq!(security["pattern"], frame);
}

#[test]
fn no_page_finds_the_program_in_its_globals() {
    let app = &json("src-tauri/tauri.conf.json")["app"];
    assert_eq!(app["withGlobalTauri"], false);
    // A window that the configuration opens would stand outside the fence.
    for window in app["windows"].as_array().unwrap() {
        assert_eq!(window["create"], false, "{window}");
    }
}

/// What the windows may ask for beside the program's own commands.
const OF_TAURI: &[(&str, &str)] = &[
    ("station", "core:event:allow-listen"),
    ("station", "core:event:allow-unlisten"),
];

#[test]
fn each_window_has_a_capability_of_its_own_and_no_more_than_it_uses() {
    let mut broken = Vec::new();
    for (name, windows) in [("station", "station"), ("paper", "paper-*")] {
        let capability = json(&format!("src-tauri/capabilities/{name}.json"));
        assert_eq!(capability["windows"], serde_json::json!([windows]));
        // Pages that came over a network are given nothing.
        assert!(capability["remote"].is_null() && capability["webviews"].is_null());
        for permission in capability["permissions"].as_array().unwrap() {
            let permission = permission.as_str().unwrap_or("one with a scope");
            let own = permission.starts_with("allow-") && !permission.contains(':');
            if !own && !OF_TAURI.contains(&(name, permission)) {
                broken.push(format!("{name}: {permission}"));
            }
        }
    }
    none_of(&broken, "These permissions are more than a page needs:");
    let files = fs::read_dir(root().join("src-tauri/capabilities")).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["automation", "paper.json", "station.json"]);
}

#[test]
fn no_plugin_stands_between_the_pages_and_the_pc() {
    let plugins: Vec<String> = METADATA
        .ours()
        .flat_map(|package| &package.dependencies)
        .filter(|dependency| dependency.name.starts_with("tauri-plugin"))
        .map(|dependency| dependency.name.clone())
        .collect();
    none_of(&plugins, "These plugins open the PC to the pages:");
}

#[test]
fn no_page_makes_a_page_of_words() {
    let ways = [
        concat!("v-h", "tml"),
        concat!("inner", "HTML"),
        concat!("outer", "HTML"),
        concat!("insertAdjacent", "HTML"),
        concat!("document.wr", "ite"),
        concat!("DOM", "Parser"),
        concat!("new Func", "tion"),
        concat!("srcd", "oc"),
    ];
    let pages = TEXTS.iter().filter(|text| {
        text.path.starts_with("ui/")
            && text.ends_with(&[".vue", ".ts", ".html"])
            && !text.path.contains(".test.")
            && !text.path.contains("/testing/")
    });
    let broken = lines_where(pages, |line| ways.iter().any(|way| line.contains(way)));
    none_of(&broken, "Words become part of a page here:");
}
