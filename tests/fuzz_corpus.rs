//! Everything that fuzzing found worth keeping goes through the checks of the fuzz targets again, without a fuzzer.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../fuzz/checks.rs"]
mod checks;
#[path = "support/graph.rs"]
mod graph;

use std::path::PathBuf;

use chancery::pipeline::Options;
use graph::{Run, loaded, root};

/// The corpus of a target, sorted by name.
fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = root().join("fuzz/corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "the corpus of `{target}` has {} files", files.len());
    files
}

fn replay(target: &str, check: fn(&[u8])) {
    for file in corpus(target) {
        let bytes = std::fs::read(&file).unwrap();
        if let Err(panic) = std::panic::catch_unwind(|| check(&bytes)) {
            panic!("{} fails: {panic:?}", file.display());
        }
    }
}

#[test]
fn dates() {
    replay("edtf", checks::edtf);
}

#[test]
fn templates() {
    replay("template", checks::template);
}

#[test]
fn names() {
    replay("names", checks::names);
}

#[test]
fn facts() {
    replay("facts", checks::facts);
}

#[test]
fn layouts() {
    replay("layout", checks::layout);
}

#[test]
fn articles() {
    replay("article", checks::article);
}

#[test]
fn wikitext() {
    replay("wikitext", checks::wikitext);
}

#[test]
fn wikidata() {
    replay("wikidata", checks::wikidata);
}

#[test]
fn tables() {
    replay("table", checks::table);
}

#[test]
fn questions_of_reconciliation() {
    replay("reconcile", checks::reconcile);
}

#[test]
fn queries() {
    replay("query", checks::query);
}

#[test]
fn rdf() {
    replay("rdf", checks::rdf);
}

/// All files of facts in one run: every reading ends in one way.
#[test]
fn readings_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let mut sources = Vec::new();
    for file in corpus("facts").iter().chain(&corpus("layout")) {
        let bytes = std::fs::read(file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy();
        for ending in ["yaml", "jsonl"] {
            let path = folder.path().join(format!("{name}.{ending}"));
            std::fs::write(&path, &bytes).unwrap();
            sources.push(path);
        }
    }
    let run = Run::new(loaded(), &Options { sources, ..Options::default() });
    let merged = run.outcome.sorted.each(&loaded().schema, |_| Ok(())).unwrap();
    let counts = run.outcome.counts.settled(merged.facts);
    assert!(run.diagnostics.has_errors() && counts.rejected > 0, "a fuzzer's files are not all good");
    assert!(counts.made > 0, "nor all bad");
    assert_eq!(counts.readings, counts.made + counts.merged + counts.skipped + counts.rejected);
}
