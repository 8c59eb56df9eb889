//! What a document does not know within what it covers: years without a row, cells that are missing; and years in which a thing
//! of which it has facts was not there.

use crate::schema::{IriBuf, KindId};

/// Why a document has nothing of some years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GapReason {
    /// It has no row of these years.
    NoRow,
    /// Its cells say that the value is missing.
    Missing,
    /// Its cells say that there could be none: the organization did not exist. That is known.
    NotApplicable,
}

impl GapReason {
    /// All of them.
    const ALL: [Self; 3] = [Self::NoRow, Self::Missing, Self::NotApplicable];

    /// The code of its concept.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoRow => "no-row",
            Self::Missing => "missing",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// The reason with a code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// Years of which a document says nothing of some facts, or that there could be none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The kind of the facts.
    pub kind: KindId,
    /// Why they are not known.
    pub reason: GapReason,
    /// The values of the facts that are meant, by the places of their keys in the kind; other keys have any value.
    pub limits: Vec<(usize, IriBuf)>,
    /// The years.
    pub years: Years,
}

/// Years, as ranges in their order that do not touch. Nothing in the place of a first or last year means that there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Years(Vec<(Option<i32>, Option<i32>)>);

impl Years {
    /// These years, in any order.
    #[must_use]
    pub fn of(mut years: Vec<i32>) -> Self {
        years.sort_unstable();
        years.dedup();
        let runs = years.chunk_by(|a, b| b - a == 1);
        Self(runs.filter_map(|run| Some((Some(*run.first()?), Some(*run.last()?)))).collect())
    }

    /// The years of these ranges, in any order.
    #[must_use]
    pub fn between(ranges: impl IntoIterator<Item = (Option<i32>, Option<i32>)>) -> Self {
        let mut ranges: Vec<_> = ranges.into_iter().collect();
        ranges.sort_unstable();
        ranges.dedup();
        Self(ranges)
    }

    /// All years.
    #[must_use]
    pub fn all() -> Self {
        Self(vec![(None, None)])
    }

    /// All other years.
    #[must_use]
    pub fn others(&self) -> Self {
        let mut others = Vec::new();
        let mut from = Some(None);
        for (first, last) in &self.0 {
            if let (Some(from), Some(first)) = (from, first) {
                others.push((from, first.checked_sub(1)));
            }
            from = last.map(|last| last.checked_add(1));
        }
        others.extend(from.map(|from| (from, None)));
        Self(others)
    }

    /// The ranges.
    #[must_use]
    pub fn ranges(&self) -> &[(Option<i32>, Option<i32>)] {
        &self.0
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether some of the years from a first to a last one are in none of these.
    #[must_use]
    pub fn leave<'y>(all: impl IntoIterator<Item = &'y Self>, first: Option<i32>, last: Option<i32>) -> bool {
        let mut ranges: Vec<_> = all.into_iter().flat_map(|years| years.0.iter().copied()).collect();
        ranges.sort_unstable();
        // The first year that no range before has.
        let mut open = first;
        for (from, to) in ranges {
            if from.is_some_and(|from| open.is_none_or(|open| open < from)) {
                break;
            }
            let Some(to) = to else { return false };
            if open.is_none_or(|open| open <= to) {
                open = Some(to.saturating_add(1));
            }
        }
        open.is_none_or(|open| last.is_none_or(|last| open <= last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(years: &Years) -> Vec<(Option<i32>, Option<i32>)> {
        years.ranges().to_vec()
    }

    #[test]
    fn years_are_kept_as_ranges() {
        let years = Years::of(vec![1993, 1990, 1991, 1991, 1995, 1994]);
        assert_eq!(ranges(&years), [(Some(1990), Some(1991)), (Some(1993), Some(1995))]);
        assert_eq!(ranges(&years.others()), [(None, Some(1989)), (Some(1992), Some(1992)), (Some(1996), None)]);
        assert_eq!(ranges(&Years::of(Vec::new()).others()), [(None, None)]);
        assert_eq!(years.others().others(), years);
        assert!(Years::all().others().is_empty());
    }

    #[test]
    fn a_year_that_no_range_has_is_found() {
        let gap = |years: &[i32]| Years::of(years.to_vec());
        let (first, second) = (gap(&[1990, 1991, 1992]), gap(&[1993, 1994, 1998]));
        let leave = |from: Option<i32>, to: Option<i32>| Years::leave([&second, &first], from, to);
        assert!(!leave(Some(1990), Some(1994)), "two gaps that touch have all of these");
        assert!(!leave(Some(1991), Some(1991)));
        assert!(leave(Some(1990), Some(1995)));
        assert!(leave(Some(1989), Some(1990)));
        assert!(leave(Some(1995), Some(1998)));
        assert!(!leave(Some(1998), Some(1998)));
        assert!(leave(None, Some(1990)));
        assert!(leave(Some(1998), None));
        assert!(!Years::leave([&gap(&[1990]).others()], Some(1991), None));
        assert!(Years::leave([&gap(&[1990]).others()], Some(1980), None));
        assert!(!Years::leave([&Years::all()], None, None));
        assert!(Years::leave([], Some(1990), Some(1990)));
    }
}
