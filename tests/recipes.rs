//! The recipes that are built in: small tables of our own, with what follows from them worked out by hand, and the real
//! tables, with the numbers that `tests/foreign/recipes.py` works out without the program.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::support::{Folder, Run};

const ID: &str = "https://w3id.org/chancery/id/";
const TERM: &str = "https://w3id.org/chancery/ontology#";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";

/// Reads the small table of a recipe; `more` are further options.
fn read(recipe: &str, more: &[&str]) -> Run {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/recipes/{recipe}.csv"));
    let table = table.to_string_lossy().into_owned();
    let mut arguments = vec!["export", &table, "--recipe", recipe, "--provenance", "none", "--format", "n-triples"];
    arguments.extend(more);
    Folder::new().run(&arguments)
}

/// The labels of the things of a folder, sorted.
fn labels(run: &Run, folder: &str) -> Vec<String> {
    let begin = format!("<{ID}{folder}/");
    let middle = format!("> <{LABEL}> \"");
    let lines = run.out.lines().filter(|line| line.starts_with(&begin));
    let mut labels: Vec<String> = lines
        .filter_map(|line| line.split_once(&middle))
        .filter_map(|(_, rest)| rest.rsplit_once("\"@en"))
        .map(|(label, _)| label.to_owned())
        .collect();
    labels.sort();
    labels
}

/// The values of a property of the one thing whose label is given, shortened to what follows the namespace of things.
fn values(run: &Run, label: &str, property: &str) -> Vec<String> {
    let end = format!("<{LABEL}> \"{label}\"@en .");
    let line = run.out.lines().find(|line| line.ends_with(&end)).unwrap_or_else(|| panic!("nothing is called {label}"));
    let begin = format!("{} <{TERM}{property}> ", line.split(' ').next().expect("a line has a subject"));
    let found = run.out.lines().filter_map(|line| line.strip_prefix(&begin));
    let mut all: Vec<String> =
        found.map(|value| value.trim_end_matches(" .").trim_matches(['<', '>']).replace(ID, "")).collect();
    all.sort();
    all
}

#[test]
fn years_of_membership_become_spells_with_the_edges_that_the_table_proves() {
    let run = read("cow-igo", &[]);
    // Nine rows of three organisations: 27 cells, of which 0 and -1 (12) and -9 (2) are not year of a membership; the 13
    // years make 8 spells.
    assert_eq!(run.counts(), "27 readings = 8 facts made + 5 merged + 14 skipped + 0 rejected");
    let all = labels(&run, "membership");
    let begins = |text: &str| all.iter().filter(|label| label.starts_with(text)).count();
    // Belarus: from the first row to the year before the missing one, and the last row.
    assert_eq!(begins("Belarus in United Nations: full member, at least from 1991 to 1994"), 1);
    assert_eq!(begins("Belarus in United Nations: full member, at some time in 1996"), 1);
    // The year before 1993 says 0 and the year after 1994 says 0: both are known.
    assert_eq!(begins("Belarus in Council of Europe: observer, from 1993 to 1994"), 1);
    // Azerbaijan has no row of 1994, which proves nothing about that year.
    assert_eq!(begins("Azerbaijan in United Nations: full member, at least from 1992 to 1993"), 1);
    assert_eq!(begins("Azerbaijan in United Nations: full member, at some time in 1995"), 1);
    assert_eq!(begins("Azerbaijan in African Development Bank: associate member, from 1993, end unknown"), 1);
    // What 1994 was is not known, but 1992 and 1993 are: the begin lies between.
    let between = "begun between 1993 and 1995, not ended before 1995";
    assert_eq!(begins(&format!("Azerbaijan in African Development Bank: associate member, {between}")), 1);
    let between = "begun between 1994 and 1995, not ended before 1995";
    assert_eq!(begins(&format!("Azerbaijan in Council of Europe: full member, {between}")), 1);
}

/// The triples about memberships and times.
fn memberships(run: &Run) -> Vec<&str> {
    let begins = [format!("<{ID}membership/"), format!("<{ID}time/")];
    let lines = run.out.lines().filter(|line| begins.iter().any(|begin| line.starts_with(begin)));
    // What the registry knows of the time of names is not part of a fact.
    let mut all: Vec<&str> = lines.filter(|line| !line.contains(" <http://www.w3.org/2006/time#")).collect();
    all.sort_unstable();
    all
}

