//! Wikidata: what its entities say, how that meets our kinds, and how our facts compare with it.
//!
//! | file | subject |
//! |---|---|
//! | `model.rs` | statements, snaks and values |
//! | `alignment/` | the table of `ontology/wikidata.ttl` |
//! | `entity.rs` | the JSON of entities |
//! | `time.rs` | points in time and their precision |
//! | `redirect.rs` | ids that lead to others |
//! | `read/` | statements to facts |
//! | `quickstatements/` | commands for Wikidata's batch tools |
//! | `shape/` | descriptions of facts to statements on items, and these to descriptions in Wikidata's RDF model |
//! | `audit/` | each statement of a fact or an entity compared with those of Wikidata; what could be given back |

#![forbid(unsafe_code)]
#![warn(missing_docs, clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::panic, clippy::todo)]

pub mod alignment;
pub mod audit;
pub mod entity;
pub mod model;
pub mod quickstatements;
pub mod read;
pub mod redirect;
pub mod shape;
pub mod time;

pub use alignment::{Alignment, Ends, Holds, Line};
pub use entity::Naming;
pub use read::{Ended, EntityMapper, Read, Thing, Told, UNKNOWN};
pub use redirect::Redirects;
