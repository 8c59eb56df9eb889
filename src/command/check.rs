//! `chancery check`: every problem of the sources, with its line.

use std::path::PathBuf;

use clap::Args;

use super::session::Wanted;
use super::{SourceArgs, Status, output, report, session};

/// Tell every problem of the sources, with file, line and remedy; write nothing
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery check                       the folder `data`
  chancery check notes.yaml            one file
  generate | chancery check -          standard input")]
pub struct CheckArgs {
    /// Files and folders of facts; `-` is standard input [default: data]
    sources: Vec<PathBuf>,
    /// How the problems are told: text on standard error, or json, one object a line on standard output
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    format: String,
    #[command(flatten)]
    common: SourceArgs,
}

/// Runs the command.
pub fn run(args: &CheckArgs) -> Status {
    let session = match session::read(&args.common, &args.sources, Wanted::default()) {
        Ok(session) => session,
        Err(status) => return status,
    };
    if args.format == "json" {
        let lines = match report::json_lines(&session.diagnostics, &session.files) {
            Ok(lines) => lines,
            Err(error) => return super::fail(&format!("the problems cannot be told as JSON: {error}")),
        };
        if let Err(status) = output::write(None, |out| out.write_all(lines.as_bytes())) {
            return status;
        }
    } else {
        session::tell(&session.diagnostics, &session.files);
    }
    match session.outcome.sorted.each(&session.loaded.schema, |_| Ok(())) {
        Ok(merged) => session::tell_counts(session.outcome.counts, &merged),
        Err(error) => return super::fail(&format!("the temporary folder cannot be read: {error}")),
    }
    if session.diagnostics.has_errors() { Status::Errors } else { Status::Fine }
}
