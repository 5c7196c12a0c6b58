//! What the console is shown.

use serde::{Deserialize, Serialize};
use shanyi_domain::case::Verdict;
use shanyi_domain::catalog::{Handling, ListedMaterial, OutcomeKind};
use shanyi_domain::deadline::Limit;
use shanyi_domain::fact::{Channel, FactKind, Media, Relation};
use shanyi_domain::identity::Sex;
use shanyi_domain::material::Standing;
use shanyi_domain::state::{Outcome, Role, State};
use shanyi_domain::time::{Day, Moment};
use shanyi_domain::workday::Remaining;

use super::act::ActKind;

/// Which desk somebody sits at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DeskView {
    /// The township's service centre.
    Township,
    /// The county.
    County,
}

/// Whose session it is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SessionView {
    /// The person's number in events.
    pub person: u32,
    /// The name.
    pub name: String,
    /// By office: 窗口.
    pub title: String,
    /// 柘岱口乡便民服务中心.
    pub office: Option<String>,
    /// Which desk.
    pub desk: DeskView,
    /// Today, in Asia/Shanghai.
    pub today: Day,
}

/// A list of the clerk's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Queue {
    /// 待受理: handed over for the first time. The most urgent first.
    ToAccept,
    /// 补正已回: handed over again after a correction. The most urgent first.
    Corrected,
    /// 已受理: to be decided. The most urgent first.
    Accepted,
    /// 待出证: granted, the result still to be made out.
    ToIssue,
    /// 待送达: the result is on its way to the applicant.
    Issued,
    /// 补正中: with the station.
    Correction,
    /// 办结: nothing is left for the township. The newest first.
    Done,
    /// Everything, also what is still at the stations. The newest first.
    All,
}

/// How many cases stand in each list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct QueueCounts {
    /// 待受理.
    pub to_accept: u32,
    /// 补正已回.
    pub corrected: u32,
    /// 已受理.
    pub accepted: u32,
    /// 待出证.
    pub to_issue: u32,
    /// 待送达.
    pub issued: u32,
    /// 补正中.
    pub correction: u32,
    /// 办结.
    pub done: u32,
    /// Everything.
    pub all: u32,
}

/// A page of a list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CaseList {
    /// The rows.
    pub rows: Vec<CaseRow>,
    /// Hand this in as `after` to get the next page; absent on the last.
    pub next: Option<String>,
    /// How many cases stand in each list, whatever was searched.
    pub counts: QueueCounts,
    /// Where the list stands: ask for changes after it.
    pub position: u64,
}

/// A day by which something must be done, and how much is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DueView {
    /// The last day.
    pub date: Day,
    /// 暂定: counting touched a year whose holiday notice is not out.
    pub provisional: bool,
    /// What is left on the township's today.
    pub remaining: Remaining,
}

/// A case in a list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CaseRow {
    /// The case's id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Who applies.
    pub applicant: String,
    /// The item's code.
    pub item: String,
    /// The item's name for lists; the code where no catalogue here knows it.
    pub item_name: String,
    /// How the item is handled; absent where no catalogue here knows it.
    pub handling: Option<Handling>,
    /// The station's number.
    pub station: u32,
    /// 五星村服务站.
    pub station_name: String,
    /// Where it stands.
    pub state: State,
    /// Images that are wholly here.
    pub images_here: u32,
    /// Images that the case names.
    pub images_total: u32,
    /// The day by which it must be decided; while accepted and not standing still.
    pub due: Option<DueView>,
    /// The last day on which silence is not yet acceptance (视为受理); while submitted.
    pub silence: Option<DueView>,
    /// How often it was sent back.
    pub corrections: u32,
    /// When it was taken in, by the station's clock.
    pub collected_at: Moment,
    /// When it was last handed over, by the township's clock.
    pub received_at: Option<Moment>,
}

/// The station of a case.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct StationView {
    /// Its number.
    pub id: u32,
    /// The village's code, twelve digits.
    pub code: String,
    /// 五星村服务站.
    pub name: String,
    /// 五星.
    pub short: String,
    /// 柘岱口乡.
    pub township: String,
}

