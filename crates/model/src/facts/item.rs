//! One value, resolved and typed, with its name, its label and its share in a digest.

use std::sync::Arc;

use crate::literal::{Quantity, Text, TimeSpan};
use crate::registry::{EntityId, Registry};
use crate::schema::{ClassId, ConceptId, IriBuf, Schema};

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
    /// Of a fact, whether its time has an open end, as `1993/..`: it had not ended on the day of its source.
    pub is_ongoing: bool,
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
            Self::Text(text) => chancery_values::name::slug(text.as_str()),
            Self::Iri(iri) => chancery_values::name::slug(iri),
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
