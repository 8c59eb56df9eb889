//! Wikidata's points in time and ours: what a time with its precision proves, and which time a date is.
//!
//! Wikidata counts years without a year 0 (`-0044` is 44 BCE); EDTF and XML Schema have one (`-0043` is 44 BCE). A date of
//! the Julian calendar is given in that calendar; it becomes a Gregorian one where it is known to the day, as in
//! Wikidata's own RDF (<https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format#Time>).

use std::borrow::Cow;

use super::model::{Content, DataValue, Snak, Time};
use chancery_model::source::{Entry, Key, Node, Value as Tree};
use chancery_values::time::{Bounds, Date, Edtf};

/// A century, as Wikidata counts precision.
pub const CENTURY: u8 = 7;
/// A decade.
pub const DECADE: u8 = 8;
/// A year.
pub const YEAR: u8 = 9;
/// A month.
pub const MONTH: u8 = 10;
/// A day.
pub const DAY: u8 = 11;

/// The parts of a point in time, as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// Without a year 0.
    pub year: i64,
    /// 0 where it is not said.
    pub month: u8,
    /// 0 where it is not said.
    pub day: u8,
}

impl Parts {
    /// Reads `+1993-05-09T00:00:00Z`; nothing where the text has another form, or month or day do not exist.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let (sign, rest) = match text.as_bytes().first()? {
            b'+' => (1, &text[1..]),
            b'-' => (-1, &text[1..]),
            _ => return None,
        };
        let (date, clock) = rest.split_once('T')?;
        if !is_clock(clock) {
            return None;
        }
        let mut parts = date.split('-');
        let mut number = || parts.next().filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?.parse::<i64>().ok();
        let (year, month, day) = (number()?, u8::try_from(number()?).ok()?, u8::try_from(number()?).ok()?);
        (parts.next().is_none() && month <= 12 && day <= 31).then_some(Self { year: sign * year, month, day })
    }

    /// The year with a year 0.
    #[must_use]
    pub fn astronomical(self) -> i64 {
        if self.year < 0 { self.year + 1 } else { self.year }
    }
}

/// Whether a text is a time of day as Wikidata has it: `00:00:00Z`.
fn is_clock(text: &str) -> bool {
    text.len() == 9
        && text.bytes().zip("00:00:00Z".bytes()).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            _ => byte == form,
        })
}

/// What a point in time was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Point {
    /// A date that EDTF can write.
    Edtf(String),
    /// Somewhere between two days.
    Within(Date, Date),
    /// Nothing that bounds: too coarse, or beyond the years that are counted in days.
    Nothing,
}

/// The day of a calendar in the Gregorian one; nothing where there is no such day.
#[must_use]
pub fn day_of(parts: Parts, julian: bool) -> Option<Date> {
    let year = i32::try_from(parts.astronomical()).ok()?;
    if !julian {
        return Date::new(year, parts.month, parts.day);
    }
    Date::from_julian(year, parts.month, parts.day)
}

/// The same time stated in the Julian calendar; nothing for a month, which is in two of that calendar.
#[must_use]
pub fn in_julian(time: &Time) -> Option<Time> {
    if time.julian || time.precision < MONTH {
        return Some(Time { julian: true, ..time.clone() });
    }
    let day = if time.precision == MONTH { None } else { day_of(Parts::of(&time.text)?, false) }?;
    let (year, month, day) = day.to_julian();
    // Wikidata has no year 0.
    let (sign, year) = if year < 1 { ('-', 1 - year) } else { ('+', year) };
    Some(Time { text: format!("{sign}{year:04}-{month:02}-{day:02}T00:00:00Z"), precision: DAY, julian: true })
}

