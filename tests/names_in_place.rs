//! Names within a record in place are of the time of the fact around it.

use crate::support::{Folder, Run};

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
            "document: {{id: n, title: N}}\nfacts:\n  - row: 1\n    says:\n      - membership: {{member: {member}, organization: United Nations, status: member, during: {}}}\n",
            if during.starts_with('{') { during.to_owned() } else { format!("'{during}'") }
        ))
    };
    for (member, during) in [
        ("Russia", "1991-12-26/.."),
        ("Turkey", "1922/.."),
        ("Yugoslavia", "1945/.."),
        ("Germany", "1960-05~/1965~"),
        ("Russia", "1905~/.."),
        ("Russia", "1920%"),
        // One bound leaves open who it was; so does a year in which the name passed on, and the day where it is not known.
        ("Russia", "{end latest: 1918}"),
        ("Russia", "{begin earliest: 1910}"),
        ("Russia", "../1960"),
        ("Russia", "/1960"),
        ("Russia", "1905/"),
        ("Russia", "../"),
        ("Russia", "../.."),
        ("Russia", "{expression: after the war}"),
        ("China", "../2000"),
        ("China", "1949"),
        ("Russia", "1917"),
        ("Russia", "1991-08"),
        ("'cow:365'", "1991"),
        ("Yemen", "1990-05"),
    ] {
        let run = notes(member, during);
        assert_eq!(
            (run.status, run.codes()),
            (Some(1), vec!["ambiguous-name".to_owned()]),
            "{member} {during}: {}",
            run.err
        );
    }
    // The bearers are told, each with its time.
    let run = notes("China", "../1920");
    let told = "`Qing dynasty` (Q8733) in ../1912, `Republic of China (1912–1949)` (Q13426199) in 1912/1949-09-30";
    assert!(run.err.contains(&format!("is the name of several: {told}\n")), "{}", run.err);
    for (member, during, wanted) in [
        ("Russia", "1992-01-01/..", "membership:russia--"),
        ("Russia", "1970", "membership:soviet-union--"),
        ("state/russia", "1991-12-26/..", "membership:russia--"),
        // About or perhaps in a year is not today.
        ("Russia", "1905~", "membership:russian-empire--"),
        ("Russia", "1890?/1905~", "membership:russian-empire--"),
        ("'cow:365'", "1950?", "membership:soviet-union--"),
        ("Russia", "2010~/..", "membership:russia--"),
        // Of what goes on, begun nobody knows when, only who is there today can be a party.
        ("Russia", "/..", "membership:russia--"),
        ("Russia", "../1910", "membership:russian-empire--"),
        ("Russia", "{begin earliest: 1992}", "membership:russia--"),
        ("Russia", "{end latest: 1910}", "membership:russian-empire--"),
        ("China", "1949-03", "membership:republic-of-china-1912-1949--"),
        ("China", "1949-10-01/..", "membership:china--"),
        ("Yemen", "1990-05-21", "membership:yemen-arab-republic--"),
        ("Yemen", "1990-05-22/..", "membership:yemen--"),
        ("'cow:255'", "1990", "membership:germany--"),
    ] {
        let run = notes(member, during);
        assert_eq!(run.status, Some(0), "{member}: {}", run.err);
        assert!(run.out.contains(wanted), "{member} {during}: {}", run.out);
    }
}

#[test]
fn names_in_a_thing_are_of_the_time_in_which_it_was() {
    let run =
        |fact: &str| export(&format!("document: {{id: n, title: N}}\nfacts:\n  - row: 1\n    says:\n      - {fact}\n"));
    let mission = |times: &str, during: &str| {
        run(&format!(
            "accreditation: {{mission: {{mission: {{sender: Russia, type: embassy, seat: Minsk{times}}}}}, receiver: Belarus{during}}}"
        ))
    };
    for (times, during, wanted) in [
        (", opened: 1900, closed: 1910", "", "mission:russian-empire--"),
        (", opened: 1924, closed: 1939", "", "mission:soviet-union--"),
        (", opened: 1995", "", "mission:russia--"),
        // The time of the fact is narrower, where it lies within; elsewhere it says nothing of the mission.
        (", opened: 1900", ", during: 1930", "mission:soviet-union--"),
        (", opened: 1924, closed: 1939", ", during: 2005", "mission:soviet-union--"),
        ("", ", during: 1930", "mission:soviet-union--"),
        ("", "", "mission:russia--"),
    ] {
        let run = mission(times, during);
        assert_eq!(run.status, Some(0), "{times} {during}: {}", run.err);
        assert!(run.out.contains(wanted), "{times} {during}: {}", run.out);
    }
    let ambiguous = (Some(1), vec!["ambiguous-name".to_owned()]);
    for (times, during) in [(", opened: 1900", ""), (", closed: 1960", ""), (", opened: 1910, closed: 1930", "")] {
        let run = mission(times, during);
        assert_eq!((run.status, run.codes()), ambiguous, "{times}: {}", run.err);
    }
    let body = |times: &str| {
        export(&format!(
            "document: {{id: n, title: N}}
entities:
  - organization: {{id: club, name: Club of Examples, country: Russia{times}}}
facts:
  - row: 1
    says:
      - trait: {{subject: Club of Examples, trait: origin, value: Peru}}
"
        ))
    };
    for (times, wanted) in [
        ("", "chy:country state:russia "),
        (", founded: 1924, dissolved: 1939", "chy:country state:soviet-union "),
        (", founded: 1993", "chy:country state:russia "),
    ] {
        let run = body(times);
        assert_eq!(run.status, Some(0), "{times}: {}", run.err);
        assert!(run.out.contains(wanted), "{times}: {}", run.out);
    }
    // So are the names in what is added to it.
    let run = export(
        "document: {id: n, title: N}
entities:
  - organization: {id: club, name: Club of Examples, founded: 1924, dissolved: 1939}
additions:
  - {to: organization:club, country: Russia}
facts:
  - row: 1
    says:
      - trait: {subject: Club of Examples, trait: origin, value: Peru}
",
    );
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(run.out.contains("chy:country state:soviet-union "), "{}", run.out);
    let run = body(", founded: 1924");
    assert_eq!((run.status, run.codes()), ambiguous, "{}", run.err);
}
