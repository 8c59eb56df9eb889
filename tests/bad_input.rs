//! The program on bad input: what it says, where, with which remedy, and what it leaves alone. And on good input that is
//! unusual, which must not be taken for bad.
//!
//! In the inputs `«…»` stand around what the carets of the diagnostic must stand under.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::process::Stdio;
use std::time::Duration;

use crate::support::{Folder, Run, unmark};

/// A facts file with these facts, one a line.
fn facts(facts: &[&str]) -> String {
    let lines: String = facts.iter().map(|fact| format!("      - {fact}\n")).collect();
    format!("facts:\n  - says:\n{lines}")
}

/// A facts file with these entities, one a line.
fn entities(entities: &[&str]) -> String {
    let lines: String = entities.iter().map(|entity| format!("  - {entity}\n")).collect();
    format!("entities:\n{lines}")
}

const GOOD: &str = "membership: {member: Belarus, organization: OSCE, status: full}";

const GOOD_JSON: &str = "\"membership\": {\"member\": \"Belarus\", \"organization\": \"OSCE\", \"status\": \"full\"}";

/// Exports a file in which the marks say what is wrong; each diagnostic has a code and a remedy (a part of it).
fn wrong(name: &str, marked: &str, expected: &[(&str, &str)]) {
    wrong_in(&Folder::new(), name, marked, expected, &[]);
}

fn wrong_in(folder: &Folder, name: &str, marked: &str, expected: &[(&str, &str)], more: &[&str]) {
    let (text, marks) = unmark(marked);
    assert_eq!(marks.len(), expected.len(), "the test has a mark for each diagnostic");
    folder.file(name, text);
    let run = folder.run(&[&["export", name], more].concat());
    let said = run.is_refused().said();
    let codes: Vec<&str> = said.iter().map(|said| said.code.as_str()).collect();
    let wanted: Vec<&str> = expected.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, wanted, "{}", run.err);
    for ((said, (_, remedy)), (place, line, what)) in said.iter().zip(expected).zip(marks) {
        assert_eq!(said.place, format!("{name}:{place}"), "{}", run.err);
        assert_eq!(said.excerpt, line, "{}", run.err);
        assert_eq!(said.marked, what, "{}", run.err);
        assert!(said.help.iter().any(|help| help.contains(remedy)), "`{remedy}` is not said:\n{}", run.err);
    }
    let (count, plural) = (expected.len(), if expected.len() == 1 { "" } else { "s" });
    assert!(run.err.contains(&format!("error: {count} error{plural}\n")), "{}", run.err);
    assert!(run.err.ends_with("nothing was written; --keep-going writes the facts without errors\n"), "{}", run.err);
}

fn wrong_fact(fact: &str, code: &str, remedy: &str) {
    wrong("notes.yaml", &facts(&[fact]), &[(code, remedy)]);
}

/// Exports sources of which one cannot be read at all: a code, the name of the source in the message, a remedy.
fn unreadable(folder: &Folder, arguments: &[&str], code: &str, message: &str, remedy: &str) {
    let run = folder.run(&[&["export"], arguments].concat());
    let said = run.is_refused().said();
    assert_eq!(run.codes(), [code], "{}", run.err);
    assert_eq!(said[0].message, message);
    assert!(said[0].help.iter().any(|help| help.contains(remedy)), "`{remedy}` is not said:\n{}", run.err);
}

// Kinds, keys, names, counts

#[test]
fn unknown_kind() {
    wrong_fact("«membersip»: {member: Belarus, organization: OSCE}", "unknown-kind", "did you mean `membership`?");
}

#[test]
fn unknown_kind_of_entity() {
    wrong("notes.yaml", &entities(&["«persn»: {name: Anna Example}"]), &[("unknown-kind", "did you mean `person`?")]);
}

/// Only kinds that may stand there are named.
#[test]
fn unknown_kind_says_which_kinds_are_taken_there() {
    let entity = entities(&["«region»: {name: Example}"]);
    wrong("notes.yaml", &entity, &[("unknown-kind", "the kinds of entity are polity, state, organization,")]);
    let visit =
        |kind: &str| format!("visit: {{visitor: {{«{kind}»: {{name: Example}}}}, host: Belarus, during: 2006}}");
    let run = |text: &str| Folder::with("notes.yaml", unmark(text).0).run(&["check", "notes.yaml"]);
    for text in [entity, facts(&[&visit("region")])] {
        let helps = run(&text).said().remove(0).help.join("\n");
        assert!(helps.contains("state") && !helps.contains("membership") && !helps.contains("claim"), "{helps}");
    }
    wrong_fact(&visit("visti"), "unknown-kind", "the kinds of actor are polity, state, ");
    let helps = run(&facts(&["«plase»: {}"])).said().remove(0).help.join("\n");
    assert!(helps.contains("membership") && !helps.contains("place"), "{helps}");
}

/// A claim of the second document would be cited from the first.
#[test]
fn a_second_document_in_a_file_is_an_error() {
    let line = |document: &str| format!("{{\"document\": {document}, \"facts\": [{{\"says\": {{{GOOD_JSON}}}}}]}}\n");
    let (one, again) = ("{\"id\": \"one\", \"title\": \"One\"}", "{\"title\": \"One\", \"id\": \"one\"}");
    let other = "«{\"id\": \"one\", \"title\": \"Other\"}»";
    let text = [line(one), line(again), line(other)].concat();
    wrong("notes.jsonl", &text, &[("second-document", "a file for each document")]);
    let folder = Folder::new();
    folder.file("notes.jsonl", [line(one), line(again)].concat());
    folder.run(&["check", "notes.jsonl"]).counts();
}

#[test]
fn unknown_key() {
    let fact = "membership: {member: Belarus, organization: OSCE, status: full, «durin»: 2006}";
    wrong_fact(fact, "unknown-key", "did you mean `during`?");
}

/// What people call a thing leads to what the ontology calls it: its kind, its key, and how a time is written.
#[test]
fn everyday_words_lead_to_kinds_and_keys() {
    for (kind, remedies) in [
        ("embassy", &["did you mean `accreditation`? for example `accreditation: {mission: {mission: {sender:"][..]),
        ("ambassador", &["did you mean `accreditation`?", "`ambassador` can be under `head class`"]),
        ("summit", &["did you mean `meeting`?"]),
        ("State Visit", &["did you mean `visit`?"]),
        ("ally", &["did you mean `alignment` or `alliance obligation`?", "for example `alliance obligation: {"]),
    ] {
        let run =
            Folder::with("notes.yaml", facts(&[&format!("{kind}: {{of: Belarus}}")])).run(&["check", "notes.yaml"]);
        let said = run.said().remove(0);
        for remedy in remedies {
            assert!(said.help.iter().any(|help| help.starts_with(remedy)), "{kind}: {:?}", said.help);
        }
    }
    let fact = |key: &str| format!("membership: {{member: Belarus, organization: OSCE, status: full, «{key}»: x}}");
    for key in ["since", "joined", "Until", "year"] {
        wrong_fact(&fact(key), "unknown-key", "did you mean `during`?");
        wrong_fact(&fact(key), "unknown-key", "continues is `1992/..`");
    }
    wrong_fact(&fact("org"), "unknown-key", "did you mean `organization`?");
    wrong_fact(&fact("observer"), "unknown-key", "`observer` can be under `status`: `status: observer`");
    // As a key of a block, and among the entities.
    let block = facts(&[GOOD]).replace("  - says", "  - «according to»: the minister\n    says");
    wrong("notes.yaml", &block, &[("unknown-key", "did you mean `speaker`?")]);
    let block = facts(&[GOOD]).replace("  - says", "  - «summit»: {}\n    says");
    wrong("notes.yaml", &block, &[("unknown-key", "did you mean `meeting`?")]);
    wrong("notes.yaml", &entities(&["«city»: {name: Example}"]), &[("unknown-kind", "did you mean `place`?")]);
    let embassy = entities(&["«embassy»: {name: Example}"]);
    wrong("notes.yaml", &embassy, &[("unknown-kind", "`embassy` can be under `type`: `mission: {…, type: embassy}`")]);
}

#[test]
fn rows_and_sentences_are_counted_from_one() {
    for place in ["row", "sentence"] {
        let text = facts(&[GOOD]).replace("  - says", &format!("  - {place}: [1, «0»]\n    says"));
        let remedy =
            if place == "row" { "the heading line of a table is row 1" } else { "chancery cite ARTICLE --words" };
        wrong("notes.yaml", &text, &[("wrong-value", remedy)]);
    }
}

