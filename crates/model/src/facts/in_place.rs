//! What a key refers to: an entity, a fact, or a record in place.

use super::item::{Item, Made};
use super::known::InPlace;
use super::manner::Manner;
use super::mapper::Mapper;
use super::place::Place;
use super::reference::{self, CIRCULAR, Order, Referred};
use super::words::unknown_kind;
use crate::diagnostic::{Code, Diagnostic};
use crate::literal::{TimeSpan, scalar};
use crate::registry::Found;
use crate::schema::{ClassId, Key, Kind, Role, Schema};
use crate::source::{Node, Value};
use chancery_values::name::with_article;
use std::sync::Arc;

impl Mapper<'_, '_> {
    /// Reads a value that may be a fact. A fact in place is only mentioned, unless the key asserts, and so is what it holds.
    pub(super) fn spoken_of(
        &mut self,
        key: &Key,
        node: &Node<'_>,
        read: impl FnOnce(&mut Self) -> Option<Item>,
    ) -> Option<Item> {
        let around = self.manner;
        let kind = match node.entries() {
            Some([entry]) => self.schema.kind_by_key(&entry.key.text).map(|id| self.schema.kind(id)),
            _ => None,
        };
        if !key.asserts && kind.is_some_and(|kind| kind.role == Role::Fact) {
            self.manner = Manner::Mentioned;
        }
        let item = read(self);
        self.manner = around;
        item
    }

    /// An entity: a name, or a record in place.
    pub(super) fn thing(
        &mut self,
        class: ClassId,
        node: &Node<'_>,
        when: Option<&TimeSpan>,
        place: Place,
    ) -> Option<Item> {
        if let Value::Map(_) = node.value {
            return self.written_in_place(class, node, when, place);
        }
        let text = self.told(scalar(node, self.file, "a name"))?;
        match self.lookup.find(text, class, when.map(|when| &when.reach)) {
            Found::One(id) => Some(Item::Entity(id)),
            Found::None if let Some(kind) = self.made_by_name_alone(class) => self.new_by_name(kind, text, node, place),
            other => {
                let origin = node.origin(self.file);
                let diagnostic = self.lookup.not_found(text, class, &other, origin, when.is_some());
                self.report(diagnostic);
                None
            }
        }
    }

    /// A fact: the `id` of one in this file, or a record in place.
    pub(super) fn fact(
        &mut self,
        class: ClassId,
        node: &Node<'_>,
        when: Option<&TimeSpan>,
        place: Place,
    ) -> Option<Item> {
        if let Value::Map(_) = node.value {
            return self.written_in_place(class, node, when, place);
        }
        let text = self.told(scalar(node, self.file, "the `id` of a fact"))?;
        if !self.local.knows(text) {
            self.report(reference::unknown(self.local, text, node.origin(self.file)));
            return None;
        }
        self.referred(text, class, node)
    }

    /// A fact by its `id`, or an entity by its name; what is both is asked about.
    pub(super) fn matter(
        &mut self,
        class: ClassId,
        node: &Node<'_>,
        when: Option<&TimeSpan>,
        place: Place,
    ) -> Option<Item> {
        let Some(text) = node.text().map(str::trim).filter(|text| self.local.knows(text)) else {
            return self.thing(class, node, when, place);
        };
        let (_, bearers) = self.registry.bearers(self.schema, text, class);
        if bearers.is_empty() {
            return self.referred(text, class, node);
        }
        let entities =
            bearers.iter().map(|id| (self.registry.shown(self.schema, *id), self.registry.written(self.schema, *id)));
        let diagnostic = reference::ambiguous(self.local, text, entities, node, self.file);
        self.report(diagnostic);
        None
    }

    /// The fact with this `id`, made where it is first needed.
    fn referred(&mut self, id: &str, class: ClassId, node: &Node<'_>) -> Option<Item> {
        let made = self.make_referred(id);
        let origin = node.origin(self.file);
        self.told(made.checked(self.schema, id, class, origin)).map(Item::Made)
    }

    /// Makes the fact with this `id`, after those that it refers to.
    fn make_referred(&mut self, id: &str) -> Referred {
        let mut order = Order::of(id);
        while let Some(id) = order.next(self.schema, self.local, |id| self.referred.contains_key(id)) {
            self.make_one(&id);
        }
        self.referred.get(id).cloned().unwrap_or(Referred::Rejected)
    }

