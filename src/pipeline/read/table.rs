//! Tables: rows to facts, and spells to facts, by a recipe.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::pipeline::ends::Ends;
use crate::pipeline::found::Found;
use crate::pipeline::opened::Properties;
use crate::pipeline::recipes::{self, OpenedTable};
use crate::pipeline::shared::Context;
use crate::pipeline::sink::{Cites, Claim, Sink};
use crate::pipeline::source::{Declared, OpenResult, Opening, Source, SourceFormat, SourceReader};
use chancery_model::diagnostic::{Diagnostic, Diagnostics};
use chancery_model::facts::{Mapper, Place};
use chancery_model::origin::{FileId, Files, Origin};
use chancery_model::recipe::{Bound, Codes, Ended, Gaps, OfTable, Recipe, Rejected, RowMapper, Said, Spells};
use chancery_model::registry::Registry;
use chancery_model::schema::Schema;
use chancery_model::source::encoding::{self, Encoding};
use chancery_model::source::format::Format;
use chancery_model::source::input;
use chancery_model::source::table::{Batches, RowBatch, Table};

/// Tables. With a recipe at hand, what is not another kind of file is a table with a delimiter of its own.
pub const TABLES: SourceFormat = SourceFormat {
    reads: |opening| match opening.input.format {
        Format::Csv | Format::Tsv => true,
        Format::Unknown | Format::Utf16 => !opening.recipes.is_empty(),
        _ => false,
    },
    open,
    properties: Properties { numbers_rows: true, states_facts_alone: true, ..Properties::STREAMED },
};

/// A table with its recipe.
struct TableSource {
    table: Table,
    recipe: Arc<Recipe>,
    rows: Mutex<RowsLeft>,
    /// How many bytes were taken from it so far, as they are on disk.
    taken: Arc<AtomicU64>,
    /// The recipe bound to the headings; nothing in it if it does not fit.
    bound: OnceLock<Option<Bound>>,
    gathered: Mutex<Gathered>,
}

/// The rows that are left.
struct RowsLeft {
    batches: Option<Batches>,
    /// How many of the bytes taken were reported.
    reported: u64,
}

/// What workers gather of all rows.
#[derive(Default)]
struct Gathered {
    /// The years of spells.
    spells: Spells,
    /// What the table does not know; nothing in it where nobody asks.
    gaps: Option<Gaps>,
    /// What looks like a code for what is missing.
    codes: Codes,
}

/// Opens a table. What is compressed or in another encoding is opened again where a line of it must be shown.
fn open(opening: Opening<'_>, _: &mut Diagnostics) -> OpenResult {
    let Opening { source, input, files, recipes, .. } = opening;
    // Which recipe reads the table is known when it has been opened.
    let encoding: Arc<OnceLock<Option<Encoding>>> = Arc::default();
    let recoded = recipes.iter().any(|recipe| recipe.dialect.encoding.is_some());
    let anew = {
        let source = source.clone();
        move || source.open()
    };
    let file = match &source.place {
        input::Place::File(path) if source.is_rereadable() => {
            if input.packed || recoded || input.format == Format::Utf16 {
                let (anew, encoding) = (anew.clone(), encoding.clone());
                // Origins count the bytes of the text in UTF-8.
                files.add_stream(&source.name, move || {
                    let input = anew().map_err(|diagnostic| io::Error::other(diagnostic.message.clone()))?;
                    Ok(encoding::decode(input.reader, encoding.get().copied().flatten()))
                })
            } else {
                files.add_disk(&source.name, path)
            }
        }
        // What was read from a pipe is gone, except for the lines that the reader keeps.
        _ => files.add_passing(&source.name),
    };
    let OpenedTable { table, batches, taken, recipe } = recipes::open(input, &anew, &source.name, file, recipes)?;
    let _ = encoding.set(recipe.dialect.encoding);
    let rows = Mutex::new(RowsLeft { batches: Some(batches), reported: 0 });
    Ok(Box::new(TableSource { table, recipe, rows, taken, bound: OnceLock::new(), gathered: Mutex::default() }))
}

impl TableSource {
    fn table_reader<'s>(&'s self, context: Context<'s>) -> Option<TableReader<'s>> {
        let bound = self.bound.get()?.as_ref()?;
        let mut rows = RowMapper::new(context.mapper(), bound, &self.table.headings);
        // What is not known matters where a document says that it has all.
        rows.gaps = context.document().scopes.iter().any(|scope| scope.complete).then(Gaps::default);
        Some(TableReader { source: self, bound, rows, batch: None, kept: 0 })
    }
}

