//! A telling, how a thing recurs, and what values have to do with one another.

use chancery_model::schema;
use chancery_values::time::Bounds;

/// A value of a key, by a number that the caller gives it: equal values have equal numbers, in all tellings of an affair.
pub type ValueId = u32;

/// The values of keys, in the order of the keys; `None` where nothing is stated.
pub type Values = Vec<Option<ValueId>>;

/// How often a thing of a kind can be (`setting:recurs`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recurs {
    /// Once: a signature, an entry into force. All tellings are of one.
    Once,
    /// In spells that do not overlap, with so many days at least between a day of the one and a day of the next; none where
    /// one may follow the other at once.
    Spells {
        /// Two days that are not further apart than this are of one spell.
        apart: i64,
    },
    /// What happens, any number of times: visits. Two do not share a day, nor are they closer together than so many days.
    Events {
        /// As of spells.
        apart: i64,
    },
    /// Once in a period, which is among the identifying keys: a figure of trade.
    ByPeriod,
}

impl Recurs {
    /// By what the ontology says, and whether it is an event.
    pub(super) fn of(recurs: schema::Recurs, is_event: bool) -> Self {
        match (recurs, is_event) {
            (schema::Recurs::Once, _) => Self::Once,
            (schema::Recurs::ByPeriod, _) => Self::ByPeriod,
            (schema::Recurs::Freely, _) => Self::Events { apart: 0 },
            (schema::Recurs::Apart(days), true) => Self::Events { apart: i64::from(days) },
            (schema::Recurs::Apart(days), false) => Self::Spells { apart: i64::from(days) },
        }
    }

    /// Whether values can change within a spell, so that a telling of one value is about a part of the spell. What happens has no
    /// such parts: a telling of its place is about all of it.
    pub(super) const fn has_phases(self) -> bool {
        matches!(self, Self::Spells { .. })
    }

    /// Two days that are not further apart than this are of one spell.
    pub(super) const fn apart(self) -> Option<i64> {
        match self {
            Self::Once | Self::ByPeriod => None,
            Self::Spells { apart } | Self::Events { apart } => Some(apart),
        }
    }
}

/// Whether the document itself says so, or only gives the word of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A document asserts it, and none denies it.
    Held,
    /// A document asserts it, and another, or the same, denies it.
    Contested,
    /// No document asserts it, and one denies it.
    Denied,
    /// No document asserts it: it is reported, projected, evaluated or only mentioned. It takes no part in a spell.
    Unheld,
}

impl Standing {
    /// Whether a document asserts it.
    #[must_use]
    pub const fn is_held(self) -> bool {
        matches!(self, Self::Held | Self::Contested)
    }
}

/// A measured value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The value itself: equal values have equal numbers.
    pub amount: ValueId,
    /// What it counts.
    pub unit: Option<ValueId>,
    /// Between which numbers it is; nothing if it is only about a number.
    pub interval: Option<Interval>,
}

/// Between which numbers a value is. A missing bound is unbounded; a strict one does not belong to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The least, and whether it is strict.
    pub least: Option<(f64, bool)>,
    /// The greatest, and whether it is strict.
    pub most: Option<(f64, bool)>,
}

impl Interval {
    /// By a number and a comparator; nothing if it is only about the number.
    pub(super) fn of(number: f64, comparator: &str) -> Option<Self> {
        let (closed, open) = (Some((number, false)), Some((number, true)));
        let (least, most) = match comparator {
            "exactly" => (closed, closed),
            "more-than" => (open, None),
            "at-least" => (closed, None),
            "less-than" => (None, open),
            "at-most" => (None, closed),
            _ => return None,
        };
        Some(Self { least, most })
    }
}

impl Measured {
    /// Whether the two cannot both be right. Values in different units have nothing to do with one another.
    #[must_use]
    pub fn excludes(&self, other: &Self) -> bool {
        if self.unit != other.unit || self.amount == other.amount {
            return false;
        }
        let (Some(a), Some(b)) = (self.interval, other.interval) else { return false };
        let is_exact = |one: &Interval| one.least.is_some() && one.least == one.most;
        // Numbers that are written otherwise may be one number here.
        if is_exact(&a) && is_exact(&b) {
            return true;
        }
        let above = |least: Option<(f64, bool)>, most: Option<(f64, bool)>| {
            least.zip(most).is_some_and(|((a, x), (b, y))| a > b || a >= b && (x || y))
        };
        above(a.least, b.most) || above(b.least, a.most)
    }

    /// Whether this is within the other.
    #[must_use]
    pub fn says_all(&self, other: &Self) -> bool {
        if self.amount == other.amount && self.unit == other.unit {
            return true;
        }
        let (true, Some(a), Some(b)) = (self.unit == other.unit, self.interval, other.interval) else { return false };
        let within = |own: Option<(f64, bool)>, wide: Option<(f64, bool)>, sign: f64| {
            wide.is_none_or(|(b, strict)| {
                own.is_some_and(|(a, own)| a * sign > b * sign || a * sign >= b * sign && (own || !strict))
            })
        };
        within(a.least, b.least, 1.0) && within(a.most, b.most, -1.0)
    }
}

