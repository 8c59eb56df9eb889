//! The terms of the vocabularies that an ontology is written in: RDF, RDF Schema, OWL 2, SKOS and SHACL. They are closed, so that
//! a term that is not here is misspelt, and would say nothing.

use crate::vocab::std_terms::SH;
use chancery_values::name::nearest;

/// A vocabulary: its namespace, its prefix, its terms.
struct Vocabulary {
    namespace: &'static str,
    prefix: &'static str,
    terms: &'static str,
}

const VOCABULARIES: [Vocabulary; 5] = [
    Vocabulary {
        namespace: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        prefix: "rdf",
        terms: "type first rest nil value subject predicate object reifies Statement Property List Bag Seq Alt \
                CompoundLiteral language direction langString dirLangString HTML XMLLiteral JSON PlainLiteral \
                langRange _1 _2 _3 _4 _5 _6 _7 _8 _9",
    },
    Vocabulary {
        namespace: "http://www.w3.org/2000/01/rdf-schema#",
        prefix: "rdfs",
        terms: "Class Resource Literal Datatype Container ContainerMembershipProperty Proposition label comment \
                domain range subClassOf subPropertyOf member seeAlso isDefinedBy",
    },
    Vocabulary {
        namespace: "http://www.w3.org/2002/07/owl#",
        prefix: "owl",
        terms: "AllDifferent AllDisjointClasses AllDisjointProperties Annotation AnnotationProperty \
                AsymmetricProperty Axiom Class DataRange DatatypeProperty DeprecatedClass DeprecatedProperty \
                FunctionalProperty InverseFunctionalProperty IrreflexiveProperty NamedIndividual \
                NegativePropertyAssertion Nothing ObjectProperty Ontology OntologyProperty ReflexiveProperty \
                Restriction SymmetricProperty Thing TransitiveProperty allValuesFrom annotatedProperty \
                annotatedSource annotatedTarget assertionProperty backwardCompatibleWith bottomDataProperty \
                bottomObjectProperty cardinality complementOf datatypeComplementOf deprecated differentFrom \
                disjointUnionOf disjointWith distinctMembers equivalentClass equivalentProperty hasKey hasSelf \
                hasValue imports incompatibleWith intersectionOf inverseOf maxCardinality maxQualifiedCardinality \
                members minCardinality minQualifiedCardinality onClass onDataRange onDatatype onProperties \
                onProperty oneOf priorVersion propertyChainAxiom propertyDisjointWith qualifiedCardinality \
                rational real sameAs someValuesFrom sourceIndividual targetIndividual targetValue \
                topDataProperty topObjectProperty unionOf versionIRI versionInfo withRestrictions",
    },
    Vocabulary {
        namespace: "http://www.w3.org/2004/02/skos/core#",
        prefix: "skos",
        terms: "Collection Concept ConceptScheme OrderedCollection altLabel broadMatch broader broaderTransitive \
                changeNote closeMatch definition editorialNote exactMatch example hasTopConcept hiddenLabel \
                historyNote inScheme mappingRelation member memberList narrowMatch narrower narrowerTransitive \
                notation note prefLabel related relatedMatch scopeNote semanticRelation topConceptOf",
    },
    // Core, SPARQL, advanced features, JavaScript and what SHACL 1.2 adds.
    Vocabulary {
        namespace: SH,
        prefix: "sh",
        terms: "AbstractResult AndConstraintComponent BlankNode BlankNodeOrIRI BlankNodeOrLiteral \
                ClassConstraintComponent ClosedConstraintComponent ConstraintComponent DatatypeConstraintComponent \
                Debug DisjointConstraintComponent EqualsConstraintComponent ExpressionConstraintComponent Function \
                HasValueConstraintComponent IRI IRIOrLiteral InConstraintComponent Info JSConstraint \
                JSConstraintComponent JSExecutable JSFunction JSLibrary JSRule JSTarget JSTargetType JSValidator \
                LanguageInConstraintComponent LessThanConstraintComponent LessThanOrEqualsConstraintComponent \
                Literal MaxCountConstraintComponent MaxExclusiveConstraintComponent \
                MaxInclusiveConstraintComponent MaxLengthConstraintComponent MinCountConstraintComponent \
                MinExclusiveConstraintComponent MinInclusiveConstraintComponent MinLengthConstraintComponent \
                NodeConstraintComponent NodeKind NodeKindConstraintComponent NodeShape NotConstraintComponent \
                OrConstraintComponent Parameter Parameterizable PatternConstraintComponent PrefixDeclaration \
                PropertyConstraintComponent PropertyGroup PropertyShape QualifiedMaxCountConstraintComponent \
                QualifiedMinCountConstraintComponent ResultAnnotation Rule SPARQLAskExecutable SPARQLAskValidator \
                SPARQLConstraint SPARQLConstraintComponent SPARQLConstructExecutable SPARQLExecutable \
                SPARQLFunction SPARQLRule SPARQLSelectExecutable SPARQLSelectValidator SPARQLTarget \
                SPARQLTargetType SPARQLUpdateExecutable Severity Shape ShapeClass Target TargetType Trace TripleRule \
                UniqueLangConstraintComponent ValidationReport ValidationResult Validator Violation Warning \
                XoneConstraintComponent alternativePath and annotationProperty annotationValue annotationVarName \
                ask class closed codeIdentifier condition conforms conformanceDisallows construct count datatype \
                deactivated declare defaultValue desc description detail disjoint distinct entailment equals \
                exists expression filterShape flags focusNode group groupBy groupConcat hasValue if else then \
                ignoredProperties in intersection inversePath js jsFunctionName jsLibrary jsLibraryURL \
                labelTemplate languageIn lessThan lessThanOrEquals limit max maxCount maxExclusive maxInclusive \
                maxLength maxListLength memberShape message min minCount minExclusive minInclusive minLength \
                minListLength minus name namespace node nodeByExpression nodeKind nodeValidator nodes not object \
                offset oneOrMorePath optional or order orderBy parameter path pattern predicate prefix prefixes \
                property propertyValidator qualifiedMaxCount qualifiedMinCount qualifiedValueShape \
                qualifiedValueShapesDisjoint reificationRequired reifierShape result resultAnnotation \
                resultMessage resultPath resultSeverity returnType root rootClass rule select separator severity \
                shape shapesGraph shapesGraphWellFormed singleLine someValue sourceConstraint \
                sourceConstraintComponent sourceShape sparql subject subsetOf suggestedShapesGraph sum target \
                targetClass targetNode targetObjectsOf targetSubjectsOf targetWhere this union uniqueLang \
                uniqueMembers unit update validator value values xone zeroOrMorePath zeroOrOnePath agentInstruction \
                intent ByTypes uniqueValuesFor uniqueValuesForClass nodeParameter propertyParameter listParameter",
    },
];

