//! `chancery schema`: what editors and people are told of kinds and keys.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;

use crate::support::Folder;
use crate::support::graph::loaded;
use chancery::schema::Role;
use serde_json::Value;

const PAGE: &str = "docs/reference.md";

/// Two terms of a list, one of them with a notation, and a kind with a key of each sort that the ontology leaves out.
const OWN: &str = r#"
@prefix setting: <https://w3id.org/chancery/setting#> . @prefix chy: <https://w3id.org/chancery/ontology#> .
@prefix ex: <https://example.org/gifts#> .
@prefix sort: <https://example.org/gift/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:Gift a owl:Class ; rdfs:subClassOf chy:Event ; rdfs:label "gift"@en .
<https://example.org/gift> a skos:ConceptScheme ; skos:prefLabel "sort of gift"@en .
sort:horse a skos:Concept ; skos:inScheme <https://example.org/gift> ; skos:prefLabel "horse"@en ; skos:notation "H7" .
sort:sword a skos:Concept ; skos:inScheme <https://example.org/gift> ; skos:prefLabel "sword"@en ; skos:definition "A blade | with a hilt."@en .

ex:GiftShape a sh:NodeShape ;
    sh:targetClass ex:Gift ;
    setting:key "gift" ;
    setting:iriTemplate "gift/{giver}--{receiver}" ;
    setting:labelTemplate "{giver} to {receiver}"@en ;
    rdfs:comment "Something is given."@en ;
    sh:property [ setting:key "giver" ; sh:path ex:giver ; sh:class chy:Agent ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 1 ] ,
                [ setting:key "receiver" ; sh:path ex:receiver ; sh:class chy:Agent ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 2 ] ,
                [ setting:key "sort" ; sh:path ex:sort ; sh:in ( sort:horse sort:sword ) ; sh:maxCount 1 ; sh:order 3 ] ,
                [ setting:key "returned" ; sh:path ex:returned ; sh:datatype xsd:boolean ; sh:maxCount 1 ; sh:order 4 ] ,
                [ setting:key "weight" ; sh:path ex:weight ; sh:datatype xsd:decimal ; sh:maxCount 1 ; sh:order 5 ] ,
                [ setting:key "mark" ; sh:path ex:mark ; sh:datatype xsd:string ; sh:pattern "^\\w+$" ; sh:maxCount 1 ; sh:order 6 ] .
"#;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("the result is JSON")
}

/// The keys of an object.
fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect()
}

#[test]
fn the_schema_has_every_kind_of_the_shapes() {
    let run = Folder::new().run(&["schema"]);
    assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
    let schema = json(&run.out);
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert_eq!(
        keys(&schema["properties"]),
        BTreeSet::from(["additions", "decisions", "document", "entities", "facts"])
    );
    let facts = keys(&schema["definitions"]["fact"]["properties"]);
    let entities = keys(&schema["definitions"]["entity"]["properties"]);
    // The page of the ontology's own words: each kind has one line with its example.
    let shapes = std::fs::read_to_string(root().join("ontology/shapes.ttl")).unwrap();
    let mut kinds = 0;
    for shape in shapes.split("a sh:NodeShape ;").skip(1) {
        let Some((before, _)) = shape.split_once("sh:property") else { continue };
        let Some(key) = before.split_once("setting:key \"").and_then(|(_, rest)| rest.split_once('"')) else {
            continue;
        };
        let by_id = before.split_once("setting:iriTemplate \"").is_some_and(|(_, rest)| rest.contains("/{id}"));
        if !before.contains("setting:iriTemplate") {
            continue;
        }
        kinds += 1;
        assert_eq!(entities.contains(key.0), by_id, "{}", key.0);
        if let Some(kind) = schema["definitions"].get(format!("kind-{}", key.0)) {
            assert_eq!(kind["properties"].get("id").is_some(), by_id || facts.contains(key.0), "{}", key.0);
        }
        assert!(by_id || facts.contains(key.0) || ["mission", "consular post"].contains(&key.0), "{}", key.0);
    }
    assert!(kinds > 40, "{kinds}");
    // References lead somewhere.
    for (at, _) in run.out.match_indices("\"#/definitions/") {
        let name = run.out[at + "\"#/definitions/".len()..].split('"').next().unwrap();
        assert!(schema["definitions"].get(name).is_some(), "{name}");
    }
}

