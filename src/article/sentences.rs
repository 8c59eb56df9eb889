//! Where sentences end: the rules of Unicode (UAX #29, sentence boundaries), and what they leave open.
//!
//! The rules of Unicode know no abbreviation, and take a number after a full stop for part of what is before it if
//! small letters follow. So each boundary they give, and each number after a full stop, is a candidate, and is dropped
//! where one of these holds:
//!
//! - what follows begins with a small letter;
//! - the mark is within a bracket that was opened in the middle of the sentence;
//! - no white space, quotation mark or bracket parts the mark from what follows;
//! - the full stop belongs to an abbreviation, an initial or an ordinal number, as `abbreviations.txt` has them, or to what
//!   has the look of an abbreviation (`Ts.`) before what does not begin sentences;
//! - only a number is before it: the number of a list.
//!
//! Marks of notes (`[1]`, `[a]`, `[sic]`) set directly behind a word or full stop belong to the sentence they are behind.
//! An ellipsis in brackets ends nothing. What has neither letter nor digit is not a sentence of its own.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation;

use super::words::{Group, Words};

/// How far back an abbreviation or an opening bracket is looked for, in bytes.
const LOOK_BACK: usize = 2_000;

/// How many characters without a letter or digit may follow one another before the rest counts as a word: the rules of
/// Unicode look ahead over them from each, which would take time in the square of their number.
const LONGEST_GAP: usize = 32;

/// What ends a sentence in Latin, Greek and Cyrillic script, where white space follows it.
const MARKS: [char; 4] = ['.', '!', '?', '…'];

/// Takes a paragraph; gives the bytes of its sentences in order, without white space at their ends. Every character that
/// is not a white space is in one of them, unless the paragraph has neither letter nor digit: it then has no sentence. A line
/// break counts as white space. Memory and time are proportional to the length.
#[must_use]
pub fn sentences(paragraph: &str) -> Vec<Range<usize>> {
    let masked = mask(paragraph);
    let mut candidates: Vec<usize> = masked.split_sentence_bound_indices().map(|(at, _)| at).collect();
    candidates.extend(BEFORE_NUMBER.find_iter(&masked).map(|found| found.end() - 1));
    candidates.sort_unstable();
    candidates.dedup();
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for at in candidates.into_iter().chain([paragraph.len()]) {
        // A mask has a character of one byte where the text may have a longer one.
        if at <= start
            || !paragraph.is_char_boundary(at)
            || at < paragraph.len() && !ends(paragraph, &masked, start, at)
        {
            continue;
        }
        let words = paragraph[start..at].trim();
        let begin = start + (paragraph[start..at].len() - paragraph[start..at].trim_start().len());
        let range = begin..begin + words.len();
        start = at;
        match sentences.last_mut() {
            _ if words.is_empty() => {}
            // Stray marks belong to the sentence before them.
            Some(last) if !words.contains(char::is_alphanumeric) => last.end = range.end,
            _ => sentences.push(range),
        }
    }
    // … and to the one behind them where none is before.
    if sentences.len() > 1 && !paragraph[sentences[0].clone()].contains(char::is_alphanumeric) {
        let first = sentences.remove(0);
        sentences[0].start = first.start;
    }
    sentences.retain(|range| paragraph[range.clone()].contains(char::is_alphanumeric));
    sentences
}

/// A closing mark, a gap and a digit: the digit is the last character of the match.
static BEFORE_NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r#"[.!?…][)\]"'’”»]{0,8}\s{1,8}[0-9]"#));

/// Brackets set directly behind something, and ellipses in brackets.
static NOTE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<before>[^\s\[\](])(?P<notes>(?:\[[^\[\]\n]{1,40}\])+)|[\[(](?:\.\.\.|…)[\])]"));

/// A closing guillemet that a space parts from the end of the sentence, as in French.
static GUILLEMET: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?P<before>[.!?…])(?P<mark>\s{1,2}»)(?P<after>\s|$)"));

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns are constants, and a test compiles them")
}

/// The paragraph as Unicode's rules are to see it, byte for byte as long: line breaks are spaces, notes and guillemets
/// closing marks, an ellipsis three full stops, and a gap that is too long ends in letters.
fn mask(paragraph: &str) -> String {
    let closing = |length: usize| ")".repeat(length);
    let text = NOTE.replace_all(paragraph, |found: &Captures<'_>| match (found.name("before"), found.name("notes")) {
        (Some(before), Some(notes)) => format!("{}{}", before.as_str(), closing(notes.len())),
        _ => "x".repeat(found[0].len()),
    });
    let text = GUILLEMET.replace_all(&text, |found: &Captures<'_>| {
        format!("{}{}{}", &found["before"], closing(found["mark"].len()), &found["after"])
    });
    let mut masked = String::with_capacity(text.len());
    let mut gap = 0;
    for c in text.chars() {
        gap = if c.is_alphanumeric() { 0 } else { gap + 1 };
        match c {
            _ if gap > LONGEST_GAP => masked.extend(std::iter::repeat_n('X', c.len_utf8())),
            '\n' | '\r' => masked.push(' '),
            '…' => masked.push_str("..."),
            // Line and paragraph separators, and next line.
            '\u{2028}' | '\u{2029}' => masked.push_str("   "),
            '\u{85}' => masked.push_str("  "),
            c => masked.push(c),
        }
    }
    masked
}

