//! The JSON Schema of recipes: the frame of a recipe here, its facts as a facts file has them, with `{column}` wherever
//! a value is allowed.

use serde_json::{Map, Value, json};

use super::json_schema::Maker;
use super::schema_part::{described, one_or_list, text};
use super::terms::{Terms, defaults};
use chancery_model::schema::{Kind, Ontology, Role, Schema};

/// The JSON Schema (draft 07) of recipes, with every kind of the schema. `ontology` is what the schema was compiled from;
/// it says what terms mean.
#[must_use]
pub fn recipe_schema(schema: &Schema, ontology: &Ontology) -> Value {
    let defaults = defaults(ontology);
    let mut maker = Maker::new(Terms { schema, ontology, defaults: &defaults }, true);
    let document = maker.document();
    let blocks = blocks(&mut maker);
    let column = column(&mut maker);
    let mut properties = Map::new();
    let mut add = |name: &str, value: Value, words: &str| properties.insert(name.to_owned(), described(value, words));
    add("recipe", text(), "The name of the recipe.");
    add("reads", text(), "Which table it reads, in one line.");
    add("table", table(), "How the table is written; what is left out is detected from the table itself.");
    add("document", document, "The table as a document, as in a facts file.");
    let columns = json!({ "type": "object", "additionalProperties": column });
    add("columns", columns, "How cells are read. A column that is not named here is read as text.");
    add("wide", wide(), "Every column except those of `except` is a separate reading.");
    add("spells", spells(), "The rows are years, and runs of years become one fact, whose time is `{spell}`.");
    add("facts", blocks, "What each row says, in blocks as in a facts file.");
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "recipe",
        "description": "A recipe of Chancery: how the rows of a table become facts.",
        "type": "object",
        "properties": properties,
        "required": ["recipe", "facts"],
        "additionalProperties": false,
        "definitions": maker.into_definitions(),
    })
}

/// A mapping of these keys and no others.
fn mapping<const N: usize>(keys: [(&str, Value, &str); N]) -> Value {
    let named = |(name, value, words): (&str, Value, &str)| (name.to_owned(), described(value, words));
    let properties: Map<String, Value> = keys.into_iter().map(named).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// A cell as it is written in a recipe: any scalar, the empty one too.
fn cell() -> Value {
    json!({ "type": ["string", "number", "boolean", "null"] })
}

fn cells() -> Value {
    one_or_list(&cell(), 0)
}

fn table() -> Value {
    let sign = json!({
        "type": "string",
        "pattern": "^(?:[\\x00-\\x7f]|tab|\\\\t)$",
        "patternErrorMessage": "One character is expected, or tab.",
        "examples": [",", ";", "tab", "|"],
    });
    mapping([
        ("delimiter", sign.clone(), "What separates cells: one character, or `tab`."),
        ("quote", sign, "The quotation mark: one character."),
        ("encoding", text(), "A label of the Encoding Standard, such as `windows-1252`; the default is UTF-8."),
        ("headings", one_or_list(&cell(), 0), "The headings, where the table has no heading line."),
        ("missing", cells(), "Cells without a value, in every column."),
        ("decimal", decimal(), "The decimal sign of a number: a comma or a dot."),
        ("years", years(), "The first and the last year that dates can have [default: the years after Christ]."),
    ])
}

/// The first and the last year of a table.
fn years() -> Value {
    json!({ "type": "string", "pattern": "^-?[0-9]{4}/-?[0-9]{4}$", "examples": ["-0500/1500"] })
}

/// What begins the decimals of a number.
fn decimal() -> Value {
    json!({ "enum": [",", "."] })
}

/// How a column is read.
fn column(maker: &mut Maker<'_>) -> Value {
    let value = value(maker);
    let form = json!({ "anyOf": [
        { "enum": ["text", "upper", "lower", "integer", "number", "date"] },
        {
            "title": "form of a date",
            "type": "string",
            "pattern": "YYYY",
            "patternErrorMessage": "Write text, upper, lower, integer, number, date, or the form of a date, such as MM/DD/YYYY.",
            "examples": ["MM/DD/YYYY", "DD.MM.YYYY"],
        },
    ] });
    let digits = json!({ "anyOf": [
        { "type": "integer", "minimum": 1, "maximum": 18 },
        { "type": "string", "pattern": "^(?:[1-9]|1[0-8])$" },
    ] });
    let values = json!({ "type": "object", "additionalProperties": value });
    maker.define("column", "column".to_owned(), |_| {
        mapping([
            ("of", cells(), "The heading, or several as a list; `…` between two means all from the one to the other."),
            ("as", form, "How cells are read: `text`, `upper`, `lower`, `integer`, `number`, `date`, or the form of a date with Y, M and D."),
            ("digits", digits, "The number of digits, with leading zeros: with 3, `4` is `004`."),
            ("decimal", decimal(), "The decimal sign of its numbers [default: that of the table]."),
            ("split", text_or_space(), "What separates the items of a list in a cell."),
            ("missing", cells(), "Cells without a value, in addition to those of the table; an empty list removes those of the table."),
            ("absent", cells(), "Cells that say that there is no value."),
            ("not applicable", cells(), "Cells that say that there could be no value: the organization did not exist."),
            ("open", cells(), "Cells that say that nothing is known of an end."),
            ("values", values, "What cells mean."),
            ("otherwise", value, "What a cell means that is not in `values`."),
            ("among", one_or_list(&text(), 0), "Another column: only the items count that it has too."),
            ("not among", one_or_list(&text(), 0), "Another column: only the items count that it does not have."),
        ])
    })
}

/// A separator may be blank.
fn text_or_space() -> Value {
    json!({ "type": ["string", "number"] })
}

/// What a cell may mean: a text, with placeholders or without, a record in place, or a list of these.
fn value(maker: &mut Maker<'_>) -> Value {
    maker.define("value", "value".to_owned(), |maker| {
        let kinds: Vec<&Kind> = maker.kinds(Role::Entity).collect();
        let records: Map<String, Value> =
            kinds.into_iter().map(|kind| (kind.key.clone(), maker.record_reference(kind))).collect();
        let record = json!({
            "title": "an entity in place",
            "type": "object",
            "properties": records,
            "not": { "minProperties": 2 },
        });
        let one = json!({ "anyOf": [cell(), record] });
        one_or_list(&one, 0)
    })
}

fn wide() -> Value {
    mapping([
        ("except", cells(), "The columns that are not separate readings."),
        ("heading", text(), "The name by which the heading of such a column is known."),
        ("cell", text(), "The name by which its cell is known."),
    ])
}

fn spells() -> Value {
    let mut made = mapping([
        ("year", text(), "The column of the year."),
        ("of", cells(), "The columns that say what the year belongs to."),
        (
            "gaps",
            json!({ "enum": ["unknown", "absent"] }),
            "`unknown`: a year without a row proves nothing; `absent`: it proves that it did not hold.",
        ),
    ]);
    made["required"] = json!(["year", "of"]);
    made
}

/// The blocks of a recipe: those of a facts file, with conditions and without places.
fn blocks(maker: &mut Maker<'_>) -> Value {
    let condition = json!({ "type": "object", "additionalProperties": cells() });
    let block = maker.block_with([
        ("when", condition.clone(), "The block is for rows whose columns have one of these values."),
        ("unless", condition, "The block is not for rows whose columns have one of these values."),
        ("may be absent", one_or_list(&text(), 0), "The keys that are left out if their cells have no value."),
    ]);
    json!({ "anyOf": [{ "title": "list", "type": "array", "items": block, "minItems": 1 }, block] })
}
