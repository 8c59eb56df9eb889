//! The values of a template, and the words that a format makes of them.

use super::format::{LEFT_OUT, Piece, Source};
use super::list::known;
use chancery_values::time::{Date, month_name};
use std::collections::{BTreeMap, HashMap};

/// A part of a template: its name, or a value.
#[derive(Debug, Default)]
pub struct Part {
    /// What was written, with what has become of the markup in it.
    pub text: String,
    /// The place of the first `=` that was written in the part itself.
    pub equals: Option<usize>,
}

pub(super) fn is_blank(c: char) -> bool {
    c == LEFT_OUT || c.is_whitespace()
}

/// The values of a template.
pub(super) struct Values<'t> {
    pub(super) named: HashMap<&'t str, &'t str>,
    /// Those without a name, or with a number for one, by their numbers.
    pub(super) unnamed: BTreeMap<usize, &'t str>,
}

impl<'t> Values<'t> {
    pub(super) fn of(parts: &'t [Part]) -> Self {
        let mut values = Self { named: HashMap::new(), unnamed: BTreeMap::new() };
        let mut place = 0;
        for part in parts {
            let split = part.equals.and_then(|at| Some((part.text.get(..at)?, part.text.get(at + 1..)?)));
            match split.filter(|(key, _)| !key.contains(['<', '[', '{', '"']) && key.len() < 40) {
                Some((key, value)) => match key.trim_matches(is_blank).parse() {
                    Ok(number) => _ = values.unnamed.insert(number, value.trim()),
                    Err(_) => _ = values.named.insert(key.trim_matches(is_blank), value.trim()),
                },
                None => {
                    place += 1;
                    values.unnamed.insert(place, part.text.trim());
                }
            }
        }
        values
    }

    /// A value that is given and not empty.
    pub(super) fn given(&self, key: &str) -> Option<&'t str> {
        let by_place = key.parse().ok().and_then(|number: usize| self.unnamed.get(&number).copied());
        self.named.get(key).copied().or(by_place).filter(|value| !value.trim_matches(is_blank).is_empty())
    }

    /// The same, where it is to be understood.
    fn plain(&self, key: &str) -> Option<&'t str> {
        self.given(key).map(|value| value.trim_matches(is_blank))
    }

    /// Whether an option is set.
    fn is_set(&self, key: &str) -> bool {
        self.plain(key).is_some_and(|value| !["n", "no", "off", "false", "0"].contains(&value.to_lowercase().as_str()))
    }

    fn all(&self) -> impl Iterator<Item = &'t str> {
        self.unnamed.values().copied().filter(|value| !value.trim_matches(is_blank).is_empty())
    }

    fn source(&self, source: &Source) -> Option<String> {
        match source {
            Source::Plain(key) => self.given(key).map(ToOwned::to_owned),
            Source::Last => {
                self.unnamed.values().last().copied().filter(|last| !last.is_empty()).map(ToOwned::to_owned)
            }
            Source::All(between) => {
                let given: Vec<&str> = self.all().collect();
                (!given.is_empty()).then(|| given.join(between))
            }
            Source::Country(key) => {
                let code = self.given(key)?;
                Some(known().countries.get(code.trim_matches(is_blank)).copied().unwrap_or(code).to_owned())
            }
            Source::Language(key) => known().languages.get(self.plain(key)?).map(|name| (*name).to_owned()),
            Source::Lower(key) => self.given(key).map(str::to_lowercase),
            Source::Upper(key) => self.given(key).map(str::to_uppercase),
            Source::Ordinal(key) => self.plain(key).map(ordinal),
            Source::Date { keys, day_first } => {
                let format = self.plain("format").is_some_and(|format| format.starts_with("dmy"));
                let day_first = *day_first && !self.all().any(|value| value.eq_ignore_ascii_case("mdy"));
                let day_first = day_first || format || self.is_set("df");
                self.date(keys, day_first).or_else(|| self.source(&Source::All(" ".to_owned())))
            }
            Source::Years(keys) => self.years(keys),
            Source::Number(key) => self.plain(key).map(grouped),
            Source::Measure => self.measure(),
            Source::Fraction => match self.all().collect::<Vec<_>>().as_slice() {
                [] => None,
                [one] => Some(format!("1/{one}")),
                [above, below] => Some(format!("{above}/{below}")),
                [whole, above, below, ..] => Some(format!("{whole} {above}/{below}")),
            },
        }
    }

    /// A date whose year and month are numbers; nothing where they are words.
    fn date(&self, [year, month, day]: &[&str; 3], day_first: bool) -> Option<String> {
        // How a date is to be written is not part of it.
        let part = |key| self.plain(key).filter(|value| !FORMATS.contains(&value.to_ascii_lowercase().as_str()));
        let (year, month, last) = (part(year)?, part(month), part(day));
        if let Ok(date) = year.parse::<Date>() {
            // `1992-03-01` in one value.
            return written(
                &date.year().to_string(),
                &date.month().to_string(),
                Some(&date.day().to_string()),
                day_first,
            );
        }
        if month.is_none() {
            // `1992-03`, or a date in words.
            let (first, rest) = year.split_once('-').unwrap_or((year, ""));
            let is_month = first.len() == 4 && rest.len() == 2;
            return written(first, rest, None, day_first).filter(|_| is_month).or_else(|| Some(year.to_owned()));
        }
        // Other languages begin with the day.
        if year.len() < 3 && last.is_some_and(|last| last.len() > 2) {
            return None;
        }
        if year.len() > 5 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        written(year, month?, last, day_first)
    }

    fn years(&self, keys: &[&str; 6]) -> Option<String> {
        let number = |key: &str| self.plain(key)?.parse::<i32>().ok();
        let day = |[year, month, day]: [&str; 3]| {
            let small = |key| number(key).and_then(|number| u8::try_from(number).ok());
            Date::new(number(year)?, small(month)?, small(day)?)
        };
        let [a, b, c, d, e, f] = *keys;
        let (from, to) = (day([a, b, c])?, day([d, e, f])?);
        let before = (to.month(), to.day()) < (from.month(), from.day());
        (from <= to).then(|| (to.year() - from.year() - i32::from(before)).to_string())
    }

    /// `5 km`, `5 to 10 km`, `5 ft 6 in`.
    fn measure(&self) -> Option<String> {
        let mut values = self.unnamed.values().map(|value| value.trim_matches(is_blank));
        let mut text = grouped(values.next().filter(|first| !first.is_empty())?);
        while let Some(word) = values.next() {
            match word {
                "-" | "–" | "to(-)" => text.push_str(&format!("–{}", grouped(values.next().unwrap_or_default()))),
                "to" | "and" | "or" | "by" | "x" | "×" | "±" | "+/-" => {
                    text.push_str(&format!(" {word} {}", grouped(values.next().unwrap_or_default())));
                }
                unit => {
                    text.push_str(&format!(" {}", known().units.get(unit).unwrap_or(&unit)));
                    let inches = [values.next(), values.next()];
                    if let (["ft" | "lb" | "st", ..], [Some(more), Some(unit)]) = ([unit], inches)
                        && more.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
                    {
                        text.push_str(&format!(" {more} {unit}"));
                    }
                    break;
                }
            }
        }
        Some(text)
    }
}

