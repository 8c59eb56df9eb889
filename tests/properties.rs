//! Properties of the whole way of a fact, tried on records of every kind that the shapes allow.
//!
//! A failing case is shown as the facts file it was; `PROPTEST_CASES` raises the number of cases.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use chancery::diagnostic::Diagnostics;
use chancery::export::Format;
use chancery::facts::{Document, Local, Mapper, Parts, Place, SentenceTable, parts};
use chancery::graph::{Describer, Mask, Object, Provenance, Sorted, quad};
use chancery::name::normalise;
use chancery::origin::FileId;
use chancery::pipeline::Options;
use chancery::registry::Registry;
use chancery::schema::{KindId, Schema, ValueType};
use chancery::source::{Node, Value, json, yaml};
use chancery::vocab::{chy, std_terms as t};
use oxigraph::model::{GraphName, NamedNode, Term};
use proptest::prelude::*;

use crate::support::cases::config;
use crate::support::graph::{Run, lines, loaded, quads, root};
use crate::support::records::{Around, BlockPlan, Random, Tape, Tree, Width, World, map, text};

/// Entities of the files themselves, with names that a format or an IRI could get wrong.
fn odd_entities() -> Tree {
    Tree::List(vec![
        map([(
            "person",
            map([
                ("id", text("odd-person")),
                ("wikidata", text("Q999999999")),
                ("name", text("Jean-\"Zoë\" O'Brien & <Söhne> \\ 50%")),
                ("also", Tree::List(vec![text("J. Z. O'Brien"), text("Жан Зоэ")])),
            ]),
        )]),
        map([(
            "group",
            map([
                ("id", text("odd-group")),
                ("name", map([("en", text("Odd group")), ("ru", text("Странные люди")), ("sr-Latn", text("Čudni"))])),
                ("of", text("Jean-\"Zoë\" O'Brien & <Söhne> \\ 50%")),
                ("see also", text("https://example.org/Группа?x=1&y=2")),
            ]),
        )]),
        map([(
            "organization",
            map([("id", text("odd-organization")), ("name", text("日本協会")), ("acronym", text("ÖÇ"))]),
        )]),
        map([("product", map([("id", text("odd-product")), ("name", text("1 000 km² [odd] {thing}: #1"))]))]),
    ])
}

struct Program {
    schema: &'static Schema,
    registry: Registry,
    all: World<'static>,
    few: World<'static>,
}

fn program() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let schema = &loaded().schema;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("odd.json");
        std::fs::write(&file, map([("entities", odd_entities())]).json()).unwrap();
        let run = Run::good(loaded(), &Options { sources: vec![file], ..Options::default() });
        let registry = run.outcome.registry;
        let (all, few) = (World::new(schema, &registry, Width::All), World::new(schema, &registry, Width::Few));
        Program { schema, registry, all, few }
    })
}

/// Facts of two documents.
#[derive(Clone)]
struct Plan {
    documents: [Vec<BlockPlan>; 2],
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\n{}", [0, 1].map(|at| Self::file(at, None, self.blocks(at)).yaml(5)).join("---\n"))
    }
}

impl Plan {
    /// The first mark of a tape says which document its block belongs to.
    fn new(tapes: &[(bool, Vec<u16>)]) -> Self {
        let world = &program().all;
        let mut documents = [Vec::new(), Vec::new()];
        let mut around = [Around::default(), Around::default()];
        for (second, tape) in tapes {
            let at = usize::from(*second);
            let number = documents[at].len();
            documents[at].push(world.block(&mut Tape::new(tape), &mut around[at], number));
        }
        Self { documents }
    }

    fn document(at: usize) -> Tree {
        map([
            ("id", text(["generated-a", "generated-b"][at])),
            ("title", text(["A <first> \"document\" & co", "Второй документ"][at])),
            ("url", text(["https://example.org/a?x=1&y=2", "https://example.org/Б"][at])),
        ])
    }

    fn blocks(&self, at: usize) -> Vec<Tree> {
        self.documents[at].iter().map(|block| block.tree.clone()).collect()
    }

    fn file(at: usize, entities: Option<Tree>, blocks: Vec<Tree>) -> Tree {
        let mut entries = vec![("document".to_owned(), Self::document(at))];
        entries.extend(entities.map(|entities| ("entities".to_owned(), entities)));
        entries.push(("facts".to_owned(), Tree::List(blocks)));
        Tree::Map(entries)
    }

