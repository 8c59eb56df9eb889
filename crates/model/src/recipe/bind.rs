//! A recipe laid over the headings of a table, and checked against the schema before the first row is read.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::column::{Cell, Habits};
use super::pieces::{Fault, Pieces, text};
use super::read::{Recipe, SPELL, Wide};
use super::text::{Piece, pieces};
use super::whole::same;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::facts::{Document, Local, Manner, Manners, Mapper, Place, parts, words};
use crate::literal::Dot;
use crate::origin::{FileId, Origin};
use crate::registry::Registry;
use crate::schema::{Datatype, Kind, KindId, Role, Schema, ValueType};
use crate::source::{Entry, Key, Node, Value};
use crate::vocab::chy;
use chancery_values::name::nearest;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ref {
    /// A cell as it is; see [`Bound::slots`].
    Slot(usize),
    /// A column of the recipe.
    Column(usize),
}

/// How a value of a record is made.
#[derive(Debug, Clone)]
pub(super) enum Plan {
    /// As it is written in the recipe.
    Constant(Node<'static>),
    /// What a column gives, whole.
    Whole(Ref),
    /// A text with placeholders.
    Text(Vec<Part>),
    /// A list; what is missing is left out.
    List(Vec<Plan>),
    /// A mapping; a key whose value is missing is left out.
    Map(Vec<(Key<'static>, Plan)>),
}

/// A part of a text.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Text(String),
    Ref(Ref),
}

/// A key of a record.
#[derive(Debug, Clone)]
pub(super) struct KeyPlan {
    /// Its place in the kind.
    pub key: usize,
    pub plan: Plan,
    /// The cells that its value is made of, in order.
    pub slots: Vec<usize>,
    /// It says when.
    pub is_time: bool,
    /// A kind needs it.
    pub needed: bool,
    /// It takes an amount or a number.
    pub number: bool,
    /// What is known of a dot in its cells.
    pub dot: Dot,
    /// It may be left out where its cells hold nothing.
    pub may_be_absent: bool,
}

/// A condition on a reading.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub of: Ref,
    pub values: Vec<String>,
    /// Whether the value must be one of these, or none.
    pub wanted: bool,
    /// Its place among all conditions; the rules of one block share theirs.
    pub number: usize,
    /// It reads cells of the row alone, so that all readings of a row meet it or none does.
    pub of_row: bool,
}

/// A fact that each reading says.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub kind: KindId,
    pub conditions: Vec<Condition>,
    /// The keys in the order in which they are read: those first that tell soonest that there is nothing to say, then
    /// the time, then the rest.
    pub keys: Vec<KeyPlan>,
    /// The keys of the claim.
    pub claim: Vec<KeyPlan>,
    /// How what is written in place stands.
    pub manner: Manner,
    /// The keys, within records too, that may be left out where their cells hold nothing.
    pub may_be_absent: Vec<String>,
    /// What the rule reads that may be unreadable, by its place in [`Bound::checks`].
    pub checks: Vec<usize>,
    /// Cells that say which series of years a reading belongs to, beside whose it is.
    pub series: Vec<usize>,
    /// Cells that say what holds in a year.
    pub held: Vec<usize>,
    /// Cells that the claim is made of.
    pub of_claim: Vec<usize>,
    /// It says spells; what does not, says facts of single rows.
    pub of_spell: bool,
    /// What distinguishes units of a table of years.
    pub unit: ToldBy,
    /// The first rule whose rows are distinguished in the same way, by its place; its own, where there is none.
    pub whose: usize,
    /// What distinguishes the series of a unit, but for the heading of a wide table.
    pub key: ToldBy,
    /// What of a series the heading of a wide table says.
    pub of_heading: ToldBy,
    /// What holds in a year.
    pub value: ToldBy,
}

impl Rule {
    /// Whether another rule says the units and series of a table of years apart in the same way.
    fn tells_alike(&self, other: &Self) -> bool {
        let alike = |own: &ToldBy, others: &ToldBy| {
            let keys = |rule: &Self, told: &ToldBy| -> Vec<String> {
                told.keys.iter().map(|at| format!("{:?}", rule.keys[*at])).collect()
            };
            own.cells == others.cells && keys(self, own) == keys(other, others)
        };
        self.of_spell
            && other.of_spell
            && (self.kind, self.manner) == (other.kind, other.manner)
            && self.may_be_absent == other.may_be_absent
            && alike(&self.unit, &other.unit)
            && alike(&self.key, &other.key)
    }
}

/// What distinguishes one thing from another: what keys of the fact come to, by their places, and cells that no such key is made of.
#[derive(Debug, Clone, Default)]
pub(super) struct ToldBy {
    pub keys: Vec<usize>,
    pub cells: Vec<usize>,
}

