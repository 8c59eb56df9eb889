//! Things by their names: a hash of an IRI, and what the name of a claim says.

use std::hash::{DefaultHasher, Hasher};

use chancery_model::schema::Iri;

/// A thing by a hash of its IRI, without its graph. Two meet by chance in one of 10²⁵ cases of a million things.
pub type Thing = u128;

/// The thing that an IRI names.
#[must_use]
pub fn thing_of(iri: Iri<'_>) -> Thing {
    let half = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(seed);
        hasher.write_u16(iri.ns.0);
        hasher.write(iri.local.as_bytes());
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// The `id` of the document in the name of a claim, a sentence or a row; no `id` holds `--`.
pub fn document_of(name: &str) -> &str {
    name.split("--").next().unwrap_or(name)
}
