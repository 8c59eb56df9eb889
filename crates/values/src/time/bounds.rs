//! What a date proves: between which days the begin is, and between which the end.

use serde::{Deserialize, Serialize};

use super::date::Date;
use super::expression::{End, Form, Member, Pair, Part, Point, Qualifier};

/// Between which days a span of time begins, and between which it ends: four days, inclusive, each `None` where
/// nothing is proved.
///
/// All four are statements about one unbroken span that holds at least one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bounds {
    /// It does not begin before this day.
    pub begin_earliest: Option<Date>,
    /// It has begun by this day.
    pub begin_latest: Option<Date>,
    /// It has not ended before this day.
    pub end_earliest: Option<Date>,
    /// It does not go on after this day.
    pub end_latest: Option<Date>,
}

impl Bounds {
    /// Nothing is proved.
    pub const UNKNOWN: Self = Self { begin_earliest: None, begin_latest: None, end_earliest: None, end_latest: None };

    /// Something is somewhere between two days, each of which may be unknown.
    #[must_use]
    pub const fn within(first: Option<Date>, last: Option<Date>) -> Self {
        Self { begin_earliest: first, begin_latest: last, end_earliest: first, end_latest: last }
    }

    /// By when it has begun: by `begin_latest`, and by the last day on which it may have ended.
    #[must_use]
    pub fn latest_begin(&self) -> Option<Date> {
        match (self.begin_latest, self.end_latest) {
            (Some(begin), Some(end)) => Some(begin.min(end)),
            (begin, end) => begin.or(end),
        }
    }

    /// Until when it has not ended: until `end_earliest`, and until the first day on which it may have begun.
    #[must_use]
    pub fn earliest_end(&self) -> Option<Date> {
        self.end_earliest.max(self.begin_earliest) // `None` is the least
    }

    /// Certain on that day: it has begun by then and has not ended before. What begins on a day holds on that day, be its end known
    /// or not.
    #[must_use]
    pub fn certain_on(&self, day: Date) -> bool {
        self.latest_begin().is_some_and(|begin| begin <= day) && self.earliest_end().is_some_and(|end| day <= end)
    }

    /// Possible on that day: no bound rules it out.
    #[must_use]
    pub fn possible_on(&self, day: Date) -> bool {
        !self.is_reversed()
            && self.begin_earliest.is_none_or(|begin| begin <= day)
            && self.end_latest.is_none_or(|end| day <= end)
    }

    /// What both prove of the same span: the later of two earliest days, the earlier of two latest. Bounds given given
    /// with a date (`end latest: 1918`) are merged with the date's so. The result may be [reversed](Self::is_reversed),
    /// which means that the two contradict one another.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let later = |a: Option<Date>, b: Option<Date>| a.max(b); // `None` is the least
        let earlier = |a: Option<Date>, b: Option<Date>| match (a, b) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self {
            begin_earliest: later(self.begin_earliest, other.begin_earliest),
            begin_latest: earlier(self.begin_latest, other.begin_latest),
            end_earliest: later(self.end_earliest, other.end_earliest),
            end_latest: earlier(self.end_latest, other.end_latest),
        }
    }

    /// What is proved of a span of which either the one or the other is true: the earlier of two earliest days, the
    /// later of two latest, and nothing where one proves nothing.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        let earlier = |a: Option<Date>, b: Option<Date>| a.zip(b).map(|(a, b)| a.min(b));
        let later = |a: Option<Date>, b: Option<Date>| a.zip(b).map(|(a, b)| a.max(b));
        Self {
            begin_earliest: earlier(self.begin_earliest, other.begin_earliest),
            begin_latest: later(self.begin_latest, other.begin_latest),
            end_earliest: earlier(self.end_earliest, other.end_earliest),
            end_latest: later(self.end_latest, other.end_latest),
        }
    }

    /// Whether no span fits these bounds: an earliest day is after the latest of the same end, or the earliest begin
    /// after the latest end.
    #[must_use]
    pub fn is_reversed(&self) -> bool {
        let after = |a: Option<Date>, b: Option<Date>| a.zip(b).is_some_and(|(a, b)| a > b);
        after(self.begin_earliest, self.begin_latest)
            || after(self.end_earliest, self.end_latest)
            || after(self.begin_earliest, self.end_latest)
    }
}

impl Form {
    /// The four bounds that follow from what is written alone, as [`super::Edtf::bounds`] lists them.
    pub(super) fn bounds(&self) -> Bounds {
        match self {
            Self::Single(point) => point.bounds(),
            Self::Instant(instant) => instant.date.bounds(),
            Self::Interval(begin, end) => {
                let (begin, end) = (begin.bounds(), end.bounds());
                Bounds { end_earliest: end.end_earliest, end_latest: end.end_latest, ..begin }
            }
            Self::Set(_, members) => members.iter().map(Member::bounds).reduce(|a, b| a.hull(&b)).unwrap_or_default(),
        }
    }
}

/// How many years about a date that is qualified are taken for its time where a name is looked up.
const ABOUT: i32 = 10;

