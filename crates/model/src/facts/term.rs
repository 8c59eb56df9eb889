//! The terms of a closed list.

use crate::diagnostic::{Code, Diagnostic};
use crate::literal::scalar;
use crate::origin::FileId;
use crate::schema::{ConceptId, Key, Schema};
use crate::source::Node;
use chancery_values::name::nearest;

/// A term of the key's list.
pub(super) fn term(
    schema: &Schema,
    key: &Key,
    list: &[ConceptId],
    node: &Node<'_>,
    file: FileId,
) -> Result<ConceptId, Box<Diagnostic>> {
    let text = scalar(node, file, "a term of the list")?;
    let fitting: Vec<ConceptId> =
        schema.concepts_written(text).iter().copied().filter(|id| list.contains(id)).collect();
    if let [one] = fitting.as_slice() {
        return Ok(*one);
    }
    let written: Vec<&str> = list.iter().map(|id| schema.concept(*id).written()).collect();
    let mut diagnostic = if fitting.is_empty() {
        Diagnostic::error(Code::UnknownConcept, format!("`{}` has no term `{text}`", key.key))
    } else {
        Diagnostic::error(Code::AmbiguousConcept, format!("`{text}` is the name of several terms of `{}`", key.key))
    };
    diagnostic = diagnostic.at(node.origin(file)).label("not in the list");
    if let Some(near) = nearest(text, written.iter().copied()) {
        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
    }
    let shown = written.len().min(16);
    let more = if written.len() > shown { ", …" } else { "" };
    Err(Box::new(diagnostic.help(format!("the terms are {}{more}", written[..shown].join(", ")))))
}
