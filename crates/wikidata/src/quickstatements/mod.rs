//! Batches of edits for QuickStatements: statements, further qualifiers and references for them, and new items.
//!
//! The syntax has no specification. What is written here follows the help pages and, where they are silent, the
//! parsers:
//!
//! - <https://www.wikidata.org/wiki/Help:QuickStatements> and `public_html/quickstatements.php` of
//!   <https://github.com/magnusmanske/quickstatements>, for the commands of version 1 and for the table; both are what
//!   the tool called QuickStatements 2 takes.
//! - <https://meta.wikimedia.org/wiki/QuickStatements_3.0/Documentation> and `src/core/parsers` of
//!   <https://github.com/wikimediabrasil/quickstatements3>, for version 3.
//!
//! No dialect can escape anything, and the tools drop or change what they do not expect. So a value that would be read
//! as another one is not written at all: [`write()`] says which, and why.
//!
//! A tool finds the statement that it adds to by its main value, compared exactly. Therefore the main value of a
//! command for a statement that may be there already is written as it is given; every other time is [`normalised`].
//!
//! Two things the syntax cannot help. Where several statements have one value, a command without [`Command::new`] goes
//! to the last of them or to the first: the tools differ. And QuickStatements 2 heeds `!P` only in the browser: what
//! runs its batches in the background (<https://github.com/magnusmanske/quickstatements_rs>) merges such statements.
//!
//! | file | subject |
//! |---|---|
//! | `command.rs` | what a batch says |
//! | `dialect.rs` | the forms of a batch |
//! | `lines.rs` | versions 1 and 3 |
//! | `table.rs` | CSV |
//! | `value.rs` | a value in each dialect |
//! | `time.rs`, `decimal.rs` | the parts of values that are compared or calculated with |
//! | `refusal.rs` | what cannot be written, and why |
//! | `batch.rs` | a batch as text |

mod batch;
mod command;
mod decimal;
mod dialect;
mod lines;
mod refusal;
mod table;
#[cfg(test)]
mod tests;
mod time;
mod value;

pub use batch::{texts, write};
pub use command::{Command, Creation, Entry, Subject};
pub use dialect::{Dialect, UnknownDialect};
pub use refusal::{Reason, Unwritable};
pub use table::tables;
pub use time::normalised;
