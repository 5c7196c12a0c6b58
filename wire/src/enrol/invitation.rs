//! An invitation: a membership in a file, for a PC that has no line at all.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::{CodeKey, Finder, Membership};
use crate::exchange::{FeedPage, encode, message, whole};
use crate::keys::{Signature, SigningKey};

const LABEL: &str = "shanyi/invitation/1";
/// What the file begins with.
const MAGIC: &[u8; 8] = b"SHANYI\x01I";
/// Most bytes of what is in it, unpacked.
const MOST: usize = 16 * 1024 * 1024;
/// Most bytes of an invitation.
pub const LARGEST: usize = 8 * 1024 * 1024;

/// What an invitation holds.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Invitation {
    /// The bytes of the membership.
    #[n(0)]
    pub membership: ByteVec,
    /// The township's, over those.
    #[n(1)]
    pub signature: Signature,
    /// The township's timeline, to which the pages belong.
    #[n(2)]
    pub timeline: u64,
    /// What it has published, from the beginning of its feed.
    #[n(3)]
    pub pages: Vec<FeedPage>,
    /// The bytes of the documents that the pages name.
    #[n(4)]
    pub documents: Vec<ByteVec>,
}

/// An invitation as it lies in its file.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Packed {
    /// By which code it opens.
    #[n(0)]
    pub finder: Finder,
    /// Drawn for this one.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub nonce: [u8; 24],
    /// XChaCha20-Poly1305 of the invitation, packed by zstd.
    #[n(2)]
    pub sealed: ByteVec,
}

/// What came of an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What makes the PC a station's, once it has keys.
    pub membership: Membership,
    /// The township's timeline.
    pub timeline: u64,
    /// What it has published.
    pub pages: Vec<FeedPage>,
    /// The bytes of the documents that the pages name.
    pub documents: Vec<ByteVec>,
}

impl Invitation {
    /// An invitation that the township signs.
    #[must_use]
    pub fn new(
        membership: &Membership,
        timeline: u64,
        pages: Vec<FeedPage>,
        documents: Vec<ByteVec>,
        township: &SigningKey,
    ) -> Self {
        let bytes = membership.to_bytes();
        Self {
            signature: township.sign(&message(LABEL, &[&bytes])),
            membership: bytes.into(),
            timeline,
            pages,
            documents,
        }
    }

    /// The file of it, which opens by its code alone. `None` where it is larger than any may be.
    #[must_use]
    pub fn seal(&self, code: &CodeKey, nonce: [u8; 24]) -> Option<Vec<u8>> {
        let packed = zstd::bulk::compress(&encode(self), 19).ok()?;
        let finder = code.finder();
        let payload = Payload {
            msg: &packed,
            aad: &finder.0,
        };
        let sealed = cipher(code).encrypt(XNonce::from_slice(&nonce), payload);
        let packed = Packed {
            finder,
            nonce,
            sealed: sealed.ok()?.into(),
        };
        let file = [MAGIC.as_slice(), &encode(&packed)].concat();
        (file.len() <= LARGEST).then_some(file)
    }
}

impl Packed {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is no invitation.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, minicbor::decode::Error> {
        match bytes.strip_prefix(MAGIC) {
            Some(packed) if bytes.len() <= LARGEST => whole(packed),
            _ => Err(minicbor::decode::Error::message("no invitation")),
        }
    }

    /// Opens it by its code.
    ///
    /// # Errors
    /// When the code is another's, or it was changed on its way.
    pub fn open(&self, code: &CodeKey) -> Result<Opened, minicbor::decode::Error> {
        let payload = Payload {
            msg: &self.sealed,
            aad: &self.finder.0,
        };
        let opened = cipher(code).decrypt(XNonce::from_slice(&self.nonce), payload);
        let no = |_| minicbor::decode::Error::message("not of this code");
        let packed = opened.map_err(no)?;
        let grown = |_| minicbor::decode::Error::message("larger than any may be");
        let bytes = zstd::bulk::decompress(&packed, MOST).map_err(grown)?;
        let invitation: Invitation = whole(&bytes)?;
        let membership = Membership::from_bytes(&invitation.membership)?;
        let signed = message(LABEL, &[&invitation.membership]);
        let key = membership.township_key;
        if !key.verifies(&signed, &invitation.signature) {
            return Err(minicbor::decode::Error::message(
                "not signed by its township",
            ));
        }
        Ok(Opened {
            membership,
            timeline: invitation.timeline,
            pages: invitation.pages,
            documents: invitation.documents,
        })
    }
}

fn cipher(code: &CodeKey) -> XChaCha20Poly1305 {
    let key = code.proof(LABEL, &[]);
    XChaCha20Poly1305::new(&key.into())
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Cost};
    use super::*;

    /// A file with these bytes in it, sealed by somebody who has the code.
    fn sealed(packed: &[u8]) -> Vec<u8> {
        let code = code();
        let finder = code.finder();
        let payload = Payload {
            msg: packed,
            aad: &finder.0,
        };
        let nonce = [7; 24];
        let sealed = cipher(&code).encrypt(XNonce::from_slice(&nonce), payload);
        let packed = Packed {
            finder,
            nonce,
            sealed: sealed.unwrap().into(),
        };
        [MAGIC.as_slice(), &encode(&packed)].concat()
    }

    fn code() -> CodeKey {
        Code::from_bits(77).key(Cost::OF_TESTS).unwrap()
    }

    fn zipped(bytes: &[u8]) -> Vec<u8> {
        zstd::bulk::compress(bytes, 19).unwrap()
    }

    #[test]
    fn what_is_in_an_invitation_takes_no_room_whatever_it_says_of_itself() {
        let deep = |head: u8, times| [vec![head; times], vec![0]].concat();
        // A map whose first field says to be so long, an array of so many, and a text.
        let long = |head: u8| [&[0xa1, 0x00, head][..], &u64::MAX.to_be_bytes()].concat();
        let pages = |count: u64| [&[0xa1, 0x03, 0x9b][..], &count.to_be_bytes()].concat();
        for inside in [
            zipped(&vec![0; MOST + 1]),
            zipped(&vec![0x5f; MOST]),
            zipped(&deep(0x81, 1_000_000)),
            zipped(&deep(0xa1, 1_000_000)),
            zipped(&deep(0xc0, 1_000_000)),
            zipped(&long(0x5b)),
            zipped(&long(0x7b)),
            zipped(&pages(u64::MAX)),
            zipped(&pages(1 << 40)),
            zipped(b""),
            b"no zstd at all".to_vec(),
            Vec::new(),
        ] {
            let packed = Packed::from_bytes(&sealed(&inside)).unwrap();
            assert!(packed.open(&code()).is_err());
        }
        let head = |bytes: &[u8]| Packed::from_bytes(&[MAGIC.as_slice(), bytes].concat());
        assert!(head(&long(0x5b)).is_err());
        assert!(head(&deep(0x81, 1_000_000)).is_err());
        assert!(Packed::from_bytes(&vec![0; LARGEST + 1]).is_err());
    }
}
