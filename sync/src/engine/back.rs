//! What goes back to a township whose ledger was put back from a copy: events that its feeds don't
//! name any more, and the bytes of what it had published.

use shanyi_domain::ids::ImageHash;
use shanyi_store::{GivenBack, Store, StoreError};
use shanyi_wire::exchange::{QuarantineReason, upload_message};

use super::freight::Moved;
use super::pushes::FRAME;
use super::{Given, Talk, Trouble};
use crate::carrier::{Carrier, CarrierError, Chunk};
use crate::core::Reply;

/// Where a round stands with what is to be given back.
#[derive(Default)]
pub(super) struct Back {
    /// The feeds were read to their end in the timeline that holds: what they did not name, the
    /// township does not have.
    read_up: bool,
    /// What the present request gives back.
    given: Option<GivenBack>,
    /// Documents whose bytes the township wants, each with how many of them it has: its last word is
    /// the only one, since another PC of the station may send the same document.
    documents: Vec<(ImageHash, u32)>,
    /// The township could not prove something of what was given back last, and it is given again.
    doubted: bool,
}

impl Back {
    /// What the next request gives back.
    pub(super) fn compose(
        &mut self,
        store: &Store,
        most: usize,
    ) -> Result<Option<&GivenBack>, StoreError> {
        self.given = match self.read_up {
            true => store.to_give_back(most.min(FRAME))?,
            false => None,
        };
        Ok(self.given.as_ref())
    }

    /// Whether what was given back has to be given once more before it counts as a stranger's: nothing
    /// signs it on its way, and what a line has spoilt looks the same.
    pub(super) fn doubts(&mut self, reply: &Reply) -> bool {
        let mut told = reply.quarantined.iter();
        let unproven = told.any(|one| one.reason == QuarantineReason::Unproven);
        self.doubted = self.given.is_some() && unproven && !self.doubted;
        self.doubted
    }

    /// Hears what a reply of the present timeline says of it. True where something moved.
    pub(super) fn hear(&mut self, store: &mut Store, reply: &Reply) -> Result<bool, StoreError> {
        self.read_up = !reply.has_more() && reply.forked_behind.is_none();
        let returned = reply.returned.clone().unwrap_or_default();
        let wanted = returned.documents.iter();
        self.documents = wanted.map(|one| (*one, returned.have(one))).collect();
        let given = self.given.take();
        let Some(given) = given.filter(|_| !self.doubted) else {
            return Ok(false);
        };
        let all = u32::try_from(given.witness.events.len()) == Ok(returned.events);
        if all {
            store.given_back(&given)?;
        } else {
            tracing::warn!("the township did not take what was given back");
            self.read_up = false;
        }
        Ok(all)
    }

    /// A new timeline: its feeds have yet to be read.
    pub(super) fn begin_again(&mut self) {
        *self = Self::default();
    }

    /// Whether there is more to be given back at once.
    pub(super) fn has_more(&self, store: &Store) -> Result<bool, StoreError> {
        Ok(self.read_up && store.to_give_back(1)?.is_some())
    }
}

impl<C: Carrier> Talk<'_, C> {
    /// Sends the bytes of one published document that the township lacks. True when it has moved: all
    /// of it is there, or something goes first.
    pub(super) async fn give_document(
        &mut self,
        given: &impl Fn() -> Given,
    ) -> Result<bool, Trouble> {
        let wanted = self.back.documents.iter().copied();
        let wanted: Vec<_> = wanted
            .filter(|(hash, _)| !self.put_off.contains(hash))
            .collect();
        for (hash, have) in wanted {
            let bytes = self.store().document_bytes(&hash)?;
            let moved = match bytes {
                Some(bytes) => self.send_document((hash, have), &bytes, given).await?,
                None => Moved::Not,
            };
            match moved {
                Moved::Part => return Ok(true),
                // Once a round, whatever comes of it.
                Moved::Whole | Moved::Not => self.put_off.insert(hash),
            };
            if matches!(moved, Moved::Whole) || self.something_came_up(given())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn send_document(
        &mut self,
        (hash, have): (ImageHash, u32),
        bytes: &[u8],
        given: &impl Fn() -> Given,
    ) -> Result<Moved, Trouble> {
        let total = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let mut have = have;
        loop {
            // An answer to a chunk is not signed: it may name more than there is.
            let offset = have.min(total);
            let end = bytes.len().min(offset as usize + self.engine.pace.chunk());
            let part = bytes.get(offset as usize..end).unwrap_or_default().to_vec();
            let message = upload_message(&hash, total, offset);
            let chunk = Chunk {
                hash,
                total,
                offset,
                bytes: part,
                device: self.engine.parties.device,
                signature: self.engine.parties.key.sign(&message),
            };
            self.engine.carried.requests += 1;
            self.engine.carried.sent += chunk.bytes.len() as u64;
            let put = match self.engine.carrier.put(chunk).await {
                Ok(put) => put,
                Err(CarrierError::Absent | CarrierError::Unexpected { .. }) => {
                    return Ok(Moved::Not);
                }
                Err(other) => return Err(other.into()),
            };
            if put.complete {
                return Ok(Moved::Whole);
            }
            if put.have == offset {
                return Ok(Moved::Not);
            }
            have = put.have;
            if self.something_came_up(given())? {
                return Ok(Moved::Part);
            }
        }
    }
}
