//! The affair of a fact: what it is about, by the values of the keys that identify it (`setting:identifiedBy`).
//!
//! The name of an affair follows from the fact alone, so that no later source changes it.

use std::sync::Arc;

use super::identifying::{Identity, Part};
use super::item::Item;
use super::mapper::Mapper;
use super::record::Record;
use super::values::{KeyValues, is_lossy};
use crate::literal::TimeSpan;
use crate::schema::{Affair, KeyPath, Kind, PredId, Recurs, Role, Template, ValueType};
use crate::vocab::std_terms as t;
use chancery_values::digest;
use chancery_values::name::caseless;
use chancery_values::time::{self, Bounds};

impl Mapper<'_, '_> {
    /// The local part of the IRI of the affair of a fact: `membership--belarus--united-nations`. A digest follows if the name
    /// cannot be read back: if a value is composed or has the name of others, if a value is missing, and if two keys have several
    /// values. A fact of a period that is not known is an affair of its own; `local` is the fact's own name.
    pub(super) fn affair_of(&mut self, kind: &Kind, values: &[KeyValues], local: &str) -> Option<String> {
        let affair = kind.affair.as_ref()?;
        if affair.recurs != Recurs::ByPeriod && affair.identified.iter().all(|path| path.inner.is_none()) {
            return Some(of_sets(kind, affair, values));
        }
        let mut lists: Vec<(PredId, Vec<Part>)> = Vec::with_capacity(affair.identified.len());
        for path in &affair.identified {
            let own: Vec<Item> = self.items_of(kind, values, path);
            let Some(inner) = path.inner else {
                let part = |item: &Item| match item {
                    Item::Time(span) => period(span).unwrap_or_else(|| self.part(&kind.keys[path.key].value, item)),
                    _ => self.part(&kind.keys[path.key].value, item),
                };
                let parts = own.iter().map(part).collect();
                lists.push((kind.keys[path.key].predicate, parts));
                continue;
            };
            let (mut parts, mut more) = (Vec::new(), Vec::new());
            for item in &own {
                if let (Item::Quantity(amount), t::QUDT_UNIT) = (item, self.schema.space.predicate_iri(inner)) {
                    parts.push(self.part(&ValueType::Concept(Vec::new()), &Item::Concept(amount.unit)));
                    continue;
                }
                let Some(identity) = self.identity_of(item) else {
                    // What nobody describes is itself alone.
                    parts.push(Part { is_lossy: true, ..self.part(&kind.keys[path.key].value, item) });
                    continue;
                };
                let of = |wanted: PredId| {
                    let found = identity.properties.iter().filter(move |(property, _)| *property == wanted);
                    found.flat_map(|(_, parts)| parts.iter().cloned()).collect::<Vec<_>>()
                };
                parts.extend(of(inner));
                if self.schema.space.predicate_iri(inner) == t::RDF_TYPE {
                    more.extend(identity.own.iter().map(|own| (*own, of(*own))));
                }
            }
            lists.push((inner, parts));
            lists.extend(more);
        }
        let is_alone = affair.recurs == Recurs::ByPeriod && !self.has_period(kind, values);
        Some(self.name_of(kind, lists, is_alone.then_some(local)))
    }

    fn name_of(&self, kind: &Kind, lists: Vec<(PredId, Vec<Part>)>, alone: Option<&str>) -> String {
        let folder = kind.template.folder();
        let (mut name, mut content) = (folder.to_owned(), folder.to_owned());
        let (mut loose, mut is_lossy) = (0, alone.is_some());
        for (property, mut parts) in lists {
            parts.sort();
            parts.dedup();
            loose += usize::from(parts.len() != 1);
            is_lossy |= parts.is_empty();
            content.push('\n');
            content.push_str(self.schema.space.predicate_iri(property));
            for part in parts {
                content.push('\n');
                content.push_str(&part.content);
                name.push_str("--");
                name.push_str(&Template::encoded(part.name));
                is_lossy |= part.is_lossy;
            }
        }
        if is_lossy || loose > 1 {
            content.push('\n');
            content.push_str(alone.unwrap_or_default());
            name.push('_');
            digest::push_short(&caseless(&content), &mut name);
        }
        name
    }

    /// The values of a key, and of others of its predicate.
    fn items_of(&self, kind: &Kind, values: &[KeyValues], path: &KeyPath) -> Vec<Item> {
        let predicate = kind.keys[path.key].predicate;
        let sets = values.iter().filter(|(at, _)| kind.keys[*at].predicate == predicate);
        sets.flat_map(|(_, set)| set.items().iter().cloned()).collect()
    }

    fn part(&self, wanted: &ValueType, item: &Item) -> Part {
        let mut content = String::new();
        item.content(self.schema, self.registry, &mut content);
        let name = item.name(self.schema, self.registry);
        let is_lossy = name.contains("--") || is_lossy(self.schema, wanted, item);
        Part { content, name, is_lossy }
    }

