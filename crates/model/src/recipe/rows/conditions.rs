//! The conditions on a reading, and what leaves all of them undecided.

use super::ended::{Ended, Skip};
use super::known::Faults;
use super::mapper::RowMapper;
use super::met::Met;
use super::reading::{Cells, Reading, joined};
use crate::diagnostic::{Code, Diagnostic};
use crate::recipe::bind::{Condition, Ref};
use crate::recipe::column::Cell;
use crate::recipe::missing::is_code;
use crate::recipe::pieces::{Fault, Pieces};
use crate::recipe::whole::same;
use std::borrow::Cow;
use std::sync::Arc;

impl RowMapper<'_, '_> {
    /// Why the conditions of a rule skip a reading, if they do; a cell that cannot be read is rejected before any of them sees
    /// it. Of a year whose cell is missing nothing is known: a condition that it fails proves nothing.
    pub(super) fn skipped(&mut self, rule: usize, reading: Reading<'_>) -> Result<Option<Skip>, Ended> {
        let bound = self.bound;
        let mut skip = None;
        let mut end = None;
        for at in 0..bound.rules[rule].conditions.len() {
            match self.condition(rule, at, reading) {
                Ok(Met::Yes | Met::Unsaid) => {}
                Ok(Met::Missing) if bound.years.is_some() => skip = Some(Skip::Missing),
                Ok(Met::No | Met::Missing) => _ = skip.get_or_insert(Skip::Condition),
                Err(faults) => {
                    for fault in faults.iter() {
                        self.reject(reading, &[], fault);
                        end.get_or_insert_with(|| Ended::Rejected(fault.diagnostic.code.clone()));
                    }
                }
            }
        }
        end.map_or(Ok(skip), Err)
    }

    /// Whether a condition holds, or what of its cells cannot be read.
    fn condition(&mut self, rule: usize, at: usize, reading: Reading<'_>) -> Result<Met, Faults> {
        let condition = &self.bound.rules[rule].conditions[at];
        if !condition.of_row || !matches!(reading.cells, Cells::Row(_)) {
            return self.met(condition, reading);
        }
        match &self.of_row[condition.number] {
            Some((row, known)) if *row == reading.number => known.clone(),
            _ => {
                let found = self.met(condition, reading);
                self.of_row[condition.number] = Some((reading.number, found.clone()));
                found
            }
        }
    }

    fn met(&mut self, condition: &Condition, reading: Reading<'_>) -> Result<Met, Faults> {
        let key = self.key_of(condition.of, reading);
        if let Some(known) = self.conditions[condition.number].get(&key) {
            return known;
        }
        let mut pieces = Pieces::default();
        let cell = self.read(condition.of, reading, false, 0, &mut pieces);
        pieces.faults.extend(self.decides_nothing(condition, &cell, reading));
        let holds = match cell {
            Cell::Wrong(fault) => {
                pieces.faults.push(*fault);
                Met::No
            }
            Cell::Missing if !condition.wanted && condition.holds(&Cell::Missing) => Met::Unsaid,
            cell if condition.holds(&cell) => Met::Yes,
            Cell::Missing => Met::Missing,
            _ => Met::No,
        };
        let found = if pieces.faults.is_empty() { Ok(holds) } else { Err(Arc::new(pieces.faults)) };
        self.conditions[condition.number].insert(&key, found.clone());
        found
    }

    /// What is wrong with a cell that looks as what is missing does and decides a condition that does not name it: in a table of
    /// years it would prove that something did not hold, and behind `unless` that it did.
    fn decides_nothing(&self, condition: &Condition, cell: &Cell, reading: Reading<'_>) -> Option<Fault> {
        let Cell::Value(node) = cell else { return None };
        let code = node.text()?.trim();
        let decides = self.bound.years.is_some() || !condition.wanted;
        let is_zero = code.parse::<f64>().is_ok_and(|number| number == 0.0);
        let named = condition.values.iter().any(|value| same(value, code));
        if !decides || is_zero || named || !is_code(code) {
            return None;
        }
        let slots = self.bound.own_cells(condition.of);
        // What a recipe makes of a cell, it has named.
        let slot = slots.into_iter().find(|slot| self.slot(reading, *slot).trim() == code)?;
        let column = self.bound.name_of(slot, self.headings);
        let word = if condition.wanted { "when" } else { "unless" };
        let message = format!(
            "`{code}` looks like a code for a missing value, and `{word}` does not say what it means in `{column}`"
        );
        let diagnostic = Diagnostic::error(Code::LooksMissing, message)
            .label("this does not decide the condition")
            .help(format!("if it means a missing value, say so for the column: `missing: [\"{code}\"]`"))
            .help(format!("if it is a value, name it: `{word}: {{{column}: [\"{code}\", …]}}`"));
        Some(Fault { slot: Some(slot), diagnostic, unreadable: false, code: Some(code.to_owned()) })
    }

