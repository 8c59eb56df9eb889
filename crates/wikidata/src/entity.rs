//! Entities in Wikidata's JSON (<https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html>): trees to values.

use std::collections::HashMap;

use super::alignment::{Holds, is_id};
use super::model::{Content, DataValue, Rank, Reference, Snak, Time};
use super::time as points;
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::origin::FileId;
pub use chancery_model::source::wikidata::redirect;
use chancery_model::source::{Node, Value as Tree};

/// The calendar model of the proleptic Julian calendar, as Wikidata names it.
pub const JULIAN: &str = "http://www.wikidata.org/entity/Q1985786";

/// The calendar model of the proleptic Gregorian calendar.
pub const GREGORIAN: &str = "http://www.wikidata.org/entity/Q1985727";

/// What is to be done about a statement that is not understood.
pub(super) const REMEDY: &str = "the statement is left out; fetch the entity again, or fix it in Wikidata";

/// A statement as it is in an entity.
#[derive(Debug, Clone)]
pub struct Statement<'n> {
    /// Its id, `Q31$8C1C…`.
    pub id: &'n str,
    /// How it is among the others of its property.
    pub rank: Rank,
    /// Property and value.
    pub main: Snak,
    /// The qualifiers in their order.
    pub qualifiers: Vec<Snak>,
    /// The references in their order.
    pub references: Vec<Reference>,
}

/// The id of an entity, where the tree is one.
#[must_use]
pub fn id_of<'n>(entity: &'n Node<'_>) -> Option<&'n str> {
    entity.get("id").and_then(Node::text).filter(|id| is_id(id))
}

/// Whether it is neither an entity nor a redirect to one.
#[must_use]
pub fn is_nameless(node: &Node<'_>) -> bool {
    id_of(node).is_none() && redirect(node).is_none()
}

/// Whether an entity has the list of its statements, even an empty one: an answer may leave it out.
#[must_use]
pub fn has_claims(entity: &Node<'_>) -> bool {
    let list = ["claims", "statements"].into_iter().find_map(|key| entity.get(key));
    list.is_some_and(|list| list.entries().is_some() || list.items().is_some())
}

/// The statements of an entity by property. What is in the place of a statement but is not one is given too, so that it
/// can be stated.
#[must_use]
pub fn claims<'n, 'a>(entity: &'n Node<'a>) -> Vec<(&'n str, Vec<&'n Node<'a>>)> {
    // Structured data of Commons calls them statements. An entity without any has a list in place of a map.
    let Some(all) = ["claims", "statements"].into_iter().find_map(|key| entity.get(key)) else { return Vec::new() };
    if let Some(entries) = all.entries() {
        return entries.iter().map(|entry| (entry.key.text.as_ref(), members(&entry.value))).collect();
    }
    let mut found: Vec<(&str, Vec<&Node<'_>>)> = Vec::new();
    for statement in all.items().unwrap_or_default() {
        let property = statement.get("mainsnak").and_then(|snak| snak.get("property")).and_then(Node::text);
        let property = property.unwrap_or_default();
        match found.iter_mut().find(|(known, _)| *known == property) {
            Some((_, list)) => list.push(statement),
            None => found.push((property, vec![statement])),
        }
    }
    found
}

/// The members of a list; of a map that means one (`{"0": …}`) its values; else the node alone.
fn members<'n, 'a>(node: &'n Node<'a>) -> Vec<&'n Node<'a>> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match &node.value {
        Tree::Null => Vec::new(),
        Tree::List(items) => items.iter().collect(),
        Tree::Map(entries) if entries.iter().all(|entry| is_number(&entry.key.text)) => {
            entries.iter().map(|entry| &entry.value).collect()
        }
        _ => vec![node],
    }
}

/// The nodes of the snaks of qualifiers or of a reference: a map of lists by property, or a list. Nothing where one is
/// listed under another property than its own.
pub(crate) fn snak_nodes<'n, 'a>(node: &'n Node<'a>) -> Option<Vec<&'n Node<'a>>> {
    let Some(entries) = node.entries() else { return Some(members(node)) };
    let mut found = Vec::new();
    for entry in entries {
        let snaks = members(&entry.value);
        let own = |snak: &&Node<'_>| {
            let property = snak.get("property").and_then(Node::text);
            property.is_none_or(|property| !entry.key.text.starts_with('P') || property == entry.key.text)
        };
        if !snaks.iter().all(own) {
            return None;
        }
        found.extend(snaks);
    }
    Some(found)
}

