//! A worker: batches of sources to descriptions, task by task.

use std::io;

use super::queue::{Held, Queue};
use super::shared::{Keep, Shared};
use super::sink::Sink;

/// Does all tasks, on both cores where there is much of it. Why a worker stopped is reported before that another stopped with
/// it.
pub(super) fn work<'s>(shared: &'s Shared<'s>, queue: &Queue<'s>) -> Vec<io::Result<Sink<'s>>> {
    if !shared.opened.iter().any(|source| source.properties.is_streamed) {
        return vec![work_alone(shared, queue)];
    }
    let mut results: Vec<io::Result<Sink<'s>>> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..2).map(|_| scope.spawn(|| work_alone(shared, queue))).collect();
        // Every fault of an input is an error or a diagnostic. A panic is a fault of the program, and is passed on.
        handles.into_iter().map(|h| h.join().expect("a worker reports errors, it does not panic")).collect()
    });
    results.sort_by_key(|worked| worked.as_ref().is_err_and(|e| e.kind() == io::ErrorKind::ConnectionAborted));
    results
}

fn work_alone<'s>(shared: &'s Shared<'s>, queue: &Queue<'s>) -> io::Result<Sink<'s>> {
    let done = read_all(shared, queue);
    if let (Err(_), Keep::Written(turns)) = (&done, shared.keep) {
        turns.stop();
    }
    done
}

/// Reads batches until none is left; gives what was found in addition to the descriptions that were handed over.
fn read_all<'s>(shared: &'s Shared<'s>, queue: &Queue<'s>) -> io::Result<Sink<'s>> {
    let mut sink = Sink::new(shared);
    let mut held = Held::default();
    while let Some(task) = queue.next(&mut held) {
        sink.begin(task.source, task.number);
        match task.reader {
            Ok(reader) => reader.read(&mut sink)?,
            Err(diagnostic) => sink.reject(diagnostic),
        }
        sink.end_of_task()?;
    }
    held.end();
    // What is written was written with its task.
    sink.hand_over_all(0)?;
    Ok(sink)
}
