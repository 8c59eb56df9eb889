//! New items: for what has none, with all that would be on them.

use std::collections::BTreeSet;

use super::doubt::{doubt_words, of_one_alone, speaks_against};
use super::outcome::{Does, Reason};
use super::proposer::{NO_REFERENCE, Proposer, documents_of, which};
use crate::alignment::Holds;
use crate::audit::finding::Audited;
use crate::audit::judge::follow;
use crate::audit::shown::shown;
use crate::model::{Content, DataValue, Reference, Snak};
use crate::quickstatements::{Command, Creation, Entry, Subject};
use crate::shape::{Claim, Stated, Untold};
use chancery_model::schema::IriBuf;

impl<'a> Proposer<'a> {
    /// What an entity without an item says of itself, where no item is made for it.
    pub(super) fn no_item_of_its_own(&mut self, thing: &IriBuf, entity: &Audited) {
        let lacking = || entity.lacks.iter().filter(|untold| untold.is_subject);
        let properties: BTreeSet<&str> = lacking().map(|untold| untold.property.as_str()).collect();
        let Some(first) = lacking().next() else { return };
        let properties: Vec<&str> = properties.into_iter().collect();
        let what = format!("{}, the subject of {}", first.lacks_label, properties.join(", "));
        let candidates = self.held.candidates(thing);
        let may_be: Vec<String> = candidates.same.into_iter().chain(candidates.alike).collect();
        let reason = match may_be.is_empty() {
            true => Reason::NoItem(what),
            false => Reason::MayExist(format!("{what}: {}", may_be.join(", "))),
        };
        self.review(reason, entity, None, None);
    }

