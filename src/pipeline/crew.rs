//! What all workers of a run share: what was gathered before, and where descriptions go.

use std::collections::HashSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::declared::FileParts;
use super::found::Found;
use super::open::Opened;
use super::options::Options;
use super::stream::{Stream, Turns};
use super::watched::Watched;
use chancery_graph::{Describer, Merged, Provenance, Selection, Sorted, Thing};
use chancery_model::facts::{Document, Local, Mapper};
use chancery_model::origin::Files;
use chancery_model::recipe::Bound;
use chancery_model::registry::Registry;
use chancery_model::schema::Schema;
use chancery_wikidata::{Alignment, Redirects};

/// The size in bytes at which a worker hands over what it has described.
pub(super) const HAND_OVER: usize = 24 << 20;

/// What becomes of descriptions.
pub(super) enum Keep<'a> {
    /// They are sorted.
    Sorted(Mutex<Sorted>),
    /// They are written, and gone.
    Written(Turns<'a>),
}

impl<'a> Keep<'a> {
    /// Written to a stream, or sorted with so much memory.
    pub fn new(
        stream: Option<&'a Stream<'a>>,
        schema: &'a Schema,
        graphs: &'a [String],
        budget: usize,
    ) -> io::Result<Self> {
        Ok(match stream {
            Some(stream) => Self::Written(Turns::new(stream, schema, graphs)?),
            None => Self::Sorted(Mutex::new(Sorted::new(budget))),
        })
    }

    /// Settles what was sorted, without what is taken back; gives what was written.
    pub fn settle(
        self,
        schema: &Schema,
        conflicts: Vec<(Vec<u8>, Vec<u8>)>,
        taken_back: HashSet<Thing>,
    ) -> io::Result<(Sorted, Merged)> {
        match self {
            Self::Sorted(sorted) => {
                let mut sorted = sorted.into_inner().unwrap_or_else(PoisonError::into_inner);
                sorted.add_conflicts(conflicts);
                sorted.settle(schema)?;
                if !taken_back.is_empty() {
                    sorted = Selection::without(taken_back, schema, &sorted)?;
                }
                Ok((sorted, Merged::default()))
            }
            Self::Written(turns) => Ok((Sorted::new(0), turns.written())),
        }
    }
}

/// What all workers share.
pub(super) struct Crew<'a, 'n> {
    pub options: &'a Options,
    pub files: &'a Files,
    pub schema: &'a Schema,
    pub alignment: &'a Alignment,
    pub watched: &'a Watched,
    pub redirects: &'a Redirects,
    pub registry: &'a Registry,
    pub opened: &'a [Opened],
    pub all: &'a [FileParts<'n>],
    pub documents: &'a [Document],
    pub locals: &'a [Local<'n>],
    pub bounds: &'a [Option<Bound>],
    pub keep: &'a Keep<'a>,
    pub provenance: Provenance,
}

impl<'a, 'n> Crew<'a, 'n> {
    /// Whether descriptions are written as they come, and gone.
    pub fn writes(&self) -> bool {
        matches!(self.keep, Keep::Written(_))
    }

    /// Nothing found yet.
    pub fn found(&self) -> Found {
        Found::new(self.options, !self.writes())
    }

    /// A describer for what is merged, or for what is written as it comes.
    pub fn describer(&self) -> Describer<'a> {
        let describer = Describer::new(self.schema, self.registry, self.options.graphs, self.provenance);
        if self.writes() { describer.alone() } else { describer }
    }

    /// A mapper of the records of a source.
    pub fn mapper(&self, index: usize) -> Mapper<'a, 'n> {
        Mapper::new(self.schema, self.registry, &self.documents[index], self.opened[index].file, &self.locals[index])
    }

    /// Hands over what a task has described so far, where it is more than so many bytes.
    pub fn hand_over(&self, describer: &mut Describer<'_>, above: usize, task: u64) -> io::Result<()> {
        if describer.batch.size() <= above {
            return Ok(());
        }
        match self.keep {
            Keep::Sorted(sorted) => {
                let batch = describer.take();
                sorted.lock().unwrap_or_else(PoisonError::into_inner).add(batch)
            }
            Keep::Written(turns) => {
                turns.write(task, &describer.batch)?;
                describer.batch.clear();
                Ok(())
            }
        }
    }

    /// What is sorted may wait for more; what is written is written task by task.
    pub fn end_of_task(&self, describer: &mut Describer<'_>, task: u64) -> io::Result<()> {
        if let Keep::Written(turns) = self.keep {
            turns.done(task, &describer.batch)?;
            describer.batch.clear();
        }
        Ok(())
    }
}
