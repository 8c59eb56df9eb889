//! What is known of a table before its rows are read.

use crate::origin::{FileId, Origin};

/// What is known of a table before its rows are read.
#[derive(Debug, Clone)]
pub struct Table {
    /// The headings of its columns.
    pub headings: Vec<String>,
    /// What separates cells.
    pub delimiter: u8,
    pub(super) quote: Option<u8>,
    pub(super) file: FileId,
    /// The places of the headings; the beginning of the table if the recipe gives them.
    pub(super) places: Vec<Origin>,
    /// Every row ends in a delimiter, after which there is no cell.
    pub(super) trailing: bool,
}

impl Table {
    /// Where a heading is; the beginning of the table where the headings were given.
    #[must_use]
    pub fn heading_origin(&self, at: usize) -> Origin {
        self.places.get(at).copied().unwrap_or(Origin::point(self.file, 0))
    }

    /// The source that origins point into.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }
}
