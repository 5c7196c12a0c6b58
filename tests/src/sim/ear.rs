//! PCs that wait for news beside their rounds, as a desk does: their questions stand at the township
//! until it has something to say, or asks again itself.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use shanyi_domain::time::Moment;
use shanyi_sync::hello::question;
use shanyi_wire::exchange::Feed;
use shanyi_wire::stream::StreamId;
use tower::ServiceExt;

use super::world::World;
use super::{Sim, Violation, check};

type Answer = Pin<Box<dyn Future<Output = Response<Body>>>>;

/// A question that stands at the township.
pub struct Ear {
    pc: usize,
    /// Which start of the PC asked which of the township.
    start: (u32, u32),
    /// What the PC had heard when it asked.
    heard: Heard,
    answer: Answer,
}

/// How far a PC has heard.
struct Heard {
    stream: StreamId,
    timeline: u64,
    broadcast: u64,
    station: u64,
}

impl World {
    /// A PC asks for news, where it does not wait already.
    pub(super) fn ask_for_news(&mut self) -> Sim<()> {
        let index = self.dice.below(self.pcs.len());
        let pc = &self.pcs[index];
        let start = (pc.start, self.township.starts);
        let waits = |ear: &Ear| (ear.pc, ear.start) == (index, start);
        if self.ears.iter().any(waits) {
            return Ok(());
        }
        let (body, heard) = {
            let store = pc.store();
            let cursors = store.cursors()?;
            let heard = Heard {
                stream: store.head()?.stream,
                timeline: store.timeline()?,
                broadcast: cursors.broadcast,
                station: cursors.station,
            };
            let body = question(&store, &pc.parties(), Moment(self.now));
            (
                body.map_err(|trouble| Violation(trouble.to_string()))?,
                heard,
            )
        };
        let request = Request::post("/v1/news").body(Body::from(body));
        let asked = self
            .township
            .routes()
            .oneshot(request.map_err(|_| Violation("a question that is no request".to_owned()))?);
        let step = format!("{} asks for news", pc.name);
        self.ears.push(Ear {
            pc: index,
            start,
            heard,
            answer: Box::pin(async move { asked.await.unwrap_or_default() }),
        });
        self.note(step);
        Ok(())
    }

    /// Questions are answered as soon as there is something to say, and none stands while there is.
    pub(super) fn listen(&mut self) -> Sim<()> {
        let mut standing = Vec::new();
        for mut ear in std::mem::take(&mut self.ears) {
            if (self.pcs[ear.pc].start, self.township.starts) != ear.start {
                continue;
            }
            match settled(&mut ear.answer) {
                Some(answer) => self.hear_of_news(&ear, answer.status())?,
                None => {
                    self.has_nothing_for(&ear)?;
                    standing.push(ear);
                }
            }
        }
        self.ears.extend(standing);
        Ok(())
    }

    fn hear_of_news(&mut self, ear: &Ear, status: StatusCode) -> Sim<()> {
        let name = self.pcs[ear.pc].name.clone();
        match status {
            StatusCode::OK => {
                self.fault("news heard of");
                self.note(format!("{name} hears that there is something"));
                self.pcs[ear.pc].ring();
                match self.pcs[ear.pc].is_talking() {
                    true => Ok(()),
                    false => self.begin_of(ear.pc),
                }
            }
            // A copy of this PC has asked anew.
            StatusCode::NO_CONTENT => Ok(()),
            StatusCode::SERVICE_UNAVAILABLE if self.was_full => Ok(()),
            other => Err(Violation(format!(
                "{name} asked for news and heard {other}"
            ))),
        }
    }

    fn has_nothing_for(&self, ear: &Ear) -> Sim<()> {
        let heard = &ear.heard;
        let name = &self.pcs[ear.pc].name;
        check(heard.timeline == self.township.timeline()?, || {
            format!("{name} waits for news of a timeline that has ended")
        })?;
        let all = i64::MAX.cast_unsigned();
        for (feed, after) in [
            (Feed::Broadcast, heard.broadcast),
            (Feed::Station, heard.station),
        ] {
            let unheard = self.township.feed(feed, heard.stream, after, all)?;
            check(unheard.is_empty(), || {
                format!("{name} waits for news while {} stand there", unheard.len())
            })?;
        }
        Ok(())
    }
}

/// Whether somebody asked to be polled again.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Lets a question go on as far as it can without anything new being written. The township does its
/// work on the ledger where it is asked for: when the question waits, nothing is on its way.
fn settled(answer: &mut Answer) -> Option<Response<Body>> {
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(Arc::clone(&woken));
    while woken.0.swap(false, Ordering::SeqCst) {
        if let Poll::Ready(done) = answer.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Some(done);
        }
    }
    None
}
