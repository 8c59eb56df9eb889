//! The triples of the ontology, each once.

use std::collections::{HashMap, HashSet};

use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};

use super::content::LoadError;
use crate::query::ONTOLOGY_GRAPH;
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::schema::OntologyFile;
use chancery_model::vocab::setting;

/// The triples of the ontology, each once. Blank nodes are numbered in the order of the files, so that every run names
/// them alike.
pub(super) fn ontology_quads(files: &[OntologyFile]) -> Result<Vec<Quad>, LoadError> {
    let graph = GraphName::from(NamedNode::new_unchecked(ONTOLOGY_GRAPH));
    let mut numbers: u128 = 0;
    let mut quads: Vec<Quad> = Vec::new();
    let mut seen: HashSet<Triple> = HashSet::new();
    for file in files {
        let mut nodes: HashMap<BlankNode, BlankNode> = HashMap::new();
        let mut renamed = |node: BlankNode| {
            let number = nodes.entry(node).or_insert_with(|| {
                numbers += 1;
                BlankNode::new_from_unique_id(numbers)
            });
            number.clone()
        };
        for quad in file.parser().for_slice(file.text.as_bytes()) {
            let Quad { subject, predicate, object, .. } = quad.map_err(|error| {
                // The schema was compiled from the same text, so an error here was reported before.
                let message = format!("`{}` is not Turtle: {error}", file.name);
                LoadError::Resource(Box::new(Diagnostic::error(Code::TurtleSyntax, message)))
            })?;
            let subject = match subject {
                NamedOrBlankNode::BlankNode(node) => renamed(node).into(),
                named => named,
            };
            let object = match object {
                Term::BlankNode(node) => renamed(node).into(),
                other => other,
            };
            let predicate = match setting::formerly(predicate.as_str()).filter(|_| file.own) {
                Some(setting) => NamedNode::new_unchecked(setting),
                None => predicate,
            };
            let triple = Triple { subject, predicate, object };
            if seen.insert(triple.clone()) {
                quads.push(triple.in_graph(graph.clone()));
            }
        }
    }
    Ok(quads)
}
