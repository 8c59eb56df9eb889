//! The kinds that a phrase may mean: by their names, the words that people use for them, the terms of their keys, and what is said of
//! them. It only ever proposes.

use chancery_model::schema::{Kind, Role, Schema, ValueType};
use chancery_values::name::normalise_term;

/// A kind that a phrase may mean, and why.
#[derive(Debug)]
pub struct Proposal<'s> {
    /// The kind.
    pub kind: &'s Kind,
    /// What of the phrase led to it, in words; none where only its description has a word of it.
    pub why: Vec<String>,
    score: usize,
}

/// How many words of a phrase are looked up as one.
const LONGEST: usize = 4;

/// How many kinds are proposed.
const MOST: usize = 6;

/// Words that say nothing of a kind.
const SMALL: [&str; 14] =
    ["the", "and", "for", "with", "from", "was", "were", "its", "his", "her", "their", "that", "has", "been"];

/// The kinds that a phrase may mean, the likeliest first.
#[must_use]
pub fn find<'s>(schema: &'s Schema, phrase: &str) -> Vec<Proposal<'s>> {
    let form = normalise_term(phrase);
    let words: Vec<&str> = form.split_whitespace().collect();
    let runs: Vec<(usize, String)> = (1..=LONGEST.min(words.len()))
        .flat_map(|length| words.windows(length).map(move |run| (length, run.join(" "))))
        .filter(|(length, run)| *length > 1 || run.len() > 2 && !SMALL.contains(&run.as_str()))
        .collect();
    let mut found: Vec<Proposal<'s>> = schema
        .kinds()
        .filter(|kind| kind.role != Role::Part)
        .filter_map(|kind| proposed(schema, kind, &runs))
        .collect();
    found.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.kind.key.len().cmp(&b.kind.key.len())));
    let best = found.first().map_or(0, |one| one.score);
    found.retain(|one| one.score * 3 >= best);
    found.truncate(MOST);
    found
}

fn proposed<'s>(schema: &'s Schema, kind: &'s Kind, runs: &[(usize, String)]) -> Option<Proposal<'s>> {
    let (mut score, mut why) = (0, Vec::new());
    let help = normalise_term(&kind.help);
    let described: Vec<&str> = help.split(|c: char| !c.is_alphanumeric()).collect();
    for (length, run) in runs {
        if normalise_term(&kind.key) == *run {
            score += 12 * length;
            why.push(format!("`{run}` is its name"));
        } else if kind.words.contains(run) {
            score += 9 * length;
            why.push(format!("`{run}` is a word for it"));
        }
        let terms = schema.concepts_written(run);
        for key in &kind.keys {
            let takes = |list: &[_]| terms.iter().find(|term| list.contains(*term)).copied();
            if let ValueType::Concept(list) = &key.value
                && let Some(term) = takes(list)
            {
                score += 5 * length;
                why.push(format!("write `{}: {}`", key.key, schema.concept(term).written()));
            }
            score += usize::from(key.key == *run || key.words.contains(run));
        }
        score += usize::from(*length == 1 && described.contains(&run.as_str()));
    }
    (score > 0).then_some(Proposal { kind, why, score })
}
