//! The tree of shapes from outside: a reader of the test's own gives the fields of a form, and what the tree says of a key is what
//! the mapper, the validator and the JSON Schema refuse a value for.

#![allow(clippy::unwrap_used, clippy::panic)]

use chancery::origin::FileId;
use chancery::schema::shape::{Bound, Constraint, Shape, Shapes};
use chancery::schema::{Ontology, OntologyFile};
use regex::Regex;
use serde_json::{Value, json};

use crate::support::{Folder, Run};

const PREFIXES: &str =
    "@prefix setting: <https://w3id.org/chancery/setting#> . @prefix chy: <https://w3id.org/chancery/ontology#> .
@prefix ex: <https://example.org/loans#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix state: <https://w3id.org/chancery/id/state/> .
@prefix terms: <https://example.org/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

/// A kind with a key of each sort of constraint, and one that inherits its keys and narrows one of them.
const LOANS: &str = r#"
ex:Loan a owl:Class ; rdfs:subClassOf chy:Situation ; rdfs:label "loan"@en .
ex:Lease a owl:Class ; rdfs:subClassOf ex:Loan ; rdfs:label "lease"@en .
ex:lender a owl:ObjectProperty . ex:borrower a owl:ObjectProperty . ex:terms a owl:ObjectProperty .
ex:contract a owl:DatatypeProperty . ex:years a owl:DatatypeProperty .
<https://example.org/terms> a skos:ConceptScheme .
terms:soft a skos:Concept ; skos:inScheme <https://example.org/terms> ; skos:prefLabel "soft"@en .
terms:hard a skos:Concept ; skos:inScheme <https://example.org/terms> ; skos:prefLabel "hard"@en .

ex:LoanShape a sh:NodeShape ; sh:targetClass ex:Loan ; setting:key "loan" ;
    setting:iriTemplate "loan/{lender}--{borrower}" ; setting:labelTemplate "{lender} to {borrower}"@en ;
    rdfs:comment "A state lends to a state."@en ;
    sh:property ex:Lender ,
        [ setting:key "borrower" ; sh:path ex:borrower ; sh:class chy:State ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 2 ] ,
        [ setting:key "contract" ; sh:path ex:contract ; sh:datatype xsd:string ; sh:pattern "^L-[0-9]+$" ; sh:maxCount 1 ; sh:order 3 ] ,
        [ setting:key "years" ; sh:path ex:years ; sh:datatype xsd:integer ; sh:maxInclusive 40 ; sh:maxCount 1 ; sh:order 4 ] ,
        [ setting:key "terms" ; sh:path ex:terms ; setting:list <https://example.org/terms> ; sh:in ( terms:soft terms:hard ) ;
          sh:maxCount 1 ; sh:order 5 ] .
ex:Lender setting:key "lender" ; sh:path ex:lender ; sh:class chy:State ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 1 .
ex:LeaseShape a sh:NodeShape ; sh:targetClass ex:Lease ; setting:key "lease" ;
    sh:property [ setting:key "years" ; sh:path ex:years ; sh:datatype xsd:integer ; sh:maxInclusive 99 ; sh:maxCount 1 ; sh:order 4 ] .
"#;

fn tree(text: &str) -> Shapes {
    let file = OntologyFile {
        name: "loans.ttl".to_owned(),
        text: format!("{PREFIXES}{text}").into(),
        file: FileId(0),
        own: true,
        replaces: false,
        base: None,
    };
    Shapes::read(&Ontology::read(&[file]).unwrap())
}

/// A field of a form, made of one property shape: its name, how many values, and what each must be.
fn field(shape: &Shape) -> String {
    let (mut least, mut most) = (0, "*".to_owned());
    let mut rules = Vec::new();
    for says in shape.says() {
        match says {
            Constraint::MinCount(count) => least = *count,
            Constraint::MaxCount(count) => most = count.to_string(),
            Constraint::Class(class) => rules.push(format!("a {}", class.rsplit('#').next().unwrap())),
            Constraint::Pattern(pattern) => rules.push(format!("like {pattern}")),
            Constraint::Bound(Bound::MaxInclusive, bound) => rules.push(format!("at most {}", bound.value())),
            Constraint::In(members) => rules.push(format!("one of {}", members.len())),
            _ => {}
        }
    }
    format!("{} {least}..{most} {}", shape.key().unwrap(), rules.join(", "))
}

