//! Accounts of the console: who may sign in, what they see, whether they may act. Made and closed
//! by commands on the township's machine, by whoever has the ledger in hand.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, SaltString};
use shanyi_domain::ids::ActorId;
use shanyi_domain::post::Post;

use crate::App;
use crate::error::{Making, ServerError};
use crate::ledger::accounts::{Desk, NewAccount};
use crate::ledger::journal::JournalAct;
use crate::ledger::stations::Person;
use crate::ledger::{Counter, Tx};
use crate::publish;

/// Syllables that read well over a telephone.
const SYLLABLES: [&str; 32] = [
    "ba", "cha", "da", "fan", "gao", "hai", "jia", "kai", "lan", "mei", "nan", "pai", "qiu", "ren",
    "shan", "tai", "wan", "xia", "yun", "zhu", "bei", "dong", "feng", "gui", "he", "jing", "lin",
    "ming", "ping", "song", "tian", "xing",
];
/// The first number of those that are handed out: the ones below are a demonstration's.
const FIRST: u32 = 100_000;

/// Somebody who is to sign in at the console.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// The name, which is also typed to sign in.
    pub name: String,
    /// By office: 窗口.
    pub title: String,
    /// The office: 柘岱口乡便民服务中心.
    pub office: String,
    /// Which desk.
    pub desk: Desk,
    /// The township whose stations' cases are seen; every one where there is none.
    pub township: Option<String>,
    /// May look and not act.
    pub reads_only: bool,
}

/// Opens an account and gives its password, which is said this once and kept nowhere.
///
/// # Errors
/// A name that is taken, a township that no station belongs to, or what the ledger says.
pub fn open(app: &App, newcomer: &Newcomer) -> Result<String, ServerError> {
    let password = readable_password()?;
    let hash = hash_password(&password)?;
    let now = app.clock.now();
    app.ledger.write(|tx| {
        if tx.account(&newcomer.name)?.is_some() {
            return Err(ServerError::AccountTaken(newcomer.name.clone()));
        }
        if let Some(township) = &newcomer.township {
            let stations = tx.stations()?;
            if !stations.iter().any(|station| station.township == *township) {
                return Err(ServerError::NoTownship(township.clone()));
            }
        }
        let person = next_person(tx)?;
        tx.add_person(&Person {
            id: person,
            name: newcomer.name.clone(),
            title: newcomer.title.clone(),
            phone: String::new(),
            station: None,
            office: Some(newcomer.office.clone()),
            post: Post::default(),
        })?;
        tx.add_account(&NewAccount {
            person,
            name: &newcomer.name,
            desk: newcomer.desk,
            township: newcomer.township.as_deref(),
            may_act: !newcomer.reads_only,
            password: &hash,
        })?;
        tx.note(now, None, JournalAct::AccountOpened, &newcomer.name, "")?;
        // The stations show a clerk's name beside what the clerk did.
        publish::people(tx, now)
    })?;
    app.tell();
    Ok(password)
}

/// Gives an account a new password, which ends its sessions and its lock.
///
/// # Errors
/// A name that is not known, or what the ledger says.
pub fn change_password(app: &App, name: &str) -> Result<String, ServerError> {
    let password = readable_password()?;
    let hash = hash_password(&password)?;
    app.ledger.write(|tx| {
        let account = tx.account(name)?;
        let account = account.ok_or_else(|| ServerError::NoAccount(name.to_owned()))?;
        tx.change_password(account.person, &hash)?;
        let now = app.clock.now();
        Ok::<_, ServerError>(tx.note(now, None, JournalAct::PasswordChanged, name, "")?)
    })?;
    Ok(password)
}

/// Closes an account. What its person did stays theirs.
///
/// # Errors
/// A name that is not known, or what the ledger says.
pub fn close(app: &App, name: &str) -> Result<(), ServerError> {
    app.ledger.write(|tx| {
        let account = tx.account(name)?;
        let account = account.ok_or_else(|| ServerError::NoAccount(name.to_owned()))?;
        let now = app.clock.now();
        tx.close_account(account.person, now)?;
        Ok(tx.note(now, None, JournalAct::AccountClosed, name, "")?)
    })
}

pub(crate) fn next_person(tx: &Tx<'_>) -> Result<ActorId, ServerError> {
    let n = u32::try_from(tx.next(Counter::Person)?).unwrap_or(u32::MAX);
    Ok(ActorId(FIRST.saturating_add(n)))
}

/// Five syllables and two digits: 31 random bits, which the lock after wrong tries makes enough.
///
/// # Errors
/// When the system has no randomness.
pub fn readable_password() -> Result<String, ServerError> {
    let mut random = [0u8; 6];
    getrandom::fill(&mut random)?;
    let [number, syllables @ ..] = random;
    let words = syllables.map(|byte| SYLLABLES[usize::from(byte) % SYLLABLES.len()]);
    Ok(format!("{}{:02}", words.join("-"), number % 100))
}

/// Argon2id of a password, as a PHC string.
///
/// # Errors
/// When the system has no randomness for the salt.
pub fn hash_password(password: &str) -> Result<String, ServerError> {
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt)?;
    let failed = |_| ServerError::Made(Making::Password);
    let salt = SaltString::encode_b64(&salt).map_err(failed)?;
    let hash = Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map_err(failed)?;
    Ok(hash.to_string())
}
