//! Decisions of persons: facts of different documents that are one thing, or are not, where rules cannot prove it or are wrong.

use serde_json::Value;

use crate::support::{Folder, Run};

/// Each list of facts in a file and a document of its own: `a.yaml`, `b.yaml`, …
fn folder(documents: &[&[&str]]) -> Folder {
    let folder = Folder::new();
    for (id, facts) in ["a", "b", "c", "d"].iter().zip(documents) {
        let facts: String = facts.iter().map(|fact| format!("      - {fact}\n")).collect();
        let text = format!("document: {{id: {id}, title: Notes {id}}}\nfacts:\n  - row: 1\n    says:\n{facts}");
        folder.file(&format!("{id}.yaml"), text);
    }
    folder
}

/// The files of facts.
fn sources(folder: &Folder) -> Vec<String> {
    let of_facts = |name: &String| ["a.yaml", "b.yaml", "c.yaml", "d.yaml"].contains(&name.as_str());
    folder.names().into_iter().filter(of_facts).collect()
}

/// Runs a command on the documents, with `decisions.yaml` if it is there.
fn run(folder: &Folder, command: &[&str]) -> Run {
    let named = sources(folder);
    let named = named.iter().map(String::as_str);
    let mut arguments: Vec<&str> = command.to_vec();
    match command[0] {
        "query" | "show" => arguments.extend(named.flat_map(|name| ["--source", name])),
        _ => arguments.extend(named),
    }
    if folder.names().contains(&"decisions.yaml".to_owned()) {
        arguments.extend(["--decisions", "decisions.yaml"]);
    }
    folder.run(&arguments)
}

/// Writes decisions, each as `same A B` or `different A B`.
fn decide(folder: &Folder, decisions: &[String]) {
    folder.file("decisions.yaml", lines(decisions));
}

fn lines(decisions: &[String]) -> String {
    let line = |one: &String| {
        let [verdict, a, b] = one.split(' ').collect::<Vec<_>>()[..] else { panic!("{one}") };
        format!(
            "  - {{{verdict}: [{a}, {b}], decided by: A. Editor, decided on: 2026-01-31, evidence: \"it is known\"}}\n"
        )
    };
    format!("decisions:\n{}", decisions.iter().map(line).collect::<String>())
}

/// The rows of a query, each as the last parts of its values.
fn rows(folder: &Folder, query: &str) -> Vec<Vec<String>> {
    let run = run(folder, &["query", "-e", query, "--format", "json"]);
    assert!(run.status == Some(0) && run.codes().is_empty(), "{}", run.err);
    run.rows()
}

/// The IRI of the only fact of a document, with its prefix.
fn fact(folder: &Folder, document: &str) -> String {
    let run = folder.run(&["export", &format!("{document}.yaml"), "--format", "nt"]);
    let subject = run.out.lines().find(|line| line.contains("#standing> ")).unwrap().split(' ').next().unwrap();
    let local = subject.trim_matches(['<', '>']).strip_prefix("https://w3id.org/chancery/id/").unwrap();
    local.replacen('/', ":", 1)
}

/// The classes of the pairs that `compare` finds in the first two documents.
fn classes(folder: &Folder) -> Vec<String> {
    let run = run(folder, &["compare", "--format", "json"]);
    assert!(run.status == Some(0) && run.codes().is_empty(), "{}", run.err);
    let told: Value = serde_json::from_str(&run.out).unwrap();
    told["rows"].as_array().unwrap().iter().map(|row| row["class"].as_str().unwrap().to_owned()).collect()
}

fn one(text: &str) -> Vec<Vec<String>> {
    vec![text.split(' ').map(ToOwned::to_owned).collect()]
}

fn member(status: &str, during: &str) -> String {
    format!("membership: {{member: Belarus, organization: United Nations, status: {status}, during: {during}}}")
}

const MONTH: &str = "visit: {visitor: Belarus, host: Venezuela, during: 2006-10}";
const DAYS: &str = "visit: {visitor: Belarus, host: Venezuela, during: 2006-10-17/2006-10-18}";
const EARLIER: &str = "visit: {visitor: Belarus, host: Venezuela, during: 2006-10-03/2006-10-04}";
const OF_MONTH: &str = "visit:belarus--venezuela--2006-10";
const OF_DAYS: &str = "visit:belarus--venezuela--2006-10-17..2006-10-18";

const VISITS: &str = "SELECT ?first ?last { ?v a chy:Visit ; chy:during ?t . ?t chy:beginEarliest ?first ; chy:endLatest ?last } ORDER BY ?first ?last";

fn same(a: &str, b: &str) -> String {
    format!("same {a} {b}")
}

fn different(a: &str, b: &str) -> String {
    format!("different {a} {b}")
}

