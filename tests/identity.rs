//! Different things are never one, and one thing is told in one way; what was exported without an error is right.

#[path = "support/mod.rs"]
mod support;

use std::fmt::Write as _;

use proptest::prelude::*;
use support::{Folder, Run};

fn table(rows: &str, recipe: &str) -> (Folder, Run) {
    let folder = Folder::with("rows.csv", rows);
    folder
        .file("rows.yaml", format!("recipe: rows\nreads: rows\ndocument: {{id: rows, title: Rows}}\nfacts:\n{recipe}"));
    let run =
        folder.run(&["export", "rows.csv", "--recipe", "rows.yaml", "--format", "turtle", "--rejects", "rejects.csv"]);
    (folder, run)
}

/// The subjects of a graph in Turtle with this prefix.
fn subjects(graph: &str, prefix: &str) -> Vec<String> {
    graph.lines().filter(|line| line.starts_with(prefix) && !line.contains(' ')).map(ToOwned::to_owned).collect()
}

#[test]
fn names_that_differ_in_accents_or_punctuation_are_two_and_told() {
    let (_, run) = table(
        "pact,party\nRhine Pact,Kenya\nRhine-Pact,Togo\nRhïne Pact,Ghana\nrhine  PACT,Fiji\n",
        "  - treaty party: {treaty: {treaty: {name: \"{pact}\"}}, party: \"{party}\", during: 1990}\n",
    );
    // The last differs in case and spacing: it is the first one, told with another name.
    assert_eq!(run.status, Some(1), "{}", run.err);
    let (_, run) = table(
        "pact,party\nRhine Pact,Kenya\nRhine-Pact,Togo\nRhïne Pact,Ghana\n",
        "  - treaty party: {treaty: {treaty: {name: \"{pact}\"}}, party: \"{party}\", during: 1990}\n",
    );
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert_eq!(subjects(&run.out, "treaty:").len(), 3, "{}", run.out);
    assert_eq!(run.codes(), ["names-alike", "names-alike"], "{}", run.err);
    // Both lines are shown.
    assert!(run.err.contains("rows.csv:3:1") && run.err.contains("rows.csv:2:1"), "{}", run.err);
}

#[test]
fn an_iri_hangs_on_the_name_alone() {
    let one = Folder::with(
        "a.yaml",
        "document: {id: a, title: A}\nfacts: [{row: 1, says: [{trait: {subject: {person: {name: José Example}}, trait: origin, value: Peru}}]}]\n",
    );
    let other = Folder::with(
        "a.yaml",
        "document: {id: a, title: A}\nfacts: [{row: 1, says: [{trait: {subject: {person: {name: José Example}}, trait: origin, value: Peru}}, {trait: {subject: {person: {name: Jose Example}}, trait: origin, value: Peru}}]}]\n",
    );
    let run = |folder: &Folder| folder.run(&["export", "a.yaml", "--format", "turtle"]).out;
    let (alone, beside) = (subjects(&run(&one), "person:"), subjects(&run(&other), "person:"));
    assert_eq!((alone.len(), beside.len()), (1, 2));
    assert!(beside.contains(&alone[0]), "{alone:?} {beside:?}");
}

#[test]
fn one_id_of_two_records_names_both_rows() {
    let (folder, run) = table(
        "id,name,state,year\na1,Ann Example,Kenya,1990\na1,Bob Example,Kenya,1991\nc1,Cy Example,Togo,1992\n",
        "  - office holding: {holder: {person: {id: \"{id}\", name: \"{name}\"}}, office: {office: {name: \"Chief of {state}\", of: \"{state}\"}}, during: \"{year}\"}\n",
    );
    assert_eq!((run.status, run.codes()), (Some(1), vec!["two-records".to_owned()]), "{}", run.err);
    assert!(run.err.contains("rows.csv:3:1") && run.err.contains("rows.csv:2:1"), "{}", run.err);
    let rejects = folder.read("rejects.csv");
    assert_eq!(rejects.lines().filter(|line| line.contains("two-records")).count(), 2, "{rejects}");
}

#[test]
fn records_that_tell_different_keys_of_one_thing_are_one() {
    let folder = Folder::with(
        "a.yaml",
        "document: {id: a, title: A}
facts:
  - row: 1
    says:
      - trait: {subject: {person: {id: ann, name: Ann Example}}, trait: origin, value: Peru}
      - trait: {subject: {person: {id: ann, name: Ann Example, also: A. Example}}, trait: citizenship, value: Peru}
",
    );
    let run = folder.run(&["export", "a.yaml", "--format", "turtle"]);
    assert_eq!((run.status, run.codes().len()), (Some(0), 0), "{}", run.err);
    assert_eq!(subjects(&run.out, "person:"), ["person:ann"]);
}

