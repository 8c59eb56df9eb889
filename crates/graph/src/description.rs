//! Descriptions: everything one record says about one subject, in a compact form that sorts by comparing bytes.
//!
//! A description is the unit of sorting and merging. It is a run of bytes:
//!
//! ```text
//! head       u16 graph   u16 namespace   local name of the subject   0x00
//! statement  u32 length  u16 predicate   u8 tag   object …            (sorted, none twice)
//! ```
//!
//! Numbers are big-endian, so that comparing heads as bytes orders subjects by graph, namespace and name, and comparing
//! statements orders them by predicate and object. Every format is written from this form; nothing is parsed twice.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use oxrdf::{GraphName, Literal, NamedNode, Quad, Term};

use super::standing::Mask;
use chancery_model::facts::GraphId;
use chancery_model::literal::Typed;
use chancery_model::schema::{Iri, LABEL, NsId, PredId, Schema};
use chancery_values::name::{caseless, in_writing};

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
    /// The bits of a [`Mask`](super::Mask): what one claim contributes to a fact's standing; merging joins them, and no
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

const TAG_IRI: u8 = 0;
const TAG_TEXT: u8 = 2;
const TAG_LANG: u8 = 3;
const TAG_TYPED: u8 = 4;
const TAG_CLAIMED: u8 = 5;
const TAG_TRIPLE: u8 = 6;
/// A label in English that says what a fact says: it begins with the standing where the fact is not held.
const TAG_LABEL: u8 = 7;

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
    /// Where its length stands.
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

/// How many bytes the length of a statement takes.
const LENGTH: usize = 4;

