//! The ontology read and compiled: the schema, and the table of how it meets Wikidata.

use super::options::Options;
use crate::builtin::{self, Folder};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::origin::{Files, Origin};
use chancery_model::schema::shape::Shapes;
use chancery_model::schema::{self, DEFAULT_BASE, Ontology, OntologyFile, OntologyPlaces, Schema};
use chancery_model::source::rdf::file_iri;
use chancery_wikidata::Alignment;

/// The schema with the texts it came from.
pub struct Loaded {
    /// The compiled schema.
    pub schema: Schema,
    /// The ontology files, for stores that hold them together with the data.
    pub ontology: Vec<OntologyFile>,
    /// How our kinds meet Wikidata's properties.
    pub alignment: Alignment,
    /// Whether all is as it is compiled in.
    pub is_built_in: bool,
}

/// Reads and compiles the ontology; nothing is given when it has errors.
pub fn load_schema(options: &Options, files: &Files, diagnostics: &mut Diagnostics) -> Option<Loaded> {
    let before = diagnostics.errors();
    let resources = builtin::resources(Folder::Ontology, options.ontology.as_deref(), files, diagnostics);
    let folder = options.ontology.as_deref().and_then(|folder| std::fs::canonicalize(folder).ok());
    let texts: Vec<OntologyFile> = resources
        .iter()
        .map(|r| OntologyFile {
            name: r.name.clone(),
            text: r.text.clone(),
            file: r.file,
            own: r.own,
            replaces: r.own && builtin::texts(Folder::Ontology).iter().any(|(name, _)| *name == r.name),
            base: folder.as_ref().filter(|_| r.own).map(|folder| file_iri(&folder.join(&r.name))),
        })
        .collect();
    if options.ontology.is_none()
        && options.base == DEFAULT_BASE
        && let Some((schema, alignment)) = builtin::schema()
    {
        return Some(Loaded { schema, ontology: texts, alignment, is_built_in: true });
    }
    let ontology = match Ontology::read(&texts) {
        Ok(ontology) => ontology,
        Err(errors) => {
            for error in errors {
                let file = resources[error.file].file;
                let mut diagnostic =
                    Diagnostic::error(Code::TurtleSyntax, error.message).label("this is not valid Turtle");
                if let Some((start, end)) = error.at {
                    diagnostic = diagnostic.at(Origin::new(file, start, end.max(start)));
                }
                diagnostics.push(diagnostic.help("see the Turtle grammar, https://www.w3.org/TR/turtle/#sec-grammar"));
            }
            return None;
        }
    };
    if diagnostics.errors() > before {
        return None;
    }
    let places = OntologyPlaces::new(&ontology, &texts);
    let shapes = Shapes::read(&ontology);
    let mut faults = schema::faults(&ontology, &shapes);
    let compiled = schema::compile(&ontology, &shapes, &ontology.prefixes, &options.base)
        .and_then(|schema| Alignment::compile(&ontology, &schema).map(|alignment| (schema, alignment)));
    let compiled = compiled.map_err(|more| faults.extend(more)).ok();
    diagnostics.extend(faults.into_iter().map(|fault| fault.diagnostic(&places)));
    let (schema, alignment) = compiled.filter(|_| diagnostics.errors() == before)?;
    Some(Loaded { schema, ontology: texts, alignment, is_built_in: false })
}
