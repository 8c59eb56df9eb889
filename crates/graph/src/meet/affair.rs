//! The tellings of one affair, separated into spells.

use std::cmp::Ordering;

use super::decided::Decided;
use super::finding::{Disagreement, Finding};
use super::pair::{Over, Pair, implies};
use super::spells::{Proof, Spells, Tie};
use super::telling::{Recurs, Standing, Telling, Terms};

/// How many ties of one affair are kept that are not proven: they are shown, and nothing follows from them.
const MOST_TIES: usize = 1 << 12;

/// How many pairs of one affair are compared. An affair with more is left as it is stated.
const MOST_PAIRS: usize = 1 << 24;

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
        spells.run_on();
        let disagreements = spells.refused(&refused);
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
