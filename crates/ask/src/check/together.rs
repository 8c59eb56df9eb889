//! What one document says together. A document that states no day still has one, which is later than all
//! that the document asserts: what it leaves open had not ended by then.

use std::collections::{BTreeMap, HashMap, HashSet};

use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNodeRef, Quad, Term, TermRef};

use crate::query::{Ask, AskError, Pattern};
use chancery_model::vocab::{chy, concept, std_terms as t};

/// The facts of the documents that state no day and leave the end of something open.
#[derive(Default)]
pub(super) struct Together {
    /// Of each fact, the numbers of the documents that assert it, and whether they leave its end open.
    documents: HashMap<Term, Vec<(usize, bool)>>,
}

impl Together {
    /// What the documents of a store say. Each step reads the quads of one predicate, and goes on only with what the steps before
    /// have found; where all open ends have a day, it ends after four.
    ///
    /// # Errors
    /// When the facts cannot be read.
    pub(super) fn new(store: &dyn Ask) -> Result<Self, AskError> {
        let none = Ok(Self::default());
        let of = |predicate: &str, keep: &dyn Fn(&Quad) -> bool| -> Result<Vec<(Term, Term)>, AskError> {
            let predicate = Some(NamedNodeRef::new_unchecked(predicate));
            let quads = store.quads(&Pattern { predicate, ..Pattern::default() });
            let kept = quads.filter(|quad| quad.as_ref().map_or(true, keep));
            kept.map(|quad| quad.map(|quad| (quad.subject.into(), quad.object))).collect()
        };
        let subjects =
            |pairs: Vec<(Term, Term)>| pairs.into_iter().map(|(subject, _)| subject).collect::<HashSet<Term>>();
        let is_open = |quad: &Quad| matches!(&quad.object, Term::Literal(text) if text.value().ends_with("/.."));
        let open_times = subjects(of(chy::EDTF, &is_open)?);
        if open_times.is_empty() {
            return none;
        }
        let ended = subjects(of(chy::END_LATEST, &|_| true)?);
        let during = of(chy::DURING, &|_| true)?;
        let open: HashSet<&Term> = during
            .iter()
            .filter(|(_, time)| open_times.contains(time) && !ended.contains(time))
            .map(|(fact, _)| fact)
            .collect();
        let dated = subjects(of(chy::AS_OF, &|_| true)?);
        let supports = of(chy::SUPPORTS, &|_| true)?;
        let undated: HashSet<&Term> = supports
            .iter()
            .filter(|(claim, fact)| open.contains(fact) && !dated.contains(claim))
            .map(|(claim, _)| claim)
            .collect();
        if undated.is_empty() {
            return none;
        }
        // Data of Wikidata has statements of many days: where no end is stated, nothing is known of it.
        let class = TermRef::NamedNode(NamedNodeRef::new_unchecked(chy::STATEMENT));
        let statements = store.quads(&Pattern { predicate: Some(rdf::TYPE), object: Some(class), subject: None });
        let statements: HashSet<Term> =
            statements.map(|quad| quad.map(|quad| quad.subject.into())).collect::<Result<_, _>>()?;
        let evidence = of(chy::EVIDENCE, &|_| true)?;
        let sources: HashMap<Term, Term> = of(t::OA_HAS_SOURCE, &|_| true)?.into_iter().collect();
        let mut numbers: HashMap<&Term, usize> = HashMap::new();
        for (claim, place) in &evidence {
            if undated.contains(claim)
                && !statements.contains(place)
                && let Some(document) = sources.get(place)
            {
                let next = numbers.len();
                numbers.entry(document).or_insert(next);
            }
        }
        if numbers.is_empty() {
            return none;
        }
        let is_not = |wanted: &'static str| move |quad: &Quad| !matches!(&quad.object, Term::NamedNode(node) if node.as_str() == wanted);
        let mut not_plain = subjects(of(chy::MODALITY, &is_not(concept::ASSERTED))?);
        not_plain.extend(subjects(of(chy::VOICE, &is_not(concept::VOICE_SOURCE))?));
        not_plain.extend(subjects(of(chy::HEDGE, &|_| true)?));
        let plain = |claim: &Term, place: &Term| {
            let number = sources.get(place).and_then(|document| numbers.get(document))?;
            (!not_plain.contains(claim)).then_some(*number)
        };
        let mut within: HashMap<&Term, Vec<usize>> = HashMap::new();
        for (claim, place) in &evidence {
            if let Some(number) = plain(claim, place) {
                within.entry(claim).or_default().push(number);
            }
        }
        let timed: HashSet<&Term> = during.iter().map(|(fact, _)| fact).collect();
        let mut found = Self::default();
        for (claim, fact) in supports.iter().filter(|(_, fact)| timed.contains(fact)) {
            let is_open = open.contains(fact) && !dated.contains(claim);
            let documents = within.get(claim).into_iter().flatten();
            documents.for_each(|number| found.note(fact, (*number, is_open)));
        }
        Ok(found)
    }

    fn note(&mut self, fact: &Term, said: (usize, bool)) {
        let of_fact = self.documents.entry(fact.clone()).or_default();
        if !of_fact.contains(&said) {
            of_fact.push(said);
        }
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
