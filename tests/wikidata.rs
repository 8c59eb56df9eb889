//! Wikidata's own data: read, shaped, asked in the idiom of its query service.

use crate::support::graph;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::entities::{dump, entity, item, statement, text, time, without};
use crate::support::{Folder, Run};
use chancery::origin::FileId;
use chancery::pipeline::Options;
use chancery::source::json;
use chancery::vocab::wdm;
use chancery::wikidata::{alignment, entity};
use serde_json::{Value, json};

const CHY: &str = "https://w3id.org/chancery/ontology#";
const WD: &str = "http://www.wikidata.org/entity/";

/// The slice of real entities, if it is there.
fn slice(test: &str) -> Option<PathBuf> {
    let path = graph::real_data(test)?.join("wikidata/entities-2021.json.gz");
    path.is_file().then_some(path)
}

fn real_entities(path: &Path) -> Vec<Value> {
    let mut all = String::new();
    let file = std::fs::File::open(path).expect("the slice can be read");
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut all).expect("the slice can be unpacked");
    let lines = all.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| line.starts_with('{'));
    lines.map(|line| serde_json::from_str(line).expect("an entity is JSON")).collect()
}

/// Triples of N-Triples: subject, predicate and object as they are written.
fn triples(out: &str) -> Vec<(&str, &str, &str)> {
    let part = |line: &'_ str| -> Option<(usize, usize)> {
        let first = line.find(' ')?;
        let second = first + 1 + line[first + 1..].find(' ')?;
        Some((first, second))
    };
    out.lines()
        .filter_map(|line| {
            let (first, second) = part(line)?;
            Some((&line[..first], &line[first + 1..second], line[second + 1..].strip_suffix(" .")?))
        })
        .collect()
}

fn objects<'o>(all: &[(&'o str, &'o str, &'o str)], subject: &str, predicate: &str) -> Vec<&'o str> {
    let wanted = |(s, p, _): &&(&str, &str, &str)| *s == subject && *p == format!("<{predicate}>");
    all.iter().filter(wanted).map(|(_, _, object)| *object).collect()
}

fn chy(local: &str) -> String {
    format!("{CHY}{local}")
}

/// Reads entities and gives the run of `export` as N-Triples.
fn export(entities: &[Value], more: &[&str]) -> Run {
    let folder = Folder::with("slice.json", dump(entities));
    let mut arguments = vec!["export", "slice.json", "--format", "n-triples"];
    arguments.extend(more);
    folder.run(&arguments)
}

fn malta(statements: &[Value]) -> Value {
    entity("Q233", "Malta", statements)
}

// The table

#[test]
fn the_terms_of_the_table_are_defined() {
    let table = std::fs::read_to_string(graph::root().join("ontology/wikidata.ttl")).unwrap();
    for term in wdm::ALL {
        let name = term.rsplit('#').next().unwrap();
        assert!(table.contains(&format!("\nwdm:{name}\n    a owl:")), "wdm:{name} is not defined");
    }
}

#[test]
fn no_property_or_item_of_wikidata_is_named_in_the_code() {
    // The planet, the unit of a bare number, the calendars, and Wikidata itself are of the format, not of the field.
    let of_the_format = ["Q2", "Q199", "Q1985786", "Q1985727", "Q2013"];
    // Tests may name what they like.
    for path in graph::sources().iter().flat_map(|source| graph::rust_files_without_tests(source)) {
        let code = std::fs::read_to_string(&path).unwrap();
        let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//") && !line.contains("chancery ")) {
            for quoted in line.split('"').skip(1).step_by(2) {
                let last = quoted.rsplit('/').next().unwrap();
                let is_id = alignment::is_id(last) && last.starts_with(['Q', 'P']) && last.len() > 1;
                assert!(!is_id || of_the_format.contains(&last), "{}: {line}", path.display());
            }
        }
    }
}

// Reading

#[test]
fn statements_become_claims_that_keep_what_was_read() {
    let qualifier = [time("P580", "+1964-12-01T00:00:00Z", 11), item("P155", "Q1")];
    let reference = vec![vec![text("P854", "https://example.org/", "url")]];
    let whole = statement("Q233", 1, "preferred", item("P463", "Q1065"), &qualifier, &reference);
    let run = export(&[malta(std::slice::from_ref(&whole))], &[]);
    assert_eq!(run.counts(), "1 reading = 1 fact made + 0 merged + 0 skipped + 0 rejected");
    let all = triples(&run.out);
    let id = "Q233-00000000-0000-4000-8000-000000000001";
    let evidence = format!("<https://w3id.org/chancery/id/statement/slice--{id}>");
    assert_eq!(objects(&all, &evidence, "http://www.w3.org/ns/prov#wasDerivedFrom"), [format!("<{WD}statement/{id}>")]);
    assert_eq!(
        objects(&all, &evidence, "http://wikiba.se/ontology#rank"),
        ["<http://wikiba.se/ontology#PreferredRank>"]
    );
    let as_read = objects(&all, &evidence, &chy("asRead"))[0];
    let (quoted, datatype) = as_read.rsplit_once("^^").unwrap();
    assert_eq!(datatype, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>");
    // N-Triples and JSON escape quotation marks and backslashes alike.
    let unquoted: String = serde_json::from_str(quoted).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&unquoted).unwrap(), whole);
    let claims: Vec<&str> =
        all.iter().filter(|(_, p, o)| *p == format!("<{CHY}evidence>") && *o == evidence).map(|(s, ..)| *s).collect();
    let [claim] = claims.as_slice() else { panic!("one claim rests on it: {claims:?}") };
    let fact = objects(&all, claim, &chy("supports"))[0];
    assert_eq!(
        objects(&all, fact, "https://w3id.org/chancery/ontology#member"),
        ["<https://w3id.org/chancery/id/state/malta>"]
    );
    assert_eq!(
        objects(&all, fact, "https://w3id.org/chancery/ontology#organization"),
        ["<https://w3id.org/chancery/id/international-organization/united-nations>"]
    );
    // Full membership is not to be read into P463.
    assert_eq!(
        objects(&all, fact, &chy("membershipStatus")),
        ["<https://w3id.org/chancery/vocab/membership-status/member>"]
    );
    assert_eq!(objects(&all, fact, &chy("during")), ["<https://w3id.org/chancery/id/time/1964-12-01..open>"]);
}

#[test]
fn an_array_may_be_laid_out_in_any_way_and_what_is_no_entity_is_told() {
    let [one, two, three] = ["Q1065", "Q458", "Q7184"].map(|organization| {
        malta(&[statement("Q233", organization.len() as u32, "normal", item("P463", organization), &[], &[])])
            .to_string()
    });
    for text in [
        format!("[\n{one},\n{two},\n{three}]\n"),
        format!("[\n{one}\n,{two}\n, {three} ]"),
        format!("[\n{one},\n{two},\n{three},\n]\n"),
    ] {
        let run = Folder::with("slice.json", text.clone()).run(&["export", "slice.json"]);
        assert_eq!(run.counts(), "3 readings = 3 facts made + 0 merged + 0 skipped + 0 rejected", "{text}");
    }
    let folder = Folder::with("slice.jsonl", format!("{one}\n[{two}]\n{{\"type\":\"item\"}}\n{three}\n"));
    let run = folder.run(&["export", "slice.jsonl", "--keep-going"]);
    assert!(run.err.contains("4 readings = 2 facts made + 0 merged + 0 skipped + 2 rejected"), "{}", run.err);
    assert!(run.err.contains("line 2 is not an entity: it has no id"), "{}", run.err);
}

