//! The plain extract taken apart: headings, paragraphs, items of lists.
//!
//! - A line that begins and ends with `=` is a heading; the number of marks, six at most, is its level.
//! - A line that begins with `- `, `* ` or `• ` is an item of a list. The mark is not part of it.
//! - An empty line ends what is before it, and so do a heading and an item.
//! - A line break ends a paragraph too, because text extracts have one line a paragraph or item, unless the line goes on:
//!   the next line begins with a small letter, or this one ends with a comma, a hyphen or an opening bracket, or the whole
//!   text is wrapped. It is wrapped if its longest line has 50 to 100 characters; a line of it goes on where the first word
//!   of the next would not have fitted into the longest.

use std::ops::{Range, RangeInclusive};

/// How long the longest line of a wrapped text is, in characters.
const WRAPPED: RangeInclusive<usize> = 50..=100;

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A heading with its level, from 1, and its title.
    Heading(usize, String),
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item,
}

/// A heading, a paragraph or an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the text, without the mark of an item and without white space at either end; never empty.
    pub range: Range<usize>,
}

/// Takes an extract; gives its blocks in order.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let width = wrapped_at(text);
    let mut blocks: Vec<Block> = Vec::new();
    // The line before, if what it belongs to may go on.
    let mut open: Option<&str> = None;
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let start = at + (raw.len() - raw.trim_start().len());
        let line = raw.trim();
        at += raw.len();
        if line.is_empty() {
            open = None;
            continue;
        }
        if let Some((level, title)) = heading(line) {
            let kind = Kind::Heading(level, title.split_whitespace().collect::<Vec<_>>().join(" "));
            blocks.push(Block { kind, range: start..start + line.len() });
            open = None;
            continue;
        }
        if let Some(words) = item(line) {
            let end = start + line.len();
            if !words.is_empty() {
                blocks.push(Block { kind: Kind::Item, range: end - words.len()..end });
            }
            open = (!words.is_empty()).then_some(line);
            continue;
        }
        match (open, blocks.last_mut()) {
            (Some(before), Some(last)) if goes_on(before, line, width) => last.range.end = start + line.len(),
            _ => blocks.push(Block { kind: Kind::Paragraph, range: start..start + line.len() }),
        }
        open = Some(line);
    }
    blocks
}

/// The level and title of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let marks = |bytes: &mut dyn Iterator<Item = u8>| bytes.take_while(|byte| *byte == b'=').count();
    let level = marks(&mut line.bytes()).min(marks(&mut line.bytes().rev())).min(6);
    let title = line.get(level..line.len().checked_sub(level)?)?.trim();
    // `=` alone, and a sum, are not headings.
    let words = title.chars().any(char::is_alphanumeric);
    (level > 0 && words).then_some((level, title))
}

/// The words of an item.
fn item(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['-', '*', '•'])?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
}

/// The longest line, if the text is wrapped.
fn wrapped_at(text: &str) -> Option<usize> {
    let mut longest = 0;
    for line in text.lines() {
        let line = line.trim_end();
        // Of a longer line it need not be known how much longer it is.
        longest = longest.max(line.chars().take(WRAPPED.end() + 1).count());
        if longest > *WRAPPED.end() {
            return None;
        }
    }
    WRAPPED.contains(&longest).then_some(longest)
}

fn goes_on(line: &str, next: &str, width: Option<usize>) -> bool {
    let first = next.split_whitespace().next().unwrap_or_default();
    let begins_small = next.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase);
    begins_small
        || line.ends_with([',', '-', '–', '(', '[', '„', '«'])
        || width.is_some_and(|width| line.chars().count() + 1 + first.chars().count() > width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |block: &Block| {
            let words = text[block.range.clone()].replace('\n', "/");
            match &block.kind {
                Kind::Heading(level, title) => format!("{level} {title}"),
                Kind::Paragraph => words,
                Kind::Item => format!("- {words}"),
            }
        };
        blocks(text).iter().map(show).collect()
    }

    #[test]
    fn headings_paragraphs_and_items() {
        let text = "= A =\n\nOne.\nTwo.\n\n==B==\n- c\n* d\n-E\n=== F g ===\nlast\n= = =\n====\n5 = 5\n";
        let blocks = ["1 A", "One.", "Two.", "2 B", "- c", "- d", "-E", "3 F g", "last", "= = =", "====", "5 = 5"];
        assert_eq!(shown(&format!("{text}{}", "X".repeat(101)))[..12], blocks);
    }

    #[test]
    fn a_line_goes_on_where_it_says_so() {
        let long = "X".repeat(101);
        assert_eq!(
            shown(&format!("One\ntwo\nThree,\nFour\n\nfive\n- six\nseven\n{long}"))[..4],
            ["One/two", "Three,/Four", "five", "- six/seven"]
        );
        // A wrapped text: the first word of the next line would not have fitted.
        let text = "The envoy of the republic met the Prime Minister in\nMinsk and left for Baku on the next day. There the\nMinister received him.\nShort.\nAnother.";
        assert_eq!(
            shown(text),
            [
                "The envoy of the republic met the Prime Minister in/Minsk and left for Baku on the next day. There the/Minister received him.",
                "Short.",
                "Another."
            ]
        );
    }
}
