//! What a doctor asks of a store that is closed, beside whether it is sound.

use std::path::Path;

use shanyi_domain::time::Moment;

use crate::enrolment::Authorities;
use crate::error::StoreError;
use crate::journal::JournalAct;
use crate::key::DatabaseKey;
use crate::lock::lock;
use crate::reading;

/// What a store says of how it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// This PC belongs to a station.
    pub enrolled: bool,
    /// The township's authorities, which are trusted on the line; without them it is not encrypted.
    pub authorities: Option<Authorities>,
    /// When the recovery code was made that counts, by the journal.
    pub recovery_made: Option<Moment>,
    /// Own entries that the township has not acknowledged.
    pub unsent: u32,
    /// When the oldest of them was saved, by this PC's clock.
    pub unsent_since: Option<Moment>,
    /// The last time that the township signed.
    pub township_time: Option<Moment>,
    /// Images that were let go of.
    pub let_go: u32,
    /// The settings that were asked for, as they are kept.
    pub settings: [Option<String>; 2],
}

/// Looks at the store in `dir`, which nobody has open. Nothing of it changes.
///
/// # Errors
/// [`StoreError::InUse`], and why it can't be read.
pub fn glance(dir: &Path, key: &DatabaseKey, settings: [&str; 2]) -> Result<Glance, StoreError> {
    let _alone = lock(dir)?;
    let store = reading::open_still_disk(dir, key)?;
    if store.identity()?.is_none() {
        return Ok(Glance::default());
    }
    let known = "SELECT acknowledged, settled, township_time FROM exchange";
    let (acknowledged, settled, signed): (i64, i64, Option<i64>) =
        store
            .db
            .query_row(known, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let waits = "SELECT count(*), min(saved_at) FROM event WHERE position > ?1
                 AND life = (SELECT max(ordinal) FROM life) AND seq > ?2";
    let waits = store.db.query_row(waits, [settled, acknowledged], |row| {
        Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?))
    })?;
    let enrolment = store.enrolment()?;
    let made = store.last_noted(JournalAct::RecoveryMade)?;
    let [outer, other] = settings;
    Ok(Glance {
        enrolled: true,
        authorities: enrolment.map(|given| given.authorities()),
        recovery_made: made.map(|line| line.at),
        unsent: waits.0,
        unsent_since: waits.1.map(Moment),
        township_time: signed.map(Moment),
        let_go: store.let_go()?.images,
        settings: [store.setting(outer)?, store.setting(other)?],
    })
}
