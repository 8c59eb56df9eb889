//! Tables among the sources: which recipe reads which, and rows to facts.

use std::collections::{BTreeMap, HashSet};
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::identity::Wrong;
use super::{Counts, Crew, Found, Opened, Options, claims, identified, note};
use crate::builtin::{self, Folder};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::facts::{Identifier, Mapper, Place};
use crate::graph::{Describer, Thing};
use crate::name::nearest;
use crate::origin::{FileId, Files, Origin};
use crate::recipe::{self, Bound, Codes, Ended, Recipe, Rejected, RowMapper, Said, Skip, Spells};
use crate::registry::Registry;
use crate::schema::Schema;
use crate::source::table::{Batch, Batches, Dialect, Table};
use crate::source::{file, input};

/// A table that was opened.
pub(super) struct Opening {
    pub table: Table,
    /// Taken by the worker that reads the table first.
    pub batches: Mutex<Option<Batches>>,
    /// How many bytes were taken from it so far, as they are on disk.
    pub taken: Arc<AtomicU64>,
    /// Which of the recipes reads it.
    pub recipe: usize,
}

/// How the readings of tables ended, by reason, and those that were rejected.
#[derive(Debug, Default)]
pub(super) struct Ends {
    pub skipped: BTreeMap<Skip, u64>,
    pub rejected: BTreeMap<Code, u64>,
    /// How many statements of Wikidata are hedged, by the words.
    pub hedged: BTreeMap<String, u64>,
    /// Nothing where nobody wants to know.
    pub list: Option<Vec<Rejected>>,
    pub readings: u64,
    /// What looks like a code for what is missing, by the place of the table among the sources.
    pub codes: BTreeMap<usize, Codes>,
    /// The readings by which entities written in place have identifiers; nothing in the order of the input, where what was
    /// said cannot be taken back.
    pub identified: Option<BTreeMap<Vec<Identifier>, Readings>>,
    /// What is wrong with rows, apart from all else, because a share of it may be allowed.
    pub diagnostics: Diagnostics,
}

/// Readings that may have to be taken back.
#[derive(Debug, Default)]
pub(super) struct Readings {
    /// The facts that they say, each once for every reading.
    pub facts: Vec<Thing>,
    /// Their rows, the first of them at least.
    pub rows: Vec<(Origin, u64)>,
}

impl Ends {
    /// The share of the readings that were rejected.
    pub fn rejected_share(&self) -> f64 {
        let rejected: u64 = self.rejected.values().sum();
        if self.readings == 0 { 0.0 } else { rejected as f64 / self.readings as f64 }
    }

    pub fn merge(&mut self, other: Self) {
        other.skipped.into_iter().for_each(|(skip, count)| *self.skipped.entry(skip).or_default() += count);
        other.rejected.into_iter().for_each(|(code, count)| *self.rejected.entry(code).or_default() += count);
        other.hedged.into_iter().for_each(|(words, count)| *self.hedged.entry(words).or_default() += count);
        if let (Some(list), Some(more)) = (&mut self.list, other.list) {
            list.extend(more);
        }
        if let (Some(all), Some(more)) = (&mut self.identified, other.identified) {
            for (identifiers, readings) in more {
                let known = all.entry(identifiers).or_default();
                known.facts.extend(readings.facts);
                known.rows.extend(readings.rows);
            }
        }
        self.readings += other.readings;
        for (table, codes) in other.codes {
            self.add_codes(table, codes);
        }
        self.diagnostics.merge(other.diagnostics);
    }
}

impl Ends {
    /// Notes a reading by which entities have identifiers, at its row.
    fn identified(&mut self, said: &Said, row: (Origin, u64)) {
        let Some(all) = &mut self.identified else { return };
        let identifiers: Vec<Identifier> = said.identified.iter().flat_map(|some| some.iter().cloned()).collect();
        if identifiers.is_empty() {
            return;
        }
        let known = all.entry(identifiers).or_default();
        known.facts.extend(said.records.iter().map(|record| record.made.iri.thing()));
        if self.list.is_some() || known.rows.is_empty() {
            known.rows.push(row);
        }
    }

    /// Takes back the readings by which an entity has one of these identifiers; gives the facts that they said. Each
    /// identifier comes with what is wrong with it.
    pub fn take_back(&mut self, wrong: &Wrong, counts: &mut Counts) -> HashSet<Thing> {
        let mut facts = HashSet::new();
        for (identifiers, readings) in self.identified.iter().flatten() {
            let Some((identifier, (code, message))) = identifiers.iter().find_map(|one| wrong.get_key_value(one))
            else {
                continue;
            };
            let count = readings.facts.len() as u64;
            counts.rejected += count;
            *self.rejected.entry(code.clone()).or_default() += count;
            facts.extend(&readings.facts);
            if let Some(list) = &mut self.list {
                let rejected = |(origin, row): &(Origin, u64)| Rejected {
                    origin: *origin,
                    row: *row,
                    code: code.clone(),
                    heading: String::new(),
                    cell: identifier.value.clone(),
                    message: message.clone(),
                };
                list.extend(readings.rows.iter().map(rejected));
            }
        }
        facts
    }

