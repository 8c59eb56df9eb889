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

const ARTICLE: &str = "= Two states =\n\nBelarus and the OSCE met in Minsk. Us and Brasilia, Congo and Georgia did not. They met the South Korea of today, of which \
                       nobody knows much.\n\n== Visits: 2006 ==\n\n- President Ilham Aliyev came.\n\n== See also ==\n\n- Belarus\n";

#[test]
fn an_article_becomes_a_file_with_a_block_for_each_sentence() {
    let folder = Folder::with("Two States.txt", ARTICLE);
    let run = folder.run(&["new", "dossier", "Two States.txt", "--url", "https://example.org/two"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""), "{}", run.err);
    assert_eq!(folder.names(), ["Two States.txt", "two-states.sentences.tsv", "two-states.yaml"]);
    assert!(run.err.contains("wrote `two-states.yaml` and `two-states.sentences.tsv` for 4 sentences"), "{}", run.err);
    let text = folder.read("two-states.yaml");
    let digest = chancery::article::digest(ARTICLE);
    let head = format!(
        "document:\n  id: two-states\n  title: Two states\n  url: https://example.org/two\n  sentences: two-states.sentences.tsv\n  \
         extract digest: {digest}\n"
    );
    assert!(text.contains(&head), "{text}");
    let blocks = text.split_once("\nfacts:\n").unwrap().1;
    let expected = "  # == Two states ==

  # characters 16 to 50: Belarus; Minsk; Organization for Security and Co-operation in Europe
  - sentence: 1
    says:
";
    assert!(blocks.starts_with(expected), "{blocks}");
    let two =
        "Brasília; Georgia; state/democratic-republic-of-the-congo or state/republic-of-the-congo\n  - sentence: 2\n";
    assert!(blocks.contains(two), "{blocks}");
    assert!(
        blocks.contains("\n  # == Visits: 2006 ==\n\n  # characters ")
            && blocks.contains(": Ilham Aliyev\n  - sentence: 4\n"),
        "{blocks}"
    );
    assert!(blocks.contains(": South Korea\n  - sentence: 3\n"), "{blocks}");
    // None of the words of the article, but for names and titles.
    for words in ["nobody", "met", "came", "President", "of today"] {
        assert!(!blocks.contains(words), "{words}: {blocks}");
    }
    // The table is that of `cite`.
    assert_eq!(folder.read("two-states.sentences.tsv"), folder.run(&["cite", "Two States.txt"]).out);
    // It passes as it is, is in form, and compares with the article.
    let check = folder.run(&["check", "two-states.yaml", "--text", "Two States.txt"]);
    assert_eq!(
        (check.status, check.codes().into_iter().filter(|code| code != "uncovered-sentence").count()),
        (Some(0), 0),
        "{}",
        check.err
    );
    assert!(check.out.contains("the text is the one that was cited; 4 sentences unchanged"), "{}", check.out);
    let check = folder.run(&["check", "two-states.yaml", "--coverage"]);
    assert!(check.out.ends_with("two-states: 0 of 4 sentences read\n"), "{}", check.out);
    assert_eq!(folder.run(&["fmt", "--check", "two-states.yaml"]).status, Some(0));
    // And with facts.
    let fact = "      - membership: {member: Belarus, organization: OSCE, status: full}\n";
    let filled = text.replacen("  - sentence: 1\n    says:\n", &format!("  - sentence: 1\n    says:\n{fact}"), 1);
    let filled = filled.replacen("  - sentence: 2\n    says:\n", "  - sentence: 2\n    carried: nothing\n", 1);
    folder.file("two-states.yaml", filled);
    let check = folder.run(&["check", "two-states.yaml"]);
    assert_eq!(check.status, Some(0), "{}", check.err);
    assert!(check.out.ends_with("two-states: 2 of 4 sentences read\n"), "{}", check.out);
    // A short block is on one line in form, below its comment.
    assert_eq!(folder.run(&["fmt", "two-states.yaml"]).status, Some(0));
    assert!(folder.read("two-states.yaml").contains("\n  - {sentence: 2, carried: nothing}\n\n  # characters"));
    assert_eq!(folder.run(&["check", "two-states.yaml"]).out, check.out);
}