#[test]
fn a_visit_of_a_month_is_that_of_two_days_by_decision() {
    let folder = folder(&[&[MONTH], &[DAYS]]);
    let mut two = one("2006-10-01 2006-10-31");
    two.extend(one("2006-10-17 2006-10-18"));
    assert_eq!(rows(&folder, VISITS), two);
    assert_eq!(classes(&folder), ["implied"]);
    decide(&folder, &[same(OF_MONTH, OF_DAYS)]);
    assert_eq!(rows(&folder, VISITS), one("2006-10-17 2006-10-18"));
    // The second says all that the first does.
    assert_eq!(classes(&folder), ["second-refines"]);
    // A reader sees who decided it, on the finding and on both facts.
    let decided = "SELECT ?by ?on ?why (COUNT(DISTINCT ?fact) AS ?facts) (COUNT(DISTINCT ?carries) AS ?carried) {
        ?d a chy:Decision ; chy:joins ?fact ; chy:decidedBy ?by ; chy:decidedOn ?on ; chy:decidedBecause ?why .
        ?carries chy:decidedIn ?d } GROUP BY ?by ?on ?why";
    let row = ["A. Editor", "2026-01-31", "it is known", "2", "3"].map(ToOwned::to_owned).to_vec();
    assert_eq!(rows(&folder, decided), [row]);
    let shown = run(&folder, &["show", OF_MONTH]);
    assert!(shown.out.contains("A person decided that these are one thing:"), "{}", shown.out);
    assert!(shown.out.contains("A. Editor, 2026-01-31: it is known"), "{}", shown.out);
    // To undo it, its line is deleted.
    folder.file("decisions.yaml", "decisions:\n");
    assert_eq!(rows(&folder, VISITS), two);
}

/// Where the days differ, the facts of a decision disagree as others do: from 18 October to 3 November.
#[test]
fn what_is_one_by_decision_may_disagree() {
    let other = "visit: {visitor: Belarus, host: Venezuela, during: 2006-11-03}";
    let folder = folder(&[&[DAYS], &[other]]);
    assert_eq!(classes(&folder), ["apart"]);
    decide(&folder, &[same(OF_DAYS, "visit:belarus--venezuela--2006-11-03")]);
    assert_eq!(rows(&folder, VISITS), one("2006-10-17 2006-11-03"));
    let query = "SELECT ?over ?days { ?d a chy:Disagreement ; chy:over ?over ; chy:gapInDays ?days }";
    assert_eq!(rows(&folder, query), one("begin 17"));
    assert_eq!(run(&folder, &["check"]).codes(), ["sources-disagree"]);
}

/// Of two visits of a month, the other document does not say which it means: a decision says it.
#[test]
fn of_two_equal_candidates_a_decision_takes_one() {
    let folder = folder(&[&[EARLIER, DAYS], &[MONTH]]);
    assert_eq!(classes(&folder), ["implied", "implied"]);
    decide(&folder, &[same(OF_DAYS, OF_MONTH)]);
    let mut two = one("2006-10-03 2006-10-04");
    two.extend(one("2006-10-17 2006-10-18"));
    assert_eq!(rows(&folder, VISITS), two);
    // The document that says less has its visit now, so nothing ties it to the other one but what it implies.
    assert_eq!(classes(&folder), ["first-refines", "implied"]);
    // That it is not the one leaves the other possible, and does not prove it.
    decide(&folder, &[different("visit:belarus--venezuela--2006-10-03..2006-10-04", OF_MONTH)]);
    assert_eq!(classes(&folder), ["implied"]);
    assert_eq!(rows(&folder, VISITS).len(), 3);
}

/// Two missions to one receiver in one year, of which another list has one: nothing says which.
#[test]
fn of_two_embassies_a_decision_takes_one() {
    let to = |mission: &str| {
        format!(
            "accreditation: {{mission: {{mission: {{sender: United States, type: embassy, {mission}}}}}, receiver: Grenada, during: 2022}}"
        )
    };
    let (near, far, any) = (to("seat: \"St. George's\""), to("seat: Bridgetown"), to("to: Grenada"));
    let folder = folder(&[&[&near, &far], &[&any]]);
    assert_eq!(classes(&folder), ["undecided", "undecided"]);
    let rows_of = |format: &str| run(&folder, &["compare", "--format", format]);
    let told: Value = serde_json::from_str(&rows_of("json").out).unwrap();
    let far = told["rows"].as_array().unwrap().iter().find(|row| row.to_string().contains("Bridgetown")).unwrap();
    let [first, second] = ["first", "second"].map(|side| format!("\"{}\"", far[side]["iri"].as_str().unwrap()));
    decide(&folder, &[same(&first, &second)]);
    assert_eq!(classes(&folder), ["agree"]);
    let query = "SELECT ?other { ?f a chy:Finding ; chy:restsOn ?one ; chy:decidedIn ?d . OPTIONAL { ?one chy:maybeSameAs ?other } }";
    assert_eq!(rows(&folder, query), [[""], [""]]);
    let accreditations = "SELECT (COUNT(?a) AS ?n) { ?a a chy:Accreditation }";
    assert_eq!(rows(&folder, accreditations), one("2"));
    // If it is not the one, it may be the other.
    decide(&folder, &[different(&first, &second)]);
    assert_eq!(classes(&folder), ["undecided"]);
}

