//! Listening, on this machine alone, until it is asked to stop.

use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::error::ServerError;
use crate::{App, console, exchange};

/// Everything that is answered: the exchange, the console's API, and the console's pages where
/// they are given.
pub fn routes(app: Arc<App>, pages: Option<&Path>) -> Router {
    let routes = exchange::routes().merge(console::routes());
    console::pages::with(routes, pages).with_state(app)
}

/// Listens on an address of this machine alone: until the exchange has its TLS, plain HTTP
/// leaves it for nobody.
///
/// # Errors
/// Another address, or one that is taken.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ServerError> {
    if !address.ip().is_loopback() {
        return Err(ServerError::NotLoopback(address));
    }
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| ServerError::Listen { address, error })
}

/// How long a stopping server waits for lines that do not end by themselves. What they brought so
/// far and was acknowledged is on the disk.
const GRACE: Duration = Duration::from_secs(5);

/// Answers requests until `stop` comes true; what was begun by then is finished, if it does not
/// take too long.
///
/// # Errors
/// When listening breaks.
pub async fn serve(
    listener: TcpListener,
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
    let routes = routes(Arc::clone(&app), pages.as_deref());
    let (stopped, overdue) = oneshot::channel();
    let stopping = async move {
        stop.await;
        // Whoever waits for news is sent home.
        app.close();
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
        served = axum::serve(listener, routes).with_graceful_shutdown(stopping) => {
            served.map_err(ServerError::file("the listening socket"))
        }
        () = overdue => Ok(()),
    }
}