/// The columns of a table of years.
#[derive(Debug, Clone)]
pub(super) struct BoundYears {
    pub year: usize,
    pub of: Vec<usize>,
    pub gaps_are_absent: bool,
}

/// A recipe laid over a table.
#[derive(Debug, Clone)]
pub struct Bound {
    pub(super) recipe: Recipe,
    /// How many columns the table has. Cells are numbered by their columns; after them come the heading and the cell of
    /// a wide table, and the time of a spell.
    pub(super) width: usize,
    /// The cells that each column of the recipe is read from.
    pub(super) columns: Vec<Vec<usize>>,
    /// Those, and the cells that its translations lead to.
    reaches: Vec<Vec<usize>>,
    /// The columns of which each cell is a reading, with their headings.
    pub(super) wide: Option<Vec<(usize, String)>>,
    pub(super) years: Option<BoundYears>,
    pub(super) rules: Vec<Rule>,
    /// How the table's cells are read.
    pub(super) habits: Habits,
    /// What rules read that may be unreadable, and whether a number is wanted there.
    pub(super) checks: Vec<(Ref, bool)>,
    /// How many conditions there are.
    pub(super) conditions: usize,
}

/// How deep the translation of a column may lead to other columns.
pub(super) const MAX_DEPTH: usize = 4;

impl Bound {
    /// Lays a recipe over a table with these headings, whose cells are separated by `delimiter`. What is wrong with the recipe, or does not fit the table, goes to
    /// `diagnostics`, at its place in the recipe; then nothing is given.
    #[must_use]
    pub fn new(
        recipe: &Recipe,
        headings: &[String],
        delimiter: u8,
        schema: &Schema,
        registry: &Registry,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let before = diagnostics.errors();
        let mut bound = Self {
            recipe: recipe.clone(),
            width: headings.len(),
            columns: Vec::new(),
            reaches: Vec::new(),
            wide: None,
            years: None,
            rules: Vec::new(),
            habits: Habits {
                comma_is_free: delimiter != b',',
                dot_is_free: delimiter == b';',
                years: Some(years_within(recipe.habits.years(), schema.years())),
                ..recipe.habits.clone()
            },
            checks: Vec::new(),
            conditions: 0,
        };
        let mut binder = Binder { headings, schema, registry, diagnostics };
        binder.bind(&mut bound);
        (diagnostics.errors() == before && !recipe.is_wrong).then_some(bound)
    }

    /// How many readings a row is.
    #[must_use]
    pub fn readings_of_row(&self) -> u64 {
        (self.rules.len() * self.wide.as_ref().map_or(1, Vec::len)) as u64
    }

    pub(super) fn wide_heading(&self) -> usize {
        self.width
    }

    pub(super) fn wide_cell(&self) -> usize {
        self.width + 1
    }

    pub(super) fn spell(&self) -> usize {
        self.width + 2
    }

