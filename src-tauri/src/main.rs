//! The station's window. Nearly no logic: the desk decides, the page shows, this lets them talk.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod doctor;
mod dropped;
mod environment;
mod fence;
mod first;
mod first_answers;
mod handed;
mod keyring;
mod options;
mod page;
mod print;
mod seat;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use shanyi_app::log;
use tauri::{App, AppHandle, Context, DragDropEvent, Emitter, Manager, WebviewWindow, WindowEvent};
use tokio::sync::broadcast::error::RecvError;

use crate::dropped::{Drag, Drop, DropList};
use crate::handed::Handed;
use crate::options::{Options, Task};
use crate::page::Page;
use crate::print::Printing;
use crate::seat::Seat;

/// The operator's window.
const STATION: &str = "station";

/// Keys and menus that would throw the page away.
const KEYS: &str = include_str!("keys.js");

fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(Task::Doctor(doctor)) = &options.task {
        return match folder(&options, &context()) {
            Ok(data) => doctor.run(&data),
            Err(_) => doctor.no_folder(),
        };
    }
    if let Err(error) = environment::settle(options.driven()) {
        // A window in a wrong environment may be open to a driver.
        begin_log(&std::env::temp_dir());
        let reason = error.kind();
        tracing::error!(
            ?reason,
            "the program can't be started again with a clean environment"
        );
        return ExitCode::FAILURE;
    }
    match run(options, context()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(reason = ?error, "the window did not open");
            ExitCode::FAILURE
        }
    }
}

/// The configuration and the screens that this program was built with. A start that only puts the
/// environment right makes none of it.
fn context() -> Context {
    tauri::generate_context!()
}

/// Everything that this program says of itself goes into the log of its data folder. With
/// `SHANYI_LOG` set, the terminal shows all of it, otherwise warnings only.
fn begin_log(data: &Path) {
    log::begin(data, std::env::var_os("SHANYI_LOG").is_some());
}

/// The folder of this station's data.
fn folder(options: &Options, context: &Context) -> Result<PathBuf, Box<dyn Error>> {
    Ok(match &options.data {
        // The web view and the printers' files want whole paths.
        Some(data) => std::path::absolute(data)?,
        None => dirs::data_local_dir()
            .ok_or("the platform names no folder for data")?
            .join(&context.config().identifier),
    })
}

fn run(options: Options, context: Context) -> Result<(), Box<dyn Error>> {
    let data = folder(&options, &context)?;
    begin_log(&data);
    let held = match first::start(&data) {
        Ok(first::Start::First(held)) => Some(held),
        Ok(first::Start::Later) => return Ok(()),
        Err(error) => {
            // The desk will say in the window what is wrong with its folder.
            tracing::warn!(reason = ?error.kind(), "the data folder can't be held");
            None
        }
    };
    tracing::info!(target: log::TARGET, version = env!("CARGO_PKG_VERSION"), os = std::env::consts::OS, "start");
    let seat = Seat::take(options.opening(&data, &context.config().identifier))?;
    let handed = Arc::new(Handed::default());
    let hands = Arc::clone(&handed);
    tauri::Builder::default()
        .manage(handed)
        .register_uri_scheme_protocol(handed::SCHEME, move |page, request| {
            hands.receive(page.webview_label(), request)
        })
        .invoke_handler(tauri::generate_handler![
            commands::call,
            commands::first_answers,
            commands::upload,
            commands::upload_dropped,
            commands::print,
            commands::paper_ready,
            commands::came_back,
            commands::may_close,
            #[cfg(feature = "automation")]
            commands::drop_files,
            #[cfg(feature = "automation")]
            commands::usable,
        ])
        .setup(move |app| set_up(app, &options, &data, held, seat))
        .run(context)?;
    tracing::info!(target: log::TARGET, "stop");
    Ok(())
}

