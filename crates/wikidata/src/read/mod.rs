//! Statements to facts, by the table. What the registry does not know keeps the IRI that Wikidata gave it.
//!
//! | file | subject |
//! |---|---|
//! | `told.rs` | what a reading comes to: entities, statements, facts |
//! | `mapper.rs` | what all readings share: the table, the registry, ids that lead to others, sets of values |
//! | `value.rs` | values and times, as the keys want them |
//! | `statement.rs` | a statement to the facts that it says |
//! | `item.rs` | an entity: what it is, and all its statements |

mod item;
mod mapper;
mod statement;
mod told;
mod value;

pub use mapper::{EntityMapper, somevalue};
pub use told::{Ended, Read, Thing, Told, UNKNOWN};
