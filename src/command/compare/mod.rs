//! `chancery compare`: sources compared two by two, affair by affair.
//!
//! | file | subject |
//! |---|---|
//! | `args.rs` | the options |
//! | `sides.rs` | which documents are compared with which |
//! | `rows.rs` | what was found: counts, and a row for each pair of facts with the evidence of both |
//! | `evidence.rs` | where a fact is stated |
//! | `text.rs` | for a person at a terminal |
//! | `csv.rs` | tables |
//! | `html.rs` | a page |
//! | `sarif.rs` | disagreements at their places in the sources |
//! | `decisions.rs` | the beginning of a file of decisions |
//! | `run.rs` | from options to bytes |

mod args;
mod csv;
mod decisions;
mod evidence;
mod html;
mod rows;
mod run;
mod sarif;
mod sides;
mod text;

pub use args::CompareArgs;
pub use run::run;
