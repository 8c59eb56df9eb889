//! Properties of what is stated, on inputs that nobody thought of: nothing that no source states.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chancery::diagnostic::Diagnostic;
use chancery::origin::Origin;
use chancery::pipeline::Options;
use chancery::schema::{Datatype, Key, ValueType};
use chancery::vocab::chy;
use oxigraph::model::Term;
use proptest::prelude::*;

use crate::support::cases::config;
use crate::support::graph::{Run, loaded};

const CHY: &str = "https://w3id.org/chancery/ontology#";

/// A run over one file.
fn run(name: &str, text: &str) -> Run<'static> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    Run::new(loaded(), &Options { sources: vec![file], ..Options::default() })
}

/// A run over a table with a recipe.
fn table(rows: &str, recipe: &str) -> Run<'static> {
    let folder = tempfile::tempdir().unwrap();
    let (data, how) = (folder.path().join("rows.csv"), folder.path().join("rows.yaml"));
    std::fs::write(&data, rows).unwrap();
    std::fs::write(&how, format!("recipe: rows\nreads: rows\ndocument: {{id: rows, title: Rows}}\n{recipe}")).unwrap();
    let recipes = vec![how.to_string_lossy().into_owned()];
    Run::new(loaded(), &Options { sources: vec![data], recipes, ..Options::default() })
}

/// Subject and object of every triple of a property of ours, without the beginning that all share.
fn pairs(run: &Run<'_>, property: &str) -> Vec<(String, String)> {
    let short = |iri: &str| iri.rsplit_once("/id/").map_or(iri, |(_, rest)| rest).to_owned();
    let predicate = format!("{CHY}{property}");
    run.quads()
        .into_iter()
        .filter(|quad| quad.predicate.as_str() == predicate)
        .map(|quad| {
            let object = match &quad.object {
                Term::NamedNode(node) => short(node.as_str()),
                other => other.to_string(),
            };
            (short(quad.subject.to_string().trim_matches(['<', '>'])), object)
        })
        .collect()
}

/// How facts stand within one another: what is between the outermost and the membership inside.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Around {
    /// A stance on it, an utterance about it: it is only spoken of.
    Stance,
    Utterance,
    /// A meeting of which it is a part.
    Meeting,
}

fn nested(layers: &[Around], number: usize) -> String {
    let Some((first, rest)) = layers.split_first() else {
        // One organisation for each reading, so that no two say the same.
        return format!(
            "membership: {{member: Kenya, organization: {{organization: {{id: o{number}, name: O{number}}}}}, status: full}}"
        );
    };
    let inner = nested(rest, number);
    match first {
        Around::Stance => format!("stance: {{holder: Togo, on: {{{inner}}}, stance: support}}"),
        Around::Utterance => format!("utterance: {{speaker: Togo, about: {{{inner}}}}}"),
        Around::Meeting => format!("meeting: {{participants: [Togo, Peru], part of: {{{inner}}}, during: 2001}}"),
    }
}

fn layers() -> impl Strategy<Value = Vec<Around>> {
    prop::collection::vec(prop::sample::select(vec![Around::Stance, Around::Utterance, Around::Meeting]), 0..4)
}

