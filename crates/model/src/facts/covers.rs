//! What the record of a document says of its coverage, under `covers`, and of the documents that it is made from.

use std::sync::Arc;

use super::item::Item;
use super::mapper::Mapper;
use super::place::Place;
use super::scope::{Limit, Limited, Scope, iri_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::literal::{TimeSpan, read_span_in};
use crate::schema::{Key, Kind, Role, ValueType};
use crate::source::{Entry, Node, Value};
use crate::vocab::std_terms as t;
use chancery_values::name::nearest;

/// The key of a document under which it says what it covers.
pub const COVERS: &str = "covers";

/// The keys of a scope.
pub const SCOPE_KEYS: [&str; 4] = ["kind", "where", "during", "complete"];

/// What takes the place of values that cannot be listed.
const HAS: &str = "has";

impl Mapper<'_, '_> {
    /// What a document covers, by its record. What is wrong is reported, and left out.
    pub fn scopes(&mut self, record: &Node<'_>) -> Vec<Scope> {
        let Some(covers) = record.get(COVERS) else { return Vec::new() };
        let nodes = covers.items().unwrap_or(std::slice::from_ref(covers));
        nodes.iter().filter_map(|node| self.scope(node)).collect()
    }

    /// The ids of the documents that a document is made from, by its record. What is wrong is reported elsewhere.
    pub fn made_from(&mut self, record: &Node<'_>) -> Vec<String> {
        let Some(kind) = self.schema.document_kind().map(|id| self.schema.kind(id)) else { return Vec::new() };
        let derived = self.schema.space.predicate(t::PROV_WAS_DERIVED_FROM);
        let Some(at) = kind.keys.iter().position(|key| Some(key.predicate) == derived) else { return Vec::new() };
        let Some(node) = record.get(&kind.keys[at].key) else { return Vec::new() };
        let sets = self.key_values(kind, at, node, None, Place::Whole).unwrap_or_default();
        let ids = sets.iter().flat_map(|set| set.items()).filter_map(|item| match item {
            Item::Entity(id) => Some(self.registry.entity(*id).id.clone()),
            Item::Made(made) => Some(made.iri.local.clone()),
            _ => None,
        });
        ids.collect()
    }

    fn scope(&mut self, node: &Node<'_>) -> Option<Scope> {
        let Value::Map(entries) = &node.value else {
            self.wrong(node, format!("what is covered is expected, not {}", node.what()));
            return None;
        };
        let mut good = true;
        for entry in entries.iter().filter(|entry| !SCOPE_KEYS.contains(&entry.key.text.as_ref())) {
            let message = format!("`{COVERS}` has no key `{}`", entry.key.text);
            let diagnostic = Diagnostic::error(Code::UnknownKey, message).at(entry.key.origin(self.file));
            self.report(diagnostic.help(format!("the keys are {}", SCOPE_KEYS.join(", "))));
            good = false;
        }
        // What is wrong in each key is reported, whatever is wrong in the others.
        let during = node.get("during").map(|node| read_span_in(self.schema, node, self.file, self.reckoning));
        let during = during.map(|read| self.told(read).map(Arc::new));
        let complete = match node.get("complete").map(|node| (node, node.text())) {
            None | Some((_, Some("false"))) => false,
            Some((_, Some("true"))) => true,
            Some((node, _)) => {
                self.wrong(node, "`true` or `false` is expected".to_owned());
                false
            }
        };
        let schema = self.schema;
        let Some((name, kind)) = node.get("kind").and_then(|node| Some((node, node.text()?))) else {
            self.wrong(node, "the kind of the facts is missing".to_owned());
            return None;
        };
        let facts = || schema.kinds().filter(|kind| kind.role == Role::Fact).map(|kind| kind.key.as_str());
        let Some(id) = schema.kind_by_key(kind).filter(|id| schema.kind(*id).role == Role::Fact) else {
            let mut diagnostic = Diagnostic::error(Code::UnknownKind, format!("no kind of fact is called `{kind}`"))
                .at(name.origin(self.file))
                .label("not a kind of fact");
            if let Some(near) = nearest(kind, facts()) {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            }
            self.report(diagnostic);
            return None;
        };
        let during = match during {
            Some(read) => Some(read?),
            None => None,
        };
        let limits = match node.get("where") {
            None => Some(Vec::new()),
            Some(node) => self.limits(schema.kind(id), node, during.as_deref()),
        };
        let limits = limits?;
        good.then_some(Scope { kind: id, limits, during, complete })
    }

    fn limits(&mut self, kind: &Kind, node: &Node<'_>, during: Option<&TimeSpan>) -> Option<Vec<Limit>> {
        let Value::Map(entries) = &node.value else {
            self.wrong(node, format!("the keys of `{}` are expected, not {}", kind.key, node.what()));
            return None;
        };
        let mut limits = Vec::new();
        for entry in entries {
            let Some((at, key)) = kind.key(&entry.key.text) else {
                self.unknown_key(kind, entry);
                return None;
            };
            let to = match &entry.value.value {
                Value::Map(inner) if is_having(inner) => self.having(key, &entry.value)?,
                _ => {
                    let sets = self.key_values(kind, at, &entry.value, during, Place::Whole)?;
                    let items = sets.iter().flat_map(|set| set.items());
                    Limited::Values(items.filter_map(|item| iri_of(item, self.schema, self.registry)).collect())
                }
            };
            limits.push(Limit { key: at, to });
        }
        Some(limits)
    }

    /// Things that have a value for a key of theirs.
    fn having(&mut self, key: &Key, node: &Node<'_>) -> Option<Limited> {
        let (schema, named) = (self.schema, node.get(HAS)?);
        let ValueType::Entity(class) = key.value else {
            self.wrong(node, format!("`{}` has no entities, of which `{HAS}` could say what they have", key.key));
            return None;
        };
        let name = named.text().unwrap_or_default();
        let kinds = || {
            let is_of = |kind: &&Kind| schema.is_a(kind.class, class) || schema.is_a(class, kind.class);
            schema.kinds().filter(|kind| kind.role == Role::Entity).filter(is_of)
        };
        let found =
            kinds().find_map(|kind| kind.key(name)).map(|(_, key)| Limited::Having(name.to_owned(), key.predicate));
        if found.is_none() {
            let keys = kinds().flat_map(|kind| &kind.keys).map(|key| key.key.as_str());
            let near = nearest(name, keys).map(|near| format!("did you mean `{near}`?"));
            let mut diagnostic = Diagnostic::error(
                Code::UnknownKey,
                format!("the things that `{}` takes have no key `{name}`", key.key),
            )
            .at(named.origin(self.file))
            .label("not a key of theirs");
            diagnostic = diagnostic.help(near.unwrap_or_else(|| "a code is expected, such as `cow`".to_owned()));
            self.report(diagnostic);
        }
        found
    }

    fn wrong(&mut self, node: &Node<'_>, message: String) {
        let help = "write `covers: {kind: membership, where: {member: {has: cow}}, during: 1816/2014, complete: true}`";
        let diagnostic = Diagnostic::error(Code::WrongValue, message).at(node.origin(self.file)).label("in `covers`");
        self.report(diagnostic.help(help));
    }
}

fn is_having(entries: &[Entry<'_>]) -> bool {
    matches!(entries, [only] if only.key.text == HAS)
}
