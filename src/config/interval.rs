//! A length of time as projects write it: `90 days`, `6 months`.

/// A whole number of days, weeks, months or years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    pub days: u16,
    pub months: u16,
}

impl Interval {
    /// How long the evaluation of a component holds unless the project says otherwise.
    pub const USUAL: Interval = Interval { days: 0, months: 6 };

    /// Reads an interval; none if it has another form, is nothing, or is longer than ten years.
    pub fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.split_once(' ')?;
        let is_plain = count.bytes().all(|b| b.is_ascii_digit()) && !count.starts_with('0');
        let count: u16 = count.parse().ok().filter(|_| is_plain)?;
        let (days, months) = match unit {
            "day" | "days" => (count, 0),
            "week" | "weeks" => (count.checked_mul(7)?, 0),
            "month" | "months" => (0, count),
            "year" | "years" => (0, count.checked_mul(12)?),
            _ => return None,
        };
        (days <= 3650 && months <= 120).then_some(Self { days, months })
    }

    /// Returns whether it is longer than another, with months of equal length.
    pub fn is_longer_than(self, other: Self) -> bool {
        self.twelfths_of_days() > other.twelfths_of_days()
    }

    fn twelfths_of_days(self) -> u32 {
        u32::from(self.days) * 12 + u32::from(self.months) * 365
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_have_a_number_and_a_unit() {
        let table = [
            ("6 months", Some((0, 6))),
            ("1 year", Some((0, 12))),
            ("90 days", Some((90, 0))),
            ("2 weeks", Some((14, 0))),
            ("0 days", None),
            ("11 years", None),
            ("-6 months", None),
            ("+6 months", None),
            ("6months", None),
            ("half a year", None),
            ("70000 days", None),
            ("", None),
        ];
        for (text, expected) in table {
            let read = Interval::parse(text).map(|interval| (interval.days, interval.months));
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn only_more_than_six_months_is_longer_than_usual() {
        let table = [("6 months", false), ("182 days", false), ("7 months", true), ("200 days", true)];
        for (text, expected) in table {
            let interval = Interval::parse(text).expect("an interval");
            assert_eq!(interval.is_longer_than(Interval::USUAL), expected, "{text}");
        }
    }
}
