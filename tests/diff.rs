//! `chancery diff`: what was added, removed and changed, by fact.

use crate::support::{Folder, Run};

const DOSSIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/azerbaijan-belarus.yaml");

const OLD: &str = "\
document: {id: notes, title: Notes}
entities:
  - person: {name: Jane Doe}
facts:
  - row: 1
    says:
      - membership: {member: Peru, organization: OSCE, status: observer}
      - trade: {between: [Peru, Chad], value: 100 USD, during: 2008}
      - trade: {between: [Peru, Chad], value: 150 USD, during: 2009}
      - visit: {visitor: Jane Doe, host: Chad, during: 2001-05-06}
  - row: 2
    modality: forecast
    says:
      - trade: {between: [Peru, Chad], value: 300 USD, during: 2010}
";

fn diff(old: &str, new: &str, arguments: &[&str]) -> Run {
    let folder = Folder::with("old.yaml", old);
    folder.file("new.yaml", new);
    folder.run(&[&["diff", "old.yaml", "new.yaml"], arguments].concat())
}

fn changed(replacements: &[(&str, &str)]) -> String {
    replacements.iter().fold(OLD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

#[test]
fn the_same_facts_in_another_order_do_not_differ() {
    let run = diff(
        OLD,
        &changed(&[
            ("[Peru, Chad], value: 100 USD", "[TCD, PER], value: 100 USD"),
            ("Jane Doe}\n", "Jane Doe}\n# a comment\n"),
        ]),
        &["--exit-code"],
    );
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""), "{}", run.err);
    assert!(run.err.contains("0 added, 0 removed, 0 changed"), "{}", run.err);
}

#[test]
fn a_corrected_figure_is_a_change_and_another_year_is_not() {
    let run = diff(
        OLD,
        &changed(&[("value: 150", "value: 155"), ("value: 100 USD, during: 2008", "value: 90 USD, during: 2007")]),
        &[],
    );
    assert_eq!(run.status, Some(0), "{}", run.err);
    let lines: Vec<&str> = run.out.lines().filter(|line| !line.trim_start().starts_with("trade:")).collect();
    assert_eq!(
        lines,
        [
            "- trade: Trade between Chad and Peru: 100 United States dollars, in 2008",
            "+ trade: Trade between Chad and Peru: 90 United States dollars, in 2007",
            "~ trade: Trade between Chad and Peru: 155 United States dollars, in 2009",
            "    value: 150 United States dollars → 155 United States dollars",
        ]
    );
    assert!(run.err.contains("1 added, 1 removed, 1 changed"), "{}", run.err);
}

