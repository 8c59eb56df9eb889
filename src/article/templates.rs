//! What words stay of a template, as `wikitext.txt` says it, and names of states by the codes that templates are called
//! after (`countries.txt`).

use std::collections::HashMap;
use std::sync::OnceLock;

use super::words::lines;
use crate::time::{Date, month_name};

const KNOWN: &str = include_str!("wikitext.txt");
const COUNTRIES: &str = include_str!("countries.txt");

/// What becomes of a template.
#[derive(Debug, PartialEq, Eq)]
pub enum Rendering {
    /// These words stay.
    Words(String),
    /// Nothing stays, and nothing is missing: a note, a mark for editors, navigation.
    Nothing,
    /// It is left out, and told with its line.
    Box,
    /// It is left out, because nothing is known of it; what it is told as.
    Unknown(String),
}

/// The words of a template: its name, then its values as they were written.
pub fn render(parts: &[String]) -> Rendering {
    let written = parts.first().map_or("", |name| name.trim());
    let rest = parts.get(1..).unwrap_or_default();
    if let Some(country) = known().countries.get(written) {
        let values = Values::of(rest.iter().map(String::as_str));
        return Rendering::Words(values.given("name").unwrap_or(country).to_owned());
    }
    let name = plain_name(written);
    // `{{formatnum:1234}}`: the first value stands behind the name.
    let (name, first) = match name.find(':') {
        Some(colon) if known().is_told_of(&name[..=colon]) => {
            let first = written.split_once(':').map(|(_, first)| first);
            (name[..=colon].to_owned(), first)
        }
        _ => (name, None),
    };
    let Some(entry) = known().entry(&name) else { return unknown(written) };
    match entry {
        Entry::Silent => Rendering::Nothing,
        Entry::Box => Rendering::Box,
        Entry::Words(format) => {
            let values = Values::of(first.into_iter().chain(rest.iter().map(String::as_str)));
            let mut out = String::new();
            let whole = fill(format, &values, &mut out);
            // What is missing only today, or another page, tells.
            if out.trim().is_empty() && !whole { unknown(written) } else { Rendering::Words(out) }
        }
    }
}

fn unknown(written: &str) -> Rendering {
    let told = written.split(['\n', '<']).next().unwrap_or_default().trim();
    let told = if told.starts_with('#') { told.split(':').next().unwrap_or_default() } else { told };
    Rendering::Unknown(told.chars().take(80).collect())
}

/// Whether links to a namespace show no text.
pub fn is_hidden_namespace(name: &str) -> bool {
    known().namespaces.iter().any(|known| known == name)
}

/// A name as `wikitext.txt` writes it.
fn plain_name(written: &str) -> String {
    let name = written.replace('_', " ").to_lowercase();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    name.strip_prefix("template:").map(str::trim).map(ToOwned::to_owned).unwrap_or(name)
}

/// What `wikitext.txt` says of a name.
enum Entry {
    Silent,
    Box,
    Words(Vec<Piece>),
}

#[derive(Default)]
struct Known {
    namespaces: Vec<String>,
    countries: HashMap<&'static str, &'static str>,
    entries: Vec<Entry>,
    names: HashMap<&'static str, usize>,
    /// Beginnings and endings of names, each with its entry.
    beginnings: Vec<(&'static str, usize)>,
    endings: Vec<(&'static str, usize)>,
}

impl Known {
    fn add(&mut self, names: &'static str, entry: Entry) {
        let at = self.entries.len();
        self.entries.push(entry);
        for name in names.split(" | ").map(str::trim) {
            match (name.strip_suffix('*'), name.strip_prefix('*')) {
                (Some(beginning), _) if !beginning.is_empty() => self.beginnings.push((beginning, at)),
                (_, Some(ending)) if !ending.is_empty() => self.endings.push((ending, at)),
                _ => _ = self.names.insert(name, at),
            }
        }
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        let begins = || self.beginnings.iter().filter(|(beginning, _)| name.starts_with(beginning));
        let ends = || self.endings.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, at)| *at);
        // The longest beginning says most.
        let begun = || begins().max_by_key(|(beginning, _)| beginning.len()).map(|(_, at)| *at);
        let at = self.names.get(name).copied().or_else(begun).or_else(ends)?;
        self.entries.get(at)
    }

    fn is_told_of(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }
}

fn known() -> &'static Known {
    static READ: OnceLock<Known> = OnceLock::new();
    READ.get_or_init(|| {
        let mut known = Known::default();
        for line in lines(KNOWN) {
            let Some((word, rest)) = line.split_once(' ') else { continue };
            match (word, rest.split_once(" = ")) {
                ("namespace", _) => known.namespaces.extend(rest.split_whitespace().map(str::to_lowercase)),
                ("silent", _) => known.add(rest, Entry::Silent),
                ("box", _) => known.add(rest, Entry::Box),
                ("template", Some((names, format))) => {
                    if let Some(pieces) = parse(format.trim()) {
                        known.add(names, Entry::Words(pieces));
                    }
                }
                _ => {}
            }
        }
        known.countries = lines(COUNTRIES).filter_map(|line| line.split_once(' ')).collect();
        known
    })
}

