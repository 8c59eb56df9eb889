//! One shape, prepared for comparing: what it asks for and what it leads to.

use std::collections::HashSet;
use std::sync::Arc;

use oxigraph::model::Term;
use regex::Regex;

use chancery_model::schema::Path;
use chancery_model::schema::shape::{Constraint, ShapeId};

/// A node shape, or, with a path, a property shape.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// Its IRI, or the name of its blank node.
    pub node: String,
    /// Whether it leads back to itself, or to a shape that does.
    pub recursive: bool,
    pub path: Option<Path>,
    pub asks: Vec<Asks>,
    /// `sh:severity`, whole; a violation where none is given.
    pub severity: Option<String>,
    /// `sh:message` in English.
    pub message: Option<String>,
    /// `sh:description` in English: what the value says.
    pub help: Option<String>,
    /// `sh:deactivated`: it asks for nothing.
    pub deactivated: bool,
}

/// What a shape asks for (SHACL, section 4): a constraint as it is written, or several that belong together.
#[derive(Debug)]
pub(super) enum Asks {
    Plain(Constraint),
    /// `sh:pattern` with its `sh:flags`.
    Pattern(Regex),
    LanguageIn(Vec<String>),
    In(Arc<[Term]>, HashSet<Term>),
    /// `sh:closed`: the properties that a node may have.
    Closed(HashSet<String>),
    /// `sh:qualifiedValueShape`.
    Qualified(Qualified),
    /// `setting:unique`: no two nodes share a value.
    Unique,
    /// `setting:unitIn`, with `setting:unit`: the units that an amount may have.
    Units(Arc<[Term]>),
}

/// How many values must meet a shape.
#[derive(Debug, Default)]
pub(super) struct Qualified {
    pub shape: ShapeId,
    pub min: Option<u64>,
    pub max: Option<u64>,
    /// What meets one of these does not count (`sh:qualifiedValueShapesDisjoint`).
    pub siblings: Vec<ShapeId>,
}

impl Asks {
    /// The shapes that it leads to.
    pub(super) fn inner(&self) -> Vec<ShapeId> {
        match self {
            Self::Plain(Constraint::Not(id) | Constraint::Node(id) | Constraint::Property(id)) => vec![*id],
            Self::Plain(Constraint::And(ids) | Constraint::Or(ids) | Constraint::Xone(ids)) => ids.clone(),
            Self::Qualified(qualified) => {
                std::iter::once(qualified.shape).chain(qualified.siblings.iter().copied()).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Shape {
    /// The shapes that this one leads to.
    pub(super) fn inner(&self) -> impl Iterator<Item = ShapeId> + '_ {
        self.asks.iter().flat_map(Asks::inner)
    }
}
