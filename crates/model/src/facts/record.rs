//! What a record becomes: its values, with an IRI and a label, and what no two records may say of one entity.

use std::sync::Arc;

use super::item::{Item, Made};
use super::values::KeyValues;
use crate::literal::Text;
use crate::origin::Origin;
use crate::registry::Registry;
use crate::schema::{IriBuf, KindId, PredId, Schema};
use crate::vocab::std_terms as t;

/// A value that an entity has once only: an identifier, or the value of a key that takes one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    /// The entity's IRI.
    pub entity: IriBuf,
    /// The predicate of the key.
    pub predicate: PredId,
    /// The language of a text that there is once for each language; else empty.
    pub tag: String,
    /// The value: an IRI as it is, anything else as it enters a digest; empty where the entity is named by its id alone.
    pub value: String,
    /// No two entities share the value.
    pub unique: bool,
}

/// A record read: a fact, or an entity written in place.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its kind: a fact's or an entity's.
    pub kind: KindId,
    /// The place where it is.
    pub origin: Origin,
    /// Its IRI, label and class.
    pub made: Arc<Made>,
    /// The local part of the IRI of what a fact is about; empty for an entity.
    pub affair: String,
    /// The place of each key in the kind with its values, sorted by place; keys without a value are left out.
    pub values: Vec<KeyValues>,
    /// The record is in place under a key that only mentions it: nobody claims it there.
    pub mentioned: bool,
    /// An entity of which only the name is known: it is one of the document.
    pub by_name: bool,
}

impl Record {
    /// What an entity has once only: its identifiers, the values of keys that take one value, or one for each language, and
    /// all values together of a key that distinguishes it from others of its name.
    #[must_use]
    pub fn identifiers(&self, schema: &Schema, registry: &Registry) -> Vec<Identifier> {
        let kind = schema.kind(self.kind);
        let mut found = Vec::new();
        // It is named elsewhere, or nowhere.
        if self.values.is_empty()
            && let Some(predicate) = schema.space.predicate(t::RDFS_LABEL)
        {
            let entity = self.made.iri.clone();
            found.push(Identifier { entity, predicate, tag: String::new(), value: String::new(), unique: false });
        }
        for (at, set) in &self.values {
            let key = &kind.keys[*at];
            if key.identifies && key.max != Some(1) {
                // The set is stated whole: a part of it would be another set.
                let each = set.items().iter().map(|item| {
                    let mut content = String::new();
                    item.content(schema, registry, &mut content);
                    content
                });
                let (entity, value) = (self.made.iri.clone(), each.collect::<Vec<_>>().join(", "));
                let (predicate, tag) = (key.predicate, String::new());
                found.push(Identifier { entity, predicate, tag, value, unique: false });
                continue;
            }
            if !(key.unique || key.max == Some(1) || key.unique_lang) {
                continue;
            }
            for item in set.items() {
                let value = match item {
                    Item::Iri(iri) => iri.clone(),
                    // A text is not an identifier, so no other key can refer to it.
                    other => {
                        let mut content = String::new();
                        other.content(schema, registry, &mut content);
                        content
                    }
                };
                let tag = match item {
                    Item::Text(Text::Tagged { tag, .. }) if key.unique_lang => tag.clone(),
                    _ => String::new(),
                };
                let unique = key.unique && matches!(item, Item::Iri(_));
                found.push(Identifier { entity: self.made.iri.clone(), predicate: key.predicate, tag, value, unique });
            }
        }
        found
    }
}
