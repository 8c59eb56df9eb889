//! What an expression of EDTF is made of: sets and intervals of dates, dates of a year, a month and a day, each as written.

/// What sort of expression a text is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// A day, month, season or year.
    Single(Point),
    /// A day with a time of day.
    Instant(Instant),
    /// `begin/end`.
    Interval(End, End),
    /// `[…]` or `{…}`.
    Set(SetKind, Vec<Member>),
}

/// How the members of a set are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum SetKind {
    OneOf,
    AllOf,
}

/// One end of an interval.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum End {
    At(Point),
    /// `..`: there is no such end, or it is not said.
    Open,
    /// Nothing written: there is such an end, and it is not known.
    Unknown,
}

/// One member of a set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Member {
    One(Point),
    Range(Point, Point),
    UpTo(Point),
    From(Point),
}

/// A day as written, with the time of day and zone as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Instant {
    pub date: Point,
    pub clock: [u8; 3],
    pub zone: Zone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Zone {
    Local,
    Utc,
    Offset { west: bool, hours: u8, minutes: u8 },
}

/// A day, month, season or year.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Point {
    pub year: Year,
    pub part: Part,
    /// Of the year, of the month or season, of the day.
    pub qualifiers: [Qualifier; 3],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Qualifier {
    pub uncertain: bool,
    pub approximate: bool,
}

/// How far below the year a [`Point`] goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Year,
    /// 21 to 41 (ISO 8601-2:2019, 4.8).
    Season(u8),
    Month(Pair),
    Day(Pair, Pair),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Year {
    /// Four characters, each a digit or `X`.
    Digits { negative: bool, digits: [u8; 4] },
    /// `Y…`, with or without an exponent.
    Long(i32),
    /// `…S…`: only the leading digits are significant; the year is between `first` and `last`.
    Estimated { estimate: i32, first: i32, last: i32 },
}

/// Two characters, each a digit or `X`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Pair(pub [u8; 2]);

impl Qualifier {
    pub(super) fn any(self) -> bool {
        self.uncertain || self.approximate
    }

    pub(super) fn add(&mut self, other: Self) {
        self.uncertain |= other.uncertain;
        self.approximate |= other.approximate;
    }
}

impl Pair {
    pub(super) const BLANK: Self = Self(*b"XX");

    /// The number, where both digits are known.
    pub(super) fn known(self) -> Option<u8> {
        let [tens, ones] = self.0;
        (tens != b'X' && ones != b'X').then(|| (tens - b'0') * 10 + (ones - b'0'))
    }

    pub(super) fn is_blank(self) -> bool {
        self == Self::BLANK
    }

    pub(super) fn matches(self, number: u8) -> bool {
        let digits = [number / 10 + b'0', number % 10 + b'0'];
        self.0.iter().zip(digits).all(|(&mask, digit)| mask == b'X' || mask == digit)
    }
}

impl Year {
    /// The year, where it is wholly known.
    pub(super) fn known(self) -> Option<i32> {
        match self {
            Self::Long(year) => Some(year),
            Self::Digits { digits, .. } if !digits.contains(&b'X') => Some(self.span().0),
            Self::Estimated { first, last, .. } if first == last => Some(first),
            _ => None,
        }
    }

    /// `XXXX`: nothing is said of the year.
    pub(super) fn is_unstated(self) -> bool {
        matches!(self, Self::Digits { digits, .. } if digits == *b"XXXX")
    }

    /// The first and the last year that its digits allow.
    pub(super) fn span(self) -> (i32, i32) {
        match self {
            Self::Long(year) => (year, year),
            Self::Estimated { first, last, .. } => (first, last),
            Self::Digits { negative, digits } => {
                let fill = |x: u8| {
                    digits
                        .iter()
                        .fold(0, |sum, &digit| sum * 10 + i32::from(if digit == b'X' { x } else { digit - b'0' }))
                };
                if negative { (-fill(9), -fill(0).max(1)) } else { (fill(0), fill(9)) }
            }
        }
    }

    /// Whether the year is one that its digits allow.
    pub(super) fn matches(self, year: i32) -> bool {
        let (first, last) = self.span();
        let Self::Digits { digits, .. } = self else {
            return (first..=last).contains(&year);
        };
        let mut rest = year.unsigned_abs();
        (first..=last).contains(&year)
            && digits.iter().rev().all(|&mask| {
                let digit = rest % 10;
                rest /= 10;
                mask == b'X' || u32::from(mask - b'0') == digit
            })
    }

    fn precision(self) -> Option<u8> {
        let (first, last) = self.span();
        match self {
            Self::Digits { digits, .. } => match digits.map(|digit| digit == b'X') {
                [false, false, false, false] => Some(9),
                [false, false, false, true] => Some(8),
                [false, false, true, true] => Some(7),
                _ => None,
            },
            Self::Long(_) => Some(9),
            Self::Estimated { .. } => match i64::from(last) - i64::from(first) {
                0 => Some(9),
                9 => Some(8),
                99 => Some(7),
                _ => None,
            },
        }
    }
}

impl Point {
    /// The precision as written, in Wikidata's numbers: 7 century, 8 decade, 9 year, 10 month, 11 day.
    pub(super) fn precision(&self) -> Option<u8> {
        let year = self.year.precision()?;
        let part = match self.part {
            Part::Year | Part::Season(_) => 9,
            Part::Month(month) => 9 + u8::from(month.known().is_some()),
            Part::Day(month, _) if month.known().is_none() => 9,
            Part::Day(_, day) => 10 + u8::from(day.known().is_some()),
        };
        Some(if year < 9 { year } else { part })
    }
}

impl Form {
    /// The dates that it names.
    pub(super) fn points(&self) -> Vec<&Point> {
        match self {
            Self::Single(point) => vec![point],
            Self::Instant(instant) => vec![&instant.date],
            Self::Interval(begin, end) => [begin, end]
                .into_iter()
                .filter_map(|end| if let End::At(point) = end { Some(point) } else { None })
                .collect(),
            Self::Set(_, members) => members
                .iter()
                .flat_map(|member| match member {
                    Member::One(point) | Member::UpTo(point) | Member::From(point) => [Some(point), None],
                    Member::Range(from, to) => [Some(from), Some(to)],
                })
                .flatten()
                .collect(),
        }
    }
}