/// An entity of the file itself is not called one of the registry.
#[test]
fn a_file_that_has_an_entity_twice_is_told_so() {
    let head = entities(&["person: {name: Jane Doe}", "place: {name: Exampletown, country: Belarus}"]);
    for (fact, message) in [
        (
            "visit: {visitor: {person: {name: «Jane Doe»}}, host: Belarus}",
            "this file has the person `Jane Doe` (person/jane-doe) already",
        ),
        (
            "capital: {of: Belarus, place: {place: {name: «Exampletown»}}}",
            "this file has the place `Exampletown` (place/exampletown--belarus) already",
        ),
        (
            "visit: {visitor: {state: {name: «Byelorussia»}}, host: Azerbaijan}",
            "the registry has the state `Belarus` (Q184) already",
        ),
    ] {
        let text = format!("{head}{}", facts(&[fact]));
        let run = Folder::with("notes.yaml", unmark(&text).0).run(&["check", "notes.yaml", "--no-checks"]);
        let said = run.said().remove(0);
        assert_eq!((said.code.as_str(), said.message.as_str()), ("duplicate-entity", message), "{}", run.err);
        assert_eq!(run.err.contains("it is stated here"), message.starts_with("this file"), "{}", run.err);
    }
}

/// Of the few names that a file tells itself, one that is less like what is written is meant too, beside one of the registry.
#[test]
fn a_name_that_the_file_tells_is_proposed() {
    let head = entities(&["organization: {name: Baltic Forum of Cities}", "person: {name: Belarusa}"]);
    for (name, near) in [
        ("Baltik Frum of City", &["Baltic Forum of Cities"][..]),
        ("Belaruss", &["did you mean `Belarusa`?", "did you mean `Belarus` (Q184)?"]),
    ] {
        let text = format!("{head}{}", facts(&[&format!("visit: {{visitor: {name}, host: Azerbaijan}}")]));
        let said = Folder::with("notes.yaml", &text).run(&["check", "notes.yaml", "--no-checks"]).said().remove(0);
        assert_eq!(said.code, "unknown-name");
        for near in near {
            assert!(said.help.iter().any(|help| help.contains(near)), "{name}: {:?}", said.help);
        }
    }
}

