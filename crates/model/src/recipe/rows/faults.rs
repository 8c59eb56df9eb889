//! What is wrong with a reading, stated at its cells.

use super::ended::{Ended, Rejected};
use super::known::Faults;
use super::mapper::RowMapper;
use super::reading::{Cells, Reading};
use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{KeyValues, Values};
use crate::recipe::bind::{KeyPlan, Rule};
use crate::recipe::missing::is_code;
use crate::recipe::pieces::Fault;
use crate::source::{Node, Value};
use std::sync::Arc;

impl RowMapper<'_, '_> {
    /// That voice and speaker of a claim cannot both be, and the cells that say them.
    pub(super) fn contradiction(
        &self,
        rule: &Rule,
        claim: &[KeyValues],
        reading: Reading<'_>,
    ) -> Option<(Vec<usize>, Faults)> {
        let (schema, kind) = (self.mapper.schema, self.mapper.schema.claim_kind()?);
        let places = self.manners.contradicted(kind, claim)?;
        let cells = |at: usize| {
            let plan = rule.claim.iter().find(move |plan| plan.key == at);
            plan.into_iter().flat_map(|plan| plan.slots.iter().copied())
        };
        let mut diagnostic = self.manners.contradiction(schema, kind, places);
        let [voice, speaker] = places;
        let speaks = cells(speaker).find(|slot| *slot < self.bound.width);
        if let (Cells::Row(row), Some(slot), Some(_)) = (reading.cells, speaks, cells(voice).next()) {
            diagnostic = diagnostic.related(row.origin(slot), "the speaker");
        }
        let fault = Fault { slot: None, diagnostic, unreadable: false, code: None };
        Some((cells(voice).chain(cells(speaker)).collect(), Arc::new(vec![fault])))
    }

    /// Says all of these faults, each with the cells that the value is made of; gives their codes.
    pub(super) fn reject_all(&mut self, reading: Reading<'_>, faults: &[(&[usize], Faults)]) -> Vec<Code> {
        let mut codes = Vec::new();
        for (slots, faults) in faults {
            for fault in faults.iter() {
                self.reject(reading, slots, fault);
                codes.push(fault.diagnostic.code.clone());
            }
        }
        codes
    }

    /// Whether a key that the kind needs has no value; that is stated. Gives the code.
    pub(super) fn lacks_keys(&mut self, rule: usize, reading: Reading<'_>, values: &[Values]) -> Option<Code> {
        let kind = self.mapper.schema.kind(self.bound.rules[rule].kind);
        let written = |at: usize| values.iter().any(|v| v.key == at);
        if kind.one_of.is_empty() && kind.layout.required.iter().all(|at| written(*at)) {
            return None;
        }
        let whole = self.whole(reading);
        let node = Node { value: Value::Null, start: whole.start, end: whole.end };
        let outer = std::mem::take(&mut self.mapper.diagnostics);
        self.mapper.required(kind, values, &[], &node);
        let inner = std::mem::replace(&mut self.mapper.diagnostics, outer);
        let mut code = None;
        for diagnostic in inner.sorted() {
            let fault = Fault { slot: None, diagnostic: diagnostic.clone(), unreadable: false, code: None };
            self.reject(reading, &[], &fault);
            code.get_or_insert(diagnostic.code.clone());
        }
        code
    }

    /// That the cells of a key hold nothing.
    pub(super) fn lacks(&self, rule: usize, key: &KeyPlan, of_claim: bool) -> Fault {
        let schema = self.mapper.schema;
        let kind = if of_claim { schema.claim_kind() } else { Some(schema.kind(self.bound.rules[rule].kind)) };
        let slot = key.slots.iter().find(|slot| **slot < self.bound.width).or(key.slots.first()).copied();
        let (kind, name) = kind.map_or(("", ""), |kind| (kind.key.as_str(), kind.keys[key.key].key.as_str()));
        self.lacking(kind, name, slot.unwrap_or_default(), key.needed)
    }

    pub(super) fn lacking(&self, kind: &str, key: &str, slot: usize, needed: bool) -> Fault {
        let mut diagnostic =
            Diagnostic::error(Code::MissingCell, format!("the cell for `{key}` of `{kind}` has no value"))
                .label("nothing to read");
        let column = self.bound.name_of(slot, self.headings);
        diagnostic = diagnostic.help(format!("say which rows the block is not for: `unless: {{{column}: \"\"}}`"));
        if !needed {
            diagnostic = diagnostic.help(format!(
                "or allow `{key}` to be left out; the fact then says less about its parties: `may be absent: [{key}]`"
            ));
        }
        Fault { slot: Some(slot), diagnostic, unreadable: false, code: None }
    }

    /// That a text would be a code for what is missing.
    pub(super) fn looks_missing(&self, kind: &str, key: &str, code: &str, slot: usize) -> Fault {
        let column = self.bound.name_of(slot, self.headings);
        let message =
            format!("`{code}` looks like a code for a missing value, and would be in the `{key}` of `{kind}`");
        let diagnostic = Diagnostic::error(Code::LooksMissing, message).label("is this a text?").help(format!(
            "if it is a text, say what it means, for the column `{column}`: `values: {{\"{code}\": \"{code}\"}}, otherwise: \"{{{column}}}\"`"
        ));
        Fault { slot: Some(slot), diagnostic, unreadable: false, code: Some(code.to_owned()) }
    }

    /// Says what is wrong with a reading: at its cell, or at the first of the cells that the value comes from.
    pub(super) fn reject(&mut self, reading: Reading<'_>, slots: &[usize], fault: &Fault) -> Ended {
        let is_cell = |slot: &usize| *slot < self.bound.width || *slot == self.bound.wide_cell();
        let own = fault.slot.filter(is_cell);
        let slot = own.or_else(|| slots.iter().copied().find(is_cell));
        let at = slot.and_then(|slot| if slot < self.bound.width { Some(slot) } else { reading.wide.map(|w| w.2) });
        let origin = match (reading.cells, at) {
            (Cells::Row(row), Some(at)) => row.origin(at),
            _ => self.whole(reading),
        };
        let cell = slot.map_or("", |slot| self.slot(reading, slot)).to_owned();
        let heading = at.and_then(|at| self.headings.get(at)).cloned().unwrap_or_default();
        self.rejected.push(Rejected {
            origin,
            row: reading.number,
            code: fault.diagnostic.code.clone(),
            heading,
            cell: cell.clone(),
            message: fault.diagnostic.message.clone(),
        });
        let code = &fault.diagnostic.code;
        let stands_for_nothing = is_code(cell.trim()) && *code != Code::MissingCell || *code == Code::ImpossibleYear;
        let of_cell = stands_for_nothing.then(|| cell.trim().to_owned());
        if let (Some(slot), Some(code)) = (slot, fault.code.clone().or(of_cell)) {
            let first = self.codes.entry(slot).or_default().entry(code).or_insert(origin);
            *first = origin.min(*first);
        }
        let mut diagnostic = fault.diagnostic.clone().at(origin);
        if *code == Code::ImpossibleYear && self.bound.recipe.habits.years.is_none() {
            diagnostic = diagnostic.help("a table of years before Christ says so: `table: {years: -0500/1500}`");
        }
        // Several rules may read one cell.
        if !self.told.contains(&diagnostic) {
            self.mapper.diagnostics.push(diagnostic.clone());
            self.told.push(diagnostic);
        }
        Ended::Rejected(fault.diagnostic.code.clone())
    }
}
