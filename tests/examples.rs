//! The ontology as the program uses it: every example is read as it stands, every term the program names is defined, and
//! the lint queries find nothing in it and find what is planted.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chancery::diagnostic::Diagnostics;
use chancery::facts::{Document, Local, Mapper, Place};
use chancery::origin::FileId;
use chancery::pipeline::Options;
use chancery::registry::Registry;
use chancery::schema::{Kind, KindId, Role};
use chancery::source::{Node, yaml};
use chancery::vocab::{chy, setting, std_terms as t};
use chancery_graph::meet::Meeting;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::NamedNode;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;

use crate::support::graph::{Run, loaded, root};

fn kinds() -> impl Iterator<Item = (KindId, &'static Kind)> {
    loaded().schema.kinds().enumerate().map(|(at, kind)| (KindId(u16::try_from(at).unwrap()), kind))
}

fn example(kind: &Kind) -> &str {
    kind.example.as_deref().unwrap_or_else(|| panic!("`{}` has no example", kind.key))
}

/// Entities of the dossier are used in some examples.
fn dossier() -> PathBuf {
    root().join("data/azerbaijan-belarus.yaml")
}

#[test]
fn every_example_of_a_fact_is_read_in_a_facts_file() {
    let schema = &loaded().schema;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("examples.yaml");
    let mut text = String::from("document: {id: examples, title: Examples}\nfacts:\n");
    let claim = schema.claim_kind().expect("claims have a shape");
    let claim_keys = example(claim).trim_matches(['{', '}']).to_owned();
    for (number, (_, kind)) in kinds().filter(|(_, kind)| kind.role == Role::Fact).enumerate() {
        text.push_str(&format!("  - row: {}\n    says: [{{{}: {}}}]\n", number + 1, kind.key, example(kind)));
    }
    // The keys of a claim stand in a block; a time written as a mapping stands at `during`.
    let time = schema.time_kind().expect("times have a shape");
    text.push_str(&format!(
        "  - {{{claim_keys}, says: [{{trait: {{subject: Belarus, trait: landlocked, during: {}}}}}]}}\n",
        example(time)
    ));
    // A sentence of which a part is carried has a fact.
    let sentence = example(schema.sentence_kind().expect("sentences have a shape")).trim_matches(['{', '}']);
    text.push_str(&format!(
        "  - {{sentence: 1, {sentence}, says: [{{trait: {{subject: Belarus, trait: landlocked}}}}]}}\n"
    ));
    std::fs::write(&file, &text).unwrap();
    let run =
        Run::new(loaded(), &Options { sources: vec![dossier(), file], meeting: Meeting::Apart, ..Options::default() });
    assert!(run.diagnostics.is_empty(), "{}", run.told());
    // Each makes at least one fact of its kind.
    let quads = run.quads();
    let evidence = |number: usize| format!("<https://w3id.org/chancery/id/row/examples--r{number}>");
    for (number, (_, kind)) in kinds().filter(|(_, kind)| kind.role == Role::Fact).enumerate() {
        let row = evidence(number + 1);
        let claims: BTreeSet<String> = quads
            .iter()
            .filter(|quad| quad.predicate.as_str() == chy::EVIDENCE && quad.object.to_string() == row)
            .map(|quad| quad.subject.to_string())
            .collect();
        let supported: BTreeSet<String> = quads
            .iter()
            .filter(|quad| quad.predicate.as_str() == chy::SUPPORTS && claims.contains(&quad.subject.to_string()))
            .map(|quad| quad.object.to_string())
            .collect();
        let typed = quads.iter().any(|quad| {
            quad.predicate.as_str() == t::RDF_TYPE
                && quad.object.to_string() == format!("<{}>", kind.class_iri)
                && supported.contains(&quad.subject.to_string())
        });
        assert!(typed, "the example of `{}` makes no fact of that kind", kind.key);
    }
}

/// The registry without what an example defines: whatever has its id or one of its identifiers.
fn without(registry: &Registry, kind_id: KindId, record: &Node<'_>) -> Registry {
    let schema = &loaded().schema;
    let kind = schema.kind(kind_id);
    let name = record.get("id").or_else(|| record.get("name")).and_then(Node::text).unwrap_or_default();
    let id = chancery::name::slug(name);
    let mut without = Registry::default();
    let mut diagnostics = Diagnostics::new();
    for (_, entity) in registry.entities() {
        let same_id = entity.kind == kind_id && entity.id == id;
        let shares = kind.keys.iter().filter(|key| key.unique).any(|key| {
            let [mine, theirs] = [record, &entity.record].map(|record| record.get(&key.key).and_then(Node::text));
            mine.is_some() && mine == theirs
        });
        if !same_id && !shares {
            without.add(schema, entity.kind, entity.record.clone(), entity.file, &mut diagnostics);
        }
    }
    without
}

