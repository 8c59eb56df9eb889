//! What a table of years does not know: years of which a unit has no row, and cells that are missing. Also cells that say that
//! there could be nothing: the organization of the column did not exist.
//!
//! They are kept compactly: years in which all units lack a series are kept for the series as a whole. Memory: four bytes
//! for each such cell, and 50 for each year of a unit.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;

use super::bind::Bound;
use crate::facts::{Gap, GapReason, Limited, Scope, Years};
use crate::registry::Registry;
use crate::schema::{IriBuf, KindId, Schema};

/// Units, each with the series that it lacks.
type Lacks = Vec<(u32, Vec<u32>)>;

/// The values of keys, by the places of the keys in the kind.
pub(super) type Limits = Vec<(usize, IriBuf)>;

/// In the place of a number of units: the series has the gap, and that was noted.
const DONE: u32 = u32::MAX;

/// What a table of years does not know.
#[derive(Debug, Default)]
pub struct Gaps {
    /// The units and the series, by what they are.
    things: Vec<Limits>,
    numbers: HashMap<Limits, u32, RandomState>,
    /// The units by their cells.
    units: HashMap<(usize, Box<str>), u32, RandomState>,
    /// The years that each unit has rows of, by rule.
    rows: BTreeMap<(usize, u32), BTreeSet<i32>>,
    /// The series that a unit lacks in a year, by rule, unit and year: cells of one row come one after the other.
    cells: HashMap<(usize, u32, i32, GapReason), Vec<u32>, RandomState>,
    /// The series of the columns, by rule and year.
    of_columns: HashMap<(usize, i32), Vec<Option<Option<u32>>>, RandomState>,
    /// The years of units in which rows contradict one another.
    contradicted: Vec<(usize, u32, i32)>,
}

/// What the cells of one row lack.
#[derive(Debug, Default)]
pub(super) struct Lacking {
    /// The unit of the row.
    pub(super) unit: Option<u32>,
    /// The series of each column, where that was looked up; nothing in it where it cannot be read.
    of_columns: Vec<Option<Option<u32>>>,
    missing: Vec<u32>,
    not_applicable: Vec<u32>,
}

impl Lacking {
    /// The series of a column, if it was looked up.
    pub(super) fn series(&self, column: usize) -> Option<Option<u32>> {
        self.of_columns.get(column).copied().flatten()
    }

    /// Notes which series a column is of.
    pub(super) fn is_series(&mut self, column: usize, series: Option<u32>) {
        if self.of_columns.len() <= column {
            self.of_columns.resize(column + 1, None);
        }
        self.of_columns[column] = Some(series);
    }

    /// Notes that a cell lacks its series.
    pub(super) fn note(&mut self, reason: GapReason, series: u32) {
        match reason {
            GapReason::NotApplicable => self.not_applicable.push(series),
            GapReason::Missing | GapReason::NoRow => self.missing.push(series),
        }
    }
}

impl Gaps {
    /// The number of a unit, by its cells.
    pub(super) fn unit(&self, rule: usize, cells: &str) -> Option<u32> {
        self.units.get(&(rule, cells.into())).copied()
    }

    /// Notes what a unit is, and gives its number.
    pub(super) fn add_unit(&mut self, rule: usize, cells: &str, limits: Limits) -> u32 {
        let unit = self.thing(limits);
        self.units.insert((rule, cells.into()), unit);
        unit
    }

    /// Notes that a unit has a row of a year.
    pub(super) fn row(&mut self, rule: usize, unit: u32, year: i32) {
        self.rows.entry((rule, unit)).or_default().insert(year);
    }

    /// The number of a unit or a series.
    pub(super) fn thing(&mut self, limits: Limits) -> u32 {
        if let Some(number) = self.numbers.get(&limits) {
            return *number;
        }
        let number = u32::try_from(self.things.len()).unwrap_or(u32::MAX);
        self.things.push(limits.clone());
        self.numbers.insert(limits, number);
        number
    }

