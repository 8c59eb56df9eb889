//! The registry: names to entities. A name is found exactly or not at all; a guess is only ever a suggestion.
//!
//! A name is compared in the form [`normalise`](chancery_values::name::normalise) gives; a code, an identifier or an
//! `id` as it is written. Where a name has several entities of the wanted class, the time decides: each entity may say
//! for which time its names hold.
//!
//! | file | subject |
//! |---|---|
//! | `entity.rs` | an entity, and when its names mean it |
//! | `near.rs` | names that are similar to one that no entity has |
//! | `index.rs` | all entities, and the index of their names, codes, identifiers and ids |
//! | `gather.rs` | what an entity's record says that it is found by |
//! | `find.rs` | which entity has a name, at a time, and which ones have a similar name |
//! | `author.rs` | who made a decision, when and by what evidence |
//! | `addition.rs` | what is added to an entity that another record describes |
//! | `known.rs` | a registry that was read before |
//! | `kept.rs` | entities that replace others |
//! | `replace.rs` | entities made one, as a person decided |
//! | `spotted.rs` | names in a running text |
//! | `answer.rs` | names to entities with the reason, or the candidates |

mod addition;
mod answer;
mod author;
mod entity;
mod find;
mod gather;
mod index;
mod kept;
mod known;
mod near;
mod replace;
mod spotted;

pub use answer::{Answer, Asked, Candidate, How, Miss};
pub use author::{Author, BY, EVIDENCE, ON};
pub use entity::{Decision, Entity, EntityId};
pub use index::{Found, Registry, Untimely};
pub use kept::{Kept, Replaced};
pub use known::{Known, KnownAddition};
pub use spotted::Spotted;
