//! Runs of years to spells.
//!
//! What a table of years proves of an edge: a run begins in its first year if the year before is in the table, for the
//! same unit, and held something else. Else all that is known is that it had begun by then. Its end likewise. A year
//! whose cell is missing neither ends a spell nor proves it, and the first and the last year of a table are edges of the
//! table. Memory: about 40 bytes for each year that holds something or is missing; years that say that there is none
//! are not kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::pieces::text;
use crate::origin::Origin;
use crate::source::{Entry, Key, Node, Value};

/// What is known of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    /// Something holds.
    Held,
    /// Nothing is known.
    Unknown,
}

/// The years of a table, of which spells are made.
#[derive(Debug, Default)]
pub struct Spells {
    /// The years that each unit has rows of.
    units: HashMap<Box<str>, BTreeSet<i32>>,
    texts: HashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
    series: BTreeMap<(usize, u32, u32), Vec<Entered>>,
}

#[derive(Debug, Clone, Copy)]
struct Entered {
    year: i32,
    /// The place of the value among the texts; `u32::MAX` where nothing is known.
    value: u32,
    row: u64,
    origin: Origin,
}

const UNKNOWN: u32 = u32::MAX;

/// A spell that years make.
pub(super) struct Spell<'s> {
    pub rule: usize,
    pub of: &'s str,
    pub series: &'s str,
    pub value: &'s str,
    /// Its first year in the table.
    pub first: i32,
    /// The time as a facts file says it.
    pub time: Node<'static>,
    /// The first and last row of each unbroken range of rows, in order.
    pub rows: Vec<(u64, u64)>,
    /// Its first row.
    pub origin: Origin,
}

impl Spells {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Notes that a unit has a row of a year.
    pub(super) fn row(&mut self, of: &str, year: i32) {
        match self.units.get_mut(of) {
            Some(years) => _ = years.insert(year),
            None => _ = self.units.insert(of.into(), BTreeSet::from([year])),
        }
    }

    fn text(&mut self, text: &str) -> u32 {
        if let Some(at) = self.texts.get(text) {
            return *at;
        }
        let at = u32::try_from(self.names.len()).unwrap_or(UNKNOWN - 1);
        self.texts.insert(text.into(), at);
        self.names.push(text.into());
        at
    }

    /// Notes what a year says of a series.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn year(
        &mut self,
        rule: usize,
        of: &str,
        series: &str,
        value: &str,
        year: i32,
        held: Year,
        row: u64,
        origin: Origin,
    ) {
        let (of, series) = (self.text(of), self.text(series));
        let value = if held == Year::Held { self.text(value) } else { UNKNOWN };
        self.series.entry((rule, of, series)).or_default().push(Entered { year, value, row, origin });
    }

    /// Takes the years of another one in.
    pub fn merge(&mut self, other: Self) {
        for (of, years) in other.units {
            self.units.entry(of).or_default().extend(years);
        }
        let places: Vec<u32> = other.names.iter().map(|name| self.text(name)).collect();
        for ((rule, of, series), entered) in other.series {
            let key = (rule, places[of as usize], places[series as usize]);
            let entered = entered
                .into_iter()
                .map(|one| Entered { value: places.get(one.value as usize).copied().unwrap_or(UNKNOWN), ..one });
            self.series.entry(key).or_default().extend(entered);
        }
    }

    /// Gives every spell.
    pub(super) fn each(&self, gaps_are_absent: bool, receive: &mut dyn FnMut(Spell<'_>)) {
        let first = self.units.values().filter_map(BTreeSet::first).min().copied();
        let last = self.units.values().filter_map(BTreeSet::last).max().copied();
        let nothing = BTreeSet::new();
        for ((rule, of, series), entered) in &self.series {
            let (of, series) = (&self.names[*of as usize], &self.names[*series as usize]);
            let years = self.units.get(of).unwrap_or(&nothing);
            let unknown: BTreeSet<i32> = entered.iter().filter(|e| e.value == UNKNOWN).map(|e| e.year).collect();
            // Whether the table proves that a year held something else than the year beside it.
            let proves = |year: i32| {
                let in_table = years.contains(&year)
                    || gaps_are_absent && first.is_some_and(|f| f <= year) && last.is_some_and(|l| year <= l);
                in_table && !unknown.contains(&year)
            };
            let mut by_value: BTreeMap<u32, Vec<Entered>> = BTreeMap::new();
            for one in entered.iter().filter(|e| e.value != UNKNOWN) {
                by_value.entry(one.value).or_default().push(*one);
            }
            for (value, mut entered) in by_value {
                entered.sort_unstable_by_key(|e| (e.year, e.row));
                for run in entered.chunk_by(|a, b| b.year - a.year <= 1) {
                    let (Some(a), Some(z)) = (run.first(), run.last()) else { continue };
                    let time = time(a.year, proves(a.year - 1), z.year, proves(z.year + 1));
                    let mut rows: Vec<u64> = run.iter().map(|e| e.row).collect();
                    rows.sort_unstable();
                    rows.dedup();
                    let rows = rows.chunk_by(|a, b| b - a == 1);
                    let rows = rows.filter_map(|range| Some((*range.first()?, *range.last()?))).collect();
                    let origin = run.iter().min_by_key(|e| e.row).map_or(a.origin, |e| e.origin);
                    let value = &self.names[value as usize];
                    receive(Spell { rule: *rule, of, series, value, first: a.year, time, rows, origin });
                }
            }
        }
    }
}