#[test]
fn an_id_alone_refers_to_what_is_told_elsewhere() {
    let text = |second: &str| {
        format!(
            "document: {{id: a, title: A}}
facts:
  - row: 1
    says:
      - trait: {{subject: {{person: {{id: ann}}}}, trait: citizenship, value: Peru}}
      - trait: {{subject: {{person: {second}}}, trait: origin, value: Peru}}
"
        )
    };
    let folder = Folder::with("a.yaml", text("{id: ann, name: Ann Example}"));
    let run = folder.run(&["export", "a.yaml", "--output", "out.ttl"]);
    assert_eq!((run.status, run.codes().len()), (Some(0), 0), "{}", run.err);
    assert_eq!(folder.run(&["check", "out.ttl"]).status, Some(0));
    assert_eq!(folder.read("out.ttl").matches("\"Ann Example\"@en").count(), 1);
    // Where nothing tells its name, that is told.
    let folder = Folder::with("a.yaml", text("{id: bob, name: Bob Example}"));
    let run = folder.run(&["check", "a.yaml"]);
    assert_eq!((run.status, run.codes()), (Some(1), vec!["missing-key".to_owned()]), "{}", run.err);
    // The registry's are referred to in the same way.
    let folder = Folder::with(
        "a.yaml",
        text("{id: ann, name: Ann Example}").replace("value: Peru", "value: {state: {id: peru}}"),
    );
    assert_eq!(folder.run(&["check", "a.yaml"]).status, Some(0));
}

#[test]
fn a_listed_entity_that_only_writes_a_known_name_otherwise_is_told() {
    for (kind, name) in [("international organization", "Group of 15"), ("place", "Sao Tome")] {
        let folder = Folder::with(
            "a.yaml",
            format!("document: {{id: a, title: A}}\nentities:\n  - {kind}: {{id: of-my-own, name: {name}}}\n"),
        );
        let run = folder.run(&["check", "a.yaml"]);
        assert!(run.codes().contains(&"names-alike".to_owned()), "{name}: {}", run.err);
    }
}

/// What a table of strangers may hold: few names, written in several ways, under few ids.
fn rows() -> impl Strategy<Value = String> {
    let name =
        prop::sample::select(vec!["Ann Example", "Ánn Example", "ann example", "Ann-Example", "Bob", "Боб", "_"]);
    let id = prop::sample::select(vec!["", "a1", "b1"]);
    let state = prop::sample::select(vec!["Kenya", "Togo", "Peru", "Atlantis"]);
    let year = prop::sample::select(vec!["1990", "1990/1992", "19x1", "2001-02-03"]);
    let office = prop::sample::select(vec!["Chief", "Chief!", "chief"]);
    prop::collection::vec((name, id, state, year, office), 1..7).prop_map(|rows| {
        let mut text = "document: {id: a, title: A}\nfacts:\n".to_owned();
        for (number, (name, id, state, year, office)) in rows.iter().enumerate() {
            let id = if id.is_empty() { String::new() } else { format!("id: {id}, ") };
            let _ = writeln!(
                text,
                "  - {{row: {number}, says: [{{office holding: {{holder: {{person: {{{id}name: \"{name}\"}}}}, office: {{office: {{name: \"{office}\", of: {state}}}}}, during: \"{year}\"}}}}, {{stance: {{holder: {state}, on: {{visit: {{visitor: {{person: {{name: \"{name}\"}}}}, host: Fiji, during: \"{year}\"}}}}, stance: support}}}}]}}"
            );
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// The export of a run without an error passes the program's own check.
    #[test]
    fn what_was_exported_without_an_error_is_right(facts in rows()) {
        let folder = Folder::with("facts.yaml", &facts);
        let run = folder.run(&["export", "facts.yaml", "--output", "out.ttl"]);
        if run.status == Some(0) {
            let check = folder.run(&["check", "out.ttl"]);
            prop_assert_eq!(check.status, Some(0), "{}\n{}", facts, check.err);
        } else {
            prop_assert_eq!(run.status, Some(1), "{}\n{}", facts, run.err);
            // What is left of it is right, too.
            let run = folder.run(&["export", "facts.yaml", "--keep-going", "--output", "rest.ttl"]);
            prop_assert!(run.codes().iter().all(|code| !code.is_empty()));
        }
    }
}
