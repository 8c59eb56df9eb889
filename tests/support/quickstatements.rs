//! Reads a batch for QuickStatements as the tools do, and takes nothing that they would change, drop or split.
//!
//! It is written from the tools' parsers (`public_html/quickstatements.php` of
//! <https://github.com/magnusmanske/quickstatements>, `src/core/parsers` of
//! <https://github.com/wikimediabrasil/quickstatements3>), and knows nothing of what writes the batches.

use std::fmt;

use chancery::wikidata::model::{Content, DataValue, Rank, Snak, Time};

/// What a batch is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Commands, as QuickStatements 2 takes them.
    Version1,
    /// A table, as both tools read it. An empty line ends a table; another may follow.
    Csv,
    /// Commands, as QuickStatements 3 takes them.
    Version3,
}

/// A statement, or what is added to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Nothing for the item that is being created.
    pub subject: Option<String>,
    pub property: String,
    pub content: Content,
    pub rank: Option<Rank>,
    pub qualifiers: Vec<Snak>,
    /// Each block becomes a reference of its own.
    pub references: Vec<Vec<Snak>>,
    /// Not added to a statement that is there.
    pub new: bool,
    pub comment: Option<String>,
}

/// What one part of a batch does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    Statement(Statement),
    /// Labels have the language alone (`en`), descriptions a letter before it (`D:en`).
    Creation {
        labels: Vec<(String, String)>,
        statements: Vec<Statement>,
    },
}

/// What is wrong, and on which line, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    pub line: usize,
    pub reason: String,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

type Result<T, E = Malformed> = std::result::Result<T, E>;

/// A reason, before its line is known.
type Said<T> = std::result::Result<T, String>;

fn wrong<T>(reason: impl Into<String>) -> Said<T> {
    Err(reason.into())
}

fn on<T>(line: usize, said: Said<T>) -> Result<T> {
    said.map_err(|reason| Malformed { line, reason })
}

/// Reads a batch; every entry with the line that it begins on.
pub fn read(syntax: Syntax, text: &str) -> Result<Vec<(usize, Entry)>> {
    match syntax {
        Syntax::Csv => read_tables(text),
        Syntax::Version1 | Syntax::Version3 => read_commands(syntax, text),
    }
}

/// Joins the lines that only add references to the statement of the line before. In version 1 this is how a statement
/// gets its second reference.
pub fn joined(entries: impl IntoIterator<Item = Entry>) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    for entry in entries {
        if let (Some(Entry::Statement(before)), Entry::Statement(after)) = (all.last_mut(), &entry) {
            let same = (&before.subject, &before.property, &before.content, &before.comment)
                == (&after.subject, &after.property, &after.content, &after.comment);
            let only_sources = after.qualifiers.is_empty() && after.rank.is_none() && !after.new;
            if same && only_sources && !after.references.is_empty() && !before.references.is_empty() {
                before.references.extend(after.references.iter().cloned());
                continue;
            }
        }
        all.push(entry);
    }
    all
}

/// The content that all texts of one meaning have in common: numbers without idle noughts and with a sign, times
/// without what their precision leaves open, no precision of a place where it is the one that the tools give unasked.
pub fn canonical(content: &Content) -> Content {
    let Content::Value(value) = content else { return content.clone() };
    Content::Value(match value {
        DataValue::Time(time) => DataValue::Time(canonical_time(time)),
        DataValue::Quantity { amount, unit, bounds } => DataValue::Quantity {
            amount: canonical_number(amount),
            unit: unit.clone(),
            bounds: bounds.as_ref().map(|(lower, upper)| (canonical_number(lower), canonical_number(upper))),
        },
        DataValue::Globe { latitude, longitude, precision, globe } => DataValue::Globe {
            latitude: canonical_number(latitude),
            longitude: canonical_number(longitude),
            precision: precision
                .as_ref()
                .map(|precision| format!("{:.6e}", precision.parse::<f64>().unwrap_or(f64::NAN)))
                .filter(|precision| precision != "1.000000e-6"),
            globe: globe.clone(),
        },
        DataValue::Entity(_) | DataValue::Text(_) | DataValue::Monolingual { .. } => value.clone(),
    })
}

