//! From sources to sorted descriptions: the way of a fact, run on both cores where there is much of it.
//!
//! 1. Schema and entities are read; every source is opened with the format that reads it ([`SourceFormat`]).
//! 2. What others refer to (documents, entities, facts with an `id`) is gathered, so that no order of files or lines
//!    makes a difference. Of a JSON Lines file only the lines that may declare something are parsed in this pass.
//! 3. A worker, or two where a source is read in batches, takes batches of a [`Source`] and reads them into its [`Sink`],
//!    which makes descriptions; these are sorted, and merged when they are read back.
//!
//! In the order of the input ([`stream()`]) the last step is another: descriptions are spelled and written as they come.
//!
//! Memory: YAML and JSON files whole; of JSON Lines one batch (4 MiB) for each worker and the declaring lines; sorted
//! descriptions up to the budget, and on disk beyond it.
//!
//! | file | subject |
//! |---|---|
//! | `options.rs`, `outcome.rs` | what a run is asked for, and what it gives |
//! | `load.rs` | the ontology, compiled |
//! | `recipes.rs` | recipes by name, and which of them reads a table |
//! | `opened.rs` | what all stages know of a source of any format |
//! | `source.rs` | the seam between the run and the formats |
//! | `read/` | the formats that the program reads, one file each |
//! | `open.rs` | the sources of a run, each opened with its format |
//! | `declared.rs` | what sources declare, before any record is read |
//! | `identity.rs` | entities written in place, compared |
//! | `decisions.rs` | decisions on facts of different documents |
//! | `listed.rs` | entities that files list, and the registry of them |
//! | `documents.rs` | the documents of files |
//! | `cited.rs` | files that are cited as one document |
//! | `watched.rs` | which entities in data of Wikidata are worth a look |
//! | `mentions.rs` | entities of Wikidata that only facts name |
//! | `ends.rs` | how readings ended, and which are taken back |
//! | `sentences.rs` | on which sentences facts rest, and how much of them is carried |
//! | `found.rs` | all that is found in addition to descriptions |
//! | `stream.rs` | output in the order of the input |
//! | `shared.rs` | what all workers share |
//! | `sink.rs` | the one way from a record to its descriptions |
//! | `blocks.rs` | trees of the form of a facts file to records and claims |
//! | `queue.rs` | the tasks, in the order of the input |
//! | `worker.rs` | a worker, task by task |
//! | `describe.rs` | entities, documents and concepts that facts refer to |
//! | `run.rs` | the stages of a run |

mod blocks;
mod by_name;
mod cited;
mod decisions;
mod declared;
mod describe;
mod documents;
mod ends;
mod found;
mod identity;
mod listed;
mod load;
mod mentions;
mod open;
mod opened;
mod options;
mod outcome;
mod queue;
mod read;
mod recipes;
mod run;
mod sentences;
mod shared;
mod sink;
mod source;
mod stream;
mod watched;
mod worker;

pub use decisions::report_refused;
pub use ends::Counts;
pub use found::{Citation, CitedWords};
pub use load::{Loaded, load_schema};
pub use options::{ENTITIES_BUDGET, Options};
pub use outcome::Outcome;
pub use run::{run, stream};
pub use sentences::{CarriedThere, SentenceState, Sentences};
pub use shared::Context;
pub use sink::Sink;
pub use source::{Declared, OpenResult, Opening, Source, SourceFormat, SourceReader};
pub use stream::Stream;
