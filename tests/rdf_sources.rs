//! RDF as a source of `query`: the same facts in any syntax give the same answers, and what cannot be read is told.

use crate::support::{Folder, Run};

const DOSSIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/azerbaijan-belarus.yaml");

fn timeline(folder: &Folder, source: &str) -> Run {
    folder.run(&["query", "timeline", "a=Azerbaijan", "b=Belarus", "--format", "csv", "--source", source])
}

#[test]
fn every_syntax_gives_the_same_answer() {
    let folder = Folder::new();
    let expected = timeline(&folder, DOSSIER);
    assert_eq!(expected.status, Some(0), "{}", expected.err);
    assert!(expected.out.contains("2006-10-17"), "{}", expected.out);
    for (format, name) in [
        ("turtle", "d.ttl"),
        ("trig", "d.trig"),
        ("n-triples", "d.nt"),
        ("n-quads", "d.nq"),
        ("json-ld", "d.jsonld"),
        ("rdf-xml", "d.rdf"),
    ] {
        let export = folder.run(&["export", DOSSIER, "--format", format, "--output", name]);
        assert_eq!(export.status, Some(0), "{}", export.err);
        let answer = timeline(&folder, name);
        assert_eq!((answer.status, &answer.out), (Some(0), &expected.out), "{name}: {}", answer.err);
    }
    // Through a pipe too, where the syntax is known by the beginning alone.
    let piped = folder.pipe(
        folder.read("d.ttl"),
        &["query", "timeline", "a=Azerbaijan", "b=Belarus", "--format", "csv", "--source", "-"],
    );
    assert_eq!((piped.status, &piped.out), (Some(0), &expected.out), "{}", piped.err);
    // Facts and their own export are the same facts, and no row comes twice.
    let both = folder.run(&[
        "query",
        "timeline",
        "a=Azerbaijan",
        "b=Belarus",
        "--format",
        "csv",
        "--source",
        DOSSIER,
        "--source",
        "d.nt",
    ]);
    assert_eq!((both.status, &both.out), (Some(0), &expected.out), "{}", both.err);
}

#[test]
fn triple_terms_that_are_written_are_read() {
    let folder = Folder::new();
    let expected = timeline(&folder, DOSSIER);
    let reified = "SELECT (COUNT(*) AS ?n) { ?claim <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> ?triple }";
    let mut counts = Vec::new();
    for name in ["d.ttl", "d.trig", "d.nt", "d.nq"] {
        let export = folder.run(&["export", DOSSIER, "--rdf-version", "1.2", "--output", name]);
        assert_eq!(export.status, Some(0), "{}", export.err);
        assert_eq!(timeline(&folder, name).out, expected.out, "{name}");
        let check = folder.run(&["check", name]);
        assert_eq!(check.status, Some(0), "{name}: {}", check.err);
        let count = folder.run(&["query", "--format", "csv", "--source", name, "-e", reified]);
        counts.push(count.out);
        let same = folder.run(&["diff", DOSSIER, name, "--exit-code"]);
        assert_eq!(same.status, Some(0), "{name}: {}{}", same.out, same.err);
    }
    assert!(counts.iter().all(|count| *count == counts[0] && !count.contains("\n0")), "{counts:?}");
    // The other two formats have no triple terms, and say so.
    for format in ["json-ld", "rdf-xml", "canonical"] {
        let export = folder.run(&["export", DOSSIER, "--rdf-version", "1.2", "--format", format]);
        assert_eq!((export.status, export.out.as_str()), (Some(2), ""), "{format}");
    }
}

