//! RDF compared with the shapes: what an engine of SHACL Core would report with the same shapes (SHACL, W3C
//! Recommendation of 20 July 2017, sections 2 to 4), and what is beyond SHACL: misspelt terms of our own, identifiers
//! that two entities share, units outside a list.
//!
//! | file | subject |
//! |---|---|
//! | `understood.rs` | the terms of SHACL that are not in the tree of shapes: which say nothing of data |
//! | `shape.rs` | one shape, prepared for comparing, and what it leads to |
//! | `shapes.rs` | the tree of shapes (`schema::shape`) to such shapes; what of them is not understood |
//! | `data.rs` | the triples of the RDF sources by subject and object; classes |
//! | `classes.rs` | classes and what is above them |
//! | `violation.rs` | the results |
//! | `engine.rs` | a node against a shape |
//! | `targets.rs` | which nodes are compared with which shapes |
//! | `literal.rs` | datatypes of literals: whether one is well formed, which of two is greater |
//! | `place.rs` | the place of a node in a text |
//! | `unknown.rs` | terms of our own namespaces that the ontology does not declare |
//! | `words.rs` | violations in words |
//! | `tell.rs` | violations to diagnostics, each with its place |
//!
//! One mistake is reported once: a literal that does not belong to its datatype is not reported to be greater than others besides.
//!
//! SHACL Core is covered whole. What is beyond it (SPARQL, JavaScript, rules, targets of other sorts) and what SHACL does
//! not know is reported as not checked.

mod classes;
mod data;
mod engine;
mod literal;
mod place;
mod shape;
mod shapes;
mod targets;
mod tell;
mod understood;
mod unknown;
mod violation;
mod words;

pub use data::Data;
pub use place::subjects;
pub use shapes::Shapes;
pub use targets::violations;
pub use tell::{Told, told};
pub use violation::{Component, Held, Violation};
