//! The terms of SHACL: which are compared, which say nothing of data, which are not understood.

use chancery_model::vocab::std_terms as t;

pub(super) const OWL_CLASS: &str = "http://www.w3.org/2002/07/owl#Class";
pub(super) const RDFS_CLASS: &str = "http://www.w3.org/2000/01/rdf-schema#Class";

/// The terms of SHACL that are compared with data.
pub(super) const CHECKED: &[&str] = &[
    "class",
    "datatype",
    "nodeKind",
    "minCount",
    "maxCount",
    "minLength",
    "maxLength",
    "minInclusive",
    "maxInclusive",
    "minExclusive",
    "maxExclusive",
    "pattern",
    "flags",
    "languageIn",
    "uniqueLang",
    "equals",
    "disjoint",
    "lessThan",
    "lessThanOrEquals",
    "in",
    "hasValue",
    "not",
    "and",
    "or",
    "xone",
    "node",
    "property",
    "closed",
    "ignoredProperties",
    "qualifiedValueShape",
    "qualifiedMinCount",
    "qualifiedMaxCount",
    "qualifiedValueShapesDisjoint",
    "targetClass",
    "targetNode",
    "targetSubjectsOf",
    "targetObjectsOf",
    "path",
    "deactivated",
    "severity",
    "message",
];

/// Terms of SHACL that constrain nothing: parts of paths, what people and forms read, what a report says, and what stands
/// within a constraint that is reported.
pub(super) const SILENT: &[&str] = &[
    "inversePath",
    "alternativePath",
    "zeroOrMorePath",
    "oneOrMorePath",
    "zeroOrOnePath",
    "name",
    "description",
    "order",
    "group",
    "defaultValue",
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

pub(super) const BOUNDS: [&str; 4] = ["minInclusive", "maxInclusive", "minExclusive", "maxExclusive"];
pub(super) const PAIRS: [&str; 4] = ["equals", "disjoint", "lessThan", "lessThanOrEquals"];

/// The terms that say which nodes a shape is about.
pub(super) const TARGETS: [&str; 4] = ["targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"];

/// Whether a property says which nodes a shape is about.
pub(super) fn is_target(iri: &str) -> bool {
    local(iri).is_some_and(|name| TARGETS.contains(&name))
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
    use chancery_model::schema::{Ontology, OntologyFile, undeclared};

    #[test]
    fn no_term_that_is_known_here_is_held_to_be_misspelt() {
        let file: FileId = Files::new().add_text("own.ttl", Vec::new());
        let terms: String = [CHECKED, SILENT, CLASSES]
            .concat()
            .iter()
            .map(|term| format!("<{}{term}> <x:p> 1 .\n<x:s> <{0}{term}> 1 .\n", t::SH))
            .collect();
        let own =
            OntologyFile { name: "own.ttl".into(), text: terms.into(), file, own: true, replaces: false, base: None };
        let ontology = Ontology::read(&[own]).ok().map(|ontology| undeclared(&ontology));
        assert_eq!(ontology, Some(Vec::new()));
    }
}