/// What a time says.
///
/// # Errors
/// A sentence, where it is not a date of its calendar, or not of the form of a time.
pub fn point(time: &Time) -> Result<Point, String> {
    let parts = Parts::of(&time.text).ok_or_else(|| format!("`{}` is not a time of Wikidata", time.text))?;
    let year = parts.astronomical();
    if i32::try_from(year).is_err() {
        return Ok(Point::Nothing);
    }
    // EDTF writes years of more than four digits alone, and so do we bounds.
    let is_short = |year: i64| (-9999..=9999).contains(&year);
    let written = if (-9999..0).contains(&year) {
        format!("-{:04}", year.unsigned_abs())
    } else if !is_short(year) {
        format!("Y{year}")
    } else {
        format!("{year:04}")
    };
    let no_day = || format!("`{}` is not a day of the calendar", time.text);
    if parts.year == 0 && time.precision >= 6 {
        return Err(format!("`{}` has a year 0, but in Wikidata the year before 1 CE is 1 BCE", time.text));
    }
    let within = |first: i64, last: i64| -> Point {
        let day = |year: i64, month, day| i32::try_from(year).ok().and_then(|year| Date::new(year, month, day));
        match (day(first, 1, 1), day(last, 12, 31)) {
            (Some(from), Some(to)) if is_short(first) && is_short(last) => Point::Within(from, to),
            _ => Point::Nothing,
        }
    };
    Ok(match time.precision {
        0..=5 => Point::Nothing,
        6 | CENTURY => {
            // A century ends with its hundredth year: the 20th is 1901 to 2000.
            let length = if time.precision == 6 { 1000 } else { 100 };
            let number = (parts.year.abs() + length - 1) / length;
            let (first, last) = ((number - 1) * length + 1, number * length);
            if parts.year < 0 { within(1 - last, 1 - first) } else { within(first, last) }
        }
        // The forties before our era are 49 to 40, and there is no year 0.
        DECADE if parts.year < 0 => {
            let decade = parts.year.abs() / 10 * 10;
            within(1 - (decade + 9), 1 - decade.max(1))
        }
        DECADE if is_short(year) => Point::Edtf(format!("{}X", &written[..3])),
        DECADE => within(year.div_euclid(10) * 10, year.div_euclid(10) * 10 + 9),
        YEAR => Point::Edtf(written),
        MONTH if !is_short(year) => Point::Edtf(written),
        MONTH if parts.month == 0 => return Err(no_day()),
        // A month of the Julian calendar is in two of the Gregorian one.
        MONTH if time.julian => {
            let last =
                Date::days_in_month(if parts.astronomical().rem_euclid(4) == 0 { 2000 } else { 2001 }, parts.month);
            let day = |day| day_of(Parts { day, ..parts }, true).ok_or_else(no_day);
            Point::Within(day(1)?, day(last)?)
        }
        MONTH => Point::Edtf(format!("{written}-{:02}", parts.month)),
        _ => {
            let day = day_of(parts, time.julian).ok_or_else(no_day)?;
            Point::Edtf(if is_short(year) { day.to_string() } else { written })
        }
    })
}

/// Whether Wikidata can hold a time: a date of its calendar, no finer than a day.
///
/// # Errors
/// A sentence, where it cannot.
pub fn check(time: &Time) -> Result<(), String> {
    if time.precision > DAY {
        return Err(format!(
            "`{}` has the precision {}, but Wikidata has no time finer than a day",
            time.text, time.precision
        ));
    }
    point(time).map(|_| ())
}

impl Point {
    /// The first and the last day it can be; nothing where it bounds nothing.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        match self {
            Self::Edtf(text) => {
                let bounds = Edtf::parse(text).ok()?.bounds();
                bounds.begin_earliest.zip(bounds.end_latest)
            }
            Self::Within(first, last) => Some((*first, *last)),
            Self::Nothing => None,
        }
    }
}

/// One end of a time, as the qualifiers of a statement say it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum End {
    /// No qualifier says it.
    Unsaid,
    /// There is such an end, and it is not known.
    Unknown,
    /// There is no end.
    Open,
    At(Point),
}

/// Whether a day can be written as a bound.
fn is_bound(day: Date) -> bool {
    (-9999..=9999).contains(&day.year())
}

fn end(snaks: &[&Snak]) -> Result<End, String> {
    let mut points = Vec::new();
    let mut other = End::Unsaid;
    for snak in snaks {
        match &snak.content {
            Content::Value(DataValue::Time(time)) => points.push(point(time)?),
            Content::Value(_) => return Err(format!("{} is not a time", snak.property)),
            Content::SomeValue => other = End::Unknown,
            Content::NoValue => other = End::Open,
        }
    }
    points.dedup();
    Ok(match points.as_slice() {
        [] => other,
        // A date and also "unknown" or "none": nothing says which is meant.
        _ if other != End::Unsaid => End::Unknown,
        [one] => End::At(one.clone()),
        // Of several nothing says which is meant: it is one of them.
        several => {
            let days: Option<Vec<(Date, Date)>> = several.iter().map(Point::days).collect();
            let hull = days.and_then(|days| Some((days.iter().map(|d| d.0).min()?, days.iter().map(|d| d.1).max()?)));
            match hull {
                Some((first, last)) if is_bound(first) && is_bound(last) => End::At(Point::Within(first, last)),
                _ => End::Unknown,
            }
        }
    })
}

