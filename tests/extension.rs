//! New kinds of fact from a folder of the user's own, with no change to the program; and that the program's own text
//! names no kind of fact.

use crate::support::graph;
use std::path::{Path, PathBuf};

use chancery::diagnostic::Diagnostics;
use chancery::export::Format;
use chancery::origin::Files;
use chancery::pipeline::{self, Loaded, Options};
use chancery::schema::Role;
use oxigraph::io::RdfParser;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;

use crate::support::graph::{Run, loaded, rdf_format, root, rust_files_without_tests, sources};

/// Sanctions, and visits with all honours.
const ONTOLOGY: &str = r#"
@prefix setting: <https://w3id.org/chancery/setting#> . @prefix chy: <https://w3id.org/chancery/ontology#> .
@prefix ex: <https://example.org/sanctions#> .
@prefix measure: <https://example.org/measure/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:Sanction a owl:Class ; rdfs:subClassOf chy:Situation ; rdfs:label "sanction"@en .
ex:StateVisit a owl:Class ; rdfs:subClassOf chy:Visit ; rdfs:label "state visit"@en .

<https://example.org/measure> a skos:ConceptScheme .
measure:arms-embargo a skos:Concept ; skos:inScheme <https://example.org/measure> ; skos:prefLabel "arms embargo"@en .
measure:travel-ban a skos:Concept ; skos:inScheme <https://example.org/measure> ; skos:prefLabel "travel ban"@en ; skos:notation "TB" .
measure:asset-freeze a skos:Concept ; skos:inScheme <https://example.org/measure> ; skos:prefLabel "freezing of assets"@en .

ex:SanctionShape a sh:NodeShape ;
    sh:targetClass ex:Sanction ;
    setting:key "sanction" ;
    setting:iriTemplate "sanction/{sender}--{measure}--{targets}" ;
    setting:labelTemplate "{sender}: {measure} against {targets}[ for {reason}]"@en ;
    rdfs:comment "A measure against somebody, short of force."@en ;
    setting:example "{sender: European Union, targets: [Belarus], measure: travel ban, during: 2020-10-02/..}" ;
    sh:property [ setting:key "sender" ; sh:name "sender"@en ; sh:path ex:sender ; sh:class chy:Agent ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 1 ] ,
                [ setting:key "targets" ; sh:name "targets"@en ; sh:path ex:target ; sh:class chy:Agent ; sh:minCount 1 ; sh:order 2 ] ,
                [ setting:key "measure" ; sh:name "measure"@en ; sh:path ex:measure ; setting:list <https://example.org/measure> ;
                  sh:in ( measure:arms-embargo measure:travel-ban measure:asset-freeze ) ; sh:minCount 1 ; sh:maxCount 1 ; sh:order 3 ] ,
                [ setting:key "reason" ; sh:name "reason"@en ; sh:path ex:reason ; sh:datatype xsd:string ; sh:maxCount 1 ; sh:order 4 ] .

ex:StateVisitShape a sh:NodeShape ;
    sh:targetClass ex:StateVisit ;
    setting:key "state visit" ;
    rdfs:comment "A visit of a head of state, with all honours."@en ;
    setting:example "{visitor: Ilham Aliyev, host: Belarus, during: 2006-10-17, suite size: 40}" ;
    sh:property [ setting:key "suite size" ; sh:name "suite size"@en ; sh:path ex:suiteSize ; sh:datatype xsd:integer ; sh:maxCount 1 ; sh:order 20 ] .
"#;

const FACTS: &str = "
document: {id: news, title: News}
facts:
  - row: 1
    says:
      - sanction: {sender: [European Union, United States], targets: [Alexander Lukashenko, Belarus], measure: TB, reason: elections, during: 2020-10-02/..}
      - sanction: {sender: United Nations, targets: South Africa, measure: arms embargo, during: 1977-11-04/1994-05-24}
  - row: 2
    says:
      - state visit: {id: the-visit, visitor: Ilham Aliyev, on behalf of: Azerbaijan, host: Belarus, suite size: 40, during: 2006-10-17/2006-10-18}
      - meeting: {participants: [Ilham Aliyev, Alexander Lukashenko], part of: the-visit, during: 2006-10-17}
  - row: 3
    says:
      # Where any fact may stand, so may one of a new kind; and where a visit may.
      - stance: {holder: Azerbaijan, on: {sanction: {sender: European Union, targets: Belarus, measure: freezing of assets}}, stance: opposition}
";

struct Extended {
    folder: tempfile::TempDir,
    loaded: Loaded,
    options: Options,
}