/// A statement whose every content is canonical.
pub fn canonical_statement(statement: &Statement) -> Statement {
    let snak = |snak: &Snak| Snak { property: snak.property.clone(), content: canonical(&snak.content) };
    Statement {
        content: canonical(&statement.content),
        qualifiers: statement.qualifiers.iter().map(snak).collect(),
        references: statement.references.iter().map(|block| block.iter().map(snak).collect()).collect(),
        ..statement.clone()
    }
}

fn canonical_time(time: &Time) -> Time {
    let Some((date, clock)) = time.text.split_once('T') else { return time.clone() };
    let mut parts: Vec<String> = date[1..].split('-').map(str::to_owned).collect();
    if parts.len() != 3 {
        return time.clone();
    }
    parts[0] = format!("{:04}", parts[0].parse::<u64>().unwrap_or(u64::MAX));
    if time.precision < 10 {
        "00".clone_into(&mut parts[1]);
    }
    if time.precision < 11 {
        "00".clone_into(&mut parts[2]);
    }
    let clock = if time.precision < 12 { "00:00:00Z" } else { clock };
    Time { text: format!("{}{}T{clock}", &date[..1], parts.join("-")), ..time.clone() }
}

fn canonical_number(number: &str) -> String {
    let (sign, digits) = match number.as_bytes().first() {
        Some(b'-') => ("-", &number[1..]),
        Some(b'+') => ("+", &number[1..]),
        _ => ("+", number),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    match (whole, fraction) {
        ("", "") => "+0".to_owned(),
        ("", fraction) => format!("{sign}0.{fraction}"),
        (whole, "") => format!("{sign}{whole}"),
        (whole, fraction) => format!("{sign}{whole}.{fraction}"),
    }
}

// Commands

/// A row of commands, cut into columns.
struct Row {
    line: usize,
    columns: Vec<String>,
    comment: Option<String>,
}

/// The item that is being created.
#[derive(Default)]
struct Open {
    line: usize,
    labels: Vec<(String, String)>,
    statements: Vec<Statement>,
}

fn read_commands(syntax: Syntax, text: &str) -> Result<Vec<(usize, Entry)>> {
    let rows = if syntax == Syntax::Version3 { rows_of_version_3(text)? } else { rows_of_version_1(text)? };
    let mut entries = Vec::new();
    let mut open: Option<Open> = None;
    let close = |open: &mut Option<Open>, entries: &mut Vec<(usize, Entry)>| {
        if let Some(Open { line, labels, statements }) = open.take() {
            entries.push((line, Entry::Creation { labels, statements }));
        }
    };
    for Row { line, columns, comment } in rows {
        let first = columns[0].as_str();
        if first == "CREATE" {
            close(&mut open, &mut entries);
            if columns.len() > 1 {
                return on(line, wrong("CREATE has one column"));
            }
            open = Some(Open { line, ..Open::default() });
            continue;
        }
        if first.starts_with('-') {
            return on(line, wrong("it removes"));
        }
        let (first, forced) = match first.strip_prefix('+') {
            Some(rest) if syntax == Syntax::Version3 => (rest, true),
            _ => (first, false),
        };
        if columns.len() < 3 {
            return on(line, wrong("it has less than three columns"));
        }
        let subject = match first {
            "LAST" => None,
            id if is_entity(id) => Some(id.to_owned()),
            _ => return on(line, wrong(format!("`{first}` is not an entity"))),
        };
        if subject.is_some() {
            close(&mut open, &mut entries);
        } else if open.is_none() {
            return on(line, wrong("nothing is being created"));
        }
        if let Some(language) = columns[1].strip_prefix(['L', 'D']) {
            let mut label = on(line, label_of(syntax, forced, language, &columns[2..]))?;
            if columns[1].starts_with('D') {
                label.0 = format!("D:{language}");
            }
            match &mut open {
                Some(open) => on(line, add_label(&mut open.labels, label))?,
                None => return on(line, wrong("a label of an item that is there")),
            }
            continue;
        }
        let mut statement = on(line, statement_of(syntax, subject, &columns[1..], open.is_some()))?;
        statement.new |= forced;
        statement.comment = comment;
        match &mut open {
            Some(open) => on(line, add_statement(&mut open.statements, statement))?,
            None => entries.push((line, Entry::Statement(statement))),
        }
    }
    close(&mut open, &mut entries);
    Ok(entries)
}

fn label_of(syntax: Syntax, forced: bool, language: &str, rest: &[String]) -> Said<(String, String)> {
    if forced || rest.len() != 1 {
        return wrong("a label has three columns");
    }
    check_language(language)?;
    match content(syntax, &rest[0])? {
        Content::Value(DataValue::Text(text)) => Ok((language.to_owned(), text)),
        _ => wrong("a label is a text"),
    }
}

fn add_label(labels: &mut Vec<(String, String)>, label: (String, String)) -> Said<()> {
    if labels.iter().any(|(language, _)| *language == label.0) {
        return wrong("a second label in one language takes the place of the first");
    }
    labels.push(label);
    Ok(())
}

fn add_statement(statements: &mut Vec<Statement>, statement: Statement) -> Said<()> {
    let same = |other: &Statement| other.property == statement.property && other.content == statement.content;
    if !statement.new && statements.iter().any(same) {
        return wrong("one tool makes two statements of it and the other adds to the first");
    }
    statements.push(statement);
    Ok(())
}

/// Property, value, rank, and pairs.
fn statement_of(syntax: Syntax, subject: Option<String>, columns: &[String], created: bool) -> Said<Statement> {
    let (key, new) = match columns[0].strip_prefix('!') {
        Some(key) if syntax == Syntax::Version1 => (key, true),
        _ => (columns[0].as_str(), false),
    };
    let Some(number) = key.strip_prefix('P').filter(|number| is_number(number)) else {
        return wrong(format!("`{}` is not a property", columns[0]));
    };
    let held = |text: &str| held_by(syntax, created, content(syntax, text)?);
    let mut statement = Statement {
        subject,
        property: format!("P{number}"),
        content: held(&columns[1])?,
        rank: None,
        qualifiers: Vec::new(),
        references: Vec::new(),
        new,
        comment: None,
    };
    let mut rest = &columns[2..];
    if let Some(rank) = rest.first().filter(|column| column.starts_with('R')) {
        if syntax != Syntax::Version3 {
            return wrong("version 1 has no ranks");
        }
        statement.rank = Some(match rank.as_str() {
            "R+" | "Rpreferred" => Rank::Preferred,
            "R0" | "Rnormal" => Rank::Normal,
            "R-" | "Rdeprecated" => Rank::Deprecated,
            _ => return wrong(format!("`{rank}` is not a rank")),
        });
        rest = &rest[1..];
    }
    for pair in rest.chunks(2) {
        let [key, value] = pair else { return wrong(format!("`{}` has no value", pair[0])) };
        let (apart, key) = match key.strip_prefix('!') {
            Some(key) => (true, key),
            None => (false, key.as_str()),
        };
        let (letter, number) = key.split_at_checked(1).unwrap_or(("", ""));
        if !is_number(number) {
            return wrong(format!("`{key}` is not a key"));
        }
        let snak = Snak { property: format!("P{number}"), content: held(value)? };
        match (letter, apart) {
            ("P", false) if statement.references.is_empty() => statement.qualifiers.push(snak),
            ("P", false) => return wrong("a qualifier stands behind a reference"),
            ("S", false) => match statement.references.last_mut() {
                Some(block) => block.push(snak),
                None => statement.references.push(vec![snak]),
            },
            ("S", true) if statement.references.is_empty() => return wrong("an empty reference stands before `!S`"),
            ("S", true) if syntax == Syntax::Version1 && !created => {
                return wrong("`!S` is not heeded for an item that is there: all is one reference");
            }
            ("S", true) => statement.references.push(vec![snak]),
            _ => return wrong(format!("`{}` is not a key", pair[0])),
        }
    }
    Ok(statement)
}

/// Version 2 writes all snaks of a new item as ones with a value.
fn held_by(syntax: Syntax, created: bool, content: Content) -> Said<Content> {
    if created && syntax != Syntax::Version3 && !matches!(content, Content::Value(_)) {
        return wrong("a new item has values only");
    }
    Ok(content)
}

/// Lines; where there is but one, `||` is the end of a command.
fn rows_of_version_1(text: &str) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let one = !text.trim_end().contains('\n');
    let lines: Vec<&str> = if one { text.trim_end().split("||").collect() } else { text.split('\n').collect() };
    for (index, line) in lines.into_iter().enumerate() {
        let number = if one { 1 } else { index + 1 };
        if line.is_empty() {
            continue;
        }
        let line = if line.contains('\t') { line.to_owned() } else { line.replace('|', "\t") };
        rows.push(on(number, row(number, &line))?);
    }
    Ok(rows)
}

