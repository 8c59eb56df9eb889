//! The entities of the facts, and whether each has its item.

use std::collections::{BTreeMap, HashMap};

use oxigraph::model::{NamedNode, Term};

use crate::command::session::Session;
use chancery_ask::query::{Ask, AskError};
use chancery_model::registry::Asked;
use chancery_model::schema::{KindId, Role};
use chancery_model::vocab::{chy, std_terms as t};
use chancery_serve::link::Proposal;

/// So many entities are named in a message.
pub(super) const SHOWN: usize = 5;

/// A candidate within the registry counts from this score.
const ALIKE: u8 = 85;

/// An entity of the facts.
pub(super) struct Linked {
    /// As `match` and `show` write it.
    pub(super) name: String,
    pub(super) kind: KindId,
    pub(super) label: String,
    pub(super) items: Vec<String>,
    pub(super) state: State,
    pub(super) why: String,
    pub(super) proposals: Vec<Proposal>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Linked,
    /// A decision says that there is nothing to link to.
    Decided,
    Unlinked,
    /// Not linked, and much like one that is.
    Doubtful,
}

impl State {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Linked => "linked",
            Self::Decided => "none",
            Self::Unlinked => "unlinked",
            Self::Doubtful => "doubtful",
        }
    }
}

/// The entities of the facts, those written in place too, in the order of their names. Documents are left out, as in the
/// question `entities-without-item`: they are sources, not what the facts are about.
pub(super) fn entities(session: &Session, store: &dyn Ask, base: &str) -> Result<Vec<Linked>, String> {
    let (schema, registry) = (&session.loaded.schema, &session.outcome.registry);
    let failed = |error: AskError| format!("the store cannot be read: {error}");
    let class = schema.class_id(chy::ENTITY).ok_or("the ontology has no class of entities")?;
    let kinds: HashMap<&str, KindId> = schema
        .kinds()
        .filter(|kind| kind.role == Role::Entity && schema.is_a(kind.class, class))
        .filter_map(|kind| Some((schema.class(kind.class).iri.as_str(), schema.kind_by_key(&kind.key)?)))
        .filter(|(_, kind)| Some(*kind) != schema.document_kind())
        .collect();
    let mut items: HashMap<String, Vec<String>> = HashMap::new();
    for (subject, item) in store.pairs(t::OWL_SAME_AS).map_err(failed)? {
        if let Term::NamedNode(item) = item {
            let item = item.as_str();
            items.entry(subject).or_default().push(item.rsplit('/').next().unwrap_or(item).to_owned());
        }
    }
    let mut found: BTreeMap<String, Linked> = BTreeMap::new();
    for (subject, is) in store.pairs(t::RDF_TYPE).map_err(failed)? {
        let Term::NamedNode(is) = is else { continue };
        let (Some(kind), Some(local)) = (kinds.get(is.as_str()), subject.strip_prefix(base)) else { continue };
        let label = NamedNode::new(&subject).ok().and_then(|node| store.label(&node)).unwrap_or_default();
        let mut items = items.get(&subject).cloned().unwrap_or_default();
        items.sort();
        let name = local.replacen('/', ":", 1);
        let (mut state, mut why) = (if items.is_empty() { State::Unlinked } else { State::Linked }, String::new());
        let known = local.split_once('/').and_then(|(_, id)| registry.by_id(schema, *kind, id));
        if let Some(decision) = known.and_then(|id| registry.entity(id).decisions.first()) {
            why = format!("decided by {} on {}: {}", decision.by, decision.on, decision.evidence);
            if decision.value.is_none() {
                state = State::Decided;
            }
        } else if state == State::Unlinked {
            let asked = Asked { text: &label, class: schema.kind(*kind).class, when: None };
            let mut alike = registry.near(schema, asked).into_iter().filter(|one| one.score >= ALIKE);
            let other =
                alike.find(|one| Some(one.entity) != known && registry.identifier(schema, one.entity).is_some());
            if let Some(other) = other {
                state = State::Doubtful;
                why = format!("perhaps {}: {}", registry.shown(schema, other.entity), other.reason);
            }
        }
        found.insert(subject.clone(), Linked { name, kind: *kind, label, items, state, why, proposals: Vec::new() });
    }
    Ok(found.into_values().collect())
}
