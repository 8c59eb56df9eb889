//! The conditions of a block: `when` and `unless`.

use super::bound::Bound;
use super::plan::Ref;
use super::rule::Condition;
use super::table::Binder;
use crate::diagnostic::{Code, Diagnostic};
use crate::recipe::whole::same;
use crate::source::{Node, Value};
use chancery_values::name::nearest;

impl Binder<'_> {
    pub(super) fn conditions(
        &mut self,
        node: &Node<'static>,
        wanted: bool,
        bound: &mut Bound,
        all: &mut Vec<Condition>,
    ) {
        let file = bound.recipe.file;
        let Some(entries) = node.entries() else {
            self.diagnostics.push(
                Diagnostic::error(Code::WrongValue, format!("a condition is a mapping, not {}", node.what()))
                    .at(node.origin(file))
                    .label("not a mapping")
                    .help("write `when: {column: [value, value]}`"),
            );
            return;
        };
        for entry in entries {
            let Some(of) = bound.name(&entry.key.text, self.headings) else {
                self.no_column(
                    &entry.key.text,
                    entry.key.origin(file),
                    self.headings.iter().map(String::as_str).collect(),
                );
                continue;
            };
            let nodes = entry.value.items().unwrap_or(std::slice::from_ref(&entry.value));
            let mut values = Vec::with_capacity(nodes.len());
            for node in nodes {
                match (&node.value, node.text()) {
                    (Value::Null, _) => values.push(String::new()),
                    (_, Some(text)) => values.push(text.to_owned()),
                    _ => self.diagnostics.push(
                        Diagnostic::error(Code::WrongValue, format!("a condition compares texts, not {}", node.what()))
                            .at(node.origin(file))
                            .label("not a text")
                            .help("write `when: {column: [value, value]}`"),
                    ),
                }
                self.can_be(of, node, bound);
            }
            let of_row = match of {
                Ref::Slot(slot) => slot < bound.width,
                Ref::Column(_) => bound.cells(of).iter().all(|slot| *slot < bound.width),
            };
            all.push(Condition { of, values, wanted, number: bound.conditions, of_row });
            bound.conditions += 1;
        }
    }

    /// Reports a condition on what a column never means: such a condition decides nothing, or everything.
    fn can_be(&mut self, of: Ref, node: &Node<'static>, bound: &Bound) {
        let (Ref::Column(at), Some(wanted)) = (of, node.text().filter(|text| !text.is_empty())) else { return };
        let column = &bound.recipe.columns[at];
        let (Some(values), None) = (&column.values, &column.otherwise) else { return };
        let known: Option<Vec<&str>> = values.iter().map(|(_, value)| value.text()).collect();
        let Some(known) = known.filter(|known| !known.iter().any(|text| text.contains(['{', '}']))) else { return };
        let opens = !column.open.is_empty() && wanted == "..";
        if opens || known.iter().any(|text| same(wanted, text) || same(text, wanted)) {
            return;
        }
        let mut diagnostic =
            Diagnostic::error(Code::WrongValue, format!("the column `{}` never means `{wanted}`", column.name))
                .at(node.origin(bound.recipe.file))
                .label("not one of the meanings in its `values`");
        if let Some(near) = nearest(wanted, known.iter().copied()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        self.diagnostics.push(diagnostic.help(format!("its meanings are {}", known.join(", "))));
    }
}
