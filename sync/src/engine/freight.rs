//! What is larger than an event: published documents on their way here, images on their way there.

use std::time::Instant;

use shanyi_domain::catalog::Catalog;
use shanyi_domain::directory::Directory;
use shanyi_domain::document::DocumentError;
use shanyi_domain::planted::{self, Bug};
use shanyi_domain::workday::Calendar;
use shanyi_store::{ImageToSend, StoreError, WantedDocument};
use shanyi_wire::derive::image_hash;
use shanyi_wire::event::DocumentKind;
use shanyi_wire::exchange::{fetch_message, upload_message};

use super::{Given, REFUSED_DOCUMENT, Talk, Trouble};
use crate::carrier::{Carrier, CarrierError, Chunk, Fetch, Fetched};

/// What sending images or documents came to.
pub(super) enum Sent {
    /// There was nothing to send, or nothing that can move now.
    Nothing,
    /// Something, up to the end of one or of all that can move now: time to ask for news.
    Something,
    /// New events want to go first, or the township has something to say.
    SomethingCameUp,
}

/// What fetching a document came to.
pub(super) enum Got {
    /// There was none to fetch, or none that can be had now.
    Nothing,
    /// One is here, in force or refused.
    Document,
    /// New events want to go first, or the township has something to say.
    SomethingCameUp,
}

/// What sending one chunk, or a document, came to.
pub(super) enum Moved {
    /// The image is whole there.
    Whole,
    /// More of it is there, or less than was thought.
    Part,
    /// It can't move now, for a reason of its own.
    Not,
}

