//! What Chancery reads and what it knows of it: formats as trees whose every value knows its place, an ontology compiled to
//! kinds and keys, names found in a registry, records checked against their kinds. It knows no RDF store and no network.
//!
//! | module | subject |
//! |---|---|
//! | [`tame`] | characters that would move a cursor or turn a line round |
//! | [`frozen`] | what was made while the program was built, as bytes |
//! | [`origin`], [`diagnostic`] | a file and a range of bytes; what went wrong there, with its code |
//! | [`vocab`] | the terms of the machinery |
//! | [`source`] | bytes to trees of text |
//! | [`schema`] | ontology and shapes, compiled to kinds, keys, concepts and namespaces |
//! | [`literal`] | times, quantities and texts: values that need no name looked up |
//! | [`layout`] | a facts file in YAML to the one form of it |
//! | [`registry`] | names to entities, exactly and by date |
//! | [`facts`] | a record checked against its kind: a typed fact, or diagnostics |
//! | [`recipe`] | rows of a table to records |
//!
//! A module imports only what is above it in this list.

#![forbid(unsafe_code)]
#![warn(missing_docs, clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::panic, clippy::todo)]

pub mod tame;

pub mod frozen;

pub mod origin;

pub mod diagnostic;

pub mod vocab;

pub mod source;

pub mod schema;

pub mod literal;

pub mod layout;

pub mod registry;

pub mod facts;

pub mod recipe;