#[test]
fn what_office_programs_write_is_to_be_saved_as_text() {
    for (name, bytes, remedy) in [
        ("x.xlsx", &b"PK\x03\x04\x14"[..], "save the sheet as CSV (in Excel: File, Save As, `CSV UTF-8`"),
        ("x.ods", b"PK\x03\x04\x14", "in LibreOffice: File, Save As, `Text CSV`"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00\x00", "save the sheet as CSV"),
        ("X.DOCX", b"PK\x03\x04\x14", "save it as plain text in UTF-8 (in Word: File, Save As, `Plain Text`"),
        ("x.pdf", b"%PDF-1.4\n%\xe2\xe3\n", "save its text as a plain text in UTF-8"),
        ("x.zip", b"PK\x03\x04\x14", "unpack it first"),
    ] {
        let folder = Folder::with(name, bytes);
        for arguments in [&["check", name][..], &["cite", name]] {
            let run = folder.run(arguments);
            let said = run.said();
            assert_eq!(run.codes(), ["unsupported-source"], "{}", run.err);
            assert!(said[0].help[0].contains(remedy), "{arguments:?} {}", run.err);
        }
    }
}

#[test]
fn unknown_key_of_a_block() {
    let text = facts(&[GOOD]).replace("  - says", "  - «sentense»: 4\n    says");
    wrong("notes.yaml", &text, &[("unknown-key", "did you mean `sentence`?")]);
}

#[test]
fn unknown_key_of_a_file() {
    wrong("notes.yaml", &format!("«fact»: []\n{}", facts(&[GOOD])), &[("unknown-key", "did you mean `facts`?")]);
}

#[test]
fn unknown_key_of_a_time() {
    let fact = "membership: {member: Belarus, organization: OSCE, status: full, during: {«end lastest»: 1918}}";
    wrong_fact(fact, "unknown-key", "did you mean `end latest`?");
}

#[test]
fn duplicate_key() {
    let fact = "membership: {member: Belarus, «member»: Russia, organization: OSCE, status: full}";
    wrong_fact(fact, "duplicate-key", "as a list");
}

#[test]
fn unknown_concept() {
    let fact = "membership: {member: Belarus, organization: OSCE, status: «obsrver»}";
    wrong_fact(fact, "unknown-concept", "did you mean `observer`?");
}

#[test]
fn unknown_name() {
    let fact = "membership: {member: «Bellarus», organization: OSCE, status: full}";
    wrong_fact(fact, "unknown-name", "did you mean `Belarus` (Q184)?");
}

#[test]
fn unknown_name_that_is_near_to_none() {
    let fact = "membership: {member: «Atlantis», organization: OSCE, status: full}";
    wrong_fact(fact, "unknown-name", "add the entity under `entities:`");
    // What the class is called is not a key of a kind; the kinds that may be added are named.
    wrong_fact(
        fact,
        "unknown-name",
        "add the entity under `entities:` if it is missing, as `polity`, `state`, `organization`, ",
    );
    let fact = "visit: {visitor: Belarus, host: Iran, place: «Atlantis», during: 2006}";
    wrong_fact(fact, "unknown-name", "if it is missing, as `place`");
}

#[test]
fn name_of_another_class() {
    let fact = "membership: {member: Belarus, organization: «Baku», status: full}";
    wrong_fact(fact, "wrong-class", "`Baku` is a ");
}

#[test]
fn ambiguous_name() {
    let fact = "membership: {member: «Yugoslavia», organization: United Nations, status: full}";
    wrong_fact(fact, "ambiguous-name", "`state/sfr-yugoslavia`");
}

/// What diagnostics list, and what exports write, may be written in a facts file.
#[test]
fn an_entity_by_its_folder_and_id() {
    let member = |name: &str| facts(&[&format!("membership: {{member: {name}, organization: OSCE, status: full}}")]);
    let out = |name: &str| counts("notes.yaml", member(name), ONE);
    let of_name = out("Soviet Union");
    for name in ["state/soviet-union", "\"state:soviet-union\"", "state:soviet-union"] {
        assert_eq!(out(name), of_name, "{name}");
    }
    // The time does not matter to who is named by an id.
    let late = facts(&["membership: {member: state:soviet-union, organization: OSCE, status: full, during: 2006}"]);
    assert!(!counts("notes.yaml", late, ONE).is_empty());
    let yugoslavias = Folder::with("notes.yaml", member("Yugoslavia")).run(&["check", "notes.yaml"]);
    let helps = yugoslavias.said().remove(0).help.join("\n");
    let listed: Vec<&str> = helps.split('`').filter(|name| name.starts_with("state/")).collect();
    assert!(listed.len() > 1, "{helps}");
    listed.iter().for_each(|name| assert!(!out(name).is_empty()));
    let addition = "additions:\n  - {to: «Yugoslavia», also: Example}\n";
    wrong("notes.yaml", addition, &[("ambiguous-name", "write one of `state/")]);
}

#[test]
fn ambiguous_name_among_the_users_own() {
    let people = entities(&["person: {id: anna-1, name: Anna Example}", "person: {id: anna-2, name: Anna Example}"]);
    let text = format!("{people}{}", facts(&["visit: {visitor: «Anna Example», host: Belarus, during: 2006}"]));
    wrong("notes.yaml", &text, &[("ambiguous-name", "`person/anna-1`, `person/anna-2`")]);
}

#[test]
fn missing_key() {
    wrong_fact("membership: «{member: Belarus, status: full}»", "missing-key", "`organization`: ");
}

#[test]
fn missing_key_of_an_entity() {
    wrong("notes.yaml", &entities(&["person: «{id: anna}»"]), &[("missing-key", "write `person: {name: …}`")]);
}

#[test]
fn missing_value() {
    wrong_fact("membership: {member: «\"\"», organization: OSCE, status: full}", "missing-value", "leave the key out");
    wrong_fact("membership: {member: «[]», organization: OSCE, status: full}", "missing-value", "leave the key out");
    wrong_fact("membership: {member: «null», organization: OSCE, status: full}", "wrong-value", "leave the key out");
}

#[test]
fn too_many_values() {
    let fact = "population: {group: Azerbaijanis in Belarus, in: Belarus, value: «[6000, 7000]»}";
    wrong_fact(fact, "too-many-values", "one record for each value");
}

#[test]
fn too_few_values() {
    wrong_fact("trade: {between: «Belarus», value: 1 USD}", "too-few-values", "`between: [ …, … ]`");
}

/// People, things and money have no three decimals.
#[test]
fn a_dot_that_may_group_thousands() {
    let people = "population: {group: Azerbaijanis in Belarus, in: Belarus, value: ";
    let money = "trade: {between: [Belarus, Russia], during: 2001, value: ";
    for (fact, value, remedy) in [
        (people, "«36.000»", "write `36000` for thousands, or `36`"),
        (people, "more than «36.512» people", "write `36512` for thousands, or `36.5120`"),
        (people, "«1.200» students", "write `1200` for thousands, or `1.2000`"),
        (people, "«36.000» Mio people", "write `36000` for thousands, or `36`"),
        (money, "«36.000» EUR", "write `36000` for thousands, or `36`"),
        (money, "about US$ «1.234»", "write `1234` for thousands, or `1.2340`"),
        (money, "«100.500» SSP", "write `100500` for thousands, or `100.5000`"),
    ] {
        wrong_fact(&format!("{fact}{value}}}"), "ambiguous-amount", remedy);
    }
    // What is proposed is taken, and so is what cannot be taken for thousands.
    let good = [
        (people, "\"36,000\""),
        (people, "36"),
        (people, "36.5120"),
        (people, "1.234 million"),
        (people, "0.125 million people"),
        (money, "\"36,000 EUR\""),
        (money, "36.00 EUR"),
        (money, "1.234 bn EUR"),
        (money, "1234.567 EUR"),
    ];
    let good: Vec<String> = good.iter().map(|(fact, value)| format!("{fact}{value}}}")).collect();
    let folder = Folder::with("notes.yaml", facts(&good.iter().map(String::as_str).collect::<Vec<_>>()));
    let run = folder.run(&["check", "notes.yaml"]);
    assert!(run.counts().contains("9 facts made"), "{}", run.err);
}

/// Which units are counted the ontology says: a tonne has three decimals.
#[test]
fn a_dot_in_a_unit_that_is_not_counted() {
    let own = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix setting: <https://w3id.org/chancery/setting#> . @prefix chy: <https://w3id.org/chancery/ontology#> .\n\
               @prefix unit: <https://w3id.org/chancery/vocab/unit/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
               @prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix x: <https://example.org/x#> .\n\
               @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\
               x:Harvest a owl:Class ; rdfs:subClassOf chy:Observation ; rdfs:label \"harvest\"@en ;\n\
               skos:definition \"What a harvest comes to.\"@en .\n\
               x:HarvestShape a sh:NodeShape ; sh:targetClass x:Harvest ; setting:key \"harvest\" ; rdfs:label \"harvest\"@en ;\n\
               setting:identifiedBy ( chy:residentIn chy:during ) ; setting:measuredBy ( chy:amount ) ;\n\
               setting:recurs <https://w3id.org/chancery/vocab/recurrence/by-period> ;\n\
               setting:iriTemplate \"harvest/{in}\" ; setting:labelTemplate \"Harvest in {in}\"@en ;\n\
               sh:property [ setting:key \"in\" ; sh:path chy:residentIn ; sh:class chy:Polity ; sh:minCount 1 ; sh:maxCount 1 ] ,\n\
               [ setting:key \"value\" ; sh:path chy:amount ; sh:class chy:Quantity ; sh:minCount 1 ; sh:maxCount 1 ; setting:unitIn ( unit:tonne unit:document ) ] .\n";
    let folder = Folder::with("own/own.ttl", own);
    for (value, codes) in [("1.234 tonnes", &[][..]), ("1.234 documents", &["ambiguous-amount"])] {
        folder.file("notes.yaml", facts(&[&format!("harvest: {{in: Belarus, value: {value}, during: 1990}}")]));
        let run = folder.run(&["check", "notes.yaml", "--ontology", "own"]);
        assert_eq!(run.codes(), codes, "{value} {}", run.err);
    }
}

#[test]
fn the_same_value_twice() {
    wrong_fact("trade: {between: «[Belarus, BLR]», value: 1 USD}", "repeated-value", "written once");
}

#[test]
fn lists_that_multiply() {
    let many = vec!["OSCE"; 400].join(", ");
    let text = facts(&[&format!("membership: {{member: [{many}], organization: [{many}], status: full}}")]);
    let folder = Folder::with("notes.yaml", text);
    let run = folder.run(&["export", "notes.yaml"]);
    assert_eq!(run.is_refused().codes(), ["too-many-facts"]);
    assert!(run.err.len() < 2_000, "{}", run.err);
}

#[test]
fn a_list_within_a_list() {
    let fact = "membership: {member: [«[Belarus]»], organization: OSCE, status: full}";
    wrong_fact(fact, "wrong-value", "not in a list within a list");
}

// Dates and amounts

#[test]
fn malformed_date() {
    let fact = "membership: {member: Belarus, organization: OSCE, status: full, during: «17».10.2006}";
    wrong_fact(fact, "malformed-date", "write `2006-10-17`");
}

#[test]
fn impossible_date() {
    let fact = "membership: {member: Belarus, organization: OSCE, status: full, during: 2006-02-«30»}";
    wrong_fact(fact, "impossible-date", "correct it");
}

#[test]
fn reversed_interval() {
    let fact = "membership: {member: Belarus, organization: OSCE, status: full, during: «2006/2005»}";
    wrong_fact(fact, "reversed-interval", "write `2005/2006`");
}

#[test]
fn bounds_that_leave_no_day() {
    let fact =
        "incorporation: {part: Belarus, whole: Soviet Union, during: «{begin earliest: 1991, end latest: 1918}»}";
    wrong_fact(fact, "reversed-interval", "must not be later");
}

#[test]
fn amount_without_unit() {
    wrong_fact("trade: {between: [Belarus, Russia], value: «146 million»}", "missing-unit", "after the number");
}

#[test]
fn unknown_unit() {
    wrong_fact("trade: {between: [Belarus, Russia], value: 146 million «ducats»}", "unknown-unit", "units are `USD`");
}

#[test]
fn no_amount() {
    wrong_fact("trade: {between: [Belarus, Russia], value: «much»}", "malformed-amount", "");
}

// Entities

#[test]
fn duplicate_entity() {
    let text = entities(&["person: {name: Anna Example}", "person: {name: «Anna Example»}"]);
    wrong("notes.yaml", &text, &[("duplicate-entity", "distinguish them with an `id`")]);
}

#[test]
fn an_entity_that_the_registry_has() {
    let text = entities(&["state: {name: «Belarus»}"]);
    wrong("notes.yaml", &text, &[("duplicate-entity", "remove one of the two")]);
}

#[test]
fn one_item_of_wikidata_on_two_entities() {
    let remedy = "a wrong link is worse than no link";
    let two = entities(&["person: {name: Anna, wikidata: Q900000001}", "person: {name: Ben, wikidata: «Q900000001»}"]);
    wrong("notes.yaml", &two, &[("shared-identifier", remedy)]);
    let registered = entities(&["person: {name: Anna, wikidata: «Q57371»}"]);
    wrong("notes.yaml", &registered, &[("shared-identifier", remedy)]);
    let pasted = entities(&["person: {name: Anna, wikidata: «http://www.wikidata.org/entity/Q57371»}"]);
    wrong("notes.yaml", &pasted, &[("shared-identifier", remedy)]);
    let in_place = "visit: {visitor: {person: {name: Anna, wikidata: «Q57371»}}, host: Belarus, during: 2006}";
    wrong_fact(in_place, "shared-identifier", remedy);
}

#[test]
fn malformed_identifiers() {
    let text = entities(&["person: {name: Anna, wikidata: «57371»}"]);
    wrong("notes.yaml", &text, &[("malformed-identifier", "write `Q` and a number, as `Q184`")]);
    let text = entities(&["person: {id: «Anna Example», name: Anna}"]);
    wrong("notes.yaml", &text, &[("malformed-id", "`anna-example`")]);
    let text = entities(&["person: {name: «…»}"]);
    wrong("notes.yaml", &text, &[("missing-id", "give the entity an `id`")]);
}

// Sentences, quotes, references

fn with_sentences(sentence: &str) -> String {
    format!(
        "document: {{id: notes, title: Notes, sentences: notes.tsv}}\nfacts:\n  - sentence: {sentence}\n    says:\n      - {GOOD}\n"
    )
}

#[test]
fn sentence_out_of_range() {
    let folder = Folder::new();
    let digest = "0".repeat(64);
    folder.file(
        "notes.tsv",
        format!("number\tsection\tstart\tend\tdigest\n1\tA\t0\t5\t{digest}\n2\tA\t6\t9\t{digest}\n"),
    );
    let expected = [("sentence-out-of-range", "the sentences of the table are 1 to 2")];
    wrong_in(&folder, "notes.yaml", &with_sentences("«3»"), &expected, &[]);
    folder.file("notes.yaml", with_sentences("2"));
    assert_eq!(
        folder.run(&["export", "notes.yaml"]).counts(),
        "1 reading = 1 fact made + 0 merged + 0 skipped + 0 rejected"
    );
}

#[test]
fn broken_table_of_sentences() {
    let folder = Folder::with("notes.tsv", "number\tsection\tstart\tend\tdigest\n1\tA\t9\t5\tabc\n");
    folder.file("notes.yaml", with_sentences("1"));
    let run = folder.run(&["export", "notes.yaml"]);
    let said = run.is_refused().said();
    assert_eq!(run.codes(), ["sentence-out-of-range", "broken-sentence-table"], "{}", run.err);
    assert_eq!(said[1].place, "notes.tsv:2:1");
    assert_eq!(said[1].message, "the sentence ends at 5, before it begins at 9");
    // A file that is not a table is told where it is named, and nothing of it is shown.
    folder.file("notes.tsv", "a;b\n");
    let run = folder.run(&["export", "notes.yaml"]);
    assert!(run.is_refused().said()[0].place.starts_with("notes.yaml:1:"), "{}", run.err);
    assert!(run.codes() == ["broken-sentence-table"] && !run.err.contains("a;b"), "{}", run.err);
}

#[test]
fn table_of_sentences_that_is_not_there() {
    let text = with_sentences("1").replace("notes.tsv", "«notes.tsv»");
    wrong("notes.yaml", &text, &[("no-sentence-table", "relative to the folder of the facts file")]);
}

#[test]
fn a_folder_as_table_of_sentences() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("notes.tsv")).unwrap();
    let text = with_sentences("1").replace("notes.tsv", "«notes.tsv»");
    wrong_in(&folder, "notes.yaml", &text, &[("no-sentence-table", "relative to the folder of the facts file")], &[]);
}

