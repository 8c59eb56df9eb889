//! What a table of years does not know: years without a row, and cells that are missing. It is stated, and silence there is not
//! a "no".

use serde_json::Value;

use crate::support::Folder;

const RECIPE: &str = r#"recipe: bodies
reads: members by year
document:
  id: bodies
  title: Bodies
  covers: {kind: membership, where: {member: [Canada, Mexico, Chad]}, during: 1980/2000, complete: true}
columns:
  status: {of: cell, values: {1: full}, absent: [0], not applicable: [-1], missing: [-9]}
wide: {except: [state, year], heading: body, cell: cell}
spells: {year: year, of: [state]}
facts:
  - membership: {member: "{state}", organization: "{body}", status: "{status}", during: "{spell}"}
"#;

/// In 1991 nothing is known of the OSCE; of Canada nothing in the UN either, and in 1993 nothing in the OSCE.
const ROWS: &str = "state,year,UN,OSCE\nCanada,1990,1,-1\nCanada,1991,-9,-9\nCanada,1992,0,0\nCanada,1993,0,-9\n\
                    Mexico,1991,0,-9\nMexico,1992,0,0\nMexico,1993,0,0\n";

fn folder(recipe: &str, rows: &str) -> Folder {
    let folder = Folder::with("bodies.yaml", recipe);
    folder.file("bodies.csv", rows);
    folder
}