/// The first bytes as a number, which orders as they do but where it is equal.
fn key(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(first) => u64::from_be_bytes(*first),
        None => {
            let mut padded = [0; 8];
            padded[..bytes.len()].copy_from_slice(bytes);
            u64::from_be_bytes(padded)
        }
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

    fn statement(&mut self, predicate: PredId, tag: u8, parts: [&[u8]; 2]) {
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
    /// [`Description::raw`] gives them.
    pub fn triple(&mut self, predicate: PredId, subject: Iri<'_>, statement: &[u8]) -> &mut Self {
        let mut of = Vec::with_capacity(subject.local.len() + 3);
        of.extend_from_slice(&subject.ns.0.to_be_bytes());
        of.extend_from_slice(subject.local.as_bytes());
        of.push(0);
        self.statement(predicate, TAG_TRIPLE, [&of, statement]);
        self
    }

    /// Adds what one claim contributes to the subject's standing: the bits of a [`Mask`](super::Mask).
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

/// The head of a subject's description in a graph.
#[must_use]
pub fn head(graph: GraphId, subject: Iri<'_>) -> Vec<u8> {
    let mut head = Vec::with_capacity(subject.local.len() + 5);
    write_head(&mut head, graph, subject);
    head
}

fn write_head(out: &mut Vec<u8>, graph: GraphId, subject: Iri<'_>) {
    out.extend_from_slice(&graph.0.to_be_bytes());
    out.extend_from_slice(&subject.ns.0.to_be_bytes());
    out.extend_from_slice(subject.local.as_bytes());
    out.push(0);
}

fn push_statement(out: &mut Vec<u8>, statement: &[u8]) {
    push_length(out, statement.len());
    out.extend_from_slice(statement);
}

fn push_length(out: &mut Vec<u8>, length: usize) {
    // A statement holds one text of a source or a few: each has 64 KiB at most (`MAX_TEXT_BYTES`), a statement of
    // Wikidata as it was read 16 MiB (`MAX_ENTITY_BYTES`).
    let length = u32::try_from(length).expect("no statement is longer than 4 GiB");
    out.extend_from_slice(&length.to_be_bytes());
}

/// Namespaces, predicates and datatypes that occur, noted while descriptions are built, so that a header that names
/// only what is in use costs no pass of its own.
#[derive(Debug, Default, Clone)]
pub struct Seen {
    namespaces: Vec<bool>,
    predicates: Vec<bool>,
    /// Namespaces of classes.
    classes: Vec<bool>,
    datatypes: [bool; Typed::ALL.len()],
    /// Some fact will have a standing.
    standings: bool,
    /// Some fact may be held with a hedge only.
    hedges: bool,
    /// IRIs that are in no namespace, up to their first colon.
    schemes: BTreeSet<String>,
}

impl Seen {
    fn subject(&mut self, head: &[u8]) {
        let ns = u16_at(head, 2);
        self.iri(ns, &head[4..head.len() - 1]);
    }

    fn statement(&mut self, statement: &[u8]) {
        let predicate = u16_at(statement, 0);
        mark(&mut self.predicates, predicate);
        match statement[2] {
            TAG_IRI => {
                let ns = u16_at(statement, 3);
                self.iri(ns, &statement[5..]);
                // The type is the first of all predicates (`FIXED_PREDICATES`).
                if predicate == 0 {
                    mark(&mut self.classes, ns);
                }
            }
            TAG_TYPED => self.datatypes[usize::from(statement[3])] = true,
            // The parts of a triple term are noted where the triple itself is written.
            TAG_CLAIMED => {
                self.standings = true;
                self.hedges |= Mask(statement[3]).is_only_hedged();
            }
            _ => {}
        }
    }

    fn iri(&mut self, ns: u16, local: &[u8]) {
        if ns != NsId::NONE.0 {
            mark(&mut self.namespaces, ns);
            return;
        }
        let end = local.iter().position(|&byte| byte == b':').unwrap_or(local.len());
        let scheme = text(&local[..end]);
        if !self.schemes.contains(scheme) {
            self.schemes.insert(scheme.to_owned());
        }
    }

    /// Adds what another one saw.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.namespaces, &other.namespaces),
            (&mut self.predicates, &other.predicates),
            (&mut self.classes, &other.classes),
        ] {
            mine.resize(mine.len().max(theirs.len()), false);
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine |= theirs);
        }
        self.datatypes.iter_mut().zip(other.datatypes).for_each(|(mine, theirs)| *mine |= theirs);
        self.standings |= other.standings;
        self.hedges |= other.hedges;
        self.schemes.extend(other.schemes.iter().cloned());
    }

    /// Whether a subject or object is in the namespace.
    #[must_use]
    pub fn namespace(&self, id: NsId) -> bool {
        self.namespaces.get(usize::from(id.0)).copied().unwrap_or(false)
    }

    /// Whether a statement has the predicate.
    #[must_use]
    pub fn predicate(&self, id: PredId) -> bool {
        self.predicates.get(usize::from(id.0)).copied().unwrap_or(false)
    }

    /// Whether a class is in the namespace.
    #[must_use]
    pub fn class_in(&self, id: NsId) -> bool {
        self.classes.get(usize::from(id.0)).copied().unwrap_or(false)
    }

    /// Whether a literal has the datatype.
    #[must_use]
    pub fn datatype(&self, datatype: Typed) -> bool {
        self.datatypes[datatype as usize]
    }

    /// Whether some fact has a standing.
    #[must_use]
    pub fn standings(&self) -> bool {
        self.standings
    }

    /// Whether some fact may be held with a hedge only.
    #[must_use]
    pub fn hedges(&self) -> bool {
        self.hedges
    }

    /// The schemes of IRIs that are in no namespace, without their colon; the whole IRI where it has none.
    pub fn schemes(&self) -> impl Iterator<Item = &str> {
        self.schemes.iter().map(String::as_str)
    }
}

fn mark(seen: &mut Vec<bool>, at: u16) {
    let at = usize::from(at);
    if at >= seen.len() {
        seen.resize(at + 1, false);
    }
    seen[at] = true;
}

/// Start of a description, length of its head, and its end.
type Span = (usize, usize, usize);

/// Below this number descriptions are compared as a whole.
const FEW: usize = 12;

