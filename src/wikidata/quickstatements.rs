//! Batches of edits for QuickStatements: statements, further qualifiers and references for them, and new items.
//!
//! The syntax has no specification. What is written here follows the help pages and, where they are silent, the
//! parsers:
//!
//! - <https://www.wikidata.org/wiki/Help:QuickStatements> and `public_html/quickstatements.php` of
//!   <https://github.com/magnusmanske/quickstatements>, for the commands of version 1 and for the table; both are what
//!   the tool called QuickStatements 2 takes.
//! - <https://meta.wikimedia.org/wiki/QuickStatements_3.0/Documentation> and `src/core/parsers` of
//!   <https://github.com/wikimediabrasil/quickstatements3>, for version 3.
//!
//! No dialect can escape anything, and the tools drop or change what they do not expect. So a value that would be read
//! as another one is not written at all: [`write()`] says which, and why.
//!
//! A tool finds the statement that it adds to by its main value, compared exactly. Therefore the main value of a
//! command for a statement that may be there already is written as it is given; every other time is [`normalised`].
//!
//! Two things the syntax cannot help. Where several statements have one value, a command without [`Command::new`] goes
//! to the last of them or to the first: the tools differ. And QuickStatements 2 heeds `!P` only in the browser: what
//! runs its batches in the background (<https://github.com/magnusmanske/quickstatements_rs>) merges such statements.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::model::{Content, Rank, Reference, Snak, Time, Value};

/// One command of a batch: a statement, or further qualifiers and references for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Whose statement it is.
    pub subject: Subject,
    /// What is stated. With the subject it tells which statement is meant, unless `new` is set.
    pub main: Snak,
    /// How it stands; nothing leaves the rank as it is, and gives a new statement the normal one.
    pub rank: Option<Rank>,
    /// What is added to the statement.
    pub qualifiers: Vec<Snak>,
    /// Where it is from. Each is added as a reference of its own.
    pub references: Vec<Reference>,
    /// A new statement even where one with the same main value stands: the same membership with another start.
    pub new: bool,
    /// Goes into the summary of the edit.
    pub comment: Option<String>,
}

/// What a command speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An entity that is there, by its id: `Q31`.
    Item(String),
    /// The item that the [`Creation`] around the command makes. The tools know only the last item that was created, so
    /// no other command can speak of it.
    Created,
}

/// A new item with all that is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Creation {
    /// Language code and label.
    pub labels: Vec<(String, String)>,
    /// Language code and description.
    pub descriptions: Vec<(String, String)>,
    /// Each with the subject [`Subject::Created`].
    pub statements: Vec<Command>,
}

impl Creation {
    /// Labels and descriptions, each with the letter of its column and its language.
    fn terms(&self) -> impl Iterator<Item = (char, &str, &str)> {
        let labels = self.labels.iter().map(|(language, text)| ('L', language.as_str(), text.as_str()));
        labels.chain(self.descriptions.iter().map(|(language, text)| ('D', language.as_str(), text.as_str())))
    }
}

/// One thing that a batch does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// To an entity that is there.
    Statement(Command),
    /// A new item.
    Creation(Creation),
}

/// A form that a batch can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// The commands of version 1, as QuickStatements 2 takes them.
    Version1,
    /// The table of QuickStatements 2, as far as version 3 reads it alike.
    Csv,
    /// The commands of QuickStatements 3: those of version 1 with ranks.
    Version3,
}

impl Dialect {
    /// Every dialect, in the order in which a list shows them.
    pub const ALL: [Self; 3] = [Self::Version1, Self::Csv, Self::Version3];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Version1 => "v1",
            Self::Csv => "csv",
            Self::Version3 => "v3",
        }
    }

    /// What else it is called, beside its name and its extensions.
    #[must_use]
    pub const fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Version1 => &["quickstatements", "version-1"],
            Self::Csv => &["table"],
            Self::Version3 => &["quickstatements-3", "version-3"],
        }
    }

    /// The extensions of its files, the usual one first; no two dialects share one.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Version1 => &["qs", "txt"],
            Self::Csv => &["csv"],
            Self::Version3 => &["qs3"],
        }
    }

    /// The media type. The commands have none of their own: their rows differ in length, so they are no table.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Version1 | Self::Version3 => "text/plain",
            Self::Csv => "text/csv",
        }
    }

    /// A line of help.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Version1 => "commands for QuickStatements 2; no ranks",
            Self::Csv => {
                "tables for QuickStatements 2, each a file and a batch of its own; no ranks, no second statement of one value"
            }
            Self::Version3 => "commands for QuickStatements 3, with ranks",
        }
    }

    /// Where its syntax is described.
    #[must_use]
    pub const fn specification(self) -> &'static str {
        match self {
            Self::Version1 => "https://www.wikidata.org/wiki/Help:QuickStatements#Command_sequence_syntax",
            Self::Csv => "https://www.wikidata.org/wiki/Help:QuickStatements#CSV_file_syntax",
            Self::Version3 => "https://meta.wikimedia.org/wiki/QuickStatements_3.0/Documentation",
        }
    }

    /// Whether it can say a rank.
    #[must_use]
    pub const fn has_ranks(self) -> bool {
        matches!(self, Self::Version3)
    }

    /// Whether it can ask for a second statement of one value.
    #[must_use]
    pub const fn has_new_statements(self) -> bool {
        matches!(self, Self::Version1 | Self::Version3)
    }

    /// The dialect of a file of this name, if its extension is one of a dialect.
    #[must_use]
    pub fn from_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|dialect| dialect.extensions().contains(&extension.as_str()))
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A dialect's name, alias or extension, without regard to case; a full stop before an extension does not matter.
impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.strip_prefix('.').unwrap_or(text).to_ascii_lowercase();
        let called = |dialect: &Self| {
            dialect.name() == name
                || dialect.aliases().contains(&name.as_str())
                || dialect.extensions().contains(&name.as_str())
        };
        Self::ALL.into_iter().find(called).ok_or_else(|| UnknownDialect(text.to_owned()))
    }
}

/// No dialect is called so; holds the text as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownDialect(pub String);

impl fmt::Display for UnknownDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no form of a batch is called `{}`; there are", self.0)?;
        for (index, dialect) in Dialect::ALL.into_iter().enumerate() {
            write!(f, "{} `{dialect}`", if index == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownDialect {}

/// A value that a dialect has no way to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    /// The dialect.
    pub dialect: Dialect,
    /// Which entry of the batch it stands in, from 0.
    pub entry: usize,
    /// Subject and property, or `label`: `Q31 P463`.
    pub place: String,
    /// What cannot be written.
    pub value: String,
    /// Why.
    pub reason: Reason,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dialect, place, value, reason, .. } = self;
        write!(f, "`{}` of {place} cannot be written as `{dialect}`: {reason}", value.escape_debug())
    }
}

impl std::error::Error for Unwritable {}

