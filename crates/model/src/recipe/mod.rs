//! Recipes: how the rows of a table become records of the kinds in the ontology.
//!
//! A recipe is a YAML file that mirrors a facts file: where a facts file has a value, a recipe may have `{column}`.
//!
//! | file | subject |
//! |---|---|
//! | `read.rs` | the file: its parts, each with its place |
//! | `text.rs` | texts with `{placeholders}` |
//! | `whole.rs` | whole numbers in cells |
//! | `missing.rs` | codes for what is missing: `-9`, `n/a` |
//! | `column.rs` | what a cell says: missing, absent, translated, a date, a list |
//! | `pieces.rs` | which cell each piece of a value came from |
//! | `bind/` | a recipe bound to the headings of a table, and checked against the schema |
//! | `rows/` | a reading to facts, with everything that was read before remembered |
//! | `memo.rs` | the results of cells, within a bound |
//! | `gaps.rs` | what a table of years does not know |
//! | `spells.rs` | runs of years to spells with honest edges |

mod bind;
mod column;
mod gaps;
mod memo;
mod missing;
mod pieces;
mod read;
mod rows;
mod spells;
mod text;
mod whole;

pub use bind::Bound;
pub use gaps::{Gaps, OfTable};
pub use read::{Recipe, read};
pub use rows::{Codes, Ended, Rejected, RowMapper, Said, Skip};
pub use spells::Spells;