/// The nodes of the references of a statement.
pub(crate) fn reference_nodes<'n, 'a>(statement: &'n Node<'a>) -> Vec<&'n Node<'a>> {
    statement.get("references").map(members).unwrap_or_default()
}

/// The rank of a statement; nothing where it has none that is known.
#[must_use]
pub fn rank_of(statement: &Node<'_>) -> Option<Rank> {
    Rank::of_name(statement.get("rank").and_then(Node::text)?)
}

/// The id of a statement; nothing where it is not `Q31$` and a UUID.
#[must_use]
pub fn statement_id<'n>(statement: &'n Node<'_>) -> Option<&'n str> {
    let id = statement.get("id").and_then(Node::text)?;
    let (entity, unique) = id.split_once('$')?;
    let well_formed = !unique.is_empty() && unique.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    // In old statements the entity is in lower case.
    (well_formed && is_id(&entity.to_ascii_uppercase())).then_some(id)
}

/// Reads a statement that is under a property.
///
/// # Errors
/// `malformed-statement`, `unknown-snak`, `unknown-value`, at the part that is not understood.
pub fn statement<'n>(node: &'n Node<'_>, property: &str, file: FileId) -> Result<Statement<'n>, Box<Diagnostic>> {
    let malformed = |what: &str, at: &Node<'_>| {
        Box::new(
            Diagnostic::error(Code::MalformedStatement, format!("a statement {what}"))
                .at(at.origin(file))
                .label("of this statement")
                .help("see the JSON format, https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html"),
        )
    };
    if node.entries().is_none() || (node.get("mainsnak").is_none() && node.get("value").is_some()) {
        return Err(Box::new(
            malformed("is simplified", node)
                .clone()
                .help("simplified entities have lost ranks, precision or qualifiers; fetch them without simplifying"),
        ));
    }
    let id = statement_id(node).ok_or_else(|| malformed("has no id of the form `Q31$…`", node))?;
    let rank = rank_of(node).ok_or_else(|| malformed("has no rank that is known", node.get("rank").unwrap_or(node)))?;
    let main = snak(node.get("mainsnak").ok_or_else(|| malformed("has no main snak", node))?, file)?;
    if main.property != property {
        let what = format!("is under {property} but has the property {}", main.property);
        return Err(malformed(&what, node));
    }
    let qualifiers = node.get("qualifiers").map_or(Ok(Vec::new()), |node| snaks(node, file))?;
    let references: Result<Vec<Reference>, _> = reference_nodes(node)
        .into_iter()
        .map(|reference| match (reference.get("snaks"), reference.entries()) {
            (Some(node), _) => snaks(node, file),
            (None, Some(_)) => Ok(Vec::new()),
            (None, None) => Err(malformed("has a malformed reference", reference)),
        })
        .collect();
    Ok(Statement { id, rank, main, qualifiers, references: references? })
}

/// The snaks of a map of lists.
///
/// # Errors
/// See [`statement`].
pub fn snaks(node: &Node<'_>, file: FileId) -> Result<Vec<Snak>, Box<Diagnostic>> {
    let Some(nodes) = snak_nodes(node) else {
        let message = "a snak is under a property that is not its own";
        return Err(Box::new(
            Diagnostic::error(Code::MalformedStatement, message).at(node.origin(file)).label("here").help(REMEDY),
        ));
    };
    nodes.into_iter().map(|one| snak(one, file)).collect()
}

/// Reads a snak.
///
/// # Errors
/// See [`statement`].
pub fn snak(node: &Node<'_>, file: FileId) -> Result<Snak, Box<Diagnostic>> {
    let text = |key: &str| node.get(key).and_then(Node::text);
    let wrong = |code: Code, message: String, at: &Node<'_>| {
        Box::new(Diagnostic::error(code, message).at(at.origin(file)).label("not understood").help(REMEDY))
    };
    let Some(property) = text("property").filter(|property| property.starts_with('P') && is_id(property)) else {
        return Err(wrong(Code::MalformedStatement, "a snak has no property".to_owned(), node));
    };
    let content = match text("snaktype") {
        Some("somevalue") => Content::SomeValue,
        Some("novalue") => Content::NoValue,
        Some("value") => match node.get("datavalue") {
            Some(value) => Content::Value(self::value(value, file)?),
            None => return Err(wrong(Code::MalformedStatement, format!("a snak of {property} has no value"), node)),
        },
        other => {
            let at = node.get("snaktype").unwrap_or(node);
            let message = format!("a snak of {property} is of the type `{}`", other.unwrap_or_default());
            return Err(wrong(Code::UnknownSnak, message, at)
                .clone()
                .help("the known types are value, somevalue and novalue")
                .into());
        }
    };
    Ok(Snak { property: property.to_owned(), content })
}

