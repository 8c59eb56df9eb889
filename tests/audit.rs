//! Facts held against Wikidata, and what is given back.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::entities::{dump, entity, item, statement, text, time, without};
use crate::support::quickstatements::{Entry, Statement, Syntax, canonical_statement, joined, read};
use crate::support::{Folder, Run};
use chancery::wikidata::model::{Content, DataValue as Held, Rank, Snak, Time};
use serde_json::Value;

/// What Wikidata says of Malta, and of Brazil: made up for these tests.
fn wikidata() -> String {
    let day = |text: &str| time("P580", text, 11);
    let reference = vec![vec![
        text("P4656", "https://en.wikipedia.org/wiki/Malta", "url"),
        time("P813", "+2020-01-01T00:00:00Z", 11),
    ]];
    let malta = [
        // United Nations, by a statement with a qualifier that tells nothing apart.
        statement("Q233", 1, "normal", item("P463", "Q1065"), &[day("+1964-12-01T00:00:00Z"), item("P155", "Q1")], &[]),
        // OSCE, to the year; with our reference.
        statement("Q233", 2, "normal", item("P463", "Q81299"), &[time("P580", "+1973-01-01T00:00:00Z", 9)], &reference),
        // Council of Europe, without a time.
        statement("Q233", 3, "normal", item("P463", "Q8908"), &[], &[]),
        // European Union, deprecated.
        statement("Q233", 4, "deprecated", item("P463", "Q458"), &[], &[]),
        // Commonwealth of Nations, begin and end.
        statement(
            "Q233",
            5,
            "normal",
            item("P463", "Q7785"),
            &[time("P580", "+1964-00-00T00:00:00Z", 9), time("P582", "+1970-00-00T00:00:00Z", 9)],
            &[],
        ),
        // Baku is the capital.
        statement("Q233", 6, "normal", item("P36", "Q9248"), &[], &[]),
        // An observer at the OECD.
        statement("Q233", 10, "normal", item("P463", "Q41550"), &[item("P2868", "Q818553")], &[]),
        // Non-Aligned Movement, twice.
        statement("Q233", 7, "normal", item("P463", "Q83201"), &[], &[]),
        statement("Q233", 8, "normal", item("P463", "Q83201"), &[time("P582", "+2004-00-00T00:00:00Z", 9)], &[]),
    ];
    let brazil = [statement("Q155", 9, "normal", without("P530", "novalue"), &[], &[])];
    dump(&[entity("Q233", "Malta", &malta), entity("Q155", "Brazil", &brazil)])
}

const DOCUMENT: &str =
    "document: {id: notes, title: Notes, url: 'https://en.wikipedia.org/wiki/Malta', retrieved: 2026-11-01}\n";

/// Facts of one kind each, one block for each line.
fn notes(document: &str, lines: &[&str]) -> String {
    let mut text = format!("{document}facts:\n");
    for (row, line) in lines.iter().enumerate() {
        text.push_str(&format!("  - row: {}\n    says:\n      - {line}\n", row + 1));
    }
    text
}

fn folder(notes: &str) -> Folder {
    let folder = Folder::with("wikidata.json", wikidata());
    folder.file("notes.yaml", notes);
    folder
}

fn audit(notes: &str) -> Value {
    let run = folder(notes).run(&["audit", "notes.yaml", "--against", "wikidata.json", "--format", "json"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    serde_json::from_str(&run.out).expect("the report is JSON")
}

/// The verdict of each statement, by item, property and value; of facts without a statement by their label.
fn verdicts(report: &Value) -> BTreeMap<String, String> {
    let found = report["findings"].as_array().expect("there are findings").iter().map(|finding| {
        let statement = &finding["statement"];
        let name = match statement.is_object() {
            true => ["item", "property", "value"].map(|key| statement[key].as_str().unwrap()).join(" "),
            false => finding["label"].as_str().unwrap().to_owned(),
        };
        (name, finding["verdict"].as_str().unwrap().to_owned())
    });
    found.collect()
}

#[test]
fn wikidata_agrees_lacks_or_says_otherwise_at_the_precision_of_each_date() {
    let membership = |organization: &str, time: &str| {
        let during = if time.is_empty() { String::new() } else { format!(", during: {time}") };
        format!("membership: {{member: Malta, organization: {organization}, status: member{during}}}")
    };
    let cases = [
        ("United Nations", "1964-12-01/..", "agrees"),
        ("United Nations", "1964-12/..", "more precise"),
        ("United Nations", "1964/..", "more precise"),
        ("United Nations", "", "more precise"),
        ("United Nations", "1965/..", "says otherwise"),
        ("OSCE", "1973/..", "agrees"),
        ("OSCE", "1973-06-25/..", "less precise"),
        ("OSCE", "1974/..", "says otherwise"),
        // About 1975 proves nothing, so that nothing is said otherwise.
        ("OSCE", "1975~/..", "more precise"),
        ("Council of Europe", "", "agrees"),
        ("Council of Europe", "1965/..", "less precise"),
        ("European Union", "2004/..", "says otherwise"),
        ("Commonwealth of Nations", "1964/1970", "agrees"),
        ("Commonwealth of Nations", "1964/1971", "says otherwise"),
        // What goes on has not ended in 1970.
        ("Commonwealth of Nations", "1964-09-21/..", "says otherwise"),
        ("Commonwealth of Nations", "1964/..", "says otherwise"),
        // The begin is less exact there, the end is known there alone: what Wikidata lacks comes first.
        ("Commonwealth of Nations", "1964-09-21/", "less precise"),
        ("Commonwealth of Nations", "1964/", "more precise"),
        // Of two times that do not meet neither is the more precise.
        ("OSCE", "../1960", "says otherwise"),
        ("Commonwealth of Nations", "1980/..", "says otherwise"),
        // Wikidata has nothing to set against "about".
        ("Council of Europe", "1965~/..", "less precise"),
        ("NATO", "", "lacks it"),
        ("OECD", "", "says otherwise"),
    ];
    for (organization, time, wanted) in cases {
        let report = audit(&notes(DOCUMENT, &[&membership(organization, time)]));
        let found: Vec<String> = verdicts(&report).into_values().collect();
        assert_eq!(found, [wanted], "{organization} {time}");
    }
}

/// What bounds nothing is shown as it is written: an end that is not known is not one that is open.
#[test]
fn the_time_of_a_fact_is_shown_as_it_is_known() {
    for (during, shown) in [
        ("", ""),
        ("{expression: recently}", ""),
        ("1975/..", "1975/.."),
        ("1975/", "1975/"),
        ("../1975", "../1975"),
        ("/1975", "/1975"),
        ("1976~/..", "1976~/.."),
        ("1976~/", "1976~/"),
        ("1976~", "1976~"),
        ("1976~/1980", "1976~/1980"),
        ("{begin latest: 1975}", "by 1975-12-31/"),
        ("{edtf: 1976~/.., begin earliest: 1970}", "from 1970-01-01/.."),
    ] {
        let during = if during.is_empty() { String::new() } else { format!(", during: {during}") };
        let member = format!("membership: {{member: Malta, organization: OSCE, status: member{during}}}");
        assert_eq!(audit(&notes(DOCUMENT, &[&member]))["findings"][0]["statement"]["time"], shown, "{during}");
    }
}

/// Runs a command on memberships of Malta, each in a body of its own: the time that the notes have, and what Wikidata says of
/// that body. The statements are those of the property, and numbered from 1.
fn bodies(cases: &[(&str, Vec<Value>)], arguments: &[&str]) -> (Folder, Run) {
    let (mut lines, mut entities, mut held) = (Vec::new(), String::from("entities:\n"), Vec::new());
    for (number, (during, there)) in cases.iter().enumerate() {
        let (id, name) = (body(number), format!("Example Body {number}"));
        entities.push_str(&format!("  - international organization: {{name: {name}, wikidata: {id}}}\n"));
        let during = if during.is_empty() { String::new() } else { format!(", during: {during}") };
        lines.push(format!("membership: {{member: Malta, organization: {name}, status: member{during}}}"));
        held.extend(there.iter().cloned());
    }
    for (number, statement) in (1..).zip(&mut held) {
        statement["id"] = format!("Q233$00000000-0000-4000-8000-{number:012}").into();
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &held)]));
    folder.file("notes.yaml", notes(DOCUMENT, &lines) + &entities);
    let run = folder.run(&[&arguments[..1], &["notes.yaml", "--against", "wikidata.json"], &arguments[1..]].concat());
    (folder, run)
}

/// The item of a body of [`bodies`].
fn body(number: usize) -> String {
    format!("Q{}", 999_980_000 + number)
}

/// A statement that Malta is a member of such a body.
fn in_body(number: usize, rank: &str, qualifiers: &[Value]) -> Value {
    statement("Q233", 0, rank, item("P463", &body(number)), qualifiers, &[])
}

/// The reasons of a review, by the number of the body.
fn reviewed(text: &str) -> BTreeMap<usize, (String, String)> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let number = row[3].split("Example Body ").nth(1).unwrap().split(':').next().unwrap().parse().unwrap();
        (number, (row[0].to_owned(), row[1].to_owned()))
    });
    rows.collect()
}

#[test]
fn each_way_to_tell_an_end_is_held_against_each() {
    // What is said of one end: nothing, that there is none or that it is open, that there is one, and dates of which each of
    // the first three lies within the one after it.
    let dates = [
        ("1964-12-01", "+1964-12-01T00:00:00Z", 11),
        ("1964-12", "+1964-12-00T00:00:00Z", 10),
        ("1964", "+1964-00-00T00:00:00Z", 9),
    ];
    let other = ("1971", "+1971-00-00T00:00:00Z", 9);
    let at = |property: &str, date: (&str, &str, u8)| vec![time(property, date.1, date.2)];
    let of_wikidata = |property: &str| {
        [
            vec![],
            vec![without(property, "novalue")],
            vec![without(property, "somevalue")],
            at(property, dates[0]),
            at(property, dates[1]),
            at(property, dates[2]),
            at(property, other),
        ]
    };
    let (same, more, less, not) = ("agrees", "more precise", "less precise", "says otherwise");
    // Columns: nothing, none, unknown, day, month, year, another year.
    let ends = [
        // Goes on.
        ("..", [same, same, not, not, not, not, not]),
        // Ended, and nobody knows when: Wikidata without an end would let it go on.
        ("", [less, not, same, more, more, more, more]),
        ("1964-12-01", [less, not, less, same, less, less, not]),
        ("1964-12", [less, not, less, more, same, less, not]),
        ("1964", [less, not, less, more, more, same, not]),
    ];
    let begins = [
        // An end alone: of the begin nothing is said. That it has one is more than that.
        ("..", [same, same, more, more, more, more, more]),
        // Everything begins.
        ("", [same, not, same, more, more, more, more]),
        ("1964-12-01", [less, not, less, same, less, less, not]),
        ("1964-12", [less, not, less, more, same, less, not]),
        ("1964", [less, not, less, more, more, same, not]),
    ];
    // No time at all: whatever Wikidata says is more.
    let nothing = [same, more, more, more, more, more, more];
    // The other end is the same on both sides, and far off.
    let (first, last) = (time("P580", "+1950-00-00T00:00:00Z", 9), time("P582", "+1990-00-00T00:00:00Z", 9));
    let mut cases: Vec<(String, Vec<Value>, &str)> = Vec::new();
    for (rows, property, fixed) in [(ends, "P582", &first), (begins, "P580", &last)] {
        for (own, wanted) in rows {
            let during = if property == "P582" { format!("1950/{own}") } else { format!("{own}/1990") };
            for (held, wanted) in of_wikidata(property).into_iter().zip(wanted) {
                cases.push((during.clone(), [held, vec![fixed.clone()]].concat(), wanted));
            }
        }
        for (held, wanted) in of_wikidata(property).into_iter().zip(nothing) {
            cases.push((String::new(), held, wanted));
        }
    }
    let given: Vec<(&str, Vec<Value>)> = { cases.iter().enumerate() }
        .map(|(number, (during, held, _))| (during.as_str(), vec![in_body(number, "normal", held)]))
        .collect();
    let (_, run) = bodies(&given, &["audit", "--format", "json"]);
    let found = verdicts(&serde_json::from_str(&run.out).expect("the report is JSON"));
    for (number, (during, held, wanted)) in cases.iter().enumerate() {
        assert_eq!(found[&format!("Q233 P463 {}", body(number))], *wanted, "{during} against {held:?}");
    }
    // What Wikidata has is never given a second date, and never one that it contradicts.
    let (folder, _) = bodies(&given, &["contribute", "--references", "--output", "batch.qs", "--review", "review.csv"]);
    let review = reviewed(&folder.read("review.csv"));
    for command in batch(&folder, "batch.qs", Syntax::Version1) {
        let Content::Value(Held::Entity(id)) = &command.content else { panic!("{command:?}") };
        let number = id[1..].parse::<usize>().unwrap() - 999_980_000;
        let (during, held, wanted) = &cases[number];
        assert!(!command.new && !review.contains_key(&number), "{command:?}");
        let begins = held.iter().any(|snak| snak["property"] == "P580");
        let may = match command.qualifiers.as_slice() {
            [] => *wanted == same,
            [begin] => begin.property == "P580" && !begins && !during.starts_with(['.', '/']),
            _ => false,
        };
        assert!(may, "{during} against {held:?}: {command:?}");
    }
    for (number, (during, held, wanted)) in cases.iter().enumerate().filter(|(_, (_, _, wanted))| *wanted == not) {
        assert_eq!(review[&number].0, "Wikidata says otherwise", "{during} against {held:?}: {wanted}");
    }
}

