//! What a document covers, as a text that can be compared: its scopes have names by number, which stay when the content
//! changes.

use oxigraph::model::Term;

use crate::query::{Ask, AskError};
use crate::view::{View, ViewValue};
use chancery_model::schema::Schema;
use chancery_model::vocab::{chy, std_terms as t};

/// How deep a scope is described: its limits and their values are below it.
const DEPTH: usize = 4;

/// A graph, and how its things are shown.
#[derive(Clone, Copy)]
pub(super) struct Graph<'a> {
    pub(super) schema: &'a Schema,
    pub(super) store: &'a dyn Ask,
    pub(super) view: &'a View<'a>,
}

/// The scopes of a document, a text each.
pub(super) fn covered(graph: Graph<'_>, document: &str) -> Result<Vec<ViewValue>, AskError> {
    let said = graph.store.about(document)?;
    let scopes = said.iter().filter(|(predicate, _)| predicate == chy::COVERS);
    let texts: Result<Vec<String>, AskError> = scopes.map(|(_, scope)| text(graph, scope, DEPTH)).collect();
    Ok(texts?.into_iter().map(|text| ViewValue::Text { text, language: None }).collect())
}

/// What is said of a node that has a scope's kind of name, in the order of the names of the properties; else its label.
fn text(graph: Graph<'_>, term: &Term, depth: usize) -> Result<String, AskError> {
    let Term::NamedNode(node) = term else {
        return Ok(match term {
            Term::Literal(literal) => literal.value().to_owned(),
            other => other.to_string(),
        });
    };
    let (folder, _) = graph.schema.space.split(node.as_str());
    if folder != graph.schema.folders.scope || depth == 0 {
        return Ok(graph.view.named(node.as_str())?.label);
    }
    let mut parts = Vec::new();
    for (predicate, object) in graph.store.about(node.as_str())? {
        if predicate != t::RDF_TYPE && predicate != t::RDFS_LABEL {
            let value = text(graph, &object, depth - 1)?;
            let is_deeper =
                matches!(&object, Term::NamedNode(inner) if graph.schema.space.split(inner.as_str()).0 == folder);
            parts.push(if is_deeper { value } else { format!("{}: {value}", graph.view.named(&predicate)?.label) });
        }
    }
    Ok(parts.join(", "))
}
