//! `chancery query` as a user meets it: the binary, its output, its exit status.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Beside the limit: a second by the promise, and what reading and loading take in a test build on a busy machine.
const OVERHEAD: Duration = Duration::from_secs(1);

/// Four unrelated patterns: far more rows than anyone waits for.
const PRODUCT: &str = "?a rdfs:label ?la . ?b rdfs:label ?lb . ?c rdfs:label ?lc . ?d rdfs:label ?ld";

fn chancery(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.arg("query").args(arguments).stdin(Stdio::null()).env("NO_COLOR", "1");
    command
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    told(&chancery(arguments).output().unwrap())
}

fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let error = text(&output.stderr);
    assert!(!error.contains("panicked"), "{error}");
    (output.status.code().expect("no signal ended it"), text(&output.stdout), error)
}

/// The dossier alone, which loads fastest.
fn dossier(arguments: &[&str]) -> (i32, String, String) {
    let source = ["--source", "data/azerbaijan-belarus.yaml"];
    run(&arguments.iter().chain(&source).copied().collect::<Vec<_>>())
}

fn good(arguments: &[&str]) -> String {
    let (status, out, error) = dossier(arguments);
    assert_eq!(status, 0, "{arguments:?}: {error}");
    out
}

fn bad(arguments: &[&str]) -> String {
    let (status, out, error) = dossier(arguments);
    assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}: {error}");
    error
}

