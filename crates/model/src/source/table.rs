//! Tables (RFC 4180) as batches of whole rows.
//!
//! A quotation mark opens only at the beginning of a cell, and within quotes a doubled one means itself. Rows are
//! numbered as RFC 7111 counts them: the heading line is row 1. Nothing here knows what a column means.

use std::borrow::Cow;
use std::io::{self, Read};

use super::encoding::{self, Encoding};
use super::packed::Damage;
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::{FileId, Files, Origin};
use chancery_values::name::counted;

/// How many bytes of whole rows make a batch, about.
const BATCH_BYTES: usize = 1 << 15;

/// The longest row that is read.
const MAX_ROW_BYTES: usize = 16 << 20;

/// How a table is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// What separates cells; found from the heading line where nothing is said.
    pub delimiter: Option<u8>,
    /// What cells with delimiters in them are between.
    pub quote: Option<u8>,
    /// The encoding; UTF-8 where nothing is said.
    pub encoding: Option<Encoding>,
    /// The headings of a table that has no heading line.
    pub headings: Option<Vec<String>>,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { delimiter: None, quote: Some(b'"'), encoding: None, headings: None }
    }
}

/// What is known of a table before its rows are read.
#[derive(Debug, Clone)]
pub struct Table {
    /// The headings of its columns.
    pub headings: Vec<String>,
    /// What separates cells.
    pub delimiter: u8,
    quote: Option<u8>,
    file: FileId,
    /// Where the headings stand; the beginning where they were given.
    places: Vec<Origin>,
    /// Every row ends in a delimiter, after which there is no cell.
    trailing: bool,
}

/// Reads a table in batches of whole rows. Iterating gives the batches in order.
pub struct Batches {
    reader: Box<dyn Read + Send>,
    table: Table,
    rest: Vec<u8>,
    offset: u64,
    line: u64,
    row: u64,
    sequence: u64,
    ended: bool,
    pending: Option<Diagnostic>,
}

/// Whole rows.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The rows, with their line breaks.
    pub bytes: Vec<u8>,
    /// Where the first byte is in the table.
    pub start_offset: u64,
    /// The number of the first line, counted from 1.
    pub first_line: u64,
    /// The number of the first row.
    pub first_row: u64,
    /// The number of the batch, counted from 0.
    pub sequence: u64,
}

impl Batch {
    /// The lines in which a range of bytes stands: the offset of their first byte, the number of the first line, and
    /// their text; nothing if they are not in this batch.
    fn lines(&self, start: u64, end: u64) -> Option<(u64, u64, &[u8])> {
        let within = |at: u64| usize::try_from(at.checked_sub(self.start_offset)?).ok();
        let start = within(start).filter(|start| *start <= self.bytes.len())?;
        let end = within(end)?.clamp(start, self.bytes.len());
        let first = memchr::memrchr(b'\n', &self.bytes[..start]).map_or(0, |at| at + 1);
        let last = memchr::memchr(b'\n', &self.bytes[end..]).map_or(self.bytes.len(), |at| end + at);
        let line = self.first_line + memchr::memchr_iter(b'\n', &self.bytes[..first]).count() as u64;
        Some((self.start_offset + first as u64, line, &self.bytes[first..last]))
    }

    /// Keeps the lines that something is in, so that they can be shown of a table that is gone; says whether they
    /// are in this batch.
    pub fn keep(&self, files: &Files, origin: Option<Origin>) -> bool {
        let lines = origin.and_then(|origin| Some((origin.file, self.lines(origin.start, origin.end)?)));
        let Some((file, (at, line, text))) = lines else { return false };
        files.keep(file, at, line, text);
        true
    }
}

