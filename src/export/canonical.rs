//! Canonical N-Quads by RDFC-1.0 (<https://www.w3.org/TR/rdf-canon/>), through `sophia_c14n`.
//!
//! Two graphs that say the same give the same bytes, whoever wrote them, so a digest of the bytes is a digest of what
//! is said. The price: every quad is held in memory until the end, with all its terms (about half a kilobyte each),
//! since the lines are sorted by their own bytes and nothing may be written twice. It is also by far the slowest format:
//! whoever wants it only to compare two exports of this program can compare their N-Quads, which are as deterministic.

use std::collections::HashSet;
use std::io::{self, BufWriter, Write};

use sophia_api::MownStr;
use sophia_api::quad::Spog;
use sophia_api::term::{IriRef, LanguageTag, SimpleTerm};
use sophia_c14n::C14nError;
use sophia_c14n::rdfc10::normalize;

use super::terms::{check_iri_part, invalid, is_term, scheme};
use super::{Format, Graphs, Writer, no_triple_terms};
use crate::graph::{Description, Object};
use crate::schema::{Iri, PredId, Schema};
use crate::vocab::std_terms as t;

pub(super) struct CanonicalNQuads<'a> {
    schema: &'a Schema,
    graphs: Graphs<'a>,
    out: &'a mut dyn Write,
    quads: HashSet<Spog<SimpleTerm<'a>>>,
}

impl<'a> CanonicalNQuads<'a> {
    pub fn new(schema: &'a Schema, graphs: Graphs<'a>, out: &'a mut dyn Write) -> Self {
        Self { schema, graphs, out, quads: HashSet::new() }
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
            self.quads.insert(([subject.clone(), self.predicate(predicate)?, object], graph.clone()));
        }
        Ok(())
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 16, self.out);
        normalize(&self.quads, &mut out).map_err(|error| match error {
            // Its kind matters: a reader that went away is no fault.
            C14nError::Io(error) => error,
            other => io::Error::other(other),
        })?;
        out.flush()
    }
}
