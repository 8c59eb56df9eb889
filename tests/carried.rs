//! How much of a sentence is in facts, as a facts file says: `carried` and `missing`.

#![allow(clippy::unwrap_used, clippy::panic)]

use chancery::pipeline::Options;
use chancery::vocab::{chy, concept};

use crate::support::Folder;
use crate::support::graph::{Run, loaded};

const FACT: &str = "membership: {member: Belarus, organization: OSCE, status: full}";

/// A file with these blocks.
fn file(blocks: &[&str]) -> String {
    let blocks: String = blocks.iter().map(|block| format!("  - {{{block}}}\n")).collect();
    format!("document: {{id: paper, title: A Paper}}\nfacts:\n{blocks}")
}

/// The statements of a sentence's keys in the graph: sentence, property, value.
fn stated(text: &str) -> Vec<(String, String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.yaml");
    std::fs::write(&path, text).unwrap();
    let run = Run::good(loaded(), &Options { sources: vec![path], ..Options::default() });
    let short = |iri: String| iri.trim_matches(['<', '>', '"']).rsplit(['/', '#']).next().unwrap().to_owned();
    let mut found: Vec<_> = run
        .quads()
        .iter()
        .filter(|quad| [chy::CARRIED, chy::MISSING].contains(&quad.predicate.as_str()))
        .map(|quad| [quad.subject.to_string(), quad.predicate.to_string(), quad.object.to_string()].map(short).into())
        .collect();
    found.sort();
    found
}

#[test]
fn the_graph_says_how_much_of_a_sentence_is_carried() {
    let whole = format!("sentence: 1, {FACT}");
    let part = format!("sentence: [2, 3], carried: partly, missing: [who paid, when], {FACT}");
    let found = stated(&file(&[
        &whole,
        &part,
        "sentence: 4, carried: nothing to say",
        "sentence: 5, carried: nothing, missing: a poem",
    ]));
    let line = |sentence: &str, property: &str, value: &str| {
        (format!("paper--{sentence}"), property.to_owned(), value.to_owned())
    };
    // Of sentence 1 the file says nothing, and the graph neither.
    assert_eq!(
        found,
        [
            line("s2", "carried", "part"),
            line("s2", "missing", "when"),
            line("s2", "missing", "who paid"),
            line("s3", "carried", "part"),
            line("s3", "missing", "when"),
            line("s3", "missing", "who paid"),
            line("s4", "carried", "nothing"),
            line("s5", "carried", "nothing"),
            line("s5", "missing", "a poem"),
        ]
    );
    let list: Vec<&str> = loaded().schema.concepts().map(|term| term.iri.as_str()).collect();
    assert!([concept::CARRIED_PART, concept::CARRIED_NOTHING].iter().all(|term| list.contains(term)));
}

#[test]
fn a_sentence_that_gives_no_fact_can_be_asked_for() {
    let folder = Folder::with("paper.yaml", file(&["sentence: 4, carried: nothing, missing: a poem"]));
    let query = "SELECT ?number ?missing { ?s chy:carried <https://w3id.org/chancery/vocab/carried/nothing> ; \
                 chy:sentenceNumber ?number ; chy:missing ?missing }";
    let run = folder.run(&["query", "--expression", query, "--source", "paper.yaml", "--format", "csv"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), "number,missing\r\n4,a poem\r\n"), "{}", run.err);
    // What nothing leads to stays in a part of the facts.
    let run = folder.run(&["export", "paper.yaml", "--standing", "held"]);
    assert!(run.out.contains("chy:missing \"a poem\""), "{}{}", run.out, run.err);
    let run = folder.run(&["export", "paper.yaml", "--provenance", "source"]);
    assert!(run.status == Some(0) && !run.out.contains("a poem"), "{}", run.out);
}

#[test]
fn what_cannot_be_is_an_error() {
    let facts = format!("sentence: 1, {FACT}");
    for (blocks, code, marked, message) in [
        (
            &[facts.as_str(), "sentence: 1, carried: nothing"][..],
            "carried-contradicted",
            "nothing",
            "facts rest on sentence 1, of which nothing is carried",
        ),
        (
            &[&format!("sentence: [1, 2], carried: nothing, {FACT}")],
            "carried-contradicted",
            "nothing",
            "facts rest on sentence 1, of which nothing is carried",
        ),
        (
            &["sentence: 2, carried: part, missing: all"],
            "carried-contradicted",
            "part",
            "no fact rests on sentence 2, of which a part is carried",
        ),
        (
            &[&format!("sentence: 1, carried: part, {FACT}")],
            "missing-key",
            "part",
            "a sentence of which a part is carried needs the key `missing`",
        ),
        (&["sentence: 1, carried: whole"], "unknown-concept", "whole", "`carried` has no term `whole`"),
        (&["sentence: 1, missing: who"], "missing-key", "missing", "`missing` needs the key `carried`"),
        (&["row: 1, carried: nothing"], "missing-key", "carried", "`carried` needs the key `sentence`"),
        (&["carried: nothing"], "missing-key", "carried", "`carried` needs the key `sentence`"),
        (
            &["sentence: 1, carried: [nothing, nothing]"],
            "too-many-values",
            "[nothing, nothing]",
            "`carried` of `sentence` takes one value, not 2",
        ),
    ] {
        let run = Folder::with("paper.yaml", file(blocks)).run(&["check", "paper.yaml"]);
        let said = run.said();
        let first = &said[0];
        assert_eq!(run.status, Some(1), "{blocks:?}\n{}", run.err);
        assert_eq!((first.code.as_str(), first.message.as_str()), (code, message), "{blocks:?}\n{}", run.err);
        assert_eq!(first.marked, marked, "{}", run.err);
        assert!(!first.help.is_empty(), "{}", run.err);
    }
    let run = Folder::with("paper.yaml", file(&["sentence: 1, carried: whole"])).run(&["check", "paper.yaml"]);
    assert!(run.said()[0].help.contains(&"the terms are part, nothing".to_owned()), "{}", run.err);
    // A fact that cannot be read still rests on its sentence: one mistake, one diagnostic.
    let run =
        Folder::with("paper.yaml", file(&["sentence: 1, carried: part, missing: x, membership: {member: Nowhere}"]));
    assert!(!run.run(&["check", "paper.yaml"]).codes().contains(&"carried-contradicted".to_owned()));
}