/// Sorts descriptions whose heads agree in the first `depth` bytes.
///
/// Heads are much alike, and far apart in memory. So eight bytes of each are fetched at a time and sorted as numbers, and
/// only those that agree in these are looked at further on.
fn sort_from(bytes: &[u8], keyed: &mut [(u64, Span)], mut depth: usize) {
    let whole = |a: &Span, b: &Span| {
        bytes[a.0..a.0 + a.1]
            .cmp(&bytes[b.0..b.0 + b.1])
            .then_with(|| bytes[a.0 + a.1..a.2].cmp(&bytes[b.0 + b.1..b.2]))
    };
    while keyed.len() > FEW {
        let mut longer = false;
        for (of, (start, head, _)) in keyed.iter_mut() {
            longer |= *head > depth;
            *of = key(&bytes[*start + depth.min(*head)..*start + (depth + 8).min(*head)]);
        }
        if !longer {
            break;
        }
        depth += 8;
        let first = keyed[0].0;
        if keyed.iter().all(|(key, _)| *key == first) {
            continue;
        }
        keyed.sort_unstable_by_key(|(key, _)| *key);
        for alike in keyed.chunk_by_mut(|(a, _), (b, _)| a == b) {
            sort_from(bytes, alike, depth);
        }
        return;
    }
    keyed.sort_unstable_by(|(_, a), (_, b)| whole(a, b));
}

/// Many descriptions in one piece of memory.
#[derive(Debug, Default)]
pub struct Batch {
    /// What occurs in them.
    pub seen: Seen,
    bytes: Vec<u8>,
    spans: Vec<Span>,
}

impl Batch {
    /// Bytes of memory in use.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len() + self.spans.len() * std::mem::size_of::<Span>()
    }

    /// Whether it holds no description.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// How many descriptions it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Sorts by head, then by the rest, so that the order never depends on how the descriptions came.
    pub fn sort(&mut self) {
        let mut keyed: Vec<(u64, Span)> = self.spans.iter().map(|span| (0, *span)).collect();
        sort_from(&self.bytes, &mut keyed, 0);
        self.spans.clear();
        self.spans.extend(keyed.into_iter().map(|(_, span)| span));
    }

    /// The descriptions, in the batch's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Description<'_>> {
        self.spans.iter().map(|&(start, head, end)| Description {
            head: &self.bytes[start..start + head],
            body: &self.bytes[start + head..end],
        })
    }

    /// The n-th description.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<Description<'_>> {
        self.spans.get(at).map(|&(start, head, end)| Description {
            head: &self.bytes[start..start + head],
            body: &self.bytes[start + head..end],
        })
    }

    /// Forgets all descriptions and keeps the memory, and what was seen in them.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.spans.clear();
    }

    /// Adds a description of statements in the compact form, in their order, and notes what occurs in it.
    pub fn copy<'s>(&mut self, head: &[u8], statements: impl IntoIterator<Item = &'s [u8]>) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(head);
        self.seen.subject(head);
        for statement in statements {
            self.seen.statement(statement);
            push_statement(&mut self.bytes, statement);
        }
        self.spans.push((start, head.len(), self.bytes.len()));
    }

    /// Adds a description that is already in the compact form, and was noted when it was built.
    pub fn push(&mut self, description: Description<'_>) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(description.head);
        self.bytes.extend_from_slice(description.body);
        self.spans.push((start, description.head.len(), self.bytes.len()));
    }
}

/// A description in the compact form.
#[derive(Debug, Clone, Copy)]
pub struct Description<'a> {
    /// Graph, namespace and local name of the subject, to the zero that ends them; see the module's layout.
    pub head: &'a [u8],
    /// The statements, each after its length in bytes; sorted, none twice.
    pub body: &'a [u8],
}

impl<'a> Description<'a> {
    /// The graph it belongs to.
    #[must_use]
    pub fn graph(&self) -> GraphId {
        GraphId(u16_at(self.head, 0))
    }

