//! From the ontology's triples and the tree of its shapes to the schema's tables, and what is wrong in a shape.
//!
//! SHACL Core is used as far as it says something to the mapper (`sh:targetClass`, `sh:property`, `sh:path`,
//! `sh:inversePath`, `sh:class`, `sh:in`, `sh:datatype`, `sh:nodeKind`, `sh:pattern`, `sh:or` of required keys, counts,
//! order, description); everything else is left to SHACL engines.
//!
//! | file | subject |
//! |---|---|
//! | `terms.rs` | predicates and prefixes that the program always writes, with any ontology |
//! | `compiler.rs` | what all steps share: the schema so far, the faults found, the bounds |
//! | `says.rs` | what a shape says to the mapper, by term |
//! | `classes.rs` | classes and all that is above them |
//! | `space.rs` | namespaces by prefix, predicates, and what the program needs of them |
//! | `concepts.rs` | concepts of all schemes, and members of closed lists |
//! | `kinds.rs` | shapes to kinds, with their templates |
//! | `keys.rs` | property shapes to keys |
//! | `affairs.rs` | what makes two facts of a kind one |
//! | `whole.rs` | an ontology and its shapes to a schema |

mod affairs;
mod classes;
mod compiler;
mod concepts;
mod keys;
mod kinds;
mod says;
mod space;
mod terms;
mod whole;

pub use terms::{FIXED_PREDICATES, LABEL};
pub use whole::compile;
