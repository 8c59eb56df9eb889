//! The facts of all sources by affair, and what they come to.

use std::collections::HashSet;
use std::io;

use foldhash::fast::RandomState;

use super::affair::Affair;
use super::covered::covered_once;
use super::finding::Finding;
use super::known::Unshared;
use super::lives::Lives;
use super::pair::{Agreement, implies};
use super::reading::{Affairs, Alone, Group, Map, Number, Reading};
use super::telling::{Relation, Telling, Terms, ValueId, relation};
use crate::sorted::Sorted;
use chancery_model::facts::Document;
use chancery_model::schema::{self, Iri, IriBuf, Kind, Schema};

/// The facts of all sources, by affair.
pub struct Gathered<'s> {
    schema: &'s Schema,
    /// The facts of affairs that are in two documents or more, in the order of their first facts.
    pub groups: Vec<Group>,
    /// How many affairs are in one document alone, by kind, document, the year in which the earliest of its facts has begun, and the
    /// other documents that cover it completely.
    pub alone: Alone,
    /// The facts of these affairs that others would have if they were so.
    pub unshared: Vec<Unshared>,
    /// The IRIs of things, by number.
    things: Vec<IriBuf>,
    /// The things that have an identifier elsewhere.
    identified: HashSet<Number, RandomState>,
    /// For each thing that is a concept, the number of the concept above it.
    broader: Map<Number, Number>,
    lives: Lives,
}

impl<'s> Gathered<'s> {
    /// Gathers the facts of merged descriptions; `documents` are those of the run, and state what they cover.
    ///
    /// # Errors
    /// When the descriptions cannot be read back.
    pub fn of(schema: &'s Schema, sorted: &Sorted, documents: &'s [Document]) -> io::Result<Self> {
        let mut reading = Reading::new(schema, documents);
        sorted.each_unsettled(schema, |description, standing| {
            reading.add(description, standing.map(|standing| standing.mask));
            Ok(())
        })?;
        let lives = Lives::of(&reading);
        let Affairs { groups, alone, unshared } = reading.affairs();
        let broader = reading.broader();
        Ok(Self {
            schema,
            groups,
            alone,
            unshared,
            things: reading.things,
            identified: reading.identified,
            broader,
            lives,
        })
    }