    /// Whom it is about.
    #[must_use]
    pub fn subject(&self) -> Iri<'a> {
        Iri { ns: NsId(u16_at(self.head, 2)), local: text(&self.head[4..self.head.len() - 1]) }
    }

    /// Namespace and local name of whom it is about, the name as bytes.
    pub(crate) fn raw_subject(&self) -> (NsId, &'a [u8]) {
        (NsId(u16_at(self.head, 2)), &self.head[4..self.head.len() - 1])
    }

    /// The statements as bytes, without their length.
    pub fn raw(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut rest = self.body;
        std::iter::from_fn(move || {
            let (length, after) = rest.split_first_chunk::<4>()?;
            let (statement, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
            rest = after;
            Some(statement)
        })
    }

    /// Predicate and object of each statement, in order.
    pub fn statements(&self) -> impl Iterator<Item = (PredId, Object<'a>)> + use<'a> {
        self.raw().map(decode)
    }
}

/// Whether a body is a fact's, and how many statements it has. If it is, `out` becomes the same body with another object
/// in the place of what claims contributed, the one that `object` gives for the bits, and with the label that goes with
/// it; else `out` is left as it was.
///
/// The order stays as it is: a fact has one statement of each of these predicates.
pub fn settle<'o>(body: &[u8], out: &mut Vec<u8>, object: &mut dyn FnMut(u8) -> &'o Settled) -> (bool, u64) {
    let (mut rest, mut count) = (body, 0);
    let (mut bits, mut open) = (None, [None; 2]);
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let Some((statement, after)) = after.split_at_checked(u32::from_be_bytes(*length) as usize) else { break };
        count += 1;
        let place = Some((body.len() - rest.len(), body.len() - after.len()));
        match statement[2] {
            TAG_CLAIMED if bits.is_none() => {
                bits = Some(statement[3]);
                open[1] = place;
            }
            TAG_LABEL => open[0] = place,
            _ => {}
        }
        rest = after;
    }
    let Some(bits) = bits else { return (false, count) };
    let settled = object(bits);
    out.clear();
    out.reserve(body.len() + 64);
    open.sort_unstable();
    let mut copied = 0;
    for (start, end) in open.into_iter().flatten() {
        out.extend_from_slice(&body[copied..start]);
        settled.write(out, &body[start + LENGTH..end]);
        copied = end;
    }
    out.extend_from_slice(&body[copied..]);
    (true, count + u64::from(settled.hedged.is_some()))
}

/// What the claims on a fact come to.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The IRI that means what claims contributed.
    object: Vec<u8>,
    /// What the label begins with.
    mark: String,
    /// The predicate by which the fact says that it is held with a hedge only.
    hedged: Option<PredId>,
}

impl Settled {
    /// From the namespace and the local name of its IRI, what labels begin with, and the predicate that says of the fact
    /// that it is held with a hedge only, where it is.
    pub fn new(ns: NsId, local: &str, mark: String, hedged: Option<PredId>) -> Self {
        Self { object: [&ns.0.to_be_bytes(), local.as_bytes()].concat(), mark, hedged }
    }

    /// Writes a statement that was open.
    fn write(&self, out: &mut Vec<u8>, statement: &[u8]) {
        let (tag, parts): (u8, [&[u8]; 3]) = match statement[2] {
            TAG_LABEL => (TAG_LANG, [b"en\0", self.mark.as_bytes(), &statement[3..]]),
            _ => (TAG_IRI, [&self.object, b"", b""]),
        };
        push_object(out, [statement[0], statement[1]], tag, &parts);
        // This predicate comes next after that of the standing, so that the order stays.
        if let (TAG_IRI, Some(hedged)) = (tag, self.hedged) {
            push_object(out, hedged.0.to_be_bytes(), TAG_TYPED, &[&[Typed::Boolean as u8], b"true".as_slice()]);
        }
    }
}

fn push_object(out: &mut Vec<u8>, predicate: [u8; 2], tag: u8, parts: &[&[u8]]) {
    push_length(out, 3 + parts.iter().map(|part| part.len()).sum::<usize>());
    out.extend_from_slice(&predicate);
    out.push(tag);
    parts.iter().for_each(|part| out.extend_from_slice(part));
}