#[test]
fn a_statement_with_a_qualifier_that_is_not_understood_gets_nothing() {
    let begin = || time("P580", "+1964-00-00T00:00:00Z", 9);
    let year = |property: &str| time(property, "+1964-00-00T00:00:00Z", 9);
    // A point in time, the earliest and the latest date, bounds of begin and end, valid in the period, nature of the
    // statement, sourcing circumstances, roles, part, place, disputed, replaced by, end cause; a role that is not told.
    let hinder = [
        ("P585 1964", year("P585")),
        ("P1319 1964", year("P1319")),
        ("P1326 1964", year("P1326")),
        ("P8554 1964", year("P8554")),
        ("P8555 1964", year("P8555")),
        ("P1264 Q36507", item("P1264", "Q36507")),
        ("P5102 Q4895105", item("P5102", "Q4895105")),
        ("P1480 Q5727902", item("P1480", "Q5727902")),
        ("P3831 Q9200127", item("P3831", "Q9200127")),
        ("P2868 Q9200127", item("P2868", "Q9200127")),
        ("P2868 unknown", without("P2868", "somevalue")),
        ("P518 Q6", item("P518", "Q6")),
        ("P3005 Q6", item("P3005", "Q6")),
        ("P1310 Q6", item("P1310", "Q6")),
        ("P1366 Q6", item("P1366", "Q6")),
        ("P1534 Q6", item("P1534", "Q6")),
        ("P99999 a text", text("P99999", "a text", "string")),
    ];
    // What came before, the item of the membership, how it is named, where it is described.
    let help = [
        item("P155", "Q6"),
        item("P805", "Q6"),
        text("P1810", "a text", "string"),
        text("P973", "https://a.example/", "url"),
    ];
    let apart = [time("P580", "+1950-00-00T00:00:00Z", 9), time("P582", "+1955-00-00T00:00:00Z", 9)];
    let all: Vec<&Value> = hinder.iter().map(|(_, snak)| snak).chain(&help).collect();
    let mut cases = Vec::new();
    for snak in &all {
        // A begin would be added, a reference, a second statement.
        for there in [vec![], vec![begin()], apart.to_vec()] {
            let there = [there, vec![(*snak).clone()]].concat();
            cases.push(("1964/..", vec![in_body(cases.len(), "normal", &there)]));
        }
    }
    let (folder, run) =
        bodies(&cases, &["contribute", "--references", "--output", "batch.qs", "--review", "review.csv"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let wanted: BTreeMap<usize, (String, String)> = { hinder.iter().enumerate() }
        .flat_map(|(at, (words, _))| {
            (0..3).map(move |of| (at * 3 + of, ("qualifiers not understood".to_owned(), (*words).to_owned())))
        })
        .collect();
    assert_eq!(reviewed(&folder.read("review.csv")), wanted);
    let given = batch(&folder, "batch.qs", Syntax::Version1);
    assert_eq!(given.len(), help.len() * 3, "{given:?}");
    // Who reads the report is told too.
    let (_, run) = bodies(&cases[..1], &["audit", "--format", "json"]);
    assert!(run.out.contains("Wikidata adds P585 1964, which is not compared"), "{}", run.out);
}

#[test]
fn a_value_that_is_unknown_may_be_ours() {
    let unknown =
        |qualifiers: &[Value], rank: &str| statement("Q233", 0, rank, without("P463", "somevalue"), qualifiers, &[]);
    let years = |from: &str, to: &str| {
        [("P580", from), ("P582", to)].map(|(property, year)| time(property, &format!("+{year}-00-00T00:00:00Z"), 9))
    };
    let there = |first: Value| vec![first, in_body(0, "normal", &years("1950", "1955"))];
    let none = statement("Q233", 0, "normal", without("P463", "novalue"), &[], &[]);
    // The body is there at another time, or not at all.
    for (statements, reason) in [
        (vec![unknown(&[], "normal")], Some("unknown value in Wikidata")),
        (vec![unknown(&years("1960", "1970"), "normal")], Some("unknown value in Wikidata")),
        (vec![unknown(&years("1940", "1945"), "normal")], None),
        (vec![unknown(&[], "deprecated")], None),
        (there(unknown(&[], "normal")), Some("Wikidata says otherwise")),
        (there(unknown(&years("1940", "1945"), "normal")), None),
        (vec![none.clone()], Some("Wikidata says otherwise")),
        (there(none), Some("Wikidata says otherwise")),
    ] {
        let (folder, run) = bodies(&[("1964/1966", statements.clone())], &["contribute", "--review", "review.csv"]);
        let found = reviewed(&folder.read("review.csv"));
        assert_eq!(found.get(&0).map(|(reason, _)| reason.as_str()), reason, "{statements:?}");
        assert_eq!(run.out.contains("for the batch (v1): 1\n"), reason.is_none(), "{statements:?}: {}", run.out);
    }
    // So of every property, and on either item of a relation without direction.
    let lines = [
        "diplomatic relation: {between: [Malta, Brazil], during: 1975/..}",
        "capital: {of: Malta, place: Minsk, during: 1975/..}",
        "treaty action: {instrument: Example Treaty, action: signature, party: Malta, during: 1975-03-02}",
    ];
    let text = notes(DOCUMENT, &lines) + "entities:\n  - treaty: {name: Example Treaty, wikidata: Q999999901}\n";
    for (kind, on) in [("somevalue", "Q233"), ("novalue", "Q233"), ("somevalue", "Q155"), ("novalue", "Q155")] {
        let told = |id: &str, property: &str| statement(id, 1, "normal", without(property, kind), &[], &[]);
        let state = |id: &str| entity(id, id, &if id == on { vec![told(id, "P530"), told(id, "P36")] } else { vec![] });
        let treaty = ["P585", "P1891"].map(|property| told("Q999999901", property));
        let folder =
            Folder::with("wikidata.json", dump(&[state("Q233"), state("Q155"), entity("Q999999901", "T", &treaty)]));
        folder.file("notes.yaml", &text);
        let run = contribute(&folder, &["--review", "review.csv"]);
        let commands = run.out.lines().filter(|line| line.starts_with('Q')).count();
        // Of Malta the capital alone is not told where the statements are Brazil's.
        assert_eq!(commands, usize::from(on == "Q155"), "{kind} on {on}: {}", run.out);
        assert!(run.out.contains("Q233\tP36\t") == (on == "Q155"), "{kind} on {on}: {}", run.out);
    }
}

#[test]
fn a_value_that_wikidata_cannot_hold_is_an_error_with_its_place() {
    let begin = || time("P580", "+1964-12-01T00:00:00Z", 11);
    let whole = || {
        let reference = vec![vec![item("P248", "Q6"), time("P813", "+2020-01-01T00:00:00Z", 11)]];
        statement("Q233", 1, "normal", item("P463", "Q1065"), &[begin(), item("P155", "Q6")], &reference)
    };
    let with = |change: &dyn Fn(&mut Value)| {
        let mut bad = whole();
        change(&mut bad);
        bad
    };
    // In the place of the value of a snak.
    let at = |snak: &mut Value, text: &str, precision: u8| {
        snak["datavalue"]["value"]["time"] = text.into();
        snak["datavalue"]["value"]["precision"] = precision.into();
    };
    let word = |snak: &mut Value| snak["datavalue"] = serde_json::json!({"type": "string", "value": "Q458"});
    let qualifier = |s: &mut Value, text: &str, precision| at(&mut s["qualifiers"]["P580"][0], text, precision);
    let retrieved =
        |s: &mut Value, text: &str, precision| at(&mut s["references"][0]["snaks"]["P813"][0], text, precision);
    let bad: Vec<Value> = vec![
        // No such day, month, hour; a day or month that is not said; a year 0; finer than a day.
        with(&|s| qualifier(s, "+1995-02-30T00:00:00Z", 11)),
        with(&|s| qualifier(s, "+1900-02-29T00:00:00Z", 11)),
        with(&|s| qualifier(s, "+1995-13-01T00:00:00Z", 11)),
        with(&|s| qualifier(s, "+1995-13-00T00:00:00Z", 10)),
        with(&|s| qualifier(s, "+1995-13-00T00:00:00Z", 9)),
        with(&|s| qualifier(s, "+1995-00-00T00:00:00Z", 11)),
        with(&|s| qualifier(s, "+1995-00-00T00:00:00Z", 10)),
        with(&|s| qualifier(s, "+1995-04-31T00:00:00Z", 11)),
        with(&|s| qualifier(s, "+0000-00-00T00:00:00Z", 9)),
        with(&|s| qualifier(s, "+1995-01-01T12:30:00Z", 12)),
        with(&|s| qualifier(s, "+1995-01-01T12:30:15Z", 14)),
        with(&|s| qualifier(s, "+1995-01-01T00:00:00Z", 15)),
        with(&|s| qualifier(s, "1995-01-01", 11)),
        with(&|s| qualifier(s, "+1995-01-01T", 11)),
        with(&|s| retrieved(s, "+2020-02-30T00:00:00Z", 11)),
        // A text where an item or a time is due, and the other way round; with and without the datatype beside it.
        with(&|s| word(&mut s["mainsnak"])),
        with(&|s| word(&mut s["qualifiers"]["P580"][0])),
        with(&|s| word(&mut s["qualifiers"]["P155"][0])),
        with(&|s| word(&mut s["references"][0]["snaks"]["P248"][0])),
        with(&|s| s["mainsnak"]["datavalue"] = begin()["datavalue"].clone()),
        with(&|s| s["qualifiers"]["P580"][0]["datavalue"] = item("P580", "Q6")["datavalue"].clone()),
        with(&|s| {
            word(&mut s["mainsnak"]);
            s["mainsnak"].as_object_mut().unwrap().remove("datatype");
        }),
        with(&|s| {
            word(&mut s["references"][0]["snaks"]["P813"][0]);
            s["references"][0]["snaks"]["P813"][0].as_object_mut().unwrap().remove("datatype");
        }),
        with(&|s| s["mainsnak"]["datavalue"]["value"] = serde_json::json!({"entity-type": "property", "id": "P31"})),
        // Which of the two is it?
        with(&|s| s["mainsnak"]["datavalue"]["value"]["numeric-id"] = 458.into()),
        // Nothing is wrong with this one.
        whole(),
    ];
    let facts = ["membership: {member: Malta, organization: NATO, status: member}"];
    let last = bad.len() - 1;
    for (number, bad) in bad.into_iter().enumerate() {
        let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", std::slice::from_ref(&bad))]));
        folder.file("notes.yaml", notes(DOCUMENT, &facts));
        let run = folder.run(&["contribute", "notes.yaml", "--against", "wikidata.json"]);
        if number == last {
            assert_eq!(run.status, Some(0), "{bad}: {}", run.err);
            continue;
        }
        assert_eq!((run.status, run.out.as_str()), (Some(1), ""), "{bad}: {}", run.err);
        for part in ["wikidata.json:2:", "Q233$00000000-0000-4000-8000-000000000001 on P463 of Q233"] {
            assert!(run.err.contains(part), "{bad}: {}", run.err);
        }
        let more = ["--output", "batch.qs", "--review", "review.csv"];
        let run = folder.run(&[&["contribute", "notes.yaml", "--against", "wikidata.json"][..], &more].concat());
        assert_eq!(run.status, Some(1), "{bad}: {}", run.err);
        assert_eq!(folder.names(), ["notes.yaml", "wikidata.json"], "{bad}");
        let run = folder.run(&["audit", "notes.yaml", "--against", "wikidata.json"]);
        assert_eq!(run.status, Some(1), "{bad}: {}", run.err);
        assert!(run.err.contains("on P463 of Q233"), "{bad}: {}", run.err);
    }
}

#[test]
fn a_value_that_wikidata_may_hold_is_read() {
    let in_calendar = |mut snak: Value, model: &str| {
        snak["datavalue"]["value"]["calendarmodel"] = model.into();
        snak
    };
    let at = |text: &str, precision| time("P580", text, precision);
    let julian = "https://www.wikidata.org/entity/Q1985786";
    let mut old = item("P155", "Q6");
    old["datavalue"]["value"].as_object_mut().unwrap().remove("id");
    let mut bare = at("+1995-01-01T00:00:00Z", 11);
    bare.as_object_mut().unwrap().remove("datatype");
    let mut zone = at("+1995-01-01T00:00:00Z", 11);
    zone["datavalue"]["value"]["timezone"] = 120.into();
    for snak in [
        // A precision for which day and month count for nothing, whatever they are.
        at("+1995-02-30T00:00:00Z", 9),
        at("+1995-02-31T00:00:00Z", 10),
        at("+1990-00-00T00:00:00Z", 8),
        at("+1901-00-00T00:00:00Z", 7),
        at("+2000-00-00T00:00:00Z", 6),
        at("-13798000000-00-00T00:00:00Z", 3),
        at("-0044-03-15T00:00:00Z", 11),
        at("+00000001995-01-01T00:00:00Z", 11),
        in_calendar(at("+1900-02-29T00:00:00Z", 11), julian),
        in_calendar(at("+1530-00-00T00:00:00Z", 9), julian),
        without("P580", "somevalue"),
        without("P580", "novalue"),
        old,
        bare,
        zone,
        text("P99999", "a text", "datatype-of-tomorrow"),
    ] {
        let held = statement("Q233", 1, "normal", item("P463", "Q1065"), std::slice::from_ref(&snak), &[]);
        let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &[held])]));
        folder
            .file("notes.yaml", notes(DOCUMENT, &["membership: {member: Malta, organization: NATO, status: member}"]));
        let run = contribute(&folder, &[]);
        assert!(run.out.contains("for the batch (v1): 1\n"), "{snak}: {}", run.out);
    }
}

#[test]
fn results_do_not_replace_what_they_are_made_from() {
    let text = notes(DOCUMENT, &["capital: {of: Malta, place: Minsk}"]);
    let folder = folder(&text);
    let both = ["--output", "batch.qs", "--review", "batch.qs"];
    let refused: [(&str, &[&str], &str); 6] = [
        ("audit", &["--output", "notes.yaml"], "`notes.yaml` is also read and would be lost"),
        ("audit", &["--output", "./wikidata.json"], "`./wikidata.json` is also read"),
        ("contribute", &["--output", "notes.yaml"], "name another file with --output"),
        ("contribute", &["--review", "notes.yaml"], "name another file with --review"),
        ("contribute", &both, "--review and --output are one file"),
        ("contribute", &["--rejects", "wikidata.json"], "name another file with --rejects"),
    ];
    for (command, more, part) in refused {
        let arguments = [&[command, "notes.yaml", "--against", "wikidata.json"], more].concat();
        let run = folder.run(&arguments);
        assert_eq!(run.status, Some(2), "{arguments:?}: {}", run.err);
        assert!(run.err.contains(part), "{arguments:?}: {}", run.err);
    }
    let run = folder.run(&["export", "notes.yaml", "--output", "notes.yaml"]);
    assert_eq!(run.status, Some(2), "{}", run.err);
    assert_eq!((folder.read("notes.yaml"), folder.read("wikidata.json")), (text, wikidata()));
    assert_eq!(folder.names(), ["notes.yaml", "wikidata.json"]);
    let run = folder.run(&["audit", "-", "--against", "-"]);
    assert!(run.status == Some(2) && run.err.contains("only one of the two sides"), "{}", run.err);
}

