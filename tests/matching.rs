//! Names to entities, with their reasons: `chancery match`, and the tables of the field that name states by year.

use crate::support::graph;
use std::collections::{BTreeMap, BTreeSet};

use crate::support::Folder;
use crate::support::graph::Run;
use chancery::pipeline::Options;
use chancery::registry::{Answer, Asked, Miss};
use chancery::source::Node;
use chancery::time::Edtf;

#[test]
fn names_and_codes_are_found_with_their_reason() {
    let folder = Folder::new();
    let run = folder.run(&["match", "--format", "tsv", "Belarus", "KOREA, SOUTH", "BLR", "blr", "cow:370", "Q184"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert_eq!(
        run.out,
        "name\tdate\tentity\titem\thow\tscore\n\
         Belarus\t\tstate:belarus\tQ184\tname\t100\n\
         KOREA, SOUTH\t\tstate:south-korea\tQ884\tform\t100\n\
         BLR\t\tstate:belarus\tQ184\tcode\t100\n\
         blr\t\t\t\tunknown\t\n\
         cow:370\t\tstate:belarus\tQ184\tcode\t100\n\
         Q184\t\tstate:belarus\tQ184\tcode\t100\n"
    );
}

#[test]
fn who_bore_a_name_at_a_time_that_is_not_known_has_no_answer() {
    let folder = Folder::with(
        "t.csv",
        "n,d\nRussia,1905?\nRussia,9999\nRussia,2999\nRussia,XXXX-07\nRussia,1905/..\nRussia,1905\n",
    );
    let run = folder.run(&["match", "--table", "t.csv", "--column", "n", "--date-column", "d", "--format", "tsv"]);
    let found: Vec<&str> = run.out.lines().skip(1).filter_map(|line| line.split('\t').nth(2)).collect();
    assert_eq!(found, ["", "", "", "", "", "state:russian-empire"], "{}", run.out);
    for day in ["1905?", "9999", "1905/.."] {
        let run = folder.run(&["match", "--on", day, "Russia"]);
        assert!(run.status == Some(1) && run.out.contains("no answer"), "{day}: {}", run.out);
    }
}

#[test]
fn a_near_name_is_a_candidate_and_no_answer() {
    let folder = Folder::new();
    let run = folder.run(&["match", "--kind", "state", "Bellarus", "Nigerr"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert!(
        run.out.contains("Bellarus: no answer, unknown\n   87 Belarus (state:belarus): 1 letter differs"),
        "{}",
        run.out
    );
    assert!(run.out.contains("Nigerr: no answer, unknown"), "{}", run.out);
    // What bears the name is told, where it is something else.
    let run = folder.run(&["match", "--kind", "state", "--format", "json", "Minsk"]);
    let told: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!((told["how"].as_str(), told["candidates"][0]["label"].as_str()), (Some("other-kind"), Some("Minsk")));
}

#[test]
fn the_date_decides_and_none_takes_the_place_of_another() {
    let schema = &graph::loaded().schema;
    let registry = Run::good(graph::loaded(), &Options::default()).outcome.registry;
    let state = schema.class_id("https://w3id.org/chancery/ontology#Polity").expect("polities");
    let found = |name: &str, when: &str| {
        let bounds = (!when.is_empty()).then(|| Edtf::parse(when).expect("EDTF").bounds());
        match registry.answer(schema, Asked { text: name, class: state, when: bounds.as_ref() }) {
            Answer::Found(id, _) => registry.entity(id).id.clone(),
            Answer::Missed(Miss::Ambiguous, _) => "ambiguous".to_owned(),
            Answer::Missed(..) => "nobody".to_owned(),
        }
    };
    assert_eq!(found("Niger", ""), "niger");
    assert_eq!(found("Nigeria", ""), "nigeria");
    assert_ne!(found("Republic of Vietnam", "1970"), "vietnam");
    assert_ne!(found("Soviet Union", "1980"), "russia");
    assert_ne!(found("USSR", ""), "russia");
    // Both were called so in this year.
    assert_eq!(found("Austria", "1918"), "ambiguous");
    // Of what has one bound, anybody who may have borne the name is meant; what a code meant not yet, it does not mean.
    for (name, when) in [("Russia", "../1960"), ("Russia", "1905/"), ("China", "1949"), ("cow:365", "1991")] {
        assert_eq!(found(name, when), "ambiguous", "{name} {when}");
    }
    assert_eq!(found("China", "1949-03"), "republic-of-china-1912-1949");
    for (name, when) in [("DEU", "1960"), ("DEU", "1975/.."), ("cow:260", "1995"), ("Czechia", "1975")] {
        assert_eq!(found(name, when), "nobody", "{name} {when}");
    }
    // Two names in one mean whoever alone bears either at the time.
    assert_eq!(found("Myanmar (Burma)", "1980"), found("Myanmar", "1980"));
    assert_eq!(found("Turkey (Ottoman Empire)", "1870"), "ottoman-empire");
    assert_eq!(found("Turkey (Ottoman Empire)", "1970"), "turkey");
    assert_eq!(found("Niger (Nigeria)", "1970"), "ambiguous");
    assert_eq!(found("Belarus (Atlantis)", "1970"), "nobody");
    for odd in ["", " ", "\u{0}", "Беларуcь с латинской c", "🇧🇾"] {
        assert_eq!(found(odd, ""), "nobody", "{odd:?}");
    }
    assert_eq!(found(&"a".repeat(10_000_000), ""), "nobody");
}

#[test]
fn lines_and_columns_give_names_with_dates() {
    let folder = Folder::new();
    let run = folder.pipe("Belarus\t1995\n\nNo such land\tnever\nSerbia\t2010\n", &["match", "--format", "json"]);
    let told: Vec<serde_json::Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!((run.status, told.len()), (Some(1), 3), "{}", run.out);
    assert_eq!(told[0]["match"]["entity"], "state:belarus");
    assert!(told[1]["wrong"].as_str().is_some_and(|why| !why.is_empty()), "{}", run.out);
    folder.file("t.csv", "year,partner\n1995,Belarus\n1996,BLR\n1997,\n");
    let run =
        folder.run(&["match", "--table", "t.csv", "--column", "partner", "--date-column", "year", "--format", "tsv"]);
    // Each row has its line.
    assert_eq!((run.status, run.out.lines().count()), (Some(0), 4), "{}{}", run.out, run.err);
    assert!(run.out.ends_with("BLR\t1996\tstate:belarus\tQ184\tcode\t100\n\t1997\t\t\tempty\t\n"), "{}", run.out);
    folder.file("t.csv", "year,partner\n1996-13,Belarus\n");
    let run =
        folder.run(&["match", "--table", "t.csv", "--column", "partner", "--date-column", "year", "--format", "tsv"]);
    assert!(run.status == Some(1) && run.out.ends_with("Belarus\t1996-13\t\t\tdate\t\n"), "{}", run.out);
    // A row that is wrong is told where it stands, and the others are answered.
    folder.file("t.csv", "year,partner\n1995,Belarus\n1996\n1997,BLR\n");
    let run = folder.run(&["match", "--table", "t.csv", "--column", "partner", "--format", "tsv"]);
    assert_eq!((run.status, run.out.lines().count()), (Some(1), 3), "{}{}", run.out, run.err);
    let said: Vec<_> = run.said().into_iter().map(|said| (said.code, said.place)).collect();
    assert_eq!(said, [("too-few-cells".to_owned(), "t.csv:3:1".to_owned())]);
    let run = folder.run(&["match", "--table", "t.csv", "--column", "partners"]);
    assert_eq!(run.status, Some(2));
    assert!(run.err.contains("did you mean `partner`?"), "{}", run.err);
    let run = folder.run(&["match", "--kind", "stat", "Belarus"]);
    assert_eq!(run.status, Some(2));
    assert!(run.err.contains("did you mean `state`?"), "{}", run.err);
}

#[test]
fn the_country_tells_which_is_meant() {
    let folder = Folder::with(
        "facts.yaml",
        "entities:\n  - place: {name: Springfield, id: one, country: Canada}\n  - place: {name: Springfield, id: two, country: Australia}\n",
    );
    let of = |more: &[&str]| {
        folder
            .run(&[&["match", "--source", "facts.yaml", "--format", "tsv"], more].concat())
            .out
            .lines()
            .nth(1)
            .map(str::to_owned)
    };
    assert_eq!(of(&["Springfield"]).as_deref(), Some("Springfield\t\t\t\tambiguous\t100"));
    assert_eq!(of(&["Springfield", "--country", "CAN"]).as_deref(), Some("Springfield\t\tplace:one\t\tform\t100"));
    assert_eq!(of(&["Minsk", "--country", "Canada"]).as_deref(), Some("Minsk\t\t\t\tother-country\t99"));
    assert!(of(&["Minsk", "--country", "Belarus"]).is_some_and(|line| line.contains("\tplace:minsk\t")));
}

#[test]
fn a_name_of_ten_megabytes_has_no_answer_and_the_rest_goes_on() {
    let folder = Folder::new();
    let long = format!("{}\nBelarus\n\u{412}elarus\n", "x".repeat(10 << 20));
    let run = folder.pipe(long, &["match", "--format", "tsv"]);
    let ends: Vec<&str> = run.out.lines().map(|line| line.rsplit('\t').nth(1).unwrap_or_default()).collect();
    assert_eq!(ends, ["how", "unknown", "name", "unknown"]);
    assert!(run.out.len() < 300_000, "{}", run.out.len());
}

/// Every name of a table of state-years, by name and by code. The code of the row is the oracle: whoever is found must
/// have it. Gives the names that have no answer.
fn state_years(test: &str, file: &str, key: &str, columns: [&str; 3]) -> Option<(BTreeSet<String>, usize)> {
    let path = graph::real_data(test)?.join("names").join(file);
    let mut reader = csv::Reader::from_path(path).expect("the table is there");
    let headings = reader.headers().expect("headings").clone();
    let places = columns.map(|name| headings.iter().position(|heading| heading == name).expect("the column"));
    let mut asked: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        let [name, number, year] = places.map(|at| row[at].to_owned());
        asked.entry((name, number)).or_default().push(year);
    }
    let schema = &graph::loaded().schema;
    let registry = Run::good(graph::loaded(), &Options::default()).outcome.registry;
    let agent = schema.class_id("https://w3id.org/chancery/ontology#Polity").expect("polities");
    let has = |node: &Node<'_>, number: &str| {
        let codes = node.items().map_or_else(|| vec![node], |items| items.iter().collect());
        codes.iter().any(|code| code.text() == Some(number))
    };
    let (mut wrong, mut missed, mut answered) = (Vec::new(), BTreeSet::new(), 0);
    for ((name, number), years) in &asked {
        for year in years {
            let bounds = Edtf::parse(year).expect("a year").bounds();
            for text in [name.clone(), format!("{key}:{number}")] {
                match registry.answer(schema, Asked { text: &text, class: agent, when: Some(&bounds) }) {
                    Answer::Found(id, _) => {
                        answered += 1;
                        let entity = registry.entity(id);
                        if !entity.record.get(key).is_some_and(|node| has(node, number)) {
                            wrong.push(format!("{text} in {year}: {} ({number} expected)", entity.id));
                        }
                    }
                    Answer::Missed(miss, _) => {
                        missed.insert(format!("{text}: {}", miss.word()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {:#?}", wrong.len(), &wrong[..wrong.len().min(40)]);
    Some((missed, answered))
}

#[test]
fn the_state_years_of_correlates_of_war_have_no_wrong_answer() {
    let columns = ["country", "cown", "year"];
    if let Some((missed, answered)) = state_years("cow", "data_cow.csv", "cow", columns) {
        assert!(answered > 31_000, "{answered}");
        // In these the bearers of some year share the name or the number: at one time, or because it passed on within the year.
        let shared = ["China", "Congo", "Germany", "Russia", "Vietnam", "Yemen", "Yugoslavia"].map(str::to_owned);
        let numbers = [255, 300, 325, 345, 365, 510, 678, 710].map(|number| format!("cow:{number}"));
        let ambiguous = shared.into_iter().chain(numbers).map(|name| format!("{name}: ambiguous"));
        // These the list also writes for the years of who was there before: the Austrian Empire, Sardinia, Tanganyika, the
        // Kingdom of Yemen, Rhodesia.
        let earlier = ["Austria-Hungary", "Italy", "Tanzania", "Yemen Arab Republic", "Zimbabwe"];
        let earlier = earlier.map(|name| format!("{name}: other-time"));
        assert_eq!(missed, ambiguous.chain(earlier).collect::<BTreeSet<_>>());
    }
}

#[test]
fn the_state_years_of_gleditsch_and_ward_have_no_wrong_answer() {
    let columns = ["country", "gwn", "year"];
    if let Some((missed, answered)) = state_years("gw", "data_gw.csv", "gw", columns) {
        assert!(answered > 33_000, "{answered}");
        let unknown: Vec<&String> = missed.iter().filter(|missed| missed.ends_with("unknown")).collect();
        assert!(unknown.is_empty(), "{unknown:#?}");
    }
}

/// Both names and both codes of the table of missions, on the first and the last day of each row.
#[test]
fn the_table_of_missions_has_no_wrong_answer() {
    let Some(folder) = graph::real_data("missions") else { return };
    let mut reader = csv::Reader::from_path(folder.join("tables/us-missions-ranges.csv")).expect("the table is there");
    let schema = &graph::loaded().schema;
    let registry = Run::good(graph::loaded(), &Options::default()).outcome.registry;
    let class = schema.class_id("https://w3id.org/chancery/ontology#Polity").expect("polities");
    let (mut right, mut wrong, mut missed) = (0, Vec::new(), BTreeSet::new());
    for row in reader.records() {
        let row = row.expect("a row");
        let [abbreviation, number, cow, usdos] = [0, 1, 2, 3].map(|at| row[at].to_owned());
        let codes = [format!("cow:{number}"), format!("cow code:{abbreviation}")];
        for day in [&row[4], &row[5]] {
            let Ok(day) = Edtf::parse(day) else { continue };
            let bounds = day.bounds();
            for text in [&cow, &usdos, &codes[0], &codes[1]] {
                match registry.answer(schema, Asked { text, class, when: Some(&bounds) }) {
                    Answer::Found(id, _) => {
                        let entity = registry.entity(id);
                        let bears = entity.values("cow").any(|node| match node.items() {
                            Some(items) => items.iter().any(|item| item.text() == Some(&number)),
                            None => node.text() == Some(&number),
                        });
                        match bears {
                            true => right += 1,
                            false => wrong.push(format!("{text} on {}: {}", day.as_str(), entity.id)),
                        }
                    }
                    Answer::Missed(miss, _) => {
                        missed.insert(format!("{text}: {}", miss.word()));
                    }
                }
            }
        }
    }
    println!("missions: {right} right, {} wrong; not answered: {missed:#?}", wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(right > 5_000, "{right}");
}

/// The labelled names: none is answered wrongly, and 98 in 100 of those that have an answer get it.
#[test]
fn hard_names_have_no_wrong_answer() {
    let schema = &graph::loaded().schema;
    let registry = Run::good(graph::loaded(), &Options::default()).outcome.registry;
    let class = schema.class_id("https://w3id.org/chancery/ontology#Polity").expect("polities");
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let (mut right, mut answerable, mut wrong, mut missed) = (0, 0, Vec::new(), Vec::new());
    for line in include_str!("expected/hard-names.tsv").lines().skip(1) {
        let [name, date, expected, kind] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns: {line}")
        };
        let bounds = (!date.is_empty()).then(|| Edtf::parse(date).expect("a date").bounds());
        let found = match registry.answer(schema, Asked { text: name, class, when: bounds.as_ref() }) {
            Answer::Found(id, _) => registry.entity(id).id.clone(),
            Answer::Missed(..) => "-".to_owned(),
        };
        let count = counts.entry(kind).or_default();
        count[1] += 1;
        count[0] += usize::from(found == expected);
        answerable += usize::from(expected != "-");
        match found.as_str() {
            found if found == expected => right += usize::from(expected != "-"),
            "-" => missed.push(format!("{name} {date}: {expected}")),
            found => wrong.push(format!("{name} {date}: {expected}, not {found}")),
        }
    }
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole as f64;
    println!(
        "{answerable} names: precision {:.1} %, recall {:.1} %; {counts:?}\nnot answered: {missed:#?}",
        percent(right, right + wrong.len()),
        percent(right, answerable)
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(right * 100 >= answerable * 98, "{missed:#?}");
    let hard = counts["hard"][1];
    assert!(answerable >= 300 && hard * 3 >= answerable && counts["none"][1] >= 30, "{counts:?}");
}

#[test]
fn withdrawn_codes_are_those_of_states_of_the_past() {
    let codes =
        ["iso3:SUN", "iso2:SU", "iso3:DDR", "iso2:DD", "iso3:CSK", "iso3:YUG", "iso2:YU", "iso3:SCG", "iso3:VDR"];
    let run = Folder::new().run(&[["match", "--format", "tsv"].as_slice(), &codes].concat());
    let found: Vec<&str> = run.out.lines().skip(1).filter_map(|line| line.split('\t').nth(2)).collect();
    let expected = [
        "state:soviet-union",
        "state:soviet-union",
        "state:east-germany",
        "state:east-germany",
        "state:czechoslovakia",
        "state:sfr-yugoslavia",
        "state:sfr-yugoslavia",
        "state:serbia-and-montenegro",
        "state:north-vietnam",
    ];
    assert_eq!(found, expected, "{}", run.err);
}
