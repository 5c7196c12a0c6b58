//! The demonstration county: stations for real villages, made-up people, what is embedded
//! published. Filled once; later calls change nothing and say the same.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};
use shanyi_domain::catalog::Catalog;
use shanyi_domain::directory::{Office, Station};
use shanyi_domain::ids::{ActorId, StationId};
use shanyi_domain::number::is_station_short;
use shanyi_domain::post::Post;
use shanyi_domain::time::Moment;
use shanyi_domain::workday::Calendar;

use crate::App;
use crate::account::{hash_password, readable_password};
use crate::error::{Content, Making, ServerError};
use crate::key;
use crate::ledger::Tx;
use crate::ledger::accounts::{Desk, NewAccount};
use crate::ledger::stations::Person;
use crate::publish;

/// The village whose station comes first.
const FIRST: &str = "331123208211";
/// Made-up names of operators, in turn.
const SURNAMES: [&str; 12] = [
    "雷", "蓝", "钟", "吴", "周", "叶", "郑", "黄", "毛", "潘", "华", "罗",
];
const GIVEN: [&str; 14] = [
    "建平", "春妹", "土根", "小满", "桂香", "水法", "美凤", "金花", "志强", "秀英", "国良", "月娥",
    "有福", "丽珍",
];
/// The township that the console belongs to.
const OFFICE: &str = "柘岱口乡便民服务中心";

/// What a demonstration says of itself.
#[derive(Debug, Serialize)]
pub struct Welcome {
    /// Who may sign in at the console.
    pub accounts: Vec<Account>,
    /// Every station, the one whose window a demonstration opens first.
    pub stations: Vec<Station>,
}

/// An account with its password, which only a demonstration tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// What to type as the name.
    pub name: String,
    /// What to type as the password.
    pub password: String,
    /// What this person does.
    pub title: String,
}

/// A county's divisions, as a file lists them.
#[derive(Deserialize)]
struct County {
    townships: Vec<Township>,
}

#[derive(Deserialize)]
struct Township {
    name: String,
    villages: Vec<Village>,
}

#[derive(Clone, Deserialize)]
struct Village {
    code: String,
    name: String,
    #[serde(default)]
    township: String,
}

/// Fills the ledger where it is empty.
///
/// # Errors
/// A list of villages that can't be read, or what the ledger says.
pub fn fill(app: &App, data: &Path, villages: &Path) -> Result<Welcome, ServerError> {
    let accounts = accounts(&data.join("demo-accounts.json"))?;
    let villages = read_villages(villages)?;
    let now = app.clock.now();
    let stations = app.ledger.write(|tx| {
        if tx.stations()?.is_empty() {
            add_stations(tx, &villages)?;
        }
        add_desk(tx, &accounts)?;
        publish_all(tx, now)?;
        Ok::<_, ServerError>(tx.stations()?)
    })?;
    app.tell();
    Ok(Welcome { accounts, stations })
}

fn read_villages(path: &Path) -> Result<Vec<Village>, ServerError> {
    let text = std::fs::read_to_string(path).map_err(ServerError::file(path))?;
    let county: County = serde_json::from_str(&text).map_err(|error| ServerError::Content {
        path: path.to_owned(),
        what: Content::Villages,
        reason: error.to_string(),
    })?;
    let of_township = |township: Township| {
        let Township { name, villages } = township;
        villages.into_iter().map(move |village| Village {
            township: name.clone(),
            ..village
        })
    };
    let mut villages: Vec<Village> = county.townships.into_iter().flat_map(of_township).collect();
    villages.sort_by_key(|village| (village.code != FIRST, village.code.clone()));
    Ok(villages)
}

