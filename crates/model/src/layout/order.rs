//! The order of keys, as the shapes have it, and which lists and maps are always over several lines, even if they are
//! short.

use super::tree::{Collection, LayoutValue, Slot};
use crate::schema::{Kind, Role, Schema, ValueType};

/// The parts of a file, in order.
const PARTS: [&str; 5] = ["document", "entities", "facts", "additions", "decisions"];
/// The keys of a block before and after those of the claim.
const PLACES: [&str; 2] = ["sentence", "row"];
const SAYS: &str = "says";
/// The first key in every record.
const ID: &str = "id";
/// Keys of a document that are not in its shape: those that lead to files, and what it covers.
const FILES: [&str; 3] = ["sentences", "extract digest", "covers"];

/// Orders the keys of a file, given its root. Says whether the root holds the parts of a file, or is a block itself.
pub(super) fn file(root: &mut Collection, schema: &Schema) -> bool {
    root.open = true;
    let has_parts = (root.slots.iter()).any(|slot| PARTS.iter().any(|part| is_key(slot, part)));
    if !has_parts {
        block(root, schema);
        return false;
    }
    sort(root, |key| PARTS.iter().position(|part| *part == key).unwrap_or(PARTS.len()));
    for slot in &mut root.slots {
        let LayoutValue::Collection(value) = &mut slot.value else { continue };
        match slot.key.as_ref().map(|key| key.text.as_str()) {
            Some("document") => document(value, schema),
            Some("entities") => each_open(value, &mut |item| kinds(item, schema)),
            Some("facts") => each_open(value, &mut |item| block(item, schema)),
            // One line for each, which can be deleted.
            Some("additions" | "decisions") => value.open |= !value.is_map,
            _ => {}
        }
    }
    true
}

fn is_key(slot: &Slot, key: &str) -> bool {
    slot.key.as_ref().is_some_and(|own| own.text == key)
}

/// Sorts the entries of a map by rank; those of one rank keep their order.
fn sort(map: &mut Collection, rank: impl Fn(&str) -> usize) {
    if map.is_map {
        map.slots.sort_by_key(|slot| slot.key.as_ref().map_or(0, |key| rank(&key.text)));
    }
}

/// The items of a list that is over several lines; a map means its only item.
fn each_open(value: &mut Collection, item: &mut dyn FnMut(&mut Collection)) {
    if value.is_map {
        value.open = true;
        item(value);
        return;
    }
    value.open = true;
    for slot in &mut value.slots {
        if let LayoutValue::Collection(one) = &mut slot.value {
            item(one);
        }
    }
}

/// Every map that a value holds: itself, or the items of a list.
fn each_map(value: &mut LayoutValue, map: &mut dyn FnMut(&mut Collection)) {
    let LayoutValue::Collection(collection) = value else { return };
    if collection.is_map {
        map(collection);
        return;
    }
    for slot in &mut collection.slots {
        if let LayoutValue::Collection(one) = &mut slot.value
            && one.is_map
        {
            map(one);
        }
    }
}

fn document(map: &mut Collection, schema: &Schema) {
    map.open = true;
    let Some(kind) = schema.document_kind().map(|id| schema.kind(id)) else { return };
    // What the shape inherits from all entities (other names, other pages) comes after what leads to files.
    let own = |key: &str| kind.key(key).is_some_and(|(_, key)| key.max == Some(1) || key.min > 0);
    sort(map, |key| {
        let (after, at) = match kind.key(key) {
            _ if key == ID => (0, 0),
            Some((at, _)) if own(key) => (1, at),
            Some((at, _)) => (3, at),
            None if FILES.contains(&key) => (2, FILES.iter().position(|file| *file == key).unwrap_or(0)),
            None => (4, 0),
        };
        after * (kind.keys.len() + FILES.len()) + at
    });
    record_values(map, kind, schema);
}

/// A block of facts: where it is said, how, and what.
fn block(map: &mut Collection, schema: &Schema) {
    if !map.is_map {
        return;
    }
    let (sentence, claim) = (schema.sentence_kind(), schema.claim_kind());
    let [sentences, claims] = [sentence, claim].map(|kind| kind.map_or(0, |kind| kind.keys.len()));
    sort(map, |key| {
        let place = PLACES.iter().position(|place| *place == key);
        let of_sentence = || sentence.and_then(|kind| kind.key(key)).map(|(at, _)| PLACES.len() + at);
        let of_claim = || claim.and_then(|kind| kind.key(key)).map(|(at, _)| PLACES.len() + sentences + at);
        let other = || PLACES.len() + sentences + claims + usize::from(key == SAYS);
        place.or_else(of_sentence).or_else(of_claim).unwrap_or_else(other)
    });
    for slot in &mut map.slots {
        let key = slot.key.as_ref().map(|key| key.text.clone()).unwrap_or_default();
        if key == SAYS {
            map.open = true;
            if let LayoutValue::Collection(says) = &mut slot.value {
                each_open(says, &mut |item| kinds(item, schema));
            }
        } else if let (Some((_, key)), Some(_)) = (claim.and_then(|kind| kind.key(&key)), claim) {
            value(&key.value, &mut slot.value, schema);
        } else {
            records(&key, &mut slot.value, schema);
        }
    }
}

/// A map of kinds with their records; there is mostly one, which begins the line.
fn kinds(map: &mut Collection, schema: &Schema) {
    if !map.is_map {
        return;
    }
    map.open = true;
    for slot in &mut map.slots {
        let key = slot.key.as_ref().map(|key| key.text.clone()).unwrap_or_default();
        records(&key, &mut slot.value, schema);
    }
}

fn records(key: &str, value: &mut LayoutValue, schema: &Schema) {
    let Some(kind) = schema.kind_by_key(key).map(|id| schema.kind(id)) else { return };
    each_map(value, &mut |record| {
        sort(record, |key| match kind.key(key) {
            _ if key == ID => 0,
            Some((at, _)) => 1 + at,
            None => 1 + kind.keys.len(),
        });
        record_values(record, kind, schema);
    });
}

fn record_values(record: &mut Collection, kind: &Kind, schema: &Schema) {
    for slot in &mut record.slots {
        let key = slot.key.as_ref().and_then(|own| kind.key(&own.text));
        if let Some((_, key)) = key {
            value(&key.value, &mut slot.value, schema);
        }
    }
}

/// What is at a key: a record in place, a time as a mapping, or nothing that has an order.
fn value(wanted: &ValueType, found: &mut LayoutValue, schema: &Schema) {
    match wanted {
        ValueType::Entity(_) | ValueType::Fact(_) | ValueType::Matter(_) => each_map(found, &mut |map| {
            for slot in &mut map.slots {
                let key = slot.key.as_ref().map(|key| key.text.clone()).unwrap_or_default();
                let is_record = schema.kind_by_key(&key).is_some_and(|id| schema.kind(id).role != Role::Part);
                if is_record {
                    records(&key, &mut slot.value, schema);
                }
            }
        }),
        ValueType::Time => {
            let Some(kind) = schema.time_kind() else { return };
            each_map(found, &mut |map| {
                sort(map, |key| kind.key(key).map_or(kind.keys.len(), |(at, _)| at));
            });
        }
        ValueType::Quantity { .. } | ValueType::Concept(_) | ValueType::Text { .. } | ValueType::Iri { .. } => {}
    }
}