/// Lines; but what stands in quotation marks or is a comment is cut nowhere, not even at the end of a line.
fn rows_of_version_3(text: &str) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let (mut line, mut begun, mut number) = (String::new(), 1, 1);
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(length) = spared(rest) {
            let part = &rest[..length];
            for (what, reason) in [
                ("|", "some versions cut at a bar in a text or a comment"),
                ("\n", "a text runs on over the end of the line"),
                ("___QSTS3_PLACEHOLDER___", "the word stands for texts"),
            ] {
                if part.contains(what) {
                    return on(number, wrong(reason));
                }
            }
            line.push_str(part);
            rest = &rest[length..];
            continue;
        }
        let length = if rest.starts_with("||") { 2 } else { next.len_utf8() };
        match &rest[..length] {
            "\n" | "||" => {
                if !line.is_empty() {
                    rows.push(on(begun, row(begun, &line))?);
                    line.clear();
                }
                number += usize::from(next == '\n');
                begun = number;
            }
            "|" => line.push('\t'),
            other => line.push_str(other),
        }
        rest = &rest[length..];
    }
    if !line.is_empty() {
        rows.push(on(begun, row(begun, &line))?);
    }
    Ok(rows)
}

/// How long the text in quotation marks or the comment is that stands here.
fn spared(rest: &str) -> Option<usize> {
    if let Some(inside) = rest.strip_prefix("/*") {
        return Some(2 + inside.find("*/")? + 2);
    }
    for mark in ["\"\"\"", "\""] {
        let Some(mut inside) = rest.strip_prefix(mark) else { continue };
        loop {
            if inside.starts_with(mark) {
                return Some(rest.len() - inside.len() + mark.len());
            }
            let mut characters = inside.chars();
            match characters.next() {
                // It hides what follows.
                Some('\\') if characters.next().is_none() => break,
                Some(_) => inside = characters.as_str(),
                None => break,
            }
        }
    }
    None
}

