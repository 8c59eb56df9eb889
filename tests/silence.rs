//! A document that says that it has all facts of a kind, and does not have one: it says that this is not so.

use serde_json::Value;

use crate::support::{Folder, Run};

/// All memberships in the UN and the OSCE from 1950 to 1999: two of Chad in the UN, one of Peru as an observer.
const ALL: &str = "document:
  id: all
  title: All of them
  covers: {kind: membership, where: {organization: [UN, OSCE]}, during: 1950/1999, complete: true}
facts:
  - row: 1
    says:
      - membership: {member: Chad, organization: UN, status: full, during: 1960/1965}
  - row: 2
    says:
      - membership: {member: Chad, organization: UN, status: full, during: 1980/1985}
  - row: 3
    says:
      - membership: {member: Peru, organization: UN, status: observer, during: 1970/1980}
";

/// A folder with these memberships in notes of another document.
fn folder(facts: &[&str]) -> Folder {
    let folder = Folder::with("all.yaml", ALL);
    let mut notes = "document: {id: notes, title: Notes}\nfacts:\n".to_owned();
    for (at, fact) in facts.iter().enumerate() {
        notes += &format!("  - row: {}\n    says:\n      - membership: {{{fact}}}\n", at + 1);
    }
    folder.file("notes.yaml", notes);
    folder
}

fn compare(folder: &Folder, sources: [&str; 2], format: &str) -> Run {
    let run = folder.run(&["compare", sources[0], sources[1], "--format", format]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    run
}

/// The class of the affair, and of each row with the label of the first fact that is there.
fn classes(fact: &str) -> (String, Vec<String>) {
    let told: Value = serde_json::from_str(&compare(&folder(&[fact]), ["all.yaml", "notes.yaml"], "json").out).unwrap();
    let body = if fact.contains("Peru") { "Peru" } else { "Chad" };
    let rows = told["rows"].as_array().unwrap();
    let of_notes = |row: &&Value| row["second"]["label"].as_str().is_some_and(|label| label.contains(body));
    let named = |row: &Value| {
        let missing = if row["first"].is_null() { ", the first is silent" } else { "" };
        format!("{}{missing}", row["class"].as_str().unwrap())
    };
    let rows: Vec<String> = rows.iter().filter(of_notes).map(named).collect();
    // Of the other affair in the document alone nothing is asked here.
    let mut counts = told["counts"]["membership"].as_object().unwrap().clone();
    counts.remove("only-first");
    (counts.keys().next().unwrap().clone(), rows)
}

#[test]
fn silence_is_found_where_the_document_speaks_of_other_times() {
    let chad = |during: &str| classes(&format!("member: Chad, organization: UN, status: full, during: {during}"));
    // Between the two spells there was none. The one next to it is shown too.
    let rows = ["apart", "only-second-within, the first is silent"].map(ToOwned::to_owned).to_vec();
    assert_eq!(chad("1970/1972"), ("only-second-within".to_owned(), rows));
    // In 1970 there was none, be it one of the two spells or another.
    assert_eq!(chad("{begin latest: 1970, end earliest: 1970}").0, "only-second-within");
    // It is one of the two spells, or between them.
    assert_eq!(chad("{begin earliest: 1961, end latest: 1984}").0, "undecided");
    // The document says nothing of that time.
    assert_eq!(chad("2005/2010").0, "apart");
    // One spell whose end differs: no second row says the same.
    assert_eq!(chad("1980/1990"), ("disagree".to_owned(), vec!["disagree".to_owned()]));
}

#[test]
fn another_value_is_no_fact_of_this_one() {
    let peru = |status: &str, during: &str| {
        classes(&format!("member: Peru, organization: UN, status: {status}, during: {during}"))
    };
    // In 1985 Peru was not even an observer; in 1970 it was one, and no member.
    assert_eq!(peru("full", "1985/1986").0, "only-second-within");
    assert_eq!(peru("full", "1971/1972").0, "disagree");
}

#[test]
fn a_silence_is_stated_in_the_graph_and_shown_everywhere() {
    let folder = folder(&[
        "member: Chad, organization: UN, status: full, during: 1970/1972",
        "member: Fiji, organization: OSCE, status: full, during: 1990/1991",
        // Outside of what the document has.
        "member: Fiji, organization: NATO, status: full, during: 1990/1991",
    ]);
    let both = ["--source", "all.yaml", "--source", "notes.yaml"];
    let run = folder.run(&[&["query", "sources-disagree", "--format", "csv"], &both[..]].concat());
    let rows: Vec<&str> = run.out.lines().skip(1).collect();
    assert_eq!(rows.len(), 2, "{}", run.out);
    assert!(rows.iter().all(|row| row.contains("dispute/silence") && row.contains("All of them")), "{}", run.out);
    assert!(rows[0].contains("Chad in United Nations") || rows[1].contains("Chad in United Nations"), "{}", run.out);
    // Whoever compares, checks or looks at the fact sees it.
    let sources = ["notes.yaml", "all.yaml"];
    assert!(compare(&folder, sources, "csv").err.contains("1 affair in both"), "Chad in the UN is in both");
    let csv = compare(&folder, sources, "csv").out;
    let within: Vec<&str> = csv.lines().filter(|line| line.starts_with("only-first-within,membership,,,")).collect();
    assert_eq!(within.len(), 2, "{csv}");
    assert!(
        compare(&folder, sources, "text").out.contains("only in notes.yaml; all.yaml says that it has all such facts")
    );
    assert!(compare(&folder, sources, "html").out.contains("only-first-within: 2 facts"));
    let sarif: Value = serde_json::from_str(&compare(&folder, sources, "sarif").out).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 2, "{sarif}");
    let check = folder.run(&["check", "notes.yaml", "all.yaml"]);
    assert_eq!(check.err.matches("whether it is so").count(), 2, "{}", check.err);
    assert!(check.err.contains("All of them, which says that it has all such facts"), "{}", check.err);
    let iri = csv.lines().find(|line| line.contains("Fiji")).unwrap().split(',').find(|cell| cell.contains("://"));
    let shown = folder.run(&[&["show", iri.unwrap()], &both[..]].concat());
    assert!(shown.out.contains("All of them: has all such facts, and not this one"), "{}", shown.out);
    // A fact is told as it is, whoever is silent.
    let query = "SELECT ?f WHERE { ?f a chy:Membership ; chy:standing ?s . FILTER ( !STRENDS(STR(?s), '/held') ) }";
    let run = folder.run(&[&["query", "-e", query, "--format", "csv"], &both[..]].concat());
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
}

