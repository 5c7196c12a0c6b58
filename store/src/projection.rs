//! What screens read: rewritten from a case's events whenever one comes, in the same transaction.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use shanyi_domain::case::{Case, Verdict};
use shanyi_domain::fact::{ImageRef, Media};
use shanyi_domain::ids::CaseId;
use shanyi_domain::state::State;

use crate::error::StoreError;
use crate::images::Images;
use crate::log::{self, Logged};
use crate::search::Words;
use crate::store::Store;

const COLUMNS: &str =
    "case_id, number, station, item, name, id_last4, address, state, collected_at,
    updated_at, submitted_at, closed_at, accepted_on, paused, issued, corrections, disputed,
    number_words, name_words, pinyin_words, initial_words, digit_words";
const VALUES: &str = ":case_id, :number, :station, :item, :name, :id_last4, :address, :state,
    :collected_at, :updated_at, :submitted_at, :closed_at, :accepted_on, :paused, :issued,
    :corrections, :disputed,
    :number_words, :name_words, :pinyin_words, :initial_words, :digit_words";

/// Adds the row of a case that has none.
pub(crate) fn insert(db: &Connection, case: &Case) -> Result<(), StoreError> {
    let words = Words::of(case);
    let row = put(db, "INSERT", case, &words)?;
    index(db, row, &words)
}

/// Writes the row of a case, whether it has one or not. The search index is touched only where
/// the words changed.
pub(crate) fn write(db: &Connection, case: &Case) -> Result<(), StoreError> {
    let sql = "SELECT row, number_words, name_words, pinyin_words, initial_words, digit_words
               FROM case_row WHERE case_id = ?1";
    let read = |row: &Row<'_>| {
        let words = Words {
            number: row.get(1)?,
            name: row.get(2)?,
            pinyin: row.get(3)?,
            initials: row.get(4)?,
            digits: row.get(5)?,
        };
        Ok((row.get::<_, i64>(0)?, words))
    };
    let present = db.prepare_cached(sql)?.query_row([case.id.0], read);
    let words = Words::of(case);
    match present.optional()? {
        None => insert(db, case),
        Some((row, old)) if old != words => {
            unindex(db, row, &old)?;
            put(db, "UPSERT", case, &words)?;
            index(db, row, &words)
        }
        Some(_) => put(db, "UPSERT", case, &words).map(|_| ()),
    }
}

fn put(db: &Connection, how: &str, case: &Case, words: &Words) -> Result<i64, StoreError> {
    let sql = match how {
        "INSERT" => format!("INSERT INTO case_row ({COLUMNS}) VALUES ({VALUES})"),
        _ => format!("UPDATE case_row SET ({COLUMNS}) = ({VALUES}) WHERE case_id = :case_id"),
    };
    let applicant = &case.applicant;
    let updated_at = case.steps.iter().map(|step| step.event.at.0).max();
    let closed_at = case
        .steps
        .iter()
        .find(|step| step.verdict == Verdict::Applied && step.state == State::Closed)
        .map(|step| step.event.at.0);
    let running = case.running.as_ref();
    let paused = running.is_some_and(|running| {
        running
            .pauses
            .last()
            .is_some_and(|(_, until)| until.is_none())
    });
    let disputed = case
        .steps
        .iter()
        .filter(|step| step.verdict != Verdict::Applied)
        .count();
    db.prepare_cached(&sql)?.execute(named_params! {
        ":case_id": case.id.0,
        ":number": case.number,
        ":station": case.station.0,
        ":item": case.item,
        ":name": applicant.name,
        ":id_last4": applicant.id_number.as_ref().map(|id| id.last4()),
        ":address": applicant.address,
        ":state": case.state.code(),
        ":collected_at": case.collected_at.0,
        ":updated_at": updated_at.unwrap_or(case.collected_at.0),
        ":submitted_at": case.submitted_at.map(|at| at.0),
        ":closed_at": closed_at,
        ":accepted_on": running.map(|running| running.on.0.to_string()),
        ":paused": paused,
        ":issued": case.issued.is_some(),
        ":corrections": case.corrections,
        ":disputed": disputed,
        ":number_words": words.number,
        ":name_words": words.name,
        ":pinyin_words": words.pinyin,
        ":initial_words": words.initials,
        ":digit_words": words.digits,
    })?;
    Ok(db.last_insert_rowid())
}