/// A part of a format.
#[derive(Debug)]
enum Piece {
    Text(String),
    /// The first of these that is given.
    Value(Vec<Source>),
    /// Nothing where one of its values is not given.
    Optional(Vec<Piece>),
    /// The one or the other, as the value is given or not.
    Either(&'static str, Vec<Piece>, Vec<Piece>),
}

/// What a value is made of.
#[derive(Debug)]
enum Source {
    Plain(&'static str),
    Last,
    All(&'static str),
    Country(&'static str),
    Date { keys: [&'static str; 3], day_first: bool },
    Years([&'static str; 6]),
    Number(&'static str),
    Measure,
    Fraction,
}

/// A format taken apart; nothing where its brackets do not meet.
fn parse(format: &'static str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(c) = rest.chars().next() {
        let text = match c {
            '{' | '[' => {
                let end = matching(rest)?;
                let inner = &rest[1..end];
                pieces.push(if c == '[' { Piece::Optional(parse(inner)?) } else { value(inner)? });
                rest = &rest[end + 1..];
                continue;
            }
            '\\' if rest.starts_with("\\n") => "\n",
            '\\' if rest.starts_with("\\_") => " ",
            _ => &rest[..c.len_utf8()],
        };
        rest = &rest[if c == '\\' { 2 } else { c.len_utf8() }..];
        match pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => pieces.push(Piece::Text(text.to_owned())),
        }
    }
    Some(pieces)
}

/// Where the bracket closes that the text begins with.
fn matching(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.bytes().position(|byte| {
        depth += usize::from(matches!(byte, b'{' | b'['));
        depth -= usize::from(matches!(byte, b'}' | b']'));
        depth == 0
    })
}

fn value(inner: &'static str) -> Option<Piece> {
    if let Some((key, rest)) = inner.strip_prefix('?').and_then(|choice| choice.split_once(':')) {
        let (yes, no) = rest.split_once('|')?;
        return Some(Piece::Either(key, parse(yes)?, parse(no)?));
    }
    let source = |text: &'static str| {
        let (function, rest) = text.split_once(':').unwrap_or((text, ""));
        let mut keys = rest.split(',').map(str::trim);
        let mut key = || keys.next().filter(|key| !key.is_empty());
        Some(match function {
            "last" => Source::Last,
            "measure" => Source::Measure,
            "fraction" => Source::Fraction,
            "all" => Source::All(rest),
            "country" => Source::Country(key()?),
            "number" => Source::Number(key()?),
            "date" | "dmy" => Source::Date { keys: [key()?, key()?, key()?], day_first: function == "dmy" },
            "years" => Source::Years([key()?, key()?, key()?, key()?, key()?, key()?]),
            _ if text.contains(':') => return None,
            _ => Source::Plain(text),
        })
    };
    inner.split('|').map(source).collect::<Option<Vec<_>>>().map(Piece::Value)
}

/// The values of a template.
struct Values<'t> {
    named: HashMap<String, &'t str>,
    unnamed: Vec<&'t str>,
}

impl<'t> Values<'t> {
    fn of(parts: impl Iterator<Item = &'t str>) -> Self {
        let (mut named, mut unnamed) = (HashMap::new(), Vec::new());
        for part in parts {
            match part.split_once('=').filter(|(key, _)| !key.contains(['<', '[', '{', '"']) && key.len() < 40) {
                Some((key, value)) => _ = named.insert(key.trim().to_owned(), value.trim()),
                None => unnamed.push(part.trim()),
            }
        }
        Self { named, unnamed }
    }

    /// A value that is given and not empty.
    fn given(&self, key: &str) -> Option<&'t str> {
        let number = key.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let by_place = number.and_then(|at| self.unnamed.get(at).copied());
        self.named.get(key).copied().or(by_place).filter(|value| !value.is_empty())
    }

    fn source(&self, source: &Source) -> Option<String> {
        match source {
            Source::Plain(key) => self.given(key).map(ToOwned::to_owned),
            Source::Last => self.unnamed.last().copied().filter(|last| !last.is_empty()).map(ToOwned::to_owned),
            Source::All(between) => {
                let given: Vec<&str> = self.unnamed.iter().copied().filter(|value| !value.is_empty()).collect();
                (!given.is_empty()).then(|| given.join(between))
            }
            Source::Country(key) => {
                self.given(key).map(|code| known().countries.get(code).copied().unwrap_or(code).to_owned())
            }
            Source::Date { keys, day_first } => {
                let day_first = *day_first || self.given("df").is_some();
                self.date(keys, day_first).or_else(|| self.source(&Source::All(" ")))
            }
            Source::Years(keys) => self.years(keys),
            Source::Number(key) => self.given(key).map(grouped),
            Source::Measure => self.measure(),
            Source::Fraction => match self.unnamed.as_slice() {
                [] => None,
                [one] => Some(format!("1/{one}")),
                [above, below] => Some(format!("{above}/{below}")),
                [whole, above, below, ..] => Some(format!("{whole} {above}/{below}")),
            },
        }
    }

    /// A date whose year and month are numbers; nothing where they are words.
    fn date(&self, [year, month, day]: &[&str; 3], day_first: bool) -> Option<String> {
        let last = self.given(day);
        let year = self.given(year)?;
        // Other languages begin with the day.
        if year.len() < 3 && last.is_some_and(|last| last.len() > 2) {
            return None;
        }
        if year.len() > 5 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let Some(month) = self.given(month) else { return Some(year.to_owned()) };
        let named = match month.parse::<u8>() {
            Ok(number) => Some(month_name(number)).filter(|name| !name.is_empty())?,
            Err(_) => month,
        };
        let Some(day) = self.given(day) else { return Some(format!("{named} {year}")) };
        let day = day.trim_start_matches('0');
        Some(if day_first { format!("{day} {named} {year}") } else { format!("{named} {day}, {year}") })
    }

    fn years(&self, keys: &[&str; 6]) -> Option<String> {
        let number = |key: &str| self.given(key)?.parse::<i32>().ok();
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
        let mut values = self.unnamed.iter().copied();
        let mut text = values.next().filter(|first| !first.is_empty())?.to_owned();
        while let Some(word) = values.next() {
            match word {
                "-" | "–" | "to(-)" => text.push_str(&format!("–{}", values.next().unwrap_or_default())),
                "to" | "and" | "or" | "by" | "x" | "×" | "±" | "+/-" => {
                    text.push_str(&format!(" {word} {}", values.next().unwrap_or_default()));
                }
                unit => {
                    text.push_str(&format!(" {unit}"));
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

/// Adds what the pieces come to. Gives whether all their values were given.
fn fill(pieces: &[Piece], values: &Values<'_>, out: &mut String) -> bool {
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
            Piece::Either(key, yes, no) => {
                whole &= fill(if values.given(key).is_some() { yes } else { no }, values, out);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_understood() {
        let mut names = HashMap::new();
        for line in lines(KNOWN) {
            let (word, rest) = line.split_once(' ').unwrap();
            assert!(["namespace", "silent", "box", "template"].contains(&word), "{line}");
            let listed = if word == "template" {
                let (names, format) = rest.split_once(" = ").unwrap_or_else(|| panic!("no format in {line}"));
                assert!(parse(format.trim()).is_some(), "{line}");
                names
            } else {
                rest
            };
            for name in listed.split(" | ").map(str::trim).filter(|_| word != "namespace") {
                assert_eq!(name, name.to_lowercase(), "{line}");
                // A template of one name may be an ending of another.
                assert!(names.insert(name, line).is_none() || name == "!", "{name} stands twice: {line}");
            }
        }
        for line in lines(COUNTRIES) {
            let (code, name) = line.split_once(' ').unwrap();
            assert!(code.bytes().all(|byte| byte.is_ascii_uppercase()) && !name.is_empty(), "{line}");
        }
    }

    #[test]
    fn what_is_not_written_is_not_made_up() {
        for (text, words) in [
            ("age|1979|2|11|1989|4|1", "10"),
            ("age|1979|2|11|1989|2|10", "9"),
            ("death date and age|1989|2|10|1979|2|11", "February 10, 1989 (aged 9)"),
            ("death date and age|1989|2|10", "February 10, 1989"),
            ("start date|1979|13|40", "1979 13 40"),
            ("start date|99999999999999999999|2", "99999999999999999999 2"),
            ("convert|5|to", "5 to "),
            ("formatnum:x", "x"),
            ("formatnum:-1234567.25", "-1,234,567.25"),
        ] {
            let parts: Vec<String> = text.split('|').map(ToOwned::to_owned).collect();
            assert_eq!(render(&parts), Rendering::Words(words.to_owned()), "{text}");
        }
        for text in ["age|1979|2|11", "flag|", "convert", "XYZ", "Iran"] {
            let parts: Vec<String> = text.split('|').map(ToOwned::to_owned).collect();
            assert_eq!(render(&parts), Rendering::Unknown(parts[0].clone()), "{text}");
        }
    }
}
