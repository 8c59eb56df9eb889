//! What several documents state together: findings, what they rest on, and where they disagree.

use crate::support::{Folder, Run};

/// A facts file of one document.
fn notes(id: &str, facts: &[&str]) -> String {
    let facts: String = facts.iter().map(|fact| format!("      - {fact}\n")).collect();
    format!("document: {{id: {id}, title: Notes {id}}}\nfacts:\n  - row: 1\n    says:\n{facts}")
}

/// Each list of facts in a file and a document of its own: `a.yaml`, `b.yaml`, …
fn folder(documents: &[&[&str]]) -> (Folder, Vec<String>) {
    let folder = Folder::with("empty.txt", "");
    let mut names = Vec::new();
    for (id, facts) in ["a", "b", "c"].iter().zip(documents) {
        let name = format!("{id}.yaml");
        folder.file(&name, notes(id, facts));
        names.push(name);
    }
    (folder, names)
}

fn run(documents: &[&[&str]], command: &[&str]) -> Run {
    let (folder, names) = folder(documents);
    let names = names.iter().map(String::as_str);
    let arguments: Vec<&str> = match command[0] {
        "query" | "show" => command.iter().copied().chain(names.flat_map(|name| ["--source", name])).collect(),
        _ => command.iter().copied().chain(names).collect(),
    };
    let run = folder.run(&arguments);
    assert_eq!(run.status, Some(0), "{}", run.err);
    run
}

/// The rows of a query over the documents, each as its values.
fn rows(documents: &[&[&str]], query: &str) -> Vec<Vec<String>> {
    run(documents, &["query", "-e", query, "--format", "json"]).rows()
}

/// How many things of N-Triples have a class.
fn of_type(triples: &str, class: &str) -> usize {
    triples
        .lines()
        .filter(|line| line.contains(&format!("#type> <https://w3id.org/chancery/ontology#{class}> ")))
        .count()
}

fn strings(row: &[&str]) -> Vec<String> {
    row.iter().map(|one| (*one).to_owned()).collect()
}

/// What a query that knows nothing of meeting asks.
const MEMBERSHIPS: &str = "SELECT ?member ?status ?first ?last ?notBefore ?by WHERE {
    ?m a chy:Membership ; chy:member ?member ; chy:membershipStatus ?status .
    OPTIONAL { ?m chy:during/chy:beginEarliest ?first } OPTIONAL { ?m chy:during/chy:beginLatest ?last }
    OPTIONAL { ?m chy:during/chy:endEarliest ?notBefore } OPTIONAL { ?m chy:during/chy:endLatest ?by }
} ORDER BY ?member ?first";

fn member(status: &str, during: &str) -> String {
    let during = if during.is_empty() { String::new() } else { format!(", during: {during}") };
    format!("membership: {{member: Belarus, organization: United Nations, status: {status}{during}}}")
}

#[test]
fn a_plain_query_sees_one_thing_once() {
    let (year, day) = (member("full", "1945/2014"), member("member", "1945-10-24/.."));
    // Full in 1945 is a member in 1945, and a member from that day; who was full until some day of 2014 had not left before.
    let one = strings(&["belarus", "member", "1945-10-24", "1945-10-24", "2014-01-01", ""]);
    let found = rows(&[&[&year], &[&day]], MEMBERSHIPS);
    assert_eq!(found, [one]);
    // The order of the sources makes no difference.
    assert_eq!(rows(&[&[&day], &[&year]], MEMBERSHIPS), found);
    // Apart, both are there.
    let apart = run(&[&[&year], &[&day]], &["export", "--apart", "--format", "nt"]);
    assert_eq!(of_type(&apart.out, "Membership"), 2, "{}", apart.out);
    assert!(!apart.out.contains("Finding"), "{}", apart.out);
}

#[test]
fn apart_gives_back_each_source_as_it_was() {
    let (a, b) = (member("full", "1945/2014"), member("member", "1945-10-24/.."));
    let (folder, _) = folder(&[&[&a], &[&b]]);
    let lines = |arguments: &[&str]| {
        let run = folder.run(arguments);
        assert_eq!(run.status, Some(0), "{}", run.err);
        let described = |line: &&str| !line.contains("/id/dataset/");
        let lines: std::collections::BTreeSet<String> =
            run.out.lines().filter(described).map(ToOwned::to_owned).collect();
        lines
    };
    let both = lines(&["export", "a.yaml", "b.yaml", "--apart", "--format", "nt"]);
    let mut each = lines(&["export", "a.yaml", "--format", "nt"]);
    each.extend(lines(&["export", "b.yaml", "--format", "nt"]));
    assert_eq!(both, each);
}

#[test]
fn what_a_finding_rests_on_keeps_all_but_its_class() {
    let (a, b) = (member("full", "1945/2014"), member("member", "1945-10-24/.."));
    let apart = run(&[&[&a], &[&b]], &["export", "--apart", "--format", "nt"]).out;
    let met = run(&[&[&a], &[&b]], &["export", "--format", "nt"]).out;
    let described = |line: &&str| !line.contains("/id/dataset/");
    let missing: Vec<&str> =
        apart.lines().filter(described).filter(|line| !met.lines().any(|one| one == *line)).collect();
    assert_eq!(missing.len(), 2, "{missing:?}");
    assert!(missing.iter().all(|line| line.contains("#type>") && line.contains("ontology#Membership>")), "{missing:?}");
    assert_eq!(["Telling", "Finding", "Affair"].map(|class| of_type(&met, class)), [2, 1, 1]);
    assert_eq!(["absorbedBy", "restsOn"].map(|property| met.matches(&format!("#{property}> ")).count()), [2, 2]);
    assert!(met.contains("#sources> \"2\""), "{met}");
}

#[test]
fn a_source_that_only_confirms_changes_nothing() {
    let (a, b) = (member("full", "1945/2014"), member("member", "1945-10-24/.."));
    let finding = |documents: &[&[&str]]| rows(documents, "SELECT ?f ?s WHERE { ?f a chy:Finding ; chy:standing ?s }");
    let two = finding(&[&[&a], &[&b]]);
    assert_eq!(two.len(), 1);
    let vague = member("member", "1945/..");
    assert_eq!(finding(&[&[&a], &[&b], &[&vague]]), two);
}