fn add_stations(tx: &Tx<'_>, villages: &[Village]) -> Result<(), ServerError> {
    let mut taken = BTreeSet::new();
    for (village, n) in villages.iter().zip(0_u32..) {
        let name = short_name(&village.name);
        let township = township_of(village);
        let station = Station {
            id: StationId(n + 1),
            code: village.code.clone(),
            name: format!("{name}村服务站"),
            short: unlike(&name, &township, &mut taken),
            township,
        };
        let pick = |names: &[&'static str], step: usize| names[(n as usize * step) % names.len()];
        let name = match n {
            0 => "梅建平".to_owned(),
            _ => format!("{}{}", pick(&SURNAMES, 5), pick(&GIVEN, 3)),
        };
        tx.add_station(&station)?;
        tx.add_person(&Person {
            id: ActorId(if n == 0 { 11 } else { 1000 + n }),
            name,
            title: "跑小二".to_owned(),
            phone: format!("1385780{:04}", 1000 + n),
            station: Some(station.id),
            office: None,
            post: Post::default(),
        })?;
    }
    Ok(())
}

/// 五星 of 浙江丽水遂昌县柘岱口乡 五星村委会: what people call the village.
fn short_name(name: &str) -> String {
    let name = name.split_whitespace().next_back().unwrap_or(name);
    let endings = ["村民委员会", "村委会", "委员会", "居委会", "社区", "村"];
    let mut short = name;
    for ending in endings {
        short = short
            .strip_suffix(ending)
            .filter(|rest| !rest.is_empty())
            .unwrap_or(short);
    }
    short.chars().take(6).collect()
}

/// The name that opens the numbers of the station's cases. Villages of two townships may be called
/// the same; their cases may not.
fn unlike(name: &str, township: &str, taken: &mut BTreeSet<String>) -> String {
    let name: String = name.chars().take(4).collect();
    let with = |count: usize| township.chars().take(count).chain(name.chars()).collect();
    let more = "二三四五六七八九".chars().map(|c| format!("{name}{c}"));
    let wishes = [0, 1, 2].map(with).into_iter().chain(more);
    let mut fitting = wishes.filter(|wish: &String| is_station_short(wish));
    let free = fitting.find(|wish| !taken.contains(wish));
    let short = free.unwrap_or(name);
    taken.insert(short.clone());
    short
}

fn township_of(village: &Village) -> String {
    if !village.township.is_empty() {
        return village.township.clone();
    }
    let before = village.name.split_whitespace().next().unwrap_or_default();
    match before.rsplit_once(['县', '区', '市']) {
        Some((_, township)) if !township.is_empty() => township.to_owned(),
        _ => before.to_owned(),
    }
}

fn add_desk(tx: &Tx<'_>, accounts: &[Account]) -> Result<(), ServerError> {
    let desks = [
        (21, Desk::Township, OFFICE),
        (22, Desk::Township, OFFICE),
        (31, Desk::County, "遂昌县政务服务中心"),
    ];
    for (account, (id, desk, office)) in accounts.iter().zip(desks) {
        if tx.account(&account.name)?.is_some() {
            continue;
        }
        tx.add_person(&Person {
            id: ActorId(id),
            name: account.name.clone(),
            title: account.title.clone(),
            phone: format!("0578818{:04}", 2000 + id),
            station: None,
            office: Some(office.to_owned()),
            post: Post::default(),
        })?;
        let hash = hash_password(&account.password)?;
        tx.add_account(&NewAccount {
            person: ActorId(id),
            name: &account.name,
            desk,
            // One desk serves every village of a demonstration.
            township: None,
            may_act: true,
            password: &hash,
        })?;
    }
    Ok(())
}

fn publish_all(tx: &Tx<'_>, now: Moment) -> Result<(), ServerError> {
    use shanyi_wire::event::DocumentKind;
    let embedded = |error| ServerError::Document {
        path: "embedded".into(),
        error,
    };
    if tx.newest(DocumentKind::Calendar)?.is_none() {
        let text = Calendar::embedded();
        let calendar = Calendar::from_json(text).map_err(embedded)?;
        publish::calendar_text(tx, &calendar, text, now)?;
    }
    if tx.newest(DocumentKind::Catalog)?.is_none() {
        let text = Catalog::embedded();
        let catalog = Catalog::from_json(text).map_err(embedded)?;
        publish::catalog_text(tx, &catalog, text, now)?;
    }
    let township = Office {
        name: OFFICE.to_owned(),
        phone: "05788182000".to_owned(),
    };
    publish::directory(tx, &township, now)
}

/// The accounts, drawn once and kept beside the ledger, so that every start can say them.
fn accounts(path: &Path) -> Result<Vec<Account>, ServerError> {
    match std::fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| ServerError::Content {
            path: path.to_owned(),
            what: Content::Accounts,
            reason: error.to_string(),
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let people = [("郑春燕", "窗口"), ("叶明华", "主任"), ("潘志强", "县办")];
            let mut accounts = Vec::new();
            for (name, title) in people {
                accounts.push(Account {
                    name: name.to_owned(),
                    password: readable_password()?,
                    title: title.to_owned(),
                });
            }
            let text = serde_json::to_vec_pretty(&accounts)
                .map_err(|_| ServerError::Made(Making::Accounts))?;
            key::write_private(path, &text)?;
            Ok(accounts)
        }
        Err(error) => Err(ServerError::file(path)(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_is_called_by_what_people_call_its_village() {
        assert_eq!(short_name("浙江丽水遂昌县柘岱口乡 五星村委会"), "五星");
        assert_eq!(short_name("江山市贺村镇 永兴坞村民委员会"), "永兴坞");
        assert_eq!(short_name("衢江区大洲镇 沧州村村委会"), "沧州");
        assert_eq!(short_name("村"), "村");
    }

    #[test]
    fn two_villages_of_one_name_give_their_cases_different_numbers() {
        let mut taken = BTreeSet::new();
        let shorts = ["北界镇", "北界镇", "北山乡", "大洲镇"]
            .map(|township| unlike("大坞", township, &mut taken));
        assert_eq!(shorts, ["大坞", "北大坞", "北山大坞", "大大坞"]);
    }
}
