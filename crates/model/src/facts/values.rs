//! The values of a key, with what they give to the records that hold them.

use std::sync::Arc;

use super::item::{Item, Made};
use crate::literal::Text;
use crate::registry::Registry;
use crate::schema::{Kind, Schema, Template, ValueType};
use crate::vocab::std_terms as t;
use chancery_values::name::keeps;

/// The place of a key in its kind, with its values: shared, because a table says few distinct things many times.
pub type KeyValues = (usize, Arc<ValueSet>);

/// The values of one key in one record, and their share in its IRI, label and digest, which is worked out once for all
/// records that hold them.
#[derive(Debug, Default)]
pub struct ValueSet {
    items: Vec<Item>,
    /// Their part of the IRI, as it is there; empty where the key is not a variable of the template.
    pub(super) name: String,
    /// Where the part ends cannot be stated: there are several values, or one is itself composed.
    pub(super) loose: bool,
    /// Other values have the same name.
    pub(super) lossy: bool,
    /// Their part of the label; empty where the label template does not ask for the key.
    pub(super) label: String,
    /// Their part of the text that the digest is made of; empty where the kind has none.
    pub(super) content: String,
}

impl ValueSet {
    /// Takes the values of the key at this place of the kind, in the order in which they count.
    #[must_use]
    pub fn new(schema: &Schema, registry: &Registry, kind: &Kind, at: usize, items: Vec<Item>) -> Self {
        let key = &kind.keys[at];
        let items = if registry.replaced().is_empty() {
            items
        } else {
            items.into_iter().map(|item| one_with(schema, registry, item)).collect()
        };
        let mut set = Self::default();
        let identifies = kind
            .affair
            .as_ref()
            .is_some_and(|affair| affair.identified.iter().any(|path| kind.keys[path.key].predicate == key.predicate));
        if identifies || kind.layout.variables.contains(&Some(at)) || kind.layout.identity.contains(&at) {
            let mut names: Vec<String> = items.iter().map(|item| item.name(schema, registry)).collect();
            names.sort();
            let name = names.join("--");
            set.loose = items.len() > 1 || name.contains("--");
            set.name = Template::encoded(name);
            set.lossy = items.iter().any(|item| is_lossy(schema, &key.value, item));
        }
        if kind.layout.labels.iter().any(|keys| keys.contains(&at)) {
            let is_name = schema.space.predicate_iri(key.predicate) == t::RDFS_LABEL;
            set.label = label_of(schema, registry, is_name, &items);
        }
        if kind.layout.digest.contains(&at) {
            for item in &items {
                set.content.push_str(&key.key);
                set.content.push('=');
                item.content(schema, registry, &mut set.content);
                set.content.push('\n');
            }
        }
        set.items = items;
        set
    }

    /// The values.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }
}

/// The entity that replaces this one, as a person decided; else the value itself.
fn one_with(schema: &Schema, registry: &Registry, item: Item) -> Item {
    let kept = match &item {
        Item::Entity(id) => registry.replaced().meet(&registry.entity(*id).iri(schema)),
        Item::Made(made) => registry.replaced().meet(&made.iri),
        _ => None,
    };
    match (kept.map(|kept| (kept, kept.entity)), &item) {
        (Some((_, Some(entity))), _) => Item::Entity(entity),
        (Some((kept, None)), Item::Made(made)) => {
            Item::Made(Arc::new(Made { iri: kept.iri.clone(), ..(**made).clone() }))
        }
        _ => item,
    }
}

/// Whether the name of a value is that of others too.
pub(super) fn is_lossy(schema: &Schema, wanted: &ValueType, item: &Item) -> bool {
    match (item, wanted) {
        (Item::Text(text), _) => !keeps(text.as_str()),
        (Item::Iri(_), _) => true,
        // The name leaves out the type: ids are unique within a branch of entities only, and facts of two kinds, and
        // things written in place, may have one name.
        (Item::Entity(_), ValueType::Entity(class)) => schema.branch(*class).is_none(),
        (Item::Entity(_), _) => true,
        (Item::Made(_), ValueType::Entity(class) | ValueType::Fact(class)) => {
            schema.kinds().filter(|kind| schema.is_a(kind.class, *class)).nth(1).is_some()
        }
        (Item::Made(_), _) => true,
        _ => false,
    }
}

/// The labels of values, one after another. A name in several languages is one name: the English one, or else the first.
pub(super) fn label_of(schema: &Schema, registry: &Registry, is_name: bool, items: &[Item]) -> String {
    let is_english = |item: &&Item| matches!(item, Item::Text(Text::Tagged { tag, .. }) if tag == "en");
    if is_name {
        let one = items.iter().find(is_english).or(items.first());
        return one.map_or_else(String::new, |item| item.label(schema, registry).into_owned());
    }
    let mut all = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            all.push_str(if at + 1 == items.len() { " and " } else { ", " });
        }
        all.push_str(&item.label(schema, registry));
    }
    all
}
