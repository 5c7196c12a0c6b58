//! `shanyi-township people`: who works at the stations, what their posts are, and who may take in.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use shanyi_domain::ids::ActorId;
use shanyi_domain::post::{Post, concerns};
use shanyi_domain::time::Day;
use shanyi_server::error::ServerError;
use shanyi_server::people::{self, Called, Newcomer};
use shanyi_server::{App, rights};

/// What is done about people.
#[derive(Subcommand)]
pub enum What {
    /// Lists who works where, by number, and what is not as it should be.
    List {
        /// Of this village alone.
        #[arg(long)]
        station: Option<String>,
    },
    /// Enters somebody who begins to work at a station, or a batch of them.
    Enter(Enter),
    /// Changes somebody's name or telephone, or what is said of the post; what is not named stays.
    Post(Change),
    /// Withdraws somebody's right to take in cases, and hands on what is open.
    Withdraw(Right),
    /// Gives the right again.
    Grant(Right),
}

/// Who begins.
#[derive(Args)]
pub struct Enter {
    /// The village's code, twelve digits.
    #[arg(long, required_unless_present = "file")]
    station: Option<String>,
    /// The name.
    #[arg(long, required_unless_present = "file")]
    name: Option<String>,
    /// Telephone at work.
    #[arg(long, default_value = "")]
    phone: String,
    /// The first day: 2026-12-01.
    #[arg(long)]
    since: Option<chrono::NaiveDate>,
    /// A batch instead, all or nobody: JSON, [{station, name, phone, post: {since, titles, competences}}].
    #[arg(long, conflicts_with_all = ["station", "name", "since"])]
    file: Option<PathBuf>,
}

/// What becomes of a post.
#[derive(Args)]
pub struct Change {
    /// The person's number.
    #[arg(long)]
    person: u32,
    /// What the person is called from now on.
    #[arg(long)]
    name: Option<String>,
    /// Telephone at work from now on.
    #[arg(long)]
    phone: Option<String>,
    /// Further titles, all of them; may be said several times.
    #[arg(long)]
    title: Vec<String>,
    /// Departments that the person is competent for, all of them; may be said several times.
    #[arg(long)]
    competence: Vec<String>,
    /// Whether the person may file online.
    #[arg(long)]
    files_online: Option<bool>,
    /// Whether the person may take over what colleagues have begun.
    #[arg(long)]
    supervises: Option<bool>,
    /// The number of who takes over while the person is away; 0 is nobody.
    #[arg(long)]
    deputy: Option<u32>,
    /// Whether the person is away.
    #[arg(long)]
    away: Option<bool>,
    /// Why.
    #[arg(long, default_value = "")]
    why: String,
}

/// Whose right.
#[derive(Args)]
pub struct Right {
    /// The person's number.
    #[arg(long)]
    person: u32,
    /// Why, for the journal and for whoever takes over.
    #[arg(long)]
    why: String,
}

/// Does it.
pub fn run(app: &App, what: &What) -> Result<(), ServerError> {
    match what {
        What::List { station } => list(app, station.as_deref()),
        What::Enter(wish) => enter(app, wish),
        What::Post(change) => post(app, change),
        What::Withdraw(right) => {
            let done = rights::withdraw(app, ActorId(right.person), None, &right.why)?;
            match done.to {
                Some(to) => println!("withdrawn; {} open cases go to {}", done.cases, to.0),
                None => println!("withdrawn; nobody is left there to go on with open cases"),
            }
            Ok(())
        }
        What::Grant(right) => {
            let used = rights::grant(app, ActorId(right.person), None, &right.why)?;
            println!("given; {used} entries that were set aside are used");
            Ok(())
        }
    }
}

fn list(app: &App, station: Option<&str>) -> Result<(), ServerError> {
    let directory = app.ledger.read(people::everybody)?;
    let concerns = concerns(&directory);
    for there in &directory.stations {
        if station.is_some_and(|station| station != there.code) {
            continue;
        }
        println!("{} {}", there.code, there.name);
        let here = |one: &&shanyi_domain::directory::Person| one.station == Some(there.id);
        for person in directory.people.iter().filter(here) {
            let right = match person.post.may_collect() {
                true => "",
                false => " [right withdrawn]",
            };
            println!("  {} {} {}{right}", person.id.0, person.name, person.phone);
        }
        for concern in concerns.get(&there.id).into_iter().flatten() {
            println!("  ! {concern:?}");
        }
    }
    Ok(())
}

fn enter(app: &App, wish: &Enter) -> Result<(), ServerError> {
    let newcomers = match &wish.file {
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(ServerError::file(file))?;
            people::batch(&text)?
        }
        None => vec![Newcomer {
            station: wish.station.clone().unwrap_or_default(),
            name: wish.name.clone().unwrap_or_default(),
            phone: wish.phone.clone(),
            post: Post {
                since: wish.since.map(Day),
                ..Post::default()
            },
        }],
    };
    let entered = people::enter(app, &newcomers, None)?;
    for (person, newcomer) in entered.iter().zip(&newcomers) {
        println!("{} {} {}", person.0, newcomer.station, newcomer.name);
    }
    Ok(())
}

fn post(app: &App, change: &Change) -> Result<(), ServerError> {
    let person = ActorId(change.person);
    let known = app.ledger.read(|view| view.person(person))?;
    let mut post = known.ok_or(ServerError::NobodyThere(person.0))?.post;
    if !change.title.is_empty() {
        post.titles.clone_from(&change.title);
    }
    if !change.competence.is_empty() {
        post.competences.clone_from(&change.competence);
    }
    post.files_online = change.files_online.unwrap_or(post.files_online);
    post.supervises = change.supervises.unwrap_or(post.supervises);
    post.away = change.away.unwrap_or(post.away);
    post.deputy = match change.deputy {
        None => post.deputy,
        Some(0) => None,
        Some(deputy) => Some(ActorId(deputy)),
    };
    let called = Called {
        name: change.name.clone(),
        phone: change.phone.clone(),
    };
    people::change(app, person, &called, &post, None, &change.why)?;
    println!("changed");
    Ok(())
}