    /// Begins a row of a year.
    pub(super) fn begin_row(&mut self, rule: usize, year: i32, row: &mut Lacking) {
        row.of_columns = self.of_columns.remove(&(rule, year)).unwrap_or_default();
        row.unit = None;
    }

    /// Notes what the cells of a row lack.
    pub(super) fn row_lacks(&mut self, rule: usize, year: i32, row: &mut Lacking) {
        self.of_columns.insert((rule, year), std::mem::take(&mut row.of_columns));
        for (reason, series) in
            [(GapReason::Missing, &mut row.missing), (GapReason::NotApplicable, &mut row.not_applicable)]
        {
            if let Some(unit) = row.unit.filter(|_| !series.is_empty()) {
                self.cells.entry((rule, unit, year, reason)).or_default().append(series);
            }
            series.clear();
        }
    }

    /// Notes that the rows of a unit contradict one another in a year.
    pub(super) fn contradicted(&mut self, rule: usize, cells: &str, year: i32) {
        if let Some(unit) = self.unit(rule, cells) {
            self.contradicted.push((rule, unit, year));
        }
    }

    /// Takes in what another worker noted.
    pub fn merge(&mut self, other: Self) {
        let places: Vec<u32> = other.things.into_iter().map(|limits| self.thing(limits)).collect();
        let place = |at: u32| places.get(at as usize).copied().unwrap_or(u32::MAX);
        self.units.extend(other.units.into_iter().map(|(cells, unit)| (cells, place(unit))));
        for ((rule, unit), years) in other.rows {
            self.rows.entry((rule, place(unit))).or_default().extend(years);
        }
        for ((rule, unit, year, reason), series) in other.cells {
            self.cells.entry((rule, place(unit), year, reason)).or_default().extend(series.into_iter().map(place));
        }
        self.contradicted.extend(other.contradicted.into_iter().map(|(rule, unit, year)| (rule, place(unit), year)));
    }

    /// All gaps; what a document covers and has no row of is one too.
    #[must_use]
    pub fn all(self, of: &OfTable<'_>) -> Vec<Gap> {
        let Self { things, rows, cells, contradicted, .. } = self;
        let kinds: Vec<KindId> = of.bound.rules.iter().map(|rule| rule.kind).collect();
        let limits = |thing: u32| things.get(thing as usize).cloned().unwrap_or_default();
        let mut all: BTreeMap<(KindId, GapReason, Limits), Vec<i32>> = BTreeMap::new();
        // How many units have a row of a year, and how many of these lack a series.
        let mut units: HashMap<(usize, i32), u32, RandomState> = HashMap::default();
        for ((rule, _), years) in &rows {
            years.iter().for_each(|year| *units.entry((*rule, *year)).or_default() += 1);
        }
        let mut of_years: BTreeMap<(usize, GapReason, i32), Lacks> = BTreeMap::new();
        for ((rule, unit, year, reason), mut series) in cells {
            series.sort_unstable();
            series.dedup();
            of_years.entry((rule, reason, year)).or_default().push((unit, series));
        }
        let mut lacking = vec![0_u32; things.len()];
        for ((rule, reason, year), of_units) in of_years {
            let Some(kind) = kinds.get(rule) else { continue };
            let each = || of_units.iter().flat_map(|(unit, series)| series.iter().map(|one| (*unit, *one as usize)));
            each().for_each(|(_, series)| lacking[series] += 1);
            // Where all lack it, it is the series that has the gap.
            let most = units.get(&(rule, year)).copied().unwrap_or(0);
            for (unit, series) in each() {
                let is_whole = lacking[series] == most && !things[series].is_empty();
                if !is_whole && lacking[series] != DONE {
                    let both = things[unit as usize].iter().chain(&things[series]).cloned().collect();
                    all.entry((*kind, reason, both)).or_default().push(year);
                } else if is_whole {
                    lacking[series] = DONE;
                    all.entry((*kind, reason, things[series].clone())).or_default().push(year);
                }
            }
            each().for_each(|(_, series)| lacking[series] = 0);
        }
        for (rule, unit, year) in contradicted {
            let Some(kind) = kinds.get(rule) else { continue };
            all.entry((*kind, GapReason::Missing, limits(unit))).or_default().push(year);
        }
        let gaps = all.into_iter().map(|((kind, reason, limits), years)| {
            let years = Years::of(years);
            Gap { kind, reason, limits, years }
        });
        let mut gaps: Vec<Gap> = gaps.collect();
        for (rule, kind) in kinds.iter().enumerate() {
            let of_rule = rows.range((rule, 0)..=(rule, u32::MAX));
            let seen: Vec<(Limits, &BTreeSet<i32>)> =
                of_rule.map(|((_, unit), years)| (limits(*unit), years)).collect();
            gaps.extend(of.without_rows(*kind, &seen));
        }
        gaps.sort_by(|a, b| (a.kind, a.reason, &a.limits).cmp(&(b.kind, b.reason, &b.limits)));
        gaps.dedup();
        gaps
    }
}