#[test]
fn a_year_that_says_no_bounds_a_spell_across_a_gap_as_a_facts_file_does() {
    for (cells, times) in [
        // The 0 of 1990 proves that the membership began after 1990, the 1 of 1992 that it had begun by then.
        (
            &["1990,0", "1991,-9", "1992,1", "1993,1"][..],
            &["{begin earliest: 1991, begin latest: 1992, end earliest: 1993}"][..],
        ),
        (&["1992,1", "1993,-9", "1994,0"], &["{begin latest: 1992, end earliest: 1992, end latest: 1993}"]),
        // A year without a row and years without an organisation are no different.
        (
            &["1990,-1", "1992,1", "1995,0"],
            &["{begin earliest: 1991, begin latest: 1992, end earliest: 1992, end latest: 1994}"],
        ),
        (
            &["1988,0", "1989,-9", "1991,1", "1992,-9", "1993,-9", "1994,-1"],
            &["{begin earliest: 1989, begin latest: 1991, end earliest: 1991, end latest: 1993}"],
        ),
        // Another status is another spell, and bounds the first as a 0 does.
        (
            &["1990,2", "1991,-9", "1992,1", "1993,0"],
            &[
                "{begin latest: 1990, end earliest: 1990, end latest: 1991}",
                "{begin earliest: 1991, begin latest: 1992, end earliest: 1992, end latest: 1992}",
            ],
        ),
        // Whether these are one spell or two is not proven. Each began after the 0 and ended before the other one.
        (
            &["1990,0", "1991,1", "1992,-9", "1993,1", "1994,-9", "1995,0"],
            &[
                "{begin earliest: 1991, begin latest: 1991, end earliest: 1991, end latest: 1994}",
                "{begin earliest: 1991, begin latest: 1993, end earliest: 1993, end latest: 1994}",
            ],
        ),
        // Next to the spell the year is known.
        (&["1990,0", "1991,1", "1992,0"], &["1991"]),
        // No year says no.
        (&["1990,-9", "1991,1", "1993,-9"], &["{begin latest: 1991, end earliest: 1991}"]),
    ] {
        let rows_of_cells: String =
            cells.iter().map(|cell| format!("290,{},pol,{}\n", &cell[..4], &cell[5..])).collect();
        let table = rows("cow-igo", &format!("ccode,year,state,nato\n{rows_of_cells}"));
        let facts: String = times
            .iter()
            .zip(if cells[0].ends_with(",2") { ["associate", "full"] } else { ["full"; 2] })
            .map(|(time, status)| {
                format!("  - membership: {{member: Poland, organization: NATO, status: {status}, during: {time}}}\n")
            })
            .collect();
        let folder = Folder::with("f.yaml", format!("document: {{id: own, title: Own}}\nfacts:\n{facts}"));
        let file = folder.run(&["export", "f.yaml", "--provenance", "none", "--format", "n-triples"]);
        assert_eq!((table.status, file.status), (Some(0), Some(0)), "{cells:?} {} {}", table.err, file.err);
        assert_eq!(memberships(&table), memberships(&file), "{cells:?}");
        assert_eq!(of_class(&table, "Membership"), times.len(), "{cells:?}");
    }
}

#[test]
fn the_first_and_the_last_day_of_the_list_of_states_are_its_edges() {
    let run = read("cow-states", &[]);
    assert_eq!(run.counts(), "30 readings = 5 facts made + 0 merged + 25 skipped + 0 rejected");
    let during = |label: &str| {
        let all = labels(&run, "system-membership");
        let full =
            all.iter().find(|full| full.starts_with(label)).unwrap_or_else(|| panic!("{label} is missing")).clone();
        values(&run, &full, "during")
    };
    assert_eq!(during("United States"), ["time/begin-latest-1816-01-01--end-earliest-2016-12-31"]);
    assert_eq!(during("Cuba"), ["time/1902-05-20..1906-09-25"]);
    assert_eq!(during("Denmark"), ["time/begin-latest-1816-01-01--end-earliest-1940-04-09--end-latest-1940-04-09"]);
    assert_eq!(during("Belarus"), ["time/begin-earliest-1991-08-25--begin-latest-1991-08-25--end-earliest-2016-12-31"]);
    assert_eq!(during("Germany"), ["time/begin-earliest-1990-10-03--begin-latest-1990-10-03--end-earliest-2016-12-31"]);
    // 365 has been four states from 1816 to 2016.
    assert!(!run.out.contains("/system-membership/russia"), "{}", run.out);
}