#[test]
fn sentence_that_is_no_number() {
    let text = facts(&[GOOD]).replace("  - says", "  - sentence: «four»\n    says");
    wrong("notes.yaml", &text, &[("wrong-value", "`sentence: 4`")]);
}

/// What is wrong with who says it hides nothing of what is said.
#[test]
fn every_mistake_is_told_in_one_run() {
    let text = "facts:\n  - speaker: «Nobody Known»\n    voice: «shouted»\n    says:\n      \
        - membership: {member: «Bellarus», organization: OSCE, status: full}\n      \
        - membership: {member: Belarus, organization: OSCE, status: «ful»}\n      - visit: «no-such»\n";
    let codes = ["unknown-name", "unknown-concept", "unknown-name", "unknown-concept", "unknown-fact"];
    wrong("notes.yaml", text, &codes.map(|code| (code, "")));
    let text = text.replace("speaker: «Nobody Known»\n    voice: «shouted»", "sentence: «four»");
    let codes = ["wrong-value", "unknown-name", "unknown-concept", "unknown-fact"];
    wrong("notes.yaml", &text, &codes.map(|code| (code, "")));
    // Nor does what is wrong with the name of an entity hide what is wrong with the rest of it.
    let text = entities(&[
        "person: {name: A, id: «No Id», wikidata: «12», names hold: «soon»}",
        "person: {name: B, «colour»: red, names hold: «soon»}",
    ]);
    let codes = ["malformed-id", "malformed-identifier", "malformed-date", "unknown-key", "malformed-date"];
    wrong("notes.yaml", &text, &codes.map(|code| (code, "")));
}

#[test]
fn quote_of_nine_words() {
    let text =
        facts(&[GOOD]).replace("  - says", "  - quote: «one two three four five six seven eight nine»\n    says");
    wrong("notes.yaml", &text, &[("malformed-text", "write one to eight words")]);
    let folder = Folder::with("notes.yaml", unmark(&text).0.replace(" nine", ""));
    assert_eq!(folder.run(&["export", "notes.yaml"]).status, Some(0));
}

#[test]
fn duplicate_id() {
    let text = facts(&[
        "visit: {id: trip, visitor: Ilham Aliyev, host: Belarus}",
        "visit: {id: «trip», visitor: Ilham Aliyev, host: Russia}",
    ]);
    wrong("notes.yaml", &text, &[("duplicate-id", "to state a fact again")]);
}

#[test]
fn unknown_fact() {
    let text = facts(&[
        "visit: {id: trip, visitor: Ilham Aliyev, host: Belarus}",
        "visit: {visitor: Ilham Aliyev, host: Belarus, part of: «tripp»}",
    ]);
    wrong("notes.yaml", &text, &[("unknown-fact", "did you mean `trip`?")]);
}

#[test]
fn reference_to_a_fact_of_another_kind() {
    let text =
        facts(&["population: {id: count, group: Azerbaijanis in Belarus, in: Belarus, value: 6000}", "visit: «count»"]);
    let folder = Folder::with("notes.yaml", unmark(&text).0);
    let run = folder.run(&["export", "notes.yaml"]);
    assert_eq!(run.is_refused().codes(), ["wrong-class"], "{}", run.err);
    assert_eq!(run.said()[0].place, "notes.yaml:4:16");
}

#[test]
fn circular_reference() {
    let remedy = "remove one of the references of the cycle";
    let circle = facts(&[
        "visit: {id: a, visitor: Ilham Aliyev, host: Belarus, part of: «b»}",
        "visit: {id: b, visitor: Ilham Aliyev, host: Belarus, part of: «a»}",
    ]);
    wrong("notes.yaml", &circle, &[("circular-reference", remedy); 2]);
    let itself = facts(&["visit: {id: a, visitor: Ilham Aliyev, host: Belarus, part of: «a»}"]);
    wrong("notes.yaml", &itself, &[("circular-reference", remedy)]);
    let mut long: Vec<String> = Vec::new();
    for n in 0..3_000 {
        long.push(format!("visit: {{id: v{n}, visitor: Ilham Aliyev, host: Belarus, part of: v{}}}", (n + 1) % 3_000));
    }
    let folder = Folder::with("notes.yaml", facts(&long.iter().map(String::as_str).collect::<Vec<_>>()));
    let run = folder.run(&["export", "notes.yaml"]);
    assert!(run.is_refused().err.contains("error: 3000 errors"));
}

#[test]
fn reference_to_a_rejected_fact() {
    let text = facts(&[
        "visit: {id: trip, visitor: «Nobody At All», host: Belarus}",
        "visit: {visitor: Ilham Aliyev, host: Belarus, part of: «trip»}",
    ]);
    wrong("notes.yaml", &text, &[("unknown-name", "under `entities:`"), ("rejected-reference", "fix `trip` first")]);
}

// Broken files

#[test]
fn broken_yaml() {
    let open = "facts:\n  - says:\n      - membership: «{»member: Belarus\n";
    wrong("notes.yaml", open, &[("yaml-syntax", "close every")]);
    let colon = "facts:\n  - says:\n      - membership: {member: Belarus}\n      - utterance: a: b\n";
    let folder = Folder::with("notes.yaml", colon);
    let run = folder.run(&["export", "notes.yaml"]);
    assert_eq!(run.is_refused().codes(), ["yaml-syntax"], "{}", run.err);
    assert!(run.said()[0].place.starts_with("notes.yaml:4:"), "{}", run.err);
    let tab = Folder::with("notes.yaml", "facts:\n\t- says:\n");
    let run = tab.run(&["export", "notes.yaml"]);
    assert_eq!(run.is_refused().codes(), ["yaml-syntax"]);
    assert!(run.said()[0].help[0].contains("spaces") && run.said()[0].place.starts_with("notes.yaml:2:"));
}

#[test]
fn broken_json() {
    let text = "{\"facts\": [\n\t{\"membership\": {\"member\": \"Belarus\" \"organization\": \"OSCE\"}}\n]}\n";
    let folder = Folder::with("notes.json", text);
    let run = folder.run(&["export", "notes.json"]);
    let said = run.is_refused().said();
    assert_eq!(run.codes(), ["json-syntax"], "{}", run.err);
    // A tab is one column, though it is shown as several.
    assert_eq!(said[0].place, "notes.json:2:38");
    assert!(said[0].help[0].contains("a comma or colon that is missing"));
}