#[test]
fn an_item_of_which_there_is_none_is_of_the_class_of_those() {
    let folder = Folder::with(
        "slice.json",
        dump(&[malta(&[statement("Q233", 1, "normal", without("P530", "novalue"), &[], &[])])]),
    );
    let query = "SELECT ?item WHERE { ?item a wdno:P530 ; a wikibase:Item . }";
    let run = folder.run(&["query", "--source", "slice.json", "--shape", "wikidata", "--format", "csv", "-e", query]);
    assert_eq!(run.out.trim_end(), format!("item\r\n{WD}Q233"), "{}", run.err);
}

#[test]
fn a_role_is_read_in_the_place_of_what_is_assumed() {
    let observer = statement("Q233", 1, "normal", item("P463", "Q1065"), &[item("P2868", "Q818553")], &[]);
    let object = statement("Q233", 2, "normal", item("P463", "Q458"), &[item("P3831", "Q818553")], &[]);
    // A role that is not known changes nothing: a permanent member is a member. Of two that differ none is read.
    let other = statement("Q233", 3, "normal", item("P463", "Q7184"), &[item("P2868", "Q1")], &[]);
    let roles = [item("P2868", "Q818553"), item("P3831", "Q115754746")];
    let both = statement("Q233", 4, "normal", item("P463", "Q8908"), &roles, &[]);
    let run = export(&[malta(&[observer, object, other, both])], &[]);
    assert_eq!(run.counts(), "4 readings = 3 facts made + 0 merged + 1 skipped + 0 rejected");
    assert!(run.err.contains("skipped: 1 because its qualifiers name several roles"), "{}", run.err);
    assert!(run.out.contains("membership/malta--nato--member>"), "{}", run.out);
    assert!(run.out.contains("membership/malta--united-nations--observer>"), "{}", run.out);
    assert!(run.out.contains("membership/malta--european-union--observer>"), "{}", run.out);
}

#[test]
fn a_relation_in_both_items_is_one_fact_with_two_claims() {
    let begin = || vec![time("P580", "+1975-00-00T00:00:00Z", 9)];
    let there = malta(&[statement("Q233", 1, "normal", item("P530", "Q155"), &begin(), &[])]);
    let back = entity("Q155", "Brazil", &[statement("Q155", 2, "normal", item("P530", "Q233"), &begin(), &[])]);
    let run = export(&[there, back], &[]);
    assert_eq!(run.counts(), "2 readings = 1 fact made + 1 merged + 0 skipped + 0 rejected");
    let supports = format!("<{CHY}supports>");
    assert_eq!(triples(&run.out).iter().filter(|(_, p, _)| *p == supports).count(), 2);
}

#[test]
fn times_keep_their_precision_and_what_is_unknown_is_not_invented() {
    let cases = [
        (vec![time("P580", "+1993-05-09T00:00:00Z", 11)], "1993-05-09..open"),
        (vec![time("P580", "+1993-05-00T00:00:00Z", 10)], "1993-05..open"),
        (vec![time("P580", "+1993-01-01T00:00:00Z", 9)], "1993..open"),
        (vec![time("P580", "+1990-00-00T00:00:00Z", 8)], "199X..open"),
        (vec![time("P582", "+1993-00-00T00:00:00Z", 9)], "unknown..1993"),
        (vec![time("P580", "+1990-00-00T00:00:00Z", 9), time("P582", "+1993-00-00T00:00:00Z", 9)], "1990..1993"),
    ];
    for (qualifiers, name) in cases {
        let run = export(&[malta(&[statement("Q233", 1, "normal", item("P463", "Q1065"), &qualifiers, &[])])], &[]);
        let all = triples(&run.out);
        let during: Vec<&str> =
            all.iter().filter(|(_, p, _)| *p == format!("<{CHY}during>")).map(|(_, _, o)| *o).collect();
        assert_eq!(during, [format!("<https://w3id.org/chancery/id/time/{name}>")], "{qualifiers:?}");
    }
    for nothing in [vec![], vec![without("P582", "somevalue")], vec![time("P580", "-13798000000-00-00T00:00:00Z", 3)]] {
        let run = export(&[malta(&[statement("Q233", 1, "normal", item("P463", "Q1065"), &nothing, &[])])], &[]);
        assert_eq!(run.counts(), "1 reading = 1 fact made + 0 merged + 0 skipped + 0 rejected");
        assert!(!run.out.contains(&format!("<{CHY}during>")), "{nothing:?}");
    }
}

#[test]
fn a_statement_that_wikidata_hedges_is_a_hedged_claim() {
    let begin = || time("P580", "+1993-00-00T00:00:00Z", 9);
    let end = || time("P582", "+1999-04-00T00:00:00Z", 10);
    // The qualifiers, the words of the hedge, and the time.
    let cases = [
        (vec![item("P1480", "Q18122778")], "presumably", ""),
        (vec![item("P5102", "Q41719"), item("P1480", "Q18122778"), begin()], "hypothesis, presumably", "1993/.."),
        // A value that the table does not know is a hedge too, by its id.
        (vec![item("P5102", "Q999999991")], "Q999999991", ""),
        (vec![without("P5102", "somevalue")], "P5102", ""),
        (vec![without("P5102", "novalue")], "", ""),
        // What is about a date only says so of the date; without one it is a hedge.
        (vec![begin(), item("P1480", "Q5727902")], "", "1993~/.."),
        (vec![begin(), end(), item("P1480", "Q5727902")], "", "1993~/1999-04~"),
        (vec![time("P580", "+1950-00-00T00:00:00Z", 7), item("P1480", "Q5727902")], "", ""),
        (vec![item("P1480", "Q5727902")], "circa", ""),
        (vec![begin(), item("P1480", "Q5727902"), item("P5102", "Q41719")], "hypothesis", "1993~/.."),
    ];
    for (qualifiers, words, during) in cases {
        let run = export(&[malta(&[statement("Q233", 1, "normal", item("P463", "Q1065"), &qualifiers, &[])])], &[]);
        assert_eq!(run.counts(), "1 reading = 1 fact made + 0 merged + 0 skipped + 0 rejected");
        let all = triples(&run.out);
        let of = |local: &str| -> Vec<&str> {
            let wanted = format!("<{CHY}{local}>");
            all.iter().filter(|(_, p, _)| *p == wanted).map(|(_, _, o)| *o).collect()
        };
        let hedge: Vec<String> = of("hedge").into_iter().map(|text| text.trim_matches('"').to_owned()).collect();
        assert_eq!(hedge, if words.is_empty() { vec![] } else { vec![words.to_owned()] }, "{qualifiers:?}");
        assert_eq!(of("onlyHedged").len(), usize::from(!words.is_empty()), "{qualifiers:?}");
        let edtf: Vec<&str> = of("edtf").into_iter().filter_map(|text| text.split('"').nth(1)).collect();
        assert_eq!(edtf, if during.is_empty() { vec![] } else { vec![during] }, "{qualifiers:?}");
        let counted = format!("hedged: 1 with `{words}`");
        assert_eq!(run.err.contains(&counted), !words.is_empty(), "{}", run.err);
        // It is given back whole.
        let run = export(
            &[malta(&[statement("Q233", 1, "normal", item("P463", "Q1065"), &qualifiers, &[])])],
            &["--shape", "wikidata"],
        );
        for snak in &qualifiers {
            let property = snak["property"].as_str().unwrap();
            assert!(
                run.out.contains(&format!("<http://www.wikidata.org/prop/qualifier/{property}>"))
                    || run.out.contains(&format!("/prop/novalue/{property}>")),
                "{property}: {}",
                run.out
            );
        }
    }
}

#[test]
fn who_is_acting_holds_no_office_for_certain() {
    let acting = statement("Q999999981", 1, "normal", item("P39", "Q999999982"), &[item("P5102", "Q4676846")], &[]);
    let person = statement("Q999999981", 2, "normal", item("P31", "Q5"), &[], &[]);
    let run = export(&[entity("Q999999981", "Jane Doe", &[acting, person])], &[]);
    assert!(run.out.contains("<https://w3id.org/chancery/vocab/tenure/acting>"), "{}{}", run.out, run.err);
    assert!(!run.out.contains(&format!("<{CHY}hedge>")), "{}", run.out);
}