    /// How a value is made; its names were checked when the recipe was bound.
    pub(super) fn plan(&self, node: &Node<'static>, names: &mut dyn FnMut(&str) -> Option<Ref>) -> Plan {
        match &node.value {
            Value::Scalar { text, .. } => {
                let parts = pieces(text).unwrap_or_else(|_| vec![Piece::Text(text.to_string())]);
                let mut made: Vec<Part> = Vec::with_capacity(parts.len());
                for part in parts {
                    match part {
                        Piece::Text(text) => made.push(Part::Text(text)),
                        Piece::Name(name) => made.extend(names(&name).map(Part::Ref)),
                    }
                }
                match made.as_slice() {
                    [Part::Ref(one)] => Plan::Whole(*one),
                    all if all.iter().any(|part| matches!(part, Part::Ref(_))) => Plan::Text(made),
                    [Part::Text(text)] if *text != node.text().unwrap_or_default() => Plan::Constant(Node {
                        value: Value::Scalar { text: Cow::Owned(text.clone()), quoted: true },
                        ..*node
                    }),
                    _ => Plan::Constant(node.clone()),
                }
            }
            Value::List(items) => {
                let plans: Vec<Plan> = items.iter().map(|item| self.plan(item, names)).collect();
                if plans.iter().all(|plan| matches!(plan, Plan::Constant(_))) {
                    return Plan::Constant(node.clone());
                }
                Plan::List(plans)
            }
            Value::Map(entries) => {
                let plans: Vec<(Key<'static>, Plan)> =
                    entries.iter().map(|entry| (entry.key.clone(), self.plan(&entry.value, names))).collect();
                if plans.iter().all(|(_, plan)| matches!(plan, Plan::Constant(_))) {
                    return Plan::Constant(node.clone());
                }
                Plan::Map(plans)
            }
            Value::Null => Plan::Constant(node.clone()),
        }
    }

    /// What a name in a placeholder means.
    pub(super) fn name(&self, name: &str, headings: &[String]) -> Option<Ref> {
        if let Some(at) = self.recipe.columns.iter().position(|column| column.name == name) {
            return Some(Ref::Column(at));
        }
        if let Some(Wide { heading, cell, .. }) = &self.recipe.wide {
            if name == heading {
                return Some(Ref::Slot(self.wide_heading()));
            }
            if name == cell {
                return Some(Ref::Slot(self.wide_cell()));
            }
        }
        if self.recipe.years.is_some() && name == SPELL {
            return Some(Ref::Slot(self.spell()));
        }
        headings.iter().position(|heading| heading == name).map(Ref::Slot)
    }

    /// The cells that a value is made of.
    fn slots_of(&self, plan: &Plan, slots: &mut Vec<usize>) {
        let mut add = |of: &Ref| match of {
            Ref::Slot(slot) => slots.push(*slot),
            Ref::Column(at) => slots.extend(&self.reaches[*at]),
        };
        match plan {
            Plan::Constant(_) => {}
            Plan::Whole(of) => add(of),
            Plan::Text(parts) => parts.iter().for_each(|part| {
                if let Part::Ref(of) = part {
                    add(of);
                }
            }),
            Plan::List(plans) => plans.iter().for_each(|plan| self.slots_of(plan, slots)),
            Plan::Map(plans) => plans.iter().for_each(|(_, plan)| self.slots_of(plan, slots)),
        }
    }

    /// What to write where cells of a column look as those do that mean what is missing, in the order in which they
    /// were met.
    #[must_use]
    pub fn missing_codes(&self, slot: usize, codes: &BTreeMap<String, Origin>) -> String {
        let mut codes: Vec<(&str, Origin)> = codes.iter().map(|(code, first)| (code.as_str(), *first)).collect();
        codes.sort_by_key(|(code, first)| (*first, *code));
        let plain = |code: &str| {
            let word = code.strip_prefix('-').unwrap_or(code);
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric()) && !code.eq_ignore_ascii_case("null")
        };
        let written = |code: &str| if plain(code) { code.to_owned() } else { format!("\"{code}\"") };
        let list: Vec<String> = codes.iter().map(|(code, _)| written(code)).collect();
        let column =
            self.columns.iter().position(|slots| slots.contains(&slot)).map(|at| &self.recipe.columns[at].name);
        let place = column.map_or("under `table`".to_owned(), |name| format!("for the column `{name}`"));
        format!("if this means a missing value, say so in the recipe: `missing: [{}]` {place}", list.join(", "))
    }

    /// The name by which a recipe knows a cell: that of its own column for it, where there is one, since a heading means
    /// the cell as it is.
    pub(super) fn name_of<'b>(&'b self, slot: usize, headings: &'b [String]) -> Cow<'b, str> {
        let own = self.columns.iter().position(|slots| slots.contains(&slot)).map(|at| &self.recipe.columns[at].name);
        let of_wide = self.recipe.wide.as_ref().and_then(|wide| match slot {
            slot if slot == self.wide_heading() => Some(&wide.heading),
            slot if slot == self.wide_cell() => Some(&wide.cell),
            _ => None,
        });
        let name = own.or(of_wide).or(headings.get(slot)).map_or("column", String::as_str);
        let is_plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'));
        if is_plain { Cow::Borrowed(name) } else { Cow::Owned(format!("{name:?}")) }
    }

    /// The cells that a name means.
    pub(super) fn cells(&self, of: Ref) -> &[usize] {
        match of {
            Ref::Slot(_) => &[],
            Ref::Column(at) => &self.reaches[at],
        }
    }

    /// The cells that a name is read from, without those of its translations.
    pub(super) fn own_cells(&self, of: Ref) -> Vec<usize> {
        match of {
            Ref::Slot(slot) => vec![slot],
            Ref::Column(at) => self.columns[at].clone(),
        }
    }

    /// Whether the recipe says that an empty cell is missing.
    pub(super) fn may_be_empty(&self, of: Ref) -> bool {
        let own = match of {
            Ref::Slot(_) => None,
            Ref::Column(at) => self.recipe.columns[at].missing.as_ref(),
        };
        own.unwrap_or(&self.habits.missing).iter().any(String::is_empty)
    }

    /// The first cell that a name means.
    fn first_cell(&self, of: Ref) -> usize {
        match of {
            Ref::Slot(slot) => slot,
            Ref::Column(at) => self.columns[at].first().copied().unwrap_or_default(),
        }
    }

