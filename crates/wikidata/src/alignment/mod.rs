//! The table of how our kinds meet Wikidata's properties (`ontology/wikidata.ttl`), compiled.
//!
//! One table is read in both directions: statements to facts, and facts to statements. No property and no item of
//! Wikidata is named in Rust.
//!
//! | file | subject |
//! |---|---|
//! | `item.rs` | ids of items, and the key that has them |
//! | `line.rs` | a line of the table: how a property meets a kind |
//! | `table.rs` | the whole table, and what can be asked of it |
//! | `compile.rs` | the triples of the table, compiled |

mod compile;
mod item;
mod line;
mod table;

pub use item::{is_id, item_id, item_key};
pub use line::{Condition, Ends, Line, Path, RoleQualifier};
pub use table::{Alignment, Doubt, Holds, References, Role};
