//! Whose word it is how far a stream goes: the newest signature over its head, kept beside it. What was
//! taken from the end, or put behind it, by whoever has the ledger's file and not the writer's key, shows
//! by it.

use rusqlite::{Row, params};
use shanyi_domain::ids::{EventId, StationId};
use shanyi_wire::exchange::{Proof, SignedHello, WitnessKey, Witnessed};
use shanyi_wire::keys::{PublicKey, Signature, SigningKey};
use shanyi_wire::stream::Head;

use super::stream::StreamRow;
use super::{LedgerError, Tx, View};

/// A stream's head as its writer signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// The number of the entry that it speaks of.
    pub seq: u64,
    /// The writer's signature.
    pub signature: Signature,
    /// The bytes of the hello that were signed, where the head was signed with one.
    pub hello: Option<Vec<u8>>,
}

impl SignedHead {
    /// A head that was signed by itself.
    #[must_use]
    pub const fn alone(seq: u64, signature: Signature) -> Self {
        Self {
            seq,
            signature,
            hello: None,
        }
    }

    /// A head that was signed with the hello that says it.
    #[must_use]
    pub fn with_hello(seq: u64, hello: &SignedHello) -> Self {
        Self {
            seq,
            signature: hello.signature,
            hello: Some(hello.hello.to_vec()),
        }
    }

    /// Whether this is the word of the one with this key about this very head.
    #[must_use]
    pub fn holds(&self, key: &PublicKey, head: &Head) -> bool {
        if self.seq != head.seq {
            return false;
        }
        let Some(bytes) = &self.hello else {
            return head.is_signed_by(key, &self.signature);
        };
        let hello = SignedHello {
            hello: bytes.clone().into(),
            signature: self.signature,
        };
        let said = hello.claimed().map(|hello| hello.head());
        said.is_ok_and(|said| said == *head) && hello.is_signed_by(key)
    }

    /// From the columns `signed`, `signature` and `signed_hello`, which stand behind each other.
    pub(super) fn read(row: &Row<'_>, from: usize) -> rusqlite::Result<Option<Self>> {
        let signature: Option<[u8; 64]> = row.get(from + 1)?;
        let Some(signature) = signature else {
            return Ok(None);
        };
        Ok(Some(Self {
            seq: row.get::<_, i64>(from)?.cast_unsigned(),
            signature: Signature(signature),
            hello: row.get(from + 2)?,
        }))
    }
}

impl View<'_> {
    /// The newest signed head of a stream.
    ///
    /// # Errors
    /// What the engine says.
    pub fn signed_head(&self, stream: StreamRow) -> Result<Option<SignedHead>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT signed, signature, signed_hello FROM stream WHERE id = ?1")?;
        Ok(statement.query_row([stream.number()], |row| SignedHead::read(row, 0))?)
    }
}

impl Tx<'_> {
    /// Keeps the newest signed head of a stream.
    ///
    /// # Errors
    /// What the engine says.
    pub fn keep_signed(&self, stream: StreamRow, signed: &SignedHead) -> Result<(), LedgerError> {
        let db = self.0.0;
        db.prepare_cached(
            "UPDATE stream SET signed = ?2, signature = ?3, signed_hello = ?4 WHERE id = ?1",
        )?
        .execute(params![
            stream.number(),
            signed.seq.cast_signed(),
            signed.signature.0,
            signed.hello,
        ])?;
        Ok(())
    }

    /// The head of a stream of the township's own goes on from `before` to `head`, and is signed. What
    /// goes on from something that nobody signed is not: whatever was done to it stays to be seen.
    ///
    /// # Errors
    /// What the engine says.
    pub fn advance_own(
        &self,
        stream: StreamRow,
        before: &Head,
        head: &Head,
    ) -> Result<(), LedgerError> {
        self.advance(stream, head)?;
        let Some(key) = self.signer() else {
            return Ok(());
        };
        // One that was begun by an earlier program has no signature yet.
        let whole = match self.signed_head(stream)? {
            Some(signed) => signed.holds(&key.public(), before),
            None => true,
        };
        if !whole {
            tracing::error!("the township's own stream is not what was signed: look with `verify`");
            return Ok(());
        }
        self.keep_signed(stream, &SignedHead::alone(head.seq, head.sign(key)))
    }

    /// An event that no stream here brings is in use: it was given back, and the township's own proof
    /// stood with it. It is sealed anew, so that it can be told from one that somebody put in.
    ///
    /// # Errors
    /// What the engine says.
    pub fn vouch(&self, id: EventId, bytes: &[u8], station: StationId) -> Result<(), LedgerError> {
        let Some(key) = self.signer() else {
            return Ok(());
        };
        let proof = WitnessKey::of(key).prove(&id, false, bytes, None, Some(station));
        let sql = "INSERT INTO voucher (event, proof) VALUES (?1, ?2)
                   ON CONFLICT (event) DO UPDATE SET proof = excluded.proof";
        let db = self.0.0;
        db.prepare_cached(sql)?.execute(params![id.0, proof.0])?;
        Ok(())
    }
}

/// Whether an event that no stream brings was given back in truth.
#[must_use]
pub fn is_vouched(
    key: &SigningKey,
    id: EventId,
    bytes: &[u8],
    station: StationId,
    proof: [u8; 16],
) -> bool {
    let given = Witnessed {
        id,
        by_township: false,
        event: bytes.to_vec().into(),
        seed: None,
        proof: Proof(proof),
    };
    WitnessKey::of(key).knows(&given, Some(station))
}
