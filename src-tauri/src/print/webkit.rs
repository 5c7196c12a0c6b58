//! The arm for Linux: WebKitGTK's print operation.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use gtk::{PageOrientation, PageSetup, PaperSize, PrintPages, PrintSettings, Unit};
use tauri::{Manager, WebviewWindow};
use tokio::sync::oneshot;
use webkit2gtk::{PrintError, PrintOperation, PrintOperationExt, PrintOperationResponse};

use super::{PrintTrouble, Printed, Printing, Sheet};

/// Where one run of the print operation sends the sheet.
#[derive(Clone)]
enum Way {
    File(PathBuf),
    Remembered(PathBuf),
    Asked(PathBuf),
}

/// How one run of the print operation ended.
enum End {
    Printed(Printed),
    NoSuchPrinter,
    Failed(String),
}

/// Prints to the file, where one is given; otherwise to the printer remembered for this kind of
/// sheet; without one, or where `choose` says so, to the one that the person picks.
pub(super) async fn print(
    printing: &Printing,
    window: &WebviewWindow,
    sheet: Sheet,
    choose: bool,
    file: Option<PathBuf>,
) -> Result<Printed, PrintTrouble> {
    let memory = printing
        .data
        .join("printers")
        .join(format!("{}.ini", sheet.name));
    let mut end = match file {
        Some(file) => run(window, &sheet, Way::File(file)).await,
        None if !choose && memory.is_file() => {
            run(window, &sheet, Way::Remembered(memory.clone())).await
        }
        None => run(window, &sheet, Way::Asked(memory.clone())).await,
    };
    // The printer of last time is gone.
    if let End::NoSuchPrinter = end
        && printing.prints.is_none()
    {
        end = run(window, &sheet, Way::Asked(memory)).await;
    }
    match end {
        End::Printed(printed) => Ok(printed),
        End::NoSuchPrinter => Err(PrintTrouble::Printer {
            detail: "no such printer".to_owned(),
        }),
        End::Failed(detail) => Err(PrintTrouble::Printer { detail }),
    }
}

async fn run(window: &WebviewWindow, sheet: &Sheet, way: Way) -> End {
    let (sender, end) = oneshot::channel();
    let parent = window.app_handle().get_webview_window(crate::STATION);
    let sheet = sheet.clone();
    let started = window.with_webview(move |webview| {
        let operation = PrintOperation::new(&webview.inner());
        operation.set_page_setup(&page_setup(&sheet));
        operation.set_print_settings(&settings(&sheet, &way));
        let parent = parent.and_then(|window| window.gtk_window().ok());
        start(&operation, parent.as_ref(), way, sender);
    });
    match started {
        Ok(()) => end
            .await
            .unwrap_or_else(|_| End::Failed("the window went away".to_owned())),
        Err(error) => End::Failed(error.to_string()),
    }
}

/// Starts the operation and has it say its end; runs on the window's thread.
fn start(
    operation: &PrintOperation,
    parent: Option<&gtk::ApplicationWindow>,
    way: Way,
    end: oneshot::Sender<End>,
) {
    let memory = match way {
        Way::Asked(memory) => Some(memory),
        Way::File(_) | Way::Remembered(_) => None,
    };
    let ask = memory.is_some();
    // Held until the end, since the engine keeps no hold on an operation that prints.
    let held = RefCell::new(Some((operation.clone(), end)));
    let say = Rc::new(move |end: End| {
        let Some((operation, sender)) = held.borrow_mut().take() else {
            return;
        };
        if let (End::Printed(Printed::Sent), Some(memory)) = (&end, &memory) {
            remember(&operation, memory);
        }
        // Nobody listens any more when the program is closing.
        let _ = sender.send(end);
    });
    operation.connect_failed({
        let say = Rc::clone(&say);
        move |_, error| say(end_of(error))
    });
    operation.connect_finished({
        let say = Rc::clone(&say);
        move |_| say(End::Printed(Printed::Sent))
    });
    if !ask {
        operation.print();
    } else if operation.run_dialog(parent) == PrintOperationResponse::Cancel {
        say(End::Printed(Printed::Cancelled));
    }
}

fn end_of(error: &gtk::glib::Error) -> End {
    match error.kind::<PrintError>() {
        Some(PrintError::PrinterNotFound) => End::NoSuchPrinter,
        _ => End::Failed(error.message().to_owned()),
    }
}

/// Keeps the printer that the person chose, with its tray and quality. A file is no printer: the
/// next sheet would overwrite it.
fn remember(operation: &PrintOperation, memory: &Path) {
    let Some(settings) = operation.print_settings() else {
        return;
    };
    if settings.printer().is_none_or(|name| name == file_printer())
        || settings.get(gtk::PRINT_SETTINGS_OUTPUT_URI).is_some()
    {
        return;
    }
    let written = memory
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .map_err(|error| error.to_string())
        .and_then(|()| settings.to_file(memory).map_err(|error| error.to_string()));
    if written.is_err() {
        tracing::warn!("the printer is not remembered");
    }
}

/// The name that GTK gives its printer into files, in the language of the session.
fn file_printer() -> gtk::glib::GString {
    gtk::glib::dgettext(Some("gtk30"), "Print to File")
}

fn settings(sheet: &Sheet, way: &Way) -> PrintSettings {
    let settings = match way {
        Way::Remembered(memory) | Way::Asked(memory) => {
            PrintSettings::from_file(memory).unwrap_or_default()
        }
        Way::File(path) => {
            let settings = PrintSettings::new();
            settings.set_printer(&file_printer());
            settings.set(gtk::PRINT_SETTINGS_OUTPUT_FILE_FORMAT, Some("pdf"));
            if let Ok(uri) = gtk::glib::filename_to_uri(path, None) {
                settings.set(gtk::PRINT_SETTINGS_OUTPUT_URI, Some(&uri));
            }
            settings
        }
    };
    settings.set_paper_size(&paper(sheet));
    settings.set_orientation(PageOrientation::Portrait);
    settings.set_print_pages(PrintPages::All);
    settings.set_n_copies(1);
    settings.set_scale(100.0);
    settings
}

fn page_setup(sheet: &Sheet) -> PageSetup {
    let setup = PageSetup::new();
    setup.set_orientation(PageOrientation::Portrait);
    setup.set_paper_size(&paper(sheet));
    setup.set_top_margin(sheet.margin_mm.top, Unit::Mm);
    setup.set_right_margin(sheet.margin_mm.right, Unit::Mm);
    setup.set_bottom_margin(sheet.margin_mm.bottom, Unit::Mm);
    setup.set_left_margin(sheet.margin_mm.left, Unit::Mm);
    setup
}

fn paper(sheet: &Sheet) -> PaperSize {
    // A driver looks for its A4 tray by the standard name, not by the measure.
    if (sheet.width_mm, sheet.height_mm) == (210.0, 297.0) {
        return PaperSize::new(Some("iso_a4"));
    }
    let (width, height) = (sheet.width_mm, sheet.height_mm);
    PaperSize::new_custom(
        &format!("custom_{}_{width}x{height}mm", sheet.name),
        &format!("{} {width} x {height} mm", sheet.name),
        width,
        height,
        Unit::Mm,
    )
}
