//! Property paths of SHACL (SHACL, section 2.3.1).

use oxrdf::Term;

use super::ontology::{Ontology, node_key};
use crate::vocab::std_terms as t;

/// How deep a path may be nested: one that leads back to itself has no end.
const MAX_DEPTH: usize = 64;

/// How many parts a path may have: one whose parts share their parts has more than anybody wrote.
pub const MAX_PARTS: usize = 1_000;

/// How values are reached from a node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Path {
    /// The objects of the property with this whole IRI.
    Forward(String),
    /// What leads to the node by the path.
    Inverse(Box<Path>),
    /// One path after another.
    Sequence(Vec<Path>),
    /// What any of the paths reaches.
    Any(Vec<Path>),
    /// The path any number of times, none included.
    ZeroOrMore(Box<Path>),
    /// The path any number of times, once at least.
    OneOrMore(Box<Path>),
    /// The path once, or not at all.
    ZeroOrOne(Box<Path>),
}

impl Path {
    /// Reads a path; nothing if the node is not a well-formed path.
    #[must_use]
    pub fn read(o: &Ontology, node: &Term) -> Option<Self> {
        Self::nested(o, node, 0, &mut { MAX_PARTS })
    }

    /// Reads a path of so many parts at most as are `left`.
    fn nested(o: &Ontology, node: &Term, depth: usize, left: &mut usize) -> Option<Self> {
        *left = left.checked_sub(1)?;
        let key = match node {
            Term::NamedNode(property) => return Some(Self::Forward(property.as_str().to_owned())),
            Term::BlankNode(_) if depth < MAX_DEPTH => node_key(node)?,
            _ => return None,
        };
        // A node that is a list is a sequence, even if it is something else too.
        if o.objects(&key, t::RDF_FIRST).next().is_some() {
            return Self::members(o, &key, depth, left).map(Self::Sequence);
        }
        let one = |local: &str| o.objects(&key, &format!("{}{local}", t::SH)).next().cloned();
        if let Some(alternatives) = one("alternativePath") {
            return Self::members(o, &node_key(&alternatives)?, depth, left).map(Self::Any);
        }
        let kinds = ["inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"];
        let (kind, inner) = kinds.into_iter().find_map(|kind| Some((kind, one(kind)?)))?;
        let inner = Box::new(Self::nested(o, &inner, depth + 1, left)?);
        Some(match kind {
            "inversePath" => Self::Inverse(inner),
            "zeroOrMorePath" => Self::ZeroOrMore(inner),
            "oneOrMorePath" => Self::OneOrMore(inner),
            _ => Self::ZeroOrOne(inner),
        })
    }

    /// The paths of a list of two at least.
    fn members(o: &Ontology, head: &str, depth: usize, left: &mut usize) -> Option<Vec<Self>> {
        let (members, whole) = o.terms(head);
        if !whole || members.len() < 2 {
            return None;
        }
        members.iter().map(|member| Self::nested(o, member, depth + 1, left)).collect()
    }

    /// The same path gone backwards.
    #[must_use]
    pub fn inverted(&self) -> Self {
        let inner = |path: &Self| Box::new(path.inverted());
        match self {
            Self::Forward(_) => Self::Inverse(Box::new(self.clone())),
            Self::Inverse(path) => (**path).clone(),
            Self::Sequence(paths) => Self::Sequence(paths.iter().rev().map(Self::inverted).collect()),
            Self::Any(paths) => Self::Any(paths.iter().map(Self::inverted).collect()),
            Self::ZeroOrMore(path) => Self::ZeroOrMore(inner(path)),
            Self::OneOrMore(path) => Self::OneOrMore(inner(path)),
            Self::ZeroOrOne(path) => Self::ZeroOrOne(inner(path)),
        }
    }

    /// The whole IRIs of all its properties.
    #[must_use]
    pub fn properties(&self) -> Vec<&str> {
        match self {
            Self::Forward(property) => vec![property],
            Self::Inverse(inner) | Self::ZeroOrMore(inner) | Self::OneOrMore(inner) | Self::ZeroOrOne(inner) => {
                inner.properties()
            }
            Self::Sequence(paths) | Self::Any(paths) => paths.iter().flat_map(Self::properties).collect(),
        }
    }
}
