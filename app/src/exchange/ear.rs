//! Waits for news beside the rounds, on a connection of its own, so that nothing that was saved has
//! to wait for it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use shanyi_sync::carrier::{Carrier, CarrierError, HttpCarrier, News};
use shanyi_sync::engine::{Bell, Heard};
use shanyi_sync::hello::question;
use shanyi_sync::pace::backoff;
use tokio::sync::watch::Receiver;
use tokio::time::{sleep, timeout};

use crate::desk::Inner;

/// How long to wait where asking at once would turn in circles: a proxy that answers by itself, or
/// another copy of this very desk that asks too.
const PAUSE: Duration = Duration::from_secs(5);
/// How long a township that lets nobody wait is left alone with the question.
const OLDER: Duration = Duration::from_secs(600);

/// Whether news are waited for at this moment.
#[derive(Debug, Default)]
pub(super) struct Ear(AtomicBool);

impl Ear {
    pub(super) fn listens(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    fn set(&self, listens: bool) {
        self.0.store(listens, Ordering::SeqCst);
    }
}

/// Asks for news after each reply until the store is shut.
pub(super) async fn listen(inner: Weak<Inner>, carrier: HttpCarrier, bell: Arc<Bell>) {
    let mut heard = bell.listen();
    let (mut known, mut troubles) = (0, 0_u32);
    loop {
        let next = heard.wait_for(|heard| heard.replies > known).await;
        let Ok(seen) = next.map(|seen| *seen) else {
            return;
        };
        known = seen.replies;
        // The store must not be held while waiting, or it would never be closed.
        let begun = Instant::now();
        let Some(answer) = ask(&inner, &carrier, &mut heard, seen).await else {
            return;
        };
        troubles = match answer {
            Ok(_) => 0,
            Err(_) => troubles.saturating_add(1),
        };
        match answer {
            Ok(News::Nothing) => {
                // The same again, with whatever has been read meanwhile.
                known = known.saturating_sub(1);
                if begun.elapsed() < PAUSE {
                    sleep(PAUSE).await;
                }
            }
            Ok(News::Something) => {
                bell.ring();
                if !with(&inner, |inner| inner.exchange.try_now()) {
                    return;
                }
                let next = heard.wait_for(|heard| heard.replies > known).await;
                let idle = next.is_ok_and(|next| !next.changed);
                if idle {
                    sleep(PAUSE).await;
                }
            }
            Ok(News::NotHere) => {
                with(&inner, |inner| inner.exchange.ear.set(false));
                let reconnected = heard.wait_for(|heard| heard.broken > seen.broken);
                let _ = timeout(OLDER, reconnected).await;
            }
            Err(_) => {
                with(&inner, |inner| inner.exchange.ear.set(false));
                // Only a round tells whether it is the line, or this question alone.
                let unknown = heard.borrow().broken == seen.broken;
                if unknown && !with(&inner, |inner| inner.exchange.try_now()) {
                    return;
                }
                if troubles > 1 {
                    sleep(backoff(troubles, 0)).await;
                }
            }
        }
    }
}

/// One question, given up when a round finds the line dead. `None` when the store is shut.
async fn ask(
    inner: &Weak<Inner>,
    carrier: &HttpCarrier,
    heard: &mut Receiver<Heard>,
    seen: Heard,
) -> Option<Result<News, CarrierError>> {
    let body = {
        let inner = inner.upgrade()?;
        let now = inner.now().best;
        let body = question(&inner.store(), &inner.exchange.parties, now);
        inner.exchange.ear.set(body.is_ok());
        body
    };
    let Ok(body) = body else {
        // The next round says what is wrong with the store.
        return Some(Err(CarrierError::Down));
    };
    Some(tokio::select! {
        answer = carrier.news(body) => answer,
        _ = heard.wait_for(|heard| heard.broken > seen.broken) => Err(CarrierError::Down),
    })
}

/// Does something with the open desk. False when the store is shut.
fn with(inner: &Weak<Inner>, work: impl FnOnce(&Inner)) -> bool {
    let inner = inner.upgrade();
    inner.as_deref().map(work).is_some()
}
