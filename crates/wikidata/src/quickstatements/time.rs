//! Times as the tools compare them: as texts.

use super::decimal::digits;
use crate::model::Time;

/// A time without what its precision leaves open: month and day are `00`, the hours are zero, the year has at least
/// four digits and no more noughts than that. Two times that mean the same year are then the same text.
///
/// The year is left as it is, even of a decade or a century: which year means one is a matter of who wrote it. A
/// text of another form than [`Time::text`] is left as it is too.
#[must_use]
pub fn normalised(time: &Time) -> Time {
    let Some(date) = Date::of(&time.text) else { return time.clone() };
    let month = if time.precision >= 10 { date.month } else { "00" };
    let day = if time.precision >= 11 { date.day } else { "00" };
    let clock = if time.precision >= 12 { date.clock } else { "00:00:00" };
    let text = format!("{}{:0>4}-{month}-{day}T{clock}Z", date.sign, date.year.trim_start_matches('0'));
    Time { text, ..time.clone() }
}

/// The parts of a time, as they are written.
pub(super) struct Date<'a> {
    pub(super) sign: &'a str,
    pub(super) year: &'a str,
    pub(super) month: &'a str,
    pub(super) day: &'a str,
    pub(super) clock: &'a str,
}

impl<'a> Date<'a> {
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let (sign, rest) = text.split_at_checked(1)?;
        let (date, clock) = rest.strip_suffix('Z')?.split_once('T')?;
        let mut parts = date.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let two = |part: &str| part.len() == 2 && digits(part);
        let clocks = clock.split(':');
        let whole = matches!(sign, "+" | "-") && parts.next().is_none() && digits(year) && two(month) && two(day);
        (whole && clocks.clone().count() == 3 && clocks.clone().all(two)).then_some(Self {
            sign,
            year,
            month,
            day,
            clock,
        })
    }
}
