//! The station, its day, and how far the exchange is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use shanyi_domain::fact::FactKind;
use shanyi_domain::state::State;
use shanyi_domain::time::Moment;
use shanyi_domain::workday::{DayKind, Due, Remaining};

use super::{AnswersView, ColleagueView, RightView};

/// Arguments of a command that takes none.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Nothing {}

/// Who and where this desk is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct StationView {
    /// 五星村服务站.
    pub name: String,
    /// The township it belongs to.
    pub township: String,
    /// Who is at the desk.
    pub operator: String,
    /// Their telephone, for what is printed; may be empty.
    pub phone: String,
    /// Today, as far as it is known.
    pub today: NaiveDate,
    /// Whether offices work today.
    pub day: DayKind,
    /// The PC's clock stands before a time that is known.
    pub clock_behind: bool,
    /// The PC's clock, and whether the operator has to say which day it is.
    pub clock: ClockView,
    /// Version of the catalogue in use; absent before the first one has arrived.
    pub catalog_version: Option<u32>,
    /// How many items stations may take in.
    pub items: u32,
    /// A published document that this program refused, for whoever publishes.
    pub refused_document: Option<String>,
    /// Whether whoever is signed in may take in new cases.
    pub right: RightView,
    /// Who else of this station may take over a case.
    pub colleagues: Vec<ColleagueView>,
    /// Whoever is signed in may take over what colleagues have begun.
    pub supervises: bool,
}

/// How far everything is on its way. The badge says it in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SyncView {
    /// Whether the last try reached the township.
    pub line: Line,
    /// Since when tries come to that; absent before the first.
    pub line_since: Option<Moment>,
    /// Cases saved on this PC.
    pub cases_here: u32,
    /// Cases of which everything, images too, is at the township.
    pub cases_there: u32,
    /// Cases with events or images that wait to be sent.
    pub cases_waiting: u32,
    /// Cases of which nothing waits here, and an image that only another PC of the station can send.
    pub cases_elsewhere: u32,
    /// Events that wait.
    pub events_waiting: u32,
    /// Of these, saved a moment ago: they go by themselves in some seconds.
    pub events_held: u32,
    /// Images that wait or are on their way.
    pub images_waiting: u32,
    /// Bytes of those images that are still to go.
    #[cfg_attr(feature = "contract", ts(type = "number"))]
    pub bytes_waiting: u64,
    /// Events that the township set aside; each is shown at its case, and all of them by `set_aside`.
    pub quarantined: u32,
    /// Two programs write under one PC's name, and nobody at this desk took note of it yet.
    pub doubled: Option<DoubledView>,
    /// Documents that the township has published and that are not here yet.
    pub documents_wanted: u32,
    /// When the township last signed a receipt.
    pub last_receipt: Option<Moment>,
    /// When an exchange last succeeded.
    pub last_success: Option<Moment>,
    /// Something is being sent at this moment.
    pub sending: bool,
}

/// What tries came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TryOutcome {
    /// The township answered.
    Up,
    /// Nobody answered.
    Down,
    /// Somebody answered who is not this station's township, or who does not know this PC.
    Stranger,
    /// The township has taken this PC its key.
    Revoked,
    /// The township has no room.
    Full,
    /// The township is in another trouble of its own.
    Ailing,
    /// Its certificate is of no authority that this PC trusts.
    WrongAuthority,
    /// Its certificate is of another name.
    WrongName,
    /// Its certificate is not good yet or not any more; maybe by this PC's clock alone.
    OutOfTime,
    /// What answered does not speak TLS as a township does.
    NoTls,
    /// Its answer can't be used.
    Fault,
    /// This PC's own store failed.
    Store,
}

/// Tries that came to the same, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct TryView {
    /// What they came to.
    pub outcome: TryOutcome,
    /// The first of them.
    pub first: Moment,
    /// The last.
    pub last: Moment,
    /// How many.
    pub times: u32,
    /// Events that went over.
    #[cfg_attr(feature = "contract", ts(type = "number"))]
    pub events: u64,
    /// Bytes that went over.
    #[cfg_attr(feature = "contract", ts(type = "number"))]
    pub bytes: u64,
    /// When events last went over in them.
    pub sent: Option<Moment>,
}

/// What the last tries came to, newest first.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SyncHistoryView {
    /// At most a dozen.
    pub tries: Vec<TryView>,
}

/// Two programs write under one PC's name: the disk was copied, and both copies are in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DoubledView {
    /// When the township noticed.
    pub since: Moment,
    /// The name is this PC's; else another PC's of the station.
    pub own: bool,
}

/// Why the township set something aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AsideReason {
    /// Its bytes are no event to the township.
    Malformed,
    /// The township's program is older than this one: it is used after its update.
    UnknownKind,
    /// Its case is not at the township yet: another PC of the station has to send that.
    UnknownCase,
    /// The case belongs to another station.
    ForeignCase,
    /// A station may not do this.
    NotYours,
    /// The case was not in a state for it.
    NotNow,
    /// It was given back to the township, which can't prove that it was its own word.
    Unproven,
    /// Whoever took the case in had no right to any more; used as soon as the right is given again.
    RightWithdrawn,
    /// The PC that wrote it was taken out of service: kept as evidence.
    Revoked,
    /// A reason that this program does not know.
    Other,
}

