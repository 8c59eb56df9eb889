//! Records to facts: keys checked against the kind, names resolved, times and amounts parsed.
//!
//! Nothing here knows a kind of fact. What a key means is in the schema.

use super::compose::{Composer, Names};
use super::constraints::{self, out_of_range};
use super::document::Document;
use super::identifying::Identities;
use super::item::{Item, Made};
use super::keys;
use super::known::refers_by_id;
use super::local::Local;
use super::lookup::Lookup;
use super::manner::Manner;
use super::place::Place;
use super::product::{Combinations, MAX_PRODUCT, Values};
use super::record::Record;
use super::reference::Referred;
use super::term::term;
use super::values::{KeyValues, ValueSet};
use super::words::example_of;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::literal::{Dot, Reckoning, TimeSpan, existence, read_iri, read_quantity, read_span_in, read_text};
use crate::origin::FileId;
use crate::registry::Registry;
use crate::schema::{Edge, IriBuf, Key, Kind, KindId, PredId, Role, Schema, ValueType};
use crate::source::{Entry, Node, Value};
use crate::vocab::chy;
use chancery_values::time::Date;
use std::collections::HashMap;
use std::sync::Arc;

/// How deep records may be within records.
const MAX_NESTING: usize = 16;

/// Reads the records of one file. What it finds wrong goes to `diagnostics`.
pub struct Mapper<'a, 'n> {
    /// The kinds and what their keys must hold.
    pub schema: &'a Schema,
    /// The entities that names are looked up among.
    pub registry: &'a Registry,
    /// What the facts are drawn from; its `id` goes into the IRIs of facts that are known by their place.
    pub document: &'a Document,
    /// The source that origins point into.
    pub file: FileId,
    /// The records of the file that others may refer to.
    pub(super) local: &'a Local<'n>,
    /// The names that are in the records.
    pub lookup: Lookup<'a>,
    /// What the records are called.
    pub(super) composer: Composer<'a>,
    /// Facts that were referred to by their `id`: made, being made, or impossible to make.
    pub(super) referred: HashMap<String, Referred>,
    /// What was found wrong.
    pub diagnostics: Diagnostics,
    /// Records written in place: entities and facts that need a description too. The caller takes them out.
    pub in_place: Vec<Record>,
    /// The manner of what is written in place: that of its claim, unless a key only mentions it.
    pub manner: Manner,
    nesting: usize,
    /// Whether the record that is read is of an entity that has only its name.
    pub(super) by_name_alone: bool,
    /// Whether keys that make facts of their own make them: not where a record is read for a reference to it.
    pub(super) unfolds: bool,
    /// The time of the record around the one that is being read: names in it are of that time.
    pub(super) around: Option<TimeSpan>,
    /// How dates are read: days before the reform are of the Julian calendar where the document says so.
    pub reckoning: Reckoning,
    /// What is known of a dot in an amount.
    pub dot: Dot,
    /// The predicate of a fact's time.
    pub(super) during: Option<PredId>,
    /// What identifies facts about entities.
    pub(super) identities: Identities,
}

/// The year before a time, or after it: of what ends or begins with a fact, names are of then.
fn beside(when: &TimeSpan, edge: Edge) -> Option<TimeSpan> {
    const YEAR: i64 = 365;
    let days = |from: i64, to: i64| {
        let day = Date::from_days_since_epoch;
        Some(TimeSpan::extent(Some(day(from)?), Some(day(to)?)))
    };
    match edge {
        Edge::End => {
            let first = when.reach.begin_earliest?.days_since_epoch();
            days(first - YEAR, first - 1)
        }
        Edge::Begin => {
            let last = when.reach.end_latest?.days_since_epoch();
            days(last + 1, last + YEAR)
        }
    }
}

