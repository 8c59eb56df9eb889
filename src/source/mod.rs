//! Bytes to trees of text with positions. Nothing here knows the ontology.
//!
//! | file | subject |
//! |---|---|
//! | `detect.rs` | what a source is, by its name and content; folders |
//! | `node.rs` | the tree that every reader gives |
//! | `yaml.rs` | YAML |
//! | `json.rs` | JSON, and JSON Lines in batches |
//! | `rdf.rs` | RDF, triple by triple, for stores |

pub mod detect;
pub mod json;
mod node;
pub mod rdf;
pub mod yaml;

pub use node::{Entry, Key, MAX_DEPTH, Node, Value};
