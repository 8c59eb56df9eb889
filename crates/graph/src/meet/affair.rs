//! The tellings of one affair, separated into spells.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use super::decided::Decided;
use super::finding::{Disagreement, Finding};
use super::pair::{Agreement, Over, Pair, are_at_once, implies};
use super::telling::{Recurs, Relation, Standing, Telling, Terms, level, relation};
use super::window::Window;

/// How many ties of one affair are kept that are not proven: they are shown, and nothing follows from them.
const MOST_TIES: usize = 1 << 12;

/// How many pairs of one affair are compared. An affair with more is left as it is stated.
const MOST_PAIRS: usize = 1 << 24;

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

/// What all tellings of an affair come to. Tellings are named by their places in the list that was given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Affair {
    /// The spells that two documents or more state, in the order of what is stated.
    pub findings: Vec<Finding>,
    /// Pairs that cannot both be right and are not in one finding: one document denies what another states, or a spell overlaps
    /// with two that another document keeps apart.
    pub disagreements: Vec<Disagreement>,
    /// What is tied, and not proven.
    pub ties: Vec<Tie>,
    /// What was left out because there is too much of it.
    pub left_out: Option<LeftOut>,
}

/// What is left out of an affair that is too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// Ties beyond those that are kept.
    Ties,
    /// Everything: more pairs of its tellings may be of one spell than are compared.
    All,
}

impl Affair {
    /// Brings together what the tellings of one affair say. The order in which they are given makes no difference, but where two
    /// state the same and nothing else.
    #[must_use]
    pub fn of(tellings: &[Telling], recurs: Recurs, terms: &dyn Terms) -> Self {
        Self::decided(tellings, &Decided::default(), recurs, terms)
    }

    /// As [`Affair::of`], where persons decided of some tellings whether they are about one thing. That comes before all rules.
    #[must_use]
    pub fn decided(tellings: &[Telling], decided: &Decided, recurs: Recurs, terms: &dyn Terms) -> Self {
        let mut order: Vec<usize> = (0..tellings.len()).filter(|at| tellings[*at].standing.is_held()).collect();
        order.sort_by(|a, b| compare(&tellings[*a], &tellings[*b]));
        let Some(first) = order.first() else { return Self::default() };
        let is_denied = |one: &Telling| one.standing == Standing::Denied || !one.denied_by.is_empty();
        let denied: Vec<usize> = (0..tellings.len()).filter(|at| is_denied(&tellings[*at])).collect();
        if order.len().saturating_mul(denied.len()) > MOST_PAIRS {
            return Self { left_out: Some(LeftOut::All), ..Self::default() };
        }
        let denials = denials(tellings, &order, &denied, decided, recurs, terms);
        if order.iter().all(|at| tellings[*at].documents == tellings[*first].documents) {
            return Self { disagreements: denials, ..Self::default() };
        }
        // From here on a telling is named by its place in this order.
        let told: Vec<&Telling> = order.iter().map(|at| &tellings[*at]).collect();
        let is_denied = |at: usize| {
            let only_denied = denied.iter().filter(|other| tellings[**other].standing == Standing::Denied);
            let mut of_it = only_denied.filter(|other| !decided.are_apart(order[at], **other));
            of_it.any(|other| implies(told[at], &tellings[*other], recurs, terms))
        };
        let mut affair = Self::together(&told, &is_denied, &decided.in_order(&order), recurs, terms);
        for finding in &mut affair.findings {
            finding.tellings.iter_mut().for_each(|at| *at = order[*at]);
            finding.disagreements.iter_mut().for_each(|one| (one.a, one.b) = (order[one.a], order[one.b]));
        }
        affair.disagreements.iter_mut().for_each(|one| (one.a, one.b) = (order[one.a], order[one.b]));
        affair.disagreements.extend(denials);
        for Tie::Implies(a, b) | Tie::MaybeSame(a, b) | Tie::Either(a, b) in &mut affair.ties {
            (*a, *b) = (order[*a], order[*b]);
        }
        affair
    }

