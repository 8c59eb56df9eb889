//! An ontology of one's own with mistakes: each is an error at its own line, and none is a panic.

#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;
use std::fmt::Write as _;

use crate::support::{Folder, Run};

const PREFIXES: &str = "@prefix chy: <https://w3id.org/chancery/ontology#> .
@prefix setting: <https://w3id.org/chancery/setting#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <https://example.org/> .
";

/// Runs the program with a file laid over the ontology.
fn with(name: &str, text: &str) -> Run {
    let folder = Folder::with("a.yaml", "facts: [{membership: {member: Belarus, organization: OSCE, status: full}}]\n");
    folder.file(&format!("mine/{name}"), text);
    folder.run(&["check", "a.yaml", "--ontology", "mine", "--no-checks"])
}

/// Settings had the namespace of the ontology: they are read as before, with one note for each file at its first old name.
#[test]
fn settings_are_read_under_their_names_of_before() {
    let kind = |setting: &str| {
        format!(
            "{PREFIXES}chy:Fair a owl:Class ; rdfs:subClassOf chy:Event ; rdfs:label \"fair\"@en ; skos:definition \"A fair.\"@en .
chy:FairShape a sh:NodeShape ; sh:targetClass chy:Fair ; {setting}:key \"fair\" ; {setting}:iriTemplate \"fair/{{host}}--{{during}}\" ;
  {setting}:labelTemplate \"Fair in {{host}}\" ; {setting}:identifiedBy ( chy:host chy:during ) ; {setting}:recurs <https://w3id.org/chancery/vocab/recurrence/freely> ;
  sh:property [ {setting}:key \"host\" ; sh:path chy:host ; sh:class chy:Polity ; sh:minCount 1 ] ;
  sh:property [ {setting}:key \"during\" ; sh:path chy:during ; sh:class chy:TimeSpan ; sh:minCount 1 ; sh:maxCount 1 ] .\n"
        )
    };
    let run = |setting: &str| {
        let folder = Folder::with("a.yaml", "facts: [{fair: {host: Belarus, during: 2008}}]\n");
        folder.file("mine/own.ttl", kind(setting));
        let export = folder.run(&["export", "a.yaml", "--ontology", "mine", "--format", "nt", "--provenance", "none"]);
        (export, folder.run(&["check", "a.yaml", "--ontology", "mine"]))
    };
    let (old, old_check) = run("chy");
    let (new, new_check) = run("setting");
    assert_eq!((old.status, new.status), (Some(0), Some(0)), "{}\n{}", old.err, new.err);
    assert!(old.out.contains("/id/fair/belarus--2008"), "{}", old.out);
    assert_eq!(old.out, new.out);
    let notes: Vec<_> = old.said().into_iter().filter(|said| said.code == "old-setting").collect();
    assert_eq!(notes.len(), 1, "{}", old.err);
    assert_eq!((notes[0].marked.as_str(), notes[0].place.as_str()), ("chy:key", "mine/own.ttl:9:58"), "{}", old.err);
    assert!(notes[0].message.contains("`setting:key`"), "{}", old.err);
    // Nothing else differs: lint sees the names of now too.
    let others = |run: &Run| run.codes().into_iter().filter(|code| code != "old-setting").collect::<Vec<_>>();
    assert_eq!(others(&old_check), others(&new_check), "{}\n{}", old_check.err, new_check.err);
    assert!(!new.codes().contains(&"old-setting".to_owned()));
}

/// A mistake is told once, in the user's own file, at the line of the text that is marked with `«»`.
fn told_at(marked: &str, code: &str, words: &str) {
    let (text, marks) = support::unmark(&format!("{PREFIXES}{marked}"));
    let run = with("own.ttl", &text);
    let said = run.said();
    assert_eq!(run.status, Some(1), "{marked}: {}", run.err);
    let found = said.iter().find(|said| said.code == code && said.message.contains(words));
    let found = found.unwrap_or_else(|| panic!("{words} is not told: {}", run.err));
    assert_eq!(found.place, format!("mine/own.ttl:{}", marks[0].0), "{}", run.err);
    assert_eq!(found.marked, marks[0].2, "{}", run.err);
}

#[test]
fn a_mistake_in_a_shape_is_told_where_it_stands() {
    let property =
        |text: &str| format!("x:S sh:targetClass chy:Visit ;\n  sh:property [ sh:path chy:during ; {text} ] .\n");
    told_at(&property("sh:minCount «\"one\"»"), "bad-shape", "`sh:minCount` takes a whole number");
    told_at(&property("sh:maxCount «-1»"), "bad-shape", "`sh:maxCount` takes a whole number");
    told_at(&property("sh:nodeKind «sh:Iri»"), "bad-shape", "`sh:nodeKind` takes one of");
    told_at(&property("sh:or «x:list»"), "bad-shape", "`sh:or` takes a list");
    told_at(&property("sh:pattern «\"(\"»"), "bad-shape", "cannot be used as a pattern");
    let key = |text: &str| {
        format!(
            "x:S sh:targetClass chy:Visit ;\n  sh:property [ setting:key \"x\" ; sh:path chy:place ; sh:class chy:Place ; {text} ] .\n"
        )
    };
    told_at(&key("setting:namedAt «\"befor\"»"), "bad-shape", "`setting:namedAt` is `before` or `after`");
    told_at(
        "x:C a owl:Class ; rdfs:subClassOf chy:Event .\nx:S sh:targetClass x:C ; setting:key \"fair\" ; setting:iriTemplate \"fair/{host}\" ;\n\
         setting:nameSuffices «true» ; sh:property [ setting:key \"host\" ; sh:path x:host ; sh:class chy:Agent ; sh:minCount 1 ] .\n",
        "bad-shape",
        "is for entities that have an `id`",
    );
    told_at(&key("setting:unfoldsTo «chy:NoSuch»"), "bad-shape", "which is the path of no key");
    told_at(&property("sh:minCount 1 ; sh:minCount «2»"), "bad-shape", "two values of `sh:minCount`");
    told_at("x:S sh:property «[» sh:minCount 1 ] .\n", "bad-shape", "a shape with a `sh:path`");
    told_at("x:S sh:property [ sh:path «(» x:p ) ] .\n", "bad-shape", "`sh:path` takes");
    // Misspelt terms: ours, and those of a namespace of which terms are declared.
    told_at("x:S sh:targetClass «chy:Vist» .\n", "undeclared-term", "no file declares the class");
    told_at("x:S sh:property [ sh:path «chy:durring» ] .\n", "undeclared-term", "no file declares the property");
    told_at(
        "x:colour a owl:DatatypeProperty .\nx:S sh:property [ sh:path «x:color» ] .\n",
        "undeclared-term",
        "no file declares the property",
    );
}

#[test]
fn a_misspelt_term_of_the_vocabularies_is_told_where_it_stands() {
    let cases = [
        ("x:S «chy:labeltemplate» \"{name}\" .\n", "no file declares the property"),
        ("x:C rdfs:subClassOf «chy:Evnt» .\n", "no file declares the class"),
        ("chy:Visit «wdm:statment» [ wdm:property x:P1 ] .\n", "no file declares the property"),
        ("x:S sh:property [ sh:path chy:amount ; setting:unit «measure:Kilometer» ] .\n", "no file declares the unit"),
        ("x:S sh:property [ sh:path chy:during ; «sh:maxcount» 1 ] .\n", "there is no `sh:maxcount`"),
        ("x:S a «sh:NodeShap» .\n", "there is no `sh:NodeShap`"),
        ("x:C a owl:Class ; «rdfs:lable» \"colour\"@en .\n", "there is no `rdfs:lable`"),
        ("x:C a «owl:Clas» .\n", "there is no `owl:Clas`"),
        ("x:C a skos:Concept ; «skos:preflabel» \"colour\"@en .\n", "there is no `skos:preflabel`"),
    ];
    let more = "@prefix wdm: <https://w3id.org/chancery/wikidata-mapping#> .\n@prefix measure: <http://qudt.org/vocab/unit/> .\n";
    for (marked, words) in cases {
        told_at(&format!("{more}{marked}"), "undeclared-term", words);
    }
    // It is told beside what the kind lacks because of it.
    let kind = "x:C a owl:Class ; rdfs:subClassOf chy:Event .\n\
        x:S a sh:NodeShape ; sh:targetClass x:C ; setting:key \"feast\" ; setting:iriTemplate \"feast/{host}--{time}\" ;\n\
        sh:property [ sh:path chy:during ; setting:key \"during\" ; sh:class chy:TimeSpan ; sh:maxcount 1 ] .\n";
    let run = with("own.ttl", &format!("{PREFIXES}{kind}"));
    assert!(run.said().iter().any(|said| said.code == "bad-shape"), "{}", run.err);
    assert!(run.err.contains("did you mean `sh:maxCount`?"), "{}", run.err);
    // What is built in is read in the same way, and so is what others add to SHACL.
    let folder = Folder::with("a.yaml", "facts: [{membership: {member: Belarus, organization: OSCE, status: full}}]\n");
    for name in ["alignments", "chancery", "concepts", "shapes", "wikidata"] {
        let path = format!("{}/ontology/{name}.ttl", env!("CARGO_MANIFEST_DIR"));
        folder.file(&format!("mine/{name}.ttl"), std::fs::read_to_string(path).unwrap());
    }
    folder.file("mine/own.ttl", format!("{PREFIXES}x:S sh:conversation 1 .\n"));
    let run = folder.run(&["check", "a.yaml", "--ontology", "mine"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(!run.err.contains("undeclared-term"), "{}", run.err);
}

#[test]
fn a_list_that_differs_from_its_scheme_and_a_key_that_is_taken_are_told() {
    let scheme = "<https://example.org/measure> a skos:ConceptScheme .\n\
        x:ban a skos:Concept ; skos:inScheme <https://example.org/measure> .\n\
        x:freeze a skos:Concept ; skos:inScheme <https://example.org/measure> .\n";
    told_at(
        &format!(
            "{scheme}x:S sh:property [ sh:path x:measure ; setting:list <https://example.org/measure> ; sh:in «(» x:ban ) ] .\n"
        ),
        "bad-shape",
        "leaves it out",
    );
    let kind = |key: &str, class: &str| {
        format!(
            "x:Call a owl:Class ; rdfs:subClassOf chy:Event .\nx:S sh:targetClass {class} ; setting:key {key} ; setting:iriTemplate \"call/{{caller}}\" ;\n\
             sh:property [ setting:key \"caller\" ; sh:path x:caller ; sh:class chy:Agent ; sh:minCount 1 ; sh:maxCount 1 ] .\n"
        )
    };
    told_at(&kind("«\"visit\"»", "x:Call"), "bad-shape", "two shapes have the key `visit`");
    told_at(&kind("\"call\"", "«x:Cal»"), "bad-shape", "the class <https://example.org/Cal> of kind `call`");
}

#[test]
fn more_than_there_are_numbers_for_is_told() {
    let many = |count: usize, line: &dyn Fn(usize) -> String| {
        (0..count).fold(PREFIXES.to_owned(), |mut text, number| {
            let _ = writeln!(text, "{}", line(number));
            text
        })
    };
    let list: String = (0..66_000).fold(String::new(), |mut list, n| {
        let _ = write!(list, "x:t{n} ");
        list
    });
    for (what, text) in [
        ("classes", many(66_000, &|n| format!("x:c{n} a owl:Class ; rdfs:subClassOf chy:Event ."))),
        ("concepts", many(66_000, &|n| format!("x:t{n} a skos:Concept ; skos:inScheme x:scheme ."))),
        ("concepts", format!("{PREFIXES}x:S sh:property [ sh:path chy:during ; sh:in ( {list}) ] .\n")),
        ("prefixes", many(70_000, &|n| format!("@prefix p{n}: <https://example.org/{n}/> ."))),
        ("kinds", many(66_000, &|n| format!("x:s{n} sh:targetClass chy:Visit ; setting:key \"kind {n}\" ."))),
    ] {
        let run = with("own.ttl", &text);
        assert_eq!(run.status, Some(1), "{what}: {}", run.err.chars().take(2_000).collect::<String>());
        assert!(run.err.contains("the ontology has more than ") && run.err.contains(&format!("000 {what}")), "{what}");
        assert!(!run.err.contains("panicked"), "{what}");
    }
    let chain = many(39_000, &|n| format!("x:c{n} rdfs:subClassOf x:c{} .", n + 1));
    let run = with("own.ttl", &chain);
    assert!(run.status == Some(1) && run.err.contains("the classes are nested too deep"), "{:?}", run.status);
}

#[test]
fn a_built_in_file_that_lacks_lines_is_told_by_what_the_program_needs() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/ontology/shapes.ttl")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for property in ["chy:modality", "chy:voice", "chy:polarity", "chy:conflictsWith"] {
        // The key's own brackets are left out, as somebody does who thinks that they are not needed.
        let other = text.replace(&format!("sh:path {property} "), "sh:path chy:somethingElse ");
        if other == text {
            continue;
        }
        let run = with("shapes.ttl", &other);
        assert_eq!(run.status, Some(1), "{property}: {}", run.err);
        assert!(run.err.contains("which the program writes") && !run.err.contains("panicked"), "{}", run.err);
        assert!(run.err.contains("mine/shapes.ttl:1:1"), "{}", run.err);
    }
    // Five lines anywhere: the program ends with what it found, never with a panic.
    for start in (0..lines.len()).step_by(lines.len() / 25) {
        let rest: Vec<&str> = lines[..start].iter().chain(lines.iter().skip(start + 5)).copied().collect();
        let run = with("shapes.ttl", &rest.join("\n"));
        assert!(matches!(run.status, Some(0 | 1)) && !run.err.contains("panicked"), "{start}: {}", run.err);
    }
}

/// A path whose parts share their parts is short to write and has no end to speak of.
#[test]
fn a_path_has_a_bounded_number_of_parts() {
    let doubled = |part: &str, end: &str| {
        (0..40).map(|n| part.replace("$", &n.to_string()).replace("%", &(n + 1).to_string())).collect::<String>() + end
    };
    for parts in [
        doubled("_:p$ sh:alternativePath ( _:p% _:p% ) .\n", "_:p40 sh:inversePath chy:during .\n"),
        doubled(
            "_:p$ <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> _:p% ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> ( _:p% ) .\n",
            "_:p40 sh:inversePath chy:during .\n",
        ),
    ] {
        let begun = std::time::Instant::now();
        let run = with("own.ttl", &format!("{PREFIXES}x:S sh:property [ sh:path _:p0 ] .\n{parts}"));
        assert!(run.status == Some(1) && run.err.contains("of 1,000 parts at most"), "{}", run.err);
        assert!(begun.elapsed() < std::time::Duration::from_secs(20));
    }
    let long = "chy:during ".repeat(900);
    let run =
        with("own.ttl", &format!("{PREFIXES}x:S sh:targetClass chy:Visit ; sh:property [ sh:path ( {long} ) ] .\n"));
    assert_eq!(run.status, Some(0), "{}", run.err);
}

#[test]
fn what_stops_a_run_is_in_the_report_too() {
    let folder = Folder::with("a.yaml", "facts: []\n");
    folder.file("mine/own.ttl", format!("{PREFIXES}x:S sh:property [ sh:path x:p ; sh:minCount \"one\" ] .\n"));
    let run = folder.run(&["check", "a.yaml", "--ontology", "mine", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.status, &log["runs"][0]["results"][0]["ruleId"]), (Some(1), &"bad-shape".into()), "{}", run.err);
    let of_command_line: [&[&str]; 5] = [
        &["check", "a.yaml", "--base", "no iri"],
        &["check", "a.yaml", "--base", "https://example.org"],
        // What the command never saw: arguments that are not understood, and a result that would replace a source.
        &["check", "a.yaml", "--no-such-option"],
        &["check", "a.yaml", "--timeout", "soon"],
        &["check", "a.yaml", "--rejects", "a.yaml"],
    ];
    for arguments in of_command_line {
        let run = folder.run(&[arguments, &["--format", "sarif"]].concat());
        assert_eq!(run.status, Some(2), "{}", run.err);
        let log: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let invocation = &log["runs"][0]["invocations"][0];
        assert_eq!((&invocation["executionSuccessful"], &invocation["exitCode"]), (&false.into(), &2.into()));
        assert!(invocation["toolExecutionNotifications"][0]["message"]["text"].as_str().is_some_and(|t| !t.is_empty()));
        let run = folder.run(&[arguments, &["--format=json"]].concat());
        assert!(run.out.contains("\"could-not-run\""), "{}", run.out);
    }
    // Where no report is asked for, there is none.
    for arguments in
        [&["check", "--no-such-option"][..], &["query", "--format", "json", "--no-such-option"], &["check", "--help"]]
    {
        let run = folder.run(arguments);
        assert!(!run.out.contains("could-not-run"), "{}", run.out);
    }
    let run = folder.run(&["check", "none.yaml", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "no-such-file");
}

#[test]
fn what_lacks_a_label_or_a_definition_is_told_at_its_line() {
    let text = format!(
        "{PREFIXES}x:Loan a owl:Class ; rdfs:subClassOf chy:Event .\n\
         x:LoanShape a sh:NodeShape ; sh:targetClass x:Loan ; setting:key \"loan\" ; rdfs:label \"loan\"@en ;\n\
         setting:iriTemplate \"loan/{{lender}}\" ; setting:labelTemplate \"{{lender}} lends\" ;\n\
         sh:property [ setting:key \"lender\" ; sh:path x:lender ; sh:class chy:State ; sh:minCount 1 ; sh:maxCount 1 ] .\n\
         x:lender a owl:ObjectProperty ; rdfs:label \"lender\"@en .\n\
         x:soft a skos:Concept ; skos:prefLabel \"soft\"@en ; rdfs:label \"soft\"@en .\n"
    );
    let folder = Folder::with("a.yaml", "facts: [{membership: {member: Belarus, organization: OSCE, status: full}}]\n");
    folder.file("mine/own.ttl", text);
    let run = folder.run(&["check", "a.yaml", "--ontology", "mine"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let told: Vec<(String, String)> = run.said().into_iter().map(|said| (said.code, said.place)).collect();
    // The prefixes take seven lines.
    for (code, line) in [
        ("label-missing", 8),
        ("affair-missing", 9),
        ("definition-missing", 8),
        ("definition-missing", 12),
        ("concept-incomplete", 13),
    ] {
        assert!(told.contains(&(code.to_owned(), format!("mine/own.ttl:{line}:1"))), "{code}: {}", run.err);
    }
    assert!(!told.contains(&("label-missing".to_owned(), "mine/own.ttl:11:1".to_owned())), "{}", run.err);
}
