//! The figures of a card in four bytes each, since there are a hundred thousand cards.

use std::num::NonZeroU32;

use rusqlite::types::{FromSql, FromSqlResult, ValueRef};

/// A position of the log; the first is 1. A log of so many events that four bytes don't count them
/// would not fit on a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position(NonZeroU32);

impl Position {
    /// `None` for what is no position.
    pub(crate) fn of(position: i64) -> Option<Self> {
        let position = u32::try_from(position).ok()?;
        NonZeroU32::new(position).map(Self)
    }

    /// The position as the log counts it.
    pub(crate) fn get(self) -> i64 {
        i64::from(self.0.get())
    }
}

impl FromSql for Position {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        NonZeroU32::column_result(value).map(Self)
    }
}

/// A moment to the second. What a broken clock says before 1970 or behind the year 2105 counts as
/// the first or the last second; the row and the event say it as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Second(NonZeroU32);

impl Second {
    /// Of so many seconds since 1970.
    pub(crate) fn of(seconds: i64) -> Self {
        let kept = u32::try_from(seconds.max(0)).unwrap_or(u32::MAX);
        Self(NonZeroU32::new(kept).unwrap_or(NonZeroU32::MIN))
    }

    /// Seconds since 1970.
    pub(crate) fn get(self) -> i64 {
        i64::from(self.0.get())
    }
}

impl FromSql for Second {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Self::of)
    }
}

/// Until when the office has to decide, or that nobody knows: days since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DueDay(i32);

impl DueDay {
    /// Where nobody knows. No calendar has this day.
    const UNKNOWN: i32 = i32::MAX;

    /// Of a day, or of none.
    pub(crate) fn of(days: Option<i32>) -> Self {
        Self(days.unwrap_or(Self::UNKNOWN))
    }

    /// The day, where it is known.
    pub(crate) fn get(self) -> Option<i32> {
        (self.0 != Self::UNKNOWN).then_some(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_says_what_it_was_made_of() {
        for position in [1, 417, i64::from(u32::MAX)] {
            assert_eq!(Position::of(position).map(Position::get), Some(position));
        }
        for none in [0, -1, i64::from(u32::MAX) + 1] {
            assert_eq!(Position::of(none), None);
        }
        for day in [Some(0), Some(-719_528), Some(20_000), None] {
            assert_eq!(DueDay::of(day).get(), day);
        }
        assert_eq!(Second::of(1_795_222_800).get(), 1_795_222_800);
    }

    #[test]
    fn a_moment_that_no_clock_should_say_counts_as_the_first_or_the_last() {
        for (said, kept) in [
            (i64::MIN, 1),
            (-1, 1),
            (0, 1),
            (i64::from(u32::MAX) + 1, i64::from(u32::MAX)),
            (i64::MAX, i64::from(u32::MAX)),
        ] {
            assert_eq!(Second::of(said).get(), kept, "{said}");
        }
    }
}
