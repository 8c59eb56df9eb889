//! Where in its document a fact is said.

/// Where in its document a fact is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The sentence of this number in the extract.
    Sentence(u64),
    /// The row of this number in a table.
    Row(u64),
    /// The rows from the one number to the other.
    Rows(u64, u64),
    /// The document as a whole.
    Whole,
}

impl Place {
    /// The place as a part of an IRI, after the document's `id`: `DOCUMENT--s4`, `DOCUMENT--r4`,
    /// `DOCUMENT--r4-9`, `DOCUMENT`.
    #[must_use]
    pub fn name(self, document: &str) -> String {
        match self {
            Self::Sentence(number) => format!("{document}--s{number}"),
            Self::Row(number) => format!("{document}--r{number}"),
            Self::Rows(first, last) => format!("{document}--r{first}-{last}"),
            Self::Whole => document.to_owned(),
        }
    }
}
