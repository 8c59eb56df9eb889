//! What came and went of what sources disagree about, and of what persons decided.

use std::collections::BTreeSet;

use oxigraph::model::NamedNode;
use serde::Serialize;

use super::coverage::Graph;
use crate::query::AskError;
use crate::view::{Decided, Dispute};
use chancery_model::vocab::{chy, std_terms as t};

/// What one graph alone has.
#[derive(Debug, Serialize)]
pub struct Came<T> {
    /// Of the second graph alone.
    pub added: Vec<T>,
    /// Of the first graph alone.
    pub removed: Vec<T>,
}

impl<T> Default for Came<T> {
    fn default() -> Self {
        Self { added: Vec::new(), removed: Vec::new() }
    }
}

impl<T> Came<T> {
    /// Whether the graphs have the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    /// The nodes of a class that one graph alone has. Their names are made of their content.
    fn of(
        sides: [Graph<'_>; 2],
        class: &str,
        read: impl Fn(Graph<'_>, &str) -> Result<Option<T>, AskError>,
    ) -> Result<Self, AskError> {
        let all = |side: Graph<'_>| -> Result<BTreeSet<String>, AskError> {
            let class = NamedNode::new_unchecked(class).into();
            Ok(side.store.with(Some(t::RDF_TYPE), &class)?.into_iter().map(|(node, _)| node).collect())
        };
        let (old, new) = (all(sides[0])?, all(sides[1])?);
        let only = |side: Graph<'_>, one: &BTreeSet<String>, other: &BTreeSet<String>| -> Result<Vec<T>, AskError> {
            let read: Result<Vec<Option<T>>, AskError> = one.difference(other).map(|iri| read(side, iri)).collect();
            Ok(read?.into_iter().flatten().collect())
        };
        Ok(Self { added: only(sides[1], &new, &old)?, removed: only(sides[0], &old, &new)? })
    }
}

/// What came and went of disagreements, and of decisions.
pub(super) fn compared(before: Graph<'_>, after: Graph<'_>) -> Result<(Came<Dispute>, Came<Decided>), AskError> {
    let sides = [before, after];
    let disputes = Came::of(sides, chy::DISAGREEMENT, |side, iri| side.view.dispute(iri))?;
    let decisions = Came::of(sides, chy::DECISION, |side, iri| side.view.decision(iri).map(Some))?;
    Ok((disputes, decisions))
}
