//! Tables: recipes, what is told where a table or a recipe is wrong, and that no reading is lost.

mod support;

use std::io::Write as _;

use proptest::prelude::*;
use support::Folder;

const RECIPE: &str = r#"recipe: members
reads: memberships
table: {delimiter: ";"}
document: {id: my-members, title: My list}
columns:
  status: {of: kind, values: {1: full, 2: candidate}, absent: [0]}
  from: {of: since, as: DD.MM.YYYY}
  to: {of: until, as: DD.MM.YYYY}
facts:
  - says:
      - membership: {member: "{state}", organization: "{body}", status: "{status}", during: "{from}/{to}"}
"#;

const HEADINGS: &str = "state;body;kind;since;until\n";

const ROWS: &str = "BLR;OSCE;1;30.01.1992;\nAzerbaijan;Council of Europe;1;25.01.2001;\n\
                    http://www.wikidata.org/entity/Q184;Council of Europe;2;16.03.1993;\nBelarus;Warsaw Pact;0;;\n";

fn folder(rows: &str) -> Folder {
    let folder = Folder::with("members.yaml", RECIPE);
    folder.file("members.csv", format!("{HEADINGS}{rows}"));
    folder
}

const EXPORT: [&str; 6] = ["export", "members.csv", "--recipe", "members.yaml", "--format", "n-triples"];

/// The counts that the end of a run tells: readings, made, merged, skipped, rejected.
fn counts(err: &str) -> [u64; 5] {
    let line = err.lines().find(|line| line.contains(" readings = ")).unwrap_or_else(|| panic!("{err}"));
    let all: Vec<u64> = line.split(';').next().unwrap_or_default().split(' ').filter_map(|w| w.parse().ok()).collect();
    all.try_into().expect("five counts")
}

#[test]
fn rows_become_facts_with_their_evidence() {
    let run = folder(ROWS).run(&EXPORT);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert_eq!(counts(&run.err), [4, 3, 0, 1, 0]);
    assert!(run.err.contains("skipped: 1 because the cell says that there is none"), "{}", run.err);
    let memberships =
        run.out.lines().filter(|line| line.ends_with("vocab/Membership> .") || line.contains("#Membership> .")).count();
    let labels = [
        "Belarus in Organization for Security and Co-operation in Europe: full member, from 30 January 1992",
        "Azerbaijan in Council of Europe: full member, from 25 January 2001",
        "Belarus in Council of Europe: candidate, from 16 March 1993",
    ];
    for label in labels {
        assert!(run.out.contains(label), "{label}\n{memberships}\n{}", run.out);
    }
    // The heading line is row 1 (RFC 7111).
    assert!(run.out.contains("my-members--r2>") && run.out.contains("my-members--r4>"), "{}", run.out);
    assert!(!run.out.contains("my-members--r5>"), "a row that is skipped is no evidence");
}

#[test]
fn the_order_of_rows_and_the_packing_make_no_difference() {
    let expected = folder(ROWS).run(&EXPORT);
    let mut turned: Vec<&str> = ROWS.lines().collect();
    turned.reverse();
    let all = |text: &str| {
        let mut lines: Vec<&str> = text.lines().filter(|line| line.contains("/membership/")).collect();
        lines.retain(|line| !line.contains("--r"));
        lines.join("\n")
    };
    let run = folder(&format!("{}\n", turned.join("\n"))).run(&EXPORT);
    assert_eq!(all(&run.out), all(&expected.out), "the rows are others, the facts are not");
    // The same table, compressed, and through standard input.
    let folder = folder(ROWS);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(format!("{HEADINGS}{ROWS}").as_bytes()).expect("memory takes it");
    let packed = encoder.finish().expect("memory takes it");
    let run = folder.pipe(&packed, &["export", "-", "--recipe", "members.yaml", "--format", "n-triples"]);
    assert_eq!(run.out, expected.out, "{}", run.err);
    folder.file("members.csv.gz", &packed);
    let run = folder.run(&["export", "members.csv.gz", "--recipe", "members.yaml", "--format", "n-triples"]);
    assert_eq!(run.out, expected.out, "{}", run.err);
    // An archive that breaks off.
    folder.file("half.csv.gz", &packed[..packed.len() / 2]);
    let run = folder.run(&["export", "half.csv.gz", "--recipe", "members.yaml"]);
    run.is_refused();
    assert_eq!(run.codes(), ["truncated-archive"], "{}", run.err);
}

