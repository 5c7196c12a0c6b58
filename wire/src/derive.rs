//! What follows from a case's seed, and the hashes of the chain.
//!
//! Every derivation is SHA-256 over a label of its own and fields of fixed length, so that no
//! two of them can ever collide by concatenation.

use sha2::{Digest, Sha256};
use shanyi_domain::ids::{CaseId, DeviceId, EventId, ImageHash, Seed};

use crate::stream::Incarnation;

/// A SHA-256 digest.
pub type Hash = [u8; 32];

fn digest(label: &str, parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(label.as_bytes());
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

fn short<const N: usize>(hash: &Hash) -> [u8; N] {
    let mut out = [0u8; N];
    out.copy_from_slice(&hash[..N]);
    out
}

/// The id of the case with this seed.
#[must_use]
pub fn case_id(seed: &Seed) -> CaseId {
    CaseId(short(&digest("shanyi/case/1", &[&seed.0])))
}

/// The id of an event, from the seed of its case, the writer's incarnation and counter at the time
/// it was saved, and its bytes. Relabelling into a new incarnation keeps it.
///
/// The bytes are in it because two copies of one disk share incarnation and counter: what they
/// write apart from each other must be two events, not one id with two meanings.
#[must_use]
pub fn event_id(seed: &Seed, writer: Incarnation, counter: u64, bytes: &[u8]) -> EventId {
    let said: Hash = Sha256::digest(bytes).into();
    let parts: [&[u8]; 4] = [
        &seed.0,
        &writer.0.to_be_bytes(),
        &counter.to_be_bytes(),
        &said,
    ];
    EventId(short(&digest("shanyi/event/1", &parts)))
}

/// What the chain knows of an event's bytes. Without the seed it tells nothing about them.
#[must_use]
pub fn commitment(seed: &Seed, id: &EventId, bytes: &[u8]) -> Hash {
    let salt = digest("shanyi/salt/1", &[&seed.0, &id.0]);
    digest("shanyi/commitment/1", &[&salt, bytes])
}

/// The link before a stream's first entry.
#[must_use]
pub fn first_link(device: &DeviceId, incarnation: Incarnation) -> Hash {
    digest(
        "shanyi/stream/1",
        &[&device.0, &incarnation.0.to_be_bytes()],
    )
}

/// The link of entry `seq`, given the link before it.
#[must_use]
pub fn next_link(previous: &Hash, seq: u64, id: &EventId, commitment: &Hash) -> Hash {
    digest(
        "shanyi/link/1",
        &[previous, &seq.to_be_bytes(), &id.0, commitment],
    )
}

/// The name of an image or a published document: SHA-256 of its bytes and nothing else.
#[must_use]
pub fn image_hash(bytes: &[u8]) -> ImageHash {
    ImageHash(Sha256::digest(bytes).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors for `docs/protocol.md`; another implementation has to give the same.
    #[test]
    fn derivations_give_the_published_vectors() {
        let seed = Seed([7; 16]);
        let id = event_id(&seed, Incarnation(0x0102_0304_0506_0708), 1, b"bytes");
        let commitment = commitment(&seed, &id, b"bytes");
        let first = first_link(&DeviceId([1; 16]), Incarnation(1));
        let shown = format!(
            "{}\n{}\n{}\n{}",
            case_id(&seed),
            id,
            ImageHash(commitment),
            ImageHash(next_link(&first, 1, &id, &commitment)),
        );
        assert_eq!(shown, include_str!("../vectors/derive.txt").trim_end());
    }
}
