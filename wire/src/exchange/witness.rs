//! What a station gives back to a township whose ledger was put back from a copy: events of the
//! feeds that nobody else has any more, each with the township's own proof.

use hmac::{Hmac, Mac};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use shanyi_domain::ids::{EventId, ImageHash, Seed, StationId};

use super::{Begun, Feed, ImageStart, message};
use crate::keys::SigningKey;

/// The township's seal on one event of a feed: it alone can make it, and it alone can check it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Proof(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// Makes and checks proofs. Derived from the township's secret, so that a ledger put back from a
/// copy knows its words again without having kept anything of them.
#[derive(Clone)]
pub struct WitnessKey(Hmac<Sha256>);

impl std::fmt::Debug for WitnessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WitnessKey(..)")
    }
}

/// The parts of an event that a proof covers.
#[derive(Clone, Copy, Debug)]
struct Covered<'a> {
    id: &'a EventId,
    by_township: bool,
    event: &'a [u8],
    seed: Option<&'a Seed>,
    station: Option<StationId>,
}

impl Covered<'_> {
    fn message(&self) -> Vec<u8> {
        let said: [u8; 32] = Sha256::digest(self.event).into();
        let station = self.station.map_or(0, |station| station.0);
        message(
            "shanyi/proof/1",
            &[
                &self.id.0,
                &[u8::from(self.by_township)],
                &said,
                &station.to_be_bytes(),
                &self.seed.map_or([0; Seed::LEN], |seed| seed.0),
            ],
        )
    }
}

impl WitnessKey {
    /// The key that follows from the township's secret.
    #[must_use]
    pub fn of(secret: &SigningKey) -> Self {
        let derived = keyed(&secret.to_bytes()).chain_update(b"shanyi/witness/1");
        Self(keyed(&derived.finalize().into_bytes().into()))
    }

    /// The proof of an event as a feed tells it. `station` is whose feed; `None` is the broadcast.
    #[must_use]
    pub fn prove(
        &self,
        id: &EventId,
        by_township: bool,
        event: &[u8],
        seed: Option<&Seed>,
        station: Option<StationId>,
    ) -> Proof {
        let covered = Covered {
            id,
            by_township,
            event,
            seed,
            station,
        };
        let whole: [u8; 32] = self.sealed(&covered).finalize().into_bytes().into();
        let mut proof = [0; 16];
        proof.copy_from_slice(&whole[..16]);
        Proof(proof)
    }

    /// Whether this very event stood in that feed once.
    #[must_use]
    pub fn knows(&self, returned: &Witnessed, station: Option<StationId>) -> bool {
        let covered = Covered {
            id: &returned.id,
            by_township: returned.by_township,
            event: &returned.event,
            seed: returned.seed.as_ref(),
            station,
        };
        let sealed = self.sealed(&covered);
        sealed.verify_truncated_left(&returned.proof.0).is_ok()
    }

    fn sealed(&self, covered: &Covered<'_>) -> Hmac<Sha256> {
        self.0.clone().chain_update(covered.message())
    }
}

/// A key of 32 bytes is shorter than a block: there is none that HMAC refuses.
pub(crate) fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    Hmac::new(&block.into())
}

/// An event of a feed, given back as it was heard.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Witnessed {
    /// Its id.
    #[n(0)]
    pub id: EventId,
    /// Whether the writer was the township, as the feed said.
    #[n(1)]
    pub by_township: bool,
    /// The event's bytes.
    #[n(2)]
    pub event: ByteVec,
    /// The seed that came with it.
    #[n(3)]
    pub seed: Option<Seed>,
    /// The proof that came with it.
    #[n(4)]
    pub proof: Proof,
}

/// Events of one feed that the township does not tell any more.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Witness {
    /// Which feed brought them.
    #[n(0)]
    pub feed: Feed,
    /// The events, in the order in which they were heard.
    #[n(1)]
    pub events: Vec<Witnessed>,
}

/// What the township says of what was given back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Returned {
    /// How many events of this request's [`Witness`] frames are on the township's disk now: all of
    /// them, or the request was not read to its end.
    #[n(0)]
    pub events: u32,
    /// Published documents of which the township has the event and lacks the bytes. Whoever has
    /// them sends them as an image is sent.
    #[n(1)]
    pub documents: Vec<ImageHash>,
    /// Those of them of which the asking station has sent a part.
    #[cbor(n(2), default, skip_if = "Vec::is_empty")]
    pub begun: Vec<Begun>,
}

impl Returned {
    /// How many bytes of a document are there from the asking station.
    #[must_use]
    pub fn have(&self, document: &ImageHash) -> u32 {
        let image = ImageStart::of(document);
        let begun = self.begun.iter().find(|one| one.image == image);
        begun.map_or(0, |one| one.have)
    }
}
