//! Who is who: stations, offices and people by name, as the county publishes them, so that both
//! sides can put a name to a number.

use serde::{Deserialize, Serialize};

use crate::document::{self, DocumentError};
use crate::ids::{ActorId, StationId};
use crate::post::Post;

/// The format this program reads and writes.
pub const FORMAT: u32 = 1;

/// No document may be larger, in bytes.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// A published directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// The document's format, [`FORMAT`].
    pub format: u32,
    /// Counts up with every publication, from 1.
    pub version: u32,
    /// The township's office.
    pub township: Office,
    /// Every station.
    pub stations: Vec<Station>,
    /// Everybody who acts.
    pub people: Vec<Person>,
}

/// An office that answers stations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// 柘岱口乡便民服务中心.
    pub name: String,
    /// Its telephone.
    pub phone: String,
}

/// A village station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    /// Its number.
    pub id: StationId,
    /// The village's twelve-digit division code.
    pub code: String,
    /// 五星村服务站.
    pub name: String,
    /// 五星: opens the numbers of its cases.
    pub short: String,
    /// 柘岱口乡.
    pub township: String,
}

/// Somebody who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their number.
    pub id: ActorId,
    /// Their name.
    pub name: String,
    /// 跑小二, 窗口.
    pub title: String,
    /// Their telephone at work; may be empty.
    #[serde(default)]
    pub phone: String,
    /// The station they work at.
    #[serde(default)]
    pub station: Option<StationId>,
    /// What else the county says of the post.
    #[serde(default, skip_serializing_if = "Post::is_plain")]
    pub post: Post,
}

impl Directory {
    /// Reads a document.
    ///
    /// # Errors
    /// With the place and the reason, when it can't be used.
    pub fn from_json(text: &str) -> Result<Self, DocumentError> {
        document::read(text, FORMAT, MAX_BYTES)
    }

    /// The person with this number.
    #[must_use]
    pub fn person(&self, id: ActorId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// The station with this number.
    #[must_use]
    pub fn station(&self, id: StationId) -> Option<&Station> {
        self.stations.iter().find(|station| station.id == id)
    }
}
