//! Joins the store, the core and a carrier: one call of [`Engine::round`] brings both sides as far
//! together as the line allows, and leaves the store right wherever it breaks off.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use shanyi_domain::ids::{DeviceId, ImageHash};
use shanyi_domain::time::Moment;
use shanyi_store::{Store, StoreError, branch};
use shanyi_wire::exchange::{ImagesWanted, Witness};
use shanyi_wire::frame::FrameError;
use shanyi_wire::keys::{PublicKey, SigningKey};
use shanyi_wire::stream::Incarnation;
use thiserror::Error;

use crate::carrier::{Carrier, CarrierError, Unproven};
use crate::core::{self, Reply, ReplyError, Standing};
use crate::hello;
use crate::pace::Pace;

mod back;
mod bell;
mod freight;
mod listed;
mod pushes;
mod recipient;
mod said;
mod thumbnails;

use back::Back;
pub use bell::{Bell, Heard};
use freight::{Got, Sent};
use pushes::Pushes;
use said::Said;

/// Most requests of one round.
const MOST_TURNS: u32 = 500;

/// The setting under which the reason is kept why a published document was refused.
pub const REFUSED_DOCUMENT: &str = "refused_document";

/// Who this station is to the township, and who the township is to it.
#[derive(Clone, Debug)]
pub struct Parties {
    /// The installation.
    pub device: DeviceId,
    /// Its key.
    pub key: SigningKey,
    /// The township's key.
    pub township: PublicKey,
}

/// Numbers and chance that the engine is handed, since it draws none itself.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// The PC's clock.
    pub now: Moment,
    /// Entries saved after this moment stay here for now, so that they can still be undone.
    pub saved_before: Moment,
    /// 64 random bits for a new incarnation, should the stream have forked.
    pub fresh: u64,
}

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Events, receipts, documents or image states changed: screens should look again.
    pub changed: bool,
    /// Something that may be sent already is still waiting.
    pub unfinished: bool,
}

/// Why a round ended early. What was applied before stays applied.
#[derive(Debug, Error)]
pub enum Trouble {
    /// The line is down or broke.
    #[error("the line is down")]
    Down,
    /// The other end is not this station's township, or does not know this device.
    #[error("the other end is not this station's township")]
    Stranger,
    /// It could not be proven that the other end is the township: nothing was sent.
    #[error("it can't be proven that this is the township: {0}")]
    Unproven(Unproven),
    /// The township has taken this PC its key. What it pushed is kept there, and used for nothing.
    #[error("the township has taken this PC its key")]
    Revoked,
    /// The township answered something that can't be used.
    #[error("the township's answer can't be used: {0}")]
    Answer(String),
    /// The township can't write: its disk is full or may only be read.
    #[error("the township has no room")]
    NoRoom,
    /// Another trouble of the township's own, which is for later.
    #[error("the township is in trouble of its own")]
    Ailing,
    /// The case store failed.
    #[error("the case store failed: {0}")]
    Store(#[from] StoreError),
}

impl From<CarrierError> for Trouble {
    fn from(error: CarrierError) -> Self {
        match error {
            CarrierError::Down => Self::Down,
            CarrierError::Stranger => Self::Stranger,
            CarrierError::Unproven(why) => Self::Unproven(why),
            CarrierError::Unexpected { status: 503 } => Self::Ailing,
            other => Self::Answer(other.to_string()),
        }
    }
}

impl From<ReplyError> for Trouble {
    fn from(error: ReplyError) -> Self {
        use shanyi_wire::exchange::Refusal;
        match error {
            ReplyError::BrokeOff => Self::Down,
            ReplyError::Stranger | ReplyError::Refused(Refusal::UnknownDevice) => Self::Stranger,
            ReplyError::Refused(Refusal::NoRoom) => Self::NoRoom,
            ReplyError::Refused(Refusal::Ailing) => Self::Ailing,
            other => Self::Answer(other.to_string()),
        }
    }
}

impl From<FrameError> for Trouble {
    fn from(error: FrameError) -> Self {
        Self::Answer(error.to_string())
    }
}

/// The exchange of one station.
pub struct Engine<C> {
    carrier: C,
    parties: Parties,
    pace: Pace,
    /// A document of which only the beginning has come.
    begun: Option<(ImageHash, Vec<u8>)>,
    bell: Arc<Bell>,
    /// Makes a small picture of an image; `None` where none can be made.
    shrink: fn(&[u8]) -> Option<Vec<u8>>,
    /// The township's list of images as it was told last.
    listed: Option<ImagesWanted>,
    /// The last request broke with much in it: what came of it is asked for before it goes again.
    asks_first: bool,
    named: recipient::Named,
    carried: Carried,
}

/// What went over the line in a round, whichever way it ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Requests that were made.
    pub requests: u32,
    /// Entries that were pushed.
    pub entries: u64,
    /// Bytes that were sent, of events and of images.
    pub sent: u64,
    /// Those of them that were of images.
    pub chunks: u64,
    /// Bytes that came, of replies and of documents.
    pub got: u64,
    /// The last time that the township signed in it, and when that came.
    pub signed: Option<(Moment, Instant)>,
}

