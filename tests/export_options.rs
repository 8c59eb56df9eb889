//! The options of `chancery export`: which facts, how much of who says so, what follows, and what the export says of
//! itself. What is expected is worked out by hand from the facts below.

use crate::support;
use crate::support::graph;
use std::collections::BTreeSet;

use chancery::schema::{Role, ValueType};

use crate::support::Folder;

const NOTES: &str = "\
document: {id: notes, title: Notes}
facts:
  - row: 1
    says:
      - diplomatic relation: {between: [Azerbaijan, Belarus], during: 1993-06-11/2020-01-01}
      - membership: {member: Belarus, organization: CIS, status: full, during: 1991-12-08/..}
      - membership: {member: Belarus, organization: Non-Aligned Movement, status: full}
      - visit: {visitor: Ilham Aliyev, host: Belarus, during: 2006-10-17/2006-10-18}
  - row: 2
    modality: forecast
    says:
      - trade: {between: [Azerbaijan, Belarus], value: 800 million USD, during: 2011}
";

type Triples = BTreeSet<(String, String, String)>;

const ID: &str = "<https://w3id.org/chancery/id/";

/// The triples of an export as N-Triples: those of the facts, and those that describe the export. IRIs stand without
/// the base.
fn export(folder: &Folder, options: &[&str]) -> (Triples, Triples) {
    let run = folder.run(&[&["export", "notes.yaml", "--format", "n-triples"], options].concat());
    assert_eq!(run.status, Some(0), "{}", run.err);
    let short = |text: &str| {
        let text = text.strip_prefix(ID).unwrap_or(text);
        text.strip_prefix("<https://w3id.org/chancery/").unwrap_or(text).trim_end_matches('>').to_owned()
    };
    let triples = run.out.lines().map(|line| {
        let mut parts = line.strip_suffix(" .").unwrap().splitn(3, ' ').map(short);
        (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap())
    });
    triples.partition(|(s, ..)| !s.starts_with("dataset/") && !s.ends_with("/Q2013"))
}

fn facts_of(triples: &Triples) -> BTreeSet<String> {
    let standing = triples.iter().filter(|(_, p, _)| p == "ontology#standing");
    standing.map(|(s, ..)| s.split(['_', '/']).next().unwrap_or(s).to_owned() + "/" + name(s)).collect()
}

/// The readable part of a name.
fn name(iri: &str) -> &str {
    iri.rsplit('/').next().unwrap().split('_').next().unwrap()
}

fn set(of: &[&str]) -> BTreeSet<String> {
    of.iter().map(|text| (*text).to_owned()).collect()
}

const CIS: &str = "membership/belarus--commonwealth-of-independent-states--full";
const NAM: &str = "membership/belarus--non-aligned-movement--full";
const RELATION: &str = "diplomatic-relation/azerbaijan--belarus";
const VISIT: &str = "visit/ilham-aliyev--belarus--2006-10-17..2006-10-18";
const TRADE: &str = "trade/azerbaijan--belarus";

fn notes() -> Folder {
    Folder::with("notes.yaml", NOTES)
}

fn marked(triples: &Triples, predicate: &str, day: &str) -> BTreeSet<String> {
    let literal = format!("\"{day}\"^^<http://www.w3.org/2001/XMLSchema#date");
    let marks = triples.iter().filter(|(_, p, o)| p == predicate && *o == literal);
    marks.map(|(s, ..)| s.split('/').next().unwrap().to_owned() + "/" + name(s)).collect()
}