    /// How a reading of a table of years ends that no condition skips, where one of them has nothing to decide by. A
    /// cell that is said to be missing leaves the year unknown; the meaning of an empty one is not stated.
    pub(super) fn undecided(&mut self, rule: usize, reading: Reading<'_>) -> Option<Ended> {
        let bound = self.bound;
        let mut end = None;
        for (at, condition) in bound.rules[rule].conditions.iter().enumerate() {
            if !matches!(self.condition(rule, at, reading), Ok(Met::Unsaid)) {
                continue;
            }
            let slots = bound.own_cells(condition.of);
            if bound.may_be_empty(condition.of) || slots.iter().any(|slot| !self.slot(reading, *slot).trim().is_empty())
            {
                end.get_or_insert(Ended::Skipped(Skip::Missing));
            } else {
                let fault = self.says_nothing(condition, slots.first().copied().unwrap_or_default());
                return Some(self.reject(reading, &[], &fault));
            }
        }
        end
    }

    /// That a cell is empty which decides whether there is a reading.
    fn says_nothing(&self, condition: &Condition, slot: usize) -> Fault {
        let column = match condition.of {
            Ref::Column(at) => std::borrow::Cow::Borrowed(self.bound.recipe.columns[at].name.as_str()),
            Ref::Slot(_) => self.bound.name_of(slot, self.headings),
        };
        let message = format!("the cell of `{column}` is empty, and `unless` does not say what that means");
        let named: Vec<String> = condition.values.iter().map(|value| format!("{value}, ")).collect();
        let diagnostic = Diagnostic::error(Code::MissingCell, message)
            .label("this does not decide the condition")
            .help(format!(
                "if nothing is known about such a year, name the empty cell too: `unless: {{{column}: [{}\"\"]}}`",
                named.concat()
            ))
            .help(format!(
                "if such a year holds, say which cells do, the empty one among them: `when: {{{column}: [\"\", …]}}`"
            ));
        Fault { slot: Some(slot), diagnostic, unreadable: false, code: None }
    }

    /// The end of a reading that a rule passes over. A reading with an unreadable cell is still rejected: it is unknown
    /// what a rule would have made of it.
    pub(super) fn passed_over(&mut self, rule: usize, reading: Reading<'_>, skip: Skip) -> Ended {
        let bound = self.bound;
        let mut end = None;
        for check in &bound.rules[rule].checks {
            for fault in self.unreadable(*check, reading).iter().flat_map(|faults| faults.iter()) {
                self.reject(reading, &[], fault);
                end.get_or_insert_with(|| Ended::Rejected(fault.diagnostic.code.clone()));
            }
        }
        end.unwrap_or(Ended::Skipped(skip))
    }

    /// What cannot be read of a cell or a column of the recipe; nothing where all can.
    fn unreadable(&mut self, check: usize, reading: Reading<'_>) -> Option<Faults> {
        let (of, number) = self.bound.checks[check];
        let key = self.key_of(of, reading);
        if let Some(known) = self.unreadable[check].get(&key) {
            return known;
        }
        let mut pieces = Pieces::default();
        let cell = self.read(of, reading, number, 0, &mut pieces);
        let mut faults = std::mem::take(&mut pieces.faults);
        if let Cell::Wrong(fault) = cell {
            faults.push(*fault);
        }
        faults.retain(|fault| fault.unreadable);
        let found = (!faults.is_empty()).then(|| Arc::new(faults));
        self.unreadable[check].insert(&key, found.clone());
        found
    }

    /// The cells that a name means, as one text.
    fn key_of<'r>(&self, of: Ref, reading: Reading<'r>) -> Cow<'r, str> {
        match (of, self.bound.cells(of)) {
            (Ref::Slot(slot), _) => Cow::Borrowed(self.slot(reading, slot)),
            (_, [slot]) => Cow::Borrowed(self.slot(reading, *slot)),
            (_, slots) => Cow::Owned(joined(slots.iter().map(|slot| self.slot(reading, *slot)))),
        }
    }
}