    /// As a person would write it: a YAML file for each document, the entities in the first.
    fn plainly(&self, folder: &Path) -> Vec<PathBuf> {
        let trees = [0, 1].map(|at| Self::file(at, (at == 0).then(odd_entities), self.blocks(at)));
        written(folder, trees.iter().map(|tree| ("yaml", tree.yaml(9))))
    }

    /// YAML with everything that has no order in another order, and the entities in the other file.
    fn shuffled(&self, folder: &Path, random: &mut Random) -> Vec<PathBuf> {
        let trees = [1, 0].map(|at| {
            Self::file(at, (at == 1).then(odd_entities), self.blocks(at)).shuffled(random).yaml(random.below(9))
        });
        written(folder, trees.into_iter().map(|yaml| ("yaml", yaml)))
    }

    fn as_json(&self, folder: &Path, random: &mut Random) -> Vec<PathBuf> {
        let trees =
            [0, 1].map(|at| Self::file(at, (at == 1).then(odd_entities), self.blocks(at)).shuffled(random).json());
        written(folder, trees.into_iter().map(|json| ("json", json)))
    }

    /// JSON Lines: document, entities and blocks each on a line of its own, in any order.
    fn as_lines(&self, folder: &Path, random: &mut Random) -> Vec<PathBuf> {
        let files = [0, 1].map(|at| {
            let mut lines = vec![map([("document", Self::document(at))]).json()];
            if at == 0 {
                lines.push(map([("entities", odd_entities())]).shuffled(random).json());
            }
            lines.extend(self.blocks(at).iter().map(|block| block.shuffled(random).json()));
            random.shuffle(&mut lines);
            lines.join("\n")
        });
        written(folder, files.into_iter().map(|text| ("jsonl", text)))
    }

    /// Each document in up to three files; what refers to a fact stays in its file.
    fn split(&self, folder: &Path, random: &mut Random) -> Vec<PathBuf> {
        let mut files: Vec<(&str, String)> = vec![("yaml", map([("entities", odd_entities())]).yaml(3))];
        for (at, blocks) in self.documents.iter().enumerate() {
            let mut file_of: Vec<usize> = (0..blocks.len()).map(|_| random.below(3)).collect();
            for (number, block) in blocks.iter().enumerate() {
                for &to in &block.refers_to {
                    let (from, into) = (file_of[to], file_of[number]);
                    file_of.iter_mut().filter(|file| **file == from).for_each(|file| *file = into);
                }
            }
            for part in 0..3 {
                let mine = file_of.iter().zip(blocks).filter(|(file, _)| **file == part);
                let tree = Self::file(at, None, mine.map(|(_, block)| block.tree.clone()).collect());
                files.push(if part == 1 { ("json", tree.json()) } else { ("yaml", tree.yaml(4)) });
            }
        }
        random.shuffle(&mut files);
        written(folder, files.into_iter())
    }
}

