//! PCs, and the codes by which they come.

use serde::Serialize;
use shanyi_domain::time::Moment;

/// A code that was just made. What it says is shown this once.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct MadeCode {
    /// Its number.
    pub id: u32,
    /// What is read out: `XXXXX-XXXXX`.
    pub code: String,
    /// The address under which its PC reaches the township.
    pub server: String,
    /// Code and address as a QR code: its rows, `1` is dark. Without the quiet margin.
    pub qr: Vec<String>,
    /// The invitation's file in hexadecimal, where one was wanted.
    pub file: Option<String>,
    /// Which PC it is for.
    pub label: String,
    /// Whose station its PC becomes.
    pub station: String,
    /// Until when it may be used.
    pub expires_at: Moment,
    /// By these digits the PC shows whom it joined.
    pub fingerprint: String,
}

/// A code as it is kept.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct CodeRow {
    /// Its number.
    pub id: u32,
    /// Whose station its PC becomes.
    pub station: u32,
    /// Which PC it is for.
    pub label: String,
    /// Who made it; absent for a command on the township's machine.
    pub made_by: Option<String>,
    /// When.
    pub made_at: Moment,
    /// Until when it may be used.
    pub expires_at: Moment,
    /// How it stands.
    pub state: CodeState,
    /// Since when it stands so, where it is used or withdrawn.
    pub since: Option<Moment>,
    /// The PC that came with it, by its id.
    pub pc: Option<String>,
    /// The PC in whose place it comes, by its id; or whose cases it goes on with, by its own word.
    pub replaces: Option<String>,
}

/// How a code stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CodeState {
    /// A PC may come with it.
    Good,
    /// A PC has.
    Used,
    /// It was taken back.
    Withdrawn,
    /// It is too old.
    Expired,
}

/// A PC that is enrolled.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PcRow {
    /// Its id.
    pub id: String,
    /// The station it stands at.
    pub station: u32,
    /// The block of its case numbers.
    pub block: String,
    /// Which PC it is.
    pub label: String,
    /// Since when.
    pub enrolled_at: Moment,
    /// When it last spoke and was believed, to a few minutes after the server was killed; absent where that is not
    /// known. Of one that was taken its key: before that.
    pub last_heard: Option<Moment>,
    /// When it last sent an entry of its log.
    pub last_sent: Option<Moment>,
    /// When its key was taken from it.
    pub revoked_at: Option<Moment>,
    /// And why.
    pub revoked_why: Option<String>,
    /// The PC that goes on with this one's cases, by its id, while both are believed: it came with a code that was not
    /// made in this one's place, so nobody took this one its key.
    pub goes_on_as: Option<String>,
}
