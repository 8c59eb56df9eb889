//! The schema: ontology, shapes and concept schemes compiled into tables.
//!
//! | file | subject |
//! |---|---|
//! | `ontology.rs` | the triples of the ontology files |
//! | `fault.rs` | what is wrong in them, and where |
//! | `path.rs` | property paths |
//! | `shape/` | the syntax tree of shapes, which all that reads shapes is made from |
//! | `shapes.rs` | what is wrong in the user's own shapes, for all readers of shapes |
//! | `compile/` | triples and shapes to tables; what is wrong in a shape |
//! | `kind.rs` | kinds, keys, value types, concepts |
//! | `template.rs`, `label.rs` | how a record's IRI and label are made |
//! | `standard.rs` | the terms of RDF Schema, OWL, SKOS and SHACL |
//! | `space.rs` | namespaces and predicates by number |

mod affair;
mod compile;
mod fault;
mod kind;
mod label;
mod ontology;
mod path;
pub mod shape;
mod shapes;
mod space;
mod standard;
mod template;

use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use crate::frozen;
pub use affair::{Affair, KeyPath, Recurs};
pub use compile::{FIXED_PREDICATES, LABEL, compile};
pub use fault::{Fault, OntologyPlaces, Spot};
pub use kind::{
    ClassId, Concept, ConceptId, Datatype, Edge, InSentence, Key, Kind, KindId, Layout, Naming, Pattern, Role,
    ValueType,
};
pub use label::LabelTemplate;
pub use ontology::{Ontology, OntologyError, OntologyFile, node_key};
pub use path::Path;
pub use shapes::{faults, undeclared};
pub use space::{Iri, IriBuf, Namespace, NsId, PredId, Space};
pub use template::Template;

/// The base of the IRIs of things, unless an option says otherwise.
pub const DEFAULT_BASE: &str = "https://w3id.org/chancery/id/";

/// Kinds, classes, concepts and the space of names.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Schema {
    /// The namespace in which the IRIs of things begin.
    pub base: String,
    /// Namespaces and predicates, to which everything that is written refers by number.
    pub space: Space,
    kinds: Vec<Kind>,
    #[serde(serialize_with = "frozen::map")]
    by_key: HashMap<String, KindId, RandomState>,
    classes: Vec<Class>,
    #[serde(serialize_with = "frozen::map")]
    by_class: HashMap<String, ClassId, RandomState>,
    concepts: Vec<Concept>,
    #[serde(serialize_with = "frozen::map")]
    by_concept: HashMap<String, ConceptId, RandomState>,
    /// Normalised codes, labels, other labels and notations.
    #[serde(serialize_with = "frozen::map")]
    written: HashMap<String, Vec<ConceptId>, RandomState>,
    /// Folders that belong to the machine, not to a kind.
    pub folders: Folders,
    /// Properties that earlier exports have instead of ours.
    former: Vec<Former>,
    /// The keys of a claim, of a sentence, of a time written as a mapping, and of a document.
    claim: Option<KindId>,
    sentence: Option<KindId>,
    time: Option<KindId>,
    document: Option<KindId>,
}

/// A class and all classes above it, itself included.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Class {
    /// Its whole IRI.
    pub iri: String,
    /// Its English `rdfs:label`, else the last part of its IRI.
    pub label: String,
    /// Sorted by place.
    ancestors: Vec<ClassId>,
}

/// A property that earlier exports have instead of one of ours (`chy:formerly`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Former {
    /// The whole IRI that it had.
    pub old: String,
    /// The whole IRI that it has now.
    pub new: String,
    /// Of whose instances alone it is understood: the domain of the property.
    pub class: ClassId,
}

/// The namespaces of what is not made by a kind: the base and the name of the field.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Folders {
    /// Time spans, named by their content.
    pub time: NsId,
    /// Quantities, named by comparator, number and unit.
    pub quantity: NsId,
    /// Extracts, named by the `id` of their document.
    pub extract: NsId,
    /// Sentences, named `DOCUMENT--s4`.
    pub sentence: NsId,
    /// Rows, named `DOCUMENT--r4`.
    pub row: NsId,
    /// Positions of sentences in the extract, named as their sentence.
    pub selector: NsId,
    /// Claims, named by their place and a digest of what is claimed.
    pub claim: NsId,
    /// Statements of Wikidata as evidence, named `DOCUMENT--Q31-…` by their ids.
    pub statement: NsId,
    /// Datasets: how an export describes itself.
    pub dataset: NsId,
    /// What the sources state together of one thing, named by its affair and a digest of its content.
    pub finding: NsId,
    /// What facts are about, named by the values of the keys that identify it.
    pub affair: NsId,
    /// Pairs of facts that cannot both be right, named by their affair and a digest of the two.
    pub disagreement: NsId,
    /// What persons decided of two facts, named by the affair and a digest of the two.
    pub decision: NsId,
    /// What documents cover.
    pub scope: NsId,
}

impl Default for Folders {
    fn default() -> Self {
        let none = NsId::NONE;
        Self {
            time: none,
            quantity: none,
            extract: none,
            sentence: none,
            row: none,
            selector: none,
            claim: none,
            statement: none,
            dataset: none,
            finding: none,
            affair: none,
            disagreement: none,
            decision: none,
            scope: none,
        }
    }
}

