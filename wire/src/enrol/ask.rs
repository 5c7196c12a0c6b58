//! What a PC asks with that has a code.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use shanyi_domain::ids::DeviceId;

use super::{CodeKey, Finder};
use crate::derive::Hash;
use crate::exchange::{encode, message, whole};
use crate::keys::{PublicKey, Signature, SigningKey};

const PROOF: &str = "shanyi/enrol-request/1";
const ASKED: &str = "shanyi/enrol-asked/1";

/// The authority behind the line on which a PC asks, as the PC saw it: SHA-256 of the topmost
/// certificate that it was shown. All zero where there is no TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Authority(pub Hash);

impl Authority {
    /// The one with this certificate, DER.
    #[must_use]
    pub fn of(certificate: &[u8]) -> Self {
        Self(Sha256::digest(certificate).into())
    }
}

/// A PC's question to be a station's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Request {
    /// Which code it has.
    #[n(0)]
    pub finder: Finder,
    /// The key by which it will sign.
    #[n(1)]
    pub key: PublicKey,
    /// X25519: for what is meant for it alone.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub sealing: [u8; 32],
    /// Which PC it is, in people's words.
    #[n(3)]
    pub label: String,
    /// The version of its program.
    #[n(4)]
    pub program: String,
    /// Shows that it has the code, and on which line it asks.
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    pub proof: Hash,
    /// The PC whose cases it goes on with from a copy, or went on with so far, by its own word.
    #[n(6)]
    pub former: Option<DeviceId>,
}

impl Request {
    /// The question of a PC with these keys, on a line behind this authority.
    #[must_use]
    pub fn new(
        code: &CodeKey,
        key: PublicKey,
        sealing: [u8; 32],
        authority: Authority,
        label: String,
        program: String,
    ) -> Self {
        Self {
            finder: code.finder(),
            key,
            sealing,
            label,
            program,
            proof: code.proof(PROOF, &[&key.0, &sealing, &authority.0]),
            former: None,
        }
    }

    /// The same of a PC that goes on with this one's cases.
    #[must_use]
    pub const fn going_on_from(mut self, former: Option<DeviceId>) -> Self {
        self.former = former;
        self
    }

    /// Whether whoever asks has the code, and asked on a line behind this authority.
    #[must_use]
    pub fn is_proven(&self, code: &CodeKey, authority: Authority) -> bool {
        code.proves(
            &self.proof,
            PROOF,
            &[&self.key.0, &self.sealing, &authority.0],
        )
    }

    /// By this a township knows the same PC again.
    #[must_use]
    pub fn keys(&self) -> Hash {
        keys(&self.key, &self.sealing)
    }
}

/// SHA-256 of a PC's public keys.
pub(super) fn keys(key: &PublicKey, sealing: &[u8; 32]) -> Hash {
    super::labelled("shanyi/enrol-keys/1", &[&key.0, sealing])
}

/// A [`Request`] with the signature of the key that it brings. An array.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Asked {
    /// The bytes of the request.
    #[n(0)]
    pub request: ByteVec,
    /// By the key in it.
    #[n(1)]
    pub signature: Signature,
}

impl Asked {
    /// Signs a request.
    #[must_use]
    pub fn new(request: &Request, key: &SigningKey) -> Self {
        let bytes = encode(request);
        let signature = key.sign(&message(ASKED, &[&bytes]));
        Self {
            request: bytes.into(),
            signature,
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

    /// The request, whose sender holds the key that it brings.
    ///
    /// # Errors
    /// When it is none, or is not signed by that key.
    pub fn request(&self) -> Result<Request, minicbor::decode::Error> {
        let request: Request = whole(&self.request)?;
        let signed = message(ASKED, &[&self.request]);
        match request.key.verifies(&signed, &self.signature) {
            true => Ok(request),
            false => Err(minicbor::decode::Error::message("not signed by its key")),
        }
    }
}
