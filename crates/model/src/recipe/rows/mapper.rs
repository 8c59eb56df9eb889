//! The reader of the rows of one table, and what a name of the recipe means in a reading.

use super::among::kept;
use super::ended::{Codes, Ended, Rejected, Said};
use super::known::{Faults, Looked, Read};
use super::met::Met;
use super::reading::{Cells, Reading, Whose};
use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{Manners, Mapper, Place};
use crate::literal::TimeSpan;
use crate::origin::Origin;
use crate::recipe::bind::{Bound, MAX_DEPTH, Plan, Ref, Rule};
use crate::recipe::column::{Cell, With};
use crate::recipe::gaps::{Gaps, Lacking};
use crate::recipe::memo::Memo;
use crate::recipe::pieces::{Fault, Pieces};
use crate::recipe::spells::Spells;
use crate::source::table::Row;
use crate::source::{Node, Value};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

/// Reads the rows of one table with one recipe.
pub struct RowMapper<'a, 'n> {
    /// Names, kinds, dates: what a facts file would go through.
    pub mapper: Mapper<'a, 'n>,
    pub(super) bound: &'a Bound,
    pub(super) headings: &'a [String],
    pub(super) manners: Manners,
    /// The results of the values of keys, those of the fact before those of its claim.
    pub(super) values: Vec<Vec<Memo<Looked>>>,
    /// Whether conditions hold, or why that is unknown, by their numbers.
    pub(super) conditions: Vec<Memo<Result<Met, Faults>>>,
    /// The row for which a condition of rows was looked at last, and what came of it.
    pub(super) of_row: Vec<Option<(u64, Result<Met, Faults>)>>,
    /// Whether the time of the fact mattered for a key so far: a name has several entities.
    pub(super) dated: Vec<Vec<bool>>,
    /// Years as times.
    pub(super) times: HashMap<i32, Arc<TimeSpan>>,
    /// Years that belong to spells.
    pub spells: Spells,
    /// What a table of years does not know; nothing in it where nobody asks.
    pub gaps: Option<Gaps>,
    /// What the cells of the row lack.
    pub(super) lacking: Lacking,
    /// Readings that were rejected since this was last taken.
    pub rejected: Vec<Rejected>,
    /// Cells that were rejected and look as those do that mean what is missing, each with its first place, by their
    /// numbers.
    pub codes: Codes,
    /// What was found unreadable, by the places of [`Bound::checks`]; nothing where all could be read.
    pub(super) unreadable: Vec<Memo<Option<Faults>>>,
    /// What was stated about the row, so that several rules say it once.
    pub(super) told: Vec<Diagnostic>,
    pub(super) key: String,
}

impl<'a, 'n> RowMapper<'a, 'n> {
    /// Takes a mapper for the table's file and the recipe, bound to the table's headings.
    #[must_use]
    pub fn new(mut mapper: Mapper<'a, 'n>, bound: &'a Bound, headings: &'a [String]) -> Self {
        mapper.reckoning.years = Some(bound.habits.years());
        let keys = |rule: &Rule| rule.keys.len() + rule.claim.len();
        Self {
            manners: Manners::new(mapper.schema),
            mapper,
            bound,
            headings,
            dated: bound.rules.iter().map(|rule| vec![false; keys(rule)]).collect(),
            times: HashMap::new(),
            values: bound.rules.iter().map(|rule| vec![Memo::default(); keys(rule)]).collect(),
            conditions: vec![Memo::default(); bound.conditions],
            of_row: vec![None; bound.conditions],
            spells: Spells::default(),
            gaps: None,
            lacking: Lacking::default(),
            rejected: Vec::new(),
            codes: Codes::new(),
            unreadable: vec![Memo::default(); bound.checks.len()],
            told: Vec::new(),
            key: String::new(),
        }
    }

    /// Reads a row: every rule, and in a wide table every rule for every cell. `ended` gets how each reading ended;
    /// facts come with [`Mapper::in_place`] filled with what they need described.
    pub fn row(&mut self, row: &Row<'_>, ended: &mut dyn FnMut(&mut Self, Ended)) {
        let bound = self.bound;
        self.told.clear();
        let reading = Reading { cells: Cells::Row(row), wide: None, spell: None, number: row.number };
        let mut all: Vec<Option<Whose>> = Vec::with_capacity(bound.rules.len());
        for (rule, plan) in bound.rules.iter().enumerate() {
            let own = (plan.of_spell && plan.whose == rule).then(|| self.whose(rule, row));
            all.push(own.flatten());
            let of = all[plan.whose].as_ref();
            if let Some(whose) = of {
                self.spells.row(whose.row(rule, reading.number, row.whole()));
                self.note_row(rule, reading, whose);
            }
            match &bound.wide {
                None => {
                    let end = self.first(rule, reading, of);
                    ended(self, end);
                }
                Some(columns) => {
                    for (column, heading) in columns {
                        let wide = Some((heading.as_str(), row.cell(*column), *column));
                        let end = self.first(rule, Reading { wide, ..reading }, of);
                        ended(self, end);
                    }
                }
            }
            if let Some((whose, gaps)) = of.zip(self.gaps.as_mut()) {
                gaps.row_lacks(rule, whose.year, &mut self.lacking);
            }
        }
    }

