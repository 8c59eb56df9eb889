//! Readings to facts. A table says few distinct things many times, so what a value comes to is remembered by the cells
//! that it is made of.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::bind::{Bound, BoundYears, Condition, KeyPlan, MAX_DEPTH, Plan, Ref, Rule, ToldBy};
use super::column::{Cell, With, year};
use super::memo::Memo;
use super::missing::is_code;
use super::pieces::{Fault, Pieces, text};
use super::spells::{Contradiction, Found, RowOf, Says, Spell, Spells, Year};
use super::whole::same;
use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{Identifier, Item, KeyValues, Manner, Manners, Mapper, Place, Record, ValueSet, Values, is_product};
use crate::literal::TimeSpan;
use crate::origin::Origin;
use crate::schema::{Datatype, Key, Kind, ValueType};
use crate::source::table::Row;
use crate::source::{Entry, Node, Value};
use chancery_values::digest;
use chancery_values::name::{is_slug, keeps, slug};

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
    /// A statement has several roles that differ, so that what it says is not known.
    SeveralRoles,
    /// A statement is on a property, a lexeme or a file.
    NotAnItem,
}

impl Skip {
    /// In words, for the end of a run.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Condition => "a condition of the recipe does not hold",
            Self::Absent => "the cell says that there is none",
            Self::Missing => "the cell has no value",
            Self::Deprecated => "the statement is deprecated",
            Self::NoValue => "the statement says that there is none",
            Self::OtherClass => "the item or the value is not of the class that the table gives for the property",
            Self::SeveralRoles => "its qualifiers name several roles",
            Self::NotAnItem => "it is on a property, a lexeme or a file, not on an item",
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
    pub code: Code,
    /// The heading of the column; empty where the whole row is meant.
    pub heading: String,
    /// What is in the cell.
    pub cell: String,
    /// What is wrong.
    pub message: String,
}

/// Cells with their first places, by the numbers of their columns.
pub type Codes = BTreeMap<usize, BTreeMap<String, Origin>>;

/// The values of a claim, by the places of their keys.
pub type Claim = Vec<KeyValues>;

/// Is stated about a spell: how it ended, and the first and last row of every unbroken range of its rows.
type Tell<'s, M> = dyn FnMut(&mut M, Ended, &[(u64, u64)]) + 's;

/// How a reading ended.
#[derive(Debug)]
pub enum Ended {
    /// It says facts.
    Facts(Said),
    /// It is a year of a spell.
    Kept,
    /// A rule passes it over.
    Skipped(Skip),
    /// Something in it is wrong; that was stated. The code of the first thing.
    Rejected(Code),
}

/// What a reading says.
#[derive(Debug)]
pub struct Said {
    /// The facts.
    pub records: Vec<Record>,
    /// The values of the claim on them.
    pub claim: Claim,
    /// The codes of what is wrong with those members of lists that make no fact; that was stated.
    pub others: Vec<Code>,
    /// The identifiers of what is written in place in them.
    pub identified: Vec<Arc<[Identifier]>>,
}

/// What is wrong with cells.
type Faults = Arc<Vec<Fault>>;

/// What a value came to.
#[derive(Debug, Clone)]
enum Outcome {
    Nothing(Skip),
    Values(Known),
    Wrong(Faults),
}

/// The values that a key was found to have.
#[derive(Debug, Clone)]
struct Known {
    /// One fact for each.
    alternatives: Arc<[Arc<ValueSet>]>,
    /// What is wrong with the other members of a list that makes a fact of each.
    others: Faults,
    /// The identifiers of what is written in place; nothing where there are none.
    identified: Option<Arc<[Identifier]>>,
    /// What is written in place, until the first reading that says a fact of it takes it to be described.
    in_place: Option<Arc<Mutex<Vec<Record>>>>,
    /// In a table of years: the values as they enter a digest.
    content: Option<Arc<str>>,
}

/// What the values of a reading are.
struct Read {
    values: Vec<Values>,
    claim: Claim,
    /// The codes of what is wrong with members of lists.
    others: Vec<Code>,
    identified: Vec<Arc<[Identifier]>>,
    in_place: Vec<Arc<Mutex<Vec<Record>>>>,
}

impl Default for Known {
    fn default() -> Self {
        Self { alternatives: Arc::new([]), others: Arc::default(), identified: None, in_place: None, content: None }
    }
}

impl Condition {
    /// Whether a cell is as the condition wants it. Of a list one member is enough.
    fn holds(&self, cell: &Cell) -> bool {
        let is = |text: &str| self.values.iter().any(|value| same(value, text));
        let found = match cell {
            Cell::Value(node) => match &node.value {
                Value::List(items) => items.iter().filter_map(Node::text).any(is),
                // A record is not text, and none is wanted.
                Value::Map(_) => false,
                _ => is(node.text().unwrap_or_default()),
            },
            _ => is(""),
        };
        found == self.wanted
    }
}

