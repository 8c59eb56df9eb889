//! A property that is asked for, compared with what an entity says.

use super::query::{Property, Quantifier};
use super::service::Service;
use super::value::{clipped, time, whole};
use chancery_model::literal::{read_span, within_template};
use chancery_model::registry::{EntityId, Found};
use chancery_model::schema::{Datatype, Key, ValueType};
use chancery_values::name::{normalise, with_article};
use chancery_values::time::Bounds;

/// The result of comparing a property with an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// It has what is asked for.
    Agrees,
    /// It has something else.
    Differs,
    /// It does not say.
    Untold,
    /// What is asked for cannot be compared with it, and why.
    Unclear(String),
}

impl Service<'_> {
    /// Whether an entity has the values of a property.
    #[must_use]
    pub fn compare(&self, id: EntityId, property: &Property) -> Held {
        let Some(key) = self.key(id, &property.id) else {
            let kind = &self.schema.kind(self.registry.entity(id).kind).key;
            return Held::Unclear(format!("{} has no such property", with_article(kind)));
        };
        match &key.value {
            ValueType::Time | ValueType::Text { datatype: Datatype::Date, .. } => self.compare_times(id, key, property),
            _ => self.compare_texts(id, key, property),
        }
    }

    fn compare_times(&self, id: EntityId, key: &Key, property: &Property) -> Held {
        let mut asked = Vec::with_capacity(property.values.len());
        for value in &property.values {
            match time(value, self.schema.years()) {
                Ok(time) => asked.push(time.bounds()),
                Err(why) => return Held::Unclear(why),
            }
        }
        let entity = self.registry.entity(id);
        let read = |node| read_span(self.schema, node, entity.file).ok().map(|span| span.bounds);
        let known: Vec<Bounds> =
            entity.values(&key.key).filter_map(read).filter(|bounds| *bounds != Bounds::UNKNOWN).collect();
        if known.is_empty() {
            return Held::Untold;
        }
        // One time within the other is the same time, stated more exactly; times that only overlap decide nothing.
        let same = |a: &Bounds, b: &Bounds| {
            let both = a.intersect(b);
            !both.is_reversed() && (both == *a || both == *b)
        };
        let apart = |asked: &Bounds| known.iter().all(|known| known.intersect(asked).is_reversed());
        let has = |asked: &Bounds| known.iter().any(|known| same(known, asked));
        if asked.iter().any(|asked| !has(asked) && !apart(asked)) {
            return Held::Untold;
        }
        held(property.quantifier, asked.iter(), has)
    }

    fn compare_texts(&self, id: EntityId, key: &Key, property: &Property) -> Held {
        let form = |text: &str| form(key, text);
        let mut known: Vec<String> = Vec::new();
        for (text, entity) in self.values(id, key) {
            known.push(form(&text));
            if let Some(entity) = entity {
                known.push(normalise(&self.identifier(entity)));
                known.extend(self.registry.identifier(self.schema, entity).map(normalise));
            }
        }
        for value in &property.values {
            if let Some(why) = unreadable(key, whole(value)) {
                return Held::Unclear(why);
            }
        }
        if known.is_empty() {
            return Held::Untold;
        }
        let has = |value: &String| {
            let value = value.strip_prefix(self.base).unwrap_or(value);
            let mut wanted = vec![form(value), form(whole(value))];
            if let ValueType::Entity(class) = &key.value
                && let Found::One(meant) = self.registry.find(self.schema, value, *class, None)
            {
                wanted.push(normalise(&self.identifier(meant)));
            }
            wanted.iter().any(|wanted| known.contains(wanted))
        };
        held(property.quantifier, property.values.iter(), has)
    }

    /// Whether the values of a property distinguish an entity from others: codes and identifiers.
    pub(super) fn is_code(&self, id: EntityId, property: &str) -> bool {
        self.key(id, property).is_some_and(super::service::is_code)
    }
}

fn held<T>(quantifier: Quantifier, mut asked: impl Iterator<Item = T>, has: impl Fn(T) -> bool) -> Held {
    let agrees = match quantifier {
        Quantifier::Any => asked.any(has),
        Quantifier::All => asked.all(has),
        Quantifier::None => !asked.any(has),
    };
    if agrees { Held::Agrees } else { Held::Differs }
}

/// A value in the form in which two are compared. A code is one as it is written, and no other; an IRI may have been
/// pasted whole.
fn form(key: &Key, text: &str) -> String {
    let text = match &key.value {
        ValueType::Iri { template: Some(template), .. } => within_template(template, text.trim()),
        _ => text.trim(),
    };
    if super::service::is_code(key) { text.to_owned() } else { normalise(text) }
}

/// Why a value cannot be one of the key.
fn unreadable(key: &Key, value: &str) -> Option<String> {
    let what = match &key.value {
        ValueType::Text { datatype: Datatype::Integer | Datatype::Decimal, .. } if value.parse::<f64>().is_err() => {
            "a number"
        }
        ValueType::Text { pattern: Some(pattern), .. } if !pattern.is_match(value) => "of the form of this property",
        ValueType::Iri { template: Some(template), pattern: Some(pattern) }
            if !pattern.is_match(within_template(template, value)) =>
        {
            "of the form of this property"
        }
        _ => return None,
    };
    Some(format!("`{}` is not {what}", clipped(value)))
}
