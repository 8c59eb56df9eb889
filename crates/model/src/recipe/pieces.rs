//! Which cell a piece of a value came from.
//!
//! Where the mapper finds something wrong with a value, it says where in its source. A value that a recipe makes is in
//! no source, so every text that comes from a cell gets a place of its own here, beyond those of any file, and a place
//! leads back to its cell.

use super::missing::is_code;
use crate::diagnostic::Diagnostic;
use crate::origin::Origin;
use crate::source::{Node, Value};

/// Where these places begin; no file is as long.
const FIRST: u64 = 1 << 48;

/// Something wrong, and the cell that it is wrong with.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// The cell; nothing where the reading as a whole is meant.
    pub slot: Option<usize>,
    pub diagnostic: Diagnostic,
    /// A cell of it could not be read. What is unreadable is rejected, even if a condition would skip it.
    pub unreadable: bool,
    /// What is in the cell, alone or in a list, and looks as what is missing does.
    pub code: Option<String>,
}

impl Fault {
    /// A cell that cannot be read.
    pub fn unreadable(slot: usize, diagnostic: Diagnostic) -> Self {
        Self { slot: Some(slot), diagnostic, unreadable: true, code: None }
    }
}

/// The places of the texts of one value, and what was found on the way.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    places: Vec<(u64, u64, usize)>,
    used: u64,
    /// Members of lists that cannot be read.
    pub faults: Vec<Fault>,
    /// The places of texts in which a placeholder is missing, each with the cell that holds nothing.
    pub gaps: Vec<(u64, usize)>,
    /// The places of texts of cells that look as what is missing does.
    codes: Vec<(u64, u64)>,
}

impl Pieces {
    fn place(&mut self, length: usize) -> (u64, u64) {
        let start = FIRST + self.used;
        // One more, so that no two places touch and an empty text has one.
        self.used += length as u64 + 1;
        (start, start + length as u64)
    }

    /// A text of a cell.
    pub fn text(&mut self, text: impl Into<String>, slot: usize) -> Node<'static> {
        let text = text.into();
        let (start, end) = self.place(text.len());
        self.places.push((start, end, slot));
        Node { value: Value::Scalar { text: text.into(), quoted: true }, start, end }
    }

    /// A text of a cell as it is there, which no translation of the recipe vouches for.
    pub fn as_it_is(&mut self, text: impl Into<String>, slot: usize) -> Node<'static> {
        let node = self.text(text, slot);
        if node.text().is_some_and(is_code) {
            self.codes.push((node.start, node.end));
        }
        node
    }

    /// The code for what is missing that a text is, or has as a part. A number that is part of a text is not such a code.
    pub fn code<'n>(&self, node: &'n Node<'_>) -> Option<(&'n str, usize)> {
        let text = node.text()?;
        self.codes.iter().find_map(|(start, end)| {
            let (from, to) = (start.checked_sub(node.start)?, end.checked_sub(node.start)?);
            let code = text.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)?;
            let counts = code.len() == text.trim().len() || !code.bytes().all(|b| b.is_ascii_digit());
            let (_, _, slot) = self.places.iter().find(|(from, to, _)| (from, to) == (start, end))?;
            counts.then_some((code, *slot))
        })
    }

    /// Nothing, where a cell holds nothing.
    pub fn nothing(&mut self, slot: usize) -> Node<'static> {
        Node { value: Value::Null, ..self.text("", slot) }
    }

    /// A value that a cell means: all its texts are that cell's.
    pub fn all(&mut self, node: &Node<'static>, slot: usize) -> Node<'static> {
        match &node.value {
            Value::Scalar { text, quoted } => {
                let made = self.text(text.clone(), slot);
                Node { value: Value::Scalar { text: text.clone(), quoted: *quoted }, ..made }
            }
            Value::Null => self.nothing(slot),
            Value::List(items) => {
                let items = items.iter().map(|item| self.all(item, slot)).collect();
                Node { value: Value::List(items), ..self.nothing(slot) }
            }
            Value::Map(entries) => {
                let mut entries = entries.clone();
                for entry in &mut entries {
                    entry.value = self.all(&entry.value, slot);
                }
                Node { value: Value::Map(entries), ..self.nothing(slot) }
            }
        }
    }

    /// A text of several parts, each of which keeps its cell.
    pub fn joined(&mut self, parts: &[Node<'static>]) -> Node<'static> {
        let text: String = parts.iter().filter_map(Node::text).collect();
        let (start, end) = self.place(text.len());
        let mut at = start;
        for part in parts {
            let moved: Vec<(u64, u64, usize)> = self
                .places
                .iter()
                .filter(|(from, to, _)| part.start >= FIRST && part.start <= *from && *to <= part.end)
                .map(|(from, to, slot)| (from - part.start + at, to - part.start + at, *slot))
                .collect();
            self.places.extend(moved);
            if self.codes.contains(&(part.start, part.end)) {
                self.codes.push((at, at + part.end - part.start));
            }
            at += part.text().map_or(0, str::len) as u64;
        }
        Node { value: Value::Scalar { text: text.into(), quoted: true }, start, end }
    }

    /// The cell at a place: the first that the place touches.
    pub fn slot(&self, origin: Option<Origin>) -> Option<usize> {
        let origin = origin.filter(|origin| origin.start >= FIRST)?;
        let touches = |from: u64, to: u64| from < origin.end.max(origin.start + 1) && origin.start < to.max(from + 1);
        let touched = self.places.iter().filter(|(from, to, _)| touches(*from, *to));
        touched.min_by_key(|(from, _, _)| *from).map(|(_, _, slot)| *slot)
    }

    /// What was found wrong, with the cells that it is wrong with.
    pub fn blamed<'d>(&self, diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> Vec<Fault> {
        let fault = |diagnostic: &Diagnostic| Fault {
            slot: self.slot(diagnostic.origin),
            diagnostic: diagnostic.clone(),
            unreadable: false,
            code: None,
        };
        diagnostics.into_iter().map(fault).collect()
    }
}

/// A text that has no place in a source.
pub(super) fn text(text: impl Into<String>) -> Node<'static> {
    Node { value: Value::Scalar { text: std::borrow::Cow::Owned(text.into()), quoted: true }, start: 0, end: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::FileId;

    #[test]
    fn a_place_leads_to_its_cell() {
        let mut pieces = Pieces::default();
        let (from, to) = (pieces.text("1990", 3), pieces.text("19x1", 4));
        let whole = pieces.joined(&[from, text("/"), to]);
        assert_eq!(whole.text(), Some("1990/19x1"));
        let at =
            |start: u64, end: u64| pieces.slot(Some(Origin::new(FileId(0), whole.start + start, whole.start + end)));
        assert_eq!((at(0, 4), at(5, 9), at(7, 8), at(0, 9)), (Some(3), Some(4), Some(4), Some(3)));
        assert_eq!(at(4, 5), None, "the stroke is the recipe's");
        assert_eq!(pieces.slot(Some(Origin::new(FileId(0), 2, 5))), None);
    }
}
