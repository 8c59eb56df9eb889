//! Names that are similar to one that no entity has: candidates to show, which never decide anything.

use std::collections::HashMap;

use super::entity::EntityId;
use crate::frozen::Text;

/// Below this similarity a name is not a candidate.
const LEAST: usize = 60;

/// So many letters of a name are compared.
const LETTERS: usize = 64;

/// A longer name is like no other, in bytes.
const LONGEST: usize = 256;

/// How many letters of a name fall on each of 32 places. Each letter that differs changes two of the counts at most, by one.
type Histogram = [u8; 32];

/// The names of a registry, prepared for comparing.
#[derive(Debug, Clone)]
pub(super) struct Near {
    /// In the order of the alphabet, so that equal ones are found in one order.
    names: Vec<Name>,
    by_word: HashMap<String, Vec<u32>>,
}

#[derive(Debug, Clone)]
struct Name {
    text: String,
    letters: Vec<char>,
    histogram: Histogram,
    words: usize,
    bearers: Vec<EntityId>,
}

impl Near {
    /// Prepares normalised names.
    pub(super) fn new<S>(names: &HashMap<Text<'static>, Vec<EntityId>, S>) -> Self {
        let mut sorted: Vec<(&Text<'static>, &Vec<EntityId>)> = names.iter().collect();
        sorted.sort();
        let mut by_word: HashMap<String, Vec<u32>> = HashMap::new();
        let mut prepared = Vec::with_capacity(sorted.len());
        for (at, (text, bearers)) in (0_u32..).zip(sorted) {
            let letters: Vec<char> = text.chars().take(LETTERS).collect();
            for word in text.split(' ') {
                by_word.entry(word.to_owned()).or_default().push(at);
            }
            prepared.push(Name {
                text: text.to_string(),
                histogram: histogram(&letters),
                letters,
                words: text.split(' ').count(),
                bearers: bearers.clone(),
            });
        }
        Self { names: prepared, by_word }
    }

    #[allow(clippy::type_complexity, reason = "the reason is made only where it is wanted")]
    /// Gives the entities with a name that is similar to this normalised one: how similar, up to 99, and in what.
    pub(super) fn like(&self, form: &str, give: &mut dyn FnMut(EntityId, u8, &dyn Fn() -> String)) {
        let letters: Vec<char> = form.chars().take(LETTERS).collect();
        if letters.is_empty() || form.len() > LONGEST {
            return;
        }
        let words: Vec<&str> = form.split(' ').collect();
        let mut shared: HashMap<u32, usize> = HashMap::new();
        for word in &words {
            for at in self.by_word.get(*word).into_iter().flatten() {
                *shared.entry(*at).or_default() += 1;
            }
        }
        let counts = histogram(&letters);
        let pattern = Pattern::new(&letters);
        for (at, name) in (0_u32..).zip(&self.names) {
            let longer = letters.len().max(name.letters.len());
            // So many letters may differ in a name that is similar enough.
            let most = longer * (100 - LEAST) / 100;
            let by_letters = (letters.len().abs_diff(name.letters.len()) <= most
                && differing(&counts, &name.histogram) <= 2 * most)
                .then(|| pattern.distance(&name.letters))
                .filter(|differ| *differ <= most);
            let letter_score = by_letters.map_or(0, |differ| 100 * (longer - differ) / longer);
            let word_score = shared.get(&at).map_or(0, |count| 100 * count / words.len().max(name.words));
            let score = letter_score.max(word_score);
            if score < LEAST {
                continue;
            }
            let reason = || match by_letters.filter(|_| letter_score > word_score) {
                Some(1) => format!("1 letter differs from `{}`", name.text),
                Some(differ) => format!("{differ} letters differ from `{}`", name.text),
                None => {
                    let both: Vec<&str> =
                        words.iter().copied().filter(|word| name.text.split(' ').any(|other| other == *word)).collect();
                    format!("shares `{}` with `{}`", both.join(" "), name.text)
                }
            };
            // What is not the same name has no full score.
            let score = u8::try_from(score.min(99)).unwrap_or(99);
            name.bearers.iter().for_each(|id| give(*id, score, &reason));
        }
    }
}

fn histogram(letters: &[char]) -> Histogram {
    let mut counts = [0; 32];
    for letter in letters {
        counts[*letter as usize % 32] += 1;
    }
    counts
}

fn differing(a: &Histogram, b: &Histogram) -> usize {
    let sum: u16 = a.iter().zip(b).map(|(a, b)| u16::from(a.abs_diff(*b))).sum();
    usize::from(sum)
}

/// A name of up to 64 letters, whose distance from others is counted a word of bits at a time (Myers 1999, in the form of
/// Hyyrö 2003).
struct Pattern {
    ascii: [u64; 128],
    other: HashMap<char, u64>,
    length: usize,
}

impl Pattern {
    fn new(letters: &[char]) -> Self {
        let mut pattern = Self { ascii: [0; 128], other: HashMap::new(), length: letters.len() };
        for (at, letter) in letters.iter().enumerate() {
            match pattern.ascii.get_mut(*letter as usize) {
                Some(places) => *places |= 1 << at,
                None => *pattern.other.entry(*letter).or_default() |= 1 << at,
            }
        }
        pattern
    }

    /// How many letters must be added, left out or exchanged to make one of the other.
    fn distance(&self, letters: &[char]) -> usize {
        let last = 1_u64 << (self.length - 1);
        let (mut more, mut less) = (u64::MAX, 0_u64);
        let mut distance = self.length;
        for letter in letters {
            let places = match self.ascii.get(*letter as usize) {
                Some(places) => *places,
                None => self.other.get(letter).copied().unwrap_or_default(),
            };
            let zero = ((places & more).wrapping_add(more) ^ more) | places | less;
            let mut up = less | !(zero | more);
            let mut down = more & zero;
            distance += usize::from(up & last != 0);
            distance -= usize::from(down & last != 0);
            up = (up << 1) | 1;
            down <<= 1;
            more = down | !(zero | up);
            less = up & zero;
        }
        distance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_values::name;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_distance_is_that_of_the_plain_count(a in "[a-eжд ]{1,64}", b in "[a-eжд ]{0,64}") {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let plain = name::distance(&a, &b);
            prop_assert_eq!(Pattern::new(&a).distance(&b), plain);
            prop_assert!(differing(&histogram(&a), &histogram(&b)) <= 2 * plain);
        }
    }
}
