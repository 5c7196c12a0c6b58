//! The journal: who did at this PC what is no fact of a case. Appended to, never edited.

use rusqlite::{Connection, OptionalExtension, Row, params};
use shanyi_domain::ids::{ActorId, CaseId};
use shanyi_domain::time::Moment;

use crate::error::StoreError;
use crate::store::Store;

/// Declares what can be noted, with its number in the store. A number is never used again.
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

            /// Its number in the store.
            #[must_use]
            pub const fn code(self) -> u8 {
                match self { $(Self::$act => $code,)* }
            }

            /// The act of this number; `None` for one that a newer program noted.
            #[must_use]
            pub const fn from_code(code: u8) -> Option<Self> {
                match code { $($code => Some(Self::$act),)* _ => None }
            }
        }
    };
}

acts! {
    /// An operator signed in.
    SignedIn = 1,
    /// An operator's desk was locked, by key or because nothing was done.
    Locked = 2,
    /// A wrong PIN.
    WrongPin = 3,
    /// An operator chose a PIN, or another one.
    PinChosen = 4,
    /// A recovery code was made.
    RecoveryMade = 5,
    /// The store was opened by its recovery code or by the township's key.
    Recovered = 6,
    /// A colleague's form was taken over.
    FormTakenOver = 7,
    /// A whole ID number was shown.
    IdNumberShown = 8,
    /// A whole telephone number was shown.
    PhoneShown = 9,
    /// A copy was written to a second folder.
    CopyWritten = 10,
    /// The store was put back from a copy.
    PutBack = 11,
    /// Image bytes were let go of.
    ImagesLetGo = 12,
    /// A case was erased.
    Erased = 13,
    /// This installation was enrolled.
    Enrolled = 14,
    /// This installation took a device of its own behind a copy that was put back.
    NameTaken = 15,
    /// An operator's PIN was taken away.
    PinTaken = 16,
    /// Somebody said after how many idle minutes the desk locks.
    IdleSet = 17,
    /// An operator took note of what others did to their PIN.
    PinNewsRead = 18,
    /// The township said that it has another recovery key.
    RecipientTold = 19,
    /// The store's key was wrapped for the township's present recovery key.
    WrappedForTownship = 20,
}

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// Counted from 1.
    pub position: u64,
    /// By this PC's clock.
    pub at: Moment,
    /// Who; zero is the program itself.
    pub operator: ActorId,
    /// What; `None` for an act that only a newer program knows.
    pub act: Option<JournalAct>,
    /// Of which case.
    pub case: Option<CaseId>,
    /// More about it, JSON. Nothing of an applicant.
    pub detail: Option<String>,
}

impl Store {
    /// Notes what was done. It is on the disk when this answers.
    ///
    /// # Errors
    /// What the database reports.
    pub fn note(
        &mut self,
        at: Moment,
        operator: ActorId,
        act: JournalAct,
        case: Option<CaseId>,
        detail: Option<&str>,
    ) -> Result<(), StoreError> {
        self.keep(|db, _| add(db, at, operator, act, case, detail))
    }

    /// The newest lines of the journal, the newest first, `most` at most.
    ///
    /// # Errors
    /// What the database reports.
    pub fn journal(&self, most: u32) -> Result<Vec<JournalLine>, StoreError> {
        self.journal_before(None, most)
    }

    /// The same of the lines before a position.
    ///
    /// # Errors
    /// What the database reports.
    pub fn journal_before(
        &self,
        before: Option<u64>,
        most: u32,
    ) -> Result<Vec<JournalLine>, StoreError> {
        let sql = "SELECT position, at, operator, act, case_id, detail FROM journal
                   WHERE position < ?1 ORDER BY position DESC LIMIT ?2";
        let before = before.map_or(i64::MAX, |before| i64::try_from(before).unwrap_or(i64::MAX));
        let mut statement = self.db.prepare_cached(sql)?;
        let lines = statement.query_map(params![before, most], line)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// All lines of these acts, the oldest first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn journal_of(&self, acts: &[JournalAct]) -> Result<Vec<JournalLine>, StoreError> {
        let sql = "SELECT position, at, operator, act, case_id, detail FROM journal
                   WHERE act IN (SELECT value FROM json_each(?1)) ORDER BY position";
        let codes: Vec<u8> = acts.iter().map(|act| act.code()).collect();
        let mut statement = self.db.prepare_cached(sql)?;
        let lines = statement.query_map([serde_json::json!(codes).to_string()], line)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }

    /// The newest line of this act.
    ///
    /// # Errors
    /// What the database reports.
    pub fn last_noted(&self, act: JournalAct) -> Result<Option<JournalLine>, StoreError> {
        let sql = "SELECT position, at, operator, act, case_id, detail FROM journal
                   WHERE act = ?1 ORDER BY position DESC LIMIT 1";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement.query_row([act.code()], line).optional()?)
    }

    /// The position of the first line of this act by an operator.
    ///
    /// # Errors
    /// What the database reports.
    pub fn first_noted(
        &self,
        act: JournalAct,
        operator: ActorId,
    ) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT position FROM journal WHERE act = ?1 AND operator = ?2
                   ORDER BY position LIMIT 1";
        let mut statement = self.db.prepare_cached(sql)?;
        let first = statement.query_row(params![act.code(), operator.0], |row| row.get(0));
        Ok(first.optional()?.map(i64::cast_unsigned))
    }
}

/// Adds a line within a transaction.
pub(crate) fn add(
    db: &Connection,
    at: Moment,
    operator: ActorId,
    act: JournalAct,
    case: Option<CaseId>,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO journal (at, operator, act, case_id, detail)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![
        at.0,
        operator.0,
        act.code(),
        case.map(|case| case.0),
        detail
    ];
    db.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

fn line(row: &Row<'_>) -> rusqlite::Result<JournalLine> {
    Ok(JournalLine {
        position: row.get::<_, i64>(0)?.cast_unsigned(),
        at: Moment(row.get(1)?),
        operator: ActorId(row.get(2)?),
        act: JournalAct::from_code(row.get(3)?),
        case: row.get::<_, Option<[u8; 16]>>(4)?.map(CaseId),
        detail: row.get(5)?,
    })
}
