//! Entities that files list: the registry of them, their ids, where these hang on values that have to be looked up, and what
//! facts call them.

use std::collections::HashSet;

use super::identity;
use super::opened::FileParts;
use chancery_model::diagnostic::Diagnostics;
use chancery_model::facts::{Decision, Document, EntityRecord, Item, KeyValues, Local, Mapper, Places};
use chancery_model::origin::FileId;
use chancery_model::registry::{EntityId, Known, Registry};
use chancery_model::schema::{Kind, Schema};

/// The registry of all entities that files list, and which of them files of the user's own list or add to. Their places
/// are noted in `places`. What a person `decided` is not asked again. What is `known` already is that of the files that are compiled in.
pub(super) fn register(
    schema: &Schema,
    known: Option<Known>,
    all: &[FileParts<'_>],
    decided: &[Decision],
    places: Option<&mut Places>,
    diagnostics: &mut Diagnostics,
) -> (Registry, Vec<EntityId>) {
    let Known { mut registry, additions } = known.unwrap_or_default();
    let mut named: Vec<EntityId> = Vec::new();
    let mut unnamed: Vec<(FileId, &EntityRecord<'_>)> = Vec::new();
    // What is compiled in comes first: where the user's file repeats it, the mistake is reported in the user's file.
    let (builtin, own): (Vec<_>, Vec<_>) = all.iter().partition(|file| file.builtin);
    for file in builtin.into_iter().chain(own) {
        for entity in &file.parts.entities {
            let id = registry.add(schema, entity.kind, entity.node.clone().into_owned(), file.file, diagnostics);
            match id {
                Some(id) if !file.builtin => named.push(id),
                None => unnamed.push((file.file, entity)),
                Some(_) => {}
            }
        }
    }
    settle(schema, &mut registry, diagnostics);
    if let Some(places) = places {
        for entity in named.iter().map(|id| registry.entity(*id)) {
            places.note(entity.iri(schema), entity.record.origin(entity.file));
        }
    }
    extend(schema, &mut registry, all, &mut named, diagnostics);
    for addition in additions {
        // As with files that are compiled in: see `extend`.
        registry.extend_known(schema, addition, &mut Diagnostics::new());
    }
    identity::tell_listed_alike(schema, &registry, decided, &named, diagnostics);
    for (file, entity) in unnamed {
        let (document, nothing) = (Document::unnamed(file), Local::default());
        let mut mapper = Mapper::new(schema, &registry, &document, file, &nothing);
        mapper.tell_values(entity.kind, entity.node);
        diagnostics.merge(mapper.diagnostics);
    }
    (registry, named)
}

/// Adds what files add to entities that are reported elsewhere.
fn extend(
    schema: &Schema,
    registry: &mut Registry,
    all: &[FileParts<'_>],
    named: &mut Vec<EntityId>,
    diagnostics: &mut Diagnostics,
) {
    for file in all {
        for addition in &file.parts.additions {
            // Where the user's file is in for one that is compiled in, some entities may be gone.
            let mut unheard = Diagnostics::new();
            let heard = if file.builtin { &mut unheard } else { &mut *diagnostics };
            let extended = registry.extend(schema, (*addition).clone().into_owned(), file.file, heard);
            // It is described as an entity of the user's own is, so that what is wrong with a value is reported.
            named.extend(extended.filter(|_| !file.builtin));
        }
    }
}

/// Gives ids to those that are known by more than their name, and titles to those that are called by more. What is
/// wrong with a value is reported where the entity is described.
fn settle(schema: &Schema, registry: &mut Registry, diagnostics: &mut Diagnostics) {
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
