//! Finding: one box for people, cases and items, lists that are saved searches, and a person.

use serde::{Deserialize, Serialize};
use shanyi_domain::identity::Sex;
use shanyi_domain::state::State;
use shanyi_domain::time::Day;

use super::{CaseRowView, ItemRowView};

/// What the one box finds, best first: exact names before beginnings before parts, then the newest.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct FoundView {
    /// At most eight people.
    pub people: Vec<FoundPersonView>,
    /// At most eight cases.
    pub cases: Vec<FoundCaseView>,
    /// At most five items.
    pub items: Vec<FoundItemView>,
    /// More people were found than are shown.
    pub more_people: bool,
    /// More cases were found than are shown.
    pub more_cases: bool,
}

/// A person who was found. On screens a person is named by a case of theirs, so that no personal
/// data is in an address.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct FoundPersonView {
    /// Their newest case: names the person.
    pub case: String,
    /// Their name, as on their newest case.
    pub name: String,
    /// Last four characters of the ID number.
    pub id_end: Option<String>,
    /// Last four digits of the telephone.
    pub phone_end: Option<String>,
    /// Where they live, as on their newest case.
    pub address: String,
    /// How many cases they have here.
    pub cases: u32,
    /// Of these, not closed.
    pub open: u32,
    /// Why they were found; empty where they are listed for another reason.
    pub marks: Vec<MarkView>,
}

impl std::fmt::Debug for FoundPersonView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FoundPersonView").finish_non_exhaustive()
    }
}

/// A case that was found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct FoundCaseView {
    /// Its row.
    pub row: CaseRowView,
    /// Why it was found.
    pub marks: Vec<MarkView>,
}

/// An item that was found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct FoundItemView {
    /// Its row.
    pub item: ItemRowView,
    /// Why it was found.
    pub marks: Vec<MarkView>,
}

/// Why something was found: which field, and which characters of the text that is shown for it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct MarkView {
    /// Which field.
    pub field: MarkField,
    /// The text that is shown for the field.
    pub text: String,
    /// The characters of it that were found, in order, not overlapping.
    pub spans: Vec<SpanView>,
}

impl std::fmt::Debug for MarkView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MarkView")
            .field("field", &self.field)
            .field("spans", &self.spans)
            .finish_non_exhaustive()
    }
}

/// Part of a text, in UTF-16 code units: what JavaScript slices by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SpanView {
    /// The first.
    pub from: u32,
    /// Behind the last.
    pub to: u32,
}

/// The field by which something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MarkField {
    /// The name, by its characters.
    Name,
    /// The name, by its sounds: the text is the name with the characters that were spelled.
    Pinyin,
    /// The name, by the first letters of its sounds.
    Initials,
    /// The last characters of the ID number.
    IdEnd,
    /// The last digits of the telephone.
    PhoneEnd,
    /// The case's number.
    Number,
    /// The address: a village, a house.
    Address,
    /// The item's name, short name or another name for it.
    Item,
}

/// Which cases a list shows, in words that narrow each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(default)]
pub struct CaseSearch {
    /// Whose turn it is.
    pub filter: CaseFilter,
    /// As in the one box; empty for all.
    pub text: String,
    /// Of this item, by its code.
    pub item: Option<String>,
    /// In one of these states; empty: as the filter says.
    pub states: Vec<State>,
    /// Taken in on this day or later.
    pub from: Option<Day>,
    /// Taken in on this day or earlier.
    pub until: Option<Day>,
    /// By the office's clock.
    pub due: Option<DueFilter>,
    /// Of the person to whom this case belongs.
    pub person: Option<String>,
}

impl Default for CaseSearch {
    fn default() -> Self {
        Self {
            filter: CaseFilter::All,
            text: String::new(),
            item: None,
            states: Vec::new(),
            from: None,
            until: None,
            due: None,
            person: None,
        }
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CaseFilter {
    /// Everything.
    All,
    /// Something is to be done here.
    Mine,
    /// With the township.
    Elsewhere,
    /// Closed.
    Closed,
}

/// How the office's clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DueFilter {
    /// The due date has passed.
    Overdue,
    /// Due today or within three working days.
    Soon,
    /// A clock runs, or stands still for a while.
    Running,
}

/// Ask for a page of cases.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ListCases {
    /// Which.
    pub search: CaseSearch,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Most rows, at most 200; absent for the usual page. So a screen reads again all that it
    /// shows in one read.
    pub limit: Option<u32>,
}

/// A page of cases, newest change first, read in one piece: never half a change.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CasePage {
    /// The rows.
    pub rows: Vec<CaseRowView>,
    /// Hand this in to get the next page; absent on the last.
    pub next: Option<String>,
    /// How many cases there are on all pages.
    pub count: Option<u32>,
}

/// A search that is kept.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SavedSearchView {
    /// Its id: a word where it is built in.
    pub id: String,
    /// Its name; absent where it is built in, and the screen has the words.
    pub name: Option<String>,
    /// The search.
    pub search: CaseSearch,
    /// How many cases it finds now; absent where that has to be looked for.
    pub count: Option<u32>,
}

/// Keep a search under a name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct KeepSearch {
    /// Its name. A search that has it is overwritten.
    pub name: String,
    /// The search.
    pub search: CaseSearch,
}

/// Forget a search that was kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DropSearch {
    /// Its id.
    pub id: String,
}

/// Names a person by a case of theirs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PersonRef {
    /// Any case of theirs.
    pub case: String,
}

/// A person, by what is said on their newest case. Their cases come by `cases`.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PersonView {
    /// Their newest case: names the person.
    pub case: String,
    /// Name.
    pub name: String,
    /// Masked ID number.
    pub id_masked: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Age in full years today.
    pub age: Option<u32>,
    /// Masked telephone; absent is 无手机. The whole one is shown by `show_phone`.
    pub phone_masked: Option<String>,
    /// Where the person lives.
    pub address: String,
    /// How many cases they have here.
    pub cases: u32,
    /// Of these, not closed.
    pub open: u32,
    /// Others at the same address, by name.
    pub household: Vec<FoundPersonView>,
}

impl std::fmt::Debug for PersonView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonView").finish_non_exhaustive()
    }
}
