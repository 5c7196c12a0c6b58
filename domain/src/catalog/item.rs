//! A service item and what belongs to it besides papers.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ListedMaterial, ToConfirm};
use crate::deadline::Limit;
use crate::identity::IdNumber;
use crate::retention::Retention;

/// A service item (事项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ServiceItem {
    /// Short, stable, unique in the catalogue: `lnyd`. Cases refer to it.
    pub code: String,
    /// The full name.
    pub name: String,
    /// The name for lists and receipts.
    pub short: String,
    /// Other words that people look for: 老年证, 农家乐.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The class it is listed under, coarse to fine: `民政/老龄`.
    pub category: String,
    /// Whether stations take it in at present.
    pub offered: bool,
    /// How it is handled.
    pub handling: Handling,
    /// Who may apply.
    pub applicants: Vec<ApplicantKind>,
    /// Who may apply, in words.
    pub applicant: String,
    /// The applicant's age, where the item asks for one.
    #[serde(default)]
    pub age: Option<AgeRule>,
    /// The conditions in words.
    pub conditions: Vec<String>,
    /// The list of papers, in the order they are asked for.
    pub materials: Vec<ListedMaterial>,
    /// The time it may take.
    pub limits: Limits,
    /// Steps with a time of their own (特别程序).
    pub special_steps: Vec<SpecialStep>,
    /// What it costs.
    pub fee: Fee,
    /// Where it may be taken in.
    pub take_in: Vec<Level>,
    /// Who decides.
    pub decide: Level,
    /// Who decides, in words.
    pub decider: String,
    /// Whether and how somebody else may act for the applicant.
    pub mandate: MandateRule,
    /// Steps at which the applicant (or the thing) has to be present.
    pub presence_steps: Vec<String>,
    /// What comes out of it.
    pub result: Outcome,
    /// Whether it comes round again.
    #[serde(default)]
    pub recurrence: Option<Recurrence>,
    /// How long what is held of its cases is kept.
    #[serde(default)]
    pub retention: Retention,
    /// How it goes, in short numbered steps.
    pub procedure: Vec<String>,
    /// Anything else worth knowing.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Values that still need the county's word.
    #[serde(default)]
    pub to_confirm: Vec<ToConfirm>,
    /// Where the item was described: leads, not authority.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// How an item is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Handling {
    /// 即办件: decided at the counter.
    Immediate,
    /// 承诺件: decided within a promised limit.
    Promised,
    /// 诉求件: a wish or complaint that is passed on and answered.
    Demand,
}

/// Who may apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum ApplicantKind {
    /// A natural person, or two as a couple.
    Person,
    /// A household, spoken for by its head.
    Household,
    /// A sole trader, an enterprise or another organisation.
    Enterprise,
}

/// A place that takes in or decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Level {
    /// The village: its station or its committee.
    Village,
    /// The township.
    Township,
    /// The police station (派出所), which is not the township's.
    PoliceStation,
    /// The county and its departments.
    County,
    /// The city above the county.
    City,
    /// The province.
    Province,
    /// A bank branch, a shop with the right, a utility.
    Provider,
    /// A web page or an app.
    Online,
    /// A telephone line.
    Phone,
}

/// Ages between which one may apply, in full years, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct AgeRule {
    /// At least this old.
    #[serde(default)]
    pub min: Option<u32>,
    /// At most this old.
    #[serde(default)]
    pub max: Option<u32>,
}

/// How an applicant's age misses the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum AgeFault {
    /// Not old enough yet.
    TooYoung {
        /// Age in full years on that day.
        age: u32,
        /// The age asked for.
        min: u32,
        /// The first day on which the applicant is old enough.
        from: Option<NaiveDate>,
    },
    /// Too old.
    TooOld {
        /// Age in full years on that day.
        age: u32,
        /// The highest age allowed.
        max: u32,
    },
}

