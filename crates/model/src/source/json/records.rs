//! The records of a batch.

use super::batches::LineBatch;
use super::whole::{is_blank, parse};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::origin::FileId;
use crate::source::fault;
use crate::source::node::Node;

impl LineBatch {
    /// Parses the lines one by one; lines of white space are passed over. The trees borrow from the batch, their byte
    /// ranges are counted from the beginning of the source. Faulty lines and duplicate keys are added to `diagnostics`.
    pub fn records<'a, 'd>(&'a self, file: FileId, diagnostics: &'d mut Diagnostics) -> Records<'a, 'd> {
        Records {
            // Checking all lines at once is several times faster than line by line.
            text: std::str::from_utf8(&self.bytes).ok(),
            batch: self,
            file,
            diagnostics,
            at: 0,
            line: self.first_line,
        }
    }
}

/// The records of a batch; see [`LineBatch::records`]. What is wrong with a line goes to the diagnostics, and its record has no
/// tree, so that it can still be counted.
#[derive(Debug)]
pub struct Records<'a, 'd> {
    batch: &'a LineBatch,
    text: Option<&'a str>,
    file: FileId,
    diagnostics: &'d mut Diagnostics,
    at: usize,
    line: u64,
}

/// One line of a JSON Lines source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The number of the line, counted from 1.
    pub line: u64,
    /// The tree; absent if the line could not be read, which the diagnostics say.
    pub node: Option<Node<'a>>,
}

impl<'a> Records<'a, '_> {
    fn parse(&mut self, start: usize, end: usize) -> Option<Result<Node<'a>, Diagnostic>> {
        let offset = self.batch.start_offset + start as u64;
        let line = match self.text {
            Some(text) => text.get(start..end).unwrap_or_default(),
            None => match std::str::from_utf8(self.batch.bytes.get(start..end).unwrap_or_default()) {
                Ok(line) => line,
                Err(error) => return Some(Err(fault::not_utf8(&error, offset, self.file))),
            },
        };
        if is_blank(line) {
            return None;
        }
        Some(parse(line, offset, self.file, self.diagnostics))
    }
}

impl<'a> Iterator for Records<'a, '_> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        loop {
            let start = self.at;
            let rest = self.batch.bytes.get(start..).filter(|rest| !rest.is_empty())?;
            let end = memchr::memchr(b'\n', rest).map_or(self.batch.bytes.len(), |end| start + end);
            self.at = end + 1;
            let line = self.line;
            self.line += 1;
            match self.parse(start, end) {
                None => {}
                Some(Ok(node)) => {
                    let node = Some(node);
                    return Some(Record { line, node });
                }
                Some(Err(diagnostic)) => {
                    self.diagnostics.push(diagnostic);
                    return Some(Record { line, node: None });
                }
            }
        }
    }
}
