//! A recipe bound to the headings of a table, and checked against the schema before the first row is read.
//!
//! | file | subject |
//! |---|---|
//! | `plan.rs` | how a value of a record is made of cells |
//! | `rule.rs` | the facts that each reading says: their keys, and the conditions on them |
//! | `bound.rs` | a recipe bound to a table: its columns, its rules, and what its names mean |
//! | `make.rs` | values: how each is made of cells, which cells it is made of, and the making |
//! | `table.rs` | the columns of a recipe, compared with the headings of a table |
//! | `conditions.rs` | the conditions of a block: `when` and `unless` |
//! | `absent.rs` | the keys of a block that `may be absent` |
//! | `years.rs` | a table of years: which cells say whose a year is, and which say what holds in it |
//! | `block.rs` | the blocks: what a reading says, compared with the schema |

mod absent;
mod block;
mod bound;
mod conditions;
mod make;
mod plan;
mod rule;
mod table;
mod years;

pub use bound::Bound;
pub(crate) use bound::BoundYears;
pub(crate) use plan::{MAX_DEPTH, Plan, Ref};
pub(crate) use rule::{Condition, KeyPlan, Rule, ToldBy};
