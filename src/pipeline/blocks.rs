//! Blocks of facts files to facts and claims, and what they cite.

use std::sync::Arc;

use super::found::{Found, Said};
use super::identity::{identified, note};
use super::outcome::{Citation, CitedWords};
use chancery_graph::{Describer, Mask};
use chancery_model::facts::{Block, Document, KeyValues, Made, Manner, Mapper, Place, Record};
use chancery_model::origin::FileId;
use chancery_model::schema::Schema;
use chancery_model::source::{Entry, Value};

/// Turns a block into facts and claims.
pub(super) fn say(mapper: &mut Mapper<'_, '_>, describer: &mut Describer<'_>, found: &mut Found, block: &Block<'_>) {
    found.unread(block.rejected);
    let first = block.first_place();
    let places: Vec<Place> = block.places.iter().map(|(place, _)| *place).collect();
    let mut good = block.rejected == 0 || !block.says.is_empty();
    for (place, node) in &block.places {
        good &= mapper.check_place(*place, node);
    }
    let begun = mapper.in_place.len();
    // That there was such an event, or such a speaker, is the word of the source itself.
    mapper.manner = Manner::Stated;
    let claim = mapper.claim_values(&block.claim, first);
    let of_claim: Vec<Record> = mapper.in_place.drain(begun..).collect();
    let (true, Some(claim)) = (good, claim) else {
        found.unread(block.says.len() as u64);
        tell_mistakes(mapper, block);
        return;
    };
    for record in &of_claim {
        in_place(mapper, describer, found, record, &[], &places);
    }
    // To deny a fact is not to deny what takes part in it, nor to assert that.
    mapper.manner = describer.in_place(&claim);
    for (kind, node) in &block.says {
        let begun = mapper.in_place.len();
        if let Value::Scalar { .. } = node.value {
            found.counts.readings += 1;
            match mapper.said_again(*kind, node) {
                Some(made) => {
                    found.said(&made, node.origin(mapper.file));
                    let mask = claims(describer, &made, &claim, &places, mapper.document);
                    describer.standing(&made, mask);
                }
                None => found.counts.rejected += 1,
            }
            continue;
        }
        match mapper.record(*kind, node, first) {
            Some(records) => {
                let written: Vec<Record> = mapper.in_place.drain(begun..).collect();
                for record in &records {
                    found.record(record);
                    found.counts.readings += 1;
                    found.said(&record.made, record.origin);
                    let mask = claims(describer, &record.made, &claim, &places, mapper.document);
                    describer.fact(record, mask);
                }
                for record in &written {
                    in_place(mapper, describer, found, record, &claim, &places);
                }
            }
            None => {
                mapper.in_place.truncate(begun);
                found.unread(1);
            }
        }
    }
}

/// Reads the records of a block that says nothing because who says it is wrong: all mistakes are reported in one run.
fn tell_mistakes(mapper: &mut Mapper<'_, '_>, block: &Block<'_>) {
    let begun = mapper.in_place.len();
    for (kind, node) in &block.says {
        match node.value {
            Value::Scalar { .. } => mapper.said_again(*kind, node).is_some(),
            _ => mapper.record(*kind, node, block.first_place()).is_some(),
        };
    }
    mapper.in_place.truncate(begun);
}

/// Describes what is written in place: an entity, or a fact that is claimed as the claim says, unless it is only mentioned.
fn in_place(
    mapper: &Mapper<'_, '_>,
    describer: &mut Describer<'_>,
    found: &mut Found,
    record: &Record,
    claim: &[KeyValues],
    places: &[Place],
) {
    found.record(record);
    if !describer.is_fact(record) {
        note(&mut found.identifiers, identified(mapper.schema, mapper.registry, record, record.origin));
        describer.entity_in_place(record);
        return;
    }
    found.counts.readings += 1;
    let mask = if record.mentioned {
        Mask::MENTIONED
    } else {
        found.said(&record.made, record.origin);
        claims(describer, &record.made, claim, places, mapper.document)
    };
    describer.fact(record, mask);
}

/// Describes the claims on a fact, one for each place.
pub(super) fn claims(
    describer: &mut Describer<'_>,
    made: &Arc<Made>,
    claim: &[KeyValues],
    places: &[Place],
    document: &Document,
) -> Mask {
    places.iter().fold(Mask::default(), |all, place| Mask(all.0 | describer.claim(made, claim, *place, document).0))
}

/// Keeps what a block cites, if that is asked for.
pub(super) fn cite(schema: &Schema, document: usize, file: FileId, block: &Block<'_>, found: &mut Found) {
    if found.said.is_some() {
        let words = block.claim.iter().filter_map(|entry| words(schema, document, file, block, entry));
        found.cited_words.extend(words);
    }
    let facts: Arc<[Said]> = match &mut found.said {
        Some(said) if !said.is_empty() => std::mem::take(said).into(),
        _ => return,
    };
    found.citations.extend(block.places.iter().map(|(place, node)| Citation {
        document,
        place: *place,
        origin: node.origin(file),
        facts: facts.clone(),
    }));
}

/// What a key of a block says is in the sentence.
fn words(schema: &Schema, document: usize, file: FileId, block: &Block<'_>, entry: &Entry<'_>) -> Option<CitedWords> {
    let (_, key) = schema.claim_kind()?.key(&entry.key.text)?;
    Some(CitedWords {
        document,
        places: block.places.iter().map(|(place, _)| *place).collect(),
        how: key.in_sentence?,
        text: entry.value.text()?.to_owned(),
        origin: entry.value.origin(file),
    })
}
