//! Why a fact is so, and after what it came: facts of their own, made by keys that every fact takes.

use crate::support::Folder;

fn notes(facts: &str) -> String {
    format!("document: {{id: notes, title: Notes}}\nfacts:\n{facts}")
}

/// The rows of a query over some facts.
fn rows(facts: &str, query: &str) -> Vec<Vec<String>> {
    let folder = Folder::with("notes.yaml", notes(facts));
    let run = folder.run(&["query", "-e", query, "-s", "notes.yaml", "--format", "json"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    run.rows()
}

const STANDINGS: &str = "SELECT ?kind ?standing { ?f a ?kind ; chy:standing ?standing . FILTER ( STRSTARTS(STR(?kind), STR(chy:)) ) } ORDER BY ?kind";

const SEVERANCE: &str = "severance: {between: [Azerbaijan, Belarus], during: 1993";

#[test]
fn a_fact_is_the_same_with_and_without_a_reason() {
    let iri = "SELECT ?f { ?f a chy:Severance }";
    let plain = rows(&format!("  - row: 1\n    says:\n      - {SEVERANCE}}}\n"), iri);
    let with = format!(
        "  - row: 1\n    says:\n      - {SEVERANCE}, because of: {{topic: {{name: a border}}}}, after: {{topic: {{name: a war}}}}}}\n"
    );
    assert_eq!(rows(&with, iri), plain);
    let of = rows(
        &with,
        "SELECT ?kind ?what { ?r chy:reasonOf|chy:sequenceOf ?f ; chy:becauseOf|chy:afterMatter/rdfs:label ?what ; a ?kind . ?f a chy:Severance . FILTER ( STRSTARTS(STR(?kind), STR(chy:)) ) } ORDER BY ?kind",
    );
    assert_eq!(of.len(), 2, "{of:?}");
    assert!(of.iter().any(|row| row[0] == "Rationale") && of.iter().any(|row| row[0] == "Sequence"), "{of:?}");
}

/// What a fact is caused by is claimed with it, what it is for is only mentioned; another voice says the reason as it says the fact.
#[test]
fn a_cause_is_claimed_and_a_purpose_is_mentioned() {
    let cause = "visit: {visitor: Ghana, host: Peru, during: 1990}";
    let standings = |key: &str, claim: &str| {
        let text = format!("  - row: 1\n{claim}    says:\n      - {SEVERANCE}, {key}: {{{cause}}}}}\n");
        rows(&text, STANDINGS).into_iter().map(|row| row.join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(standings("because of", ""), ["Rationale held", "Severance held", "Visit held"]);
    assert_eq!(standings("in order to", ""), ["Rationale held", "Severance held", "Visit mentioned"]);
    let forecast = "    modality: forecast\n";
    assert_eq!(standings("because of", forecast), ["Rationale projected", "Severance projected", "Visit projected"]);
    // A denial denies the fact, and says nothing of its cause.
    let denied = "    polarity: denies\n";
    assert_eq!(standings("because of", denied), ["Rationale mentioned", "Severance denied", "Visit mentioned"]);
}

#[test]
fn a_purpose_may_belong_to_the_fact_that_it_is_of() {
    let text = "  - row: 1\n    says:\n      - visit: {id: v, visitor: Ghana, host: Peru, during: 1990, in order to: {ceremony: {participants: Ghana, type: opening, part of: v}}}\n";
    assert_eq!(rows(text, "SELECT ?c { ?r chy:inOrderTo ?c . ?c chy:partOf ?v . ?r chy:reasonOf ?v }").len(), 1);
}

#[test]
fn a_list_makes_several_reasons() {
    let text = format!(
        "  - row: 1\n    says:\n      - {SEVERANCE}, because of: [{{topic: {{name: a border}}}}, {{topic: {{name: a river}}}}]}}\n"
    );
    assert_eq!(rows(&text, "SELECT ?r { ?r a chy:Rationale }").len(), 2);
}

#[test]
fn what_did_not_come_about_is_no_fact() {
    let text = "  - row: 1\n    says:\n      - non-event: {of: {visit: {visitor: Ghana, host: Peru, during: 1990}}, how: cancelled}\n";
    let standings: Vec<String> = rows(text, STANDINGS).into_iter().map(|row| row.join(" ")).collect();
    assert_eq!(standings, ["NonEvent held", "Visit mentioned"]);
}

/// A dissolution is written with the names of before and after, whatever its day.
#[test]
fn who_ends_and_who_begins_have_their_own_names() {
    for day in ["1992", "1992-12-31", "1993-01-01"] {
        let text = format!(
            "  - row: 1\n    says:\n      - succession: {{from: Czechoslovakia, to: [Slovakia, Czechia], type: dissolution, during: {day}}}\n"
        );
        assert_eq!(rows(&text, "SELECT ?s { ?s a chy:Succession }").len(), 2, "{day}");
    }
    let union = "  - row: 1\n    says:\n      - succession: {from: East Germany, to: Germany, type: union, during: 1990-10-03}\n";
    assert_eq!(rows(union, "SELECT ?to { ?s chy:successor ?to }"), [["germany"]]);
}

#[test]
fn two_files_may_say_the_same_of_one_thing() {
    let entities = "document: {id: one, title: One}\nentities:\n  - polity: {name: Example Empire}\nfacts:\n  - row: 1\n    says:\n      - existence: {of: Example Empire, during: 1500/1600}\n";
    let folder = Folder::with("one.yaml", entities);
    folder.file("two.yaml", entities.replace("id: one, title: One", "id: two, title: Two"));
    let run = folder.run(&["export", "one.yaml", "two.yaml", "--format", "nt"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    folder.file(
        "two.yaml",
        entities.replace("name: Example Empire}", "name: Example Empire, also: [Empire of Examples]}"),
    );
    let run = folder.run(&["export", "one.yaml", "two.yaml", "--format", "nt"]);
    assert_eq!(run.codes(), ["duplicate-entity"], "{}", run.err);
}

/// What articles say leads to a kind: the phrase, and the kind that stands first.
#[test]
fn a_phrase_leads_to_its_kind() {
    let folder = Folder::new();
    for (phrase, kind) in [
        ("embassy closed", "change"),
        ("expelled diplomats", "diplomatic measure"),
        ("sanctions lifted", "change"),
        ("sanctions", "restriction"),
        ("foreign aid", "flow"),
        ("exports", "flow"),
        ("declared independence", "domestic event"),
        ("condemned", "public act"),
        ("granted asylum", "legal measure"),
        ("peacekeepers", "deployment"),
        ("state visit", "visit"),
        ("territorial claim", "territorial status"),
        ("because", "rationale"),
    ] {
        let run = folder.run(&["kinds", phrase]);
        assert!(run.out.starts_with(&format!("{kind}: ")), "{phrase}: {}", run.out);
    }
    let run = folder.run(&["kinds", "xyzzy"]);
    assert_eq!((run.status, run.out.as_str()), (Some(1), ""));
    let run = folder.run(&["kinds"]);
    assert!(run.out.lines().count() > 60, "{}", run.out);
}

/// An embassy that was closed is no embassy now, unless it was opened again.
#[test]
fn what_becomes_of_a_mission_follows_from_its_changes() {
    let embassy = |sender: &str| format!("mission: {{sender: {sender}, type: embassy, seat: Baku}}");
    let mut text = "  - row: 1\n    says:\n".to_owned();
    for sender in ["Peru", "Ghana", "Iran"] {
        text += &format!(
            "      - accreditation: {{mission: {{{}}}, receiver: Azerbaijan, residence: resident}}\n",
            embassy(sender)
        );
    }
    for (sender, action, year) in [("Ghana", "closed", 1999), ("Iran", "closed", 1999), ("Iran", "reopened", 2004)] {
        text += &format!("      - change: {{of: {{{}}}, action: {action}, during: {year}}}\n", embassy(sender));
    }
    let mut now = rows(&text, "SELECT ?s { ?s chy:hasEmbassyIn ?r }").concat();
    now.sort();
    assert_eq!(now, ["iran", "peru"]);
}

/// A row makes no fact about another; the message names the way that there is.
#[test]
fn a_recipe_takes_no_reason() {
    let folder = Folder::with("t.csv", "A\nBelarus\n");
    folder.file(
        "r.yaml",
        "recipe: r\ncolumns: {A: {}}\nfacts:\n  - says: [membership: {member: \"{A}\", organization: NATO, status: member, because of: \"{A}\"}]\n",
    );
    let run = folder.run(&["export", "t.csv", "--recipe", "r.yaml"]);
    assert_eq!(run.codes(), ["unknown-key"], "{}", run.err);
    assert!(
        run.err.contains("a recipe does not take the key `because of`") && !run.err.contains("did you mean"),
        "{}",
        run.err
    );
}
