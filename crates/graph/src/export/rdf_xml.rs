//! RDF/XML. The elements are written by `oxrdfxml`, through [`oxrdfio`]; here is what it leaves to its caller.
//!
//! XML 1.0 has no way to write most control characters, and an element's name is not every IRI, so some graphs cannot
//! be written: that is an error, never a change of the graph. A carriage return is written as a reference, since a
//! reader of XML would take a bare one for a line feed.

use std::io::{self, Write};

use oxrdf::GraphName;
use oxrdfio::{RdfFormat, RdfSerializer, WriterQuadSerializer};

use super::sink::Sink;
use super::terms::{begins_name, check_iri_part, check_language, continues_name, invalid, is_term, scheme};
use super::used::{Used, prefix_of};
use super::{Format, Writer, no_triple_terms, refuse_graph};
use crate::{Description, Object, quad};
use chancery_model::schema::{Iri, PredId, Schema};
use chancery_model::vocab::std_terms as t;

/// Local names in the namespace of RDF that RDF/XML itself uses for elements and attributes, so that no property may
/// have them.
const RESERVED: [&str; 9] = ["Description", "li", "RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype"];

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

pub(super) struct RdfXml<'a> {
    schema: &'a Schema,
    rdf_type: Option<PredId>,
    serializer: WriterQuadSerializer<Escaped<'a>>,
}

impl<'a> RdfXml<'a> {
    pub fn new(schema: &'a Schema, used: &Used, out: &'a mut dyn Write) -> io::Result<Self> {
        let mut serializer = RdfSerializer::from_format(RdfFormat::RdfXml);
        for (index, namespace) in schema.space.namespaces().enumerate() {
            let Some(prefix) = prefix_of(schema, index).filter(|_| used.names_elements(index)) else { continue };
            // These mean something in every XML file.
            let taken = prefix.to_ascii_lowercase().starts_with("xml") || matches!(prefix, "rdf" | "its");
            if !taken && !is_reserved_namespace(&namespace.iri) {
                serializer = serializer
                    .with_prefix(prefix, namespace.iri.as_str())
                    .map_err(|error| invalid(format!("`{}`: {error}", namespace.iri)))?;
            }
        }
        let serializer = serializer.for_writer(Escaped(Sink::new(out)));
        Ok(Self { schema, rdf_type: schema.space.predicate(t::RDF_TYPE), serializer })
    }

    /// Whether a statement can be the first of its subject: the first type becomes the name of the element.
    fn can_begin(&self, predicate: PredId, object: Object<'_>) -> bool {
        match object {
            Object::Iri(Iri { ns, local }) if Some(predicate) == self.rdf_type => {
                check_name(&self.schema.space.join(ns, local)).is_ok()
            }
            _ => true,
        }
    }
}

impl Writer for RdfXml<'_> {
    fn description(&mut self, description: Description<'_>) -> io::Result<()> {
        refuse_graph(Format::RdfXml, description)?;
        let subject = description.subject();
        check_iri(self.schema, subject)?;
        let statements = || description.statements().filter(|(_, object)| is_term(object));
        let first = statements().position(|(predicate, object)| self.can_begin(predicate, object));
        let Some(first) = first else {
            return match statements().next() {
                None => Ok(()),
                Some(_) => Err(invalid(format!(
                    "RDF/XML cannot write <{}>: its type cannot be the name of an element",
                    self.schema.space.join(subject.ns, subject.local)
                ))),
            };
        };
        let others = statements().enumerate().filter(|(index, _)| *index != first).map(|(_, statement)| statement);
        for (predicate, object) in statements().nth(first).into_iter().chain(others) {
            let Some(iri) = self.schema.space.predicates().nth(usize::from(predicate.0)) else {
                return Err(invalid(format!("the schema has no predicate number {}", predicate.0)));
            };
            check_name(iri)?;
            match object {
                Object::Iri(iri) => check_iri(self.schema, iri)?,
                Object::Text(text) | Object::Typed(_, text) => check_text(text)?,
                Object::Lang { tag, text } => {
                    check_language(tag)?;
                    check_text(text)?;
                }
                Object::Triple(_) => return Err(no_triple_terms(Format::RdfXml)),
                Object::Claimed(_) => {}
            }
            if let Some(quad) = quad(self.schema, &GraphName::DefaultGraph, subject, predicate, object) {
                self.serializer.serialize_quad(&quad)?;
            }
        }
        Ok(())
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        let mut out = self.serializer.finish()?;
        out.0.buffer.push(b'\n');
        out.0.end()
    }
}

fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..)
}

fn check_text(text: &str) -> io::Result<()> {
    match text.chars().find(|&c| !is_xml(c)) {
        None => Ok(()),
        Some(c) => {
            Err(invalid(format!("RDF/XML cannot write the character U+{:04X}; choose another format", u32::from(c))))
        }
    }
}

fn check_iri(schema: &Schema, iri: Iri<'_>) -> io::Result<()> {
    if schema.space.namespace(iri.ns).is_none() {
        scheme(iri.local)?;
    }
    check_iri_part(iri.local)?;
    check_text(iri.local)
}

/// Refuses an IRI that cannot be the name of an element: nothing at its end is a name.
fn check_name(iri: &str) -> io::Result<()> {
    let refuse = || invalid(format!("RDF/XML cannot write <{iri}> as the name of an element; choose another format"));
    // XML's rules for names are Turtle's `PN_CHARS_U` and, except for the full stop, `PN_CHARS`.
    let end = iri.rfind(|c| !continues_name(c) && c != '.').map_or("", |at| &iri[at..]);
    let local = end.trim_start_matches(|c| !begins_name(c));
    let namespace = iri.strip_suffix(local).unwrap_or_default();
    let reserved = namespace == RDF && RESERVED.contains(&local);
    if local.is_empty() || reserved || is_reserved_namespace(namespace) { Err(refuse()) } else { Ok(()) }
}

/// Namespaces that XML keeps for itself.
fn is_reserved_namespace(iri: &str) -> bool {
    matches!(iri, "http://www.w3.org/2000/xmlns/" | "http://www.w3.org/XML/1998/namespace")
}

/// Writes a carriage return as a reference. None is in an IRI or in markup, so each is part of a text.
struct Escaped<'a>(Sink<'a>);

impl Write for Escaped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for (index, part) in bytes.split(|&byte| byte == b'\r').enumerate() {
            if index > 0 {
                self.0.buffer.extend_from_slice(b"&#13;");
            }
            self.0.buffer.extend_from_slice(part);
        }
        self.0.settle()?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
