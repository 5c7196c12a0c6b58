//! A stream: the entries of one installation, gapless from 1, each chained to the one before.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use shanyi_domain::ids::{CaseId, DeviceId, EventId, Seed};

use crate::derive::{self, Hash};
use crate::keys::{PublicKey, Signature, SigningKey};

/// One life of one installation: 64 random bits drawn by the client when it is enrolled, restored
/// from a copy, or told that its stream forked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Incarnation(#[n(0)] pub u64);

/// Which stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// The installation.
    pub device: DeviceId,
    /// Its life.
    pub incarnation: Incarnation,
}

/// Where an event was first saved, for one that moved to another incarnation: its id derives from
/// here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Origin {
    /// The incarnation at save.
    #[n(0)]
    pub incarnation: Incarnation,
    /// The counter at save.
    #[n(1)]
    pub counter: u64,
}

/// One entry of a stream as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Entry {
    /// The event's bytes.
    #[n(0)]
    pub event: ByteVec,
    /// The seed, with the event that begins a case and with a published document.
    #[n(1)]
    pub seed: Option<Seed>,
    /// Present where the entry was relabelled.
    #[n(2)]
    pub origin: Option<Origin>,
    /// Present where its case is erased: then [`ERASED`] is what is left of the event.
    #[n(3)]
    pub erased: Option<ErasedEntry>,
}

/// What is left of an event's bytes whose case is erased: CBOR's null.
pub const ERASED: &[u8] = &[0xf6];

/// What the chain has of an entry whose case is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ErasedEntry {
    /// The event's id.
    #[n(0)]
    pub id: EventId,
    /// Its case.
    #[n(1)]
    pub case: CaseId,
    /// The commitment to its bytes.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub commitment: Hash,
}

impl Entry {
    /// An entry of which the chain alone is left.
    #[must_use]
    pub fn erased(erased: ErasedEntry) -> Self {
        Self {
            event: ERASED.to_vec().into(),
            seed: None,
            origin: None,
            erased: Some(erased),
        }
    }

    /// Where the event was saved first, given where the entry stands now.
    #[must_use]
    pub fn origin_at(&self, stream: StreamId, seq: u64) -> Origin {
        self.origin.unwrap_or(Origin {
            incarnation: stream.incarnation,
            counter: seq,
        })
    }

    /// The event's id, given the seed of its case and where the entry stands.
    #[must_use]
    pub fn id(&self, seed: &Seed, stream: StreamId, seq: u64) -> EventId {
        let origin = self.origin_at(stream, seq);
        derive::event_id(seed, origin.incarnation, origin.counter, &self.event)
    }
}

/// How far a stream goes: its last entry and the chain up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The stream.
    pub stream: StreamId,
    /// Number of its last entry; 0 before the first.
    pub seq: u64,
    /// The link of that entry.
    pub link: Hash,
}

impl Head {
    /// The head of a stream without entries.
    #[must_use]
    pub fn new(stream: StreamId) -> Self {
        let link = derive::first_link(&stream.device, stream.incarnation);
        Self {
            stream,
            seq: 0,
            link,
        }
    }

    /// The head after one more event.
    #[must_use]
    pub fn extended(self, seed: &Seed, id: &EventId, bytes: &[u8]) -> Self {
        self.extended_by(id, &derive::commitment(seed, id, bytes))
    }

    /// The same by what the chain has of the event.
    #[must_use]
    pub fn extended_by(self, id: &EventId, commitment: &Hash) -> Self {
        let seq = self.seq + 1;
        Self {
            stream: self.stream,
            seq,
            link: derive::next_link(&self.link, seq, id, commitment),
        }
    }

    /// Signs the head: everything up to `seq` is this device's word.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> Signature {
        key.sign(&self.message())
    }

    /// Whether `signature` is the device's over this head.
    #[must_use]
    pub fn is_signed_by(&self, key: &PublicKey, signature: &Signature) -> bool {
        key.verifies(&self.message(), signature)
    }

    fn message(&self) -> Vec<u8> {
        let mut message = b"shanyi/head/1".to_vec();
        message.extend_from_slice(&self.stream.device.0);
        message.extend_from_slice(&self.stream.incarnation.0.to_be_bytes());
        message.extend_from_slice(&self.seq.to_be_bytes());
        message.extend_from_slice(&self.link);
        message
    }
}
