//! The frames of one exchange: `Hello` and pushes go up; acknowledgement, feeds, image states and
//! a signed closing come down.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Decoder, Encode};
use sha2::{Digest, Sha256};
use shanyi_domain::ids::{DeviceId, EventId, ImageHash, Seed};
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;

use crate::derive::Hash;
use crate::keys::{PublicKey, Signature, SigningKey};
use crate::stream::{Entry, Head, Incarnation, StreamId};

mod aside;
mod images;
mod recipient;
mod signed;
mod witness;

pub use aside::{QuarantineReason, Quarantined};
pub use images::{Begun, ImageStart, ImageStarts, ImagesWanted};
pub use recipient::Recipient;
pub use signed::{Closing, Receipt};
pub(crate) use witness::keyed;
pub use witness::{Proof, Returned, Witness, WitnessKey, Witnessed};

/// Opens every exchange: who speaks, how far the station is, what it has read.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hello {
    /// [`crate::PROTOCOL`] of the speaker.
    #[n(0)]
    pub protocol: u32,
    /// The installation.
    #[n(1)]
    pub device: DeviceId,
    /// Its present life.
    #[n(2)]
    pub incarnation: Incarnation,
    /// Number of the last entry of its stream.
    #[n(3)]
    pub seq: u64,
    /// Link of that entry.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub link: Hash,
    /// Last position read of the broadcast feed.
    #[n(5)]
    pub broadcast: u64,
    /// Last position read of the station's feed.
    #[n(6)]
    pub station: u64,
    /// The township's timeline that the positions and acknowledgements belong to; 0 before the
    /// first exchange.
    #[n(7)]
    pub timeline: u64,
    /// The station's clock. No hello is like an earlier one by it, so that no earlier reply answers it.
    #[n(8)]
    pub now: Moment,
    /// The list of images that it holds, by [`ImagesWanted::digest`]; absent where it holds none.
    #[n(9)]
    pub images: Option<u32>,
    /// Its entries behind the receipt that it holds of this stream in this timeline; absent where it
    /// holds none.
    #[n(10)]
    pub unreceipted: Option<u64>,
    /// The entries that this receipt covers and that are not prunable yet; absent where none is.
    #[n(11)]
    pub unpruned: Option<u64>,
    /// The township's recovery key that the speaker knows, by [`Recipient::digest`]; absent where it knows
    /// none, or has said it today.
    #[n(12)]
    pub recovery: Option<u32>,
}

impl Hello {
    /// Whether the speaker holds a receipt of its present timeline that says this.
    #[must_use]
    pub fn holds_receipt(&self, durable: u64, prunable: u64) -> bool {
        let unreceipted = self.unreceipted.and_then(|n| self.seq.checked_sub(n));
        let held = match self.unpruned {
            Some(unpruned) => durable.checked_sub(unpruned),
            None => Some(0),
        };
        unreceipted == Some(durable) && held == Some(prunable)
    }

    /// The head that the speaker claims.
    #[must_use]
    pub fn head(&self) -> Head {
        let stream = StreamId {
            device: self.device,
            incarnation: self.incarnation,
        };
        Head {
            stream,
            seq: self.seq,
            link: self.link,
        }
    }
}

/// A [`Hello`] with the device's signature over its bytes. An array: it goes with every exchange.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SignedHello {
    /// The bytes of the hello.
    #[n(0)]
    pub hello: ByteVec,
    /// The device's signature.
    #[n(1)]
    pub signature: Signature,
}

impl SignedHello {
    /// Signs a hello.
    #[must_use]
    pub fn new(hello: &Hello, key: &SigningKey) -> Self {
        let bytes = encode(hello);
        let signature = key.sign(&message("shanyi/hello/1", &[&bytes]));
        Self {
            hello: bytes.into(),
            signature,
        }
    }

    /// What is claimed, before anything is believed.
    ///
    /// # Errors
    /// When the bytes are no hello.
    pub fn claimed(&self) -> Result<Hello, minicbor::decode::Error> {
        whole(&self.hello)
    }

    /// Whether the device with this key signed it.
    #[must_use]
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        key.verifies(&message("shanyi/hello/1", &[&self.hello]), &self.signature)
    }
}

/// A run of a stream's entries with the signed head after the last of them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Push {
    /// Number of the first entry.
    #[n(0)]
    pub first: u64,
    /// The entries, gapless.
    #[n(1)]
    pub entries: Vec<Entry>,
    /// The device's signature over the head after the last entry.
    #[n(2)]
    pub signature: Signature,
}

/// The last run of a stream's entries, up to the head in the hello of the same request. The hello is
/// signed, and the head with it: this run needs no signature of its own.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Rest {
    /// Number of the first entry.
    #[n(0)]
    pub first: u64,
    /// The entries, gapless.
    #[n(1)]
    pub entries: Vec<Entry>,
}

