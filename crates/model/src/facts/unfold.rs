//! Keys of a fact that make a fact of their own: why it is so.
//!
//! A key with `setting:unfoldsTo` is one of all facts. It says nothing of the fact in its record: it makes another fact, which has the
//! key, and leads to the first by the property that the term names. So a source that gives no reason states the same fact as one that does, and
//! the reason has claims of its own.

use std::sync::Arc;

use super::item::Item;
use super::manner::Manner;
use super::mapper::Mapper;
use super::place::Place;
use super::product::Values;
use super::record::Record;
use super::values::ValueSet;
use crate::schema::{Kind, KindId, PredId};
use crate::source::Entry;

impl Mapper<'_, '_> {
    /// Makes the facts of the keys that make facts of their own, of each fact of a record. They are claimed as what is in place.
    pub(super) fn unfold(&mut self, kind: &Kind, entries: &[Entry<'_>], of: &[Record], place: Place) -> bool {
        if !self.unfolds {
            return true;
        }
        let mut good = true;
        for entry in entries {
            let property = kind.key(&entry.key.text).and_then(|(_, key)| kind.unfolds_to(key));
            let Some((target, at)) = property.and_then(|property| self.kind_with(property)) else { continue };
            for fact in of {
                good &= self.unfolded(target, at, entry, fact, place);
            }
        }
        good
    }

    /// The kind of facts that has a key of this property, and the place of the key.
    fn kind_with(&self, property: PredId) -> Option<(KindId, usize)> {
        self.schema.kinds().enumerate().find_map(|(kind, found)| {
            let at = found.keys.iter().position(|key| key.predicate == property && !key.inverse)?;
            Some((KindId(u16::try_from(kind).ok()?), at))
        })
    }

    fn unfolded(&mut self, target: KindId, at: usize, entry: &Entry<'_>, of: &Record, place: Place) -> bool {
        let kind = self.schema.kind(target);
        // Names in it are read at the time of the fact that has it.
        let when = self.composer.time_of(self.schema.kind(of.kind), &of.values).cloned();
        let around = std::mem::replace(&mut self.around, when);
        let (mut values, good) = self.written(kind, std::slice::from_ref(entry), place);
        self.around = around;
        if !good {
            return false;
        }
        let item = vec![Item::Made(of.made.clone())];
        let set = Arc::new(ValueSet::new(self.schema, self.registry, kind, at, item));
        values.push(Values { key: at, alternatives: vec![set].into() });
        values.sort_by_key(|value| value.key);
        let Some(made) = self.combine(target, &values, &entry.value, place) else { return false };
        let mentioned = self.manner == Manner::Mentioned;
        self.in_place.extend(made.into_iter().map(|record| Record { mentioned, ..record }));
        true
    }
}
