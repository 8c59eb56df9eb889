//! What articles write: signs of money, offices for whom nobody names, on whose behalf people meet.

use crate::support::{Folder, Run};

fn run(command: &[&str], facts: &str) -> Run {
    let folder =
        Folder::with("notes.yaml", format!("document: {{id: n, title: N}}\nfacts:\n  - row: 1\n    says:\n{facts}"));
    folder.run(command)
}

/// The unit and the number of a trade of this value.
fn amount(value: &str) -> Run {
    let fact = format!("      - trade: {{between: [Kenya, Togo], value: \"{value}\", during: 2010}}\n");
    run(&["export", "notes.yaml", "--format", "n-triples"], &fact)
}

#[test]
fn signs_of_money_are_units() {
    for (value, wanted) in [
        ("US$186 million", "186000000--USD"),
        ("A$1.8 billion", "1800000000--AUD"),
        ("NZ$ 12m", "12000000--NZD"),
        ("€5 million", "5000000--EUR"),
        ("about € 2.5bn", "about--2500000000--EUR"),
        ("£3.2m", "3200000--GBP"),
        ("HK$7 million", "7000000--HKD"),
        ("₹12 million", "12000000--INR"),
        ("₼3 million", "3000000--AZN"),
        ("RMB 12 million", "12000000--CNY"),
        ("12 million RMB", "12000000--CNY"),
        ("R$4 million", "4000000--BRL"),
        ("CA$ 7m", "7000000--CAD"),
        ("ca €7m", "about--7000000--EUR"),
        ("186 million US dollars", "186000000--USD"),
        ("3.5 million euros", "3500000--EUR"),
        ("12 million Swiss francs", "12000000--CHF"),
    ] {
        let run = amount(value);
        assert_eq!(run.status, Some(0), "{value}: {}", run.err);
        assert!(run.out.contains(&format!("/quantity/{wanted}>")), "{value}: {}", run.out);
    }
}

#[test]
fn a_sign_of_several_moneys_asks_which() {
    for (value, several) in [("$186 million", "USD"), ("¥3 trillion", "CNY, JPY"), ("C$5 million", "CAD, NIO")] {
        let run = amount(value);
        run.is_refused();
        let said = run.said();
        assert_eq!(said.len(), 1, "{}", run.err);
        assert_eq!(said[0].code, "ambiguous-concept");
        assert!(said[0].message.contains(several), "{}", run.err);
        assert!(said[0].help[0].contains("write the code"), "{}", run.err);
    }
}

#[test]
fn an_office_stands_for_its_holder() {
    let facts = "      - visit: {visitor: President of Azerbaijan, host: Belarus, level: head of state, during: 1996-05}
      - visit: {visitor: {office: {name: Foreign Minister of Kenya, of: Kenya}}, host: Belarus, during: 1997-05-03}
      - meeting: {participants: [President of Azerbaijan, Alexander Lukashenko], on behalf of: [Azerbaijan, Belarus], place: Minsk, during: 1996-05}
";
    let export = run(&["export", "notes.yaml", "--format", "turtle"], facts);
    assert_eq!(export.status, Some(0), "{}", export.err);
    for label in [
        "\"Visit of President of Azerbaijan to Belarus (head of state), in May 1996\"@en",
        "\"Visit of Foreign Minister of Kenya to Belarus, on 3 May 1997\"@en",
    ] {
        assert!(export.out.contains(label), "{label}: {}", export.out);
    }
    assert!(export.out.contains("chy:onBehalfOf state:azerbaijan , state:belarus"), "{}", export.out);
    // Whose office it is, is who visits.
    let ask = ["query", "visits-between", "a=Kenya", "b=Belarus", "--source", "notes.yaml", "--format", "csv"];
    assert_eq!(run(&ask, facts).out.lines().count(), 2);
    let check = run(&["check", "notes.yaml"], facts);
    assert_eq!(check.status, Some(0), "{}", check.err);
}
