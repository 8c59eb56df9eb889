//! A fact that is put together from pieces made before is, byte for byte, the fact described at once.

#[path = "support/graph.rs"]
mod graph;
#[path = "support/records.rs"]
mod records;

use std::collections::{BTreeSet, HashMap};

use chancery::diagnostic::Diagnostics;
use chancery::facts::{Document, Item, Local, Mapper, Place, Record, parts};
use chancery::graph::{Batch, Describer, Mask, Provenance, Statements};
use chancery::origin::FileId;
use chancery::pipeline::Options;
use chancery::registry::Registry;
use chancery::schema::Schema;
use chancery::source::{json, yaml};
use chancery::vocab::{chy, std_terms as t};

use graph::{Run, loaded, root};
use records::{Around, Random, Tape, Width, World};

/// Every description of a batch, in order.
fn all(batch: &Batch) -> Vec<(Vec<u8>, Vec<u8>)> {
    batch.iter().map(|description| (description.head.to_vec(), description.body.to_vec())).collect()
}

/// Describes a record from pieces, which are kept; nothing where one of its keys has none.
fn from_pieces(
    schema: &Schema,
    describer: &mut Describer<'_>,
    kept: &mut HashMap<String, Statements>,
    record: &Record,
    mask: Mask,
) -> Option<()> {
    let kind = schema.kind(record.kind);
    let mut names = Vec::new();
    for (at, items) in &record.values {
        // Two lists of items are one to the eye that says one thing.
        let name = format!("{} {at} {items:?}", kind.key);
        if !kept.contains_key(&name) {
            kept.insert(name.clone(), describer.statements(kind, *at, items)?);
        }
        names.push(name);
    }
    let label = schema.space.predicate(t::RDFS_LABEL);
    let named = record.values.iter().any(|(at, _)| Some(kind.keys[*at].predicate) == label);
    let mut values: Vec<&Statements> = names.iter().map(|name| &kept[name]).collect();
    // They may come in any order; the wrong one is worth a try too.
    if mask.0 % 2 == 1 {
        values.reverse();
    }
    let label = (!named).then_some(record.made.label.as_str());
    describer.fact_of(kind, record.made.iri.as_ref(), label, &record.matter, mask, &values);
    Some(())
}

/// Whether a key of the record says something of other subjects.
fn says_of_others(schema: &Schema, record: &Record) -> bool {
    let kind = schema.kind(record.kind);
    let conflicts = schema.space.predicate(chy::CONFLICTS_WITH);
    record.values.iter().any(|(at, _)| kind.keys[*at].inverse || Some(kind.keys[*at].predicate) == conflicts)
}

/// Holds the two ways against each other; gives the kinds that both could describe.
fn compare(schema: &Schema, registry: &Registry, records: &[Record]) -> BTreeSet<String> {
    let mut kept = HashMap::new();
    let mut compared = BTreeSet::new();
    let mut quick = Describer::new(schema, registry, true, Provenance::Full);
    for (number, record) in records.iter().enumerate() {
        let mask = Mask(u8::try_from(number % 7).unwrap());
        let mut slow = Describer::new(schema, registry, true, Provenance::Full);
        slow.fact(record, mask);
        let done = from_pieces(schema, &mut quick, &mut kept, record, mask);
        let kind = &schema.kind(record.kind).key;
        assert_eq!(done.is_none(), says_of_others(schema, record), "{kind}: {record:?}");
        let (batch, expected) = (quick.take(), slow.take());
        let (got, expected_all) = (all(&batch), all(&expected));
        if done.is_none() {
            continue;
        }
        compared.insert(kind.clone());
        // Times and quantities are described when they come first; the fact is described each time.
        let fact = expected.iter().find(|d| d.subject() == record.made.iri.as_ref()).unwrap();
        assert!(got.contains(&(fact.head.to_vec(), fact.body.to_vec())), "{kind}: {record:?}");
        assert!(got.iter().all(|one| expected_all.contains(one)), "{kind}: {record:?}");
        // A header names what occurs, and the pieces occur in each batch anew.
        for (predicate, _) in fact.statements() {
            assert!(batch.seen.predicate(predicate), "{kind}: {record:?}");
        }
        for (entity, (mine, theirs)) in quick.used_entities.iter().zip(&slow.used_entities).enumerate() {
            assert!(mine >= theirs, "{kind}: entity {entity}");
        }
        for (concept, (mine, theirs)) in quick.used_concepts.iter().zip(&slow.used_concepts).enumerate() {
            assert!(mine >= theirs, "{kind}: concept {concept}");
        }
    }
    // Nothing that the facts refer to goes undescribed, and nothing else is described.
    let mut slow = Describer::new(schema, registry, true, Provenance::Full);
    let mut quick = Describer::new(schema, registry, true, Provenance::Full);
    let mut kept = HashMap::new();
    for record in records.iter().filter(|record| !says_of_others(schema, record)) {
        slow.fact(record, Mask(1));
        assert!(from_pieces(schema, &mut quick, &mut kept, record, Mask(1)).is_some());
    }
    assert!(quick.used_entities == slow.used_entities && quick.used_concepts == slow.used_concepts);
    assert!(all(&quick.take()) == all(&slow.take()));
    compared
}