#[test]
fn commands_of_a_batch_do_not_get_into_one_statement() {
    let membership = |organization: &str, during: &str| {
        format!("membership: {{member: Malta, organization: {organization}, status: member, during: {during}}}")
    };
    // Twice a member of what Wikidata lacks; a third time that meets the second; two days of one signature. Of what meets
    // nothing says which is right, so that neither is given: which came first is only the order of names.
    let lines = [
        membership("NATO", "1965-04-29/1970"),
        membership("NATO", "1990/1995"),
        membership("NATO", "1994/1999"),
        "treaty action: {instrument: Example Treaty, action: signature, party: Malta, during: 1969-04-17}".to_owned(),
        "treaty action: {instrument: Example Treaty, action: signature, party: Brazil, during: 1969-11-28}".to_owned(),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let text = notes(DOCUMENT, &lines) + "entities:\n  - treaty: {name: Example Treaty, wikidata: Q999999901}\n";
    let there = [entity("Q233", "Malta", &[]), entity("Q999999901", "Example Treaty", &[])];
    let folder = Folder::with("wikidata.json", dump(&there));
    folder.file("notes.yaml", text);
    let run = contribute(&folder, &["--output", "batch.qs", "--review", "review.csv"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let batch = folder.read("batch.qs");
    let begins: Vec<&str> = batch.lines().map(|line| line.split("\tS").next().unwrap()).collect();
    let early = "Q233\tP463\tQ7184\tP580\t+1965-04-29T00:00:00Z/11\tP582\t+1970-00-00T00:00:00Z/9";
    let found: Vec<&str> = begins.iter().filter(|line| line.contains("P463")).copied().collect();
    assert_eq!(found, [early], "{batch}");
    // Each party signed on its day; which of the two is the day of the treaty nothing says.
    let of_treaty =
        |property: &str| begins.iter().filter(|line| line.starts_with(&format!("Q999999901\t{property}\t"))).count();
    assert_eq!((of_treaty("P1891"), of_treaty("P585")), (2, 0), "{batch}");
    let review = folder.read("review.csv");
    assert_eq!(review.matches("another fact of the source").count(), 4, "{review}");
}

#[test]
fn of_two_facts_that_tell_one_spell_differently_neither_is_given() {
    let member = |during: &str| {
        let during = if during.is_empty() { String::new() } else { format!(", during: {during}") };
        format!("membership: {{member: Malta, organization: NATO, status: member{during}}}")
    };
    // The facts, and the begins that the batch gives.
    let cases: [(&[&str], &[&str]); 8] = [
        (&["1965-04-29/..", "1965-04-30/.."], &[]),
        (&["1965/..", "1965-04-30/.."], &[]),
        (&["1965/..", "1965/1970"], &[]),
        // Of three the one in the middle meets both of the others.
        (&["1990/1995", "1994/1999", "1998/2003"], &[]),
        (&["1960/1961", "1990/1995", "1994/1999"], &["+1960"]),
        (&["1960/1961", "1990/1995"], &["+1960", "+1990"]),
        // What tells no time takes nothing from what tells one.
        (&["", "1990/.."], &["+1990"]),
        (&["1990/..", ""], &["+1990"]),
    ];
    for (facts, begins) in cases {
        let lines: Vec<String> = facts.iter().map(|during| member(during)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &[])]));
        folder.file("notes.yaml", notes(DOCUMENT, &lines));
        let run = contribute(&folder, &["--review", "review.csv"]);
        let given: Vec<&str> = run.out.lines().filter(|line| line.starts_with("Q233\t")).collect();
        assert_eq!(given.len(), begins.len(), "{facts:?}: {}", run.out);
        let is_given = |begin: &&str| given.iter().any(|line| line.contains(*begin));
        assert!(begins.iter().all(is_given), "{facts:?}: {}", run.out);
        // Only what stands beside another is a new statement by force.
        assert_eq!(run.out.matches("\t!P463\t").count(), begins.len().saturating_sub(1), "{facts:?}: {}", run.out);
        let review = folder.read("review.csv");
        let told = review.matches("another fact of the source").count();
        assert_eq!(told, facts.len() - begins.len(), "{facts:?}: {review}");
    }
    // A relation is told on two items; a new item has no two begins either; two presidents at one time hold no office twice.
    let cases: [(&[&str], &str); 3] = [
        (
            &[
                "diplomatic relation: {between: [Malta, Brazil], during: 1970/..}",
                "diplomatic relation: {between: [Brazil, Malta], during: 1971/..}",
            ],
            "\tP530\t",
        ),
        (
            &[
                "accreditation: {mission: {mission: {sender: Malta, type: embassy, seat: Minsk}}, receiver: Belarus, during: 1999/..}",
                "accreditation: {mission: {mission: {sender: Malta, type: embassy, seat: Minsk}}, receiver: Belarus, during: 2001/..}",
            ],
            "CREATE",
        ),
        (
            &[
                "capital: {of: Malta, place: Minsk, during: 1970/..}",
                "capital: {of: Malta, place: Baku, during: 1971/..}",
            ],
            "\tP36\t",
        ),
    ];
    for (lines, command) in cases {
        let there = [("Q233", "Malta"), ("Q155", "Brazil"), ("Q184", "Belarus"), ("Q2280", "Minsk")];
        let there = there.map(|(id, name)| entity(id, name, &[]));
        let folder = Folder::with("wikidata.json", dump(&there));
        folder.file("notes.yaml", notes(DOCUMENT, lines));
        let run = contribute(&folder, &["--create-items", "--review", "review.csv"]);
        assert!(!run.out.contains(command) && run.out.contains("\nfor the batch (v1): 0\n"), "{}", run.out);
        let review = folder.read("review.csv");
        assert!(review.matches("another fact of the source").count() >= 2, "{review}");
    }
}

/// What is for review for another reason, or there already, still speaks of the same spell.
#[test]
fn what_comes_into_no_batch_puts_its_siblings_in_doubt() {
    let spell =
        |during: &str| format!("membership: {{member: Malta, organization: NATO, status: member, during: {during}}}");
    let year = |property: &str, year: u32| time(property, &format!("+{year}-00-00T00:00:00Z"), 9);
    let nato = |qualifiers: &[Value]| vec![statement("Q233", 1, "normal", item("P463", "Q7184"), qualifiers, &[])];
    let begin = [year("P580", 1945), year("P582", 1950)];
    // What Wikidata says, the other spell that the source tells, and whether 1960/1970 is given.
    let cases = [
        // Its end is not known: it may go on in 1960.
        (vec![], "1945/", false),
        (nato(&begin), "1945/", false),
        // It goes on, and Wikidata says that it does not.
        (nato(&begin), "1945/..", false),
        (nato(&[year("P582", 1950)]), "1945/", false),
        // These cannot meet.
        (vec![], "1940/1950", true),
        (nato(&begin), "1945/1950", true),
        (nato(&begin), "1945/1951", true),
    ];
    for (there, other, is_given) in cases {
        let there = [entity("Q233", "Malta", &there), entity("Q7184", "NATO", &[])];
        let folder = Folder::with("wikidata.json", dump(&there));
        for facts in [[other, "1960/1970"], ["1960/1970", other]] {
            let lines = facts.map(spell);
            folder.file("notes.yaml", notes(DOCUMENT, &lines.each_ref().map(String::as_str)));
            let run = contribute(&folder, &["--review", "review.csv"]);
            assert_eq!(run.out.contains("P580\t+1960"), is_given, "{facts:?}: {}", run.out);
            let review = folder.read("review.csv");
            assert_eq!(review.contains("the same is stated differently: Malta in"), !is_given, "{facts:?}: {review}");
        }
    }
    // Of two capitals at one time one is for review, because nobody knows when it ended: the other is none the more certain.
    let there = [("Q233", "Malta"), ("Q2280", "Minsk"), ("Q9248", "Baku")].map(|(id, name)| entity(id, name, &[]));
    let folder = Folder::with("wikidata.json", dump(&there));
    let lines = [
        "capital: {of: Malta, place: Minsk, during: 1950/1995~}",
        "capital: {of: Malta, place: Baku, during: 1970/1980}",
    ];
    folder.file("notes.yaml", notes(DOCUMENT, &lines));
    let run = contribute(&folder, &[]);
    assert!(!run.out.contains("\tP36\t"), "{}", run.out);
}

/// Who held an office once is not its holder: without an end the statement would say so.
#[test]
fn a_former_holder_is_told_only_with_an_end() {
    let there = [("Q736", "Ecuador"), ("Q999999911", "Ana Uno"), ("Q999999912", "President of Ecuador")];
    let there = there.map(|(id, name)| entity(id, name, &[]));
    let folder = Folder::with("wikidata.json", dump(&there));
    let entities = "entities:\n  - person: {name: Ana Uno, wikidata: Q999999911}\n  \
                    - office: {name: President of Ecuador, of: Ecuador, rank: head of state, wikidata: Q999999912}\n";
    let cases = [
        ("tenure: former", false),
        ("tenure: former, during: 1990/..", false),
        ("tenure: former, during: 1990/", false),
        ("tenure: former, during: 1990/1995", true),
        ("during: 1990/..", true),
    ];
    for (told, is_told) in cases {
        let line = format!("office holding: {{holder: Ana Uno, office: President of Ecuador, {told}}}");
        folder.file("notes.yaml", notes(DOCUMENT, &[&line]) + entities);
        let run = contribute(&folder, &["--review", "review.csv"]);
        for property in ["P39", "P35"] {
            assert_eq!(run.out.contains(&format!("\t{property}\t")), is_told, "{told}: {}", run.out);
        }
        assert_eq!(folder.read("review.csv").contains("no property expresses this"), !is_told, "{told}");
        let run = folder.run(&["export", "notes.yaml", "--shape", "wikidata", "--format", "n-triples"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        let is_truthy =
            |property: &str| run.out.contains(&format!("Q736> <http://www.wikidata.org/prop/direct/{property}>"));
        assert_eq!(is_truthy("P35"), is_told, "{told}: {}", run.out);
    }
}

#[test]
fn what_no_command_can_tell_is_another_telling_of_the_source_all_the_same() {
    // The time of the second fact, whether the first is given, and why the second is not.
    let cases = [
        ("1992/..", "2002~/..", false, "uncertain time"),
        ("1992/..", "2002?/..", false, "uncertain time"),
        ("1992/..", "2002~/2004", false, "uncertain time"),
        ("1500/..", "1502-03-01/..", false, "calendar not stated"),
        // Of `2012~` nothing is proved.
        ("1992/1993", "2012~/..", false, "uncertain time"),
        // A fact of another value says nothing of this one.
        ("1992/..", "", true, ""),
    ];
    for (first, second, is_given, reason) in cases {
        let member = |during: &str| {
            let organization = if during.is_empty() { "OSCE" } else { "NATO" };
            let during = if during.is_empty() { "2002~/.." } else { during };
            format!("membership: {{member: Malta, organization: {organization}, status: member, during: {during}}}")
        };
        // Either may stand first.
        for lines in [[member(first), member(second)], [member(second), member(first)]] {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &[])]));
            folder.file("notes.yaml", notes(DOCUMENT, &lines));
            let run = contribute(&folder, &["--review", "review.csv"]);
            let review = folder.read("review.csv");
            assert_eq!(run.out.contains("Q233\tP463\tQ7184\t"), is_given, "{first} {second}: {} {review}", run.out);
            assert!(review.contains(reason), "{first} {second}: {review}");
            let told = review.matches("another fact of the source").count();
            let due = usize::from(!is_given && reason != "calendar not stated");
            assert_eq!(told, due, "{first} {second}: {review}");
        }
    }
}

#[test]
fn what_happens_once_is_not_told_a_second_time() {
    let treaty = "entities:\n  - treaty: {name: Example Treaty, wikidata: Q999999901}\n";
    let action = |action: &str, day: &str| {
        format!("treaty action: {{instrument: Example Treaty, action: {action}, party: Malta, during: {day}}}")
    };
    // The property, what Wikidata says of when, and the verdict on 1 January 1970.
    let cases = [
        ("signature", "P1891", time("P585", "+1970-01-01T00:00:00Z", 11), "agrees"),
        ("signature", "P1891", time("P585", "+1970-00-00T00:00:00Z", 9), "less precise"),
        ("signature", "P1891", time("P585", "+1970-01-02T00:00:00Z", 11), "says otherwise"),
        ("signature", "P1891", time("P585", "+1975-00-00T00:00:00Z", 9), "says otherwise"),
        ("ratification", "P6193", time("P585", "+1969-00-00T00:00:00Z", 9), "says otherwise"),
    ];
    for (what, property, when, verdict) in cases {
        let there = [statement("Q999999901", 1, "normal", item(property, "Q233"), std::slice::from_ref(&when), &[])];
        let folder = Folder::with("wikidata.json", dump(&[entity("Q999999901", "Example Treaty", &there)]));
        folder.file("notes.yaml", notes(DOCUMENT, &[&action(what, "1970-01-01")]) + treaty);
        let run = folder.run(&["audit", "notes.yaml", "--against", "wikidata.json", "--format", "json"]);
        let found = verdicts(&serde_json::from_str(&run.out).expect("the report is JSON"));
        assert_eq!(found[&format!("Q999999901 {property} Q233")], verdict, "{what} {when}");
        let run = contribute(&folder, &[]);
        assert!(!run.out.contains(&format!("\t!{property}\t")), "{what} {when}: {}", run.out);
        assert!(verdict == "agrees" || !run.out.contains(&format!("\n{}\t{property}", "Q999999901")), "{}", run.out);
    }
    let folder = Folder::with("wikidata.json", dump(&[entity("Q999999901", "Example Treaty", &[])]));
    let twice = [action("ratification", "1970-01-01"), action("ratification", "1970-01-02")];
    folder.file("notes.yaml", notes(DOCUMENT, &twice.each_ref().map(String::as_str)) + treaty);
    let run = contribute(&folder, &[]);
    assert!(run.out.contains("\nfor the batch (v1): 0\n"), "{}", run.out);
}

#[test]
fn nothing_is_told_of_an_item_at_a_time_when_it_was_not() {
    let embassy = |life: &[Value]| {
        let says = [item("P31", "Q3917681"), item("P137", "Q233"), item("P131", "Q2280"), item("P17", "Q184")];
        let says = says.into_iter().chain(life.iter().cloned()).zip(1..);
        let statements: Vec<Value> =
            says.map(|(main, number)| statement("Q999999931", number, "normal", main, &[], &[])).collect();
        entity("Q999999931", "Embassy", &statements)
    };
    let year = |property: &str, year: u32| time(property, &format!("+{year}-00-00T00:00:00Z"), 9);
    // The time of the accreditation, what the item says of itself, and whether that leaves room for it.
    let cases: Vec<(&str, Vec<Value>, bool)> = vec![
        ("1999/..", vec![], true),
        ("1999/..", vec![year("P571", 1999)], true),
        ("1999/..", vec![year("P576", 1990)], false),
        ("1999/..", vec![year("P3999", 1990)], false),
        ("1999/..", vec![year("P582", 1990)], false),
        ("1999/2001", vec![year("P582", 1990)], false),
        // It goes on, and Wikidata says that it ended.
        ("1985/..", vec![year("P576", 1990)], false),
        ("1985/..", vec![without("P576", "somevalue")], false),
        ("1985/..", vec![without("P576", "novalue")], true),
        ("1985/1990", vec![year("P576", 1990)], true),
        ("1985/1991", vec![year("P576", 1990)], false),
        // Closed and closed again: the last of them ends it.
        ("1985/1990", vec![year("P576", 1970), year("P576", 1990)], true),
        ("1960/1970", vec![year("P571", 1965)], false),
        ("1965-01-01/1970", vec![year("P571", 1965)], true),
        ("1960/1970", vec![year("P571", 1965), year("P1619", 1960)], true),
        ("1960/1970", vec![year("P571", 1965), without("P571", "somevalue")], true),
    ];
    for (during, life, given) in cases {
        let line = format!(
            "accreditation: {{mission: {{mission: {{sender: Malta, type: embassy, seat: Minsk}}}}, receiver: Belarus, during: {during}}}"
        );
        let folder = Folder::with("wikidata.json", dump(&[embassy(&life)]));
        folder.file("notes.yaml", notes(DOCUMENT, &[&line]));
        let run = contribute(&folder, &["--review", "review.csv"]);
        assert_eq!(run.out.contains("\nQ999999931\tP1001\tQ184\t"), given, "{during} {life:?}: {}", run.out);
        let review = folder.read("review.csv");
        assert_eq!(review.contains("Wikidata says that Q999999931"), !given, "{during} {life:?}: {review}");
        let told = folder.run(&["audit", "notes.yaml", "--against", "wikidata.json"]);
        assert_eq!(told.out.contains("says otherwise"), !given, "{during} {life:?}: {}", told.out);
    }
    // So it is with a value, whoever it is, with a statement that lacks only a date, and with a second one beside another.
    let ended =
        |id: &str, property: &str| entity(id, "It", &[statement(id, 1, "normal", year(property, 1990), &[], &[])]);
    let deprecated = entity("Q7184", "NATO", &[statement("Q7184", 1, "deprecated", year("P576", 1990), &[], &[])]);
    let malta = |statements: &[Value]| entity("Q233", "Malta", statements);
    let in_nato = |qualifiers: &[Value]| statement("Q233", 2, "normal", item("P463", "Q7184"), qualifiers, &[]);
    let member = "membership: {member: Malta, organization: NATO, status: member, during: 1999/..}";
    let capital = "capital: {of: Malta, place: Minsk, during: 1999/..}";
    let president = "office holding: {holder: {person: {name: A. B., wikidata: Q999999950}}, office: {office: {name: President, of: Malta, rank: head-of-state}}, during: 1999/..}";
    let relation = "diplomatic relation: {between: [Malta, Brazil], during: 1999/..}";
    let spell = [year("P580", 1970), year("P582", 1975)];
    let cases: Vec<(&str, Vec<Value>, bool)> = vec![
        (member, vec![malta(&[]), ended("Q7184", "P576")], false),
        (member, vec![malta(&[]), deprecated], true),
        (member, vec![malta(&[in_nato(&[])]), ended("Q7184", "P576")], false),
        (member, vec![malta(&[in_nato(&spell)]), ended("Q7184", "P576")], false),
        (member, vec![malta(&[in_nato(&spell)])], true),
        (capital, vec![malta(&[]), ended("Q2280", "P576")], false),
        (president, vec![malta(&[]), ended("Q999999950", "P570")], false),
        (relation, vec![malta(&[]), ended("Q155", "P576")], false),
        // An id that leads to another by a line of a dump.
        (
            member,
            vec![
                serde_json::json!({"entity": "Q7184", "redirect": "Q999999951"}),
                ended("Q999999951", "P576"),
                malta(&[]),
            ],
            false,
        ),
        (relation, vec![malta(&[]), entity("Q155", "Brazil", &[])], true),
    ];
    for (line, there, given) in cases {
        let folder = Folder::with("wikidata.json", dump(&there));
        folder.file("notes.yaml", notes(DOCUMENT, &[line]));
        let run = contribute(&folder, &[]);
        assert_eq!(!run.out.contains("\nfor the batch (v1): 0\n"), given, "{line}: {}", run.out);
        assert_eq!(run.out.contains("\n  Wikidata says otherwise: "), !given, "{line}: {}", run.out);
    }
}

