//! `chancery serve`: the registry over HTTP. What is served, and how, is in the crate `chancery-serve`.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use chancery_serve::Offer;
use chancery_values::name::counted;
use clap::Args;

use super::arguments::SourceArgs;
use super::say::{Status, fail, say};
use super::{interrupt, limits, session};

/// Serve the registry to OpenRefine and other clients of the Entity Reconciliation API
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery serve --reconcile                      in OpenRefine, add the service http://127.0.0.1:7878/0.2
  chancery serve --reconcile --source notes.yaml  with the entities of notes.yaml
  chancery serve --reconcile --port 0             at a free port; the program prints which one

Version 0.2 of the API is served under /0.2, the draft of 1.0 under /1.0-draft. It listens on this machine alone unless
--host says otherwise. A batch has at most 1,000 queries, an extension at most 10,000 values, a body at most 4 MiB, of
JSON or of a form; slow clients are disconnected. Entities that --source has under `entities` are offered; entities that
are written in place inside a fact are not. On Ctrl-C, SIGTERM or SIGHUP it finishes the running requests, within a second.

Exit status: 0 it was stopped, 1 the sources have errors, 2 could not run.")]
pub struct ServeArgs {
    /// Serve the Entity Reconciliation API
    #[arg(long, required = true)]
    reconcile: bool,
    /// Listen on this address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Listen on this port; 0 for a free port
    #[arg(long, value_name = "PORT", default_value_t = 7878)]
    port: u16,
    /// Files and folders of facts whose entities are offered too
    #[arg(long = "source", short, value_name = "PATH")]
    sources: Vec<PathBuf>,
    #[command(flatten)]
    common: SourceArgs,
}

/// Runs the command.
pub fn run(args: &ServeArgs) -> Status {
    let session = match session::registry(&args.common, &args.sources) {
        Ok(session) => session,
        Err(status) => return status,
    };
    let offer = Offer {
        schema: session.loaded.schema,
        registry: session.outcome.registry,
        base: args.common.base.clone(),
        give_back: limits::give_back,
    };
    let entities = counted(offer.registry.len(), "entity");
    let address = SocketAddr::new(args.host, args.port);
    let served = chancery_serve::serve(offer, address, interrupt::stop, |bound| {
        say(&format!("{entities} at http://{bound}/0.2 and http://{bound}/1.0-draft"));
    });
    match served {
        Ok(()) => Status::Fine,
        Err(error) => fail(&format!("cannot serve at {address}: {error}; another port is chosen with --port")),
    }
}
