//! Pairs of entities that may be one: what proposes them, and what speaks against it.

use crate::support::Folder;

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
