//! `chancery export`: facts to RDF in any format, the same bytes for the same facts.

use std::path::PathBuf;

use clap::Args;

use super::session::Wanted;
use super::{SourceArgs, Status, output, say, session};
use crate::export::{self, Format};

/// Write the facts of files and folders as RDF
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery export                                     the folder `data` as Turtle
  chancery export notes.yaml table.jsonl              several sources as one graph
  chancery export notes.yaml --format trig            the claims in a graph for each document
  chancery export notes.yaml --output notes.jsonld    the format by the file's ending
  generate | chancery export - --format n-triples     standard input

Nothing is written while the input has errors, unless --keep-going is given. A file is replaced
only when the new one is whole.")]
pub struct ExportArgs {
    /// Files and folders of facts; `-` is standard input [default: data]
    sources: Vec<PathBuf>,
    /// turtle, trig, n-triples, n-quads, json-ld, rdf-xml or canonical (RDFC-1.0); by the ending of --output, else turtle
    #[arg(long, short, value_name = "FORMAT", value_parser = format)]
    format: Option<Format>,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write what is right although other input has errors; the exit status is still 1
    #[arg(long)]
    keep_going: bool,
    #[command(flatten)]
    common: SourceArgs,
}

fn format(text: &str) -> Result<Format, String> {
    text.parse().map_err(|error: export::UnknownFormat| error.to_string())
}

/// Runs the command.
pub fn run(args: &ExportArgs) -> Status {
    let by_ending = || args.output.as_deref().and_then(Format::from_path);
    let format = args.format.or_else(by_ending).unwrap_or(Format::Turtle);
    let session =
        match session::read(&args.common, &args.sources, Wanted { graphs: format.has_graphs(), ..Wanted::default() }) {
            Ok(session) => session,
            Err(status) => return status,
        };
    session::tell(&session.diagnostics, &session.files);
    let wrong = session.diagnostics.has_errors();
    if wrong && !args.keep_going {
        say("nothing was written; --keep-going writes what is right");
        return Status::Errors;
    }
    let outcome = &session.outcome;
    let written = output::write(args.output.as_deref(), |out| {
        export::write(format, &session.loaded.schema, &outcome.graphs, &outcome.sorted, out)
    });
    match written {
        Ok(Some(merged)) => session::tell_counts(outcome.counts, &merged),
        Ok(None) => {}
        Err(status) => return status,
    }
    if wrong { Status::Errors } else { Status::Fine }
}
