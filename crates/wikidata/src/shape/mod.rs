//! Facts in the shape of Wikidata: which statements they make on which items, and these in the RDF of Wikidata's dumps.
//!
//! | file | subject |
//! |---|---|
//! | `claim.rs` | a claim and a time, as they are described |
//! | `met.rs` | of facts that meet, the claims and the time of their finding |
//! | `survey.rs` | what the statements of facts need of other descriptions: items, times, claims, documents |
//! | `forward.rs` | facts and entities to statements, by the table |
//! | `whole.rs` | a statement as it was read, with all that is said of it |
//! | `plan.rs` | what must be known of all statements before the first is written |
//! | `rdf.rs` | statements in Wikidata's RDF model |

mod claim;
mod forward;
mod met;
mod plan;
mod rdf;
mod survey;
mod whole;

pub use claim::Claim;
pub use forward::{Cited, Dateless, Forward, Stated, ToldBy, Untold, reference};
pub use rdf::{Shaped, shaped};
pub use survey::{Paper, Survey, Tellers, Telling};