impl<C: Carrier> Talk<'_, C> {
    /// Fetches one published document that is not here yet, piece by piece. Where the newest can't be
    /// had, the one before it is better than none.
    pub(super) async fn fetch_document(
        &mut self,
        given: &impl Fn() -> Given,
    ) -> Result<Got, Trouble> {
        let wanted = self.store().documents_to_fetch()?;
        for wanted in wanted {
            if self.put_off.contains(&wanted.hash) {
                continue;
            }
            match self.fetch_this(&wanted, given).await? {
                Got::Nothing if !planted::is(Bug::NewestAlone) => {}
                got => return Ok(got),
            }
        }
        Ok(Got::Nothing)
    }

    async fn fetch_this(
        &mut self,
        wanted: &WantedDocument,
        given: &impl Fn() -> Given,
    ) -> Result<Got, Trouble> {
        let bytes = loop {
            match self.fetch(wanted).await {
                Ok(Some(bytes)) => break bytes,
                Ok(None) if self.something_came_up(given())? => return Ok(Got::SomethingCameUp),
                Ok(None) => {}
                Err(error @ (CarrierError::Absent | CarrierError::Unexpected { .. })) => {
                    self.ailing |= is_ailing(&error);
                    tracing::warn!(kind = ?wanted.kind, "a published document can't be had now");
                    return self.put_off_document(wanted, given());
                }
                Err(other) => return Err(other.into()),
            }
        };
        if image_hash(&bytes) != wanted.hash {
            tracing::warn!(kind = ?wanted.kind, "other bytes came than were published");
            return self.put_off_document(wanted, given());
        }
        let mut store = self.store();
        match fault(wanted, &bytes) {
            None => store.take_document(wanted.kind, wanted.version, &wanted.hash, &bytes)?,
            Some(fault) => {
                tracing::warn!(kind = ?wanted.kind, version = wanted.version, "a published document was refused");
                store.refuse_document(wanted.kind, wanted.version)?;
                // A setting is JSON.
                let fault = serde_json::Value::from(fault).to_string();
                store.put_setting(REFUSED_DOCUMENT, &fault)?;
            }
        }
        Ok(Got::Document)
    }

    /// A document can't be had now. What came up while it was asked for goes before all other bytes.
    fn put_off_document(&mut self, wanted: &WantedDocument, given: Given) -> Result<Got, Trouble> {
        self.put_off.insert(wanted.hash);
        Ok(match self.something_came_up(given)? {
            true => Got::SomethingCameUp,
            false => Got::Nothing,
        })
    }

    /// One more piece of a document, and the whole of it when that was the last; what came before the
    /// line broke is not asked for again.
    async fn fetch(&mut self, wanted: &WantedDocument) -> Result<Option<Vec<u8>>, CarrierError> {
        let mut bytes = match self.engine.begun.take() {
            Some((hash, bytes)) if hash == wanted.hash => bytes,
            _ => Vec::new(),
        };
        let fetch = Fetch {
            hash: wanted.hash,
            from: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            most: u32::try_from(self.engine.pace.chunk()).unwrap_or(u32::MAX),
            device: self.engine.parties.device,
            signature: self.engine.parties.key.sign(&fetch_message(&wanted.hash)),
        };
        self.engine.carried.requests += 1;
        let Fetched { bytes: more, whole } = self.engine.carrier.get(fetch).await?;
        self.engine.carried.got += more.len() as u64;
        // Nothing more comes, though more was announced: the hash will tell.
        let ended = whole && more.is_empty();
        bytes.extend(more);
        if ended || bytes.len() >= wanted.length as usize {
            return Ok(Some(bytes));
        }
        self.engine.begun = Some((wanted.hash, bytes));
        match whole {
            true => Ok(None),
            false => Err(CarrierError::Down),
        }
    }

    /// Sends images chunk by chunk until all are there or events want to go first.
    pub(super) async fn send_images(
        &mut self,
        given: &impl Fn() -> Given,
        told: &impl Fn(),
    ) -> Result<Sent, Trouble> {
        let mut sent = Sent::Nothing;
        loop {
            let waiting = self.store().images_to_send()?;
            let Some(image) = waiting
                .into_iter()
                .find(|one| !self.put_off.contains(&one.hash) && self.is_wanted(one))
            else {
                return Ok(sent);
            };
            match self.send_chunk(&image).await? {
                Moved::Whole => {
                    told();
                    return Ok(Sent::Something);
                }
                Moved::Part => {
                    told();
                    sent = Sent::Something;
                }
                Moved::Not => {
                    self.put_off.insert(image.hash);
                }
            }
            if self.something_came_up(given())? && !planted::is(Bug::ImagesFirst) {
                return Ok(Sent::SomethingCameUp);
            }
        }
    }

    /// Whether there is something that goes before images.
    pub(super) fn something_came_up(&self, given: Given) -> Result<bool, Trouble> {
        let rung = self.engine.bell.is_rung();
        Ok(rung || self.store().unsent(given.saved_before, 1)?.is_some())
    }

    /// Sends one chunk.
    async fn send_chunk(&mut self, image: &ImageToSend) -> Result<Moved, Trouble> {
        let bytes = match self.store().image(&image.hash) {
            Ok(Some(bytes)) => bytes,
            Ok(None) | Err(StoreError::ImageDamaged(_)) => {
                tracing::error!("an image that waits can't be read");
                return Ok(Moved::Not);
            }
            Err(other) => return Err(other.into()),
        };
        let offset = image.have.min(image.length);
        let end = bytes.len().min(offset as usize + self.engine.pace.chunk());
        let part = bytes.get(offset as usize..end).unwrap_or_default().to_vec();
        let sent = part.len();
        let message = upload_message(&image.hash, image.length, offset);
        let chunk = Chunk {
            hash: image.hash,
            total: image.length,
            offset,
            bytes: part,
            device: self.engine.parties.device,
            signature: self.engine.parties.key.sign(&message),
        };
        self.engine.carried.requests += 1;
        self.engine.carried.sent += chunk.bytes.len() as u64;
        self.engine.carried.chunks += chunk.bytes.len() as u64;
        let begun = Instant::now();
        let put = match self.engine.carrier.put(chunk).await {
            Ok(put) => put,
            Err(error @ (CarrierError::Absent | CarrierError::Unexpected { .. })) => {
                self.ailing |= is_ailing(&error);
                tracing::warn!("the township does not take an image now");
                return Ok(Moved::Not);
            }
            Err(other) => return Err(other.into()),
        };
        self.engine.pace.chunk_went_through(sent, begun.elapsed());
        if put.complete {
            self.store().image_complete(&image.hash)?;
            // The list from before names it: should the township lose it again, it has to say so.
            self.engine.listed = None;
            return Ok(Moved::Whole);
        }
        self.store().image_progress(&image.hash, put.have)?;
        // Taken, and yet nothing more is there: trying again at once would never end.
        Ok(match put.have == offset {
            true => Moved::Not,
            false => Moved::Part,
        })
    }
}

/// Whether the township itself is in trouble, such as a full disk: then what was put off would be
/// sent in vain again and again.
const fn is_ailing(error: &CarrierError) -> bool {
    matches!(error, CarrierError::Unexpected { status } if *status >= 500)
}

/// Reads a document as the desk would, so that a broken one never comes into force.
fn fault(wanted: &WantedDocument, bytes: &[u8]) -> Option<String> {
    if bytes.len() != wanted.length as usize {
        return Some("it has another length than was announced".to_owned());
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some("not UTF-8".to_owned());
    };
    let checked: Result<(), DocumentError> = match wanted.kind {
        DocumentKind::Catalog => Catalog::from_json(text).map(drop),
        DocumentKind::Calendar => Calendar::from_json(text).map(drop),
        DocumentKind::Directory => Directory::from_json(text).map(drop),
    };
    checked.err().map(|fault| fault.to_string())
}
