//! Canonical N-Quads by RDFC-1.0 (<https://www.w3.org/TR/rdf-canon/>), through `sophia_c14n`.
//!
//! Two graphs that say the same give the same bytes, even if different programs wrote them, so a digest of the bytes is
//! a digest of their content. The price: every quad is held in memory until the end, with all its terms (about half a
//! kilobyte each), since the lines are sorted by their own bytes and nothing may be written twice. It is also by far
//! the slowest format: to compare two exports of this program, use their N-Quads, which are as deterministic.

//!
//! Facts have no blank nodes. Other RDF has, and to give them canonical names can take practically for ever; so there
//! are bounds ([`PATIENCE`], [`MAX_DEPTH`]), and what exceeds them is an error.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::str::FromStr;
use std::time::{Duration, Instant};

use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};
use sophia_api::MownStr;
use sophia_api::quad::Spog;
use sophia_api::term::{BnodeId, IriRef, LanguageTag, SimpleTerm};
use sophia_c14n::C14nError;
use sophia_c14n::hash::{HashFunction, Sha256, Sha384};
use sophia_c14n::rdfc10::{DEFAULT_PERMUTATION_LIMIT, normalize_with};

use super::terms::{check_iri_part, invalid, is_term, scheme};
use super::{Format, Graphs, Writer, no_triple_terms};
use crate::{Description, Object};
use chancery_model::schema::{Iri, PredId, Schema};
use chancery_model::vocab::std_terms as t;

/// How long blank nodes are distinguished.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How many blank nodes in a row are followed to distinguish one from another; each of them remembers those before it.
pub const MAX_DEPTH: usize = 1_000;

/// The stack on which they are followed, in bytes: some 32 KiB for each, a multiple of what was measured.
const STACK: usize = 64 << 20;

/// The algorithm that blank nodes are distinguished by (RDFC-1.0, section 4.2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256, the default of the standard.
    #[default]
    Sha256,
    /// SHA-384.
    Sha384,
}

impl FromStr for Hash {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().replace('-', "").as_str() {
            "sha256" => Ok(Self::Sha256),
            "sha384" => Ok(Self::Sha384),
            _ => Err("sha-256 or sha-384 is expected".to_owned()),
        }
    }
}

/// Why quads have no canonical form.
#[derive(Debug)]
pub enum Uncanonical {
    /// What RDFC-1.0 does not mention, in words.
    Unsupported(String),
    /// The blank nodes are too much alike: which bound was met.
    Alike(String),
    /// The bytes cannot be written, or no thread can be started.
    Io(io::Error),
}

impl fmt::Display for Uncanonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(what) => write!(f, "RDFC-1.0 has no {what}"),
            Self::Alike(bound) => write!(f, "the blank nodes are too similar to be distinguished: {bound}"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Uncanonical {}

impl From<Uncanonical> for io::Error {
    fn from(error: Uncanonical) -> Self {
        match error {
            // Its kind matters: a reader that went away is not a fault.
            Uncanonical::Io(error) => error,
            other => Self::other(other),
        }
    }
}

/// Quads that are gathered, each once, to be written in their canonical form.
#[derive(Default)]
pub struct Canonical<'a> {
    quads: HashSet<Spog<SimpleTerm<'a>>>,
}

