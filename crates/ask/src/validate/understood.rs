//! The terms of SHACL that are not in the tree of shapes: which say nothing of data, which are not understood.

use chancery_model::schema::shape::{Term, term};
use chancery_model::vocab::std_terms as t;

/// Other terms of SHACL that constrain nothing: parts of paths, what people and forms read, what a report says, and what is
/// within a constraint that is reported.
pub(super) const SILENT: &[&str] = &[
    "inversePath",
    "alternativePath",
    "zeroOrMorePath",
    "oneOrMorePath",
    "zeroOrOnePath",
    "name",
    "group",
    "shapesGraph",
    "suggestedShapesGraph",
    "conforms",
    "result",
    "resultSeverity",
    "focusNode",
    "value",
    "resultPath",
    "sourceShape",
    "sourceConstraintComponent",
    "sourceConstraint",
    "resultMessage",
    "detail",
    "shapesGraphWellFormed",
    "select",
    "ask",
    "construct",
    "update",
    "prefixes",
    "declare",
    "prefix",
    "namespace",
    "parameter",
    "optional",
    "labelTemplate",
    "jsFunctionName",
    "jsLibrary",
    "jsLibraryURL",
];

/// Classes of SHACL whose members are shapes, or say something of a shape or a report.
pub(super) const CLASSES: &[&str] = &[
    "NodeShape",
    "PropertyShape",
    "Shape",
    "PropertyGroup",
    "ValidationReport",
    "ValidationResult",
    "AbstractResult",
    "Severity",
    "NodeKind",
    "PrefixDeclaration",
    "SPARQLConstraint",
    "SPARQLExecutable",
    "Parameter",
];

/// Whether a property is one of SHACL, and neither compared with data nor known to say nothing of them.
pub(super) fn is_beyond(iri: &str) -> bool {
    local(iri).is_some_and(|name| term(iri).is_none() && !SILENT.contains(&name))
}

/// Whether a property says which nodes a shape is about.
pub(super) fn is_target(iri: &str) -> bool {
    term(iri).is_some_and(Term::is_target)
}

/// The local name of a SHACL term.
pub(super) fn local(iri: &str) -> Option<&str> {
    iri.strip_prefix(t::SH)
}

pub(super) fn sh(local: &str) -> String {
    format!("{}{local}", t::SH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::origin::{FileId, Files};
    use chancery_model::schema::{Ontology, OntologyFile, shape, undeclared};

    #[test]
    fn no_term_that_is_known_here_is_held_to_be_misspelt() {
        let file: FileId = Files::new().add_text("own.ttl", Vec::new());
        let in_tree = shape::terms().filter_map(shape::Term::local);
        let terms: String = in_tree
            .chain([SILENT, CLASSES].concat())
            .map(|term| format!("<{}{term}> <x:p> 1 .\n<x:s> <{0}{term}> 1 .\n", t::SH))
            .collect();
        let own =
            OntologyFile { name: "own.ttl".into(), text: terms.into(), file, own: true, replaces: false, base: None };
        let ontology = Ontology::read(&[own]).ok();
        let ontology = ontology.map(|ontology| undeclared(&ontology, &shape::Shapes::read(&ontology)));
        assert_eq!(ontology, Some(Vec::new()));
    }
}
