//! The blocks of a recipe: what a reading says, compared with the schema.

use super::bound::Bound;
use super::plan::{Plan, Ref};
use super::rule::{Condition, KeyPlan, Rule, ToldBy};
use super::table::Binder;
use super::years::sort_out_years;
use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{Document, Local, Manner, Manners, Mapper, Place, parts, words};
use crate::literal::Dot;
use crate::origin::FileId;
use crate::schema::{Datatype, Kind, KindId, Role, ValueType};
use crate::source::{Entry, Node, Value};
use crate::vocab::chy;
use std::collections::HashMap;

/// What all facts of a block share.
struct Shared {
    conditions: Vec<Condition>,
    /// The keys that may be left out where their cells hold nothing.
    may_be_absent: Vec<String>,
    /// The keys of the claim.
    claim: Vec<KeyPlan>,
}

impl Binder<'_> {
    pub(super) fn block(&mut self, node: &Node<'static>, bound: &mut Bound) {
        let file = bound.recipe.file;
        let (plain, mut shared) = self.shared(node, bound);
        let (schema, registry) = (self.schema, self.registry);
        // Each table that it reads is a document of its own.
        let document = Document { id: "table".to_owned(), ..Document::unnamed(file) };
        let nothing = Local::default();
        let mut mapper = Mapper::new(schema, registry, &document, file, &nothing);
        let found = parts(schema, &plain, file, self.diagnostics);
        for block in &found.blocks {
            self.no_places(&block.places, file);
            shared.claim.clear();
            if let Some(kind) = schema.claim_kind() {
                for entry in &block.claim {
                    if let Some((at, key)) = kind.key(&entry.key.text) {
                        let plan = self.checked(&own(&entry.value), &mut mapper, kind, at, bound);
                        let may = shared.may_be_absent.contains(&key.key);
                        shared.claim.push(KeyPlan { may_be_absent: may, ..key_plan(at, plan, key, bound) });
                    }
                }
            }
            mapper.manner = manner(&mut mapper, &shared.claim);
            for (kind_id, record) in &block.says {
                let Some(entries) = record.entries() else {
                    // The mapper says what is wrong.
                    mapper.record(*kind_id, record, Place::Whole);
                    continue;
                };
                let keys = self.keys(schema.kind(*kind_id), entries, &shared, &mut mapper, bound);
                mapper.required(schema.kind(*kind_id), &[], entries, record);
                self.rule(*kind_id, keys, entries, &shared, mapper.manner, bound);
            }
        }
        self.diagnostics.merge(mapper.diagnostics);
    }

    /// Takes the keys out of a block that are not of the claim, and reads them.
    fn shared(&mut self, node: &Node<'static>, bound: &mut Bound) -> (Node<'static>, Shared) {
        let mut conditions = Vec::new();
        let mut lacking = None;
        let mut plain = node.clone();
        if let Value::Map(entries) = &mut plain.value {
            entries.retain(|entry| match entry.key.text.as_ref() {
                "when" => {
                    self.conditions(&entry.value, true, bound, &mut conditions);
                    false
                }
                "unless" => {
                    self.conditions(&entry.value, false, bound, &mut conditions);
                    false
                }
                "may be absent" => {
                    lacking = Some(entry.value.clone());
                    false
                }
                _ => true,
            });
        }
        self.unknown_keys(&mut plain, bound.recipe.file);
        let may_be_absent = lacking.map(|node| self.may_be_absent(&node, &plain, bound)).unwrap_or_default();
        (plain, Shared { conditions, may_be_absent, claim: Vec::new() })
    }

    /// Reports a place within a source; in a recipe the row is the place.
    fn no_places(&mut self, places: &[(Place, &Node<'_>)], file: FileId) {
        for (place, node) in places {
            let key = match place {
                Place::Sentence(_) => "sentence",
                Place::Row(_) | Place::Rows(..) => "row",
                Place::Whole => continue,
            };
            self.diagnostics.push(
                Diagnostic::error(Code::UnknownKey, format!("a block of a recipe has no key `{key}`"))
                    .at(node.origin(file))
                    .label("a place, in a recipe")
                    .help("the place of each fact is the row that it comes from; leave this out"),
            );
        }
    }

    /// The keys of a fact, in the order in which they are read.
    fn keys(
        &mut self,
        kind: &Kind,
        entries: &[Entry<'_>],
        shared: &Shared,
        mapper: &mut Mapper<'_, '_>,
        bound: &Bound,
    ) -> Vec<KeyPlan> {
        let mut keys = Vec::new();
        for entry in entries {
            let Some((at, key)) = kind.key(&entry.key.text) else {
                if entry.key.text != "id" || !kind.takes_id() {
                    mapper.unknown_key(kind, entry);
                }
                continue;
            };
            if kind.unfolds_to(key).is_some() {
                self.diagnostics.push(no_unfolding(entry, bound.recipe.file));
                continue;
            }
            self.no_facts_in_place(&entry.value, bound.recipe.file);
            let plan = self.checked(&own(&entry.value), mapper, kind, at, bound);
            // What is the same for all rows was read, and stated.
            if mapper.manner != Manner::Stated && !matches!(plan, Plan::Constant(_)) {
                told_in_passing(mapper, &entry.value);
            }
            let is_time = self.schema.space.predicate_iri(key.predicate) == chy::DURING;
            let may = shared.may_be_absent.contains(&key.key);
            keys.push(KeyPlan { is_time, may_be_absent: may, ..key_plan(at, plan, key, bound) });
        }
        let cells_alone = |plan: &KeyPlan| {
            bound.wide.is_some() && !plan.slots.is_empty() && plan.slots.iter().all(|s| *s == bound.wide_cell())
        };
        keys.sort_by_key(|plan| (!cells_alone(plan), !plan.is_time));
        keys
    }

    /// Adds a rule that says a fact with these keys.
    fn rule(
        &mut self,
        kind: KindId,
        keys: Vec<KeyPlan>,
        entries: &[Entry<'_>],
        shared: &Shared,
        manner: Manner,
        bound: &mut Bound,
    ) {
        let mut found: Vec<(Ref, bool)> = Vec::new();
        shared.conditions.iter().for_each(|condition| bound.fallible(&Plan::Whole(condition.of), false, &mut found));
        keys.iter().chain(&shared.claim).for_each(|key| bound.fallible(&key.plan, key.number, &mut found));
        let mut rule = Rule {
            kind,
            conditions: shared.conditions.clone(),
            keys,
            claim: shared.claim.clone(),
            manner,
            may_be_absent: shared.may_be_absent.clone(),
            checks: bound.checked(found),
            series: Vec::new(),
            held: Vec::new(),
            of_claim: Vec::new(),
            of_spell: false,
            unit: ToldBy::default(),
            whose: bound.rules.len(),
            key: ToldBy::default(),
            of_heading: ToldBy::default(),
            value: ToldBy::default(),
        };
        sort_out_years(bound, &mut rule);
        self.no_year_in_a_spell(&rule, entries, self.schema.kind(kind), bound);
        rule.whose = bound.rules.iter().position(|other| other.tells_alike(&rule)).unwrap_or(rule.whose);
        bound.rules.push(rule);
    }

    /// Reports the keys of a block that it does not have, and takes them out.
    fn unknown_keys(&mut self, block: &mut Node<'static>, file: FileId) {
        let Value::Map(entries) = &mut block.value else { return };
        let schema = self.schema;
        let of_claim = schema.claim_kind().into_iter().flat_map(|kind| kind.keys.iter().map(|key| key.key.as_str()));
        let keys: Vec<&str> = ["when", "unless", "may be absent", "says"].into_iter().chain(of_claim).collect();
        // A place is stated by itself.
        let is_known =
            |key: &str| keys.contains(&key) || matches!(key, "sentence" | "row") || schema.kind_by_key(key).is_some();
        let says_nothing_else = entries.iter().all(|entry| !is_known(&entry.key.text));
        entries.retain(|entry| {
            let key = entry.key.text.as_ref();
            if is_known(key) || says_nothing_else {
                return true;
            }
            let message = format!("a block of a recipe has no key `{key}`, and there is no kind of that name");
            let mut diagnostic = Diagnostic::error(Code::UnknownKey, message)
                .at(entry.key.origin(file))
                .label("neither a key of a block nor a kind");
            let of_claim = schema.claim_kind().map(|kind| words::called(kind, key)).unwrap_or_default();
            let is_fact = |kind: &Kind| kind.role == Role::Fact;
            for offer in of_claim.into_iter().chain(words::for_kind(schema, key, &is_fact, &keys)) {
                diagnostic = diagnostic.help(offer);
            }
            self.diagnostics.push(diagnostic.help(format!("the keys of a block are {}", keys.join(", "))));
            false
        });
    }

    /// The row would have to say a fact within a fact too; the recipe can state it as a separate fact.
    fn no_facts_in_place(&mut self, node: &Node<'_>, file: crate::origin::FileId) {
        for value in node.items().unwrap_or(std::slice::from_ref(node)) {
            let Some([inner]) = value.entries() else { continue };
            let kind = self.schema.kind_by_key(&inner.key.text).map(|id| self.schema.kind(id));
            if kind.is_some_and(|kind| kind.role == Role::Fact) && inner.value.entries().is_some() {
                self.diagnostics.push(
                    Diagnostic::error(
                        Code::MisplacedRecord,
                        format!("`{}` cannot be inside a record of a recipe", inner.key.text),
                    )
                    .at(inner.key.origin(file))
                    .label("a fact in place")
                    .help("write it as a separate fact under `says:`"),
                );
            }
        }
    }

    /// How the value of a key is made; what is the same for all rows is read at once, unless it could not be understood.
    fn checked(
        &mut self,
        node: &Node<'static>,
        mapper: &mut Mapper<'_, '_>,
        kind: &crate::schema::Kind,
        key: usize,
        bound: &Bound,
    ) -> Plan {
        let before = self.diagnostics.errors();
        let plan = self.plan(node, bound);
        if self.diagnostics.errors() == before {
            self.constants(mapper, kind, key, &plan, bound);
        }
        plan
    }

    /// Reads what is the same for all rows, so that a mistake in it is stated once, where it is.
    fn constants(
        &mut self,
        mapper: &mut Mapper<'_, '_>,
        kind: &crate::schema::Kind,
        key: usize,
        plan: &Plan,
        bound: &Bound,
    ) {
        let mut nodes: Vec<Node<'static>> = Vec::new();
        match plan {
            Plan::Constant(node) => nodes.push(node.clone()),
            Plan::Whole(Ref::Column(at)) => {
                let column = &bound.recipe.columns[*at];
                for node in column.values.iter().flatten().map(|(_, node)| node).chain(&column.otherwise) {
                    if let Plan::Constant(node) = bound.plan(node, &mut |name| bound.name(name, self.headings)) {
                        nodes.push(node);
                    }
                }
            }
            _ => {}
        }
        for node in nodes {
            let outer = std::mem::take(&mut mapper.diagnostics);
            let begun = mapper.in_place.len();
            let _ = mapper.key_values(kind, key, &node, None, Place::Whole);
            mapper.in_place.truncate(begun);
            let inner = std::mem::replace(&mut mapper.diagnostics, outer);
            // The time of a row may distinguish several entities with one name.
            inner
                .sorted()
                .into_iter()
                .filter(|d| d.code != Code::AmbiguousName)
                .for_each(|d| mapper.diagnostics.push(d.clone()));
        }
    }
}

/// Says each key by which rows would state something of an entity in place, once, where it is.
fn told_in_passing(mapper: &mut Mapper<'_, '_>, node: &Node<'_>) {
    let schema = mapper.schema;
    for value in node.items().unwrap_or(std::slice::from_ref(node)) {
        let Some([record]) = value.entries() else { continue };
        let Some(kind) = schema.kind_by_key(&record.key.text).map(|id| schema.kind(id)) else { continue };
        for entry in record.value.entries().unwrap_or_default() {
            match kind.key(&entry.key.text) {
                Some((at, _)) if kind.states(at) => mapper.told_in_passing(kind, entry),
                _ => told_in_passing(mapper, &entry.value),
            }
        }
    }
}

/// The manner of what is written in place in a rule. Where a cell says the manner of the claim, some row may not state it.
fn manner(mapper: &mut Mapper<'_, '_>, claim: &[KeyPlan]) -> Manner {
    let Some(kind) = mapper.schema.claim_kind() else { return Manner::Stated };
    let manners = Manners::new(mapper.schema);
    let (mut values, mut places) = (Vec::new(), HashMap::new());
    let mut of_cells = false;
    for plan in claim.iter().filter(|plan| manners.tells(kind.keys[plan.key].predicate)) {
        let Plan::Constant(node) = &plan.plan else {
            of_cells = true;
            continue;
        };
        places.insert(plan.key, node.origin(mapper.file));
        // What is wrong with it was stated.
        let outer = std::mem::take(&mut mapper.diagnostics);
        let read = mapper.key_values(kind, plan.key, node, None, Place::Whole);
        mapper.diagnostics = outer;
        values.extend(read.and_then(|mut sets| sets.pop()).map(|set| (plan.key, set)));
    }
    if let Some([voice, speaker]) = manners.contradicted(kind, &values) {
        let diagnostic = manners.contradiction(mapper.schema, kind, [voice, speaker]);
        mapper.diagnostics.push(diagnostic.at(places[&voice]).related(places[&speaker], "the speaker"));
    }
    if of_cells { Manner::Claimed } else { manners.in_place(kind, &values) }
}

fn own(node: &Node<'_>) -> Node<'static> {
    node.clone().into_owned()
}

fn key_plan(at: usize, plan: Plan, key: &crate::schema::Key, bound: &Bound) -> KeyPlan {
    let mut slots = Vec::new();
    bound.slots_of(&plan, &mut slots);
    slots.sort_unstable();
    slots.dedup();
    let number = match &key.value {
        ValueType::Quantity { .. } => true,
        ValueType::Text { datatype, .. } => matches!(datatype, Datatype::Integer | Datatype::Decimal),
        _ => false,
    };
    let mut refs = Vec::new();
    bound.fallible(&plan, true, &mut refs);
    let is_said = |of: &Ref| matches!(of, Ref::Column(at) if bound.recipe.columns[*at].decimal.is_some());
    let is_said = bound.habits.decimal.is_some() || refs.iter().any(|(of, _)| is_said(of));
    let dot = if is_said { Dot::Decimals } else { Dot::UnsaidInTable };
    KeyPlan { key: at, plan, slots, is_time: false, needed: key.min > 0, number, dot, may_be_absent: false }
}

/// Says that a row makes no fact of its own for a key.
fn no_unfolding(entry: &Entry<'_>, file: FileId) -> Diagnostic {
    Diagnostic::error(Code::UnknownKey, format!("a recipe does not take the key `{}`", entry.key.text))
        .at(entry.key.origin(file))
        .label("it makes a fact of its own, about the fact of the row")
        .help("leave it out here, and state the fact with this key in a facts file")
}
