//! Enrolling a station's installation: a device with a key, and the file that carries both there.
//! Until enrolment has its one-time codes, the file itself is the secret.

use std::path::Path;

use serde::Serialize;
use shanyi_domain::directory::Station;
use shanyi_domain::ids::DeviceId;
use shanyi_domain::number::Block;
use shanyi_wire::keys::SigningKey;

use crate::App;
use crate::error::ServerError;
use crate::key;
use crate::ledger::devices::Device;

#[derive(Serialize)]
struct Enrolment<'a> {
    format: u32,
    server: &'a str,
    device: String,
    secret: String,
    township_key: String,
    station: Station,
    block: String,
    operator: EnrolledOperator,
}

#[derive(Serialize)]
struct EnrolledOperator {
    id: u32,
    name: String,
    phone: String,
}

/// Enrols a device at the station with this code and writes the file for it.
///
/// # Errors
/// No such station, nobody working there, or a file that is there already.
pub fn enrol(app: &App, code: &str, server: &str, out: &Path) -> Result<(), ServerError> {
    let mut secret = [0u8; 32];
    getrandom::fill(&mut secret)?;
    let mut id = DeviceId([0; 16]);
    getrandom::fill(&mut id.0)?;
    let key = SigningKey::from_bytes(&secret);
    app.ledger.write(|tx| {
        let no_station = || ServerError::NoStation(code.to_owned());
        let station = tx.station_by_code(code)?.ok_or_else(no_station)?;
        let people = tx.people()?;
        let operator = people
            .into_iter()
            .find(|person| person.station == Some(station.id))
            .ok_or_else(no_station)?;
        let taken = tx.blocks(station.id)?;
        let count = u32::try_from(taken.len()).map_err(|_| ServerError::NoBlock)?;
        let block = Block::nth(count).ok_or(ServerError::NoBlock)?;
        let device = Device {
            id,
            key: key.public(),
            station: station.id,
        };
        tx.enrol(&device, block.as_str(), app.clock.now())?;
        let enrolment = Enrolment {
            format: 1,
            server,
            device: id.to_string(),
            secret: hex::encode(secret),
            township_key: hex::encode(app.key.public().0),
            station,
            block: block.as_str().to_owned(),
            operator: EnrolledOperator {
                id: operator.id.0,
                name: operator.name,
                phone: operator.phone,
            },
        };
        let text = serde_json::to_vec_pretty(&enrolment)
            .map_err(|_| ServerError::Made("the enrolment could not be written as JSON"))?;
        // Inside the transaction: without its file the device must not be there.
        key::write_private(out, &text)
    })
}