/// Whether a condition holds.
#[derive(Debug, Clone, Copy)]
enum Met {
    Yes,
    /// It does, as its cell holds nothing and the condition does not name that.
    Unsaid,
    No,
    /// It does not, and its cell holds nothing.
    Missing,
}

/// A year of a unit.
struct Whose {
    year: i32,
    of: String,
    /// What distinguishes its series from others of the unit, but for the heading of a wide table.
    key: String,
    /// The year as a time.
    when: Arc<TimeSpan>,
}

impl Whose {
    fn row(&self, rule: usize, row: u64, origin: Origin) -> RowOf<'_> {
        RowOf { rule, of: &self.of, key: &self.key, year: self.year, row, origin }
    }
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
    manners: Manners,
    /// What the values of keys came to, those of the fact before those of its claim.
    values: Vec<Vec<Memo<Outcome>>>,
    /// Whether conditions hold, or why nobody knows, by their numbers.
    conditions: Vec<Memo<Result<Met, Faults>>>,
    /// The row for which a condition of rows was looked at last, and what came of it.
    of_row: Vec<Option<(u64, Result<Met, Faults>)>>,
    /// Whether the time of the fact mattered for a key so far: a name has several entities.
    dated: Vec<Vec<bool>>,
    /// Years as times.
    times: HashMap<i32, Arc<TimeSpan>>,
    /// Years that belong to spells.
    pub spells: Spells,
    /// Readings that were rejected since this was last taken.
    pub rejected: Vec<Rejected>,
    /// Cells that were rejected and look as those do that mean what is missing, each with its first place, by their
    /// numbers.
    pub codes: Codes,
    /// What was found unreadable, by the places of [`Bound::checks`]; nothing where all could be read.
    unreadable: Vec<Memo<Option<Faults>>>,
    /// What was stated about the row, so that several rules say it once.
    told: Vec<Diagnostic>,
    key: String,
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
        }
    }

    /// In a table of years: the year of a row, and whose it is. A code that passed from one state to another belongs to
    /// two, and one state may be written in many ways, so what distinguishes units is what their names come to in that year.
    fn whose(&mut self, rule: usize, row: &Row<'_>) -> Option<Whose> {
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
                Outcome::Values(known) => Some(known),
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

    /// How a reading of a table of years ends that no condition skips, where one of them has nothing to decide by. A cell that is
    /// said to be missing leaves the year unknown; of an empty one nobody has said what it means.
    fn undecided(&mut self, rule: usize, reading: Reading<'_>) -> Option<Ended> {
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

    /// Whether a year of which nothing is known may be one of any series of its unit: what distinguishes the series is missing, or
    /// the reading was rejected.
    fn may_be_any(&mut self, rule: usize, reading: Reading<'_>, end: &Ended) -> bool {
        let mut is_missing = |slot: &usize| {
            matches!(self.read(Ref::Slot(*slot), reading, false, 0, &mut Pieces::default()), Cell::Missing)
        };
        matches!(end, Ended::Rejected(_)) || self.bound.rules[rule].series.iter().any(&mut is_missing)
    }

    fn reading(&mut self, rule: usize, reading: Reading<'_>, place: Option<Origin>, when: Option<&TimeSpan>) -> Ended {
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

    /// The values of a reading and of its claim, or how it ended.
    fn values(
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
                Outcome::Values(known) => {
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
                Outcome::Nothing(Skip::Missing) if key.may_be_absent => {}
                Outcome::Nothing(Skip::Missing) if !(key.needed && years) => {
                    faults.push((&key.slots, Arc::new(vec![self.lacks(rule, key, false)])));
                }
                // What a rule passes over may say what it likes otherwise, as long as it can be read.
                Outcome::Nothing(skip) => return Err(self.passed_over(rule, reading, skip)),
                Outcome::Wrong(wrong) => faults.push((&key.slots, wrong)),
            }
        }
        let mut claim = Vec::with_capacity(plan.claim.len());
        for (at, key) in plan.claim.iter().enumerate() {
            match self.value(rule, plan.keys.len() + at, key, reading, None, true) {
                Outcome::Values(known) => {
                    in_place.extend(known.in_place);
                    claim.extend(known.alternatives.last().map(|set| (key.key, set.clone())));
                }
                Outcome::Wrong(wrong) => faults.push((&key.slots, wrong)),
                Outcome::Nothing(Skip::Missing) if !key.may_be_absent => {
                    faults.push((&key.slots, Arc::new(vec![self.lacks(rule, key, true)])));
                }
                Outcome::Nothing(_) => {}
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

    /// That voice and speaker of a claim cannot both be, and the cells that say them.
    fn contradiction(&self, rule: &Rule, claim: &[KeyValues], reading: Reading<'_>) -> Option<(Vec<usize>, Faults)> {
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
    fn reject_all(&mut self, reading: Reading<'_>, faults: &[(&[usize], Faults)]) -> Vec<Code> {
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
    fn lacks_keys(&mut self, rule: usize, reading: Reading<'_>, values: &[Values]) -> Option<Code> {
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
    fn lacks(&self, rule: usize, key: &KeyPlan, of_claim: bool) -> Fault {
        let schema = self.mapper.schema;
        let kind = if of_claim { schema.claim_kind() } else { Some(schema.kind(self.bound.rules[rule].kind)) };
        let slot = key.slots.iter().find(|slot| **slot < self.bound.width).or(key.slots.first()).copied();
        let (kind, name) = kind.map_or(("", ""), |kind| (kind.key.as_str(), kind.keys[key.key].key.as_str()));
        self.lacking(kind, name, slot.unwrap_or_default(), key.needed)
    }

    fn lacking(&self, kind: &str, key: &str, slot: usize, needed: bool) -> Fault {
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
    fn looks_missing(&self, kind: &str, key: &str, code: &str, slot: usize) -> Fault {
        let column = self.bound.name_of(slot, self.headings);
        let message =
            format!("`{code}` looks like a code for a missing value, and would be in the `{key}` of `{kind}`");
        let diagnostic = Diagnostic::error(Code::LooksMissing, message).label("is this a text?").help(format!(
            "if it is a text, say what it means, for the column `{column}`: `values: {{\"{code}\": \"{code}\"}}, otherwise: \"{{{column}}}\"`"
        ));
        Fault { slot: Some(slot), diagnostic, unreadable: false, code: Some(code.to_owned()) }
    }

    /// The end of a reading that a rule passes over. What cannot be read is rejected all the same: nobody knows what a rule
    /// would have made of it.
    fn passed_over(&mut self, rule: usize, reading: Reading<'_>, skip: Skip) -> Ended {
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

    /// Why the conditions of a rule skip a reading, if they do; a cell that cannot be read is rejected before any of them sees
    /// it. Of a year whose cell is missing nothing is known: a condition that it fails proves nothing.
    fn skipped(&mut self, rule: usize, reading: Reading<'_>) -> Result<Option<Skip>, Ended> {
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

    /// Makes a value as a facts file would say it, and reads that. Tells whether the time of the fact mattered.
    fn made(
        &mut self,
        rule: usize,
        plan: &KeyPlan,
        reading: Reading<'_>,
        when: Option<&TimeSpan>,
        of_claim: bool,
    ) -> (Outcome, bool) {
        let mut pieces = Pieces::default();
        let cell =
            self.bound.make(&plan.plan, &mut pieces, &mut |pieces, of| self.read(of, reading, plan.number, 0, pieces));
        let mut faults = std::mem::take(&mut pieces.faults);
        let mut node = match cell {
            Cell::Missing => return (Outcome::Nothing(Skip::Missing), false),
            Cell::Absent => return (Outcome::Nothing(Skip::Absent), false),
            Cell::Wrong(fault) => {
                faults.push(*fault);
                return (Outcome::Wrong(Arc::new(faults)), false);
            }
            Cell::Value(node) => node,
        };
        let schema = self.mapper.schema;
        let bound_rule = &self.bound.rules[rule];
        let kind = if of_claim { schema.claim_kind() } else { Some(schema.kind(bound_rule.kind)) };
        let Some(kind) = kind else { return (Outcome::Nothing(Skip::Missing), false) };
        let key = &kind.keys[plan.key];
        let settle = Settle { rule: bound_rule, pieces: &pieces, rows: self };
        settle.value(&kind.key, key, &mut node, &mut faults);
        let node = self.known_instead(key, node);
        let each = is_product(kind, key) && node.items().is_some();
        if !each && !faults.is_empty() {
            return (Outcome::Wrong(Arc::new(faults)), false);
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
            return (Outcome::Wrong(Arc::new(faults)), dated);
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
        (Outcome::Values(known), dated)
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

    /// What a name means in a reading; `number` says that a number is wanted.
    fn read(&self, of: Ref, reading: Reading<'_>, number: bool, depth: usize, pieces: &mut Pieces) -> Cell {
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
                column.read(&cells, &mut with, pieces)
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

    /// Says what is wrong with a reading: at its cell, or at the first of the cells that the value comes from.
    fn reject(&mut self, reading: Reading<'_>, slots: &[usize], fault: &Fault) -> Ended {
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

/// Takes out of a value what its cells do not hold.
struct Settle<'s, 'a, 'n> {
    rule: &'s Rule,
    pieces: &'s Pieces,
    rows: &'s RowMapper<'a, 'n>,
}

impl Settle<'_, '_, '_> {
    /// A key may be left out where the recipe says so, and an identifier always: it says nothing that the fact is about.
    fn may_be_absent(&self, key: &str, unique: bool) -> bool {
        unique || self.rule.may_be_absent.iter().any(|name| name == key)
    }

    fn nothing(&self, node: &Node<'_>) -> Option<usize> {
        matches!(node.value, Value::Null).then(|| self.pieces.slot(Some(node.origin(self.rows.mapper.file)))).flatten()
    }

    /// Goes through the value of a key. A time may be known in part; of anything else a part that is missing makes another
    /// thing of it.
    fn value(&self, kind: &str, key: &Key, node: &mut Node<'static>, faults: &mut Vec<Fault>) {
        let whole = matches!(key.value, ValueType::Time) || self.may_be_absent(&key.key, false);
        if let ValueType::Text { datatype: Datatype::LangString | Datatype::String, .. } = key.value
            && !key.unique
        {
            self.no_code(kind, &key.key, node, faults);
        }
        match &mut node.value {
            Value::Scalar { .. } if !whole => self.text(kind, &key.key, node, faults),
            Value::List(items) => items.iter_mut().for_each(|item| self.value(kind, key, item, faults)),
            Value::Map(entries) => match entries.as_mut_slice() {
                [entry] if entry.value.entries().is_some() && !matches!(key.value, ValueType::Time) => {
                    self.record(&entry.key.text, &mut entry.value, faults);
                }
                _ => {
                    entries.retain(|entry| self.nothing(&entry.value).is_none());
                    // The names of a thing in several languages; the words of a time.
                    let own = |entry: &Entry<'_>| {
                        if matches!(key.value, ValueType::Time) { entry.key.text.to_string() } else { key.key.clone() }
                    };
                    let texts = entries
                        .iter()
                        .filter(|entry| entry.key.text == "expression" || !matches!(key.value, ValueType::Time));
                    texts.for_each(|entry| self.no_code(kind, &own(entry), &entry.value, faults));
                }
            },
            Value::Scalar { .. } | Value::Null => {}
        }
    }

    /// A text of cells that must be no code for what is missing.
    fn no_code(&self, kind: &str, key: &str, node: &Node<'_>, faults: &mut Vec<Fault>) {
        let found = self.pieces.code(node);
        faults.extend(found.map(|(code, slot)| self.rows.looks_missing(kind, key, code, slot)));
    }

    /// A text with a placeholder that is missing.
    fn text(&self, kind: &str, key: &str, node: &Node<'_>, faults: &mut Vec<Fault>) {
        let gap = self.pieces.gaps.iter().find(|(start, _)| *start == node.start);
        faults.extend(gap.map(|(_, slot)| self.rows.lacking(kind, key, *slot, false)));
    }

    /// A record in place.
    fn record(&self, kind: &str, node: &mut Node<'static>, faults: &mut Vec<Fault>) {
        let schema = self.rows.mapper.schema;
        let Some(of) = schema.kind_by_key(kind).map(|id| schema.kind(id)) else { return };
        let Value::Map(entries) = &mut node.value else { return };
        entries.retain_mut(|entry| {
            let name = entry.key.text.clone();
            let key = of.key(&name).map(|(_, key)| key);
            if let Some(slot) = self.nothing(&entry.value) {
                if !self.may_be_absent(&name, key.is_some_and(|key| key.unique)) {
                    faults.push(self.rows.lacking(kind, &name, slot, key.is_some_and(|key| key.min > 0)));
                }
                return false;
            }
            match key {
                Some(key) => self.value(kind, key, &mut entry.value, faults),
                None => {
                    if !self.may_be_absent(&name, false) {
                        self.text(kind, &name, &entry.value, faults);
                    }
                    if name == "id" {
                        // A table may count from 0.
                        if entry.value.text().is_some_and(|id| id.parse::<u64>().is_err()) {
                            self.no_code(kind, &name, &entry.value, faults);
                        }
                        as_id(&mut entry.value);
                    }
                }
            }
            true
        });
    }
}

/// Makes an `id` of a cell, which may hold any letters: a table's own ids are rarely made for IRIs. Where more than case and
/// spacing is lost, a digest distinguishes it from others.
fn as_id(node: &mut Node<'_>) {
    let Some(text) = node.text().map(str::trim).filter(|text| !text.is_empty() && !is_slug(text)) else { return };
    let mut id = slug(text);
    if !keeps(text) {
        let digest = digest::short(text);
        id = if id.is_empty() { digest } else { format!("{id}-{digest}") };
    }
    node.value = Value::Scalar { text: id.into(), quoted: true };
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
