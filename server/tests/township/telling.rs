//! What a command says when it can't be done, to whom it says it.

use std::path::Path;
use std::process::Command;

use crate::commands::{PROGRAM, demo, run};
use crate::office::FIRST_VILLAGE;

/// What stands on stderr where the system has this language. The data folder goes behind the first word
/// that is no option.
fn said(data: &Path, args: &[&str], lang: &str) -> String {
    let verb = match args {
        ["--lang", ..] => 3,
        _ => 1,
    };
    let (verb, rest) = args.split_at(verb);
    let mut command = Command::new(PROGRAM);
    let command = command.args(verb).arg("--data").arg(data).args(rest);
    let command = command.env("LANG", lang);
    let command = command.env_remove("LC_ALL").env_remove("LC_MESSAGES");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{args:?}");
    assert!(output.stdout.is_empty(), "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_command_that_fails_says_so_in_the_systems_language_or_the_one_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("nowhere");
    let here = data.display();
    let chinese = format!(
        "{here} 里没有乡里的总账。请给启动服务时用的那个文件夹（serve --data）。没有改动。\n"
    );
    let english = format!(
        "there is no township in {here}: give the folder that the server is started with (serve \
         --data). Nothing was made or changed.\n"
    );
    for (lang, words) in [
        ("zh_CN.UTF-8", &chinese),
        // A system that says nothing of a language is one of a township, as for `verify`.
        ("C", &chinese),
        ("", &chinese),
        ("en_US.UTF-8", &english),
    ] {
        assert_eq!(said(&data, &["devices"], lang), *words, "{lang}");
    }
    for args in [
        &["--lang", "en", "devices"][..],
        &["devices", "--lang", "en"],
    ] {
        assert_eq!(said(&data, args, "zh_CN.UTF-8"), english, "{args:?}");
    }
    for verb in ["verify", "doctor", "dump"] {
        assert_eq!(said(&data, &[verb, "--lang", "zh"], "en_US.UTF-8"), chinese);
    }
    let list = ["people", "list", "--lang", "zh"];
    assert_eq!(said(&data, &list, "en_US.UTF-8"), chinese);
}

#[test]
fn a_file_that_is_not_there_is_named_in_our_words_with_the_systems_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let file = folder.path().join("no.json");
    let args = ["publish", "--catalog", file.to_str().unwrap()];
    let chinese = said(&data, &args, "zh_CN.UTF-8");
    let begins = format!("{}：没有这个文件或者文件夹。请核对路径（", file.display());
    assert!(
        chinese.starts_with(&begins) && chinese.ends_with("）。\n"),
        "{chinese}"
    );
    let english = said(&data, &args, "en_US.UTF-8");
    assert!(
        english.contains("there is no such file or folder. Check the path ("),
        "{english}"
    );
}

#[test]
fn a_code_that_was_withdrawn_is_not_extended() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(folder.path(), &data);
    let made = [
        "code",
        "--station",
        FIRST_VILLAGE,
        "--server",
        "shanyi.example",
    ];
    assert!(run(&data, &made).status.success());
    let extended = run(&data, &["code", "--extend", "1"]);
    assert!(extended.status.success(), "one that waits is");
    assert!(run(&data, &["code", "--withdraw", "1"]).status.success());
    let before = run(&data, &["code", "--list"]).stdout;
    let english = said(&data, &["code", "--extend", "1"], "en_US.UTF-8");
    assert!(
        english.contains("code 1 was withdrawn and can't be extended"),
        "{english}"
    );
    let chinese = said(&data, &["code", "--extend", "1"], "zh_CN.UTF-8");
    assert!(
        chinese.contains("1 号登记码已经收回，不能再延期"),
        "{chinese}"
    );
    assert_eq!(run(&data, &["code", "--list"]).stdout, before);
}