#[test]
fn a_triple_term_is_shown_and_told() {
    let text = "@prefix a: <http://a.example/> .\n\
                a:claim <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( a:s a:p <<( a:t a:q 1 )>> )>> .\n";
    let folder = Folder::with("t.ttl", text);
    let run = folder.run(&["query", "--source", "t.ttl", "-e", "SELECT ?o { <http://a.example/claim> ?p ?o }"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(run.out.contains("<<( <http://a.example/s> <http://a.example/p> <<( "), "{}", run.out);
    for format in ["json", "xml", "tsv", "csv"] {
        let query = "SELECT ?o { <http://a.example/claim> ?p ?o }";
        let run = folder.run(&["query", "--source", "t.ttl", "--format", format, "-e", query]);
        assert_eq!(run.status, Some(0), "{format}: {}", run.err);
        assert!(run.out.contains("http://a.example/t"), "{format}: {}", run.out);
    }
    let run = folder.run(&["check", "t.ttl"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
}

#[test]
fn what_is_no_rdf_is_told_with_its_line() {
    for (name, text, place) in [
        ("cut.ttl", "@prefix a: <http://a.example/> .\na:s a:p \"never closed .\n", "cut.ttl:2:"),
        ("wrong.nt", "<http://a.example/s> <http://a.example/p> .\n", "wrong.nt:1:"),
        ("prefix.trig", "<http://a.example/s> b:p 1 .\n", "prefix.trig:1:"),
        ("wrong.rdf", "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<rdf:li", "wrong.rdf"),
        ("far.jsonld", "{\"@context\": \"https://a.example/context\", \"@id\": \"urn:a\", \"p\": 1}", "far.jsonld"),
    ] {
        let run = timeline(&Folder::with(name, text), name);
        assert_eq!((run.status, run.out.as_str()), (Some(1), ""), "{name}: {}", run.err);
        assert!(run.err.contains("error[rdf-syntax]") && run.err.contains(place), "{name}: {}", run.err);
        assert!(!run.err.contains("panicked"), "{}", run.err);
    }
}

#[test]
fn facts_are_not_exported_from_rdf() {
    let folder = Folder::with("a.ttl", "<http://a.example/s> <http://a.example/p> 1 .\n");
    let run = folder.run(&["export", "a.ttl"]);
    assert_eq!((run.status, run.out.as_str()), (Some(1), ""));
    assert!(run.err.contains("unsupported-source") && run.err.contains("read RDF as it is"), "{}", run.err);
}

#[test]
fn rdf_has_a_canonical_form_whoever_wrote_it() {
    let folder = Folder::with("a.ttl", "@prefix : <http://a.example/> .\n:s :p [ :q [] ], \"x\"@en .\n");
    let other = "_:one <http://a.example/q> _:two .\n<http://a.example/s> <http://a.example/p> _:one .\n\
                 <http://a.example/s> <http://a.example/p> \"x\"@en .\n";
    folder.file("b.nt", other);
    let forms: Vec<String> = ["a.ttl", "b.nt"]
        .iter()
        .map(|name| {
            let run = folder.run(&["export", name, "--format", "canonical"]);
            assert_eq!(run.status, Some(0), "{name}: {}", run.err);
            run.out
        })
        .collect();
    assert_eq!(forms[0], forms[1]);
    assert_eq!(forms[0].lines().count(), 3);
    folder.file(
        "c.nt",
        "_:a <http://a.example/p> _:b .\n<http://a.example/s> <http://a.example/p> <<( _:a _:b _:c )>> .\n",
    );
    folder.file(
        "d.ttl",
        "<http://a.example/s> <http://a.example/p> <<( <http://a.example/s> <http://a.example/p> 1 )>> .\n",
    );
    folder.file("e.ttl", "<http://a.example/s> <http://a.example/p> \"x\"@en--ltr .\n");
    for (name, code) in [("c.nt", "rdf-syntax"), ("d.ttl", "no-canonical-form"), ("e.ttl", "no-canonical-form")] {
        let run = folder.run(&["export", name, "--format", "canonical"]);
        assert_eq!((run.status, run.out.as_str()), (Some(1), ""), "{name}");
        assert!(run.err.contains(&format!("error[{code}]")), "{name}: {}", run.err);
    }
    let mixed = folder.run(&["export", "a.ttl", DOSSIER, "--format", "canonical"]);
    assert_eq!((mixed.status, mixed.out.as_str()), (Some(2), ""), "{}", mixed.err);
}

#[test]
fn a_check_points_at_the_line_of_its_subject() {
    let prefixes = "@prefix chy: <https://w3id.org/chancery/ontology#> .\n@prefix id: <http://a.example/> .\n\
                    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";
    let time = |name: &str, year: u16| {
        format!(
            "id:{name} a chy:TimeSpan ; chy:beginEarliest \"{year}-01-01\"^^xsd:date ; chy:endLatest \"{year}-12-31\"^^xsd:date .\n"
        )
    };
    let mission = "id:mission a chy:DiplomaticMission ;\n    chy:opened id:late ;\n    chy:closed id:soon .\n";
    let text = format!("{prefixes}{}{}{mission}", time("late", 1999), time("soon", 1990));
    let run = Folder::with("missions.ttl", text).run(&["check", "missions.ttl"]);
    let told = run.err.split("error[mission-closed-before-opened]").nth(1).unwrap_or_else(|| panic!("{}", run.err));
    assert!(told.split("\n\n").next().is_some_and(|told| told.contains("missions.ttl:6:1")), "{told}");
}

#[test]
fn a_triple_of_several_graphs_is_seen_once_and_in_each_graph() {
    let folder = Folder::with(
        "a.trig",
        "@prefix x: <https://example.org/> .\nx:a x:p x:b .\nx:g { x:a x:p x:b . x:c x:p x:d } x:h { x:a x:p x:b }\n",
    );
    folder.file(
        "b.nq",
        "<https://example.org/a> <https://example.org/p> <https://example.org/b> <https://example.org/i> .\n",
    );
    let ask = |query: &str| {
        let run = folder.run(&["query", "-s", "a.trig", "-s", "b.nq", "-e", query, "--format", "csv"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        let mut lines: Vec<String> =
            run.out.lines().skip(1).map(|line| line.replace("https://example.org/", "")).collect();
        lines.sort();
        lines
    };
    assert_eq!(ask("SELECT ?s ?o { ?s <https://example.org/p> ?o }"), ["a,b", "c,d"]);
    assert_eq!(ask("SELECT (COUNT(*) AS ?n) { ?s <https://example.org/p> ?o }"), ["2"]);
    let graphs = "SELECT ?g ?s { GRAPH ?g { ?s <https://example.org/p> ?o } }";
    assert_eq!(ask(graphs), ["g,a", "g,c", "h,a", "i,a"]);
    let from = "SELECT ?s FROM <https://example.org/g> FROM <https://example.org/h> { ?s <https://example.org/p> ?o }";
    assert_eq!(ask(from), ["a", "c"]);
    assert_eq!(ask("SELECT ?s FROM <https://example.org/h> { ?s <https://example.org/p> ?o }"), ["a"]);
    // What the ontology says is in the merge beside it.
    assert_eq!(ask("SELECT (COUNT(*) AS ?n) { chy:Visit a owl:Class . ?s <https://example.org/p> ?o }"), ["2"]);
}
