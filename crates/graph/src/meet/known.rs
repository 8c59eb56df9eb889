//! Documents, and the days of a fact that one has completely.

use super::window::Window;
use chancery_model::facts::{Document, Years};
use chancery_model::schema::{IriBuf, KindId};
use chancery_values::time::{Bounds, Date};

/// A document, by its place among the documents of the run. Documents with one id are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub u16);

impl DocumentId {
    /// The document with an id.
    #[must_use]
    pub fn of(documents: &[Document], id: &str) -> Option<Self> {
        let at = documents.iter().position(|document| document.id == id)?;
        u16::try_from(at).ok().map(Self)
    }
}

/// Days from a first to a last one, as numbers.
pub(super) type Days = (i64, i64);

/// The days of a fact that a document has completely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KnownDays {
    pub(super) document: DocumentId,
    /// In their order; they do not overlap.
    days: Vec<Days>,
    /// The fact holds on some of them, and nobody knows on which. Else it holds on each of them.
    is_some: bool,
}

impl KnownDays {
    /// The days of a time that are in a scope and in no gap; nothing where there are none.
    pub(super) fn of<'y>(
        document: DocumentId,
        time: &Bounds,
        scope: (Option<Date>, Option<Date>),
        gaps: impl Iterator<Item = &'y Years>,
    ) -> Option<Self> {
        let (first, last) = (number(scope.0, i64::MIN), number(scope.1, i64::MAX));
        let core = Window::core(time);
        // What has begun by a day and not ended before an earlier one holds on some day between the two.
        let between = || (number(time.earliest_end(), i64::MIN), number(time.latest_begin(), i64::MAX));
        let (from, to) = core.unwrap_or_else(between);
        let mut days = vec![(from.max(first), to.min(last))];
        for (from, to) in gaps.flat_map(|years| years.ranges()) {
            let gap = (of_year(*from, 1, 1, i64::MIN), of_year(*to, 12, 31, i64::MAX));
            days = days.into_iter().flat_map(|days| without(days, gap)).collect();
        }
        days.retain(|(from, to)| from <= to);
        // That it holds on some of several days says nothing of those that are known.
        let is_known = if core.is_some() { !days.is_empty() } else { days == [(from, to)] };
        is_known.then_some(Self { document, days, is_some: core.is_none() })
    }

    /// Whether all days on which the fact may hold are among them.
    pub(super) fn has_all(&self, time: &Bounds) -> bool {
        let (first, last) = reach(time);
        self.days.iter().any(|(from, to)| *from <= first && last <= *to)
    }

    /// The days of which the fact is certain, and on which nothing holds if this is all that may; none of them where it is not
    /// known which day that is. Nothing if the fact may be one of what holds on these days.
    pub(super) fn left(&self, stated: &[Days]) -> Option<Vec<Days>> {
        let mut left = self.days.clone();
        for other in stated {
            left = left.into_iter().flat_map(|days| without(days, *other)).collect();
        }
        if self.is_some {
            return (left == self.days).then(Vec::new);
        }
        (!left.is_empty()).then_some(left)
    }
}

/// The days of a range that are not in another.
fn without((from, to): Days, (first, last): Days) -> impl Iterator<Item = Days> {
    let before = (from, to.min(first.saturating_sub(1)));
    let after = (from.max(last.saturating_add(1)), to);
    let is_one = first > last || before.1 == to && after.0 == from;
    let ranges = if is_one { [(from, to), (1, 0)] } else { [before, after] };
    ranges.into_iter().filter(|(from, to)| from <= to)
}

fn number(day: Option<Date>, missing: i64) -> i64 {
    day.map_or(missing, Date::days_since_epoch)
}

fn of_year(year: Option<i32>, month: u8, day: u8, missing: i64) -> i64 {
    number(year.and_then(|year| Date::new(year, month, day)), missing)
}

/// The days on which something may hold.
pub(super) fn reach(time: &Bounds) -> Days {
    (number(time.begin_earliest, i64::MIN), number(time.end_latest, i64::MAX))
}

/// A fact that one document states, and that others would have if it were so. Nobody else says anything of its affair.
#[derive(Debug, Clone)]
pub struct Unshared {
    /// Its kind.
    pub kind: KindId,
    /// What it is about.
    pub affair: IriBuf,
    /// The fact.
    pub fact: IriBuf,
    /// By when it has begun.
    pub begin: Option<Date>,
    /// The document.
    pub document: DocumentId,
    /// The documents that are silent.
    pub(super) silent: Vec<KnownDays>,
}

