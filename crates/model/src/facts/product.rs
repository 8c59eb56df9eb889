//! Alternatives of values, and the facts that their combinations make.

use std::sync::Arc;

use super::values::{KeyValues, ValueSet};
use crate::schema::{Key, Kind, Role, ValueType};

/// More facts than this from one record is a mistake in the record, and would take the memory of the run.
pub(super) const MAX_PRODUCT: usize = 100_000;

/// The values of one key: alternatives (a product) of value sets.
#[derive(Debug, Clone)]
pub struct Values {
    /// The place of the key in its kind.
    pub key: usize,
    /// One fact for each; shared, because a table says few distinct things many times.
    pub alternatives: Arc<[Arc<ValueSet>]>,
}

/// The combinations of alternatives; the last key turns fastest, as the digits of a number do.
pub(super) struct Combinations<'v> {
    values: &'v [Values],
    /// The alternative of each key that comes next; nothing after the last combination.
    chosen: Option<Vec<usize>>,
}

impl<'v> Combinations<'v> {
    /// Those of the values, unless they are too many.
    pub(super) fn of(values: &'v [Values]) -> Option<Self> {
        let count = values.iter().try_fold(1_usize, |n, v| n.checked_mul(v.alternatives.len()))?;
        (count <= MAX_PRODUCT).then(|| Self { values, chosen: Some(vec![0; values.len()]) })
    }
}

impl Iterator for Combinations<'_> {
    type Item = Vec<KeyValues>;

    fn next(&mut self) -> Option<Vec<KeyValues>> {
        let chosen = self.chosen.as_mut()?;
        let values = self.values;
        let combination = values.iter().zip(&*chosen).map(|(v, at)| (v.key, v.alternatives[*at].clone())).collect();
        match (0..chosen.len()).rev().find(|i| chosen[*i] + 1 < values[*i].alternatives.len()) {
            Some(turn) => {
                chosen[turn] += 1;
                chosen[turn + 1..].fill(0);
            }
            None => self.chosen = None,
        }
        Some(combination)
    }
}

/// Whether a list of values of the key makes a fact of each.
#[must_use]
pub fn is_product(kind: &Kind, key: &Key) -> bool {
    let things =
        matches!(key.value, ValueType::Entity(_) | ValueType::Fact(_) | ValueType::Matter(_) | ValueType::Concept(_));
    kind.role == Role::Fact && key.max == Some(1) && things
}

/// The first alternative of each key: what is not a fact has no others.
pub(super) fn firsts(values: Vec<Values>) -> Vec<KeyValues> {
    values.into_iter().filter_map(|v| Some((v.key, v.alternatives.first()?.clone()))).collect()
}
