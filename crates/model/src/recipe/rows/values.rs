//! The values of a reading and of its claim, each made once.

use super::ended::{Ended, Skip};
use super::known::{Faults, Known, Looked, Read};
use super::mapper::RowMapper;
use super::reading::{DATED, Reading, SEPARATOR};
use super::settle::Settle;
use crate::diagnostic::Diagnostic;
use crate::facts::{Identifier, Item, Manner, Place, ValueSet, Values, is_product};
use crate::literal::TimeSpan;
use crate::recipe::bind::KeyPlan;
use crate::recipe::column::Cell;
use crate::recipe::pieces::{Pieces, text};
use crate::schema::{Key, Kind, ValueType};
use crate::source::{Node, Value};
use std::sync::{Arc, Mutex};

impl RowMapper<'_, '_> {
    /// The values of a reading and of its claim, or how it ended.
    pub(super) fn values(
        &mut self,
        rule: usize,
        reading: Reading<'_>,
        given: Option<&TimeSpan>,
        but_time: bool,
    ) -> Result<Read, Ended> {
        let bound = self.bound;
        let plan = &bound.rules[rule];
        // The years of a spell were looked at when they were read.
        if reading.spell.is_none()
            && let Some(skip) = self.skipped(rule, reading)?
        {
            return Err(self.passed_over(rule, reading, skip));
        }
        let mut own: Option<Arc<TimeSpan>> = None;
        let years = bound.wide.is_some() || bound.years.is_some();
        let mut values = Vec::new();
        let mut faults: Vec<(&[usize], Faults)> = Vec::new();
        let mut others: Vec<(&[usize], Faults)> = Vec::new();
        let (mut identified, mut in_place) = (Vec::new(), Vec::new());
        for (at, key) in plan.keys.iter().enumerate() {
            if but_time && key.slots.contains(&bound.spell()) {
                continue;
            }
            match self.value(rule, at, key, reading, given.or(own.as_deref()), false) {
                Looked::Values(known) => {
                    if key.is_time
                        && let Some([Item::Time(span)]) = known.alternatives.first().map(|set| set.items())
                    {
                        own = Some(span.clone());
                    }
                    if !known.others.is_empty() {
                        // A year of a spell is one reading.
                        let lists = if plan.of_spell { &mut faults } else { &mut others };
                        lists.push((&key.slots, known.others.clone()));
                    }
                    identified.extend(known.identified);
                    in_place.extend(known.in_place);
                    values.push(Values { key: key.key, alternatives: known.alternatives });
                }
                Looked::Nothing(Skip::Missing) if key.may_be_absent => {}
                Looked::Nothing(Skip::Missing) if !(key.needed && years) => {
                    faults.push((&key.slots, Arc::new(vec![self.lacks(rule, key, false)])));
                }
                // What a rule passes over may say what it likes otherwise, as long as it can be read.
                Looked::Nothing(skip) => return Err(self.passed_over(rule, reading, skip)),
                Looked::Wrong(wrong) => faults.push((&key.slots, wrong)),
            }
        }
        let mut claim = Vec::with_capacity(plan.claim.len());
        for (at, key) in plan.claim.iter().enumerate() {
            match self.value(rule, plan.keys.len() + at, key, reading, None, true) {
                Looked::Values(known) => {
                    in_place.extend(known.in_place);
                    claim.extend(known.alternatives.last().map(|set| (key.key, set.clone())));
                }
                Looked::Wrong(wrong) => faults.push((&key.slots, wrong)),
                Looked::Nothing(Skip::Missing) if !key.may_be_absent => {
                    faults.push((&key.slots, Arc::new(vec![self.lacks(rule, key, true)])));
                }
                Looked::Nothing(_) => {}
            }
        }
        claim.sort_by_key(|(at, _)| *at);
        let contradiction = self.contradiction(plan, &claim, reading);
        faults.extend(contradiction.iter().map(|(slots, fault)| (slots.as_slice(), fault.clone())));
        let mut wrong = self.reject_all(reading, &faults).into_iter().next();
        values.sort_by_key(|values| values.key);
        if wrong.is_none() && !but_time {
            wrong = self.lacks_keys(rule, reading, &values);
        }
        let others = self.reject_all(reading, &others);
        match wrong {
            Some(code) => Err(Ended::Rejected(code)),
            None => Ok(Read { values, claim, others, identified, in_place }),
        }
    }

    /// What the value of a key comes to.
    pub(super) fn value(
        &mut self,
        rule: usize,
        memo: usize,
        plan: &KeyPlan,
        reading: Reading<'_>,
        when: Option<&TimeSpan>,
        of_claim: bool,
    ) -> Looked {
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        for (at, slot) in plan.slots.iter().enumerate() {
            if at > 0 {
                key.push(SEPARATOR);
            }
            if *slot == self.bound.spell() {
                // A spell is said once.
                reading.spell.iter().for_each(|node| key.push_str(&format!("{:?}", node.value)));
            } else {
                key.push_str(self.slot(reading, *slot));
            }
        }
        if self.dated[rule][memo] {
            // Where the time decides, it is part of what a value is remembered by.
            key.push(DATED);
            key.push_str(when.map_or("", |span| span.name.as_str()));
        }
        let outcome = match self.values[rule][memo].get(&key) {
            Some(known) => known,
            None => {
                let (outcome, dated) = self.made(rule, plan, reading, when, of_claim);
                if dated && !self.dated[rule][memo] {
                    self.dated[rule][memo] = true;
                    key.push(DATED);
                    key.push_str(when.map_or("", |span| span.name.as_str()));
                }
                self.values[rule][memo].insert(&key, outcome.clone());
                outcome
            }
        };
        self.key = key;
        outcome
    }

