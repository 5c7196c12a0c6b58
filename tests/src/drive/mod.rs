//! Drivers for whole-system tests: the real window through WebKitWebDriver, the console in a real
//! browser through chromedriver. Both give a [`Page`] with the same hands and eyes. A
//! [`BareWindow`] has no driver, since a driver ends the program whose page crashes.
//!
//! Every wait is for a condition with a deadline; what fails says what was waited for, what the
//! page showed instead, and where its picture is. A driver ends exactly the processes it started.

#[cfg(target_os = "linux")]
mod bare;
mod browser;
mod error;
mod eyes;
mod hands;
mod keys;
mod page;
mod pdf;
mod process;
mod start;
mod window;

#[cfg(target_os = "linux")]
pub use bare::BareWindow;
pub use browser::{Browser, BrowserStart};
pub use error::{DriveError, Driven};
pub use page::Page;
pub use pdf::{PdfSize, pdf_size, pdf_text};
pub use start::{Screen, Started};
pub use window::{Window, WindowStart};

pub(crate) use process::{Process, built, free_port};
