//! One day of the proleptic Gregorian calendar.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day of the proleptic Gregorian calendar (ISO 8601-1:2019, 4.2.1), with astronomical years: year 0 is 1 BC.
///
/// Every value is a day that exists: the fields can only be set together, by [`Date::new`] or [`Date::parse_iso`].
/// The order is that of time. [`Display`](fmt::Display) writes the lexical form of `xsd:date` without a zone (XSD 1.1
/// part 2, 3.3.9): at least four digits for the year and a sign where it is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "(i32, u8, u8)", try_from = "(i32, u8, u8)")]
pub struct Date {
    // The order of the fields is the order of time; the derived `Ord` rests on it.
    year: i32,
    month: u8,
    day: u8,
}

/// Why a text is not a [`Date`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateError {
    /// Not of the form `YYYY-MM-DD`.
    Malformed,
    /// Of the right form, but the calendar has no such month or day.
    Impossible,
    /// The year does not fit in 32 bits.
    OutOfRange,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a date of the form YYYY-MM-DD",
            Self::Impossible => "the calendar has no such day",
            Self::OutOfRange => "the year is out of range",
        })
    }
}

impl std::error::Error for DateError {}

impl From<Date> for (i32, u8, u8) {
    fn from(date: Date) -> Self {
        (date.year, date.month, date.day)
    }
}

impl TryFrom<(i32, u8, u8)> for Date {
    type Error = DateError;

    fn try_from((year, month, day): (i32, u8, u8)) -> Result<Self, DateError> {
        Self::new(year, month, day).ok_or(DateError::Impossible)
    }
}

const DAYS_IN_ERA: i64 = 146_097; // 400 years
const EPOCH_FROM_ERA_0: i64 = 719_468; // 0000-03-01 to 1970-01-01
const EPOCH_FROM_JULIAN_0: i64 = 719_470; // 0000-03-01 of the Julian calendar to 1970-01-01

impl Date {
    /// The earliest day that can be said.
    pub const MIN: Self = Self { year: i32::MIN, month: 1, day: 1 };
    /// The latest day that can be said.
    pub const MAX: Self = Self { year: i32::MAX, month: 12, day: 31 };

