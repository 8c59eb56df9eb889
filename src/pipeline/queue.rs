//! The tasks of a run, given out in the order of the input.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::open::{Body, Opened};
use chancery_model::diagnostic::Diagnostic;
use chancery_model::recipe::Bound;
use chancery_model::source::{fault, json, table, wikidata};

/// What a worker does at a time.
pub(super) enum Task {
    Whole(usize),
    Lines(usize, json::Batch),
    Rows(usize, table::Batch),
    Entities(usize, wikidata::Batch),
    /// A line that could not be read.
    Wrong(Diagnostic),
}

/// What is left to do.
#[derive(Default)]
struct Work {
    next: usize,
    /// How many tasks were given out: the number of the next.
    number: u64,
    /// The JSON Lines file that is being read, with its place among the sources.
    lines: Option<(usize, json::Batches<Box<dyn std::io::Read + Send>>)>,
    /// The table, or the data of Wikidata, that is being read.
    streamed: Option<usize>,
    /// How much of it was reported as read.
    taken: u64,
}

/// The tasks that are left.
pub(super) struct Queue<'a> {
    opened: &'a [Opened],
    bounds: &'a [Option<Bound>],
    work: Mutex<Work>,
    bytes_read: AtomicU64,
    progress: &'a (dyn Fn(u64) + Sync),
}

impl<'a> Queue<'a> {
    /// All tasks of these sources. `progress` gets how many bytes have been read so far.
    pub fn new(opened: &'a [Opened], bounds: &'a [Option<Bound>], progress: &'a (dyn Fn(u64) + Sync)) -> Self {
        Self { opened, bounds, work: Mutex::default(), bytes_read: AtomicU64::new(0), progress }
    }

    /// How many tasks were given out.
    pub fn given_out(&self) -> u64 {
        self.work.lock().unwrap_or_else(PoisonError::into_inner).number
    }

    /// The next task, and its number.
    pub fn next(&self) -> Option<(u64, Task)> {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        let task = self.find(&mut work)?;
        let number = work.number;
        work.number += 1;
        Some((number, task))
    }

    /// Reports how much was read, by so many bytes more.
    fn was_read(&self, bytes: u64) {
        (self.progress)(self.bytes_read.fetch_add(bytes, Ordering::Relaxed) + bytes);
    }

    fn find(&self, work: &mut Work) -> Option<Task> {
        loop {
            if let Some((index, batches)) = &mut work.lines {
                let index = *index;
                match batches.next() {
                    Some(Ok(batch)) => {
                        self.was_read(batch.bytes.len() as u64);
                        return Some(Task::Lines(index, batch));
                    }
                    Some(Err(diagnostic)) => return Some(Task::Wrong(diagnostic)),
                    None => work.lines = None,
                }
            }
            if let Some(index) = work.streamed {
                // How much was taken is asked when the batch has been read.
                let (next, taken) = match &self.opened[index].body {
                    Body::Table(table) => {
                        (table.next().map(|batch| batch.map(|batch| Task::Rows(index, batch))), table.taken())
                    }
                    Body::Entities(entities) => {
                        (entities.next().map(|batch| batch.map(|batch| Task::Entities(index, batch))), entities.taken())
                    }
                    _ => (None, 0),
                };
                match next {
                    Some(Ok(task)) => {
                        self.was_read(taken - work.taken);
                        work.taken = taken;
                        return Some(task);
                    }
                    Some(Err(diagnostic)) => return Some(Task::Wrong(diagnostic)),
                    None => (work.streamed, work.taken) = (None, 0),
                }
            }
            let index = work.next;
            let source = self.opened.get(index)?;
            work.next += 1;
            match &source.body {
                _ if source.builtin => {}
                Body::Known | Body::Rdf(_) => {}
                Body::Table(_) => work.streamed = self.bounds[index].is_some().then_some(index),
                Body::Entities(_) => work.streamed = Some(index),
                Body::Whole { .. } => return Some(Task::Whole(index)),
                Body::Lines(bytes) => match bytes.open() {
                    Ok(reader) => work.lines = Some((index, json::Batches::new(reader, source.file))),
                    Err(error) => {
                        return Some(Task::Wrong(fault::failed(Path::new(&source.name), &error)));
                    }
                },
            }
        }
    }
}
