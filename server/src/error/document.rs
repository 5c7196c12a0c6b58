//! What is wrong with a document that somebody wrote, in both languages.

use std::path::Path;

use shanyi_domain::document::{DocumentError, Fault};

use crate::verify::Language;

/// The place, what is wrong there, and what to do; each fault of a document on a line of its own.
pub(super) fn told(path: &Path, error: &DocumentError, language: Language) -> String {
    let mut text = match language {
        Language::Chinese => format!("{}：{}", path.display(), chinese(error)),
        Language::English => format!("{}: {}", path.display(), english(error)),
    };
    if let DocumentError::Invalid { findings } = error {
        for finding in findings {
            text.push_str(&match language {
                Language::Chinese => {
                    format!("\n  {}：{}。", finding.path, chinese_fault(&finding.fault))
                }
                Language::English => {
                    format!("\n  {}: {}.", finding.path, english_fault(&finding.fault))
                }
            });
        }
    }
    text
}

fn chinese(error: &DocumentError) -> String {
    match error {
        DocumentError::TooLarge { bytes, limit } => {
            format!("文件有 {bytes} 字节，最多 {limit} 字节。请删减，再发布。")
        }
        DocumentError::Syntax {
            line,
            column,
            reason,
        } => format!(
            "第 {line} 行第 {column} 列不成 JSON：逗号、引号或者括号不对，或者没有写完。请改好，再发布（{reason}）。"
        ),
        DocumentError::Format { found, known } => format!(
            "文件的格式是 {found}，这个程序只认格式 {known}。请按格式 {known} 写，或者更新程序。"
        ),
        DocumentError::Shape {
            path,
            line,
            column,
            reason,
        } => format!(
            "{path}（第 {line} 行第 {column} 列）缺了值，或者值的种类不对。请改好，再发布（{reason}）。"
        ),
        DocumentError::Invalid { findings } => {
            format!("有 {} 处不对，没有发布。请改好，再发布：", findings.len())
        }
    }
}

fn english(error: &DocumentError) -> String {
    match error {
        DocumentError::TooLarge { bytes, limit } => format!(
            "the document has {bytes} bytes, {limit} are allowed. Take something out and publish it again."
        ),
        DocumentError::Syntax {
            line,
            column,
            reason,
        } => format!(
            "line {line}, column {column} is no JSON: a comma, quote or bracket is wrong, or the end is missing. Mend it and publish it again ({reason})."
        ),
        DocumentError::Format { found, known } => format!(
            "the document has format {found}, this program reads format {known}. Write it in format {known}, or update the program."
        ),
        DocumentError::Shape {
            path,
            line,
            column,
            reason,
        } => format!(
            "{path} (line {line}, column {column}): a value is missing or of the wrong type. Mend it and publish it again ({reason})."
        ),
        DocumentError::Invalid { findings } => format!(
            "{} faults, and nothing was published. Mend them and publish it again:",
            findings.len()
        ),
    }
}

fn chinese_fault(fault: &Fault) -> String {
    match fault {
        Fault::Empty => "是空的，要写内容".to_owned(),
        Fault::TooLong { found, limit } => format!("有 {found} 个字，最多 {limit} 个"),
        Fault::OutOfRange { min, max, found } => {
            format!("写的是 {found}，要在 {min} 到 {max} 之间")
        }
        Fault::BadCode => "代码只能用小写字母、数字和下划线，字母开头".to_owned(),
        Fault::Duplicate { first } => format!("和 {first} 重复了，去掉一个"),
        Fault::UnknownName => "没有这个名字，核对写法".to_owned(),
        Fault::NothingAsked => "这份材料没有写要原件、复印件还是电子件，至少写一样".to_owned(),
        Fault::ImmediateWithLimit => "即办件不能写承诺几天，去掉天数或者改成承诺件".to_owned(),
        Fault::PromisedBeyondStatutory => "承诺的天数比法定的长，改短".to_owned(),
        Fault::VillageMustNotIssue { proof } => format!("“{proof}”是不许村里开的证明，去掉"),
        Fault::OtherYear => "不是这一年的日子，移到它自己的年份".to_owned(),
        Fault::NotAWeekday => "本来就是周六或者周日，不用写成放假".to_owned(),
        Fault::NotAWeekend => "本来就是工作日，不用写成补班".to_owned(),
    }
}

fn english_fault(fault: &Fault) -> String {
    match fault {
        Fault::Empty => "it is empty and has to say something".to_owned(),
        Fault::TooLong { found, limit } => format!("it has {found} characters, {limit} are allowed"),
        Fault::OutOfRange { min, max, found } => format!("it is {found} and has to be from {min} to {max}"),
        Fault::BadCode => "a code is small letters, digits and underscores, beginning with a letter".to_owned(),
        Fault::Duplicate { first } => format!("it stands at {first} already: take one out"),
        Fault::UnknownName => "there is no such name: check how it is written".to_owned(),
        Fault::NothingAsked => "neither original, copy nor file of this paper is asked for: ask for one".to_owned(),
        Fault::ImmediateWithLimit => "an item decided at the counter promises no days: take them out, or make it a promised one".to_owned(),
        Fault::PromisedBeyondStatutory => "the promise is longer than the law allows: make it shorter".to_owned(),
        Fault::VillageMustNotIssue { proof } => format!("a village must not issue the proof {proof}: take it out"),
        Fault::OtherYear => "this day is of another year: list it there".to_owned(),
        Fault::NotAWeekday => "this day off is a Saturday or Sunday anyway: take it out".to_owned(),
        Fault::NotAWeekend => "this make-up day is a working day anyway: take it out".to_owned(),
    }
}
