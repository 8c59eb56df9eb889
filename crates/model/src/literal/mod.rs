//! Values that need no names looked up: times, quantities, texts, numbers.
//!
//! | file | subject |
//! |---|---|
//! | `calendar.rs` | days of the Julian calendar |
//! | `span.rs` | a time: EDTF, bounds, an expression |
//! | `quantity.rs` | comparator, number and unit |
//! | `datatype.rs` | the datatypes of data |
//! | `text.rs` | text, numbers and truth values by datatype |

mod calendar;
mod datatype;
mod quantity;
mod span;
mod text;

pub use datatype::Typed;
pub use quantity::{Dot, Quantity, read_quantity};
pub use span::{Reckoning, TimeSpan, existence, read_span, read_span_in};
pub use span::{edtf, within_years};
pub use text::{Text, read_iri, read_text};
pub use text::{decimal, integer, within_template};

use crate::diagnostic::{Code, Diagnostic};
use crate::origin::FileId;
use crate::source::{Node, Value};
use crate::tame;

/// The scalar's text, or a diagnostic that says what is there instead.
pub fn scalar<'n>(node: &'n Node<'_>, file: FileId, wanted: &str) -> Result<&'n str, Box<Diagnostic>> {
    match node.text() {
        Some(text) if !text.trim().is_empty() => tame(text.trim(), node, file),
        Some(_) => Err(Box::new(
            Diagnostic::error(Code::MissingValue, format!("{wanted} is expected, and the text is empty"))
                .at(node.origin(file))
                .label("empty")
                .help("write the value, or leave the key out"),
        )),
        None => Err(Box::new(
            Diagnostic::error(Code::WrongValue, format!("{wanted} is expected, not {}", node.what()))
                .at(node.origin(file))
                .label("not expected here")
                .help(match node.value {
                    Value::Null => "write the value, or leave the key out; write the word `null` in quotation marks",
                    Value::List(_) => "write the values in one list, not in a list within a list",
                    _ => "write it as one text",
                }),
        )),
    }
}

/// A text without invisible characters that turn a line round or move a cursor. Lines may break.
fn tame<'t>(text: &'t str, node: &Node<'_>, file: FileId) -> Result<&'t str, Box<Diagnostic>> {
    let wild = text.chars().find(|c| tame::is_wild(*c) && *c != '\r');
    wild.map_or(Ok(text), |c| Err(Box::new(stray(c, text, node, file))))
}

/// The scalar's text, which is one line: a name, a title.
pub fn line<'n>(node: &'n Node<'_>, file: FileId, wanted: &str) -> Result<&'n str, Box<Diagnostic>> {
    let text = scalar(node, file, wanted)?;
    let stray_in = text.chars().find(|c| matches!(c, '\n' | '\r' | '\t'));
    stray_in.map_or(Ok(text), |c| Err(Box::new(stray(c, text, node, file))))
}

fn stray(c: char, text: &str, node: &Node<'_>, file: FileId) -> Diagnostic {
    let (what, remedy) = match c {
        '\n' | '\r' => ("a line break", "write it in one line"),
        '\t' => ("a tab", "write a space in its place"),
        c if c.is_control() => ("a control character", "take it out"),
        _ => ("an invisible character that reverses the direction of text", "take it out"),
    };
    let shown: String = text.chars().take(60).collect();
    Diagnostic::error(Code::ControlCharacter, format!("`{}` holds {what} (U+{:04X})", tame::line(&shown), u32::from(c)))
        .at(node.origin(file))
        .label("has a character that is not allowed in a name or a text")
        .help(remedy)
}

/// The text as a segment of an IRI: letters and digits of any script, `-` and `.` stay, a space becomes `_`, everything
/// else is percent-encoded (RFC 3987, section 2.2), so `_` and `~` are too, although `iunreserved` has them.
pub fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') || (!c.is_ascii() && c.is_alphanumeric()) {
            out.push(c);
        } else if c == ' ' {
            out.push('_');
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}