    /// The first cell that a value is made of.
    fn first_of(&self, plan: &Plan) -> Option<usize> {
        match plan {
            Plan::Constant(_) => None,
            Plan::Whole(of) => Some(self.first_cell(*of)),
            Plan::Text(parts) => parts.iter().find_map(|part| match part {
                Part::Ref(of) => Some(self.first_cell(*of)),
                Part::Text(_) => None,
            }),
            Plan::List(plans) => plans.iter().find_map(|plan| self.first_of(plan)),
            Plan::Map(plans) => plans.iter().find_map(|(_, plan)| self.first_of(plan)),
        }
    }

    /// Makes a value; `column` reads a column of the recipe, or a cell as it is. A key of a mapping whose cells hold
    /// nothing is there with nothing as its value: what follows from that is for the caller.
    pub(super) fn make(
        &self,
        plan: &Plan,
        pieces: &mut Pieces,
        column: &mut dyn FnMut(&mut Pieces, Ref) -> Cell,
    ) -> Cell {
        match plan {
            Plan::Constant(node) => Cell::Value(node.clone()),
            Plan::Whole(of) => column(pieces, *of),
            Plan::Text(parts) => self.make_text(parts, pieces, column),
            Plan::List(plans) => {
                let mut items = Vec::with_capacity(plans.len());
                let mut wrong = None;
                for plan in plans {
                    match self.make(plan, pieces, column) {
                        Cell::Missing => {}
                        Cell::Value(node) => match node.value {
                            Value::List(inner) => items.extend(inner),
                            _ => items.push(node),
                        },
                        Cell::Wrong(fault) => pieces.faults.extend(wrong.replace(*fault)),
                        Cell::Absent => return Cell::Absent,
                    }
                }
                match (items.is_empty(), wrong) {
                    (true, Some(fault)) => Cell::Wrong(Box::new(fault)),
                    (true, None) => Cell::Missing,
                    (false, wrong) => {
                        pieces.faults.extend(wrong);
                        Cell::Value(Node { value: Value::List(items), start: 0, end: 0 })
                    }
                }
            }
            Plan::Map(plans) => {
                let mut entries = Vec::with_capacity(plans.len());
                let (mut held, mut wrong) = (false, None);
                for (key, plan) in plans {
                    let value = match self.make(plan, pieces, column) {
                        Cell::Missing => pieces.nothing(self.first_of(plan).unwrap_or_default()),
                        Cell::Value(value) => {
                            held = true;
                            value
                        }
                        Cell::Wrong(fault) => {
                            pieces.faults.extend(wrong.replace(*fault));
                            continue;
                        }
                        Cell::Absent => return Cell::Absent,
                    };
                    entries.push(Entry { key: key.clone(), value });
                }
                match wrong {
                    Some(fault) => Cell::Wrong(Box::new(fault)),
                    None if held => Cell::Value(Node { value: Value::Map(entries), start: 0, end: 0 }),
                    None => Cell::Missing,
                }
            }
        }
    }

    fn make_text(&self, parts: &[Part], pieces: &mut Pieces, column: &mut dyn FnMut(&mut Pieces, Ref) -> Cell) -> Cell {
        let mut made = Vec::with_capacity(parts.len());
        let (mut held, mut gap, mut wrong) = (false, None, None);
        for part in parts {
            let of = match part {
                Part::Text(words) => {
                    made.push(text(words.as_str()));
                    continue;
                }
                Part::Ref(of) => *of,
            };
            match column(pieces, of) {
                Cell::Missing => gap = gap.or(Some(self.first_cell(of))),
                Cell::Absent => return Cell::Absent,
                Cell::Value(node) if node.text().is_some() => {
                    made.push(node);
                    held = true;
                }
                Cell::Value(node) => {
                    let diagnostic =
                        Diagnostic::error(Code::WrongValue, format!("{} cannot be inside a text", node.what()))
                            .label("not a single text")
                            .help("write the placeholder alone, so that the whole value is used");
                    wrong = Some(Fault::unreadable(self.first_cell(of), diagnostic));
                }
                Cell::Wrong(fault) => pieces.faults.extend(wrong.replace(*fault)),
            }
        }
        if let Some(fault) = wrong {
            return Cell::Wrong(Box::new(fault));
        }
        if !held {
            return Cell::Missing;
        }
        let node = pieces.joined(&made);
        pieces.gaps.extend(gap.map(|slot| (node.start, slot)));
        Cell::Value(node)
    }

