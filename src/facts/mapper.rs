//! Records to facts: keys checked against the kind, names resolved, times and amounts parsed.
//!
//! Nothing here knows a kind of fact. What a key means stands in the schema.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::compose::Names;
use super::document::Document;
use super::file::{Local, Place};
use super::item::{Item, Made};
use super::known::InPlace;
use super::manner::{Manner, Manners};
use super::record::Record;
use super::values::{KeyValues, ValueSet, label_of};
use super::words::{self, any_of, example_of};
use crate::amount::compare;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::literal::{
    Dot, Reckoning, Text, TimeSpan, Typed, existence, read_iri, read_quantity, read_span_in, read_text,
};
use crate::name::{counted, nearest, normalise, slug, with_article};
use crate::origin::{FileId, Origin};
use crate::registry::{Entity, EntityId, Found, Registry, Untimely};
use crate::schema::{ClassId, ConceptId, IriBuf, Key, Kind, KindId, PredId, Role, Schema, ValueType};
use crate::source::{Entry, Node, Value};
use crate::time::{Bounds, Date};
use crate::vocab::chy;

/// More facts than this from one record is a mistake in the record, and would take the memory of the run.
const MAX_PRODUCT: usize = 100_000;

/// A likeness is searched for among all names, which takes its time; a table of strange names has made its point by then.
const MAX_SEARCHES: usize = 100;

/// How deep records may stand within records.
const MAX_NESTING: usize = 16;

/// The code of a reference that leads back to itself.
const CIRCULAR: Code = Code::CircularReference;

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
    local: &'a Local<'n>,
    /// Who bears the names that were looked up, by class: a table names few entities many times.
    names: HashMap<ClassId, HashMap<String, Vec<EntityId>>>,
    /// Facts that were referred to by their `id`: made, being made, or not to be had.
    referred: HashMap<String, Referred>,
    /// What was found wrong.
    pub diagnostics: Diagnostics,
    /// Records written in place: entities and facts that want describing too. The caller takes them out.
    pub in_place: Vec<Record>,
    /// How what is written in place stands: as its claim says, unless a key only speaks of it.
    pub manner: Manner,
    nesting: usize,
    /// The time of the record within which the one stands that is read: names in it are of that time.
    around: Option<TimeSpan>,
    /// How dates are read: days before the reform are of the Julian calendar where the document says so.
    pub reckoning: Reckoning,
    /// What is known of a dot in an amount.
    pub dot: Dot,
    /// The predicate of a fact's time.
    pub(super) during: Option<PredId>,
    /// How often a likeness was searched for.
    searched: Cell<usize>,
    /// Set where a name has several bearers, so that the time of the fact decides.
    pub asked_time: Cell<bool>,
}

#[derive(Clone)]
enum Referred {
    Open,
    Made(Arc<Made>),
    /// It refers to itself, or to one that does.
    Circular,
    Rejected,
}

/// The values of one key: alternatives (a product) of value sets.
#[derive(Debug, Clone)]
pub struct Values {
    /// The place of the key in its kind.
    pub key: usize,
    /// One fact for each; shared, because a table says few distinct things many times.
    pub alternatives: Arc<[Arc<ValueSet>]>,
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
        Self {
            schema,
            registry,
            document,
            file,
            local,
            names: HashMap::new(),
            referred: HashMap::new(),
            diagnostics: Diagnostics::new(),
            in_place: Vec::new(),
            manner: Manner::default(),
            nesting: 0,
            around: None,
            reckoning: Reckoning { julian: document.is_julian(), years: None },
            dot: Dot::default(),
            during: schema.space.predicate(chy::DURING),
            searched: Cell::new(0),
            asked_time: Cell::new(false),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
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
                Diagnostic::error(Code::TooDeep, format!("records stand in records more than {MAX_NESTING} deep"))
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
        self.combine(kind_id, &values, node, place)
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
        let count = values.iter().try_fold(1_usize, |n, v| n.checked_mul(v.alternatives.len()));
        if count.is_none_or(|count| count > MAX_PRODUCT) {
            self.report(
                Diagnostic::error(
                    Code::TooManyFacts,
                    format!("the lists of this record make more than {MAX_PRODUCT} facts"),
                )
                .at(node.origin(self.file))
                .label("one fact for each combination")
                .help("split the record, and keep lists to what really belongs together"),
            );
            return None;
        }
        let mut records = Vec::with_capacity(count.unwrap_or(1));
        let mut chosen = vec![0; values.len()];
        loop {
            let combination: Vec<KeyValues> =
                values.iter().zip(&chosen).map(|(v, at)| (v.key, v.alternatives[*at].clone())).collect();
            records.push(self.finish(kind_id, combination, node, place)?);
            let Some(turn) = (0..chosen.len()).rev().find(|i| chosen[*i] + 1 < values[*i].alternatives.len()) else {
                return Some(records);
            };
            chosen[turn] += 1;
            chosen[turn + 1..].fill(0);
        }
    }

