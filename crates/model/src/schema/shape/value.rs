//! How the value of a term is read, and the numbers of shapes.
//!
//! A value that its term does not take says nothing; `schema/shapes.rs` reports it. Inner shapes are numbers, which are read in
//! turn, so nesting and shapes that lead back to themselves cost no stack.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use oxrdf::{Literal, Term};

use super::constraint::{NodeKind, ShapeId};
use crate::schema::ontology::{Ontology, node_key};
use crate::schema::path::Path;
use crate::vocab::std_terms as t;

/// The nodes that are shapes, numbered as they are found.
pub(super) struct Nodes<'o> {
    pub ontology: &'o Ontology,
    pub names: Vec<String>,
    pub numbers: HashMap<String, ShapeId, RandomState>,
    /// Lists by their heads: several shapes may have the same list.
    lists: HashMap<String, Arc<[Term]>, RandomState>,
}

impl<'o> Nodes<'o> {
    pub fn new(ontology: &'o Ontology) -> Self {
        Self { ontology, names: Vec::new(), numbers: HashMap::default(), lists: HashMap::default() }
    }

    /// The number of the shape at a node.
    pub fn number(&mut self, node: &str) -> ShapeId {
        if let Some(number) = self.numbers.get(node) {
            return *number;
        }
        let number = self.names.len();
        self.names.push(node.to_owned());
        self.numbers.insert(node.to_owned(), number);
        number
    }

    /// The members of a list, literals too, as far as it is well formed.
    fn list(&mut self, head: &str) -> Arc<[Term]> {
        if let Some(list) = self.lists.get(head) {
            return list.clone();
        }
        let list: Arc<[Term]> = self.ontology.terms(head).0.into();
        self.lists.insert(head.to_owned(), list.clone());
        list
    }
}

/// A value of a term.
pub(super) struct Value<'a, 'o> {
    pub nodes: &'a mut Nodes<'o>,
    pub object: &'a Term,
}

impl Value<'_, '_> {
    pub fn literal(&self) -> Option<Literal> {
        match self.object {
            Term::Literal(literal) => Some(literal.clone()),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<String> {
        match self.object {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<f64> {
        self.text()?.parse().ok()
    }

    /// A whole number; of another number its whole part, which is as near as a fault can come to what was meant.
    pub fn count(&self) -> Option<u64> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
        let whole = |number: f64| number as u64;
        self.text()?.parse().ok().or_else(|| self.number().map(whole))
    }

    /// Whether the literal is `true`: SHACL allows only this spelling.
    pub fn flag(&self) -> Option<bool> {
        self.text().map(|text| text == "true")
    }

    /// An IRI, or the name of a blank node.
    pub fn node(&self) -> Option<String> {
        node_key(self.object)
    }

    pub fn term(&self) -> Option<Term> {
        Some(self.object.clone())
    }

    pub fn node_kind(&self) -> Option<NodeKind> {
        let node = self.node()?;
        let name = node.strip_prefix(t::SH)?;
        NodeKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub fn list(&mut self) -> Option<Arc<[Term]>> {
        let head = self.node()?;
        Some(self.nodes.list(&head))
    }

    /// The members of a list as paths. A member that is not a well-formed path becomes an empty sequence.
    pub fn paths(&mut self) -> Option<Vec<Path>> {
        let members = self.list()?;
        let path = |member| Path::read(self.nodes.ontology, member).unwrap_or_else(|| Path::Sequence(Vec::new()));
        Some(members.iter().map(path).collect())
    }

    pub fn shape(&mut self) -> Option<ShapeId> {
        let node = self.node()?;
        Some(self.nodes.number(&node))
    }

    pub fn shapes(&mut self) -> Option<Vec<ShapeId>> {
        let members = self.list()?;
        Some(members.iter().filter_map(node_key).map(|node| self.nodes.number(&node)).collect())
    }
}
