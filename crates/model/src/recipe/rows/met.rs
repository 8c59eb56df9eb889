//! Whether a cell meets a condition.

use crate::recipe::bind::Condition;
use crate::recipe::column::Cell;
use crate::recipe::whole::same;
use crate::source::{Node, Value};

impl Condition {
    /// Whether a cell is as the condition wants it. Of a list one member is enough.
    pub(super) fn holds(&self, cell: &Cell) -> bool {
        let is = |text: &str| self.values.iter().any(|value| same(value, text));
        let found = match cell {
            Cell::Value(node) => match &node.value {
                Value::List(items) => items.iter().filter_map(Node::text).any(is),
                // A record is not text, and none is wanted.
                Value::Map(_) => false,
                _ => is(node.text().unwrap_or_default()),
            },
            _ => is(""),
        };
        found == self.wanted
    }
}

/// Whether a condition holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Met {
    Yes,
    /// It does, as its cell holds nothing and the condition does not name that.
    Unsaid,
    No,
    /// It does not, and its cell holds nothing.
    Missing,
}
