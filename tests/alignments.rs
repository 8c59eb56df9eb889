//! Facts in the terms of other vocabularies: only what is held, and earlier exports are still understood.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::Folder;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Term};

/// A fact of each kind that another vocabulary has a term near, in every manner in which it is not plainly so, and held.
const FACTS: &str = "
document: {id: notes, title: Notes}
entities:
  - person: {name: Ann Example}
  - treaty: {name: Pact of Examples}
facts:
  - row: 1
    polarity: denies
    says:
      - membership: {id: denied-1, member: Ghana, organization: NATO, status: full}
      - visit: {id: denied-2, visitor: Ann Example, host: Ghana, during: 1999}
      - meeting: {participants: [Ghana, Kenya], during: 1999}
  - row: 2
    modality: forecast
    says:
      - membership: {member: Kenya, organization: NATO, status: full, during: 2030/..}
      - meeting: {participants: [Kenya, Togo], during: 2030}
      - treaty action: {instrument: Pact of Examples, action: signature, party: Togo, during: 2031}
  - row: 3
    speaker: Ann Example
    says:
      - membership: {member: Togo, organization: NATO, status: full}
      - severance: {between: [Togo, Kenya], during: 2001}
  - row: 4
    says:
      - membership: {member: Fiji, organization: NATO, status: candidate}
      - membership: {member: Tonga, organization: NATO, status: observer}
      - membership: {member: Samoa, organization: NATO, status: full, during: 1950/1960}
      - stance: {holder: Fiji, on: {membership: {member: Fiji, organization: African Union, status: full}}, stance: support}
      - stance: {holder: Fiji, on: {visit: {visitor: Ann Example, host: Tonga, during: 2003}}, stance: support}
  - row: 5
    says:
      - membership: {member: Belarus, organization: OSCE, status: full}
      - visit: {visitor: Ann Example, host: Kenya, during: 2004}
      - meeting: {participants: [Ghana, Togo], during: 2004}
";

type Triple = (String, String, String);

/// The triples of a text, IRIs without brackets.
fn triples(text: &str, format: RdfFormat) -> BTreeSet<Triple> {
    let parser = RdfParser::from_format(format).for_slice(text.as_bytes());
    parser
        .map(|quad| {
            let quad = quad.expect("the text can be read");
            let subject = match quad.subject {
                NamedOrBlankNode::NamedNode(node) => node.into_string(),
                NamedOrBlankNode::BlankNode(node) => node.to_string(),
            };
            let object = match quad.object {
                Term::NamedNode(node) => node.into_string(),
                other => other.to_string(),
            };
            (subject, quad.predicate.into_string(), object)
        })
        .collect()
}

const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const CHY: &str = "https://w3id.org/chancery/ontology#";

/// What RDFS adds: subclasses, subproperties, domains and ranges, until nothing new follows.
fn closure(mut graph: BTreeSet<Triple>) -> BTreeSet<Triple> {
    let pairs = |graph: &BTreeSet<Triple>, local: &str| {
        let predicate = format!("{RDFS}{local}");
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (subject, _, object) in graph.iter().filter(|(_, p, _)| *p == predicate) {
            all.entry(subject.clone()).or_default().push(object.clone());
        }
        all
    };
    let [classes, properties, domains, ranges] =
        ["subClassOf", "subPropertyOf", "domain", "range"].map(|local| pairs(&graph, local));
    loop {
        let mut new: Vec<Triple> = Vec::new();
        for (subject, predicate, object) in &graph {
            for above in properties.get(predicate).into_iter().flatten() {
                new.push((subject.clone(), above.clone(), object.clone()));
            }
            for class in domains.get(predicate).into_iter().flatten() {
                new.push((subject.clone(), TYPE.to_owned(), class.clone()));
            }
            for class in ranges.get(predicate).into_iter().flatten() {
                new.push((object.clone(), TYPE.to_owned(), class.clone()));
            }
            if predicate == TYPE {
                for class in classes.get(object).into_iter().flatten() {
                    new.push((subject.clone(), TYPE.to_owned(), class.clone()));
                }
            }
        }
        let before = graph.len();
        graph.extend(new);
        if graph.len() == before {
            return graph;
        }
    }
}

/// Whether a term belongs to another vocabulary that describes the world; RDF's own words, titles and the links of
/// Chancery's own statements do not.
fn is_foreign(term: &str) -> bool {
    let own = [CHY, RDFS, "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2002/07/owl#"];
    !own.iter().any(|own| term.starts_with(own))
}

