//! The pairs of rows of a check whose times have a relation for certain, where two subqueries give the rows.

use std::collections::{HashMap, HashSet};

use oxigraph::model::Term;

use super::header::{ONGOING, TIMES};
use super::rows::{FACT, Failed, OTHER, solutions};
use super::together::Together;
use crate::query::{Ask, AskError, Halves, Row, Solution};
use chancery_values::time::{Compared, Date, Relation};

/// How many pairs are looked at together.
const PAIRS_AT_ONCE: usize = 1 << 13;

/// A time that reaches at least as far as a day on which its fact had not ended.
pub(super) fn reaching(mut time: Compared<Term>, day: Option<&Term>) -> Compared<Term> {
    if let Some(Term::Literal(day)) = day {
        time.bounds.end_earliest = time.bounds.end_earliest.max(Date::parse_iso(day.value()).ok());
    }
    time
}

/// A time in a document that states no day: what it leaves open goes on longer than all that it says.
pub(super) fn going_on(mut time: Compared<Term>, is_open: bool) -> Compared<Term> {
    if is_open {
        time.bounds.end_earliest = Some(Date::MAX);
    }
    time
}

/// Every row of a check that joins two subqueries, by the pairs of their rows. Not so where a value is a blank node, or none
/// where one is needed: then nothing is reported.
pub(super) fn paired(
    store: &dyn Ask,
    relation: Relation,
    halves: &Halves,
    together: &Together,
    tell: &mut dyn FnMut(&Solution),
) -> Result<bool, Failed> {
    let [one, other] = [(&halves.one, 0), (&halves.other, 1)].map(|(query, side)| {
        let columns = &halves.columns[side];
        let time = columns.iter().position(|column| column.as_str() == TIMES[side]);
        let rows = solutions(store, query.clone())?.map(|row| {
            let row = row?;
            Ok(columns.iter().map(|column| row.get(column.as_str()).cloned()).collect())
        });
        let rows: Vec<Row> = rows.collect::<Result<_, AskError>>()?;
        Ok::<_, Failed>((rows, time.unwrap_or_default()))
    });
    let ((one, time), (other, other_time)) = (one?, other?);
    let shared = halves.shared();
    let needed = [
        shared.iter().map(|(at, _)| *at).chain([time]).collect::<Vec<_>>(),
        shared.iter().map(|(_, at)| *at).chain([other_time]).collect(),
    ];
    let has_all = |rows: &[Row], needed: &[usize]| rows.iter().all(|row| needed.iter().all(|at| row[*at].is_some()));
    let is_blank = |term: &Term| !matches!(term, Term::NamedNode(_) | Term::Literal(_));
    if !has_all(&one, &needed[0])
        || !has_all(&other, &needed[1])
        || one.iter().chain(&other).flatten().flatten().any(is_blank)
    {
        return Ok(false);
    }
    // In the order in which they are met, so that every run reports the same first.
    let mut numbers: HashMap<Vec<&Term>, usize> = HashMap::new();
    let mut groups: Vec<[Vec<&Row>; 2]> = Vec::new();
    for (side, rows) in [&one, &other].into_iter().enumerate() {
        for row in rows {
            let value = |(of_one, of_other): &(usize, usize)| row[if side == 0 { *of_one } else { *of_other }].as_ref();
            let Some(key) = shared.iter().map(value).collect::<Option<Vec<_>>>() else { continue };
            let next = groups.len();
            let number = *numbers.entry(key).or_insert(next);
            if number == next {
                groups.push(Default::default());
            }
            groups[number][side].push(row);
        }
    }
    let mut pairs = Pairs { store, halves, waiting: Vec::new(), told: HashSet::new() };
    let ongoing = [0, 1].map(|side| halves.columns[side].iter().position(|column| column.as_str() == ONGOING[side]));
    let fact = [(0, FACT), (1, OTHER)]
        .map(|(side, fact)| halves.columns[side].iter().position(|column| column.as_str() == fact));
    for [one, other] in &groups {
        let compared = |rows: &[&Row], at: usize, ongoing: Option<usize>| -> Vec<Compared<Term>> {
            let day = |row: &Row| ongoing.and_then(|at| row[at].clone());
            let timed = rows.iter().filter_map(|row| Some((row[at].as_ref()?, day(row))));
            timed.map(|(time, day)| reaching(store.compared(time), day.as_ref())).collect()
        };
        let (times, other_times) = (compared(one, time, ongoing[0]), compared(other, other_time, ongoing[1]));
        let mut failed = Ok(());
        let mut add = |of_one: usize, of_other: usize| {
            if failed.is_ok() {
                failed = pairs.add(one[of_one], other[of_other], tell);
            }
        };
        relation.pairs(&times, &other_times, &mut add);
        let [facts, other_facts] = [(one, fact[0]), (other, fact[1])]
            .map(|(rows, at)| rows.iter().map(|row| at.and_then(|at| row[at].as_ref())).collect::<Vec<_>>());
        for [of_one, of_other] in together.shared(&facts, &other_facts) {
            let within = |times: &[Compared<Term>], said: &[(usize, bool)]| -> Vec<Compared<Term>> {
                said.iter().map(|(at, is_open)| going_on(times[*at].clone(), *is_open)).collect()
            };
            relation.pairs(&within(&times, &of_one), &within(&other_times, &of_other), &mut |one, other| {
                add(of_one[one].0, of_other[other].0);
            });
        }
        failed?;
    }
    pairs.tell(tell)?;
    Ok(true)
}

/// Pairs of rows that wait to be reported.
struct Pairs<'a> {
    store: &'a dyn Ask,
    halves: &'a Halves,
    waiting: Vec<(&'a Row, &'a Row)>,
    /// What was reported: a row is reported once.
    told: HashSet<Vec<Option<Term>>>,
}

impl<'a> Pairs<'a> {
    fn add(&mut self, one: &'a Row, other: &'a Row, tell: &mut dyn FnMut(&Solution)) -> Result<(), Failed> {
        self.waiting.push((one, other));
        if self.waiting.len() < PAIRS_AT_ONCE { Ok(()) } else { self.tell(tell) }
    }

    fn tell(&mut self, tell: &mut dyn FnMut(&Solution)) -> Result<(), Failed> {
        let waiting = std::mem::take(&mut self.waiting);
        let Some(query) = self.halves.with(&waiting) else { return Ok(()) };
        for row in solutions(self.store, query)? {
            let row = row?;
            if self.told.insert(row.values().to_vec()) {
                tell(&row);
            }
        }
        Ok(())
    }
}
