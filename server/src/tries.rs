//! Wrong codes of the last quarter of an hour: who guesses has to wait. Nothing of this is kept when
//! the server stops; who guesses again then begins anew.

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

/// Who came with wrong codes, and when. It holds no more than [`OF_ALL`] of them.
#[derive(Default)]
pub struct Tries(Mutex<BTreeMap<Option<IpAddr>, VecDeque<Moment>>>);

impl Tries {
    /// Seconds that whoever asks from there has to wait.
    #[must_use]
    pub fn wait(&self, from: Option<IpAddr>, now: Moment) -> Option<u32> {
        let mut kept = self.kept(now);
        let of_address = kept.entry(from).or_default();
        let oldest = match of_address.len() >= OF_ADDRESS {
            true => of_address.front().copied(),
            false => {
                let all = kept.values().map(VecDeque::len).sum::<usize>();
                let oldest = kept.values().filter_map(VecDeque::front).min().copied();
                oldest.filter(|_| all >= OF_ALL)
            }
        };
        let wait = oldest?.0 + WHILE - now.0;
        Some(u32::try_from(wait.max(1)).unwrap_or(1))
    }

    /// A wrong code came from there. True where it is the last that is taken for a while.
    pub fn note(&self, from: Option<IpAddr>, now: Moment) -> bool {
        let mut kept = self.kept(now);
        let of_address = kept.entry(from).or_default();
        of_address.push_back(now);
        of_address.len() == OF_ADDRESS
    }

    fn kept(&self, now: Moment) -> MutexGuard<'_, BTreeMap<Option<IpAddr>, VecDeque<Moment>>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for tries in kept.values_mut() {
            // A clock that was set back lets nobody wait for longer.
            tries.retain(|at| (now.0 - WHILE..=now.0).contains(&at.0));
        }
        kept.retain(|_, tries| !tries.is_empty());
        kept
    }
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
