//! The grammar of EDTF, levels 0 to 2 (Library of Congress, 2019): text to form and level.

use super::date::Date;
use super::error::EdtfErrorKind::{Impossible, Malformed, OutOfRange, Reversed};
use super::error::{EdtfErrorKind, Fault};
use super::expression::{End, Form, Instant, Member, Pair, Part, Point, Qualifier, SetKind, Year, Zone};
use super::month::month_name;
use crate::name::counted;
use std::ops::Range;

/// Reads the whole text, white space around it aside. Ranges of faults count from the start of the text as given.
pub(super) fn read(text: &str) -> Result<(Form, u8), Fault> {
    let start = text.len() - text.trim_start().len();
    let mut reader = EdtfReader { text, at: start, end: text.trim_end().len().max(start) };
    if reader.at == reader.end {
        return Err(Fault::new(Malformed, 0..text.len(), "the date is empty"));
    }
    let form = reader.form()?;
    if reader.at < reader.end {
        return Err(reader.unexpected());
    }
    Ok(form)
}

/// A place in the text. It moves only over ASCII, so that it always is before a whole character.
struct EdtfReader<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

/// What decides the level of a point.
struct Traits {
    /// The lowest level that knows it by itself.
    alone: u8,
    /// The lowest level that knows it as an end of an interval.
    in_interval: u8,
}

/// The qualifiers before and after one part of a date.
#[derive(Clone, Copy, Default)]
struct Marks {
    before: Qualifier,
    after: Qualifier,
}

/// The two characters of a month or day, and where they are.
type Field = (Pair, Range<usize>);

impl EdtfReader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied().filter(|_| self.at < self.end)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn eat_dots(&mut self) -> bool {
        let found = self.rest().starts_with("..");
        self.at += if found { 2 } else { 0 };
        found
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Moves over as many bytes as the test allows and gives their range.
    fn run(&mut self, test: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(&test) {
            self.at += 1;
        }
        start..self.at
    }

    fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The next character, or the empty range at the end.
    fn here(&self) -> Range<usize> {
        self.at..self.at + self.rest().chars().next().map_or(0, char::len_utf8)
    }

    fn unexpected(&self) -> Fault {
        let message = self.rest().chars().next().map_or_else(
            || "the date ends too early".to_owned(),
            |c| {
                if c.is_whitespace() {
                    "a date has no white space".to_owned()
                } else {
                    format!("`{}` is not allowed here", c.escape_debug())
                }
            },
        );
        Fault::new(Malformed, self.here(), message)
    }

    fn form(&mut self) -> Result<(Form, u8), Fault> {
        if self.eat(b'[') {
            return self.set(SetKind::OneOf, b']');
        }
        if self.eat(b'{') {
            return self.set(SetKind::AllOf, b'}');
        }
        let start = self.at;
        let (begin, traits) = self.interval_end()?;
        if self.peek() == Some(b'/') {
            self.at += 1;
            return self.interval(start, begin, &traits);
        }
        match begin {
            End::At(date) if self.peek() == Some(b'T') => Ok((Form::Instant(self.instant(start, date)?), traits.alone)),
            End::At(point) => Ok((Form::Single(point), traits.alone)),
            End::Open | End::Unknown => Err(self.unexpected()),
        }
    }

    fn interval(&mut self, start: usize, begin: End, begin_traits: &Traits) -> Result<(Form, u8), Fault> {
        let (end, traits) = self.interval_end()?;
        if begin == End::Unknown && end == End::Unknown {
            return Err(Fault::new(Malformed, start..self.end, "an interval with two unknown ends says nothing"));
        }
        if self.peek() == Some(b'T') {
            return Err(self.time_in_interval());
        }
        let first = begin.bounds().begin_earliest;
        let last = end.bounds().end_latest;
        if let Some((first, last)) = first.zip(last).filter(|(first, last)| first > last) {
            let message = format!("the interval ends before it begins: not before {first}, not after {last}");
            return Err(Fault::new(Reversed, start..self.at, message));
        }
        Ok((Form::Interval(begin, end), begin_traits.in_interval.max(traits.in_interval)))
    }

    fn time_in_interval(&self) -> Fault {
        Fault::new(
            Malformed,
            self.at..self.end,
            "the ends of an interval are days, months or years, without a time of day",
        )
    }

    fn interval_end(&mut self) -> Result<(End, Traits), Fault> {
        let extended = Traits { alone: 1, in_interval: 1 };
        if self.eat_dots() {
            return Ok((End::Open, extended));
        }
        if matches!(self.peek(), None | Some(b'/')) {
            return Ok((End::Unknown, extended));
        }
        let (point, traits) = self.point()?;
        Ok((End::At(point), traits))
    }

