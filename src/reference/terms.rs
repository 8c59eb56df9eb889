//! What the ontology says of the terms of closed lists, in addition to what the mapper needs.

use std::collections::{BTreeSet, HashMap};

use oxigraph::model::Term;

use chancery_model::schema::shape::{Constraint, Shapes};
use chancery_model::schema::{Concept, ConceptId, Key, Ontology, Schema, node_key};
use chancery_model::vocab::std_terms as t;
use chancery_values::name::normalise_term;

const SKOS_DEFINITION: &str = "http://www.w3.org/2004/02/skos/core#definition";

/// Properties, and the term that is meant where nothing is said by one (`sh:defaultValue`).
pub(super) type Defaults = HashMap<String, String>;

/// The default values that the shapes of an ontology have.
pub(super) fn defaults(ontology: &Ontology) -> Defaults {
    let shapes = Shapes::read(ontology);
    let mut defaults = Defaults::new();
    for (shape, said) in shapes.said() {
        if let (Constraint::DefaultValue(value), Some(property)) = (&said.what, shapes.get(shape).property())
            && let Some(value) = node_key(value)
        {
            defaults.entry(property.to_owned()).or_insert(value);
        }
    }
    defaults
}

/// The concepts of a schema with the words of the ontology about them.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub schema: &'a Schema,
    pub ontology: &'a Ontology,
    pub defaults: &'a Defaults,
}

impl<'a> Terms<'a> {
    /// What a term means, in English; empty where the ontology does not say.
    pub fn definition(self, concept: &Concept) -> &'a str {
        self.ontology.english(&concept.iri, SKOS_DEFINITION).unwrap_or_default()
    }

    /// The label and the definition of a scheme.
    pub fn scheme(self, iri: &str) -> (String, &'a str) {
        let label =
            self.ontology.english(iri, t::SKOS_PREF_LABEL).or_else(|| self.ontology.english(iri, t::RDFS_LABEL));
        let label = label.map_or_else(|| local(iri).replace('-', " "), ToOwned::to_owned);
        (label, self.ontology.english(iri, SKOS_DEFINITION).unwrap_or_default())
    }

    /// Other ways in which a term may be written, as the ontology has them: its code, label, other labels and
    /// notations, except for [`Concept::written`] and what differs from another only in what does not matter to a name.
    pub fn other_forms(self, concept: &Concept) -> Vec<String> {
        let mut seen = BTreeSet::from([normalise_term(concept.written())]);
        let mut forms = Vec::new();
        let said = [t::SKOS_ALT_LABEL, t::SKOS_NOTATION].into_iter().flat_map(|predicate| {
            self.ontology.objects(&concept.iri, predicate).filter_map(|term| match term {
                Term::Literal(literal) => Some(literal.value().to_owned()),
                _ => None,
            })
        });
        for form in [concept.label.clone(), concept.code.clone()].into_iter().chain(said) {
            if seen.insert(normalise_term(&form)) {
                forms.push(form);
            }
        }
        forms
    }

    /// All ways in which a term of a list may be written, normalised, except for those that mean several terms of the list.
    pub fn forms(self, list: &[ConceptId]) -> BTreeSet<String> {
        let mut forms = BTreeSet::new();
        for id in list {
            let concept = self.schema.concept(*id);
            let written = [concept.written().to_owned()];
            for form in written.into_iter().chain(self.other_forms(concept)) {
                let meant = self.schema.concepts_written(&form).iter().filter(|other| list.contains(other)).count();
                if meant == 1 {
                    forms.insert(normalise_term(&form));
                }
            }
        }
        forms
    }

    /// The scheme that all terms of a list are in, and whether the list is the whole of it.
    pub fn scheme_of(self, list: &[ConceptId]) -> Option<(&'a str, bool)> {
        let scheme = self.schema.concept(*list.first()?).scheme.as_deref()?;
        let same = |id: &ConceptId| self.schema.concept(*id).scheme.as_deref() == Some(scheme);
        let members = self.schema.concepts().filter(|concept| concept.scheme.as_deref() == Some(scheme)).count();
        list.iter().all(same).then_some((scheme, members == list.len()))
    }

    /// The term that is meant where a key of a closed list is left out.
    pub fn default(self, key: &Key) -> Option<&'a Concept> {
        let predicate = self.schema.space.predicate_iri(key.predicate);
        Some(self.schema.concept(self.schema.concept_id(self.defaults.get(predicate)?)?))
    }
}

/// The last part of an IRI.
pub(super) fn local(iri: &str) -> &str {
    iri.rsplit(['/', '#']).next().unwrap_or(iri)
}

/// A unit as a person writes it after a number: `USD` for the US dollar.
pub(super) fn unit(concept: &Concept) -> &str {
    concept.code.strip_prefix("CCY_").unwrap_or(&concept.code)
}
