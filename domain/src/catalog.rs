//! The catalogue of service items: what a station may take in, with which
//! papers, within which time, at which fee, decided by whom.
//!
//! The county publishes it as one JSON document of its own format; nothing in
//! it is a constant of the program, because limits, rates and papers differ by
//! county. [`Catalog::from_json`] reads a document and refuses a broken one
//! with the place and the reason.

mod check;
mod item;
mod material;
mod strict;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::document;

pub use crate::document::DocumentError as CatalogError;
pub use item::{
    AgeFault, AgeRule, ApplicantKind, Fee, Handling, Level, Limits, MandateAllowed, MandateRule,
    Outcome, OutcomeKind, Recurrence, ServiceItem, SpecialStep,
};
pub use material::{ListedMaterial, MaterialKind, Need};

/// The format this program reads and writes. A document of another number is
/// refused with [`CatalogError::Format`]; fields may be added without a new
/// number, never changed or taken away.
pub const FORMAT: u32 = 1;

/// No document may be larger, in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// A published catalogue, read and checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Catalog {
    /// The document's format, [`FORMAT`].
    pub format: u32,
    /// Counts up with every publication, from 1.
    pub version: u32,
    /// The day of publication.
    pub published: NaiveDate,
    /// What the catalogue is called, for people.
    pub title: String,
    /// Proofs that a village must not issue (民发〔2020〕20号): no item may ask for one.
    pub village_must_not_issue: ForbiddenProofs,
    /// What holds for every item and still needs the county's word.
    #[serde(default)]
    pub to_confirm: Vec<ToConfirm>,
    /// The items, ordered by code.
    pub items: Vec<ServiceItem>,
}

/// Proofs that no village may be asked for, with the rule that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ForbiddenProofs {
    /// The document that forbids them.
    pub basis: String,
    /// Their names as the document writes them.
    pub names: Vec<String>,
}

/// A value that was picked for want of a local one: 待当地核实.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ToConfirm {
    /// Which value, as a path inside the item: `limits.promised`.
    pub field: String,
    /// What was picked, in words.
    pub chosen: String,
    /// Why it needs a local word.
    pub reason: Doubt,
    /// The source's own words, kept unchanged.
    #[serde(default)]
    pub original: String,
    /// What other places do.
    #[serde(default)]
    pub alternatives: Vec<String>,
    /// Where the words were found.
    #[serde(default)]
    pub source: String,
}

/// Why a value needs the county's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Doubt {
    /// Places differ; one of several values was picked.
    PlacesDiffer,
    /// General knowledge of the trade, not seen in a source.
    Unsourced,
    /// The source says nothing; the careful value was picked.
    NotStated,
}

impl Catalog {
    /// Reads and checks a document. Names that this program doesn't know are
    /// passed over, so that an older station can read a newer catalogue.
    pub fn from_json(text: &str) -> Result<Self, CatalogError> {
        let catalog: Self = document::read(text, FORMAT, MAX_BYTES)?;
        let findings = check::findings(&catalog);
        if findings.is_empty() {
            Ok(catalog)
        } else {
            Err(CatalogError::Invalid { findings })
        }
    }

    /// As [`Catalog::from_json`], and refuses names it doesn't know: for whoever
    /// publishes, where such a name is a slip of the pen.
    pub fn from_json_to_publish(text: &str) -> Result<Self, CatalogError> {
        let catalog = Self::from_json(text)?;
        let findings = strict::unknown_names(text, &catalog)?;
        if findings.is_empty() {
            Ok(catalog)
        } else {
            Err(CatalogError::Invalid { findings })
        }
    }

    /// The catalogue that a new county starts from: converted from public guides,
    /// every local value marked as to be confirmed.
    pub fn embedded() -> &'static str {
        include_str!("../data/catalog.json")
    }

    /// The item with this code.
    pub fn item(&self, code: &str) -> Option<&ServiceItem> {
        self.items.iter().find(|item| item.code == code)
    }
}
