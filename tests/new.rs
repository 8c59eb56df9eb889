//! `chancery new`: a file to begin with, which is accepted as it is and never takes another's place.

#![allow(clippy::unwrap_used, clippy::panic)]

use chancery::schema::Role;

use crate::support::Folder;
use crate::support::graph::{loaded, root};

#[test]
fn the_new_file_is_accepted_and_in_form() {
    let folder = Folder::new();
    let run = folder.run(&["new", "dossier", "kenya-oman"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""), "{}", run.err);
    assert_eq!(folder.names(), ["kenya-oman.yaml"]);
    let text = folder.read("kenya-oman.yaml");
    assert!(text.starts_with("# yaml-language-server: $schema="), "{text}");
    assert!(text.contains("\ndocument:\n  id: kenya-oman\n  title: Kenya oman\n"), "{text}");
    let check = folder.run(&["check", "kenya-oman.yaml"]);
    assert_eq!((check.status, check.said().len()), (Some(0), 0), "{}", check.err);
    assert_eq!(folder.run(&["fmt", "--check", "kenya-oman.yaml"]).status, Some(0));
}

#[test]
fn title_and_url_and_table_stand_in_the_file() {
    let folder = Folder::with("data/tables/k.tsv", "number\tsection\tstart\tend\tdigest\n");
    let run = folder.run(&[
        "new",
        "dossier",
        "kenya-oman",
        "--title",
        "Kenya: \"Oman\" #1",
        "--url",
        "https://example.org/Kenya–Oman",
        "--sentences",
        "data/tables/k.tsv",
    ]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    // Where there is a folder `data`, the file stands in it.
    let text = folder.read("data/kenya-oman.yaml");
    assert!(text.contains("  title: 'Kenya: \"Oman\" #1'\n  url: https://example.org/Kenya–Oman\n"), "{text}");
    assert!(text.contains("  sentences: tables/k.tsv\n"), "{text}");
    let check = folder.run(&["check", "data/kenya-oman.yaml"]);
    assert_eq!(check.status, Some(0), "{}", check.err);
}

/// The blocks that stand in comments, each with its two hyphens of indentation again.
fn examples(text: &str) -> Vec<String> {
    let facts = text.split_once("\nfacts:\n").unwrap_or_else(|| panic!("{text}")).1;
    let mut blocks: Vec<String> = Vec::new();
    for line in facts.lines() {
        let Some(line) = line.strip_prefix("  # ") else { continue };
        if line.starts_with("- ") {
            blocks.push(String::new());
        }
        let within = line.starts_with("- ") || line.starts_with("  ");
        if let (true, Some(block)) = (within, blocks.last_mut()) {
            block.push_str(&format!("  {line}\n"));
        }
    }
    blocks
}

#[test]
fn every_example_is_accepted_without_its_comment_signs() {
    let folder = Folder::new();
    folder.run(&["new", "dossier", "kenya-oman"]);
    let text = folder.read("kenya-oman.yaml");
    // Beside the examples there are words, and nothing that would be a key without its comment sign.
    let is_words = |line: &str| line.contains('`') || line.ends_with(':');
    let notes = text.split_once("\nfacts:\n").unwrap().1.lines().filter_map(|line| line.strip_prefix("  # "));
    let notes: Vec<&str> = notes.filter(|line| !line.starts_with("- ") && !line.starts_with("  ")).collect();
    assert!(notes.len() > 4 && notes.iter().all(|note| is_words(note)), "{notes:?}");
    let blocks = examples(&text);
    let dossier = root().join("data/azerbaijan-belarus.yaml");
    let kinds = loaded().schema.kinds().filter(|kind| kind.role == Role::Fact && kind.example.is_some());
    let names: Vec<&str> = kinds.map(|kind| kind.key.as_str()).collect();
    let last = blocks.last().unwrap();
    assert!(names.len() > 20, "{names:?}");
    assert!(names.iter().all(|name| last.contains(&format!("      - {name}: {{"))), "a kind has no example\n{last}");
    for manner in ["modality: forecast", "modality: scheduled", "modality: agreed", "modality: evaluated", "voice: "] {
        assert!(blocks.iter().any(|block| block.contains(manner)), "{manner} is not shown\n{text}");
    }
    for (number, block) in blocks.iter().enumerate() {
        let name = format!("{number}.yaml");
        folder.file(&name, format!("document:\n  id: kenya-oman\n  title: Kenya\n\nfacts:\n{block}"));
        // Some examples name treaties of the dossier.
        let run = folder.run(&["check", &name, dossier.to_str().unwrap()]);
        assert_eq!(run.status, Some(0), "{block}\n{}", run.err);
    }
}

#[test]
fn nothing_is_ever_replaced() {
    let folder = Folder::with("kenya-oman.yaml", "mine");
    let run = folder.run(&["new", "dossier", "kenya-oman"]);
    assert_eq!((run.status, run.codes()), (Some(2), vec!["file-exists".to_owned()]), "{}", run.err);
    assert_eq!(folder.read("kenya-oman.yaml"), "mine");
    folder.file("other", "mine too");
    let run = folder.run(&["new", "dossier", "oman-kenya", "--output", "other"]);
    assert_eq!((run.status, run.codes()), (Some(2), vec!["file-exists".to_owned()]), "{}", run.err);
    assert_eq!(folder.read("other"), "mine too");
    assert_eq!(folder.names(), ["kenya-oman.yaml", "other"]);
}

#[test]
fn wrong_arguments_write_nothing_and_say_what_to_do() {
    let long = "x".repeat(300);
    for (arguments, code, remedy) in [
        (&["Kenya Oman"][..], "malformed-id", "`kenya-oman`"),
        (&["кения"], "malformed-id", "`some-name`"),
        (&[""], "malformed-id", "`some-name`"),
        (&["../kenya"], "malformed-id", "`kenya`"),
        (&["a--b"], "malformed-id", "`a-b`"),
        (&["a", "--url", "example.org"], "malformed-iri", "has a scheme"),
        (&["a", "--url", "https://example.org/a b"], "malformed-iri", "no spaces"),
        (&["a", "--title", " "], "missing-value", "leave `--title` out"),
        (&["a", "--sentences", "missing.tsv"], "no-such-file", ""),
        (&["a", "--sentences", "folder"], "folder-not-file", "the table of sentences"),
        (&["a", "--sentences", "folder/t.tsv", "--output", "deep/a.yaml"], "misplaced-table", "into one folder"),
        (&["a", "--output", "folder"], "file-exists", "choose another name"),
    ] {
        let folder = Folder::with("folder/t.tsv", "");
        std::fs::create_dir(folder.path().join("deep")).unwrap();
        let run = folder.run(&[&["new", "dossier"], arguments].concat());
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{arguments:?}\n{}", run.err);
        assert_eq!(run.codes(), [code], "{arguments:?}\n{}", run.err);
        assert!(remedy.is_empty() || run.said()[0].help.iter().any(|help| help.contains(remedy)), "{}", run.err);
        assert_eq!(folder.names(), ["deep", "folder"]);
    }
    let folder = Folder::new();
    for arguments in [
        &["new"][..],
        &["new", "dossier"],
        &["new", "nonsense"],
        &["new", "dossier", "a", "b"],
        &["new", "dossier", &long],
        &["new", "dossier", "a", "--output", "missing/a.yaml"],
    ] {
        let run = folder.run(arguments);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{arguments:?}\n{}", run.err);
        assert!(folder.names().is_empty());
    }
    assert_eq!(Folder::new().run(&["new", "dossier", "a", "--ontology", "missing"]).status, Some(1));
}
