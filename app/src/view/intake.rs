//! Taking in: finding an item, checking a person, the form, pictures.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shanyi_domain::catalog::{AgeFault, Handling, OutcomeKind, ServiceItem};
use shanyi_domain::fact::{Channel, ImageRef, MaterialLine};
use shanyi_domain::identity::{IdNumberWarning, Sex};

/// What the operator typed to find an item or a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Find {
    /// Chinese, pinyin, initials or digits; empty lists everything.
    pub text: String,
}

/// An item in a list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ItemRowView {
    /// Its code.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// Its class.
    pub category: String,
    /// How it is handled.
    pub handling: Handling,
    /// What comes out of it.
    pub result: OutcomeKind,
    /// Whether it may cost something.
    pub charge: bool,
}

/// Names an item.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ItemRef {
    /// Its code.
    pub code: String,
}

/// An item with everything the list says of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ItemView {
    /// The version of the catalogue.
    pub catalog_version: u32,
    /// The item.
    pub item: ServiceItem,
}

/// What the operator typed as an ID number.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CheckIdNumber {
    /// As typed: 18 or 15 digits, with or without spaces.
    pub text: String,
    /// The item whose age condition is to be looked at.
    pub item: Option<String>,
}

/// What an ID number says.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct IdNumberView {
    /// The eighteen characters, for the form.
    pub number: String,
    /// As it is shown and printed.
    pub masked: String,
    /// Date of birth.
    pub birth: NaiveDate,
    /// Sex.
    pub sex: Sex,
    /// Age in full years today.
    pub age: u32,
    /// Oddities that do not refuse it.
    pub warnings: Vec<IdNumberWarning>,
    /// How the age misses the item's condition.
    pub age_fault: Option<AgeFault>,
}

/// The applicant as typed.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ApplicantForm {
    /// Name.
    pub name: String,
    /// ID number, 18 or 15 digits.
    pub id_number: String,
    /// Telephone; absent is 无手机.
    pub phone: Option<String>,
    /// Where the person lives.
    pub address: String,
}

impl std::fmt::Debug for ApplicantForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApplicantForm").finish_non_exhaustive()
    }
}

/// Take in a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct TakeIn {
    /// The item's code.
    pub item: String,
    /// Who applies.
    pub applicant: ApplicantForm,
    /// How the request came in.
    pub channel: Channel,
    /// What is here.
    pub materials: Vec<MaterialLine>,
    /// The conditionally needed papers whose condition holds.
    pub applies: Vec<String>,
    /// Hand it over to the township at once. A case with missing papers may only be collected.
    pub submit: bool,
    /// The draft that this case was typed in; it goes with the same save.
    pub draft: Option<String>,
}

/// A case that was taken in.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Taken {
    /// The case's id.
    pub case: String,
    /// Its number.
    pub number: String,
    /// Names of the papers that are missing: the one-time notice names them all.
    pub missing: Vec<String>,
    /// Whether it was handed over.
    pub submitted: bool,
}

/// What a picture is of: decides its byte budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PictureOf {
    /// A sheet of A4 or smaller: at most 200 KB.
    Sheet,
    /// One side of an ID card: at most 80 KB.
    IdSide,
    /// A signature drawn on the screen: PNG, at most 80 KB.
    Signature,
}

/// Prepare a picture whose bytes come with the call.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Prepare {
    /// What it is of.
    pub of: PictureOf,
}

/// Names an image.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ImageOf {
    /// SHA-256 of its bytes.
    pub hash: String,
}

/// An image for the screen.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ImageView {
    /// The image.
    pub image: ImageRef,
    /// Its bytes as a data URL.
    pub url: String,
}
