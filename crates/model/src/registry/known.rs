//! A registry that was read before: that which is compiled in. Its entities are indexed, and what is added to them is ready to
//! be added. The build script makes it, and the program [thaws](crate::frozen::thawed) it.
//!
//! Additions come after the entities of all files, those of the user's own too, because each may be about any of them.

use serde::{Deserialize, Serialize};

use super::gather::{Gathered, gather};
use super::index::Registry;
use crate::diagnostic::Diagnostics;
use crate::origin::FileId;
use crate::schema::{KindId, Schema};
use crate::source::Node;

/// Entities, and what is added to them. Files are numbered from 0.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Known {
    /// The entities, without the additions.
    pub registry: Registry,
    /// The additions, in the order of the files.
    pub additions: Vec<KnownAddition>,
}

/// An addition, and what its record says of names, codes and identifiers.
#[derive(Debug, Serialize, Deserialize)]
pub struct KnownAddition {
    #[serde(borrow)]
    pub(super) record: Node<'static>,
    pub(super) file: FileId,
    /// What was gathered, by the keys of this kind.
    pub(super) kind: KindId,
    pub(super) gathered: Gathered,
}

impl Known {
    /// Adds an addition to an entity that is there already; what is wrong goes to `diagnostics`.
    pub fn add(&mut self, schema: &Schema, record: Node<'static>, file: FileId, diagnostics: &mut Diagnostics) {
        match self.registry.addressed_kind(schema, &record, file) {
            Ok(kind) => {
                let entries = record.entries().unwrap_or_default();
                let gathered = gather(schema, schema.kind(kind), entries, file);
                self.additions.push(KnownAddition { record, file, kind, gathered });
            }
            Err(wrong) => diagnostics.merge(wrong),
        }
    }

    /// The same, where the first of the files has this number and the others follow it.
    #[must_use]
    pub fn numbered(mut self, first: FileId) -> Self {
        let renumber = |file: &mut FileId| file.0 += first.0;
        for entity in &mut self.registry.entities {
            renumber(&mut entity.file);
            renumber(&mut entity.origin.file);
        }
        for addition in &mut self.additions {
            renumber(&mut addition.file);
            addition.gathered.unique.iter_mut().for_each(|(_, origin, ..)| renumber(&mut origin.file));
        }
        self
    }
}
