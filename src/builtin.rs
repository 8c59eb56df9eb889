//! What is compiled into the program, so that it works in any folder; and how a folder of the user's own is laid over it.
//!
//! A file in the user's folder replaces the compiled-in file of the same name and otherwise adds to them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Files};
use crate::source::{fault, file};

static ONTOLOGY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ontology");
static REGISTRY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/registry");
static RECIPES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/recipes");
static QUERIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");

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
    /// What an ontology must not do; those with a severity are for ontologies of one's own.
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

/// A text with the name of its file and its place in the table of sources.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The file's name without its folder.
    pub name: String,
    /// The whole text.
    pub text: Arc<str>,
    /// The source that origins in the text point into.
    pub file: FileId,
    /// Whether it came from the user's folder.
    pub own: bool,
}

/// The compiled-in files of a folder by name, with their texts.
#[must_use]
pub fn texts(folder: Folder) -> Vec<(&'static str, &'static str)> {
    folder.files()
}

/// The compiled-in files of a folder with the user's folder laid over them, by name.
///
/// Files that cannot be read or are not UTF-8, and a folder that is not there or holds no file with the ending, go to
/// `diagnostics`.
pub fn resources(folder: Folder, own: Option<&Path>, files: &Files, diagnostics: &mut Diagnostics) -> Vec<Resource> {
    let mut found: Vec<Resource> = Vec::new();
    let mine = own.map_or_else(Vec::new, |dir| read_folder(dir, folder.extension(), files, diagnostics));
    for (name, text) in folder.files() {
        if !mine.iter().any(|resource| resource.name == name) {
            let file = files.add_text(&folder.shown(name), text.as_bytes().to_vec());
            found.push(Resource { name: name.to_owned(), text: Arc::from(text), file, own: false });
        }
    }
    found.extend(mine);
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn read_folder(dir: &Path, extension: &str, files: &Files, diagnostics: &mut Diagnostics) -> Vec<Resource> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) => {
            diagnostics.push(fault::failed(dir, &error));
            return Vec::new();
        }
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|e| e == extension) && path.is_file())
        .collect();
    paths.sort();
    if paths.is_empty() {
        diagnostics.push(
            Diagnostic::error(
                Code::NothingToRead,
                format!("`{}` has no file that ends in .{extension}", dir.display()),
            )
            .help(format!("files of this folder end in .{extension}")),
        );
    }
    let mut found = Vec::new();
    for path in paths {
        let shown = path.to_string_lossy().into_owned();
        match file::bytes(&path) {
            Ok(bytes) => {
                let file = files.add_text(&shown, bytes.clone());
                match fault::utf8(&bytes, file) {
                    Ok(text) => found.push(Resource {
                        name: path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
                        text: Arc::from(text),
                        file,
                        own: true,
                    }),
                    Err(diagnostic) => diagnostics.push(diagnostic),
                }
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    found
}