#[test]
fn a_second_capital_at_one_time_is_never_forced() {
    let bonn = [time("P580", "+1949-00-00T00:00:00Z", 9), time("P582", "+1990-00-00T00:00:00Z", 9)];
    let there = [
        statement("Q183", 1, "normal", item("P36", "Q586"), &bonn, &[]),
        statement("Q183", 2, "normal", item("P36", "Q64"), &[time("P580", "+1990-10-03T00:00:00Z", 11)], &[]),
    ];
    let folder = Folder::with("wikidata.json", dump(&[entity("Q183", "Germany", &there)]));
    for (place, during, given) in [("Q586", "1995/..", 0), ("Q64", "1991/..", 0), ("Q64", "1871/1945", 1)] {
        let line = format!("capital: {{of: Q183, place: {place}, during: {during}}}");
        folder.file("notes.yaml", notes(DOCUMENT, &[&line]));
        let run = contribute(&folder, &[]);
        assert!(run.out.contains(&format!("for the batch (v1): {given}\n")), "{line}: {}", run.out);
        assert_eq!(run.out.matches("\nQ183\t!P36\t").count(), given, "{line}: {}", run.out);
        assert_eq!(run.out.matches("  Wikidata says otherwise: 1\n").count(), 1 - given, "{line}: {}", run.out);
    }
}

