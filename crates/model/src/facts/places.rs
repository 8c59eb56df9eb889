//! The places of facts and entities in the sources.

use std::collections::HashMap;

use crate::origin::Origin;
use crate::schema::{IriBuf, Schema};

/// The places of facts and entities in the sources: the first place of each, in the order of files and lines.
#[derive(Debug, Default)]
pub struct Places(HashMap<IriBuf, Origin>);

impl Places {
    /// The place of the thing with this whole IRI; nothing for what is compiled in and for what no source says.
    #[must_use]
    pub fn of(&self, schema: &Schema, iri: &str) -> Option<Origin> {
        self.0.get(&schema.space.named(iri)).copied()
    }

    /// Keeps the first place, whichever worker came first.
    pub fn note(&mut self, iri: IriBuf, origin: Origin) {
        let first = self.0.entry(iri).or_insert(origin);
        if (origin.file.0, origin.start) < (first.file.0, first.start) {
            *first = origin;
        }
    }

    /// Adds what another worker noted.
    pub fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|(iri, origin)| self.note(iri, origin));
    }
}
