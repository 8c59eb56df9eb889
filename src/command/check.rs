//! `chancery check`: every problem of the sources, with its line.

use std::path::PathBuf;

use clap::Args;

use super::{SourceArgs, Status, session};

/// Tell every problem of the sources, with file, line and remedy; write nothing
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery check                       the folder `data`
  chancery check notes.yaml            one file
  generate | chancery check -          standard input")]
pub struct CheckArgs {
    /// Files and folders of facts; `-` is standard input [default: data]
    sources: Vec<PathBuf>,
    #[command(flatten)]
    common: SourceArgs,
}

/// Runs the command.
pub fn run(args: &CheckArgs) -> Status {
    let session = match session::read(&args.common, &args.sources, false) {
        Ok(session) => session,
        Err(status) => return status,
    };
    session::tell(&session.diagnostics, &session.files);
    match session.outcome.sorted.each(&session.loaded.schema, |_| Ok(())) {
        Ok(merged) => session::tell_counts(session.outcome.counts, &merged),
        Err(error) => return super::fail(&format!("the temporary folder cannot be read: {error}")),
    }
    if session.diagnostics.has_errors() { Status::Errors } else { Status::Fine }
}
