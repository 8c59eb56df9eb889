//! The bytes of the compact form, and what they mean.

use chancery_model::facts::GraphId;
use chancery_model::literal::Typed;
use chancery_model::schema::{Iri, NsId, PredId};

/// An object as it is read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object<'a> {
    /// An IRI.
    Iri(Iri<'a>),
    /// A literal of `xsd:string`.
    Text(&'a str),
    /// A language-tagged literal.
    Lang {
        /// The language tag, in lower case.
        tag: &'a str,
        /// The text, not escaped.
        text: &'a str,
    },
    /// A literal of another datatype, in its lexical form.
    Typed(Typed, &'a str),
    /// A triple term (RDF 1.2 Concepts, section 3): a triple that is mentioned, whether or not anything asserts it.
    Triple(TripleTerm<'a>),
    /// The bits of a [`Mask`](crate::Mask): what one claim contributes to a fact's standing; merging joins them, and no
    /// format ever sees one.
    Claimed(u8),
}

/// An object as its bytes are in the compact form, for writers that copy text and need not know its characters. The
/// bytes are UTF-8, since descriptions are built from text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Raw<'a> {
    Iri(NsId, &'a [u8]),
    Text(&'a [u8]),
    Lang { tag: &'a [u8], text: &'a [u8] },
    Typed(Typed, &'a [u8]),
    Triple { subject: (NsId, &'a [u8]), statement: &'a [u8] },
    Claimed(u8),
}

/// A triple as the object of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TripleTerm<'a> {
    /// Its subject.
    pub subject: Iri<'a>,
    /// Predicate and object in the compact form.
    statement: &'a [u8],
}

impl<'a> TripleTerm<'a> {
    /// Its predicate and its object, which is not a triple term again.
    #[must_use]
    pub fn statement(&self) -> (PredId, Object<'a>) {
        decode(self.statement)
    }
}

pub(super) const TAG_IRI: u8 = 0;
pub(super) const TAG_TEXT: u8 = 2;
pub(super) const TAG_LANG: u8 = 3;
pub(super) const TAG_TYPED: u8 = 4;
pub(super) const TAG_CLAIMED: u8 = 5;
pub(super) const TAG_TRIPLE: u8 = 6;

/// A label in English that says what a fact says: it begins with the standing where the fact is not held.
pub(super) const TAG_LABEL: u8 = 7;

/// An IRI in the place of all others of its predicate.
pub(super) const TAG_INSTEAD: u8 = 8;

/// How many bytes the length of a statement takes.
pub(super) const LENGTH: usize = 4;

/// The first bytes as a number, which orders as they do but where it is equal.
pub(super) fn key(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(first) => u64::from_be_bytes(*first),
        None => {
            let mut padded = [0; 8];
            padded[..bytes.len()].copy_from_slice(bytes);
            u64::from_be_bytes(padded)
        }
    }
}

/// The head of a subject's description in a graph.
#[must_use]
pub fn head(graph: GraphId, subject: Iri<'_>) -> Vec<u8> {
    let mut head = Vec::with_capacity(subject.local.len() + 5);
    write_head(&mut head, graph, subject);
    head
}

pub(super) fn write_head(out: &mut Vec<u8>, graph: GraphId, subject: Iri<'_>) {
    out.extend_from_slice(&graph.0.to_be_bytes());
    out.extend_from_slice(&subject.ns.0.to_be_bytes());
    out.extend_from_slice(subject.local.as_bytes());
    out.push(0);
}

/// A statement whose object is an IRI, in the compact form.
pub(crate) fn iri_statement(predicate: PredId, object: Iri<'_>) -> Vec<u8> {
    [&predicate.0.to_be_bytes(), &[TAG_IRI][..], &object.ns.0.to_be_bytes(), object.local.as_bytes()].concat()
}

pub(super) fn push_statement(out: &mut Vec<u8>, statement: &[u8]) {
    push_length(out, statement.len());
    out.extend_from_slice(statement);
}

pub(super) fn push_length(out: &mut Vec<u8>, length: usize) {
    // A statement holds one text of a source or a few: each has 64 KiB at most (`MAX_TEXT_BYTES`), a statement of
    // Wikidata as it was read 16 MiB (`MAX_ENTITY_BYTES`).
    let length = u32::try_from(length).expect("no statement is longer than 4 GiB");
    out.extend_from_slice(&length.to_be_bytes());
}

pub(crate) fn decode(statement: &[u8]) -> (PredId, Object<'_>) {
    let (predicate, raw) = raw(statement);
    let object = match raw {
        Raw::Iri(ns, local) => Object::Iri(Iri { ns, local: text(local) }),
        Raw::Text(bytes) => Object::Text(text(bytes)),
        Raw::Lang { tag, text: bytes } => Object::Lang { tag: text(tag), text: text(bytes) },
        Raw::Typed(datatype, bytes) => Object::Typed(datatype, text(bytes)),
        Raw::Claimed(bits) => Object::Claimed(bits),
        Raw::Triple { subject: (ns, local), statement } => {
            Object::Triple(TripleTerm { subject: Iri { ns, local: text(local) }, statement })
        }
    };
    (predicate, object)
}

/// Predicate and object of a statement.
#[inline]
pub(crate) fn raw(statement: &[u8]) -> (PredId, Raw<'_>) {
    let predicate = PredId(u16_at(statement, 0));
    let body = &statement[3..];
    let object = match statement[2] {
        TAG_IRI | TAG_INSTEAD => Raw::Iri(NsId(u16_at(body, 0)), &body[2..]),
        TAG_LANG => {
            let end = body.iter().position(|&b| b == 0).unwrap_or(0);
            Raw::Lang { tag: &body[..end], text: &body[end + 1..] }
        }
        TAG_LABEL => Raw::Lang { tag: b"en", text: body },
        TAG_TYPED => Raw::Typed(Typed::ALL[usize::from(body[0])], &body[1..]),
        TAG_CLAIMED => Raw::Claimed(body[0]),
        TAG_TRIPLE => {
            let end = body[2..].iter().position(|&b| b == 0).map_or(body.len(), |at| at + 2);
            Raw::Triple { subject: (NsId(u16_at(body, 0)), &body[2..end]), statement: &body[end + 1..] }
        }
        _ => Raw::Text(body),
    };
    (predicate, object)
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([bytes[at], bytes[at + 1]])
}

pub(super) fn text(bytes: &[u8]) -> &str {
    // No byte of an input comes here unchecked: what is pushed is a `str`, and lengths of whole ones are before it.
    std::str::from_utf8(bytes).expect("descriptions are built from text, and cut at its ends only")
}
