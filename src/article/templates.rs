//! What words stay of a template, as `wikitext.txt` says it, and names of states by the codes that templates are called
//! after (`countries.txt`), and of languages by theirs (`languages.txt`).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use super::words::lines;
use chancery_values::time::{Date, month_name};

const KNOWN: &str = include_str!("wikitext.txt");
const COUNTRIES: &str = include_str!("countries.txt");
const LANGUAGES: &str = include_str!("languages.txt");

/// Stands in words where something was left out, or where a picture is. No text holds it.
pub const LEFT_OUT: char = '\u{fdd0}';

/// A part of a template: its name, or a value.
#[derive(Debug, Default)]
pub struct Part {
    /// What was written, with what has become of the markup in it.
    pub text: String,
    /// Where the first `=` stands that was written in the part itself.
    pub equals: Option<usize>,
}

/// What becomes of a template.
#[derive(Debug, PartialEq, Eq)]
pub enum Rendering {
    /// These words stay.
    Words(String),
    /// It is left out, and reported as this.
    LeftOut(Element, String),
}

/// What becomes of an element, or of a template without words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// It is left out, and reported with its lines.
    Box,
    /// It is left out, and may hold words of a sentence.
    Words,
    /// It is left out, and is next to the sentences.
    Beside,
    /// It is one of HTML.
    Html,
}

/// The words of a template: its name, then its values as they were written. `title` is the name of the article.
pub fn render(parts: &[Part], title: Option<&str>) -> Rendering {
    let written = parts.first().map_or("", |name| name.text.trim_matches(is_blank));
    let written = strip_template(written);
    let mut values = Values::of(parts.get(1..).unwrap_or_default());
    if let Some(country) = known().countries.get(written) {
        return Rendering::Words(format!("{LEFT_OUT}{}", values.given("name").unwrap_or(country)));
    }
    let name = plain_name(written);
    // `{{formatnum:1234}}`: the first value is behind the name.
    let function = name.find(':').map(|colon| &name[..=colon]).filter(|name| known().names.contains_key(name));
    if let (Some(_), Some((_, first))) = (function, written.split_once(':')) {
        let behind = values.unnamed.iter().map(|(at, value)| (at + 1, *value));
        values.unnamed = std::iter::once((1, first.trim())).chain(behind).collect();
    }
    let Some((entry, star)) = known().entry(function.unwrap_or(&name)) else {
        return Rendering::LeftOut(Element::Words, told_as(written));
    };
    let format = match entry {
        Entry::LeftOut(element) => return Rendering::LeftOut(*element, told_as(written)),
        Entry::Words(format) => format,
    };
    values.named.extend([("*", star)]);
    values.named.extend(title.map(|title| ("*page", title)));
    let mut out = String::new();
    let whole = fill(format, &values, &mut out);
    // What is missing only today, or another page, reports.
    match out.trim_matches(is_blank).is_empty() && !whole {
        true => Rendering::LeftOut(Element::Words, told_as(written)),
        false => Rendering::Words(out),
    }
}

fn is_blank(c: char) -> bool {
    c == LEFT_OUT || c.is_whitespace()
}

/// A template as it is reported: its name, without values.
fn told_as(written: &str) -> String {
    let name = shown(written);
    // `{{#if:…}}` and `{{DEFAULTSORT:…}}` are called with a value behind the name.
    let function = name.split_once(':').map_or("", |(function, _)| function);
    let calls = function.starts_with('#') || !function.is_empty() && !function.contains(char::is_lowercase);
    format!("{{{{{}}}}}", if calls { function } else { &name })
}

/// The first line of what is reported, if it is not too long.
pub fn shown(written: &str) -> String {
    let line = written.split(['\n', '<', LEFT_OUT]).next().unwrap_or_default().trim();
    line.chars().take(80).collect()
}

/// What becomes of an element of this name; nothing where there is no such element.
pub fn element(name: &str) -> Option<Element> {
    known().elements.get(name).copied()
}

/// Whether links to a namespace are files.
pub fn is_file(space: &str) -> bool {
    known().files.contains(&space.to_lowercase())
}

/// Whether links to a namespace put the article into a category.
pub fn is_category(space: &str) -> bool {
    known().categories.contains(&space.to_lowercase())
}

