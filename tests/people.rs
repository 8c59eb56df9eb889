//! Persons whom no file describes: a name makes one of its document. Who held an office that takes part in a fact.

use crate::support::{Folder, Run};

/// A facts file of a document.
fn notes(id: &str, facts: &[&str]) -> String {
    let facts: String = facts.iter().map(|fact| format!("      - {fact}\n")).collect();
    format!("document: {{id: {id}, title: Notes {id}}}\nfacts:\n  - row: 1\n    says:\n{facts}")
}

fn check(facts: &[&str]) -> Run {
    Folder::with("n.yaml", notes("n", facts)).run(&["check", "n.yaml"])
}

/// The rows of a query on sources, each as its cells.
fn rows(folder: &Folder, query: &str, sources: &[&str]) -> Vec<Vec<String>> {
    let mut arguments = vec!["query", "-e", query, "--format", "csv"];
    sources.iter().for_each(|source| arguments.extend(["--source", source]));
    let run = folder.run(&arguments);
    assert_eq!(run.status, Some(0), "{}", run.err);
    run.out.lines().skip(1).map(|line| line.split(',').map(ToOwned::to_owned).collect()).collect()
}

/// What follows the prefix of each value of one column.
fn locals(folder: &Folder, query: &str, sources: &[&str]) -> Vec<String> {
    let local = |row: Vec<String>| row[0].rsplit(['/', ':']).next().unwrap_or_default().to_owned();
    let mut found: Vec<String> = rows(folder, query, sources).into_iter().map(local).collect();
    found.sort();
    found
}

const PERSONS: &str = "SELECT DISTINCT ?who { ?who a chy:Person }";

#[test]
fn a_name_makes_one_person_in_a_document_and_two_in_two() {
    let folder = Folder::new();
    let facts = [
        "visit: {visitor: {person: Ann Example}, on behalf of: Kenya, host: Belarus, during: 2004}",
        "meeting: {participants: [{person: ann  example}, {person: Bob Muster}], place: Minsk, during: 2005}",
    ];
    folder.file("a.yaml", notes("a", &facts));
    folder.file("b.yaml", notes("b", &facts[..1]));
    assert_eq!(locals(&folder, PERSONS, &["a.yaml"]), ["a--ann-example", "a--bob-muster"]);
    assert_eq!(locals(&folder, PERSONS, &["a.yaml", "b.yaml"]), ["a--ann-example", "a--bob-muster", "b--ann-example"]);
    // The visits are two as well: nothing says that one person went.
    assert_eq!(locals(&folder, "SELECT ?f { ?f a chy:Visit }", &["a.yaml", "b.yaml"]).len(), 2);
    // A name that loses something on its way to an IRI is still one of its document alone.
    folder.file("c.yaml", notes("c", &["visit: {visitor: {person: José Muster}, host: Belarus, during: 2004}"]));
    folder.file("d.yaml", notes("d", &["visit: {visitor: {person: José Muster}, host: Belarus, during: 2004}"]));
    let of_two = locals(&folder, PERSONS, &["c.yaml", "d.yaml"]);
    assert!(of_two[0].starts_with("c--jose-muster_") && of_two[1].starts_with("d--jose-muster_"), "{of_two:?}");
    assert_ne!(of_two[0][1..], of_two[1][1..], "the document is in the digest");
}

#[test]
fn a_name_of_nobody_is_a_person_only_where_a_key_takes_persons_alone() {
    let run = check(&["office holding: {holder: Ann Example, office: President of Azerbaijan, during: 1960}"]);
    assert_eq!((run.status, run.codes()), (Some(0), vec!["name-alone".to_owned()]), "{}", run.err);
    let run = check(&["visit: {visitor: Ann Example, host: Belarus, during: 2004}"]);
    assert_eq!(run.codes(), ["unknown-name"], "{}", run.err);
    assert!(run.err.contains("if it is a person: `{person: Ann Example}`"), "{}", run.err);
    // A misspelt state is offered the state.
    let run = check(&["visit: {visitor: Bellarus, host: Kenya, during: 2004}"]);
    assert!(run.err.contains("did you mean `Belarus`") && !run.err.contains("{person:"), "{}", run.err);
    // The name of something else is not made a person where only the key says so.
    let run = check(&["office holding: {holder: Minsk, office: President of Azerbaijan, during: 1960}"]);
    assert_eq!(run.codes(), ["wrong-class"], "{}", run.err);
    let run = check(&["visit: {visitor: {person: Kenya}, host: Belarus, during: 2004}"]);
    assert_eq!(run.codes(), ["wrong-class"], "{}", run.err);
    // Other kinds are not made of a name.
    let run = check(&["visit: {visitor: {office: Keeper of the Seal}, host: Belarus, during: 2004}"]);
    assert_eq!(run.codes(), ["wrong-value"], "{}", run.err);
}