impl Source for TableSource {
    fn file(&self) -> FileId {
        self.table.file()
    }

    /// The document is in the recipe.
    fn declares(&self, _: &mut Diagnostics) -> Declared<'_> {
        Declared { document: Some((self.recipe.file, self.recipe.document.as_ref())), ..Declared::default() }
    }

    /// Binds the recipe to the table.
    fn prepare(&self, schema: &Schema, registry: &Registry, diagnostics: &mut Diagnostics) {
        let Table { headings, delimiter, .. } = &self.table;
        let _ = self.bound.set(Bound::new(&self.recipe, headings, *delimiter, schema, registry, diagnostics));
    }

    fn reader<'s>(&'s self, context: Context<'s>) -> Option<Box<dyn SourceReader + 's>> {
        Some(Box::new(self.table_reader(context)?))
    }

    /// Makes the spells that all workers gathered, and proposes, once for a column, to say that cells mean what is missing.
    fn finish<'s>(&'s self, context: Context<'s>, sink: &mut Sink<'_>) -> io::Result<()> {
        let Some(mut reader) = self.table_reader(context) else { return Ok(()) };
        let mut gathered = std::mem::take(&mut *self.gathered.lock().unwrap_or_else(PoisonError::into_inner));
        // Years that contradict one another are found now.
        reader.rows.gaps = gathered.gaps.take();
        reader.spells(&mut gathered.spells, sink);
        if let Some(gaps) = reader.rows.gaps.take() {
            let (schema, registry) = (sink.shared.schema, sink.shared.registry);
            let of = OfTable { bound: reader.bound, scopes: &context.document().scopes, schema, registry };
            sink.found.gaps.push((context.index, gaps.all(&of)));
        }
        add_codes(&mut gathered.codes, std::mem::take(&mut reader.rows.codes));
        for (slot, cells) in &gathered.codes {
            if let Some(first) = cells.values().min() {
                sink.found.ends.diagnostics.help_at(*first, reader.bound.missing_codes(*slot, cells));
            }
        }
        sink.hand_over()
    }
}

fn add_codes(all: &mut Codes, more: Codes) {
    for (slot, cells) in more {
        let known = all.entry(slot).or_default();
        for (cell, first) in cells {
            let at = known.entry(cell).or_insert(first);
            *at = first.min(*at);
        }
    }
}

/// A worker's reader of a table.
struct TableReader<'s> {
    source: &'s TableSource,
    bound: &'s Bound,
    rows: RowMapper<'s, 's>,
    batch: Option<RowBatch>,
    /// Lines that were kept of a table that cannot be read again.
    kept: usize,
}

/// How many lines a worker keeps for diagnostics.
const MAX_KEPT: usize = 4096;

impl SourceReader for TableReader<'_> {
    fn take(&mut self) -> Option<Result<u64, Diagnostic>> {
        let mut rows = self.source.rows.lock().unwrap_or_else(PoisonError::into_inner);
        match rows.batches.as_mut()?.next() {
            Some(Ok(batch)) => {
                self.batch = Some(batch);
                // How much was taken is asked when the batch has been read.
                let taken = self.source.taken.load(Ordering::Relaxed);
                Some(Ok(taken - std::mem::replace(&mut rows.reported, taken)))
            }
            end => {
                rows.batches = None;
                Some(Err(end?.err()?))
            }
        }
    }

    fn read(&mut self, sink: &mut Sink<'_>) -> io::Result<()> {
        let Some(batch) = self.batch.take() else { return Ok(()) };
        let table = &self.source.table;
        let mut rows = batch.rows(table);
        while let Some(row) = rows.next() {
            match row {
                Ok(row) => {
                    let place = Place::Row(row.number);
                    self.rows.row(&row, &mut |mapper, ended| match ended {
                        Ended::Facts(said) => {
                            count(&mut sink.found, said.records.len() as u64);
                            sink.found.ends.identified(&said, (row.whole(), row.number));
                            state(&mut mapper.mapper, sink, &said, &[place]);
                            said.others
                                .into_iter()
                                .for_each(|code| ended_without(&mut sink.found, Ended::Rejected(code)));
                        }
                        ended => ended_without(&mut sink.found, ended),
                    });
                }
                Err(diagnostic) => self.faulty_row(*diagnostic, rows.number(), &mut sink.found),
            }
            sink.hand_over()?;
        }
        let files = sink.shared.files;
        if !self.rows.mapper.diagnostics.is_empty() && files.is_passing(table.file()) {
            self.keep_lines(&batch, files, &sink.found.ends);
        }
        self.report(&mut sink.found.ends);
        Ok(())
    }

    fn end(&mut self) {
        let mut gathered = self.source.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.spells.merge(std::mem::take(&mut self.rows.spells));
        if let Some(gaps) = self.rows.gaps.take() {
            gathered.gaps.get_or_insert_default().merge(gaps);
        }
        add_codes(&mut gathered.codes, std::mem::take(&mut self.rows.codes));
    }
}