/// Why a value cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// A text without a character: it would delete.
    Empty,
    /// A text with a tab, a line break or another control character.
    Control,
    /// A text that begins or ends with a space: the tools cut it off.
    Space,
    /// A text with `/*` or `*/`, which begin and end a comment.
    CommentMark,
    /// A text with `|` or `||`, at which the tool splits.
    Bar,
    /// A text with quotation marks that the tool changes or pairs in another way.
    Quotation,
    /// A text with a backslash before a quotation mark, which hides the mark.
    Backslash,
    /// A text with the word that the tool puts in the place of texts.
    Placeholder,
    /// A label that the tool takes for a value.
    LikeValue,
    /// A language code with other characters than small letters and hyphens.
    Language,
    /// An id of a kind that the syntax does not know, or none.
    Id,
    /// No time of the form `+1993-00-00T00:00:00Z`, or without the part that its precision names.
    Time,
    /// A time that is said to be known closer than to the day.
    FinerThanDay,
    /// No decimal number, or one that the tool writes in another way.
    Number,
    /// Bounds that are not equally far from the amount, or that the tool calculates in another way.
    Bounds,
    /// A place on another globe than the Earth.
    Globe,
    /// A precision of a place that the tool cannot be told.
    GlobePrecision,
    /// A rank.
    Rank,
    /// A second statement of one value.
    New,
    /// `somevalue` or `novalue` of an item that is created.
    CreatedWithoutValue,
    /// The second statement of one value in a new item, not marked as new; or the second label of one language.
    Twice,
    /// A reference that says nothing.
    EmptyReference,
    /// A new item of which nothing is said.
    EmptyItem,
    /// A command for a created item outside of its creation, or one for another item inside.
    Astray,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an empty text deletes",
            Self::Control => "it has a tab, a line break or another control character",
            Self::Space => "the tool cuts off spaces at its ends",
            Self::CommentMark => "it has the mark of a comment",
            Self::Bar => "the tool splits it at the vertical bar",
            Self::Quotation => "the tool changes its quotation marks or pairs them in another way",
            Self::Backslash => "its backslash hides a quotation mark",
            Self::Placeholder => "the tool puts this word in the place of texts",
            Self::LikeValue => "the tool takes it for a value",
            Self::Language => "the tool knows only languages of small letters and hyphens",
            Self::Id => "it is no id that the tool knows",
            Self::Time => "it is no time, or has not the part that its precision names",
            Self::FinerThanDay => "Wikidata holds no time of a day",
            Self::Number => "it is no number that the tool keeps as it is",
            Self::Bounds => "the tool knows only bounds equally far from the amount, and calculates them",
            Self::Globe => "the tool knows only places on Earth",
            Self::GlobePrecision => "the tool cannot be told this precision",
            Self::Rank => "it has no ranks",
            Self::New => "it cannot ask for a second statement of one value",
            Self::CreatedWithoutValue => "the tool creates items with values only",
            Self::Twice => "it is said twice of a new item",
            Self::EmptyReference => "a reference must say something",
            Self::EmptyItem => "a new item must say something",
            Self::Astray => "the tool knows a created item only while it is being created",
        })
    }
}

/// Writes a batch, each text for a file of its own: of [`Dialect::Csv`] there is one table for each list of columns, since
/// the tool takes one header a batch; of the others there is one text.
///
/// # Errors
/// The first value that the dialect has no way to write.
pub fn texts(dialect: Dialect, entries: &[Entry]) -> Result<Vec<String>, Unwritable> {
    if dialect == Dialect::Csv { tables(entries) } else { Ok(vec![write(dialect, entries)?]) }
}

/// Writes a batch to be looked at. Every line ends with a line feed. Between two tables of [`Dialect::Csv`] stands an empty
/// line, which no tool reads: [`texts`] gives what tools read.
///
/// # Errors
/// The first value that the dialect has no way to write.
pub fn write(dialect: Dialect, entries: &[Entry]) -> Result<String, Unwritable> {
    if dialect == Dialect::Csv {
        return Ok(tables(entries)?.join("\n"));
    }
    let mut text = String::new();
    for (index, entry) in entries.iter().enumerate() {
        let scribe = Scribe { dialect, entry: index };
        match entry {
            Entry::Statement(command) => scribe.lines(command, false, &mut text)?,
            Entry::Creation(creation) => {
                scribe.check_creation(creation)?;
                text.push_str("CREATE\n");
                for (letter, language, label) in creation.terms() {
                    let place = Place { subject: LAST, property: "label" };
                    let language = scribe.language(place, language)?;
                    let label = scribe.text(place, label)?;
                    let column = format!("{letter}{language}");
                    end_line(&mut text, &[LAST.to_owned(), column, format!("\"{label}\"")], None);
                }
                for command in &creation.statements {
                    scribe.lines(command, true, &mut text)?;
                }
            }
        }
    }
    Ok(text)
}

/// The tables of a batch, one for each list of columns, in the order of their first rows.
///
/// The tool does not pass over empty cells (<https://github.com/magnusmanske/quickstatements/issues/22>): each is a
/// command without a value. Therefore no table has a column that one of its rows leaves empty, but for comments.
///
/// # Errors
/// The first value that the dialect has no way to write.
pub fn tables(entries: &[Entry]) -> Result<Vec<String>, Unwritable> {
    let mut tables: Vec<(Vec<String>, Vec<Vec<String>>)> = Vec::new();
    let mut known: HashMap<Vec<String>, usize> = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        let scribe = Scribe { dialect: Dialect::Csv, entry: index };
        let mut row = Row::default();
        match entry {
            Entry::Statement(command) => {
                row.push("qid".to_owned(), scribe.subject(command, false)?.to_owned());
                scribe.cells(command, false, &mut row)?;
            }
            Entry::Creation(creation) => {
                scribe.check_creation(creation)?;
                // An empty `qid` creates.
                row.push("qid".to_owned(), String::new());
                for (letter, language, label) in creation.terms() {
                    let place = Place { subject: LAST, property: "label" };
                    let language = scribe.language(place, language)?;
                    if like_value(label) {
                        return Err(scribe.refusal(place, label, Reason::LikeValue));
                    }
                    row.push(format!("{letter}{language}"), scribe.text(place, label)?.to_owned());
                }
                for command in &creation.statements {
                    scribe.cells(command, true, &mut row)?;
                }
            }
        }
        if let Some(&table) = known.get(&row.columns) {
            tables[table].1.push(row.cells);
        } else {
            known.insert(row.columns.clone(), tables.len());
            tables.push((row.columns, vec![row.cells]));
        }
    }
    Ok(tables.into_iter().map(|(columns, rows)| table(&columns, &rows)).collect())
}

/// A time without what its precision leaves open: month and day are `00`, the hours are nought, the year has at least
/// four digits and no more noughts than that. Two times that mean the same year are then the same text.
///
/// The year is left as it is, even of a decade or a century: which year stands for one is a matter of who wrote it. A
/// text of another form than [`Time::text`] is left as it is too.
#[must_use]
pub fn normalised(time: &Time) -> Time {
    let Some(date) = Date::of(&time.text) else { return time.clone() };
    let month = if time.precision >= 10 { date.month } else { "00" };
    let day = if time.precision >= 11 { date.day } else { "00" };
    let clock = if time.precision >= 12 { date.clock } else { "00:00:00" };
    let text = format!("{}{:0>4}-{month}-{day}T{clock}Z", date.sign, date.year.trim_start_matches('0'));
    Time { text, ..time.clone() }
}