impl Form {
    /// The bounds by which names are looked up, as [`super::Edtf::reach`] says them.
    pub(super) fn reach(&self) -> Bounds {
        match self {
            Self::Single(point) => point.reach(),
            Self::Instant(instant) => instant.date.reach(),
            Self::Interval(begin, end) => {
                let before_all = matches!(begin, End::Open).then_some(Date::MIN);
                let after_all = matches!(end, End::Open).then_some(Date::MAX);
                let (begin, end) = (begin.reach(), end.reach());
                Bounds {
                    begin_earliest: before_all.or(begin.begin_earliest),
                    end_earliest: end.end_earliest,
                    end_latest: after_all.or(end.end_latest),
                    ..begin
                }
            }
            Self::Set(_, members) => members.iter().map(Member::reach).reduce(|a, b| a.hull(&b)).unwrap_or_default(),
        }
    }
}

impl End {
    fn reach(&self) -> Bounds {
        match self {
            Self::At(point) => point.reach(),
            Self::Open | Self::Unknown => Bounds::UNKNOWN,
        }
    }

    pub(super) fn bounds(&self) -> Bounds {
        match self {
            Self::At(point) => point.bounds(),
            Self::Open | Self::Unknown => Bounds::UNKNOWN,
        }
    }
}

impl Member {
    fn reach(&self) -> Bounds {
        match self {
            Self::One(point) => point.reach(),
            Self::Range(from, to) => Bounds::within(from.reach().begin_earliest, to.reach().end_latest),
            Self::UpTo(to) => Bounds::within(None, to.reach().end_latest),
            Self::From(from) => Bounds::within(from.reach().begin_earliest, None),
        }
    }

    fn bounds(&self) -> Bounds {
        let (first, last) = match self {
            Self::One(point) => return point.bounds(),
            Self::Range(from, to) => (from.bounds().begin_earliest, to.bounds().end_latest),
            Self::UpTo(to) => (None, to.bounds().end_latest),
            Self::From(from) => (from.bounds().begin_earliest, None),
        };
        Bounds::within(first, last)
    }
}

impl Point {
    fn reach(&self) -> Bounds {
        let bounds = self.bounds();
        if bounds != Bounds::UNKNOWN || self.year.is_unstated() {
            return bounds;
        }
        let (first, last) = self.year.span();
        let (first, last) = (first.saturating_sub(ABOUT), last.saturating_add(ABOUT));
        Bounds::within(Date::new(first, 1, 1), Date::new(last, 12, 31))
    }

    pub(super) fn bounds(&self) -> Bounds {
        // Only what is left of the first qualified part is known.
        let part = match (self.qualifiers.map(Qualifier::any), self.part) {
            ([true, ..], _) => return Bounds::UNKNOWN,
            ([_, true, _], _) => Part::Year,
            ([_, _, true], Part::Day(month, _)) => Part::Month(month),
            (_, part) => part,
        };
        if self.year.is_unstated() {
            return Bounds::UNKNOWN;
        }
        let known = Self { part, ..self.clone() };
        Bounds::within(known.first_day(), known.last_day())
    }

    /// The first day that the digits allow, without regard to qualification; `None` where there is none.
    pub(super) fn first_day(&self) -> Option<Date> {
        self.day(false)
    }

    /// The last day that the digits allow, without regard to qualification; `None` where there is none.
    pub(super) fn last_day(&self) -> Option<Date> {
        self.day(true)
    }

    fn day(&self, last: bool) -> Option<Date> {
        let (month, day) = match self.part {
            Part::Year | Part::Season(_) => (Pair::BLANK, Pair::BLANK),
            Part::Month(month) => (month, Pair::BLANK),
            Part::Day(month, day) => (month, day),
        };
        let (first_month, last_month) = self.part.months();
        let (first_year, last_year) = self.year.span();
        let years = ordered(i64::from(first_year), i64::from(last_year), last);
        for year in years.filter_map(|year| i32::try_from(year).ok()).filter(|&year| self.year.matches(year)) {
            for month in ordered(first_month.into(), last_month.into(), last)
                .filter_map(byte)
                .filter(|&number| month.matches(number))
            {
                let days = Date::days_in_month(year, month);
                if let Some(day) = ordered(1, days.into(), last).filter_map(byte).find(|&number| day.matches(number)) {
                    return Date::new(year, month, day);
                }
            }
        }
        None
    }
}

impl Part {
    /// The first and the last month that it can be in (ISO 8601-2:2019, 4.8: 33 to 36 quarters, 37 to 39 thirds, 40
    /// and 41 halves).
    fn months(self) -> (u8, u8) {
        match self {
            Self::Season(code @ 33..=36) => ((code - 33) * 3 + 1, (code - 33) * 3 + 3),
            Self::Season(code @ 37..=39) => ((code - 37) * 4 + 1, (code - 37) * 4 + 4),
            Self::Season(code @ 40..=41) => ((code - 40) * 6 + 1, (code - 40) * 6 + 6),
            _ => (1, 12),
        }
    }
}

fn ordered(first: i64, last: i64, backwards: bool) -> impl Iterator<Item = i64> {
    (0..=last - first).map(move |step| if backwards { last - step } else { first + step })
}

fn byte(number: i64) -> Option<u8> {
    u8::try_from(number).ok()
}
