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
}
