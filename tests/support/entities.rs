//! Entities in Wikidata's JSON, made up for tests.

use serde_json::{Value, json};

/// A point in time: `+1993-00-00T00:00:00Z` with its precision.
pub fn time(property: &str, text: &str, precision: u8) -> Value {
    json!({
        "snaktype": "value",
        "property": property,
        "datavalue": {
            "value": {
                "time": text,
                "timezone": 0,
                "before": 0,
                "after": 0,
                "precision": precision,
                "calendarmodel": "http://www.wikidata.org/entity/Q1985727"
            },
            "type": "time"
        },
        "datatype": "time"
    })
}

/// A snak whose value is an item.
pub fn item(property: &str, id: &str) -> Value {
    let number: u64 = id[1..].parse().expect("an item has a number");
    json!({
        "snaktype": "value",
        "property": property,
        "datavalue": {
            "value": {"entity-type": "item", "numeric-id": number, "id": id},
            "type": "wikibase-entityid"
        },
        "datatype": "wikibase-item"
    })
}

/// A snak whose value is a text.
pub fn text(property: &str, text: &str, datatype: &str) -> Value {
    json!({
        "snaktype": "value",
        "property": property,
        "datavalue": {"value": text, "type": "string"},
        "datatype": datatype
    })
}

/// A snak without a value: `somevalue` or `novalue`.
pub fn without(property: &str, kind: &str) -> Value {
    json!({"snaktype": kind, "property": property, "datatype": "wikibase-item"})
}

/// A statement; its id ends with a number.
pub fn statement(
    of: &str,
    number: u32,
    rank: &str,
    main: Value,
    qualifiers: &[Value],
    references: &[Vec<Value>],
) -> Value {
    let by_property = |snaks: &[Value]| {
        let mut map = serde_json::Map::new();
        for snak in snaks {
            let property = snak["property"].as_str().expect("a snak has a property");
            map.entry(property).or_insert_with(|| json!([])).as_array_mut().expect("a list").push(snak.clone());
        }
        Value::Object(map)
    };
    let mut statement = json!({
        "mainsnak": main,
        "type": "statement",
        "id": format!("{of}$00000000-0000-4000-8000-{number:012}"),
        "rank": rank
    });
    if !qualifiers.is_empty() {
        statement["qualifiers"] = by_property(qualifiers);
    }
    if !references.is_empty() {
        let one = |snaks: &Vec<Value>| json!({"hash": "0123456789abcdef", "snaks": by_property(snaks)});
        statement["references"] = references.iter().map(one).collect();
    }
    statement
}

/// An entity with an English label and statements.
pub fn entity(id: &str, label: &str, statements: &[Value]) -> Value {
    let mut claims = serde_json::Map::new();
    for statement in statements {
        let property = statement["mainsnak"]["property"].as_str().expect("a snak has a property");
        claims.entry(property).or_insert_with(|| json!([])).as_array_mut().expect("a list").push(statement.clone());
    }
    json!({
        "type": "item",
        "id": id,
        "labels": {
            "en": {"language": "en", "value": label},
            "de": {"language": "de", "value": format!("{label} auf Deutsch")}
        },
        "descriptions": {"en": {"language": "en", "value": "made up"}},
        "aliases": {"en": [{"language": "en", "value": format!("{label} otherwise")}]},
        "claims": claims,
        "sitelinks": {},
        "lastrevid": 1
    })
}

/// A dump: an array with an entity a line.
pub fn dump(entities: &[Value]) -> String {
    let lines: Vec<String> = entities.iter().map(Value::to_string).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}
