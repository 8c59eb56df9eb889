//! Facts to descriptions, and descriptions sorted and merged. Pure but for the runs that go to disk.
//!
//! | file | subject |
//! |---|---|
//! | `description.rs` | the compact form of everything said about a subject |
//! | `standing.rs` | the standing of a fact, from all its claims |
//! | `sorted.rs` | sorting, merging, spilling to disk |
//! | `select.rs` | the part of the descriptions that a reader asks for: a day, a standing, how much of who says so |
//! | `reify.rs` | claims as reifiers of their facts' triples (RDF 1.2) |
//! | `describe.rs` | facts, claims, entities, times, evidence to descriptions |

mod describe;
mod description;
mod reify;
mod select;
mod sorted;
mod standing;

pub use describe::{Describer, Names, Quoted};
pub use description::{Batch, Describe, Description, Object, Seen, TripleTerm, quad};
pub(crate) use description::{Raw, raw};
pub use reify::reified;
pub(crate) use select::document_of;
pub use select::{Provenance, Selection, Thing};
pub use sorted::{DEFAULT_BUDGET, Merged, Sorted};
pub use standing::Mask;