impl Unshared {
    /// The documents that are silent.
    #[must_use]
    pub fn silent(&self) -> Vec<DocumentId> {
        self.silent.iter().map(|known| known.document).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Date> {
        Some(Date::parse_iso(text).expect("a day"))
    }

    fn days(from: &str, to: &str) -> Days {
        (number(day(from), 0), number(day(to), 0))
    }

    fn spell(from: &str, to: &str) -> Bounds {
        Bounds { begin_earliest: day(from), begin_latest: day(from), end_earliest: day(to), end_latest: day(to) }
    }

    #[test]
    fn what_is_covered_and_in_no_gap_is_known() {
        let gap = Years::of(vec![1953, 1954]);
        let scope = (day("1951-01-01"), day("1960-12-31"));
        let known = KnownDays::of(DocumentId(0), &spell("1950-03-01", "1956-05-05"), scope, [&gap].into_iter());
        let known = known.expect("some days are known");
        assert_eq!(known.days, [days("1951-01-01", "1952-12-31"), days("1955-01-01", "1956-05-05")]);
        assert!(KnownDays::of(DocumentId(0), &spell("1953-02-01", "1954-05-05"), scope, [&gap].into_iter()).is_none());
        assert!(KnownDays::of(DocumentId(0), &spell("1970-02-01", "1974-05-05"), scope, [].into_iter()).is_none());
    }

    #[test]
    fn a_year_that_no_gap_has_is_known() {
        let gap = |years: &[i32]| Years::of(years.to_vec());
        let (first, second) = (gap(&[1990, 1991, 1992]), gap(&[1993, 1994, 1998]));
        let known = |gaps: &[&Years], from: Option<i32>, to: Option<i32>| {
            let (begin, end) =
                (from.and_then(|year| Date::new(year, 1, 1)), to.and_then(|year| Date::new(year, 12, 31)));
            let all = (Date::new(-9999, 1, 1), Date::new(9999, 12, 31));
            let (begin, end) = (begin.or(all.0), end.or(all.1));
            let time = Bounds { begin_earliest: begin, begin_latest: begin, end_earliest: end, end_latest: end };
            KnownDays::of(DocumentId(0), &time, (None, None), gaps.iter().copied()).is_some()
        };
        let leave = |from: Option<i32>, to: Option<i32>| known(&[&second, &first], from, to);
        assert!(!leave(Some(1990), Some(1994)), "two gaps that touch have all of these");
        assert!(!leave(Some(1991), Some(1991)));
        assert!(leave(Some(1990), Some(1995)));
        assert!(leave(Some(1989), Some(1990)));
        assert!(leave(Some(1995), Some(1998)));
        assert!(!leave(Some(1998), Some(1998)));
        assert!(leave(None, Some(1990)));
        assert!(leave(Some(1998), None));
        assert!(!known(&[&gap(&[1990]).others()], Some(1991), None));
        assert!(known(&[&gap(&[1990]).others()], Some(1980), None));
        assert!(!known(&[&Years::all()], None, None));
        assert!(known(&[], Some(1990), Some(1990)));
    }

    #[test]
    fn a_day_on_which_nothing_may_hold_is_enough() {
        let time = spell("1950-01-01", "1959-12-31");
        let known = KnownDays::of(DocumentId(0), &time, (None, None), [].into_iter()).expect("all days are known");
        assert!(known.left(&[]).is_some());
        assert!(known.left(&[days("1950-01-01", "1955-01-01"), days("1955-01-03", "1990-01-01")]).is_some());
        assert!(known.left(&[days("1955-01-02", "1990-01-01"), days("1940-01-01", "1955-01-01")]).is_none());
    }

    #[test]
    fn what_holds_on_a_day_that_nobody_knows_is_not_missed_where_something_may_be_it() {
        let year = Bounds { begin_earliest: day("1950-01-01"), end_latest: day("1950-12-31"), ..Bounds::UNKNOWN };
        let known = KnownDays::of(DocumentId(0), &year, (None, None), [].into_iter()).expect("all days are known");
        assert!(known.is_some);
        assert!(known.left(&[days("1950-07-01", "1950-07-02")]).is_none());
        assert!(known.left(&[days("1951-01-01", "1951-07-02")]).is_some());
    }
}