/// The stream that the station shows is not a continuation of the one the township holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Fork {
    /// The last entry on which both agree, as far as the township can tell.
    #[n(0)]
    pub agreed: u64,
}

/// The township lacks entries that it should have: please send again from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Rewind {
    /// The first entry that is wanted.
    #[n(0)]
    pub from: u64,
    /// True where the entries have to bring the seeds of their cases with them: the township does
    /// not hold the beginning of one of these cases, and can't follow the chain without its seed.
    #[n(1)]
    pub seeds: Option<bool>,
}

/// Which feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Feed {
    /// For every station: catalogue, calendar, directory.
    #[n(0)]
    Broadcast,
    /// For this station: everything that happened to its cases elsewhere.
    #[n(1)]
    Station,
}

/// One event of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct FeedEntry {
    /// Its position, rising; positions may be skipped.
    #[n(0)]
    pub position: u64,
    /// The event's id.
    #[n(1)]
    pub id: EventId,
    /// Whether the writer was the township: true, or another device of the station: false.
    #[n(2)]
    pub by_township: bool,
    /// The event's bytes.
    #[n(3)]
    pub event: ByteVec,
    /// The seed, with the event that begins a case.
    #[n(4)]
    pub seed: Option<Seed>,
    /// By this the township knows the event again, should it ever have to be given back to it.
    #[n(5)]
    pub proof: Option<Proof>,
}

impl FeedEntry {
    /// Whose hand wrote the event.
    #[must_use]
    pub const fn role(&self) -> Role {
        if self.by_township {
            Role::Township
        } else {
            Role::Station
        }
    }
}

/// A run of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct FeedPage {
    /// Which feed.
    #[n(0)]
    pub feed: Feed,
    /// Its events in the order of their positions.
    #[n(1)]
    pub entries: Vec<FeedEntry>,
    /// The position up to which the feed has been read with this page.
    #[n(2)]
    pub up_to: u64,
    /// There is more: ask again at once.
    #[n(3)]
    pub more: bool,
}

/// Why the township does not answer a device, or not now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode)]
#[cbor(index_only)]
pub enum Refusal {
    /// The device is not enrolled here, or its signature does not hold.
    #[n(0)]
    UnknownDevice,
    /// The township's program is older than the station's and can't read its frames.
    #[n(1)]
    Protocol,
    /// The request was not made of frames in their order.
    #[n(2)]
    Malformed,
    /// The signed head does not fit the entries of a push.
    #[n(3)]
    BadSignature,
    /// The township's disk is full or may only be read: nothing can be taken until somebody there
    /// makes room. For later.
    #[n(4)]
    NoRoom,
    /// Another trouble of the township's own. For later.
    #[n(5)]
    Ailing,
    /// The device was taken its key. What it pushed is kept and never used.
    #[n(6)]
    Revoked,
    /// Something that this program does not know: a newer township's.
    #[n(255)]
    Other,
}

/// A refusal of a newer township is a refusal, not a fault.
impl<'b, C> Decode<'b, C> for Refusal {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Ok(match d.u64()? {
            0 => Self::UnknownDevice,
            1 => Self::Protocol,
            2 => Self::Malformed,
            3 => Self::BadSignature,
            4 => Self::NoRoom,
            5 => Self::Ailing,
            6 => Self::Revoked,
            _ => Self::Other,
        })
    }
}

/// What a device signs to send bytes of an image from an offset.
#[must_use]
pub fn upload_message(hash: &ImageHash, total: u32, offset: u32) -> Vec<u8> {
    message(
        "shanyi/upload/1",
        &[&hash.0, &total.to_be_bytes(), &offset.to_be_bytes()],
    )
}

/// Most bytes of a small picture of an image. A shorter image has none: it is there as soon itself.
pub const MAX_THUMBNAIL: usize = 6 * 1024;

/// What a device signs to send a small picture of an image: a JPEG of these bytes.
#[must_use]
pub fn thumbnail_message(image: &ImageHash, jpeg: &[u8]) -> Vec<u8> {
    let digest: Hash = Sha256::digest(jpeg).into();
    message("shanyi/thumbnail/1", &[&image.0, &digest])
}

/// What a device signs to fetch a published document or an image.
#[must_use]
pub fn fetch_message(hash: &ImageHash) -> Vec<u8> {
    message("shanyi/fetch/1", &[&hash.0])
}

pub(crate) fn message(label: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut message = label.as_bytes().to_vec();
    for part in parts {
        message.extend_from_slice(part);
    }
    message
}

/// Reads a value that ends where its bytes end.
pub(crate) fn whole<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, minicbor::decode::Error> {
    let mut decoder = Decoder::new(bytes);
    let value = decoder.decode()?;
    if decoder.position() == bytes.len() {
        Ok(value)
    } else {
        Err(minicbor::decode::Error::message("bytes behind the end"))
    }
}

/// CBOR of a frame's body. Writing to memory can't fail.
pub(crate) fn encode<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).unwrap_or_default()
}
