//! What every command that reads facts does first: from schema and sources to sorted descriptions, and the diagnostics
//! reported.

use std::io::Write;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::arguments::{CsvCells, DEFAULT_SOURCE, SourceArgs};
use super::report;
use super::say::{Status, fail, fail_temporary, say, say_tamed, style};
use crate::pipeline::{self, Counts, Loaded, Options, Outcome, Stream};
use chancery_ask::store::{FactStore, LoadError};
use chancery_graph::meet::Meeting;
use chancery_graph::{Merged, Provenance, Sorted};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::origin::{Files, Origin};
use chancery_model::recipe::Rejected;
use chancery_model::source::resource::Resource;
use chancery_model::tame;
use chancery_model::vocab::std_terms as t;
use chancery_values::name::counted;
use chancery_wikidata::shape::{self, Shaped, Telling};

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
    /// Where rejected readings go, and how their cells are written.
    rejects: Option<(PathBuf, CsvCells)>,
}

/// Reads schema and sources. Diagnostics are not reported yet.
///
/// # Errors
/// The status to end with, when the schema cannot be read or the temporary folder cannot be written; the reason was
/// reported.
pub fn read(args: &SourceArgs, sources: &[PathBuf], wanted: Wanted) -> Result<Session, Status> {
    open(args)?.read(sources, wanted)
}

/// Reads the registry, and the sources for their entities, and reports the diagnostics.
///
/// # Errors
/// The status to end with, when anything is wrong; the reason was reported.
pub fn registry(args: &SourceArgs, sources: &[PathBuf]) -> Result<Session, Status> {
    let session = read(args, sources, Wanted { registry_alone: true, ..Wanted::default() })?;
    tell(&session.diagnostics, &session.files);
    if session.diagnostics.has_errors() { Err(Status::Errors) } else { Ok(session) }
}

/// Reads schema and sources, and writes facts as they come. Diagnostics are not reported yet.
///
/// # Errors
/// What cannot be written; within it the status to end with, when the schema cannot be read; the reason was reported.
pub fn stream(
    args: &SourceArgs,
    sources: &[PathBuf],
    wanted: Wanted,
    stream: &Stream<'_>,
) -> std::io::Result<Result<Session, Status>> {
    match open(args) {
        Ok(opened) => opened.run(sources, wanted, Some(stream)),
        Err(status) => Ok(Err(status)),
    }
}

/// What a command wants of the sources, in addition to their facts.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Claims and evidence in a graph for each document.
    pub graphs: bool,
    /// The place of each fact and entity.
    pub places: bool,
    /// Files of RDF as sources too.
    pub rdf: bool,
    /// Without sources the registry alone is read, not the folder `data`.
    pub registry_alone: bool,
    /// What each block cites.
    pub citations: bool,
    /// Statements of Wikidata that make no fact too, because they are given back.
    pub whole: bool,
    /// What becomes of facts of different documents that are about one thing.
    pub meeting: Meeting,
    /// Files of decisions on such facts.
    pub decisions: Vec<PathBuf>,
    /// How much of who says a fact, as far as it can be reported while reading ([`Outcome::provenance`]).
    pub provenance: Provenance,
    /// The predicate of links to Wikidata that is written instead of `owl:sameAs`.
    pub links: Option<&'static str>,
}

/// Reads the schema.
///
/// # Errors
/// The status to end with, when the schema cannot be read; the reason was reported.
pub fn open(args: &SourceArgs) -> Result<Opened, Status> {
    try_open(args).map_err(|unopened| match unopened {
        Unopened::Failed(status) => status,
        Unopened::Wrong(wrong) => {
            tell(&wrong.0, &wrong.1);
            Status::Errors
        }
    })
}

/// Why the schema cannot be read.
pub enum Unopened {
    /// The ontology has errors, which are not reported yet.
    Wrong(Box<(Diagnostics, Files)>),
    /// It could not be read; the reason was reported.
    Failed(Status),
}

/// Reads the schema, as [`open`] does, and says nothing of what is wrong in the ontology.
///
/// # Errors
/// See [`Unopened`].
pub fn try_open(args: &SourceArgs) -> Result<Opened, Unopened> {
    let files = Files::new();
    let mut diagnostics = Diagnostics::new();
    let options = Options {
        ontology: args.ontology.clone(),
        base: args.base.clone(),
        budget: args.memory.map(|mebibytes| (mebibytes as usize) << 20),
        recipes: args.tables.recipe.clone(),
        rejects: args.tables.rejects.is_some(),
        tolerance: args.tables.max_rejected.unwrap_or_default() / 100.0,
        deprecated: args.deprecated,
        source_day: args.source_day,
        outside: args.allow_outside,
        ..Options::default()
    };
    if let Err(error) = iri_string::types::IriStr::new(&options.base) {
        return Err(Unopened::Failed(fail(&format!("`{}` is not an absolute IRI: {error}", options.base))));
    }
    if !options.base.ends_with(['/', '#']) {
        let base = &options.base;
        return Err(Unopened::Failed(fail(&format!(
            "`{base}` ends without `/` or `#`, so that names would run into it; write `--base {base}/`"
        ))));
    }
    let csv = args.csv_cells.unwrap_or(CsvCells::Safe);
    let rejects = args.tables.rejects.clone().map(|path| (path, csv));
    match pipeline::load_schema(&options, &files, &mut diagnostics) {
        Some(loaded) => Ok(Opened { loaded, files, diagnostics, options, rejects }),
        None => Err(Unopened::Wrong(Box::new((diagnostics, files)))),
    }
}

