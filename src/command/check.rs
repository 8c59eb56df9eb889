//! `chancery check`: every problem of the sources, with its line.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use clap::Args;

use super::arguments::{MeetArgs, SourceArgs};
use super::coverage::{self, CoverageArgs};
use super::explain::{self, Explanation};
use super::extent::Extent;
use super::say::{Status, fail, fail_temporary, failures, say};
use super::session::{Session, Unopened, Wanted};
use super::{limits, output, pairs, report, sarif, session};
use crate::builtin::{self, Folder};
use crate::pipeline::Counts;
use chancery_ask::check::{self, Check, Places, Progress};
use chancery_ask::query::Ask;
use chancery_ask::store::{Content, FactStore, LoadError};
use chancery_ask::validate::{self, Shapes};
use chancery_graph::meet::Meeting;
use chancery_model::diagnostic::{self, Code, Diagnostic, Diagnostics, Severity};
use chancery_model::origin::{Files, Origin};
use chancery_model::schema::{self, Ontology, OntologyPlaces, Spot, shape};
use chancery_values::name::counted;

/// Report every problem in the sources, with file, line and remedy; write nothing
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery check                       the folder `data`
  chancery check notes.yaml            one file
  generate | chancery check -          standard input
  chancery check notes.yaml --text article.txt
                                       whether the article still says what is cited, and how far it is read
  chancery check notes.yaml --coverage
                                       how far the sentences are read, by what the file says
  chancery check notes.yaml data/registry --checks mine
                                       with the lists of states and your own checks

Your own check is a file in the folder of --checks: a SELECT query. Each row becomes a diagnostic:
  #+ summary: Two missions of one sender in one town
  #+ severity: warning
  #+ message: \"{fact} and {other} share {seat}\"
  #+ remedy: Find out whether they are one mission.
  #+ explanation: A sender keeps one mission in a town.
  SELECT ?fact ?other ?seat WHERE { … }
With `#+ times: overlap` only rows whose ?time and ?otherTime certainly overlap are reported. Other values are cross (more than an end
on the day of a begin), contain, run-over and same.
The name of the file is the code. ?fact, the first column, is shown with its line, and so is ?other.")]
pub struct CheckArgs {
    /// Files and folders of facts; `-` is standard input [default: data]
    sources: Vec<PathBuf>,
    /// How problems are reported: text on standard error, or on standard output json (one object on each line) or sarif
    /// (SARIF 2.1.0, for editors and code hosts)
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json", "sarif"])]
    format: String,
    /// Explain the code of a diagnostic and exit; without CODE, list all codes
    #[arg(long, value_name = "CODE", num_args = 0..=1)]
    explain: Option<Option<String>>,
    /// A folder of checks that extend the built-in ones: a file with the same name replaces the built-in one
    #[arg(long, value_name = "DIR")]
    checks: Option<PathBuf>,
    /// Skip the checks between facts, which need all facts in memory at once
    #[arg(long, conflicts_with = "checks")]
    no_checks: bool,
    /// Stop the checks, including those of RDF with the shapes, after this number of seconds (for example 1.5); the problems found by then are reported, and
    /// the exit status is 2 [default: no limit]
    #[arg(long, value_name = "SECONDS", value_parser = limits::seconds)]
    timeout: Option<Duration>,
    #[command(flatten)]
    coverage: CoverageArgs,
    #[command(flatten)]
    meet: MeetArgs,
    #[command(flatten)]
    common: SourceArgs,
}

/// When the time is over, and how what was found by then is reported.
struct Ending<'a> {
    args: &'a CheckArgs,
    checks: &'a Checks,
    end: Option<Instant>,
}

/// The checks of a run, which have codes of their own.
#[derive(Default)]
struct Checks {
    /// The checks between facts.
    of_facts: Vec<Check>,
    /// The checks of the user's ontology.
    of_ontology: Vec<Check>,
}

impl Checks {
    /// Explains every code: those of the program and those of the checks. Only `--explain` and SARIF need this.
    fn explanations(&self) -> Vec<Explanation> {
        let own = self.of_facts.iter().chain(&self.of_ontology).map(|check| Explanation {
            meaning: format!("{}. {}", check.summary.trim_end_matches('.'), check.explanation.trim()),
            remedy: check.remedy.trim().to_owned(),
            ..Explanation::new(Code::Check(check.code.as_str().into()), &[check.severity])
        });
        let mut all = explain::documented();
        all.extend(own);
        all.sort_by(|a, b| a.code.cmp(&b.code));
        all
    }
}