impl Table {
    /// Reads the heading line. Takes the bytes as they are on disk, but unpacked; they are decoded here.
    ///
    /// # Errors
    /// `empty-source`, `duplicate-heading`, `not-utf8`, `not-text`, `wrong-line-break`,
    /// `unclosed-quote`, `row-too-long`, `truncated-archive`, `read-failed`.
    pub fn open(
        reader: Box<dyn Read + Send>,
        file: FileId,
        dialect: &Dialect,
    ) -> Result<(Self, Batches), Box<Diagnostic>> {
        let reader = encoding::decode(reader, dialect.encoding);
        let table = Self {
            headings: Vec::new(),
            delimiter: dialect.delimiter.unwrap_or(b','),
            quote: dialect.quote,
            file,
            places: Vec::new(),
            trailing: false,
        };
        let mut batches = Batches {
            reader,
            table,
            rest: Vec::new(),
            offset: 0,
            line: 1,
            row: 1,
            sequence: 0,
            ended: false,
            pending: None,
        };
        batches.fill()?;
        if batches.rest.starts_with(b"\xEF\xBB\xBF") {
            batches.rest.drain(..3);
            batches.offset = 3;
        }
        if batches.rest.is_empty() {
            return Err(Box::new(
                Diagnostic::error(Code::EmptySource, "the table is empty")
                    .at(Origin::point(file, 0))
                    .label("no heading line")
                    .help("a table has a line of headings, then rows"),
            ));
        }
        if dialect.delimiter.is_none() {
            // A heading may go on in the next line; its first line reports the delimiter all the same.
            let line = batches.rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
            batches.table.delimiter = delimiter(line, dialect.quote);
        }
        let end = loop {
            match row_end(&batches.rest, 0, batches.table.quote, batches.table.delimiter) {
                Some(end) => break end,
                None if batches.ended && batches.open_quote().is_none() => break batches.rest.len(),
                None if batches.ended || batches.rest.len() > MAX_ROW_BYTES => {
                    return Err(Box::new(batches.unclosed()));
                }
                None => batches.fill()?,
            }
        };
        let first = batches.rest[..end].to_vec();
        if let Some(at) = memchr::memchr(0, &first) {
            return Err(Box::new(not_text(Origin::point(file, batches.offset + at as u64))));
        }
        let mut cells = split(&first, batches.table.quote, batches.table.delimiter);
        if cells.len() > 1 && cells.last().is_some_and(|(start, end)| start == end) {
            batches.table.trailing = true;
            cells.pop();
        }
        match &dialect.headings {
            Some(headings) => {
                batches.table.headings.clone_from(headings);
                batches.table.places = vec![Origin::point(file, batches.offset); headings.len()];
            }
            None => {
                for &(start, end) in &cells {
                    let quoted = first.get(start).copied() == batches.table.quote;
                    if let Some(at) = memchr::memchr(b'\r', &first[start..end]).filter(|_| !quoted) {
                        let at = batches.offset + (start + at) as u64;
                        return Err(Box::new(
                            Diagnostic::error(Code::WrongLineBreak, "a carriage return alone does not end a row")
                                .at(Origin::new(file, at, at + 1))
                                .label("a line feed should follow")
                                .help("save the table with the line breaks of Unix or Windows"),
                        ));
                    }
                    let heading = std::str::from_utf8(&first[start..end]).map_err(|error| {
                        let at = start + error.valid_up_to();
                        Box::new(not_utf8(file, batches.offset + at as u64, first.get(at).copied()))
                    })?;
                    let heading = unquoted(heading, batches.table.quote).trim().to_owned();
                    let at = Origin::new(file, batches.offset + start as u64, batches.offset + end as u64);
                    if let Some(first) = batches.table.headings.iter().position(|other| *other == heading) {
                        let first = batches.table.places[first];
                        return Err(Box::new(
                            Diagnostic::error(Code::DuplicateHeading, format!("two columns are called `{heading}`"))
                                .at(at)
                                .label("the second time")
                                .related(first, "the first time")
                                .help("a recipe names columns by their headings: give each its own heading"),
                        ));
                    }
                    batches.table.headings.push(heading);
                    batches.table.places.push(at);
                }
                batches.rest.drain(..end);
                batches.offset += end as u64;
                batches.line += memchr::memchr_iter(b'\n', &first).count() as u64;
                batches.row = 2;
            }
        }
        Ok((batches.table.clone(), batches))
    }

    /// Where a heading is; the beginning of the table where the headings were given.
    #[must_use]
    pub fn heading_origin(&self, at: usize) -> Origin {
        self.places.get(at).copied().unwrap_or(Origin::point(self.file, 0))
    }

    /// The source that origins point into.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }
}

