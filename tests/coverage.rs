//! `chancery check --text`: citations held against the text they cite, as it was and as it became.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;

use crate::support::graph::{real_data, root};
use crate::support::{Folder, Run};

const ARTICLE: &str = "= Two states =\n\nBelarus is in the OSCE. Azerbaijan is in it too. Turkey is in NATO.\n\n== Visits ==\n\
                       - The President came to Minsk.\n- Nobody came to Baku.\n";

/// Sentence 2 is cited twice, 5 not at all; the fact of 1 is said again at 3.
const FACTS: &str = "document:
  id: two-states
  title: Two states
  sentences: two.sentences.tsv
facts:
  - sentence: 1
    says:
      - membership: {id: one, member: Belarus, organization: OSCE, status: full}
  - sentence: 2
    says:
      - membership: {member: Azerbaijan, organization: OSCE, status: full}
  - sentence: [2, 3]
    says:
      - membership: {member: Turkey, organization: NATO, status: member}
  - sentence: 3
    says:
      - membership: one
  - sentence: 4
    says:
      - visit: {visitor: Alexander Lukashenko, host: Belarus, place: Minsk, during: 2006}
";

/// A folder with facts, and the table of the article as it was when they were written.
fn folder() -> Folder {
    let folder = Folder::with("two.yaml", FACTS);
    folder.file("two.txt", ARTICLE);
    let run = folder.run(&["cite", "two.txt", "--output", "two.sentences.tsv"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    folder
}

fn check(folder: &Folder, article: &str) -> Run {
    folder.file("now.txt", article);
    folder.run(&["check", "two.yaml", "--text", "now.txt"])
}

/// Code and line of each diagnostic that is not a note.
fn problems(run: &Run) -> Vec<String> {
    let said = run.said();
    let told = said.iter().filter(|said| said.code != "uncovered-sentence");
    told.map(|said| format!("{} {}", said.code, said.place.split(':').nth(1).unwrap_or_default())).collect()
}

/// The numbers of a row of the table.
fn row(run: &Run, title: &str) -> Vec<usize> {
    let line = run.out.lines().find(|line| line.starts_with(title)).unwrap_or_else(|| panic!("{title}: {}", run.out));
    line[title.len()..].split_whitespace().map(|number| number.parse().unwrap()).collect()
}

fn summary(run: &Run) -> &str {
    run.out.lines().last().unwrap_or_default().split_once(": ").map_or("", |(_, summary)| summary)
}

#[test]
fn what_is_unchanged_is_fine() {
    let folder = folder();
    let run = check(&folder, ARTICLE);
    assert_eq!(run.status, Some(0), "{}{}", run.err, run.out);
    assert_eq!(problems(&run), [""; 0]);
    let said = run.said();
    assert_eq!((said.len(), said[0].code.as_str(), said[0].place.as_str()), (1, "uncovered-sentence", "now.txt:7:3"));
    assert_eq!(said[0].marked, "Nobody came to Baku.");
    // Sentences, whole, part, nothing, not read, to review.
    assert_eq!(
        (row(&run, "Two states"), row(&run, "Visits"), row(&run, "all")),
        (vec![3, 3, 0, 0, 0, 0], vec![2, 1, 0, 0, 1, 0], vec![5, 4, 0, 0, 1, 0])
    );
    assert_eq!(summary(&run), "5 sentences unchanged, 0 moved, 0 changed, 0 gone; 0 facts without ground");
    // Without a text nothing is said of it.
    let run = folder.run(&["check", "two.yaml"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""));
}

#[test]
fn a_sentence_before_moves_the_rest() {
    let run = check(&folder(), &ARTICLE.replace("Belarus is", "Both are old. Belarus is"));
    assert_eq!(run.status, Some(0), "a warning is not an error\n{}", run.err);
    let lines = [6, 9, 12, 12, 15, 18].map(|line| format!("sentence-moved {line}"));
    assert_eq!(problems(&run), lines);
    let said = run.said();
    let first = said.iter().find(|said| said.code == "sentence-moved").unwrap();
    assert_eq!(first.message, "sentence 1 is sentence 2 of the text");
    assert!(first.help[0].contains("write 2 here"), "{:?}", first.help);
    assert_eq!(row(&run, "Two states"), [4, 3, 0, 0, 1, 0]);
    assert_eq!(summary(&run), "0 sentences unchanged, 5 moved, 0 changed, 0 gone; 0 facts without ground");
}

#[test]
fn a_sentence_reworded_takes_the_ground_of_what_rests_on_it_alone() {
    let run = check(&folder(), &ARTICLE.replace("Azerbaijan is in it too", "Azerbaijan has left it"));
    assert_eq!(run.status, Some(1), "{}", run.err);
    // The fact of Turkey rests on 3 too. What follows keeps its number, so nothing is to be written anew for it.
    assert_eq!(problems(&run), ["sentence-changed 9", "lost-ground 11", "sentence-changed 12"]);
    assert!(run.err.contains("it had 24 characters, this one has 23 (96 %)"), "{}", run.err);
    assert_eq!(row(&run, "Two states"), [3, 2, 0, 0, 0, 1]);
    assert_eq!(summary(&run), "1 sentence unchanged, 3 moved, 1 changed, 0 gone; 1 fact without ground");
}

#[test]
fn a_sentence_removed_is_gone() {
    let run = check(&folder(), &ARTICLE.replace("- The President came to Minsk.\n", ""));
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert_eq!(problems(&run), ["sentence-gone 18", "lost-ground 20"]);
    assert_eq!(row(&run, "Visits"), [1, 0, 0, 0, 1, 0]);
    assert_eq!(summary(&run), "3 sentences unchanged, 1 moved, 0 changed, 1 gone; 1 fact without ground");
}

#[test]
fn two_sentences_swapped_have_moved() {
    let swapped = ARTICLE.replace(
        "Belarus is in the OSCE. Azerbaijan is in it too.",
        "Azerbaijan is in it too. Belarus is in the OSCE.",
    );
    let run = check(&folder(), &swapped);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert_eq!(problems(&run), ["sentence-moved 6", "sentence-moved 9", "sentence-moved 12"]);
    assert_eq!(row(&run, "Two states"), [3, 3, 0, 0, 0, 0]);
    assert_eq!(summary(&run), "3 sentences unchanged, 2 moved, 0 changed, 0 gone; 0 facts without ground");
}

/// What is told of the words of a block that cites sentences of this article.
fn words(article: &str, block: &str) -> Run {
    let folder = Folder::new();
    folder.file("now.txt", article);
    assert_eq!(folder.run(&["cite", "now.txt", "--output", "two.sentences.tsv"]).status, Some(0));
    let head = "document: {id: two-states, title: Two states, sentences: two.sentences.tsv}\nfacts:\n";
    let fact = "says: {membership: {member: Belarus, organization: OSCE, status: full}}";
    folder.file("two.yaml", format!("{head}  - {block}\n    {fact}\n"));
    folder.run(&["check", "two.yaml", "--text", "now.txt"])
}

#[test]
fn words_stand_in_the_sentence_that_is_cited() {
    let article = "“It’s not – anything\u{a0}close,” said the Co\u{ad}uncil. Belarus might\nperhaps join. \
                   The rest MAY come later.\n\nNobody came.";
    // As they are written, whatever signs an editor writes for the same.
    for good in [
        "sentence: 1\n    quote: It's not - anything close",
        "sentence: 1\n    quote: \"\\\"It's\"",
        "sentence: 1\n    quote: Council",
        "sentence: 2\n    quote: might perhaps join\n    hedge: Might perhaps",
        "sentence: 2\n    hedge: might join",
        "sentence: [3, 4]\n    hedge: may\n    quote: Nobody came",
        // On both sides of a full stop.
        "sentence: [3, 2]\n    quote: perhaps join. The rest",
        // Nobody knows what a row holds.
        "row: 1\n    quote: nothing of it",
        "sentence: 2\n    row: 1\n    quote: nothing of it",
    ] {
        let run = words(article, good);
        assert!(!run.err.contains("error["), "{good}\n{}", run.err);
        assert!(!run.codes().contains(&"words-not-in-sentence".to_owned()), "{good}\n{}", run.err);
    }
    let leave = "write the words as they are in the text, leave them out, or cite the sentence that has them";
    for (bad, place, message, help) in [
        (
            "sentence: 1\n    quote: it's not - anything close",
            "two.yaml:4:12",
            "sentence 1 does not contain the words `it's not - anything close`",
            "write the words as they are in the text: `It’s not – anything close`",
        ),
        (
            "sentence: 2\n    quote: perhaps to join",
            "two.yaml:4:12",
            "sentence 2 does not contain the words `perhaps to join`",
            "write the words as they are in the text: `perhaps join`",
        ),
        (
            "sentence: 2\n    hedge: may",
            "two.yaml:4:12",
            "sentence 2 does not contain the words `may`",
            "cite sentence 3 for the facts that rest on it, or give words of sentence 2",
        ),
        (
            "sentence: 2\n    hedge: perhaps might",
            "two.yaml:4:12",
            "sentence 2 does not contain the words `perhaps might`",
            leave,
        ),
        (
            "sentence: [4, 2]\n    quote: erhaps joi",
            "two.yaml:4:12",
            "sentences 2, 4 do not contain the words `erhaps joi`",
            "write the words as they are in the text: `perhaps join`",
        ),
        (
            "quote: written by somebody else\n    sentence: 4",
            "two.yaml:3:12",
            "sentence 4 does not contain the words `written by somebody else`",
            leave,
        ),
    ] {
        let run = words(article, bad);
        let said = run.said();
        let found: Vec<_> = said.iter().filter(|said| said.code != "uncovered-sentence").collect();
        assert_eq!((found.len(), run.status), (1, Some(1)), "{bad}\n{}", run.err);
        assert_eq!((found[0].code.as_str(), found[0].message.as_str()), ("words-not-in-sentence", message), "{bad}");
        assert_eq!((found[0].place.as_str(), &found[0].help), (place, &vec![help.to_owned()]), "{}", run.err);
    }
}

#[test]
fn words_of_a_sentence_that_is_gone_are_not_looked_for() {
    let folder = folder();
    let quoted = FACTS.replace("  - sentence: 1\n", "  - sentence: 1\n    quote: is in the\n");
    folder.file("two.yaml", &quoted);
    let run = check(&folder, &ARTICLE.replace("Belarus is in the", "Belarus left the"));
    assert!(!run.codes().contains(&"words-not-in-sentence".to_owned()), "{}", run.err);
    assert!(run.codes().contains(&"sentence-changed".to_owned()), "{}", run.err);
}

#[test]
fn wikitext_and_json_will_do() {
    let folder = folder();
    let wikitext = "'''Belarus''' is in the [[OSCE]]. Azerbaijan is in it too.<ref>x</ref> Turkey is in NATO.\n== Visits ==\n\
                    * The President came to [[Minsk]].\n* Nobody came to Baku.\n== See also ==\n* x\n";
    folder.file("now.wiki", wikitext);
    let run = folder.run(&["check", "two.yaml", "--text", "now.wiki", "--format", "json"]);
    assert_eq!(run.status, Some(0), "{}{}", run.err, run.out);
    let lines: Vec<serde_json::Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["code"], "uncovered-sentence");
    assert_eq!(lines[0]["path"], "now.wiki (its plain text)");
    let coverage = &lines[1]["covered"];
    assert_eq!(coverage["sections"][1]["with facts"], 1);
    assert_eq!((&coverage["changed"], &coverage["gone"]), (&0.into(), &0.into()));
}

#[test]
fn a_table_cut_in_another_way_is_as_good() {
    let folder = folder();
    // One row for the two items, by hand: code points 100 to 149 of the article.
    let start = ARTICLE.chars().collect::<String>().find("The President").unwrap();
    let words = "The President came to Minsk.\n- Nobody came to Baku.";
    let digest = chancery::article::digest(&chancery::article::collapsed(words));
    let table = folder.read("two.sentences.tsv");
    let mut by_hand: String = table.lines().take(4).fold(String::new(), |out, line| out + line + "\n");
    let _ = writeln!(by_hand, "4\tVisits\t{start}\t{}\t{digest}", start + words.len());
    folder.file("two.sentences.tsv", by_hand);
    let run = check(&folder, ARTICLE);
    assert_eq!((run.status, problems(&run)), (Some(0), Vec::new()), "{}", run.err);
    assert_eq!(row(&run, "Visits"), [2, 2, 0, 0, 0, 0]);
}

#[test]
fn the_document_must_be_known() {
    let folder = folder();
    folder.file("now.txt", ARTICLE);
    let codes = |arguments: &[&str]| {
        let run = folder.run(&[&["check"], arguments].concat());
        assert_eq!(run.status, Some(1), "{}", run.err);
        (run.codes(), run.err)
    };
    folder.file("other.yaml", FACTS.replace("two-states", "other").replace("sentence: 4", "sentence: 5"));
    folder.file("plain.yaml", FACTS.replace("  sentences: two.sentences.tsv\n", ""));
    let (several, text) = codes(&["two.yaml", "other.yaml", "--text", "now.txt"]);
    assert!(several == ["which-document"] && text.contains("`other`, `two-states`"), "{text}");
    let (unknown, _) = codes(&["two.yaml", "--text", "now.txt", "--document", "three"]);
    assert_eq!(unknown, ["unknown-document"]);
    let (none, _) = codes(&["plain.yaml", "--text", "now.txt"]);
    assert_eq!(none, ["no-cited-document"]);
    let (missing, _) = codes(&["two.yaml", "--text", "nowhere.txt"]);
    assert_eq!(missing, ["no-such-file"]);
    folder.file("binary.txt", b"a\0b\0\0\0\0\0");
    let (binary, _) = codes(&["two.yaml", "--text", "binary.txt"]);
    assert_eq!(binary, ["unsupported-source"]);
    let run = folder.run(&["check", "two.yaml", "other.yaml", "--text", "now.txt", "--document", "other"]);
    assert_eq!((run.status, row(&run, "Visits")), (Some(0), vec![2, 1, 0, 0, 1, 0]), "{}", run.err);
    assert_eq!(folder.run(&["check", "two.yaml", "--document", "x"]).status, Some(2));
}

#[test]
fn the_dossier_has_facts_of_every_sentence() {
    let dossier = root().join("data/azerbaijan-belarus.yaml");
    let run = Folder::new().run(&["check", dossier.to_str().unwrap(), "--coverage"]);
    assert_eq!((run.status, row(&run, "all")), (Some(0), vec![38, 38, 0, 0, 0]), "{}{}", run.out, run.err);
    assert!(run.out.ends_with("azerbaijan-belarus: 38 of 38 sentences read\n"), "{}", run.out);
}

#[test]
fn the_dossier_holds_against_its_article() {
    let Some(data) = real_data("the_dossier_holds_against_its_article") else { return };
    let dossier = root().join("data/azerbaijan-belarus.yaml");
    let article = data.join("../seed/azerbaijan-belarus-relations.txt");
    let run = Folder::new().run(&["check", dossier.to_str().unwrap(), "--text", article.to_str().unwrap()]);
    assert_eq!((run.status, run.codes()), (Some(0), Vec::new()), "{}", run.err);
    // Counted in the dossier: every sentence of every section is cited.
    for (title, sentences) in [
        ("Azerbaijan–Belarus relations", 8),
        ("Recent political relations", 4),
        ("The Nagorno-Karabakh conflict", 3),
        ("Economic relations", 9),
        ("Military cooperation", 4),
        ("Humanitarian area", 8),
        ("Resident diplomatic missions", 2),
        ("all", 38),
    ] {
        assert_eq!(row(&run, title), [sentences, sentences, 0, 0, 0, 0], "{title}");
    }
    assert!(run.out.contains("the text is the one that was cited; 38 sentences unchanged, 0 moved"), "{}", run.out);
}

/// Of the sentences 1 and 2 of the first section a part, of 5 nothing; 3 is cited by a block without facts.
const CARRIED: &str = "document:
  id: two-states
  title: Two states
  sentences: two.sentences.tsv
facts:
  - sentence: 1
    carried: part
    missing: since when
    says:
      - membership: {member: Belarus, organization: OSCE, status: full}
  - sentence: 1
    carried: part
    missing: who says so
    says:
      - trait: {subject: Belarus, trait: landlocked}
  - sentence: 2
    says:
      - membership: {member: Azerbaijan, organization: OSCE, status: full}
  - sentence: 3
    says:
  - {sentence: 5, carried: nothing, missing: a rumour}
";

#[test]
fn sentences_are_counted_apart_by_how_much_is_carried() {
    let folder = folder();
    folder.file("two.yaml", CARRIED);
    let run = check(&folder, ARTICLE);
    assert_eq!((run.status, problems(&run)), (Some(0), vec![]), "{}", run.err);
    assert_eq!(row(&run, "Two states"), [3, 1, 1, 0, 1, 0]);
    assert_eq!(row(&run, "Visits"), [2, 0, 0, 1, 1, 0]);
    assert_eq!(row(&run, "all"), [5, 1, 1, 1, 2, 0]);
    let lines: Vec<&str> = run.out.lines().filter(|line| line.starts_with("sentence ")).collect();
    assert_eq!(lines, ["sentence 1, part: since when; who says so", "sentence 5, nothing: a rumour"]);
    // What gives no fact is read; what has a block without facts is not.
    let uncovered = run.said().into_iter().filter(|said| said.code == "uncovered-sentence");
    assert_eq!(
        uncovered.map(|said| said.message).collect::<Vec<_>>(),
        [3, 4].map(|number| format!("no fact cites sentence {number} of the text"))
    );
    // The same without the article, from the table of the document.
    let run = folder.run(&["check", "two.yaml"]);
    assert_eq!(row(&run, "Two states"), [3, 1, 1, 0, 1]);
    assert_eq!(row(&run, "all"), [5, 1, 1, 1, 2]);
    assert!(run.out.ends_with("sentence 5, nothing: a rumour\ntwo-states: 3 of 5 sentences read\n"), "{}", run.out);
}

#[test]
fn a_sentence_that_gives_no_fact_and_has_other_words_now_is_to_be_reviewed() {
    let folder = folder();
    folder.file("two.yaml", CARRIED);
    let run = check(&folder, &ARTICLE.replace("Nobody came to Baku", "Nobody at all came to Baku"));
    assert_eq!((run.status, problems(&run)), (Some(0), vec!["sentence-changed 21".to_owned()]), "{}", run.err);
    assert_eq!(row(&run, "Visits"), [2, 0, 0, 0, 1, 1]);
}

#[test]
fn without_a_text_what_is_said_is_counted() {
    let folder = folder();
    // Nothing is said of it, and nothing is printed unless it is asked for.
    assert_eq!(folder.run(&["check", "two.yaml"]).out, "");
    let run = folder.run(&["check", "two.yaml", "--coverage"]);
    assert_eq!((row(&run, "Visits"), row(&run, "all")), (vec![2, 1, 0, 0, 1], vec![5, 4, 0, 0, 1]), "{}", run.out);
    assert_eq!(folder.run(&["check", "two.yaml", "--coverage", "--text", "two.txt"]).status, Some(2));
    // A document without a table has no number of all.
    folder.file("plain.yaml", CARRIED.replace("  sentences: two.sentences.tsv\n", ""));
    let run = folder.run(&["check", "plain.yaml"]);
    assert_eq!(row(&run, "all"), [3, 1, 1, 1, 0], "{}", run.out);
    assert!(run.out.contains("two-states: 3 sentences read; "), "{}", run.out);
    // Several documents, one line of JSON each.
    folder.file("two.yaml", CARRIED);
    folder.file("other.yaml", CARRIED.replace("two-states", "other"));
    let run = folder.run(&["check", "two.yaml", "other.yaml", "--format", "json"]);
    let lines: Vec<serde_json::Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let covered: Vec<&serde_json::Value> = lines.iter().filter_map(|line| line.get("covered")).collect();
    assert_eq!(covered.len(), 2, "{}", run.out);
    assert_eq!((&covered[0]["document"], &covered[1]["document"]), (&"other".into(), &"two-states".into()));
    let first = &covered[1]["sections"][0];
    let counts =
        ["sentences", "with facts", "whole", "part", "nothing", "not read"].map(|name| first[name].as_u64().unwrap());
    assert_eq!(counts, [3, 2, 1, 1, 0, 1]);
    let missing = serde_json::json!([
        {"sentence": 1, "carried": "part", "missing": ["since when", "who says so"]},
        {"sentence": 5, "carried": "nothing", "missing": ["a rumour"]},
    ]);
    assert_eq!(covered[1]["missing"], missing);
    assert!(covered[1].get("unchanged").is_none());
}