#[test]
fn where_the_data_of_wikidata_is_damaged_no_batch_is_written() {
    let folder = folder(&notes(DOCUMENT, &["membership: {member: Malta, organization: NATO, status: member}"]));
    folder.file("wikidata.json", wikidata().replacen("\"P580\"", "\"P580", 1));
    let run = folder.run(&["contribute", "notes.yaml", "--against", "wikidata.json", "--output", "batch.qs"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert!(run.err.contains("because the data of Wikidata has errors"), "{}", run.err);
    assert_eq!(folder.names(), ["notes.yaml", "wikidata.json"]);
}

#[test]
fn an_observer_is_held_against_observers() {
    let cases = [
        ("OECD", "observer", "agrees", None),
        ("OECD", "member", "says otherwise", Some("Wikidata has it as observer")),
        ("United Nations", "observer", "says otherwise", Some("Wikidata does not have it as observer")),
        ("NATO", "observer", "lacks it", None),
        ("NATO", "candidate", "no property", Some("P463 cannot express this for a fact of this kind")),
    ];
    for (organization, status, verdict, why) in cases {
        let line = format!("membership: {{member: Malta, organization: {organization}, status: {status}}}");
        let report = audit(&notes(DOCUMENT, &[&line]));
        let finding = &report["findings"][0];
        assert_eq!(finding["verdict"], verdict, "{line}");
        assert_eq!(finding["why"].as_str().filter(|why| !why.is_empty()), why, "{line}");
    }
}

#[test]
fn what_cannot_be_compared_is_told_apart() {
    let text = notes(
        DOCUMENT,
        &[
            "capital: {of: Malta, place: Minsk}",
            "diplomatic relation: {between: [Malta, Brazil]}",
            "diplomatic relation: {between: [Malta, Chile]}",
            "membership: {member: Malta, organization: NATO, status: candidate}",
            "visit: {visitor: Ilham Aliyev, host: Malta, during: 2006-10-17}",
            "membership: {member: Jane Doe, organization: NATO, status: member}",
        ],
    ) + "entities:\n  - person: {name: Jane Doe}\n";
    let report = audit(&text);
    let wanted = [
        // One capital at a time.
        ("Q233 P36 Q2280", "says otherwise"),
        ("Q155 P530 Q233", "says otherwise"),
        // Brazil has relations with nobody.
        ("Q233 P530 Q155", "says otherwise"),
        ("Q233 P530 Q298", "lacks it"),
        ("Q298 P530 Q233", "not in the data"),
        ("Malta in NATO: candidate", "no property"),
        ("Visit of Ilham Aliyev to Malta, on 17 October 2006", "no property"),
        ("Jane Doe in NATO: member", "no item"),
    ];
    let wanted: BTreeMap<String, String> =
        wanted.into_iter().map(|(name, verdict)| (name.to_owned(), verdict.to_owned())).collect();
    assert_eq!(verdicts(&report), wanted);
}

#[test]
fn both_sides_show_their_evidence_in_every_format() {
    let text =
        notes(DOCUMENT, &["membership: {member: Malta, organization: OSCE, status: member, during: 1973-06-25/..}"]);
    let report = audit(&text);
    let finding = &report["findings"][0];
    assert_eq!(
        finding["evidence"][0]["label"],
        "Notes, row 1: Malta in Organization for Security and Co-operation in Europe: member, since 25 June 1973"
    );
    assert_eq!(finding["wikidata"]["id"], "Q233$00000000-0000-4000-8000-000000000002");
    assert_eq!(finding["wikidata"]["time"], "1973/..");
    assert_eq!(finding["wikidata"]["references"][0], "P4656 https://en.wikipedia.org/wiki/Malta; P813 2020-01-01");
    let folder = folder(&text);
    let run = folder.run(&["audit", "notes.yaml", "--against", "wikidata.json"]);
    assert!(run.out.lines().nth(1).is_some_and(|line| line.starts_with("less precise  Malta in ")), "{}", run.out);
    let run = folder.run(&["audit", "notes.yaml", "--against", "wikidata.json", "--output", "report.html"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let page = folder.read("report.html");
    for part in [
        "<!doctype html>",
        "Content-Security-Policy\" content=\"default-src 'none';",
        "less precise",
        "Notes, row 1",
        "https://www.wikidata.org/wiki/Q233#Q233$",
        "P4656 https:",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let run = folder.run(&["audit", "notes.yaml", "--against", "wikidata.json", "--only", "agrees,lacks"]);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
}

#[test]
fn a_page_holds_no_markup_of_others() {
    let text = notes(
        "document: {id: notes, title: '<script>alert(1)</script>'}\n",
        &["membership: {member: Malta, organization: OSCE, status: member}"],
    );
    let run = folder(&text).run(&["audit", "notes.yaml", "--against", "wikidata.json", "--format", "html"]);
    assert!(!run.out.contains("<script>") && run.out.contains("&lt;script&gt;"), "{}", run.out);
}

#[test]
fn an_audit_against_something_else_is_refused() {
    let folder = folder(&notes(DOCUMENT, &["capital: {of: Malta, place: Minsk}"]));
    folder.file("table.csv", "a,b\n1,2\n");
    folder.file("error.json", r#"{"error":{"code":"no-such-entity","info":"…"},"servedby":"wikidata"}"#);
    for (name, part) in
        [("notes.yaml", "it is a YAML file"), ("table.csv", "it is a table (CSV)"), ("error.json", "no-such-entity")]
    {
        let run = folder.run(&["audit", "notes.yaml", "--against", name]);
        assert_eq!(run.status, Some(2), "{}", run.err);
        assert_eq!(run.said()[0].code, "not-wikidata", "{}", run.err);
        assert!(run.err.contains(part), "{}", run.err);
    }
    let run = folder.run(&["audit", "notes.yaml", "--against", "missing.json"]);
    assert_eq!((run.status, run.said()[0].code.as_str()), (Some(2), "no-such-file"), "{}", run.err);
}

#[test]
fn damage_in_the_data_is_told_and_the_rest_is_compared() {
    let folder = folder(&notes(DOCUMENT, &["membership: {member: Malta, organization: OSCE, status: member}"]));
    folder.file("wikidata.json", wikidata().replacen("\n]", ",\n{\"type\":\"item\",\"id\":\"Q23\n]", 1));
    let run = folder.run(&["audit", "notes.yaml", "--against", "wikidata.json"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert_eq!(run.said()[0].code, "malformed-entity", "{}", run.err);
    assert!(run.out.contains("more precise"), "{}", run.out);
}

// What is given back

fn day(text: &str, precision: u8) -> Content {
    Content::Value(Held::Time(Time { text: text.to_owned(), precision, julian: false }))
}

fn snak(property: &str, content: Content) -> Snak {
    Snak { property: property.to_owned(), content }
}

fn of_item(id: &str) -> Content {
    Content::Value(Held::Entity(id.to_owned()))
}

/// The one reference of the notes.
fn reference() -> Vec<Snak> {
    let url = Content::Value(Held::Text("https://en.wikipedia.org/wiki/Malta".to_owned()));
    vec![snak("P4656", url), snak("P813", day("+2026-11-01T00:00:00Z", 11))]
}

fn command(property: &str, value: &str, qualifiers: Vec<Snak>, references: Vec<Vec<Snak>>, new: bool) -> Statement {
    canonical_statement(&Statement {
        subject: Some("Q233".to_owned()),
        property: property.to_owned(),
        content: of_item(value),
        rank: None,
        qualifiers,
        references,
        new,
        comment: None,
    })
}

fn contribute(folder: &Folder, more: &[&str]) -> Run {
    let mut arguments = vec!["contribute", "notes.yaml", "--against", "wikidata.json"];
    arguments.extend(more);
    let run = folder.run(&arguments);
    assert_eq!(run.status, Some(0), "{}", run.err);
    run
}

/// Reads a batch as the tool would.
fn batch(folder: &Folder, name: &str, syntax: Syntax) -> Vec<Statement> {
    let (stem, extension) = name.split_once('.').unwrap();
    let files = folder.names().into_iter().filter(|file| {
        file == name || file.starts_with(&format!("{stem}-")) && file.ends_with(&format!(".{extension}"))
    });
    let entries = files.flat_map(|file| {
        read(syntax, &folder.read(&file)).unwrap_or_else(|wrong| panic!("{file}: {}: {}", wrong.line, wrong.reason))
    });
    let entries = joined(entries.map(|(_, entry)| entry));
    let statements = entries.into_iter().map(|entry| match entry {
        Entry::Statement(statement) => canonical_statement(&statement),
        other => panic!("no item is made: {other:?}"),
    });
    statements.collect()
}

/// Facts of which each asks for another thing.
fn all_sorts() -> String {
    notes(
        DOCUMENT,
        &[
            "membership: {member: Malta, organization: NATO, status: member, during: 1995-04/..}",
            "membership: {member: Malta, organization: Council of Europe, status: member, during: 1965-04-29/..}",
            "membership: {member: Malta, organization: Commonwealth of Nations, status: member, during: 1980/..}",
            "membership: {member: Malta, organization: OSCE, status: member, during: 1975/..}",
            "membership: {member: Malta, organization: United Nations, status: member, during: 1964-12-01/..}",
            "membership: {member: Malta, organization: OSCE, status: full, during: 1973-06-25/..}",
            "membership: {member: Malta, organization: CIS, status: candidate}",
            "membership: {member: Malta, organization: SCO, status: member, during: 1999~/..}",
            "membership: {member: Malta, organization: Non-Aligned Movement, status: member, during: 1973/2004}",
            "capital: {of: Malta, place: Minsk}",
        ],
    ) + "  - row: 20\n    modality: forecast\n    says:\n      - membership: {member: Malta, organization: CSTO, status: member}\n"
        + "  - row: 21\n    speaker: Ilham Aliyev\n    says:\n      - membership: {member: Malta, organization: ASEAN, status: member}\n"
        + "  - row: 22\n    hedge: reportedly\n    says:\n      - membership: {member: Malta, organization: African Union, status: member}\n"
}

#[test]
fn a_batch_says_what_the_facts_say_in_every_dialect() {
    let new = command("P463", "Q7184", vec![snak("P580", day("+1995-04-00T00:00:00Z", 10))], vec![reference()], false);
    let qualifiers = vec![snak("P580", day("+1965-04-29T00:00:00Z", 11))];
    let more = command("P463", "Q8908", qualifiers, vec![reference()], false);
    // Wikidata has a spell that ended before: another statement of the same value, by force.
    let another =
        command("P463", "Q7785", vec![snak("P580", day("+1980-00-00T00:00:00Z", 9))], vec![reference()], true);
    let ranked = |statement: &Statement| Statement { rank: Some(Rank::Normal), ..statement.clone() };
    let (new_ranked, another_ranked) = (ranked(&new), ranked(&another));
    let folder = folder(&all_sorts());
    for (name, syntax, wanted) in [
        ("batch.qs", Syntax::Version1, vec![&more, &new, &another]),
        // Only version 3 can say a rank.
        ("batch.qs3", Syntax::Version3, vec![&more, &new_ranked, &another_ranked]),
        // A table cannot ask for a second statement of one value.
        ("batch.csv", Syntax::Csv, vec![&more, &new]),
    ] {
        contribute(&folder, &["--output", name]);
        let found = batch(&folder, name, syntax);
        let by_value = |statements: &[&Statement]| -> BTreeMap<String, Statement> {
            statements.iter().map(|one| (format!("{:?}", one.content), (*one).clone())).collect()
        };
        assert_eq!(by_value(&found.iter().collect::<Vec<_>>()), by_value(&wanted), "{name}");
        assert_eq!(found.len(), wanted.len(), "{name}");
    }
}

#[test]
fn every_kind_of_fact_is_given_back_as_it_is() {
    let there = ["Q184", "Q227", "Q57371", "Q12836871", "Q999999901"].map(|id| entity(id, id, &[]));
    let folder = Folder::with("wikidata.json", dump(&there));
    let text = notes(
        DOCUMENT,
        &[
            "diplomatic relation: {between: [Azerbaijan, Belarus], during: 1993-06-11/..}",
            "treaty action: {instrument: Example Treaty, action: signature, party: Belarus, during: 2008-11-14}",
            "accreditation: {mission: {mission: {sender: Azerbaijan, type: embassy, seat: Minsk, wikidata: Q12836871}}, receiver: Belarus}",
            "office holding: {holder: Ilham Aliyev, office: president of Example, during: 2003-10-31/2008}",
            "capital: {of: Belarus, place: Minsk, during: 1991/..}",
            "membership: {member: Belarus, organization: OECD, status: observer, during: 1998/..}",
        ],
    ) + "entities:\n  - treaty: {name: Example Treaty, wikidata: Q999999901}\n  \
          - office: {name: president of Example, of: Azerbaijan, rank: head of state, wikidata: Q999999902}\n";
    folder.file("notes.yaml", text);
    let wanted = [
        "Q227 P530 Q184 P580 +1993-06-11T00:00:00Z/11",
        "Q184 P530 Q227 P580 +1993-06-11T00:00:00Z/11",
        "Q999999901 P1891 Q184 P585 +2008-11-14T00:00:00Z/11",
        "Q12836871 P1001 Q184",
        "Q12836871 P31 Q3917681",
        "Q12836871 P137 Q227",
        "Q12836871 P131 Q2280",
        "Q57371 P39 Q999999902 P580 +2003-10-31T00:00:00Z/11 P582 +2008-00-00T00:00:00Z/9",
        "Q227 P35 Q57371 P580 +2003-10-31T00:00:00Z/11 P582 +2008-00-00T00:00:00Z/9",
        "Q184 P36 Q2280 P580 +1991-00-00T00:00:00Z/9",
        "Q184 P463 Q41550 P580 +1998-00-00T00:00:00Z/9 P2868 Q818553",
    ];
    let wanted: BTreeSet<String> = wanted.map(ToOwned::to_owned).into();
    let shown = |content: &Content| match content {
        Content::Value(Held::Entity(id)) => id.clone(),
        Content::Value(Held::Time(time)) => format!("{}/{}", time.text, time.precision),
        other => format!("{other:?}"),
    };
    for (name, syntax) in [("batch.qs", Syntax::Version1), ("batch.qs3", Syntax::Version3), ("batch.csv", Syntax::Csv)]
    {
        contribute(&folder, &["--output", name]);
        let found: BTreeSet<String> = batch(&folder, name, syntax)
            .into_iter()
            .map(|one| {
                assert_eq!(one.references, [reference()], "{one:?}");
                let mut text = format!("{} {} {}", one.subject.unwrap(), one.property, shown(&one.content));
                for snak in &one.qualifiers {
                    text.push_str(&format!(" {} {}", snak.property, shown(&snak.content)));
                }
                text
            })
            .collect();
        assert_eq!(found, wanted, "{name}");
    }
}

#[test]
fn what_is_not_held_is_for_review_and_never_in_the_batch() {
    let folder = folder(&all_sorts());
    contribute(&folder, &["--output", "batch.csv", "--review", "review.csv"]);
    let mut reader = csv::Reader::from_path(folder.path().join("review.csv")).unwrap();
    let found: BTreeSet<(String, String)> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            let label = row[3].trim_start_matches("reported: ").trim_start_matches("projected: ");
            let label = label.trim_start_matches("hedged: ");
            let organization = label.split([':', ',']).next().unwrap().trim_start_matches("Malta in ").to_owned();
            (row[0].to_owned(), organization)
        })
        .collect();
    let wanted = [
        ("not held", "Collective Security Treaty Organization"),
        ("not held", "Association of Southeast Asian Nations"),
        ("hedged", "African Union"),
        ("no property expresses this", "Commonwealth of Independent States"),
        ("uncertain time", "Shanghai Cooperation Organisation"),
        ("less exact date in Wikidata", "Organization for Security and Co-operation in Europe"),
        ("several statements of this value", "Non-Aligned Movement"),
        ("Wikidata says otherwise", "Minsk"),
        // A begin of two years later is the same spell told otherwise.
        ("Wikidata says otherwise", "Organization for Security and Co-operation in Europe"),
        ("cannot be written", "Commonwealth of Nations"),
    ];
    let wanted: BTreeSet<(String, String)> = wanted.map(|(reason, what)| (reason.to_owned(), what.to_owned())).into();
    assert_eq!(found, wanted);
    let batch = folder.read("batch.csv");
    for id in ["Q318693", "Q7768", "Q7779", "Q485207", "Q83201", "Q2280", "Q7159"] {
        assert!(!batch.contains(id), "{id}: {batch}");
    }
    let review = folder.read("review.csv");
    assert!(review.contains("the source states it with a hedge: reportedly"), "{review}");
}

/// A plain claim beside a hedged one is a word of the source, and the only one of the two that is a reference.
#[test]
fn what_is_said_with_a_hedge_is_no_reference() {
    let fact = "membership: {member: Malta, organization: African Union, status: member}";
    let other = |hedge: &str| {
        format!(
            "document: {{id: other, title: Other, url: \"https://example.org/other\", retrieved: 2026-11-01}}\nfacts:\n  - row: 1\n{hedge}    says:\n      - {fact}\n"
        )
    };
    for (hedge, references) in [("", 2), ("    hedge: reportedly\n", 1)] {
        let folder = folder(&notes(DOCUMENT, &[fact]));
        folder.file("other.yaml", other(hedge));
        contribute(&folder, &["other.yaml", "--output", "batch.qs3"]);
        let found = batch(&folder, "batch.qs3", Syntax::Version3);
        let given: Vec<usize> = found.iter().map(|one| one.references.len()).collect();
        assert_eq!(given, [references], "{hedge}");
    }
}

#[test]
fn no_statement_and_no_reference_is_given_twice() {
    let text = notes(
        DOCUMENT,
        &[
            "membership: {member: Malta, organization: United Nations, status: member, during: 1964-12-01/..}",
            "membership: {member: Malta, organization: OSCE, status: member, during: 1973/..}",
        ],
    );
    let folder = folder(&text);
    // Both are there.
    let run = contribute(&folder, &["--output", "batch.qs"]);
    assert!(run.err.contains("nothing to do: 2"), "{}", run.err);
    assert_eq!(folder.names(), ["notes.yaml", "wikidata.json"]);
    // One of them has our reference already, on another day.
    contribute(&folder, &["--output", "batch.qs", "--references"]);
    let found = batch(&folder, "batch.qs", Syntax::Version1);
    assert_eq!(found, [command("P463", "Q1065", Vec::new(), vec![reference()], false)]);
}

#[test]
fn a_fact_without_a_page_has_no_reference_and_goes_to_review() {
    let text = notes(
        "document: {id: notes, title: Notes}\n",
        &["membership: {member: Malta, organization: NATO, status: member}"],
    );
    let folder = folder(&text);
    let run = contribute(&folder, &["--output", "batch.qs", "--review", "review.csv"]);
    assert!(run.err.contains("no reference: 1"), "{}", run.err);
    assert!(!folder.names().contains(&"batch.qs".to_owned()));
    assert!(folder.read("review.csv").contains("no reference"));
}

#[test]
fn without_an_output_only_a_summary_is_given() {
    let folder = folder(&all_sorts());
    let run = contribute(&folder, &[]);
    assert!(run.out.starts_with("entities of Wikidata looked through: 2\nfor the batch (v1): 3\n"), "{}", run.out);
    assert!(run.out.contains("Q233\tP463\tQ7184\tP580\t+1995-04-00T00:00:00Z/10\tS4656"), "{}", run.out);
    assert_eq!(folder.names(), ["notes.yaml", "wikidata.json"]);
}

#[test]
fn items_are_made_only_when_asked_for() {
    let text =
        notes(DOCUMENT, &["membership: {member: Jane Doe, organization: OSCE, status: member, during: 1999/..}"])
            + "entities:\n  - person: {name: Jane Doe}\n";
    let folder = folder(&text);
    folder.file("wikidata.json", dump(&[entity("Q81299", "OSCE", &[])]));
    let run = contribute(&folder, &[]);
    assert!(run.out.contains("for the batch (v1): 0\n") && run.out.contains("no item: 1"), "{}", run.out);
    contribute(&folder, &["--create-items", "--output", "batch.qs"]);
    let entries = read(Syntax::Version1, &folder.read("batch.qs")).unwrap_or_else(|wrong| panic!("{}", wrong.reason));
    let entries: Vec<Entry> = joined(entries.into_iter().map(|(_, entry)| entry));
    let [Entry::Creation { labels, statements }] = entries.as_slice() else { panic!("one item: {entries:?}") };
    let labels: Vec<(&str, &str)> = labels.iter().map(|(tag, text)| (tag.as_str(), text.as_str())).collect();
    assert_eq!(labels, [("en", "Jane Doe"), ("D:en", "person")]);
    assert!(statements.iter().all(|one| one.references == [reference()]), "{statements:?}");
    let said: BTreeSet<(String, Content)> =
        statements.iter().map(|one| (one.property.clone(), one.content.clone())).collect();
    assert_eq!(said, BTreeSet::from([("P31".to_owned(), of_item("Q5")), ("P463".to_owned(), of_item("Q81299"))]));
}

#[test]
fn no_item_is_made_where_the_data_has_one_or_may_have() {
    let text = notes(
        DOCUMENT,
        &[
            "accreditation: {mission: {mission: {sender: Malta, type: embassy, seat: Minsk}}, receiver: Belarus, during: 1999/..}",
        ],
    );
    let embassy = |id: &str, label: &str, sender: &str, kind: &str, seat: &str, country: &str| {
        let says = [item("P31", kind), item("P137", sender), item("P131", seat), item("P17", country)];
        let says = says.into_iter().filter(|snak| snak["datavalue"]["value"]["id"] != "Q0").zip(1..);
        let statements: Vec<Value> =
            says.map(|(main, number)| statement(id, number, "normal", main, &[], &[])).collect();
        entity(id, label, &statements)
    };
    let (kind, id) = ("Q3917681", "Q999999931");
    // Type, sender and seat are the same; the seat is a quarter of the city; no country is told and no seat.
    let is = embassy(id, "Embassy", "Q233", kind, "Q2280", "Q184");
    let quarter = embassy("Q999999932", "Embassy", "Q233", kind, "Q999999940", "Q184");
    let bare = embassy("Q999999933", "Embassy", "Q233", kind, "Q0", "Q0");
    let named = embassy("Q999999934", "embassy of Malta in Minsk", "Q155", "Q0", "Q0", "Q0");
    // In another country; of another sender.
    let elsewhere = embassy("Q999999935", "Embassy", "Q233", kind, "Q1899", "Q212");
    let other = embassy("Q999999936", "Embassy", "Q155", kind, "Q1899", "Q184");
    let states = [entity("Q233", "Malta", &[]), entity("Q184", "Belarus", &[]), entity("Q2280", "Minsk", &[])];
    let cases: [(&[&Value], &str, &str); 7] = [
        (&[&elsewhere, &other], "new item", ""),
        (&[&is, &elsewhere], "new statement", ""),
        (&[&is, &quarter], "new statement", ""),
        (&[&quarter], "", "Q999999932"),
        (&[&bare], "", "Q999999933"),
        (&[&named], "", "Q999999934"),
        (&[&is, &embassy("Q999999937", "Embassy", "Q233", kind, "Q2280", "Q184")], "", "Q999999931, Q999999937"),
    ];
    for (there, does, candidates) in cases {
        let there: Vec<Value> = there.iter().copied().chain(&states).cloned().collect();
        let folder = Folder::with("wikidata.json", dump(&there));
        folder.file("notes.yaml", &text);
        let run = contribute(&folder, &["--create-items", "--review", "review.csv"]);
        let review = folder.read("review.csv");
        assert_eq!(run.out.contains("CREATE\n"), does == "new item", "{}", run.out);
        if does.is_empty() {
            assert!(run.out.contains("\nfor the batch (v1): 0\n"), "{}", run.out);
            assert!(review.contains("item may exist") && review.contains(candidates), "{review}");
        } else {
            assert!(run.out.contains(&format!("\n  {does}: 1\n")), "{}\n{review}", run.out);
        }
        if does == "new statement" {
            assert!(run.out.contains(&format!("\n{id}\tP1001\tQ184\tP580\t+1999")), "{}", run.out);
        }
    }
    // What only deprecated statements tell may be it; what is broken may be anything.
    let with = |property: &str, change: &dyn Fn(&mut Value)| {
        let mut changed = is.clone();
        changed["claims"][property].as_array_mut().unwrap().iter_mut().for_each(change);
        changed
    };
    let deprecated = |property: &str| with(property, &|one| one["rank"] = "deprecated".into());
    let mut all = deprecated("P31");
    for property in ["P137", "P131", "P17"] {
        all["claims"][property] = deprecated(property)["claims"][property].clone();
    }
    // A seat that it left, or beside which another is preferred.
    let left = with("P131", &|one| {
        one["qualifiers"] = serde_json::json!({"P582": [time("P582", "+1980-00-00T00:00:00Z", 9)]});
    });
    let mut moved = is.clone();
    let other_seat = statement(id, 9, "preferred", item("P131", "Q1899"), &[], &[]);
    moved["claims"]["P131"].as_array_mut().unwrap().push(other_seat);
    // One that is disputed.
    let disputed = with("P131", &|one| {
        one["qualifiers"] = serde_json::json!({"P5102": [item("P5102", "Q999999991")]});
    });
    for there in [deprecated("P31"), deprecated("P137"), deprecated("P131"), all, left, moved, disputed] {
        let folder = Folder::with("wikidata.json", dump(&[there]));
        folder.file("notes.yaml", &text);
        let run = contribute(&folder, &["--create-items", "--review", "review.csv"]);
        assert!(run.out.contains("\nfor the batch (v1): 0\n"), "{}", run.out);
        let review = folder.read("review.csv");
        assert!(review.contains("item may exist") && review.contains(id), "{review}");
    }
    let broken =
        with("P131", &|one| one["mainsnak"]["datavalue"] = serde_json::json!({"type": "string", "value": "Q2280"}));
    let folder = Folder::with("wikidata.json", dump(&[broken]));
    folder.file("notes.yaml", &text);
    let run = folder.run(&["contribute", "notes.yaml", "--against", "wikidata.json", "--create-items"]);
    assert_eq!((run.status, run.out.as_str()), (Some(1), ""), "{}", run.err);
    assert!(run.err.contains(&format!("on P131 of {id}")), "{}", run.err);
    // The city and the state were merged into others, before the item or after it, on the one side or on the other.
    let line = |from: &str, to: &str| serde_json::json!({"entity": from, "redirect": to});
    let of_new = embassy(id, "Embassy", "Q999999941", kind, "Q999999942", "Q184");
    let mixed = embassy(id, "Embassy", "Q999999941", kind, "Q2280", "Q184");
    let lines = [line("Q233", "Q999999941"), line("Q2280", "Q999999942"), line("Q184", "Q999999943")];
    for there in [&is, &of_new, &mixed] {
        for first in [true, false] {
            let mut entities = lines.to_vec();
            entities.insert(if first { 0 } else { 3 }, there.clone());
            let folder = Folder::with("wikidata.json", dump(&entities));
            folder.file("notes.yaml", &text);
            let run = contribute(&folder, &["--create-items"]);
            assert!(run.out.contains(&format!("\n{id}\tP1001\tQ999999943\tP580\t+1999")), "{}", run.out);
        }
    }
    let moved = [("Q999999941", "Malta"), ("Q999999942", "Minsk"), ("Q999999943", "Belarus")];
    let moved = moved.map(|(id, name)| entity(id, name, &[]));
    let folder = Folder::with("wikidata.json", dump(&[&lines[..], &moved, std::slice::from_ref(&elsewhere)].concat()));
    folder.file("notes.yaml", &text);
    let run = contribute(&folder, &["--create-items"]);
    assert!(run.out.contains("CREATE\n") && !run.out.contains("\tQ2280") && !run.out.contains("\tQ233"), "{}", run.out);
    // Each statement of a new item has a reference, and the item a description.
    let folder = Folder::with("wikidata.json", dump(&[&states[..], &[elsewhere]].concat()));
    folder.file("notes.yaml", &text);
    contribute(&folder, &["--create-items", "--output", "batch.qs"]);
    let entries = read(Syntax::Version1, &folder.read("batch.qs")).unwrap_or_else(|wrong| panic!("{}", wrong.reason));
    let entries: Vec<Entry> = joined(entries.into_iter().map(|(_, entry)| entry));
    let [Entry::Creation { labels, statements }] = entries.as_slice() else { panic!("one item: {entries:?}") };
    assert!(labels.contains(&("D:en".to_owned(), "diplomatic mission".to_owned())), "{labels:?}");
    assert!(statements.len() == 4 && statements.iter().all(|one| one.references == [reference()]), "{statements:?}");
}

#[test]
fn ids_that_lead_to_others_are_followed() {
    let held = |item_id: &str, value: &str| {
        let begin = [time("P580", "+1973-06-25T00:00:00Z", 11)];
        entity(item_id, "Entity", &[statement(item_id, 1, "normal", item("P463", value), &begin, &[])])
    };
    let note = |mut entity: Value, from: &str| {
        entity["redirects"] = serde_json::json!({"from": from, "to": entity["id"]});
        entity
    };
    let answer = |entities: &[Value]| {
        let by_id: serde_json::Map<String, Value> =
            entities.iter().map(|entity| (entity["id"].as_str().unwrap().to_owned(), entity.clone())).collect();
        serde_json::json!({"entities": by_id, "success": 1}).to_string()
    };
    let line = |from: &str, to: &str| serde_json::json!({"entity": from, "redirect": to});
    let (malta, osce) = ("Q999999950", "Q999999951");
    let forms = [
        // The organisation was merged, and the state; in an answer, and in lines before and after.
        answer(&[held("Q233", osce), note(entity(osce, "OSCE", &[]), "Q81299")]),
        answer(&[note(held(malta, "Q81299"), "Q233")]),
        dump(&[line("Q81299", osce), held("Q233", osce)]),
        dump(&[held("Q233", osce), line("Q81299", osce)]),
        dump(&[held(malta, osce), line("Q233", malta), line("Q81299", "Q999999952"), line("Q999999952", osce)]),
        dump(&[note(held(malta, osce), "Q233"), note(entity(osce, "OSCE", &[]), "Q81299")]),
    ];
    let text = notes(
        DOCUMENT,
        &[
            "membership: {member: Malta, organization: OSCE, status: member, during: 1973-06-25/..}",
            "membership: {member: Malta, organization: NATO, status: member, during: 1999/..}",
        ],
    );
    for form in forms {
        let folder = Folder::with("wikidata.json", &form);
        folder.file("notes.yaml", &text);
        let run = contribute(&folder, &[]);
        assert!(run.out.contains("\nnothing to do: 1\n"), "{form}\n{}", run.out);
        // A command is given to the item of today.
        let item_id = if form.contains(malta) { malta } else { "Q233" };
        assert!(run.out.contains(&format!("\n{item_id}\tP463\tQ7184\t")), "{form}\n{}", run.out);
        let run = folder.run(&["audit", "notes.yaml", "--against", "wikidata.json", "--format", "json"]);
        assert!(run.out.contains(" now"), "{}", run.out);
    }
}

#[test]
fn a_relation_is_held_against_both_of_its_items() {
    let begin = |text: &str| vec![time("P580", text, 11)];
    let one = |qualifiers: &[Value]| {
        let there = [statement("Q233", 1, "normal", item("P530", "Q155"), qualifiers, &[])];
        dump(&[entity("Q233", "Malta", &there), entity("Q155", "Brazil", &[])])
    };
    let disputed = [begin("+1975-03-02T00:00:00Z"), vec![item("P1310", "Q6")]].concat();
    for (held, given) in [
        (begin("+1975-03-01T00:00:00Z"), 0),
        (begin("+1975-03-02T00:00:00Z"), 1),
        (Vec::new(), 2),
        (disputed, 0),
        (vec![item("P1310", "Q6")], 0),
    ] {
        let folder = Folder::with("wikidata.json", one(&held));
        folder.file(
            "notes.yaml",
            notes(DOCUMENT, &["diplomatic relation: {between: [Malta, Brazil], during: 1975-03-02/..}"]),
        );
        let run = contribute(&folder, &[]);
        assert!(run.out.contains(&format!("\nfor the batch (v1): {given}\n")), "{held:?}: {}", run.out);
    }
}

#[test]
fn a_source_less_exact_than_a_statement_is_no_reference_for_it_without_a_person() {
    let membership =
        |during: &str| format!("membership: {{member: Malta, organization: United Nations, status: member{during}}}");
    for (during, given) in [(", during: 1964-12-01/..", 1), (", during: 1964/..", 0), ("", 0), (", during: 196X/..", 0)]
    {
        let folder = folder(&notes(DOCUMENT, &[&membership(during)]));
        let run = contribute(&folder, &["--references"]);
        assert!(run.out.contains(&format!("\nfor the batch (v1): {given}\n")), "{during}: {}", run.out);
        assert_eq!(run.out.contains("more exact date in Wikidata: 1"), given == 0, "{during}: {}", run.out);
    }
}

#[test]
fn dates_of_which_the_calendar_is_not_said_are_for_review() {
    let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &[])]));
    let membership =
        |during: &str| format!("membership: {{member: Malta, organization: NATO, status: member, during: {during}}}");
    for (during, given) in
        [("1582-10-15/..", 1), ("1582-10-14/..", 0), ("1530-03-24/..", 0), ("1530/..", 0), ("../1530", 0)]
    {
        folder.file("notes.yaml", notes(DOCUMENT, &[&membership(during)]));
        let run = contribute(&folder, &["--review", "review.csv"]);
        assert!(run.out.contains(&format!("\nfor the batch (v1): {given}\n")), "{during}: {}", run.out);
        assert_eq!(folder.read("review.csv").contains("calendar not stated"), given == 0, "{during}");
    }
}

#[test]
fn a_date_of_which_the_calendar_is_not_said_supports_nothing() {
    let membership = "membership: {member: Malta, organization: NATO, status: member, during: 1530-03-24/..}";
    let begin = time("P580", "+1530-03-24T00:00:00Z", 11);
    let held = [statement("Q233", 1, "normal", item("P463", "Q7184"), &[begin], &[])];
    for (calendar, given) in [("", 0), (", calendar: gregorian", 1)] {
        let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &held)]));
        folder.file(
            "notes.yaml",
            notes(&DOCUMENT.replace("title: Notes", &format!("title: Notes{calendar}")), &[membership]),
        );
        let run = contribute(&folder, &["--references"]);
        assert!(run.out.contains(&format!("\nfor the batch (v1): {given}\n")), "{calendar}: {}", run.out);
        assert_eq!(run.out.contains("calendar not stated: 1"), given == 0, "{calendar}: {}", run.out);
    }
}

