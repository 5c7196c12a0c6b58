//! What a station says of itself, at the beginning of an exchange and as a question for news.

use shanyi_domain::time::Moment;
use shanyi_store::{Store, StoreError};

use crate::core::{self, Standing};
use crate::engine::{Parties, Trouble};

/// What the station knows now.
pub(crate) fn standing(store: &Store, now: Moment) -> Result<Standing, StoreError> {
    let cursors = store.cursors()?;
    Ok(Standing {
        head: store.head()?,
        broadcast: cursors.broadcast,
        station: cursors.station,
        timeline: store.timeline()?,
        now,
        receipted: store.receipted()?,
        images: None,
        recovery: None,
    })
}

/// The body of a question for news: a signed hello and nothing else. It is sent by
/// [`crate::carrier::Carrier::news`], beside the rounds of an engine.
///
/// # Errors
/// What the store reports.
pub fn question(store: &Store, parties: &Parties, now: Moment) -> Result<Vec<u8>, Trouble> {
    let standing = Standing {
        // Nothing is told in answer to it.
        receipted: None,
        ..standing(store, now)?
    };
    let request = core::request(&standing, Vec::new(), None, &parties.key)?;
    Ok(request.body)
}