#[test]
fn where_sources_disagree_the_finding_spans_both() {
    let (a, b) = (member("full", "1965/1972"), member("full", "1965-03-12/1974"));
    let one = strings(&["belarus", "full", "1965-03-12", "1965-03-12", "1972-01-01", "1974-12-31"]);
    assert_eq!(rows(&[&[&a], &[&b]], MEMBERSHIPS), [one]);
    // From the last day of 1972 to the first of 1974.
    let query = "SELECT ?over ?days (COUNT(?fact) AS ?facts) WHERE {
        ?d a chy:Disagreement ; chy:over ?over ; chy:gapInDays ?days ; chy:betweenFacts ?fact } GROUP BY ?over ?days";
    assert_eq!(rows(&[&[&a], &[&b]], query), [strings(&["end", "366", "2"])]);
    let told = run(&[&[&a], &[&b]], &["query", "sources-disagree", "--format", "csv"]).out;
    assert_eq!(told.lines().count(), 2, "{told}");
    let check = run(&[&[&a], &[&b]], &["check"]);
    assert!(check.err.contains("warning[sources-disagree]"), "{}", check.err);
    assert!(check.err.contains("a.yaml:5:21") && check.err.contains("b.yaml:5:21"), "{}", check.err);
    // Apart nobody compares them.
    assert!(!run(&[&[&a], &[&b]], &["check", "--apart"]).err.contains("sources-disagree"));
}

#[test]
fn what_another_source_implies_is_seen_once_and_events_are_not_joined() {
    // A full member at any time is a member at some time.
    let (undated, dated) = (member("member", ""), member("full", "1945/2014"));
    let found = rows(&[&[&undated], &[&dated]], MEMBERSHIPS);
    assert_eq!(found, [strings(&["belarus", "full", "1945-01-01", "1945-12-31", "2014-01-01", "2014-12-31"])]);
    let implied = rows(&[&[&undated], &[&dated]], "SELECT ?a ?b WHERE { ?a chy:impliedBy ?b }");
    assert_eq!(implied.len(), 1);
    // A visit in October may be another one than that of the 17th.
    let (month, day) = (
        "visit: {visitor: Belarus, host: Chad, during: 2006-10}",
        "visit: {visitor: Belarus, host: Chad, during: 2006-10-17}",
    );
    assert_eq!(rows(&[&[month], &[day]], "SELECT ?v WHERE { ?v a chy:Visit }").len(), 2);
    assert_eq!(rows(&[&[month], &[day]], "SELECT ?a WHERE { ?a chy:impliedBy ?b . ?b a chy:Visit }").len(), 1);
}

#[test]
fn what_has_no_common_value_keeps_its_class() {
    // A capital without a place is not a capital: both stay, and the disagreement is stated.
    let (a, b) = (
        "capital: {of: Belarus, place: Minsk, during: 1991/2000}",
        "capital: {of: Belarus, place: Baku, during: 1991/2000}",
    );
    assert_eq!(rows(&[&[a], &[b]], "SELECT ?c WHERE { ?c a chy:Capital }").len(), 2);
    let query = "SELECT ?over ?key WHERE { ?d a chy:Disagreement ; chy:over ?over ; chy:overKey ?key }";
    assert_eq!(rows(&[&[a], &[b]], query), [strings(&["value", "place"])]);
    let figure = |value: &str| format!("trade: {{between: [Peru, Chad], value: {value}, during: 2008}}");
    let (a, b) = (figure("100 USD"), figure("101 USD"));
    assert_eq!(rows(&[&[&a], &[&b]], "SELECT ?t WHERE { ?t a chy:Trade }").len(), 2);
    // A figure within a bound of the other source is one figure.
    let more = figure("more than 90 USD");
    let amounts = rows(&[&[&a], &[&more]], "SELECT ?n WHERE { ?t a chy:Trade ; chy:amount/qudt:numericValue ?n }");
    assert_eq!(amounts, [strings(&["100"])]);
}

/// What a question answers on these documents, without its heading: the named columns.
fn answers(documents: &[&[&str]], question: &[&str], columns: &[&str]) -> Vec<String> {
    let run = run(documents, &[&["query"], question, &["--format", "csv"]].concat());
    assert_eq!(run.status, Some(0), "{}", run.err);
    // A comma within quotation marks does not separate.
    let mut is_quoted = false;
    let mut separates = |c: char| {
        is_quoted ^= c == '"';
        c == ',' && !is_quoted
    };
    let mut lines = run.out.lines().map(|line| line.split(&mut separates).collect::<Vec<_>>());
    let heading = lines.next().unwrap();
    let places: Vec<usize> =
        columns.iter().map(|column| heading.iter().position(|other| other == column).unwrap()).collect();
    lines.map(|row| places.iter().map(|at| row[*at]).collect::<Vec<_>>().join(" ")).collect()
}

/// One source has it in from 1965 on, the other until the end of 1972: of 1972 both are certain, of 1973 one is certain and the
/// other says no, and of 2020 nobody is certain.
#[test]
fn a_year_in_which_one_source_says_yes_and_another_no_is_in_dispute() {
    let (a, b) = (
        member("full", "{begin earliest: 1965, begin latest: 1965, end earliest: 2014}"),
        member("member", "1965-03-11/1972-12-31"),
    );
    let documents: [&[&str]; 2] = [&[&a], &[&b]];
    let in_year = |year: &str| {
        answers(&documents, &["members-in-year", "organization=UN", year], &["certain", "answer", "disagree"])
    };
    assert_eq!(in_year("year=1964"), [""; 0]);
    assert_eq!(in_year("year=1972"), ["true certain end"]);
    assert_eq!(in_year("year=1973"), ["false sources disagree end"]);
    assert_eq!(in_year("year=2014"), ["false sources disagree end"]);
    assert_eq!(in_year("year=2020"), ["false possible end"]);
    // A begin: by the one in 1965, by the other on a day of 1976.
    let (a, b) = (
        member("full", "{begin earliest: 1965, begin latest: 1965, end earliest: 2014}"),
        member("member", "1976-12-28/.."),
    );
    let documents: [&[&str]; 2] = [&[&a], &[&b]];
    let in_year =
        |year: &str| answers(&documents, &["members-in-year", "organization=UN", year], &["answer", "disagree"]);
    assert_eq!(in_year("year=1965"), ["sources disagree begin"]);
    assert_eq!(in_year("year=1975"), ["sources disagree begin"]);
    // On three days of 1976 both are certain.
    assert_eq!(in_year("year=1976"), ["certain begin"]);
    // Where they agree, the column is empty.
    let (a, b) = (member("full", "1945/2014"), member("member", "1945-10-24/.."));
    let agreed =
        answers(&[&[&a], &[&b]], &["members-in-year", "organization=UN", "year=1950"], &["answer", "disagree"]);
    assert_eq!(agreed, ["certain "]);
}

