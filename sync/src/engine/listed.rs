//! The township's list of the images that it lacks: told once, and held until it tells another.

use shanyi_store::{ImageToSend, Store, StoreError};
use shanyi_wire::exchange::ImageStart;

use super::Talk;
use crate::core::Reply;

impl<C> Talk<'_, C> {
    /// Takes the township's list of images: the one that the reply brings, or the one from before.
    pub(super) fn hear_images(
        &mut self,
        store: &mut Store,
        reply: &Reply,
    ) -> Result<(), StoreError> {
        let listed = &mut self.engine.listed;
        match (&reply.images, &*listed) {
            (Some(images), _) => {
                store.images_wanted(images)?;
                *listed = Some(images.clone());
            }
            (None, Some(images)) => store.images_wanted_as_before(images)?,
            (None, None) => return Ok(()),
        }
        let unseen = listed.iter().flat_map(|list| list.unseen.0.iter().copied());
        self.thumbnails = store.images_named(unseen)?.into();
        Ok(())
    }

    /// Whether the township may lack it. A list that names a part only says nothing of the others:
    /// most of them are there.
    pub(super) fn is_wanted(&self, image: &ImageToSend) -> bool {
        let part = self.engine.listed.as_ref().filter(|list| list.more);
        let start = ImageStart::of(&image.hash);
        image.unasked || part.is_none_or(|list| list.all().any(|one| one == start))
    }
}