/// The program with the ontology laid over its own.
fn extended() -> Extended {
    let folder = tempfile::tempdir().unwrap();
    let ontology = folder.path().join("own");
    std::fs::create_dir(&ontology).unwrap();
    std::fs::write(ontology.join("sanctions.ttl"), ONTOLOGY).unwrap();
    let options = Options { ontology: Some(ontology), ..Options::default() };
    let files = Files::new();
    let mut diagnostics = Diagnostics::new();
    let loaded = pipeline::load_schema(&options, &files, &mut diagnostics);
    let loaded = loaded.unwrap_or_else(|| panic!("{}", graph::told(&diagnostics, &files)));
    Extended { folder, loaded, options }
}

impl Extended {
    fn run(&self, facts: &str) -> Run<'_> {
        let file = self.folder.path().join("facts.yaml");
        std::fs::write(&file, facts).unwrap();
        Run::new(&self.loaded, &Options { sources: vec![file], ..self.options.clone() })
    }
}

/// The rows of an answer, each as the texts of its columns.
fn ask(store: &Store, query: &str) -> Vec<Vec<String>> {
    let query = SparqlEvaluator::new().parse_query(query).unwrap();
    let QueryResults::Solutions(solutions) = query.on_store(store).execute().unwrap() else { panic!("not a SELECT") };
    let text = |term: Option<&oxigraph::model::Term>| match term {
        Some(oxigraph::model::Term::NamedNode(node)) => node.as_str().to_owned(),
        Some(oxigraph::model::Term::Literal(literal)) => literal.value().to_owned(),
        _ => String::new(),
    };
    solutions
        .map(|solution| {
            let solution = solution.unwrap();
            (0..solution.len()).map(|at| text(solution.get(at))).collect()
        })
        .collect()
}

#[test]
fn facts_of_new_kinds_are_written_and_asked() {
    let extended = extended();
    let run = extended.run(FACTS);
    assert!(!run.diagnostics.has_errors(), "{}", run.told());
    for format in Format::ALL {
        let found = graph::lines(&graph::quads(format, &run.bytes(format)));
        assert_eq!(found, graph::lines(&run.quads()), "{format}");
    }
    let turtle = String::from_utf8(run.bytes(Format::Turtle)).unwrap();
    assert!(turtle.contains("\nsanction:") && turtle.contains("\nstate-visit:"), "each kind has its prefix:\n{turtle}");

    let store = Store::new().unwrap();
    store.load_from_slice(RdfParser::from_format(rdf_format(Format::Turtle)), turtle.as_bytes()).unwrap();
    for file in &extended.loaded.ontology {
        store.load_from_slice(RdfParser::from_format(rdf_format(Format::Turtle)), file.text.as_bytes()).unwrap();
    }
    let prefixes = "PREFIX chy: <https://w3id.org/chancery/ontology#> PREFIX ex: <https://example.org/sanctions#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> ";
    // Who was under a travel ban on a day for certain, on whose word?
    let rows = ask(
        &store,
        &format!(
            "{prefixes} SELECT ?who ?by ?title WHERE {{
                ?sanction a ex:Sanction ; ex:sender/rdfs:label ?by ; ex:target/rdfs:label ?who ; chy:during ?time ;
                    ex:measure/skos:prefLabel \"travel ban\"@en ; chy:standing/skos:prefLabel \"held\"@en .
                ?time chy:beginLatest ?begin .
                OPTIONAL {{ ?time chy:endEarliest ?end }}
                FILTER ( ?begin <= \"2021-01-01\"^^<http://www.w3.org/2001/XMLSchema#date> )
                ?claim chy:supports ?sanction ; chy:evidence/<http://www.w3.org/ns/oa#hasSource>/rdfs:label ?title .
            }} ORDER BY ?by ?who"
        ),
    );
    let expected = [
        ["Alexander Lukashenko", "European Union", "News"],
        ["Belarus", "European Union", "News"],
        ["Alexander Lukashenko", "United States", "News"],
        ["Belarus", "United States", "News"],
    ];
    assert_eq!(rows, expected);
    // A state visit is a visit, with a size that is a number, and what happened in it is part of it.
    let rows = ask(
        &store,
        &format!(
            "{prefixes} SELECT ?visit ?size ?label WHERE {{
                ?visit a/rdfs:subClassOf* chy:Visit ; ex:suiteSize ?size . FILTER ( ?size + 1 = 41 )
                ?part chy:partOf ?visit ; rdfs:label ?label
            }}"
        ),
    );
    assert_eq!(rows.len(), 1, "{rows:?}");
    let readable = "https://w3id.org/chancery/id/state-visit/ilham-aliyev--belarus--2006-10-17..2006-10-18_";
    assert!(rows[0][0].starts_with(readable), "the template is that of a visit, the folder its own: {}", rows[0][0]);
    let rows = ask(
        &store,
        &format!("{prefixes} SELECT ?label WHERE {{ ?s a ex:Sanction ; rdfs:label ?label }} ORDER BY ?label"),
    );
    assert_eq!(rows.len(), 4);
    // One is only spoken of, and its label says so.
    assert!(rows[3][0].starts_with("mentioned: European Union: freezing of assets against Belarus"), "{rows:?}");
    assert!(
        rows[0][0].starts_with("European Union: travel ban against Alexander Lukashenko and Belarus for elections")
    );
}

