//! RDF of strangers: what would take memory or time without end is an error with its place, and soon.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::{Duration, Instant};

use crate::support::Folder;

const XML: &str = "<?xml version=\"1.0\"?>\n";
const RDF: &str = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e.example/\">\n";
const SAYS: &str = "<http://e.example/s>\n<http://e.example/p> ";

/// Holds that a file is refused by every command that reads RDF, with this code and at this line.
fn refused(name: &str, text: String, code: &str, line: u64) {
    let folder = Folder::with(name, text);
    for arguments in
        [&["check", name][..], &["query", "--source", name, "-e", "ASK {}"], &["show", "Q1", "--source", name]]
    {
        let begun = Instant::now();
        let run = folder.run(arguments);
        assert_eq!((run.status, run.out.as_str()), (Some(1), ""), "{name}: {}", run.err);
        let told = run.err.matches("error[").count();
        assert!(told == 1 && run.err.contains(&format!("error[{code}]")), "{name}: {}", run.err);
        assert!(run.err.contains(&format!("{name}:{line}:")) && run.err.contains("help: "), "{name}: {}", run.err);
        assert!(begun.elapsed() < Duration::from_secs(20), "{name}: {:?}", begun.elapsed());
    }
}

#[test]
fn a_term_without_end() {
    let long = "x".repeat(17 << 20);
    refused("a.ttl", format!("{SAYS}\"{long}\" .\n"), "text-too-long", 2);
    refused("a.nt", format!("{}\"{long}\" .\n", SAYS.replace('\n', " ")), "text-too-long", 1);
    refused("a.trig", format!("{SAYS}\"\"\"{long}\n"), "text-too-long", 2);
    refused("a.nq", format!("# {long}"), "text-too-long", 1);
    let text = format!("{XML}{RDF}<rdf:Description>\n<e:p>{long}</e:p></rdf:Description></rdf:RDF>");
    refused("a.rdf", text, "text-too-long", 4);
    refused("a.jsonld", format!("{{\"@id\": \"urn:a\",\n\"http://e.example/p\": \"{long}\"}}"), "text-too-long", 2);
}

#[test]
fn nesting_without_end() {
    for levels in [300, 200_000] {
        let close = |with: &str| with.repeat(levels);
        refused("a.ttl", format!("{SAYS}{}{} .\n", "(".repeat(levels), close(")")), "nested-too-deep", 2);
        let nodes = "[ <http://e.example/p> ".repeat(levels);
        refused("b.ttl", format!("{SAYS}{nodes} 1 {} .\n", close("]")), "nested-too-deep", 2);
        let triples = "<<( <http://e.example/s> <http://e.example/p> ".repeat(levels);
        refused(
            "c.nt",
            format!("{}{triples} \"\" {} .\n", SAYS.replace('\n', " "), close(")>> ")),
            "nested-too-deep",
            1,
        );
        let elements = "<rdf:Description><e:p>".repeat(levels);
        let ends = close("</e:p></rdf:Description>");
        refused("d.rdf", format!("{XML}{RDF}{elements}{ends}</rdf:RDF>"), "nested-too-deep", 3);
        let objects = "{\"http://e.example/p\": ".repeat(levels);
        refused(
            "e.jsonld",
            format!("{{\"@id\": \"urn:a\",\n\"urn:p\": {objects} 1 {}}}", close("}")),
            "nested-too-deep",
            2,
        );
    }
}

/// Each term of a context may be defined by the next.
#[test]
fn a_context_of_more_and_more_terms() {
    let chain = |terms: usize| {
        let defined: String = (0..terms).map(|n| format!("\"t{n}\": \"t{}:a\", ", n + 1)).collect();
        format!("{{\"@context\":\n{{{defined}\"t{terms}\": \"urn:x\"}}, \"t0:a\": 1}}")
    };
    refused("a.jsonld", chain(5_000), "text-too-long", 2);
    let folder = Folder::with("b.jsonld", chain(3_900));
    for arguments in [
        &["check", "b.jsonld"][..],
        &["query", "--source", "b.jsonld", "-e", "ASK {}"],
        &["diff", "b.jsonld", "b.jsonld"],
    ] {
        let run = folder.run(arguments);
        assert_eq!(run.status, Some(0), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn entities_that_stand_for_more_and_more() {
    for levels in [7, 12] {
        let entities: String =
            (1..=levels).map(|n| format!("<!ENTITY e{n} \"{}\">\n", format!("&e{};", n - 1).repeat(10))).collect();
        let text = format!(
            "{XML}<!DOCTYPE rdf:RDF [<!ENTITY e0 \"ha\">\n{entities}]>\n{RDF}<rdf:Description><e:p>&e{levels};</e:p></rdf:Description></rdf:RDF>"
        );
        refused("a.rdf", text, "entity-expansion", 2);
    }
}

#[test]
fn what_is_within_the_bounds_is_read() {
    let levels = 60;
    let count = "SELECT (COUNT(*) AS ?n) { ?s <http://e.example/p> ?o }";
    let objects = "{\"http://e.example/p\": ".repeat(levels);
    for (name, text, expected) in [
        ("a.ttl", format!("{SAYS}\"{}\" .\n", "x".repeat(7 << 20)), 1),
        ("b.ttl", format!("{SAYS}{} 1 {} .\n", "[ <http://e.example/p> ".repeat(levels), "]".repeat(levels)), 61),
        ("c.jsonld", format!("{{\"@id\": \"urn:a\", \"urn:p\": {objects} 1 {}}}", "}".repeat(levels)), 60),
        (
            "d.rdf",
            format!(
                "{XML}<!DOCTYPE rdf:RDF [<!ENTITY e \"http://e.example/\">]>\n{RDF}{}</rdf:RDF>",
                "<rdf:Description rdf:about=\"&e;s\"><e:p rdf:resource=\"&e;o\"/></rdf:Description>"
            ),
            1,
        ),
    ] {
        let run = Folder::with(name, text).run(&["query", "--format", "csv", "--source", name, "-e", count]);
        assert_eq!((run.status, run.out.trim()), (Some(0), format!("n\r\n{expected}").as_str()), "{name}: {}", run.err);
    }
}

#[test]
fn an_error_of_xml_and_a_far_context_have_their_place() {
    let wrong = format!(
        "{XML}{RDF}<rdf:Description rdf:about=\"http://e.example/s\">\n<e:p rdf:resource=\"http://a b\"/>\n</rdf:Description></rdf:RDF>"
    );
    refused("a.rdf", wrong, "rdf-syntax", 4);
    let far = "{\n\"@id\": \"urn:a\",\n\"@context\": [\"https://e.example/context\"], \"p\": 1}";
    refused("a.jsonld", far.to_owned(), "rdf-syntax", 3);
}
