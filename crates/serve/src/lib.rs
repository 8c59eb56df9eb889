//! What Chancery knows, over HTTP: today its registry, by the Entity Reconciliation API, versions 0.2 and 1.0-draft.
//!
//! | file | subject |
//! |---|---|
//! | `reconcile/` | questions in, answers out, without HTTP |
//! | `http.rs` | the addresses, bodies and answers |
//! | `link.rs` | a client of the same interface |
//! | `listen.rs` | connections, and an end that is not abrupt |
//! | `room.rs` | room for so many at once |

#![forbid(unsafe_code)]
#![warn(missing_docs, clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::panic, clippy::todo)]

mod http;
pub mod link;
mod listen;
pub mod reconcile;
mod room;

pub use http::{Offer, serve};
