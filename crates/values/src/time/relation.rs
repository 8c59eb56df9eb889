//! The relations between two times that hold whatever day each of them means, and the pairs of many times that have one.

use std::collections::HashMap;
use std::hash::Hash;

use super::bounds::Bounds;
use super::date::Date;
use super::edtf::Edtf;
use super::expression::{End, Form, Part, Point};

/// What is known of a time that is compared with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared<N> {
    /// Between which days it begins and ends.
    pub bounds: Bounds,
    /// The first and the last day of a time that is whole days, months or years from one to another.
    pub whole: Option<(Date, Date)>,
    /// What it is called: two times of one name are one.
    pub name: N,
}

/// The relation between two times. It holds if every span that fits the bounds of the one has this relation to every
/// span that fits the bounds of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Some day is in both.
    Overlap,
    /// Some day is in both, and that is more than the end of one on the day on which the other begins.
    Cross,
    /// The first begins before the second and ends after it.
    Contain,
    /// The second begins within the first, later than that does, and ends after it.
    RunOver,
    /// They mean the same: one name, or the same days from the first to the last.
    Same,
}

/// Two days of each time, by which a relation is decided: it holds if `a.0` is not after `b.0` and `b.1` not after `a.1`, or before
/// it where days that meet do not count.
struct Ends {
    first: fn(&Bounds) -> [Option<Date>; 2],
    second: fn(&Bounds) -> [Option<Date>; 2],
    meet: bool,
}

impl Relation {
    /// All of them, with the word for each.
    pub const ALL: [(&'static str, Self); 5] = [
        ("overlap", Self::Overlap),
        ("cross", Self::Cross),
        ("contain", Self::Contain),
        ("run-over", Self::RunOver),
        ("same", Self::Same),
    ];

    /// Whether two times have this relation for certain.
    pub fn holds<N: Eq>(self, a: &Compared<N>, b: &Compared<N>) -> bool {
        let Some(ends) = self.ends() else {
            return a.name == b.name || a.whole.is_some() && a.whole == b.whole;
        };
        let ([p, s], [q, r]) = ((ends.first)(&a.bounds), (ends.second)(&b.bounds));
        ends.reaches(p, q) && ends.reaches(r, s) && self.also(&a.bounds, &b.bounds)
    }

    /// Every pair, one of each list, that certainly has this relation, by their places in the lists. The cost grows
    /// with the lists and with the pairs that are found, not with all possible pairs.
    pub fn pairs<N: Eq + Hash>(self, a: &[Compared<N>], b: &[Compared<N>], found: &mut dyn FnMut(usize, usize)) {
        let Some(ends) = self.ends() else {
            let mut alike: HashMap<Alike<'_, N>, Vec<usize>> = HashMap::new();
            for (at, time) in b.iter().enumerate() {
                alike.entry(Alike::of(time)).or_default().push(at);
            }
            for (at, time) in a.iter().enumerate() {
                alike.get(&Alike::of(time)).into_iter().flatten().for_each(|other| found(at, *other));
            }
            return;
        };
        // The second times with the latest of the day to reach first, so that those that are reached are before the others; among
        // them, those with an early other day are found by the least of each run.
        let mut order: Vec<(Date, Date, usize)> = b
            .iter()
            .enumerate()
            .filter_map(|(at, time)| match (ends.second)(&time.bounds) {
                [Some(reached), Some(other)] => Some((reached, other, at)),
                _ => None,
            })
            .collect();
        order.sort_by_key(|(reached, ..)| std::cmp::Reverse(*reached));
        let least = Least::of(order.iter().map(|(_, other, _)| *other));
        for (at, time) in a.iter().enumerate() {
            let [Some(from), Some(to)] = (ends.first)(&time.bounds) else { continue };
            let reached = order.partition_point(|(day, ..)| ends.reaches(Some(from), Some(*day)));
            least.each(reached, &|day| ends.reaches(Some(day), Some(to)), &mut |place| {
                let other = order[place].2;
                if self.also(&time.bounds, &b[other].bounds) {
                    found(at, other);
                }
            });
        }
    }

    fn ends(self) -> Option<Ends> {
        let middle = |time: &Bounds| [time.latest_begin(), time.earliest_end()];
        let turned = |time: &Bounds| [time.earliest_end(), time.latest_begin()];
        Some(match self {
            Self::Same => return None,
            Self::Overlap => Ends { first: middle, second: turned, meet: true },
            Self::Cross => Ends { first: middle, second: turned, meet: false },
            Self::Contain => Ends { first: middle, second: |time| [time.begin_earliest, time.end_latest], meet: false },
            Self::RunOver => Ends { first: |time| [time.end_latest, time.earliest_end()], second: turned, meet: false },
        })
    }

    /// What a relation asks for in addition to its two days.
    fn also(self, a: &Bounds, b: &Bounds) -> bool {
        self != Self::RunOver || a.latest_begin().zip(b.begin_earliest).is_some_and(|(a, b)| a < b)
    }
}

impl Ends {
    fn reaches(&self, a: Option<Date>, b: Option<Date>) -> bool {
        a.zip(b).is_some_and(|(a, b)| if self.meet { a <= b } else { a < b })
    }
}

/// By what a time is the same as another.
#[derive(PartialEq, Eq, Hash)]
enum Alike<'a, N> {
    Whole(Date, Date),
    Named(&'a N),
}

impl<'a, N> Alike<'a, N> {
    fn of(time: &'a Compared<N>) -> Self {
        time.whole.map_or(Self::Named(&time.name), |(first, last)| Self::Whole(first, last))
    }
}

/// Days in a row, with the least of every run of them that a binary tree has: the runs of one length after those of half of it.
struct Least(Vec<Vec<Date>>);

impl Least {
    fn of(days: impl Iterator<Item = Date>) -> Self {
        let mut levels = vec![days.collect::<Vec<_>>()];
        while let Some(below) = levels.last().filter(|below| below.len() > 1) {
            let above = below.chunks(2).filter_map(|two| two.iter().min().copied()).collect();
            levels.push(above);
        }
        Self(levels)
    }

