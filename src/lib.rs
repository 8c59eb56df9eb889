//! Chancery: facts on how states deal with one another, mapped to an ontology, written as RDF and asked in SPARQL.
//!
//! ```
//! use chancery::export::Format;
//! use chancery::{Reading, Term};
//!
//! let notes = "facts:\n  - says:\n      - membership: {member: Belarus, organization: OSCE, status: full}\n";
//! let facts = Reading::new().text("notes.yaml", notes).read()?;
//! assert_eq!(facts.counts()?.made, 1);
//!
//! let mut turtle = Vec::new();
//! facts.export(Format::Turtle, &mut turtle)?;
//!
//! let asked = facts.store()?;
//! let rows = asked.rows("SELECT ?state ?name { ?state chy:memberOf ?organization ; rdfs:label ?name }")?;
//! assert_eq!(rows.len(), 1);
//! assert_eq!(rows[0].text("state"), Some("https://w3id.org/chancery/id/state/belarus"));
//! assert!(matches!(rows[0].get("name"), Some(Term::Literal(name)) if name.value() == "Belarus"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! 1. [`Reading`] collects what is to be read: paths, texts in memory, recipes for tables, an ontology and questions of your own.
//! 2. [`Reading::read`] gives [`Facts`], or a [`ReadError`] with each [`Problem`] at its place. [`Facts::export`] writes them.
//! 3. [`Facts::store`] gives [`Asked`]: named questions ([`Asked::question`]) and SPARQL ([`Asked::rows`], [`Asked::answer`],
//!    [`Asked::write`]). A [`Row`] has terms and typed values; a [`QuestionError`] says why there is no answer.
//!
//! These types are enough for most programs. They are built from the modules below.
//!
//! | module | subject |
//! |---|---|
//! | [`source`] | sources (YAML, JSON, JSON Lines, tables) as trees of text whose every value knows its place |
//! | [`origin`], [`diagnostic`] | places in sources; errors, warnings and notes, with their codes |
//! | [`schema`], [`vocab`] | the compiled ontology: kinds of fact, their keys, lists of concepts; its IRIs |
//! | [`registry`], [`name`] | entities and their names, looked up exactly and by date |
//! | [`time`], [`amount`], [`literal`] | dates and periods in EDTF, amounts, values as they are written |
//! | [`facts`], [`recipe`] | records as typed facts; rows of tables as records |
//! | [`article`] | the sentences of an article that facts cite |
//! | [`graph`], [`export`] | facts as descriptions, sorted and merged; the formats of RDF |
//! | [`wikidata`], [`shape`], [`audit`] | facts from data of Wikidata, in the form of its statements, compared with it |
//! | [`pipeline`] | all steps from sources to descriptions, on all cores |
//! | [`query`], [`store`] | SPARQL, named questions, the formats of answers; the store that evaluates them |
//! | [`check`], [`validate`] | contradictions between facts; RDF compared with the shapes |
//! | [`view`], [`diff`] | the description of one thing; the difference of two graphs |
//! | [`layout`], [`reference`](mod@reference) | the form of a facts file; what can be written in one, for people and for editors |
//! | [`builtin`], [`frozen`] | what is compiled into the program, and its bytes |
//! | [`digest`], [`tame`] | hashes; texts made safe for a terminal |
//! | `web` | requests over HTTP; needs the feature `federate` |
//! | `command`, `reconcile`, `link` | the command line, the reconciliation service, requests to other such services; need the feature `cli` |
//!
//! The features `cli` and `federate` are on by default; `cli` includes `federate`. Without `federate` no network code is built.
//!
//! Terms in answers are those of oxigraph: [`Term`], [`NamedNode`], [`BlankNode`], [`Literal`], [`Triple`], [`Variable`].

#![forbid(unsafe_code)]
#![warn(missing_docs, clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::panic, clippy::todo)]

#[cfg(feature = "federate")]
pub use chancery_ask::web;
pub use chancery_ask::{check, diff, query, store, validate, view};
pub use chancery_graph::{self as graph, export};
pub use chancery_model::{
    diagnostic, facts, frozen, layout, literal, origin, recipe, registry, schema, source, tame, vocab,
};
#[cfg(feature = "cli")]
pub use chancery_serve::{link, reconcile};
pub use chancery_values::{amount, digest, name, time};
pub use chancery_wikidata::{self as wikidata, audit, shape};

pub use oxigraph::model::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple, Variable};

// A module imports only what is above it in this list.

pub mod article;

pub mod builtin;

pub mod pipeline;

pub mod reference;

mod reading;
pub use reading::{Asked, Facts, Problem, QuestionError, ReadError, Reading, Row};

#[cfg(feature = "cli")]
pub mod command;
