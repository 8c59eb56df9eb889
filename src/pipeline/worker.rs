//! A worker: records to facts, and facts to descriptions, task by task.

use std::io;

use super::blocks::{cite, say};
use super::crew::{Crew, HAND_OVER, Keep};
use super::found::Found;
use super::open::Opened;
use super::queue::{Queue, Task};
use super::{entities, tables};
use chancery_graph::{Describer, Names};
use chancery_model::diagnostic::{Diagnostic, Diagnostics};
use chancery_model::facts::{Block, Mapper, parts};
use chancery_model::source::{json, table, wikidata};

/// What one worker found beside the descriptions it handed over.
pub(super) struct Worked {
    pub found: Found,
    used_entities: Vec<bool>,
    used_concepts: Vec<bool>,
    conflicts: Vec<(Vec<u8>, Vec<u8>)>,
    /// Names that were held back.
    names: Names,
}

impl Worked {
    /// Adds it to what all workers found.
    pub fn merge_into(self, describer: &mut Describer<'_>, found: &mut Found) {
        found.merge(self.found);
        for (all, one) in describer.used_entities.iter_mut().zip(self.used_entities) {
            *all |= one;
        }
        for (all, one) in describer.used_concepts.iter_mut().zip(self.used_concepts) {
            *all |= one;
        }
        describer.conflicts.extend(self.conflicts);
        describer.add_names(self.names);
    }
}

/// Does all tasks, on both cores where there is much of it. Why a worker stopped is reported before that another stopped with
/// it.
pub(super) fn work(crew: &Crew<'_, '_>, queue: &Queue<'_>) -> Vec<io::Result<Worked>> {
    if !crew.opened.iter().any(Opened::is_streamed) {
        return vec![work_alone(crew, queue)];
    }
    let mut results: Vec<io::Result<Worked>> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..2).map(|_| scope.spawn(|| work_alone(crew, queue))).collect();
        // Whatever an input holds is an error or a diagnostic. A panic is a fault of the program, and goes on.
        handles.into_iter().map(|h| h.join().expect("a worker reports errors, it does not panic")).collect()
    });
    results.sort_by_key(|worked| worked.as_ref().is_err_and(|e| e.kind() == io::ErrorKind::ConnectionAborted));
    results
}

fn work_alone(crew: &Crew<'_, '_>, queue: &Queue<'_>) -> io::Result<Worked> {
    let done = Worker::new(crew).work(queue);
    if let (Err(_), Keep::Written(turns)) = (&done, crew.keep) {
        turns.stop();
    }
    done
}

struct Worker<'c, 'a, 'n> {
    crew: &'c Crew<'a, 'n>,
    describer: Describer<'a>,
    found: Found,
    /// The table that is read.
    rows: Option<tables::Reader<'a, 'n>>,
    /// The data of Wikidata that is read.
    entities: Option<entities::Reader<'a, 'n>>,
}

impl<'c, 'a, 'n> Worker<'c, 'a, 'n> {
    fn new(crew: &'c Crew<'a, 'n>) -> Self {
        Self { crew, describer: crew.describer(), found: crew.found(), rows: None, entities: None }
    }

    fn work(mut self, queue: &Queue<'_>) -> io::Result<Worked> {
        while let Some((number, task)) = queue.next() {
            match task {
                Task::Whole(index) => self.whole(index, number)?,
                Task::Lines(index, batch) => self.lines(index, &batch, number)?,
                Task::Rows(index, batch) => self.rows(index, &batch, number)?,
                Task::Entities(index, batch) => self.entities(index, &batch, number)?,
                Task::Wrong(diagnostic) => self.wrong(diagnostic),
            }
            self.crew.end_of_task(&mut self.describer, number)?;
        }
        // What is written was written with its task.
        self.crew.hand_over(&mut self.describer, 0, 0)?;
        self.end_of_table(None);
        let names = self.describer.take_names();
        Ok(Worked {
            found: self.found,
            used_entities: self.describer.used_entities,
            used_concepts: self.describer.used_concepts,
            conflicts: self.describer.conflicts,
            names,
        })
    }

    fn wrong(&mut self, diagnostic: Diagnostic) {
        self.found.diagnostics.push(diagnostic);
        self.found.unread(1);
    }

    /// Turns to another table; what was gathered of the one before is kept.
    fn end_of_table(&mut self, next: Option<tables::Reader<'a, 'n>>) {
        if let Some(done) = std::mem::replace(&mut self.rows, next) {
            self.found.spells.entry(done.index).or_default().merge(done.into_spells());
        }
    }

    fn rows(&mut self, index: usize, batch: &table::Batch, number: u64) -> io::Result<()> {
        if self.rows.as_ref().is_none_or(|reader| reader.index != index) {
            self.end_of_table(tables::Reader::new(self.crew, index));
        }
        let Some(reader) = &mut self.rows else { return Ok(()) };
        reader.task = number;
        reader.batch(batch, self.crew, &mut self.describer, &mut self.found)
    }

    fn entities(&mut self, index: usize, batch: &wikidata::Batch, number: u64) -> io::Result<()> {
        if self.entities.as_ref().is_none_or(|reader| reader.index != index) {
            self.entities = Some(entities::Reader::new(self.crew, index));
        }
        let Some(reader) = &mut self.entities else { return Ok(()) };
        reader.task = number;
        reader.batch(batch, self.crew, &mut self.describer, &mut self.found)
    }

    /// Reads a file whose tree is at hand.
    fn whole(&mut self, index: usize, number: u64) -> io::Result<()> {
        let mut mapper = self.crew.mapper(index);
        let parts = &self.crew.all[index].parts;
        self.found.unread(parts.rejected);
        for block in &parts.blocks {
            self.block(index, &mut mapper, block);
            self.crew.hand_over(&mut self.describer, HAND_OVER, number)?;
        }
        self.found.diagnostics.merge(mapper.diagnostics);
        Ok(())
    }

    /// Reads lines of JSON Lines.
    fn lines(&mut self, index: usize, batch: &json::Batch, number: u64) -> io::Result<()> {
        let mut mapper = self.crew.mapper(index);
        let mut heard = Diagnostics::new();
        for record in batch.records(self.crew.opened[index].file, &mut heard) {
            let Some(node) = record.node else {
                self.found.unread(1);
                continue;
            };
            let parts = parts(self.crew.schema, &node, mapper.file, &mut mapper.diagnostics);
            self.found.unread(parts.rejected);
            for block in &parts.blocks {
                self.block(index, &mut mapper, block);
            }
            self.crew.hand_over(&mut self.describer, HAND_OVER, number)?;
        }
        self.found.diagnostics.merge(heard);
        self.found.diagnostics.merge(mapper.diagnostics);
        Ok(())
    }

    fn block(&mut self, index: usize, mapper: &mut Mapper<'_, '_>, block: &Block<'_>) {
        say(mapper, &mut self.describer, &mut self.found, block);
        cite(self.crew.schema, index, self.crew.opened[index].file, block, &mut self.found);
    }
}
