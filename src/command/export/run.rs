//! From options to bytes: what is read, left out, added and written.

use std::sync::{Mutex, PoisonError};

use super::args::{ExportArgs, Links, Order, Provenance, RdfVersion};
use crate::builtin::{self, Folder};
use crate::command::arguments::Shape;
use crate::command::say::{Status, fail, fail_temporary, say};
use crate::command::session::{Session, Wanted};
use crate::command::{output, session};
use crate::pipeline::{Counts, Outcome, Stream};
use chancery_ask::store::{self, FactStore, LoadError};
use chancery_graph::export::canonical::{Canonical, Hash, Uncanonical};
use chancery_graph::export::{self, Dataset, Extent, Format};
use chancery_graph::meet::Meeting;
use chancery_graph::{self, Merged};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::GraphId;
use chancery_model::source::rdf::RdfSource;
use chancery_model::vocab::std_terms as t;
use chancery_values::name::counted;
use chancery_values::time::Date;
use chancery_wikidata::shape::Shaped;

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

/// What is read of the sources.
fn wanted(args: &ExportArgs, format: Format) -> Wanted {
    // Named graphs are for claims. If there are none, documents are in the same graph as the facts.
    let graphs = format.has_graphs() && args.provenance == Provenance::Full && args.shape == Shape::Chancery;
    let links = (args.links == Links::Schema).then_some(t::SCHEMA_SAME_AS);
    let whole = args.shape == Shape::Wikidata;
    // Statements of Wikidata have references of one source each.
    let meeting = if whole { Meeting::Apart } else { args.meet.or(Meeting::Findings) };
    let decisions = args.meet.decided.decisions.clone();
    Wanted { graphs, whole, meeting, decisions, provenance: args.read_provenance(), links, ..Wanted::default() }
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
    let wanted = wanted(args, format);
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
            let described = (dataset.extent != Extent::None).then_some(described);
            tell_written(outcome, shaped.as_ref(), left_out, &merged, described);
        }
        Ok(None) => {}
        Err(status) => return status,
    }
    // The process ends here. The system takes memory back at once, and taking it apart first costs a tenth of the time of a
    // small export.
    std::mem::forget(session);
    if wrong { Status::Errors } else { Status::Fine }
}

/// Writes sources of RDF in their canonical form. Facts among them would first be written in our RDF, which is another
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
pub fn canonical_form(sources: &[RdfSource], hash: Hash, diagnostics: &mut Diagnostics) -> Option<(Vec<u8>, usize)> {
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
pub(super) fn derive(format: Format, session: &mut Session) -> Result<(), Status> {
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

/// Reports what was written in the shape that was asked for.
fn tell_written(outcome: &Outcome, shaped: Option<&Shaped>, left_out: u64, merged: &Merged, described: Option<u64>) {
    let facts = shaped.map_or(merged.facts, |shaped| shaped.facts);
    tell_counts(outcome, facts + left_out, left_out, merged, described);
    if let Some(Shaped { told, quoted, .. }) = shaped {
        say(&format!(
            "  {} of Wikidata as read; {} of other sources written as statements",
            counted(*quoted, "statement"),
            counted(*told, "fact")
        ));
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
