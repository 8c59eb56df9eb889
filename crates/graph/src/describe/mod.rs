//! Facts, claims, entities, times, quantities and evidence as descriptions.
//!
//! Facts and what they are about are in the default graph: content, without who says it. Claims and evidence are in the
//! graph of their document.
//!
//! | file | subject |
//! |---|---|
//! | `describer.rs` | what all descriptions are made with: the batch, what was described already, the terms looked up once |
//! | `name.rs` | names of entities written in place, held back until all ways to write them are known |
//! | `record.rs` | facts and entities: the statements of a record |
//! | `value.rs` | times and quantities |
//! | `claim.rs` | claims: what one place of a document says of a fact |
//! | `decision.rs` | what a person decided |
//! | `scope.rs` | what documents cover |
//! | `evidence.rs` | documents and the places in them that claims cite |

mod claim;
mod decision;
mod describer;
mod evidence;
mod name;
mod record;
mod scope;
mod value;

pub use describer::{Describer, Names};
pub use evidence::Quoted;
