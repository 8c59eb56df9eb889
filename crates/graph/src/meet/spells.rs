//! The tellings of one affair in sets, each of one spell: joined by proofs, and never where a document, a decision or another proof
//! keeps them apart.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::decided::Decided;
use super::finding::Disagreement;
use super::pair::{Agreement, Pair, are_at_once};
use super::telling::{Recurs, Relation, Telling, Terms, level, relation};
use super::window::Window;

/// How many disagreements of proofs that were not followed are kept: they are shown, and nothing follows from them.
const MOST_REFUSED: usize = 1 << 12;

/// The relation of two tellings of different documents that are not of one proven spell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// The first implies the second.
    Implies(usize, usize),
    /// They may be of one spell: nothing proves it, and nothing excludes it.
    MaybeSame(usize, usize),
    /// They are of two spells, or one of them is wrong.
    Either(usize, usize),
}

/// What proves that two tellings are of one spell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// Some day is certainly in both; or there is only one thing.
    Day,
    /// Two spells are not as near to one another; or the same value distinguishes both.
    Distance,
}

/// A proof that two tellings are of one spell.
#[derive(Clone, Copy)]
pub(super) struct Proof {
    pub(super) a: usize,
    pub(super) b: usize,
    /// Both may be right.
    is_whole: bool,
    /// How many keys have different values.
    differ: usize,
    strength: i64,
}

impl Proof {
    pub(super) fn new(told: &[&Telling], a: usize, b: usize, agreement: &Agreement) -> Self {
        let differ = told[a].refined.iter().zip(&told[b].refined).filter(|(a, b)| a != b).count();
        Self { a, b, is_whole: agreement.is_whole(), differ, strength: agreement.strength }
    }

    fn by(&self) -> By {
        if self.strength > 0 { By::Day } else { By::Distance }
    }

    /// What is best comes first.
    pub(super) fn rank(&self) -> (bool, usize, Reverse<i64>) {
        (!self.is_whole, self.differ, Reverse(self.strength))
    }
}

/// The tellings in sets, each of one spell.
pub(super) struct Spells<'t> {
    told: &'t [&'t Telling],
    /// For each telling another of its set, or itself.
    parent: Vec<usize>,
    /// The members of each set, at the place of its first.
    members: Vec<Vec<usize>>,
    /// For each document and telling of it the first of the run that it is in: tellings of one spell in the words of that document.
    run: BTreeMap<(u16, usize), usize>,
    /// Tellings for which two spells of a document are equally good, with that document.
    doubts: BTreeSet<(usize, u16)>,
    /// Tellings that could as well meet the one as the other of two that a decision keeps apart, with each of these.
    torn: BTreeSet<(usize, usize)>,
    /// Tellings that no day proves to be of one spell with others, and that could meet too many to compare these with each other.
    lost: BTreeSet<usize>,
    decided: &'t Decided,
    recurs: Recurs,
    terms: &'t dyn Terms,
}

/// How many spells of one document that may be one a set may meet. With more it meets none.
const MOST_MET: usize = 256;

/// How many sets one may meet that no day proves to be of one spell with it. With more it meets none.
const MOST_NEAR: usize = 32;

