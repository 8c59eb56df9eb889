//! A statement as a quad, for the store.

use oxrdf::{GraphName, Literal, NamedNode, Quad, Term};

use super::form::Object;
use chancery_model::schema::{Iri, PredId, Schema};

/// The quad of a statement, for engines that want RDF terms; nothing for what claims contribute, which is not a term, and
/// for triple terms.
#[must_use]
pub fn quad(
    schema: &Schema,
    graph: &GraphName,
    subject: Iri<'_>,
    predicate: PredId,
    object: Object<'_>,
) -> Option<Quad> {
    let node = |iri: Iri<'_>| NamedNode::new_unchecked(schema.space.join(iri.ns, iri.local));
    let object: Term = match object {
        Object::Iri(iri) => node(iri).into(),
        Object::Text(text) => Literal::new_simple_literal(text).into(),
        Object::Lang { tag, text } => Literal::new_language_tagged_literal_unchecked(text, tag).into(),
        Object::Typed(datatype, text) => {
            Literal::new_typed_literal(text, NamedNode::new_unchecked(datatype.iri())).into()
        }
        // The engines are built for RDF 1.1, which has no triple terms.
        Object::Triple(_) | Object::Claimed(_) => return None,
    };
    Some(Quad {
        subject: node(subject).into(),
        predicate: NamedNode::new_unchecked(schema.space.predicate_iri(predicate)),
        object,
        graph_name: graph.clone(),
    })
}
