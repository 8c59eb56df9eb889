//! Predicates and prefixes that the program writes, whatever the ontology says.

use crate::vocab::{chy, dataset_terms as d, std_terms as t};

/// The whole IRIs of the predicates that come first in every description, before those of the shapes.
pub const FIXED_PREDICATES: &[&str] = &[t::RDF_TYPE, t::RDFS_LABEL];

/// The place of `rdfs:label` among them.
pub const LABEL: crate::schema::PredId = crate::schema::PredId(1);

/// Predicates the program writes without a shape; those that no shape has come last in every description.
pub(super) const MACHINE_PREDICATES: &[&str] = &[
    chy::STANDING,
    chy::ONLY_HEDGED,
    chy::MATTER_TEXT,
    chy::SUPPORTS,
    chy::DENIES,
    chy::EVIDENCE,
    chy::AS_OF,
    chy::EDTF,
    chy::BEGIN_EARLIEST,
    chy::BEGIN_LATEST,
    chy::END_EARLIEST,
    chy::END_LATEST,
    chy::EXPRESSION,
    chy::PRECISION,
    chy::CERTAIN_ON,
    chy::REFERRED_AS,
    chy::POSSIBLE_ON,
    chy::COMPARATOR,
    t::QUDT_NUMERIC_VALUE,
    t::QUDT_UNIT,
    chy::SENTENCE_NUMBER,
    chy::ROW_NUMBER,
    chy::LAST_ROW_NUMBER,
    chy::SECTION,
    chy::DIGEST,
    chy::AS_READ,
    t::WIKIBASE_RANK,
    t::OA_HAS_SOURCE,
    t::OA_HAS_SELECTOR,
    t::OA_START,
    t::OA_END,
    t::PROV_WAS_DERIVED_FROM,
    t::SKOS_PREF_LABEL,
    t::SKOS_ALT_LABEL,
    t::SCHEMA_DESCRIPTION,
    t::SKOS_IN_SCHEME,
    t::SKOS_BROADER,
    t::SKOS_NOTATION,
    t::DCTERMS_SOURCE,
    t::RDF_REIFIES,
    d::DCTERMS_TITLE,
    d::DCTERMS_DESCRIPTION,
    d::DCTERMS_LICENSE,
    d::DCTERMS_ISSUED,
    d::DCTERMS_CONFORMS_TO,
    d::VOID_URI_SPACE,
    d::VOID_VOCABULARY,
    d::VOID_TRIPLES,
    d::VOID_ENTITIES,
    d::VOID_CLASSES,
    d::VOID_PROPERTIES,
    d::VOID_CLASS,
    d::VOID_CLASS_PARTITION,
    d::VOID_SUBSET,
    d::VOID_LINK_PREDICATE,
    d::VOID_SUBJECTS_TARGET,
    d::VOID_OBJECTS_TARGET,
    d::DCAT_DISTRIBUTION,
    d::DCAT_MEDIA_TYPE,
];

/// Prefixes for what the program writes, wherever the ontology files declare none.
pub(super) const STANDARD_PREFIXES: &[(&str, &str)] = &[
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", t::XSD),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("qudt", "http://qudt.org/schema/qudt/"),
    ("edtf", "http://id.loc.gov/datatypes/edtf/"),
    ("void", "http://rdfs.org/ns/void#"),
    ("wd", "http://www.wikidata.org/entity/"),
    ("wds", t::WIKIDATA_STATEMENT),
    ("genid", t::WIKIDATA_GENID),
    ("wikibase", t::WIKIBASE),
    ("chy", chy::NS),
];

/// The properties that the program writes and a shape has to give values to; without the shape there are none.
pub(super) const NEEDED_PREDICATES: &[&str] = &[chy::MODALITY, chy::VOICE, chy::POLARITY, chy::CONFLICTS_WITH];
