//! A text with one value.

use super::parser::Parser;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Origin};
use crate::source::fault;
use crate::source::node::Node;

/// Reads one JSON document. Takes the bytes of a whole file and its number; gives the tree, whose byte ranges are
/// counted from the beginning of the file.
///
/// # Errors
/// What is wrong is added to `diagnostics`. Nothing is given for `json-syntax`, `not-utf8`, `nested-too-deep`,
/// `text-too-long` and `empty-source`; after `duplicate-key` the first value stays.
pub fn read<'a>(bytes: &'a [u8], file: FileId, diagnostics: &mut Diagnostics) -> Option<Node<'a>> {
    let result = fault::utf8(bytes, file).and_then(|text| {
        if is_blank(text) {
            return Err(fault::empty(Some(Origin::point(file, 0)), "the file"));
        }
        parse(text, 0, file, diagnostics)
    });
    match result {
        Ok(node) => Some(node),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    }
}

/// As [`read`], of a part of a source that begins at `offset`.
///
/// # Errors
/// As [`read`].
pub fn read_at<'a>(bytes: &'a [u8], offset: u64, file: FileId) -> Result<Node<'a>, Diagnostic> {
    let text = std::str::from_utf8(bytes).map_err(|error| fault::not_utf8(&error, offset, file))?;
    // Of two equal keys the first stays, as everywhere; in what others wrote that is not reported.
    parse(text, offset, file, &mut Diagnostics::new())
}

/// As [`read_at`], where nothing may be lost.
///
/// # Errors
/// As [`read`]; `duplicate-key` too.
pub fn read_whole_at<'a>(bytes: &'a [u8], offset: u64, file: FileId) -> Result<Node<'a>, Diagnostic> {
    let text = std::str::from_utf8(bytes).map_err(|error| fault::not_utf8(&error, offset, file))?;
    let mut diagnostics = Diagnostics::new();
    let node = parse(text, offset, file, &mut diagnostics)?;
    match diagnostics.sorted().into_iter().find(|diagnostic| diagnostic.code == Code::DuplicateKey) {
        Some(twice) => Err(twice.clone()),
        None => Ok(node),
    }
}

/// Parses a text that holds one value and white space around it.
pub(super) fn parse<'a>(
    text: &'a str,
    offset: u64,
    file: FileId,
    diagnostics: &mut Diagnostics,
) -> Result<Node<'a>, Diagnostic> {
    let mut parser = Parser { text, bytes: text.as_bytes(), at: 0, depth: 0, offset, file, diagnostics };
    if offset == 0 && text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    let node = parser.value()?;
    parser.skip_space();
    if parser.at < parser.bytes.len() {
        return Err(parser.error(
            "something follows the value",
            "not expected here",
            "write one value; several records go into a list `[…]`, or one on each line of a file named `.jsonl`",
        ));
    }
    Ok(node)
}

pub(super) fn is_blank(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}
