//! Publishing: the catalogue, the calendar and the directory reach every station as an event of
//! the broadcast feed; the bytes are fetched by their hash.

use std::path::Path;

use shanyi_domain::catalog::Catalog;
use shanyi_domain::directory::{self, Directory, Office};
use shanyi_domain::ids::{ImageHash, StationId};
use shanyi_domain::time::Moment;
use shanyi_domain::workday::Calendar;
use shanyi_wire::derive;
use shanyi_wire::event::{Document, DocumentKind};

use crate::App;
use crate::error::{Making, ServerError};
use crate::ledger::documents::Published;
use crate::ledger::stations;
use crate::ledger::{LedgerError, Tx, View};
use crate::township;

/// Checks the catalogue in this file and publishes it. Returns its version.
///
/// # Errors
/// A broken file, with the place and the reason; a version that is not the next one.
pub fn catalog_file(app: &App, path: &Path) -> Result<u32, ServerError> {
    let text = std::fs::read_to_string(path).map_err(ServerError::file(path))?;
    let checked = Catalog::from_json_to_publish(&text);
    let catalog = checked.map_err(|error| ServerError::Document {
        path: path.to_owned(),
        error,
    })?;
    app.ledger
        .write(|tx| catalog_text(tx, &catalog, &text, app.clock.now()))?;
    app.tell();
    Ok(catalog.version)
}

/// Publishes a checked catalogue, of which `text` are the bytes.
///
/// # Errors
/// A version that is not newer, or what the ledger says.
pub fn catalog_text(
    tx: &Tx<'_>,
    catalog: &Catalog,
    text: &str,
    now: Moment,
) -> Result<(), ServerError> {
    document(tx, DocumentKind::Catalog, catalog.version, text, now)?;
    tx.keep_items(catalog)?;
    Ok(())
}

/// Checks the calendar in this file and publishes it. Returns its version.
///
/// # Errors
/// A broken file, with the place and the reason; a version that is not newer than the one in
/// force.
pub fn calendar_file(app: &App, path: &Path) -> Result<u32, ServerError> {
    let text = std::fs::read_to_string(path).map_err(ServerError::file(path))?;
    let checked = Calendar::from_json(&text);
    let calendar = checked.map_err(|error| ServerError::Document {
        path: path.to_owned(),
        error,
    })?;
    app.ledger
        .write(|tx| calendar_text(tx, &calendar, &text, app.clock.now()))?;
    app.tell();
    Ok(calendar.version)
}

/// Publishes a checked calendar, of which `text` are the bytes. Days that depend on it are
/// computed anew.
///
/// # Errors
/// A version that is not newer, or what the ledger says.
pub fn calendar_text(
    tx: &Tx<'_>,
    calendar: &Calendar,
    text: &str,
    now: Moment,
) -> Result<(), ServerError> {
    document(tx, DocumentKind::Calendar, calendar.version, text, now)?;
    tx.list_by(calendar)?;
    Ok(())
}

/// Publishes who is who anew, where a directory was published before and what it says has changed.
///
/// # Errors
/// What the ledger says.
pub(crate) fn people(tx: &Tx<'_>, now: Moment) -> Result<(), ServerError> {
    match last_directory(tx)? {
        Some(last) => directory(tx, &last.township, now),
        None => Ok(()),
    }
}

/// Who is who, as it was published last. As it would be published now is [`crate::people::everybody`].
///
/// # Errors
/// What the ledger says.
pub(crate) fn last_directory(view: &View<'_>) -> Result<Option<Directory>, LedgerError> {
    let published = view.newest(DocumentKind::Directory)?;
    let text = published.map(|published| String::from_utf8(published.bytes).unwrap_or_default());
    Ok(text.and_then(|text| Directory::from_json(&text).ok()))
}

/// Publishes who and what there is, from the ledger, where that changed.
///
/// # Errors
/// What the ledger says.
pub fn directory(tx: &Tx<'_>, township: &Office, now: Moment) -> Result<(), ServerError> {
    let last = tx.newest(DocumentKind::Directory)?;
    let version = last.as_ref().map_or(0, |last| last.version);
    let mut directory = Directory {
        format: directory::FORMAT,
        version,
        township: township.clone(),
        stations: tx.stations()?,
        people: tx.people()?.into_iter().map(listed).collect(),
    };
    let same = text(&directory)?;
    if last.is_some_and(|last| last.bytes == same.as_bytes()) {
        return Ok(());
    }
    directory.version = tx.last_version(DocumentKind::Directory)? + 1;
    let version = directory.version;
    document(
        tx,
        DocumentKind::Directory,
        version,
        &text(&directory)?,
        now,
    )
}

pub(crate) fn listed(person: stations::Person) -> directory::Person {
    directory::Person {
        id: person.id,
        name: person.name,
        title: person.title,
        phone: person.phone,
        station: person.station,
        post: person.post,
    }
}

fn text(directory: &Directory) -> Result<String, ServerError> {
    serde_json::to_string(directory).map_err(|_| ServerError::Made(Making::Directory))
}

/// Puts a document in force again whose event was given back to this ledger, now that a station has
/// sent its bytes as an image. Anything else stays an image.
///
/// # Errors
/// What the ledger says.
pub fn adopt(app: &App, station: StationId, hash: &ImageHash) -> Result<(), LedgerError> {
    let wanted = app.ledger.read(|view| view.document_wanted(hash))?;
    let Some((kind, version)) = wanted else {
        return Ok(());
    };
    let Some(bytes) = app.ledger.image_bytes(station, hash)? else {
        return Ok(());
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let published = Published {
        version,
        hash: *hash,
        bytes,
    };
    let now = app.clock.now();
    app.ledger.write(|tx| {
        tx.no_longer_want(kind, version)?;
        match kind {
            DocumentKind::Catalog => {
                let Ok(catalog) = Catalog::from_json(&text) else {
                    return unreadable(kind, version);
                };
                tx.keep_document(kind, &published, now)?;
                tx.keep_items(&catalog)
            }
            DocumentKind::Calendar => {
                if Calendar::from_json(&text).is_err() {
                    return unreadable(kind, version);
                }
                tx.keep_document(kind, &published, now)?;
                tx.list_by(tx.calendar()?.as_ref())
            }
            DocumentKind::Directory => match Directory::from_json(&text) {
                Ok(_) => tx.keep_document(kind, &published, now),
                Err(_) => unreadable(kind, version),
            },
        }
    })
}

/// A newer program published it: the one before stays in force here.
fn unreadable(kind: DocumentKind, version: u32) -> Result<(), LedgerError> {
    tracing::warn!(
        ?kind,
        version,
        "a document that was given back can't be read"
    );
    Ok(())
}

fn document(
    tx: &Tx<'_>,
    kind: DocumentKind,
    version: u32,
    text: &str,
    now: Moment,
) -> Result<(), ServerError> {
    let last = tx.last_version(kind)?;
    if version <= last {
        let next = last + 1;
        return Err(ServerError::Published { version, next });
    }
    let bytes = text.as_bytes().to_vec();
    let hash = derive::image_hash(&bytes);
    let length = u32::try_from(bytes.len()).map_err(|_| LedgerError::Broken("a document"))?;
    let published = Published {
        version,
        hash,
        bytes,
    };
    tx.keep_document(kind, &published, now)?;
    let announced = Document {
        kind,
        version,
        hash,
        length,
    };
    township::announce(tx, announced, now)?;
    Ok(())
}
