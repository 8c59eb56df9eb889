//! The readings of a table of years, and the spells that they make.

use super::ended::{Ended, Rejected, Skip};
use super::known::Looked;
use super::mapper::RowMapper;
use super::reading::{Cells, DATED, Reading, SEPARATOR, Whose, joined, parts};
use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{GapReason, iri_of};
use crate::literal::TimeSpan;
use crate::recipe::bind::{BoundYears, Ref, ToldBy};
use crate::recipe::column::{Cell, year};
use crate::recipe::gaps::Limits;
use crate::recipe::pieces::{Fault, Pieces, text};
use crate::recipe::spells::{Contradiction, Found, Says, Spell, Spells, Year};
use crate::source::table::Row;
use std::collections::HashMap;
use std::sync::Arc;

/// Is stated about a spell: how it ended, and the first and last row of every unbroken range of its rows.
type Tell<'s, M> = dyn FnMut(&mut M, Ended, &[(u64, u64)]) + 's;

impl RowMapper<'_, '_> {
    /// In a table of years: the year of a row, and whose it is. A code that passed from one state to another belongs to
    /// two, and one state may be written in many ways, so what distinguishes units is what their names come to in that year.
    pub(super) fn whose(&mut self, rule: usize, row: &Row<'_>) -> Option<Whose> {
        let bound = self.bound;
        let plan = &bound.rules[rule];
        let (year, when) = self.year_of(row)?;
        let reading = Reading { cells: Cells::Row(row), wide: None, spell: None, number: row.number };
        let of = self.identity(rule, &plan.unit, reading, &when);
        let key = self.identity(rule, &plan.key, reading, &when);
        Some(Whose { year, of, key, when })
    }

    /// The year of a row, as a time too.
    fn year_of(&mut self, row: &Row<'_>) -> Option<(i32, Arc<TimeSpan>)> {
        let years = self.bound.years.as_ref()?;
        let year = year(row.cell(years.year), self.bound.habits.years(), self.mapper.file).ok()?;
        Some((year, self.time_of(year)?))
    }

    /// What keys come to, and the cells that no key is made of alone: what distinguishes one thing from another, however it is written.
    fn identity(&mut self, rule: usize, told: &ToldBy, reading: Reading<'_>, when: &TimeSpan) -> String {
        let bound = self.bound;
        let mut identity = joined(told.cells.iter().map(|slot| self.slot(reading, *slot)));
        for at in &told.keys {
            let key = &bound.rules[rule].keys[*at];
            identity.push(DATED);
            let outcome = self.value(rule, *at, key, reading, Some(when), false);
            let known = match &outcome {
                Looked::Values(known) => Some(known),
                _ => None,
            };
            identity.push_str(known.and_then(|known| known.content.as_deref()).unwrap_or_default());
            // What is written in place says more than its name, and each way of it is described.
            if known.is_none_or(|known| known.in_place.is_some()) {
                identity.push(SEPARATOR);
                identity.push_str(&joined(key.slots.iter().map(|slot| self.slot(reading, *slot))));
            }
        }
        identity
    }

    fn time_of(&mut self, year: i32) -> Option<Arc<TimeSpan>> {
        if let Some(known) = self.times.get(&year) {
            return Some(known.clone());
        }
        let node = text(crate::recipe::spells::year_text(year));
        let span = Arc::new(crate::literal::read_span(self.mapper.schema, &node, self.mapper.file).ok()?);
        self.times.insert(year, span.clone());
        Some(span)
    }