impl<C: Carrier> Engine<C> {
    /// An engine that has not spoken yet.
    pub fn new(carrier: C, parties: Parties) -> Self {
        Self {
            carrier,
            parties,
            pace: Pace::default(),
            begun: None,
            bell: Arc::default(),
            shrink: |_| None,
            listed: None,
            asks_first: false,
            named: recipient::Named::default(),
            carried: Carried::default(),
        }
    }

    /// The same with somebody who makes small pictures, for images that are kept without one.
    #[must_use]
    pub fn with_thumbnails(mut self, shrink: fn(&[u8]) -> Option<Vec<u8>>) -> Self {
        self.shrink = shrink;
        self
    }

    /// The bell of this engine, for whoever waits for news beside its rounds.
    #[must_use]
    pub fn bell(&self) -> Arc<Bell> {
        Arc::clone(&self.bell)
    }

    /// Bytes of the next chunk of an image.
    #[must_use]
    pub const fn chunk(&self) -> usize {
        self.pace.chunk()
    }

    /// What went over the line in the last round.
    #[must_use]
    pub const fn carried(&self) -> Carried {
        self.carried
    }

    /// Exchanges until nothing is left to say, or the line breaks. The store may be in use by
    /// others too: it is held for moments only. `given` is asked anew before each request, `told`
    /// hears each time that something has changed.
    ///
    /// # Errors
    /// [`Trouble`]; the store is right at any rate.
    pub async fn round(
        &mut self,
        store: &Mutex<Store>,
        given: impl Fn() -> Given,
        told: impl Fn(),
    ) -> Result<Round, Trouble> {
        self.carried = Carried::default();
        let mut talk = Talk {
            engine: self,
            store,
            put_off: BTreeSet::new(),
            thumbnails: VecDeque::new(),
            small_tried: BTreeSet::new(),
            ailing: false,
            back: Back::default(),
            seeds: false,
            revoked: false,
        };
        let done = talk.exchange_all(&given, &told).await;
        if done.is_err() {
            self.pace.broke();
            self.bell.broke();
        }
        done
    }
}

/// One round over one store.
struct Talk<'a, C> {
    engine: &'a mut Engine<C>,
    store: &'a Mutex<Store>,
    /// Documents and images that can't move now: they must not hold up the ones behind them.
    put_off: BTreeSet<ImageHash>,
    /// Images of which the township wants a small picture, as its last reply has it.
    thumbnails: VecDeque<ImageHash>,
    /// Those of which one was sent in this round, or could not be.
    small_tried: BTreeSet<ImageHash>,
    /// The township could not take or give something: it is for later, not for the next moment.
    ailing: bool,
    back: Back,
    /// The township lacks the beginning of a case that an entry belongs to: entries bring the seeds
    /// of their cases until none is left.
    seeds: bool,
    /// The township has taken this PC its key.
    revoked: bool,
}

