//! Two tellings of one affair: of one spell, of two, one implied by the other, or undecided.

use super::telling::{Recurs, Relation, Telling, Terms, Values, level, relation};
use super::window::Window;
use chancery_values::time::{Bounds, Date};

/// The relation of two tellings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pair {
    /// They are proven to be of one spell.
    One(Agreement),
    /// They are of two spells.
    Two,
    /// The first is true only if the second is, and nothing proves that they mean one spell.
    Implies,
    /// The second is true only if the first is, and nothing proves that they mean one spell.
    Implied,
    /// They may be of one spell.
    Undecided,
    /// They are of two spells, or one of them is wrong: no spell fits both.
    Either,
}

/// What is in dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Over {
    /// When it began, by so many days.
    Begin(i64),
    /// When it ended, by so many days.
    End(i64),
    /// The value of a refining key, by its number.
    Value(usize),
    /// The measured value.
    Measure,
    /// Whether there is such a thing at all: one denies it.
    Denied,
}

/// What two tellings of one spell have in common, and where they cannot both be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// How many days are between the times at which they say that it began; none where both may be right.
    pub begin: i64,
    /// How many days are between the times at which they say that it ended.
    pub end: i64,
    /// The refining keys whose values cannot both be true on a day on which both hold.
    pub values: Vec<usize>,
    /// Their measured values exclude one another.
    pub measured: bool,
    /// The first says all that the second does.
    pub first_says_all: bool,
    /// The second says all that the first does.
    pub second_says_all: bool,
    /// By how many days it is proven, those on which both hold; below zero where there is no such day.
    pub strength: i64,
    /// They are of an event.
    is_event: bool,
}

impl Agreement {
    /// Where two tellings of one spell differ.
    #[must_use]
    pub fn of(a: &Telling, b: &Telling, recurs: Recurs, terms: &dyn Terms) -> Self {
        Two::new(a, b, recurs, terms).agreement(0)
    }

    /// In what they cannot both be right. What happens on other days is one disagreement, not one about its begin and one about
    /// its end.
    pub(super) fn over(&self) -> impl Iterator<Item = Over> + use<> {
        let end = if self.is_event && self.begin > 0 { 0 } else { self.end };
        let begin = (self.begin > 0).then_some(Over::Begin(self.begin));
        let end = (end > 0).then_some(Over::End(end));
        let values: Vec<Over> = self.values.iter().map(|key| Over::Value(*key)).collect();
        begin.into_iter().chain(end).chain(values).chain(self.measured.then_some(Over::Measure))
    }

    /// Whether both can be right.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.begin == 0 && self.end == 0 && self.values.is_empty() && !self.measured
    }
}

impl Pair {
    /// Compares two tellings of one affair.
    #[must_use]
    pub fn of(a: &Telling, b: &Telling, recurs: Recurs, terms: &dyn Terms) -> Self {
        if distinct(&a.distinguished, &b.distinguished) {
            return Self::Two;
        }
        let unlike: Vec<usize> = (0..a.refined.len())
            .filter(|key| {
                let relation = relation(terms, *key, a.refined[*key], b.refined[*key]);
                matches!(relation, Relation::Exclusive | Relation::Compatible)
            })
            .collect();
        // A value that cannot change, and differs, is of another spell.
        if unlike.iter().any(|key| terms.is_fixed(*key)) {
            return Self::Two;
        }
        // Two events of a day may be two where their place or their object differs.
        let is_other = matches!(recurs, Recurs::Events { .. }) && !unlike.is_empty();
        let two = Two::new(a, b, recurs, terms);
        if let Some(strength) = two.strength(is_other) {
            return Self::One(two.agreement(strength));
        }
        // Two days of what happens are two events, or one whose day is wrong in one source, where two are seldom so near.
        if let Recurs::Events { apart: 1.. } = recurs
            && !is_other
            && !two.fit()
            && are_near(&a.bounds, &b.bounds, recurs.apart().unwrap_or(0))
        {
            return Self::Either;
        }
        if are_apart(&a.bounds, &b.bounds) || !two.share_values() {
            return Self::Two;
        }
        if !two.fit() {
            return Self::Either;
        }
        if !two.exclusive.is_empty() || is_other {
            return Self::Undecided;
        }
        match two.say_all() {
            (true, _) => Self::Implies,
            (_, true) => Self::Implied,
            _ => Self::Undecided,
        }
    }
}

