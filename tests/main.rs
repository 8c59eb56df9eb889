//! The tests of the program as a whole: one program of tests, so that it is linked once, with a module for each subject.
//!
//! `cargo test --test main audit::` runs one subject. Tests of a single function stand beside it, in `src/`.

mod support;

mod alignments;
mod as_articles_write;
mod audit;
mod bad_input;
mod checks;
mod circles;
mod cite;
mod coverage;
mod diagnostics;
mod diff;
mod dossier;
mod evidence;
mod examples;
mod export_options;
mod extension;
mod federate;
mod fmt;
mod foreign;
mod fuzz_corpus;
mod help;
mod hostile;
mod identity;
mod layers;
mod link;
mod load;
mod matching;
mod mentioned;
mod names;
mod names_in_place;
mod new;
mod of_itself;
mod only_what_is_said;
mod order;
mod own_ontology;
mod properties;
mod query_command;
mod questions;
mod rdf_bounds;
mod rdf_sources;
mod readme;
mod recipes;
mod reconcile;
mod safe_files;
mod schema;
mod shacl;
mod show;
mod tables;
mod validate;
mod w3c;
mod wikidata;
mod words;