/// Two sources differ on whether the mission resides there: one thing, one row, and no residence is taken from either.
#[test]
fn what_sources_disagree_about_is_in_the_row() {
    let place = "mission: {mission: {type: embassy, sender: Belarus, seat: Baku}}, receiver: Azerbaijan";
    let a = format!("accreditation: {{{place}, residence: resident, during: 2006-01-03/2010-01-01}}");
    let b = format!("accreditation: {{{place}, residence: non-resident, during: 2006-01-03/2010-01-01}}");
    let documents: [&[&str]; 2] = [&[&a], &[&b]];
    let pair = ["a=Belarus", "b=Azerbaijan", "on=2008-01-01"];
    let question = |name| [&[name], &pair[..]].concat();
    let rows = answers(&documents, &question("missions-between"), &["residence", "holds", "disagree"]);
    assert_eq!(rows, [" certain residence"]);
    let rows = answers(&documents, &question("resident-embassies"), &["kept", "holds", "disagree"]);
    assert_eq!(rows, ["false  ", "true sources disagree residence"]);
    assert_eq!(answers(&documents, &["missions-of", "of=Belarus"], &["residence", "disagree"]), [" residence"]);
    // What rests on two documents rests on two places, and each of them says so.
    let places = run(&documents, &["query", "facts-with-several-sentences", "--format", "csv"]).out;
    let of_each: Vec<bool> = places.lines().skip(1).map(|line| line.ends_with(",residence")).collect();
    assert_eq!(of_each, [true, true], "{places}");
}

/// A polity with two capitals at once: one source names both. The others, which name one each, do not disagree with it, and not
/// with each other either; without it, they do.
#[test]
fn two_capitals_of_one_source_are_right_in_the_others_too() {
    let capital = |place: &str, during: &str| format!("capital: {{of: Belarus, place: {place}, during: {during}}}");
    let (minsk, baku) = (capital("Minsk", "1992/2000"), capital("Baku", "1992/2000"));
    let (of_one, of_other) = (capital("Minsk", "1992-02/2000"), capital("Baku", "1992-03/2000"));
    let codes = |documents: &[&[&str]]| {
        let run = run(documents, &["check"]);
        let mut codes: Vec<String> = run.codes();
        codes.retain(|code| ["two-capitals-at-once", "sources-disagree"].contains(&code.as_str()));
        codes
    };
    assert_eq!(codes(&[&[&minsk, &baku], &[&of_one], &[&of_other]]), [""; 0]);
    assert_eq!(codes(&[&[&of_one], &[&of_other]]), ["two-capitals-at-once"]);
    let disputes =
        |documents: &[&[&str]]| rows(documents, "SELECT ?key WHERE { ?d a chy:Disagreement ; chy:overKey ?key }").len();
    assert_eq!(disputes(&[&[&minsk, &baku], &[&of_one]]), 0);
    assert_eq!(disputes(&[&[&minsk, &baku], &[&of_one], &[&of_other]]), 0);
    assert_eq!(disputes(&[&[&of_one], &[&of_other]]), 1);
}

/// One source has a full member, another says member alone: together full, which differs from an associate. The question sees one
/// thing once, with the time of the narrower status.
#[test]
fn a_difference_of_statuses_is_that_of_the_narrower_status() {
    let associate =
        "membership: {member: Azerbaijan, organization: United Nations, status: associate, during: 1960/2000}";
    let pair = ["status-differences", "a=Azerbaijan", "b=Belarus"];
    let columns = ["statusOfA", "statusOfB", "certain", "disagree"];
    let asked = |b: &str, c: &str| -> Vec<String> {
        let short = |row: String| row.replace("https://w3id.org/chancery/vocab/membership-status/", "");
        let documents: [&[&str]; 2] = [&[associate, b], &[c]];
        answers(&documents, &pair, &columns).into_iter().map(short).collect()
    };
    let (full, plain) = (member("full", "1950/2010"), member("member", "1950-02/.."));
    assert_eq!(asked(&full, &plain), ["associate full true "]);
    // Where they disagree there are no phases: the status is that of the source.
    assert_eq!(asked(&full, &member("member", "1950/1990")), ["associate full true end"]);
    // A member of no stated kind may be an associate.
    assert_eq!(asked(&plain, &member("member", "1950/..")), [""; 0]);
}

/// A figure of three sources, two of which hedge it, is one figure.
#[test]
fn a_figure_with_two_hedges_is_one_row() {
    let says = |id: &str, hedge: &str| {
        let trade = "trade: {between: [Azerbaijan, Belarus], value: 100 USD, during: 2008}";
        format!("document: {{id: {id}, title: {id}}}\nfacts:\n  - row: 1\n{hedge}    {trade}\n")
    };
    let folder = Folder::with("a.yaml", says("a", ""));
    folder.file("b.yaml", says("b", "    hedge: some\n"));
    folder.file("c.yaml", says("c", "    hedge: roughly\n"));
    let pair = ["query", "trade-series", "a=Azerbaijan", "b=Belarus", "--format", "csv"];
    let run = folder.run(&[&pair[..], &["--source", "a.yaml", "--source", "b.yaml", "--source", "c.yaml"]].concat());
    assert_eq!(run.status, Some(0), "{}", run.err);
    let figures: Vec<&str> = run.out.lines().skip(1).collect();
    assert!(figures.len() == 1 && figures[0].contains("some") && figures[0].contains("roughly"), "{figures:?}");
}