    /// The kinds and keys of the facts.
    pub(super) fn schema(&self) -> &'s Schema {
        self.schema
    }

    /// Whether a finding of a group can be true only if one of its facts is.
    pub(super) fn finding_implies(&self, group: &Group, finding: &Finding, fact: usize) -> bool {
        let Some(affair) = self.kind(group).affair.as_ref() else { return false };
        let first = &group.tellings[finding.tellings[0]];
        let own = Telling {
            bounds: finding.bounds,
            refined: finding.values.clone(),
            vague: None,
            whole: false,
            ..first.clone()
        };
        implies(&own, &group.tellings[fact], group.recurs, &OfKind { gathered: self, affair })
    }

    /// Whether a measured value of a group is within another.
    pub(super) fn measures_all(group: &Group, a: usize, b: usize) -> bool {
        match (group.tellings[a].measured, group.tellings[b].measured) {
            (Some(a), Some(b)) => a.says_all(&b),
            (_, None) => true,
            (None, _) => false,
        }
    }

    /// A finding whose time is cut to the lives of those who exist while it holds, and what states these lives.
    pub(super) fn within_lives(&self, group: &Group, finding: &Finding) -> (Finding, Vec<IriBuf>) {
        let mut own = finding.clone();
        let keys = &self.kind(group).keys;
        let of = |at: usize| {
            let values = group.values[at].iter().filter(|(key, _)| keys[usize::from(*key)].within_life);
            values.map(|(_, value)| *value).collect::<Vec<_>>()
        };
        let Some((first, others)) = finding.tellings.split_first() else { return (own, Vec::new()) };
        let mut things = of(*first);
        for other in others {
            let others = of(*other);
            things.retain(|thing| others.contains(thing));
        }
        things.sort_unstable();
        things.dedup();
        let tellings: Vec<_> = finding.tellings.iter().map(|at| group.tellings[*at].bounds).collect();
        let by = self.lives.cut(&mut own.bounds, &things, &tellings);
        (own, by)
    }

    /// The kind of a group.
    #[must_use]
    pub fn kind(&self, group: &Group) -> &'s Kind {
        self.schema.kind(group.kind)
    }

    /// What the facts of a group come to.
    #[must_use]
    pub fn affair(&self, group: &Group) -> Affair {
        self.affair_of(group, &group.tellings)
    }

    /// What these tellings, each at its place in the group, come to.
    pub(super) fn affair_of(&self, group: &Group, tellings: &[Telling]) -> Affair {
        let Some(affair) = &self.kind(group).affair else { return Affair::default() };
        let decided = group.decided.with(&covered_once(group, &|a, b| self.exclude(group, a, b)));
        Affair::decided(tellings, &decided, group.recurs, &OfKind { gathered: self, affair })
    }

    /// How two facts of a group that are of one spell agree.
    #[must_use]
    pub(super) fn agreement(&self, group: &Group, a: usize, b: usize) -> Option<Agreement> {
        let affair = self.kind(group).affair.as_ref()?;
        let (a, b) = (&group.tellings[a], &group.tellings[b]);
        Some(Agreement::of(a, b, group.recurs, &OfKind { gathered: self, affair }))
    }

    /// Whether a fact of a group can be true only if another is.
    #[must_use]
    pub(super) fn implies(&self, group: &Group, a: usize, b: usize) -> bool {
        let (a, b) = (&group.tellings[a], &group.tellings[b]);
        let affair = self.kind(group).affair.as_ref();
        affair.is_some_and(|affair| implies(a, b, group.recurs, &OfKind { gathered: self, affair }))
    }

    /// Whether the values of two facts of a group cannot both be true on one day.
    pub(super) fn exclude(&self, group: &Group, a: &Telling, b: &Telling) -> bool {
        let Some(affair) = self.kind(group).affair.as_ref() else { return false };
        let terms = OfKind { gathered: self, affair };
        let mut values = a.refined.iter().zip(&b.refined).enumerate();
        values.any(|(key, (a, b))| relation(&terms, key, *a, *b) == Relation::Exclusive)
    }

    /// Whether only the name of a thing is known: a seat that no source names, a town without an item.
    pub(super) fn is_only_named(&self, value: ValueId) -> bool {
        let iri = self.value(value).map(|iri| self.schema.space.join(iri.ns, iri.local));
        !self.identified.contains(&value) && iri.is_some_and(|iri| iri.starts_with(&self.schema.base))
    }

    /// The IRI of a value of a fact's key, if it is a thing.
    #[must_use]
    pub fn value(&self, value: ValueId) -> Option<Iri<'_>> {
        self.things.get(value as usize).map(IriBuf::as_ref)
    }
}

/// What the values of one kind's refining keys have to do with one another.
struct OfKind<'g, 's> {
    gathered: &'g Gathered<'s>,
    affair: &'g schema::Affair,
}

impl Terms for OfKind<'_, '_> {
    fn broader(&self, _: usize, value: ValueId) -> Option<ValueId> {
        self.gathered.broader.get(&value).copied()
    }

    fn excludes(&self, key: usize, a: ValueId, b: ValueId) -> bool {
        let schema = self.gathered.schema;
        let iri = |value: ValueId| self.gathered.value(value).map(|iri| schema.space.join(iri.ns, iri.local));
        if self.affair.refined[key].exclusive {
            // Two names prove no two things: one town may have both.
            return !self.gathered.is_only_named(a) && !self.gathered.is_only_named(b);
        }
        let (Some(a), Some(b)) = (iri(a), iri(b)) else { return false };
        schema.concept_id(&a).is_some_and(|a| schema.concept(a).excludes.contains(&b))
    }

    fn is_fixed(&self, key: usize) -> bool {
        self.affair.refined[key].fixed
    }
}