#[test]
fn a_reader_of_the_tree_makes_a_form() {
    let shapes = tree(LOANS);
    let forms = shapes.iter().filter(|shape| shape.target_class().is_some());
    let forms: Vec<(&str, Vec<String>)> = forms
        .map(|shape| (shape.key().unwrap(), shape.properties().map(|property| field(shapes.get(property))).collect()))
        .collect();
    let loan =
        ["lender 1..1 a State", "borrower 1..1 a State", "contract 0..1 like ^L-[0-9]+$", "years 0..1 at most 40"];
    let loan = loan.into_iter().chain(["terms 0..1 one of 2"]).map(str::to_owned).collect();
    assert_eq!(forms, [("loan", loan), ("lease", vec!["years 0..1 at most 99".to_owned()])]);
    // Each statement knows where it is.
    let terms: Vec<&str> = shapes.get(shapes.id("https://example.org/loans#Lender").unwrap()).constraints[..2]
        .iter()
        .map(|said| said.term.rsplit('#').next().unwrap())
        .collect();
    assert_eq!(terms, ["key", "class"]);
}

/// A record of YAML, and the same in Turtle.
struct Record {
    kind: &'static str,
    keys: Vec<(&'static str, Value)>,
    turtle: Vec<(&'static str, &'static str)>,
}

impl Record {
    fn good(kind: &'static str) -> Self {
        Self {
            kind,
            keys: vec![
                ("lender", json!("Belarus")),
                ("borrower", json!("Armenia")),
                ("contract", json!("L-7")),
                ("years", json!(40)),
                ("terms", json!("soft")),
            ],
            turtle: vec![
                ("lender", "state:belarus"),
                ("borrower", "state:armenia"),
                ("contract", "\"L-7\""),
                ("years", "40"),
                ("terms", "terms:soft"),
            ],
        }
    }