#[test]
fn capitals_are_known_to_the_day_where_the_table_does_not_stop() {
    let run = read("cow-capitals", &[]);
    assert_eq!(run.counts(), "50 readings = 4 facts made + 0 merged + 46 skipped + 0 rejected");
    assert_eq!(
        labels(&run, "capital"),
        [
            "Almaty, capital of Kazakhstan, from 1991 to 5 May 1998",
            "Florence, capital of Italy, from 11 May 1865 to 2 February 1871",
            "Minsk, capital of Belarus, begun in 1991, not ended before 31 December 2024",
            "Washington, D.C., capital of United States, at least from 1 January 1816 to 31 December 2024",
        ]
    );
}

#[test]
fn a_capital_has_a_year_where_the_table_has_no_day_and_ends_with_its_state() {
    let run = rows(
        "cow-capitals",
        "ccode,statenme,capital,stdate,enddate,lat,lng
240.0,Hanover,Hannover,1816-01-01,1872-12-31,52,9
260.0,German Federal Republic,Bonn,1949-01-01,1991-06-19,50,7
265.0,German Democratic Republic,East Berlin,1949-01-01,1990-12-31,52,13
280.0,Mecklenburg Schwerin,Schwerin,1837-02-02,2024-12-31,53,11
329.0,Two Sicilies,Naples,1816-01-01,1861-12-31,40,14
679.0,Yemen,Sanaa,1990-01-01,2024-12-31,15,44
680.0,Yemen People's Republic,Aden,1967-01-01,2024-12-31,12,45
705.0,Kazakhstan,Almaty,1991-02-01,1998-05-05,43,76
",
    );
    assert_eq!(run.codes(), ["malformed-date"], "{}", run.err);
    assert!(run.err.contains("`1991-02-01` is not a date of the form `YYYY-01-01`"), "{}", run.err);
    let of = |state: &str| {
        let all = labels(&run, "capital");
        let label = all.iter().find(|label| label.contains(state)).unwrap_or_else(|| panic!("{state}: {all:?}"));
        values(&run, label, "during")
    };
    assert_eq!(of("of Hanover"), ["time/begin-latest-1816-01-01--end-earliest-1865-01-01"]);
    assert_eq!(
        of("West Germany"),
        ["time/begin-earliest-1949-01-01--begin-latest-1949-12-31--end-earliest-1989-01-01"]
    );
    assert_eq!(of("East Germany"), ["time/1949..1990"]);
    assert_eq!(of("Mecklenburg"), ["time/begin-earliest-1837-02-02--begin-latest-1837-02-02"]);
    assert_eq!(of("Two Sicilies"), ["time/begin-latest-1816-01-01--end-earliest-1861-01-01--end-latest-1861-12-31"]);
    assert_eq!(
        of("capital of Yemen"),
        ["time/begin-earliest-1990-01-01--begin-latest-1990-12-31--end-earliest-2024-12-31"]
    );
    assert_eq!(of("South Yemen"), ["time/begin-earliest-1967-01-01--begin-latest-1967-12-31"]);
}

#[test]
fn an_obligation_goes_one_way_and_each_kind_has_spells_of_its_own() {
    let run = read("atop-alliances", &[]);
    // Seven rows of five kinds, 35 cells; 8 hold 1: two years of defence, four of non-aggression, two of consultation
    // on both sides of a year that has no row.
    assert_eq!(run.counts(), "35 readings = 4 facts made + 4 merged + 27 skipped + 0 rejected");
    assert_eq!(
        labels(&run, "alliance-obligation"),
        [
            "Armenia to Belarus: consultation, begun between 1993 and 1995, not ended before 1995",
            "Armenia to Belarus: consultation, from 1993, end unknown",
            "Belarus to Armenia: defence, from 1993 to 1994",
            "Belarus to Armenia: non-aggression, at least from 1992 to 1995",
        ]
    );
}