#[test]
fn what_meets_wrongly_is_split() {
    // Some days are in both, so they are one by rule, and disagree about the end by 366 days.
    let folder = folder(&[&[&member("full", "1965/1972")], &[&member("full", "1965-03-12/1974")]]);
    assert_eq!(classes(&folder), ["disagree"]);
    let (a, b) = (fact(&folder, "a"), fact(&folder, "b"));
    decide(&folder, &[different(&a, &b)]);
    assert_eq!(classes(&folder), ["apart"]);
    assert_eq!(run(&folder, &["check"]).codes(), Vec::<String>::new());
    let nt = run(&folder, &["export", "--format", "nt"]).out;
    for gone in ["ontology#Finding>", "ontology#Telling>", "Disagreement", "maybeSameAs", "impliedBy"] {
        assert!(!nt.contains(gone), "{gone}: {nt}");
    }
    assert_eq!(nt.matches("#separates> ").count(), 2, "{nt}");
    assert_eq!(rows(&folder, "SELECT (COUNT(?m) AS ?n) { ?m a chy:Membership }"), one("2"));
    let shown = run(&folder, &["show", &a]);
    assert!(shown.out.contains("A person decided that these are two things:"), "{}", shown.out);
}

/// Who is a member until 1974 was one in some year before; a decision says that another spell is meant.
#[test]
fn what_is_implied_is_split() {
    let folder = folder(&[&[&member("full", "1965-03-12/1974")], &[&member("member", "../1974")]]);
    let tellings = "SELECT (COUNT(?m) AS ?n) { ?m a chy:Telling }";
    assert_ne!(rows(&folder, tellings), one("0"));
    decide(&folder, &[different(&fact(&folder, "a"), &fact(&folder, "b"))]);
    assert_eq!(rows(&folder, tellings), one("0"));
    assert_eq!(rows(&folder, "SELECT (COUNT(?o) AS ?n) { ?m chy:impliedBy|chy:maybeSameAs ?o }"), one("0"));
}

/// A and C are one by decision, and B is not A: so B is not C, which it would meet by rule.
#[test]
fn who_is_not_the_one_is_none_of_those_that_are_one_with_it() {
    let (a, b, c) = (member("full", "1950/1952"), member("full", "1960/1970"), member("full", "1961/1971"));
    let folder = folder(&[&[&a], &[&b], &[&c]]);
    let findings = "SELECT (COUNT(?f) AS ?n) { ?f a chy:Finding }";
    let rests = "SELECT ?label { ?f a chy:Finding ; chy:restsOn/chy:during/rdfs:label ?label } ORDER BY ?label";
    assert_eq!(rows(&folder, rests), [one("1960–1970"), one("1961–1971")].concat());
    let [a, b, c] = ["a", "b", "c"].map(|id| fact(&folder, id));
    decide(&folder, &[same(&a, &c), different(&a, &b)]);
    assert_eq!(rows(&folder, rests), [one("1950–1952"), one("1961–1971")].concat());
    // A and C disagree about the begin and the end. B and C share days, but are of two spells.
    let query = "SELECT ?over ?label { ?d a chy:Disagreement ; chy:over ?over ; chy:betweenFacts/chy:during/rdfs:label ?label } ORDER BY ?over ?label";
    let expected = ["begin 1950–1952", "begin 1961–1971", "end 1950–1952", "end 1961–1971"].map(one).concat();
    assert_eq!(rows(&folder, query), expected);
    // What two documents say is not changed by a third, but what a person says of all three is known.
    let between =
        folder.run(&["compare", "a.yaml", "b.yaml", "c.yaml", "--between", "b", "c", "--decisions", "decisions.yaml"]);
    assert!(between.status == Some(0) && between.err.contains("1 affair in both"), "{}", between.err);
    assert!(between.out.contains("apart                     1"), "{}", between.out);
    decide(&folder, &[different(&b, &c)]);
    assert_eq!(rows(&folder, findings), one("0"));
}

/// C shares as many days with A as with B, which are two: to choose would be to guess.
#[test]
fn between_two_that_are_apart_nothing_is_chosen() {
    let (a, b, c) = (member("full", "1950/1960"), member("full", "1951/1961"), member("full", "1953/1955"));
    let folder = folder(&[&[&a], &[&b], &[&c]]);
    let findings = "SELECT (COUNT(?f) AS ?n) { ?f a chy:Finding ; chy:restsOn ?t }";
    assert_eq!(rows(&folder, findings), one("3"));
    let [a, b, c] = ["a", "b", "c"].map(|id| fact(&folder, id));
    decide(&folder, &[different(&a, &b)]);
    assert_eq!(rows(&folder, findings), one("0"));
    // Both ties are there: with A, and with B.
    let tied = format!("SELECT (COUNT(?o) AS ?n) {{ {c} chy:maybeSameAs ?o }}");
    assert_eq!(rows(&folder, &tied), one("2"));
    // Another decision chooses.
    decide(&folder, &[different(&a, &b), same(&b, &c)]);
    let rests = "SELECT ?label { ?f a chy:Finding ; chy:restsOn/chy:during/rdfs:label ?label } ORDER BY ?label";
    assert_eq!(rows(&folder, rests), [one("1951–1961"), one("1953–1955")].concat());
}

