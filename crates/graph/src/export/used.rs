//! What of the schema the facts use, so that a header declares only prefixes that are used.

use std::collections::BTreeSet;

use super::terms::{is_prefix, scheme};
use crate::Seen;
use chancery_model::literal::Typed;
use chancery_model::schema::{Iri, NsId, PredId, Schema};
use chancery_model::vocab::{chy, concept, std_terms as t};

/// Namespaces and predicates in use, as [`Used::find`] saw them.
#[derive(Debug, Clone)]
pub struct Used {
    namespaces: Vec<bool>,
    predicates: Vec<bool>,
    /// Namespaces of predicates and classes, which become names of elements in XML.
    elements: Vec<bool>,
    datatypes: [bool; Typed::ALL.len()],
    /// Schemes of IRIs that are in no namespace; where one is a prefix too, JSON-LD must not have that prefix.
    schemes: BTreeSet<String>,
}

impl Used {
    fn new(schema: &Schema, all: bool) -> Self {
        Self {
            namespaces: vec![all; schema.space.namespaces().len()],
            predicates: vec![all; schema.space.predicates().len()],
            elements: vec![all; schema.space.namespaces().len()],
            datatypes: [all; Typed::ALL.len()],
            schemes: BTreeSet::new(),
        }
    }

    /// The whole schema, for facts that can be seen only once.
    #[must_use]
    pub fn everything(schema: &Schema) -> Self {
        Self::new(schema, true)
    }

    /// What the facts use, and the IRIs of the graphs.
    #[must_use]
    pub fn find(schema: &Schema, graphs: &[String], seen: &Seen) -> Self {
        let mut used = Self::new(schema, false);
        for graph in graphs {
            used.whole(schema, graph);
        }
        for (index, _) in (0..).zip(schema.space.namespaces()) {
            used.namespaces[usize::from(index)] |= seen.namespace(NsId(index));
            used.elements[usize::from(index)] |= seen.class_in(NsId(index));
        }
        for (index, predicate) in (0..).zip(schema.space.predicates()) {
            if !seen.predicate(PredId(index)) {
                continue;
            }
            used.predicates[usize::from(index)] = true;
            // Turtle has `a` for this one.
            if predicate != t::RDF_TYPE {
                used.whole(schema, predicate);
                used.element(schema.space.split(predicate).0);
            }
        }
        for datatype in Typed::ALL {
            if seen.datatype(datatype) {
                used.datatypes[datatype as usize] = true;
                used.whole(schema, datatype.iri());
            }
        }
        // A standing is written only when its claims are merged.
        if seen.standings() {
            used.whole(schema, concept::STANDING);
        }
        if let Some(hedged) = schema.space.predicate(chy::ONLY_HEDGED).filter(|_| seen.hedges()) {
            used.predicates[usize::from(hedged.0)] = true;
            used.datatypes[Typed::Boolean as usize] = true;
            for iri in [chy::ONLY_HEDGED, Typed::Boolean.iri()] {
                used.whole(schema, iri);
            }
            used.element(schema.space.split(chy::ONLY_HEDGED).0);
        }
        used.schemes.extend(seen.schemes().filter_map(|text| scheme(&format!("{text}:")).ok().map(ToOwned::to_owned)));
        used
    }

    fn iri(&mut self, iri: Iri<'_>) {
        match self.namespaces.get_mut(usize::from(iri.ns.0)) {
            Some(seen) => *seen = true,
            None => {
                if let Ok(scheme) = scheme(iri.local)
                    && !self.schemes.contains(scheme)
                {
                    self.schemes.insert(scheme.to_owned());
                }
            }
        }
    }

    fn element(&mut self, ns: NsId) {
        if let Some(seen) = self.elements.get_mut(usize::from(ns.0)) {
            *seen = true;
        }
    }

    /// Notes an IRI that is not split yet.
    fn whole(&mut self, schema: &Schema, iri: &str) {
        let (ns, local) = schema.space.split(iri);
        self.iri(Iri { ns, local });
    }

    /// Whether the namespace at this place of the table is in use.
    pub(super) fn namespace(&self, index: usize) -> bool {
        self.namespaces.get(index).copied().unwrap_or(false)
    }

    /// Whether a predicate or class in use is in the namespace at this place of the table.
    pub(super) fn names_elements(&self, index: usize) -> bool {
        self.elements.get(index).copied().unwrap_or(false)
    }

    /// Whether the predicate at this place of the table is in use.
    pub(super) fn predicate(&self, index: usize) -> bool {
        self.predicates.get(index).copied().unwrap_or(false)
    }

    /// Whether some IRI that is in no namespace begins with this scheme.
    pub(super) fn scheme(&self, scheme: &str) -> bool {
        self.schemes.contains(scheme)
    }
}

/// The prefix of the namespace at this place of the table, if it can be written and belongs to no earlier namespace.
pub(super) fn prefix_of(schema: &Schema, index: usize) -> Option<&str> {
    let prefix = schema.space.namespaces().nth(index)?.prefix.as_str();
    let first = schema.space.namespaces().position(|other| other.prefix == prefix);
    (first == Some(index) && is_prefix(prefix)).then_some(prefix)
}
