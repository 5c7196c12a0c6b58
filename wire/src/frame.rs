//! Frames on a line that may break after any byte.
//!
//! A frame is four bytes of length (big endian, counting what follows), one byte of type, one byte
//! that says how the body is packed (0 as it is, 1 zstd, 2 zstd with the dictionary of this crate),
//! and the body: CBOR, at most [`MAX_RAW`] bytes unpacked. Whatever is behind the last whole frame is not looked at.

use thiserror::Error;

use crate::exchange::{
    Closing, FeedPage, Fork, ImagesWanted, Push, Quarantined, Receipt, Recipient, Refusal, Rest,
    Returned, Rewind, SignedHello, Witness, encode, whole,
};

mod packing;

/// Most bytes of one frame's body before packing.
pub const MAX_RAW: usize = 64 * 1024;
/// Most bytes of one frame on the line: zstd never grows a body by more than this margin.
const MAX_PACKED: usize = MAX_RAW + 1024;
const HEADER: usize = 4;

/// One frame of an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Station: opens the exchange.
    Hello(SignedHello),
    /// Station: entries of its stream.
    Push(Push),
    /// Station: events of a feed, given back.
    Witness(Witness),
    /// Station: the last entries of its stream, up to the head in its hello.
    Rest(Rest),
    /// Township: what is durable.
    Receipt(Receipt),
    /// Township: the stream forked.
    Fork(Fork),
    /// Township: please send again.
    Rewind(Rewind),
    /// Township: a run of a feed.
    Feed(FeedPage),
    /// Township: images that are not complete.
    Images(ImagesWanted),
    /// Township: events set aside.
    Quarantine(Vec<Quarantined>),
    /// Township: no exchange with this device.
    Refusal(Refusal),
    /// Township: the signed end.
    Closing(Closing),
    /// Township: what became of what was given back.
    Returned(Returned),
    /// Township: its recovery key, where the hello named another.
    Recipient(Recipient),
    /// A type that this program does not know: passed over.
    Unknown(u8),
}

/// Why bytes are no frame.
#[derive(Debug, Error)]
pub enum FrameError {
    /// The frame, packed or unpacked, is larger than the protocol allows.
    #[error("a frame is larger than {MAX_RAW} bytes")]
    TooLarge,
    /// Shorter than its own header, or packed in an unknown way.
    #[error("a frame's header makes no sense")]
    Header,
    /// The body does not unpack.
    #[error("a frame's body does not unpack")]
    Packing,
    /// The body is not what the frame's type calls for.
    #[error("a frame's body is not well formed: {0}")]
    Body(#[from] minicbor::decode::Error),
}

impl Frame {
    const fn tag(&self) -> u8 {
        match self {
            Self::Hello(_) => 1,
            Self::Push(_) => 2,
            Self::Witness(_) => 3,
            Self::Rest(_) => 4,
            Self::Receipt(_) => 16,
            Self::Fork(_) => 17,
            Self::Rewind(_) => 18,
            Self::Feed(_) => 19,
            Self::Images(_) => 20,
            Self::Quarantine(_) => 21,
            Self::Refusal(_) => 22,
            Self::Closing(_) => 23,
            Self::Returned(_) => 24,
            Self::Recipient(_) => 25,
            Self::Unknown(tag) => *tag,
        }
    }

    /// The frame's body as it is before packing.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        match self {
            Self::Hello(body) => encode(body),
            Self::Push(body) => encode(body),
            Self::Witness(body) => encode(body),
            Self::Rest(body) => encode(body),
            Self::Receipt(body) => encode(body),
            Self::Fork(body) => encode(body),
            Self::Rewind(body) => encode(body),
            Self::Feed(body) => encode(body),
            Self::Images(body) => encode(body),
            Self::Quarantine(body) => encode(body),
            Self::Refusal(body) => encode(body),
            Self::Closing(body) => encode(body),
            Self::Returned(body) => encode(body),
            Self::Recipient(body) => encode(body),
            Self::Unknown(_) => Vec::new(),
        }
    }

    /// Whether packing may make it shorter: the rest is signatures and a few numbers.
    const fn has_words(&self) -> bool {
        matches!(
            self,
            Self::Push(_)
                | Self::Rest(_)
                | Self::Witness(_)
                | Self::Feed(_)
                | Self::Images(_)
                | Self::Quarantine(_)
        )
    }

    /// Appends the frame to `line`.
    ///
    /// # Errors
    /// [`FrameError::TooLarge`]; writers keep below it by [`MAX_RAW`].
    pub fn write(&self, line: &mut Vec<u8>) -> Result<(), FrameError> {
        let body = self.body();
        if body.len() > MAX_RAW {
            return Err(FrameError::TooLarge);
        }
        let packed = match self.has_words() {
            true => packing::pack(&body)?,
            false => None,
        };
        let (how, body) = match packed {
            Some(packed) => (packing::WITH_DICTIONARY, packed),
            None => (packing::PLAIN, body),
        };
        let length = u32::try_from(body.len() + 2).map_err(|_| FrameError::TooLarge)?;
        line.extend_from_slice(&length.to_be_bytes());
        line.extend_from_slice(&[self.tag(), how]);
        line.extend_from_slice(&body);
        Ok(())
    }

    /// Reads the first frame of `line`: the frame and how many bytes it took, or `None` while it
    /// is not whole.
    ///
    /// # Errors
    /// When what is there can't become a frame, however much follows.
    pub fn read(line: &[u8]) -> Result<Option<(Self, usize)>, FrameError> {
        let Some((header, rest)) = line.split_first_chunk::<HEADER>() else {
            return Ok(None);
        };
        let length = u32::from_be_bytes(*header) as usize;
        if length > MAX_PACKED {
            return Err(FrameError::TooLarge);
        }
        if length < 2 {
            return Err(FrameError::Header);
        }
        let Some(frame) = rest.get(..length) else {
            return Ok(None);
        };
        let body = packing::unpack(frame[1], &frame[2..], MAX_RAW)?;
        if body.len() > MAX_RAW {
            return Err(FrameError::TooLarge);
        }
        Ok(Some((Self::parse(frame[0], &body)?, HEADER + length)))
    }

    fn parse(tag: u8, body: &[u8]) -> Result<Self, FrameError> {
        Ok(match tag {
            1 => Self::Hello(whole(body)?),
            2 => Self::Push(whole(body)?),
            3 => Self::Witness(whole(body)?),
            4 => Self::Rest(whole(body)?),
            16 => Self::Receipt(whole(body)?),
            17 => Self::Fork(whole(body)?),
            18 => Self::Rewind(whole(body)?),
            19 => Self::Feed(whole(body)?),
            20 => Self::Images(whole(body)?),
            21 => Self::Quarantine(whole(body)?),
            22 => Self::Refusal(whole(body)?),
            23 => Self::Closing(whole(body)?),
            24 => Self::Returned(whole(body)?),
            25 => Self::Recipient(whole(body)?),
            other => Self::Unknown(other),
        })
    }
}