impl<'t> Spells<'t> {
    /// Each telling in a set of its own, or with those that decisions join it with.
    pub(super) fn new(told: &'t [&'t Telling], decided: &'t Decided, recurs: Recurs, terms: &'t dyn Terms) -> Self {
        let mut run: BTreeMap<(u16, usize), usize> = BTreeMap::new();
        let mut last: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
        for (at, telling) in told.iter().enumerate() {
            for document in &telling.documents {
                let before = last.entry(*document).or_default();
                let of_run =
                    before.iter().rev().take(LOOK_BACK).find(|one| are_of_run(told[**one], telling, recurs, terms));
                let first = of_run.and_then(|one| run.get(&(*document, *one))).copied().unwrap_or(at);
                run.insert((*document, at), first);
                before.push(at);
            }
        }
        let mut spells = Self {
            told,
            parent: (0..told.len()).collect(),
            members: (0..told.len()).map(|at| vec![at]).collect(),
            run,
            doubts: BTreeSet::new(),
            torn: BTreeSet::new(),
            lost: BTreeSet::new(),
            decided,
            recurs,
            terms,
        };
        for thing in decided.joined() {
            for two in thing.windows(2) {
                spells.join(two[0], two[1], By::Day);
            }
        }
        spells
    }

    fn root(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.parent[root] != root {
            self.parent[root] = self.parent[self.parent[root]];
            root = self.parent[root];
        }
        root
    }

    /// Joins what proofs of one rank prove. Of several spells that a document keeps apart, and that are equally good, none is taken: to
    /// choose would be to guess. Gives the proofs that were not followed.
    pub(super) fn join_equal(&mut self, proofs: &[Proof]) -> Vec<Proof> {
        let Some(by) = proofs.first().map(Proof::by) else { return Vec::new() };
        let (mut refused, mut open) = (Vec::new(), Vec::new());
        for proof in proofs {
            let (a, b) = (self.root(proof.a), self.root(proof.b));
            if a == b {
                continue;
            }
            let list = if self.may_join(a, b, by) && !self.is_doubted(a, b) { &mut open } else { &mut refused };
            list.push((*proof, a, b));
        }
        for (own, document) in self.doubts_of(&open, by) {
            self.doubts.extend(self.members[own].iter().map(|at| (*at, document)));
        }
        let torn = self.torn_between(open.iter().map(|(_, a, b)| (*a, *b)), by);
        self.torn.extend(torn);
        for (proof, a, b) in open {
            if self.is_doubted(a, b) || !self.join(proof.a, proof.b, by) {
                refused.push((proof, a, b));
            }
        }
        refused.into_iter().map(|(proof, ..)| proof).collect()
    }

    /// The sets that these proofs would join with two spells of a document, with that document.
    fn doubts_of(&self, open: &[(Proof, usize, usize)], by: By) -> BTreeSet<(usize, u16)> {
        // The spells of each document that a set would meet, each with a telling of it.
        let mut met: BTreeMap<(usize, u16), BTreeMap<usize, usize>> = BTreeMap::new();
        for (_, a, b) in open {
            for (own, other) in [(*a, *b), (*b, *a)] {
                for document in self.documents(other) {
                    let of_document = |at: &usize| self.run.get(&(document, *at)).map(|run| (*run, *at));
                    let runs = met.entry((own, document)).or_default();
                    runs.extend(self.members[other].iter().filter_map(of_document));
                }
            }
        }
        let may_be_one = |runs: &BTreeMap<usize, usize>| {
            let tellings: Vec<usize> = runs.values().copied().collect();
            let pairs = || tellings.iter().enumerate().flat_map(|(at, a)| tellings[at + 1..].iter().map(|b| (*a, *b)));
            tellings.len() <= MOST_MET && by == By::Day && pairs().all(|(a, b)| self.may_be_one(a, b))
        };
        let of_two = met.into_iter().filter(|(_, runs)| runs.len() > 1 && !may_be_one(runs));
        of_two.map(|(doubt, _)| doubt).collect()
    }

    /// Whether two tellings of one document may be of one spell: it does not know what was between them.
    fn may_be_one(&self, a: usize, b: usize) -> bool {
        self.recurs.has_phases()
            && match Pair::of(self.told[a], self.told[b], self.recurs, self.terms) {
                Pair::One(agreement) => agreement.is_whole(),
                Pair::Implies | Pair::Implied | Pair::Undecided => true,
                Pair::Two | Pair::Either => false,
            }
    }

    /// Whether a member of the one set is of another spell than one of the other, or one of the two is wrong.
    fn are_two(&self, a: usize, b: usize) -> bool {
        let is_two = |one: usize, other: usize| {
            let (one, other) = (self.told[one], self.told[other]);
            !one.shares_document(other)
                && matches!(Pair::of(one, other, self.recurs, self.terms), Pair::Two | Pair::Either)
        };
        self.members[a].iter().any(|one| self.members[b].iter().any(|other| is_two(*one, *other)))
    }

    /// The tellings of sets that these pairs would join with the one and with the other of two that a decision keeps apart; or, where
    /// no day proves it, of two that are proven to be two spells.
    fn torn_between(&mut self, pairs: impl Iterator<Item = (usize, usize)>, by: By) -> Vec<(usize, usize)> {
        let mut others: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (a, b) in pairs.filter(|_| by == By::Distance || !self.decided.is_empty()) {
            for (own, other) in [(a, b), (b, a)] {
                if by == By::Distance || self.members[other].iter().any(|at| self.decided.names(*at)) {
                    others.entry(own).or_default().insert(other);
                }
            }
        }
        if by == By::Distance {
            let many = others.iter().filter(|(_, others)| others.len() > MOST_NEAR);
            self.lost.extend(many.flat_map(|(own, _)| self.members[*own].iter().copied()));
            others.retain(|_, others| others.len() <= MOST_NEAR);
        }
        let are_apart = |one: usize, other: usize| {
            self.are_apart(one, other) || by == By::Distance && one != other && self.are_two(one, other)
        };
        let mut torn = Vec::new();
        for (own, others) in &others {
            let is_torn = |one: &&usize| others.iter().any(|other| are_apart(**one, *other));
            for one in others.iter().filter(is_torn) {
                let with = |at: &usize| self.members[*one].iter().map(|other| (*at, *other)).collect::<Vec<_>>();
                torn.extend(self.members[*own].iter().flat_map(with));
            }
        }
        torn
    }

    /// Whether a decision keeps a member of the one set apart from one of the other.
    fn are_apart(&self, a: usize, b: usize) -> bool {
        let apart = |one: &usize| self.members[b].iter().any(|other| self.decided.are_apart(*one, *other));
        !self.decided.is_empty() && self.members[a].iter().any(apart)
    }

    /// Whether one of two sets could meet two spells of a document of the other, or two things of which it can be one alone.
    fn is_doubted(&self, a: usize, b: usize) -> bool {
        let is_torn = |own: usize, other: usize| {
            self.members[own].iter().any(|at| self.members[other].iter().any(|of| self.torn.contains(&(*at, *of))))
        };
        if !self.torn.is_empty() && (is_torn(a, b) || is_torn(b, a)) {
            return true;
        }
        let is_lost = |set: usize| self.members[set].iter().any(|at| self.lost.contains(at));
        if !self.lost.is_empty() && (is_lost(a) || is_lost(b)) {
            return true;
        }
        let doubted = |own: usize, other: usize| {
            let documents = self.documents(other);
            self.members[own].iter().any(|at| documents.iter().any(|of| self.doubts.contains(&(*at, *of))))
        };
        !self.doubts.is_empty() && (doubted(a, b) || doubted(b, a))
    }

    /// The documents of a set.
    fn documents(&self, set: usize) -> BTreeSet<u16> {
        self.members[set].iter().flat_map(|at| self.told[*at].documents.iter().copied()).collect()
    }

    /// Where tellings that are proven to be of one spell, and are not in one, cannot both be right.
    pub(super) fn refused(&mut self, proofs: &[Proof]) -> Vec<Disagreement> {
        let mut all = Vec::new();
        // A document that has several of what happens once means something else by it than the ontology.
        if self.recurs == Recurs::Once {
            return all;
        }
        for proof in proofs.iter().filter(|proof| proof.strength > 0 && !proof.is_whole).take(MOST_REFUSED) {
            let (a, b) = (self.root(proof.a), self.root(proof.b));
            // What a document says of one time is both right, in the other documents too.
            let few = |set: usize| self.members[set].iter().take(8 * LOOK_BACK).map(|at| self.told[*at]);
            let at_once = few(a).any(|one| few(b).any(|other| are_at_once(one, other, self.terms)));
            if a != b && !at_once && !self.are_apart(a, b) {
                all.extend(
                    Agreement::of(self.told[proof.a], self.told[proof.b], self.recurs, self.terms)
                        .over()
                        .map(|over| Disagreement { a: proof.a, b: proof.b, over }),
                );
            }
        }
        all.sort_unstable();
        all
    }

    /// Joins two sets, unless a document keeps two of their members apart: it has one spell there already. Gives whether they are one.
    fn join(&mut self, a: usize, b: usize, by: By) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            if !self.may_join(a, b, by) {
                return false;
            }
            let (first, other) = (a.min(b), a.max(b));
            self.parent[other] = first;
            let more = std::mem::take(&mut self.members[other]);
            self.members[first].extend(more);
        }
        true
    }

    fn may_join(&self, a: usize, b: usize, by: By) -> bool {
        let may = |one: usize, other: usize| {
            let shared = self.told[one]
                .documents
                .iter()
                .filter(|document| self.told[other].documents.binary_search(document).is_ok());
            let is_run = |document: u16| self.run.get(&(document, one)) == self.run.get(&(document, other));
            shared.copied().all(is_run) || by == By::Day && self.may_be_one(one, other)
        };
        !self.are_apart(a, b)
            && self.members[a].iter().all(|one| self.members[b].iter().all(|other| may(*one, *other)))
            && (by == By::Day || !self.are_two(a, b))
    }

    /// Adds to a spell what goes on where a telling of it ends, in the words of the same document, unless another document there
    /// disagrees.
    pub(super) fn run_on(&mut self) {
        let mut runs: BTreeMap<(u16, usize), Vec<usize>> = BTreeMap::new();
        for ((document, at), run) in &self.run {
            runs.entry((*document, *run)).or_default().push(*at);
        }
        for run in runs.values().filter(|run| run.len() > 1) {
            for at in run {
                for other in run {
                    let (root, single) = (self.root(*at), self.root(*other));
                    let is_new = root != single && self.members[root].len() > 1 && self.members[single].len() == 1;
                    if is_new && self.agrees(root, *other) {
                        self.join(root, single, By::Day);
                    }
                }
            }
        }
    }

    /// Whether nobody in a set disagrees with a telling.
    fn agrees(&self, set: usize, other: usize) -> bool {
        self.members[set].iter().all(|member| {
            let (member, other) = (self.told[*member], self.told[other]);
            member.shares_document(other)
                || match Pair::of(member, other, self.recurs, self.terms) {
                    Pair::One(agreement) => agreement.is_whole(),
                    Pair::Two => false,
                    _ => true,
                }
        })
    }

    /// The sets, each in the order of what is stated.
    pub(super) fn sets(&mut self) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = std::mem::take(&mut self.members);
        sets.retain(|set| set.len() > 1 || set.iter().any(|at| self.told[*at].documents.len() > 1));
        sets.iter_mut().for_each(|set| set.sort_unstable());
        sets
    }

    /// The ties that the spells leave: not those within one spell, nor those to a document that has this spell elsewhere.
    pub(super) fn untied(&mut self, open: Vec<Tie>) -> Vec<Tie> {
        let mut kept = open;
        kept.retain(|tie| {
            let (Tie::Implies(a, b) | Tie::MaybeSame(a, b) | Tie::Either(a, b)) = *tie;
            let (a, b) = (self.root(a), self.root(b));
            a != b && !self.are_apart(a, b) && (matches!(tie, Tie::Implies(..)) || self.may_join(a, b, By::Day))
        });
        kept.sort_unstable();
        kept
    }
}

