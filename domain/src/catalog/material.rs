//! A line of an item's list of papers.

use serde::{Deserialize, Serialize};

/// A paper that an item asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ListedMaterial {
    /// Short, stable, unique within the item: `id_card`. Cases refer to it.
    pub code: String,
    /// The name as the list shows it.
    pub name: String,
    /// What kind of paper it is, for the picture and its budget.
    pub kind: MaterialKind,
    /// How many originals are looked at or handed in.
    pub original: u32,
    /// How many copies are handed in.
    pub copies: u32,
    /// Whether an electronic certificate or a file does as well.
    pub electronic_ok: bool,
    /// Who issues it.
    pub issuer: String,
    /// How a villager comes by it, in one sentence.
    #[serde(default)]
    pub how_to_get: String,
    /// Whether it must be there.
    pub need: Need,
    /// Whether the case may be accepted while it is still missing (容缺受理).
    pub tolerable: bool,
    /// Anything else worth knowing.
    #[serde(default)]
    pub note: String,
}

/// Whether a paper must be there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Need {
    /// 必要: always.
    Required,
    /// 条件必要: where the condition holds, which the operator asks.
    Conditional {
        /// The condition in words.
        condition: String,
    },
    /// 非必要: welcome, never asked for.
    Optional,
}

/// Kinds of paper that are pictured or treated differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum MaterialKind {
    /// An identity card: two sides.
    IdCard,
    /// A household register (户口簿).
    Register,
    /// A photograph, of a person or a thing.
    Photo,
    /// A form or statement that the applicant fills in and signs.
    Form,
    /// A mandate (委托书).
    Mandate,
    /// A bank card or passbook.
    BankCard,
    /// Any other paper.
    Paper,
}

impl ListedMaterial {
    /// Whether it proves who somebody is: pictured from both sides, masked where shown.
    pub fn is_identity(&self) -> bool {
        self.kind == MaterialKind::IdCard
    }

    /// How many pictures make it complete at least.
    pub fn sides(&self) -> u32 {
        if self.is_identity() { 2 } else { 1 }
    }
}
