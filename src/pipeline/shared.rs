//! What all workers of a run share: what was gathered before, and where descriptions go.

use std::collections::HashSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::found::{Found, Scope};
use super::opened::{FileParts, Opened};
use super::stream::{Stream, Turns};
use super::watched::Watched;
use chancery_graph::{Describer, Merged, Provenance, Selection, Sorted, Thing};
use chancery_model::facts::{Document, Local, Mapper, Parts};
use chancery_model::origin::Files;
use chancery_model::registry::Registry;
use chancery_model::schema::Schema;
use chancery_wikidata::{Alignment, Redirects};

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
pub(super) struct Shared<'s> {
    pub scope: Scope,
    pub files: &'s Files,
    pub schema: &'s Schema,
    pub alignment: &'s Alignment,
    pub watched: &'s Watched,
    pub redirects: &'s Redirects,
    pub registry: &'s Registry,
    pub opened: &'s [Opened],
    pub all: &'s [FileParts<'s>],
    pub documents: &'s [Document],
    pub locals: &'s [Local<'s>],
    pub keep: &'s Keep<'s>,
    pub provenance: Provenance,
}

impl<'s> Shared<'s> {
    /// Whether descriptions are written as they come, and gone.
    pub fn writes(&self) -> bool {
        matches!(self.keep, Keep::Written(_))
    }

    /// Nothing found yet.
    pub fn found(&self) -> Found {
        Found::new(self.scope, !self.writes())
    }

    /// A describer for what is merged, or for what is written as it comes.
    pub fn describer(&self) -> Describer<'s> {
        let describer = Describer::new(self.schema, self.registry, self.scope.graphs, self.provenance);
        if self.writes() { describer.alone() } else { describer }
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

/// What a reader of a source may use of the run.
#[derive(Clone, Copy)]
pub struct Context<'s> {
    pub(super) shared: &'s Shared<'s>,
    /// The place of the source among all.
    pub(super) index: usize,
}

impl<'s> Context<'s> {
    /// The kinds of facts and entities, and what their keys must hold.
    #[must_use]
    pub fn schema(self) -> &'s Schema {
        self.shared.schema
    }

    /// The entities that names are looked up among.
    #[must_use]
    pub fn registry(self) -> &'s Registry {
        self.shared.registry
    }

    /// What the source is cited as.
    pub(super) fn document(self) -> &'s Document {
        &self.shared.documents[self.index]
    }

    pub(super) fn opened(self) -> &'s Opened {
        &self.shared.opened[self.index]
    }

    /// What was read of the source before any fact.
    pub(super) fn parts(self) -> &'s Parts<'s> {
        &self.shared.all[self.index].parts
    }

    /// A mapper of the records of the source.
    pub(super) fn mapper(self) -> Mapper<'s, 's> {
        let local = &self.shared.locals[self.index];
        Mapper::new(self.shared.schema, self.shared.registry, self.document(), self.opened().file, local)
    }
}
