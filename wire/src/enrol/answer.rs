//! What a township answers: the membership, or why there is none.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Decoder, Encode};
use shanyi_domain::directory::Station;
use shanyi_domain::ids::{ActorId, DeviceId, StationId};
use shanyi_domain::time::Moment;

use super::CodeKey;
use super::ask::keys;
use crate::derive::Hash;
use crate::exchange::{encode, message, whole};
use crate::keys::{PublicKey, Signature, SigningKey};

const PROOF: &str = "shanyi/enrol-answer/1";
const SIGNED: &str = "shanyi/enrolled/1";

/// What makes a PC a station's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Membership {
    /// The PC's id.
    #[n(0)]
    pub device: DeviceId,
    /// The station.
    #[n(1)]
    pub station: Place,
    /// The block of its case numbers.
    #[n(2)]
    pub block: String,
    /// Checks what the township signs.
    #[n(3)]
    pub township_key: PublicKey,
    /// Whose word is taken for the township's server from now on, and who may follow: X.509 in DER. None
    /// where the township has no TLS.
    #[n(4)]
    pub authorities: Vec<ByteVec>,
    /// The township's recovery key, an age recipient; empty where it has none.
    #[n(5)]
    pub recovery: String,
    /// Where its server is reached; none where it is where it was asked.
    #[n(6)]
    pub servers: Vec<String>,
    /// Who works at the station.
    #[n(7)]
    pub people: Vec<Member>,
    /// The township's clock.
    #[n(8)]
    pub now: Moment,
}

/// A station as a membership names it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Place {
    /// Its number.
    #[n(0)]
    pub id: StationId,
    /// The village's division code.
    #[n(1)]
    pub code: String,
    /// 五星村服务站.
    #[n(2)]
    pub name: String,
    /// 五星.
    #[n(3)]
    pub short: String,
    /// 柘岱口乡.
    #[n(4)]
    pub township: String,
}

impl From<Station> for Place {
    fn from(station: Station) -> Self {
        Self {
            id: station.id,
            code: station.code,
            name: station.name,
            short: station.short,
            township: station.township,
        }
    }
}

impl From<Place> for Station {
    fn from(place: Place) -> Self {
        Self {
            id: place.id,
            code: place.code,
            name: place.name,
            short: place.short,
            township: place.township,
        }
    }
}

/// Somebody who works at the station.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Member {
    /// Their number.
    #[n(0)]
    pub id: ActorId,
    /// Their name.
    #[n(1)]
    pub name: String,
    /// By office.
    #[n(2)]
    pub title: String,
    /// Their telephone at work; may be empty.
    #[n(3)]
    pub phone: String,
}

impl Membership {
    /// Its bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(self)
    }

    /// Reads one.
    ///
    /// # Errors
    /// When the bytes are none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, minicbor::decode::Error> {
        whole(bytes)
    }
}

/// A [`Membership`] with what shows that it is of whoever gave the code, and for these keys alone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Answer {
    /// The bytes of the membership.
    #[n(0)]
    pub membership: ByteVec,
    /// By the code's key.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub proof: Hash,
    /// By the township.
    #[n(2)]
    pub signature: Signature,
}

impl Answer {
    /// The answer to the PC with these keys.
    #[must_use]
    pub fn new(
        membership: &Membership,
        code: &CodeKey,
        key: &PublicKey,
        sealing: &[u8; 32],
        township: &SigningKey,
    ) -> Self {
        let bytes = membership.to_bytes();
        let keys = keys(key, sealing);
        Self {
            proof: code.proof(PROOF, &[&keys, &bytes]),
            signature: township.sign(&message(SIGNED, &[&keys, &bytes])),
            membership: bytes.into(),
        }
    }

    /// Its bytes on the line.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(self)
    }

    /// Reads what came over the line.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, minicbor::decode::Error> {
        whole(bytes)
    }

    /// The membership, for the PC with these keys.
    ///
    /// # Errors
    /// When it is none, or not of whoever gave the code, or for other keys.
    pub fn membership(
        &self,
        code: &CodeKey,
        key: &PublicKey,
        sealing: &[u8; 32],
    ) -> Result<Membership, minicbor::decode::Error> {
        let keys = keys(key, sealing);
        if !code.proves(&self.proof, PROOF, &[&keys, &self.membership]) {
            return Err(minicbor::decode::Error::message(
                "not of whoever gave the code",
            ));
        }
        let membership = Membership::from_bytes(&self.membership)?;
        let signed = message(SIGNED, &[&keys, &self.membership]);
        match membership.township_key.verifies(&signed, &self.signature) {
            true => Ok(membership),
            false => Err(minicbor::decode::Error::message(
                "not signed by its township",
            )),
        }
    }
}

/// A refusal on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Refused {
    /// Why.
    #[n(0)]
    pub why: EnrolRefusal,
    /// After so many seconds it may be tried again; absent where time changes nothing.
    #[n(1)]
    pub seconds: Option<u32>,
}

impl Refused {
    /// Its bytes on the line.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(self)
    }

    /// Reads what came over the line.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, minicbor::decode::Error> {
        whole(bytes)
    }
}

/// Where time changes nothing.
impl From<EnrolRefusal> for Refused {
    fn from(why: EnrolRefusal) -> Self {
        Self { why, seconds: None }
    }
}

/// Why a township does not take a PC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode)]
#[cbor(index_only)]
pub enum EnrolRefusal {
    /// There is no such code.
    #[n(0)]
    NoCode,
    /// The code is too old.
    #[n(1)]
    Expired,
    /// The code was taken back by whoever made it.
    #[n(2)]
    Withdrawn,
    /// Another PC has come with this code.
    #[n(3)]
    Used,
    /// The line on which it was asked is not the township's: somebody is in between.
    #[n(4)]
    AnotherLine,
    /// Too many wrong codes came from there, or in all.
    #[n(5)]
    TooMany,
    /// What came is no question.
    #[n(6)]
    Malformed,
    /// The PC was enrolled, and the township has revoked it since.
    #[n(7)]
    Revoked,
    /// A trouble of the township's own. For later.
    #[n(8)]
    Ailing,
    /// Something that this program does not know: a newer township's.
    #[n(255)]
    Other,
}

/// A refusal of a newer township is a refusal, not a fault.
impl<'b, C> Decode<'b, C> for EnrolRefusal {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Ok(match d.u64()? {
            0 => Self::NoCode,
            1 => Self::Expired,
            2 => Self::Withdrawn,
            3 => Self::Used,
            4 => Self::AnotherLine,
            5 => Self::TooMany,
            6 => Self::Malformed,
            7 => Self::Revoked,
            8 => Self::Ailing,
            _ => Self::Other,
        })
    }
}
