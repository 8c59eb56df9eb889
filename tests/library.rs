//! The face of the library: the programs of `examples/` run, and sources in memory give what files give.

use chancery::export::Format;
use chancery::{QuestionError, ReadError, Reading};

#[path = "../examples/ask.rs"]
mod ask;
#[path = "../examples/notes.rs"]
mod notes;

#[test]
fn the_examples_run() {
    ask::main().unwrap();
    notes::main().unwrap();
}

const DOSSIER: &str = "data/azerbaijan-belarus.yaml";

fn turtle(reading: Reading) -> String {
    let mut bytes = Vec::new();
    reading.read().unwrap().export(Format::Turtle, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_source_in_memory_gives_what_its_file_gives() {
    let folder = crate::support::Folder::new();
    let facts = "{\"document\": {\"id\": \"d\", \"title\": \"D\"}, \"facts\": [{\"row\": 1, \"membership\": {\"member\": \
                 \"Belarus\", \"organization\": \"OSCE\", \"status\": \"full\"}}]}\n";
    for name in ["notes.yaml", "notes.json", "notes.jsonl"] {
        folder.file(name, facts);
        let path = folder.path().join(name);
        assert_eq!(turtle(Reading::new().text(name, facts)), turtle(Reading::new().path(path)), "{name}");
    }
    let states = "code;name\n370;Belarus\n";
    let recipe = "recipe: one\nreads: one\ntable: {delimiter: \";\"}\ndocument: {id: one, title: One}\nfacts:\n  - membership: {member: \
                  \"cow:{code}\", organization: OSCE, status: full}\n";
    folder.file("one.yaml", recipe);
    folder.file("states.csv", states);
    let with = |reading: Reading| reading.recipe(folder.path().join("one.yaml").to_string_lossy());
    let (memory, file) =
        (Reading::new().text("states.csv", states), Reading::new().path(folder.path().join("states.csv")));
    assert_eq!(turtle(with(memory)), turtle(with(file)));
}

#[test]
fn what_is_wrong_has_its_place() {
    let text = "facts:\n  - membership: {member: Bellarus, organization: OSCE, status: full}\n";
    let Err(ReadError::Problems(problems)) = Reading::new().text("notes.yaml", text).read() else {
        panic!("the name is misspelt");
    };
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert_eq!(problem.place, "notes.yaml:2:26");
    assert!(problem.to_string().starts_with("notes.yaml:2:26: error[unknown-name]: "), "{problem}");

    let facts = Reading::new().path(DOSSIER).read().unwrap();
    let asked = facts.store().unwrap();
    for (name, arguments, code) in [
        ("shared-membership", &[][..], "unknown-question"),
        ("shared-memberships", &[("a", "Azerbaijan"), ("b", "Bellarus")][..], "unknown-name"),
    ] {
        let Err(QuestionError::Problems(problems)) = asked.question(name, arguments) else { panic!("{name}") };
        assert!(problems.iter().any(|problem| problem.diagnostic.code.as_str() == code), "{problems:?}");
    }
    let Err(QuestionError::Problems(problems)) = asked.rows("SELECT ?a { ?a ") else { panic!("no query") };
    assert_eq!(problems[0].diagnostic.code.as_str(), "sparql-syntax");
    assert!(matches!(asked.rows("ASK {}"), Err(QuestionError::NotRows)));
}

#[test]
fn rows_have_typed_values() {
    let facts = Reading::new().path(DOSSIER).read().unwrap();
    let asked = facts.store().unwrap();
    let rows = asked
        .rows(
            "SELECT ?count ('x' AS ?text) (chy:Visit AS ?iri) ?none { SELECT (COUNT(*) AS ?count) { ?f a chy:Visit } }",
        )
        .unwrap();
    let count: u32 = rows[0].value("count").unwrap();
    assert!(count > 0);
    assert_eq!(rows[0].text("text"), Some("x"));
    assert_eq!(rows[0].text("iri"), Some("https://w3id.org/chancery/ontology#Visit"));
    assert_eq!((rows[0].get("none"), rows[0].get("else"), rows[0].value::<u32>("iri")), (None, None, None));
}
