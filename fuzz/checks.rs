//! What must hold whatever bytes come in: no panic, and more than that.
//!
//! Each fuzz target calls one of these; `tests/fuzz_corpus.rs` calls them with every file of the corpus, without a fuzzer.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "each target takes the check it needs")]

mod wikitext;

use std::sync::OnceLock;

use chancery::amount::Amount;
use chancery::article;
use chancery::builtin::{self, Folder};
use chancery::diagnostic::Diagnostics;
use chancery::export::{self, Format};
use chancery::facts::{Block, Document, Local, Mapper, Place, Record, SentenceTable, parts};
use chancery::graph::{Describer, Mask, Provenance, Sorted};
use chancery::layout;
use chancery::name::{is_slug, nearest, normalise, slug};
use chancery::origin::{FileId, Files};
use chancery::pipeline::{self, Loaded, Options};
use chancery::query::Query;
use chancery::reconcile::{Service, Version, batch_0_2, batch_1_0};
use chancery::registry::{Found, Registry};
use chancery::schema::{ClassId, KindId, LabelTemplate, Role, Schema, Template};
use chancery::source::bounded::{self, Bounded};
use chancery::source::wikidata::Entities;
use chancery::source::{Node, Value, json, yaml};
use chancery::time::{Date, Edtf};
use chancery::wikidata::{Alignment, Ended, EntityMapper, entity};
use oxigraph::io::{RdfFormat, RdfParser};

const FILE: FileId = FileId(0);

/// What every check of facts and names needs, read once.
struct World {
    schema: Schema,
    alignment: Alignment,
    /// A few entities of every kind. The whole registry would be indexed anew for every input.
    entities: Vec<(KindId, Node<'static>)>,
    registry: Registry,
}

/// How many entities of each kind are known.
const FEW: usize = 12;

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let files = Files::new();
        let mut diagnostics = Diagnostics::new();
        let loaded = pipeline::load_schema(&Options::default(), &files, &mut diagnostics).unwrap();
        let (schema, alignment) = (loaded.schema, loaded.alignment);
        let mut entities: Vec<(KindId, Node<'static>)> = Vec::new();
        for resource in builtin::resources(Folder::Registry, None, &files, &mut diagnostics) {
            let root = yaml::read(resource.text.as_bytes(), resource.file, &mut diagnostics).unwrap();
            for entity in parts(&schema, &root, resource.file, &mut diagnostics).entities {
                if entities.iter().filter(|(kind, _)| *kind == entity.kind).count() < FEW {
                    entities.push((entity.kind, entity.node.clone().into_owned()));
                }
            }
        }
        let mut registry = Registry::default();
        for (kind, node) in &entities {
            registry.add(&schema, *kind, node.clone(), FILE, &mut diagnostics);
        }
        World { schema, alignment, entities, registry }
    })
}