/// The time of a fact by the qualifiers of its statement, as a facts file would have it: EDTF, or a mapping of bounds.
/// Nothing if they say no time. `start` and `stop` are the place that the time gets.
///
/// # Errors
/// A sentence, if a date is not a date.
pub fn span(
    begin: &[&Snak],
    over: &[&Snak],
    whole: &[&Snak],
    place: (u64, u64),
) -> Result<Option<Node<'static>>, String> {
    let scalar = |text: String| Node {
        value: Tree::Scalar { text: Cow::Owned(text), quoted: true },
        start: place.0,
        end: place.1,
    };
    let (begin, over) = match end(whole)? {
        End::At(Point::Edtf(text)) => return Ok(Some(scalar(text))),
        End::At(Point::Within(first, last)) => {
            (End::At(Point::Within(first, last)), End::At(Point::Within(first, last)))
        }
        _ => (end(begin)?, end(over)?),
    };
    let written = |end: &End, unsaid: &str| match end {
        End::Unsaid => Some(unsaid.to_owned()),
        End::Open => Some("..".to_owned()),
        End::Unknown | End::At(Point::Nothing) => Some(String::new()),
        End::At(Point::Edtf(text)) => Some(text.clone()),
        End::At(Point::Within(..)) => None,
    };
    // An interval must have a date at one end at least.
    let says = |end: &End| matches!(end, End::At(Point::Edtf(_) | Point::Within(..)));
    if !says(&begin) && !says(&over) {
        return Ok(None);
    }
    // A begin of which nothing is said still existed.
    if let (Some(from), Some(to)) = (written(&begin, ""), written(&over, "..")) {
        let text = format!("{from}/{to}");
        if Edtf::parse(&text).is_ok() {
            return Ok(Some(scalar(text)));
        }
    }
    let days = |end: &End| match end {
        End::At(point) => point.days(),
        _ => None,
    };
    let mut entries = Vec::new();
    for (name, days) in [("begin", days(&begin)), ("end", days(&over))] {
        for (bound, day) in [("earliest", days.map(|days| days.0)), ("latest", days.map(|days| days.1))] {
            let Some(day) = day.filter(|day| is_bound(*day)) else { continue };
            let key = Key { text: Cow::Owned(format!("{name} {bound}")), start: place.0, end: place.1 };
            entries.push(Entry { key, value: scalar(day.to_string()) });
        }
    }
    Ok((!entries.is_empty()).then_some(Node { value: Tree::Map(entries), start: place.0, end: place.1 }))
}

