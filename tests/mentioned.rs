//! What a fact only speaks of: mentioning is not claiming.

use crate::support::graph;
use std::collections::BTreeMap;

use chancery::schema::{Role, ValueType};
use oxigraph::model::Term;

use crate::support::Folder;
use crate::support::graph::loaded;

/// Facts that stand in place of a value, facts that are referred to, a denial, and a mention within a mention.
const FACTS: &str = "
document: {id: notes, title: Notes}
entities:
  - person: {name: Ann Example}
facts:
  - row: 1
    says:
      - stance: {holder: Ghana, on: {membership: {member: Ghana, organization: NATO, status: full}}, stance: opposition}
  - row: 2
    speaker: Ann Example
    says:
      - utterance: {speaker: Ann Example, about: {visit: {visitor: Ann Example, host: Tonga, during: 2001-02-03}}}
  - row: 3
    says:
      - investigation: {by: Kenya, about: [{trade: {between: [Kenya, Tonga], value: 5 million USD, during: 2002}}]}
  - row: 4
    polarity: denies
    says:
      - stance: {holder: Kenya, on: {recognition: {by: Kenya, of: Kosovo, status: recognized}}, stance: support}
      - meeting: {participants: [Kenya, Ghana], part of: {visit: {visitor: Ann Example, host: Kenya, during: 2004-05-06}}, during: 2004-05-06}
  - row: 5
    says:
      # The visit takes part in a meeting that is itself only spoken of.
      - assessment: {of: {meeting: {participants: [Ghana, Tonga], part of: {visit: {visitor: Ann Example, host: Ghana, during: 2005}}, during: 2005}}, quality: important}
  - row: 6
    says:
      # This visit takes part in a meeting that is asserted.
      - meeting: {participants: [Fiji, Tonga], part of: {visit: {visitor: Ann Example, host: Fiji, during: 2006}}, during: 2006}
  - row: 7
    modality: forecast
    says:
      - meeting: {participants: [Fiji, Samoa], part of: {visit: {visitor: Ann Example, host: Samoa, during: 2031}}, during: 2031}
  - row: 8
    says:
      # Asserted where it stands, and spoken of elsewhere.
      - membership: {id: in-the-commonwealth, member: Ghana, organization: Commonwealth of Nations, status: full}
      - stance: {holder: Togo, on: in-the-commonwealth, stance: support}
  - row: 9
    says:
      # Spoken of first, asserted by a second record of the same content.
      - stance: {holder: Togo, on: {membership: {member: Togo, organization: African Union, status: full}}, stance: support}
  - row: 10
    says:
      - membership: {member: Togo, organization: African Union, status: full}
";

/// The standing of each fact, by the local name of its IRI with its folder.
fn standings(graph: &str) -> BTreeMap<String, String> {
    let quads = graph::quads(chancery::export::Format::NTriples, graph.as_bytes());
    let mut all = BTreeMap::new();
    for quad in quads {
        if quad.predicate.as_str() == "https://w3id.org/chancery/ontology#standing"
            && let Term::NamedNode(standing) = &quad.object
        {
            let subject = quad.subject.to_string();
            let name = subject.trim_matches(['<', '>']).replace("https://w3id.org/chancery/id/", "");
            let code = standing.as_str().rsplit('/').next().unwrap_or_default().to_owned();
            all.insert(name, code);
        }
    }
    all
}

/// The facts that are only mentioned, by the beginning of their names.
const MENTIONED: &[&str] = &[
    "membership/ghana--nato--full",
    "visit/ann-example--tonga",
    "trade/kenya--tonga",
    "recognition/kenya--",
    "visit/ann-example--kenya",
    "meeting/ghana--tonga",
    "visit/ann-example--ghana",
];

