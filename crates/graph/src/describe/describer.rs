//! What all descriptions are made with: the batch, what was described already, the terms looked up once.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::description::{Batch, Describe};
use crate::select::Provenance;
use chancery_model::facts::{Document, GraphId, Manners};
use chancery_model::registry::Registry;
use chancery_model::schema::{Iri, IriBuf, NsId, PredId, Schema};
use chancery_model::vocab::{chy, concept, std_terms as t};

/// How many times, quantities and pieces of evidence are remembered as described; beyond that they are described
/// again, and merging drops the copies. Keeps memory bounded.
const REMEMBERED: usize = 1 << 16;

/// Puts descriptions into a batch.
pub struct Describer<'a> {
    pub(super) schema: &'a Schema,
    pub(super) registry: &'a Registry,
    /// Claims and evidence go into the graph of their document; otherwise everything is in the default graph.
    graphs: bool,
    pub(super) provenance: Provenance,
    pub(super) p: Predicates,
    pub(super) classes: Classes,
    /// What was described since it was last taken; not sorted.
    pub batch: Batch,
    pub(super) describe: Describe,
    /// The class of each kind.
    pub(super) of_kind: Vec<IriBuf>,
    /// The keys of a claim that say its manner.
    pub(super) manners: Manners,
    /// Times, quantities and evidence already described, by the namespace and the local part of their IRIs.
    seen: HashMap<NsId, HashSet<String, RandomState>, RandomState>,
    /// The row described last.
    pub(super) last_row: String,
    /// What is needed where descriptions are not merged.
    pub(super) alone: Option<Alone>,
    /// Whether each entity of the registry, by its place, is referred to.
    pub used_entities: Vec<bool>,
    /// Whether each concept of the schema, by its place, is referred to.
    pub used_concepts: Vec<bool>,
    /// Heads of facts that are said to conflict, in pairs.
    pub conflicts: Vec<(Vec<u8>, Vec<u8>)>,
}

/// What is needed where descriptions are not merged.
pub(super) struct Alone {
    /// What the label of a fact begins with, for each that a claim may contribute.
    pub(super) marks: Vec<String>,
    /// The names of entities written in place, which are stated when all ways to write them are known.
    pub(super) names: Names,
}

/// The labels of entities: for each entity, language and label without case and spacing the way in which it is written.
pub type Names = BTreeMap<(IriBuf, String, String), String>;

/// Predicates the program itself writes in many descriptions, looked up once.
pub(super) struct Predicates {
    pub(super) rdf_type: PredId,
    pub(super) label: PredId,
    pub(super) alternative: PredId,
    pub(super) standing: PredId,
    pub(super) affair: PredId,
    pub(super) supports: PredId,
    pub(super) denies: PredId,
    pub(super) modality: PredId,
    pub(super) voice: PredId,
    pub(super) polarity: PredId,
    pub(super) evidence: PredId,
    pub(super) as_of: PredId,
    pub(super) conflicts: PredId,
}

/// Classes the program writes without a shape, as names in a namespace.
pub(super) struct Classes {
    pub(super) claim: IriBuf,
    pub(super) time: IriBuf,
    pub(super) quantity: IriBuf,
    pub(super) sentence: IriBuf,
    pub(super) row: IriBuf,
    pub(super) statement: IriBuf,
    pub(super) extract: IriBuf,
    pub(super) selector: IriBuf,
    pub(super) concept: IriBuf,
}

impl<'a> Describer<'a> {
    /// A describer with an empty batch, which describes so much of who says a fact. With `graphs`, claims and evidence go
    /// into the graph of their document, else into the default graph.
    ///
    /// # Panics
    /// When the schema was not compiled, so that predicates of the program are missing.
    #[must_use]
    pub fn new(schema: &'a Schema, registry: &'a Registry, graphs: bool, provenance: Provenance) -> Self {
        // Compiling adds these predicates, and fails where one of these concepts is missing (`schema/compile/`, `machine`).
        let predicate = |iri: &str| {
            schema
                .space
                .predicate(iri)
                .expect("the schema holds every predicate the program writes, or was not compiled")
        };
        let class = |iri: &str| schema.space.named(iri);
        Self {
            schema,
            registry,
            graphs,
            provenance,
            p: Predicates {
                rdf_type: predicate(t::RDF_TYPE),
                label: predicate(t::RDFS_LABEL),
                alternative: predicate(t::SKOS_ALT_LABEL),
                standing: predicate(chy::STANDING),
                affair: predicate(chy::AFFAIR),
                supports: predicate(chy::SUPPORTS),
                denies: predicate(chy::DENIES),
                modality: predicate(chy::MODALITY),
                voice: predicate(chy::VOICE),
                polarity: predicate(chy::POLARITY),
                evidence: predicate(chy::EVIDENCE),
                as_of: predicate(chy::AS_OF),
                conflicts: predicate(chy::CONFLICTS_WITH),
            },
            classes: Classes {
                claim: class(chy::CLAIM),
                time: class(chy::TIME_SPAN),
                quantity: class(chy::QUANTITY),
                sentence: class(chy::SENTENCE),
                row: class(chy::ROW),
                statement: class(chy::STATEMENT),
                extract: class(chy::EXTRACT),
                selector: class(t::OA_TEXT_POSITION_SELECTOR),
                concept: class(t::SKOS_CONCEPT),
            },
            batch: Batch::default(),
            describe: Describe::default(),
            of_kind: schema.kinds().map(|kind| class(&kind.class_iri)).collect(),
            manners: Manners::new(schema),
            seen: HashMap::default(),
            last_row: String::new(),
            alone: None,
            used_entities: vec![false; registry.len()],
            used_concepts: vec![false; schema.concepts().len()],
            conflicts: Vec::new(),
        }
    }

    pub(super) fn machine(&self, iri: &str) -> PredId {
        // As in `new`.
        self.schema.space.predicate(iri).expect("the schema holds every predicate the program writes")
    }

    /// Whether a thing still needs a description; notes that it gets one.
    pub(super) fn first(&mut self, ns: NsId, local: &str) -> bool {
        let seen = self.seen.entry(ns).or_default();
        if seen.contains(local) {
            return false;
        }
        seen.insert(local.to_owned());
        if self.seen.values().map(HashSet::len).sum::<usize>() >= REMEMBERED {
            self.seen.clear();
        }
        true
    }

    pub(super) fn graph(&self, document: &Document) -> GraphId {
        if self.graphs { document.graph } else { GraphId::DEFAULT }
    }

    /// Marks the concepts of a standing as used: all, since merging decides which one a fact gets.
    pub fn standings(&mut self) {
        for (index, concept) in self.schema.concepts().enumerate() {
            if concept.iri.starts_with(concept::STANDING) {
                self.used_concepts[index] = true;
            }
        }
    }

    /// Describes one thing in the default graph.
    pub(crate) fn one(&mut self, subject: Iri<'_>, statements: impl FnOnce(&mut Describe)) {
        self.describe.begin(GraphId::DEFAULT, subject);
        statements(&mut self.describe);
        self.describe.end(&mut self.batch);
    }

    /// Takes the batch, sorted, and leaves an empty one.
    pub fn take(&mut self) -> Batch {
        let mut batch = std::mem::take(&mut self.batch);
        batch.sort();
        batch
    }
}
