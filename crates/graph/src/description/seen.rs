//! What occurs in descriptions, for headers that name only what is in use.

use std::collections::BTreeSet;

use super::form::{TAG_CLAIMED, TAG_INSTEAD, TAG_IRI, TAG_TYPED, text, u16_at};
use crate::standing::Mask;
use chancery_model::literal::Typed;
use chancery_model::schema::{NsId, PredId};

/// Namespaces, predicates and datatypes that occur, noted while descriptions are built, so that a header that names
/// only what is in use costs no pass of its own.
#[derive(Debug, Default, Clone)]
pub struct Seen {
    namespaces: Vec<bool>,
    predicates: Vec<bool>,
    /// Namespaces of classes.
    classes: Vec<bool>,
    datatypes: [bool; Typed::ALL.len()],
    /// Some fact will have a standing.
    standings: bool,
    /// Some fact may be held with a hedge only.
    hedges: bool,
    /// IRIs that are in no namespace, up to their first colon.
    schemes: BTreeSet<String>,
}

impl Seen {
    pub(super) fn subject(&mut self, head: &[u8]) {
        let ns = u16_at(head, 2);
        self.iri(ns, &head[4..head.len() - 1]);
    }

    pub(super) fn statement(&mut self, statement: &[u8]) {
        let predicate = u16_at(statement, 0);
        mark(&mut self.predicates, predicate);
        match statement[2] {
            TAG_IRI | TAG_INSTEAD => {
                let ns = u16_at(statement, 3);
                self.iri(ns, &statement[5..]);
                // The type is the first of all predicates (`FIXED_PREDICATES`).
                if predicate == 0 {
                    mark(&mut self.classes, ns);
                }
            }
            TAG_TYPED => self.datatypes[usize::from(statement[3])] = true,
            // The parts of a triple term are noted where the triple itself is written.
            TAG_CLAIMED => {
                self.standings = true;
                self.hedges |= Mask(statement[3]).is_only_hedged();
            }
            _ => {}
        }
    }

    pub(super) fn iri(&mut self, ns: u16, local: &[u8]) {
        if ns != NsId::NONE.0 {
            mark(&mut self.namespaces, ns);
            return;
        }
        let end = local.iter().position(|&byte| byte == b':').unwrap_or(local.len());
        let scheme = text(&local[..end]);
        if !self.schemes.contains(scheme) {
            self.schemes.insert(scheme.to_owned());
        }
    }

    /// Adds what another one saw.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.namespaces, &other.namespaces),
            (&mut self.predicates, &other.predicates),
            (&mut self.classes, &other.classes),
        ] {
            mine.resize(mine.len().max(theirs.len()), false);
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine |= theirs);
        }
        self.datatypes.iter_mut().zip(other.datatypes).for_each(|(mine, theirs)| *mine |= theirs);
        self.standings |= other.standings;
        self.hedges |= other.hedges;
        self.schemes.extend(other.schemes.iter().cloned());
    }

    /// Whether a subject or object is in the namespace.
    #[must_use]
    pub fn namespace(&self, id: NsId) -> bool {
        self.namespaces.get(usize::from(id.0)).copied().unwrap_or(false)
    }

    /// Whether a statement has the predicate.
    #[must_use]
    pub fn predicate(&self, id: PredId) -> bool {
        self.predicates.get(usize::from(id.0)).copied().unwrap_or(false)
    }

    /// Whether a class is in the namespace.
    #[must_use]
    pub fn class_in(&self, id: NsId) -> bool {
        self.classes.get(usize::from(id.0)).copied().unwrap_or(false)
    }

    /// Whether a literal has the datatype.
    #[must_use]
    pub fn datatype(&self, datatype: Typed) -> bool {
        self.datatypes[datatype as usize]
    }

    /// Whether some fact has a standing.
    #[must_use]
    pub fn standings(&self) -> bool {
        self.standings
    }

    /// Whether some fact may be held with a hedge only.
    #[must_use]
    pub fn hedges(&self) -> bool {
        self.hedges
    }

    /// The schemes of IRIs that are in no namespace, without their colon; the whole IRI where it has none.
    pub fn schemes(&self) -> impl Iterator<Item = &str> {
        self.schemes.iter().map(String::as_str)
    }
}

pub(super) fn mark(seen: &mut Vec<bool>, at: u16) {
    let at = usize::from(at);
    if at >= seen.len() {
        seen.resize(at + 1, false);
    }
    seen[at] = true;
}
