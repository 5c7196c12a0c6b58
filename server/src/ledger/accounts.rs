//! Who may sign in at the console.

use rusqlite::{OptionalExtension, params};
use shanyi_domain::ids::ActorId;
use shanyi_domain::time::Moment;

use super::{LedgerError, Tx, View};

/// Which desk an account belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// The township's service centre.
    Township,
    /// The county.
    County,
}

impl Desk {
    const fn code(self) -> i64 {
        match self {
            Self::Township => 1,
            Self::County => 2,
        }
    }

    const fn of(code: i64) -> Self {
        if code == 2 {
            Self::County
        } else {
            Self::Township
        }
    }
}

/// An account.
#[derive(Clone)]
pub struct Account {
    /// The person whose it is.
    pub person: ActorId,
    /// What is typed to sign in.
    pub name: String,
    /// Which desk.
    pub desk: Desk,
    /// Argon2id of the password, as a PHC string.
    pub password: String,
    /// Wrong passwords since the last right one.
    pub failures: u32,
    /// No sign-in before this moment.
    pub locked_until: Moment,
    /// The township whose stations' cases it sees; every one where there is none.
    pub township: Option<String>,
    /// Whether it may do something, or only look.
    pub may_act: bool,
    /// Nobody signs in by it any more.
    pub closed: bool,
}

/// What a new account is to be.
#[derive(Clone, Debug)]
pub struct NewAccount<'a> {
    /// The person whose it is.
    pub person: ActorId,
    /// What is typed to sign in.
    pub name: &'a str,
    /// Which desk.
    pub desk: Desk,
    /// The township whose stations' cases it sees; every one where there is none.
    pub township: Option<&'a str>,
    /// Whether it may do something, or only look.
    pub may_act: bool,
    /// Argon2id of the password, as a PHC string.
    pub password: &'a str,
}

/// Whose session a request belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who acts.
    pub person: ActorId,
    /// The name.
    pub name: String,
    /// By office.
    pub title: String,
    /// The office.
    pub office: Option<String>,
    /// Which desk.
    pub desk: Desk,
    /// The township whose stations' cases are seen; every one where there is none.
    pub township: Option<String>,
    /// Whether this person may do something, or only look.
    pub may_act: bool,
}

impl View<'_> {
    /// The account of this person.
    ///
    /// # Errors
    /// What the engine says.
    pub fn account_of(&self, person: ActorId) -> Result<Option<Account>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT name FROM account WHERE person = ?1")?;
        let name = statement.query_row([person.0], |row| row.get::<_, String>(0));
        match name.optional()? {
            Some(name) => self.account(&name),
            None => Ok(None),
        }
    }

    /// The account of this name.
    ///
    /// # Errors
    /// What the engine says.
    pub fn account(&self, name: &str) -> Result<Option<Account>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT person, name, level, password, failures, locked_until, township, may_act,
                    closed_at IS NOT NULL
             FROM account WHERE name = ?1",
        )?;
        let found = statement.query_row([name], |row| {
            Ok(Account {
                person: ActorId(row.get(0)?),
                name: row.get(1)?,
                desk: Desk::of(row.get(2)?),
                password: row.get(3)?,
                failures: row.get(4)?,
                locked_until: Moment(row.get(5)?),
                township: row.get(6)?,
                may_act: row.get(7)?,
                closed: row.get(8)?,
            })
        });
        Ok(found.optional()?)
    }

    /// How many open accounts may do everything that the county's desk does, in every township.
    ///
    /// # Errors
    /// What the engine says.
    pub fn county_accounts(&self) -> Result<u32, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT count(*) FROM account
             WHERE level = 2 AND may_act = 1 AND township IS NULL AND closed_at IS NULL",
        )?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Whose session this token is, and when it ends by itself. `token` is the hash of what the browser
    /// holds. A session that would end later than `latest`, when one used now would, was used by a clock
    /// that stood ahead: it is over too.
    ///
    /// # Errors
    /// What the engine says.
    pub fn session(
        &self,
        token: &[u8; 32],
        now: Moment,
        latest: Moment,
    ) -> Result<Option<(SignedIn, Moment)>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT person.id, person.name, person.title, person.office, account.level,
                    account.township, account.may_act, session.expires_at
             FROM session
             JOIN account ON account.person = session.person
             JOIN person ON person.id = session.person
             WHERE session.token = ?1 AND session.expires_at > ?2 AND session.expires_at <= ?3
               AND account.closed_at IS NULL",
        )?;
        let found = statement.query_row(params![token, now.0, latest.0], |row| {
            let signed_in = SignedIn {
                person: ActorId(row.get(0)?),
                name: row.get(1)?,
                title: row.get(2)?,
                office: row.get(3)?,
                desk: Desk::of(row.get(4)?),
                township: row.get(5)?,
                may_act: row.get(6)?,
            };
            Ok((signed_in, Moment(row.get(7)?)))
        });
        Ok(found.optional()?)
    }
}

