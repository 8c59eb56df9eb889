//! One description after another, built statement by statement.

use std::cmp::Ordering;

use super::batch::Batch;
use super::form::{
    LENGTH, Object, TAG_CLAIMED, TAG_INSTEAD, TAG_IRI, TAG_LABEL, TAG_LANG, TAG_TEXT, TAG_TRIPLE, TAG_TYPED, decode,
    key, write_head,
};
use chancery_model::facts::GraphId;
use chancery_model::literal::Typed;
use chancery_model::schema::{Iri, PredId};

/// Builds one description after another; the buffers are used again.
#[derive(Debug, Default)]
pub struct Describe {
    head: Vec<u8>,
    /// The statements as they came, each after its length.
    body: Vec<u8>,
    statements: Vec<Place>,
}

/// Where a statement is in the body that is being built.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Its first eight bytes as a number: most statements are distinguished by these, without a look at the body.
    key: u64,
    /// Where its length is written.
    start: usize,
    end: usize,
}

impl Place {
    fn new(body: &[u8], start: usize, end: usize) -> Self {
        Self { key: key(&body[start + LENGTH..end]), start, end }
    }

    fn of(self, body: &[u8]) -> &[u8] {
        &body[self.start + LENGTH..self.end]
    }

    fn order(self, other: Self, body: &[u8]) -> Ordering {
        self.key.cmp(&other.key).then_with(|| self.of(body).cmp(other.of(body)))
    }
}

impl Describe {
    /// Begins a description.
    pub fn begin(&mut self, graph: GraphId, subject: Iri<'_>) -> &mut Self {
        self.head.clear();
        self.body.clear();
        self.statements.clear();
        write_head(&mut self.head, graph, subject);
        self
    }

    pub(super) fn statement(&mut self, predicate: PredId, tag: u8, parts: [&[u8]; 2]) {
        let length = 3 + parts[0].len() + parts[1].len();
        let Ok(measured) = u32::try_from(length) else { return };
        let start = self.body.len();
        let ([high, low], [a, b, c, d]) = (predicate.0.to_be_bytes(), measured.to_be_bytes());
        self.body.reserve(LENGTH + length);
        self.body.extend_from_slice(&[a, b, c, d, high, low, tag]);
        self.body.extend_from_slice(parts[0]);
        self.body.extend_from_slice(parts[1]);
        self.statements.push(Place::new(&self.body, start, self.body.len()));
    }

    /// Writes the statements sorted, none twice, and shows each to `see`.
    fn in_order(&mut self, out: &mut Vec<u8>, see: &mut impl FnMut(&[u8])) {
        let body = &self.body;
        // They mostly come in their order.
        if self.statements.is_sorted_by(|a, b| a.order(*b, body) == Ordering::Less) {
            self.statements.iter().for_each(|place| see(place.of(body)));
            out.extend_from_slice(body);
            return;
        }
        self.statements.sort_unstable_by(|a, b| a.order(*b, body));
        self.statements.dedup_by(|a, b| a.order(*b, body) == Ordering::Equal);
        out.reserve(body.len());
        for place in &self.statements {
            see(place.of(body));
            out.extend_from_slice(&body[place.start..place.end]);
        }
    }

    /// Adds a statement whose object is an IRI.
    pub fn iri(&mut self, predicate: PredId, object: Iri<'_>) -> &mut Self {
        self.statement(predicate, TAG_IRI, [&object.ns.0.to_be_bytes(), object.local.as_bytes()]);
        self
    }

    /// Adds a statement whose object is an IRI. Where descriptions of the subject are merged, it replaces every other
    /// statement of its predicate whose object is an IRI.
    pub fn instead(&mut self, predicate: PredId, object: Iri<'_>) -> &mut Self {
        self.statement(predicate, TAG_INSTEAD, [&object.ns.0.to_be_bytes(), object.local.as_bytes()]);
        self
    }

    /// Adds a statement in the compact form, as [`Description::raw`](super::Description::raw) gives it.
    pub fn raw(&mut self, statement: &[u8]) -> &mut Self {
        if let Some((start, rest)) = statement.split_first_chunk::<3>() {
            self.statement(PredId(u16::from_be_bytes([start[0], start[1]])), start[2], [rest, b""]);
        }
        self
    }

    /// Adds a statement whose object is a literal of `xsd:string`.
    pub fn text(&mut self, predicate: PredId, text: &str) -> &mut Self {
        self.statement(predicate, TAG_TEXT, [text.as_bytes(), b""]);
        self
    }

    /// Adds a statement whose object is language-tagged text; the tag is written in lower case (RDF 1.1 Concepts,
    /// section 3.3).
    pub fn lang(&mut self, predicate: PredId, tag: &str, text: &str) -> &mut Self {
        // The language of nearly every text.
        if tag == "en" {
            self.statement(predicate, TAG_LANG, [b"en\0", text.as_bytes()]);
            return self;
        }
        let mut tag = tag.to_ascii_lowercase().into_bytes();
        tag.push(0);
        self.statement(predicate, TAG_LANG, [&tag, text.as_bytes()]);
        self
    }

    /// Adds the label of a fact, in English, which says what the fact says. Where the fact turns out not to be held, the
    /// label will begin with its standing.
    pub fn label(&mut self, predicate: PredId, text: &str) -> &mut Self {
        self.statement(predicate, TAG_LABEL, [text.as_bytes(), b""]);
        self
    }

    /// Adds a statement in the compact form; a label that was open for a standing begins with the mark.
    pub fn marked(&mut self, statement: &[u8], mark: &str) -> &mut Self {
        let (predicate, object) = decode(statement);
        match object {
            Object::Lang { tag, text } if statement[2] == TAG_LABEL => {
                self.lang(predicate, tag, &format!("{mark}{text}"))
            }
            Object::Lang { tag, text } => self.lang(predicate, tag, text),
            _ => self,
        }
    }

    /// Adds a statement whose object is a literal of a datatype, given in its lexical form.
    pub fn typed(&mut self, predicate: PredId, datatype: Typed, text: &str) -> &mut Self {
        self.statement(predicate, TAG_TYPED, [&[datatype as u8], text.as_bytes()]);
        self
    }

    /// Adds a statement whose object is a triple term: its subject, then predicate and object as
    /// [`Description::raw`](super::Description::raw) gives them.
    pub fn triple(&mut self, predicate: PredId, subject: Iri<'_>, statement: &[u8]) -> &mut Self {
        let mut of = Vec::with_capacity(subject.local.len() + 3);
        of.extend_from_slice(&subject.ns.0.to_be_bytes());
        of.extend_from_slice(subject.local.as_bytes());
        of.push(0);
        self.statement(predicate, TAG_TRIPLE, [&of, statement]);
        self
    }

    /// Adds what one claim contributes to the subject's standing: the bits of a [`Mask`](crate::Mask).
    pub fn claimed(&mut self, predicate: PredId, mask: u8) -> &mut Self {
        self.statement(predicate, TAG_CLAIMED, [&[mask], b""]);
        self
    }

    /// Puts the description into the batch.
    pub fn end(&mut self, batch: &mut Batch) {
        let start = batch.bytes.len();
        batch.bytes.extend_from_slice(&self.head);
        batch.seen.subject(&self.head);
        let seen = &mut batch.seen;
        self.in_order(&mut batch.bytes, &mut |statement| seen.statement(statement));
        batch.spans.push((start, self.head.len(), batch.bytes.len()));
    }
}
