//! Trees of the form of a facts file: blocks to facts and claims, and what they cite.

use std::io;
use std::sync::Arc;

use super::found::{Citation, CitedWords};
use super::sink::{Cites, Claim, Sink};
use chancery_model::facts::{Block, Manner, Mapper, Parts, Place, Record, parts};
use chancery_model::origin::FileId;
use chancery_model::schema::Schema;
use chancery_model::source::{Entry, Node, Value};

impl Sink<'_> {
    /// Reads a tree of the form of a facts file, or one block of it: `{row: 4, kind: {…}}`. Every key and value of it has its
    /// place in the source, where mistakes are reported. What it declares must be known already
    /// ([`Source::declares`](super::Source::declares)).
    ///
    /// # Errors
    /// When descriptions cannot be written to the temporary folder or to the output.
    pub fn tree(&mut self, tree: &Node<'_>) -> io::Result<()> {
        let mut mapper = self.mapper.take().unwrap_or_else(|| Box::new(self.context().mapper()));
        let parts = parts(self.shared.schema, tree, mapper.file, &mut mapper.diagnostics);
        self.found.unread(parts.rejected);
        for block in &parts.blocks {
            self.block(&mut mapper, block);
        }
        self.mapper = Some(mapper);
        self.hand_over()
    }

    /// Reads what was found in a tree before.
    pub(super) fn parts(&mut self, parts: &Parts<'_>) -> io::Result<()> {
        let mut mapper = self.mapper.take().unwrap_or_else(|| Box::new(self.context().mapper()));
        self.found.unread(parts.rejected);
        for block in &parts.blocks {
            self.block(&mut mapper, block);
            self.hand_over()?;
        }
        self.mapper = Some(mapper);
        Ok(())
    }

    /// Turns a block into facts and claims, and keeps what it cites if that is asked for.
    fn block(&mut self, mapper: &mut Mapper<'_, '_>, block: &Block<'_>) {
        self.stated = self.shared.scope.citations.then(Vec::new);
        self.facts_of(mapper, block);
        self.sentences_of(mapper, block);
        let Some(stated) = self.stated.take() else { return };
        let (document, file) = (self.context().index, mapper.file);
        let words = block.claim.iter().filter_map(|entry| words(self.shared.schema, document, file, block, entry));
        self.found.cited_words.extend(words);
        if stated.is_empty() {
            return;
        }
        let facts: Arc<[_]> = stated.into();
        self.found.citations.extend(block.places.iter().map(|(place, node)| Citation {
            document,
            place: *place,
            origin: node.origin(file),
            facts: facts.clone(),
        }));
    }

    /// Notes on which sentences facts rest, and how much of them the block says is carried.
    fn sentences_of(&mut self, mapper: &mut Mapper<'_, '_>, block: &Block<'_>) {
        let context = self.context();
        let says = !block.says.is_empty() || block.rejected > 0;
        let carried = mapper.carried(block);
        for (place, node) in &block.places {
            let Place::Sentence(number) = *place else { continue };
            let sentence = (context.index, number);
            if says {
                self.found.sentences.rest(sentence, node.origin(mapper.file));
            }
            // What is not in the table of the document was reported as such.
            let is_known = context.document().sentences.as_ref().is_none_or(|table| table.get(number).is_some());
            if let Some(carried) = carried.as_ref().filter(|_| is_known) {
                self.describer.carried(number, carried, context.document());
                self.found.sentences.carry(sentence, carried);
            }
        }
    }

    fn facts_of(&mut self, mapper: &mut Mapper<'_, '_>, block: &Block<'_>) {
        self.found.unread(block.rejected);
        let first = block.first_place();
        let places: Vec<Place> = block.places.iter().map(|(place, _)| *place).collect();
        let mut good = block.rejected == 0 || !block.says.is_empty();
        for (place, node) in &block.places {
            good &= mapper.check_place(*place, node);
        }
        let begun = mapper.in_place.len();
        // That there was such an event, or such a speaker, is the word of the source itself.
        mapper.manner = Manner::Stated;
        let values = mapper.claim_values(&block.claim, first);
        let of_claim: Vec<Record> = mapper.in_place.drain(begun..).collect();
        let (true, Some(values)) = (good, values) else {
            self.found.unread(block.says.len() as u64);
            report_mistakes(mapper, block);
            return;
        };
        let plainly = Claim { values: &[], cites: Cites::Places(&places) };
        let claim = Claim { values: &values, ..plainly };
        for record in &of_claim {
            self.in_place(record, plainly);
        }
        // To deny a fact is not to deny what takes part in it, nor to assert that.
        mapper.manner = self.describer.in_place(&values);
        for (kind, node) in &block.says {
            let begun = mapper.in_place.len();
            if let Value::Scalar { .. } = node.value {
                self.found.counts.readings += 1;
                match mapper.said_again(*kind, node) {
                    Some(made) => self.claim_again(&made, node.origin(mapper.file), claim),
                    None => self.found.counts.rejected += 1,
                }
                continue;
            }
            match mapper.record(*kind, node, first) {
                Some(records) => {
                    self.found.counts.readings += records.len() as u64;
                    records.iter().for_each(|record| self.fact(record, claim));
                    let written: Vec<Record> = mapper.in_place.drain(begun..).collect();
                    written.iter().for_each(|record| self.in_place(record, claim));
                }
                None => {
                    mapper.in_place.truncate(begun);
                    self.found.unread(1);
                }
            }
        }
    }
}

/// Reads the records of a block that says nothing because who says it is wrong: all mistakes are reported in one run.
fn report_mistakes(mapper: &mut Mapper<'_, '_>, block: &Block<'_>) {
    let begun = mapper.in_place.len();
    for (kind, node) in &block.says {
        match node.value {
            Value::Scalar { .. } => mapper.said_again(*kind, node).is_some(),
            _ => mapper.record(*kind, node, block.first_place()).is_some(),
        };
    }
    mapper.in_place.truncate(begun);
}

/// What a key of a block says is in the sentence.
fn words(schema: &Schema, document: usize, file: FileId, block: &Block<'_>, entry: &Entry<'_>) -> Option<CitedWords> {
    let (_, key) = schema.claim_kind()?.key(&entry.key.text)?;
    Some(CitedWords {
        document,
        places: block.places.iter().map(|(place, _)| *place).collect(),
        how: key.in_sentence?,
        text: entry.value.text()?.to_owned(),
        origin: entry.value.origin(file),
    })
}
