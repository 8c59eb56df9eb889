//! The one door through which files are opened, so that it is known what a run has read.
//!
//! What was read must not be replaced by a result ([`was_read`]). A file is known by what the system calls it, not by its
//! path: links lead to the same file, and so do hard links.

use std::collections::HashSet;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::fault;
use crate::diagnostic::{Code, Diagnostic};

/// The largest auxiliary file of a run, in bytes: a recipe, a query, a file of an ontology, a table of
/// sentences, a file of decisions.
pub const MAX_AUXILIARY: u64 = 64 << 20;

/// What a file is apart from its path: its device and number, and where a system has no such thing its canonical path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity(Known);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(dead_code, reason = "which of them is made depends on the system")]
enum Known {
    Number(u64, u64),
    Path(PathBuf),
}

impl Identity {
    /// The identity of a file that exists, the same through every link to it.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().and_then(|metadata| Self::with(&metadata, Some(path)))
    }

    #[cfg(unix)]
    fn with(metadata: &Metadata, _: Option<&Path>) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        Some(Self(Known::Number(metadata.dev(), metadata.ino())))
    }

    #[cfg(not(unix))]
    fn with(_: &Metadata, path: Option<&Path>) -> Option<Self> {
        fs::canonicalize(path?).ok().map(|path| Self(Known::Path(path)))
    }
}

/// The regular files that were read, or are going to be.
static READ: Mutex<Option<HashSet<Identity>>> = Mutex::new(None);

fn read() -> MutexGuard<'static, Option<HashSet<Identity>>> {
    READ.lock().unwrap_or_else(PoisonError::into_inner)
}

fn note(metadata: &Metadata, path: Option<&Path>) {
    // A device or a pipe takes what is written, and has nothing to lose.
    if metadata.is_file()
        && let Some(identity) = Identity::with(metadata, path)
    {
        read().get_or_insert_default().insert(identity);
    }
}

/// Notes that a file is going to be read. One that does not exist is not.
pub fn intend(path: &Path) {
    if let Ok(metadata) = fs::metadata(path) {
        note(&metadata, Some(path));
    }
}

/// Whether a file was read, or is going to be.
#[must_use]
pub fn was_read(path: &Path) -> bool {
    Identity::of(path).is_some_and(|identity| read().as_ref().is_some_and(|read| read.contains(&identity)))
}

/// Opens a file, pipe or device to read it.
///
/// # Errors
/// What the system says.
pub fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    note(&file.metadata()?, Some(path));
    Ok(file)
}

/// Standard input; where it is a file, that is read.
#[must_use]
pub fn standard_input() -> io::Stdin {
    let stdin = io::stdin();
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        let metadata = stdin.as_fd().try_clone_to_owned().and_then(|own| File::from(own).metadata());
        if let Ok(metadata) = metadata {
            note(&metadata, None);
        }
    }
    stdin
}

/// Checks that a path leads to a file and not to a pipe, a device or a folder, which may have no end.
///
/// # Errors
/// `not-a-file`, `folder-not-file`, and an error if it does not exist.
pub fn regular(path: &Path) -> Result<(), Diagnostic> {
    let metadata = fs::metadata(path).map_err(|error| fault::failed(path, &error))?;
    let name = path.display();
    match () {
        () if metadata.is_file() => Ok(()),
        () if metadata.is_dir() => {
            Err(Diagnostic::error(Code::FolderNotFile, format!("`{name}` is a folder, a file is needed here"))
                .help("name a file in it"))
        }
        () => Err(Diagnostic::error(Code::NotAFile, format!("`{name}` is a pipe or a device, a file is needed here"))
            .help("write what comes from it to a file, and name that")),
    }
}

/// Reads an auxiliary file of a run, of at most [`MAX_AUXILIARY`] bytes.
///
/// # Errors
/// As [`regular`], and `file-too-large`.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    regular(path)?;
    let failed = |error: io::Error| fault::failed(path, &error);
    let mut bytes = Vec::new();
    // A file that is reported as empty may still have no end, as in /proc.
    open(path).map_err(failed)?.take(MAX_AUXILIARY + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_AUXILIARY {
        return Err(fault::too_large(&path.to_string_lossy(), MAX_AUXILIARY, "name another file, or divide it"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_every_name() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("read"), "x").unwrap();
        fs::write(at("other"), "x").unwrap();
        assert!(!was_read(&at("read")));
        assert_eq!(bytes(&at("read")).unwrap(), b"x");
        fs::hard_link(at("read"), at("hard")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("read", at("soft")).unwrap();
        #[cfg(unix)]
        assert!(was_read(&at("soft")) && was_read(&at("hard")));
        assert!(was_read(&at("read")) && !was_read(&at("other")) && !was_read(&at("none")));
        intend(&at("other"));
        assert!(was_read(&at("other")));
    }

    #[cfg(unix)]
    #[test]
    fn what_has_no_end_is_not_read() {
        assert_eq!(bytes(Path::new("/dev/zero")).unwrap_err().code, "not-a-file");
        assert_eq!(bytes(Path::new("/dev")).unwrap_err().code, "folder-not-file");
        assert_eq!(bytes(Path::new("/dev/none")).unwrap_err().code, "no-such-file");
    }
}
