//! A time as a facts file gives it: EDTF text, or a mapping with EDTF, bounds and an expression.

use super::calendar::{gregorian, julian_days};
use super::{line, scalar, segment};
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::{FileId, Origin};
use crate::schema::{Edge, Kind, Schema};
use crate::source::{Entry, Node, Value};
use crate::vocab::chy;
use chancery_values::time::{Bounds, Date, Edtf, EdtfErrorKind};

/// A time, known as far as its text reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeSpan {
    /// Its name in an IRI: a function of the content, and no two contents share one.
    pub name: String,
    /// In English, for people: `May 1975`.
    pub label: String,
    /// The same in a sentence: `in May 1975`.
    pub when: String,
    /// EDTF text and its level.
    pub edtf: Option<(String, u8)>,
    /// The four bounds, from the text and from the bounds that are given with it.
    pub bounds: Bounds,
    /// The bounds by which names are looked up: those of the text are [wider](Edtf::reach).
    pub reach: Bounds,
    /// Words without a date.
    pub expression: Option<String>,
    /// Wikidata's precision.
    pub precision: Option<u8>,
    /// At least one end is fixed to a year.
    pub dated: bool,
}

impl TimeSpan {
    /// The time of something that is between two days, each of which may be unknown; it has no name.
    #[must_use]
    pub fn extent(first: Option<Date>, last: Option<Date>) -> Self {
        let bounds = Bounds { begin_earliest: first, end_latest: last, ..Bounds::UNKNOWN };
        let label = bounds.label_en();
        Self {
            name: String::new(),
            when: label.clone(),
            label,
            edtf: None,
            bounds,
            reach: bounds,
            expression: None,
            precision: None,
            dated: false,
        }
    }

    /// The time of which these bounds are known, each of which may be unknown. Its name and content are those of a time of a
    /// facts file that gives the bounds one by one.
    #[must_use]
    pub fn of_bounds(bounds: Bounds) -> Self {
        let named = [
            ("begin-earliest", bounds.begin_earliest),
            ("begin-latest", bounds.begin_latest),
            ("end-earliest", bounds.end_earliest),
            ("end-latest", bounds.end_latest),
        ];
        let names = named.iter().filter_map(|(key, date)| date.map(|date| format!("{key}-{date}")));
        let label = bounds.label_en();
        Self {
            name: names.collect::<Vec<_>>().join("--"),
            bounds,
            ..Self { when: label.clone(), label, ..Self::extent(None, None) }
        }
    }

    /// This extent within that of another time; nothing where the two share no day.
    #[must_use]
    pub fn narrowed_to(&self, other: &Self) -> Option<Self> {
        let (own, other) = (&self.reach, &other.reach);
        let first = own.begin_earliest.max(other.begin_earliest).filter(|day| *day > Date::MIN);
        let last = own.end_latest.into_iter().chain(other.end_latest).min().filter(|day| *day < Date::MAX);
        let shares_a_day = first.zip(last).is_none_or(|(first, last)| first <= last);
        shares_a_day.then(|| Self::extent(first, last))
    }

    /// Whether its end is open, as of `1993/..`, and no given bound states when it ended: it had not ended on the day
    /// of its source. An end that is only not known, as of `1993/`, is not open.
    #[must_use]
    pub fn is_ongoing(&self) -> bool {
        self.edtf.as_ref().is_some_and(|(text, _)| text.ends_with("/..")) && self.bounds.end_latest.is_none()
    }

    /// Only words: what they mean depends on where they are.
    #[must_use]
    pub fn only_words(&self) -> bool {
        self.expression.is_some() && self.edtf.is_none() && self.bounds == Bounds::UNKNOWN
    }
}

/// How a source reckons its dates.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reckoning {
    /// Days before the reform of the calendar are of the Julian one.
    pub julian: bool,
    /// The first and the last year that it has, within those of the schema.
    pub years: Option<(i32, i32)>,
}

/// Reads a time.
///
/// # Errors
/// One diagnostic: not EDTF, an impossible date or year, a reversed interval, an unknown key in a mapping, nothing in it.
pub fn read_span(schema: &Schema, node: &Node<'_>, file: FileId) -> Result<TimeSpan, Box<Diagnostic>> {
    read_span_in(schema, node, file, Reckoning::default())
}

