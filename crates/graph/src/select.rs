//! The part of the descriptions that a reader asks for: facts of a day or of a standing, with more or less of who says
//! so.
//!
//! A fact on which a finding rests stays where the finding stays.
//!
//! A fact stays as it is or is left out. Its description never changes, with one exception: what is said of two facts
//! together (that they conflict) where the other one is left out. With a fact go its claims, and with these what only
//! they lead to: entities, times, quantities, concepts, evidence, documents. A thing that nothing leads to, such as an
//! entity of a facts file that no fact mentions, stays. A fact that stays may refer to one that does not: what it says
//! is whole, and of the other its label and `chy:referredAs` its class stay, which claims nothing. It is described in
//! the whole export.
//!
//! The descriptions are merged three times, for the times, to decide, and to copy, and once more for a day if a fact implies another; what stays is sorted descriptions
//! again. Memory: the budget of the new ones, and about 200 bytes a fact for the hashes of what leads where.

use std::collections::{HashMap, HashSet};
use std::io;

use super::description::{Batch, Describe, Description, Object};
use super::on_day::{On, OnDay};
use super::sorted::Sorted;
use super::standing::{self, Standing};
use super::thing::{Thing, document_of, thing_of};
use chancery_model::facts::GraphId;
use chancery_model::literal::Typed;
use chancery_model::schema::{Iri, IriBuf, PredId, Schema};
use chancery_model::vocab::{chy, concept, std_terms as t};
use chancery_values::time::Date;

/// The size in bytes at which what stays is handed over to be kept or written to disk.
const HAND_OVER: usize = 24 << 20;

/// How much is stated about who says a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Provenance {
    /// Claims, and the sentences and rows that make them.
    #[default]
    Full,
    /// From each fact to the documents that mention it, `dcterms:source`; no claims, sentences or rows.
    Source,
    /// Neither claims nor documents.
    None,
}

/// What a reader asks for. The default asks for everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// Only facts that are certain or possible on this day, each marked with which of the two.
    pub as_of: Option<Date>,
    /// Only facts whose standing is held.
    pub held: bool,
    /// How much of the claims.
    pub provenance: Provenance,
}

impl Selection {
    /// Whether everything is asked for, so that nothing is to be done.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// The descriptions without these facts, and without what only they lead to.
    ///
    /// # Errors
    /// When runs on disk cannot be read or written.
    pub fn without(facts: HashSet<Thing>, schema: &Schema, sorted: &Sorted) -> io::Result<Sorted> {
        let mut pass = Pass::new(schema, sorted, Self::default());
        pass.withdrawn = facts;
        pass.decide(sorted)?;
        pass.follow();
        pass.copy(sorted)
    }

    /// The descriptions that are asked for, and the number of facts that were left out.
    ///
    /// # Errors
    /// When runs on disk cannot be read or written.
    pub fn of(self, schema: &Schema, sorted: &Sorted) -> io::Result<(Sorted, u64)> {
        let mut pass = Pass::new(schema, sorted, self);
        if let Some(day) = self.as_of {
            pass.day = Some(OnDay::of(schema, sorted, day)?);
        }
        pass.decide(sorted)?;
        pass.follow();
        Ok((pass.copy(sorted)?, pass.left_facts.len() as u64))
    }
}

/// What a description is, as far as selecting goes.
enum What {
    Fact(Standing),
    Claim,
    /// Sentences, rows, their places and extracts.
    Evidence,
    Thing,
}

struct Pass<'a> {
    schema: &'a Schema,
    asked: Selection,
    rdf_type: Option<PredId>,
    label: Option<PredId>,
    referred_as: Option<PredId>,
    speaks_of: [Option<PredId>; 2],
    /// Predicates of statements that belong to two facts, or to the fact that is their object.
    of_both: HashSet<PredId>,
    /// What holds on the day that is asked for.
    day: Option<OnDay>,
    absorbed_by: Option<PredId>,
    /// Facts on which a finding rests, each with the finding.
    absorbed: HashMap<Thing, IriBuf>,
    /// Facts that are taken back.
    withdrawn: HashSet<Thing>,
    kept_facts: HashSet<Thing>,
    left_facts: HashSet<Thing>,
    /// What is referred to by what stays: things, and facts that are left out.
    wanted: HashSet<Thing>,
    /// What is at the other end of a statement that belongs to two facts, of a fact that stays.
    opposite: Vec<Thing>,
    /// What is referred to by what is left out.
    unwanted: HashSet<Thing>,
    /// Things that are neither facts nor claims.
    things: Vec<Thing>,
    /// From one of these to what it refers to.
    references: Vec<(Thing, Thing)>,
    /// From a fact to a thing of which it says something.
    said_of: Vec<(Thing, Thing)>,
    /// The marks of the day, and the sources of facts.
    added: Batch,
    /// What stays.
    kept: Sorted,
}

