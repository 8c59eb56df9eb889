//! The command line: one file a subcommand, and the only code that prints.
//!
//! Results go to standard output or a file, everything said to a person to standard error. Exit status: 0 fine, 1 the
//! input has errors, 2 could not run.

mod against;
mod audit;
mod check;
mod cite;
mod completions;
mod contribute;
mod coverage;
mod diff;
pub mod explain;
mod export;
mod fmt;
mod interrupt;
mod limits;
mod link;
mod listen;
mod man;
mod matching;
mod new;
mod output;
mod query;
mod report;
mod room;
mod sarif;
mod schema;
mod serve;
mod session;
mod show;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::tame;
use crate::time::Date;
pub use limits::Memory;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// All went well; exit status 0.
    Fine,
    /// The input has errors; they were told. Exit status 1.
    Errors,
    /// The program could not run; why was told. Exit status 2.
    CouldNotRun,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Fine => 0,
            Status::Errors => 1,
            Status::CouldNotRun => 2,
        })
    }
}

/// Facts on how states deal with one another: mapped to an ontology, written as RDF, asked in SPARQL.
#[derive(Debug, Parser)]
#[command(name = "chancery", version, about, max_term_width = 100, arg_required_else_help = true, after_help = AFTER)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER: &str = "Examples:
  chancery export                                  the Turtle of the folder `data`
  chancery export notes.yaml --format trig         your own facts, claims in a graph for each document
  chancery query --list                            the named questions
  chancery query shared-memberships a=Azerbaijan b=BLR on=2008-01-01
  chancery check notes.yaml                        every problem, with its line
  chancery match 'Korea, South' BLR cow:370        the entities behind names, with the reason
  chancery schema --output facts.schema.json       what an editor needs to help with facts files
  chancery audit notes.yaml --against Q184.json    what Wikidata says of the same, and what it lacks
  chancery cite article.txt                        the table of an article's sentences, to be cited

Exit status: 0 fine, 1 the input has errors, 2 could not run.";

#[derive(Debug, Subcommand)]
enum Command {
    Export(export::ExportArgs),
    Query(query::QueryArgs),
    Check(check::CheckArgs),
    Show(show::ShowArgs),
    Match(matching::MatchArgs),
    Link(link::LinkArgs),
    Serve(serve::ServeArgs),
    Diff(diff::DiffArgs),
    Audit(audit::AuditArgs),
    Contribute(contribute::ContributeArgs),
    Schema(schema::SchemaArgs),
    Cite(cite::CiteArgs),
    Fmt(fmt::FmtArgs),
    New(new::NewArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// What every command that reads facts takes.
#[derive(Debug, Clone, Args)]
pub struct SourceArgs {
    /// A folder of Turtle files laid over the built-in ontology: a file of the same name replaces, others add
    #[arg(long, value_name = "DIR")]
    pub ontology: Option<PathBuf>,
    /// Where the IRIs of things begin
    #[arg(long, value_name = "IRI", default_value = crate::schema::DEFAULT_BASE)]
    pub base: String,
    /// Memory for sorting, in MiB; what is larger goes to the temporary folder [default: 512, with data of Wikidata 64]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    pub memory: Option<u32>,
    /// Read deprecated statements of Wikidata too, as claims that deny
    #[arg(long)]
    pub deprecated: bool,
    /// Cells of CSV that a spreadsheet takes for formulas, as =1+1: safe puts an apostrophe before them, as --rejects and
    /// --review do by default; exact leaves them, as `query --format csv` does
    #[arg(long, value_enum, value_name = "HOW")]
    pub csv_cells: Option<CsvCells>,
    /// Let facts files name tables of sentences outside of their own folder
    #[arg(long)]
    pub allow_outside: bool,
    /// How tables among the sources are read.
    #[command(flatten)]
    pub tables: TableArgs,
}

/// What becomes of cells of CSV that a spreadsheet takes for formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum CsvCells {
    /// They are marked as text
    Safe,
    /// They stay
    Exact,
}

impl CsvCells {
    /// A cell as RFC 4180 writes it.
    fn quoted(self, cell: &str) -> String {
        let cell = if self == Self::Safe { tame::cell(cell) } else { cell.into() };
        if cell.contains([',', '"', '\r', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.into_owned()
        }
    }
}

/// How tables among the sources are read.
#[derive(Debug, Clone, Default, Args)]
pub struct TableArgs {
    /// How a table is read: a known recipe (cow-igo) or the path of one; of several, the one that fits its columns
    #[arg(long, value_name = "RECIPE")]
    pub recipe: Vec<String>,
    /// Write every reading of a table that is rejected to this file (CSV), with row, column and reason
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// How many of a hundred readings of tables may be rejected without failing [default: 0]
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub max_rejected: Option<f64>,
}

impl SourceArgs {
    /// For what needs the ontology and reads no facts.
    fn without_sources(ontology: &Option<PathBuf>, base: &str) -> Self {
        let (ontology, base) = (ontology.clone(), base.to_owned());
        Self {
            ontology,
            base,
            memory: Some(1),
            deprecated: false,
            csv_cells: None,
            allow_outside: false,
            tables: TableArgs::default(),
        }
    }
}

/// In whose terms facts are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Shape {
    /// Our own
    #[default]
    Chancery,
    /// Wikidata's: statements on items, as the Wikidata Query Service has them
    Wikidata,
}

/// A text with spaces after it, so that what follows stands in a column. (`format!` takes no width above 65,535.)
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.chars().count())))
}

