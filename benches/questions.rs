//! The named questions and the derivations, asked of the dossier and of a generated world of five million triples.
//!
//! `cargo bench --bench questions` asks both; `-- dossier` or `-- world` one of them, `-- world NAME…` only questions
//! whose names begin so. `QUERIES=queries` takes `ask/` and `derive/` from that folder, without a new build. Each is asked once, then some times more; the median is of these. What was asked, the answers,
//! the times and all quads are left in `target/tmp/questions/`, for `benches/peers/questions.py`.

#[allow(dead_code, reason = "the other benches need more of it")]
mod random;
mod world;

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chancery::builtin::{self, Folder};
use chancery::diagnostic::Diagnostics;
use chancery::origin::Files;
use chancery::pipeline::{self, Options};
use chancery::query::{self, Answer, Arguments, Ask, Budget, Catalogue, Format, ParameterType, Query};
use chancery::schema::Schema;
use chancery::store::FactStore;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A question is asked so often again, unless it takes too long.
const AGAIN: usize = 9;

/// What takes longer than this together is not asked again.
const ENOUGH: Duration = Duration::from_secs(10);

/// What is asked of the world, by the names of parameters; a parameter that may stay open stays so.
const OF_WORLD: [(&str, &str); 7] = [
    ("a", "Realm 001"),
    ("b", "Realm 002"),
    ("of", "Realm 001"),
    ("organization", "League 001"),
    ("on", "1990-01-01"),
    ("year", "1990"),
    ("standing", "projected"),
];

/// A fact of the world that has several claims.
const FACT_OF_WORLD: &str = "SELECT ?fact { ?fact a chy:Accreditation . ?one chy:supports ?fact . ?other chy:supports ?fact \
                             FILTER (?one != ?other) } ORDER BY ?fact LIMIT 1";

fn main() -> Result<()> {
    let given: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let (worlds, names): (Vec<String>, Vec<String>) =
        given.into_iter().partition(|name| ["dossier", "world"].contains(&name.as_str()));
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("questions");
    for (world, source) in [("dossier", None), ("world", Some(world::facts))] {
        if !worlds.is_empty() && !worlds.iter().any(|name| name == world) {
            continue;
        }
        let folder = out.join(world);
        std::fs::create_dir_all(&folder)?;
        let source = match source {
            None => PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/data")),
            Some(write) => {
                let path = folder.join("facts.jsonl");
                let mut file = BufWriter::new(File::create(&path)?);
                write(&mut file)?;
                file.flush()?;
                path
            }
        };
        ask_all(world, &source, &folder, &names)?;
    }
    Ok(())
}

