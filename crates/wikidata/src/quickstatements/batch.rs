//! A batch as text.

use super::command::Entry;
use super::dialect::Dialect;
use super::lines::lines;
use super::refusal::Unwritable;
use super::table::tables;

/// Writes a batch, each text for a file of its own: of [`Dialect::Csv`] there is one table for each list of columns, since
/// the tool takes one header a batch; of the others there is one text.
///
/// # Errors
/// The first value that the dialect has no way to write.
pub fn texts(dialect: Dialect, entries: &[Entry]) -> Result<Vec<String>, Unwritable> {
    if dialect == Dialect::Csv { tables(entries) } else { Ok(vec![write(dialect, entries)?]) }
}

/// Writes a batch for people to look at. Every line ends with a line feed. Two tables of [`Dialect::Csv`] are separated
/// by an empty line, which no tool reads: [`texts`] gives what tools read.
///
/// # Errors
/// The first value that the dialect has no way to write.
pub fn write(dialect: Dialect, entries: &[Entry]) -> Result<String, Unwritable> {
    if dialect == Dialect::Csv { Ok(tables(entries)?.join("\n")) } else { lines(dialect, entries) }
}