/// Values of a template that say how a date is written.
const FORMATS: [&str; 5] = ["mdy", "dmy", "ymd", "iso", "none"];

/// A date in English; nothing where the month is a number but not that of a month.
fn written(year: &str, month: &str, day: Option<&str>, day_first: bool) -> Option<String> {
    let named = match month.parse::<u8>() {
        Ok(number) => Some(month_name(number)).filter(|name| !name.is_empty())?,
        Err(_) => month,
    };
    let Some(day) = day else { return Some(format!("{named} {year}")) };
    let day = day.trim_start_matches('0');
    Some(if day_first { format!("{day} {named} {year}") } else { format!("{named} {day}, {year}") })
}

/// `1st`, `12th`; what is not a number stays as it is.
fn ordinal(text: &str) -> String {
    let tens = text.len() > 1 && text.as_bytes()[text.len() - 2] == b'1';
    let ending = match text.bytes().last() {
        _ if !text.bytes().all(|byte| byte.is_ascii_digit()) => "",
        Some(b'1') if !tens => "st",
        Some(b'2') if !tens => "nd",
        Some(b'3') if !tens => "rd",
        _ => "th",
    };
    format!("{text}{ending}")
}

/// Adds what the pieces come to. Gives whether all their values were given.
pub(super) fn fill(pieces: &[Piece], values: &Values<'_>, out: &mut String) -> bool {
    let mut whole = true;
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Value(sources) => match sources.iter().find_map(|source| values.source(source)) {
                Some(text) => out.push_str(&text),
                None => whole = false,
            },
            Piece::Optional(inner) => {
                let mut text = String::new();
                if fill(inner, values, &mut text) {
                    out.push_str(&text);
                }
            }
            Piece::Either { key, is, yes, no } => {
                let is = is.map_or(values.given(key).is_some(), |is| values.plain(key) == Some(is));
                whole &= fill(if is { yes } else { no }, values, out);
            }
            Piece::Joined(between, pieces) => {
                let texts = pieces.iter().map(|piece| {
                    let mut text = String::new();
                    fill(std::slice::from_ref(piece), values, &mut text);
                    text
                });
                let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
                whole &= !texts.is_empty();
                out.push_str(&texts.join(between));
            }
        }
    }
    whole
}

/// A number with commas between thousands, where it is one.
fn grouped(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix(['-', '−', '+']) {
        Some(digits) => (&text[..text.len() - digits.len()], digits),
        None => ("", text),
    };
    let (whole, part) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    if whole.len() < 4 || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + part
}
