//! Passwords of the console: whether one is right, with the lock behind wrong ones, and another one for
//! whoever is signed in.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordVerifier};
use argon2::{Argon2, Params};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::HeaderMap;
use shanyi_domain::time::Moment;

use super::act::PasswordWish;
use super::asker::Asker;
use super::error::{ConsoleError, Field, FieldFault};
use super::session::Clerk;
use super::token::Token;
use crate::App;
use crate::account::hash_password;
use crate::ledger::accounts::{Account, SignedIn};
use crate::ledger::journal::JournalAct;
use crate::ledger::{LedgerError, Tx};

/// So many wrong passwords are free.
const FREE: u32 = 3;
/// The first lock lasts so many seconds, each further one twice as long.
const FIRST_LOCK: i64 = 5;
/// No lock lasts longer.
const LONGEST_LOCK: i64 = 900;
/// How the journal has it.
const MANY: &str = "too many wrong passwords";
/// So many lines of the journal are looked at for one that says it already.
const RECENT: u32 = 100;
/// No password is longer, in bytes; hashing more would be work for nothing.
pub(super) const LONGEST_PASSWORD: usize = 256;
/// No password that somebody chooses is shorter, in characters.
const SHORTEST: usize = 10;
/// Nor made of fewer different ones.
const FEWEST: usize = 5;

/// Whether a password is the account's. A wrong one counts, and many lock the account for a while.
///
/// # Errors
/// [`ConsoleError::Locked`], [`ConsoleError::WrongPassword`], or what the ledger says.
pub(super) fn check(app: &App, account: &Account, password: &str) -> Result<(), ConsoleError> {
    let now = app.clock.now();
    let until = count(app, account, now)?;
    if fits(account, password) {
        return Ok(());
    }
    if until > now {
        app.ledger.write(|tx| note_locked(tx, &account.name, now))?;
    }
    Err(ConsoleError::WrongPassword)
}

/// Counts a password as a wrong one before it is tried; a right one takes that back with all before it. Many that come in
/// the same moment would otherwise all be tried before the first of them counts. Gives until when the account is
/// locked by it.
fn count(app: &App, account: &Account, now: Moment) -> Result<Moment, ConsoleError> {
    app.ledger.write(|tx| {
        let account = tx.account_of(account.person)?;
        let account = account.ok_or(ConsoleError::WrongPassword)?;
        // A lock that lasts longer than any was set by a clock that stood ahead.
        let latest = now.plus_seconds(LONGEST_LOCK);
        if account.locked_until > now && account.locked_until <= latest {
            let seconds = account.locked_until.0 - now.0;
            let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
            return Err(ConsoleError::Locked { seconds });
        }
        let until = locked_until(account.failures + 1, now);
        tx.count_failure(account.person, until)?;
        Ok(until)
    })
}

/// Takes one of the tries of an address; where none is left, that is noted.
///
/// # Errors
/// [`ConsoleError::Locked`].
pub(super) fn take(app: &App, address: IpAddr) -> Result<(), ConsoleError> {
    let now = app.clock.now();
    let Err(seconds) = app.sign_ins.take(address, now) else {
        return Ok(());
    };
    let noted = app
        .ledger
        .write(|tx| note_locked(tx, &address.to_string(), now));
    if let Err(error) = noted {
        // As on a full disk: who guesses waits all the same.
        let _: LedgerError = error;
        tracing::warn!("a locked address could not be noted");
    }
    Err(ConsoleError::Locked { seconds })
}

/// Notes that an account or an address is locked; whoever goes on guessing makes one line in a quarter of
/// an hour, and not one a try.
fn note_locked(tx: &Tx<'_>, whom: &str, now: Moment) -> Result<(), LedgerError> {
    let since = now.plus_seconds(-LONGEST_LOCK);
    let known = tx.journal(RECENT)?.into_iter().any(|line| {
        line.act == Some(JournalAct::SignInLocked) && line.subject == whom && line.at > since
    });
    match known {
        true => Ok(()),
        false => tx.note(now, None, JournalAct::SignInLocked, whom, MANY),
    }
}

fn fits(account: &Account, password: &str) -> bool {
    // One that is too long takes as long as any: otherwise it would tell that there is such an account.
    let looked_at: String = password.chars().take(LONGEST_PASSWORD).collect();
    let argon2 = Argon2::new(
        argon2::Algorithm::Argon2id,
        argon2::Version::V0x13,
        Params::default(),
    );
    PasswordHash::new(&account.password)
        .is_ok_and(|hash| argon2.verify_password(looked_at.as_bytes(), &hash).is_ok())
        && password.len() <= LONGEST_PASSWORD
}

/// Until when the account is locked after so many wrong passwords.
fn locked_until(failures: u32, now: Moment) -> Moment {
    let Some(beyond) = failures.checked_sub(FREE) else {
        return now;
    };
    let seconds = FIRST_LOCK.saturating_mul(1 << beyond.min(16));
    now.plus_seconds(seconds.min(LONGEST_LOCK))
}

