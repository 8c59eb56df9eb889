//! Parts that every JSON Schema here is made of.

use chancery_model::schema::{Kind, Role, Schema};
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

/// The record of a kind in place, or a name alone where that makes an entity of the kind.
pub(super) fn or_name(kind: &Kind, record: Value) -> Value {
    if kind.name_suffices { json!({ "anyOf": [text(), record] }) } else { record }
}

/// A text that a column of a table writes, in whole or in part.
pub(super) fn placeholder() -> Value {
    json!({ "title": "from the table", "type": "string", "pattern": "\\{[^{}]+\\}" })
}

/// A decision on two facts: which, what was decided, and who decided it.
pub(super) fn decision() -> Value {
    let facts = json!({ "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 2 });
    json!({
        "type": "object",
        "required": ["decided by", "decided on"],
        "oneOf": [{ "required": ["same"] }, { "required": ["different"] }],
        "properties": {
            "same": described(facts.clone(), "Two facts of different documents that are about one thing, by their IRIs."),
            "different": described(facts, "Two facts of different documents that are about two things, by their IRIs."),
            "decided by": described(text(), "Who decided it."),
            "decided on": described(json!({ "type": "string" }), "The day of the decision."),
            "evidence": described(json!({ "type": ["string", "number", "boolean", "null"] }), "The evidence for the decision, or the reason."),
        },
        "additionalProperties": false,
    })
}

/// What a document covers, in one of its scopes.
pub(super) fn scope(schema: &Schema) -> Value {
    let facts = schema.kinds().filter(|kind| kind.role == Role::Fact);
    let kinds: Vec<&str> = facts.map(|kind| kind.key.as_str()).collect();
    json!({
        "type": "object",
        "required": ["kind"],
        "additionalProperties": false,
        "properties": {
            "kind": { "enum": kinds },
            "where": { "type": "object" },
            "during": { "type": ["string", "integer", "object"] },
            "complete": { "type": ["boolean", "string"] },
        },
    })
}
