//! Which keys a record may have and must have, and what is stated where one has no place or is missing.

use super::manner::Manner;
use super::product::Values;
use super::words::{self, example_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::FileId;
use crate::schema::{Kind, Schema};
use crate::source::{Entry, Node, Value};

/// The diagnostic for a key that would state something of an entity where nothing is stated.
pub(super) fn told_in_passing(kind: &Kind, entry: &Entry<'_>, manner: Manner, file: FileId) -> Diagnostic {
    let (key, why) = (
        &entry.key.text,
        match manner {
            Manner::Mentioned => "is denied or only mentioned",
            _ => "is said by someone else, is about the future, or is hedged",
        },
    );
    let diagnostic = Diagnostic::error(
        Code::ToldInPassing,
        format!("`{key}` of this {} would be stated as certain, but the fact around it {why}", kind.key),
    );
    diagnostic
            .at(entry.key.origin(file))
            .label("an entity has no claims: everything written about it is stated as certain")
            .help("leave it out; or, if the source itself states it, write it under `entities:` or in a fact that the source asserts")
}

/// The diagnostic for a key that the kind does not have.
pub(super) fn unknown_key(schema: &Schema, kind: &Kind, entry: &Entry<'_>, file: FileId) -> Diagnostic {
    let keys: Vec<&str> = kind.keys.iter().map(|key| key.key.as_str()).collect();
    let mut diagnostic = Diagnostic::error(Code::UnknownKey, format!("`{}` has no key `{}`", kind.key, entry.key.text))
        .at(entry.key.origin(file))
        .label("not a key of this kind");
    for offer in words::for_key(schema, kind, &entry.key.text) {
        diagnostic = diagnostic.help(offer);
    }
    // `{value: £ 1,234}` is a value and a key of its own.
    if matches!(entry.value.value, Value::Null) && entry.key.text.starts_with(|c: char| c.is_ascii_digit()) {
        let help =
            "inside braces a comma ends a value: put a number with a comma in quotation marks, `\"£ 1,234,567\"`";
        diagnostic = diagnostic.help(help);
    }
    diagnostic.help(format!("the keys are {}", keys.join(", ")))
}

/// The diagnostics for keys that must have a value and have none; keys that lead to one predicate mean one another.
pub(super) fn missing(
    kind: &Kind,
    values: &[Values],
    entries: &[Entry<'_>],
    node: &Node<'_>,
    file: FileId,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let written = |predicate| {
        values.iter().any(|v| kind.keys[v.key].predicate == predicate)
            // A key whose value was wrong still counts as present: one mistake, one diagnostic.
            || entries.iter().any(|e| kind.key(&e.key.text).is_some_and(|(_, k)| k.predicate == predicate))
    };
    for key in &kind.keys {
        if key.min > 0 && !written(key.predicate) {
            found.push(
                Diagnostic::error(Code::MissingKey, format!("`{}` needs the key `{}`", kind.key, key.key))
                    .at(node.origin(file))
                    .label(format!("no `{}` is given", key.key))
                    .help(if key.help.is_empty() { example_of(kind) } else { format!("`{}`: {}", key.key, key.help) })
                    .help(example_of(kind)),
            );
        }
    }
    for group in &kind.one_of {
        if !group.iter().any(|predicate| written(*predicate)) {
            let keys: Vec<&str> =
                kind.keys.iter().filter(|key| group.contains(&key.predicate)).map(|key| key.key.as_str()).collect();
            found.push(
                Diagnostic::error(Code::MissingKey, format!("`{}` needs one of `{}`", kind.key, keys.join("`, `")))
                    .at(node.origin(file))
                    .label("none of them is given")
                    .help(example_of(kind)),
            );
        }
    }
    found
}