    /// Whether the fact has a time of which both the begin and the end are known.
    fn has_period(&self, kind: &Kind, values: &[KeyValues]) -> bool {
        self.composer.time_of(kind, values).is_some_and(|span| {
            let Bounds { begin_earliest, begin_latest, end_earliest, end_latest } = span.bounds;
            !is_vague(span) && [begin_earliest, begin_latest, end_earliest, end_latest].iter().all(Option::is_some)
        })
    }

    /// Remembers what identifies facts about an entity that is written in place.
    pub fn remember(&mut self, record: &Record) {
        let kind = self.schema.kind(record.kind);
        if kind.role == Role::Entity && !kind.identifying.is_empty() && !record.values.is_empty() {
            let identity = Arc::new(self.identifying(kind, &record.values));
            let kept = self.registry.replaced().by(&record.made.iri).map(|kept| kept.iri.clone());
            self.identities.in_place.insert(kept.unwrap_or_else(|| record.made.iri.clone()), identity);
        }
    }

    fn identity_of(&mut self, item: &Item) -> Option<Arc<Identity>> {
        match item {
            Item::Made(made) => self.identities.in_place.get(&made.iri).cloned(),
            Item::Entity(id) => {
                if let Some(known) = self.identities.of_registry.get(id) {
                    return Some(known.clone());
                }
                // What is wrong in its record is reported where it is described.
                let (outer, in_place) = (std::mem::take(&mut self.diagnostics), self.in_place.len());
                let values = self.entity_values(*id).unwrap_or_default();
                self.in_place.truncate(in_place);
                self.diagnostics = outer;
                let kind = self.schema.kind(self.registry.entity(*id).kind);
                let identity = Arc::new(self.identifying(kind, &values));
                self.identities.of_registry.insert(*id, identity.clone());
                Some(identity)
            }
            _ => None,
        }
    }

    fn identifying(&self, kind: &Kind, values: &[KeyValues]) -> Identity {
        let of = |property: &PredId| {
            if self.schema.space.predicate_iri(*property) == t::RDF_TYPE {
                let name = kind.key.replace(' ', "-");
                return (*property, vec![Part { content: kind.class_iri.clone(), name, is_lossy: false }]);
            }
            let sets = values.iter().filter(|(at, _)| kind.keys[*at].predicate == *property);
            let parts = sets.flat_map(|(at, set)| set.items().iter().map(|item| (*at, item)));
            (*property, parts.map(|(at, item)| self.part(&kind.keys[at].value, item)).collect())
        };
        let affair = kind.affair.iter().flat_map(|affair| &affair.identified);
        Identity {
            properties: kind.identifying.iter().map(of).collect(),
            own: affair.map(|path| kind.keys[path.key].predicate).collect(),
        }
    }
}

/// The name of an affair that is identified by the values of keys alone. Their shares in names and digests are worked out once for all
/// records that have them.
fn of_sets(kind: &Kind, affair: &Affair, values: &[KeyValues]) -> String {
    let mut name = String::with_capacity(96);
    name.push_str(kind.template.folder());
    let (mut loose, mut is_lossy) = (0, false);
    let sets = || {
        affair.identified.iter().map(|path| {
            let predicate = kind.keys[path.key].predicate;
            values.iter().find(|(at, _)| kind.keys[*at].predicate == predicate).map(|(_, set)| set)
        })
    };
    for set in sets() {
        loose += usize::from(set.is_none_or(|set| set.loose));
        if let Some(set) = set {
            is_lossy |= set.lossy;
            name.push_str("--");
            name.push_str(&set.name);
        }
    }
    if is_lossy || loose > 1 {
        let content: String = sets().flatten().map(|set| set.content.as_str()).collect();
        name.push('_');
        digest::push_short(&caseless(&content), &mut name);
    }
    name
}

/// A time as a period, from its first day to its last: a year is one period, however it is written.
fn period(span: &TimeSpan) -> Option<Part> {
    let (first, last) = span.bounds.begin_earliest.zip(span.bounds.end_latest).filter(|_| !is_vague(span))?;
    let is_year =
        first.year() == last.year() && (first.month(), first.day(), last.month(), last.day()) == (1, 1, 12, 31);
    let name = if is_year { first.year().to_string() } else { format!("{first}..{last}") };
    Some(Part { content: format!("period/{first}/{last}"), name, is_lossy: false })
}

/// Whether a time means more than its bounds: it is approximate, or in words.
fn is_vague(span: &TimeSpan) -> bool {
    span.expression.is_some() || span.edtf.as_ref().is_some_and(|(text, _)| time::is_vague(text))
}
