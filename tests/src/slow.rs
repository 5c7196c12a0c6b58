//! A line as mountain villages have it: slow, far away, and counted. A proxy on the loopback, since
//! kernels of test machines can't always be asked to make one.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, sleep, sleep_until};

/// What goes on the line at once: a tenth of a second of the slowest direction.
const PIECE: usize = 256;

/// How good a line is.
#[derive(Clone, Copy, Debug)]
pub struct Quality {
    /// There and back.
    pub round_trip: Duration,
    /// Bytes a second from the station.
    pub up: f64,
    /// Bytes a second to the station.
    pub down: f64,
}

impl Quality {
    /// 2G on a hillside: 600 ms, 26.8 kbit/s up, 53.6 kbit/s down.
    pub const HILLSIDE: Self = Self {
        round_trip: Duration::from_millis(600),
        up: 26_800.0 / 8.0,
        down: 53_600.0 / 8.0,
    };

    /// As far away, and so many times as fast.
    #[must_use]
    pub fn faster(self, times: f64) -> Self {
        Self {
            up: self.up * times,
            down: self.down * times,
            ..self
        }
    }
}

/// What went over a line so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Bytes from the station, with everything that HTTP puts around them.
    pub up: u64,
    /// Bytes to the station.
    pub down: u64,
    /// Connections that were made: each is a round trip before its first byte.
    pub connections: u64,
    /// How often the station spoke after the other end had, or at first.
    pub turns: u64,
}

impl Count {
    /// What went over since.
    #[must_use]
    pub const fn since(self, before: Self) -> Self {
        Self {
            up: self.up - before.up,
            down: self.down - before.down,
            connections: self.connections - before.connections,
            turns: self.turns - before.turns,
        }
    }
}

/// The two directions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

struct Link {
    quality: Quality,
    /// Until when each direction is taken by what was put on it.
    taken: [Mutex<Option<Instant>>; 2],
    count: Mutex<(Count, Option<Way>)>,
    down: AtomicBool,
    /// Bytes from the station behind which the line breaks.
    breaks_at: AtomicU64,
    broken: Notify,
}

impl Link {
    /// Puts a piece on the line; says when the line is free again and when the piece arrives.
    fn put(&self, way: Way, bytes: usize) -> (Instant, Instant) {
        let (speed, taken) = match way {
            Way::Up => (self.quality.up, &self.taken[0]),
            Way::Down => (self.quality.down, &self.taken[1]),
        };
        let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = taken.map_or_else(Instant::now, |taken| taken.max(Instant::now()));
        let free = begins + Duration::from_secs_f64(bytes as f64 / speed);
        *taken = Some(free);
        self.note(way, bytes);
        (free, free + self.quality.round_trip / 2)
    }

    fn note(&self, way: Way, bytes: usize) {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, last) = &mut *count;
        match way {
            Way::Up => {
                count.up += bytes as u64;
                count.turns += u64::from(*last != Some(Way::Up));
            }
            Way::Down => count.down += bytes as u64,
        }
        *last = Some(way);
        if count.up >= self.breaks_at.load(Ordering::SeqCst) {
            self.down.store(true, Ordering::SeqCst);
            self.broken.notify_waiters();
        }
    }
}

/// A slow line.
pub struct Slow {
    address: SocketAddr,
    link: Arc<Link>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Drop for Slow {
    fn drop(&mut self) {
        // A runtime may not be waited for inside another one.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Slow {
    /// A line of this quality to a port of the loopback.
    ///
    /// # Errors
    /// When no port is free.
    pub fn to(port: u16, quality: Quality) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0)))?;
        let address = listener.local_addr()?;
        let link = Arc::new(Link {
            quality,
            taken: [Mutex::default(), Mutex::default()],
            count: Mutex::default(),
            down: AtomicBool::new(false),
            breaks_at: AtomicU64::new(u64::MAX),
            broken: Notify::new(),
        });
        let shared = Arc::clone(&link);
        runtime.spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, port, Arc::clone(&shared)));
            }
        });
        Ok(Self {
            address,
            link,
            runtime: Some(runtime),
        })
    }

    /// Where the station finds its township.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port of the loopback at which it begins.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// What went over so far.
    #[must_use]
    pub fn count(&self) -> Count {
        let count = &self.link.count;
        count.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Breaks the line behind so many more bytes from the station.
    pub fn break_after(&self, bytes: u64) {
        let at = self.count().up + bytes;
        self.link.breaks_at.store(at, Ordering::SeqCst);
    }

    /// Whether the line is broken.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.link.down.load(Ordering::SeqCst)
    }

    /// Brings the line back.
    pub fn mend(&self) {
        self.link.breaks_at.store(u64::MAX, Ordering::SeqCst);
        self.link.down.store(false, Ordering::SeqCst);
    }
}

async fn carry(near: TcpStream, port: u16, link: Arc<Link>) {
    if link.down.load(Ordering::SeqCst) {
        return;
    }
    {
        let mut count = link.count.lock().unwrap_or_else(PoisonError::into_inner);
        count.0.connections += 1;
        // On a new line the station speaks first.
        count.1 = None;
    }
    let broken = link.broken.notified();
    // The ends of a connection say hello to each other before anything goes over it.
    sleep(link.quality.round_trip).await;
    let Ok(far) = TcpStream::connect(("127.0.0.1", port)).await else {
        return;
    };
    let _ = near.set_nodelay(true);
    let _ = far.set_nodelay(true);
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    tokio::select! {
        () = pass(near_in, far_out, &link, Way::Up) => {}
        () = pass(far_in, near_out, &link, Way::Down) => {}
        () = broken => {}
    }
}

/// Passes bytes on one way until an end goes away.
async fn pass(mut from: OwnedReadHalf, to: OwnedWriteHalf, link: &Link, way: Way) {
    let (send, arriving) = mpsc::unbounded_channel();
    let put = async move {
        let mut buffer = [0u8; PIECE];
        while let Ok(read @ 1..) = from.read(&mut buffer).await {
            let (free, arrives) = link.put(way, read);
            if send.send((arrives, buffer[..read].to_vec())).is_err() {
                return;
            }
            // Nothing more is taken from the sender before the line is free.
            sleep_until(free).await;
        }
    };
    // What is on its way when the sender ends still arrives.
    tokio::join!(put, arrive(arriving, to));
}

async fn arrive(mut arriving: mpsc::UnboundedReceiver<(Instant, Vec<u8>)>, mut to: OwnedWriteHalf) {
    while let Some((when, bytes)) = arriving.recv().await {
        sleep_until(when).await;
        if to.write_all(&bytes).await.is_err() {
            return;
        }
    }
}
