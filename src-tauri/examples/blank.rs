//! A window with one line of Chinese and nothing behind it: what the station's start and memory
//! are held against. It has the same environment, size and renderer as the station's window, and
//! writes "usable" once its line is drawn.

use std::io::Write;
use std::process::ExitCode;

use tauri::http::Response;
use tauri::{WebviewUrl, WebviewWindowBuilder};

#[allow(dead_code, reason = "the station's own tests look at the rest")]
#[path = "../src/environment.rs"]
mod environment;

/// The whole page. Its request for `drawn` says that two frames have gone by.
const PAGE: &str = r#"<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>山驿</title>
<style>body { font: 16px "Noto Sans CJK SC", "Microsoft YaHei", sans-serif }</style>
<p>今天没有要办的事</p>
<script>requestAnimationFrame(() => requestAnimationFrame(() => fetch('/drawn')))</script></html>"#;

fn main() -> ExitCode {
    if environment::settle(false).is_err() {
        return ExitCode::FAILURE;
    }
    let folder = std::env::args_os().nth(1).unwrap_or_default();
    let run = tauri::Builder::default()
        .register_uri_scheme_protocol("blank", |_, request| {
            if request.uri().path() == "/drawn" {
                let mut out = std::io::stdout();
                // Nobody may be listening.
                let _ = out.write_all(b"usable\n").and_then(|()| out.flush());
            }
            let page = Response::builder().header("content-type", "text/html; charset=utf-8");
            page.body(PAGE.as_bytes().to_vec()).unwrap_or_default()
        })
        .setup(move |app| {
            let page = "blank://localhost/".parse()?;
            WebviewWindowBuilder::new(app, "blank", WebviewUrl::CustomProtocol(page))
                .title("山驿")
                .inner_size(1366.0, 768.0)
                .data_directory(folder.into())
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