impl Tx<'_> {
    /// Opens an account, once; a second time it gets another password and other rights.
    ///
    /// # Errors
    /// What the engine says.
    pub fn add_account(&self, new: &NewAccount<'_>) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO account (person, name, level, password, township, may_act)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (person) DO UPDATE
                 SET level = ?3, password = ?4, township = ?5, may_act = ?6, closed_at = NULL",
            params![
                new.person.0,
                new.name,
                new.desk.code(),
                new.password,
                new.township,
                new.may_act
            ],
        )?;
        Ok(())
    }

    /// Gives an account another password. Its sessions and its lock end.
    ///
    /// # Errors
    /// What the engine says.
    pub fn change_password(&self, person: ActorId, password: &str) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE account SET password = ?2, failures = 0, locked_until = 0 WHERE person = ?1",
            params![person.0, password],
        )?;
        self.end_sessions(person)
    }

    /// Gives an account the password that its person chose. Every session of it ends but the one with this
    /// token.
    ///
    /// # Errors
    /// What the engine says.
    pub fn choose_password(
        &self,
        person: ActorId,
        password: &str,
        token: &[u8; 32],
    ) -> Result<(), LedgerError> {
        let db = self.0.0;
        db.execute(
            "UPDATE account SET password = ?2, failures = 0, locked_until = 0 WHERE person = ?1",
            params![person.0, password],
        )?;
        db.execute(
            "DELETE FROM session WHERE person = ?1 AND token <> ?2",
            params![person.0, token],
        )?;
        Ok(())
    }

    /// Closes an account: nobody signs in by it any more, and whoever is signed in by it is not.
    ///
    /// # Errors
    /// What the engine says.
    pub fn close_account(&self, person: ActorId, now: Moment) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE account SET closed_at = ?2 WHERE person = ?1 AND closed_at IS NULL",
            params![person.0, now.0],
        )?;
        self.end_sessions(person)
    }

    fn end_sessions(&self, person: ActorId) -> Result<(), LedgerError> {
        self.0
            .0
            .execute("DELETE FROM session WHERE person = ?1", [person.0])?;
        Ok(())
    }

    /// Counts a wrong password and locks the account until then.
    ///
    /// # Errors
    /// What the engine says.
    pub fn count_failure(&self, person: ActorId, locked_until: Moment) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE account SET failures = failures + 1, locked_until = ?2 WHERE person = ?1",
            params![person.0, locked_until.0],
        )?;
        Ok(())
    }

    /// Opens a session, forgets the wrong passwords before it and every session that is over.
    ///
    /// # Errors
    /// What the engine says.
    pub fn open_session(
        &self,
        token: &[u8; 32],
        person: ActorId,
        now: Moment,
        expires_at: Moment,
    ) -> Result<(), LedgerError> {
        let db = self.0.0;
        db.execute(
            "UPDATE account SET failures = 0, locked_until = 0 WHERE person = ?1",
            [person.0],
        )?;
        db.execute("DELETE FROM session WHERE expires_at <= ?1", [now.0])?;
        db.execute(
            "INSERT INTO session (token, person, expires_at) VALUES (?1, ?2, ?3)",
            params![token, person.0, expires_at.0],
        )?;
        Ok(())
    }

    /// A session was used: it ends later.
    ///
    /// # Errors
    /// What the engine says.
    pub fn prolong_session(&self, token: &[u8; 32], expires_at: Moment) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE session SET expires_at = ?2 WHERE token = ?1",
            params![token, expires_at.0],
        )?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// What the engine says.
    pub fn close_session(&self, token: &[u8; 32]) -> Result<(), LedgerError> {
        self.0
            .0
            .execute("DELETE FROM session WHERE token = ?1", params![token])?;
        Ok(())
    }
}
