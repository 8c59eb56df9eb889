//! Facts and entities as the graph says them, in a person's terms.
//!
//! | file | subject |
//! |---|---|
//! | `thing.rs` | one thing: the keys of its kind, standing, claims, what names it |
//! | `met.rs` | how a fact meets facts of other documents |
//! | `find.rs` | which thing a person means |

mod find;
mod met;
mod thing;

pub use find::find;
pub use met::{Decided, Dispute, Met};
pub use thing::{Claim, Evidence, Named, Part, Thing, View, ViewValue, is_thing};
pub(crate) use thing::{Said, iris, text};
