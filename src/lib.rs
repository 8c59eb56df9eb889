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

pub use chancery_ask::{check, diff, query, store, validate, view, web};
pub use chancery_graph::{self as graph, export};
pub use chancery_model::{
    diagnostic, facts, frozen, layout, literal, origin, recipe, registry, schema, source, tame, vocab,
};
#[cfg(feature = "cli")]
pub use chancery_serve::{link, reconcile};
pub use chancery_values::{amount, digest, name, time};
pub use chancery_wikidata::{self as wikidata, audit, shape};

pub mod article;

pub mod builtin;

pub mod pipeline;

pub mod reference;

mod reading;
pub use reading::{Asked, Facts, Problem, QuestionError, ReadError, Reading, Row};

#[cfg(feature = "cli")]
pub mod command;