/// A time whose dates are approximate; nothing where EDTF cannot express it. An approximate date proves nothing, so bounds
/// alone, which could only prove, say nothing either.
#[must_use]
pub fn about(span: Node<'static>) -> Option<Node<'static>> {
    let Tree::Scalar { text, .. } = &span.value else { return None };
    let date = |date: &str| if matches!(date, "" | "..") { date.to_owned() } else { format!("{date}~") };
    let text = text.split('/').map(date).collect::<Vec<_>>().join("/");
    let is_one = Edtf::parse(&text).is_ok();
    is_one.then_some(Node { value: Tree::Scalar { text: Cow::Owned(text), quoted: true }, ..span })
}

/// The points in time that a date in EDTF states for its begin and its end, each with its precision; a date that is not an
/// interval is both. What EDTF leaves uncertain or open is nothing: Wikidata would take it for certain.
#[must_use]
pub fn times_of(edtf: &str) -> (Option<Time>, Option<Time>) {
    match edtf.split_once('/') {
        Some((begin, end)) => (time_of(begin), time_of(end)),
        None => (time_of(edtf), time_of(edtf)),
    }
}

/// The point in time of a year, month, day or decade in EDTF.
#[must_use]
pub fn time_of(edtf: &str) -> Option<Time> {
    let (sign, digits) = match edtf.strip_prefix('-') {
        Some(digits) => ('-', digits),
        None => ('+', edtf),
    };
    let parts: Vec<&str> = digits.split('-').collect();
    let number = |text: &str, length: usize| (text.len() == length).then(|| text.parse::<u32>().ok()).flatten();
    let (year, precision) = match parts[0].strip_suffix('X') {
        Some(decade) if parts.len() == 1 && sign == '+' => (number(decade, 3)? * 10, DECADE),
        Some(_) => return None,
        None => (number(parts[0], 4)?, [YEAR, MONTH, DAY].get(parts.len() - 1).copied()?),
    };
    let month = parts.get(1).map_or(Some(0), |month| number(month, 2).filter(|month| (1..=12).contains(month)))?;
    let day = parts.get(2).map_or(Some(0), |day| number(day, 2).filter(|day| (1..=31).contains(day)))?;
    // The year before 1 is 1 BCE in Wikidata, and 0 here.
    let (sign, year) = match (sign, year) {
        ('+', 0) => ('-', 1),
        ('-', year) => ('-', year + 1),
        other => other,
    };
    Some(Time { text: format!("{sign}{year:04}-{month:02}-{day:02}T00:00:00Z"), precision, julian: false })
}

/// What a time proves by itself.
#[must_use]
pub fn bounds(time: &Time) -> Bounds {
    let days = point(time).ok().and_then(|point| point.days());
    days.map_or(Bounds::UNKNOWN, |(first, last)| Bounds::within(Some(first), Some(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str, precision: u8, julian: bool) -> Time {
        Time { text: text.to_owned(), precision, julian }
    }

    fn snak(content: Content) -> Snak {
        Snak { property: "P580".to_owned(), content }
    }

    fn at(text: &str, precision: u8) -> Snak {
        snak(Content::Value(DataValue::Time(time(text, precision, false))))
    }

    fn text(node: &Node<'_>) -> String {
        match &node.value {
            Tree::Scalar { text, .. } => text.to_string(),
            _ => node
                .entries()
                .unwrap_or_default()
                .iter()
                .map(|entry| format!("{}={}", entry.key.text, entry.value.text().unwrap_or_default()))
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    #[test]
    fn points_keep_their_precision() {
        let cases = [
            ("+1993-01-01T00:00:00Z", 9, "1993"),
            ("+1993-00-00T00:00:00Z", 9, "1993"),
            ("+1993-05-00T00:00:00Z", 10, "1993-05"),
            ("+1993-05-09T00:00:00Z", 11, "1993-05-09"),
            ("+1990-00-00T00:00:00Z", 8, "199X"),
            ("-0044-03-15T00:00:00Z", 11, "-0043-03-15"),
            ("-0001-00-00T00:00:00Z", 9, "0000"),
            ("-13000-00-00T00:00:00Z", 9, "Y-12999"),
            ("-13000-05-00T00:00:00Z", 10, "Y-12999"),
            ("+12000-03-04T00:00:00Z", 11, "Y12000"),
        ];
        for (text, precision, wanted) in cases {
            assert_eq!(point(&time(text, precision, false)), Ok(Point::Edtf(wanted.to_owned())), "{text}");
            assert!(Edtf::parse(wanted).is_ok(), "{wanted}");
        }
        let century = point(&time("+2000-00-00T00:00:00Z", 7, false)).unwrap();
        assert_eq!(century, Point::Within(Date::new(1901, 1, 1).unwrap(), Date::new(2000, 12, 31).unwrap()));
        let bce = point(&time("-0500-00-00T00:00:00Z", 7, false)).unwrap();
        // There is no year 0: the decade before our era has nine years.
        for (text, first, last) in [("-0049", -48, -39), ("-0044", -48, -39), ("-0009", -8, 0), ("-0001", -8, 0)] {
            let decade = point(&time(&format!("{text}-00-00T00:00:00Z"), 8, false)).unwrap();
            let wanted = Point::Within(Date::new(first, 1, 1).unwrap(), Date::new(last, 12, 31).unwrap());
            assert_eq!(decade, wanted, "{text}");
        }
        assert_eq!(point(&time("-12000-00-00T00:00:00Z", 7, false)), Ok(Point::Nothing));
        // 500 to 401 BCE.
        assert_eq!(bce, Point::Within(Date::new(-499, 1, 1).unwrap(), Date::new(-400, 12, 31).unwrap()));
    }

    #[test]
    fn beyond_the_calendar_nothing_is_proved_and_no_day_is_an_error() {
        assert_eq!(point(&time("-13798000000-00-00T00:00:00Z", 3, false)), Ok(Point::Nothing));
        assert_eq!(point(&time("+99999999999-00-00T00:00:00Z", 9, false)), Ok(Point::Nothing));
        for wrong in ["+2021-02-30T00:00:00Z", "+2021-00-00T00:00:00Z", "+1900-02-29T00:00:00Z"] {
            assert!(point(&time(wrong, 11, false)).is_err(), "{wrong}");
        }
        for wrong in
            ["", "2021", "+2021", "+2021-13-01T00:00:00Z", "+-01-01T00:00:00Z", "+99999999999999999999-01-01T0Z"]
        {
            assert!(point(&time(wrong, 9, false)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn julian_days_are_those_of_history() {
        // The day before the reform, the October revolution, the battle of Hastings, the Ides of March.
        let cases = [
            ("+1582-10-04T00:00:00Z", "1582-10-14"),
            ("+1917-10-25T00:00:00Z", "1917-11-07"),
            ("+1066-10-14T00:00:00Z", "1066-10-20"),
            ("-0044-03-15T00:00:00Z", "-0043-03-13"),
            ("+1900-02-29T00:00:00Z", "1900-03-13"),
        ];
        for (text, wanted) in cases {
            let parts = Parts::of(text).unwrap();
            assert_eq!(day_of(parts, true).unwrap().to_string(), wanted, "{text}");
        }
        // A year of the Julian calendar is left as the year.
        assert_eq!(point(&time("+1066-00-00T00:00:00Z", 9, true)), Ok(Point::Edtf("1066".to_owned())));
    }

    #[test]
    fn ends_that_are_unknown_are_not_ends_that_are_not() {
        let of = |begin: &[Snak], end: &[Snak]| {
            let (begin, end): (Vec<&Snak>, Vec<&Snak>) = (begin.iter().collect(), end.iter().collect());
            span(&begin, &end, &[], (0, 0)).unwrap().map(|node| text(&node))
        };
        let begin = [at("+1949-04-04T00:00:00Z", 11)];
        assert_eq!(of(&begin, &[]).as_deref(), Some("1949-04-04/.."));
        assert_eq!(of(&begin, &[snak(Content::NoValue)]).as_deref(), Some("1949-04-04/.."));
        assert_eq!(of(&begin, &[snak(Content::SomeValue)]).as_deref(), Some("1949-04-04/"));
        assert_eq!(of(&begin, &[at("+1966-00-00T00:00:00Z", 9)]).as_deref(), Some("1949-04-04/1966"));
        assert_eq!(of(&[], &[at("+1966-00-00T00:00:00Z", 9)]).as_deref(), Some("/1966"));
        assert_eq!(of(&[], &[]), None);
        assert_eq!(of(&[snak(Content::SomeValue)], &[]), None);
        let two = [at("+1965-03-11T00:00:00Z", 11), at("+1974-09-11T00:00:00Z", 11)];
        assert_eq!(of(&two, &[]).as_deref(), Some("begin earliest=1965-03-11 begin latest=1974-09-11"));
        let century = [at("+1900-00-00T00:00:00Z", 7)];
        assert_eq!(of(&century, &[]).as_deref(), Some("begin earliest=1801-01-01 begin latest=1900-12-31"));
    }

    #[test]
    fn dates_go_back_and_forth() {
        for edtf in ["1993", "1993-05", "1993-05-09", "199X", "-0043-03-15", "0000", "0001"] {
            let time = time_of(edtf).unwrap();
            assert_eq!(point(&time), Ok(Point::Edtf(edtf.to_owned())), "{edtf}");
        }
        for edtf in ["1993~", "XXXX-07", "..", "", "1993-21", "19XX", "[1993]"] {
            assert_eq!(time_of(edtf), None, "{edtf}");
        }
    }
}