/// Loads a source and asks everything of it.
fn ask_all(world: &str, source: &Path, folder: &Path, names: &[String]) -> Result<()> {
    let (files, mut diagnostics) = (Files::new(), Diagnostics::new());
    let options = Options { sources: vec![source.to_owned()], graphs: true, ..Options::default() };
    let begun = Instant::now();
    let loaded = pipeline::load_schema(&options, &files, &mut diagnostics).ok_or("the ontology compiles")?;
    let schema = &loaded.schema;
    let outcome = pipeline::run(&options, &loaded, &files, &mut diagnostics, &|_| {})?;
    let read = begun.elapsed();
    let own = std::env::var_os("QUERIES").map(PathBuf::from);
    let own = |folder: &str| own.as_ref().map(|own| own.join(folder)).filter(|own| own.is_dir());
    let questions = builtin::resources(Folder::Questions, own("ask").as_deref(), &files, &mut diagnostics);
    let catalogue = Catalogue::read(schema, &questions, &mut diagnostics);
    let derivations = builtin::resources(Folder::Derivations, own("derive").as_deref(), &files, &mut diagnostics);
    if diagnostics.has_errors() {
        let mut told: Vec<&str> = diagnostics.sorted().iter().map(|d| d.message.as_str()).collect();
        told.dedup();
        return Err(told.join("; ").into());
    }
    println!("{world}: {} readings, read in {read:.2?}", outcome.counts.readings);
    let begun = Instant::now();
    let store = FactStore::load(outcome.content(&loaded), &[])?;
    println!("{world}: {} triples put into the store in {:.2?}", store.len()?, begun.elapsed());
    let mut times = BufWriter::new(File::create(folder.join("times.tsv"))?);
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| name.starts_with(wanted.as_str()));
    for derivation in derivations.iter().filter(|derivation| wanted(&derivation.name)) {
        let ask = || -> Result<(usize, Vec<u8>)> {
            let query = Query::parse(schema, &derivation.text, derivation.file).map_err(|d| d.message.clone())?;
            let Answer::Triples(triples) = store.evaluate(query, &Budget::default())? else {
                return Err("a CONSTRUCT query".into());
            };
            Ok((triples.count(), Vec::new()))
        };
        let name = format!("derive {}", derivation.name.trim_end_matches(".rq"));
        timed(&name, &mut times, ask)?;
    }
    drop(store);
    let begun = Instant::now();
    let store = FactStore::load(outcome.content(&loaded), &derivations)?;
    let (triples, took, peak) = (store.len()?, begun.elapsed(), peak());
    println!("{world}: {triples} triples with what is derived, in {took:.2?}; peak memory {peak} MB");
    if names.is_empty() {
        let mut quads = BufWriter::new(File::create(folder.join("quads.nq"))?);
        store.dump(&mut quads)?;
        quads.flush()?;
    }
    for question in catalogue.questions().iter().filter(|question| wanted(&question.name)) {
        let mut given = Vec::new();
        for parameter in &question.parameters {
            if world == "dossier" {
                if parameter.default.is_none() {
                    given.push(format!("{}={}", parameter.name, parameter.example));
                }
                continue;
            }
            let value = match parameter.takes {
                ParameterType::Fact => Some(one(schema, &store, &files, FACT_OF_WORLD)?),
                _ if parameter.default.as_deref() == Some("any") => None,
                _ if question.name == "recognition" => Some("Contested Land 01".to_owned()),
                _ => OF_WORLD.iter().find(|(name, _)| *name == parameter.name).map(|(_, value)| (*value).to_owned()),
            };
            given.extend(value.map(|value| format!("{}={value}", parameter.name)));
        }
        let arguments = Arguments::new(&question.name, &given, &files);
        let bound = question.bind(schema, &outcome.registry, &arguments, &mut diagnostics);
        let text = bound.ok_or_else(|| format!("{}: {:?}", question.name, diagnostics.sorted()))?;
        std::fs::write(folder.join(format!("{}.rq", question.name)), &text)?;
        let ask = || answer(schema, &store, &text, question.file);
        let answer = timed(&question.name, &mut times, ask)?;
        std::fs::write(folder.join(format!("{}.answer", question.name)), answer)?;
    }
    times.flush()?;
    Ok(())
}

/// The answer in SPARQL's JSON, or as N-Triples, and how many rows or triples it has.
fn answer(schema: &Schema, store: &FactStore, text: &str, file: chancery::origin::FileId) -> Result<(usize, Vec<u8>)> {
    let query = Query::parse(schema, text, file).map_err(|diagnostic| diagnostic.message.clone())?;
    let results = store.evaluate(query, &Budget::default())?;
    let format = if matches!(results, Answer::Triples(_)) { Format::NTriples } else { Format::Json };
    let mut bytes = Vec::new();
    match query::write(schema, results, Some(format), &mut bytes)? {
        query::Answered::Rows(count) | query::Answered::Triples(count) => Ok((usize::try_from(count)?, bytes)),
        query::Answered::Truth(_) => Ok((1, bytes)),
        other => Err(format!("{other:?}").into()),
    }
}

/// The first value of the first row.
fn one(schema: &Schema, store: &FactStore, files: &Files, text: &str) -> Result<String> {
    let file = files.add_text("a fact of the world", text.as_bytes().to_vec());
    let query = Query::parse(schema, text, file).map_err(|diagnostic| diagnostic.message.clone())?;
    let Answer::Solutions(mut rows) = store.evaluate(query, &Budget::default())? else {
        return Err("rows are expected".into());
    };
    let row = rows.next().ok_or("there is such a fact")??;
    Ok(row.values().first().and_then(Option::as_ref).ok_or("the variable is bound")?.to_string())
}

/// Asks once and again, tells the times in milliseconds, and gives the answer.
fn timed(name: &str, times: &mut impl Write, ask: impl Fn() -> Result<(usize, Vec<u8>)>) -> Result<Vec<u8>> {
    let started = Instant::now();
    let (rows, answer) = ask()?;
    let first = started.elapsed();
    let mut again = Vec::new();
    while again.len() < AGAIN && started.elapsed() < ENOUGH {
        let begun = Instant::now();
        let _ = ask()?;
        again.push(begun.elapsed());
    }
    again.sort_unstable();
    let median = again.get(again.len() / 2).copied().unwrap_or(first);
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    println!("{name:>36}: first {:9.2} ms, then {:9.2} ms, {rows} rows", milliseconds(first), milliseconds(median));
    writeln!(times, "{name}\t{rows}\t{:.3}\t{:.3}", milliseconds(first), milliseconds(median))?;
    Ok(answer)
}

/// The most memory that the process held, in MB, as Linux counts it.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1000
}
