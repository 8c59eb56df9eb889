//! What entities say of themselves, held against Wikidata and given back.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::Folder;
use crate::support::entities::{dump, entity, item, statement, time, without};
use serde_json::Value;

const ITEM: &str = "Q999999931";

const NOTES: &str = "document: {id: notes, title: Notes, url: 'https://example.org/notes'}\n";

const OTHER: &str = "document: {id: other, title: Other, url: 'https://example.org/other'}\n";

/// A file with one fact.
fn fact(document: &str, fact: &str) -> String {
    format!("{document}facts:\n  - row: 1\n    says:\n      - {fact}\n")
}

/// An accreditation, with the mission in place.
fn accreditation(opened: &str, receiver: &str) -> String {
    format!(
        "accreditation: {{mission: {{mission: {{sender: Malta, type: embassy, seat: Minsk{opened}, wikidata: {ITEM}}}}}, receiver: {receiver}}}"
    )
}

/// The states and the city, and the item of the mission.
fn data(says: &[Value]) -> Vec<Value> {
    let mut says = says.to_vec();
    for (number, one) in (1..).zip(&mut says) {
        one["id"] = format!("{ITEM}$00000000-0000-4000-8000-{number:012}").into();
    }
    let bare = [("Q233", "Malta"), ("Q184", "Belarus"), ("Q2280", "Minsk"), ("Q212", "Ukraine")];
    bare.into_iter().map(|(id, name)| entity(id, name, &[])).chain([entity(ITEM, "Embassy", &says)]).collect()
}

fn says(main: Value, qualifiers: &[Value]) -> Value {
    statement(ITEM, 0, "normal", main, qualifiers, &[])
}

/// What a batch gives by item and property, with the pages of the references; and the reasons of the review, by the property of the
/// command or, without one, by what is told.
struct Outcome {
    given: BTreeMap<String, BTreeSet<String>>,
    review: Vec<Vec<String>>,
}

impl Outcome {
    fn of(folder: &Folder, more: &[&str]) -> Self {
        let first =
            ["contribute", "notes.yaml", "--against", "wikidata.json", "--output", "-", "--review", "review.csv"];
        let run = folder.run(&[&first[..], more].concat());
        assert_eq!(run.status, Some(0), "{}", run.err);
        let mut given: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in run.out.lines().filter(|line| line.starts_with('Q') || line.starts_with("LAST")) {
            let cells: Vec<&str> = line.split('\t').collect();
            let pages = cells.iter().filter(|cell| cell.starts_with("\"http")).map(|cell| (*cell).to_owned());
            given.entry(format!("{} {}", cells[0], cells[1])).or_default().extend(pages);
        }
        let mut reader = csv::Reader::from_path(folder.path().join("review.csv")).unwrap();
        let review = reader.records().map(|row| row.unwrap().iter().map(ToOwned::to_owned).collect()).collect();
        Self { given, review }
    }

    /// The properties that are given on the mission's item.
    fn properties(&self) -> Vec<&str> {
        self.given.keys().filter_map(|name| name.strip_prefix(ITEM)?.strip_prefix(' ')).collect()
    }

    /// The reason and its detail for what would be told by a property.
    fn reason(&self, property: &str) -> Option<(&str, &str)> {
        let row = self.review.iter().find(|row| row[4].split('\t').nth(1) == Some(property))?;
        Some((&row[0], &row[1]))
    }
}

fn outcome(notes: &str, there: &[Value]) -> Outcome {
    let folder = Folder::with("wikidata.json", dump(there));
    folder.file("notes.yaml", notes);
    Outcome::of(&folder, &[])
}

#[test]
fn what_an_entity_says_of_itself_is_given_where_its_item_lacks_it() {
    let notes = fact(NOTES, &accreditation(", opened: 1993-05-01", "Belarus"));
    let found = outcome(&notes, &data(&[]));
    assert_eq!(found.properties(), ["P1001", "P131", "P137", "P31", "P571"]);
    assert!(found.given.values().all(|pages| pages.iter().eq(["\"https://example.org/notes\""])), "{:?}", found.given);
    assert!(found.review.is_empty(), "{:?}", found.review);
    // What is there is not given again.
    let all = [
        item("P31", "Q3917681"),
        item("P137", "Q233"),
        item("P131", "Q2280"),
        time("P571", "+1993-05-01T00:00:00Z", 11),
    ];
    let found = outcome(&notes, &data(&all.map(|main| says(main, &[]))));
    assert_eq!(found.properties(), ["P1001"]);
    assert!(found.review.is_empty(), "{:?}", found.review);
}

