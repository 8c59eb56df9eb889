//! The tree as text.

use super::scalar;
use super::tree::{Collection, Comment, LayoutValue, Scalar, Slot};

/// How many characters a line has at most where a record is written in one: the longest records of ordinary length stay in
/// one line, so that a file of facts reads as a table. A line that cannot be split may be longer.
pub const WIDTH: usize = 240;

/// How far a list or map is in from what holds it.
const STEP: usize = 2;

/// Writes a file. `header` are the comments that belong to the file as a whole, `gap` whether a blank line follows them,
/// `parted` whether the root holds the parts of a file, which a blank line separates.
pub(super) fn file(root: &Collection, header: &[Comment], gap: bool, parted: bool) -> String {
    let mut writer = Writer { out: String::new() };
    writer.comments(header, 0, false);
    if root.slots.is_empty() {
        writer.out.push_str(if root.is_map { "{}\n" } else { "[]\n" });
    }
    for (number, slot) in root.slots.iter().enumerate() {
        let above = slot.above.first().map_or(slot.blank, |comment| comment.blank);
        let blank = if number == 0 { gap && !header.is_empty() } else { parted || above };
        if blank {
            writer.out.push('\n');
        }
        writer.slot(slot, 0, true);
    }
    writer.comments(&root.tail, 0, true);
    writer.out
}

struct Writer {
    out: String,
}

impl Writer {
    /// Comments on lines of their own. The blank line above the first is kept only where something is before it.
    fn comments(&mut self, comments: &[Comment], indent: usize, blank_first: bool) {
        for (number, comment) in comments.iter().enumerate() {
            if comment.blank && (number > 0 || blank_first) {
                self.out.push('\n');
            }
            self.indent(indent);
            self.out.push('#');
            self.out.push_str(&comment.text);
            self.out.push('\n');
        }
    }

    fn indent(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    /// The slots of a list or map, one a line. With `begun` the first is in the line that is begun.
    fn block(&mut self, collection: &Collection, indent: usize, begun: bool) {
        for (number, slot) in collection.slots.iter().enumerate() {
            let first = number == 0;
            if first && begun {
                self.line(slot, indent);
                continue;
            }
            if slot.blank && !first && slot.above.is_empty() {
                self.out.push('\n');
            }
            self.slot(slot, indent, first);
        }
        self.comments(&collection.tail, indent, true);
    }

    /// A slot with the comments above it.
    fn slot(&mut self, slot: &Slot, indent: usize, first: bool) {
        self.comments(&slot.above, indent, !first);
        if slot.blank && !slot.above.is_empty() {
            self.out.push('\n');
        }
        // A line has one end: of several comments that was at ends of lines, the last stays there.
        if let [before @ .., _] = slot.right.as_slice() {
            for text in before {
                self.indent(indent);
                self.out.push('#');
                self.out.push_str(text);
                self.out.push('\n');
            }
        }
        self.indent(indent);
        self.line(slot, indent);
    }

    /// A slot without the comments above it, from its key or hyphen on.
    fn line(&mut self, slot: &Slot, indent: usize) {
        match &slot.key {
            Some(key) => {
                self.out.push_str(&scalar::scalar(key, false));
                self.out.push(':');
            }
            None => self.out.push('-'),
        }
        match &slot.value {
            LayoutValue::Null => {
                self.end(slot);
                self.comments(&slot.below, indent + STEP, true);
            }
            LayoutValue::Scalar(scalar) => self.scalar(scalar, slot, indent),
            LayoutValue::Collection(collection) => self.collection(collection, slot, indent),
        }
    }

    /// The comment at the end of the line, and the end.
    fn end(&mut self, slot: &Slot) {
        if let Some(text) = slot.right.last() {
            self.out.push_str("  #");
            self.out.push_str(text);
        }
        self.out.push('\n');
    }

    fn scalar(&mut self, scalar: &Scalar, slot: &Slot, indent: usize) {
        self.out.push(' ');
        let Some((sign, lines)) = scalar::block(scalar) else {
            self.out.push_str(&scalar::scalar(scalar, false));
            self.end(slot);
            return;
        };
        self.out.push_str(sign);
        self.end(slot);
        for line in lines {
            if !line.is_empty() {
                self.indent(indent + STEP);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    fn collection(&mut self, collection: &Collection, slot: &Slot, indent: usize) {
        let begun = self.out.len();
        self.out.push(' ');
        if collection.slots.is_empty() || !(collection.open || collection.has_comments()) {
            let line = self.out.rfind('\n').map_or(0, |end| end + 1);
            let before = self.out[line..].chars().count();
            let empty = collection.slots.is_empty();
            if in_brackets(collection, &mut self.out, begun + 1, WIDTH.saturating_sub(before)) || empty {
                self.end(slot);
                return;
            }
            self.out.truncate(begun + 1);
        }
        let above = collection.slots.first().is_some_and(|first| !first.above.is_empty() || first.right.len() > 1);
        if slot.key.is_none() && slot.right.is_empty() && !above {
            self.block(collection, indent + STEP, true);
            return;
        }
        self.out.truncate(begun);
        self.end(slot);
        self.block(collection, indent + STEP, false);
    }
}

impl Collection {
    /// Whether a comment is somewhere within it, or a block of text: brackets can hold neither in one line.
    fn has_comments(&self) -> bool {
        !self.tail.is_empty()
            || self.slots.iter().any(|slot| {
                !slot.above.is_empty()
                    || !slot.right.is_empty()
                    || !slot.below.is_empty()
                    || match &slot.value {
                        LayoutValue::Null => false,
                        LayoutValue::Scalar(scalar) => scalar::block(scalar).is_some(),
                        LayoutValue::Collection(inner) => inner.has_comments(),
                    }
            })
    }
}

/// Writes a list or map in brackets on one line; `false` as soon as it is longer than `limit` from `start` on.
fn in_brackets(collection: &Collection, out: &mut String, start: usize, limit: usize) -> bool {
    let (open, close) = if collection.is_map { ('{', '}') } else { ('[', ']') };
    out.push(open);
    for (number, slot) in collection.slots.iter().enumerate() {
        if number > 0 {
            out.push_str(", ");
        }
        if let Some(key) = &slot.key {
            out.push_str(&scalar::scalar(key, true));
            out.push_str(": ");
        }
        match &slot.value {
            LayoutValue::Null => out.push_str("null"),
            LayoutValue::Scalar(scalar) => out.push_str(&scalar::scalar(scalar, true)),
            LayoutValue::Collection(inner) => {
                if !in_brackets(inner, out, start, limit) {
                    return false;
                }
            }
        }
        // A character has at most four bytes: nothing longer needs to be counted.
        if out.len() - start > 4 * limit {
            return false;
        }
    }
    out.push(close);
    out.get(start..).is_some_and(|text| text.chars().count() <= limit)
}