/// The delimiter that a heading line has most of, outside quotes.
fn delimiter(line: &[u8], quote: Option<u8>) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for &byte in line {
        if Some(byte) == quote {
            quoted = !quoted;
        } else if !quoted {
            counts.iter_mut().filter(|(delimiter, _)| *delimiter == byte).for_each(|(_, count)| *count += 1);
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

fn not_utf8(file: FileId, at: u64, byte: Option<u8>) -> Diagnostic {
    let byte = byte.map_or_else(String::new, |byte| format!(": 0x{byte:02X}"));
    Diagnostic::error(Code::NotUtf8, format!("this is not UTF-8{byte}"))
        .at(Origin::new(file, at, at + 1))
        .label("a byte that UTF-8 does not have here")
        .help("say the encoding in the recipe: `table: {encoding: windows-1252}`, or save the table as UTF-8")
}

fn not_text(at: Origin) -> Diagnostic {
    Diagnostic::error(Code::NotText, "there is a zero byte here, which is not allowed in text")
        .at(at)
        .label("not text")
        .help("export the table as CSV; of a text in UTF-16, say so in the recipe: `table: {encoding: utf-16le}`")
}

/// The end of the row that begins at `from`, after its line break; nothing where the bytes end before it does.
fn row_end(bytes: &[u8], from: usize, quote: Option<u8>, delimiter: u8) -> Option<usize> {
    let Some(quote) = quote else { return memchr::memchr(b'\n', &bytes[from..]).map(|at| from + at + 1) };
    let mut at = from;
    let mut cell_begins = true;
    while at < bytes.len() {
        if cell_begins && bytes[at] == quote {
            at += 1;
            loop {
                at += memchr::memchr(quote, &bytes[at..])? + 1;
                // At the very end it is not known whether a second one follows.
                if bytes.get(at) != Some(&quote) {
                    break;
                }
                at += 1;
            }
            cell_begins = false;
            continue;
        }
        let next = memchr::memchr2(b'\n', delimiter, &bytes[at..])? + at;
        if bytes[next] == b'\n' {
            return Some(next + 1);
        }
        at = next + 1;
        cell_begins = true;
    }
    None
}

/// The byte ranges of the cells of one row, quotes included, the line break left out.
fn split(row: &[u8], quote: Option<u8>, delimiter: u8) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    each_cell(row, quote, delimiter, &mut |start, end| cells.push((start, end)));
    cells
}

fn each_cell(row: &[u8], quote: Option<u8>, delimiter: u8, receive: &mut dyn FnMut(usize, usize)) {
    let end = row.len() - usize::from(row.ends_with(b"\n"));
    let end = end - usize::from(row[..end].ends_with(b"\r"));
    let mut start = 0;
    loop {
        let mut at = start;
        if at < end && Some(row[at]) == quote {
            let quote = row[at];
            at += 1;
            loop {
                // A quote that nothing closes takes in all the rest.
                let Some(next) = memchr::memchr(quote, &row[at..end]) else {
                    at = end;
                    break;
                };
                at += next + 1;
                if at >= end || row[at] != quote {
                    break;
                }
                at += 1;
            }
        }
        let next = row[at..end].iter().position(|byte| *byte == delimiter).map(|next| at + next);
        receive(start, next.unwrap_or(end));
        match next {
            Some(next) => start = next + 1,
            None => return,
        }
    }
}

/// What a cell says, without its quotes.
fn unquoted(cell: &str, quote: Option<u8>) -> Cow<'_, str> {
    let Some(quote) = quote.map(char::from) else { return Cow::Borrowed(cell) };
    let Some(inner) = cell.strip_prefix(quote) else { return Cow::Borrowed(cell) };
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once(quote) {
        text.push_str(before);
        match after.strip_prefix(quote) {
            Some(after) => {
                text.push(quote);
                rest = after;
            }
            // What follows a closing quote is kept, as most readers do.
            None => {
                text.push_str(after);
                return Cow::Owned(text);
            }
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

impl Batches {
    /// Reads a batch more; notes the end.
    fn fill(&mut self) -> Result<(), Box<Diagnostic>> {
        let before = self.rest.len();
        self.rest.reserve(BATCH_BYTES + 32);
        match self.reader.by_ref().take(BATCH_BYTES as u64).read_to_end(&mut self.rest) {
            Ok(_) => {
                self.ended = self.rest.len() - before < BATCH_BYTES;
                Ok(())
            }
            Err(error) => {
                self.ended = true;
                Err(Box::new(self.failed(&error)))
            }
        }
    }

    fn failed(&self, error: &io::Error) -> Diagnostic {
        let at = Origin::point(self.table.file, self.offset + self.rest.len() as u64);
        match Damage::of(error) {
            Some(damage) => Diagnostic::error(Code::TruncatedArchive, format!("the archive {damage}"))
                .at(at)
                .label("the whole rows before were read")
                .help("fetch the file again, and compare its length with that of the original"),
            None => Diagnostic::error(Code::ReadFailed, format!("the source cannot be read further: {error}"))
                .at(at)
                .label("the whole rows before were read"),
        }
    }

    /// Where the quote is that is open at the end of the row that the rest begins with, and goes on beyond it.
    fn open_quote(&self) -> Option<usize> {
        let quote = self.table.quote?;
        let mut closed = self.rest.clone();
        closed.push(b'\n');
        if row_end(&closed, 0, Some(quote), self.table.delimiter).is_some() {
            return None;
        }
        let mut open = 0;
        each_cell(&self.rest, Some(quote), self.table.delimiter, &mut |start, _| open = start);
        (self.rest.get(open) == Some(&quote)).then_some(open)
    }

    /// Reports the quote that nothing closes, or of the row that has no end.
    fn unclosed(&mut self) -> Diagnostic {
        self.ended = true;
        match self.open_quote() {
            Some(open) => {
                let at = self.offset + open as u64;
                let within = if self.rest.len() > MAX_ROW_BYTES { " within 16 MiB" } else { "" };
                Diagnostic::error(Code::UnclosedQuote, format!("this quotation mark is not closed{within}"))
                    .at(Origin::new(self.table.file, at, at + 1))
                    .label("opened here; the table was not read from this row on")
                    .help(
                        "close it, double a mark that is meant as a mark (`\"\"`), or say `quote: none` in the recipe",
                    )
            }
            None => Diagnostic::error(Code::RowTooLong, "this row is longer than 16 MiB")
                .at(Origin::point(self.table.file, self.offset))
                .label("begins here; the table was not read from this row on")
                .help("check that the file is a table, with a line for each row"),
        }
    }

    /// The end of the last whole row.
    fn last_whole(&self) -> Option<usize> {
        let has_quote = self.table.quote.is_some_and(|quote| memchr::memchr(quote, &self.rest).is_some());
        if !has_quote {
            return memchr::memrchr(b'\n', &self.rest).map(|at| at + 1);
        }
        let mut end = None;
        while let Some(next) = row_end(&self.rest, end.unwrap_or(0), self.table.quote, self.table.delimiter) {
            end = Some(next);
        }
        end
    }

    fn batch(&mut self, end: usize) -> Batch {
        let rest = self.rest.split_off(end);
        let bytes = std::mem::replace(&mut self.rest, rest);
        let batch = Batch {
            start_offset: self.offset,
            first_line: self.line,
            first_row: self.row,
            sequence: self.sequence,
            bytes,
        };
        self.offset += batch.bytes.len() as u64;
        let lines = memchr::memchr_iter(b'\n', &batch.bytes).count() as u64;
        self.line += lines;
        self.row += batch.row_count(&self.table, lines);
        self.sequence += 1;
        batch
    }
}

impl Iterator for Batches {
    type Item = Result<Batch, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(diagnostic) = self.pending.take() {
            return Some(Err(diagnostic));
        }
        loop {
            if !self.ended
                && self.rest.len() < BATCH_BYTES
                && let Err(diagnostic) = self.fill()
            {
                // The whole rows before the failure are good.
                let end = self.last_whole().unwrap_or(0);
                self.rest.truncate(end);
                if end == 0 {
                    return Some(Err(*diagnostic));
                }
                self.pending = Some(*diagnostic);
                return Some(Ok(self.batch(end)));
            }
            if self.rest.is_empty() {
                return None;
            }
            match self.last_whole() {
                Some(end) => return Some(Ok(self.batch(end))),
                None if self.ended => {
                    // The last row has no line break, or a quote that nothing closes.
                    if self.open_quote().is_some() {
                        let diagnostic = self.unclosed();
                        self.rest.clear();
                        return Some(Err(diagnostic));
                    }
                    return Some(Ok(self.batch(self.rest.len())));
                }
                None if self.rest.len() > MAX_ROW_BYTES => {
                    let diagnostic = self.unclosed();
                    self.rest.clear();
                    return Some(Err(diagnostic));
                }
                None => {
                    if let Err(diagnostic) = self.fill() {
                        self.rest.clear();
                        return Some(Err(*diagnostic));
                    }
                }
            }
        }
    }
}

impl Batch {
    /// How many rows it has: as many as lines, but for breaks within quotes and blank lines.
    fn row_count(&self, table: &Table, lines: u64) -> u64 {
        let quoted = table.quote.is_some_and(|quote| memchr::memchr(quote, &self.bytes).is_some());
        if !quoted && self.bytes.ends_with(b"\n") {
            return lines;
        }
        let (mut at, mut rows) = (0, 0);
        while at < self.bytes.len() {
            at = row_end(&self.bytes, at, table.quote, table.delimiter).unwrap_or(self.bytes.len());
            rows += 1;
        }
        rows
    }

    /// The rows one by one; blank lines are passed over, and counted.
    #[must_use]
    pub fn rows<'b>(&'b self, table: &'b Table) -> Rows<'b> {
        Rows {
            batch: self,
            table,
            text: std::str::from_utf8(&self.bytes).ok(),
            quoted: table.quote.is_some_and(|quote| memchr::memchr(quote, &self.bytes).is_some()),
            zeros: memchr::memchr(0, &self.bytes).is_some(),
            at: 0,
            line: self.first_line,
            number: self.first_row,
            cells: Vec::with_capacity(table.headings.len()),
        }
    }
}

/// The rows of a batch.
#[derive(Debug)]
pub struct Rows<'b> {
    batch: &'b Batch,
    table: &'b Table,
    /// All of it, where all of it is UTF-8.
    text: Option<&'b str>,
    quoted: bool,
    /// There is a zero byte in it.
    zeros: bool,
    at: usize,
    /// The number of the line at `at`.
    line: u64,
    number: u64,
    cells: Vec<(usize, usize)>,
}

/// A row.
#[derive(Debug)]
pub struct Row<'r> {
    /// Its number; the heading line is row 1.
    pub number: u64,
    text: &'r str,
    cells: &'r [(usize, usize)],
    quote: Option<u8>,
    /// What the cells say whose quotes cannot just be taken off.
    unquoted: Vec<(usize, String)>,
    start: u64,
    line: u64,
    file: FileId,
}

