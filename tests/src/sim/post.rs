//! The line between PCs and township: what is on its way, and what becomes of it.

use shanyi_sync::carrier::CarrierError;
use shanyi_sync::engine::{Round, Trouble};

use super::carrier::{Answer, Call};
use super::world::World;
use super::{Sim, Violation};
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
}

impl Post {
    /// Something is on its way.
    pub fn is_busy(&self) -> bool {
        !self.flights.is_empty()
    }
}

/// A call of a PC, on its way there or back.
struct Flight {
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

/// What becomes of a call.
enum Fate {
    Whole,
    /// It never arrives.
    LostThere,
    /// So many bytes of it arrive.
    CutThere(usize),
    /// It arrives, and the answer does not.
    LostBack,
    /// It arrives twice.
    Twice,
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
                let fate = self.fate(&call);
                let answer = self.send(pc, call, fate).await?;
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

    fn fate(&mut self, call: &Call) -> Fate {
        if !self.dice.percent(self.luck.cut) {
            return Fate::Whole;
        }
        let length = match call {
            Call::Sync(body) => body.len(),
            Call::Put(chunk) => chunk.bytes.len(),
            Call::Get(_) => 0,
        };
        match self.dice.below(8) {
            0 => Fate::LostThere,
            1 => Fate::Twice,
            2..5 if length > 0 => Fate::CutThere(self.dice.below(length)),
            _ => Fate::LostBack,
        }
    }

    async fn send(&mut self, pc: usize, call: Call, fate: Fate) -> Sim<Answer> {
        let name = self.pcs[pc].name.clone();
        let nothing = || Answer::Nothing(CarrierError::Down);
        let what = describe(&call);
        Ok(match fate {
            Fate::LostThere => {
                self.fault("request lost");
                self.note(format!("{name}'s {what} is lost"));
                nothing()
            }
            Fate::CutThere(at) => {
                self.fault("request cut");
                self.note(format!("{name}'s {what} is cut after byte {at}"));
                self.township.receive(call, Break::Up(at)).await;
                nothing()
            }
            Fate::LostBack => {
                self.fault("answer cut");
                self.note(format!("the answer to {name}'s {what} is cut"));
                match self.received(call).await? {
                    Answer::Get(mut fetched) => {
                        fetched.bytes.truncate(self.dice.below(fetched.bytes.len()));
                        fetched.whole = false;
                        Answer::Get(fetched)
                    }
                    _ => nothing(),
                }
            }
            Fate::Twice => {
                self.fault("request doubled");
                self.note(format!("{name}'s {what} arrives twice"));
                self.received(call.clone()).await?;
                self.received(call).await?
            }
            Fate::Whole => {
                self.note(format!("{name}'s {what} arrives"));
                self.received(call).await?
            }
        })
    }

    /// The township receives a whole request.
    pub(super) async fn received(&mut self, call: Call) -> Sim<Answer> {
        let request = match &call {
            Call::Sync(body) => Some(body.clone()),
            _ => None,
        };
        if self.dice.percent(10) {
            self.post.old.push(call.clone());
            if self.post.old.len() > KEPT {
                let oldest = self.dice.below(KEPT);
                self.post.old.swap_remove(oldest);
            }
        }
        let answer = self.township.receive(call, Break::Never).await;
        if let (Some(request), Answer::Sync(reply)) = (request, &answer) {
            self.book.answered(&self.township, &request, reply)?;
        }
        Ok(answer)
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
        self.pcs[pc].answer(number, answer);
        let done = self.pcs[pc].go_on(self.now);
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
        match done {
            None | Some(Ok(_) | Err(Trouble::Down | Trouble::NoRoom | Trouble::Ailing)) => Ok(()),
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
                self.pcs[pc].answer(number, answer);
            }
            done = self.pcs[pc].go_on(self.now);
        }
        Err(Violation(format!(
            "{}'s round does not end",
            self.pcs[pc].name
        )))
    }
}

fn describe(call: &Call) -> String {
    match call {
        Call::Sync(body) => format!("request of {} bytes", body.len()),
        Call::Put(chunk) => format!(
            "chunk {}..{} of {} of image {}",
            chunk.offset,
            chunk.offset as usize + chunk.bytes.len(),
            chunk.total,
            &chunk.hash.to_string()[..8]
        ),
        Call::Get(fetch) => format!("fetch from {}", fetch.from),
    }
}

fn describe_answer(answer: &Answer) -> String {
    match answer {
        Answer::Sync(bytes) => format!("a reply of {} bytes", bytes.len()),
        Answer::Put(put) => format!("{put:?}"),
        Answer::Get(fetched) => format!("{} bytes of a document", fetched.bytes.len()),
        Answer::Nothing(why) => format!("nothing: {why}"),
    }
}
