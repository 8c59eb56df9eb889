//! Runs of years to spells.
//!
//! What a table of years proves of an edge: a run has begun in its first year, and not before the last year for which the
//! table says something else of the same unit. So the year of the begin is known where that is the year before; else
//! there are two bounds, or, where the table never says something else, one. Its end likewise. A year whose cell is missing
//! neither ends a spell nor proves it, and the first and the last year of a table are edges of the table. Rows that
//! contradict one another in a year prove nothing of it. Memory: about 50 bytes for each row, 40 for each year that holds
//! something or is missing, and 100 for each value of a series; years that say that there is no value are not kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;

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

/// A row of a unit. What distinguishes units and series is what their cells come to, however these are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowOf<'t> {
    pub rule: usize,
    /// Whose year it is.
    pub of: &'t str,
    /// What distinguishes its series from others of the unit, except for the heading of a wide table.
    pub key: &'t str,
    pub year: i32,
    pub row: u64,
    pub origin: Origin,
}

/// What a reading says of a series in a year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Says<'t> {
    pub row: RowOf<'t>,
    /// What distinguishes the series from others of the unit.
    pub series: &'t str,
    pub value: &'t str,
    /// The cells that the claim is made of.
    pub claim: &'t str,
    /// The cells that say whose year it is, which series, and what holds: of these the fact is made.
    pub cells: [&'t str; 3],
    /// The heading of a wide table; else empty.
    pub heading: &'t str,
    pub held: Year,
}

/// The years of a table, of which spells are made.
#[derive(Debug, Default)]
pub struct Spells {
    /// The years that each unit has rows of.
    units: HashMap<Box<str>, BTreeSet<i32>, RandomState>,
    texts: HashMap<Box<str>, u32, RandomState>,
    names: Vec<Box<str>>,
    /// All rows, once for each rule.
    rows: Vec<Seen>,
    series: BTreeMap<(usize, u32, u32), Series>,
    /// The years of a unit and a heading that may be of any series, by rule.
    blurred: HashMap<(usize, u32, u32), BTreeSet<i32>>,
}

/// A row that was read.
#[derive(Debug, Clone, Copy)]
struct Seen {
    rule: usize,
    of: u32,
    key: u32,
    year: i32,
    row: u64,
    origin: Origin,
}

#[derive(Debug, Default)]
struct Series {
    /// What its rows have in common, in addition to the unit.
    key: u32,
    /// The heading of a wide table.
    heading: u32,
    years: Vec<Entered>,
    /// The first row of each value and claim, and its cells.
    cells: BTreeMap<(u32, u32), (u64, [u32; 3])>,
}