#[test]
fn a_mission_speaks_to_each_of_its_jurisdictions_and_new_towns_become_places() {
    let run = read("embassies", &[]);
    // Two embassies with one and two jurisdictions, and a consulate, which its host receives. An embassy without a
    // jurisdiction and one without a town say nothing.
    assert_eq!(run.status, Some(0), "{}", run.err);
    let receivers = |label: &str| -> Vec<String> {
        let all = labels(&run, "accreditation");
        all.iter().filter_map(|full| full.strip_prefix(label)).map(|rest| rest.trim().to_owned()).collect()
    };
    let of = |label: &str| receivers(label).len();
    assert_eq!(of("embassy of Azerbaijan in Minsk accredited to Belarus"), 1);
    assert_eq!(of("embassy of Belarus in Sample Town accredited to Azerbaijan"), 1);
    assert_eq!(of("embassy of Belarus in Sample Town accredited to Armenia"), 1);
    assert_eq!(of("honorary consulate of Belarus in Baku accredited to Azerbaijan"), 1);
    assert_eq!(of(""), 4);
    // A mission resides in the jurisdiction that is its host; a consular post is received by its host alone.
    let mut resident: Vec<String> =
        labels(&run, "accreditation").into_iter().filter(|label| label.contains("(resident)")).collect();
    resident.iter_mut().for_each(|label| label.truncate(label.find(" (resident)").unwrap_or(label.len())));
    assert_eq!(
        resident,
        [
            "embassy of Azerbaijan in Minsk accredited to Belarus",
            "embassy of Belarus in Sample Town accredited to Azerbaijan",
            "honorary consulate of Belarus in Baku accredited to Azerbaijan",
        ]
    );
    // Towns of the registry are found by their items, and keep their names; another town is new.
    assert_eq!(labels(&run, "place"), ["Baku", "Minsk", "Sample Town"]);
    let same = |thing: &str, item: &str| {
        format!("<{ID}{thing}> <http://www.w3.org/2002/07/owl#sameAs> <http://www.wikidata.org/entity/{item}> .")
    };
    assert!(run.out.contains(&same("place/sample-town", "Q99999999901")), "{}", run.out);
    assert!(run.out.contains(&same("mission/belarus--embassy--sample-town", "Q99999999902")), "{}", run.out);
}

