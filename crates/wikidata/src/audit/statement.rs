//! A statement of Wikidata, with its rank, qualifiers and references.

use std::collections::HashMap;

use crate::model::{Content, Rank, Reference, Snak};
use chancery_values::name::counted;

/// A statement of Wikidata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldStatement {
    /// Its id, `Q31$8C1C…`.
    pub id: String,
    /// Its rank.
    pub rank: Rank,
    /// Its value.
    pub value: Content,
    /// Its qualifiers.
    pub qualifiers: Vec<Snak>,
    /// Its references.
    pub references: Vec<Reference>,
}

impl HeldStatement {
    /// Its id, and how well it is referenced, for a person.
    #[must_use]
    pub fn cited(&self) -> String {
        match self.references.len() {
            0 => format!("{}, no reference", self.id),
            many => format!("{}, {}", self.id, counted(many, "reference")),
        }
    }

    /// The qualifiers of a property.
    pub fn of<'s>(&'s self, property: Option<&'s str>) -> impl Iterator<Item = &'s Snak> {
        self.qualifiers.iter().filter(move |snak| Some(snak.property.as_str()) == property)
    }
}

/// Statements by their property.
pub type Statements = HashMap<String, Vec<HeldStatement>>;