#[test]
fn a_known_name_means_who_is_known() {
    let folder = Folder::with(
        "n.yaml",
        "document: {id: n, title: N}
entities:
  - person: {id: ann, name: Ann Example}
facts:
  - row: 1
    says:
      - visit: {visitor: {person: Ann Example}, host: Belarus, during: 2004}
      - visit: {visitor: {person: Alexander Lukashenko}, host: Kenya, during: 2004}
",
    );
    assert_eq!(locals(&folder, "SELECT ?who { ?f chy:visitor ?who }", &["n.yaml"]), ["alexander-lukashenko", "ann"]);
    assert!(folder.run(&["check", "n.yaml"]).codes().is_empty());
}

#[test]
fn a_name_like_a_known_one_is_asked_about() {
    for (name, meant) in [
        ("Ilham Aliev", "Ilham Aliyev"),
        ("Lukashenko", "Alexander Lukashenko"),
        ("Alexander Grigoryevich Lukashenko", "Alexander Lukashenko"),
    ] {
        let run = check(&[&format!("visit: {{visitor: {{person: {name}}}, host: Kenya, during: 2004}}")]);
        assert_eq!(run.codes(), ["unknown-name"], "{name}: {}", run.err);
        assert!(run.err.contains(&format!("did you mean `{meant}`")), "{name}: {}", run.err);
    }
    // It is another one with an `id` of its own.
    let run =
        check(&["visit: {visitor: {person: {id: other-lukashenko, name: Lukashenko}}, host: Kenya, during: 2004}"]);
    assert!(run.codes().is_empty(), "{}", run.err);
    // Only a name is one.
    for text in ["Q57371000001", "'wd:Q1'", "'12345'"] {
        let run = check(&[&format!("visit: {{visitor: {{person: {text}}}, host: Kenya, during: 2004}}")]);
        assert_eq!(run.codes(), ["unknown-name"], "{text}: {}", run.err);
    }
    let run = check(&["visit: {visitor: {person: Ann}, host: Kenya, during: 2004}"]);
    assert_eq!(run.codes(), ["name-alone"], "a single name that nobody known has: {}", run.err);
}

#[test]
fn one_note_tells_of_all_persons_of_a_file() {
    let visits: Vec<String> = ["Ann Example", "Bob Muster", "Cy Sample", "Dee Specimen", "Ann Example"]
        .iter()
        .map(|name| format!("visit: {{visitor: {{person: {name}}}, host: Kenya, during: 2004}}"))
        .collect();
    let run = check(&visits.iter().map(String::as_str).collect::<Vec<_>>());
    let said = run.said();
    assert_eq!((run.status, said.len()), (Some(0), 1), "{}", run.err);
    let wanted = "4 persons are known by name alone: `Ann Example`, `Bob Muster`, `Cy Sample`, 1 more";
    assert_eq!(said[0].message, wanted);
    assert!(run.err.contains("n.yaml:5:"), "at the first: {}", run.err);
}

#[test]
fn two_forms_of_one_name_in_a_file_are_told() {
    let run = check(&[
        "visit: {visitor: {person: {name: Ann Example}}, host: Kenya, during: 2004}",
        "visit: {visitor: {person: Ann Example}, host: Togo, during: 2004}",
    ]);
    assert_eq!(run.codes(), ["names-alike", "name-alone"], "{}", run.err);
    let folder = Folder::new();
    folder.file("a.yaml", notes("a", &["visit: {visitor: {person: José Muster}, host: Kenya, during: 2004}"]));
    folder.file("b.yaml", notes("b", &["visit: {visitor: {person: Jose Muster}, host: Togo, during: 2004}"]));
    let run = folder.run(&["export", "a.yaml", "b.yaml"]);
    assert_eq!(run.codes(), ["name-alone", "name-alone"], "two documents may write as they like: {}", run.err);
}