/// What one document denies is another spell than the other states.
#[test]
fn a_denial_is_of_another_thing_by_decision() {
    let folder = folder(&[&[&member("full", "1950-03-01/1960-03-31")]]);
    let denied = member("full", "1950/1960");
    folder.file(
        "b.yaml",
        format!("document: {{id: b, title: Notes b}}\nfacts:\n  - row: 1\n    polarity: denies\n    says:\n      - {denied}\n"),
    );
    let query = "SELECT ?over { ?d a chy:Disagreement ; chy:over ?over }";
    assert_eq!(rows(&folder, query), one("denied"));
    assert_eq!(classes(&folder), ["disagree"]);
    decide(&folder, &[different(&fact(&folder, "a"), &fact(&folder, "b"))]);
    assert_eq!(rows(&folder, query), Vec::<Vec<String>>::new());
    assert_eq!(classes(&folder), Vec::<String>::new());
}

/// The first visit is by decision the second of another list: the finding does not say which it is.
#[test]
fn what_distinguishes_is_not_taken_from_one_side() {
    let numbered = |ordinal: u8, day: &str| {
        format!("visit: {{visitor: Belarus, host: Venezuela, ordinal: {ordinal}, during: {day}}}")
    };
    let folder = folder(&[&[&numbered(1, "2006-10-17")], &[&numbered(2, "2006-10-17")]]);
    assert_eq!(classes(&folder), ["apart"]);
    decide(&folder, &[same(&fact(&folder, "a"), &fact(&folder, "b"))]);
    let query = "SELECT ?ordinal { ?f a chy:Finding , chy:Visit . OPTIONAL { ?f chy:ordinal ?ordinal } }";
    assert_eq!(rows(&folder, query), [[""]]);
}

