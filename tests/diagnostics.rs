//! Every code that the program tells is explained, and every example of an explanation brings its code about.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::support::graph::{all_rust_files, root};
use crate::support::{Folder, Run};
use chancery::command::explain::{Block, Explanation, documented};
use chancery::diagnostic::Code;

fn document() -> String {
    std::fs::read_to_string(root().join("docs/diagnostics.md")).unwrap()
}

/// The sections of `docs/diagnostics.md`, as `--explain` shows them.
fn sections() -> BTreeMap<String, Explanation> {
    let mut sections = BTreeMap::new();
    for section in documented() {
        sections.insert(section.code.as_str().to_owned(), section);
    }
    sections
}

/// The codes of the checks, which are the names of their files.
fn checks() -> BTreeSet<String> {
    let Ok(entries) = std::fs::read_dir(root().join("queries/check")) else { return BTreeSet::new() };
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    entries.map(name).filter_map(|name| name.strip_suffix(".rq").map(ToOwned::to_owned)).collect()
}

#[test]
fn every_code_is_told_somewhere() {
    let all: String = all_rust_files().iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let told: BTreeSet<&str> = all
        .split("Code::")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default())
        .collect();
    let unused: Vec<&Code> = Code::OWN.iter().filter(|code| !told.contains(format!("{code:?}").as_str())).collect();
    assert!(unused.is_empty(), "no source tells these; remove their sections of docs/diagnostics.md: {unused:?}");
    let sections = sections();
    let both: Vec<String> = checks().into_iter().filter(|code| sections.contains_key(code)).collect();
    assert!(both.is_empty(), "these checks explain themselves in queries/check/; remove their sections: {both:?}");
}

#[test]
fn sections_are_in_order_and_say_what_it_means_and_what_to_do() {
    let titles: Vec<String> =
        document().lines().filter_map(|line| line.strip_prefix("## ")).map(ToOwned::to_owned).collect();
    let mut sorted = titles.clone();
    sorted.sort();
    assert_eq!(titles, sorted, "docs/diagnostics.md is in the order of the alphabet");
    for (code, section) in sections() {
        assert!(section.meaning.ends_with('.') && section.meaning.len() > 20, "{code}: {}", section.meaning);
        assert!(section.remedy.ends_with('.'), "{code}: Remedy: {}", section.remedy);
        let length = section.meaning.len() + section.remedy.len();
        assert!(length <= 800, "{code}: {length} bytes are too many");
    }
}

/// Runs an example: its files in a folder that holds nothing else, and its command there. One file without a name is
/// checked; the checks of `queries/check/`, which take half of the time, tell no code of this page.
fn run(code: &str, example: &[Block]) -> Run {
    let folder = Folder::new();
    if let [Block { language, file, text }] = example
        && language != "sh"
        && file.is_empty()
    {
        let name = format!("notes.{}", if language == "turtle" { "ttl" } else { language });
        folder.file(&name, text);
        return folder.run(&["check", &name, "--no-checks"]);
    }
    let (command, files) = example.split_last().unwrap();
    let line = command.text.trim_end();
    assert!(command.language == "sh" && line.starts_with("chancery ") && !line.contains('\n'), "{code}: {line}");
    for block in files {
        assert!(!block.file.is_empty(), "{code}: a file beside a command needs a name");
        folder.file(&block.file, &block.text);
    }
    let words = words(line);
    folder.run(&words[1..].iter().map(String::as_str).collect::<Vec<_>>())
}

/// The codes that a run tells a person or, in JSON, a program.
fn codes_told(run: &Run) -> Vec<String> {
    let lines = run.out.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let of_programs = lines.filter_map(|line| line["code"].as_str().map(ToOwned::to_owned));
    run.codes().into_iter().chain(of_programs).collect()
}

#[test]
fn every_example_brings_its_code_about() {
    let sections = sections();
    let known: BTreeSet<String> = sections.keys().cloned().chain(checks()).collect();
    let examples = Mutex::new(sections.iter().filter(|(_, section)| !section.example.is_empty()));
    let next = || examples.lock().unwrap().next();
    let wrong = || {
        let mut wrong = Vec::new();
        while let Some((code, section)) = next() {
            let run = run(code, &section.example);
            let said = codes_told(&run);
            if !said.contains(code) {
                wrong.push(format!("{code}: its example gives {said:?}\n{}", run.err));
            }
            let strange = said.into_iter().filter(|code| !known.contains(code));
            wrong.extend(strange.map(|code| format!("`{code}` was told and is not documented\n{}", run.err)));
        }
        wrong
    };
    // Each takes a while, so two are run at a time.
    let wrong = std::thread::scope(|scope| {
        let other = scope.spawn(wrong);
        [wrong(), other.join().unwrap()].concat()
    });
    assert!(wrong.is_empty(), "in docs/diagnostics.md:\n{}", wrong.join("\n"));
}