/// A year as ISO 8601 writes it.
pub(super) fn year_text(year: i32) -> String {
    if year < 0 { format!("-{:04}", year.unsigned_abs()) } else { format!("{year:04}") }
}

/// The time of a run, as a facts file says it.
fn time(first: i32, begins: bool, last: i32, ends: bool) -> Node<'static> {
    let (first, last) = (year_text(first), year_text(last));
    match (begins, ends) {
        (true, true) if first == last => text(first),
        (true, true) => text(format!("{first}/{last}")),
        (true, false) => map(vec![("edtf", format!("{first}/..")), ("end earliest", last)]),
        (false, true) => map(vec![("edtf", format!("../{last}")), ("begin latest", first)]),
        (false, false) => map(vec![("begin latest", first), ("end earliest", last)]),
    }
}

fn map(entries: Vec<(&'static str, String)>) -> Node<'static> {
    let entry = |(key, value): (&'static str, String)| Entry {
        key: Key { text: key.into(), start: 0, end: 0 },
        value: text(value),
    };
    Node { value: Value::Map(entries.into_iter().map(entry).collect()), start: 0, end: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::FileId;

    /// What is said of one unit and one series: `1` and `2` hold, `.` is absent, `?` is missing, a space is no row.
    fn spells(first: i32, cells: &str, gaps_are_absent: bool) -> Vec<String> {
        let mut spells = Spells::default();
        for (at, cell) in cells.chars().enumerate() {
            let year = first + i32::try_from(at).unwrap();
            if cell == ' ' {
                continue;
            }
            spells.row("unit", year);
            let held = match cell {
                '.' => continue,
                '?' => Year::Unknown,
                _ => Year::Held,
            };
            let row = at as u64 + 2;
            spells.year(0, "unit", "s", &cell.to_string(), year, held, row, Origin::point(FileId(0), row));
        }
        let mut all = Vec::new();
        spells.each(gaps_are_absent, &mut |spell| {
            let time = match spell.time.text() {
                Some(text) => text.to_owned(),
                None => {
                    let entries = spell.time.entries().unwrap_or_default().iter();
                    entries
                        .map(|e| format!("{} {}", e.key.text, e.value.text().unwrap()))
                        .collect::<Vec<_>>()
                        .join(", ")
                }
            };
            all.push(format!("{}: {time}", spell.value));
        });
        all
    }

    #[test]
    fn edges_are_known_only_where_the_table_proves_them() {
        assert_eq!(spells(1990, "..111..", false), ["1: 1992/1994"]);
        assert_eq!(spells(1990, ".1.", false), ["1: 1991"]);
        assert_eq!(spells(1990, "11..", false), ["1: edtf ../1991, begin latest 1990"]);
        assert_eq!(spells(1990, "..11", false), ["1: edtf 1992/.., end earliest 1993"]);
        assert_eq!(spells(1990, "111", false), ["1: begin latest 1990, end earliest 1992"]);
        assert_eq!(spells(1990, ".1122.", false), ["1: 1991/1992", "2: 1993/1994"]);
        // A missing year neither ends a spell nor proves it.
        assert_eq!(
            spells(1990, ".1?1.", false),
            ["1: edtf 1991/.., end earliest 1991", "1: edtf ../1993, begin latest 1993"]
        );
        // A year without a row proves nothing, unless the recipe says so; the table's own edges prove nothing at all.
        assert_eq!(spells(1990, ". 1 .", false), ["1: begin latest 1992, end earliest 1992"]);
        assert_eq!(spells(1990, ". 1 .", true), ["1: 1992"]);
        assert_eq!(spells(1990, "1 .", true), ["1: edtf ../1990, begin latest 1990"]);
    }

    #[test]
    fn the_order_of_rows_and_workers_makes_no_difference() {
        let entered = |spells: &mut Spells, years: &[i32]| {
            for year in years {
                spells.row("a", *year);
                spells.year(0, "a", "s", "1", *year, Year::Held, *year as u64, Origin::point(FileId(0), 0));
            }
        };
        let (mut one, mut two) = (Spells::default(), Spells::default());
        two.text("something else");
        entered(&mut one, &[1995, 1991]);
        entered(&mut two, &[1992, 1994, 1993]);
        one.row("a", 1990);
        two.row("a", 1996);
        one.merge(two);
        let mut all = Vec::new();
        one.each(false, &mut |spell| all.push((spell.time.text().unwrap().to_owned(), spell.rows.clone())));
        assert_eq!(all, [("1991/1995".to_owned(), vec![(1991, 1995)])]);
    }
}
