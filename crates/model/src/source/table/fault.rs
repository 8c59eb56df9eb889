//! Bytes that are not text.

use crate::diagnostic::{Code, Diagnostic};
use crate::origin::{FileId, Origin};

pub(super) fn not_utf8(file: FileId, at: u64, byte: Option<u8>) -> Diagnostic {
    let byte = byte.map_or_else(String::new, |byte| format!(": 0x{byte:02X}"));
    Diagnostic::error(Code::NotUtf8, format!("this is not UTF-8{byte}"))
        .at(Origin::new(file, at, at + 1))
        .label("a byte that UTF-8 does not have here")
        .help("say the encoding in the recipe: `table: {encoding: windows-1252}`, or save the table as UTF-8")
}

pub(super) fn not_text(at: Origin) -> Diagnostic {
    Diagnostic::error(Code::NotText, "there is a zero byte here, which is not allowed in text")
        .at(at)
        .label("not text")
        .help("export the table as CSV; of a text in UTF-16, say so in the recipe: `table: {encoding: utf-16le}`")
}