/// A row without its comment, cut at tabs.
fn row(line: usize, text: &str) -> Said<Row> {
    if text.contains(['\n', '\r']) {
        return wrong("a line break inside");
    }
    let (text, comment) = match text.find("/*") {
        Some(start) if text.len() >= start + 4 && text.ends_with("*/") => {
            let before = text[..start].trim_end_matches(' ');
            if before.len() == start || before.is_empty() {
                return wrong("a comment without a space before it");
            }
            let comment = text[start + 2..text.len() - 2].trim_matches(' ');
            if comment.is_empty() || comment.contains("/*") || comment.contains("*/") {
                return wrong("a comment that is empty, or two");
            }
            (before, Some(comment.to_owned()))
        }
        Some(start) if text[start + 2..].contains("*/") => return wrong("a comment in the middle"),
        _ => (text, None),
    };
    let columns: Vec<String> = text.split('\t').map(str::to_owned).collect();
    if columns.iter().any(|column| column.is_empty() || column.trim() != column) {
        return wrong("a column that is empty or has spaces at its ends");
    }
    Ok(Row { line, columns, comment })
}

// Tables

/// What a column says.
enum Column {
    Label(String),
    Main(String),
    Qualifier(String),
    /// The first part of a reference.
    Source(String),
    /// A further part of it.
    Further(String),
    Comment,
}

