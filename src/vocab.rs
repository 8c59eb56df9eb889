//! The terms the program itself must know: those of its own machinery and of the standards it writes.
//!
//! No kind of fact stands here. What may be said of states, treaties or visits is read from the shapes; these are the
//! terms by which the shapes say it, and the few properties every fact, claim, time and piece of evidence has.

/// The ontology's own terms.
pub mod chy {
    /// The namespace of the ontology.
    pub const NS: &str = "https://w3id.org/chancery/ontology#";

    macro_rules! terms {
        ($($(#[$doc:meta])* $name:ident = $local:literal;)*) => {
            $($(#[$doc])* pub const $name: &str = concat!("https://w3id.org/chancery/ontology#", $local);)*
            /// Every term of the ontology that the program names; a test finds each of them in `ontology/`.
            pub const ALL: &[&str] = &[$($name),*];
        };
    }

    terms! {
        /// Roots of the classes a key may ask for.
        MATTER = "Matter";
        ENTITY = "Entity";
        FACT = "Fact";
        EVENT = "Event";
        OBSERVATION = "Observation";
        CLAIM = "Claim";
        TIME_SPAN = "TimeSpan";
        QUANTITY = "Quantity";
        SENTENCE = "Sentence";
        ROW = "Row";
        EXTRACT = "Extract";
        DOCUMENT = "Document";
        /// What a shape says to the mapper.
        KEY = "key";
        IRI_TEMPLATE = "iriTemplate";
        LABEL_TEMPLATE = "labelTemplate";
        EXAMPLE = "example";
        LIST = "list";
        SYMMETRIC = "symmetric";
        UNIT = "unit";
        UNIT_IN = "unitIn";
        VALUE_TEMPLATE = "valueTemplate";
        TEXT_PATTERN = "textPattern";
        UNIQUE = "unique";
        BARE_CODE = "bareCode";
        /// Names and codes.
        NAME = "name";
        CODE = "code";
        NAMES_HOLD = "namesHold";
        /// Time.
        DURING = "during";
        EDTF = "edtf";
        BEGIN_EARLIEST = "beginEarliest";
        BEGIN_LATEST = "beginLatest";
        END_EARLIEST = "endEarliest";
        END_LATEST = "endLatest";
        EXPRESSION = "expression";
        PRECISION = "precision";
        /// Facts and claims.
        SUPPORTS = "supports";
        DENIES = "denies";
        MODALITY = "modality";
        VOICE = "voice";
        POLARITY = "polarity";
        SPEAKER = "speaker";
        QUOTE = "quote";
        EVIDENCE = "evidence";
        STANDING = "standing";
        CONFLICTS_WITH = "conflictsWith";
        MATTER_TEXT = "matter";
        COMPARATOR = "comparator";
        /// Evidence.
        SENTENCE_NUMBER = "sentenceNumber";
        ROW_NUMBER = "rowNumber";
        SECTION = "section";
        DIGEST = "digest";
    }
}

/// Concepts whose meaning the program computes with.
pub mod concept {
    /// The base of all concept IRIs.
    pub const BASE: &str = "https://w3id.org/chancery/vocab/";
    pub const ASSERTED: &str = "https://w3id.org/chancery/vocab/modality/asserted";
    pub const EVALUATED: &str = "https://w3id.org/chancery/vocab/modality/evaluated";
    pub const VOICE_SOURCE: &str = "https://w3id.org/chancery/vocab/voice/source";
    pub const VOICE_NAMED: &str = "https://w3id.org/chancery/vocab/voice/named";
    pub const SUPPORTS: &str = "https://w3id.org/chancery/vocab/polarity/supports";
    pub const DENIES: &str = "https://w3id.org/chancery/vocab/polarity/denies";
    pub const STANDING: &str = "https://w3id.org/chancery/vocab/standing/";
    pub const COMPARATOR: &str = "https://w3id.org/chancery/vocab/comparator/";
}

/// Terms of standards.
pub mod std_terms {
    pub const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    pub const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
    pub const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
    pub const RDF_NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
    pub const RDF_LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
    pub const RDFS_LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
    pub const RDFS_COMMENT: &str = "http://www.w3.org/2000/01/rdf-schema#comment";
    pub const RDFS_SUB_CLASS_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
    pub const RDFS_SUB_PROPERTY_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf";
    pub const SKOS_CONCEPT: &str = "http://www.w3.org/2004/02/skos/core#Concept";
    pub const SKOS_IN_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#inScheme";
    pub const SKOS_PREF_LABEL: &str = "http://www.w3.org/2004/02/skos/core#prefLabel";
    pub const SKOS_ALT_LABEL: &str = "http://www.w3.org/2004/02/skos/core#altLabel";
    pub const SKOS_NOTATION: &str = "http://www.w3.org/2004/02/skos/core#notation";
    pub const SKOS_BROADER: &str = "http://www.w3.org/2004/02/skos/core#broader";
    pub const OWL_SAME_AS: &str = "http://www.w3.org/2002/07/owl#sameAs";
    pub const SH: &str = "http://www.w3.org/ns/shacl#";
    pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
    pub const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
    pub const XSD_DATE: &str = "http://www.w3.org/2001/XMLSchema#date";
    pub const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
    pub const XSD_NON_NEGATIVE_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#nonNegativeInteger";
    pub const XSD_DECIMAL: &str = "http://www.w3.org/2001/XMLSchema#decimal";
    pub const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
    pub const XSD_ANY_URI: &str = "http://www.w3.org/2001/XMLSchema#anyURI";
    pub const EDTF_LEVEL1: &str = "http://id.loc.gov/datatypes/edtf/EDTF-level1";
    pub const EDTF_LEVEL2: &str = "http://id.loc.gov/datatypes/edtf/EDTF-level2";
    pub const OA_TEXT_POSITION_SELECTOR: &str = "http://www.w3.org/ns/oa#TextPositionSelector";
    pub const OA_HAS_SOURCE: &str = "http://www.w3.org/ns/oa#hasSource";
    pub const OA_HAS_SELECTOR: &str = "http://www.w3.org/ns/oa#hasSelector";
    pub const OA_START: &str = "http://www.w3.org/ns/oa#start";
    pub const OA_END: &str = "http://www.w3.org/ns/oa#end";
    pub const PROV_WAS_DERIVED_FROM: &str = "http://www.w3.org/ns/prov#wasDerivedFrom";
    pub const QUDT_NUMERIC_VALUE: &str = "http://qudt.org/schema/qudt/numericValue";
    pub const QUDT_UNIT: &str = "http://qudt.org/schema/qudt/hasUnit";
    pub const SKOS_EXACT_MATCH: &str = "http://www.w3.org/2004/02/skos/core#exactMatch";
}
