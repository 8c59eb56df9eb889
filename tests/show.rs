//! `chancery show` as a user meets it.

use crate::support::{Folder, Run};

const DOSSIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/azerbaijan-belarus.yaml");

fn show(arguments: &[&str]) -> Run {
    Folder::new().run(&[&["show", "--source", DOSSIER], arguments].concat())
}

fn good(arguments: &[&str]) -> String {
    let run = show(arguments);
    assert_eq!(run.status, Some(0), "{arguments:?}: {}", run.err);
    run.out
}

/// Each line must stand in the text, in this order.
fn holds(text: &str, lines: &[&str]) {
    let mut rest = text;
    for line in lines {
        let Some(at) = rest.find(line) else { panic!("`{line}` is missing, or too early, in:\n{text}") };
        rest = &rest[at + line.len()..];
    }
}

#[test]
fn a_fact_tells_what_it_says_and_who_says_so() {
    // Sentence 5 of the article: a candidate, said by the article itself, undated.
    holds(
        &good(&["membership:belarus--council-of-europe--candidate"]),
        &[
            "Belarus in Council of Europe: candidate\n",
            "A membership: ",
            "  member        Belarus (state:belarus, Q184)\n",
            "  status        candidate\n",
            "  during        not stated: possible on any day, certain on none\n",
            "Standing: held. ",
            "Said in:\n  Azerbaijan–Belarus relations, sentence 5\n",
            "    https://en.wikipedia.org/wiki/Azerbaijan–Belarus_relations\n",
            "    asserted by the source itself\n",
        ],
    );
    // Sentence 19: a forecast with the article's own hedge.
    holds(
        &good(&["projected: Trade between Azerbaijan and Belarus: 800,000,000 United States dollars, in 2011"]),
        &[
            "  between  Azerbaijan (state:azerbaijan, Q227)\n           Belarus (state:belarus, Q184)\n",
            "  during   2011\n",
            "Standing: projected. ",
            "section “Economic relations”, sentence 19\n",
            "modality: forecast; voice: source; hedge: might\n",
        ],
    );
    // Sentence 15 stands against 14.
    holds(
        &good(&["reported: Belarus on Nagorno-Karabakh conflict: siding, Azerbaijan"]),
        &["Standing: reported.", "sentence 15", "voice: unnamed", "clearly siding", "In conflict with:\n", "neutral"],
    );
    // The embassies are told in sentence 3 and again in the list of missions.
    let embassy = good(&["accreditation:azerbaijan--embassy--minsk--belarus_0z163srt7r7f"]);
    holds(&embassy, &["sentence 3\n", "sentence 37\n"]);
}

#[test]
fn an_entity_tells_its_names_and_the_facts_about_it() {
    let by_name = good(&["Belarus"]);
    for other in ["BLR", "Q184", "state:belarus", "state/belarus", "https://w3id.org/chancery/id/state/belarus"] {
        assert_eq!(good(&[other]), by_name, "{other}");
    }
    holds(
        &by_name,
        &[
            "state:belarus = http://www.wikidata.org/entity/Q184\n",
            "A state: ",
            "  iso3           BLR\n",
            "Named by:\n",
            "  membership (5)\n",
            "Belarus in Council of Europe: candidate\n",
            "  trade (3)\n",
            "projected: Trade between Azerbaijan and Belarus: 800,000,000 United States dollars, in 2011\n",
        ],
    );
    // A mission was written in place and is in no registry; Wikidata's item finds it.
    holds(&good(&["Q12836871"]), &["embassy of Azerbaijan in Minsk\n", "  seat      Minsk (place:minsk, Q2280)\n"]);
}

