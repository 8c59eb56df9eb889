//! The heading line.

use super::batches::{Batches, MAX_ROW_BYTES};
use super::cells::{row_end, split, unquoted};
use super::dialect::{Dialect, delimiter};
use super::fault::{not_text, not_utf8};
use super::heading::Table;
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::{FileId, Origin};
use crate::source::encoding::{self};
use std::io::Read;

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
            // A heading may go on in the next line; its first line is enough to find the delimiter.
            let line = batches.rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
            batches.table.delimiter = delimiter(line, dialect.quote);
        }
        let end = batches.heading_end()?;
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
                batches.headings(&first, &cells)?;
                batches.rest.drain(..end);
                batches.offset += end as u64;
                batches.line += memchr::memchr_iter(b'\n', &first).count() as u64;
                batches.row = 2;
            }
        }
        Ok((batches.table.clone(), batches))
    }
}

impl Batches {
    /// Reads on to the end of the first row, and gives it.
    fn heading_end(&mut self) -> Result<usize, Box<Diagnostic>> {
        loop {
            match row_end(&self.rest, 0, self.table.quote, self.table.delimiter) {
                Some(end) => return Ok(end),
                None if self.ended && self.open_quote().is_none() => return Ok(self.rest.len()),
                None if self.ended || self.rest.len() > MAX_ROW_BYTES => {
                    return Err(Box::new(self.unclosed()));
                }
                None => self.fill()?,
            }
        }
    }

    /// Reads the headings from the cells of the first row.
    fn headings(&mut self, first: &[u8], cells: &[(usize, usize)]) -> Result<(), Box<Diagnostic>> {
        let file = self.table.file;
        for &(start, end) in cells {
            let quoted = first.get(start).copied() == self.table.quote;
            if let Some(at) = memchr::memchr(b'\r', &first[start..end]).filter(|_| !quoted) {
                let at = self.offset + (start + at) as u64;
                return Err(Box::new(
                    Diagnostic::error(Code::WrongLineBreak, "a carriage return alone does not end a row")
                        .at(Origin::new(file, at, at + 1))
                        .label("a line feed should follow")
                        .help("save the table with the line breaks of Unix or Windows"),
                ));
            }
            let heading = std::str::from_utf8(&first[start..end]).map_err(|error| {
                let at = start + error.valid_up_to();
                Box::new(not_utf8(file, self.offset + at as u64, first.get(at).copied()))
            })?;
            let heading = unquoted(heading, self.table.quote).trim().to_owned();
            let at = Origin::new(file, self.offset + start as u64, self.offset + end as u64);
            if let Some(first) = self.table.headings.iter().position(|other| *other == heading) {
                let first = self.table.places[first];
                return Err(Box::new(
                    Diagnostic::error(Code::DuplicateHeading, format!("two columns are called `{heading}`"))
                        .at(at)
                        .label("the second time")
                        .related(first, "the first time")
                        .help("a recipe names columns by their headings: give each its own heading"),
                ));
            }
            self.table.headings.push(heading);
            self.table.places.push(at);
        }
        Ok(())
    }
}