impl<'b> Rows<'b> {
    /// The number of the row that was given last.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number.saturating_sub(1)
    }

    /// The next row, or what is wrong with it.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Result<Row<'_>, Box<Diagnostic>>> {
        let (start, end, line_number) = loop {
            let start = self.at;
            let line = self.line;
            if start >= self.batch.bytes.len() {
                return None;
            }
            let bytes = &self.batch.bytes;
            let end = if self.quoted {
                row_end(bytes, start, self.table.quote, self.table.delimiter)
            } else {
                memchr::memchr(b'\n', &bytes[start..]).map(|at| start + at + 1)
            };
            let end = end.unwrap_or(bytes.len());
            self.at = end;
            self.number += 1;
            self.line += if self.quoted { memchr::memchr_iter(b'\n', &bytes[start..end]).count() as u64 } else { 1 };
            if bytes[start..end].iter().any(|byte| !matches!(byte, b'\r' | b'\n' | b' ')) {
                break (start, end, line);
            }
        };
        let offset = self.batch.start_offset + start as u64;
        let file = self.table.file;
        let bytes = &self.batch.bytes[start..end];
        if let Some(at) = memchr::memchr(0, bytes).filter(|_| self.zeros) {
            return Some(Err(Box::new(not_text(Origin::point(file, offset + at as u64)))));
        }
        let text = match self.text {
            Some(text) => &text[start..end],
            None => match std::str::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => {
                    let at = error.valid_up_to();
                    return Some(Err(Box::new(not_utf8(file, offset + at as u64, bytes.get(at).copied()))));
                }
            },
        };
        self.cells.clear();
        let quote = self.table.quote.filter(|_| self.quoted);
        if quote.is_none() {
            let line = text.strip_suffix('\n').unwrap_or(text);
            let line = line.strip_suffix('\r').unwrap_or(line).as_bytes();
            let mut begin = 0;
            for (at, byte) in line.iter().enumerate() {
                if *byte == self.table.delimiter {
                    self.cells.push((begin, at));
                    begin = at + 1;
                }
            }
            self.cells.push((begin, line.len()));
        } else {
            let cells = &mut self.cells;
            each_cell(bytes, quote, self.table.delimiter, &mut |start, end| cells.push((start, end)));
        }
        let wanted = self.table.headings.len();
        if self.table.trailing && self.cells.len() == wanted + 1 && self.cells.last().is_some_and(|(s, e)| s == e) {
            self.cells.pop();
        }
        if self.cells.len() != wanted {
            let last = self.cells.get(wanted).or(self.cells.last()).copied().unwrap_or_default();
            let (code, label, help) = if self.cells.len() < wanted {
                (Code::TooFewCells, "the row ends here", "write an empty cell for what is missing: `,,`")
            } else {
                (
                    Code::TooManyCells,
                    "one cell too many",
                    "put a cell that has the delimiter in it between quotation marks",
                )
            };
            let origin = Origin::new(file, offset + last.0 as u64, offset + last.1 as u64);
            let message = format!(
                "this row has {}, and the table has {}",
                counted(self.cells.len(), "cell"),
                counted(wanted, "column")
            );
            return Some(Err(Box::new(Diagnostic::error(code, message).at(origin).label(label).help(help))));
        }
        let mut unquoted_cells = Vec::new();
        if let Some(quote) = quote {
            for (at, &(start, end)) in self.cells.iter().enumerate() {
                if start < end && bytes[start] == quote && within(bytes, start, end, quote).is_none() {
                    unquoted_cells.push((at, unquoted(&text[start..end], Some(quote)).into_owned()));
                }
            }
        }
        Some(Ok(Row {
            number: self.number - 1,
            text,
            cells: &self.cells,
            quote,
            unquoted: unquoted_cells,
            start: offset,
            line: line_number,
            file,
        }))
    }
}

