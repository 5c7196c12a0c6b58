//! The page of one case, as the console is shown it.

use chrono::NaiveDate;
use serde::Serialize;
use shanyi_domain::catalog::{Handling, ListedMaterial, OutcomeKind};
use shanyi_domain::deadline::Limit;
use shanyi_domain::fact::{Channel, Media, Relation};
use shanyi_domain::identity::Sex;
use shanyi_domain::material::Standing;
use shanyi_domain::retention::Kept;
use shanyi_domain::time::Moment;

use super::{CaseRow, DisputeView, DueView, StepView};
use crate::console::act::ActKind;

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
    /// Masked telephone; absent is 无手机.
    pub phone_masked: Option<String>,
    /// The whole of it, where that was asked for, which is written down.
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
    /// A small picture of it is here meanwhile, at `/api/images/{hash}/thumbnail`.
    pub thumbnail: bool,
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
    /// Until when the office would have to decide, were the case accepted today; absent where the
    /// item has no limit.
    pub promise: Option<DueView>,
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
    /// What versions stand side by side of.
    pub disputes: Vec<DisputeView>,
    /// Its course, oldest first.
    pub course: Vec<StepView>,
    /// What this clerk may do now.
    pub acts: Vec<ActKind>,
    /// How often its whole identity number was looked at.
    pub revealed: u32,
    /// How often its whole telephone was looked at.
    pub phone_revealed: u32,
    /// When it is erased by its item's time of keeping; nothing while it goes on, or where it never is.
    pub leaves: Option<LeavesView>,
}

/// When a case is erased, by the rule of its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct LeavesView {
    /// The first day on which it may be.
    pub on: NaiveDate,
    /// Months after its last word, as the catalogue in force has it.
    pub months: u32,
    /// What keeps it all the same.
    pub kept: Option<Kept>,
}