#[test]
fn an_agreement_has_its_parties_its_years_and_its_amendments() {
    let run = read("desta", &[]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let actions = labels(&run, "treaty-action");
    assert_eq!(actions.len(), 4, "{actions:?}");
    for begin in [
        "Sample Pact: signature, in 1999",
        "Sample Trade Area: entry into force, in 1995",
        "Sample Trade Area: signature, in 1993",
    ] {
        assert!(actions.iter().any(|label| label == begin), "{begin} is not among {actions:?}");
    }
    assert!(actions.iter().any(|label| label.ends_with(": amendment, in 1998")), "{actions:?}");
    // A pact that is not in force binds nobody. 900 stands for Kosovo, which has no number of ISO.
    let mut bound = labels(&run, "treaty-party");
    bound.iter_mut().for_each(|label| label.truncate(label.find(',').unwrap_or(label.len())));
    assert_eq!(bound, ["Azerbaijan", "Belarus", "Kosovo"]);
    let pact = values(&run, "Sample Pact", "party");
    assert_eq!(pact, ["state/azerbaijan", "state/belarus"]);
}

/// What is made of a few rows of a table.
fn rows(recipe: &str, table: &str) -> Run {
    let folder = Folder::with("t.csv", table);
    let more = ["--provenance", "none", "--format", "n-triples", "--keep-going"];
    folder.run(&[["export", "t.csv", "--recipe", recipe].as_slice(), &more].concat())
}

#[test]
fn the_year_in_which_a_number_passes_on_is_of_neither_state() {
    // The Soviet Union was never in the Commonwealth of Independent States, and Russia never in the Warsaw Pact; the row of 1991 has both.
    let run = rows(
        "cow-igo",
        "ccode,year,state,cis,wpact,un\n365,1989,russia,-1,1,1\n365,1990,russia,-1,1,1\n365,1991,russia,1,1,1\n365,1992,russia,1,-1,1\n",
    );
    assert_eq!((run.status, run.counts()), (Some(0), "12 readings = 4 facts made + 2 merged + 6 skipped + 0 rejected"));
    assert_eq!(
        labels(&run, "membership"),
        [
            "Russia in Commonwealth of Independent States: full member, at some time in 1992",
            "Russia in United Nations: full member, at some time in 1992",
            "Soviet Union in United Nations: full member, at least from 1989 to 1990",
            "Soviet Union in Warsaw Pact: full member, at least from 1989 to 1990",
        ]
    );
    let run = rows(
        "atop-alliances",
        "ccode1,ccode2,year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul\n365,370,1991,0,0,0,1,0\n370,365,1991,0,0,0,1,0\n365,370,1992,0,0,0,1,0\n",
    );
    assert_eq!(labels(&run, "alliance-obligation"), ["Russia to Belarus: non-aggression, at some time in 1992"]);
}

#[test]
fn a_number_of_today_is_the_state_of_its_time_or_rejected() {
    let head = "number;base_treaty;name;entry_type;year;entryforceyear;c1;c2;c3;c91\n";
    let table = format!(
        "{head}446;446;Finland GDR;base_treaty;1975;1975;246;276;NA;NA
290;290;Czechoslovakia Finland;base_treaty;1974;1975;203;246;NA;NA
1;1;Six;base_treaty;1957;1958;276;250;NA;NA
2;2;Late;base_treaty;1989;1991;276;20;NA;NA
3;3;Czech Slovak;base_treaty;1992;1993;203;703;NA;NA
4;4;South Africa Zimbabwe;base_treaty;1964;1964;710;716;NA;NA
279;279;Czech and Slovak Republic EFTA;base_treaty;1992;1992;203;703;246;NA
"
    );
    let run = rows("desta", &table);
    // Of 7 rows under four rules, 7 amendments are none, and Czechia, Slovakia and Zimbabwe were not there in 1992 and 1964.
    assert!(run.counts_said().ends_with(" 7 skipped + 4 rejected"), "{}", run.err);
    let codes: Vec<String> = run.codes();
    assert!(!codes.is_empty() && codes.iter().all(|code| code == "name-of-the-future"), "{}", run.err);
    assert!(run.err.contains("`iso number:716` means `Zimbabwe` from 1980 on"), "{}", run.err);
    assert_eq!(
        labels(&run, "treaty-party"),
        [
            "Andorra, party to Late, not begun before 1991",
            "Czechia, party to Czech Slovak, not begun before 1993",
            "Czechoslovakia, party to Czech and Slovak Republic EFTA, not begun before 1992",
            "Czechoslovakia, party to Czechoslovakia Finland, not begun before 1975",
            "East Germany, party to Finland GDR, not begun before 1975",
            "Finland, party to Czech and Slovak Republic EFTA, not begun before 1992",
            "Finland, party to Czechoslovakia Finland, not begun before 1975",
            "Finland, party to Finland GDR, not begun before 1975",
            "France, party to Six, not begun before 1958",
            "Germany, party to Late, not begun before 1991",
            "Slovakia, party to Czech Slovak, not begun before 1993",
            "West Germany, party to Six, not begun before 1958",
        ]
    );
    assert_eq!(values(&run, "Late", "party"), ["state/andorra", "state/west-germany"]);
    assert_eq!(values(&run, "Czech and Slovak Republic EFTA", "party"), ["state/czechoslovakia", "state/finland"]);
}

#[test]
fn a_mission_abroad_has_its_kind_its_residence_and_its_days() {
    let run = read("us-missions", &[]);
    // `None` is not a mission, and the embassy to 365 since 1933 runs over two states.
    assert_eq!(run.counts(), "25 readings = 3 facts made + 0 merged + 22 skipped + 0 rejected");
    let all = labels(&run, "accreditation");
    let one = |receiver: &str| {
        let full = all.iter().find(|label| label.contains(&format!("accredited to {receiver}")));
        full.unwrap_or_else(|| panic!("{receiver} is missing from {all:?}")).clone()
    };
    let envoy = one("Antigua and Barbuda");
    assert_eq!(values(&run, &envoy, "residence"), ["https://w3id.org/chancery/vocab/residence/non-resident"]);
    assert_eq!(values(&run, &envoy, "headClass"), ["https://w3id.org/chancery/vocab/head-class/ambassador"]);
    assert_eq!(
        values(&run, &envoy, "during"),
        ["time/begin-earliest-1994-06-30--begin-latest-1994-06-30--end-earliest-1999-01-05--end-latest-1999-01-05"]
    );
    let embassy = one("Azerbaijan");
    assert_eq!(values(&run, &embassy, "residence"), ["https://w3id.org/chancery/vocab/residence/resident"]);
    assert_eq!(
        values(&run, &embassy, "during"),
        ["time/begin-earliest-1992-03-16--begin-latest-1992-03-16--end-earliest-2024-12-31"]
    );
    assert_eq!(
        values(&run, &one("France"), "during"),
        ["time/begin-latest-1816-01-01--end-earliest-1893-04-07--end-latest-1893-04-07"]
    );
}

/// A table of the folder with the real inputs; nothing, and a word about it, where there is none.
fn real(table: &str) -> Option<PathBuf> {
    match std::env::var_os("CHANCERY_REAL_DATA") {
        Some(folder) => Some(PathBuf::from(folder).join("tables").join(table)),
        None => {
            println!("skipped: CHANCERY_REAL_DATA names no folder with {table}");
            None
        }
    }
}

/// Reads a real table, and gives the line of counts.
fn counts(table: &str, recipe: &str) -> Option<(String, Run)> {
    let table = real(table)?.to_string_lossy().into_owned();
    let folder = Folder::new();
    let arguments =
        ["export", &table, "--recipe", recipe, "--provenance", "none", "--keep-going", "--output", "all.nt"];
    let mut run = folder.run(&arguments);
    run.out = folder.read("all.nt");
    Some((run.counts_said().to_owned(), run))
}

/// How many things of a class there are.
fn of_class(run: &Run, class: &str) -> usize {
    let end = format!("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{TERM}{class}> .");
    run.out.lines().filter(|line| line.ends_with(&end)).count()
}

/// The bounds of times by their names: begin earliest and latest, end earliest and latest.
fn bounds(run: &Run) -> HashMap<&str, [Option<&str>; 4]> {
    let keys = ["beginEarliest", "beginLatest", "endEarliest", "endLatest"].map(|key| format!(" <{TERM}{key}> \""));
    let mut all: HashMap<&str, [Option<&str>; 4]> = HashMap::new();
    for line in run.out.lines() {
        for (at, key) in keys.iter().enumerate() {
            if let Some((time, rest)) = line.split_once(key.as_str()) {
                all.entry(time).or_default()[at] = rest.split('"').next();
            }
        }
    }
    all
}

/// The facts and what else has a time, each with its time.
fn in_time<'r>(run: &'r Run, property: &str) -> HashMap<&'r str, &'r str> {
    let key = format!(" <{TERM}{property}> ");
    let pairs = run.out.lines().filter_map(|line| line.split_once(key.as_str()));
    pairs.map(|(thing, time)| (thing, time.trim_end_matches(" ."))).collect()
}

