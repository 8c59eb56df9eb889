//! The registry: names to entities. A name is found exactly or not at all; a guess is only ever a suggestion.
//!
//! A name is compared in the form [`normalise`](chancery_values::name::normalise) gives; a code, an identifier or an `id` as it is written. Where a name
//! has several bearers of the class that is asked for, the time decides: each bearer may say for which time its names
//! hold.
//!
//! | file | subject |
//! |---|---|
//! | `entity.rs` | an entity, and when its names mean it |
//! | `near.rs` | names that are like one that nobody bears |
//! | `index.rs` | all entities, and the index of their names, codes, identifiers and ids |
//! | `gather.rs` | what an entity's record says that it is found by |
//! | `find.rs` | who bears a name, at a time, and whose name is like it |
//! | `addition.rs` | what is added to an entity that is told elsewhere |
//! | `known.rs` | a registry that was read before |
//! | `answer.rs` | names to entities with the reason, or the candidates |

mod addition;
mod answer;
mod entity;
mod find;
mod gather;
mod index;
mod known;
mod near;

pub use answer::{Answer, Asked, Candidate, How, Miss};
pub use entity::{Decision, Entity, EntityId};
pub use index::{Found, Registry, Untimely};
pub use known::{Known, KnownAddition};