#[test]
fn a_value_of_an_entity_that_wikidata_hedges_is_none() {
    let embassy = |qualifier: &str| {
        let snaks = [item("P31", "Q3917681"), item("P137", "Q233"), item("P131", "Q2280"), item("P1001", "Q184")];
        let mut says: Vec<Value> = snaks
            .into_iter()
            .zip(1..)
            .map(|(main, number)| statement("Q999999931", number, "normal", main, &[], &[]))
            .collect();
        let opened = time("P571", "+1993-00-00T00:00:00Z", 9);
        says.push(statement("Q999999931", 9, "normal", opened, &[item("P1480", qualifier)], &[]));
        entity("Q999999931", "Embassy", &says)
    };
    let run = export(&[embassy("Q18122778")], &[]);
    assert!(run.out.contains(&format!("<{CHY}sender>")) && !run.out.contains(&format!("<{CHY}opened>")), "{}", run.out);
    let run = export(&[embassy("Q5727902")], &[]);
    assert!(run.out.contains(&format!("<{CHY}opened>")) && run.out.contains("\"1993~\""), "{}", run.out);
}

#[test]
fn deprecated_statements_are_left_out_unless_asked_for_and_then_deny() {
    let entities = [malta(&[statement("Q233", 1, "deprecated", item("P463", "Q1065"), &[], &[])])];
    let run = export(&entities, &[]);
    assert_eq!(run.counts(), "1 reading = 0 facts made + 0 merged + 1 skipped + 0 rejected");
    assert!(!run.out.contains("statement/slice--"), "{}", run.out);
    let run = export(&entities, &["--deprecated"]);
    assert_eq!(run.counts(), "1 reading = 1 fact made + 0 merged + 0 skipped + 0 rejected");
    assert!(run.out.contains("<https://w3id.org/chancery/vocab/standing/denied>"), "{}", run.out);
    assert!(run.out.contains("ontology#DeprecatedRank>"), "{}", run.out);
}

#[test]
fn what_is_known_to_be_and_not_known_is_a_genid_and_what_is_not_is_skipped() {
    let somebody = statement("Q233", 1, "normal", without("P463", "somevalue"), &[], &[]);
    let nobody = statement("Q233", 2, "normal", without("P463", "novalue"), &[], &[]);
    let run = export(&[malta(&[somebody, nobody])], &[]);
    assert_eq!(run.counts(), "2 readings = 1 fact made + 0 merged + 1 skipped + 0 rejected");
    let all = triples(&run.out);
    let genid = all.iter().find(|(_, p, _)| *p == "<https://w3id.org/chancery/ontology#organization>").unwrap().2;
    assert!(genid.starts_with("<http://www.wikidata.org/.well-known/genid/"), "{genid}");
    // The same in another run, and both statements are kept as they were read.
    assert_eq!(run.out.matches(&format!("> <{CHY}asRead> ")).count(), 2);
}