/// Among how many tellings of a document before it the run of one is looked for.
const LOOK_BACK: usize = 8;

/// Whether two tellings of one document are of one spell in its words: both hold on one day, with values of which one is within the other; or the
/// second goes on where the first ends, with other values that have something in common with those before, or on the next day with
/// the same.
fn are_of_run(before: &Telling, after: &Telling, recurs: Recurs, terms: &dyn Terms) -> bool {
    let common = level(terms, recurs, [before, after]);
    let (mut changed, mut unlike) = (false, false);
    for (key, common) in common.iter().enumerate() {
        match relation(terms, key, before.refined[key], after.refined[key]) {
            Relation::Equal => {}
            Relation::Exclusive if common.is_none() => return false,
            Relation::Exclusive | Relation::Compatible => (changed, unlike) = (true, true),
            _ => changed = true,
        }
    }
    let is_one_day = match (Window::core(&before.bounds), Window::core(&after.bounds)) {
        (Some(a), Some(b)) => a.0.max(b.0) <= a.1.min(b.1),
        _ => false,
    };
    if changed && !unlike && is_one_day {
        return true;
    }
    let next = |day: Option<chancery_values::time::Date>| day.and_then(|day| day.next_day());
    let adjoins =
        |end, begin: Option<chancery_values::time::Date>| next(end).zip(begin).is_some_and(|(end, begin)| end >= begin);
    // What happens on the next day is another event.
    if !recurs.has_phases() {
        return false;
    }
    let (end, begin) = (Window::end(&before.bounds), Window::begin(&after.bounds));
    let is_later = Window::begin(&before.bounds).first < begin.first;
    is_later && adjoins(end.last, begin.first) && (changed || adjoins(end.first, begin.last))
}
