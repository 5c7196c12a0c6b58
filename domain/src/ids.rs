//! Names of things: cases, events, stations, people, images.
//!
//! An id is what programs use; the number that people read (`CaseNumber`) is a label.

use std::fmt;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Declares a fixed-size binary id that reads as lower-case hex everywhere outside the wire.
macro_rules! binary_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(transparent)]
        pub struct $name(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// Reads the id from bytes of exactly the right length.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// Reads the id from its hex form.
            #[must_use]
            pub fn from_hex(text: &str) -> Option<Self> {
                let mut out = [0u8; $len];
                if text.len() != $len * 2 || !text.is_ascii() {
                    return None;
                }
                for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
                    let pair = std::str::from_utf8(pair).ok()?;
                    *byte = u8::from_str_radix(pair, 16).ok()?;
                }
                Some(Self(out))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::from_hex(&text)
                    .ok_or_else(|| de::Error::custom(concat!("not a ", stringify!($name))))
            }
        }
    };
}

binary_id!(
    /// A case for programs: derived from the case's seed, the same on every machine.
    CaseId,
    16
);
binary_id!(
    /// An event: derived from the case's seed, its writer and the writer's counter at save.
    EventId,
    16
);
binary_id!(
    /// One random value for each case, from which ids and salts derive. Deleting it together with
    /// the payloads is what erases a case while the chain of commitments still verifies.
    Seed,
    16
);
binary_id!(
    /// An enrolled installation of the program, given by the township.
    DeviceId,
    16
);
binary_id!(
    /// SHA-256 of an image's bytes: its name everywhere.
    ImageHash,
    32
);
binary_id!(
    /// The first eight bytes of an event's id: how one event of a case points at another of the
    /// same case.
    EventRef,
    8
);

impl EventId {
    /// The short form by which later events of the same case name this one as their base.
    #[must_use]
    pub fn to_ref(self) -> EventRef {
        let mut short = [0u8; 8];
        short.copy_from_slice(&self.0[..8]);
        EventRef(short)
    }
}

/// Declares a small number that the township hands out.
macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
        )]
        #[cfg_attr(feature = "contract", derive(ts_rs::TS))]
        #[serde(transparent)]
        #[cbor(transparent)]
        pub struct $name(#[n(0)] pub u32);
    };
}

number_id!(
    /// A village station, unique in its county; the county's directory names it.
    StationId
);
number_id!(
    /// A person who acts: operator, clerk, county desk. Zero is the program itself.
    ActorId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_the_way_through_hex_and_json() {
        let id = CaseId([0xa5; 16]);
        assert_eq!(CaseId::from_hex(&id.to_string()), Some(id));
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(serde_json::from_str::<CaseId>(&json).unwrap(), id);
    }

    #[test]
    fn hex_of_the_wrong_length_or_alphabet_is_no_id() {
        assert_eq!(CaseId::from_hex("a5"), None);
        assert_eq!(CaseId::from_hex(&"z".repeat(32)), None);
        assert_eq!(CaseId::from_hex(&"é".repeat(16)), None);
    }
}
