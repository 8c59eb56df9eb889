//! `chancery export`: facts to RDF in any format, the same bytes for the same facts.
//!
//! | file | subject |
//! |---|---|
//! | `args.rs` | the options, and what contradicts itself in them |
//! | `run.rs` | from options to bytes: what is read, left out, added and written |

mod args;
mod run;

pub use args::ExportArgs;
pub use run::{canonical_form, run};
