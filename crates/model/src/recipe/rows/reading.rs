//! The cells of a reading, as one text too.

use crate::literal::TimeSpan;
use crate::origin::Origin;
use crate::recipe::spells::RowOf;
use crate::source::Node;
use crate::source::table::Row;
use std::collections::HashMap;
use std::sync::Arc;

/// A year of a unit.
pub(super) struct Whose {
    pub(super) year: i32,
    pub(super) of: String,
    /// What distinguishes its series from others of the unit, except for the heading of a wide table.
    pub(super) key: String,
    /// The year as a time.
    pub(super) when: Arc<TimeSpan>,
}

impl Whose {
    pub(super) fn row(&self, rule: usize, row: u64, origin: Origin) -> RowOf<'_> {
        RowOf { rule, of: &self.of, key: &self.key, year: self.year, row, origin }
    }
}

/// The cells of a reading.
#[derive(Clone, Copy)]
pub(super) struct Reading<'r> {
    pub(super) cells: Cells<'r>,
    /// The heading and the cell of a wide table, with the cell's column.
    pub(super) wide: Option<(&'r str, &'r str, usize)>,
    pub(super) spell: Option<&'r Node<'static>>,
    pub(super) number: u64,
}

#[derive(Clone, Copy)]
pub(super) enum Cells<'r> {
    Row(&'r Row<'r>),
    /// Those that were kept of a spell's first row, by their numbers.
    Kept(&'r HashMap<usize, String>, Origin),
}

/// Separates cells where several make one key.
pub(super) const SEPARATOR: char = '\u{1f}';

/// Separates a value from the time in the key by which it is remembered.
pub(super) const DATED: char = '\u{1e}';

pub(super) fn joined<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let mut all = String::new();
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            all.push(SEPARATOR);
        }
        all.push_str(cell);
    }
    all
}

pub(super) fn parts(joined: &str) -> impl Iterator<Item = &str> {
    joined.split(SEPARATOR)
}
