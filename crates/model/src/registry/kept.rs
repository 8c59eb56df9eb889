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
    met: Arc<AtomicBool>,
}

/// Which entities replace others.
#[derive(Debug, Default, Clone)]
pub struct Replaced(HashMap<IriBuf, Kept>);

impl Replaced {
    /// The entity that replaces this one, if there is one.
    #[must_use]
    pub fn by(&self, iri: &IriBuf) -> Option<&Kept> {
        self.0.get(iri)
    }

    /// The same, and notes that a source names the other one.
    pub(crate) fn meet(&self, iri: &IriBuf) -> Option<&Kept> {
        let kept = self.0.get(iri)?;
        kept.met.store(true, Ordering::Relaxed);
        Some(kept)
    }

    /// Says that an entity replaces another one.
    pub(super) fn add(&mut self, other: IriBuf, iri: IriBuf, entity: Option<EntityId>) {
        self.0.insert(other, Kept { iri, entity, met: Arc::default() });
    }

    /// Whether no entity replaces another.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a source named the entity that another one replaces.
    #[must_use]
    pub fn was_met(&self, iri: &IriBuf) -> bool {
        self.0.get(iri).is_some_and(|kept| kept.met.load(Ordering::Relaxed))
    }
}
