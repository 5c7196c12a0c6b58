//! The door: who may come in, and how.

use serde::{Deserialize, Serialize};
use shanyi_domain::ids::ActorId;

/// How the door stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DoorView {
    /// This PC is no station's yet.
    Joining,
    /// The store's key is not under a PIN yet, or was opened by a recovery code: who comes in chooses
    /// a PIN.
    ChoosePin {
        /// Who may choose one.
        operators: Vec<DoorOperator>,
        /// The recovery code opened the store just now; the PIN of who chooses is replaced.
        recovered: bool,
    },
    /// A PIN was chosen; two groups of the recovery code have to be typed back before it counts.
    ConfirmRecovery {
        /// Which groups, counted from 1.
        groups: [u32; 2],
    },
    /// Whoever knows a PIN may come in.
    Locked {
        /// Who has one.
        operators: Vec<DoorOperator>,
        /// The store has been opened since the program began: the exchange goes on.
        running: bool,
    },
    /// Somebody is signed in.
    Open {
        /// Who.
        operator: DoorOperator,
        /// It is who was signed in before the door was locked: the page of then is theirs.
        again: bool,
        /// After how many idle minutes it locks by itself.
        idle_minutes: u32,
    },
    /// The store can't be opened, and no PIN would help: `health` says why.
    Shut,
}

/// Somebody at the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct DoorOperator {
    /// Their number.
    pub id: ActorId,
    /// Their name.
    pub name: String,
    /// Seconds until their PIN is tried again; 0 where it is tried at once.
    pub wait_seconds: u32,
    /// Too many wrong PINs: only the recovery code or a colleague helps.
    pub shut: bool,
}

/// Choose a PIN. The recovery code is made with the first one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ChoosePin {
    /// Who chooses.
    pub operator: ActorId,
    /// 6 to 12 digits.
    pub pin: String,
}

/// Sign in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SignIn {
    /// Who.
    pub operator: ActorId,
    /// Their PIN.
    pub pin: String,
}

/// Replace one's own PIN.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ChangePin {
    /// The present one.
    pub pin: String,
    /// The one from now on.
    pub new_pin: String,
}

/// Give a colleague a PIN, or a new one: they type it themselves, while somebody is signed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct AddColleague {
    /// The colleague.
    pub operator: ActorId,
    /// 6 to 12 digits.
    pub pin: String,
}

/// Take the PIN away from somebody who does not use this PC any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct TakePin {
    /// From whom; not from who is signed in.
    pub operator: ActorId,
}

/// Who has a PIN on this PC, and who of the station has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PinsView {
    /// Who is signed in, the others of the station, and who has a PIN here without being of it.
    pub people: Vec<PinHolderView>,
    /// After how many idle minutes the door locks by itself.
    pub idle_minutes: u32,
    /// Where the names are from.
    pub names: NamesFrom,
    /// The store's key is under no PIN, and the door was left open: nothing can be changed here.
    pub left_open: bool,
}

/// Somebody of the station, or with a PIN on this PC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PinHolderView {
    /// Their number.
    pub id: ActorId,
    /// Their name.
    pub name: String,
    /// It is who is signed in.
    pub me: bool,
    /// They have a PIN on this PC.
    pub has_pin: bool,
    /// Too many wrong PINs: a new one helps.
    pub shut: bool,
    /// What they are to this station.
    pub standing: HolderStanding,
}

/// What somebody is to this station, by the newest word that is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HolderStanding {
    /// They work here.
    Here,
    /// They work here, and their right to act was withdrawn.
    Withdrawn {
        /// Since which day.
        since: chrono::NaiveDate,
    },
    /// The directory does not have them at this station any more.
    Gone,
}

/// From where the names of the station's people are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NamesFrom {
    /// The published directory.
    Directory,
    /// What the township said when this PC was enrolled; the directory has not arrived yet.
    Enrolment,
}

/// A recovery code that was made and does not count yet. It is shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct RecoveryView {
    /// Its groups in order.
    pub groups: Vec<String>,
    /// Which groups are to be typed back, counted from 1.
    pub ask: [u32; 2],
}

/// Groups of the new recovery code, as they were asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ConfirmRecovery {
    /// The two groups.
    pub groups: [String; 2],
}

/// Open by a recovery code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct OpenByRecovery {
    /// The code as it was typed.
    pub code: String,
}

/// How long the desk waits for a key before it locks itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct SetIdle {
    /// 2 to 30.
    pub minutes: u32,
}

/// What stands on the sheet of a recovery code that was made and does not count yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct RecoverySheetView {
    /// Its groups in order.
    pub groups: Vec<String>,
    /// Whose PC it opens.
    pub station: String,
    /// Where the envelope goes.
    pub township: String,
    /// The day on which it was made.
    pub today: chrono::NaiveDate,
}