/// Two figures that cannot both be right are two rows, and each says so; the evidence of one of them leads to the disagreement.
#[test]
fn figures_that_differ_are_two_rows_which_say_so() {
    let figure = |value: &str| format!("trade: {{between: [Azerbaijan, Belarus], value: {value}, during: 2008}}");
    let (a, b) = (figure("100 USD"), figure("120 USD"));
    let documents: [&[&str]; 2] = [&[&a], &[&b]];
    let pair = ["trade-series", "a=Azerbaijan", "b=Belarus"];
    assert_eq!(answers(&documents, &pair, &["value", "disagree"]), ["100 amount", "120 amount"]);
    let fact = &rows(&documents, "SELECT ?t WHERE { ?t a chy:Trade } ORDER BY ?t LIMIT 1")[0][0];
    let fact = format!("fact=trade:{fact}");
    let evidence = run(&documents, &["query", "evidence-of", &fact, "--format", "n-triples"]).out;
    assert_eq!(of_type(&evidence, "Disagreement"), 1, "{evidence}");
}

#[test]
fn questions_follow_findings() {
    let place = "mission: {mission: {type: embassy, sender: Belarus, seat: Baku}}, receiver: Azerbaijan";
    let a = format!("accreditation: {{{place}, during: 2006-01-03/..}}");
    let b = format!("accreditation: {{{place}, residence: resident, during: 2006-01-03/..}}");
    let documents: [&[&str]; 2] = [&[&a], &[&b]];
    let asked = |question: &str| {
        let run = run(&documents, &["query", question, "a=Belarus", "b=Azerbaijan", "--format", "csv"]);
        run.out.lines().skip(1).map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    let kept: Vec<String> = asked("resident-embassies").into_iter().filter(|row| row.contains("true")).collect();
    assert!(kept.len() == 1 && kept[0].contains("since 3 January 2006"), "{kept:?}");
    let missions = asked("missions-between");
    assert!(missions.len() == 1 && missions[0].contains("resident"), "{missions:?}");
    // The residence is that of one source alone, and the shortcut follows from both.
    assert_eq!(
        rows(&documents, "SELECT ?a ?b WHERE { ?a chy:hasEmbassyIn ?b }"),
        [strings(&["belarus", "azerbaijan"])]
    );
    assert_eq!(asked("timeline").len(), 1);
}

#[test]
fn a_full_membership_of_one_source_is_certain_on_its_days() {
    let (a, b) = (member("full", "1945/2014"), member("member", "1945-10-24/.."));
    let other = "membership: {member: Chad, organization: United Nations, status: full, during: 1960/2014}";
    let answer = |on: &str| {
        let on = format!("on={on}");
        let question = ["query", "both-full-members", "a=Belarus", "b=Chad", "organization=UN", &on, "--format", "csv"];
        run(&[&[&a, other], &[&b]], &question).out.lines().nth(1).unwrap().split(',').next().unwrap().to_owned()
    };
    assert_eq!([answer("1990-01-01"), answer("2020-01-01"), answer("1950-01-01")], ["certain", "no", "no"]);
}

#[test]
fn a_denial_contests_the_finding() {
    let (a, b) = (member("full", "1945/2014"), member("member", "1945-10-24/.."));
    let standing = "SELECT ?s WHERE { ?f a chy:Finding ; chy:standing ?s }";
    assert_eq!(rows(&[&[&a], &[&b]], standing), [strings(&["held"])]);
    let denied = format!(
        "document: {{id: c, title: Notes c}}\nfacts:\n  - row: 1\n    polarity: denies\n    says:\n      - {b}\n"
    );
    let (folder, _) = folder(&[&[&a], &[&b]]);
    folder.file("c.yaml", denied);
    let query = format!("{standing} ");
    let run = folder.run(&["query", "-e", &query, "-s", "a.yaml", "-s", "b.yaml", "-s", "c.yaml", "--format", "csv"]);
    assert!(run.out.contains("standing/contested"), "{}{}", run.out, run.err);
}

#[test]
fn a_day_and_a_standing_keep_findings_with_what_they_rest_on() {
    let (a, b) = (member("full", "1965/1972"), member("full", "1965-03-12/1974"));
    let export = |arguments: &[&str]| run(&[&[&a], &[&b]], &[&["export", "--format", "nt"], arguments].concat()).out;
    // On a day of 1973 one of the two certainly does not hold, and the finding is possible.
    let on = export(&["--as-of", "1973-06-01"]);
    assert!(on.contains("#possibleOn>") && on.contains("#Finding>"), "{on}");
    assert_eq!(of_type(&on, "Telling"), 2, "{on}");
    // A phase goes with its finding.
    let narrow = member("member", "1964/1975");
    let of_phase =
        |day: &str| of_type(&run(&[&[&a], &[&narrow]], &["export", "--format", "nt", "--as-of", day]).out, "Phase");
    assert_eq!([of_phase("1970-01-01"), of_phase("1980-01-01")], [1, 0]);
    // What another source implies goes with it: what was once between 1940 and 1990 was from 1965 to 1972.
    let vague = member("full", "{begin earliest: 1940, end latest: 1990}");
    let of_membership = |day: &str| {
        let out = run(&[&[&a], &[&vague]], &["export", "--format", "nt", "--as-of", day]).out;
        [of_type(&out, "Membership"), of_type(&out, "Telling")]
    };
    assert_eq!([of_membership("1970-01-01"), of_membership("1980-01-01")], [[1, 1], [0, 0]]);
    let after = export(&["--as-of", "1980-01-01"]);
    assert!(!after.contains("#Finding>") && !after.contains("#Telling>"), "{after}");
    // Without claims a finding still names its documents.
    let sources = export(&["--provenance", "source"]);
    let of_finding = sources.lines().filter(|line| line.contains("/finding/") && line.contains("terms/source>"));
    assert_eq!(of_finding.count(), 2, "{sources}");
}

#[test]
fn show_has_each_source_side_by_side() {
    let (a, b) = (member("full", "1965/1972"), member("full", "1965-03-12/1974"));
    let finding = rows(&[&[&a], &[&b]], "SELECT ?f WHERE { ?f a chy:Finding }").remove(0).remove(0);
    let shown = run(&[&[&a], &[&b]], &["show", &format!("finding:{finding}")]).out;
    for part in [
        "from 1965 to 1972",
        "from 12 March 1965 to 1974",
        "Notes a",
        "Notes b",
        "The sources disagree:",
        "end, by 366 days",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    // The entity lists the thing once.
    let entity = run(&[&[&a], &[&b]], &["show", "Belarus", "--all"]).out;
    assert_eq!(entity.matches("Belarus in United Nations").count(), 1, "{entity}");
}

#[test]
fn claims_of_rdf_1_2_mention_the_class_of_the_kind() {
    let (a, b) = (member("full", "1945/2014"), member("member", "1945-10-24/.."));
    let out = run(&[&[&a], &[&b]], &["export", "--rdf-version", "1.2", "--format", "nt"]).out;
    let mentioned = out.lines().filter(|line| line.contains("#reifies>") && line.contains("ontology#Membership>"));
    assert_eq!(mentioned.count(), 2, "{out}");
    assert!(!out.lines().any(|line| line.contains("#reifies>") && line.contains("#Telling>")), "{out}");
}

#[test]
fn one_document_meets_no_other() {
    // Two spells that one document keeps apart, although both certainly hold on a day.
    let (a, b) = (member("full", "1945/2014"), member("member", "1945-10-24/.."));
    let found = rows(&[&[&a, &b]], "SELECT ?f WHERE { ?f a chy:Finding }");
    assert_eq!(found, Vec::<Vec<String>>::new());
}

#[test]
fn a_narrower_value_is_a_phase_within_the_finding() {
    let (a, b) = (member("full", "1945/2014"), member("member", "1945-10-24/2014-05-01"));
    let query = "SELECT ?status ?first ?last ?notBefore ?by WHERE {
        ?p a chy:Phase ; chy:phaseOf ?f ; chy:membershipStatus ?status ; chy:during ?t .
        OPTIONAL { ?t chy:beginEarliest ?first } OPTIONAL { ?t chy:beginLatest ?last }
        OPTIONAL { ?t chy:endEarliest ?notBefore } OPTIONAL { ?t chy:endLatest ?by } }";
    // Who is a full member is a member: full from that day of 1945 at the earliest, and to that day of 2014 at the latest.
    assert_eq!(
        rows(&[&[&a], &[&b]], query),
        [strings(&["full", "1945-10-24", "1945-12-31", "2014-01-01", "2014-05-01"])]
    );
    // Where the ends disagree, a part is not more certain than the whole.
    let other = member("member", "1945-10-24/2010-05-01");
    assert_eq!(rows(&[&[&a], &[&other]], query), Vec::<Vec<String>>::new());
}

#[test]
fn a_narrower_value_holds_throughout_where_its_source_has_all_values() {
    let query = "SELECT ?first ?last ?notBefore ?by WHERE {
        ?p a chy:Phase ; chy:membershipStatus membership-status:full ; chy:during ?t .
        OPTIONAL { ?t chy:beginEarliest ?first } OPTIONAL { ?t chy:beginLatest ?last }
        OPTIONAL { ?t chy:endEarliest ?notBefore } OPTIONAL { ?t chy:endLatest ?by } }";
    let asked = |covers: &str, facts: &[&str]| {
        let (folder, _) = folder(&[facts, &[&member("member", "1945-10-24/2014-05-01")]]);
        let all = notes("a", facts).replace("title: Notes a", &format!("title: Notes a{covers}"));
        folder.file("a.yaml", all);
        folder.run(&["query", "-e", query, "-s", "a.yaml", "-s", "b.yaml", "--format", "json"]).rows()
    };
    let covers = |what: &str| format!(", covers: {{kind: membership, during: 1900/2020, {what}}}");
    let full = member("full", "1945/2014");
    let some_day = strings(&["1945-10-24", "1945-12-31", "2014-01-01", "2014-05-01"]);
    let throughout = strings(&["1945-10-24", "1945-10-24", "2014-05-01", "2014-05-01"]);
    assert_eq!(asked("", &[&full]).concat(), some_day);
    assert_eq!(asked(&covers("complete: false"), &[&full]).concat(), some_day);
    // Of other statuses it says nothing.
    assert_eq!(asked(&covers("where: {status: full}, complete: true"), &[&full]), [some_day]);
    assert_eq!(asked(&covers("complete: true"), &[&full]), [throughout]);
    let begins =
        |covers: &str, facts: &[&str]| asked(covers, facts).into_iter().map(|row| row[1].clone()).collect::<Vec<_>>();
    let (all, associate) = (covers("complete: true"), |during: &str| member("associate", during));
    // Another status before, in the same year, or at an unknown time: the narrower one begins when its source says.
    assert_eq!(begins(&all, &[&associate("1945/1949"), &member("full", "1950/2014")]), ["1950-12-31"]);
    assert_eq!(begins(&all, &[&associate("1945"), &full]), ["1945-12-31"]);
    assert_eq!(begins(&all, &[&associate(""), &full]), ["1945-12-31"]);
    // Between two spells of one value there may be none, and before an unknown begin a gap.
    let two = begins(&all, &[&full, &member("full", "2016/2018")]);
    assert!(!two.contains(&"2014-05-01".to_owned()), "{two:?}");
    assert_eq!(
        asked(&all, &[&member("full", "{begin latest: 1950-12-31, end earliest: 1950-01-01}")])[0][1],
        "1950-12-31"
    );
}

