//! Where a fact is stated, as `show` has it.

use serde::Serialize;

use crate::command::show::place;
use chancery_ask::view::{Evidence, Named};
use chancery_graph::meet::{Citation, Cited, Stated};
use chancery_model::facts::{Document, Place};
use chancery_model::schema::{IriBuf, NsId, Schema};
use chancery_model::vocab::std_terms as t;

/// A place where a source states a fact, or denies it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Piece {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    denies: bool,
    #[serde(flatten)]
    evidence: Evidence,
}

impl Piece {
    /// The place that a citation names.
    pub(super) fn new(schema: &Schema, documents: &[Document], stated: &Stated, citation: &Citation) -> Self {
        let named = |iri: &IriBuf, label: String| {
            let whole = schema.space.join(iri.ns, &iri.local);
            Named { name: schema.space.short(&whole), iri: whole, label, same_as: Vec::new() }
        };
        let document = documents.get(usize::from(citation.document.0));
        let ns = schema.document_kind().map_or(NsId::NONE, |kind| schema.kind(kind).namespace);
        let title = document.map_or(String::new(), |document| document.label.clone());
        let mut evidence = Evidence {
            document: document.map(|document| named(&IriBuf { ns, local: document.id.clone() }, title.clone())),
            pages: stated.pages(citation.document).to_vec(),
            place: named(&citation.place, String::new()),
            section: None,
            sentence: None,
            row: None,
            last_row: None,
            statement: None,
            rank: None,
            position: None,
            digest: None,
            words: None,
        };
        match &citation.cited {
            Cited::Place(Place::Whole) => {}
            Cited::Place(Place::Row(number)) => evidence.row = Some(*number),
            Cited::Place(Place::Rows(first, last)) => (evidence.row, evidence.last_row) = (Some(*first), Some(*last)),
            Cited::Place(Place::Sentence(number)) => {
                evidence.sentence = Some(*number);
                let sentence = document.and_then(|document| document.sentences.as_ref()?.get(*number));
                if let Some(sentence) = sentence {
                    evidence.section = Some(sentence.section.clone());
                    evidence.position = Some((sentence.start, sentence.end));
                    evidence.digest = Some(sentence.digest.clone());
                }
            }
            Cited::Statement(id) => evidence.statement = Some(format!("{}{id}", t::WIKIDATA_STATEMENT)),
        }
        evidence.place.label = place(&evidence);
        Self { denies: citation.denies, evidence }
    }

    /// The place in words.
    pub(super) fn words(&self) -> String {
        let denies = if self.denies { ": denies it" } else { "" };
        format!("{}{denies}", self.evidence.place.label)
    }

    /// The page to open: the statement in Wikidata, or where the document is to be read.
    pub(super) fn page(&self) -> Option<String> {
        let is_page = |page: &&String| page.starts_with("https://") || page.starts_with("http://");
        let statement = self.evidence.statement.as_deref().and_then(|iri| iri.strip_prefix(t::WIKIDATA_STATEMENT));
        match statement.and_then(|id| id.split_once('-')) {
            // The id of a statement may have its item in small letters.
            Some((item, rest)) => {
                Some(format!("https://www.wikidata.org/wiki/{}#{item}${rest}", item.to_ascii_uppercase()))
            }
            None => self.evidence.pages.iter().find(is_page).cloned(),
        }
    }
}