    fn add_codes(&mut self, table: usize, codes: Codes) {
        for (slot, cells) in codes {
            let known = self.codes.entry(table).or_default().entry(slot).or_default();
            for (cell, first) in cells {
                let at = known.entry(cell).or_insert(first);
                *at = first.min(*at);
            }
        }
    }

    /// Proposes, once for a column, to say that cells stand for what is missing.
    pub fn propose_missing(&mut self, bounds: &[Option<Bound>]) {
        for (table, columns) in &self.codes {
            let Some(bound) = &bounds[*table] else { continue };
            for (slot, cells) in columns {
                if let Some(first) = cells.values().min() {
                    self.diagnostics.help_at(*first, bound.missing_codes(*slot, cells));
                }
            }
        }
    }
}

/// The recipes that the options name: a known one by its name, one's own by its path.
pub(super) fn recipes(options: &Options, files: &Files, diagnostics: &mut Diagnostics) -> Vec<Recipe> {
    let mut recipes = Vec::new();
    for name in &options.recipes {
        let (file, bytes) = match known(name) {
            Some(text) => {
                (files.add_text(&format!("<built in>/recipes/{name}.yaml"), text.as_bytes()), text.into_bytes())
            }
            None => {
                let path = Path::new(name);
                match file::bytes(path) {
                    Ok(bytes) => (files.add_text(name, bytes.clone()), bytes),
                    Err(_) if !name.contains(['/', '.']) => {
                        diagnostics.push(unknown(name));
                        continue;
                    }
                    Err(diagnostic) => {
                        diagnostics.push(diagnostic);
                        continue;
                    }
                }
            }
        };
        recipes.extend(recipe::read(&bytes, file, diagnostics));
    }
    recipes
}

fn known(name: &str) -> Option<String> {
    let file = format!("{name}.yaml");
    builtin::texts(Folder::Recipes).into_iter().find(|(known, _)| *known == file).map(|(_, text)| text.to_owned())
}

fn unknown(name: &str) -> Diagnostic {
    let files = builtin::texts(Folder::Recipes);
    let names: Vec<&str> = files.iter().filter_map(|(file, _)| file.strip_suffix(".yaml")).collect();
    let mut diagnostic = Diagnostic::error(Code::UnknownRecipe, format!("no recipe is called `{name}`"));
    if let Some(near) = nearest(name, names.iter().copied()) {
        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
    }
    diagnostic.help(format!("the known recipes are {}; one of your own is named by its path", names.join(", ")))
}

/// Opens a table with the recipe that fits its headings.
///
/// # Errors
/// What is wrong with the table, or that no recipe was given or fits.
pub(super) fn open(
    input: input::Input,
    again: &dyn Fn() -> Result<input::Input, Diagnostic>,
    name: &str,
    file: FileId,
    recipes: &[Recipe],
) -> Result<Opening, Box<Diagnostic>> {
    let opening = |(table, batches): (Table, Batches), taken, recipe| Opening {
        table,
        batches: Mutex::new(Some(batches)),
        taken,
        recipe,
    };
    match recipes {
        [] => {
            let fitting = fitting(input.reader, file);
            let mut diagnostic =
                Diagnostic::error(Code::NoRecipe, format!("`{name}` is a table, and no recipe says how to read it"));
            if !fitting.is_empty() {
                diagnostic =
                    diagnostic.help(format!("its columns are those of `--recipe {}`", fitting.join("`, `--recipe ")));
            }
            Err(Box::new(diagnostic.help("name a recipe: `--recipe my.yaml`; docs/tables.md says how to write one")))
        }
        [one] => Ok(opening(Table::open(input.reader, file, &one.dialect)?, input.taken, 0)),
        several => {
            let mut input = Some(input);
            for (at, recipe) in several.iter().enumerate() {
                let input = match input.take() {
                    Some(input) => input,
                    None => again()?,
                };
                let (table, batches) = Table::open(input.reader, file, &recipe.dialect)?;
                if recipe.fits(&table.headings) {
                    return Ok(opening((table, batches), input.taken, at));
                }
            }
            let names: Vec<&str> = several.iter().map(|recipe| recipe.name.as_str()).collect();
            Err(Box::new(
                Diagnostic::error(Code::NoRecipe, format!("no recipe that was named fits the columns of `{name}`"))
                    .help(format!(
                        "`{}` name other columns; read the table with one recipe alone to see which",
                        names.join("`, `")
                    )),
            ))
        }
    }
}

