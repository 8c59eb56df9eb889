//! Facts to descriptions, descriptions sorted and merged, and these written in any format. It is pure, except for the runs
//! that go to disk.
//!
//! | file | subject |
//! |---|---|
//! | `description/` | the compact form of everything said about a subject |
//! | `standing.rs` | the standing of a fact, from all its claims |
//! | `sorted.rs` | sorting, merging, spilling to disk |
//! | `select.rs` | the part of the descriptions that a reader asks for: a day, a standing, how much of who says so |
//! | `on_day.rs` | which facts hold on a day |
//! | `thing.rs` | things by a hash of their names |
//! | `meet/` | what several documents say of one affair, brought together |
//! | `reify.rs` | claims as reifiers of their facts' triples (RDF 1.2) |
//! | `describe/` | facts, claims, entities, times, evidence to descriptions |
//! | `export/` | the formats: descriptions to bytes |

#![forbid(unsafe_code)]
#![warn(missing_docs, clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::panic, clippy::todo)]

pub mod export;
pub mod meet;

mod describe;
mod description;
mod on_day;
mod reify;
mod select;
mod sorted;
mod standing;
mod thing;

pub use describe::{Describer, Names, Quoted};
pub use description::{Batch, Describe, Description, Object, Seen, TripleTerm, quad};
pub(crate) use description::{Raw, raw};
pub use reify::reified;
pub use select::{Provenance, Selection};
pub use sorted::{DEFAULT_BUDGET, Merged, Sorted};
pub use standing::Mask;
pub use thing::{Thing, document_of, thing_of};
