//! The formats that the program reads, one file each. To add one, write a file and add its line to `FORMATS` in `open.rs`.
//!
//! | file | subject |
//! |---|---|
//! | `facts_file.rs` | files of facts in YAML and JSON, read as a whole |
//! | `json_lines.rs` | files of facts in JSON Lines, in batches of lines |
//! | `table.rs` | tables: rows and spells to facts, by a recipe |
//! | `wikidata.rs` | data of Wikidata: statements to facts |
//! | `rdf.rs` | RDF, which a store reads |
//! | `elsewhere.rs` | sources whose facts are read elsewhere |

mod elsewhere;
mod facts_file;
mod json_lines;
mod rdf;
mod table;
mod wikidata;

pub use elsewhere::Elsewhere;
pub use facts_file::{FACTS_FILES, FactsFile};
pub use json_lines::JSON_LINES;
pub use rdf::RDF;
pub use table::TABLES;
pub use wikidata::WIKIDATA;
