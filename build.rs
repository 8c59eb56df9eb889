//! Reads the ontology and the registry while the program is built, so that it does not parse them at each start: the schema,
//! the table of Wikidata and the registry become bytes that `src/builtin.rs` holds. What is wrong in a file fails the build.

use std::path::Path;

use chancery_model::diagnostic::Diagnostics;
use chancery_model::facts::parts;
use chancery_model::frozen::frozen;
use chancery_model::origin::{FileId, Files};
use chancery_model::registry::Known;
use chancery_model::schema::shape::Shapes;
use chancery_model::schema::{self, DEFAULT_BASE, Ontology, OntologyFile, OntologyPlaces, Schema};
use chancery_model::source::yaml;
use chancery_wikidata::Alignment;

const ONTOLOGY: &str = "ontology";
const REGISTRY: &str = "data/registry";

fn main() {
    for watched in ["build.rs", ONTOLOGY, REGISTRY] {
        println!("cargo::rerun-if-changed={watched}");
    }
    if let Err(message) = make() {
        println!("cargo::error={message}");
    }
}

fn make() -> Result<(), String> {
    let (schema, alignment) = compiled()?;
    write("registry", &registry(&schema)?)?;
    write("schema", &schema)?;
    write("alignment", &alignment)
}

/// The schema and the table of Wikidata, as `pipeline/load.rs` compiles them.
fn compiled() -> Result<(Schema, Alignment), String> {
    let (files, mut diagnostics) = (Files::new(), Diagnostics::new());
    let file = |(name, text): (String, String)| OntologyFile {
        file: files.add_text(&format!("{ONTOLOGY}/{name}"), text.as_bytes()),
        name,
        text: text.into(),
        own: false,
        replaces: false,
        base: None,
    };
    let texts: Vec<OntologyFile> = texts(ONTOLOGY, "ttl")?.into_iter().map(file).collect();
    let ontology = Ontology::read(&texts).map_err(|errors| {
        let shown = errors.iter().map(|error| format!("{ONTOLOGY}/{}: {}", texts[error.file].name, error.message));
        shown.collect::<Vec<_>>().join("; ")
    })?;
    let shapes = Shapes::read(&ontology);
    let mut faults = schema::faults(&ontology, &shapes);
    let compiled = schema::compile(&ontology, &shapes, &ontology.prefixes, DEFAULT_BASE)
        .and_then(|schema| Alignment::compile(&ontology, &schema).map(|alignment| (schema, alignment)));
    let compiled = compiled.map_err(|more| faults.extend(more)).ok();
    let places = OntologyPlaces::new(&ontology, &texts);
    diagnostics.extend(faults.into_iter().map(|fault| fault.diagnostic(&places)));
    none(&diagnostics, &files)?;
    compiled.ok_or_else(|| "the ontology does not compile".to_owned())
}

/// The registry, as `pipeline/listed.rs` reads it.
fn registry(schema: &Schema) -> Result<Known, String> {
    let (files, mut diagnostics) = (Files::new(), Diagnostics::new());
    let texts = texts(REGISTRY, "yaml")?;
    let mut trees = Vec::new();
    for (name, text) in &texts {
        let file = files.add_text(&format!("{REGISTRY}/{name}"), text.as_bytes());
        trees.extend(yaml::read(text.as_bytes(), file, &mut diagnostics).map(|root| (file, root)));
    }
    let mut known = Known::default();
    let mut additions: Vec<(FileId, _)> = Vec::new();
    for (file, root) in &trees {
        let parts = parts(schema, root, *file, &mut diagnostics);
        for entity in parts.entities {
            known.registry.add(schema, entity.kind, entity.node.clone().into_owned(), *file, &mut diagnostics);
        }
        additions.extend(parts.additions.into_iter().map(|addition| (*file, addition)));
    }
    for (file, addition) in additions {
        known.add(schema, addition.clone().into_owned(), file, &mut diagnostics);
    }
    none(&diagnostics, &files)?;
    Ok(known)
}

/// The files of a folder with an ending, by name: the order in which the program takes them.
fn texts(folder: &str, extension: &str) -> Result<Vec<(String, String)>, String> {
    let failed = |error: std::io::Error| format!("{folder}: {error}");
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if let Some(name) = path.file_name().filter(|_| path.extension().is_some_and(|other| other == extension)) {
            texts.push((name.to_string_lossy().into_owned(), std::fs::read_to_string(&path).map_err(failed)?));
        }
    }
    texts.sort_unstable();
    Ok(texts)
}

/// Nothing is wrong, or what is.
fn none(diagnostics: &Diagnostics, files: &Files) -> Result<(), String> {
    let shown: Vec<String> = diagnostics
        .sorted()
        .iter()
        .map(|diagnostic| {
            let place = diagnostic.origin.map(|origin| files.locate(origin));
            let place = place.and_then(|at| Some(format!("{}:{}: ", at.path, at.position?.line)));
            format!("{}{}", place.unwrap_or_default(), diagnostic.message)
        })
        .collect();
    if shown.is_empty() { Ok(()) } else { Err(shown.join("; ")) }
}

/// Writes the bytes of a value into the folder of the build.
fn write<T: serde::Serialize>(name: &str, value: &T) -> Result<(), String> {
    let target = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let bytes = frozen(value).map_err(|error| format!("{name}: {error}"))?;
    std::fs::write(Path::new(&target).join(name), bytes).map_err(|error| format!("{name}: {error}"))
}