/// Something that the township set aside.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct AsideView {
    /// Why.
    pub reason: AsideReason,
    /// The case's id, where it is here.
    pub case: Option<String>,
    /// Its number.
    pub number: Option<String>,
    /// Who applies.
    pub applicant: Option<String>,
    /// What the entry says happened, where this program can tell.
    pub what: Option<FactKind>,
    /// When it was saved here.
    pub saved_at: Option<Moment>,
}

/// What the last try found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// No try yet since the program started.
    Untried,
    /// The township answered.
    Up,
    /// Nobody answered.
    Down,
    /// Somebody answered who is not this station's township, or who does not know this PC.
    Stranger,
    /// The township has taken this PC its key: what was written here is kept there, and not used.
    Revoked,
    /// The township's disk is full or may only be read: it takes nothing until somebody there makes
    /// room. Everything stays here meanwhile.
    Full,
    /// The township is in another trouble of its own; it is tried again.
    Ailing,
    /// It could not be proven that the other end is the township: nothing was sent. The list of tries
    /// says why.
    Unproven,
    /// The township answered something that this program can't use.
    Fault,
}

/// How one case is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CaseSyncView {
    /// Events of this PC that wait.
    pub events_waiting: u32,
    /// All of them were saved a moment ago: they go by themselves in some seconds.
    pub held: bool,
    /// The township's signed receipt covers every event of this PC.
    pub received: bool,
    /// Images that the case names.
    pub images: u32,
    /// Of these, at the township.
    pub images_there: u32,
    /// Of the others, those that only another PC of the station can send.
    pub images_elsewhere: u32,
    /// Bytes of its images that are still to go.
    #[cfg_attr(feature = "contract", ts(type = "number"))]
    pub bytes_to_go: u64,
    /// Events that the township set aside.
    pub quarantined: u32,
}

/// What is to be done now, in the order of doing.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct TodayView {
    /// The rows, at most sixty.
    pub rows: Vec<TodoView>,
    /// Rows beyond those shown.
    pub more: u32,
    /// How many rows there are of each kind, in the order of doing; kinds without one are left out.
    pub counts: Vec<TodoCountView>,
    /// Cases that the township has signed for and that need nothing from here.
    pub elsewhere: u32,
    /// Forms that were begun and not finished.
    pub drafts: u32,
    /// Cases taken in this month.
    pub month_taken: u32,
    /// Cases closed this month.
    pub month_closed: u32,
}

/// What a row of the day asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TodoKind {
    /// 送证上门: the result is made out.
    Deliver,
    /// 两份对一对: versions of a paper from two PCs stand side by side.
    Settle,
    /// 补材料: the township asked.
    Correct,
    /// 告诉本人: decided, and there is no paper to hand over.
    Tell,
    /// 退还原件: refused, denied or withdrawn, and nobody has said yet that the papers are back.
    ReturnOriginals,
    /// 还没提交: taken in and not handed over yet.
    Submit,
    /// 快到期: due within three working days, with the township.
    DueSoon,
}

/// How much there is to do of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct TodoCountView {
    /// What to do.
    pub kind: TodoKind,
    /// How many cases.
    pub count: u32,
}

/// One row of the day.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct TodoView {
    /// What to do.
    pub kind: TodoKind,
    /// The case.
    pub case: CaseRowView,
    /// Names of the papers that are wanted or missing.
    pub missing: Vec<String>,
    /// Who answers for it; absent where it is whoever is signed in, who took it in.
    pub answers: Option<AnswersView>,
}

/// A case in a list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CaseRowView {
    /// The case's id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Who applies.
    pub applicant: String,
    /// The item's short name.
    pub item: String,
    /// Where it stands.
    pub state: State,
    /// When it was taken in.
    pub collected_at: Moment,
    /// When something last happened to it.
    pub changed_at: Moment,
    /// The address, for the way there.
    pub address: String,
    /// Until when the office has to decide; absent while no clock runs.
    pub due: Option<DueView>,
    /// How it is on its way.
    pub sync: CaseSyncView,
}

/// A due date with what is left of it.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DueView {
    /// The day, and whether it is provisional.
    pub due: Due,
    /// What is left today.
    pub remaining: Remaining,
}

/// The log that a helper can be sent.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct LogView {
    /// Its end, oldest line first.
    pub text: String,
    /// The folder of its files.
    pub path: String,
    /// How many files there are.
    pub files: u32,
}

/// Where the log was put.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SavedLogView {
    /// The file.
    pub path: String,
}

/// What is wrong with the PC's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Nothing that is known.
    Fine,
    /// It stands before a time that is known.
    Behind,
    /// It stands long behind a time that is known.
    Ahead,
    /// It was set back while the desk was open, and nobody knows which of the two is right.
    Jumped,
    /// The time is right, the zone is not that of Asia/Shanghai: the PC shows another hour.
    Zone,
}

/// The PC's clock, and the time as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ClockView {
    /// What is wrong with it.
    pub kind: ClockKind,
    /// The operator has to say which day it is. Until then saves are marked.
    pub ask: bool,
    /// The time as far as it is known.
    pub now: Moment,
    /// What the PC's clock says.
    pub system: Moment,
    /// The last time that the township signed.
    pub signed: Option<Moment>,
    /// Seconds by which the PC's zone is ahead of UTC, where it is another than Asia/Shanghai.
    pub zone_seconds: Option<i32>,
}

/// The operator's word on which day it is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SetDay {
    /// Today.
    pub day: NaiveDate,
}
