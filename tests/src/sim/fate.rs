//! What becomes of a call on its way: lost, cut, spoilt, doubled, overtaken.

use shanyi_sync::carrier::{CarrierError, Put};
use shanyi_wire::frame::Frame;

use super::Sim;
use super::carrier::{Answer, Call};
use super::post::describe;
use super::township::Township;
use super::world::World;
use crate::memory::Break;

/// Replies that are kept to be brought once more.
const KEPT: usize = 8;

/// What becomes of a call.
enum Fate {
    Whole,
    /// It never arrives.
    LostThere,
    /// So many bytes of it arrive.
    CutThere(usize),
    /// One byte of it is another when it arrives.
    SpoiltThere(usize),
    /// It arrives, and the answer does not.
    LostBack,
    /// It arrives, and so many thousandths of the answer do.
    CutBack(usize),
    /// It arrives, and one byte of the answer is another.
    SpoiltBack(usize),
    /// It arrives, and an older reply comes back in place of its own.
    Stale,
    /// It arrives twice.
    Twice,
    /// It arrives in two parts, and something else arrives whole between them.
    InTwo(usize),
}

impl World {
    /// A call of a PC is sent. What comes back for it.
    pub(super) async fn send(&mut self, pc: usize, call: Call) -> Sim<Answer> {
        let name = self.pcs[pc].name.clone();
        let nothing = || Answer::Nothing(CarrierError::Down);
        let what = describe(&call);
        Ok(match self.fate(&call) {
            Fate::LostThere => {
                self.fault("request lost");
                self.note(format!("{name}'s {what} is lost"));
                nothing()
            }
            Fate::CutThere(at) => {
                self.fault("request cut");
                self.note(format!("{name}'s {what} is cut after byte {at}"));
                self.township.receive(call, Break::Up(1 + at)).await;
                nothing()
            }
            Fate::SpoiltThere(at) => {
                self.fault("request spoilt");
                self.note(format!("byte {at} of {name}'s {what} is spoilt"));
                self.pcs[pc].astray = true;
                let call = self.spoil_call(call, at);
                self.received(call).await?
            }
            Fate::LostBack => {
                self.fault("answer lost");
                self.note(format!("the answer to {name}'s {what} is lost"));
                self.received(call).await?;
                nothing()
            }
            Fate::CutBack(at) => {
                self.fault("answer cut");
                self.note(format!("the answer to {name}'s {what} is cut"));
                let answer = self.received(call).await?;
                self.pcs[pc].astray = true;
                cut(answer, at)
            }
            Fate::SpoiltBack(at) => {
                self.fault("answer spoilt");
                self.note(format!("the answer to {name}'s {what} is spoilt"));
                let answer = self.received(call).await?;
                self.pcs[pc].astray = true;
                self.spoil_answer(answer, at)
            }
            Fate::Stale => {
                let old = self.an_old_reply(&call);
                let answer = self.received(call).await?;
                match (answer, old) {
                    (Answer::Sync(_), Some(old)) => {
                        self.fault("old answer again");
                        self.note(format!("{name}'s {what} is answered by an old reply"));
                        self.pcs[pc].astray = true;
                        Answer::Spoilt(old)
                    }
                    (answer, _) => answer,
                }
            }
            Fate::Twice => {
                self.fault("request doubled");
                self.note(format!("{name}'s {what} arrives twice"));
                self.received(call.clone()).await?;
                self.received(call).await?
            }
            Fate::InTwo(at) => self.arrives_in_two(pc, call, at).await?,
            Fate::Whole => {
                self.note(format!("{name}'s {what} arrives"));
                self.received(call).await?
            }
        })
    }

    fn fate(&mut self, call: &Call) -> Fate {
        let length = match call {
            Call::Sync(body) => body.len(),
            Call::Put(chunk) => chunk.bytes.len(),
            Call::Small(small) => small.jpeg.len(),
            Call::Get(_) => 0,
        };
        let at = |world: &mut Self| world.dice.below(length);
        if self.dice.percent(self.luck.overtaken) && matches!(call, Call::Sync(_)) {
            return Fate::InTwo(at(self));
        }
        if !self.dice.percent(self.luck.cut) {
            return Fate::Whole;
        }
        match self.dice.below(16) {
            0 | 1 => Fate::LostThere,
            2 => Fate::Twice,
            3..7 if length > 0 => Fate::CutThere(at(self)),
            7 if length > 0 => Fate::SpoiltThere(at(self)),
            8 => Fate::SpoiltBack(self.dice.below(1000)),
            9..12 => Fate::CutBack(self.dice.below(1000)),
            12 => Fate::Stale,
            _ => Fate::LostBack,
        }
    }