    /// The day with these numbers, or `None` where the calendar has none.
    #[must_use]
    pub const fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        if day >= 1 && day <= Self::days_in_month(year, month) { Some(Self { year, month, day }) } else { None }
    }

    /// Reads `YYYY-MM-DD` as `xsd:date` has it, without a zone: the year may be negative, and has more than four
    /// digits only where it needs them (XSD 1.1 part 2, 3.3.9).
    ///
    /// # Errors
    ///
    /// [`DateError::Malformed`] for another form (`-0000` is one), [`DateError::Impossible`] for a day that does not
    /// exist, [`DateError::OutOfRange`] for a year beyond 32 bits. White space is not trimmed.
    pub fn parse_iso(text: &str) -> Result<Self, DateError> {
        let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let mut fields = rest.split('-');
        let (Some(year), Some(month), Some(day), None) = (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            return Err(DateError::Malformed);
        };
        let digits = |field: &str| !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_digit());
        let plain = year.len() == 4 || (year.len() > 4 && !year.starts_with('0'));
        if !plain
            || month.len() != 2
            || day.len() != 2
            || ![year, month, day].into_iter().all(digits)
            || (negative && year == "0000")
        {
            return Err(DateError::Malformed);
        }
        // Eleven digits fit in 64 bits and are beyond 32.
        let magnitude: i64 =
            if year.len() > 10 { i64::MAX } else { year.parse().map_err(|_| DateError::OutOfRange)? };
        let year = i32::try_from(if negative { -magnitude } else { magnitude }).map_err(|_| DateError::OutOfRange)?;
        let month = month.parse().map_err(|_| DateError::Malformed)?;
        let day = day.parse().map_err(|_| DateError::Malformed)?;
        Self::new(year, month, day).ok_or(DateError::Impossible)
    }

    /// The astronomical year: 0 is 1 BC, -43 is 44 BC.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Whether the year has a 29th of February: every fourth, of the centuries every fourth (ISO 8601-1:2019, 4.2.1).
    #[must_use]
    pub const fn is_leap_year(year: i32) -> bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// How many days the month has in that year; 0 where there is no such month.
    #[must_use]
    pub const fn days_in_month(year: i32, month: u8) -> u8 {
        match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if Self::is_leap_year(year) => 29,
            2 => 28,
            _ => 0,
        }
    }

    /// Days since 1970-01-01, negative before it.
    #[must_use]
    pub fn days_since_epoch(self) -> i64 {
        // Years are counted from March, so that the leap day is the last; eras are of 400 years.
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * DAYS_IN_ERA + day_of_era - EPOCH_FROM_ERA_0
    }

    /// The day that is so many days after 1970-01-01, or `None` where its year does not fit in 32 bits.
    #[must_use]
    pub fn from_days_since_epoch(days: i64) -> Option<Self> {
        let days = days.checked_add(EPOCH_FROM_ERA_0)?;
        let era = days.div_euclid(DAYS_IN_ERA);
        let day_of_era = days.rem_euclid(DAYS_IN_ERA);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = u8::try_from(day_of_year - (153 * month + 2) / 5 + 1).ok()?;
        let month = u8::try_from(if month < 10 { month + 3 } else { month - 9 }).ok()?;
        let year = i32::try_from(era * 400 + year_of_era + i64::from(month <= 2)).ok()?;
        Self::new(year, month, day)
    }

    /// The first day of the Gregorian calendar. Sources mostly give what is before it in the Julian one.
    pub const REFORM: Self = Self { year: 1582, month: 10, day: 15 };

    /// The day of the proleptic Julian calendar; nothing where there is no such day.
    #[must_use]
    pub fn from_julian(year: i32, month: u8, day: u8) -> Option<Self> {
        let longest = match month {
            2 if year.rem_euclid(4) == 0 => 29,
            month => Self::days_in_month(1, month),
        };
        if day == 0 || day > longest {
            return None;
        }
        // Years are counted from March, so that the leap day is the last.
        let (year, month) = (i64::from(year) - i64::from(month <= 2), (i64::from(month) + 9) % 12);
        let number = year * 365 + year.div_euclid(4) + (153 * month + 2) / 5 + i64::from(day) - 1;
        Self::from_days_since_epoch(number - EPOCH_FROM_JULIAN_0)
    }

    /// Its year, month and day in the proleptic Julian calendar.
    #[must_use]
    pub fn to_julian(self) -> (i64, u8, u8) {
        let number = self.days_since_epoch() + EPOCH_FROM_JULIAN_0;
        let day_of_cycle = number.rem_euclid(1461);
        let year_of_cycle = (day_of_cycle / 365).min(3);
        let day_of_year = day_of_cycle - year_of_cycle * 365;
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = number.div_euclid(1461) * 4 + year_of_cycle + i64::from(month <= 2);
        // Both are small by what they are.
        (year, u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
    }

    /// The day so many days later (earlier where negative), or `None` beyond [`Date::MIN`] and [`Date::MAX`].
    #[must_use]
    pub fn add_days(self, days: i64) -> Option<Self> {
        Self::from_days_since_epoch(self.days_since_epoch().checked_add(days)?)
    }

    /// The day after, or `None` after [`Date::MAX`].
    #[must_use]
    pub fn next_day(self) -> Option<Self> {
        self.add_days(1)
    }

    /// The day before, or `None` before [`Date::MIN`].
    #[must_use]
    pub fn previous_day(self) -> Option<Self> {
        self.add_days(-1)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}-{:02}", self.year.unsigned_abs(), self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = DateError;

    /// See [`Date::parse_iso`].
    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse_iso(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn julian_days_go_back_and_forth(days in -4_000_000_i64..4_000_000) {
            let date = Date::from_days_since_epoch(days).unwrap();
            let (year, month, day) = date.to_julian();
            prop_assert_eq!(Date::from_julian(i32::try_from(year).unwrap(), month, day), Some(date));
        }
    }

    #[test]
    fn reads_and_writes_xsd_dates() {
        for text in [
            "2006-10-17",
            "0000-01-01",
            "-0043-03-15",
            "12345-12-31",
            "2000-02-29",
            "-2147483648-01-01",
            "2147483647-12-31",
        ] {
            assert_eq!(Date::parse_iso(text).map(|date| date.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        use DateError::{Impossible, Malformed, OutOfRange};
        for (text, error) in [
            ("", Malformed),
            ("2006", Malformed),
            ("2006-10", Malformed),
            ("2006-10-17Z", Malformed),
            ("2006-1-07", Malformed),
            ("02006-10-17", Malformed),
            ("-0000-01-01", Malformed),
            ("+2006-10-17", Malformed),
            ("--006-10-17", Malformed),
            ("2006-10-1७", Malformed),
            ("2006-02-29", Impossible),
            ("1900-02-29", Impossible),
            ("2006-13-01", Impossible),
            ("2006-00-01", Impossible),
            ("2006-01-00", Impossible),
            ("2147483648-01-01", OutOfRange),
            ("99999999999999999999999-01-01", OutOfRange),
        ] {
            assert_eq!(Date::parse_iso(text), Err(error), "{text}");
        }
    }

    #[test]
    fn counts_days() {
        let days = |text| Date::parse_iso(text).map(Date::days_since_epoch);
        assert_eq!(days("1970-01-01"), Ok(0));
        assert_eq!(days("1969-12-31"), Ok(-1));
        assert_eq!(days("2000-03-01"), Ok(11_017));
        assert_eq!(days("0000-03-01"), Ok(-719_468));
    }

    #[test]
    fn ends_where_the_numbers_end() {
        assert_eq!(Date::MAX.next_day(), None);
        assert_eq!(Date::MIN.previous_day(), None);
        assert_eq!(Date::MAX.add_days(i64::MAX), None);
        assert_eq!(Date::from_days_since_epoch(i64::MIN), None);
        assert_eq!(Date::MAX.previous_day().and_then(Date::next_day), Some(Date::MAX));
        assert_eq!(Date::MIN.next_day().and_then(Date::previous_day), Some(Date::MIN));
    }

    proptest! {
        #[test]
        fn days_and_dates_are_one_to_one(days in -784_351_576_777_i64..784_351_576_777) {
            if let Some(date) = Date::from_days_since_epoch(days) {
                prop_assert_eq!(date.days_since_epoch(), days);
                prop_assert_eq!(Date::parse_iso(&date.to_string()), Ok(date));
            }
        }

        #[test]
        fn order_is_that_of_time(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000) {
            prop_assert_eq!(Date::from_days_since_epoch(a).cmp(&Date::from_days_since_epoch(b)), a.cmp(&b));
        }

        #[test]
        fn never_panics(text in ".{0,20}") {
            let _ = Date::parse_iso(&text);
        }
    }
}