    /// What a value is made of that may be unreadable.
    fn fallible(&self, plan: &Plan, number: bool, found: &mut Vec<(Ref, bool)>) {
        let mut add = |of: Ref| {
            let may = match of {
                Ref::Slot(slot) => {
                    slot != self.spell()
                        && number
                        && (self.habits.comma_is_free || self.habits.dot_is_free || self.habits.decimal.is_some())
                }
                Ref::Column(at) => {
                    let column = &self.recipe.columns[at];
                    number || column.can_fail() || self.columns[at] != self.reaches[at]
                }
            };
            if may {
                found.push((of, number));
            }
        };
        match plan {
            Plan::Constant(_) => {}
            Plan::Whole(of) => add(*of),
            Plan::Text(parts) => parts.iter().for_each(|part| {
                if let Part::Ref(of) = part {
                    add(*of);
                }
            }),
            Plan::List(plans) => plans.iter().for_each(|plan| self.fallible(plan, number, found)),
            Plan::Map(plans) => plans.iter().for_each(|(_, plan)| self.fallible(plan, number, found)),
        }
    }

    /// The places of these among [`Bound::checks`], to which they are added.
    fn checked(&mut self, found: Vec<(Ref, bool)>) -> Vec<usize> {
        let mut places = Vec::with_capacity(found.len());
        for check in found {
            let at = self.checks.iter().position(|known| *known == check).unwrap_or_else(|| {
                self.checks.push(check);
                self.checks.len() - 1
            });
            places.push(at);
        }
        places.sort_unstable();
        places.dedup();
        places
    }
}

struct Binder<'a> {
    headings: &'a [String],
    schema: &'a Schema,
    registry: &'a Registry,
    diagnostics: &'a mut Diagnostics,
}

