//! `TriG`: Turtle's blocks, and those of a document's graph inside `name { … }`. The word `GRAPH` may be before the
//! name, but raptor cannot read it.

use std::io::{self, Write};

use super::sink::Sink;
use super::turtle::Blocks;
use super::used::Used;
use super::{Graphs, Writer};
use crate::Description;
use chancery_model::facts::GraphId;
use chancery_model::schema::Schema;

pub(super) struct TriG<'a> {
    schema: &'a Schema,
    graphs: Graphs<'a>,
    sink: Sink<'a>,
    blocks: Blocks,
    open: GraphId,
}

impl<'a> TriG<'a> {
    pub fn new(schema: &'a Schema, graphs: Graphs<'a>, used: &Used, out: &'a mut dyn Write) -> io::Result<Self> {
        let (mut sink, mut blocks) = (Sink::new(out), Blocks::new(schema)?);
        blocks.prefixes(&mut sink.buffer, used);
        Ok(Self { schema, graphs, sink, blocks, open: GraphId::DEFAULT })
    }

    /// Closes the graph that is open and opens this one.
    fn turn_to(&mut self, graph: GraphId) -> io::Result<()> {
        if graph == self.open {
            return Ok(());
        }
        if self.open != GraphId::DEFAULT {
            self.blocks.close(&mut self.sink.buffer);
        }
        if let Some(iri) = self.graphs.iri(graph)? {
            self.blocks.open(&mut self.sink.buffer, self.schema, iri)?;
        }
        self.open = graph;
        Ok(())
    }
}

impl Writer for TriG<'_> {
    fn description(&mut self, description: Description<'_>) -> io::Result<()> {
        self.turn_to(description.graph())?;
        let indent = if self.open == GraphId::DEFAULT { "" } else { "    " };
        self.blocks.write(&mut self.sink.buffer, description, indent)?;
        self.sink.settle()
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.turn_to(GraphId::DEFAULT)?;
        self.sink.end()
    }
}