/// What one document keeps apart is in two phases, and what two documents say of two times differs in nothing.
#[test]
fn two_spells_of_a_narrower_value_are_two_phases() {
    let phases = "SELECT ?status ?last ?by WHERE { ?p a chy:Phase ; chy:membershipStatus ?status ; chy:during ?t .
        ?t chy:beginLatest ?last ; chy:endLatest ?by } ORDER BY ?last";
    let broad = member("member", "1945-10-24/2000-05-03");
    let (first, then, last) =
        (member("associate", "1945/1950"), member("full", "1951/1960"), member("associate", "1961/2000"));
    let row = |row: [&str; 3]| strings(&row);
    assert_eq!(
        rows(&[&[&first, &then, &last], &[&broad]], phases),
        [
            row(["associate", "1945-12-31", "1950-12-31"]),
            row(["full", "1951-12-31", "1960-12-31"]),
            row(["associate", "1961-12-31", "2000-05-03"])
        ]
    );
    let disagreements = "SELECT ?d WHERE { ?d a chy:Disagreement }";
    let (early, late) = (member("full", "1945/1950"), member("full", "1970/2000"));
    assert!(rows(&[&[&early], &[&late], &[&broad]], disagreements).is_empty());
    // Of one time they do, although one of them states the broader value too.
    let (short, long) = (member("full", "1992/1993"), member("full", "1950/2010"));
    let found = rows(&[&[&short], &[&long, &member("member", "1945/2014")]], disagreements);
    assert_eq!(found.len(), 2, "begin and end: {found:?}");
}

