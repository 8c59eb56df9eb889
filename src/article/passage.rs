//! Words compared with a passage: whether they are in it, and which words in it are the most similar.
//!
//! White space, quotation marks, apostrophes, hyphens and dashes, ellipses and the ways of Unicode to write one letter make
//! no difference; what is not seen (soft hyphens, marks of width zero) does not count.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

use chancery_values::name::distance;

/// The longest words for which the nearest passage is looked for, in characters.
const LONGEST: usize = 200;

/// How many words of a passage are looked through for the nearest ones.
const MOST_WORDS: usize = 2_000;

/// Whether the words are in the passage one after the other, as they are written, and begin and end where words do.
#[must_use]
pub fn has_phrase(passage: &str, phrase: &str) -> bool {
    let (passage, phrase) = (folded(passage), folded(phrase));
    let is_bound = |at: usize| at == passage.len() || passage.split_word_bound_indices().any(|(bound, _)| bound == at);
    passage.match_indices(phrase.as_str()).any(|(at, _)| is_bound(at) && is_bound(at + phrase.len()))
}

/// Whether each of the words is in the passage, in their order, with any words between them and in any case.
#[must_use]
pub fn has_words(passage: &str, words: &str) -> bool {
    let (passage, words) = (folded(passage).to_lowercase(), folded(words).to_lowercase());
    let mut rest = passage.unicode_words();
    let mut wanted = words.unicode_words().peekable();
    if wanted.peek().is_none() {
        return passage.contains(&words);
    }
    wanted.all(|word| rest.any(|other| other == word))
}

/// The bytes of the passage that are nearest to the words; nothing where nothing is like them.
#[must_use]
pub fn nearest_to(passage: &str, words: &str) -> Option<Range<usize>> {
    let letters = |text: &str| folded(text).to_lowercase().chars().collect::<Vec<char>>();
    let wanted = letters(words);
    if wanted.len() > LONGEST {
        return None;
    }
    let count = words.split_whitespace().count();
    let mut bounds: Vec<Range<usize>> = Vec::new();
    for word in passage.split_whitespace().take(MOST_WORDS) {
        let at = word.as_ptr() as usize - passage.as_ptr() as usize;
        bounds.push(at..at + word.len());
    }
    let mut nearest: Option<(usize, Range<usize>)> = None;
    for length in [count, count + 1, count.saturating_sub(1)].into_iter().filter(|length| *length > 0) {
        for window in bounds.windows(length) {
            let (Some(first), Some(last)) = (window.first(), window.last()) else { continue };
            let range = bare(passage, first.start..last.end);
            let found = letters(&passage[range.clone()]);
            if found.len().abs_diff(wanted.len()) * 2 > wanted.len() {
                continue;
            }
            let apart = distance(&wanted, &found);
            if apart * 3 <= wanted.len() && nearest.as_ref().is_none_or(|(best, _)| apart < *best) {
                nearest = Some((apart, range));
            }
        }
    }
    nearest.map(|(_, range)| range)
}

/// The range without marks at its ends.
fn bare(text: &str, range: Range<usize>) -> Range<usize> {
    let mark = |c: char| !c.is_alphanumeric();
    let words = &text[range.clone()];
    let begin = words.len() - words.trim_start_matches(mark).len();
    let length = words.trim_matches(mark).len();
    if length == 0 { range } else { range.start + begin..range.start + begin + length }
}

/// The text in one of the many ways to write it.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in super::collapsed(text).nfc() {
        match c {
            '‘' | '’' | '‚' | '‛' | 'ʼ' | '`' | '´' | '‹' | '›' | '′' => out.push('\''),
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' => out.push('"'),
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => out.push('-'),
            '…' => out.push_str("..."),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSAGE: &str =
        "“There’s not anything close,” he said — in\u{a0}Baku–Minsk talks of\n1993… – about co‑operation.";

    #[test]
    fn a_phrase_stands_as_it_is_written() {
        for phrase in [
            "There's not",
            "anything close",
            "\"There's not anything close,\" he said - in Baku-Minsk",
            "of 1993...",
            "co-operation",
            "co\u{ad}-operation.",
        ] {
            assert!(has_phrase(PASSAGE, phrase), "{phrase}");
        }
        for phrase in ["there's not", "thing close", "anything clos", "anything, close", "talks 1993", "close he said"]
        {
            assert!(!has_phrase(PASSAGE, phrase), "{phrase}");
        }
        // Letters that are composed or not are the same; scripts without spaces have words too.
        assert!(has_phrase("Cafe\u{301} ferme\u{301}", "Café fermé") && has_phrase("中国与俄罗斯", "俄罗"));
    }

    #[test]
    fn words_stand_in_their_order() {
        assert!(has_words("It Might perhaps have come.", "might have") && has_words("MAY", "may"));
        assert!(!has_words("It might come", "come might") && !has_words("mighty", "might"));
        assert!(has_words("Was it so (?)", "(?)") && !has_words("It was so", "(?)"));
    }

    #[test]
    fn what_is_nearest_is_like_it() {
        let near = |words: &str| nearest_to(PASSAGE, words).map(|range| &PASSAGE[range]);
        assert_eq!(near("not any thing close"), Some("not anything close"));
        assert_eq!(near("there's not"), Some("There’s not"));
        assert_eq!(near("cooperation"), Some("co‑operation"));
        assert_eq!((near("wholly otherwise"), near(""), near("?")), (None, None, None));
        assert_eq!(nearest_to("", "x"), None);
    }
}
