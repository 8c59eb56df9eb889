//! Tables: recipes, what is told where a table or a recipe is wrong, and that no reading is lost.

use crate::support;
use std::io::Write as _;

use crate::support::Folder;
use crate::support::cases::config;
use proptest::prelude::*;

const RECIPE: &str = r#"recipe: members
reads: memberships
table: {delimiter: ";"}
document: {id: my-members, title: My list}
columns:
  status: {of: kind, values: {1: full, 2: candidate}, absent: [0]}
  from: {of: since, as: DD.MM.YYYY}
  to: {of: until, as: DD.MM.YYYY}
facts:
  - may be absent: [during]
    says:
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
    let line = err
        .lines()
        .find(|line| line.contains(" readings = ") || line.contains(" reading = "))
        .unwrap_or_else(|| panic!("{err}"));
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
    assert!(!run.out.contains("my-members--r5>"), "a row that is skipped is not evidence");
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
    let (code, marked, _) = wrong("delimiter: \";\"", "encoding: utf-9");
    assert_eq!((code.as_str(), marked.as_str()), ("unknown-encoding", "utf-9"));
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
    folder.file("members.yaml", RECIPE.replace("  - may be absent", "  - sentence: 3\n    may be absent"));
    let said = folder.run(&EXPORT).said();
    let said: Vec<_> = said.iter().map(|said| (said.code.as_str(), said.place.as_str())).collect();
    assert_eq!(said, [("unknown-key", "members.yaml:10:15")]);
}

/// Checks of the lives of states, which find what is out of its time too.
const OF_LIVES: [&str; 2] = ["after-its-end", "outside-its-life"];

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
    // The missing year bounds the end of the one membership and the begin of the other.
    let expected = [
        "1994..unknown--end-earliest-1996-01-01",
        "begin-earliest-1993-01-01--begin-latest-1993-12-31--end-earliest-1993-01-01--end-latest-1995-12-31",
        "begin-earliest-1993-01-01--begin-latest-1995-12-31--end-earliest-1995-01-01--end-latest-1995-12-31",
        "unknown..1993--begin-latest-1991-12-31",
    ];
    assert_eq!(times, expected, "{}", run.out);
    // The evidence of a spell is the range of its rows.
    assert!(run.out.contains("years--r2-4>") && run.out.contains("years--r5-7>"), "{}", run.out);
}

const MEMBERS: &str = r#"columns:
  status: {of: member, values: {1: full}, absent: [0], missing: [-9]}
spells: {year: year, of: [state]}
facts:
  - membership: {member: "{state}", organization: OSCE, status: "{status}", during: "{spell}"}
"#;

#[test]
fn years_that_rows_contradict_are_told_and_prove_nothing() {
    let rows =
        "state,year,member\nGhana,1990,0\nGhana,1991,1\nGhana,1992,1\nGhana,1992,0\nGhana,1993,1\nGhana,1994,0\n";
    let (run, rejects) = read_with(rows, MEMBERS);
    assert_eq!(counts(&run.err), [6, 2, 0, 3, 1], "{}", run.err);
    let said = run.said();
    assert_eq!(said.iter().map(|said| said.code.as_str()).collect::<Vec<_>>(), ["contradictory-years"], "{}", run.err);
    assert!(run.err.contains("own.csv:4:1") && run.err.contains("own.csv:5:1"), "both rows are shown\n{}", run.err);
    assert!(rejects.contains("own.csv,4,") && rejects.contains("row 4 says in 1992 what row 5 denies"), "{rejects}");
    let labels = ["begun in 1991, ended between 1991 and 1993", "begun between 1991 and 1993, ended in 1993"];
    assert!(labels.iter().all(|label| run.out.contains(label)), "{}", run.out);
    // The same where a condition skips the row that denies; and a row that says the same twice denies nothing.
    let recipe = "spells: {year: year, of: [state]}\nfacts:\n  - when: {member: [yes, y]}\n    membership: {member: \"{state}\", organization: OSCE, status: full, during: \"{spell}\"}\n";
    let rows = "state,year,member\nGhana,1990,no\nGhana,1991,yes\nGhana,1992,y\nGhana,1992,yes\nGhana,1993,no\n";
    let (run, _) = read_with(rows, recipe);
    assert_eq!(counts(&run.err), [5, 1, 2, 2, 0], "{}", run.err);
    assert!(run.out.contains("from 1991 to 1992"), "{}", run.out);
    let (run, _) = read_with(&rows.replace("1992,y\n", "1992,no\n"), recipe);
    assert_eq!(
        (run.codes(), counts(&run.err)),
        (vec!["contradictory-years".to_owned()], [5, 1, 0, 3, 1]),
        "{}",
        run.err
    );
    // Rows of several things of a unit contradict nothing where a key of the fact tells them apart.
    let recipe = "spells: {year: year, of: [state]}\nfacts:\n  - unless: {member: 0}\n    membership: {member: \"{state}\", organization: \"{body}\", status: full, during: \"{spell}\"}\n";
    let (run, _) = read_with("state,body,year,member\nGhana,NATO,1991,1\nGhana,OSCE,1991,0\n", recipe);
    assert_eq!((run.codes(), counts(&run.err)), (Vec::new(), [2, 1, 0, 1, 0]), "{}", run.err);
    // A table with a column for each of many things: the heading is named.
    let folder = Folder::with("years.yaml", YEARS);
    folder.file("years.csv", "code,year,OSCE,CIS\n370,1991,1,0\n370,1991,0,0\n");
    let run = folder.run(&["check", "years.csv", "--recipe", "years.yaml"]);
    run.is_refused();
    assert!(run.err.contains("row 2 says of `OSCE` in 1991 what row 3 denies"), "{}", run.err);
}

#[test]
fn what_only_a_claim_or_a_condition_reads_ends_no_spell() {
    let recipe = "spells: {year: year, of: [state]}\nfacts:\n  - when: {member: [yes, y]}\n    quote: \"{note}\"\n    membership: {member: \"{state}\", organization: OSCE, status: full, during: \"{spell}\"}\n";
    let rows = "state,year,member,note\nGhana,1990,no,-\nGhana,1991,yes,joins\nGhana,1992,y,stays\nGhana,1993,no,-\n";
    let (run, _) = read_with(rows, recipe);
    assert_eq!(counts(&run.err), [4, 1, 1, 2, 0], "{}", run.err);
    assert!(
        run.out.contains("from 1991 to 1992") && run.out.contains("\"joins\"") && run.out.contains("\"stays\""),
        "{}",
        run.out
    );
}

#[test]
fn a_year_of_which_nothing_is_known_is_no_edge_of_a_spell() {
    // However the recipe tells which years hold something: a missing cell is not a `no`.
    let by_column = "table: {missing: [-9]}\ncolumns:\n  st: {of: f, values: {1: member}, absent: [0]}\nspells: {year: year, of: [state]}\nfacts:\n  - when: {st: member}\n    membership: {member: \"{state}\", organization: OSCE, status: member, during: \"{spell}\"}\n";
    let by_cell = "table: {missing: [-9]}\nspells: {year: year, of: [state]}\nfacts:\n  - unless: {f: [\"\", 0]}\n    membership: {member: \"{state}\", organization: OSCE, status: member, during: \"{spell}\"}\n";
    let by_status = "table: {missing: [-9]}\nspells: {year: year, of: [state]}\nfacts:\n  - unless: {f: 0}\n    membership: {member: \"{state}\", organization: OSCE, status: \"{f}\", during: \"{spell}\"}\n";
    // What is said of the first run, and what no source says.
    let cases = [
        ("0 -9 1 1", "begun between 1991 and 1992", "from 1992"),
        ("1 -9 0 0", "ended between 1990 and 1991", "until 1990"),
        ("0 1  0", "begun in 1991, ended between 1991 and 1992", "\"1991\""),
    ];
    for recipe in [by_column, by_cell, by_status] {
        for (cells, said, never) in cases {
            let cells = if recipe == by_status { cells.replace('1', "full") } else { cells.to_owned() };
            let mut rows = "state,year,f\n".to_owned();
            { cells.split(' ') }.zip(1990..).for_each(|(cell, year)| rows.push_str(&format!("Ghana,{year},{cell}\n")));
            let (run, _) = read_with(&rows, recipe);
            assert_eq!(counts(&run.err)[4], 0, "{rows}{recipe}{}", run.err);
            assert!(run.out.contains(said) && !run.out.contains(never), "{rows}{recipe}{}", run.out);
        }
    }
    // A year that is rejected proves nothing either: `fulll` may be full or associate.
    let rows = "state,year,f\nGhana,1990,full\nGhana,1991,fulll\nGhana,1992,associate\nGhana,1993,0\n";
    let (run, _) = read_with(rows, by_status);
    assert_eq!(counts(&run.err), [4, 2, 0, 1, 1], "{}", run.err);
    let labels =
        ["begun by the end of 1990, ended between 1990 and 1991", "begun between 1991 and 1992, ended in 1992"];
    assert!(labels.iter().all(|label| run.out.contains(label)), "{}", run.out);
}

