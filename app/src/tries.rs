//! What the last tries of the exchange came to: a short list that outlives the program, outside of
//! events, with nothing of anybody in it.

use serde::{Deserialize, Serialize};
use shanyi_domain::time::Moment;
use shanyi_store::{Store, StoreError};

use crate::view::{TryOutcome, TryView};

/// The setting under which the list is kept.
pub(crate) const SETTING: &str = "exchange.tries";
/// Most lines of the list.
const MOST: usize = 12;
/// Sendings that follow each other so closely, in seconds, share a line.
const TOGETHER: i64 = 600;
/// A line that only grew is written to the disk again after so many seconds at the earliest.
const REST: i64 = 60;

/// The list, newest first.
#[derive(Debug, Default)]
pub(crate) struct Tries {
    list: Vec<Stretch>,
    /// When it was written last.
    written: Option<Moment>,
}

/// Tries that came to the same, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stretch {
    outcome: TryOutcome,
    first: Moment,
    last: Moment,
    times: u32,
    events: u64,
    bytes: u64,
    /// When something last went over.
    sent: Option<Moment>,
}

impl Tries {
    /// The list as an earlier run left it. One that can't be read any more is of no worth.
    pub(crate) fn read(store: &Store) -> Result<Self, StoreError> {
        let kept = store.setting(SETTING)?;
        let list = kept.and_then(|json| serde_json::from_str(&json).ok());
        Ok(Self {
            list: list.unwrap_or_default(),
            written: None,
        })
    }

    /// Whether the last try that came to an answer of the township's was told that this PC is revoked.
    pub(crate) fn is_revoked(kept: &str) -> bool {
        let list: Vec<Stretch> = serde_json::from_str(kept).unwrap_or_default();
        let answered =
            |line: &&Stretch| matches!(line.outcome, TryOutcome::Up | TryOutcome::Revoked);
        let last = list.iter().find(answered);
        last.is_some_and(|line| line.outcome == TryOutcome::Revoked)
    }

    /// Notes what a try came to: how many events and how many bytes went over. Says whether the
    /// list should be written down now.
    pub(crate) fn note(
        &mut self,
        outcome: TryOutcome,
        events: u64,
        bytes: u64,
        at: Moment,
    ) -> bool {
        let moved = events > 0;
        let same = self.list.first_mut().filter(|line| {
            let near = line.sent.is_none_or(|sent| at.0 - sent.0 < TOGETHER);
            line.outcome == outcome && (!moved || near)
        });
        if let Some(line) = same {
            line.last = at;
            line.times = line.times.saturating_add(1);
            line.events = line.events.saturating_add(events);
            line.bytes = line.bytes.saturating_add(bytes);
            line.sent = moved.then_some(at).or(line.sent);
            let rested = self.written.is_none_or(|written| at.0 - written.0 >= REST);
            return moved && rested;
        }
        let line = Stretch {
            outcome,
            first: at,
            last: at,
            times: 1,
            events,
            bytes,
            sent: moved.then_some(at),
        };
        self.list.insert(0, line);
        self.list.truncate(MOST);
        true
    }

    /// Writes the list down.
    pub(crate) fn write(&mut self, store: &mut Store, at: Moment) -> Result<(), StoreError> {
        let json = serde_json::to_string(&self.list).map_err(|_| StoreError::Unwritable)?;
        self.written = Some(at);
        store.put_setting(SETTING, &json)
    }

    /// Since when tries come to what the last one came to.
    pub(crate) fn since(&self) -> Option<Moment> {
        self.list.first().map(|line| line.first)
    }

    /// The list for the screen.
    pub(crate) fn view(&self) -> Vec<TryView> {
        let view = |line: &Stretch| TryView {
            outcome: line.outcome,
            first: line.first,
            last: line.last,
            times: line.times,
            events: line.events,
            bytes: line.bytes,
            sent: line.sent,
        };
        self.list.iter().map(view).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Moment {
        Moment(1_795_222_800 + minutes * 60)
    }

    #[test]
    fn tries_that_come_to_the_same_share_a_line_and_the_list_stays_short() {
        let mut tries = Tries::default();
        assert!(tries.note(TryOutcome::Up, 3, 400, at(0)));
        assert!(
            !tries.note(TryOutcome::Up, 0, 180, at(1)),
            "an idle desk writes nothing"
        );
        assert!(tries.note(TryOutcome::Down, 0, 0, at(2)));
        for minute in 3..90 {
            assert!(!tries.note(TryOutcome::Down, 0, 0, at(minute)));
        }
        let (up, down) = (tries.view()[1].clone(), tries.view()[0].clone());
        assert_eq!((up.events, up.times, up.last), (3, 2, at(1)));
        assert_eq!((down.times, down.first, down.last), (88, at(2), at(89)));
        assert_eq!(tries.since(), Some(at(2)));
        for minute in 90..200 {
            let outcome = [TryOutcome::Up, TryOutcome::Full][usize::try_from(minute % 2).unwrap()];
            tries.note(outcome, 0, 0, at(minute));
        }
        assert_eq!(tries.view().len(), MOST);
    }

    #[test]
    fn a_pc_is_revoked_until_the_township_answers_otherwise_whatever_the_line_did_since() {
        let kept = |outcomes: &[TryOutcome]| {
            let mut tries = Tries::default();
            for (outcome, minutes) in outcomes.iter().zip(0..) {
                tries.note(*outcome, 0, 0, at(minutes));
            }
            serde_json::to_string(&tries.list).unwrap()
        };
        use TryOutcome::{Down, Revoked, Up};
        assert!(Tries::is_revoked(&kept(&[Up, Revoked, Down])));
        assert!(!Tries::is_revoked(&kept(&[Revoked, Up, Down])));
        assert!(!Tries::is_revoked(&kept(&[])));
        assert!(!Tries::is_revoked("nonsense"));
    }

    #[test]
    fn sendings_far_apart_have_lines_of_their_own() {
        let mut tries = Tries::default();
        tries.note(TryOutcome::Up, 2, 300, at(0));
        tries.note(TryOutcome::Up, 1, 200, at(5));
        tries.note(TryOutcome::Up, 0, 180, at(59));
        tries.note(TryOutcome::Up, 4, 500, at(60));
        let events: Vec<u64> = tries.view().iter().map(|one| one.events).collect();
        assert_eq!(events, [4, 3]);
    }
}