/// The type that values of a datatype have (Wikibase JSON, "Data Values"); nothing for a datatype that is not known.
fn type_of(datatype: &str) -> Option<&'static str> {
    Some(match datatype {
        "wikibase-item" | "wikibase-property" | "wikibase-lexeme" | "wikibase-form" | "wikibase-sense"
        | "entity-schema" => "wikibase-entityid",
        "string" | "external-id" | "url" | "commonsMedia" | "math" | "geo-shape" | "tabular-data"
        | "musical-notation" => "string",
        "time" => "time",
        "quantity" => "quantity",
        "monolingualtext" => "monolingualtext",
        "globe-coordinate" => "globecoordinate",
        _ => return None,
    })
}

/// Whether each value of a statement, in every part of it, is one that Wikidata can hold: of the type of its property,
/// and where it is a time, one of the calendar.
///
/// # Errors
/// `wrong-value`, `impossible-date`, at the first value that is not; see [`statement`] too.
pub fn check(node: &Node<'_>, holds: &HashMap<String, Holds>, file: FileId) -> Result<(), Box<Diagnostic>> {
    let qualifiers = node.get("qualifiers").and_then(snak_nodes).unwrap_or_default();
    let references = reference_nodes(node).into_iter().filter_map(|one| snak_nodes(one.get("snaks")?)).flatten();
    node.get("mainsnak")
        .into_iter()
        .chain(qualifiers)
        .chain(references)
        .try_for_each(|one| check_snak(one, holds, file))
}

fn check_snak(node: &Node<'_>, holds: &HashMap<String, Holds>, file: FileId) -> Result<(), Box<Diagnostic>> {
    let Snak { property, content: Content::Value(value) } = snak(node, file)? else { return Ok(()) };
    let wrong = |code: Code, message: String| {
        let at = node.get("datavalue").unwrap_or(node);
        let diagnostic = Diagnostic::error(code, message).at(at.origin(file)).label(format!("the value of {property}"));
        Err(Box::new(diagnostic.help(REMEDY)))
    };
    let datatype = node.get("datatype").and_then(Node::text);
    let kind = node.get("datavalue").and_then(|value| value.get("type")).and_then(Node::text).unwrap_or_default();
    if let Some(datatype) = datatype
        && let Some(due) = type_of(datatype)
        && due != kind
    {
        let message =
            format!("{property} is of the datatype `{datatype}`, and its value of the type `{kind}`, not `{due}`");
        return wrong(Code::WrongValue, message);
    }
    if let Some(due) = holds.get(&property)
        && !due.takes(&value)
    {
        let message = format!("the value of {property} is to be {}, and is of the type `{kind}`", due.words());
        return wrong(Code::WrongValue, message);
    }
    match &value {
        DataValue::Time(time) => points::check(time).or_else(|message| wrong(Code::ImpossibleDate, message)),
        _ => Ok(()),
    }
}

