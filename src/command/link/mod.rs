//! `chancery link`: which entities are linked, what a service proposes for the others, and decisions.
//!
//! | file | subject |
//! |---|---|
//! | `args.rs` | the options |
//! | `entity.rs` | the entities of the facts, and whether each has its item |
//! | `decide.rs` | decisions into their file |
//! | `pairs.rs` | the pairs of entities that may be one |
//! | `run.rs` | what the service proposes for entities without an item |

mod args;
mod decide;
mod entity;
mod pairs;
mod run;

pub use args::LinkArgs;
pub use run::run;
