//! What a round came to, in the words of the screens, of the list of tries and of the log.

use shanyi_sync::carrier::Unproven;
use shanyi_sync::engine::{Round, Trouble};

use crate::view::{Line, TryOutcome};

/// What a round came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// What it says of the line.
    pub(super) line: Line,
    /// How the list of tries has it.
    pub(super) tried: TryOutcome,
    /// How the log has it.
    pub(super) word: &'static str,
}

impl Outcome {
    pub(super) const fn of(done: &Result<Round, Trouble>) -> Self {
        let (line, tried, word) = match done {
            Ok(_) => (Line::Up, TryOutcome::Up, "up"),
            Err(Trouble::Down) => (Line::Down, TryOutcome::Down, "down"),
            Err(Trouble::Stranger) => (Line::Stranger, TryOutcome::Stranger, "stranger"),
            Err(Trouble::Revoked) => (Line::Revoked, TryOutcome::Revoked, "revoked"),
            Err(Trouble::NoRoom) => (Line::Full, TryOutcome::Full, "township_full"),
            Err(Trouble::Ailing) => (Line::Ailing, TryOutcome::Ailing, "township_ailing"),
            Err(Trouble::Unproven(why)) => {
                let (tried, word) = unproven(*why);
                (Line::Unproven, tried, word)
            }
            Err(Trouble::Answer(_)) => (Line::Fault, TryOutcome::Fault, "answer"),
            Err(Trouble::Store(_)) => (Line::Fault, TryOutcome::Store, "store"),
        };
        Self { line, tried, word }
    }
}

const fn unproven(why: Unproven) -> (TryOutcome, &'static str) {
    match why {
        Unproven::Authority => (TryOutcome::WrongAuthority, "wrong_authority"),
        Unproven::Name => (TryOutcome::WrongName, "wrong_name"),
        Unproven::Time => (TryOutcome::OutOfTime, "out_of_time"),
        Unproven::Tls | Unproven::Plain => (TryOutcome::NoTls, "no_tls"),
    }
}