#[test]
fn as_of_a_day_keeps_what_is_certain_or_possible_and_says_which() {
    let folder = notes();
    let (whole, _) = export(&folder, &[]);
    assert_eq!(facts_of(&whole), set(&[CIS, NAM, RELATION, VISIT, TRADE]));
    for (day, certain, possible) in [
        ("2008-01-01", &[RELATION][..], &[CIS, NAM][..]),
        ("2006-10-17", &[RELATION, VISIT], &[CIS, NAM]),
        ("2006-10-18", &[RELATION, VISIT], &[CIS, NAM]),
        ("2006-10-19", &[RELATION], &[CIS, NAM]),
        ("1991-12-07", &[], &[NAM]),
        ("1991-12-08", &[CIS], &[NAM]),
        ("2011-05-05", &[RELATION], &[CIS, NAM, TRADE]),
        ("2020-01-02", &[], &[CIS, NAM]),
    ] {
        let (part, _) = export(&folder, &["--as-of", day]);
        assert_eq!(marked(&part, "ontology#certainOn", day), set(certain), "{day}");
        assert_eq!(marked(&part, "ontology#possibleOn", day), set(possible), "{day}");
        assert_eq!(facts_of(&part), &set(certain) | &set(possible), "{day}");
        // Nothing but the marks is new.
        let new = part.difference(&whole).filter(|(_, p, _)| !p.ends_with("On")).count();
        assert_eq!(new, 0, "{day}");
        // Each claim is on a fact that is there, and each reference is to something described.
        let subjects: BTreeSet<&String> = part.iter().map(|(s, ..)| s).collect();
        let of_whole: BTreeSet<&String> = whole.iter().map(|(s, ..)| s).collect();
        for (s, p, o) in &part {
            assert!(!of_whole.contains(o) || subjects.contains(o), "{day}: {s} {p} {o}");
        }
    }
}

#[test]
fn an_open_end_is_certain_up_to_the_day_of_its_source() {
    let text = "document: {id: notes, title: Notes, as of: 2008-01-01}\nfacts:\n  - row: 1\n    says:\n      \
                - membership: {member: Belarus, organization: CIS, status: full, during: 1991-12-08/..}\n      \
                - membership: {member: Belarus, organization: Non-Aligned Movement, status: full, during: 1998/}\n";
    let folder = Folder::with("notes.yaml", text);
    for provenance in ["full", "source", "none"] {
        for (day, certain) in [("1991-12-07", &[][..]), ("2008-01-01", &[CIS]), ("2008-01-02", &[])] {
            let (part, _) = export(&folder, &["--as-of", day, "--provenance", provenance]);
            assert_eq!(marked(&part, "ontology#certainOn", day), set(certain), "{day} {provenance}");
        }
    }
}

#[test]
fn what_only_facts_left_out_lead_to_is_left_out() {
    let folder = notes();
    let has = |triples: &Triples, subject: &str| triples.iter().any(|(s, ..)| s == subject);
    let (whole, _) = export(&folder, &[]);
    let (part, _) = export(&folder, &["--as-of", "2008-01-01"]);
    for gone in
        ["person/ilham-aliyev", "quantity/800000000--USD", "time/2011", "row/notes--r2", "vocab/modality/forecast"]
    {
        assert!(has(&whole, gone) && !has(&part, gone), "{gone}");
    }
    for kept in ["state/azerbaijan", "state/belarus", "row/notes--r1", "document/notes", "vocab/standing/held"] {
        assert!(has(&part, kept), "{kept}");
    }
}

#[test]
fn the_days_together_hold_every_fact() {
    let folder = notes();
    let (whole, _) = export(&folder, &[]);
    let mut all = Triples::new();
    for day in ["2006-10-17", "2008-01-01", "2011-01-01"] {
        all.extend(export(&folder, &["--as-of", day]).0.into_iter().filter(|(_, p, _)| !p.ends_with("On")));
    }
    assert_eq!(all, whole);
}

#[test]
fn only_held_facts_with_their_claims() {
    let (part, _) = export(&notes(), &["--standing", "held"]);
    assert_eq!(facts_of(&part), set(&[CIS, NAM, RELATION, VISIT]));
    assert_eq!(part.iter().filter(|(_, _, o)| o == "ontology#Claim").count(), 4);
    assert!(!part.iter().any(|(s, ..)| s.starts_with("quantity/") || s == "vocab/standing/projected"));

    let denied = format!(
        "{NOTES}  - row: 3\n    polarity: denies\n    says:\n      - membership: {{member: Belarus, organization: Non-Aligned Movement, status: full}}\n"
    );
    let (part, _) = export(&Folder::with("notes.yaml", denied), &["--standing", "held"]);
    assert_eq!(facts_of(&part), set(&[CIS, RELATION, VISIT]), "what is contested is not held");
}

