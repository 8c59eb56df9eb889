//! Tables among the sources: rows to facts, and spells to facts.

use super::blocks::claims;
use super::crew::{Crew, HAND_OVER};
use super::ends::Ends;
use super::found::Found;
use super::identity::{identified, note};
use super::open::Opened;
use chancery_graph::Describer;
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::{Mapper, Place};
use chancery_model::origin::{Files, Origin};
use chancery_model::recipe::{Bound, Ended, Recipe, Rejected, RowMapper, Said, Spells};
use chancery_model::registry::Registry;
use chancery_model::schema::Schema;
use chancery_model::source::table::Batch;

/// Lays the recipes over their tables; nothing for what is not a table, or where the recipe does not fit.
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

impl<'a, 'n> Reader<'a, 'n> {
    /// A reader of the table; nothing where its recipe does not fit.
    pub fn new(crew: &Crew<'a, 'n>, index: usize) -> Option<Self> {
        let bound = crew.bounds[index].as_ref()?;
        let table = crew.opened[index].table()?;
        Some(Self { index, task: 0, rows: RowMapper::new(crew.mapper(index), bound, &table.table.headings), kept: 0 })
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
                            found.counts.readings += said.records.len() as u64;
                            found.ends.readings += said.records.len() as u64;
                            found.ends.identified(&said, (row.whole(), row.number));
                            say(&mut mapper.mapper, describer, found, &said, &[place]);
                            said.others.into_iter().for_each(|code| count(found, &Ended::Rejected(code), 1));
                        }
                        ended => count(found, &ended, 1),
                    });
                }
                Err(diagnostic) => {
                    // A row that cannot be taken apart is as many readings as it would have been.
                    found.counts.readings += readings;
                    found.counts.rejected += readings;
                    found.ends.readings += readings;
                    self.rows.rejected.push(Rejected {
                        origin: diagnostic.origin.unwrap_or(Origin::point(opening.table.file(), 0)),
                        row: rows.number(),
                        code: diagnostic.code.clone(),
                        heading: String::new(),
                        cell: String::new(),
                        message: diagnostic.message.clone(),
                    });
                    *found.ends.rejected.entry(diagnostic.code.clone()).or_default() += readings;
                    self.rows.mapper.diagnostics.push(*diagnostic);
                }
            }
            crew.hand_over(describer, HAND_OVER, self.task)?;
        }
        if !self.rows.mapper.diagnostics.is_empty() && crew.files.is_passing(opening.table.file()) {
            self.keep_lines(batch, crew.files, &found.ends);
        }
        self.take(&mut found.ends);
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

    /// Makes the spells that all workers gathered.
    pub fn spells(&mut self, spells: &mut Spells, describer: &mut Describer<'_>, found: &mut Found) {
        self.rows.say_spells(spells, &mut |mapper, ended, rows| {
            let years: u64 = rows.iter().map(|(first, last)| last - first + 1).sum();
            match ended {
                Ended::Facts(said) => {
                    let places: Vec<Place> = rows
                        .iter()
                        .map(|&(first, last)| if first == last { Place::Row(first) } else { Place::Rows(first, last) })
                        .collect();
                    // Every year was counted as one reading; lists make more of it.
                    found.counts.readings += years * (said.records.len() as u64 - 1);
                    say(&mut mapper.mapper, describer, found, &said, &places);
                }
                Ended::Kept => {}
                // The years were counted when they were read.
                Ended::Skipped(skip) => {
                    found.counts.skipped += years;
                    *found.ends.skipped.entry(skip).or_default() += years;
                }
                Ended::Rejected(code) => {
                    found.counts.rejected += years;
                    *found.ends.rejected.entry(code).or_default() += years;
                }
            }
        });
        self.take(&mut found.ends);
    }
}

fn count(found: &mut Found, ended: &Ended, readings: u64) {
    found.counts.readings += readings;
    found.ends.readings += readings;
    match ended {
        Ended::Facts(..) | Ended::Kept => {}
        Ended::Skipped(skip) => {
            found.counts.skipped += readings;
            *found.ends.skipped.entry(*skip).or_default() += readings;
        }
        Ended::Rejected(code) => {
            found.counts.rejected += readings;
            *found.ends.rejected.entry(code.clone()).or_default() += readings;
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

/// Reports where the tables made nothing at all.
pub(super) fn tell_empty(opened: &[Opened], ends: &Ends, diagnostics: &mut Diagnostics) {
    let skipped: u64 = ends.skipped.values().sum();
    let Some(first) = opened.iter().find(|source| source.table().is_some()) else { return };
    if ends.readings > skipped || ends.diagnostics.has_errors() || diagnostics.has_errors() {
        return;
    }
    let mut diagnostic = Diagnostic::error(Code::NothingMade, format!("no row of `{}` gives a fact", first.name));
    if skipped > 0 {
        let reasons: Vec<String> =
            ends.skipped.iter().map(|(skip, n)| format!("{n} because {}", skip.words())).collect();
        diagnostic = diagnostic.remark(format!("readings were skipped: {}", reasons.join("; ")));
    }
    diagnostics
        .push(diagnostic.help("check the conditions of the recipe, and which cells it declares as absent or missing"));
}
