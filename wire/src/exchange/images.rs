//! Which images the township does not hold whole, told as shortly as it can be.

use minicbor::decode::Error;
use minicbor::encode::Write;
use minicbor::{Decode, Decoder, Encode, Encoder};
use sha2::{Digest, Sha256};
use shanyi_domain::ids::ImageHash;

/// How an image is called where both sides know which there are: the first eight bytes of its hash.
/// Where two begin alike, one that is whole may be offered again, and is answered with that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct ImageStart(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 8]);

impl ImageStart {
    /// What this image is called.
    #[must_use]
    pub fn of(hash: &ImageHash) -> Self {
        let mut start = [0; 8];
        start.copy_from_slice(&hash.0[..8]);
        Self(start)
    }
}

/// Images one behind the other: on the line one string of eight bytes for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageStarts(pub Vec<ImageStart>);

impl<C> Encode<C> for ImageStarts {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|start| start.0).collect();
        e.bytes(&bytes)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for ImageStarts {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, Error> {
        let (starts, rest) = d.bytes()?.as_chunks();
        match rest.is_empty() {
            true => Ok(Self(starts.iter().copied().map(ImageStart).collect())),
            false => Err(Error::message("a part of an image's name")),
        }
    }
}

/// How much of an image is there of which something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Begun {
    /// Which image.
    #[n(0)]
    pub image: ImageStart,
    /// Bytes that are there, from the start.
    #[n(1)]
    pub have: u32,
}

/// The images that acknowledged events of this station name and that are not whole at the township:
/// those that the asking device's own events name, then the others; within both those of which a
/// small picture is wanted first, each oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ImagesWanted {
    /// A small picture of them is wanted too, to be shown until they are whole.
    #[n(0)]
    pub unseen: ImageStarts,
    /// The others.
    #[n(1)]
    pub others: ImageStarts,
    /// Those of both of which something is there.
    #[n(2)]
    pub begun: Vec<Begun>,
    /// There are more than are named here. Where there are not, what is not named is whole.
    #[n(3)]
    pub more: bool,
}

impl ImagesWanted {
    /// Every image that is named.
    pub fn all(&self) -> impl Iterator<Item = ImageStart> {
        self.unseen.0.iter().chain(&self.others.0).copied()
    }

    /// How many of its bytes are there.
    #[must_use]
    pub fn have(&self, image: ImageStart) -> u32 {
        let begun = self.begun.iter().find(|one| one.image == image);
        begun.map_or(0, |one| one.have)
    }

    /// By this a station says in its hello which list it holds, so that the same one is not told
    /// twice; 0 for the list that names nothing. What is there of each is not in it: that moves with
    /// every chunk, and whoever sends it hears it anyway.
    #[must_use]
    pub fn digest(&self) -> u32 {
        if self.all().next().is_none() && !self.more {
            return 0;
        }
        let unseen = u32::try_from(self.unseen.0.len()).unwrap_or(u32::MAX);
        let mut hasher = Sha256::new();
        hasher.update("shanyi/images/1");
        hasher.update([u8::from(self.more)]);
        hasher.update(unseen.to_be_bytes());
        for image in self.all() {
            hasher.update(image.0);
        }
        let hash: [u8; 32] = hasher.finalize().into();
        u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]).max(1)
    }
}
