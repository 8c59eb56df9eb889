//! The syntax tree of shapes: what they say in the terms of SHACL Core and in ours, read once from the triples of an
//! ontology. The mapper's tables, the validator, the JSON Schema and the faults of shapes are all made from it.
//!
//! | file | subject |
//! |---|---|
//! | `constraint.rs` | what a shape can say: a variant for each term |
//! | `value.rs` | how the value of a term is read; the numbers of shapes |
//! | `terms.rs` | the table of terms: what each takes, and what its value becomes |
//! | `tree.rs` | the shapes with their paths, targets and constraints |
//!
//! A new term is a variant in `constraint.rs` and a line in `terms.rs`. Those who use the tree match on every variant, so the
//! compiler shows where they must say what the term means to them: `compile/says.rs` for the mapper, `validate/shapes.rs`
//! for the validator.

mod constraint;
mod terms;
mod tree;
mod value;

pub use constraint::{Bound, Constraint, NodeKind, Pair, ShapeId, Target, is_english};
pub(crate) use terms::sh;
pub use terms::{Takes, Term, term, terms};
pub use tree::{Said, Shape, Shapes};
