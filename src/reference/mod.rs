//! What there is to know before facts are written: the kinds and their keys, for editors and for people.
//!
//! | file | subject |
//! |---|---|
//! | `find.rs` | the kinds that a phrase may mean |
//! | `json_schema.rs` | the JSON Schema of facts files |
//! | `schema_value.rs` | the JSON Schema of values |
//! | `schema_part.rs` | parts that both are made of |
//! | `recipe_schema.rs` | the JSON Schema of recipes |
//! | `pattern.rs` | patterns that every maker of validators reads alike |
//! | `terms.rs` | what the ontology says of the terms of closed lists |
//! | `markdown/` | the reference as a page |
//!
//! Nothing here decides whether a fact is right; that is for the mapper alone.

mod find;
mod json_schema;
mod markdown;
mod pattern;
mod recipe_schema;
mod schema_part;
mod schema_value;
mod terms;

pub use find::{Proposal, find};
pub use json_schema::json_schema;
pub use markdown::{Page, Shown, columns, example, file_name, index, kind_page, page, query, variable, with_entities};
pub use recipe_schema::recipe_schema;
