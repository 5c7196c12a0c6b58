//! The power goes again and again along a record, and each disk that is left is looked at.

use std::collections::BTreeSet;
use std::path::Path;

use super::model::{Disk, Keep};
use super::record::Call;
use crate::dice::Dice;
use crate::ground::quick_folder;
use crate::township::Run;

/// What power cuts may leave, tried after each call that makes something sure or known.
const ALL: [Keep; 7] = [
    Keep::Nothing,
    Keep::All,
    Keep::Names,
    Keep::First(50),
    Keep::Some(15),
    Keep::Some(50),
    Keep::Some(85),
];

/// The same for what takes long to be looked at.
const FEW: [Keep; 3] = [Keep::Nothing, Keep::All, Keep::Some(50)];

/// Where along a record the power goes, and what is left then.
#[derive(Clone, Copy, Debug)]
pub struct Cuts {
    seed: u64,
    keep: &'static [Keep],
    /// Of the writes in between, so many in a hundred are tried too.
    writes: u32,
}

impl Cuts {
    /// All that are told apart here.
    #[must_use]
    pub const fn all(seed: u64) -> Self {
        Self {
            seed,
            keep: &ALL,
            writes: 20,
        }
    }

    /// Fewer.
    #[must_use]
    pub const fn few(seed: u64) -> Self {
        Self {
            seed,
            keep: &FEW,
            writes: 0,
        }
    }
}

/// Cuts the power along a record and has each disk looked at. Gives how many there were, and what was
/// wrong with them.
///
/// # Errors
/// When a disk can't be laid out.
pub fn cut_everywhere(
    mut disk: Disk,
    calls: &[Call],
    cuts: Cuts,
    look: impl Fn(&Path, usize) -> Vec<String>,
) -> Run<(usize, Vec<String>)> {
    let (mut dice, mut seen) = (Dice::new(cuts.seed), BTreeSet::new());
    let (mut disks, mut wrong) = (0, Vec::new());
    for (nth, call) in calls.iter().enumerate() {
        disk.take(call, &mut dice);
        if matches!(call, Call::Said(_)) {
            // The same disk has to say more from now on.
            seen.clear();
        }
        let keeping: &[Keep] = match call {
            Call::Write(..) | Call::Length(..) => match dice.percent(cuts.writes) {
                true => &[Keep::Some(50)],
                false => &[],
            },
            _ => cuts.keep,
        };
        for keep in keeping {
            let folder = quick_folder()?;
            if disk.cut(*keep, &mut dice, folder.path(), &mut seen)? {
                disks += 1;
                let found = look(folder.path(), nth).into_iter();
                wrong.extend(found.map(|what| format!("call {nth}, {keep:?}: {what}")));
            }
        }
    }
    Ok((disks, wrong))
}