fn read_tables(text: &str) -> Result<Vec<(usize, Entry)>> {
    let mut entries = Vec::new();
    let mut header: Option<Vec<Column>> = None;
    for (line, text) in text.lines().enumerate().map(|(index, text)| (index + 1, text)) {
        if text.is_empty() {
            if header.take().is_none() {
                return on(line, wrong("an empty line that ends no table"));
            }
            continue;
        }
        let cells = on(line, cells_of(text))?;
        match &header {
            None => header = Some(on(line, columns_of(&cells))?),
            Some(columns) => {
                if cells.len() != columns.len() + 1 {
                    return on(line, wrong("a row is longer or shorter than the header"));
                }
                entries.extend(on(line, entries_of(columns, &cells))?.into_iter().map(|entry| (line, entry)));
            }
        }
    }
    Ok(entries)
}

/// A record of RFC 4180 without line breaks in its cells.
fn cells_of(text: &str) -> Said<Vec<String>> {
    let mut cells = Vec::new();
    let mut rest = text;
    loop {
        let mut cell = String::new();
        if let Some(mut inside) = rest.strip_prefix('"') {
            loop {
                let Some(at) = inside.find('"') else { return wrong("a cell is not closed") };
                cell.push_str(&inside[..at]);
                if cell.ends_with('\\') {
                    return wrong("a backslash hides a quotation mark from version 2");
                }
                inside = &inside[at + 1..];
                match inside.strip_prefix('"') {
                    Some(further) => inside = further,
                    None => break,
                }
                cell.push('"');
            }
            rest = inside;
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            rest[..end].clone_into(&mut cell);
            if cell.contains('"') || cell.trim() != cell {
                return wrong("a bare cell with a quotation mark, or with spaces at its ends");
            }
            rest = &rest[end..];
        }
        cells.push(cell);
        match rest.strip_prefix(',') {
            Some(further) => rest = further,
            None if rest.is_empty() => return Ok(cells),
            None => return wrong("something stands behind a closed cell"),
        }
    }
}

fn columns_of(header: &[String]) -> Said<Vec<Column>> {
    if header[0] != "qid" || header.len() < 2 {
        return wrong("the first column of a header is `qid`, and another follows");
    }
    let mut columns: Vec<Column> = Vec::new();
    let mut main = false;
    for name in &header[1..] {
        let numbered = |prefix: &str| name.strip_prefix(prefix).filter(|n| is_number(n)).map(|n| format!("P{n}"));
        let column = if name == "#" {
            Column::Comment
        } else if let Some(property) = numbered("P") {
            main = true;
            Column::Main(property)
        } else if let Some(property) = numbered("qal") {
            Column::Qualifier(property)
        } else if let Some(property) = numbered("S") {
            Column::Source(property)
        } else if let Some(property) = numbered("s") {
            if !matches!(columns.last(), Some(Column::Source(_) | Column::Further(_))) {
                return wrong("a further part of no reference");
            }
            Column::Further(property)
        } else if let Some(language) = name.strip_prefix('L') {
            check_language(language)?;
            Column::Label(language.to_owned())
        } else if let Some(language) = name.strip_prefix('D') {
            check_language(language)?;
            Column::Label(format!("D:{language}"))
        } else {
            return wrong(format!("`{name}` is not a column"));
        };
        if !main && !matches!(column, Column::Label(_)) {
            return wrong(format!("`{name}` stands before a property"));
        }
        columns.push(column);
    }
    Ok(columns)
}

