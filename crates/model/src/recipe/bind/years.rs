//! A table of years: which cells say whose a year is, and which say what holds in it.

use super::bound::{Bound, BoundYears};
use super::rule::{KeyPlan, Rule, ToldBy};
use super::table::Binder;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Entry;

impl Binder<'_> {
    /// Reports a key that names the year of a row in a fact that holds for many.
    pub(super) fn no_year_in_a_spell(
        &mut self,
        rule: &Rule,
        entries: &[Entry<'_>],
        kind: &crate::schema::Kind,
        bound: &Bound,
    ) {
        let Some(years) = bound.years.as_ref().filter(|years| rule.of_spell && years.year < bound.width) else {
            return;
        };
        for key in rule.keys.iter().filter(|key| key.slots.contains(&years.year)) {
            let name = kind.keys[key.key].key.as_str();
            let Some(entry) = entries.iter().find(|entry| entry.key.text == name) else { continue };
            self.diagnostics.push(
                Diagnostic::error(
                    Code::WrongValue,
                    format!("`{name}` has the year of a row, but the fact covers a spell"),
                )
                .at(entry.value.origin(bound.recipe.file))
                .label("different in each row of the spell")
                .help("write what holds in single years as a separate fact under `says:`, whose time is the year"),
            );
        }
    }
}

/// Which cells say whose series of years a reading belongs to, and which say what holds in a year: those that can be
/// absent or missing. What only a condition reads, or the claim, makes no other fact.
pub(super) fn sort_out_years(bound: &Bound, rule: &mut Rule) {
    let Some(years) = &bound.years else { return };
    let plans = || rule.keys.iter().chain(&rule.claim);
    rule.of_spell = plans().any(|plan| plan.slots.contains(&bound.spell()));
    let cells = |plans: &[KeyPlan], not: &dyn Fn(usize) -> bool| {
        let mut all: Vec<usize> = plans.iter().flat_map(|plan| plan.slots.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|slot| *slot != bound.spell() && !not(*slot));
        all
    };
    let changes = |slot: usize| {
        if bound.wide.is_some() {
            return slot == bound.wide_cell();
        }
        bound.recipe.columns.iter().zip(&bound.reaches).any(|(column, slots)| {
            let missing = column.missing.as_ref().is_some_and(|missing| !missing.is_empty());
            slots.contains(&slot) && (missing || !column.absent.is_empty() || !column.not_applicable.is_empty())
        })
    };
    let of_facts = cells(&rule.keys, &|slot| slot == years.year || years.of.contains(&slot));
    rule.of_claim = cells(&rule.claim, &|_| false);
    (rule.held, rule.series) = of_facts.into_iter().partition(|slot| changes(*slot));
    tell_apart(bound, years, rule);
}

/// Shares the keys out: each says whose a year is, or which series, or what holds.
fn tell_apart(bound: &Bound, years: &BoundYears, rule: &mut Rule) {
    let heading = bound.wide_heading();
    for (at, key) in rule.keys.iter().enumerate() {
        let has = |slots: &[usize]| key.slots.iter().any(|slot| slots.contains(slot));
        let told = match () {
            () if key.slots.is_empty() || has(&[bound.spell()]) => continue,
            () if key.slots.iter().all(|slot| years.of.contains(slot)) => &mut rule.unit,
            () if has(&rule.held) => &mut rule.value,
            () if has(&[heading]) => &mut rule.of_heading,
            () => &mut rule.key,
        };
        told.keys.push(at);
    }
    let keys = &rule.keys;
    let rest = |told: &ToldBy, cells: &[usize]| -> Vec<usize> {
        let is_told = |slot: usize| told.keys.iter().any(|at| keys[*at].slots.contains(&slot));
        cells.iter().copied().filter(|slot| !is_told(*slot)).collect()
    };
    let (of_heading, series): (Vec<usize>, Vec<usize>) = rule.series.iter().partition(|slot| **slot == heading);
    rule.unit.cells = rest(&rule.unit, &years.of);
    rule.value.cells = rest(&rule.value, &rule.held);
    rule.key.cells = rest(&rule.key, &series);
    rule.of_heading.cells = of_heading;
}