fn written(folder: &Path, files: impl Iterator<Item = (&'static str, String)>) -> Vec<PathBuf> {
    std::fs::create_dir_all(folder).unwrap();
    let write = |(number, (extension, text)): (usize, (&str, String))| {
        let path = folder.join(format!("file-{number}.{extension}"));
        std::fs::write(&path, text).unwrap();
        path
    };
    files.enumerate().map(write).collect()
}

fn plans(blocks: usize) -> impl Strategy<Value = Plan> {
    let tapes = prop::collection::vec((any::<bool>(), prop::collection::vec(any::<u16>(), 0..160)), 1..blocks);
    tapes.prop_map(|tapes| Plan::new(&tapes))
}

fn options(sources: Vec<PathBuf>, graphs: bool) -> Options {
    Options { sources, graphs, ..Options::default() }
}

/// Every format as the command writes it: with a graph for each document where the format has graphs.
fn exports(sources: &[PathBuf], budget: Option<usize>) -> Vec<(Format, Vec<u8>)> {
    let [plain, graphs] = [false, true].map(|graphs| {
        let mut options = options(sources.to_vec(), graphs);
        options.budget = budget.or(options.budget);
        Run::good(loaded(), &options)
    });
    // The canonical form is held to the others in a property of its own; it is slow.
    let formats = Format::ALL.into_iter().filter(|format| *format != Format::CanonicalNQuads);
    formats
        .map(|format| (format, if format.has_graphs() { graphs.bytes(format) } else { plain.bytes(format) }))
        .collect()
}

fn same_bytes(what: &str, expected: &[(Format, Vec<u8>)], found: &[(Format, Vec<u8>)]) -> Result<(), TestCaseError> {
    for ((format, expected), (_, found)) in expected.iter().zip(found) {
        if expected != found {
            let [expected, found] = [expected, found].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (expected.lines().collect(), found.lines().collect());
            let differs: Vec<&&str> = old.symmetric_difference(&new).collect();
            return Err(TestCaseError::fail(format!("{what}: {format} differs: {differs:#?}")));
        }
    }
    Ok(())
}

/// The statements as the merged descriptions hold them, before any format.
fn truth(run: &Run<'_>) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let each = |description: chancery::graph::Description<'_>| {
        let graph = match usize::from(description.graph().0).checked_sub(1) {
            Some(at) => GraphName::NamedNode(NamedNode::new(&run.outcome.graphs[at]).unwrap()),
            None => GraphName::DefaultGraph,
        };
        for (predicate, object) in description.statements() {
            let quad = quad(run.schema, &graph, description.subject(), predicate, object);
            all.insert(quad.expect("standing is settled when descriptions are merged").to_string());
        }
        Ok(())
    };
    run.outcome.sorted.each(run.schema, each).unwrap();
    all
}

proptest! {
    #![proptest_config(config(24))]

    /// Parsed by another hand, every format is the same graph, and the graph is whole: no blank nodes, a label for
    /// every subject, no fact or entity that is referred to and not described.
    #[test]
    fn every_format_says_the_same(plan in plans(8)) {
        let folder = tempfile::tempdir().unwrap();
        let sources = plan.plainly(folder.path());
        let plain = Run::good(loaded(), &options(sources.clone(), false));
        let graphs = Run::good(loaded(), &options(sources, true));
        for (run, formats) in [(&plain, &Format::ALL[..]), (&graphs, &Format::ALL[..])] {
            let expected = truth(run);
            for format in formats.iter().filter(|format| std::ptr::eq(run, &raw const plain) || format.has_graphs()) {
                let bytes = run.bytes(*format);
                let found = quads(*format, &bytes);
                prop_assert_eq!(found.len(), expected.len(), "{} says something twice or drops it", format);
                let found = lines(&found);
                let differs: Vec<&String> = expected.symmetric_difference(&found).collect();
                prop_assert!(differs.is_empty(), "{}: {:#?}", format, differs);
                if *format == Format::CanonicalNQuads {
                    let text = String::from_utf8(bytes).unwrap();
                    prop_assert!(text.lines().is_sorted(), "canonical N-Quads are sorted");
                }
            }
        }
        let all = plain.quads();
        let ungraphed = |quad: &oxigraph::model::Quad| {
            oxigraph::model::Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() }
        };
        let joined: Vec<_> = graphs.quads().iter().map(ungraphed).collect();
        prop_assert_eq!(lines(&joined), lines(&all), "graphs change only where claims stand");

        let labelled: BTreeSet<String> = all
            .iter()
            .filter(|quad| quad.predicate.as_str() == t::RDFS_LABEL)
            .map(|quad| quad.subject.to_string())
            .collect();
        for quad in &all {
            prop_assert!(quad.subject.is_named_node() && !quad.object.is_blank_node(), "{} has a blank node", quad);
            prop_assert!(labelled.contains(&quad.subject.to_string()), "{} has no label", quad.subject);
            if let Term::NamedNode(object) = &quad.object
                && object.as_str().starts_with(&program().schema.base)
                // An affair is a name alone until sources meet in it.
                && quad.predicate.as_str() != chy::AFFAIR
            {
                prop_assert!(
                    labelled.contains(&object.to_string()),
                    "{} is referred to and not described", quad
                );
            }
        }
        let facts = all.iter().filter(|quad| quad.predicate.as_str() == chy::STANDING).count() as u64;
        let counts = plain.outcome.counts;
        prop_assert_eq!(counts.rejected, 0);
        prop_assert!(counts.readings >= facts, "{} facts came of {} readings", facts, counts.readings);
    }
}