/// How many facts have a begin, and an end, that is known to the year, between two years, and not bounded on one side.
fn edges(run: &Run) -> [[usize; 3]; 2] {
    let (bounds, mut counts) = (bounds(run), [[0; 3]; 2]);
    let year = |day: Option<&str>| day.and_then(|day| day.get(..4)).map(str::to_owned);
    for time in in_time(run, "during").values() {
        let [begin_earliest, begin_latest, end_earliest, end_latest] = bounds[time];
        for (end, (a, b)) in [(begin_earliest, begin_latest), (end_earliest, end_latest)].into_iter().enumerate() {
            let kind = if a.is_none() || b.is_none() { 2 } else { usize::from(year(a) != year(b)) };
            counts[end][kind] += 1;
        }
    }
    counts
}

/// The facts that certainly begin before, or end after, the time in which the names and codes of one of their states mean it.
fn out_of_their_time(run: &Run) -> Vec<&str> {
    let (bounds, during, hold) = (bounds(run), in_time(run, "during"), in_time(run, "namesHold"));
    let is_out = |fact: &str, state: &str| {
        let (Some(time), Some(hold)) = (during.get(fact), hold.get(state)) else { return false };
        let ([_, begins, ends, _], [first, .., last]) = (bounds[time], bounds[hold]);
        first.is_some_and(|first| begins.is_some_and(|day| day < first))
            || last.is_some_and(|last| ends.is_some_and(|day| day > last))
    };
    let mut all: Vec<&str> = Vec::new();
    for line in run.out.lines() {
        let mut terms = line.splitn(3, ' ');
        let (Some(fact), Some(_), Some(state)) = (terms.next(), terms.next(), terms.next()) else { continue };
        if is_out(fact, state.trim_end_matches(" .")) {
            all.push(line);
        }
    }
    all
}

#[test]
fn the_real_list_of_states() {
    let Some((counts, run)) = counts("cow_states.csv", "cow-states") else { return };
    // 243 rows (states-rows) under five rules.
    assert_eq!(counts, "1215 readings = 231 facts made + 0 merged + 984 skipped + 0 rejected");
    assert_eq!(of_class(&run, "SystemMembership"), 231, "states-facts");
    assert_eq!(out_of_their_time(&run), [""; 0]);
}

