//! How a table is written.

use crate::source::encoding::Encoding;

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

/// The delimiter that a heading line has most of, outside quotes.
pub(super) fn delimiter(line: &[u8], quote: Option<u8>) -> u8 {
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