#[test]
fn facts_of_new_kinds_are_checked() {
    let extended = extended();
    let run = extended.run(
        "facts:
  - row: 1
    says:
      - sanction: {sender: European Union, targets: Belarus, measure: stern words}
      - sanction:
          sender: European Union
          measure: travel ban
      - state visit: {visitor: Ilham Aliyev, host: Belarus, suite size: many}
      - visit: {visitor: Ilham Aliyev, host: Belarus, suite size: 40}
      - sanctoin: {sender: European Union}
",
    );
    let told = run.told();
    for expected in [
        "facts.yaml:4: unknown-concept: `measure` has no term `stern words`",
        "facts.yaml:6: missing-key: `sanction` needs the key `targets`",
        "facts.yaml:8: wrong-value: `many` is not a whole number",
        "facts.yaml:9: unknown-key: `visit` has no key `suite size`",
        "facts.yaml:10: unknown-kind: there is no kind `sanctoin`",
    ] {
        assert!(told.contains(expected), "{expected}\nis not in\n{told}");
    }
    assert_eq!(run.diagnostics.errors(), 5, "{told}");
    let help: Vec<String> = run.diagnostics.sorted().iter().flat_map(|d| d.help.clone()).collect();
    let help = help.join("\n");
    assert!(help.contains("arms-embargo, travel-ban, asset-freeze"), "the terms of the list are told:\n{help}");
    assert!(help.contains("for example `sanction: {sender: European Union"), "the shape's example is shown:\n{help}");
    assert!(help.contains("did you mean `sanction`?"), "{help}");
    assert_eq!((run.outcome.counts.readings, run.outcome.counts.rejected), (5, 5));
}

#[test]
fn a_shape_that_makes_no_sense_is_told_with_its_line() {
    for (good, bad, said) in [
        ("{measure}--{targets}", "{measure}--{aims}", "uses `aims`, which is not a key of it"),
        ("sanction/{sender}", "visit/{sender}", "share the folder `visit`"),
        (
            "sh:path ex:reason ; sh:datatype xsd:string",
            "sh:path ex:reason ; sh:datatype xsd:gYear",
            "is not understood",
        ),
        ("sh:path ex:sender ; sh:class chy:Agent", "sh:path ex:sender ; sh:class chy:Agnt", "is not in the ontology"),
        ("setting:key \"sanction\"", "setting:key \"visit\"", "`visit`"),
    ] {
        assert!(ONTOLOGY.contains(good), "{good}");
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("own.ttl"), ONTOLOGY.replace(good, bad)).unwrap();
        let options = Options { ontology: Some(folder.path().to_owned()), ..Options::default() };
        let files = Files::new();
        let mut diagnostics = Diagnostics::new();
        assert!(pipeline::load_schema(&options, &files, &mut diagnostics).is_none(), "{bad}");
        let told = graph::told(&diagnostics, &files);
        assert!(told.contains("bad-shape") && told.contains(said), "{bad}: {told}");
        assert!(told.contains(".ttl:"), "no place is told: {told}");
    }
}

/// A file's text without comments and without the tests at its end.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
    let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.to_owned()));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//")).collect()
}

#[test]
fn the_program_names_no_kind_of_fact() {
    let files: Vec<PathBuf> = sources().iter().flat_map(|source| rust_files_without_tests(source)).collect();
    assert!(files.len() > 40, "only {} files were looked at", files.len());
    let mut wrong = Vec::new();
    for kind in loaded().schema.kinds().filter(|kind| kind.role == Role::Fact) {
        let class = kind.class_iri.rsplit('#').next().unwrap();
        let namings = [
            format!("\"{}\"", kind.key),
            format!("\"{}\"", kind.template.folder()),
            format!("\"{class}\""),
            format!("chy:{class}"),
            format!("#{class}\""),
            format!("\"{}/", kind.template.folder()),
        ];
        for file in &files {
            for (number, line) in code(file) {
                for naming in namings.iter().filter(|naming| line.contains(naming.as_str())) {
                    let file = file.strip_prefix(root()).unwrap().display().to_string();
                    wrong.push(format!("{file}:{number}: {naming}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