const LINES: [&str; 3] = [
    "{\"membership\": {\"member\": \"Belarus\", \"organization\": \"OSCE\", \"status\": \"full\"}}\n",
    "{\"membership\": {\"member\": \"Russia\", \"organization\": «}»}\n",
    "{\"membership\": {\"member\": \"Azerbaijan\", \"organization\": \"OSCE\", \"status\": \"full\"}}\n",
];

#[test]
fn one_bad_line_among_good_ones() {
    let folder = Folder::new();
    wrong_in(&folder, "notes.jsonl", &LINES.concat(), &[("json-syntax", "a value, comma or bracket")], &[]);
    let run = folder.run(&["export", "notes.jsonl", "--keep-going"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(run.counts_said(), "3 readings = 2 facts made + 0 merged + 0 skipped + 1 rejected");
    assert!(run.out.contains("state:azerbaijan") && !run.out.contains("state:russia"));
}

#[test]
fn bytes_that_are_not_utf8() {
    for (name, text, place) in [
        ("latin.yaml", &b"facts:\n  - says:\n      - membership: {member: Belar\xfas}\n"[..], "latin.yaml:3:35"),
        ("latin.json", b"{\"facts\":\n \"Belar\xfas\"}", "latin.json:2:8"),
        ("latin.jsonl", b"{\"entities\": []}\n{\"a\": \"Belar\xfas\"}\n", "latin.jsonl:2:13"),
    ] {
        let folder = Folder::with(name, text);
        let run = folder.run(&["export", name]);
        let said = run.is_refused().said();
        assert_eq!(run.codes(), ["not-utf8"], "{}", run.err);
        assert_eq!(said[0].place, place);
        assert!(said[0].excerpt.contains("Belar\u{fffd}s") && said[0].marked == "\u{fffd}", "{}", run.err);
        assert!(said[0].help[0].contains("save the file as UTF-8"));
    }
}

#[test]
fn a_file_of_another_kind() {
    let facts_are = "facts are read from YAML";
    let xz = b"\xfd7zXZ\x00\x00\x04\xe6\xd6\xb4\x46";
    for (name, text, what, remedy) in [
        ("x.ttl", &b"@prefix a: <http://a/> .\na:b a:c a:d .\n"[..], "RDF in Turtle", facts_are),
        ("x.dat", b"@prefix a: <http://a/> .\na:b a:c a:d .\n", "RDF in Turtle", facts_are),
        ("x.pdf", b"%PDF-1.4\n%\xe2\xe3\n", "a PDF document", facts_are),
        ("x.yaml.xz", xz, "a compressed file", "unpack it first"),
        ("xz.yaml", xz, "a compressed file", "unpack it first"),
        ("pdf.yaml", b"%PDF-1.4\n%\xe2\xe3\n", "a PDF document", facts_are),
        ("x.txt", b"hello\n", "a text of an unknown kind", facts_are),
        ("x.yaml", b"\x00\x01\x02", "a binary file", "save the content as plain text in UTF-8"),
        ("x.yaml", b"\x00\x01\x02", "a binary file", facts_are),
    ] {
        let message = format!("`{name}` is {what}, not a facts file");
        unreadable(&Folder::with(name, text), &[name], "unsupported-source", &message, remedy);
    }
    let utf16 = Folder::with("x.yaml", b"\xff\xfea\0:\0");
    unreadable(&utf16, &["x.yaml"], "not-utf8", "`x.yaml` is a text in UTF-16, not a facts file", "save it as UTF-8");
}

#[test]
fn archives_that_hold_nothing_or_break_off() {
    let empty = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00";
    let folder = Folder::with("x.yaml.gz", empty);
    unreadable(&folder, &["x.yaml.gz"], "empty-source", "`x.yaml.gz` is empty", "a facts file begins with");
    let message = "the archive `x.yaml.gz` ends too early, after 0 bytes of content";
    let folder = Folder::with("x.yaml.gz", &empty[..11]);
    unreadable(&folder, &["x.yaml.gz"], "truncated-archive", message, "fetch the file again");
}

#[test]
fn not_a_mapping() {
    wrong("notes.yaml", "«just words»\n", &[("not-facts", "`document`, `entities` and `facts`")]);
    wrong("notes.yaml", "«- a»\n- b\n", &[("not-facts", "`document`, `entities` and `facts`")]);
    wrong("notes.yaml", "facts: «words»\n", &[("wrong-value", "one item a line")]);
}

#[test]
fn empty_files() {
    for name in ["x.yaml", "x.json", "x.jsonl"] {
        let message = format!("`{name}` is empty");
        unreadable(&Folder::with(name, ""), &[name], "empty-source", &message, "a facts file begins with");
    }
    wrong("x.yaml", "«»\n# nothing\n", &[("empty-source", "a facts file begins with")]);
    wrong("x.json", "«»\n", &[("empty-source", "a facts file begins with")]);
    let run = Folder::new().pipe("", &["export", "-"]);
    assert_eq!(run.is_refused().codes(), ["empty-source"]);
}

#[test]
fn paths_that_are_not_there() {
    let folder = Folder::with("notes.yaml", facts(&[GOOD]));
    unreadable(&folder, &["note.yaml"], "no-such-file", "`note.yaml` does not exist", "did you mean `notes.yaml`?");
    let run = folder.run(&["export", "nowhere/notes.yaml"]);
    assert_eq!(run.is_refused().codes(), ["no-such-file"]);
    assert!(run.err.contains("there is no folder `nowhere`"), "{}", run.err);
    let run = folder.run(&["export"]);
    assert_eq!(run.is_refused().said()[0].message, "`data` does not exist");
    let through = "notes.yaml/more.yaml";
    let message = format!("`{through}` is not a folder, or is not in a folder");
    unreadable(&folder, &[through], "file-not-folder", &message, "check the path");
}

#[test]
fn a_folder_without_facts() {
    let folder = Folder::with("empty/readme.txt", "nothing");
    let message = "the folder `empty` has no facts files";
    unreadable(&folder, &["empty"], "nothing-to-read", message, "facts are read from YAML");
}

// Large and deep

/// How long a run of the program may take in these tests: it is built without optimisation, and shares its machine.
const PATIENCE: Duration = Duration::from_secs(60);

const LARGE: usize = 100 << 20;

fn large(folder: &Folder, name: &str, before: &str, after: &str) {
    let mut out = BufWriter::new(File::create(folder.path().join(name)).unwrap());
    out.write_all(before.as_bytes()).unwrap();
    let piece = [b'x'; 1 << 20];
    for _ in 0..LARGE / piece.len() {
        out.write_all(&piece).unwrap();
    }
    out.write_all(after.as_bytes()).unwrap();
    out.flush().unwrap();
}

fn is_bounded(run: &Run) {
    assert!(run.err.len() < 4_000, "{} bytes were said", run.err.len());
    assert!(run.err.lines().all(|line| line.chars().count() < 250), "{}", run.err);
    assert!(run.took < PATIENCE, "it took {:?}", run.took);
}

#[test]
fn a_hundred_megabytes_on_one_line_of_yaml() {
    let folder = Folder::new();
    large(&folder, "large.yaml", "facts: [{says: [{membership: {member: ", ", organization: OSCE, status: full}}]}]\n");
    let run = folder.run(&["export", "large.yaml"]);
    assert_eq!(run.is_refused().codes(), ["text-too-long"], "{}", run.err);
    assert_eq!(run.said()[0].place, "large.yaml:1:39");
    assert!(run.said()[0].help[0].contains("a quotation mark that closes too late"));
    is_bounded(&run);
}

#[test]
fn a_hundred_megabytes_on_one_line_of_json_lines() {
    let folder = Folder::new();
    large(&folder, "large.jsonl", "{\"membership\": {\"member\": \"", &format!("\"}}}}\n{}", LINES[0]));
    let run = folder.run(&["export", "large.jsonl", "--keep-going"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(run.codes(), ["line-too-long"], "{}", run.err);
    assert_eq!(run.said()[0].place, "large.jsonl:1:1");
    assert!(run.said()[0].help[0].contains("a line has one record"));
    assert_eq!(run.counts_said(), "2 readings = 1 fact made + 0 merged + 0 skipped + 1 rejected");
    is_bounded(&run);
}

#[test]
fn a_long_name_is_not_said_in_full() {
    let name = "x".repeat(60_000);
    let folder = Folder::with(
        "notes.yaml",
        facts(&[&format!("membership: {{member: {name}, organization: OSCE, status: full}}")]),
    );
    let run = folder.run(&["export", "notes.yaml"]);
    assert_eq!(run.is_refused().codes(), ["unknown-name"]);
    assert!(run.err.len() < 8_000, "{} bytes were said", run.err.len());
}

#[test]
fn a_million_mistakes() {
    let line = "{\"membership\": {\"member\": \"Belarus\", \"organization\": \"OSCE\", \"status\": \"ful\"}}\n";
    let folder = Folder::with("notes.jsonl", line.repeat(100_000));
    let run = folder.run(&["export", "notes.jsonl"]);
    assert_eq!(run.is_refused().said().len(), 51);
    assert!(run.err.contains("error[unknown-concept]: and 99950 more of this kind"));
    assert!(run.err.contains("error: 100000 errors"));
    assert!(run.took < PATIENCE, "it took {:?}", run.took);
}

#[test]
fn deep_nesting() {
    for (name, text) in [
        ("deep.yaml", "[".repeat(100_000)),
        ("deep.json", "[".repeat(100_000)),
        (
            "deep.yaml",
            (0..2_000).fold(String::new(), |mut text, depth| {
                let _ = writeln!(text, "{}a:", " ".repeat(depth));
                text
            }),
        ),
        ("deep.json", "{\"a\":".repeat(100_000)),
    ] {
        let folder = Folder::with(name, text);
        let run = folder.run(&["export", name]);
        assert_eq!(run.is_refused().codes(), ["nested-too-deep"], "{}", run.err);
        assert!(run.said()[0].help[0].contains("fewer than ten levels"));
        is_bounded(&run);
    }
}

#[test]
fn records_in_records() {
    let mut record = String::from("{visitor: Ilham Aliyev, host: Belarus, during: 2006}");
    for _ in 0..40 {
        record = format!("{{visitor: Ilham Aliyev, host: Belarus, during: 2006, part of: {{visit: {record}}}}}");
    }
    let folder = Folder::with("notes.yaml", facts(&[&format!("visit: {record}")]));
    let run = folder.run(&["export", "notes.yaml"]);
    assert_eq!(run.is_refused().codes(), ["too-deep"], "{}", run.err);
    assert!(run.said()[0].help[0].contains("give the inner record an `id`"));
}

#[test]
fn aliases_that_multiply() {
    let mut text = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (this, last) in ('b'..='k').zip('a'..='j') {
        let _ = writeln!(text, "{this}: &{this} [{}]", vec![format!("*{last}"); 10].join(", "));
    }
    let folder = Folder::with("notes.yaml", text);
    let run = folder.run(&["export", "notes.yaml"]);
    assert_eq!(run.is_refused().codes(), ["alias-expansion"], "{}", run.err);
    assert!(run.said()[0].place.starts_with("notes.yaml:6:"), "{}", run.err);
    is_bounded(&run);
    let itself = "facts: &a [«*a»]\n";
    wrong("notes.yaml", itself, &[("alias-in-itself", "write the value out")]);
}

// The user's own ontology

const SHAPE: &str = "@prefix setting: <https://w3id.org/chancery/setting#> . @prefix chy: <https://w3id.org/chancery/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
chy:Excursion a owl:Class ; rdfs:subClassOf chy:Event ; rdfs:label \"excursion\"@en .
chy:ExcursionShape a sh:NodeShape ; sh:targetClass chy:Excursion ;
    setting:key \"excursion\" ; setting:iriTemplate \"excursion/{where}\" ; setting:labelTemplate \"to {where}\"@en ;
    sh:property [ setting:key \"where\" ; sh:path chy:place ; sh:class chy:Place ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 1 ] .
";

fn with_ontology(turtle: &str) -> (Folder, Run) {
    let folder = Folder::with("mine/excursion.ttl", turtle);
    folder.file("notes.yaml", facts(&["excursion: {where: Baku, during: 2006}"]));
    let run = folder.run(&["export", "notes.yaml", "--ontology", "mine"]);
    (folder, run)
}

#[test]
fn a_kind_of_the_users_own() {
    let (_, run) = with_ontology(SHAPE);
    assert_eq!(run.counts(), "1 reading = 1 fact made + 0 merged + 0 skipped + 0 rejected");
    assert!(run.out.contains("to Baku, in 2006"), "{}", run.out);
}

#[test]
fn broken_turtle_in_the_ontology() {
    let (_, run) = with_ontology(&SHAPE.replace("rdfs:label \"excursion\"@en", "rdfs:label"));
    let said = run.is_refused().said();
    assert_eq!(run.codes(), ["turtle-syntax"], "{}", run.err);
    assert!(said[0].place.starts_with("mine/excursion.ttl:5:"), "{}", run.err);
    assert!(said[0].excerpt.starts_with("chy:Excursion a owl:Class"), "{}", run.err);
    assert!(said[0].help[0].contains("the Turtle grammar"));
}

#[test]
fn a_bad_shape_in_the_ontology() {
    for (right, wrong, message) in [
        ("excursion/{where}", "excursion/{whither}", "the IRI template of kind `excursion` uses `whither`"),
        ("sh:path chy:place ; ", "", "key `where` of kind `excursion` has no `sh:path`"),
        ("sh:class chy:Place", "sh:datatype chy:Sort", "key `where` of kind `excursion`: the datatype"),
    ] {
        let (_, run) = with_ontology(&SHAPE.replace(right, wrong));
        let said = run.is_refused().said();
        assert!(said.iter().all(|said| said.code == "bad-shape"), "{}", run.err);
        assert!(said.iter().any(|said| said.message.starts_with(message)), "{}", run.err);
        assert!(said[0].place.starts_with("mine/excursion.ttl:"), "{}", run.err);
        assert_ne!(said[0].marked, "", "{}", run.err);
        assert!(said[0].help[0].contains("what a shape may say"));
    }
}

#[test]
fn an_ontology_that_is_not_there() {
    let folder = Folder::with("notes.yaml", facts(&[GOOD]));
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let said = |of: &str| folder.run(&["export", "notes.yaml", "--ontology", of]).is_refused().codes();
    assert_eq!(said("nowhere"), ["no-such-file"]);
    assert_eq!(said("empty"), ["nothing-to-read"]);
    assert_eq!(said("notes.yaml"), ["file-not-folder"]);
}

// Output

/// A file that is refused, and one that is not.
fn sources() -> Folder {
    let folder = Folder::with("good.yaml", facts(&[GOOD]));
    folder.file("bad.yaml", facts(&["membership: {member: Bellarus, organization: OSCE, status: full}"]));
    folder
}

/// Asserts that the program could not run: status 2, one line that begins with the message.
fn could_not(run: &Run, message: &str) {
    assert_eq!(run.status, Some(2), "{}", run.err);
    assert_eq!(run.err.trim_end(), message);
    assert_eq!(run.out, "");
}

#[test]
fn a_folder_as_output() {
    let folder = sources();
    std::fs::create_dir(folder.path().join("out")).unwrap();
    let run = folder.run(&["export", "good.yaml", "--output", "out"]);
    could_not(&run, "error: `out` cannot be written: it is a folder");
}

#[test]
fn output_into_a_folder_that_does_not_exist() {
    let folder = sources();
    let run = folder.run(&["export", "good.yaml", "--output", "nowhere/x.ttl"]);
    could_not(&run, "error: `nowhere/x.ttl` cannot be written: there is no folder `nowhere`; make it first");
    let run = folder.run(&["export", "good.yaml", "--output", "bad.yaml/x.ttl"]);
    could_not(&run, "error: `bad.yaml/x.ttl` cannot be written: `bad.yaml` is not a folder");
    assert_eq!(folder.names(), ["bad.yaml", "good.yaml"]);
}

#[cfg(unix)]
#[test]
fn output_into_a_folder_that_is_not_writable() {
    use std::os::unix::fs::PermissionsExt;
    let folder = sources();
    let path = folder.path().join("closed");
    std::fs::create_dir(&path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o555)).unwrap();
    let may_all_the_same = std::fs::write(path.join("probe"), "").is_ok();
    if may_all_the_same {
        println!("skipped: this user may write everywhere");
    } else {
        let run = folder.run(&["export", "good.yaml", "--output", "closed/x.ttl"]);
        could_not(&run, "error: `closed/x.ttl` cannot be written: no permission to write into the folder `closed`");
    }
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

const FORMATS: [&str; 7] = ["turtle", "trig", "n-triples", "n-quads", "json-ld", "rdf-xml", "canonical"];

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let folder = sources();
    for format in FORMATS {
        let arguments = ["export", "good.yaml", "--format", format];
        let output = folder.command(&arguments).stdout(File::create("/dev/full").unwrap()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{format}: {said}");
        assert!(said.starts_with("error: the result cannot be written to standard output: No space left"), "{said}");
        let run = folder.run(&[&arguments[..], &["--output", "/dev/full"]].concat());
        assert_eq!(run.status, Some(2), "{format}: {}", run.err);
        assert!(run.err.starts_with("error: `/dev/full` cannot be written: No space left on device"), "{}", run.err);
    }
    let output = folder.command(&["check", "bad.yaml"]).stderr(File::create("/dev/full").unwrap()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away() {
    // More than a pipe holds, so that the writer is still writing.
    let members =
        "Armenia, Austria, Belarus, Belgium, Bulgaria, Canada, Croatia, Cyprus, Estonia, Finland, France, Norway";
    let many: String = (1_919..2_019)
        .map(|year| {
            format!("      - membership: {{member: [{members}], organization: OSCE, status: full, during: {year}}}\n")
        })
        .collect();
    let folder = Folder::with("many.yaml", format!("facts:\n  - says:\n{many}"));
    for format in FORMATS {
        let mut child = folder
            .command(&["export", "many.yaml", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut [0; 16]).unwrap();
        drop(out);
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{format}");
        assert_eq!(output.status.code(), Some(0), "{format}");
    }
}

#[test]
fn never_half_a_file() {
    let folder = sources();
    folder.file("out.ttl", "what was there\n");
    let untouched = |run: &Run, status: i32| {
        assert_eq!(run.status, Some(status), "{}", run.err);
        assert_eq!(folder.read("out.ttl"), "what was there\n");
        assert_eq!(folder.names(), ["bad.yaml", "good.yaml", "out.ttl"]);
    };
    untouched(&folder.run(&["export", "bad.yaml", "--output", "out.ttl"]), 1);
    untouched(&folder.run(&["export", "good.yaml", "nowhere.yaml", "--output", "out.ttl"]), 1);
    let run = folder.run(&["export", "good.yaml", "--output", "out.ttl"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""));
    let whole = folder.read("out.ttl");
    assert_eq!(whole, folder.run(&["export", "good.yaml"]).out);
    let run = folder.run(&["export", "good.yaml", "bad.yaml", "--keep-going", "--output", "out.ttl"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(folder.read("out.ttl").lines().last(), whole.lines().last());
}

/// A write that fails half-way: the file may not grow beyond what the process is allowed.
#[cfg(target_os = "linux")]
#[test]
fn a_write_that_fails_leaves_the_file_as_it_was() {
    let folder = sources();
    folder.file("out.nt", "what was there\n");
    let limited = "trap '' XFSZ; ulimit -f 1; exec \"$0\" export good.yaml --output out.nt --format n-triples";
    let mut command = std::process::Command::new("bash");
    command.args(["-c", limited, env!("CARGO_BIN_EXE_chancery")]).current_dir(folder.path()).stdin(Stdio::null());
    let run = Run::of(&mut command, b"");
    assert_eq!(run.status, Some(2), "{}", run.err);
    assert!(run.err.starts_with("error: `out.nt` cannot be written: File too large"), "{}", run.err);
    assert!(run.err.ends_with("; it was left unchanged\n"), "{}", run.err);
    assert_eq!(folder.read("out.nt"), "what was there\n");
    assert_eq!(folder.names(), ["bad.yaml", "good.yaml", "out.nt"]);
}

#[test]
fn wrong_arguments() {
    let folder = sources();
    for arguments in [
        &["export", "good.yaml", "--format", "turtel"][..],
        &["export", "good.yaml", "--base", "not an iri"],
        &["export", "good.yaml", "--memory", "0"],
        &["export", "good.yaml", "--colour"],
        &["exprot"],
        &[],
    ] {
        let run = folder.run(arguments);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{arguments:?}\n{}", run.err);
        assert!(!run.err.is_empty());
    }
}

// All at once

const TEN: &str = "entities:
  - «persn»: {name: Anna Example}
facts:
  - «sentense»: 4
    says:
      - «membersip»: {member: Belarus}
      - membership: {member: «Bellarus», organization: OSCE, status: full}
      - membership: {member: «Yugoslavia», organization: OSCE, status: full}
      - membership: {member: Belarus, organization: OSCE, status: «ful»}
      - membership: «{member: Belarus, status: full}»
  - says:
      - visit: {visitor: Ilham Aliyev, host: Belarus, during: 2006-02-«30»}
      - trade: {between: [Belarus, Russia], value: «800 million»}
      - visit: {visitor: Ilham Aliyev, host: Belarus, part of: «nothing»}
";

#[test]
fn ten_mistakes_in_one_file() {
    // A block whose keys are wrong is still read: its facts are rejected, and what is wrong with them is told.
    let (text, marks) = unmark(TEN);
    let folder = Folder::with("notes.yaml", text);
    let run = folder.run(&["export", "notes.yaml"]);
    let places: Vec<String> = run.is_refused().said().into_iter().map(|said| said.place).collect();
    let expected: Vec<String> = marks.iter().map(|(place, ..)| format!("notes.yaml:{place}")).collect();
    assert_eq!(places, expected, "{}", run.err);
    let codes = [
        "unknown-kind",
        "unknown-key",
        "unknown-kind",
        "unknown-name",
        "ambiguous-name",
        "unknown-concept",
        "missing-key",
        "impossible-date",
        "missing-unit",
        "unknown-fact",
    ];
    assert_eq!(run.codes(), codes);
    assert!(run.err.contains("error: 10 errors\n"));

    // The same as JSON: one object a line, in the same order, at the same places.
    let run = folder.run(&["check", "notes.yaml", "--format", "json"]);
    assert_eq!(run.status, Some(1));
    let objects: Vec<serde_json::Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<String> =
        objects.iter().map(|o| format!("{}:{}:{}", o["path"].as_str().unwrap(), o["line"], o["column"])).collect();
    assert_eq!(told, expected);
    assert!(objects.iter().zip(codes).all(|(object, code)| object["code"] == code));
}

// Whole messages

#[test]
fn typical_mistakes_word_for_word() {
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut tried = 0;
    for case in std::fs::read_dir(cases).unwrap() {
        let case = case.unwrap().path();
        let (Ok(input), Ok(expected)) =
            (std::fs::read(case.join("input.yaml")), std::fs::read_to_string(case.join("stderr")))
        else {
            continue;
        };
        let run = Folder::with("input.yaml", input).run(&["export", "input.yaml"]);
        assert_eq!(run.is_refused().err, expected, "{}", case.display());
        tried += 1;
    }
    assert!(tried >= 3);
}

// Good input that is unusual

const ONE: &str = "1 reading = 1 fact made + 0 merged + 0 skipped + 0 rejected";

fn counts(name: &str, text: impl AsRef<[u8]>, expected: &str) -> String {
    let folder = Folder::with(name, text);
    let run = folder.run(&["export", name]);
    assert_eq!(run.counts(), expected, "{}", run.err);
    run.out
}

#[test]
fn byte_order_mark_and_line_ends() {
    let text = facts(&[GOOD]);
    let plain = counts("notes.yaml", &text, ONE);
    for same in [
        format!("\u{feff}{text}"),
        text.replace('\n', "\r\n"),
        format!("\u{feff}{}", text.replace('\n', "\r\n")),
        text.trim_end().to_owned(),
        format!("%YAML 1.2\n---\n{text}...\n"),
    ] {
        assert_eq!(counts("notes.yaml", same, ONE), plain);
    }
    // Lines and columns are those of an editor, which shows no byte-order mark.
    let marked = facts(&["membership: {member: «Bellarus», organization: OSCE, status: full}"]);
    wrong("notes.yaml", &marked.replace('\n', "\r\n"), &[("unknown-name", "Belarus")]);
    let folder = Folder::with("notes.yaml", "\u{feff}{facts: [{says: words}]}");
    assert_eq!(folder.run(&["export", "notes.yaml"]).is_refused().said()[0].place, "notes.yaml:1:17");
}

#[test]
fn json_with_tabs_and_escapes() {
    let json = "\u{feff}{\n\t\"facts\":\t[\n\t\t{\"says\": [{\"membership\":\r\n{\"member\": \"Bel\\u0061rus\", \"organization\": \"OSCE\", \"status\": \"full\"}}]}\n\t]\n}";
    assert_eq!(counts("notes.json", json, ONE), counts("notes.yaml", facts(&[GOOD]), ONE));
}

#[test]
fn names_in_cyrillic() {
    let text = format!(
        "{}{}",
        entities(&[
            "person: {id: anna, name: Анна Пример}",
            "person: {id: ben, name: {en: Ben Example, be: Бэн Прыклад}}",
        ]),
        facts(&[
            "meeting: {participants: [АННА ПРИМЕР, Бэн Прыклад], during: 2006}",
            "membership: {member: Беларусь, organization: OSCE, status: full}",
        ])
    );
    let out = counts("заметки.yaml", text, "2 readings = 2 facts made + 0 merged + 0 skipped + 0 rejected");
    assert!(out.contains("\"Анна Пример\"@und") && out.contains("\"Бэн Прыклад\"@be"), "{out}");
    let wrong_name = facts(&["membership: {member: «Беларуссия», organization: OSCE, status: full}"]);
    wrong("заметки.yaml", &wrong_name, &[("unknown-name", "under `entities:`")]);
}

#[test]
fn names_are_compared_without_case_accents_and_space() {
    let plain = counts("notes.yaml", facts(&[GOOD]), ONE);
    for fact in [
        "membership: {member: BLR, organization: osce, status: FULL}",
        "membership: {member: Q184, organization: \"  O.S.C.E. \", status: \"full\\t\"}",
        "membership: {member: state/belarus, organization: OSCE, status: full}",
        "membership: {member: \"Belarus\\u00a0\", organization: [OSCE], status: [full]}",
    ] {
        assert_eq!(counts("notes.yaml", facts(&[fact]), ONE), plain, "{fact}");
    }
}

#[test]
fn records_in_place() {
    let entity = "visit: {visitor: {person: {name: Anna Example}}, host: Belarus, during: 2006}";
    assert!(counts("notes.yaml", facts(&[entity]), ONE).contains("Anna Example"));
    let named_by_its_keys =
        "accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk}}, receiver: Belarus}";
    let folder = Folder::with("notes.yaml", facts(&[named_by_its_keys]));
    let run = folder.run(&["export", "notes.yaml"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    // A fact in place is a fact of its own, and its `id` is known in the whole file.
    let text = facts(&[
        "meeting: {participants: [Ilham Aliyev, Alexander Lukashenko], part of: trip, during: 2006}",
        "assessment: {of: {visit: {id: trip, visitor: Ilham Aliyev, host: Belarus, during: 2006}}, quality: important}",
    ]);
    counts("notes.yaml", text, "3 readings = 3 facts made + 0 merged + 0 skipped + 0 rejected");
}

#[test]
fn a_fact_said_again_by_its_id() {
    let text = "facts:
  - sentence: 2
    says:
      - diplomatic relation: relations
  - sentence: 1
    says:
      - diplomatic relation: {id: relations, between: [Azerbaijan, Belarus], during: 1993/..}
document: {id: notes, title: Notes}
";
    let out = counts("notes.yaml", text, "2 readings = 1 fact made + 1 merged + 0 skipped + 0 rejected");
    assert!(out.contains("sentence:notes--s1") && out.contains("sentence:notes--s2"), "{out}");
}

#[test]
fn facts_in_any_order() {
    // Longer than the program's own stack would bear if each reference were followed where it stands.
    let chain: Vec<String> = (0..2_000)
        .map(|n| match n {
            0 => "visit: {id: v0, visitor: Ilham Aliyev, host: Belarus, during: 2006}".to_owned(),
            n => {
                format!("visit: {{id: v{n}, visitor: Ilham Aliyev, host: Belarus, during: 2006, part of: v{}}}", n - 1)
            }
        })
        .collect();
    let forth: Vec<&str> = chain.iter().map(String::as_str).collect();
    let back: Vec<&str> = forth.iter().rev().copied().collect();
    let expected = "2000 readings = 2000 facts made + 0 merged + 0 skipped + 0 rejected";
    assert!(counts("notes.yaml", facts(&forth), expected) == counts("notes.yaml", facts(&back), expected));
}

#[test]
fn sources_in_any_order() {
    let folder = Folder::with("a.yaml", facts(&["visit: {visitor: Anna Example, host: Belarus, during: 2006}"]));
    folder.file("b.yaml", entities(&["person: {name: Anna Example}"]));
    let (forth, back) = (folder.run(&["export", "a.yaml", "b.yaml"]), folder.run(&["export", "b.yaml", "a.yaml"]));
    assert_eq!((forth.counts(), back.counts()), (ONE, ONE));
    assert_eq!(forth.out, back.out);
    assert_eq!(forth.out, folder.run(&["export", "."]).out);
    let twice = folder.run(&["export", "a.yaml", "b.yaml", "./a.yaml"]);
    assert_eq!(twice.counts(), ONE);
    assert_eq!((twice.codes(), twice.out), (vec!["source-twice".to_owned()], forth.out));
}

#[test]
fn standard_input() {
    let lines = "{\"membership\": {\"member\": \"Belarus\", \"organization\": \"OSCE\", \"status\": \"full\"}}\r\n\r\n\
        {\"sentence\": 7, \"membership\": {\"member\": \"BLR\", \"organization\": \"OSCE\", \"status\": \"full\"}}\n\
        {\"sentence\": 9, \"visit\": {\"visitor\": \"Anna Example\", \"host\": \"Belarus\", \"during\": \"2006\"}}\n\
        {\"entities\": [{\"person\": {\"name\": \"Anna Example\"}}]}";
    let folder = Folder::new();
    let run = folder.pipe(lines, &["export", "-"]);
    assert_eq!(run.counts(), "3 readings = 2 facts made + 1 merged + 0 skipped + 0 rejected", "{}", run.err);
    let run = folder.pipe(facts(&[GOOD]), &["export", "-", "--format", "n-triples"]);
    assert_eq!(run.counts(), ONE);
    let wrong = lines.replace("Anna Example\", \"host", "Anna Exampel\", \"host");
    let run = folder.pipe(wrong, &["export", "-"]);
    assert_eq!(run.is_refused().said()[0].place, "<stdin>:4:38", "{}", run.err);
}

#[test]
fn keep_going() {
    let text = facts(&[
        "membership: {member: [Belarus, Russia], organization: OSCE, status: full}",
        "membership: {member: Bellarus, organization: OSCE, status: full}",
        "membership: {member: BLR, organization: OSCE, status: full}",
    ]);
    let folder = Folder::with("notes.yaml", text);
    let run = folder.run(&["export", "notes.yaml", "--keep-going"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(run.codes(), ["unknown-name"]);
    assert_eq!(run.counts_said(), "4 readings = 2 facts made + 1 merged + 0 skipped + 1 rejected");
    let folder = Folder::with(
        "notes.yaml",
        facts(&["membership: {member: [Belarus, Russia], organization: OSCE, status: full}"]),
    );
    assert_eq!(run.out, folder.run(&["export", "notes.yaml"]).out);
}

#[test]
fn nothing_to_say_is_no_mistake() {
    for text in ["facts: []\n", "facts:\n", "entities: []\nfacts: []\n"] {
        let out = counts("notes.yaml", text, "0 readings = 0 facts made + 0 merged + 0 skipped + 0 rejected");
        assert_eq!(out, "");
    }
}

#[test]
fn a_sign_that_changes_the_sense_is_read() {
    for value in ["-1", "1?", "≠full", "!full", "full?", "~full"] {
        wrong_fact(
            &format!("membership: {{member: Belarus, organization: OSCE, status: «\"{value}\"»}}"),
            "unknown-concept",
            "the terms are",
        );
    }
    for amount in ["12.5% EUR", "12‰ EUR", "12+ EUR", "12? EUR", "5> USD", "5 <USD", "5~ USD", "12*EUR"] {
        let facts = facts(&[&format!("trade: {{between: [Belarus, Russia], value: \"{amount}\", during: 2001}}")]);
        let run = Folder::with("notes.yaml", &facts).run(&["export", "notes.yaml"]);
        assert!(run.is_refused().err.contains("error[unknown-unit]"), "{amount}: {}", run.err);
    }
    for name in ["Peru?", "≠Peru", "Peru*", "¬Peru"] {
        let facts = facts(&[&format!("membership: {{member: \"{name}\", organization: OSCE, status: full}}")]);
        let run = Folder::with("notes.yaml", &facts).run(&["export", "notes.yaml"]);
        assert!(run.is_refused().err.contains("error[unknown-name]"), "{name}: {}", run.err);
    }
}
