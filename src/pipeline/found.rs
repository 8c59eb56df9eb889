//! What is found beside descriptions: how readings ended, where facts stand, what identifies things, what blocks cite.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ends::Ends;
use super::identity::{Identifiers, note};
use super::mentions::Mentions;
use super::options::Options;
use super::outcome::{Citation, CitedWords, Counts};
use chancery_model::diagnostic::{Code, Diagnostics};
use chancery_model::facts::{Made, Places, Record};
use chancery_model::origin::Origin;
use chancery_model::recipe::Spells;

/// A fact and the place of its record.
pub(super) type Said = (Arc<Made>, Origin);

/// What one worker found, or all of them.
pub(super) struct Found {
    pub counts: Counts,
    pub ends: Ends,
    /// What is wrong, but for what is wrong with rows.
    pub diagnostics: Diagnostics,
    /// The years of each table that was read.
    pub spells: BTreeMap<usize, Spells>,
    pub mentions: Mentions,
    pub identifiers: Identifiers,
    /// Those that rows give.
    pub of_tables: Identifiers,
    /// Nothing where nobody wants to know.
    pub places: Option<Places>,
    /// The facts of the block that is read; nothing where nobody wants to know.
    pub said: Option<Vec<Said>>,
    pub citations: Vec<Citation>,
    pub cited_words: Vec<CitedWords>,
}

impl Found {
    /// Nothing yet. Where output is `kept`, readings can be taken back.
    pub fn new(options: &Options, kept: bool) -> Self {
        let identified = kept.then(BTreeMap::new);
        Self {
            counts: Counts::default(),
            ends: Ends { list: options.rejects.then(Vec::new), identified, ..Ends::default() },
            diagnostics: Diagnostics::new(),
            spells: BTreeMap::new(),
            mentions: Mentions::default(),
            identifiers: Identifiers::default(),
            of_tables: Identifiers::default(),
            places: options.places.then(Places::default),
            said: options.citations.then(Vec::new),
            citations: Vec::new(),
            cited_words: Vec::new(),
        }
    }

    /// Adds what another worker found.
    pub fn merge(&mut self, other: Self) {
        self.counts.readings += other.counts.readings;
        self.counts.skipped += other.counts.skipped;
        self.counts.rejected += other.counts.rejected;
        self.ends.merge(other.ends);
        self.diagnostics.merge(other.diagnostics);
        for (index, more) in other.spells {
            self.spells.entry(index).or_default().merge(more);
        }
        self.mentions.merge(other.mentions);
        note(&mut self.identifiers, other.identifiers);
        note(&mut self.of_tables, other.of_tables);
        if let (Some(places), Some(more)) = (&mut self.places, other.places) {
            places.merge(more);
        }
        self.citations.extend(other.citations);
        self.cited_words.extend(other.cited_words);
    }

    /// Counts records that were wrong before they could be read.
    pub fn unread(&mut self, records: u64) {
        self.counts.readings += records;
        self.counts.rejected += records;
    }

    /// Counts a reading as rejected.
    pub fn rejected(&mut self, code: Code) {
        self.counts.rejected += 1;
        *self.ends.rejected.entry(code).or_default() += 1;
    }

    pub fn record(&mut self, record: &Record) {
        if let Some(places) = &mut self.places {
            places.note(record.made.iri.clone(), record.origin);
        }
    }

    pub fn said(&mut self, made: &Arc<Made>, origin: Origin) {
        if let Some(said) = &mut self.said {
            said.push((made.clone(), origin));
        }
    }
}