/// An event that another implies stays one, also on a day on which that one was not.
#[test]
fn an_event_of_a_month_is_possible_on_its_days() {
    let visit = |during: &str| format!("visit: {{visitor: Belarus, host: Chad, during: {during}}}");
    let (month, days) = (visit("2006-10"), visit("2006-10-17/2006-10-18"));
    let export =
        |day: &str| of_type(&run(&[&[&month], &[&days]], &["export", "--format", "nt", "--as-of", day]).out, "Visit");
    assert_eq!([export("2006-10-05"), export("2006-10-17"), export("2006-11-01")], [1, 2, 0]);
}

/// The label, the status and the mission's town of each accreditation that has the class.
const ACCREDITATIONS: &str = "SELECT ?label ?type ?town WHERE {
    ?a a chy:Accreditation ; rdfs:label ?label ; chy:mission ?m . ?m chy:missionType ?type .
    OPTIONAL { ?m chy:seat/rdfs:label ?town } } ORDER BY ?label";

fn embassy(mission: &str, during: &str) -> String {
    format!(
        "accreditation: {{mission: {{mission: {{sender: Azerbaijan, {mission}}}}}, receiver: Kazakhstan, residence: resident, during: {during}}}"
    )
}

#[test]
fn a_finding_takes_no_town_and_no_type_from_one_source() {
    let (since, in_2022) = ("1992-03-04/2024", "{begin latest: 2022-12-31, end earliest: 2022-01-01}");
    let town = embassy("type: embassy, seat: Astana", in_2022);
    // The one names no town: the finding is that of the embassy to Kazakhstan.
    let no_town = embassy("type: embassy, to: Kazakhstan", since);
    let found = rows(&[&[&no_town], &[&town]], ACCREDITATIONS);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&*found[0][1], &*found[0][2]), ("embassy", ""), "{found:?}");
    assert!(found[0][0].starts_with("embassy of Azerbaijan to Kazakhstan"), "{found:?}");
    // A mission to somebody else that is accredited there too is not named for all.
    let others = [embassy("type: embassy, to: Russia", since), embassy("type: embassy, to: Ukraine", in_2022)];
    assert_eq!(rows(&[&[&others[0]], &[&others[1]]], ACCREDITATIONS).len(), 2);
    // Another town, or another type, in the one than in the other: no fact of the kind says what both do.
    for (mission, during) in [
        ("type: embassy, seat: Almaty", since),
        ("type: legation, to: Kazakhstan", since),
        ("type: embassy, seat: Almaty", "1992-03-04/1997-12-09"),
    ] {
        let found = rows(&[&[&embassy(mission, during)], &[&town]], ACCREDITATIONS);
        assert_eq!(found.len(), 2, "{mission}: {found:?}");
    }
}

/// What is tied as perhaps one, by the labels of both.
const TIES: &str =
    "SELECT ?one ?other WHERE { ?a chy:maybeSameAs ?b ; rdfs:label ?one . ?b rdfs:label ?other } ORDER BY ?one ?other";

#[test]
fn of_two_that_are_equally_good_none_is_taken() {
    let in_2022 = "{begin latest: 2022-12-31, end earliest: 2022-01-01}";
    let two = [embassy("type: embassy, seat: Astana", in_2022), embassy("type: embassy, seat: Almaty", in_2022)];
    let one = embassy("type: embassy, to: Kazakhstan", "1992-03-04/..");
    let documents: [&[&str]; 2] = [&[&two[0], &two[1]], &[&one]];
    assert_eq!(rows(&documents, "SELECT ?f WHERE { ?f a chy:Finding }"), Vec::<Vec<String>>::new());
    // Each of the two is perhaps the one, told from both ends.
    assert_eq!(rows(&documents, TIES).len(), 4);
}

#[test]
fn what_was_resumed_soon_is_two_and_what_cannot_be_one_is_not_tied() {
    let relation =
        |during: &str| format!("diplomatic relation: {{between: [Panama, United States], during: {during}}}");
    let facts = |a: &str, b: &str| rows(&[&[a], &[b]], "SELECT ?f WHERE { ?f a chy:Finding }").len();
    let ties = |a: &str, b: &str| rows(&[&[a], &[b]], TIES).len();
    // Broken off in January 1964 and taken up again in April.
    let (before, after) = (relation("1903-11-13/1964-01-10"), relation("1964-04-03/.."));
    assert_eq!((facts(&before, &after), ties(&before, &after)), (0, 0));
    // A year and a day in it are one begin, in any case.
    assert_eq!(facts(&relation("1903/.."), &relation("1903-11-13/..")), 1);
    let severance = |during: &str| format!("severance: {{between: [Panama, United States], during: {during}}}");
    assert_eq!(facts(&severance("1964"), &severance("1964-01-10")), 1);
    assert_eq!(facts(&severance("1962-01-10"), &severance("1962-10-01")), 0);
    // Two towns are not one capital in turn.
    let capital = |town: &str, during: &str| format!("capital: {{of: Kazakhstan, place: {town}, during: {during}}}");
    let (old, new) = (capital("Almaty", "1991/1997-12-09"), capital("Astana", "{begin latest: 1998-01-01}"));
    assert_eq!((facts(&old, &new), ties(&old, &new)), (0, 0));
    // An ordinal counts visits of one level: the first as minister is not the first as president.
    let visit = |level: &str, during: &str| {
        format!("visit: {{visitor: Ilham Aliyev, host: Belarus, ordinal: 1, level: {level}, during: {during}}}")
    };
    let (minister, head) = (visit("minister", "2006"), visit("head of state", "2006-10-17"));
    assert_eq!(facts(&minister, &head), 0);
    assert_eq!(facts(&visit("head of state", "2006"), &head), 1);
}