/// What the tools call the item that was created last.
const LAST: &str = "LAST";

/// The item of the Earth.
const EARTH: &str = "Q2";

/// The precision that the tools give a place where they are told none, in degrees.
const USUAL_PRECISION: f64 = 0.000_001;

/// The precisions of a place that version 3 knows, beside the usual one, with their names.
const PRECISIONS: [(f64, &str); 12] = [
    (10.0, "1"),
    (1.0, "0"),
    (0.1, "-1"),
    (0.01, "-2"),
    (0.001, "-3"),
    (0.000_1, "-4"),
    (0.000_01, "-5"),
    (1.0 / 60.0, "arcmin"),
    (1.0 / 3_600.0, "arcsec"),
    (1.0 / 36_000.0, "arcsec10"),
    (1.0 / 360_000.0, "arcsec100"),
    (1.0 / 3_600_000.0, "arcsec1000"),
];

/// The parts of a time, as they are written.
struct Date<'a> {
    sign: &'a str,
    year: &'a str,
    month: &'a str,
    day: &'a str,
    clock: &'a str,
}

impl<'a> Date<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (sign, rest) = text.split_at_checked(1)?;
        let (date, clock) = rest.strip_suffix('Z')?.split_once('T')?;
        let mut parts = date.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let two = |part: &str| part.len() == 2 && digits(part);
        let clocks = clock.split(':');
        let whole = matches!(sign, "+" | "-") && parts.next().is_none() && digits(year) && two(month) && two(day);
        (whole && clocks.clone().count() == 3 && clocks.clone().all(two)).then_some(Self {
            sign,
            year,
            month,
            day,
            clock,
        })
    }
}

/// A number with more digits behind the point is not calculated with: `i128` has 38.
const MOST_DECIMALS: u32 = 38;

/// A decimal number, exactly: its digits as a whole number, and how many of them stand behind the point.
#[derive(Clone, Copy)]
struct Decimal {
    digits: i128,
    scale: u32,
}

impl Decimal {
    /// Nothing where it is no number, or one of more digits than can be calculated with.
    fn of(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(w, f)| (w, Some(f)));
        if !digits(whole) || fraction.is_some_and(|fraction| !digits(fraction)) {
            return None;
        }
        let fraction = fraction.unwrap_or_default();
        let number: i128 = format!("{whole}{fraction}").parse().ok()?;
        let number = if text.starts_with('-') { -number } else { number };
        let scale = u32::try_from(fraction.len()).ok().filter(|scale| *scale <= MOST_DECIMALS)?;
        Some(Self { digits: number, scale })
    }

    /// The number with so many digits behind the point.
    fn at(self, scale: u32) -> Option<i128> {
        self.digits.checked_mul(10_i128.checked_pow(scale.checked_sub(self.scale)?)?)
    }

    fn same(self, other: Self) -> bool {
        let scale = self.scale.max(other.scale);
        self.at(scale).is_some_and(|digits| other.at(scale) == Some(digits))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let fraction = fraction.trim_end_matches('0');
        let sign = if self.digits < 0 { "-" } else { "" };
        write!(f, "{sign}{whole}{}{fraction}", if fraction.is_empty() { "" } else { "." })
    }
}

