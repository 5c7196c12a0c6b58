//! What the township gave beside the identity when this installation was enrolled by a code.

use rusqlite::{Connection, OptionalExtension, params};
use shanyi_domain::ids::ActorId;

use crate::backup::system_time;
use crate::error::StoreError;
use crate::journal::{self, JournalAct};
use crate::store::Store;
use crate::vault;

/// The installation's second key, and whom it trusts for what.
#[derive(Clone)]
pub struct Enrolment {
    /// X25519, secret: opens what was sealed for this installation alone.
    pub sealing: [u8; 32],
    /// The township's recovery key, an age recipient: the store's key is wrapped for it.
    pub recovery: String,
    /// The authority whose word is taken for the township's server, X.509 in DER.
    pub authority: Vec<u8>,
    /// The authority that may follow it, X.509 in DER.
    pub spare: Vec<u8>,
}

/// The authorities that are trusted on the line, X.509 in DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorities {
    /// The township's.
    pub first: Vec<u8>,
    /// The one that may follow it; `None` where the township named none.
    pub spare: Option<Vec<u8>>,
}

impl Enrolment {
    /// Whom it trusts on the line.
    #[must_use]
    pub fn authorities(&self) -> Authorities {
        Authorities {
            first: self.authority.clone(),
            // A township without a spare is written down as having one byte of it.
            spare: Some(self.spare.clone()).filter(|spare| spare.len() > 1),
        }
    }
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enrolment")
            .field("recovery", &self.recovery)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// What came with the enrolment; `None` where this installation was enrolled by an earlier
    /// program's file.
    ///
    /// # Errors
    /// What the database reports.
    pub fn enrolment(&self) -> Result<Option<Enrolment>, StoreError> {
        let sql = "SELECT sealing, recovery, authority, spare FROM enrolment";
        let mut statement = self.db.prepare_cached(sql)?;
        let enrolment = statement.query_row([], |row| {
            Ok(Enrolment {
                sealing: row.get(0)?,
                recovery: row.get(1)?,
                authority: row.get(2)?,
                spare: row.get(3)?,
            })
        });
        Ok(enrolment.optional()?)
    }

    /// Takes the township's present recovery key, as its signed reply has it. The store's key is wrapped
    /// for it when the vault is asked to next; until then the former wrap stands. What is no such key
    /// changes nothing. True where it was another.
    ///
    /// # Errors
    /// What the database reports.
    pub fn take_recipient(&mut self, recipient: &str) -> Result<bool, StoreError> {
        if !vault::is_recipient(recipient) {
            tracing::warn!("the township's recovery key is none");
            return Ok(false);
        }
        let known = self.enrolment()?;
        if known.is_none_or(|known| known.recovery == recipient) {
            return Ok(false);
        }
        let detail = serde_json::json!({ "recipient": recipient }).to_string();
        self.keep(|db, _| {
            db.execute("UPDATE enrolment SET recovery = ?1", [recipient])?;
            let (act, nobody) = (JournalAct::RecipientTold, ActorId(0));
            journal::add(db, system_time(), nobody, act, None, Some(&detail))
        })?;
        Ok(true)
    }

    /// Keeps what came with the enrolment, over what was there.
    ///
    /// # Errors
    /// What the database reports.
    pub fn keep_enrolment(&mut self, enrolment: &Enrolment) -> Result<(), StoreError> {
        self.keep(|db, _| put(db, enrolment))
    }
}

pub(crate) fn put(db: &Connection, enrolment: &Enrolment) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO enrolment (one, sealing, recovery, authority, spare)
               VALUES (1, ?1, ?2, ?3, ?4)";
    db.execute(
        sql,
        params![
            enrolment.sealing,
            enrolment.recovery,
            enrolment.authority,
            enrolment.spare
        ],
    )?;
    Ok(())
}
