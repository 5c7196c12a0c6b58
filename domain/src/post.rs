//! Posts: what the county says of somebody who acts, beside name and title.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::directory::{Directory, Person};
use crate::ids::{ActorId, StationId};
use crate::time::{Day, Moment};

/// The kind of account of a 跑小二.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Agency {
    /// 村级代理人: works in one village.
    Village,
    /// 乡镇合伙人: gathers what several villages take in.
    Township,
}

/// Somebody's post. Everything may be missing: directories of earlier programs say nothing of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Post {
    /// The kind of account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<Agency>,
    /// The first day on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// Further titles: 劳动保障协管员, 残疾人专职委员.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<String>,
    /// Departments whose items this person was trained in: 县民政局, 县残联.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub competences: Vec<String>,
    /// 网办员: may file online for the village. One in each.
    #[serde(skip_serializing_if = "is_not")]
    pub files_online: bool,
    /// May take over what colleagues of the same station have begun.
    #[serde(skip_serializing_if = "is_not")]
    pub supervises: bool,
    /// B 岗: takes over the open work while this person is away or without the right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deputy: Option<ActorId>,
    /// Not at work at present.
    #[serde(skip_serializing_if = "is_not")]
    pub away: bool,
    /// Since when the right to take in cases is withdrawn; while it is there nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Moment>,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_not(said: &bool) -> bool {
    !*said
}

impl Post {
    /// Nothing is said of it.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Whether this person may take in new cases.
    #[must_use]
    pub const fn may_collect(&self) -> bool {
        self.withdrawn_at.is_none()
    }
}

/// Fewest operators of a village station (S3-10).
pub const FEWEST: usize = 1;
/// Most operators of a village station (S3-10).
pub const MOST: usize = 5;
/// Fewest departments that an operator should be competent for (S3-14).
pub const FEWEST_COMPETENCES: usize = 2;

/// What is not as it should be with the people of a station. A word to the county; nothing is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Concern {
    /// Nobody there has the right to take in cases.
    NobodyMayCollect,
    /// More operators than a village should have.
    TooMany {
        /// How many.
        count: u32,
    },
    /// Nobody may file online.
    NobodyFilesOnline,
    /// Several may file online, and it should be one.
    SeveralFileOnline {
        /// Their names.
        names: Vec<String>,
    },
    /// Somebody is competent for too few departments.
    FewCompetences {
        /// Who.
        name: String,
        /// For how many.
        count: u32,
    },
    /// Somebody has nobody who takes over.
    NoDeputy {
        /// Who.
        name: String,
    },
}

/// What is not as it should be at each station, by its number. Stations where all is well are left out.
/// A station of one operator needs no deputy: there is nobody to be it.
#[must_use]
pub fn concerns(directory: &Directory) -> BTreeMap<StationId, Vec<Concern>> {
    let mut found = BTreeMap::new();
    for station in &directory.stations {
        let here: Vec<&Person> = directory
            .people
            .iter()
            .filter(|person| person.station == Some(station.id))
            .collect();
        let concerns = of_station(&here);
        if !concerns.is_empty() {
            found.insert(station.id, concerns);
        }
    }
    found
}

fn of_station(people: &[&Person]) -> Vec<Concern> {
    let active: Vec<&&Person> = people
        .iter()
        .filter(|person| person.post.may_collect())
        .collect();
    let mut concerns = Vec::new();
    if active.len() < FEWEST {
        concerns.push(Concern::NobodyMayCollect);
    }
    if active.len() > MOST {
        let count = u32::try_from(active.len()).unwrap_or(u32::MAX);
        concerns.push(Concern::TooMany { count });
    }
    let online: Vec<String> = active
        .iter()
        .filter(|person| person.post.files_online)
        .map(|person| person.name.clone())
        .collect();
    match online.len() {
        0 => concerns.push(Concern::NobodyFilesOnline),
        1 => {}
        _ => concerns.push(Concern::SeveralFileOnline { names: online }),
    }
    for person in &active {
        let count = person.post.competences.len();
        if count < FEWEST_COMPETENCES {
            concerns.push(Concern::FewCompetences {
                name: person.name.clone(),
                count: u32::try_from(count).unwrap_or(u32::MAX),
            });
        }
        if active.len() > 1 && person.post.deputy.is_none() {
            concerns.push(Concern::NoDeputy {
                name: person.name.clone(),
            });
        }
    }
    concerns
}

