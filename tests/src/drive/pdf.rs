//! Looking into printed sheets, with poppler's programs.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{DriveError, Driven};

/// The size of a sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PdfSize {
    /// How many pages there are.
    pub pages: u32,
    /// Width of the first page in millimetres.
    pub width_mm: f64,
    /// Height of the first page in millimetres.
    pub height_mm: f64,
}

impl PdfSize {
    /// Whether the pages have this size, to half a millimetre.
    pub fn is(&self, width_mm: f64, height_mm: f64) -> bool {
        (self.width_mm - width_mm).abs() < 0.5 && (self.height_mm - height_mm).abs() < 0.5
    }
}

/// The words on the sheets of a PDF file.
pub fn pdf_text(path: &Path) -> Driven<String> {
    poppler("pdftotext", &["-layout"], path, &["-"])
}

/// The number and the size of the pages of a PDF file.
pub fn pdf_size(path: &Path) -> Driven<PdfSize> {
    let about = poppler("pdfinfo", &[], path, &[])?;
    let field = |name: &str| {
        about
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .unwrap_or_default()
            .trim()
    };
    // "226.77 x 340.16 pts", with the paper's name behind it where it has one.
    let mut lengths = field("Page size")
        .split_whitespace()
        .filter_map(|word| word.parse::<f64>().ok())
        .map(|points| points * 25.4 / 72.0);
    match (lengths.next(), lengths.next(), field("Pages").parse()) {
        (Some(width_mm), Some(height_mm), Ok(pages)) => Ok(PdfSize {
            pages,
            width_mm,
            height_mm,
        }),
        _ => Err(DriveError::Start {
            program: "pdfinfo".to_owned(),
            reason: "it does not say the size".to_owned(),
            log: about,
        }),
    }
}

/// The PDF files of a folder that are written to their end, by name.
pub(super) fn complete_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut prints: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "pdf"))
        .filter(|path| {
            std::fs::read(path).is_ok_and(|bytes| bytes.trim_ascii_end().ends_with(b"%%EOF"))
        })
        .collect();
    prints.sort();
    prints
}

fn poppler(program: &str, before: &[&str], path: &Path, after: &[&str]) -> Driven<String> {
    let failed = |reason: String, log: String| DriveError::Start {
        program: program.to_owned(),
        reason,
        log,
    };
    let output = Command::new(program)
        .args(before)
        .arg(path)
        .args(after)
        .output()
        .map_err(|error| failed(error.to_string(), String::new()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(failed(output.status.to_string(), said));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
