//! What moves the bytes of an exchange.

use shanyi_domain::ids::{DeviceId, ImageHash};
use shanyi_wire::keys::Signature;
use thiserror::Error;

mod first_use;
mod http;
mod trust;
mod until;

pub use first_use::FirstUse;
pub(crate) use http::{CONNECT, is_here, no_answer};
pub use http::{HttpCarrier, STALL};
pub(crate) use trust::nobody;
pub use trust::{SignedTime, Trust};
pub use until::good_until;

/// Moves requests to the township and brings answers. A carrier knows nothing of what it carries.
pub trait Carrier: Send + Sync {
    /// Sends a request of frames and returns the reply's bytes, as many as arrived.
    fn sync(&self, body: Vec<u8>) -> impl Future<Output = Result<Vec<u8>, CarrierError>> + Send;

    /// Sends a chunk of an image.
    fn put(&self, chunk: Chunk) -> impl Future<Output = Result<Put, CarrierError>> + Send;

    /// Fetches the bytes of a published document from an offset on, as many as arrive.
    fn get(&self, fetch: Fetch) -> impl Future<Output = Result<Fetched, CarrierError>> + Send;

    /// Sends a small picture of an image. A township that takes none is no trouble.
    fn put_thumbnail(
        &self,
        thumbnail: Thumbnail,
    ) -> impl Future<Output = Result<(), CarrierError>> + Send {
        drop(thumbnail);
        std::future::ready(Err(CarrierError::Absent))
    }

    /// Sends a signed hello and waits until the township has something to say, in the way of nothing
    /// else. A carrier on which nobody can wait answers at once.
    fn news(&self, body: Vec<u8>) -> impl Future<Output = Result<News, CarrierError>> + Send {
        drop(body);
        std::future::ready(Ok(News::NotHere))
    }
}

impl<C: Carrier> Carrier for &C {
    fn sync(&self, body: Vec<u8>) -> impl Future<Output = Result<Vec<u8>, CarrierError>> + Send {
        C::sync(self, body)
    }

    fn put(&self, chunk: Chunk) -> impl Future<Output = Result<Put, CarrierError>> + Send {
        C::put(self, chunk)
    }

    fn get(&self, fetch: Fetch) -> impl Future<Output = Result<Fetched, CarrierError>> + Send {
        C::get(self, fetch)
    }

    fn put_thumbnail(
        &self,
        thumbnail: Thumbnail,
    ) -> impl Future<Output = Result<(), CarrierError>> + Send {
        C::put_thumbnail(self, thumbnail)
    }

    fn news(&self, body: Vec<u8>) -> impl Future<Output = Result<News, CarrierError>> + Send {
        C::news(self, body)
    }
}

/// What came of waiting for news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// An exchange would bring something.
    Something,
    /// Nothing came up as long as the township waited.
    Nothing,
    /// Nobody waits there: the township's program is an older one.
    NotHere,
}

/// A run of an image's bytes.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// The image.
    pub hash: ImageHash,
    /// Its whole length.
    pub total: u32,
    /// Where these bytes begin.
    pub offset: u32,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Who sends.
    pub device: DeviceId,
    /// The device's signature over hash, length and offset.
    pub signature: Signature,
}

/// A small picture of an image.
#[derive(Clone, Debug)]
pub struct Thumbnail {
    /// The image.
    pub image: ImageHash,
    /// The picture.
    pub jpeg: Vec<u8>,
    /// Who sends.
    pub device: DeviceId,
    /// The device's signature over the image's hash and the picture's.
    pub signature: Signature,
}

/// What the township holds of an image after a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Put {
    /// Bytes from the start.
    pub have: u32,
    /// All of it, and the hash fits.
    pub complete: bool,
}

/// Asks for the bytes of a document.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// Its hash.
    pub hash: ImageHash,
    /// From where on.
    pub from: u32,
    /// At most so many bytes.
    pub most: u32,
    /// Who asks.
    pub device: DeviceId,
    /// The device's signature over the hash.
    pub signature: Signature,
}

/// Bytes of a document.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// What arrived.
    pub bytes: Vec<u8>,
    /// The answer came to its end.
    pub whole: bool,
}

/// Why nothing, or not all, went over.
#[derive(Debug, Error)]
pub enum CarrierError {
    /// Nobody answered, or the line broke.
    #[error("the line is down")]
    Down,
    /// Somebody answered with something else than the exchange.
    #[error("the answer has status {status}")]
    Unexpected {
        /// The HTTP status.
        status: u16,
    },
    /// The township does not know this device, or its signature does not hold.
    #[error("the township does not know this device")]
    Stranger,
    /// The township does not hold, or does not want, what was named.
    #[error("the township does not hold this")]
    Absent,
    /// The address of the township makes no sense.
    #[error("the township's address makes no sense")]
    Address,
    /// Somebody answered, or would, who has not proven to be the township. Nothing was sent.
    #[error("it can't be proven that this is the township: {0}")]
    Unproven(#[from] Unproven),
}

/// Why it could not be proven that whoever answers is the township.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Unproven {
    /// None of the trusted authorities signed its certificate, or none is trusted.
    #[error("its certificate is of no authority that is trusted")]
    Authority,
    /// The certificate is of another name or address.
    #[error("its certificate is of another name")]
    Name,
    /// The certificate is not good yet or not any more, by the PC's clock and by what is known of the
    /// township's.
    #[error("its certificate is out of time")]
    Time,
    /// What answers does not speak TLS 1.3 as it has to be spoken.
    #[error("what answers does not speak TLS as it should")]
    Tls,
    /// The address is of another machine and without TLS.
    #[error("the address is without TLS and not of this machine")]
    Plain,
}
