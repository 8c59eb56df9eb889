//! Chancery: facts on how states deal with one another, mapped to an ontology and written as RDF.
//!
//! A source (a facts file in YAML, JSON or JSON Lines, a table, data of Wikidata) is read into trees of text whose
//! every value knows its place (`source`). The ontology and its shapes are compiled into a schema that says which kinds
//! of fact there are and what their keys must hold (`schema`). Names are looked up in the registry, exactly and by date
//! (`registry`). A record becomes a typed fact or diagnostics (`facts`); the rows of a table become records by a recipe
//! (`recipe`), the statements of Wikidata facts by a table of properties (`wikidata`); the sentences that facts cite
//! are those of an article (`article`). A fact becomes descriptions, which are sorted and merged, and from all its
//! claims comes its standing (`graph`); facts take the shape of Wikidata's statements in `shape`. The descriptions are
//! written in any format (`export`). `pipeline` runs all this on both cores; `web` asks other machines; `query` reads
//! SPARQL and the named questions, `store` answers them; `check` says what facts must not say together; `reference`
//! tells editors and people what there is to write; `view` describes one thing and `diff` of two graphs; `validate`
//! compares RDF with the shapes, and `audit` facts against Wikidata; `reconcile` answers who asks for the entity behind
//! a name, and `link` asks others; `layout` gives a facts file its form; `command` is the only code that prints. What
//! must not reach a terminal is spelled by `tame`.
//!
//! A module imports only what is above it in this list.

#![forbid(unsafe_code)]
#![warn(missing_docs, clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::panic, clippy::todo)]

pub mod tame;

pub mod origin;

pub mod diagnostic;

pub mod vocab;

pub mod digest;

pub mod name;

pub mod time;

pub mod amount;

pub mod source;

pub mod schema;

pub mod literal;

pub mod layout;

pub mod registry;

pub mod facts;

pub mod recipe;

pub mod wikidata;

pub mod article;

pub mod graph;

pub mod shape;

pub mod export;

pub mod builtin;

pub mod pipeline;

pub mod web;

pub mod query;

pub mod store;

pub mod check;

pub mod reference;

pub mod view;

pub mod diff;

pub mod validate;

pub mod audit;

pub mod reconcile;

pub mod link;

pub mod command;
