//! What a reading comes to: entities, statements, facts.

use crate::entity::Naming;
use crate::model::Rank;
use chancery_model::diagnostic::Code;
use chancery_model::facts::{Item, KeyValues, Record};
use chancery_model::recipe::Skip;
use chancery_model::schema::ClassId;

/// The label of what is known to be and not known itself.
pub const UNKNOWN: &str = "unknown";

/// How a statement was read.
#[derive(Debug)]
pub enum Ended {
    /// It says these facts, by these values of the claim.
    Facts(Vec<Record>, Vec<KeyValues>),
    /// It says the entity itself.
    OfEntity,
    /// It says no fact.
    Skipped(Skip),
    /// Something in it is wrong; that was stated. The code of it.
    Rejected(Code),
}

/// A statement as it was read.
#[derive(Debug)]
pub struct Read<'t> {
    /// Its id, as it is there; empty where it is left out, so that nothing of it is kept.
    pub id: String,
    /// Its rank.
    pub rank: Rank,
    /// Its property.
    pub property: String,
    /// The words by which it is hedged; nothing where it holds plainly.
    pub hedge: Option<String>,
    /// Its JSON.
    pub json: &'t str,
    /// Its result, for each line of the table that it fits; empty where it is wrong and would make no fact.
    pub ended: Vec<Ended>,
}

/// The thing that an entity is.
#[derive(Debug)]
pub struct Thing {
    /// Its id in Wikidata.
    pub id: String,
    /// The thing as values have it.
    pub item: Item,
    /// Its class, where that is known.
    pub class: Option<ClassId>,
    /// The kind and the values that its statements give it; nothing for what the registry knows.
    pub record: Option<Record>,
    /// Its labels, descriptions and other names, with their languages.
    pub texts: Vec<(Naming, String, String)>,
}

/// An entity as it was read.
#[derive(Debug)]
pub struct Told<'t> {
    /// What it is; nothing if its statements say no more than that it was passed over.
    pub thing: Option<Thing>,
    /// Its statements on the properties of the table.
    pub statements: Vec<Read<'t>>,
}