impl Schema {
    /// All kinds, in the order of the shapes files.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = &Kind> {
        self.kinds.iter()
    }

    /// The kind at this place.
    ///
    /// # Panics
    /// When the place is not from this schema.
    #[must_use]
    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[id.0 as usize]
    }

    /// The kind of this name.
    #[must_use]
    pub fn kind_by_key(&self, key: &str) -> Option<KindId> {
        self.by_key.get(key).copied()
    }

    /// The properties that earlier exports have instead of ours.
    #[must_use]
    pub fn former(&self) -> &[Former] {
        &self.former
    }

    /// The keys that a block may have in addition to its facts: those of a claim.
    #[must_use]
    pub fn claim_kind(&self) -> Option<&Kind> {
        self.claim.map(|id| self.kind(id))
    }

    /// The keys that a block may have about the sentences that it cites.
    #[must_use]
    pub fn sentence_kind(&self) -> Option<&Kind> {
        self.sentence.map(|id| self.kind(id))
    }

    /// The first and the last year that a time may have: the bounds that the shape of a time has for its days. Where it
    /// has none, every year is allowed.
    #[must_use]
    pub fn years(&self) -> (i32, i32) {
        let keys = || self.time_kind().into_iter().flat_map(|kind| &kind.keys);
        let year =
            |limit: &String| chancery_values::time::Date::parse_iso(limit).ok().map(chancery_values::time::Date::year);
        let first = keys().filter_map(|key| key.least.as_ref().and_then(year)).min();
        let last = keys().filter_map(|key| key.greatest.as_ref().and_then(year)).max();
        (first.unwrap_or(i32::MIN), last.unwrap_or(i32::MAX))
    }

    /// The keys of a time written as a mapping.
    #[must_use]
    pub fn time_kind(&self) -> Option<&Kind> {
        self.time.map(|id| self.kind(id))
    }

    /// The kind of what facts are drawn from.
    #[must_use]
    pub fn document_kind(&self) -> Option<KindId> {
        self.document
    }

    /// The key of a kind that says when its facts held.
    #[must_use]
    pub fn time_key<'k>(&self, kind: &'k Kind) -> Option<&'k Key> {
        kind.keys.iter().find(|key| self.space.predicate_iri(key.predicate) == crate::vocab::chy::DURING)
    }

    /// The class at this place.
    ///
    /// # Panics
    /// When the place is not from this schema.
    #[must_use]
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.0 as usize]
    }

    /// The class of this IRI, if the ontology has it.
    #[must_use]
    pub fn class_id(&self, iri: &str) -> Option<ClassId> {
        self.by_class.get(iri).copied()
    }

    /// The class with this English label.
    #[must_use]
    pub fn class_labelled(&self, label: &str) -> Option<ClassId> {
        let at = self.classes.iter().position(|class| class.label == label)?;
        u16::try_from(at).ok().map(ClassId)
    }

    /// Whether every member of `class` is one of `ancestor`.
    #[must_use]
    pub fn is_a(&self, class: ClassId, ancestor: ClassId) -> bool {
        self.classes[class.0 as usize].ancestors.binary_search(&ancestor).is_ok()
    }

    /// All concepts: those of schemes in the order of the files, then members of closed lists that are in none.
    pub fn concepts(&self) -> impl ExactSizeIterator<Item = &Concept> {
        self.concepts.iter()
    }

    /// The concept at this place.
    ///
    /// # Panics
    /// When the place is not from this schema.
    #[must_use]
    pub fn concept(&self, id: ConceptId) -> &Concept {
        &self.concepts[id.0 as usize]
    }

    /// The branch of entities of a class: the class directly below `chy:Entity`. None for `chy:Entity` itself, for
    /// its superclasses, and for classes that are not entities. Ids are unique within a branch.
    #[must_use]
    pub fn branch(&self, class: ClassId) -> Option<ClassId> {
        let entity = self.class_id(crate::vocab::chy::ENTITY)?;
        let of_entities = |id: &ClassId| *id != entity && self.is_a(*id, entity);
        let ancestors = &self.classes[class.0 as usize].ancestors;
        let top = |id: &ClassId| !self.classes[id.0 as usize].ancestors.iter().any(|a| a != id && of_entities(a));
        ancestors.iter().copied().find(|id| of_entities(id) && top(id))
    }

    /// The concept of this IRI.
    #[must_use]
    pub fn concept_id(&self, iri: &str) -> Option<ConceptId> {
        self.by_concept.get(iri).copied()
    }

    /// The concepts that are written so: by code, label, other label or notation.
    #[must_use]
    pub fn concepts_written(&self, text: &str) -> &[ConceptId] {
        self.written.get(&term_form(text)).map_or(&[], Vec::as_slice)
    }
}

/// The form in which terms of closed lists are compared. A sign of a currency counts, and so does the text before it.
fn term_form(text: &str) -> String {
    if text.chars().any(chancery_values::amount::is_currency_sign) {
        return text.split_whitespace().collect();
    }
    chancery_values::name::normalise_term(text)
}
