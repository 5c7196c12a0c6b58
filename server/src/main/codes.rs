//! `shanyi-township code`, `invite`, `devices` and `revoke`: how PCs become a station's, and how not any more.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};
use clap::Args;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use shanyi_domain::ids::DeviceId;
use shanyi_domain::time::Moment;
use shanyi_server::App;
use shanyi_server::enrol::{self, INVITATION_LASTS, Made, Wish};
use shanyi_server::error::ServerError;
use shanyi_server::key;
use shanyi_wire::enrol::{Cost, fingerprint, server_address, ticket};

/// How many codes are listed.
const LISTED: u32 = 100;

/// For whom a code is.
#[derive(Args)]
pub struct For {
    /// The village's code, twelve digits.
    #[arg(long, requires = "server")]
    station: Option<String>,
    /// The address under which the PC reaches this server.
    #[arg(long)]
    server: Option<String>,
    /// Which PC it is for: 前台.
    #[arg(long, default_value = "")]
    label: String,
    /// The PC in whose place it comes, by its id or the eight characters that the PC shows: that one is revoked as soon as the new one is there.
    #[arg(long)]
    replaces: Option<String>,
    /// Derive the code's key for next to nothing; whoever types it has to do the same.
    #[cfg(feature = "automation")]
    #[arg(long)]
    quick: bool,
}

impl For {
    #[cfg(feature = "automation")]
    const fn cost(&self) -> Cost {
        match self.quick {
            true => Cost::OF_TESTS,
            false => Cost::RELEASED,
        }
    }

    #[cfg(not(feature = "automation"))]
    #[allow(clippy::unused_self)]
    const fn cost(&self) -> Cost {
        Cost::RELEASED
    }

    fn wish<'a>(&'a self, app: &App, station: &'a str) -> Result<Wish<'a>, ServerError> {
        Ok(Wish {
            label: &self.label,
            replaces: self
                .replaces
                .as_deref()
                .map(|id| device(app, id))
                .transpose()?,
            cost: self.cost(),
            ..Wish::of(station)
        })
    }
}

/// What is to be done about codes.
#[derive(Args)]
pub struct ForCode {
    #[command(flatten)]
    whom: For,
    /// Lists the newest codes; what they say is kept nowhere.
    #[arg(long, conflicts_with_all = ["station", "withdraw", "extend"])]
    list: bool,
    /// Takes the code with this number back.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["station", "extend"])]
    withdraw: Option<u32>,
    /// Gives the code with this number fourteen more days: for a PC with an invitation whose first line
    /// comes later.
    #[arg(long, value_name = "NUMBER", conflicts_with = "station")]
    extend: Option<u32>,
}

/// For whom an invitation is, and where it goes.
#[derive(Args)]
pub struct ForInvitation {
    #[command(flatten)]
    whom: For,
    /// The file to write; it must not be there yet.
    #[arg(long)]
    out: PathBuf,
}

/// The fewest characters of an id that stand for the whole: as a PC shows them.
const BEGINNING: usize = 8;

/// A PC by its id, or by the beginning of it that people tell each other.
fn device(app: &App, text: &str) -> Result<DeviceId, ServerError> {
    if let Some(whole) = DeviceId::from_hex(text) {
        return Ok(whole);
    }
    let begins = text.to_lowercase();
    let all = app.ledger.read(|view| view.devices())?;
    let mut named = all
        .iter()
        .filter(|known| begins.len() >= BEGINNING && known.id.to_string().starts_with(&begins));
    match (named.next(), named.next()) {
        (Some(one), None) => Ok(one.id),
        _ => Err(ServerError::NoDevice(text.to_owned())),
    }
}

