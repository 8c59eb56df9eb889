//! An older table of sentences compared with a newer one.
//!
//! The older table has digests, no words. So a sentence is found again by its digest: at its number, or at another. What is
//! not found is reported by its neighbours: between the nearest sentences that kept their order, a sentence without a
//! match in the old table may be the other one reworded. Only lengths can decide which of several it is. Without the words,
//! it cannot be known whether it is the same sentence at all.

use std::collections::{HashMap, VecDeque};

use chancery_model::facts::Sentence;

/// The shortest a sentence may have become, or have been, as a part of the other's length, to be taken for reworded.
const LEAST_LIKE: f64 = 1.0 / 3.0;

/// The largest product of two gaps that is compared pair by pair; larger gaps are paired in order.
const LARGEST_GAP: usize = 250_000;

/// What became of a sentence. Positions are indices of the newer table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing {
    /// The same words under the same number and at the same place.
    Unchanged(usize),
    /// The same words under another number or at another place.
    Moved(usize),
    /// Other words at its old place, between the same neighbours.
    Changed {
        /// The sentence that is there now.
        now: usize,
        /// The shorter length divided by the longer, from 0 to 1. Of the words it says nothing.
        lengths: f64,
    },
    /// Its words are nowhere, and nothing is in its place.
    Gone,
}

/// What became of each sentence of an older table.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    /// One for each sentence of the older table, in its order.
    pub standings: Vec<Standing>,
    /// For each sentence of the newer table, the index of the older one it is, or may be.
    pub before: Vec<Option<usize>>,
}

/// Takes the sentences of an older and a newer table, each with its number and in its order; gives what became of the
/// older ones. Time is proportional to the lengths, except for gaps, in which it is bounded.
#[must_use]
pub fn align(old: &[(u64, &Sentence)], new: &[(u64, &Sentence)]) -> Alignment {
    let mut standings = vec![Standing::Gone; old.len()];
    let mut before = vec![None; new.len()];
    let pairs = same_digests(old, new);
    for (a, b) in &pairs {
        let ((old_number, was), (new_number, is)) = (old[*a], new[*b]);
        let same = old_number == new_number && (was.start, was.end) == (is.start, is.end);
        standings[*a] = if same { Standing::Unchanged(*b) } else { Standing::Moved(*b) };
        before[*b] = Some(*a);
    }
    let (mut from_old, mut from_new) = (0, 0);
    for (a, b) in kept_order(&pairs).into_iter().chain([(old.len(), new.len())]) {
        let lost: Vec<usize> = (from_old..a).filter(|i| standings[*i] == Standing::Gone).collect();
        let fresh: Vec<usize> = (from_new..b).filter(|i| before[*i].is_none()).collect();
        for (was, now) in likely(&lost, &fresh, old, new) {
            let lengths = likeness(old[was].1, new[now].1);
            standings[was] = Standing::Changed { now, lengths };
            before[now] = Some(was);
        }
        (from_old, from_new) = (a + 1, b + 1);
    }
    Alignment { standings, before }
}

/// Pairs of sentences of one digest, in the order of the old table. Where several have one digest, the first is the first.
fn same_digests(old: &[(u64, &Sentence)], new: &[(u64, &Sentence)]) -> Vec<(usize, usize)> {
    let mut places: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (at, (_, sentence)) in new.iter().enumerate() {
        places.entry(&sentence.digest).or_default().push_back(at);
    }
    let mut pairs = Vec::new();
    for (at, (_, sentence)) in old.iter().enumerate() {
        if let Some(place) = places.get_mut(sentence.digest.as_str()).and_then(VecDeque::pop_front) {
            pairs.push((at, place));
        }
    }
    pairs
}

/// The longest list of pairs whose order is the same in both tables (the longest increasing subsequence, by patience).
fn kept_order(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The pair that ends the best list of each length, and the pair before each.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, (_, place)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *place);
        previous[at] = length.checked_sub(1).map(|before| ends[before]);
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut kept = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        kept.push(pairs[at]);
        next = previous[at];
    }
    kept.reverse();
    kept
}