#[test]
fn the_real_capitals() {
    let Some((counts, run)) = counts("cow_capitals.csv", "cow-capitals") else { return };
    // 242 rows (capitals-rows) under ten rules.
    assert_eq!(counts, "2420 readings = 230 facts made + 0 merged + 2190 skipped + 0 rejected");
    assert_eq!(of_class(&run, "Capital"), 230, "capitals-facts");
    assert_eq!(out_of_their_time(&run), [""; 0]);
}

#[test]
fn the_real_missions_of_the_united_states() {
    let Some((_, run)) = counts("us-missions-ranges.csv", "us-missions") else { return };
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert_eq!(of_class(&run, "Accreditation"), 460, "missions-accreditations");
    let away = format!("<{TERM}residence> <https://w3id.org/chancery/vocab/residence/non-resident> .");
    assert_eq!(run.out.matches(&away).count(), 65, "missions-non-resident");
    assert_eq!(out_of_their_time(&run), [""; 0]);
}

#[test]
fn the_real_trade_agreements() {
    let Some((_, run)) = counts("desta-agreements.csv", "desta") else { return };
    // Four amendments change agreements (23, 27, 356, 694) of which the table has no row of its own. Rejected are they, 6 of 842
    // signatures, 2 of 688 entries into force and 2 lists of parties, and two single parties, whose numbers are those of states that
    // were not there yet.
    assert!(run.counts_said().ends_with(" 16 rejected"), "{}", run.err);
    let mut codes = run.codes();
    codes.sort();
    codes.dedup();
    assert_eq!((run.status, codes), (Some(1), vec!["missing-key".to_owned(), "name-of-the-future".to_owned()]));
    assert_eq!(run.codes().iter().filter(|code| *code == "missing-key").count(), 4, "{}", run.err);
    let acts = |code: &str| run.out.matches(&format!("<https://w3id.org/chancery/vocab/action-type/{code}> .")).count();
    assert_eq!(of_class(&run, "TreatyParty"), 3909, "desta-parties-of-their-time");
    assert_eq!(acts("signature"), 836, "desta-signatures-of-their-time");
    assert_eq!(acts("entry-into-force"), 686, "desta-in-force-of-their-time");
    assert_eq!(out_of_their_time(&run), [""; 0]);
}

#[test]
fn the_real_alliances() {
    let Some((_, run)) = counts("atop-alliance-dyad-year.csv.gz", "atop-alliances") else { return };
    // A number that passes from one state to the next makes a spell for each, and the year in which it does is of neither.
    assert_eq!(of_class(&run, "AllianceObligation"), 22_553, "atop-spells-of-states");
    assert_eq!(edges(&run), [[4059, 945, 17_549], [902, 1404, 20_247]], "atop-of-states-begin-known and so on");
    assert_eq!(out_of_their_time(&run), [""; 0]);
}

#[test]
fn the_real_memberships() {
    let Some((_, run)) = counts("cow-igo-state-year-v3.csv.gz", "cow-igo") else { return };
    // The 19,042 of igo-spells, and those that a number makes which passes from one state to the next; but for the year in which it does.
    assert_eq!(of_class(&run, "Membership"), 19_364, "igo-spells-of-states");
    // Each year that says no, or another status, bounds the spell next to it, also across years of which nothing is known: 2,343
    // begins and 425 ends lie between two years. The unbounded ones have no such year among the rows of their state.
    assert_eq!(edges(&run), [[14_664, 2343, 2357], [4411, 425, 14_528]], "igo-of-states-begin-known and so on");
    assert_eq!(out_of_their_time(&run), [""; 0]);
    // 1,635 begin in a state's first row, Belarus in the United Nations among them: nothing is known of its begin.
    let belarus = run.out.lines().find(|line| line.contains("\"Belarus in United Nations: full member, "));
    let label = "at least from 1991 to 2014\"";
    assert!(belarus.is_some_and(|line| line.contains(label)), "{belarus:?}");
}

