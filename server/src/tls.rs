//! The server's own TLS: version 1.3 alone, with HTTP/1.1 in it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use shanyi_domain::time::Moment;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::server::ServerSessionMemoryCache;
use tokio_rustls::rustls::version::TLS13;
use tokio_rustls::server::TlsStream;

use crate::certificate::{Shown, Source};
use crate::error::{Making, ServerError};

/// How long whoever connects may take to agree on keys: as long as a silent line is borne elsewhere.
const HANDSHAKE: Duration = Duration::from_secs(30);
/// Most lines that agree on keys at the same time. The others wait at the door.
const AT_ONCE: usize = 1024;
/// Lines that are remembered, so that a station that comes back is spared the certificate. A
/// remembered one takes some hundred bytes, and may be forgotten without harm.
const REMEMBERED: usize = 4096;

/// What TLS is spoken with.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
    shown: Arc<Shown>,
    handshake: Duration,
}

impl Tls {
    /// TLS with the certificate from this source.
    ///
    /// # Errors
    /// When it can't be read or made.
    pub fn with(source: Source, now: Moment) -> Result<Self, ServerError> {
        let shown = Arc::new(Shown::from(source, now)?);
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13])
            .map_err(|_| ServerError::Made(Making::Tls))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&shown) as _);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config.session_storage = ServerSessionMemoryCache::new(REMEMBERED);
        // Each line is come back to once, and a ticket costs bytes.
        config.send_tls13_tickets = 1;
        Ok(Self {
            config: Arc::new(config),
            shown,
            handshake: HANDSHAKE,
        })
    }

    /// The same that gives whoever connects so long to agree on keys.
    #[must_use]
    pub const fn with_handshake(mut self, handshake: Duration) -> Self {
        self.handshake = handshake;
        self
    }

    /// Shows a newer certificate from now on, where there is one or one is due.
    ///
    /// # Errors
    /// When there is something wrong with it; the one before stays.
    pub fn renew(&self, now: Moment) -> Result<(), ServerError> {
        self.shown.renew(now)
    }

    /// Takes up lines from a listener and makes them safe.
    #[must_use]
    pub fn over(&self, tcp: TcpListener) -> TlsListener {
        TlsListener {
            tcp,
            acceptor: TlsAcceptor::from(Arc::clone(&self.config)),
            handshake: self.handshake,
            shaking: JoinSet::new(),
        }
    }
}

/// Listens, and gives a line only when keys are agreed on: nobody who is slow with that holds up
/// anybody else.
pub struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
    handshake: Duration,
    shaking: JoinSet<Option<(TlsStream<TcpStream>, SocketAddr)>>,
}

impl TlsListener {
    fn shake_hands(&mut self, line: TcpStream, address: SocketAddr) {
        // An answer that waits for the other end's word on a ticket would cost a round trip.
        let _ = line.set_nodelay(true);
        let (acceptor, patience) = (self.acceptor.clone(), self.handshake);
        self.shaking.spawn(async move {
            let line = timeout(patience, acceptor.accept(line)).await;
            Some((line.ok()?.ok()?, address))
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            tokio::select! {
                Some(done) = self.shaking.join_next() => {
                    if let Ok(Some(line)) = done {
                        return line;
                    }
                }
                (line, address) = Listener::accept(&mut self.tcp), if self.shaking.len() < AT_ONCE => {
                    self.shake_hands(line, address);
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}
