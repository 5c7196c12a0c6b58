//! The bytes of images: files beside the ledger, and how much of each is here.
//!
//! The ledger's row says what was acknowledged. Where the power went between the file's fsync and the
//! row's, the file is longer: the rest is cut off before the next bytes are appended. Or it has its
//! whole name already: then the row is brought on.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use shanyi_domain::fact::Media;
use shanyi_domain::ids::{CaseId, DeviceId, ImageHash, StationId};
use shanyi_domain::planted::{self, Bug};
use shanyi_wire::derive::Hash;
use shanyi_wire::exchange::{Begun, ImageStart, ImagesWanted, MAX_THUMBNAIL};

use super::{Counter, Ledger, LedgerError, Tx, View, held};
use crate::folder;

/// Most images that one reply names: two kilobytes of names.
const NAMED: usize = 256;

/// The images of a station that are not complete, those that the device's own events name first, of
/// these those of which a small picture is wanted, oldest first. Every exchange asks for them.
pub(super) const WANTED: &str = "
    SELECT case_image.hash, coalesce(max(blob.have), 0),
           max(case_image.media) < 3 AND max(case_image.length) > ?3
               AND max(thumbnail.hash) IS NULL,
           max(EXISTS (
               SELECT 1 FROM event
               JOIN entry ON entry.event = event.id
               JOIN stream ON stream.id = entry.stream
               WHERE event.position = case_image.position AND stream.device = ?4))
    FROM case_image
    LEFT JOIN blob ON blob.station = case_image.station AND blob.hash = case_image.hash
    LEFT JOIN thumbnail
      ON thumbnail.station = case_image.station AND thumbnail.hash = case_image.hash
    WHERE case_image.station = ?1 AND case_image.complete = 0
    GROUP BY case_image.hash
    ORDER BY 4 DESC, 3 DESC, min(case_image.position), case_image.hash
    LIMIT ?2";

/// How much of an image is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Here {
    /// Bytes from the start.
    pub have: u32,
    /// All of them, and their hash is the image's name.
    pub complete: bool,
}

/// What came of appending bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// They are on the disk.
    Here(Here),
    /// They do not begin where the image ends here, or another upload has made it whole meanwhile.
    Elsewhere(Here),
    /// The last byte came, and the hash is another: everything was dropped.
    OtherBytes,
}

/// An image that a case names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedImage {
    /// Its name.
    pub hash: ImageHash,
    /// The station whose case names it.
    pub station: StationId,
    /// Its length in bytes.
    pub length: u32,
    /// What it is.
    pub media: Media,
    /// How much of it is here.
    pub here: Here,
    /// A small picture of it is here.
    pub thumbnail: bool,
}

impl Ledger {
    /// Appends bytes at `offset`; the image is complete with `total`. On the disk on return.
    ///
    /// # Errors
    /// What the engine or the file system says.
    pub fn append(
        &self,
        station: StationId,
        hash: ImageHash,
        total: u32,
        offset: u32,
        bytes: &[u8],
    ) -> Result<Appended, LedgerError> {
        let _alone = held(&self.appending);
        let here = self.read(|view| view.blob(station, &hash))?;
        let here = self.as_on_disk(station, hash, here)?;
        let fits = offset == here.have || planted::is(Bug::OffsetTrusted);
        if here.complete || !fits {
            return Ok(Appended::Elsewhere(here));
        }
        let path = self.part(station, &hash);
        let file = open_part(&path, here.have == 0)?;
        file.set_len(u64::from(offset))?;
        write_at_end(&file, bytes)?;
        let added = u32::try_from(bytes.len()).map_err(|_| LedgerError::Broken("an upload"))?;
        let have = offset.saturating_add(added);
        let complete = have == total;
        let spoiled = complete && digest(&file)? != hash.0 && !planted::is(Bug::HashUnchecked);
        // Windows keeps the name of an open file taken, even of one that was removed.
        drop(file);
        if spoiled {
            fs::remove_file(&path)?;
            self.write(|tx| tx.blob_is(station, &hash, Here::default()))?;
            return Ok(Appended::OtherBytes);
        }
        if complete {
            let whole = self.whole(station, &hash);
            fs::rename(&path, &whole)?;
            sync_folder(&whole)?;
        }
        let here = Here { have, complete };
        self.note(station, hash, here)?;
        Ok(Appended::Here(here))
    }