fn entries_of(columns: &[Column], cells: &[String]) -> Said<Vec<Entry>> {
    let created = cells[0].is_empty();
    let subject = match cells[0].as_str() {
        "" => None,
        id if is_entity(id) => Some(id.to_owned()),
        id => return wrong(format!("`{id}` is not an entity")),
    };
    let mut labels = Vec::new();
    let mut statements: Vec<Statement> = Vec::new();
    for (column, cell) in columns.iter().zip(&cells[1..]) {
        if let Column::Comment = column {
            if let Some(statement) = statements.last_mut().filter(|_| !cell.is_empty()) {
                statement.comment = Some(cell.clone());
            }
            continue;
        }
        // Version 2 makes a command without a value of it.
        if cell.is_empty() {
            return wrong("an empty cell");
        }
        if let Column::Label(language) = column {
            if content_of_version_3(cell).is_ok() {
                return wrong("version 3 takes the label for a value");
            }
            if cell.contains(['“', '”']) || cell.trim() != cell {
                return wrong("version 3 changes the label");
            }
            add_label(&mut labels, (language.clone(), cell.clone()))?;
            continue;
        }
        let content = held_by(Syntax::Csv, created, content(Syntax::Csv, cell)?)?;
        if let Column::Main(property) = column {
            let statement = Statement {
                subject: subject.clone(),
                property: property.clone(),
                content,
                rank: None,
                qualifiers: Vec::new(),
                references: Vec::new(),
                new: false,
                comment: None,
            };
            add_statement(&mut statements, statement)?;
            continue;
        }
        let Some(statement) = statements.last_mut() else { return wrong("nothing is stated") };
        match column {
            Column::Qualifier(property) => statement.qualifiers.push(Snak { property: property.clone(), content }),
            Column::Source(property) => {
                statement.references.push(vec![Snak { property: property.clone(), content }]);
            }
            Column::Further(property) => match statement.references.last_mut() {
                Some(block) => block.push(Snak { property: property.clone(), content }),
                None => return wrong("a further part of no reference"),
            },
            Column::Label(_) | Column::Main(_) | Column::Comment => {}
        }
    }
    Ok(if created {
        vec![Entry::Creation { labels, statements }]
    } else if labels.is_empty() {
        statements.into_iter().map(Entry::Statement).collect()
    } else {
        return wrong("a label of an item that is there");
    })
}

// Values

/// A value. One of a table must be the same to both tools.
fn content(syntax: Syntax, text: &str) -> Said<Content> {
    match syntax {
        Syntax::Version1 => content_of_version_2(text),
        Syntax::Version3 => content_of_version_3(text),
        Syntax::Csv => {
            let (second, third) = (content_of_version_2(text)?, content_of_version_3(text)?);
            if canonical(&second) == canonical(&third) { Ok(second) } else { wrong("the tools read it in two ways") }
        }
    }
}

fn content_of_version_2(text: &str) -> Said<Content> {
    if let Some(content) = content_without_text(text) {
        return Ok(content);
    }
    Ok(Content::Value(if let Some(inside) = quoted(text, "\"") {
        DataValue::Text(trimmed(inside)?)
    } else if let Some((language, inside)) = monolingual(text) {
        DataValue::Monolingual { language, text: trimmed(inside)? }
    } else if let Some(time) = time(text)? {
        DataValue::Time(time)
    } else if let Some(rest) = text.strip_prefix('@') {
        let Some((latitude, longitude)) = rest.split_once('/') else { return wrong("a place has two parts") };
        if !is_decimal(latitude) || !is_decimal(longitude) {
            return wrong(format!("`{text}` is not a place"));
        }
        earth(latitude, longitude)
    } else {
        quantity_of_version_2(text)?
    }))
}

fn content_of_version_3(text: &str) -> Said<Content> {
    if text.contains(['“', '”']) {
        return wrong("version 3 straightens quotation marks");
    }
    if let Some(content) = content_without_text(text) {
        return Ok(content);
    }
    Ok(Content::Value(if let Some(inside) = quoted(text, "\"\"\"") {
        DataValue::Text(inside.to_owned())
    } else if let Some((language, inside)) = monolingual(text) {
        DataValue::Monolingual { language, text: trimmed(inside)? }
    } else if let Some(inside) = quoted(text, "\"") {
        DataValue::Text(trimmed(inside)?)
    } else if let Some(time) = time(text)? {
        DataValue::Time(time)
    } else if let Some(rest) = text.strip_prefix('@') {
        place_of_version_3(rest)?
    } else {
        quantity_of_version_3(text)?
    }))
}

fn content_without_text(text: &str) -> Option<Content> {
    match text {
        "somevalue" => Some(Content::SomeValue),
        "novalue" => Some(Content::NoValue),
        id if is_entity(id) => Some(Content::Value(DataValue::Entity(id.to_owned()))),
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

fn is_entity(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(whole), part, None) = (parts.next(), parts.next(), parts.next()) else { return false };
    let counted = |text: &str, letters: &str| {
        let mut characters = text.chars();
        characters.next().is_some_and(|letter| letters.contains(letter)) && is_number(characters.as_str())
    };
    match part {
        None => counted(whole, "QPML"),
        Some(part) => counted(whole, "L") && counted(part, "FS"),
    }
}

fn check_language(language: &str) -> Said<()> {
    if language.len() >= 2 && language.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
        Ok(())
    } else {
        wrong(format!("`{language}` is not a language"))
    }
}

