//! Facts to descriptions, and descriptions sorted and merged. Pure but for the runs that go to disk.
//!
//! | file | subject |
//! |---|---|
//! | `description.rs` | the compact form of everything said about a subject |
//! | `standing.rs` | the standing of a fact, from all its claims |
//! | `sorted.rs` | sorting, merging, spilling to disk |
//! | `describe.rs` | facts, claims, entities, times, evidence to descriptions |

mod describe;
mod description;
mod sorted;
mod standing;

pub use describe::Describer;
pub use description::{Batch, Describe, Description, Object, Seen, quad};
pub use sorted::{DEFAULT_BUDGET, Merged, Sorted};
pub use standing::Mask;
