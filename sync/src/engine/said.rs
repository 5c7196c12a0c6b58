//! What the township says of itself and of what it was sent: its time and timeline, its receipt, its
//! verdicts, what it wants again. One write, before what it says of others.

use shanyi_store::{Store, StoreError};
use shanyi_wire::exchange::{QuarantineReason, Receipt};

use super::{Talk, Trouble};
use crate::carrier::Carrier;
use crate::core::Reply;

/// What came of what the township says of itself and of what it was sent.
pub(super) struct Said {
    /// Screens should look again.
    pub(super) changed: bool,
    /// The stream forked behind this entry.
    pub(super) forked_behind: Option<u64>,
}

impl<C: Carrier> Talk<'_, C> {
    /// Takes what the township says of itself and of what it was sent. `None` where its new timeline
    /// ended the life that was spoken for.
    pub(super) fn take_said(
        &mut self,
        store: &mut Store,
        reply: &Reply,
    ) -> Result<Option<Said>, Trouble> {
        let before = store.timeline()?;
        let spoke = store.head()?.stream;
        store.take_closing(reply.closing.timeline, reply.closing.now)?;
        if store.timeline()? != before {
            self.back.begin_again();
            self.engine.listed = None;
            if store.head()?.stream != spoke {
                return Ok(None);
            }
        }
        let (mut changed, mut forked_behind) = (false, reply.forked_behind);
        // Before the receipt: what it speaks of is looked for among what waits.
        let doubted = self.back.doubts(reply);
        let aside: Vec<_> = reply
            .quarantined
            .iter()
            .filter(|one| !(doubted && one.reason == QuarantineReason::Unproven))
            .cloned()
            .collect();
        if !aside.is_empty() {
            store.take_quarantine(&aside)?;
            changed = true;
        }
        if let Some(receipt) = &reply.receipt {
            match store.head_at(receipt.durable)? {
                // A receipt counts only for the chain that is really here.
                Some(head) if receipt.covers(&head, &self.engine.parties.township) => {
                    changed |= take_receipt(store, receipt)?;
                }
                Some(_) => {
                    let agreed = agreed_before(store, receipt)?;
                    forked_behind = forked_behind.or(Some(agreed));
                }
                None => {}
            }
        }
        if let Some(rewind) = reply.rewind {
            store.rewind(rewind.from)?;
            self.seeds |= rewind.seeds == Some(true);
        }
        Ok(Some(Said {
            changed,
            forked_behind,
        }))
    }
}

/// Behind which entry the stream forked, since a receipt is for another chain than the one that is
/// here. The township's closing signs it, so it is no stranger's: a copy of this disk has sent other
/// entries under the same name. The township itself may not see it as long as what is pushed ends
/// before they part.
fn agreed_before(store: &Store, receipt: &Receipt) -> Result<u64, StoreError> {
    let acknowledged = store.acknowledged()?;
    Ok(match acknowledged <= receipt.durable {
        true => acknowledged,
        false => 0,
    })
}

/// Takes a receipt for the chain that is here. Says whether it changed anything.
fn take_receipt(store: &mut Store, receipt: &Receipt) -> Result<bool, StoreError> {
    if receipt.timeline == store.timeline()? && receipt.durable < store.acknowledged()? {
        // It answers this very request: the township lost what it had signed for.
        tracing::warn!(
            durable = receipt.durable,
            "the township holds less than it did"
        );
        store.rewind(receipt.durable + 1)?;
        return Ok(true);
    }
    store.take_receipt(receipt)
}