#[test]
fn an_item_is_in_the_data_only_with_its_statements() {
    let mut bare = entity("Q233", "Malta", &[]);
    bare.as_object_mut().unwrap().remove("claims");
    let mut null = entity("Q233", "Malta", &[]);
    null["claims"] = Value::Null;
    let missing = serde_json::json!({"id": "Q233", "missing": ""});
    // PHP writes an empty map as a list.
    let mut empty = entity("Q233", "Malta", &[]);
    empty["claims"] = serde_json::json!([]);
    for (there, given) in [(bare, 0), (null, 0), (missing, 0), (empty, 1)] {
        let folder =
            Folder::with("wikidata.json", serde_json::json!({"entities": {"Q233": there}, "success": 1}).to_string());
        folder
            .file("notes.yaml", notes(DOCUMENT, &["membership: {member: Malta, organization: NATO, status: member}"]));
        let run = contribute(&folder, &[]);
        assert!(run.out.contains(&format!("\nfor the batch (v1): {given}\n")), "{there}: {}", run.out);
        assert_eq!(run.out.contains("item not in the data: 1"), given == 0, "{there}: {}", run.out);
    }
}

#[test]
fn what_is_wrong_with_an_item_is_told_wherever_it_is_found() {
    let facts = notes(DOCUMENT, &["membership: {member: Malta, organization: NATO, status: member}"]);
    let broken = |id: &str| {
        let begin = time("P580", "+1995-02-30T00:00:00Z", 11);
        entity(id, "Malta", &[statement(id, 1, "normal", item("P463", "Q1065"), &[begin], &[])])
    };
    let line = serde_json::json!({"entity": "Q233", "redirect": "Q999999950"});
    let mut nameless = broken("Q233");
    nameless.as_object_mut().unwrap().remove("id");
    let sound = entity("Q233", "Malta", &[]);
    let mut twice = entity("Q233", "Malta", &[statement("Q233", 1, "normal", item("P463", "Q1065"), &[], &[])]);
    twice["claims"]["P464"] = serde_json::json!([statement("Q233", 2, "normal", item("P463", "Q7184"), &[], &[])]);
    for (code, entities) in [
        // An item under its later id, which is known only at the end; an item without an id.
        ("impossible-date", vec![broken("Q999999950"), line]),
        ("malformed-entity", vec![sound.clone(), nameless]),
        ("impossible-date", vec![sound, broken("Q233")]),
        // Of two lists of one property one would be lost.
        ("malformed-entity", vec![twice]),
    ] {
        let text = dump(&entities).replace("\"P464\":", "\"P463\":");
        let folder = Folder::with("wikidata.json", text);
        folder.file("notes.yaml", &facts);
        for command in ["contribute", "audit"] {
            let run = folder.run(&[command, "notes.yaml", "--against", "wikidata.json"]);
            assert_eq!((run.status, run.codes()), (Some(1), vec![code.to_owned()]), "{command}: {}", run.err);
            assert!(command == "audit" || run.out.is_empty(), "{}", run.out);
        }
    }
}

#[test]
fn what_two_sources_of_wikidata_tell_differently_is_for_review() {
    let of = |qualifiers: &[Value]| {
        dump(&[entity("Q233", "Malta", &[statement("Q233", 1, "normal", item("P463", "Q7184"), qualifiers, &[])])])
    };
    let begin = |text: &str| of(&[time("P580", text, 11)]);
    let line = "membership: {member: Malta, organization: NATO, status: member, during: 1964-12-01/..}";
    let bare = of(&[]);
    for (one, two, given) in [
        (bare.clone(), begin("+1970-01-01T00:00:00Z"), 0),
        (begin("+1970-01-01T00:00:00Z"), bare.clone(), 0),
        (bare.clone(), bare, 1),
    ] {
        let folder = Folder::with("one.json", &one);
        folder.file("two.json", &two);
        folder.file("notes.yaml", notes(DOCUMENT, &[line]));
        let run = folder.run(&["contribute", "notes.yaml", "--against", "one.json", "--against", "two.json"]);
        assert!(run.out.contains(&format!("\nfor the batch (v1): {given}\n")), "{one}{two}: {}", run.out);
    }
}

#[test]
fn no_second_statement_rests_on_a_time_that_cannot_be() {
    // It ends before it begins, so that nothing says when it was.
    let reversed = [time("P580", "+1990-00-00T00:00:00Z", 9), time("P582", "+1980-00-00T00:00:00Z", 9)];
    // Two spells in one statement: which begin is that of the end nothing says.
    let year = |property: &str, year: u32| time(property, &format!("+{year}-00-00T00:00:00Z"), 9);
    let two = [year("P580", 1965), year("P580", 1990), year("P582", 1970)];
    let cases = [
        ("1985/1986", vec![in_body(0, "normal", &reversed)]),
        ("2000/2001", vec![in_body(1, "normal", &reversed)]),
        ("1990/..", vec![in_body(2, "normal", &two)]),
    ];
    let (_, run) = bodies(&cases, &["contribute"]);
    assert!(run.out.contains("\nfor the batch (v1): 0\n"), "{}", run.out);
    assert!(run.out.contains("  Wikidata says otherwise: 3\n"), "{}", run.out);
    // Nor is another capital then beyond doubt.
    let held = [statement("Q233", 1, "normal", item("P36", "Q9248"), &reversed, &[])];
    let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &held)]));
    folder.file("notes.yaml", notes(DOCUMENT, &["capital: {of: Malta, place: Minsk, during: 1985/1986}"]));
    let run = contribute(&folder, &[]);
    assert!(run.out.contains("\nfor the batch (v1): 0\n"), "{}", run.out);
}

#[test]
fn a_fact_that_one_item_contradicts_is_not_told_on_another() {
    let years = |from: &str, to: &str| {
        [("P580", from), ("P582", to)].map(|(property, year)| time(property, &format!("+{year}-00-00T00:00:00Z"), 9))
    };
    let line = "office holding: {holder: Ilham Aliyev, office: president of Example, during: 2003-10-31/2008}";
    let text = notes(DOCUMENT, &[line])
        + "entities:\n  - office: {name: president of Example, of: Malta, rank: head of state, wikidata: Q999999902}\n";
    // The state has him at a time that meets ours, at one that does not, and as deprecated.
    for (rank, time, given) in [
        ("normal", years("2000", "2003"), 0),
        ("normal", years("1990", "1995"), 2),
        ("deprecated", years("2003", "2008"), 0),
    ] {
        let held = [statement("Q233", 1, rank, item("P35", "Q57371"), &time, &[])];
        let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &held), entity("Q57371", "X", &[])]));
        folder.file("notes.yaml", &text);
        let run = contribute(&folder, &["--review", "review.csv"]);
        assert!(run.out.contains(&format!("\nfor the batch (v1): {given}\n")), "{time:?}: {}", run.out);
        assert_eq!(folder.read("review.csv").contains("P35 on Q233: "), given == 0, "{}", folder.read("review.csv"));
    }
}

#[test]
fn a_page_is_one_reference_under_either_property() {
    for (property, given) in [("P854", 0), ("P4656", 0), ("P953", 1)] {
        let reference = vec![vec![text(property, "https://en.wikipedia.org/wiki/Malta", "url")]];
        let held = [statement("Q233", 1, "normal", item("P463", "Q7184"), &[], &reference)];
        let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &held)]));
        folder
            .file("notes.yaml", notes(DOCUMENT, &["membership: {member: Malta, organization: NATO, status: member}"]));
        let run = contribute(&folder, &["--references"]);
        assert!(run.out.contains(&format!("\nfor the batch (v1): {given}\n")), "{property}: {}", run.out);
    }
}

#[test]
fn a_time_that_no_qualifier_tells_is_not_left_out() {
    // An end that nobody knows would read as none; a signature within some months as one of no time.
    let lines = [
        "membership: {member: Malta, organization: NATO, status: member, during: 1995/}",
        "treaty action: {instrument: Example Treaty, action: signature, party: Malta, during: 1975-03/1975-05}",
    ];
    let text = notes(DOCUMENT, &lines) + "entities:\n  - treaty: {name: Example Treaty, wikidata: Q999999901}\n";
    let there = [entity("Q233", "Malta", &[]), entity("Q999999901", "Example Treaty", &[])];
    let folder = Folder::with("wikidata.json", dump(&there));
    folder.file("notes.yaml", text);
    let run = contribute(&folder, &[]);
    assert!(run.out.contains("\nfor the batch (v1): 0\n"), "{}", run.out);
    // The membership, the signature, and the day of the treaty by it.
    assert!(run.out.contains("  uncertain time: 3\n"), "{}", run.out);
}

#[test]
fn a_document_that_passed_to_another_id_is_no_second_reference() {
    let reference = vec![vec![item("P248", "Q999999961"), time("P813", "+2020-01-01T00:00:00Z", 11)]];
    let held = [statement("Q233", 1, "normal", item("P463", "Q7184"), &[], &reference)];
    let line = serde_json::json!({"entity": "Q999999960", "redirect": "Q999999961"});
    let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &held), line]));
    folder.file(
        "notes.yaml",
        notes(
            "document: {id: notes, title: Notes, wikidata: Q999999960}\n",
            &["membership: {member: Malta, organization: NATO, status: member}"],
        ),
    );
    let run = contribute(&folder, &["--references"]);
    assert!(run.out.contains("\nnothing to do: 1\n"), "{}", run.out);
}

