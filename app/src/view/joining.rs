//! A PC on its way to become a station's.

use serde::{Deserialize, Serialize};
use shanyi_domain::ids::ActorId;

/// Ask a township to take this PC, by the code that somebody there made.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct JoinWish {
    /// Where its server is; absent to go on with what was begun.
    #[serde(default)]
    pub server: Option<String>,
    /// The code, or what a scanner types of it with the server in it; absent to go on.
    #[serde(default)]
    pub code: Option<String>,
}

/// The code of an invitation, whose file comes along.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct InvitationWish {
    /// As it is typed.
    pub code: String,
}

/// It is the right one: become it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct ConfirmJoining {
    /// Who works at this PC first.
    pub operator: ActorId,
}

/// How far a joining is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct JoiningView {
    /// Where it was begun.
    pub server: Option<String>,
    /// It was begun and not answered: ask again without typing anything.
    pub goes_on: bool,
    /// Whom it joined, which somebody has to look at before anything is used.
    pub joined: Option<JoinedView>,
}

/// Whom a PC joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct JoinedView {
    /// 五星村服务站.
    pub station: String,
    /// 柘岱口乡.
    pub township: String,
    /// Twelve digits, the same as those beside the code at the township.
    pub fingerprint: String,
    /// By a file: the township hears of it with the first line.
    pub by_file: bool,
    /// Who works at the station.
    pub people: Vec<MemberView>,
}

/// Somebody who works at the station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct MemberView {
    /// Their number.
    pub id: ActorId,
    /// Their name.
    pub name: String,
    /// By office.
    pub title: String,
}