/// The strength of a proof by the distance that is between two spells at least. How near the two are adds nothing: of two spells in
/// one year neither is the better one for what says no more than the year.
const NEAR: i64 = -1;

/// Two tellings, with what is worked out of both.
struct Two<'t> {
    a: &'t Telling,
    b: &'t Telling,
    recurs: Recurs,
    terms: &'t dyn Terms,
    /// The values that they have in common.
    common: Values,
    /// What each proves at their common level.
    lifted: (Bounds, Bounds),
    /// The keys whose values cannot both be true on one day.
    exclusive: Vec<usize>,
    /// On how many days both certainly hold.
    common_days: i64,
}

impl<'t> Two<'t> {
    fn new(a: &'t Telling, b: &'t Telling, recurs: Recurs, terms: &'t dyn Terms) -> Self {
        let common = level(terms, recurs, [a, b]);
        Self {
            a,
            b,
            recurs,
            terms,
            lifted: (a.lifted(terms, recurs, &common), b.lifted(terms, recurs, &common)),
            exclusive: exclusive(a, b, terms),
            common_days: common_days(a, b),
            common,
        }
    }

    /// How many days are between the two begins, and between the two ends.
    fn gaps(&self) -> (i64, i64) {
        let (x, y) = &self.lifted;
        (Window::begin(x).gap(Window::begin(y)), Window::end(x).gap(Window::end(y)))
    }

    /// Whether some begin, and some end, fits both.
    fn fit(&self) -> bool {
        self.gaps() == (0, 0)
    }

    /// Whether one spell may have the values of both in turn, as full and associate members are members. One capital is not first
    /// the one town and then the other.
    fn share_values(&self) -> bool {
        self.exclusive.iter().all(|key| self.common[*key].is_some())
    }

    /// How strongly it is proven that they are of one spell; nothing if it is not. Events that `is_other` may be two even on one day.
    fn strength(&self, is_other: bool) -> Option<i64> {
        let (a, b) = (self.a, self.b);
        let by_time = match self.recurs.apart() {
            None => Some(i64::MAX),
            Some(_) if is_other => None,
            Some(0) if are_apart(&a.bounds, &b.bounds) => None,
            Some(_) if self.common_days > 0 => Some(self.common_days),
            // Each had begun by when the other had not ended: some day is in both, though none is known.
            Some(_) if must_overlap(&a.bounds, &b.bounds) => Some(1),
            // Values that exclude one another are of one spell only where both certainly hold.
            Some(_) if !self.exclusive.is_empty() => None,
            // That proves no disagreement: relations that were broken off and resumed within the distance are two.
            Some(apart) => (are_near(&a.bounds, &b.bounds, apart) && self.fit()).then_some(NEAR),
        };
        // What distinguishes one from all others is the same in both: the first visit of one level and form is not that of another.
        by_time.or_else(|| {
            let is_told = a.distinguished.iter().zip(&b.distinguished).any(|(a, b)| a.is_some() && a == b);
            (is_told && a.refined == b.refined && self.fit()).then_some(i64::MIN)
        })
    }

    /// Whether the first says all that the second does, and the other way round.
    fn say_all(&self) -> (bool, bool) {
        let (a, b, terms) = (self.a, self.b, self.terms);
        (says_all(a, b, &self.lifted.0, terms), says_all(b, a, &self.lifted.1, terms))
    }

    fn agreement(&self, strength: i64) -> Agreement {
        let (begin, end) = self.gaps();
        let (first_says_all, second_says_all) = self.say_all();
        // What is there once has one value of each key, whatever its day.
        let (a, b) = (&self.a.bounds, &self.b.bounds);
        let is_one_day = self.recurs.apart().is_none() || self.common_days > 0 || must_overlap(a, b);
        Agreement {
            begin,
            end,
            values: if is_one_day { self.exclusive.clone() } else { Vec::new() },
            measured: self.a.measured.zip(self.b.measured).is_some_and(|(a, b)| a.excludes(&b)),
            first_says_all,
            second_says_all,
            strength,
            is_event: !self.recurs.has_phases(),
        }
    }
}

