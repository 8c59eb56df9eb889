//! What a store is filled with, and why it may not be.

use std::fmt;
use std::io;

use crate::query::AskError;
use chancery_graph::Sorted;
use chancery_model::diagnostic::Diagnostic;
use chancery_model::schema::{OntologyFile, Schema};
use chancery_model::source::rdf::RdfSource;
use chancery_values::name::counted;

/// Why facts could not be put into a store.
#[derive(Debug)]
pub enum LoadError {
    /// Sorted descriptions could not be read back.
    Read(io::Error),
    /// The store refused.
    Store(AskError),
    /// A file of the ontology or of the derivations is wrong.
    Resource(Box<Diagnostic>),
    /// Sources of RDF are wrong; one diagnostic for each.
    Sources(Vec<Diagnostic>),
}

impl From<AskError> for LoadError {
    fn from(error: AskError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => write!(f, "the temporary folder cannot be read: {error}"),
            Self::Store(error) => write!(f, "the store failed: {error}"),
            Self::Resource(diagnostic) => f.write_str(&diagnostic.message),
            Self::Sources(wrong) => write!(f, "{} of RDF cannot be read", counted(wrong.len(), "source")),
        }
    }
}

impl std::error::Error for LoadError {}

/// What a store is filled with.
#[derive(Clone, Copy)]
pub struct Content<'a> {
    /// The kinds of the descriptions.
    pub schema: &'a Schema,
    /// The ontology, for its own graph.
    pub ontology: &'a [OntologyFile],
    /// Facts, claims and what they lead to.
    pub sorted: &'a Sorted,
    /// The whole IRI of graph `n` at `n - 1`.
    pub graphs: &'a [String],
    /// Sources of RDF.
    pub rdf: &'a [RdfSource],
}
