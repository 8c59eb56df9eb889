//! The triples of RDF sources by subject and by object. Terms are kept once and named by number.

use std::collections::{HashMap, HashSet};

use oxigraph::model::{NamedNode, NamedOrBlankNode, Quad, Term};

use chancery_model::origin::FileId;
use chancery_model::schema::Schema;
use chancery_model::vocab::std_terms as t;

/// A term's place in the table.
pub(super) type TermId = u32;

/// The triples of all RDF sources of a run, from any graph: SHACL validates one graph.
#[derive(Debug, Default)]
pub struct Data {
    terms: Vec<Term>,
    ids: HashMap<Term, TermId>,
    /// Predicate and object of each subject, sorted and each once by [`Data::sort`].
    about: Vec<Vec<(TermId, TermId)>>,
    /// Predicate and subject of each object.
    inverse: Vec<Vec<(TermId, TermId)>>,
    /// The first file in which a node is a subject.
    home: HashMap<TermId, FileId>,
    /// Subjects in the order in which they came.
    subjects: Vec<TermId>,
}

impl Data {
    /// Adds a quad of a source. Blank nodes of different sources must have different names.
    pub fn add(&mut self, file: FileId, quad: Quad) {
        let subject = match quad.subject {
            NamedOrBlankNode::NamedNode(node) => self.number(node.into()),
            NamedOrBlankNode::BlankNode(node) => self.number(node.into()),
        };
        let predicate = self.number(quad.predicate.into());
        let object = self.number(quad.object);
        self.about[subject as usize].push((predicate, object));
        self.inverse[object as usize].push((predicate, subject));
        if let std::collections::hash_map::Entry::Vacant(entry) = self.home.entry(subject) {
            entry.insert(file);
            self.subjects.push(subject);
        }
    }

    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// Leaves each triple once. To be called when all was added.
    pub fn sort(&mut self) {
        for pairs in self.about.iter_mut().chain(&mut self.inverse) {
            // The order in which values came is kept: it is the order in which a person reads them.
            let mut seen = HashSet::new();
            pairs.retain(|pair| seen.insert(*pair));
        }
    }

    /// Says with the properties of today what earlier exports say with others. To be called when all was added.
    pub fn renew(&mut self, schema: &Schema) {
        for former in schema.former() {
            let Some(old) = self.iri_id(&former.old) else { continue };
            let new = self.number(NamedNode::new_unchecked(&former.new).into());
            for at in 0..self.subjects.len() {
                let subject = self.subjects[at];
                let is_a = |class: &str| schema.class_id(class).is_some_and(|class| schema.is_a(class, former.class));
                if !self.classes(subject).any(is_a) {
                    continue;
                }
                for object in self.objects(subject, old).collect::<Vec<_>>() {
                    self.about[subject as usize].push((new, object));
                    self.inverse[object as usize].push((new, subject));
                }
            }
        }
    }

    /// Makes a term known of which nothing need be said.
    pub(super) fn mention(&mut self, term: &Term) -> TermId {
        self.number(term.clone())
    }

    /// How many triples there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.about.iter().map(Vec::len).sum()
    }

    fn number(&mut self, term: Term) -> TermId {
        if let Some(&id) = self.ids.get(&term) {
            return id;
        }
        // Four thousand million terms do not fit into memory, so the bound is never met.
        let id = TermId::try_from(self.terms.len()).unwrap_or(TermId::MAX);
        self.terms.push(term.clone());
        self.ids.insert(term, id);
        self.about.push(Vec::new());
        self.inverse.push(Vec::new());
        id
    }

    pub(super) fn term(&self, id: TermId) -> &Term {
        &self.terms[id as usize]
    }

    pub(super) fn id(&self, term: &Term) -> Option<TermId> {
        self.ids.get(term).copied()
    }

    pub(super) fn iri_id(&self, iri: &str) -> Option<TermId> {
        self.id(&NamedNode::new_unchecked(iri).into())
    }

    /// The nodes that something is said of, in the order in which they came.
    pub(super) fn subjects(&self) -> &[TermId] {
        &self.subjects
    }

    /// The first file in which a node is a subject.
    pub(super) fn home(&self, subject: TermId) -> Option<FileId> {
        self.home.get(&subject).copied()
    }

    pub(super) fn about(&self, subject: TermId) -> &[(TermId, TermId)] {
        &self.about[subject as usize]
    }

    pub(super) fn inverse(&self, object: TermId) -> &[(TermId, TermId)] {
        &self.inverse[object as usize]
    }

    pub(super) fn objects(&self, subject: TermId, predicate: TermId) -> impl Iterator<Item = TermId> + '_ {
        self.about(subject).iter().filter(move |(p, _)| *p == predicate).map(|(_, o)| *o)
    }

    /// The whole IRIs of a node's classes.
    pub(super) fn classes(&self, subject: TermId) -> impl Iterator<Item = &str> {
        let predicate = self.iri_id(t::RDF_TYPE);
        let objects = predicate.into_iter().flat_map(move |predicate| self.objects(subject, predicate));
        objects.filter_map(|class| match self.term(class) {
            Term::NamedNode(class) => Some(class.as_str()),
            _ => None,
        })
    }
}
