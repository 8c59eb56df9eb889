//! What somebody else wrote never moves the cursor of the terminal that it is told on, whichever command tells it and
//! wherever it stood: in a name, a path, an argument, a heading, a label.

use crate::support::{Folder, Run};

/// Sequences that clear, colour and title a terminal, in one byte and in two, and characters that turn a line round.
const WILD: &str = "a\u{1b}[31mb\u{1b}]0;t\u{7}\u{9b}2J\u{202e}c\u{2066}d\u{2028}e\u{7f}f\u{85}";

/// The same as YAML and JSON spell it.
const SPELLED: &str = r#"a\u001b[31mb\u001b]0;t\u0007\u009b2J\u202ec\u2066d\u2028e\u007ff\u0085"#;

fn is_wild(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_tame(text: &str, of: &str) {
    if let Some(at) = text.find(is_wild) {
        let start = text[..at].rfind('\n').map_or(0, |start| start + 1);
        panic!("{of}: {:?}", text[start..].lines().next());
    }
}

/// A folder in which everything has a hostile name, a hostile content, or both.
fn folder() -> Folder {
    let folder = Folder::new();
    let facts = format!(
        "document: {{id: n, title: \"T{SPELLED}\"}}\nfacts:\n  - row: 1\n    says:\n      \
         - visit: {{visitor: \"Jane {SPELLED}\", host: Chad, during: 2001-05-06}}\nentities:\n  \
         - person: {{name: \"Jane {SPELLED}\"}}\n"
    );
    let other = facts.replace("2001-05-06", "2001-05-07");
    for name in ["good.yaml".to_owned(), format!("{WILD}.yaml")] {
        folder.file(&name, &facts);
    }
    folder.file("other.yaml", other);
    folder.file("wrong.yaml", facts.replace("host: Chad", &format!("host: \"Atlantis {SPELLED}\"")));
    folder.file("key.yaml", facts.replace("host:", &format!("\"host{SPELLED}\":")));
    folder.file("raw.yaml", facts.replace("Chad", &format!("\"{WILD}\"")));
    folder.file("turned.yaml", facts.replace("# ", "").replace("host: Chad", "host:   'Chad\u{202e}\u{2028}'"));
    folder.file("bad.json", format!("{{\"facts\": [{WILD}]}}"));
    folder.file("bad.jsonl", format!("{{\"{WILD}\": 1}}\n{WILD}\n"));
    folder.file("bad.ttl", format!("<a{WILD}> <b> \"{WILD}\n"));
    folder.file("table.csv", format!("{WILD},x\n{WILD},1\n"));
    folder.file("recipe.yaml", format!("recipe: {{\"{SPELLED}\": 1}}\nrows: \"{SPELLED}\"\n"));
    folder.file("page.txt", format!("= {WILD} =\n\nOne {WILD} two. Three.\n\n== {WILD} ==\n\nFour.\n"));
    folder.file("empty.wiki", format!("{{{{{WILD}}}}}\n"));
    folder.file("wrong.rq", format!("SELECT * {{ ?s ?p \"{WILD}\" ?x }}"));
    folder.file(
        "Q1.json",
        format!("{{\"entities\": {{\"Q1\": {{\"id\": \"Q1\", \"labels\": {{\"en\": {{\"language\": \"en\", \"value\": \"{SPELLED}\"}}}}}}}}}}"),
    );
    folder.file(&format!("ontology/{WILD}.ttl"), format!("@prefix : <{WILD}> .\n:a :b"));
    folder.file("queries/ask/own.rq", format!("#+ summary: {WILD}\n#+ parameters: {WILD}\nSELECT * {{}}"));
    folder
}

/// Runs a command, of which neither the talk nor what people read may be wild.
fn run(folder: &Folder, arguments: &[&str]) -> Run {
    let run = folder.run(arguments);
    is_tame(&run.err, &format!("{arguments:?}, standard error"));
    is_tame(&run.out, &format!("{arguments:?}, standard output"));
    run
}

#[test]
fn no_argument_moves_the_cursor() {
    let folder = folder();
    let missing = format!("missing {WILD}");
    for command in [
        "export",
        "query",
        "check",
        "show",
        "match",
        "link",
        "serve",
        "diff",
        "audit",
        "contribute",
        "schema",
        "cite",
        "fmt",
        "new",
        "completions",
        "man",
        WILD,
    ] {
        for arguments in [
            &[command, WILD][..],
            &[command, &missing, &missing, "--against", &missing],
            &[command, &format!("--{WILD}")],
            &[command, "good.yaml", "--format", WILD],
            &[command, "good.yaml", "--output", &format!("{WILD}/{WILD}")],
            &[command, "good.yaml", "--ontology", "ontology"],
            &[command, "good.yaml", "--recipe", WILD],
            &[command, "good.yaml", "--rejects", &format!("{WILD}/x")],
        ] {
            run(&folder, arguments);
        }
    }
    for arguments in [
        &["export", "good.yaml", "--base", WILD][..],
        &["export", "good.yaml", "--ontology", WILD],
        &["export", "good.yaml", "--as-of", WILD],
        &["export", "good.yaml", "--licence", WILD],
        &["query", "-s", "good.yaml", "--expression", WILD],
        &["query", "-s", "good.yaml", "--file", WILD],
        &["query", "-s", "good.yaml", "--file", "wrong.rq"],
        &["query", "-s", "good.yaml", "--queries", WILD, "--list"],
        &["query", "-s", "good.yaml", "--queries", "queries", "--list"],
        &["query", "-s", "good.yaml", "--queries", "queries", "own", "--help"],
        &["query", "-s", "good.yaml", "shared-memberships", &format!("a={WILD}"), &format!("{WILD}=b")],
        &["query", "-s", WILD, WILD],
        &["check", "--explain", WILD],
        &["check", "good.yaml", "--text", WILD],
        &["show", "-s", "good.yaml", WILD],
        &["show", "-s", "good.yaml", "person:jane", "--text", WILD],
        &["match", "--country", WILD, "x"],
        &["match", "--kind", WILD, "x"],
        &["match", "--table", WILD, "--column", WILD],
        &["match", "--table", "table.csv", "--column", "nothing"],
        &["link", "good.yaml", "--accept", WILD, "--by", WILD, "--into", WILD],
        &["link", "good.yaml", "--service", WILD],
        &["serve", "--reconcile", "--host", WILD],
        &["audit", "good.yaml", "--against", WILD],
        &["contribute", "good.yaml", "--against", WILD],
        &["new", "dossier", WILD],
        &["new", "dossier", "x", "--url", WILD],
        &["schema", WILD],
        &["man", "--output", &format!("good.yaml/{WILD}")],
        &["cite", "page.txt", "--from", WILD],
        &["completions", WILD],
    ] {
        run(&folder, arguments);
    }
}

#[test]
fn no_file_moves_the_cursor() {
    let folder = folder();
    let own = format!("{WILD}.yaml");
    for file in [&own, "wrong.yaml", "key.yaml", "raw.yaml", "turned.yaml", "bad.json", "bad.jsonl", "bad.ttl"] {
        for arguments in [
            &["export", file, "--output", "out.ttl"][..],
            &["check", file],
            &["check", file, "--text", "page.txt"],
            &["query", "-s", file, "--expression", "SELECT ?label { ?x rdfs:label ?label }"],
            &["show", "-s", file, "Chad"],
            &["link", file],
            &["diff", file, "other.yaml"],
            &["diff", file, "other.yaml", "--format", "markdown"],
            &["audit", file, "--against", "Q1.json"],
            &["contribute", file, "--against", "Q1.json"],
            &["fmt", file, "--check"],
            &["match", "-s", file, "Jane", WILD],
            &["match", "-s", file, "--table", "table.csv", "--column", WILD],
            &["export", "table.csv", "--recipe", file],
        ] {
            run(&folder, arguments);
        }
    }
    run(&folder, &["export", "table.csv", "--recipe", "recipe.yaml"]);
    run(&folder, &["audit", "good.yaml", "--against", "bad.json"]);
    run(&folder, &["cite", "page.txt", "--words", "--output", "out.tsv"]);
    run(&folder, &["cite", "empty.wiki"]);
    wild(&folder);
    let told = run(&folder, &["query", "-s", "wild.ttl", "--expression", "SELECT ?label { ?x rdfs:label ?label }"]);
    assert!(told.out.contains(r"Jane a\u{1b}[31mb"), "{}", told.out);
    let told = run(&folder, &["check", "wrong.yaml"]);
    assert!(told.err.contains(r"Atlantis a\u{1b}[31mb"), "{}", told.err);
}

/// Data of somebody else: no facts file holds such a name.
fn wild(folder: &Folder) {
    let label = format!("<urn:x:jane> <http://www.w3.org/2000/01/rdf-schema#label> \"Jane {SPELLED}\" .\n");
    folder.file("wild.ttl", label.replace("\\u009b", "\\u009B"));
}

#[test]
fn data_stay_as_they_are() {
    let folder = folder();
    wild(&folder);
    let query = "SELECT ?label { ?x rdfs:label ?label FILTER(STRSTARTS(?label, 'Jane')) }";
    let run = folder.run(&["query", "-s", "wild.ttl", "--expression", query, "--format", "csv"]);
    assert!(run.out.contains("\u{1b}[31m") && run.out.contains('\u{202e}'), "{:?}", run.out);
}

/// Files that people open in a spreadsheet hold no formula, unless it is asked for; data are exact, unless it is not.
#[test]
fn no_cell_of_csv_is_a_formula() {
    let folder = Folder::new();
    folder.file("t.csv", "who,year\n\"=HYPERLINK(\"\"http://x\"\")\",1990\n@SUM(A1),1991\n-9,1992\nBelarus,1993\n");
    folder.file(
        "r.yaml",
        "recipe: r\nreads: t\ndocument: {id: t, title: T}\nfacts:\n  - says:\n      - membership: {member: \"{who}\", organization: CIS, status: full, during: \"{year}\"}\n",
    );
    let table = ["check", "t.csv", "--recipe", "r.yaml", "--rejects", "rejects.csv"];
    let run = folder.run(&table);
    assert!(run.err.contains("3 rejected"), "{}", run.err);
    let safe = folder.read("rejects.csv");
    assert!(safe.contains("\"'=HYPERLINK(\"\"http://x\"\")\"") && safe.contains(",'@SUM(A1),"), "{safe}");
    assert!(safe.contains(",-9,"), "a number is not a formula: {safe}");
    folder.run(&[&table[..], &["--csv-cells", "exact"]].concat());
    let exact = folder.read("rejects.csv");
    assert!(exact.contains("\"=HYPERLINK(") && exact.contains(",@SUM(A1),"), "{exact}");
    folder.file("a.yaml", "document: {id: a, title: A}\nfacts: []\n");
    let query = [
        "query",
        "-s",
        "a.yaml",
        "-e",
        "SELECT ?x ?y { VALUES (?x ?y) {('=1+1' -5) (<http://x/> 'b')} }",
        "--format",
        "csv",
    ];
    assert_eq!(folder.run(&query).out, "x,y\r\n=1+1,-5\r\nhttp://x/,b\r\n");
    let safe = folder.run(&[&query[..], &["--csv-cells", "safe"]].concat());
    assert_eq!(safe.out, "x,y\r\n'=1+1,-5\r\nhttp://x/,b\r\n", "{}", safe.err);
}

/// On a terminal results are tame too, whatever their format.
#[cfg(target_os = "linux")]
#[test]
fn results_do_not_move_the_cursor_of_a_terminal() {
    let folder = folder();
    wild(&folder);
    let query = "SELECT ?label { ?x rdfs:label ?label FILTER(STRSTARTS(?label, 'Jane')) }";
    let program = env!("CARGO_BIN_EXE_chancery");
    for arguments in [
        format!("query -s wild.ttl --expression \"{query}\" --format csv"),
        format!("query -s wild.ttl --expression \"{query}\" --format tsv"),
        format!("query -s wild.ttl --expression \"{query}\""),
        "query -s wild.ttl --expression 'CONSTRUCT WHERE {?s ?p ?o}' --format turtle".to_owned(),
        "cite page.txt".to_owned(),
    ] {
        // Colours are for diagnostics and help; there are none here.
        let line = format!("NO_COLOR=1 '{program}' {arguments} 2>/dev/null");
        let mut command = std::process::Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).current_dir(folder.path()).stdin(std::process::Stdio::null());
        let run = Run::of(&mut command, b"");
        let spelled = run.out.to_lowercase();
        assert!(spelled.contains(r"\u{1b}[31m") || spelled.contains(r"\u001b[31m"), "{arguments}: {:?}", run.out);
        // The terminal itself puts a carriage return before each line feed, once more where there is one.
        is_tame(&run.out.replace("\r\r\n", "\n").replace("\r\n", "\n"), &arguments);
    }
}