proptest! {
    #![proptest_config(config(10))]

    /// How facts are laid out in files, and in what order, and what is spilled to disk on the way, changes no byte.
    #[test]
    fn order_layout_and_memory_change_nothing(plan in plans(10), seed in any::<u64>()) {
        let folder = tempfile::tempdir().unwrap();
        let mut random = Random(seed);
        let sources = plan.plainly(&folder.path().join("plainly"));
        let expected = exports(&sources, None);
        let again = exports(&sources, None);
        same_bytes("a second run", &expected, &again)?;
        let mut reversed = sources.clone();
        reversed.reverse();
        same_bytes("files in another order", &expected, &exports(&reversed, None))?;
        let shuffled = plan.shuffled(&folder.path().join("shuffled"), &mut random);
        same_bytes("another order within files", &expected, &exports(&shuffled, None))?;
        let json = plan.as_json(&folder.path().join("json"), &mut random);
        same_bytes("JSON", &expected, &exports(&json, None))?;
        let lines = plan.as_lines(&folder.path().join("lines"), &mut random);
        same_bytes("JSON Lines", &expected, &exports(&lines, None))?;
        let split = plan.split(&folder.path().join("split"), &mut random);
        same_bytes("each document in several files", &expected, &exports(&split, None))?;
        for budget in [1, 4096] {
            same_bytes("a small budget", &expected, &exports(&lines, Some(budget)))?;
            same_bytes("a small budget", &expected, &exports(&split, Some(budget)))?;
        }
    }
}

/// A document by its id alone.
fn document(id: &str) -> Document {
    Document { id: id.to_owned(), label: id.to_owned(), ..Document::unnamed(FileId(0)) }
}

/// What a description says but for standing and conflicts, which depend on other facts. A name is compared as names
/// are: case, accents and language make no other thing of it.
fn content(schema: &Schema, statements: impl Iterator<Item = (chancery::schema::PredId, String)>) -> BTreeSet<String> {
    statements
        .filter(|(p, _)| ![chy::STANDING, chy::CONFLICTS_WITH].contains(&schema.space.predicate_iri(*p)))
        .map(|(p, object)| format!("{} {object}", schema.space.predicate_iri(p)))
        .collect()
}

fn object(schema: &Schema, predicate: chancery::schema::PredId, object: Object<'_>) -> String {
    match object {
        Object::Iri(iri) => schema.space.join(iri.ns, iri.local),
        Object::Lang { text, .. } if schema.space.predicate_iri(predicate) == t::RDFS_LABEL => normalise(text),
        other => format!("{other:?}"),
    }
}

/// Everything that any case said, by IRI: cases are held against each other too.
static SAID: Mutex<BTreeMap<String, BTreeSet<String>>> = Mutex::new(BTreeMap::new());

proptest! {
    #![proptest_config(config(300))]

    /// Two records with one IRI have one content, whatever their document, place and run. And merging does not depend
    /// on how often it went to disk.
    #[test]
    fn an_iri_has_one_content(tapes in prop::collection::vec((0..3_usize, any::<u16>(), prop::collection::vec(0..24_u16, 0..40)), 4..24)) {
        let Program { schema, registry, few, .. } = program();
        let local = Local::default();
        let documents = ["doc", "doc-s1", "doc-2"].map(document);
        let mut describer = Describer::new(schema, registry, false, Provenance::Full);
        let [mut whole, mut spilled] = [usize::MAX, 3000].map(Sorted::new);
        let mut said = SAID.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (at, kind, tape) in &tapes {
            let mut tape = Tape::new(tape);
            let kind = few.facts()[usize::from(*kind) % few.facts().len()];
            let place = [Place::Sentence(1), Place::Row(1), Place::Sentence(11), Place::Whole][tape.below(4)];
            let tree = few.record(kind, &mut tape, &mut Around::default(), true);
            let json = tree.json();
            let mut diagnostics = Diagnostics::new();
            let node = json::read(json.as_bytes(), FileId(0), &mut diagnostics).unwrap();
            let mut mapper = Mapper::new(schema, registry, &documents[*at], FileId(0), &local);
            let made = mapper.record(kind, &node, place);
            prop_assert!(made.is_some(), "{}: {}\n{:?}", schema.kind(kind).key, json, mapper.diagnostics.sorted());
            let in_place = std::mem::take(&mut mapper.in_place);
            for record in made.iter().flatten().chain(&in_place) {
                if describer.is_fact(record) {
                    describer.fact(record, Mask(1));
                }
                let [batch, copy] = {
                    let batch = describer.take();
                    let mut copy = chancery::graph::Batch::default();
                    batch.iter().for_each(|description| copy.push(description));
                    [batch, copy]
                };
                for description in batch.iter() {
                    let typed = description.statements().any(|(p, _)| schema.space.predicate_iri(p) == t::RDF_TYPE);
                    if !typed {
                        // A statement about something else, which is described elsewhere.
                        continue;
                    }
                    let subject = schema.space.join(description.subject().ns, description.subject().local);
                    let statements = description.statements().map(|(p, o)| (p, object(schema, p, o)));
                    let content = content(schema, statements);
                    let known = said.entry(subject.clone()).or_insert_with(|| content.clone());
                    prop_assert_eq!(&*known, &content, "{} stands for two contents; the second: {}", subject, json);
                }
                whole.add(batch).unwrap();
                spilled.add(copy).unwrap();
            }
        }
        let merged = [&whole, &spilled].map(|sorted| {
            let mut all: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
            let counts = sorted.each(schema, |d| {
                all.push((d.head.to_vec(), d.body.to_vec()));
                Ok(())
            });
            (all, counts.unwrap())
        });
        prop_assert_eq!(&merged[0], &merged[1], "runs on disk merge as runs in memory do");
    }
}

