//! What facts refer to, described once all facts are: entities, documents and concepts.

use super::identity::identified;
use super::sink::Sink;
use chancery_graph::{Describer, Provenance};
use chancery_model::diagnostic::Diagnostics;
use chancery_model::facts::{Document, Gap, Identifier, Local, Mapper};
use chancery_model::origin::Origin;
use chancery_model::registry::{EntityId, Registry};
use chancery_model::schema::{ConceptId, IriBuf, Role, Schema};

/// Describes the entities that are used, and those they refer to; gives what identifies those that are written in place.
pub(super) fn entities(
    schema: &Schema,
    registry: &Registry,
    describer: &mut Describer<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Identifier, Origin)> {
    let nothing = Local::default();
    let mut identifiers = Vec::new();
    let mut described = vec![false; registry.len()];
    loop {
        let open: Vec<EntityId> = registry
            .entities()
            .map(|(id, _)| id)
            .filter(|id| describer.used_entities[id.0 as usize] && !described[id.0 as usize])
            .collect();
        if open.is_empty() {
            return identifiers;
        }
        for id in open {
            described[id.0 as usize] = true;
            let document = Document::unnamed(registry.entity(id).file);
            let mut mapper = Mapper::new(schema, registry, &document, registry.entity(id).file, &nothing);
            let values = mapper.entity_values(id);
            let mut in_place = std::mem::take(&mut mapper.in_place);
            diagnostics.merge(mapper.diagnostics);
            let mut added = Vec::new();
            for (file, record) in &registry.entity(id).additions {
                let document = Document::unnamed(*file);
                let mut mapper = Mapper::new(schema, registry, &document, *file, &nothing);
                added.extend(mapper.added_values(id, record).unwrap_or_default());
                in_place.append(&mut mapper.in_place);
                diagnostics.merge(mapper.diagnostics);
            }
            if let Some(mut values) = values {
                values.append(&mut added);
                describer.entity(id, &values);
            }
            for record in in_place {
                if schema.kind(record.kind).role == Role::Entity {
                    identifiers.extend(identified(schema, registry, &record, record.origin));
                    describer.entity_in_place(&record);
                }
            }
        }
    }
}

/// Describes the documents that say something.
pub(super) fn documents(sink: &mut Sink<'_>, diagnostics: &mut Diagnostics) {
    let shared = sink.shared;
    let schema = shared.schema;
    for (index, of_file) in shared.documents.iter().enumerate() {
        let source = &shared.opened[index];
        let says = shared.provenance != Provenance::None
            && (!shared.all[index].parts.blocks.is_empty()
                || of_file.record.is_some()
                || source.properties.is_streamed);
        if source.builtin || !says {
            continue;
        }
        if let (Some(places), Some(kind)) = (&mut sink.found.places, schema.document_kind()) {
            let iri = IriBuf { ns: schema.kind(kind).namespace, local: of_file.id.clone() };
            let at = of_file.record.as_ref().map_or(Origin::point(of_file.file, 0), |r| r.origin(of_file.file));
            places.note(iri, at);
        }
        let gaps = sink.found.gaps.iter().find(|(of, _)| *of == index).map_or(&[][..], |(_, gaps)| gaps);
        document(schema, shared.registry, &mut sink.describer, (of_file, gaps), diagnostics);
    }
}

/// Describes a document.
fn document(
    schema: &Schema,
    registry: &Registry,
    describer: &mut Describer<'_>,
    (document, gaps): (&Document, &[Gap]),
    diagnostics: &mut Diagnostics,
) {
    let nothing = Local::default();
    let mut mapper = Mapper::new(schema, registry, document, document.file, &nothing);
    let values = match &document.record {
        Some(record) => mapper.document_values(record),
        None => Some(Vec::new()),
    };
    if let Some(values) = values {
        describer.document(document, &values, gaps);
    }
    // Documents that it names.
    for record in mapper.in_place {
        if schema.kind(record.kind).role == Role::Entity {
            describer.entity_in_place(&record);
        }
    }
    diagnostics.merge(mapper.diagnostics);
}

/// Describes the concepts that are used.
pub(super) fn concepts(describer: &mut Describer<'_>) {
    for (index, used) in describer.used_concepts.clone().into_iter().enumerate() {
        if used {
            describer.concept(ConceptId(u16::try_from(index).unwrap_or(u16::MAX)));
        }
    }
}
