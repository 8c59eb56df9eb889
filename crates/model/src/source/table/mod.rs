//! Tables (RFC 4180) as batches of whole rows.
//!
//! A quotation mark opens only at the beginning of a cell, and within quotes a doubled one means itself. Rows are
//! numbered as RFC 7111 counts them: the heading line is row 1. Nothing here knows what a column means.
//!
//! | file | subject |
//! |---|---|
//! | `dialect.rs` | how a table is written |
//! | `cells.rs` | where rows and cells end, and what a cell says without its quotes |
//! | `fault.rs` | bytes that are not text |
//! | `heading.rs` | what is known of a table before its rows are read |
//! | `batch.rs` | whole rows, with their lines |
//! | `batches.rs` | a table in batches of whole rows |
//! | `open.rs` | the heading line |
//! | `rows.rs` | the rows of a batch, and the cells of a row |

mod batch;
mod batches;
mod cells;
mod dialect;
mod fault;
mod heading;
mod open;
mod rows;

pub use batch::RowBatch;
pub use batches::Batches;
pub use dialect::Dialect;
pub use heading::Table;
pub use rows::{Row, Rows};