fn quoted<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text.strip_prefix(mark)?.strip_suffix(mark)
}

/// The tools cut off spaces, and an empty text deletes.
fn trimmed(inside: &str) -> Said<String> {
    if inside.is_empty() || inside.trim() != inside || inside.contains(char::is_control) {
        return wrong("a text that is empty, has spaces at its ends or a control character");
    }
    Ok(inside.to_owned())
}

fn monolingual(text: &str) -> Option<(String, &str)> {
    let (language, rest) = text.split_once(':')?;
    let inside = quoted(rest, "\"")?;
    check_language(language).is_ok().then(|| (language.to_owned(), inside))
}

/// Nothing where it has not the form of a time.
fn time(text: &str) -> Said<Option<Time>> {
    let (text, julian) = match text.strip_suffix("/J") {
        Some(text) => (text, true),
        None => (text, false),
    };
    let (stamp, precision) = match text.split_once('/') {
        Some((stamp, precision)) if is_number(precision) => (stamp, precision.parse().unwrap_or(u8::MAX)),
        Some(_) => return Ok(None),
        // As both tools have it.
        None => (text, 9),
    };
    let Some((date, clock)) = stamp.split_once('T') else { return Ok(None) };
    let Some(date) = date.strip_prefix(['+', '-']) else { return Ok(None) };
    let date: Vec<&str> = date.split('-').collect();
    let [year, month, day] = date[..] else { return Ok(None) };
    let clocks: Vec<&str> = clock.strip_suffix('Z').unwrap_or_default().split(':').collect();
    let two = |part: &&str| part.len() == 2 && is_number(part);
    if !is_number(year) || ![month, day].iter().all(two) || clocks.len() != 3 || !clocks.iter().all(two) {
        return Ok(None);
    }
    let (month, day): (u8, u8) = (month.parse().unwrap_or(u8::MAX), day.parse().unwrap_or(u8::MAX));
    if precision > 11 {
        return wrong("Wikidata knows no time of a day");
    }
    if month > 12 || day > 31 || precision > 9 && month == 0 || precision > 10 && day == 0 {
        return wrong(format!("`{text}` has not what its precision names"));
    }
    Ok(Some(Time { text: stamp.to_owned(), precision, julian }))
}

fn earth(latitude: &str, longitude: &str) -> DataValue {
    DataValue::Globe {
        latitude: latitude.to_owned(),
        longitude: longitude.to_owned(),
        precision: None,
        globe: "Q2".to_owned(),
    }
}

/// `51.5/-0.1`, then `/G405` for another globe, then `/-4` for a precision.
fn place_of_version_3(text: &str) -> Said<DataValue> {
    let parts: Vec<&str> = text.split('/').collect();
    let [latitude, longitude, ref further @ ..] = parts[..] else { return wrong("a place has two parts") };
    if !is_decimal(latitude) || !is_decimal(longitude) {
        return wrong(format!("`{text}` is not a place"));
    }
    let (item, named) = match further {
        [] => (None, None),
        [one] if one.starts_with('G') => (Some(&one[1..]), None),
        [one] => (None, Some(*one)),
        [one, two] if one.starts_with('G') => (Some(&one[1..]), Some(*two)),
        _ => return wrong(format!("`{text}` is not a place")),
    };
    if item.is_some_and(|item| !is_number(item)) {
        return wrong(format!("`{text}` has no globe"));
    }
    let precision = match named {
        None | Some("-6") => None,
        Some("-5") => Some("0.00001"),
        Some("-4") => Some("0.0001"),
        Some("-3") => Some("0.001"),
        Some("-2") => Some("0.01"),
        Some("-1") => Some("0.1"),
        Some("0") => Some("1"),
        Some("1") => Some("10"),
        Some("arcmin") => Some("0.016666666666667"),
        Some("arcsec") => Some("0.000277777777778"),
        Some("arcsec10") => Some("0.0000277777777778"),
        Some("arcsec100") => Some("0.00000277777777778"),
        Some("arcsec1000") => Some("0.000000277777777778"),
        Some(other) => return wrong(format!("`{other}` is not a precision")),
    };
    Ok(DataValue::Globe {
        latitude: latitude.to_owned(),
        longitude: longitude.to_owned(),
        precision: precision.map(str::to_owned),
        globe: item.map_or_else(|| "Q2".to_owned(), |item| format!("Q{item}")),
    })
}