    fn note(&self, station: StationId, hash: ImageHash, here: Here) -> Result<(), LedgerError> {
        self.write(|tx| {
            if here.complete {
                // Whoever looks at the case has to look again.
                tx.next(Counter::Position)?;
            }
            tx.blob_is(station, &hash, here)
        })
    }

    /// How much of an image is here, where the files have gone on without the row: the power went
    /// after an image got its whole name, or after one whose hash did not fit was removed.
    fn as_on_disk(
        &self,
        station: StationId,
        hash: ImageHash,
        here: Here,
    ) -> Result<Here, LedgerError> {
        if here.complete || here.have == 0 {
            return Ok(here);
        }
        let length = |path: PathBuf| match fs::metadata(path) {
            Ok(file) => Ok(Some(u32::try_from(file.len()).unwrap_or(u32::MAX))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        };
        let whole = length(self.whole(station, &hash))?;
        let found = match whole {
            // It gets that name only when its hash fits. The disk may have refused to keep the name.
            Some(have) => {
                sync_folder(&self.whole(station, &hash))?;
                Here {
                    have,
                    complete: true,
                }
            }
            None => Here {
                have: here
                    .have
                    .min(length(self.part(station, &hash))?.unwrap_or(0)),
                complete: false,
            },
        };
        if found != here {
            self.note(station, hash, found)?;
        }
        Ok(found)
    }

    /// The bytes of a complete image. `None` where the file is gone.
    ///
    /// # Errors
    /// What the file system says.
    pub fn image_bytes(
        &self,
        station: StationId,
        hash: &ImageHash,
    ) -> Result<Option<Vec<u8>>, LedgerError> {
        match fs::read(self.whole(station, hash)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The file of a complete image.
    #[must_use]
    pub fn image_file(&self, station: StationId, hash: &ImageHash) -> PathBuf {
        self.whole(station, hash)
    }

    fn whole(&self, station: StationId, hash: &ImageHash) -> PathBuf {
        let name = hash.to_string();
        let folder = self.images.join(station.0.to_string()).join(&name[..2]);
        folder.join(name)
    }

    fn part(&self, station: StationId, hash: &ImageHash) -> PathBuf {
        self.whole(station, hash).with_extension("part")
    }
}

/// Opens the growing file. As long as nothing of it was acknowledged (`first`), its name and those of
/// its folders are made sure before anything is in it: an earlier try may have left them unsure.
fn open_part(path: &Path, first: bool) -> Result<File, LedgerError> {
    if let Some(folder) = path.parent().filter(|_| first) {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let file = options.open(path)?;
    // The shelf, the station's, and the one with all of them.
    for folder in path.ancestors().skip(1).take(3).filter(|_| first) {
        folder::sync(folder)?;
    }
    Ok(file)
}

fn sync_folder(path: &Path) -> Result<(), LedgerError> {
    if let Some(folder) = path.parent() {
        folder::sync(folder)?;
    }
    Ok(())
}

fn write_at_end(mut file: &File, bytes: &[u8]) -> Result<(), LedgerError> {
    file.seek(SeekFrom::End(0))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}

fn digest(mut file: &File) -> Result<Hash, LedgerError> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Sha256::digest(&bytes).into())
}

impl View<'_> {
    /// How much of a station's image is here.
    ///
    /// # Errors
    /// What the engine says.
    pub fn blob(&self, station: StationId, hash: &ImageHash) -> Result<Here, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT have, complete FROM blob WHERE station = ?1 AND hash = ?2")?;
        let found = statement.query_row(params![station.0, hash.0], |row| {
            Ok(Here {
                have: row.get(0)?,
                complete: row.get(1)?,
            })
        });
        Ok(found.optional()?.unwrap_or_default())
    }