impl Canonical<'_> {
    /// Adds a quad of RDF 1.1. Blank nodes of one name are one node.
    ///
    /// # Errors
    /// [`Uncanonical::Unsupported`] for a triple term or a base direction.
    pub fn add(&mut self, quad: Quad) -> Result<(), Uncanonical> {
        let iri = |text: String| SimpleTerm::Iri(IriRef::new_unchecked(MownStr::from(text)));
        let blank = |text: &str| SimpleTerm::BlankNode(BnodeId::new_unchecked(MownStr::from(text.to_owned())));
        let subject = match quad.subject {
            NamedOrBlankNode::NamedNode(node) => iri(node.into_string()),
            NamedOrBlankNode::BlankNode(node) => blank(node.as_str()),
        };
        let object = match quad.object {
            Term::NamedNode(node) => iri(node.into_string()),
            Term::BlankNode(node) => blank(node.as_str()),
            Term::Triple(_) => return Err(Uncanonical::Unsupported("triple terms".to_owned())),
            Term::Literal(literal) if literal.direction().is_some() => {
                return Err(Uncanonical::Unsupported("base directions".to_owned()));
            }
            Term::Literal(literal) => {
                let (value, datatype, language, _) = literal.destruct();
                match (datatype, language) {
                    (_, Some(tag)) => {
                        let tag = LanguageTag::new_unchecked(MownStr::from(tag));
                        SimpleTerm::LiteralLanguage(MownStr::from(value), tag, None)
                    }
                    (datatype, None) => {
                        let datatype =
                            datatype.map_or_else(|| t::XSD_STRING.to_owned(), |datatype| datatype.into_string());
                        let datatype = IriRef::new_unchecked(MownStr::from(datatype));
                        SimpleTerm::LiteralDatatype(MownStr::from(value), datatype)
                    }
                }
            }
        };
        let graph = match quad.graph_name {
            GraphName::DefaultGraph => None,
            GraphName::NamedNode(node) => Some(iri(node.into_string())),
            GraphName::BlankNode(node) => Some(blank(node.as_str())),
        };
        self.quads.insert(([subject, iri(quad.predicate.into_string()), object], graph));
        Ok(())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.quads.len()
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.quads.is_empty()
    }

    /// Writes them, with the usual [patience](PATIENCE).
    ///
    /// # Errors
    /// See [`Uncanonical`].
    pub fn write(&self, hash: Hash, out: &mut dyn Write) -> Result<(), Uncanonical> {
        self.write_within(PATIENCE, hash, out)
    }

    fn write_within(&self, patience: Duration, hash: Hash, out: &mut dyn Write) -> Result<(), Uncanonical> {
        // Nothing is written before all is known, so the bytes are gathered on the thread with the large stack.
        let canonicalise = || {
            DEADLINE.set(Instant::now().checked_add(patience));
            let mut bytes = BufWriter::with_capacity(1 << 16, Vec::new());
            let nodes = self.blank_nodes().max(1);
            let depth = (MAX_DEPTH as f32 / nodes as f32).min(1.0);
            let written = match hash {
                Hash::Sha256 => {
                    normalize_with::<Timed<Sha256>, _, _>(&self.quads, &mut bytes, depth, DEFAULT_PERMUTATION_LIMIT)
                }
                Hash::Sha384 => {
                    normalize_with::<Timed<Sha384>, _, _>(&self.quads, &mut bytes, depth, DEFAULT_PERMUTATION_LIMIT)
                }
            };
            written.map_err(|error| match error {
                C14nError::Io(error) => Uncanonical::Io(error),
                C14nError::ToxicGraph(_) => Uncanonical::Alike(format!(
                    "more than {DEFAULT_PERMUTATION_LIMIT} in one place, or more than {MAX_DEPTH} in a row"
                )),
                C14nError::Unsupported(what) => Uncanonical::Unsupported(what),
                other => Uncanonical::Io(io::Error::other(other.to_string())),
            })?;
            bytes.into_inner().map_err(|error| Uncanonical::Io(error.into_error()))
        };
        let done = std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, canonicalise);
            thread.map_err(Uncanonical::Io)?.join().unwrap_or_else(|reason| {
                Err(match reason.is::<Impatient>() {
                    true => Uncanonical::Alike(format!("it was not found within {} s", patience.as_secs())),
                    false => Uncanonical::Io(io::Error::other("the computation of the canonical form was stopped")),
                })
            })
        });
        out.write_all(&done?).and_then(|()| out.flush()).map_err(Uncanonical::Io)
    }

    fn blank_nodes(&self) -> usize {
        let terms =
            self.quads.iter().flat_map(|([subject, _, object], graph)| [Some(subject), Some(object), graph.as_ref()]);
        let nodes: HashSet<&str> = terms
            .filter_map(|term| match term {
                Some(SimpleTerm::BlankNode(node)) => Some(node.as_str()),
                _ => None,
            })
            .collect();
        nodes.len()
    }
}

thread_local! {
    /// The time until which this thread may distinguish blank nodes.
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Why a thread was ended.
struct Impatient;

/// A hash that is begun before the deadline only. The algorithm asks for hashes as long as it runs, and for nothing
/// else that could stop it.
struct Timed<H>(H);

impl<H: HashFunction> HashFunction for Timed<H> {
    type Output = H::Output;

    fn initialize() -> Self {
        if DEADLINE.get().is_some_and(|deadline| Instant::now() >= deadline) {
            // Unwinds to the join of the thread; that is not a panic, so no hook describes it.
            std::panic::resume_unwind(Box::new(Impatient));
        }
        Self(H::initialize())
    }

    fn update(&mut self, data: impl AsRef<[u8]>) {
        self.0.update(data);
    }

    fn finalize(self) -> Self::Output {
        self.0.finalize()
    }
}

pub(super) struct CanonicalNQuads<'a> {
    schema: &'a Schema,
    graphs: Graphs<'a>,
    out: &'a mut dyn Write,
    gathered: Canonical<'a>,
}

impl<'a> CanonicalNQuads<'a> {
    pub fn new(schema: &'a Schema, graphs: Graphs<'a>, out: &'a mut dyn Write) -> Self {
        Self { schema, graphs, out, gathered: Canonical::default() }
    }

