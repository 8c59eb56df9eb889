//! `chancery export`: facts to RDF.
use super::{SourceArgs, Status, session};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
/// Write facts as RDF
#[derive(Debug, Args)]
pub struct ExportArgs {
    sources: Vec<PathBuf>,
    #[command(flatten)]
    common: SourceArgs,
}
/// Runs the command.
pub fn run(args: &ExportArgs) -> Status {
    let session = match session::read(&args.common, &args.sources, false) {
        Ok(s) => s,
        Err(status) => return status,
    };
    session::tell(&session.diagnostics, &session.files);
    let schema = &session.loaded.schema;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let merged = session.outcome.sorted.each(schema, |d| {
        for (p, o) in d.statements() {
            if let Some(q) = crate::graph::quad(schema, &oxigraph::model::GraphName::DefaultGraph, d.subject(), p, o) {
                writeln!(out, "{q} .")?;
            }
        }
        Ok(())
    });
    match merged {
        Ok(m) => session::tell_counts(session.outcome.counts, &m),
        Err(e) => return super::fail(&e.to_string()),
    }
    Status::Fine
}
