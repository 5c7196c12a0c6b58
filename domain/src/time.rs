//! Moments and business days. The time of day is handed in; nothing here asks a clock.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use serde::{Deserialize, Serialize};

/// Asia/Shanghai is eight hours ahead of UTC the whole year, whatever zone the PC is set to.
const SHANGHAI_SECONDS: i32 = 8 * 3600;

/// A point in time: seconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(transparent)]
#[cbor(transparent)]
pub struct Moment(
    /// Seconds since the Unix epoch.
    #[n(0)]
    #[cfg_attr(feature = "contract", ts(type = "number"))]
    pub i64,
);

impl Moment {
    /// The business day of this moment, in Asia/Shanghai. Moments that no calendar holds fall on
    /// the first day of 1970, which every rule treats as long past.
    #[must_use]
    pub fn business_day(self) -> NaiveDate {
        FixedOffset::east_opt(SHANGHAI_SECONDS)
            .and_then(|zone| {
                DateTime::from_timestamp(self.0, 0).map(|utc| utc.with_timezone(&zone).date_naive())
            })
            .unwrap_or_default()
    }

    /// The first moment of a business day, in Asia/Shanghai.
    #[must_use]
    pub fn start_of(day: NaiveDate) -> Self {
        let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        Self(midnight - i64::from(SHANGHAI_SECONDS))
    }

    /// The moment `seconds` later.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

/// A business day on the wire: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(ts_rs::TS))]
#[serde(transparent)]
pub struct Day(
    /// The date in the Gregorian calendar.
    #[cfg_attr(feature = "contract", ts(type = "string"))]
    pub NaiveDate,
);

impl<C> Encode<C> for Day {
    fn encode<W: encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        let days = self
            .0
            .signed_duration_since(NaiveDate::default())
            .num_days();
        e.i64(days)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Day {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        let days = d.i64()?;
        TimeDelta::try_days(days)
            .and_then(|delta| NaiveDate::default().checked_add_signed(delta))
            .map(Self)
            .ok_or_else(|| decode::Error::message("a day outside the calendar"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_business_day_turns_at_midnight_in_shanghai() {
        // 2026-11-21T15:59:59Z and one second later.
        let before = Moment(1_795_276_799);
        assert_eq!(before.business_day().to_string(), "2026-11-21");
        assert_eq!(
            before.plus_seconds(1).business_day().to_string(),
            "2026-11-22"
        );
    }

    #[test]
    fn a_business_day_begins_at_midnight_in_shanghai() {
        let first = Moment::start_of(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
        assert_eq!(first, Moment(1_795_276_800));
    }

    #[test]
    fn a_day_is_a_small_number_on_the_wire() {
        let day = Day(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
        let bytes = minicbor::to_vec(day).unwrap();
        assert_eq!(bytes, [0x19, 0x51, 0x2a]);
        assert_eq!(decode::<Day>(&bytes).unwrap(), day);
    }

    #[test]
    fn a_day_outside_the_calendar_is_refused() {
        let bytes = minicbor::to_vec(i64::MAX).unwrap();
        assert!(decode::<Day>(&bytes).is_err());
    }
}
