//! Bytes to trees of text with positions. Nothing here knows the ontology.
//!
//! | file | subject |
//! |---|---|
//! | `format.rs` | what kind of file a source is, by its name and its beginning |
//! | `input.rs` | a source and how it is opened |
//! | `folder.rs` | which sources paths and folders mean |
//! | `fault.rs` | what goes wrong with a source of any format |
//! | `file.rs` | how files are opened, and which were |
//! | `node.rs` | the tree that every reader gives |
//! | `yaml.rs` | YAML |
//! | `explain.rs` | syntax errors of YAML in a person's terms |
//! | `json/` | JSON, and JSON Lines in batches |
//! | `packed.rs` | what is compressed |
//! | `encoding.rs` | what is in another encoding |
//! | `resource.rs` | the texts of a folder: an ontology, questions, checks |
//! | `table/` | tables, in batches of rows |
//! | `bounded/` | bounds for the parsers of RDF |
//! | `rdf.rs` | RDF, triple by triple, for stores |
//! | `turtle.rs` | the places of the triples of a Turtle text |
//! | `wikidata.rs` | Wikidata's JSON, entity by entity |

pub mod bounded;
pub mod encoding;
mod explain;
pub mod fault;
pub mod file;
pub mod folder;
pub mod format;
pub mod input;
pub mod json;
mod node;
pub mod packed;
pub mod rdf;
pub mod resource;
pub mod table;
pub mod turtle;
pub mod wikidata;
pub mod yaml;

pub use node::{Entry, Key, MAX_DEPTH, Node, Value};
