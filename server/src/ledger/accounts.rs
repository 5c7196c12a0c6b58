//! Who may sign in at the console, and what they looked at.

use rusqlite::{OptionalExtension, params};
use shanyi_domain::ids::{ActorId, CaseId};
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
}

impl View<'_> {
    /// The account of this name.
    ///
    /// # Errors
    /// What the engine says.
    pub fn account(&self, name: &str) -> Result<Option<Account>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT person, name, level, password, failures, locked_until
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
            })
        });
        Ok(found.optional()?)
    }

    /// Whose session this token is. `token` is the hash of what the browser holds.
    ///
    /// # Errors
    /// What the engine says.
    pub fn session(&self, token: &[u8; 32], now: Moment) -> Result<Option<SignedIn>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT person.id, person.name, person.title, person.office, account.level
             FROM session
             JOIN account ON account.person = session.person
             JOIN person ON person.id = session.person
             WHERE session.token = ?1 AND session.expires_at > ?2",
        )?;
        let found = statement.query_row(params![token, now.0], |row| {
            Ok(SignedIn {
                person: ActorId(row.get(0)?),
                name: row.get(1)?,
                title: row.get(2)?,
                office: row.get(3)?,
                desk: Desk::of(row.get(4)?),
            })
        });
        Ok(found.optional()?)
    }

    /// How often whole identity numbers of a case were looked at.
    ///
    /// # Errors
    /// What the engine says.
    pub fn views(&self, case: CaseId) -> Result<u32, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT count(*) FROM viewed WHERE case_id = ?1")?;
        Ok(statement.query_row([case.0], |row| row.get(0))?)
    }
}

impl Tx<'_> {
    /// Opens an account, once.
    ///
    /// # Errors
    /// What the engine says.
    pub fn add_account(
        &self,
        person: ActorId,
        name: &str,
        desk: Desk,
        password: &str,
    ) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO account (person, name, level, password) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (person) DO UPDATE SET password = ?4",
            params![person.0, name, desk.code(), password],
        )?;
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

    /// Remembers that somebody looked at a whole identity number.
    ///
    /// # Errors
    /// What the engine says.
    pub fn note_view(&self, person: ActorId, case: CaseId, at: Moment) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO viewed (person, case_id, at) VALUES (?1, ?2, ?3)
             ON CONFLICT (person, case_id, at) DO NOTHING",
            params![person.0, case.0, at.0],
        )?;
        Ok(())
    }
}
