//! How often somebody may try something that could be guessed.
//!
//! It is kept in memory: a server that starts again forgets it, which gives nobody more than the tries
//! of one start.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use shanyi_domain::time::Moment;

/// Most addresses that are remembered. Whoever tries from more at once is none of those who forget
/// their passwords.
const MOST: usize = 4096;

/// So many tries at once, and one more every so many seconds, for each address.
#[derive(Debug)]
pub struct Limit {
    tries: i64,
    seconds: i64,
    /// When each address has all of its tries again.
    whole_at: Mutex<HashMap<IpAddr, Moment>>,
}

impl Limit {
    /// A limit that nobody has tried yet.
    #[must_use]
    pub fn new(tries: u32, seconds: u32) -> Self {
        Self {
            tries: tries.into(),
            seconds: seconds.into(),
            whole_at: Mutex::default(),
        }
    }

    /// Takes one of the tries of an address.
    ///
    /// # Errors
    /// None is left: in so many seconds there is one.
    pub fn take(&self, address: IpAddr, now: Moment) -> Result<(), u32> {
        let all = self.tries * self.seconds;
        let address = household(address);
        let mut known = self.known();
        let owed = known.get(&address).map_or(0, |whole| whole.0 - now.0);
        // More than all of them was taken by a clock that stood ahead.
        let owed = if owed > all { 0 } else { owed.max(0) } + self.seconds;
        if owed > all {
            return Err(u32::try_from(owed - all).unwrap_or(u32::MAX));
        }
        if known.len() >= MOST && !known.contains_key(&address) {
            make_room(&mut known, now);
        }
        known.insert(address, now.plus_seconds(owed));
        Ok(())
    }

    /// Gives a try back that came to what it should.
    pub fn give_back(&self, address: IpAddr) {
        if let Some(whole) = self.known().get_mut(&household(address)) {
            *whole = whole.plus_seconds(-self.seconds);
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<IpAddr, Moment>> {
        self.whole_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever has one address of the sixth version has all that begin like it.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// Forgets those who have all of their tries, or else whoever has most of them.
fn make_room(known: &mut HashMap<IpAddr, Moment>, now: Moment) {
    known.retain(|_, whole| *whole > now);
    if known.len() >= MOST {
        let first = known.iter().min_by_key(|(_, whole)| **whole);
        if let Some(address) = first.map(|(address, _)| *address) {
            known.remove(&address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_795_222_800);

    fn v4(n: u32) -> IpAddr {
        IpAddr::V4(n.into())
    }

    #[test]
    fn tries_run_out_and_come_back_one_by_one() {
        let limit = Limit::new(3, 10);
        for _ in 0..3 {
            assert_eq!(limit.take(v4(1), NOW), Ok(()));
        }
        assert_eq!(limit.take(v4(1), NOW), Err(10));
        assert_eq!(limit.take(v4(1), NOW.plus_seconds(4)), Err(6));
        assert_eq!(limit.take(v4(2), NOW), Ok(()), "another address");
        assert_eq!(limit.take(v4(1), NOW.plus_seconds(10)), Ok(()));
        assert_eq!(limit.take(v4(1), NOW.plus_seconds(10)), Err(10));
        limit.give_back(v4(1));
        assert_eq!(limit.take(v4(1), NOW.plus_seconds(10)), Ok(()));
    }

    #[test]
    fn a_clock_that_stood_ahead_shuts_nobody_out() {
        let limit = Limit::new(2, 10);
        for _ in 0..2 {
            limit.take(v4(1), NOW.plus_seconds(1_000_000)).unwrap();
        }
        assert_eq!(limit.take(v4(1), NOW), Ok(()));
    }

    #[test]
    fn one_household_of_the_sixth_version_is_one_address_and_the_table_stays_small() {
        let limit = Limit::new(1, 10);
        let of = |text: &str| text.parse::<IpAddr>().unwrap();
        limit.take(of("2001:db8:1:2::1"), NOW).unwrap();
        assert!(limit.take(of("2001:db8:1:2:ffff::9"), NOW).is_err());
        assert!(limit.take(of("2001:db8:1:3::1"), NOW).is_ok());
        limit.take(of("::ffff:10.1.2.3"), NOW).unwrap();
        assert!(limit.take(of("10.1.2.3"), NOW).is_err());
        for n in 0..10_000 {
            let _ = limit.take(v4(n), NOW.plus_seconds(i64::from(n % 7)));
        }
        assert!(limit.known().len() <= MOST);
    }
}
