//! Records to facts: kinds checked, names resolved, dates and amounts read.
//!
//! | file | subject |
//! |---|---|
//! | `document.rs` | what the facts are drawn from; the sentence table |
//! | `place.rs` | where in its document a fact is said |
//! | `places.rs` | the places of facts and entities in the sources |
//! | `words.rs` | what is offered for a word that is not a kind or key |
//! | `file.rs` | the parts of a facts file |
//! | `local.rs` | records that others refer to |
//! | `item.rs` | one value |
//! | `values.rs` | the values of a key, with their share in the IRI, the label and the digest |
//! | `record.rs` | what a record becomes |
//! | `product.rs` | alternatives of values, and their combinations |
//! | `manner.rs` | in what manner a claim says it |
//! | `affair.rs` | what a fact is about, by the values that identify it |
//! | `compose.rs` | the IRI and the label of a record |
//! | `lookup.rs` | names looked up in the registry |
//! | `known.rs` | whether an entity in place is one of the registry |
//! | `identifying.rs` | what identifies facts about an entity |
//! | `identity.rs` | the `id` and the label of an entity in place |
//! | `keys.rs` | which keys a record may have and must have |
//! | `term.rs` | the terms of a closed list |
//! | `constraints.rs` | what a key demands of its values |
//! | `reference.rs` | references to facts by their `id` |
//! | `mapper.rs` | one record: its keys and values |
//! | `unfold.rs` | keys of a fact that make a fact of their own: its reason |
//! | `by_name.rs` | entities that a name alone makes |
//! | `in_place.rs` | what a key refers to: an entity, a fact, or a record in place |
//! | `entity.rs` | what is said of the entities of the registry |
//! | `scope.rs` | what a document covers |
//! | `gap.rs` | what it does not know within that |
//! | `covers.rs` | the coverage of a document and what it is made from, as its record says |
//! | `decision.rs` | whether two facts of different documents are one thing, as a person decided |
//! | `carried.rs` | how much of a sentence is in facts, as a block says |
//! | `provenance.rs` | the document, the places in it and the claims |

mod affair;
mod by_name;
mod carried;
mod compose;
mod constraints;
mod covers;
mod decision;
mod document;
mod entity;
mod file;
mod gap;
mod identifying;
mod identity;
mod in_place;
mod item;
mod keys;
mod known;
mod local;
mod lookup;
mod manner;
mod mapper;
mod place;
mod places;
mod product;
mod provenance;
mod record;
mod reference;
mod scope;
mod term;
mod unfold;
mod values;
pub mod words;

pub use carried::{Carried, HowMuch};
pub use covers::{COVERS, SCOPE_KEYS};
pub use decision::{DecidedFact, Decision, Verdict, consistent};
pub use document::{Document, GraphId, Sentence, SentenceTable};
pub use file::{Block, EntityRecord, Parts, parts};
pub use gap::{Gap, GapReason, Years};
pub use item::{Item, Made};
pub use local::{Local, LocalRecord};
pub use manner::{Manner, Manners};
pub use mapper::Mapper;
pub use place::Place;
pub use places::Places;
pub use product::{Values, is_product};
pub use record::{Identifier, Record};
pub(crate) use scope::iri_of;
pub use scope::{Limit, Limited, Scope};
pub use values::{KeyValues, ValueSet};