/// What is between the quotes of a cell that has just these two.
fn within(row: &[u8], start: usize, end: usize, quote: u8) -> Option<(usize, usize)> {
    let close = start + 1 + memchr::memchr(quote, row.get(start + 1..end)?)?;
    (close + 1 == end).then_some((start + 1, close))
}

impl Row<'_> {
    /// How many cells it has: as many as the table has columns.
    #[must_use]
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// What a cell says, without quotes.
    #[must_use]
    pub fn cell(&self, at: usize) -> &str {
        if !self.unquoted.is_empty()
            && let Some((_, text)) = self.unquoted.iter().find(|(cell, _)| *cell == at)
        {
            return text;
        }
        let Some(&(start, end)) = self.cells.get(at) else { return "" };
        let bytes = self.text.as_bytes();
        let (start, end) = match self.quote {
            Some(quote) if bytes.get(start) == Some(&quote) => within(bytes, start, end, quote).unwrap_or((start, end)),
            _ => (start, end),
        };
        self.text.get(start..end).unwrap_or_default()
    }

    /// Where a cell is, in the table as it is in UTF-8.
    #[must_use]
    pub fn origin(&self, at: usize) -> Origin {
        let (start, end) = self.cells.get(at).copied().unwrap_or_default();
        Origin::new(self.file, self.start + start as u64, self.start + end as u64)
    }

    /// The line in which the row begins, counted from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The column in which a cell begins, in characters of its line, counted from 1.
    #[must_use]
    pub fn column(&self, at: usize) -> u64 {
        let start = self.cells.get(at).map_or(0, |(start, _)| *start);
        let before = self.text.get(..start).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1
    }

    /// Where the row is, without its line break.
    #[must_use]
    pub fn whole(&self) -> Origin {
        let end = self.cells.last().map_or(0, |(_, end)| *end);
        Origin::new(self.file, self.start, self.start + end as u64)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::print_stderr, clippy::type_complexity)]

    use super::*;

    fn rows(text: &str) -> (Vec<String>, Vec<Result<(u64, Vec<String>), String>>) {
        let bytes = text.as_bytes().to_vec();
        let (table, batches) =
            Table::open(Box::new(io::Cursor::new(bytes)), FileId(0), &Dialect::default()).expect("headings");
        let mut all = Vec::new();
        for batch in batches {
            match batch {
                Ok(batch) => {
                    let mut rows = batch.rows(&table);
                    while let Some(row) = rows.next() {
                        all.push(match row {
                            Ok(row) => Ok((row.number, (0..row.len()).map(|at| row.cell(at).to_owned()).collect())),
                            Err(diagnostic) => Err(diagnostic.code.to_string()),
                        });
                    }
                }
                Err(diagnostic) => all.push(Err(diagnostic.code.to_string())),
            }
        }
        (table.headings, all)
    }

    fn row(number: u64, cells: &[&str]) -> Result<(u64, Vec<String>), String> {
        Ok((number, cells.iter().map(|cell| (*cell).to_owned()).collect()))
    }

    #[test]
    fn rows_are_taken_apart() {
        let (headings, all) = rows("\u{feff}a;b\r\n1;2\r\n\r\n\"x;\"\"y\"\"\r\nz\";\r\n3;4");
        assert_eq!(headings, ["a", "b"]);
        assert_eq!(all, [row(2, &["1", "2"]), row(4, &["x;\"y\"\r\nz", ""]), row(5, &["3", "4"])]);
        // A quote within a cell is a sign like any other; a heading after the last delimiter is none.
        assert_eq!(rows("a,b,\n5\" gun,\"c\" d,\n"), (vec!["a".into(), "b".into()], vec![row(2, &["5\" gun", "c d"])]));
    }

    #[test]
    fn faulty_rows_are_told_and_the_rest_is_read() {
        let (_, all) = rows("a,b\n1\n1,2,3\n4,5\n");
        assert_eq!(all, [Err("too-few-cells".into()), Err("too-many-cells".into()), row(4, &["4", "5"])]);
        let (_, all) = rows("a,b\n1,2\n\"3,4\n5,6\n");
        assert_eq!(all, [row(2, &["1", "2"]), Err("unclosed-quote".into())]);
    }

    #[test]
    fn rows_that_are_cut_between_batches_are_whole() {
        let mut text = String::from("n,text\n");
        for n in 0..40_000 {
            text.push_str(&format!("{n},\"line {n}\nand, more\"\n"));
        }
        let (_, all) = rows(&text);
        assert_eq!(all.len(), 40_000);
        for (at, one) in all.iter().enumerate() {
            let number = at.to_string();
            assert_eq!(*one, row(at as u64 + 2, &[&number, &format!("line {at}\nand, more")]));
        }
    }

    /// The diagnostics of a table, with the bytes they are at.
    fn faults(bytes: &[u8], dialect: &Dialect) -> Vec<(String, u64)> {
        let said = |diagnostic: &Diagnostic| (diagnostic.code.to_string(), diagnostic.origin.map_or(0, |at| at.start));
        let (table, batches) = match Table::open(Box::new(io::Cursor::new(bytes.to_vec())), FileId(0), dialect) {
            Ok(opened) => opened,
            Err(diagnostic) => return vec![said(&diagnostic)],
        };
        let mut all = Vec::new();
        for batch in batches {
            match batch {
                Ok(batch) => {
                    let mut rows = batch.rows(&table);
                    while let Some(row) = rows.next() {
                        all.extend(row.err().map(|diagnostic| said(&diagnostic)));
                    }
                }
                Err(diagnostic) => all.push(said(&diagnostic)),
            }
        }
        all
    }

    #[test]
    fn faults_are_told_where_they_stand() {
        for (bytes, code, at) in [
            (&b""[..], "empty-source", 0),
            (b"\xEF\xBB\xBF", "empty-source", 0),
            (b"a,b,a\n1,2,3\n", "duplicate-heading", 4),
            (b"a,\"b\n1,2\n", "unclosed-quote", 2),
            (b"a,b\n1,\"2,3\n4,5\n", "unclosed-quote", 6),
            (b"a,b\n1,\"2", "unclosed-quote", 6),
            (b"a,b\r1,2\r", "wrong-line-break", 3),
            (b"a,b\n1,x\xF4y\n3,4\n", "not-utf8", 7),
            (b"a,\xF4\n", "not-utf8", 2),
            (b"a,b\n1,\0\n3,4\n", "not-text", 6),
            (b"\x7FELF\0\0\n", "not-text", 4),
        ] {
            let text = String::from_utf8_lossy(bytes);
            assert_eq!(faults(bytes, &Dialect::default()), [(code.to_owned(), at)], "{text}");
        }
        let dialect = Dialect { encoding: encoding::named("windows-1252"), ..Dialect::default() };
        assert!(faults(b"a,b\n1,x\xF4y\n", &dialect).is_empty());
    }

    #[test]
    fn a_row_without_an_end_needs_bounded_memory() {
        let mut bytes = b"a,b\n1,2\n3,\"".to_vec();
        bytes.resize(bytes.len() + 2 * MAX_ROW_BYTES, b'x');
        assert_eq!(faults(&bytes, &Dialect::default()), [("unclosed-quote".to_owned(), 10)]);
        let mut bytes = b"a,b\n1,2\n".to_vec();
        bytes.resize(bytes.len() + 2 * MAX_ROW_BYTES, b'x');
        assert_eq!(faults(&bytes, &Dialect::default()), [("row-too-long".to_owned(), 8)]);
    }

    #[test]
    fn a_cell_knows_its_place() {
        let text = "\u{feff}a;b\n\"é\n\";2\né;\"x\"\n";
        let reader = Box::new(io::Cursor::new(text.as_bytes().to_vec()));
        let (table, mut batches) = Table::open(reader, FileId(3), &Dialect::default()).unwrap();
        assert_eq!(table.heading_origin(1), Origin::new(FileId(3), 5, 6));
        let batch = batches.next().unwrap().unwrap();
        let mut rows = batch.rows(&table);
        let row = rows.next().unwrap().unwrap();
        assert_eq!((row.number, row.line(), row.column(0), row.column(1)), (2, 2, 1, 3));
        assert_eq!(row.cell(0), "é\n");
        let row = rows.next().unwrap().unwrap();
        assert_eq!((row.number, row.line(), row.column(1), row.cell(1)), (3, 4, 3, "x"));
        let Origin { start, end, .. } = row.origin(1);
        assert_eq!(&text[start as usize..end as usize], "\"x\"");
        let Origin { start, end, .. } = row.whole();
        assert_eq!(&text[start as usize..end as usize], "é;\"x\"");
        assert!(rows.next().is_none() && batches.next().is_none());
    }

    /// Gives few bytes at a time.
    struct Slow(io::Cursor<Vec<u8>>, usize);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(self.1);
            self.0.read(&mut buffer[..length])
        }
    }

    #[test]
    fn an_archive_that_breaks_off_gives_the_rows_before() {
        struct Failing(io::Cursor<Vec<u8>>);
        impl Read for Failing {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                match self.0.read(buffer)? {
                    0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, Damage { bytes: 13, reason: None })),
                    read => Ok(read),
                }
            }
        }
        let reader = Failing(io::Cursor::new(b"a,b\n1,2\n3,4\n5".to_vec()));
        let error = Table::open(Box::new(reader), FileId(0), &Dialect::default()).map(|_| ()).unwrap_err();
        assert_eq!(error.code, "truncated-archive");
        let mut bytes = b"a,b\n".to_vec();
        (0..300_000).for_each(|_| bytes.extend(b"1,2\n"));
        bytes.extend(b"5");
        let (table, batches) =
            Table::open(Box::new(Failing(io::Cursor::new(bytes))), FileId(0), &Dialect::default()).unwrap();
        let (mut count, mut codes) = (0, Vec::new());
        for batch in batches {
            match batch {
                Ok(batch) => {
                    let mut rows = batch.rows(&table);
                    while let Some(row) = rows.next() {
                        assert_eq!(row.unwrap().cell(1), "2");
                        count += 1;
                    }
                }
                Err(diagnostic) => codes.push(diagnostic.code.to_string()),
            }
        }
        assert_eq!((count, codes), (300_000, vec!["truncated-archive".to_owned()]));
    }

    proptest::proptest! {
        /// The `csv` crate is the yardstick: the same cells, whatever the size of what is read at a time.
        #[test]
        fn cells_are_those_of_the_csv_crate(text in "([ab\"\",;é ]|\"\"|\n|\r\n){0,60}", slow in 1_usize..9) {
            let text = format!("x,y,z\n{text}");
            let mut expected = Vec::new();
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
            for record in reader.records() {
                let record = record.unwrap();
                expected.push(record.iter().map(ToOwned::to_owned).collect::<Vec<_>>());
            }
            let reader = Slow(io::Cursor::new(text.clone().into_bytes()), slow);
            let (table, batches) = Table::open(Box::new(reader), FileId(0), &Dialect { delimiter: Some(b','), ..Dialect::default() }).unwrap();
            let (mut found, mut unclosed) = (Vec::new(), false);
            for batch in batches {
                match batch {
                    Ok(batch) => {
                        let mut rows = batch.rows(&table);
                        while let Some(row) = rows.next() {
                            match row {
                                Ok(row) => found.push((0..row.len()).map(|at| row.cell(at).to_owned()).collect::<Vec<_>>()),
                                Err(diagnostic) => assert!(diagnostic.code.as_str().ends_with("-cells")),
                            }
                        }
                    }
                    Err(diagnostic) => {
                        assert_eq!(diagnostic.code, "unclosed-quote");
                        unclosed = true;
                    }
                }
            }
            // What is unclosed is a row to that crate, which takes in all the rest.
            if unclosed {
                expected.pop();
            }
            expected.retain(|row| row.len() == 3);
            proptest::prop_assert_eq!(found, expected);
        }
    }

    /// How fast rows are split: `CHANCERY_REAL_DATA=… cargo test --release --lib split_speed -- --ignored --nocapture`.
    #[test]
    #[ignore = "measures"]
    fn split_speed() {
        let Ok(folder) = std::env::var("CHANCERY_REAL_DATA") else { return };
        let path = std::path::Path::new(&folder).join("tables/cow-igo-state-year-v3.csv.gz");
        let (_, mut reader, _) = crate::source::packed::look(Box::new(std::fs::File::open(path).unwrap()), 64).unwrap();
        let begun = std::time::Instant::now();
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).unwrap();
        let unpacked = begun.elapsed().as_secs_f64();
        let size = bytes.len() as f64 / 1e6;
        for _ in 0..3 {
            let begun = std::time::Instant::now();
            let reader = Box::new(io::Cursor::new(bytes.clone()));
            let (table, batches) = Table::open(reader, FileId(0), &Dialect::default()).unwrap();
            let (mut cells, mut length) = (0, 0);
            for batch in batches {
                let batch = batch.unwrap();
                let mut rows = batch.rows(&table);
                while let Some(row) = rows.next() {
                    let row = row.unwrap();
                    cells += row.len();
                    length += row.cell(row.len() - 1).len();
                }
            }
            let rate = size / begun.elapsed().as_secs_f64();
            eprintln!(
                "{size:.1} MB, {cells} cells ({length}), {rate:.0} MB/s; unpacked at {:.0} MB/s",
                size / unpacked
            );
        }
    }
}
