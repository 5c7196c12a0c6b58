//! What the rounds of an engine and whoever waits for news beside them tell each other.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

/// Rung by whoever hears that the township has something to say; tells how exchanges went.
#[derive(Debug, Default)]
pub struct Bell {
    rung: AtomicBool,
    heard: watch::Sender<Heard>,
}

/// How the exchanges went so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Replies that were taken in.
    pub replies: u64,
    /// Rounds that broke off: whatever else is on that line is dead too.
    pub broken: u64,
    /// The last reply brought something.
    pub changed: bool,
}

impl Bell {
    /// The township has something to say: it is asked before the next chunk of an image. A round has
    /// to be begun where none is on its way.
    pub fn ring(&self) {
        self.rung.store(true, Ordering::SeqCst);
    }

    /// How the exchanges go.
    #[must_use]
    pub fn listen(&self) -> watch::Receiver<Heard> {
        self.heard.subscribe()
    }

    pub(super) fn is_rung(&self) -> bool {
        self.rung.load(Ordering::SeqCst)
    }

    /// An exchange begins, which brings whatever there is.
    pub(super) fn answered(&self) {
        self.rung.store(false, Ordering::SeqCst);
    }

    pub(super) fn replied(&self, changed: bool) {
        self.heard.send_modify(|heard| {
            heard.replies += 1;
            heard.changed = changed;
        });
    }

    pub(super) fn broke(&self) {
        self.heard.send_modify(|heard| heard.broken += 1);
    }
}