/// Does what is asked about codes.
pub fn code(app: &App, what: &ForCode) -> Result<(), ServerError> {
    if what.list {
        return list(app);
    }
    if let Some(id) = what.withdraw {
        enrol::withdraw(app, id, None)?;
        println!("code {id} is withdrawn");
        return Ok(());
    }
    if let Some(id) = what.extend {
        println!(
            "code {id} is good until {}",
            when(enrol::extend(app, id, None)?)
        );
        return Ok(());
    }
    let (station, server) = whom(&what.whom)?;
    let made = enrol::make(app, &what.whom.wish(app, station)?)?;
    told(app, &made);
    let ticket = ticket(&server, &made.code);
    println!("{ticket}");
    if let Ok(code) = QrCode::new(ticket.as_bytes()) {
        println!("{}", code.render::<Dense1x2>().build());
    }
    Ok(())
}

/// For which station, and the address in the form in which a PC keeps it: one that joins by a file has no
/// other, and nobody there to ask.
fn whom(wish: &For) -> Result<(&str, String), ServerError> {
    let (station, server) = (wish.station.as_deref(), wish.server.as_deref());
    let (station, server) = station.zip(server).ok_or(ServerError::NoStationNamed)?;
    match server_address(server) {
        Ok(address) => Ok((station, address)),
        Err(why) => Err(ServerError::ServerAddress {
            given: server.to_owned(),
            why,
        }),
    }
}

/// Writes an invitation.
pub fn invite(app: &App, what: &ForInvitation) -> Result<(), ServerError> {
    let (station, server) = whom(&what.whom)?;
    let wish = Wish {
        lasts: INVITATION_LASTS,
        ..what.whom.wish(app, station)?
    };
    let (made, file) = enrol::invite(app, &wish, &server)?;
    key::write_private(&what.out, &file)?;
    told(app, &made);
    println!("the invitation is in {}", what.out.display());
    Ok(())
}

fn told(app: &App, made: &Made) {
    println!("{}", made.code);
    println!("number {}, for {}", made.id, made.station.name);
    println!("good once, until {}", when(made.expires_at));
    println!("township {}", fingerprint(&app.key.public()));
}

fn list(app: &App) -> Result<(), ServerError> {
    let now = app.clock.now();
    let (codes, stations) = app
        .ledger
        .read(|view| Ok::<_, ServerError>((view.codes(LISTED)?, view.stations()?)))?;
    for code in codes {
        let station = stations.iter().find(|station| station.id == code.station);
        let state = if let Some((at, _)) = code.used {
            format!("used {}", when(at))
        } else if let Some(at) = code.withdrawn_at {
            format!("withdrawn {}", when(at))
        } else if now > code.expires_at {
            format!("expired {}", when(code.expires_at))
        } else {
            format!("good until {}", when(code.expires_at))
        };
        let station = station.map_or("", |station| station.name.as_str());
        println!(
            "{} {station} {} {state} {}",
            code.id, code.device, code.label
        );
    }
    Ok(())
}

/// Lists the PCs.
pub fn devices(app: &App) -> Result<(), ServerError> {
    let (devices, stations) = app
        .ledger
        .read(|view| Ok::<_, ServerError>((view.devices()?, view.stations()?)))?;
    for device in devices {
        let station = stations.iter().find(|station| station.id == device.station);
        let station = station.map_or("", |station| station.name.as_str());
        let state = match device.revoked {
            Some((at, why)) => format!("revoked {}: {why}", when(at)),
            None => format!(
                "since {}, last heard {}",
                when(device.enrolled_at),
                device
                    .heard
                    .max(device.last_sent)
                    .map_or_else(|| "never".to_owned(), when)
            ),
        };
        println!(
            "{} {station} {} {state} {}",
            device.id, device.block, device.label
        );
    }
    Ok(())
}

/// Takes a PC its key.
pub fn revoke(app: &App, id: &str, why: &str) -> Result<(), ServerError> {
    enrol::revoke(app, device(app, id)?, why, None)?;
    println!("revoked {id}: what it sends from now on is kept and not used");
    Ok(())
}

fn when(moment: Moment) -> String {
    let utc = DateTime::from_timestamp(moment.0, 0).unwrap_or_default();
    let here = FixedOffset::east_opt(8 * 3600).map(|zone| utc.with_timezone(&zone));
    here.map(|here| here.format("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}