    /// L2 Set representation: `..` is between two dates, before the first or after the last.
    fn set(&mut self, kind: SetKind, close: u8) -> Result<(Form, u8), Fault> {
        let mut members = Vec::new();
        loop {
            self.skip_space();
            let start = self.at;
            let member = if members.is_empty() && self.eat_dots() {
                Member::UpTo(self.point()?.0)
            } else {
                let from = self.point()?.0;
                if self.eat_dots() {
                    let at_end = self.rest().trim_start().bytes().next() == Some(close);
                    if at_end { Member::From(from) } else { Member::Range(from, self.point()?.0) }
                } else {
                    Member::One(from)
                }
            };
            if let Member::Range(from, to) = &member {
                let (first, last) = (from.bounds().begin_earliest, to.bounds().end_latest);
                if first.zip(last).is_some_and(|(first, last)| first > last) {
                    return Err(Fault::new(Reversed, start..self.at, "the range ends before it begins"));
                }
            }
            members.push(member);
            self.skip_space();
            if self.eat(close) {
                return Ok((Form::Set(kind, members), 2));
            }
            if !self.eat(b',') {
                let message = format!("the set is not closed with `{}`", char::from(close));
                return Err(if self.at == self.end {
                    Fault::new(Malformed, self.here(), message)
                } else {
                    self.unexpected()
                });
            }
        }
    }

    /// L0 Date and Time: a whole day, then the time of day to the second, then perhaps a zone.
    fn instant(&mut self, start: usize, date: Point) -> Result<Instant, Fault> {
        let whole = date.first_day().is_some() && date.first_day() == date.last_day();
        if !matches!(date.part, Part::Day(..)) || !whole || date.qualifiers.iter().any(|qualifier| qualifier.any()) {
            return Err(Fault::new(
                Malformed,
                start..self.at,
                "a time of day follows only a whole day, without `X` and without `?`, `~` or `%`",
            ));
        }
        self.at += 1;
        let hour = self.clock_field("hour", 23)?;
        let minute = self.next_clock_field("minute", 59)?;
        let second = self.next_clock_field("second", 60)?; // 60 is a leap second
        let zone = if self.eat(b'Z') {
            Zone::Utc
        } else if let Some(sign @ (b'+' | b'-')) = self.peek() {
            self.at += 1;
            let hours = self.clock_field("zone's hour", 23)?;
            let minutes = if self.eat(b':') { self.clock_field("zone's minute", 59)? } else { 0 };
            Zone::Offset { west: sign == b'-', hours, minutes }
        } else {
            Zone::Local
        };
        if self.peek() == Some(b'/') {
            return Err(self.time_in_interval());
        }
        Ok(Instant { date, clock: [hour, minute, second], zone })
    }

    fn next_clock_field(&mut self, name: &str, most: u8) -> Result<u8, Fault> {
        if !self.eat(b':') {
            return Err(Fault::new(
                Malformed,
                self.here(),
                format!("a time of day is whole, `hh:mm:ss`: the {name} is missing"),
            ));
        }
        self.clock_field(name, most)
    }

    fn clock_field(&mut self, name: &str, most: u8) -> Result<u8, Fault> {
        let range = self.run(|byte| byte.is_ascii_digit());
        match self.slice(&range).parse::<u8>() {
            Ok(number) if range.len() == 2 && number <= most => Ok(number),
            Ok(_) if range.len() == 2 => Err(Fault::new(Impossible, range, format!("the {name} is at most {most}"))),
            _ => Err(Fault::new(
                Malformed,
                if range.is_empty() { self.here() } else { range },
                format!("the {name} has two digits"),
            )),
        }
    }

    fn qualifier(&mut self) -> Option<Qualifier> {
        let (uncertain, approximate) = match self.peek()? {
            b'?' => (true, false),
            b'~' => (false, true),
            b'%' => (true, true),
            _ => return None,
        };
        self.at += 1;
        Some(Qualifier { uncertain, approximate })
    }

    /// One part of a date with the qualifiers around it.
    fn marked<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<(T, Marks), Fault> {
        let before = self.qualifier().unwrap_or_default();
        let part = read(self)?;
        let after = self.qualifier().unwrap_or_default();
        Ok((part, Marks { before, after }))
    }

    /// The month or the day, if one follows.
    fn next_part(&mut self, year: Year, name: &str) -> Result<Option<(Field, Marks)>, Fault> {
        if self.peek() != Some(b'-') {
            return Ok(None);
        }
        if !matches!(year, Year::Digits { .. }) {
            let message = "a year with `Y` or `S` is written alone, without month and day";
            return Err(Fault::new(Malformed, self.at..self.end, message));
        }
        self.at += 1;
        self.marked(|reader| reader.pair(name)).map(Some)
    }

