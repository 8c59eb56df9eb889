//! The citations against the text they cite, and the registry against tables of others. Both lie beside the project;
//! without them the tests say that they are skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use chancery::name::normalise;
use chancery::pipeline::Options;
use chancery::schema::Naming;
use chancery::source::{Node, Value};
use chancery::vocab::chy;
use sha2::{Digest, Sha256};

use crate::support::graph::{Run, loaded, real_data, root};

/// SHA-256 in lower-case hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn article(data: &Path) -> String {
    let path = data.join("../seed/azerbaijan-belarus-relations.txt");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

struct Sentence {
    number: u64,
    section: String,
    start: usize,
    end: usize,
    digest: String,
}

fn table() -> Vec<Sentence> {
    let text = std::fs::read_to_string(root().join("data/azerbaijan-belarus.sentences.tsv")).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[number, section, start, end, digest] = fields.as_slice() else { panic!("{line}: no five columns") };
        Sentence {
            number: number.parse().unwrap(),
            section: section.to_owned(),
            start: start.parse().unwrap(),
            end: end.parse().unwrap(),
            digest: digest.to_owned(),
        }
    };
    text.lines().skip(1).map(row).collect()
}

/// The headings of the article (`== Title ==`), each with the code point at which it ends.
fn headings(article: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in article.split_inclusive('\n') {
        at += line.chars().count();
        let line = line.trim();
        if line.len() > 2 && line.starts_with('=') && line.ends_with('=') {
            found.push((at, line.trim_matches(['=', ' ']).to_owned()));
        }
    }
    found
}

#[test]
fn every_citation_holds_against_the_article() {
    let Some(data) = real_data("every_citation_holds_against_the_article") else { return };
    let article = article(&data);
    let points: Vec<char> = article.chars().collect();
    let headings = headings(&article);
    let mut before = 0;
    for (index, row) in table().iter().enumerate() {
        let number = row.number;
        assert_eq!(number, index as u64 + 1, "sentences are numbered in order");
        assert!(row.start >= before && row.end > row.start && row.end <= points.len(), "sentence {number}");
        before = row.end;
        let words: String = points[row.start..row.end].iter().collect();
        assert_eq!(words.trim(), words, "sentence {number} begins and ends with a word");
        let collapsed = words.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(sha256(collapsed.as_bytes()), row.digest, "the digest of sentence {number}");
        let section = headings.iter().rev().find(|(end, _)| *end <= row.start).map(|(_, title)| title.as_str());
        assert_eq!(section, Some(row.section.as_str()), "the section of sentence {number}");
    }
    let dossier = std::fs::read_to_string(root().join("data/azerbaijan-belarus.yaml")).unwrap();
    let line = dossier.lines().find_map(|line| line.trim().strip_prefix("extract digest:")).expect("a digest is given");
    assert_eq!(line.trim(), sha256(article.as_bytes()), "the digest of the extract");
}

#[test]
fn every_sentence_carries_a_fact() {
    let sources = vec![root().join("data/azerbaijan-belarus.yaml")];
    let run = Run::good(loaded(), &Options { sources, ..Options::default() });
    let quads = run.quads();
    let cited: BTreeSet<String> = quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == chy::EVIDENCE)
        .map(|quad| quad.object.to_string())
        .collect();
    let table = table();
    assert_eq!(table.len(), 38);
    for row in &table {
        let iri = format!("<https://w3id.org/chancery/id/sentence/azerbaijan-belarus--s{}>", row.number);
        assert!(cited.contains(&iri), "nothing rests on sentence {}", row.number);
    }
    assert_eq!(cited.len(), table.len(), "every piece of evidence is a sentence of the table");
}

/// Words without case and punctuation.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}

#[test]
fn the_words_of_the_article_stay_there() {
    const RUN: usize = 9;
    let Some(data) = real_data("the_words_of_the_article_stay_there") else { return };
    let article = words(&article(&data));
    let runs: BTreeSet<&[String]> = article.windows(RUN).collect();
    let mut files = Vec::new();
    for folder in ["data", "ontology", "queries", "src", "crates", "tests", "benches"] {
        files_below(&root().join(folder), &mut files);
    }
    assert!(files.len() > 20, "only {} files were looked at", files.len());
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let words = words(&text);
        for run in words.windows(RUN) {
            assert!(!runs.contains(run), "{}: {}", file.display(), run.join(" "));
        }
    }
}

/// Tables of names with items: file, column of the item, columns of names, columns of codes with the keys they stand for.
struct Names {
    file: &'static str,
    item: &'static str,
    name: &'static str,
    codes: &'static [(&'static str, &'static str)],
    /// The kinds of entity that the table holds.
    kinds: &'static [&'static str],
}

