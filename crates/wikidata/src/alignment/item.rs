//! Ids of items, and the key that has them.

use chancery_model::schema::{Key, Kind, Schema, ValueType};
use chancery_model::vocab::dataset_terms::WIKIDATA_ENTITY;

/// The id of an item or property of Wikidata, by its IRI.
#[must_use]
pub fn item_id(iri: &str) -> Option<&str> {
    iri.strip_prefix(WIKIDATA_ENTITY).filter(|id| is_id(id))
}

/// Whether a text is the id of an entity: a letter and digits.
#[must_use]
pub fn is_id(text: &str) -> bool {
    let digits = text.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or_default();
    !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The key of entities that holds the item of Wikidata, of the first kind that has one.
#[must_use]
pub fn item_key(schema: &Schema) -> Option<&Key> {
    let keys = schema.kinds().flat_map(|kind: &Kind| &kind.keys);
    { keys }.find(|key| {
        key.unique
            && matches!(&key.value, ValueType::Iri { template: Some(template), .. } if template.starts_with(WIKIDATA_ENTITY))
    })
}
