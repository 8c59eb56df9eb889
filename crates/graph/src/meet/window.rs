//! Windows of days, and what several of them have in common.

use chancery_values::time::{Bounds, Date};

/// A day in this window, both ends included; a missing end is unbounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Not before this day.
    pub first: Option<Date>,
    /// Not after this day.
    pub last: Option<Date>,
}

impl Window {
    /// When the spell begins.
    #[must_use]
    pub fn begin(bounds: &Bounds) -> Self {
        Self { first: bounds.begin_earliest, last: bounds.latest_begin() }
    }

    /// When it ends.
    #[must_use]
    pub fn end(bounds: &Bounds) -> Self {
        Self { first: bounds.earliest_end(), last: bounds.end_latest }
    }

    /// The days on which it holds for certain; nothing if there is none.
    pub(super) fn core(bounds: &Bounds) -> Option<(i64, i64)> {
        let (first, last) = (bounds.latest_begin()?.days_since_epoch(), bounds.earliest_end()?.days_since_epoch());
        (first <= last).then_some((first, last))
    }

    /// How many days are between two windows that have none in common; none where they do.
    #[must_use]
    pub fn gap(self, other: Self) -> i64 {
        let (first, last) = (self.first.max(other.first), earlier(self.last, other.last));
        match first.zip(last) {
            Some((first, last)) => (first.days_since_epoch() - last.days_since_epoch()).max(0),
            None => 0,
        }
    }

    /// Whether this one says no more than another: it holds all its days.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        self.first.is_none_or(|first| other.first.is_some_and(|own| first <= own))
            && self.last.is_none_or(|last| other.last.is_some_and(|own| own <= last))
    }

    /// What several say together of one day: the days that are in all; where there are none, all from the first to the last of
    /// those that say most. A window that holds another adds nothing to it, so agreement makes nothing less certain.
    pub(super) fn joined(all: &[Self]) -> Self {
        let within =
            all.iter().copied().reduce(|a, b| Self { first: a.first.max(b.first), last: earlier(a.last, b.last) });
        let Some(within) = within else { return Self { first: None, last: None } };
        if within.first.zip(within.last).is_none_or(|(first, last)| first <= last) {
            return within;
        }
        let says_most = |one: &&Self| !all.iter().any(|other| one.holds(*other) && !other.holds(**one));
        let hull = all.iter().filter(says_most).copied().reduce(|a, b| Self {
            first: a.first.zip(b.first).map(|(a, b)| a.min(b)),
            last: a.last.zip(b.last).map(|(a, b)| a.max(b)),
        });
        hull.unwrap_or(within)
    }
}

/// The earlier of two days; a missing one is unbounded.
fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
