//! Where the documents state chosen facts: one more pass through all descriptions, for the facts that are shown.

use std::collections::{HashMap, HashSet};
use std::io;

use super::claim::Claim;
use super::known::DocumentId;
use super::wanted::Wanted;
use crate::description::{Description, Object};
use crate::sorted::Sorted;
use crate::thing::{Thing, document_of, thing_of};
use chancery_model::facts::{Document, Place};
use chancery_model::schema::{Iri, IriBuf, NsId, Schema};
use chancery_model::vocab::{chy, std_terms as t};

/// How many places of one document are kept for each fact. Of the others it is known how many there are.
pub const MOST_CITED: usize = 3;

/// What a claim rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cited {
    /// A place in the document.
    Place(Place),
    /// A statement of Wikidata, by its id as the last part of an IRI: `Q31-8C1C…`.
    Statement(String),
}

/// A place at which a document states a fact, or denies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The document.
    pub document: DocumentId,
    /// The IRI of the place.
    pub place: IriBuf,
    /// The same, as it is named.
    pub cited: Cited,
    /// It denies the fact.
    pub denies: bool,
}

/// Where one document states a fact.
#[derive(Debug, Default)]
struct Places {
    /// The first ones.
    first: Vec<Citation>,
    /// How many there are.
    count: usize,
    /// The last one that was added.
    last: Option<(IriBuf, bool)>,
}

/// The labels of chosen facts, and where documents state them plainly.
#[derive(Debug, Default)]
pub struct Stated {
    labels: HashMap<Thing, String>,
    /// The places of each fact in each document.
    places: HashMap<(Thing, DocumentId), Places>,
    /// Where documents are to be read.
    pages: HashMap<DocumentId, Vec<String>>,
}

impl Stated {
    /// Looks for these facts.
    ///
    /// # Errors
    /// When the descriptions cannot be read back.
    pub fn of(schema: &Schema, sorted: &Sorted, documents: &[Document], facts: HashSet<Thing>) -> io::Result<Self> {
        let mut stated = Self::default();
        if facts.is_empty() {
            return Ok(stated);
        }
        let wanted = Wanted::of(schema);
        let [label, page] = [t::RDFS_LABEL, t::SCHEMA_URL].map(|iri| schema.space.predicate(iri));
        let of_documents = schema.document_kind().map_or(NsId::NONE, |kind| schema.kind(kind).namespace);
        sorted.each(schema, |description| {
            let subject = description.subject();
            if subject.ns == schema.folders.claim {
                if let Some((fact, citation)) = claim(schema, &wanted, &facts, documents, description) {
                    stated.add(fact, citation);
                }
            } else if subject.ns == of_documents {
                let iris = description.statements().filter_map(|(predicate, object)| match object {
                    Object::Iri(iri) if Some(predicate) == page => Some(schema.space.join(iri.ns, iri.local)),
                    _ => None,
                });
                if let Some(number) = DocumentId::of(documents, subject.local) {
                    stated.pages.insert(number, iris.collect());
                }
            } else {
                let fact = thing_of(subject);
                let text = facts.contains(&fact).then(|| {
                    description.statements().find_map(|(predicate, object)| match object {
                        Object::Lang { text, .. } if Some(predicate) == label => Some(text.to_owned()),
                        _ => None,
                    })
                });
                if let Some(text) = text.flatten() {
                    stated.labels.insert(fact, text);
                }
            }
            Ok(())
        })?;
        Ok(stated)
    }

    /// Adds a place. What one place claims in several manners comes one after the other, and is one.
    fn add(&mut self, fact: Thing, citation: Citation) {
        let places = self.places.entry((fact, citation.document)).or_default();
        let is_last = |(place, denies): &(IriBuf, bool)| (place, *denies) == (&citation.place, citation.denies);
        if places.last.as_ref().is_some_and(is_last) {
            return;
        }
        places.last = Some((citation.place.clone(), citation.denies));
        places.count += 1;
        let is_before = |one: &Citation| (one.denies, &one.cited) <= (citation.denies, &citation.cited);
        let at = places.first.partition_point(is_before);
        places.first.insert(at, citation);
        places.first.truncate(MOST_CITED);
    }

    /// The English label of a fact.
    #[must_use]
    pub fn label(&self, fact: Iri<'_>) -> &str {
        self.labels.get(&thing_of(fact)).map_or("", String::as_str)
    }

    /// The first places at which these documents state a fact, and how many others there are.
    #[must_use]
    pub fn places(&self, fact: Iri<'_>, documents: &[DocumentId]) -> (Vec<&Citation>, usize) {
        let fact = thing_of(fact);
        let of_documents = || documents.iter().filter_map(|document| self.places.get(&(fact, *document)));
        let all: usize = of_documents().map(|places| places.count).sum();
        let first: Vec<&Citation> = of_documents().flat_map(|places| &places.first).take(MOST_CITED).collect();
        let others = all - first.len();
        (first, others)
    }

    /// Where a document is to be read.
    #[must_use]
    pub fn pages(&self, document: DocumentId) -> &[String] {
        self.pages.get(&document).map_or(&[], Vec::as_slice)
    }
}

/// The fact that a claim states or denies, if it is among these, and where; nothing where it is only reported or hedged.
fn claim(
    schema: &Schema,
    wanted: &Wanted,
    facts: &HashSet<Thing>,
    documents: &[Document],
    description: Description<'_>,
) -> Option<(Thing, Citation)> {
    let claim = Claim::of(wanted, description)?;
    let (fact, denies) = (thing_of(claim.fact), claim.denies);
    if !facts.contains(&fact) {
        return None;
    }
    let mask = claim.mask(schema);
    if !mask.is_plainly_held() && !mask.is_denied() {
        return None;
    }
    let place = description.thing(schema.space.predicate(chy::EVIDENCE))?;
    let document = DocumentId::of(documents, document_of(description.subject().local))?;
    let cited = cited(schema, place);
    let place = IriBuf { ns: place.ns, local: place.local.to_owned() };
    Some((fact, Citation { document, place, cited, denies }))
}

/// What the IRI of a place names.
fn cited(schema: &Schema, place: Iri<'_>) -> Cited {
    let name = place.local.split_once("--").map_or("", |(_, name)| name);
    let number = |text: &str| text.parse::<u64>().ok();
    let folders = schema.folders;
    let found = if place.ns == folders.sentence {
        name.strip_prefix('s').and_then(number).map(Place::Sentence)
    } else if place.ns == folders.row {
        name.strip_prefix('r').and_then(|rows| match rows.split_once('-') {
            Some((first, last)) => number(first).zip(number(last)).map(|(first, last)| Place::Rows(first, last)),
            None => number(rows).map(Place::Row),
        })
    } else if place.ns == folders.statement {
        return Cited::Statement(name.to_owned());
    } else {
        None
    };
    Cited::Place(found.unwrap_or(Place::Whole))
}