    /// A day, month, season or year. A qualifier before a part qualifies that part, one after it that part and all
    /// left of it (L2 Qualification).
    fn point(&mut self) -> Result<(Point, Traits), Fault> {
        let start = self.at;
        let ((year, year_level), year_marks) = self.marked(Self::year)?;
        let month = self.next_part(year, "month")?;
        let day = if month.is_some() { self.next_part(year, "day")? } else { None };
        let marks_of = |field: &Option<(Field, Marks)>| field.as_ref().map(|(_, marks)| *marks);
        let marks = [Some(year_marks), marks_of(&month), marks_of(&day)];
        let part = match (month, day) {
            (None, _) => Part::Year,
            (Some((month, _)), None) => Self::month_or_season(month)?,
            (Some((month, _)), Some((day, _))) => Self::day_of_month(year, month, day)?,
        };
        let mut qualifiers = [Qualifier::default(); 3];
        let mut from_the_right = Qualifier::default();
        for (qualifier, marks) in qualifiers.iter_mut().zip(marks).rev() {
            let marks = marks.unwrap_or_default();
            from_the_right.add(marks.after);
            *qualifier = from_the_right;
            qualifier.add(marks.before);
        }
        let point = Point { year, part, qualifiers };
        if point.first_day().is_none() {
            return Err(Fault::new(Impossible, start..self.at, "no day of the calendar has these digits"));
        }
        let written: Vec<Marks> = marks.into_iter().flatten().collect();
        let before = written.iter().filter(|marks| marks.before.any()).count();
        let after = written.iter().filter(|marks| marks.after.any()).count();
        let at_the_end = written.last().is_some_and(|marks| marks.after.any());
        let qualified = match (before, after) {
            (0, 0) => 0,
            (0, 1) if at_the_end => 1,
            _ => 2,
        };
        let digits = unspecified_level(year, part);
        let season = match part {
            Part::Season(21..=24) => 1,
            Part::Season(_) => 2,
            _ => 0,
        };
        let alone = year_level.max(qualified).max(digits).max(season);
        let plain = digits == 0 && season == 0 && matches!(year, Year::Digits { .. });
        Ok((point, Traits { alone, in_interval: if plain { alone } else { 2 } }))
    }

    /// The year and the lowest level that knows its form.
    fn year(&mut self) -> Result<(Year, u8), Fault> {
        let start = self.at;
        if self.eat(b'Y') {
            return self.long_year(start);
        }
        let negative = self.eat(b'-');
        let range = self.run(|byte| byte.is_ascii_digit() || byte == b'X');
        let Ok(digits) = <[u8; 4]>::try_from(self.slice(&range).as_bytes()) else {
            return Err(if range.is_empty() {
                self.unexpected()
            } else {
                Fault::new(Malformed, range, "a year has four digits")
            });
        };
        if negative && digits == *b"0000" {
            return Err(Fault::new(Impossible, start..self.at, "the year 0 (1 BC) has no sign"));
        }
        let year = Year::Digits { negative, digits };
        match year.known() {
            Some(number) if self.peek() == Some(b'S') => Ok((self.significant(start, i64::from(number))?, 2)),
            _ => Ok((year, u8::from(negative))),
        }
    }

    /// L1 Letter-prefixed calendar year, L2 Exponential year.
    fn long_year(&mut self, start: usize) -> Result<(Year, u8), Fault> {
        let negative = self.eat(b'-');
        let range = self.positive_number("the year after `Y`")?;
        let mantissa = self.slice(&range).parse::<i64>().ok();
        let exponential = self.eat(b'E');
        let exponent = if exponential {
            let range = self.positive_number("the exponent after `E`")?;
            self.slice(&range).parse::<u32>().ok()
        } else if range.len() <= 4 {
            return Err(Fault::new(Malformed, start..self.at, "`Y` is for years of more than four digits"));
        } else {
            Some(0)
        };
        let year = mantissa
            .zip(exponent)
            .and_then(|(mantissa, exponent)| mantissa.checked_mul(10_i64.checked_pow(exponent)?))
            .and_then(|year| i32::try_from(if negative { -year } else { year }).ok())
            .ok_or_else(|| Self::out_of_range(start..self.at))?;
        if self.peek() == Some(b'S') {
            return Ok((self.significant(start, i64::from(year))?, 2));
        }
        Ok((Year::Long(year), if exponential { 2 } else { 1 }))
    }