proptest! {
    #![proptest_config(config(24))]

    /// A fact stands as its claims say only where everything around it takes part; else it is mentioned, and no claim and
    /// no term of another vocabulary speaks of it.
    #[test]
    fn what_is_mentioned_is_never_claimed(
        blocks in prop::collection::vec((layers(), 0..4_usize, any::<bool>()), 1..8),
    ) {
        let modalities = ["asserted", "forecast", "agreed", "evaluated"];
        let codes = ["held", "projected", "projected", "evaluated"];
        let mut text = "document: {id: n, title: N}\nfacts:\n".to_owned();
        let mut expected: BTreeMap<String, &str> = BTreeMap::new();
        for (number, (layers, modality, denies)) in blocks.iter().enumerate() {
            let polarity = if *denies { "denies" } else { "supports" };
            let _ = writeln!(
                text,
                "  - {{row: 1{number}, modality: {}, polarity: {polarity}, says: [{{{}}}]}}",
                modalities[*modality],
                nested(layers, number)
            );
            let takes_part = layers.iter().all(|layer| *layer == Around::Meeting);
            let standing = match (takes_part, *denies, layers.is_empty()) {
                (true, true, true) => "denied",
                (true, false, _) => codes[*modality],
                _ => "mentioned",
            };
            expected.insert(format!("membership/kenya--o{number}--full"), standing);
        }
        let run = run("notes.yaml", &text);
        prop_assert!(!run.diagnostics.has_errors(), "{}\n{}", text, run.told());
        // What may be of several kinds has a digest in the names of facts.
        let plain = |fact: String| fact.split_once("--full").map_or(fact.clone(), |(name, _)| format!("{name}--full"));
        let standings: BTreeMap<String, String> =
            pairs(&run, "standing").into_iter().map(|(fact, standing)| (plain(fact), standing)).collect();
        let claimed: Vec<String> =
            ["supports", "denies"].iter().flat_map(|of| pairs(&run, of)).map(|(_, fact)| plain(fact)).collect();
        for (fact, standing) in expected {
            let found = standings.get(&fact).and_then(|iri| iri.rsplit('/').next());
            prop_assert_eq!(found, Some(standing), "{}: {}", fact, text);
            prop_assert_eq!(claimed.contains(&fact), standing != "mentioned", "{}: {}", fact, text);
        }
        // No fact, held or not, has a term that only held facts may have, unless it is asked for.
        let foreign = ["http://www.w3.org/ns/org#", "http://semanticweb.cs.vu.nl/2009/11/sem/", "http://www.w3.org/2006/time#"];
        for quad in run.quads() {
            let predicate = quad.predicate.as_str();
            let object = quad.object.to_string();
            prop_assert!(!foreign.iter().any(|ns| predicate.starts_with(ns) || object.contains(ns)), "{}", quad);
        }
    }

    /// A year of a cell has four digits, and is one in which states can have dealt with one another; whatever else stands there
    /// is rejected, and no fact is made.
    #[test]
    fn a_cell_is_a_year_or_is_rejected(cell in "-?[0-9]{1,5}") {
        let run = table(
            &format!("state,since\nKenya,{cell}\n"),
            "columns:\n  from: {of: since, as: date}\nfacts:\n  - membership: {member: \"{state}\", organization: OSCE, status: full, during: \"{from}/..\"}\n",
        );
        let digits = cell.trim_start_matches('-');
        let is_year = digits.len() == 4 && ("0001".."2201").contains(&cell.as_str());
        prop_assert_eq!(run.diagnostics.has_errors(), !is_year, "{}: {}", cell, run.told());
        prop_assert_eq!(pairs(&run, "standing").len(), usize::from(is_year), "{}", cell);
        if is_year {
            let begins = pairs(&run, "beginEarliest");
            let year = format!("\"{digits}-");
            prop_assert!(begins.iter().all(|(_, date)| date.starts_with(&year)), "{}: {:?}", cell, begins);
        }
    }

    /// A cell that is missing never leaves a fact that says less than the recipe does.
    #[test]
    fn no_fact_is_wider_than_the_recipe(cells in prop::collection::vec((any::<bool>(), any::<bool>()), 1..6)) {
        let mut rows = "pact,party,year\n".to_owned();
        for (number, (party, year)) in cells.iter().enumerate() {
            let _ = writeln!(rows, "P{number},{},{}", if *party { "Kenya" } else { "NA" }, if *year { "1990" } else { "" });
        }
        let run = table(
            &rows,
            "table: {missing: [NA]}\nfacts:\n  - treaty action: {instrument: {treaty: {name: \"{pact}\"}}, action: accession, party: \"{party}\", during: \"{year}\"}\n",
        );
        let whole = cells.iter().filter(|(party, year)| *party && *year).count();
        let made = pairs(&run, "standing").len();
        prop_assert_eq!(made, whole, "{}\n{}", rows, run.told());
        prop_assert_eq!(pairs(&run, "party").len(), made);
        let counts = run.outcome.counts.settled(made as u64);
        prop_assert_eq!(counts.readings, counts.made + counts.merged + counts.skipped + counts.rejected);
        prop_assert_eq!(counts.readings, cells.len() as u64);
    }

    /// Whoever bore a number in the year of a fact is meant by it, within a record in place too.
    #[test]
    fn names_in_place_are_of_the_year(year in 1817..2020_i32) {
        let text = format!(
            "document: {{id: n, title: N}}\nfacts:\n  - row: 1\n    says:\n      - office holding: {{holder: {{person: {{name: Ann}}}}, office: {{office: {{name: Keeper, of: \"cow:365\"}}}}, during: {year}}}\n"
        );
        let run = run("notes.yaml", &text);
        let of: Vec<String> = pairs(&run, "officeOf").into_iter().map(|(_, state)| state).collect();
        let wanted: &[&str] = match year {
            ..1917 => &["state/russian-empire"],
            1923..=1990 => &["state/soviet-union"],
            1992.. => &["state/russia"],
            // The years of the change belong to one side or are asked about.
            _ => &["state/russian-empire", "state/soviet-russia", "state/soviet-union", "state/russia"],
        };
        prop_assert!(of.iter().all(|state| wanted.contains(&state.as_str())), "{}: {:?}", year, of);
        prop_assert!(!of.is_empty() || run.diagnostics.has_errors() , "{}", year);
        prop_assert!(!of.is_empty() || matches!(year, 1917..=1922 | 1991), "{}: {}", year, run.told());
    }
}

