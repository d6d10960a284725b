//! When something was done: a day, or a time with offset.

use crate::config::Interval;
use jiff::civil::Date;
use jiff::{Timestamp, Zoned, fmt::temporal::Pieces};
use std::cmp::Ordering;

/// A day, or a point in time; a bare day ties with everything on that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    day: Date,
    time: Option<Timestamp>,
}

impl Moment {
    /// Reads `2026-10-03` or `2026-10-03T14:10:00+02:00`.
    pub fn parse(text: &str) -> Option<Self> {
        if let (10, Ok(day)) = (text.len(), text.parse::<Date>()) {
            return Some(Self { day, time: None });
        }
        let time = text.parse::<Timestamp>().ok()?;
        // A civil date is refused where the offset is written as `Z`; the pieces are not.
        let day = Pieces::parse(text).ok()?.date();
        Some(Self { day, time: Some(time) })
    }

    /// Compares two moments; equal means that neither is known to be the later one.
    pub fn compare(self, other: Self) -> Ordering {
        match (self.time, other.time) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.day.cmp(&other.day),
        }
    }

    /// Returns the moment, or a day where it lies after that day: what is dated tomorrow ties with
    /// everything of today.
    pub fn no_later_than(self, day: Self) -> Self {
        if self.day > day.day { day } else { self }
    }

    /// Returns whether the day is at least so many days after that of another moment.
    pub fn is_days_after(self, other: Self, days: i64) -> bool {
        other.day.checked_add(jiff::Span::new().days(days)).is_ok_and(|limit| self.day >= limit)
    }

    /// Returns the last day of an interval that begins at this moment.
    pub fn end_of(self, interval: Interval) -> Option<Self> {
        let span = jiff::Span::new()
            .try_months(i64::from(interval.months))
            .and_then(|span| span.try_days(i64::from(interval.days)));
        let day = self.day.checked_add(span.ok()?).ok()?;
        Some(Self { day, time: None })
    }

    /// Returns the day, as `2026-10-03`.
    pub fn day(self) -> String {
        self.day.to_string()
    }
}

/// Returns today's date in the machine's time zone; called once, for the default of `--as-of`.
pub fn day_of(now: std::time::SystemTime) -> Option<String> {
    let zoned = Zoned::try_from(now).ok()?;
    Some(zoned.date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_day_ties_with_the_whole_day() {
        let at = |text| Moment::parse(text).expect("a moment");
        let table = [
            ("2026-10-03", "2026-10-03T23:59:00+02:00", Ordering::Equal),
            ("2026-10-03T00:10:00+02:00", "2026-10-03", Ordering::Equal),
            ("2026-10-02", "2026-10-03T00:00:00Z", Ordering::Less),
            ("2026-10-03T14:10:00+02:00", "2026-10-03T12:10:00Z", Ordering::Equal),
            ("2026-10-03T14:10:00+02:00", "2026-10-03T12:10:01Z", Ordering::Less),
        ];
        for (a, b, expected) in table {
            assert_eq!(at(a).compare(at(b)), expected, "{a} against {b}");
        }
    }

    #[test]
    fn a_time_without_offset_is_no_moment() {
        for text in ["2026-10-03T14:10:00", "2026-13-01", "3 oktober", ""] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
