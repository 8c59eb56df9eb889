//! Readings to facts. A table says few distinct things many times, so what a value comes to is remembered by the cells
//! that it is made of.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::bind::{Bound, Condition, KeyPlan, MAX_DEPTH, Plan, Ref};
use super::column::{Cell, plain, text};
use super::spells::{Spells, Year};
use crate::diagnostic::Diagnostic;
use crate::facts::{Item, KeyValues, Mapper, Place, Record, ValueSet, Values};
use crate::literal::TimeSpan;
use crate::origin::Origin;
use crate::schema::{Key, ValueType};
use crate::source::table::Row;
use crate::source::{Node, Value};

/// How many values of one key are remembered; beyond that all are forgotten and learnt again, so that memory is bounded.
const REMEMBERED: usize = 1 << 16;

/// Why a reading says nothing, by the rules of its recipe or of the table of Wikidata's properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Skip {
    /// A condition of its block does not hold.
    Condition,
    /// A cell says that there is none.
    Absent,
    /// A cell that decides holds nothing.
    Missing,
    /// The rank of a statement is deprecated.
    Deprecated,
    /// A statement says that there is no value.
    NoValue,
    /// The item of a statement, or its value, is not of the class that its property has in the table.
    OtherClass,
}

impl Skip {
    /// In words, for the end of a run.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Condition => "a condition of the recipe does not hold",
            Self::Absent => "the cell says that there is none",
            Self::Missing => "the cell holds nothing",
            Self::Deprecated => "the statement is deprecated",
            Self::NoValue => "the statement says that there is none",
            Self::OtherClass => "item or value is not of the class that the property has in the table",
        }
    }
}

/// A reading that was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The cell, or the row.
    pub origin: Origin,
    /// The row's number; the heading line is row 1 (RFC 7111).
    pub row: u64,
    /// The code of the diagnostic.
    pub code: String,
    /// The heading of the column; empty where the whole row is meant.
    pub heading: String,
    /// What stands in the cell.
    pub cell: String,
    /// What is wrong.
    pub message: String,
}

/// The values of a claim, by the places of their keys.
pub type Claim = Vec<KeyValues>;

/// Is told of a spell: how it ended, and the first and last row of every unbroken range of its rows.
type Said<'s, M> = dyn FnMut(&mut M, Ended, &[(u64, u64)]) + 's;

/// How a reading ended.
#[derive(Debug)]
pub enum Ended {
    /// It says these facts, by these values of the claim.
    Facts(Vec<Record>, Claim),
    /// It is a year of a spell.
    Kept,
    /// A rule passes it over.
    Skipped(Skip),
    /// Something in it is wrong; that was told. The code of the first thing.
    Rejected(String),
}

/// What a value came to.
#[derive(Debug, Clone)]
enum Outcome {
    Nothing(Skip),
    /// Alternatives, and whether the time of the fact chose among several bearers of a name.
    Values(Arc<[Arc<ValueSet>]>, bool),
    Wrong(Arc<Vec<Diagnostic>>),
}

/// A year of a unit.
struct Whose {
    year: i32,
    of: String,
    /// The year as a time.
    when: Arc<TimeSpan>,
}

/// The cells of a reading.
#[derive(Clone, Copy)]
struct Reading<'r> {
    cells: Cells<'r>,
    /// The heading and the cell of a wide table, with the cell's column.
    wide: Option<(&'r str, &'r str, usize)>,
    spell: Option<&'r Node<'static>>,
    number: u64,
}

#[derive(Clone, Copy)]
enum Cells<'r> {
    Row(&'r Row<'r>),
    /// Those that were kept of a spell's first row, by their numbers.
    Kept(&'r HashMap<usize, String>, Origin),
}

/// Reads the rows of one table with one recipe.
pub struct RowMapper<'a, 'n> {
    /// Names, kinds, dates: what a facts file would go through.
    pub mapper: Mapper<'a, 'n>,
    bound: &'a Bound,
    headings: &'a [String],
    remembered: Vec<Vec<HashMap<Box<str>, Outcome, RandomState>>>,
    /// Whether the time of the fact mattered for a key so far: a name has several bearers.
    dated: Vec<Vec<bool>>,
    /// Years as times.
    times: HashMap<i32, Arc<TimeSpan>>,
    /// Years that belong to spells.
    pub spells: Spells,
    /// Readings that were rejected since this was last taken.
    pub rejected: Vec<Rejected>,
    key: String,
}

