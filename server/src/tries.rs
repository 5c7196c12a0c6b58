//! Wrong codes of the last quarter of an hour: who guesses has to wait. Nothing of this is kept when
//! the server stops; who guesses again then begins anew.
//!
//! A village may share its address with whoever guesses. So a wrong code is answered no more after a
//! few of them, and a right one all the same, until there were so many that only a program sends them.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use shanyi_domain::time::Moment;

/// Seconds for which a wrong code counts.
const WHILE: i64 = 900;
/// Wrong codes that an address has in that time.
const OF_ADDRESS: usize = 10;
/// Wrong codes that all addresses have together.
const OF_ALL: usize = 200;
/// Wrong codes of an address behind which not even a right one is looked at.
const WALL_OF_ADDRESS: usize = 1_000;
/// The same of all addresses: of 2^50 codes a day's guesses are then one in a thousand million.
const WALL_OF_ALL: usize = 10_000;

/// Who came with wrong codes, and when. It holds no more than [`WALL_OF_ALL`] of them.
#[derive(Default)]
pub struct Tries(Mutex<Kept>);

type Kept = BTreeMap<Option<IpAddr>, VecDeque<Moment>>;

impl Tries {
    /// Seconds that whoever asks from there with a wrong code has to wait.
    #[must_use]
    pub fn wait(&self, from: Option<IpAddr>, now: Moment) -> Option<u32> {
        over(&self.kept(now), from, now, (OF_ADDRESS, OF_ALL))
    }

    /// Seconds for which no code at all is looked at that comes from there.
    #[must_use]
    pub fn wall(&self, from: Option<IpAddr>, now: Moment) -> Option<u32> {
        over(&self.kept(now), from, now, (WALL_OF_ADDRESS, WALL_OF_ALL))
    }

    /// A wrong code came from there. True where it is the last that is answered for a while, or looked at.
    pub fn note(&self, from: Option<IpAddr>, now: Moment) -> bool {
        let mut kept = self.kept(now);
        let of_address = kept.entry(from).or_default();
        of_address.push_back(now);
        matches!(of_address.len(), OF_ADDRESS | WALL_OF_ADDRESS)
    }

    fn kept(&self, now: Moment) -> MutexGuard<'_, Kept> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for tries in kept.values_mut() {
            // A clock that was set back lets nobody wait for longer.
            tries.retain(|at| (now.0 - WHILE..=now.0).contains(&at.0));
        }
        kept.retain(|_, tries| !tries.is_empty());
        kept
    }
}

/// Seconds until there are less than so many of an address, and of all.
fn over(
    kept: &Kept,
    from: Option<IpAddr>,
    now: Moment,
    (of_address, of_all): (usize, usize),
) -> Option<u32> {
    let own = kept.get(&from).into_iter().flatten();
    let own: Vec<Moment> = own.copied().collect();
    let last = |all: &[Moment], most: usize| Some(all[all.len().checked_sub(most)?]);
    let until = last(&own, of_address).or_else(|| {
        let mut all: Vec<Moment> = kept.values().flatten().copied().collect();
        all.sort_unstable();
        last(&all, of_all)
    });
    let wait = until?.0 + WHILE - now.0;
    Some(u32::try_from(wait.max(1)).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_000_000);

    fn address(n: u8) -> Option<IpAddr> {
        Some([127, 0, 0, n].into())
    }

    #[test]
    fn ten_wrong_codes_from_an_address_make_it_wait_and_no_other() {
        let tries = Tries::default();
        for nth in 1..=10 {
            assert_eq!(tries.wait(address(1), NOW), None);
            assert_eq!(tries.note(address(1), NOW), nth == 10);
        }
        assert_eq!(tries.wait(address(1), NOW), Some(900));
        assert_eq!(tries.wait(address(2), NOW), None);
        assert_eq!(tries.wait(address(1), NOW.plus_seconds(600)), Some(300));
        assert_eq!(tries.wait(address(1), NOW.plus_seconds(901)), None);
    }

    #[test]
    fn a_neighbour_of_whoever_guesses_waits_only_behind_a_wall_of_wrong_codes() {
        let tries = Tries::default();
        for nth in 1..=1_000 {
            assert_eq!(tries.wall(address(1), NOW), None, "{nth}");
            assert_eq!(tries.note(address(1), NOW), nth == 10 || nth == 1_000);
        }
        assert_eq!(tries.wall(address(1), NOW), Some(900));
        assert_eq!(tries.wall(address(2), NOW), None);
        // What comes while nothing is looked at is not counted, and makes nobody wait for longer.
        assert_eq!(tries.wall(address(1), NOW.plus_seconds(600)), Some(300));
        assert_eq!(tries.wall(address(1), NOW.plus_seconds(901)), None);
        let others = (2..=11).flat_map(|nth| std::iter::repeat_n(nth, 1_000));
        for nth in others {
            tries.note(address(nth), NOW);
        }
        assert_eq!(tries.wall(address(250), NOW), Some(900), "of all together");
    }

    #[test]
    fn many_addresses_together_come_to_an_end_too() {
        let tries = Tries::default();
        for nth in 0..200 {
            assert_eq!(tries.wait(address(nth), NOW), None, "{nth}");
            tries.note(address(nth), NOW);
        }
        assert_eq!(tries.wait(address(250), NOW), Some(900));
        assert_eq!(tries.wait(address(250), NOW.plus_seconds(901)), None);
        assert!(tries.kept(NOW.plus_seconds(901)).is_empty());
    }
}