/// Joins statements of several descriptions of one subject: sorted, none twice, what claims contribute joined into one. Of
/// labels that differ in writing alone one is kept.
pub fn join(bodies: &mut Vec<&[u8]>, out: &mut Vec<u8>) {
    let mut statements: Vec<&[u8]> = bodies.drain(..).flat_map(|body| Description { head: &[], body }.raw()).collect();
    statements.sort_unstable();
    statements.dedup();
    keep_one_label(&mut statements);
    let mut at = 0;
    while at < statements.len() {
        let statement = statements[at];
        if statement.get(2) == Some(&TAG_CLAIMED) {
            let mut joined = statement.to_vec();
            while let Some(next) = statements.get(at + 1)
                && next[..3] == statement[..3]
            {
                joined[3] |= next[3];
                at += 1;
            }
            push_statement(out, &joined);
        } else {
            push_statement(out, statement);
        }
        at += 1;
    }
}

/// Of labels that are one, the one that comes first in writing is kept, whichever was stated first.
fn keep_one_label(statements: &mut Vec<&[u8]>) {
    let predicate = LABEL.0.to_be_bytes();
    let begin = statements.partition_point(|statement| statement[..2] < predicate[..]);
    let count = statements[begin..].partition_point(|statement| statement[..2] == predicate);
    if count < 2 {
        return;
    }
    let mut kept: Vec<&[u8]> = Vec::with_capacity(count);
    for statement in &statements[begin..begin + count] {
        match kept.iter_mut().find(|other| are_one_label(other, statement)) {
            Some(other) if in_writing(label_in(statement), label_in(other)).is_lt() => *other = statement,
            Some(_) => {}
            None => kept.push(statement),
        }
    }
    kept.sort_unstable();
    statements.splice(begin..begin + count, kept);
}

/// Whether two statements give one label: what a record made, or a name in one language but for case and spacing.
fn are_one_label(one: &[u8], other: &[u8]) -> bool {
    match (raw(one).1, raw(other).1) {
        _ if one[2] != other[2] => false,
        (Raw::Lang { tag, .. }, Raw::Lang { tag: also, .. }) => {
            tag == also && (one[2] == TAG_LABEL || caseless(label_in(one)) == caseless(label_in(other)))
        }
        _ => false,
    }
}

/// The text of a statement whose object is a text in a language; else none.
fn label_in(statement: &[u8]) -> &str {
    match raw(statement).1 {
        Raw::Lang { text: label, .. } => text(label),
        _ => "",
    }
}

fn decode(statement: &[u8]) -> (PredId, Object<'_>) {
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
        TAG_IRI => Raw::Iri(NsId(u16_at(body, 0)), &body[2..]),
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

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([bytes[at], bytes[at + 1]])
}

fn text(bytes: &[u8]) -> &str {
    // No byte of an input comes here as it stood: what is pushed is a `str`, and lengths of whole ones are before it.
    std::str::from_utf8(bytes).expect("descriptions are built from text, and cut at its ends only")
}

/// The quad of a statement, for engines that want RDF terms; nothing for what claims contribute, which is not a term, and
/// for triple terms.
#[must_use]
pub fn quad(
    schema: &Schema,
    graph: &GraphName,
    subject: Iri<'_>,
    predicate: PredId,
    object: Object<'_>,
) -> Option<Quad> {
    let node = |iri: Iri<'_>| NamedNode::new_unchecked(schema.space.join(iri.ns, iri.local));
    let object: Term = match object {
        Object::Iri(iri) => node(iri).into(),
        Object::Text(text) => Literal::new_simple_literal(text).into(),
        Object::Lang { tag, text } => Literal::new_language_tagged_literal_unchecked(text, tag).into(),
        Object::Typed(datatype, text) => {
            Literal::new_typed_literal(text, NamedNode::new_unchecked(datatype.iri())).into()
        }
        // The engines are built for RDF 1.1, which has no triple terms.
        Object::Triple(_) | Object::Claimed(_) => return None,
    };
    Some(Quad {
        subject: node(subject).into(),
        predicate: NamedNode::new_unchecked(schema.space.predicate_iri(predicate)),
        object,
        graph_name: graph.clone(),
    })
}