/// Dates: bounds in order, a text that is read is read again as the same, a name for every text, remedies that are dates.
pub fn edtf(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut read: Vec<Edtf> = Vec::new();
    for line in text.split('\n') {
        match Edtf::parse(line) {
            Ok(date) => {
                assert_eq!(Edtf::parse(date.as_str()).as_ref(), Ok(&date), "{line:?}");
                assert_eq!(date.to_string(), date.as_str());
                let bounds = date.bounds();
                assert!(!bounds.is_reversed(), "{line:?}: {bounds:?}");
                assert_eq!(bounds.intersect(&bounds), bounds);
                for day in [bounds.begin_earliest, bounds.begin_latest, bounds.end_earliest, bounds.end_latest] {
                    let Some(day) = day else { continue };
                    assert_eq!(Date::parse_iso(&day.to_string()), Ok(day), "{line:?}");
                    assert_eq!(Date::from_days_since_epoch(day.days_since_epoch()), Some(day), "{line:?}");
                    assert!(!bounds.certain_on(day) || bounds.possible_on(day), "{line:?}: {day}");
                }
                assert!(date.level() <= 2 && date.precision().is_none_or(|precision| (1..=11).contains(&precision)));
                assert!(!date.label_en().is_empty(), "{line:?}");
                let name = date.iri_name();
                assert!(
                    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)),
                    "{line:?}: {name}"
                );
                read.push(date);
            }
            Err(error) => {
                assert!(line.get(error.range.clone()).is_some(), "{line:?}: {error:?}");
                assert!(!error.message.is_empty() && !error.remedy.is_empty(), "{line:?}");
                if let Some(meant) = &error.suggestion {
                    assert!(Edtf::parse(meant).is_ok(), "{line:?}: `{meant}` is suggested and is not a date");
                }
                // What is to be written can be read; `{…}` is a time as a mapping.
                for written in error.remedy.split('`').skip(1).step_by(2).filter(|text| text.is_ascii()) {
                    let is_mapping = written.starts_with("{e");
                    assert!(is_mapping || Edtf::parse(written).is_ok(), "{line:?}: {}", error.remedy);
                }
            }
        }
        if let Ok(amount) = line.parse::<Amount>() {
            let number: Amount = amount.number().parse().unwrap_or_else(|_| panic!("{line:?}: {}", amount.number()));
            assert_eq!((number.number(), number.unit()), (amount.number(), None), "{line:?}");
            assert_eq!(amount.unit_range().and_then(|range| line.get(range)), amount.unit(), "{line:?}");
        }
    }
    for (at, one) in read.iter().enumerate() {
        for other in &read[..at] {
            assert_eq!(one == other, one.iri_name() == other.iri_name(), "{one} and {other}");
        }
    }
}

/// IRI and label templates: what a template is made of makes it again, and names that went in can be read back.
///
/// The first line is a template, the others are values.
pub fn template(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default();
    let values: Vec<&str> = lines.collect();
    if let Ok(template) = LabelTemplate::parse(first) {
        let keys: Vec<&str> = template.keys().collect();
        let mut filled = String::new();
        template.fill(&mut filled, &mut |key, out| {
            let value = values.get(keys[key].len() % values.len().max(1)).copied().unwrap_or_default();
            out.push_str(value);
            !value.is_empty()
        });
        assert!(filled.len() <= first.len() + keys.len() * text.len(), "{first:?}: {filled:?}");
    }
    let Ok(template) = Template::parse(first) else { return };
    let keys: Vec<&str> = template.keys().collect();
    let name = keys.iter().map(|key| format!("{{{}}}", key.replace(' ', "_"))).collect::<Vec<_>>().join("--");
    assert_eq!(format!("{}/{name}", template.folder()), first);
    let moved = template.in_folder("moved");
    assert_eq!((moved.folder(), moved.keys().collect::<Vec<_>>()), ("moved", keys.clone()));

    let expand = |values: &[String]| {
        let mut name = String::new();
        template.expand(&mut name, &|at| &values[at]);
        name
    };
    let value = |at: usize| values.get(at).copied().unwrap_or_default();
    let wild: Vec<String> = (0..keys.len()).map(|at| Template::encoded(value(at).to_owned())).collect();
    let wild = expand(&wild);
    assert!(!wild.contains(['/', '?', '#', '<', '>', '"', ' ', '{', '}', '\\', '^', '`', '|']), "{first:?}: {wild:?}");
    // A name that is not a slug would not be taken; `x` stands in its place.
    let tame = |at: usize| Some(slug(value(at))).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "x".to_owned());
    let wanted: Vec<String> = (0..keys.len()).map(tame).collect();
    let expanded = expand(&wanted);
    let found: Vec<&str> = if keys.is_empty() { Vec::new() } else { expanded.split("--").collect() };
    assert_eq!(found, wanted, "{first:?}");
}

