//! What persons decided of the tellings of one affair: which of them are about one thing, and which are not.

use std::collections::{BTreeMap, BTreeSet};

/// A decision on two tellings of an affair, by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// The decision, by its place among all.
    pub(super) decision: usize,
    pub(super) a: usize,
    pub(super) b: usize,
}

/// What was decided of the tellings of one affair, by their places. Who is the same as one thing is one with all that are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// For each telling that a decision names, the thing that it is about: equal numbers are one thing.
    things: BTreeMap<usize, usize>,
    /// The things that are not one: the lower number first.
    apart: BTreeSet<(usize, usize)>,
    /// The decisions.
    pub(super) lines: Vec<Line>,
}

impl Decided {
    /// Pairs of tellings that are the same, and pairs that are not. A pair that is both by way of others is the same.
    #[must_use]
    pub fn new(same: &[(usize, usize)], different: &[(usize, usize)]) -> Self {
        let mut things: BTreeMap<usize, usize> =
            same.iter().chain(different).flat_map(|(a, b)| [(*a, *a), (*b, *b)]).collect();
        for (a, b) in same {
            let (a, b) = (things[a], things[b]);
            let (first, other) = (a.min(b), a.max(b));
            things.values_mut().filter(|thing| **thing == other).for_each(|thing| *thing = first);
        }
        let pair = |(a, b): &(usize, usize)| (things[a].min(things[b]), things[a].max(things[b]));
        let apart = different.iter().map(pair).filter(|(a, b)| a != b).collect();
        Self { things, apart, lines: Vec::new() }
    }

    /// These decisions, and pairs that are one for another reason, of tellings that no decision names.
    #[must_use]
    pub(super) fn with(&self, same: &[(usize, usize)]) -> Self {
        let mut all = self.clone();
        for (a, b) in same {
            let thing = *all.things.entry(*a).or_insert(*a);
            all.things.entry(*b).or_insert(thing);
        }
        all
    }

    /// Whether nothing was decided.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    /// Whether two tellings are about one thing by decision.
    pub(super) fn are_same(&self, a: usize, b: usize) -> bool {
        self.things.get(&a).zip(self.things.get(&b)).is_some_and(|(a, b)| a == b)
    }

    /// Whether two tellings are about two things by decision.
    pub(super) fn are_apart(&self, a: usize, b: usize) -> bool {
        let things = self.things.get(&a).zip(self.things.get(&b));
        things.is_some_and(|(a, b)| self.apart.contains(&(*a.min(b), *a.max(b))))
    }

    /// Whether a decision names a telling.
    pub(super) fn names(&self, at: usize) -> bool {
        self.things.contains_key(&at)
    }

    /// The same of tellings that are listed otherwise: at each place is the place that a telling had.
    pub(super) fn in_order(&self, order: &[usize]) -> Self {
        let things = order.iter().enumerate().filter_map(|(at, before)| Some((at, *self.things.get(before)?)));
        Self { things: things.collect(), apart: self.apart.clone(), lines: Vec::new() }
    }

    /// The tellings of each thing.
    pub(super) fn joined(&self) -> Vec<Vec<usize>> {
        let mut all: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        self.things.iter().for_each(|(at, thing)| all.entry(*thing).or_default().push(*at));
        all.into_values().collect()
    }
}
