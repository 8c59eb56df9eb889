//! The one way from a record to its descriptions, for sources of every format.

use std::io;
use std::sync::Arc;

use super::found::Found;
use super::identity::note;
use super::shared::{Context, Shared};
use chancery_graph::{Describer, Mask, Quoted};
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::facts::{KeyValues, Made, Mapper, Place, Places, Record};
use chancery_model::origin::Origin;

/// Takes what a worker reads of a source, and describes it. Everything is counted, and nothing that is wrong stops it.
pub struct Sink<'s> {
    pub(super) shared: &'s Shared<'s>,
    pub(super) describer: Describer<'s>,
    pub(super) found: Found,
    /// The place of the source that is read.
    index: usize,
    /// The number of the task that is read.
    task: u64,
    /// Maps the trees of the task; made for its first tree.
    pub(super) mapper: Option<Box<Mapper<'s, 's>>>,
    /// The facts of the block that is read, each with the place of its record; nothing if nobody asks what it cites.
    pub(super) stated: Option<Vec<(Arc<Made>, Origin)>>,
}

/// Who says a fact: the values of the claim, and what it cites.
#[derive(Clone, Copy)]
pub(super) struct Claim<'c> {
    pub values: &'c [KeyValues],
    pub cites: Cites<'c>,
}

/// What a claim cites.
#[derive(Clone, Copy)]
pub(super) enum Cites<'c> {
    /// Places in the document; each is a claim.
    Places(&'c [Place]),
    /// A statement of Wikidata.
    Statement(&'c Quoted<'c>),
}

impl<'s> Sink<'s> {
    pub(super) fn new(shared: &'s Shared<'s>) -> Self {
        let (describer, found) = (shared.describer(), shared.found());
        Self { shared, describer, found, index: 0, task: 0, mapper: None, stated: None }
    }

    /// One that notes the places of facts and entities after those that are known, if they are wanted.
    pub(super) fn noting(shared: &'s Shared<'s>, places: Option<Places>) -> Self {
        let mut sink = Self::new(shared);
        sink.found.places = places;
        sink
    }

    /// Reports that a record cannot be read. It counts as a rejected reading.
    pub fn reject(&mut self, diagnostic: Diagnostic) {
        self.found.diagnostics.push(diagnostic);
        self.found.unread(1);
    }

    /// Turns to a task of the source at this place.
    pub(super) fn begin(&mut self, index: usize, task: u64) {
        (self.index, self.task) = (index, task);
    }

    pub(super) fn context(&self) -> Context<'s> {
        Context { shared: self.shared, index: self.index }
    }

    /// Describes a fact with a claim on it.
    pub(super) fn fact(&mut self, record: &Record, claim: Claim<'_>) {
        self.note_place(record);
        self.compare_with_coverage(record);
        let mask = self.claim(&record.made, record.origin, claim);
        self.describer.fact(record, mask);
    }

    /// Describes a claim on a fact that is described elsewhere.
    pub(super) fn claim_again(&mut self, made: &Arc<Made>, origin: Origin, claim: Claim<'_>) {
        let mask = self.claim(made, origin, claim);
        self.describer.standing(made, mask);
    }

    /// Describes what is written in place: an entity, or a fact that is claimed so, unless it is only mentioned.
    pub(super) fn in_place(&mut self, record: &Record, claim: Claim<'_>) {
        if !self.describer.is_fact(record) {
            self.entity(record);
            return;
        }
        self.found.counts.readings += 1;
        if record.mentioned {
            self.note_place(record);
            self.describer.fact(record, Mask::MENTIONED);
        } else {
            self.fact(record, claim);
        }
    }

    /// Describes an entity, and notes what identifies it.
    pub(super) fn entity(&mut self, record: &Record) {
        // Another one replaces it.
        if self.shared.registry.replaced().by(&record.made.iri).is_some() {
            return;
        }
        self.note_place(record);
        if record.by_name {
            self.found.by_name.note(record);
        }
        let identifiers = record.identifiers(self.shared.schema, self.shared.registry);
        let of_rows = self.context().opened().properties.numbers_rows;
        let known = if of_rows { &mut self.found.of_tables } else { &mut self.found.identifiers };
        note(known, identifiers.into_iter().map(|identifier| (identifier, record.origin)));
        self.describer.entity_in_place(record);
    }

    /// Describes the claims on a fact; gives their share in its standing.
    fn claim(&mut self, made: &Arc<Made>, origin: Origin, claim: Claim<'_>) -> Mask {
        if let Some(stated) = &mut self.stated {
            stated.push((made.clone(), origin));
        }
        let document = self.context().document();
        match claim.cites {
            Cites::Places(places) => places.iter().fold(Mask::default(), |all, place| {
                Mask(all.0 | self.describer.claim(made, claim.values, *place, document).0)
            }),
            Cites::Statement(statement) => self.describer.claim_quoted(made, claim.values, statement, document),
        }
    }

    /// Reports a fact of a kind that the document says that it covers, and that is outside of that.
    fn compare_with_coverage(&mut self, record: &Record) {
        let document = self.context().document();
        let (schema, registry) = (self.shared.schema, self.shared.registry);
        let class = schema.kind(record.kind).class;
        let mut of_kind =
            document.scopes.iter().filter(|scope| schema.is_a(class, schema.kind(scope.kind).class)).peekable();
        if of_kind.peek().is_none() || of_kind.any(|scope| scope.may_have(record, schema, registry)) {
            return;
        }
        let message = format!("`{}` is outside of what the document covers", record.made.label);
        self.found.diagnostics.push(
            Diagnostic::warning(Code::OutsideCoverage, message)
                .at(record.origin)
                .label("not covered")
                .help("correct the fact, or what the document says under `covers`"),
        );
    }

    fn note_place(&mut self, record: &Record) {
        if let Some(places) = &mut self.found.places {
            places.note(record.made.iri.clone(), record.origin);
        }
    }

    /// Hands over what was described, if that is enough.
    pub(super) fn hand_over(&mut self) -> io::Result<()> {
        let enough = self.context().opened().properties.hand_over;
        self.shared.hand_over(&mut self.describer, enough, self.task)
    }

    /// Hands over all that was described, for the task with this number.
    pub(super) fn hand_over_all(&mut self, task: u64) -> io::Result<()> {
        self.shared.hand_over(&mut self.describer, 0, task)
    }

    /// Ends the mapper of trees: another task may be of another source.
    pub(super) fn end_of_trees(&mut self) {
        if let Some(mapper) = self.mapper.take() {
            self.found.diagnostics.merge(mapper.diagnostics);
        }
    }

    /// Ends the task: what is written as it comes is written.
    pub(super) fn end_of_task(&mut self) -> io::Result<()> {
        self.end_of_trees();
        self.shared.end_of_task(&mut self.describer, self.task)
    }

    /// Adds what another worker found and held back.
    pub(super) fn merge(&mut self, mut other: Self) {
        let names = other.describer.take_names();
        self.found.merge(other.found);
        for (all, one) in self.describer.used_entities.iter_mut().zip(other.describer.used_entities) {
            *all |= one;
        }
        for (all, one) in self.describer.used_concepts.iter_mut().zip(other.describer.used_concepts) {
            *all |= one;
        }
        self.describer.conflicts.extend(other.describer.conflicts);
        self.describer.add_names(names);
    }
}
