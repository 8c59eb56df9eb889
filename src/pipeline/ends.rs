//! How the readings of a run ended, those of tables and of Wikidata by reason, and which of them are taken back.

use std::collections::{BTreeMap, HashSet};

use super::identity::Wrong;
use chancery_graph::Thing;
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::Identifier;
use chancery_model::origin::Origin;
use chancery_model::recipe::{Rejected, Said, Skip};

/// How the readings of a run ended: readings = made + merged + skipped + rejected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Records, rows under one rule, and cells of wide tables under one rule, each counted once for every fact its lists
    /// ask for, and once where it is wrong. Entities are not counted.
    pub readings: u64,
    /// Distinct facts; 0 until [`Counts::settled`].
    pub made: u64,
    /// Readings that said again what another had said; 0 until [`Counts::settled`].
    pub merged: u64,
    /// Readings passed over by a rule of a recipe.
    pub skipped: u64,
    /// Readings that were wrong.
    pub rejected: u64,
}

impl Counts {
    /// Fills in what only merging reports: how many distinct facts there are.
    #[must_use]
    pub fn settled(mut self, facts: u64) -> Self {
        self.made = facts;
        self.merged = self.readings.saturating_sub(self.rejected + self.skipped + facts);
        self
    }
}

/// How the readings of tables ended, by reason, and those that were rejected.
#[derive(Debug, Default)]
pub(super) struct Ends {
    pub skipped: BTreeMap<Skip, u64>,
    pub rejected: BTreeMap<Code, u64>,
    /// How many statements of Wikidata are hedged, by the words.
    pub hedged: BTreeMap<String, u64>,
    /// Nothing if it is not wanted.
    pub list: Option<Vec<Rejected>>,
    pub readings: u64,
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
    fn rejected_share(&self) -> f64 {
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
        self.diagnostics.merge(other.diagnostics);
    }

    /// Notes a reading by which entities have identifiers, at its row.
    pub fn identified(&mut self, said: &Said, row: (Origin, u64)) {
        let Some(all) = &mut self.identified else { return };
        let identifiers: Vec<Identifier> = said.identified.iter().flat_map(|some| some.iter().cloned()).collect();
        if identifiers.is_empty() {
            return;
        }
        let known = all.entry(identifiers).or_default();
        known.facts.extend(said.records.iter().map(|record| chancery_graph::thing_of(record.made.iri.as_ref())));
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

    /// Reports what is wrong with rows: as warnings, where so large a share of them may be wrong. The list of those that were
    /// rejected is put into their order.
    pub fn tell(&mut self, tolerance: f64, diagnostics: &mut Diagnostics) {
        let allowed = self.rejected_share() <= tolerance;
        let told = std::mem::take(&mut self.diagnostics);
        diagnostics.merge(if allowed { told.as_warnings() } else { told });
        if let Some(list) = &mut self.list {
            list.sort_by(|a, b| (a.origin, &a.code, &a.message).cmp(&(b.origin, &b.code, &b.message)));
        }
    }

    /// Reports if the tables made nothing at all; `first` is the name of the first.
    pub fn report_empty(&self, first: &str, diagnostics: &mut Diagnostics) {
        let skipped: u64 = self.skipped.values().sum();
        if self.readings > skipped || self.diagnostics.has_errors() || diagnostics.has_errors() {
            return;
        }
        let mut diagnostic = Diagnostic::error(Code::NothingMade, format!("no row of `{first}` gives a fact"));
        if skipped > 0 {
            let reasons: Vec<String> =
                self.skipped.iter().map(|(skip, n)| format!("{n} because {}", skip.words())).collect();
            diagnostic = diagnostic.remark(format!("readings were skipped: {}", reasons.join("; ")));
        }
        diagnostics.push(
            diagnostic.help("check the conditions of the recipe, and which cells it declares as absent or missing"),
        );
    }
}