/// The keys of an entity that say something of it, beside what names, identifies and finds it. Whoever adds a key sees
/// whether it is one.
const STATING: &[&str] = &[
    "company dissolved",
    "company founded",
    "company ownership",
    "consular post closed",
    "consular post opened",
    "document as of",
    "document calendar",
    "document derived from",
    "document published",
    "document retrieved",
    "document revised",
    "document revision",
    "government body dissolved",
    "government body founded",
    "instrument group count",
    "instrument group subject",
    "instrument subject",
    "international organization dissolved",
    "international organization founded",
    "medium dissolved",
    "medium founded",
    "mission closed",
    "mission opened",
    "office rank",
    "organization dissolved",
    "organization founded",
    "polity existed",
    "state existed",
    "treaty depositary",
    "treaty subject",
];

/// Every such key in a record in place of its own, within a fact: the blocks, and the property that each key would write.
fn told_in_place(manner: &str, within: &str) -> (String, Vec<String>) {
    let schema = &loaded().schema;
    let (mut text, mut properties, mut found) = (String::new(), Vec::new(), Vec::new());
    for kind in schema.kinds() {
        for (_, key) in kind.keys.iter().enumerate().filter(|(at, _)| kind.states(*at)) {
            found.push(format!("{} {}", kind.key, key.key));
            let value = match &key.value {
                ValueType::Time => "1992".to_owned(),
                ValueType::Concept(list) => schema.concept(list[0]).written().to_owned(),
                ValueType::Entity(class) if schema.class(*class).iri == chy::DOCUMENT => {
                    "{document: {id: other, title: Other}}".to_owned()
                }
                ValueType::Entity(_) => "Malta".to_owned(),
                ValueType::Text { datatype: Datatype::Date, .. } => "1992-01-02".to_owned(),
                _ => "3".to_owned(),
            };
            let number = found.len();
            // A mission has a town of its own in the place of a name.
            let who = match kind.key("type") {
                Some((_, Key { value: ValueType::Concept(types), .. })) => {
                    let of = schema.concept(types[0]).written();
                    format!("sender: Malta, type: {of}, seat: {{place: {{name: E{number}}}}}")
                }
                _ => format!("name: E{number}"),
            };
            let trait_ =
                format!("trait: {{subject: {{{}: {{{who}, {}: {value}}}}}, trait: landlocked}}", kind.key, key.key);
            let fact = within.replace("{}", &trait_);
            let _ = writeln!(text, "  - {{row: 1{number}, {manner}says: [{{{fact}}}]}}");
            properties.push(schema.space.predicate_iri(key.predicate).to_owned());
        }
    }
    found.sort();
    assert_eq!(found, STATING);
    (format!("document: {{id: n, title: N}}\nfacts:\n{text}"), properties)
}

/// An entity has no claims. So what a record in place says of it is stated only where the source itself states the fact.
#[test]
fn a_key_of_an_entity_in_place_is_stated_where_the_source_states_it() {
    let stance = "stance: {holder: Ghana, on: {{}}, stance: support}";
    let meeting =
        "meeting: {participants: [Ghana, Togo], during: 1990, part of: {investigation: {by: Peru, about: {{}}}}}";
    let said = |run: &Run<'_>, properties: &[String]| {
        let of = |property: &String| run.quads().iter().any(|quad| quad.predicate.as_str() == property);
        properties.iter().filter(|property| of(property)).count()
    };
    for (manner, within, stated) in [
        ("", "{}", true),
        ("modality: asserted, voice: source, polarity: supports, ", "{}", true),
        ("through: {utterance: {speaker: Ghana, during: 2007}}, ", "{}", true),
        ("quote: as it stands, ", "{}", true),
        ("polarity: denies, ", "{}", false),
        ("modality: forecast, ", "{}", false),
        ("modality: evaluated, ", "{}", false),
        ("voice: unnamed, ", "{}", false),
        ("speaker: Ghana, ", "{}", false),
        ("hedge: reportedly, ", "{}", false),
        ("", stance, false),
        ("", meeting, false),
    ] {
        let (text, properties) = told_in_place(manner, within);
        let run = run("notes.yaml", &text);
        let wrong: Vec<&str> = run.diagnostics.sorted().iter().map(|told| told.code.as_str()).collect();
        let expected = if stated { 0 } else { properties.len() };
        assert_eq!(wrong, vec!["told-in-passing"; expected], "{manner}{within}\n{}", run.told());
        assert_eq!(said(&run, &properties), properties.len() - expected, "{manner}{within}");
    }
}

