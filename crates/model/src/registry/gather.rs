//! What an entity's record says that it is found by.

use crate::frozen::Text;
use crate::literal::{Reckoning, existence, read_span, within_template};
use crate::origin::{FileId, Origin};
use crate::schema::{ClassId, Kind, KindId, Naming, PredId, Schema, ValueType};
use crate::source::{Entry, Node, Value};
use chancery_values::name::{normalise, with_digraphs};
use chancery_values::time::Bounds;
use serde::{Deserialize, Serialize};

/// What a record says of names, codes and identifiers.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct Gathered {
    #[serde(borrow)]
    pub names: Vec<Text<'static>>,
    #[serde(borrow)]
    pub codes: Vec<Text<'static>>,
    pub label: Option<String>,
    pub holds: Option<Bounds>,
    pub existence: Bounds,
    /// Codes that mean it at any time.
    #[serde(borrow)]
    pub timeless: Vec<Text<'static>>,
    /// Value, place, key and predicate.
    pub unique: Vec<(String, Origin, String, PredId)>,
}

/// Gathers the names, codes and identifiers of a record.
pub(super) fn gather(schema: &Schema, kind: &Kind, entries: &[Entry<'_>], file: FileId) -> Gathered {
    let existence = existence(schema, kind, entries, file, Reckoning::default());
    let mut all = Gathered { existence, ..Gathered::default() };
    let Gathered { names, codes, timeless, label, holds, unique, .. } = &mut all;
    for entry in entries {
        let Some((_, key)) = kind.key(&entry.key.text) else { continue };
        match key.names {
            Naming::Name => {
                texts(&entry.value, &mut |text, tag| {
                    if schema.space.predicate_iri(key.predicate) == crate::vocab::std_terms::RDFS_LABEL
                        && (label.is_none() || tag == "en")
                    {
                        *label = Some(text.to_owned());
                    }
                    names.push(normalise(text).into());
                    names.extend(with_digraphs(text).map(Text::from));
                });
            }
            Naming::Code { bare } => texts(&entry.value, &mut |text, _| {
                codes.push(format!("{}:{text}", key.key).into());
                if bare {
                    codes.push(text.to_owned().into());
                }
            }),
            // A faulty time is reported where all values of the record are read.
            Naming::Hold => *holds = read_span(schema, &entry.value, file).ok().map(|span| span.bounds),
            Naming::No => {}
        }
        if key.unique {
            texts(&entry.value, &mut |text, _| {
                let value = bare_value(&key.value, text);
                if let ValueType::Iri { .. } = key.value {
                    timeless.extend([value.to_owned().into(), text.to_owned().into()]);
                }
                unique.push((value.to_owned(), entry.value.origin(file), key.key.clone(), key.predicate));
            });
        }
    }
    all
}

/// The branch within which an id is unique, so that a fact's IRI can hold the id without the type.
pub(super) fn branch(schema: &Schema, kind: KindId) -> ClassId {
    let class = schema.kind(kind).class;
    schema.branch(class).unwrap_or(class)
}

/// The texts of a value: a scalar, a list, a mapping of language tags.
pub(super) fn texts<'n>(node: &'n Node<'_>, receive: &mut dyn FnMut(&'n str, &'n str)) {
    match &node.value {
        Value::Scalar { text, .. } => receive(text.trim(), "en"),
        Value::List(items) => items.iter().for_each(|item| texts(item, receive)),
        Value::Map(entries) => {
            for entry in entries {
                for item in entry.value.items().unwrap_or(std::slice::from_ref(&entry.value)) {
                    if let Some(text) = item.text() {
                        receive(text.trim(), &entry.key.text);
                    }
                }
            }
        }
        Value::Null => {}
    }
}

/// The value without the template it may have been pasted with.
pub(super) fn bare_value<'t>(value: &ValueType, text: &'t str) -> &'t str {
    match value {
        ValueType::Iri { template: Some(template), .. } => within_template(template, text),
        _ => text,
    }
}
