//! Who works at the stations: entered one by one or in a batch, and what is said of their posts. Each
//! change is published to every station and stands in the journal.

use serde::Deserialize;
use shanyi_domain::directory::{Directory, FORMAT, Office};
use shanyi_domain::ids::ActorId;
use shanyi_domain::post::Post;
use shanyi_domain::unseen::first_unseen;

use crate::App;
use crate::account::next_person;
use crate::error::{PostFault, ServerError};
use crate::ledger::journal::JournalAct;
use crate::ledger::stations::Person;
use crate::ledger::{LedgerError, Tx, View};
use crate::publish;

/// What somebody is called who takes in cases.
const OPERATOR: &str = "跑小二";
/// Longest name, title and telephone, in characters.
pub const LONGEST: usize = 60;
/// Most titles, and most competences.
pub const MOST: usize = 20;

/// Somebody who begins to work at a station.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newcomer {
    /// The village's code, twelve digits.
    pub station: String,
    /// The name.
    pub name: String,
    /// Telephone at work; may be empty.
    #[serde(default)]
    pub phone: String,
    /// The first day, titles, competences and the like. A deputy is named afterwards, by number.
    #[serde(default)]
    pub post: Post,
}

/// Reads a batch: a JSON array of newcomers.
///
/// # Errors
/// When it is none.
pub fn batch(text: &str) -> Result<Vec<Newcomer>, ServerError> {
    serde_json::from_str(text).map_err(|error| ServerError::Batch(error.to_string()))
}

/// Enters everybody of a batch, or nobody. Gives their numbers.
///
/// # Errors
/// A station that is not there, a name that is at the station already or can't be one, a post that can't
/// be, or what the ledger says.
pub fn enter(
    app: &App,
    newcomers: &[Newcomer],
    by: Option<ActorId>,
) -> Result<Vec<ActorId>, ServerError> {
    let now = app.clock.now();
    let entered = app.ledger.write(|tx| {
        let mut entered = Vec::new();
        for newcomer in newcomers {
            let person = begin(tx, newcomer)?;
            tx.add_person(&person)?;
            tx.note(now, by, JournalAct::PersonEntered, &person.name, "")?;
            entered.push(person.id);
        }
        publish::people(tx, now)?;
        Ok::<_, ServerError>(entered)
    })?;
    app.tell();
    Ok(entered)
}

fn begin(tx: &Tx<'_>, newcomer: &Newcomer) -> Result<Person, ServerError> {
    let station = tx.station_by_code(&newcomer.station)?;
    let station = station.ok_or_else(|| ServerError::NoStation(newcomer.station.clone()))?;
    let name = newcomer.name.trim();
    let there = tx.people()?;
    let is_there = |one: &Person| one.station == Some(station.id) && one.name == name;
    if there.iter().any(is_there) {
        return Err(ServerError::AlreadyHere(name.to_owned()));
    }
    fits(name, &newcomer.phone)?;
    let post = Post {
        deputy: None,
        withdrawn_at: None,
        ..tidy(&newcomer.post)?
    };
    Ok(Person {
        id: next_person(tx)?,
        name: name.to_owned(),
        title: OPERATOR.to_owned(),
        phone: newcomer.phone.trim().to_owned(),
        station: Some(station.id),
        office: None,
        post,
    })
}

/// What somebody is to be called, and reached by; as it was where it is not said.
#[derive(Clone, Debug, Default)]
pub struct Called {
    /// The name.
    pub name: Option<String>,
    /// Telephone at work; may be empty.
    pub phone: Option<String>,
}

/// Changes what somebody is called and what is said of the post. The right to take in is no part of that.
///
/// # Errors
/// Nobody of this number at a station, a name that a colleague has, a post that can't be, or what the ledger
/// says.
pub fn change(
    app: &App,
    person: ActorId,
    called: &Called,
    wish: &Post,
    by: Option<ActorId>,
    why: &str,
) -> Result<(), ServerError> {
    let now = app.clock.now();
    app.ledger.write(|tx| {
        let known = tx.person(person)?.filter(|known| known.station.is_some());
        let known = known.ok_or(ServerError::NobodyThere(person.0))?;
        if let Some(deputy) = wish.deputy {
            let other = tx.person(deputy)?.filter(|_| deputy != person);
            if other.is_none_or(|other| other.station != known.station) {
                return Err(ServerError::Deputy);
            }
        }
        let renamed = rename(tx, &known, called)?;
        if let Some(name) = &renamed {
            tx.note(now, by, JournalAct::PersonChanged, name, why)?;
        }
        let post = Post {
            withdrawn_at: known.post.withdrawn_at,
            ..tidy(wish)?
        };
        if post != known.post {
            tx.set_post(person, &post)?;
            let name = renamed.as_ref().unwrap_or(&known.name);
            tx.note(now, by, JournalAct::PostChanged, name, why)?;
        } else if renamed.is_none() {
            return Ok(());
        }
        publish::people(tx, now)
    })?;
    app.tell();
    Ok(())
}

/// Gives the name that counts from now on, where something was changed.
fn rename(tx: &Tx<'_>, known: &Person, called: &Called) -> Result<Option<String>, ServerError> {
    let name = called.name.as_deref().unwrap_or(&known.name).trim();
    let phone = called.phone.as_deref().unwrap_or(&known.phone).trim();
    if name == known.name && phone == known.phone {
        return Ok(None);
    }
    fits(name, phone)?;
    let colleague = |one: &Person| one.station == known.station && one.id != known.id;
    let there = tx.people()?;
    if there.iter().any(|one| colleague(one) && one.name == name) {
        return Err(ServerError::AlreadyHere(name.to_owned()));
    }
    tx.rename_person(known.id, name, phone)?;
    Ok(Some(name.to_owned()))
}

fn fits(name: &str, phone: &str) -> Result<(), ServerError> {
    if name.is_empty() || is_long(name) || is_long(phone) {
        return Err(ServerError::Post(PostFault::Called));
    }
    match first_unseen(name).or_else(|| first_unseen(phone)) {
        Some(_) => Err(ServerError::Unseen),
        None => Ok(()),
    }
}

/// A post without blanks and doubled words.
fn tidy(post: &Post) -> Result<Post, ServerError> {
    Ok(Post {
        titles: words(&post.titles)?,
        competences: words(&post.competences)?,
        ..post.clone()
    })
}

fn words(words: &[String]) -> Result<Vec<String>, ServerError> {
    let mut tidy: Vec<String> = Vec::new();
    for word in words.iter().map(|word| word.trim()) {
        if is_long(word) {
            return Err(ServerError::Post(PostFault::LongWord));
        }
        if first_unseen(word).is_some() {
            return Err(ServerError::Unseen);
        }
        if !word.is_empty() && !tidy.iter().any(|known| known == word) {
            tidy.push(word.to_owned());
        }
    }
    match tidy.len() > MOST {
        true => Err(ServerError::Post(PostFault::TooMany)),
        false => Ok(tidy),
    }
}

fn is_long(text: &str) -> bool {
    text.chars().count() > LONGEST
}

/// Everybody and every station, as a directory would be published now. What was published last is
/// `publish::last_directory`.
///
/// # Errors
/// What the ledger says.
pub fn everybody(view: &View<'_>) -> Result<Directory, LedgerError> {
    Ok(Directory {
        format: FORMAT,
        version: 0,
        township: Office {
            name: String::new(),
            phone: String::new(),
        },
        stations: view.stations()?,
        people: view.people()?.into_iter().map(publish::listed).collect(),
    })
}
