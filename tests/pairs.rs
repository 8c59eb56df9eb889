//! Pairs of entities that may be one: what proposes them, and what speaks against it.

use crate::support::{Folder, Run};

/// A facts file of a document with one membership of Belarus in what is written for the organisation.
fn member(folder: &Folder, id: &str, organization: &str) {
    let fact = format!("membership: {{member: Belarus, organization: {organization}, status: full, during: 2001}}");
    folder.file(&format!("{id}.yaml"), format!("document: {{id: {id}, title: Notes {id}}}\nfacts: [{{{fact}}}]\n"));
}

/// The pairs of some sources, each as why and the two entities.
fn pairs(folder: &Folder, sources: &[&str]) -> Vec<String> {
    let run = folder.run(&[&["link", "--pairs", "--format", "tsv"], sources].concat());
    assert_eq!(run.status, Some(0), "{}", run.err);
    let mut lines = run.out.lines();
    assert_eq!(lines.next(), Some("by\tentity\tother\twhy"));
    lines.map(|line| line.split('\t').take(3).collect::<Vec<_>>().join(" ")).collect()
}

/// A statement of Wikidata: Belarus is a member of an organisation.
fn statement(folder: &Folder, organization: &str) {
    let snak = format!(
        r#"{{"snaktype":"value","property":"P463","datavalue":{{"value":{{"entity-type":"item","id":"{organization}"}},"type":"wikibase-entityid"}},"datatype":"wikibase-item"}}"#
    );
    let statement = format!(r#"{{"mainsnak":{snak},"type":"statement","id":"Q184$1","rank":"normal"}}"#);
    folder.file(
        "slice.json",
        format!(r#"{{"type":"item","id":"Q184","labels":{{}},"claims":{{"P463":[{statement}]}}}}"#),
    );
}

#[test]
fn an_item_in_place_and_the_bare_item_may_be_one() {
    let folder = Folder::new();
    member(&folder, "a", "{international organization: {name: Fictitious Union, wikidata: Q99999901}}");
    statement(&folder, "Q99999901");
    let both = ["item international-organization:fictitious-union wd:Q99999901"];
    assert_eq!(pairs(&folder, &["a.yaml", "slice.json"]), both);
    statement(&folder, "Q99999902");
    assert!(pairs(&folder, &["a.yaml", "slice.json"]).is_empty(), "another item");
}

#[test]
fn a_common_name_in_two_documents_may_be_one_entity() {
    let folder = Folder::new();
    member(&folder, "a", "{international organization: {name: Fictitious Union}}");
    // The comparison of names leaves out the article.
    member(&folder, "b", "{international organization: {id: fu, name: The Fictitious Union}}");
    let both = ["name international-organization:fictitious-union international-organization:fu"];
    assert_eq!(pairs(&folder, &["a.yaml", "b.yaml"]), both);
    // An organisation of no stated kind may be an international one.
    member(&folder, "b", "{organization: {id: fu, name: Fictitious Union}}");
    assert_eq!(
        pairs(&folder, &["a.yaml", "b.yaml"]),
        ["name international-organization:fictitious-union organization:fu"]
    );
}

#[test]
fn what_speaks_against_it_is_no_pair() {
    let folder = Folder::new();
    member(
        &folder,
        "a",
        "{international organization: {name: Fictitious Union, wikidata: Q99999901, founded: 1950, dissolved: 1960}}",
    );
    for (other, why) in [
        ("name: Fictitious Union, wikidata: Q99999902", "two items"),
        ("name: Fictitious Union, founded: 1970", "founded twice"),
        ("name: Factitious Union", "another name"),
    ] {
        member(&folder, "b", &format!("{{international organization: {{id: fu, {other}}}}}"));
        assert!(pairs(&folder, &["a.yaml", "b.yaml"]).is_empty(), "{why}");
    }
    member(&folder, "b", "{international organization: {id: fu, name: Fictitious Union, founded: 1950}}");
    assert_eq!(pairs(&folder, &["a.yaml", "b.yaml"]).len(), 1, "nothing speaks against it");
    // A document that names both keeps them apart.
    let both = "[{international organization: {name: Fictitious Union}}, {international organization: {id: fu, name: Fictitious Union}}]";
    member(&folder, "c", both);
    assert!(pairs(&folder, &["c.yaml"]).is_empty());
}

#[test]
fn the_registry_keeps_its_own_entities_apart() {
    let folder = Folder::new();
    let fact = |id: &str, state: &str| {
        let fact = format!("existence: {{of: {state}, during: 1890/1900}}");
        folder.file(&format!("{id}.yaml"), format!("document: {{id: {id}, title: Notes}}\nfacts: [{{{fact}}}]\n"));
    };
    // Both have the name `Corea`.
    fact("a", "state:korea-to-1910");
    fact("b", "state:north-korea");
    assert!(pairs(&folder, &["a.yaml", "b.yaml"]).is_empty());
}

/// One list gives the seat, the other does not: the accreditation is one, and the missions have two IRIs.
#[test]
fn missions_of_one_finding_may_be_one() {
    let folder = Folder::new();
    let accreditation = |id: &str, more: &str, during: &str| {
        let mission = format!("{{mission: {{sender: Cuba, type: embassy{more}}}}}");
        let fact = format!("accreditation: {{mission: {mission}, receiver: Belarus, during: {during}}}");
        folder.file(&format!("{id}.yaml"), format!("document: {{id: {id}, title: Notes {id}}}\nfacts: [{{{fact}}}]\n"));
    };
    accreditation("a", ", seat: Minsk", "1995/2010");
    accreditation("b", ", to: Belarus", "1996/2011");
    let found = pairs(&folder, &["a.yaml", "b.yaml"]);
    assert!(matches!(&found[..], [one] if one.starts_with("finding mission:cuba--embassy")), "{found:?}");
    accreditation("b", ", to: Belarus", "2012/2013");
    assert!(pairs(&folder, &["a.yaml", "b.yaml"]).is_empty(), "two spells are no finding");
}

#[test]
fn check_reports_a_pair_at_both_places_and_ends_well() {
    let folder = Folder::new();
    member(&folder, "a", "{international organization: {name: Fictitious Union}}");
    member(&folder, "b", "{international organization: {id: fu, name: Fictitious Union}}");
    let run = folder.run(&["check", "a.yaml", "b.yaml"]);
    assert_eq!((run.status, run.codes()), (Some(0), vec!["may-be-one".to_owned()]), "{}", run.err);
    assert!(run.err.contains("a.yaml:2") && run.err.contains("b.yaml:2"), "{}", run.err);
}

/// Writes decisions, each as `same A B` or `different A B`.
fn decide(folder: &Folder, decisions: &[&str]) {
    let mut text = "decisions:\n".to_owned();
    for one in decisions {
        let [verdict, a, b] = one.split(' ').collect::<Vec<_>>()[..] else { panic!("{one}") };
        text += &format!("  - {{{verdict}: [\"{a}\", \"{b}\"], decided by: A. Editor, decided on: 2026-01-31}}\n");
    }
    folder.file("decisions.yaml", text);
}

/// The rows of a query on sources and decisions, each as the last parts of its values.
fn rows(folder: &Folder, sources: &[&str], query: &str) -> Vec<String> {
    let mut arguments = vec!["query", "-e", query, "--format", "json", "--decisions", "decisions.yaml"];
    arguments.extend(sources.iter().flat_map(|source| ["--source", source]));
    let run: Run = folder.run(&arguments);
    assert!(run.status == Some(0) && run.codes().is_empty(), "{}", run.err);
    run.rows().iter().map(|row| row.join(" ")).collect()
}

const RELATIONS: &str =
    "SELECT ?party WHERE { ?f a|chy:ofKind chy:DiplomaticRelation ; chy:party ?party } ORDER BY ?party";
const AFFAIRS: &str = "SELECT DISTINCT ?affair WHERE { ?f a|chy:ofKind chy:Membership ; chy:affair ?affair }";
const ORGANIZATIONS: &str =
    "SELECT DISTINCT ?o WHERE { { ?f chy:organization ?o } UNION { ?o a chy:InternationalOrganization } } ORDER BY ?o";

/// Wikidata has one item for the Netherlands and one for the Kingdom, and relations with each.
#[test]
fn two_items_of_one_state_are_one_where_a_person_says_so() {
    let folder = Folder::new();
    let relation = |item: &str, number: u8| {
        let value = format!(r#"{{"value":{{"entity-type":"item","id":"{item}"}},"type":"wikibase-entityid"}}"#);
        let snak =
            format!(r#"{{"snaktype":"value","property":"P530","datavalue":{value},"datatype":"wikibase-item"}}"#);
        format!(r#"{{"mainsnak":{snak},"type":"statement","id":"Q184${number}","rank":"normal"}}"#)
    };
    let both = [relation("Q29999", 1), relation("Q55", 2)].join(",");
    folder.file("slice.json", format!(r#"{{"type":"item","id":"Q184","labels":{{}},"claims":{{"P530":[{both}]}}}}"#));
    decide(&folder, &[]);
    assert_eq!(rows(&folder, &["slice.json"], RELATIONS).len(), 4, "two relations");
    // The item of the realm has no label here. The registry knows that lists have it for the Netherlands.
    assert_eq!(pairs(&folder, &["slice.json"]), ["near item state:netherlands wd:Q29999"]);
    let check = folder.run(&["check", "slice.json"]);
    assert_eq!(check.codes(), ["may-be-one"], "{}", check.err);
    // The registry lists the Netherlands, so its place in the line makes no difference.
    for line in ["same state:netherlands wd:Q29999", "same wd:Q29999 state:netherlands"] {
        decide(&folder, &[line]);
        let parties = ["belarus", "netherlands"];
        assert_eq!(rows(&folder, &["slice.json"], RELATIONS), parties, "{line}");
        let decision = "SELECT ?joined WHERE { ?d a chy:Decision ; chy:joins ?joined ; chy:decidedBy \"A. Editor\" } ORDER BY ?joined";
        let joined = ["Q29999", "netherlands"];
        assert_eq!(rows(&folder, &["slice.json"], decision), joined);
    }
}

#[test]
fn entities_that_are_one_have_facts_of_one_affair() {
    let folder = Folder::new();
    member(&folder, "a", "{international organization: {name: Fictitious Union, wikidata: Q99999901}}");
    member(&folder, "b", "{international organization: {id: fu, name: Fictitious Union}}");
    statement(&folder, "Q99999901");
    let sources = ["a.yaml", "b.yaml", "slice.json"];
    let [union, fu, item] =
        ["international-organization:fictitious-union", "international-organization:fu", "wd:Q99999901"];
    decide(&folder, &[]);
    assert_eq!(rows(&folder, &sources, AFFAIRS).len(), 3);
    let lines = [format!("same {union} {fu}"), format!("same {fu} {item}")];
    let lines = [lines[0].as_str(), lines[1].as_str()];
    for lines in [[lines[0], lines[1]], [lines[1], lines[0]]] {
        decide(&folder, &lines);
        assert_eq!(rows(&folder, &sources, AFFAIRS).len(), 1, "{lines:?}");
        assert_eq!(rows(&folder, &sources, ORGANIZATIONS), ["fictitious-union"], "{lines:?}");
    }
    assert!(pairs(&folder, &["a.yaml", "b.yaml", "slice.json", "--decisions", "decisions.yaml"]).is_empty());
}

#[test]
fn a_pair_that_is_decided_is_not_proposed_again() {
    let folder = Folder::new();
    member(&folder, "a", "{international organization: {name: Fictitious Union}}");
    member(&folder, "b", "{international organization: {id: fu, name: Fictitious Union}}");
    let list = folder.run(&["link", "--pairs", "--format", "decisions", "a.yaml", "b.yaml"]);
    let line = "  # - {same|different: [international-organization:fictitious-union, international-organization:fu], decided by: \"\", decided on: \"\", evidence: \"\"}";
    assert!(list.out.lines().any(|text| text == line), "{}", list.out);
    let decided = line
        .replace("# - {same|different", "- {different")
        .replace("by: \"\"", "by: B. Editor")
        .replace("on: \"\"", "on: 2026-01-31");
    folder.file("decisions.yaml", format!("decisions:\n{decided}\n"));
    assert!(pairs(&folder, &["a.yaml", "b.yaml", "--decisions", "decisions.yaml"]).is_empty());
    assert!(folder.run(&["check", "a.yaml", "b.yaml", "decisions.yaml"]).codes().is_empty());
    assert_eq!(rows(&folder, &["a.yaml", "b.yaml"], AFFAIRS).len(), 2, "they stay two");
}

#[test]
fn missions_with_and_without_a_seat_are_one_where_a_person_says_so() {
    let folder = Folder::new();
    for (id, more) in [("a", "seat: Minsk"), ("b", "to: Belarus")] {
        let mission = format!("{{mission: {{sender: Cuba, type: embassy, {more}}}}}");
        let fact = format!("accreditation: {{mission: {mission}, receiver: Belarus, during: 1995/2010}}");
        folder.file(&format!("{id}.yaml"), format!("document: {{id: {id}, title: Notes {id}}}\nfacts: [{{{fact}}}]\n"));
    }
    let run = folder.run(&["link", "--pairs", "--format", "json", "a.yaml", "b.yaml"]);
    let told: serde_json::Value = serde_json::from_str(run.out.trim()).unwrap();
    let both: Vec<&str> = told["entities"].as_array().unwrap().iter().map(|iri| iri.as_str().unwrap()).collect();
    let seated = both.iter().find(|iri| iri.ends_with("minsk")).unwrap();
    let other = both.iter().find(|iri| !iri.ends_with("minsk")).unwrap();
    decide(&folder, &[&format!("same {seated} {other}")]);
    let missions = "SELECT DISTINCT ?m WHERE { { ?f chy:mission ?m } UNION { ?m a chy:Mission } }";
    assert_eq!(rows(&folder, &["a.yaml", "b.yaml"], missions), ["cuba--embassy--minsk"]);
    assert_eq!(
        rows(&folder, &["a.yaml", "b.yaml"], "SELECT DISTINCT ?a WHERE { ?f chy:mission ?m ; chy:affair ?a }").len(),
        1
    );
}

#[test]
fn decisions_on_entities_that_cannot_hold_are_reported() {
    let folder = Folder::new();
    member(&folder, "a", "{international organization: {name: Fictitious Union}}");
    let codes = |lines: &[&str]| {
        decide(&folder, lines);
        folder.run(&["check", "a.yaml", "decisions.yaml"]).codes()
    };
    let union = "international-organization:fictitious-union";
    assert_eq!(codes(&[&format!("same {union} international-organization:nobody")]), ["decision-without-effect"]);
    assert_eq!(
        codes(&[&format!("same {union} wd:Q1"), &format!("different wd:Q1 {union}")]).first().map(String::as_str),
        Some("decisions-contradict")
    );
    assert_eq!(
        codes(&[&format!("same {union} visit:belarus--cuba--2006")]).first().map(String::as_str),
        Some("not-a-fact")
    );
}

/// The item of a decision is the listed entity that has it.
#[test]
fn a_decision_on_an_item_is_one_on_the_entity_with_the_item() {
    let folder = Folder::new();
    folder.file(
        "a.yaml",
        "document: {id: a, title: Notes a}\nentities:\n  - state: {id: kon, name: Kingdom of the Netherlands in full, wikidata: Q29999}\n\
         facts: [{diplomatic relation: {between: [Belarus, Kingdom of the Netherlands in full], during: 1992/..}}]\n",
    );
    folder.file(
        "b.yaml",
        "document: {id: b, title: Notes b}\nfacts: [{diplomatic relation: {between: [Belarus, Netherlands], during: 1992-03-24/..}}]\n",
    );
    assert_eq!(pairs(&folder, &["a.yaml", "b.yaml"]), ["near item state:kon state:netherlands"]);
    for (verdict, parties) in [("same", 2), ("different", 3)] {
        decide(&folder, &[&format!("{verdict} state:netherlands wd:Q29999")]);
        let found = pairs(&folder, &["a.yaml", "b.yaml", "--decisions", "decisions.yaml"]);
        assert!(found.is_empty(), "{verdict}: {found:?}");
        let all = "SELECT DISTINCT ?party WHERE { ?f a|chy:ofKind chy:DiplomaticRelation ; chy:party ?party }";
        assert_eq!(rows(&folder, &["a.yaml", "b.yaml"], all).len(), parties, "{verdict}");
    }
}