/// Reads a time of a source that reckons its dates so.
///
/// # Errors
/// See [`read_span`]; a month of the Julian calendar before the reform.
pub fn read_span_in(
    schema: &Schema,
    node: &Node<'_>,
    file: FileId,
    reckoning: Reckoning,
) -> Result<TimeSpan, Box<Diagnostic>> {
    let (first, last) = schema.years();
    let (from, to) = reckoning.years.unwrap_or((first, last));
    let dates = Dates { julian: reckoning.julian, years: (first.max(from), last.min(to)), file };
    match &node.value {
        Value::Map(_) => read_mapping(schema, node, dates),
        Value::List(items) => Err(a_list(node, items, file)),
        _ => {
            let text = scalar(node, file, "a date in EDTF, such as `1993` or `2006-10-17/2006-10-18`,")?;
            let date = dates.read(text, node)?;
            span(Some(&date), Bounds::UNKNOWN, &[], None, node.origin(file))
        }
    }
}

/// That a list is not a time, and what to write for one of two dates.
fn a_list(node: &Node<'_>, items: &[Node<'_>], file: FileId) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::error(Code::WrongValue, "one time is expected, and this is a list")
        .at(node.origin(file))
        .label("several times");
    let dates: Vec<Edtf> = items
        .iter()
        .filter_map(Node::text)
        .filter_map(|text| Edtf::parse(text).ok())
        .filter(|date| !date.as_str().contains(['/', '[']))
        .collect();
    Box::new(match dates.as_slice() {
        [first, second] if items.len() == 2 => {
            let [first, second] = [first.as_str(), second.as_str()];
            let between = Edtf::parse(&format!("{first}/{second}")).is_ok();
            let diagnostic = diagnostic.help(format!("write `\"[{first},{second}]\"` for one of the two"));
            if !between {
                return Box::new(diagnostic);
            }
            diagnostic.help(format!(
                "or `{first}/{second}` for what lasted from the one to the other, `{{begin earliest: {first}, end latest: {second}}}` for what happened at some time between the two"
            ))
        }
        _ => diagnostic
            .help("write one record for each time, or EDTF in quotation marks: `\"[1961,1990]\"` is one of two years"),
    })
}

