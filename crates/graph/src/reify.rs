//! Claims as reifiers (RDF 1.2 Concepts, section 1.5): each claim names the triples that it mentions, as triple terms.
//!
//! The triples are the content of the fact: its type and the values of its keys, which together make it this fact and no
//! other. Its label, its standing and what it conflicts with are not content. A claim that denies reifies as one that
//! supports does: a triple term asserts nothing, and the claim's polarity says which of the two it is.
//!
//! Facts and claims are brought together by sorting, as everything else is: what a fact holds and who mentions it are
//! described under one head. The same budget bounds the memory.

use std::collections::HashSet;
use std::io;

use super::description::{Batch, Describe, Object};
use super::sorted::Sorted;
use chancery_model::facts::GraphId;
use chancery_model::schema::{Iri, PredId, Schema};
use chancery_model::vocab::{chy, std_terms as t};

/// The size in bytes at which a batch is handed over.
const HAND_OVER: usize = 24 << 20;

/// The properties of a fact that are not content: what is computed of it, and what it has to do with other facts.
const NO_CONTENT: [&str; 13] = [
    chy::STANDING,
    chy::CONFLICTS_WITH,
    chy::CERTAIN_ON,
    chy::POSSIBLE_ON,
    t::DCTERMS_SOURCE,
    chy::AFFAIR,
    chy::OF_KIND,
    chy::ABSORBED_BY,
    chy::IMPLIED_BY,
    chy::BOUNDED_BY,
    chy::MAYBE_SAME_AS,
    chy::DISAGREES_IN,
    chy::DECIDED_IN,
];

/// Adds to each claim `rdf:reifies` with the triples of its fact.
///
/// # Errors
/// When runs on disk cannot be read or written.
pub fn reified(schema: &Schema, sorted: &mut Sorted) -> io::Result<()> {
    let predicate = |iri: &str| schema.space.predicate(iri);
    let (Some(reifies), Some(rdf_type), Some(label), Some(supports)) =
        (predicate(t::RDF_REIFIES), predicate(t::RDF_TYPE), predicate(t::RDFS_LABEL), predicate(chy::SUPPORTS))
    else {
        return Ok(());
    };
    let speaks_of = [Some(supports), predicate(chy::DENIES)];
    let apart: HashSet<PredId> = NO_CONTENT.iter().filter_map(|iri| predicate(iri)).collect();
    let of_kind = predicate(chy::OF_KIND);
    // Of most facts the label is made up; where a key gives it, it is a name and content.
    let named: HashSet<Iri<'_>> = schema
        .kinds()
        .filter(|kind| kind.keys.iter().any(|key| key.predicate == label))
        .map(|kind| {
            let (ns, local) = schema.space.split(&kind.class_iri);
            Iri { ns, local }
        })
        .collect();
    let mut by_fact = sorted.like();
    let mut batch = Batch::default();
    let mut describe = Describe::default();
    sorted.each_unsettled(schema, |description, standing| {
        let subject = description.subject();
        if subject.ns == schema.folders.finding {
            // No claim is about a finding.
        } else if standing.is_some() {
            // What a finding rests on has another type: its class is that of its kind.
            let Some(class) = description.thing(of_kind).or_else(|| description.thing(Some(rdf_type))) else {
                return Ok(());
            };
            let content = |(_, (predicate, _)): &(&[u8], (PredId, Object<'_>))| {
                *predicate != rdf_type && !apart.contains(predicate) && (*predicate != label || named.contains(&class))
            };
            describe.begin(description.graph(), subject).iri(rdf_type, class);
            for (statement, _) in description.raw().zip(description.statements()).filter(content) {
                describe.raw(statement);
            }
            describe.end(&mut batch);
        } else if subject.ns == schema.folders.claim {
            for (predicate, object) in description.statements() {
                if let Object::Iri(fact) = object
                    && speaks_of.contains(&Some(predicate))
                {
                    // No fact supports anything, so the predicate distinguishes these from the fact's own statements.
                    let claim = format!("{}\n{}", description.graph().0, subject.local);
                    describe.begin(GraphId::DEFAULT, fact).text(supports, &claim);
                    describe.end(&mut batch);
                }
            }
        }
        if batch.size() >= HAND_OVER {
            batch.sort();
            by_fact.add(std::mem::take(&mut batch))?;
        }
        Ok(())
    })?;
    batch.sort();
    by_fact.add(batch)?;
    mention(schema, &by_fact, sorted, (supports, reifies))
}

/// Adds to each claim the triples of its fact. `supports` leads from a fact to those who mention it.
fn mention(
    schema: &Schema,
    by_fact: &Sorted,
    sorted: &mut Sorted,
    (supports, reifies): (PredId, PredId),
) -> io::Result<()> {
    let mut describe = Describe::default();
    let mut batch = Batch::default();
    by_fact.each(schema, |description| {
        let claims = description.statements().filter_map(|(predicate, object)| match object {
            Object::Text(text) if predicate == supports => text.split_once('\n'),
            _ => None,
        });
        for (graph, local) in claims {
            let graph = GraphId(graph.parse().unwrap_or_default());
            describe.begin(graph, Iri { ns: schema.folders.claim, local });
            for (statement, (predicate, _)) in description.raw().zip(description.statements()) {
                if predicate != supports {
                    describe.triple(reifies, description.subject(), statement);
                }
            }
            describe.end(&mut batch);
        }
        if batch.size() >= HAND_OVER {
            batch.sort();
            sorted.add(std::mem::take(&mut batch))?;
        }
        Ok(())
    })?;
    batch.sort();
    sorted.add(batch)
}