impl Opened {
    /// Reads the sources. Diagnostics are not reported yet.
    ///
    /// # Errors
    /// The status to end with, when the temporary folder cannot be written; the reason was reported.
    pub fn read(self, sources: &[PathBuf], wanted: Wanted) -> Result<Session, Status> {
        self.run(sources, wanted, None).unwrap_or_else(|error| Err(fail_temporary(&error)))
    }

    /// Reads the sources, and writes facts as they come where there is a stream for them.
    fn run(
        self,
        sources: &[PathBuf],
        wanted: Wanted,
        stream: Option<&Stream<'_>>,
    ) -> std::io::Result<Result<Session, Status>> {
        let Self { mut loaded, files, mut diagnostics, options, rejects } = self;
        let Wanted { graphs, places, rdf, registry_alone, citations, whole, meeting, decisions, provenance, links } =
            wanted;
        if let Some(iri) = links {
            loaded.schema.space.write_as(t::OWL_SAME_AS, iri);
        }
        let sources = match sources {
            [] if registry_alone => Vec::new(),
            [] if Path::new(DEFAULT_SOURCE).exists() => vec![PathBuf::from(DEFAULT_SOURCE)],
            [] => {
                diagnostics.push(
                    Diagnostic::error(Code::NoSuchFile, format!("`{DEFAULT_SOURCE}` does not exist"))
                        .help("name the files or folders of facts to read; without any, the folder `data` is read"),
                );
                Vec::new()
            }
            named => named.to_vec(),
        };
        let options =
            Options { sources, graphs, places, rdf, citations, whole, meeting, decisions, provenance, ..options };
        let bar = progress_bar(&options.sources);
        let progress = |bytes: u64| bar.set_position(bytes);
        let outcome = match stream {
            Some(stream) => pipeline::stream(&options, &loaded, &files, &mut diagnostics, &progress, stream),
            None => pipeline::run(&options, &loaded, &files, &mut diagnostics, &progress),
        };
        bar.finish_and_clear();
        match outcome {
            Ok(outcome) => {
                if let Some((path, csv)) = &rejects
                    && let Err(status) =
                        super::output::write(Some(path), |out| write_rejects(&outcome.rejected, &files, *csv, out))
                {
                    return Ok(Err(status));
                }
                if outcome.too_large > 0 {
                    let many = counted(outcome.too_large, "affair");
                    say(&format!("warning: too many facts overlap in {many}; they were not compared and stay apart"));
                }
                Ok(Ok(Session { loaded, outcome, files, diagnostics }))
            }
            Err(error) => {
                tell(&diagnostics, &files);
                Err(error)
            }
        }
    }
}

impl Session {
    /// Puts what was read into Wikidata's shape; the ontology, which says nothing in those terms, is left out.
    ///
    /// # Errors
    /// The status to end with; the reason was reported.
    pub fn in_shape_of_wikidata(&mut self) -> Result<Shaped, Status> {
        let loaded = &mut self.loaded;
        let outcome = &self.outcome;
        let (schema, alignment) = (&loaded.schema, &loaded.alignment);
        let telling = Telling::of(schema, alignment, &outcome.registry, &outcome.documents, &outcome.compiled_in);
        match shape::shaped(&mut loaded.schema, &loaded.alignment, &outcome.sorted, telling) {
            Ok(mut shaped) => {
                self.outcome.sorted = std::mem::replace(&mut shaped.sorted, Sorted::new(0));
                self.outcome.graphs = Vec::new();
                loaded.ontology = Vec::new();
                Ok(shaped)
            }
            Err(error) => Err(fail_temporary(&error)),
        }
    }