/// The table whose gaps these are.
pub struct OfTable<'t> {
    /// Its recipe, bound to it.
    pub bound: &'t Bound,
    /// What its document covers.
    pub scopes: &'t [Scope],
    /// The kinds and keys.
    pub schema: &'t Schema,
    /// The things that a scope may be limited to.
    pub registry: &'t Registry,
}

impl OfTable<'_> {
    /// The years without rows: of units that have some, and of things that the document covers and has no row of.
    fn without_rows(&self, kind: KindId, seen: &[(Limits, &BTreeSet<i32>)]) -> Vec<Gap> {
        let gap = |limits: Limits, years: Years| Gap { kind, reason: GapReason::NoRow, limits, years };
        let all = || seen.iter().flat_map(|(_, years)| years.iter().copied());
        // Where the recipe says that a year without a row proves that nothing held, it proves so from the first row to the last.
        let absent = self.bound.years.as_ref().is_some_and(|years| years.gaps_are_absent);
        let known: Vec<i32> = if absent {
            all().min().into_iter().flat_map(|first| first..=all().max().unwrap_or(first)).collect()
        } else {
            Vec::new()
        };
        let others =
            |years: &BTreeSet<i32>| Years::of(years.iter().copied().chain(known.iter().copied()).collect()).others();
        let mut gaps: Vec<Gap> = seen.iter().map(|(limits, years)| gap(limits.clone(), others(years))).collect();
        // Units are covered one by one only where one key says which they are.
        let Some([(unit, _)]) = seen.first().map(|(limits, _)| limits.as_slice()) else { return gaps };
        let with_rows: BTreeSet<&IriBuf> = seen.iter().flat_map(|(limits, _)| limits).map(|(_, thing)| thing).collect();
        let covered = self.covered(kind, *unit).into_iter().filter(|thing| !with_rows.contains(thing));
        gaps.extend(covered.map(|thing| gap(vec![(*unit, thing)], others(&BTreeSet::new()))));
        gaps
    }

    /// The things that the document covers as values of a key.
    fn covered(&self, kind: KindId, key: usize) -> BTreeSet<IriBuf> {
        let (schema, kind) = (self.schema, self.schema.kind(kind));
        let name = &kind.keys[key].key;
        let of_kind = self.scopes.iter().filter(|scope| schema.is_a(kind.class, schema.kind(scope.kind).class));
        let limits = of_kind.flat_map(|scope| {
            let keys = &schema.kind(scope.kind).keys;
            scope.limits.iter().filter(move |limit| keys[limit.key].key == *name)
        });
        let mut things = BTreeSet::new();
        for limit in limits {
            match &limit.to {
                Limited::Values(values) => things.extend(values.iter().cloned()),
                Limited::Having(key, _) => {
                    let having = self.registry.entities().filter(|(_, entity)| entity.values(key).next().is_some());
                    things.extend(having.map(|(_, entity)| entity.iri(schema)));
                }
            }
        }
        things
    }
}