impl<'a> Pass<'a> {
    fn new(schema: &'a Schema, sorted: &Sorted, asked: Selection) -> Self {
        let predicate = |iri: &str| schema.space.predicate(iri);
        let inverse = schema.kinds().flat_map(|kind| &kind.keys).filter(|key| key.inverse).map(|key| key.predicate);
        Self {
            schema,
            asked,
            rdf_type: predicate(t::RDF_TYPE),
            label: predicate(t::RDFS_LABEL),
            referred_as: predicate(chy::REFERRED_AS),
            speaks_of: [predicate(chy::SUPPORTS), predicate(chy::DENIES)],
            of_both: inverse
                .chain(
                    [chy::CONFLICTS_WITH, chy::MAYBE_SAME_AS, chy::IMPLIED_BY, chy::PHASE_OF]
                        .into_iter()
                        .filter_map(predicate),
                )
                .collect(),
            day: None,
            absorbed_by: predicate(chy::ABSORBED_BY),
            absorbed: HashMap::new(),
            withdrawn: HashSet::new(),
            kept_facts: HashSet::new(),
            left_facts: HashSet::new(),
            wanted: HashSet::new(),
            opposite: Vec::new(),
            unwanted: HashSet::new(),
            things: Vec::new(),
            references: Vec::new(),
            said_of: Vec::new(),
            added: Batch::default(),
            kept: sorted.like(),
        }
    }

    fn what(&self, description: Description<'_>, standing: Option<Standing>) -> What {
        let folders = self.schema.folders;
        let ns = description.subject().ns;
        match standing {
            Some(standing) => What::Fact(standing),
            None if ns == folders.claim => What::Claim,
            None if [folders.sentence, folders.row, folders.selector, folders.extract, folders.statement]
                .contains(&ns) =>
            {
                What::Evidence
            }
            None => What::Thing,
        }
    }

    /// Decides which facts and claims stay, and notes what leads where. Facts come before the claims on them, because
    /// the namespaces of kinds come before that of claims.
    fn decide(&mut self, sorted: &Sorted) -> io::Result<()> {
        let mut describe = Describe::default();
        sorted.each_unsettled(self.schema, |description, standing| {
            let subject = thing_of(description.subject());
            let stays = match self.what(description, standing) {
                What::Fact(standing) => {
                    let code = standing.code();
                    let finding = description.thing(self.absorbed_by);
                    let on = self.day.as_ref().filter(|_| finding.is_none()).map(|day| day.on(description));
                    let stays = match (finding, on) {
                        // What a finding rests on stays with it.
                        (Some(finding), _) => self.kept_facts.contains(&thing_of(finding)),
                        (_, Some(On::Never)) => false,
                        // What is only mentioned held on no day.
                        (_, Some(_)) if code == standing::MENTIONED => false,
                        _ => !self.asked.held || code == standing::HELD,
                    } && !self.withdrawn.contains(&subject);
                    if let (Some(finding), Provenance::Source) = (finding, self.asked.provenance) {
                        let (ns, local) = (finding.ns, finding.local.to_owned());
                        self.absorbed.insert(subject, IriBuf { ns, local });
                    }
                    if stays { &mut self.kept_facts } else { &mut self.left_facts }.insert(subject);
                    if stays {
                        self.mark(&mut describe, description.subject(), on);
                    }
                    let standing = format!("{}{code}", concept::STANDING);
                    let (ns, local) = self.schema.space.split(&standing);
                    self.refer(stays, thing_of(Iri { ns, local }));
                    stays
                }
                What::Claim => {
                    let fact = self.fact_of(description);
                    let fact_stays = fact.is_some_and(|fact| self.kept_facts.contains(&thing_of(fact)));
                    if let (Some(fact), true, Provenance::Source) = (fact, fact_stays, self.asked.provenance) {
                        self.source(&mut describe, fact, description.subject().local);
                        if let Some(finding) = self.absorbed.get(&thing_of(fact)).cloned() {
                            self.source(&mut describe, finding.as_ref(), description.subject().local);
                        }
                    }
                    fact_stays && self.asked.provenance == Provenance::Full
                }
                What::Evidence if self.asked.provenance != Provenance::Full => false,
                What::Evidence | What::Thing => {
                    self.things.push(subject);
                    for (predicate, object) in description.statements() {
                        if let Object::Iri(iri) = object
                            && Some(predicate) != self.rdf_type
                        {
                            let pair = (subject, thing_of(iri));
                            if self.of_both.contains(&predicate) {
                                self.said_of.push((pair.1, pair.0));
                            } else {
                                self.references.push(pair);
                            }
                        }
                    }
                    return Ok(());
                }
            };
            for (predicate, object) in description.statements() {
                if let Object::Iri(iri) = object
                    && Some(predicate) != self.rdf_type
                {
                    match (stays, self.of_both.contains(&predicate)) {
                        (true, true) => self.opposite.push(thing_of(iri)),
                        _ => self.refer(stays, thing_of(iri)),
                    }
                }
            }
            if self.added.size() >= HAND_OVER { self.keep_added() } else { Ok(()) }
        })?;
        self.keep_added()
    }

    fn keep_added(&mut self) -> io::Result<()> {
        let mut added = std::mem::take(&mut self.added);
        added.sort();
        self.kept.add(added)
    }