    /// Gives the places of the first `count` days that are early enough.
    fn each(&self, count: usize, early: &dyn Fn(Date) -> bool, tell: &mut dyn FnMut(usize)) {
        let mut open = vec![(self.0.len().saturating_sub(1), 0)];
        while let Some((level, at)) = open.pop() {
            let Some(day) = self.0[level].get(at) else { continue };
            if at << level >= count || !early(*day) {
                continue;
            }
            match level.checked_sub(1) {
                None => tell(at),
                Some(below) => open.extend([(below, 2 * at + 1), (below, 2 * at)]),
            }
        }
    }
}

impl Edtf {
    /// The first and the last day of a text that means all days from one to another: a day, a month, a quarter, third
    /// or half of a year, a year, or from one such to another. A day that is not known, or a time of which it is not
    /// said how much of it is meant (a season, a decade, one of several), has no such days.
    #[must_use]
    pub fn whole(&self) -> Option<(Date, Date)> {
        match &self.form {
            Form::Single(point) => point.whole(),
            Form::Interval(End::At(begin), End::At(end)) => Some((begin.whole()?.0, end.whole()?.1)),
            Form::Interval(..) | Form::Instant(_) | Form::Set(..) => None,
        }
    }
}

impl Point {
    fn whole(&self) -> Option<(Date, Date)> {
        let part_is_known = match self.part {
            Part::Year | Part::Season(33..=41) => true,
            Part::Season(_) => false,
            Part::Month(month) => month.known().is_some(),
            Part::Day(month, day) => month.known().is_some() && day.known().is_some(),
        };
        let is_known = part_is_known && self.year.known().is_some() && !self.qualifiers.iter().any(|by| by.any());
        is_known.then(|| Some((self.first_day()?, self.last_day()?))).flatten()
    }
}
