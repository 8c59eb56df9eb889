//! A line of the table: how a property meets a kind.

use serde::{Deserialize, Serialize};

use chancery_model::schema::{ClassId, LabelTemplate, PredId, Schema};
use chancery_model::vocab::chy;

/// The properties that lead from a thing to a value, one after another; empty for the thing itself.
pub type Path = Vec<PredId>;

/// What a statement is on, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ends {
    /// On each value of a key, with each other as value.
    Pairs(PredId),
    /// From the one path to the other.
    Directed {
        /// Leads to the item that the statement is on.
        subject: Path,
        /// Leads to its value.
        value: Path,
    },
}

/// A value that a path leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Leads to the value.
    pub path: Path,
    /// The whole IRI of the concept.
    pub value: String,
}

/// A qualifier that says a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleQualifier {
    /// Its property.
    pub property: String,
    /// Leads to the value that it says.
    pub path: Path,
    /// It is read and never written.
    pub read_only: bool,
}

/// A statement that each thing of a class makes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    /// The class of the things.
    pub class: ClassId,
    /// The property of the statement, `P463`.
    pub property: String,
    /// What it is on and what it says.
    pub ends: Ends,
    /// One of these must hold, where there are any.
    pub only_if: Vec<Condition>,
    /// None of these may hold.
    pub unless: Vec<Condition>,
    /// Where one of these holds, it is made only with the date of its end.
    pub only_ended_if: Vec<Condition>,
    /// What a thing that is read from a statement is given.
    pub assume: Vec<Condition>,
    /// Qualifiers whose value, where it is the item of a concept, is read in place of the assumed value, and written
    /// where none of the conditions holds.
    pub roles: Vec<RoleQualifier>,
    /// The qualifier of the begin of the thing's time.
    pub begin: Option<String>,
    /// The qualifier of its end.
    pub end: Option<String>,
    /// The qualifier of its time as a whole.
    pub point: Option<String>,
    /// Further qualifiers, and where their values are.
    pub qualifiers: Vec<(String, Path)>,
    /// It is read and never written.
    pub read_only: bool,
    /// There is one value at a time.
    pub single: bool,
    /// A key of which the statement is of all values: what is said of one of them alone does not say it.
    pub of_all: Option<PredId>,
    /// Items must be known to be of this class for it to be read from them: its property is on others too.
    pub only_on: Option<ClassId>,
    /// How a thing between the thing and its item is named, which has no item of its own.
    pub named: Option<LabelTemplate>,
}

impl Line {
    /// Whether the statement is a fact's, not one of an entity on itself.
    #[must_use]
    pub fn is_fact(&self, schema: &Schema) -> bool {
        schema.class_id(chy::FACT).is_some_and(|fact| schema.is_a(self.class, fact))
    }

    /// Whether its time is a point: what happens then happens once, and at another time it is stated otherwise.
    #[must_use]
    pub fn is_point(&self) -> bool {
        self.point.is_some() && self.begin.is_none() && self.end.is_none()
    }

    /// The properties of the qualifiers that say its time.
    pub fn time_qualifiers(&self) -> impl Iterator<Item = &str> {
        [&self.begin, &self.end, &self.point].into_iter().flatten().map(String::as_str)
    }
}
