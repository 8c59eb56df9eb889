//! A query of the Entity Reconciliation API as it is asked, in either version.
//!
//! A query that cannot be read is answered with nothing, and does not harm the others of its batch. What can be read but
//! not be understood is in [`Query::unclear`], so that no answer passes for one to all that was asked.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::fmt;

/// How many candidates are given where a query names no limit.
const LIMIT: usize = 5;

/// How many candidates are given at most.
const MOST: f64 = 100.0;

/// What is asked for: an entity by its name, its identifier or its properties.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The names it may have.
    pub names: Vec<String>,
    /// The identifiers it may have (1.0-draft).
    pub ids: Vec<String>,
    /// The types, of which it must have one; none means any.
    pub types: Vec<String>,
    /// Whether it must have all of the types (`type_strict` of 0.2).
    pub every_type: bool,
    /// How many candidates are wanted.
    pub limit: usize,
    /// What else it must or may have.
    pub properties: Vec<Property>,
    /// What was asked and is not understood.
    pub unclear: Vec<Unclear>,
}

/// A part of a query that is not understood, so that no answer is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// The part: `date`, `type`, the id of a property, a key of the query.
    pub part: String,
    /// What is wrong with it.
    pub why: String,
}

impl Unclear {
    /// A part that is not understood, and why.
    pub fn new(part: impl Into<String>, why: impl Into<String>) -> Self {
        Self { part: part.into(), why: why.into() }
    }
}

impl Query {
    /// How much is asked: the names, identifiers and values.
    #[must_use]
    pub fn size(&self) -> usize {
        let values: usize = self.properties.iter().map(|property| property.values.len()).sum();
        self.names.len() + self.ids.len() + self.types.len() + values
    }
}

/// A property that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The property: a key of a kind, or `date`.
    pub id: String,
    /// The values: texts, or the identifiers of entities. There is one at least, and none is empty.
    pub values: Vec<String>,
    /// Whether who lacks it is not a candidate.
    pub required: bool,
    /// How many of the values must be there.
    pub quantifier: Quantifier,
}

/// How many of the values of a property an entity must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// One of them.
    Any,
    /// Each of them.
    All,
    /// None of them.
    None,
}

/// A query, or what is wrong with it.
pub type Read = Result<Query, String>;

/// Reads the batch of version 0.2: a mapping from keys of the client's own to queries.
///
/// # Errors
/// What is wrong with the batch as a whole, for the client.
pub fn batch_0_2(text: &str) -> Result<Vec<(String, Read)>, String> {
    let batch: Value = serde_json::from_str(text).map_err(|error| format!("`queries` is not JSON: {error}"))?;
    let Value::Object(queries) = batch else { return Err("`queries` is not an object of queries by key".to_owned()) };
    // An object has each key once, and what is left of two queries would look like the answer to both.
    let Keys(keys) = serde_json::from_str(text).map_err(|error| format!("`queries` is not JSON: {error}"))?;
    let twice = |key: &str| keys.get(key).is_some_and(|times| *times > 1);
    let read = |(key, query): (String, Value)| {
        let read = match twice(&key) {
            true => Err(format!("the key `{key}` is in `queries` more than once: give each query its own key")),
            false => query_0_2(&query),
        };
        (key, read)
    };
    Ok(queries.into_iter().map(read).collect())
}