    /// Loads what was read, and reports the diagnostics of reading. `undone` is what is not done where the sources have
    /// errors: "the query was not run".
    ///
    /// # Errors
    /// The status to end with; the reason was reported.
    pub fn store(&mut self, derivations: &[Resource], undone: &str) -> Result<FactStore, Status> {
        let loaded = match self.diagnostics.has_errors() {
            true => Err(LoadError::Sources(Vec::new())),
            false => FactStore::load(self.outcome.content(&self.loaded), derivations),
        };
        let (wrong, status) = match loaded {
            Ok(store) => {
                tell(&self.diagnostics, &self.files);
                return Ok(store);
            }
            Err(LoadError::Sources(wrong)) => (wrong, Status::Errors),
            Err(LoadError::Resource(diagnostic)) => (vec![*diagnostic], Status::CouldNotRun),
            Err(LoadError::Read(error)) => return Err(fail_temporary(&error)),
            Err(error) => return Err(fail(&error.to_string())),
        };
        self.diagnostics.extend(wrong);
        tell(&self.diagnostics, &self.files);
        say(&format!("{undone}, because the sources have errors"));
        Err(status)
    }
}

/// Bytes read so far, on a terminal; nothing in a pipe. With the time left where the size of all that is read piece by
/// piece is known.
pub fn progress_bar(sources: &[PathBuf]) -> ProgressBar {
    let (bar, template) = match sources.iter().map(|path| size_on_disk(path)).sum::<Option<u64>>() {
        Some(size) if size > 0 => {
            (ProgressBar::new(size), "{wide_bar} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left")
        }
        _ => (ProgressBar::no_length(), "{spinner} {bytes} read, {bytes_per_sec}, {elapsed}"),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// The size of a table or of JSON Lines on disk; nothing where only reading reports, because it is a folder or a pipe. Other
/// files are read as a whole, and at once.
fn size_on_disk(path: &Path) -> Option<u64> {
    let metadata = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    let extension = |path: &Path| path.extension().and_then(|extension| extension.to_str()).map(str::to_owned);
    let named = extension(path).unwrap_or_default();
    let packed = matches!(named.as_str(), "gz" | "zst" | "bz2");
    let named = if packed { extension(&path.with_extension("")).unwrap_or_default() } else { named };
    match (named.as_str(), packed) {
        // Compressed JSON Lines are unpacked before they are read.
        ("jsonl" | "ndjson", true) => None,
        ("csv" | "tsv" | "jsonl" | "ndjson", _) => Some(metadata.len()),
        ("yaml" | "yml" | "json", _) => Some(0),
        _ => None,
    }
}

/// Reports all diagnostics.
pub fn tell(diagnostics: &Diagnostics, files: &Files) {
    if !diagnostics.is_empty() {
        let of_machine = |diagnostic: &&Diagnostic| diagnostic.code == Code::NoTemporaryFile;
        say_tamed(&report::text(diagnostics, files, style()));
        if diagnostics.sorted().iter().any(of_machine) {
            fail_temporary(&std::io::Error::other("it cannot be written"));
        }
    }
}

/// Writes the readings that were rejected as a table: where each is, and why.
fn write_rejects(rejected: &[Rejected], files: &Files, cells_as: CsvCells, out: &mut dyn Write) -> std::io::Result<()> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record(["table", "row", "line", "column", "heading", "cell", "reason", "message"])?;
    let origins: Vec<Origin> = rejected.iter().map(|one| one.origin).collect();
    for (one, location) in rejected.iter().zip(files.locate_all(&origins)) {
        let (line, column) = match &location.position {
            Some(position) => (position.line.to_string(), position.column.to_string()),
            // The source is gone.
            None => (String::new(), String::new()),
        };
        let row = one.row.to_string();
        let cells = [&*location.path, &row, &line, &column, &one.heading, &one.cell, one.code.as_str(), &one.message];
        table.write_record(cells.map(|text| cells_as.cell(text).into_owned()))?;
    }
    table.flush()
}

/// The reasons for which readings of tables were skipped or rejected, each after how many there were.
pub fn reasons(outcome: &Outcome) -> String {
    let skipped = outcome.skipped.iter().map(|(skip, count)| format!("\n  skipped: {count} because {}", skip.words()));
    let rejected = outcome.rejections.iter().map(|(code, count)| format!("\n  rejected: {count} {code}"));
    let hedged =
        outcome.hedged.iter().map(|(words, count)| format!("\n  hedged: {count} with `{}`", tame::line(words)));
    skipped.chain(rejected).chain(hedged).collect()
}

/// Reports how the readings ended.
pub fn tell_counts(counts: Counts, merged: &Merged) {
    say(&format!("{}; {}", balance(counts.settled(merged.facts)), counted(merged.statements, "triple")));
}

/// How the readings ended, as a sum.
pub fn balance(counts: Counts) -> String {
    let Counts { readings, made, merged, skipped, rejected } = counts;
    format!(
        "{} = {} made + {merged} merged + {skipped} skipped + {rejected} rejected",
        counted(readings, "reading"),
        counted(made, "fact")
    )
}