const TABLES: &[Names] = &[
    Names {
        file: "country_coder.tsv",
        item: "qid",
        name: "nameEn",
        codes: &[("iso2", "iso2"), ("iso3", "iso3")],
        kinds: &["state", "polity"],
    },
    Names { file: "rigour_territories.tsv", item: "qid", name: "name", codes: &[], kinds: &["state", "polity"] },
    Names { file: "embassies_labels.tsv", item: "qid", name: "label", codes: &[], kinds: &["place"] },
    Names {
        file: "intl_orgs_opensanctions_registry.tsv",
        item: "qid",
        name: "name",
        codes: &[],
        kinds: &["international organization"],
    },
];

/// Where the tables mean another thing by a name or a code: our item, theirs, and what the two are.
const EXPLAINED: &[(&str, &str, &str)] = &[
    ("Q35", "Q756617", "Denmark proper, which the table of missions has; the Kingdom with its other parts"),
    ("Q55", "Q29999", "the Netherlands in Europe, which the table of missions has; the Kingdom with its other parts"),
    ("Q159583", "Q237", "the Holy See, which sends and receives missions; the Vatican City, its territory"),
    ("Q148", "Q19188", "the state; its mainland"),
    ("Q229", "Q644636", "the state; the island"),
    ("Q27", "Q22890", "the state; the island"),
    ("Q145", "Q23666", "the state, often called so; the island"),
    ("Q702", "Q3359409", "the state; the region of the Pacific"),
    ("Q25230", "Q3311985", "the bailiwick; the island"),
    ("Q192184", "Q34497", "the territory with Ascension and Tristan da Cunha; the island"),
    ("Q974", "Q6500954", "the state under all its names; the state while it had this one"),
    ("Q2444884", "Q17252", "the state of 1912 to 1951; the region"),
    ("Q6250", "Q40362", "the territory; the republic that claims it"),
];

#[test]
fn no_item_contradicts_the_tables_of_others() {
    let Some(data) = real_data("no_item_contradicts_the_tables_of_others") else { return };
    let schema = &loaded().schema;
    let run = Run::good(loaded(), &Options::default());
    let (mut wrong, mut explained, mut agreed) = (BTreeSet::new(), BTreeSet::new(), 0);
    for table in TABLES {
        let text = std::fs::read_to_string(data.join("names").join(table.file)).unwrap();
        let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let header = lines.next().unwrap();
        let column = |name: &str| header.iter().position(|column| *column == name).expect("the column is there");
        let (item, name) = (column(table.item), column(table.name));
        // A name may stand in the table with several items; agreeing with one of them is not a contradiction.
        let mut known: BTreeMap<(&str, String), BTreeSet<String>> = BTreeMap::new();
        for row in lines {
            let field = |at: usize| row.get(at).copied().unwrap_or_default().to_owned();
            let mut add = |key, text: String| {
                if !text.is_empty() && field(item).starts_with('Q') {
                    known.entry((key, text)).or_default().insert(field(item));
                }
            };
            add("", normalise(&field(name)));
            for (of_table, key) in table.codes {
                add(key, field(column(of_table)));
            }
        }
        for (_, entity) in run.outcome.registry.entities() {
            let kind = schema.kind(entity.kind);
            let Some(ours) = entity.record.get("wikidata").and_then(Node::text) else { continue };
            if !table.kinds.contains(&kind.key.as_str()) {
                continue;
            }
            let mut names: Vec<(&str, String)> = Vec::new();
            for entry in entity.record.entries().unwrap_or_default() {
                let Some((_, key)) = kind.key(&entry.key.text) else { continue };
                let texts: Vec<&str> = match &entry.value.value {
                    Value::List(items) => items.iter().filter_map(Node::text).collect(),
                    _ => entry.value.text().into_iter().collect(),
                };
                for text in texts {
                    match key.names {
                        Naming::Name => names.push(("", normalise(text))),
                        Naming::Code { .. } => names.push((key.key.as_str(), text.to_owned())),
                        _ => {}
                    }
                }
            }
            for name in names {
                let Some(theirs) = known.get(&name) else { continue };
                let why = EXPLAINED.iter().find(|(our, their, _)| *our == ours && theirs.contains(*their));
                // A name of several states of one land (`Germany`): the table means one of them.
                let another = || {
                    let (bearers, _) = run.outcome.registry.bearers(schema, &name.1, kind.class);
                    bearers.iter().any(|id| {
                        let item = run.outcome.registry.entity(*id).record.get("wikidata").and_then(Node::text);
                        item.is_some_and(|item| theirs.contains(item))
                    })
                };
                if theirs.contains(ours) {
                    agreed += 1;
                } else if let Some(why) = why {
                    explained.insert((why.0, why.1));
                } else if !another() {
                    wrong.insert(format!("{}: {} {name:?} is {ours}, not {theirs:?}", table.file, entity.label));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(explained.len(), EXPLAINED.len(), "an explanation is no longer needed; these are: {explained:?}");
    assert!(agreed > 400, "only {agreed} names and codes were found in the tables");
}
