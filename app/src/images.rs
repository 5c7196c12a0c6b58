//! Pictures on their way from a camera to a case.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use shanyi_domain::fact::{ImageRef, Media};
use shanyi_domain::ids::ImageHash;
use shanyi_store::{Room, StoreError};
use shanyi_wire::exchange::MAX_THUMBNAIL;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::picture;
use crate::view::{ImageOf, ImageView, Prepare};

impl Desk {
    /// See the command table.
    pub(crate) fn prepare_picture(
        &self,
        prepare: Prepare,
        bytes: &[u8],
    ) -> Result<ImageView, DeskError> {
        let inner = self.inner()?;
        if inner.store().room() != Room::Enough {
            return Err(DeskError::NoRoomForImages);
        }
        let prepared = picture::prepare(bytes, prepare.of)?;
        let put = inner.store().put_image(&prepared.bytes, prepared.media);
        let image = match put {
            Err(StoreError::DiskFull) => return Err(DeskError::NoRoomForImages),
            put => put?,
        };
        if let Some(small) = &prepared.thumbnail
            && prepared.bytes.len() > MAX_THUMBNAIL
            && let Err(error) = inner.store().put_thumbnail(&image.hash, small)
        {
            // It is made again from the image when it is wanted.
            tracing::warn!(reason = ?error, "a small picture could not be kept");
        }
        Ok(view(image, &prepared.bytes))
    }

    /// See the command table.
    pub(crate) fn image(&self, image: ImageOf) -> Result<ImageView, DeskError> {
        let hash = ImageHash::from_hex(&image.hash).ok_or(DeskError::NoImage)?;
        let inner = self.inner()?;
        let store = inner.store();
        let bytes = store.image(&hash)?.ok_or(DeskError::NoImage)?;
        let image = ImageRef {
            hash,
            length: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            media: picture::media(&bytes),
        };
        Ok(view(image, &bytes))
    }
}

fn view(image: ImageRef, bytes: &[u8]) -> ImageView {
    let kind = match image.media {
        Media::Jpeg => "image/jpeg",
        Media::Png => "image/png",
        Media::Pdf => "application/pdf",
    };
    let url = format!("data:{kind};base64,{}", STANDARD.encode(bytes));
    ImageView { image, url }
}