impl<'a, 'n> RowMapper<'a, 'n> {
    /// Takes a mapper for the table's file and the recipe, bound to the table's headings.
    #[must_use]
    pub fn new(mapper: Mapper<'a, 'n>, bound: &'a Bound, headings: &'a [String]) -> Self {
        let rules = bound.rules.iter();
        Self {
            mapper,
            bound,
            headings,
            dated: bound.rules.iter().map(|r| vec![false; r.keys.len() + r.claim.len() + r.conditions.len()]).collect(),
            times: HashMap::new(),
            remembered: rules
                .map(|r| vec![HashMap::default(); r.keys.len() + r.claim.len() + r.conditions.len()])
                .collect(),
            spells: Spells::default(),
            rejected: Vec::new(),
            key: String::new(),
        }
    }

    /// Reads a row: every rule, and in a wide table every rule for every cell. `ended` is told how each reading ended;
    /// facts come with [`Mapper::in_place`] filled with what they need described.
    pub fn row(&mut self, row: &Row<'_>, ended: &mut dyn FnMut(&mut Self, Ended)) {
        let bound = self.bound;
        let reading = Reading { cells: Cells::Row(row), wide: None, spell: None, number: row.number };
        for rule in 0..bound.rules.len() {
            let of = self.whose(rule, row);
            match &bound.wide {
                None => {
                    let end = self.first(rule, reading, of.as_ref());
                    ended(self, end);
                }
                Some(columns) => {
                    for (column, heading) in columns {
                        let wide = Some((heading.as_str(), row.cell(*column), *column));
                        let end = self.first(rule, Reading { wide, ..reading }, of.as_ref());
                        ended(self, end);
                    }
                }
            }
        }
    }

    /// In a table of years: the year of a row, and whose it is. A code that passed from one state to another belongs to
    /// two, so what a name of the unit comes to in that year is part of it.
    fn whose(&mut self, rule: usize, row: &Row<'_>) -> Option<Whose> {
        let bound = self.bound;
        let years = bound.years.as_ref()?;
        let year = super::column::whole(row.cell(years.year)).and_then(|year| i32::try_from(year).ok())?;
        let when = self.time_of(year)?;
        let mut of = joined(years.of.iter().map(|slot| row.cell(*slot)));
        let reading = Reading { cells: Cells::Row(row), wide: None, spell: None, number: row.number };
        for (at, key) in bound.rules[rule].keys.iter().enumerate() {
            if !key.slots.is_empty() && key.slots.iter().all(|slot| years.of.contains(slot)) {
                let outcome = self.value(rule, at, key, reading, Some(&when), false);
                self.add_dated(&outcome, &mut of);
            }
        }
        self.spells.row(&of, year);
        Some(Whose { year, of, when })
    }

    /// Adds what a value came to, where that depends on the time.
    fn add_dated(&self, outcome: &Outcome, text: &mut String) {
        let Outcome::Values(alternatives, true) = outcome else { return };
        for item in alternatives.iter().flat_map(|set| set.items()) {
            text.push(SEPARATOR);
            item.content(self.mapper.schema, self.mapper.registry, text);
        }
    }

    fn time_of(&mut self, year: i32) -> Option<Arc<TimeSpan>> {
        if let Some(known) = self.times.get(&year) {
            return Some(known.clone());
        }
        let node = text(super::spells::year_text(year));
        let span = Arc::new(crate::literal::read_span(self.mapper.schema, &node, self.mapper.file).ok()?);
        self.times.insert(year, span.clone());
        Some(span)
    }

    /// A reading of a row: facts, or a year of a spell.
    fn first(&mut self, rule: usize, reading: Reading<'_>, whose: Option<&Whose>) -> Ended {
        let bound = self.bound;
        let (Some(years), Cells::Row(row)) = (&bound.years, reading.cells) else {
            return self.reading(rule, reading, None, None);
        };
        let Some(whose) = whose else {
            let cell = row.cell(years.year);
            let diagnostic = Diagnostic::error("malformed-number", format!("`{cell}` is no year"))
                .label("a year is expected")
                .help("`1993` and `1993.0` are read");
            return self.reject(reading, &[years.year], &diagnostic);
        };
        // All but the time of the spell is read now, so that what is wrong is told at its row.
        let end = match self.values(rule, reading, Some(&whose.when), true) {
            Ok(_) => Ended::Kept,
            Err(end) => end,
        };
        let held = match &end {
            Ended::Kept => Year::Held,
            Ended::Skipped(Skip::Missing) | Ended::Rejected(_) => Year::Unknown,
            _ => return end,
        };
        let plan = &bound.rules[rule];
        let mut series = joined(plan.series.iter().map(|slot| self.slot(reading, *slot)));
        for (at, key) in plan.keys.iter().enumerate() {
            if self.dated[rule][at] && !key.slots.iter().all(|slot| years.of.contains(slot)) {
                let outcome = self.value(rule, at, key, reading, Some(&whose.when), false);
                self.add_dated(&outcome, &mut series);
            }
        }
        let value = joined(plan.held.iter().map(|slot| self.slot(reading, *slot)));
        self.spells.year(rule, &whose.of, &series, &value, whose.year, held, row.number, row.whole());
        end
    }

