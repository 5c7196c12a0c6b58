//! How the body of a frame is packed.

use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::CParameter;

use super::FrameError;

/// As it is.
pub(super) const PLAIN: u8 = 0;
/// zstd as everybody knows it. Read, and written no more.
const ZSTD: u8 = 1;
/// zstd with [`DICTIONARY`], without the four bytes by which every zstd frame begins.
pub(super) const WITH_DICTIONARY: u8 = 2;

/// Both ends hold these bytes: they never change. `wire/dictionary/train.py` made them.
const DICTIONARY: &[u8] = include_bytes!("../../dictionary/1.zdict");
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// zstd's level: the PC is old, and a higher one saves one byte in fifty.
const LEVEL: i32 = 9;

/// Made once: that takes longer than to pack with it.
static TO_WRITE: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(DICTIONARY, LEVEL));
static TO_READ: LazyLock<DecoderDictionary<'static>> =
    LazyLock::new(|| DecoderDictionary::copy(DICTIONARY));

/// The body packed, where that is shorter.
pub(super) fn pack(body: &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
    let packed = || {
        let mut compressor = Compressor::with_prepared_dictionary(&TO_WRITE)?;
        // The packing says which dictionary, and the limit of a frame how much may come out.
        compressor.set_parameter(CParameter::DictIdFlag(false))?;
        compressor.set_parameter(CParameter::ContentSizeFlag(false))?;
        compressor.compress(body)
    };
    let mut packed = packed().map_err(|_| FrameError::Packing)?;
    packed.drain(..MAGIC.len().min(packed.len()));
    Ok((packed.len() < body.len()).then_some(packed))
}

/// The body unpacked: at most `most` bytes, and no more room than that is ever taken for it.
pub(super) fn unpack(how: u8, packed: &[u8], most: usize) -> Result<Vec<u8>, FrameError> {
    match how {
        PLAIN => Ok(packed.to_vec()),
        ZSTD => zstd::bulk::decompress(packed, most).map_err(|_| FrameError::Packing),
        WITH_DICTIONARY => {
            let unpacked = || {
                let mut reader = Decompressor::with_prepared_dictionary(&TO_READ)?;
                reader.decompress(&[&MAGIC, packed].concat(), most)
            };
            unpacked().map_err(|_| FrameError::Packing)
        }
        _ => Err(FrameError::Header),
    }
}