#[test]
fn an_empty_cell_makes_no_year_of_a_spell_unless_the_recipe_says_so() {
    let rows = "state,year,f\nGhana,1990,0\nGhana,1991,1\nGhana,1992,\nGhana,1993,1\nGhana,1994,0\n";
    let with = |missing: &str, condition: &str| {
        format!(
            "table: {{missing: [{missing}]}}\nspells: {{year: year, of: [state]}}\nfacts:\n  - {condition}\n    membership: {{member: \"{{state}}\", organization: OSCE, status: full, during: \"{{spell}}\"}}\n"
        )
    };
    let unknown = ["begun in 1991, ended between 1991 and 1993", "begun between 1991 and 1993, ended in 1993"];
    let says = |run: &support::Run, labels: &[&str]| labels.iter().all(|label| run.out.contains(label));
    // Nobody said what the empty cell means: it is told, and the year is not known.
    let (run, _) = read_with(rows, &with("", "unless: {f: 0}"));
    assert_eq!(counts(&run.err), [5, 2, 0, 2, 1], "{}", run.err);
    assert_eq!(marks(&run), [mark("missing-cell", "4:12", "")], "{}", run.err);
    assert!(run.err.contains("`unless: {f: [0, \"\"]}`") && says(&run, &unknown), "{}{}", run.err, run.out);
    // It is named, or the cell is one of those that the recipe calls missing.
    for (rows, recipe) in [
        (rows.to_owned(), with("", "unless: {f: [0, \"\"]}")),
        (rows.to_owned(), with("\"\"", "unless: {f: 0}")),
        (rows.replace("1992,", "1992,-9"), with("-9", "unless: {f: 0}")),
        // Another condition skips the row.
        (rows.to_owned(), with("", "when: {f: 1}\n    unless: {f: 0}")),
    ] {
        let (run, _) = read_with(&rows, &recipe);
        assert_eq!(counts(&run.err), [5, 2, 0, 3, 0], "{recipe}{}", run.err);
        assert!(says(&run, &unknown), "{recipe}{}", run.out);
    }
    // It holds where the recipe says so.
    let (run, _) = read_with(rows, &with("", "when: {f: [1, \"\"]}"));
    assert_eq!(counts(&run.err), [5, 1, 2, 2, 0], "{}", run.err);
    assert!(says(&run, &["from 1991 to 1993"]), "{}", run.out);
}

/// What looks as what is missing does, and is not named, decides nothing: in a table of years it would prove that something
/// did not hold, and behind `unless` anywhere that it did.
#[test]
fn what_looks_as_missing_decides_no_condition() {
    let with = |condition: &str, head: &str, during: &str| {
        format!(
            "{head}facts:\n  - {condition}\n    membership: {{member: \"{{state}}\", organization: OSCE, status: full, during: \"{during}\"}}\n"
        )
    };
    let spells = "spells: {year: year, of: [state]}\n";
    let unknown = ["begun in 1991, ended between 1991 and 1993", "begun between 1991 and 1993, ended in 1993"];
    for code in ["-9", "NA", "?"] {
        let rows = format!("state,year,f\nGhana,1990,0\nGhana,1991,1\nGhana,1992,{code}\nGhana,1993,1\nGhana,1994,0\n");
        for condition in ["when: {f: 1}", "unless: {f: 0}"] {
            let (run, _) = read_with(&rows, &with(condition, spells, "{spell}"));
            assert_eq!(marks(&run), [mark("looks-missing", "4:12", code)], "{condition} {}", run.err);
            assert!(run.err.contains(&format!("missing: [\"{code}\"]")), "{}", run.err);
            assert!(unknown.iter().all(|label| run.out.contains(label)), "{condition} {}{}", run.err, run.out);
        }
        let (run, _) = read_with(&rows, &with("unless: {f: 0}", "", "{year}"));
        assert_eq!(marks(&run), [mark("looks-missing", "4:12", code)], "{}", run.err);
        // A row that is not asked for is one that is passed over, whatever else is in the cell.
        let (run, _) = read_with(&rows, &with("when: {f: 1}", "", "{year}"));
        assert_eq!(counts(&run.err), [5, 2, 0, 3, 0], "{}", run.err);
        // The recipe names it.
        let (run, _) = read_with(&rows, &with(&format!("unless: {{f: [0, \"{code}\"]}}"), "", "{year}"));
        assert_eq!(counts(&run.err), [5, 2, 0, 3, 0], "{}", run.err);
    }
}

#[test]
fn a_table_of_years_says_facts_of_single_years_too() {
    let recipe = |during: &str| {
        format!(
            "columns:\n  status: {{of: f, values: {{1: full}}, absent: [0]}}\nspells: {{year: year, of: [state]}}\nfacts:\n  - says:\n      - membership: {{member: \"{{state}}\", organization: OSCE, status: \"{{status}}\", during: \"{{spell}}\"}}\n      - trade: {{between: [Belarus, \"{{state}}\"], value: \"{{v}} million USD\", during: {during}}}\n"
        )
    };
    let rows = "state,year,f,v\nGhana,1990,0,5\nGhana,1991,1,6\nGhana,1992,1,6\nGhana,1993,0,\n";
    let (run, _) = read_with(rows, &recipe("\"{year}\""));
    // Three figures, and one spell of two years; the last figure is not there.
    assert_eq!(counts(&run.err), [8, 4, 1, 3, 0], "{}", run.err);
    for (figure, row) in
        [("5,000,000 United States dollars, in 1990", 2), ("6,000,000 United States dollars, in 1992", 4)]
    {
        let label = format!("\"Own, row {row}: Trade between Belarus and Ghana: {figure}\"");
        assert!(run.out.contains(&label), "{label}\n{}", run.out);
    }
    assert!(run.out.contains("\"Own, rows 3 to 4: Ghana in") && run.out.contains("from 1991 to 1992"), "{}", run.out);
    // A spell has no year of its own.
    let (run, _) = read_with(rows, &recipe("{edtf: \"{spell}\", expression: \"in {year}\"}"));
    assert_eq!(marks(&run).len(), 1, "{}", run.err);
    assert!(run.err.contains("`during` has the year of a row, but the fact covers a spell"), "{}", run.err);
    // A claim may have it: each row says its own.
    let quoting = recipe("\"{year}\"").replace("  - says", "  - quote: \"as of {year}\"\n    says");
    let (run, _) = read_with(rows, &quoting);
    assert_eq!(counts(&run.err)[1..], [4, 1, 3, 0], "{}", run.err);
    assert!(run.out.contains("\"as of 1991\"") && run.out.contains("\"as of 1992\""), "{}", run.out);
}

#[test]
fn years_are_those_of_a_thing_however_it_is_written() {
    // One state by three names, one body by two, one status by two codes.
    let rows = "state,body,year,member\nBGD,NATO,1990,0\nBangladesh,NATO,1991,1\ncow:771,North Atlantic Treaty Organization,1992,2\nBGD,NATO,1993,1\nBangladesh,NATO,1994,0\n";
    let recipe = "columns:\n  status: {of: member, values: {1: full, 2: full}, absent: [0]}\nspells: {year: year, of: [state]}\nfacts:\n  - membership: {member: \"{state}\", organization: \"{body}\", status: \"{status}\", during: \"{spell}\"}\n";
    let (run, _) = read_with(rows, recipe);
    assert_eq!((run.codes(), counts(&run.err)), (Vec::new(), [5, 1, 2, 2, 0]), "{}", run.err);
    assert!(run.out.contains("full member, from 1991 to 1993"), "{}", run.out);
    // So what one row says of it, another one denies.
    let (run, _) = read_with(&format!("{rows}771,NATO,1992,0\n").replace("\n771", "\ncow:771"), recipe);
    assert_eq!(run.codes(), ["contradictory-years"], "{}", run.err);
    assert!(run.err.contains("row 4 says in 1992 what row 7 denies"), "{}", run.err);
    // The parties of what has no direction, in any order.
    let rows = "a,b,year,tie\nBGD,IND,1990,0\nIND,Bangladesh,1991,1\nBGD,IND,1992,1\nIND,BGD,1993,0\n";
    let recipe = "spells: {year: year, of: [a, b]}\nfacts:\n  - when: {tie: 1}\n    diplomatic relation: {between: [\"{a}\", \"{b}\"], during: \"{spell}\"}\n";
    let (run, _) = read_with(rows, recipe);
    assert_eq!((run.codes(), counts(&run.err)), (Vec::new(), [4, 1, 1, 2, 0]), "{}", run.err);
    assert!(run.out.contains("from 1991 to 1992"), "{}", run.out);
    // A quote is that of its own row.
    let quoting = recipe.replace("    diplomatic", "    quote: \"{a} and {b}\"\n    diplomatic");
    let (run, _) = read_with(rows, &quoting);
    assert!(run.out.contains("\"IND and Bangladesh\"") && run.out.contains("\"BGD and IND\""), "{}", run.out);
    // What is written in place under one name and told in two ways is told all the same.
    let rows = "id,name,year,f\np1,Alfa,1990,1\np1,Bravo,1991,1\n";
    let recipe = "spells: {year: year, of: [id]}\nfacts:\n  - membership: {member: {person: {id: \"{id}\", name: \"{name}\"}}, organization: OSCE, status: full, during: \"{spell}\"}\n";
    let (run, _) = read_with(rows, &recipe.replace("person", "international organization"));
    assert!(run.codes().contains(&"two-records".to_owned()), "{}", run.err);
}

