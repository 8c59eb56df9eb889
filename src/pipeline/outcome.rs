//! What a run gives: the descriptions, how the readings ended, and where facts and words are in the sources.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::load::Loaded;
use chancery_ask::store::Content;
use chancery_graph::{Merged, Provenance, Sorted};
use chancery_model::diagnostic::Code;
use chancery_model::facts::{Document, Made, Place, Places};
use chancery_model::origin::{FileId, Origin};
use chancery_model::recipe::{Rejected, Skip};
use chancery_model::registry::Registry;
use chancery_model::schema::InSentence;
use chancery_model::source::rdf::RdfSource;
use chancery_wikidata::Redirects;

/// How the readings of a run ended: readings = made + merged + skipped + rejected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records, rows under one rule, and cells of wide tables under one rule, each counted once for every fact its lists
    /// ask for, and once where it is wrong. Entities are not counted.
    pub readings: u64,
    /// Distinct facts; 0 until [`Counts::settled`].
    pub made: u64,
    /// Readings that said again what another had said; 0 until [`Counts::settled`].
    pub merged: u64,
    /// Readings passed over by a rule of a recipe.
    pub skipped: u64,
    /// Readings that were wrong.
    pub rejected: u64,
}

impl Counts {
    /// Fills in what only merging reports: how many distinct facts there are.
    #[must_use]
    pub fn settled(mut self, facts: u64) -> Self {
        self.made = facts;
        self.merged = self.readings.saturating_sub(self.rejected + self.skipped + facts);
        self
    }
}

/// What a run gives.
pub struct Outcome {
    /// All descriptions, with their conflicts settled; nothing in the order of the input.
    pub sorted: Sorted,
    /// What was written in the order of the input.
    pub written: Merged,
    /// How much was described of who says a fact.
    pub provenance: Provenance,
    /// The entities that are compiled in, and those of the sources.
    pub registry: Registry,
    /// How the readings ended, not yet settled.
    pub counts: Counts,
    /// The whole IRI of graph `n` at `n - 1`; empty unless [`Options::graphs`](super::Options::graphs).
    pub graphs: Vec<String>,
    /// Where facts and entities stand; empty unless [`Options::places`](super::Options::places).
    pub places: Places,
    /// The ids of Wikidata that lead to others and were met only while reading.
    pub redirects: Redirects,
    /// The sources that are RDF, unread; empty unless [`Options::rdf`](super::Options::rdf).
    pub rdf: Vec<RdfSource>,
    /// The documents of all files, in the order of the files.
    pub documents: Vec<Document>,
    /// The names of the sources of these documents, as paths or as standard input is called.
    pub sources: Vec<String>,
    /// The files among them that are compiled in: no source of the run says what is there.
    pub compiled_in: HashSet<FileId>,
    /// Every place that a block cites, in no particular order; empty unless [`Options::citations`](super::Options::citations).
    pub citations: Vec<Citation>,
    /// The words that blocks say are there, in no particular order; empty unless [`Options::citations`](super::Options::citations).
    pub cited_words: Vec<CitedWords>,
    /// How many readings of tables were skipped, by rule.
    pub skipped: BTreeMap<Skip, u64>,
    /// How many statements of Wikidata are hedged, by the words; an id means words that are not known.
    pub hedged: BTreeMap<String, u64>,
    /// How many readings of tables were rejected, by the code of what is wrong.
    pub rejections: BTreeMap<Code, u64>,
    /// Every reading of a table that was rejected, in the order of the rows; empty unless [`Options::rejects`](super::Options::rejects).
    pub rejected: Vec<Rejected>,
}

/// A place in a document that a block cites, and what it says there.
#[derive(Debug, Clone)]
pub struct Citation {
    /// An index of [`Outcome::documents`].
    pub document: usize,
    /// The place.
    pub place: Place,
    /// Where the block names it.
    pub origin: Origin,
    /// The facts that the block says, each with the place of its record.
    pub facts: Arc<[(Arc<Made>, Origin)]>,
}

/// Words that a block says are in what it cites.
#[derive(Debug, Clone)]
pub struct CitedWords {
    /// An index of [`Outcome::documents`].
    pub document: usize,
    /// What the block cites.
    pub places: Vec<Place>,
    /// How they are there.
    pub how: InSentence,
    /// The words.
    pub text: String,
    /// Where they are in the block.
    pub origin: Origin,
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
