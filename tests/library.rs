//! The face of the library: the programs of `examples/` run, and sources in memory give what files give.

use chancery::export::Format;
use chancery::query::{Answer, AskError, Budget, Limit};
use chancery::{QuestionError, ReadError, Reading, Term};

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

const NOTES: &str = "facts:\n  - membership: {member: Belarus, organization: OSCE, status: full}\n";

fn codes(error: &QuestionError) -> Vec<&str> {
    let QuestionError::Problems(problems) = error else { panic!("{error}") };
    problems.iter().map(|problem| problem.diagnostic.code.as_str()).collect()
}

#[test]
fn any_query_has_its_answer() {
    let facts = Reading::new().text("notes.yaml", NOTES).read().unwrap();
    let asked = facts.store().unwrap();
    let all = Budget::default();
    assert!(matches!(asked.answer("ASK { ?m a chy:Membership }", &all), Ok(Answer::Truth(true))));
    let Ok(Answer::Triples(triples)) = asked.answer("CONSTRUCT { ?s a chy:State } WHERE { ?s chy:memberOf ?o }", &all)
    else {
        panic!("triples are expected")
    };
    let triples: Vec<_> = triples.map(Result::unwrap).collect();
    assert_eq!(triples.len(), 1);
    assert_eq!(triples[0].subject.to_string(), "<https://w3id.org/chancery/id/state/belarus>");
    let one = Budget { rows: Some(1), ..Budget::default() };
    let Ok(Answer::Solutions(mut rows)) = asked.answer("SELECT ?n { VALUES ?n { 1 2 } }", &one) else {
        panic!("rows are expected")
    };
    assert!(matches!(rows.next(), Some(Ok(_))));
    assert!(matches!(rows.next(), Some(Err(AskError::Exceeded(Limit::Rows(1))))));
    // What is wrong is shown at its place in the query.
    let Err(error) = asked.answer("ASK {\n  ?m a nothing:Here }", &all) else { panic!("the prefix is unknown") };
    assert_eq!(codes(&error), ["unknown-prefix"]);
    assert!(error.to_string().starts_with("<query>:2:8: error[unknown-prefix]: "), "{error}");
}

#[test]
fn a_query_as_large_as_may_be_fits_the_stack() {
    let facts = Reading::new().text("notes.yaml", NOTES).read().unwrap();
    let asked = facts.store().unwrap();
    let branches = vec!["{ ?m a chy:Visit }"; 900].join(" UNION ");
    assert_eq!(asked.rows(&format!("SELECT ?m {{ {branches} }}")).unwrap().len(), 0);
}

#[test]
fn own_questions_extend_the_built_in_ones() {
    let folder = crate::support::Folder::new();
    folder.file(
        "own/of.rq",
        "#+ summary: Whose memberships are known\n#+ parameters:\n#+   in: {type: entity, class: chy:Organization, example: OSCE, \
         description: the organisation}\nSELECT ?state ?none { ?state chy:memberOf ?_in_iri }\n",
    );
    let read = |own: Option<&str>| {
        let reading = Reading::new().text("notes.yaml", NOTES);
        own.map_or(reading.clone(), |own| reading.questions(folder.path().join(own))).read().unwrap()
    };
    let without = read(None);
    let error = without.store().unwrap().question("of", &[("in", "OSCE")]).unwrap_err();
    assert_eq!(codes(&error), ["unknown-question"]);

    let with = read(Some("own"));
    let asked = with.store().unwrap();
    let rows = asked.question("of", &[("in", "OSCE")]).unwrap();
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row.columns().collect::<Vec<_>>(), ["state", "none"]);
    assert!(matches!(row.get("state"), Some(Term::NamedNode(state)) if state.as_str().ends_with("/belarus")));
    let built_in = asked.question("shared-memberships", &[("a", "Azerbaijan"), ("b", "Belarus"), ("on", "2008-01-01")]);
    assert_eq!(built_in.unwrap().len(), 0);

    // What is wrong with the text is shown in its file, before arguments are put in.
    folder.file("wrong/wrong.rq", "#+ summary: Nothing\nSELECT ?a {\n  ?a a nothing:Here }\n");
    let wrong = read(Some("wrong"));
    let error = wrong.store().unwrap().question("wrong", &[]).unwrap_err();
    assert!(error.to_string().contains("wrong.rq:3:8: error[unknown-prefix]: "), "{error}");
    let missing = read(Some("missing"));
    assert!(missing.store().unwrap().question("of", &[("in", "OSCE")]).is_err());
}

#[test]
fn results_can_be_unwrapped() {
    let error = Reading::new().text("notes.yaml", NOTES.replace("Belarus", "Bellarus")).read().unwrap_err();
    assert!(matches!(error, ReadError::Problems(_)));
    let facts = Reading::default().text("notes.yaml", NOTES).read().unwrap();
    assert!(format!("{facts:?}").starts_with("Facts { counts: "), "{facts:?}");
    assert!(format!("{:?}", facts.store().unwrap()).starts_with("Asked { facts: Facts { "));
}