/// Runs a table with one row after a good one; gives the code, the place and the marked text of what is told.
fn told(row: &str) -> Vec<(String, String, String)> {
    let run = folder(&format!("BLR;OSCE;1;30.01.1992;\n{row}\n")).run(&EXPORT);
    run.is_refused();
    run.said().into_iter().map(|said| (said.code, said.place, said.marked)).collect()
}

#[test]
fn what_is_wrong_with_a_row_is_told_at_its_cell() {
    let one = |row: &str, code: &str, column: u32, marked: &str| {
        let place = format!("members.csv:3:{column}");
        assert_eq!(told(row), [(code.to_owned(), place, marked.to_owned())], "{row}");
    };
    one("Bellarus;OSCE;1;30.01.1992;", "unknown-name", 1, "Bellarus");
    one("Belarus;OSCE;1;30.02.1992;", "impossible-date", 16, "30.02.1992");
    one("Belarus;OSCE;1;1992-01-30;", "malformed-date", 16, "1992-01-30");
    one("Belarus;OSCE;7;30.01.1992;", "no-translation", 14, "7");
    one("Belarus;OSCE;1", "too-few-cells", 14, "1");
    one("Belarus;OSCE;1;;;x", "too-many-cells", 18, "x");
    assert_eq!(told("Belarus;\"OSCE;1;;")[0].0, "unclosed-quote");
    // Two mistakes of one row are both told.
    let both = told("Bellarus;OSCE;7;;");
    assert_eq!(both.iter().map(|said| said.0.as_str()).collect::<Vec<_>>(), ["unknown-name", "no-translation"]);
}

#[test]
fn a_wrong_encoding_is_told_and_the_right_one_is_read() {
    let folder = folder("");
    let mut bytes = HEADINGS.as_bytes().to_vec();
    bytes.extend(b"C\xF4te d'Ivoire;OSCE;1;30.01.1992;\nBelarus;OSCE;1;30.01.1992;\n");
    folder.file("members.csv", &bytes);
    let run = folder.run(&EXPORT);
    assert_eq!(run.codes(), ["not-utf8"], "{}", run.err);
    assert!(run.err.contains("encoding: windows-1252"), "{}", run.err);
    folder.file("members.yaml", RECIPE.replace("delimiter: \";\"", "delimiter: \";\", encoding: windows-1252"));
    let run = folder.run(&EXPORT);
    assert_eq!((run.status, counts(&run.err)), (Some(0), [2, 2, 0, 0, 0]), "{}", run.err);
}

#[test]
fn each_table_is_shown_in_its_own_encoding() {
    let folder = folder("Côte Y;OSCE;1;30.01.1992;\n");
    folder.file("lands.csv", b"land;body\nC\xF4te X;OSCE\n");
    folder.file(
        "lands.yaml",
        "recipe: lands\ntable: {delimiter: ';', encoding: windows-1252}\n\
         facts: [membership: {member: '{land}', organization: '{body}', status: full}]\n",
    );
    let run = folder.run(&["check", "lands.csv", "members.csv", "--recipe", "lands.yaml", "--recipe", "members.yaml"]);
    let shown: Vec<&str> = run.err.lines().filter(|line| line.starts_with("2 | ")).collect();
    assert_eq!(shown, ["2 | Côte X;OSCE", "2 | Côte Y;OSCE;1;30.01.1992;"], "{}", run.err);
}

#[test]
fn a_recipe_is_checked_before_the_first_row() {
    let wrong = |from: &str, to: &str| {
        assert!(RECIPE.contains(from), "{from}");
        let folder = folder("nonsense;;;;\n");
        folder.file("members.yaml", RECIPE.replace(from, to));
        let run = folder.run(&EXPORT);
        run.is_refused();
        let said = run.said();
        let first = said.first().unwrap_or_else(|| panic!("{to}: {}", run.err));
        assert!(first.place.starts_with("members.yaml:"), "{}", run.err);
        (first.code.clone(), first.marked.clone(), first.help.join("\n"))
    };
    let (code, marked, help) = wrong("of: since", "of: snce");
    assert_eq!((code.as_str(), marked.as_str()), ("unknown-column", "snce"));
    assert!(help.contains("did you mean `since`?"), "{help}");
    assert_eq!(wrong("\"{body}\"", "\"{bdy}\"").0, "unknown-column");
    let (code, marked, _) = wrong("2: candidate", "2: candydate");
    assert_eq!((code.as_str(), marked.as_str()), ("unknown-concept", "candydate"));
    assert_eq!(wrong("membership:", "membrship:").0, "unknown-kind");
    assert_eq!(wrong("member: \"{state}\", ", "").0, "missing-key");
    assert_eq!(wrong("\"{body}\"", "OCSE").0, "unknown-name");
    assert_eq!(wrong("\"{state}\"", "\"{state\"").0, "malformed-placeholder");
    assert_eq!(wrong("columns:", "colums:").0, "unknown-key");
    // What follows from one mistake is not told beside it.
    let folder = folder(ROWS);
    folder.file("members.yaml", RECIPE.replace("\"{body}\"", "\"igo:{bdy}\""));
    assert_eq!(folder.run(&EXPORT).codes(), ["unknown-column"]);
    let facts = RECIPE.find("facts:").expect("the recipe has facts");
    assert_eq!(wrong(&RECIPE[facts..], "").0, "empty-recipe");
}