    fn refer(&mut self, stays: bool, to: Thing) {
        if stays { &mut self.wanted } else { &mut self.unwanted }.insert(to);
    }

    fn fact_of<'d>(&self, claim: Description<'d>) -> Option<Iri<'d>> {
        self.speaks_of.iter().find_map(|predicate| claim.thing(*predicate))
    }

    fn mark(&mut self, describe: &mut Describe, fact: Iri<'_>, on: Option<On>) {
        let (Some(day), Some(on)) = (self.asked.as_of, on) else { return };
        let mark = if on == On::Certain { chy::CERTAIN_ON } else { chy::POSSIBLE_ON };
        if let Some(predicate) = self.schema.space.predicate(mark) {
            describe.begin(GraphId::DEFAULT, fact).typed(predicate, Typed::Date, &day.to_string());
            describe.end(&mut self.added);
        }
    }

    /// Says of a fact that it is drawn from the document of a claim. The name of a claim begins with the document's.
    fn source(&mut self, describe: &mut Describe, fact: Iri<'_>, claim: &str) {
        let (Some(predicate), Some(kind)) =
            (self.schema.space.predicate(t::DCTERMS_SOURCE), self.schema.document_kind())
        else {
            return;
        };
        let document = Iri { ns: self.schema.kind(kind).namespace, local: document_of(claim) };
        self.wanted.insert(thing_of(document));
        describe.begin(GraphId::DEFAULT, fact).iri(predicate, document);
        describe.end(&mut self.added);
    }

    /// Follows the references of things to the end.
    fn follow(&mut self) {
        // The statement goes with the fact at its other end.
        let opposite = std::mem::take(&mut self.opposite);
        self.wanted.extend(opposite.into_iter().filter(|thing| !self.left_facts.contains(thing)));
        for (fact, thing) in std::mem::take(&mut self.said_of) {
            if self.left_facts.contains(&fact) {
                self.unwanted.insert(thing);
            } else {
                self.wanted.insert(thing);
            }
        }
        self.references.sort_unstable();
        self.references.dedup();
        let mut referred: HashSet<Thing> = self.references.iter().map(|(_, to)| *to).collect();
        referred.extend(&self.unwanted);
        // What nothing leads to stays.
        self.wanted.extend(self.things.iter().filter(|thing| !referred.contains(thing)));
        let mut open: Vec<Thing> = self.wanted.iter().copied().collect();
        while let Some(from) = open.pop() {
            let first = self.references.partition_point(|(other, _)| *other < from);
            for (_, to) in self.references[first..].iter().take_while(|(other, _)| *other == from) {
                if self.wanted.insert(*to) {
                    open.push(*to);
                }
            }
        }
        self.references = Vec::new();
        self.things = Vec::new();
    }

    /// Copies what stays.
    fn copy(&mut self, sorted: &Sorted) -> io::Result<Sorted> {
        let mut kept = std::mem::replace(&mut self.kept, sorted.like());
        let (mut batch, mut describe) = (Batch::default(), Describe::default());
        sorted.each_unsettled(self.schema, |description, standing| {
            let subject = thing_of(description.subject());
            let stays = match self.what(description, standing) {
                What::Fact(standing) if self.left_facts.contains(&subject) => {
                    if self.wanted.contains(&subject) {
                        self.refer_to(description, standing, &mut describe, &mut batch);
                    }
                    false
                }
                What::Fact(_) => true,
                What::Claim => {
                    self.asked.provenance == Provenance::Full
                        && self.fact_of(description).is_some_and(|fact| self.kept_facts.contains(&thing_of(fact)))
                }
                What::Evidence if self.asked.provenance != Provenance::Full => false,
                What::Evidence | What::Thing => self.wanted.contains(&subject),
            };
            if !stays {
                return Ok(());
            }
            let raw = description.raw().zip(description.statements());
            batch.copy(
                description.head,
                raw.filter(|(_, (predicate, object))| match object {
                    Object::Iri(iri) if self.of_both.contains(predicate) => !self.left_facts.contains(&thing_of(*iri)),
                    _ => true,
                })
                .map(|(statement, _)| statement),
            );
            if batch.size() >= HAND_OVER { kept.add(std::mem::take(&mut batch)) } else { Ok(()) }
        })?;
        kept.add(batch)?;
        Ok(kept)
    }
}

impl Pass<'_> {
    /// Describes a fact that is left out and referred to, as far as a reader of the reference needs: what it is called, and
    /// of what class it is.
    fn refer_to(&self, fact: Description<'_>, standing: Standing, describe: &mut Describe, batch: &mut Batch) {
        let mark = standing.mark(self.schema);
        describe.begin(fact.graph(), fact.subject());
        for (raw, (predicate, object)) in fact.raw().zip(fact.statements()) {
            match object {
                Object::Iri(class) if Some(predicate) == self.rdf_type => {
                    self.referred_as.into_iter().for_each(|predicate| {
                        describe.iri(predicate, class);
                    });
                }
                _ if Some(predicate) == self.label => {
                    describe.marked(raw, &mark);
                }
                _ => {}
            }
        }
        describe.end(batch);
    }
}