    /// The same with another value of a key; without the key where that is nothing.
    fn with(kind: &'static str, key: &'static str, value: Option<(Value, &'static str)>) -> Self {
        let mut record = Self::good(kind);
        record.keys.retain(|(name, _)| *name != key);
        record.turtle.retain(|(name, _)| *name != key);
        if let Some((value, turtle)) = value {
            record.keys.push((key, value));
            record.turtle.push((key, turtle));
        }
        record
    }

    fn json(&self) -> Value {
        self.keys
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    fn in_file(&self) -> String {
        json!({ "facts": [{ "row": 1, "says": [{ self.kind: self.json() }] }] }).to_string()
    }

    fn in_turtle(&self) -> String {
        let class = if self.kind == "loan" { "Loan" } else { "Lease" };
        let values: String = self.turtle.iter().map(|(name, value)| format!(" ; ex:{name} {value}")).collect();
        format!("{PREFIXES}ex:one a ex:{class} ; rdfs:label \"one\"@en{values} .\n")
    }
}

/// Whether a draft of JSON Schema, as far as records use it, lets a value pass.
fn allows(root: &Value, schema: &Value, value: &Value) -> bool {
    let Some(rules) = schema.as_object() else { return schema != &json!(false) };
    rules.iter().all(|(rule, asked)| match (rule.as_str(), asked) {
        ("$ref", asked) => {
            let at = asked.as_str().unwrap().trim_start_matches('#');
            allows(root, root.pointer(at).unwrap(), value)
        }
        ("anyOf", Value::Array(any)) => any.iter().any(|schema| allows(root, schema, value)),
        ("allOf", Value::Array(all)) => all.iter().all(|schema| allows(root, schema, value)),
        ("not", schema) => !allows(root, schema, value),
        ("type", Value::Array(any)) => any.iter().any(|one| is_of_type(one, value)),
        ("type", one) => is_of_type(one, value),
        ("enum", Value::Array(any)) => any.contains(value),
        ("pattern", pattern) => value.as_str().is_none_or(|text| matches(pattern.as_str().unwrap(), text)),
        ("minimum", least) => value.as_f64().is_none_or(|number| number >= least.as_f64().unwrap()),
        ("maximum", most) => value.as_f64().is_none_or(|number| number <= most.as_f64().unwrap()),
        ("minItems", least) => value.as_array().is_none_or(|items| items.len() as u64 >= least.as_u64().unwrap()),
        ("maxItems", most) => value.as_array().is_none_or(|items| items.len() as u64 <= most.as_u64().unwrap()),
        ("minProperties", least) => value.as_object().is_none_or(|keys| keys.len() as u64 >= least.as_u64().unwrap()),
        ("items", schema) => value.as_array().is_none_or(|items| items.iter().all(|item| allows(root, schema, item))),
        ("required", Value::Array(keys)) => {
            value.as_object().is_none_or(|object| keys.iter().all(|key| object.contains_key(key.as_str().unwrap())))
        }
        ("properties", Value::Object(known)) => value.as_object().is_none_or(|object| {
            object.iter().all(|(key, value)| known.get(key).is_none_or(|schema| allows(root, schema, value)))
        }),
        ("additionalProperties", asked) => {
            asked != &json!(false)
                || value
                    .as_object()
                    .is_none_or(|object| object.keys().all(|key| schema["properties"].get(key).is_some()))
        }
        _ => {
            let words = ["title", "description", "default", "examples", "errorMessage"];
            let known = words.contains(&rule.as_str()) || rule.starts_with("markdown") || rule.ends_with("Message");
            assert!(known || rule == "enumDescriptions", "`{rule}` is not understood");
            true
        }
    })
}

/// Whether a text matches a pattern, which may begin with what the whole text must not be (`^(?!…$)`).
fn matches(pattern: &str, text: &str) -> bool {
    let is_match = |pattern: &str| Regex::new(pattern).unwrap().is_match(text);
    match pattern.strip_prefix("^(?!").and_then(|rest| rest.split_once("$)")) {
        Some((excluded, rest)) => !is_match(&format!("^{excluded}$")) && is_match(&format!("^{rest}")),
        None => is_match(pattern),
    }
}

fn is_of_type(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        name => panic!("the type `{name}` is not understood"),
    }
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.file("own/loans.ttl", format!("{PREFIXES}{LOANS}"));
    folder
}

fn check(folder: &Folder, name: &str, text: &str) -> Run {
    folder.file(name, text);
    folder.run(&["check", name, "--ontology", "own", "--no-checks"])
}

#[test]
fn what_a_shape_says_is_obeyed_by_the_mapper_the_validator_and_the_json_schema() {
    let folder = folder();
    let schema = folder.run(&["schema", "json-schema", "--ontology", "own"]);
    let schema: Value = serde_json::from_str(&schema.out).unwrap();
    let kind = |record: &Record| &schema["definitions"][format!("kind-{}", record.kind)];
    for record in [Record::good("loan"), Record::good("lease")] {
        let (mapped, validated) =
            (check(&folder, "a.json", &record.in_file()), check(&folder, "a.ttl", &record.in_turtle()));
        assert_eq!((mapped.status, validated.status), (Some(0), Some(0)), "{}{}", mapped.err, validated.err);
        assert!(allows(&schema, kind(&record), &record.json()), "{}", record.json());
    }
    let wrong = [
        ("contract", Some((json!("X-7"), "\"X-7\"")), "malformed-text", "malformed-text"),
        ("years", Some((json!(41), "41")), "out-of-range", "value-out-of-range"),
        ("terms", Some((json!("medium"), "terms:medium")), "unknown-concept", "unknown-concept"),
        ("borrower", None, "missing-key", "too-few-values"),
        ("contract", Some((json!(["L-7", "L-8"]), "\"L-7\" , \"L-8\"")), "too-many-values", "too-many-values"),
    ];
    for (key, value, mapped, validated) in wrong {
        let record = Record::with("loan", key, value);
        let run = check(&folder, "a.json", &record.in_file());
        assert_eq!((run.status, run.codes()), (Some(1), vec![mapped.to_owned()]), "{key}: {}", run.err);
        let run = check(&folder, "a.ttl", &record.in_turtle());
        assert_eq!((run.status, run.codes()), (Some(1), vec![validated.to_owned()]), "{key}: {}", run.err);
        assert!(!allows(&schema, kind(&record), &record.json()), "{}", record.json());
    }
}

/// In SHACL the constraints of all shapes of a node hold; for the mapper the key of a subkind replaces that of its parent.
#[test]
fn a_narrower_key_replaces_its_parents_for_the_mapper_alone() {
    let folder = folder();
    let record = Record::with("lease", "years", Some((json!(50), "50")));
    let run = check(&folder, "a.json", &record.in_file());
    assert_eq!(run.status, Some(0), "{}", run.err);
    let run = check(&folder, "a.ttl", &record.in_turtle());
    assert_eq!(run.codes(), ["value-out-of-range"], "{}", run.err);
    assert!(run.err.contains("not more than 40"), "{}", run.err);
}

/// Shapes are numbers to one another: neither depth nor a circle costs stack.
#[test]
fn shapes_of_any_depth_are_read() {
    let count = 20_000;
    let chain: String = (0..count).map(|n| format!("ex:s{n} sh:not ex:s{} .\n", (n + 1) % count)).collect();
    let shapes = tree(&chain);
    assert_eq!(shapes.len(), count);
    let inner = shapes.get(0).find(|says| if let Constraint::Not(inner) = says { Some(*inner) } else { None });
    assert_eq!(inner.map(|inner| shapes.get(inner).node.as_str()), Some("https://example.org/loans#s1"));
}
