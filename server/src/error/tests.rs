//! Every error is told in both languages, and says what to do.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::io::{Error, ErrorKind};

use rusqlite::ffi;
use shanyi_domain::document::{DocumentError, Fault, Finding};
use shanyi_wire::enrol::AddressError;

use super::{BackupFault, Content, KeysFault, Making, PostFault, ServerError};
use crate::ledger::LedgerError;
use crate::verify::Language;

fn missing() -> Error {
    Error::from(ErrorKind::NotFound)
}

fn engine(code: i32) -> ServerError {
    LedgerError::Engine(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)).into()
}

fn content(what: Content) -> ServerError {
    ServerError::Content {
        path: "/data/x".into(),
        what,
        reason: "line 1".to_owned(),
    }
}

fn document(error: DocumentError) -> ServerError {
    let path = "/data/catalog.json".into();
    ServerError::Document { path, error }
}

fn address(why: AddressError) -> ServerError {
    let given = "x/y".to_owned();
    ServerError::ServerAddress { given, why }
}

const BACKUP: [BackupFault; 2] = [BackupFault::OtherThanLedger, BackupFault::ImageNotKept];

const CONTENTS: [Content; 7] = [
    Content::Villages,
    Content::Accounts,
    Content::Key,
    Content::Authority,
    Content::Certificate,
    Content::KeyOfCertificate,
    Content::RecoveryKey,
];

const KEYS: [KeysFault; 9] = [
    KeysFault::NoTownship,
    KeysFault::OtherTownship,
    KeysFault::Damaged,
    KeysFault::TooLarge,
    KeysFault::Unreadable,
    KeysFault::Newer,
    KeysFault::Cipher,
    KeysFault::DoesNotOpen,
    KeysFault::NotWritten,
];

const POSTS: [PostFault; 3] = [PostFault::Called, PostFault::LongWord, PostFault::TooMany];

const MADE: [Making; 8] = [
    Making::Accounts,
    Making::Directory,
    Making::CodeKey,
    Making::Invitation,
    Making::Password,
    Making::AuthorityKey,
    Making::Certificate,
    Making::Tls,
];

fn ledger() -> Vec<LedgerError> {
    vec![
        LedgerError::Engine(rusqlite::Error::QueryReturnedNoRows),
        LedgerError::File(missing()),
        LedgerError::Broken("a code of no station"),
        LedgerError::Newer { found: 9, known: 8 },
        LedgerError::IsCopy,
        LedgerError::Randomness(getrandom::Error::UNSUPPORTED),
    ]
}

fn faults() -> Vec<Fault> {
    let first = "items[0].code".to_owned();
    let proof = "亲属关系证明".to_owned();
    vec![
        Fault::Empty,
        Fault::TooLong { found: 9, limit: 8 },
        Fault::OutOfRange {
            min: 1,
            max: 2,
            found: 3,
        },
        Fault::BadCode,
        Fault::Duplicate { first },
        Fault::UnknownName,
        Fault::NothingAsked,
        Fault::ImmediateWithLimit,
        Fault::PromisedBeyondStatutory,
        Fault::VillageMustNotIssue { proof },
        Fault::OtherYear,
        Fault::NotAWeekday,
        Fault::NotAWeekend,
    ]
}

fn documents() -> Vec<DocumentError> {
    let (line, column) = (3, 4);
    let reason = "expected a comma".to_owned();
    let path = "items[3].name".to_owned();
    let finding = |fault| Finding {
        path: path.clone(),
        fault,
    };
    vec![
        DocumentError::TooLarge { bytes: 9, limit: 8 },
        DocumentError::Syntax {
            line,
            column,
            reason: reason.clone(),
        },
        DocumentError::Format { found: 2, known: 1 },
        DocumentError::Shape {
            path: path.clone(),
            line,
            column,
            reason,
        },
        DocumentError::Invalid {
            findings: faults().into_iter().map(finding).collect(),
        },
    ]
}

fn bare() -> Vec<ServerError> {
    let name = || "方小琴".to_owned();
    let here = "127.0.0.1:443".parse().unwrap();
    vec![
        ServerError::Ledger(LedgerError::IsCopy),
        ServerError::file("/data/x")(missing()),
        ServerError::System(missing()),
        content(Content::Key),
        document(DocumentError::Format { found: 2, known: 1 }),
        ServerError::Published {
            version: 1,
            next: 2,
        },
        ServerError::KeyGone("/data/township.key".into()),
        ServerError::OtherKey("/data/township.key".into()),
        ServerError::AuthorityGone("/data/authority.pem".into()),
        ServerError::SpareElsewhere,
        ServerError::NotTheSpare("/data/x".into()),
        ServerError::Name("https://x".to_owned()),
        ServerError::NoLedger("/data".into()),
        ServerError::BackupInPlace("/data".into()),
        ServerError::Backup(BackupFault::ImageNotKept),
        ServerError::NoCase,
        ServerError::Keys(KeysFault::Newer),
        ServerError::NoBackup("/data".into()),
        ServerError::NotEmpty("/data".into()),
        ServerError::BackupGone("/data".into()),
        ServerError::NoStation("331123208211".to_owned()),
        ServerError::NobodyWorksThere("五星村服务站".to_owned()),
        ServerError::NoDevice("00112233".to_owned()),
        ServerError::NoCode(7),
        ServerError::CodeUsed("00112233".to_owned()),
        ServerError::CodeWithdrawn(7),
        ServerError::NoStationNamed,
        address(AddressError::None),
        ServerError::NoReason,
        ServerError::NoBlock,
        ServerError::AccountTaken(name()),
        ServerError::NoAccount(name()),
        ServerError::NobodyThere(7),
        ServerError::RightAlready(name()),
        ServerError::Batch("line 1".to_owned()),
        ServerError::AlreadyHere(name()),
        ServerError::Unseen,
        ServerError::Post(PostFault::Called),
        ServerError::Deputy,
        ServerError::NoTownship("柘岱口乡".to_owned()),
        ServerError::NotLoopback(here),
        ServerError::NoPages("/data".into()),
        ServerError::Listen {
            address: here,
            error: Error::from(ErrorKind::AddrInUse),
        },
        ServerError::Made(Making::Tls),
    ]
}

