//! Why a PC has not become a station's.

use serde::Serialize;
use shanyi_sync::carrier::Unproven;
use shanyi_sync::enrol::EnrolError;
use shanyi_wire::enrol::EnrolRefusal;
use thiserror::Error;

/// Why a PC has not become a station's. What was drawn and answered before stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Error)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JoinFault {
    /// A code has ten characters.
    #[error("a code has ten characters, not {found}")]
    CodeLength {
        /// So many were typed.
        found: u32,
    },
    /// No code has this character.
    #[error("no code has this character")]
    CodeCharacter {
        /// Which.
        found: String,
    },
    /// The address can't be one.
    #[error("the address makes no sense")]
    Address,
    /// The address is of another machine, and what answers there has no TLS.
    #[error("there is no TLS at the address")]
    NoTls,
    /// The server's certificate is of another name or address.
    #[error("the server's certificate is of another name")]
    WrongName,
    /// Nobody answered, or the line broke.
    #[error("the line is down")]
    Down,
    /// Whoever answered is no township, or not the one that made the code.
    #[error("whoever answered is not the township of this code")]
    NotTownship,
    /// Somebody stands between this PC and the township.
    #[error("somebody stands between this PC and the township")]
    AnotherLine,
    /// Nobody made this code.
    #[error("there is no such code")]
    NoCode,
    /// The code is too old.
    #[error("the code is too old")]
    Expired,
    /// The code was taken back.
    #[error("the code was taken back")]
    Withdrawn,
    /// Another PC came with it.
    #[error("the code was used by another PC")]
    Used,
    /// Too many wrong codes.
    #[error("too many wrong codes")]
    TooMany {
        /// Minutes to wait.
        minutes: u32,
    },
    /// The township has taken this PC its key already.
    #[error("this PC was revoked")]
    Revoked,
    /// The township has a trouble of its own.
    #[error("the township is in trouble of its own")]
    Ailing,
    /// The file is no invitation, or not whole.
    #[error("the file is no invitation")]
    NoInvitation,
    /// The invitation opens by another code.
    #[error("the invitation is of another code")]
    AnotherCode,
    /// The code is of another station than this PC's cases.
    #[error("the code is of another station")]
    AnotherStation {
        /// Of which.
        station: String,
    },
    /// Nothing was begun that could be gone on with.
    #[error("nothing was begun")]
    NothingBegun,
    /// This PC is a station's already.
    #[error("this PC is a station's already")]
    JoinedAlready,
    /// The PC has no memory left for the work, or no random numbers.
    #[error("the PC has no memory for this")]
    NoMemory,
}

impl From<EnrolError> for JoinFault {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::Address => Self::Address,
            EnrolError::Down => Self::Down,
            EnrolError::Unproven(Unproven::Plain | Unproven::Tls) => Self::NoTls,
            EnrolError::Unproven(Unproven::Name) => Self::WrongName,
            EnrolError::Unproven(Unproven::Authority | Unproven::Time) => Self::AnotherLine,
            EnrolError::Stranger => Self::NotTownship,
            EnrolError::Refused { why, seconds } => refused(why, seconds),
        }
    }
}

fn refused(why: EnrolRefusal, seconds: Option<u32>) -> JoinFault {
    match why {
        EnrolRefusal::NoCode => JoinFault::NoCode,
        EnrolRefusal::Expired => JoinFault::Expired,
        EnrolRefusal::Withdrawn => JoinFault::Withdrawn,
        EnrolRefusal::Used => JoinFault::Used,
        EnrolRefusal::AnotherLine => JoinFault::AnotherLine,
        EnrolRefusal::TooMany => JoinFault::TooMany {
            minutes: seconds.unwrap_or(900).div_ceil(60),
        },
        EnrolRefusal::Revoked => JoinFault::Revoked,
        EnrolRefusal::Malformed | EnrolRefusal::Other => JoinFault::NotTownship,
        EnrolRefusal::Ailing => JoinFault::Ailing,
    }
}