#[test]
fn neither_order_nor_files_make_a_difference() {
    let (a, b, c) = (member("full", "1950/1960"), member("full", "1951/1961"), member("full", "1953/1955"));
    let folder = folder(&[&[&a, MONTH], &[&b, DAYS], &[&c]]);
    let [a, b, c] =
        [member("full", "1950/1960"), member("full", "1951/1961"), member("full", "1953/1955")].map(|text| {
            let other = self::folder(&[&[&text]]);
            fact(&other, "a")
        });
    let decisions = [different(&a, &b), same(&b, &c), same(OF_MONTH, OF_DAYS)];
    let export = |arguments: &[&str]| {
        let run = folder.run(&[&["export", "--format", "nt", "--description", "none"], arguments].concat());
        assert!(run.status == Some(0) && run.codes().is_empty(), "{}", run.err);
        // Where a file of JSON Lines has only decisions is not known before it is read.
        run.out
            .lines()
            .filter(|line| !line.contains("/document/decisions>"))
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    folder.file("all.yaml", lines(&decisions));
    let first = export(&["a.yaml", "b.yaml", "c.yaml", "--decisions", "all.yaml"]);
    assert_eq!(first.matches("ontology#Decision>").count(), 3);
    let turned: Vec<String> = decisions
        .iter()
        .rev()
        .map(|one| {
            let [verdict, a, b] = one.split(' ').collect::<Vec<_>>()[..] else { panic!("{one}") };
            format!("{verdict} {b} {a}")
        })
        .collect();
    folder.file("turned.yaml", lines(&turned));
    assert_eq!(export(&["c.yaml", "b.yaml", "a.yaml", "--decisions", "turned.yaml"]), first);
    // In two files, of which one is among the sources and has other things too.
    folder.file("one.yaml", lines(&decisions[..1]));
    folder.file("rest.yaml", format!("additions: []\n{}", lines(&decisions[1..])));
    assert_eq!(export(&["rest.yaml", "b.yaml", "a.yaml", "c.yaml", "--decisions", "one.yaml"]), first);
    // In a file of facts, and in JSON Lines.
    folder.file("d.yaml", folder.read("c.yaml") + &lines(&decisions));
    assert_eq!(export(&["a.yaml", "b.yaml", "d.yaml"]), first);
    let json = |one: &String| {
        let [verdict, a, b] = one.split(' ').collect::<Vec<_>>()[..] else { panic!("{one}") };
        serde_json::json!({"decisions": [{verdict: [a, b], "decided by": "A. Editor", "decided on": "2026-01-31", "evidence": "it is known"}]})
    };
    let text: String = decisions.iter().map(|one| format!("{}\n", json(one))).collect();
    folder.file("decisions.jsonl", text);
    assert_eq!(export(&["a.yaml", "b.yaml", "c.yaml", "decisions.jsonl"]), first);
    assert_eq!(export(&["a.yaml", "b.yaml", "c.yaml", "--decisions", "decisions.jsonl"]), first);
    // Named twice, it is read once.
    assert_eq!(export(&["a.yaml", "b.yaml", "c.yaml", "all.yaml", "--decisions", "all.yaml"]), first);
}

#[test]
fn compare_begins_a_file_that_it_reads_again() {
    let folder = folder(&[&[EARLIER, DAYS], &[MONTH]]);
    let run = folder.run(&["compare", "a.yaml", "b.yaml", "--output", "decisions.yaml"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    // As it is written it decides nothing.
    assert_eq!(classes(&folder), ["implied", "implied"]);
    let text = folder.read("decisions.yaml");
    assert_eq!(text.matches("  # - {same|different: [").count(), 2, "{text}");
    assert!(text.contains("  #   Visit of Belarus to Venezuela, in October 2006 (Notes b, row 1)\n"), "{text}");
    // What is not filled in is refused, at its line.
    let open = text.replace("  # - {", "  - {");
    folder.file("decisions.yaml", &open);
    let run = self::run(&folder, &["compare"]);
    let said = run.said();
    assert_eq!((run.status, said.len()), (Some(1), 2), "{}", run.err);
    assert!(said[0].code == "unknown-key" && said[0].marked == "same|different", "{}", run.err);
    let filled = open.replace("decided by: \"\", decided on: \"\"", "decided by: Me, decided on: 2026-01-31");
    folder.file(
        "decisions.yaml",
        filled.replacen("same|different", "different", 1).replacen("same|different", "same", 1),
    );
    assert_eq!(classes(&folder), ["first-refines"]);
    let run = self::run(&folder, &["compare", "--format", "decisions"]);
    assert!(run.status == Some(0) && !run.out.contains("same|different: ["), "{}", run.out);
    // It does not replace what it reads.
    let run =
        folder.run(&["compare", "a.yaml", "b.yaml", "--decisions", "decisions.yaml", "--output", "decisions.yaml"]);
    assert!(run.status == Some(2) && folder.read("decisions.yaml").contains("same: ["), "{}", run.err);
}

#[test]
fn two_documents_of_an_export_are_compared_with_its_decisions() {
    let folder =
        folder(&[&[DAYS, EARLIER, &member("full", "1965/1972")], &[MONTH, &member("full", "1965-03-12/1974")]]);
    let [a, b] = [member("full", "1965/1972"), member("full", "1965-03-12/1974")].map(|text| {
        let other = self::folder(&[&[&text]]);
        fact(&other, "a")
    });
    decide(&folder, &[same(OF_MONTH, OF_DAYS), different(&a, &b)]);
    let compared = |source: &[&str]| {
        let run = folder.run(&[&["compare", "--between", "a", "b", "--format", "csv"], source].concat());
        assert!(run.status == Some(0) && run.codes().is_empty(), "{}", run.err);
        run.out
    };
    let of_files = compared(&["a.yaml", "b.yaml", "--decisions", "decisions.yaml"]);
    assert!(of_files.lines().any(|line| line.starts_with("first-refines,visit")), "{of_files}");
    for name in ["all.ttl", "all.nq"] {
        let run = folder.run(&["export", "a.yaml", "b.yaml", "--decisions", "decisions.yaml", "--output", name]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        assert_eq!(compared(&[name]), of_files, "{name}");
        // The same once more from the file changes nothing.
        assert_eq!(compared(&[name, "--decisions", "decisions.yaml"]), of_files, "{name}");
    }
}

/// A decision on an entity that no source names has no effect, and that is told, whichever way it goes.
#[test]
fn a_decision_on_an_entity_that_is_not_there() {
    let folder = folder(&[&[MONTH], &[DAYS]]);
    let visit = "document: {id: n, title: Notes n}\nfacts:\n  - row: 1\n    says:\n      - visit: {visitor: {person: Jane Doe}, host: Belarus, during: 2006}\n";
    folder.file("notes.yaml", visit);
    for verdict in ["same", "different"] {
        let there = if verdict == "same" { "person:alexander-lukashenko" } else { "state:belarus" };
        for (other, told) in [("person:n--john-doe", &["decision-without-effect"][..]), (there, &[])] {
            folder.file("decisions.yaml", lines(&[format!("{verdict} person:n--jane-doe {other}")]));
            let run = folder.run(&["export", "notes.yaml", "--decisions", "decisions.yaml", "--output", "out.ttl"]);
            let codes: Vec<String> = run.codes().into_iter().filter(|code| code.contains("decision")).collect();
            assert_eq!(
                (run.status, codes),
                (Some(0), told.iter().map(|&code| code.to_owned()).collect()),
                "{verdict} {other}: {}",
                run.err
            );
        }
    }
}

#[test]
fn one_file_has_links_and_decisions() {
    let folder = folder(&[&[MONTH], &[DAYS]]);
    folder.file("notes.yaml", "document: {id: n, title: Notes n}\nentities:\n  - person: {id: jane-doe, name: Jane Doe}\nfacts:\n  - row: 1\n    says:\n      - visit: {visitor: Jane Doe, host: Belarus, during: 2006}\n");
    folder.file("decisions.yaml", lines(&[same(OF_MONTH, OF_DAYS)]) + "additions:\n");
    let run = folder.run(&[
        "link",
        "notes.yaml",
        "decisions.yaml",
        "--accept",
        "person:jane-doe=Q42",
        "--by",
        "Me",
        "--into",
        "decisions.yaml",
    ]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let run = folder.run(&["export", "notes.yaml", "a.yaml", "b.yaml", "--decisions", "decisions.yaml"]);
    assert!(run.status == Some(0) && run.codes().is_empty(), "{}", run.err);
    assert!(run.out.contains("owl:sameAs wd:Q42") && run.out.contains("a chy:Decision"), "{}", run.out);
    // In its form each decision has a line, which can be deleted.
    assert_eq!(folder.run(&["fmt", "decisions.yaml"]).status, Some(0));
    let text = folder.read("decisions.yaml");
    assert_eq!(text.lines().filter(|line| line.starts_with("  - {")).count(), 2, "{text}");
}

#[test]
fn a_program_gives_a_file_of_decisions() {
    let folder = folder(&[&[MONTH], &[DAYS]]);
    decide(&folder, &[same(OF_MONTH, OF_DAYS)]);
    let visits = |reading: chancery::Reading| {
        let facts = reading.path(folder.path().join("a.yaml")).path(folder.path().join("b.yaml")).read().unwrap();
        assert!(facts.problems().is_empty(), "{:?}", facts.problems());
        let mut out = Vec::new();
        facts.export(chancery::export::Format::NTriples, &mut out).unwrap();
        String::from_utf8(out).unwrap().matches("#type> <https://w3id.org/chancery/ontology#Visit>").count()
    };
    assert_eq!(visits(chancery::Reading::new()), 2);
    assert_eq!(visits(chancery::Reading::new().decisions(folder.path().join("decisions.yaml"))), 1);
}

/// A file of decisions that is wrong: the code, the part of the line that is marked, and words of the message or the remedy.
fn wrong(folder: &Folder, text: &str, status: i32, expected: &[(&str, &str, &str)]) {
    folder.file("decisions.yaml", text);
    for command in ["export", "compare"] {
        let run = run(folder, &[command]);
        let said = run.said();
        assert_eq!((run.status, said.len()), (Some(status), expected.len()), "{text}\n{}", run.err);
        for (said, (code, marked, words)) in said.iter().zip(expected) {
            // A long line is cut.
            let is_marked = !said.marked.is_empty() && marked.starts_with(&said.marked);
            assert!(said.code == *code && is_marked, "{text}\n{}", run.err);
            assert!(said.place.starts_with("decisions.yaml:"), "{}", run.err);
            assert!(
                said.message.contains(words) || said.help.iter().any(|help| help.contains(words)),
                "{words}: {}",
                run.err
            );
        }
    }
}

#[test]
fn what_is_not_a_decision_is_refused_at_its_place() {
    let folder = folder(&[&[MONTH], &[DAYS]]);
    let by = "decided by: Me, decided on: 2026-01-31";
    let pair = format!("[{OF_MONTH}, {OF_DAYS}]");
    let whole = |text: &str| format!("{{{text}}}");
    let cases: &[(String, &str, String, &str)] = &[
        ("visit".to_owned(), "wrong-value", "visit".to_owned(), "a decision is expected"),
        (format!("{{{by}}}"), "missing-key", whole(by), "neither `same` nor `different`"),
        (
            format!("{{same: {pair}, different: {pair}, {by}}}"),
            "missing-key",
            whole(&format!("same: {pair}, different: {pair}, {by}")),
            "both `same` and `different`",
        ),
        (format!("{{same: {OF_DAYS}, {by}}}"), "wrong-value", OF_DAYS.to_owned(), "names two facts"),
        (format!("{{same: [{OF_DAYS}], {by}}}"), "wrong-value", format!("[{OF_DAYS}]"), "two facts, not 1 fact"),
        (format!("{{same: [{OF_DAYS}, {OF_DAYS}], {by}}}"), "wrong-value", OF_DAYS.to_owned(), "these are one"),
        (format!("{{same: {pair}, because: x, {by}}}"), "unknown-key", "because".to_owned(), "`because`"),
        (
            format!("{{same: {pair}, decided by: Me}}"),
            "nobody-decided",
            whole(&format!("same: {pair}, decided by: Me")),
            "has no author",
        ),
        (
            format!("{{same: {pair}, decided by: '', decided on: 2026-01-31}}"),
            "nobody-decided",
            whole(&format!("same: {pair}, decided by: '', decided on: 2026-01-31")),
            "has no author",
        ),
        (
            format!("{{same: {pair}, decided by: Me, decided on: 2026-02-30}}"),
            "nobody-decided",
            whole(&format!("same: {pair}, decided by: Me, decided on: 2026-02-30")),
            "has no author",
        ),
        (
            format!("{{same: [state:belarus, {OF_DAYS}], {by}}}"),
            "not-a-fact",
            "state:belarus".to_owned(),
            "is not the IRI of a fact",
        ),
        (
            format!("{{same: [finding:a, {OF_DAYS}], {by}}}"),
            "not-a-fact",
            "finding:a".to_owned(),
            "facts that it rests on",
        ),
        (format!("{{same: ['', {OF_DAYS}], {by}}}"), "not-a-fact", "''".to_owned(), "is not the IRI of a fact"),
        (format!("{{same: [{{}}, {OF_DAYS}], {by}}}"), "not-a-fact", "{}".to_owned(), "is not the IRI of a fact"),
    ];
    for (line, code, marked, words) in cases {
        wrong(&folder, &format!("decisions:\n  - {line}\n"), 1, &[(code, marked, words)]);
    }
    wrong(&folder, "decisions: yes\n", 1, &[("wrong-value", "yes", "`decisions` is a list")]);
}

#[test]
fn a_fact_that_is_gone_is_named_with_what_is_there() {
    let folder = folder(&[&[MONTH], &[DAYS]]);
    let by = "decided by: Me, decided on: 2026-01-31";
    let gone = "visit:belarus--venezuela--2006-10-17..2006-10-19";
    let text = format!("decisions:\n  - {{same: [{OF_MONTH}, {gone}], {by}}}\n");
    wrong(
        &folder,
        &text,
        0,
        &[("decision-without-effect", gone, &format!("of this affair there are now `{OF_DAYS}`"))],
    );
    // Both are gone, or the affair is not there.
    let text = format!("decisions:\n  - {{different: [visit:a, visit:b], {by}}}\n");
    wrong(&folder, &text, 0, &[("decision-without-effect", "visit:a", "is not among those that are read")]);
    // It is a warning with one source too: the other one may be read another time.
    folder.file("decisions.yaml", format!("decisions:\n  - {{same: [{OF_MONTH}, {OF_DAYS}], {by}}}\n"));
    let run = folder.run(&["check", "a.yaml", "--decisions", "decisions.yaml"]);
    assert_eq!(run.codes(), ["decision-without-effect"], "{}", run.err);
    assert_eq!(run.said()[0].marked, OF_DAYS);
    // And what is no longer asserted.
    let reported = DAYS.replace("visit:", "    says:\n      - visit:");
    folder.file(
        "b.yaml",
        format!("document: {{id: b, title: Notes b}}\nfacts:\n  - row: 1\n    hedge: reportedly\n{reported}\n"),
    );
    wrong(&folder, &folder.read("decisions.yaml"), 0, &[("decision-without-effect", OF_DAYS, "no document asserts")]);
}

#[test]
fn facts_that_cannot_be_one_are_refused() {
    let meeting = "meeting: {participants: [Belarus, Venezuela], during: 2006-10}";
    let other = "visit: {visitor: Belarus, host: Cuba, during: 2006-10}";
    let folder = folder(&[&[MONTH, DAYS], &[EARLIER, other, meeting]]);
    let by = "decided by: Me, decided on: 2026-01-31";
    let meeting = {
        let alone = self::folder(&[&[meeting]]);
        fact(&alone, "a")
    };
    let earlier = "visit:belarus--venezuela--2006-10-03..2006-10-04";
    let to_cuba = "visit:belarus--cuba--2006-10";
    for verdict in ["same", "different"] {
        let cases = [
            ([OF_MONTH, &meeting], "of different kinds"),
            ([OF_MONTH, to_cuba], "and `affair:visit--belarus--venezuela`"),
            ([OF_MONTH, to_cuba], "chancery link"),
            ([OF_MONTH, OF_DAYS], "one document states both facts, `a`"),
            // Of an affair that is in one document alone.
            ([to_cuba, &meeting], "of different kinds"),
        ];
        for ([a, b], words) in cases {
            let line = format!("{{{verdict}: [{a}, {b}], {by}}}");
            wrong(&folder, &format!("decisions:\n  - {line}\n"), 1, &[("decision-impossible", &line, words)]);
        }
    }
    // Two decisions join what one document keeps apart.
    let first = format!("{{same: [{OF_MONTH}, {earlier}], {by}}}");
    let second = format!("{{same: [{OF_DAYS}, {earlier}], {by}}}");
    let text = format!("decisions:\n  - {first}\n  - {second}\n");
    wrong(&folder, &text, 1, &[("decision-impossible", &second, "joins two facts of the document `a`")]);
}

#[test]
fn decisions_that_contradict_one_another_are_refused() {
    let folder = folder(&[&[MONTH], &[DAYS], &[EARLIER]]);
    let by = "decided by: Me, decided on: 2026-01-31";
    let (a, b, c) = (OF_MONTH, OF_DAYS, "visit:belarus--venezuela--2006-10-03..2006-10-04");
    let line = |verdict: &str, a: &str, b: &str| format!("{{{verdict}: [{a}, {b}], {by}}}");
    let refused = |lines: &[&String], expected: &[(&String, &str)]| {
        let text: String = lines.iter().map(|line| format!("  - {line}\n")).collect();
        folder.file("decisions.yaml", format!("decisions:\n{text}"));
        let run = run(&folder, &["export"]);
        let said: Vec<(String, String)> = run.said().into_iter().map(|said| (said.code, said.marked)).collect();
        let is_it = |(said, (line, _)): (&(String, String), &(&String, &str))| {
            said.0 == "decisions-contradict" && !said.1.is_empty() && line.starts_with(&said.1)
        };
        let all = said.len() == expected.len() && said.iter().zip(expected).all(is_it);
        assert!(run.status == Some(1) && all, "{}", run.err);
        for (_, words) in expected {
            assert!(run.err.contains(words), "{words}: {}", run.err);
        }
    };
    let (ab, bc) = (line("same", a, b), line("same", b, c));
    let not = line("different", a, c);
    refused(&[&ab, &bc, &not], &[(&not, "the same by other decisions")]);
    refused(&[&not, &bc, &ab], &[(&not, "the same by other decisions")]);
    // The pair once more, with its facts the other way round, and otherwise.
    let again = line("same", b, a);
    refused(&[&ab, &again], &[(&again, "decided on again")]);
    let otherwise = line("different", b, a);
    refused(&[&ab, &otherwise], &[(&otherwise, "decided on otherwise")]);
}

#[test]
fn a_file_of_decisions_has_no_facts() {
    let folder = folder(&[&[MONTH], &[DAYS]]);
    folder.file("table.csv", "state,year\nBelarus,2001\n");
    for (file, code) in [("b.yaml", "misplaced-record"), ("table.csv", "no-recipe"), ("none.yaml", "no-such-file")] {
        let run = folder.run(&["export", "a.yaml", "--decisions", file]);
        assert!(run.is_refused().codes().contains(&code.to_owned()), "{file}: {}", run.err);
    }
    let graph = folder.run(&["export", "b.yaml", "--output", "b.ttl"]);
    assert_eq!(graph.status, Some(0), "{}", graph.err);
    let run = folder.run(&["query", "-e", "ASK {}", "--source", "a.yaml", "--decisions", "b.ttl"]);
    assert!(run.status == Some(1) && run.codes() == ["unsupported-source"], "{}", run.err);
    // Facts of a graph do not meet.
    decide(&folder, &[same(OF_MONTH, OF_DAYS)]);
    let run = folder.run(&["query", "-e", "ASK {}", "--source", "b.ttl", "--decisions", "decisions.yaml"]);
    assert!(run.codes() == ["decision-without-effect"] && run.err.contains("facts of RDF do not meet"), "{}", run.err);
    for options in [&["--apart"][..], &["--order", "input", "--format", "nt"], &["--shape", "wikidata"]] {
        let run = folder.run(&[&["export", "a.yaml", "b.yaml", "--decisions", "decisions.yaml"], options].concat());
        assert!(run.status == Some(2) && run.err.contains("--decisions"), "{options:?}: {}", run.err);
    }
}

/// The embassy in Sanaa is in the list of 2022, and the other list has an ambassador to Yemen who resides elsewhere since 2015: a
/// person may decide that these are two.
#[test]
fn the_embassy_to_yemen_is_settled_by_a_decision() {
    let Some(real) = crate::support::graph::real_data("a decision on two lists of missions") else { return };
    let folder = Folder::new();
    let tables = ["embassies-2022.csv", "us-missions-ranges.csv"].map(|name| real.join("tables").join(name));
    let [first, second] = tables.each_ref().map(|path| path.to_string_lossy());
    let compared = |options: &[&str]| {
        let recipes = ["--recipe", "embassies", "--recipe", "us-missions", "--max-rejected", "5", "--format", "json"];
        let run = folder.run(&[&["compare", &first, &second], &recipes[..], options].concat());
        assert!(run.status == Some(0), "{}", run.err);
        let told: Value = serde_json::from_str(&run.out).unwrap();
        let counts = &told["counts"]["accreditation"];
        let counts = ["agree", "disagree", "undecided"].map(|class| counts[class].as_u64().unwrap_or(0));
        (counts, told["rows"].as_array().unwrap().clone())
    };
    let (counts, rows) = compared(&[]);
    assert_eq!(counts, [184, 3, 0]);
    let is_disputed = |row: &&Value| {
        let of_yemen = row["second"]["label"].as_str().unwrap().contains("Yemen");
        row["class"] == "disagree" && of_yemen
    };
    let disputed: Vec<&Value> = rows.iter().filter(is_disputed).collect();
    assert!(disputed.len() == 1, "{disputed:?}");
    let [a, b] = ["first", "second"].map(|side| format!("\"{}\"", disputed[0][side]["iri"].as_str().unwrap()));
    decide(&folder, &[different(&a, &b)]);
    let (counts, rows) = compared(&["--decisions", "decisions.yaml"]);
    assert_eq!(counts[..2], [184, 2]);
    assert!(!rows.iter().any(|row| is_disputed(&row)));
}