#[test]
fn an_empty_mapping_is_an_error() {
    let run = folder("Belarus;Warsaw Pact;0;;\n").run(&EXPORT);
    run.is_refused();
    assert_eq!(run.codes(), ["nothing-made"], "{}", run.err);
    let run = folder("").run(&EXPORT);
    assert_eq!(run.codes(), ["nothing-made"], "{}", run.err);
    let folder = folder(ROWS);
    let run = folder.run(&["export", "members.csv"]);
    assert_eq!(run.codes(), ["no-recipe"], "{}", run.err);
    let run = folder.run(&["export", "members.csv", "--recipe", "cow-ogi"]);
    assert!(run.err.contains("did you mean `cow-igo`?"), "{}", run.err);
    assert_eq!(run.codes(), ["unknown-recipe"], "{}", run.err);
}

#[test]
fn a_share_may_be_rejected_and_is_written_down() {
    let folder = folder(&format!("{ROWS}Bellarus;OSCE;1;30.01.1992;\n"));
    let with = |share: &str| {
        let mut arguments = EXPORT.to_vec();
        arguments.extend(["--rejects", "rejected.csv", "--max-rejected", share]);
        folder.run(&arguments)
    };
    let run = with("19.9");
    run.is_refused();
    let run = with("20%");
    assert_eq!((run.status, counts(&run.err)), (Some(0), [5, 3, 0, 1, 1]), "{}", run.err);
    assert!(run.err.contains("warning[unknown-name]") && run.err.contains("rejected: 1 unknown-name"), "{}", run.err);
    assert_eq!(
        folder.read("rejected.csv"),
        "table,row,line,column,heading,cell,reason,message\r\n\
         members.csv,6,6,1,state,Bellarus,unknown-name,no agent is called `Bellarus`\r\n"
    );
}

#[test]
fn a_table_from_a_pipe_is_shown_as_one_from_a_file_is() {
    let mut rows = ROWS.repeat(2000);
    rows.push_str("Bellarus;OSCE;1;30.01.1992;\nBelarus;OSCE;1;30.02.1992;\nBelarus;OSCE\n");
    let folder = folder(&rows);
    let arguments =
        |source| ["check", source, "--recipe", "members.yaml", "--rejects", "rejected.csv", "--max-rejected", "1"];
    let of_file = folder.run(&arguments("members.csv"));
    let in_file = folder.read("rejected.csv");
    let of_pipe = folder.pipe(folder.read("members.csv"), &arguments("-"));
    let in_pipe = folder.read("rejected.csv");
    assert_eq!(of_file.err.matches("warning[").count(), 3, "{}", of_file.err);
    assert_eq!(of_pipe.err.replace("<stdin>", "members.csv"), of_file.err);
    assert_eq!(in_pipe.replace("<stdin>", "members.csv"), in_file);
    assert_eq!(
        in_file.lines().nth(1),
        Some("members.csv,8002,8002,1,state,Bellarus,unknown-name,no agent is called `Bellarus`")
    );
}

#[test]
fn small_letters_are_read_where_they_are_asked_for() {
    let recipe = RECIPE.replace("columns:\n", "columns:\n  body: {as: lower, values: {osce: OSCE}}\n");
    let folder = folder("Belarus;OsCe;1;30.01.1992;\n");
    folder.file("members.yaml", recipe);
    let run = folder.run(&EXPORT);
    assert_eq!((run.status, counts(&run.err)), (Some(0), [1, 1, 0, 0, 0]), "{}", run.err);
}