#[test]
fn a_document_says_which_calendar_it_means() {
    let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &[])]));
    let document = |calendar: &str| DOCUMENT.replace("title: Notes", &format!("title: Notes, calendar: {calendar}"));
    let lines = [
        "membership: {member: Malta, organization: NATO, status: member, during: 1530-03-24/1565}",
        "membership: {member: Malta, organization: CIS, status: member, during: 1992-01-01/..}",
    ];
    for (calendar, written, day) in [
        ("julian", "P580\t+1530-03-24T00:00:00Z/11/J\tP582\t+1565-00-00T00:00:00Z/9/J", "1530-04-03"),
        ("gregorian", "P580\t+1530-03-24T00:00:00Z/11\tP582\t+1565-00-00T00:00:00Z/9", "1530-03-24"),
    ] {
        folder.file("notes.yaml", notes(&document(calendar), &lines));
        let run = contribute(&folder, &[]);
        assert!(run.out.contains("\nfor the batch (v1): 2\n"), "{calendar}: {}", run.out);
        assert!(run.out.contains(&format!("\nQ233\tP463\tQ7184\t{written}\tS4656")), "{calendar}: {}", run.out);
        assert!(run.out.contains("P580\t+1992-01-01T00:00:00Z/11\tS4656"), "{calendar}: {}", run.out);
        let run = folder.run(&["export", "notes.yaml", "--format", "n-triples"]);
        assert!(run.out.contains(&format!("ontology#beginEarliest> \"{day}\"")), "{calendar}: {}", run.out);
        // What is given back agrees.
        let mut begin = time("P580", "+1530-03-24T00:00:00Z", 11);
        let mut end = time("P582", "+1565-00-00T00:00:00Z", 9);
        for snak in [&mut begin, &mut end].into_iter().filter(|_| calendar == "julian") {
            snak["datavalue"]["value"]["calendarmodel"] = "http://www.wikidata.org/entity/Q1985786".into();
        }
        let held = [statement("Q233", 1, "normal", item("P463", "Q7184"), &[begin, end], &[])];
        let other = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &held)]));
        other.file("notes.yaml", notes(&document(calendar), &lines[..1]));
        let run = other.run(&["audit", "notes.yaml", "--against", "wikidata.json", "--format", "json"]);
        assert!(run.out.contains("\"agrees\""), "{calendar}: {}", run.out);
    }
    let month = "membership: {member: Malta, organization: NATO, status: member, during: 1530-03/..}";
    folder.file("notes.yaml", notes(&document("julian"), &[month]));
    let run = folder.run(&["check", "notes.yaml"]);
    assert_eq!((run.status, run.codes()), (Some(1), vec!["malformed-date".to_owned()]), "{}", run.err);
    assert!(run.err.contains("is a month of the Julian calendar"), "{}", run.err);
}

#[test]
fn each_list_of_columns_is_a_file() {
    let membership = |organization: &str, during: &str| {
        format!("membership: {{member: Malta, organization: {organization}, status: member, during: {during}}}")
    };
    let [ended, open] = [membership("NATO", "1999/2004"), membership("CIS", "1999/..")];
    let folder = folder(&notes(DOCUMENT, &[&ended, &open]));
    // Only the file that was named is replaced, and nothing stays that would be taken for a part of the batch.
    let names = folder.names();
    for there in ["batch-2.csv", "batch-3.csv"] {
        folder.file("batch.csv", "of an earlier run");
        folder.file(there, "of somebody else");
        let arguments = ["contribute", "notes.yaml", "--against", "wikidata.json"];
        let run = folder.run(&[&arguments[..], &["--output", "batch.csv", "--review", "review.csv"]].concat());
        assert_eq!(run.status, Some(2), "{there}: {}", run.err);
        assert!(run.err.contains(&format!("`{there}` is there already")), "{}", run.err);
        assert_eq!(
            (folder.read("batch.csv").as_str(), folder.read(there).as_str()),
            ("of an earlier run", "of somebody else")
        );
        for file in [there, "batch.csv"] {
            std::fs::remove_file(folder.path().join(file)).unwrap();
        }
        assert_eq!(folder.names(), names);
    }
    folder.file("batch.csv", "of an earlier run");
    folder.file("batch-4.csv", "of somebody else");
    let run = contribute(&folder, &["--output", "batch.csv"]);
    assert_eq!(folder.read("batch-4.csv"), "of somebody else");
    for file in ["batch.csv", "batch-2.csv"] {
        let text = folder.read(file);
        assert_eq!(text.lines().count(), 2, "{text}");
        assert_eq!(read(Syntax::Csv, &text).unwrap_or_else(|wrong| panic!("{}", wrong.reason)).len(), 1, "{text}");
        assert!(run.err.contains(&format!("`{file}`: 1 row")), "{}", run.err);
    }
    // Standard output takes one table.
    let both = ["contribute", "notes.yaml", "--against", "wikidata.json", "--dialect", "csv", "--output", "-"];
    let run = folder.run(&both);
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{}", run.err);
    assert!(run.err.contains("the batch is 2 tables") && run.err.contains("--output batch.csv"), "{}", run.err);
    folder.file("notes.yaml", notes(DOCUMENT, &[&open]));
    let run = folder.run(&both);
    assert_eq!((run.status, run.out.lines().count()), (Some(0), 2), "{}", run.err);
    // What a person reviews can go there too, but not both.
    let run = folder.run(&["contribute", "notes.yaml", "--against", "wikidata.json", "--review", "-"]);
    assert!(
        run.status == Some(0) && run.out.starts_with("reason,") && run.err.contains("for review: "),
        "{} {}",
        run.out,
        run.err
    );
    let run = folder.run(&[&both[..], &["--review", "-"]].concat());
    assert!(run.status == Some(2) && run.err.contains("are both standard output"), "{}", run.err);
    assert!(!folder.names().contains(&"-".to_owned()));
    // A further file replaces nothing that is asked for or read.
    folder.file("notes.yaml", notes(DOCUMENT, &[&ended, &open]));
    let one = ["contribute", "notes.yaml", "--against", "wikidata.json", "--output", "a.csv", "--review", "a-2.csv"];
    let run = folder.run(&one);
    assert!(run.status == Some(2) && run.err.contains("--review and --output are one file"), "{}", run.err);
    assert!(!folder.names().contains(&"a.csv".to_owned()));
}

// Random spells

/// A linear congruential generator (Numerical Recipes): the same spells in every run.
struct Random(u32);

impl Random {
    fn below(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % below
    }
}

/// A point in time: as EDTF, as Wikidata has it, and the first and last day it can be, counted anyhow.
#[derive(Clone)]
struct Point {
    edtf: String,
    text: String,
    precision: u8,
    days: (u32, u32),
}

fn point(random: &mut Random) -> Point {
    let (year, month, day) = (1960 + random.below(40), 1 + random.below(12), 1 + random.below(28));
    let count = |year: u32, month: u32, day: u32| (year * 12 + month) * 31 + day;
    let (edtf, text, precision, days) = match random.below(4) {
        0 => (
            format!("{year}-{month:02}-{day:02}"),
            format!("+{year}-{month:02}-{day:02}T00:00:00Z"),
            11,
            (count(year, month, day), count(year, month, day)),
        ),
        1 => (
            format!("{year}-{month:02}"),
            format!("+{year}-{month:02}-00T00:00:00Z"),
            10,
            (count(year, month, 1), count(year, month, 31)),
        ),
        2 => (format!("{year}"), format!("+{year}-00-00T00:00:00Z"), 9, (count(year, 1, 1), count(year, 12, 31))),
        _ => {
            let decade = year / 10 * 10;
            let days = (count(decade, 1, 1), count(decade + 9, 12, 31));
            (format!("{}X", decade / 10), format!("+{decade}-00-00T00:00:00Z"), 8, days)
        }
    };
    Point { edtf, text, precision, days }
}

/// Begin and end; an end may be told to be unknown, or not to be.
#[derive(Clone)]
struct Spell {
    begin: Option<Point>,
    end: Result<Option<Point>, &'static str>,
}

fn spell(random: &mut Random) -> Spell {
    let begin = (random.below(5) > 0).then(|| point(random));
    let end = match random.below(6) {
        0 => Err("somevalue"),
        1 => Err("novalue"),
        2 => Ok(None),
        _ => {
            let after = |end: &Point| begin.as_ref().is_none_or(|begin| begin.days.1 <= end.days.0);
            Ok((0..20).map(|_| point(random)).find(after))
        }
    };
    Spell { begin, end }
}

impl Spell {
    fn may_meet(&self, other: &Self) -> bool {
        let last = |spell: &Self| spell.end.as_ref().ok().and_then(Option::as_ref).map(|end| end.days.1);
        let first = |spell: &Self| spell.begin.as_ref().map(|begin| begin.days.0);
        let before = |one, other| matches!((last(one), first(other)), (Some(end), Some(begin)) if end < begin);
        !before(self, other) && !before(other, self)
    }

    fn during(&self) -> String {
        let end = self.end.as_ref().ok().and_then(Option::as_ref);
        let text = |point: Option<&Point>| point.map_or("..".to_owned(), |point| point.edtf.clone());
        match (&self.begin, end) {
            (None, None) => String::new(),
            (begin, end) => format!(", during: {}/{}", text(begin.as_ref()), text(end)),
        }
    }

    fn qualifiers(&self) -> Vec<Value> {
        let of = |property: &str, point: &Point| time(property, &point.text, point.precision);
        let begin = self.begin.iter().map(|point| of("P580", point));
        let end = match &self.end {
            Ok(end) => end.as_ref().map(|point| of("P582", point)),
            Err(kind) => Some(without("P582", kind)),
        };
        begin.chain(end).collect()
    }
}

/// A command as the tool would carry it out.
fn apply(statements: &mut Vec<Value>, command: &Statement, number: u32) {
    let Content::Value(Held::Entity(value)) = &command.content else { panic!("{command:?}") };
    let qualifiers: Vec<Value> = { &command.qualifiers }
        .iter()
        .map(|snak| match &snak.content {
            Content::Value(Held::Time(point)) => time(&snak.property, &point.text, point.precision),
            other => panic!("{other:?}"),
        })
        .collect();
    let there = |one: &&mut Value| one["mainsnak"]["datavalue"]["value"]["id"] == value.as_str();
    match statements.iter_mut().find(there).filter(|_| !command.new) {
        Some(one) => {
            for snak in qualifiers {
                let property = snak["property"].as_str().unwrap().to_owned();
                assert!(one["qualifiers"][&property].is_null(), "a second {property} beside the first: {one}");
                assert_ne!(property, "P582", "an end that Wikidata does not have: {one}");
                one["qualifiers"][&property] = Value::from(vec![snak]);
            }
        }
        None => statements.push(statement("Q233", number, "normal", item("P463", value), &qualifiers, &[])),
    }
}

