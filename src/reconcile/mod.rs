//! The registry as a service of the Entity Reconciliation API, versions 0.2 and 1.0-draft: questions in, answers out, without
//! HTTP.

mod query;
mod service;

pub use query::{Property, Quantifier, Query, batch_0_2, batch_1_0};
pub use service::{BATCH, Refusal, Service, Version};