#[test]
fn a_disagreement_is_stated_where_there_is_no_finding_too() {
    let query = "SELECT ?what ?one ?other WHERE { ?d a chy:Disagreement ; chy:over ?o ; chy:betweenFacts ?a , ?b .
        ?a rdfs:label ?one . ?b rdfs:label ?other . FILTER ( ?one < ?other )
        BIND ( REPLACE(STR(?o), '^.*/', '') AS ?what ) } ORDER BY ?what ?one";
    // One states what another denies.
    let held = member("full", "1990/2000");
    let (folder, names) = folder(&[&[&held], &[&member("member", "{begin latest: 1995, end earliest: 1995}")]]);
    let text = folder.read(&names[1]).replace("  - row: 1\n", "  - row: 1\n    polarity: denies\n");
    folder.file(&names[1], text);
    let run = folder.run(&["query", "-e", query, "--format", "csv", "--source", &names[0], "--source", &names[1]]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let lines: Vec<&str> = run.out.lines().skip(1).collect();
    assert!(lines.len() == 1 && lines[0].starts_with("denied,"), "{}", run.out);
    // One spell that overlaps with two of another source is one with one of them, and cannot be right of the other.
    let two = [member("member", "1950/1960-06-01"), member("member", "1970/1990")];
    let one = member("member", "1950/1990");
    let found = rows(&[&[&two[0], &two[1]], &[&one]], query);
    let what: Vec<&str> = found.iter().map(|row| &*row[0]).collect();
    // The spell since 1970 has more days in common and is in the finding: the begin differs. The end of the first does.
    assert_eq!(what, ["begin", "end"], "{found:?}");
}

#[test]
fn documents_that_are_made_from_one_are_one_source() {
    let fact = member("full", "1945/2014");
    let day = member("member", "1945-10-24/..");
    let sources = |from: &str| {
        let folder = Folder::with("a.yaml", notes("a", &[&fact]));
        let made = format!("id: b, title: Notes b{from}");
        folder.file("b.yaml", notes("b", &[&day]).replace("id: b, title: Notes b", &made));
        let query = "SELECT ?n WHERE { ?f a chy:Finding ; chy:sources ?n }";
        let run = folder.run(&["query", "-e", query, "--format", "csv", "-s", "a.yaml", "-s", "b.yaml"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        run.out.lines().nth(1).map(ToOwned::to_owned)
    };
    assert_eq!(sources("").as_deref(), Some("2"));
    assert_eq!(sources(", derived from: {document: {id: a, title: Notes a}}").as_deref(), Some("1"));
}

#[test]
fn an_export_with_findings_passes_check_and_differs_in_no_fact() {
    let (a, b) = (member("full", "1965/1972"), member("full", "1965-03-12/1974"));
    let visits = [
        "visit: {visitor: Belarus, host: Chad, during: 2006-10}",
        "visit: {visitor: Belarus, host: Chad, during: 2006-10-17}",
    ];
    let (folder, _) = folder(&[&[&a, visits[0]], &[&b, visits[1]]]);
    for (file, apart) in [("met.ttl", None), ("apart.ttl", Some("--apart"))] {
        let arguments = ["export", "a.yaml", "b.yaml", "--output", file].into_iter().chain(apart);
        assert_eq!(folder.run(&arguments.collect::<Vec<_>>()).status, Some(0));
        let run = folder.run(&["check", file]);
        let expected: &[&str] = if apart.is_some() { &[] } else { &["sources-disagree"] };
        assert_eq!(
            (run.status, run.codes()),
            (Some(0), expected.iter().map(ToString::to_string).collect()),
            "{}",
            run.err
        );
    }
    let diff = folder.run(&["diff", "met.ttl", "apart.ttl", "--exit-code"]);
    assert_eq!(diff.status, Some(0), "{}{}", diff.out, diff.err);
}

#[test]
fn a_phase_does_not_end_before_it_can_begin() {
    // Full at some time of 1945, by one who knows the year alone; a member from a day of that year, by another.
    let (a, b) = (member("full", "1945/.."), member("member", "1945-10-24/.."));
    let query = "SELECT ?first ?last ?notBefore WHERE { ?p a chy:Phase ; chy:during ?t .
        ?t chy:beginEarliest ?first ; chy:beginLatest ?last ; chy:endEarliest ?notBefore }";
    assert_eq!(rows(&[&[&a], &[&b]], query), [strings(&["1945-10-24", "1945-12-31", "1945-10-24"])]);
}

fn action(action: &str, during: &str) -> String {
    format!(
        "treaty action: {{instrument: {{treaty: {{id: t-x, name: Treaty X}}}}, action: {action}, party: Japan, during: {during}}}"
    )
}

const FINDINGS: &str = "SELECT ?label WHERE { ?f a chy:Finding ; rdfs:label ?label }";

#[test]
fn of_two_in_one_year_none_is_the_one_of_that_year() {
    let findings = |a: &[&str], b: &str| rows(&[a, &[b]], FINDINGS).len();
    // That one of them is nearer to the middle of the year is no reason.
    let (first, second) = (action("accession", "2009-02-01"), action("accession", "2009-06-01"));
    let year = action("accession", "2009");
    assert_eq!(findings(&[&first, &second], &year), 0);
    assert_eq!(findings(&[&second], &year), 1);
    let (first, second) = (member("full", "2009-02-01/2009-04-01"), member("full", "2009-09-01/2012"));
    let begun = member("full", "\"2009/\"");
    assert_eq!(findings(&[&first, &second], &begun), 0);
    assert_eq!(findings(&[&second], &begun), 1);
    // Nor does a third source, which says no more than the year, make one of two days of two sources.
    let sources = [action("accession", "1995-07-12"), action("accession", "1995-12-07"), action("accession", "1995")];
    assert_eq!(rows(&[&[&*sources[0]], &[&*sources[1]], &[&*sources[2]]], FINDINGS).len(), 0);
}

#[test]
fn what_happens_on_the_next_day_is_another_event() {
    let visit = |during: &str| format!("visit: {{visitor: Ilham Aliyev, host: Belarus, during: {during}}}");
    let (first, second) = (visit("2006-10-17/2006-10-18"), visit("2006-10-19/2006-10-20"));
    assert_eq!(rows(&[&[&first, &second], &[&visit("2006-10-17/2006-10-20")]], FINDINGS).len(), 0);
    let (first, second) = (action("reservation", "2009-07-01"), action("reservation", "2009-07-02"));
    assert_eq!(rows(&[&[&first, &second], &[&action("reservation", "2009")]], FINDINGS).len(), 0);
}

#[test]
fn what_is_done_once_is_one_whatever_its_day() {
    let over = "SELECT ?days WHERE { ?d a chy:Disagreement ; chy:gapInDays ?days }";
    let days = |act: &str| rows(&[&[&action(act, "1982-06-18")], &[&action(act, "1982-06-17")]], over);
    for act in ["signature", "ratification", "acceptance", "approval", "termination"] {
        assert_eq!(days(act), [["1"]], "{act}");
    }
    // Of several that one source has, the other has the one that fits, and says nothing of the others; or none.
    let several = ["1960", "1962", "2012"].map(|year| action("signature", year));
    let several: Vec<&str> = several.iter().map(String::as_str).collect();
    assert_eq!(rows(&[&several, &[&action("signature", "1960-12-13")]], over).len(), 0);
    assert_eq!(rows(&[&several, &[&action("signature", "1960-12-13")]], FINDINGS).len(), 1);
    assert_eq!(rows(&[&several, &[&action("signature", "1999-12-13")]], FINDINGS).len(), 0);
    // A state may accede again after it has left. Two days in one year are two of them, or one is wrong.
    assert_eq!(days("accession"), Vec::<Vec<String>>::new());
}

#[test]
fn runs_of_years_with_a_hole_between_are_one_if_another_source_has_one_spell() {
    let relation =
        |during: &str| format!("diplomatic relation: {{between: [United States, Canada], during: {during}}}");
    // In the years between, the first source knows nothing.
    let runs = ["{begin latest: 1930, end earliest: 1940}", "{begin latest: 1942, end earliest: 1945}"].map(relation);
    let runs = [&*runs[0], &*runs[1]];
    let found = "SELECT ?from ?to (COUNT(?r) AS ?n) WHERE { ?f a chy:Finding ; chy:restsOn ?r ; chy:during ?t .
        OPTIONAL { ?t chy:beginLatest ?from } OPTIONAL { ?t chy:endEarliest ?to } } GROUP BY ?from ?to";
    let spell = relation("1927-02-18/1950");
    assert_eq!(rows(&[&runs, &[&spell]], found), [["1927-02-18", "1950-01-01", "3"]]);
    // What only the later run contradicts is a disagreement within the finding.
    let short = relation("1927-02-18/1944-06-30");
    let over = "SELECT ?over WHERE { ?f a chy:Finding ; chy:restsOn/chy:disagreesIn ?d . ?d chy:over ?o
        BIND ( REPLACE(STR(?o), '^.*/', '') AS ?over ) }";
    assert_eq!(rows(&[&runs, &[&short]], over).iter().flatten().collect::<Vec<_>>(), ["end", "end"]);
    // A year in which it was not so keeps the runs apart.
    let apart = ["{begin latest: 1930, end latest: 1940}", "{begin earliest: 1942, end earliest: 1945}"].map(relation);
    let found = rows(&[&[&*apart[0], &*apart[1]], &[&relation("1927-02-18/1950")]], found);
    assert!(found.iter().all(|row| row[2] == "2"), "{found:?}");
}