/// The time an item may take, from acceptance to decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Limits {
    /// 法定时限: by law. Absent where no law sets one.
    #[serde(default)]
    pub statutory: Option<Limit>,
    /// The law's words, or why there is no such limit.
    #[serde(default)]
    pub statutory_text: String,
    /// 承诺时限: promised by the office. Zero is "at the counter".
    #[serde(default)]
    pub promised: Option<Limit>,
    /// How the promised time divides, or why none is promised.
    #[serde(default)]
    pub promised_text: String,
    /// By how much the limit may be extended, with notice before its end.
    #[serde(default)]
    pub extension: Option<Limit>,
    /// How soon after the decision the certificate is issued.
    #[serde(default)]
    pub issue_within: Option<Limit>,
}

/// A step with a time of its own (特别程序): inspection, survey, public notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SpecialStep {
    /// What is done.
    pub name: String,
    /// How long it takes, where that is fixed.
    #[serde(default)]
    pub time: Option<Limit>,
    /// The legal basis.
    #[serde(default)]
    pub basis: String,
    /// Whether it costs something.
    pub charged: bool,
    /// The basis of that fee.
    #[serde(default)]
    pub fee_basis: String,
    /// Whether its time counts toward the item's limit.
    pub counted: bool,
    /// Anything else worth knowing.
    #[serde(default)]
    pub note: String,
}

/// What an item costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Fee {
    /// Whether the applicant may have to pay.
    pub charge: bool,
    /// The standard in words.
    pub text: String,
    /// The legal basis of the fee.
    #[serde(default)]
    pub basis: String,
}

/// Whether somebody else may act for the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct MandateRule {
    /// Allowed, in part, or not.
    pub allowed: MandateAllowed,
    /// The rule in words.
    #[serde(default)]
    pub rule: String,
    /// Whether the applicant has to sign something with their own hand.
    pub own_signature: bool,
    /// Whether the village leader's signed proof goes with the mandate.
    pub leader_proof: bool,
}

/// Allowed, in part, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum MandateAllowed {
    /// The whole way.
    Yes,
    /// Some steps or some people only; the rule says which.
    Partly,
    /// The applicant has to come.
    No,
}

/// What comes out of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Outcome {
    /// Its name: 老年人优待证.
    pub name: String,
    /// What kind of thing it is.
    pub kind: OutcomeKind,
}

/// Kinds of result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum OutcomeKind {
    /// 证照: a certificate or licence to hand over.
    Certificate,
    /// 批文: a written approval to hand over.
    Approval,
    /// 登记: an entry in a register.
    Registration,
    /// 证明: a proof to hand over.
    Proof,
    /// 资金发放: money into an account.
    Payment,
    /// 查询结果: the answer to an inquiry.
    QueryResult,
    /// 诉求办结: a wish or complaint answered.
    DemandSettled,
}

/// When an item has to be done again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct Recurrence {
    /// After so many months, where that is fixed.
    #[serde(default)]
    pub months: Option<u32>,
    /// The rule in words.
    pub text: String,
}

impl ServiceItem {
    /// The limit that binds: the promised one, else the statutory one.
    pub fn limit(&self) -> Option<Limit> {
        self.limits.promised.or(self.limits.statutory)
    }

    /// The paper with this code.
    pub fn material(&self, code: &str) -> Option<&ListedMaterial> {
        self.materials.iter().find(|material| material.code == code)
    }
}

impl AgeRule {
    /// Whether the holder of `id` may apply on `day`.
    pub fn check(&self, id: &IdNumber, day: NaiveDate) -> Result<(), AgeFault> {
        let age = id.age_on(day);
        match (self.min, self.max) {
            (Some(min), _) if age < min => Err(AgeFault::TooYoung {
                age,
                min,
                from: id.reaches_age_on(min),
            }),
            (_, Some(max)) if age > max => Err(AgeFault::TooOld { age, max }),
            _ => Ok(()),
        }
    }
}