fn set_up(
    app: &App,
    options: &Options,
    data: &Path,
    held: Option<first::Held>,
    seat: Seat,
) -> Result<(), Box<dyn Error>> {
    if let Some(held) = held {
        let handle = app.handle().clone();
        held.listen(move || bring_to_front(&handle));
    }
    tell_changes(app.handle(), seat.clone());
    app.manage(seat.clone());
    app.manage(Printing::new(data, options.prints()?));
    app.manage(Arc::new(DropList::default()));
    app.manage(Page::default());
    open_station(app, options, data, seat)
}

fn open_station(
    app: &App,
    options: &Options,
    data: &Path,
    seat: Seat,
) -> Result<(), Box<dyn Error>> {
    let config = app
        .config()
        .app
        .windows
        .iter()
        .find(|window| window.label == STATION)
        .ok_or("the configuration names no window for the station")?;
    let window = fence::window(app.handle(), config, options.trial_page())?
        .data_directory(web_folder(data))
        .initialization_script(KEYS)
        .initialization_script(first_answers::SCRIPT)
        .initialization_script(options.script())
        .on_page_load(move |window, load| first_answers::tell(window, &load, &seat))
        .build()?;
    let target = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::DragDrop(drag) => hear_drag(&target, drag),
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            page::close(&target);
        }
        _ => {}
    });
    Ok(page::watch(&window)?)
}

/// Where the web view keeps its own files, beside the station's.
fn web_folder(data: &Path) -> PathBuf {
    data.join("web")
}

fn bring_to_front(app: &AppHandle) {
    let Some(window) = app.get_webview_window(STATION) else {
        return;
    };
    let shown = window
        .unminimize()
        .and_then(|()| window.show())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(reason = ?error, "the window did not come to the front");
    }
}

/// Passes on to the page, as the event `changed`, what the desk says has changed.
fn tell_changes(app: &AppHandle, seat: Seat) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let Ok(mut changes) =
            tauri::async_runtime::spawn_blocking(move || seat.desk().subscribe()).await
        else {
            return;
        };
        // What changed between the page's first question and now nobody has told it.
        let mut heard = Ok(());
        loop {
            let told = match heard {
                // One word stands for many: the page reads again what it shows.
                Ok(()) | Err(RecvError::Lagged(_)) => first_answers::tell_change(&app)
                    .and_then(|()| app.emit_to(STATION, "changed", ())),
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = told {
                tracing::warn!(reason = ?error, "the page did not hear of a change");
            }
            heard = changes.recv().await;
        }
    });
}

/// Passes on to the page what is held over it and what falls on it. A drop ends the holding too.
fn hear_drag(window: &WebviewWindow, drag: &DragDropEvent) {
    let told = match drag {
        DragDropEvent::Enter { position, .. } | DragDropEvent::Over { position } => {
            let (x, y) = page_pixels(window, *position);
            window.emit_to(STATION, "drag", Drag::Over { x, y })
        }
        DragDropEvent::Drop { paths, position } => {
            let dropped = window.state::<Arc<DropList>>();
            window.emit_to(STATION, "drag", Drag::Leave).and_then(|()| {
                tell_dropped(window, &dropped, paths, page_pixels(window, *position))
            })
        }
        _ => window.emit_to(STATION, "drag", Drag::Leave),
    };
    if let Err(error) = told {
        tracing::warn!(reason = ?error, "the page did not hear of files held over it or dropped");
    }
}

/// A place of the window in the page's own pixels. GTK counts in them, whatever the type says.
fn page_pixels(window: &WebviewWindow, place: tauri::PhysicalPosition<f64>) -> (f64, f64) {
    let scale = if cfg!(target_os = "linux") {
        1.0
    } else {
        window.scale_factor().unwrap_or(1.0)
    };
    let at = place.to_logical::<f64>(scale);
    (at.x, at.y)
}

/// Tells the page, as the event `dropped`, which files fell on which place of it.
fn tell_dropped(
    window: &WebviewWindow,
    dropped: &DropList,
    paths: &[PathBuf],
    (x, y): (f64, f64),
) -> tauri::Result<()> {
    let files = dropped.add(paths);
    window.emit_to(STATION, "dropped", Drop { files, x, y })
}
