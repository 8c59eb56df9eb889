//! What a value lacks whose cells hold nothing.

use super::mapper::RowMapper;
use crate::recipe::bind::Rule;
use crate::recipe::pieces::{Fault, Pieces};
use crate::schema::{Datatype, Key, ValueType};
use crate::source::{Entry, Node, Value};
use chancery_values::digest;
use chancery_values::name::{is_slug, keeps, slug};

/// Takes out of a value what its cells do not hold.
pub(super) struct Settle<'s, 'a, 'n> {
    pub(super) rule: &'s Rule,
    pub(super) pieces: &'s Pieces,
    pub(super) rows: &'s RowMapper<'a, 'n>,
}

impl Settle<'_, '_, '_> {
    /// A key may be left out where the recipe says so, and an identifier always: it says nothing that the fact is about.
    fn may_be_absent(&self, key: &str, unique: bool) -> bool {
        unique || self.rule.may_be_absent.iter().any(|name| name == key)
    }

    fn nothing(&self, node: &Node<'_>) -> Option<usize> {
        matches!(node.value, Value::Null).then(|| self.pieces.slot(Some(node.origin(self.rows.mapper.file)))).flatten()
    }

    /// Goes through the value of a key. A time may be known in part; of anything else a part that is missing makes another
    /// thing of it.
    pub(super) fn value(&self, kind: &str, key: &Key, node: &mut Node<'static>, faults: &mut Vec<Fault>) {
        let whole = matches!(key.value, ValueType::Time) || self.may_be_absent(&key.key, false);
        if let ValueType::Text { datatype: Datatype::LangString | Datatype::String, .. } = key.value
            && !key.unique
        {
            self.no_code(kind, &key.key, node, faults);
        }
        match &mut node.value {
            Value::Scalar { .. } if !whole => self.text(kind, &key.key, node, faults),
            Value::List(items) => items.iter_mut().for_each(|item| self.value(kind, key, item, faults)),
            Value::Map(entries) => match entries.as_mut_slice() {
                [entry] if entry.value.entries().is_some() && !matches!(key.value, ValueType::Time) => {
                    self.record(&entry.key.text, &mut entry.value, faults);
                }
                _ => {
                    entries.retain(|entry| self.nothing(&entry.value).is_none());
                    // The names of a thing in several languages; the words of a time.
                    let own = |entry: &Entry<'_>| {
                        if matches!(key.value, ValueType::Time) { entry.key.text.to_string() } else { key.key.clone() }
                    };
                    let texts = entries
                        .iter()
                        .filter(|entry| entry.key.text == "expression" || !matches!(key.value, ValueType::Time));
                    texts.for_each(|entry| self.no_code(kind, &own(entry), &entry.value, faults));
                }
            },
            Value::Scalar { .. } | Value::Null => {}
        }
    }

    /// A text of cells that must be no code for what is missing.
    fn no_code(&self, kind: &str, key: &str, node: &Node<'_>, faults: &mut Vec<Fault>) {
        let found = self.pieces.code(node);
        faults.extend(found.map(|(code, slot)| self.rows.looks_missing(kind, key, code, slot)));
    }

    /// A text with a placeholder that is missing.
    fn text(&self, kind: &str, key: &str, node: &Node<'_>, faults: &mut Vec<Fault>) {
        let gap = self.pieces.gaps.iter().find(|(start, _)| *start == node.start);
        faults.extend(gap.map(|(_, slot)| self.rows.lacking(kind, key, *slot, false)));
    }

    /// A record in place.
    fn record(&self, kind: &str, node: &mut Node<'static>, faults: &mut Vec<Fault>) {
        let schema = self.rows.mapper.schema;
        let Some(of) = schema.kind_by_key(kind).map(|id| schema.kind(id)) else { return };
        let Value::Map(entries) = &mut node.value else { return };
        entries.retain_mut(|entry| {
            let name = entry.key.text.clone();
            let key = of.key(&name).map(|(_, key)| key);
            if let Some(slot) = self.nothing(&entry.value) {
                if !self.may_be_absent(&name, key.is_some_and(|key| key.unique)) {
                    faults.push(self.rows.lacking(kind, &name, slot, key.is_some_and(|key| key.min > 0)));
                }
                return false;
            }
            match key {
                Some(key) => self.value(kind, key, &mut entry.value, faults),
                None => {
                    if !self.may_be_absent(&name, false) {
                        self.text(kind, &name, &entry.value, faults);
                    }
                    if name == "id" {
                        // A table may count from 0.
                        if entry.value.text().is_some_and(|id| id.parse::<u64>().is_err()) {
                            self.no_code(kind, &name, &entry.value, faults);
                        }
                        as_id(&mut entry.value);
                    }
                }
            }
            true
        });
    }
}

/// Makes an `id` of a cell, which may hold any letters: a table's own ids are rarely made for IRIs. Where more than case and
/// spacing is lost, a digest distinguishes it from others.
fn as_id(node: &mut Node<'_>) {
    let Some(text) = node.text().map(str::trim).filter(|text| !text.is_empty() && !is_slug(text)) else { return };
    let mut id = slug(text);
    if !keeps(text) {
        let digest = digest::short(text);
        id = if id.is_empty() { digest } else { format!("{id}-{digest}") };
    }
    node.value = Value::Scalar { text: id.into(), quoted: true };
}