/// Whether each membership, which the table does not have, is within what the table covers and knows.
fn within(recipe: &str, rows: &str, facts: &[(&str, &str, &str)]) -> Vec<bool> {
    let one = |(member, body, during): &(&str, &str, &str)| {
        let folder = folder(recipe, rows);
        folder.file(
            "notes.yaml",
            format!(
                "document: {{id: notes, title: Notes}}\nfacts:\n  - row: 1\n    says:\n      - membership: {{member: {member}, organization: {body}, status: full, during: {during}}}\n"
            ),
        );
        let run = folder.run(&["compare", "bodies.csv", "notes.yaml", "--recipe", "bodies.yaml", "--format", "json"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        let told: Value = serde_json::from_str(&run.out).unwrap();
        let counts = &told["counts"]["membership"];
        match (counts["only-second-within"].as_u64(), counts["only-second-outside"].as_u64()) {
            (Some(1), None) => true,
            (None, Some(1)) => false,
            _ => panic!("{member} in {body}: {counts}"),
        }
    };
    facts.iter().map(one).collect()
}

#[test]
fn silence_in_a_gap_is_not_a_no() {
    let facts = [
        // Nobody's cell of the OSCE is known in 1991, those of 1992 are.
        ("Mexico", "OSCE", "1991", false),
        ("Mexico", "OSCE", "1991/1992", true),
        // Mexico has no row before 1991 and after 1993.
        ("Mexico", "UN", "1990", false),
        ("Mexico", "UN", "1990/1991", true),
        ("Mexico", "UN", "1994/2000", false),
        ("Canada", "OSCE", "1993", false),
        ("Canada", "OSCE", "1992/1993", true),
        // That the organization did not exist is known.
        ("Canada", "OSCE", "1990", true),
        // Chad is covered, and has no row.
        ("Chad", "UN", "1992", false),
        // Of Peru the table says nothing.
        ("Peru", "UN", "1992", false),
        // It is not certain in any year.
        ("Mexico", "UN", "{end latest: 1993}", false),
    ];
    let asked = facts.map(|(member, body, during, _)| (member, body, during));
    assert_eq!(within(RECIPE, ROWS, &asked), facts.map(|(_, _, _, within)| within));
    // Where the recipe says that a year without a row proves that nothing held, it is known between the first and the last row.
    let absent = RECIPE.replace("of: [state]}", "of: [state], gaps: absent}");
    let asked = [("Mexico", "UN", "1990"), ("Chad", "UN", "1992"), ("Mexico", "OSCE", "1991"), ("Chad", "UN", "1994")];
    assert_eq!(within(&absent, ROWS, &asked), [true, true, false, false]);
    // Rows that contradict one another say nothing of the year.
    let rows = format!("{ROWS}Mexico,1992,1,0\n");
    let folder = folder(RECIPE, &rows);
    folder.file(
        "notes.yaml",
        "document: {id: notes, title: Notes}\nfacts:\n  - row: 1\n    says:\n      - membership: {member: Mexico, organization: UN, status: full, during: 1992}\n",
    );
    let compared = ["compare", "bodies.csv", "notes.yaml", "--recipe", "bodies.yaml", "--max-rejected", "100"];
    let run = folder.run(&[&compared[..], &["--format", "json"]].concat());
    let told: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(told["counts"]["membership"]["only-second-outside"], 1, "{} {}", run.out, run.err);
}

#[test]
fn gaps_are_exported_compactly() {
    let folder = folder(RECIPE, ROWS);
    let run =
        folder.run(&["export", "bodies.csv", "--recipe", "bodies.yaml", "--output", "out.nq", "--format", "n-quads"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let query = "PREFIX chy: <https://w3id.org/chancery/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/> \
                 PREFIX dcat: <http://www.w3.org/ns/dcat#> SELECT ?why ?limits ?from ?to WHERE { GRAPH ?g { \
                 ?scope chy:gap ?gap . ?gap a chy:Gap ; chy:ofKind chy:Membership ; chy:gapReason ?reason . \
                 { SELECT ?gap (GROUP_CONCAT(?value; separator=\" \") AS ?limits) WHERE { GRAPH ?h { \
                 SELECT ?gap ?value WHERE { ?gap chy:limit/chy:limitedTo ?iri . \
                 BIND (REPLACE(STR(?iri), \"^.*/\", \"\") AS ?value) } ORDER BY ?value } } GROUP BY ?gap } \
                 OPTIONAL { ?gap dcterms:temporal ?years . OPTIONAL { ?years dcat:startDate ?first } \
                 OPTIONAL { ?years dcat:endDate ?last } } \
                 BIND (REPLACE(STR(?reason), \"^.*/\", \"\") AS ?why) \
                 BIND (SUBSTR(STR(?first), 1, 4) AS ?from) BIND (SUBSTR(STR(?last), 1, 4) AS ?to) } } ORDER BY ?why ?limits ?from";
    folder.file("gaps.rq", query);
    let run = folder.run(&["query", "--source", "out.nq", "--file", "gaps.rq", "--format", "csv"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let rows: Vec<String> = run.out.lines().skip(1).map(|line| line.replace('"', "")).collect();
    let osce = "organization-for-security-and-co-operation-in-europe";
    let expected = [
        format!("missing,canada {osce},1993,1993"),
        "missing,canada united-nations,1991,1991".to_owned(),
        format!("missing,{osce},1991,1991"),
        "no-row,canada,,1989".to_owned(),
        "no-row,canada,1994,".to_owned(),
        "no-row,chad,,".to_owned(),
        "no-row,mexico,,1990".to_owned(),
        "no-row,mexico,1994,".to_owned(),
        format!("not-applicable,{osce},1990,1990"),
    ];
    assert_eq!(rows, expected);
    // The same in every order of the rows, and nothing where the document does not say that it has all.
    let mut lines: Vec<&str> = ROWS.lines().collect();
    lines[1..].reverse();
    folder.file("bodies.csv", lines.join("\n"));
    let again = ["export", "bodies.csv", "--recipe", "bodies.yaml", "--format", "n-quads"];
    let gaps = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.contains("--gap--")).map(ToOwned::to_owned).collect()
    };
    let out = std::fs::read_to_string(folder.path().join("out.nq")).unwrap();
    assert_eq!(gaps(&folder.run(&again).out), gaps(&out));
    folder.file("bodies.yaml", RECIPE.replace(", complete: true", ""));
    assert_eq!(gaps(&folder.run(&again).out), [""; 0]);
}

#[test]
fn an_export_keeps_its_gaps() {
    let folder = folder(RECIPE, ROWS);
    let facts = [
        "Mexico, organization: OSCE, status: full, during: 1991",
        "Mexico, organization: UN, status: full, during: 1992",
    ];
    for (name, fact) in ["gap", "known"].iter().zip(facts) {
        folder.file(
            &format!("{name}.yaml"),
            format!("document: {{id: {name}, title: {name}}}\nfacts:\n  - row: 1\n    says:\n      - membership: {{member: {fact}}}\n"),
        );
    }
    let arguments = ["export", "bodies.csv", "gap.yaml", "known.yaml", "--recipe", "bodies.yaml", "-f", "n-quads"];
    folder.file("all.nq", folder.run(&arguments).out);
    for (name, class) in [("gap", "only-second-outside"), ("known", "only-second-within")] {
        let compared = ["compare", "all.nq", "--between", "bodies", name, "--format", "json"];
        let run = folder.run(&compared);
        assert_eq!(run.status, Some(0), "{}", run.err);
        let told: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(told["counts"]["membership"][class], 1, "{name}: {}", run.out);
    }
}
