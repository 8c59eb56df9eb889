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
pub use quantity::{Quantity, read_quantity};
pub use span::{Reckoning, TimeSpan, read_span, read_span_in};
pub(crate) use span::{edtf, within_years};
pub use text::{Text, read_iri, read_text};
pub(crate) use text::{decimal, within_template};

use crate::diagnostic::Diagnostic;
use crate::origin::FileId;
use crate::source::{Node, Value};

/// The scalar's text, or a diagnostic that says what stands there instead.
pub(crate) fn scalar<'n>(node: &'n Node<'_>, file: FileId, wanted: &str) -> Result<&'n str, Box<Diagnostic>> {
    match node.text() {
        Some(text) if !text.trim().is_empty() => Ok(text.trim()),
        Some(_) => Err(Box::new(
            Diagnostic::error("missing-value", format!("{wanted} is expected, and the text is empty"))
                .at(node.origin(file))
                .label("empty")
                .help("write the value, or leave the key out"),
        )),
        None => Err(Box::new(
            Diagnostic::error("wrong-value", format!("{wanted} is expected, not {}", node.what()))
                .at(node.origin(file))
                .label("not expected here")
                .help(match node.value {
                    Value::Null => "write the value, or leave the key out; the word `null` stands in quotation marks",
                    Value::List(_) => "write the values in one list, not in a list within a list",
                    _ => "write it as one text",
                }),
        )),
    }
}

/// The text as a segment of an IRI: letters and digits of any script, `-` and `.` stay, a space becomes `_`, everything
/// else is percent-encoded (RFC 3987, section 2.2), so `_` and `~` are too, although `iunreserved` has them.
pub(crate) fn segment(text: &str) -> String {
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
