//! Files of facts in JSON Lines, read in batches of lines.

use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::pipeline::opened::Properties;
use crate::pipeline::shared::Context;
use crate::pipeline::sink::Sink;
use crate::pipeline::source::{Declared, OpenResult, Opening, Source, SourceFormat, SourceReader};
use chancery_model::diagnostic::{Diagnostic, Diagnostics};
use chancery_model::origin::{Again, FileId};
use chancery_model::source::format::Format;
use chancery_model::source::{Node, fault, json};

/// Files of facts in JSON Lines.
pub const JSON_LINES: SourceFormat =
    SourceFormat { reads: |opening| opening.input.format == Format::JsonLines, open, properties: Properties::STREAMED };

struct JsonLines {
    file: FileId,
    name: String,
    bytes: Again,
    lines: Mutex<Lines>,
}

/// How far the workers are.
enum Lines {
    Unopened,
    Opened(json::Batches<Box<dyn Read + Send>>),
    Ended,
}

fn open(opening: Opening<'_>, _: &mut Diagnostics) -> OpenResult {
    let name = opening.source.name.clone();
    let (file, bytes) = opening.again()?;
    Ok(Box::new(JsonLines { file, name, bytes, lines: Mutex::new(Lines::Unopened) }))
}

impl Source for JsonLines {
    fn file(&self) -> FileId {
        self.file
    }

    /// The lines that may declare something. Their faults are reported when they are read as facts.
    fn declares(&self, _: &mut Diagnostics) -> Declared<'_> {
        Declared::of_trees(declaring_lines(&self.bytes, self.file))
    }

    fn reader<'s>(&'s self, _: Context<'s>) -> Option<Box<dyn SourceReader + 's>> {
        Some(Box::new(LineReader { source: self, batch: None }))
    }
}

/// The lines that may declare a document, an entity or a fact with an `id`, or have additions or decisions.
fn declaring_lines(bytes: &Again, file: FileId) -> Vec<Node<'static>> {
    let Ok(reader) = bytes.open() else { return Vec::new() };
    // A key may be written with escapes (RFC 8259, section 7), so a line with one is looked at too.
    let needles = [&b"\"entities\""[..], b"\"document\"", b"\"id\"", b"\"additions\"", b"\"decisions\"", b"\\u"]
        .map(memchr::memmem::Finder::new);
    let mut unheard = Diagnostics::new();
    let mut held = Vec::new();
    for batch in json::Batches::new(reader, file).flatten() {
        if !needles.iter().any(|needle| needle.find(&batch.bytes).is_some()) {
            continue;
        }
        let mut at = 0;
        for line in batch.bytes.split_inclusive(|b| *b == b'\n') {
            let start = at;
            at += line.len();
            if needles.iter().any(|needle| needle.find(line).is_some()) {
                let one = json::LineBatch {
                    bytes: line.to_vec(),
                    start_offset: batch.start_offset + start as u64,
                    first_line: 1,
                    sequence: 0,
                };
                held.extend(one.records(file, &mut unheard).filter_map(|record| record.node).map(Node::into_owned));
            }
        }
    }
    held
}

struct LineReader<'s> {
    source: &'s JsonLines,
    batch: Option<json::LineBatch>,
}

impl SourceReader for LineReader<'_> {
    fn take(&mut self) -> Option<Result<u64, Diagnostic>> {
        let mut lines = self.source.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Lines::Unopened = *lines {
            match self.source.bytes.open() {
                Ok(reader) => *lines = Lines::Opened(json::Batches::new(reader, self.source.file)),
                Err(error) => {
                    *lines = Lines::Ended;
                    return Some(Err(fault::failed(Path::new(&self.source.name), &error)));
                }
            }
        }
        let Lines::Opened(batches) = &mut *lines else { return None };
        let next = batches.next();
        if next.is_none() {
            *lines = Lines::Ended;
        }
        Some(next?.map(|batch| {
            let bytes = batch.bytes.len() as u64;
            self.batch = Some(batch);
            bytes
        }))
    }

    fn read(&mut self, sink: &mut Sink<'_>) -> io::Result<()> {
        let Some(batch) = self.batch.take() else { return Ok(()) };
        let mut faults = Diagnostics::new();
        for record in batch.records(self.source.file, &mut faults) {
            match record.node {
                Some(node) => sink.tree(&node)?,
                // What is wrong with it is among the faults.
                None => sink.found.unread(1),
            }
        }
        sink.found.diagnostics.merge(faults);
        Ok(())
    }
}
