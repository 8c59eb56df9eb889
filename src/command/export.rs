//! `chancery export`: facts to RDF in any format, the same bytes for the same facts.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use clap::{Args, ValueEnum};

use super::arguments::{Shape, SourceArgs};
use super::say::{Status, fail, fail_temporary, say};
use super::session::{Session, Wanted};
use super::{output, session};
use crate::builtin::{self, Folder};
use crate::pipeline::{Counts, Outcome, Stream};
use chancery_ask::store::{self, FactStore, LoadError};
use chancery_graph::export::canonical::{Canonical, Hash, Uncanonical};
use chancery_graph::export::{self, Dataset, Extent, Format, Pieces};
use chancery_graph::{self, Merged, Selection};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::GraphId;
use chancery_model::source::rdf::RdfSource;
use chancery_model::vocab::std_terms as t;
use chancery_values::name::counted;
use chancery_values::time::Date;
use chancery_wikidata::shape::Shaped;

/// Write the facts of files and folders as RDF
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery export                                     the folder `data` as Turtle
  chancery export notes.yaml table.jsonl              several sources as one graph
  chancery export notes.yaml --format trig            the claims in a graph for each document
  chancery export notes.yaml --output notes.jsonld    the format by the file's ending
  generate | chancery export - --format n-triples     standard input
  chancery export --as-of 2008-01-01 --standing held  the reliable facts of that day
  chancery export --rdf-version 1.2                   each claim with the triples that it is about
  chancery export graph.ttl --format canonical | sha256sum
                                                      the digest of any graph
  chancery export --description-only                  only the counts and the sources
  chancery export notes.yaml --shape wikidata         the statements that held facts make on items
  chancery export big.csv --recipe my.yaml --order input --format n-triples
                                                      rows in input order, with constant memory

Each export ends with a description of itself in VoID and DCAT, in a separate graph if the format
has graphs. The counts do not include the description. In Turtle and TriG, which people read, it is
short: title, sources, counts, links to Wikidata. --description full adds the vocabularies, the format
and a partition for each class, as in the other formats; none leaves it out.

--as-of: a fact is certain on a day if its time proves that it had begun by then and had not ended
before. It is possible if no bound of its time excludes the day. A fact without a time is possible on
every day and certain on none. Each fact is marked with chy:certainOn or chy:possibleOn. If a fact is
left out, its claims are left out too, and everything that only they refer to. A fact that stays is
never changed. It may refer to a fact that is left out; then the label and the class (chy:referredAs)
of that fact are written.

--order input: facts are written as they are read and are not kept in memory. A fact that is stated
twice is written twice and counted as made. Facts have no standing, and the export does not describe
itself. Entities, documents and concepts come last. Two runs write the same triples, but times and
amounts can be at different places. If the input has errors, an output file is left unchanged; what
was written to standard output cannot be taken back.

Only --format canonical takes RDF as a source, and writes it unchanged: it gives the RDFC-1.0 form of any
graph. It is an error if blank nodes cannot be distinguished within 60 seconds, or if more than six of
them are similar in one place, or more than 1,000 in a row.

