//! What the console is told when something can't be done: a closed set, each with its sentence in
//! the pages' messages.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shanyi_domain::state::State;

use crate::ledger::{Ailment, LedgerError};

/// Why a request of the console was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ConsoleError {
    /// Nobody is signed in, or the session is over.
    SignedOut,
    /// Name and password do not fit together.
    WrongPassword,
    /// Too many wrong passwords of one account, or from one address.
    Locked {
        /// So many seconds from now the next try is taken.
        seconds: u32,
    },
    /// The account was closed: name and password are right, and nobody signs in by them.
    AccountClosed,
    /// The request does not come from the console's own pages.
    NotFromHere,
    /// The request makes no sense to this program.
    BadRequest,
    /// No such case, image or address; or one of another township's, which is not told apart: who
    /// may not see a case does not learn that there is one.
    NotFound,
    /// The case has moved on since the clerk looked.
    MovedOn,
    /// The act has no place in the state of the case.
    NotNow {
        /// The state.
        state: State,
    },
    /// This desk does not do that, or this account may only look.
    NotYours,
    /// The right of somebody is as it should become.
    RightAlready {
        /// Whose.
        name: String,
    },
    /// Nobody works at the station for which a code is wanted.
    NobodyWorksThere {
        /// The station.
        name: String,
    },
    /// A text or number is missing or makes no sense.
    Invalid {
        /// Which one.
        field: Field,
        /// What is wrong with it.
        fault: FieldFault,
    },
    /// The image's bytes are still on their way.
    Incomplete {
        /// Bytes that are here.
        have: u32,
        /// Bytes that there are.
        total: u32,
    },
    /// The township's disk is full or may only be read: nothing was changed, and nothing can be
    /// until somebody makes room.
    NoRoom,
    /// Another trouble of the township's own; nothing was changed.
    Trouble,
}

/// A field of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Why.
    Reason,
    /// Where to go instead.
    WhereToGo,
    /// What a correction wants.
    Wanted,
    /// What is wrong with a paper.
    Why,
    /// A note or comment.
    Text,
    /// A result's name.
    Name,
    /// A result's number.
    Number,
    /// An office.
    Office,
    /// Who took something.
    To,
    /// An amount.
    Amount,
    /// Digits of a card.
    CardLast4,
    /// A day.
    On,
    /// Who takes over.
    Deputy,
    /// Titles and competences.
    Titles,
    /// Which PC it is.
    Label,
    /// A station.
    Station,
    /// The address of the server.
    Server,
    /// A telephone number.
    Phone,
    /// A new password.
    Password,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldFault {
    /// It has to say something.
    Empty,
    /// Nobody would read it to the end.
    TooLong,
    /// It names what the item does not have.
    Unknown,
    /// It is said twice.
    Twice,
    /// It is of the wrong form.
    Form,
    /// It has a character that nobody sees and that disturbs what stands around it.
    Unseen,
    /// It is too short to be kept from whoever guesses.
    TooShort,
    /// It is among the first that somebody would guess.
    Guessable,
    /// It is what was there before.
    Same,
}

impl From<LedgerError> for ConsoleError {
    fn from(error: LedgerError) -> Self {
        tracing::error!(%error, "a request of the console failed");
        match error.ailment() {
            Ailment::NoRoom => Self::NoRoom,
            Ailment::Other => Self::Trouble,
        }
    }
}

impl IntoResponse for ConsoleError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::SignedOut | Self::WrongPassword => StatusCode::UNAUTHORIZED,
            Self::Locked { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotFromHere | Self::NotYours | Self::AccountClosed => StatusCode::FORBIDDEN,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::NotFound | Self::Incomplete { .. } => StatusCode::NOT_FOUND,
            Self::MovedOn
            | Self::NotNow { .. }
            | Self::RightAlready { .. }
            | Self::NobodyWorksThere { .. } => StatusCode::CONFLICT,
            Self::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NoRoom | Self::Trouble => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, Json(self)).into_response()
    }
}
