//! Whole rows, with their lines.

use super::cells::row_end;
use super::heading::Table;
use crate::origin::{Files, Origin};

/// Whole rows.
#[derive(Debug, Clone)]
pub struct RowBatch {
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

impl RowBatch {
    /// The lines of a range of bytes: the offset of their first byte, the number of the first line, and
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

    /// How many rows it has: as many as lines, except for breaks within quotes and blank lines.
    pub(super) fn row_count(&self, table: &Table, lines: u64) -> u64 {
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
}