    /// A reading of a row: facts, or a year of a spell.
    pub(super) fn first(&mut self, rule: usize, reading: Reading<'_>, whose: Option<&Whose>) -> Ended {
        let bound = self.bound;
        let (Some(years), Cells::Row(row)) = (&bound.years, reading.cells) else {
            return self.reading(rule, reading, None, None);
        };
        let plan = &bound.rules[rule];
        if !plan.of_spell {
            return self.of_its_row(rule, reading, row);
        }
        let Some(whose) = whose else {
            let cell = row.cell(years.year);
            let wrong = year(cell, bound.habits.years(), self.mapper.file).err();
            let diagnostic = wrong.map_or_else(
                || Diagnostic::error(Code::MalformedDate, format!("`{cell}` is not a year")),
                |wrong| *wrong,
            );
            return self.reject(reading, &[], &Fault::unreadable(years.year, diagnostic));
        };
        // All but the time of the spell is read now, so that what is wrong is stated at its row.
        let end = match self.values(rule, reading, Some(&whose.when), true) {
            Ok(_) => self.undecided(rule, reading).unwrap_or(Ended::Kept),
            Err(end) => end,
        };
        self.note_cell(rule, reading, whose, &end);
        let held = match &end {
            Ended::Kept => Year::Held,
            Ended::Skipped(Skip::Missing) | Ended::Rejected(_) => Year::Unknown,
            _ => return end,
        };
        let series = format!("{}{SEPARATOR}{}", whose.key, self.identity(rule, &plan.of_heading, reading, &whose.when));
        let value = self.identity(rule, &plan.value, reading, &whose.when);
        let cells = [&years.of, &plan.series, &plan.held].map(|slots| self.cells_of(reading, slots));
        let claim = self.cells_of(reading, &plan.of_claim);
        let row = whose.row(rule, row.number, row.whole());
        let heading = reading.wide.map_or("", |(heading, ..)| heading);
        if held == Year::Unknown && self.may_be_any(rule, reading, &end) {
            self.spells.blur(&row, heading);
        }
        let cells = cells.each_ref().map(String::as_str);
        self.spells.year(Says { row, heading, series: &series, value: &value, claim: &claim, cells, held });
        end
    }

    /// A reading of a table of years that says no spell. Where it has no time of its own, its names are those of its year.
    fn of_its_row(&mut self, rule: usize, reading: Reading<'_>, row: &Row<'_>) -> Ended {
        let is_timed = self.bound.rules[rule].keys.iter().any(|key| key.is_time);
        let when = if is_timed { None } else { self.year_of(row).map(|(_, when)| when) };
        match self.reading(rule, reading, None, when.as_deref()) {
            Ended::Facts(said) => self.undecided(rule, reading).unwrap_or(Ended::Facts(said)),
            end => end,
        }
    }

    fn cells_of(&self, reading: Reading<'_>, slots: &[usize]) -> String {
        joined(slots.iter().map(|slot| self.slot(reading, *slot)))
    }

    /// Whether a year of which nothing is known may be one of any series of its unit: what distinguishes the series is missing, or
    /// the reading was rejected.
    fn may_be_any(&mut self, rule: usize, reading: Reading<'_>, end: &Ended) -> bool {
        let mut is_missing = |slot: &usize| {
            matches!(self.read(Ref::Slot(*slot), reading, false, 0, &mut Pieces::default()), Cell::Missing)
        };
        matches!(end, Ended::Rejected(_)) || self.bound.rules[rule].series.iter().any(&mut is_missing)
    }

    /// Notes that a unit has a row of a year, where what the table does not know is asked for.
    pub(super) fn note_row(&mut self, rule: usize, reading: Reading<'_>, whose: &Whose) {
        let Some(gaps) = &mut self.gaps else { return };
        gaps.begin_row(rule, whose.year, &mut self.lacking);
        let mut unit = gaps.unit(rule, &whose.of);
        if unit.is_none() {
            let limits = self.limits(rule, &[&self.bound.rules[rule].unit], reading, &whose.when);
            unit = limits.zip(self.gaps.as_mut()).map(|(limits, gaps)| gaps.add_unit(rule, &whose.of, limits));
        }
        if let Some((unit, gaps)) = unit.zip(self.gaps.as_mut()) {
            gaps.row(rule, unit, whose.year);
        }
        self.lacking.unit = unit;
    }

    /// Notes a cell that does not say what holds, or says that nothing could.
    fn note_cell(&mut self, rule: usize, reading: Reading<'_>, whose: &Whose, end: &Ended) {
        let reason = match end {
            Ended::Skipped(Skip::Missing) | Ended::Rejected(_) => GapReason::Missing,
            Ended::Skipped(Skip::NotApplicable) => GapReason::NotApplicable,
            _ => return,
        };
        if self.lacking.unit.is_none() || self.gaps.is_none() {
            return;
        }
        let plan = &self.bound.rules[rule];
        let column = reading.wide.map_or(0, |(_, _, column)| column);
        // Of most series the heading alone says which they are.
        let known = self.lacking.series(column).filter(|_| plan.key.keys.is_empty());
        let series = known.unwrap_or_else(|| {
            let limits = self.limits(rule, &[&plan.key, &plan.of_heading], reading, &whose.when);
            let series = limits.zip(self.gaps.as_mut()).map(|(limits, gaps)| gaps.thing(limits));
            self.lacking.is_series(column, series);
            series
        });
        if let Some(series) = series {
            self.lacking.note(reason, series);
        }
    }