#[test]
fn a_question_says_where_silence_disagrees() {
    let folder = folder(&["member: Chad, organization: UN, status: full, during: 1960/1972"]);
    let members = |year: &str| {
        let source = ["--source", "all.yaml", "--source", "notes.yaml", "--format", "csv"];
        let year = format!("year={year}");
        let asked = ["query", "members-in-year", "organization=UN", &year];
        let run = folder.run(&[&asked[..], &source].concat());
        assert_eq!(run.status, Some(0), "{}", run.err);
        let row = run.out.lines().find(|line| line.contains("Chad")).map(|line| line.split(',').collect::<Vec<_>>());
        row.map(|row| (row[3].to_owned(), row[4].trim_matches('"').to_owned()))
    };
    // One spell by both; the notes have it seven years longer.
    assert_eq!(members("1964"), Some(("certain".to_owned(), "end".to_owned())));
    assert_eq!(members("1971"), Some(("sources disagree".to_owned(), "end".to_owned())));
    let alone = self::folder(&["member: Chad, organization: UN, status: full, during: 1970/1972"]);
    let asked = ["query", "members-in-year", "organization=UN", "year=1971", "--format", "csv"];
    let run = alone.run(&[&asked[..], &["--source", "all.yaml", "--source", "notes.yaml"]].concat());
    assert!(run.out.contains("sources disagree,silence"), "{}", run.out);
}

#[test]
fn who_denies_is_not_contradicted_by_silence() {
    let folder = folder(&["member: Fiji, organization: OSCE, status: full, during: 1990/1991"]);
    let denied = folder.read("notes.yaml").replace("  - row: 1\n", "  - row: 1\n    polarity: denies\n");
    folder.file("notes.yaml", denied);
    let query = "SELECT ?d WHERE { ?d a chy:Disagreement }";
    let run = folder.run(&["query", "-e", query, "--format", "csv", "--source", "all.yaml", "--source", "notes.yaml"]);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    let told: Value = serde_json::from_str(&compare(&folder, ["all.yaml", "notes.yaml"], "json").out).unwrap();
    assert!(told["counts"]["membership"]["only-second-within"].is_null(), "{told}");
}