/// The known recipes whose columns the table has.
fn fitting(reader: Box<dyn Read + Send>, file: FileId) -> Vec<String> {
    let Ok((table, _)) = Table::open(reader, file, &Dialect::default()) else { return Vec::new() };
    let mut unheard = Diagnostics::new();
    let texts = builtin::texts(Folder::Recipes).into_iter();
    let recipes = texts.filter_map(|(_, text)| recipe::read(text.as_bytes(), file, &mut unheard));
    recipes.filter(|recipe| recipe.fits(&table.headings)).map(|recipe| recipe.name).collect()
}

/// Lays the recipes over their tables; nothing for what is no table, or where the recipe does not fit.
pub(super) fn bind(
    opened: &[Opened],
    recipes: &[Recipe],
    schema: &Schema,
    registry: &Registry,
    diagnostics: &mut Diagnostics,
) -> Vec<Option<Bound>> {
    let bind = |source: &Opened| {
        let opening = source.table()?;
        let table = &opening.table;
        Bound::new(&recipes[opening.recipe], &table.headings, table.delimiter, schema, registry, diagnostics)
    };
    opened.iter().map(bind).collect()
}

/// A worker's hold on a table.
pub(super) struct Reader<'a, 'n> {
    pub index: usize,
    /// The number of the task that is read.
    pub task: u64,
    rows: RowMapper<'a, 'n>,
    /// Lines that were kept of a table that cannot be read again.
    kept: usize,
}

/// How many lines a worker keeps for diagnostics.
const MAX_KEPT: usize = 4096;

impl<'a, 'n> Crew<'a, 'n> {
    /// A reader of the table; nothing where its recipe does not fit.
    pub(super) fn reader(&self, index: usize) -> Option<Reader<'a, 'n>> {
        let bound = self.bounds[index].as_ref()?;
        let table = self.opened[index].table()?;
        Some(Reader { index, task: 0, rows: RowMapper::new(self.mapper(index), bound, &table.table.headings), kept: 0 })
    }

    /// How many bytes of a table were taken, as they are on disk.
    pub(super) fn taken(&self, index: usize) -> u64 {
        self.opened[index].table().map_or(0, |opening| opening.taken.load(Ordering::Relaxed))
    }

    /// The next batch of a table; nothing at its end.
    pub(super) fn next_batch(&self, index: usize) -> Option<Result<Batch, Diagnostic>> {
        let mut batches = self.opened[index].table()?.batches.lock().unwrap_or_else(PoisonError::into_inner);
        let next = batches.as_mut()?.next();
        if !matches!(next, Some(Ok(_))) {
            *batches = None;
        }
        next
    }
}

impl Reader<'_, '_> {
    /// Reads a batch of rows.
    pub fn batch(
        &mut self,
        batch: &Batch,
        crew: &Crew<'_, '_>,
        describer: &mut Describer<'_>,
        found: &mut Found,
        counts: &mut Counts,
        ends: &mut Ends,
    ) -> std::io::Result<()> {
        let Some(opening) = crew.opened[self.index].table() else { return Ok(()) };
        let readings = crew.bounds[self.index].as_ref().map_or(1, Bound::readings_of_row);
        let mut rows = batch.rows(&opening.table);
        while let Some(row) = rows.next() {
            match row {
                Ok(row) => {
                    let place = Place::Row(row.number);
                    self.rows.row(&row, &mut |mapper, ended| match ended {
                        Ended::Facts(said) => {
                            counts.readings += said.records.len() as u64;
                            ends.readings += said.records.len() as u64;
                            ends.identified(&said, (row.whole(), row.number));
                            say(&mut mapper.mapper, describer, found, &said, &[place]);
                            said.others.into_iter().for_each(|code| count(counts, ends, &Ended::Rejected(code), 1));
                        }
                        ended => count(counts, ends, &ended, 1),
                    });
                }
                Err(diagnostic) => {
                    // A row that cannot be taken apart is as many readings as it would have been.
                    counts.readings += readings;
                    counts.rejected += readings;
                    ends.readings += readings;
                    self.rows.rejected.push(Rejected {
                        origin: diagnostic.origin.unwrap_or(Origin::point(opening.table.file(), 0)),
                        row: rows.number(),
                        code: diagnostic.code.clone(),
                        heading: String::new(),
                        cell: String::new(),
                        message: diagnostic.message.clone(),
                    });
                    *ends.rejected.entry(diagnostic.code.clone()).or_default() += readings;
                    self.rows.mapper.diagnostics.push(*diagnostic);
                }
            }
            crew.hand_over(describer, super::HAND_OVER, self.task)?;
        }
        if !self.rows.mapper.diagnostics.is_empty() && crew.files.is_passing(opening.table.file()) {
            self.keep_lines(batch, crew.files, ends);
        }
        self.take(ends);
        Ok(())
    }

