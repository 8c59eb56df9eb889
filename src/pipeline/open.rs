//! Sources that were opened: files of facts, tables, data of Wikidata, RDF, and the registry that is compiled in.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::options::Options;
use super::recipes::{TableSource, open as open_with};
use crate::builtin::{self, Folder};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::origin::{Again, FileId, Files};
use chancery_model::recipe::Recipe;
use chancery_model::registry::Known;
use chancery_model::source::encoding::{self, Encoding};
use chancery_model::source::folder;
use chancery_model::source::format::Format;
use chancery_model::source::input::{self, Source};
use chancery_model::source::rdf::{self, RdfSource};
use chancery_model::source::wikidata::{Batch, Entities};
use chancery_wikidata::Redirects;

/// A source that was opened.
pub(super) struct Opened {
    pub name: String,
    pub file: FileId,
    /// The registry file it is in for, if it is one of a `registry` folder.
    pub registry: Option<String>,
    pub body: Body,
    /// Compiled in: read for its entities alone.
    pub builtin: bool,
}

pub(super) enum Body {
    /// Read where a store is filled.
    Rdf(RdfSource),
    Whole {
        format: Format,
        bytes: Arc<[u8]>,
    },
    Lines(Again),
    /// A file of the registry that was read when the program was built.
    Known,
    /// Rows that a recipe reads.
    Table(Box<TableSource>),
    /// Entities of Wikidata.
    Entities(Box<EntitySource>),
}

