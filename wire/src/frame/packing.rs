//! How the body of a frame is packed.

use std::sync::{LazyLock, Mutex, PoisonError};

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

/// Readers and writers that wait for their next frame: to make one takes longer than a frame does.
static WRITERS: Shelf<Compressor<'static>> = Shelf::new();
static READERS: Shelf<(Decompressor<'static>, Vec<u8>)> = Shelf::new();

/// What was made once and is lent again and again.
struct Shelf<T>(Mutex<Vec<T>>);

impl<T> Shelf<T> {
    /// Most that are kept. Each holds a few hundred kilobytes.
    const KEPT: usize = 4;

    const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Works with one of them. One that failed is not lent again.
    fn lend<R>(
        &self,
        make: impl FnOnce() -> std::io::Result<T>,
        work: impl FnOnce(&mut T) -> std::io::Result<R>,
    ) -> Result<R, FrameError> {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = kept().pop();
        let done = waiting.map_or_else(make, Ok).and_then(|mut one| {
            let done = work(&mut one)?;
            let mut kept = kept();
            if kept.len() < Self::KEPT {
                kept.push(one);
            }
            Ok(done)
        });
        done.map_err(|_| FrameError::Packing)
    }
}

/// The body packed, where that is shorter.
pub(super) fn pack(body: &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
    let make = || {
        let mut writer = Compressor::with_prepared_dictionary(&TO_WRITE)?;
        // The packing says which dictionary, and the limit of a frame how much may come out.
        writer.set_parameter(CParameter::DictIdFlag(false))?;
        writer.set_parameter(CParameter::ContentSizeFlag(false))?;
        Ok(writer)
    };
    let mut packed = WRITERS.lend(make, |writer| writer.compress(body))?;
    packed.drain(..MAGIC.len().min(packed.len()));
    Ok((packed.len() < body.len()).then_some(packed))
}

/// The body unpacked: at most `most` bytes, and no more room than that is ever taken for it.
pub(super) fn unpack(how: u8, packed: &[u8], most: usize) -> Result<Vec<u8>, FrameError> {
    match how {
        PLAIN => Ok(packed.to_vec()),
        ZSTD => zstd::bulk::decompress(packed, most).map_err(|_| FrameError::Packing),
        WITH_DICTIONARY => {
            let make = || {
                let reader = Decompressor::with_prepared_dictionary(&TO_READ)?;
                Ok((reader, Vec::with_capacity(most)))
            };
            READERS.lend(make, |(reader, room)| {
                room.clear();
                room.reserve_exact(most);
                reader.decompress_to_buffer(&[&MAGIC, packed].concat(), room)?;
                Ok(room.clone())
            })
        }
        _ => Err(FrameError::Header),
    }
}