    /// L2 Significant digits: `1950S2` is some year from 1900 to 1999, estimated to be 1950. Leading zeros are not
    /// significant.
    fn significant(&mut self, start: usize, year: i64) -> Result<Year, Fault> {
        self.at += 1;
        let range = self.positive_number("the number of significant digits after `S`")?;
        let magnitude = year.abs();
        let digits = magnitude.checked_ilog10().map_or(0, |log| log + 1);
        let count = self.slice(&range).parse::<u32>().ok().filter(|&count| count <= digits);
        let Some(count) = count else {
            return Err(Fault::new(
                Impossible,
                range,
                format!("the year has only {} to be significant", counted(digits, "digit")),
            ));
        };
        let width = 10_i64.pow(digits - count);
        let low = magnitude / width * width;
        let high = low + width - 1;
        let (first, last) = if year < 0 { (-high, -low) } else { (low, high) };
        let narrow = |year: i64| i32::try_from(year).map_err(|_| Self::out_of_range(start..self.at));
        Ok(Year::Estimated { estimate: narrow(year)?, first: narrow(first)?, last: narrow(last)? })
    }

    fn out_of_range(range: Range<usize>) -> Fault {
        Fault::new(OutOfRange, range, format!("the year is outside {} to {}", i32::MIN, i32::MAX))
    }

    fn positive_number(&mut self, name: &str) -> Result<Range<usize>, Fault> {
        let range = self.run(|byte| byte.is_ascii_digit());
        if range.is_empty() || self.slice(&range).starts_with('0') {
            let range = if range.is_empty() { self.here() } else { range };
            return Err(Fault::new(Malformed, range, format!("{name} is a whole number, without leading zeros")));
        }
        Ok(range)
    }

    fn pair(&mut self, name: &str) -> Result<Field, Fault> {
        let range = self.run(|byte| byte.is_ascii_digit() || byte == b'X');
        match <[u8; 2]>::try_from(self.slice(&range).as_bytes()) {
            Ok(pair) => Ok((Pair(pair), range)),
            Err(_) if range.is_empty() => Err(self.unexpected()),
            Err(_) => Err(Fault::new(Malformed, range, format!("a {name} has two digits"))),
        }
    }

    fn month_or_season(field: Field) -> Result<Part, Fault> {
        match field.0.known() {
            Some(season @ 21..=41) => Ok(Part::Season(season)),
            _ => Self::month(field).map(Part::Month),
        }
    }

    fn month((pair, range): Field) -> Result<Pair, Fault> {
        if (1..=12).any(|month| pair.matches(month)) {
            return Ok(pair);
        }
        let [tens, ones] = pair.0.map(char::from);
        let message = match pair.known() {
            Some(21..=41) => {
                format!("{tens}{ones} is a season or another part of the year, which has no days")
            }
            _ => format!("there is no month {tens}{ones}"),
        };
        Err(Fault::new(Impossible, range, message))
    }

    fn day_of_month(year: Year, month: Field, (day, day_range): Field) -> Result<Part, Fault> {
        let month = Self::month(month)?;
        let part = Part::Day(month, day);
        let qualifiers = [Qualifier::default(); 3];
        let unqualified = Point { year, part, qualifiers };
        if unqualified.first_day().is_some() {
            return Ok(part);
        }
        let [tens, ones] = day.0.map(char::from);
        let message = match (month.known(), year.known()) {
            (Some(month), Some(year)) => {
                let days = Date::days_in_month(year, month);
                format!("{} {year} has {days} days, and no day {tens}{ones}", month_name(month))
            }
            (Some(month), None) => format!("{} has no day {tens}{ones} in such a year", month_name(month)),
            _ => format!("no such month has a day {tens}{ones}"),
        };
        Err(Fault::new(EdtfErrorKind::Impossible, day_range, message))
    }
}

/// L1 knows `201X`, `20XX`, `2004-XX`, `1985-04-XX` and `1985-XX-XX`; every other use of `X` is L2.
fn unspecified_level(year: Year, part: Part) -> u8 {
    let Year::Digits { digits, .. } = year else {
        return 0;
    };
    let blanks = digits.map(|digit| digit == b'X');
    let known = !blanks.contains(&true);
    let level_1 = match part {
        Part::Year => matches!(blanks, [false, false, _, true]),
        Part::Season(_) => false,
        Part::Month(month) => known && month.is_blank(),
        Part::Day(month, day) => known && day.is_blank() && (month.is_blank() || month.known().is_some()),
    };
    let none = known
        && match part {
            Part::Year | Part::Season(_) => true,
            Part::Month(month) => month.known().is_some(),
            Part::Day(month, day) => month.known().is_some() && day.known().is_some(),
        };
    if none {
        0
    } else if level_1 {
        1
    } else {
        2
    }
}
