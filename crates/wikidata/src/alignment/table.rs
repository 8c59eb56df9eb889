//! The whole table, and what can be asked of it.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::line::{Ends, Line, Path};
use crate::model::{Content, DataValue, Snak};
use chancery_model::frozen;
use chancery_model::schema::{ClassId, ConceptId, PredId, Schema, ValueType};

/// What the values of a property of Wikidata are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holds {
    /// Items.
    Items,
    /// Points in time.
    Times,
    /// Texts.
    Texts,
}

impl Holds {
    /// Whether a value is one of these.
    #[must_use]
    pub fn takes(self, value: &DataValue) -> bool {
        match (self, value) {
            (Self::Items, DataValue::Entity(id)) => id.starts_with('Q'),
            (Self::Times, DataValue::Time(_)) | (Self::Texts, DataValue::Text(_)) => true,
            _ => false,
        }
    }

    /// For a person.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Items => "an item",
            Self::Times => "a point in time",
            Self::Texts => "a text",
        }
    }
}

/// What the qualifiers of a statement say of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    None,
    /// The value of a property is this concept.
    Is(PredId, ConceptId),
    /// Several that differ.
    Several,
}

/// How surely a statement holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubt {
    /// The words by which it is hedged; an id, where the table has none for a value.
    pub hedges: BTreeSet<String>,
    /// The words by which its dates are said to be approximate.
    pub of_dates: BTreeSet<String>,
}

impl Doubt {
    /// The words by which a statement is hedged. Without a date, that one is approximate is a hedge.
    #[must_use]
    pub fn words(&self, has_date: bool) -> Option<String> {
        let of_dates = self.of_dates.iter().filter(|_| !has_date);
        let all: Vec<&str> = self.hedges.iter().chain(of_dates).map(String::as_str).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }

    /// Whether the dates of the statement are approximate.
    #[must_use]
    pub fn is_of_dates(&self) -> bool {
        !self.of_dates.is_empty()
    }
}

/// The table.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Alignment {
    /// Its lines, in the order of the file.
    pub lines: Vec<Line>,
    /// The class of each instance of an item, by the item's id.
    #[serde(serialize_with = "frozen::map")]
    pub(super) classes: HashMap<String, ClassId>,
    /// Concepts by the id of the item that means the same.
    #[serde(serialize_with = "frozen::map")]
    pub(super) concepts: HashMap<String, ConceptId>,
    /// The item that means the same as a concept.
    #[serde(serialize_with = "frozen::map")]
    pub(super) items: HashMap<ConceptId, String>,
    /// What identifies the things of a class.
    #[serde(serialize_with = "frozen::map")]
    pub(super) identities: HashMap<ClassId, Vec<PredId>>,
    /// What a new item of a class is described as.
    #[serde(serialize_with = "frozen::map")]
    pub(super) descriptions: HashMap<ClassId, String>,
    /// The property by which an item says what it is an instance of: that of the lines whose value is a concept.
    pub instance_of: Option<String>,
    /// What references say, by what it is.
    pub references: References,
    /// Qualifiers that say nothing of when, how far or in which role a statement holds.
    #[serde(serialize_with = "frozen::set")]
    pub(super) incidental: HashSet<String>,
    /// Qualifiers that say how surely a statement holds.
    #[serde(serialize_with = "frozen::set")]
    pub hedging: HashSet<String>,
    /// The values of these that are of the dates of a statement alone.
    #[serde(serialize_with = "frozen::set")]
    pub(super) approximate: HashSet<String>,
    /// The words of these values.
    #[serde(serialize_with = "frozen::map")]
    pub(super) words: HashMap<String, String>,
    /// The properties by which an item says when it began.
    pub begun: Vec<String>,
    /// The properties by which an item says when it ended.
    pub ended: Vec<String>,
    /// What the values of the properties of the table are.
    #[serde(serialize_with = "frozen::map")]
    pub holds: HashMap<String, Holds>,
}

/// The properties of references that the program writes.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct References {
    /// Where the thing is stated: the item of a work.
    pub stated_in: Option<String>,
    /// A page of a Wikimedia project, with its revision.
    pub import_url: Option<String>,
    /// Another page.
    pub url: Option<String>,
    /// The day on which the page was read.
    pub retrieved: Option<String>,
    /// The hosts of Wikimedia's projects, without what is before them.
    pub import_hosts: Vec<String>,
}

