//! What somebody types wrong, and what nobody has typed before.

use crate::commands::{demo, run};

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
