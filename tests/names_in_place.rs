//! Names within a record in place are of the time of the fact around it.

#[path = "support/mod.rs"]
mod support;

use support::{Folder, Run};

fn export(text: &str) -> Run {
    Folder::with("notes.yaml", text).run(&["export", "notes.yaml", "--format", "turtle"])
}

/// Whose office it is, in a graph in Turtle.
fn office_of(graph: &str) -> &str {
    let block = graph.split("\noffice:").find(|block| block.contains("chy:Office ;")).expect("an office is described");
    let line = block.lines().find(|line| line.contains("officeOf") || line.contains("subOrganizationOf"));
    line.unwrap_or(block).trim()
}

#[test]
fn an_office_in_place_is_of_the_state_of_its_day() {
    for (during, wanted) in [("1901", "russian-empire"), ("1970", "soviet-union"), ("2010", "state:russia")] {
        for of in ["\"cow:365\"", "Russia"] {
            let run = export(&format!(
                "document: {{id: n, title: N}}
facts:
  - row: 1
    says:
      - office holding: {{holder: {{person: {{name: Ann Example}}}}, office: {{office: {{name: Keeper of the Seal, of: {of}}}}}, during: {during}}}
"
            ));
            assert_eq!(run.status, Some(0), "{}", run.err);
            assert!(office_of(&run.out).contains(wanted), "{during} {of}: {}", office_of(&run.out));
        }
    }
}

#[test]
fn a_record_in_place_that_has_a_time_of_its_own_keeps_it() {
    let run = export(
        "document: {id: n, title: N}
facts:
  - row: 1
    says:
      - stance: {holder: Belarus, on: {membership: {member: Russia, organization: United Nations, status: member, during: 1960}}, stance: support, during: 2010}
      - stance: {holder: Belarus, on: {membership: {member: Russia, organization: UNESCO, status: member}}, stance: support, during: 1970}
",
    );
    assert_eq!(run.status, Some(0), "{}", run.err);
    for wanted in ["membership:soviet-union--united-nations", "membership:soviet-union--unesco"] {
        assert!(run.out.contains(wanted), "{wanted}: {}", run.out);
    }
}

#[test]
fn a_fact_that_is_referred_to_stands_by_itself() {
    let run = export(
        "document: {id: n, title: N}
facts:
  - row: 1
    says:
      - membership: {id: the-seat, member: Russia, organization: United Nations, status: member}
      - stance: {holder: Belarus, on: the-seat, stance: support, during: 1970}
",
    );
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(run.out.contains("membership:russia--united-nations") && !run.out.contains("soviet-union"), "{}", run.out);
}

#[test]
fn names_in_place_of_a_table_are_of_the_row() {
    let folder = Folder::with("rows.csv", "who,year\nAnn Example,1901\nBob Example,1970\nCy Example,2010\n");
    folder.file(
        "rows.yaml",
        "recipe: rows
reads: rows
document: {id: rows, title: Rows}
facts:
  - office holding: {holder: {person: {name: \"{who}\"}}, office: {office: {name: \"Keeper {year}\", of: \"cow:365\"}}, during: \"{year}\"}
",
    );
    let run = folder.run(&["export", "rows.csv", "--recipe", "rows.yaml", "--format", "turtle"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    for (year, wanted) in [("1901", "russian-empire"), ("1970", "soviet-union"), ("2010", "state:russia")] {
        let block = run.out.split("\noffice:").find(|block| block.starts_with(&format!("keeper-{year}--")));
        assert!(block.expect("the office is described").contains(wanted), "{year}: {}", run.out);
    }
}

#[test]
fn a_name_that_passed_on_while_the_fact_goes_on_is_asked_about() {
    let notes = |member: &str, during: &str| {
        export(&format!(
            "document: {{id: n, title: N}}\nfacts:\n  - row: 1\n    says:\n      - membership: {{member: {member}, organization: United Nations, status: member, during: '{during}'}}\n"
        ))
    };
    for (member, during) in [
        ("Russia", "1991-12-26/.."),
        ("Turkey", "1922/.."),
        ("Yugoslavia", "1945/.."),
        ("Germany", "1960-05~/1965~"),
        ("Russia", "1905~/.."),
        ("Russia", "1920%"),
    ] {
        let run = notes(member, during);
        assert_eq!((run.status, run.codes()), (Some(1), vec!["ambiguous-name".to_owned()]), "{member}: {}", run.err);
    }
    for (member, during, wanted) in [
        ("Russia", "1992-01-01/..", "membership:russia--"),
        ("Russia", "1970", "membership:soviet-union--"),
        ("state/russia", "1991-12-26/..", "membership:russia--"),
        // About or perhaps in a year is not today.
        ("Russia", "1905~", "membership:russian-empire--"),
        ("Russia", "1890?/1905~", "membership:russian-empire--"),
        ("'cow:365'", "1950?", "membership:soviet-union--"),
        ("Russia", "2010~/..", "membership:russia--"),
    ] {
        let run = notes(member, during);
        assert_eq!(run.status, Some(0), "{member}: {}", run.err);
        assert!(run.out.contains(wanted), "{member} {during}: {}", run.out);
    }
}
