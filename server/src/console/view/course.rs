//! The course of a case, step by step.

use serde::Serialize;
use shanyi_domain::case::Verdict;
use shanyi_domain::deadline::Limit;
use shanyi_domain::fact::{Channel, FactKind, Relation};
use shanyi_domain::state::{Outcome, Role, State};
use shanyi_domain::time::{Day, Moment};

use super::{SettledView, WantedView};

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
    /// 移交.
    HandedOn {
        /// Who answers for it from now on; absent for a person of another directory.
        to: Option<String>,
        /// Why.
        why: Option<String>,
    },
    /// Taken in while the right could not be confirmed.
    RightUnconfirmed {
        /// For how many days nothing had been heard from the township.
        days_silent: u32,
    },
    /// The right is confirmed.
    RightConfirmed {
        /// A word about it.
        note: Option<String>,
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
    /// It came together with what another hand changed, neither knowing of the other.
    pub merged: bool,
    /// What it settled.
    pub settled: Vec<SettledView>,
}
