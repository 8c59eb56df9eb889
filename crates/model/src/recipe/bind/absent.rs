//! The keys of a block that `may be absent`.

use super::bound::Bound;
use super::table::Binder;
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::FileId;
use crate::schema::Schema;
use crate::source::{Node, Value};
use chancery_values::name::nearest;

impl Binder<'_> {
    /// The keys that `may be absent` names; each must be a key that the block, or a translation, writes.
    pub(super) fn may_be_absent(&mut self, node: &Node<'static>, block: &Node<'static>, bound: &Bound) -> Vec<String> {
        let file = bound.recipe.file;
        let translations = bound
            .recipe
            .columns
            .iter()
            .flat_map(|column| column.values.iter().flatten().map(|(_, node)| node).chain(&column.otherwise));
        let places: Vec<&Node<'static>> = std::iter::once(block).chain(translations).collect();
        let mut written = Vec::new();
        places.iter().for_each(|place| keys_in(place, &mut written));
        let mut names = Vec::new();
        for node in node.items().unwrap_or(std::slice::from_ref(node)) {
            match node.text() {
                Some(name) if written.contains(&name) => {
                    if !self.cannot_be_absent(name, node, &places, file) {
                        names.push(name.to_owned());
                    }
                }
                name => {
                    let name = name.unwrap_or(node.what());
                    let mut diagnostic =
                        Diagnostic::error(Code::UnknownKey, format!("no fact of this block has a key `{name}`"))
                            .at(node.origin(file))
                            .label("not a key here");
                    if let Some(near) = nearest(name, written.iter().copied()) {
                        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
                    }
                    let help = "name the keys that are left out where their cells are empty or missing: `may be absent: [key]`";
                    self.diagnostics.push(diagnostic.help(help));
                }
            }
        }
        names
    }

    /// Reports a key that may be absent by the recipe, and not by any of the kinds that have it.
    fn cannot_be_absent(&mut self, name: &str, node: &Node<'static>, places: &[&Node<'static>], file: FileId) -> bool {
        let mut of: Vec<(&str, bool)> = Vec::new();
        places.iter().for_each(|place| kinds_with(self.schema, place, name, &mut of));
        let Some((kind, _)) = of.first().filter(|_| of.iter().all(|(_, needs)| *needs)) else { return false };
        let message = format!("`{name}` may not be absent: `{kind}` needs it");
        let diagnostic =
            Diagnostic::error(Code::WrongValue, message).at(node.origin(file)).label("a key that is needed");
        let help = format!(
            "leave it out here, and say which rows the block is not for: `unless: {{column: \"\"}}` with the column of `{name}`"
        );
        self.diagnostics.push(diagnostic.help(help));
        true
    }
}

/// The kinds whose records in a mapping have a key of this name, each with whether it needs the key.
fn kinds_with<'s>(schema: &'s Schema, node: &Node<'_>, name: &str, found: &mut Vec<(&'s str, bool)>) {
    let nodes = node.items().unwrap_or(std::slice::from_ref(node));
    for entry in nodes.iter().filter_map(Node::entries).flatten() {
        let kind = schema.kind_by_key(&entry.key.text).map(|id| schema.kind(id));
        let records = entry.value.items().unwrap_or(std::slice::from_ref(&entry.value));
        for record in
            records.iter().filter_map(Node::entries).filter(|record| record.iter().any(|e| e.key.text == name))
        {
            let key = kind.and_then(|kind| kind.key(name));
            // Another key to the same predicate may mean it.
            let alone = |predicate| {
                record
                    .iter()
                    .filter(|e| kind.and_then(|k| k.key(&e.key.text)).is_some_and(|(_, k)| k.predicate == predicate))
                    .count()
                    < 2
            };
            let needs = key.is_some_and(|(_, key)| key.min > 0 && alone(key.predicate));
            found.push((kind.map_or("a time", |kind| kind.key.as_str()), needs));
        }
        kinds_with(schema, &entry.value, name, found);
    }
}

/// The keys of a mapping and of those within it.
fn keys_in<'n>(node: &'n Node<'_>, keys: &mut Vec<&'n str>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| keys_in(item, keys)),
        Value::Map(entries) => {
            for entry in entries {
                keys.push(&entry.key.text);
                keys_in(&entry.value, keys);
            }
        }
        Value::Scalar { .. } | Value::Null => {}
    }
}
