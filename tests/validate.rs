//! RDF held against the shapes: what is told, where, and that nothing is told of RDF that is right. How this compares with
//! another engine of SHACL is tested in `tests/foreign/check_validate.py`.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;

use crate::support::graph::root;
use crate::support::{Folder, Run, unmark};

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
    assert!(alone.err.contains("check it together with the file that states it"), "{}", alone.err);
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
        &[("wrong-datatype", "is not a valid `")],
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
         x:S sh:targetClass x:Club ; sh:expression true ;\n\
         sh:property [ sh:path x:code ; sh:minLength 2 ; sh:maxLength 3 ; sh:not [ sh:in ( \"XX\" ) ] ] ;\n\
         sh:property [ sh:path [ sh:inversePath x:of ] ; sh:minCount 1 ; sh:severity sh:Warning ] ;\n\
         sh:property [ sh:path ( x:code x:of ) ; sh:maxCount 1 ] .\n",
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
    assert_eq!(run.err.matches("warning[constraint-not-checked]").count(), 1, "{}", run.err);
    assert!(run.err.contains("`sh:expression` is not checked"), "{}", run.err);
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

#[test]
fn what_was_checked_is_said() {
    let folder = Folder::with("facts.ttl", format!("{PREFIXES}{}", membership("org:member state:belarus")));
    let run = folder.run(&CHECK);
    assert!(run.err.contains("RDF checked: 5 triples of 1 source, 1 node against "), "{}", run.err);
    assert!(!run.err.contains("0 readings"), "{}", run.err);
}

#[test]
fn shapes_among_the_sources_are_not_applied_and_that_is_said() {
    let shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <https://example.org/> .\n\
                  x:S sh:targetClass x:Thing ; sh:property [ sh:path x:age ; sh:minCount 1 ] .\n\
                  x:T a sh:NodeShape .\n";
    let folder = Folder::with("a.ttl", "@prefix x: <https://example.org/> . x:a a x:Thing .\n");
    folder.file("shapes.ttl", shapes);
    let run = folder.run(&["check", "a.ttl", "shapes.ttl"]);
    let said = run.said();
    let told = said.iter().find(|said| said.code == "shapes-not-applied").unwrap_or_else(|| panic!("{}", run.err));
    assert_eq!((told.place.as_str(), told.marked.as_str()), ("shapes.ttl:2:1", "x:S"), "{}", run.err);
    assert!(told.message.contains("2 shapes") && told.help.join(" ").contains("--ontology"), "{}", run.err);
    // The remedy works, and then nothing is told any more.
    folder.file("mine/my-shapes.ttl", shapes);
    let run = folder.run(&["check", "a.ttl", "shapes.ttl", "--ontology", "mine"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert_eq!(run.codes(), ["too-few-values"], "{}", run.err);
}

/// Checks Turtle against shapes of one's own; gives the codes with the first and last of their marks.
fn against(shapes: &str, text: &str) -> (Run, Vec<(String, String)>) {
    let prefixes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <https://example.org/> .\n\
                    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";
    let folder = Folder::with("a.ttl", format!("{prefixes}{text}"));
    folder.file("mine/own.ttl", format!("{prefixes}{shapes}"));
    let run = folder.run(&["check", "a.ttl", "--ontology", "mine"]);
    let said = run.said().into_iter().map(|said| (said.code, said.marked)).collect();
    (run, said)
}

#[test]
fn every_path_and_every_target_is_followed() {
    let text = "x:a x:p x:b . x:b x:p x:c . x:c x:q x:d ; x:r \"e\" .\n";
    // What each path reaches from x:a, told as wrong because none of it is x:none.
    for (path, reached) in [
        ("( x:p x:p )", vec!["x:c"]),
        ("[ sh:zeroOrMorePath x:p ]", vec!["x:a", "x:b", "x:c"]),
        ("[ sh:oneOrMorePath x:p ]", vec!["x:b", "x:c"]),
        ("[ sh:zeroOrOnePath x:p ]", vec!["x:a", "x:b"]),
        ("[ sh:alternativePath ( ( x:p x:p ) x:p ) ]", vec!["x:b", "x:c"]),
        ("( [ sh:oneOrMorePath x:p ] [ sh:inversePath [ sh:oneOrMorePath x:p ] ] )", vec!["x:a", "x:b"]),
        ("( x:p [ sh:inversePath x:p ] [ sh:zeroOrOnePath [ sh:alternativePath ( x:p x:q ) ] ] )", vec!["x:a", "x:b"]),
        ("[ sh:inversePath ( x:p x:q ) ]", vec![]),
    ] {
        let shape = format!("x:S sh:targetNode x:a ; sh:property [ sh:path {path} ; sh:in ( x:none ) ] .");
        let (run, said) = against(&shape, text);
        let mut found: Vec<&str> = run
            .err
            .lines()
            .filter_map(|line| line.strip_prefix("error[unknown-concept]: `")?.split('`').next())
            .collect();
        found.sort_unstable();
        assert_eq!(found, reached, "{path}: {said:?}\n{}", run.err);
    }
    for (target, focus) in [
        ("sh:targetNode x:nowhere", "x:nowhere"),
        ("sh:targetNode \"a text\"", "\"a text\""),
        ("sh:targetObjectsOf x:r", "\"e\""),
        ("sh:targetSubjectsOf x:q", "x:c"),
    ] {
        let (run, _) = against(&format!("x:S {target} ; sh:property [ sh:path x:needed ; sh:minCount 1 ] ."), text);
        assert!(run.err.contains(&format!("`{focus}` has no value of `x:needed`")), "{target}: {}", run.err);
    }
    // A class that constrains is the shape of its instances, of those below it too.
    let class = "x:C a rdfs:Class ; sh:property [ sh:path x:needed ; sh:minCount 1 ] .";
    let (run, _) = against(class, "x:a a x:D . x:D rdfs:subClassOf x:C .\n");
    assert!(run.err.contains("`x:a` has no value of `x:needed`"), "{}", run.err);
}

#[test]
fn closed_and_qualified_shapes_hold() {
    let closed =
        "x:S sh:targetClass x:C ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path x:p ] .";
    let (run, said) = against(closed, "x:a a x:C ; x:p 1 ; x:other 2 .\n");
    assert_eq!((run.status, said), (Some(1), vec![("closed-shape".to_owned(), "2".to_owned())]), "{}", run.err);
    let hand = "x:S sh:targetClass x:Hand ;
        sh:property [ sh:path x:digit ; sh:qualifiedValueShape [ sh:class x:Thumb ] ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 ; sh:qualifiedValueShapesDisjoint true ] ,
                    [ sh:path x:digit ; sh:qualifiedValueShape [ sh:class x:Finger ] ; sh:qualifiedMinCount 2 ; sh:qualifiedValueShapesDisjoint true ] .";
    let digits = "x:t a x:Thumb . x:u a x:Thumb . x:f a x:Finger . x:g a x:Finger . x:both a x:Finger , x:Thumb .\n";
    for (text, codes) in [
        ("x:t , x:f , x:g", vec![]),
        ("x:t , x:u , x:f , x:g", vec!["too-many-values"]),
        ("x:both , x:f , x:g", vec!["too-few-values"]),
        ("x:t , x:f , x:both", vec!["too-few-values"]),
    ] {
        let (run, said) = against(hand, &format!("{digits}x:h a x:Hand ; x:digit {text} .\n"));
        let found: Vec<&str> = said.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(found, codes, "{text}: {}", run.err);
    }
}

#[test]
fn shapes_that_lead_back_to_themselves_end() {
    let shape = "x:S sh:targetClass x:P ; sh:property [ sh:path x:knows ; sh:node x:S ] , x:T .\n\
                 x:T sh:path x:knows ; sh:property x:T ; sh:minCount 1 .";
    let mut text = String::new();
    for number in 0..30 {
        let _ = write!(text, "x:n{number} a x:P ");
        for other in 0..30 {
            let _ = write!(text, "; x:knows x:n{other} ");
        }
        text.push_str(".\n");
    }
    let (run, said) = against(shape, &text);
    // Each way back is told once, at the shape that it comes back to.
    let told = ["x:S", "x:T"].map(|shape| ("recursive-shape".to_owned(), shape.to_owned()));
    assert_eq!((run.status, said), (Some(0), told.to_vec()), "{}", run.err);
    let chain: String = (0..2_000).map(|n| format!("x:n{n} a x:P ; x:knows x:n{} .\n", n + 1)).collect();
    let (run, _) = against(shape, &chain);
    assert!(run.err.contains("not all of them were checked"), "{}", run.err);
    // Nesting of shapes is no matter of the stack.
    let deep =
        format!("x:S sh:targetClass x:P {} .", "; sh:not [ sh:nodeKind sh:IRI ".repeat(3_000) + &"]".repeat(3_000));
    let (run, _) = against(&deep, "x:a a x:P .\n");
    assert!(matches!(run.status, Some(0 | 1)), "{}", run.err);
}

#[test]
fn what_lies_beyond_shacl_core_is_always_told() {
    // Whether or not anything is wrong with the data, and whether or not the shape has a target.
    let shapes = "x:S sh:targetClass x:C ; sh:sparql [ sh:select \"SELECT $this {}\" ] .\n\
                  x:T sh:rule [ a sh:TripleRule ] ; sh:target [ a sh:SPARQLTarget ] .\n\
                  x:Mine a sh:ConstraintComponent ; sh:parameter [ sh:path x:mine ] .";
    let (run, said) = against(shapes, "x:a a x:C .\n");
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(said.iter().all(|(code, _)| code == "constraint-not-checked"), "{}", run.err);
    for what in ["sh:sparql", "sh:rule", "sh:target", "a `sh:ConstraintComponent"] {
        assert_eq!(run.err.matches(&format!("{what}` is not checked")).count(), 1, "{what}: {}", run.err);
    }
    assert!(run.err.contains("mine/own.ttl:3:"), "{}", run.err);
    // What stands within a rule is told with the rule.
    let (run, said) =
        against("x:T sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate x:p ] .", "x:a a x:C .\n");
    let told = said.iter().filter(|(code, _)| code == "constraint-not-checked").count();
    assert_eq!(told, 1, "{}", run.err);
}