impl Binder<'_> {
    fn bind(&mut self, bound: &mut Bound) {
        let recipe = bound.recipe.clone();
        self.wide(&recipe, bound);
        for column in &recipe.columns {
            let slots = self.columns_of(&column.of, &recipe, bound);
            if column.of.len() > 1 && column.split.is_some() {
                self.diagnostics.push(
                    Diagnostic::error(Code::WrongValue, format!("the column `{}` splits several cells", column.name))
                        .at(column.origin)
                        .label("one cell is split")
                        .help("give it one column in `of`, or leave `split` out"),
                );
            }
            bound.columns.push(slots);
        }
        bound.reaches.clone_from(&bound.columns);
        let mut plans: Vec<(usize, Plan)> = Vec::new();
        for (at, column) in recipe.columns.iter().enumerate() {
            for node in column.values.iter().flatten().map(|(_, node)| node).chain(&column.otherwise) {
                plans.push((at, self.plan(node, bound)));
            }
        }
        // A translation may name a column whose translation names another.
        for _ in 0..MAX_DEPTH {
            for (at, plan) in &plans {
                let mut slots = std::mem::take(&mut bound.reaches[*at]);
                bound.slots_of(plan, &mut slots);
                slots.sort_unstable();
                slots.dedup();
                bound.reaches[*at] = slots;
            }
        }
        if let Some(years) = &recipe.years {
            let year = self.columns_of(std::slice::from_ref(&years.year), &recipe, bound);
            let mut of = self.columns_of(&years.of, &recipe, bound);
            // Each heading of a wide table is a series of its own already.
            of.retain(|slot| *slot != bound.wide_heading());
            for (slot, (name, origin)) in
                [(&year, &years.year)].into_iter().chain(years.of.iter().map(|one| (&of, one)))
            {
                let is_cell = recipe.wide.as_ref().is_some_and(|wide| *name == wide.cell);
                if is_cell || slot.contains(&bound.wide_heading()) {
                    self.not_of_a_row(name, *origin);
                }
            }
            if let [year] = year.as_slice() {
                bound.years = Some(BoundYears { year: *year, of, gaps_are_absent: years.gaps_are_absent });
            }
        }
        for block in &recipe.blocks {
            self.block(block, bound);
        }
    }

    /// Says that what the years of spells are read from is another for each cell of a row.
    fn not_of_a_row(&mut self, name: &str, origin: Origin) {
        self.diagnostics.push(
            Diagnostic::error(
                Code::WrongValue,
                format!("`{name}` differs for each cell, but the years of spells come from rows"),
            )
            .at(origin)
            .label("not a column of the table")
            .help("name columns of the table that `except` of `wide` lists")
            .help("turn a table whose headings are years into one with a row for each year"),
        );
    }

    fn wide(&mut self, recipe: &Recipe, bound: &mut Bound) {
        let Some(wide) = &recipe.wide else { return };
        let except: Vec<usize> = wide.except.iter().filter_map(|(name, at)| self.heading(name, *at)).collect();
        let rest = self.headings.iter().enumerate().filter(|(at, _)| !except.contains(at));
        bound.wide = Some(rest.map(|(at, heading)| (at, heading.clone())).collect());
    }

    /// The column with a heading; if there is none, that is stated.
    fn heading(&mut self, name: &str, origin: Origin) -> Option<usize> {
        let found = self.headings.iter().position(|heading| heading == name);
        if found.is_none() {
            self.no_column(name, origin, self.headings.iter().map(String::as_str).collect());
        }
        found
    }

    fn no_column(&mut self, name: &str, origin: Origin, names: Vec<&str>) {
        let mut diagnostic = Diagnostic::error(Code::UnknownColumn, format!("the table has no column `{name}`"))
            .at(origin)
            .label("not a heading of the table");
        if let Some(near) = nearest(name, names.iter().copied()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        let shown = names.len().min(24);
        let more = if names.len() > shown { ", …" } else { "" };
        let all = names[..shown].join(", ");
        self.diagnostics.push(diagnostic.help(format!("the columns are {all}{more}")));
    }

    /// The cells that `of` names; `…` between two means all columns from the one to the other.
    fn columns_of(&mut self, of: &[(String, Origin)], recipe: &Recipe, bound: &Bound) -> Vec<usize> {
        let mut slots: Vec<usize> = Vec::with_capacity(of.len());
        let mut through = false;
        for (name, origin) in of {
            if matches!(name.as_str(), "…" | "...") {
                through = true;
                continue;
            }
            let of_wide = recipe.wide.as_ref().and_then(|wide| match name {
                name if *name == wide.heading => Some(bound.wide_heading()),
                name if *name == wide.cell => Some(bound.wide_cell()),
                _ => None,
            });
            let Some(slot) = of_wide.or_else(|| self.heading(name, *origin)) else { continue };
            if std::mem::take(&mut through)
                && let Some(last) = slots.last().copied()
            {
                slots.extend(last + 1..slot.max(last + 1));
            }
            slots.push(slot);
        }
        slots
    }

    /// How a value is made; a name that nothing has is stated.
    fn plan(&mut self, node: &Node<'static>, bound: &Bound) -> Plan {
        let mut unknown = Vec::new();
        let plan = bound.plan(node, &mut |name| {
            let found = bound.name(name, self.headings);
            if found.is_none() {
                unknown.push(name.to_owned());
            }
            found
        });
        self.check_texts(node, bound);
        for name in unknown {
            let own = bound.recipe.columns.iter().map(|column| column.name.as_str());
            let others = self.headings.iter().map(String::as_str);
            let names = own.clone().chain(others.filter(|name| !own.clone().any(|known| known == *name))).collect();
            self.no_column(&name, node.origin(bound.recipe.file), names);
        }
        plan
    }

    fn check_texts(&mut self, node: &Node<'static>, bound: &Bound) {
        match &node.value {
            Value::Scalar { text, .. } => {
                if let Err(why) = pieces(text) {
                    self.diagnostics.push(
                        Diagnostic::error(Code::MalformedPlaceholder, why)
                            .at(node.origin(bound.recipe.file))
                            .label("in this text")
                            .help("`{column}` is replaced by the value of a column; write `{{` for a brace"),
                    );
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.check_texts(item, bound)),
            Value::Map(entries) => entries.iter().for_each(|entry| self.check_texts(&entry.value, bound)),
            Value::Null => {}
        }
    }

    fn conditions(&mut self, node: &Node<'static>, wanted: bool, bound: &mut Bound, all: &mut Vec<Condition>) {
        let file = bound.recipe.file;
        let Some(entries) = node.entries() else {
            self.diagnostics.push(
                Diagnostic::error(Code::WrongValue, format!("a condition is a mapping, not {}", node.what()))
                    .at(node.origin(file))
                    .label("not a mapping")
                    .help("write `when: {column: [value, value]}`"),
            );
            return;
        };
        for entry in entries {
            let Some(of) = bound.name(&entry.key.text, self.headings) else {
                self.no_column(
                    &entry.key.text,
                    entry.key.origin(file),
                    self.headings.iter().map(String::as_str).collect(),
                );
                continue;
            };
            let nodes = entry.value.items().unwrap_or(std::slice::from_ref(&entry.value));
            let mut values = Vec::with_capacity(nodes.len());
            for node in nodes {
                match (&node.value, node.text()) {
                    (Value::Null, _) => values.push(String::new()),
                    (_, Some(text)) => values.push(text.to_owned()),
                    _ => self.diagnostics.push(
                        Diagnostic::error(Code::WrongValue, format!("a condition compares texts, not {}", node.what()))
                            .at(node.origin(file))
                            .label("not a text")
                            .help("write `when: {column: [value, value]}`"),
                    ),
                }
                self.can_be(of, node, bound);
            }
            let of_row = match of {
                Ref::Slot(slot) => slot < bound.width,
                Ref::Column(_) => bound.cells(of).iter().all(|slot| *slot < bound.width),
            };
            all.push(Condition { of, values, wanted, number: bound.conditions, of_row });
            bound.conditions += 1;
        }
    }

    /// Reports a condition on what a column never means: such a condition decides nothing, or everything.
    fn can_be(&mut self, of: Ref, node: &Node<'static>, bound: &Bound) {
        let (Ref::Column(at), Some(wanted)) = (of, node.text().filter(|text| !text.is_empty())) else { return };
        let column = &bound.recipe.columns[at];
        let (Some(values), None) = (&column.values, &column.otherwise) else { return };
        let known: Option<Vec<&str>> = values.iter().map(|(_, value)| value.text()).collect();
        let Some(known) = known.filter(|known| !known.iter().any(|text| text.contains(['{', '}']))) else { return };
        let opens = !column.open.is_empty() && wanted == "..";
        if opens || known.iter().any(|text| same(wanted, text) || same(text, wanted)) {
            return;
        }
        let mut diagnostic =
            Diagnostic::error(Code::WrongValue, format!("the column `{}` never means `{wanted}`", column.name))
                .at(node.origin(bound.recipe.file))
                .label("not one of the meanings in its `values`");
        if let Some(near) = nearest(wanted, known.iter().copied()) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        self.diagnostics.push(diagnostic.help(format!("its meanings are {}", known.join(", "))));
    }

    /// The keys that `may be absent` names; each must be a key that the block, or a translation, writes.
    fn may_be_absent(&mut self, node: &Node<'static>, block: &Node<'static>, bound: &Bound) -> Vec<String> {
        let file = bound.recipe.file;
        let translations = bound
            .recipe
            .columns
            .iter()
            .flat_map(|column| column.values.iter().flatten().map(|(_, node)| node).chain(&column.otherwise));
        let places: Vec<&Node<'static>> = std::iter::once(block).chain(translations).collect();
        let mut written = Vec::new();
        places.iter().for_each(|place| keys_in(place, &mut written));
        let mut names = Vec::new();
        for node in node.items().unwrap_or(std::slice::from_ref(node)) {
            match node.text() {
                Some(name) if written.contains(&name) => {
                    if !self.cannot_be_absent(name, node, &places, file) {
                        names.push(name.to_owned());
                    }
                }
                name => {
                    let name = name.unwrap_or(node.what());
                    let mut diagnostic =
                        Diagnostic::error(Code::UnknownKey, format!("no fact of this block has a key `{name}`"))
                            .at(node.origin(file))
                            .label("not a key here");
                    if let Some(near) = nearest(name, written.iter().copied()) {
                        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
                    }
                    let help = "name the keys that are left out where their cells are empty or missing: `may be absent: [key]`";
                    self.diagnostics.push(diagnostic.help(help));
                }
            }
        }
        names
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

    /// Reports a key that may be absent by the recipe, and not by any of the kinds that have it.
    fn cannot_be_absent(&mut self, name: &str, node: &Node<'static>, places: &[&Node<'static>], file: FileId) -> bool {
        let mut of: Vec<(&str, bool)> = Vec::new();
        places.iter().for_each(|place| kinds_with(self.schema, place, name, &mut of));
        let Some((kind, _)) = of.first().filter(|_| of.iter().all(|(_, needs)| *needs)) else { return false };
        let message = format!("`{name}` may not be absent: `{kind}` needs it");
        let diagnostic =
            Diagnostic::error(Code::WrongValue, message).at(node.origin(file)).label("a key that is needed");
        let help = format!(
            "leave it out here, and say which rows the block is not for: `unless: {{column: \"\"}}` with the column of `{name}`"
        );
        self.diagnostics.push(diagnostic.help(help));
        true
    }

    fn block(&mut self, node: &Node<'static>, bound: &mut Bound) {
        let file = bound.recipe.file;
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
        self.unknown_keys(&mut plain, file);
        let may_be_absent = lacking.map(|node| self.may_be_absent(&node, &plain, bound)).unwrap_or_default();
        let (schema, registry) = (self.schema, self.registry);
        let document = Document::unnamed(file);
        let nothing = Local::default();
        let mut mapper = Mapper::new(schema, registry, &document, file, &nothing);
        let found = parts(schema, &plain, file, self.diagnostics);
        for block in &found.blocks {
            for (place, node) in &block.places {
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
            let mut claim = Vec::new();
            if let Some(kind) = schema.claim_kind() {
                for entry in &block.claim {
                    if let Some((at, key)) = kind.key(&entry.key.text) {
                        let plan = self.checked(&own(&entry.value), &mut mapper, kind, at, bound);
                        let may = may_be_absent.contains(&key.key);
                        claim.push(KeyPlan { may_be_absent: may, ..key_plan(at, plan, key, bound) });
                    }
                }
            }
            mapper.manner = manner(&mut mapper, &claim);
            for (kind_id, record) in &block.says {
                let kind = schema.kind(*kind_id);
                let Some(entries) = record.entries() else {
                    // The mapper says what is wrong.
                    mapper.record(*kind_id, record, Place::Whole);
                    continue;
                };
                let mut keys = Vec::new();
                for entry in entries {
                    let Some((at, key)) = kind.key(&entry.key.text) else {
                        if entry.key.text != "id" || !kind.takes_id() {
                            mapper.unknown_key(kind, entry);
                        }
                        continue;
                    };
                    self.no_facts_in_place(&entry.value, file);
                    let plan = self.checked(&own(&entry.value), &mut mapper, kind, at, bound);
                    // What is the same for all rows was read, and stated.
                    if mapper.manner != Manner::Stated && !matches!(plan, Plan::Constant(_)) {
                        told_in_passing(&mut mapper, &entry.value);
                    }
                    let is_time = schema.space.predicate_iri(key.predicate) == chy::DURING;
                    let may = may_be_absent.contains(&key.key);
                    keys.push(KeyPlan { is_time, may_be_absent: may, ..key_plan(at, plan, key, bound) });
                }
                mapper.required(kind, &[], entries, record);
                let cells_alone = |plan: &KeyPlan| {
                    bound.wide.is_some() && !plan.slots.is_empty() && plan.slots.iter().all(|s| *s == bound.wide_cell())
                };
                keys.sort_by_key(|plan| (!cells_alone(plan), !plan.is_time));
                let mut found: Vec<(Ref, bool)> = Vec::new();
                conditions.iter().for_each(|condition| bound.fallible(&Plan::Whole(condition.of), false, &mut found));
                keys.iter().chain(&claim).for_each(|key| bound.fallible(&key.plan, key.number, &mut found));
                let mut rule = Rule {
                    kind: *kind_id,
                    conditions: conditions.clone(),
                    keys,
                    claim: claim.clone(),
                    manner: mapper.manner,
                    may_be_absent: may_be_absent.clone(),
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
                self.no_year_in_a_spell(&rule, entries, kind, bound);
                rule.whose = bound.rules.iter().position(|other| other.tells_alike(&rule)).unwrap_or(rule.whose);
                bound.rules.push(rule);
            }
        }
        self.diagnostics.merge(mapper.diagnostics);
    }

    /// Reports a key that names the year of a row in a fact that holds for many.
    fn no_year_in_a_spell(&mut self, rule: &Rule, entries: &[Entry<'_>], kind: &crate::schema::Kind, bound: &Bound) {
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

    /// A fact within a fact would have to be said by the row too; it can be said beside it.
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
            // The time of a row may tell several entities of a name apart.
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

/// How what is written in place in a rule stands. Where a cell says the manner of the claim, some row may not state it.
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

/// The years of a table that the schema has too.
fn years_within((first, last): (i32, i32), (least, greatest): (i32, i32)) -> (i32, i32) {
    (first.max(least), last.min(greatest))
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

/// The kinds whose records in a mapping have a key of this name, each with whether it needs the key.
fn kinds_with<'s>(schema: &'s Schema, node: &Node<'_>, name: &str, found: &mut Vec<(&'s str, bool)>) {
    let nodes = node.items().unwrap_or(std::slice::from_ref(node));
    for entry in nodes.iter().filter_map(Node::entries).flatten() {
        let kind = schema.kind_by_key(&entry.key.text).map(|id| schema.kind(id));
        let records = entry.value.items().unwrap_or(std::slice::from_ref(&entry.value));
        for record in
            records.iter().filter_map(Node::entries).filter(|record| record.iter().any(|e| e.key.text == name))
        {
            let key = kind.and_then(|kind| kind.key(name));
            // Another key to the same predicate may mean it.
            let alone = |predicate| {
                record
                    .iter()
                    .filter(|e| kind.and_then(|k| k.key(&e.key.text)).is_some_and(|(_, k)| k.predicate == predicate))
                    .count()
                    < 2
            };
            let needs = key.is_some_and(|(_, key)| key.min > 0 && alone(key.predicate));
            found.push((kind.map_or("a time", |kind| kind.key.as_str()), needs));
        }
        kinds_with(schema, &entry.value, name, found);
    }
}

/// The keys of a mapping and of those within it.
fn keys_in<'n>(node: &'n Node<'_>, keys: &mut Vec<&'n str>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| keys_in(item, keys)),
        Value::Map(entries) => {
            for entry in entries {
                keys.push(&entry.key.text);
                keys_in(&entry.value, keys);
            }
        }
        Value::Scalar { .. } | Value::Null => {}
    }
}

/// Which cells say whose series of years a reading belongs to, and which say what holds in a year: those that can be
/// absent or missing. What only a condition reads, or the claim, makes no other fact.
fn sort_out_years(bound: &Bound, rule: &mut Rule) {
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
            slots.contains(&slot) && (missing || !column.absent.is_empty())
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