    /// Keeps the lines of a batch that are to be shown, where the table cannot be read again.
    fn keep_lines(&mut self, batch: &Batch, files: &Files, ends: &Ends) {
        // Only the first diagnostics of a sort are shown, so these are enough; the list has all.
        if ends.list.is_none() && self.kept >= MAX_KEPT {
            return;
        }
        let shown = self.rows.mapper.diagnostics.sorted().into_iter().map(|diagnostic| diagnostic.origin);
        let listed = ends.list.is_some().then(|| self.rows.rejected.iter().map(|rejected| Some(rejected.origin)));
        self.kept += shown.chain(listed.into_iter().flatten()).filter(|origin| batch.keep(files, *origin)).count();
    }

    /// Moves what was found wrong to the others.
    fn take(&mut self, ends: &mut Ends) {
        ends.diagnostics.merge(std::mem::take(&mut self.rows.mapper.diagnostics));
        let rejected = std::mem::take(&mut self.rows.rejected);
        if let Some(list) = &mut ends.list {
            list.extend(rejected);
        }
        ends.add_codes(self.index, std::mem::take(&mut self.rows.codes));
    }

    /// The years that were gathered.
    pub fn into_spells(self) -> Spells {
        self.rows.spells
    }

    /// Says the spells that all workers gathered.
    pub fn spells(
        &mut self,
        spells: &mut Spells,
        describer: &mut Describer<'_>,
        found: &mut Found,
        counts: &mut Counts,
        ends: &mut Ends,
    ) {
        self.rows.say_spells(spells, &mut |mapper, ended, rows| {
            let years: u64 = rows.iter().map(|(first, last)| last - first + 1).sum();
            match ended {
                Ended::Facts(said) => {
                    let places: Vec<Place> = rows
                        .iter()
                        .map(|&(first, last)| if first == last { Place::Row(first) } else { Place::Rows(first, last) })
                        .collect();
                    // Every year was counted as one reading; lists make more of it.
                    counts.readings += years * (said.records.len() as u64 - 1);
                    say(&mut mapper.mapper, describer, found, &said, &places);
                }
                Ended::Kept => {}
                // The years were counted when they were read.
                Ended::Skipped(skip) => {
                    counts.skipped += years;
                    *ends.skipped.entry(skip).or_default() += years;
                }
                Ended::Rejected(code) => {
                    counts.rejected += years;
                    *ends.rejected.entry(code).or_default() += years;
                }
            }
        });
        self.take(ends);
    }
}

fn count(counts: &mut Counts, ends: &mut Ends, ended: &Ended, readings: u64) {
    counts.readings += readings;
    ends.readings += readings;
    match ended {
        Ended::Facts(..) | Ended::Kept => {}
        Ended::Skipped(skip) => {
            counts.skipped += readings;
            *ends.skipped.entry(*skip).or_default() += readings;
        }
        Ended::Rejected(code) => {
            counts.rejected += readings;
            *ends.rejected.entry(code.clone()).or_default() += readings;
        }
    }
}

/// Describes what a reading says, and what was written in place for it.
fn say(mapper: &mut Mapper<'_, '_>, describer: &mut Describer<'_>, found: &mut Found, said: &Said, places: &[Place]) {
    for record in std::mem::take(&mut mapper.in_place) {
        found.record(&record);
        note(&mut found.of_tables, identified(mapper.schema, mapper.registry, &record, record.origin));
        describer.entity_in_place(&record);
    }
    for record in &said.records {
        found.record(record);
        let mask = claims(describer, &record.made, &said.claim, places, mapper.document);
        describer.fact(record, mask);
    }
}

/// Tells where the tables made nothing at all.
pub(super) fn tell_empty(opened: &[Opened], ends: &Ends, diagnostics: &mut Diagnostics) {
    let skipped: u64 = ends.skipped.values().sum();
    let Some(first) = opened.iter().find(|source| source.table().is_some()) else { return };
    if ends.readings > skipped || ends.diagnostics.has_errors() || diagnostics.has_errors() {
        return;
    }
    let mut diagnostic = Diagnostic::error(Code::NothingMade, format!("no row of `{}` makes a fact", first.name));
    if skipped > 0 {
        let reasons: Vec<String> =
            ends.skipped.iter().map(|(skip, n)| format!("{n} because {}", skip.words())).collect();
        diagnostic = diagnostic.remark(format!("readings were skipped: {}", reasons.join("; ")));
    }
    diagnostics
        .push(diagnostic.help("see the conditions of the recipe, and which cells it says are absent or missing"));
}