/// Between which days a thing came to be and ceased to be, by the keys of its record that say so. What cannot be read
/// says nothing.
#[must_use]
pub fn existence(schema: &Schema, kind: &Kind, entries: &[Entry<'_>], file: FileId, reckoning: Reckoning) -> Bounds {
    let mut bounds = Bounds::UNKNOWN;
    for entry in entries {
        let Some(edge) = kind.key(&entry.key.text).and_then(|(_, key)| key.edge) else { continue };
        let Ok(span) = read_span_in(schema, &entry.value, file, reckoning) else { continue };
        let (first, last) = (span.reach.begin_earliest, span.reach.end_latest);
        match edge {
            Edge::Begin => (bounds.begin_earliest, bounds.begin_latest) = (first, last),
            Edge::End => (bounds.end_earliest, bounds.end_latest) = (first, last),
        }
    }
    bounds
}

fn read_mapping(schema: &Schema, node: &Node<'_>, dates: Dates) -> Result<TimeSpan, Box<Diagnostic>> {
    let file = dates.file;
    // Without the shape of a time compiling fails (`schema/compile/`, `machine`).
    let shape = schema.time_kind().expect("the schema was compiled with the shape of a time");
    let mut written = None;
    let mut expression = None;
    let mut given = Bounds::UNKNOWN;
    let mut named: Vec<(String, Date)> = Vec::new();
    for entry in node.entries().unwrap_or_default() {
        let Some((_, key)) = shape.key(&entry.key.text) else {
            let keys: Vec<&str> = shape.keys.iter().map(|key| key.key.as_str()).collect();
            let mut diagnostic = Diagnostic::error(Code::UnknownKey, format!("a time has no key `{}`", entry.key.text))
                .at(entry.key.origin(file))
                .label("not a key of a time")
                .help(format!("the keys of a time are {}", quoted(&keys)));
            if let Some(near) = chancery_values::name::nearest(&entry.key.text, keys.iter().copied()) {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            }
            return Err(Box::new(diagnostic));
        };
        match schema.space.predicate_iri(key.predicate) {
            chy::EDTF => {
                let text = scalar(&entry.value, file, "a date in EDTF")?;
                written = Some(dates.read(text, &entry.value)?);
            }
            chy::EXPRESSION => {
                expression = Some(line(&entry.value, file, "the source's words for the time")?.to_owned())
            }
            bound => {
                let text = scalar(&entry.value, file, "a day, month or year")?;
                let is_first = matches!(bound, chy::BEGIN_EARLIEST | chy::END_EARLIEST);
                let day = |month: &str| {
                    let [first, last] = julian_days(month).unwrap_or_default();
                    format!("write the day: `{}: {}`", key.key, if is_first { first } else { last })
                };
                let of_text = dates.read_or(text, &entry.value, day)?.bounds();
                let (slot, date) = match bound {
                    chy::BEGIN_EARLIEST => (&mut given.begin_earliest, of_text.begin_earliest),
                    chy::BEGIN_LATEST => (&mut given.begin_latest, of_text.end_latest),
                    chy::END_EARLIEST => (&mut given.end_earliest, of_text.begin_earliest),
                    chy::END_LATEST => (&mut given.end_latest, of_text.end_latest),
                    _ => continue,
                };
                let Some(date) = date else {
                    return Err(Box::new(
                        Diagnostic::error(
                            Code::MalformedDate,
                            format!("`{text}` names no exact day, so it is not a bound"),
                        )
                        .at(entry.value.origin(file))
                        .label("this gives no bound")
                        .help("a bound is a day, month or year without `~`, `?` or `X`: `1918`, `1918-11-03`"),
                    ));
                };
                *slot = Some(date);
                named.push((key.key.clone(), date));
            }
        }
    }
    if written.is_none() && expression.is_none() && named.is_empty() {
        return Err(Box::new(
            Diagnostic::error(Code::MissingValue, "a time is expected, and the mapping is empty")
                .at(node.origin(file))
                .label("says nothing")
                .help("if nothing is known about the time, leave the key out"),
        ));
    }
    named.sort();
    span(written.as_ref(), given, &named, expression, node.origin(file))
}

fn span(
    edtf: Option<&Edtf>,
    given: Bounds,
    named: &[(String, Date)],
    expression: Option<String>,
    origin: Origin,
) -> Result<TimeSpan, Box<Diagnostic>> {
    let of_text = edtf.map_or(Bounds::UNKNOWN, Edtf::bounds);
    let bounds = of_text.intersect(&given);
    if bounds.is_reversed() {
        return Err(Box::new(
            Diagnostic::error(Code::ReversedInterval, "the bounds leave no day: the end is before the beginning")
                .at(origin)
                .label("no time fits all of these")
                .help("`begin …` must not be later than `end …`, `… earliest` not later than `… latest`"),
        ));
    }
    let mut names: Vec<String> = edtf.iter().map(|edtf| edtf.iri_name()).collect();
    names.extend(named.iter().map(|(key, date)| format!("{}-{date}", key.replace(' ', "-"))));
    if let Some(words) = &expression {
        names.push(format!("said-{}", segment(words)));
    }
    // What the text proves already is not said a second time.
    let later =
        |given: Option<Date>, proved: [Option<Date>; 2]| given.filter(|day| proved.iter().all(|by| *by < Some(*day)));
    let earlier =
        |given: Option<Date>, proved: [Option<Date>; 2]| given.filter(|day| proved.iter().flatten().all(|by| day < by));
    let told = Bounds {
        begin_earliest: later(given.begin_earliest, [of_text.begin_earliest; 2]),
        begin_latest: earlier(given.begin_latest, [of_text.begin_latest, of_text.end_latest]),
        end_earliest: later(given.end_earliest, [of_text.end_earliest, of_text.begin_earliest]),
        end_latest: earlier(given.end_latest, [of_text.end_latest; 2]),
    };
    let beside = [told.label_en(), expression.as_ref().map_or_else(String::new, |words| format!("“{words}”"))];
    let label = |of_text: fn(&Edtf) -> String| {
        let parts = edtf.map(of_text).into_iter().chain(beside.iter().cloned());
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let same_year = |a: Option<Date>, b: Option<Date>| matches!((a, b), (Some(a), Some(b)) if a.year() == b.year());
    let dated = edtf.is_some_and(Edtf::dated_to_year)
        || same_year(bounds.begin_earliest, bounds.begin_latest)
        || same_year(bounds.end_earliest, bounds.end_latest)
        || same_year(bounds.begin_earliest, bounds.end_latest);
    let reach = edtf.map_or(Bounds::UNKNOWN, Edtf::reach);
    let reach = Bounds {
        begin_earliest: bounds.begin_earliest.or(reach.begin_earliest),
        begin_latest: bounds.begin_latest.or(reach.begin_latest),
        end_earliest: bounds.end_earliest.or(reach.end_earliest),
        end_latest: bounds.end_latest.or(reach.end_latest),
    };
    Ok(TimeSpan {
        name: names.join("--"),
        label: label(Edtf::label_en),
        when: label(Edtf::when_en),
        edtf: edtf.map(|edtf| (edtf.as_str().to_owned(), edtf.level())),
        bounds,
        reach,
        expression,
        precision: edtf.and_then(Edtf::precision),
        dated,
    })
}

/// How dates are read: the calendar, the years that are allowed, and the file of the dates.
#[derive(Clone, Copy)]
struct Dates {
    julian: bool,
    years: (i32, i32),
    file: FileId,
}

impl Dates {
    /// Reads EDTF whose days before the reform may be of the Julian calendar.
    fn read(self, text: &str, node: &Node<'_>) -> Result<Edtf, Box<Diagnostic>> {
        self.read_or(text, node, |month| julian_remedy(text, month))
    }

    /// The same, with what to write for a month of the Julian calendar.
    fn read_or(self, text: &str, node: &Node<'_>, remedy: impl Fn(&str) -> String) -> Result<Edtf, Box<Diagnostic>> {
        let date = if self.julian {
            let told = gregorian(text).map_err(|month| {
                let message = format!(
                    "`{month}` is a month of the Julian calendar, and overlaps two months of the Gregorian calendar"
                );
                let diagnostic =
                    Diagnostic::error(Code::MalformedDate, message).at(node.origin(self.file)).label("here");
                diagnostic.help(remedy(month))
            })?;
            edtf(&told, node, self.file)?
        } else {
            edtf(text, node, self.file)?
        };
        within_years(&date, self.years, node, self.file)?;
        Ok(date)
    }
}

/// Reports a date in a year that cannot be.
pub fn within_years(
    date: &Edtf,
    (least, greatest): (i32, i32),
    node: &Node<'_>,
    file: FileId,
) -> Result<(), Box<Diagnostic>> {
    let beyond = |date: &Edtf| date.years().find(|(first, last)| *last < least || greatest < *first);
    let Some((year, _)) = beyond(date) else { return Ok(()) };
    let whole = node.origin(file);
    // Of an interval, the end that is wrong.
    let text = date.as_str();
    let mut at = 0;
    let mut origin = whole;
    for end in text.split('/') {
        if whole.end - whole.start == text.len() as u64 && Edtf::parse(end).is_ok_and(|end| beyond(&end).is_some()) {
            origin = Origin::new(file, whole.start + at, whole.start + at + end.len() as u64);
            break;
        }
        at += end.len() as u64 + 1;
    }
    let diagnostic = Diagnostic::error(Code::ImpossibleYear, format!("the year {year} is not possible here"))
        .at(origin)
        .label(format!("years from {least} to {greatest} are allowed"));
    Err(Box::new(diagnostic.help("correct the year, or leave the date out if it means that the date is unknown")))
}

/// What to write for a month of the Julian calendar: its days, as bounds of the time.
fn julian_remedy(text: &str, month: &str) -> String {
    let (begin, end) = text.split_once('/').unwrap_or((text, text));
    let known = |part: &str| {
        julian_days(part).or_else(|| Edtf::parse(part).is_ok().then(|| [part.to_owned(), part.to_owned()]))
    };
    let mut bounds: Vec<String> = Vec::new();
    let mut add = |part: &str, [earliest, latest]: [&str; 2]| {
        if let Some([first, last]) = known(part) {
            bounds.extend([format!("{earliest}: {first}"), format!("{latest}: {last}")]);
        }
    };
    if begin == end {
        add(begin, ["begin earliest", "end latest"]);
    } else {
        add(begin, ["begin earliest", "begin latest"]);
        add(end, ["end earliest", "end latest"]);
        // An end that is open stays open.
        match (begin, end) {
            ("..", _) => bounds.insert(0, "edtf: ../".to_owned()),
            (_, "..") => bounds.insert(0, "edtf: /..".to_owned()),
            _ => {}
        }
    }
    if text.contains(['~', '?', '%']) {
        return format!("give a day of it, or only the year: `{}`", month.get(..month.len().min(4)).unwrap_or(month));
    }
    format!("give its days as bounds: `during: {{{}}}`", bounds.join(", "))
}

/// Reads a date in EDTF that is in a node, or says what is wrong with it.
pub fn edtf(text: &str, node: &Node<'_>, file: FileId) -> Result<Edtf, Box<Diagnostic>> {
    Edtf::parse(text).map_err(|error| {
        let code = match error.kind {
            EdtfErrorKind::Impossible => Code::ImpossibleDate,
            EdtfErrorKind::Reversed => Code::ReversedInterval,
            _ => Code::MalformedDate,
        };
        let whole = node.origin(file);
        // The range within the text is a range within the file only where the text is there letter for letter.
        let origin = if whole.end - whole.start == text.len() as u64 {
            Origin::new(file, whole.start + error.range.start as u64, whole.start + error.range.end as u64)
        } else {
            whole
        };
        Box::new(Diagnostic::error(code, error.message.clone()).at(origin).label("here").help(error.remedy.clone()))
    })
}

/// `a`, `b` and `c`, each in backquotes.
pub fn quoted(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
