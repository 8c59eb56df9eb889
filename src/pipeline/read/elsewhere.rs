//! Sources whose facts are read elsewhere: RDF by a store, a compiled-in file of the registry when the program was built.

use crate::pipeline::shared::Context;
use crate::pipeline::source::{Source, SourceReader};
use chancery_model::origin::FileId;

/// A source of which nothing is read.
pub struct Elsewhere(pub FileId);

impl Source for Elsewhere {
    fn file(&self) -> FileId {
        self.0
    }

    fn reader<'s>(&'s self, _: Context<'s>) -> Option<Box<dyn SourceReader + 's>> {
        None
    }
}