#[test]
fn facts_of_the_data_are_the_same_from_pieces() {
    let schema = &loaded().schema;
    let path = root().join("data/azerbaijan-belarus.yaml");
    let run = Run::good(schema, &Options { sources: vec![path.clone()], ..Options::default() });
    let text = std::fs::read_to_string(&path).unwrap();
    let mut diagnostics = Diagnostics::new();
    let tree = yaml::read(text.as_bytes(), FileId(0), &mut diagnostics).unwrap();
    let document = Document::unnamed(FileId(0));
    let mut records: Vec<Record> = Vec::new();
    let parts = parts(schema, &tree, FileId(0), &mut diagnostics);
    let mut local = Local::default();
    for block in &parts.blocks {
        local.add(schema, block, FileId(0), &mut diagnostics);
    }
    let mut mapper = Mapper::new(schema, &run.outcome.registry, &document, FileId(0), &local);
    for block in &parts.blocks {
        // A text refers to a fact that another block says.
        for (kind, node) in block.says.iter().filter(|(_, node)| node.entries().is_some()) {
            let read = mapper.record(*kind, node, block.first_place());
            records.extend(read.unwrap_or_else(|| panic!("{:?}", node.origin(FileId(0)))));
        }
    }
    records.append(&mut mapper.in_place);
    let describer = Describer::new(schema, &run.outcome.registry, true, Provenance::Full);
    records.retain(|record| describer.is_fact(record));
    let said: BTreeSet<&str> = records.iter().map(|record| schema.kind(record.kind).key.as_str()).collect();
    let kinds = compare(schema, &run.outcome.registry, &records);
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| said.contains(kind.as_str())), "{kinds:?}");
    // Only what says something of other subjects is left to the slow way.
    let slow = records.iter().filter(|record| says_of_others(schema, record)).count();
    assert!(slow * 4 < records.len(), "{slow} of {}", records.len());
}

#[test]
fn facts_of_every_kind_are_the_same_from_pieces() {
    let schema = &loaded().schema;
    let registry = Run::good(schema, &Options::default()).outcome.registry;
    let world = World::new(schema, &registry, Width::All);
    let local = Local::default();
    let document = Document::unnamed(FileId(0));
    let mut random = Random(7);
    let mut records: Vec<Record> = Vec::new();
    for &kind in world.facts() {
        for _ in 0..12 {
            let choices: Vec<u16> = (0..40).map(|_| u16::try_from(random.below(24)).unwrap()).collect();
            let tree = world.record(kind, &mut Tape::new(&choices), &mut Around::default(), true);
            let json = tree.json();
            let mut diagnostics = Diagnostics::new();
            let node = json::read(json.as_bytes(), FileId(0), &mut diagnostics).unwrap();
            let mut mapper = Mapper::new(schema, &registry, &document, FileId(0), &local);
            records.extend(mapper.record(kind, &node, Place::Row(1)).into_iter().flatten());
            records.append(&mut mapper.in_place);
        }
    }
    let describer = Describer::new(schema, &registry, true, Provenance::Full);
    records.retain(|record| describer.is_fact(record));
    let kinds = compare(schema, &registry, &records);
    let wanted: BTreeSet<String> = world.facts().iter().map(|kind| schema.kind(*kind).key.clone()).collect();
    assert_eq!(kinds, wanted);
}

#[test]
fn a_list_said_twice_is_said_once() {
    let schema = &loaded().schema;
    let registry = Run::good(schema, &Options::default()).outcome.registry;
    let mut describer = Describer::new(schema, &registry, false, Provenance::Full);
    let concept = schema.concept_id(chancery::vocab::concept::ASSERTED).unwrap();
    let kind = schema.kinds().find(|kind| kind.keys.iter().any(|key| !key.inverse)).unwrap();
    let at = kind.keys.iter().position(|key| !key.inverse).unwrap();
    let once = describer.statements(kind, at, &[Item::Concept(concept)]).unwrap();
    let twice = describer.statements(kind, at, &[Item::Concept(concept), Item::Concept(concept)]).unwrap();
    assert_eq!(once, twice);
    assert!(describer.statements(kind, kind.keys.len(), &[]).is_none());
}
