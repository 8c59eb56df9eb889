//! The JSON Schema of values: times, amounts, texts, IRIs.

use serde_json::{Value, json};

use super::pattern;
use super::schema_part::{one_or_list, text};
use chancery_model::schema::{Datatype, Key};

/// EDTF as text, or as the number that YAML makes of a year.
pub(super) fn edtf(intervals: bool) -> Value {
    let examples = if intervals {
        json!([1993, "2006-10-17", "2006-10-17/2006-10-18", "1993/..", "../2015", "2011~"])
    } else {
        json!([1918, "1918-11-03"])
    };
    json!({
        "type": ["string", "integer"],
        "minimum": -9999,
        "maximum": 9999,
        "pattern": pattern::edtf(),
        "patternErrorMessage": "A date in EDTF is expected, such as 1993, 2006-10-17 or 1993/.. (ISO 8601-2).",
        "examples": examples,
    })
}

/// A number or an amount within the bounds of its key. Of a text an editor sees only whether there is a minus before its
/// number.
pub(super) fn limited(mut made: Value, key: &Key) -> Value {
    let number = |limit: &Option<String>| limit.as_ref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    if let Some(least) = number(&key.least) {
        let positive = least.as_f64().is_some_and(|least| least >= 0.0);
        if let (true, Some(pattern)) = (positive, made["pattern"].as_str()) {
            let minus = "(?!(?:[\\s\\S]*[^eE])?[-−]\\s*(?:[A-Z]{0,3}[$¢£¥€]?\\s*)?[0-9])";
            let rest = pattern.strip_prefix('^').map_or_else(|| format!("[\\s\\S]*{pattern}"), str::to_owned);
            made["pattern"] = format!("^{minus}{rest}").into();
        }
        made["minimum"] = least;
    }
    if let Some(greatest) = number(&key.greatest) {
        made["maximum"] = greatest;
    }
    made
}

pub(super) fn quantity(has_default: bool, unit: &str) -> Value {
    if has_default {
        return json!({
            "type": ["string", "number"],
            "pattern": "[0-9]",
            "patternErrorMessage": "An amount is expected, such as 6000 or more than 6000.",
            "examples": [6000, "more than 6000"],
        });
    }
    json!({
        "type": "string",
        // A digit, and outside the number something that may be a unit.
        "pattern": "^(?=[\\s\\S]*[0-9])[\\s\\S]*[^\\s0-9.,+−-]",
        "patternErrorMessage": format!("An amount with its unit is expected, such as 146 million {unit}."),
        "examples": [format!("146 million {unit}"), format!("more than 1.5 billion {unit}")],
    })
}

pub(super) fn literal(datatype: Datatype, shape: Option<&regex::Regex>) -> Value {
    let narrowed = |mut made: Value| {
        let Some(shape) = shape else { return made };
        if let Some(pattern) = pattern::of_shape(shape, None) {
            made["pattern"] = pattern.into();
        }
        made
    };
    let scalar = || match shape {
        None => text(),
        Some(shape) => {
            let mut types = vec!["string"];
            if pattern::may_be_number(shape) {
                types.push("number");
            }
            if pattern::may_be_truth(shape) {
                types.push("boolean");
            }
            narrowed(json!({ "type": types, "pattern": "\\S" }))
        }
    };
    match datatype {
        Datatype::String => scalar(),
        Datatype::LangString => json!({ "title": "text", "anyOf": [
            scalar(),
            {
                "title": "languages",
                "type": "object",
                "propertyNames": { "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$" },
                "additionalProperties": one_or_list(&text(), 0),
            },
        ] }),
        Datatype::Integer => narrowed(json!({
            "type": ["string", "integer"],
            "pattern": "^\\s*[+-]?[0-9]+\\s*$",
            "patternErrorMessage": "A whole number is expected.",
        })),
        Datatype::Decimal => narrowed(json!({ "type": ["string", "number"], "pattern": "[0-9]" })),
        Datatype::Boolean => json!({ "anyOf": [
            { "type": "boolean" },
            { "type": "string", "pattern": "^\\s*(?:true|yes|false|no)\\s*$" },
        ] }),
        Datatype::Date => json!({
            "type": "string",
            "pattern": pattern::edtf(),
            "patternErrorMessage": "A day is expected, such as 2006-10-17.",
            "examples": ["2006-10-17"],
        }),
    }
}

pub(super) fn iri(template: Option<&str>, shape: Option<&regex::Regex>) -> Value {
    let types = match (template, shape) {
        (None, _) => json!("string"),
        (Some(_), Some(shape)) if !pattern::may_be_number(shape) => json!("string"),
        (Some(_), _) => json!(["string", "number"]),
    };
    let shape = shape.and_then(|shape| pattern::of_shape(shape, template));
    let absolute = "^\\s*[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>\"{}|\\\\^`]*\\s*$";
    let pattern = match template {
        Some(_) => shape.unwrap_or_else(|| "\\S".to_owned()),
        None => shape.unwrap_or_else(|| absolute.to_owned()),
    };
    json!({ "type": types, "pattern": pattern })
}
