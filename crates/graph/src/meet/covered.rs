//! Events of which a document has all of a time, and exactly one in it: what others state of that time is that one.

use std::collections::BTreeMap;

use super::known::{DocumentId, reach};
use super::reading::Group;
use super::telling::{Recurs, Telling};

/// The pairs of events that are one for this reason, by their places. `exclude` says whether the values of two cannot both be right.
pub(super) fn covered_once(group: &Group, exclude: &dyn Fn(&Telling, &Telling) -> bool) -> Vec<(usize, usize)> {
    if !matches!(group.recurs, Recurs::Events { .. }) {
        return Vec::new();
    }
    // For each event those of others that are it. Decisions come first.
    let mut met: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let is_open = |at: usize| group.tellings[at].standing.is_held() && !group.decided.names(at);
    for at in (0..group.tellings.len()).filter(|at| is_open(*at)) {
        for known in group.known[at].iter().filter(|known| known.has_all(&group.tellings[at].bounds)) {
            if let Some(one) = only_one(group, at, known.document, exclude).filter(|one| is_open(*one)) {
                met.entry(one).or_default().push(at);
            }
        }
    }
    // Two that a document keeps apart, or that are at different times, are not one.
    let may_be_one = |a: usize, b: usize| {
        let (one, other) = (&group.tellings[a], &group.tellings[b]);
        !one.shares_document(other) && overlap(one, other) && !exclude(one, other)
    };
    met.retain(|_, all| {
        all.sort_unstable();
        all.dedup();
        all.iter().enumerate().all(|(place, a)| all[place + 1..].iter().all(|b| may_be_one(*a, *b)))
    });
    met.into_iter().flat_map(|(one, all)| all.into_iter().map(move |other| (one, other))).collect()
}

/// The only event of a document that may be this one; nothing where there is none, or two, or where it only may have been.
fn only_one(
    group: &Group,
    at: usize,
    document: DocumentId,
    exclude: &dyn Fn(&Telling, &Telling) -> bool,
) -> Option<usize> {
    let own = &group.tellings[at];
    let is_of = |other: &Telling| other.documents.contains(&document.0) || other.denied_by.contains(&document.0);
    if is_of(own) {
        return None;
    }
    let differs = |other: &Telling| {
        own.distinguished.iter().zip(&other.distinguished).any(|(a, b)| a.zip(*b).is_some_and(|(a, b)| a != b))
    };
    // What nobody asserts may be of any document.
    let may_be_it = |other: &Telling| {
        (is_of(other) || !other.standing.is_held()) && overlap(own, other) && !exclude(own, other) && !differs(other)
    };
    let mut all = group.tellings.iter().enumerate().filter(|(other, telling)| *other != at && may_be_it(telling));
    match (all.next(), all.next()) {
        (Some((one, telling)), None) if telling.standing.is_held() => Some(one),
        _ => None,
    }
}

/// Whether two may have been on one day.
fn overlap(a: &Telling, b: &Telling) -> bool {
    let (a, b) = (reach(&a.bounds), reach(&b.bounds));
    a.0 <= b.1 && b.0 <= a.1
}
