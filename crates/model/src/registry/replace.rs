//! Entities are made one, as a person decided.

use std::collections::HashMap;

use super::entity::EntityId;
use super::index::Registry;
use super::kept::Replaced;
use crate::schema::{IriBuf, KindId, Role, Schema};
use crate::vocab::dataset_terms::WIKIDATA_ENTITY;

impl Registry {
    /// Which entities replace others.
    #[must_use]
    pub fn replaced(&self) -> &Replaced {
        &self.replaced
    }

    /// The listed entity with this IRI.
    #[must_use]
    pub fn listed(&self, schema: &Schema, iri: &IriBuf) -> Option<EntityId> {
        let mut kinds = (0..).map(KindId).zip(schema.kinds());
        let (kind, _) = kinds.find(|(_, kind)| kind.role == Role::Entity && kind.namespace == iri.ns)?;
        self.by_id(schema, kind, &iri.local)
    }

    /// Notes from now on whether a source names these entities.
    pub fn watch(&mut self, named: impl IntoIterator<Item = IriBuf>) {
        named.into_iter().for_each(|iri| self.replaced.watch(iri));
    }

    /// Makes entities one, pair by pair. The first of a pair is kept, unless the other alone is listed.
    pub fn replace(&mut self, schema: &Schema, pairs: impl IntoIterator<Item = [IriBuf; 2]>) {
        let mut to: HashMap<IriBuf, IriBuf> = HashMap::new();
        let root = |to: &HashMap<IriBuf, IriBuf>, iri: IriBuf| {
            let mut iri = iri;
            while let Some(next) = to.get(&iri) {
                iri = next.clone();
            }
            iri
        };
        for [first, second] in pairs {
            let (first, second) = (root(&to, first), root(&to, second));
            let is_listed = |iri: &IriBuf| self.listed(schema, iri).is_some();
            let (kept, other) =
                if is_listed(&second) && !is_listed(&first) { (second, first) } else { (first, second) };
            // They are one already.
            if kept != other {
                to.insert(other, kept);
            }
        }
        let items = schema.space.namespace_id(WIKIDATA_ENTITY);
        for other in to.keys() {
            let iri = root(&to, other.clone());
            let entity = self.listed(schema, &iri);
            if let Some(entity) = entity
                && items == Some(other.ns)
            {
                // A facts file names an item by its id.
                self.codes.entry(other.local.clone().into()).or_default().push(entity);
                self.timeless.insert(other.local.clone().into());
            }
            self.replaced.add(other.clone(), iri, entity);
        }
    }
}
