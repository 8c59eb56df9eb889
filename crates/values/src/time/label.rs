//! The words for people: a date in English.

use super::bounds::Bounds;
use super::date::Date;
use super::expression::{End, Form, Instant, Member, Pair, Part, Point, SetKind, Year, Zone};
use super::month::month_name;

impl Form {
    /// In readable English, as [`super::Edtf::label_en`] says it.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Single(point) => point.label(),
            Self::Instant(instant) => instant.label(),
            Self::Interval(begin, end) => interval(begin, end),
            Self::Set(kind, members) => set(*kind, members),
        }
    }

    /// As it reads in a sentence on what happened then, as [`super::Edtf::when_en`] says it.
    pub(super) fn when(&self) -> String {
        match self {
            Self::Single(point) => point.when(),
            Self::Instant(instant) => format!("on {}", instant.label()),
            Self::Interval(End::At(begin), End::At(end)) => from_to(begin, end),
            Self::Interval(begin, end) => interval(begin, end),
            Self::Set(kind, members) => members_of(*kind, members, Point::when),
        }
    }
}

impl Bounds {
    /// The bounds in readable English; empty where nothing is proved. What ends with a month or a year is stated by it:
    /// `in May 1975`, `begun between 1991 and 1992`, `not ended before 1994`. What may have begun before and go on after is
    /// stated otherwise than what is within: `at some time in May 1975`.
    #[must_use]
    pub fn label_en(&self) -> String {
        match (self.begin_earliest, self.begin_latest, self.end_earliest, self.end_latest) {
            (Some(from), Some(to), Some(end), Some(last)) if from == end && to == last && from <= to => {
                period(from, to).unwrap_or_else(|| between(from, to))
            }
            (Some(from), Some(also), Some(to), Some(last)) if from == also && to == last => {
                format!("from {} to {}", day_of(from), day_of(to))
            }
            // Begun by the one day and not ended before an earlier one: it held at some time from the one to the other.
            (None, Some(to), Some(from), None) if from <= to => match period(from, to) {
                Some(day) if from == to => format!("{day} at least"),
                Some(period) => format!("at some time {period}"),
                None => format!("at some time {}", between(from, to)),
            },
            (None, Some(from), Some(to), None) => format!("at least from {} to {}", through(from), since(to)),
            (begin_earliest, begin_latest, end_earliest, end_latest) => {
                let begin = bound("begun", "since", begin_earliest, begin_latest);
                let end = bound("ended", "until", end_earliest, end_latest);
                begin.into_iter().chain(end).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

impl Bounds {
    /// By when something that happens once has happened: `by the end of 1685`; nothing where the bounds say more than that.
    #[must_use]
    pub fn happened_en(&self) -> Option<String> {
        let (None, begun, None, Some(last)) =
            (self.begin_earliest, self.begin_latest, self.end_earliest, self.end_latest)
        else {
            return None;
        };
        let edge = if ends_month(last) { "the end of " } else { "" };
        begun.is_none_or(|begun| begun == last).then(|| format!("by {edge}{}", through(last)))
    }
}

/// What two bounds of one end say.
fn bound(done: &str, exactly: &str, earliest: Option<Date>, latest: Option<Date>) -> Option<String> {
    Some(match (earliest, latest) {
        (None, None) => return None,
        (Some(from), None) => format!("not {done} before {}", since(from)),
        (None, Some(to)) if ends_month(to) => format!("{done} by the end of {}", through(to)),
        (None, Some(to)) => format!("{done} by {}", through(to)),
        (Some(from), Some(to)) if from == to => format!("{exactly} {}", day_of(from)),
        (Some(from), Some(to)) => match period(from, to) {
            Some(period) => format!("{done} {period}"),
            None => format!("{done} {}", between(from, to)),
        },
    })
}

/// `in 1975`, `in May 1975`, `on 17 October 2006`, where two days are the first and the last of such.
fn period(from: Date, to: Date) -> Option<String> {
    let one_month = (from.year(), from.month()) == (to.year(), to.month());
    let first = from.day() == 1;
    match ends_month(to) {
        _ if from == to => Some(format!("on {}", day_of(from))),
        true if first && one_month => Some(format!("in {}", month_of(from))),
        true if first && from.year() == to.year() && (from.month(), to.month()) == (1, 12) => {
            Some(format!("in {}", year_words(from.year())))
        }
        _ => None,
    }
}

/// `between 1991 and 1992`; within one year, `between 24 October 1945 and 31 December 1945`.
fn between(from: Date, to: Date) -> String {
    let is_month = |day: Date, is_edge: bool, month: u8| is_edge && day.month() != month;
    let months = is_month(from, from.day() == 1, 1) && is_month(to, ends_month(to), 12);
    if from.year() == to.year() && !months {
        return format!("between {} and {}", day_of(from), day_of(to));
    }
    format!("between {} and {}", since(from), through(to))
}

/// A day by the year or month that begins with it.
fn since(day: Date) -> String {
    match (day.month(), day.day()) {
        (1, 1) => year_words(day.year()),
        (_, 1) => month_of(day),
        _ => day_of(day),
    }
}

/// A day by the year or month that ends with it.
fn through(day: Date) -> String {
    match (ends_month(day), day.month()) {
        (true, 12) => year_words(day.year()),
        (true, _) => month_of(day),
        (false, _) => day_of(day),
    }
}

fn ends_month(day: Date) -> bool {
    day.day() == Date::days_in_month(day.year(), day.month())
}

fn month_of(day: Date) -> String {
    format!("{} {}", month_name(day.month()), year_words(day.year()))
}

fn day_of(day: Date) -> String {
    format!("{} {}", day.day(), month_of(day))
}

fn interval(begin: &End, end: &End) -> String {
    match (begin, end) {
        (End::At(begin), End::At(end)) => closed(begin, end),
        (End::At(begin), End::Open) => format!("since {}", begin.label()),
        (End::At(begin), End::Unknown) => format!("from {}, end unknown", begin.label()),
        (End::Open, End::At(end)) => format!("until {}", end.label()),
        (End::Unknown, End::At(end)) => format!("until {}, begin unknown", end.label()),
        (End::Open, End::Open) => "without begin or end".to_owned(),
        (End::Open, End::Unknown) => "without begin, end unknown".to_owned(),
        (End::Unknown, End::Open) => "begin unknown, without end".to_owned(),
        (End::Unknown, End::Unknown) => "begin and end unknown".to_owned(),
    }
}

/// With what both ends share said once: `1993–1995`, `October–December 2006`, `17–18 October 2006`.
fn closed(begin: &Point, end: &Point) -> String {
    let (from, to) = (begin.label(), end.label());
    let spelled = format!("from {from} to {to}");
    let (Some(first), Some(last)) = (begin.plain(), end.plain()) else {
        return spelled;
    };
    let same_year = first.0 == last.0;
    let same_month = same_year && first.1 == last.1;
    match (first, last) {
        _ if first == last => from,
        _ if first > last => spelled,
        ((1000.., None, None), (_, None, None)) => format!("{from}–{to}"),
        ((_, Some(month), None), (_, Some(_), None)) if same_year => {
            format!("{}–{to}", month_name(month))
        }
        ((_, Some(_), Some(day)), (_, Some(_), Some(_))) if same_month => format!("{day}–{to}"),
        ((_, Some(month), Some(day)), (_, Some(_), Some(_))) if same_year => {
            format!("{day} {} – {to}", month_name(month))
        }
        ((_, Some(_), Some(_)), (_, Some(_), Some(_))) => format!("{from} – {to}"),
        _ => spelled,
    }
}

/// As [`closed`], in a sentence: `from 1993 to 1995`, `from October to December 2006`, `from 17 to 18 October 2006`.
fn from_to(begin: &Point, end: &Point) -> String {
    let (from, to) = (begin.label(), end.label());
    let spelled = || format!("from {from} to {to}");
    let (Some(first), Some(last)) = (begin.plain(), end.plain()) else {
        return spelled();
    };
    match (first, last) {
        _ if first == last => begin.when(),
        ((year, Some(month), None), (same, Some(_), None)) if year == same => {
            format!("from {} to {to}", month_name(month))
        }
        ((year, Some(month), Some(day)), (same, Some(last), Some(_))) if year == same && month == last => {
            format!("from {day} to {to}")
        }
        ((year, Some(month), Some(day)), (same, Some(_), Some(_))) if year == same => {
            format!("from {day} {} to {to}", month_name(month))
        }
        _ => spelled(),
    }
}

fn set(kind: SetKind, members: &[Member]) -> String {
    members_of(kind, members, Point::label)
}

fn members_of(kind: SetKind, members: &[Member], point: fn(&Point) -> String) -> String {
    let word = match kind {
        SetKind::OneOf => "or",
        SetKind::AllOf => "and",
    };
    let labels: Vec<String> = members
        .iter()
        .map(|member| match member {
            Member::One(one) => point(one),
            Member::Range(from, to) => format!("{} to {}", point(from), to.label()),
            Member::UpTo(to) => format!("{} {word} earlier", point(to)),
            Member::From(from) => format!("{} {word} later", point(from)),
        })
        .collect();
    list(&labels, word)
}

/// `a`, `a or b`, `a, b or c`.
fn list(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// `2006`, `AD 476`, `44 BC`.
fn year_words(year: i32) -> String {
    match year {
        1000.. => year.to_string(),
        1..1000 => format!("AD {year}"),
        _ => format!("{} BC", 1 - i64::from(year)),
    }
}

impl Instant {
    fn label(&self) -> String {
        let [hour, minute, second] = self.clock;
        let zone = match self.zone {
            Zone::Local => String::new(),
            Zone::Utc => " UTC".to_owned(),
            Zone::Offset { west, hours, minutes } => {
                format!(" UTC{}{hours:02}:{minutes:02}", if west { '−' } else { '+' })
            }
        };
        format!("{}, {hour:02}:{minute:02}:{second:02}{zone}", self.date.label())
    }
}

impl Year {
    /// As a date by itself.
    fn alone(self) -> String {
        let (first, last) = self.span();
        match self {
            _ if self.is_unstated() => "an unstated year".to_owned(),
            Self::Estimated { estimate, .. } if first != last => {
                format!("about {}, between {} and {}", year_words(estimate), year_words(first), year_words(last))
            }
            _ => self.known().map(year_words).or_else(|| self.decade()).unwrap_or_else(|| self.vague()),
        }
    }

    /// After a month or day: ` 2006`, ` of an unstated year`.
    fn after(self) -> String {
        match (self.known(), self.decade()) {
            (Some(year), _) => format!(" {}", year_words(year)),
            (None, Some(decade)) => format!(" of a year of the {decade}"),
            (None, None) => format!(" of {}", self.alone()),
        }
    }

    /// After "of": `2006`, `an unstated year`.
    fn of(self) -> String {
        self.known().map_or_else(|| self.after().trim_start_matches(" of ").to_owned(), year_words)
    }

    fn decade(self) -> Option<String> {
        match self {
            Self::Digits { negative: false, digits: [a, b, c, b'X'] } if ![a, b, c].contains(&b'X') && a != b'0' => {
                let (first, _) = self.span();
                Some(format!("{first}s"))
            }
            _ => None,
        }
    }

    fn vague(self) -> String {
        let (first, last) = self.span();
        format!("a year between {} and {}", year_words(first), year_words(last))
    }
}

impl Point {
    /// Year, month and day, where nothing is unspecified or qualified.
    fn plain(&self) -> Option<(i32, Option<u8>, Option<u8>)> {
        let year = self.year.known().filter(|_| !self.qualifiers.iter().any(|qualifier| qualifier.any()))?;
        match self.part {
            Part::Year => Some((year, None, None)),
            Part::Season(_) => None,
            Part::Month(month) => Some((year, Some(month.known()?), None)),
            Part::Day(month, day) => Some((year, Some(month.known()?), Some(day.known()?))),
        }
    }

    fn label(&self) -> String {
        self.qualified(&self.words())
    }

    /// As [`Point::label`], in a sentence: `in May 1975`, `on 17 October 2006`, `possibly in 2011`, `about 2011`.
    fn when(&self) -> String {
        let words = self.words();
        let approximate = self.qualifiers.iter().any(|qualifier| qualifier.approximate);
        // What begins so is in a sentence as it is.
        if approximate || ["about ", "between "].iter().any(|begin| words.starts_with(begin)) {
            return self.qualified(&words);
        }
        let preposition = if matches!(self.part, Part::Day(..)) { "on" } else { "in" };
        let article = match self.part {
            Part::Year if words.ends_with('s') => "the ",
            Part::Season(33..=41) => "the ",
            _ => "",
        };
        self.qualified(&format!("{preposition} {article}{words}"))
    }

    /// Words with what is uncertain or approximate about them.
    fn qualified(&self, words: &str) -> String {
        let names = match self.part {
            Part::Year => &["year"][..],
            Part::Season(21..=32) => &["year", "season"],
            Part::Season(_) => &["year", "part of the year"],
            Part::Month(_) => &["year", "month"],
            Part::Day(..) => &["year", "month", "day"],
        };
        let parts: Vec<_> = names.iter().zip(self.qualifiers).collect();
        let whole = parts.iter().all(|(_, qualifier)| *qualifier == self.qualifiers[0]);
        match (whole, self.qualifiers[0].uncertain, self.qualifiers[0].approximate) {
            (true, false, false) => words.to_owned(),
            (true, false, true) => format!("about {words}"),
            (true, true, false) => format!("possibly {words}"),
            (true, true, true) => format!("possibly about {words}"),
            (false, ..) => {
                let notes: Vec<String> = parts
                    .into_iter()
                    .filter_map(|(name, qualifier)| match (qualifier.uncertain, qualifier.approximate) {
                        (false, false) => None,
                        (true, false) => Some(format!("{name} uncertain")),
                        (false, true) => Some(format!("{name} approximate")),
                        (true, true) => Some(format!("{name} uncertain and approximate")),
                    })
                    .collect();
                format!("{words} ({})", notes.join(", "))
            }
        }
    }

    fn words(&self) -> String {
        let year = self.year;
        match self.part {
            Part::Year => year.alone(),
            Part::Season(code) => season(code, year),
            Part::Month(month) => format!(
                "{}{}",
                month_words(month),
                if month.is_blank() { format!(" of {}", year.of()) } else { year.after() }
            ),
            Part::Day(month, day) => match (month.known(), day.is_blank()) {
                (Some(month), false) => {
                    // Without a year, February may have 29.
                    let days = Date::days_in_month(year.known().unwrap_or(2000), month);
                    format!("{} {}{}", day_words(day, days), month_name(month), year.after())
                }
                (Some(month), true) => format!("a day of {}{}", month_name(month), year.after()),
                (None, true) if month.is_blank() => format!("a day of {}", year.of()),
                (None, _) => {
                    let day = if day.is_blank() { "a day".to_owned() } else { format!("day {}", day_words(day, 31)) };
                    let year = if month.is_blank() { format!(" of {}", year.of()) } else { year.after() };
                    format!("{day} of {}{year}", month_words(month))
                }
            },
        }
    }
}

/// `October`, `a month`, `a month between October and December`, `January or November`.
fn month_words(month: Pair) -> String {
    if month.is_blank() {
        return "a month".to_owned();
    }
    let months: Vec<u8> = (1..=12).filter(|&number| month.matches(number)).collect();
    choices(&months, "a month ", |number| month_name(number).to_owned())
}

/// `17`, `between 10 and 19`, `1, 11 or 21`; no day after the last of the month.
fn day_words(day: Pair, last: u8) -> String {
    let days: Vec<u8> = (1..=last).filter(|&number| day.matches(number)).collect();
    choices(&days, "", |number| number.to_string())
}

fn choices(numbers: &[u8], what: &str, name: impl Fn(u8) -> String) -> String {
    match numbers {
        [first, .., last] if numbers.len() > 2 && usize::from(last - first) + 1 == numbers.len() => {
            format!("{what}between {} and {}", name(*first), name(*last))
        }
        _ => list(&numbers.iter().map(|&number| name(number)).collect::<Vec<_>>(), "or"),
    }
}

/// ISO 8601-2:2019, 4.8.
fn season(code: u8, year: Year) -> String {
    const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];
    const ORDINALS: [&str; 4] = ["first", "second", "third", "fourth"];
    let pick = |words: &[&'static str; 4], from: u8| {
        words.get(usize::from(code.saturating_sub(from))).copied().unwrap_or_default()
    };
    match code {
        25..=28 => format!("northern {}{}", pick(&SEASONS, 25), year.after()),
        29..=32 => format!("southern {}{}", pick(&SEASONS, 29), year.after()),
        33..=36 => format!("{} quarter of {}", pick(&ORDINALS, 33), year.of()),
        37..=39 => format!("{} third of {}", pick(&ORDINALS, 37), year.of()),
        40 | 41 => format!("{} half of {}", pick(&ORDINALS, 40), year.of()),
        _ => format!("{}{}", pick(&SEASONS, 21), year.after()),
    }
}