#[test]
fn provenance_is_full_or_documents_or_nothing() {
    let folder = notes();
    let (whole, _) = export(&folder, &[]);
    let (source, description) = export(&folder, &["--provenance", "source"]);
    assert_eq!(facts_of(&source), facts_of(&whole));
    let from = source.iter().filter(|(_, p, _)| p == "<http://purl.org/dc/terms/source");
    let from: Vec<_> = from.map(|(s, _, o)| (s.split('/').next().unwrap(), o.as_str())).collect();
    assert_eq!(from.len(), 5, "one document for each fact: {from:?}");
    assert!(from.iter().all(|(_, document)| *document == "document/notes"));
    let about_claims =
        |s: &str| ["claim/", "row/", "sentence/", "selector/", "extract/"].iter().any(|f| s.starts_with(f));
    assert!(!source.iter().any(|(s, _, o)| about_claims(s) || about_claims(o)));
    assert!(description.iter().any(|(_, p, o)| p == "<http://purl.org/dc/terms/source" && o == "document/notes"));

    let (none, description) = export(&folder, &["--provenance", "none"]);
    assert_eq!(facts_of(&none), facts_of(&whole));
    // That there are no claims is what was asked for.
    for provenance in ["source", "none"] {
        folder.run(&["export", "notes.yaml", "--provenance", provenance, "--output", "part.ttl"]);
        let run = folder.run(&["check", "part.ttl"]);
        assert!(run.status == Some(0) && !run.err.contains("fact-without-claim"), "{provenance}: {}", run.err);
    }
    assert!(none.is_subset(&whole));
    assert!(!none.iter().chain(&description).any(|(s, _, o)| {
        about_claims(s) || about_claims(o) || s.starts_with("document/") || o.starts_with("document/")
    }));
}

#[test]
fn what_follows_follows_from_the_facts_that_are_written() {
    let folder = notes();
    let member_of = |options: &[&str]| -> Vec<String> {
        let (triples, _) = export(&folder, options);
        let found = triples.into_iter().filter(|(_, p, _)| p == "ontology#memberOf");
        found.map(|(s, _, o)| format!("{} {}", name(&s), name(&o))).collect()
    };
    let (cis, nam) = ("belarus commonwealth-of-independent-states", "belarus non-aligned-movement");
    assert_eq!(member_of(&[]), [""; 0]);
    assert_eq!(member_of(&["--derived"]), [cis, nam]);
    assert_eq!(member_of(&["--derived", "--as-of", "1991-12-07"]), [nam]);
    let trig = folder.run(&["export", "notes.yaml", "--derived", "--format", "trig"]).out;
    let (facts, derived) = trig.split_once("<https://w3id.org/chancery/id/graph/derived> {").unwrap();
    assert!(derived.contains("chy:memberOf") && !facts.contains("chy:memberOf "));
}

