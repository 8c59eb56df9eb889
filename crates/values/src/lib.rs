//! The values of Chancery: times, amounts, names and digests. They need no file, no ontology and no other crate of Chancery.
//!
//! | module | subject |
//! |---|---|
//! | [`time`] | EDTF (ISO 8601-2:2019) with the bounds of its begin and its end, and how two times relate |
//! | [`amount`] | amounts as people write them: a comparator, a number, a unit |
//! | [`name`] | how a name is compared, and how it becomes part of an IRI |
//! | [`digest`] | the digests that end IRIs |

#![forbid(unsafe_code)]
#![warn(missing_docs, clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::panic, clippy::todo)]

pub mod digest;

pub mod name;

pub mod time;

pub mod amount;
