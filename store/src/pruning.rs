//! Which image bytes may leave this PC: those that the township has on its disk and in its off-site
//! backup, by its signed receipt. Whether and when they leave is not decided here.

use rusqlite::params;
use shanyi_domain::ids::ImageHash;
use shanyi_domain::planted::{self, Bug};
use shanyi_domain::time::Moment;

use crate::error::StoreError;
use crate::store::Store;

/// Images here that every event names under a receipt of the present timeline whose `prunable` covers
/// it. One event that is not covered keeps the bytes: one of another device, one that was heard again,
/// one that the township set aside unread and does not know the images of.
const MAY_GO: &str = "
    SELECT i.hash FROM image i JOIN event e ON e.position = i.event
    GROUP BY i.hash
    HAVING max(i.held) = 1 AND max(coalesce(e.saved_at, ?1 + 1)) <= ?1 AND min(
        i.complete = 1 AND e.source = 1
        AND e.seq <= coalesce((SELECT r.prunable FROM receipt r
            WHERE r.timeline = (SELECT timeline FROM exchange) AND r.life = e.life), 0)
        AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.event_id = e.id)) = 1
    ORDER BY min(i.event)";

impl Store {
    /// Images whose bytes may leave this PC, of those saved up to `saved_before`, oldest first.
    ///
    /// # Errors
    /// What the database reports.
    pub fn images_that_may_go(&self, saved_before: Moment) -> Result<Vec<ImageHash>, StoreError> {
        let drafts: Vec<String> = self.drafts()?.into_iter().map(|draft| draft.json).collect();
        let sql = match planted::is(Bug::LetGoEarly) {
            true => &MAY_GO.replace("r.prunable", "r.durable"),
            false => MAY_GO,
        };
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([saved_before.0], |row| Ok(ImageHash(row.get(0)?)))?;
        let mut may_go = Vec::new();
        for hash in rows {
            let hash = hash?;
            let name = hash.to_string();
            // A form that is open may still name it.
            if !drafts.iter().any(|draft| draft.contains(&name)) {
                may_go.push(hash);
            }
        }
        Ok(may_go)
    }

    /// Lets go of the bytes of images that may go, of those saved up to `saved_before`: `most` at
    /// most. Says how many. What names them stays, and says that they are not here.
    ///
    /// # Errors
    /// What the disk reports.
    pub fn let_go_of_images(
        &mut self,
        saved_before: Moment,
        most: usize,
    ) -> Result<usize, StoreError> {
        self.writable()?;
        let mut going = self.images_that_may_go(saved_before)?;
        going.truncate(most);
        let tx = self.write()?;
        for hash in &going {
            tx.prepare_cached("UPDATE image SET held = 0 WHERE hash = ?1")?
                .execute(params![hash.0])?;
        }
        tx.commit()?;
        // Behind the commit: a file too many is nothing, one too few would be a loss.
        for hash in &going {
            self.images.remove(hash)?;
        }
        Ok(going.len())
    }
}
