//! Texts that belong together by the folder they are in: an ontology, questions, checks.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::{fault, file};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Files};

/// A text with the name of its file and its place in the table of sources.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The file's name without its folder.
    pub name: String,
    /// The whole text.
    pub text: Cow<'static, str>,
    /// The source that origins in the text point into.
    pub file: FileId,
    /// Whether it came from the user's folder.
    pub own: bool,
}

/// The files of a folder that have an ending, by name. What cannot be read or is not UTF-8, and a folder that is not there or
/// has no such file, goes to `diagnostics`.
pub fn read_folder(dir: &Path, extension: &str, files: &Files, diagnostics: &mut Diagnostics) -> Vec<Resource> {
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
                format!("`{}` holds no file that ends in .{extension}", dir.display()),
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
                        text: Cow::Owned(text.to_owned()),
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