/// What a source asserts with a hedge only is held and marked, and nothing follows from it; one plain claim is enough.
#[test]
fn nothing_follows_from_what_is_only_hedged() {
    let block = |row: u8, manner: &str, organization: &str| {
        format!(
            "  - row: {row}\n{manner}    says:\n      - membership: {{member: Belarus, organization: {organization}, status: full}}\n"
        )
    };
    let hedge = "    hedge: reportedly\n";
    let speaks = "      - stance: {holder: Azerbaijan, on: rumour, stance: neutral}\n";
    let text = [
        "document: {id: notes, title: Notes}\nfacts:\n".to_owned(),
        block(1, hedge, "CIS, id: rumour"),
        block(2, hedge, "NATO"),
        block(3, "", "NATO"),
        block(4, &format!("{hedge}    speaker: Ilham Aliyev\n"), "OSCE"),
        block(5, "", "Non-Aligned Movement"),
        format!("  - row: 6\n    says:\n{speaks}"),
    ];
    let folder = Folder::with("notes.yaml", text.concat());
    for options in [&[][..], &["--provenance", "source"], &["--provenance", "none"], &["--as-of", "2008-01-01"]] {
        let (all, description) = export(&folder, &[options, &["--derived"]].concat());
        let with = |predicate: &str| -> Vec<_> { all.iter().filter(|(_, p, _)| p == predicate).collect() };
        let [(subject, _, value)] = with("ontology#onlyHedged")[..] else { panic!("{options:?}: {all:#?}") };
        assert!(subject.contains("belarus--commonwealth-of-independent-states"), "{subject}");
        assert_eq!(value, "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean");
        let standing = ("ontology#standing".to_owned(), "vocab/standing/held".to_owned());
        assert!(all.contains(&(subject.clone(), standing.0, standing.1)), "{options:?}");
        let marked: BTreeSet<&str> = with("<http://www.w3.org/2000/01/rdf-schema#label")
            .iter()
            .filter(|(_, _, label)| label.starts_with("\"hedged: "))
            .map(|(s, ..)| s.as_str())
            .collect();
        assert_eq!(marked, BTreeSet::from([subject.as_str()]), "{options:?}");
        let members: Vec<&str> = with("ontology#memberOf").iter().map(|(_, _, o)| name(o)).collect();
        assert_eq!(members, ["nato", "non-aligned-movement"], "{options:?}");
        let held_as: BTreeSet<&str> =
            with("<http://www.w3.org/ns/org#organization").iter().map(|(_, _, o)| name(o)).collect();
        assert_eq!(held_as, BTreeSet::from_iter(members), "{options:?}");
        let properties = all.iter().map(|(_, p, _)| p).collect::<BTreeSet<_>>();
        let told = description.iter().find(|(_, p, _)| p == "<http://rdfs.org/ns/void#properties").unwrap();
        let told: usize = told.2.split('"').nth(1).unwrap().parse().unwrap();
        assert_eq!(told, properties.len(), "{options:?}");
    }
    let run = folder.run(&["export", "notes.yaml", "--format", "n-triples"]);
    for claim in [
        "row 1, hedge \\\"reportedly\\\": Belarus in",
        "row 3: Belarus in",
        "row 4, named speaker, hedge \\\"reportedly\\\": ",
    ] {
        assert!(run.out.contains(&format!("\"Notes, {claim}")), "{claim}: {}", run.out);
    }
    // Left out and referred to, it is marked all the same.
    let early = text.concat().replace("id: rumour", "id: rumour, during: 2005-01-01/2005-02-01");
    let (part, _) = export(&Folder::with("notes.yaml", early), &["--as-of", "2008-01-01"]);
    assert!(!part.iter().any(|(_, p, _)| p == "ontology#onlyHedged"));
    assert!(part.iter().any(|(_, _, o)| o.starts_with("\"hedged: Belarus in ")), "{part:#?}");
    for format in ["turtle", "trig", "rdf-xml", "json-ld", "n-quads"] {
        let name = format!("all.{format}");
        let run = folder.run(&["export", "notes.yaml", "--format", format, "--output", &name]);
        assert_eq!(run.status, Some(0), "{format}: {}", run.err);
        let written = folder.read(&name);
        let bytes = written.as_bytes();
        let format = format.parse().unwrap_or_else(|_| panic!("{format} is a format"));
        let hedged =
            graph::quads(format, bytes).into_iter().filter(|quad| quad.predicate.as_str().ends_with("#onlyHedged"));
        assert_eq!(
            hedged.map(|quad| quad.object.to_string()).collect::<Vec<_>>(),
            ["\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>"]
        );
    }
}

