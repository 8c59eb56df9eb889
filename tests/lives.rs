//! Lives of states: who a source says came into being, or ended, is a member of nothing outside of that.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::Folder;
use crate::support::graph::{real_data, root};

/// The rows of a query over files of the repository, each as its cells.
fn rows(sources: &[&str], query: &str) -> Vec<Vec<String>> {
    let folder = Folder::new();
    let paths: Vec<String> = sources.iter().map(|name| root().join(name).to_string_lossy().into_owned()).collect();
    let mut arguments = vec!["query", "-e", query, "--format", "csv"];
    paths.iter().for_each(|path| arguments.extend(["--source", path]));
    let run = folder.run(&arguments);
    assert_eq!(run.status, Some(0), "{}", run.err);
    run.out.lines().skip(1).map(|line| line.split(',').map(ToOwned::to_owned).collect()).collect()
}

/// The members of an organization in a year, by a source in a folder.
fn members_of(folder: &Folder, source: &str, organization: &str, year: &str) -> Vec<String> {
    let (organization, year) = (format!("organization={organization}"), format!("year={year}"));
    let run = folder.run(&["query", "members-in-year", &organization, &year, "-s", source, "--format", "csv"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    run.out.lines().skip(1).map(|line| line.split(',').nth(1).unwrap_or_default().to_owned()).collect()
}

const LIVES: [&str; 2] = ["data/registry/lives-country-register.yaml", "data/registry/lives-factbook.yaml"];

/// What the registry says of a state is what its sources say together: the latest first and the earliest last day of begin and end.
#[test]
fn the_registry_has_the_lives_that_the_sources_state() {
    let bounds = "OPTIONAL { ?t chy:beginEarliest ?b1 } OPTIONAL { ?t chy:beginLatest ?b2 } \
                  OPTIONAL { ?t chy:endEarliest ?e1 } OPTIONAL { ?t chy:endLatest ?e2 }";
    let of_facts = rows(
        &LIVES,
        &format!("SELECT ?s ?b1 ?b2 ?e1 ?e2 {{ ?f a chy:Existence ; chy:existenceOf ?s ; chy:during ?t . {bounds} }}"),
    );
    let of_registry = rows(&LIVES, &format!("SELECT ?s ?b1 ?b2 ?e1 ?e2 {{ ?s chy:existed ?t . {bounds} }}"));
    let mut joint: BTreeMap<String, [String; 4]> = BTreeMap::new();
    for row in &of_facts {
        let known = joint.entry(row[0].clone()).or_default();
        for (at, day) in row[1..].iter().enumerate() {
            // The first and the third say from which day on, the others until which.
            let says_more = if at % 2 == 0 { *day > known[at] } else { known[at].is_empty() || *day < known[at] };
            if !day.is_empty() && says_more {
                known[at].clone_from(day);
            }
        }
    }
    assert_eq!(joint.len(), 14, "{joint:?}");
    let told: BTreeMap<String, [String; 4]> = of_registry
        .iter()
        .map(|row| (row[0].clone(), [&row[1], &row[2], &row[3], &row[4]].map(Clone::clone)))
        .collect();
    assert_eq!(told, joint);
}

#[test]
fn who_had_ended_is_a_member_of_nothing() {
    let folder = Folder::with(
        "notes.yaml",
        "document: {id: notes, title: Notes}\nfacts:\n  - row: 1\n    says:\n      \
         - membership: {member: [Soviet Union, Germany, Malta], organization: OSCE, status: full}\n      \
         - existence: {of: Malta, during: 1964-09-21/..}\n",
    );
    let members = |year: &str| members_of(&folder, "notes.yaml", "OSCE", year);
    // Germany of today is there since October 1990, the Soviet Union until the end of 1991.
    assert_eq!(members("1950"), ["Soviet Union"]);
    assert_eq!(members("1964"), ["Malta", "Soviet Union"]);
    assert_eq!(members("1990"), ["Germany", "Malta", "Soviet Union"]);
    assert_eq!(members("1991"), ["Germany", "Malta", "Soviet Union"]);
    assert_eq!(members("1992"), ["Germany", "Malta"]);
}

/// A second life may include the year: after the first, before it, or in contradiction to it; so may that of the registry.
#[test]
fn who_came_into_being_again_is_there_again() {
    let members = |lives: &[&str], year: &str| {
        let mut text = String::from(
            "document: {id: notes, title: Notes}\nfacts:\n  - row: 1\n    says:\n      - membership: {member: state/germany, organization: OSCE, status: full}\n      - membership: {member: Ghana, organization: OSCE, status: full}\n",
        );
        for life in lives {
            text.push_str(&format!("      - existence: {{{life}}}\n"));
        }
        let folder = Folder::with("notes.yaml", text);
        members_of(&folder, "notes.yaml", "OSCE", year)
    };
    let ghana = |during: &str| format!("of: Ghana, during: {during}");
    let change = [ghana("/1992-04-28"), ghana("1992-04-28/..")];
    let change: Vec<&str> = change.iter().map(String::as_str).collect();
    for year in ["1991", "1992", "1993"] {
        assert!(members(&change, year).contains(&"Ghana".to_owned()), "{year}");
    }
    let contradict = [ghana("1964-09-21/1992-04-28"), ghana("{begin latest: 1995-01-01, end earliest: 1995-12-31}")];
    let contradict: Vec<&str> = contradict.iter().map(String::as_str).collect();
    assert!(members(&contradict, "1995").contains(&"Ghana".to_owned()));
    assert!(!members(&contradict[..1], "1995").contains(&"Ghana".to_owned()));
    // The registry has the life of Germany since 1990, the source another one before.
    let empire = ["of: state/germany, during: 1871-01-18/1945-05-08"];
    assert!(members(&empire, "1995").contains(&"Germany".to_owned()));
    assert!(members(&empire, "1930").contains(&"Germany".to_owned()));
    assert!(!members(&empire, "1960").contains(&"Germany".to_owned()));
    assert!(!members(&[], "1930").contains(&"Germany".to_owned()));
}

/// Two sources, one of which has the item of today's Germany in NATO since 1955: there were sixteen members in 1985.
#[test]
fn there_were_sixteen_members_of_nato_in_1985() {
    let Some(real) = real_data("the members of NATO in 1985") else { return };
    let folder = Folder::new();
    let table = real.join("tables/cow-igo-state-year-v3.csv.gz");
    let entities = real.join("wikidata/entities-2021.json.gz");
    let (table, entities) = (table.to_string_lossy(), entities.to_string_lossy());
    let export = ["export", &table, &entities, "--recipe", "cow-igo", "--format", "n-quads", "--output", "all.nq"];
    let run = folder.run(&export);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let members = |organization: &str, year: &str| members_of(&folder, "all.nq", organization, year);
    let nato = members("NATO", "1985");
    assert_eq!(nato.len(), 16, "{nato:?}");
    assert!(nato.iter().any(|name| name == "West Germany") && !nato.iter().any(|name| name == "Germany"), "{nato:?}");
    // No state outside its life, whatever year is asked for.
    for (year, gone) in [
        ("1960", &["Germany", "Czechia", "Slovakia", "Tanzania", "Tanganyika"][..]),
        ("1985", &["Germany", "Czechia", "Slovakia", "Tanganyika", "Zanzibar"]),
        ("2010", &["Soviet Union", "East Germany", "West Germany", "Czechoslovakia", "SFR Yugoslavia", "South Yemen"]),
    ] {
        let un = members("UN", year);
        assert!(un.len() > 90, "{year}: {}", un.len());
        assert!(!un.iter().any(|name| gone.contains(&name.as_str())), "{year}: {un:?}");
    }
}

const CLUB: &str = "document: {id: club, title: The club, published: 2001-01-01}
entities:
  - state: {id: old-land, name: Old Land, existed: 1900-01-01/1971-10-24}
  - state: {id: new-land, name: New Land}
  - international organization: {id: club, name: The Club}
facts:
  - row: 1
    says:
      - membership: {member: state/old-land, organization: The Club, status: full, during: 1945/}
      - membership: {member: New Land, organization: The Club, status: member, during: 1945/..}
      - diplomatic relation: {between: [state/old-land, Belarus], during: 1950/}
";

const GUIDE: &str = "document: {id: guide, title: The guide, published: 2001-01-01}
facts:
  - row: 1
    says:
      - membership: {member: state/old-land, organization: The Club, status: member, during: 1945-10-24/}
      - membership: {member: New Land, organization: The Club, status: member, during: 1971-10-25/..}
      - succession: {from: state/old-land, to: New Land, type: continuation, during: 1971-10-25}
";

#[test]
fn a_finding_ends_with_the_life_of_its_member_and_a_telling_does_not() {
    let folder = Folder::with("club.yaml", CLUB);
    folder.file("guide.yaml", GUIDE);
    let ask = |query: &str| {
        let run = folder.run(&["query", "-e", query, "-s", "club.yaml", "-s", "guide.yaml", "--format", "json"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        run.rows()
    };
    let of = "?m chy:member <https://w3id.org/chancery/id/state/old-land>";
    let by = ask(&format!(
        "SELECT ?end ?life {{ ?m a chy:Membership ; chy:boundedBy ?life . {of} . ?m chy:during/chy:endLatest ?end }}"
    ));
    assert_eq!(by, [["1971-10-24", "old-land"]]);
    let told = ask(&format!("SELECT ?end {{ ?m a chy:Telling . {of} . ?m chy:during/chy:endLatest ?end }}"));
    assert!(told.is_empty(), "{told:?}");
    // Whose end nobody states ended with the life, also where one source alone tells of it.
    let old = "<https://w3id.org/chancery/id/state/old-land>";
    let now = ask(&format!(
        "SELECT ?p {{ {{ {old} ?p ?o }} UNION {{ ?o ?p {old} }} FILTER ( ?p IN ( chy:memberOf, chy:hasDiplomaticRelationsWith ) ) }}"
    ));
    assert!(now.is_empty(), "{now:?}");
}

#[test]
fn a_succession_explains_why_one_source_begins_earlier() {
    let folder = Folder::with("club.yaml", CLUB);
    folder.file("guide.yaml", GUIDE);
    let run = folder.run(&["query", "sources-disagree", "-s", "club.yaml", "-s", "guide.yaml", "--format", "csv"]);
    assert!(run.out.contains("Succession of New Land to Old Land (continuation)"), "{}", run.out);
    let run = folder.run(&["check", "club.yaml", "guide.yaml"]);
    assert!(run.err.contains("This explains it: Succession of New Land"), "{}", run.err);
    // One that was over when the thing had begun in both explains nothing, though the years are the same.
    folder.file("guide.yaml", GUIDE.replace("during: 1971-10-25}", "during: 1971-01-05}"));
    folder.file("club.yaml", CLUB.replace("status: member, during: 1945/..", "status: member, during: 1971-03-01/.."));
    let run = folder.run(&["check", "club.yaml", "guide.yaml"]);
    assert!(run.err.contains("sources-disagree") && !run.err.contains("explains"), "{}", run.err);
    folder.file("club.yaml", CLUB);
    // Twenty years earlier, it explains nothing.
    folder.file("guide.yaml", GUIDE.replace("during: 1971-10-25}", "during: 1951-10-25}"));
    let run = folder.run(&["check", "club.yaml", "guide.yaml"]);
    assert!(run.err.contains("sources-disagree") && !run.err.contains("explains"), "{}", run.err);
}

/// The checks ask of the keys that shapes mark as those of who lives.
#[test]
fn the_checks_of_lives_ask_of_all_who_live_while_a_fact_holds() {
    let schema = &crate::support::graph::loaded().schema;
    let keys = schema.kinds().flat_map(|kind| &kind.keys).filter(|key| key.within_life);
    let marked: BTreeSet<&str> =
        keys.map(|key| schema.space.predicate_iri(key.predicate).rsplit('#').next().unwrap_or_default()).collect();
    for check in ["outside-its-life", "after-its-end"] {
        let text = std::fs::read_to_string(root().join(format!("queries/check/{check}.rq"))).expect("a check");
        let list = text.split("VALUES ?role {").nth(1).and_then(|rest| rest.split('}').next()).expect("a list");
        let asked: BTreeSet<&str> = list.split_whitespace().map(|name| name.trim_start_matches("chy:")).collect();
        assert_eq!(asked, marked, "{check}");
    }
}