/// How often each key is in a JSON object.
struct Keys(HashMap<String, usize>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Count;
        impl<'de> Visitor<'de> for Count {
            type Value = Keys;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = HashMap::new();
                while let Some((key, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
                    *keys.entry(key).or_default() += 1;
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(Count)
    }
}

fn query_0_2(query: &Value) -> Read {
    let asked = object(query)?;
    let mut read = Query { limit: limit(asked)?, ..Query::default() };
    read.unclear = unknown_keys(asked, &["query", "type", "limit", "properties", "type_strict"]);
    match asked.get("query") {
        None | Some(Value::Null) => {}
        Some(Value::String(name)) => read.names.extend((!name.trim().is_empty()).then(|| name.clone())),
        Some(Value::Number(number)) => read.names.push(number.to_string()),
        Some(_) => return Err("`query` is a text".to_owned()),
    }
    read.types = types(asked.get("type"))?;
    match asked.get("type_strict") {
        None | Some(Value::Null) => {}
        Some(Value::String(strict)) if ["any", "should", "all"].contains(&strict.as_str()) => {
            read.every_type = strict == "all";
        }
        Some(other) => read.unclear.push(Unclear::new("type_strict", format!("{other} is not any, should or all"))),
    }
    match asked.get("properties") {
        None | Some(Value::Null) => {}
        Some(Value::Array(properties)) => {
            for property in properties {
                let id = property.get("pid").and_then(Value::as_str).ok_or("a property has a `pid`")?.to_owned();
                let values = values(property.get("v").ok_or("a property has a `v`")?)?;
                if !values.is_empty() {
                    read.properties.push(Property { id, values, required: false, quantifier: Quantifier::Any });
                }
            }
        }
        Some(_) => return Err("`properties` is a list".to_owned()),
    }
    asks_something(read)
}

/// Reads the batch of the draft of version 1.0.
///
/// # Errors
/// What is wrong with the batch as a whole, for the client.
pub fn batch_1_0(text: &[u8]) -> Result<Vec<Read>, String> {
    let batch: Value = serde_json::from_slice(text).map_err(|error| format!("this is not JSON: {error}"))?;
    let queries = batch.get("queries").and_then(Value::as_array).ok_or("`queries`, a list, is expected")?;
    Ok(queries.iter().map(query_1_0).collect())
}

fn query_1_0(query: &Value) -> Read {
    let asked = object(query)?;
    let mut read = Query { limit: limit(asked)?, types: types(asked.get("type"))?, ..Query::default() };
    // The language of a text changes nothing here: names are compared in all languages.
    read.unclear = unknown_keys(asked, &["type", "limit", "lang", "dir", "conditions"]);
    let conditions = asked.get("conditions").and_then(Value::as_array);
    for condition in conditions.ok_or("`conditions`, a list, is expected")? {
        let condition = condition.as_object().ok_or("a condition is an object")?;
        add_condition(&mut read, condition)?;
    }
    asks_something(read)
}

fn add_condition(read: &mut Query, condition: &Map<String, Value>) -> Result<(), String> {
    let values = values(condition.get("propertyValue").ok_or("a condition has a `propertyValue`")?)?;
    if values.is_empty() {
        return Ok(());
    }
    let known =
        ["matchType", "propertyId", "propertyValue", "required", "matchQuantifier", "matchQualifier", "lang", "dir"];
    read.unclear.extend(unknown_keys(condition, &known));
    let told = |key: &str| condition.get(key).filter(|value| !value.is_null());
    if let Some(qualifier) = told("matchQualifier").filter(|qualifier| *qualifier != "ExactMatch") {
        read.unclear
            .push(Unclear::new("matchQualifier", format!("{qualifier} is not known; values must match exactly")));
    }
    let quantifier = match told("matchQuantifier").map(|quantifier| quantifier.as_str().unwrap_or_default()) {
        None | Some("any") => Quantifier::Any,
        Some("all") => Quantifier::All,
        Some("none") => Quantifier::None,
        Some(_) => return Err("`matchQuantifier` is any, all or none".to_owned()),
    };
    let required = match told("required") {
        None => false,
        Some(required) => required.as_bool().ok_or("`required` is true or false")?,
    };
    let kind = condition.get("matchType").and_then(Value::as_str);
    // An entity is looked for under each name and identifier, so all of several, or none, is not what is answered.
    if let Some(kind @ ("name" | "id")) = kind
        && (quantifier == Quantifier::None || quantifier == Quantifier::All && values.len() > 1)
    {
        read.unclear
            .push(Unclear::new("matchQuantifier", format!("a condition on the {kind} takes any of its values")));
    }
    match kind {
        Some("name") => read.names.extend(values),
        Some("id") => read.ids.extend(values),
        Some("property") => {
            let id = condition.get("propertyId").and_then(Value::as_str);
            let id = id.ok_or("a condition on a property has a `propertyId`")?.to_owned();
            read.properties.push(Property { id, values, required, quantifier });
        }
        _ => return Err("`matchType` is name, id or property".to_owned()),
    }
    Ok(())
}

fn object(query: &Value) -> Result<&Map<String, Value>, String> {
    query.as_object().ok_or_else(|| "a query is an object".to_owned())
}

fn asks_something(read: Query) -> Read {
    let nothing = read.names.is_empty() && read.ids.is_empty() && read.properties.is_empty();
    if nothing { Err("the query is empty: no name, no identifier, no property".to_owned()) } else { Ok(read) }
}

fn unknown_keys(asked: &Map<String, Value>, known: &[&str]) -> Vec<Unclear> {
    let unknown = asked.iter().filter(|(key, value)| !value.is_null() && !known.contains(&key.as_str()));
    unknown.map(|(key, _)| Unclear::new(key, format!("not known; known are {}", known.join(", ")))).collect()
}

/// One type or a list of types, each by its id; empty ones are left out.
fn types(asked: Option<&Value>) -> Result<Vec<String>, String> {
    let one = |value: &Value| match value {
        Value::Null => Ok(String::new()),
        Value::String(id) => Ok(id.trim().to_owned()),
        Value::Object(told) => told.get("id").and_then(Value::as_str).map(ToOwned::to_owned).ok_or(()),
        _ => Err(()),
    };
    let read = match asked {
        None => Ok(Vec::new()),
        Some(Value::Array(several)) => several.iter().map(one).collect(),
        Some(value) => one(value).map(|id| vec![id]),
    };
    let mut types: Vec<String> = read.map_err(|()| "`type` is a text, or a list of texts")?;
    types.retain(|id| !id.is_empty());
    Ok(types)
}

fn limit(query: &Map<String, Value>) -> Result<usize, String> {
    match query.get("limit") {
        None | Some(Value::Null) => Ok(LIMIT),
        // OpenRefine writes 5.0 at times.
        Some(limit) => match limit.as_f64() {
            Some(limit) if limit >= 1.0 => Ok(limit.min(MOST) as usize),
            _ => Err("`limit` is a number from 1".to_owned()),
        },
    }
}

/// The texts of a value: a text, a number, a truth value, an entity by its `id`, or a list of such. What is null or
/// blank is left out: an empty cell says nothing.
fn values(value: &Value) -> Result<Vec<String>, String> {
    let one = |value: &Value| match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Object(entity) => entity
            .get("id")
            .and_then(Value::as_str)
            .map(ToOwned::to_owned)
            .ok_or_else(|| "an entity has an `id`".to_owned()),
        Value::Array(_) => Err("a value is a text, a number, a truth value or an entity".to_owned()),
    };
    let read: Result<Vec<String>, String> = match value {
        Value::Array(values) => values.iter().map(one).collect(),
        value => one(value).map(|value| vec![value]),
    };
    Ok(read?.into_iter().filter(|value| !value.trim().is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_query_that_is_wrong_leaves_the_others() {
        let batch = r#"{"a": null, "b": {}, "c": {"query": " "}, "d": {"query": ["x"]}, "e": {"query": "x", "limit": "no"},
            "f": {"query": "x", "properties": [{"pid": "p"}]}, "g": "x", "h": {"query": "x", "properties": [{"pid": "p", "v": [null, " "]}]}}"#;
        let read = batch_0_2(batch).unwrap();
        let good: Vec<&str> = read.iter().filter(|(_, query)| query.is_ok()).map(|(key, _)| key.as_str()).collect();
        assert_eq!((read.len(), good), (8, vec!["h"]));
        assert!(read[7].1.as_ref().unwrap().properties.is_empty());
        assert!(batch_0_2("[]").is_err() && batch_0_2("{").is_err());
    }

    #[test]
    fn what_is_not_known_is_kept_for_the_answer() {
        let unclear = |query: &str| {
            let batch = batch_1_0(format!("{{\"queries\": [{query}]}}").as_bytes()).unwrap();
            let parts = batch[0].clone().unwrap().unclear.into_iter().map(|unclear| unclear.part);
            parts.collect::<Vec<_>>()
        };
        let name = |more: &str| format!(r#"{{"conditions": [{{"matchType": "name", "propertyValue": "x"{more}}}]}}"#);
        assert!(unclear(&name("")).is_empty());
        assert!(unclear(&name(r#", "matchQualifier": "ExactMatch", "matchQuantifier": "all""#)).is_empty());
        assert_eq!(unclear(&name(r#", "matchQualifier": "Wildcard""#)), ["matchQualifier"]);
        assert_eq!(unclear(&name(r#", "matchQuantifier": "none""#)), ["matchQuantifier"]);
        assert_eq!(unclear(&name(r#", "fuzzy": 1"#)), ["fuzzy"]);
    }
}