impl Ending<'_> {
    /// Reports what was found, and what was not finished; the exit status.
    fn late(&self, files: &Files, mut told: Diagnostics, unfinished: &str) -> i32 {
        let seconds = self.args.timeout.unwrap_or_default().as_secs_f64();
        let message = format!("{unfinished} within {seconds} s, and could find more problems");
        told.push(
            Diagnostic::error(Code::CheckUnfinished, message)
                .help("allow more time with --timeout, or leave some checks out"),
        );
        let _ = tell(&told, files, &self.args.format, self.checks, &[]);
        2
    }
}

/// Runs the command. A format that a program reads is written however the run ends.
pub fn run(args: &CheckArgs) -> Status {
    if args.format != "text" {
        diagnostic::keep_all();
    }
    let mut told = false;
    let status = run_and_tell(args, &mut told);
    if !told && args.explain.is_none() && args.format != "text" {
        let nothing = Diagnostics::new();
        let _ = tell(&nothing, &Files::new(), &args.format, &Checks::default(), &[]);
    }
    status
}

/// Writes why the command could not begin, where the arguments ask for a format that a program reads.
pub fn report_failures() {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    if arguments.first().is_none_or(|command| command != "check") {
        return;
    }
    let values = arguments.iter().zip(arguments.iter().skip(1)).filter(|(name, _)| *name == "--format");
    let format =
        values.map(|(_, value)| value.as_str()).chain(arguments.iter().filter_map(|a| a.strip_prefix("--format=")));
    if let Some(format) = format.last().filter(|format| matches!(*format, "json" | "sarif")) {
        let _ = tell(&Diagnostics::new(), &Files::new(), format, &Checks::default(), &[]);
    }
}

/// Runs the command; notes whether the problems were reported.
fn run_and_tell(args: &CheckArgs, told: &mut bool) -> Status {
    let mut opened = match session::try_open(&args.common) {
        Ok(opened) => opened,
        Err(Unopened::Failed(status)) => return status,
        Err(Unopened::Wrong(wrong)) => {
            *told = true;
            let status = tell(&wrong.0, &wrong.1, &args.format, &Checks::default(), &[]);
            return status.err().unwrap_or(Status::Errors);
        }
    };
    let of_facts = if args.no_checks {
        Vec::new()
    } else {
        let checks = args.checks.as_deref();
        let checks = builtin::resources(Folder::Checks, checks, &opened.files, &mut opened.diagnostics);
        let (schema, ontology) = (&opened.loaded.schema, &opened.loaded.ontology);
        check::read(schema, ontology, &checks, &mut opened.diagnostics)
    };
    let of_ontology = if args.no_checks || args.common.ontology.is_none() {
        Vec::new()
    } else {
        let lint = builtin::resources(Folder::Lint, None, &opened.files, &mut opened.diagnostics);
        check::lint(&opened.loaded.schema, &lint, &mut opened.diagnostics)
    };
    let checks = Checks { of_facts, of_ontology };
    if let Some(code) = &args.explain {
        session::tell(&opened.diagnostics, &opened.files);
        return explain::run(code.as_deref(), &checks.explanations());
    }
    // RDF may refer to what the facts say, so the places of facts are kept with and without checks.
    let mut session = match opened.read(
        &args.sources,
        Wanted {
            places: true,
            rdf: true,
            citations: args.coverage.is_wanted(),
            meeting: args.meet.or(Meeting::Disagreements),
            decisions: args.meet.decided.decisions.clone(),
            ..Wanted::default()
        },
    ) {
        Ok(session) => session,
        Err(status) => return status,
    };
    check_ontology(&mut session);
    if let Err(status) = lint_ontology(&mut session, &checks.of_ontology) {
        return status;
    }
    let end = args.timeout.map(|limit| Instant::now() + limit);
    let ending = Ending { args, checks: &checks, end };
    let checked = match validate_rdf(&mut session, &ending) {
        Ok(checked) => checked,
        Err(status) => return status,
    };
    if let Err(status) = span_facts(&mut session, &checks.of_facts, &ending) {
        return status;
    }
    let coverage = coverage::hold(&args.coverage, &mut session);
    *told = true;
    if let Err(status) = tell(&session.diagnostics, &session.files, &args.format, &checks, &coverage) {
        return status;
    }
    if let Some(checked) = &checked {
        say(checked);
    }
    match session.outcome.sorted.each(&session.loaded.schema, |_| Ok(())) {
        // Where all sources are RDF, there was nothing to read.
        Ok(_) if checked.is_some() && session.outcome.counts == Counts::default() => {}
        Ok(merged) => session::tell_counts(session.outcome.counts, &merged),
        Err(error) => return fail_temporary(&error),
    }
    if session.diagnostics.has_errors() { Status::Errors } else { Status::Fine }
}

