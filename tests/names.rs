//! The registry against an oracle worked out from the tables of the field: names, codes and dates to entities.

use crate::support;
use crate::support::graph;
use crate::support::graph::Run;
use chancery::pipeline::Options;
use chancery::registry::Found;
use chancery::time::Edtf;

#[test]
fn names_resolve_exactly_and_by_date() {
    let schema = &graph::loaded().schema;
    let registry = Run::good(graph::loaded(), &Options::default()).outcome.registry;

    let oracle = include_str!("expected/names.tsv");
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (number, line) in oracle.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[name, date, class, expected] = fields.as_slice() else {
            panic!("line {} has no four columns", number + 1)
        };
        let class_iri = format!("https://w3id.org/chancery/ontology#{class}");
        let class_id = schema.class_id(&class_iri).unwrap_or_else(|| panic!("no class {class}"));
        let bounds = (!date.is_empty()).then(|| Edtf::parse(date).expect("a date of the oracle is EDTF").bounds());
        let found = match registry.find(schema, name, class_id, bounds.as_ref()) {
            Found::One(id) => {
                let entity = registry.entity(id);
                format!("{}/{}", schema.kind(entity.kind).template.folder(), entity.id)
            }
            Found::Several(_) => "ambiguous".to_owned(),
            Found::OtherClass(_) | Found::None => "unknown".to_owned(),
        };
        tried += 1;
        if found != expected {
            wrong.push(format!("line {}: `{name}` {date} as {class}: {expected} expected, {found} found", number + 1));
        }
    }
    assert!(tried >= 150, "the oracle has only {tried} lines");
    assert!(wrong.is_empty(), "{} of {tried} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_name_is_in_the_language_that_it_can_be_in() {
    let run = support::Folder::with(
        "n.yaml",
        "document: {id: n, title: Внешняя политика}
entities:
  - person: {id: bob, name: Боб, also: [Bob, {ru: Боря}]}
  - organization: {id: mixed, name: ОБСЕ Mission, acronym: ΟΑΣΕ}
facts:
  - row: 1
    says:
      - trait: {subject: {place: {name: 北京町}}, trait: origin, value: Peru}
      - trait: {subject: {place: {name: {ka: ზესტაფონი}}}, trait: origin, value: Peru}
      - trait: {subject: NATO, trait: origin, value: Peru}
",
    )
    .run(&["export", "n.yaml", "--format", "turtle"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    for wanted in [
        "\"Внешняя политика\"@und",
        "\"Боб\"@und",
        "\"Bob\"@en",
        "\"ОБСЕ Mission\"@und",
        "\"ΟΑΣΕ\"@und",
        "\"北京町\"@und",
        "\"ზესტაფონი\"@ka",
        "\"OTAN\"@fr",
    ] {
        assert!(run.out.contains(wanted), "{wanted}: {}", run.out);
    }
    for wrong in ["\"OTAN\"@en", "\"Внешняя политика\"@en", "\"Боб\"@en"] {
        assert!(!run.out.contains(wrong), "{wrong}: {}", run.out);
    }
}
