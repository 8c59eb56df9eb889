//! Several sources against Wikidata: one thing is one statement, with the references of all.

use crate::support::Folder;
use crate::support::entities::{dump, entity};

fn notes(id: &str, fact: &str) -> String {
    format!(
        "document: {{id: {id}, title: Notes {id}, published: 2001-01-01, url: 'https://example.org/{id}'}}\nfacts:\n  - row: 1\n    says:\n      - {fact}\n"
    )
}

fn member(during: &str) -> String {
    format!("membership: {{member: Malta, organization: NATO, status: member, during: {during}}}")
}

/// What is proposed of some documents to a Wikidata that knows nothing of Malta: the batch, and the review.
fn contributed(facts: &[&str], more: &[&str]) -> (String, String) {
    let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &[])]));
    let mut arguments = vec!["contribute"];
    let names: Vec<String> = (1..=facts.len()).map(|number| format!("{number}.yaml")).collect();
    for (name, fact) in names.iter().zip(facts) {
        folder.file(name, notes(&format!("d{}", name.trim_end_matches(".yaml")), fact));
        arguments.push(name);
    }
    arguments.extend(["--against", "wikidata.json", "--output", "-", "--dialect", "v1", "--review", "review.csv"]);
    arguments.extend(more);
    let run = folder.run(&arguments);
    assert_eq!(run.status, Some(0), "{}", run.err);
    (run.out, folder.read("review.csv"))
}

#[test]
fn what_two_sources_say_is_one_statement_with_the_references_of_those_that_say_all_of_it() {
    let (year, day) = (member("1964/.."), member("1964-12-01/.."));
    let (batch, _) = contributed(&[&year, &day], &[]);
    assert_eq!(batch.matches("Q233\tP463\tQ7184").count(), 1, "{batch}");
    assert!(batch.contains("P580\t+1964-12-01T00:00:00Z/11"), "{batch}");
    // Who says a year is no reference for a day.
    assert!(batch.contains("https://example.org/d2\"") && !batch.contains("https://example.org/d1\""), "{batch}");
    let (batch, _) = contributed(&[&day, &day.replace("status: member", "status: full")], &[]);
    assert_eq!(batch.matches("\tP580\t").count(), 1, "{batch}");
    for id in ["d1", "d2"] {
        assert!(batch.contains(&format!("https://example.org/{id}\"")), "{batch}");
    }
    // Where none says all of it, a person decides.
    let (batch, review) = contributed(&[&member("1964-12-01/1990"), &member("1964/1990-05-05")], &[]);
    assert!(!batch.contains("P463") && review.contains("no source states all of it"), "{batch} {review}");
    // Apart, the two are two tellings of one spell, and neither is given.
    let (batch, review) = contributed(&[&year, &day], &["--apart"]);
    assert!(!batch.contains("P463"), "{batch}");
    assert_eq!(review.matches("another fact of the source").count(), 2, "{review}");
}

#[test]
fn where_sources_disagree_a_person_decides() {
    let (early, late) = (member("1960/.."), member("1970/.."));
    let (batch, review) = contributed(&[&early, &late], &[]);
    assert!(!batch.contains("P463"), "{batch}");
    assert!(review.contains("sources disagree"), "{review}");
}

#[test]
fn an_audit_has_one_row_for_what_several_sources_state() {
    let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &[])]));
    folder.file("a.yaml", notes("a", &member("1964/..")));
    folder.file("b.yaml", notes("b", &member("1964-12-01/..")));
    let rows = |more: &[&str]| {
        let run = folder
            .run(&[&["audit", "a.yaml", "b.yaml", "--against", "wikidata.json", "--format", "table"], more].concat());
        assert_eq!(run.status, Some(0), "{}", run.err);
        run.out.lines().skip(1).filter(|line| line.contains("P463")).count()
    };
    assert_eq!(rows(&[]), 1);
    assert_eq!(rows(&["--apart"]), 2);
}