/// Names: one form, one slug; what is found is found by its id too; a suggestion is of the class that was asked for.
pub fn names(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let World { schema, registry, .. } = world();
    let made = slug(text);
    assert!(made.is_empty() || is_slug(&made), "{text:?}: {made:?}");
    assert_eq!(slug(&made), made, "{text:?}");
    let form = normalise(text);
    assert!(!form.starts_with(' ') && !form.ends_with(' ') && !form.contains("  "), "{text:?}: {form:?}");
    if !form.is_empty() {
        assert_eq!(nearest(text, [text]), Some(text), "a text is nearest to itself");
    }
    let classes = schema.kinds().filter(|kind| kind.role == Role::Entity).map(|kind| kind.class);
    let mut classes: Vec<ClassId> = classes.collect();
    classes.extend(schema.class_id("https://w3id.org/chancery/ontology#Entity"));
    classes.dedup();
    // One class an input keeps the fuzzer quick; which one follows from the text.
    let class = classes[text.bytes().map(usize::from).sum::<usize>() % classes.len()];
    let when = text.split('\n').next().and_then(|line| Edtf::parse(line).ok()).map(|date| date.bounds());
    for name in text.split('\n') {
        let found = registry.find(schema, name, class, when.as_ref());
        assert_eq!(found, registry.find(schema, &format!(" {name}\t"), class, when.as_ref()), "{name:?}");
        let (bearers, fitting) = registry.bearers(schema, name, class);
        assert!(fitting.iter().all(|id| bearers.contains(id)));
        match found {
            Found::One(id) => {
                assert!(fitting.contains(&id), "{name:?}");
                let entity = registry.entity(id);
                let full = format!("{}/{}", schema.kind(entity.kind).template.folder(), entity.id);
                assert_eq!(registry.find(schema, &full, class, None), Found::One(id), "{name:?}");
                assert!(registry.shown(schema, id).contains(&entity.label));
            }
            Found::Several(ids) => assert!(ids.len() > 1 && ids.iter().all(|id| fitting.contains(id)), "{name:?}"),
            Found::OtherClass(ids) => assert!(!ids.is_empty() && fitting.is_empty(), "{name:?}"),
            Found::None => assert!(bearers.is_empty(), "{name:?}"),
        }
        if let Some(entity) = registry.suggestion(schema, name, class) {
            assert!(schema.is_a(schema.kind(entity.kind).class, class), "{name:?}: {}", entity.label);
        }
    }
}

/// Facts files: every value within its file; either a tree or an error; facts that come out are RDF for another's parser.
pub fn facts(data: &[u8]) {
    let text = std::str::from_utf8(data).unwrap_or_default();
    let mut diagnostics = Diagnostics::new();
    if let Some(root) = reading(yaml::read(data, FILE, &mut diagnostics), text, &diagnostics) {
        described(&root, text, &mut diagnostics);
    }
    if text.trim_start().starts_with(['{', '[', '"']) {
        let mut diagnostics = Diagnostics::new();
        if let Some(root) = reading(json::read(data, FILE, &mut diagnostics), text, &diagnostics) {
            described(&root, text, &mut diagnostics);
        }
        // A line that is read in a batch of one line and of many is the same line.
        let mut heard = [Diagnostics::new(), Diagnostics::new()];
        let sizes = [(1, 1 << 20), (1 << 20, 1 << 20)];
        let [small, large] = [0, 1].map(|at| {
            let mut records = Vec::new();
            for batch in json::Batches::with_sizes(data, FILE, sizes[at].0, sizes[at].1) {
                let batch = batch.unwrap();
                let nodes: Vec<_> =
                    batch.records(FILE, &mut heard[at]).map(|record| record.node.map(Node::into_owned)).collect();
                records.extend(nodes);
            }
            records
        });
        assert_eq!(small, large);
        assert_eq!(heard[0].errors(), heard[1].errors());
    }
}

