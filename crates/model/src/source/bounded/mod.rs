//! Bounds for the parsers of RDF: on terms without end, nesting without end, and entities that expand more and more.
//!
//! The parsers keep a term in memory while they read it and, in JSON-LD and XML, everything around it; some expand
//! what a text asks them to expand. So the bytes are checked on their way to the parser, as far as their tokens, and a
//! text beyond a bound is an error before the parser reads it. The parser reports faults of grammar.
//!
//! | file | subject |
//! |---|---|
//! | `bounds.rs` | the bounds, and what is beyond one of them |
//! | `scan.rs` | what every scanner of a format does, and the length of a term |
//! | `turtle.rs` | the tokens of Turtle and its relatives |
//! | `json.rs` | the tokens of JSON-LD |
//! | `xml.rs` | the tokens of RDF/XML, and its entities |
//! | `reader.rs` | a text on its way to its parser |

mod bounds;
mod json;
mod reader;
mod scan;
mod turtle;
mod xml;

#[cfg(test)]
mod tests;

pub use bounds::{
    Exceeded, Excess, MAX_CONTEXT_TERMS, MAX_ENTITY_BYTES, MAX_NESTING, MAX_NESTING_JSON, MAX_TERM_BYTES,
};
pub use reader::{Bounded, Progress, check};
