//! What goes wrong with a source of any format, as diagnostics.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::Utf8Error;

use super::format::{Format, PEEK_BYTES};
use super::node::{MAX_DEPTH, MAX_TEXT_BYTES};
use super::packed;
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::{FileId, Origin};
use chancery_values::name::distance;

/// How many names of a folder are compared with one that does not exist.
const NAMES_COMPARED: usize = 10_000;

/// What facts are read from.
pub(super) const FACTS: &str =
    "facts are read from YAML (`.yaml`, `.yml`), JSON (`.json`) and JSON Lines (`.jsonl`, `.ndjson`)";

/// The diagnostic for a path that cannot be opened or read.
#[must_use]
pub fn failed(path: &Path, error: &io::Error) -> Diagnostic {
    let name = path.display();
    if let Some(damage) = packed::Damage::of(error) {
        return truncated(&name.to_string(), damage);
    }
    match error.kind() {
        io::ErrorKind::NotFound => missing(path),
        io::ErrorKind::PermissionDenied => {
            Diagnostic::error(Code::NoPermission, format!("`{name}` cannot be read: permission denied"))
                .help("change its permissions, or run the program as a user who may read it")
        }
        io::ErrorKind::NotADirectory => {
            Diagnostic::error(Code::FileNotFolder, format!("`{name}` is not a folder, or is not in a folder"))
                .help("there is a file where a folder is needed: check the path")
        }
        _ => Diagnostic::error(Code::ReadFailed, format!("`{name}` cannot be read: {error}")),
    }
}

/// A path that does not exist: says which part of it is missing, and which name in the same folder is near.
fn missing(path: &Path) -> Diagnostic {
    // The highest part that is missing; links that lead nowhere exist as links.
    let part = path
        .ancestors()
        .filter(|part| !part.as_os_str().is_empty())
        .take_while(|part| fs::symlink_metadata(part).is_err())
        .last();
    let Some(part) = part else {
        return Diagnostic::error(
            Code::NoSuchFile,
            format!("`{}` is a link to something that does not exist", path.display()),
        )
        .help("make the link again, or delete it");
    };
    let mut diagnostic = Diagnostic::error(Code::NoSuchFile, format!("`{}` does not exist", path.display()));
    if part != path {
        diagnostic = diagnostic.remark(format!("there is no folder `{}`", part.display()));
    }
    match (near_name(part), fs::canonicalize(".")) {
        (Some(near), _) => diagnostic.help(format!("did you mean `{}`?", near.display())),
        (None, Ok(folder)) if path.is_relative() => {
            diagnostic.help(format!("check the path, which is read from the current folder, `{}`", folder.display()))
        }
        (None, _) => diagnostic.help("check the path"),
    }
}

/// The path in the same folder whose name is nearest to that of `path`, if one is near.
fn near_name(path: &Path) -> Option<PathBuf> {
    let wanted: Vec<char> = path.file_name()?.to_str()?.to_lowercase().chars().collect();
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let bound = (wanted.len() / 3).max(1);
    let (_, name) = entries
        .take(NAMES_COMPARED)
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            let distance = distance(&wanted, &name.to_lowercase().chars().collect::<Vec<_>>());
            (distance <= bound).then_some((distance, name))
        })
        .min()?;
    Some(path.with_file_name(name))
}

/// Takes the bytes of a file and its number; gives them as text, with a byte-order mark if there is one.
///
/// # Errors
/// `not-utf8`, at the first byte that is wrong; UTF-16 is named as such.
pub fn utf8(bytes: &[u8], file: FileId) -> Result<&str, Diagnostic> {
    if Format::not_text(bytes.get(..bytes.len().min(PEEK_BYTES)).unwrap_or_default()) == Some(Format::Utf16) {
        return Err(Diagnostic::error(Code::NotUtf8, "the file is in UTF-16, not in UTF-8")
            .at(Origin::point(file, 0))
            .help("save it as UTF-8"));
    }
    std::str::from_utf8(bytes).map_err(|error| not_utf8(&error, 0, file))
}

/// The diagnostic for bytes that are not UTF-8; `offset` is where the checked bytes begin in the source.
pub fn not_utf8(error: &Utf8Error, offset: u64, file: FileId) -> Diagnostic {
    let start = offset + error.valid_up_to() as u64;
    let length = error.error_len().unwrap_or(1) as u64;
    Diagnostic::error(Code::NotUtf8, "a character that is not UTF-8")
        .at(Origin::new(file, start, start + length))
        .label("shown here as `\u{fffd}`")
        .help("save the file as UTF-8; it may be in Latin-1 or in a code page of Windows now")
}

/// The diagnostic for a source with nothing in it; `what` names it.
pub fn empty(origin: Option<Origin>, what: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(Code::EmptySource, format!("{what} is empty"))
        .help("a facts file begins with `document:`, `entities:` or `facts:`");
    diagnostic.origin = origin;
    diagnostic
}

/// The diagnostic for lists and maps in more than [`MAX_DEPTH`] others.
pub fn too_deep(origin: Origin) -> Diagnostic {
    Diagnostic::error(Code::NestedTooDeep, format!("lists and maps are nested more than {MAX_DEPTH} deep"))
        .at(origin)
        .label("one level too deep")
        .help("facts need fewer than ten levels; look for a bracket that is opened again and again")
}

/// The diagnostic for a text of more than `MAX_TEXT_BYTES` bytes.
pub fn too_long(origin: Origin, length: usize) -> Diagnostic {
    Diagnostic::error(Code::TextTooLong, format!("a text of {length} bytes; at most {MAX_TEXT_BYTES} are read"))
        .at(origin)
        .label("begins here")
        .help("look for a quotation mark that closes too late, or for data that does not belong in facts")
}

/// The diagnostic for a source that holds more than is read of its kind. `help` is how to do with less.
pub(super) fn too_large(name: &str, limit: u64, help: &str) -> Diagnostic {
    Diagnostic::error(Code::FileTooLarge, format!("`{name}` is larger than {} MiB", limit >> 20)).help(help)
}

/// The diagnostic for an archive that is damaged or breaks off.
#[must_use]
pub fn truncated(name: &str, damage: &packed::Damage) -> Diagnostic {
    Diagnostic::error(Code::TruncatedArchive, format!("the archive `{name}` {damage}"))
        .help("fetch the file again, and compare its length with that of the original")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_that_must_not_be_read_is_said() {
        let error = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(failed(Path::new("x"), &error).code, "no-permission");
    }

    #[test]
    fn text_that_is_not_utf8_is_placed() {
        let said = utf8("имя: \u{a0}".as_bytes().split_last().unwrap().1, FileId(0)).unwrap_err();
        assert_eq!(said.origin, Some(Origin::new(FileId(0), 8, 9)));
        assert!(utf8(b"\xFF\xFEa\0", FileId(0)).unwrap_err().message.contains("UTF-16"));
    }
}