/// The applicant on the case's page.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ApplicantView {
    /// Name.
    pub name: String,
    /// Masked ID number.
    pub id_masked: Option<String>,
    /// The whole of it, where that was asked for, which is written down.
    pub id_number: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Age in full years today.
    pub age: Option<u32>,
    /// Telephone; absent is 无手机.
    pub phone: Option<String>,
    /// Where the person lives.
    pub address: String,
}

impl std::fmt::Debug for ApplicantView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApplicantView").finish_non_exhaustive()
    }
}

/// The item on the case's page.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ItemView {
    /// Its code.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// The name for lists.
    pub short: String,
    /// The class it is listed under.
    pub category: String,
    /// How it is handled.
    pub handling: Handling,
    /// The limit that binds: the promised one, else the statutory one.
    pub limit: Option<Limit>,
    /// 承诺时限.
    pub promised: Option<Limit>,
    /// 法定时限.
    pub statutory: Option<Limit>,
    /// Whether the applicant may have to pay.
    pub charge: bool,
    /// The fee in words.
    pub fee: String,
    /// The result's name.
    pub result: String,
    /// What kind of thing the result is.
    pub result_kind: OutcomeKind,
    /// Who decides, in words.
    pub decider: String,
}

/// An image on the case's page; its bytes are at `/api/images/{hash}` once it is complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ImageView {
    /// Its name.
    pub hash: String,
    /// What it is.
    pub media: Media,
    /// Its length in bytes.
    pub length: u32,
    /// Bytes that are here.
    pub have: u32,
    /// All of them are here.
    pub complete: bool,
}

/// One paper of the list and what is here of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct MaterialView {
    /// The paper as the list has it.
    pub listed: ListedMaterial,
    /// Whether this case needs it.
    pub needed: bool,
    /// How it stands.
    pub standing: Standing,
    /// Originals in hand.
    pub originals: u32,
    /// Copies in hand.
    pub copies: u32,
    /// 与原件核对无误.
    pub checked: bool,
    /// Its images, in the order of their pages.
    pub images: Vec<ImageView>,
    /// What the open correction wants of it.
    pub wanted: Option<String>,
    /// 补来的: it came or was put right after the last correction.
    pub mended: bool,
}

/// What a step of the course says.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepDetail {
    /// 收件.
    Collected {
        /// How the request came in.
        channel: Channel,
        /// What the one-time notice named.
        noticed: Vec<String>,
    },
    /// Materials added or put right.
    MaterialsAmended {
        /// Which.
        materials: Vec<String>,
    },
    /// 提交.
    Submitted {
        /// Why it was handed over though something is missing.
        missing_because: Option<String>,
    },
    /// 受理.
    Accepted {
        /// The day.
        on: Day,
        /// The limit that was promised.
        limit: Option<Limit>,
        /// The office that decides.
        office: Option<String>,
    },
    /// 补正.
    CorrectionAsked {
        /// What was asked for.
        wanted: Vec<WantedView>,
        /// A word to the operator.
        note: Option<String>,
    },
    /// 不予受理.
    Refused {
        /// Why.
        reason: String,
        /// Where to go instead.
        where_to_go: String,
    },
    /// 交办 or moved.
    Dispatched {
        /// The office whose turn it is.
        office: String,
    },
    /// The clock stands still.
    Paused {
        /// The first day that does not count.
        from: Day,
        /// Why.
        reason: String,
    },
    /// The clock runs again.
    Resumed {
        /// The first day that counts again.
        from: Day,
    },
    /// The limit is extended.
    Extended {
        /// By how much.
        by: Limit,
        /// Why.
        reason: String,
    },
    /// 决定.
    Decided {
        /// Granted or denied.
        outcome: Outcome,
        /// The day.
        on: Day,
        /// Why, or what the result says.
        reason: Option<String>,
    },
    /// The result is made out.
    ResultIssued {
        /// Its name.
        name: String,
        /// Its number.
        number: Option<String>,
    },
    /// 撤回.
    Withdrawn {
        /// The applicant's word.
        reason: String,
    },
    /// 送达.
    Delivered {
        /// To whom.
        to: String,
        /// What that person is to the applicant.
        relation: Relation,
    },
    /// Money reached the card.
    MoneyRecorded {
        /// Amount in fen.
        fen: u64,
        /// The day.
        on: Day,
    },
    /// Originals went back.
    OriginalsReturned {
        /// To whom; absent where none were held.
        to: Option<String>,
    },
    /// A word.
    Commented {
        /// The words.
        text: String,
    },
}