/// Reads an option that is a share of a hundred.
fn percent(text: &str) -> Result<f64, String> {
    match text.trim_end_matches('%').parse::<f64>() {
        Ok(share) if (0.0..=100.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 100 is expected".to_owned()),
    }
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main(memory: Memory) -> ExitCode {
    limits::allocate_with(memory);
    abort_with_status();
    let parsed = command_line().try_get_matches().and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches)?;
        Ok((cli, matches))
    });
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help goes to standard output and is fine; a wrong argument goes to standard error and is status 2.
            let status = if error.use_stderr() { Status::CouldNotRun } else { Status::Fine };
            tell_of_arguments(&error);
            if status == Status::CouldNotRun {
                note_failure(&of_arguments(&error));
                check::report_failures();
            }
            return status.into();
        }
    };
    if let Some((_, arguments)) = matches.subcommand()
        && let Err(status) = output::apart_from_arguments(arguments)
    {
        check::report_failures();
        return status.into();
    }
    // What runs out of its stack ends the program without a word.
    let run =
        std::thread::Builder::new().name("main".to_owned()).stack_size(STACK).spawn(move || dispatch(cli.command));
    let status = match run {
        Ok(run) => run.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(error) => fail(&format!("the program cannot be started: {error}")),
    };
    // Something was told that is no fault of the input.
    let could_not_run = status == Status::Errors && !failures().is_empty();
    if could_not_run { Status::CouldNotRun.into() } else { status.into() }
}

/// The stack of a command, in bytes: the largest context of JSON-LD takes 40 MB in a build without optimisation. Memory is
/// taken only as far as it is used.
const STACK: usize = 64 << 20;

fn dispatch(command: Command) -> Status {
    match command {
        Command::Export(args) => export::run(&args),
        Command::Query(args) => query::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Match(args) => matching::run(&args),
        Command::Link(args) => link::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Contribute(args) => contribute::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Cite(args) => cite::run(&args),
        Command::Fmt(args) => fmt::run(&args),
        Command::New(args) => new::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}

/// An allocation that fails is told and aborts the process; its exit status is 2 then, as where anything else cannot be had.
fn abort_with_status() {
    #[cfg(unix)]
    {
        let always = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
        let _ = signal_hook::flag::register_conditional_shutdown(signal_hook::consts::SIGABRT, 2, always);
    }
}

/// The command line as a value, from which completions and manual pages are made.
fn command_line() -> clap::Command {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    command
}

/// Reads an option that is one day.
fn day(text: &str) -> Result<Date, String> {
    Date::parse_iso(text).map_err(|error| format!("{error}; one day is expected, as 2008-01-01"))
}

/// Says something to the person at the terminal, who may have been given a name or a path that would move the cursor. A
/// standard error that is closed is no reason to stop.
fn say(text: &str) {
    say_tamed(&tame::text(text));
}

/// Says what has colours of its own and nothing else that is wild.
fn say_tamed(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end_matches('\n'));
}

/// Says what is wrong with the arguments, or shows the help. In colours, unless an argument could have brought its own.
fn tell_of_arguments(error: &clap::Error) {
    let wild = |argument: std::ffi::OsString| argument.to_string_lossy().contains(tame::is_wild);
    if error.use_stderr() && std::env::args_os().any(wild) {
        say(&error.to_string());
    } else {
        let _ = error.print();
    }
}

/// What is wrong with the arguments, without how they are written.
fn of_arguments(error: &clap::Error) -> String {
    let text = error.to_string();
    let text = text.split("\n\nUsage:").next().unwrap_or_default().split("\n\nFor more").next().unwrap_or_default();
    text.trim_start_matches("error: ").trim().to_owned()
}

/// Why the program could not run, for reports that a program reads. It is for the whole process, as standard error is:
/// what is said there from any place is what such a report tells, and a place that forgot to hand it on would be silent.
static FAILURES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Says why the program could not run.
fn fail(text: &str) -> Status {
    say(&format!("error: {text}"));
    note_failure(text);
    Status::CouldNotRun
}

fn note_failure(text: &str) {
    FAILURES.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
}

/// Says that the temporary folder cannot be used, which it is and what names it.
fn fail_temporary(error: &std::io::Error) -> Status {
    let variable = if cfg!(windows) { "TMP" } else { "TMPDIR" };
    let folder = std::env::temp_dir();
    let shown = folder.display();
    let why = match error.kind() {
        _ if !folder.exists() => "there is no such folder".to_owned(),
        _ if !folder.is_dir() => "it is not a folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "this user may not write into it".to_owned(),
        // The name of the temporary file, which nobody knows, is left out.
        _ => error.to_string().split(" at path \"").next().unwrap_or_default().to_owned(),
    };
    let named = match std::env::var_os(variable) {
        Some(value) if !value.is_empty() => format!("{variable} names it"),
        _ => format!("{variable} is not set"),
    };
    fail(&format!(
        "the temporary folder `{shown}` cannot be used: {why}; {named}; set {variable} to a folder that exists, can be \
         written into and has room"
    ))
}

/// What [`fail`] said so far.
fn failures() -> Vec<String> {
    FAILURES.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Whether diagnostics are coloured: on a terminal, unless `NO_COLOR` is set (no-color.org).
fn style() -> report::Style {
    let wanted = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted { report::Style::Coloured } else { report::Style::Plain }
}
