//! A carrier that carries nothing by itself: what an engine asks for lies here until the world lets
//! it arrive, and the engine waits.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use shanyi_sync::carrier::{Carrier, CarrierError, Chunk, Fetch, Fetched, Put, Thumbnail};

/// What an engine asks of the line.
#[derive(Clone, Debug)]
pub enum Call {
    /// One exchange.
    Sync(Vec<u8>),
    /// A chunk of an image.
    Put(Chunk),
    /// A small picture of an image.
    Small(Thumbnail),
    /// Bytes of a document.
    Get(Fetch),
}

/// What came back.
#[derive(Debug)]
pub enum Answer {
    /// To an exchange.
    Sync(Vec<u8>),
    /// What the line made of the answer to an exchange: no answer to it.
    Spoilt(Vec<u8>),
    /// To a chunk.
    Put(Put),
    /// To a small picture: it is there.
    Small,
    /// To a fetch.
    Get(Fetched),
    /// Nothing that can be used.
    Nothing(CarrierError),
}

/// One PC's end of the line.
#[derive(Clone, Default)]
pub struct Port(Arc<Mutex<Slots>>);

#[derive(Default)]
struct Slots {
    asked: u64,
    waiting: Vec<(u64, Call)>,
    answered: BTreeMap<u64, Answer>,
}

impl Port {
    /// What has been asked since the last look, each with its number.
    pub fn take_calls(&self) -> Vec<(u64, Call)> {
        std::mem::take(&mut self.slots().waiting)
    }

    /// The answer to a call.
    pub fn answer(&self, number: u64, answer: Answer) {
        self.slots().answered.insert(number, answer);
    }

    fn ask(&self, call: Call) -> Waiting<'_> {
        let mut slots = self.slots();
        slots.asked += 1;
        let number = slots.asked;
        slots.waiting.push((number, call));
        Waiting { port: self, number }
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Waiting<'a> {
    port: &'a Port,
    number: u64,
}

impl Future for Waiting<'_> {
    type Output = Answer;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Answer> {
        // The world asks the whole round again whenever something has arrived.
        match self.port.slots().answered.remove(&self.number) {
            Some(answer) => Poll::Ready(answer),
            None => Poll::Pending,
        }
    }
}

impl Carrier for Port {
    async fn sync(&self, body: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        match self.ask(Call::Sync(body)).await {
            Answer::Sync(bytes) | Answer::Spoilt(bytes) => Ok(bytes),
            Answer::Nothing(why) => Err(why),
            _ => Err(CarrierError::Down),
        }
    }

    async fn put(&self, chunk: Chunk) -> Result<Put, CarrierError> {
        match self.ask(Call::Put(chunk)).await {
            Answer::Put(put) => Ok(put),
            Answer::Nothing(why) => Err(why),
            _ => Err(CarrierError::Down),
        }
    }

    async fn put_thumbnail(&self, thumbnail: Thumbnail) -> Result<(), CarrierError> {
        match self.ask(Call::Small(thumbnail)).await {
            Answer::Small => Ok(()),
            Answer::Nothing(why) => Err(why),
            _ => Err(CarrierError::Down),
        }
    }

    async fn get(&self, fetch: Fetch) -> Result<Fetched, CarrierError> {
        match self.ask(Call::Get(fetch)).await {
            Answer::Get(fetched) => Ok(fetched),
            Answer::Nothing(why) => Err(why),
            _ => Err(CarrierError::Down),
        }
    }
}