    /// Reads every key; all that is wrong is told, and nothing is given if anything was.
    fn values(&mut self, kind: &'a Kind, entries: &[Entry<'_>], node: &Node<'_>, place: Place) -> Option<Vec<Values>> {
        let (values, good) = self.written(kind, entries, place);
        (self.required(kind, &values, entries, node) && good).then_some(values)
    }

    /// The values of the keys that are written, by the place of their key, and whether all of them are good.
    fn written(&mut self, kind: &'a Kind, entries: &[Entry<'_>], place: Place) -> (Vec<Values>, bool) {
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
            if self.manner != Manner::Stated && kind.states(at) {
                self.told_in_passing(kind, entry);
                good = false;
                continue;
            }
            let is_time = Some(key.predicate) == self.during;
            let read = match (&when, is_time) {
                (Some(span), true) => Some(vec![self.set(kind, at, vec![Item::Time(Arc::new(span.clone()))])]),
                // It was wrong, and that was told above.
                (None, true) => None,
                (_, false) => self.key_values(kind, at, &entry.value, of_names, place),
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
    /// tell it, narrowed to the time of the record around it where the two share a day; else the time around it.
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

    /// Whether every key that must have a value has one; keys that lead to one predicate stand for one another.
    ///
    /// An entity in place that has nothing but an `id` is one that is told elsewhere.
    pub fn required(&mut self, kind: &Kind, values: &[Values], entries: &[Entry<'_>], node: &Node<'_>) -> bool {
        if self.nesting > 0 && refers_by_id(kind, entries) {
            return true;
        }
        let mut good = true;
        let written = |predicate| {
            values.iter().any(|v| kind.keys[v.key].predicate == predicate)
                // A key whose value was wrong is there all the same: one mistake, one diagnostic.
                || entries.iter().any(|e| kind.key(&e.key.text).is_some_and(|(_, k)| k.predicate == predicate))
        };
        for key in &kind.keys {
            if key.min > 0 && !written(key.predicate) {
                self.report(
                    Diagnostic::error(Code::MissingKey, format!("`{}` needs the key `{}`", kind.key, key.key))
                        .at(node.origin(self.file))
                        .label(format!("no `{}` is given", key.key))
                        .help(if key.help.is_empty() {
                            example_of(kind)
                        } else {
                            format!("`{}`: {}", key.key, key.help)
                        })
                        .help(example_of(kind)),
                );
                good = false;
            }
        }
        for group in &kind.one_of {
            if !group.iter().any(|predicate| written(*predicate)) {
                let keys: Vec<&str> =
                    kind.keys.iter().filter(|key| group.contains(&key.predicate)).map(|key| key.key.as_str()).collect();
                self.report(
                    Diagnostic::error(Code::MissingKey, format!("`{}` needs one of `{}`", kind.key, keys.join("`, `")))
                        .at(node.origin(self.file))
                        .label("none of them is given")
                        .help(example_of(kind)),
                );
                good = false;
            }
        }
        good
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
        if nodes.is_empty() {
            self.report(
                Diagnostic::error(Code::MissingValue, format!("the list of `{}` is empty", key.key))
                    .at(node.origin(self.file))
                    .label("nothing in it")
                    .help("write the values, or leave the key out"),
            );
            return None;
        }
        if single && nodes.len() > 1 && !is_product(kind, key) {
            self.report(
                Diagnostic::error(
                    Code::TooManyValues,
                    format!("`{}` of `{}` takes one value, not {}", key.key, kind.key, nodes.len()),
                )
                .at(node.origin(self.file))
                .label("one value is expected")
                .help("write one record for each value"),
            );
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
        let mut set: Vec<(String, Item)> = read
            .into_iter()
            .flatten()
            .map(|item| {
                let mut content = String::new();
                item.content(self.schema, self.registry, &mut content);
                (content, item)
            })
            .collect();
        // A set has no order: the same values in another order are the same fact.
        set.sort_by(|a, b| a.0.cmp(&b.0));
        let before = set.len();
        set.dedup_by(|a, b| a.0 == b.0);
        if key.symmetric && set.len() < before {
            self.report(
                Diagnostic::error(Code::RepeatedValue, format!("`{}` holds the same value twice", key.key))
                    .at(node.origin(self.file))
                    .label("one of these stands here twice, perhaps under another name")
                    .help("each party is written once"),
            );
            return None;
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
            self.report(
                Diagnostic::error(code, format!("`{}` of `{}` takes {bound}, not {count}", key.key, kind.key))
                    .at(node.origin(self.file))
                    .label(bound)
                    .help(format!("write them as a list: `{}: [ …, … ]`", key.key)),
            );
            return None;
        }
        Some(vec![self.set(kind, at, set.into_iter().map(|(_, item)| item).collect())])
    }

    /// One value, read by what its key says.
    fn value(&mut self, key: &Key, node: &Node<'_>, when: Option<&TimeSpan>, place: Place) -> Option<Vec<Item>> {
        let what = format!("a value for `{}`", key.key);
        let result = match &key.value {
            ValueType::Entity(class) => {
                let item = self.thing(*class, node, when, place)?;
                return self.is_of_its_time(&item, node, when).then(|| vec![item]);
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
            ValueType::Concept(list) => return self.concept(key, list, node).map(|id| vec![Item::Concept(id)]),
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

    /// Reads a value that may be a fact. A fact in place is only mentioned, unless the key asserts, and so is what it holds.
    fn spoken_of(&mut self, key: &Key, node: &Node<'_>, read: impl FnOnce(&mut Self) -> Option<Item>) -> Option<Item> {
        let around = self.manner;
        let kind = match node.entries() {
            Some([entry]) => self.schema.kind_by_key(&entry.key.text).map(|id| self.schema.kind(id)),
            _ => None,
        };
        if !key.asserts && kind.is_some_and(|kind| kind.role == Role::Fact) {
            self.manner = Manner::Mentioned;
        }
        let item = read(self);
        self.manner = around;
        item
    }

    fn concept(&mut self, key: &Key, list: &[ConceptId], node: &Node<'_>) -> Option<ConceptId> {
        let text = match crate::literal::scalar(node, self.file, "a term of the list") {
            Ok(text) => text,
            Err(diagnostic) => {
                self.report(*diagnostic);
                return None;
            }
        };
        let fitting: Vec<ConceptId> =
            self.schema.concepts_written(text).iter().copied().filter(|id| list.contains(id)).collect();
        if let [one] = fitting.as_slice() {
            return Some(*one);
        }
        let written: Vec<&str> = list.iter().map(|id| self.schema.concept(*id).written()).collect();
        let mut diagnostic = if fitting.is_empty() {
            Diagnostic::error(Code::UnknownConcept, format!("`{}` has no term `{text}`", key.key))
        } else {
            Diagnostic::error(Code::AmbiguousConcept, format!("`{text}` is the name of several terms of `{}`", key.key))
        };
        diagnostic = diagnostic.at(node.origin(self.file)).label("not in the list");
        if let Some(near) = nearest(text, written.iter().copied()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        let shown = written.len().min(16);
        let more = if written.len() > shown { ", …" } else { "" };
        self.report(diagnostic.help(format!("the terms are {}{more}", written[..shown].join(", "))));
        None
    }

    /// An entity: a name, or a record in place.
    fn thing(&mut self, class: ClassId, node: &Node<'_>, when: Option<&TimeSpan>, place: Place) -> Option<Item> {
        if let Value::Map(_) = node.value {
            return self.written_in_place(class, node, when, place);
        }
        let text = match crate::literal::scalar(node, self.file, "a name") {
            Ok(text) => text,
            Err(diagnostic) => {
                self.report(*diagnostic);
                return None;
            }
        };
        let when_bounds = when.map(|when| &when.reach);
        // The time decides among several; and a name may be of another time.
        let of_a_time = |id: &EntityId| self.registry.entity(*id).time().is_some();
        let several = |fitting: &[EntityId]| {
            self.asked_time.set(self.asked_time.get() || fitting.len() > 1 || fitting.iter().any(of_a_time));
        };
        let known = self.names.get(&class).and_then(|names| names.get(text));
        let found = match known {
            Some(fitting) => {
                several(fitting);
                self.registry.choose(fitting, when_bounds)
            }
            None => {
                let (bearers, fitting) = self.registry.bearers(self.schema, text, class);
                if fitting.is_empty() {
                    if bearers.is_empty() { Found::None } else { Found::OtherClass(bearers) }
                } else {
                    several(&fitting);
                    let found = self.registry.choose(&fitting, when_bounds);
                    self.names.entry(class).or_default().insert(text.to_owned(), fitting);
                    found
                }
            }
        };
        match found {
            Found::One(id) => Some(Item::Entity(id)),
            other => {
                let origin = node.origin(self.file);
                let diagnostic = self.not_found(text, class, &other, origin, when.is_some());
                self.report(diagnostic);
                None
            }
        }
    }

    fn not_found(&self, text: &str, class: ClassId, found: &Found, origin: Origin, dated: bool) -> Diagnostic {
        let of_class = &self.schema.class(class).label;
        match found {
            Found::Several(bearers) => {
                let shown: Vec<String> =
                    bearers.iter().map(|id| self.registry.shown_in_time(self.schema, *id)).collect();
                let ids: Vec<String> =
                    bearers.iter().map(|id| format!("`{}`", self.registry.written(self.schema, *id))).collect();
                let hint = if dated {
                    "the date lies, or may lie, in the time of several of them, or lies in that of none"
                } else {
                    "a date on the fact (`during`) may tell them apart"
                };
                Diagnostic::error(Code::AmbiguousName, format!("`{text}` is the name of several: {}", shown.join(", ")))
                    .at(origin)
                    .label("which one?")
                    .help(hint)
                    .help(format!("or write one of {}", ids.join(", ")))
            }
            Found::OtherClass(bearers) => {
                let shown: Vec<String> = bearers
                    .iter()
                    .map(|id| {
                        let entity = self.registry.entity(*id);
                        format!("`{}` is {}", entity.label, with_article(&self.schema.kind(entity.kind).key))
                    })
                    .collect();
                Diagnostic::error(Code::WrongClass, format!("`{text}` is not the name of {}", with_article(of_class)))
                    .at(origin)
                    .label(format!("{} is expected", with_article(of_class)))
                    .help(shown.join(", "))
            }
            _ => {
                let mut diagnostic = Diagnostic::error(Code::UnknownName, format!("no {of_class} is called `{text}`"))
                    .at(origin)
                    .label("not in the registry");
                let searched = self.searched.get();
                self.searched.set(searched + 1);
                let (mut own, mut near) = (None, None);
                if searched < MAX_SEARCHES {
                    own = self.registry.suggestion_of(self.schema, self.file, text, class);
                    near = self.registry.suggestion(self.schema, text, class);
                }
                // The file's own is the likelier one, and both are shown.
                let is_own = |one: &Entity| own.is_some_and(|own| own.id == one.id && own.kind == one.kind);
                for one in own.into_iter().chain(near.filter(|near| !is_own(near))) {
                    let keys = &self.schema.kind(one.kind).keys;
                    let unique = keys.iter().filter(|key| key.unique).find_map(|key| one.record.get(&key.key)?.text());
                    let item = unique.map(|item| format!(" ({item})")).unwrap_or_default();
                    diagnostic = diagnostic.help(format!("did you mean `{}`{item}?", one.label));
                }
                let fits = |kind: &Kind| kind.has_id() && self.schema.is_a(kind.class, class);
                diagnostic.help(format!(
                    "names are found exactly or not at all; add the entity under `entities:` if it is missing, as {}",
                    any_of(&keys_of(self.schema, &fits))
                ))
            }
        }
    }

    /// Whether a name meant the entity at the time of the fact; else that is told. Who is only spoken of may be of any time.
    fn is_of_its_time(&mut self, item: &Item, node: &Node<'_>, when: Option<&TimeSpan>) -> bool {
        let (Item::Entity(id), Some(text), Some(when)) = (item, node.text(), when) else { return true };
        let Some(untimely) = self.registry.untimely(text, *id, &when.bounds) else { return true };
        let entity = self.registry.entity(*id);
        let (label, text) = (&entity.label, text.trim());
        let means = if text == label { format!("`{label}` is called so") } else { format!("`{text}` means `{label}`") };
        let diagnostic = match untimely {
            Untimely::After(end) => {
                let message = format!("{means} until {}, and the fact is later: {}", day(end), when.label);
                Diagnostic::error(Code::NameOfThePast, message).help("name who came after it, or correct the date")
            }
            Untimely::Before(begin) => {
                let message = format!("{means} from {} on, and the fact is earlier: {}", day(begin), when.label);
                Diagnostic::error(Code::NameOfTheFuture, message)
                    .help("name who was there before it, or correct the date")
            }
        };
        let diagnostic = diagnostic
            .at(node.origin(self.file))
            .label("means nobody at that time")
            .help(format!("if it is meant all the same, write `{}`", self.registry.written(self.schema, *id)));
        self.report(diagnostic);
        false
    }

    /// A fact: the `id` of one in this file, or a record in place.
    fn fact(&mut self, class: ClassId, node: &Node<'_>, when: Option<&TimeSpan>, place: Place) -> Option<Item> {
        if let Value::Map(_) = node.value {
            return self.written_in_place(class, node, when, place);
        }
        let text = match crate::literal::scalar(node, self.file, "the `id` of a fact") {
            Ok(text) => text,
            Err(diagnostic) => {
                self.report(*diagnostic);
                return None;
            }
        };
        if !self.local.knows(text) {
            let mut diagnostic =
                Diagnostic::error(Code::UnknownFact, format!("no fact of this file has the id `{text}`"))
                    .at(node.origin(self.file))
                    .label("not the id of a fact");
            if let Some(near) = nearest(text, self.local.ids()) {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            }
            self.report(diagnostic.help("give the fact that is meant an `id`, or write it in place: `{kind: {…}}`"));
            return None;
        }
        self.referred(text, class, node)
    }

    /// A fact by its `id`, or an entity by its name; what is both is asked about.
    fn matter(&mut self, class: ClassId, node: &Node<'_>, when: Option<&TimeSpan>, place: Place) -> Option<Item> {
        let Some(text) = node.text().map(str::trim).filter(|text| self.local.knows(text)) else {
            return self.thing(class, node, when, place);
        };
        let (_, bearers) = self.registry.bearers(self.schema, text, class);
        if bearers.is_empty() {
            return self.referred(text, class, node);
        }
        let shown: Vec<String> = bearers.iter().map(|id| self.registry.shown(self.schema, *id)).collect();
        let written: Vec<String> =
            bearers.iter().map(|id| format!("`{}`", self.registry.written(self.schema, *id))).collect();
        let mut diagnostic = Diagnostic::error(
            Code::AmbiguousName,
            format!("`{text}` is a fact of this file, and the name of {}", shown.join(", ")),
        )
        .at(node.origin(self.file))
        .label("which of them?");
        if let Some(record) = self.local.records(text).first() {
            diagnostic = diagnostic.related(record.node.origin(self.file), "the fact");
        }
        self.report(
            diagnostic
                .help("if the fact is meant, give it an `id` that nothing else is called by, and write that here")
                .help(format!("if the entity is meant, write {}", written.join(" or "))),
        );
        None
    }

    /// The fact with this `id`, made where it is first needed.
    fn referred(&mut self, id: &str, class: ClassId, node: &Node<'_>) -> Option<Item> {
        let made = self.make_referred(id);
        let origin = node.origin(self.file);
        match made {
            Referred::Made(made) if self.schema.is_a(made.class, class) => Some(Item::Made(made)),
            Referred::Made(made) => {
                let wanted = &self.schema.class(class).label;
                let is = &self.schema.class(made.class).label;
                self.report(
                    Diagnostic::error(
                        Code::WrongClass,
                        format!("`{id}` is {}, not {}", with_article(is), with_article(wanted)),
                    )
                    .at(origin)
                    .label(format!("{} is expected", with_article(wanted))),
                );
                None
            }
            Referred::Open | Referred::Circular => {
                self.report(
                    Diagnostic::error(CIRCULAR, format!("`{id}` leads back to itself, so it cannot be referred to"))
                        .at(origin)
                        .label("leads into the circle")
                        .help(
                            "a fact's IRI is made of what it refers to: take one of the references of the circle out",
                        ),
                );
                None
            }
            Referred::Rejected => {
                self.report(
                    Diagnostic::error(
                        Code::RejectedReference,
                        format!("`{id}` cannot be referred to: it is itself wrong, or not one fact"),
                    )
                    .at(origin)
                    .label("refers to a record that was rejected")
                    .help(format!("mend `{id}` first; a record with an `id` must make exactly one fact")),
                );
                None
            }
        }
    }

    /// Makes the fact with this `id`, after those that it refers to: a chain of references may be longer than the
    /// program's own stack is deep.
    fn make_referred(&mut self, id: &str) -> Referred {
        let local = self.local;
        let mut seen: HashSet<String> = HashSet::new();
        let mut open = vec![(id.to_owned(), false)];
        while let Some((id, ready)) = open.pop() {
            if ready {
                self.make_one(&id);
            } else if !self.referred.contains_key(&id) && seen.insert(id.clone()) {
                open.push((id.clone(), true));
                for record in local.records(&id) {
                    texts(&record.node, &mut |text| {
                        if local.knows(text) {
                            open.push((text.to_owned(), false));
                        }
                    });
                }
            }
        }
        self.referred.get(id).cloned().unwrap_or(Referred::Rejected)
    }

    fn make_one(&mut self, id: &str) {
        if self.referred.contains_key(id) {
            return;
        }
        self.referred.insert(id.to_owned(), Referred::Open);
        // It stands by itself, whoever refers to it.
        let (around, manner) = (self.around.take(), std::mem::take(&mut self.manner));
        let records = self.local.records(id);
        let mut made: Vec<Arc<Made>> = Vec::new();
        let mut rejected = records.is_empty();
        let mut circular = false;
        for record in records {
            // What is wrong in the record is told where it stands, not where it is referred to.
            let outer = std::mem::take(&mut self.diagnostics);
            let in_place = self.in_place.len();
            let result = self.record(record.kind, &record.node, record.place);
            self.in_place.truncate(in_place);
            let inner = std::mem::replace(&mut self.diagnostics, outer);
            circular |= inner.sorted().iter().any(|diagnostic| diagnostic.code == CIRCULAR);
            match result {
                Some(facts) => made.extend(facts.into_iter().map(|fact| fact.made)),
                None => rejected = true,
            }
        }
        (self.around, self.manner) = (around, manner);
        made.dedup();
        let result = match made.as_slice() {
            [one] if !rejected => Referred::Made(one.clone()),
            _ if circular => Referred::Circular,
            _ => Referred::Rejected,
        };
        self.referred.insert(id.to_owned(), result);
    }

    /// A record where a name or an id could stand: `{kind: {…}}`.
    fn written_in_place(
        &mut self,
        class: ClassId,
        node: &Node<'_>,
        when: Option<&TimeSpan>,
        place: Place,
    ) -> Option<Item> {
        let origin = node.origin(self.file);
        let wanted = self.schema.class(class).label.clone();
        let Some([entry]) = node.entries() else {
            self.report(
                Diagnostic::error(
                    Code::WrongValue,
                    format!("{} is expected: a name, or one record in place", with_article(&wanted)),
                )
                .at(origin)
                .label("not one record")
                .help("a record in place is one kind with its keys: `{kind: {…}}`"),
            );
            return None;
        };
        let Some(kind_id) = self.schema.kind_by_key(&entry.key.text) else {
            let fits = |kind: &Kind| kind.role != Role::Part && self.schema.is_a(kind.class, class);
            let diagnostic = unknown_kind(self.schema, entry, self.file, &wanted, &fits);
            self.report(diagnostic);
            return None;
        };
        let kind = self.schema.kind(kind_id);
        if !self.schema.is_a(kind.class, class) {
            self.report(
                Diagnostic::error(
                    Code::WrongClass,
                    format!("{} is not {}", with_article(&kind.key), with_article(&wanted)),
                )
                .at(entry.key.origin(self.file))
                .label(format!("{} is expected", with_article(&wanted))),
            );
            return None;
        }
        if kind.role == Role::Entity {
            match self.in_place_is(kind_id, &entry.value, when) {
                InPlace::Known(id) => return Some(Item::Entity(id)),
                InPlace::New => {}
                InPlace::Doubtful(diagnostic) => {
                    self.report(*diagnostic);
                    return None;
                }
            }
        }
        let around = std::mem::replace(&mut self.around, when.cloned());
        let records = self.record(kind_id, &entry.value, place);
        self.around = around;
        let mut records = records?;
        if records.len() != 1 {
            self.report(
                Diagnostic::error(
                    Code::TooManyValues,
                    format!("one {wanted} is expected, and this makes {}", records.len()),
                )
                .at(entry.value.origin(self.file))
                .label("lists make several facts")
                .help("write one record for each"),
            );
            return None;
        }
        let mut record = records.pop()?;
        record.mentioned = self.manner == Manner::Mentioned;
        let item = Item::Made(record.made.clone());
        self.in_place.push(record);
        Some(item)
    }

    /// Tells that a key would state something of an entity where nothing is stated.
    pub fn told_in_passing(&mut self, kind: &Kind, entry: &Entry<'_>) {
        let (key, why) = (
            &entry.key.text,
            match self.manner {
                Manner::Mentioned => "is denied or only spoken of",
                _ => "is the word of another, of a time to come, or hedged",
            },
        );
        let diagnostic = Diagnostic::error(
            Code::ToldInPassing,
            format!("`{key}` of this {} would be stated flatly, and what stands around it {why}", kind.key),
        );
        self.report(
            diagnostic
                .at(entry.key.origin(self.file))
                .label("an entity has no claims: whatever is told of it is stated")
                .help("leave it out; or, where the source states it by itself, tell it under `entities:` or in a fact that the source asserts"),
        );
    }

    /// Tells that a kind has no such key.
    pub fn unknown_key(&mut self, kind: &Kind, entry: &Entry<'_>) {
        let keys: Vec<&str> = kind.keys.iter().map(|key| key.key.as_str()).collect();
        let mut diagnostic =
            Diagnostic::error(Code::UnknownKey, format!("`{}` has no key `{}`", kind.key, entry.key.text))
                .at(entry.key.origin(self.file))
                .label("not a key of this kind");
        for offer in words::for_key(self.schema, kind, &entry.key.text) {
            diagnostic = diagnostic.help(offer);
        }
        // `{value: £ 1,234}` is a value and a key of its own.
        if matches!(entry.value.value, Value::Null) && entry.key.text.starts_with(|c: char| c.is_ascii_digit()) {
            let help =
                "within braces a comma ends a value: put a number that has one in quotation marks, `\"£ 1,234,567\"`";
            diagnostic = diagnostic.help(help);
        }
        self.report(diagnostic.help(format!("the keys are {}", keys.join(", "))));
    }

    /// IRI and label of a record whose values are all good.
    fn finish(&mut self, kind_id: KindId, values: Vec<KeyValues>, node: &Node<'_>, place: Place) -> Option<Record> {
        let kind = self.schema.kind(kind_id);
        if kind.role == Role::Entity && !self.is_nobody_elses(kind, &values, node) {
            return None;
        }
        let given = match kind.role {
            Role::Entity if kind.has_id() => {
                Some(Names { local: self.entity_id(kind_id, kind, &values, node)?, matter: String::new() })
            }
            _ => None,
        };
        let Names { local, matter } = given.unwrap_or_else(|| self.composed(kind, &values, place));
        let label = self.entity_label(kind, &values, node, &local).unwrap_or_else(|| self.label(kind, &values));
        let made = Made { iri: IriBuf { ns: kind.namespace, local }, label, class: kind.class };
        let origin = node.origin(self.file);
        Some(Record { kind: kind_id, origin, made: Arc::new(made), matter, values, mentioned: false })
    }

    /// The label of an entity that has an `id` of its own: its name alone, because another record may tell more of it.
    fn entity_label(&self, kind: &Kind, values: &[KeyValues], node: &Node<'_>, local: &str) -> Option<String> {
        if kind.role != Role::Entity {
            return None;
        }
        if values.is_empty() {
            return Some(local.to_owned());
        }
        node.get("id")?;
        self.name(kind, values)
    }

    /// The name in a record of an entity: the English one, or the first.
    fn name(&self, kind: &Kind, values: &[KeyValues]) -> Option<String> {
        let (name, _) = kind.key("name")?;
        let (_, set) = values.iter().find(|(at, _)| *at == name)?;
        Some(label_of(self.schema, self.registry, true, set.items()))
    }

    /// Whether an entity written in place has no identifier that an entity of the registry has.
    fn is_nobody_elses(&mut self, kind: &Kind, values: &[KeyValues], node: &Node<'_>) -> bool {
        let mut good = true;
        for (at, items) in values {
            let key = &kind.keys[*at];
            for item in items.items().iter().filter(|_| key.unique) {
                let text = match item {
                    Item::Iri(iri) => iri.as_str(),
                    Item::Text(text) => text.as_str(),
                    _ => continue,
                };
                let Some(other) = self.registry.bearer(key, text) else { continue };
                let other = &self.registry.entity(other).label;
                let diagnostic = Diagnostic::error(
                    Code::SharedIdentifier,
                    format!("the {} of this {} is that of `{other}` in the registry", key.key, kind.key),
                )
                .at(node.get(&key.key).unwrap_or(node).origin(self.file))
                .label(format!("already that of `{other}`"))
                .help(format!(
                    "write `{other}` if that is meant; else look the identifier up: a wrong link is worse than none"
                ));
                self.report(diagnostic);
                good = false;
            }
        }
        good
    }

    /// The id of an entity written in place; one that the registry has too must be written by its name.
    fn entity_id(&mut self, kind_id: KindId, kind: &Kind, values: &[KeyValues], node: &Node<'_>) -> Option<String> {
        let label = self.name(kind, values).unwrap_or_default();
        let given = node.get("id");
        let made = Self::entity_name(kind, &label, values);
        let id = given.and_then(Node::text).map_or(made, ToOwned::to_owned);
        if given.is_some() && !crate::name::is_slug(&id) || id.is_empty() {
            let at = given.or(node.get("name")).unwrap_or(node);
            self.report(
                Diagnostic::error(Code::MalformedId, format!("`{id}` cannot be part of an IRI"))
                    .at(at.origin(self.file))
                    .label(if given.is_some() { "not an id" } else { "no id can be made of this name" })
                    .help("an id is made of lower-case letters, digits and single hyphens"),
            );
            return None;
        }
        let named_alike = |known: EntityId| normalise(&self.registry.entity(known).label) == normalise(&label);
        let by_name = given.is_none() && id == crate::name::id(&label);
        let known = self.registry.by_id(self.schema, kind_id, &id).is_some()
            || by_name && self.registry.by_id(self.schema, kind_id, &slug(&label)).is_some_and(named_alike);
        if known {
            let first = self.registry.by_id(self.schema, kind_id, &id);
            let first = first.or_else(|| self.registry.by_id(self.schema, kind_id, &slug(&label)));
            let diagnostic = self
                .had_already(&format!("{} `{id}`", kind.key), first.as_slice())
                .at(node.origin(self.file))
                .label("defined a second time")
                .help("write its name alone if it is meant; another one of that name takes an `id` of its own");
            self.report(diagnostic);
            return None;
        }
        Some(id)
    }

    /// The values of an entity's record, for its description, by the place of their key; nothing where anything is
    /// wrong.
    pub fn entity_values(&mut self, id: EntityId) -> Option<Vec<KeyValues>> {
        let entity = self.registry.entity(id);
        let kind = self.schema.kind(entity.kind);
        let entries = entity.record.entries()?;
        let values = self.in_its_time(id, |mapper| mapper.values(kind, entries, &entity.record, Place::Whole))?;
        Some(firsts(values))
    }

    /// Tells what is wrong with the values of an entity that could not be added to the registry.
    pub fn tell_values(&mut self, kind: KindId, record: &Node<'_>) {
        self.written(self.schema.kind(kind), record.entries().unwrap_or_default(), Place::Whole);
    }

    /// Reads what is said of an entity of the registry: the names in it are of the time in which it was.
    fn in_its_time<T>(&mut self, id: EntityId, read: impl FnOnce(&mut Self) -> T) -> T {
        let was = self.registry.entity(id).existence();
        let own = (*was != Bounds::UNKNOWN).then(|| TimeSpan::extent(was.begin_earliest, was.end_latest));
        let around = std::mem::replace(&mut self.around, own);
        let result = read(self);
        self.around = around;
        result
    }

    /// What identifies an entity of the registry: its id, if its record gives none, and what facts call it.
    pub fn identity(&self, id: EntityId, values: &[KeyValues]) -> (Option<String>, String) {
        let entity = self.registry.entity(id);
        let kind = self.schema.kind(entity.kind);
        let own = entity.record.get("id").is_none().then(|| Self::entity_name(kind, &entity.label, values));
        (own, self.label(kind, values))
    }

    /// The values of what is added to an entity, by the place of their key; nothing where anything is wrong.
    pub fn added_values(&mut self, of: EntityId, record: &Node<'_>) -> Option<Vec<KeyValues>> {
        let kind = self.schema.kind(self.registry.entity(of).kind);
        let entries = record.entries()?;
        // It says to whom it is added, and makes no one.
        let id = entries.iter().find(|entry| entry.key.text == "id");
        id.into_iter().for_each(|entry| self.unknown_key(kind, entry));
        let (values, good) = self.in_its_time(of, |mapper| mapper.written(kind, entries, Place::Whole));
        (good && id.is_none()).then(|| firsts(values))
    }

    /// The values of the record of a document, by the place of their key, but for `sentences` and `extract digest`,
    /// which the program reads itself. Nothing where anything is wrong.
    pub fn document_values(&mut self, record: &Node<'_>) -> Option<Vec<KeyValues>> {
        let kind = self.schema.kind(self.schema.document_kind()?);
        let Value::Map(entries) = &record.value else {
            self.report(
                Diagnostic::error(
                    Code::WrongValue,
                    format!("the keys of a document are expected, not {}", record.what()),
                )
                .at(record.origin(self.file))
                .label("not a mapping")
                .help("write `document: {id: …, title: …, url: …}`"),
            );
            return None;
        };
        let own = ["sentences", "extract digest"];
        let entries: Vec<Entry<'_>> =
            entries.iter().filter(|entry| !own.contains(&entry.key.text.as_ref())).cloned().collect();
        let values = self.values(kind, &entries, record, Place::Whole)?;
        Some(firsts(values))
    }

    /// The fact that is said again by its `id`, which must be of the kind's class; nothing, and a diagnostic, if not.
    pub fn said_again(&mut self, kind: KindId, node: &Node<'_>) -> Option<Arc<Made>> {
        match self.fact(self.schema.kind(kind).class, node, None, Place::Whole)? {
            Item::Made(made) => Some(made),
            _ => None,
        }
    }

    /// Whether a sentence stands in the document's table, and a diagnostic if not; without a table every number is
    /// taken.
    pub fn check_place(&mut self, place: Place, node: &Node<'_>) -> bool {
        let (Place::Sentence(number), Some(table)) = (place, &self.document.sentences) else { return true };
        if table.get(number).is_some() {
            return true;
        }
        let range = table.range().map_or_else(|| "none".to_owned(), |(first, last)| format!("{first} to {last}"));
        self.report(
            Diagnostic::error(Code::SentenceOutOfRange, format!("the document has no sentence {number}"))
                .at(node.origin(self.file))
                .label("not in the sentence table")
                .help(format!("the sentences of the table are {range}")),
        );
        false
    }

    /// The values of the keys of a claim that stand in a block, by the place of their key in the claim's kind; nothing
    /// where anything is wrong.
    pub fn claim_values(&mut self, entries: &[&Entry<'_>], place: Place) -> Option<Vec<KeyValues>> {
        let kind = self.schema.claim_kind()?;
        let mut good = true;
        let mut values = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some((at, _)) = kind.key(&entry.key.text) else { continue };
            match self.key_values(kind, at, &entry.value, None, place) {
                Some(mut alternatives) => values.extend(alternatives.pop().map(|set| (at, set))),
                None => good = false,
            }
        }
        values.sort_by_key(|(at, _)| *at);
        let manners = Manners::new(self.schema);
        if let Some(places) = manners.contradicted(kind, &values) {
            let [voice, speaker] = places.map(|at| {
                let entry = entries.iter().find(|entry| kind.key(&entry.key.text).is_some_and(|(key, _)| key == at));
                entry.map(|entry| entry.value.origin(self.file))
            });
            let mut diagnostic = manners.contradiction(self.schema, kind, places);
            diagnostic.origin = voice;
            self.report(match speaker {
                Some(speaker) => diagnostic.related(speaker, "the speaker"),
                None => diagnostic,
            });
            good = false;
        }
        good.then_some(values)
    }
}

/// What is wrong with a number or an amount that its key does not take.
fn out_of_range(key: &Key, item: &Item) -> Option<Diagnostic> {
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

/// A day as an edge of a time, in words: the year alone where it is the first or the last day of one.
fn day(date: Date) -> String {
    match (date.month(), date.day()) {
        (1, 1) | (12, 31) => date.year().to_string(),
        _ => date.to_string(),
    }
}

/// Whether a list of values of the key makes a fact of each.
#[must_use]
pub fn is_product(kind: &Kind, key: &Key) -> bool {
    let things =
        matches!(key.value, ValueType::Entity(_) | ValueType::Fact(_) | ValueType::Matter(_) | ValueType::Concept(_));
    kind.role == Role::Fact && key.max == Some(1) && things
}

/// Whether a record says of which entity it is by its `id`, and nothing else.
pub(super) fn refers_by_id(kind: &Kind, entries: &[Entry<'_>]) -> bool {
    kind.has_id() && matches!(entries, [only] if only.key.text == "id")
}

/// The first alternative of each key: what is no fact has no others.
fn firsts(values: Vec<Values>) -> Vec<KeyValues> {
    values.into_iter().filter_map(|v| Some((v.key, v.alternatives.first()?.clone()))).collect()
}

/// Gives every text in a tree that could be the `id` of another record.
fn texts<'n>(node: &'n Node<'_>, give: &mut dyn FnMut(&'n str)) {
    match &node.value {
        Value::Null => {}
        Value::Scalar { text, .. } => give(text.trim()),
        Value::List(items) => items.iter().for_each(|item| texts(item, give)),
        Value::Map(entries) => {
            entries.iter().filter(|entry| entry.key.text != "id").for_each(|entry| texts(&entry.value, give));
        }
    }
}

/// The diagnostic for a kind that the schema does not have, where one that `fits` is expected: `what`, in a word.
pub(crate) fn unknown_kind(
    schema: &Schema,
    entry: &Entry<'_>,
    file: FileId,
    what: &str,
    fits: &dyn Fn(&Kind) -> bool,
) -> Diagnostic {
    let text = &entry.key.text;
    let mut diagnostic = Diagnostic::error(Code::UnknownKind, format!("there is no kind `{text}`"))
        .at(entry.key.origin(file))
        .label(format!("not a kind of {what}"));
    for offer in words::for_kind(schema, text, fits, &[]) {
        diagnostic = diagnostic.help(offer);
    }
    diagnostic.help(format!("the kinds of {what} are {}", keys_of(schema, fits).join(", ")))
}

/// The keys of the kinds that fit, in the order of the schema.
fn keys_of<'s>(schema: &'s Schema, fits: &dyn Fn(&Kind) -> bool) -> Vec<&'s str> {
    schema.kinds().filter(|kind| fits(kind)).map(|kind| kind.key.as_str()).collect()
}