    fn together(
        told: &[&Telling],
        is_denied: &dyn Fn(usize) -> bool,
        decided: &Decided,
        recurs: Recurs,
        terms: &dyn Terms,
    ) -> Self {
        let (mut open, mut proofs) = (Vec::new(), Vec::new());
        let all = each_pair(told, recurs, &mut |a, b| match Pair::of(told[a], told[b], recurs, terms) {
            _ if decided.are_apart(a, b) => {}
            Pair::One(agreement) => proofs.push(Proof::new(told, a, b, &agreement)),
            Pair::Implies => open.push(Tie::Implies(a, b)),
            Pair::Implied => open.push(Tie::Implies(b, a)),
            Pair::Undecided => open.push(Tie::MaybeSame(a, b)),
            Pair::Either => open.push(Tie::Either(a, b)),
            Pair::Two => {}
        });
        if !all {
            return Self { left_out: Some(LeftOut::All), ..Self::default() };
        }
        // What agrees comes before what disagrees, and single tellings before what is put together of several.
        proofs.sort_by_key(|proof| (proof.rank(), proof.a, proof.b));
        let mut spells = Spells::new(told, decided, recurs, terms);
        let mut refused = Vec::new();
        proofs.chunk_by(|a, b| a.rank() == b.rank()).for_each(|equal| refused.extend(spells.join_equal(equal)));
        spells.run_on(recurs, terms);
        let disagreements = spells.refused(&refused, recurs, terms);
        open.extend(refused.iter().map(|proof| Tie::MaybeSame(proof.a, proof.b)));
        let mut ties = spells.untied(open);
        let left_out = (ties.len() > MOST_TIES).then_some(LeftOut::Ties);
        ties.truncate(MOST_TIES);
        let findings =
            spells.sets().iter().filter_map(|set| Finding::of(told, set, is_denied, recurs, terms)).collect();
        Self { findings, disagreements, ties, left_out }
    }
}

/// Calls for every pair of tellings of different documents that may have to do with one another. Gives whether these were all.
fn each_pair(told: &[&Telling], recurs: Recurs, call: &mut dyn FnMut(usize, usize)) -> bool {
    // From the first to the last day on which it may hold, with the number of days that may be between two of one spell.
    let reach = |telling: &Telling| {
        let (first, last) = (telling.bounds.begin_earliest, telling.bounds.end_latest);
        let last = last.zip(recurs.apart()).map(|(day, apart)| day.days_since_epoch().saturating_add(apart));
        (first.map_or(i64::MIN, |day| day.days_since_epoch()), last.unwrap_or(i64::MAX))
    };
    let mut by_begin: Vec<(i64, i64, usize)> = told
        .iter()
        .enumerate()
        .map(|(at, telling)| {
            let (first, last) = reach(telling);
            (first, last, at)
        })
        .collect();
    by_begin.sort_unstable();
    let mut running: Vec<(i64, usize)> = Vec::new();
    let mut compared = 0_usize;
    for (first, last, at) in by_begin {
        running.retain(|(end, _)| *end >= first);
        compared += running.len();
        if compared > MOST_PAIRS {
            return false;
        }
        for (_, other) in &running {
            if !told[at].shares_document(told[*other]) {
                call(at.min(*other), at.max(*other));
            }
        }
        running.push((last, at));
    }
    true
}

/// What one document states and another denies: who states what implies that which is denied, is denied too. What is `denied` may be
/// stated by a third document.
fn denials(
    tellings: &[Telling],
    held: &[usize],
    denied: &[usize],
    decided: &Decided,
    recurs: Recurs,
    terms: &dyn Terms,
) -> Vec<Disagreement> {
    let others = |own: &Telling, denied: &Telling| denied.denied_by.iter().any(|by| !own.documents.contains(by));
    let mut found: Vec<Disagreement> = held
        .iter()
        .flat_map(|a| denied.iter().map(move |b| (*a, *b)))
        .filter(|(a, b)| a != b && !decided.are_apart(*a, *b) && others(&tellings[*a], &tellings[*b]))
        .filter(|(a, b)| implies(&tellings[*a], &tellings[*b], recurs, terms))
        .map(|(a, b)| Disagreement { a, b, over: Over::Denied })
        .take(MOST_TIES)
        .collect();
    found.sort_unstable();
    found
}

