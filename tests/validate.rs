//! RDF held against the shapes: what is told, where, and that nothing is told of RDF that is right. How this compares with
//! another engine of SHACL is tested in `tests/foreign/check_validate.py`.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "support/graph.rs"]
mod graph;
mod support;

use std::fmt::Write as _;

use graph::root;
use support::{Folder, Run, unmark};

const PREFIXES: &str = "@prefix chy: <https://w3id.org/chancery/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix state: <https://w3id.org/chancery/id/state/> .
@prefix body: <https://w3id.org/chancery/id/international-organization/> .
@prefix status: <https://w3id.org/chancery/vocab/membership-status/> .
@prefix x: <https://example.org/> .
";

const OSCE: &str = "body:organization-for-security-and-co-operation-in-europe";

/// Without what spans facts, which is tested on its own.
const CHECK: [&str; 3] = ["check", "facts.ttl", "--no-checks"];

/// Checks Turtle in which marks say what is wrong; each diagnostic has a code and a part of its message or remedy.
fn wrong(marked: &str, expected: &[(&str, &str)]) {
    let (text, marks) = unmark(&format!("{PREFIXES}{marked}"));
    assert_eq!(marks.len(), expected.len(), "the test has a mark for each diagnostic");
    let folder = Folder::with("facts.ttl", text);
    let run = folder.run(&CHECK);
    assert_eq!(run.status, Some(1), "{}", run.err);
    let said = run.said();
    let codes: Vec<&str> = said.iter().map(|said| said.code.as_str()).collect();
    let wanted: Vec<&str> = expected.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, wanted, "{}", run.err);
    for ((said, (_, words)), (place, line, what)) in said.iter().zip(expected).zip(marks) {
        assert_eq!(said.place, format!("facts.ttl:{place}"), "{}", run.err);
        assert_eq!((&said.excerpt, &said.marked), (&line, &what), "{}", run.err);
        let told = format!("{} {}", said.message, said.help.join(" "));
        assert!(told.contains(words), "`{words}` is not said:\n{}", run.err);
    }
}

/// A membership of RDF with one of its lines exchanged.
fn membership(line: &str) -> String {
    let mut text = "x:one a chy:Membership ;\n    rdfs:label \"One\"@en ;\n".to_owned();
    let property = line.trim().trim_start_matches('«').split(' ').next().unwrap().to_owned();
    for own in
        ["chy:member state:belarus ;", &format!("chy:organization {OSCE} ;"), "chy:membershipStatus status:full ."]
    {
        let end = &own[own.len() - 1..];
        if own.starts_with(&format!("{property} ")) {
            let _ = writeln!(text, "    {line} {end}");
        } else {
            let _ = writeln!(text, "    {own}");
        }
    }
    text
}

/// The code of the first quality of the ontology.
fn some_quality() -> String {
    let text = std::fs::read_to_string(root().join("ontology/concepts.ttl")).unwrap();
    let line = text.lines().find(|line| line.starts_with("quality:")).unwrap();
    line.strip_prefix("quality:").unwrap().split_whitespace().next().unwrap().to_owned()
}

fn is_fine(run: &Run) {
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(!run.err.contains("error["), "{}", run.err);
}

#[test]
fn entities_of_the_registry_need_no_class_in_the_file() {
    let folder = Folder::with("facts.ttl", format!("{PREFIXES}{}", membership("chy:member state:belarus")));
    is_fine(&folder.run(&CHECK));
}

#[test]
fn what_a_facts_file_of_the_run_says_may_be_referred_to() {
    let folder = Folder::with("notes.yaml", "entities: [{organization: {name: Chess Club}}]\n");
    let text = membership("chy:organization <https://w3id.org/chancery/id/organization/chess-club>");
    folder.file("facts.ttl", format!("{PREFIXES}{text}"));
    is_fine(&folder.run(&["check", "facts.ttl", "notes.yaml", "--no-checks"]));
    let alone = folder.run(&CHECK);
    assert_eq!((alone.status, alone.codes()), (Some(1), vec!["wrong-class".to_owned()]), "{}", alone.err);
    assert!(alone.err.contains("check it together with the file that says so"), "{}", alone.err);
}

