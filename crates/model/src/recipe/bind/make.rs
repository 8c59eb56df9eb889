//! Values: how each is made of cells, which cells it is made of, and the making.

use super::bound::Bound;
use super::plan::{Part, Plan, Ref};
use crate::diagnostic::{Code, Diagnostic};
use crate::recipe::column::Cell;
use crate::recipe::pieces::{Fault, Pieces, text};
use crate::recipe::text::{Piece, pieces};
use crate::source::{Entry, Key, Node, Value};
use std::borrow::Cow;

impl Bound {
    /// How a value is made; its names were checked when the recipe was bound.
    pub(crate) fn plan(&self, node: &Node<'static>, names: &mut dyn FnMut(&str) -> Option<Ref>) -> Plan {
        match &node.value {
            Value::Scalar { text, .. } => {
                let parts = pieces(text).unwrap_or_else(|_| vec![Piece::Text(text.to_string())]);
                let mut made: Vec<Part> = Vec::with_capacity(parts.len());
                for part in parts {
                    match part {
                        Piece::Text(text) => made.push(Part::Text(text)),
                        Piece::Name(name) => made.extend(names(&name).map(Part::Ref)),
                    }
                }
                match made.as_slice() {
                    [Part::Ref(one)] => Plan::Whole(*one),
                    all if all.iter().any(|part| matches!(part, Part::Ref(_))) => Plan::Text(made),
                    [Part::Text(text)] if *text != node.text().unwrap_or_default() => Plan::Constant(Node {
                        value: Value::Scalar { text: Cow::Owned(text.clone()), quoted: true },
                        ..*node
                    }),
                    _ => Plan::Constant(node.clone()),
                }
            }
            Value::List(items) => {
                let plans: Vec<Plan> = items.iter().map(|item| self.plan(item, names)).collect();
                if plans.iter().all(|plan| matches!(plan, Plan::Constant(_))) {
                    return Plan::Constant(node.clone());
                }
                Plan::List(plans)
            }
            Value::Map(entries) => {
                let plans: Vec<(Key<'static>, Plan)> =
                    entries.iter().map(|entry| (entry.key.clone(), self.plan(&entry.value, names))).collect();
                if plans.iter().all(|(_, plan)| matches!(plan, Plan::Constant(_))) {
                    return Plan::Constant(node.clone());
                }
                Plan::Map(plans)
            }
            Value::Null => Plan::Constant(node.clone()),
        }
    }

    /// The cells that a value is made of.
    pub(super) fn slots_of(&self, plan: &Plan, slots: &mut Vec<usize>) {
        let mut add = |of: &Ref| match of {
            Ref::Slot(slot) => slots.push(*slot),
            Ref::Column(at) => slots.extend(&self.reaches[*at]),
        };
        match plan {
            Plan::Constant(_) => {}
            Plan::Whole(of) => add(of),
            Plan::Text(parts) => parts.iter().for_each(|part| {
                if let Part::Ref(of) = part {
                    add(of);
                }
            }),
            Plan::List(plans) => plans.iter().for_each(|plan| self.slots_of(plan, slots)),
            Plan::Map(plans) => plans.iter().for_each(|(_, plan)| self.slots_of(plan, slots)),
        }
    }

    /// The first cell that a value is made of.
    fn first_of(&self, plan: &Plan) -> Option<usize> {
        match plan {
            Plan::Constant(_) => None,
            Plan::Whole(of) => Some(self.first_cell(*of)),
            Plan::Text(parts) => parts.iter().find_map(|part| match part {
                Part::Ref(of) => Some(self.first_cell(*of)),
                Part::Text(_) => None,
            }),
            Plan::List(plans) => plans.iter().find_map(|plan| self.first_of(plan)),
            Plan::Map(plans) => plans.iter().find_map(|(_, plan)| self.first_of(plan)),
        }
    }

    /// Makes a value; `column` reads a column of the recipe, or a cell as it is. A key of a mapping whose cells hold
    /// nothing is there with nothing as its value: what follows from that is for the caller.
    pub(in crate::recipe) fn make(
        &self,
        plan: &Plan,
        pieces: &mut Pieces,
        column: &mut dyn FnMut(&mut Pieces, Ref) -> Cell,
    ) -> Cell {
        match plan {
            Plan::Constant(node) => Cell::Value(node.clone()),
            Plan::Whole(of) => column(pieces, *of),
            Plan::Text(parts) => self.make_text(parts, pieces, column),
            Plan::List(plans) => {
                let mut items = Vec::with_capacity(plans.len());
                let mut wrong = None;
                for plan in plans {
                    match self.make(plan, pieces, column) {
                        Cell::Missing => {}
                        Cell::Value(node) => match node.value {
                            Value::List(inner) => items.extend(inner),
                            _ => items.push(node),
                        },
                        Cell::Wrong(fault) => pieces.faults.extend(wrong.replace(*fault)),
                        none @ (Cell::Absent | Cell::NotApplicable) => return none,
                    }
                }
                match (items.is_empty(), wrong) {
                    (true, Some(fault)) => Cell::Wrong(Box::new(fault)),
                    (true, None) => Cell::Missing,
                    (false, wrong) => {
                        pieces.faults.extend(wrong);
                        Cell::Value(Node { value: Value::List(items), start: 0, end: 0 })
                    }
                }
            }
            Plan::Map(plans) => {
                let mut entries = Vec::with_capacity(plans.len());
                let (mut held, mut wrong) = (false, None);
                for (key, plan) in plans {
                    let value = match self.make(plan, pieces, column) {
                        Cell::Missing => pieces.nothing(self.first_of(plan).unwrap_or_default()),
                        Cell::Value(value) => {
                            held = true;
                            value
                        }
                        Cell::Wrong(fault) => {
                            pieces.faults.extend(wrong.replace(*fault));
                            continue;
                        }
                        none @ (Cell::Absent | Cell::NotApplicable) => return none,
                    };
                    entries.push(Entry { key: key.clone(), value });
                }
                match wrong {
                    Some(fault) => Cell::Wrong(Box::new(fault)),
                    None if held => Cell::Value(Node { value: Value::Map(entries), start: 0, end: 0 }),
                    None => Cell::Missing,
                }
            }
        }
    }

    fn make_text(&self, parts: &[Part], pieces: &mut Pieces, column: &mut dyn FnMut(&mut Pieces, Ref) -> Cell) -> Cell {
        let mut made = Vec::with_capacity(parts.len());
        let (mut held, mut gap, mut wrong) = (false, None, None);
        for part in parts {
            let of = match part {
                Part::Text(words) => {
                    made.push(text(words.as_str()));
                    continue;
                }
                Part::Ref(of) => *of,
            };
            match column(pieces, of) {
                Cell::Missing => gap = gap.or(Some(self.first_cell(of))),
                none @ (Cell::Absent | Cell::NotApplicable) => return none,
                Cell::Value(node) if node.text().is_some() => {
                    made.push(node);
                    held = true;
                }
                Cell::Value(node) => {
                    let diagnostic =
                        Diagnostic::error(Code::WrongValue, format!("{} cannot be inside a text", node.what()))
                            .label("not a single text")
                            .help("write the placeholder alone, so that the whole value is used");
                    wrong = Some(Fault::unreadable(self.first_cell(of), diagnostic));
                }
                Cell::Wrong(fault) => pieces.faults.extend(wrong.replace(*fault)),
            }
        }
        if let Some(fault) = wrong {
            return Cell::Wrong(Box::new(fault));
        }
        if !held {
            return Cell::Missing;
        }
        let node = pieces.joined(&made);
        pieces.gaps.extend(gap.map(|slot| (node.start, slot)));
        Cell::Value(node)
    }

    /// What a value is made of that may be unreadable.
    pub(super) fn fallible(&self, plan: &Plan, number: bool, found: &mut Vec<(Ref, bool)>) {
        let mut add = |of: Ref| {
            let may = match of {
                Ref::Slot(slot) => {
                    slot != self.spell()
                        && number
                        && (self.habits.comma_is_free || self.habits.dot_is_free || self.habits.decimal.is_some())
                }
                Ref::Column(at) => {
                    let column = &self.recipe.columns[at];
                    number || column.can_fail() || self.columns[at] != self.reaches[at]
                }
            };
            if may {
                found.push((of, number));
            }
        };
        match plan {
            Plan::Constant(_) => {}
            Plan::Whole(of) => add(*of),
            Plan::Text(parts) => parts.iter().for_each(|part| {
                if let Part::Ref(of) = part {
                    add(*of);
                }
            }),
            Plan::List(plans) => plans.iter().for_each(|plan| self.fallible(plan, number, found)),
            Plan::Map(plans) => plans.iter().for_each(|(_, plan)| self.fallible(plan, number, found)),
        }
    }
}
