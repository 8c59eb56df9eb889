//! Which `id` and label an entity written in place has, and whether they are those of another.

use super::by_name::id_in;
use super::compose::entity_name;
use super::item::Item;
use super::lookup::Lookup;
use super::values::{KeyValues, label_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::registry::EntityId;
use crate::schema::{Kind, KindId, Role};
use crate::source::Node;
use chancery_values::name::{normalise, slug};

impl Lookup<'_> {
    /// The label of an entity that has an `id` of its own: its name alone, because another record may say more of it.
    pub(super) fn entity_label(
        &self,
        kind: &Kind,
        values: &[KeyValues],
        node: &Node<'_>,
        local: &str,
    ) -> Option<String> {
        if kind.role != Role::Entity {
            return None;
        }
        if values.is_empty() {
            return Some(local.to_owned());
        }
        node.get("id")?;
        self.name(kind, values)
    }

    /// The name in a record of an entity: the English one, or the first.
    fn name(&self, kind: &Kind, values: &[KeyValues]) -> Option<String> {
        let (name, _) = kind.key("name")?;
        let (_, set) = values.iter().find(|(at, _)| *at == name)?;
        Some(label_of(self.schema, self.registry, true, set.items()))
    }

    /// The diagnostics for the identifiers of an entity written in place that an entity of the registry has.
    pub(super) fn shared_identifiers(&self, kind: &Kind, values: &[KeyValues], node: &Node<'_>) -> Vec<Diagnostic> {
        let mut shared = Vec::new();
        for (at, items) in values {
            let key = &kind.keys[*at];
            for item in items.items().iter().filter(|_| key.unique) {
                let text = match item {
                    Item::Iri(iri) => iri.as_str(),
                    Item::Text(text) => text.as_str(),
                    _ => continue,
                };
                let Some(other) = self.registry.bearer(key, text) else { continue };
                let other = &self.registry.entity(other).label;
                let diagnostic = Diagnostic::error(
                    Code::SharedIdentifier,
                    format!("the {} of this {} is that of `{other}` in the registry", key.key, kind.key),
                )
                .at(node.get(&key.key).unwrap_or(node).origin(self.file))
                .label(format!("already that of `{other}`"))
                .help(format!(
                    "write `{other}` if that is meant; otherwise look the identifier up: a wrong link is worse than no link"
                ));
                shared.push(diagnostic);
            }
        }
        shared
    }

    /// The id of an entity written in place; one that the registry has too must be written by its name.
    pub(super) fn entity_id(
        &self,
        kind_id: KindId,
        values: &[KeyValues],
        node: &Node<'_>,
        of_document: Option<&str>,
    ) -> Result<String, Box<Diagnostic>> {
        let kind = self.schema.kind(kind_id);
        let label = self.name(kind, values).unwrap_or_default();
        let given = node.get("id");
        let made = match of_document {
            Some(document) => id_in(document, kind, &label),
            None => entity_name(kind, &label, values),
        };
        let id = given.and_then(Node::text).map_or(made, ToOwned::to_owned);
        if given.is_some() && !chancery_values::name::is_slug(&id) || id.is_empty() {
            let at = given.or(node.get("name")).unwrap_or(node);
            return Err(Box::new(
                Diagnostic::error(Code::MalformedId, format!("`{id}` cannot be part of an IRI"))
                    .at(at.origin(self.file))
                    .label(if given.is_some() { "not an id" } else { "no id can be made of this name" })
                    .help("an id is made of lower-case letters, digits and single hyphens"),
            ));
        }
        let named_alike = |known: EntityId| normalise(&self.registry.entity(known).label) == normalise(&label);
        let by_name = given.is_none() && id == chancery_values::name::id(&label);
        let known = self.registry.by_id(self.schema, kind_id, &id).is_some()
            || by_name && self.registry.by_id(self.schema, kind_id, &slug(&label)).is_some_and(named_alike);
        if known {
            let first = self.registry.by_id(self.schema, kind_id, &id);
            let first = first.or_else(|| self.registry.by_id(self.schema, kind_id, &slug(&label)));
            let diagnostic = self
                .had_already(&format!("{} `{id}`", kind.key), first.as_slice())
                .at(node.origin(self.file))
                .label("defined a second time")
                .help("if it is the same entity, write only its name; if it is another entity with that name, give it its own `id`");
            return Err(Box::new(diagnostic));
        }
        Ok(id)
    }
}
