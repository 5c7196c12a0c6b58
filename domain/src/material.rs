//! What of an item's list of papers is needed for one case, what is here, and what is missing.
//!
//! A picture counts as a copy: the township prints it. Where the list takes a file for the
//! original (电子证照), pictures of every side do for the original too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalog::{ListedMaterial, Need, ServiceItem};
use crate::fact::MaterialLine;

/// How one paper of the list stands in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub enum Standing {
    /// Everything asked for is here.
    Here,
    /// Needed, and not here or not enough of it.
    Missing {
        /// Originals still to come.
        originals: u32,
        /// Copies or pictures still to come.
        copies: u32,
    },
    /// Not needed for this applicant, and nothing of it is here.
    NotNeeded,
}

/// A paper of the list beside what is here of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position<'a> {
    /// The paper as the list has it.
    pub listed: &'a ListedMaterial,
    /// What is here.
    pub line: Option<&'a MaterialLine>,
    /// Whether this case needs it.
    pub needed: bool,
    /// How it stands.
    pub standing: Standing,
}

/// Every paper of the item's list, in its order. `applies` names the conditionally needed papers
/// whose condition holds for this applicant.
#[must_use]
pub fn positions<'a>(
    item: &'a ServiceItem,
    applies: &[String],
    lines: &'a BTreeMap<String, MaterialLine>,
) -> Vec<Position<'a>> {
    let position = |listed: &'a ListedMaterial| {
        let needed = match &listed.need {
            Need::Required => true,
            Need::Conditional { .. } => applies.contains(&listed.code),
            Need::Optional => false,
        };
        let line = lines.get(&listed.code);
        Position {
            listed,
            line,
            needed,
            standing: standing(listed, line, needed),
        }
    };
    item.materials.iter().map(position).collect()
}

/// The papers that are needed and not wholly here: what a one-time notice has to name.
#[must_use]
pub fn missing<'a>(
    item: &'a ServiceItem,
    applies: &[String],
    lines: &'a BTreeMap<String, MaterialLine>,
) -> Vec<Position<'a>> {
    let missing = |position: &Position<'_>| matches!(position.standing, Standing::Missing { .. });
    positions(item, applies, lines)
        .into_iter()
        .filter(missing)
        .collect()
}

fn standing(listed: &ListedMaterial, line: Option<&MaterialLine>, needed: bool) -> Standing {
    let (originals, copies, images) = line.map_or((0, 0, 0), |line| {
        let images = u32::try_from(line.images.len()).unwrap_or(u32::MAX);
        (u32::from(line.originals), u32::from(line.copies), images)
    });
    let pictured = images >= listed.sides();
    let originals_missing = if pictured && listed.electronic_ok {
        0
    } else {
        listed.original.saturating_sub(originals)
    };
    let copies_missing = if pictured {
        0
    } else {
        listed.copies.saturating_sub(copies)
    };
    if originals_missing == 0 && copies_missing == 0 {
        return if needed || line.is_some() {
            Standing::Here
        } else {
            Standing::NotNeeded
        };
    }
    if needed {
        Standing::Missing {
            originals: originals_missing,
            copies: copies_missing,
        }
    } else if originals + copies + images > 0 {
        Standing::Here
    } else {
        Standing::NotNeeded
    }
}