fn scratch(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

const MEMBERS: &str = "SELECT ?m { ?m chy:memberOf international-organization:united-nations }";

#[test]
fn rows_in_every_format() {
    assert_eq!(good(&["-e", MEMBERS]), "m\n-------------\nstate:belarus\n");
    assert_eq!(good(&["-e", MEMBERS, "--format", "csv"]), "m\r\nhttps://w3id.org/chancery/id/state/belarus\r\n");
    assert_eq!(good(&["-e", MEMBERS, "--format", "tsv"]), "?m\n<https://w3id.org/chancery/id/state/belarus>\n");
    let json: serde_json::Value = serde_json::from_str(&good(&["-e", MEMBERS, "--format", "json"])).unwrap();
    assert_eq!(json["results"]["bindings"][0]["m"]["value"], "https://w3id.org/chancery/id/state/belarus");
    let xml = good(&["-e", MEMBERS, "--format", "xml"]);
    assert!(
        xml.contains("<uri>https://w3id.org/chancery/id/state/belarus</uri>") && xml.ends_with("</sparql>\n"),
        "{xml}"
    );
    assert!(bad(&["-e", MEMBERS, "--format", "turtle"]).contains("the formats that can are table, csv"));
    assert!(bad(&["-e", MEMBERS, "--format", "excel"]).contains("the formats are table, csv"));
}

#[test]
fn truths_in_every_format() {
    let ask = "ASK { state:belarus chy:memberOf international-organization:united-nations }";
    assert_eq!(good(&["-e", ask]), "true\n");
    assert_eq!(good(&["-e", ask, "--format", "csv"]), "true\n");
    assert!(good(&["-e", ask, "--format", "json"]).contains("\"boolean\":true"));
    assert_eq!(
        good(&["-e", "ASK { state:azerbaijan chy:memberOf international-organization:united-nations }"]),
        "false\n"
    );
}

#[test]
fn triples_are_sorted_and_the_same_in_every_run() {
    let construct = "CONSTRUCT { ?s chy:memberOf ?o . [] rdfs:label ?l } { ?s chy:memberOf ?o ; rdfs:label ?l }";
    for format in ["turtle", "n-triples", "json-ld", "rdf-xml"] {
        let first = good(&["-e", construct, "--format", format]);
        assert_eq!(first, good(&["-e", construct, "--format", format]), "{format}");
        assert!(first.contains("non-aligned-movement") && first.ends_with('\n'), "{format}: {first}");
    }
    let turtle = good(&["-e", "DESCRIBE state:belarus"]);
    assert!(turtle.starts_with("@prefix ") && turtle.contains("\nstate:belarus a chy:State ;"), "{turtle}");
    let triples = good(&["-e", construct, "--format", "nt"]);
    let subjects: Vec<&str> = triples.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert!(subjects.is_sorted(), "{triples}");
    assert!(bad(&["-e", construct, "--format", "csv"]).contains("turtle, n-triples, json-ld, rdf-xml"));
}

#[test]
fn a_file_is_written_whole_in_the_format_of_its_ending() {
    let (folder, path) = scratch("answer.json", b"old");
    let path = path.to_str().unwrap();
    good(&["-e", MEMBERS, "--output", path]);
    assert!(std::fs::read_to_string(path).unwrap().starts_with("{\"head\""));
    std::fs::write(path, "old").unwrap();
    bad(&["-e", &format!("SELECT * {{ {PRODUCT} }}"), "--output", path, "--timeout", "0.2"]);
    assert_eq!(std::fs::read_to_string(path).unwrap(), "old");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn faults_of_syntax_have_line_column_and_excerpt() {
    let error = bad(&["-e", "SELECT ?x\nWHERE { ?x a chy:State ; }}"]);
    assert!(error.contains("error[sparql-syntax]") && error.contains(" --> <expression>:2:26"), "{error}");
    assert!(error.contains("2 | WHERE { ?x a chy:State ; }}"), "{error}");
    let error = bad(&["-e", "SELECT ?x WHERE { ?x a chi:State }"]);
    assert!(error.contains("error[unknown-prefix]") && error.contains(":1:24") && error.contains("`chy:`"), "{error}");
    // Wherever the parser gives up.
    for query in [
        "ASK { ?x a chy:State ; «nosuch:»a ?y }",
        "ASK { ?x a chy:State , «nosuch:»a }",
        "ASK { ?x chy:b ?y FILTER(?y = «nosuch:»a) }",
        "ASK { ?x chy:b \"1\"^^«nosuch:»a }",
        "ASK { BIND(«nosuch:»f(?a) AS ?y) }",
        "ASK {\n?x a chy:State .\n«nosuch:»x chy:a ?b .\n}",
        "SELECT (COUNT(?x) AS ?n) { ?x a chy:State } GROUP BY «nosuch:»g(?x)",
    ] {
        let (before, _) = query.split_once('«').unwrap();
        let column = before.rsplit('\n').next().unwrap().len() + 1;
        let line = before.matches('\n').count() + 1;
        let error = bad(&["-e", &query.replace(['«', '»'], "")]);
        let place = format!(" --> <expression>:{line}:{column}\n");
        assert!(error.contains("error[unknown-prefix]") && error.contains(&place), "{query}: {error}");
    }
    // A fault before it is told for what it is.
    let error = bad(&["-e", "ASK { ?x a chy:State ; } } nosuch:a"]);
    assert!(error.contains("error[sparql-syntax]"), "{error}");
    // How to declare it, and what needs no declaration; one of Wikidata's endpoint is among these.
    let error = bad(&["-e", "SELECT ?x WHERE { ?x nosuch:name ?y }"]);
    assert!(
        error.contains("`PREFIX nosuch: <https://example.org/>`") && error.contains("predefined are: chy, "),
        "{error}"
    );
    assert!(!error.contains("did you mean") && !error.contains("membership-status"), "{error}");
    let error = bad(&["-e", "SELECT ?x WHERE { ?x wdtt:P31 ?y }"]);
    assert!(error.contains("did you mean `wdt:`?"), "{error}");
    let (_folder, path) = scratch("mine.rq", "# Ünïcode, ключ\nSELECT ?x WHERE { 'ж' § }".as_bytes());
    let error = bad(&["--file", path.to_str().unwrap()]);
    assert!(error.contains("mine.rq:2:"), "{error}");
    let error = bad(&["-e", "INSERT DATA { <a> <b> <c> }"]);
    assert!(error.contains("only reads"), "{error}");
    let error = bad(&["-e", ""]);
    assert!(error.contains("error[sparql-syntax]"), "{error}");
}

#[test]
fn files_that_hold_no_query() {
    assert!(bad(&["--file", "/nowhere/at/all.rq"]).contains("/nowhere/at/all.rq"));
    assert!(bad(&["--file", "src"]).contains("error["));
    let (_folder, path) = scratch("empty.rq", b" \n");
    assert!(bad(&["--file", path.to_str().unwrap()]).contains("error[empty-query]"));
    let (_folder, path) = scratch("latin.rq", b"SELECT * { ?s ?p '\xe9' }");
    assert!(bad(&["--file", path.to_str().unwrap()]).contains("error[not-utf8]"));
    let (_folder, path) = scratch("mine.rq", MEMBERS.as_bytes());
    assert!(good(&["--file", path.to_str().unwrap()]).contains("state:belarus"));
}

#[test]
fn a_query_may_come_from_standard_input() {
    let mut child = chancery(&["--file", "-", "--source", "data/azerbaijan-belarus.yaml"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(MEMBERS.as_bytes()).unwrap();
    let (status, out, _) = told(&child.wait_with_output().unwrap());
    assert_eq!((status, out.contains("state:belarus")), (0, true));
}

#[test]
fn service_never_reaches_the_network() {
    for silent in ["", "SILENT "] {
        let error = bad(&["-e", &format!("SELECT * {{ SERVICE {silent}<http://127.0.0.1:9/> {{ ?s ?p ?o }} }}")]);
        assert!(error.contains("error[service-off]") && error.contains(":1:12"), "{error}");
    }
}

#[test]
fn questions_explain_themselves() {
    let list = good(&["--list"]);
    for name in
        ["shared-memberships", "missions-between", "timeline", "trade-series", "stances-in-conflict", "recognition"]
    {
        assert!(list.lines().any(|line| line.starts_with(name) && line.len() > name.len() + 10), "{list}");
    }
    let help = good(&["trade-series", "--help"]);
    assert!(
        help.contains("[standing=…]")
            && help.split_whitespace().any(|word| word == "held]")
            && help.contains("Example:\n"),
        "{help}"
    );
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    let help = good(&["--help"]);
    assert!(help.contains("--timeout") && help.contains("_a_iri"), "{help}");
    // Neither needs facts.
    assert_eq!(run(&["--list", "--source", "/nowhere"]).0, 0);
}

#[test]
fn questions_say_what_they_need() {
    let error = bad(&["timelin"]);
    assert!(error.contains("error[unknown-question]") && error.contains("did you mean `timeline`?"), "{error}");
    let error = bad(&["timeline", "a=Azerbaijan"]);
    assert!(error.contains("error[missing-parameter]") && error.contains("a=Azerbaijan b=Belarus"), "{error}");
    let error = bad(&["timeline", "a=Azerbaijn", "b=Minsk", "x=1", "nonsense"]);
    assert!(error.contains("error[unknown-name]") && error.contains("did you mean `Azerbaijan` (Q227)?"), "{error}");
    assert!(error.contains("error[wrong-class]") && error.contains("`Minsk` is a place"), "{error}");
    assert!(error.contains("error[unknown-parameter]") && error.contains("takes a, b"), "{error}");
    assert!(error.contains("error[malformed-argument]"), "{error}");
    let error = bad(&["shared-memberships", "a=Congo", "b=BLR", "on=2008-02-30"]);
    assert!(error.contains("error[ambiguous-name]") && error.contains("Republic of the Congo"), "{error}");
    assert!(error.contains("error[malformed-date]") && error.contains("on=2008-01-01"), "{error}");
    // A year of two digits names no year that was meant.
    for year in ["08", "8", "98"] {
        let error = bad(&["members-in-year", "organization=OSCE", &format!("year={year}")]);
        assert!(error.contains("error[out-of-range]") && error.contains("with all its digits"), "{error}");
    }
    let error = bad(&["trade-series", "a=AZE", "b=BLR", "standing=hold"]);
    assert!(error.contains("error[unknown-concept]") && error.contains("did you mean `held`?"), "{error}");
    assert!(bad(&[]).contains("--list"));
    assert!(bad(&["--list", "-e", "ASK {}"]).contains("cannot be used with"));
}

#[test]
fn a_question_of_ones_own() {
    let (folder, _) = scratch(
        "members.rq",
        b"#+ summary: Members\n#+ parameters:\n#+   of: {type: entity, class: chy:Organization, example: CIS}\n\
          #+   least: {type: number, example: 1, default: 0}\n#+   word: {type: text, default: a, example: b}\n\
          SELECT ?m { ?m chy:memberOf ?_of_iri . FILTER (1 > ?_least_xsd_integer && CONTAINS(STR(?m), ?_word)) }",
    );
    let own = folder.path().to_str().unwrap();
    assert!(good(&["members", "of=CIS", "--queries", own]).contains("state:belarus"));
    assert_eq!(good(&["members", "of=CIS", "least=1", "--queries", own, "--format", "csv"]), "m\r\n");
    assert_eq!(good(&["members", "of=CIS", "word='})#", "--queries", own, "--format", "csv"]), "m\r\n");
    assert!(bad(&["members", "of=CIS", "least=one", "--queries", own]).contains("error[malformed-number]"));
    // A number is what its digits say, however they are written.
    assert_eq!(
        good(&["members", "of=CIS", "least=+00", "--queries", own]),
        good(&["members", "of=CIS", "--queries", own])
    );
    assert!(good(&["--list", "--queries", own]).contains("members"));

    std::fs::write(
        folder.path().join("members.rq"),
        "#+ summary: x\n#+ parameters:\n#+   a: {type: dat, example: 1}\nASK {}",
    )
    .unwrap();
    let error = bad(&["--list", "--queries", own]);
    assert!(error.contains("error[bad-question]") && error.contains("members.rq:3:"), "{error}");
    std::fs::write(folder.path().join("members.rq"), "#+ summary: x\nASK { ?s ?p ?_a_iri }").unwrap();
    assert!(bad(&["members", "--queries", own]).contains("`?_a_iri` is not a parameter"));
    std::fs::write(folder.path().join("members.rq"), "ASK {}").unwrap();
    assert!(bad(&["members", "--queries", own]).contains("has no header"));
    std::fs::write(folder.path().join("members.rq"), "#+ summary: x\nASK { § }").unwrap();
    assert!(bad(&["members", "--queries", own]).contains("members.rq:2:"));
    assert!(bad(&["members", "--queries", "/nowhere"]).contains("/nowhere"));
}

#[test]
fn facts_with_errors_are_not_asked() {
    let (_folder, path) = scratch("wrong.yaml", b"facts:\n  - says:\n      - membership: {member: Bellarus}\n");
    let (status, out, error) = run(&["-e", "ASK {}", "--source", path.to_str().unwrap()]);
    assert_eq!((status, out.as_str()), (1, ""), "{error}");
    assert!(error.contains("wrong.yaml:3:"), "{error}");
}

/// Runs a query that would take for ever; gives what it wrote.
fn timed(query: &str, limit: f64, format: &str) -> String {
    let source = ["--source", "data/azerbaijan-belarus.yaml"];
    static LOADING: OnceLock<Duration> = OnceLock::new();
    let loading = *LOADING.get_or_init(|| {
        let begun = Instant::now();
        good(&["-e", "ASK {}"]);
        begun.elapsed()
    });
    let seconds = limit.to_string();
    let begun = Instant::now();
    let (status, out, error) = run(&["-e", query, "--timeout", &seconds, "--format", format, source[0], source[1]]);
    let took = begun.elapsed();
    assert_eq!(status, 2, "{error}");
    assert!(error.contains(&format!("ended after {seconds} s")), "{error}");
    // Loading counts twice, because the machine may be busier the second time.
    let most = Duration::from_secs_f64(limit) + OVERHEAD + 2 * loading;
    assert!(took < most, "{query}: {took:?}, and {loading:?} is for loading");
    out
}

#[test]
fn the_limit_holds_while_rows_are_sorted() {
    let out = timed(&format!("SELECT * {{ {PRODUCT} }} ORDER BY ?la ?lb ?lc"), 0.5, "csv");
    assert!(out.is_empty() || out.ends_with('\n'), "{out}");
}

#[test]
fn the_limit_holds_while_rows_are_grouped() {
    timed(&format!("SELECT ?la (COUNT(*) AS ?n) {{ {PRODUCT} }} GROUP BY ?la"), 0.5, "tsv");
}

#[test]
fn the_limit_holds_in_a_subquery() {
    timed(&format!("SELECT ?n {{ {{ SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }} }} }}"), 1.0, "table");
}

#[test]
fn what_is_written_until_the_limit_is_whole_lines() {
    let query = format!("SELECT ?la ?lb ?lc {{ {PRODUCT} }}");
    let table = timed(&query, 0.5, "table");
    assert!(table.ends_with('\n'));
    let csv = timed(&query, 0.5, "csv");
    assert!(csv.ends_with("\r\n") && csv.lines().count() > 100, "{} lines", csv.lines().count());
    let json = timed(&query, 0.5, "json");
    assert!(json.ends_with("}\n"));
    // Rows come, and then the rest is sorted in a subquery where the token is not looked at.
    let halting = format!(
        "SELECT ?x ?n {{ {{ VALUES ?x {{ 1 2 3 }} }} UNION {{ SELECT ?n {{ {PRODUCT} BIND (1 AS ?n) }} ORDER BY ?la ?lb }} }}"
    );
    let halted = timed(&halting, 0.5, "csv");
    assert!(halted.is_empty() || halted.ends_with("\r\n"), "{halted:?}");
}

#[test]
fn a_query_that_is_too_large_is_told_with_its_place() {
    let query = |n: usize| format!("ASK {{\nFILTER({}'a'{} = 'a') }}", "STR(".repeat(n), ")".repeat(n));
    assert_eq!(good(&["-e", &query(100)]), "true\n");
    let (_folder, path) = scratch("deep.rq", query(10_000).as_bytes());
    let error = bad(&["--file", path.to_str().unwrap()]);
    assert!(error.contains("error[nested-too-deep]") && error.contains("deep.rq:2:"), "{error}");
    assert!(error.contains("more than 128 deep") && error.contains("help: remove unnecessary brackets"), "{error}");
    let nested = |open: &str, middle: &str, close: &str| {
        let query = format!("ASK {{ {}{middle}{} }}", open.repeat(10_000), close.repeat(10_000));
        let (_folder, path) = scratch("deep.rq", query.as_bytes());
        assert!(bad(&["--file", path.to_str().unwrap()]).contains("error[nested-too-deep]"), "{open}");
    };
    nested("{", "?s ?p ?o", "}");
    nested("{ SELECT * {", "?s ?p ?o", "}}");
    nested("FILTER(!", "true", ")");
    let long = |piece: &str| {
        let query = |n: usize| format!("ASK {{ ?s ?p ?o {} }}", piece.repeat(n));
        let (_folder, path) = scratch("long.rq", query(100_000).as_bytes());
        let error = bad(&["--file", path.to_str().unwrap()]);
        assert!(error.contains("error[query-too-large]") && error.contains("long.rq:1:"), "{piece}: {error}");
    };
    for piece in [". ?s ?p ?o", "UNION { ?s ?p ?o }", "OPTIONAL { ?s ?p ?o }", "FILTER(1 < 2)", "/ <a>", ", (1 2)"] {
        long(piece);
    }
    // As long as may be, in the ways that take most of the stack.
    for piece in ["+ 1 ", "|| ?o = 1 ", "&& ?o = 1 "] {
        assert_eq!(good(&["-e", &format!("ASK {{ FILTER(1 = 1 {}) }}", piece.repeat(900))]).lines().count(), 1);
    }
    let list = format!("ASK {{ ?s ?p ({}) }}", "1 ".repeat(5_000));
    assert!(bad(&["-e", &list]).contains("error[query-too-large]"));
    // Values lie side by side, however many they are.
    let values = format!("ASK {{ VALUES ?x {{ {} }} FILTER(?x IN (0{})) }}", "1 ".repeat(20_000), ", 1".repeat(5_000));
    let (_folder, path) = scratch("values.rq", values.as_bytes());
    assert_eq!(good(&["--file", path.to_str().unwrap()]), "true\n");
}

#[test]
fn questions_and_checks_of_ones_own_are_bounded_too() {
    let deep = format!("ASK {{ {} ?s ?p ?o {} }}", "{".repeat(5_000), "}".repeat(5_000));
    let (folder, _) = scratch("deep.rq", format!("#+ summary: Deep\n{deep}").as_bytes());
    assert!(bad(&["deep", "--queries", folder.path().to_str().unwrap()]).contains("error[nested-too-deep]"));
    let header = "#+ summary: x\n#+ severity: note\n#+ message: x\n#+ remedy: x\n#+ explanation: x\n";
    std::fs::write(folder.path().join("deep.rq"), format!("{header}{deep}")).unwrap();
    let mut check = Command::new(env!("CARGO_BIN_EXE_chancery"));
    let output = check.args(["check", "data/azerbaijan-belarus.yaml", "--checks"]).arg(folder.path()).output().unwrap();
    let (status, _, error) = told(&output);
    assert!(
        status == 1 && error.contains("error[nested-too-deep]") && error.contains("deep.rq:6:"),
        "{status}: {error}"
    );
}

#[test]
fn checks_obey_a_limit_of_time() {
    let header = "#+ summary: x\n#+ severity: warning\n#+ message: x\n#+ remedy: x\n#+ explanation: x\n";
    let check = format!("{header}SELECT ?fact {{ {PRODUCT} BIND (?a AS ?fact) }} ORDER BY ?la ?lb ?lc ?ld");
    let (folder, _) = scratch("for-ever.rq", check.as_bytes());
    let wrong = folder.path().join("wrong.yaml");
    std::fs::write(&wrong, "facts: [{says: [{stance: {holder: Bellarus, on: Azerbaijan, stance: support}}]}]\n")
        .unwrap();
    for format in ["text", "json"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
        command.args(["check", "data/azerbaijan-belarus.yaml", "--timeout", "3", "--format", format, "--checks"]);
        let begun = Instant::now();
        let (status, out, error) = told(&command.arg(folder.path()).arg(&wrong).output().unwrap());
        let all = format!("{out}{error}");
        assert!(status == 2 && all.contains("check-unfinished"), "{status}: {all}");
        // What else is wrong is told all the same.
        assert!(all.contains("unknown-name") && all.contains("within 3 s"), "{all}");
        assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    }
}

/// Runs a query that would take all memory; it is ended for that.
fn ended_for_memory(query: &str) -> String {
    let source = "data/azerbaijan-belarus.yaml";
    let (status, out, error) =
        run(&["-e", query, "--query-memory", "100", "--timeout", "60", "--format", "csv", "--source", source]);
    assert_eq!(status, 2, "{query}: {error}");
    assert!(
        error.contains("held more than 100 MiB") && error.contains("--query-memory allows more"),
        "{query}: {error}"
    );
    out
}

#[test]
fn the_limit_of_memory_holds_for_sorts_groups_and_texts() {
    let three = "?a rdfs:label ?la . ?b rdfs:label ?lb . ?c rdfs:label ?lc";
    ended_for_memory(&format!("SELECT * {{ {PRODUCT} }} ORDER BY ?la"));
    ended_for_memory(&format!("SELECT (GROUP_CONCAT(?la) AS ?x) {{ {three} }}"));
    ended_for_memory(&format!("SELECT ?a ?b ?c (COUNT(*) AS ?n) {{ {three} }} GROUP BY ?a ?b ?c"));
    let out = ended_for_memory(&format!("SELECT DISTINCT ?la ?lb ?lc ?ld {{ {PRODUCT} }}"));
    assert!(out.ends_with("\r\n"), "what was written is whole lines");
}

#[test]
fn terms_that_the_ontology_does_not_have_are_told() {
    let warned = |query: &str| {
        let (status, _, error) = dossier(&["-e", query, "--format", "csv"]);
        assert_eq!(status, 0, "{error}");
        error
    };
    let error = warned("SELECT ?m {\n?m a chy:Membrship ; chy:membershipStatus membership-status:ful }");
    assert!(error.contains("warning[unknown-term]") && error.contains("<expression>:2:6"), "{error}");
    assert!(error.contains("did you mean `chy:Membership`?"), "{error}");
    assert!(error.contains("did you mean `membership-status:full`?"), "{error}");
    for query in [
        "PREFIX o: <https://w3id.org/chancery/ontology#> ASK { ?m a o:Mision . }",
        "ASK { ?m a <https://w3id.org/chancery/ontology#Mision> }",
    ] {
        assert!(warned(query).contains("did you mean `chy:Mission`?"), "{query}");
    }
    for query in [
        "ASK { ?m a chy:Membership ; chy:membershipStatus membership-status:full . ?p setting:key ?k ; a chy:Party }",
        "PREFIX chy: <http://example.org/> ASK { ?m a chy:Membrship }",
        "ASK { ?m rdfs:label 'chy:Membrship' } # chy:Membrship",
        "ASK { GRAPH <https://w3id.org/chancery/ontology> { ?s ?p ?o } }",
    ] {
        let error = warned(query);
        assert!(!error.contains("chy:Membrship`") && !error.contains("setting:key`"), "{query}: {error}");
    }
    let (folder, _) = scratch("mine.rq", b"#+ summary: Mine\nASK { ?m a chy:Membrship }");
    let (status, _, error) = dossier(&["mine", "--queries", folder.path().to_str().unwrap()]);
    assert!(status == 0 && error.contains("mine.rq:2:"), "{error}");
}

#[test]
fn built_in_queries_have_no_unknown_terms() {
    use chancery::builtin::{Folder, resources};
    let (files, mut diagnostics) = (chancery::origin::Files::new(), chancery::diagnostic::Diagnostics::new());
    let options = chancery::pipeline::Options::default();
    let loaded = chancery::pipeline::load_schema(&options, &files, &mut diagnostics).unwrap();
    for folder in [Folder::Questions, Folder::Checks, Folder::Derivations] {
        for query in resources(folder, None, &files, &mut diagnostics) {
            let wrong = chancery::query::misspelt(&loaded.schema, &loaded.ontology, &query.text, query.file);
            assert!(wrong.is_empty(), "{}: {wrong:?}", query.name);
        }
    }
}

#[test]
fn a_base_ends_where_a_name_can_follow() {
    for base in ["http://x.example", "http://x.example/a"] {
        let error = bad(&["-e", "ASK {}", "--base", base]);
        assert!(error.contains(&format!("write `--base {base}/`")), "{error}");
    }
    for base in ["http://x.example/", "http://x.example/a#"] {
        assert_eq!(good(&["-e", "ASK {}", "--base", base]), "true\n");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn memory_that_cannot_be_had_is_told() {
    let limited = |kib: u32, query: &str| {
        let mut command = Command::new("sh");
        let script = format!("ulimit -v {kib}; exec \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_chancery"), "query", "-e", query]);
        let output = command.args(["--source", "data/azerbaijan-belarus.yaml"]).output().unwrap();
        told(&output)
    };
    let (status, _, error) = limited(900_000, &format!("SELECT * {{ {PRODUCT} }} ORDER BY ?la"));
    assert!(status == 2 && error.contains("memory allocation of"), "{status}: {error}");
    let (status, _, error) = limited(200_000, "ASK {}");
    assert!(status == 2 && !error.is_empty(), "{status}: {error}");
    // The stack on which a query is read is 256 MiB, and there is another one already.
    let (status, _, error) = limited(300_000, "ASK {}");
    assert!(status == 2 && error.contains("error[out-of-memory]"), "{status}: {error}");
}

#[test]
fn the_limit_is_a_positive_number() {
    for limit in ["0", "-1", "x", "inf", "NaN", "1e99"] {
        assert!(bad(&["-e", "ASK {}", &format!("--timeout={limit}")]).contains("number of seconds"), "{limit}");
    }
    assert_eq!(good(&["-e", "ASK {}", "--timeout", "60"]), "true\n");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = chancery(&["-e", &format!("SELECT * {{ {PRODUCT} }}"), "--source", "data/azerbaijan-belarus.yaml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 1000]).unwrap();
    drop(out);
    let (status, _, error) = told(&child.wait_with_output().unwrap());
    assert_eq!((status, error.as_str()), (0, ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_told() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for arguments in
        [&["-e", MEMBERS, "--source", "data/azerbaijan-belarus.yaml"][..], &["--list"], &["timeline", "--help"]]
    {
        let output = chancery(arguments).stdout(full()).stderr(Stdio::piped()).output().unwrap();
        let (status, _, error) = told(&output);
        assert_eq!(status, 2, "{error}");
        assert!(error.contains("No space left"), "{error}");
    }
}
