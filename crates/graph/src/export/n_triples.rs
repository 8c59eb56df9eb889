//! N-Triples in its canonical form: one triple a line, single spaces, only those escapes that must be.
//!
//! The lines are in the order of the descriptions, not in that of their bytes; RDF 1.1 asks for no order.

use std::io::{self, Write};

use super::names::Names;
use super::sink::Sink;
use super::{Format, Writer, refuse_graph};
use crate::{Description, Raw, raw};
use chancery_model::schema::Schema;

/// Writes the statements of a description as lines that all begin and end alike.
pub(super) struct Lines {
    names: Names,
    subject: Vec<u8>,
}

impl Lines {
    pub fn new(schema: &Schema) -> io::Result<Self> {
        Ok(Self { names: Names::full(schema)?, subject: Vec::new() })
    }

    /// Writes the lines; `tail` is between the object and the end of each, ` .` or a graph and ` .`.
    pub fn write(&mut self, out: &mut Vec<u8>, description: Description<'_>, tail: &[u8]) -> io::Result<()> {
        self.subject.clear();
        let (ns, local) = description.raw_subject();
        self.names.iri(&mut self.subject, ns, local)?;
        self.subject.push(b' ');
        for statement in description.raw() {
            let (predicate, object) = raw(statement);
            if let Raw::Claimed(_) = object {
                continue;
            }
            out.extend_from_slice(&self.subject);
            out.extend_from_slice(self.names.predicate(predicate)?);
            out.push(b' ');
            self.names.object(out, object)?;
            out.extend_from_slice(tail);
        }
        Ok(())
    }

    /// Writes an IRI as the lines have it.
    pub fn whole(&self, out: &mut Vec<u8>, schema: &Schema, iri: &str) -> io::Result<()> {
        self.names.whole(out, schema, iri)
    }
}

pub(super) struct NTriples<'a> {
    sink: Sink<'a>,
    lines: Lines,
}

impl<'a> NTriples<'a> {
    pub fn new(schema: &Schema, out: &'a mut dyn Write) -> io::Result<Self> {
        Ok(Self { sink: Sink::new(out), lines: Lines::new(schema)? })
    }
}

impl Writer for NTriples<'_> {
    fn description(&mut self, description: Description<'_>) -> io::Result<()> {
        refuse_graph(Format::NTriples, description)?;
        self.lines.write(&mut self.sink.buffer, description, b" .\n")?;
        self.sink.settle()
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.sink.end()
    }
}
