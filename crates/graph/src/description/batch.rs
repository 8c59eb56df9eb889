//! Many descriptions in one piece of memory, and how they are sorted.

use super::form::{Object, decode, key, push_statement, text, u16_at};
use super::seen::Seen;
use chancery_model::facts::GraphId;
use chancery_model::schema::{Iri, NsId, PredId};

/// Start of a description, length of its head, and its end.
pub(super) type Span = (usize, usize, usize);

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
    pub(super) bytes: Vec<u8>,
    pub(super) spans: Vec<Span>,
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

    /// What it is about.
    #[must_use]
    pub fn subject(&self) -> Iri<'a> {
        Iri { ns: NsId(u16_at(self.head, 2)), local: text(&self.head[4..self.head.len() - 1]) }
    }

    /// Namespace and local name of what it is about, the name as bytes.
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

    /// The first thing that a predicate leads to.
    #[must_use]
    pub fn thing(&self, wanted: Option<PredId>) -> Option<Iri<'a>> {
        self.statements().find_map(|(predicate, object)| match object {
            Object::Iri(iri) if Some(predicate) == wanted => Some(iri),
            _ => None,
        })
    }

    /// Predicate and object of each statement, in order.
    pub fn statements(&self) -> impl Iterator<Item = (PredId, Object<'a>)> + use<'a> {
        self.raw().map(decode)
    }
}