    fn reading(&mut self, rule: usize, reading: Reading<'_>, place: Option<Origin>, when: Option<&TimeSpan>) -> Ended {
        let (values, claim) = match self.values(rule, reading, when, false) {
            Ok(values) => values,
            Err(end) => return end,
        };
        let whole = place.unwrap_or_else(|| self.whole(reading));
        let node = Node { value: Value::Null, start: whole.start, end: whole.end };
        let kind = self.bound.rules[rule].kind;
        match self.mapper.combine(kind, &values, &node, Place::Row(reading.number)) {
            Some(records) => Ended::Facts(records, claim),
            // It was told, at the row.
            None => Ended::Rejected("too-many-facts".to_owned()),
        }
    }

    /// The values of a reading and of its claim, or how it ended.
    fn values(
        &mut self,
        rule: usize,
        reading: Reading<'_>,
        given: Option<&TimeSpan>,
        but_time: bool,
    ) -> Result<(Vec<Values>, Claim), Ended> {
        let bound = self.bound;
        let plan = &bound.rules[rule];
        let memo = plan.keys.len() + plan.claim.len();
        let mut own: Option<Arc<TimeSpan>> = None;
        for (at, condition) in plan.conditions.iter().enumerate() {
            if !self.holds(rule, memo + at, condition, reading) {
                return Err(Ended::Skipped(Skip::Condition));
            }
        }
        let years = bound.wide.is_some() || bound.years.is_some();
        let mut values = Vec::with_capacity(plan.keys.len());
        let mut faults: Vec<(&[usize], Arc<Vec<Diagnostic>>)> = Vec::new();
        for (at, key) in plan.keys.iter().enumerate() {
            if but_time && key.slots.contains(&bound.spell()) {
                continue;
            }
            match self.value(rule, at, key, reading, given.or(own.as_deref()), false) {
                Outcome::Values(alternatives, _) => {
                    if key.is_time
                        && let Some([Item::Time(span)]) = alternatives.first().map(|set| set.items())
                    {
                        own = Some(span.clone());
                    }
                    values.push(Values { key: key.key, alternatives });
                }
                Outcome::Nothing(Skip::Missing) if !(key.needed && years) => {}
                // What a rule passes over may say what it likes otherwise.
                Outcome::Nothing(skip) => return Err(Ended::Skipped(skip)),
                Outcome::Wrong(diagnostics) => faults.push((&key.slots, diagnostics)),
            }
        }
        let mut claim = Vec::with_capacity(plan.claim.len());
        for (at, key) in plan.claim.iter().enumerate() {
            match self.value(rule, plan.keys.len() + at, key, reading, None, true) {
                Outcome::Values(alternatives, _) => {
                    claim.extend(alternatives.last().map(|set| (key.key, set.clone())));
                }
                Outcome::Wrong(diagnostics) => faults.push((&key.slots, diagnostics)),
                _ => {}
            }
        }
        let mut wrong: Option<Ended> = None;
        for (slots, diagnostics) in faults {
            for diagnostic in diagnostics.iter() {
                let end = self.reject(reading, slots, diagnostic);
                wrong.get_or_insert(end);
            }
        }
        claim.sort_by_key(|(at, _)| *at);
        values.sort_by_key(|values| values.key);
        let kind = self.mapper.schema.kind(plan.kind);
        let written = |at: usize| values.iter().any(|v| v.key == at);
        let complete = kind.one_of.is_empty() && kind.layout.required.iter().all(|at| written(*at));
        if wrong.is_none() && !but_time && !complete {
            let whole = self.whole(reading);
            let node = Node { value: Value::Null, start: whole.start, end: whole.end };
            let outer = std::mem::take(&mut self.mapper.diagnostics);
            self.mapper.required(kind, &values, &[], &node);
            let inner = std::mem::replace(&mut self.mapper.diagnostics, outer);
            for diagnostic in inner.sorted() {
                let end = self.reject(reading, &[], diagnostic);
                wrong.get_or_insert(end);
            }
        }
        wrong.map_or(Ok((values, claim)), Err)
    }