impl Alignment {
    /// An item that means a concept of a kind's closed list makes each instance of it a thing of the kind.
    pub(super) fn instances(&mut self, schema: &Schema) {
        let mut found = Vec::new();
        for line in &self.lines {
            let Ends::Directed { subject, value } = &line.ends else { continue };
            let ([], [value]) = (subject.as_slice(), value.as_slice()) else { continue };
            for kind in schema.kinds().filter(|kind| schema.is_a(kind.class, line.class)) {
                for key in kind.keys.iter().filter(|key| key.predicate == *value) {
                    let ValueType::Concept(list) = &key.value else { continue };
                    self.instance_of = Some(line.property.clone());
                    let items = list.iter().filter_map(|concept| self.items.get(concept));
                    found.extend(items.map(|item| (item.clone(), kind.class)));
                }
            }
        }
        self.classes.extend(found);
    }

    /// Notes what the values of each property are, by the keys that the table leads to.
    pub(super) fn find_values(&mut self, schema: &Schema) {
        let of_path = |path: &Path| {
            let Some(last) = path.last() else { return Some(Holds::Items) };
            let key = schema.kinds().flat_map(|kind| &kind.keys).find(|key| key.predicate == *last)?;
            match key.value {
                ValueType::Entity(_) | ValueType::Fact(_) | ValueType::Matter(_) | ValueType::Concept(_) => {
                    Some(Holds::Items)
                }
                ValueType::Time => Some(Holds::Times),
                ValueType::Text { .. } => Some(Holds::Texts),
                ValueType::Quantity { .. } | ValueType::Iri { .. } => None,
            }
        };
        let mut found: Vec<(&str, Holds)> = Vec::new();
        for line in &self.lines {
            let main = match &line.ends {
                Ends::Pairs(_) => Some(Holds::Items),
                Ends::Directed { value, .. } => of_path(value),
            };
            found.extend(main.map(|holds| (line.property.as_str(), holds)));
            found.extend(line.time_qualifiers().map(|property| (property, Holds::Times)));
            let roles = line.roles.iter().map(|role| (&role.property, &role.path));
            let further = line.qualifiers.iter().map(|(property, path)| (property, path));
            found.extend(roles.chain(further).filter_map(|(property, path)| Some((property.as_str(), of_path(path)?))));
        }
        found.extend(self.of_existence().map(|property| (property, Holds::Times)));
        let References { stated_in, import_url, url, retrieved, .. } = &self.references;
        let of_references =
            [(stated_in, Holds::Items), (import_url, Holds::Texts), (url, Holds::Texts), (retrieved, Holds::Times)];
        found.extend(of_references.into_iter().filter_map(|(property, holds)| Some((property.as_deref()?, holds))));
        self.holds = found.into_iter().map(|(property, holds)| (property.to_owned(), holds)).collect();
    }

    /// The properties by which an item says when it began and ended.
    pub fn of_existence(&self) -> impl Iterator<Item = &str> {
        self.begun.iter().chain(&self.ended).map(String::as_str)
    }

