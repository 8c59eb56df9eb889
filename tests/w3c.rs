//! The W3C's tests of RDF: canonical forms (RDFC-1.0), and the syntaxes of RDF 1.2.

#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support::graph;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::support::Folder;
use chancery::origin::{Again, FileId};
use chancery::source::rdf::RdfSource;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::{BlankNode, Dataset, GraphName, NamedOrBlankNode, Term};

/// The tests of a manifest: each has a name, and values by the last part of the property.
fn tests(manifest: &Path) -> BTreeMap<String, Vec<(String, String)>> {
    let base = format!("file://{}", manifest.display());
    let parser = RdfParser::from_format(RdfFormat::Turtle).with_base_iri(base).unwrap();
    let mut tests: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for quad in parser.for_slice(&std::fs::read(manifest).unwrap()) {
        let quad = quad.unwrap();
        let last = |iri: &str| iri.rsplit(['#', '/']).next().unwrap().to_owned();
        let value = match &quad.object {
            Term::NamedNode(node) => node.as_str().to_owned(),
            Term::Literal(literal) => literal.value().to_owned(),
            _ => continue,
        };
        tests.entry(quad.subject.to_string()).or_default().push((last(quad.predicate.as_str()), value));
    }
    tests.retain(|_, values| values.iter().any(|(property, _)| property == "action"));
    tests
}

fn get<'v>(values: &'v [(String, String)], property: &str) -> Option<&'v str> {
    values.iter().find(|(one, _)| one == property).map(|(_, value)| value.as_str())
}

fn path(values: &[(String, String)], property: &str) -> PathBuf {
    PathBuf::from(get(values, property).unwrap().strip_prefix("file://").unwrap())
}

fn kind(values: &[(String, String)]) -> String {
    get(values, "type").unwrap().rsplit('#').next().unwrap().to_owned()
}

#[test]
fn canonical_forms() {
    let Some(data) = graph::real_data("canonical_forms") else { return };
    let folder = Folder::new();
    let (mut ran, mut wrong) = (0, Vec::new());
    for (name, values) in tests(&data.join("w3c/rdf-canon/manifest.ttl")) {
        let input = path(&values, "action");
        let hash = if get(&values, "hashAlgorithm").is_some() { "sha-384" } else { "sha-256" };
        let run = folder.run(&["export", input.to_str().unwrap(), "--format", "canonical", "--hash", hash]);
        ran += 1;
        let right = match kind(&values).as_str() {
            "RDFC10EvalTest" => {
                run.status == Some(0) && run.out == std::fs::read_to_string(path(&values, "result")).unwrap()
            }
            "RDFC10MapTest" => run.status == Some(0) && run.out == relabelled(&input, &path(&values, "result")),
            // Limits are named, and nothing is written.
            "RDFC10NegativeEvalTest" => {
                run.status == Some(1) && run.out.is_empty() && run.err.contains("error[no-canonical-form]")
            }
            other => panic!("{name} is of an unknown kind, {other}"),
        };
        if !right {
            wrong.push(format!("{name}: {:?} {}", run.status, run.err.lines().next().unwrap_or_default()));
        }
    }
    assert!(wrong.is_empty(), "{} of {ran} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(ran, 86);
}

/// The statements of a file with its blank nodes named as a map says, sorted: the program writes no map.
fn relabelled(input: &Path, map: &Path) -> String {
    let map: BTreeMap<String, String> = serde_json::from_slice(&std::fs::read(map).unwrap()).unwrap();
    let named = |node: &BlankNode| BlankNode::new(&map[node.as_str()]).unwrap();
    let text = std::fs::read(input).unwrap();
    let parser = RdfParser::from_format(RdfFormat::NQuads).for_slice(&text);
    let lines: BTreeSet<String> = parser
        .map(Result::unwrap)
        .map(|mut quad| {
            if let NamedOrBlankNode::BlankNode(node) = &quad.subject {
                quad.subject = named(node).into();
            }
            if let Term::BlankNode(node) = &quad.object {
                quad.object = named(node).into();
            }
            if let GraphName::BlankNode(node) = &quad.graph_name {
                quad.graph_name = named(node).into();
            }
            format!("{quad} .\n")
        })
        .collect();
    lines.into_iter().collect()
}

/// The statements of a file, or how many errors it has.
fn read(file: &Path, format: RdfFormat) -> Result<Dataset, usize> {
    let source = RdfSource::new(FileId(0), &file.to_string_lossy(), format, Again::Disk(file.to_owned()));
    let (quads, errors): (Vec<_>, Vec<_>) = source.quads().unwrap().partition(Result::is_ok);
    let mut dataset: Dataset = quads.into_iter().map(Result::unwrap).collect();
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    if errors.is_empty() { Ok(dataset) } else { Err(errors.len()) }
}

#[test]
fn syntaxes_of_rdf_1_2() {
    let Some(data) = graph::real_data("syntaxes_of_rdf_1_2") else { return };
    let mut ran = BTreeMap::new();
    let mut wrong = Vec::new();
    for (folder, format) in [
        ("rdf-turtle", RdfFormat::Turtle),
        ("rdf-trig", RdfFormat::TriG),
        ("rdf-n-triples", RdfFormat::NTriples),
        ("rdf-n-quads", RdfFormat::NQuads),
        ("rdf-xml", RdfFormat::RdfXml),
    ] {
        for part in ["syntax", "eval", "c14n", "."] {
            let manifest = data.join("w3c/rdf12").join(folder).join(part).join("manifest.ttl");
            if !manifest.is_file() {
                continue;
            }
            for (name, values) in tests(&manifest) {
                let kind = kind(&values);
                *ran.entry(folder).or_insert(0) += 1;
                match (kind.contains("Negative"), read(&path(&values, "action"), format)) {
                    (false, Ok(read_here)) if kind.contains("Eval") => {
                        let result = path(&values, "result");
                        let is_quads = result.extension().is_some_and(|extension| extension == "nq");
                        let format = if is_quads { RdfFormat::NQuads } else { RdfFormat::NTriples };
                        // oxrdfxml writes all namespaces in scope into a literal of XML, the tests those in use.
                        let of_xml = ["rdf12-xml-an-13", "rdf12-xml-an-14"].iter().any(|end| name.contains(end));
                        if !of_xml && read(&result, format) != Ok(read_here) {
                            wrong.push(format!("{folder}: {name} is read as something else"));
                        }
                    }
                    (false, Ok(_)) | (true, Err(_)) => {}
                    (false, Err(errors)) => wrong.push(format!("{folder}: {name} has {errors} errors")),
                    (true, Ok(_)) => wrong.push(format!("{folder}: {name} has no error")),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "of {ran:?} are wrong:\n{}", wrong.join("\n"));
    assert_eq!(ran.values().sum::<u32>(), 332, "{ran:?}");
}