/// A proof that two tellings are of one spell.
#[derive(Clone, Copy)]
struct Proof {
    a: usize,
    b: usize,
    /// Both may be right.
    is_whole: bool,
    /// How many keys have different values.
    differ: usize,
    strength: i64,
}

impl Proof {
    fn new(told: &[&Telling], a: usize, b: usize, agreement: &Agreement) -> Self {
        let differ = told[a].refined.iter().zip(&told[b].refined).filter(|(a, b)| a != b).count();
        Self { a, b, is_whole: agreement.is_whole(), differ, strength: agreement.strength }
    }

    /// What is best comes first.
    fn rank(&self) -> (bool, usize, Reverse<i64>) {
        (!self.is_whole, self.differ, Reverse(self.strength))
    }
}

/// The order of tellings by what they state.
fn compare(a: &Telling, b: &Telling) -> Ordering {
    let days = |t: &Telling| {
        let bounds = &t.bounds;
        [bounds.begin_earliest, bounds.begin_latest, bounds.end_earliest, bounds.end_latest]
    };
    let measured = |t: &Telling| t.measured.map(|one| (one.amount, one.unit));
    days(a)
        .cmp(&days(b))
        .then_with(|| a.refined.cmp(&b.refined))
        .then_with(|| a.distinguished.cmp(&b.distinguished))
        .then_with(|| measured(a).cmp(&measured(b)))
        .then_with(|| a.documents.cmp(&b.documents))
}

/// The tellings in sets, each of one spell.
struct Spells<'t> {
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
    decided: &'t Decided,
}

