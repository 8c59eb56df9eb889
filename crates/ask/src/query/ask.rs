//! Asking facts: the one interface between questions and the place where facts are stored. Any type that implements
//! [`Ask`] serves the commands that show, compare and check facts. `crate::store` implements it with oxigraph's store,
//! and only that file knows the store.
//!
//! The interface uses terms of RDF and the algebra of SPARQL, which are those of the parser, and our own types.

use std::collections::HashSet;

use oxigraph::model::vocab::rdfs;
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, TermRef};

use super::answer::{Answer, AskError};
use super::budget::Budget;
use super::sparql::Query;
use chancery_model::vocab::chy;
use chancery_values::time::{Bounds, Compared, Date, Edtf};

/// The graph of the ontology.
pub const ONTOLOGY_GRAPH: &str = "https://w3id.org/chancery/ontology";

/// What quads have to be: those of a subject, with an object, of a predicate. What is not given may be anything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pattern<'a> {
    /// The subject.
    pub subject: Option<NamedOrBlankNodeRef<'a>>,
    /// The predicate.
    pub predicate: Option<NamedNodeRef<'a>>,
    /// The object.
    pub object: Option<TermRef<'a>>,
}

impl<'a> Pattern<'a> {
    fn of_predicate(predicate: &'a str) -> Self {
        Self { predicate: Some(NamedNodeRef::new_unchecked(predicate)), ..Self::default() }
    }
}

/// Quads that are read one by one.
pub type Quads<'a> = Box<dyn Iterator<Item = Result<Quad, AskError>> + 'a>;

/// Facts, with their claims and the ontology, that can be asked. Facts are in the default graph, claims in the graph of
/// their document, the ontology in [`ONTOLOGY_GRAPH`]; a triple may be in several.
pub trait Ask: Sync {
    /// Answers a query. If the query names no graph, it is about the merge of all graphs, which has each triple once.
    ///
    /// # Errors
    /// When the evaluation fails at its beginning; what fails later is an error among the rows or triples.
    fn evaluate(&self, query: Query, budget: &Budget) -> Result<Answer<'_>, AskError>;

    /// The quads of a pattern, in any graph and in any order.
    fn quads<'a>(&'a self, pattern: &Pattern<'_>) -> Quads<'a>;

    /// What is said of a thing, in any graph: predicates with objects, each pair once, in the order of their IRIs and
    /// values.
    ///
    /// # Errors
    /// When the facts cannot be read.
    fn about(&self, subject: &str) -> Result<Vec<(String, Term)>, AskError> {
        let subject = NamedNodeRef::new_unchecked(subject);
        let mut said = Vec::new();
        for quad in self.quads(&Pattern { subject: Some(subject.into()), ..Pattern::default() }) {
            let quad = quad?;
            said.push((quad.predicate.into_string(), quad.object));
        }
        said.sort_by_cached_key(|(predicate, object)| (predicate.clone(), object.to_string()));
        said.dedup();
        Ok(said)
    }

