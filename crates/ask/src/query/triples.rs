//! The triples of an answer to bytes, sorted and each once.

use std::collections::BTreeMap;
use std::io::{self, Write};

use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Graph, NamedOrBlankNode, Term, Triple};

use super::answer::Triples;
use super::row_writer::Answered;
use chancery_model::schema::{NsId, Schema};

/// Triples are sorted, and blank nodes named by what is said of them, so that an answer is the same in every run.
pub(super) fn write(
    schema: &Schema,
    mut triples: Triples<'_>,
    format: RdfFormat,
    out: &mut dyn Write,
) -> io::Result<Answered> {
    let mut all: Vec<Triple> = Vec::new();
    for triple in triples.by_ref() {
        match triple {
            Ok(triple) => all.push(triple),
            Err(error) => return Ok(Answered::Failed(error)),
        }
    }
    let blank = |triple: &Triple| {
        matches!(triple.subject, NamedOrBlankNode::BlankNode(_)) || matches!(triple.object, Term::BlankNode(_))
    };
    if all.iter().any(blank) {
        let mut graph: Graph = all.iter().collect();
        graph.canonicalize(CanonicalizationAlgorithm::Unstable);
        all = graph.iter().map(oxigraph::model::TripleRef::into_owned).collect();
    }
    all.sort_by_cached_key(|t| {
        (t.subject.to_string(), t.predicate != rdf::TYPE, t.predicate.to_string(), t.object.to_string())
    });
    all.dedup();
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, iri) in used(schema, &all) {
        serializer = serializer.with_prefix(prefix, iri).map_err(io::Error::other)?;
    }
    let mut serializer = serializer.for_writer(Vec::new());
    for triple in &all {
        serializer.serialize_triple(triple)?;
    }
    let mut bytes = serializer.finish()?;
    if bytes.last().is_some_and(|last| *last != b'\n') {
        bytes.push(b'\n');
    }
    out.write_all(&bytes)?;
    Ok(Answered::Triples(all.len() as u64))
}

/// The prefixes of the IRIs in use.
fn used<'s>(schema: &'s Schema, triples: &[Triple]) -> BTreeMap<&'s str, &'s str> {
    let mut used: BTreeMap<&str, &str> = BTreeMap::new();
    let mut note = |iri: &str| {
        let (ns, _) = schema.space.split(iri);
        if ns != NsId::NONE
            && let Some(namespace) = schema.space.namespace(ns)
        {
            used.insert(&namespace.prefix, &namespace.iri);
        }
    };
    let mut open: Vec<&Triple> = triples.iter().collect();
    while let Some(triple) = open.pop() {
        if let NamedOrBlankNode::NamedNode(node) = &triple.subject {
            note(node.as_str());
        }
        note(triple.predicate.as_str());
        match &triple.object {
            Term::NamedNode(node) => note(node.as_str()),
            Term::Literal(literal) => note(literal.datatype().as_str()),
            Term::BlankNode(_) => {}
            Term::Triple(inner) => open.push(inner),
        }
    }
    used
}
