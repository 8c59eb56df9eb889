//! Entities that files list, named: their ids, where these hang on values that have to be looked up, and what facts call
//! them.

use std::collections::HashSet;

use crate::diagnostic::Diagnostics;
use crate::facts::{Document, Item, KeyValues, Local, Mapper};
use crate::registry::{EntityId, Registry};
use crate::schema::{Kind, Schema};

/// Gives ids to those that are known by more than their name, and titles to those that are called by more. What is
/// wrong with a value is told where the entity is described.
pub(super) fn settle(schema: &Schema, registry: &mut Registry, diagnostics: &mut Diagnostics) {
    let mut open = registry.take_unsettled();
    while !open.is_empty() {
        // Whose id hangs on that of another one comes after it; in a circle the name of the other one counts.
        let unsettled: HashSet<EntityId> = open.iter().copied().collect();
        let hangs_on = |item: &Item| matches!(item, Item::Entity(other) if unsettled.contains(other));
        let read = open.into_iter().map(|id| (id, values(schema, registry, id)));
        let (mut waiting, mut ready): (Vec<_>, Vec<_>) =
            read.partition(|(_, values)| values.iter().flat_map(|(_, set)| set.items()).any(hangs_on));
        if ready.is_empty() {
            std::mem::swap(&mut waiting, &mut ready);
        }
        for (id, values) in ready {
            if let Some(own) = named(schema, registry, id, &values).0 {
                registry.settle(schema, id, own, diagnostics);
            }
        }
        open = waiting.into_iter().map(|(id, _)| id).collect();
    }
    let called_by_more = |kind: &Kind| kind.label.keys().any(|key| key != "name");
    let more: Vec<EntityId> =
        registry.entities().filter(|(_, entity)| called_by_more(schema.kind(entity.kind))).map(|(id, _)| id).collect();
    for id in more {
        let values = values(schema, registry, id);
        let (_, title) = named(schema, registry, id, &values);
        if !title.is_empty() {
            registry.entitle(id, title);
        }
    }
}

fn values(schema: &Schema, registry: &Registry, id: EntityId) -> Vec<KeyValues> {
    with_mapper(schema, registry, id, |mapper| mapper.entity_values(id)).unwrap_or_default()
}

fn named(schema: &Schema, registry: &Registry, id: EntityId, values: &[KeyValues]) -> (Option<String>, String) {
    with_mapper(schema, registry, id, |mapper| mapper.identity(id, values))
}

fn with_mapper<T>(schema: &Schema, registry: &Registry, id: EntityId, ask: impl FnOnce(&mut Mapper<'_, '_>) -> T) -> T {
    let (file, nothing) = (registry.entity(id).file, Local::default());
    let document = Document::unnamed(file);
    ask(&mut Mapper::new(schema, registry, &document, file, &nothing))
}
