//! Values, times and qualifiers of Wikidata for a person.

use super::statement::HeldStatement;
use crate::model::{Content, DataValue};
use crate::{Alignment, Line, time};

/// The qualifiers of a statement that a line does not understand, for a person; empty where there are none.
pub(super) fn not_understood(alignment: &Alignment, line: &Line, statement: &HeldStatement) -> String {
    let unknown = alignment.not_understood(line, &statement.qualifiers);
    unknown.iter().map(|snak| format!("{} {}", snak.property, shown(&snak.content))).collect::<Vec<_>>().join(", ")
}

/// A value for a person: an id, a text, a date at its precision.
#[must_use]
pub fn shown(content: &Content) -> String {
    match content {
        Content::SomeValue => "unknown".to_owned(),
        Content::NoValue => "none".to_owned(),
        Content::Value(value) => match value {
            DataValue::Entity(id) => id.clone(),
            DataValue::Text(text) => text.clone(),
            DataValue::Monolingual { text, language } => format!("{text} ({language})"),
            DataValue::Time(point) => match time::point(point) {
                Ok(time::Point::Edtf(text)) => text,
                Ok(time::Point::Within(first, last)) => format!("{first} to {last}"),
                _ => point.text.clone(),
            },
            DataValue::Quantity { amount, unit, .. } => match unit {
                Some(unit) => format!("{amount} {unit}"),
                None => amount.clone(),
            },
            DataValue::Globe { latitude, longitude, .. } => format!("{latitude}, {longitude}"),
        },
    }
}

/// The begin and the end that a statement of Wikidata says, for a person; empty where it says none.
#[must_use]
pub fn shown_time(statement: &HeldStatement, line: &Line) -> String {
    let of = |property: &Option<String>| -> Vec<String> {
        property
            .as_deref()
            .map_or_else(Vec::new, |property| statement.of(Some(property)).map(|snak| shown(&snak.content)).collect())
    };
    let (begin, end, whole) = (of(&line.begin), of(&line.end), of(&line.point));
    if !whole.is_empty() {
        return whole.join(" or ");
    }
    match (begin.is_empty(), end.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("{}/..", begin.join(" or ")),
        (_, false) => format!("{}/{}", begin.join(" or "), end.join(" or ")),
    }
}
