//! One shape: its constraints and what it leads to.

use std::collections::HashSet;
use std::sync::Arc;

use oxigraph::model::{Literal, Term};
use regex::Regex;

use chancery_model::schema::Path;

/// A shape's place among the others.
pub(super) type ShapeId = usize;

/// A node shape, or, with a path, a property shape.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// Its IRI, or the name of its blank node.
    pub node: String,
    /// Whether it leads back to itself, or to a shape that does.
    pub recursive: bool,
    pub path: Option<Path>,
    pub constraints: Vec<Constraint>,
    /// `sh:severity`, whole; a violation where none is given.
    pub severity: Option<String>,
    /// `sh:message` in English.
    pub message: Option<String>,
    /// `sh:description` in English: what the value says.
    pub help: Option<String>,
    /// `sh:deactivated`: it asks for nothing.
    pub deactivated: bool,
}

/// What a shape asks for (SHACL, section 4), and the two constraints of our own.
#[derive(Debug)]
pub(super) enum Constraint {
    Class(String),
    Datatype(String),
    NodeKind(String),
    Min(u64),
    Max(u64),
    /// The local name of the SHACL term, and the bound.
    Bound(&'static str, Literal),
    MinLength(u64),
    MaxLength(u64),
    Pattern(Regex),
    LanguageIn(Vec<String>),
    UniqueLang,
    /// The local name of the SHACL term, and the other property.
    Pair(&'static str, String),
    In(Arc<[Term]>, HashSet<Term>),
    HasValue(Term),
    /// `sh:closed`: the properties that a node may have.
    Closed(HashSet<String>),
    /// `sh:qualifiedValueShape`.
    Qualified(Qualified),
    Not(ShapeId),
    And(Vec<ShapeId>),
    Or(Vec<ShapeId>),
    Xone(Vec<ShapeId>),
    Node(ShapeId),
    Property(ShapeId),
    /// `chy:unique`: no two nodes share a value.
    Unique,
    /// `chy:unitIn`, with `chy:unit`: the units that an amount may have.
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

impl Shape {
    /// The shapes that this one leads to.
    pub(super) fn inner(&self) -> impl Iterator<Item = ShapeId> + '_ {
        self.constraints.iter().flat_map(|constraint| -> Vec<ShapeId> {
            match constraint {
                Constraint::Not(id) | Constraint::Node(id) | Constraint::Property(id) => vec![*id],
                Constraint::And(ids) | Constraint::Or(ids) | Constraint::Xone(ids) => ids.clone(),
                Constraint::Qualified(qualified) => {
                    std::iter::once(qualified.shape).chain(qualified.siblings.iter().copied()).collect()
                }
                _ => Vec::new(),
            }
        })
    }
}