/// Two files of one document, in either order.
#[test]
fn another_file_of_the_document_counts() {
    let folder = Folder::with("a.yaml", file(&["sentence: 1, carried: nothing"]));
    folder.file("b.yaml", file(&[&format!("sentence: 1, {FACT}")]));
    folder.file("c.yaml", file(&[&format!("sentence: 1, {FACT}")]).replace("id: paper", "id: other"));
    for files in [["a.yaml", "b.yaml"], ["b.yaml", "a.yaml"]] {
        let run = folder.run(&[&["check"][..], &files].concat());
        assert_eq!(run.codes(), ["carried-contradicted"], "{}", run.err);
        assert!(run.said()[0].place.starts_with("a.yaml:3:"), "{}", run.err);
    }
    let run = folder.run(&["check", "a.yaml", "c.yaml"]);
    assert_eq!((run.status, run.codes()), (Some(0), vec![]), "{}", run.err);
}

#[test]
fn a_line_of_json_lines_may_say_it() {
    let lines = format!(
        "{{\"document\": {{\"id\": \"paper\", \"title\": \"P\"}}}}\n{{\"sentence\": 4, \"carried\": \"nothing\"}}\n\
         {{\"sentence\": 4, {}}}\n",
        "\"membership\": {\"member\": \"Belarus\", \"organization\": \"OSCE\", \"status\": \"full\"}"
    );
    let run = Folder::with("paper.jsonl", lines).run(&["check", "paper.jsonl"]);
    assert_eq!((run.codes(), run.said()[0].marked.as_str()), (vec!["carried-contradicted".to_owned()], "\"nothing\""));
}

#[test]
fn the_keys_have_their_place_in_the_form() {
    let text = format!(
        "document: {{id: paper, title: A Paper}}\nfacts:\n  - says:\n      - {FACT}\n    modality: agreed\n    missing: who paid\n    \
         carried: part\n    sentence: 1\n  - {{carried: nothing, sentence: 2}}\n"
    );
    let folder = Folder::with("paper.yaml", text);
    assert_eq!(folder.run(&["fmt", "paper.yaml"]).status, Some(0));
    let form = folder.read("paper.yaml");
    let block = format!(
        "  - sentence: 1\n    carried: part\n    missing: who paid\n    modality: agreed\n    says:\n      - {FACT}\n  \
         - {{sentence: 2, carried: nothing}}\n"
    );
    assert!(form.ends_with(&block), "{form}");
    assert_eq!(folder.run(&["check", "paper.yaml"]).status, Some(0));
}

#[test]
fn the_schema_of_an_editor_has_the_keys() {
    let schema: serde_json::Value = serde_json::from_str(&Folder::new().run(&["schema"]).out).unwrap();
    let block = &schema["definitions"]["block"];
    let text = block["properties"]["carried"].to_string() + &schema["definitions"].to_string();
    assert!(text.contains("\"nothing\"") && block["properties"]["missing"].is_object(), "{block}");
    // A block that says it needs no facts.
    let names = block["if"]["propertyNames"]["enum"].as_array().unwrap();
    assert!(names.contains(&"sentence".into()) && !names.contains(&"carried".into()), "{names:?}");
    let recipe: serde_json::Value = serde_json::from_str(&Folder::new().run(&["schema", "recipe"]).out).unwrap();
    assert!(recipe["definitions"]["block"]["properties"]["carried"].is_null());
}

#[test]
fn rdf_of_another_program_is_validated() {
    let head = "@prefix chy: <https://w3id.org/chancery/ontology#> .\n@prefix c: <https://w3id.org/chancery/vocab/carried/> .\n";
    for (said, good) in [
        ("chy:carried c:part ; chy:missing \"who\"", true),
        ("chy:carried c:nothing", true),
        ("chy:sentenceNumber 4", true),
        ("chy:carried c:part", false),
        ("chy:carried c:all", false),
        ("chy:carried c:nothing , c:part ; chy:missing \"who\"", false),
    ] {
        let run = Folder::with("a.ttl", format!("{head}<https://example.org/s> a chy:Sentence ; {said} ."))
            .run(&["check", "a.ttl"]);
        assert_eq!(run.status, Some(i32::from(!good)), "{said}\n{}", run.err);
    }
}
