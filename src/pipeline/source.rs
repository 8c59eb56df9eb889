//! The seam between the run and the formats: what a format must give, so that its files are read as facts.
//!
//! A run opens each source with the first [`SourceFormat`] that reads it, asks what it declares, and lets two workers
//! take batches of it and read them into a [`Sink`]. Nothing outside knows which format it is.

use super::opened::Properties;
use super::shared::Context;
use super::sink::Sink;
use chancery_model::diagnostic::{Diagnostic, Diagnostics};
use chancery_model::origin::{Again, FileId, Files};
use chancery_model::recipe::Recipe;
use chancery_model::registry::Registry;
use chancery_model::schema::Schema;
use chancery_model::source::Node;
use chancery_model::source::input::{self, Input};
use chancery_model::source::rdf::RdfSource;
use std::io;
use std::sync::Arc;

/// A format of sources: which files it reads, and how they are opened.
#[derive(Debug, Clone, Copy)]
pub struct SourceFormat {
    pub(super) reads: fn(&Opening<'_>) -> bool,
    pub(super) open: fn(Opening<'_>, &mut Diagnostics) -> OpenResult,
    pub(super) properties: Properties,
}

/// An opened source, or why it cannot be opened.
pub type OpenResult = Result<Box<dyn Source>, Box<Diagnostic>>;

impl SourceFormat {
    /// A format that is read in batches. `reads` says whether a source is of this format, by its name or by the beginning
    /// of its bytes ([`Input::format`]).
    ///
    /// `open` opens it: it enters the source in [`Opening::files`], so that messages can show its lines, and gives what
    /// reads it. Why a source cannot be opened is its error; the run continues with the other sources. What is wrong within
    /// a source that can still be opened goes to the diagnostics.
    #[must_use]
    pub const fn new(reads: fn(&Opening<'_>) -> bool, open: fn(Opening<'_>, &mut Diagnostics) -> OpenResult) -> Self {
        Self { reads, open, properties: Properties::STREAMED }
    }
}

/// A source that is about to be opened.
pub struct Opening<'o> {
    /// Its name, and where its bytes come from.
    pub source: &'o input::Source,
    /// Its bytes, unpacked, and what they look like.
    pub input: Input,
    /// The table of sources, by which messages find names and lines.
    pub files: &'o Files,
    pub(super) recipes: &'o [Arc<Recipe>],
    /// Where sources of RDF are put, unread; nothing if they are not wanted.
    pub(super) rdf: Option<&'o mut Vec<RdfSource>>,
}

impl Opening<'_> {
    /// Enters a source that is read twice: where it is, or from a copy if it can be read only once.
    pub(super) fn again(self) -> Result<(FileId, Again), Box<Diagnostic>> {
        let bytes = match &self.source.place {
            input::Place::File(path) if self.source.is_rereadable() && !self.input.packed => Again::Disk(path.clone()),
            _ => self.input.into_copy()?,
        };
        Ok((self.files.add_again(&self.source.name, &bytes), bytes))
    }
}

/// A source that was opened. Two workers share it.
pub trait Source: Send + Sync {
    /// The number under which its places are known.
    fn file(&self) -> FileId;

    /// What it declares: documents, entities and facts with an `id`, to which records of any source may refer. It is asked
    /// once, before any record is read. A source that is read in batches gives only the trees that declare something, and
    /// gives them again with the batches; what is wrong with their facts is reported then.
    fn declares(&self, diagnostics: &mut Diagnostics) -> Declared<'_> {
        let _ = diagnostics;
        Declared::default()
    }

    /// What can be checked before any record is read, once all entities are known. It is called once.
    fn prepare(&self, schema: &Schema, registry: &Registry, diagnostics: &mut Diagnostics) {
        let _ = (schema, registry, diagnostics);
    }

    /// A reader for one worker. Nothing if there is nothing to read.
    fn reader<'s>(&'s self, context: Context<'s>) -> Option<Box<dyn SourceReader + 's>>;

    /// What can be said only after the last batch was read. It is called once.
    ///
    /// # Errors
    /// What [`Sink`] could not write.
    fn finish<'s>(&'s self, context: Context<'s>, sink: &mut Sink<'_>) -> io::Result<()> {
        let _ = (context, sink);
        Ok(())
    }
}

/// How one worker reads a source. Each worker has its own reader, so a reader may remember what it has read.
pub trait SourceReader {
    /// Takes the next batch of the source into this reader, and gives how many bytes of the source that were. Nothing at
    /// the end of the source. One worker takes at a time, so the batches are in the order of the source.
    ///
    /// # Errors
    /// What is wrong with the next piece, which is left out: it is reported and counts as a rejected reading. The next call
    /// takes what follows, or gives nothing.
    fn take(&mut self) -> Option<Result<u64, Diagnostic>>;

    /// Reads the batch that was taken, while other workers take and read others.
    ///
    /// # Errors
    /// What [`Sink`] could not write. What is wrong with a record is not an error: see [`Sink::reject`].
    fn read(&mut self, sink: &mut Sink<'_>) -> io::Result<()>;

    /// Called once after the last batch of this reader.
    fn end(&mut self) {}
}

/// What a source declares before any record is read.
#[derive(Default)]
pub struct Declared<'s> {
    pub(super) trees: Vec<Node<'s>>,
    /// What the source is cited as, and the file that says it, if that is not the source itself.
    pub(super) document: Option<(FileId, Option<&'s Node<'static>>)>,
    /// The ids of Wikidata that lead to others.
    pub(super) redirects: &'s [(String, String)],
}

impl<'s> Declared<'s> {
    /// Trees of the form of a facts file: a mapping with `document`, `entities`, `additions` or `facts`.
    #[must_use]
    pub fn of_trees(trees: Vec<Node<'s>>) -> Self {
        Self { trees, ..Self::default() }
    }
}