    /// An item for what has none, with the statements that would be on it, each with the references of the facts behind it.
    /// Whether one was made; `entity` is who mentions it.
    pub(super) fn creation(
        &mut self,
        thing: &IriBuf,
        entity: Option<&Audited>,
        told: &[(&'a Audited, &Untold)],
        things: &[Untold],
    ) -> bool {
        let Some((first, untold)) = told.first() else { return false };
        let own = things.iter().filter(|one| one.lacks == *thing).filter_map(|one| one.stated.as_deref());
        let own: Vec<&Stated> = own.filter(|stated| stated.is_of_a_source()).collect();
        let before = self.proposal.review.len();
        let found = self.on_new(thing, told, &own);
        let statements = self.beyond_doubt(found, told);
        // An item without any statement that has a source does not belong in Wikidata.
        if statements.is_empty() {
            if self.proposal.review.len() == before {
                let what = format!("{}, the subject of {}", untold.lacks_label, untold.property);
                self.review(Reason::NoItem(what), first, None, None);
            }
            return false;
        }
        let mut references: Vec<Reference> = statements.iter().flat_map(|command| command.references.clone()).collect();
        self.tidy(&mut references);
        let class = self.survey.classes.get(thing);
        let instance = class.and_then(|class| self.alignment.item_of_class(*class));
        let mut all = Vec::new();
        if let (Some(property), Some(item)) = (&self.alignment.instance_of, instance) {
            let content = Content::Value(DataValue::Entity(item.to_owned()));
            all.push(on_created(&Snak { property: property.clone(), content }, &[], references.clone()));
        }
        for one in things.iter().filter(|one| one.lacks == *thing && one.stated.is_none()) {
            // It says this of itself, and no statement can say it.
            let property = one.property.as_str();
            let is_time = self.alignment.holds.get(property) == Some(&Holds::Times);
            let what = || format!("{property} of {}: its value has none", untold.lacks_label);
            self.review(if is_time { Reason::Inexact } else { Reason::NoItem(what()) }, first, None, None);
        }
        for stated in &own {
            match self.of_itself(stated, &own, entity, told, &references) {
                Ok(command) => all.push(command),
                Err(reason) => self.review(reason, first, None, None),
            }
        }
        all.extend(statements);
        let described = class.map(|class| self.alignment.description(self.schema, *class));
        let creation = Creation {
            labels: vec![("en".to_owned(), untold.lacks_label.clone())],
            descriptions: described.map(|text| ("en".to_owned(), text.to_owned())).into_iter().collect(),
            statements: all,
        };
        self.propose(Does::Item, Entry::Creation(creation), first, None);
        true
    }

    /// What facts say on a thing without an item, each statement once. What is not for a new item is reviewed. `own` is what the
    /// thing says of itself.
    fn on_new(&mut self, thing: &IriBuf, told: &[(&'a Audited, &Untold)], own: &[&Stated]) -> Vec<OnNew<'a>> {
        let mut found: Vec<OnNew<'a>> = Vec::new();
        for (audited, untold) in told {
            let Some(stated) = &untold.stated else { continue };
            let mut stated = (**stated).clone();
            follow(&mut stated, &self.held.redirects);
            let as_told = stated.clone();
            let documents = documents_of(audited);
            let references = self.references(&documents);
            let hindrance = self.hindrance(audited, stated.inexact, &references, Does::Statement);
            let mut snaks: Vec<&mut Snak> = stated.qualifiers.iter_mut().chain([&mut stated.main]).collect();
            let hindrance = hindrance
                .or(self.in_calendar(&documents, &mut snaks))
                .or(self.outside_any(&stated, own).map(Reason::Contradicts))
                .or(self.contradicted(audited))
                .or(own.iter().find_map(|of_itself| self.outlives(&stated, of_itself)))
                .or(self.no_new_item(thing, untold, &stated, own));
            if let Some(reason) = hindrance {
                self.review(reason, audited, None, None);
                continue;
            }
            let mut command = on_created(&stated.main, &stated.qualifiers, references);
            let is_same = |there: &&mut OnNew<'_>| {
                (&there.command.main, &there.command.qualifiers) == (&command.main, &command.qualifiers)
            };
            match found.iter_mut().find(is_same) {
                // Both parties signed on one day: the treaty has one day.
                Some(there) => {
                    there.command.references.append(&mut command.references);
                    there.facts.push(audited);
                    there.stated.of_one &= stated.of_one;
                }
                None => found.push(OnNew { facts: vec![audited], stated: as_told, command }),
            }
        }
        for one in &mut found {
            self.tidy(&mut one.command.references);
        }
        found
    }

    /// Why no item is made for a thing, though nothing is wrong with what would be on it.
    fn no_new_item(&self, thing: &IriBuf, untold: &Untold, stated: &Stated, own: &[&Stated]) -> Option<Reason> {
        let what = || format!("{}, the subject of {}", untold.lacks_label, untold.property);
        let candidates = self.held.candidates(thing);
        let may_be: Vec<String> = candidates.same.into_iter().chain(candidates.alike).collect();
        if !may_be.is_empty() {
            return Some(Reason::MayExist(format!("{}: {}", what(), may_be.join(", "))));
        }
        if !self.wanted.creations {
            return Some(Reason::NoItem(what()));
        }
        let keys = own.iter().filter(|one| self.identifies(one)).map(|one| &one.main.property).collect::<BTreeSet<_>>();
        if keys.len() < self.identity_of(thing) {
            return Some(Reason::NoItem(format!(
                "{}: not everything that distinguishes it from others has an item",
                what()
            )));
        }
        // What Wikidata does not describe the states of a mission, it does not describe the mission.
        let named = std::iter::once(stated).chain(own.iter().copied()).filter_map(Stated::value_item);
        let of_things = named.filter(|item| self.alignment.concept(item).is_none());
        let absent: BTreeSet<&str> = of_things.filter(|item| !self.held.has_value(item)).collect();
        let absent: Vec<&str> = absent.into_iter().collect();
        (!absent.is_empty()).then(|| {
            let absent = absent.join(", ");
            Reason::NotInData(format!("{absent}: needed to know whether {} has an item", untold.lacks_label))
        })
    }

    /// How many keys distinguish a thing from others.
    fn identity_of(&self, thing: &IriBuf) -> usize {
        let Some(class) = self.survey.classes.get(thing) else { return 0 };
        let lines = self.alignment.lines.iter().filter(|line| self.schema.is_a(*class, line.class));
        lines.filter_map(|line| self.alignment.identity(line.class)).map(<[_]>::len).max().unwrap_or(0)
    }

    /// The statements for a new item that no other contradicts; the others are reviewed.
    fn beyond_doubt(&mut self, found: Vec<OnNew<'a>>, told: &[(&'a Audited, &Untold)]) -> Vec<Command> {
        let told = told.iter().filter(|(audited, _)| audited.claims.iter().any(Claim::is_own));
        let told: Vec<(&Audited, Stated)> = told
            .filter_map(|(audited, untold)| {
                let mut stated = untold.stated.as_deref()?.clone();
                follow(&mut stated, &self.held.redirects);
                Some((*audited, stated))
            })
            .collect();
        let doubt = |one: &OnNew<'a>| {
            let is_other = |fact: &Audited| one.facts.iter().all(|own| own.fact != fact.fact);
            let mut others =
                told.iter().filter(|(fact, other)| other.main.property == one.stated.main.property && is_other(fact));
            let line = &self.alignment.lines[one.stated.line];
            let (fact, other) = others.find(|(_, other)| speaks_against(self.alignment, line, other, &one.stated))?;
            Some(doubt_words(line, other.main == one.stated.main, &fact.label))
        };
        let reason = |one: &OnNew<'a>| {
            let of_one = || of_one_alone(one.stated.of_one, &one.facts, &one.command.main.property);
            doubt(one).map(Reason::AnotherFact).or_else(of_one)
        };
        let reasons: Vec<Option<Reason>> = found.iter().map(reason).collect();
        let mut statements = Vec::new();
        for (one, reason) in found.into_iter().zip(reasons) {
            match reason {
                None => statements.push(one.command),
                Some(reason) => {
                    for fact in one.facts {
                        self.review(reason.clone(), fact, None, None);
                    }
                }
            }
        }
        statements
    }