/// Data of Wikidata: however it is cut into batches it is the same, what is wrong is told with a remedy, a statement comes to
/// something or is rejected, and what is kept of it is JSON that reads back as the same statement.
pub fn wikidata(data: &[u8]) {
    let world = world();
    let mut told = [Vec::new(), Vec::new()];
    for (told, size) in told.iter_mut().zip([1, 1 << 20]) {
        let source: Box<dyn std::io::Read + Send> = Box::new(std::io::Cursor::new(data.to_vec()));
        let entities = Entities::Lines {
            batches: json::Batches::with_sizes(source, FILE, size, 1 << 20),
            file: FILE,
            array: (false, false),
            read: 0,
            broken: false,
        };
        let document = Document::unnamed(FILE);
        let local = Local::default();
        let mapper = Mapper::new(&world.schema, &world.registry, &document, FILE, &local);
        let mut mapper = EntityMapper::new(mapper, &world.alignment, true);
        for batch in entities.flatten() {
            for (text, start, _) in batch.entities() {
                let Ok(node) = json::read_at(text, start, FILE) else { continue };
                let text = std::str::from_utf8(text).unwrap();
                let Some(entity) = mapper.entity(&node, text, start) else { continue };
                for read in entity.statements {
                    if read.json.is_empty() {
                        // A statement of what is not an item is counted, and that is all.
                        assert!(read.ended.iter().all(|ended| matches!(ended, Ended::Skipped(_))), "{read:?}");
                        continue;
                    }
                    let kept = json::read_at(read.json.as_bytes(), 0, FILE).unwrap();
                    if read.ended.iter().any(|ended| matches!(ended, Ended::Facts(..))) {
                        assert_eq!(entity::statement_id(&kept), Some(read.id.as_str()));
                    }
                    told.push(format!("{} {} {:?}", read.id, read.json, read.ended.len()));
                }
            }
        }
        for diagnostic in mapper.mapper.diagnostics.sorted() {
            let inside = diagnostic.origin.is_none_or(|at| at.start <= at.end && at.end <= data.len() as u64);
            assert!(inside && !diagnostic.message.is_empty() && !diagnostic.help.is_empty(), "{diagnostic:?}");
        }
    }
    let [small, large] = told;
    assert_eq!(small, large);
}

/// Tables with their recipe, which is all before a line `---`: every reading ends in one way, and none is rejected in silence.
pub fn table(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Some((recipe, rows)) = text.split_once("\n---\n") else { return };
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    let loaded = LOADED
        .get_or_init(|| pipeline::load_schema(&Options::default(), &Files::new(), &mut Diagnostics::new()).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let recipes = vec![file("own.yaml", recipe).to_string_lossy().into_owned()];
    let sources = vec![file("rows.csv", rows)];
    let options = Options { sources, recipes, rejects: true, tolerance: 1.0, ..Options::default() };
    let (files, mut diagnostics) = (Files::new(), Diagnostics::new());
    let outcome = pipeline::run(&options, loaded, &files, &mut diagnostics, &|_| {}).unwrap();
    let merged = outcome.sorted.each(&loaded.schema, |_| Ok(())).unwrap();
    let counts = outcome.counts.settled(merged.facts);
    assert_eq!(counts.readings, counts.made + counts.merged + counts.skipped + counts.rejected, "{counts:?}");
    assert!(counts.rejected == 0 || !diagnostics.sorted().is_empty(), "rejected in silence");
    for diagnostic in diagnostics.sorted() {
        assert!(!diagnostic.message.is_empty() && !diagnostic.help.is_empty(), "{diagnostic:?}");
        diagnostic.origin.map(|origin| files.locate(origin));
    }
}

/// Questions of a client of the reconciliation API: each has one answer, at most one candidate is a match, and none where
/// a part of the question is not understood.
pub fn reconcile(data: &[u8]) {
    let World { schema, registry, .. } = world();
    let service = Service { schema, registry, base: "https://example.org/" };
    let text = String::from_utf8_lossy(data);
    let old = batch_0_2(&text).map(|batch| batch.into_iter().map(|(_, read)| read).collect::<Vec<_>>());
    for (batch, version, name) in [(old, Version::V0_2, "result"), (batch_1_0(data), Version::V1_0, "candidates")] {
        let Ok(batch) = batch else { continue };
        let Ok(told) = service.match_all(&batch, version) else { continue };
        assert_eq!(told.len(), batch.len());
        for (asked, told) in batch.iter().zip(told) {
            let told: serde_json::Value = serde_json::from_str(&told).unwrap();
            let candidates = told[name].as_array().unwrap();
            let matches = candidates.iter().filter(|candidate| candidate["match"] == true).count();
            let understood = asked.as_ref().is_ok_and(|query| query.unclear.is_empty());
            assert!(matches <= usize::from(understood), "{asked:?}: {told}");
            assert!(asked.is_ok() || candidates.is_empty(), "{asked:?}: {told}");
        }
    }
    for version in [Version::V0_2, Version::V1_0] {
        if let Ok(told) = service.extend(data, version) {
            serde_json::from_str::<serde_json::Value>(&told).unwrap();
        }
    }
    let _ = service.suggest_entities(&text, 0);
    let _ = service.preview(&text);
    let _ = service.view(&text);
}

/// Queries: understood or refused with a place within the text and a remedy, however often a piece of one is repeated. The
/// first line is repeated in the place of each `@@` of the others.
pub fn query(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let schema = &world().schema;
    let tried = |text: &str| {
        let Err(wrong) = Query::parse(schema, text, FILE) else { return };
        assert!(wrong.origin.is_none_or(|at| at.start <= at.end && at.end <= text.len() as u64 + 1), "{wrong:?}");
        assert!(!wrong.message.is_empty(), "{wrong:?}");
    };
    tried(text);
    if let Some((piece, around)) = text.split_once('\n')
        && (1..=24).contains(&piece.len())
    {
        for count in [100, 5_000] {
            tried(&around.replacen("@@", &piece.repeat(count), 2));
        }
    }
}

/// RDF of strangers: the bounds are the same however the text comes in, change nothing of it, and what is within them is read
/// or refused.
pub fn rdf(data: &[u8]) {
    use std::io::Read;
    let Some((which, data)) = data.split_first() else { return };
    let json_ld = RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() };
    let formats =
        [RdfFormat::Turtle, RdfFormat::TriG, RdfFormat::NTriples, RdfFormat::NQuads, RdfFormat::RdfXml, json_ld];
    let format = formats[usize::from(*which) % formats.len()];
    let whole = bounded::check(format, data);
    for size in [1, 7, 1 << 16] {
        let mut reader = Bounded::new(data, format);
        let mut buffer = vec![0; size];
        let mut read = Vec::new();
        let ended = loop {
            match reader.read(&mut buffer) {
                Ok(0) => break Ok(()),
                Ok(count) => read.extend_from_slice(&buffer[..count]),
                Err(_) => break Err(reader.progress().exceeded().unwrap()),
            }
        };
        assert_eq!(ended, whole, "{size}");
        assert!(if ended.is_ok() { read == data } else { data.starts_with(&read) }, "{size}");
    }
    RdfParser::from_format(format).for_reader(Bounded::new(data, format)).take(ENOUGH).for_each(drop);
}