#[test]
fn the_heading_of_a_wide_table_may_stand_among_what_tells_whose_year_it_is() {
    let recipe = |year: &str, of: &str| {
        format!(
            "columns:\n  st: {{of: v, values: {{1: member}}, absent: [0]}}\nwide: {{except: [state, year], heading: body, cell: v}}\nspells: {{year: {year}, of: {of}}}\nfacts:\n  - membership: {{member: \"{{state}}\", organization: \"{{body}}\", status: \"{{st}}\", during: \"{{spell}}\"}}\n"
        )
    };
    let rows = "state,year,OSCE,NATO\nGhana,1990,0,0\nGhana,1991,1,0\nGhana,1992,1,1\nGhana,1993,0,0\n";
    let (plain, _) = read_with(rows, &recipe("year", "[state]"));
    assert_eq!(counts(&plain.err), [8, 2, 1, 5, 0], "{}", plain.err);
    for of in ["[state, body]", "[body, state]"] {
        let (run, _) = read_with(rows, &recipe("year", of));
        assert_eq!((counts(&run.err), &run.out), (counts(&plain.err), &plain.out), "{of}: {}", run.err);
    }
    // What is another for each cell is not that of a row.
    for (year, of) in [("body", "[state]"), ("v", "[state]"), ("year", "[state, v]")] {
        let (run, _) = read_with(rows, &recipe(year, of));
        assert_eq!(run.codes(), ["wrong-value"], "{year} {of}: {}", run.err);
    }
}

/// Runs a table with a recipe of its own; all may be rejected. Gives the run and the file of what was.
fn read_with(rows: &str, recipe: &str) -> (support::Run, String) {
    let folder =
        Folder::with("own.yaml", format!("recipe: own\nreads: a table\ndocument: {{id: own, title: Own}}\n{recipe}"));
    folder.file("own.csv", rows);
    let run = folder.run(&[
        "export",
        "own.csv",
        "--recipe",
        "own.yaml",
        "--format",
        "n-triples",
        "--keep-going",
        "--max-rejected",
        "100",
        "--rejects",
        "rejects.csv",
    ]);
    let rejects = folder.names().contains(&"rejects.csv".to_owned()).then(|| folder.read("rejects.csv"));
    (run, rejects.unwrap_or_default())
}

/// The code, place and marked text of each thing that is told.
fn marks(run: &support::Run) -> Vec<(String, String, String)> {
    run.said().into_iter().map(|said| (said.code, said.place.replace("own.csv:", ""), said.marked)).collect()
}

fn mark(code: &str, place: &str, marked: &str) -> (String, String, String) {
    (code.to_owned(), place.to_owned(), marked.to_owned())
}

const TWO_STATUSES: &str = "columns:
  rank: {of: code, values: {f: full, c: candidate}}
  day: {of: day, as: YYYY-MM-DD}
