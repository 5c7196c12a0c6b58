//! What the console is shown.

use serde::{Deserialize, Serialize};
use shanyi_domain::catalog::Handling;
use shanyi_domain::state::State;
use shanyi_domain::time::{Day, Moment};
use shanyi_domain::workday::Remaining;

mod aside;
mod case;
mod course;
mod dispute;
mod leaving;
mod pcs;
mod people;

pub use aside::*;
pub use case::*;
pub use course::*;
pub use dispute::*;
pub use leaving::*;
pub use pcs::*;
pub use people::*;

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
    /// The township whose stations' cases are seen; absent where every one is.
    pub township: Option<String>,
    /// Whether this person may act, or only look.
    pub may_act: bool,
    /// What else this account may do.
    pub may: MayView,
    /// Today, in Asia/Shanghai.
    pub today: Day,
}

/// What an account may do beside working on cases. It says which rooms and buttons there are; the server asks
/// its table again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct MayView {
    /// Look at the PCs of the stations and their codes.
    pub see_pcs: bool,
    /// Make and withdraw codes, revoke PCs.
    pub change_pcs: bool,
    /// Erase a case.
    pub erase_case: bool,
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