#[test]
fn entities_bring_their_labels_and_who_is_unknown_keeps_wikidatas_iri() {
    let person = entity(
        "Q999999991",
        "Ann Example",
        &[
            statement("Q999999991", 1, "normal", item("P31", "Q5"), &[], &[]),
            statement("Q999999991", 2, "normal", item("P463", "Q999999992"), &[], &[]),
        ],
    );
    let run = export(&[person], &[]);
    let all = triples(&run.out);
    let iri = format!("<{WD}Q999999991>");
    assert_eq!(objects(&all, &iri, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), [format!("<{CHY}Person>")]);
    assert_eq!(objects(&all, &iri, "http://www.w3.org/2000/01/rdf-schema#label"), ["\"Ann Example\"@en"]);
    let labels: BTreeSet<&str> =
        objects(&all, &iri, "http://www.w3.org/2004/02/skos/core#prefLabel").into_iter().collect();
    assert_eq!(labels, BTreeSet::from(["\"Ann Example\"@en", "\"Ann Example auf Deutsch\"@de"]));
    // Of the other nothing is known but that it is an organisation.
    let other = format!("<{WD}Q999999992>");
    assert_eq!(
        objects(&all, &other, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        [format!("<{CHY}Organization>")]
    );
    assert_eq!(objects(&all, &other, "http://www.w3.org/2000/01/rdf-schema#label"), ["\"Q999999992\"@en"]);
}

#[test]
fn a_property_is_read_on_items_of_its_class_only() {
    let mayor = |id: &str, class: &str| {
        entity(
            id,
            "Somewhere",
            &[
                statement(id, 1, "normal", item("P31", class), &[], &[]),
                statement(id, 2, "normal", item("P6", "Q999999993"), &[], &[]),
                statement(id, 3, "normal", item("P36", "Q2280"), &[], &[]),
            ],
        )
    };
    // A city has a head of government too; a sovereign state is a polity.
    let run = export(&[mayor("Q999999994", "Q515"), mayor("Q999999995", "Q3624078")], &[]);
    assert_eq!(run.counts(), "4 readings = 2 facts made + 0 merged + 2 skipped + 0 rejected");
    assert!(run.out.contains("\"head of government of Q999999995\"@en"), "{}", run.out);
}

#[test]
fn statements_on_items_of_other_classes_are_counted_and_given_back() {
    let id = "Q999999971";
    // A city that the registry does not know, and a province of which nothing says what it is.
    let city = entity(
        id,
        "City",
        &[
            statement(id, 1, "normal", item("P31", "Q515"), &[], &[]),
            statement(id, 2, "normal", item("P6", "Q5"), &[time("P580", "+2014-04-05T00:00:00Z", 11)], &[]),
            statement(id, 3, "preferred", item("P17", "Q142"), &[], &[]),
        ],
    );
    let province = entity("Q999999972", "X", &[statement("Q999999972", 4, "normal", item("P36", id), &[], &[])]);
    let event = entity(
        "Q999999973",
        "X",
        &[statement("Q999999973", 5, "normal", time("P585", "+1963-05-04T00:00:00Z", 11), &[], &[])],
    );
    let run = export(&[city, province, event], &["--shape", "wikidata"]);
    // The day of an event may be that of a signature or of none: the table has two lines for it, on instruments.
    assert_eq!(run.counts(), "3 readings = 0 facts made + 0 merged + 3 skipped + 0 rejected");
    assert!(run.err.contains("skipped: 3 because the item or the value is not of the class"), "{}", run.err);
    let all = triples(&run.out);
    for (number, property, item) in
        [(1, "P31", id), (2, "P6", id), (3, "P17", id), (4, "P36", "Q999999972"), (5, "P585", "Q999999973")]
    {
        let node = format!("<{WD}statement/{item}-00000000-0000-4000-8000-{number:012}>");
        let iri = format!("http://www.wikidata.org/prop/{property}");
        assert_eq!(objects(&all, &format!("<{WD}{item}>"), &iri), [node], "{}", run.out);
    }
}

// What other tools write

#[test]
fn every_statement_is_counted_in_whatever_form_it_stands() {
    let one =
        || statement("Q233", 1, "normal", item("P463", "Q1065"), &[time("P580", "+1964-12-01T00:00:00Z", 11)], &[]);
    let two = || statement("Q233", 2, "normal", item("P463", "Q458"), &[], &[]);
    let with = |claims: Value| {
        let mut entity = malta(&[]);
        entity["claims"] = claims;
        entity
    };
    let good = "2 readings = 2 facts made + 0 merged + 0 skipped + 0 rejected";
    let forms = [
        with(json!({"P463": [one(), two()]})),
        // Maps in the place of lists, as PHP writes them; a statement alone; statements in one list.
        with(json!({"P463": {"0": one(), "1": two()}})),
        with(json!({"P463": {"0": one(), "7": two()}, "P530": []})),
        with(json!([one(), two()])),
        with(json!({"P463": {"3": one(), "4": two()}, "P31": null})),
    ];
    for form in forms {
        let run = export(std::slice::from_ref(&form), &[]);
        assert_eq!(run.counts(), good, "{form}");
        assert!(run.out.contains("time/1964-12-01..open>"), "{form}");
        let run = export(std::slice::from_ref(&form), &["--shape", "wikidata"]);
        let qualifier = "<http://www.wikidata.org/prop/qualifier/P580>";
        assert_eq!(run.out.matches(qualifier).count(), 2, "{form}\n{}", run.out);
    }
    // Qualifiers in one list, and in a map that stands for one.
    let mut flat = one();
    flat["qualifiers"] = json!([time("P580", "+1964-12-01T00:00:00Z", 11)]);
    let mut mapped = one();
    mapped["qualifiers"] = json!({"P580": {"0": time("P580", "+1964-12-01T00:00:00Z", 11)}});
    for form in [flat, mapped] {
        let run = export(&[with(json!({"P463": [form.clone(), two()]}))], &[]);
        assert_eq!(run.counts(), good, "{form}");
        assert!(run.out.contains("time/1964-12-01..open>"), "{form}");
    }
}

#[test]
fn what_is_not_a_whole_statement_is_rejected_aloud_and_counted() {
    let good = || statement("Q233", 1, "normal", item("P463", "Q1065"), &[], &[]);
    let bare = |key: &str| {
        let mut bad =
            statement("Q233", 2, "normal", item("P463", "Q458"), &[time("P580", "+1964-12-01T00:00:00Z", 11)], &[]);
        bad.as_object_mut().unwrap().remove(key);
        bad
    };
    let with = |change: &dyn Fn(&mut Value)| {
        let mut bad = bare("references");
        change(&mut bad);
        bad
    };
    let bad = [
        // As wikibase-cli simplifies.
        json!("Q458"),
        json!({"value": "Q458", "qualifiers": {"P580": ["1964-12-01"]}, "rank": "normal"}),
        bare("id"),
        bare("rank"),
        bare("mainsnak"),
        // A statement, and a qualifier, under another property than its own.
        with(&|s| s["mainsnak"]["property"] = "P36".into()),
        with(&|s| s["qualifiers"] = json!({"P582": [time("P580", "+1964-12-01T00:00:00Z", 11)]})),
        with(&|s| s["qualifiers"] = json!({"P580": ["1964-12-01"]})),
        with(&|s| s["qualifiers"] = json!("1964")),
        with(&|s| s["references"] = json!(["https://example.org"])),
        // A calendar that is none, a range of uncertainty, a precision beyond the second, a year 0.
        with(&|s| {
            s["qualifiers"]["P580"][0]["datavalue"]["value"]["calendarmodel"] =
                "http://www.wikidata.org/entity/Q1".into()
        }),
        with(&|s| s["qualifiers"]["P580"][0]["datavalue"]["value"]["before"] = 3.into()),
        with(&|s| s["qualifiers"]["P580"][0]["datavalue"]["value"]["precision"] = 15.into()),
        with(&|s| s["qualifiers"]["P580"][0]["datavalue"]["value"]["time"] = "+0000-00-00T00:00:00Z".into()),
    ];
    for bad in bad {
        let mut entity = malta(&[]);
        entity["claims"] = json!({"P463": [good(), bad.clone()]});
        let run = wrong(dump(&[entity]));
        assert_eq!(run.counts_said(), "2 readings = 1 fact made + 0 merged + 0 skipped + 1 rejected", "{bad}");
    }
    let mut simplified = malta(&[]);
    simplified["labels"] = json!({"en": "Malta"});
    simplified["claims"] = json!({"P463": ["Q1065", "Q458"], "P31": ["Q3624078"]});
    let run = wrong(dump(&[simplified]));
    assert!(run.err.contains("a statement is simplified"), "{}", run.err);
    assert!(run.err.contains("fetch them without simplifying"), "{}", run.err);
    assert_eq!(run.counts_said(), "3 readings = 0 facts made + 0 merged + 0 skipped + 3 rejected");
}

#[test]
fn what_is_no_item_says_no_fact() {
    let of = |id: &str, kind: &str, key: &str| {
        let mut entity = entity(id, "Something", &[statement(id, 1, "normal", item("P463", "Q1065"), &[], &[])]);
        entity["type"] = kind.into();
        let claims = entity.as_object_mut().unwrap().remove("claims").unwrap();
        entity[key] = claims;
        entity
    };
    let mut value = item("P463", "Q31");
    value["datavalue"]["value"] = json!({"entity-type": "property", "numeric-id": 31, "id": "P31"});
    let entities = [
        of("P999999", "property", "claims"),
        of("L99999999", "lexeme", "claims"),
        of("M99999999", "mediainfo", "statements"),
        malta(&[statement("Q233", 2, "normal", value, &[], &[])]),
    ];
    let run = export(&entities, &[]);
    assert_eq!(run.counts(), "4 readings = 0 facts made + 0 merged + 4 skipped + 0 rejected");
    assert!(run.err.contains("skipped: 3 because it is on a property, a lexeme or a file"), "{}", run.err);
    assert!(!run.out.contains("entity/L99999999"), "{}", run.out);
}

#[test]
fn no_date_is_more_certain_than_the_qualifiers_that_tell_it() {
    let in_calendar = |mut snak: Value, julian: bool| {
        if julian {
            snak["datavalue"]["value"]["calendarmodel"] = "https://www.wikidata.org/entity/Q1985786".into();
        }
        snak
    };
    let at = |text: &str, precision| time("P580", text, precision);
    let cases: [(Vec<Value>, [&str; 2]); 12] = [
        // Two begins; a begin beside one that is unknown, or none: no begin is certain.
        (vec![at("+1965-03-11T00:00:00Z", 11), at("+1974-00-00T00:00:00Z", 9)], ["1965-03-11", "1974-12-31"]),
        (vec![at("+1965-03-11T00:00:00Z", 11), without("P580", "somevalue")], ["", ""]),
        (vec![at("+1965-03-11T00:00:00Z", 11), without("P580", "novalue")], ["", ""]),
        (vec![at("+1990-00-00T00:00:00Z", 8)], ["1990-01-01", "1999-12-31"]),
        (vec![at("+1995-00-00T00:00:00Z", 8)], ["1990-01-01", "1999-12-31"]),
        (vec![at("+1900-00-00T00:00:00Z", 7)], ["1801-01-01", "1900-12-31"]),
        (vec![at("+2000-00-00T00:00:00Z", 6)], ["1001-01-01", "2000-12-31"]),
        (vec![at("+1950-00-00T00:00:00Z", 5)], ["", ""]),
        (vec![at("-0044-03-15T00:00:00Z", 11)], ["-0043-03-15", "-0043-03-15"]),
        (vec![at("+1950-06-01T23:30:00Z", 14)], ["1950-06-01", "1950-06-01"]),
        (vec![in_calendar(at("+1066-10-14T00:00:00Z", 11), true)], ["1066-10-20", "1066-10-20"]),
        (vec![in_calendar(at("+1917-10-00T00:00:00Z", 10), true)], ["1917-10-14", "1917-11-13"]),
    ];
    for (qualifiers, wanted) in cases {
        let run = export(&[malta(&[statement("Q233", 1, "normal", item("P463", "Q1065"), &qualifiers, &[])])], &[]);
        assert_eq!(run.counts(), "1 reading = 1 fact made + 0 merged + 0 skipped + 0 rejected", "{qualifiers:?}");
        let all = triples(&run.out);
        let bound = |name: &str| {
            let iri = format!("<{}>", chy(name));
            let found = all.iter().find(|(_, p, _)| *p == iri).map(|(_, _, object)| *object);
            found.map_or("", |object| object[1..].split('"').next().unwrap()).to_owned()
        };
        assert_eq!([bound("beginEarliest"), bound("beginLatest")], wanted, "{qualifiers:?}\n{}", run.out);
    }
}

#[test]
fn a_mission_of_which_two_things_are_said_is_not_named_by_one_of_them() {
    let id = "Q999999974";
    let of = |seats: &[(&str, &str)]| {
        let mut says = vec![
            statement(id, 1, "normal", item("P31", "Q3917681"), &[], &[]),
            statement(id, 2, "normal", item("P137", "Q227"), &[], &[]),
            statement(id, 3, "normal", item("P1001", "Q184"), &[], &[]),
        ];
        let seats = seats.iter().zip(4..);
        says.extend(seats.map(|((seat, rank), number)| statement(id, number, rank, item("P131", seat), &[], &[])));
        export(&[entity(id, "Embassy", &says)], &[])
    };
    let named = |run: &Run| run.out.contains("mission/azerbaijan--embassy--");
    assert!(named(&of(&[("Q2280", "normal")])) && named(&of(&[("Q2280", "preferred"), ("Q1899", "normal")])));
    let run = of(&[("Q2280", "normal"), ("Q1899", "normal")]);
    assert!(!named(&run) && run.out.contains("accreditation/"), "{}", run.out);
    assert_eq!(run.counts(), "1 reading = 1 fact made + 0 merged + 0 skipped + 0 rejected");
}

#[test]
fn ids_that_lead_to_others_are_read_as_those() {
    let osce = "Q999999975";
    let says = malta(&[statement("Q233", 1, "normal", item("P463", osce), &[], &[])]);
    let old = entity("Q155", "Brazil", &[statement("Q155", 2, "normal", item("P463", "Q999999976"), &[], &[])]);
    let redirects =
        [json!({"entity": "Q81299", "redirect": osce}), json!({"entity": "Q999999976", "redirect": "Q999999977"})];
    let mut target = entity(osce, "OSCE", &[]);
    target["redirects"] = json!({"from": "Q81299", "to": osce});
    let lines = |entities: &[&Value]| entities.iter().map(|entity| format!("{entity}\n")).collect::<String>();
    let forms = [
        dump(&[says.clone(), old.clone(), redirects[0].clone(), redirects[1].clone()]),
        dump(&[redirects[1].clone(), redirects[0].clone(), says.clone(), old.clone()]),
        lines(&[&says, &redirects[0], &old, &redirects[1]]),
        json!({"entities": {"Q233": says, "Q155": old, osce: target, "Q7": redirects[1]}, "success": 1}).to_string(),
    ];
    for form in forms {
        let folder = Folder::with("slice.json", &form);
        let run = folder.run(&["export", "slice.json", "--format", "n-triples"]);
        assert_eq!(run.counts(), "2 readings = 2 facts made + 0 merged + 0 skipped + 0 rejected", "{form}");
        let part = "membership/malta--organization-for-security-and-co-operation-in-europe--member>";
        assert!(run.out.contains(part), "{form}\n{}", run.out);
        assert!(run.out.contains("entity/Q999999977>") && !run.out.contains("entity/Q999999976>"), "{}", run.out);
    }
    // What cannot be read again is told.
    let form = dump(&[says.clone(), redirects[0].clone()]);
    let run = Folder::new().pipe(&form, &["export", "-", "--format", "n-triples"]);
    assert_eq!((run.status, run.codes()), (Some(0), vec!["redirects-not-followed".to_owned()]), "{}", run.err);
    let folder = Folder::with("slice.json", form);
    let run = folder.run(&["export", "slice.json", "--format", "n-triples", "--order", "input"]);
    assert_eq!(run.codes(), ["redirects-not-followed"], "{}", run.err);
}

#[test]
fn a_mission_is_named_by_its_statements_as_in_a_facts_file() {
    let id = "Q999999996";
    let mission = entity(
        id,
        "Embassy",
        &[
            statement(id, 1, "normal", item("P31", "Q3917681"), &[], &[]),
            statement(id, 2, "normal", item("P137", "Q227"), &[], &[]),
            statement(id, 3, "normal", item("P131", "Q2280"), &[], &[]),
            statement(id, 4, "normal", item("P1001", "Q184"), &[], &[]),
        ],
    );
    let run = export(&[mission], &[]);
    assert_eq!(run.counts(), "1 reading = 1 fact made + 0 merged + 0 skipped + 0 rejected");
    let iri = "<https://w3id.org/chancery/id/mission/azerbaijan--embassy--minsk>";
    assert!(run.out.contains(&format!("{iri} <http://www.w3.org/2002/07/owl#sameAs> <{WD}{id}>")), "{}", run.out);
    assert!(run.out.contains("accreditation/azerbaijan--embassy--minsk--belarus"), "{}", run.out);
}

#[test]
fn every_form_of_the_data_says_the_same() {
    let entities = [
        malta(&[statement("Q233", 1, "normal", item("P463", "Q1065"), &[], &[])]),
        entity("Q155", "Brazil", &[statement("Q155", 2, "normal", item("P530", "Q233"), &[], &[])]),
    ];
    let by_id: serde_json::Map<String, Value> =
        entities.iter().map(|entity| (entity["id"].as_str().unwrap().to_owned(), entity.clone())).collect();
    let gzip = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let bzip = |text: &str| {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let zstd =
        |text: &str| ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    let array = dump(&entities);
    let lines: String = entities.iter().map(|entity| format!("{entity}\n")).collect();
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("slice.json", array.clone().into_bytes()),
        ("slice.json", array.replace('\n', "\r\n").into_bytes()),
        ("slice.jsonl", lines.clone().into_bytes()),
        ("slice.ndjson", lines.into_bytes()),
        ("slice", array.clone().into_bytes()),
        ("slice.json.gz", gzip(&array)),
        ("slice.json.bz2", bzip(&array)),
        ("slice.json.zst", zstd(&array)),
        ("slice.json", json!(entities).to_string().into_bytes()),
        ("slice.json", serde_json::to_vec_pretty(&json!(entities)).unwrap()),
        ("slice.json", json!({"entities": by_id, "success": 1}).to_string().into_bytes()),
        ("slice.json", serde_json::to_vec_pretty(&json!({"success": 1, "entities": by_id})).unwrap()),
    ];
    let mut first = None;
    for (at, (name, bytes)) in forms.into_iter().enumerate() {
        let run = Folder::with(name, bytes).run(&["export", name, "--format", "n-triples"]);
        assert_eq!(run.counts(), "2 readings = 2 facts made + 0 merged + 0 skipped + 0 rejected", "form {at}, {name}");
        let out: BTreeSet<String> = run.out.lines().map(ToOwned::to_owned).collect();
        assert_eq!(*first.get_or_insert_with(|| out.clone()), out, "form {at}, {name}");
    }
    let run = Folder::new().pipe(array, &["export", "-", "--format", "n-triples"]);
    assert_eq!(run.counts(), "2 readings = 2 facts made + 0 merged + 0 skipped + 0 rejected");
}

// Bad input

/// Reads a text and gives the run, which must have told errors.
fn wrong(text: impl AsRef<[u8]>) -> Run {
    let run = Folder::with("slice.json", text).run(&["export", "slice.json", "--format", "n-triples", "--keep-going"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    run
}

#[test]
fn a_malformed_entity_is_told_with_line_and_byte_and_the_rest_goes_on() {
    let good = |id: &str, number| {
        entity(id, "State", &[statement(id, number, "normal", item("P463", "Q1065"), &[], &[])]).to_string()
    };
    let (one, two) = (good("Q233", 1), good("Q155", 2));
    let cases = [
        // A surplus brace, something that is not JSON, an entity cut off, a word.
        format!("{one}}}"),
        one.replacen("\"claims\":", "\"claims\" ", 1),
        one[..one.len() / 2].to_owned(),
        "oops".to_owned(),
    ];
    for broken in cases {
        let run = wrong(format!("[\n{two},\n{broken},\n{}\n]\n", good("Q298", 3)));
        let said = run.said();
        assert_eq!(said.len(), 1, "{}", run.err);
        assert_eq!(said[0].code, "malformed-entity", "{}", run.err);
        assert!(said[0].place.starts_with("slice.json:3:"), "{}", run.err);
        assert!(run.err.contains("at byte "), "{}", run.err);
        assert_eq!(run.counts_said(), "3 readings = 2 facts made + 0 merged + 0 skipped + 1 rejected");
    }
}

#[test]
fn a_dump_that_is_cut_off_is_told() {
    let one = malta(&[statement("Q233", 1, "normal", item("P463", "Q1065"), &[], &[])]).to_string();
    let run = wrong(format!("[\n{one},\n"));
    assert_eq!(run.said()[0].code, "truncated-dump", "{}", run.err);
    assert_eq!(run.counts_said(), "2 readings = 1 fact made + 0 merged + 0 skipped + 1 rejected");
    // Within an archive.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(dump(&vec![malta(&[]); 2000]).as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let folder = Folder::with("slice.json.gz", &packed[..packed.len() / 2]);
    let run = folder.run(&["export", "slice.json.gz", "--format", "n-triples"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert!(run.err.contains("ends too early, after"), "{}", run.err);
}

#[test]
fn a_line_of_a_hundred_megabytes_is_left_out() {
    let one = malta(&[statement("Q233", 1, "normal", item("P463", "Q1065"), &[], &[])]).to_string();
    let mut text = b"[\n{\"type\":\"item\",\"id\":\"Q1\",\"labels\":\"".to_vec();
    text.resize(100 << 20, b'x');
    text.extend(format!("\"}},\n{one}\n]\n").bytes());
    let run = wrong(text);
    assert_eq!(run.said()[0].code, "line-too-long", "{}", run.err);
    assert_eq!(run.counts_said(), "2 readings = 1 fact made + 0 merged + 0 skipped + 1 rejected");
}

#[test]
fn what_is_not_understood_in_a_statement_is_told_where_it_stands() {
    let good = statement("Q233", 1, "normal", item("P463", "Q1065"), &[], &[]);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut bad =
            statement("Q233", 2, "normal", item("P463", "Q458"), &[time("P580", "+1964-12-01T00:00:00Z", 11)], &[]);
        change(&mut bad);
        bad
    };
    let cases: [(&str, Value); 7] = [
        ("unknown-snak", with(&|s| s["mainsnak"]["snaktype"] = "manyvalues".into())),
        ("unknown-value", with(&|s| s["mainsnak"]["datavalue"]["type"] = "wikibase-poem".into())),
        ("malformed-statement", with(&|s| s["mainsnak"]["datavalue"]["value"]["id"] = "X1".into())),
        ("malformed-statement", with(&|s| s["rank"] = "best".into())),
        ("malformed-statement", with(&|s| s["id"] = "Q233".into())),
        (
            "impossible-date",
            with(&|s| s["qualifiers"]["P580"][0]["datavalue"]["value"]["time"] = "+2021-02-30T00:00:00Z".into()),
        ),
        ("impossible-date", with(&|s| s["qualifiers"]["P580"][0]["datavalue"]["value"]["time"] = "yesterday".into())),
    ];
    for (code, bad) in cases {
        let run = wrong(dump(&[malta(&[good.clone(), bad])]));
        let said = run.said();
        assert_eq!(said[0].code, code, "{}", run.err);
        assert!(said[0].place.starts_with("slice.json:2:"), "{}", run.err);
        assert_eq!(run.counts_said(), "2 readings = 1 fact made + 0 merged + 0 skipped + 1 rejected", "{code}");
    }
}

#[test]
fn a_share_of_wrong_statements_may_be_allowed() {
    let mut bad = statement("Q233", 2, "normal", item("P463", "Q458"), &[], &[]);
    bad["mainsnak"]["snaktype"] = "manyvalues".into();
    let good = statement("Q233", 1, "normal", item("P463", "Q1065"), &[], &[]);
    let run = export(&[malta(&[good, bad])], &["--max-rejected", "50"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(run.err.contains("warning[unknown-snak]"), "{}", run.err);
}

// Wikidata's shape

#[test]
fn facts_of_other_sources_are_statements_with_references() {
    let folder = Folder::with(
        "notes.yaml",
        "document: {id: notes, title: Notes, url: 'https://en.wikipedia.org/wiki/Malta', retrieved: 2026-11-01}\n\
         facts:\n  - row: 1\n    says:\n      \
         - membership: {member: Malta, organization: OSCE, status: full, during: 1973-06-25/..}\n      \
         - membership: {member: Malta, organization: CIS, status: candidate}\n      \
         - membership: {member: Belarus, organization: OSCE, status: observer}\n  \
         - row: 2\n    modality: forecast\n    says:\n      \
         - membership: {member: Malta, organization: NATO, status: member}\n  \
         - row: 3\n    hedge: reportedly\n    says:\n      \
         - membership: {member: Malta, organization: African Union, status: member}\n",
    );
    let run = folder.run(&["export", "notes.yaml", "--shape", "wikidata", "--format", "n-triples"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let all = triples(&run.out);
    let item = format!("<{WD}Q233>");
    assert_eq!(objects(&all, &item, "http://www.wikidata.org/prop/direct/P463"), [format!("<{WD}Q81299>")]);
    let [node] = objects(&all, &item, "http://www.wikidata.org/prop/P463")[..] else { panic!("{}", run.out) };
    // A node of ours is named in our own namespace.
    assert!(node.starts_with("<https://w3id.org/chancery/id/statement/"), "{node}");
    assert_eq!(
        objects(&all, node, "http://www.wikidata.org/prop/qualifier/P580"),
        ["\"1973-06-25T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>"]
    );
    let reference = objects(&all, node, "http://www.w3.org/ns/prov#wasDerivedFrom")[0];
    assert_eq!(
        objects(&all, reference, "http://www.wikidata.org/prop/reference/P4656"),
        ["<https://en.wikipedia.org/wiki/Malta>"]
    );
    assert_eq!(objects(&all, reference, "http://www.wikidata.org/prop/reference/P813").len(), 1);
    // An observer has its role, a member has none.
    let [observer] = objects(&all, &format!("<{WD}Q184>"), "http://www.wikidata.org/prop/P463")[..] else {
        panic!("{}", run.out)
    };
    let role = "http://www.wikidata.org/prop/qualifier/P2868";
    assert_eq!(objects(&all, observer, role), [format!("<{WD}Q818553>")]);
    assert!(objects(&all, node, role).is_empty(), "{}", run.out);
    // A candidate is not a P463, a forecast is not a fact, and what is only hedged is not a plain word.
    let values = all.iter().filter(|(_, p, _)| p.starts_with("<http://www.wikidata.org/prop/statement/P463"));
    assert_eq!(values.count(), 2, "{}", run.out);
}

#[test]
fn what_only_the_program_knows_of_an_item_is_no_statement() {
    let own = "entities:\n  - polity: {name: Example Land, wikidata: Q999999961, iso2: XE}\n";
    let notes = "document: {id: notes, title: Notes, url: \"https://example.org/notes\"}\nfacts:\n  - row: 1\n    says:\n      \
        - diplomatic relation: {between: [Malta, Example Land]}\n      \
        - accreditation: {mission: {mission: {sender: Malta, type: embassy, seat: Minsk, wikidata: Q999999962}}, receiver: Belarus}\n";
    let folder = Folder::with("notes.yaml", format!("{notes}{own}"));
    let run = folder.run(&["export", "notes.yaml", "--shape", "wikidata", "--format", "n-triples"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let all = triples(&run.out);
    let direct = |item: &str, property: &str| {
        let subject = format!("<{WD}{item}>");
        objects(&all, &subject, &format!("http://www.wikidata.org/prop/direct/{property}"))
    };
    // The codes of Malta and Belarus, and where Minsk is, stand in the registry; the code of Example Land in the notes.
    for (item, property) in [("Q233", "P297"), ("Q184", "P298"), ("Q233", "P299"), ("Q999999962", "P17")] {
        assert!(direct(item, property).is_empty(), "{item} {property}: {}", run.out);
    }
    assert_eq!(direct("Q999999961", "P297"), ["\"XE\""]);
    assert_eq!(direct("Q999999962", "P137"), [format!("<{WD}Q233>")]);
}

#[test]
fn a_fact_that_wikidata_has_gets_our_reference_beside_its_own() {
    let qualifiers = [time("P580", "+1973-06-25T00:00:00Z", 11)];
    let reference = vec![vec![text("P854", "https://example.org/", "url")]];
    let held = malta(&[statement("Q233", 1, "normal", item("P463", "Q81299"), &qualifiers, &reference)]);
    let folder = Folder::with("slice.json", dump(&[held]));
    folder.file(
        "notes.yaml",
        "document: {id: notes, title: Notes, url: 'https://example.com/malta'}\nfacts:\n  - row: 1\n    says:\n      \
         - membership: {member: Malta, organization: OSCE, status: member, during: 1973-06-25/..}\n",
    );
    let run = folder.run(&["export", "slice.json", "notes.yaml", "--shape", "wikidata", "--format", "n-triples"]);
    assert_eq!(run.counts(), "2 readings = 1 fact made + 1 merged + 0 skipped + 0 rejected");
    let all = triples(&run.out);
    let nodes = objects(&all, &format!("<{WD}Q233>"), "http://www.wikidata.org/prop/P463");
    let [node] = nodes[..] else { panic!("one statement, not {nodes:?}") };
    assert!(node.starts_with(&format!("<{WD}statement/Q233-")), "{node}");
    assert_eq!(objects(&all, node, "http://www.w3.org/ns/prov#wasDerivedFrom").len(), 2);
}

#[test]
fn the_shape_goes_with_no_option_of_our_own_terms() {
    for more in [["--derived", ""], ["--order", "input"], ["--rdf-version", "1.2"], ["--provenance", "none"]] {
        let mut arguments = vec!["export", "--shape", "wikidata"];
        arguments.extend(more.iter().filter(|argument| !argument.is_empty()));
        let run = Folder::new().run(&arguments);
        assert_eq!(run.status, Some(2), "{}", run.err);
        assert!(run.err.contains("choose one"), "{}", run.err);
    }
}

// Queries

#[test]
fn the_label_service_is_answered_here() {
    let (one, two) = ("Q999999991", "Q999999992");
    let of = |id: &str, number| statement(id, number, "normal", item("P463", "Q999999993"), &[], &[]);
    let mut nameless = entity(two, "x", &[of(two, 2)]);
    for texts in ["labels", "descriptions", "aliases"] {
        nameless[texts] = json!({});
    }
    let folder = Folder::with("slice.json", dump(&[entity(one, "One", &[of(one, 1)]), nameless]));
    let ask = |query: &str| {
        let run =
            folder.run(&["query", "--source", "slice.json", "--shape", "wikidata", "--format", "csv", "-e", query]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        run.out.replace("\r\n", "\n")
    };
    let service =
        |languages: &str| format!("SERVICE wikibase:label {{ bd:serviceParam wikibase:language \"{languages}\". }}");
    let query = format!("SELECT ?i ?iLabel WHERE {{ ?i wdt:P463 ?o . {} }} ORDER BY ?i", service("[AUTO_LANGUAGE],de"));
    assert_eq!(ask(&query), format!("i,iLabel\n{WD}{one},One\n{WD}{two},{two}\n"));
    // The languages in their order, the service before the rest of its group, a filter on a label.
    let query = format!(
        "SELECT ?iLabel WHERE {{ {} ?i wdt:P463 ?o . FILTER(CONTAINS(?iLabel, 'Deutsch')) }}",
        service("fr,de,en")
    );
    assert_eq!(ask(&query), "iLabel\nOne auf Deutsch\n");
    let query = format!(
        "SELECT ?iDescription ?iAltLabel WHERE {{ VALUES ?i {{ wd:{one} wd:{two} }} {} }} ORDER BY ?iAltLabel",
        service("en")
    );
    assert_eq!(ask(&query), "iDescription,iAltLabel\n,\nmade up,One otherwise\n");
    // What is not bound stays so.
    let query =
        format!("SELECT ?e ?eLabel WHERE {{ ?i wdt:P463 ?o . OPTIONAL {{ ?i wdt:P576 ?e }} {} }}", service("en"));
    assert_eq!(ask(&query), "e,eLabel\n,\n,\n");
    // In a subquery, and grouped.
    let query =
        format!("SELECT ?oLabel (COUNT(*) AS ?n) WHERE {{ ?i wdt:P463 ?o . {} }} GROUP BY ?oLabel", service("en"));
    assert_eq!(ask(&query), "oLabel,n\nQ999999993,2\n");
    // By hand, of an item that is named.
    let query = format!(
        "SELECT ?name ?other WHERE {{ SERVICE wikibase:label {{ bd:serviceParam wikibase:language 'de,en'. \
         wd:{one} rdfs:label ?name ; skos:altLabel ?other . }} }}"
    );
    assert_eq!(ask(&query), "name,other\nOne auf Deutsch,One otherwise\n");
    // What only a construction asks for.
    let query = format!(
        "CONSTRUCT {{ ?i rdfs:label ?iLabel }} WHERE {{ ?i wdt:P463 ?o . FILTER(?i = wd:{one}) {} }}",
        service("en")
    );
    let run = folder.run(&["query", "--source", "slice.json", "--shape", "wikidata", "-e", &query]);
    assert!(run.out.contains("\"One\""), "{}{}", run.out, run.err);
}

#[test]
fn other_services_stay_off() {
    let query = "SELECT * WHERE { SERVICE wikibase:mwapi { bd:serviceParam wikibase:api 'Search' } }";
    let run = Folder::with("slice.json", dump(&[malta(&[])])).run(&["query", "--source", "slice.json", "-e", query]);
    assert_eq!(run.status, Some(2), "{}", run.err);
    assert_eq!(run.said()[0].code, "service-off", "{}", run.err);
}

// The real slice

#[test]
fn every_statement_of_the_real_states_is_a_claim() {
    let Some(path) = slice("every_statement_of_the_real_states_is_a_claim") else { return };
    let run = Folder::new().run(&["export", &path.to_string_lossy(), "--format", "n-triples"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let all = triples(&run.out);
    let mut evidence: BTreeMap<&str, &str> = BTreeMap::new();
    for (subject, predicate, object) in &all {
        if *predicate == "<http://www.w3.org/ns/prov#wasDerivedFrom>" {
            evidence.insert(object, subject);
        }
    }
    let rests: BTreeSet<&str> =
        all.iter().filter(|(_, p, _)| *p == format!("<{CHY}evidence>")).map(|(_, _, o)| *o).collect();
    let mut counted = 0;
    for entity in real_entities(&path).iter().filter(|entity| entity["claims"]["P530"].is_array()) {
        for property in ["P530", "P463"] {
            for statement in entity["claims"][property].as_array().into_iter().flatten() {
                if statement["rank"] == "deprecated" {
                    continue;
                }
                counted += 1;
                let id = statement["id"].as_str().unwrap().replacen('$', "-", 1);
                let node = evidence.get(format!("<{WD}statement/{id}>").as_str());
                assert!(node.is_some_and(|node| rests.contains(node)), "no claim rests on {id}");
            }
        }
    }
    assert_eq!(counted, 1219);
}

#[test]
fn nothing_in_the_real_slice_is_taken_for_what_wikidata_cannot_hold() {
    let Some(path) = slice("nothing_in_the_real_slice_is_taken_for_what_wikidata_cannot_hold") else { return };
    let (mut count, mut refused) = (0, Vec::new());
    for text in real_entities(&path).iter().map(Value::to_string) {
        let node = json::read_at(text.as_bytes(), 0, FileId(0)).expect("an entity is JSON");
        for (property, list) in entity::claims(&node) {
            for statement in list {
                count += 1;
                if entity::check(statement, &graph::loaded().alignment.holds, FileId(0)).is_err() {
                    refused.push((entity::id_of(&node).unwrap().to_owned(), property.to_owned()));
                }
            }
        }
    }
    // One of them has a range of uncertainty, of which the data model says that it may have one, and not what it means.
    assert_eq!(refused, [("Q595".to_owned(), "P4632".to_owned())]);
    assert_eq!(count, real_entities(&path).iter().map(statements).sum::<usize>());
}

fn statements(entity: &Value) -> usize {
    let claims = entity["claims"].as_object();
    claims.into_iter().flatten().map(|(_, list)| list.as_array().map_or(0, Vec::len)).sum()
}

/// Runs the check that shares no code with the program.
fn independent(arguments: &[&str]) {
    let python = std::env::var_os("CHANCERY_PYTHON").unwrap_or_else(|| "python3".into());
    let import = Command::new(&python).args(["-c", "import pyoxigraph"]).stdin(Stdio::null()).output();
    if !import.is_ok_and(|output| output.status.success()) {
        let required = std::env::var_os("CHANCERY_FOREIGN").is_some_and(|value| value == "required");
        assert!(!required, "no Python with pyoxigraph, and CHANCERY_FOREIGN=required");
        let _ = writeln!(std::io::stderr(), "SKIPPED: no Python with pyoxigraph");
        return;
    }
    let script = graph::root().join("tests/foreign/wikidata.py");
    let output = Command::new(python).arg("-B").arg(script).args(arguments).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn another_reader_finds_every_claim_and_every_statement_again() {
    let Some(path) = slice("another_reader_finds_every_claim_and_every_statement_again") else { return };
    let path = path.to_string_lossy().into_owned();
    let folder = Folder::new();
    let run = folder.run(&["export", &path, "--output", "own.nt"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let run = folder.run(&["export", &path, "--shape", "wikidata", "--output", "shape.nt"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let (own, shape) = (folder.path().join("own.nt"), folder.path().join("shape.nt"));
    independent(&["claims", &path, &own.to_string_lossy()]);
    let shape = shape.to_string_lossy();
    let of_states = "P530,P463,P35,P6,P36,P31,P297,P298,P299,P2082";
    independent(&["round-trip", &path, &shape, "--having", "P530", "--properties", of_states]);
    independent(&["round-trip", &path, &shape, "--properties", "P530,P463,P39,P31"]);
}

#[test]
fn the_slice_agrees_with_itself() {
    let Some(path) = slice("the_slice_agrees_with_itself") else { return };
    let path = path.to_string_lossy();
    let folder = Folder::new();
    let run = folder.run(&["audit", &path, "--against", &path, "--format", "json"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("the report is JSON");
    let verdicts: BTreeSet<&str> =
        report["findings"].as_array().unwrap().iter().map(|finding| finding["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, BTreeSet::from(["agrees", "not in the data"]));
    let run = folder.run(&["contribute", &path, "--against", &path]);
    assert!(run.out.contains("\nfor the batch (v1): 0\n"), "{}", run.out);
}

/// Rows of a CSV, sorted, and its heading.
fn rows(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(ToOwned::to_owned).collect()).collect();
    let heading = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    rows.sort();
    (heading, rows)
}

#[test]
fn queries_in_the_idiom_of_the_service_are_answered_as_worked_out_from_the_slice() {
    let Some(path) = slice("queries_in_the_idiom_of_the_service") else { return };
    let folder = Folder::new();
    let run = folder.run(&["export", &path.to_string_lossy(), "--shape", "wikidata", "--output", "shape.ttl"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    // What the slice has no label for, the registry may know: then its name stands where the service would give the id.
    let registry = graph::Run::good(graph::loaded(), &Options::default()).outcome.registry;
    let key = alignment::item_key(&graph::loaded().schema).unwrap();
    let known = |id: &str| registry.bearer(key, id).map(|found| registry.entity(found).label.clone());
    let mut tried = 0;
    for entry in std::fs::read_dir(graph::root().join("tests/wikidata")).unwrap() {
        let query = entry.unwrap().path();
        if query.extension().is_none_or(|extension| extension != "rq") {
            continue;
        }
        tried += 1;
        let arguments = ["query", "--source", "shape.ttl", "--format", "csv", "--file", &query.to_string_lossy()];
        let run = folder.run(&arguments);
        assert_eq!(run.status, Some(0), "{}: {}", query.display(), run.err);
        let (heading, mut wanted) = rows(&std::fs::read_to_string(query.with_extension("csv")).unwrap());
        for row in &mut wanted {
            for (name, cell) in heading.iter().zip(row) {
                if let Some(label) = known(cell).filter(|_| name.ends_with("Label") && alignment::is_id(cell)) {
                    *cell = label;
                }
            }
        }
        wanted.sort();
        assert_eq!(rows(&run.out), (heading, wanted), "{}", query.display());
    }
    assert!(tried >= 12, "only {tried} queries");
}

// Damage

#[test]
fn no_damage_makes_it_panic_and_every_reading_is_counted() {
    let corpus: Vec<Vec<u8>> = std::fs::read_dir(graph::root().join("fuzz/corpus/wikidata"))
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect();
    // A linear congruential generator (Numerical Recipes): the same damage in every run.
    let mut state = 20_260_101_u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below.max(1)
    };
    let folder = Folder::new();
    for number in 0..80 {
        let mut bytes = corpus[random(corpus.len())].clone();
        for _ in 0..=random(3) {
            let at = random(bytes.len());
            match random(4) {
                0 => bytes[at] = b"{}[]\",:0x\\\n\xFF$Q"[random(14)],
                1 => {
                    let end = (at + random(16)).min(bytes.len());
                    bytes.drain(at..end);
                }
                2 => {
                    let from = random(bytes.len());
                    let piece = bytes[from..(from + random(40)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => bytes.truncate(at.max(1)),
            }
            if bytes.is_empty() {
                bytes.push(b'[');
            }
        }
        folder.file("slice.json", &bytes);
        let shape = if number % 2 == 0 { "wikidata" } else { "chancery" };
        let arguments = ["export", "slice.json", "--format", "n-triples", "--shape", shape, "--keep-going"];
        let run = folder.run(&arguments);
        assert!(matches!(run.status, Some(0 | 1)), "{}\n{}", String::from_utf8_lossy(&bytes), run.err);
        if let Some(line) = run.err.lines().find(|line| line.contains(" readings = ")) {
            let numbers: Vec<u64> =
                line.split(';').next().unwrap().split(' ').filter_map(|word| word.parse().ok()).collect();
            let [readings, made, merged, skipped, rejected] = numbers[..] else { panic!("{line}") };
            assert_eq!(readings, made + merged + skipped + rejected, "{}", String::from_utf8_lossy(&bytes));
        }
    }
}
