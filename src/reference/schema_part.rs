//! Parts that every JSON Schema here is made of.

use serde_json::{Value, json};

/// The words for a person, for editors that show Markdown and for those that do not.
pub(super) fn described(mut schema: Value, text: &str) -> Value {
    if let Some(object) = schema.as_object_mut().filter(|_| !text.is_empty()) {
        object.insert("description".to_owned(), text.replace('`', "").into());
        object.insert("markdownDescription".to_owned(), text.into());
    }
    schema
}

pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// A value, or a list of such values.
pub(super) fn one_or_list(value: &Value, least: u64) -> Value {
    json!({ "anyOf": [value, { "title": "list", "type": "array", "items": value, "minItems": least }] })
}

/// Any text that is not empty.
pub(super) fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"], "pattern": "\\S" })
}

/// A text that a column of a table writes, in whole or in part.
pub(super) fn placeholder() -> Value {
    json!({ "title": "from the table", "type": "string", "pattern": "\\{[^{}]+\\}" })
}