#[test]
fn as_json() {
    let text = good(&["membership:belarus--council-of-europe--candidate", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["standing"]["label"], "held");
    assert_eq!(told["claims"].as_array().unwrap().len(), 1);
    let evidence = &told["claims"][0]["evidence"][0];
    assert_eq!(
        (&evidence["sentence"], &evidence["document"]["label"]),
        (&5.into(), &"Azerbaijan–Belarus relations".into())
    );
    // The table of sentences has the position.
    let table = std::fs::read_to_string(DOSSIER.replace(".yaml", ".sentences.tsv")).unwrap();
    let row: Vec<&str> = table.lines().nth(5).unwrap().split('\t').collect();
    assert_eq!(evidence["position"].to_string(), format!("[{},{}]", row[2], row[3]));
    assert_eq!(evidence["digest"], row[4]);
}

#[test]
fn many_facts_are_counted_and_named_on_request() {
    let rows: String = (0..30)
        .map(|n| format!("  - {{row: 1{n}, says: [visit: {{visitor: V{n}, host: Peru, during: 2001}}]}}\n"))
        .collect();
    let people: String = (0..30).map(|n| format!("  - person: {{name: V{n}}}\n")).collect();
    let folder = Folder::with("many.yaml", format!("entities:\n{people}facts:\n{rows}"));
    let few = folder.run(&["show", "Peru", "--source", "many.yaml"]);
    assert_eq!(few.status, Some(0), "{}", few.err);
    holds(&few.out, &["visit (30)", "and 10 more; --all names them"]);
    let all = folder.run(&["show", "Peru", "--source", "many.yaml", "--all"]);
    assert_eq!(all.out.matches("Visit of V").count(), 30);
}

#[test]
fn names_that_mean_nothing_or_several_things() {
    let unknown = show(&["Belrus"]);
    assert_eq!((unknown.status, unknown.out.as_str()), (Some(2), ""));
    holds(&unknown.err, &["error[unknown-thing]", "did you mean `Belarus`?"]);
    // The registry knows Chad, but the article says nothing of it.
    holds(&show(&["Chad"]).err, &["error[unknown-thing]: no fact of these sources is about `Chad` (Q657)"]);
    // Two undated visits are not one visit.
    let visit = |row: u8| format!("  - {{row: {row}, says: [visit: {{visitor: Idriss Déby, host: Peru}}]}}\n");
    let two = format!("entities:\n  - person: {{name: Idriss Déby}}\nfacts:\n{}{}", visit(1), visit(2));
    let folder = Folder::with("two.yaml", two);
    let several = folder.run(&["show", "Visit of Idriss Déby to Peru", "--source", "two.yaml"]);
    assert_eq!(several.status, Some(2));
    holds(&several.err, &["error[ambiguous-name]", "--peru--two--r1", "--two--r2"]);
    for odd in ["", " ", "<>", ":", "a:b", "http://", "Q", "\u{202e}x", "a\nb", &"x".repeat(100_000)] {
        let run = show(&[odd]);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{odd:.20}: {}", run.err);
        assert!(!run.err.contains("panicked"), "{}", run.err);
    }
    assert_eq!(show(&["standing:held"]).status, Some(2));
    assert_eq!(show(&["Belarus", "--on", "1993-02-30"]).status, Some(2));
}

#[test]
fn sources_that_cannot_be_read() {
    let folder =
        Folder::with("wrong.yaml", "facts:\n  - {row: 1, says: [trend: {between: [Peru, Chadd], trend: closer}]}\n");
    let run = folder.run(&["show", "Peru", "--source", "wrong.yaml"]);
    assert_eq!((run.status, run.out.as_str()), (Some(1), ""));
    holds(&run.err, &["unknown-name", "did you mean `Chad`", "nothing is shown, because the sources have errors"]);
    assert_eq!(folder.run(&["show", "Peru", "--source", "none.yaml"]).status, Some(1));
    let into = folder.run(&["show", "Belarus", "--source", DOSSIER, "--output", "no/such/folder"]);
    assert_eq!((into.status, folder.names()), (Some(2), vec!["wrong.yaml".to_owned()]));
}