    /// The images that the station's events name and that are not complete here, for one of its
    /// devices: what its own events name comes first.
    ///
    /// # Errors
    /// What the engine says.
    pub fn wanted(
        &self,
        station: StationId,
        device: DeviceId,
    ) -> Result<ImagesWanted, LedgerError> {
        let mut statement = self.0.prepare_cached(WANTED)?;
        let limit = i64::try_from(NAMED + 1).unwrap_or(i64::MAX);
        let shortest = i64::try_from(MAX_THUMBNAIL).unwrap_or(i64::MAX);
        let mut rows = statement.query(params![station.0, limit, shortest, device.0])?;
        let mut wanted = ImagesWanted::default();
        while let Some(row) = rows.next()? {
            if wanted.all().count() == NAMED {
                wanted.more = true;
                break;
            }
            let image = ImageStart::of(&ImageHash(row.get(0)?));
            let have: u32 = row.get(1)?;
            match row.get(2)? {
                true => wanted.unseen.0.push(image),
                false => wanted.others.0.push(image),
            }
            if have > 0 {
                wanted.begun.push(Begun { image, have });
            }
        }
        Ok(wanted)
    }

    /// The images that a case names.
    ///
    /// # Errors
    /// What the engine says.
    pub fn case_images(&self, case: CaseId) -> Result<Vec<NamedImage>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT case_image.hash, case_image.station, case_image.length, case_image.media,
                    coalesce(blob.have, 0), coalesce(blob.complete, 0),
                    thumbnail.hash IS NOT NULL
             FROM case_image
             LEFT JOIN blob
               ON blob.station = case_image.station AND blob.hash = case_image.hash
             LEFT JOIN thumbnail
               ON thumbnail.station = case_image.station AND thumbnail.hash = case_image.hash
             WHERE case_image.case_id = ?1
             ORDER BY case_image.position, case_image.hash",
        )?;
        let rows = statement.query_map([case.0], named)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The image of this name, as the case that has most of it names it; of this station or of
    /// this township's stations only, where one is given.
    ///
    /// # Errors
    /// What the engine says.
    pub fn named_image(
        &self,
        hash: &ImageHash,
        station: Option<StationId>,
        township: Option<&str>,
    ) -> Result<Option<NamedImage>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT case_image.hash, case_image.station, case_image.length, case_image.media,
                    coalesce(blob.have, 0), coalesce(blob.complete, 0),
                    thumbnail.hash IS NOT NULL
             FROM case_image
             LEFT JOIN blob
               ON blob.station = case_image.station AND blob.hash = case_image.hash
             LEFT JOIN thumbnail
               ON thumbnail.station = case_image.station AND thumbnail.hash = case_image.hash
             WHERE case_image.hash = ?1 AND case_image.station = coalesce(?2, case_image.station)
               AND (?3 IS NULL
                 OR case_image.station IN (SELECT id FROM station WHERE township = ?3))
             ORDER BY coalesce(blob.complete, 0) DESC, coalesce(blob.have, 0) DESC
             LIMIT 1",
        )?;
        let station = station.map(|station| station.0);
        Ok(statement
            .query_row(params![hash.0, station, township], named)
            .optional()?)
    }
}

fn named(row: &Row<'_>) -> rusqlite::Result<NamedImage> {
    Ok(NamedImage {
        hash: ImageHash(row.get(0)?),
        station: StationId(row.get(1)?),
        length: row.get(2)?,
        media: media_of(row.get(3)?),
        here: Here {
            have: row.get(4)?,
            complete: row.get(5)?,
        },
        thumbnail: row.get(6)?,
    })
}

impl Tx<'_> {
    fn blob_is(&self, station: StationId, hash: &ImageHash, here: Here) -> Result<(), LedgerError> {
        let db = self.0.0;
        db.prepare_cached(
            "INSERT INTO blob (station, hash, have, complete) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (station, hash) DO UPDATE SET have = ?3, complete = ?4",
        )?
        .execute(params![station.0, hash.0, here.have, here.complete])?;
        if here.complete {
            self.drop_thumbnail(station, hash)?;
            db.prepare_cached(
                "UPDATE case_image SET complete = 1 WHERE hash = ?2 AND station = ?1",
            )?
            .execute(params![station.0, hash.0])?;
        }
        Ok(())
    }
}

/// The number under which a kind of file is kept. Never reused.
pub(super) const fn media_code(media: Media) -> i64 {
    match media {
        Media::Jpeg => 1,
        Media::Png => 2,
        Media::Pdf => 3,
    }
}

const fn media_of(code: i64) -> Media {
    match code {
        2 => Media::Png,
        3 => Media::Pdf,
        _ => Media::Jpeg,
    }
}
