//! The registry as a service of the Entity Reconciliation API, versions 0.2 and 1.0-draft: questions in, answers out, without
//! HTTP.
//!
//! | file | subject |
//! |---|---|
//! | `query.rs` | a query as it is asked, in either version |
//! | `value.rs` | a value as people and tables write it |
//! | `candidates.rs` | a query to candidates, and whether one is proven |
//! | `held.rs` | a property compared with what an entity says |
//! | `service.rs` | all else that a client asks: what is offered, suggestions, values, pages |

mod candidates;
mod held;
mod query;
mod service;
mod value;

pub use held::Held;
pub use query::{Property, Quantifier, Query, Read, Unclear, batch_0_2, batch_1_0};
pub use service::{BATCH, PAIRS, Refusal, Service, TERMS, Version, View};
pub use value::looked_up_by;
