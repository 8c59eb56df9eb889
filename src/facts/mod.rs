//! Records to facts: kinds checked, names resolved, dates and amounts read.
//!
//! | file | subject |
//! |---|---|
//! | `file.rs` | the parts of a facts file; records that others refer to |
//! | `document.rs` | what the facts are drawn from; the sentence table |
//! | `known.rs` | whether an entity in place is one of the registry |
//! | `manner.rs` | in what manner a claim says it |
//! | `mapper.rs` | one record: its keys and values |
//! | `compose.rs` | its IRI and label |
//! | `item.rs` | one value |
//! | `values.rs` | the values of a key, with their share in these |
//! | `record.rs` | what a record becomes |

mod compose;
mod document;
mod file;
mod item;
mod known;
mod manner;
mod mapper;
mod record;
mod values;
pub(crate) mod words;

pub use document::{Document, GraphId, Sentence, SentenceTable};
pub use file::{Block, EntityRecord, Local, LocalRecord, Parts, Place, parts};
pub use item::{Item, Made};
pub use manner::{Manner, Manners};
pub use mapper::{Mapper, Values, is_product};
pub use record::{Identifier, Record};
pub use values::{KeyValues, ValueSet};
