//! What says where facts are from: the document, the places in it, and the claims.

use std::sync::Arc;

use super::covers::COVERS;
use super::item::{Item, Made};
use super::manner::Manners;
use super::mapper::Mapper;
use super::place::Place;
use super::product::firsts;
use super::values::KeyValues;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::KindId;
use crate::source::{Entry, Node, Value};

impl Mapper<'_, '_> {
    /// The values of the record of a document, by the place of their key, except for `sentences`, `extract digest` and
    /// `covers`, which the program reads itself. Nothing where anything is wrong.
    pub fn document_values(&mut self, record: &Node<'_>) -> Option<Vec<KeyValues>> {
        let kind = self.schema.kind(self.schema.document_kind()?);
        let Value::Map(entries) = &record.value else {
            self.report(
                Diagnostic::error(
                    Code::WrongValue,
                    format!("the keys of a document are expected, not {}", record.what()),
                )
                .at(record.origin(self.file))
                .label("not a mapping")
                .help("write `document: {id: …, title: …, url: …}`"),
            );
            return None;
        };
        let own = ["sentences", "extract digest", COVERS];
        let entries: Vec<Entry<'_>> =
            entries.iter().filter(|entry| !own.contains(&entry.key.text.as_ref())).cloned().collect();
        let values = self.values(kind, &entries, record, Place::Whole)?;
        Some(firsts(values))
    }

    /// The fact that is said again by its `id`, which must be of the kind's class; nothing, and a diagnostic, if not.
    pub fn said_again(&mut self, kind: KindId, node: &Node<'_>) -> Option<Arc<Made>> {
        match self.fact(self.schema.kind(kind).class, node, None, Place::Whole)? {
            Item::Made(made) => Some(made),
            _ => None,
        }
    }

    /// Whether a sentence is in the document's table, and a diagnostic if not; without a table every number is
    /// taken.
    pub fn check_place(&mut self, place: Place, node: &Node<'_>) -> bool {
        let (Place::Sentence(number), Some(table)) = (place, &self.document.sentences) else { return true };
        if table.get(number).is_some() {
            return true;
        }
        let range = table.range().map_or_else(|| "none".to_owned(), |(first, last)| format!("{first} to {last}"));
        self.report(
            Diagnostic::error(Code::SentenceOutOfRange, format!("the document has no sentence {number}"))
                .at(node.origin(self.file))
                .label("not in the sentence table")
                .help(format!("the sentences of the table are {range}")),
        );
        false
    }

    /// The values of the keys of a claim that are in a block, by the place of their key in the claim's kind; nothing
    /// where anything is wrong.
    pub fn claim_values(&mut self, entries: &[&Entry<'_>], place: Place) -> Option<Vec<KeyValues>> {
        let kind = self.schema.claim_kind()?;
        let mut good = true;
        let mut values = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some((at, _)) = kind.key(&entry.key.text) else { continue };
            match self.key_values(kind, at, &entry.value, None, place) {
                Some(mut alternatives) => values.extend(alternatives.pop().map(|set| (at, set))),
                None => good = false,
            }
        }
        values.sort_by_key(|(at, _)| *at);
        let manners = Manners::new(self.schema);
        if let Some(places) = manners.contradicted(kind, &values) {
            let [voice, speaker] = places.map(|at| {
                let entry = entries.iter().find(|entry| kind.key(&entry.key.text).is_some_and(|(key, _)| key == at));
                entry.map(|entry| entry.value.origin(self.file))
            });
            let mut diagnostic = manners.contradiction(self.schema, kind, places);
            diagnostic.origin = voice;
            self.report(match speaker {
                Some(speaker) => diagnostic.related(speaker, "the speaker"),
                None => diagnostic,
            });
            good = false;
        }
        good.then_some(values)
    }
}
