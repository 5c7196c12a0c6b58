//! What somebody types wrong, and what nobody has typed before.

use crate::commands::{demo, run};
use crate::office::FIRST_VILLAGE;

#[test]
fn a_slip_in_the_folders_name_makes_no_township_and_calls_nothing_whole() {
    let folder = tempfile::tempdir().unwrap();
    let slip = folder.path().join("shanyi-dta");
    let to = folder.path().join("stick");
    let to = to.to_str().unwrap();
    let open = ["--name", "方小琴", "--title", "窗口", "--office", "中心"];
    for args in [
        &["verify"][..],
        &["doctor"],
        &["dump"],
        &["devices"],
        &["restored"],
        &["recovery-key"],
        &["backup", "--to", to],
        &["code", "--list"],
        &["erase", "--case", "五星-26-A0001-8", "--why", "x"],
        &["open-key", "--keys", to, "--out", to],
        &["publish", "--catalog", to],
        &[&["account", "open"][..], &open].concat(),
        &["people", "list"],
    ] {
        let output = run(&slip, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
        assert!(said.contains("there is no township in"), "{args:?}: {said}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_doctor_is_called_as_somebody_types_it_and_ends_with_1_where_anything_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    for (lang, words) in [
        ("zh", "还没有做过异地副本"),
        ("en", "There never was a backup"),
    ] {
        let output = run(&data, &["doctor", "--lang", lang]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn an_address_at_which_nobody_finds_the_server_makes_no_code_and_no_invitation() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let out = folder.path().join("invitation");
    let out = out.to_str().unwrap();
    for address in [
        "",
        "垃圾,地址",
        "ftp://x",
        "http://10.1.2.3",
        "https://a:b",
        "x/y",
    ] {
        let whom = ["--station", FIRST_VILLAGE, "--server", address];
        for args in [
            [&["invite"][..], &whom, &["--out", out]].concat(),
            [&["code"][..], &whom].concat(),
        ] {
            let output = run(&data, &args);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
            assert!(said.contains("is no address under which"), "{said}");
        }
    }
    assert!(!std::path::Path::new(out).exists());
    let listed = run(&data, &["code", "--list"]);
    assert!(listed.stdout.is_empty(), "no code was made");
    let whom = [
        "code",
        "--station",
        FIRST_VILLAGE,
        "--server",
        "shanyi.example.cn",
    ];
    let said = String::from_utf8(run(&data, &whom).stdout).unwrap();
    assert!(
        said.contains("SHANYI:1:https://shanyi.example.cn:"),
        "{said}"
    );
}
