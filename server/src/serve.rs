//! Listening, with TLS or on this machine alone, until it is asked to stop.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::error::ServerError;
use crate::tls::Tls;
use crate::{App, console, exchange, heard, retention};

/// What stands between this server and whoever speaks to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Front {
    /// Nothing: plain HTTP, on this machine alone.
    #[default]
    Nothing,
    /// Its own TLS.
    Tls,
    /// A proxy that has the TLS, and says from which address a request came.
    Proxy,
}

/// From which address a line came.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Everything that is answered: the exchange, the console's API, and the console's pages where
/// they are given. A request that goes silent in the middle is one that broke off.
pub fn routes(app: Arc<App>, pages: Option<&Path>) -> Router {
    let stall = RequestBodyTimeoutLayer::new(app.stall);
    let routes = exchange::routes().merge(console::routes());
    console::pages::with(routes, pages, app.front)
        .with_state(app)
        .layer(stall)
}

/// Listens on an address of this machine alone.
///
/// # Errors
/// Another address, or one that is taken.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ServerError> {
    listen_behind(Front::Nothing, address).await
}

/// Listens on an address. Plain HTTP leaves this machine for nobody: without anything in front, only
/// addresses of this machine are taken.
///
/// # Errors
/// Another address, or one that is taken.
pub async fn listen_behind(front: Front, address: SocketAddr) -> Result<TcpListener, ServerError> {
    if front == Front::Nothing && !address.ip().is_loopback() {
        return Err(ServerError::NotLoopback(address));
    }
    let listener = take_up(address);
    listener.map_err(|error| ServerError::Listen { address, error })
}

/// Lines that may wait to be taken up. When a county's stations come back at the same moment, who finds
/// no place tries again after a second or more; by itself a listener has 128.
const AT_THE_DOOR: u32 = 1024;

fn take_up(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A server that starts again does not wait for the lines of the one before. On Windows the same
    // option would let two servers have one address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(AT_THE_DOOR)
}

/// How long a stopping server waits for lines that do not end by themselves. What they brought so
/// far and was acknowledged is on the disk.
const GRACE: Duration = Duration::from_secs(5);

/// So long nothing has been written before words of cases are made.
const QUIET: Duration = Duration::from_millis(500);
/// Where it never is as quiet as that, they are made all the same.
const PATIENCE: Duration = Duration::from_secs(10);

/// Makes what is due for searching while there is nothing else to do, so that nobody who searches has to
/// wait for it.
async fn index_when_quiet(app: Arc<App>) {
    let mut bell = app.listen();
    loop {
        let indexed = app.blocking(|app| app.ledger.index_some()).await;
        let more = indexed.and_then(|done| done).unwrap_or_else(|error| {
            // Whoever searches tries again, and hears of it.
            tracing::error!(%error, "words of cases could not be made");
            false
        });
        if !more && bell.changed().await.is_err() {
            return;
        }
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if bell.borrow_and_update().closing {
                return;
            }
            if timeout(QUIET, bell.changed()).await.is_err() {
                break;
            }
        }
    }
}

/// How often it is looked whether there is a newer certificate, or whether one is due.
const RENEW: Duration = Duration::from_secs(3600);

/// The same as [`serve`] with TLS.
///
/// # Errors
/// As [`serve`].
pub async fn serve_tls(
    listener: TcpListener,
    tls: Tls,
    app: Arc<App>,
    pages: Option<PathBuf>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerError> {
    let renewing = tokio::spawn(renew(tls.clone(), Arc::clone(&app)));
    let served = serve(tls.over(listener), app, pages, stop).await;
    renewing.abort();
    served
}

async fn renew(tls: Tls, app: Arc<App>) {
    loop {
        tokio::time::sleep(RENEW).await;
        let tls = tls.clone();
        let renewed = app.blocking(move |app| tls.renew(app.clock.now())).await;
        if let Ok(Err(error)) = renewed {
            tracing::error!(%error, "no newer certificate, the one before goes on being shown");
        }
    }
}

/// Takes up lines and answers what is asked on them until `stop` comes true; what was begun by then is
/// answered. A line on which no whole head comes within twice `stall` is ended: by then a station has let
/// go of one that it no longer uses, and none ends under a request that just leaves.
async fn answer(
    mut listener: impl Listener<Addr = SocketAddr>,
    routes: Router,
    stall: Duration,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(2 * stall);
    let lines = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (line, from) = tokio::select! {
            line = listener.accept() => line,
            () = &mut stop => break,
        };
        let routes = TowerToHyperService::new(routes.clone());
        let service = service_fn(move |mut request: hyper::Request<_>| {
            let peer = ConnectInfo(Peer(from.ip()));
            request.extensions_mut().insert(peer);
            routes.call(request)
        });
        let line = lines.watch(http.serve_connection(TokioIo::new(line), service));
        tokio::spawn(async move {
            if let Err(error) = line.await {
                tracing::trace!(%error, "a line broke");
            }
        });
    }
    // Nobody finds a place any more.
    drop(listener);
    lines.shutdown().await;
}

/// Answers requests until `stop` comes true; what was begun by then is finished, if it does not
/// take too long.
///
/// # Errors
/// When the work at its start is given up because it stops.
pub async fn serve(
    listener: impl Listener<Addr = SocketAddr>,
    app: Arc<App>,
    pages: Option<PathBuf>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerError> {
    // An earlier program may have set aside what this one can use.
    let judged = app.blocking(exchange::again::judge_again).await?;
    if let Err(error) = judged {
        // It stays set aside; what can be answered is answered.
        tracing::error!(%error, "what was set aside could not be judged again");
    }
    tokio::spawn(index_when_quiet(Arc::clone(&app)));
    tokio::spawn(retention::keep(Arc::clone(&app)));
    let (routes, stall) = (routes(Arc::clone(&app), pages.as_deref()), app.stall);
    let (stopped, overdue) = oneshot::channel();
    let closing = Arc::clone(&app);
    let stopping = async move {
        stop.await;
        // Whoever waits for news is sent home.
        closing.close();
        let _ = stopped.send(());
    };
    let overdue = async {
        if overdue.await.is_ok() {
            tokio::time::sleep(GRACE).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = answer(listener, routes, stall, stopping) => {}
        () = overdue => {}
    }
    app.blocking(heard::keep).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn a_whole_county_finds_a_place_at_the_door_before_anybody_is_taken_up() {
        let door = listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = door.local_addr().unwrap();
        let mut county = Vec::new();
        for nth in 0..253 {
            let line = timeout(Duration::from_secs(30), TcpStream::connect(address)).await;
            county.push(
                line.unwrap_or_else(|_| panic!("station {nth} found no place"))
                    .unwrap(),
            );
        }
        assert_eq!(county.len(), 253);
    }
}
