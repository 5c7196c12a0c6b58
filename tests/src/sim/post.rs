//! The line between PCs and township: what is on its way, and what becomes of it.

use shanyi_store::{Cursors, StoreError};
use shanyi_sync::carrier::CarrierError;
use shanyi_sync::engine::{Round, Trouble};
use shanyi_wire::stream::Head;

use super::carrier::{Answer, Call};
use super::pc::Pc;
use super::world::World;
use super::{Sim, Violation, check};
use crate::memory::Break;

/// Old requests that are kept to arrive again.
const KEPT: usize = 20;
/// Requests that one round without bad luck may take.
const MOST_CALLS: usize = 2_000;

/// What is on its way.
#[derive(Default)]
pub struct Post {
    flights: Vec<Flight>,
    /// Requests that arrived once already.
    old: Vec<Call>,
    /// Replies that were heard once already, each with the hello that it answers.
    pub(super) replies: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Post {
    /// Something is on its way.
    pub fn is_busy(&self) -> bool {
        !self.flights.is_empty()
    }

    /// The answer to a flight is on its way back.
    pub(super) fn back(&mut self, flight: Flight, answer: Answer) {
        let what = Leg::Back(answer);
        self.flights.push(Flight { what, ..flight });
    }
}

/// A call of a PC, on its way there or back.
pub struct Flight {
    pc: usize,
    /// Which start of the PC asked.
    start: u32,
    number: u64,
    what: Leg,
}

enum Leg {
    There(Call),
    Back(Answer),
}

impl World {
    /// Something that is on its way arrives.
    pub(super) async fn arrive(&mut self) -> Sim<()> {
        let index = self.dice.below(self.post.flights.len());
        let flight = self.post.flights.swap_remove(index);
        let Flight {
            pc,
            start,
            number,
            what,
        } = flight;
        match what {
            Leg::Back(answer) => self.deliver(pc, start, number, answer),
            Leg::There(call) => {
                let answer = self.send(pc, call).await?;
                if self.dice.percent(self.luck.slow) {
                    let what = Leg::Back(answer);
                    self.post.flights.push(Flight {
                        pc,
                        start,
                        number,
                        what,
                    });
                    return Ok(());
                }
                self.deliver(pc, start, number, answer)
            }
        }
    }

    /// The township receives a whole request.
    pub(super) async fn received(&mut self, call: Call) -> Sim<Answer> {
        if self.dice.percent(10) {
            self.post.old.push(call.clone());
            if self.post.old.len() > KEPT {
                let oldest = self.dice.below(KEPT);
                self.post.old.swap_remove(oldest);
            }
        }
        let before = self.held_before(&call)?;
        let answer = self.township.receive(call.clone(), Break::Never).await;
        self.answered(&call, &answer)?;
        goes_on(&call, before, &answer)?;
        Ok(answer)
    }

    /// How much the township holds of the image of which a call brings bytes.
    fn held_before(&self, call: &Call) -> Sim<u32> {
        match call {
            Call::Put(chunk) => self.township.holds(chunk.device, &chunk.hash),
            _ => Ok(0),
        }
    }

    /// The township answered: what it says has to be so.
    pub(super) fn answered(&mut self, call: &Call, answer: &Answer) -> Sim<()> {
        self.keep_reply(call, answer);
        self.book.answered(&self.township, call, answer)
    }

    /// Something that arrives while another request is in its middle: what another PC has on its way
    /// there, or an old request; with the flight, where somebody waits for the answer.
    pub(super) fn something_else(&mut self, pc: usize) -> Option<(Option<Flight>, Call)> {
        let there = |flight: &Flight| flight.pc != pc && matches!(flight.what, Leg::There(_));
        if let Some(index) = self.post.flights.iter().position(there) {
            let flight = self.post.flights.swap_remove(index);
            if let Leg::There(call) = &flight.what {
                let call = call.clone();
                return Some((Some(flight), call));
            }
        }
        let old = !self.post.old.is_empty();
        old.then(|| (None, self.dice.one(&self.post.old).clone()))
    }

    /// A request that arrived once arrives again, out of its time. Nobody hears the answer.
    pub(super) async fn arrive_again(&mut self) -> Sim<()> {
        if self.post.old.is_empty() {
            return Ok(());
        }
        let call = self.dice.one(&self.post.old).clone();
        self.fault("old request again");
        self.note(format!("an old {} arrives again", describe(&call)));
        self.received(call).await.map(drop)
    }

    fn deliver(&mut self, pc: usize, start: u32, number: u64, answer: Answer) -> Sim<()> {
        if self.pcs[pc].start != start {
            return Ok(());
        }
        let step = format!("{} hears {}", self.pcs[pc].name, describe_answer(&answer));
        self.note(step);
        let spoilt = matches!(answer, Answer::Spoilt(_));
        let before = spoilt.then(|| Stands::of(&self.pcs[pc])).transpose()?;
        self.pcs[pc].answer(number, answer)?;
        let done = self.pcs[pc].go_on(self.now);
        if let Some(before) = before {
            let nothing = before == Stands::of(&self.pcs[pc])? && matches!(done, Some(Err(_)));
            check(nothing, || {
                format!("{} took something of a spoilt reply", self.pcs[pc].name)
            })?;
        }
        self.heard(pc, done)
    }