/// Who speaks, and through what, is the word of the source itself, and so is what it says of them.
#[test]
fn a_key_of_who_speaks_is_stated() {
    let text = "document: {id: n, title: N}\nfacts:\n  - row: 1\n    polarity: denies\n    speaker: {company: {name: Acme, ownership: private}}\n    says: [{membership: {member: Kenya, organization: NATO, status: full}}]\n";
    let run = run("notes.yaml", text);
    assert!(!run.diagnostics.has_errors(), "{}", run.told());
    assert_eq!(pairs(&run, "ownership").len(), 1);
}

/// A rule states what is in place in it if every row of it does.
#[test]
fn a_rule_states_a_key_of_an_entity_where_every_row_does() {
    for (claim, stated) in [
        ("", 2),
        ("    quote: \"{word}\"\n", 2),
        ("    modality: asserted\n", 2),
        ("    polarity: denies\n", 0),
        ("    hedge: \"{word}\"\n", 0),
        ("    polarity: \"{polarity}\"\n", 0),
    ] {
        let run = table(
            "state,year,word,polarity\nKenya,1990,might,supports\nTogo,1991,may,denies\n",
            &format!(
                "facts:\n  - membership: {{member: \"{{state}}\", organization: {{organization: {{name: \"O {{state}}\", founded: \"{{year}}\"}}}}, status: full}}\n{claim}"
            ),
        );
        assert_eq!(pairs(&run, "founded").len(), stated, "{claim}{}", run.told());
        // It is told once, and not of every row.
        let codes: Vec<&str> = run.diagnostics.sorted().iter().map(|told| told.code.as_str()).collect();
        assert_eq!(codes, vec!["told-in-passing"; usize::from(stated == 0)], "{claim}{}", run.told());
        assert_eq!(run.told().contains(".yaml:"), stated == 0, "{claim}{}", run.told());
    }
}

/// The places of a text at which the diagnostics of a run point, those beside the main one too.
fn pointed_at(run: &Run<'_>, text: &str) -> Vec<(String, Vec<String>)> {
    let at =
        |origin: Origin| text[usize::try_from(origin.start).unwrap()..usize::try_from(origin.end).unwrap()].to_owned();
    let sorted = run.diagnostics.sorted();
    let places =
        |d: &&Diagnostic| d.origin.iter().chain(d.related.iter().map(|(origin, _)| origin)).map(|o| at(*o)).collect();
    sorted.iter().map(|told| (told.code.to_string(), places(told))).collect()
}

/// The source's own word is not a speaker's. Someone may speak whom the source only describes.
#[test]
fn a_speaker_is_not_the_source_itself() {
    for (claim, contradiction) in [
        ("speaker: Ghana", None),
        ("voice: source", None),
        ("voice: named", None),
        ("voice: named, speaker: Ghana", None),
        ("voice: unnamed, speaker: Ghana", None),
        ("voice: source, speaker: Ghana", Some(["source", "Ghana"])),
        ("speaker: Ghana, polarity: denies, voice: the source itself", Some(["the source itself", "Ghana"])),
        ("voice: source, modality: forecast, speaker: [Ghana, Mali]", Some(["source", "[Ghana, Mali]"])),
    ] {
        let text = format!(
            "facts: [{{row: 1, {claim}, says: [{{visit: {{visitor: Togo, host: Chad, during: 2001-02-03}}}}]}}]"
        );
        let run = run("notes.yaml", &text);
        let expected =
            contradiction.map(|places| ("contradictory-voice".to_owned(), places.map(str::to_owned).to_vec()));
        assert_eq!(pointed_at(&run, &text), Vec::from_iter(expected), "{claim}\n{}", run.told());
        assert_eq!(pairs(&run, "visitor").is_empty(), contradiction.is_some(), "{claim}");
    }
}

