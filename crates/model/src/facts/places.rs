//! The places of facts and entities in the sources.

use std::collections::HashMap;

use crate::origin::{FileId, Origin};
use crate::schema::{IriBuf, Schema};

/// The places of facts and entities in the sources: the first place of each, in the order of files and lines.
#[derive(Debug, Default)]
pub struct Places {
    first: HashMap<IriBuf, Origin>,
    /// The first place in each other file that has the thing too.
    others: HashMap<IriBuf, Vec<Origin>>,
}

impl Places {
    /// The place of the thing with this whole IRI; nothing for what is compiled in and for what no source says.
    #[must_use]
    pub fn of(&self, schema: &Schema, iri: &str) -> Option<Origin> {
        self.first.get(&schema.space.named(iri)).copied()
    }

    /// The place of a thing in one of the files that are asked for.
    #[must_use]
    pub fn in_files(&self, iri: &IriBuf, is_asked_for: impl Fn(FileId) -> bool) -> Option<Origin> {
        let all = self.first.get(iri).into_iter().chain(self.others.get(iri).into_iter().flatten());
        all.filter(|origin| is_asked_for(origin.file)).min_by_key(|origin| origin.file).copied()
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
                let others = self.others.entry(iri).or_default();
                match others.iter_mut().find(|one| one.file == other.file) {
                    Some(one) if other.start < one.start => *one = other,
                    Some(_) => {}
                    None => others.push(other),
                }
            }
        }
    }

    /// Adds what another worker noted.
    pub fn merge(&mut self, other: Self) {
        other.first.into_iter().for_each(|(iri, origin)| self.note(iri, origin));
        for (iri, origins) in other.others {
            origins.into_iter().for_each(|origin| self.note(iri.clone(), origin));
        }
    }
}
