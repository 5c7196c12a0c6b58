//! The desk opens while the window is made: neither waits for the other. Whoever asks the desk
//! before it is open waits for it.

use std::io;
use std::sync::{Arc, OnceLock};
use std::thread;

use shanyi_app::desk::{Desk, Opening};

/// Where the desk stands, or will in a moment. Cheap to share.
#[derive(Clone)]
pub(crate) struct Seat(Arc<OnceLock<Arc<Desk>>>);

impl Seat {
    /// Begins to open the desk on a thread of its own.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(crate) fn take(opening: Opening) -> io::Result<Self> {
        let seat = Self(Arc::default());
        let place = Arc::clone(&seat.0);
        thread::Builder::new()
            .name("opening".to_owned())
            .spawn(move || place.get_or_init(|| Desk::open(&opening)).clone())?;
        Ok(seat)
    }

    /// The desk. Waits while it opens: not for a thread that draws.
    pub(crate) fn desk(&self) -> &Desk {
        self.0.wait()
    }
}
