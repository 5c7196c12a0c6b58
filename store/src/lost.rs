//! What a damaged store lost, named.

use serde::Serialize;

/// What something was that can't be read any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LostKind {
    /// Something that happened: an event of the log.
    Event,
    /// A form that was begun and not finished.
    Draft,
    /// A choice of this PC, such as a printer.
    Setting,
    /// Who this PC is: it has to be enrolled again.
    Enrolment,
    /// A document of the township; it is fetched again.
    Document,
    /// How far the exchange was; it asks again.
    Exchange,
}