#[test]
fn an_export_is_right_in_every_syntax() {
    let folder = Folder::new();
    let source = root().join("data/azerbaijan-belarus.yaml");
    for ending in ["ttl", "trig", "nt", "nq", "jsonld", "rdf"] {
        let name = format!("export.{ending}");
        let run = folder.run(&["export", source.to_str().unwrap(), "--output", &name]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        is_fine(&folder.run(&["check", &name]));
    }
}

#[test]
fn a_value_that_is_wrong_is_shown() {
    wrong(&membership("chy:member «state:osce»"), &[("wrong-class", "nothing says that `state:osce` is an agent")]);
    wrong(&membership("chy:organization «state:belarus»"), &[("wrong-class", "`state:belarus` is a state")]);
    wrong(
        &membership("chy:member state:belarus , «state:armenia»"),
        &[("too-many-values", "2 values of `chy:member`")],
    );
    wrong(
        &membership("chy:membershipStatus «status:ful»"),
        &[("unknown-concept", "did you mean `membership-status:full`?")],
    );
    wrong(&membership("chy:membershipStatus «\"full\"»"), &[("unknown-concept", "not in the closed list")]);
}

#[test]
fn a_value_that_is_missing_is_told_at_its_node() {
    let text = membership("chy:organization x").replace("x:one", "«x:one»");
    let without: String =
        text.lines().filter(|line| !line.contains("chy:organization")).fold(String::new(), |mut all, line| {
            let _ = writeln!(all, "{line}");
            all
        });
    wrong(&without, &[("too-few-values", "has no value of `chy:organization`, and one is needed")]);
    // A quality that holds of something needs to say of what: of one thing, or between several.
    let quality = "<https://w3id.org/chancery/vocab/quality/QUALITY>".replace("QUALITY", &some_quality());
    wrong(
        &format!("«x:a» a chy:Assessment ; rdfs:label \"A\"@en ; chy:quality {quality} .\n"),
        &[("too-few-values", " or `chy:")],
    );
}

#[test]
fn misspelt_terms_of_ours_are_told_and_others_are_not() {
    wrong(
        "x:a a «chy:Membreship» ;\n  «chy:durring» x:t ;\n  x:durring x:t ; rdfs:lable \"other namespaces are not ours\" .\n",
        &[("unknown-term", "did you mean `chy:Membership`?"), ("unknown-term", "did you mean `chy:during`?")],
    );
    let own = "chy:Club a owl:Class ; rdfs:subClassOf chy:Organization .\nx:club a chy:Club ; rdfs:label \"C\"@en .\n";
    is_fine(&Folder::with("facts.ttl", format!("{PREFIXES}{own}")).run(&CHECK));
}

#[test]
fn what_lies_beyond_shacl_is_told_too() {
    wrong(
        "x:a a chy:Person ; rdfs:label \"A\"@en ; owl:sameAs «<http://www.wikidata.org/entity/Q1>» .\n\
         x:b a chy:Person ; rdfs:label \"B\"@en ; owl:sameAs «<http://www.wikidata.org/entity/Q1>» .\n",
        &[("shared-identifier", "of `<https://example.org/b>`"), ("shared-identifier", "of `<https://example.org/a>`")],
    );
}

#[test]
fn times_are_held_against_their_datatypes_and_bounds() {
    wrong(
        "x:t a chy:TimeSpan ; chy:endLatest «\"2001-02-30\"»^^xsd:date .\n",
        &[("wrong-datatype", "the text is not of that form")],
    );
    wrong(
        "x:t a chy:TimeSpan ; chy:endLatest \"2001-01-01\"^^xsd:date ;\n  chy:endEarliest «\"2001-01-02\"»^^xsd:date .\n",
        &[("values-disagree", "must be not more than `chy:endLatest`")],
    );
}

#[test]
fn a_blank_node_is_told_by_what_leads_to_it() {
    wrong(
        "«x:one» a chy:Person ; rdfs:label \"A\"@en ; chy:namesHold [ a chy:TimeSpan ; chy:endLatest 12 ] .\n",
        &[("wrong-datatype", "the blank node at `chy:namesHold` of `<https://example.org/one>`")],
    );
}

#[test]
fn lines_are_found_in_every_syntax() {
    let person = "https://w3id.org/chancery/ontology#Person";
    let same = "http://www.w3.org/2002/07/owl#sameAs";
    for (name, text, place) in [
        (
            "a.nt",
            format!(
                "<http://a/p> <http://a/q> <http://a/r> .\n<http://a/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{person}> .\n"
            ),
            "a.nt:2:1",
        ),
        (
            "a.nq",
            format!(
                "# one\n<http://a/x> <{same}> <http://a/y> <http://a/g> .\n<http://a/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{person}> <http://a/g> .\n"
            ),
            "a.nq:2:1",
        ),
        ("a.trig", format!("PREFIX a: <http://a/>\na:g {{\n  a:x a <{person}> }}\n"), "a.trig:3:3"),
        (
            "a.jsonld",
            format!("{{\"@context\": {{\"a\": \"http://a/\"}},\n\"@id\": \"a:x\", \"@type\": \"{person}\"}}\n"),
            "a.jsonld:2:9",
        ),
        (
            "a.rdf",
            format!(
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<rdf:Description rdf:about=\"http://a/x\"><rdf:type rdf:resource=\"{person}\"/></rdf:Description></rdf:RDF>\n"
            ),
            "a.rdf:2:29",
        ),
    ] {
        let run = Folder::with(name, text).run(&["check", name]);
        assert_eq!(run.status, Some(1), "{name}: {}", run.err);
        let said = run.said();
        let nameless = said.iter().find(|said| said.code == "too-few-values").unwrap();
        assert_eq!(nameless.place, place, "{}", run.err);
    }
}

#[test]
fn shapes_of_ones_own_hold_and_what_is_not_understood_is_said() {
    let folder = Folder::new();
    folder.file(
        "mine/club.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <https://example.org/> .\n\
         x:S sh:targetClass x:Club ; sh:closed true ;\n\
         sh:property [ sh:path x:code ; sh:minLength 2 ; sh:maxLength 3 ; sh:not [ sh:in ( \"XX\" ) ] ] ;\n\
         sh:property [ sh:path [ sh:inversePath x:of ] ; sh:minCount 1 ; sh:severity sh:Warning ] ;\n\
         sh:property [ sh:path ( x:a x:b ) ; sh:minCount 1 ] .\n",
    );
    let check = |text: &str| {
        folder.file("a.ttl", format!("@prefix x: <https://example.org/> .\n{text}"));
        let run = folder.run(&["check", "a.ttl", "--ontology", "mine"]);
        let mut codes = run.codes();
        codes.retain(|code| code != "constraint-not-checked");
        (run, codes)
    };
    let (run, codes) = check("x:a a x:Club ; x:code \"AB\" , \"XX\" , \"ABCD\" . x:b x:of x:a .\n");
    assert_eq!(
        (run.status, codes),
        (Some(1), vec!["shape-not-met".to_owned(), "malformed-text".to_owned()]),
        "{}",
        run.err
    );
    assert_eq!(run.err.matches("warning[constraint-not-checked]").count(), 2, "{}", run.err);
    assert!(run.err.contains("`sh:closed` of the shape of <https://example.org/S>"), "{}", run.err);
    let (run, codes) = check("x:a a x:Club .\n");
    assert_eq!((run.status, codes), (Some(0), vec!["too-few-values".to_owned()]), "{}", run.err);
    assert!(run.err.contains("warning[too-few-values]"), "{}", run.err);
}

#[test]
fn where_nothing_is_checked_that_is_said() {
    let run = Folder::with("a.ttl", "<http://a/x> a <http://a/C> .\n").run(&["check", "a.ttl"]);
    assert_eq!((run.status, run.codes()), (Some(0), vec!["nothing-checked".to_owned()]), "{}", run.err);
}

/// What is told of a file that cannot be read, and a part of how.
fn unreadable(name: &str, bytes: impl AsRef<[u8]>, code: &str, words: &str) {
    let run = Folder::with(name, bytes).run(&["check", name]);
    assert_eq!(run.status, Some(1), "{name}: {}", run.err);
    let codes = run.codes();
    assert!(!codes.is_empty() && codes.iter().all(|said| said == code), "{name}: {}", run.err);
    assert!(run.err.contains(words), "{name}: `{words}` is not said\n{}", run.err);
}

#[test]
fn bad_rdf_is_told() {
    unreadable("a.ttl", "<http://a/x> a <http://a/C", "rdf-syntax", "a.ttl:1:");
    unreadable("a.ttl", "<http://a/x> a <http://a/C>", "rdf-syntax", "a.ttl");
    unreadable("a.nq", "<http://a/x> <http://a/p> <not an iri> .\n", "rdf-syntax", "a.nq:1:");
    unreadable(
        "a.jsonld",
        "{\"@context\": \"https://schema.org/\", \"@id\": \"http://a/x\"}",
        "rdf-syntax",
        "over the network",
    );
    unreadable("a.ttl", "", "empty-source", "a.ttl");
    // Half of it is right, and nothing is told of that half.
    unreadable(
        "a.ttl",
        "<http://a/x> a <https://w3id.org/chancery/ontology#Membership> .\n<http://a/y> a",
        "rdf-syntax",
        "a.ttl:",
    );
    let binary: Vec<u8> = (0..=255).cycle().take(4096).collect();
    let run = Folder::with("a.ttl", &binary).run(&["check", "a.ttl"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert!(!run.codes().is_empty(), "{}", run.err);
    let run = Folder::new().run(&["check", "none.ttl"]);
    assert_eq!((run.status, run.codes()), (Some(1), vec!["no-such-file".to_owned()]), "{}", run.err);
}

#[test]
fn a_line_of_ten_megabytes_is_read_and_shown_in_part() {
    let mut line = "<http://a/x> a <https://w3id.org/chancery/ontology#Person> ; <http://a/p> ".to_owned();
    let long = "long-".repeat(100);
    for number in 0..20_000 {
        let _ = write!(line, "<http://a/{long}{number}> , ");
    }
    line.push_str("<http://a/last> .");
    assert!(line.len() > 10_000_000);
    let run = Folder::with("a.ttl", line).run(&["check", "a.ttl"]);
    assert_eq!((run.status, run.codes()), (Some(1), vec!["too-few-values".to_owned()]), "{}", run.err);
    assert!(run.err.len() < 2_000 && run.took.as_secs() < 60, "{} bytes, {:?}", run.err.len(), run.took);
}