/// Which of the new sentences in a gap mean which of the old ones: in order, each once, as alike in length and section
/// as can be.
fn likely(lost: &[usize], fresh: &[usize], old: &[(u64, &Sentence)], new: &[(u64, &Sentence)]) -> Vec<(usize, usize)> {
    let score = |a: usize, b: usize| {
        let (was, is) = (old[lost[a]].1, new[fresh[b]].1);
        let likeness = likeness(was, is);
        // Another section contradicts it, but sections are renamed too.
        if likeness < LEAST_LIKE { 0.0 } else { likeness * if was.section == is.section { 1.0 } else { 0.5 } }
    };
    if lost.is_empty() || fresh.is_empty() {
        return Vec::new();
    }
    if lost.len().saturating_mul(fresh.len()) > LARGEST_GAP {
        let in_order = (0..lost.len().min(fresh.len())).filter(|at| score(*at, *at) > 0.0);
        return in_order.map(|at| (lost[at], fresh[at])).collect();
    }
    // best[a][b]: the highest sum of scores of the first a and the first b.
    let width = fresh.len() + 1;
    let mut best = vec![0.0_f64; (lost.len() + 1) * width];
    for a in 1..=lost.len() {
        for b in 1..=fresh.len() {
            let skipped = best[(a - 1) * width + b].max(best[a * width + b - 1]);
            best[a * width + b] = skipped.max(best[(a - 1) * width + b - 1] + score(a - 1, b - 1));
        }
    }
    let (mut a, mut b) = (lost.len(), fresh.len());
    let mut pairs = Vec::new();
    while a > 0 && b > 0 {
        let here = best[a * width + b];
        if here <= best[(a - 1) * width + b] {
            a -= 1;
        } else if here <= best[a * width + b - 1] {
            b -= 1;
        } else {
            pairs.push((lost[a - 1], fresh[b - 1]));
            (a, b) = (a - 1, b - 1);
        }
    }
    pairs.reverse();
    pairs
}

#[allow(clippy::cast_precision_loss, reason = "lengths are far below 2^52")]
fn likeness(was: &Sentence, is: &Sentence) -> f64 {
    let (a, b) = (was.end.saturating_sub(was.start), is.end.saturating_sub(is.start));
    a.min(b) as f64 / a.max(b).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences in one section, each a letter and a length.
    fn table(letters: &str, length: u64) -> Vec<Sentence> {
        let sentence = |(at, letter): (usize, char)| Sentence {
            section: String::new(),
            start: at as u64 * 100,
            end: at as u64 * 100 + length,
            digest: letter.to_string(),
        };
        letters.chars().enumerate().map(sentence).collect()
    }

    fn told(old: &str, new: &str) -> String {
        let (old, new) = (table(old, 60), table(new, 60));
        let number = |table: &[Sentence]| (1..).zip(table.to_vec()).collect::<Vec<_>>();
        let (old, new) = (number(&old), number(&new));
        let borrow = |table: &[(u64, Sentence)]| table.iter().map(|(n, s)| (*n, s.clone())).collect::<Vec<_>>();
        let (old, new) = (borrow(&old), borrow(&new));
        let old: Vec<_> = old.iter().map(|(n, s)| (*n, s)).collect();
        let new: Vec<_> = new.iter().map(|(n, s)| (*n, s)).collect();
        let show = |standing: &Standing| match standing {
            Standing::Unchanged(_) => "=".to_owned(),
            Standing::Moved(now) => format!("{}", now + 1),
            Standing::Changed { now, .. } => format!("~{}", now + 1),
            Standing::Gone => "x".to_owned(),
        };
        align(&old, &new).standings.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_became_of_each() {
        assert_eq!(told("abcd", "abcd"), "= = = =");
        assert_eq!(told("abcd", "xabcd"), "2 3 4 5");
        assert_eq!(told("abcd", "abxd"), "= = ~3 =");
        assert_eq!(told("abcd", "abd"), "= = x 3");
        assert_eq!(told("abcd", "acbd"), "= 3 2 =");
        assert_eq!(told("abcd", "axybd"), "= 4 x 5");
        assert_eq!(told("aab", "aab"), "= = =");
        assert_eq!(told("aab", "ab"), "= x 2");
        assert_eq!(told("abcd", ""), "x x x x");
        assert_eq!(told("", "ab"), "");
        assert_eq!(told("abcd", "wxyz"), "~1 ~2 ~3 ~4");
    }
}