    /// A PC went on with its round.
    pub(super) fn heard(&mut self, pc: usize, done: Option<Result<Round, Trouble>>) -> Sim<()> {
        let start = self.pcs[pc].start;
        for (number, call) in self.pcs[pc].take_calls() {
            self.pcs[pc].leaves(&call, self.now)?;
            let what = Leg::There(call);
            self.post.flights.push(Flight {
                pc,
                start,
                number,
                what,
            });
        }
        self.book.heard(pc, &self.pcs[pc].store())?;
        let astray = self.pcs[pc].astray;
        match done {
            None | Some(Ok(_) | Err(Trouble::Down | Trouble::Ailing)) => Ok(()),
            Some(Err(Trouble::NoRoom)) if astray || self.was_full => Ok(()),
            Some(Err(Trouble::Store(StoreError::DiskFull))) if self.pcs[pc].spare.is_some() => {
                Ok(())
            }
            Some(Err(Trouble::Answer(_) | Trouble::Stranger)) if astray => Ok(()),
            Some(Err(other)) => Err(Violation(format!("{}: {other}", self.pcs[pc].name))),
        }
    }

    /// The line drops for everybody: rounds end.
    pub(super) fn hang_up(&mut self) -> Sim<()> {
        while let Some(flight) = self.post.flights.pop() {
            let nothing = Answer::Nothing(CarrierError::Down);
            self.deliver(flight.pc, flight.start, flight.number, nothing)?;
        }
        Ok(())
    }

    /// One round over a good line. Says whether anything moved.
    pub(super) async fn whole_round(&mut self, pc: usize) -> Sim<bool> {
        let mut done = self.pcs[pc].begin(self.now);
        for _ in 0..MOST_CALLS {
            if let Some(done) = done {
                let round = done.map_err(|trouble| {
                    Violation(format!("{} over a good line: {trouble}", self.pcs[pc].name))
                })?;
                self.book.heard(pc, &self.pcs[pc].store())?;
                return Ok(round != Round::default());
            }
            for (number, call) in self.pcs[pc].take_calls() {
                self.pcs[pc].leaves(&call, self.now)?;
                let step = format!("{}'s {} arrives", self.pcs[pc].name, describe(&call));
                self.note(step);
                let answer = self.received(call).await?;
                self.pcs[pc].answer(number, answer)?;
            }
            done = self.pcs[pc].go_on(self.now);
        }
        Err(Violation(format!(
            "{}'s round does not end",
            self.pcs[pc].name
        )))
    }
}

/// Of bytes that do not begin where the image ended (`before`) nothing is taken. All of it may turn out
/// to be there.
fn goes_on(call: &Call, before: u32, answer: &Answer) -> Sim<()> {
    let (Call::Put(chunk), Answer::Put(put)) = (call, answer) else {
        return Ok(());
    };
    let (offset, have) = (chunk.offset, put.have);
    check(offset == before || have == before || put.complete, || {
        format!(
            "of an image that ends at {before} bytes from {offset} on are taken: {have} are there"
        )
    })
}

/// How far a PC is, as far as the exchange may move it.
#[derive(PartialEq, Eq)]
struct Stands {
    head: Head,
    acknowledged: u64,
    timeline: u64,
    cursors: Cursors,
}

impl Stands {
    fn of(pc: &Pc) -> Sim<Self> {
        let store = pc.store();
        Ok(Self {
            head: store.head()?,
            acknowledged: store.acknowledged()?,
            timeline: store.timeline()?,
            cursors: store.cursors()?,
        })
    }
}

/// What the trail calls a call.
pub fn describe(call: &Call) -> String {
    match call {
        Call::Sync(body) => format!("request of {} bytes", body.len()),
        Call::Put(chunk) => format!(
            "chunk {}..{} of {} of image {}",
            chunk.offset,
            chunk.offset as usize + chunk.bytes.len(),
            chunk.total,
            &chunk.hash.to_string()[..8]
        ),
        Call::Small(small) => format!("small picture of {} bytes", small.jpeg.len()),
        Call::Get(fetch) => format!("fetch from {}", fetch.from),
    }
}

fn describe_answer(answer: &Answer) -> String {
    match answer {
        Answer::Sync(bytes) => format!("a reply of {} bytes", bytes.len()),
        Answer::Spoilt(bytes) => format!("{} bytes that are no answer", bytes.len()),
        Answer::Put(put) => format!("{put:?}"),
        Answer::Small => "that it is there".to_owned(),
        Answer::Get(fetched) => format!("{} bytes of a document", fetched.bytes.len()),
        Answer::Nothing(why) => format!("nothing: {why}"),
    }
}