/// The derivations that checks need: until when a fact had not ended, on which days sources disagree, and what explains it. What else
/// follows from facts is not checked.
const NEEDED: [&str; 3] = ["explained-by.rq", "ongoing-on.rq", "time-in-dispute.rq"];

/// Runs the checks against what could be read, so that every problem is reported in one run. A note is left out where there
/// are errors: what seems to be unused may be used by a fact that could not be read.
///
/// # Errors
/// The status to end with, when the facts cannot be held; the reason was reported.
fn span_facts(session: &mut Session, checks: &[Check], ending: &Ending<'_>) -> Result<(), Status> {
    let takes_notes = !session.diagnostics.has_errors();
    let checks: Cow<'_, [Check]> = if takes_notes {
        checks.into()
    } else {
        checks.iter().filter(|check| check.severity != Severity::Note).cloned().collect()
    };
    if checks.is_empty() {
        return Ok(());
    }
    let mut derivations = builtin::resources(Folder::Derivations, None, &session.files, &mut session.diagnostics);
    derivations.retain(|derivation| NEEDED.contains(&derivation.name.as_str()));
    let ontology = Check::asked_of(&session.loaded.ontology, &checks);
    let content = Content { ontology: &ontology, ..session.outcome.content(&session.loaded) };
    let store = match FactStore::load(content, &derivations) {
        Ok(store) => store,
        // They were reported when they were compared with the shapes.
        Err(LoadError::Sources(_)) => return Ok(()),
        Err(error) => return Err(fail(&error.to_string())),
    };
    let schema = &session.loaded.schema;
    let in_rdf: OnceLock<HashMap<String, Origin>> = OnceLock::new();
    // The texts of RDF are read once, and only if a check found something in them.
    let place_in_rdf = |iri: &str| {
        let sources = &session.outcome.rdf;
        let find = || validate::subjects(sources, store.subjects().unwrap_or_default());
        if sources.is_empty() { None } else { in_rdf.get_or_init(find).get(iri).copied() }
    };
    let places = Places {
        of: &|iri| session.outcome.places.of(schema, iri).or_else(|| place_in_rdf(iri)),
        in_registry: &|file| {
            let path = session.files.path(file);
            path.is_some_and(|path| Path::new(&*path).parent().is_some_and(|folder| folder.ends_with("registry")))
        },
    };
    let progress = Progress::after(std::mem::take(&mut session.diagnostics));
    let work = || check::run(schema, &checks, &store, places, &progress);
    let late = || {
        let unfinished = format!("checks were not finished ({})", progress.unfinished(&checks).join(", "));
        ending.late(&session.files, progress.take(), &unfinished)
    };
    let run = limits::until(ending.end, work, late).and_then(|run| run);
    session.diagnostics = progress.take();
    run.map_err(|error| fail(&format!("the checks cannot be run: {error}")))?;
    if takes_notes { span_entities(session, &store, ending) } else { Ok(()) }
}

/// Reports the pairs of entities that may be one.
///
/// # Errors
/// The status to end with, when the facts cannot be read; the reason was reported.
fn span_entities(session: &mut Session, store: &FactStore, ending: &Ending<'_>) -> Result<(), Status> {
    let read: &Session = session;
    let late = || ending.late(&read.files, read.diagnostics.clone(), "entities were not compared");
    let found = limits::until(ending.end, || pairs::pairs(read, store), late);
    let failed = |error: &dyn std::fmt::Display| fail(&format!("entities cannot be compared: {error}"));
    let found = found.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
    let notes: Vec<Diagnostic> = found.iter().map(|pair| pairs::note(read, store, pair)).collect();
    session.diagnostics.extend(notes);
    Ok(())
}

