//! The township's backup on another disk, and stations that let go of image bytes because of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use shanyi_domain::ids::{EventId, ImageHash};
use shanyi_server::backup::backup;
use shanyi_server::error::ServerError;
use shanyi_wire::derive;

use super::template::copy_folder;
use super::township::{has_no_room, image_file};
use super::world::World;
use super::{Sim, check};

impl World {
    /// Somebody makes the township's backup, or brings it up to date.
    pub(super) fn back_up(&mut self) -> Sim<()> {
        let place = self.off_site();
        match backup(&self.township.app, &self.township.folder, &place) {
            Ok(backup) => self.note(format!("the backup holds {} events", backup.events)),
            Err(ServerError::Ledger(error))
                if self.township.spare.is_some() && has_no_room(&error) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// A PC needs room and lets go of what it may.
    pub(super) fn images_leave(&mut self) -> Sim<()> {
        let index = self.dice.below(self.pcs.len());
        let most = 1 + self.dice.below(4);
        let pc = &self.pcs[index];
        let (before, station) = (pc.shows(self.now), pc.identity.station.id.0);
        let going = {
            let mut store = pc.store();
            let mut going = store.images_that_may_go(before)?;
            going.truncate(most);
            let named_by = named_by(&store.dump()?);
            for image in &going {
                let events = named_by.get(image).cloned().unwrap_or_default();
                is_backed_up(&self.off_site(), station, image, &events)?;
            }
            store.let_go_of_images(&going)?;
            going
        };
        if !going.is_empty() {
            self.fault("images let go of");
            let name = self.pcs[index].name.clone();
            self.note(format!("{name} lets go of {} images", going.len()));
        }
        for image in going {
            // A PC that has not heard of it yet may go by the backup while an older copy is in the
            // township's place: then the backup has it, as was looked at, and nobody else has to.
            if self.township.is_whole(station, &image)? {
                self.let_go.insert((station, image));
            }
        }
        Ok(())
    }

    /// The township's disk breaks, and its backup takes its place: somebody says so. No image is lost
    /// by that of which a station has let go.
    pub(super) fn put_the_backup_back(&mut self) -> Sim<()> {
        if !self.off_site().exists() {
            return self.back_up();
        }
        let disk = self.fresh_disk();
        copy_folder(&self.off_site(), &disk)?;
        self.the_township_goes_on_on(&disk)?;
        self.fault("backup of the township put back");
        self.let_go_are_whole()
    }

    /// Every image of which a station has let go is whole at the township.
    pub(super) fn let_go_are_whole(&self) -> Sim<()> {
        for (station, image) in &self.let_go {
            check(self.township.is_whole(*station, image)?, || {
                format!("{image} left its PC and is not at the township")
            })?;
        }
        Ok(())
    }

    /// An older copy than the backup took the township's place, against all advice: what it lacks of
    /// what stations let go of, nobody promised.
    pub(super) fn forget_what_an_old_copy_lacks(&mut self) -> Sim<()> {
        for gone in std::mem::take(&mut self.let_go) {
            if self.township.is_whole(gone.0, &gone.1)? {
                self.let_go.insert(gone);
            }
        }
        Ok(())
    }
}

/// The events that name each image, as a station's dump says.
fn named_by(dump: &str) -> BTreeMap<ImageHash, BTreeSet<EventId>> {
    let mut named: BTreeMap<ImageHash, BTreeSet<EventId>> = BTreeMap::new();
    for line in dump.lines() {
        let mut words = line.trim_start().split(' ');
        let is_image = words.next() == Some("image");
        let event = words.next().and_then(EventId::from_hex);
        let image = words.next().and_then(ImageHash::from_hex);
        if let (true, Some(event), Some(image)) = (is_image, event, image) {
            named.entry(image).or_default().insert(event);
        }
    }
    named
}

/// The backup has the image, and everything that names it.
fn is_backed_up(
    place: &Path,
    station: u32,
    image: &ImageHash,
    events: &BTreeSet<EventId>,
) -> Sim<()> {
    let bytes = fs::read(image_file(place, station, image)).unwrap_or_default();
    check(derive::image_hash(&bytes) == *image, || {
        format!("{image} may leave its PC and is in no backup")
    })?;
    check(!events.is_empty(), || {
        format!("{image} may leave its PC, and nothing names it")
    })?;
    let db = Connection::open(place.join("township.db"))?;
    for event in events {
        let there = db
            .prepare_cached("SELECT 1 FROM event WHERE id = ?1")?
            .exists([event.0])?;
        check(there, || {
            format!("{image} may leave its PC, and {event} that names it is in no backup")
        })?;
    }
    Ok(())
}
