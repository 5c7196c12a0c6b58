//! Small pictures of the images that wait: they go before the images themselves.

use shanyi_domain::ids::ImageHash;
use shanyi_store::StoreError;
use shanyi_wire::exchange::{MAX_THUMBNAIL, thumbnail_message};

use super::freight::Sent;
use super::{Given, Talk, Trouble};
use crate::carrier::{Carrier, CarrierError, Thumbnail};

impl<C: Carrier> Talk<'_, C> {
    /// Sends the small pictures that the township wants, one after the other, until there is none
    /// left or something goes first.
    pub(super) async fn send_thumbnails(
        &mut self,
        given: &impl Fn() -> Given,
    ) -> Result<Sent, Trouble> {
        while let Some(image) = self.thumbnails.pop_front() {
            // Once a round, whatever comes of it.
            if !self.small_tried.insert(image) {
                continue;
            }
            let Some(jpeg) = self.thumbnail(&image)? else {
                continue;
            };
            self.send_thumbnail(image, jpeg).await?;
            if self.something_came_up(given())? {
                return Ok(Sent::SomethingCameUp);
            }
        }
        Ok(Sent::Nothing)
    }

    /// The small picture of an image as it is kept, or made now. `None` where none can be made.
    fn thumbnail(&self, image: &ImageHash) -> Result<Option<Vec<u8>>, StoreError> {
        let store = self.store();
        if let Some(jpeg) = store.thumbnail(image)? {
            return Ok(Some(jpeg));
        }
        let bytes = match store.image(image) {
            Ok(Some(bytes)) => bytes,
            Ok(None) | Err(StoreError::ImageDamaged(_)) => return Ok(None),
            Err(other) => return Err(other),
        };
        // Unpacking a picture takes a while on an old PC: nobody should wait for the store meanwhile.
        drop(store);
        let made = (self.engine.shrink)(&bytes).filter(|jpeg| jpeg.len() <= MAX_THUMBNAIL);
        if let Some(jpeg) = &made {
            self.store().put_thumbnail(image, jpeg)?;
        }
        Ok(made)
    }

    async fn send_thumbnail(&mut self, image: ImageHash, jpeg: Vec<u8>) -> Result<(), Trouble> {
        let signature = self
            .engine
            .parties
            .key
            .sign(&thumbnail_message(&image, &jpeg));
        let carried = &mut self.engine.carried;
        carried.requests += 1;
        carried.sent += jpeg.len() as u64;
        let thumbnail = Thumbnail {
            image,
            jpeg,
            device: self.engine.parties.device,
            signature,
        };
        match self.engine.carrier.put_thumbnail(thumbnail).await {
            Ok(()) => Ok(()),
            Err(CarrierError::Absent | CarrierError::Unexpected { .. }) => {
                // The image itself is what counts.
                tracing::warn!("the township does not take a small picture now");
                Ok(())
            }
            Err(other) => Err(other.into()),
        }
    }
}