/// Whether a sentence that begins at `start` ends before `at`.
fn ends(text: &str, masked: &str, start: usize, at: usize) -> bool {
    let mut from = start.max(at.saturating_sub(LOOK_BACK));
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = text[from..at].trim_end();
    let gap = from + before.len() < at;
    let opened = text[at..].trim_start_matches(|c: char| !c.is_alphanumeric());
    if opened.starts_with(char::is_lowercase) {
        return false;
    }
    // What closes behind the mark; a note closes in the mask only.
    let shown = masked.get(from..from + before.len()).unwrap_or(before);
    let bare = shown.trim_end_matches(is_closing);
    let closing = before.get(bare.len()..).unwrap_or_default();
    let Some(mark) = bare.chars().next_back() else { return true };
    if !(MARKS.contains(&mark)) {
        return true;
    }
    if !gap && closing.is_empty() || in_bracket(before, bare.len(), from == start) {
        return false;
    }
    mark != '.' || bare.ends_with("..") || !is_abbreviated(&bare[..bare.len() - 1], opened)
}

fn is_closing(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '"' | '\'' | '’' | '”' | '“' | '‘' | '»' | '«' | '›' | '」' | '』' | '）')
        || c.is_whitespace()
}

/// Whether a bracket that closes behind the mark was opened in the middle of the sentence.
fn in_bracket(before: &str, bare: usize, whole: bool) -> bool {
    let Some(closing) = before.get(bare..) else { return false };
    let Some(bracket) = closing.chars().find(|c| matches!(c, ')' | ']')) else { return false };
    let opening = if bracket == ')' { '(' } else { '[' };
    let mut depth = 0_usize;
    for (at, c) in before.char_indices().rev() {
        if at >= bare {
            // A note behind the mark opens and closes there.
            depth += usize::from(c == bracket);
            if c == opening {
                depth = depth.saturating_sub(1);
            }
            continue;
        }
        if depth == 0 {
            return false;
        }
        if c == bracket {
            depth += 1;
        } else if c == opening {
            depth -= 1;
            if depth == 0 {
                return !whole || before[..at].contains(char::is_alphanumeric);
            }
        }
    }
    false
}

/// Whether the full stop behind `before` belongs to its last word, given what follows.
fn is_abbreviated(before: &str, after: &str) -> bool {
    let words = Words::get();
    let parts = |c: char| c.is_whitespace() || "([{\"„“”«»‘‚/–—,;:".contains(c);
    let word = before.rsplit(parts).next().unwrap_or_default();
    let rest = &before[..before.len() - word.len()];
    // `Brest-St.` is a `St.`, but `Vice-Adm.` is a word of its own.
    let last = word.rsplit(['-', '‑']).next().unwrap_or_default();
    let is = |group| words.is(group, word) || words.is(group, last);
    let next: &str = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if word.is_empty() {
        return false;
    }
    let number = next.starts_with(char::is_numeric);
    if word.chars().all(char::is_numeric) {
        let digits = word.chars().count();
        let numbers_a_list = !rest.contains(char::is_alphanumeric);
        return digits <= 3 && numbers_a_list || digits <= 2 && (number || words.is(Group::Ordinal, next));
    }
    if word.chars().all(|c| "IVXLC".contains(c)) && words.is(Group::Ordinal, next) || is(Group::Never) {
        return true;
    }
    let letters = word.split(['.', '-', '‑']).filter(|part| !part.is_empty()).all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    });
    // `146 m` is an amount with its unit, not an initial.
    let unit = word.chars().all(char::is_lowercase) && rest.trim_end().ends_with(char::is_numeric);
    let seldom = letters && !unit || is(Group::Seldom) || looks_abbreviated(word);
    if number {
        // A short word before a number is more likely an abbreviation that is not listed than the end of a sentence.
        return seldom || is(Group::Number) || word.chars().count() < 4 && word.contains(char::is_lowercase);
    }
    // `А. С. Пушкин`: an initial, although the letter is a word too.
    let initial = next.chars().count() == 1 && after[next.len()..].starts_with('.');
    seldom && (initial || !words.is(Group::Start, next))
}

/// Whether a word that is not listed has the look of an abbreviation: a capital, and small letters among which no vowel is,
/// such as `Ts` or `Дж` before a name.
fn looks_abbreviated(word: &str) -> bool {
    let mut chars = word.chars();
    let vowel = |c: char| {
        let base = c.to_lowercase().nfd().next().unwrap_or(c);
        "aeiouyæøœıəαεηιουωаеёиоуыэюяіїєў".contains(base)
    };
    chars.next().is_some_and(|first| first.is_uppercase() && !vowel(first))
        && (1..=3).contains(&chars.clone().count())
        && chars.all(|c| c.is_lowercase() && !vowel(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_are_patterns() {
        assert!(BEFORE_NUMBER.is_match("a. 1") && NOTE.is_match("a.[1]") && GUILLEMET.is_match("a. » "));
    }

    #[test]
    fn a_mask_is_as_long_as_the_text() {
        for text in ["a.[1][2] B", "x […] (...)", "« Oui.\u{a0}» Il", "…\u{2028}\u{85}\r\n", &"é—".repeat(100)]
        {
            assert_eq!(mask(text).len(), text.len(), "{text}");
        }
    }
}
