//! What a shape says, compiled: kinds, their keys, and what each key's value must be.

use std::ops::Deref;
use std::sync::OnceLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::affair::{Affair, Recurs};
use super::label::LabelTemplate;
use super::space::{NsId, PredId};
use super::template::Template;

/// A class's place in the schema; the classes are in the order of their IRIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClassId(pub u16);

/// A kind's place in the schema; the kinds are in the order of the shapes files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KindId(pub u16);

/// A concept's place in the schema; those of schemes come first, then members of closed lists that are in none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ConceptId(pub u16);

/// What records of a kind become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// A thing with a name.
    Entity,
    /// Content that claims support or deny.
    Fact,
    /// Not a record of its own: the keys of a claim, or of a time written as a mapping.
    Part,
}

/// A kind of record.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kind {
    /// Its name in a facts file.
    pub key: String,
    /// The whole IRI of its class (`sh:targetClass`).
    pub class_iri: String,
    /// The class's place among the others.
    pub class: ClassId,
    /// What its records become.
    pub role: Role,
    /// The namespace of its records' IRIs: the base and the template's folder; [`NsId::NONE`] for a part.
    pub namespace: NsId,
    /// How the local part of a record's IRI is made (`setting:iriTemplate`, own or inherited); empty for a part.
    pub template: Template,
    /// How a record's English label is made (`setting:labelTemplate`, own or inherited); empty where none is given.
    pub label: LabelTemplate,
    /// Its own and the inherited ones by `sh:order`, then by name; of one name the most special shape's counts.
    pub keys: Vec<Key>,
    /// What it is, in English, from the `rdfs:comment` of its shape; may be empty.
    pub help: String,
    /// The keys of a record as a person would write them in YAML, `{…}` (`setting:example`).
    pub example: Option<String>,
    /// What people call it who do not know its name (`skos:hiddenLabel`), as terms are compared; only ever proposed.
    pub words: Vec<String>,
    /// Two undated records of the kind are not one: events and observations whose template holds no name.
    pub needs_date: bool,
    /// Of each group of predicates, one at least has a value (`sh:or`).
    pub one_of: Vec<Vec<PredId>>,
    /// Which keys make a record's IRI and label, and which it must have.
    pub layout: Layout,
    /// What makes two facts of the kind one; nothing where its shape, and those above it, do not say.
    pub affair: Option<Affair>,
    /// Of an entity: the properties that identify facts about it, and `rdf:type` if its class does.
    pub identifying: Vec<PredId>,
    /// Of an entity: a name alone makes one, which is an entity of its document (`setting:nameSuffices`).
    pub name_suffices: bool,
}

/// Which keys make the IRI and the label of a record, and which it must have, by their places in the kind: worked out
/// once, so that no names of keys are compared for each record.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Layout {
    /// For each variable of the IRI template its key; none where the kind has no such key.
    pub variables: Vec<Option<usize>>,
    /// For each key that the label template names, the keys that may give it a value: those of its predicate.
    pub labels: Vec<Vec<usize>>,
    /// The keys whose values make the digest, by their names: all that is content of a fact, all that names an entity.
    pub digest: Vec<usize>,
    /// The keys that distinguish an entity from others of its name.
    pub identity: Vec<usize>,
    /// For each key, whether it makes the digest and is not a variable of the template.
    pub outside: Vec<bool>,
    /// For each key, whether it says what a fact is about: a variable of the template, or the parties.
    pub about: Vec<bool>,
    /// The keys that must have a value.
    pub required: Vec<usize>,
}

impl Layout {
    /// Works out the layout of a kind's keys.
    #[must_use]
    pub fn new(role: Role, template: &Template, label: &LabelTemplate, keys: &[Key]) -> Self {
        let place = |name: &str| keys.iter().position(|key| key.key == name);
        let of_predicate = |at: usize| (0..keys.len()).filter(move |i| keys[*i].predicate == keys[at].predicate);
        let variables: Vec<Option<usize>> = template.keys().map(place).collect();
        let identity: Vec<usize> = (0..keys.len()).filter(|at| role == Role::Entity && keys[*at].identifies).collect();
        let is_in_digest = |at: &usize| match role {
            Role::Fact => keys[*at].content,
            Role::Entity => identity.contains(at) || variables.contains(&Some(*at)),
            Role::Part => false,
        };
        let mut digest: Vec<usize> = (0..keys.len()).filter(is_in_digest).collect();
        digest.sort_by(|a, b| keys[*a].key.cmp(&keys[*b].key));
        Self {
            labels: label
                .keys()
                .map(|name| place(name).map_or_else(Vec::new, |at| of_predicate(at).collect()))
                .collect(),
            outside: (0..keys.len()).map(|at| digest.contains(&at) && !variables.contains(&Some(at))).collect(),
            about: (0..keys.len()).map(|at| variables.contains(&Some(at)) || keys[at].symmetric).collect(),
            required: (0..keys.len()).filter(|at| keys[*at].min > 0).collect(),
            digest,
            identity,
            variables,
        }
    }
}