impl<C: Carrier> Talk<'_, C> {
    async fn exchange_all(
        &mut self,
        given: &impl Fn() -> Given,
        told: &impl Fn(),
    ) -> Result<Round, Trouble> {
        let mut round = Round::default();
        for _ in 0..MOST_TURNS {
            // Events go before images: each turn asks first whether there are new ones.
            let step = self.speak(given()).await?;
            if step.changed {
                round.changed = true;
                told();
            }
            if step.unfinished {
                continue;
            }
            if self.revoked {
                return Err(Trouble::Revoked);
            }
            match self.fetch_document(given).await? {
                Got::Nothing => {}
                Got::Document => {
                    round.changed = true;
                    told();
                    continue;
                }
                Got::SomethingCameUp => continue,
            }
            if self.give_document(given).await? {
                continue;
            }
            if let Sent::SomethingCameUp = self.send_thumbnails(given).await? {
                continue;
            }
            match self.send_images(given, told).await? {
                Sent::Nothing if self.ailing => {
                    return Err(Trouble::Ailing);
                }
                Sent::Nothing => return Ok(round),
                Sent::Something => round.changed = true,
                Sent::SomethingCameUp => {}
            }
        }
        // A township that always has one more wish must not keep everything else from its turn.
        round.unfinished = true;
        Ok(round)
    }

    /// One request and its reply.
    async fn speak(&mut self, given: Given) -> Result<Round, Trouble> {
        self.engine.bell.answered();
        let (standing, pushes, given_back) = self.standing(given)?;
        let pushed = pushes.entries();
        let with_seeds = pushed > 0 && self.seeds;
        let key = &self.engine.parties.key;
        let request = core::request(&standing, pushes.runs, given_back, key)?;
        let carried = &mut self.engine.carried;
        carried.requests += 1;
        carried.entries += pushed;
        carried.sent += request.body.len() as u64;
        let asked = self.engine.asks_first;
        self.engine.asks_first |= request.body.len() > pushes::ASK_FIRST;
        let begun = Instant::now();
        let answer = self.engine.carrier.sync(request.body).await?;
        self.engine.carried.got += answer.len() as u64;
        let reply = core::reply(&answer, &request.hello, &self.engine.parties.township)?;
        self.engine.asks_first = false;
        self.engine.carried.signed = Some((reply.closing.now, Instant::now()));
        if pushed > 0 {
            let pace = &mut self.engine.pace;
            pace.batch_went_through(pushes.bytes, begun.elapsed());
        }
        // Seeds that were brought and are asked for again would be asked for for ever.
        let wanted_again = reply.rewind;
        let in_vain = with_seeds && wanted_again.is_some_and(|it| it.seeds == Some(true));
        let again = wanted_again.is_some() && !in_vain;
        let more = reply.has_more() || again || reply.forked_behind.is_some();
        self.revoked |= reply.revoked;
        let changed = self.apply(reply, given)?;
        self.engine.bell.replied(changed);
        let waiting = self.store().unsent(given.saved_before, 1)?.is_some();
        let more = more || self.back.has_more(&self.store())?;
        // Without progress, asking again at once would only turn in circles.
        Ok(Round {
            changed,
            unfinished: more || (waiting && (asked || (pushed > 0 && changed))),
        })
    }

    fn standing(&mut self, given: Given) -> Result<(Standing, Pushes, Option<Witness>), Trouble> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let standing = Standing {
            images: self.engine.listed.as_ref().map(ImagesWanted::digest),
            recovery: self.engine.named.due(&store, given.now)?,
            ..hello::standing(&store, given.now)?
        };
        let most = self.engine.pace.batch();
        let pushes = match self.engine.asks_first {
            true => Pushes::default(),
            false => Pushes::of(&store, given.saved_before, most, self.seeds)?,
        };
        self.seeds &= pushes.entries() > 0 || self.engine.asks_first;
        let given_back = self.back.compose(&store, most.min(pushes::FRAME))?;
        let witness = given_back.map(|given| given.witness.clone());
        Ok((standing, pushes, witness))
    }

    fn apply(&mut self, reply: Reply, given: Given) -> Result<bool, Trouble> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let heard = store.in_one_write(|store| self.take_said(store, &reply))?;
        let Some(Said {
            mut changed,
            forked_behind,
        }) = heard
        else {
            // A new timeline ended the life that was spoken for; the rest says nothing of the next.
            return Ok(true);
        };
        for page in &reply.feeds {
            store.take_feed(page)?;
            changed |= !page.entries.is_empty();
        }
        if let Some(told) = &reply.recovery {
            store.take_recipient(&told.recipient)?;
        }
        self.engine.named.answered();
        self.hear_images(&mut store, &reply)?;
        changed |= self.back.hear(&mut store, &reply)?;
        // Last: it sends the feed's cursor back, which the pages above have moved.
        if let Some(agreed) = forked_behind {
            tracing::warn!(agreed, "the stream forked; a new incarnation begins");
            let own = store.identity()?.map(|own| own.block);
            let block = own.and_then(|own| branch(own.as_str(), given.fresh));
            store.fork(agreed, Incarnation(given.fresh), block.as_ref())?;
            changed = true;
        }
        Ok(changed)
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        // A panic elsewhere rolled its transaction back: the store is right.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
