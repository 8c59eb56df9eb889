//! The commands of the README and of the guide, run as they show them, in a folder with the files they show.

use std::path::Path;
use std::process::Command;

/// A command with the output that the README shows under it.
struct Shown {
    line: usize,
    command: String,
    output: Vec<String>,
}

/// The fenced blocks of a language: number of the first line, and the text.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<(usize, Vec<&'t str>)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, Vec<&str>)> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(tag)) => open = Some((number + 2, if tag == language { vec![] } else { vec!["\0"] })),
            (Some(_), Some("")) => {
                let block = open.take().expect("a block is open");
                if block.1.first() != Some(&"\0") {
                    found.push(block);
                }
            }
            (Some((_, lines)), _) if lines.first() != Some(&"\0") => lines.push(line),
            _ => {}
        }
    }
    found
}

fn commands(text: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    for (start, lines) in blocks(text, "console") {
        for (offset, line) in lines.into_iter().enumerate() {
            match line.strip_prefix("$ ") {
                Some(command) => {
                    shown.push(Shown { line: start + offset, command: command.to_owned(), output: Vec::new() });
                }
                None => shown.last_mut().expect("output follows a command").output.push(line.to_owned()),
            }
        }
    }
    shown
}

/// Whether each shown line stands in the output, in order; `…` stands for any lines, or for the rest of a line.
fn shows(output: &str, expected: &[String]) -> Result<(), String> {
    let mut lines = output.lines();
    for wanted in expected.iter().filter(|line| *line != "…" && !line.is_empty()) {
        let start = wanted.strip_suffix('…');
        let found = lines.by_ref().any(|line| match start {
            Some(start) => line.starts_with(start),
            None => line.trim_end() == wanted.trim_end(),
        });
        if !found {
            return Err(format!("`{wanted}` does not follow in:\n{output}"));
        }
    }
    Ok(())
}

/// The files that a page tells its reader to save: "… as `name`:" before a block.
fn files(text: &str) -> Vec<(usize, String, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = line.strip_suffix("`:").and_then(|line| line.rsplit_once("as `")).map(|(_, name)| name) else {
            continue;
        };
        let Some(open) = (at + 1..lines.len()).find(|at| lines[*at].starts_with("```")) else { continue };
        let text: String =
            lines[open + 1..].iter().take_while(|line| **line != "```").flat_map(|l| [l, "\n"]).collect();
        found.push((at + 1, name.to_owned(), text));
    }
    found
}

/// Runs the commands of a page in the order of the page, with the files it tells to save as they are saved by then.
fn run(page: &str, folder: &Path) -> usize {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).expect("the page is there");
    let mut files = files(&text).into_iter().peekable();
    let shown = commands(&text);
    let count = shown.len();
    for one in shown {
        while let Some((_, name, text)) = files.next_if(|(line, ..)| *line < one.line) {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        let words = words(&one.command);
        assert_eq!(words.first().map(String::as_str), Some("chancery"), "{page}:{}", one.line);
        let output = Command::new(env!("CARGO_BIN_EXE_chancery"))
            .args(&words[1..])
            .current_dir(folder)
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_ne!(output.status.code(), Some(2), "{page}:{}: {said}", one.line);
        let both = format!("{}{said}", String::from_utf8_lossy(&output.stdout));
        if let Err(fault) = shows(&both, &one.output) {
            panic!("{page}:{}: `{}`: {fault}", one.line, one.command);
        }
    }
    count
}

#[test]
fn the_commands_of_the_readme_do_what_it_says() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // `data` as the reader has it who stands in the project's folder.
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    std::os::unix::fs::symlink(data, folder.path().join("data")).expect("a link");
    let mistake = "facts:\n  - says:\n      - membership: {member: Bellarus, organization: OSCE, status: full}\n";
    std::fs::write(folder.path().join("mistake.yaml"), mistake).expect("a file");
    let article = "= Two states =\n\nThey have embassies. Both are members.\n";
    std::fs::write(folder.path().join("article.txt"), article).expect("a file");
    assert!(run("README.md", folder.path()) >= 7);
}

#[test]
fn the_commands_of_the_guide_do_what_it_says() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(run("docs/guide.md", folder.path()) >= 15);
    // The ontology of one's own that the guide shows is one that nothing is to be said against.
    let output = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(["check", "sanctions.yaml", "--ontology", "own"])
        .current_dir(folder.path())
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with("3 readings = 3 facts made"), "{said}");
}

