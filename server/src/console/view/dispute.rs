//! What two hands did without knowing each other.

use serde::Serialize;
use shanyi_domain::case::FieldKind;
use shanyi_domain::state::Role;
use shanyi_domain::time::Moment;

use super::ImageView;

/// A value that facts of a case set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct FieldView {
    /// What sort.
    pub kind: FieldKind,
    /// The paper's code, for papers and answers.
    pub code: Option<String>,
    /// The paper's name; its code where no catalogue here knows it.
    pub name: Option<String>,
}

/// Who wrote something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct HandView {
    /// The event's id.
    pub event: String,
    /// Who acted; absent where nobody here knows the number.
    pub actor: Option<String>,
    /// Whose hand.
    pub role: Role,
    /// By the writer's clock.
    pub at: Moment,
}

/// What a version says of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct LineView {
    /// Originals in hand.
    pub originals: u32,
    /// Copies in hand.
    pub copies: u32,
    /// 与原件核对无误.
    pub checked: bool,
    /// Its images, in the order of their pages.
    pub images: Vec<ImageView>,
}

/// One version of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct VersionView {
    /// Whose it is.
    pub hand: HandView,
    /// It counts as long as nobody settles it.
    pub counts: bool,
    /// Of a paper.
    pub line: Option<LineView>,
    /// Of an answer.
    pub answer: Option<bool>,
    /// Of an office or a result, in words.
    pub words: Option<String>,
}

/// A value of which versions stand side by side until somebody settles it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DisputeView {
    /// Which value.
    pub field: FieldView,
    /// Its versions, the one that counts last.
    pub versions: Vec<VersionView>,
}

/// How a step of the course settled what was disputed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SettledView {
    /// Which value.
    pub field: FieldView,
    /// The hands whose versions stood side by side.
    pub hands: Vec<HandView>,
    /// Which of them was taken, counted from 0; absent where it was settled by something else.
    pub taken: Option<u32>,
}
