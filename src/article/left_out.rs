//! What of an article is in no sentence of its extract, and may still say something; and the sentence next to it.

use std::collections::BTreeMap;
use std::ops::Range;

/// What was left out while an article was read.
#[derive(Debug, Default)]
pub struct LeftOut {
    blocks: Vec<(String, Range<u64>)>,
    words: Vec<String>,
    beside: Vec<String>,
    /// How far lines have been counted: the offset, and the line it is in.
    counted: (usize, u64),
}

/// How much had been left out at some point.
#[derive(Debug, Clone, Copy, Default)]
pub struct Told {
    blocks: usize,
    words: usize,
    beside: usize,
}

impl LeftOut {
    /// Tables, boxes and galleries: what each is, with its first and its last line, counted from 1.
    pub fn blocks(&self) -> impl Iterator<Item = (&str, Range<u64>)> {
        self.blocks.iter().map(|(what, lines)| (what.as_str(), lines.clone()))
    }

    /// What may hold words of a sentence, as it is written: templates that nothing is known of, formulas, captions. Each
    /// with its number, the most frequent first.
    #[must_use]
    pub fn words(&self) -> Vec<(&str, usize)> {
        numbers(&self.words)
    }

    /// What is next to the sentences: notes, marks for editors, navigation. Each with its number, the most frequent first.
    #[must_use]
    pub fn beside(&self) -> Vec<(&str, usize)> {
        numbers(&self.beside)
    }

    /// How much has been left out by now.
    pub(super) fn told(&self) -> Told {
        Told { blocks: self.blocks.len(), words: self.words.len(), beside: self.beside.len() }
    }

    /// What was reported since then is in something that is left out as a whole.
    pub(super) fn forget(&mut self, since: Told) {
        self.blocks.truncate(since.blocks);
        self.words.truncate(since.words);
        self.beside.truncate(since.beside);
    }

    /// A table or a box, and with it all that was reported since `since`.
    pub(super) fn block(&mut self, since: Told, what: &str, text: &str, range: Range<usize>) {
        self.forget(since);
        let lines = self.line(text, range.start)..self.line(text, range.end.saturating_sub(1).max(range.start));
        self.blocks.push((what.to_owned(), lines));
    }

    /// Something that may hold words of a sentence.
    pub(super) fn add_words(&mut self, what: impl Into<String>) {
        self.words.push(what.into());
    }

    /// Something that is next to the sentences.
    pub(super) fn add_beside(&mut self, what: impl Into<String>) {
        self.beside.push(what.into());
    }

    /// The line of an offset. Lines are counted on from the last one, or back from it.
    fn line(&mut self, text: &str, at: usize) -> u64 {
        let breaks = |range: Range<usize>| {
            let bytes = text.as_bytes().get(range).unwrap_or_default();
            bytes.iter().filter(|byte| **byte == b'\n').count() as u64
        };
        let (from, line) = self.counted;
        let line = match from <= at {
            true => line + breaks(from..at),
            false => line - breaks(at..from),
        };
        self.counted = (at, line);
        line + 1
    }
}

/// Each with its number, the most frequent first.
fn numbers(told: &[String]) -> Vec<(&str, usize)> {
    // The first letter of a template's name may be written either way, and a space as `_`.
    let same = |what: &str| {
        let what = what.replace('_', " ");
        let name = what.trim_matches(['{', '}']);
        let mut chars = name.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    let mut counts: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    told.iter().for_each(|what| counts.entry(same(what)).or_insert((what, 0)).1 += 1);
    let mut counts: Vec<_> = counts.into_values().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
