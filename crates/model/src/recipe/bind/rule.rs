//! The facts that each reading says: their keys, and the conditions on them.

use super::plan::{Plan, Ref};
use crate::facts::Manner;
use crate::literal::Dot;
use crate::schema::KindId;

/// A key of a record.
#[derive(Debug, Clone)]
pub(crate) struct KeyPlan {
    /// Its place in the kind.
    pub key: usize,
    pub plan: Plan,
    /// The cells that its value is made of, in order.
    pub slots: Vec<usize>,
    /// It says when.
    pub is_time: bool,
    /// A kind needs it.
    pub needed: bool,
    /// It takes an amount or a number.
    pub number: bool,
    /// What is known of a dot in its cells.
    pub dot: Dot,
    /// It may be left out where its cells hold nothing.
    pub may_be_absent: bool,
}

/// A condition on a reading.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub of: Ref,
    pub values: Vec<String>,
    /// Whether the value must be one of these, or none.
    pub wanted: bool,
    /// Its place among all conditions; the rules of one block share theirs.
    pub number: usize,
    /// It reads cells of the row alone, so that all readings of a row meet it or none does.
    pub of_row: bool,
}

/// A fact that each reading says.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub kind: KindId,
    pub conditions: Vec<Condition>,
    /// The keys in the order in which they are read: first those that show soonest that there is nothing to say, then
    /// the time, then the rest.
    pub keys: Vec<KeyPlan>,
    /// The keys of the claim.
    pub claim: Vec<KeyPlan>,
    /// The manner of what is written in place.
    pub manner: Manner,
    /// The keys, within records too, that may be left out where their cells hold nothing.
    pub may_be_absent: Vec<String>,
    /// What the rule reads that may be unreadable, by its place in [`Bound::checks`].
    pub checks: Vec<usize>,
    /// Cells that say which series of years a reading belongs to, in addition to the unit.
    pub series: Vec<usize>,
    /// Cells that say what holds in a year.
    pub held: Vec<usize>,
    /// Cells that the claim is made of.
    pub of_claim: Vec<usize>,
    /// It says spells; what does not, says facts of single rows.
    pub of_spell: bool,
    /// What distinguishes units of a table of years.
    pub unit: ToldBy,
    /// The first rule whose rows are distinguished in the same way, by its place; its own, if there is no such rule.
    pub whose: usize,
    /// What distinguishes the series of a unit, except for the heading of a wide table.
    pub key: ToldBy,
    /// What of a series the heading of a wide table says.
    pub of_heading: ToldBy,
    /// What holds in a year.
    pub value: ToldBy,
}

impl Rule {
    /// Whether another rule says the units and series of a table of years apart in the same way.
    pub(super) fn tells_alike(&self, other: &Self) -> bool {
        let alike = |own: &ToldBy, others: &ToldBy| {
            let keys = |rule: &Self, told: &ToldBy| -> Vec<String> {
                told.keys.iter().map(|at| format!("{:?}", rule.keys[*at])).collect()
            };
            own.cells == others.cells && keys(self, own) == keys(other, others)
        };
        self.of_spell
            && other.of_spell
            && (self.kind, self.manner) == (other.kind, other.manner)
            && self.may_be_absent == other.may_be_absent
            && alike(&self.unit, &other.unit)
            && alike(&self.key, &other.key)
    }
}

/// What distinguishes one thing from another: what keys of the fact come to, by their places, and cells that no such key is made of.
#[derive(Debug, Clone, Default)]
pub(crate) struct ToldBy {
    pub keys: Vec<usize>,
    pub cells: Vec<usize>,
}
