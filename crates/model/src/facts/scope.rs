//! What a document covers: which facts it would have if they were so (`covers` of a document).

use std::sync::Arc;

use super::item::Item;
use super::record::Record;
use crate::literal::TimeSpan;
use crate::registry::Registry;
use crate::schema::{IriBuf, KindId, PredId, Schema};
use chancery_values::time::{Bounds, Date};

/// What a document covers: facts of a kind, of these things, in these years.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The kind of its facts.
    pub kind: KindId,
    /// Which values facts have, key by key; any value of the other keys.
    pub limits: Vec<Limit>,
    /// In which time; at any time without it.
    pub during: Option<Arc<TimeSpan>>,
    /// The document has all such facts: what it does not have is not so.
    pub complete: bool,
}

/// Which values a key has.
#[derive(Debug, Clone)]
pub struct Limit {
    /// The place of the key in the kind.
    pub key: usize,
    /// Its values.
    pub to: Limited,
}

/// Which things are meant.
#[derive(Debug, Clone)]
pub enum Limited {
    /// These.
    Values(Vec<IriBuf>),
    /// Those that have a value for a key of theirs, such as a code of a list: its name and its predicate.
    Having(String, PredId),
}

impl Scope {
    /// The first and the last day; nothing where it is not bounded there.
    #[must_use]
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        let bounds = self.during.as_ref().map_or(Bounds::UNKNOWN, |span| span.bounds);
        (bounds.begin_earliest, bounds.end_latest)
    }

    /// Whether a time may have a day in the scope.
    #[must_use]
    pub fn may_hold(&self, time: &Bounds) -> bool {
        let (first, last) = self.days();
        let before = |a: Option<Date>, b: Option<Date>| a.zip(b).is_some_and(|(a, b)| a < b);
        !before(time.end_latest, first) && !before(last, time.begin_earliest)
    }

    /// Whether a time has a day in the scope for certain.
    #[must_use]
    pub fn holds(&self, time: &Bounds) -> bool {
        let (first, last) = self.days();
        let by = |a: Option<Date>, b: Option<Date>| b.is_none_or(|b| a.is_some_and(|a| a <= b));
        by(time.latest_begin(), last) && first.is_none_or(|first| time.earliest_end().is_some_and(|end| first <= end))
    }

    /// Whether a document with this scope covers the times before the begin and after the end of a fact too, so that what it
    /// does not state of them is not so.
    #[must_use]
    pub fn surrounds(&self, time: &Bounds) -> bool {
        let (first, last) = self.days();
        let after = |a: Option<Date>, b: Option<Date>| a.zip(b).is_none_or(|(a, b)| a < b);
        after(first, time.begin_earliest) && after(time.end_latest, last)
    }

    /// Whether a fact may be in the scope, by what its record says.
    #[must_use]
    pub fn may_have(&self, record: &Record, schema: &Schema, registry: &Registry) -> bool {
        let kind = schema.kind(self.kind);
        if !schema.is_a(schema.kind(record.kind).class, kind.class) {
            return false;
        }
        let items = |key: usize| {
            let key = &kind.keys[key];
            let of_key = move |at: usize| schema.kind(record.kind).keys[at].key == key.key;
            record.values.iter().filter(move |(at, _)| of_key(*at)).flat_map(|(_, set)| set.items())
        };
        let fits = |limit: &Limit| {
            items(limit.key).all(|item| match (&limit.to, item) {
                (Limited::Values(allowed), _) => {
                    iri_of(item, schema, registry).is_none_or(|iri| allowed.contains(&iri))
                }
                (Limited::Having(key, _), Item::Entity(id)) => registry.entity(*id).values(key).next().is_some(),
                // Of what is written in place it is not known what else it has.
                (Limited::Having(..), _) => true,
            })
        };
        let span = record.values.iter().flat_map(|(_, set)| set.items()).find_map(|item| match item {
            Item::Time(span) => Some(span.bounds),
            _ => None,
        });
        span.is_none_or(|time| self.may_hold(&time)) && self.limits.iter().all(fits)
    }
}

/// The IRI of a value that is a thing.
#[must_use]
pub(crate) fn iri_of(item: &Item, schema: &Schema, registry: &Registry) -> Option<IriBuf> {
    match item {
        Item::Entity(id) => Some(registry.entity(*id).iri(schema)),
        Item::Made(made) => Some(made.iri.clone()),
        Item::Concept(id) => Some(schema.space.named(&schema.concept(*id).iri)),
        _ => None,
    }
}