fn value(node: &Node<'_>, file: FileId) -> Result<DataValue, Box<Diagnostic>> {
    let kind = node.get("type").and_then(Node::text).unwrap_or_default();
    let inner = node.get("value");
    let part = |key: &str| inner.and_then(|value| value.get(key)).and_then(Node::text).map(ToOwned::to_owned);
    let whole = || inner.and_then(Node::text).map(ToOwned::to_owned);
    let read = match kind {
        "wikibase-entityid" => {
            let of_number = || {
                let letter = match part("entity-type")?.as_str() {
                    "item" => 'Q',
                    "property" => 'P',
                    "lexeme" => 'L',
                    _ => return None,
                };
                Some(format!("{letter}{}", part("numeric-id")?))
            };
            // Values of old dumps have a number and a type only; where both are there they are one.
            match (part("id"), of_number()) {
                (Some(id), Some(other)) if id != other => None,
                (id, other) => id.or(other).filter(|id| is_entity(id)).map(DataValue::Entity),
            }
        }
        "string" => whole().map(DataValue::Text),
        "monolingualtext" => {
            part("language").zip(part("text")).map(|(language, text)| DataValue::Monolingual { language, text })
        }
        "time" => time(&part).map(DataValue::Time),
        "quantity" => part("amount").filter(|amount| is_number(amount)).map(|amount| DataValue::Quantity {
            amount,
            unit: part("unit").filter(|unit| unit != "1").map(|unit| last(&unit)),
            bounds: part("lowerBound").zip(part("upperBound")),
        }),
        "globecoordinate" => part("latitude").zip(part("longitude")).filter(|(a, b)| is_number(a) && is_number(b)).map(
            |(latitude, longitude)| DataValue::Globe {
                latitude,
                longitude,
                precision: part("precision"),
                globe: part("globe").map_or_else(String::new, |globe| last(&globe)),
            },
        ),
        _ => {
            let at = node.get("type").unwrap_or(node);
            return Err(Box::new(
                Diagnostic::error(Code::UnknownValue, format!("a value is of the type `{kind}`"))
                    .at(at.origin(file))
                    .label("not a type that is known")
                    .help("the known types are wikibase-entityid, string, monolingualtext, time, quantity and globecoordinate"),
            ));
        }
    };
    read.ok_or_else(|| {
        let at = inner.unwrap_or(node);
        Box::new(
            Diagnostic::error(Code::MalformedStatement, format!("a value of the type `{kind}` is malformed"))
                .at(at.origin(file))
                .label("not understood")
                .help(REMEDY),
        )
    })
}

fn time(part: &dyn Fn(&str) -> Option<String>) -> Option<Time> {
    let (text, precision) = part("time").zip(part("precision"))?;
    let precision = precision.parse().ok().filter(|precision| *precision <= 14)?;
    // A range of uncertainty is in the data model, and Wikidata does not use it: without it the time would say too much.
    let exact = |key: &str| part(key).is_none_or(|units| units == "0");
    if !exact("before") || !exact("after") {
        return None;
    }
    // An IRI of the calendar ends with its item, with either protocol.
    let julian = match part("calendarmodel").as_deref().map(last) {
        Some(model) if model == last(JULIAN) => true,
        Some(model) if model != last(GREGORIAN) => return None,
        _ => false,
    };
    Some(Time { text, precision, julian })
}

/// The last segment of an IRI.
fn last(iri: &str) -> String {
    iri.rsplit('/').next().unwrap_or(iri).to_owned()
}

/// An item, property or lexeme, or a form or sense of a lexeme.
fn is_entity(id: &str) -> bool {
    let mut parts = id.split('-');
    let of = |part: &str, letters: [char; 3]| is_id(part) && part.starts_with(letters);
    parts.next().is_some_and(|first| of(first, ['Q', 'P', 'L']) || of(first, ['E', 'M', 'M']))
        && parts.all(|part| of(part, ['F', 'S', 'S']))
}

/// Whether a text is a number as JSON or Wikibase writes it.
fn is_number(text: &str) -> bool {
    let number = text.strip_prefix('+').unwrap_or(text);
    !number.is_empty() && number.parse::<f64>().is_ok_and(f64::is_finite) && !number.contains(['_', 'i', 'n', 'N'])
}

/// The texts of an entity in their languages: of each list its name in the JSON, the language and the text.
pub fn texts<'n>(entity: &'n Node<'_>, give: &mut dyn FnMut(Naming, &'n str, &'n str)) {
    for (key, naming) in [("labels", Naming::Label), ("descriptions", Naming::Description), ("aliases", Naming::Alias)]
    {
        for entry in entity.get(key).and_then(Node::entries).unwrap_or_default() {
            let one = std::slice::from_ref(&entry.value);
            for text in entry.value.items().unwrap_or(one) {
                let (language, value) = (text.get("language").and_then(Node::text), text.get("value"));
                if let (Some(language), Some(value)) = (language, value.and_then(Node::text))
                    && is_tag(language)
                {
                    give(naming, language, value);
                }
            }
        }
    }
}

/// What a text of an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// Its main name.
    Name,
    /// Its name in a language.
    Label,
    /// What it is, in a few words.
    Description,
    /// Another name.
    Alias,
}

/// Whether a language code of Wikidata can be a language tag (Turtle, `LANGTAG`).
#[must_use]
pub fn is_tag(code: &str) -> bool {
    let mut parts = code.split('-');
    parts.next().is_some_and(|first| !first.is_empty() && first.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
