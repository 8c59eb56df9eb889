//! What a record becomes: values resolved and typed, with an IRI and a label.

use std::sync::Arc;

use super::values::KeyValues;
use crate::literal::{Quantity, Text, TimeSpan};
use crate::origin::Origin;
use crate::registry::{EntityId, Registry};
use crate::schema::{ClassId, ConceptId, IriBuf, KindId, PredId, Schema};
use crate::vocab::std_terms as t;

/// A value of a key.
#[derive(Debug, Clone)]
pub enum Item {
    /// An entity of the registry.
    Entity(EntityId),
    /// A fact, or an entity written in place.
    Made(Arc<Made>),
    /// A term of the key's closed list.
    Concept(ConceptId),
    /// A time, which is described with the fact and named by its content.
    Time(Arc<TimeSpan>),
    /// An amount, which is described with the fact and named by its content.
    Quantity(Arc<Quantity>),
    /// A literal.
    Text(Text),
    /// An IRI of elsewhere, whole, the key's template applied.
    Iri(String),
}

/// What is known of a fact or an in-place entity where another record refers to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its IRI, in the namespace of its kind.
    pub iri: IriBuf,
    /// Its label in English, from the label template of its kind.
    pub label: String,
    /// The class of its kind.
    pub class: ClassId,
}

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
    /// Where it stands.
    pub origin: Origin,
    /// Its IRI, label and class.
    pub made: Arc<Made>,
    /// The folder and the readable part of its IRI, `folder/name`, without place and digest; empty for an entity with
    /// an `id`.
    pub matter: String,
    /// The place of each key in the kind with its values, sorted by place; keys without a value are left out.
    pub values: Vec<KeyValues>,
    /// The record stands in place under a key that only speaks of it: nobody claims it there.
    pub mentioned: bool,
}

impl Record {
    /// What an entity has once only: its identifiers, the values of keys that take one value, or one for each language, and
    /// all values together of a key that tells it from others of its name.
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
                // The set is told whole: a part of it would be another set.
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
                    // A text is no identifier of which another key would speak.
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

impl Item {
    /// The value's name as a part of an IRI: the local name of a thing, the code of a concept, the slug of a text.
    #[must_use]
    pub fn name(&self, schema: &Schema, registry: &Registry) -> String {
        match self {
            Self::Entity(id) => registry.entity(*id).id.clone(),
            Self::Made(made) => made.iri.local.clone(),
            Self::Concept(id) => schema.concept(*id).code.clone(),
            Self::Time(span) => span.name.clone(),
            Self::Quantity(quantity) => quantity.name(schema),
            Self::Text(text) => crate::name::slug(text.as_str()),
            Self::Iri(iri) => crate::name::slug(iri),
        }
    }

    /// The value's label, for the labels of what refers to it.
    #[must_use]
    pub fn label<'a>(&'a self, schema: &'a Schema, registry: &'a Registry) -> std::borrow::Cow<'a, str> {
        match self {
            Self::Entity(id) => registry.entity(*id).title.as_str().into(),
            Self::Made(made) => made.label.as_str().into(),
            Self::Concept(id) => schema.concept(*id).label.as_str().into(),
            Self::Time(span) => span.label.as_str().into(),
            Self::Quantity(quantity) => quantity.label(schema).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Iri(iri) => iri.as_str().into(),
        }
    }

    /// The value as it enters a digest: no two values give the same text.
    pub fn content(&self, schema: &Schema, registry: &Registry, out: &mut String) {
        match self {
            Self::Entity(id) => {
                let entity = registry.entity(*id);
                out.push_str(schema.kind(entity.kind).template.folder());
                out.push('/');
                out.push_str(&entity.id);
            }
            Self::Made(made) => {
                if let Some(namespace) = schema.space.namespace(made.iri.ns) {
                    out.push_str(&namespace.prefix);
                    out.push('/');
                }
                out.push_str(&made.iri.local);
            }
            Self::Concept(id) => out.push_str(&schema.concept(*id).iri),
            Self::Time(span) => {
                out.push_str("time/");
                out.push_str(&span.name);
            }
            Self::Quantity(quantity) => {
                out.push_str("quantity/");
                out.push_str(&quantity.name(schema));
            }
            Self::Text(text) => {
                // Quoted as JSON quotes, so that a text with a line break cannot pass for two values.
                out.push_str(&serde_json::Value::from(text.as_str()).to_string());
                match text {
                    Text::Plain(_) => {}
                    Text::Tagged { tag, .. } => {
                        out.push('@');
                        out.push_str(tag);
                    }
                    Text::Typed(datatype, _) => {
                        out.push_str("^^");
                        out.push_str(datatype.iri());
                    }
                }
            }
            Self::Iri(iri) => {
                out.push('<');
                out.push_str(iri);
                out.push('>');
            }
        }
    }
}