impl Series {
    /// Takes the cells of a row, unless those of an earlier one are known.
    fn said_by(&mut self, value: u32, claim: u32, row: (u64, [u32; 3])) {
        let known = self.cells.entry((value, claim)).or_insert(row);
        if row.0 < known.0 {
            *known = row;
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Entered {
    year: i32,
    /// The place of the value among the texts; `u32::MAX` where nothing is known.
    value: u32,
    claim: u32,
    row: u64,
    origin: Origin,
}

const UNKNOWN: u32 = u32::MAX;

/// A spell that years make, as far as one claim goes.
pub(super) struct Spell<'s> {
    pub rule: usize,
    /// The cells that say whose it is, which series, and what holds.
    pub cells: [&'s str; 3],
    pub claim: &'s str,
    /// Its first year in the table.
    pub first: i32,
    /// The time as a facts file says it.
    pub time: Node<'static>,
    /// The first and last row of each unbroken range of rows, in order.
    pub rows: Vec<(u64, u64)>,
    /// Its first row.
    pub origin: Origin,
}

/// A row that says of a year what another one denies.
pub(super) struct Contradiction<'s> {
    pub rule: usize,
    /// Whose year it is.
    pub of: &'s str,
    /// The heading of a wide table; else empty.
    pub heading: &'s str,
    pub year: i32,
    /// The row that says that something holds.
    pub row: u64,
    pub origin: Origin,
    /// The row that says that it does not.
    pub other: (u64, Origin),
}

/// What is found in the years of a series.
pub(super) enum Found<'s> {
    Spell(Spell<'s>),
    Contradiction(Contradiction<'s>),
}

impl Spells {
    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Notes that a unit has a row of a year.
    pub(super) fn row(&mut self, row: RowOf<'_>) {
        match self.units.get_mut(row.of) {
            Some(years) => _ = years.insert(row.year),
            None => _ = self.units.insert(row.of.into(), BTreeSet::from([row.year])),
        }
        let (of, key) = (self.text(row.of), self.text(row.key));
        self.rows.push(Seen { rule: row.rule, of, key, year: row.year, row: row.row, origin: row.origin });
    }

    /// Notes that nothing is known of a year, in any series.
    pub(super) fn blur(&mut self, row: &RowOf<'_>, heading: &str) {
        let (of, heading) = (self.text(row.of), self.text(heading));
        self.blurred.entry((row.rule, of, heading)).or_default().insert(row.year);
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
    pub(super) fn year(&mut self, says: Says<'_>) {
        let RowOf { rule, of, key, year, row, origin } = says.row;
        let (of, key, series, claim) = (self.text(of), self.text(key), self.text(says.series), self.text(says.claim));
        let value = if says.held == Year::Held { self.text(says.value) } else { UNKNOWN };
        let heading = self.text(says.heading);
        let cells = says.cells.map(|cells| if value == UNKNOWN { UNKNOWN } else { self.text(cells) });
        let series = self.series.entry((rule, of, series)).or_default();
        (series.key, series.heading) = (key, heading);
        if value != UNKNOWN {
            series.said_by(value, claim, (row, cells));
        }
        series.years.push(Entered { year, value, claim, row, origin });
    }

    /// Takes the years of another one in.
    pub fn merge(&mut self, other: Self) {
        for (of, years) in other.units {
            self.units.entry(of).or_default().extend(years);
        }
        let places: Vec<u32> = other.names.iter().map(|name| self.text(name)).collect();
        let place = |at: u32| places.get(at as usize).copied().unwrap_or(UNKNOWN);
        self.rows.extend(other.rows.iter().map(|seen| Seen { of: place(seen.of), key: place(seen.key), ..*seen }));
        for ((rule, of, heading), years) in other.blurred {
            self.blurred.entry((rule, place(of), place(heading))).or_default().extend(years);
        }
        for ((rule, of, series), entered) in other.series {
            let own = self.series.entry((rule, place(of), place(series))).or_default();
            (own.key, own.heading) = (place(entered.key), place(entered.heading));
            let years = entered.years.into_iter();
            own.years.extend(years.map(|one| Entered { value: place(one.value), claim: place(one.claim), ..one }));
            for ((value, claim), (row, cells)) in entered.cells {
                own.said_by(place(value), place(claim), (row, cells.map(place)));
            }
        }
    }

    /// Takes the rows, and gives those of years of which a unit has several for one series.
    fn several(&mut self) -> HashMap<(usize, u32, u32, i32), Vec<Seen>> {
        let of = |seen: &Seen| (seen.rule, seen.of, seen.key, seen.year);
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_unstable_by_key(|seen| (of(seen), seen.row));
        let groups = rows.chunk_by(|a, b| of(a) == of(b)).filter(|group| group.len() > 1);
        groups.filter_map(|group| Some((of(group.first()?), group.to_vec()))).collect()
    }

    /// Gives every spell, and every contradiction. The rows are forgotten.
    pub(super) fn each(&mut self, gaps_are_absent: bool, receive: &mut dyn FnMut(Found<'_>)) {
        let first = self.units.values().filter_map(BTreeSet::first).min().copied();
        let last = self.units.values().filter_map(BTreeSet::last).max().copied();
        let nothing = BTreeSet::new();
        let several = self.several();
        for ((rule, of, _), Series { key, heading, years: entered, cells }) in &self.series {
            let blurred = self.blurred.get(&(*rule, *of, *heading)).into_iter().flatten().copied();
            // The first row that denies what another one says of a year.
            let denies = |year: i32| {
                let rows = several.get(&(*rule, *of, *key, year))?;
                rows.iter().find(|seen| !entered.iter().any(|e| e.year == year && e.row == seen.row)).copied()
            };
            let (of, heading) = (&self.names[*of as usize], &self.names[*heading as usize]);
            let rows = self.units.get(of).unwrap_or(&nothing);
            let mut unknown: BTreeSet<i32> = entered.iter().filter(|e| e.value == UNKNOWN).map(|e| e.year).collect();
            unknown.extend(blurred);
            let mut by_value: BTreeMap<u32, Vec<Entered>> = BTreeMap::new();
            for one in entered.iter().filter(|e| e.value != UNKNOWN) {
                let Entered { year, value, row, origin, .. } = *one;
                match denies(year) {
                    None => by_value.entry(value).or_default().push(*one),
                    Some(other) => {
                        unknown.insert(year);
                        let other = (other.row, other.origin);
                        let rule = *rule;
                        receive(Found::Contradiction(Contradiction { rule, of, heading, year, row, origin, other }));
                    }
                }
            }
            for (value, mut entered) in by_value {
                entered.sort_unstable_by_key(|e| (e.year, e.row));
                let own: BTreeSet<i32> = entered.iter().map(|e| e.year).collect();
                // Whether the table proves that in a year something else held, or nothing.
                let is_other = |year: &i32| !unknown.contains(year) && !own.contains(year);
                let before = |year: i32| match first {
                    Some(first) if gaps_are_absent => (first..year).rev().find(is_other),
                    _ => rows.range(..year).rev().copied().find(is_other),
                };
                let after = |year: i32| match last {
                    Some(last) if gaps_are_absent => (year + 1..=last).find(is_other),
                    _ => rows.range(year + 1..).copied().find(is_other),
                };
                for run in entered.chunk_by(|a, b| b.year - a.year <= 1) {
                    let (Some(a), Some(z)) = (run.first(), run.last()) else { continue };
                    let edges = Edges {
                        begin: (before(a.year).map(|year| year + 1), a.year),
                        end: (z.year, after(z.year).map(|year| year - 1)),
                    };
                    for (claim, of_claim) in by_claim(run) {
                        let Some((_, cells)) = cells.get(&(value, claim)) else { continue };
                        let cells = cells.map(|cells| &*self.names[cells as usize]);
                        let claim = &self.names[claim as usize];
                        let (rows, origin) = rows_of(&of_claim, a.origin);
                        let (first, time) = (a.year, edges.time());
                        let spell = Spell { rule: *rule, cells, claim, first, time, rows, origin };
                        receive(Found::Spell(spell));
                    }
                }
            }
        }
    }
}

/// The years of a run that one claim is on.
fn by_claim(run: &[Entered]) -> BTreeMap<u32, Vec<Entered>> {
    let mut claims: BTreeMap<u32, Vec<Entered>> = BTreeMap::new();
    run.iter().for_each(|one| claims.entry(one.claim).or_default().push(*one));
    claims
}

/// The unbroken ranges of the rows, and the place of the first.
fn rows_of(years: &[Entered], otherwise: Origin) -> (Vec<(u64, u64)>, Origin) {
    let mut rows: Vec<u64> = years.iter().map(|e| e.row).collect();
    rows.sort_unstable();
    rows.dedup();
    let ranges = rows.chunk_by(|a, b| b - a == 1);
    let ranges = ranges.filter_map(|range| Some((*range.first()?, *range.last()?))).collect();
    (ranges, years.iter().min_by_key(|e| e.row).map_or(otherwise, |e| e.origin))
}

/// Between which years a run begins, and between which it ends, as far as the table proves it.
#[derive(Debug, Clone, Copy)]
struct Edges {
    begin: (Option<i32>, i32),
    end: (i32, Option<i32>),
}

impl Edges {
    /// The time of the run, as a facts file says it.
    fn time(self) -> Node<'static> {
        let Self { begin: (earliest, first), end: (last, latest) } = self;
        match (earliest == Some(first), latest == Some(last)) {
            (true, true) if first == last => return text(year_text(first)),
            (true, true) => return text(format!("{}/{}", year_text(first), year_text(last))),
            // What is not known of an end is not said to go on.
            (true, false) if latest.is_none() => {
                return map(vec![("edtf", format!("{}/", year_text(first))), ("end earliest", year_text(last))]);
            }
            (false, true) if earliest.is_none() => {
                return map(vec![("edtf", format!("/{}", year_text(last))), ("begin latest", year_text(first))]);
            }
            _ => {}
        }
        let bounds = [
            ("begin earliest", earliest),
            ("begin latest", Some(first)),
            ("end earliest", Some(last)),
            ("end latest", latest),
        ];
        map(bounds.into_iter().filter_map(|(key, year)| Some((key, year_text(year?)))).collect())
    }
}

/// A year as ISO 8601 writes it.
pub(super) fn year_text(year: i32) -> String {
    if year < 0 { format!("-{:04}", year.unsigned_abs()) } else { format!("{year:04}") }
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

    fn row_of(year: i32, row: u64) -> RowOf<'static> {
        RowOf { rule: 0, of: "unit", key: "", year, row, origin: Origin::point(FileId(0), row) }
    }

    /// What is said of one unit and one series: `1` and `2` hold, `.` is absent, `?` is missing, a space is not a row; `!` is two
    /// rows, of which one says 1 and the other nothing.
    fn spells(first: i32, cells: &str, gaps_are_absent: bool) -> Vec<String> {
        let mut spells = Spells::default();
        for (at, cell) in cells.chars().enumerate() {
            let year = first + i32::try_from(at).unwrap();
            if cell == ' ' {
                continue;
            }
            let row = row_of(year, at as u64 + 2);
            spells.row(row);
            let held = match cell {
                '.' => continue,
                '?' => Year::Unknown,
                _ => Year::Held,
            };
            if cell == '!' {
                spells.row(row_of(year, at as u64 + 100));
            }
            let value = cell.to_string().replace('!', "1");
            let cells = ["unit", "s", &value];
            spells.year(Says { row, heading: "", series: "s", value: &value, claim: "", cells, held });
        }
        let mut all = Vec::new();
        spells.each(gaps_are_absent, &mut |found| match found {
            Found::Spell(spell) => all.push(format!("{}: {}", spell.cells[2], written(&spell.time))),
            Found::Contradiction(one) => all.push(format!("{}: rows {} and {}", one.year, one.row, one.other.0)),
        });
        all
    }

    fn written(time: &Node<'_>) -> String {
        match time.text() {
            Some(text) => text.to_owned(),
            None => {
                let entries = time.entries().unwrap_or_default().iter();
                entries.map(|e| format!("{} {}", e.key.text, e.value.text().unwrap())).collect::<Vec<_>>().join(", ")
            }
        }
    }

    #[test]
    fn edges_are_known_only_where_the_table_proves_them() {
        let unknown_gaps: &[(&str, &[&str])] = &[
            ("..111..", &["1: 1992/1994"]),
            (".1.", &["1: 1991"]),
            // The edges of the table, and of the rows of a unit, are those of nothing else.
            ("11..", &["1: edtf /1991, begin latest 1990"]),
            ("..11", &["1: edtf 1992/, end earliest 1993"]),
            ("111", &["1: begin latest 1990, end earliest 1992"]),
            // Another value is something else.
            (".1122.", &["1: 1991/1992", "2: 1993/1994"]),
            // A missing year neither ends a spell nor proves it: what is on its sides may be one spell or two.
            ("1?1", &["1: begin latest 1990, end earliest 1990", "1: begin latest 1992, end earliest 1992"]),
            (
                ".1?1",
                &["1: edtf 1991/, end earliest 1991", "1: begin earliest 1991, begin latest 1993, end earliest 1993"],
            ),
            (".11?", &["1: edtf 1991/, end earliest 1992"]),
            (".11? ", &["1: edtf 1991/, end earliest 1992"]),
            ("?11.", &["1: edtf /1992, begin latest 1991"]),
            // What the table says beyond it bounds the edge.
            (".?11.", &["1: begin earliest 1991, begin latest 1992, end earliest 1993, end latest 1993"]),
            (".11?.", &["1: begin earliest 1991, begin latest 1991, end earliest 1992, end latest 1993"]),
            ("?11??.", &["1: begin latest 1991, end earliest 1992, end latest 1994"]),
            (
                ".1?2",
                &[
                    "1: begin earliest 1991, begin latest 1991, end earliest 1991, end latest 1992",
                    "2: begin earliest 1992, begin latest 1993, end earliest 1993",
                ],
            ),
            // A year without a row proves nothing, as a missing one does.
            (". 1 .", &["1: begin earliest 1991, begin latest 1992, end earliest 1992, end latest 1993"]),
            (" 1 1 ", &["1: begin latest 1991, end earliest 1991", "1: begin latest 1993, end earliest 1993"]),
            // Rows that contradict one another are reported, and prove nothing.
            (
                "1!1",
                &[
                    "1991: rows 3 and 101",
                    "1: begin latest 1990, end earliest 1990",
                    "1: begin latest 1992, end earliest 1992",
                ],
            ),
            (".!.", &["1991: rows 3 and 101"]),
        ];
        for (cells, wanted) in unknown_gaps {
            assert_eq!(spells(1990, cells, false), *wanted, "{cells}");
        }
        // Where the recipe says so, a year without a row proves that there was nothing; the table's own edges never do.
        for (cells, wanted) in [
            (". 1 .", "1: 1992"),
            ("1 .", "1: edtf /1990, begin latest 1990"),
            (". ?1 .", "1: begin earliest 1992, begin latest 1993, end earliest 1993, end latest 1993"),
        ] {
            assert_eq!(spells(1990, cells, true), [wanted], "{cells}");
        }
    }

    #[test]
    fn claims_differ_and_the_spell_is_one() {
        let mut spells = Spells::default();
        for (year, claim) in [(1990, None), (1991, Some("a")), (1992, Some("b")), (1993, Some("a")), (1994, None)] {
            let row = row_of(year, u64::from(year.unsigned_abs()));
            spells.row(row);
            if let Some(claim) = claim {
                spells.year(Says {
                    row,
                    heading: "",
                    series: "s",
                    value: "1",
                    claim,
                    cells: ["unit", "s", "1"],
                    held: Year::Held,
                });
            }
        }
        let mut all = Vec::new();
        spells.each(false, &mut |found| {
            let Found::Spell(spell) = found else { panic!() };
            all.push((spell.claim.to_owned(), written(&spell.time), spell.rows));
        });
        let time = "1991/1993".to_owned();
        let wanted = [
            ("a".to_owned(), time.clone(), vec![(1991, 1991), (1993, 1993)]),
            ("b".to_owned(), time, vec![(1992, 1992)]),
        ];
        assert_eq!(all, wanted);
    }

    #[test]
    fn the_order_of_rows_and_workers_makes_no_difference() {
        let entered = |spells: &mut Spells, years: &[i32]| {
            for year in years {
                let row = row_of(*year, u64::from(year.unsigned_abs()));
                spells.row(row);
                spells.year(Says {
                    row,
                    heading: "",
                    series: "s",
                    value: "1",
                    claim: "",
                    cells: ["unit", "s", "1"],
                    held: Year::Held,
                });
            }
        };
        let (mut one, mut two) = (Spells::default(), Spells::default());
        two.text("something else");
        entered(&mut one, &[1995, 1991]);
        entered(&mut two, &[1992, 1994, 1993]);
        one.row(row_of(1990, 1990));
        two.row(row_of(1996, 1996));
        one.merge(two);
        let mut all = Vec::new();
        one.each(false, &mut |found| {
            let Found::Spell(spell) = found else { panic!() };
            all.push((written(&spell.time), spell.rows));
        });
        assert_eq!(all, [("1991/1995".to_owned(), vec![(1991, 1995)])]);
    }
}