#[test]
fn every_example_of_an_entity_is_read() {
    let schema = &loaded().schema;
    let run = Run::good(loaded(), &Options { sources: vec![dossier()], ..Options::default() });
    let (local, document) = (Local::default(), Document::unnamed(FileId(0)));
    let mut read = 0;
    for (kind_id, kind) in kinds().filter(|(_, kind)| kind.role == Role::Entity) {
        let mut diagnostics = Diagnostics::new();
        let node = yaml::read(example(kind).as_bytes(), FileId(0), &mut diagnostics).expect("an example is YAML");
        assert!(diagnostics.is_empty(), "`{}`: {:?}", kind.key, diagnostics.sorted());
        read += 1;
        let diagnostics = if Some(kind_id) == schema.document_kind() {
            let mut mapper = Mapper::new(schema, &run.outcome.registry, &document, FileId(0), &local);
            assert!(mapper.document_values(&node).is_some(), "{:?}", mapper.diagnostics.sorted());
            mapper.diagnostics
        } else if kind.template.keys().next().is_some_and(|variable| variable == "id") {
            // Named by an id, so it may stand among the entities; most examples are of entities that we have.
            let mut registry = without(&run.outcome.registry, kind_id, &node);
            let mut diagnostics = Diagnostics::new();
            let id = registry.add(schema, kind_id, node.into_owned(), FileId(0), &mut diagnostics);
            let id = id.unwrap_or_else(|| panic!("`{}`: {:?}", kind.key, diagnostics.sorted()));
            let mut mapper = Mapper::new(schema, &registry, &document, FileId(0), &local);
            assert!(mapper.entity_values(id).is_some(), "`{}`: {:?}", kind.key, mapper.diagnostics.sorted());
            diagnostics.merge(mapper.diagnostics);
            diagnostics
        } else {
            let mut mapper = Mapper::new(schema, &run.outcome.registry, &document, FileId(0), &local);
            let made = mapper.record(kind_id, &node, Place::Whole);
            assert!(made.is_some_and(|made| made.len() == 1), "`{}`: {:?}", kind.key, mapper.diagnostics.sorted());
            mapper.diagnostics
        };
        assert!(diagnostics.is_empty(), "`{}`: {:?}", kind.key, diagnostics.sorted());
    }
    assert!(read >= 20, "only {read} kinds of entity were found");
}

#[test]
fn every_term_that_the_program_names_is_defined() {
    let store = ontology();
    let defined_by = NamedNode::new("http://www.w3.org/2000/01/rdf-schema#isDefinedBy").unwrap();
    let missing: Vec<&&str> = chy::ALL
        .iter()
        .chain(setting::ALL)
        .filter(|term| {
            let term = NamedNode::new(**term).unwrap();
            let pattern = (Some(term.as_ref().into()), Some(defined_by.as_ref()));
            store.quads_for_pattern(pattern.0, pattern.1, None, None).next().is_none()
        })
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
    let each: BTreeSet<&&str> = chy::ALL.iter().collect();
    assert_eq!(each.len(), chy::ALL.len(), "a term is listed twice");
}

/// All Turtle files of the ontology. A file that is not Turtle fails here.
fn ontology() -> Store {
    let store = Store::new().unwrap();
    let mut files = 0;
    for entry in std::fs::read_dir(root().join("ontology")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "ttl") {
            let text = std::fs::read(&path).unwrap();
            let parser = RdfParser::from_format(RdfFormat::Turtle).rename_blank_nodes();
            store.load_from_slice(parser, &text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            files += 1;
        }
    }
    assert!(files >= 5, "only {files} files were found");
    store
}