impl Kind {
    /// The property by which the fact that a key makes leads to the fact with the key (`setting:unfoldsTo`); nothing where this is the
    /// kind of such facts.
    #[must_use]
    pub fn unfolds_to(&self, key: &Key) -> Option<PredId> {
        key.unfolds_to.filter(|property| !self.keys.iter().any(|key| key.predicate == *property))
    }

    /// Whether a key describes an entity, and is more than a name, an identifier or a link to it: when it was
    /// founded, who owns it.
    #[must_use]
    pub fn states(&self, at: usize) -> bool {
        let key = &self.keys[at];
        self.role == Role::Entity
            && !self.layout.digest.contains(&at)
            && key.names == Naming::No
            && !key.unique
            && !matches!(key.value, ValueType::Iri { .. })
    }

    /// The key of this name, and its place.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<(usize, &Key)> {
        self.keys.iter().enumerate().find(|(_, key)| key.key == name)
    }

    /// Whether its records are entities that an `id` names, so that they are allowed under `entities:`.
    #[must_use]
    pub fn has_id(&self) -> bool {
        self.role == Role::Entity && self.template.keys().next().is_some_and(|variable| variable == "id")
    }

    /// Whether a record may have an `id`: the name of an entity, or that by which other facts of a file refer to a fact.
    #[must_use]
    pub fn takes_id(&self) -> bool {
        self.role == Role::Fact || self.has_id()
    }
}

/// A key of a kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Key {
    /// Its name in a facts file (`setting:key`).
    pub key: String,
    /// The predicate of its triples (`sh:path`, or what is in its `sh:inversePath`).
    pub predicate: PredId,
    /// The triple is written the other way round (`sh:inversePath`).
    pub inverse: bool,
    /// What each value must be.
    pub value: ValueType,
    /// The least number of values (`sh:minCount`); 0 where none is given.
    pub min: u32,
    /// The greatest number of values (`sh:maxCount`); none means any number. With 1, the items of a list are
    /// alternatives, of which each makes a fact of its own; otherwise they are one set.
    pub max: Option<u32>,
    /// The least number that a value may be (`sh:minInclusive`; of an amount, that of the shape which its `sh:node` names),
    /// as the canonical text of a decimal; of a day, its date.
    pub least: Option<String>,
    /// The greatest (`sh:maxInclusive`).
    pub greatest: Option<String>,
    /// `sh:order`; `u32::MAX` where none is given.
    pub order: u32,
    /// What it says, in English, from its `sh:description`; may be empty.
    pub help: String,
    /// The values are parties in any order, none twice (`setting:symmetric`).
    pub symmetric: bool,
    /// No two entities share a value (`setting:unique`).
    pub unique: bool,
    /// The value distinguishes an entity from others of its kind and name (`setting:identifies`).
    pub identifies: bool,
    /// The value says when the thing came to be (`setting:begins`), or ceased to be (`setting:ends`).
    pub edge: Option<Edge>,
    /// No two values have one language (`sh:uniqueLang`).
    pub unique_lang: bool,
    /// Whether its values are names or codes by which the entity is found.
    pub names: Naming,
    /// Whether the value is content: part of what makes the fact this fact. Only a declared conflict is not.
    pub content: bool,
    /// Whether who asserts the record asserts a fact under this key too, because it takes part in the record
    /// (`setting:asserts`). Otherwise the record only mentions it.
    pub asserts: bool,
    /// The value cannot change within a spell (`setting:fixed`).
    pub fixed: bool,
    /// Two values exclude one another on one day, unless one is within the other (`setting:exclusive`).
    pub exclusive: bool,
    /// Whether the value ends with the fact, so that its names are those before it, or begins with it (`setting:namedAt`).
    pub named_at: Option<Edge>,
    /// The key makes a fact of its own, which has the fact with the key as the value of this property (`setting:unfoldsTo`).
    pub unfolds_to: Option<PredId>,
    /// The value exists while the fact holds (`setting:withinLife`).
    pub within_life: bool,
    /// The value exists at the time of the fact, or is the time in which the entity exists (`setting:statesLife`).
    pub states_life: bool,
    /// How the words of a value occur in the sentence that is cited (`setting:inSentence`); nothing where they are not its
    /// words.
    pub in_sentence: Option<InSentence>,
    /// What people call it who do not know its name (`skos:hiddenLabel`), as terms are compared; only ever proposed.
    pub words: Vec<String>,
}