#[test]
fn a_claim_reifies_the_triples_of_its_fact() {
    let folder = notes();
    let run = folder.run(&["export", "notes.yaml", "--rdf-version", "1.2", "--format", "n-triples"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let reifies = " <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( ";
    let mut terms: Vec<(&str, &str)> = Vec::new();
    for line in run.out.lines().filter(|line| line.contains(reifies)) {
        let (claim, triple) = line.split_once(reifies).unwrap();
        let triple = triple.strip_suffix(" )>> .").unwrap();
        assert!(run.out.contains(&format!("\n{triple} .\n")), "{triple} is not asserted");
        terms.push((claim, triple));
    }
    // Type, two parties, time; type, member, organization, status, time; the same without time; type, visitor, host,
    // time; type, two parties, amount, time.
    assert_eq!(terms.len(), 4 + 5 + 4 + 4 + 5);
    assert_eq!(terms.iter().map(|(claim, _)| claim).collect::<BTreeSet<_>>().len(), 5);
    let turtle = folder.run(&["export", "notes.yaml", "--rdf-version", "1.2"]).out;
    assert_eq!(turtle.matches("<<( ").count(), terms.len());
}

#[test]
fn the_description_counts_the_facts_and_nothing_else() {
    let folder = notes();
    for options in
        [&[][..], &["--as-of", "2008-01-01"], &["--standing", "held"], &["--derived"], &["--provenance", "none"]]
    {
        let (facts, description) = export(&folder, options);
        let dataset = description.iter().find(|(_, _, o)| o == "<http://www.w3.org/ns/dcat#Dataset").unwrap().0.clone();
        let told = |subject: &str, local: &str| -> usize {
            let predicate = format!("<http://rdfs.org/ns/void#{local}");
            let number = description.iter().find(|(s, p, _)| s == subject && *p == predicate).unwrap();
            number.2.split('"').nth(1).unwrap().parse().unwrap()
        };
        let distinct =
            |of: &dyn Fn(&(String, String, String)) -> String| facts.iter().map(of).collect::<BTreeSet<_>>().len();
        assert_eq!(told(&dataset, "triples"), facts.len(), "{options:?}");
        assert_eq!(told(&dataset, "entities"), distinct(&|t| t.0.clone()), "{options:?}");
        assert_eq!(told(&dataset, "properties"), distinct(&|t| t.1.clone()), "{options:?}");
        let links = facts.iter().filter(|(_, p, o)| p.ends_with("owl#sameAs") && o.contains("wikidata.org")).count();
        assert_eq!(told(&format!("{dataset}--wikidata"), "triples"), links, "{options:?}");
        assert_eq!(told(&format!("{dataset}--class--chy-State"), "entities"), 2, "{options:?}");
        let alone = folder.run(&[&["export", "notes.yaml", "--format", "nt", "--description-only"], options].concat());
        assert_eq!(alone.out.lines().count(), description.len(), "{options:?}");
    }
}

#[test]
fn what_people_read_describes_itself_in_few_lines() {
    let folder = notes();
    let told = |options: &[&str]| {
        let run = folder.run(&[&["export", "notes.yaml"], options].concat());
        assert_eq!(run.status, Some(0), "{}", run.err);
        let described = run.err.split(" and ").nth(1).and_then(|rest| rest.split(' ').next().map(str::to_owned));
        (run.out, described.map_or(0, |count| count.parse::<usize>().unwrap()))
    };
    for (options, whole) in [
        (&[][..], false),
        (&["--format", "trig"], false),
        (&["--description", "short", "--format", "n-quads"], false),
        (&["--description-only", "--description", "short"], false),
        (&["--description", "full"], true),
        (&["--description-only"], true),
        (&["--format", "n-triples"], true),
        (&["--format", "json-ld"], true),
        (&["--format", "rdf-xml"], true),
        (&["--format", "canonical"], true),
    ] {
        let (out, triples) = told(options);
        assert_eq!(out.contains("classPartition"), whole, "{options:?}");
        assert_eq!(triples > 20, whole, "{options:?}: {triples}");
        for said in ["Facts from Notes", "triples", "Linkset", "document"] {
            assert!(out.contains(said), "{options:?}: {said}");
        }
    }
    let (out, triples) = told(&["--description", "none"]);
    assert!(!out.contains("dcat") && !out.contains("void") && triples == 0);
}

#[test]
fn nothing_is_stated_that_nobody_said() {
    let folder = notes();
    let plain = folder.run(&["export", "notes.yaml"]);
    assert_eq!(plain.out, folder.run(&["export", "notes.yaml"]).out, "the same bytes");
    assert!(!plain.out.contains("dcterms:license") && !plain.out.contains("dcterms:issued"));
    let full = folder.run(&["export", "notes.yaml", "--description", "full"]);
    assert!(full.out.contains("dcat:mediaType <https://www.iana.org/assignments/media-types/text/turtle>"));
    let cc0 = "https://creativecommons.org/publicdomain/zero/1.0/";
    let mut command = folder.command(&["export", "notes.yaml", "--licence", cc0]);
    // 2008-12-31T23:59:59 in UTC.
    let run = support::Run::of(command.env("SOURCE_DATE_EPOCH", "1230767999"), b"");
    assert!(run.out.contains(&format!("dcterms:license <{cc0}>")), "{}", run.err);
    assert!(run.out.contains("dcterms:issued \"2008-12-31\"^^xsd:date"));
}

#[test]
fn a_file_is_what_its_name_says() {
    let folder = notes();
    folder.file("wikidata.json", "[\n]\n");
    let export: &[&str] = &["export", "notes.yaml"];
    let query: &[&str] = &["query", "--source", "notes.yaml", "-e", "SELECT * { ?s ?p ?o }"];
    let audit: &[&str] = &["audit", "notes.yaml", "--against", "wikidata.json"];
    let contribute: &[&str] = &["contribute", "notes.yaml", "--against", "wikidata.json"];
    let names = folder.names();
    // The command, the file, and the remedy.
    for (command, file, remedy) in [
        (export, "x.csv", "--format"),
        (export, "x.tll", ".ttl"),
        (export, "x.ttl.gz", "| gzip > x.ttl.gz"),
        (export, "x.nt.zst", "| zstd > x.nt.zst"),
        (query, "x.yaml", ".csv"),
        (query, "x.csv.bz2", "| bzip2 > x.csv.bz2"),
        (audit, "x.csv", ".json"),
        (audit, "x.json.xz", "| xz > x.json.xz"),
        (contribute, "x.json", "--dialect"),
        (contribute, "x.qs.gz", "| gzip > x.qs.gz"),
    ] {
        let run = folder.run(&[command, &["--output", file]].concat());
        assert_eq!(run.status, Some(2), "{command:?} {file}: {}", run.err);
        assert!(run.err.contains(remedy) && run.out.is_empty(), "{command:?} {file}: {}", run.err);
        assert_eq!(folder.names(), names, "{command:?} {file}");
    }
    // Who names the format has it, and a name without an ending says nothing.
    for (options, begin) in [
        (&["--output", "x.json"][..], "{"),
        (&["--output", "x.xml"], "<?xml"),
        (&["--output", "x.csv", "--format", "n-triples"], "<"),
        (&["--output", "x"], "@prefix"),
    ] {
        let run = folder.run(&[export, options].concat());
        assert_eq!(run.status, Some(0), "{options:?}: {}", run.err);
        assert!(folder.read(options[1]).starts_with(begin), "{options:?}");
    }
}

#[test]
fn nonsense_is_refused_before_anything_is_written() {
    let folder = notes();
    folder.file("out.ttl", "old");
    for (options, word) in [
        (&["--as-of", "2008-13-01"][..], "2008-01-01"),
        (&["--as-of", "recently"], "2008-01-01"),
        (&["--as-of", "2008"], "one day"),
        (&["--as-of", ""], "one day"),
        (&["--standing", "maybe"], "held"),
        (&["--provenance", "some"], "source"),
        (&["--rdf-version", "2"], "1.2"),
        (&["--rdf-version", "1.2", "--format", "json-ld"], "n-quads"),
        (&["--rdf-version", "1.2", "--format", "canonical"], "turtle"),
        (&["--rdf-version", "1.2", "--provenance", "none"], "--provenance full"),
        (&["--licence", "CC0"], "absolute IRI"),
        (&["--description", "long"], "short"),
        (&["--description", "none", "--description-only"], "choose one"),
        (&["--description", "full", "--order", "input", "--format", "n-triples"], "choose one"),
    ] {
        let run = folder.run(&[&["export", "notes.yaml", "--output", "out.ttl"], options].concat());
        assert_eq!(run.status, Some(2), "{options:?}: {}", run.err);
        assert!(run.err.contains(word), "{options:?}: {}", run.err);
        assert_eq!(folder.read("out.ttl"), "old");
    }
    let mut command = folder.command(&["export", "notes.yaml"]);
    let run = support::Run::of(command.env("SOURCE_DATE_EPOCH", "yesterday"), b"");
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
    let run = folder.run(&["export", "notes.yaml", "--description-only", "--output", "nowhere/x.ttl"]);
    assert_eq!(run.status, Some(2), "{}", run.err);
}

/// Facts of other days than the one that is asked for; of each class that a key takes there is one.
const LEFT_OUT: [&str; 3] = [
    "membership: {member: Togo, organization: NATO, status: full, during: 1970/1975}",
    "cooperation: {between: [Togo, Peru], domain: energy, during: 1970/1975}",
    "conflict: {name: War of Example, parties: [Togo, Peru], during: 1970/1975}",
];

/// Every key that takes a fact, in a record of its own: with what else the record needs.
fn records_that_refer() -> Vec<String> {
    let schema = &graph::loaded().schema;
    let mut records = Vec::new();
    for kind in schema.kinds().filter(|kind| kind.role == Role::Fact) {
        for key in kind.keys.iter().filter(|key| matches!(key.value, ValueType::Fact(_) | ValueType::Matter(_))) {
            // All are of one day, on which this state was no more.
            let example = kind.example.as_deref().unwrap_or_default().replace("Soviet Union", "Russia");
            let inner = example.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
            let (ValueType::Fact(class) | ValueType::Matter(class)) = &key.value else { continue };
            let fits = |value: &&&str| {
                let kind = schema.kind_by_key(value.split(':').next().unwrap()).unwrap();
                schema.is_a(schema.kind(kind).class, *class)
            };
            let value = LEFT_OUT.iter().find(fits).unwrap_or_else(|| panic!("`{}` of `{}`", key.key, kind.key));
            let own = format!("{}: ", key.key);
            // The example may have the key already; then its value goes.
            let rest: Vec<&str> = split_keys(inner).into_iter().filter(|part| !part.starts_with(&own)).collect();
            let during = if rest.iter().any(|part| part.starts_with("during: ")) { "" } else { ", during: 2001-02-03" };
            let rest: Vec<String> =
                rest.iter()
                    .map(|part| {
                        if part.starts_with("during: ") { "during: 2001-02-03".to_owned() } else { (*part).to_owned() }
                    })
                    .collect();
            records.push(format!("{}: {{{}, {own}{{{value}}}{during}}}", kind.key, rest.join(", ")));
        }
    }
    records
}

/// The keys of a mapping in one line, each with its value.
fn split_keys(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, sign) in text.char_indices() {
        match sign {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[from..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// What a part of the facts refers to and does not hold is told as that: the export of a good run is good, in each format.
#[test]
fn a_part_that_refers_to_what_is_left_out_passes_the_check() {
    let records = records_that_refer();
    assert!(records.len() > 60, "{}", records.len());
    let instruments = ["agreement on military cooperation of 2008", "agreement on socio-economic cooperation"];
    let instruments = instruments.map(|name| format!("  - instrument: {{name: {name}}}\n")).concat();
    let mut text = format!("document: {{id: notes, title: Notes}}\nentities:\n{instruments}facts:\n");
    for (row, record) in records.iter().enumerate() {
        text.push_str(&format!("  - {{row: {}, says: [{{{record}}}]}}\n", row + 1));
    }
    // An event of a claim, at another time; and a fact that one source holds and another denies.
    text.push_str(
        "  - row: 1000
    through: {utterance: {speaker: Ghana, during: 1972}}
    says:
      - visit: {id: contested, visitor: Togo, host: Peru, during: 2001-02-03}
      - meeting: {participants: [Togo, Chad], part of: contested, during: 2001-02-03}
  - {row: 1001, polarity: denies, says: [{visit: contested}]}
",
    );
    let folder = Folder::with("notes.yaml", &text);
    let run = folder.run(&["check", "notes.yaml"]);
    let errors = |run: &support::Run| run.err.lines().filter(|line| line.starts_with("error")).count();
    assert_eq!(errors(&run), 0, "{}", run.err);
    let parts: [&[&str]; 6] = [
        &["--as-of", "2001-02-03"],
        &["--as-of", "1972-01-01"],
        &["--standing", "held"],
        &["--as-of", "2001-02-03", "--standing", "held", "--provenance", "none"],
        &["--standing", "held", "--provenance", "source"],
        &["--standing", "held", "--rdf-version", "1.2"],
    ];
    for (number, options) in parts.into_iter().enumerate() {
        // Every format once, and each part in one at least.
        let formats = ["ttl", "nt", "trig", "nq", "jsonld", "rdf"];
        let formats = if number == 0 { &formats[..] } else { &formats[..1] };
        for format in formats {
            let name = format!("part.{format}");
            let export = folder.run(&[&["export", "notes.yaml", "--output", &name], options].concat());
            assert_eq!(export.status, Some(0), "{}", export.err);
            let check = folder.run(&["check", &name]);
            assert_eq!((check.status, errors(&check)), (Some(0), 0), "{options:?} {format}: {}", check.err);
        }
    }
    // It is not a fact there: no type, no standing, no claim, none of its keys.
    let (whole, _) = export(&folder, &[]);
    let (part, _) = export(&folder, &["--standing", "held"]);
    let referred: BTreeSet<&String> =
        part.iter().filter(|(_, p, _)| p == "ontology#referredAs").map(|(s, ..)| s).collect();
    assert!(referred.iter().any(|s| s.starts_with("visit/togo--peru")), "{referred:?}");
    for (s, p, o) in part.iter().filter(|(s, ..)| referred.contains(s)) {
        match p.as_str() {
            "ontology#referredAs" => {
                let class = (s.clone(), "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type".to_owned(), o.clone());
                assert!(whole.contains(&class), "{s} {o}");
            }
            // Its label is that of the whole export, with its standing.
            "<http://www.w3.org/2000/01/rdf-schema#label" => {
                assert!(whole.contains(&(s.clone(), p.clone(), o.clone())), "{s} {o}");
                // What is known by a name has it as its label.
                let is_said = o.contains("mentioned: ") || o.contains("contested: ");
                let is_named = ["conflict/", "cultural-event/"].iter().any(|folder| s.starts_with(folder));
                assert!(is_said || is_named, "{o}");
            }
            _ => panic!("{s} {p} {o}"),
        }
    }
    assert!(!part.iter().any(|(_, p, o)| referred.contains(o) && (p == "ontology#supports" || p == "ontology#denies")));
    // Nothing refers to what is neither described nor told as left out.
    let subjects: BTreeSet<&String> = part.iter().map(|(s, ..)| s).collect();
    let of_whole: BTreeSet<&String> = whole.iter().map(|(s, ..)| s).collect();
    assert!(part.iter().all(|(_, _, o)| !of_whole.contains(o) || subjects.contains(o)));
    // A conflict goes with the fact at its other end, and does not tell of it.
    assert!(whole.iter().any(|(_, p, _)| p == "ontology#conflictsWith"));
    assert!(!part.iter().any(|(_, p, o)| p == "ontology#conflictsWith" && referred.contains(o)));
}
