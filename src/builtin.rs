//! What is compiled into the program, so that it works in any folder; and how a folder of the user extends it.
//!
//! A file in the user's folder replaces the compiled-in file of the same name and otherwise adds to them.

use std::borrow::Cow;
use std::path::Path;

use include_dir::{Dir, include_dir};

use chancery_model::diagnostic::Diagnostics;
use chancery_model::frozen;
use chancery_model::origin::{FileId, Files};
use chancery_model::registry::Known;
use chancery_model::schema::Schema;
use chancery_model::source::resource::{Resource, read_folder};
use chancery_wikidata::Alignment;

static ONTOLOGY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ontology");
static REGISTRY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/registry");
static RECIPES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/recipes");
static QUERIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// What the build script made of the ontology and of the registry.
static FROZEN_SCHEMA: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/schema"));
static FROZEN_ALIGNMENT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/alignment"));
static FROZEN_REGISTRY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/registry"));

/// The schema of the compiled-in ontology with the [default base](chancery_model::schema::DEFAULT_BASE), and its table of
/// Wikidata. Nothing where the build script made them for another program, which tests rule out.
#[must_use]
pub fn schema() -> Option<(Schema, Alignment)> {
    Some((frozen::thawed(FROZEN_SCHEMA).ok()?, frozen::thawed(FROZEN_ALIGNMENT).ok()?))
}

/// The compiled-in registry as that schema reads it. Its files have the numbers from `first` on, in the order of their names.
/// Nothing as with [`schema`].
#[must_use]
pub fn registry(first: FileId) -> Option<Known> {
    Some(frozen::thawed::<Known>(FROZEN_REGISTRY).ok()?.numbered(first))
}

/// A folder that is compiled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// The ontology, the shapes and the concept schemes.
    Ontology,
    /// Entities.
    Registry,
    /// How known tables are read.
    Recipes,
    /// The questions users ask.
    Questions,
    /// What follows from facts.
    Derivations,
    /// What is held, in the terms of other vocabularies.
    Alignments,
    /// What facts must not say together.
    Checks,
    /// What an ontology must not do; those with a severity are for the user's ontologies.
    Lint,
}

impl Folder {
    fn files(self) -> Vec<(&'static str, &'static str)> {
        let (dir, extension) = match self {
            Self::Ontology => (Some(&ONTOLOGY), "ttl"),
            Self::Registry => (Some(&REGISTRY), "yaml"),
            Self::Recipes => (Some(&RECIPES), "yaml"),
            Self::Questions => (QUERIES.get_dir("ask"), "rq"),
            Self::Derivations => (QUERIES.get_dir("derive"), "rq"),
            Self::Alignments => (QUERIES.get_dir("align"), "rq"),
            Self::Checks => (QUERIES.get_dir("check"), "rq"),
            Self::Lint => (QUERIES.get_dir("lint"), "rq"),
        };
        let mut files: Vec<(&str, &str)> = dir
            .into_iter()
            .flat_map(Dir::files)
            .filter(|file| file.path().extension().is_some_and(|e| e == extension))
            .filter_map(|file| Some((file.path().file_name()?.to_str()?, file.contents_utf8()?)))
            .collect();
        files.sort_unstable();
        files
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Ontology => "ttl",
            Self::Registry | Self::Recipes => "yaml",
            Self::Questions | Self::Derivations | Self::Alignments | Self::Checks | Self::Lint => "rq",
        }
    }

    /// How a diagnostic names a compiled-in file.
    fn shown(self, name: &str) -> String {
        let folder = match self {
            Self::Ontology => "ontology",
            Self::Registry => "data/registry",
            Self::Recipes => "recipes",
            Self::Questions => "queries/ask",
            Self::Derivations => "queries/derive",
            Self::Alignments => "queries/align",
            Self::Checks => "queries/check",
            Self::Lint => "queries/lint",
        };
        format!("<built in>/{folder}/{name}")
    }
}

/// The compiled-in files of a folder by name, with their texts.
#[must_use]
pub fn texts(folder: Folder) -> Vec<(&'static str, &'static str)> {
    folder.files()
}

/// The compiled-in files of a folder, extended by the user's folder, by name.
///
/// Files that cannot be read or are not UTF-8, and a folder that is not there or holds no file with the ending, go to
/// `diagnostics`.
pub fn resources(folder: Folder, own: Option<&Path>, files: &Files, diagnostics: &mut Diagnostics) -> Vec<Resource> {
    let mut found: Vec<Resource> = Vec::new();
    let mine = own.map_or_else(Vec::new, |dir| read_folder(dir, folder.extension(), files, diagnostics));
    for (name, text) in folder.files() {
        if !mine.iter().any(|resource| resource.name == name) {
            let file = files.add_static(&folder.shown(name), text);
            found.push(Resource { name: name.to_owned(), text: Cow::Borrowed(text), file, own: false });
        }
    }
    found.extend(mine);
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}
