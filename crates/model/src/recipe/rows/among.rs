//! The items of a cell that count, by what another column has.

use crate::recipe::column::{Among, Cell};
use crate::source::{Node, Value};

/// Takes out of a cell what does not count. If nothing is left, the cell says that there is none.
pub(super) fn kept(among: &Among, cell: Cell, other: &Cell) -> Cell {
    let Cell::Value(node) = cell else { return cell };
    let items = |node: &Node<'static>| node.items().unwrap_or(std::slice::from_ref(node)).to_vec();
    let others = if let Cell::Value(other) = other { items(other) } else { Vec::new() };
    let is_there = |item: &Node<'static>| {
        item.text().is_some_and(|own| others.iter().filter_map(Node::text).any(|other| other == own))
    };
    if node.items().is_none() {
        return if is_there(&node) == among.wanted { Cell::Value(node) } else { Cell::Absent };
    }
    let kept: Vec<Node<'static>> = items(&node).into_iter().filter(|item| is_there(item) == among.wanted).collect();
    if kept.is_empty() { Cell::Absent } else { Cell::Value(Node { value: Value::List(kept), ..node }) }
}
