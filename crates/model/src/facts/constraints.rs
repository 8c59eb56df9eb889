//! What a key demands of its values: how many there are, and from which number to which.

use std::cmp::Ordering;

use super::item::Item;
use super::product::is_product;
use crate::diagnostic::{Code, Diagnostic};
use crate::literal::{Text, Typed};
use crate::origin::{FileId, Origin};
use crate::registry::Registry;
use crate::schema::{Key, Kind, Schema};
use crate::source::Node;
use chancery_values::amount::compare;
use chancery_values::name::counted;

/// What is wrong with the number of values that are written.
pub(super) fn of_list(kind: &Kind, key: &Key, node: &Node<'_>, file: FileId) -> Option<Diagnostic> {
    let single = key.max == Some(1);
    let nodes = node.items().unwrap_or(std::slice::from_ref(node));
    if nodes.is_empty() {
        return Some(
            Diagnostic::error(Code::MissingValue, format!("the list of `{}` is empty", key.key))
                .at(node.origin(file))
                .label("nothing in it")
                .help("write the values, or leave the key out"),
        );
    }
    if single && nodes.len() > 1 && !is_product(kind, key) {
        return Some(
            Diagnostic::error(
                Code::TooManyValues,
                format!("`{}` of `{}` takes one value, not {}", key.key, kind.key, nodes.len()),
            )
            .at(node.origin(file))
            .label("one value is expected")
            .help("write one record for each value"),
        );
    }
    None
}

/// The values of a key that takes many, each once and in one order; else what is wrong with their number.
pub(super) fn as_set(
    schema: &Schema,
    registry: &Registry,
    kind: &Kind,
    key: &Key,
    items: Vec<Item>,
    origin: Origin,
) -> Result<Vec<Item>, Box<Diagnostic>> {
    let mut set: Vec<(String, Item)> = items
        .into_iter()
        .map(|item| {
            let mut content = String::new();
            item.content(schema, registry, &mut content);
            (content, item)
        })
        .collect();
    // A set has no order: the same values in another order are the same fact.
    set.sort_by(|a, b| a.0.cmp(&b.0));
    let before = set.len();
    set.dedup_by(|a, b| a.0 == b.0);
    if key.symmetric && set.len() < before {
        let diagnostic = Diagnostic::error(Code::RepeatedValue, format!("`{}` has the same value twice", key.key))
            .at(origin)
            .label("one of these is given twice, perhaps under another name")
            .help("each party is written once");
        return Err(Box::new(diagnostic));
    }
    let count = u32::try_from(set.len()).unwrap_or(u32::MAX);
    let bound = if count < key.min {
        Some((Code::TooFewValues, format!("at least {}", counted(key.min, "value"))))
    } else if key.max.is_some_and(|max| count > max) {
        Some((Code::TooManyValues, format!("at most {}", counted(key.max.unwrap_or_default(), "value"))))
    } else {
        None
    };
    if let Some((code, bound)) = bound {
        let diagnostic = Diagnostic::error(code, format!("`{}` of `{}` takes {bound}, not {count}", key.key, kind.key))
            .at(origin)
            .label(bound)
            .help(format!("write them as a list: `{}: [ …, … ]`", key.key));
        return Err(Box::new(diagnostic));
    }
    Ok(set.into_iter().map(|(_, item)| item).collect())
}

/// What is wrong with a number or an amount that its key does not take.
pub(super) fn out_of_range(key: &Key, item: &Item) -> Option<Diagnostic> {
    let number = match item {
        Item::Quantity(quantity) => quantity.number.as_str(),
        Item::Text(Text::Typed(Typed::Integer | Typed::Decimal, number)) => number.as_str(),
        _ => return None,
    };
    let beyond =
        |limit: &Option<String>, order: Ordering| limit.clone().filter(|limit| compare(number, limit) == order);
    let (limit, word) = match (beyond(&key.least, Ordering::Less), beyond(&key.greatest, Ordering::Greater)) {
        (Some(limit), _) => (limit, "least"),
        (None, Some(limit)) => (limit, "most"),
        (None, None) => return None,
    };
    let diagnostic = Diagnostic::error(Code::OutOfRange, format!("`{}` is at {word} {limit}, not {number}", key.key));
    Some(
        diagnostic
            .label(format!("at {word} {limit} is expected"))
            .help("correct the number, or leave the key out where it is not known"),
    )
}
