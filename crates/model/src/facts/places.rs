//! The places of facts and entities in the sources.

use std::collections::HashMap;

use crate::origin::{FileId, Origin};
use crate::schema::{IriBuf, Schema};

/// The places of facts and entities in the sources: the first place of each, in the order of files and lines.
#[derive(Debug, Default)]
pub struct Places {
    first: HashMap<IriBuf, Origin>,
    /// The first place in each other file that has the thing too.
    others: HashMap<(IriBuf, FileId), Origin>,
}

impl Places {
    /// The place of the thing with this whole IRI; nothing for what is compiled in and for what no source says.
    #[must_use]
    pub fn of(&self, schema: &Schema, iri: &str) -> Option<Origin> {
        self.first.get(&schema.space.named(iri)).copied()
    }

    /// The place of a thing in one of these files.
    #[must_use]
    pub fn in_files(&self, iri: &IriBuf, files: &[FileId]) -> Option<Origin> {
        let first = self.first.get(iri).copied().filter(|first| files.contains(&first.file));
        first.or_else(|| files.iter().find_map(|file| self.others.get(&(iri.clone(), *file)).copied()))
    }

    /// Keeps the first place, whichever worker came first.
    pub fn note(&mut self, iri: IriBuf, origin: Origin) {
        match self.first.get_mut(&iri) {
            None => {
                self.first.insert(iri, origin);
            }
            Some(first) if first.file == origin.file => {
                if origin.start < first.start {
                    *first = origin;
                }
            }
            Some(first) => {
                let other = if origin.file.0 < first.file.0 { std::mem::replace(first, origin) } else { origin };
                let kept = self.others.entry((iri, other.file)).or_insert(other);
                if other.start < kept.start {
                    *kept = other;
                }
            }
        }
    }

    /// Adds what another worker noted.
    pub fn merge(&mut self, other: Self) {
        other.first.into_iter().for_each(|(iri, origin)| self.note(iri, origin));
        other.others.into_iter().for_each(|((iri, _), origin)| self.note(iri, origin));
    }
}