#[test]
fn the_words_of_an_article_are_shown_and_its_extract_is_kept_on_demand() {
    let folder = Folder::with("page.wiki", "'''Belarus''' trades with [[Cuba]]. It \u{1b}[31mgrew.\n");
    let run = folder.run(&[
        "new",
        "dossier",
        "page.wiki",
        "--title",
        "Trade",
        "--words",
        "--extract",
        "page.txt",
        "--output",
        "notes.yaml",
    ]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(run.out.starts_with("1\tBelarus trades with Cuba.\n2\t") && !run.out.contains('\u{1b}'), "{}", run.out);
    assert_eq!(folder.names(), ["notes.sentences.tsv", "notes.yaml", "page.txt", "page.wiki"]);
    let text = folder.read("notes.yaml");
    assert!(text.contains("  id: notes\n  title: Trade\n") && text.contains("  # == Trade ==\n"), "{text}");
    assert_eq!(folder.run(&["cite", "page.txt"]).out, folder.read("notes.sentences.tsv"));
    let check = folder.run(&["check", "notes.yaml", "--text", "page.wiki"]);
    assert!(check.out.contains("the text is the one that was cited"), "{}{}", check.out, check.err);
    // From standard input.
    let run = folder.pipe("One came.", &["new", "dossier", "-"]);
    assert_eq!((run.status, folder.read("article.sentences.tsv").lines().count()), (Some(0), 2), "{}", run.err);
}

#[test]
fn an_article_that_cannot_be_begun_writes_nothing() {
    for (text, arguments, code) in [
        ("= Heading =\n", &[][..], "no-sentences"),
        ("", &[], "empty-source"),
        ("\0\0\0\0binary", &[], "unsupported-source"),
        ("One came.", &["--url", "example.org"], "malformed-iri"),
        ("One came.", &["--output", "there.yaml"], "file-exists"),
        ("One came.", &["--output", "table.yaml"], "file-exists"),
    ] {
        let folder = Folder::with("a.txt", text);
        folder.file("there.yaml", "mine");
        folder.file("table.sentences.tsv", "mine too");
        let run = folder.run(&[&["new", "dossier", "a.txt"], arguments].concat());
        assert_eq!((run.status, run.codes()), (Some(2), vec![code.to_owned()]), "{text}: {}", run.err);
        assert_eq!(folder.names(), ["a.txt", "table.sentences.tsv", "there.yaml"], "{arguments:?}");
    }
    let folder = Folder::with("a.txt", "One came.");
    assert_eq!(folder.run(&["new", "dossier", "a.txt", "--sentences", "t.tsv"]).status, Some(2));
    let run = folder.run(&["new", "dossier", "b.txt", "--words"]);
    assert_eq!(
        (run.status, run.codes()),
        (Some(2), vec!["malformed-id".to_owned(), "no-such-file".to_owned()]),
        "{}",
        run.err
    );
    assert_eq!(folder.names(), ["a.txt"]);
}

/// Every character of a text that is hostile stands in a comment or a quoted text.
#[test]
fn a_title_cannot_leave_its_comment() {
    let folder = Folder::with("a.txt", "= T: \"x\" #1 =\n\nOne came.\n\n== a: b # {c} ==\n\nTwo came.\n");
    assert_eq!(folder.run(&["new", "dossier", "a.txt"]).status, Some(0));
    let check = folder.run(&["check", "a.yaml"]);
    assert_eq!((check.status, check.codes()), (Some(0), vec![]), "{}", check.err);
    assert!(folder.read("a.yaml").contains("  # == a: b # {c} ==\n"));
}