    fn iri(&self, iri: Iri<'_>) -> io::Result<SimpleTerm<'a>> {
        node(MownStr::from(self.schema.space.join(iri.ns, iri.local)))
    }

    fn predicate(&self, id: PredId) -> io::Result<SimpleTerm<'a>> {
        match self.schema.space.predicates().nth(usize::from(id.0)) {
            Some(iri) => node(MownStr::from(iri)),
            None => Err(invalid(format!("the schema has no predicate number {}", id.0))),
        }
    }
}

/// The term of an IRI, which is looked at as strictly as every other format does.
fn node(iri: MownStr<'_>) -> io::Result<SimpleTerm<'_>> {
    Ok(SimpleTerm::Iri(reference(iri)?))
}

fn reference(iri: MownStr<'_>) -> io::Result<IriRef<MownStr<'_>>> {
    check_iri_part(&iri)?;
    scheme(&iri)?;
    IriRef::new(iri).map_err(|error| invalid(error.to_string()))
}

fn literal<'a>(object: Object<'_>) -> io::Result<SimpleTerm<'a>> {
    let own = |text: &str| MownStr::from(text.to_owned());
    Ok(match object {
        Object::Lang { tag, text } => {
            let tag = LanguageTag::new(own(tag)).map_err(|error| invalid(error.to_string()))?;
            SimpleTerm::LiteralLanguage(own(text), tag, None)
        }
        Object::Typed(datatype, text) => {
            SimpleTerm::LiteralDatatype(own(text), reference(MownStr::from(datatype.iri()))?)
        }
        Object::Text(text) => SimpleTerm::LiteralDatatype(own(text), reference(MownStr::from(t::XSD_STRING))?),
        Object::Iri(_) | Object::Triple(_) | Object::Claimed(_) => return Err(invalid("no literal")),
    })
}

impl Writer for CanonicalNQuads<'_> {
    fn description(&mut self, description: Description<'_>) -> io::Result<()> {
        let graph = self.graphs.iri(description.graph())?.map(|iri| node(MownStr::from(iri))).transpose()?;
        let subject = self.iri(description.subject())?;
        for (predicate, object) in description.statements().filter(|(_, object)| is_term(object)) {
            let object = match object {
                Object::Iri(iri) => self.iri(iri)?,
                Object::Triple(_) => return Err(no_triple_terms(Format::CanonicalNQuads)),
                other => literal(other)?,
            };
            self.gathered.quads.insert(([subject.clone(), self.predicate(predicate)?, object], graph.clone()));
        }
        Ok(())
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        Ok(self.gathered.write(Hash::default(), self.out)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::{BlankNode, NamedNode};

    fn says(subject: &str, object: &str) -> Quad {
        let node = |name: &str| BlankNode::new(name).unwrap();
        Quad::new(node(subject), NamedNode::new("http://e.example/p").unwrap(), node(object), GraphName::DefaultGraph)
    }

    fn written(quads: impl IntoIterator<Item = Quad>, patience: Duration) -> Result<String, Uncanonical> {
        let mut canonical = Canonical::default();
        quads.into_iter().try_for_each(|quad| canonical.add(quad))?;
        let mut bytes = Vec::new();
        canonical.write_within(patience, Hash::Sha256, &mut bytes)?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn names_of_blank_nodes_make_no_difference() {
        let ring = |names: [&str; 4]| (0..4).map(|n| says(names[n], names[(n + 1) % 4])).collect::<Vec<_>>();
        let one = written(ring(["a", "b", "c", "d"]), PATIENCE).unwrap();
        assert_eq!(one, written(ring(["z", "y", "b", "a"]), PATIENCE).unwrap());
        assert_eq!(one.lines().count(), 4);
    }

    #[test]
    fn what_cannot_be_told_apart_in_time_is_an_error() {
        let clique =
            (0..9).flat_map(|a| (0..9).filter(move |b| *b != a).map(move |b| says(&format!("a{a}"), &format!("a{b}"))));
        assert!(matches!(written(clique, PATIENCE), Err(Uncanonical::Alike(_))));
        let ring = |length: usize| (0..length).map(move |n| says(&format!("a{n}"), &format!("a{}", (n + 1) % length)));
        assert!(matches!(written(ring(30), Duration::ZERO), Err(Uncanonical::Alike(_))));
        // As deep as it may go, on the stack that it has.
        let begun = Instant::now();
        assert!(matches!(written(ring(MAX_DEPTH * 3), Duration::from_secs(5)), Err(Uncanonical::Alike(_))));
        assert!(begun.elapsed() < Duration::from_secs(50));
    }
}