    /// The township commits each whole frame before it reads on: what arrives between two of them
    /// finds the first in the ledger and the second not.
    async fn arrives_in_two(&mut self, pc: usize, call: Call, at: usize) -> Sim<Answer> {
        let Call::Sync(body) = call else {
            return self.received(call).await;
        };
        let ends = ends(&body);
        // Half of them part where a frame ends.
        let at = match self.dice.percent(50) && !ends.is_empty() {
            true => *self.dice.one(&ends),
            false => at,
        };
        let name = self.pcs[pc].name.clone();
        let Some(between) = self.something_else(pc) else {
            self.note(format!("{name}'s request of {} bytes arrives", body.len()));
            return self.received(Call::Sync(body)).await;
        };
        self.fault("request overtaken in its middle");
        self.note(format!(
            "{name}'s request stops after byte {at}, a {} arrives, and it goes on",
            describe(&between.1)
        ));
        let (other, call) = between;
        let book = &mut self.book;
        let look = |township: &Township, answer: &Answer| book.answered(township, &call, answer);
        let [answer, others] = self
            .township
            .receive_in_two(body.clone(), at, call.clone(), look)
            .await?;
        self.keep_reply(&call, &others);
        self.answered(&Call::Sync(body), &answer)?;
        if let Some(flight) = other {
            self.post.back(flight, others);
        }
        Ok(answer)
    }

    /// A byte of a request becomes another. What the township makes of it stands in no book.
    fn spoil_call(&mut self, mut call: Call, at: usize) -> Call {
        let bytes = match &mut call {
            Call::Sync(body) => body,
            Call::Put(chunk) => &mut chunk.bytes,
            Call::Small(small) => &mut small.jpeg,
            Call::Get(_) => return call,
        };
        self.spoil(bytes, at);
        call
    }

    fn spoil_answer(&mut self, mut answer: Answer, thousandths: usize) -> Answer {
        match &mut answer {
            Answer::Sync(bytes) => {
                let at = bytes.len() * thousandths / 1000;
                self.spoil(bytes, at);
                answer = Answer::Spoilt(std::mem::take(bytes));
            }
            Answer::Get(fetched) => {
                let at = fetched.bytes.len() * thousandths / 1000;
                self.spoil(&mut fetched.bytes, at);
            }
            // It is not signed, and nobody believes it for long.
            Answer::Put(Put { have, .. }) => *have ^= 1 << self.dice.below(12),
            Answer::Small | Answer::Spoilt(_) | Answer::Nothing(_) => {
                return Answer::Nothing(CarrierError::Down);
            }
        }
        answer
    }

    fn spoil(&mut self, bytes: &mut [u8], at: usize) {
        let bit = 1 << self.dice.below(8);
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= bit;
        }
    }

    /// A reply may come once more, in place of another.
    pub(super) fn keep_reply(&mut self, call: &Call, answer: &Answer) {
        if let (Call::Sync(request), Answer::Sync(reply)) = (call, answer)
            && self.dice.percent(10)
        {
            if self.post.replies.len() == KEPT {
                let oldest = self.dice.below(KEPT);
                self.post.replies.swap_remove(oldest);
            }
            self.post.replies.push((hello(request), reply.clone()));
        }
    }

    /// A reply to another request.
    fn an_old_reply(&mut self, call: &Call) -> Option<Vec<u8>> {
        let Call::Sync(request) = call else {
            return None;
        };
        let own = hello(request);
        let others = self.post.replies.iter().filter(|(of, _)| *of != own);
        let others: Vec<&Vec<u8>> = others.map(|(_, reply)| reply).collect();
        (!others.is_empty()).then(|| (*self.dice.one(&others)).clone())
    }
}

/// The hello of a request, as it is on the line.
fn hello(request: &[u8]) -> Vec<u8> {
    let used = match Frame::read(request) {
        Ok(Some((_, used))) => used,
        _ => request.len(),
    };
    request[..used].to_vec()
}

/// Where the frames of a request end, but for the last.
fn ends(body: &[u8]) -> Vec<usize> {
    let (mut ends, mut at) = (Vec::new(), 0);
    while let Ok(Some((_, used))) = Frame::read(&body[at..]) {
        at += used;
        ends.push(at);
    }
    ends.pop();
    ends
}

/// An answer that breaks off: of a reply the beginning is here all the same, as a careless carrier
/// would hand it on.
fn cut(answer: Answer, thousandths: usize) -> Answer {
    match answer {
        Answer::Sync(mut bytes) => {
            bytes.truncate(bytes.len() * thousandths / 1000);
            Answer::Spoilt(bytes)
        }
        Answer::Get(mut fetched) => {
            fetched
                .bytes
                .truncate(fetched.bytes.len() * thousandths / 1000);
            fetched.whole = false;
            Answer::Get(fetched)
        }
        _ => Answer::Nothing(CarrierError::Down),
    }
}