#[test]
fn no_statement_is_forced_whose_time_can_meet_another_and_none_that_is_given_contradicts() {
    let mut random = Random(20_261_129);
    let (mut lines, mut entities, mut held) = (Vec::new(), String::from("entities:\n"), Vec::new());
    let mut spells: BTreeMap<String, (Vec<Spell>, Vec<Spell>)> = BTreeMap::new();
    for number in 0..240 {
        let id = format!("Q{}", 999_990_000 + number);
        entities
            .push_str(&format!("  - international organization: {{name: Example Body {number}, wikidata: {id}}}\n"));
        let own: Vec<Spell> = (0..=random.below(2)).map(|_| spell(&mut random)).collect();
        let there: Vec<Spell> = (0..random.below(3)).map(|_| spell(&mut random)).collect();
        for one in &own {
            let during = one.during();
            lines.push(format!(
                "membership: {{member: Malta, organization: Example Body {number}, status: member{during}}}"
            ));
        }
        for one in &there {
            let rank = ["normal", "normal", "preferred", "deprecated"][random.below(4) as usize];
            let place = u32::try_from(held.len()).unwrap();
            held.push(statement("Q233", place, rank, item("P463", &id), &one.qualifiers(), &[]));
        }
        spells.insert(id, (own, there));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &held)]));
    folder.file("notes.yaml", notes(DOCUMENT, &lines) + &entities);
    contribute(&folder, &["--output", "batch.qs"]);
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    let mut forced = 0;
    for (at, command) in batch(&folder, "batch.qs", Syntax::Version1).iter().enumerate() {
        let Content::Value(Held::Entity(id)) = &command.content else { panic!("{command:?}") };
        let (own, there) = &spells[id];
        let says = |one: &&Spell| {
            let texts = one.qualifiers().into_iter().filter(|snak| snak["snaktype"] == "value");
            let texts: Vec<String> =
                texts.map(|snak| snak["datavalue"]["value"]["time"].as_str().unwrap().to_owned()).collect();
            let found = command.qualifiers.iter().map(|snak| match &snak.content {
                Content::Value(Held::Time(point)) => point.text.clone(),
                other => panic!("{other:?}"),
            });
            texts == found.collect::<Vec<_>>()
        };
        if command.new {
            forced += 1;
            let meant = own.iter().find(says).expect("it is of one of the spells");
            assert!(there.iter().all(|held| !held.may_meet(meant)), "{id}: {command:?}");
        }
        *given.entry(id.clone()).or_default() += 1;
        apply(&mut held, command, 10_000 + u32::try_from(at).unwrap());
    }
    assert!(forced > 10 && given.len() > 60, "{forced} forced, {} given", given.len());
    folder.file("wikidata.json", dump(&[entity("Q233", "Malta", &held)]));
    let run = folder.run(&["audit", "notes.yaml", "--against", "wikidata.json", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.out).expect("the report is JSON");
    let mut agree: BTreeMap<String, usize> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap().iter().filter(|finding| finding["verdict"] == "agrees") {
        *agree.entry(finding["statement"]["value"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    for (id, count) in given {
        assert!(agree.get(&id).is_some_and(|agree| *agree >= count), "{id}: {count} were given, {agree:?} agree");
    }
}

#[test]
fn an_item_of_nearly_the_same_name_may_be_the_one_that_would_be_made() {
    let facts = "document: {id: e, title: E, url: \"https://example.org/e\", retrieved: 2026-11-01}
facts:
  - row: 1
    says:
      - accreditation: {mission: {mission: {sender: Malta, type: embassy, seat: Paris}}, receiver: France}
";
    for label in ["Embassy of Malta in Paris", "embassy of Malta in Paris", "EMBASSY OF MALTA in paris"] {
        let folder = Folder::with("notes.yaml", facts);
        folder.file(
            "items.json",
            format!(
                r#"[{{"type":"item","id":"Q233","labels":{{}},"claims":{{}}}},{{"type":"item","id":"Q142","labels":{{}},"claims":{{}}}},{{"type":"item","id":"Q90","labels":{{}},"claims":{{}}}},{{"type":"item","id":"Q900001","labels":{{"en":{{"language":"en","value":"{label}"}}}},"claims":{{}}}}]"#
            ),
        );
        let run =
            folder.run(&["contribute", "notes.yaml", "--against", "items.json", "--create-items", "--output", "-"]);
        assert!(!run.out.contains("CREATE"), "{label}: {}", run.out);
    }
}

/// The item that a batch of some sources makes: what it says, each statement with the number of its references; nothing where
/// none is made.
fn created(folder: &Folder, more: &[&str]) -> BTreeMap<(String, String), usize> {
    let wanted = ["--create-items", "--output", "batch.qs3", "--review", "review.csv"];
    let run = contribute(folder, &[more, &wanted].concat());
    if !folder.names().contains(&"batch.qs3".to_owned()) {
        assert!(run.err.contains("there is nothing in it"), "{}", run.err);
        return BTreeMap::new();
    }
    let entries = read(Syntax::Version3, &folder.read("batch.qs3")).unwrap_or_else(|wrong| panic!("{}", wrong.reason));
    let entries: Vec<Entry> = joined(entries.into_iter().map(|(_, entry)| entry));
    let [Entry::Creation { statements, .. }] = entries.as_slice() else { panic!("one item: {entries:?}") };
    let shown = |content: &Content| match content {
        Content::Value(Held::Entity(id)) => id.clone(),
        Content::Value(Held::Time(time)) => format!("{}/{}", time.text, time.precision),
        other => format!("{other:?}"),
    };
    let said: Vec<_> =
        statements.iter().map(|one| ((one.property.clone(), shown(&one.content)), one.references.len())).collect();
    let once: BTreeMap<_, _> = said.iter().cloned().collect();
    assert_eq!(once.len(), said.len(), "nothing is said twice: {said:?}");
    once
}

fn said(statements: &[(&str, &str)]) -> BTreeMap<(String, String), usize> {
    statements.iter().map(|(property, value)| (((*property).to_owned(), (*value).to_owned()), 1)).collect()
}

#[test]
fn an_item_is_made_only_where_the_data_tells_of_all_that_it_would_name() {
    let text = notes(
        DOCUMENT,
        &["accreditation: {mission: {mission: {sender: Malta, type: embassy, seat: Minsk}}, receiver: Belarus}"],
    );
    let named = [("Q233", "Malta"), ("Q184", "Belarus"), ("Q2280", "Minsk")];
    let wanted = said(&[("P31", "Q3917681"), ("P137", "Q233"), ("P131", "Q2280"), ("P1001", "Q184")]);
    let all = named.map(|(id, name)| entity(id, name, &[]));
    let run = |there: &[Value]| {
        let folder = Folder::with("wikidata.json", dump(there));
        folder.file("notes.yaml", &text);
        let made = created(&folder, &[]);
        (made, folder.read("review.csv"))
    };
    assert_eq!(run(&all).0, wanted);
    for (at, (id, _)) in named.into_iter().enumerate() {
        // Once it is not there, once an answer has left out its statements.
        let mut bare = all.to_vec();
        bare[at].as_object_mut().unwrap().remove("claims");
        let without: Vec<Value> = all.iter().filter(|one| one["id"] != id).cloned().collect();
        for there in [without, bare] {
            let (made, review) = run(&there);
            assert!(made.is_empty(), "{id}: {made:?}");
            assert!(review.contains(&format!("item not in the data,{id}: ")), "{review}");
        }
    }
    // A state that had ended sends no mission.
    let mut ended = all.to_vec();
    let end = time("P576", "+1990-00-00T00:00:00Z", 9);
    ended[0] = entity("Q233", "Malta", &[statement("Q233", 1, "normal", end, &[], &[])]);
    let folder = Folder::with("wikidata.json", dump(&ended));
    folder.file("notes.yaml", text.replace("receiver: Belarus", "receiver: Belarus, during: 1999/.."));
    assert!(created(&folder, &[]).is_empty());
    assert!(folder.read("review.csv").contains("Wikidata says that Q233 ended"), "{}", folder.read("review.csv"));
}

#[test]
fn a_new_item_says_of_itself_only_what_a_source_says() {
    let there = [("Q233", "Malta"), ("Q184", "Belarus"), ("Q2280", "Minsk"), ("Q999999951", "Example Town")];
    let there = dump(&there.map(|(id, name)| entity(id, name, &[])));
    let identity = |seat: &str| said(&[("P31", "Q3917681"), ("P137", "Q233"), ("P131", seat), ("P1001", "Q184")]);
    let with = |mut all: BTreeMap<(String, String), usize>, property: &str, value: &str| {
        all.insert((property.to_owned(), value.to_owned()), 1);
        all
    };
    let in_place = "accreditation: {mission: {mission: {sender: Malta, type: embassy, seat: Minsk, opened: 1993}}, receiver: Belarus}";
    let treaty = |more: &str| format!("entities:\n  - treaty: {{name: Example Treaty{more}}}\n");
    let signature = "treaty action: {instrument: Example Treaty, action: signature, party: Malta}";
    let signed = said(&[("P31", "Q131569"), ("P1891", "Q233")]);
    let in_town =
        "accreditation: {mission: {mission: {sender: Malta, type: embassy, seat: Example Town}}, receiver: Belarus}";
    let town = "entities:\n  - place: {name: Example Town, country: Belarus, wikidata: Q999999951}\n";
    let opened = with(identity("Q2280"), "P571", "+1993-00-00T00:00:00Z/9");
    let other = |record: &str| {
        format!(
            "document: {{id: other, title: Other, url: \"https://example.org/other\"}}\nfacts:\n  - row: 1\n    says:\n      - {record}\n"
        )
    };
    // What the notes say, what another file says, what the item is given, and what the review tells.
    let cases = [
        // Where Minsk is, the program knows; the source does not say it.
        (notes(DOCUMENT, &[in_place]), None, opened.clone(), ""),
        (
            notes(DOCUMENT, &[signature]) + &treaty(", depositary: Belarus"),
            None,
            with(signed.clone(), "P2058", "Q184"),
            "",
        ),
        (notes(DOCUMENT, &[in_town]) + town, None, with(identity("Q999999951"), "P17", "Q184"), ""),
        // A file of entities has no document: what it adds has no reference.
        (notes(DOCUMENT, &[signature]), Some(treaty(", depositary: Belarus")), signed, "no reference,P2058 Q184 of "),
        (notes(DOCUMENT, &[in_town]), Some(town.to_owned()), identity("Q999999951"), "no reference,P17 Q184 of "),
    ];
    for (text, more, wanted, told) in cases {
        let folder = Folder::with("wikidata.json", there.clone());
        folder.file("notes.yaml", &text);
        if let Some(more) = &more {
            folder.file("more.yaml", more);
        }
        let found = created(&folder, if more.is_some() { &["more.yaml"] } else { &[] });
        assert_eq!(found, wanted, "{text}");
        let review = folder.read("review.csv");
        assert!(review.contains(told) && (!told.is_empty() || review.lines().count() == 1), "{review}");
    }
    // Of two documents either may say when it opened.
    let folder = Folder::with("wikidata.json", there);
    folder.file("notes.yaml", notes(DOCUMENT, &[in_place]));
    let without =
        in_place.replace(", opened: 1993", "").replace("receiver: Belarus", "receiver: Belarus, during: 1999/..");
    folder.file("other.yaml", other(&without));
    let found = created(&folder, &["other.yaml"]);
    assert!(found.keys().all(|(property, _)| property != "P571"), "{found:?}");
    assert!(folder.read("review.csv").contains("which of notes, other says this?"), "{}", folder.read("review.csv"));
}

#[test]
fn what_is_of_all_parties_is_not_told_by_one() {
    let action = |action: &str, party: &str, day: &str| {
        let party = if party.is_empty() { String::new() } else { format!(", party: {party}") };
        format!("treaty action: {{instrument: Example Treaty, action: {action}{party}, during: {day}}}")
    };
    let [day, later] = ["2008-11-14", "2008-12-01"];
    // What the notes say, and the days that the treaty is given, with and without an item.
    type Days = &'static [(&'static str, &'static str)];
    let cases: [(&[String], Days, usize); 7] = [
        (&[action("signature", "Malta", day)], &[], 1),
        (&[action("signature", "", day)], &[("P585", "+2008-11-14T00:00:00Z/11")], 0),
        (
            &[action("signature", "Malta", day), action("signature", "Belarus", day)],
            &[("P585", "+2008-11-14T00:00:00Z/11")],
            2,
        ),
        (&[action("signature", "Malta", day), action("signature", "Belarus", later)], &[], 2),
        // Two that agree are not all, where a third differs.
        (
            &[
                action("signature", "Malta", day),
                action("signature", "Belarus", day),
                action("signature", "Brazil", later),
            ],
            &[],
            3,
        ),
        (&[action("entry into force", "Malta", day), action("signature", "Malta", day)], &[], 1),
        (&[action("entry into force", "", later)], &[("P7588", "+2008-12-01T00:00:00Z/11")], 0),
    ];
    for (facts, days, parties) in cases {
        let lines: Vec<&str> = facts.iter().map(String::as_str).collect();
        let there = [("Q233", "Malta"), ("Q184", "Belarus"), ("Q155", "Brazil"), ("Q999999901", "Other Treaty")];
        let folder = Folder::with("wikidata.json", dump(&there.map(|(id, name)| entity(id, name, &[]))));
        for treaty in ["{name: Example Treaty}", "{name: Example Treaty, wikidata: Q999999901}"] {
            folder.file("notes.yaml", notes(DOCUMENT, &lines) + &format!("entities:\n  - treaty: {treaty}\n"));
            let run = contribute(&folder, &["--create-items", "--review", "review.csv"]);
            // Parties may sign on different days.
            let review = folder.read("review.csv");
            let differs = lines.iter().any(|line| line.contains(day)) && lines.iter().any(|line| line.contains(later));
            assert_eq!(review.contains("the parties' days differ: "), differs, "{review}");
            assert!(!review.contains("they cannot both be true"), "{review}");
            let batch: Vec<&str> = run.out.lines().filter(|line| line.starts_with(['Q', 'L'])).collect();
            let of = |property: &str| batch.iter().filter(|line| line.contains(&format!("\t{property}\t"))).count();
            let dated = |property: &str| batch.iter().filter(|line| line.split('\t').nth(1) == Some(property)).count();
            assert_eq!(of("P1891"), parties, "{lines:?}: {}", run.out);
            assert_eq!(dated("P585") + dated("P7588"), days.len(), "{lines:?}: {}", run.out);
            for (property, day) in days {
                assert!(batch.iter().any(|line| line.contains(&format!("\t{property}\t{day}"))), "{}", run.out);
            }
        }
        // The shape of Wikidata says no more.
        folder.file(
            "notes.yaml",
            notes(DOCUMENT, &lines) + "entities:\n  - treaty: {name: Example Treaty, wikidata: Q999999901}\n",
        );
        let run = folder.run(&["export", "notes.yaml", "--shape", "wikidata", "--format", "n-triples"]);
        let truthy: BTreeSet<&str> = run
            .out
            .lines()
            .filter(|line| line.contains("/prop/direct/P585> \"") || line.contains("/prop/direct/P7588> \""))
            .collect();
        assert_eq!(truthy.len(), days.len(), "{lines:?}: {truthy:?}");
    }
}

#[test]
fn the_time_that_is_shown_is_that_of_the_value_beside_it() {
    let capital = |place: &str, during: &str| format!("capital: {{of: Brazil, place: {place}, during: {during}}}");
    let text = notes(
        DOCUMENT,
        &[
            &capital("Brasília", "1960-04-21/.."),
            &capital("Rio de Janeiro", "1822/1960"),
            &capital("Salvador", "1549/1763"),
        ],
    );
    let place = |number: u32, rank: &str, place: &str, qualifiers: &[Value]| {
        statement("Q155", number, rank, item("P36", place), qualifiers, &[])
    };
    let brazil = [
        place(1, "preferred", "Q2844", &[time("P580", "+1960-04-21T00:00:00Z", 11)]),
        place(
            2,
            "normal",
            "Q8678",
            &[time("P580", "+1763-00-00T00:00:00Z", 9), time("P582", "+1960-04-20T00:00:00Z", 11)],
        ),
    ];
    let folder = Folder::with("wikidata.json", dump(&[entity("Q155", "Brazil", &brazil)]));
    folder.file("notes.yaml", text + "entities:\n  - place: {name: Salvador, wikidata: Q36947}\n");
    let run = folder.run(&["audit", "notes.yaml", "--against", "wikidata.json", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.out).expect("the report is JSON");
    let found: BTreeSet<[String; 4]> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let of = |side: &str, key: &str| finding[side][key].as_str().unwrap().to_owned();
            [
                of("statement", "value"),
                finding["verdict"].as_str().unwrap().to_owned(),
                of("wikidata", "value"),
                of("wikidata", "time"),
            ]
        })
        .collect();
    let wanted = [
        ["Q2844", "agrees", "Q2844", "1960-04-21/.."],
        // Rio has its own time, not that of Brasília.
        ["Q8678", "says otherwise", "Q8678", "1763/1960-04-20"],
        // Of Salvador nothing is said; Rio was capital from 1763 on.
        ["Q36947", "says otherwise", "Q8678", "1763/1960-04-20"],
    ];
    assert_eq!(found, wanted.map(|row| row.map(ToOwned::to_owned)).into());
    // In the table another value stands before its time.
    let run = folder.run(&["audit", "notes.yaml", "--against", "wikidata.json"]);
    assert!(run.out.contains("Q8678: 1763/1960-04-20") && !run.out.contains("Q2844: "), "{}", run.out);
    let run = contribute(&folder, &[]);
    assert!(run.out.contains("\nfor the batch (v1): 0\n"), "{}", run.out);
}

#[test]
fn no_begin_is_added_beside_another_value_of_that_time() {
    let text = notes(DOCUMENT, &["capital: {of: Malta, place: Minsk, during: 1970/..}"]);
    let there = |number: u32, place: &str, qualifiers: &[Value]| {
        statement("Q233", number, "normal", item("P36", place), qualifiers, &[])
    };
    for (until, given) in [("+1969-00-00T00:00:00Z", true), ("+1971-00-00T00:00:00Z", false)] {
        let other = there(2, "Q9248", &[time("P582", until, 9)]);
        let folder = Folder::with("wikidata.json", dump(&[entity("Q233", "Malta", &[there(1, "Q2280", &[]), other])]));
        folder.file("notes.yaml", &text);
        let run = contribute(&folder, &[]);
        assert_eq!(run.out.contains("\nQ233\tP36\tQ2280\tP580\t+1970"), given, "{until}: {}", run.out);
    }
}

#[test]
fn a_new_item_does_not_contradict_itself_and_nothing_of_it_is_lost_in_silence() {
    let there = [("Q233", "Malta"), ("Q184", "Belarus"), ("Q2280", "Minsk")];
    let there = dump(&there.map(|(id, name)| entity(id, name, &[])));
    // What the mission says of itself, when it is accredited, the property that is given, and what the review tells.
    let cases = [
        ("embassy", ", opened: 1993, closed: 2001", "1994/2000", Some("P576"), ""),
        ("embassy", ", opened: 1993, closed: 1996", "1999/..", None, "they cannot both be true: P576 1996 of "),
        ("embassy", ", opened: 2005", "1999/..", None, "they cannot both be true: P571 2005 of "),
        // About 1993, or within two years, is not a point in time.
        ("embassy", ", opened: 1993~", "1999/..", Some("P1001"), "uncertain time"),
        ("embassy", ", opened: 1993/1994", "1999/..", Some("P1001"), "uncertain time"),
        // A legation has no item, so that nothing tells this mission from an embassy.
        ("legation", "", "1999/..", None, "not everything that distinguishes it from others has an item"),
    ];
    for (kind, life, during, given, told) in cases {
        let folder = Folder::with("wikidata.json", there.clone());
        let mission = format!("{{mission: {{sender: Malta, type: {kind}, seat: Minsk{life}}}}}");
        let fact = format!("accreditation: {{mission: {mission}, receiver: Belarus, during: {during}}}");
        folder.file("notes.yaml", notes(DOCUMENT, &[&fact]));
        let found = created(&folder, &[]);
        assert_eq!(found.is_empty(), given.is_none(), "{kind} {life}: {found:?}");
        assert!(given.is_none_or(|given| found.keys().any(|(property, _)| property == given)), "{life}: {found:?}");
        let review = folder.read("review.csv");
        assert!(review.contains(told) && (!told.is_empty() || review.lines().count() == 1), "{life}: {review}");
    }
}
