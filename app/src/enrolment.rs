//! The file by which a township makes a PC its station's. Until keys have their own exchange, the
//! township's program writes it and the station reads it once, at its first start.

use std::path::Path;

use serde::Deserialize;
use shanyi_domain::directory::Station;
use shanyi_domain::ids::{ActorId, DeviceId};
use shanyi_domain::number::Block;
use shanyi_store::{Identity, Operator};
use shanyi_wire::keys::{PublicKey, SigningKey};

use crate::error::DeskError;

/// The only format there is.
const FORMAT: u32 = 1;

#[derive(Deserialize)]
struct File {
    format: u32,
    server: String,
    device: DeviceId,
    #[serde(with = "hex::serde")]
    secret: [u8; 32],
    #[serde(with = "hex::serde")]
    township_key: [u8; 32],
    station: Station,
    block: Block,
    operator: Person,
}

#[derive(Deserialize)]
struct Person {
    id: ActorId,
    name: String,
    #[serde(default)]
    phone: String,
}

/// Reads an enrolment file.
///
/// # Errors
/// [`DeskError::NotEnrolled`] when the file can't be used.
pub fn read(path: &Path) -> Result<Identity, DeskError> {
    let text = std::fs::read_to_string(path);
    parse(&text.map_err(|error| unusable(&format!("{:?}", error.kind())))?)
}

/// Reads the text of an enrolment file.
///
/// # Errors
/// [`DeskError::NotEnrolled`] when it can't be used.
pub fn parse(text: &str) -> Result<Identity, DeskError> {
    let file: File = serde_json::from_str(text).map_err(|_| unusable("shape"))?;
    if file.format != FORMAT {
        return Err(unusable("format"));
    }
    Ok(Identity {
        device: file.device,
        key: SigningKey::from_bytes(&file.secret),
        township_key: PublicKey(file.township_key),
        server: file.server,
        station: file.station,
        operator: Operator {
            id: file.operator.id,
            name: file.operator.name,
            phone: file.operator.phone,
        },
        block: file.block,
    })
}

fn unusable(reason: &str) -> DeskError {
    tracing::error!(reason, "the enrolment file can't be used");
    DeskError::NotEnrolled
}
