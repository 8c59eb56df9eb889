//! Output in the order of the input: each worker spells what it has described, and they write in turns.
//!
//! Nothing is sorted, merged or kept, so memory does not grow with the input: each worker holds the task it is at, in
//! the compact form up to a hand-over, and its spelling. What is said twice is written twice; a fact has no standing,
//! because that comes from all claims on it.

use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use chancery_graph::export::{Format, Piece, Pieces};
use chancery_graph::{Batch, Merged};
use chancery_model::schema::Schema;

/// Where output in the order of the input goes.
pub struct Stream<'w> {
    /// One of those that [`Pieces::can`].
    pub format: Format,
    /// What takes the bytes, from one worker at a time.
    pub write: &'w (dyn Fn(&[u8]) -> io::Result<()> + Sync),
}

/// The turns of the tasks, by their numbers.
pub(super) struct Turns<'a> {
    pieces: Pieces<'a>,
    stream: &'a Stream<'a>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    turn: u64,
    /// A worker has stopped, so that its turn will never end.
    broken: bool,
    written: Merged,
}

impl<'a> Turns<'a> {
    /// Writes the head.
    pub fn new(stream: &'a Stream<'a>, schema: &'a Schema, graphs: &'a [String]) -> io::Result<Self> {
        let pieces = Pieces::new(stream.format, schema, graphs)?;
        (stream.write)(pieces.head())?;
        Ok(Self { pieces, stream, state: Mutex::default(), changed: Condvar::new() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes descriptions of the task with this number, once all tasks before it are done.
    pub fn write(&self, task: u64, batch: &Batch) -> io::Result<()> {
        let piece = if batch.is_empty() { Piece::default() } else { self.pieces.spell(batch)? };
        let mut state = self.state();
        while state.turn < task && !state.broken {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.broken {
            return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "the other worker has stopped"));
        }
        state.written.descriptions += piece.descriptions;
        state.written.statements += piece.statements;
        // It is this task's turn until it is done, so that the others need not wait for the lock.
        drop(state);
        (self.stream.write)(piece.bytes())
    }

    /// Writes the last descriptions of a task, and gives the turn to the next.
    pub fn done(&self, task: u64, batch: &Batch) -> io::Result<()> {
        self.write(task, batch)?;
        self.state().turn = task + 1;
        self.changed.notify_all();
        Ok(())
    }

    /// Lets nobody wait for a worker that has stopped.
    pub fn stop(&self) {
        self.state().broken = true;
        self.changed.notify_all();
    }

    /// What was written so far.
    pub fn written(&self) -> Merged {
        self.state().written
    }
}