/// Whether what a file is called with is its caption, and no option such as `thumb` or `200px`.
pub fn is_caption(text: &str) -> bool {
    let text = text.trim();
    let option = text.split_once('=').map_or(text, |(key, _)| key.trim_end());
    let size =
        text.strip_suffix("px").is_some_and(|size| size.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x'));
    !text.is_empty() && !size && !known().options.contains(&option.to_lowercase())
}

/// Whether a link before whose `:` this stands leads to the article in another language: `de`, `zh-yue`.
pub fn is_other_language(space: &str) -> bool {
    let first = space.split('-').next().unwrap_or_default();
    let code = space.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    code && ((2..=3).contains(&first.len()) || known().languages.contains_key(space)) && !known().sites.contains(space)
}

fn strip_template(written: &str) -> &str {
    let template = written.get(.."template:".len()).is_some_and(|start| start.eq_ignore_ascii_case("template:"));
    if template { written["template:".len()..].trim() } else { written }
}

/// A name as `wikitext.txt` writes it.
fn plain_name(written: &str) -> String {
    let name = written.replace(['_', LEFT_OUT], " ").to_lowercase();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What `wikitext.txt` says of a name.
enum Entry {
    LeftOut(Element),
    Words(Vec<Piece>),
}

#[derive(Default)]
struct Known {
    files: HashSet<String>,
    categories: HashSet<String>,
    options: HashSet<String>,
    sites: HashSet<&'static str>,
    units: HashMap<&'static str, &'static str>,
    languages: HashMap<&'static str, &'static str>,
    countries: HashMap<&'static str, &'static str>,
    elements: HashMap<&'static str, Element>,
    entries: Vec<Entry>,
    names: HashMap<&'static str, usize>,
    /// Beginnings and endings of names, each with its entry.
    beginnings: Vec<(&'static str, usize)>,
    endings: Vec<(&'static str, usize)>,
}

impl Known {
    fn add(&mut self, names: &'static str, entry: Entry) {
        let at = self.entries.len();
        for name in names.split(" | ").map(str::trim) {
            let element = name.strip_prefix('<').and_then(|name| name.strip_suffix('>'));
            match (name.strip_suffix('*'), name.strip_prefix('*'), element, &entry) {
                (_, _, Some(name), Entry::LeftOut(element)) => _ = self.elements.insert(name, *element),
                (Some(beginning), ..) if !beginning.is_empty() => self.beginnings.push((beginning, at)),
                (_, Some(ending), ..) if !ending.is_empty() => self.endings.push((ending, at)),
                _ => _ = self.names.insert(name, at),
            }
        }
        self.entries.push(entry);
    }

    /// What is said of a name, and what the `*` means by which it is known.
    fn entry<'n>(&self, name: &'n str) -> Option<(&Entry, &'n str)> {
        let exact = self.names.get(name).map(|at| (*at, ""));
        // The longest beginning says most.
        let begins = || {
            let found = self.beginnings.iter().filter_map(|(begun, at)| Some((*at, name.strip_prefix(begun)?)));
            found.min_by_key(|(_, star)| star.len())
        };
        let ends = || self.endings.iter().find_map(|(ending, at)| Some((*at, name.strip_suffix(ending)?)));
        let (at, star) = exact.or_else(begins).or_else(ends)?;
        self.entries.get(at).map(|entry| (entry, star))
    }
}

fn known() -> &'static Known {
    static READ: OnceLock<Known> = OnceLock::new();
    READ.get_or_init(|| {
        let mut known = Known::default();
        let names = |rest: &str| rest.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
        for line in lines(KNOWN) {
            let Some((word, rest)) = line.split_once(' ') else { continue };
            match (word, rest.split_once(" = ")) {
                ("file", _) => known.files.extend(names(rest)),
                ("category", _) => known.categories.extend(names(rest)),
                ("option", _) => known.options.extend(names(rest)),
                ("site", _) => known.sites.extend(rest.split_whitespace()),
                ("html", _) => known.elements.extend(rest.split_whitespace().map(|name| (name, Element::Html))),
                ("unit", Some((units, shown))) => known.units.extend(units.split(" | ").map(|unit| (unit, shown))),
                ("box", _) => known.add(rest, Entry::LeftOut(Element::Box)),
                ("words", _) => known.add(rest, Entry::LeftOut(Element::Words)),
                ("silent", _) => known.add(rest, Entry::LeftOut(Element::Beside)),
                ("template", Some((names, format))) => {
                    if let Some(pieces) = parse(format.trim()) {
                        known.add(names, Entry::Words(pieces));
                    }
                }
                _ => {}
            }
        }
        known.countries = lines(COUNTRIES).filter_map(|line| line.split_once(' ')).collect();
        known.languages = lines(LANGUAGES).filter_map(|line| line.split_once(' ')).collect();
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
    /// The one or the other, as the value is given or not, or is this or not.
    Either {
        key: &'static str,
        is: Option<&'static str>,
        yes: Vec<Piece>,
        no: Vec<Piece>,
    },
    /// Those pieces that come to something, with this between them.
    Joined(String, Vec<Piece>),
}

/// What a value is made of.
#[derive(Debug)]
enum Source {
    Plain(&'static str),
    Last,
    All(String),
    Country(&'static str),
    Language(&'static str),
    Lower(&'static str),
    Upper(&'static str),
    Ordinal(&'static str),
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
            '\\' => escape(rest)?,
            c => c.to_string(),
        };
        rest = &rest[if c == '\\' { 2 } else { c.len_utf8() }..];
        match pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(&text),
            _ => pieces.push(Piece::Text(text)),
        }
    }
    Some(pieces)
}

/// What a letter behind a backslash means.
fn escape(text: &str) -> Option<String> {
    match text.as_bytes().get(1)? {
        b'n' => Some("\n".to_owned()),
        b'_' => Some(" ".to_owned()),
        b'i' => Some(LEFT_OUT.to_string()),
        b'z' => Some(String::new()),
        _ => None,
    }
}

/// Parts a text at the first of a mark that is in no bracket.
fn parted(text: &'static str, mark: u8) -> Option<(&'static str, &'static str)> {
    let mut depth = 0_usize;
    let at = text.bytes().position(|byte| {
        depth += usize::from(matches!(byte, b'{' | b'['));
        depth = depth.saturating_sub(usize::from(matches!(byte, b'}' | b']')));
        depth == 0 && byte == mark
    })?;
    Some((&text[..at], &text[at + 1..]))
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
        let (yes, no) = parted(rest, b'|')?;
        let (key, is) = key.split_once('=').map_or((key, None), |(key, is)| (key, Some(is)));
        return Some(Piece::Either { key, is, yes: parse(yes)?, no: parse(no)? });
    }
    if let Some((between, pieces)) = inner.strip_prefix("join:").and_then(|rest| rest.split_once(':')) {
        return Some(Piece::Joined(between.replace("\\_", " "), parse(pieces)?));
    }
    let source = |text: &'static str| {
        let (function, rest) = text.split_once(':').unwrap_or((text, ""));
        let mut keys = rest.split(',').map(str::trim);
        let mut key = || keys.next().filter(|key| !key.is_empty());
        Some(match function {
            "last" => Source::Last,
            "measure" => Source::Measure,
            "fraction" => Source::Fraction,
            "all" => Source::All(rest.replace("\\n", "\n")),
            "country" => Source::Country(key()?),
            "language" => Source::Language(key()?),
            "lower" => Source::Lower(key()?),
            "upper" => Source::Upper(key()?),
            "ordinal" => Source::Ordinal(key()?),
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
    named: HashMap<&'t str, &'t str>,
    /// Those without a name, or with a number for one, by their numbers.
    unnamed: BTreeMap<usize, &'t str>,
}

impl<'t> Values<'t> {
    fn of(parts: &'t [Part]) -> Self {
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
    fn given(&self, key: &str) -> Option<&'t str> {
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

/// A date in English; nothing where the month is a number and none of a month.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_understood() {
        let mut seen = HashMap::new();
        let mut elements = HashSet::new();
        let words = ["file", "category", "option", "site", "html", "unit", "box", "words", "silent", "template"];
        for line in lines(KNOWN) {
            let (word, rest) = line.split_once(' ').unwrap();
            assert!(words.contains(&word), "{line}");
            let listed = match word {
                "html" => {
                    rest.split_whitespace().for_each(|name| _ = elements.insert(name));
                    continue;
                }
                "template" => {
                    let (names, format) = rest.split_once(" = ").unwrap_or_else(|| panic!("no format in {line}"));
                    assert!(parse(format.trim()).is_some(), "{line}");
                    names
                }
                "unit" => {
                    assert!(rest.contains(" = "), "{line}");
                    continue;
                }
                "box" | "words" | "silent" => rest,
                _ => continue,
            };
            for name in listed.split(" | ").map(str::trim) {
                assert_eq!(name, name.to_lowercase(), "{line}");
                assert!(seen.insert(name, line).is_none(), "{name} stands twice: {line}");
            }
        }
        for name in elements {
            assert!(!seen.contains_key(format!("<{name}>").as_str()), "{name} is left out and is not");
        }
        for line in lines(COUNTRIES) {
            let (code, name) = line.split_once(' ').unwrap();
            assert!(code.bytes().all(|byte| byte.is_ascii_uppercase()) && !name.is_empty(), "{line}");
        }
        let codes: Vec<&str> = lines(LANGUAGES).map(|line| line.split_once(' ').unwrap().0).collect();
        assert_eq!(known().languages.len(), codes.len(), "a code stands twice");
    }

    fn rendered(text: &str) -> Rendering {
        let part = |text: &str| Part { text: text.to_owned(), equals: text.find('=') };
        let parts: Vec<Part> = text.split('|').map(part).collect();
        render(&parts, None)
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
            ("start date|1979|2|11|df=no", "February 11, 1979"),
            ("date|1979-02-11", "11 February 1979"),
            ("date|1979-02-31", "1979-02-31"),
            ("date|mid-May", "mid-May"),
            ("convert|5|to", "5 to "),
            ("formatnum:x", "x"),
            ("formatnum:-1234567.25", "-1,234,567.25"),
            ("ordinal|x", "x"),
            ("ordinal|112", "112th"),
            ("langx|xx-none|mot", "mot"),
            ("#if: |a|b", "b"),
        ] {
            assert_eq!(rendered(text), Rendering::Words(words.to_owned()), "{text}");
        }
        for text in
            ["age|1979|2|11", "flag|", "convert", "XYZ", "Iran", "PAGENAME", "langx|fr", "zh", "pct|1|3", "#expr:1+1"]
        {
            let name = text.split(['|', ':']).next().unwrap();
            assert_eq!(rendered(text), Rendering::LeftOut(Element::Words, format!("{{{{{name}}}}}")), "{text}");
        }
    }
}