#[test]
fn own_kinds_are_in_all_that_is_written() {
    let folder = Folder::new();
    folder.file("mine/gifts.ttl", OWN);
    let schema = json(&folder.run(&["schema", "json-schema", "--ontology", "mine"]).out);
    let kind = &schema["definitions"]["kind-gift"];
    assert_eq!(kind["required"], serde_json::json!(["giver", "receiver"]));
    assert!(keys(&kind["properties"]).is_superset(&BTreeSet::from(["id", "during", "sort", "weight"])));
    assert!(keys(&schema["definitions"]["fact"]["properties"]).contains("gift"));
    assert!(keys(&schema["definitions"]["a-Fact"]["anyOf"][1]["properties"]).contains("gift"));
    assert_eq!(schema["definitions"]["list-gift"]["anyOf"][0]["enum"], serde_json::json!(["horse", "sword"]));
    // What `\w` means differs from one maker to the next, so the pattern is left to the program.
    assert_eq!(schema["definitions"]["key-mark"]["anyOf"][0]["pattern"], "\\S");

    let page = folder.run(&["schema", "reference", "--ontology", "mine"]).out;
    assert!(page.contains("\n### gift\n\nSomething is given.\n"), "{page}");
    assert!(page.contains("| `sword` | `sword` | sword |  | A blade \\| with a hilt. |\n"), "{page}");
    assert!(page.contains("| `horse` | `horse` | horse | H7 |  |\n"), "{page}");

    let context = json(&folder.run(&["schema", "context", "--ontology", "mine"]).out);
    assert_eq!(context["@context"]["ex"], "https://example.org/gifts#");
    assert_eq!(context["@context"]["giver"]["@type"], "@id");
}

#[test]
fn things_lie_under_the_base() {
    let run = Folder::new().run(&["schema", "context", "--base", "https://example.org/id/"]);
    assert_eq!(json(&run.out)["@context"]["visit"], "https://example.org/id/visit/");
}

/// The pages are those of the ontology, and the query of each finds what its example says.
#[test]
fn the_pages_of_kinds_are_those_of_the_ontology() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("kinds");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(["schema", "pages", "--output"])
        .arg(&made)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let names = |folder: &std::path::Path| -> Vec<String> {
        let mut names: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/kinds");
    assert_eq!(names(&made), names(&kept), "make docs/kinds again: cargo run -- schema pages --output docs/kinds");
    let facts = loaded().schema.kinds().filter(|kind| kind.role == Role::Fact && kind.example.is_some());
    assert_eq!(names(&made).len(), facts.count() + 1);
    for name in names(&made) {
        let text = std::fs::read_to_string(made.join(&name)).unwrap();
        assert_eq!(
            text,
            std::fs::read_to_string(kept.join(&name)).unwrap(),
            "docs/kinds/{name} is old; make the pages again: cargo run -- schema pages --output docs/kinds"
        );
        if name == "README.md" {
            continue;
        }
        let (_, answer) = text.split_once("## Ask for it").unwrap_or_else(|| panic!("{name}"));
        let rows: Vec<&str> = answer.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
        assert!(!rows.is_empty() && rows.iter().all(|row| !row.contains("|  |")), "{name}: {answer}");
        assert!(text.contains("\n    a chy:Claim ;"), "{name} has no claim");
    }
    // They are many files.
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_chancery")).args(["schema", "pages"]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("--output"));
}

#[test]
fn the_reference_is_that_of_the_ontology() {
    let committed = std::fs::read_to_string(root().join(PAGE)).unwrap_or_default();
    let made = Folder::new().run(&["schema", "reference"]).out;
    assert!(
        committed == made,
        "{PAGE} is not that of the ontology and the queries; make it again:\n  cargo run -- schema reference --output {PAGE}"
    );
}

