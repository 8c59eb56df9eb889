//! How a reading ended: facts, a year of a spell, passed over or rejected.

use crate::diagnostic::Code;
use crate::facts::{Identifier, KeyValues, Record};
use crate::origin::Origin;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a reading says nothing, by the rules of its recipe or of the table of Wikidata's properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Skip {
    /// A condition of its block does not hold.
    Condition,
    /// A cell says that there is no such fact.
    Absent,
    /// A cell says that there could be none.
    NotApplicable,
    /// A cell that decides holds nothing.
    Missing,
    /// The rank of a statement is deprecated.
    Deprecated,
    /// A statement says that there is no value.
    NoValue,
    /// The item of a statement, or its value, is not of the class that its property has in the table.
    OtherClass,
    /// A statement has several roles that differ, so that what it says is not known.
    SeveralRoles,
    /// A statement is on a property, a lexeme or a file.
    NotAnItem,
}

impl Skip {
    /// In words, for the end of a run.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Condition => "a condition of the recipe does not hold",
            Self::Absent => "the cell says that there is none",
            Self::NotApplicable => "the cell says that there could be none",
            Self::Missing => "the cell has no value",
            Self::Deprecated => "the statement is deprecated",
            Self::NoValue => "the statement says that there is none",
            Self::OtherClass => "the item or the value is not of the class that the table gives for the property",
            Self::SeveralRoles => "its qualifiers name several roles",
            Self::NotAnItem => "it is on a property, a lexeme or a file, not on an item",
        }
    }
}

/// A reading that was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The cell, or the row.
    pub origin: Origin,
    /// The row's number; the heading line is row 1 (RFC 7111).
    pub row: u64,
    /// The code of the diagnostic.
    pub code: Code,
    /// The heading of the column; empty where the whole row is meant.
    pub heading: String,
    /// What is in the cell.
    pub cell: String,
    /// What is wrong.
    pub message: String,
}

/// Cells with their first places, by the numbers of their columns.
pub type Codes = BTreeMap<usize, BTreeMap<String, Origin>>;

/// The values of a claim, by the places of their keys.
pub type Claim = Vec<KeyValues>;

/// How a reading ended.
#[derive(Debug)]
pub enum Ended {
    /// It says facts.
    Facts(Said),
    /// It is a year of a spell.
    Kept,
    /// A rule passes it over.
    Skipped(Skip),
    /// Something in it is wrong; that was stated. The code of the first thing.
    Rejected(Code),
}

/// What a reading says.
#[derive(Debug)]
pub struct Said {
    /// The facts.
    pub records: Vec<Record>,
    /// The values of the claim on them.
    pub claim: Claim,
    /// The codes of what is wrong with those members of lists that make no fact; that was stated.
    pub others: Vec<Code>,
    /// The identifiers of what is written in place in them.
    pub identified: Vec<Arc<[Identifier]>>,
}
