//! `/api/people`: who works at the stations, and what the county changes of that.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use shanyi_domain::directory::{Directory, Person};
use shanyi_domain::ids::ActorId;
use shanyi_domain::post::{Post, concerns};

use super::act::{NewcomerWish, PostWish, RightWish};
use super::acts::{TEXT, maybe, said};
use super::error::{ConsoleError, Field};
use super::may::{self, Deed};
use super::session::Clerk;
use super::show::station_view;
use super::sight;
use super::view::{PeopleView, PersonView, PostView, RightDone, StationPeople};
use crate::App;
use crate::ledger::accounts::SignedIn;
use crate::ledger::{LedgerError, View};
use crate::people::{self, Called, Newcomer};
use crate::rights;

/// `GET /api/people`.
pub async fn people(
    State(app): State<Arc<App>>,
    clerk: Clerk,
) -> Result<Json<PeopleView>, ConsoleError> {
    may::allowed(&clerk.0, Deed::SeePeople)?;
    app.blocking(move |app| shown(app, &clerk.0))
        .await?
        .map(Json)
}

/// `POST /api/people`.
pub async fn enter(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    body: Result<Json<NewcomerWish>, JsonRejection>,
) -> Result<Json<PeopleView>, ConsoleError> {
    may::allowed(&clerk.0, Deed::ChangePost)?;
    let Json(wish) = body.map_err(|_| ConsoleError::BadRequest)?;
    app.blocking(move |app| {
        let clerk = &clerk.0;
        app.ledger
            .read(|view| sight::station(view, clerk, &wish.station).map(drop))?;
        let newcomer = Newcomer {
            station: wish.station,
            name: said(&wish.name, Field::Name, people::LONGEST)?,
            phone: maybe(Some(&wish.phone), Field::Phone, people::LONGEST)?.unwrap_or_default(),
            post: Post {
                since: wish.since,
                ..Post::default()
            },
        };
        people::enter(app, &[newcomer], Some(clerk.person))?;
        shown(app, clerk)
    })
    .await?
    .map(Json)
}

/// `POST /api/people/{id}/post`.
pub async fn post(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    Path(id): Path<String>,
    body: Result<Json<PostWish>, JsonRejection>,
) -> Result<Json<PeopleView>, ConsoleError> {
    let id = number(&id)?;
    let Json(wish) = body.map_err(|_| ConsoleError::BadRequest)?;
    app.blocking(move |app| {
        let clerk = &clerk.0;
        app.ledger
            .read(|view| may::person(view, clerk, Deed::ChangePost, id).map(drop))?;
        let why = said(&wish.why, Field::Reason, TEXT)?;
        let longest = people::LONGEST;
        let name = wish.name.as_ref();
        let phone = wish.phone.as_ref();
        let called = Called {
            name: name
                .map(|name| said(name, Field::Name, longest))
                .transpose()?,
            phone: phone
                .map(|phone| {
                    maybe(Some(phone), Field::Phone, longest).map(Option::unwrap_or_default)
                })
                .transpose()?,
        };
        people::change(app, id, &called, &wanted(wish), Some(clerk.person), &why)?;
        shown(app, clerk)
    })
    .await?
    .map(Json)
}

/// `POST /api/people/{id}/right`.
pub async fn right(
    State(app): State<Arc<App>>,
    clerk: Clerk,
    Path(id): Path<String>,
    body: Result<Json<RightWish>, JsonRejection>,
) -> Result<Json<RightDone>, ConsoleError> {
    let id = number(&id)?;
    let Json(wish) = body.map_err(|_| ConsoleError::BadRequest)?;
    app.blocking(move |app| righted(app, &clerk.0, id, &wish))
        .await?
        .map(Json)
}

fn righted(
    app: &App,
    clerk: &SignedIn,
    id: ActorId,
    wish: &RightWish,
) -> Result<RightDone, ConsoleError> {
    app.ledger
        .read(|view| may::person(view, clerk, Deed::ChangeRight, id).map(drop))?;
    let why = said(&wish.why, Field::Reason, TEXT)?;
    let by = Some(clerk.person);
    let (to, cases, used) = if wish.granted {
        (None, 0, rights::grant(app, id, by, &why)?)
    } else {
        let done = rights::withdraw(app, id, by, &why)?;
        (done.to, done.cases, 0)
    };
    let to = match to {
        Some(to) => app.ledger.read(|view| view.person(to))?,
        None => None,
    };
    Ok(RightDone {
        people: shown(app, clerk)?,
        to: to.map(|to| to.name),
        cases,
        used: u32::try_from(used).unwrap_or(u32::MAX),
    })
}

/// Reads somebody's number from an address.
fn number(text: &str) -> Result<ActorId, ConsoleError> {
    text.parse()
        .map(ActorId)
        .map_err(|_| ConsoleError::NotFound)
}

fn wanted(wish: PostWish) -> Post {
    Post {
        agency: wish.agency,
        since: wish.since,
        titles: wish.titles,
        competences: wish.competences,
        files_online: wish.files_online,
        supervises: wish.supervises,
        deputy: wish.deputy.map(ActorId),
        away: wish.away,
        withdrawn_at: None,
    }
}

fn shown(app: &App, clerk: &SignedIn) -> Result<PeopleView, ConsoleError> {
    let stations = app.ledger.read(|view| stations(view, clerk))?;
    Ok(PeopleView {
        stations,
        may_change: may::may(may::Role::of(clerk), Deed::ChangePost),
    })
}

fn stations(view: &View<'_>, clerk: &SignedIn) -> Result<Vec<StationPeople>, LedgerError> {
    let directory: Directory = people::everybody(view)?;
    let mut concerns = concerns(&directory);
    let township = clerk.township.as_deref();
    let seen = directory.stations.iter();
    let seen = seen.filter(|station| township.is_none_or(|own| station.township == own));
    Ok(seen
        .map(|station| StationPeople {
            station: station_view(station),
            people: directory
                .people
                .iter()
                .filter(|person| person.station == Some(station.id))
                .map(person)
                .collect(),
            concerns: concerns.remove(&station.id).unwrap_or_default(),
        })
        .collect())
}

fn person(person: &Person) -> PersonView {
    let post = &person.post;
    PersonView {
        id: person.id.0,
        name: person.name.clone(),
        title: person.title.clone(),
        phone: person.phone.clone(),
        post: PostView {
            agency: post.agency,
            since: post.since,
            titles: post.titles.clone(),
            competences: post.competences.clone(),
            files_online: post.files_online,
            supervises: post.supervises,
            deputy: post.deputy.map(|deputy| deputy.0),
            away: post.away,
            withdrawn_at: post.withdrawn_at,
        },
    }
}