/// The text of a test, without the attributes before it.
fn test_text(file: &str, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(root().join(file)).ok()?;
    let at = text.find(&format!("fn {name}() {{\n"))?;
    let (before, test) = text.split_at(at);
    let indent = &before[before.rfind('\n')?..];
    let attributes = before.rsplit("\n\n").next()?;
    let end = test.find(&format!("{indent}}}"))?;
    attributes.contains("#[test]").then(|| test[..end].to_owned())
}

#[test]
fn every_code_has_an_example_or_names_the_test_that_brings_it_about() {
    let names = |text: &str, code: &str| {
        let inner = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-');
        text.match_indices(code)
            .any(|(at, _)| !inner(text[..at].chars().next_back()) && !inner(text[at + code.len()..].chars().next()))
    };
    for (code, section) in sections() {
        let form = format!(
            "{code}: the section has an example, or `Shown by: FILE, TEST.` where a few lines cannot show it; the test \
             names the code"
        );
        assert_ne!(section.example.is_empty(), section.shown_by.is_empty(), "{form}");
        if section.example.is_empty() {
            let (file, test) = section.shown_by.split_once(", ").unwrap_or_else(|| panic!("{form}"));
            let text = test_text(file, test.trim_end_matches('.'));
            let variant = format!("{:?}", section.code);
            let is_named = text.is_some_and(|text| names(&text, &code) || names(&text, &variant));
            assert!(is_named, "{form}: {}", section.shown_by);
        }
    }
}

/// The words of a command line with single quotation marks.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(ToOwned::to_owned));
        }
    }
    words
}

#[test]
fn a_code_is_explained() {
    let folder = Folder::new();
    let run = folder.run(&["check", "--explain", "unknown-name"]);
    assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
    assert!(run.out.starts_with("unknown-name (error)\n\nNo entity in the registry"), "{}", run.out);
    assert!(run.out.contains("\n    facts: [{membership: {member: Bellarus"), "{}", run.out);
    assert!(run.out.contains("\nRemedy: correct the spelling"), "{}", run.out);
    let all: Vec<String> = sections().into_keys().chain(checks()).collect();
    let list = folder.run(&["check", "--explain"]);
    assert_eq!((list.status, list.err.as_str()), (Some(0), ""));
    let listed: BTreeSet<&str> = list.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    for code in &all {
        assert!(listed.contains(code.as_str()), "{code}");
    }
    // One with an example, one that a test shows, and a check.
    for code in ["wrong-value", "no-permission"].into_iter().chain(checks().first().map(String::as_str)) {
        let run = folder.run(&["check", "--explain", code]);
        assert_eq!(run.status, Some(0), "{code}: {}", run.err);
        assert!(run.out.contains("\nRemedy: "), "{code}: {}", run.out);
    }
    assert_eq!(list.out.lines().count(), all.len());
}

#[test]
fn an_example_of_several_files_is_shown_with_their_names_and_the_command() {
    let run = Folder::new().run(&["check", "--explain", "too-few-cells"]);
    assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
    let (_, example) = run.out.split_once("\nExample:\n").unwrap_or_else(|| panic!("{}", run.out));
    assert!(example.starts_with("\n  members.csv\n    state,since\n    Belarus\n\n  members.yaml\n    "), "{example}");
    let command = "\n\n    chancery check members.csv --recipe members.yaml\n\nRemedy: ";
    assert!(example.contains(command) && !run.out.contains("```"), "{example}");
    let run = Folder::new().run(&["check", "--explain", "no-permission"]);
    assert!(run.out.contains("\n\nShown by: crates/model/src/source/fault.rs, a_file_"), "{}", run.out);
}

