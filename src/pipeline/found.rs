//! What is found in addition to descriptions: how readings ended, the places of facts, what identifies things, what
//! blocks cite.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::by_name::ByName;
use super::ends::{Counts, Ends};
use super::identity::{Identifiers, note};
use super::mentions::Mentions;
use super::sentences::Sentences;
use chancery_model::diagnostic::{Code, Diagnostics};
use chancery_model::facts::{Gap, Made, Place, Places};
use chancery_model::origin::Origin;
use chancery_model::recipe::Skip;
use chancery_model::schema::InSentence;

/// A place in a document that a block cites, and what it says there.
#[derive(Debug, Clone)]
pub struct Citation {
    /// An index of [`Outcome::documents`](super::Outcome::documents).
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
    /// An index of [`Outcome::documents`](super::Outcome::documents).
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

/// What is to be found and described, as the options of the run ask.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    /// Claims and evidence are in a graph for each document.
    pub graphs: bool,
    /// The place of each fact and entity.
    pub places: bool,
    /// Which block cites what.
    pub citations: bool,
    /// Every rejected reading of a table.
    pub rejects: bool,
    /// Deprecated statements of Wikidata too.
    pub deprecated: bool,
    /// Statements of Wikidata that make no fact too.
    pub whole: bool,
}

/// What one worker found, or all of them.
pub(super) struct Found {
    pub counts: Counts,
    pub ends: Ends,
    /// What is wrong, except for what is wrong with rows.
    pub diagnostics: Diagnostics,
    pub mentions: Mentions,
    pub identifiers: Identifiers,
    /// Those that rows give.
    pub of_tables: Identifiers,
    /// The entities that a name alone makes.
    pub by_name: ByName,
    /// Nothing if it is not wanted.
    pub places: Option<Places>,
    pub citations: Vec<Citation>,
    pub cited_words: Vec<CitedWords>,
    /// On which sentences facts rest, and how much of them is carried.
    pub sentences: Sentences,
    /// What documents do not know within what they cover, by their places.
    pub gaps: Vec<(usize, Vec<Gap>)>,
}

impl Found {
    /// Nothing yet. Where output is `kept`, readings can be taken back.
    pub fn new(scope: Scope, kept: bool) -> Self {
        let identified = kept.then(BTreeMap::new);
        Self {
            counts: Counts::default(),
            ends: Ends { list: scope.rejects.then(Vec::new), identified, ..Ends::default() },
            diagnostics: Diagnostics::new(),
            mentions: Mentions::default(),
            identifiers: Identifiers::default(),
            of_tables: Identifiers::default(),
            by_name: ByName::default(),
            places: scope.places.then(Places::default),
            citations: Vec::new(),
            cited_words: Vec::new(),
            sentences: Sentences::default(),
            gaps: Vec::new(),
        }
    }

    /// Adds what another worker found.
    pub fn merge(&mut self, other: Self) {
        self.counts.readings += other.counts.readings;
        self.counts.skipped += other.counts.skipped;
        self.counts.rejected += other.counts.rejected;
        self.ends.merge(other.ends);
        self.diagnostics.merge(other.diagnostics);
        self.mentions.merge(other.mentions);
        note(&mut self.identifiers, other.identifiers);
        note(&mut self.of_tables, other.of_tables);
        self.by_name.merge(other.by_name);
        if let (Some(places), Some(more)) = (&mut self.places, other.places) {
            places.merge(more);
        }
        self.citations.extend(other.citations);
        self.cited_words.extend(other.cited_words);
        self.sentences.merge(other.sentences);
        self.gaps.extend(other.gaps);
    }

    /// Counts records that were wrong before they could be read.
    pub fn unread(&mut self, records: u64) {
        self.counts.readings += records;
        self.counts.rejected += records;
    }

    /// Counts readings as rejected.
    pub fn rejected(&mut self, code: Code, readings: u64) {
        self.counts.rejected += readings;
        *self.ends.rejected.entry(code).or_default() += readings;
    }

    /// Counts readings as skipped.
    pub fn skipped(&mut self, skip: Skip, readings: u64) {
        self.counts.skipped += readings;
        *self.ends.skipped.entry(skip).or_default() += readings;
    }
}