/// A term in the namespace of such a vocabulary that the vocabulary does not have.
pub(super) struct Unknown {
    /// The term with its prefix.
    pub shown: String,
    /// The nearest one that there is, with its prefix.
    pub near: Option<String>,
    /// Whether it is one of SHACL, to which others add.
    pub of_shacl: bool,
}

/// The term, if it is in the namespace of one of the vocabularies and this vocabulary does not have it.
pub(super) fn unknown(iri: &str) -> Option<Unknown> {
    let (local, vocabulary) = VOCABULARIES.iter().find_map(|one| Some((iri.strip_prefix(one.namespace)?, one)))?;
    let terms = || vocabulary.terms.split_ascii_whitespace();
    if local.is_empty() || terms().any(|term| term == local) {
        return None;
    }
    let prefixed = |local: &str| format!("{}:{local}", vocabulary.prefix);
    Some(Unknown {
        shown: prefixed(local),
        near: nearest(local, terms()).map(prefixed),
        of_shacl: vocabulary.namespace == SH,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_that_a_vocabulary_lacks_is_told_with_the_nearest() {
        let near = |iri: &str| unknown(iri).map(|unknown| unknown.near);
        assert_eq!(near("http://www.w3.org/ns/shacl#maxcount"), Some(Some("sh:maxCount".to_owned())));
        assert_eq!(near("http://www.w3.org/2000/01/rdf-schema#labels"), Some(Some("rdfs:label".to_owned())));
        assert_eq!(near("http://www.w3.org/2004/02/skos/core#conversation"), Some(None));
        let known =
            ["http://www.w3.org/ns/shacl#maxCount", "http://www.w3.org/2002/07/owl#", "https://example.org/lable"];
        assert!(known.into_iter().all(|iri| unknown(iri).is_none()));
    }
}
