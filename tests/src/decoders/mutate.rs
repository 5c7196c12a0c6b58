//! Bytes that are nearly right.

use crate::dice::Dice;

/// Numbers at which readers change their mind: ends of ranges, and heads of CBOR that promise more
/// than there is.
const HEADS: [&[u8]; 12] = [
    &[0x00],
    &[0x7f],
    &[0x80],
    &[0xff],
    &[0x18, 0x18],
    &[0x9f],
    &[0xbf],
    &[0xf6],
    &[0x9a, 0xff, 0xff, 0xff, 0xff],
    &[0xbb, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
];

/// One to four changes of `bytes`, which may borrow a piece of `other`.
#[must_use]
pub fn mutated(dice: &mut Dice, bytes: &[u8], other: &[u8]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for _ in 0..dice.from_to(1, 4) {
        change(dice, &mut changed, other);
    }
    changed
}

fn change(dice: &mut Dice, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = dice.below(bytes.len());
    match dice.below(8) {
        0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
        1 if !bytes.is_empty() => bytes[at] = dice.bits() as u8,
        2 => bytes.truncate(at),
        3 => drop(bytes.splice(at..at, dice.one(&HEADS).iter().copied())),
        4 => {
            let head = *dice.one(&HEADS);
            let end = (at + head.len()).min(bytes.len());
            bytes.splice(at..end, head.iter().copied());
        }
        5 => {
            let end = (at + 1 + dice.below(8)).min(bytes.len());
            bytes.drain(at..end);
        }
        6 => {
            let piece = piece(dice, bytes);
            bytes.splice(at..at, piece);
        }
        _ => {
            let piece = piece(dice, other);
            let end = (at + piece.len()).min(bytes.len());
            bytes.splice(at..end, piece);
        }
    }
}

/// Up to 64 bytes in a row.
fn piece(dice: &mut Dice, of: &[u8]) -> Vec<u8> {
    let from = dice.below(of.len());
    let to = (from + dice.below(64)).min(of.len());
    of.get(from..to).unwrap_or_default().to_vec()
}
