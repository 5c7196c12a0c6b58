//! A line that breaks when it is told to: a proxy on the loopback between a station and its
//! township.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// The two directions: from the station, and to it.
const UP: usize = 0;
const DOWN: usize = 1;

/// How the line is at the moment.
#[derive(Default)]
struct State {
    /// The port of the loopback that it leads to.
    port: AtomicU16,
    down: AtomicBool,
    /// Bytes that still go over in each direction before the line breaks; `u64::MAX` is no limit.
    allowance: [AtomicU64; 2],
    /// What is over the allowance waits on the line instead of breaking it.
    stalls: AtomicBool,
    stalled: AtomicBool,
    broken: Notify,
    /// Bytes that went up and down so far.
    carried: [AtomicU64; 2],
}

/// A proxy that passes bytes on, or does not.
pub struct Line {
    address: SocketAddr,
    state: Arc<State>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Drop for Line {
    fn drop(&mut self) {
        // A runtime may not be waited for inside another one.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Line {
    /// A line to the township at `port` of the loopback, up at first.
    ///
    /// # Errors
    /// When no port is free.
    pub fn to(port: u16) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            port: AtomicU16::new(port),
            allowance: [AtomicU64::new(u64::MAX), AtomicU64::new(u64::MAX)],
            ..State::default()
        });
        let shared = Arc::clone(&state);
        runtime.spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, Arc::clone(&shared)));
            }
        });
        Ok(Self {
            address,
            state,
            runtime: Some(runtime),
        })
    }

    /// Where the station finds its township.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Breaks the line, and what is on it.
    pub fn cut(&self) {
        self.state.down.store(true, Ordering::SeqCst);
        self.state.broken.notify_waiters();
    }

    /// Brings the line back; what was stuck on it is lost.
    pub fn mend(&self) {
        for allowance in &self.state.allowance {
            allowance.store(u64::MAX, Ordering::SeqCst);
        }
        self.state.down.store(false, Ordering::SeqCst);
        if self.state.stalls.swap(false, Ordering::SeqCst) {
            self.state.broken.notify_waiters();
        }
        self.state.stalled.store(false, Ordering::SeqCst);
    }

    /// Breaks the line after so many more bytes from the station.
    pub fn cut_after(&self, bytes: u64) {
        self.state.allowance[UP].store(bytes, Ordering::SeqCst);
    }

    /// Breaks the line after so many more bytes to the station.
    pub fn cut_answers_after(&self, bytes: u64) {
        self.state.allowance[DOWN].store(bytes, Ordering::SeqCst);
    }

    /// Lets so many more bytes from the station through; the next wait on the line, with the
    /// request half done and both ends there.
    pub fn stall_after(&self, bytes: u64) {
        self.stalls(UP, bytes);
    }

    /// Lets so many more bytes to the station through; the next wait on the line, with the answer
    /// half done and both ends there.
    pub fn stall_answers_after(&self, bytes: u64) {
        self.stalls(DOWN, bytes);
    }

    fn stalls(&self, way: usize, bytes: u64) {
        self.state.stalls.store(true, Ordering::SeqCst);
        self.state.allowance[way].store(bytes, Ordering::SeqCst);
    }

    /// The line leads to another port from now on; what is on it is lost where it led elsewhere
    /// before.
    pub fn leads_to(&self, port: u16) {
        if self.state.port.swap(port, Ordering::SeqCst) != port {
            self.state.broken.notify_waiters();
        }
    }

    /// Bytes that went up and down so far, with everything that HTTP puts around them.
    #[must_use]
    pub fn carried(&self) -> (u64, u64) {
        let [up, down] = &self.state.carried;
        (up.load(Ordering::SeqCst), down.load(Ordering::SeqCst))
    }

    /// Whether a request is stuck on the line.
    #[must_use]
    pub fn is_stalled(&self) -> bool {
        self.state.stalled.load(Ordering::SeqCst)
    }

    /// Whether the line is broken.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.state.down.load(Ordering::SeqCst)
    }
}

async fn carry(mut near: TcpStream, state: Arc<State>) {
    if state.down.load(Ordering::SeqCst) {
        return;
    }
    let broken = state.broken.notified();
    let port = state.port.load(Ordering::SeqCst);
    let Ok(mut far) = TcpStream::connect(("127.0.0.1", port)).await else {
        return;
    };
    let (near_in, near_out) = near.split();
    let (far_in, far_out) = far.split();
    tokio::select! {
        () = pass(near_in, far_out, &state, UP) => {}
        () = pass(far_in, near_out, &state, DOWN) => {}
        () = broken => {}
    }
}

/// Passes bytes on one way until an end goes away or the line breaks.
async fn pass(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, state: &State, way: usize) {
    let mut buffer = [0u8; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let allowed = take(&state.allowance[way], read as u64);
        let passed = usize::try_from(allowed).unwrap_or(read).min(read);
        state.carried[way].fetch_add(passed as u64, Ordering::SeqCst);
        if to.write_all(&buffer[..passed]).await.is_err() {
            return;
        }
        if passed < read && state.stalls.load(Ordering::SeqCst) {
            state.stalled.store(true, Ordering::SeqCst);
            // Until an end goes away or the line is mended.
            return std::future::pending().await;
        }
        if passed < read {
            state.down.store(true, Ordering::SeqCst);
            state.broken.notify_waiters();
            return;
        }
    }
}

/// Takes up to `wanted` bytes from the allowance and says how many were left to take.
fn take(allowance: &AtomicU64, wanted: u64) -> u64 {
    let spend = |left: u64| {
        Some(if left == u64::MAX {
            left
        } else {
            left.saturating_sub(wanted)
        })
    };
    let before = allowance
        .fetch_update(Ordering::SeqCst, Ordering::SeqCst, spend)
        .unwrap_or_default();
    before.min(wanted)
}
