//! The sources of a run, each opened with its format, and the registry that is compiled in.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::opened::{Opened, Properties};
use super::options::Options;
use super::read::{Elsewhere, FACTS_FILES, FactsFile, JSON_LINES, RDF, TABLES, WIKIDATA};
use super::source::{Declared, Opening, Source, SourceFormat};
use crate::builtin::{self, Folder};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::origin::{FileId, Files};
use chancery_model::recipe::Recipe;
use chancery_model::registry::Known;
use chancery_model::source::folder;
use chancery_model::source::input;
use chancery_model::source::rdf::RdfSource;
use chancery_wikidata::Redirects;

/// The formats of the program. No source is of two of them.
const FORMATS: [SourceFormat; 5] = [FACTS_FILES, JSON_LINES, TABLES, WIKIDATA, RDF];

/// The sources of a run.
#[derive(Default)]
pub(super) struct AllOpened {
    /// What is known of each.
    pub opened: Vec<Opened>,
    /// What reads each, in the same order.
    pub sources: Vec<Box<dyn Source>>,
    /// Sources of RDF, unread.
    pub rdf: Vec<RdfSource>,
    /// Which of them are files of decisions.
    pub of_decisions: HashSet<FileId>,
    /// The registry as it was read when the program was built, if no source replaces a file of it and it was read with the
    /// same schema.
    pub known: Option<Known>,
}

impl AllOpened {
    fn add(&mut self, opened: Opened, source: Box<dyn Source>) {
        self.opened.push(opened);
        self.sources.push(source);
    }
}

/// Opens the sources, and the registry that is compiled in.
pub(super) fn open_all(
    options: &Options,
    is_built_in: bool,
    recipes: &[Arc<Recipe>],
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> AllOpened {
    let mut all = AllOpened::default();
    let of_facts = folder::find(&options.sources, diagnostics).into_iter().chain(options.texts.iter().cloned());
    let mut sources: Vec<(input::Source, bool)> = of_facts.map(|source| (source, false)).collect();
    for source in folder::find(&options.decisions, diagnostics) {
        // A folder of sources may have it.
        let is_same = |known: &input::Source| is_one(&known.place, &source.place);
        if !sources.iter().any(|(known, _)| is_same(known)) {
            sources.push((source, true));
        }
    }
    let without_rdf = Options { rdf: false, ..options.clone() };
    for (source, is_of_decisions) in sources {
        let before = all.opened.len();
        let options = if is_of_decisions { &without_rdf } else { options };
        let opened = open(&source, options, recipes, files, &mut all, diagnostics);
        let new = all.opened[before..].iter().filter(|_| is_of_decisions).map(|source| source.file);
        all.of_decisions.extend(new);
        match opened {
            Ok(()) => {}
            // A recipe was named, and what is wrong with it was reported.
            Err(diagnostic) if diagnostic.code == Code::NoRecipe && recipes.len() < options.recipes.len() => {}
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    open_registry(is_built_in, files, &mut all, diagnostics);
    all
}

/// Whether two sources are one file.
fn is_one(a: &input::Place, b: &input::Place) -> bool {
    match (a, b) {
        (input::Place::File(a), input::Place::File(b)) => {
            a == b || a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b))
        }
        _ => false,
    }
}

/// Opens a source with the first format that reads it.
fn open(
    source: &input::Source,
    options: &Options,
    recipes: &[Arc<Recipe>],
    files: &Files,
    all: &mut AllOpened,
    diagnostics: &mut Diagnostics,
) -> Result<(), Box<Diagnostic>> {
    let input = source.open()?;
    let taken = input.taken.clone();
    let rdf = options.rdf.then_some(&mut all.rdf);
    let opening = Opening { source, input, files, recipes, rdf };
    let Some(format) = options.formats.iter().chain(&FORMATS).find(|format| (format.reads)(&opening)) else {
        return Err(Box::new(input::not_facts(&source.name, opening.input.format)));
    };
    let opened = (format.open)(opening, diagnostics)?;
    let registry = match &source.place {
        input::Place::File(path) if path.parent().is_some_and(|p| p.file_name().is_some_and(|n| n == "registry")) => {
            path.file_name().map(|name| name.to_string_lossy().into_owned())
        }
        _ => None,
    };
    let (name, properties, size) = (source.name.clone(), format.properties, taken.load(Ordering::Relaxed));
    all.add(Opened { name, file: opened.file(), registry, builtin: false, size, properties }, opened);
    Ok(())
}

/// Opens the files of the registry that are compiled in and that no source replaces.
fn open_registry(is_built_in: bool, files: &Files, all: &mut AllOpened, diagnostics: &mut Diagnostics) {
    let replaced: Vec<String> = all.opened.iter().filter_map(|source| source.registry.clone()).collect();
    let resources = builtin::resources(Folder::Registry, None, files, diagnostics);
    let is_whole = !resources.iter().any(|resource| replaced.contains(&resource.name));
    let first = resources.first().filter(|_| is_built_in && is_whole);
    all.known = first.and_then(|first| builtin::registry(first.file));
    for resource in resources {
        // A file of facts names no entity, so it need not be read; its first key says which it is.
        if replaced.contains(&resource.name)
            || !resource.text.lines().any(|line| line.starts_with("entities:") || line.starts_with("additions:"))
        {
            continue;
        }
        let source: Box<dyn Source> = match &all.known {
            Some(_) => Box::new(Elsewhere(resource.file)),
            None => Box::new(FactsFile::yaml(resource.file, resource.text.as_bytes().into())),
        };
        let (name, size) = (resource.name, resource.text.len() as u64);
        let properties = Properties::WHOLE;
        all.add(Opened { name, file: resource.file, registry: None, builtin: true, size, properties }, source);
    }
}

/// The ids that lead to others: those that are known, and those that answers note.
pub(super) fn redirects(known: &Redirects, declared: &[Declared<'_>]) -> Redirects {
    let mut all = known.clone();
    for (from, to) in declared.iter().flat_map(|one| one.redirects) {
        all.add(from, to);
    }
    all
}
