//! A PC in the place of a broken one: copies in a second folder, and a name of its own.

use serde::{Deserialize, Serialize};
use shanyi_domain::time::Moment;

use super::BackupView;

/// A folder in which copies may lie.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct LookForCopies {
    /// Its whole path: that of the stick, or of one PC's folder on it. Empty to look on every stick that
    /// is in.
    pub folder: String,
}

/// Whose copies lie in a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CopiesView {
    /// One for each PC, the one with the newest copy first.
    pub pcs: Vec<CopiesOfView>,
}

/// The copies of one PC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CopiesOfView {
    /// Where they lie.
    pub folder: String,
    /// Who had a PIN at the PC when the last copy was made.
    pub people: Vec<String>,
    /// The copies, the newest first; each was opened and compared when it was made.
    pub copies: Vec<BackupView>,
    /// The township's recovery key opens them too.
    pub by_township: bool,
}

/// Open the copies of one PC.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct OpenCopies {
    /// Where they lie.
    pub folder: String,
    /// The recovery code, as it is typed; or the one that the township gave with a file.
    pub code: String,
}

/// The newest copy that is whole, opened and looked over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct OpenedCopyView {
    /// 五星村服务站.
    pub station: String,
    /// 柘岱口乡.
    pub township: String,
    /// Who enrolled the PC.
    pub operator: String,
    /// The moment that it holds.
    pub at: Moment,
    /// Cases in it.
    pub cases: u32,
    /// Images that lie beside it.
    pub images: u32,
    /// Images that should, and lie nowhere there.
    pub missing: u32,
    /// Newer copies that are damaged.
    pub passed_over: u32,
}

/// How far a putting back is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ReplacingView {
    /// What is under way.
    pub step: Option<ReplacingStep>,
    /// What came of it.
    pub done: Option<PutBackView>,
}

/// What is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReplacingStep {
    /// The cases are copied and looked over.
    Cases,
    /// Images are copied.
    Images {
        /// So many are here.
        done: u32,
        /// Of so many.
        of: u32,
    },
    /// Images are opened, each.
    Opening {
        /// So many were.
        done: u32,
        /// Of so many.
        of: u32,
    },
}

/// What came of a putting back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PutBackView {
    /// The moment that the copy holds: what was done later at the broken PC is not in it.
    pub at: Moment,
    /// Cases that are here now.
    pub cases: u32,
    /// Images that are here now, each opened.
    pub images: u32,
    /// Images that are not: what the township has of them stays with it.
    pub images_lost: u32,
    /// Newer copies that were damaged.
    pub passed_over: u32,
}

/// Under whose name this PC speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct NamingView {
    /// It goes on with a copy of this moment, under the name of the PC that the copy is of.
    pub put_back: Option<Moment>,
    /// The township has taken that name its right.
    pub revoked: bool,
    /// The township does not know this PC: another came with the same invitation, or its code is too old.
    pub stranger: bool,
    /// The block that the county gave with the name, by which its list has the PC.
    pub block: String,
    /// The beginning of the name itself, for a command on the township's machine.
    pub device: String,
    /// Where the township is asked.
    pub server: String,
    /// A code was typed and not answered yet: ask again without typing anything.
    pub goes_on: bool,
}
