//! What a shape says, compiled: kinds, their keys, and what each key's value must be.

use regex::Regex;

use super::label::LabelTemplate;
use super::space::{NsId, PredId};
use super::template::Template;

/// A class's place in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassId(pub u16);

/// A kind's place in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindId(pub u16);

/// A concept's place in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConceptId(pub u16);

/// What records of a kind become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A thing with a name.
    Entity,
    /// Content that claims speak for.
    Fact,
    /// Not a record of its own: the keys of a claim, or of a time written as a mapping.
    Part,
}

/// A kind of record.
#[derive(Debug)]
pub struct Kind {
    /// Its name in a facts file.
    pub key: String,
    /// The IRI of its class, and the class's place among the others.
    pub class_iri: String,
    pub class: ClassId,
    pub role: Role,
    /// The type part of its IRIs.
    pub namespace: NsId,
    pub template: Template,
    pub label: LabelTemplate,
    /// In the shape's order, the inherited ones first.
    pub keys: Vec<Key>,
    pub help: String,
    /// A record as a person would write it.
    pub example: Option<String>,
    /// Two undated records of the kind are not one: events and observations without a name of their own.
    pub needs_date: bool,
    /// Of each group of predicates, one at least has a value (`sh:or`).
    pub one_of: Vec<Vec<PredId>>,
}

impl Kind {
    /// The key of this name, and its place.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<(usize, &Key)> {
        self.keys.iter().enumerate().find(|(_, key)| key.key == name)
    }
}

/// A key of a kind.
#[derive(Debug, Clone)]
pub struct Key {
    pub key: String,
    pub predicate: PredId,
    /// The triple is written the other way round (`sh:inversePath`).
    pub inverse: bool,
    pub value: ValueType,
    /// `sh:minCount`.
    pub min: u32,
    /// `sh:maxCount`; none means that a list is one set of values.
    pub max: Option<u32>,
    pub order: u32,
    pub help: String,
    /// The order of the values has no meaning.
    pub symmetric: bool,
    /// No two entities share a value.
    pub unique: bool,
    pub names: Naming,
    /// Whether the value is content: part of what makes the fact this fact.
    pub content: bool,
}

/// Whether a key's values are names or codes of the entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    No,
    /// A name: compared after normalising.
    Name,
    /// A code: found with its key before it (`cow:370`), and alone where `bare`.
    Code {
        bare: bool,
    },
    /// The time for which names and codes hold.
    Hold,
}

/// What a value must be.
#[derive(Debug, Clone)]
pub enum ValueType {
    /// The name of an entity of the class.
    Entity(ClassId),
    /// The `id` of a fact of the class, or a record in place.
    Fact(ClassId),
    /// Either.
    Matter(ClassId),
    /// EDTF, or a mapping with bounds.
    Time,
    /// Comparator, number and unit.
    Quantity { default_unit: Option<ConceptId>, units: Vec<ConceptId> },
    /// One of a closed list, in the list's order.
    Concept(Vec<ConceptId>),
    /// Text of a datatype.
    Text { datatype: Datatype, pattern: Option<Regex> },
    /// An IRI, written whole or through a template with `{value}`.
    Iri { template: Option<String>, pattern: Option<Regex> },
}

/// The datatypes a text key may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Datatype {
    String,
    LangString,
    Integer,
    Decimal,
    Boolean,
    Date,
}

/// A term of a closed list.
#[derive(Debug, Clone)]
pub struct Concept {
    pub iri: String,
    pub namespace: NsId,
    /// The last part of its IRI.
    pub code: String,
    pub label: String,
    pub scheme: Option<String>,
    pub broader: Option<String>,
    /// Whether it is typed as a concept (a unit of measure of another vocabulary is not).
    pub is_concept: bool,
}

impl Concept {
    /// How a person writes it: a code of letters as it is, else the label.
    #[must_use]
    pub fn written(&self) -> &str {
        if self.code.starts_with(|c: char| c.is_ascii_lowercase()) { &self.code } else { &self.label }
    }
}
