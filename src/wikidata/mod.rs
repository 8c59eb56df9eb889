//! Wikidata's own data: what an entity says, and how that meets our kinds.
//!
//! | file | subject |
//! |---|---|
//! | `model.rs` | statements, snaks and values |
//! | `alignment.rs` | the table of `ontology/wikidata.ttl` |
//! | `entity.rs` | the JSON of entities |
//! | `time.rs` | points in time and their precision |
//! | `redirect.rs` | ids that lead to others |
//! | `read.rs` | statements to facts |
//! | `quickstatements/` | commands for Wikidata's batch tools |

pub mod alignment;
pub mod entity;
pub mod model;
pub mod quickstatements;
pub mod read;
pub mod redirect;
pub mod time;

pub use alignment::{Alignment, Ends, Holds, Line};
pub use entity::Naming;
pub use read::{Ended, EntityMapper, Read, Thing, Told, UNKNOWN};
pub use redirect::Redirects;