    /// The class of what is an instance of these items: the most special one that the table knows.
    pub fn class_of<'i>(&self, schema: &Schema, items: impl Iterator<Item = &'i str>) -> Option<ClassId> {
        let known = items.filter_map(|item| self.classes.get(item).copied());
        known.reduce(|one, other| if schema.is_a(other, one) { other } else { one })
    }

    /// The item whose instances are of a class; nothing where several are, because none is then to be preferred.
    #[must_use]
    pub fn item_of_class(&self, class: ClassId) -> Option<&str> {
        let mut items = self.classes.iter().filter(|(_, of)| **of == class).map(|(item, _)| item.as_str());
        let first = items.next()?;
        items.next().is_none().then_some(first)
    }

    /// What a new item for a thing of a class is described as, in English.
    #[must_use]
    pub fn description<'a>(&'a self, schema: &'a Schema, class: ClassId) -> &'a str {
        self.descriptions.get(&class).map_or(schema.class(class).label.as_str(), String::as_str)
    }

    /// The concept that means the same as an item.
    #[must_use]
    pub fn concept(&self, item: &str) -> Option<ConceptId> {
        self.concepts.get(item).copied()
    }

    /// The item that means the same as a concept.
    #[must_use]
    pub fn item(&self, concept: ConceptId) -> Option<&str> {
        self.items.get(&concept).map(String::as_str)
    }

    /// What the qualifiers of a statement say instead of what the line assumes. A role that the table does not know
    /// changes nothing: a permanent member is a member.
    #[must_use]
    pub fn role(&self, line: &Line, qualifiers: &[Snak]) -> Role {
        let known = line.roles.iter().flat_map(|role| {
            let of = qualifiers.iter().filter(|snak| snak.property == role.property);
            of.filter_map(|snak| match (&snak.content, role.path.first()) {
                (Content::Value(DataValue::Entity(item)), Some(predicate)) => {
                    Some(Role::Is(*predicate, self.concept(item)?))
                }
                _ => None,
            })
        });
        known.reduce(|one, other| if one == other { one } else { Role::Several }).unwrap_or(Role::None)
    }

    /// How surely a statement holds by its qualifiers. What a role says does not make it doubtful: an acting minister
    /// holds no office, and that is certain.
    #[must_use]
    pub fn doubt(&self, line: &Line, qualifiers: &[Snak]) -> Doubt {
        let is_role = |property: &str, item: &str| {
            line.roles.iter().any(|role| role.property == property) && self.concept(item).is_some()
        };
        let mut doubt = Doubt::default();
        for snak in qualifiers.iter().filter(|snak| self.hedging.contains(&snak.property)) {
            match &snak.content {
                Content::NoValue => {}
                Content::Value(DataValue::Entity(item)) if is_role(&snak.property, item) => {}
                Content::Value(DataValue::Entity(item)) => {
                    let words = self.words.get(item).unwrap_or(item).clone();
                    let of = if self.approximate.contains(item) { &mut doubt.of_dates } else { &mut doubt.hedges };
                    of.insert(words);
                }
                Content::Value(_) | Content::SomeValue => {
                    doubt.hedges.insert(snak.property.clone());
                }
            }
        }
        doubt
    }

    /// The qualifiers that a line does not understand: they may say when, how far or in which role the statement holds.
    pub fn not_understood<'s>(&self, line: &Line, qualifiers: &'s [Snak]) -> Vec<&'s Snak> {
        let understood = |snak: &&Snak| {
            let property = snak.property.as_str();
            let is_role = line.roles.iter().any(|role| role.property == property);
            let is_known =
                matches!(&snak.content, Content::Value(DataValue::Entity(item)) if self.concept(item).is_some());
            line.time_qualifiers().any(|of_time| of_time == property)
                || (is_role && is_known)
                || line.qualifiers.iter().any(|(known, _)| known == property)
                || self.incidental.contains(property)
        };
        qualifiers.iter().filter(|snak| !understood(snak)).collect()
    }

    /// Our properties by which a thing of a class is known to be the thing of an item, if there are any.
    #[must_use]
    pub fn identity(&self, class: ClassId) -> Option<&[PredId]> {
        self.identities.get(&class).map(Vec::as_slice)
    }

    /// The properties of the table, none twice.
    #[must_use]
    pub fn properties(&self) -> BTreeSet<&str> {
        self.lines.iter().map(|line| line.property.as_str()).collect()
    }

    /// What must be in the text of an entity for it to be worth a look: a property that says a fact, or an item whose
    /// instances are of a class that a property asks for. Each in quotation marks, as JSON has it.
    #[must_use]
    pub fn needles(&self, schema: &Schema) -> Vec<String> {
        let mut needles: BTreeSet<&str> = BTreeSet::new();
        for line in self.lines.iter().filter(|line| line.is_fact(schema)) {
            needles.insert(&line.property);
            if let Some(class) = line.only_on {
                let of_class = self.classes.iter().filter(|(_, of)| schema.is_a(**of, class));
                needles.extend(of_class.map(|(item, _)| item.as_str()));
            }
        }
        needles.into_iter().map(|needle| format!("\"{needle}\"")).collect()
    }
}
