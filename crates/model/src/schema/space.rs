//! The space of names: namespaces with their prefixes, and predicates in the order in which they are written.
//!
//! Everything the program emits refers to these tables by number, so that text is looked up and escaped once and not
//! for every triple.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use crate::frozen;

/// A namespace's place in the table. The order of the table is the order of subjects in an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NsId(pub u16);

/// A predicate's place in the table. The order of the table is the order of a subject's statements in an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PredId(pub u16);

impl NsId {
    /// No namespace: the local part is the whole IRI.
    pub const NONE: Self = Self(u16::MAX);
}

/// A name in a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iri<'a> {
    /// The namespace, or [`NsId::NONE`].
    pub ns: NsId,
    /// The text after the namespace; the whole IRI if it has no namespace. Not escaped.
    pub local: &'a str,
}

/// The same, owned.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IriBuf {
    /// The namespace, or [`NsId::NONE`].
    pub ns: NsId,
    /// The text after the namespace; the whole IRI if it has no namespace. Not escaped.
    pub local: String,
}

impl IriBuf {
    /// The same, borrowed.
    #[must_use]
    pub fn as_ref(&self) -> Iri<'_> {
        Iri { ns: self.ns, local: &self.local }
    }
}

/// A namespace: IRIs that start with `iri` may be written `prefix:rest`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Namespace {
    /// The prefix without its colon; the folder for things of a kind.
    pub prefix: String,
    /// The whole IRI of the namespace, which its members' IRIs begin with.
    pub iri: String,
}

/// Namespaces and predicates.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Space {
    namespaces: Vec<Namespace>,
    #[serde(serialize_with = "frozen::map")]
    by_iri: HashMap<String, NsId, RandomState>,
    predicates: Vec<String>,
    #[serde(serialize_with = "frozen::map")]
    by_predicate: HashMap<String, PredId, RandomState>,
    full: bool,
}

impl Space {
    /// Whether something was to be added for which there is no number left. Then what has the number of something else
    /// must not be written.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Adds a namespace at the end of the table, unless its IRI is there already. See [`Space::is_full`].
    pub fn add_namespace(&mut self, prefix: &str, iri: &str) -> NsId {
        if let Some(&id) = self.by_iri.get(iri) {
            return id;
        }
        let Some(id) = u16::try_from(self.namespaces.len()).ok().map(NsId).filter(|id| *id != NsId::NONE) else {
            self.full = true;
            return NsId::NONE;
        };
        self.namespaces.push(Namespace { prefix: prefix.to_owned(), iri: iri.to_owned() });
        self.by_iri.insert(iri.to_owned(), id);
        id
    }

    /// Adds a predicate at the end of the table, unless it is there already. See [`Space::is_full`].
    pub fn add_predicate(&mut self, iri: &str) -> PredId {
        if let Some(&id) = self.by_predicate.get(iri) {
            return id;
        }
        let Some(id) = u16::try_from(self.predicates.len()).ok().map(PredId) else {
            self.full = true;
            return PredId(0);
        };
        self.predicates.push(iri.to_owned());
        self.by_predicate.insert(iri.to_owned(), id);
        id
    }

    /// Writes a predicate with another IRI from now on; it is still found by its own.
    pub fn write_as(&mut self, iri: &str, other: &str) {
        if let Some(id) = self.predicate(iri) {
            other.clone_into(&mut self.predicates[id.0 as usize]);
        }
    }

    /// The predicate's number, if any shape or the program itself uses it.
    pub fn predicate(&self, iri: &str) -> Option<PredId> {
        self.by_predicate.get(iri).copied()
    }

    /// The predicate's IRI.
    #[must_use]
    pub fn predicate_iri(&self, id: PredId) -> &str {
        &self.predicates[id.0 as usize]
    }

    /// Every predicate, in order.
    pub fn predicates(&self) -> impl ExactSizeIterator<Item = &str> {
        self.predicates.iter().map(String::as_str)
    }

    /// The namespace; nothing for [`NsId::NONE`].
    #[must_use]
    pub fn namespace(&self, id: NsId) -> Option<&Namespace> {
        self.namespaces.get(id.0 as usize)
    }

    /// Every namespace, in order.
    pub fn namespaces(&self) -> impl ExactSizeIterator<Item = &Namespace> {
        self.namespaces.iter()
    }

    /// The number of the namespace with exactly this IRI.
    #[must_use]
    pub fn namespace_id(&self, iri: &str) -> Option<NsId> {
        self.by_iri.get(iri).copied()
    }

    /// Splits an IRI into its namespace and the rest.
    ///
    /// The split is after the last `#` or `/`, so a local part never holds either, and each IRI has one split only.
    #[must_use]
    pub fn split<'a>(&self, iri: &'a str) -> (NsId, &'a str) {
        if let Some(at) = iri.rfind(['#', '/'])
            && let Some(&id) = self.by_iri.get(&iri[..=at])
        {
            return (id, &iri[at + 1..]);
        }
        (NsId::NONE, iri)
    }

    /// An IRI as its namespace and the rest, as [`split`](Self::split) finds them.
    #[must_use]
    pub fn named(&self, iri: &str) -> IriBuf {
        let (ns, local) = self.split(iri);
        IriBuf { ns, local: local.to_owned() }
    }

    /// The whole IRI of a namespace and a local part.
    #[must_use]
    pub fn join(&self, ns: NsId, local: &str) -> String {
        match self.namespace(ns) {
            Some(namespace) => format!("{}{local}", namespace.iri),
            None => local.to_owned(),
        }
    }

    /// The IRI as `prefix:local`, where a namespace has it and the local part needs no escapes (`PN_LOCAL` of SPARQL 1.1,
    /// without what would be misread).
    #[must_use]
    pub fn short(&self, iri: &str) -> Option<String> {
        let (ns, local) = self.split(iri);
        let namespace = self.namespace(ns).filter(|_| is_local(local))?;
        Some(format!("{}:{local}", namespace.prefix))
    }

    /// The whole IRI of `prefix:local`; nothing where no namespace has the prefix.
    #[must_use]
    pub fn long(&self, name: &str) -> Option<String> {
        let (prefix, local) = name.split_once(':')?;
        let namespace = self.namespaces.iter().find(|namespace| namespace.prefix == prefix)?;
        Some(format!("{}{local}", namespace.iri))
    }

    /// The prefixes, without their colons, with the IRIs of their namespaces; sorted by prefix.
    #[must_use]
    pub fn prefixes(&self) -> BTreeMap<&str, &str> {
        self.namespaces.iter().map(|ns| (ns.prefix.as_str(), ns.iri.as_str())).collect()
    }
}

fn is_local(local: &str) -> bool {
    !local.is_empty()
        && !local.starts_with(['-', '.'])
        && !local.ends_with('.')
        && local.chars().all(|c| c.is_alphanumeric() || "-_.%".contains(c))
}