#[test]
fn standing_claims_and_names_may_change_while_the_fact_stays() {
    // The forecast is borne out by another row; the observer is said by somebody else; Jane gets an item.
    let new = changed(&[
        ("    modality: forecast\n", ""),
        (
            "  - row: 1\n",
            "  - row: 9\n    voice: unnamed\n    says:\n      - visit: {visitor: Jane Doe, host: Chad, during: 2001-05-06}\n  - row: 1\n",
        ),
        ("name: Jane Doe", "name: Jane Doe, also: J. Doe"),
        ("status: observer", "status: full"),
    ]);
    let run = diff(OLD, &new, &["--exit-code"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    for line in [
        "    standing: projected → held\n",
        "    now stated in: Notes, row 9, unnamed speaker: Visit of Jane Doe to Chad, on 6 May 2001\n",
        "~ person: Jane Doe\n",
        "    also: nothing → J. Doe\n",
        "    status: observer → full member\n",
    ] {
        assert!(run.out.contains(line), "{line}\n{}", run.out);
    }
    assert!(run.err.contains("0 added, 0 removed, 4 changed"), "{}", run.err);
}

/// Who says it, and with which words, is told: the label of a claim has not who, and of the words only those of the new one.
#[test]
fn a_claim_with_another_speaker_is_said_otherwise() {
    let forecast = "    modality: forecast\n";
    let claim = |keys: &str| changed(&[(forecast, &format!("{forecast}{keys}"))]);
    let peru = claim("    speaker: Peru\n    hedge: perhaps\n");
    let place = "stated differently in: Notes, row 2, ";
    let forecast = |hedge: &str| {
        format!("forecast, named speaker{hedge}: Trade between Chad and Peru: 300 United States dollars, in 2010")
    };
    let (perhaps, maybe) = (forecast(", hedge \"perhaps\""), forecast(", hedge \"maybe\""));
    for (new, line) in [
        (claim("    speaker: Chad\n    hedge: perhaps\n"), format!("{place}{perhaps} (speaker: Peru → Chad)")),
        (claim("    speaker: Peru\n    hedge: maybe\n"), format!("{place}{maybe} (hedge: perhaps → maybe)")),
        (claim("    speaker: Peru\n"), format!("{place}{} (hedge: perhaps)", forecast(""))),
        // The figure was corrected too, so that the fact has another name.
        (
            claim("    speaker: Chad\n    hedge: perhaps\n").replace("value: 300", "value: 310"),
            format!("{place}{} (speaker: Peru → Chad)", perhaps.replace("300", "310")),
        ),
        (
            changed(&[("  - row: 1\n", "  - row: 9\n    speaker: Jane Doe\n    says:\n      - visit: {visitor: Jane Doe, host: Chad, during: 2001-05-06}\n  - row: 1\n")])
                .replace("    modality: forecast\n", "    modality: forecast\n    speaker: Peru\n    hedge: perhaps\n"),
            "now stated in: Notes, row 9, named speaker: Visit of Jane Doe to Chad, on 6 May 2001 (speaker: Jane Doe)".to_owned(),
        ),
    ] {
        let run = diff(&peru, &new, &[]);
        let told: Vec<&str> = run.out.lines().map(str::trim).filter(|line| line.contains(" in: Notes, ")).collect();
        assert_eq!(told, [line], "{}{}", run.out, run.err);
    }
    let json = diff(&peru, &claim("    speaker: Chad\n    hedge: perhaps\n"), &["--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let fact = json["changed"].as_array().unwrap().iter().find(|one| one["kind"] == "trade").unwrap();
    assert_eq!(fact["claims_changed"][0]["keys"][0]["after"][0]["label"], "Chad");
}

#[test]
fn as_json_and_markdown() {
    let new = changed(&[
        ("value: 150", "value: 155"),
        ("      - visit: {visitor: Jane Doe, host: Chad, during: 2001-05-06}\n", ""),
    ]);
    let json = diff(OLD, &new, &["--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(told["changed"][0]["keys"][0]["key"], "value");
    let removed: Vec<&str> = told["removed"].as_array().unwrap().iter().map(|t| t["label"].as_str().unwrap()).collect();
    assert_eq!(removed, ["Visit of Jane Doe to Chad, on 6 May 2001"]);
    let markdown = diff(OLD, &new, &["--format", "markdown"]).out;
    let headings: Vec<&str> = markdown.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(headings, ["## Removed", "## Changed"]);
    assert!(markdown.contains("  - value: 150 United States dollars → 155 United States dollars\n"), "{markdown}");
}

/// A further source, or a correction in one of two, may change what they state together.
#[test]
fn what_sources_state_together_is_compared_too() {
    let membership = |id: &str, during: &str| {
        format!(
            "document: {{id: {id}, title: Notes {id}}}\nfacts:\n  - row: 1\n    says:\n      - membership: {{member: Peru, organization: OSCE, status: full, during: {during}}}\n"
        )
    };
    let folder = Folder::new();
    for name in ["one/a", "two/a", "three/a"] {
        folder.file(&format!("{name}.yaml"), membership("a", "1960/1990-05-01"));
    }
    folder.file("two/b.yaml", membership("b", "1960-03-01/1990"));
    folder.file("three/b.yaml", membership("b", "1960-03-07/1990"));
    folder.file("two-c/a.yaml", membership("a", "1960/1990-05-01"));
    folder.file("two-c/b.yaml", membership("b", "1960-03-01/1990"));
    folder.file("two-c/c.yaml", membership("c", "1960-03/1990"));
    let together = |old: &str, new: &str, more: &[&str]| {
        let run = folder.run(&[&["diff", old, new], more].concat());
        assert_eq!(run.status, Some(0), "{}", run.err);
        let lines =
            run.out.lines().skip_while(|line| !line.contains("together, ")).filter(|line| !line.contains("finding:"));
        let end = run.err.lines().last().unwrap().split_once("state together: ").map(|(_, counts)| counts.to_owned());
        (lines.map(str::trim).map(ToOwned::to_owned).collect::<Vec<_>>(), end.unwrap_or_default())
    };
    let finding = "together, membership: Peru in Organization for Security and Co-operation in Europe: full member";
    let (lines, counts) = together("one", "two", &[]);
    assert_eq!(lines, [format!("+ {finding}, from 1 March 1960 to 1 May 1990")]);
    assert_eq!(counts, "1 added, 0 removed, 0 changed, 0 the same");
    let (lines, counts) = together("two", "three", &[]);
    assert_eq!(lines[0], format!("~ {finding}, from 7 March 1960 to 1 May 1990"));
    assert_eq!(lines[1], "during: from 1 March 1960 to 1 May 1990 → from 7 March 1960 to 1 May 1990");
    assert!(lines[2].starts_with("no longer rests on: ") && lines[3].starts_with("now also rests on: "), "{lines:?}");
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(counts, "0 added, 0 removed, 1 changed, 0 the same");
    // A source that only confirms: the finding keeps its IRI, and rests on one more.
    let (lines, counts) = together("two", "two-c", &[]);
    assert!(lines.len() == 2 && lines[1].starts_with("now also rests on: "), "{lines:?}");
    assert_eq!(counts, "0 added, 0 removed, 1 changed, 0 the same");
    assert_eq!(together("two", "two", &[]), (Vec::new(), "0 added, 0 removed, 0 changed, 1 the same".to_owned()));
    assert_eq!(together("two", "three", &["--apart"]), (Vec::new(), String::new()));
    let json = folder.run(&["diff", "one", "two", "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["findings"]["added"][0]["kind"], "membership");
    let markdown = folder.run(&["diff", "one", "two", "--format", "markdown"]).out;
    assert!(markdown.contains("- together, membership: Peru in "), "{markdown}");
}

/// A disagreement, a decision and another coverage are told, each with what it is about.
#[test]
fn disagreements_decisions_and_coverage_are_compared_too() {
    let membership = |id: &str, covers: &str, during: &str| {
        format!(
            "document: {{id: {id}, title: Notes {id}{covers}}}\nfacts:\n  - row: 1\n    says:\n      - membership: {{member: Peru, organization: OSCE, status: full, during: {during}}}\n"
        )
    };
    let covers =
        |years: &str| format!(", covers: {{kind: membership, where: {{organization: OSCE}}, during: {years}}}");
    let folder = Folder::new();
    for name in ["one", "two", "three"] {
        folder.file(&format!("{name}/a.yaml"), membership("a", &covers("1960/2000"), "1960/1990"));
    }
    folder.file("two/b.yaml", membership("b", "", "1960/1990"));
    folder.file("three/b.yaml", membership("b", "", "1960/1994"));
    folder.file(
        "three/d.yaml",
        "decisions:\n  - {different: [state:peru, state:chile], decided by: A. Editor, decided on: 2026-01-31}\n",
    );
    folder.file("four/a.yaml", membership("a", &covers("1960/2001"), "1960/1990"));
    let run = folder.run(&["diff", "two", "three"]);
    let peru = "Peru in Organization for Security and Co-operation in Europe: full member, from 1960 to";
    let lines: Vec<&str> =
        run.out.lines().filter(|line| line.contains("disagree") || line.contains("decision")).collect();
    assert_eq!(
        lines,
        [
            format!("+ disagreement over end: {peru} 1990; {peru} 1994"),
            "+ decision, different: state:chile; Peru (A. Editor, 2026-01-31)".to_owned()
        ]
    );
    assert!(run.err.ends_with("; 1 disagreement added, 0 removed; 1 decision added, 0 removed\n"), "{}", run.err);
    let run = folder.run(&["diff", "three", "two"]);
    assert!(run.out.contains("\n- disagreement over end: "), "{}", run.out);
    let run = folder.run(&["diff", "three", "two", "--format", "markdown"]);
    assert!(
        run.out.contains("\n- disagreement over end: ") && run.out.contains("\n- decision, different: "),
        "{}",
        run.out
    );
    let run = folder.run(&["diff", "two", "three", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(json["findings"]["disagreements"]["added"][0]["days"], 1097);
    let run = folder.run(&["diff", "one", "four"]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], "~ document: Notes a");
    assert!(
        lines[2].contains("2000-12-31") && lines[2].contains(" → ") && lines[2].contains("2001-12-31"),
        "{}",
        run.out
    );
}

#[test]
fn facts_and_their_export_are_the_same() {
    let folder = Folder::new();
    for name in ["d.ttl", "d.nq"] {
        assert_eq!(folder.run(&["export", DOSSIER, "--output", name]).status, Some(0));
        let run = folder.run(&["diff", DOSSIER, name, "--exit-code"]);
        assert_eq!((run.status, run.out.as_str()), (Some(0), ""), "{name}: {}", run.err);
    }
    // One of the two may come through a pipe.
    let piped = folder.pipe(folder.read("d.ttl"), &["diff", "-", "d.nq", "--exit-code"]);
    assert_eq!((piped.status, piped.out.as_str()), (Some(0), ""), "{}", piped.err);
}

#[test]
fn rdf_without_facts_is_compared_by_statement() {
    let folder = Folder::with("old.ttl", "@prefix x: <http://x.example/> . x:a x:p 1 , [ x:q 2 ] .\n");
    folder.file("same.nt", "_:z <http://x.example/q> \"2\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n<http://x.example/a> <http://x.example/p> _:z , \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n".replace(" , ", " .\n<http://x.example/a> <http://x.example/p> "));
    folder.file("new.ttl", "@prefix x: <http://x.example/> . x:a x:p 3 , [ x:q 2 ] .\n");
    folder.file("facts.yaml", OLD);
    // The name of a blank node says nothing.
    let same = folder.run(&["diff", "old.ttl", "same.nt", "--exit-code"]);
    assert_eq!((same.status, same.out.as_str()), (Some(0), ""), "{}", same.err);
    assert!(same.err.contains("0 statements added, 0 removed, 3 the same"), "{}", same.err);
    let run = folder.run(&["diff", "old.ttl", "new.ttl", "--exit-code"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    let line = |sign, number| {
        format!(
            "{sign} <http://x.example/a> <http://x.example/p> \"{number}\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
        )
    };
    assert_eq!(run.out, line('-', 1) + &line('+', 3));
    let json = folder.run(&["diff", "old.ttl", "new.ttl", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!((&json["statements"]["same"], &json["same"]), (&2.into(), &0.into()));
    // Facts on one side alone: that is said.
    let run = folder.run(&["diff", "facts.yaml", "new.ttl"]);
    assert!(run.err.contains("`new.ttl` has no fact"), "{}", run.err);
}

#[test]
fn what_cannot_be_compared() {
    let folder = Folder::with("old.yaml", OLD);
    folder.file("wrong.yaml", OLD.replace("OSCE", "OSCEE"));
    folder.file("cut.ttl", "@prefix a: <http://a.example/> .\na:s a:p \"");
    folder.file("binary.yaml", b"\x00\x01\x02");
    folder.file("empty.yaml", "");
    for (other, status, said) in [
        ("wrong.yaml", 1, "nothing was compared, because the sources have errors"),
        ("cut.ttl", 1, "rdf-syntax"),
        ("binary.yaml", 1, "`binary.yaml` is a binary file, not a facts file"),
        ("empty.yaml", 1, "empty"),
        ("none.yaml", 1, "no-such-file"),
    ] {
        let run = folder.run(&["diff", "old.yaml", other]);
        assert_eq!((run.status, run.out.as_str()), (Some(status), ""), "{other}: {}", run.err);
        assert!(run.err.contains(said) && !run.err.contains("panicked"), "{other}: {}", run.err);
    }
    assert_eq!(folder.run(&["diff", "-", "-"]).status, Some(2));
    assert_eq!(folder.run(&["diff", "old.yaml"]).status, Some(2));
    assert_eq!(folder.run(&["diff", "old.yaml", "old.yaml", "--format", "xml"]).status, Some(2));
    assert_eq!(folder.run(&["diff", "old.yaml", "old.yaml", "--output", "no/such/folder"]).status, Some(2));
}