    /// What a thing says of itself, for its new item. Each document that mentions a thing says what distinguishes it
    /// from others; everything else has a reference only to a document that says it.
    fn of_itself(
        &self,
        stated: &Stated,
        own: &[&Stated],
        entity: Option<&Audited>,
        told: &[(&'a Audited, &Untold)],
        references: &[Reference],
    ) -> Result<Command, Reason> {
        let line = &self.alignment.lines[stated.line];
        let property = &stated.main.property;
        let what = || format!("{property} {} of {}", shown(&stated.main.content), stated.label);
        let is_rival = |other: &&&Stated| other.main.property == *property && other.main != stated.main;
        if let Some(other) = own.iter().find(is_rival).filter(|_| line.single) {
            let other = shown(&other.main.content);
            return Err(Reason::AnotherFact(format!("they cannot both be true: {}, {property} {other}", what())));
        }
        let mut of_facts = told.iter().filter_map(|(_, untold)| untold.stated.as_deref());
        if let Some(reason) = of_facts.find_map(|fact| self.outlives(fact, stated)) {
            return Err(reason);
        }
        let mut main = stated.main.clone();
        self.held.redirects.follow(&mut main.content);
        let identifies = self.identifies(stated);
        let spoken = entity.and_then(|entity| entity.spoken.as_ref());
        let documents = match identifies {
            true => told.iter().flat_map(|(audited, _)| documents_of(audited)).collect(),
            false => spoken.map(|spoken| spoken.say(&stated.told_by, false)).unwrap_or_default(),
        };
        if let Some(reason) = self.in_calendar(&documents, &mut [&mut main]) {
            return Err(reason);
        }
        if identifies {
            return Ok(on_created(&main, &[], references.to_vec()));
        }
        let references = self.references(&documents);
        if references.is_empty() {
            let which = spoken.and_then(|spoken| which(spoken, stated));
            let why = which.unwrap_or_else(|| NO_REFERENCE.to_owned());
            return Err(Reason::NoReference(format!("{}: {why}", what())));
        }
        Ok(on_created(&main, &[], references))
    }
}

/// What facts say on a thing without an item.
struct OnNew<'a> {
    /// The facts that say it.
    facts: Vec<&'a Audited>,
    /// What they say, as they say it.
    stated: Stated,
    command: Command,
}

/// A statement on a new item.
fn on_created(main: &Snak, qualifiers: &[Snak], references: Vec<Reference>) -> Command {
    Command {
        subject: Subject::Created,
        main: main.clone(),
        rank: None,
        qualifiers: qualifiers.to_vec(),
        references,
        new: false,
        comment: None,
    }
}
