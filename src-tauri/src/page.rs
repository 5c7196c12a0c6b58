//! The page in the window: it is loaded again when its process has died, and it is heard before
//! the window closes, so that the last key is on the disk.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use shanyi_app::log;
use tauri::{AppHandle, Emitter, Manager, WebviewWindow};
use tokio::sync::Notify;

use crate::STATION;

/// Breaks within this time belong together: something at this place may be what breaks the page.
const TOGETHER: Duration = Duration::from_secs(60);
/// How long a closing window waits for the page. Keeping what is typed takes a few milliseconds.
const CLOSE_WITHIN: Duration = Duration::from_millis(1500);

/// What the program knows of its page.
#[derive(Default)]
pub(crate) struct Page {
    breaks: Mutex<Breaks>,
    closing: AtomicBool,
    may_close: Notify,
}

/// When the page's process died, and whether the page has heard of it since.
#[derive(Debug, Default)]
struct Breaks {
    recent: VecDeque<Instant>,
    untold: bool,
}

/// How a page that broke comes back.
#[derive(Debug, PartialEq, Eq)]
struct Return {
    /// To what is to be done today, instead of to where it was.
    home: bool,
    /// After this time, so that a page that can't live does not take the whole PC.
    pause: Duration,
}

impl Breaks {
    fn broke(&mut self, now: Instant) -> Return {
        self.untold = true;
        self.recent.push_back(now);
        while self
            .recent
            .front()
            .is_some_and(|first| now.duration_since(*first) > TOGETHER)
        {
            self.recent.pop_front();
        }
        let beyond = u32::try_from(self.recent.len().saturating_sub(2)).unwrap_or(u32::MAX);
        Return {
            home: beyond > 0,
            pause: Duration::from_secs(2) * beyond.min(15),
        }
    }
}

impl Page {
    /// Whether the page broke since this was last asked.
    pub(crate) fn came_back(&self) -> bool {
        let mut breaks = self.breaks.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut breaks.untold)
    }

    /// The page has nothing left to keep.
    pub(crate) fn let_close(&self) {
        self.may_close.notify_one();
    }

    fn broke(&self) -> Return {
        let mut breaks = self.breaks.lock().unwrap_or_else(PoisonError::into_inner);
        breaks.broke(Instant::now())
    }
}

/// The page's process is gone: loads the page again, at the same place as long as that helps.
fn broke(app: &AppHandle, what: &'static str) {
    let app = app.clone();
    let back = app.state::<Page>().broke();
    tracing::warn!(what, home = back.home, "the page broke and is loaded again");
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(back.pause).await;
        let Some(window) = app.get_webview_window(STATION) else {
            return;
        };
        let loaded = match window.url() {
            Ok(mut place) if back.home => {
                place.set_fragment(Some("/today"));
                window.navigate(place)
            }
            _ => window.reload(),
        };
        if let Err(error) = loaded {
            tracing::error!(?error, "the page can't be loaded again");
        }
    });
}

/// Watches the page's process from now on.
#[cfg(target_os = "linux")]
pub(crate) fn watch(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{WebProcessTerminationReason, WebViewExt};

    let app = window.app_handle().clone();
    window.with_webview(move |webview| {
        webview
            .inner()
            .connect_web_process_terminated(move |_, reason| match reason {
                WebProcessTerminationReason::TerminatedByApi => {}
                WebProcessTerminationReason::ExceededMemoryLimit => broke(&app, "memory"),
                _ => broke(&app, "crash"),
            });
    })
}

/// Watches the page's process from now on. WebView2 tells of its end by calls that this tree does
/// not make (they are unsafe), so the page is asked whether it is there: in place of one that died
/// the engine shows a page of its own, which has no `#app`.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch(window: &WebviewWindow) -> tauri::Result<()> {
    use std::sync::Arc;
    use std::sync::atomic::AtomicU32;

    /// The page is asked this often.
    const EVERY: Duration = Duration::from_secs(5);
    /// A page that did not answer so often in a row is not there: a slow PC answers in between.
    const UNANSWERED: u32 = 6;

    let app = window.app_handle().clone();
    let unanswered = Arc::new(AtomicU32::new(0));
    tauri::async_runtime::spawn(async move {
        loop {
            tokio::time::sleep(EVERY).await;
            let Some(window) = app.get_webview_window(STATION) else {
                return;
            };
            // The engine's print dialog holds every page until it is answered.
            if app.webview_windows().len() > 1 {
                unanswered.store(0, Ordering::Relaxed);
                continue;
            }
            if unanswered.fetch_add(1, Ordering::Relaxed) >= UNANSWERED {
                unanswered.store(0, Ordering::Relaxed);
                broke(&app, "silence");
                continue;
            }
            let heard = Arc::clone(&unanswered);
            let asked = window.eval_with_callback(
                "document.getElementById('app') !== null",
                move |answer| {
                    if answer == "true" {
                        heard.store(0, Ordering::Relaxed);
                    }
                },
            );
            if let Err(error) = asked {
                tracing::warn!(?error, "the page can't be asked whether it is there");
            }
        }
    });
    Ok(())
}

/// The window is to close: the page keeps what was typed first. It goes at once when that is done,
/// and soon when the page does not answer.
pub(crate) fn close(window: &WebviewWindow) {
    let app = window.app_handle().clone();
    if app.state::<Page>().closing.swap(true, Ordering::SeqCst) {
        return;
    }
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        let page = app.state::<Page>();
        let kept = page.may_close.notified();
        let told = app.emit_to(STATION, "closing", ());
        if told.is_err() || tokio::time::timeout(CLOSE_WITHIN, kept).await.is_err() {
            tracing::warn!("the page did not answer before the window closed");
        } else {
            tracing::info!(target: log::TARGET, "the page kept what was typed and closes");
        }
        if let Err(error) = window.destroy() {
            tracing::error!(?error, "the window did not close");
            page.closing.store(false, Ordering::SeqCst);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_breaks_comes_back_where_it_was_and_after_the_third_time_at_home_and_slower() {
        let (mut breaks, start) = (Breaks::default(), Instant::now());
        let mut at = |seconds| breaks.broke(start + Duration::from_secs(seconds));
        let place = |home, seconds| Return {
            home,
            pause: Duration::from_secs(seconds),
        };
        assert_eq!(at(0), place(false, 0));
        assert_eq!(at(1), place(false, 0));
        assert_eq!(at(2), place(true, 2));
        assert_eq!(at(5), place(true, 4));
        assert_eq!(at(200), place(false, 0));
    }

    #[test]
    fn a_page_hears_once_that_it_broke() {
        let page = Page::default();
        assert!(!page.came_back());
        page.broke();
        page.broke();
        assert!(page.came_back());
        assert!(!page.came_back());
    }
}