#[test]
fn a_code_that_is_none_is_told_with_the_nearest() {
    for (code, near) in [("unknown-nam", "; did you mean `unknown-name`?"), ("zzz", "\n"), ("", "\n"), ("../x", "\n")] {
        let run = Folder::new().run(&["check", "--explain", code]);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{code}");
        assert!(run.err.starts_with(&format!("error: there is no diagnostic `{code}`{near}")), "{}", run.err);
        assert!(run.err.contains("\nunknown-name "), "the list follows\n{}", run.err);
    }
}

#[test]
fn problems_are_told_as_sarif() {
    let folder = Folder::new();
    folder.file("my notes.yaml", "facts: [{membership: {member: Bellarus, organization: OSCE, status: full}}]\n");
    let run = folder.run(&["check", "my notes.yaml", "--format", "sarif"]);
    assert_eq!(run.status, Some(1), "{}", run.err);
    assert!(!run.err.contains("error["), "told once\n{}", run.err);
    let log: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let driver = &log["runs"][0]["tool"]["driver"];
    assert_eq!((&driver["name"], &driver["version"]), (&"chancery".into(), &env!("CARGO_PKG_VERSION").into()));
    assert_eq!(driver["rules"][0]["id"], "unknown-name");
    assert_eq!(
        driver["rules"][0]["shortDescription"]["text"],
        "No entity in the registry or in the sources has the name"
    );
    let help = &driver["rules"][0]["help"];
    let remedy = help["text"].as_str().unwrap();
    assert!(remedy.starts_with("correct the spelling"), "{help}");
    let markdown = format!(
        "{remedy}\n\nAn example that causes it:\n\n```yaml\nfacts: [{{membership: {{member: Bellarus, organization: \
         OSCE, status: full}}}}]\n```\n"
    );
    assert_eq!(help["markdown"], markdown);
    let result = &log["runs"][0]["results"][0];
    assert_eq!(
        (&result["ruleId"], &result["ruleIndex"], &result["level"]),
        (&"unknown-name".into(), &0.into(), &"error".into())
    );
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "my%20notes.yaml");
    // `facts: [{membership: {member: Bellarus`: the name is the 31st to 38th character.
    assert_eq!(place["region"]["startColumn"], 31);
    assert_eq!(place["region"]["endColumn"], 39);
    assert_eq!(place["region"]["snippet"]["text"], "Bellarus");
}

#[test]
fn what_programs_read_leaves_nothing_out() {
    let folder =
        Folder::with("good.yaml", "facts: [{membership: {member: Belarus, organization: OSCE, status: full}}]\n");
    let run = folder.run(&["check", "good.yaml", "--format", "sarif"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let log: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let errors = log["runs"][0]["results"].as_array().unwrap().iter().filter(|result| result["level"] == "error");
    assert_eq!(errors.count(), 0);
    let many = "  - membership: {member: Bellarus, organization: OSCE, status: full}\n".repeat(80);
    folder.file("bad.yaml", format!("facts:\n{many}"));
    // A person is told fifty of a kind, and how many more there are; a program is told all.
    assert!(folder.run(&["check", "bad.yaml"]).err.contains("and 30 more of this kind"));
    let run = folder.run(&["check", "bad.yaml", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.iter().filter(|result| result["level"] == "error").count(), 80);
    assert_eq!(log["runs"][0]["invocations"][0]["toolExecutionNotifications"], serde_json::json!([]));
    let run = folder.run(&["check", "bad.yaml", "--format", "json"]);
    assert_eq!(run.out.lines().filter(|line| line.contains("\"unknown-name\"")).count(), 80);
    assert!(!run.out.contains("omitted"), "{}", run.out);
    let rows: String = (0..121).map(|number| format!("Nobody {number},full\n")).collect();
    folder.file("bad.csv", format!("member,status\n{rows}"));
    folder.file(
        "bad-table.yaml",
        "recipe: bad\nreads: a table of nobodies\ndocument: {id: bad, title: Bad}\ncolumns:\n  who: {of: member}\n\
         facts:\n  - membership: {member: \"{who}\", organization: OSCE, status: full}\n",
    );
    let run = folder.run(&["check", "bad.csv", "--recipe", "bad-table.yaml", "--format", "json"]);
    assert_eq!(
        run.out.lines().filter(|line| line.contains("\"unknown-name\"")).count(),
        121,
        "{} {}",
        run.out,
        run.err
    );
    assert_eq!(folder.run(&["check", "bad.yaml", "--format", "sarf"]).status, Some(2));
}
