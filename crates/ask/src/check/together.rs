//! What one document says together. A document that states no day still has one, which is later than all
//! that the document asserts: what it leaves open had not ended by then.

use std::collections::{BTreeMap, HashMap};

use oxigraph::model::Term;

use crate::query::{Answer, Ask, Budget, Query};
use chancery_model::origin::FileId;
use chancery_model::schema::Schema;

/// Documents, and what they say.
const QUERY: &str = include_str!("together.rq");

/// The facts of the documents that state no day and leave the end of something open.
#[derive(Default)]
pub(super) struct Together {
    /// Of each fact, the numbers of the documents that assert it, and whether they leave its end open.
    documents: HashMap<Term, Vec<(usize, bool)>>,
}

impl Together {
    /// What the documents of a store say; `file` is that of some check. Where this cannot be asked, nothing is known; then no check can be asked either, and it
    /// says so.
    pub(super) fn new(schema: &Schema, store: &dyn Ask, file: FileId) -> Self {
        let mut found = Self::default();
        let mut numbers: HashMap<Term, usize> = HashMap::new();
        let Ok(query) = Query::parse(schema, QUERY, file) else { return found };
        let Ok(Answer::Solutions(rows)) = store.evaluate(query, &Budget::default()) else { return found };
        for row in rows.map_while(Result::ok) {
            let [Some(document), Some(fact), Some(Term::Literal(open))] =
                ["document", "fact", "open"].map(|column| row.get(column))
            else {
                continue;
            };
            let next = numbers.len();
            let number = *numbers.entry(document.clone()).or_insert(next);
            found.documents.entry(fact.clone()).or_default().push((number, open.value() == "true"));
        }
        found
    }

    /// Of each document that asserts both facts, whether it leaves their ends open.
    pub(super) fn of(&self, facts: [Option<&Term>; 2]) -> impl Iterator<Item = [bool; 2]> {
        let [one, other] =
            facts.map(|fact| fact.and_then(|fact| self.documents.get(fact)).map_or(&[][..], Vec::as_slice));
        one.iter().flat_map(|(document, is_open)| {
            let same = other.iter().filter(move |(another, _)| another == document);
            same.map(|(_, other_is_open)| [*is_open, *other_is_open])
        })
    }

    /// For each document that asserts facts of both lists, the places of these facts in the lists, and whether it leaves their
    /// ends open.
    pub(super) fn shared(&self, one: &[Option<&Term>], other: &[Option<&Term>]) -> Vec<[Vec<(usize, bool)>; 2]> {
        let mut by_document: BTreeMap<usize, [Vec<(usize, bool)>; 2]> = BTreeMap::new();
        for (side, facts) in [one, other].into_iter().enumerate() {
            for (at, fact) in facts.iter().enumerate() {
                for (document, is_open) in fact.and_then(|fact| self.documents.get(fact)).into_iter().flatten() {
                    by_document.entry(*document).or_default()[side].push((at, *is_open));
                }
            }
        }
        by_document.into_values().filter(|[one, other]| !one.is_empty() && !other.is_empty()).collect()
    }
}
