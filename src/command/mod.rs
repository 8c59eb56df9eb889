//! The command line: one file a subcommand, and the only code that prints.
//!
//! Results go to standard output or a file, everything said to a person to standard error. Exit status: 0 fine, 1 the
//! input has errors, 2 could not run.

mod against;
mod arguments;
mod audit;
mod check;
mod cite;
mod compare;
mod completions;
mod contribute;
mod coverage;
mod decision_form;
mod diff;
mod dossier;
pub mod explain;
mod export;
mod extent;
mod fmt;
mod interrupt;
mod kind_pages;
mod kinds;
mod limits;
mod link;
mod man;
mod matching;
mod new;
mod output;
mod page;
mod pairs;
mod query;
mod report;
mod sarif;
mod say;
mod schema;
mod serve;
mod session;
mod show;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub use limits::Memory;
use say::{Status, fail, failures, note_failure, of_arguments, tell_of_arguments};

/// Facts about the relations between states: mapped to an ontology, written as RDF, queried in SPARQL.
#[derive(Debug, Parser)]
#[command(name = "chancery", version, about, max_term_width = 110, arg_required_else_help = true, after_help = AFTER)]
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
  chancery audit notes.yaml --against Q184.json    what Wikidata says about the same facts, and what it lacks
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
    Compare(compare::CompareArgs),
    Audit(audit::AuditArgs),
    Contribute(contribute::ContributeArgs),
    Kinds(kinds::KindsArgs),
    Schema(schema::SchemaArgs),
    Cite(cite::CiteArgs),
    Fmt(fmt::FmtArgs),
    New(new::NewArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
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
    let run = std::thread::Builder::new().name("main".to_owned()).stack_size(STACK).spawn(move || {
        make_room();
        dispatch(cli.command)
    });
    let status = match run {
        Ok(run) => run.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(error) => fail(&format!("the program cannot be started: {error}")),
    };
    // Something was wrong that is not a fault of the input.
    let could_not_run = status == Status::Errors && !failures().is_empty();
    if could_not_run { Status::CouldNotRun.into() } else { status.into() }
}

/// The stack of a command, in bytes: the largest context of JSON-LD takes 40 MB in a build without optimisation. Memory is
/// taken only as far as it is used.
const STACK: usize = 64 << 20;

/// How much memory a thread is given room for, and in which pieces: larger ones get memory of their own.
const ROOM: usize = 6 << 20;
const PIECE: usize = 120 << 10;

/// Has the allocator make its memory for this thread larger at once. That of glibc does so page by page, with a call of the
/// system for each, which is a tenth of the time of a small export. The pieces are given back before anything is written
/// to them, so that no memory is used; the room stays.
fn make_room() {
    let pieces: Vec<Vec<u8>> = (0..ROOM / PIECE).map(|_| Vec::with_capacity(PIECE)).collect();
    drop(std::hint::black_box(pieces));
}

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
        Command::Compare(args) => compare::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Contribute(args) => contribute::run(&args),
        Command::Kinds(args) => kinds::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Cite(args) => cite::run(&args),
        Command::Fmt(args) => fmt::run(&args),
        Command::New(args) => new::run(&args),
        Command::Completions(args) => completions::run(&args, command_line()),
        Command::Man(args) => man::run(&args, &command_line()),
    }
}

/// An allocation that fails is reported and aborts the process; its exit status is 2 then, as for other missing resources.
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
