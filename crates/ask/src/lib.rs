//! Asking facts: questions, checks, views and comparisons, over any type that implements [`query::Ask`]. RDF is
//! compared with shapes without a store.
//!
//! | module | subject |
//! |---|---|
//! | `web` | how other machines are asked over HTTP; with the feature `federate` |
//! | [`query`] | SPARQL and the named questions; the seam [`query::Ask`]; answers as text |
//! | [`store`] | facts in oxigraph's store, the one implementation that this crate brings |
//! | [`check`] | what facts must not say together: rows of a query as diagnostics |
//! | [`pairs`] | entities that may be one |
//! | [`view`] | one thing, as the facts describe it |
//! | [`exported`] | facts of a graph as descriptions and documents, as those of facts files are |
//! | [`diff`] | two graphs, compared by fact |
//! | [`validate`] | RDF compared with the shapes, as SHACL Core says |
//!
//! A module imports only what is above it in this list.

#![forbid(unsafe_code)]
#![warn(missing_docs, clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::panic, clippy::todo)]

#[cfg(feature = "federate")]
pub mod web;

pub mod query;

pub mod store;

pub mod check;

pub mod pairs;

pub mod view;

pub mod exported;

pub mod diff;

pub mod validate;
