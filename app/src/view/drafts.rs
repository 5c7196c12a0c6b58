//! Forms that were begun and not finished.
//!
//! A form's key is `<kind>:<of>`: `intake:<random>` for a case that is not there yet, and
//! `amend:`, `deliver:`, `withdraw:`, `return:` or `comment:` with the case's id. So a case has one
//! form of each kind, however often it is opened.

use serde::{Deserialize, Serialize};
use shanyi_domain::state::State;
use shanyi_domain::time::Moment;

/// One form that was begun and not finished.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DraftView {
    /// The form's key.
    pub form: String,
    /// What was typed, in the screen's own shape; the text itself where it can't be read.
    #[cfg_attr(feature = "contract", ts(type = "unknown"))]
    pub content: serde_json::Value,
    /// When it was last typed in.
    pub at: Moment,
    /// The operator put it aside. One that was not was open when the program ended, and is offered
    /// at the next start.
    pub aside: bool,
    /// The case that the form is about, as it stands now. Absent for an intake, and where the case
    /// is not here.
    pub case: Option<DraftCaseView>,
}

/// The case that a form is about.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DraftCaseView {
    /// The case's id.
    pub id: String,
    /// Who applies.
    pub applicant: String,
    /// The item's short name.
    pub item: String,
    /// Where it stands.
    pub state: State,
    /// What the form is for may still be done in this state.
    pub fits: bool,
}

/// Keep what is typed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct KeepDraft {
    /// The form's key.
    pub form: String,
    /// What was typed: an object. At most 256 KB as JSON.
    #[cfg_attr(feature = "contract", ts(type = "unknown"))]
    pub content: serde_json::Value,
}

/// Names a draft.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DraftRef {
    /// The form's key.
    pub form: String,
}

/// Put a form aside, or take it up again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PutAside {
    /// The form's key.
    pub form: String,
    /// Aside: it waits in the list and is not offered at the next start.
    pub aside: bool,
}
