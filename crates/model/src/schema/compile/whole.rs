//! An ontology and its shapes to a schema.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::classes::below;
use super::compiler::Compiler;
use super::says::Says;
use crate::schema::Schema;
use crate::schema::fault::Fault;
use crate::schema::ontology::Ontology;
use crate::schema::shape::Shapes;
use crate::vocab::chy;

/// Compiles the ontology. `shapes` are its shapes, `prefixes` those that its files declare, `base` is where the IRIs of things
/// begin.
///
/// # Errors
/// Every fault found.
pub fn compile(
    ontology: &Ontology,
    shapes: &Shapes,
    prefixes: &[(String, String)],
    base: &str,
) -> Result<Schema, Vec<Fault>> {
    let said: Vec<OnceCell<Box<Says<'_>>>> = shapes.iter().map(|_| OnceCell::new()).collect();
    let mut compiler = Compiler {
        ontology,
        shapes,
        said: &said,
        schema: Schema { base: base.to_owned(), ..Schema::default() },
        shapes_of: HashMap::new(),
        name_properties: below(ontology, chy::NAME),
        code_properties: below(ontology, chy::CODE),
        keys: HashMap::default(),
        faults: Vec::new(),
    };
    if compiler.classes() && compiler.fixed(prefixes) {
        compiler.concepts();
        compiler.kinds();
        compiler.identifying();
        compiler.former();
        compiler.machine();
    }
    if compiler.faults.is_empty() { Ok(compiler.schema) } else { Err(compiler.faults) }
}
