//! What a run gives: the descriptions, how the readings ended, and where facts and words are in the sources.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::Code;
use crate::facts::{Document, Made, Place};
use crate::graph::{Merged, Provenance, Sorted};
use crate::origin::{FileId, Origin};
use crate::recipe::{Rejected, Skip};
use crate::registry::Registry;
use crate::schema::{InSentence, IriBuf, Schema};
use crate::source::rdf::RdfSource;
use crate::wikidata::Redirects;

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

/// Where facts and entities are in the sources: the first place of each, in the order of files and lines.
#[derive(Debug, Default)]
pub struct Places(HashMap<IriBuf, Origin>);

impl Places {
    /// Where the thing with this whole IRI stands; nothing for what is compiled in and for what no source says.
    #[must_use]
    pub fn of(&self, schema: &Schema, iri: &str) -> Option<Origin> {
        let (ns, local) = schema.space.split(iri);
        self.0.get(&IriBuf { ns, local: local.to_owned() }).copied()
    }

    /// Keeps the first place, whichever worker came first.
    pub(super) fn note(&mut self, iri: IriBuf, origin: Origin) {
        let first = self.0.entry(iri).or_insert(origin);
        if (origin.file.0, origin.start) < (first.file.0, first.start) {
            *first = origin;
        }
    }

    /// Adds what another worker noted.
    pub(super) fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|(iri, origin)| self.note(iri, origin));
    }
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