/// Holds that a reader gave a tree or an error, and that every range of the tree lies within the text and its parent.
fn reading<'a>(node: Option<Node<'a>>, text: &str, diagnostics: &Diagnostics) -> Option<Node<'a>> {
    assert!(node.is_some() || diagnostics.has_errors(), "nothing was read and nothing was said");
    for diagnostic in diagnostics.sorted() {
        let inside = |origin: chancery::origin::Origin| origin.start <= origin.end && origin.end <= text.len() as u64;
        assert!(text.is_empty() || diagnostic.origin.is_none_or(inside), "{diagnostic:?}");
        assert!(!diagnostic.message.is_empty() && !diagnostic.help.is_empty(), "{diagnostic:?}");
    }
    if let Some(node) = &node {
        inside(node, text);
    }
    node
}

fn inside(node: &Node<'_>, text: &str) {
    let slice = |start: u64, end: u64| text.get(usize::try_from(start).unwrap()..usize::try_from(end).unwrap());
    assert!(slice(node.start, node.end).is_some(), "{node:?}");
    for item in node.items().unwrap_or_default() {
        inside(item, text);
    }
    for entry in node.entries().unwrap_or_default() {
        assert!(slice(entry.key.start, entry.key.end).is_some(), "{entry:?}");
        inside(&entry.value, text);
    }
}

/// How often something is made of one input: lists multiply, and a fuzzer finds that soon.
const ENOUGH: usize = 2_000;