/// How words of a source occur in the sentence that is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InSentence {
    /// One after the other, as they are written.
    Phrase,
    /// Each of them, in their order, with any words between them and in any case.
    Words,
}

/// An end of the time in which a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edge {
    /// It came to be.
    Begin,
    /// It ceased to be.
    End,
}

/// Whether a key's values are names or codes of the entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Naming {
    /// Neither: the entity is not found by it, unless it is unique.
    No,
    /// A name: compared after normalising.
    Name,
    /// A code: found as it is written, with its key before it (`cow:370`).
    Code {
        /// Found without its key too (`setting:bareCode`).
        bare: bool,
    },
    /// The time for which names and codes hold.
    Hold,
}

/// What a value must be.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
    Quantity {
        /// The unit where none is written (`setting:unit`); without one, every amount needs a unit.
        default_unit: Option<ConceptId>,
        /// The units that are allowed in addition to the default one (`setting:unitIn`).
        units: Vec<ConceptId>,
    },
    /// One of a closed list, in the list's order.
    Concept(Vec<ConceptId>),
    /// Text of a datatype.
    Text {
        /// What the text is read as (`sh:datatype`).
        datatype: Datatype,
        /// What must be found in the text as written (`setting:textPattern`, else `sh:pattern`).
        pattern: Option<Pattern>,
    },
    /// An IRI, written whole or through a template with `{value}`.
    Iri {
        /// The IRI, in which the written text replaces `{value}` (`setting:valueTemplate`).
        template: Option<String>,
        /// What must be found in the value as written, without the template (`setting:textPattern`).
        pattern: Option<Pattern>,
    },
}

/// A regular expression that a text must match, and what that asks for in words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pattern {
    /// The expression, as it is written.
    text: String,
    /// The same, compiled when it is first asked for.
    #[serde(skip)]
    regex: OnceLock<Regex>,
    /// What a text that matches it is (`setting:form`): `two capital letters`.
    pub form: Option<String>,
}

impl Pattern {
    /// Takes an expression, and what it asks for in words.
    ///
    /// # Errors
    /// Why it is not an expression.
    pub fn new(text: &str, form: Option<&str>) -> Result<Self, regex::Error> {
        let regex = Regex::new(text)?.into();
        Ok(Self { text: text.to_owned(), regex, form: form.map(ToOwned::to_owned) })
    }

    /// What to write, for a person whose text does not match.
    #[must_use]
    pub fn remedy(&self) -> String {
        match &self.form {
            Some(form) => format!("write {form}"),
            None => format!("it must match the pattern `{}`", self.text),
        }
    }
}

impl Deref for Pattern {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        // It was compiled once, where the shape was read: here or in the build script.
        self.regex.get_or_init(|| Regex::new(&self.text).expect("a regular expression"))
    }
}

/// The datatypes a text key may have, and what is taken for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Datatype {
    /// `xsd:string`: any text.
    String,
    /// `rdf:langString`: a text, which is English, or a mapping of language tags to texts.
    LangString,
    /// `xsd:integer`: digits, perhaps with a sign.
    Integer,
    /// `xsd:decimal`: a number as an amount has it (`1,234.5`, `3 million`), without comparator and unit.
    Decimal,
    /// `xsd:boolean`: `true` or `yes`, `false` or `no`.
    Boolean,
    /// `xsd:date`: EDTF whose bounds are one day.
    Date,
}

/// A term of a closed list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Concept {
    /// Its whole IRI.
    pub iri: String,
    /// The namespace of its IRI; with [`NsId::NONE`], the IRI is written whole.
    pub namespace: NsId,
    /// The last part of its IRI.
    pub code: String,
    /// Its English `skos:prefLabel`, else its `rdfs:label`, else its code.
    pub label: String,
    /// What a unit is called after a number other than one (`chy:pluralLabel`).
    pub plural: Option<String>,
    /// The whole IRI of its scheme (`skos:inScheme`).
    pub scheme: Option<String>,
    /// The whole IRI of the next wider concept (`skos:broader`).
    pub broader: Option<String>,
    /// The whole IRIs of concepts that cannot be true with it on one day (`chy:excludes`), said of either; sorted.
    pub excludes: Vec<String>,
    /// How often there is one thing whose facts it identifies, where that is not as the shape of their kind says (`setting:recurs`).
    pub recurs: Option<Recurs>,
    /// Whether it is a unit of what is counted (`setting:counted`), or of money.
    pub is_counted: bool,
    /// Whether it is typed as a concept (a unit of measure of another vocabulary is not).
    pub is_concept: bool,
}

impl Concept {
    /// How a person writes it: the code where it begins with a lower-case letter, else the label.
    #[must_use]
    pub fn written(&self) -> &str {
        if self.code.starts_with(|c: char| c.is_ascii_lowercase()) { &self.code } else { &self.label }
    }
}