/// `POST /api/session/password`.
pub async fn change(
    State(app): State<Arc<App>>,
    Asker(address): Asker,
    clerk: Clerk,
    headers: HeaderMap,
    body: Result<Json<PasswordWish>, JsonRejection>,
) -> Result<Json<()>, ConsoleError> {
    let Json(wish) = body.map_err(|_| ConsoleError::BadRequest)?;
    let token = Token::read(&headers, app.front).ok_or(ConsoleError::SignedOut)?;
    app.blocking(move |app| changed(app, address, &clerk.0, &token, &wish))
        .await?
        .map(Json)
}

/// The old password is tried as at the door: an address and an account have so many tries.
fn changed(
    app: &App,
    address: IpAddr,
    clerk: &SignedIn,
    token: &Token,
    wish: &PasswordWish,
) -> Result<(), ConsoleError> {
    fault(&wish.new, &wish.old, &clerk.name).map_or(Ok(()), |fault| {
        Err(ConsoleError::Invalid {
            field: Field::Password,
            fault,
        })
    })?;
    let now = app.clock.now();
    take(app, address)?;
    let account = app.ledger.read(|view| view.account_of(clerk.person))?;
    let account = account.ok_or(ConsoleError::SignedOut)?;
    check(app, &account, &wish.old)?;
    app.sign_ins.give_back(address);
    let hash = hash_password(&wish.new)?;
    let by = Some(clerk.person);
    app.ledger.write(|tx| {
        tx.choose_password(clerk.person, &hash, &token.hash())?;
        tx.note(now, by, JournalAct::PasswordChanged, &account.name, "")
    })?;
    Ok(())
}

/// What is wrong with a password that somebody has chosen.
fn fault(new: &str, old: &str, name: &str) -> Option<FieldFault> {
    let different: BTreeSet<char> = new.chars().collect();
    let low = new.to_lowercase();
    Some(if new.chars().count() < SHORTEST {
        FieldFault::TooShort
    } else if new.len() > LONGEST_PASSWORD {
        FieldFault::TooLong
    } else if new == old {
        FieldFault::Same
    } else if different.len() < FEWEST || is_row(new) || low.contains(&name.to_lowercase()) {
        FieldFault::Guessable
    } else {
        return None;
    })
}

/// Whether each character follows the one before, as in 1234567890 or abcdefghij.
fn is_row(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().map(u32::from).collect();
    let steps = digits.windows(2).map(|two| two[1].abs_diff(two[0]));
    // From 9 to 0 the row goes on.
    steps.filter(|step| ![1, 9].contains(step)).count() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_grows_with_each_wrong_password_up_to_a_quarter_of_an_hour() {
        let lasts = |failures| locked_until(failures, Moment(0)).0;
        assert_eq!(
            [1, 2, 3, 4, 5, 12, 40].map(lasts),
            [0, 0, 5, 10, 20, 900, 900]
        );
    }

    /// What takes no time tells a stranger that there is such an account.
    #[test]
    fn a_password_that_is_too_long_is_never_right_and_takes_as_long_as_a_wrong_one() {
        let long = "长".repeat(LONGEST_PASSWORD);
        let account = Account {
            person: shanyi_domain::ids::ActorId(1),
            name: "郑春燕".to_owned(),
            desk: crate::ledger::accounts::Desk::Township,
            password: hash_password(&long).unwrap(),
            failures: 0,
            locked_until: Moment(0),
            township: None,
            may_act: true,
            closed: false,
        };
        let shortest = |password: &str| {
            let times = (0..3).map(|_| {
                let begun = std::time::Instant::now();
                assert!(!fits(&account, password));
                begun.elapsed()
            });
            times.min().unwrap()
        };
        let (wrong, too_long) = (shortest("wrong"), shortest(&long));
        assert!(too_long * 3 > wrong, "{too_long:?} against {wrong:?}");
    }

    #[test]
    fn a_chosen_password_is_long_new_and_not_the_first_that_comes_to_mind() {
        let of = |new: &str| fault(new, "cha-mei-song-42", "郑春燕");
        assert_eq!(of("cha-mei"), Some(FieldFault::TooShort));
        assert_eq!(of("三棵老樟树在桥头"), Some(FieldFault::TooShort));
        assert_eq!(of(&"长".repeat(100)), Some(FieldFault::TooLong));
        assert_eq!(of("cha-mei-song-42"), Some(FieldFault::Same));
        for easy in [
            "1111111111",
            "1234567890",
            "0987654321",
            "abcdefghijk",
            "郑春燕20260921ab",
            "1212121212",
        ] {
            assert_eq!(of(easy), Some(FieldFault::Guessable), "{easy}");
        }
        for good in [
            "三棵老樟树在村口桥头边",
            "hai-lan-ping-77",
            "Gui7-tian-song",
        ] {
            assert_eq!(of(good), None, "{good}");
        }
    }
}