    /// Whether a condition holds.
    fn holds(&mut self, rule: usize, memo: usize, condition: &Condition, reading: Reading<'_>) -> bool {
        let slots = match condition.of {
            Ref::Slot(slot) => std::slice::from_ref(&slot).to_vec(),
            Ref::Column(at) => self.bound.columns[at].clone(),
        };
        let key = joined(slots.iter().map(|slot| self.slot(reading, *slot)));
        if let Some(known) = self.remembered[rule][memo].get(key.as_str()) {
            return matches!(known, Outcome::Values(..));
        }
        let cell = self.read(condition.of, reading, 0);
        let cell = match &cell {
            Cell::Value(node) => node.text().unwrap_or_default(),
            _ => "",
        };
        let found = condition.values.iter().any(|value| value == cell) == condition.wanted;
        let outcome = if found { Outcome::Values(Arc::new([]), false) } else { Outcome::Nothing(Skip::Condition) };
        self.remember(rule, memo, &key, outcome);
        found
    }

    fn remember(&mut self, rule: usize, memo: usize, key: &str, outcome: Outcome) {
        let memo = &mut self.remembered[rule][memo];
        if memo.len() >= REMEMBERED {
            memo.clear();
        }
        memo.insert(key.into(), outcome);
    }

    /// What the value of a key comes to.
    fn value(
        &mut self,
        rule: usize,
        memo: usize,
        plan: &KeyPlan,
        reading: Reading<'_>,
        when: Option<&TimeSpan>,
        of_claim: bool,
    ) -> Outcome {
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
        let known = self.remembered[rule][memo].get(key.as_str());
        let outcome = match known {
            Some(known) => known.clone(),
            None => {
                let (outcome, dated) = self.made(rule, plan, reading, when, of_claim);
                if dated && !self.dated[rule][memo] {
                    self.dated[rule][memo] = true;
                    key.push(DATED);
                    key.push_str(when.map_or("", |span| span.name.as_str()));
                }
                self.remember(rule, memo, &key, outcome.clone());
                outcome
            }
        };
        self.key = key;
        outcome
    }