/// Reports all diagnostics in a format, and how far documents are read; SARIF has no place for the latter.
///
/// # Errors
/// The status to end with, when standard output takes no more; the reason was reported.
fn tell(
    diagnostics: &Diagnostics,
    files: &Files,
    format: &str,
    checks: &Checks,
    coverage: &[Extent],
) -> Result<(), Status> {
    let failures = failures();
    let text = match format {
        "json" => {
            let coverage: String = coverage.iter().map(Extent::json_line).collect();
            report::json_lines(diagnostics, files).map(|lines| lines + &report::json_failures(&failures) + &coverage)
        }
        "sarif" => sarif::log(diagnostics, files, &checks.explanations(), &failures),
        _ => {
            session::tell(diagnostics, files);
            Ok(coverage.iter().map(Extent::text).collect::<Vec<_>>().join("\n"))
        }
    };
    let text = text.map_err(|error| fail(&format!("the problems cannot be written as JSON: {error}")))?;
    output::write(None, |out| out.write_all(text.as_bytes())).map(|_| ())
}

/// Checks the user's own ontology for what is not needed to read facts, and says what of its shapes is not checked.
fn check_ontology(session: &mut Session) {
    let files = &session.loaded.ontology;
    // The ontology was compiled from the same text, so it can be read again.
    if let (true, Ok(ontology)) = (files.iter().any(|file| file.own), Ontology::read(files)) {
        let places = OntologyPlaces::new(&ontology, files);
        let shapes = shape::Shapes::read(&ontology);
        let undeclared = schema::undeclared(&ontology, &shapes).into_iter();
        let warnings = undeclared.filter(|fault| fault.severity != Severity::Error);
        let unread = Shapes::of(&ontology, &shapes).unread().to_vec();
        session.diagnostics.extend(warnings.chain(unread).map(|fault| fault.diagnostic(&places)));
    }
}

/// Runs the checks of an ontology against the user's own, and says what they find of terms that it declares.
///
/// # Errors
/// The status to end with, when the ontology cannot be held; the reason was reported.
fn lint_ontology(session: &mut Session, lint: &[Check]) -> Result<(), Status> {
    let files = &session.loaded.ontology;
    let (false, Ok(ontology)) = (lint.is_empty(), Ontology::read(files)) else { return Ok(()) };
    let store = FactStore::of_ontology(&session.loaded.ontology).map_err(|error| fail(&error.to_string()))?;
    let spots = OntologyPlaces::new(&ontology, files);
    let own: HashMap<String, Origin> = ontology
        .own()
        .filter_map(|(subject, ..)| Some((subject.to_owned(), spots.of(&Spot::Node(subject.to_owned()))?)))
        .collect();
    let places = Places { of: &|iri| own.get(iri).copied(), in_registry: &|_| false };
    let progress = Progress::after(Diagnostics::new());
    check::run(&session.loaded.schema, lint, &store, places, &progress)
        .map_err(|error| fail(&format!("the checks cannot be run: {error}")))?;
    // What has no place is built in.
    let found = progress.take();
    session.diagnostics.extend(found.sorted().into_iter().filter(|one| one.origin.is_some()).cloned());
    Ok(())
}

/// Checks the sources that are RDF against the shapes; gives how much was checked, in a sentence.
///
/// # Errors
/// The status to end with, when there is no memory for it; the reason was reported.
fn validate_rdf(session: &mut Session, ending: &Ending<'_>) -> Result<Option<String>, Status> {
    let outcome = &session.outcome;
    let (false, Ok(ontology)) = (outcome.rdf.is_empty(), Ontology::read(&session.loaded.ontology)) else {
        return Ok(None);
    };
    let shapes = Shapes::read(&ontology);
    let schema = &session.loaded.schema;
    let work = || validate::told(&outcome.rdf, schema, &shapes, &outcome.registry, &outcome.places);
    let (files, before) = (&session.files, &session.diagnostics);
    let late = || ending.late(files, before.clone(), "RDF was not checked against all shapes");
    let told = limits::until(ending.end, work, late);
    let told = told.map_err(|error| fail(&format!("the shapes cannot be checked: {error}")))?;
    let checked = format!(
        "RDF checked: {} of {}, {} against {}",
        counted(told.triples, "triple"),
        counted(outcome.rdf.len(), "source"),
        counted(told.held.nodes, "node"),
        counted(told.held.shapes, "shape")
    );
    session.diagnostics.extend(told.diagnostics);
    Ok(Some(checked))
}