fn lint() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(root().join("queries/lint"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rq"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap()))
        .collect();
    found.sort();
    found
}

fn rows(store: &Store, name: &str, query: &str) -> Vec<String> {
    let prepared = SparqlEvaluator::new().parse_query(query).unwrap_or_else(|error| panic!("{name}: {error}"));
    let QueryResults::Solutions(solutions) = prepared.on_store(store).execute().unwrap() else {
        panic!("{name} is not a SELECT")
    };
    solutions
        .map(|solution| {
            let solution = solution.unwrap();
            solution.iter().map(|(variable, term)| format!("{variable} = {term}")).collect::<Vec<_>>().join(", ")
        })
        .collect()
}

#[test]
fn the_lint_queries_find_nothing() {
    let store = ontology();
    let queries = lint();
    assert!(queries.len() >= 25, "only {} queries were found", queries.len());
    for (name, query) in queries {
        let summary = query.lines().next().and_then(|line| line.strip_prefix("#+ summary: "));
        assert!(summary.is_some_and(|summary| summary.len() > 10), "{name} has no summary");
        let is_told = query.contains("\n#+ severity: ");
        let says_why_not = query.contains("\n# Only for the built-in ontology: ");
        assert!(is_told != says_why_not, "{name} is told of an ontology of one's own, or says why not");
        let rows = rows(&store, &name, &query);
        assert!(rows.is_empty(), "{name}: {rows:#?}");
    }
}

const PREFIXES: &str =
    "@prefix setting: <https://w3id.org/chancery/setting#> . @prefix chy: <https://w3id.org/chancery/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/chancery/vocab/membership-status/> .
@prefix vocab: <https://w3id.org/chancery/vocab/> .
@prefix wdm: <https://w3id.org/chancery/wikidata-mapping#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

/// For each query, statements that it must find fault with.
const PLANTED: &[(&str, &str)] = &[
    (
        "affair-missing",
        "chy:Planted a sh:NodeShape ; setting:key \"planted\" ; sh:targetClass chy:PlantedEvent . chy:PlantedEvent rdfs:subClassOf chy:Event .",
    ),
    ("key-in-no-list", "chy:VisitShape sh:property [ setting:key \"planted\" ; sh:path chy:planted ] ."),
    ("asserts-missing", "chy:Planted sh:property [ setting:key \"of\" ; sh:class chy:Fact ] ."),
    ("class-cycle", "chy:Agent rdfs:subClassOf chy:State ."),
    ("class-unreachable", "chy:Lost a owl:Class ."),
    ("concept-ambiguous", "status:planted skos:inScheme vocab:membership-status ; skos:altLabel \"candidate\"@en ."),
    ("concept-incomplete", "status:planted a skos:Concept ; skos:prefLabel \"planted\"@en ."),
    ("concept-misplaced", "chy:planted skos:inScheme vocab:membership-status ."),
    ("defined-by-missing", "chy:planted a owl:ObjectProperty ."),
    ("definition-missing", "chy:planted a owl:ObjectProperty ."),
    ("definition-several", "chy:Visit skos:definition \"Another meaning.\"@en ."),
    ("domain-several", "chy:during rdfs:domain chy:Person ."),
    ("foreign-term-defined", "org:member rdfs:range chy:State ."),
    ("header-incomplete", "<https://example.org/own> a owl:Ontology ."),
    ("inverse-wrong", "chy:during owl:inverseOf chy:during ."),
    ("key-twice", "chy:Planted a sh:NodeShape ; setting:key \"visit\" ."),
    ("kind-missing", "chy:Planted a owl:Class ; rdfs:subClassOf chy:Event ."),
    ("label-missing", "chy:planted a owl:ObjectProperty ."),
    ("label-several", "chy:Visit rdfs:label \"call\"@en ."),
    ("list-differs", "status:planted skos:inScheme vocab:membership-status ."),
    ("list-differs", "chy:Planted sh:property [ setting:list vocab:standing ; sh:in ( chy:Visit ) ] ."),
    ("list-unnamed", "chy:Planted sh:property [ sh:in ( status:full ) ] ."),
    ("mapping-incomplete", "chy:Visit wdm:statement [ wdm:subject chy:visitor ] ."),
    ("path-undeclared", "chy:Planted sh:property [ sh:path chy:planted ] ."),
    (
        "prefix-missing",
        "chy:planted rdfs:isDefinedBy <https://example.org/own> . <https://example.org/own> a owl:Ontology .",
    ),
    ("range-outside-owl", "chy:planted rdfs:range xsd:date ."),
    ("range-several", "chy:during rdfs:range chy:Person ."),
    ("shape-incomplete", "chy:Planted a sh:NodeShape ; sh:targetClass chy:Visit ."),
    ("symmetric-wrong", "chy:during a owl:SymmetricProperty ."),
    ("term-untyped", "chy:Visit rdfs:seeAlso chy:Nothing ."),
];

#[test]
fn the_lint_queries_find_what_is_planted() {
    let queries = lint();
    let mut untried: BTreeSet<&str> = queries.iter().map(|(name, _)| name.as_str()).collect();
    let store = ontology();
    for (name, planted) in PLANTED {
        let query = &queries.iter().find(|(query, _)| query == name).unwrap_or_else(|| panic!("no query {name}")).1;
        untried.remove(name);
        let text = format!("{PREFIXES}{planted}");
        let quads: Vec<_> = RdfParser::from_format(RdfFormat::Turtle)
            .rename_blank_nodes()
            .for_slice(text.as_bytes())
            .map(Result::unwrap)
            .collect();
        // Planted, asked, and taken out again.
        let new: Vec<_> = quads.into_iter().filter(|quad| !store.contains(quad).unwrap()).collect();
        store.extend(new.clone()).unwrap();
        assert!(!rows(&store, name, query).is_empty(), "{name} does not see: {planted}");
        new.iter().for_each(|quad| store.remove(quad).unwrap());
    }
    assert!(untried.is_empty(), "no fault is planted for {untried:?}");
}