/// Each error with each of those inside it.
fn every() -> Vec<ServerError> {
    let mut all = bare();
    all.extend(BACKUP.map(ServerError::Backup));
    all.extend(CONTENTS.map(content));
    all.extend(KEYS.map(ServerError::Keys));
    all.extend(POSTS.map(ServerError::Post));
    all.extend(MADE.map(ServerError::Made));
    all.extend([AddressError::None, AddressError::Plain].map(address));
    all.extend(ledger().into_iter().map(ServerError::Ledger));
    all.extend(documents().into_iter().map(document));
    all.extend(ENGINE.map(engine));
    let system = SYSTEM.map(|kind| ServerError::file("/data/x")(Error::from(kind)));
    all.extend(system);
    all
}

const ENGINE: [i32; 9] = [
    ffi::SQLITE_FULL,
    ffi::SQLITE_READONLY,
    ffi::SQLITE_CANTOPEN,
    ffi::SQLITE_PERM,
    ffi::SQLITE_BUSY,
    ffi::SQLITE_LOCKED,
    ffi::SQLITE_CORRUPT,
    ffi::SQLITE_NOTADB,
    ffi::SQLITE_IOERR,
];

const SYSTEM: [ErrorKind; 15] = [
    ErrorKind::NotFound,
    ErrorKind::PermissionDenied,
    ErrorKind::StorageFull,
    ErrorKind::QuotaExceeded,
    ErrorKind::ReadOnlyFilesystem,
    ErrorKind::AlreadyExists,
    ErrorKind::IsADirectory,
    ErrorKind::NotADirectory,
    ErrorKind::InvalidData,
    ErrorKind::InvalidInput,
    ErrorKind::InvalidFilename,
    ErrorKind::OutOfMemory,
    ErrorKind::AddrInUse,
    ErrorKind::AddrNotAvailable,
    ErrorKind::Other,
];

/// The names that an enum's source has for its variants.
fn named<'a>(source: &'a str, of: &str) -> BTreeSet<&'a str> {
    let head = format!("pub enum {of} {{\n");
    let (_, body) = source.split_once(&head).unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let variants = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    variants.map(first_word).collect()
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric());
    &text[..end.unwrap_or(text.len())]
}

#[track_caller]
fn has_all(source: &str, of: &str, samples: &[impl Debug]) {
    let said: Vec<String> = samples.iter().map(|one| format!("{one:?}")).collect();
    let said: BTreeSet<&str> = said.iter().map(|one| first_word(one)).collect();
    assert_eq!(said, named(source, of), "{of}: a sample of each is here");
}

#[test]
fn no_error_is_missing_among_those_that_are_looked_at() {
    let faults = include_str!("faults.rs");
    let document = include_str!("../../../domain/src/document.rs");
    has_all(include_str!("../error.rs"), "ServerError", &bare());
    has_all(faults, "BackupFault", &BACKUP);
    has_all(faults, "Content", &CONTENTS);
    has_all(faults, "KeysFault", &KEYS);
    has_all(faults, "PostFault", &POSTS);
    has_all(faults, "Making", &MADE);
    has_all(include_str!("../ledger/error.rs"), "LedgerError", &ledger());
    has_all(document, "DocumentError", &documents());
    has_all(document, "Fault", &self::faults());
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn every_error_is_told_in_chinese_and_in_english_with_what_to_do() {
    for error in every() {
        let chinese = error.sentence(Language::Chinese);
        let english = error.sentence(Language::English);
        assert_eq!(error.to_string(), english, "logs have the English one");
        for text in [&chinese, &english] {
            assert!(!text.contains(['{', '}']), "{text}");
            assert!(!text.contains("。。") && !text.contains(".."), "{text}");
        }
        assert!(chinese.ends_with('。'), "{chinese}");
        assert!(english.ends_with('.'), "{english}");
        assert!(
            chinese.chars().filter(|c| is_chinese(*c)).count() > 8,
            "{chinese}"
        );
        assert!(english.split_whitespace().count() > 6, "{english}");
        assert!(chinese.contains('请'), "it says what to do: {chinese}");
        // A name that somebody gave stays as it is.
        let names = ["方小琴", "五星村服务站", "柘岱口乡", "亲属关系证明"];
        let words = names
            .iter()
            .fold(english.clone(), |text, name| text.replace(name, ""));
        assert!(!words.contains(is_chinese), "{english}");
    }
}

#[test]
fn what_the_system_says_stands_in_brackets_behind_the_path_and_our_own_words() {
    let error = ServerError::file("/data/x")(missing());
    assert_eq!(
        error.sentence(Language::Chinese),
        "/data/x：没有这个文件或者文件夹。请核对路径（entity not found）。"
    );
    assert_eq!(
        error.sentence(Language::English),
        "/data/x: there is no such file or folder. Check the path (entity not found)."
    );
    let told = |error: &ServerError| error.sentence(Language::Chinese);
    let kinds: BTreeSet<String> = SYSTEM
        .iter()
        .map(|kind| told(&ServerError::file("")(Error::from(*kind))))
        .map(|text| text.split('（').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(kinds.len(), 12, "{kinds:#?}");
}
