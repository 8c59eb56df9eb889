//! An entity: its record, what is added to it, and when its names mean it.

use serde::{Deserialize, Serialize};

use crate::origin::{FileId, Origin};
use crate::schema::{IriBuf, KindId, Schema};
use crate::source::Node;
use chancery_values::time::{Bounds, Date};

/// An entity's place in the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntityId(pub u32);

/// An entity: its record, and what is needed to find it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entity {
    /// Its kind, whose role is [`Role::Entity`](crate::schema::Role::Entity).
    pub kind: KindId,
    /// The last part of its IRI: the `id` of its record, else what its name and the values that identify it make.
    pub id: String,
    /// Its main name: the English one, else the first.
    pub label: String,
    /// What it is called where facts mention it: its name, and where needed, what it belongs to.
    pub title: String,
    /// The source of its record.
    pub file: FileId,
    /// The keys and values of its record.
    #[serde(borrow)]
    pub record: Node<'static>,
    /// The place of the value of its key `name`; the whole record where there is no such key.
    pub origin: Origin,
    /// What other records add to it, each with its source.
    #[serde(borrow)]
    pub additions: Vec<(FileId, Node<'static>)>,
    /// The decisions on its identifiers, each with its author.
    pub decisions: Vec<Decision>,
    /// The time for which its names and codes mean it, if that is stated.
    pub(super) holds: Option<Bounds>,
    /// When it came to be and ceased to be, as far as its record says.
    pub(super) existence: Bounds,
}

/// A decision on an identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The key of the identifier (`wikidata`).
    pub key: String,
    /// The identifier; nothing where the decision is that there is no identifier.
    pub value: Option<String>,
    /// Who decided: a person, or a rule.
    pub by: String,
    /// The day.
    pub on: Date,
    /// By what it was decided; may be empty.
    pub evidence: String,
    /// The place of the decision.
    pub origin: Origin,
}

impl Entity {
    /// Its IRI.
    #[must_use]
    pub fn iri(&self, schema: &Schema) -> IriBuf {
        IriBuf { ns: schema.kind(self.kind).namespace, local: self.id.clone() }
    }

    /// The value of a key in its record, and those in what is added to it.
    pub fn values<'s, 'k>(&'s self, key: &'k str) -> impl Iterator<Item = &'s Node<'static>> + use<'s, 'k> {
        let records = std::iter::once(&self.record).chain(self.additions.iter().map(|(_, record)| record));
        records.filter_map(move |record| record.get(key))
    }

    /// Whether its names may have meant it at some day that a time may cover; without a time, whether they mean it to
    /// this day. An entity that still exists, with an unknown begin, is treated like one without a time: only an entity
    /// of today can match it.
    pub(super) fn bore(&self, when: Option<&Bounds>) -> bool {
        let Some(time) = self.time() else { return true };
        match when.filter(|when| !goes_on_alone(when)) {
            Some(when) => !after(time.begin_earliest, when.end_latest) && !after(when.begin_earliest, time.end_latest),
            // An end that is known is past.
            None => time.end_latest.is_none(),
        }
    }

    /// Between which days it came to be and ceased to be, as far as its record and what is added to it say.
    #[must_use]
    pub fn existence(&self) -> &Bounds {
        &self.existence
    }

    /// The time in which its names and codes mean it; nothing where they do at any time, or where it is not stated.
    #[must_use]
    pub fn time(&self) -> Option<&Bounds> {
        self.holds.as_ref().or(Some(&self.existence).filter(|time| **time != Bounds::UNKNOWN))
    }
}

/// Whether it is only known of a time that it has not ended.
fn goes_on_alone(when: &Bounds) -> bool {
    let end = Some(Date::MAX);
    *when == Bounds { end_latest: end, ..Bounds::UNKNOWN }
}

/// Whether a day is known to be later than another one.
fn after(day: Option<Date>, other: Option<Date>) -> bool {
    day.zip(other).is_some_and(|(day, other)| day > other)
}
