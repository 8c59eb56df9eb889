//! A table in batches of whole rows.

use super::batch::RowBatch;
use super::cells::{each_cell, row_end};
use super::heading::Table;
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::Origin;
use crate::source::packed::Damage;
use std::io::{self, Read};

/// How many bytes of whole rows make a batch, about.
pub(super) const BATCH_BYTES: usize = 1 << 15;

/// The longest row that is read.
pub(super) const MAX_ROW_BYTES: usize = 16 << 20;

/// Reads a table in batches of whole rows. Iterating gives the batches in order.
pub struct Batches {
    pub(super) reader: Box<dyn Read + Send>,
    pub(super) table: Table,
    pub(super) rest: Vec<u8>,
    pub(super) offset: u64,
    pub(super) line: u64,
    pub(super) row: u64,
    pub(super) sequence: u64,
    pub(super) ended: bool,
    pub(super) pending: Option<Diagnostic>,
}

impl Batches {
    /// Reads a batch more; notes the end.
    pub(super) fn fill(&mut self) -> Result<(), Box<Diagnostic>> {
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

    /// The place of the quote that is open at the end of the row that the rest begins with, and is closed after it.
    pub(super) fn open_quote(&self) -> Option<usize> {
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
    pub(super) fn unclosed(&mut self) -> Diagnostic {
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

    fn batch(&mut self, end: usize) -> RowBatch {
        let rest = self.rest.split_off(end);
        let bytes = std::mem::replace(&mut self.rest, rest);
        let batch = RowBatch {
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
    type Item = Result<RowBatch, Diagnostic>;

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