    /// Which things say something of an object, with the predicate, each pair once, in the order of their IRIs; blank
    /// nodes are left out. Without a predicate, with any.
    ///
    /// # Errors
    /// When the facts cannot be read.
    fn with(&self, predicate: Option<&str>, object: &Term) -> Result<Vec<(String, String)>, AskError> {
        let predicate = predicate.map(NamedNodeRef::new_unchecked);
        let mut found = Vec::new();
        for quad in self.quads(&Pattern { predicate, object: Some(object.as_ref()), ..Pattern::default() }) {
            let quad = quad?;
            if let NamedOrBlankNode::NamedNode(subject) = quad.subject {
                found.push((subject.into_string(), quad.predicate.into_string()));
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Everything of which something is said outside the ontology, by whole IRI.
    ///
    /// # Errors
    /// When the facts cannot be read.
    fn subjects(&self) -> Result<HashSet<String>, AskError> {
        let ontology = GraphName::from(NamedNode::new_unchecked(ONTOLOGY_GRAPH));
        let mut found = HashSet::new();
        for quad in self.quads(&Pattern::default()) {
            let quad = quad?;
            if let NamedOrBlankNode::NamedNode(subject) = quad.subject
                && quad.graph_name != ontology
            {
                found.insert(subject.into_string());
            }
        }
        Ok(found)
    }

    /// Every thing that has a value for a predicate, with the value, outside the ontology.
    ///
    /// # Errors
    /// When the facts cannot be read.
    fn pairs(&self, predicate: &str) -> Result<Vec<(String, Term)>, AskError> {
        let ontology = GraphName::from(NamedNode::new_unchecked(ONTOLOGY_GRAPH));
        let mut found = Vec::new();
        for quad in self.quads(&Pattern::of_predicate(predicate)) {
            let quad = quad?;
            if let NamedOrBlankNode::NamedNode(subject) = quad.subject
                && quad.graph_name != ontology
            {
                found.push((subject.into_string(), quad.object));
            }
        }
        found.sort_by_cached_key(|(subject, object)| (subject.clone(), object.to_string()));
        found.dedup();
        Ok(found)
    }

    /// A time, as it is compared with others: its bounds, and the days that it means where its text says or both ends are days. Of
    /// several values of a bound the one that proves least is taken.
    #[must_use]
    fn compared(&self, time: &Term) -> Compared<Term> {
        let mut bounds = Bounds::UNKNOWN;
        let mut text = None;
        let subject = match time {
            Term::NamedNode(node) => Some(NamedOrBlankNodeRef::from(node)),
            Term::BlankNode(node) => Some(node.into()),
            _ => None,
        };
        let quads = subject.map(|subject| self.quads(&Pattern { subject: Some(subject), ..Pattern::default() }));
        for quad in quads.into_iter().flatten().filter_map(Result::ok) {
            let Term::Literal(literal) = &quad.object else { continue };
            let (bound, least): (_, fn(Date, Date) -> Date) = match quad.predicate.as_str() {
                chy::BEGIN_EARLIEST => (&mut bounds.begin_earliest, Date::min),
                chy::BEGIN_LATEST => (&mut bounds.begin_latest, Date::max),
                chy::END_EARLIEST => (&mut bounds.end_earliest, Date::min),
                chy::END_LATEST => (&mut bounds.end_latest, Date::max),
                chy::EDTF => {
                    text = Edtf::parse(literal.value()).ok();
                    continue;
                }
                _ => continue,
            };
            if let Some(day) = day(literal.value()) {
                *bound = Some(bound.map_or(day, |other| least(other, day)));
            }
        }
        let days = bounds
            .begin_earliest
            .zip(bounds.end_latest)
            .filter(|(first, last)| bounds.begin_latest == Some(*first) && bounds.end_earliest == Some(*last));
        let whole = days.or_else(|| text.filter(|text| text.bounds() == bounds).and_then(|text| text.whole()));
        Compared { bounds, whole, name: time.clone() }
    }

    /// The English label of a thing.
    #[must_use]
    fn label(&self, thing: &NamedNode) -> Option<String> {
        let quads = self.quads(&Pattern { subject: Some(thing.into()), predicate: Some(rdfs::LABEL), object: None });
        quads.filter_map(Result::ok).find_map(|quad| match quad.object {
            Term::Literal(label) if label.language() == Some("en") => Some(label.value().to_owned()),
            _ => None,
        })
    }
}

/// The day of an `xsd:date`, whose zone says nothing of the day.
fn day(text: &str) -> Option<Date> {
    let zone = text.strip_suffix('Z').or_else(|| {
        let (day, zone) = text.split_at_checked(text.len().checked_sub("+00:00".len())?)?;
        (zone.starts_with(['+', '-']) && zone.as_bytes().get(3) == Some(&b':')).then_some(day)
    });
    Date::parse_iso(zone.unwrap_or(text)).ok()
}