impl Opened {
    pub fn table(&self) -> Option<&TableSource> {
        match &self.body {
            Body::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The source, if it is RDF.
    pub fn into_rdf(self) -> Option<RdfSource> {
        match self.body {
            Body::Rdf(source) => Some(source),
            _ => None,
        }
    }

    /// Whether it is read piece by piece, so that what it says is not yet known.
    pub fn is_streamed(&self) -> bool {
        matches!(self.body, Body::Lines(_) | Body::Table(_) | Body::Entities(_))
    }
}

/// Data of Wikidata that was opened.
pub(super) struct EntitySource {
    /// Taken by the workers in turns.
    entities: Mutex<Option<Entities>>,
    /// The ids that lead to others, as far as that is known before it is read.
    redirects: Vec<(String, String)>,
    /// How many bytes were taken from it so far, as they are on disk.
    taken: Arc<AtomicU64>,
}

impl EntitySource {
    /// How many bytes of it were taken, as they are on disk.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// The next batch; nothing at its end.
    pub fn next(&self) -> Option<Result<Batch, Diagnostic>> {
        self.entities.lock().unwrap_or_else(PoisonError::into_inner).as_mut()?.next()
    }
}

/// Opens the sources, and the registry that is compiled in: as it was read when the program was built, where no source stands
/// in for a file of it and it was read with the same schema.
pub(super) fn open_all(
    options: &Options,
    is_built_in: bool,
    recipes: &[Recipe],
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> (Vec<Opened>, Option<Known>) {
    let mut opened = Vec::new();
    for source in folder::find(&options.sources, diagnostics).into_iter().chain(options.texts.iter().cloned()) {
        match open(&source, options.rdf, recipes, files, diagnostics) {
            Ok(source) => opened.push(source),
            // A recipe was named, and what is wrong with it was reported.
            Err(diagnostic) if diagnostic.code == Code::NoRecipe && recipes.len() < options.recipes.len() => {}
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    let taken: Vec<String> = opened.iter().filter_map(|source| source.registry.clone()).collect();
    let resources = builtin::resources(Folder::Registry, None, files, diagnostics);
    let is_whole = !resources.iter().any(|resource| taken.contains(&resource.name));
    let first = resources.first().filter(|_| is_built_in && is_whole);
    let known = first.and_then(|first| builtin::registry(first.file));
    for resource in resources {
        // A file of facts names no entity, so it need not be read; its first key tells.
        if taken.contains(&resource.name)
            || !resource.text.lines().any(|line| line.starts_with("entities:") || line.starts_with("additions:"))
        {
            continue;
        }
        let body = match &known {
            Some(_) => Body::Known,
            None => Body::Whole { format: Format::Yaml, bytes: resource.text.as_bytes().into() },
        };
        opened.push(Opened { name: resource.name, file: resource.file, registry: None, body, builtin: true });
    }
    (opened, known)
}

fn open(
    source: &Source,
    rdf: bool,
    recipes: &[Recipe],
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> Result<Opened, Box<Diagnostic>> {
    let input = source.open()?;
    // With a recipe at hand, what is not another kind of file is a table with a delimiter of its own.
    let is_table = matches!(input.format, Format::Csv | Format::Tsv)
        || !recipes.is_empty() && matches!(input.format, Format::Unknown | Format::Utf16);
    if is_table {
        return open_table(source, input, recipes, files);
    }
    if input.format.is_wikidata() {
        return open_entities(source, input, files, diagnostics);
    }
    let syntax = rdf::syntax(input.format).filter(|_| rdf);
    if syntax.is_none() {
        input.expect_facts()?;
    }
    let registry = match &source.place {
        input::Place::File(path) if path.parent().is_some_and(|p| p.file_name().is_some_and(|n| n == "registry")) => {
            path.file_name().map(|name| name.to_string_lossy().into_owned())
        }
        _ => None,
    };
    let (file, body) = if syntax.is_some() || input.format == Format::JsonLines {
        let bytes = match &source.place {
            input::Place::File(path) if source.is_rereadable() && !input.packed => Again::Disk(path.clone()),
            // What can be read once only is kept, because it is read twice.
            _ => input.into_copy()?,
        };
        let file = files.add_again(&source.name, &bytes);
        let body = match syntax {
            Some(syntax) => Body::Rdf(RdfSource::new(file, &source.name, syntax, bytes)),
            None => Body::Lines(bytes),
        };
        (file, body)
    } else {
        let format = input.format;
        let bytes: Arc<[u8]> = input.into_bytes(input::MAX_WHOLE_BYTES)?.into();
        (files.add_text(&source.name, bytes.clone()), Body::Whole { format, bytes })
    };
    Ok(Opened { name: source.name.clone(), file, registry, body, builtin: false })
}

/// Opens a table. What is compressed or in another encoding is opened again where a line of it must be shown.
fn open_table(
    source: &Source,
    input: input::Input,
    recipes: &[Recipe],
    files: &Files,
) -> Result<Opened, Box<Diagnostic>> {
    // Which recipe reads the table is known when it has been opened.
    let encoding: Arc<OnceLock<Option<Encoding>>> = Arc::default();
    let recoded = recipes.iter().any(|recipe| recipe.dialect.encoding.is_some());
    let anew = {
        let source = source.clone();
        move || source.open()
    };
    let file = match &source.place {
        input::Place::File(path) if source.is_rereadable() => {
            if input.packed || recoded || input.format == Format::Utf16 {
                let (anew, encoding) = (anew.clone(), encoding.clone());
                // Origins count the bytes of the text in UTF-8.
                files.add_stream(&source.name, move || {
                    let input = anew().map_err(|diagnostic| std::io::Error::other(diagnostic.message.clone()))?;
                    Ok(encoding::decode(input.reader, encoding.get().copied().flatten()))
                })
            } else {
                files.add_disk(&source.name, path)
            }
        }
        // What was read from a pipe is gone, but for the lines that the reader keeps.
        _ => files.add_passing(&source.name),
    };
    let opening = open_with(input, &anew, &source.name, file, recipes)?;
    let _ = encoding.set(recipes[opening.recipe].dialect.encoding);
    Ok(Opened { name: source.name.clone(), file, registry: None, body: Body::Table(Box::new(opening)), builtin: false })
}

/// Opens data of Wikidata. What is compressed is opened again where a line of it must be shown.
fn open_entities(
    source: &Source,
    input: input::Input,
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> Result<Opened, Box<Diagnostic>> {
    let file = source.register(input.packed, files);
    let taken = input.taken.clone();
    let entities = Entities::open(input, &source.name, file, diagnostics)?;
    let redirects = entities.redirects().to_vec();
    let body = Body::Entities(Box::new(EntitySource { entities: Mutex::new(Some(entities)), redirects, taken }));
    Ok(Opened { name: source.name.clone(), file, registry: None, body, builtin: false })
}

/// The ids that lead to others: those that are known, and those that answers note.
pub(super) fn redirects(known: &Redirects, opened: &[Opened]) -> Redirects {
    let mut all = known.clone();
    for source in opened {
        if let Body::Entities(entities) = &source.body {
            entities.redirects.iter().for_each(|(from, to)| all.add(from, to));
        }
    }
    all
}
