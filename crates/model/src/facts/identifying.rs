//! What identifies facts about an entity: the values of the properties that shapes of facts ask for.

use std::collections::HashMap;
use std::sync::Arc;

use crate::registry::EntityId;
use crate::schema::{IriBuf, PredId};

/// A value that identifies an affair.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    /// The value as it enters a digest.
    pub(super) content: String,
    /// Its part of the name.
    pub(super) name: String,
    /// Other values have the same name, or its end cannot be found.
    pub(super) is_lossy: bool,
}

/// What identifies facts about an entity: the values of the properties that shapes of facts ask for.
#[derive(Debug, Default, Clone)]
pub(super) struct Identity {
    pub(super) properties: Vec<(PredId, Vec<Part>)>,
    /// The properties that identify it in addition to its class.
    pub(super) own: Vec<PredId>,
}

/// The identities of entities that a mapper has met.
#[derive(Debug, Default)]
pub(super) struct Identities {
    pub(super) in_place: HashMap<IriBuf, Arc<Identity>>,
    pub(super) of_registry: HashMap<EntityId, Arc<Identity>>,
}
