use std::io::Write;

use tempfile::TempDir;
use tracing_subscriber::layer::SubscriberExt;

use super::*;

/// What is written when `work` speaks.
fn heard(work: impl FnOnce()) -> String {
    let folder = TempDir::new().unwrap();
    let files = Lines::new(Files::new(folder_of(folder.path())), Instant::now());
    tracing::subscriber::with_default(registry().with(files.with_filter(filter_fn(kept))), work);
    read_all(&folder_of(folder.path())).0
}

#[test]
fn a_field_that_is_not_on_the_list_is_left_out() {
    let said = heard(|| tracing::error!(target: TARGET, applicant = "lan", count = 3, "save"));
    assert!(
        said.contains("save count=3") && !said.contains("lan"),
        "{said}"
    );
}

#[test]
fn a_value_that_is_no_plain_token_is_not_let_through() {
    for value in [
        "蓝春妹",
        "33112319580512001X",
        "0016",
        "/data/蓝春妹/a.jpg",
        "a b",
    ] {
        let said = heard(|| tracing::error!(target: TARGET, reason = value, "save"));
        assert!(
            said.ends_with(" save reason=?\n") || value == "a b" || value.starts_with('/'),
            "{said}"
        );
        assert!(!said.contains(value), "{said}");
    }
}

#[test]
fn of_an_error_only_the_name_of_its_case_is_kept() {
    let error = DeskError::BadRequest {
        what: "蓝春妹 13905780016".into(),
    };
    let said = heard(|| tracing::error!(target: TARGET, reason = ?error, "save"));
    assert!(said.ends_with(" save reason=BadRequest\n"), "{said}");
}

#[test]
fn what_other_libraries_say_is_kept_as_a_place_only() {
    let said = heard(|| tracing::warn!(target: "hyper::client", path = "/v1/x", "GET /v1/lan"));
    assert!(
        said.contains("WARN  src/log/tests.rs:") && !said.contains("v1"),
        "{said}"
    );
    assert_eq!(
        heard(|| tracing::info!(target: "hyper::client", "connected")),
        ""
    );
}

#[test]
fn a_message_put_together_from_values_is_not_let_through() {
    let name = "蓝春妹";
    let said = heard(|| tracing::error!(target: TARGET, "saved {name}"));
    assert!(said.ends_with(" ?\n"), "{said}");
}

#[test]
fn a_file_is_left_at_two_megabytes_and_the_fifteenth_takes_the_oldest_away() {
    let folder = TempDir::new().unwrap();
    let mut files = Files::new(folder.path().to_path_buf());
    let line = vec![b'x'; 999_999];
    for _ in 0..2 * MOST_FILES + 1 {
        files.write_all(&line).unwrap();
    }
    let mut there: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    there.sort_by_key(|entry| entry.file_name());
    assert_eq!(there.len(), MOST_FILES);
    assert!(
        there
            .iter()
            .all(|file| file.metadata().unwrap().len() <= MOST_BYTES)
    );
    let first = there[0].file_name().into_string().unwrap();
    assert!(first.starts_with("shanyi-00002-"), "{first}");
}

#[test]
fn lines_that_find_no_folder_are_counted_and_the_count_is_told_when_it_is_back() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("stick/log");
    let mut files = Files::new(log.clone());
    files.write_all(b"first\n").unwrap();
    std::fs::rename(folder.path().join("stick"), folder.path().join("away")).unwrap();
    std::fs::write(folder.path().join("stick"), b"").unwrap();
    files.write_all(b"second\n").unwrap();
    files.write_all(b"third\n").unwrap();
    std::fs::remove_file(folder.path().join("stick")).unwrap();
    std::fs::rename(folder.path().join("away"), folder.path().join("stick")).unwrap();
    files.write_all(b"fourth\n").unwrap();
    assert_eq!(
        read_all(&log).0,
        "first\n... 2 lines could not be written\nfourth\n"
    );
}

#[test]
fn the_screen_is_shown_whole_lines_from_the_end() {
    let text = format!("{}末行\n", "一行字\n".repeat(SHOWN / 5));
    let end = ending(&text);
    assert!(end.len() <= SHOWN && end.starts_with("一行字\n") && end.ends_with("末行\n"));
}