impl<'t> Spells<'t> {
    /// Each telling in a set of its own, or with those that decisions join it with.
    fn new(told: &'t [&'t Telling], decided: &'t Decided, recurs: Recurs, terms: &dyn Terms) -> Self {
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
            decided,
        };
        for thing in decided.joined() {
            thing.windows(2).for_each(|two| spells.join(two[0], two[1]));
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
    fn join_equal(&mut self, proofs: &[Proof]) -> Vec<Proof> {
        let (mut refused, mut open) = (Vec::new(), Vec::new());
        for proof in proofs {
            let (a, b) = (self.root(proof.a), self.root(proof.b));
            if a == b {
                continue;
            }
            let list = if self.may_join(a, b) && !self.is_doubted(a, b) { &mut open } else { &mut refused };
            list.push((*proof, a, b));
        }
        // The spell of each document that a set would meet.
        let mut met: BTreeMap<(usize, u16), usize> = BTreeMap::new();
        let mut doubts: BTreeSet<(usize, u16)> = BTreeSet::new();
        for (_, a, b) in &open {
            for (own, other) in [(*a, *b), (*b, *a)] {
                for document in self.documents(other) {
                    let Some(run) = self.members[other].iter().find_map(|at| self.run.get(&(document, *at))) else {
                        continue;
                    };
                    if met.insert((own, document), *run).is_some_and(|before| before != *run) {
                        doubts.insert((own, document));
                    }
                }
            }
        }
        for (own, document) in &doubts {
            self.doubts.extend(self.members[*own].iter().map(|at| (*at, *document)));
        }
        let torn = self.torn_between(open.iter().map(|(_, a, b)| (*a, *b)));
        self.torn.extend(torn);
        for (proof, a, b) in open {
            if self.is_doubted(a, b) {
                refused.push((proof, a, b));
            } else {
                self.join(proof.a, proof.b);
            }
        }
        refused.into_iter().map(|(proof, ..)| proof).collect()
    }

    /// The tellings of sets that these pairs would join with the one and with the other of two that a decision keeps apart.
    fn torn_between(&self, pairs: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
        let mut others: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (a, b) in pairs.filter(|_| !self.decided.is_empty()) {
            for (own, other) in [(a, b), (b, a)] {
                if self.members[other].iter().any(|at| self.decided.names(*at)) {
                    others.entry(own).or_default().insert(other);
                }
            }
        }
        let mut torn = Vec::new();
        for (own, others) in &others {
            for one in others.iter().filter(|one| others.iter().any(|other| self.are_apart(**one, *other))) {
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
    fn refused(&mut self, proofs: &[Proof], recurs: Recurs, terms: &dyn Terms) -> Vec<Disagreement> {
        let mut all = Vec::new();
        for proof in proofs.iter().filter(|proof| proof.strength > 0 && !proof.is_whole).take(MOST_TIES) {
            let (a, b) = (self.root(proof.a), self.root(proof.b));
            // What a document says of one time is both right, in the other documents too.
            let few = |set: usize| self.members[set].iter().take(8 * LOOK_BACK).map(|at| self.told[*at]);
            let at_once = few(a).any(|one| few(b).any(|other| are_at_once(one, other, terms)));
            if a != b && !at_once && !self.are_apart(a, b) {
                all.extend(
                    Agreement::of(self.told[proof.a], self.told[proof.b], recurs, terms)
                        .over()
                        .map(|over| Disagreement { a: proof.a, b: proof.b, over }),
                );
            }
        }
        all.sort_unstable();
        all
    }

    /// Joins two sets, unless a document keeps two of their members apart: it has one spell there already.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b && self.may_join(a, b) {
            let (first, other) = (a.min(b), a.max(b));
            self.parent[other] = first;
            let more = std::mem::take(&mut self.members[other]);
            self.members[first].extend(more);
        }
    }

    fn may_join(&self, a: usize, b: usize) -> bool {
        let may = |one: usize, other: usize| {
            let shared = self.told[one]
                .documents
                .iter()
                .filter(|document| self.told[other].documents.binary_search(document).is_ok());
            shared.copied().all(|document| self.run.get(&(document, one)) == self.run.get(&(document, other)))
        };
        !self.are_apart(a, b) && self.members[a].iter().all(|one| self.members[b].iter().all(|other| may(*one, *other)))
    }

    /// Adds to a spell what goes on where a telling of it ends, in the words of the same document, unless another document there
    /// disagrees.
    fn run_on(&mut self, recurs: Recurs, terms: &dyn Terms) {
        let mut runs: BTreeMap<(u16, usize), Vec<usize>> = BTreeMap::new();
        for ((document, at), run) in &self.run {
            runs.entry((*document, *run)).or_default().push(*at);
        }
        for run in runs.values().filter(|run| run.len() > 1) {
            for at in run {
                for other in run {
                    let (root, single) = (self.root(*at), self.root(*other));
                    let is_new = root != single && self.members[root].len() > 1 && self.members[single].len() == 1;
                    if is_new && self.agrees(root, *other, recurs, terms) {
                        self.join(root, single);
                    }
                }
            }
        }
    }

    /// Whether nobody in a set disagrees with a telling.
    fn agrees(&self, set: usize, other: usize, recurs: Recurs, terms: &dyn Terms) -> bool {
        self.members[set].iter().all(|member| {
            let (member, other) = (self.told[*member], self.told[other]);
            member.shares_document(other)
                || match Pair::of(member, other, recurs, terms) {
                    Pair::One(agreement) => agreement.is_whole(),
                    Pair::Two => false,
                    _ => true,
                }
        })
    }

    /// The sets, each in the order of what is stated.
    fn sets(&mut self) -> Vec<Vec<usize>> {
        let mut sets: Vec<Vec<usize>> = std::mem::take(&mut self.members);
        sets.retain(|set| set.len() > 1 || set.iter().any(|at| self.told[*at].documents.len() > 1));
        sets.iter_mut().for_each(|set| set.sort_unstable());
        sets
    }

    /// The ties that the spells leave: not those within one spell, nor those to a document that has this spell elsewhere.
    fn untied(&mut self, open: Vec<Tie>) -> Vec<Tie> {
        let mut kept = open;
        kept.retain(|tie| {
            let (Tie::Implies(a, b) | Tie::MaybeSame(a, b) | Tie::Either(a, b)) = *tie;
            let (a, b) = (self.root(a), self.root(b));
            a != b && !self.are_apart(a, b) && (matches!(tie, Tie::Implies(..)) || self.may_join(a, b))
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
    let (end, begin) = (Window::end(&before.bounds), Window::begin(&after.bounds));
    let is_later = Window::begin(&before.bounds).first < begin.first;
    is_later && adjoins(end.last, begin.first) && (changed || adjoins(end.first, begin.last))
}