    /// What keys come to; nothing where one of them cannot be read, or says not one thing.
    fn limits(&mut self, rule: usize, told: &[&ToldBy], reading: Reading<'_>, when: &TimeSpan) -> Option<Limits> {
        let bound = self.bound;
        let mut limits = Vec::new();
        for at in told.iter().flat_map(|told| &told.keys) {
            let key = &bound.rules[rule].keys[*at];
            let Looked::Values(known) = self.value(rule, *at, key, reading, Some(when), false) else { return None };
            let mut items = known.alternatives.iter().flat_map(|set| set.items());
            let (item, None) = (items.next()?, items.next()) else { return None };
            limits.push((key.key, iri_of(item, self.mapper.schema, self.mapper.registry)?));
        }
        limits.sort_unstable();
        Some(limits)
    }

    /// Makes facts of the spells that the years make. `ended` is called for each, with the first and last row of every unbroken
    /// range of rows.
    pub fn say_spells(&mut self, spells: &mut Spells, ended: &mut Tell<'_, Self>) {
        let bound = self.bound;
        let Some(years) = &bound.years else { return };
        spells.each(years.gaps_are_absent, &mut |found| {
            self.told.clear();
            match found {
                Found::Spell(spell) => {
                    let end = self.say_spell(years, &spell);
                    ended(self, end, &spell.rows);
                }
                Found::Contradiction(of) => {
                    let end = self.contradicted(&of);
                    ended(self, end, &[(of.row, of.row)]);
                }
            }
        });
    }

    fn say_spell(&mut self, years: &BoundYears, spell: &Spell<'_>) -> Ended {
        let bound = self.bound;
        let plan = &bound.rules[spell.rule];
        let [of, series, held] = spell.cells;
        let of = years.of.iter().copied().zip(parts(of));
        let series = plan.series.iter().copied().zip(parts(series));
        let held = plan.held.iter().copied().zip(parts(held));
        let of_claim = plan.of_claim.iter().copied().zip(parts(spell.claim));
        let cells: HashMap<usize, String> =
            of.chain(series).chain(held).chain(of_claim).map(|(slot, cell)| (slot, cell.to_owned())).collect();
        let heading = cells.get(&bound.wide_heading()).cloned().unwrap_or_default();
        let cell = cells.get(&bound.wide_cell()).cloned().unwrap_or_default();
        let column = bound.wide.iter().flatten().find(|(_, name)| *name == heading).map_or(0, |(at, _)| *at);
        let wide = bound.wide.is_some().then_some((heading.as_str(), cell.as_str(), column));
        let number = spell.rows.first().map_or(0, |(first, _)| *first);
        let reading = Reading { cells: Cells::Kept(&cells, spell.origin), wide, spell: Some(&spell.time), number };
        let when = self.time_of(spell.first);
        self.reading(spell.rule, reading, Some(spell.origin), when.as_deref())
    }

    /// Says that two rows of a year say the one that something holds and the other that it does not.
    fn contradicted(&mut self, of: &Contradiction<'_>) -> Ended {
        if let Some(gaps) = &mut self.gaps {
            gaps.contradicted(of.rule, of.of, of.year);
        }
        let heading = of.heading;
        let what = if heading.is_empty() { String::new() } else { format!(" of `{heading}`") };
        let message = format!("row {} says{what} in {} what row {} denies", of.row, of.year, of.other.0);
        let diagnostic = Diagnostic::error(Code::ContradictoryYears, message)
            .at(of.origin)
            .label("says that it held")
            .related(of.other.1, "says that it did not hold")
            .help("correct the table; or, if the rows are about several things, add the column that distinguishes them to `of` of `spells`");
        self.rejected.push(Rejected {
            origin: of.origin,
            row: of.row,
            code: diagnostic.code.clone(),
            heading: heading.to_owned(),
            cell: String::new(),
            message: diagnostic.message.clone(),
        });
        let end = Ended::Rejected(diagnostic.code.clone());
        self.mapper.diagnostics.push(diagnostic);
        end
    }
}
