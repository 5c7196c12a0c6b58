//! For whom stations wrap the key of their cases: the township's recovery key as it is now.

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

/// The township's recovery key, told to a station whose hello names another. Nothing but the closing
/// behind it says that it is the township's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Recipient {
    /// An age recipient.
    #[n(0)]
    pub recipient: String,
}

impl Recipient {
    /// By this a hello names the one that a station knows.
    #[must_use]
    pub fn digest(recipient: &str) -> u32 {
        let mut hasher = Sha256::new();
        hasher.update(b"shanyi/recipient/1");
        hasher.update(recipient.as_bytes());
        let hash: [u8; 32] = hasher.finalize().into();
        u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
    }
}