/// `-12.50`: optional sign, digits, and digits behind a point.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    match digits.split_once('.') {
        None => is_number(digits),
        Some((whole, fraction)) => is_number(whole) && is_number(fraction),
    }
}

/// The number before `U` and the item behind it.
fn without_unit(text: &str) -> Said<(&str, Option<String>)> {
    match text.split_once('U') {
        None => Ok((text, None)),
        Some((number, item)) if is_number(item) => Ok((number, Some(format!("Q{item}")))),
        Some(_) => wrong(format!("`{text}` has no unit")),
    }
}

fn signed(number: &str) -> String {
    if number.starts_with(['+', '-']) { number.to_owned() } else { format!("+{number}") }
}

/// Bounds are sums of floating-point numbers, as PHP writes them.
fn quantity_of_version_2(text: &str) -> Said<DataValue> {
    let (number, unit) = without_unit(text)?;
    let (amount, deviation) = match number.split_once('~') {
        Some((amount, deviation)) => (amount, Some(deviation)),
        None => (number, None),
    };
    if !is_decimal(amount) || deviation.is_some_and(|deviation| !is_decimal(deviation)) {
        return wrong(format!("`{text}` is not a value"));
    }
    let bounds = match deviation {
        None => None,
        Some(deviation) => {
            let (Ok(middle), Ok(apart)) = (amount.parse::<f64>(), deviation.parse::<f64>()) else {
                return wrong(format!("`{text}` is not a number"));
            };
            let bound = |sum: f64| -> Said<String> {
                let written = format!("{sum:?}");
                if written.contains('e') { wrong("PHP writes an exponent") } else { Ok(signed(&written)) }
            };
            Some((bound(middle - apart)?, bound(middle + apart)?))
        }
    };
    Ok(DataValue::Quantity { amount: signed(amount), unit, bounds })
}

/// Bounds are exact sums, or are given.
fn quantity_of_version_3(text: &str) -> Said<DataValue> {
    let (number, unit) = without_unit(text)?;
    let no_value = || wrong(format!("`{text}` is not a value"));
    let (amount, bounds) = if let Some((amount, deviation)) = number.split_once('~') {
        if !is_decimal(amount) || !is_decimal(deviation) {
            return no_value();
        }
        let places = [amount, deviation].iter().map(|n| n.split_once('.').map_or(0, |(_, f)| f.len())).max();
        let places = places.unwrap_or_default();
        let (Some(middle), Some(apart)) = (scaled(amount, places), scaled(deviation, places)) else {
            return no_value();
        };
        (amount, Some((unscaled(middle - apart, places), unscaled(middle + apart, places))))
    } else if let Some((amount, rest)) = number.split_once('[') {
        let Some((lower, upper)) = rest.strip_suffix(']').and_then(|rest| rest.split_once(',')) else {
            return no_value();
        };
        if ![amount, lower, upper].into_iter().all(is_decimal) {
            return no_value();
        }
        (amount, Some((signed(lower), signed(upper))))
    } else {
        (number, None)
    };
    if !is_decimal(amount) {
        return no_value();
    }
    if amount.starts_with('-') && !amount.contains(|c: char| ('1'..='9').contains(&c)) {
        return wrong("version 3 gives it two signs");
    }
    Ok(DataValue::Quantity { amount: signed(amount), unit, bounds })
}

/// The number of units of the last decimal place.
fn scaled(number: &str, places: usize) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    format!("{whole}{fraction:0<places$}").parse().ok()
}

fn unscaled(number: i128, places: usize) -> String {
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if number < 0 { '-' } else { '+' };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}
