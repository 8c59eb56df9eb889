//! Everything that fuzzing found worth keeping goes through the checks of the fuzz targets again, without a fuzzer.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../fuzz/checks.rs"]
pub mod checks;

use std::path::PathBuf;

use crate::support::graph::{Run, loaded, root};
use chancery::pipeline::Options;

/// What a fuzz target does with an input.
type Check = fn(&[u8]);

/// The corpus of a target, sorted by name.
fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = root().join("fuzz/corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "the corpus of `{target}` has {} files", files.len());
    files
}

fn replay(target: &str, check: Check) {
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

/// Signs of several bytes, and what the grammars look for, at random places of the corpus: no text is cut within a sign.
#[test]
fn texts_with_something_in_between() {
    const BETWEEN: [&str; 30] = [
        "é",
        "—",
        "’",
        "İ",
        "ß",
        "ﬁ",
        "½",
        "€",
        "🇧🇾",
        "\u{200b}",
        "\u{a0}",
        "…",
        "「",
        "{{",
        "}}",
        "[[",
        "]]",
        "|",
        "<!--",
        "-->",
        "<ref>",
        "</ref>",
        "<ref/",
        "<math>",
        "&#x1F1E7;",
        "\n",
        "before ",
        "mid-",
        "c. ",
        "-",
    ];
    let checks: [(&str, Check); 8] = [
        ("edtf", checks::edtf),
        ("template", checks::template),
        ("names", checks::names),
        ("article", checks::article),
        ("wikitext", checks::wikitext),
        ("table", checks::table),
        ("reconcile", checks::reconcile),
        ("query", checks::query),
    ];
    // A generator of our own, so that every run is the same (Numerical Recipes, 7.1).
    let mut state = 1_u64;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % limit
    };
    for (target, check) in checks {
        for file in corpus(target) {
            let Ok(text) = String::from_utf8(std::fs::read(&file).unwrap()) else { continue };
            for _ in 0..3 {
                let mut text = text.clone();
                for _ in 0..=below(3) {
                    let at = (0..=below(text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap();
                    text.insert_str(at, BETWEEN[below(BETWEEN.len())]);
                }
                if std::panic::catch_unwind(|| check(text.as_bytes())).is_err() {
                    panic!("`{target}` fails with {text:?}");
                }
            }
        }
    }
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
