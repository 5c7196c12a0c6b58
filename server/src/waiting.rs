//! Installations that wait for news: one place for each device, and nothing of the ledger.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shanyi_domain::ids::{DeviceId, StationId};
use tokio::sync::watch;

/// Whoever waits. A device has one place: who asks anew ends the older question, so that the server
/// never holds more of them than there are devices.
#[derive(Clone, Default)]
pub struct Waiting {
    places: Arc<Mutex<BTreeMap<DeviceId, Place>>>,
}

struct Place {
    station: StationId,
    bell: watch::Sender<()>,
}

/// A place, as long as its device waits there.
pub struct Seat {
    waiting: Waiting,
    device: DeviceId,
    bell: watch::Receiver<()>,
}

/// What ended a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    /// Something was written that may concern the station.
    Rung,
    /// The device has asked anew, or the server stops.
    Over,
}

impl Waiting {
    /// Takes the device's place. An older question of the same device is over with it.
    #[must_use]
    pub fn enter(&self, device: DeviceId, station: StationId) -> Seat {
        let (bell, heard) = watch::channel(());
        self.places().insert(device, Place { station, bell });
        Seat {
            waiting: self.clone(),
            device,
            bell: heard,
        }
    }

    /// Wakes who waits at this station, or everybody.
    pub fn ring(&self, station: Option<StationId>) {
        for place in self.places().values() {
            if station.is_none_or(|station| station == place.station) {
                // Whoever left in this moment does not mind.
                let _ = place.bell.send(());
            }
        }
    }

    /// Sends everybody home.
    pub fn close(&self) {
        self.places().clear();
    }

    /// How many wait.
    #[must_use]
    pub fn count(&self) -> usize {
        self.places().len()
    }

    fn places(&self) -> MutexGuard<'_, BTreeMap<DeviceId, Place>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Waits for the bell. One that rang since the last wait is heard at once.
    pub async fn ring(&mut self) -> Ring {
        match self.bell.changed().await {
            Ok(()) => Ring::Rung,
            Err(_) => Ring::Over,
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut places = self.waiting.places();
        let own = |place: &Place| place.bell.subscribe().same_channel(&self.bell);
        if places.get(&self.device).is_some_and(own) {
            places.remove(&self.device);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: StationId = StationId(1);
    const DEVICE: DeviceId = DeviceId([1; 16]);

    #[tokio::test]
    async fn the_bell_of_one_station_wakes_nobody_of_another() {
        let waiting = Waiting::default();
        let mut here = waiting.enter(DEVICE, HERE);
        let there = waiting.enter(DeviceId([2; 16]), StationId(2));
        waiting.ring(Some(HERE));
        assert_eq!(here.ring().await, Ring::Rung);
        assert!(!there.bell.has_changed().unwrap());
        waiting.ring(None);
        assert!(there.bell.has_changed().unwrap());
    }

    #[tokio::test]
    async fn a_device_that_asks_anew_ends_its_older_question_and_keeps_its_place() {
        let waiting = Waiting::default();
        let mut older = waiting.enter(DEVICE, HERE);
        let newer = waiting.enter(DEVICE, HERE);
        assert_eq!(older.ring().await, Ring::Over);
        drop(older);
        assert_eq!(waiting.count(), 1, "the newer one still waits");
        drop(newer);
        assert_eq!(waiting.count(), 0);
    }
}
