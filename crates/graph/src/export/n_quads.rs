//! N-Quads: N-Triples with the graph before the full stop.

use std::io::{self, Write};

use super::n_triples::Lines;
use super::sink::Sink;
use super::{Graphs, Writer};
use crate::Description;
use chancery_model::facts::GraphId;
use chancery_model::schema::Schema;

pub(super) struct NQuads<'a> {
    schema: &'a Schema,
    graphs: Graphs<'a>,
    sink: Sink<'a>,
    lines: Lines,
    /// The graph of the last description, and the end of its lines.
    open: GraphId,
    tail: Vec<u8>,
}

impl<'a> NQuads<'a> {
    pub fn new(schema: &'a Schema, graphs: Graphs<'a>, out: &'a mut dyn Write) -> io::Result<Self> {
        let (sink, lines) = (Sink::new(out), Lines::new(schema)?);
        Ok(Self { schema, graphs, sink, lines, open: GraphId::DEFAULT, tail: b" .\n".to_vec() })
    }
}

impl Writer for NQuads<'_> {
    fn description(&mut self, description: Description<'_>) -> io::Result<()> {
        if description.graph() != self.open {
            self.open = description.graph();
            self.tail.clear();
            if let Some(graph) = self.graphs.iri(self.open)? {
                self.tail.push(b' ');
                self.lines.whole(&mut self.tail, self.schema, graph)?;
            }
            self.tail.extend_from_slice(b" .\n");
        }
        self.lines.write(&mut self.sink.buffer, description, &self.tail)?;
        self.sink.settle()
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.sink.end()
    }
}