/// What a fact states about an affair.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// The documents that assert it, by their numbers: sorted, none twice.
    pub documents: Vec<u16>,
    /// Whether they do.
    pub standing: Standing,
    /// Between which days it begins and ends.
    pub bounds: Bounds,
    /// The values of the keys that refine the affair: a status, a seat.
    pub refined: Values,
    /// The values of the keys that distinguish one from another: the ordinal of a visit.
    pub distinguished: Values,
    /// What was measured.
    pub measured: Option<Measured>,
    /// Its time says more than its bounds: it is about a year, or in words. Only the same time says all that it does.
    pub vague: Option<ValueId>,
    /// The documents that deny it, by their numbers.
    pub denied_by: Vec<u16>,
    /// The document states all values of the refining keys: where it is silent about the broader, there was nothing.
    pub whole: bool,
}

/// The relation of two values of one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// They are one, or both are unknown.
    Equal,
    /// The first says more than the second.
    Narrower,
    /// The second says more than the first.
    Broader,
    /// They cannot both be true on one day.
    Exclusive,
    /// They may both be true.
    Compatible,
}

/// What the values of refining keys have to do with one another. The keys are numbered as in [`Telling::refined`].
pub trait Terms {
    /// The value directly above another, if there is one.
    fn broader(&self, key: usize, value: ValueId) -> Option<ValueId>;

    /// Whether two values of which none is above the other cannot both be true on one day.
    fn excludes(&self, key: usize, a: ValueId, b: ValueId) -> bool;

    /// Whether a value cannot change within a spell.
    fn is_fixed(&self, key: usize) -> bool;
}

/// The values above a value, and it: the lowest first. A circle is left after this many steps.
const MOST_STEPS: usize = 64;

fn upwards(terms: &dyn Terms, key: usize, value: ValueId) -> impl Iterator<Item = ValueId> {
    std::iter::successors(Some(value), move |value| terms.broader(key, *value)).take(MOST_STEPS)
}

/// The relation of two values of a key.
pub fn relation(terms: &dyn Terms, key: usize, a: Option<ValueId>, b: Option<ValueId>) -> Relation {
    let (a, b) = match (a, b) {
        (a, b) if a == b => return Relation::Equal,
        (Some(a), Some(b)) => (a, b),
        (Some(_), None) => return Relation::Narrower,
        _ => return Relation::Broader,
    };
    if upwards(terms, key, a).any(|above| above == b) {
        return Relation::Narrower;
    }
    if upwards(terms, key, b).any(|above| above == a) {
        return Relation::Broader;
    }
    // What excludes a value excludes all below it.
    let excluded = upwards(terms, key, a).any(|a| upwards(terms, key, b).any(|b| terms.excludes(key, a, b)));
    if excluded { Relation::Exclusive } else { Relation::Compatible }
}

/// What is known of the value of a spell from two of its tellings: the lowest value that both are at or below; where it cannot
/// change within the spell, the narrower.
fn common(terms: &dyn Terms, key: usize, can_change: bool, a: Option<ValueId>, b: Option<ValueId>) -> Option<ValueId> {
    match relation(terms, key, a, b) {
        Relation::Equal => return a,
        Relation::Narrower if !can_change => return a,
        Relation::Broader if !can_change => return b,
        _ => {}
    }
    let (a, b) = (a?, b?);
    upwards(terms, key, a).find(|above| upwards(terms, key, b).any(|other| other == *above))
}

/// The values that are known of a spell from all its tellings, key by key.
pub fn level<'t>(terms: &dyn Terms, recurs: Recurs, tellings: impl IntoIterator<Item = &'t Telling>) -> Values {
    let mut all = tellings.into_iter();
    let mut level = all.next().map_or_else(Values::new, |first| first.refined.clone());
    for telling in all {
        for (key, (value, other)) in level.iter_mut().zip(&telling.refined).enumerate() {
            let can_change = recurs.has_phases() && !terms.is_fixed(key);
            *value = common(terms, key, can_change, *value, *other);
        }
    }
    level
}

impl Telling {
    /// What it proves of the spell at a level of values. A narrower spell is within the broader: it had begun by when the
    /// narrower began, and nothing says that it began no earlier, unless the document states all values.
    #[must_use]
    pub fn lifted(&self, terms: &dyn Terms, recurs: Recurs, level: &Values) -> Bounds {
        let bounds = Bounds {
            begin_latest: self.bounds.latest_begin(),
            end_earliest: self.bounds.earliest_end(),
            ..self.bounds
        };
        let is_level = self
            .refined
            .iter()
            .zip(level)
            .enumerate()
            .all(|(key, (own, level))| own == level || own.is_none() || terms.is_fixed(key));
        if is_level || self.whole || !recurs.has_phases() {
            return bounds;
        }
        Bounds { begin_earliest: None, end_latest: None, ..bounds }
    }

    /// Whether its values are those of another or say more: all of them.
    pub(super) fn is_at_or_below(&self, other: &Self, terms: &dyn Terms) -> bool {
        (0..self.refined.len()).all(|key| {
            matches!(relation(terms, key, self.refined[key], other.refined[key]), Relation::Equal | Relation::Narrower)
        })
    }

    /// Whether both have a document.
    pub(super) fn shares_document(&self, other: &Self) -> bool {
        self.documents.iter().any(|one| other.documents.binary_search(one).is_ok())
    }
}