    pub(super) fn reading(
        &mut self,
        rule: usize,
        reading: Reading<'_>,
        place: Option<Origin>,
        when: Option<&TimeSpan>,
    ) -> Ended {
        let Read { values, claim, others, identified, in_place } = match self.values(rule, reading, when, false) {
            Ok(read) => read,
            Err(end) => return end,
        };
        let whole = place.unwrap_or_else(|| self.whole(reading));
        let node = Node { value: Value::Null, start: whole.start, end: whole.end };
        let kind = self.bound.rules[rule].kind;
        match self.mapper.combine(kind, &values, &node, Place::Row(reading.number)) {
            Some(records) => {
                for written in in_place {
                    self.mapper.in_place.append(&mut written.lock().unwrap_or_else(PoisonError::into_inner));
                }
                Ended::Facts(Said { records, claim, others, identified })
            }
            // It was stated, at the row.
            None => Ended::Rejected(Code::TooManyFacts),
        }
    }

    /// What a name means in a reading; `number` says that a number is wanted.
    pub(super) fn read(&self, of: Ref, reading: Reading<'_>, number: bool, depth: usize, pieces: &mut Pieces) -> Cell {
        let bound = self.bound;
        match of {
            Ref::Slot(slot) if slot == bound.spell() => match reading.spell {
                Some(node) => Cell::Value(node.clone()),
                None => Cell::Missing,
            },
            Ref::Slot(slot) => bound.habits.read(self.slot(reading, slot), slot, number, pieces),
            Ref::Column(at) if depth >= MAX_DEPTH => {
                let diagnostic =
                    Diagnostic::error(Code::CircularReference, "the translation of this column leads back to itself")
                        .label("translated without end")
                        .help("a translation can use other columns, but not its own");
                let slot = bound.columns[at].first().copied().unwrap_or_default();
                Cell::Wrong(Box::new(Fault::unreadable(slot, diagnostic)))
            }
            Ref::Column(at) => {
                let column = &bound.recipe.columns[at];
                let cells: Vec<(usize, &str)> =
                    bound.columns[at].iter().map(|slot| (*slot, self.slot(reading, *slot))).collect();
                let mut fill = |pieces: &mut Pieces, node: &Node<'static>, read: &str, slot: usize| {
                    let plan = bound.plan(node, &mut |name| bound.name(name, self.headings));
                    if let Plan::Constant(node) = &plan {
                        return Cell::Value(pieces.all(node, slot));
                    }
                    bound.make(&plan, pieces, &mut |pieces, of| match of {
                        own if own == Ref::Column(at) => Cell::Value(pieces.as_it_is(read, slot)),
                        other => self.read(other, reading, number, depth + 1, pieces),
                    })
                };
                let mut with = With { habits: &bound.habits, number, file: self.mapper.file, fill: &mut fill };
                let cell = column.read(&cells, &mut with, pieces);
                column.among.iter().fold(cell, |cell, among| {
                    let other = bound.name(&among.of.0, self.headings);
                    match other.map(|of| self.read(of, reading, false, depth + 1, pieces)) {
                        Some(Cell::Wrong(fault)) => Cell::Wrong(fault),
                        other => kept(among, cell, &other.unwrap_or(Cell::Missing)),
                    }
                })
            }
        }
    }

    pub(super) fn slot<'r>(&self, reading: Reading<'r>, slot: usize) -> &'r str {
        if slot == self.bound.wide_heading() {
            return reading.wide.map_or("", |(heading, _, _)| heading);
        }
        if slot == self.bound.wide_cell() {
            return reading.wide.map_or("", |(_, cell, _)| cell);
        }
        match reading.cells {
            Cells::Row(row) if slot < row.len() => row.cell(slot),
            Cells::Row(_) => "",
            Cells::Kept(cells, _) => cells.get(&slot).map_or("", String::as_str),
        }
    }

    pub(super) fn whole(&self, reading: Reading<'_>) -> Origin {
        match reading.cells {
            Cells::Row(row) => row.whole(),
            Cells::Kept(_, origin) => origin,
        }
    }
}
