//! When the server is to stop.

use std::io::Read;

/// Comes true on Ctrl-C, SIGTERM, and where asked for when the standard input is closed.
pub(crate) async fn asked(with_stdin: bool) {
    let (closed, stdin) = tokio::sync::oneshot::channel::<()>();
    if with_stdin {
        std::thread::spawn(move || {
            let mut buffer = [0u8; 256];
            while matches!(std::io::stdin().read(&mut buffer), Ok(read) if read > 0) {}
            let _ = closed.send(());
        });
    } else {
        std::mem::forget(closed);
    }
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
        _ = stdin => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
