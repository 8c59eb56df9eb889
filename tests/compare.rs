//! `chancery compare`: what two sources tell of one affair, and where they cannot both be right.

use serde_json::Value;

use crate::support::{Folder, Run};

/// A facts file of one document.
fn notes(id: &str, facts: &[&str]) -> String {
    let facts: String = facts.iter().map(|fact| format!("      - {fact}\n")).collect();
    format!("document: {{id: {id}, title: {id}}}\nfacts:\n  - row: 1\n    says:\n{facts}")
}

fn compare(first: &[&str], second: &[&str], arguments: &[&str]) -> Run {
    let folder = Folder::with("a.yaml", notes("a", first));
    folder.file("b.yaml", notes("b", second));
    folder.run(&[&["compare", "a.yaml", "b.yaml"], arguments].concat())
}

/// Class, key and days of each pair.
fn classes(first: &[&str], second: &[&str]) -> Vec<(String, String, i64)> {
    let run = compare(first, second, &["--format", "json"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let told: Value = serde_json::from_str(&run.out).unwrap();
    let rows = told["rows"].as_array().unwrap().iter();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    rows.map(|row| (text(row, "class"), text(row, "key"), row["days"].as_i64().unwrap_or(0))).collect()
}

fn one(class: &str, key: &str, days: i64) -> Vec<(String, String, i64)> {
    vec![(class.to_owned(), key.to_owned(), days)]
}

#[test]
fn affairs_are_counted_and_disagreements_shown() {
    let run = compare(
        &[
            "membership: {member: Belarus, organization: United Nations, status: full, during: 1945/..}",
            "membership: {member: Chile, organization: UNESCO, status: full, during: 1945/2014}",
        ],
        &[
            "membership: {member: Belarus, organization: United Nations, status: member, during: 1945-10-24/..}",
            "membership: {member: Chile, organization: UNESCO, status: member, during: 1953-07-07/2014}",
            "membership: {member: Fiji, organization: UNESCO, status: member, during: 1983/2000}",
        ],
        &[],
    );
    // Whoever is a full member in 1945 is a member in 1945; from 31 December 1945 to 7 July 1953 are seven years with two leap
    // days, and 188 days.
    let days = 7 * 365 + 2 + 188;
    let expected = format!(
        "first: a.yaml\nsecond: b.yaml\n\nmembership\n  disagree                  1\n  agree                     1\n  \
         only-second               1\n\ndisagreements\n  begin, by {days} days\n    Chile in UNESCO: full member, from 1945 to 2014\n      a, row 1\n    \
         Chile in UNESCO: member, from 7 July 1953 to 2014\n      b, row 1\n"
    );
    assert_eq!((run.status, run.out), (Some(0), expected));
    assert!(run.err.contains("2 affairs in both"), "{}", run.err);
}

#[test]
fn which_of_two_says_more_is_told() {
    let year = "membership: {member: Chad, organization: OSCE, status: member, during: 1990/2000}";
    let day = "membership: {member: Chad, organization: OSCE, status: member, during: 1990-05-02/2000}";
    let narrow = "membership: {member: Chad, organization: OSCE, status: full, during: 1990-05-02/2000}";
    assert_eq!(classes(&[day], &[year]), one("first-refines", "", 0));
    assert_eq!(classes(&[year], &[day]), one("second-refines", "", 0));
    assert_eq!(classes(&[day], &[day]), one("same", "", 0));
    // A full member may have been an associate before, so each tells more.
    assert_eq!(classes(&[narrow], &[year]), one("agree", "", 0));
    // Without a time, nothing says that the same spell is meant.
    let undated = "membership: {member: Chad, organization: OSCE, status: member}";
    assert_eq!(classes(&[undated], &[narrow]), one("implied", "", 0));
    // One after the other.
    let later = "membership: {member: Chad, organization: OSCE, status: member, during: 2005/2010}";
    assert_eq!(classes(&[later], &[day]), one("apart", "", 0));
    // Another status excludes it on the days on which both hold.
    let observer = "membership: {member: Chad, organization: OSCE, status: observer, during: 1990-05-02/2000}";
    assert_eq!(classes(&[observer], &[day]), one("disagree", "status", 0));
}

#[test]
fn embassies_with_and_without_residence_are_one() {
    let place = "mission: {mission: {type: embassy, sender: Belarus, seat: Baku}}, receiver: Azerbaijan";
    let first = format!("accreditation: {{{place}, during: 2006-01-03/2020-05-06}}");
    let second = format!("accreditation: {{{place}, residence: resident, during: 2006/2020}}");
    assert_eq!(classes(&[&first], &[&second]), one("agree", "", 0));
    let away = format!("accreditation: {{{place}, residence: non-resident, during: 2006/2020}}");
    assert_eq!(classes(&[&second], &[&away]), one("disagree", "residence", 0));
}

#[test]
fn visits_are_one_on_a_common_day_alone() {
    let month = "visit: {visitor: Belarus, host: Chad, during: 2006-10}";
    let days = "visit: {visitor: Belarus, host: Chad, during: 2006-10-17/2006-10-18}";
    let second_day = "visit: {visitor: Belarus, host: Chad, during: 2006-10-18}";
    let before = "visit: {visitor: Belarus, host: Chad, during: 2006-10-15}";
    assert_eq!(classes(&[month], &[days]), one("implied", "", 0));
    assert_eq!(classes(&[before], &[days]), one("apart", "", 0));
    assert_eq!(classes(&[second_day], &[days]), one("disagree", "begin", 1));
}

#[test]
fn figures_are_compared_by_period_and_unit() {
    let figure = |value: &str, year: &str| format!("trade: {{between: [Peru, Chad], value: {value}, during: {year}}}");
    let class = |a: &str, b: &str| classes(&[&figure(a, "2008")], &[&figure(b, "2008")]);
    assert_eq!(class("100 USD", "100 USD"), one("same", "", 0));
    assert_eq!(class("100 USD", "101 USD"), one("disagree", "value", 0));
    assert_eq!(class("100 USD", "more than 90 USD"), one("first-refines", "", 0));
    // Another currency, another year: other affairs.
    assert_eq!(class("100 USD", "100 EUR"), []);
    assert_eq!(classes(&[&figure("100 USD", "2008")], &[&figure("90 USD", "2009")]), []);
}

#[test]
fn what_happens_once_is_compared_whatever_its_day() {
    let on = |day: &str| format!("establishment: {{between: [Peru, Chad], during: {day}}}");
    assert_eq!(classes(&[&on("1993-06-11")], &[&on("1993")]), one("first-refines", "", 0));
    let differ = classes(&[&on("1993-06-11")], &[&on("1993-06-01")]);
    // Of what happens on one day, begin and end are one disagreement.
    assert_eq!(differ, one("disagree", "begin", 10));
}

#[test]
fn rows_are_chosen_and_written_for_spreadsheets() {
    let membership =
        |begin: &str| format!("membership: {{member: Peru, organization: OSCE, status: member, during: {begin}/2000}}");
    let capital = "capital: {of: Peru, place: {name: Lima}, during: 1900/2000}";
    let (first, second) = (membership("1990-01-01"), membership("1991-01-02"));
    let run = compare(&[&first, capital], &[&second, capital], &["--format", "csv", "--kind", "membership"]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(
        lines[0],
        "class,kind,key,days,first,second,first iri,second iri,first source,second source,first evidence,second evidence,year,affair"
    );
    // From the first day of 1990 to the second of 1991.
    assert!(lines[1].starts_with("disagree,membership,begin,366,\"Peru in "), "{}", lines[1]);
    assert!(lines[1].contains(",a.yaml,b.yaml,\"a, row 1\",\"b, row 1\",1990,https://"), "{}", lines[1]);
    assert_eq!(lines.len(), 2);
    let run = compare(&[&first], &[&second], &["--format", "csv", "--min-gap", "367"]);
    assert_eq!(run.out.lines().count(), 1);
}

#[test]
fn one_document_on_both_sides_is_refused() {
    let folder = Folder::with("a.yaml", notes("one", &["visit: {visitor: Belarus, host: Chad, during: 2006-10}"]));
    folder.file("b.yaml", notes("one", &["visit: {visitor: Belarus, host: Peru, during: 2006-10}"]));
    let run = folder.run(&["compare", "a.yaml", "b.yaml"]);
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
    assert!(
        run.err.contains("`a.yaml` and `b.yaml` both have the document `one`, so they are one source"),
        "{}",
        run.err
    );
    let run = folder.run(&["compare", "a.yaml", "b.yaml", "--kind", "members"]);
    assert_eq!(run.status, Some(2));
    let run = folder.run(&["compare", "-", "-"]);
    assert_eq!(run.status, Some(2));
}

#[test]
fn an_open_end_reaches_to_the_day_of_its_source() {
    let first = notes("a", &["membership: {member: Chad, organization: OSCE, status: member, during: 1990/..}"]);
    let second =
        "membership: {member: Chad, organization: OSCE, status: member, during: {edtf: 2000/, end earliest: 2005}}";
    let class = |first: &str, arguments: &[&str]| {
        let folder = Folder::with("a.yaml", first);
        folder.file("b.yaml", notes("b", &[second]));
        let run = folder.run(&[&["compare", "a.yaml", "b.yaml", "--format", "json"], arguments].concat());
        let told: Value = serde_json::from_str(&run.out).unwrap();
        (told["rows"][0]["class"].clone(), told["rows"][0]["days"].clone())
    };
    // Nothing proves that a spell from 1990 is the one from 2000, unless it had not ended then: and then they differ.
    let undecided = (Value::from("undecided"), Value::Null);
    assert_eq!(class(&first, &[]), undecided);
    let days = 9 * 365 + 2 + 1;
    let disagree = (Value::from("disagree"), Value::from(days));
    let dated = |day: &str| first.replace("title: a", &format!("title: a, as of: {day}"));
    assert_eq!(class(&dated("2003-01-01"), &[]), disagree);
    assert_eq!(class(&first, &["--source-day", "2003-01-01"]), disagree);
    // A block may have a day of its own.
    assert_eq!(class(&first.replace("  - row: 1\n", "  - row: 1\n    as of: 2003-01-01\n"), &[]), disagree);
    let hedged = dated("2003-01-01").replace("  - row: 1\n", "  - row: 1\n    voice: unnamed\n");
    assert_eq!(class(&hedged, &[]), (Value::Null, Value::Null));
}

/// The classes of a document with a list of facts, and another one; `head` is more of the document of the first.
fn with_document(head: &str, first: &[&str], second: &[&str]) -> Value {
    let folder = Folder::with("a.yaml", notes("a", first).replace("title: a", &format!("title: a, {head}")));
    folder.file("b.yaml", notes("b", second));
    let run = folder.run(&["compare", "a.yaml", "b.yaml", "--format", "json"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let told: Value = serde_json::from_str(&run.out).unwrap();
    told["counts"]["membership"].clone()
}

#[test]
fn a_complete_source_says_no_where_it_is_silent() {
    let of = |who: &str, status: &str, during: &str| {
        format!("membership: {{member: {who}, organization: OSCE, status: {status}, during: {during}}}")
    };
    let (full, member) = (of("Chad", "full", "1953/2000"), of("Chad", "member", "1945/2000"));
    let class = |head: &str| with_document(head, &[&full], &[&member]);
    let agree = serde_json::json!({"agree": 1});
    let disagree = serde_json::json!({"disagree": 1});
    // It may have been an associate before, unless the source would say so.
    assert_eq!(class("url: \"https://example.org\""), agree);
    assert_eq!(class("covers: {kind: membership, during: 1900/2010, complete: true}"), disagree);
    assert_eq!(class("covers: {kind: membership, during: 1900/2010}"), agree);
    // It does not tell of the time before, of other statuses, of others.
    assert_eq!(class("covers: {kind: membership, during: 1953/2010, complete: true}"), agree);
    assert_eq!(class("covers: {kind: membership, where: {status: full}, complete: true}"), agree);
    assert_eq!(class("covers: {kind: membership, where: {member: Peru}, complete: true}"), agree);
    assert_eq!(class("covers: {kind: membership, where: {member: {has: cow}}, complete: true}"), disagree);
    assert_eq!(class("covers: [{kind: visit, complete: true}, {kind: membership, complete: true}]"), disagree);
}

#[test]
fn what_only_one_says_is_within_or_outside_what_the_other_covers() {
    let of = |who: &str, during: &str| {
        format!("membership: {{member: {who}, organization: OSCE, status: full, during: {during}}}")
    };
    let first = of("Peru", "1990/2000");
    // Within, at some time within, after it, of another member, and at a time that is not known.
    let second = [
        of("Chad", "1990/2000"),
        of("Fiji", "1960/1995"),
        of("Kenya", "2015/2018"),
        of("{polity: {name: Atlantis}}", "1990"),
        of("Tonga", "{end latest: 2005}"),
    ];
    let second: Vec<&str> = second.iter().map(String::as_str).collect();
    let class = |head: &str| with_document(head, &[&first], &second);
    assert_eq!(
        class("covers: {kind: membership, where: {member: {has: cow}}, during: 1980/2010, complete: true}"),
        serde_json::json!({"only-first": 1, "only-second-within": 2, "only-second-outside": 3})
    );
    assert_eq!(
        class("covers: {kind: membership, during: 1980/2010}"),
        serde_json::json!({"only-first": 1, "only-second-outside": 5})
    );
    assert_eq!(class("url: \"https://example.org\""), serde_json::json!({"only-first": 1, "only-second": 5}));
}

#[test]
fn the_coverage_is_in_the_graph_of_its_document() {
    let text = notes("a", &["membership: {member: Chad, organization: OSCE, status: full, during: 1990/2000}"]);
    let covers =
        "covers: {kind: membership, where: {member: {has: cow}, status: full}, during: 1980/2010, complete: true}";
    let folder = Folder::with("a.yaml", text.replace("title: a", &format!("title: a, {covers}")));
    let run = folder.run(&["export", "a.yaml", "--format", "n-quads"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let [chy, id] = ["https://w3id.org/chancery/ontology#", "https://w3id.org/chancery/id/"];
    let scope = format!("<{id}scope/a--1>");
    for triple in [
        format!("<{id}document/a> <{chy}covers> {scope}"),
        format!("{scope} <{chy}ofKind> <{chy}Membership>"),
        format!("{scope} <{chy}complete> \"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>"),
        format!("{scope} <{chy}limit> <{id}scope/a--1--member>"),
        format!("<{id}scope/a--1--member> <{chy}onProperty> <{chy}member>"),
        format!("<{id}scope/a--1--member> <{chy}having> <{chy}cowNumber>"),
        format!("<{id}scope/a--1--status> <{chy}limitedTo> <https://w3id.org/chancery/vocab/membership-status/full>"),
        format!("{scope} <http://purl.org/dc/terms/temporal> <{id}scope/a--1--period>"),
        format!(
            "<{id}scope/a--1--period> <http://www.w3.org/ns/dcat#endDate> \"2010-12-31\"^^<http://www.w3.org/2001/XMLSchema#date>"
        ),
    ] {
        let line = format!("{triple} <{id}document/a> .");
        assert!(run.out.lines().any(|found| found == line), "{line}\n{}", run.out);
    }
}

#[test]
fn what_is_wrong_in_a_coverage_is_reported() {
    let codes = |covers: &str| {
        let text = notes("a", &["membership: {member: Chad, organization: OSCE, status: full, during: 1990/2000}"]);
        let folder = Folder::with("a.yaml", text.replace("title: a", &format!("title: a, covers: {covers}")));
        folder.run(&["check", "a.yaml"]).codes()
    };
    assert_eq!(codes("{kind: membership, where: {status: [full, member]}, during: 1990/2000}"), [""; 0]);
    assert_eq!(codes("{kind: memberships}"), ["unknown-kind"]);
    assert_eq!(codes("{kind: state}"), ["unknown-kind"]);
    assert_eq!(codes("{kind: membership, wher: {}}"), ["unknown-key"]);
    assert_eq!(codes("{kind: membership, where: {members: Chad}}"), ["unknown-key"]);
    assert_eq!(codes("{kind: membership, where: {member: Atlantis}}"), ["unknown-name"]);
    assert_eq!(codes("{kind: membership, where: {member: {has: cows}}}"), ["unknown-key"]);
    assert_eq!(codes("{kind: membership, where: {status: {has: cow}}}"), ["wrong-value"]);
    assert_eq!(codes("{kind: membership, complete: perhaps}"), ["wrong-value"]);
    assert_eq!(codes("{where: {}}"), ["wrong-value"]);
    // All that is wrong is reported in one run.
    assert_eq!(
        codes("{kind: memberships, complete: perhaps, during: soon}"),
        ["unknown-kind", "wrong-value", "malformed-date"]
    );
    assert_eq!(codes("all"), ["wrong-value"]);
    assert_eq!(codes("{kind: membership, during: 19x0}").len(), 1);
    assert_eq!(codes("{kind: membership, where: {status: associate}}"), ["outside-coverage"]);
    assert_eq!(codes("{kind: membership, where: {member: Peru}}"), ["outside-coverage"]);
    assert_eq!(codes("{kind: membership, during: 2001/..}"), ["outside-coverage"]);
    assert_eq!(codes("[{kind: membership, during: 2001/..}, {kind: membership, during: ../1995}]"), [""; 0]);
}

#[test]
fn sources_that_are_made_from_one_are_not_two() {
    let fact = "membership: {member: Chad, organization: OSCE, status: member, during: 1990/2000}";
    let from = |id: &str, from: &str| {
        let source = format!("title: {id}, derived from: {{document: {{id: {from}, title: {from}}}}}");
        notes(id, &[fact]).replace(&format!("title: {id}"), &source)
    };
    let made_from = |first: &str, second: &str| {
        let folder = Folder::with("a.yaml", first);
        folder.file("b.yaml", second);
        let run = folder.run(&["compare", "a.yaml", "b.yaml", "--format", "json"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        serde_json::from_str::<Value>(&run.out).unwrap()["made_from"].clone()
    };
    assert_eq!(made_from(&from("a", "c"), &from("b", "c")), serde_json::json!(["c"]));
    assert_eq!(made_from(&from("a", "b"), &notes("b", &[fact])), serde_json::json!(["b"]));
    assert_eq!(made_from(&from("a", "c"), &from("b", "d")), Value::Null);
    // Each is made from the other.
    let folder = Folder::with("a.yaml", from("a", "b"));
    folder.file("b.yaml", from("b", "a"));
    let run = folder.run(&["check", "a.yaml", "b.yaml"]);
    assert_eq!(run.codes(), ["derivation-cycle", "derivation-cycle"], "{}", run.err);
}

/// What was found in the real sources. Without a day of Wikidata its ends are not known.
#[test]
fn the_correlates_of_war_and_wikidata_disagree_on_so_many_memberships() {
    let Some(real) = crate::support::graph::real_data("the comparison of two real sources") else { return };
    let folder = Folder::new();
    let table = real.join("tables/cow-igo-state-year-v3.csv.gz");
    let entities = real.join("wikidata/entities-2021.json.gz");
    let (table, entities) = (table.to_string_lossy(), entities.to_string_lossy());
    let compared = |more: &[&str]| -> Value {
        let arguments =
            ["compare", &table, &entities, "--recipe", "cow-igo", "--kind", "membership", "--format", "json"];
        let run = folder.run(&[&arguments, more].concat());
        assert_eq!(run.status, Some(0), "{}", run.err);
        serde_json::from_str(&run.out).unwrap()
    };
    let counts = |told: &Value| {
        let of = |class: &str| told["counts"]["membership"][class].as_u64().unwrap_or(0);
        let refine = of("first-refines") + of("second-refines");
        [of("disagree"), of("agree"), refine, of("implied"), of("undecided")]
    };
    let (told, dated) = (compared(&[]), compared(&["--source-day", "2021-01-01"]));
    // Sixteen more would be undecided. In the year in which Wikidata has the member begin, the table has a zero for ten states in
    // MIGA, two in the WMO and for Laos in La Francophonie, and says of the EU and the CSTO that they did not exist yet.
    assert_eq!(counts(&told), [17, 90, 14, 107, 33]);
    // Of 277, nothing is open once Wikidata's missing ends are read as open on its day.
    // Belgium in the ITU is one of the 41: a member since 1866 for the one, from 1865 to 1940 and since 1947 for the other.
    assert_eq!(counts(&dated), [41, 130, 0, 106, 0]);
    let only = |class: &str| told["counts"]["membership"][class].as_u64();
    // The table has a zero for Brazil in the ESO in 2010, for three states in the ICDO, and for Tajikistan in MIGA. It has no row of
    // today's Germany before 1990, so its silence on 1956 and 1959 says nothing.
    assert_eq!((only("only-second-within"), only("only-second-outside")), (Some(5 + 16), Some(176)));
    let disagree: Vec<(&str, i64)> = told["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["class"] == "disagree")
        .map(|row| (row["first"]["label"].as_str().unwrap(), row["days"].as_i64().unwrap()))
        .collect();
    for (who, days) in [("Chile in UNESCO", 2745), ("Malta in World Meteorological Organization", 4015)] {
        assert!(disagree.iter().any(|(label, by)| label.starts_with(who) && *by == days), "{who}: {disagree:?}");
    }
    assert!(disagree.iter().any(|(label, _)| label.starts_with("Portugal in UNESCO")));
}

fn run_sarif(folder: &Folder, first: &str, second: &str, arguments: &[&str]) -> Value {
    json(&folder.run(&[&["compare", first, second, "--format", "sarif"], arguments].concat()))
}

/// The missions of 2022 and those that the United States list for that year are the same. The mission to Afghanistan left in 2021; an
/// interests section in Havana that became an embassy in 2015 is in the list of 2022. The embassy in Sanaa is in that list too, and the
/// ambassador to Yemen has resided elsewhere since 2015. Of two embassies to Grenada, the one that resides there is meant.
#[test]
fn the_missions_of_two_tables_meet_in_the_year_of_the_one() {
    let Some(real) = crate::support::graph::real_data("the comparison of two lists of missions") else { return };
    let folder = Folder::new();
    let tables = ["embassies-2022.csv", "us-missions-ranges.csv"].map(|name| real.join("tables").join(name));
    let [first, second] = tables.each_ref().map(|path| path.to_string_lossy());
    let recipes = ["--recipe", "embassies", "--recipe", "us-missions", "--max-rejected", "5", "--format", "json"];
    let run = folder.run(&[&["compare", &first, &second], &recipes[..]].concat());
    assert_eq!(run.status, Some(0), "{}", run.err);
    let told: Value = serde_json::from_str(&run.out).unwrap();
    let counts = &told["counts"]["accreditation"];
    let [agree, disagree, undecided] = ["agree", "disagree", "undecided"].map(|class| counts[class].as_u64());
    assert_eq!((agree, disagree, undecided), (Some(184), Some(3), None));
    let rows = told["rows"].as_array().unwrap();
    for (class, receiver) in
        [("disagree", "Afghanistan"), ("disagree", "Cuba"), ("disagree", "Yemen"), ("agree", "Grenada")]
    {
        let of_class = rows.iter().filter(|row| row["class"] == class);
        let named = |row: &Value| row["second"]["label"].as_str().unwrap().contains(receiver);
        assert!(of_class.clone().any(named), "{receiver}");
    }
    let differs = rows.iter().find(|row| row["class"] == "disagree").unwrap();
    // In SARIF it is in the row that is its evidence. The headings are row 1, and no cell of these tables has two lines.
    let sarif = run_sarif(&folder, &first, &second, &recipes[..6]);
    let name = differs["second"]["label"].as_str().unwrap();
    let is_it = |one: &&Value| one["ruleId"] == "sources-disagree" && one.to_string().contains(name);
    let result = sarif["runs"][0]["results"].as_array().unwrap().iter().find(is_it).unwrap();
    for (side, place) in [("first", &result["locations"][0]), ("second", &result["relatedLocations"][0])] {
        let place = &place["physicalLocation"];
        assert!(
            place["artifactLocation"]["uri"]
                .as_str()
                .unwrap()
                .ends_with(["/embassies-2022.csv", "/us-missions-ranges.csv"][usize::from(side == "second")])
        );
        let row = differs[side]["evidence"][0]["row"].as_u64().unwrap();
        assert_eq!(place["region"]["startLine"].as_u64(), Some(row), "{side}");
    }
}

/// Every kind of fact says what identifies its affairs, and each of its keys is in exactly one list.
#[test]
fn each_key_of_a_fact_is_in_exactly_one_list() {
    use chancery::schema::{KeyPath, Kind, Recurs, Role};

    let facts = crate::support::graph::loaded();
    let schema = &facts.schema;
    let of_all = ["during", "conflicts"];
    let unfolds = |kind: &Kind, key: usize| kind.unfolds_to(&kind.keys[key]).is_some();
    let kinds: Vec<&Kind> = schema.kinds().filter(|kind| kind.role == Role::Fact).collect();
    assert!(kinds.len() > 35);
    for kind in kinds {
        let affair = kind.affair.as_ref().unwrap_or_else(|| panic!("{} says nothing", kind.key));
        let lists = [&affair.identified, &affair.refined, &affair.distinguished, &affair.measured];
        for (at, key) in kind.keys.iter().enumerate() {
            let count = lists.iter().filter(|list| list.iter().any(|path| path.key == at)).count();
            // A figure is of a period, and in a unit: the time, and the unit of the value, identify it.
            let nested = |list: &[KeyPath]| list.iter().any(|path| path.key == at && path.inner.is_some());
            let expected = match key.key.as_str() {
                // Of a mission, some properties identify the affair and others say more of it.
                _ if nested(&affair.identified) && nested(&affair.refined) => 2,
                "during" if affair.recurs == Recurs::ByPeriod => 1,
                "value" if nested(&affair.identified) => 2,
                name if of_all.contains(&name) || unfolds(kind, at) => 0,
                _ => 1,
            };
            assert_eq!(count, expected, "{}: {}", kind.key, key.key);
        }
    }
}

/// What a period does not say, and what only sounds alike, does not meet.
#[test]
fn what_nothing_proves_does_not_meet() {
    let undated = |value: &str| format!("trade: {{between: [Peru, Chad], value: {value} USD}}");
    assert_eq!(classes(&[&undated("5")], &[&undated("7")]), []);
    let about = |value: &str| format!("trade: {{between: [Peru, Chad], value: about {value} USD, during: 2008}}");
    assert_eq!(classes(&[&about("5")], &[&about("800")]), one("agree", "", 0));
    let more = "trade: {between: [Peru, Chad], value: more than 5 USD, during: 2008}";
    let exact = "trade: {between: [Peru, Chad], value: 5 USD, during: 2008}";
    assert_eq!(classes(&[more], &[exact]), one("disagree", "value", 0));
    // A visit in some July, and one in May.
    let vague = "visit: {visitor: Belarus, host: Chad, during: XXXX-07}";
    let day = "visit: {visitor: Belarus, host: Chad, during: 2010-05-03}";
    assert_eq!(classes(&[day], &[vague]), one("undecided", "", 0));
    // Two visits of one day to two places may be two.
    let to = |place: &str| format!("visit: {{visitor: Belarus, host: Azerbaijan, place: {place}, during: 2010-05-03}}");
    assert_eq!(classes(&[&to("Baku")], &[&to("Minsk")]), one("undecided", "", 0));
    // Whoever hands over and whoever takes over are there on one day.
    let capital = |time: &str| format!("system membership: {{state: Peru, system: cow, during: {time}}}");
    let (first, second) = (capital("1994-07-20/2001-09-20"), capital("2001-09-20/2006-04-08"));
    assert_eq!(classes(&[&first], &[&second]), one("apart", "", 0));
    // Two terms, one after the other, are the one that the other source has.
    let terms = [capital("1994-07-20/2001-09-20"), capital("2001-09-20/2006-04-08")];
    let found = classes(&[&terms[0], &terms[1]], &[&capital("1994-07-20/2006-04-08")]);
    assert!(!found.is_empty() && found.iter().all(|(class, ..)| class == "agree"), "{found:?}");
}

#[test]
fn a_denial_disagrees_and_a_hedge_does_not() {
    let asserted = "membership: {member: Fiji, organization: NATO, status: full, during: 1990/2000}";
    let folder = Folder::with("b.yaml", notes("b", &[asserted]));
    let with = |how: &str| {
        let text = notes("a", &["membership: {member: Fiji, organization: NATO, status: member}"]);
        folder.file("a.yaml", text.replace("  - row: 1\n", &format!("  - row: 1\n    {how}\n")));
        let run = folder.run(&["compare", "a.yaml", "b.yaml", "--format", "json"]);
        let told: Value = serde_json::from_str(&run.out).unwrap();
        (told["counts"]["membership"].clone(), told["rows"][0]["key"].clone())
    };
    assert_eq!(with("polarity: denies"), (serde_json::json!({"disagree": 1}), serde_json::json!("denied")));
    assert_eq!(with("hedge: reportedly"), (serde_json::json!({"only-second": 1}), Value::Null));
}

/// One membership in a facts file.
fn member(who: &str, status: &str, during: &str) -> String {
    format!("membership: {{member: {who}, organization: UNESCO, status: {status}, during: {during}}}")
}

fn json(run: &Run) -> Value {
    assert_eq!(run.status, Some(0), "{}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

/// Three documents in one folder: two that disagree about Chile, and a third, which has Fiji in common with the first.
fn three() -> Folder {
    let folder = Folder::with(
        "d/a.yaml",
        notes("a", &[&member("Chile", "full", "1945/2014"), &member("Fiji", "full", "1990/1995")]),
    );
    folder.file("d/b.yaml", notes("b", &[&member("Chile", "member", "1953-07-07/2014")]));
    folder
        .file("d/c.yaml", notes("c", &[&member("Chile", "member", "1950/1951"), &member("Fiji", "full", "1990/1995")]));
    folder
}

#[test]
fn two_documents_of_one_folder_are_compared_as_if_alone() {
    let folder = three();
    let told = json(&folder.run(&["compare", "d", "--between", "a", "b", "--format", "json"]));
    let mut files = json(&folder.run(&["compare", "d/a.yaml", "d/b.yaml", "--format", "json"]));
    // That the third says something of Chile and of Fiji changes nothing.
    assert_eq!(told["counts"], serde_json::json!({"membership": {"disagree": 1, "only-first": 1}}));
    assert_eq!((&told["first"], &told["second"]), (&"a".into(), &"b".into()));
    for row in files["rows"].as_array_mut().unwrap() {
        (row["first"]["source"], row["second"]["source"]) = ("a".into(), "b".into());
    }
    for key in ["counts", "counts_by_year", "rows"] {
        assert_eq!(told[key], files[key]);
    }
    // In the other order, and two pairs at once.
    let run = folder.run(&["compare", "d", "--between", "b", "a", "--between", "c", "a"]);
    let text = "first: b\nsecond: a\n\nmembership\n  disagree                  1\n  only-second               1\n";
    assert!(run.out.starts_with(text), "{}", run.out);
    assert!(run.out.contains("first: c\nsecond: a\n\nmembership\n"), "{}", run.out);
}

#[test]
fn a_document_that_is_not_there_is_an_error_with_those_that_are() {
    let folder = three();
    folder.file("d/b.yaml", notes("blue-book", &[]).replace("title: blue-book", "title: The Blue Book"));
    for (ids, expected) in [
        (["a", "bb"], "no document of these sources has the id `bb`; they have `a`, `blue-book`, `c`"),
        (["The Blue Book", "a"], "has the id `The Blue Book`; did you mean `blue-book`?"),
        (["a", "blue-bok"], "has the id `blue-bok`; did you mean `blue-book`? they have `a`, `blue-book`, `c`"),
        (["a", "a"], "--between names the document `a` twice"),
    ] {
        let run = folder.run(&["compare", "d", "--between", ids[0], ids[1]]);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{ids:?}");
        assert!(run.err.contains(expected), "{}", run.err);
    }
    for (arguments, expected) in [
        (&["d/a.yaml"][..], "two sources are needed"),
        (&["d", "d/a.yaml"], "`d` and `d/a.yaml` are one file or folder, or one is in the other"),
        (&["d/a.yaml", "d/b.yaml", "--format", "sarif", "--counts"], "sarif has no counts"),
        (&["d/a.yaml", "d/b.yaml", "--output", "x.xlsx"], "no format with the ending `.xlsx`"),
        (&["d/a.yaml", "d/b.yaml", "--between", "a"], "--between"),
    ] {
        let run = folder.run(&[&["compare"], arguments].concat());
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(run.err.contains(expected), "{}", run.err);
    }
}

#[test]
fn of_three_sources_each_is_compared_with_each() {
    let folder = three();
    let sources = ["compare", "d/a.yaml", "d/b.yaml", "d/c.yaml"];
    let told = json(&folder.run(&[&sources[..], &["--format", "json"]].concat()));
    let comparisons = told["comparisons"].as_array().unwrap();
    let counts: Vec<Value> = comparisons
        .iter()
        .map(|one| serde_json::json!([one["first"], one["second"], one["counts"]["membership"]]))
        .collect();
    // The third has Chile as a member in two of the years in which it is a full member by the first. It began and ended otherwise.
    let expected = serde_json::json!([
        ["d/a.yaml", "d/b.yaml", {"disagree": 1, "only-first": 1}],
        ["d/a.yaml", "d/c.yaml", {"disagree": 1, "same": 1}],
        ["d/b.yaml", "d/c.yaml", {"apart": 1, "only-second": 1}],
    ]);
    assert_eq!(Value::from(counts), expected);
    let run = folder.run(&[&sources[..], &["--format", "csv"]].concat());
    let sides =
        |line: &str| ["d/a.yaml,d/b.yaml", "d/a.yaml,d/c.yaml", "d/b.yaml,d/c.yaml"].map(|both| line.contains(both));
    let lines: Vec<[bool; 3]> = run.out.lines().skip(1).map(sides).collect();
    // Chile began in another year; it ended and began in another year; Fiji is the same. For the last two, Chile has two spells.
    let (first, second, third) = ([true, false, false], [false, true, false], [false, false, true]);
    assert_eq!(lines, [first, second, second, second, third], "{}", run.out);
    assert!(run.err.contains("d/a.yaml and d/c.yaml: 2 affairs in both"), "{}", run.err);
}

#[test]
fn each_pair_has_its_own_class_and_the_affair_counts_once() {
    // The begins of the first spell are ten years apart; the second spell is the same in both.
    let first = [member("Chile", "full", "1950/1960"), member("Chile", "full", "1990/1995")];
    let second = [member("Chile", "full", "1955/1960"), member("Chile", "full", "1990/1995")];
    let (first, second): (Vec<&str>, Vec<&str>) =
        (first.iter().map(String::as_str).collect(), second.iter().map(String::as_str).collect());
    // From 31 December 1950 to 1 January 1955.
    let days = 4 * 365 + 1 + 1;
    let expected = [one("disagree", "begin", days), one("same", "", 0)].concat();
    assert_eq!(classes(&first, &second), expected);
    let run = compare(&first, &second, &["--format", "csv", "--counts"]);
    let counts = "first source,second source,kind,year,class,affairs\na.yaml,b.yaml,membership,1950,disagree,1\n";
    assert_eq!((run.status, run.out.as_str()), (Some(0), counts));
}

#[test]
fn affairs_are_counted_by_the_year_of_the_earlier_begin() {
    let first = [
        member("Chile", "full", "1955/1960"),
        member("Peru", "full", "1962-03-01/1970"),
        member("Fiji", "full", "1981/1985"),
        "visit: {visitor: Belarus, host: Chad}".to_owned(),
    ];
    let second = [
        member("Chile", "full", "1950/1960"),
        member("Peru", "full", "1962/1970"),
        member("Chad", "full", "{end latest: 1973}"),
    ];
    let (first, second): (Vec<&str>, Vec<&str>) =
        (first.iter().map(String::as_str).collect(), second.iter().map(String::as_str).collect());
    let told = json(&compare(&first, &second, &["--format", "json", "--counts"]));
    // What ended by 1973 had begun by then. The visit has no day.
    let count = |kind: &str, year: Value, class: &str| serde_json::json!({"kind": kind, "year": year, "class": class, "affairs": 1});
    let expected = [
        count("membership", 1950.into(), "disagree"),
        count("membership", 1962.into(), "first-refines"),
        count("membership", 1973.into(), "only-second"),
        count("membership", 1981.into(), "only-first"),
        count("visit", Value::Null, "only-first"),
    ];
    assert_eq!(told["counts_by_year"], Value::from(expected.to_vec()));
    assert_eq!(told.get("rows"), None);
    // The text has counts by kind, and no rows.
    let run = compare(&first, &second, &["--counts"]);
    assert!(run.out.ends_with("visit\n  only-first                1\n"), "{}", run.out);
}

/// A facts file in which these rows state a fact, each with more of its block.
fn in_rows(id: &str, fact: &str, rows: &[(&str, &str)]) -> String {
    let block = |(place, more): &(&str, &str)| format!("  - {place}\n{more}    says:\n      - {fact}\n");
    let blocks: String = rows.iter().map(block).collect();
    format!("document: {{id: {id}, title: The {id} list}}\nfacts:\n{blocks}")
}

#[test]
fn each_side_has_up_to_three_places_and_how_many_more() {
    let (first, second) = (member("Chile", "full", "1945/2014"), member("Chile", "full", "1953-07-07/2014"));
    let places = [
        ("row: 10", ""),
        ("row: 9", ""),
        ("row: 2", ""),
        ("row: 30", ""),
        // What it only says with a hedge is no evidence.
        ("row: 1", "    hedge: reportedly\n"),
        ("row: 40", ""),
    ];
    let folder = Folder::with("a.yaml", in_rows("a", &first, &places));
    folder.file("b.yaml", in_rows("b", &second, &[("sentence: 4", "")]));
    let run = folder.run(&["compare", "a.yaml", "b.yaml"]);
    let expected = "full member, from 1945 to 2014\n      The a list, row 2\n      The a list, row 9\n      The a list, row 10\n      \
                    and 2 more\n    Chile in UNESCO: full member, from 7 July 1953 to 2014\n      The b list, sentence 4\n";
    assert!(run.out.ends_with(expected), "{}", run.out);
    let row = json(&folder.run(&["compare", "a.yaml", "b.yaml", "--format", "json"]))["rows"][0].clone();
    let rows: Vec<u64> =
        row["first"]["evidence"].as_array().unwrap().iter().map(|one| one["row"].as_u64().unwrap()).collect();
    assert_eq!((rows, &row["first"]["more_evidence"]), (vec![2, 9, 10], &2.into()));
    let place = &row["second"]["evidence"][0];
    assert_eq!((&place["sentence"], &place["document"]["name"]), (&4.into(), &"document:b".into()));
    assert_eq!((&place["place"]["name"], place.get("denies")), (&"sentence:b--s4".into(), None));
    assert_eq!(row["second"].get("more_evidence"), None);
    // As `show` has it.
    let iri = row["second"]["iri"].as_str().unwrap();
    let shown = json(&folder.run(&["show", iri, "--source", "b.yaml", "--format", "json"]));
    assert_eq!(&shown["claims"][0]["evidence"][0], place);
    let run = folder.run(&["compare", "a.yaml", "b.yaml", "--format", "csv"]);
    assert!(
        run.out.contains(",\"The a list, row 2; The a list, row 9; The a list, row 10; and 2 more\","),
        "{}",
        run.out
    );
    // Who denies it is evidence too.
    let denied = member("Chile", "member", "{}").replace(", during: {}", "");
    folder.file("a.yaml", in_rows("a", &denied, &[("row: 7", "    polarity: denies\n")]));
    let run = folder.run(&["compare", "a.yaml", "b.yaml"]);
    assert!(run.out.contains("\n      The a list, row 7: denies it\n"), "{}", run.out);
}

#[test]
fn a_page_has_both_sides_and_nothing_of_the_sources_gets_out_of_its_text() {
    let hostile = "\"<script>alert(1)</script> & =1+1\"";
    let text = |id: &str, url: &str, facts: &[&str]| {
        notes(id, facts).replace(&format!("title: {id}"), &format!("title: {hostile}, url: \"{url}\""))
    };
    let same = member("Fiji", "full", "1990/1995");
    let folder =
        Folder::with("a.yaml", text("a", "javascript:alert(1)", &[&member("Chile", "full", "1945/2014"), &same]));
    folder.file("b.yaml", text("b", "https://example.org/?a=1&b=2", &[&member("Chile", "full", "1953/2014"), &same]));
    let run = folder.run(&["compare", "a.yaml", "b.yaml", "--output", "page.html"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""), "{}", run.err);
    let page = folder.read("page.html");
    let head = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n";
    assert!(page.starts_with(head) && page.ends_with("</section>\n</html>\n"), "{page}");
    assert!(!page.contains("<script") && !page.contains("javascript:"), "{page}");
    let title = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; =1+1";
    // From the last day of 1945 to the first of 1953.
    let expected = format!(
        "<p><b>begin, by 2558 days</b> <small>membership</small></p>\n<div class=\"two\"><div><small>a.yaml</small><br>Chile in UNESCO: \
         full member, from 1945 to 2014<ul class=\"where\"><li>{title}, row 1</li></ul></div><div><small>b.yaml</small><br>Chile in \
         UNESCO: full member, from 1953 to 2014<ul class=\"where\"><li><a href=\"https://example.org/?a=1&amp;b=2\">{title}, row \
         1</a></li></ul></div></div>"
    );
    assert!(page.contains(&expected), "{page}");
    assert!(page.contains("<tr><th scope=\"row\">membership</th><td>1 disagree, 1 same</td></tr>"), "{page}");
    assert!(page.contains("<tr><th scope=\"row\">membership</th><td>1990</td><td>1 same</td></tr>"), "{page}");
    assert!(page.contains("<details>\n<summary>same: 1 pair</summary>"), "{page}");
    // Every element that is opened is closed.
    for element in ["section", "article", "details", "table", "div", "ul", "li", "p", "a", "tr"] {
        let open = page.matches(&format!("<{element}>")).count() + page.matches(&format!("<{element} ")).count();
        assert_eq!(open, page.matches(&format!("</{element}>")).count(), "{element}");
    }
}

#[test]
fn a_cell_that_looks_like_a_formula_is_text() {
    let folder = Folder::with(
        "a.yaml",
        notes("a", &[&member("Chile", "full", "1945/2014")]).replace("title: a", "title: \"=1+1\""),
    );
    folder.file("b.yaml", notes("b", &[&member("Chile", "full", "1953/2014")]));
    let cell = |how: &[&str]| {
        let run = folder.run(&[&["compare", "a.yaml", "b.yaml", "--format", "csv"], how].concat());
        run.out.lines().nth(1).unwrap().contains(",\"'=1+1, row 1\",")
    };
    assert!(cell(&[]) && !cell(&["--csv-cells", "exact"]));
}

#[test]
fn sarif_has_each_disagreement_at_the_line_of_the_first() {
    let said = member("Chile", "full", "1945/2014");
    let folder = Folder::with("a.yaml", notes("a", &[&member("Fiji", "full", "1990/1995"), &said]));
    // The second states both, so that the fact of the first is in its file too.
    folder.file("b.yaml", notes("b", &[&member("Chile", "full", "1953/2014")]));
    folder.file("c.yaml", notes("c", &[&said]));
    let places = |sources: [&str; 2]| {
        let log = json(&folder.run(&["compare", sources[0], sources[1], "--format", "sarif"]));
        let run = &log["runs"][0];
        assert_eq!(run["invocations"][0]["exitCode"], 0);
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "sources-disagree");
        let place = |place: &Value| {
            let place = &place["physicalLocation"];
            (
                place["artifactLocation"]["uri"].as_str().unwrap().to_owned(),
                place["region"]["startLine"].as_u64().unwrap(),
            )
        };
        let results = run["results"].as_array().unwrap().iter();
        results
            .map(|result| {
                assert!(
                    result["message"]["text"]
                        .as_str()
                        .unwrap()
                        .starts_with("the sources disagree: begin, by 2558 days\n")
                );
                (place(&result["locations"][0]), place(&result["relatedLocations"][0]))
            })
            .collect::<Vec<_>>()
    };
    let at = |file: &str, line: u64| (file.to_owned(), line);
    assert_eq!(places(["a.yaml", "b.yaml"]), [(at("a.yaml", 6), at("b.yaml", 5))]);
    assert_eq!(places(["b.yaml", "a.yaml"]), [(at("b.yaml", 5), at("a.yaml", 6))]);
    // The fact is in two files of three: each side has its own.
    let log = json(&folder.run(&["compare", "a.yaml", "b.yaml", "c.yaml", "--format", "sarif"]));
    let lines: Vec<&str> = { log["runs"][0]["results"].as_array().unwrap().iter() }
        .map(|result| result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap())
        .collect();
    assert_eq!(lines, ["b.yaml", "c.yaml"]);
}

#[test]
fn two_documents_of_an_export_are_compared_as_in_their_files() {
    let folder = three();
    // What the first covers, what it derives from, a day, a denial, a hedge, other kinds: all is in the graph.
    let head = "title: The Blue Book, url: \"https://example.org/a\", as of: 2012-05-01, derived from: {document: {id: x, title: x}}, \
                covers: {kind: membership, where: {member: {has: cow}, status: full}, during: 1940/2010, complete: true}";
    let embassy =
        "accreditation: {mission: {mission: {type: embassy, sender: Belarus, seat: Baku}}, receiver: Azerbaijan, ";
    let trade = |value: &str| format!("trade: {{between: [Peru, Chad], value: {value}, during: 2008}}");
    let first = [
        member("Chile", "full", "1945/.."),
        member("Peru", "full", "1990/1995"),
        format!("{embassy}during: 2006-01-03/2020-05-06}}"),
        trade("100 USD"),
    ];
    let second = [
        member("Chile", "full", "1953-07-07/2014"),
        member("Fiji", "full", "1970/1975"),
        member("Kenya", "member", "1970/1975"),
        format!("{embassy}residence: resident, during: 2006/2020}}"),
        trade("more than 100 USD"),
    ];
    let lists = [&first[..], &second[..]].map(|list| list.iter().map(String::as_str).collect::<Vec<_>>());
    folder.file("d/a.yaml", notes("a", &lists[0]).replace("title: a", head));
    let denied = member("Peru", "member", "{}").replace(", during: {}", "");
    let more = format!(
        "  - sentence: 3\n    polarity: denies\n    says:\n      - {denied}\n  - row: 9\n    hedge: reportedly\n    says:\n      - {}\n",
        second[0]
    );
    folder.file(
        "d/b.yaml",
        notes("b", &lists[1]).replace("title: b", "title: b, derived from: {document: {id: x, title: x}}") + &more,
    );
    let compare = |source: &str| json(&folder.run(&["compare", source, "--between", "a", "b", "--format", "json"]));
    let expected = compare("d");
    // By hand: Chile began in 1945 or in 1953, and ended in 2014 or after; the denial of Peru; Fiji is covered, Kenya is not.
    let counts = serde_json::json!({
        "accreditation": {"agree": 1},
        "membership": {"disagree": 2, "only-second-outside": 1, "only-second-within": 1},
        "trade": {"disagree": 1},
    });
    assert_eq!((&expected["counts"], &expected["made_from"]), (&counts, &serde_json::json!(["x"])));
    for (file, arguments) in [("all.ttl", &[][..]), ("all.trig", &[]), ("apart.nq", &["--apart"])] {
        let run = folder.run(&[&["export", "d", "--output", file], arguments].concat());
        assert_eq!(run.status, Some(0), "{}", run.err);
        assert_eq!(compare(file), expected, "{file}");
    }
    // One document in a facts file, the other in an export.
    let run = folder.run(&["export", "d/b.yaml", "--output", "b.ttl"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let run = folder.run(&["compare", "d/a.yaml", "b.ttl", "--between", "a", "b", "--format", "json"]);
    assert_eq!(json(&run), expected);
    let run = folder.run(&["compare", "all.ttl", "--between", "a", "y"]);
    assert!(run.err.contains("has the id `y`; they have `a`, `b`, `c`, `x`"), "{}", run.err);
    // Without --between nothing says which source a fact of a graph is of.
    let run = folder.run(&["compare", "d/a.yaml", "b.ttl"]);
    assert_eq!((run.status, run.codes()), (Some(1), vec!["unsupported-source".to_owned()]), "{}", run.err);
}