#[test]
fn links_of_the_reference_lead_to_its_headings() {
    let page = Folder::new().run(&["schema", "reference"]).out;
    let anchor = |heading: &str| {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    };
    let mut anchors = BTreeSet::new();
    for heading in
        page.lines().filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')))
    {
        // Of two headings of one name, a link would lead to the first.
        assert!(anchors.insert(anchor(heading)), "{heading}");
    }
    let mut links = 0;
    for (at, _) in page.match_indices("](") {
        let target = page[at + 2..].split(')').next().unwrap();
        links += 1;
        match target.strip_prefix('#') {
            Some(target) => assert!(anchors.contains(target), "{target}"),
            None => assert_eq!(target, "diagnostics.md"),
        }
    }
    assert!(links > 300, "{links}");
    for line in page.lines().filter(|line| line.starts_with('|')) {
        assert!(line.ends_with('|'), "{line}");
    }
}

#[test]
fn a_file_takes_the_result() {
    let folder = Folder::new();
    let run = folder.run(&["schema", "--output", "facts.schema.json"]);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (Some(0), "", ""));
    assert_eq!(folder.read("facts.schema.json"), folder.run(&["schema"]).out);
}

#[test]
fn what_cannot_be_written_is_told() {
    let folder = Folder::with("file", "as it was");
    for form in ["xml", "", "json schema", "JSON-SCHEMA"] {
        let run = folder.run(&["schema", form]);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{form}");
        assert!(run.err.contains("json-schema, recipe, context, reference"), "{}", run.err);
    }
    for output in ["nowhere/x.json", ".", "file/x.json"] {
        let run = folder.run(&["schema", "--output", output]);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{output}");
        assert!(run.err.starts_with("error: `"), "{}", run.err);
    }
    assert_eq!(folder.read("file"), "as it was");
    assert_eq!(folder.names(), ["file"]);
    let run = folder.run(&["schema", "--base", "no iri"]);
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
    if cfg!(target_os = "linux") {
        let output = folder.command(&["schema"]).stdout(File::create("/dev/full").unwrap()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("error: the result cannot be written"));
    }
}

#[test]
fn a_broken_ontology_is_told() {
    let long = format!("<https://example.org/{}> a", "x".repeat(1 << 20));
    let cases: [(&str, &[u8], &str); 6] = [
        ("empty", b"", ""),
        ("no Turtle", b"kind: visit\n", "turtle-syntax"),
        ("binary", b"\x00\x01\x02\xff\xfe", "not-utf8"),
        ("Latin-1", b"# caf\xe9\n", "not-utf8"),
        ("a huge line", long.as_bytes(), "turtle-syntax"),
        (
            "a shape without a class",
            b"@prefix setting: <https://w3id.org/chancery/setting#> . @prefix chy: <https://w3id.org/chancery/ontology#> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n\
              <https://example.org/s> a sh:NodeShape ; sh:targetClass chy:Visit ; setting:key \"visit\" .\n",
            "bad-shape",
        ),
    ];
    for (what, bytes, code) in cases {
        let folder = Folder::new();
        folder.file("mine/own.ttl", bytes);
        for form in ["json-schema", "context", "reference"] {
            let run = folder.run(&["schema", form, "--ontology", "mine", "--output", "out"]);
            if code.is_empty() {
                assert_eq!((run.status, run.codes().len()), (Some(0), 0), "{what}: {}", run.err);
                continue;
            }
            assert_eq!(run.status, Some(1), "{what}: {}", run.err);
            assert!(run.codes().iter().any(|said| said == code), "{what}: {}", run.err);
            assert_eq!(folder.names(), ["mine"], "{what}");
        }
    }
    let folder = Folder::with("file.ttl", "");
    folder.file("without/readme.md", "");
    for path in ["nowhere", "file.ttl", "without"] {
        let run = folder.run(&["schema", "--ontology", path]);
        assert_eq!((run.status, run.out.as_str()), (Some(1), ""), "{path}: {}", run.err);
        assert!(!run.codes().is_empty(), "{path}: {}", run.err);
    }
}
