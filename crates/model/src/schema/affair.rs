//! What makes two facts of a kind one: which keys say what they are about, and how often there is one.

use serde::{Deserialize, Serialize};

use super::space::PredId;

/// The keys of a kind by what they say of an affair. Of a kind of entity only those that identify: an affair that is identified by
/// such an entity is identified by their values too. Of a kind of fact, each key but the time and the declared conflicts is in one of the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affair {
    /// They say which affair a fact is about (`setting:identifiedBy`).
    pub identified: Vec<KeyPath>,
    /// They say more of it (`setting:refinedBy`).
    pub refined: Vec<KeyPath>,
    /// They distinguish one event of it from another (`setting:distinguishedBy`).
    pub distinguished: Vec<KeyPath>,
    /// They measure it (`setting:measuredBy`).
    pub measured: Vec<KeyPath>,
    /// How often there is one (`setting:recurs`).
    pub recurs: Recurs,
    /// It happens, so its values do not change while it lasts.
    pub is_event: bool,
}

/// The values of a key, or of a property of these values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPath {
    /// The place of the key in the kind.
    pub key: usize,
    /// The property of its values, in a sequence of two.
    pub inner: Option<PredId>,
    /// The value cannot change while the affair lasts (`setting:fixed`).
    pub fixed: bool,
    /// Two values exclude one another on one day, unless one is within the other (`setting:exclusive`).
    pub exclusive: bool,
}

/// How often there is a fact of an affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Recurs {
    /// Once (`recurrence:once`).
    Once,
    /// Any number of times (`recurrence:freely`).
    #[default]
    Freely,
    /// In spells with so many days at least from one to the next: a duration, or none (`recurrence:in-spells`).
    Apart(u32),
    /// Once in a period, which is among the keys that identify (`recurrence:by-period`).
    ByPeriod,
}
