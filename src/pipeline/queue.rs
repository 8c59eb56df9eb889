//! The tasks of a run, given out in the order of the input: batches of its sources.

use std::sync::{Mutex, PoisonError};

use super::shared::{Context, Shared};
use super::source::{Source, SourceReader};
use chancery_model::diagnostic::Diagnostic;

/// What is left to do.
#[derive(Default)]
struct Work {
    /// The place of the source that is read.
    source: usize,
    /// How many tasks were given out: the number of the next.
    number: u64,
    /// How many bytes were read.
    bytes: u64,
}

/// The tasks that are left.
pub(super) struct Queue<'s> {
    shared: &'s Shared<'s>,
    sources: &'s [Box<dyn Source>],
    work: Mutex<Work>,
    progress: &'s (dyn Fn(u64) + Sync),
}

/// A worker's reader of the source that it is at.
#[derive(Default)]
pub(super) struct Held<'s> {
    /// The place of the source, if it is at any.
    source: Option<usize>,
    reader: Option<Box<dyn SourceReader + 's>>,
}

/// A batch that a worker's reader has taken.
pub(super) struct Task<'h, 's> {
    pub number: u64,
    /// The place of its source.
    pub source: usize,
    /// What reads it, or what is wrong with it.
    pub reader: Result<&'h mut (dyn SourceReader + 's), Diagnostic>,
}

impl<'s> Queue<'s> {
    /// All tasks of these sources. `progress` gets how many bytes have been read so far.
    pub fn new(shared: &'s Shared<'s>, sources: &'s [Box<dyn Source>], progress: &'s (dyn Fn(u64) + Sync)) -> Self {
        Self { shared, sources, work: Mutex::default(), progress }
    }

    /// How many tasks were given out.
    pub fn given_out(&self) -> u64 {
        self.work.lock().unwrap_or_else(PoisonError::into_inner).number
    }

    /// Lets a worker's reader take the next batch; nothing if none is left.
    pub fn next<'h>(&self, held: &'h mut Held<'s>) -> Option<Task<'h, 's>> {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = loop {
            let source = self.sources.get(work.source)?;
            if held.source != Some(work.source) {
                held.end();
                let context = Context { shared: self.shared, index: work.source };
                let reader = if context.opened().builtin { None } else { source.reader(context) };
                *held = Held { source: Some(work.source), reader };
            }
            match held.reader.as_mut().and_then(|reader| reader.take()) {
                Some(taken) => break taken,
                None => work.source += 1,
            }
        };
        let (number, source) = (work.number, work.source);
        work.number += 1;
        let reader = match taken {
            Ok(bytes) => {
                work.bytes += bytes;
                (self.progress)(work.bytes);
                Ok(held.reader.as_deref_mut()?)
            }
            Err(diagnostic) => Err(diagnostic),
        };
        Some(Task { number, source, reader })
    }
}

impl Held<'_> {
    /// Ends the reader: what it has gathered goes to its source.
    pub fn end(&mut self) {
        if let Some(reader) = &mut self.reader {
            reader.end();
        }
        self.reader = None;
    }
}
