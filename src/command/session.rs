//! What every command that reads facts does first: schema and sources to sorted descriptions, and the diagnostics told.

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::{SourceArgs, Status, report, say, style};
use crate::builtin::Resource;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::graph::Merged;
use crate::origin::Files;
use crate::pipeline::{self, Counts, Loaded, Options, Outcome};
use crate::store::{FactStore, LoadError};

/// What is read where no source is named.
const DEFAULT_SOURCE: &str = "data";

/// A run of the pipeline.
pub struct Session {
    pub loaded: Loaded,
    pub outcome: Outcome,
    pub files: Files,
    pub diagnostics: Diagnostics,
}

/// The schema, before any source is read.
pub struct Opened {
    pub loaded: Loaded,
    pub files: Files,
    pub diagnostics: Diagnostics,
    options: Options,
}

/// Reads schema and sources. Diagnostics are not told yet.
///
/// # Errors
/// The status to end with, when the schema cannot be had or the temporary folder cannot be written; why was told.
pub fn read(args: &SourceArgs, sources: &[PathBuf], wanted: Wanted) -> Result<Session, Status> {
    open(args)?.read(sources, wanted)
}

/// What a command wants of the sources beside their facts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Claims and evidence in a graph for each document.
    pub graphs: bool,
    /// Where each fact and entity stands.
    pub places: bool,
    /// Files of RDF as sources too.
    pub rdf: bool,
    /// What each block cites.
    pub citations: bool,
}

/// Reads the schema.
///
/// # Errors
/// The status to end with, when the schema cannot be had; why was told.
pub fn open(args: &SourceArgs) -> Result<Opened, Status> {
    let files = Files::new();
    let mut diagnostics = Diagnostics::new();
    let options = Options {
        ontology: args.ontology.clone(),
        base: args.base.clone(),
        budget: (args.memory as usize) << 20,
        ..Options::default()
    };
    if let Err(error) = iri_string::types::IriStr::new(&options.base) {
        return Err(super::fail(&format!("`{}` is no absolute IRI: {error}", options.base)));
    }
    match pipeline::load_schema(&options, &files, &mut diagnostics) {
        Some(loaded) => Ok(Opened { loaded, files, diagnostics, options }),
        None => {
            tell(&diagnostics, &files);
            Err(Status::Errors)
        }
    }
}

impl Opened {
    /// Reads the sources. Diagnostics are not told yet.
    ///
    /// # Errors
    /// The status to end with, when the temporary folder cannot be written; why was told.
    pub fn read(self, sources: &[PathBuf], wanted: Wanted) -> Result<Session, Status> {
        let Self { loaded, files, mut diagnostics, options } = self;
        let sources = match sources {
            [] if Path::new(DEFAULT_SOURCE).exists() => vec![PathBuf::from(DEFAULT_SOURCE)],
            [] => {
                diagnostics.push(
                    Diagnostic::error("no-such-file", format!("`{DEFAULT_SOURCE}` does not exist"))
                        .help("name the files or folders of facts to read; without any, the folder `data` is read"),
                );
                Vec::new()
            }
            named => named.to_vec(),
        };
        let Wanted { graphs, places, rdf, citations } = wanted;
        let options = Options { sources, graphs, places, rdf, citations, ..options };
        let bar = progress_bar();
        let progress = |bytes: u64| bar.set_position(bytes);
        let outcome = pipeline::run(&options, &loaded.schema, &files, &mut diagnostics, &progress);
        bar.finish_and_clear();
        match outcome {
            Ok(outcome) => Ok(Session { loaded, outcome, files, diagnostics }),
            Err(error) => {
                tell(&diagnostics, &files);
                Err(super::fail(&format!("the temporary folder cannot be used: {error}")))
            }
        }
    }
}

impl Session {
    /// Loads what was read, and tells the diagnostics of reading. `undone` is what is not done where the sources have
    /// errors: "nothing was asked".
    ///
    /// # Errors
    /// The status to end with; why was told.
    pub fn store(&mut self, derivations: &[Resource], undone: &str) -> Result<FactStore, Status> {
        let loaded = match self.diagnostics.has_errors() {
            true => Err(LoadError::Sources(Vec::new())),
            false => FactStore::load(&self.loaded, &self.outcome, derivations),
        };
        let (wrong, status) = match loaded {
            Ok(store) => {
                tell(&self.diagnostics, &self.files);
                return Ok(store);
            }
            Err(LoadError::Sources(wrong)) => (wrong, Status::Errors),
            Err(LoadError::Resource(diagnostic)) => (vec![*diagnostic], Status::CouldNotRun),
            Err(error) => return Err(super::fail(&error.to_string())),
        };
        self.diagnostics.extend(wrong);
        tell(&self.diagnostics, &self.files);
        say(&format!("{undone}, because the sources have errors"));
        Err(status)
    }
}

/// Bytes read so far, on a terminal; nothing in a pipe.
fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {bytes} read, {bytes_per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    bar
}

/// Tells all diagnostics.
pub fn tell(diagnostics: &Diagnostics, files: &Files) {
    if !diagnostics.is_empty() {
        say(&report::text(diagnostics, files, style()));
    }
}

/// Tells how the readings ended.
pub fn tell_counts(counts: Counts, merged: &Merged) {
    let counts = counts.settled(merged.facts);
    say(&format!(
        "{} readings = {} facts made + {} merged + {} skipped + {} rejected; {} triples",
        counts.readings, counts.made, counts.merged, counts.skipped, counts.rejected, merged.statements
    ));
}