#[test]
fn a_table_names_persons_of_its_own() {
    let folder = Folder::with("rows.csv", "who,year\nAnn Example,1901\nBob Muster,1970\nAnn Example,1980\n");
    folder.file(
        "rows.yaml",
        "recipe: rows
reads: rows
document: {id: rows, title: Rows}
facts:
  - visit: {visitor: {person: \"{who}\"}, host: Peru, during: \"{year}\"}
",
    );
    let run = folder.run(&["export", "rows.csv", "--recipe", "rows.yaml", "--format", "turtle"]);
    assert_eq!((run.status, run.codes()), (Some(0), vec!["name-alone".to_owned()]), "{}", run.err);
    assert!(run.out.contains("\nperson:rows--ann-example\n") && run.out.contains("\nperson:rows--bob-muster\n"));
    // As they are read, too.
    let run = folder.run(&["export", "rows.csv", "--recipe", "rows.yaml", "--order", "input", "--format", "n-triples"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(
        run.out.contains("/person/rows--ann-example> <http://www.w3.org/2000/01/rdf-schema#label> \"Ann Example\"")
    );
}

#[test]
fn entities_outside_of_facts_are_not_made_of_a_name() {
    // An entity has no document: whose person would it be?
    let own = "@prefix setting: <https://w3id.org/chancery/setting#> . @prefix chy: <https://w3id.org/chancery/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x: <https://example.org/> .
x:Ship a owl:Class ; rdfs:subClassOf chy:Entity ; rdfs:label \"ship\"@en .
x:captain a owl:ObjectProperty ; rdfs:label \"captain\"@en .
x:ShipShape a sh:NodeShape ; sh:targetClass x:Ship ; setting:key \"ship\" ; rdfs:comment \"A ship.\"@en ; setting:nameSuffices true ;
    setting:iriTemplate \"ship/{id}\" ; setting:labelTemplate \"{name}\"@en ; setting:example \"{name: Aurora}\" ;
    sh:property [ setting:key \"captain\" ; sh:path x:captain ; sh:class chy:Person ; sh:maxCount 1 ; sh:description \"Who leads it.\"@en ; sh:order 20 ] .
";
    let folder = Folder::with("own/ship.ttl", own);
    folder.file(
        "n.yaml",
        "document: {id: n, title: N}\nentities:\n  - ship: {name: Aurora, captain: {person: Ann Example}}\n",
    );
    let run = folder.run(&["check", "n.yaml", "--ontology", "own"]);
    assert!(run.codes().contains(&"unknown-name".to_owned()), "{}", run.err);
    // A kind of one's own is made of a name if its shape says so.
    folder.file("m.yaml", notes("m", &["trait: {subject: {ship: Aurora}, trait: origin, value: Peru}"]));
    let run = folder.run(&["export", "m.yaml", "--ontology", "own", "--format", "turtle"]);
    assert_eq!((run.status, run.codes()), (Some(0), vec!["name-alone".to_owned()]), "{}", run.err);
    assert!(run.out.contains("ship:m--aurora\n") && run.err.contains("1 ship is known by name alone"), "{}", run.err);
}

/// A file in which a person of its own holds an office.
fn holds(folder: &Folder, id: &str, name: &str, office: &str, during: &str) {
    let fact = format!(
        "office holding: {{holder: {name}, office: {{office: {{name: {office}, of: Kenya}}}}, during: {during}}}"
    );
    folder.file(&format!("{id}.yaml"), notes(id, &[&fact]));
}

fn pairs(folder: &Folder) -> Vec<String> {
    let run = folder.run(&["link", "--pairs", "--format", "tsv", "a.yaml", "b.yaml"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    run.out.lines().skip(1).map(|line| line.split('\t').take(3).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn namesakes_of_two_documents_are_proposed_with_what_both_are_said_to_be() {
    let folder = Folder::new();
    holds(&folder, "a", "Ann Example", "Foreign Minister", "2001/2005");
    for (name, office, during, wanted) in [
        ("Ann Example", "Foreign Minister", "2003-05/2004-02", "name and fact"),
        // Another office, and another time, are not the same.
        ("Ann Example", "Finance Minister", "2003-05/2004-02", "name"),
        ("Ann Example", "Foreign Minister", "2011/2012", "name"),
        // One day of the one may be in the other, and may not.
        ("Ann Example", "Foreign Minister", "2001", "name"),
    ] {
        holds(&folder, "b", name, office, during);
        assert_eq!(
            pairs(&folder),
            [format!("{wanted} person:a--ann-example person:b--ann-example")],
            "{office} {during}"
        );
    }
    holds(&folder, "b", "Bob Muster", "Foreign Minister", "2003-05/2004-02");
    assert!(pairs(&folder).is_empty());
}

#[test]
fn one_who_holds_an_office_in_two_documents_does_not_contradict_herself() {
    let folder = Folder::new();
    holds(&folder, "a", "Ann Example", "Foreign Minister", "2001/2005");
    holds(&folder, "b", "Ann Example", "Foreign Minister", "2002/2004");
    let codes = |folder: &Folder| folder.run(&["check", "a.yaml", "b.yaml"]).codes();
    assert!(!codes(&folder).contains(&"two-holders-at-once".to_owned()));
    holds(&folder, "b", "Bob Muster", "Foreign Minister", "2002/2004");
    assert!(codes(&folder).contains(&"two-holders-at-once".to_owned()));
}

#[test]
fn a_decision_makes_persons_of_two_documents_one() {
    let folder = Folder::new();
    holds(&folder, "a", "Ann Example", "Foreign Minister", "2001/2005");
    holds(&folder, "b", "Ann Example", "Foreign Minister", "2001/2005");
    folder.file(
        "decisions.yaml",
        "decisions:\n  - {same: [\"person:a--ann-example\", \"person:b--ann-example\"], decided by: A. Editor, decided on: 2026-01-31}\n",
    );
    let sources = ["a.yaml", "b.yaml", "decisions.yaml"];
    assert_eq!(locals(&folder, PERSONS, &sources), ["a--ann-example"]);
    assert_eq!(locals(&folder, "SELECT ?f { ?f a chy:OfficeHolding }", &sources).len(), 1);
}

const TIES: &str = "SELECT ?host ?who { ?visit chy:thenHeldBy ?who ; chy:host/rdfs:label ?host } ORDER BY ?host";

/// Visits of a foreign minister whom no source names, and what is said of who held the office.
fn ties(holdings: &[&str], visits: &[(&str, &str)]) -> Vec<(String, String)> {
    let folder = Folder::new();
    folder.file(
        "holders.yaml",
        format!(
            "document: {{id: holders, title: Holders, as of: 2016-01-01}}\nentities:\n  - office: {{id: minister, name: Foreign Minister of Kenya, of: Kenya}}\n  - person: {{id: ann, name: Ann Example}}\n  - person: {{id: bob, name: Bob Muster}}\nfacts:\n{}",
            holdings.iter().fold(String::new(), |text, one| text + &format!("  - {{row: 1, {one}}}\n"))
        ),
    );
    let visits: Vec<String> = visits
        .iter()
        .map(|(host, during)| format!("visit: {{visitor: Foreign Minister of Kenya, host: {host}, during: {during}}}"))
        .collect();
    folder.file("visits.yaml", notes("visits", &visits.iter().map(String::as_str).collect::<Vec<_>>()));
    let found = rows(&folder, TIES, &["holders.yaml", "visits.yaml"]);
    found
        .into_iter()
        .map(|row| (row[0].clone(), row[1].rsplit(['/', ':']).next().unwrap_or_default().to_owned()))
        .collect()
}

fn holding(holder: &str, rest: &str) -> String {
    format!("office holding: {{holder: {holder}, office: Foreign Minister of Kenya, {rest}}}")
}

#[test]
fn a_visit_of_an_office_leads_to_who_certainly_held_it() {
    let ann = holding("Ann Example", "during: 2005-03-01/2009-06-30");
    let bob = holding("Bob Muster", "during: 2009-06-30/..");
    let visits = [
        ("Belarus", "2006-05"),
        // The day on which the office changes hands.
        ("Chile", "2009-06-30"),
        // A part of the year was before her.
        ("Cuba", "2005"),
        // Within the day of which the source speaks, and after it.
        ("Peru", "2015-12-31"),
        ("Togo", "2016-02-01"),
        ("Mali", "1999"),
    ];
    let wanted = [("Belarus", "ann"), ("Peru", "bob")].map(|(host, who)| (host.to_owned(), who.to_owned()));
    assert_eq!(ties(&[&ann, &bob], &visits), wanted);
}

#[test]
fn what_is_not_certain_ties_nobody() {
    let visits = [("Belarus", "2006-05")];
    let long = "during: 2001/2010";
    let ann = holding("Ann Example", long);
    assert_eq!(ties(&[&ann], &visits).len(), 1);
    // Two hold it together, one of them for a day.
    assert!(ties(&[&ann, &holding("Bob Muster", "during: 2006-05-03")], &visits).is_empty());
    // Another one perhaps held it: that excludes nothing.
    assert_eq!(ties(&[&ann, &holding("Bob Muster", "tenure: former")], &visits).len(), 1);
    for unsure in [
        holding("Ann Example", "during: 2006"),
        holding("Ann Example", "tenure: incumbent"),
        holding("Ann Example", &format!("tenure: elect, {long}")),
        holding("Ann Example", &format!("tenure: former, {long}")),
        format!("hedge: reportedly, says: [{{{ann}}}]"),
        format!("polarity: denies, says: [{{{ann}}}]"),
        format!("speaker: Kenya, says: [{{{ann}}}]"),
        format!("modality: forecast, says: [{{{ann}}}]"),
    ] {
        assert!(ties(&[&unsure], &visits).is_empty(), "{unsure}");
    }
    assert_eq!(ties(&[&holding("Ann Example", &format!("tenure: acting, {long}"))], &visits).len(), 1);
}

#[test]
fn sources_tell_together_or_not_at_all_who_held_it() {
    let visits = [("Belarus", "2006-05")];
    let folder = Folder::with(
        "visits.yaml",
        notes(
            "visits",
            &[&{
                format!(
                    "visit: {{visitor: {{office: {{name: Foreign Minister, of: Kenya}}}}, host: {}, during: {}}}",
                    visits[0].0, visits[0].1
                )
            }],
        ),
    );
    let known = "  - person: {id: ann, name: Ann Example}\n";
    let of = |id: &str, during: &str, folder: &Folder| {
        holds(folder, id, "Ann Example", "Foreign Minister", during);
        let text = folder.read(&format!("{id}.yaml"));
        folder.file(&format!("{id}.yaml"), text.replace("facts:\n", &format!("entities:\n{known}facts:\n")));
    };
    let found = |folder: &Folder| rows(folder, TIES, &["a.yaml", "b.yaml", "visits.yaml"]).len();
    // Both are of one finding, which has the kind.
    of("a", "2001/2010", &folder);
    of("b", "2003/2008", &folder);
    assert_eq!(found(&folder), 0, "they disagree about the begin and the end");
    of("b", "{begin latest: 2003-01-01, end earliest: 2008-12-31}", &folder);
    assert_eq!(found(&folder), 1);
    // One person of each document by her name: nothing says that they are one.
    holds(&folder, "a", "Ann Example", "Foreign Minister", "2001/2010");
    holds(&folder, "b", "Ann Example", "Foreign Minister", "2001/2010");
    assert_eq!(found(&folder), 0);
}

#[test]
fn an_office_that_a_fact_is_about_leads_to_nobody() {
    // A person is appointed to the office: its holder takes no part.
    let folder = Folder::with(
        "n.yaml",
        notes(
            "n",
            &[
                "office holding: {holder: {person: Ann Example}, office: {office: {name: Envoy, of: Kenya}}, during: 2001/2010}",
                "stance: {holder: Belarus, on: {office: {name: Envoy, of: Kenya}}, stance: support, during: 2006}",
                "public act: {by: {office: {name: Envoy, of: Kenya}}, act: praise, to: Belarus, during: 2006-05}",
            ],
        ),
    );
    let found = rows(&folder, "SELECT ?fact ?who { ?fact chy:thenHeldBy ?who }", &["n.yaml"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0][0].contains("public-act") && found[0][1].ends_with("n--ann-example"), "{found:?}");
    // It is no statement of a source: an export has it only among what is derived.
    let plain = folder.run(&["export", "n.yaml"]);
    assert!(!plain.out.contains("thenHeldBy"));
    let derived = folder.run(&["export", "n.yaml", "--derived"]);
    assert!(derived.out.contains("chy:thenHeldBy person:n--ann-example"), "{}", derived.out);
}

#[test]
fn an_office_says_something() {
    let folder = Folder::with(
        "n.yaml",
        "document: {id: n, title: N}
facts:
  - row: 1
    speaker: {office: {name: foreign minister, of: Kenya}}
    says:
      - membership: {member: Kenya, organization: NATO, status: candidate, during: 2004}
  - row: 2
    says:
      - utterance: {speaker: {office: {name: foreign minister, of: Kenya}}, about: Belarus, during: 2004}
",
    );
    let run = folder.run(&["check", "n.yaml"]);
    assert_eq!((run.status, run.codes()), (Some(0), vec![]), "{}", run.err);
    let said = rows(&folder, "SELECT ?s ?voice { ?c a chy:Claim ; chy:speaker ?s ; chy:voice ?voice }", &["n.yaml"]);
    assert_eq!(said.len(), 1);
    assert!(said[0][0].ends_with("foreign-minister--kenya") && said[0][1].ends_with("named"), "{said:?}");
    let reported = "SELECT ?f { ?f a chy:Membership ; chy:standing standing:reported }";
    assert_eq!(rows(&folder, reported, &["n.yaml"]).len(), 1);
}