fn index(db: &Connection, row: i64, words: &Words) -> Result<(), StoreError> {
    let sql = "INSERT INTO case_search
                   (rowid, number_words, name_words, pinyin_words, initial_words, digit_words)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let Words {
        number,
        name,
        pinyin,
        initials,
        digits,
    } = words;
    let values = params![row, number, name, pinyin, initials, digits];
    db.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

fn unindex(db: &Connection, row: i64, words: &Words) -> Result<(), StoreError> {
    let sql = "INSERT INTO case_search (case_search, rowid,
                   number_words, name_words, pinyin_words, initial_words, digit_words)
               VALUES ('delete', ?1, ?2, ?3, ?4, ?5, ?6)";
    let Words {
        number,
        name,
        pinyin,
        initials,
        digits,
    } = words;
    let values = params![row, number, name, pinyin, initials, digits];
    db.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Notes which images the events at these positions name.
pub(crate) fn name_images(
    db: &Connection,
    images: &Images,
    named: &[(i64, ImageRef)],
) -> Result<(), StoreError> {
    let image_sql = "INSERT INTO image (hash, length, media, held, have, complete)
                     VALUES (?1, ?2, ?3, ?4, 0, 0) ON CONFLICT DO NOTHING";
    let use_sql = "INSERT INTO image_use (event, hash) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    for (position, image) in named {
        let values = params![
            image.hash.0,
            image.length,
            media_code(image.media),
            images.holds(image)
        ];
        db.prepare_cached(image_sql)?.execute(values)?;
        db.prepare_cached(use_sql)?
            .execute(params![position, image.hash.0])?;
    }
    Ok(())
}

/// Folds a case from the log and writes everything that screens read of it. Nothing is written
/// while the event that took it in is not here.
pub(crate) fn refold(db: &Connection, images: &Images, id: &CaseId) -> Result<(), StoreError> {
    let logged = log::events(db, id)?;
    let named: Vec<(i64, ImageRef)> = logged.iter().flat_map(images_of).collect();
    name_images(db, images, &named)?;
    let events: Vec<_> = logged.into_iter().map(|logged| logged.event).collect();
    match Case::fold(*id, &events) {
        Some(case) => write(db, &case),
        None => Ok(()),
    }
}

fn images_of(logged: &Logged) -> Vec<(i64, ImageRef)> {
    let images = logged.event.fact.images().into_iter().cloned();
    images.map(|image| (logged.position, image)).collect()
}

/// The number under which stores keep a kind of file: the one on the wire.
pub(crate) const fn media_code(media: Media) -> u8 {
    match media {
        Media::Jpeg => 0,
        Media::Png => 1,
        Media::Pdf => 2,
    }
}

/// The kind of file kept under `code`.
pub(crate) const fn media_from(code: u8) -> Media {
    match code {
        0 => Media::Jpeg,
        1 => Media::Png,
        _ => Media::Pdf,
    }
}

impl Store {
    /// Throws away everything that screens read and makes it again from the log, in one
    /// transaction.
    ///
    /// # Errors
    /// What the database reports; the old projections are then still there.
    pub fn rebuild(&mut self) -> Result<(), StoreError> {
        let Self { db, images, .. } = self;
        let tx = db.transaction()?;
        tx.execute_batch(
            "DELETE FROM image_use;
             DELETE FROM case_row;
             INSERT INTO case_search (case_search) VALUES ('rebuild');",
        )?;
        let cases = {
            let mut statement = tx.prepare("SELECT case_id FROM seed ORDER BY case_id")?;
            let ids = statement.query_map([], |row| Ok(CaseId(row.get(0)?)))?;
            ids.collect::<Result<Vec<_>, _>>()?
        };
        for case in &cases {
            refold(&tx, images, case)?;
        }
        Ok(tx.commit()?)
    }
}
