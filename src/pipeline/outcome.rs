//! What a run gives: the descriptions, how the readings ended, and where facts and words are in the sources.

use std::collections::{BTreeMap, HashSet};

use super::ends::Counts;
use super::found::{Citation, CitedWords};
use super::load::Loaded;
use super::sentences::Sentences;
use chancery_ask::store::Content;
use chancery_graph::{Merged, Provenance, Sorted};
use chancery_model::diagnostic::Code;
use chancery_model::facts::{Decision, Document, Places};
use chancery_model::origin::FileId;
use chancery_model::recipe::{Rejected, Skip};
use chancery_model::registry::Registry;
use chancery_model::source::rdf::RdfSource;
use chancery_wikidata::Redirects;

/// What a run gives.
pub struct Outcome {
    /// All descriptions, with their conflicts settled; nothing in the order of the input.
    pub sorted: Sorted,
    /// What was written in the order of the input.
    pub written: Merged,
    /// How many affairs have too many facts to be compared.
    pub too_large: u64,
    /// How much was described of who says a fact.
    pub provenance: Provenance,
    /// The entities that are compiled in, and those of the sources.
    pub registry: Registry,
    /// How the readings ended, not yet settled.
    pub counts: Counts,
    /// The whole IRI of graph `n` at `n - 1`; empty unless [`Options::graphs`](super::Options::graphs).
    pub graphs: Vec<String>,
    /// The places of facts and entities; empty unless [`Options::places`](super::Options::places).
    pub places: Places,
    /// The ids of Wikidata that lead to others and were met only while reading.
    pub redirects: Redirects,
    /// The sources that are RDF, unread; empty unless [`Options::rdf`](super::Options::rdf).
    pub rdf: Vec<RdfSource>,
    /// The documents of all files, in the order of the files.
    pub documents: Vec<Document>,
    /// The names of the sources of these documents, as paths or as standard input is called.
    pub sources: Vec<String>,
    /// The decisions of the sources on facts, without those that contradict one another.
    pub decisions: Vec<Decision>,
    /// The decisions on entities.
    pub of_entities: Vec<Decision>,
    /// The files among them that are compiled in: no source of the run says what is there.
    pub compiled_in: HashSet<FileId>,
    /// Every place that a block cites, in no particular order; empty unless [`Options::citations`](super::Options::citations).
    pub citations: Vec<Citation>,
    /// The words that blocks say are there, in no particular order; empty unless [`Options::citations`](super::Options::citations).
    pub cited_words: Vec<CitedWords>,
    /// On which sentences facts rest, and how much of them is carried, as the files of their documents say.
    pub sentences: Sentences,
    /// How many readings of tables were skipped, by rule.
    pub skipped: BTreeMap<Skip, u64>,
    /// How many statements of Wikidata are hedged, by the words; an id means words that are not known.
    pub hedged: BTreeMap<String, u64>,
    /// How many readings of tables were rejected, by the code of what is wrong.
    pub rejections: BTreeMap<Code, u64>,
    /// Every reading of a table that was rejected, in the order of the rows; empty unless [`Options::rejects`](super::Options::rejects).
    pub rejected: Vec<Rejected>,
}

impl Outcome {
    /// What a store of these facts is filled with.
    #[must_use]
    pub fn content<'a>(&'a self, loaded: &'a Loaded) -> Content<'a> {
        Content {
            schema: &loaded.schema,
            ontology: &loaded.ontology,
            sorted: &self.sorted,
            graphs: &self.graphs,
            rdf: &self.rdf,
        }
    }
}