impl<'a, 'n> Mapper<'a, 'n> {
    /// A mapper for one file.
    #[must_use]
    pub fn new(
        schema: &'a Schema,
        registry: &'a Registry,
        document: &'a Document,
        file: FileId,
        local: &'a Local<'n>,
    ) -> Self {
        let during = schema.space.predicate(chy::DURING);
        Self {
            schema,
            registry,
            document,
            file,
            local,
            lookup: Lookup::new(schema, registry, file),
            composer: Composer { schema, registry, document, during },
            referred: HashMap::new(),
            diagnostics: Diagnostics::new(),
            in_place: Vec::new(),
            manner: Manner::default(),
            nesting: 0,
            by_name_alone: false,
            unfolds: true,
            around: None,
            reckoning: Reckoning { julian: document.is_julian(), years: None },
            dot: Dot::default(),
            during,
            identities: Identities::default(),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// What was read; what is wrong is reported.
    pub(super) fn told<T>(&mut self, read: Result<T, Box<Diagnostic>>) -> Option<T> {
        read.map_err(|diagnostic| self.report(*diagnostic)).ok()
    }

    /// Reads one record of a kind: one fact, or several where single-valued keys hold lists.
    ///
    /// Gives nothing when anything in the record is wrong.
    pub fn record(&mut self, kind_id: KindId, node: &Node<'_>, place: Place) -> Option<Vec<Record>> {
        let kind = self.schema.kind(kind_id);
        let Value::Map(entries) = &node.value else {
            self.report(
                Diagnostic::error(
                    Code::WrongValue,
                    format!("the keys of `{}` are expected, not {}", kind.key, node.what()),
                )
                .at(node.origin(self.file))
                .label("not a mapping")
                .help(example_of(kind)),
            );
            return None;
        };
        if self.nesting >= MAX_NESTING {
            self.report(
                Diagnostic::error(Code::TooDeep, format!("records are nested more than {MAX_NESTING} deep"))
                    .at(node.origin(self.file))
                    .label("too deep")
                    .help("give the inner record an `id`, and refer to it by that"),
            );
            return None;
        }
        self.nesting += 1;
        let values = self.values(kind, entries, node, place);
        self.nesting -= 1;
        let values = values?;
        let records = self.combine(kind_id, &values, node, place)?;
        // Each key has its values, but the `id` and those that make facts of their own.
        let good = values.len() == entries.len() || self.unfold(kind, entries, &records, place);
        good.then_some(records)
    }

    /// One record for each combination of alternatives; the last key turns fastest, as the digits of a number do.
    /// `values` are sorted by the place of their key. Nothing is given, and a diagnostic, where there are too many or
    /// an entity cannot be one.
    pub fn combine(
        &mut self,
        kind_id: KindId,
        values: &[Values],
        node: &Node<'_>,
        place: Place,
    ) -> Option<Vec<Record>> {
        let Some(combinations) = Combinations::of(values) else {
            self.report(
                Diagnostic::error(
                    Code::TooManyFacts,
                    format!("the lists of this record make more than {MAX_PRODUCT} facts"),
                )
                .at(node.origin(self.file))
                .label("one fact for each combination")
                .help("split the record, and use lists only for values that belong together"),
            );
            return None;
        };
        combinations.map(|combination| self.finish(kind_id, combination, node, place)).collect()
    }

    /// Reads every key; all that is wrong is stated, and nothing is given if anything was.
    pub(super) fn values(
        &mut self,
        kind: &'a Kind,
        entries: &[Entry<'_>],
        node: &Node<'_>,
        place: Place,
    ) -> Option<Vec<Values>> {
        let (values, good) = self.written(kind, entries, place);
        (self.required(kind, &values, entries, node) && good).then_some(values)
    }

    /// The values of the keys that are written, by the place of their key, and whether all of them are good.
    pub(super) fn written(&mut self, kind: &'a Kind, entries: &[Entry<'_>], place: Place) -> (Vec<Values>, bool) {
        let mut good = true;
        let mut when: Option<TimeSpan> = None;
        let mut values: Vec<Values> = Vec::with_capacity(entries.len());
        // The time first: names are looked up at the fact's date.
        for entry in entries {
            if let Some((_, key)) = kind.key(&entry.key.text)
                && Some(key.predicate) == self.during
            {
                // A list of one is that one, here as for every other key.
                let value = match entry.value.items() {
                    Some([one]) => one,
                    _ => &entry.value,
                };
                match read_span_in(self.schema, value, self.file, self.reckoning) {
                    Ok(span) => when = Some(span),
                    Err(diagnostic) => {
                        self.report(*diagnostic);
                        good = false;
                    }
                }
            }
        }
        let around = if when.is_none() { self.time_of_thing(kind, entries) } else { None };
        let of_names = when.as_ref().or(around.as_ref());
        for entry in entries {
            if entry.key.text == "id" {
                // Its IRI is made of its keys.
                if !kind.takes_id() {
                    self.unknown_key(kind, entry);
                    good = false;
                }
                continue;
            }
            let Some((at, key)) = kind.key(&entry.key.text) else {
                self.unknown_key(kind, entry);
                good = false;
                continue;
            };
            if kind.unfolds_to(key).is_some() {
                continue;
            }
            if self.manner != Manner::Stated && kind.states(at) {
                self.told_in_passing(kind, entry);
                good = false;
                continue;
            }
            let is_time = Some(key.predicate) == self.during;
            let read = match (&when, is_time) {
                (Some(span), true) => Some(vec![self.set(kind, at, vec![Item::Time(Arc::new(span.clone()))])]),
                // It was wrong, and that was stated above.
                (None, true) => None,
                (_, false) => {
                    let beside = key.named_at.and_then(|edge| beside(of_names?, edge));
                    self.key_values(kind, at, &entry.value, beside.as_ref().or(of_names), place)
                }
            };
            match read {
                Some(alternatives) => values.push(Values { key: at, alternatives: alternatives.into() }),
                None => good = false,
            }
        }
        values.sort_by_key(|v| v.key);
        (values, good)
    }

    /// The time by which the names in a record without a time of its own are read: that in which the thing was, as its keys
    /// say it, narrowed to the time of the record around it where the two share a day; else the time around it.
    fn time_of_thing(&self, kind: &Kind, entries: &[Entry<'_>]) -> Option<TimeSpan> {
        let around = self.around.clone();
        if kind.keys.iter().all(|key| key.edge.is_none()) {
            return around;
        }
        let was = existence(self.schema, kind, entries, self.file, self.reckoning);
        let (first, last) = (was.begin_earliest, was.end_latest);
        if (first, last) == (None, None) {
            return around;
        }
        let own = TimeSpan::extent(first, last);
        let narrower = around.as_ref().and_then(|around| own.narrowed_to(around));
        Some(narrower.unwrap_or(own))
    }

    /// Whether every key that must have a value has one; keys that lead to one predicate mean one another.
    ///
    /// An entity in place that has only an `id` is one that is stated elsewhere.
    pub fn required(&mut self, kind: &Kind, values: &[Values], entries: &[Entry<'_>], node: &Node<'_>) -> bool {
        if self.nesting > 0 && refers_by_id(kind, entries) {
            return true;
        }
        let missing = keys::missing(kind, values, entries, node, self.file);
        let good = missing.is_empty();
        missing.into_iter().for_each(|diagnostic| self.report(diagnostic));
        good
    }

    /// Says that a key would state something of an entity where nothing is stated.
    pub fn told_in_passing(&mut self, kind: &Kind, entry: &Entry<'_>) {
        self.report(keys::told_in_passing(kind, entry, self.manner, self.file));
    }

    /// Says that a kind has no such key.
    pub fn unknown_key(&mut self, kind: &Kind, entry: &Entry<'_>) {
        self.report(keys::unknown_key(self.schema, kind, entry, self.file));
    }

    fn set(&self, kind: &Kind, at: usize, items: Vec<Item>) -> Arc<ValueSet> {
        Arc::new(ValueSet::new(self.schema, self.registry, kind, at, items))
    }

    /// The values of the key at this place. A list is one set where the key takes many values, and alternatives where it
    /// takes one.
    /// Nothing is given, and a diagnostic, where anything is wrong. `when` is the time of the fact, by which names are
    /// looked up.
    pub fn key_values(
        &mut self,
        kind: &Kind,
        at: usize,
        node: &Node<'_>,
        when: Option<&TimeSpan>,
        place: Place,
    ) -> Option<Vec<Arc<ValueSet>>> {
        let key = &kind.keys[at];
        let single = key.max == Some(1);
        let nodes = node.items().unwrap_or(std::slice::from_ref(node));
        if let Some(diagnostic) = constraints::of_list(kind, key, node, self.file) {
            self.report(diagnostic);
            return None;
        }
        let mut read: Vec<Vec<Item>> = Vec::with_capacity(nodes.len());
        let mut good = true;
        for node in nodes {
            match self.value(key, node, when, place) {
                Some(items) => read.push(items),
                None => good = false,
            }
        }
        if !good {
            return None;
        }
        if single {
            return Some(read.into_iter().map(|items| self.set(kind, at, items)).collect());
        }
        let items = read.into_iter().flatten().collect();
        let set = constraints::as_set(self.schema, self.registry, kind, key, items, node.origin(self.file));
        let items = self.told(set)?;
        Some(vec![self.set(kind, at, items)])
    }

    /// One value, read by what its key says.
    fn value(&mut self, key: &Key, node: &Node<'_>, when: Option<&TimeSpan>, place: Place) -> Option<Vec<Item>> {
        let what = format!("a value for `{}`", key.key);
        let result = match &key.value {
            ValueType::Entity(class) => {
                let item = self.thing(*class, node, when, place)?;
                if let Some(diagnostic) = self.lookup.untimely(&item, node, when) {
                    self.report(diagnostic);
                    return None;
                }
                return Some(vec![item]);
            }
            ValueType::Fact(class) => {
                return self
                    .spoken_of(key, node, |mapper| mapper.fact(*class, node, when, place))
                    .map(|item| vec![item]);
            }
            ValueType::Matter(class) => {
                return self
                    .spoken_of(key, node, |mapper| mapper.matter(*class, node, when, place))
                    .map(|item| vec![item]);
            }
            ValueType::Concept(list) => {
                let term = term(self.schema, key, list, node, self.file);
                return self.told(term).map(|id| vec![Item::Concept(id)]);
            }
            ValueType::Time => {
                read_span_in(self.schema, node, self.file, self.reckoning).map(|span| vec![Item::Time(Arc::new(span))])
            }
            ValueType::Quantity { default_unit, units } => {
                read_quantity(self.schema, node, self.file, *default_unit, units, self.dot)
                    .map(|quantity| vec![Item::Quantity(Arc::new(quantity))])
            }
            ValueType::Text { datatype, pattern } => {
                read_text(self.schema, node, self.file, *datatype, pattern.as_ref(), &what)
                    .map(|texts| texts.into_iter().map(Item::Text).collect())
            }
            ValueType::Iri { template, pattern } => {
                read_iri(node, self.file, template.as_deref(), pattern.as_ref(), &what).map(|iri| vec![Item::Iri(iri)])
            }
        };
        let result = result.and_then(|items: Vec<Item>| match items.iter().find_map(|item| out_of_range(key, item)) {
            Some(diagnostic) => Err(Box::new(diagnostic.at(node.origin(self.file)))),
            None => Ok(items),
        });
        match result {
            Ok(items) => Some(items),
            Err(diagnostic) => {
                let help = format!("`{}`: {}", key.key, key.help);
                self.report(if key.help.is_empty() { *diagnostic } else { diagnostic.help(help) });
                None
            }
        }
    }

    /// IRI and label of a record whose values are all good.
    fn finish(&mut self, kind_id: KindId, values: Vec<KeyValues>, node: &Node<'_>, place: Place) -> Option<Record> {
        let kind = self.schema.kind(kind_id);
        if kind.role == Role::Entity {
            let shared = self.lookup.shared_identifiers(kind, &values, node);
            if !shared.is_empty() {
                shared.into_iter().for_each(|diagnostic| self.report(diagnostic));
                return None;
            }
        }
        let given = match kind.role {
            Role::Entity if kind.has_id() => {
                let of = self.by_name_alone.then_some(self.document.id.as_str());
                let id = self.lookup.entity_id(kind_id, &values, node, of);
                Some(Names { local: self.told(id)?, readable: String::new() })
            }
            _ => None,
        };
        let Names { local, readable } = given.unwrap_or_else(|| self.composer.composed(kind, &values, place));
        let label =
            self.lookup.entity_label(kind, &values, node, &local).unwrap_or_else(|| self.composer.label(kind, &values));
        let affair = match kind.role {
            Role::Fact => self.affair_of(kind, &values, &local).unwrap_or(readable),
            _ => String::new(),
        };
        let is_ongoing = self.composer.time_of(kind, &values).is_some_and(TimeSpan::is_ongoing);
        let made = Made { iri: IriBuf { ns: kind.namespace, local }, label, class: kind.class, is_ongoing };
        let origin = node.origin(self.file);
        let record =
            Record { kind: kind_id, origin, made: Arc::new(made), affair, values, mentioned: false, by_name: false };
        self.remember(&record);
        Some(record)
    }
}