impl TableReader<'_> {
    /// Rejects a row that cannot be taken apart: as many readings as it would have been.
    fn faulty_row(&mut self, diagnostic: Diagnostic, row: u64, found: &mut Found) {
        let readings = self.bound.readings_of_row();
        count(found, readings);
        found.rejected(diagnostic.code.clone(), readings);
        self.rows.rejected.push(Rejected {
            origin: diagnostic.origin.unwrap_or(Origin::point(self.source.table.file(), 0)),
            row,
            code: diagnostic.code.clone(),
            heading: String::new(),
            cell: String::new(),
            message: diagnostic.message.clone(),
        });
        self.rows.mapper.diagnostics.push(diagnostic);
    }

    /// Keeps the lines of a batch that are to be shown, where the table cannot be read again.
    fn keep_lines(&mut self, batch: &RowBatch, files: &Files, ends: &Ends) {
        // Only the first diagnostics of a sort are shown, so these are enough; the list has all.
        if ends.list.is_none() && self.kept >= MAX_KEPT {
            return;
        }
        let shown = self.rows.mapper.diagnostics.sorted().into_iter().map(|diagnostic| diagnostic.origin);
        let listed = ends.list.is_some().then(|| self.rows.rejected.iter().map(|rejected| Some(rejected.origin)));
        self.kept += shown.chain(listed.into_iter().flatten()).filter(|origin| batch.keep(files, *origin)).count();
    }

    /// Moves what was found wrong to the others.
    fn report(&mut self, ends: &mut Ends) {
        ends.diagnostics.merge(std::mem::take(&mut self.rows.mapper.diagnostics));
        let rejected = std::mem::take(&mut self.rows.rejected);
        if let Some(list) = &mut ends.list {
            list.extend(rejected);
        }
    }

    /// Makes facts of the spells that all workers gathered.
    fn spells(&mut self, spells: &mut Spells, sink: &mut Sink<'_>) {
        self.rows.say_spells(spells, &mut |mapper, ended, rows| {
            let years: u64 = rows.iter().map(|(first, last)| last - first + 1).sum();
            match ended {
                Ended::Facts(said) => {
                    let places: Vec<Place> = rows
                        .iter()
                        .map(|&(first, last)| if first == last { Place::Row(first) } else { Place::Rows(first, last) })
                        .collect();
                    // Every year was counted as one reading; lists make more of it.
                    sink.found.counts.readings += years * (said.records.len() as u64 - 1);
                    state(&mut mapper.mapper, sink, &said, &places);
                }
                Ended::Kept => {}
                // The years were counted when they were read.
                Ended::Skipped(skip) => sink.found.skipped(skip, years),
                Ended::Rejected(code) => sink.found.rejected(code, years),
            }
        });
        self.report(&mut sink.found.ends);
    }
}

/// Counts readings of a row.
fn count(found: &mut Found, readings: u64) {
    found.counts.readings += readings;
    found.ends.readings += readings;
}

/// Counts a reading that states no fact now.
fn ended_without(found: &mut Found, ended: Ended) {
    count(found, 1);
    match ended {
        Ended::Facts(..) | Ended::Kept => {}
        Ended::Skipped(skip) => found.skipped(skip, 1),
        Ended::Rejected(code) => found.rejected(code, 1),
    }
}

/// Describes what a reading states, and what was written in place for it.
fn state(mapper: &mut Mapper<'_, '_>, sink: &mut Sink<'_>, said: &Said, places: &[Place]) {
    let claim = Claim { values: &said.claim, cites: Cites::Places(places) };
    for record in std::mem::take(&mut mapper.in_place) {
        sink.in_place(&record, claim);
    }
    for record in &said.records {
        sink.fact(record, claim);
    }
}