/// A source that has all visits of a month and one in it means the visit that another source has in that month.
#[test]
fn the_only_visit_of_a_month_that_is_covered_is_that_of_the_other_source() {
    let visit = |during: &str| format!("visit: {{visitor: Belarus, host: Chad, during: {during}}}");
    let found = |covers: [&str; 2], a: &[&str], b: &[&str]| -> Vec<Vec<String>> {
        let (folder, _) = folder(&[a, b]);
        for ((id, facts), covers) in [("a", a), ("b", b)].into_iter().zip(covers) {
            let covers = if covers.is_empty() { String::new() } else { format!(", covers: {{kind: visit, {covers}}}") };
            folder.file(
                &format!("{id}.yaml"),
                notes(id, facts)
                    .replace("title: Notes", &format!("title: Notes{covers}"))
                    .replace(&format!("Notes{covers} {id}"), &format!("Notes {id}{covers}")),
            );
        }
        let query = "SELECT ?first ?last WHERE { ?f a chy:Finding ; chy:during ?t . ?t chy:beginEarliest ?first ; chy:endLatest ?last }";
        let run = folder.run(&["query", "-e", query, "-s", "a.yaml", "-s", "b.yaml", "--format", "json"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        run.rows()
    };
    let (month, days, other) = (visit("2006-10"), visit("2006-10-17/2006-10-18"), visit("2006-10-25"));
    let (month, days, other) = (month.as_str(), days.as_str(), other.as_str());
    let all = "during: 2006, complete: true";
    let one = [strings(&["2006-10-17", "2006-10-18"])];
    assert!(found(["", ""], &[month], &[days]).is_empty());
    assert_eq!(found([all, ""], &[month], &[days]), one);
    assert_eq!(found(["", all], &[month], &[days]), one);
    // Not all of that month, or not completely.
    assert!(found(["during: 2006, complete: false", ""], &[month], &[days]).is_empty());
    assert!(found(["during: 2007, complete: true", ""], &[month], &[days]).is_empty());
    assert!(found(["", "during: 2006-10-05/2006-12-31, complete: true"], &[month], &[days]).is_empty());
    // Two of the other source cannot both be it, and of two of its own nobody knows which.
    assert!(found([all, ""], &[month], &[days, other]).is_empty());
    assert!(found([all, ""], &[days, other], &[month]).is_empty());
}
