//! What the pages of both sides say of versions that stand, or stood, side by side. Whose name, whose
//! PC and which pictures belong to it each side knows by itself.

use serde::Serialize;

use super::{Case, Dispute, Field, Hand, Settled, Value, Version};
use crate::fact::MaterialLine;
use crate::ids::EventId;

/// What sort of value versions stand side by side of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// What is here of a paper. The station settles it.
    Paper,
    /// Whether a paper's condition holds. The station settles it.
    Answer,
    /// The office whose turn it is. The township settles it.
    Office,
    /// The result that was made out. The next one that is made out settles it.
    Result,
    /// The office's clock, of which nothing is ever disputed.
    Clock,
}

impl Field {
    /// What sort of value it is.
    #[must_use]
    pub const fn kind(&self) -> FieldKind {
        match self {
            Self::Material(_) => FieldKind::Paper,
            Self::Answer(_) => FieldKind::Answer,
            Self::Office => FieldKind::Office,
            Self::Result => FieldKind::Result,
            Self::Clock => FieldKind::Clock,
        }
    }

    /// The paper's code, for papers and answers.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Material(code) | Self::Answer(code) => Some(code),
            Self::Office | Self::Result | Self::Clock => None,
        }
    }
}

/// One version as it is told: what it says is in one of the three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<'v> {
    /// Whose it is.
    pub hand: Hand,
    /// It counts as long as nobody settles it.
    pub counts: bool,
    /// Of a paper.
    pub line: Option<&'v MaterialLine>,
    /// Of an answer.
    pub answer: Option<bool>,
    /// Of an office or a result, in words.
    pub words: Option<String>,
}

impl<'v> Told<'v> {
    fn of(version: &'v Version, counts: bool) -> Self {
        let (mut line, mut answer, mut words) = (None, None, None);
        match &version.value {
            Value::Line(value) => line = Some(value),
            Value::Answer(value) => answer = Some(*value),
            Value::Office(office) => words = Some(office.clone()),
            Value::Result(result) => {
                let parts = std::iter::once(&result.name).chain(&result.number);
                let parts: Vec<&str> = parts.map(String::as_str).collect();
                words = Some(parts.join(" "));
            }
            Value::Added => {}
        }
        Self {
            hand: version.hand,
            counts,
            line,
            answer,
            words,
        }
    }
}

impl Dispute {
    /// Its versions, the one that counts last.
    pub fn told(&self) -> impl Iterator<Item = Told<'_>> {
        let last = self.versions.len().saturating_sub(1);
        let versions = self.versions.iter().enumerate();
        versions.map(move |(at, version)| Told::of(version, at == last))
    }
}

impl Settled {
    /// Which of its versions was taken, counted from 0; `None` where it was settled by something else.
    #[must_use]
    pub fn taken_at(&self) -> Option<u32> {
        let taken = self.taken()?.hand.event;
        let mut versions = self.versions.iter();
        let at = versions.position(|version| version.hand.event == taken)?;
        u32::try_from(at).ok()
    }
}

impl Case {
    /// What an event settled.
    pub fn settled_by(&self, event: EventId) -> impl Iterator<Item = &Settled> {
        let settled = self.settled.iter();
        settled.filter(move |settled| settled.by.hand.event == event)
    }
}
