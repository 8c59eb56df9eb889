//! Which sources paths mean: files, standard input, and the facts files of folders.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::fault::{FACTS, failed};
use super::format::Format;
use super::input::{Place, Source};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Finds the sources that paths mean: a file itself, `-` standard input, a folder all files in it and below with
/// the endings of facts files, sorted by name. Hidden files are passed over in folders; no folder is read twice, so
/// links cannot lead in circles. Gives the sources in order; what is wrong is added to `diagnostics`: `no-such-file`,
/// `no-permission`, `read-failed`, `nothing-to-read`, and the note `source-twice`.
pub fn find(paths: &[PathBuf], diagnostics: &mut Diagnostics) -> Vec<Source> {
    let mut finder = Finder { diagnostics, sources: Vec::new(), files: HashMap::new(), folders: HashSet::new() };
    for path in paths {
        finder.path(path);
    }
    finder.sources
}

struct Finder<'d> {
    diagnostics: &'d mut Diagnostics,
    sources: Vec<Source>,
    /// The real path of every file, with the name under which it was found.
    files: HashMap<PathBuf, String>,
    folders: HashSet<PathBuf>,
}

impl Finder<'_> {
    fn path(&mut self, path: &Path) {
        let source = Source::new(path);
        if source.place == Place::StandardInput {
            self.add(source, PathBuf::from("-"));
            return;
        }
        match fs::metadata(path) {
            Err(error) => self.diagnostics.push(failed(path, &error)),
            Ok(metadata) if metadata.is_dir() => {
                if !self.folder(path) {
                    self.diagnostics.push(
                        Diagnostic::error(
                            Code::NothingToRead,
                            format!("the folder `{}` has no facts files", path.display()),
                        )
                        .help(FACTS),
                    );
                }
            }
            Ok(_) => {
                let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
                self.add(source, real);
            }
        }
    }

    fn add(&mut self, source: Source, real: PathBuf) {
        if let Some(first) = self.files.get(&real) {
            let message = format!("`{}` is the same file as `{first}` and is read once", source.name);
            self.diagnostics.push(Diagnostic::note(Code::SourceTwice, message));
        } else {
            self.files.insert(real, source.name.clone());
            self.sources.push(source);
        }
    }

    /// Goes through a folder and those below. `false` if no facts file is there, and nothing else was said about it.
    fn folder(&mut self, top: &Path) -> bool {
        let mut found = false;
        // A stack, not recursion: folders can be nested deeper than the program's own stack.
        let mut open = vec![top.to_owned()];
        while let Some(path) = open.pop() {
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => {
                    match fs::canonicalize(&path).and_then(|real| Ok((fs::read_dir(&path)?, real))) {
                        Ok((entries, real)) => {
                            if self.folders.insert(real) {
                                open.extend(self.children(&path, entries));
                            } else {
                                // What is in it was found, or missed, the first time.
                                found = true;
                            }
                        }
                        Err(error) => {
                            found = true;
                            self.diagnostics.push(failed(&path, &error));
                        }
                    }
                }
                Ok(metadata) if metadata.is_file() => {
                    found = true;
                    let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
                    self.add(Source::new(&path), real);
                }
                // Pipes and devices are read where they are named, not where a folder has them.
                Ok(_) => {}
                Err(error) => {
                    found = true;
                    self.diagnostics.push(failed(&path, &error));
                }
            }
        }
        found
    }

    /// The folders and facts files in a folder, the last name first, as a stack wants them.
    fn children(&mut self, folder: &Path, entries: fs::ReadDir) -> Vec<PathBuf> {
        let mut children = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => {
                    let name = entry.file_name();
                    let path = folder.join(&name);
                    let facts = || Format::of_name(Path::new(&name)).is_some_and(Format::is_facts);
                    if !is_hidden(&name) && (facts() || path.is_dir()) {
                        children.push(path);
                    }
                }
                Err(error) => self.diagnostics.push(failed(folder, &error)),
            }
        }
        children.sort_unstable_by(|a, b| b.cmp(a));
        children
    }
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a file into a folder, with the folders on its way.
    fn file(folder: &tempfile::TempDir, name: &str, text: &[u8]) -> PathBuf {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn codes(diagnostics: &Diagnostics) -> Vec<String> {
        diagnostics.sorted().iter().map(|d| d.code.to_string()).collect()
    }

    #[test]
    fn a_folder_gives_its_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.yaml", "a/z.json", "a/y.YML", "c.jsonl", ".hidden.yaml", ".git/x.yaml", "t.csv", "d.ndjson"] {
            file(&folder, name, b"a: 1");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).unwrap();
            std::os::unix::fs::symlink("nowhere", folder.path().join("gone.yaml")).unwrap();
        }
        let mut diagnostics = Diagnostics::new();
        let sources = find(&[folder.path().to_owned()], &mut diagnostics);
        let names: Vec<_> = sources
            .iter()
            .map(|source| Path::new(&source.name).strip_prefix(folder.path()).unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, ["a/y.YML", "a/z.json", "b.yaml", "c.jsonl", "d.ndjson"]);
        #[cfg(unix)]
        assert!(diagnostics.sorted()[0].message.contains("a link to something that does not exist"));
        let mut diagnostics = Diagnostics::new();
        let twice = [folder.path().join("a"), folder.path().join("a/y.YML"), folder.path().join("a"), "-".into()];
        assert_eq!(find(&twice, &mut diagnostics).len(), if cfg!(unix) { 6 } else { 3 });
        assert!(codes(&diagnostics).iter().all(|code| code == "source-twice" || code == "no-such-file"));
    }

    #[test]
    fn what_cannot_be_found_or_opened_is_said() {
        let folder = tempfile::tempdir().unwrap();
        file(&folder, "dossiers/belarus.yaml", b"a: 1");
        let csv = file(&folder, "tables/trade.csv", b"a,b\n1,2\n");
        let empty = file(&folder, "empty.yaml", b"");
        let mut diagnostics = Diagnostics::new();
        let paths = [
            folder.path().join("dossiers/belorus.yaml"),
            folder.path().join("dosiers/x.yaml"),
            folder.path().join("tables"),
        ];
        assert!(find(&paths, &mut diagnostics).is_empty());
        let mut said: Vec<String> = diagnostics.sorted().iter().map(|d| format!("{} {:?}", d.code, d.help)).collect();
        said.sort();
        assert_eq!(said.len(), 3);
        assert!(said[0].contains("dossiers/belarus.yaml`?"), "{said:?}");
        assert!(said[1].contains("dossiers`?"), "{said:?}");
        assert!(said[2].starts_with("nothing-to-read"), "{said:?}");

        let code = |path: &Path| Source::new(path).open().unwrap_err().code.to_string();
        assert_eq!(code(folder.path()), "folder-not-file");
        assert_eq!(code(&empty), "empty-source");
        assert_eq!(code(&folder.path().join("none")), "no-such-file");
        let input = Source::new(&csv).open().unwrap();
        assert_eq!(input.format, Format::Csv);
        let said = input.expect_facts().unwrap_err();
        assert_eq!(said.code, "unsupported-source");
        assert_eq!(input.into_bytes(3).unwrap_err().code, "file-too-large");
        let whole = Source::new(&csv).open().unwrap().into_bytes(8).unwrap();
        assert_eq!(whole, b"a,b\n1,2\n");
    }
}