/// Of a list, the items that another column has, and those that it does not have: by what they mean, not by how they are written.
#[test]
fn the_items_of_a_list_are_compared_with_another_column() {
    let folder = Folder::with(
        "t.csv",
        "who;to;at\nAzerbaijan;Belarus|Armenia;BY\nAzerbaijan;Armenia;BY\nAzerbaijan;Belarus;BY\n",
    );
    let recipe = |keys: &str| {
        format!(
            "recipe: r\ntable: {{delimiter: \";\"}}\ndocument: {{id: t, title: T}}\ncolumns:\n  at: {{of: at, values: {{BY: Belarus}}}}\n  \
             some: {{of: to, split: \"|\", {keys}}}\nfacts:\n  - diplomatic relation: {{between: [\"{{who}}\", \"{{some}}\"]}}\n"
        )
    };
    for (keys, counts) in [
        ("among: at", "3 readings = 1 fact made + 1 merged + 1 skipped + 0 rejected"),
        ("not among: at", "3 readings = 1 fact made + 1 merged + 1 skipped + 0 rejected"),
    ] {
        folder.file("r.yaml", recipe(keys));
        let run = folder.run(&["export", "t.csv", "--recipe", "r.yaml", "--provenance", "none"]);
        assert_eq!((run.status, run.counts()), (Some(0), counts), "{keys}: {}", run.err);
    }
    // Both together leave nothing.
    folder.file("r.yaml", recipe("among: at, not among: at"));
    let run = folder.run(&["export", "t.csv", "--recipe", "r.yaml"]);
    assert!(
        run.codes() == ["nothing-made"] && run.err.contains("3 because the cell says that there is none"),
        "{}",
        run.err
    );
    folder.file("r.yaml", recipe("among: att"));
    let run = folder.run(&["check", "t.csv", "--recipe", "r.yaml"]);
    assert!(run.codes() == ["unknown-column"] && run.err.contains("did you mean `at`?"), "{}", run.err);
}

/// Wikidata has missions of and to the Vatican City, the territory of the Holy See.
#[test]
fn nunciatures_are_of_the_holy_see_and_it_receives_missions() {
    let folder = Folder::new();
    let item = |id: &str| format!("http://www.wikidata.org/entity/{id}");
    let row = |sender: &str, receiver: &str, host: &str, town: &str, what: &str| {
        let [sender, receiver, host, town] = [sender, receiver, host, town].map(item);
        format!(";{sender};;{receiver};;{host};Town;{town};{what};;;\n")
    };
    let heading = "operator;operatorQID;jurisdictions;jurisdictionQIDs;country;countryQID;city;cityQID;type;typeQID;creation;QID\n";
    let nunciature = row("Q237", "Q184", "Q184", "Q2280", "apostolic nunciature");
    let embassy = row("Q184", "Q183|Q237", "Q183", "Q64", "embassy");
    folder.file("embassies.csv", format!("{heading}{nunciature}{embassy}"));
    let run = folder.run(&["export", "embassies.csv", "--recipe", "embassies", "--format", "nt"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let made = labels(&run, "accreditation");
    let starts = |with: &str| made.iter().filter(|label| label.starts_with(with)).count();
    assert_eq!(starts("nunciature of Holy See in Minsk accredited to Belarus"), 1, "{made:?}");
    assert_eq!(starts("embassy of Belarus in Berlin accredited to Holy See"), 1, "{made:?}");
    assert_eq!(starts("embassy of Belarus in Berlin accredited to Germany"), 1, "{made:?}");
}

#[test]
fn the_real_embassies() {
    let Some(table) = real("embassies-2022.csv") else { return };
    let table = table.to_string_lossy().into_owned();
    let folder = Folder::new();
    let more = ["--provenance", "none", "--max-rejected", "1", "--output", "all.nt"];
    let mut run = folder.run(&[["export", &table, "--recipe", "embassies"].as_slice(), &more].concat());
    assert_eq!(run.status, Some(0), "{}", run.err);
    run.out = folder.read("all.nt");
    // embassies-diplomatic-accreditations and embassies-consular-accreditations make 16,906. Rejected are rows of senders
    // and receivers that are not states: 8 rows, one of them with 28 receivers.
    let made = of_class(&run, "Accreditation");
    assert!((16_840..=16_906).contains(&made), "{made}");
    // 7,888 rows with a town have their host among the jurisdictions, the Kingdom of Denmark read as Denmark; 950 facts are of
    // consular posts, which reside with their host. One fact may be in two rows, and a few rows are rejected.
    let residing = run.out.lines().filter(|line| line.ends_with("/vocab/residence/resident> .")).count();
    assert!((7_860..=7_888).contains(&(residing - 950)), "{residing}");
    assert_eq!(out_of_their_time(&run), [""; 0]);
}