#[test]
fn an_entity_gives_nothing_that_its_item_speaks_against() {
    let notes = fact(NOTES, &accreditation(", opened: 1993-05-01", "Belarus"));
    let year = |property: &str, year: &str| time(property, &format!("+{year}-00-00T00:00:00Z"), 9);
    let mut deprecated = says(time("P571", "+1993-05-01T00:00:00Z", 11), &[]);
    deprecated["rank"] = "deprecated".into();
    // What Wikidata says, what is not given for it, and why; and whether it may be the item of another thing.
    let cases: [(Value, &str, &str, bool); 13] = [
        (says(year("P571", "1993"), &[]), "P571", "less exact date in Wikidata", false),
        (says(year("P571", "1994"), &[]), "P571", "Wikidata says otherwise", false),
        (deprecated, "P571", "Wikidata says otherwise", false),
        (says(without("P571", "somevalue"), &[]), "P571", "Wikidata says otherwise", false),
        (says(without("P571", "novalue"), &[]), "P571", "Wikidata says otherwise", false),
        // It ended before it would have begun; it opened before, by another property.
        (says(year("P576", "1980"), &[]), "P571", "Wikidata says otherwise", false),
        (says(year("P1619", "1990"), &[]), "P571", "Wikidata says otherwise", false),
        (says(item("P137", "Q155"), &[]), "P137", "Wikidata says otherwise", true),
        (says(item("P137", "Q155"), &[year("P582", "1990")]), "P137", "Wikidata says otherwise", true),
        (says(item("P131", "Q1899"), &[]), "P131", "Wikidata says otherwise", true),
        (says(without("P137", "somevalue"), &[]), "P137", "Wikidata says otherwise", true),
        // A high commission is not an embassy. What the table does not know may be a kind of one.
        (says(item("P31", "Q18414273"), &[]), "P31", "Wikidata says otherwise", true),
        (says(item("P31", "Q999999990"), &[]), "P31", "other value in Wikidata", false),
    ];
    for (there, property, reason, of_another) in cases {
        let found = outcome(&notes, &data(std::slice::from_ref(&there)));
        assert_eq!(found.reason(property).map(|found| found.0), Some(reason), "{there}: {:?}", found.review);
        assert!(!found.properties().contains(&property), "{there}");
        if of_another {
            assert!(found.given.is_empty(), "{there}: {:?}", found.given);
        }
        // Nothing is lost: five statements are given, reviewed, or there.
        assert_eq!(found.given.len() + found.review.len(), 5, "{there}: {:?} {:?}", found.given, found.review);
    }
    // A state that had ended sends no mission.
    let mut there = data(&[]);
    there[0] = entity("Q233", "Malta", &[statement("Q233", 1, "normal", year("P576", "1990"), &[], &[])]);
    let found = outcome(&notes, &there);
    assert_eq!(found.reason("P137").map(|found| found.0), Some("Wikidata says otherwise"), "{:?}", found.review);
    // Of an item that is not in the data nothing is known.
    let found = outcome(&notes, &data(&[])[..4]);
    assert!(found.given.is_empty() && found.review.len() == 5, "{:?}", found.review);
}