/// Runs a tree through the mapper to descriptions and to RDF, as the pipeline does, with a registry of few entities.
fn described(root: &Node<'_>, text: &str, diagnostics: &mut Diagnostics) {
    let World { schema, entities, .. } = world();
    let parts = parts(schema, root, FILE, diagnostics);
    let mut registry = Registry::default();
    for (kind, node) in entities {
        registry.add(schema, *kind, node.clone(), FILE, diagnostics);
    }
    for entity in &parts.entities {
        let before = (registry.len(), diagnostics.errors());
        let added = registry.add(schema, entity.kind, entity.node.clone().into_owned(), FILE, diagnostics);
        assert_eq!(registry.len(), before.0 + usize::from(added.is_some()));
        assert!(added.is_some() || diagnostics.errors() > before.1, "an entity was dropped in silence");
    }
    let document = Document { id: "fuzzed".to_owned(), label: "Fuzzed".to_owned(), ..Document::unnamed(FILE) };
    let mut local = Local::default();
    for block in &parts.blocks {
        local.add(schema, block, FILE, diagnostics);
    }
    let mut mapper = Mapper::new(schema, &registry, &document, FILE, &local);
    let mut describer = Describer::new(schema, &registry, false, Provenance::Full);
    let (mut readings, mut rejected, mut told) = (0_usize, 0_usize, 0_usize);
    for block in &parts.blocks {
        if told > ENOUGH {
            break;
        }
        say(&mut mapper, &mut describer, block, &mut readings, &mut rejected);
        told += block.says.len() * block.places.len();
    }
    if parts.rejected > 0 || rejected > 0 || parts.blocks.iter().any(|block| block.rejected > 0) {
        assert!(diagnostics.has_errors() || mapper.diagnostics.has_errors(), "rejected in silence");
    }
    for diagnostic in mapper.diagnostics.sorted() {
        assert!(diagnostic.origin.is_none_or(|origin| origin.end <= text.len() as u64), "{diagnostic:?}");
    }
    let batch = describer.take();
    let mut sorted = Sorted::new(usize::MAX);
    sorted.add(batch).unwrap();
    sorted.settle(schema).unwrap();
    for (format, other) in [(Format::NTriples, RdfFormat::NTriples), (Format::Turtle, RdfFormat::Turtle)] {
        let mut out = Vec::new();
        let merged = export::write(format, schema, &[], &sorted, &mut out).unwrap();
        assert!(usize::try_from(merged.facts).unwrap() <= readings - rejected, "more facts than readings");
        let parsed = RdfParser::from_format(other).for_slice(&out).map(|quad| {
            quad.unwrap_or_else(|error| panic!("{format} is not read: {error}\n{}", String::from_utf8_lossy(&out)))
        });
        assert_eq!(parsed.count() as u64, merged.statements, "{format}");
    }
}

/// One block, as the pipeline says it.
fn say(
    mapper: &mut Mapper<'_, '_>,
    describer: &mut Describer<'_>,
    block: &Block<'_>,
    readings: &mut usize,
    rejected: &mut usize,
) {
    let errors = mapper.diagnostics.errors();
    let mut good = block.places.iter().fold(true, |good, (place, node)| good & mapper.check_place(*place, node));
    let claim = mapper.claim_values(&block.claim, block.first_place());
    good &= claim.is_some();
    let of_claim: Vec<Record> = mapper.in_place.drain(..).collect();
    if !good {
        assert!(mapper.diagnostics.errors() > errors, "a block was refused in silence");
        return;
    }
    for record in of_claim {
        if describer.is_fact(&record) {
            *readings += 1;
            describer.fact(&record, Mask(1));
        } else {
            describer.entity_in_place(&record);
        }
    }
    for (kind, node) in &block.says {
        let errors = mapper.diagnostics.errors();
        if let Value::Scalar { .. } = node.value {
            *readings += 1;
            match mapper.said_again(*kind, node) {
                Some(made) => describer.standing(&made, Mask(1)),
                None => *rejected += 1,
            }
            continue;
        }
        match mapper.record(*kind, node, block.first_place()) {
            Some(records) => {
                assert_eq!(mapper.diagnostics.errors(), errors, "made, and an error told");
                for record in records.iter().chain(&mapper.in_place.drain(..).collect::<Vec<_>>()) {
                    if !describer.is_fact(record) {
                        describer.entity_in_place(record);
                        continue;
                    }
                    *readings += 1;
                    let mut mask = Mask::default();
                    for (place, _) in block.places.iter().take(8) {
                        let claim = claim.as_deref().unwrap_or_default();
                        mask.0 |= describer.claim(&record.made, claim, Place::clone(place), mapper.document).0;
                    }
                    describer.fact(record, mask);
                }
            }
            None => {
                mapper.in_place.clear();
                *readings += 1;
                *rejected += 1;
            }
        }
    }
}

