//! The township's journal: who did here what is no fact of a case. Appended to, never edited.

use rusqlite::params;
use shanyi_domain::ids::ActorId;
use shanyi_domain::time::Moment;

use super::{LedgerError, Tx, View};

/// Declares what can be noted, with its number in the ledger. A number is never used again.
macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident = $code:literal,)*) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum JournalAct {
            $($(#[$doc])* $act,)*
        }

        impl JournalAct {
            /// Every act.
            pub const ALL: &'static [Self] = &[$(Self::$act,)*];

            /// Its number in the ledger.
            #[must_use]
            pub const fn code(self) -> i64 {
                match self { $(Self::$act => $code,)* }
            }

            /// The act of this number; `None` for one that a newer program noted.
            #[must_use]
            pub const fn from_code(code: i64) -> Option<Self> {
                match code { $($code => Some(Self::$act),)* _ => None }
            }
        }
    };
}

acts! {
    /// A code was made by which a PC can be enrolled.
    CodeMade = 1,
    /// A code was withdrawn before it was used.
    CodeWithdrawn = 2,
    /// A PC was enrolled by a code.
    CodeUsed = 3,
    /// Somebody tried a code that is not one, or not any more.
    CodeRefused = 4,
    /// A PC was taken out of service.
    DeviceRevoked = 5,
    /// The right to take in cases was withdrawn from somebody.
    RightWithdrawn = 6,
    /// The right to take in cases was given again.
    RightGranted = 7,
    /// Somebody's post was changed.
    PostChanged = 8,
    /// Somebody was entered who works at a station.
    PersonEntered = 9,
    /// An account of the console was opened.
    AccountOpened = 10,
    /// An account of the console was closed.
    AccountClosed = 11,
    /// An account got another password.
    PasswordChanged = 12,
    /// A sign-in was refused and the account or the address locked.
    SignInLocked = 13,
    /// A station's key was opened by the township's recovery key.
    KeyOpened = 14,
    /// A case was erased.
    Erased = 15,
    /// The ledger was put back from a copy.
    PutBack = 16,
    /// A code was given more time.
    CodeExtended = 17,
    /// The ledger was copied to its backup.
    BackedUp = 18,
    /// It could not be.
    BackupFailed = 19,
    /// Somebody's name or telephone at work was changed.
    PersonChanged = 20,
    /// What the disk still had of erased cases was removed.
    Swept = 21,
}

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// Counted from 1.
    pub position: i64,
    /// By the township's clock.
    pub at: Moment,
    /// Who; nobody for a command on the township's machine.
    pub person: Option<ActorId>,
    /// What; `None` for an act that only a newer program knows.
    pub act: Option<JournalAct>,
    /// Whom or what it concerns.
    pub subject: String,
    /// Why, in people's words.
    pub why: String,
}

impl View<'_> {
    /// The newest lines, the newest first, `most` at most.
    ///
    /// # Errors
    /// What the engine says.
    pub fn journal(&self, most: u32) -> Result<Vec<JournalLine>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT position, at, person, act, subject, why FROM journal
             ORDER BY position DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([most], |row| {
            Ok(JournalLine {
                position: row.get(0)?,
                at: Moment(row.get(1)?),
                person: row.get::<_, Option<u32>>(2)?.map(ActorId),
                act: JournalAct::from_code(row.get(3)?),
                subject: row.get(4)?,
                why: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl View<'_> {
    /// The newest line of this act.
    ///
    /// # Errors
    /// What the engine says.
    pub fn last_noted(&self, act: JournalAct) -> Result<Option<JournalLine>, LedgerError> {
        let lines = self.journal(u32::MAX)?;
        Ok(lines.into_iter().find(|line| line.act == Some(act)))
    }
}

impl Tx<'_> {
    /// Notes what was done. `subject` names whom or what it concerns and nothing of an applicant.
    ///
    /// # Errors
    /// What the engine says.
    pub fn note(
        &self,
        at: Moment,
        person: Option<ActorId>,
        act: JournalAct,
        subject: &str,
        why: &str,
    ) -> Result<(), LedgerError> {
        let mut statement = self.0.0.prepare_cached(
            "INSERT INTO journal (at, person, act, subject, why) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let person = person.map(|person| person.0);
        statement.execute(params![at.0, person, act.code(), subject, why])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_acts_of_the_journal_have_one_number() {
        for act in JournalAct::ALL {
            assert_eq!(JournalAct::from_code(act.code()), Some(*act));
        }
    }
}