/// The keys whose values cannot both be true on one day.
fn exclusive(a: &Telling, b: &Telling, terms: &dyn Terms) -> Vec<usize> {
    let excludes = |key: &usize| relation(terms, *key, a.refined[*key], b.refined[*key]) == Relation::Exclusive;
    (0..a.refined.len()).filter(excludes).collect()
}

/// Whether a document says both of one time, though their values exclude one another: a polity with two capitals.
pub(super) fn are_at_once(a: &Telling, b: &Telling, terms: &dyn Terms) -> bool {
    a.shares_document(b) && common_days(a, b) > 0 && !exclusive(a, b, terms).is_empty()
}

/// On how many days both certainly hold.
fn common_days(a: &Telling, b: &Telling) -> i64 {
    match (Window::core(&a.bounds), Window::core(&b.bounds)) {
        (Some(a), Some(b)) => (a.1.min(b.1) - a.0.max(b.0) + 1).max(0),
        _ => 0,
    }
}

/// Whether a day is in both, whatever days they mean.
fn must_overlap(a: &Bounds, b: &Bounds) -> bool {
    let by = |a: &Bounds, b: &Bounds| a.latest_begin().zip(b.earliest_end()).is_some_and(|(begin, end)| begin < end);
    by(a, b) && by(b, a)
}

/// Whether a key that distinguishes one from another has two values.
fn distinct(a: &Values, b: &Values) -> bool {
    a.iter().zip(b).any(|(a, b)| a.zip(*b).is_some_and(|(a, b)| a != b))
}

/// Whether one has ended when the other begins. The last day of the one may be the first of the other, where both are longer than that
/// day: who hands over an office and who takes it over hold it on one day.
fn are_apart(a: &Bounds, b: &Bounds) -> bool {
    let before = |a: &Bounds, b: &Bounds| {
        a.end_latest.zip(b.begin_earliest).is_some_and(|(end, begin)| {
            let both_longer =
                a.latest_begin().is_some_and(|first| first < end) && b.earliest_end().is_some_and(|last| begin < last);
            end < begin || end == begin && both_longer
        })
    };
    before(a, b) || before(b, a)
}

/// No two spells begin within so many days, or end within them. Whether two tellings cannot be of two spells for this reason,
/// whichever is first.
fn are_near(a: &Bounds, b: &Bounds, apart: i64) -> bool {
    let days = |day: Option<Date>| day.map(Date::days_since_epoch);
    // Whether the first spell cannot be before the second.
    let not_before = |first: &Bounds, second: &Bounds| {
        if days(first.earliest_end()).zip(days(second.latest_begin())).is_some_and(|(end, begin)| end > begin) {
            return true;
        }
        let spread = |from: Option<i64>, to: Option<i64>| Some((to? - from?).max(0));
        let begins = spread(days(first.begin_earliest), days(second.latest_begin()));
        let ends = spread(days(first.earliest_end()), days(second.end_latest));
        [begins, ends].into_iter().flatten().any(|days| days <= apart)
    };
    not_before(a, b) && not_before(b, a)
}

/// Whether the first says all that the second does: its values are those or narrower, and its days within those. `lifted` is what
/// the first proves at their common level.
fn says_all(a: &Telling, b: &Telling, lifted: &Bounds, terms: &dyn Terms) -> bool {
    let measured = match (a.measured, b.measured) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(a), Some(b)) => a.says_all(&b),
    };
    // A time in words, or about a year, says more than its bounds.
    let timed = b.vague.is_none() || a.vague == b.vague;
    let told = a.distinguished.iter().zip(&b.distinguished).all(|(a, b)| b.is_none() || a == b);
    measured
        && timed
        && told
        && a.is_at_or_below(b, terms)
        && Window::begin(&b.bounds).holds(Window::begin(lifted))
        && Window::end(&b.bounds).holds(Window::end(lifted))
}

/// Whether a telling can be true only if another is.
pub(super) fn implies(a: &Telling, b: &Telling, recurs: Recurs, terms: &dyn Terms) -> bool {
    let common = level(terms, recurs, [a, b]);
    says_all(a, b, &a.lifted(terms, recurs, &common), terms)
}