/// One step of the course.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct StepView {
    /// The event's id.
    pub event: String,
    /// What sort of fact it is.
    pub fact: FactKind,
    /// What it says.
    pub detail: StepDetail,
    /// Who acted; absent for the program itself.
    pub actor: Option<String>,
    /// Whose hand wrote it.
    pub role: Role,
    /// By the writer's clock.
    pub at: Moment,
    /// By the township's clock.
    pub received_at: Moment,
    /// What became of it.
    pub verdict: Verdict,
    /// The state of the case after it.
    pub state: State,
}

/// The three legs of a case's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Leg {
    /// The village station.
    Village,
    /// The township.
    Township,
    /// The county or whoever decides beyond the township.
    County,
}

/// One leg.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct LegView {
    /// Which.
    pub leg: Leg,
    /// Who has it there: a person's name where one is known, else the office.
    pub who: Option<String>,
    /// It is this leg's turn.
    pub turn: bool,
    /// The case has been there.
    pub reached: bool,
    /// Since when it is there, by the township's clock; while it is its turn.
    pub since: Option<Moment>,
}

/// One thing that a correction asks for.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct WantedView {
    /// The material's code.
    pub material: String,
    /// Its name; the code where no catalogue here knows it.
    pub name: String,
    /// What is wrong or missing.
    pub why: String,
    /// Nothing was done about it yet.
    pub open: bool,
}

/// The correction that the station has not answered yet.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CorrectionView {
    /// Everything asked for.
    pub wanted: Vec<WantedView>,
    /// A word to the operator.
    pub note: Option<String>,
    /// When.
    pub at: Moment,
}

/// The handing over.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DeliveredView {
    /// To whom.
    pub to: String,
    /// What that person is to the applicant.
    pub relation: Relation,
    /// When, by the station's clock.
    pub at: Moment,
    /// The signature drawn on the screen.
    pub signature: Option<ImageView>,
    /// A photograph of it.
    pub photo: Option<ImageView>,
}

/// A case with all that is known of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CaseView {
    /// The row of the case in lists.
    pub row: CaseRow,
    /// What is seen here: hand it in as `seen` with an act.
    pub seen: Vec<String>,
    /// How the request came in.
    pub channel: Channel,
    /// The station.
    pub station: StationView,
    /// The operator who took it in.
    pub operator: Option<String>,
    /// The applicant.
    pub applicant: ApplicantView,
    /// The item; absent where no catalogue here knows it.
    pub item: Option<ItemView>,
    /// Every paper of the list, in its order.
    pub materials: Vec<MaterialView>,
    /// Why it was handed over though something is missing.
    pub missing_because: Option<String>,
    /// The clock stands still.
    pub paused: bool,
    /// The office that decides, where one was named.
    pub office: Option<String>,
    /// The open correction.
    pub correction: Option<CorrectionView>,
    /// A correction was asked for since the applicant's last hand-over or acceptance, in this
    /// same stage: another one is against 一次性告知 and is flagged.
    pub asked_in_this_stage: bool,
    /// The handing over.
    pub delivered: Option<DeliveredView>,
    /// Who has the case on each of the three legs.
    pub legs: Vec<LegView>,
    /// Its course, oldest first.
    pub course: Vec<StepView>,
    /// What this clerk may do now.
    pub acts: Vec<ActKind>,
    /// How often its whole identity number was looked at.
    pub revealed: u32,
}

/// Where the ledger stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Changes {
    /// The position of the newest change.
    pub position: u64,
}

/// What came of an act.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Done {
    /// The case as it stands now.
    pub case: CaseView,
    /// It was a second correction for the same stage.
    pub repeated_correction: bool,
}
