//! The township's recovery key: which one the station knows is said once a day, since it hardly ever
//! changes, and each byte of a hello goes with every exchange.

use shanyi_domain::time::Moment;
use shanyi_store::{Store, StoreError};
use shanyi_wire::exchange::Recipient;

/// Seconds after which it is named again.
const DAY: i64 = 86_400;

/// When the station last named the one that it knows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Named {
    answered: Option<Moment>,
    /// In the request that is under way.
    asked: Option<Moment>,
}

impl Named {
    /// What the next hello says of it. A clock that was set back makes it say it again.
    pub(super) fn due(&mut self, store: &Store, now: Moment) -> Result<Option<u32>, StoreError> {
        let fresh = |last: Moment| now >= last && now < last.plus_seconds(DAY);
        if self.answered.is_some_and(fresh) {
            return Ok(None);
        }
        let known = store.enrolment()?;
        self.asked = Some(now);
        Ok(known.map(|known| Recipient::digest(&known.recovery)))
    }

    /// The township answered.
    pub(super) fn answered(&mut self) {
        self.answered = self.asked.take().or(self.answered);
    }
}
