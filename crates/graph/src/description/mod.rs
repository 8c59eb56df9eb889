//! Descriptions: everything one record says about one subject, in a compact form that sorts by comparing bytes.
//!
//! A description is the unit of sorting and merging. It is a run of bytes:
//!
//! ```text
//! head       u16 graph   u16 namespace   local name of the subject   0x00
//! statement  u32 length  u16 predicate   u8 tag   object …            (sorted, none twice)
//! ```
//!
//! Numbers are big-endian, so that comparing heads as bytes orders subjects by graph, namespace and name, and comparing
//! statements orders them by predicate and object. Every format is written from this form; nothing is parsed twice.
//!
//! | file | subject |
//! |---|---|
//! | `form.rs` | the bytes of the compact form, and what they mean |
//! | `seen.rs` | what occurs in descriptions, for headers that name only what is in use |
//! | `batch.rs` | many descriptions in one piece of memory, and how they are sorted |
//! | `build.rs` | one description after another, built statement by statement |
//! | `settle.rs` | descriptions of one subject joined to one, with its standing and one label |
//! | `quad.rs` | a statement as a quad, for the store |

mod batch;
mod build;
mod form;
mod quad;
mod seen;
mod settle;

pub use batch::{Batch, Description};
pub use build::Describe;
pub use form::{Object, TripleTerm};
pub(crate) use form::{Raw, decode, head, iri_statement, raw};
pub use quad::quad;
pub use seen::Seen;
pub(crate) use settle::{Settled, join, settle};
