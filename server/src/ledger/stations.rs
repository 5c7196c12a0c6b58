//! Stations and people.

use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, params};
use shanyi_domain::directory::Station;
use shanyi_domain::ids::{ActorId, StationId};
use shanyi_domain::post::Post;

use super::{LedgerError, Tx, View};

/// Somebody who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The id in events.
    pub id: ActorId,
    /// The name.
    pub name: String,
    /// What this person is called by office.
    pub title: String,
    /// Telephone at work; may be empty.
    pub phone: String,
    /// The station this person works at.
    pub station: Option<StationId>,
    /// The office this person works in.
    pub office: Option<String>,
    /// What else the county says of the post.
    pub post: Post,
}

impl View<'_> {
    /// Every station.
    ///
    /// # Errors
    /// What the engine says.
    pub fn stations(&self) -> Result<Vec<Station>, LedgerError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT id, code, name, short, township FROM station ORDER BY id")?;
        let rows = statement.query_map([], station)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The station of this village.
    ///
    /// # Errors
    /// What the engine says.
    pub fn station_by_code(&self, code: &str) -> Result<Option<Station>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, code, name, short, township FROM station WHERE code = ?1",
        )?;
        Ok(statement.query_row([code], station).optional()?)
    }

    /// Whether a station is of this township; every station is where none is given.
    ///
    /// # Errors
    /// What the engine says.
    pub fn sees(&self, township: Option<&str>, station: StationId) -> Result<bool, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM station
             WHERE id = ?1 AND township = coalesce(?2, township))",
        )?;
        Ok(statement.query_row(params![station.0, township], |row| row.get(0))?)
    }

    /// Everybody.
    ///
    /// # Errors
    /// What the engine says.
    pub fn people(&self) -> Result<Vec<Person>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, name, title, phone, station, office, post FROM person ORDER BY id",
        )?;
        let rows = statement.query_map([], person)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The person with this number.
    ///
    /// # Errors
    /// What the engine says.
    pub fn person(&self, id: ActorId) -> Result<Option<Person>, LedgerError> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, name, title, phone, station, office, post FROM person WHERE id = ?1",
        )?;
        Ok(statement.query_row([id.0], person).optional()?)
    }
}

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    let post: String = row.get(6)?;
    Ok(Person {
        id: ActorId(row.get(0)?),
        name: row.get(1)?,
        title: row.get(2)?,
        phone: row.get(3)?,
        station: row.get::<_, Option<u32>>(4)?.map(StationId),
        office: row.get(5)?,
        post: serde_json::from_str(&post).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(6, Type::Text, Box::new(error))
        })?,
    })
}

/// A post as the ledger keeps it.
fn post_text(post: &Post) -> Result<String, LedgerError> {
    serde_json::to_string(post).map_err(|_| LedgerError::Broken("a post that can't be written"))
}

fn station(row: &Row<'_>) -> rusqlite::Result<Station> {
    Ok(Station {
        id: StationId(row.get(0)?),
        code: row.get(1)?,
        name: row.get(2)?,
        short: row.get(3)?,
        township: row.get(4)?,
    })
}

impl Tx<'_> {
    /// Enters a station, once.
    ///
    /// # Errors
    /// What the engine says.
    pub fn add_station(&self, station: &Station) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO station (id, code, name, short, township) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (code) DO NOTHING",
            params![
                station.id.0,
                station.code,
                station.name,
                station.short,
                station.township
            ],
        )?;
        Ok(())
    }

    /// Enters a person, once.
    ///
    /// # Errors
    /// What the engine says.
    pub fn add_person(&self, person: &Person) -> Result<(), LedgerError> {
        self.0.0.execute(
            "INSERT INTO person (id, name, title, phone, station, office, post)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING",
            params![
                person.id.0,
                person.name,
                person.title,
                person.phone,
                person.station.map(|station| station.0),
                person.office,
                post_text(&person.post)?
            ],
        )?;
        Ok(())
    }

    /// Changes what a person is called and by which number they are reached at work.
    ///
    /// # Errors
    /// What the engine says.
    pub fn rename_person(
        &self,
        person: ActorId,
        name: &str,
        phone: &str,
    ) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE person SET name = ?2, phone = ?3 WHERE id = ?1",
            params![person.0, name, phone],
        )?;
        Ok(())
    }

    /// Changes what is said of a person's post.
    ///
    /// # Errors
    /// What the engine says.
    pub fn set_post(&self, person: ActorId, post: &Post) -> Result<(), LedgerError> {
        self.0.0.execute(
            "UPDATE person SET post = ?2 WHERE id = ?1",
            params![person.0, post_text(post)?],
        )?;
        Ok(())
    }
}
