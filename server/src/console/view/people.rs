//! Who works at the stations.

use serde::Serialize;
use shanyi_domain::post::{Agency, Concern};
use shanyi_domain::time::{Day, Moment};

use super::StationView;

/// The stations that this account sees, with their people.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PeopleView {
    /// Every station, by number.
    pub stations: Vec<StationPeople>,
    /// This account may enter people, change posts and rights.
    pub may_change: bool,
}

/// A station with its people.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct StationPeople {
    /// The station.
    pub station: StationView,
    /// Who works there, by number.
    pub people: Vec<PersonView>,
    /// What is not as it should be.
    pub concerns: Vec<Concern>,
}

/// Somebody who works at a station.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PersonView {
    /// The number in events.
    pub id: u32,
    /// The name.
    pub name: String,
    /// What this person is called by office.
    pub title: String,
    /// Telephone at work; may be empty.
    pub phone: String,
    /// The post.
    pub post: PostView,
}

/// What the county says of a post.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct PostView {
    /// The kind of account.
    pub agency: Option<Agency>,
    /// The first day on it.
    pub since: Option<Day>,
    /// Further titles.
    pub titles: Vec<String>,
    /// Departments that this person is competent for.
    pub competences: Vec<String>,
    /// 网办员.
    pub files_online: bool,
    /// May take over what colleagues have begun.
    pub supervises: bool,
    /// B 岗, by number.
    pub deputy: Option<u32>,
    /// Not at work at present.
    pub away: bool,
    /// Since when the right to take in cases is withdrawn.
    pub withdrawn_at: Option<Moment>,
}

/// What came of withdrawing or giving a right.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
pub struct RightDone {
    /// Everybody, after it.
    pub people: PeopleView,
    /// Who answers for the open cases now.
    pub to: Option<String>,
    /// How many cases were handed on.
    pub cases: u32,
    /// How many entries that were set aside are used now.
    pub used: u32,
}
