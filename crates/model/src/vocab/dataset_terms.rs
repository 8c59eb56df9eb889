//! Terms that describe a dataset as a whole: VoID (<https://www.w3.org/TR/void/>), DCAT 3
//! (<https://www.w3.org/TR/vocab-dcat-3/>) and Dublin Core.

macro_rules! terms {
    ($($(#[$doc:meta])* $name:ident = $iri:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $iri;)*
    };
}

terms! {
    /// A dataset, as VoID sees it.
    VOID_DATASET = "http://rdfs.org/ns/void#Dataset";
    /// The links from one dataset to another.
    VOID_LINKSET = "http://rdfs.org/ns/void#Linkset";
    /// How many triples (`xsd:integer`).
    VOID_TRIPLES = "http://rdfs.org/ns/void#triples";
    /// How many things are described (`xsd:integer`).
    VOID_ENTITIES = "http://rdfs.org/ns/void#entities";
    /// How many classes things are of (`xsd:integer`).
    VOID_CLASSES = "http://rdfs.org/ns/void#classes";
    /// How many properties are in use (`xsd:integer`).
    VOID_PROPERTIES = "http://rdfs.org/ns/void#properties";
    /// From a dataset to the namespace of terms it uses.
    VOID_VOCABULARY = "http://rdfs.org/ns/void#vocabulary";
    /// What the IRIs of a dataset's things begin with.
    VOID_URI_SPACE = "http://rdfs.org/ns/void#uriSpace";
    /// From a dataset to a part of it.
    VOID_SUBSET = "http://rdfs.org/ns/void#subset";
    /// From a dataset to what it says of the things of one class.
    VOID_CLASS_PARTITION = "http://rdfs.org/ns/void#classPartition";
    /// From such a part to the class.
    VOID_CLASS = "http://rdfs.org/ns/void#class";
    /// From links to their property.
    VOID_LINK_PREDICATE = "http://rdfs.org/ns/void#linkPredicate";
    /// From links to the dataset they come from.
    VOID_SUBJECTS_TARGET = "http://rdfs.org/ns/void#subjectsTarget";
    /// From links to the dataset they lead to.
    VOID_OBJECTS_TARGET = "http://rdfs.org/ns/void#objectsTarget";
    /// A dataset, as DCAT sees it.
    DCAT_DATASET = "http://www.w3.org/ns/dcat#Dataset";
    /// A form in which a dataset can be had.
    DCAT_DISTRIBUTION_CLASS = "http://www.w3.org/ns/dcat#Distribution";
    /// From a dataset to a form of it.
    DCAT_DISTRIBUTION = "http://www.w3.org/ns/dcat#distribution";
    /// From a form to its media type, as IANA registers it.
    DCAT_MEDIA_TYPE = "http://www.w3.org/ns/dcat#mediaType";
    /// A title.
    DCTERMS_TITLE = "http://purl.org/dc/terms/title";
    /// What a reader should know of it.
    DCTERMS_DESCRIPTION = "http://purl.org/dc/terms/description";
    /// From a dataset to its licence.
    DCTERMS_LICENSE = "http://purl.org/dc/terms/license";
    /// The day (`xsd:date`) on which it was made.
    DCTERMS_ISSUED = "http://purl.org/dc/terms/issued";
    /// The time that is covered.
    DCTERMS_TEMPORAL = "http://purl.org/dc/terms/temporal";
    /// A time from one day to another.
    DCTERMS_PERIOD = "http://purl.org/dc/terms/PeriodOfTime";
    /// The first day (`xsd:date`) of such a time.
    DCAT_START = "http://www.w3.org/ns/dcat#startDate";
    /// The last day (`xsd:date`) of such a time.
    DCAT_END = "http://www.w3.org/ns/dcat#endDate";
    /// From a form to the specification it follows.
    DCTERMS_CONFORMS_TO = "http://purl.org/dc/terms/conformsTo";
    /// What registered media types begin with.
    MEDIA_TYPES = "https://www.iana.org/assignments/media-types/";
    /// What the IRIs of Wikidata's items begin with.
    WIKIDATA_ENTITY = "http://www.wikidata.org/entity/";
    /// Wikidata itself, as its own item.
    WIKIDATA = "http://www.wikidata.org/entity/Q2013";
}