/// The readable part of an IRI holds an entity's id without its type. So where a key takes entities of one branch only, no
/// two of them may share an id; where it takes those of several, a digest follows.
#[test]
fn ids_tell_entities_apart() {
    let Program { schema, registry, .. } = program();
    let mut wrong = BTreeSet::new();
    for kind in schema.kinds() {
        for variable in kind.template.keys() {
            let Some((_, key)) = kind.key(variable) else { continue };
            let ValueType::Entity(class) = key.value else { continue };
            if schema.branch(class).is_none() {
                continue;
            }
            let mut bearers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for (_, entity) in registry.entities() {
                let of = schema.kind(entity.kind);
                if schema.is_a(of.class, class) {
                    bearers.entry(&entity.id).or_default().push(&of.key);
                }
            }
            let several = bearers.into_iter().filter(|(_, kinds)| kinds.len() > 1);
            wrong.extend(several.map(|(id, kinds)| format!("`{variable}` of `{}`: {id} is {kinds:?}", kind.key)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A city and its state have one id; a treaty and an instrument in place may; facts of two kinds may have one name.
#[test]
fn what_only_shares_an_id_makes_a_fact_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("twins.yaml");
    for (one, other) in [
        (
            "trait: {subject: Yosef Shagal, trait: birthplace, value: place/djibouti}",
            "trait: {subject: Yosef Shagal, trait: birthplace, value: state/djibouti}",
        ),
        ("utterance: {speaker: Belarus, about: place/monaco}", "utterance: {speaker: Belarus, about: state/monaco}"),
        ("coverage: {instrument: {treaty: {name: Pact}}}", "coverage: {instrument: {instrument: {name: Pact}}}"),
        (
            "assessment: {quality: main, of: {alignment: {of: Azerbaijan, with: Belarus, domain: energy}}}",
            "assessment: {quality: main, of: {cooperation: {between: [Azerbaijan, Belarus], domain: energy}}}",
        ),
    ] {
        let facts = |says: &[&str]| {
            std::fs::write(
                &path,
                format!(
                    "document: {{id: twins, title: Twins}}\nfacts:\n  - sentence: 1\n    says: [{}]\n",
                    says.iter().map(|fact| format!("{{{fact}}}")).collect::<Vec<_>>().join(", ")
                ),
            )
            .unwrap();
            let run = Run::good(loaded(), &options(vec![path.clone()], false));
            let quads = run.quads();
            quads
                .iter()
                .filter(|quad| quad.predicate.as_str() == chy::STANDING)
                .map(|quad| quad.subject.to_string())
                .collect::<BTreeSet<_>>()
        };
        let [first, second, both] = [facts(&[one]), facts(&[other]), facts(&[one, other])];
        assert_ne!(first, second, "{one} and {other}");
        assert_eq!(both, first.union(&second).cloned().collect(), "{one} and {other}");
    }
}

/// Takes bytes as far as they will go: a tree, the parts of a file, entities, records, claims.
fn digest(bytes: &[u8]) {
    let Program { schema, registry, .. } = program();
    let mut diagnostics = Diagnostics::new();
    let file = FileId(0);
    let mut roots: Vec<Node<'_>> = Vec::new();
    roots.extend(yaml::read(bytes, file, &mut diagnostics));
    roots.extend(json::read(bytes, file, &mut diagnostics));
    let batches: Vec<json::LineBatch> = json::Batches::new(bytes, file).filter_map(Result::ok).collect();
    for batch in &batches {
        roots.extend(batch.records(file, &mut diagnostics).filter_map(|record| record.node));
    }
    let document = document("any");
    for root in &roots {
        let parts: Parts<'_> = parts(schema, root, file, &mut diagnostics);
        let mut own = Registry::default();
        for entity in &parts.entities {
            let id = own.add(schema, entity.kind, entity.node.clone().into_owned(), file, &mut diagnostics);
            if let Some(id) = id {
                let mut mapper = Mapper::new(schema, &own, &document, file, &EMPTY);
                mapper.entity_values(id);
            }
        }
        let mut local = Local::default();
        for block in &parts.blocks {
            local.add(schema, block, file, &mut diagnostics);
        }
        let mut mapper = Mapper::new(schema, registry, &document, file, &local);
        if let Some(record) = parts.document {
            mapper.document_values(record);
        }
        for block in &parts.blocks {
            let place = block.places.first().map_or(Place::Whole, |(place, _)| *place);
            mapper.claim_values(&block.claim, place);
            for (kind, node) in &block.says {
                match &node.value {
                    Value::Scalar { .. } => drop(mapper.said_again(*kind, node)),
                    _ => drop(mapper.record(*kind, node, place)),
                }
            }
        }
        // Any tree as any kind of record, too.
        for at in 0..schema.kinds().len() {
            mapper.record(KindId(u16::try_from(at).unwrap()), root, Place::Whole);
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        SentenceTable::read(text, file, &mut diagnostics);
    }
}

static EMPTY: std::sync::LazyLock<Local<'static>> = std::sync::LazyLock::new(Local::default);

/// Text that is nearly a facts file.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(vec![
        "document:",
        "entities:",
        "facts:",
        "says:",
        "sentence:",
        "during:",
        "between:",
        "value:",
        "id:",
        "name:",
        "membership:",
        "visit:",
        "conflict:",
        "person:",
        "- ",
        "  ",
        "    ",
        "\n",
        "\n  - ",
        "{",
        "}",
        "[",
        "]",
        ",",
        ": ",
        "\"",
        "'",
        "|",
        ">",
        "&a ",
        "*a",
        "!!str ",
        "? ",
        "# ",
        "---\n",
        "...",
        "Belarus",
        "Azerbaijan",
        "1993/..",
        "146 million USD",
        "\\u0000",
        "\\ud800",
        "\u{feff}",
        "\r",
        "\t",
        "é",
        "\0",
        "null",
        "~",
        "[Azerbaijan, Belarus]",
        "{\"facts\":",
        "<<: *a",
        "%YAML 1.2\n",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat().into_bytes())
}

/// A good file with a few bytes changed.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let good = std::fs::read(root().join("data/azerbaijan-belarus.yaml")).unwrap();
    let edit = (any::<prop::sample::Index>(), 0..40_usize, prop::collection::vec(any::<u8>(), 0..6));
    prop::collection::vec(edit, 1..6).prop_map(move |edits| {
        let mut bytes = good.clone();
        for (at, removed, inserted) in edits {
            let at = at.index(bytes.len() + 1);
            let end = (at + removed).min(bytes.len());
            bytes.splice(at..end, inserted);
        }
        bytes
    })
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..200), nearly()]) {
        digest(&bytes);
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn no_damage_makes_it_panic(bytes in damaged()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("damaged.yaml");
        std::fs::write(&path, &bytes).unwrap();
        // What is wrong is told; what is left is a graph all the same.
        let run = Run::new(loaded(), &options(vec![path], true));
        let found = lines(&quads(Format::TriG, &run.bytes(Format::TriG)));
        prop_assert_eq!(found, truth(&run));
    }
}

#[test]
fn depth_and_size_are_bounded() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("- ", ""), ("{a: ", "}"), ("? ", ""), ("[&a ", "]")] {
        for depth in [100, 10_000, 200_000] {
            digest(format!("{}1{}", open.repeat(depth), close.repeat(depth)).as_bytes());
            digest(open.repeat(depth).as_bytes());
        }
    }
    // Aliases of aliases double with each line.
    let mut laughs = String::from("a0: &a0 [x, x]\n");
    for n in 1..60 {
        laughs.push_str(&format!("a{n}: &a{n} [*a{}, *a{}]\n", n - 1, n - 1));
    }
    digest(laughs.as_bytes());
    // A record that asks for more facts than memory has room for.
    let states = ["Azerbaijan", "Belarus", "Armenia", "Georgia", "Russia", "Turkey"].repeat(20).join(", ");
    digest(format!("facts: [{{alliance obligation: {{from: [{states}], to: [{states}], obligation: [defence, consultation]}}}}]").as_bytes());
}
