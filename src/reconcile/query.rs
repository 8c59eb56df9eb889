//! A query of the Entity Reconciliation API as it is asked, in either version.

use serde_json::Value;

/// How many candidates are given where a query names no limit.
const LIMIT: usize = 5;

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
}

/// A property that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The property: a key of a kind, or `date`.
    pub id: String,
    /// The values: texts, or the identifiers of entities.
    pub values: Vec<String>,
    /// Whether who lacks it is no candidate.
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

/// Reads the batch of version 0.2: a mapping from keys of the client's own to queries.
///
/// # Errors
/// What is wrong with it, for the client.
pub fn batch_0_2(text: &str) -> Result<Vec<(String, Query)>, String> {
    let batch: Value = serde_json::from_str(text).map_err(|error| format!("`queries` is no JSON: {error}"))?;
    let Value::Object(queries) = batch else { return Err("`queries` is no object of queries by key".to_owned()) };
    queries
        .into_iter()
        .map(|(key, query)| {
            query_0_2(&query).map(|query| (key.clone(), query)).map_err(|why| format!("`{key}`: {why}"))
        })
        .collect()
}

fn query_0_2(query: &Value) -> Result<Query, String> {
    known_keys(query, &["query", "type", "limit", "properties", "type_strict"])?;
    let mut read = Query { limit: limit(query)?, ..Query::default() };
    match query.get("query") {
        None | Some(Value::Null) => {}
        Some(Value::String(name)) if !name.trim().is_empty() => read.names.push(name.clone()),
        Some(_) => return Err("`query` is a text that is not empty".to_owned()),
    }
    match query.get("type") {
        None | Some(Value::Null) => {}
        Some(Value::String(one)) => read.types.push(one.clone()),
        Some(Value::Array(several)) => {
            for one in several {
                read.types.push(one.as_str().ok_or("`type` is a text, or a list of texts")?.to_owned());
            }
        }
        Some(_) => return Err("`type` is a text, or a list of texts".to_owned()),
    }
    read.types.retain(|one| !one.is_empty());
    read.every_type = query.get("type_strict").and_then(Value::as_str) == Some("all");
    match query.get("properties") {
        None | Some(Value::Null) => {}
        Some(Value::Array(properties)) => {
            for property in properties {
                let id = property.get("pid").and_then(Value::as_str).ok_or("a property has a `pid`")?.to_owned();
                let values = values(property.get("v").ok_or("a property has a `v`")?)?;
                read.properties.push(Property { id, values, required: false, quantifier: Quantifier::Any });
            }
        }
        Some(_) => return Err("`properties` is a list".to_owned()),
    }
    if read.names.is_empty() && read.properties.is_empty() {
        return Err("a query has a `query` or `properties`".to_owned());
    }
    Ok(read)
}

/// Reads the batch of the draft of version 1.0.
///
/// # Errors
/// What is wrong with it, for the client.
pub fn batch_1_0(text: &[u8]) -> Result<Vec<Query>, String> {
    let batch: Value = serde_json::from_slice(text).map_err(|error| format!("this is no JSON: {error}"))?;
    let queries = batch.get("queries").and_then(Value::as_array).ok_or("`queries`, a list, is expected")?;
    let query = |(at, query)| query_1_0(query).map_err(|why| format!("query {at}: {why}"));
    queries.iter().enumerate().map(query).collect()
}

fn query_1_0(query: &Value) -> Result<Query, String> {
    known_keys(query, &["type", "limit", "lang", "dir", "conditions"])?;
    let mut read = Query { limit: limit(query)?, ..Query::default() };
    match query.get("type") {
        None | Some(Value::Null) => {}
        Some(Value::String(one)) => read.types.extend((!one.is_empty()).then(|| one.clone())),
        Some(_) => return Err("`type` is a text".to_owned()),
    }
    let conditions = query.get("conditions").and_then(Value::as_array).filter(|conditions| !conditions.is_empty());
    for condition in conditions.ok_or("`conditions`, a list that is not empty, is expected")? {
        let values = values(condition.get("propertyValue").ok_or("a condition has a `propertyValue`")?)?;
        match condition.get("matchType").and_then(Value::as_str) {
            Some("name") => read.names.extend(values),
            Some("id") => read.ids.extend(values),
            Some("property") => read.properties.push(Property {
                id: condition
                    .get("propertyId")
                    .and_then(Value::as_str)
                    .ok_or("a condition on a property has a `propertyId`")?
                    .to_owned(),
                values,
                required: condition.get("required").and_then(Value::as_bool).unwrap_or_default(),
                quantifier: match condition.get("matchQuantifier").and_then(Value::as_str) {
                    None | Some("any") => Quantifier::Any,
                    Some("all") => Quantifier::All,
                    Some("none") => Quantifier::None,
                    Some(other) => return Err(format!("`matchQuantifier` is any, all or none, not `{other}`")),
                },
            }),
            _ => return Err("`matchType` is name, id or property".to_owned()),
        }
    }
    Ok(read)
}

fn known_keys(query: &Value, known: &[&str]) -> Result<(), String> {
    let Value::Object(keys) = query else { return Err("a query is an object".to_owned()) };
    match keys.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("a query has no `{key}`; it has {}", known.join(", "))),
        None => Ok(()),
    }
}

fn limit(query: &Value) -> Result<usize, String> {
    match query.get("limit") {
        None | Some(Value::Null) => Ok(LIMIT),
        // OpenRefine writes 5.0 at times.
        Some(limit) => match limit.as_f64() {
            Some(limit) if limit >= 1.0 => Ok(limit.min(100.0) as usize),
            _ => Err("`limit` is a number from 1".to_owned()),
        },
    }
}

/// The texts of a value: a text, a number, a truth value, an entity by its `id`, or a list of such.
fn values(value: &Value) -> Result<Vec<String>, String> {
    let one = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Object(entity) => entity
            .get("id")
            .and_then(Value::as_str)
            .map(ToOwned::to_owned)
            .ok_or_else(|| "an entity has an `id`".to_owned()),
        _ => Err("a value is a text, a number, a truth value or an entity".to_owned()),
    };
    match value {
        Value::Array(values) => values.iter().map(one).collect(),
        value => one(value).map(|value| vec![value]),
    }
}
