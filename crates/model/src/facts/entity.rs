//! What is said of the entities of the registry: the values of their records, and what is added to them.

use super::compose::entity_name;
use super::mapper::Mapper;
use super::place::Place;
use super::product::firsts;
use super::values::KeyValues;
use crate::literal::TimeSpan;
use crate::registry::EntityId;
use crate::schema::KindId;
use crate::source::Node;
use chancery_values::time::Bounds;

impl Mapper<'_, '_> {
    /// The values of an entity's record, for its description, by the place of their key; nothing where anything is
    /// wrong.
    pub fn entity_values(&mut self, id: EntityId) -> Option<Vec<KeyValues>> {
        let entity = self.registry.entity(id);
        let kind = self.schema.kind(entity.kind);
        let entries = entity.record.entries()?;
        let values = self.in_its_time(id, |mapper| mapper.values(kind, entries, &entity.record, Place::Whole))?;
        Some(firsts(values))
    }

    /// Says what is wrong with the values of an entity that could not be added to the registry.
    pub fn tell_values(&mut self, kind: KindId, record: &Node<'_>) {
        self.written(self.schema.kind(kind), record.entries().unwrap_or_default(), Place::Whole);
    }

    /// Reads what is said of an entity of the registry: the names in it are of the time in which it was.
    fn in_its_time<T>(&mut self, id: EntityId, read: impl FnOnce(&mut Self) -> T) -> T {
        let was = self.registry.entity(id).existence();
        let own = (*was != Bounds::UNKNOWN).then(|| TimeSpan::extent(was.begin_earliest, was.end_latest));
        let around = std::mem::replace(&mut self.around, own);
        let result = read(self);
        self.around = around;
        result
    }

    /// What identifies an entity of the registry: its id, if its record gives none, and what facts call it.
    pub fn identity(&self, id: EntityId, values: &[KeyValues]) -> (Option<String>, String) {
        let entity = self.registry.entity(id);
        let kind = self.schema.kind(entity.kind);
        let own = entity.record.get("id").is_none().then(|| entity_name(kind, &entity.label, values));
        (own, self.composer.label(kind, values))
    }

    /// The values of what is added to an entity, by the place of their key; nothing where anything is wrong.
    pub fn added_values(&mut self, of: EntityId, record: &Node<'_>) -> Option<Vec<KeyValues>> {
        let kind = self.schema.kind(self.registry.entity(of).kind);
        let entries = record.entries()?;
        // It names the entity to which it is added, and makes none.
        let id = entries.iter().find(|entry| entry.key.text == "id");
        id.into_iter().for_each(|entry| self.unknown_key(kind, entry));
        let (values, good) = self.in_its_time(of, |mapper| mapper.written(kind, entries, Place::Whole));
        (good && id.is_none()).then(|| firsts(values))
    }
}
