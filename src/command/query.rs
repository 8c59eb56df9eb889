//! `chancery query`: placeholder, replaced below.
use super::Status;
use clap::Args;
/// Ask the graph
#[derive(Debug, Args)]
pub struct QueryArgs {}
/// Runs the command.
pub fn run(_: &QueryArgs) -> Status {
    Status::CouldNotRun
}
