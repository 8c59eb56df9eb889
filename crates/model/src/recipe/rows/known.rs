//! The result of a value, as it is remembered.

use super::ended::{Claim, Skip};
use crate::diagnostic::Code;
use crate::facts::{Identifier, Record, ValueSet, Values};
use crate::recipe::pieces::Fault;
use std::sync::{Arc, Mutex};

/// What is wrong with cells.
pub(super) type Faults = Arc<Vec<Fault>>;

/// The result of a value.
#[derive(Debug, Clone)]
pub(super) enum Looked {
    Nothing(Skip),
    Values(Known),
    Wrong(Faults),
}

/// The values that a key was found to have.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// One fact for each.
    pub(super) alternatives: Arc<[Arc<ValueSet>]>,
    /// What is wrong with the other members of a list that makes a fact of each.
    pub(super) others: Faults,
    /// The identifiers of what is written in place; empty if it has no identifiers.
    pub(super) identified: Option<Arc<[Identifier]>>,
    /// What is written in place, until the first reading that says a fact of it takes it to be described.
    pub(super) in_place: Option<Arc<Mutex<Vec<Record>>>>,
    /// In a table of years: the values as they enter a digest.
    pub(super) content: Option<Arc<str>>,
}

/// What the values of a reading are.
pub(super) struct Read {
    pub(super) values: Vec<Values>,
    pub(super) claim: Claim,
    /// The codes of what is wrong with members of lists.
    pub(super) others: Vec<Code>,
    pub(super) identified: Vec<Arc<[Identifier]>>,
    pub(super) in_place: Vec<Arc<Mutex<Vec<Record>>>>,
}

impl Default for Known {
    fn default() -> Self {
        Self { alternatives: Arc::new([]), others: Arc::default(), identified: None, in_place: None, content: None }
    }
}