    /// Makes a value as a facts file would write it, and reads that. Also reports whether the time of the fact mattered.
    fn made(
        &mut self,
        rule: usize,
        plan: &KeyPlan,
        reading: Reading<'_>,
        when: Option<&TimeSpan>,
        of_claim: bool,
    ) -> (Looked, bool) {
        let mut pieces = Pieces::default();
        let cell =
            self.bound.make(&plan.plan, &mut pieces, &mut |pieces, of| self.read(of, reading, plan.number, 0, pieces));
        let mut faults = std::mem::take(&mut pieces.faults);
        let mut node = match cell {
            Cell::Missing => return (Looked::Nothing(Skip::Missing), false),
            Cell::Absent => return (Looked::Nothing(Skip::Absent), false),
            Cell::NotApplicable => return (Looked::Nothing(Skip::NotApplicable), false),
            Cell::Wrong(fault) => {
                faults.push(*fault);
                return (Looked::Wrong(Arc::new(faults)), false);
            }
            Cell::Value(node) => node,
        };
        let schema = self.mapper.schema;
        let bound_rule = &self.bound.rules[rule];
        let kind = if of_claim { schema.claim_kind() } else { Some(schema.kind(bound_rule.kind)) };
        let Some(kind) = kind else { return (Looked::Nothing(Skip::Missing), false) };
        let key = &kind.keys[plan.key];
        let settle = Settle { rule: bound_rule, pieces: &pieces, rows: self };
        settle.value(&kind.key, key, &mut node, &mut faults);
        let node = self.known_instead(key, node);
        let each = is_product(kind, key) && node.items().is_some();
        if !each && !faults.is_empty() {
            return (Looked::Wrong(Arc::new(faults)), false);
        }
        let nodes = if each { node.items().unwrap_or_default() } else { std::slice::from_ref(&node) };
        let (mut alternatives, mut dated, begun) = (Vec::new(), false, self.mapper.in_place.len());
        self.mapper.dot = plan.dot;
        self.mapper.manner = if of_claim { Manner::Stated } else { bound_rule.manner };
        for node in nodes {
            match self.read_value(kind, plan.key, node, when, reading, &mut dated) {
                Ok(values) => alternatives.extend(values),
                Err(wrong) => faults.extend(pieces.blamed(&wrong)),
            }
        }
        if alternatives.is_empty() {
            return (Looked::Wrong(Arc::new(faults)), dated);
        }
        let in_place = self.mapper.in_place.split_off(begun);
        let identified: Vec<Identifier> =
            in_place.iter().flat_map(|record| record.identifiers(self.mapper.schema, self.mapper.registry)).collect();
        let content = self.bound.years.is_some().then(|| {
            let mut content = String::new();
            for item in alternatives.iter().flat_map(|set| set.items()) {
                content.push(SEPARATOR);
                item.content(self.mapper.schema, self.mapper.registry, &mut content);
            }
            content.into()
        });
        let known = Known {
            alternatives: alternatives.into(),
            others: Arc::new(faults),
            identified: (!identified.is_empty()).then(|| identified.into()),
            in_place: (!in_place.is_empty()).then(|| Arc::new(Mutex::new(in_place))),
            content,
        };
        (Looked::Values(known), dated)
    }

    /// Reads a value as the mapper reads that of a facts file.
    fn read_value(
        &mut self,
        kind: &Kind,
        key: usize,
        node: &Node<'static>,
        when: Option<&TimeSpan>,
        reading: Reading<'_>,
        dated: &mut bool,
    ) -> Result<Vec<Arc<ValueSet>>, Vec<Diagnostic>> {
        let outer = std::mem::take(&mut self.mapper.diagnostics);
        let begun = self.mapper.in_place.len();
        self.mapper.lookup.asked_time.set(false);
        let read = self.mapper.key_values(kind, key, node, when, Place::Row(reading.number));
        *dated |= self.mapper.lookup.asked_time.get();
        let inner = std::mem::replace(&mut self.mapper.diagnostics, outer);
        let whole = self.whole(reading);
        match read {
            Some(values) => {
                // What is written in place is in its row.
                self.mapper.in_place[begun..].iter_mut().for_each(|record| record.origin = whole);
                Ok(values)
            }
            None => {
                self.mapper.in_place.truncate(begun);
                Err(inner.sorted().into_iter().cloned().collect())
            }
        }
    }

    /// The name of an entity of the registry where a record in place has an identifier of it: a table calls many towns
    /// by names of its own, and the identifier says which is meant.
    fn known_instead(&self, key: &Key, node: Node<'static>) -> Node<'static> {
        let ValueType::Entity(class) = key.value else { return node };
        let schema = self.mapper.schema;
        if let Value::List(items) = node.value {
            let items = items.into_iter().map(|item| self.known_instead(key, item)).collect();
            return Node { value: Value::List(items), ..node };
        }
        let Value::Map(mut entries) = node.value else { return node };
        if let [entry] = entries.as_mut_slice()
            && let Some(kind) = schema.kind_by_key(&entry.key.text).map(|id| schema.kind(id))
            && let Value::Map(inner) = &mut entry.value.value
        {
            for entry in inner {
                let Some((_, key)) = kind.key(&entry.key.text) else { continue };
                if let (true, Some(identifier)) = (key.unique, entry.value.text())
                    && let (_, fitting) = self.mapper.registry.bearers(schema, identifier, class)
                    && let [_] = fitting.as_slice()
                {
                    return entry.value.clone();
                }
                let value = std::mem::replace(&mut entry.value, text(""));
                entry.value = self.known_instead(key, value);
            }
        }
        Node { value: Value::Map(entries), ..node }
    }
}
