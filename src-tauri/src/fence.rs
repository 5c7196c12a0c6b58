//! Where a page of the program may go: to itself. What it shows may name any address; none is gone
//! to, none is opened in another window, and nothing is downloaded.

use tauri::utils::config::WindowConfig;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Runtime, Url, WebviewUrl, WebviewWindowBuilder};

/// How a picture or a paper that came as PDF is put into a frame of its own.
const PDF: &str = "data:application/pdf;base64,";

/// Where the engine would fetch from the network: nobody is there. Its pages and their calls come
/// by no network, and an engine reaches out to what a page names before any page may go there.
const NO_NETWORK: &str = "socks5://127.0.0.1:9";

/// The operator's window, within the fence. A driven build may let in one page besides, on which
/// drivers are tried.
pub(crate) fn window<'a, R: Runtime>(
    app: &'a AppHandle<R>,
    config: &WindowConfig,
    trial: Option<Url>,
) -> tauri::Result<WebviewWindowBuilder<'a, R, AppHandle<R>>> {
    // Windows of one data folder share what they would download by.
    let builder = WebviewWindowBuilder::from_config(app, config)?.on_download(|_, _| false);
    within(builder, move |page| {
        is_own(page) || is_pdf(page) || Some(page) == trial.as_ref()
    })
}

/// The window of a sheet, within the fence.
pub(crate) fn sheet<'a, R: Runtime>(
    app: &'a AppHandle<R>,
    label: &str,
    page: &str,
) -> tauri::Result<WebviewWindowBuilder<'a, R, AppHandle<R>>> {
    let page = WebviewUrl::App(page.into());
    within(WebviewWindowBuilder::new(app, label, page), is_own)
}

fn within<'a, R: Runtime>(
    builder: WebviewWindowBuilder<'a, R, AppHandle<R>>,
    may_go: impl Fn(&Url) -> bool + Send + 'static,
) -> tauri::Result<WebviewWindowBuilder<'a, R, AppHandle<R>>> {
    let nobody = Url::parse(NO_NETWORK).map_err(tauri::Error::InvalidUrl)?;
    Ok(builder
        .proxy_url(nobody)
        .on_navigation(move |page| {
            let may = may_go(page);
            if !may {
                // An address may hold anything, even something of a person.
                tracing::warn!("a page was kept from going elsewhere");
            }
            may
        })
        .on_new_window(|_, _| NewWindowResponse::Deny))
}

/// Whether this is a page that the program was built with.
pub(crate) fn is_own(page: &Url) -> bool {
    let host = page.host_str();
    match page.scheme() {
        "tauri" => host == Some("localhost"),
        // So WebView2 calls it.
        "http" | "https" => host == Some("tauri.localhost") && page.port().is_none(),
        _ => false,
    }
}

fn is_pdf(page: &Url) -> bool {
    page.as_str().starts_with(PDF)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_to_pages_of_the_program_and_to_nothing_else() {
        let own = |page: &str| is_own(&Url::parse(page).unwrap());
        for page in [
            "tauri://localhost/",
            "tauri://localhost/index.html#/paper/receipt/1",
            "http://tauri.localhost/index.html",
        ] {
            assert!(own(page), "{page}");
        }
        for page in [
            "https://example.invalid/",
            "http://localhost/",
            "http://127.0.0.1:8080/",
            "http://tauri.localhost:8080/",
            "http://tauri.localhost.example.invalid/",
            "http://tauri.localhost@example.invalid/",
            "tauri://example.invalid/",
            "file:///etc/passwd",
            "about:blank",
            "blob:tauri://localhost/1",
            "javascript:alert(1)",
            "data:text/html,x",
            "mailto:a@example.invalid",
        ] {
            assert!(!own(page), "{page}");
        }
    }

    #[test]
    fn a_frame_may_hold_a_pdf_and_no_page() {
        let pdf = |page: &str| is_pdf(&Url::parse(page).unwrap());
        assert!(pdf("data:application/pdf;base64,JVBERi0="));
        for page in [
            "data:text/html;base64,AAAA",
            "data:text/html,data:application/pdf;base64,",
            "data:application/pdf,<script>",
            "https://example.invalid/data:application/pdf;base64,",
        ] {
            assert!(!pdf(page), "{page}");
        }
    }
}