#[test]
fn what_is_only_spoken_of_is_claimed_by_nobody() {
    let folder = Folder::with("notes.yaml", FACTS);
    let run = folder.run(&["export", "notes.yaml", "--format", "n-triples"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let all = standings(&run.out);
    let with =
        |code: &str| -> Vec<&String> { all.iter().filter(|(_, of)| *of == code).map(|(name, _)| name).collect() };
    let mentioned = with("mentioned");
    assert_eq!(mentioned.len(), MENTIONED.len(), "{all:#?}");
    for name in MENTIONED {
        assert!(mentioned.iter().any(|found| found.starts_with(name)), "{name} of {mentioned:#?}");
        // Not a single claim speaks for it, or against it.
        let claims = run.out.lines().filter(|line| {
            (line.contains("ontology#supports>") || line.contains("ontology#denies>"))
                && line.contains(&format!("/{name}"))
        });
        assert_eq!(claims.collect::<Vec<_>>(), Vec::<&str>::new(), "{name}");
    }
    // The denial denies the outer facts alone.
    let denied = with("denied");
    assert!(denied.iter().any(|name| name.starts_with("stance/kenya")), "{denied:?}");
    assert!(denied.iter().any(|name| name.starts_with("meeting/ghana--kenya")), "{denied:?}");
    assert_eq!(denied.len(), 2, "{denied:?}");
    // What takes part is claimed, in the manner of the whole.
    let standing_of = |start: &str| all.iter().find(|(name, _)| name.starts_with(start)).map(|(_, code)| code.as_str());
    assert_eq!(standing_of("visit/ann-example--fiji"), Some("held"));
    assert_eq!(standing_of("visit/ann-example--samoa"), Some("projected"));
    // What is asserted elsewhere stays asserted.
    assert_eq!(standing_of("membership/ghana--commonwealth"), Some("held"));
    assert_eq!(standing_of("membership/togo--african-union--full"), Some("held"));
}

/// What was said through an utterance is said; what the utterance is about is only spoken of, however deep it stands.
#[test]
fn what_the_event_of_a_claim_speaks_of_is_claimed_by_nobody() {
    for (manner, through, mentioned) in [
        (
            "speaker: Ghana",
            "{utterance: {speaker: Ghana, during: 2007, about: {severance: {between: [Ghana, Mali], during: 2007-02-02}}}}",
            "severance/ghana--mali",
        ),
        (
            "polarity: denies",
            "{investigation: {by: OCCRP, during: 2007, about: {membership: {member: Mali, organization: NATO, status: full}}}}",
            "membership/mali--nato--full",
        ),
        (
            "polarity: denies",
            "{meeting: {participants: [Ghana, Chad], during: 2005, part of: {utterance: {speaker: Ghana, during: 2005, about: {membership: {member: Ghana, organization: NATO, status: full}}}}}}",
            "membership/ghana--nato--full",
        ),
    ] {
        let text = format!(
            "document: {{id: n, title: N}}\nfacts:\n  - row: 1\n    {manner}\n    through: {through}\n    says:\n      - recognition: {{by: Ghana, of: Kosovo, status: recognized}}\n"
        );
        let run = Folder::with("n.yaml", text).run(&["export", "n.yaml", "--format", "n-triples"]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        let all = standings(&run.out);
        let of = |start: &str| all.iter().find(|(name, _)| name.starts_with(start)).map(|(_, code)| code.as_str());
        assert_eq!(of(mentioned), Some("mentioned"), "{all:#?}");
        assert_eq!(all.values().filter(|code| *code == "mentioned").count(), 1, "{all:#?}");
        // The event itself is the word of the source.
        let events = all
            .iter()
            .filter(|(name, _)| ["utterance/", "investigation/", "meeting/"].iter().any(|kind| name.starts_with(kind)));
        assert!(events.clone().count() > 0 && events.clone().all(|(_, code)| code == "held"), "{all:#?}");
    }
}

/// A fact that takes part is claimed by its own record; a record that has it in place claims it too, one that refers to it by
/// `id` does not, whatever the order of the two and the manner of its own claim.
#[test]
fn what_takes_part_is_claimed_where_its_words_stand() {
    let wholes = [
        // The fact, and who has it as a part: in place, and by id.
        (
            "visit: {@visitor: Ann Example, host: Fiji, during: 2006}",
            "meeting: {participants: [Fiji, Tonga], part of: @, during: 2006}",
        ),
        (
            "cultural event: {@name: Days of Example, host: Kenya, during: 2001}",
            "ceremony: {of: @, type: opening, participants: [Kenya], during: 2001}",
        ),
    ];
    // The manner of the fact's own record, and the standing that follows from it alone.
    let manners = [
        (None, "mentioned"),
        (Some(""), "held"),
        (Some("modality: scheduled, "), "projected"),
        (Some("polarity: denies, "), "denied"),
        (Some("speaker: Ann Example, "), "reported"),
    ];
    let claims_of = |blocks: &[String]| {
        let entities = "document: {id: n, title: N}\nentities:\n  - person: {name: Ann Example}\n";
        let folder = Folder::with("n.yaml", format!("{entities}facts:\n{}", blocks.concat()));
        let run = folder.run(&["export", "n.yaml", "--format", "n-triples"]);
        assert_eq!(run.status, Some(0), "{blocks:?} {}", run.err);
        let of = |name: &str| name.starts_with("visit/") || name.starts_with("cultural-event/");
        let standing = standings(&run.out).into_iter().find(|(name, _)| of(name)).map(|(_, code)| code);
        let said = |line: &&str| {
            ["supports", "denies"].iter().any(|by| {
                ["visit", "cultural-event"]
                    .iter()
                    .any(|kind| line.contains(&format!("#{by}> <https://w3id.org/chancery/id/{kind}/")))
            })
        };
        let rows = run.out.lines().filter(said).count();
        (standing, rows)
    };
    for (part, whole) in wholes {
        let named = part.replace('@', "id: x, ");
        let (plain, by_id) = (part.replace('@', ""), whole.replace('@', "x"));
        let in_place = whole.replace('@', &format!("{{{plain}}}"));
        for (manner, alone) in manners {
            let own = match manner {
                Some(manner) => format!("  - {{row: 1, {manner}says: [{{{named}}}]}}\n"),
                None => {
                    format!("  - {{row: 1, says: [{{stance: {{holder: Togo, on: {{{named}}}, stance: support}}}}]}}\n")
                }
            };
            let of_own = usize::from(manner.is_some());
            let refers = format!("  - {{row: 2, says: [{{{by_id}}}]}}\n");
            let has = format!("  - {{row: 2, says: [{{{in_place}}}]}}\n");
            let with_place = match alone {
                "denied" => "contested",
                _ => "held",
            };
            for blocks in [[own.clone(), refers.clone()], [refers, own.clone()]] {
                assert_eq!(claims_of(&blocks), (Some(alone.to_owned()), of_own), "{blocks:?}");
            }
            for blocks in [[own.clone(), has.clone()], [has, own]] {
                assert_eq!(claims_of(&blocks), (Some(with_place.to_owned()), of_own + 1), "{blocks:?}");
            }
        }
    }
}

#[test]
fn what_is_only_spoken_of_reaches_no_part_of_the_facts() {
    let folder = Folder::with("notes.yaml", FACTS);
    for options in [["--as-of", "2004-05-06"], ["--as-of", "2001-02-03"], ["--standing", "held"]] {
        let run = folder.run(&["export", "notes.yaml", "--format", "n-triples", options[0], options[1]]);
        assert_eq!(run.status, Some(0), "{}", run.err);
        for name in MENTIONED {
            // Who refers to it is told what it is called and of what class it is, and nothing else.
            let described =
                run.out.lines().filter(|line| line.starts_with(&format!("<https://w3id.org/chancery/id/{name}")));
            let of_a_reference = |line: &&str| {
                line.contains("ontology#referredAs> <") || line.contains("rdf-schema#label> \"mentioned: ")
            };
            assert_eq!(described.filter(|line| !of_a_reference(line)).count(), 0, "{options:?}: {name}");
        }
    }
    let shape = folder.run(&["export", "notes.yaml", "--format", "n-triples", "--shape", "wikidata"]);
    assert_eq!(shape.status, Some(0), "{}", shape.err);
    assert!(!shape.out.contains("/prop/direct/P463> <http://www.wikidata.org/entity/Q7184>"), "{}", shape.out);
    // Nor do derivations know it.
    let derived = folder.run(&["export", "notes.yaml", "--format", "n-triples", "--derived"]);
    assert_eq!(derived.status, Some(0), "{}", derived.err);
    let members: Vec<&str> = derived.out.lines().filter(|line| line.contains("ontology#memberOf>")).collect();
    assert_eq!(members.len(), 2, "{members:#?}");
    // Read again, the graph is as good as the notes, and nobody misses the claims.
    let check = Folder::with("graph.nt", derived.out).run(&["check", "graph.nt"]);
    assert_eq!((check.status, check.codes().len()), (Some(0), 0), "{}", check.err);
}

#[test]
fn named_questions_leave_out_what_is_only_spoken_of() {
    let folder = Folder::with("notes.yaml", FACTS);
    for (question, arguments) in [
        ("members-in-year", vec!["organization=NATO", "year=2000"]),
        ("visits-between", vec!["a=Ann Example", "b=Tonga"]),
        ("trade-series", vec!["a=Kenya", "b=Tonga"]),
        ("recognition", vec!["of=Kosovo"]),
        ("timeline", vec!["a=Kenya", "b=Tonga"]),
        ("claims-not-held", vec![]),
    ] {
        let mut all = vec!["query", question, "--source", "notes.yaml", "--format", "csv"];
        all.extend(arguments);
        let run = folder.run(&all);
        assert_eq!(run.status, Some(0), "{question}: {}", run.err);
        for name in MENTIONED {
            assert!(!run.out.contains(&format!("/{name}")), "{question}: {}", run.out);
        }
        if question != "claims-not-held" {
            assert_eq!(run.out.lines().count(), 1, "{question} has no answer but its heading: {}", run.out);
        }
    }
}

/// What a source says with a hedge only is not an answer to a named question; said plainly it is.
#[test]
fn named_questions_leave_out_what_is_only_hedged() {
    let facts = [
        "membership: {member: Kenya, organization: NATO, status: full, during: 1990/2010}",
        "membership: {member: Tonga, organization: NATO, status: full, during: 1990/2010}",
        "membership: {member: Tonga, organization: OSCE, status: full, during: 1990/2010}",
        "membership: {member: Kenya, organization: OSCE, status: observer, during: 1990/2010}",
        "visit: {visitor: Ann Example, on behalf of: Kenya, host: Tonga, during: 2001-02-03}",
        "trade: {between: [Kenya, Tonga], value: 5 million USD, during: 2002}",
        "recognition: {by: Kenya, of: Kosovo, status: recognized}",
        "treaty action: {instrument: {treaty: {name: Treaty of Example, between: [Kenya, Tonga]}}, action: signature, party: Kenya, during: 2001-02-03}",
        "accreditation: {mission: {mission: {sender: Kenya, type: embassy, seat: Nuku'alofa}}, receiver: Tonga, residence: resident}",
    ];
    // The question, and what its answer holds where the facts are said plainly.
    let questions = [
        ("members-in-year", vec!["organization=NATO", "year=2000"], "Kenya"),
        ("both-full-members", vec!["a=Kenya", "b=Tonga", "organization=NATO", "on=2000-01-01"], "certain"),
        ("shared-memberships", vec!["a=Kenya", "b=Tonga", "on=2000-01-01"], "true"),
        ("shared-states-and-organizations", vec!["a=Kenya", "b=Tonga"], "certain"),
        ("status-differences", vec!["a=Kenya", "b=Tonga"], "observer"),
        ("visits-between", vec!["a=Kenya", "b=Tonga"], "visit"),
        ("first-visits", vec![], "visit"),
        ("trade-series", vec!["a=Kenya", "b=Tonga"], "2002"),
        ("recognition", vec!["of=Kosovo"], "Kenya"),
        ("timeline", vec!["a=Kenya", "b=Tonga"], "2002"),
        ("signed-not-ratified", vec![], "Treaty of Example"),
        ("signed-during-visits", vec!["a=Kenya", "b=Tonga"], "Treaty of Example"),
        ("missions-between", vec!["a=Kenya", "b=Tonga"], "resident"),
        ("missions-of", vec!["of=Kenya"], "resident"),
        ("resident-embassies", vec!["a=Kenya", "b=Tonga"], "true"),
        ("unreciprocated-accreditations", vec![], "resident"),
    ];
    for (manner, is_said) in [("", true), ("hedge: reportedly, ", false)] {
        let blocks: String = { facts.iter().enumerate() }
            .map(|(row, fact)| format!("  - {{row: {row}1, {manner}says: [{{{fact}}}]}}\n"))
            .collect();
        let entities = "document: {id: n, title: N}\nentities:\n  - person: {name: Ann Example}\n";
        let folder = Folder::with("notes.yaml", format!("{entities}facts:\n{blocks}"));
        for (question, arguments, holds) in &questions {
            let mut all = vec!["query", question, "--source", "notes.yaml", "--format", "csv"];
            all.extend(arguments);
            let run = folder.run(&all);
            assert_eq!(run.status, Some(0), "{question}: {}", run.err);
            let rows: String = run.out.lines().skip(1).collect::<Vec<_>>().join("\n");
            assert_eq!(rows.contains(holds), is_said, "{question}, {manner}: {}", run.out);
        }
        // It is listed with what is not held, and with its hedge.
        let run = folder.run(&["query", "claims-not-held", "--source", "notes.yaml", "--format", "csv"]);
        let hedged = run.out.lines().filter(|line| line.contains("reportedly")).count();
        assert_eq!(hedged, if is_said { 0 } else { facts.len() }, "{}", run.out);
    }
}

/// Every key that takes a fact, and whether its fact takes part (+) or is spoken of (-). Whoever adds a key decides.
#[test]
fn each_key_that_takes_a_fact_says_which_of_the_two_it_is() {
    let schema = &loaded().schema;
    let mut found: Vec<String> = Vec::new();
    for kind in schema.kinds() {
        for key in &kind.keys {
            // Conflicts are a key of every fact.
            let takes = matches!(key.value, ValueType::Fact(_) | ValueType::Matter(_));
            let is_own = kind.unfolds_to(key).is_none() || kind.key == "visit";
            if takes && is_own && (key.content || kind.key == "visit") && kind.role != Role::Entity {
                found.push(format!("{}{} {}", if key.asserts { '+' } else { '-' }, kind.key, key.key));
            }
        }
    }
    found.sort();
    assert_eq!(
        found,
        [
            "+award part of",
            "+ceremony of",
            "+ceremony part of",
            "+change of",
            "+change part of",
            "+claim through",
            "+combat incident part of",
            "+conflict part of",
            "+cooperation part of",
            "+cultural event part of",
            "+death part of",
            "+diplomatic measure part of",
            "+distinction of",
            "+domestic event part of",
            "+establishment part of",
            "+investigation part of",
            "+legal measure part of",
            "+meeting part of",
            "+negotiation part of",
            "+operation start part of",
            "+public act part of",
            "+rationale because of",
            "+rationale by means of",
            "+rationale in response to",
            "+rationale of",
            "+restoration part of",
            "+sequence after",
            "+sequence before",
            "+sequence of",
            "+sequence while",
            "+severance part of",
            "+supply flow part of",
            "+suspension part of",
            "+territorial change part of",
            "+transfer part of",
            "+treaty action part of",
            "+undertaking part of",
            "+utterance part of",
            "+visit after",
            "+visit because of",
            "+visit before",
            "+visit by means of",
            "+visit in response to",
            "+visit part of",
            "+visit while",
            "+vote part of",
            "-assessment of",
            "-conflict over",
            "-count in",
            "-count of",
            "-deployment in",
            "-deployment under",
            "-distinction among",
            "-distinction in",
            "-domestic event in",
            "-flow share of",
            "-investigation about",
            "-legal measure charge",
            "-legal measure in",
            "-meeting about",
            "-negotiation about",
            "-non-event of",
            "-partnership against",
            "-poll on",
            "-public act content",
            "-public act forum",
            "-public act if",
            "-rationale in exchange for",
            "-rationale in order to",
            "-stance on",
            "-territorial change territory",
            "-territorial status territory",
            "-trait subject",
            "-undertaking against",
            "-undertaking in",
            "-utterance about",
            "-visit conflicts",
            "-visit in exchange for",
            "-visit in order to",
            "-vote in",
            "-vote on",
        ]
    );
}

#[test]
fn a_key_of_ones_own_that_does_not_say_it_counts_as_speaking_of() {
    let own = r#"
@prefix setting: <https://w3id.org/chancery/setting#> . @prefix chy: <https://w3id.org/chancery/ontology#> .
@prefix ex: <https://example.org/own#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Rumour a owl:Class ; rdfs:subClassOf chy:Situation ; rdfs:label "rumour"@en .
ex:rumourOf a owl:ObjectProperty ; rdfs:label "rumour of"@en .
ex:RumourShape a sh:NodeShape ; sh:targetClass ex:Rumour ; setting:key "rumour" ;
    rdfs:label "rumour"@en ; rdfs:comment "A rumour."@en ; setting:example "{of: x}" ;
    setting:iriTemplate "rumour/{of}" ; setting:labelTemplate "Rumour: {of}"@en ;
    sh:property [ setting:key "of" ; sh:name "of"@en ; sh:description "What is rumoured."@en ; sh:path ex:rumourOf ; sh:class chy:Fact ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 1 ] .
"#;
    let folder = Folder::new();
    folder.file("own/rumour.ttl", own);
    folder.file(
        "notes.yaml",
        "document: {id: n, title: N}\nfacts:\n  - row: 1\n    says:\n      - rumour: {of: {membership: {member: Togo, organization: NATO, status: full}}}\n",
    );
    let run = folder.run(&["export", "notes.yaml", "--ontology", "own", "--format", "n-triples"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let all = standings(&run.out);
    let of = |start: &str| all.iter().find(|(name, _)| name.starts_with(start)).map(|(_, code)| code.as_str());
    assert_eq!((of("rumour/"), of("membership/")), (Some("held"), Some("mentioned")), "{all:?}");
    // The shape is told that it does not say it, at its own place; what is built in is not looked at.
    let run = folder.run(&["check", "notes.yaml", "--ontology", "own"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let said = run.said();
    let told: Vec<_> = said.iter().filter(|said| said.code == "asserts-missing").collect();
    assert_eq!(told.len(), 1, "{}", run.err);
    assert!(told[0].place.contains("rumour.ttl:9:"), "{}", told[0].place);
}

#[test]
fn what_nobody_claims_is_not_compared_with_wikidata() {
    let folder = Folder::with("notes.yaml", FACTS);
    folder.file(
        "items.json",
        r#"[{"type":"item","id":"Q117","labels":{"en":{"language":"en","value":"Ghana"}},"claims":{"P463":[{"id":"Q117$00000000-0000-0000-0000-000000000001","type":"statement","rank":"normal","mainsnak":{"snaktype":"value","property":"P463","datatype":"wikibase-item","datavalue":{"type":"wikibase-entityid","value":{"entity-type":"item","id":"Q7184"}}}}]}}]"#,
    );
    let run = folder.run(&["audit", "notes.yaml", "--against", "items.json"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    // The stance on it is there, and says its name.
    let of_membership = |line: &str| line.contains("Ghana in NATO") && !line.contains("opposition");
    assert!(!run.out.lines().any(of_membership), "{}", run.out);
}

/// Who reads a label alone takes no denial, forecast or mention for a fact.
#[test]
fn a_label_says_the_standing() {
    let folder = Folder::with("notes.yaml", FACTS);
    let run = folder.run(&["export", "notes.yaml", "--format", "n-triples"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let all = standings(&run.out);
    let mut told = 0;
    for (name, standing) in &all {
        let start = format!("<https://w3id.org/chancery/id/{name}> <http://www.w3.org/2000/01/rdf-schema#label> \"");
        let label = run.out.lines().find_map(|line| line.strip_prefix(&start)).expect("every fact has a label");
        let mark = format!("{standing}: ");
        assert_eq!(label.starts_with(&mark), standing != "held", "{name}: {label}");
        told += usize::from(standing != "held");
    }
    // Seven mentioned, two denied, one by a speaker; two forecast, the visit within the meeting among them.
    assert_eq!(told, 12, "{all:#?}");
    // A claim says its manner, a name is not an assertion.
    assert!(run.out.contains("\"Notes, row 7, forecast: Meeting of Fiji and Samoa"), "{}", run.out);
    assert!(run.out.contains("\"Notes, row 4, denies: "), "{}", run.out);
    let named = "document: {id: n, title: N}\nfacts:\n  - row: 1\n    polarity: denies\n    says:\n      - cultural event: {name: Days of Example, host: Kenya, during: 2001}\n";
    let run = Folder::with("n.yaml", named).run(&["export", "n.yaml", "--format", "turtle"]);
    assert!(run.out.contains("rdfs:label \"Days of Example\"@en"), "{} {}", run.err, run.out);
}

/// Where nothing is merged, a fact has no standing; its label says what its own row says.
#[test]
fn a_label_in_the_order_of_the_rows_says_the_manner_of_its_row() {
    let folder = Folder::with("rows.csv", "member,year\nKenya,1990\n");
    folder.file(
        "rows.yaml",
        "recipe: rows\nreads: rows\ndocument: {id: rows, title: Rows}\nfacts:\n  - membership: {member: \"{member}\", organization: NATO, status: full, during: \"{year}\"}\n    polarity: denies\n",
    );
    for provenance in ["full", "source", "none"] {
        let options = ["--recipe", "rows.yaml", "--order", "input", "--format", "turtle", "--provenance", provenance];
        let run = folder.run(&[&["export", "rows.csv"], &options[..]].concat());
        assert_eq!(run.status, Some(0), "{}", run.err);
        assert!(run.out.contains("rdfs:label \"denied: Kenya in NATO: full member, in 1990\"@en"), "{}", run.out);
    }
}