/// In a table it is told where it stands: once in the recipe, or at each row whose cells say so.
#[test]
fn a_speaker_of_a_row_is_not_the_source_itself() {
    let rows = "state,who,voice\nKenya,Ghana,source\nTogo,,source\nMali,Ghana,named\nChad,Ghana,\n";
    for (claim, (place, times)) in [
        ("voice: source\n    speaker: Ghana", ("rows.yaml:", 1)),
        ("voice: source\n    speaker: \"{who}\"\n    may be absent: [speaker]", ("rows.csv:", 3)),
        ("voice: \"{voice}\"\n    speaker: Ghana\n    may be absent: [voice]", ("rows.csv:", 2)),
        ("voice: \"{voice}\"\n    speaker: \"{who}\"\n    may be absent: [voice, speaker]", ("rows.csv:", 1)),
    ] {
        let run = table(
            rows,
            &format!(
                "facts:\n  - {claim}\n    membership: {{member: \"{{state}}\", organization: NATO, status: full}}\n"
            ),
        );
        let errors: Vec<&str> = run.diagnostics.sorted().iter().map(|told| told.code.as_str()).collect();
        assert_eq!(errors, vec!["contradictory-voice"; times], "{claim}\n{}", run.told());
        assert_eq!(run.told().matches(place).count(), times, "{claim}\n{}", run.told());
    }
}

/// The bounds of the one membership of a text, in the order of a life; nothing where it is refused.
fn bounds_of(during: &str) -> Option<[String; 4]> {
    let said = format!(
        "facts: [{{row: 1, says: [{{membership: {{member: Togo, organization: NATO, status: full, during: {during}}}}}]}}]"
    );
    let run = run("notes.yaml", &said);
    let of = |property| pairs(&run, property).into_iter().map(|(_, day)| day[1..11].to_owned()).collect::<String>();
    let bounds = ["beginEarliest", "beginLatest", "endEarliest", "endLatest"].map(of);
    (!run.diagnostics.has_errors()).then_some(bounds)
}

/// What is proposed for a time that cannot be read is taken, and says what was written and no more.
#[test]
fn what_is_proposed_for_a_time_says_what_was_written() {
    let none = "";
    for (written, means) in [
        ("since 27 October 1961 to this day", &[["1961-10-27", "1961-10-27", none, none]][..]),
        ("27 October 1961/..", &[["1961-10-27", "1961-10-27", none, none]]),
        ("../27 October 1961", &[[none, none, "1961-10-27", "1961-10-27"]]),
        // What happened once neither began nor ended later; of what lasts one of the two is said.
        (
            "by 1990",
            &[
                [none, "1990-12-31", none, "1990-12-31"],
                [none, "1990-12-31", none, none],
                [none, none, none, "1990-12-31"],
            ],
        ),
        (
            "before 2 January 1990",
            &[
                [none, "1990-01-01", none, "1990-01-01"],
                [none, "1990-01-01", none, none],
                [none, none, none, "1990-01-01"],
            ],
        ),
        ("after 1990", &[["1991-01-01", none, "1991-01-01", none], ["1991-01-01", none, none, none]]),
        ("since at least 1990", &[[none, "1990-12-31", none, none]]),
        (
            "between 1961 and 1990",
            &[
                ["1961-01-01", "1961-12-31", "1990-01-01", "1990-12-31"],
                ["1961-01-01", "1990-12-31", "1961-01-01", "1990-12-31"],
                ["1961-01-01", none, none, "1990-12-31"],
            ],
        ),
        (
            "[1961, 1990]",
            &[
                ["1961-01-01", "1990-12-31", "1961-01-01", "1990-12-31"],
                ["1961-01-01", "1961-12-31", "1990-01-01", "1990-12-31"],
                ["1961-01-01", none, none, "1990-12-31"],
            ],
        ),
    ] {
        let text = format!(
            "facts: [{{row: 1, says: [{{membership: {{member: Togo, organization: NATO, status: full, during: {written}}}}}]}}]"
        );
        let run = run("notes.yaml", &text);
        let sorted = run.diagnostics.sorted();
        let [told] = sorted.as_slice() else { panic!("{written}: {}", run.told()) };
        let proposed: Vec<&str> = told
            .help
            .iter()
            .filter(|help| help.contains("write ") || help.starts_with("or "))
            .flat_map(|help| help.split('`').skip(1).step_by(2))
            .collect();
        let bounds: Vec<_> =
            proposed.iter().map(|text| bounds_of(text).unwrap_or_else(|| panic!("{written}: {text}"))).collect();
        assert_eq!(bounds, means, "{written}: {proposed:?}");
    }
}
