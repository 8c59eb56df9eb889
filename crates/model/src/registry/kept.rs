//! Entities that replace others: a person decided that two are one, and one of them is kept.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::entity::EntityId;
use crate::schema::IriBuf;

/// The entity that replaces another one.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its IRI.
    pub iri: IriBuf,
    /// Its place, if it is listed.
    pub entity: Option<EntityId>,
}

/// Which entities replace others, and which of those that decisions name a source names.
#[derive(Debug, Default, Clone)]
pub struct Replaced {
    others: HashMap<IriBuf, Kept>,
    watched: HashMap<IriBuf, Arc<AtomicBool>>,
}

impl Replaced {
    /// The entity that replaces this one, if there is one.
    #[must_use]
    pub fn by(&self, iri: &IriBuf) -> Option<&Kept> {
        self.others.get(iri)
    }

    /// The same, and notes that a source names this one.
    pub(crate) fn meet(&self, iri: &IriBuf) -> Option<&Kept> {
        if let Some(met) = self.watched.get(iri) {
            met.store(true, Ordering::Relaxed);
        }
        self.others.get(iri)
    }

    /// Says that an entity replaces another one.
    pub(super) fn add(&mut self, other: IriBuf, iri: IriBuf, entity: Option<EntityId>) {
        self.others.insert(other, Kept { iri, entity });
    }

    /// Notes from now on whether a source names an entity.
    pub(super) fn watch(&mut self, iri: IriBuf) {
        self.watched.entry(iri).or_default();
    }

    /// Whether no entity replaces another, and none is watched.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.others.is_empty() && self.watched.is_empty()
    }

    /// Whether a source named an entity that is watched.
    #[must_use]
    pub fn was_met(&self, iri: &IriBuf) -> bool {
        self.watched.get(iri).is_some_and(|met| met.load(Ordering::Relaxed))
    }
}