#[test]
fn what_is_not_held_has_no_term_of_another_vocabulary() {
    let folder = Folder::with("notes.yaml", FACTS);
    let run = folder.run(&["export", "notes.yaml", "--derived", "--format", "n-triples"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let mut graph = triples(&run.out, RdfFormat::NTriples);
    for file in ["chancery.ttl", "alignments.ttl"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology").join(file);
        graph.extend(triples(&std::fs::read_to_string(path).expect("the ontology"), RdfFormat::Turtle));
    }
    let graph = closure(graph);
    let object = |subject: &str, predicate: &str| {
        graph.iter().find(|(s, p, _)| s == subject && p == predicate).map(|(_, _, o)| o.clone()).unwrap_or_default()
    };
    let facts: BTreeSet<&String> =
        graph.iter().filter(|(_, p, _)| *p == format!("{CHY}standing")).map(|(s, _, _)| s).collect();
    assert_eq!(facts.len(), 18, "{facts:#?}");
    let (mut plain, mut others) = (0, 0);
    for fact in facts {
        let foreign: Vec<&Triple> =
            graph.iter().filter(|(s, p, o)| s == fact && (is_foreign(p) || p == TYPE && is_foreign(o))).collect();
        let held = object(fact, &format!("{CHY}standing")).ends_with("/held");
        let status = object(fact, &format!("{CHY}membershipStatus"));
        let is_member = status.ends_with("/full") && object(fact, &format!("{CHY}during")).is_empty();
        let is_event = ["/visit/", "/meeting/"].iter().any(|folder| fact.contains(folder));
        if held && (is_member || is_event) {
            plain += 1;
            let term =
                if is_member { "http://www.w3.org/ns/org#member" } else { "http://www.w3.org/2006/time#hasTime" };
            assert!(foreign.iter().any(|(_, p, _)| p == term), "{fact}: {foreign:#?}");
        } else {
            others += 1;
            // The time of a situation that is held is the time of it elsewhere too.
            let wrong: Vec<_> =
                foreign.iter().filter(|(_, p, _)| !held || p != "http://www.w3.org/2006/time#hasTime").collect();
            assert_eq!(wrong, Vec::<&&Triple>::new(), "{fact}");
        }
    }
    assert_eq!((plain, others), (3, 15));
    // Without the derivations there is nothing foreign to read in a fact at all.
    let plain = folder.run(&["export", "notes.yaml", "--format", "turtle"]);
    assert!(!plain.out.contains("org:") && !plain.out.contains("sem:"), "{}", plain.out);
}

#[test]
fn exports_with_the_properties_of_before_are_read() {
    let folder = Folder::with("notes.yaml", FACTS);
    let run = folder.run(&["export", "notes.yaml", "--format", "n-triples"]);
    let old = run
        .out
        .replace("<https://w3id.org/chancery/ontology#member>", "<http://www.w3.org/ns/org#member>")
        .replace("<https://w3id.org/chancery/ontology#organization>", "<http://www.w3.org/ns/org#organization>");
    assert_ne!(old, run.out);
    folder.file("old.nt", &old);
    folder.file("new.nt", &run.out);
    let check = folder.run(&["check", "old.nt"]);
    assert_eq!((check.status, check.codes().len()), (Some(0), 0), "{}", check.err);
    let ask = |source: &str| {
        folder.run(&[
            "query",
            "members-in-year",
            "organization=OSCE",
            "year=2020",
            "--source",
            source,
            "--format",
            "csv",
        ])
    };
    assert_eq!(ask("old.nt").out, ask("new.nt").out);
    assert!(ask("old.nt").out.contains("belarus"), "{}", ask("old.nt").err);
    assert_eq!(folder.run(&["diff", "old.nt", "new.nt"]).status, Some(0));
    // What is not a membership of ours keeps its own meaning.
    let theirs = "<urn:m> a <http://www.w3.org/ns/org#Membership> ; <http://www.w3.org/ns/org#member> <urn:x> .";
    folder.file("theirs.ttl", theirs);
    let run = folder.run(&[
        "query",
        "--source",
        "theirs.ttl",
        "--format",
        "csv",
        "--expression",
        "SELECT ?x { <urn:m> chy:member ?x }",
    ]);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
}

#[test]
fn links_can_be_schema_same_as() {
    let folder = Folder::with("notes.yaml", FACTS);
    for (options, wanted, other) in [
        (vec![], "http://www.w3.org/2002/07/owl#sameAs", "http://schema.org/sameAs"),
        (vec!["--links", "schema"], "http://schema.org/sameAs", "http://www.w3.org/2002/07/owl#sameAs"),
        (
            vec!["--links", "schema", "--order", "input"],
            "http://schema.org/sameAs",
            "http://www.w3.org/2002/07/owl#sameAs",
        ),
    ] {
        let mut arguments = vec!["export", "notes.yaml", "--format", "n-triples"];
        arguments.extend(&options);
        let run = folder.run(&arguments);
        assert_eq!(run.status, Some(0), "{}", run.err);
        let link =
            format!("<https://w3id.org/chancery/id/state/belarus> <{wanted}> <http://www.wikidata.org/entity/Q184> .");
        assert!(run.out.lines().any(|line| line == link), "{options:?}: {}", run.out);
        assert!(!run.out.contains(other), "{options:?}");
    }
}

/// An event that is held has its actors, its place and its time in the terms of SEM; a situation has not.
#[test]
fn events_have_their_actors_places_and_times_elsewhere_too() {
    let folder = Folder::with(
        "notes.yaml",
        "document: {id: notes, title: Notes}\nfacts:\n  - row: 1\n    says:\n      \
         - visit: {id: held, visitor: Ghana, host: Kenya, place: Nairobi, during: 2004-05-06}\n      \
         - treaty action: {id: signed, instrument: {treaty: {name: Pact}}, action: signature, party: Togo, during: 2005}\n      \
         - diplomatic relation: {id: relation, between: [Ghana, Kenya], during: 1990/..}\n",
    );
    let run = folder.run(&["export", "notes.yaml", "--derived", "--format", "n-triples"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let graph = triples(&run.out, RdfFormat::NTriples);
    let sem = |of: &str| -> Vec<String> {
        let terms = graph.iter().filter(|(s, p, _)| s.contains(of) && p.contains("/2009/11/sem/"));
        terms.map(|(_, p, o)| format!("{} {}", p.rsplit('/').next().unwrap(), o.rsplit('/').next().unwrap())).collect()
    };
    assert_eq!(sem("/visit/"), ["hasActor ghana", "hasActor kenya", "hasPlace nairobi", "hasTime 2004-05-06"]);
    assert_eq!(sem("/treaty-action/"), ["hasActor togo", "hasTime 2005"]);
    assert!(sem("/diplomatic-relation/").is_empty(), "{:?}", sem("/diplomatic-relation/"));
}
