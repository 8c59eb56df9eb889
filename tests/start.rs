//! The program starts from a schema and a registry that were read while it was built. They are what the files say, and what
//! a start from the files gives.

use chancery::builtin::{self, Folder as BuiltIn};
use chancery::diagnostic::Diagnostics;
use chancery::facts::parts;
use chancery::frozen::frozen;
use chancery::origin::{FileId, Files};
use chancery::registry::Known;
use chancery::schema::shape::Shapes;
use chancery::schema::{self, DEFAULT_BASE, Ontology, OntologyFile, Schema};
use chancery::source::yaml;
use chancery::wikidata::Alignment;

use crate::support::graph::root;
use crate::support::{Folder, Run};

/// The schema that the files of the ontology make, and the table of Wikidata.
fn compiled() -> (Schema, Alignment) {
    let files = Files::new();
    let file = |(name, text): (&'static str, &'static str)| OntologyFile {
        name: name.to_owned(),
        text: text.into(),
        file: files.add_text(name, text.as_bytes()),
        own: false,
        replaces: false,
        base: None,
    };
    let texts: Vec<OntologyFile> = builtin::texts(BuiltIn::Ontology).into_iter().map(file).collect();
    let ontology = Ontology::read(&texts).expect("the ontology is Turtle");
    let schema = schema::compile(&ontology, &Shapes::read(&ontology), &ontology.prefixes, DEFAULT_BASE)
        .expect("the ontology compiles");
    let alignment = Alignment::compile(&ontology, &schema).expect("the table compiles");
    (schema, alignment)
}

#[test]
fn the_schema_that_is_compiled_in_is_that_of_the_ontology() {
    let (schema, alignment) = compiled();
    let (known, known_alignment) = builtin::schema().expect("the schema is compiled in");
    assert!(frozen(&schema).unwrap() == frozen(&known).unwrap());
    assert!(frozen(&alignment).unwrap() == frozen(&known_alignment).unwrap());
}

#[test]
fn the_registry_that_is_compiled_in_is_that_of_its_files() {
    let (schema, _) = compiled();
    let (mut known, mut additions, mut diagnostics) = (Known::default(), Vec::new(), Diagnostics::new());
    let first = FileId(7);
    let files = (first.0..).map(FileId).zip(builtin::texts(BuiltIn::Registry));
    let trees: Vec<_> =
        files.map(|(file, (_, text))| (file, yaml::read(text.as_bytes(), file, &mut diagnostics))).collect();
    for (file, tree) in &trees {
        let parts = parts(&schema, tree.as_ref().expect("a tree"), *file, &mut diagnostics);
        for entity in parts.entities {
            known.registry.add(&schema, entity.kind, entity.node.clone().into_owned(), *file, &mut diagnostics);
        }
        additions.extend(parts.additions.into_iter().map(|addition| (*file, addition.clone().into_owned())));
    }
    additions.into_iter().for_each(|(file, addition)| known.add(&schema, addition, file, &mut diagnostics));
    assert!(diagnostics.is_empty());
    assert!(known.registry.len() > 1_000 && known.additions.len() > 300);
    let read = builtin::registry(first).expect("the registry is compiled in");
    assert!(frozen(&known).unwrap() == frozen(&read).unwrap());
}

/// Files that meet the registry: names of it, several bearers of one name, entities that it has already, additions to what it
/// has and to what it lacks, and identifiers that its additions have decided on.
const FILES: &[(&str, &str)] = &[
    ("taken.yaml", "entities:\n  - state: {name: Belarus}\n  - state: {name: Utopia, wikidata: Q184}\n"),
    ("added.yaml", "additions:\n  - {to: state:belarus, also: White Russia}\n  - {to: state:utopia, also: Nowhere}\n"),
    (
        "contradicted.yaml",
        "additions:\n  - {to: state:belarus, wikidata: Q31, decided by: me, decided on: 2026-01-31}\n",
    ),
    (
        "names.yaml",
        "document: {id: news, title: News}\nfacts:\n  - says:\n      - visit: {visitor: Korea, host: Weißrussland, during: 1999}\n      - visit: {visitor: Belarrus, host: state:belarus, during: 1999}\n",
    ),
];

#[test]
fn a_start_from_what_is_compiled_in_gives_what_a_start_from_the_files_gives() {
    let folder = Folder::new();
    for (name, text) in builtin::texts(BuiltIn::Ontology) {
        folder.file(&format!("own/{name}"), text);
    }
    FILES.iter().for_each(|(name, text)| {
        folder.file(name, text);
    });
    let dossier = root().join("data/azerbaijan-belarus.yaml");
    let dossier = dossier.to_str().expect("the path is UTF-8");
    let mut wrong = 0;
    for input in std::iter::once(dossier).chain(FILES.iter().map(|(name, _)| *name)) {
        for command in ["export", "check"] {
            let keep_going: &[&str] = if command == "export" { &["--keep-going"] } else { &[] };
            let run = |own: &[&str]| folder.run(&[&[command, input], keep_going, own].concat());
            let (known, read): (Run, Run) = (run(&[]), run(&["--ontology", "own"]));
            assert_eq!(known.err, read.err, "{command} {input}");
            assert_eq!((known.status, known.out), (read.status, read.out), "{command} {input}");
            wrong += usize::from(known.err.contains("<built in>/data/registry/"));
        }
    }
    assert!(wrong >= 4, "only {wrong} messages lead into the registry");
}