#[test]
fn what_contributors_are_shown_works() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(run("CONTRIBUTING.md", folder.path()) >= 4);
}

#[test]
fn the_commands_of_the_page_on_tables_do_what_it_says() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(run("docs/tables.md", folder.path()) >= 2);
}

/// A file of one page never takes the place of another page's: who follows both stands in one folder.
#[test]
fn no_two_pages_save_different_files_under_one_name() {
    let pages = [
        "README.md",
        "CONTRIBUTING.md",
        "docs/guide.md",
        "docs/tables.md",
        "docs/matching.md",
        "docs/wikidata.md",
        "docs/editors.md",
    ];
    let mut seen: std::collections::HashMap<String, &str> = std::collections::HashMap::new();
    for page in pages {
        let text =
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).expect("the page is there");
        for (_, name, _) in files(&text) {
            let first = seen.entry(name.clone()).or_insert(page);
            assert_eq!(*first, page, "`{name}`");
        }
    }
    assert!(seen.len() > 5, "{seen:?}");
}

#[test]
fn the_commands_of_the_page_on_names_do_what_it_says() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(run("docs/matching.md", folder.path()) >= 2);
}

#[test]
fn the_commands_of_the_page_on_wikidata_do_what_it_says() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(run("docs/wikidata.md", folder.path()) >= 5);
}

/// The words of a command; single and double quotes hold words together.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in command.chars() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, ' ') => words.push(std::mem::take(&mut word)),
            _ => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn the_two_commands_are_shown() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README");
    let shell: Vec<&str> = blocks(&text, "sh").into_iter().flat_map(|(_, lines)| lines).collect();
    assert_eq!(shell[..2], ["cargo run --release -- export", "cargo test"]);
}

/// Each invariant of the page on the architecture names the test that holds it: a function, or all of a module.
#[test]
fn invariants_name_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("ARCHITECTURE.md")).expect("the page is there");
    let section = text.split("## Invariants\n").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("invariants");
    let mut names = 0;
    for line in section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| it holds")) {
        let tests = line.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
        for name in tests.split('`').skip(1).step_by(2) {
            names += 1;
            let (module, function) = name.split_once("::").unwrap_or_else(|| panic!("`{name}` is not a test"));
            let path = root.join("tests").join(module).with_extension("rs");
            let code = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is not there", path.display()));
            assert!(code.contains("#[test]"), "{name}");
            assert!(function.is_empty() || code.contains(&format!("fn {function}()")), "`{name}` is not there");
        }
    }
    assert!(names > 10, "{names}");
}

/// The SPARQL blocks of a page.
fn sparql_of(page: &str) -> Vec<String> {
    let blocks = page.split("```sparql\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_queries_of_the_page_on_the_graph_are_answered() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/graph.md")).expect("a page");
    let queries = sparql_of(&page);
    assert_eq!(queries.len(), 20);
    let mut answered = 0;
    for query in queries {
        let output = Command::new(env!("CARGO_BIN_EXE_chancery"))
            .args(["query", "-e", &query, "--format", "csv", "--source", "data"])
            .current_dir(root)
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(0), "{query}\n{}", String::from_utf8_lossy(&output.stderr));
        answered += usize::from(String::from_utf8_lossy(&output.stdout).lines().count() > 1);
    }
    // One document meets no other, so five of them have no row on it: findings, disagreements, their sources. NATO has no member there.
    assert!(answered >= 12, "only {answered} have an answer on the dossier");
    // Whatever the page names is in the ontology.
    let ontology = std::fs::read_to_string(root.join("ontology/chancery.ttl")).expect("the ontology");
    let shapes = std::fs::read_to_string(root.join("ontology/shapes.ttl")).expect("the shapes");
    let name = regex::Regex::new(r"chy:[A-Za-z]+").unwrap();
    let missing: Vec<&str> = { name.find_iter(&page).map(|found| found.as_str()) }
        .filter(|term| {
            ![&ontology, &shapes]
                .iter()
                .any(|text| text.contains(&format!("{term}\n")) || text.contains(&format!("{term} ")))
        })
        .collect();
    assert_eq!(missing, [""; 0]);
}
