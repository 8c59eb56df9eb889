//! Whether an entity written in place is one of the registry: found there, or new.

use std::collections::BTreeSet;

use super::lookup::Lookup;
use crate::diagnostic::Diagnostic;
use crate::literal::TimeSpan;
use crate::registry::{Answer, Asked, EntityId, Found, How};
use crate::schema::{ClassId, Kind, KindId, Naming, ValueType};
use crate::source::{Entry, Node, Value};
use chancery_values::time::Bounds;

/// What the registry says of an entity written in place.
pub(super) enum InPlace {
    /// It is this one.
    Known(EntityId),
    /// No entity has its name, or those that have it are other ones.
    New,
    /// It may be one of the registry, and nothing proves it.
    Doubtful(Box<Diagnostic>),
}

/// How a record compares with an entity that has its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// An identifier, or a thing that both name, is the same.
    Agrees,
    /// Another identifier, or distinguished from it by what distinguishes both from others of their name: another entity.
    IsAnother,
    /// They name different things, or nothing that can be compared.
    Unproven,
}

impl Lookup<'_> {
    /// Finds an entity written in place. It is that of the registry only if all of this is true: it has exactly this
    /// name, one entity has the name at the time of the fact, and an identifier agrees or a thing that both name, such
    /// as the country. An `id` of its own says that it is an entity of its own.
    pub(super) fn in_place_is(&self, kind_id: KindId, node: &Node<'_>, when: Option<&TimeSpan>) -> InPlace {
        let kind = self.schema.kind(kind_id);
        if node.entries().is_some_and(|entries| refers_by_id(kind, entries)) {
            let known =
                node.get("id").and_then(Node::text).and_then(|id| self.registry.by_id(self.schema, kind_id, id));
            return known.map_or(InPlace::New, InPlace::Known);
        }
        let (true, None, Some(entries), Some(name)) =
            (kind.has_id(), node.get("id"), node.entries(), name_of(kind, node))
        else {
            return InPlace::New;
        };
        let (_, mut bearers) = self.registry.bearers(self.schema, name, kind.class);
        if bearers.is_empty() {
            return InPlace::New;
        }
        // The entity depends on the time: which entity has the name then, and which ones have the names within the record.
        self.asked_time.set(true);
        let when = when.map(|span| &span.reach);
        bearers.retain(|id| self.stands(kind, entries, *id, when) != Stands::IsAnother);
        if bearers.is_empty() {
            return InPlace::New;
        }
        let asked = Asked { text: name, class: kind.class, when };
        match self.registry.answer(self.schema, asked) {
            Answer::Found(id, How::Name) if self.stands(kind, entries, id, when) == Stands::Agrees => {
                match entries.iter().find(|entry| !self.says_nothing_new(kind, entry, id)) {
                    None => InPlace::Known(id),
                    Some(entry) => InPlace::Doubtful(Box::new(self.adds(kind, entry, id))),
                }
            }
            _ => InPlace::Doubtful(Box::new(self.doubtful(kind, name, node, &bearers))),
        }
    }

    /// Compares a record with an entity: identifiers first, then the things that both name. An entity without an `id`
    /// of its own is named by what distinguishes it from others of its name, so that another such thing is another
    /// entity.
    fn stands(&self, kind: &Kind, entries: &[Entry<'_>], id: EntityId, when: Option<&Bounds>) -> Stands {
        let entity = self.registry.entity(id);
        let by_name = entity.record.get("id").is_none();
        let (mut same, mut other, mut another) = (false, false, false);
        for entry in entries {
            let Some((_, key)) = kind.key(&entry.key.text) else { continue };
            if key.unique {
                let known = entity.values(&key.key).find_map(Node::text);
                let (Some(written), Some(_)) = (entry.value.text(), known) else { continue };
                let is_own = self.registry.bearer(key, written) == Some(id);
                same |= is_own;
                another |= !is_own;
            } else if let ValueType::Entity(class) = key.value {
                let known = entity.values(&key.key).next().and_then(names_in);
                let (Some(written), Some(known)) = (names_in(&entry.value), known) else { continue };
                let is_same = match (self.meant(class, &written, when), self.meant(class, &known, when)) {
                    (Some(one), Some(other)) => {
                        another |= one != other && by_name && key.identifies;
                        one == other
                    }
                    _ => written == known,
                };
                same |= is_same;
                other |= !is_same;
            }
        }
        match (another, same && !other) {
            (true, _) => Stands::IsAnother,
            (false, true) => Stands::Agrees,
            (false, false) => Stands::Unproven,
        }
    }

    /// The entities that names mean at a time; nothing where one of them means none, or several.
    fn meant(&self, class: ClassId, names: &BTreeSet<&str>, when: Option<&Bounds>) -> Option<BTreeSet<u32>> {
        let found = |name: &&str| match self.registry.find(self.schema, name, class, when) {
            Found::One(id) => Some(id.0),
            _ => None,
        };
        names.iter().map(found).collect()
    }

    /// Whether a key of a record says of an entity what the registry says: its name, an identifier, or a thing that was compared.
    fn says_nothing_new(&self, kind: &Kind, entry: &Entry<'_>, id: EntityId) -> bool {
        let Some((_, key)) = kind.key(&entry.key.text) else { return true };
        let known = self.registry.entity(id).values(&key.key).next().is_some();
        match key.names {
            Naming::Name => {
                let nodes = entry.value.items().unwrap_or(std::slice::from_ref(&entry.value));
                let borne = |text: &str| self.registry.bearers(self.schema, text, kind.class).1.contains(&id);
                nodes.iter().all(|node| match &node.value {
                    Value::Map(tags) => tags.iter().all(|tag| tag.value.text().is_some_and(borne)),
                    _ => node.text().is_some_and(borne),
                })
            }
            _ => known && (key.unique || matches!(key.value, ValueType::Entity(_))),
        }
    }

    fn adds(&self, kind: &Kind, entry: &Entry<'_>, id: EntityId) -> Diagnostic {
        let entity = self.registry.entity(id);
        let shown = self.registry.shown(self.schema, id);
        let diagnostic = self.had_already(&format!("{} {shown}", kind.key), &[id]).at(entry.key.origin(self.file));
        if entity.file == self.file {
            return diagnostic
                .label("says more about it than its own record")
                .help("write only its name here, and this key in its record under `entities:`");
        }
        diagnostic.label("says more about it than the registry").help(format!(
            "write only its name here, and what you want to add under `additions:`: `to: {}:{}`",
            kind.key, entity.id
        ))
    }

    fn doubtful(&self, kind: &Kind, name: &str, node: &Node<'_>, bearers: &[EntityId]) -> Diagnostic {
        let shown: Vec<String> = bearers.iter().map(|id| self.registry.shown(self.schema, *id)).collect();
        let origin = node.get("name").unwrap_or(node).origin(self.file);
        let diagnostic = self
            .had_already(&format!("{} {}", kind.key, shown.join(", ")), bearers)
            .at(origin)
            .label("may be the same entity, but nothing proves it");
        diagnostic
            .help(
                "if it is the same, write only its name; or give its exact name with an identifier or a country that it also has",
            )
            .help(format!("if it is another `{name}`, give it its own `id`"))
    }
}

/// Whether a record says of which entity it is by its `id`, and nothing else.
pub(super) fn refers_by_id(kind: &Kind, entries: &[Entry<'_>]) -> bool {
    kind.has_id() && matches!(entries, [only] if only.key.text == "id")
}

/// The names that are values of a key; nothing where one is a record.
fn names_in<'n>(node: &'n Node<'_>) -> Option<BTreeSet<&'n str>> {
    let nodes = node.items().unwrap_or(std::slice::from_ref(node));
    nodes.iter().map(|node| node.text().map(str::trim)).collect()
}

/// The name of a record: the English one, or the first.
fn name_of<'n>(kind: &Kind, node: &'n Node<'_>) -> Option<&'n str> {
    kind.key("name")?;
    let name = node.get("name")?;
    match &name.value {
        Value::Map(entries) => {
            let english = entries.iter().find(|entry| entry.key.text == "en").or(entries.first())?;
            english.value.items().and_then(<[_]>::first).unwrap_or(&english.value).text()
        }
        _ => name.text(),
    }
    .map(str::trim)
}