/// How far both bounds are from the amount; nothing where one is farther.
fn deviation(amount: Decimal, lower: Decimal, upper: Decimal) -> Option<Decimal> {
    let scale = amount.scale.max(lower.scale).max(upper.scale);
    let (middle, low, high) = (amount.at(scale)?, lower.at(scale)?, upper.at(scale)?);
    let (below, above) = (middle.checked_sub(low)?, high.checked_sub(middle)?);
    (below == above && below >= 0).then_some(Decimal { digits: below, scale })
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `31` of `Q31`, where it counts from 1 and has no noughts before it.
fn number_of(id: &str, letter: char) -> Option<&str> {
    id.strip_prefix(letter).filter(|number| digits(number) && !number.starts_with('0'))
}

/// What both versions take for an entity: items, properties, files, lexemes, their forms and senses; no schemas.
fn is_entity(id: &str) -> bool {
    let whole = |id: &str| ['Q', 'P', 'M', 'L'].into_iter().any(|letter| number_of(id, letter).is_some());
    match id.split_once('-') {
        None => whole(id),
        Some((lexeme, part)) => {
            number_of(lexeme, 'L').is_some() && (number_of(part, 'F').is_some() || number_of(part, 'S').is_some())
        }
    }
}

/// Whether version 3 takes an unquoted label of a table for a value. This is wider than its forms.
fn like_value(label: &str) -> bool {
    matches!(label, "somevalue" | "novalue" | LAST)
        || is_entity(label)
        || label.starts_with(['@', '"'])
        || label.ends_with('"')
        || label.starts_with(|c: char| c.is_ascii_digit() || "+-".contains(c))
            && label.chars().all(|c| c.is_ascii_digit() || "+-.~[], TZ:/JCU".contains(c))
}

/// One row of a table, with a column of comments after each statement.
#[derive(Default)]
struct Row {
    columns: Vec<String>,
    cells: Vec<String>,
}

impl Row {
    fn push(&mut self, column: String, cell: String) {
        self.columns.push(column);
        self.cells.push(cell);
    }
}

/// A header and rows, without the columns of comments that have none.
fn table(columns: &[String], rows: &[Vec<String>]) -> String {
    let kept: Vec<usize> =
        (0..columns.len()).filter(|&at| columns[at] != "#" || rows.iter().any(|row| !row[at].is_empty())).collect();
    let mut text = String::new();
    for row in std::iter::once(columns).chain(rows.iter().map(Vec::as_slice)) {
        let cells: Vec<String> = kept.iter().map(|&at| cell(&row[at])).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// A cell by RFC 4180, 2.6 and 2.7; none has a line break.
fn cell(value: &str) -> String {
    if value.contains([',', '"']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value.to_owned() }
}

/// Adds a line of commands. A comment must stand apart by a space: after a tab it would leave an empty column.
fn end_line(text: &mut String, columns: &[String], comment: Option<&str>) {
    text.push_str(&columns.join("\t"));
    if let Some(comment) = comment {
        text.push_str(" /* ");
        text.push_str(comment);
        text.push_str(" */");
    }
    text.push('\n');
}

/// Where a value stands, for a refusal.
#[derive(Clone, Copy)]
struct Place<'a> {
    subject: &'a str,
    property: &'a str,
}

/// Writes one entry.
#[derive(Clone, Copy)]
struct Scribe {
    dialect: Dialect,
    entry: usize,
}

impl Scribe {
    fn refusal(self, place: Place<'_>, value: &str, reason: Reason) -> Unwritable {
        Unwritable {
            dialect: self.dialect,
            entry: self.entry,
            place: format!("{} {}", place.subject, place.property),
            value: value.to_owned(),
            reason,
        }
    }

    /// What only the whole of a new item can tell.
    fn check_creation(self, creation: &Creation) -> Result<(), Unwritable> {
        let place = Place { subject: LAST, property: "label" };
        if creation.labels.is_empty() && creation.statements.is_empty() {
            return Err(self.refusal(place, "", Reason::EmptyItem));
        }
        let mut said = HashSet::new();
        for (letter, language, text) in creation.terms() {
            // The later label would take the place of the earlier one.
            if !said.insert((letter, language)) {
                return Err(self.refusal(place, text, Reason::Twice));
            }
        }
        let mut said = HashSet::new();
        for command in &creation.statements {
            let property = &command.main.property;
            let place = Place { subject: LAST, property };
            // Version 2 makes two statements of it and version 3 one.
            if !said.insert((property, self.main(place, command, true)?)) && !command.new {
                return Err(self.refusal(place, &shown(&command.main.content), Reason::Twice));
            }
        }
        Ok(())
    }

    /// The first column.
    fn subject(self, command: &Command, created: bool) -> Result<&str, Unwritable> {
        match &command.subject {
            Subject::Created if created => Ok(LAST),
            Subject::Item(id) if !created && is_entity(id) => Ok(id),
            subject => {
                let (id, reason) = match subject {
                    Subject::Item(id) if !created => (id.as_str(), Reason::Id),
                    Subject::Item(id) => (id.as_str(), Reason::Astray),
                    Subject::Created => (LAST, Reason::Astray),
                };
                Err(self.refusal(Place { subject: id, property: &command.main.property }, id, reason))
            }
        }
    }

    /// The lines of a command in version 1 or 3.
    fn lines(self, command: &Command, created: bool, text: &mut String) -> Result<(), Unwritable> {
        let subject = self.subject(command, created)?;
        let place = Place { subject, property: &command.main.property };
        let property = self.property(place, &command.main.property, 'P')?;
        let value = self.main(place, command, created)?;
        let rank = self.rank(place, command, created)?;
        let comment = command.comment.as_deref().map(|comment| self.text(place, comment)).transpose()?;
        // A statement is forced by the property in version 1 and by the entity in version 3
        // (<https://github.com/wikimediabrasil/quickstatements3/pull/151>).
        let mut line = match (command.new, self.dialect) {
            (true, Dialect::Version3) => vec![format!("+{subject}"), property.clone(), value.clone()],
            (true, _) => vec![subject.to_owned(), format!("!{property}"), value.clone()],
            (false, _) => vec![subject.to_owned(), property.clone(), value.clone()],
        };
        line.extend(rank.map(str::to_owned));
        for Snak { property, content } in &command.qualifiers {
            line.push(self.property(place, property, 'P')?);
            line.push(self.content(Place { subject, property }, content, created, true)?);
        }
        for (index, reference) in command.references.iter().enumerate() {
            let apart = index > 0;
            // Version 2 heeds `!S` only in items that it creates; else all the parts become one reference
            // (<https://github.com/magnusmanske/quickstatements/issues/46>). A line of its own always is one of its own.
            let own_line = apart && self.dialect == Dialect::Version1 && !created;
            if own_line {
                end_line(text, &line, comment);
                line = vec![subject.to_owned(), property.clone(), value.clone()];
            }
            if reference.is_empty() {
                return Err(self.refusal(place, "", Reason::EmptyReference));
            }
            for (part, Snak { property, content }) in reference.iter().enumerate() {
                let source = self.property(place, property, 'S')?;
                line.push(if apart && !own_line && part == 0 { format!("!{source}") } else { source });
                line.push(self.content(Place { subject, property }, content, created, true)?);
            }
        }
        end_line(text, &line, comment);
        Ok(())
    }

    /// The cells of a command in a table.
    fn cells(self, command: &Command, created: bool, row: &mut Row) -> Result<(), Unwritable> {
        let subject = self.subject(command, created)?;
        let place = Place { subject, property: &command.main.property };
        let property = self.property(place, &command.main.property, 'P')?;
        if command.new {
            return Err(self.refusal(place, &shown(&command.main.content), Reason::New));
        }
        self.rank(place, command, created)?;
        row.push(property, self.main(place, command, created)?);
        for Snak { property, content } in &command.qualifiers {
            let value = self.content(Place { subject, property }, content, created, true)?;
            let number = self.property(place, property, 'P')?;
            row.push(format!("qal{}", &number[1..]), value);
        }
        for reference in &command.references {
            if reference.is_empty() {
                return Err(self.refusal(place, "", Reason::EmptyReference));
            }
            for (part, Snak { property, content }) in reference.iter().enumerate() {
                let value = self.content(Place { subject, property }, content, created, true)?;
                row.push(self.property(place, property, if part == 0 { 'S' } else { 's' })?, value);
            }
        }
        let comment = command.comment.as_deref().map(|comment| self.text(place, comment)).transpose()?;
        row.push("#".to_owned(), comment.unwrap_or_default().to_owned());
        Ok(())
    }

    /// `P463`, with another letter where it is part of a reference.
    fn property(self, place: Place<'_>, property: &str, letter: char) -> Result<String, Unwritable> {
        match number_of(property, 'P') {
            Some(number) => Ok(format!("{letter}{number}")),
            None => Err(self.refusal(place, property, Reason::Id)),
        }
    }

    fn rank(self, place: Place<'_>, command: &Command, created: bool) -> Result<Option<&'static str>, Unwritable> {
        let Some(rank) = command.rank else { return Ok(None) };
        if self.dialect.has_ranks() {
            return Ok(Some(match rank {
                Rank::Deprecated => "R-",
                Rank::Normal => "R0",
                Rank::Preferred => "R+",
            }));
        }
        // What is new has the normal rank without a word.
        if rank == Rank::Normal && (created || command.new) {
            return Ok(None);
        }
        Err(self.refusal(place, rank.name(), Reason::Rank))
    }

    /// The main value. It tells which statement is meant, so a time that may be there already is left as it is.
    fn main(self, place: Place<'_>, command: &Command, created: bool) -> Result<String, Unwritable> {
        self.content(place, &command.main.content, created, created || command.new)
    }

    fn content(
        self,
        place: Place<'_>,
        content: &Content,
        created: bool,
        normalise: bool,
    ) -> Result<String, Unwritable> {
        let value = match content {
            Content::Value(value) => return self.value(place, value, normalise),
            Content::SomeValue => "somevalue",
            Content::NoValue => "novalue",
        };
        // Version 2 gathers all that is said of a new item, and then writes every snak as one with a value.
        if created && self.dialect != Dialect::Version3 {
            return Err(self.refusal(place, value, Reason::CreatedWithoutValue));
        }
        Ok(value.to_owned())
    }

    fn value(self, place: Place<'_>, value: &Value, normalise: bool) -> Result<String, Unwritable> {
        match value {
            Value::Entity(id) if is_entity(id) => Ok(id.clone()),
            Value::Entity(id) => Err(self.refusal(place, id, Reason::Id)),
            Value::Text(text) => Ok(format!("\"{}\"", self.text(place, text)?)),
            Value::Monolingual { language, text } => {
                Ok(format!("{}:\"{}\"", self.language(place, language)?, self.text(place, text)?))
            }
            Value::Time(time) => self.time(place, time, normalise),
            Value::Quantity { amount, unit, bounds } => {
                let number = self.quantity(place, amount, bounds.as_ref())?;
                let Some(unit) = unit else { return Ok(number) };
                let item = number_of(unit, 'Q').ok_or_else(|| self.refusal(place, unit, Reason::Id))?;
                Ok(format!("{number}U{item}"))
            }
            Value::Globe { latitude, longitude, precision, globe } => {
                let (latitude, longitude) = (self.degrees(place, latitude)?, self.degrees(place, longitude)?);
                let globe = self.globe(place, globe)?;
                let precision = precision.as_deref().map(|p| self.precision(place, p)).transpose()?;
                Ok(format!("@{latitude}/{longitude}{globe}{}", precision.unwrap_or_default()))
            }
        }
    }

    /// A text, if the tool reads it as it is.
    fn text<'a>(self, place: Place<'_>, text: &'a str) -> Result<&'a str, Unwritable> {
        self.flaw(text).map_or(Ok(text), |reason| Err(self.refusal(place, text, reason)))
    }

    fn flaw(self, text: &str) -> Option<Reason> {
        if text.is_empty() {
            return Some(Reason::Empty);
        }
        // Wikibase takes no tab and no line break either, and no spaces at the ends.
        if text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Some(Reason::Control);
        }
        if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
            return Some(Reason::Space);
        }
        match self.dialect {
            // The tool finds a text by its first and its last quotation mark, so those inside do no harm.
            Dialect::Version1 => {
                if text.contains("/*") || text.contains("*/") {
                    return Some(Reason::CommentMark);
                }
                text.contains("||").then_some(Reason::Bar)
            }
            Dialect::Csv => {
                // Version 3 makes straight quotation marks of these, and takes off three of them at either end.
                if text.contains(['“', '”']) || text.contains("\"\"") {
                    return Some(Reason::Quotation);
                }
                // Version 2 reads tables with a function that knows an escape RFC 4180 does not
                // (<https://www.php.net/manual/en/function.fgetcsv.php>).
                (text.contains("\\\"") || text.ends_with('\\')).then_some(Reason::Backslash)
            }
            Dialect::Version3 => {
                if text.contains("/*") || text.contains("*/") {
                    return Some(Reason::CommentMark);
                }
                // Not every version of the tool spares the bars in texts and comments
                // (<https://github.com/wikimediabrasil/quickstatements3/issues/344> and 232).
                if text.contains('|') {
                    return Some(Reason::Bar);
                }
                // The tool takes each odd quotation mark of the whole batch with the next one for a text, across lines,
                // and three in a row for one mark. What stands between two texts must then have no backslash.
                let marks = text.matches('"').count();
                if text.contains(['“', '”']) || text.contains("\"\"") || marks % 2 == 1 {
                    return Some(Reason::Quotation);
                }
                if marks > 0 && text.contains('\\') || text.ends_with('\\') {
                    return Some(Reason::Backslash);
                }
                text.contains("___QSTS3_PLACEHOLDER___").then_some(Reason::Placeholder)
            }
        }
    }

    /// A language code: no version knows digits in one.
    fn language<'a>(self, place: Place<'_>, language: &'a str) -> Result<&'a str, Unwritable> {
        let first = language.split('-').next().unwrap_or_default();
        let letters = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
        if first.len() >= 2 && language.split('-').all(letters) {
            Ok(language)
        } else {
            Err(self.refusal(place, language, Reason::Language))
        }
    }

    /// `+1993-00-00T00:00:00Z/9`, with `/J` behind it where it is a date of the Julian calendar.
    fn time(self, place: Place<'_>, time: &Time, normalise: bool) -> Result<String, Unwritable> {
        if time.precision > 11 {
            return Err(self.refusal(place, &time.text, Reason::FinerThanDay));
        }
        let within = |part: &str, least: bool, most: u8| {
            part.parse().is_ok_and(|number: u8| (u8::from(least)..=most).contains(&number))
        };
        let whole = Date::of(&time.text).is_some_and(|date| {
            within(date.month, time.precision >= 10, 12) && within(date.day, time.precision >= 11, 31)
        });
        if !whole {
            return Err(self.refusal(place, &time.text, Reason::Time));
        }
        let text = if normalise { normalised(time).text } else { time.text.clone() };
        Ok(format!("{text}/{}{}", time.precision, if time.julian { "/J" } else { "" }))
    }

    /// `10`, `10~1`, and in version 3 also `10[8,11]`.
    fn quantity(self, place: Place<'_>, amount: &str, bounds: Option<&(String, String)>) -> Result<String, Unwritable> {
        let written = self.amount(place, amount)?;
        let Some((low, high)) = bounds else { return Ok(written.to_owned()) };
        let (lower, upper) = (self.amount(place, low)?, self.amount(place, high)?);
        let refused = || self.refusal(place, &format!("{written}[{lower},{upper}]"), Reason::Bounds);
        let (Some(middle), Some(bottom), Some(top)) = (Decimal::of(written), Decimal::of(lower), Decimal::of(upper))
        else {
            return Err(refused());
        };
        match deviation(middle, bottom, top) {
            // Version 3 writes a nought of more decimal places with an exponent.
            Some(deviation)
                if calculated(middle, deviation, bottom, top)
                    && (self.dialect != Dialect::Version3 || middle.scale <= 6) =>
            {
                Ok(format!("{written}~{deviation}"))
            }
            // Only version 3 can be told the bounds themselves.
            _ if self.dialect == Dialect::Version3 => Ok(format!("{written}[{lower},{upper}]")),
            _ => Err(refused()),
        }
    }

    /// A decimal number without a plus sign.
    fn amount<'a>(self, place: Place<'_>, amount: &'a str) -> Result<&'a str, Unwritable> {
        let written = amount.strip_prefix('+').unwrap_or(amount);
        let unsigned = written.strip_prefix('-').unwrap_or(written);
        let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(w, f)| (w, Some(f)));
        let number = digits(whole) && fraction.is_none_or(digits) && (whole == "0" || !whole.starts_with('0'));
        let nought = unsigned.bytes().all(|b| matches!(b, b'0' | b'.'));
        // Version 3 gives a negative nought two signs, and writes what is very small with an exponent.
        let small = self.dialect == Dialect::Version3
            && whole == "0"
            && fraction.is_some_and(|fraction| {
                let noughts = fraction.len() - fraction.trim_start_matches('0').len();
                noughts > if nought { 6 } else { 5 }
            });
        if number && !(nought && written.starts_with('-')) && !small {
            Ok(written)
        } else {
            Err(self.refusal(place, amount, Reason::Number))
        }
    }

    /// A latitude or longitude.
    fn degrees<'a>(self, place: Place<'_>, degrees: &'a str) -> Result<&'a str, Unwritable> {
        if Decimal::of(degrees).is_some() { Ok(degrees) } else { Err(self.refusal(place, degrees, Reason::Number)) }
    }

    /// What tells version 3 the globe.
    fn globe(self, place: Place<'_>, globe: &str) -> Result<String, Unwritable> {
        match number_of(globe, 'Q') {
            None => Err(self.refusal(place, globe, Reason::Id)),
            Some(_) if globe == EARTH => Ok(String::new()),
            Some(number) if self.dialect == Dialect::Version3 => Ok(format!("/G{number}")),
            Some(_) => Err(self.refusal(place, globe, Reason::Globe)),
        }
    }

    /// What tells version 3 the precision of a place. The usual one is not told: its older versions know no other, and
    /// version 2 never does.
    fn precision(self, place: Place<'_>, precision: &str) -> Result<String, Unwritable> {
        let Ok(number) = precision.parse::<f64>() else {
            return Err(self.refusal(place, precision, Reason::Number));
        };
        let near = |other: f64| (number / other - 1.0).abs() < 1e-9;
        if near(USUAL_PRECISION) {
            return Ok(String::new());
        }
        match PRECISIONS.iter().find(|&&(known, _)| near(known)) {
            Some((_, name)) if self.dialect == Dialect::Version3 => Ok(format!("/{name}")),
            _ => Err(self.refusal(place, precision, Reason::GlobePrecision)),
        }
    }
}