#[test]
fn an_entity_gives_only_what_a_document_says() {
    let there = dump(&data(&[]));
    let run = |files: &[(&str, String)], more: &[&str]| {
        let folder = Folder::with("wikidata.json", there.clone());
        files.iter().for_each(|(name, text)| drop(folder.file(name, text)));
        Outcome::of(&folder, more)
    };
    let pages =
        |found: &Outcome, property: &str| found.given.get(&format!("{ITEM} {property}")).map_or(0, BTreeSet::len);
    let record = |more: &str| format!("entities:\n  - treaty: {{name: Example Treaty{more}, wikidata: {ITEM}}}\n");
    let depositary = ", depositary: Belarus";
    let named = "treaty action: {instrument: Example Treaty, action: signature, party: Malta}";
    // The record is the word of the document of its file, not of one that speaks of it.
    let more = format!("{NOTES}{}", record(depositary));
    let found = run(&[("notes.yaml", fact(OTHER, named)), ("more.yaml", more)], &["more.yaml"]);
    assert!(found.given[&format!("{ITEM} P2058")].iter().eq(["\"https://example.org/notes\""]), "{:?}", found.given);
    // A file without a document says it to nobody.
    let found = run(&[("notes.yaml", fact(NOTES, named)), ("more.yaml", record(depositary))], &["more.yaml"]);
    assert_eq!(found.properties(), ["P1891"]);
    assert_eq!(found.reason("P2058").map(|found| found.0), Some("no reference"), "{:?}", found.review);
    // An addition is the word of its own document.
    let addition = format!("{OTHER}additions:\n  - {{to: Example Treaty, depositary: Belarus}}\n");
    let both = format!("{}{}", fact(NOTES, named), record(""));
    let found = run(&[("notes.yaml", both), ("more.yaml", addition)], &["more.yaml"]);
    assert!(found.given[&format!("{ITEM} P2058")].iter().eq(["\"https://example.org/other\""]), "{:?}", found.given);
    // Of two documents that speak of it either may say when it opened; both say what it is.
    let opened = fact(NOTES, &accreditation(", opened: 1993", "Belarus"));
    let found =
        run(&[("notes.yaml", opened), ("more.yaml", fact(OTHER, &accreditation("", "Ukraine")))], &["more.yaml"]);
    assert_eq!(["P31", "P137", "P131", "P571"].map(|property| pages(&found, property)), [2, 2, 2, 0]);
    assert_eq!(found.reason("P571"), Some(("no reference", "which of notes, other says this?")), "{:?}", found.review);
    // A date that no statement can tell is for review.
    let about = fact(NOTES, &accreditation(", opened: 1993~", "Belarus"));
    let found = run(&[("notes.yaml", about)], &[]);
    assert!(found.review.iter().any(|row| row[0] == "uncertain time"), "{:?}", found.review);
    assert_eq!(found.properties(), ["P1001", "P131", "P137", "P31"]);
}

#[test]
fn what_a_new_item_says_of_itself_has_the_reference_of_whoever_speaks_of_it() {
    let treaty = |more: &str| format!("{{treaty: {{id: example-treaty, name: Example Treaty{more}}}}}");
    let signature =
        fact(NOTES, &format!("treaty action: {{instrument: {}, action: signature, party: Malta}}", treaty("")));
    let promise = fact(
        OTHER,
        &format!(
            "alliance obligation: {{from: Malta, to: Belarus, obligation: defence, treaty: {}}}",
            treaty(", depositary: Belarus")
        ),
    );
    let folder = Folder::with("wikidata.json", dump(&data(&[])));
    folder.file("notes.yaml", signature);
    folder.file("more.yaml", promise);
    let found = Outcome::of(&folder, &["more.yaml", "--create-items"]);
    assert!(!found.given.contains_key("LAST P2058"), "{:?}", found.given);
    let reviewed = found.review.iter().any(|row| row[1].contains("which of notes, other says this?"));
    assert!(reviewed, "{:?}", found.review);
}

#[test]
fn an_audit_shows_what_entities_say() {
    let folder = Folder::with("wikidata.json", dump(&data(&[says(item("P137", "Q233"), &[])])));
    folder.file("notes.yaml", fact(NOTES, &accreditation(", opened: 1993-05-01", "Belarus")));
    let run = folder.run(&["audit", "notes.yaml", "--against", "wikidata.json", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let found: BTreeMap<&str, &str> = findings
        .clone()
        .map(|one| (one["statement"]["property"].as_str().unwrap(), one["verdict"].as_str().unwrap()))
        .collect();
    let wanted =
        [("P1001", "lacks it"), ("P131", "lacks it"), ("P137", "agrees"), ("P31", "lacks it"), ("P571", "lacks it")];
    assert_eq!(found, BTreeMap::from(wanted));
    let mut of_itself = findings.filter(|one| one["standing"] == "");
    assert!(of_itself.all(|one| one["evidence"][0]["label"] == "Notes"), "{report}");
    assert!(run.err.contains("facts: 1, entities of the sources: 1, "), "{}", run.err);
}

#[test]
fn what_an_entity_without_an_item_says_is_counted() {
    let notes = fact(
        NOTES,
        "accreditation: {mission: {mission: {sender: Malta, type: embassy, seat: Minsk}}, receiver: Belarus}",
    );
    let found = outcome(&notes, &data(&[])[..4]);
    let reviewed: Vec<&str> = found.review.iter().map(|row| row[1].as_str()).collect();
    let wanted = ["the subject of P1001", "the subject of P131, P137, P31"];
    assert!(wanted.iter().all(|end| reviewed.iter().any(|why| why.ends_with(end))), "{reviewed:?}");
    assert!(found.given.is_empty());
}
