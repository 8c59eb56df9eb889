//! A date's text that has been understood.

use super::error::EdtfError;
use super::{parse, remedy};
use std::fmt;
use std::str::FromStr;

/// A text of the Extended Date/Time Format, levels 0 to 2 (ISO 8601-2:2019; Library of Congress, 2019).
///
/// Two values are equal where their texts are: `2004-06~` and `~2004-~06` mean the same and are different texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edtf {
    text: String,
    pub(super) form: Form,
    level: u8,
}

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
    /// `…S…`: only the leading digits are significant; the year lies from `first` to `last`.
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
    fn precision(&self) -> Option<u8> {
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

impl Edtf {
    /// Reads a text of level 0, 1 or 2.
    ///
    /// | level | what | clause (Library of Congress, 2019) |
    /// |---|---|---|
    /// | 0 | `1985`, `1985-04`, `1985-04-12` | L0 Date |
    /// | 0 | `1985-04-12T23:20:30`, `…Z`, `…-04`, `…+04:30` | L0 Date and Time |
    /// | 0 | `1964/2008`, `2004-02-01/2005` | L0 Time Interval |
    /// | 1 | `Y170000002`, `Y-170000002` | L1 Letter-prefixed calendar year |
    /// | 1 | `2001-21` to `2001-24` | L1 Seasons |
    /// | 1 | `1984?`, `2004-06~`, `2004-06-11%` | L1 Qualification of a date (complete) |
    /// | 1 | `201X`, `20XX`, `2004-XX`, `1985-04-XX`, `1985-XX-XX` | L1 Unspecified digits from the right |
    /// | 1 | `1985/..`, `../1985`, `1985/`, `/1985`, `1984?/2004%` | L1 Extended interval |
    /// | 1 | `-1985` | L1 Negative calendar year |
    /// | 2 | `Y-17E7` | L2 Exponential year |
    /// | 2 | `1950S2`, `Y171010000S3`, `Y3388E2S3` | L2 Significant digits |
    /// | 2 | `2001-25` to `2001-41` | L2 Sub-year groupings |
    /// | 2 | `[1667,1668,1670..1672]`, `{..1984}` | L2 Set representation |
    /// | 2 | `2004-06~-11`, `?2004-06-~11` | L2 Qualification |
    /// | 2 | `156X-12-25`, `XXXX-12-XX`, `1XXX-XX`, `1984-1X` | L2 Unspecified digit |
    /// | 2 | `2004-06-XX/2004-07-03` | L2 Interval |
    ///
    /// White space around the text and around the commas of a set is dropped; everything else is kept as it is.
    /// `/` alone says nothing and is refused. A time of day is complete to the second and stands in no interval or set.
    ///
    /// # Errors
    ///
    /// [`EdtfError`] with the place in the text as given, and a remedy: `17.10.2006` is told to be `2006-10-17`.
    pub fn parse(text: &str) -> Result<Self, EdtfError> {
        Self::read(text).map_err(|fault| remedy::explain(text, fault))
    }

    /// The grammar alone, without a remedy.
    pub(super) fn read(text: &str) -> Result<Self, super::error::Fault> {
        let (form, level) = parse::read(text)?;
        let trimmed = text.trim();
        let text = match form {
            Form::Set(..) => trimmed.chars().filter(|c| !c.is_whitespace()).collect(),
            _ => trimmed.to_owned(),
        };
        Ok(Self { text, form, level })
    }

    /// The text as EDTF has it: what was given, without the white space around it (and, in a set, within it).
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The lowest level of EDTF that knows this text: 0, 1 or 2.
    ///
    /// Within an interval the Library of Congress gives level 1 only to open and unknown ends, to dates qualified as a
    /// whole and to negative years; unspecified digits there are its level 2, and so are, since it names them at no
    /// lower level, seasons and `Y` years.
    #[must_use]
    pub fn level(&self) -> u8 {
        self.level
    }

    /// The precision of the text in Wikidata's numbers: 7 century, 8 decade, 9 year, 10 month, 11 day.
    ///
    /// It is the precision as written: `2011~` is 9. A season or quarter is 9, there is no nearer number; `2004-XX`
    /// is 9, `156X-12-25` is 8. `None` where no number fits: `XXXX-07`, `1XXX`, `../..`. Of an interval or set it is
    /// that of the coarsest date in it.
    #[must_use]
    pub fn precision(&self) -> Option<u8> {
        let points = self.points();
        points.iter().map(|point| point.precision()).min().flatten()
    }

    /// Whether the text fixes the begin or the end to one year: whether both bounds of that end are known and lie in
    /// the same year. `1993/..` does, `2011~`, `XXXX-07`, `201X` and `[..1918]` do not.
    #[must_use]
    pub fn dated_to_year(&self) -> bool {
        let bounds = self.bounds();
        let same = |earliest: Option<super::Date>, latest: Option<super::Date>| {
            earliest.zip(latest).is_some_and(|(earliest, latest)| earliest.year() == latest.year())
        };
        same(bounds.begin_earliest, bounds.begin_latest) || same(bounds.end_earliest, bounds.end_latest)
    }

    /// The first and the last year that the digits of each date in it allow, without regard to qualification. A date that
    /// says nothing of its year (`XXXX-07`) has none.
    pub fn years(&self) -> impl Iterator<Item = (i32, i32)> {
        self.points().into_iter().filter(|point| !point.year.is_unstated()).map(|point| point.year.span())
    }

    /// A name for one segment of an IRI, different for every text.
    ///
    /// The slash of an interval becomes `..`, an open end `open`, an unknown end `unknown`; every character outside
    /// *iunreserved* (RFC 3987, 2.2) is percent-encoded. `2006-10-17/2006-10-18` is `2006-10-17..2006-10-18`, `1993/..`
    /// is `1993..open`, `1984?` is `1984%3F`. (A `..` within a set stays; a set's name begins with `%5B` or `%7B`,
    /// which no interval's does.)
    #[must_use]
    pub fn iri_name(&self) -> String {
        let Form::Interval(..) = self.form else {
            return encode(&self.text);
        };
        let name = |end: &str| match end {
            "" => "unknown".to_owned(),
            ".." => "open".to_owned(),
            date => encode(date),
        };
        let (begin, end) = self.text.split_once('/').unwrap_or((&self.text, ""));
        format!("{}..{}", name(begin), name(end))
    }

    /// The dates that the text names.
    fn points(&self) -> Vec<&Point> {
        match &self.form {
            Form::Single(point) => vec![point],
            Form::Instant(instant) => vec![&instant.date],
            Form::Interval(begin, end) => [begin, end]
                .into_iter()
                .filter_map(|end| if let End::At(point) = end { Some(point) } else { None })
                .collect(),
            Form::Set(_, members) => members
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

fn encode(text: &str) -> String {
    use fmt::Write as _;
    let mut name = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            name.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    name
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl AsRef<str> for Edtf {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl FromStr for Edtf {
    type Err = EdtfError;

    /// See [`Edtf::parse`].
    fn from_str(text: &str) -> Result<Self, EdtfError> {
        Self::parse(text)
    }
}