Nothing is written if the input has errors, unless --keep-going is given. A file is replaced only
when the new one is complete.")]
pub struct ExportArgs {
    /// Files and folders of facts; `-` is standard input [default: data]
    sources: Vec<PathBuf>,
    /// turtle, trig, n-triples, n-quads, json-ld, rdf-xml or canonical (RDFC-1.0); by the ending of --output, else turtle
    #[arg(long, short, value_name = "FORMAT", value_parser = format)]
    format: Option<Format>,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Only facts that are certain or possible on this day (2008-01-01), each marked as certain or possible
    #[arg(long, value_name = "DATE", value_parser = super::arguments::day)]
    as_of: Option<Date>,
    /// Only facts that are held, or facts of any standing
    #[arg(long, value_enum, default_value_t)]
    standing: Standing,
    /// The provenance of facts: claims with their sentences and rows, only the documents, or nothing
    #[arg(long, value_enum, default_value_t)]
    provenance: Provenance,
    /// Sorted and merged, with the same bytes for the same facts; or in the order of the input, in constant memory
    #[arg(long, value_enum, default_value_t)]
    order: Order,
    /// Chancery's own terms, or the RDF of Wikidata's dumps: statements on items, with ranks, qualifiers and references
    #[arg(long, value_enum, default_value_t)]
    shape: Shape,
    /// How entities are linked to Wikidata: owl:sameAs, or schema:sameAs for users who think that a polity is not its territory
    #[arg(long, value_enum, default_value_t)]
    links: Links,
    /// Add what follows from the facts that are written, such as shortcuts for memberships, and the held facts in the terms of other
    /// vocabularies; needs all facts in memory
    #[arg(long)]
    derived: bool,
    /// The hash with which --format canonical distinguishes blank nodes: sha-256 or sha-384
    #[arg(long, value_name = "HASH", default_value = "sha-256", value_parser = hash)]
    hash: Hash,
    /// With 1.2, each claim has rdf:reifies for the triples that it is about: type and values of its fact
    #[arg(long, value_enum, value_name = "VERSION", default_value_t)]
    rdf_version: RdfVersion,
    /// The licence of the export, an IRI; without this option, no licence is stated
    #[arg(long, value_name = "IRI", value_parser = iri)]
    licence: Option<String>,
    /// How much the export says about itself [default: short in Turtle and TriG, full in the other formats]
    #[arg(long, value_enum, value_name = "HOW MUCH")]
    description: Option<Described>,
    /// Write only the description of the export, with its counts; in full unless --description is short
    #[arg(long)]
    description_only: bool,
    /// Write the facts without errors even if other input has errors; the exit status is still 1
    #[arg(long)]
    keep_going: bool,
    #[command(flatten)]
    common: SourceArgs,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Standing {
    Held,
    #[default]
    All,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Order {
    #[default]
    Sorted,
    Input,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Described {
    Short,
    Full,
    None,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Provenance {
    #[default]
    Full,
    Source,
    None,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Links {
    #[default]
    Owl,
    Schema,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum RdfVersion {
    #[default]
    #[value(name = "1.1")]
    One,
    #[value(name = "1.2")]
    Two,
}

fn format(text: &str) -> Result<Format, String> {
    text.parse().map_err(|error: export::UnknownFormat| error.to_string())
}

fn hash(text: &str) -> Result<Hash, String> {
    text.parse()
}

fn iri(text: &str) -> Result<String, String> {
    match iri_string::types::IriStr::new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("an absolute IRI is expected, as https://creativecommons.org/publicdomain/zero/1.0/".to_owned()),
    }
}

impl ExportArgs {
    fn selection(&self) -> Selection {
        Selection { as_of: self.as_of, held: self.standing == Standing::Held, provenance: self.provenance() }
    }

    fn provenance(&self) -> chancery_graph::Provenance {
        match self.provenance {
            Provenance::Full => chancery_graph::Provenance::Full,
            Provenance::Source => chancery_graph::Provenance::Source,
            Provenance::None => chancery_graph::Provenance::None,
        }
    }

    /// How much the export says about itself.
    fn extent(&self, format: Format) -> Extent {
        match self.description {
            Some(Described::Short) => Extent::Short,
            Some(Described::Full) => Extent::Full,
            Some(Described::None) => Extent::None,
            None if self.description_only => Extent::Full,
            None => Extent::of(format),
        }
    }

    /// What the options leave out or add, in words.
    fn restrictions(&self) -> Vec<String> {
        let mut all = Vec::new();
        all.extend(self.as_of.map(|day| format!("as of {day}")));
        if self.standing == Standing::Held {
            all.push("held facts only".to_owned());
        }
        match self.provenance {
            Provenance::Full => {}
            Provenance::Source => all.push("with their documents only".to_owned()),
            Provenance::None => all.push("without provenance".to_owned()),
        }
        if self.shape == Shape::Wikidata {
            all.push("in the shape of Wikidata".to_owned());
        }
        if self.derived {
            all.push("with what follows from them".to_owned());
        }
        if self.rdf_version == RdfVersion::Two {
            all.push("with triple terms".to_owned());
        }
        all
    }

    /// What is wrong with the options together, reported before anything is read.
    fn contradiction(&self, format: Format) -> Option<String> {
        if self.order == Order::Input {
            let sorting = [
                ("--as-of", self.as_of.is_some()),
                ("--standing held", self.standing == Standing::Held),
                ("--derived", self.derived),
                ("--rdf-version 1.2", self.rdf_version == RdfVersion::Two),
                ("--description-only", self.description_only),
                ("--description", matches!(self.description, Some(Described::Short | Described::Full))),
            ];
            if let Some((option, _)) = sorting.iter().find(|(_, given)| *given) {
                return Some(format!(
                    "{option} needs all facts at once, and --order input keeps none of them; choose one of the two"
                ));
            }
            if !Pieces::can(format) {
                let able: Vec<&str> = Format::ALL.into_iter().filter(|f| Pieces::can(*f)).map(Format::name).collect();
                return Some(format!("`{format}` cannot be written with --order input; choose {}", able.join(", ")));
            }
        }
        if self.description_only && self.description == Some(Described::None) {
            return Some(
                "--description-only with --description none would write nothing; choose one of the two".to_owned(),
            );
        }
        if self.shape == Shape::Wikidata {
            let own = [
                ("--order input", self.order == Order::Input),
                ("--derived", self.derived),
                ("--rdf-version 1.2", self.rdf_version == RdfVersion::Two),
                ("--provenance", self.provenance != Provenance::Full),
            ];
            if let Some((option, _)) = own.iter().find(|(_, given)| *given) {
                return Some(format!(
                    "{option} concerns Chancery's own terms, and --shape wikidata has none; choose one of the two"
                ));
            }
        }
        if self.rdf_version != RdfVersion::Two {
            return None;
        }
        if self.provenance != Provenance::Full {
            return Some(
                "--rdf-version 1.2 says which triples each claim is about; it needs --provenance full".to_owned(),
            );
        }
        let able: Vec<&str> = Format::ALL.into_iter().filter(|f| f.has_triple_terms()).map(Format::name).collect();
        (!format.has_triple_terms())
            .then(|| format!("`{format}` cannot be written with --rdf-version 1.2; choose {}", able.join(", ")))
    }
}

/// The day of `SOURCE_DATE_EPOCH` (reproducible-builds.org), seconds since 1970; no other time is ever written.
fn issued() -> Result<Option<Date>, Status> {
    let Some(text) = std::env::var_os("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let seconds = text.to_str().and_then(|text| text.parse::<u64>().ok()).and_then(|s| i64::try_from(s / 86_400).ok());
    match seconds.and_then(Date::from_days_since_epoch) {
        Some(day) => Ok(Some(day)),
        None => {
            let text = text.to_string_lossy();
            Err(fail(&format!("SOURCE_DATE_EPOCH is `{text}`; a number of seconds since 1970 is expected")))
        }
    }
}

/// Runs the command.
pub fn run(args: &ExportArgs) -> Status {
    let endings: Vec<&str> = Format::ALL.into_iter().flat_map(Format::extensions).copied().collect();
    let format = match output::format("--format", args.format, args.output.as_deref(), Format::from_path, &endings) {
        Ok(format) => format.unwrap_or(Format::Turtle),
        Err(status) => return status,
    };
    if let Some(contradiction) = args.contradiction(format) {
        return fail(&contradiction);
    }
    let results = [("--output", args.output.as_deref()), ("--rejects", args.common.tables.rejects.as_deref())];
    if let Err(status) = output::apart(&results, &args.sources) {
        return status;
    }
    let issued = match issued() {
        Ok(issued) => issued,
        Err(status) => return status,
    };
    // Named graphs are for claims; where there are none, documents stand with the facts.
    let graphs = format.has_graphs() && args.provenance == Provenance::Full && args.shape == Shape::Chancery;
    let links = (args.links == Links::Schema).then_some(t::SCHEMA_SAME_AS);
    let whole = args.shape == Shape::Wikidata;
    let wanted = Wanted { graphs, whole, provenance: args.provenance(), links, ..Wanted::default() };
    if args.order == Order::Input {
        return stream(args, format, wanted);
    }
    // Of RDF the canonical form is written, and no other: the formats are for facts.
    let wanted = Wanted { rdf: format == Format::CanonicalNQuads, ..wanted };
    let mut session = match session::read(&args.common, &args.sources, wanted) {
        Ok(session) => session,
        Err(status) => return status,
    };
    session::tell(&session.diagnostics, &session.files);
    let wrong = session.diagnostics.has_errors();
    if wrong && !args.keep_going {
        say("nothing was written; --keep-going writes the facts without errors");
        return Status::Errors;
    }
    if !session.outcome.rdf.is_empty() {
        return canonical(args, session);
    }
    let left_out = match prepare(args, format, &mut session) {
        Ok(left_out) => left_out,
        Err(status) => return status,
    };
    let shaped = match args.shape {
        Shape::Chancery => None,
        Shape::Wikidata => match session.in_shape_of_wikidata() {
            Ok(shaped) => Some(shaped),
            Err(status) => return status,
        },
    };
    let dataset = Dataset {
        extent: args.extent(format),
        format,
        triple_terms: args.rdf_version == RdfVersion::Two,
        restrictions: args.restrictions(),
        licence: args.licence.clone(),
        issued,
    };
    let (schema, outcome) = (&session.loaded.schema, &session.outcome);
    let written = output::write(args.output.as_deref(), |out| {
        if args.description_only {
            export::write_description(format, schema, &outcome.sorted, &dataset, out)
        } else {
            export::write_described(format, schema, &outcome.graphs, &outcome.sorted, &dataset, out)
        }
    });
    match written {
        Ok(Some((merged, described))) => {
            let facts = shaped.as_ref().map_or(merged.facts, |shaped| shaped.facts);
            let described = (dataset.extent != Extent::None).then_some(described);
            tell_counts(outcome, facts + left_out, left_out, &merged, described);
            if let Some(Shaped { told, quoted, .. }) = shaped {
                say(&format!(
                    "  {} of Wikidata as read; {} of other sources written as statements",
                    counted(quoted, "statement"),
                    counted(told, "fact")
                ));
            }
        }
        Ok(None) => {}
        Err(status) => return status,
    }
    // The process ends here. The system takes memory back at once, and taking it apart first costs a tenth of the time of a
    // small export.
    std::mem::forget(session);
    if wrong { Status::Errors } else { Status::Fine }
}

/// Writes sources of RDF in their canonical form. Facts among them would be reported in RDF of ours first, which is another
/// run.
fn canonical(args: &ExportArgs, session: Session) -> Status {
    let Session { outcome, files, mut diagnostics, .. } = session;
    if !outcome.sorted.is_empty() || !args.restrictions().is_empty() || args.description_only {
        return fail(
            "RDF is written unchanged in its canonical form: facts files and options that select a part are not possible with it",
        );
    }
    let Some((form, statements)) = canonical_form(&outcome.rdf, args.hash, &mut diagnostics) else {
        session::tell(&diagnostics, &files);
        say("nothing was written");
        return Status::Errors;
    };
    match output::write(args.output.as_deref(), |out| out.write_all(&form)) {
        Ok(_) => {
            say(&counted(statements, "statement"));
            Status::Fine
        }
        Err(status) => status,
    }
}

/// Sources of RDF in their canonical form, and how many statements that has; nothing where there is none, which
/// `diagnostics` then say.
pub(super) fn canonical_form(
    sources: &[RdfSource],
    hash: Hash,
    diagnostics: &mut Diagnostics,
) -> Option<(Vec<u8>, usize)> {
    let mut gathered = Canonical::default();
    let told = diagnostics.errors();
    for source in sources {
        let mut add = |quad: Result<_, Diagnostic>| {
            let what = |error: Uncanonical| {
                Diagnostic::error(Code::NoCanonicalForm, format!("`{}` has no canonical form: {error}", source.name))
            };
            if let Err(diagnostic) = quad.and_then(|quad| gathered.add(quad).map_err(what)) {
                diagnostics.push(diagnostic);
            }
        };
        match source.quads() {
            Ok(quads) => quads.for_each(&mut add),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    if diagnostics.errors() > told {
        return None;
    }
    let mut form = Vec::new();
    match gathered.write(hash, &mut form) {
        Ok(()) => Some((form, gathered.len())),
        Err(error) => {
            diagnostics.push(
                Diagnostic::error(Code::NoCanonicalForm, format!("the sources have no canonical form: {error}"))
                    .help("give some of the blank nodes IRIs"),
            );
            None
        }
    }
}

/// Writes facts in the order of the input, while they are read.
fn stream(args: &ExportArgs, format: Format, wanted: Wanted) -> Status {
    let written = output::write_if(args.output.as_deref(), |out| {
        let out = Mutex::new(out);
        let write = |bytes: &[u8]| out.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes);
        let session = session::stream(&args.common, &args.sources, wanted, &Stream { format, write: &write })?;
        let fine = session.as_ref().is_ok_and(|session| !session.diagnostics.has_errors());
        Ok((session, fine || args.keep_going))
    });
    let session = match written {
        Ok(Some(Ok(session))) => session,
        Ok(None) => return Status::Fine,
        Ok(Some(Err(status))) | Err(status) => return status,
    };
    session::tell(&session.diagnostics, &session.files);
    let wrong = session.diagnostics.has_errors();
    if wrong && !args.keep_going {
        say(match &args.output {
            Some(_) => "nothing was written; --keep-going writes the facts without errors",
            None => "the facts without errors were written",
        });
        return Status::Errors;
    }
    let Counts { readings, skipped, rejected, .. } = session.outcome.counts;
    tell_counts(&session.outcome, readings - skipped - rejected, 0, &session.outcome.written, None);
    if wrong { Status::Errors } else { Status::Fine }
}

/// Leaves out what is not asked for, and adds what is. Gives how many facts were left out.
fn prepare(args: &ExportArgs, format: Format, session: &mut Session) -> Result<u64, Status> {
    let unreadable = |error: std::io::Error| fail_temporary(&error);
    let mut selection = args.selection();
    if session.outcome.provenance == selection.provenance {
        // It was never described.
        selection.provenance = chancery_graph::Provenance::Full;
    }
    let mut left_out = 0;
    if !selection.is_everything() {
        let kept = selection.of(&session.loaded.schema, &session.outcome.sorted).map_err(unreadable)?;
        (session.outcome.sorted, left_out) = kept;
    }
    if args.derived {
        derive(format, session)?;
    }
    if args.rdf_version == RdfVersion::Two {
        chancery_graph::reified(&session.loaded.schema, &mut session.outcome.sorted).map_err(unreadable)?;
    }
    Ok(left_out)
}

/// Adds what follows from the facts that are left, in a graph of its own where the format has graphs.
fn derive(format: Format, session: &mut Session) -> Result<(), Status> {
    let mut derivations = builtin::resources(Folder::Derivations, None, &session.files, &mut session.diagnostics);
    derivations.extend(builtin::resources(Folder::Alignments, None, &session.files, &mut session.diagnostics));
    let mut graph = GraphId::DEFAULT;
    let store = FactStore::load(session.outcome.content(&session.loaded), &derivations)
        .map_err(|error| tell(session, error))?;
    if format.has_graphs()
        && let Ok(number) = u16::try_from(session.outcome.graphs.len() + 1)
    {
        graph = GraphId(number);
        session.outcome.graphs.push(format!("{}{}", session.loaded.schema.base, store::DERIVED_GRAPH));
    }
    let batch = store.derived(&mut session.loaded.schema, graph).map_err(|error| tell(session, error))?;
    let added = session.outcome.sorted.add(batch);
    added.map_err(|error| fail_temporary(&error))
}

fn tell(session: &mut Session, error: LoadError) -> Status {
    match error {
        LoadError::Resource(diagnostic) => {
            session.diagnostics.push(*diagnostic);
            session::tell(&session.diagnostics, &session.files);
            Status::CouldNotRun
        }
        LoadError::Read(error) => fail_temporary(&error),
        error => fail(&error.to_string()),
    }
}

/// Reports how the readings ended, and what was written. Readings are counted before anything is left out.
fn tell_counts(outcome: &Outcome, facts: u64, left_out: u64, merged: &Merged, described: Option<u64>) {
    let described = described.map_or_else(String::new, |count| format!(" and {count} that describe the export"));
    let left_out = match left_out {
        0 => String::new(),
        many => format!("; {} left out", counted(many, "fact")),
    };
    say(&format!(
        "{}{left_out}; {}{described}{}",
        session::balance(outcome.counts.settled(facts)),
        counted(merged.statements, "triple"),
        session::reasons(outcome)
    ));
}