    fn make_one(&mut self, id: &str) {
        if self.referred.contains_key(id) {
            return;
        }
        self.referred.insert(id.to_owned(), Referred::Open);
        // It does not depend on the record that refers to it.
        let (around, manner) = (self.around.take(), std::mem::take(&mut self.manner));
        let unfolds = std::mem::replace(&mut self.unfolds, false);
        let records = self.local.records(id);
        let mut made: Vec<Arc<Made>> = Vec::new();
        let mut rejected = records.is_empty();
        let mut circular = false;
        for record in records {
            // What is wrong in the record is stated where it is, not where it is referred to.
            let outer = std::mem::take(&mut self.diagnostics);
            let in_place = self.in_place.len();
            let result = self.record(record.kind, &record.node, record.place);
            self.in_place.truncate(in_place);
            let inner = std::mem::replace(&mut self.diagnostics, outer);
            circular |= inner.sorted().iter().any(|diagnostic| diagnostic.code == CIRCULAR);
            match result {
                Some(facts) => made.extend(facts.into_iter().map(|fact| fact.made)),
                None => rejected = true,
            }
        }
        (self.around, self.manner, self.unfolds) = (around, manner, unfolds);
        made.dedup();
        let result = match made.as_slice() {
            [one] if !rejected => Referred::Made(one.clone()),
            _ if circular => Referred::Circular,
            _ => Referred::Rejected,
        };
        self.referred.insert(id.to_owned(), result);
    }

    /// A record in a place for a name or an id: `{kind: {…}}`.
    fn written_in_place(
        &mut self,
        class: ClassId,
        node: &Node<'_>,
        when: Option<&TimeSpan>,
        place: Place,
    ) -> Option<Item> {
        let origin = node.origin(self.file);
        let wanted = self.schema.class(class).label.clone();
        let Some([entry]) = node.entries() else {
            self.report(
                Diagnostic::error(
                    Code::WrongValue,
                    format!("{} is expected: a name, or one record in place", with_article(&wanted)),
                )
                .at(origin)
                .label("not one record")
                .help("a record in place is one kind with its keys: `{kind: {…}}`"),
            );
            return None;
        };
        let Some(kind_id) = self.schema.kind_by_key(&entry.key.text) else {
            let fits = |kind: &Kind| kind.role != Role::Part && self.schema.is_a(kind.class, class);
            let diagnostic = unknown_kind(self.schema, entry, self.file, &wanted, &fits);
            self.report(diagnostic);
            return None;
        };
        let kind = self.schema.kind(kind_id);
        if !self.schema.is_a(kind.class, class) {
            self.report(
                Diagnostic::error(
                    Code::WrongClass,
                    format!("{} is not {}", with_article(&kind.key), with_article(&wanted)),
                )
                .at(entry.key.origin(self.file))
                .label(format!("{} is expected", with_article(&wanted)))
                .help(fitting(self.schema, class)),
            );
            return None;
        }
        if kind.name_suffices && entry.value.text().is_some() {
            return self.by_name(kind_id, &entry.value, when, place);
        }
        if kind.role == Role::Entity {
            match self.lookup.in_place_is(kind_id, &entry.value, when) {
                InPlace::Known(id) => return Some(Item::Entity(id)),
                InPlace::New => {}
                InPlace::Doubtful(diagnostic) => {
                    self.report(*diagnostic);
                    return None;
                }
            }
        }
        let around = std::mem::replace(&mut self.around, when.cloned());
        let records = self.record(kind_id, &entry.value, place);
        self.around = around;
        let mut records = records?;
        if records.len() != 1 {
            self.report(
                Diagnostic::error(
                    Code::TooManyValues,
                    format!("one {wanted} is expected, and this makes {}", records.len()),
                )
                .at(entry.value.origin(self.file))
                .label("lists make several facts")
                .help("write one record for each"),
            );
            return None;
        }
        let mut record = records.pop()?;
        record.mentioned = self.manner == Manner::Mentioned;
        let item = Item::Made(record.made.clone());
        self.in_place.push(record);
        Some(item)
    }
}

/// The most kinds that are named.
const MOST: usize = 12;

/// The kinds that a key of this class takes.
fn fitting(schema: &Schema, class: ClassId) -> String {
    let fits = |kind: &&Kind| kind.role != Role::Part && schema.is_a(kind.class, class);
    let keys: Vec<String> = schema.kinds().filter(fits).map(|kind| format!("`{}`", kind.key)).collect();
    let more = if keys.len() > MOST { ", …" } else { "" };
    format!("this key takes {}{more}", keys.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", "))
}
