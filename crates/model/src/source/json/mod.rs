//! JSON and JSON Lines to trees of text with byte ranges.
//!
//! A parser of its own: jiter, the nearest on offer, does not say where a key is, and lends an unescaped text only
//! until the next one is read, so that a tree made with it copies every text. JSON Lines are read in batches of whole
//! lines, so that memory stays bounded and batches can be parsed on several threads.
//!
//! | file | subject |
//! |---|---|
//! | `parser.rs` | the parser: values, and what is wrong with one |
//! | `strings.rs` | strings, and what is escaped in them |
//! | `whole.rs` | a text with one value |
//! | `batches.rs` | JSON Lines in batches of whole lines |
//! | `records.rs` | the records of a batch |

mod batches;
mod parser;
mod records;
mod strings;
mod whole;

#[cfg(test)]
mod tests;

pub use batches::{BATCH_BYTES, Batches, LineBatch, MAX_LINE_BYTES};
pub use records::{Record, Records};
pub use whole::{read, read_at, read_whole_at};
