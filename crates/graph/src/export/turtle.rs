//! Turtle, for reading: prefixes, one block a subject, an empty line between blocks.
//!
//! ```turtle
//! state:belarus
//!     a chy:State ;
//!     rdfs:label "Belarus"@en ;
//!     owl:sameAs wd:Q184 .
//! ```
//!
//! Several objects are on one line where it is at most [`WIDTH`] characters long, else each on its own. Numbers and
//! truth values are bare where reading them back gives the same characters.

use std::io::{self, Write};

use super::names::Names;
use super::sink::Sink;
use super::used::Used;
use super::{Format, Writer, refuse_graph};
use crate::{Description, Raw, raw};
use chancery_model::schema::{PredId, Schema};

/// The longest line of several objects.
const WIDTH: usize = 100;

/// Writes descriptions as blocks.
pub(super) struct Blocks {
    names: Names,
    /// The objects of one predicate, and where each ends.
    objects: Vec<u8>,
    ends: Vec<usize>,
    /// Whether an empty line is due before the next block.
    gap: bool,
}

impl Blocks {
    pub fn new(schema: &Schema) -> io::Result<Self> {
        Ok(Self { names: Names::short(schema)?, objects: Vec::new(), ends: Vec::new(), gap: false })
    }

    /// Writes the prefixes in use.
    pub fn prefixes(&mut self, out: &mut Vec<u8>, used: &Used) {
        let start = out.len();
        self.names.prefixes(out, used);
        self.gap = out.len() > start;
    }

    /// Opens a graph.
    pub fn open(&mut self, out: &mut Vec<u8>, schema: &Schema, graph: &str) -> io::Result<()> {
        self.keep_distance(out);
        self.names.whole(out, schema, graph)?;
        out.extend_from_slice(b" {\n");
        self.gap = false;
        Ok(())
    }

    /// Closes the graph.
    pub fn close(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"}\n");
        self.gap = true;
    }

    fn keep_distance(&self, out: &mut Vec<u8>) {
        if self.gap {
            out.push(b'\n');
        }
    }

    /// Writes a block, each line after `indent`; nothing for a subject of which nothing is said.
    pub fn write(&mut self, out: &mut Vec<u8>, description: Description<'_>, indent: &str) -> io::Result<()> {
        let terms = |(_, object): &(PredId, Raw<'_>)| !matches!(object, Raw::Claimed(_));
        let mut statements = description.raw().map(raw).filter(terms).peekable();
        if statements.peek().is_none() {
            return Ok(());
        }
        self.keep_distance(out);
        self.gap = true;
        out.extend_from_slice(indent.as_bytes());
        let (ns, local) = description.raw_subject();
        self.names.iri(out, ns, local)?;
        while let Some((predicate, object)) = statements.next() {
            self.objects.clear();
            self.ends.clear();
            self.object(object)?;
            while let Some((_, object)) = statements.next_if(|(next, _)| *next == predicate) {
                self.object(object)?;
            }
            self.line(out, indent, predicate)?;
            out.extend_from_slice(if statements.peek().is_some() { b" ;" } else { b" ." });
        }
        out.push(b'\n');
        Ok(())
    }

    /// Writes a predicate and its objects.
    fn line(&self, out: &mut Vec<u8>, indent: &str, predicate: PredId) -> io::Result<()> {
        let predicate = self.names.predicate(predicate)?;
        for part in [b"\n", indent.as_bytes(), b"    ", predicate] {
            out.extend_from_slice(part);
        }
        // Every object has a separator of three characters after it, the last one ` ;` or ` .`.
        let around = indent.len() + "    ".len() + predicate.len() + 3 * self.ends.len();
        let split = self.ends.len() > 1 && around + characters(&self.objects, WIDTH) > WIDTH;
        let mut start = 0;
        for (index, &end) in self.ends.iter().enumerate() {
            if index > 0 {
                out.extend_from_slice(b" ,");
            }
            if split {
                for part in [b"\n", indent.as_bytes(), b"        "] {
                    out.extend_from_slice(part);
                }
            } else {
                out.push(b' ');
            }
            out.extend_from_slice(&self.objects[start..end]);
            start = end;
        }
        Ok(())
    }

    /// Adds an object to those of the predicate.
    fn object(&mut self, object: Raw<'_>) -> io::Result<()> {
        let mut out = std::mem::take(&mut self.objects);
        let written = self.names.object(&mut out, object);
        self.objects = out;
        self.ends.push(self.objects.len());
        written
    }
}

/// How many characters; not counted beyond what is certainly more than `enough`.
fn characters(text: &[u8], enough: usize) -> usize {
    // A character takes four bytes at most.
    if text.len() > enough * 4 {
        return text.len();
    }
    text.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

pub(super) struct Turtle<'a> {
    sink: Sink<'a>,
    blocks: Blocks,
}

impl<'a> Turtle<'a> {
    pub fn new(schema: &Schema, used: &Used, out: &'a mut dyn Write) -> io::Result<Self> {
        let (mut sink, mut blocks) = (Sink::new(out), Blocks::new(schema)?);
        blocks.prefixes(&mut sink.buffer, used);
        Ok(Self { sink, blocks })
    }
}

impl Writer for Turtle<'_> {
    fn description(&mut self, description: Description<'_>) -> io::Result<()> {
        refuse_graph(Format::Turtle, description)?;
        self.blocks.write(&mut self.sink.buffer, description, "")?;
        self.sink.settle()
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.sink.end()
    }
}