    /// Makes a value as a facts file would say it, and reads that. Tells whether the time of the fact mattered.
    fn made(
        &mut self,
        rule: usize,
        plan: &KeyPlan,
        reading: Reading<'_>,
        when: Option<&TimeSpan>,
        of_claim: bool,
    ) -> (Outcome, bool) {
        let cell = Bound::make(&plan.plan, &mut |of| self.read(of, reading, 0));
        let node = match cell {
            Cell::Missing => return (Outcome::Nothing(Skip::Missing), false),
            Cell::Absent => return (Outcome::Nothing(Skip::Absent), false),
            Cell::Wrong(diagnostic) => return (Outcome::Wrong(Arc::new(vec![diagnostic])), false),
            Cell::Value(node) => node,
        };
        let schema = self.mapper.schema;
        let kind = if of_claim { schema.claim_kind() } else { Some(schema.kind(self.bound.rules[rule].kind)) };
        let Some(kind) = kind else { return (Outcome::Nothing(Skip::Missing), false) };
        let node = self.known_instead(&kind.keys[plan.key], node);
        let outer = std::mem::take(&mut self.mapper.diagnostics);
        self.mapper.asked_time.set(false);
        let read = self.mapper.key_values(kind, plan.key, &node, when, Place::Row(reading.number));
        let dated = self.mapper.asked_time.get();
        let inner = std::mem::replace(&mut self.mapper.diagnostics, outer);
        let outcome = match read {
            Some(alternatives) => Outcome::Values(alternatives.into(), dated),
            None => Outcome::Wrong(Arc::new(inner.sorted().into_iter().cloned().collect())),
        };
        (outcome, dated)
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
                    return text(identifier);
                }
                let value = std::mem::replace(&mut entry.value, text(""));
                entry.value = self.known_instead(key, value);
            }
        }
        Node { value: Value::Map(entries), ..node }
    }

    /// What a name stands for in a reading.
    fn read(&self, of: Ref, reading: Reading<'_>, depth: usize) -> Cell {
        let recipe = &self.bound.recipe;
        match of {
            Ref::Slot(slot) if slot == self.bound.spell() => match reading.spell {
                Some(node) => Cell::Value(node.clone()),
                None => Cell::Missing,
            },
            Ref::Slot(slot) => {
                let cell = self.slot(reading, slot).trim();
                if cell.is_empty() || recipe.missing.iter().any(|missing| missing == cell) {
                    return Cell::Missing;
                }
                Cell::Value(text(plain(cell)))
            }
            Ref::Column(_) if depth >= MAX_DEPTH => Cell::Wrong(
                Diagnostic::error("circular-reference", "the translation of this column leads back to itself")
                    .label("translated without end")
                    .help("a translation may name other columns, but not the one that it is of"),
            ),
            Ref::Column(at) => {
                let column = &recipe.columns[at];
                let cells: Vec<&str> = self.bound.columns[at].iter().map(|slot| self.slot(reading, *slot)).collect();
                column.read(&cells, &recipe.missing, &mut |node, read| {
                    let plan: Plan = self.bound.plan(node, &mut |name| self.bound.name(name, self.headings));
                    Bound::make(&plan, &mut |of| match of {
                        own if own == Ref::Column(at) => Cell::Value(text(read)),
                        other => self.read(other, reading, depth + 1),
                    })
                })
            }
        }
    }

    fn slot<'r>(&self, reading: Reading<'r>, slot: usize) -> &'r str {
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

    fn whole(&self, reading: Reading<'_>) -> Origin {
        match reading.cells {
            Cells::Row(row) => row.whole(),
            Cells::Kept(_, origin) => origin,
        }
    }

    /// Tells what is wrong with a reading at the first of the cells that it comes from.
    fn reject(&mut self, reading: Reading<'_>, slots: &[usize], diagnostic: &Diagnostic) -> Ended {
        let slot = slots.iter().find(|slot| **slot < self.bound.width || **slot == self.bound.wide_cell());
        let at = slot.and_then(|slot| if *slot < self.bound.width { Some(*slot) } else { reading.wide.map(|w| w.2) });
        let origin = match (reading.cells, at) {
            (Cells::Row(row), Some(at)) => row.origin(at),
            _ => self.whole(reading),
        };
        let cell = slot.map_or("", |slot| self.slot(reading, *slot)).to_owned();
        let heading = at.and_then(|at| self.headings.get(at)).cloned().unwrap_or_default();
        self.rejected.push(Rejected {
            origin,
            row: reading.number,
            code: diagnostic.code.to_string(),
            heading,
            cell,
            message: diagnostic.message.clone(),
        });
        self.mapper.diagnostics.push(diagnostic.clone().at(origin));
        Ended::Rejected(diagnostic.code.to_string())
    }

    /// Says the spells that the years make. `ended` is told of each, with the first and last row of every unbroken
    /// range of rows.
    pub fn say_spells(&mut self, spells: &Spells, ended: &mut Said<'_, Self>) {
        let bound = self.bound;
        let Some(years) = &bound.years else { return };
        spells.each(years.gaps_are_absent, &mut |spell| {
            let plan = &bound.rules[spell.rule];
            let mut cells = HashMap::new();
            let of = years.of.iter().copied().zip(parts(spell.of));
            let series = plan.series.iter().copied().zip(parts(spell.series));
            let held = plan.held.iter().copied().zip(parts(spell.value));
            cells.extend(of.chain(series).chain(held).map(|(slot, cell)| (slot, cell.to_owned())));
            let heading = cells.get(&bound.wide_heading()).cloned().unwrap_or_default();
            let cell = cells.get(&bound.wide_cell()).cloned().unwrap_or_default();
            let column = bound.wide.iter().flatten().find(|(_, name)| *name == heading).map_or(0, |(at, _)| *at);
            let wide = bound.wide.is_some().then_some((heading.as_str(), cell.as_str(), column));
            let number = spell.rows.first().map_or(0, |(first, _)| *first);
            let reading = Reading { cells: Cells::Kept(&cells, spell.origin), wide, spell: Some(&spell.time), number };
            let when = self.time_of(spell.first);
            let end = self.reading(spell.rule, reading, Some(spell.origin), when.as_deref());
            ended(self, end, &spell.rows);
        });
    }
}

/// Stands between cells where several make one key.
const SEPARATOR: char = '\u{1f}';

/// Stands before the time in what a value is remembered by.
const DATED: char = '\u{1e}';

fn joined<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let mut all = String::new();
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            all.push(SEPARATOR);
        }
        all.push_str(cell);
    }
    all
}

fn parts(joined: &str) -> impl Iterator<Item = &str> {
    joined.split(SEPARATOR)
}