/// Whether the sums that the tools make of `10~1` are the bounds: version 2 adds floating-point numbers, version 3
/// decimal ones, exactly as long as they are not very long.
fn calculated(amount: Decimal, deviation: Decimal, lower: Decimal, upper: Decimal) -> bool {
    let number = |decimal: Decimal| decimal.to_string().parse::<f64>().ok();
    let (Some(middle), Some(apart)) = (number(amount), number(deviation)) else { return false };
    // Beyond these it writes an exponent.
    let plain = |sum: f64| sum == 0.0 || (1e-4..1e15).contains(&sum.abs());
    let is = |sum: f64, bound: Decimal| {
        plain(sum) && Decimal::of(&format!("{sum}")).is_some_and(|shortest| shortest.same(bound))
    };
    is(middle - apart, lower) && is(middle + apart, upper)
}

/// A value for a refusal.
fn shown(content: &Content) -> String {
    match content {
        Content::SomeValue => "somevalue".to_owned(),
        Content::NoValue => "novalue".to_owned(),
        Content::Value(
            Value::Entity(text) | Value::Text(text) | Value::Monolingual { text, .. } | Value::Time(Time { text, .. }),
        ) => text.clone(),
        Content::Value(Value::Quantity { amount, .. }) => amount.clone(),
        Content::Value(Value::Globe { latitude, longitude, .. }) => format!("{latitude}/{longitude}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn snak(property: &str, value: Value) -> Snak {
        Snak { property: property.to_owned(), content: Content::Value(value) }
    }

    fn item(id: &str) -> Value {
        Value::Entity(id.to_owned())
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn time(text: &str, precision: u8) -> Value {
        Value::Time(Time { text: text.to_owned(), precision, julian: false })
    }

    fn quantity(amount: &str, bounds: Option<(&str, &str)>) -> Value {
        let bounds = bounds.map(|(lower, upper)| (lower.to_owned(), upper.to_owned()));
        Value::Quantity { amount: amount.to_owned(), unit: None, bounds }
    }

    fn globe(precision: Option<&str>, globe: &str) -> Value {
        Value::Globe {
            latitude: "50.84".to_owned(),
            longitude: "-4.35".to_owned(),
            precision: precision.map(str::to_owned),
            globe: globe.to_owned(),
        }
    }

    fn stated(main: Snak) -> Command {
        Command {
            subject: Subject::Item("Q31".to_owned()),
            main,
            rank: None,
            qualifiers: Vec::new(),
            references: Vec::new(),
            new: false,
            comment: None,
        }
    }

    /// A membership since a day, with two references.
    fn membership() -> Command {
        Command {
            qualifiers: vec![snak("P580", time("+1949-04-04T00:00:00Z", 11))],
            references: vec![
                vec![snak("P248", item("Q3")), snak("P813", time("+2026-01-02T00:00:00Z", 11))],
                vec![snak("P854", text("https://example.org/a,b"))],
            ],
            ..stated(snak("P463", item("Q7184")))
        }
    }

    fn created(statements: Vec<Command>) -> Entry {
        let statements =
            statements.into_iter().map(|command| Command { subject: Subject::Created, ..command }).collect();
        let labels = vec![("en".to_owned(), "Example, Treaty of".to_owned())];
        let descriptions = vec![("en".to_owned(), "treaty, made up".to_owned())];
        Entry::Creation(Creation { labels, descriptions, statements })
    }

    fn one(dialect: Dialect, command: Command) -> Result<String, Reason> {
        write(dialect, &[Entry::Statement(command)]).map_err(|error| error.reason)
    }

    /// How a value is written as the value of a statement.
    fn written(dialect: Dialect, value: Value) -> Result<String, Reason> {
        let text = one(dialect, stated(snak("P1", value)))?;
        Ok(text.trim_end().trim_start_matches("qid,P1\nQ31,").trim_start_matches("Q31\tP1\t").to_owned())
    }

    #[test]
    fn each_reference_of_a_statement_is_one() {
        let line = "Q31\tP463\tQ7184\tP580\t+1949-04-04T00:00:00Z/11\tS248\tQ3\tS813\t+2026-01-02T00:00:00Z/11";
        let url = "S854\t\"https://example.org/a,b\"\n";
        assert_eq!(one(Dialect::Version1, membership()), Ok(format!("{line}\nQ31\tP463\tQ7184\t{url}")));
        assert_eq!(one(Dialect::Version3, membership()), Ok(format!("{line}\t!{url}")));
        assert_eq!(
            one(Dialect::Csv, membership()).as_deref(),
            Ok("qid,P463,qal580,S248,s813,S854\n\
                Q31,Q7184,+1949-04-04T00:00:00Z/11,Q3,+2026-01-02T00:00:00Z/11,\"\"\"https://example.org/a,b\"\"\"\n")
        );
    }

    #[test]
    fn a_new_statement_is_forced_once() {
        let command = Command { new: true, comment: Some("second term".to_owned()), ..membership() };
        let line = one(Dialect::Version1, command.clone()).unwrap();
        assert!(line.starts_with("Q31\t!P463\tQ7184\tP580\t"), "{line}");
        assert!(line.ends_with(
            "/11 /* second term */\nQ31\tP463\tQ7184\tS854\t\"https://example.org/a,b\" /* second term */\n"
        ));
        let line = one(Dialect::Version3, command.clone()).unwrap();
        assert!(line.starts_with("+Q31\tP463\tQ7184\tP580\t") && line.ends_with(" /* second term */\n"), "{line}");
        assert_eq!(one(Dialect::Csv, command), Err(Reason::New));
    }

    #[test]
    fn a_rank_stands_behind_the_value() {
        let command = Command { rank: Some(Rank::Preferred), ..membership() };
        let line = one(Dialect::Version3, command.clone()).unwrap();
        assert!(line.starts_with("Q31\tP463\tQ7184\tR+\tP580\t"), "{line}");
        for dialect in [Dialect::Version1, Dialect::Csv] {
            assert_eq!(one(dialect, command.clone()), Err(Reason::Rank));
            assert_eq!(one(dialect, Command { rank: Some(Rank::Normal), ..membership() }), Err(Reason::Rank));
        }
        // What is new is normal without a word.
        let new = Command { rank: Some(Rank::Normal), new: true, ..membership() };
        assert!(one(Dialect::Version1, new).is_ok());
    }

    #[test]
    fn an_item_is_created_with_all_that_is_said_of_it() {
        let entries = [created(vec![stated(snak("P31", item("Q131569"))), membership()])];
        let line = "LAST\tP463\tQ7184\tP580\t+1949-04-04T00:00:00Z/11\tS248\tQ3\tS813\t+2026-01-02T00:00:00Z/11\t!S854";
        let commands = format!(
            "CREATE\nLAST\tLen\t\"Example, Treaty of\"\nLAST\tDen\t\"treaty, made up\"\nLAST\tP31\tQ131569\n{line}\t\"https://example.org/a,b\"\n"
        );
        assert_eq!(write(Dialect::Version1, &entries), Ok(commands.clone()));
        assert_eq!(write(Dialect::Version3, &entries), Ok(commands));
        assert_eq!(
            write(Dialect::Csv, &entries).as_deref(),
            Ok(
                "qid,Len,Den,P31,P463,qal580,S248,s813,S854\n,\"Example, Treaty of\",\"treaty, made up\",Q131569,Q7184,\
                +1949-04-04T00:00:00Z/11,Q3,+2026-01-02T00:00:00Z/11,\"\"\"https://example.org/a,b\"\"\"\n"
            )
        );
    }

    #[test]
    fn a_creation_says_each_thing_once_and_only_of_itself() {
        let refused = |dialect, entry: Entry| write(dialect, &[entry]).map_err(|error| error.reason);
        let twice = created(vec![stated(snak("P31", item("Q5"))), stated(snak("P31", item("Q5")))]);
        let year = |text: &str| stated(snak("P571", time(text, 9)));
        let same_year = created(vec![year("+2003-01-01T00:00:00Z"), year("+2003-00-00T00:00:00Z")]);
        let lacking = Content::SomeValue;
        let lacking = created(vec![stated(Snak { property: "P31".to_owned(), content: lacking })]);
        let astray = Creation { labels: Vec::new(), descriptions: Vec::new(), statements: vec![membership()] };
        let label = || ("en".to_owned(), "a".to_owned());
        let labels = Creation { labels: vec![label(), label()], ..Creation::default() };
        for dialect in Dialect::ALL {
            assert_eq!(refused(dialect, twice.clone()), Err(Reason::Twice));
            assert_eq!(refused(dialect, same_year.clone()), Err(Reason::Twice));
            assert_eq!(refused(dialect, Entry::Creation(labels.clone())), Err(Reason::Twice));
            assert_eq!(refused(dialect, Entry::Creation(astray.clone())), Err(Reason::Astray));
            assert_eq!(refused(dialect, Entry::Creation(Creation::default())), Err(Reason::EmptyItem));
            let outside = Command { subject: Subject::Created, ..membership() };
            assert_eq!(refused(dialect, Entry::Statement(outside)), Err(Reason::Astray));
            let whole = dialect == Dialect::Version3;
            assert_eq!(refused(dialect, lacking.clone()).is_ok(), whole, "{dialect}");
        }
    }

    #[test]
    fn tables_have_no_empty_cells_but_for_comments() {
        let commented = Command { comment: Some("why, then".to_owned()), ..stated(snak("P31", item("Q6256"))) };
        let entries = [
            Entry::Statement(stated(snak("P31", item("Q6256")))),
            Entry::Statement(membership()),
            Entry::Statement(commented),
        ];
        let tables = tables(&entries).unwrap();
        assert_eq!(tables.len(), 2);
        assert_eq!(tables[0], "qid,P31,#\nQ31,Q6256,\nQ31,Q6256,\"why, then\"\n");
        assert_eq!(write(Dialect::Csv, &entries), Ok(format!("{}\n{}", tables[0], tables[1])));
        assert_eq!(write(Dialect::Csv, &[]).as_deref(), Ok(""));
    }

    #[test]
    fn values_are_written_in_the_forms_of_the_help_page() {
        for dialect in Dialect::ALL {
            for (value, form) in [
                (item("Q2"), "Q2"),
                (item("L7-F2"), "L7-F2"),
                (time("+1993-00-00T00:00:00Z", 9), "+1993-00-00T00:00:00Z/9"),
                (quantity("+10", None), "10"),
                (quantity("-0.50", None), "-0.50"),
                (quantity("+10", Some(("+9", "+11.0"))), "10~1"),
                (globe(None, "Q2"), "@50.84/-4.35"),
                (globe(Some("1.0E-6"), "Q2"), "@50.84/-4.35"),
            ] {
                assert_eq!(written(dialect, value).as_deref(), Ok(form), "{dialect}");
            }
            let julian = Value::Time(Time { text: "+1066-10-14T00:00:00Z".to_owned(), precision: 11, julian: true });
            assert_eq!(written(dialect, julian).as_deref(), Ok("+1066-10-14T00:00:00Z/11/J"));
            let metres = Value::Quantity { amount: "+10".to_owned(), unit: Some("Q11573".to_owned()), bounds: None };
            assert_eq!(written(dialect, metres).as_deref(), Ok("10U11573"));
            for (content, form) in [(Content::SomeValue, "somevalue"), (Content::NoValue, "novalue")] {
                let line = one(dialect, stated(Snak { property: "P1".to_owned(), content })).unwrap();
                assert!(line.trim_end().ends_with(form), "{line}");
            }
        }
        for dialect in [Dialect::Version1, Dialect::Version3] {
            let value = Value::Monolingual { language: "zh-hans".to_owned(), text: "条约".to_owned() };
            assert_eq!(written(dialect, value).as_deref(), Ok("zh-hans:\"条约\""));
            assert_eq!(written(dialect, text("somevalue")).as_deref(), Ok("\"somevalue\""));
        }
    }

    #[test]
    fn only_version_3_is_told_bounds_globes_and_precisions() {
        for (value, form, reason) in [
            (quantity("+10", Some(("+8", "+11"))), "10[8,11]", Reason::Bounds),
            // 0.1 + 0.2 is not 0.3 among floating-point numbers.
            (quantity("+0.1", Some(("-0.1", "+0.3"))), "0.1[-0.1,0.3]", Reason::Bounds),
            (globe(None, "Q405"), "@50.84/-4.35/G405", Reason::Globe),
            (globe(Some("0.0001"), "Q2"), "@50.84/-4.35/-4", Reason::GlobePrecision),
            (globe(Some("2.7777777777778e-4"), "Q2"), "@50.84/-4.35/arcsec", Reason::GlobePrecision),
        ] {
            assert_eq!(written(Dialect::Version3, value.clone()).as_deref(), Ok(form));
            assert_eq!(written(Dialect::Version1, value.clone()), Err(reason));
            assert_eq!(written(Dialect::Csv, value), Err(reason));
        }
    }

    #[test]
    fn what_would_be_read_as_something_else_is_refused() {
        let both = |reason| [Some(reason), Some(reason), Some(reason)];
        // In the order of `Dialect::ALL`.
        for (value, reasons) in [
            (text(""), both(Reason::Empty)),
            (text("a\tb"), both(Reason::Control)),
            (text("a\nb"), both(Reason::Control)),
            (text("a\u{2028}b"), both(Reason::Control)),
            (text(" a"), both(Reason::Space)),
            (text("a\u{a0}"), both(Reason::Space)),
            (text("a /* b"), [Some(Reason::CommentMark), None, Some(Reason::CommentMark)]),
            (text("a || b"), [Some(Reason::Bar), None, Some(Reason::Bar)]),
            (text("a | b"), [None, None, Some(Reason::Bar)]),
            (text("the \"Treaty\""), [None, None, None]),
            (text("a \" b"), [None, None, Some(Reason::Quotation)]),
            (text("\"\"a\"\""), [None, Some(Reason::Quotation), Some(Reason::Quotation)]),
            (text("the “Treaty”"), [None, Some(Reason::Quotation), Some(Reason::Quotation)]),
            (text("a\\"), [None, Some(Reason::Backslash), Some(Reason::Backslash)]),
            (text("a\\b"), [None, None, None]),
            (text("\"a\" \\ \"b\""), [None, None, Some(Reason::Backslash)]),
            (text("___QSTS3_PLACEHOLDER___"), [None, None, Some(Reason::Placeholder)]),
            (item("E12"), both(Reason::Id)),
            (item("Q"), both(Reason::Id)),
            (Value::Monolingual { language: "es-419".to_owned(), text: "a".to_owned() }, both(Reason::Language)),
            (time("+2003-01-01", 11), both(Reason::Time)),
            (time("+2003-00-00T00:00:00Z", 11), both(Reason::Time)),
            (time("+2003-00-00T00:00:00Z", 10), both(Reason::Time)),
            (time("+2003-01-01T12:00:00Z", 12), both(Reason::FinerThanDay)),
            (quantity("1e3", None), both(Reason::Number)),
            (quantity("007", None), both(Reason::Number)),
            (quantity("+0.0000001", None), [None, None, Some(Reason::Number)]),
        ] {
            for (dialect, reason) in Dialect::ALL.into_iter().zip(reasons) {
                assert_eq!(written(dialect, value.clone()).err(), reason, "{dialect} {value:?}");
            }
        }
        let empty = Command { references: vec![Vec::new()], ..membership() };
        let comment = Command { comment: Some("a */ b".to_owned()), ..membership() };
        let property = stated(snak("S1", item("Q2")));
        for dialect in Dialect::ALL {
            assert_eq!(one(dialect, empty.clone()), Err(Reason::EmptyReference));
            assert_eq!(one(dialect, property.clone()), Err(Reason::Id));
            let inside = dialect == Dialect::Csv;
            assert_eq!(one(dialect, comment.clone()).is_ok(), inside);
        }
    }

    #[test]
    fn labels_of_a_table_are_no_values() {
        for (label, refused) in [
            ("Treaty of 1949", false),
            ("1949", true),
            ("+1949-00-00T00:00:00Z/9", true),
            ("Q5", true),
            ("LAST", true),
            ("@1/2", true),
            ("en:\"a\"", true),
            ("16+1", true),
            ("Q5 Treaty", false),
        ] {
            let labels = vec![("en".to_owned(), label.to_owned())];
            let entries = [Entry::Creation(Creation { labels, ..Creation::default() })];
            let reason = write(Dialect::Csv, &entries).err().map(|error| error.reason);
            assert_eq!(reason, refused.then_some(Reason::LikeValue), "{label}");
            assert!(write(Dialect::Version1, &entries).is_ok(), "{label}");
        }
    }

    #[test]
    fn times_of_one_meaning_are_one_text() {
        for (text, precision, normal) in [
            ("+2003-01-01T00:00:00Z", 9, "+2003-00-00T00:00:00Z"),
            ("+2003-00-00T00:00:00Z", 9, "+2003-00-00T00:00:00Z"),
            ("+2003-05-01T00:00:00Z", 10, "+2003-05-00T00:00:00Z"),
            ("+2003-05-01T12:00:00Z", 11, "+2003-05-01T00:00:00Z"),
            ("+2003-05-01T12:00:00Z", 12, "+2003-05-01T12:00:00Z"),
            ("+00000002003-05-01T00:00:00Z", 8, "+2003-00-00T00:00:00Z"),
            ("-44-03-15T00:00:00Z", 11, "-0044-03-15T00:00:00Z"),
            ("2003", 9, "2003"),
            ("", 9, ""),
            ("é", 9, "é"),
        ] {
            let time = Time { text: text.to_owned(), precision, julian: true };
            let found = normalised(&time);
            assert_eq!((found.text.as_str(), found.precision, found.julian), (normal, precision, true));
            assert_eq!(normalised(&found), found);
        }
    }

    #[test]
    fn a_time_that_finds_a_statement_is_left_as_it_is() {
        let year = || snak("P571", time("+2003-01-01T00:00:00Z", 9));
        for dialect in [Dialect::Version1, Dialect::Version3] {
            let there = Command { qualifiers: vec![year()], ..stated(year()) };
            let line = one(dialect, there).unwrap();
            assert_eq!(line, "Q31\tP571\t+2003-01-01T00:00:00Z/9\tP571\t+2003-00-00T00:00:00Z/9\n");
            let line = one(dialect, Command { new: true, ..stated(year()) }).unwrap();
            assert!(line.ends_with("\t+2003-00-00T00:00:00Z/9\n"), "{line}");
            let text = write(dialect, &[created(vec![stated(year())])]).unwrap();
            assert!(text.ends_with("LAST\tP571\t+2003-00-00T00:00:00Z/9\n"), "{text}");
        }
    }

    #[test]
    fn a_refusal_names_entry_place_value_and_reason() {
        let entries = [
            Entry::Statement(membership()),
            Entry::Statement(Command { qualifiers: vec![snak("P1810", text("a\tb"))], ..membership() }),
        ];
        let error = write(Dialect::Version3, &entries).unwrap_err();
        assert_eq!((error.entry, error.place.as_str(), error.value.as_str()), (1, "Q31 P1810", "a\tb"));
        assert_eq!(
            error.to_string(),
            "`a\\tb` of Q31 P1810 cannot be written as `v3`: it has a tab, a line break or another control character"
        );
    }

    #[test]
    fn a_dialect_is_found_by_name_alias_and_extension() {
        let mut seen = BTreeSet::new();
        for dialect in Dialect::ALL {
            for name in [dialect.name()].iter().chain(dialect.aliases()).chain(dialect.extensions()) {
                assert_eq!(name.to_uppercase().parse(), Ok(dialect));
                assert!(seen.insert((*name, dialect)) || dialect.name() == *name);
            }
            let path = format!("out/batch.{}", dialect.extensions()[0]);
            assert_eq!(Dialect::from_path(Path::new(&path)), Some(dialect));
        }
        let names: BTreeSet<&str> = seen.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), seen.len(), "no two dialects share a name");
        assert_eq!(Dialect::from_path(Path::new("qs")), None);
        let error = "v2".parse::<Dialect>().unwrap_err().to_string();
        assert_eq!(error, "no form of a batch is called `v2`; there are `v1`, `csv`, `v3`");
    }
}