/// Who takes over what somebody answers for: the deputy, where that one works at the same station, is
/// there and has the right; otherwise the supervisor there, otherwise whoever has the right and the
/// lowest number. `None` where nobody is left.
#[must_use]
pub fn successor(directory: &Directory, person: &Person) -> Option<ActorId> {
    let able = |other: &&Person| {
        other.id != person.id
            && other.station == person.station
            && other.post.may_collect()
            && !other.post.away
    };
    let others: Vec<&Person> = directory.people.iter().filter(able).collect();
    let deputy = others
        .iter()
        .find(|other| Some(other.id) == person.post.deputy);
    let supervisor = others.iter().find(|other| other.post.supervises);
    let first = others.iter().min_by_key(|other| other.id);
    deputy
        .or(supervisor)
        .or(first)
        .map(|successor| successor.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::{FORMAT, Office, Station};

    fn person(id: u32, post: Post) -> Person {
        Person {
            id: ActorId(id),
            name: format!("跑小二{id}"),
            title: "跑小二".into(),
            phone: String::new(),
            station: Some(StationId(1)),
            post,
        }
    }

    fn sound(deputy: u32) -> Post {
        Post {
            competences: vec!["县民政局".into(), "县残联".into()],
            deputy: Some(ActorId(deputy)),
            ..Post::default()
        }
    }

    fn village(people: Vec<Person>) -> Directory {
        Directory {
            format: FORMAT,
            version: 1,
            township: Office {
                name: "柘岱口乡便民服务中心".into(),
                phone: String::new(),
            },
            stations: vec![Station {
                id: StationId(1),
                code: "331123211201".into(),
                name: "五星村服务站".into(),
                short: "五星".into(),
                township: "柘岱口乡".into(),
            }],
            people,
        }
    }

    fn concerns_of(people: Vec<Person>) -> Vec<Concern> {
        concerns(&village(people))
            .remove(&StationId(1))
            .unwrap_or_default()
    }

    #[test]
    fn a_village_of_two_with_one_who_files_online_is_as_it_should_be() {
        let online = Post {
            files_online: true,
            ..sound(2)
        };
        assert_eq!(
            concerns_of(vec![person(1, online), person(2, sound(1))]),
            []
        );
    }

    #[test]
    fn every_concern_is_named() {
        assert_eq!(
            concerns_of(vec![]),
            [Concern::NobodyMayCollect, Concern::NobodyFilesOnline]
        );
        let online = |deputy| Post {
            files_online: true,
            ..sound(deputy)
        };
        let six: Vec<Person> = (1..=6).map(|id| person(id, online(id % 6 + 1))).collect();
        let names = six.iter().map(|person| person.name.clone()).collect();
        assert_eq!(
            concerns_of(six),
            [
                Concern::TooMany { count: 6 },
                Concern::SeveralFileOnline { names }
            ]
        );
        let loose = person(2, Post::default());
        let name = || loose.name.clone();
        assert_eq!(
            concerns_of(vec![person(1, online(2)), loose.clone()]),
            [
                Concern::FewCompetences {
                    name: name(),
                    count: 0
                },
                Concern::NoDeputy { name: name() }
            ]
        );
    }

    #[test]
    fn who_takes_over_is_the_deputy_then_the_supervisor_then_whoever_is_there() {
        let gone = person(1, sound(3));
        let supervisor = Post {
            supervises: true,
            ..sound(1)
        };
        let mut all = vec![
            gone.clone(),
            person(2, Post::default()),
            person(3, sound(1)),
            person(4, supervisor),
        ];
        let successor_in = |all: &[Person]| successor(&village(all.to_vec()), &gone);
        assert_eq!(successor_in(&all), Some(ActorId(3)));
        all[2].post.away = true;
        assert_eq!(successor_in(&all), Some(ActorId(4)));
        all[3].post.withdrawn_at = Some(Moment(1));
        assert_eq!(successor_in(&all), Some(ActorId(2)));
        all[1].station = Some(StationId(2));
        assert_eq!(successor_in(&all), None);
    }

    #[test]
    fn a_post_of_which_nothing_is_said_costs_no_byte_and_an_old_directory_is_read() {
        let plain = serde_json::to_value(person(1, Post::default())).unwrap();
        assert!(plain.get("post").is_none(), "{plain}");
        let old = r#"{"id":1,"name":"郑春燕","title":"窗口"}"#;
        let read: Person = serde_json::from_str(old).unwrap();
        assert!(read.post.is_plain() && read.post.may_collect());
        let newer = r#"{"id":1,"name":"郑春燕","title":"窗口","post":{"away":true,"badge":7}}"#;
        let read: Person = serde_json::from_str(newer).unwrap();
        assert!(read.post.away);
    }
}
