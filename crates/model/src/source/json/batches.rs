//! JSON Lines in batches of whole lines.

use crate::diagnostic::{Code, Diagnostic};
use crate::origin::{FileId, Origin};
use std::io::{self, Read};

/// How many bytes of whole lines make a batch, about.
pub const BATCH_BYTES: usize = 4 << 20;

/// The longest line that is read, by default.
pub const MAX_LINE_BYTES: usize = 64 << 20;

/// Whole lines of a JSON Lines source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineBatch {
    /// The lines, with their line breaks.
    pub bytes: Vec<u8>,
    /// Where the first byte is in the source.
    pub start_offset: u64,
    /// The number of the first line, counted from 1.
    pub first_line: u64,
    /// The number of the batch, counted from 0; batches parsed on several threads can be put in order by it.
    pub sequence: u64,
}

/// Reads a JSON Lines source in batches of whole lines. Iterating gives the batches in order.
///
/// # Errors
/// A line that is longer than the limit gives `line-too-long` and is left out; the lines after it follow in the next
/// batches. A failure to read gives `read-failed` and ends the iteration.
#[derive(Debug)]
pub struct Batches<R> {
    source: R,
    file: FileId,
    batch_bytes: usize,
    max_line: usize,
    /// Bytes after the last line break of the batch given last.
    pub(super) rest: Vec<u8>,
    pub(super) offset: u64,
    pub(super) line: u64,
    pub(super) sequence: u64,
    pub(super) ended: bool,
    pub(super) pending: Option<Diagnostic>,
}

impl<R: Read> Batches<R> {
    /// Takes a source and the number under which its origins are known.
    pub fn new(source: R, file: FileId) -> Self {
        Self::with_sizes(source, file, BATCH_BYTES, MAX_LINE_BYTES)
    }

    /// As [`Batches::new`], with the size of a batch and the limit of a line in bytes.
    pub fn with_sizes(source: R, file: FileId, batch_bytes: usize, max_line: usize) -> Self {
        Self {
            source,
            file,
            batch_bytes: batch_bytes.max(1),
            max_line: max_line.max(1),
            rest: Vec::new(),
            offset: 0,
            line: 1,
            sequence: 0,
            ended: false,
            pending: None,
        }
    }

    /// Reads up to `limit` bytes more; `false` at the end of the source.
    fn fill(&mut self, bytes: &mut Vec<u8>, limit: usize) -> Result<bool, Diagnostic> {
        match self.source.by_ref().take(limit as u64).read_to_end(bytes) {
            Ok(read) => Ok(read == limit),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn failed(&mut self, error: &io::Error) -> Diagnostic {
        self.ended = true;
        let at = Origin::point(self.file, self.offset);
        Diagnostic::error(Code::ReadFailed, format!("the source cannot be read further: {error}"))
            .at(at)
            .label("everything before was read")
    }

    /// Gives out the lines of `bytes`, a whole number of them.
    fn batch(&mut self, bytes: Vec<u8>) -> LineBatch {
        let batch = LineBatch { start_offset: self.offset, first_line: self.line, sequence: self.sequence, bytes };
        self.offset += batch.bytes.len() as u64;
        self.line += memchr::memchr_iter(b'\n', &batch.bytes).count() as u64;
        self.sequence += 1;
        batch
    }

    /// Skips the line whose beginning is `bytes`; what follows it is the rest.
    fn skip_line(&mut self, mut bytes: Vec<u8>) -> Diagnostic {
        let start = self.offset;
        let line = self.line;
        loop {
            if let Some(end) = memchr::memchr(b'\n', &bytes) {
                self.offset += end as u64 + 1;
                self.line += 1;
                self.rest = bytes.split_off(end + 1);
                break;
            }
            self.offset += bytes.len() as u64;
            bytes.clear();
            match self.fill(&mut bytes, self.batch_bytes) {
                Ok(_) if bytes.is_empty() => {
                    self.ended = true;
                    break;
                }
                Ok(_) => {}
                Err(diagnostic) => {
                    self.pending = Some(diagnostic);
                    break;
                }
            }
        }
        Diagnostic::error(
            Code::LineTooLong,
            format!("line {line} is longer than {} bytes and is left out", self.max_line),
        )
        .at(Origin::point(self.file, start))
        .label("begins here")
        .help("check whether line breaks were lost: a line has one record, or one entity of Wikidata")
    }
}

impl<R: Read> Iterator for Batches<R> {
    type Item = Result<LineBatch, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(diagnostic) = self.pending.take() {
            return Some(Err(diagnostic));
        }
        let mut bytes = std::mem::take(&mut self.rest);
        let mut searched = 0;
        loop {
            let wanted = self.batch_bytes.saturating_sub(bytes.len());
            if !self.ended {
                // A batch without a line break is made longer, until there is one or the line is too long.
                let more = if wanted > 0 { wanted } else { self.batch_bytes };
                match self.fill(&mut bytes, more) {
                    Ok(full) => self.ended = !full,
                    Err(diagnostic) => {
                        // The whole lines before the failure are good.
                        let whole = memchr::memrchr(b'\n', &bytes).map_or(0, |last| last + 1);
                        bytes.truncate(whole);
                        let at = Origin::point(self.file, self.offset + whole as u64);
                        self.pending = Some(diagnostic.at(at));
                    }
                }
            }
            let unsearched = bytes.get(searched..).unwrap_or_default();
            let Some(last) = memchr::memrchr(b'\n', unsearched) else {
                if bytes.len() > self.max_line {
                    return Some(Err(self.skip_line(bytes)));
                }
                if self.ended {
                    if bytes.is_empty() {
                        return self.pending.take().map(Err);
                    }
                    return Some(Ok(self.batch(bytes)));
                }
                searched = bytes.len();
                continue;
            };
            // All lines but the first are shorter than a batch; the first may have grown over the limit.
            let first = memchr::memchr(b'\n', &bytes).unwrap_or(bytes.len());
            if first > self.max_line {
                return Some(Err(self.skip_line(bytes)));
            }
            self.rest = bytes.split_off(searched + last + 1);
            return Some(Ok(self.batch(bytes)));
        }
    }
}