facts:
  - unless: {rank: candidate, day: \"\"}
    membership: {member: \"{who}\", organization: \"{what}\", status: full, during: \"{day}/\"}
  - when: {rank: candidate}
    may be absent: [during]
    membership: {member: \"{who}\", organization: \"{what}\", status: candidate, during: \"{day}/\"}
";

#[test]
fn no_condition_sees_a_cell_that_cannot_be_read() {
    let rows =
        "who,what,code,day\nGhana,NATO,f,1999-05-01\nGhana,NATO,f,May 1999\nGhana,NATO,x,1999-05-01\nKenya,NATO,c,\n";
    let (run, rejects) = read_with(rows, TWO_STATUSES);
    // Each of the two rows is wrong under both rules, and told once.
    assert_eq!(counts(&run.err), [8, 2, 0, 2, 4], "{}", run.err);
    assert_eq!(marks(&run), [mark("malformed-date", "3:14", "May 1999"), mark("no-translation", "4:12", "x")]);
    assert_eq!(rejects.lines().count(), 5, "{rejects}");
    // A list is not an empty cell either.
    let recipe = "columns: {all: {of: parties, split: \"|\"}}\nfacts:\n  - unless: {all: [\"\", Kenya]}\n    treaty action: {instrument: {treaty: {name: \"{t}\"}}, action: signature, party: \"{all}\"}\n";
    let (run, _) = read_with("t,parties\nA,Ghana|Togo\nB,Togo|Kenya\nC,\n", recipe);
    assert_eq!(counts(&run.err), [4, 2, 0, 2, 0], "{}", run.err);
}

#[test]
fn a_condition_on_what_a_column_never_stands_for_is_told() {
    let (run, _) = read_with("who,what,code,day\n", &TWO_STATUSES.replace("{rank: candidate}", "{rank: candidat}"));
    assert_eq!(run.codes(), ["wrong-value"], "{}", run.err);
    assert!(run.err.contains("did you mean `candidate`?"), "{}", run.err);
    let (run, _) = read_with("who,what,code,day\n", &TWO_STATUSES.replace("[during]", "[durin]"));
    assert_eq!(run.codes(), ["unknown-key"], "{}", run.err);
    assert!(run.err.contains("did you mean `during`?"), "{}", run.err);
}

#[test]
fn a_cell_that_holds_nothing_widens_no_fact() {
    let recipe = |more: &str| {
        format!(
            "table: {{missing: [n/a]}}\nfacts:\n  - {more}treaty action: {{instrument: {{treaty: {{name: \"{{t}}\"}}}}, action: ratification, party: \"{{p}}\", during: \"{{y}}\"}}\n"
        )
    };
    let rows = "t,p,y\nPact,n/a,1950\nPact,Chad,1966\nPact,Togo,\n";
    let (run, _) = read_with(rows, &recipe(""));
    assert_eq!(counts(&run.err), [3, 1, 0, 0, 2], "{}", run.err);
    assert_eq!(marks(&run), [mark("missing-cell", "2:6", "n/a"), mark("missing-cell", "4:11", "")], "{}", run.err);
    let (run, _) = read_with(rows, &recipe("may be absent: party\n    "));
    assert_eq!(counts(&run.err), [3, 2, 0, 0, 1], "{}", run.err);
    // Within a record too, and in a text of which only a part is there; an identifier may always be missing.
    let recipe = "facts:\n  - office holding:\n      holder: {person: {name: \"{n}\", wikidata: \"{q}\"}}\n      office: {office: {name: \"{title} of {c}\", of: \"{c}\"}}\n      during: \"{y}/{z}\"\n";
    let rows = "n,q,title,c,y,z\nAda,,Head,Chad,1990,\nEve,,Head,,1990,1991\n";
    let (run, _) = read_with(rows, recipe);
    assert_eq!(counts(&run.err), [2, 1, 0, 0, 1], "{}", run.err);
    assert!(run.codes().iter().all(|code| code == "missing-cell"), "{}", run.err);
}

#[test]
fn the_wrong_cell_is_marked() {
    let recipe = "facts:\n  - trade: {between: [\"{a}\", \"{b}\"], value: \"{v} {unit}\", during: \"{from}/{to}\"}\n";
    let rows = "a,b,v,unit,from,to\nGhana,Lemuria,1,USD,1990,1991\nGhana,Togo,1,USD,1990,199\nGhana,Togo,1,doubloons,1990,1991\nGhana,Togo,1x1,USD,1990,1991\n";
    let (run, rejects) = read_with(rows, recipe);
    let expected = [
        mark("unknown-name", "2:7", "Lemuria"),
        mark("malformed-date", "3:23", "199"),
        mark("unknown-unit", "4:14", "doubloons"),
    ];
    assert_eq!(marks(&run)[..3], expected, "{}", run.err);
    assert!(rejects.contains(",7,b,Lemuria,") && rejects.contains(",23,to,199,"), "{rejects}");
    // What a column of the recipe leads to another cell for is that cell's.
    let recipe = "columns: {whom: {of: kind, values: {own: \"{a}\"}, otherwise: \"{b}\"}}\nfacts:\n  - capital: {of: \"{whom}\", place: Accra}\n";
    let (run, _) = read_with("a,b,kind\nGhana,Lemuria,other\nMu,Ghana,own\n", recipe);
    assert_eq!(marks(&run), [mark("unknown-name", "2:7", "Lemuria"), mark("unknown-name", "3:1", "Mu")], "{}", run.err);
}

#[test]
fn numbers_that_stand_for_what_is_missing_are_no_dates() {
    let recipe = |column: &str| {
        format!(
            "columns: {{from: {column}}}\nfacts:\n  - membership: {{member: \"{{who}}\", organization: NATO, status: full, during: \"{{from}}/..\"}}\n"
        )
    };
    let rows = "who,y,m,d\nGhana,-8,1,1\nTogo,-88,1,1\nChad,0,1,1\nMali,66,1,1\nCuba,1966.0,1,1\n";
    for column in ["{of: y, as: date}", "{of: y, as: YYYY}", "{of: [y, m, d], as: date}"] {
        let (run, _) = read_with(rows, &recipe(column));
        assert_eq!(counts(&run.err), [5, 1, 0, 0, 4], "{column} {}", run.err);
        let proposals: Vec<String> =
            run.said().into_iter().flat_map(|said| said.help).filter(|help| help.contains("missing:")).collect();
        assert_eq!(proposals.len(), 1, "once for a column\n{}", run.err);
        assert!(proposals[0].contains("`missing: [-8, -88, 0]` for the column `from`"), "{proposals:?}");
    }
    let (run, _) = read_with("who,y\nGhana,-8\n", &recipe("{of: y, as: date, missing: [-8]}"));
    assert_eq!(run.codes(), ["missing-cell"], "{}", run.err);
}

#[test]
fn years_in_which_nothing_can_have_been_are_asked_about() {
    let recipe = |table: &str, column: &str, during: &str| {
        format!(
            "table: {{{table}}}\ncolumns: {{from: {column}}}\nfacts:\n  - membership: {{member: \"{{who}}\", organization: NATO, status: full, during: \"{during}\"}}\n"
        )
    };
    let codes = ["8888", "9999", "0000", "-0999", "7777", "9998", "2201", "-0044"];
    let rows: String = codes.iter().map(|code| format!("Ghana,{code},1,1\n")).collect();
    let rows = format!("who,y,m,d\nTogo,2200,1,1\nMali,0476,1,1\n{rows}");
    for (column, during) in [
        ("{of: y, as: date}", "{from}/.."),
        ("{of: y, as: YYYY}", "{from}/.."),
        ("{of: [y, m, d], as: date}", "../{from}"),
        // A cell that no column of the recipe reads, with something else that is right.
        ("{of: y}", "{y}/.."),
        ("{of: y}", "1066/{from}"),
    ] {
        let (run, _) = read_with(&rows, &recipe("", column, during));
        let expected = if during.starts_with("1066") { [10, 1, 0, 0, 9] } else { [10, 2, 0, 0, 8] };
        assert_eq!(counts(&run.err), expected, "{column} {during} {}", run.err);
        let marked: Vec<String> =
            run.said().into_iter().filter(|s| s.code == "impossible-year").map(|s| s.marked).collect();
        assert!(
            !marked.is_empty() && marked.iter().all(|cell| codes.contains(&cell.as_str())),
            "{marked:?}\n{}",
            run.err
        );
        let proposed = run.err.matches("`missing: [8888, 9999, \"0000\", -0999, 7777, 9998, 2201, -0044").count();
        assert!(proposed <= 1, "{}", run.err);
        if !during.starts_with("1066") {
            assert_eq!(
                run.err.matches("missing: [8888, 9999, 0000, -0999, 7777, 9998, 2201, -0044]").count(),
                1,
                "{}",
                run.err
            );
        }
    }
    // A table may say which years it has, within those that there are.
    let (run, _) = read_with(&rows, &recipe("years: -0500/1500", "{of: y, as: date}", "{from}/.."));
    assert_eq!(counts(&run.err), [10, 3, 0, 0, 7], "{}", run.err);
    let (run, _) = read_with(&rows, &recipe("years: 1500", "{of: y, as: date}", "{from}/.."));
    assert_eq!(run.codes(), ["wrong-value"], "{}", run.err);
    // The years of spells too: a last year of 9999 would end everything before it.
    let (run, _) = read_with("state,year,member\nGhana,1990,0\nGhana,1991,1\nGhana,9999,0\n", MEMBERS);
    assert_eq!((counts(&run.err), run.codes()), ([3, 1, 0, 1, 1], vec!["impossible-year".to_owned()]), "{}", run.err);
    assert!(run.out.contains("from 1991, end unknown"), "{}", run.out);
}

/// Checks a facts file with one record; `key` and what follows stand in it.
fn facts_with(record: &str) -> support::Run {
    let text = format!("document: {{id: n, title: N}}\nfacts:\n  - row: 1\n    says:\n      - {record}\n");
    Folder::with("n.yaml", text).run(&["check", "n.yaml"])
}

#[test]
fn the_remedy_for_a_month_of_the_julian_calendar_is_right() {
    let check = |during: &str| {
        let text = format!(
            "document: {{id: n, title: N, calendar: julian}}\nfacts:\n  - row: 1\n    says:\n      - membership: {{member: Kenya, organization: NATO, status: full, during: {during}}}\n"
        );
        Folder::with("n.yaml", text).run(&["check", "n.yaml"])
    };
    for (during, remedy) in [
        ("1066-10", "{begin earliest: 1066-10-01, end latest: 1066-10-31}"),
        (
            "1500-02/1501",
            "{begin earliest: 1500-02-01, begin latest: 1500-02-29, end earliest: 1501, end latest: 1501}",
        ),
        ("../1204-04", "{edtf: ../, end earliest: 1204-04-01, end latest: 1204-04-30}"),
        (
            "1204-03-02/1204-04",
            "{begin earliest: 1204-03-02, begin latest: 1204-03-02, end earliest: 1204-04-01, end latest: 1204-04-30}",
        ),
    ] {
        let run = check(during);
        assert!(run.err.contains(&format!("`during: {remedy}`")), "{during}: {}", run.err);
        let run = check(remedy);
        assert_eq!(run.status, Some(0), "{remedy}: {}", run.err);
    }
    assert!(check("{begin earliest: 1204-04}").err.contains("write the day: `begin earliest: 1204-04-01`"));
    assert!(check("{end latest: 1204-04}").err.contains("write the day: `end latest: 1204-04-30`"));
    assert!(check("1204-04~").err.contains("or only the year: `1204`"));
}

#[test]
fn a_comma_within_braces_and_a_range_are_told_for_what_they_are() {
    let run = facts_with("trade: {between: [Ghana, Togo], value: £ 1,234,567, during: 1990}");
    assert!(
        run.codes().iter().all(|code| code == "unknown-key") && run.err.contains("`\"£ 1,234,567\"`"),
        "{}",
        run.err
    );
    for (value, remedy) in [
        ("US$1–2 million", "`at least US$1 million`, `at most US$2 million`"),
        ("1-2 million USD", "`at least 1 million USD`, `at most 2 million USD`"),
        ("US$1–US$2 million", "`at least US$1 million`, `at most US$2 million`"),
        ("1,000 to 2,000 USD", "`at least 1,000 USD`, `at most 2,000 USD`"),
        ("US$900,000–2 million", "or `about` where it is not exact"),
        ("US$1 million–US$2 million", "`about` where it is not exact"),
        ("1 million to 2 million USD", "`about` where it is not exact"),
    ] {
        let run = facts_with(&format!("trade: {{between: [Ghana, Togo], value: \"{value}\", during: 1990}}"));
        let said = run.said();
        assert!(run.err.contains("there is more than one number") && said.len() == 1, "{value}: {}", run.err);
        assert!(said[0].help[0].contains(remedy), "{value}: {}", run.err);
    }
}

#[test]
fn a_name_out_of_its_time_is_told() {
    for (record, is_good) in [
        ("membership: {member: Soviet Union, organization: United Nations, status: member, during: 2005}", false),
        ("membership: {member: USSR, organization: United Nations, status: member, during: 1992/..}", false),
        (
            "membership: {member: Rhodesia, organization: United Nations, status: member, during: {begin earliest: 1985}}",
            false,
        ),
        (
            "office holding: {holder: {person: {name: Ann}}, office: {office: {name: Keeper, of: Soviet Union}}, during: 2005}",
            false,
        ),
        ("membership: {member: Soviet Union, organization: United Nations, status: member, during: 1991}", true),
        ("membership: {member: Soviet Union, organization: United Nations, status: member, during: 1945/..}", true),
        ("membership: {member: Soviet Union, organization: United Nations, status: member, during: ../2005}", true),
        ("membership: {member: Soviet Union, organization: United Nations, status: member, during: 2005~}", true),
        ("membership: {member: Soviet Union, organization: United Nations, status: member}", true),
        // By an id or an item it is meant all the same; and who is only spoken of may be of any time.
        ("membership: {member: state/soviet-union, organization: United Nations, status: member, during: 2005}", true),
        ("membership: {member: Q15180, organization: United Nations, status: member, during: 2005}", true),
        ("utterance: {speaker: Kenya, about: Soviet Union, during: 2005}", true),
    ] {
        let run = facts_with(record);
        let wanted: &[&str] = if is_good { &[] } else { &["name-of-the-past"] };
        let codes: Vec<String> = run.codes().into_iter().filter(|code| !OF_LIVES.contains(&code.as_str())).collect();
        assert_eq!(codes, wanted, "{record} {}", run.err);
    }
    let recipe = "facts:\n  - membership: {member: \"{who}\", organization: NATO, status: full, during: \"{y}\"}\n";
    let (run, _) =
        read_with("who,y\nSoviet Union,1980\nSoviet Union,2005\nSoviet Union,1985\nSoviet Union,2006\n", recipe);
    assert_eq!(counts(&run.err), [4, 2, 0, 0, 2], "{}", run.err);
    assert_eq!(marks(&run)[0], mark("name-of-the-past", "3:1", "Soviet Union"), "{}", run.err);
    let recipe = format!("spells: {{year: y, of: [who]}}\n{}", recipe.replace("{y}", "{spell}"));
    let (run, _) = read_with("who,y\nSoviet Union,1990\nSoviet Union,1991\nSoviet Union,1992\n", &recipe);
    assert_eq!(counts(&run.err), [3, 1, 1, 0, 1], "{}", run.err);
}

#[test]
fn names_and_codes_mean_nobody_before_a_begin_or_after_an_end() {
    let (past, future) = ("name-of-the-past", "name-of-the-future");
    for (member, during, code) in [
        ("Soviet Union", "1900", future),
        ("Czechoslovakia", "2000", past),
        ("Czechia", "1975", future),
        ("Zimbabwe", "1970", future),
        ("'cow:260'", "1995", past),
        ("'iso3:DEU'", "1960", future),
        ("RUS", "1905", future),
        ("SUN", "2005", past),
        // Of a code one told end is enough: tables write the codes of today for all of history.
        ("DEU", "1975/", future),
        ("DEU", "1975/..", future),
        ("DEU", "{begin earliest: 1975}", future),
        ("DDR", "{end latest: 1995}", past),
        ("DDR", "/1995", past),
        // The same is true of one end where both are stated: in 1980 and 1995 the codes had no bearer.
        ("DEU", "1980/2000", future),
        ("DEU", "{begin earliest: 1980, begin latest: 1985, end earliest: 2000}", future),
        ("DDR", "1980/1995", past),
        // It may have begun in October 1990, and ended in September.
        ("DEU", "1990/2000", ""),
        ("DEU", "{begin earliest: 1980, begin latest: 1995, end earliest: 2000}", ""),
        ("DDR", "1980/1990", ""),
        // A name says more than a code: who is meant is known.
        ("Czechia", "1980/2000", ""),
        ("DEU", "1990", ""),
        ("DEU", "{begin earliest: 1991}", ""),
        ("DDR", "1949/1990", ""),
        ("Zimbabwe", "1975/", ""),
        ("Zimbabwe", "1980", ""),
        ("state/germany", "1960", ""),
        ("'state:germany'", "1960", ""),
        ("Q183", "1960", ""),
    ] {
        let run = facts_with(&format!(
            "membership: {{member: {member}, organization: United Nations, status: member, during: {during}}}"
        ));
        let wanted: &[&str] = if code.is_empty() { &[] } else { &[code] };
        let codes: Vec<String> = run.codes().into_iter().filter(|code| !OF_LIVES.contains(&code.as_str())).collect();
        assert_eq!(codes, wanted, "{member} {during} {}", run.err);
    }
    for (organization, during, code) in
        [("EU", "1970", future), ("Warsaw Pact", "2000", past), ("EU", "1993", ""), ("Warsaw Pact", "1980", "")]
    {
        let run = facts_with(&format!(
            "membership: {{member: Poland, organization: {organization}, status: member, during: {during}}}"
        ));
        let wanted: &[&str] = if code.is_empty() { &[] } else { &[code] };
        assert_eq!(run.codes(), wanted, "{organization} {during} {}", run.err);
    }
    let run = facts_with("membership: {member: Poland, organization: EU, status: member, during: 1970}");
    assert!(run.err.contains("`EU` means `European Union` from 1993 on, and the fact is earlier: 1970"), "{}", run.err);
    for (member, during, message) in [
        ("DDR", "1980/1995", "`DDR` means `East Germany` until 1990-10-02, and the fact ends later: 1980"),
        ("DDR", "/1995", "`DDR` means `East Germany` until 1990-10-02, and the fact ends later: "),
        ("DDR", "{end latest: 1995}", "`DDR` means `East Germany` until 1990-10-02, and the fact may end later: "),
        ("DDR", "1993/1995", "`DDR` means `East Germany` until 1990-10-02, and the fact is later: 1993"),
        ("DEU", "1980/2000", "`DEU` means `Germany` from 1990-10-03 on, and the fact begins earlier: 1980"),
        ("DEU", "{begin earliest: 1975}", "`DEU` means `Germany` from 1990-10-03 on, and the fact may begin earlier: "),
    ] {
        let run = facts_with(&format!(
            "membership: {{member: {member}, organization: United Nations, status: member, during: {during}}}"
        ));
        assert!(run.err.contains(message), "{message}\n{}", run.err);
    }
}

#[test]
fn a_code_for_what_is_missing_is_no_name() {
    let codes = ["-9", "-99", "N/A", "NA", "n.a.", ".", "?", "unknown", "-", "–", "none", "null", "#N/A", "0", "999"];
    let rows: String = codes.iter().map(|code| format!("{code},Kenya,A,1990\n")).collect();
    let rows = format!("n,c,t,y\nNana,Kenya,A,1990\n{rows}");
    for record in [
        "office holding: {holder: {person: {name: \"{n}\"}}, office: {office: {name: \"Head of {c}\", of: \"{c}\"}}}",
        "capital: {of: \"{c}\", place: {place: {name: \"{n}\", country: \"{c}\"}}}",
        "membership: {member: \"{c}\", organization: {organization: {name: {en: \"{n}\"}}}, status: full}",
        "treaty action: {instrument: {treaty: {name: T, also: [\"{t}\", \"{n}\"]}}, action: signature, party: \"{c}\"}",
        "membership: {member: \"{c}\", organization: NATO, status: full, during: {edtf: \"{y}\", expression: \"{n}\"}}",
        "quote: \"{n}\"\n    membership: {member: \"{c}\", organization: NATO, status: full}",
        "hedge: \"{n}\"\n    membership: {member: \"{c}\", organization: NATO, status: full}",
    ] {
        let (run, _) = read_with(&rows, &format!("facts:\n  - {record}\n"));
        assert_eq!(counts(&run.err)[4], 15, "{record} {}", run.err);
        assert!(run.codes().iter().all(|code| code == "looks-missing"), "{record} {}", run.err);
        assert_eq!(run.err.matches("if this means a missing value").count(), 1, "{}", run.err);
        assert!(run.err.contains("`missing: [-9, -99, \"N/A\", NA, \"n.a.\", "), "{}", run.err);
    }
    // A part of a name, an id, a member of a list; a number is a good part, and a table may count from 0.
    let office = |person: &str, office: &str| {
        format!(
            "facts:\n  - office holding: {{holder: {{person: {{{person}}}}}, office: {{office: {{{office}, of: \"{{c}}\"}}}}}}\n"
        )
    };
    let named = |name: &str| office(&format!("name: \"{name}\""), "name: Head");
    for (rows, recipe, rejected) in [
        ("n,m,c\nAnn,-,Kenya\nAnn,Bee,Kenya\n", named("{n} {m}"), 1),
        ("n,m,c\n0,x,Kenya\n", named("Keeper {n}"), 0),
        ("n,m,c\nN/A,Ann,Kenya\n0,Bee,Kenya\n-9,Cy,Kenya\n", office("id: \"{n}\", name: \"{m}\"", "name: Head"), 2),
        // What the recipe says is meant.
        (
            "n,c\n-,Kenya\nAnn,Kenya\n",
            format!("columns: {{n: {{values: {{\"-\": Dash}}, otherwise: \"{{n}}\"}}}}\n{}", named("{n}")),
            0,
        ),
        ("n,c\n-,Kenya\n", format!("columns: {{n: {{values: {{\"-\": \"-\"}}}}}}\n{}", named("The {n}")), 0),
        (
            "n,c\n?,Kenya\n",
            format!("columns: {{n: {{values: {{\"-\": Dash}}, otherwise: \"{{n}}\"}}}}\n{}", named("{n}")),
            1,
        ),
    ] {
        let (run, _) = read_with(rows, &recipe);
        assert_eq!(counts(&run.err)[4], rejected, "{rows} {}", run.err);
        assert!(run.codes().iter().all(|code| code == "looks-missing"), "{rows} {}", run.err);
    }
    let recipe = "columns: {n: {split: \";\"}}\nfacts:\n  - treaty action: {instrument: {treaty: {name: T, also: \"{n}\"}}, action: signature, party: Kenya}\n";
    let (run, _) = read_with("n\nPact;N/A\n", recipe);
    assert!(run.err.contains("`missing: [\"N/A\"]` for the column `n`"), "{}", run.err);
}

#[test]
fn a_rejected_reading_leaves_nothing_behind() {
    let recipe = "facts:\n  - treaty action: {instrument: {treaty: {name: \"{t}\"}}, action: signature, party: \"{p}\", during: \"{y}\"}\n";
    let rows = "t,p,y\nFirst Pact,Lemuria,1990\nSecond Pact,Togo,199\nFirst Pact,Togo,1991\nFirst Pact,Chad,1991\n";
    let (run, _) = read_with(rows, recipe);
    assert_eq!(counts(&run.err), [4, 2, 0, 0, 2], "{}", run.err);
    assert!(!run.out.contains("Second Pact"), "{}", run.out);
    // What a good row speaks of is described, though a bad one spoke of it first.
    assert_eq!(run.out.matches("#label> \"First Pact\"@en").count(), 1, "{}", run.out);
    let recipe = "columns: {m: {of: m, values: {1: full}, absent: [0]}}\nspells: {year: y, of: [n]}\nfacts:\n  - membership: {member: Togo, organization: {organization: {name: \"{n}\"}}, status: \"{m}\", during: \"{spell}\"}\n";
    let (run, _) = read_with("n,y,m\nOld League,1990,1\nOld League,1991,1\nNew League,1990,0\n", recipe);
    assert_eq!(counts(&run.err), [3, 1, 1, 1, 0], "{}", run.err);
    assert_eq!(run.out.matches("#label> \"Old League\"@en").count(), 1, "{}", run.out);
    assert!(!run.out.contains("New League"), "what says no membership is not an organisation\n{}", run.out);
}

#[test]
fn what_nobody_sees_is_in_no_name() {
    let recipe =
        "facts:\n  - office holding: {holder: {person: {name: \"{n}\"}}, office: {office: {name: Head, of: Kenya}}}\n";
    let wild = [
        "\u{7f}",
        "\u{1b}[31m",
        "\u{85}",
        "\u{9b}",
        "\u{202e}",
        "\u{2066}",
        "\u{200f}",
        "\u{2028}",
        "\t",
        "\n",
        "\r\n",
    ];
    let rows: String = wild.iter().map(|wild| format!("\"A{wild}b\"\n")).collect();
    let (run, _) = read_with(&format!("n\n{rows}Zoë İ 白\n"), recipe);
    assert_eq!(counts(&run.err), [12, 1, 0, 0, 11], "{}", run.err);
    assert!(run.codes().iter().all(|code| code == "control-character") && !run.err.contains('\u{202e}'), "{}", run.err);
    // The words of a source may have several lines, and nothing else of this.
    let quote = |words: &str| {
        let recipe = "facts:\n  - quote: \"{n}\"\n    membership: {member: Kenya, organization: NATO, status: full}\n";
        read_with(&format!("n\n\"{words}\"\n"), recipe).0.codes()
    };
    assert_eq!((quote("one\r\ntwo\n"), quote("one\u{202e}two")), (Vec::new(), vec!["control-character".to_owned()]));
    // Around a name they are dropped with the space, in facts files too.
    assert_eq!(
        facts_with("membership: {member: Kenya, organization: {organization: {name: \"A\\u202eb\"}}, status: full}")
            .codes(),
        ["control-character"]
    );
}

#[test]
fn remedies_name_what_the_recipe_knows() {
    // A condition on the heading would see the cell as it is, `-9`.
    let recipe = "columns: {whom: {of: who, missing: [-9]}}\nfacts:\n  - membership: {member: \"{whom}\", organization: NATO, status: full}\n";
    let (run, _) = read_with("who\n-9\n", recipe);
    assert!(run.err.contains("`unless: {whom: \"\"}`"), "{}", run.err);
    let (run, _) =
        read_with("who\n-9\nKenya\n", &recipe.replace("  - membership", "  - unless: {whom: \"\"}\n    membership"));
    assert_eq!((counts(&run.err), run.codes()), ([2, 1, 0, 1, 0], Vec::new()), "{}", run.err);
    // A heading that YAML would read otherwise is quoted.
    let (run, _) = read_with(
        "who: x\n\n,\n",
        "facts:\n  - membership: {member: \"{who: x}\", organization: NATO, status: full}\n",
    );
    assert!(run.err.contains("unless: {\"who: x\": \"\"}") || run.err.contains("too-many-cells"), "{}", run.err);
    // A misspelt key of a block.
    let block = |key: &str| {
        read_with("who\nKenya\n", &format!("facts:\n  - {key}: {{who: Kenya}}\n    membership: {{member: \"{{who}}\", organization: NATO, status: full}}\n")).0
    };
    for (key, near) in
        [("wen", "when"), ("unles", "unless"), ("may be absnt", "may be absent"), ("modalty", "modality")]
    {
        let run = block(key);
        assert_eq!(run.codes(), ["unknown-key"], "{}", run.err);
        assert!(run.err.contains(&format!("did you mean `{near}`?")), "{}", run.err);
        assert!(
            run.err.contains("the keys of a block are when, unless, may be absent, says, ")
                && !run.err.contains("sentence"),
            "{}",
            run.err
        );
    }
    // What a kind needs cannot be absent, at any depth.
    let absent = |key: &str| {
        let recipe = format!(
            "facts:\n  - may be absent: [{key}]\n    treaty action: {{instrument: {{treaty: {{name: \"{{t}}\", also: \"{{a}}\"}}}}, action: signature, party: \"{{p}}\", during: \"{{y}}\"}}\n"
        );
        read_with("t,a,p,y\nPact,,Kenya,1990\n", &recipe).0.said()
    };
    for (key, needed) in [("name", true), ("action", true), ("also", false), ("party", false), ("during", false)] {
        let said = absent(key);
        let told = said
            .iter()
            .any(|said| said.code == "wrong-value" && said.place.starts_with("own.yaml:5:") && said.marked == key);
        assert_eq!(told, needed, "{key}: {said:?}");
    }
}

#[test]
fn a_dot_between_semicolons_is_asked_about() {
    let recipe = |table: &str, column: &str| {
        format!(
            "table: {{delimiter: \"{table}}}\ncolumns: {{v: {{of: v{column}}}}}\nfacts:\n  - trade: {{between: [Ghana, Togo], value: \"{{v}} USD\", during: \"{{y}}\"}}\n"
        )
    };
    let rows = "v;y\n1.234;1990\n1.5;1991\n0.125;1992\n12.345.678;1993\n";
    for column in ["", ", as: number"] {
        let (run, _) = read_with(rows, &recipe(";\"", column));
        assert_eq!(counts(&run.err), [4, 2, 0, 0, 2], "{column} {}", run.err);
        assert_eq!(
            marks(&run),
            [mark("ambiguous-amount", "2:1", "1.234"), mark("malformed-amount", "5:1", "12.345.678")],
            "{}",
            run.err
        );
    }
    for (table, value) in [(";\", decimal: \".\"", "1.234"), (";\", decimal: \",\"", "1,234")] {
        let (run, _) = read_with("v;y\n1.234;1990\n", &recipe(table, ""));
        assert!(run.out.contains(&format!("Ghana and Togo: {value} United States dollars")), "{value} {}", run.out);
    }
    // A whole number is not 1 where it may be 1000.
    let (run, _) = read_with("v;y\n1.000;1990\n2.0;1991\n", &recipe(";\"", ", as: integer"));
    assert_eq!(marks(&run), [mark("ambiguous-amount", "2:1", "1.000")], "{}", run.err);
    // Between commas and tabs a dot begins decimals, but money and people have no three of them.
    for sign in [",", "\t"] {
        let table = if sign == "," { ",\"" } else { "tab\"" };
        let rows = format!("v{sign}y\n1.234{sign}1990\n1.25{sign}1991\n12345.678{sign}1992\n");
        let (run, _) = read_with(&rows, &recipe(table, ""));
        assert_eq!(marks(&run), [mark("ambiguous-amount", "2:1", "1.234")], "{}", run.err);
        assert!(run.err.contains("decimal: "), "{}", run.err);
        for (table, column) in [(format!("{table}, decimal: \".\""), ""), (table.to_owned(), ", decimal: \".\"")] {
            let (run, _) = read_with(&rows, &recipe(&table, column));
            assert_eq!(run.codes(), Vec::<String>::new(), "{}", run.err);
        }
        let (run, _) = read_with(&rows, &recipe(table, "").replace("{v} USD", "{v} million USD"));
        assert_eq!(run.codes(), Vec::<String>::new(), "{}", run.err);
    }
}

#[test]
fn a_year_of_a_facts_file_is_one_that_its_shape_has() {
    for (during, is_good) in [
        ("-1258", true),
        ("0000", true),
        ("2200", true),
        ("XXXX-07", true),
        ("2XXX", true),
        ("9999", false),
        ("9999~", false),
        ("99XX", false),
        ("1990/8888", false),
        ("{end latest: 7777}", false),
        ("{edtf: 1990/.., end latest: 7777}", false),
        ("\"{1990,9998}\"", false),
        ("-4001", true),
        ("Y17000", false),
    ] {
        let run = Folder::with(
            "n.yaml",
            format!("document: {{id: n, title: N}}\nfacts:\n  - row: 1\n    says:\n      - membership: {{member: Kenya, organization: NATO, status: full, during: {during}}}\n"),
        )
        .run(&["check", "n.yaml"]);
        let wanted: &[&str] = if is_good { &[] } else { &["impossible-year"] };
        let codes: Vec<String> = run.codes().into_iter().filter(|code| code != "held-before-its-time").collect();
        assert_eq!(codes, wanted, "{during} {}", run.err);
    }
    let run = Folder::with(
        "n.yaml",
        "document: {id: n, title: N}\nfacts:\n  - row: 1\n    says:\n      - membership: {member: Kenya, organization: NATO, status: full, during: 1990/8888}\n",
    )
    .run(&["check", "n.yaml"]);
    assert_eq!(run.said()[0].marked, "8888", "{}", run.err);
}

#[test]
fn a_list_that_makes_facts_loses_its_bad_member_alone() {
    let recipe = "columns: {who: {of: who, split: \"/\"}}\nfacts:\n  - membership: {member: \"{who}\", organization: NATO, status: full}\n";
    let (run, _) = read_with("who\nGhana/Lemuria/Togo\n", recipe);
    assert_eq!(counts(&run.err), [3, 2, 0, 0, 1], "{}", run.err);
    // The parties of one agreement are one fact.
    let recipe = "columns: {who: {of: who, split: \"/\"}}\nfacts:\n  - trade: {between: \"{who}\", value: 5 USD, during: \"1990\"}\n";
    let (run, _) = read_with("who\nGhana/Lemuria/Togo\n", recipe);
    assert_eq!(counts(&run.err), [1, 0, 0, 0, 1], "{}", run.err);
}

#[test]
fn a_column_lifts_what_the_table_calls_missing() {
    let recipe = |own: &str| {
        format!(
            "table: {{missing: [NA]}}\ncolumns: {{who: {{of: who{own}, values: {{NA: Namibia}}}}}}\nfacts:\n  - capital: {{of: \"{{who}}\", place: Windhoek}}\n"
        )
    };
    let (run, _) = read_with("who\nNA\n", &recipe(", missing: []"));
    assert_eq!(counts(&run.err), [1, 1, 0, 0, 0], "{}", run.err);
    let (run, _) = read_with("who\nNA\n", &recipe(""));
    assert_eq!(run.codes()[0], "missing-cell", "{}", run.err);
}

#[test]
fn a_comma_begins_decimals_where_the_recipe_says_so() {
    let recipe = |table: &str, column: &str| {
        format!(
            "table: {{delimiter: \";\"{table}}}\ncolumns: {{v: {{of: v{column}}}}}\nfacts:\n  - trade: {{between: [Ghana, Togo], value: \"{{v}} USD\", during: \"{{y}}\"}}\n"
        )
    };
    let rows = "v;y\n2,345;1990\n2.345,5;1991\n3e6;1992\n";
    let values = |run: &support::Run| {
        let label = |line: &str| Some(line.split_once("Ghana and Togo: ")?.1.split_once(" United")?.0.to_owned());
        let mut all: Vec<String> = run
            .out
            .lines()
            .filter(|line| line.contains("/trade/") && line.contains("#label>"))
            .filter_map(label)
            .collect();
        all.sort();
        all
    };
    for (table, column) in [
        (", decimal: \",\"", ""),
        ("", ", decimal: \",\""),
        (", decimal: \".\"", ", decimal: \",\""),
        (", decimal: \",\"", ", as: number"),
    ] {
        let (run, _) = read_with(rows, &recipe(table, column));
        assert_eq!(values(&run), ["2,345.5", "2.345", "3,000,000"], "{}", run.err);
    }
    let (run, _) = read_with(rows, &recipe("", ""));
    assert_eq!(values(&run), ["3,000,000"], "{}", run.err);
    assert_eq!(marks(&run), [mark("ambiguous-amount", "2:1", "2,345"), mark("malformed-amount", "3:1", "2.345,5")]);
    assert!(run.err.matches("decimal: \",\"").count() >= 2, "{}", run.err);
    // In a table with commas a cell in quotation marks groups its thousands so.
    let rows = "v,y\n\"2,345\",1990\n";
    let (run, _) = read_with(rows, &recipe("", "").replace("delimiter: \";\"", ""));
    assert_eq!(values(&run), ["2,345"], "{}", run.err);
}

#[test]
fn an_identifier_of_two_is_found_after_the_last_row_and_rejects_its_rows() {
    let recipe = "facts:\n  - accreditation: {mission: {mission: {sender: Ghana, type: embassy, seat: {place: {name: \"{town}\"}}, wikidata: \"{q}\"}}, receiver: \"{to}\"}\n";
    let rows = "to,town,q\nTogo,Upper Town,Q900777\nChad,Lower Town,Q900777\nMali,Old Town,Q900778\nNiger,Upper Town,Q900777\n";
    let (run, rejects) = read_with(rows, recipe);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert_eq!(counts(&run.err), [4, 1, 0, 0, 3], "{}", run.err);
    assert_eq!(run.codes(), ["shared-identifier"], "{}", run.err);
    assert!(run.err.contains("own.csv:3:1") && run.err.contains("own.csv:2:1"), "both rows\n{}", run.err);
    let of_rows: Vec<&str> = rejects.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(of_rows, ["2", "3", "5"], "{rejects}");
    assert!(!run.out.contains("Q900777") && run.out.contains("Q900778"), "what is rejected is not said");
    // What was written cannot be taken back, and without a share that may be rejected nothing is written.
    let folder =
        Folder::with("own.yaml", format!("recipe: own\nreads: a table\ndocument: {{id: own, title: Own}}\n{recipe}"));
    folder.file("own.csv", rows);
    let run = folder.run(&["export", "own.csv", "--recipe", "own.yaml"]);
    run.is_refused();
    let run = folder.run(&[
        "export",
        "own.csv",
        "--recipe",
        "own.yaml",
        "--order",
        "input",
        "--format",
        "n-triples",
        "--max-rejected",
        "100",
    ]);
    assert_eq!((run.status, run.codes()), (Some(1), vec!["shared-identifier".to_owned()]), "{}", run.err);
}

#[test]
fn a_record_in_place_is_found_or_made() {
    let recipe =
        "facts:\n  - capital: {of: \"{of}\", place: {place: {name: \"{town}\", country: \"{in}\"}}, during: \"{y}\"}\n";
    let rows = "of,town,in,y\nGhana,Accra,Ghana,1990\nGhana,Accra,GHA,1991\nGhana,Kumasi Heights,Ghana,1992\nGhana,ACCRA,Ghana,1993\nGhana,Accra,Togo,1994\n";
    let (run, _) = read_with(rows, recipe);
    assert_eq!(counts(&run.err), [5, 3, 0, 0, 2], "{}", run.err);
    assert_eq!(marks(&run), [mark("duplicate-entity", "5:7", "ACCRA"), mark("duplicate-entity", "6:7", "Accra")]);
    assert!(run.err.contains("`Accra` (Q3761)"), "the candidates are named\n{}", run.err);
    assert_eq!(
        run.out.matches("/place/accra> <http://www.w3.org/2000/01/rdf-schema#label> ").count(),
        1,
        "{}",
        run.out
    );
    assert!(run.out.contains("\"Kumasi Heights\"@en"), "{}", run.out);
    // An identifier agrees or tells apart; an id of its own tells apart; what the registry does not say is not lost.
    let recipe = "facts:\n  - capital: {of: Ghana, place: {place: {name: \"{town}\", wikidata: \"{q}\", also: \"{a}\"}}, during: \"{y}\"}\n    may be absent: [also]\n";
    let (run, _) = read_with("town,q,a,y\nGreat Accra,Q900801,,1990\nAccra,Q900802,,1991\n", recipe);
    assert_eq!(counts(&run.err), [2, 1, 0, 0, 1], "{}", run.err);
    let folder = Folder::with(
        "in.yaml",
        "facts:\n  - capital: {of: Ghana, place: {place: {name: Accra, country: Ghana}}, during: 1990}\n  - capital: {of: Ghana, place: {place: {name: Accra, country: Ghana, also: Akra City}}, during: 1991}\n  - capital: {of: Ghana, place: {place: {id: accra-two, name: Accra}}, during: 1992}\n",
    );
    let said = folder.run(&["check", "in.yaml"]).said();
    let said: Vec<_> = said.iter().map(|said| (said.code.as_str(), said.place.as_str())).collect();
    assert_eq!(said, [("duplicate-entity", "in.yaml:3:71")]);
}

#[test]
fn names_and_ids_of_any_script_make_things_of_their_own() {
    let holder = "facts:\n  - office holding: {holder: {person: {name: \"{n}\"}}, office: {office: {name: \"Head of {s}\", of: \"{s}\"}}}\n";
    let (run, _) = read_with("n,s\nΜαρία,Greece\nԱննա,Armenia\nნინო,Georgia\nANNA_1,Ghana\nAnna 1,Togo\n", holder);
    assert_eq!(counts(&run.err)[1], 5, "{}", run.err);
    let persons = |run: &support::Run| {
        let mut all: Vec<String> = run
            .out
            .lines()
            .filter_map(|line| Some(line.split_once("/id/person/")?.1.split_once('>')?.0.to_owned()))
            .collect();
        all.sort();
        all.dedup();
        all.len()
    };
    assert_eq!(persons(&run), 5, "{}", run.out);
    let (run, _) = read_with(
        "n,s\nΜαρία,Greece\nԱννα,Armenia\nANNA_1,Ghana\nANNA-1,Togo\nanna-1,Chad\n",
        &holder.replace("{name: \"{n}\"}", "{id: \"{n}\", name: \"{s}\"}"),
    );
    assert_eq!((counts(&run.err)[1], persons(&run)), (5, 5), "{}", run.err);
}

#[test]
fn amounts_and_counts_are_in_the_range_of_their_key() {
    let recipe = "table: {missing: [n/a]}\nfacts:\n  - trade: {between: [Ghana, Togo], value: \"{v} million USD\", during: \"{y}\"}\n";
    let (run, _) = read_with("v,y\n-9,1990\n-99,1991\n0,1992\n2.5,1993\n", recipe);
    assert_eq!(counts(&run.err), [4, 2, 0, 0, 2], "{}", run.err);
    assert_eq!(marks(&run), [mark("out-of-range", "2:1", "-9"), mark("out-of-range", "3:1", "-99")], "{}", run.err);
    assert!(run.err.contains("`missing: [-9, -99]` under `table`"), "{}", run.err);
}

#[derive(Debug, Clone, Copy)]
struct Line {
    state: usize,
    body: usize,
    kind: usize,
    since: usize,
}

proptest! {
    #![proptest_config(config(24))]

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
            // What is absent is so whatever else the row says, as long as that can be read: a name that nobody bears can.
            if line.kind == 2 && line.since != 3 {
                skipped += 1;
            } else if line.kind == 2 || line.state == 3 || line.body == 2 || line.kind == 3 || line.since == 3 {
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

    /// Whatever the conditions are, a reading with a cell that cannot be read is rejected.
    #[test]
    fn no_unreadable_reading_is_skipped(
        lines in prop::collection::vec((0..4_usize, 0..5_usize, 0..3_usize), 1..20),
        wanted in 0..6_usize,
        unless in any::<bool>(),
    ) {
        let codes = ["f", "c", "none", "x"];
        let days = ["1999-05-01", "", "May 1999", "1999-02-30", "n/a"];
        let names = ["Ghana", "Togo", "Lemuria"];
        let condition = ["rank: full", "rank: [candidate, \"\"]", "day: \"\"", "day: 1999-05-01", "who: Ghana", "code: f"][wanted];
        let word = if unless { "unless" } else { "when" };
        let rows: String = lines.iter().map(|(code, day, who)| format!("{},{},{}\n", names[*who], codes[*code], days[*day])).collect();
        let recipe = format!(
            "table: {{missing: [n/a]}}\ncolumns:\n  rank: {{of: code, values: {{f: full, c: candidate}}, absent: [none]}}\n  day: {{of: day, as: YYYY-MM-DD}}\nfacts:\n  - {word}: {{{condition}}}\n    membership: {{member: \"{{who}}\", organization: NATO, status: \"{{rank}}\", during: \"{{day}}/\"}}\n"
        );
        let (run, rejects) = read_with(&format!("who,code,day\n{rows}"), &recipe);
        let [readings, made, merged, skipped, rejected] = counts(&run.err);
        prop_assert_eq!(readings, lines.len() as u64, "{}", run.err);
        prop_assert_eq!(readings, made + merged + skipped + rejected, "{}", run.err);
        for (at, (code, day, _)) in lines.iter().enumerate() {
            if *code == 3 || matches!(day, 2 | 3) {
                let row = format!("own.csv,{},", at + 2);
                prop_assert!(rejects.contains(&row), "{}\n{}\n{}", recipe, rows, rejects);
            }
        }
    }
}

#[test]
fn a_day_without_its_month_is_no_date() {
    let recipe = "columns: {from: {of: [y, m, d], as: date}}\nfacts:\n  - membership: {member: \"{who}\", organization: NATO, status: full, during: \"{from}/..\"}\n";
    let (run, _) =
        read_with("who,y,m,d\nTogo,1992,5,6\nMali,1992,5,\nGhana,1992,,\nChad,1992,,7\nKenya,,5,8\nNiger,,,\n", recipe);
    let wrong: Vec<_> = run.said().into_iter().filter(|said| said.code == "malformed-date").collect();
    let at: Vec<(&str, &str)> = wrong.iter().map(|said| (said.marked.as_str(), said.message.as_str())).collect();
    let of = |cell: &str, whole: &str| format!("`{cell}` is part of a date whose {whole} is missing");
    assert_eq!(at, [("7", of("7", "month").as_str()), ("5", of("5", "year").as_str())], "{}", run.err);
}

/// What is wrong with the parts of a recipe does not hide what does not fit the table or the ontology.
#[test]
fn all_that_is_wrong_with_a_recipe_is_told_in_one_run() {
    let recipe = "recipe: m\nread: x\ndocument: {id: m, titel: M}\ncolumns:\n  from: {of: sinc, as: integr}\n  to: {of: until, digits: many}\n\
                  facts:\n  - membership: {membr: \"{state}\", organization: \"{bdy}\", status: ful, during: \"{from}/{to}\"}\n\
                  \x20 - when: {knd: 1}\n    visits: {visitor: \"{state}\"}\n";
    let told = |recipe: &str| {
        let folder = Folder::with("m.csv", "state;body;since;until\nBelarus;OSCE;1992;\n");
        folder.file("m.yaml", recipe);
        folder.run(&["check", "m.csv", "--recipe", "m.yaml"])
    };
    let run = told(recipe);
    assert_eq!(run.status, Some(1));
    for part in [
        "key `read`",
        "key `titel`",
        "`integr` does not say",
        "`digits` is",
        "`sinc`",
        "key `membr`",
        "`bdy`",
        "`ful`",
        "`knd`",
        "`visits`",
    ] {
        assert!(run.err.contains(part), "{part}\n{}", run.err);
    }
    // Where the columns are not known, nothing is said that hangs on them.
    for lost in [
        recipe.replace("columns:", "colums:"),
        recipe.replace("columns:\n  from: {of: sinc, as: integr}\n  to: {of: until, digits: many}", "columns: [from]"),
        recipe.replace("of: sinc, ", "fo: since, "),
        recipe.replace("columns:", "table: {delimiter: semicolon}\ncolumns:"),
    ] {
        let run = told(&lost);
        assert!(run.status == Some(1) && !run.codes().contains(&"unknown-column".to_owned()), "{lost}\n{}", run.err);
    }
}

/// Cells that say that nothing is known are proposed as such, in whatever column they fail.
#[test]
fn cells_that_look_missing_are_proposed() {
    for cell in ["TBD", "tbc", "(blank)", "#N/A", "n.a.", "unknown", "?", "-", "…", "To be confirmed", "нет данных"]
    {
        let recipe = "recipe: m\nreads: x\ndocument: {id: m, title: M}\nfacts:\n  - membership: {member: \"{state}\", organization: OSCE, status: full, during: \"{since}\"}\n";
        let folder = Folder::with("m.csv", format!("state;since\nBelarus;{cell}\n{cell};1992\n"));
        folder.file("m.yaml", recipe);
        let run = folder.run(&["check", "m.csv", "--recipe", "m.yaml"]);
        let proposed =
            run.said().iter().filter(|said| said.help.iter().any(|help| help.contains(": `missing: ["))).count();
        assert_eq!(proposed, 2, "{cell}\n{}", run.err);
    }
}

#[test]
fn a_recipe_can_say_what_an_empty_cell_means() {
    let recipe = |until: &str| {
        format!(
            "recipe: members\nreads: members\ndocument: {{id: members, title: Members, as of: 2021-03-01}}\ncolumns:\n  {until}\nfacts:\n  - membership: {{member: \"{{state}}\", organization: UN, status: full, during: \"{{since}}/{{until}}\"}}\n"
        )
    };
    let times = |until: &str| {
        let folder = Folder::with("members.yaml", recipe(until));
        folder.file("members.csv", "state,since,until\nChad,1960,\nPeru,1945,now\n");
        let query = "SELECT ?label WHERE { ?f a chy:Membership ; chy:during/rdfs:label ?label } ORDER BY ?label";
        let run =
            folder.run(&["query", "-e", query, "--format", "csv", "-s", "members.csv", "--recipe", "members.yaml"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        run.out.lines().skip(1).map(|line| line.trim_matches('"').to_owned()).collect::<Vec<_>>()
    };
    // Without a word of the recipe nothing is known of the end.
    assert_eq!(times("until: {of: until, open: [now]}"), ["from 1960, end unknown", "since 1945"]);
    assert_eq!(times("until: {of: until, open: [\"\", now]}"), ["since 1945", "since 1960"]);
    assert_eq!(times("until: {of: until, values: {\"\": \"..\", now: \"1999\"}}"), ["1945–1999", "since 1960"]);
}