#[test]
fn a_recipe_is_no_source_and_has_no_places() {
    let run = folder(ROWS).run(&["check", "members.yaml"]);
    run.is_refused();
    assert!(run.err.contains("this is a recipe") && run.err.contains("--recipe FILE"), "{}", run.err);
    let folder = folder(ROWS);
    folder.file("members.yaml", RECIPE.replace("  - says:", "  - sentence: 3\n    says:"));
    let said = folder.run(&EXPORT).said();
    let said: Vec<_> = said.iter().map(|said| (said.code.as_str(), said.place.as_str())).collect();
    assert_eq!(said, [("unknown-key", "members.yaml:10:15")]);
}

const YEARS: &str = r#"recipe: years
reads: members by year
columns:
  status: {of: cell, values: {1: full, 3: observer}, absent: [0, -1], missing: [-9]}
wide: {except: [code, year], heading: body, cell: cell}
spells: {year: year, of: [code]}
facts:
  - says:
      - membership: {member: "cow:{code}", organization: "{body}", status: "{status}", during: "{spell}"}
"#;

#[test]
fn years_become_spells_with_honest_edges() {
    let folder = Folder::with("years.yaml", YEARS);
    // Belarus is in the first body from its first row on, joins the second in 1993, with a year missing, and leaves it.
    let rows =
        "code,year,OSCE,CIS\n370,1991.0,1,0\n370,1992,1,0\n370,1993,1,1\n370,1994,3,-9\n370,1995,3,1\n370,1996,3,0\n";
    folder.file("years.csv", rows);
    let run = folder.run(&["export", "years.csv", "--recipe", "years.yaml", "--format", "n-triples"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    // Twelve cells: eight hold something and make four spells, three are absent, one is missing.
    assert_eq!(counts(&run.err), [12, 4, 4, 4, 0], "{}", run.err);
    let mut times: Vec<String> = Vec::new();
    for line in run.out.lines().filter(|line| line.contains("/during>") || line.contains("#during>")) {
        let object = line.split(' ').nth(2).unwrap_or_default();
        times.push(object.rsplit('/').next().unwrap_or_default().trim_end_matches('>').to_owned());
    }
    times.sort();
    let expected = [
        "..1993--begin-latest-1991-12-31",
        "..1995--begin-latest-1995-12-31",
        "1993..--end-earliest-1993-01-01",
        "1994..--end-earliest-1996-01-01",
    ];
    let bare = |text: &str| text.replace("open", "").replace('~', "");
    let mut times: Vec<String> = times.iter().map(|time| bare(time)).collect();
    times.sort();
    assert_eq!(times, expected, "{}", run.out);
    // The evidence of a spell is the range of its rows.
    assert!(run.out.contains("years--r2-4>") && run.out.contains("years--r5-7>"), "{}", run.out);
}

#[derive(Debug, Clone, Copy)]
struct Line {
    state: usize,
    body: usize,
    kind: usize,
    since: usize,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_reading_is_lost(lines in prop::collection::vec((0..4_usize, 0..3_usize, 0..4_usize, 0..4_usize), 1..60)) {
        // The last of each is wrong.
        let states = ["Belarus", "Azerbaijan", "BLR", "Bellarus"];
        let bodies = ["OSCE", "Council of Europe", "OCSE"];
        let kinds = ["1", "2", "0", "9"];
        let dates = ["01.02.1993", "", "03.04.1995", "31.02.1993"];
        let lines: Vec<Line> =
            lines.into_iter().map(|(state, body, kind, since)| Line { state, body, kind, since }).collect();
        let rows: String = lines.iter().map(|l| format!("{};{};{};{};\n", states[l.state], bodies[l.body], kinds[l.kind], dates[l.since])).collect();
        let (mut skipped, mut rejected, mut facts) = (0, 0, std::collections::BTreeSet::new());
        for line in &lines {
            // What is absent is so whatever else the row says, unless that is wrong.
            if line.kind == 2 {
                skipped += 1;
            } else if line.state == 3 || line.body == 2 || line.kind == 3 || line.since == 3 {
                rejected += 1;
            } else {
                facts.insert((line.state % 2, line.body, line.kind, line.since));
            }
        }
        let folder = folder(&rows);
        let mut arguments = EXPORT.to_vec();
        arguments.extend(["--max-rejected", "100", "--keep-going"]);
        let run = folder.run(&arguments);
        let [readings, made, merged, was_skipped, was_rejected] = counts(&run.err);
        prop_assert_eq!(readings, made + merged + was_skipped + was_rejected);
        prop_assert_eq!(readings, lines.len() as u64);
        prop_assert_eq!((was_skipped, was_rejected, made), (skipped, rejected, facts.len() as u64), "{}\n{}", rows, run.err);
    }
}
