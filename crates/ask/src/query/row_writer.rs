//! The seam between answers and formats: what writes rows in one format, and how an answer ended.

use std::io::{self, Write};

use oxigraph::model::Variable;

use super::answer::{AskError, Solution};
use super::format::Format;

/// Writes rows, or a truth, in one format. An answer is [`begin`](Self::begin), rows and [`end`](Self::end), or one
/// [`truth`](Self::truth). Every write to `out` has whole rows, so that a stop between two writes leaves no broken
/// row behind.
///
/// All errors are those of `out`.
pub trait RowWriter {
    /// Writes the answer to ASK.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    fn truth(&mut self, truth: bool, out: &mut dyn Write) -> io::Result<()>;

    /// Begins rows of these columns.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    fn begin(&mut self, columns: &[Variable], out: &mut dyn Write) -> io::Result<()>;

    /// Writes a row, or keeps it for later.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    fn row(&mut self, row: &Solution, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what was kept, and the end of the answer. Where the evaluation failed, `is_whole` is false: a format that has
    /// an end leaves it out, so that the rows are not taken for all.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    fn end(&mut self, is_whole: bool, out: &mut dyn Write) -> io::Result<()>;
}

/// How an answer ended.
#[derive(Debug)]
pub enum Answered {
    /// With so many rows.
    Rows(u64),
    /// With yes or no.
    Truth(bool),
    /// With so many triples.
    Triples(u64),
    /// The format cannot hold this kind of answer; nothing was written. The formats that can.
    OtherFormat(Vec<Format>),
    /// The evaluation failed. Of rows, those before were written, but JSON and XML have no end then; of triples,
    /// none.
    Failed(AskError),
}
