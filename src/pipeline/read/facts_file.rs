//! Files of facts in YAML and JSON, read as a whole: what they say is in the trees that they declare.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::pipeline::opened::Properties;
use crate::pipeline::shared::Context;
use crate::pipeline::sink::Sink;
use crate::pipeline::source::{Declared, OpenResult, Opening, Source, SourceFormat, SourceReader};
use chancery_model::diagnostic::{Diagnostic, Diagnostics};
use chancery_model::facts::Parts;
use chancery_model::origin::FileId;
use chancery_model::source::format::Format;
use chancery_model::source::{Node, input, json, yaml};

/// Files of facts in YAML and JSON.
pub const FACTS_FILES: SourceFormat = SourceFormat {
    reads: |opening| matches!(opening.input.format, Format::Yaml | Format::Json),
    open,
    properties: Properties::WHOLE,
};

/// Reads the tree of a text.
type ReadTree = for<'b> fn(&'b [u8], FileId, &mut Diagnostics) -> Option<Node<'b>>;

/// A file of facts.
pub struct FactsFile {
    file: FileId,
    bytes: Arc<[u8]>,
    read: ReadTree,
    /// Whether a worker has it.
    is_taken: AtomicBool,
}

fn open(opening: Opening<'_>, _: &mut Diagnostics) -> OpenResult {
    let read: ReadTree = if opening.input.format == Format::Json { json::read } else { yaml::read };
    let bytes: Arc<[u8]> = opening.input.into_bytes(input::MAX_WHOLE_BYTES)?.into();
    let file = opening.files.add_text(&opening.source.name, bytes.clone());
    Ok(Box::new(FactsFile { file, bytes, read, is_taken: AtomicBool::new(false) }))
}

impl FactsFile {
    /// A text in YAML that is known by this number.
    pub fn yaml(file: FileId, bytes: Arc<[u8]>) -> Self {
        Self { file, bytes, read: yaml::read, is_taken: AtomicBool::new(false) }
    }
}

impl Source for FactsFile {
    fn file(&self) -> FileId {
        self.file
    }

    fn declares(&self, diagnostics: &mut Diagnostics) -> Declared<'_> {
        Declared::of_trees((self.read)(&self.bytes, self.file, diagnostics).into_iter().collect())
    }

    fn reader<'s>(&'s self, context: Context<'s>) -> Option<Box<dyn SourceReader + 's>> {
        Some(Box::new(FactsFileReader { file: self, parts: context.parts() }))
    }
}

struct FactsFileReader<'s> {
    file: &'s FactsFile,
    parts: &'s Parts<'s>,
}

impl SourceReader for FactsFileReader<'_> {
    fn take(&mut self) -> Option<Result<u64, Diagnostic>> {
        // Its bytes were read when it was opened.
        (!self.file.is_taken.swap(true, Ordering::Relaxed)).then_some(Ok(0))
    }

    fn read(&mut self, sink: &mut Sink<'_>) -> io::Result<()> {
        sink.parts(self.parts)
    }
}