/// The one form of a facts file: what is read has a form or is refused with a reason, and the form says the same, is its
/// own form, and makes the same facts.
pub fn layout(data: &[u8]) {
    let World { schema, .. } = world();
    let mut diagnostics = Diagnostics::new();
    let Some(formed) = layout::form(data, FILE, schema, &mut diagnostics) else {
        assert!(diagnostics.has_errors(), "no form, and nothing was said");
        let own_fault =
            diagnostics.sorted().iter().any(|diagnostic| diagnostic.code == chancery::diagnostic::Code::LayoutDiffers);
        assert!(!own_fault, "the form says something else");
        return;
    };
    let again = layout::form(formed.as_bytes(), FILE, schema, &mut diagnostics);
    assert_eq!(again.as_deref(), Some(formed.as_str()), "the form of the form is another");
    assert!(formed.ends_with('\n') && !formed.starts_with('\n'), "{formed:?}");
    // A block of text may hold what it will.
    assert!(formed.contains('|') || !formed.contains("\n\n\n"), "{formed:?}");
    if data.len() < 2_000 {
        let made = |bytes: &[u8]| {
            let mut diagnostics = Diagnostics::new();
            let root = yaml::read(bytes, FILE, &mut diagnostics).unwrap();
            let parts = parts(schema, &root, FILE, &mut diagnostics);
            (parts.entities.len(), parts.blocks.len(), parts.rejected, diagnostics.errors())
        };
        assert_eq!(made(data), made(formed.as_bytes()), "{formed}");
    }
}

/// Wikitext put together from known parts: its plain words stand in the extract, and what is left out is told.
pub fn wikitext(data: &[u8]) {
    wikitext::check(data);
}

/// Articles: in any form, every sentence stands where the table says, in order and without overlap, and nothing that is
/// said falls between two of them.
pub fn article(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let detected = article::Form::of(text, None);
    for form in [detected, article::Form::Plain, article::Form::Wikitext, article::Form::Html] {
        let extract = article::to_extract(text, form, Some("Title"));
        // What markup becomes is plain: as an extract it is itself.
        assert_eq!(article::to_extract(&extract, article::Form::Plain, None), extract);
        for block in article::blocks(&extract) {
            let paragraph = &extract[block.range];
            assert_eq!(paragraph.trim(), paragraph);
            let mut at = 0;
            let sentences = article::sentences(paragraph);
            for range in &sentences {
                let words = &paragraph[range.clone()];
                assert!(!words.is_empty() && words.trim() == words, "{words:?}");
                assert!(
                    paragraph[at..range.start].trim().is_empty(),
                    "{:?} is in no sentence",
                    &paragraph[at..range.start]
                );
                at = range.end;
            }
            assert!(
                sentences.is_empty() || paragraph[at..].trim().is_empty(),
                "{:?} is in no sentence",
                &paragraph[at..]
            );
            let says = paragraph.chars().any(char::is_alphanumeric);
            assert_eq!(says, !sentences.is_empty(), "{paragraph:?}");
        }
        let table = article::Table::of(&extract, &article::Omitted::default());
        let mut end = 0;
        for (number, row) in (1..).zip(&table.rows) {
            let words = &extract[row.bytes.clone()];
            assert_eq!(row.number, number);
            assert!(row.sentence.start >= end && row.sentence.end > row.sentence.start);
            assert_eq!(row.sentence.end - row.sentence.start, words.chars().count() as u64);
            assert_eq!(row.sentence.digest, article::digest(&article::collapsed(words)));
            end = row.sentence.end;
        }
        // The table is read again as a facts file reads it.
        let mut diagnostics = Diagnostics::new();
        let read = SentenceTable::read(&table.tsv(None), FILE, &mut diagnostics);
        assert!(!diagnostics.has_errors(), "{:?}", diagnostics.sorted());
        assert!(table.rows.iter().all(|row| read.get(row.number) == Some(&row.sentence)));
    }
}
