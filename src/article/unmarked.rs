//! Headings and references of a plain text that has no marks for them, so that they are read as sentences.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::plain::{Kind, blocks};
use super::words::is_apparatus;

/// How many words a line may have that seems to be a heading.
const LONGEST_HEADING: usize = 8;

/// What in a plain text seems to be no sentence, by its bytes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Unmarked {
    /// Lines that seem to be headings.
    pub headings: Vec<Range<usize>>,
    /// What seems to lead to references: numbers in brackets, arrows, the headings of lists of them.
    pub references: Vec<Range<usize>>,
}

/// Numbers of references behind words, and the signs with which a list of references leads back to the words.
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)\[\d{1,3}\]|^[ \t]*(?:↑|\^ )").expect("the pattern is a constant, and a test compiles it")
});

impl Unmarked {
    /// Looks for headings and references in a plain text; finds nothing in a text that has marked headings.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut found = Self::default();
        if blocks(text).iter().any(|block| matches!(block.kind, Kind::Heading(..))) {
            return found;
        }
        let mut at = 0;
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for (number, raw) in lines.iter().enumerate() {
            let line = raw.trim();
            let start = at + (raw.len() - raw.trim_start().len());
            at += raw.len();
            let bytes = start..start + line.len();
            let next = lines.get(number + 1).map_or("", |next| next.trim());
            let is_edited = line.ends_with(EDIT) || next.starts_with(EDIT);
            let is_followed_by_blank = number + 1 < lines.len() && next.is_empty();
            if is_apparatus(unedited(line)) {
                found.references.push(bytes);
            } else if line.ends_with(EDIT) || (is_edited || is_followed_by_blank) && is_like_heading(line) {
                found.headings.push(bytes);
            }
        }
        found.references.extend(REFERENCE.find_iter(text).map(|reference| reference.range()));
        found.references.sort_unstable_by_key(|range| range.start);
        found
    }
}

/// The link behind a heading on a page.
const EDIT: &str = "[edit]";

/// A heading as a page shows it, without the link behind it.
fn unedited(line: &str) -> &str {
    line.strip_suffix(EDIT).unwrap_or(line).trim_end()
}

/// Whether a line is short, begins with a capital or a number and ends like no sentence.
fn is_like_heading(line: &str) -> bool {
    let is_item = line.starts_with(['-', '*', '•']);
    let ends = |c: char| c.is_alphanumeric() || c == ')';
    !is_item
        && line.starts_with(|c: char| c.is_alphanumeric() && !c.is_lowercase())
        && line.ends_with(ends)
        && line.split_whitespace().count() <= LONGEST_HEADING
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (Vec<&str>, Vec<&str>) {
        let Unmarked { headings, references } = Unmarked::of(text);
        let words = |ranges: Vec<Range<usize>>| ranges.into_iter().map(|range| text[range].trim()).collect();
        (words(headings), words(references))
    }

    #[test]
    fn what_seems_to_be_no_sentence_is_found() {
        let text = "Peace\n\nIt came in 1990.[1] It went.[12][a]\n\nTrade and money[edit]\nIt grew\n\n- item\n\nReferences\n\n\
                    ↑ A book.\n^ Another.\nSee also[edit]\nOther\nVisits\n[edit]Nobody came.\n";
        assert_eq!(
            found(text),
            (
                vec!["Peace", "Trade and money[edit]", "It grew", "Visits"],
                vec!["[1]", "[12]", "References", "↑", "^", "See also[edit]"]
            )
        );
    }

    #[test]
    fn a_text_with_marks_and_a_text_of_sentences_have_nothing() {
        for text in [
            "= Peace =\n\nTrade\n\nIt grew.[1]\n",
            "It came in 1990.\n\nIt went.\n",
            "He said:\n\nno more\n\nand left,\n\nA line of more than eight words has no full stop\n\nEnd",
            "",
        ] {
            assert_eq!(Unmarked::of(text), Unmarked::default(), "{text}");
        }
    }
}
