//! One look at the desk: one read of the store with the documents and the day that go with it, so
//! that no page shows half a change.

use std::collections::BTreeSet;
use std::sync::Arc;

use shanyi_domain::case::Case;
use shanyi_domain::catalog::{OutcomeKind, ServiceItem};
use shanyi_store::{Held, Store, Typed};
use shanyi_wire::event::DocumentKind;

use crate::clock::Now;
use crate::desk::{Inner, case_id};
use crate::error::DeskError;
use crate::published::Published;

/// What a page is made from.
pub(crate) struct Look<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) store: &'a Store,
    pub(crate) published: Published,
    pub(crate) now: Now,
    /// What is held back so that it can still be thought better of.
    pub(crate) held: Held,
}

impl Inner {
    /// Makes a page in one read of the store.
    pub(crate) fn look<T>(
        &self,
        look: impl FnOnce(&Look<'_>) -> Result<T, DeskError>,
    ) -> Result<T, DeskError> {
        let store = self.store();
        store.in_one_read(|store| {
            let mut published = self.published();
            // The due dates in the rows go by the store's calendar. A newer one than this desk has
            // read came a moment ago.
            let version = store.document_in_force(DocumentKind::Calendar)?;
            if version.is_some_and(|version| version != published.calendar.version) {
                published.calendar = Arc::new(store.calendar()?);
            }
            look(&Look {
                inner: self,
                store,
                published,
                now: self.now(),
                held: store.held(self.held_since())?,
            })
        })
    }
}

impl Look<'_> {
    /// A case by its id from a screen.
    pub(crate) fn case_for(&self, id: &str) -> Result<Case, DeskError> {
        self.store.case(&case_id(id)?)?.ok_or(DeskError::NoCase)
    }

    /// The item of a case; see [`Inner::item_of`].
    pub(crate) fn item_of(&self, case: &Case) -> Result<ServiceItem, DeskError> {
        self.inner.item_in(self.store, case)
    }

    /// What somebody typed, with the items of the catalogue in force that it may mean.
    pub(crate) fn typed(&self, text: &str) -> Typed {
        let items = self.published.items.as_ref();
        Typed::new(text)
            .with_items(|word| items.map_or_else(BTreeSet::new, |items| items.finder.codes(word)))
    }
}

/// Whether an item's result is a paper that the township has to make out first.
pub(crate) const fn makes_a_paper(result: OutcomeKind) -> bool {
    matches!(
        result,
        OutcomeKind::Certificate | OutcomeKind::Approval | OutcomeKind::Proof
    )
}
