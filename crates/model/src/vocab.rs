//! The terms the program itself must know: those of its own machinery and of the standards it writes.
//!
//! No kind of fact is here. What may be said of states, treaties or visits is read from the shapes; these are the
//! terms by which the shapes say it, and the few properties every fact, claim, time and piece of evidence has.

/// Terms of one of our own namespaces, as whole IRIs, and all of them as a list.
macro_rules! own_terms {
    ($ns:literal; $($(#[$doc:meta])* $name:ident = $local:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = concat!($ns, $local);)*
        /// The whole IRIs of all terms above: what `ontology/` must define.
        pub const ALL: &[&str] = &[$($name),*];
    };
}

pub mod concept;
pub mod setting;

/// The ontology's own terms, as whole IRIs.
pub mod chy {
    /// The namespace of the ontology.
    pub const NS: &str = "https://w3id.org/chancery/ontology#";

    own_terms! { "https://w3id.org/chancery/ontology#";
        // Classes that the program asks for or writes.
        /// What a stance or an assessment can be about: an entity or a fact. A key of this class takes either.
        MATTER = "Matter";
        /// A thing with a name. A key of a class below it takes names, and kinds below it are entities.
        ENTITY = "Entity";
        /// Content that claims support or deny. A key of a class below it takes facts, and kinds below it are facts.
        FACT = "Fact";
        /// A fact that happens. Undated ones without a name are known by their place.
        EVENT = "Event";
        /// A fact that was measured. Undated ones without a name are known by their place.
        OBSERVATION = "Observation";
        /// What one place of a document says of a fact.
        CLAIM = "Claim";
        /// A time. A key of this class takes EDTF or a mapping with bounds.
        TIME_SPAN = "TimeSpan";
        /// A comparator, a number and a unit. A key of this class takes an amount.
        QUANTITY = "Quantity";
        /// A sentence of an extract, as evidence.
        SENTENCE = "Sentence";
        /// A row of a table, as evidence.
        ROW = "Row";
        /// The plain text taken from a document, in which sentences are counted.
        EXTRACT = "Extract";
        /// What facts are drawn from. The kind of this class has the keys of `document:`.
        DOCUMENT = "Document";

        /// What a unit is called after a number other than one.
        PLURAL_LABEL = "pluralLabel";
        /// From a concept to one that cannot be true with it on one day.
        EXCLUDES = "excludes";

        // Names and codes.
        /// A name of an entity; properties below it hold names too.
        NAME = "name";
        /// A code of an entity; properties below it hold codes too.
        CODE = "code";
        /// The time in which an entity's names and codes mean it.
        NAMES_HOLD = "namesHold";
        /// An item of Wikidata that some lists have for the entity; it is not said that the two are one.
        NEAR_ITEM = "nearItem";

        // Time.
        /// When a fact held or happened. Names in the record are looked up at this time.
        DURING = "during";
        /// The text of a time, of an EDTF datatype.
        EDTF = "edtf";
        /// The day (`xsd:date`) before which a time does not begin.
        BEGIN_EARLIEST = "beginEarliest";
        /// The day (`xsd:date`) by which a time has begun.
        BEGIN_LATEST = "beginLatest";
        /// The day (`xsd:date`) before which a time has not ended.
        END_EARLIEST = "endEarliest";
        /// The day (`xsd:date`) after which a time does not go on.
        END_LATEST = "endLatest";
        /// The words that say a time where they give no date.
        EXPRESSION = "expression";
        /// How exact a time is, as Wikidata counts it (`xsd:integer`, 7 century to 11 day).
        PRECISION = "precision";
        /// From a fact to a day (`xsd:date`) on which its time proves that it held or happened; written where a day is asked
        /// for.
        CERTAIN_ON = "certainOn";
        /// From a fact to a day (`xsd:date`) that its time neither proves nor rules out; written where a day is asked for.
        POSSIBLE_ON = "possibleOn";

        // Facts and claims.
        /// From a claim to the fact that it puts forward.
        SUPPORTS = "supports";
        /// From a claim to the fact that it denies.
        DENIES = "denies";
        /// From a claim to the concept of how the fact is put forward: asserted, forecast and so on.
        MODALITY = "modality";
        /// From a claim to the concept of its speaker: the source itself, or another.
        VOICE = "voice";
        /// From a claim to the concept of whether it supports or denies.
        POLARITY = "polarity";
        /// From a claim to the speaker that the source names.
        SPEAKER = "speaker";
        /// The words by which the source weakens a claim.
        HEDGE = "hedge";
        /// The words of the source in which a claim is made.
        QUOTE = "quote";
        /// From a claim to the sentence, row or document that makes it.
        EVIDENCE = "evidence";
        /// From a fact to the concept of what all its claims make of it.
        STANDING = "standing";
        /// From a fact that is asserted by a source itself, and by none without a hedge, to `true`.
        ONLY_HEDGED = "onlyHedged";
        /// From a fact that is referred to, and described elsewhere, to its class; it has no type where it has this.
        REFERRED_AS = "referredAs";
        /// From a fact to one that cannot hold with it; written both ways, and no content of either.
        CONFLICTS_WITH = "conflictsWith";
        /// From a property to the one that earlier exports have in its place.
        FORMERLY = "formerly";

        // Where sources meet.
        /// What facts are about that are identified by the same values.
        AFFAIR_CLASS = "Affair";
        /// What several documents state together of one thing.
        FINDING = "Finding";
        /// A fact on which a finding rests, or that follows from what another document states.
        TELLING = "Telling";
        /// Two facts that cannot both be right.
        DISAGREEMENT = "Disagreement";
        /// From a fact or a finding to its affair.
        AFFAIR = "affair";
        /// From an affair, a scope or a telling to the class of the facts that it is about, or of the fact that it is.
        OF_KIND = "ofKind";
        /// From a fact to the finding that rests on it.
        ABSORBED_BY = "absorbedBy";
        /// From a finding to the facts that it rests on.
        RESTS_ON = "restsOn";
        /// A part of a finding in which a key has a narrower value.
        PHASE = "Phase";
        /// From a phase to its finding.
        PHASE_OF = "phaseOf";
        /// How many independent documents a finding rests on (`xsd:integer`).
        SOURCES = "sources";
        /// From a fact to a fact or finding of other documents, of which it states no more.
        IMPLIED_BY = "impliedBy";
        /// From a finding to the fact or the thing that states the life by which its time is bounded.
        BOUNDED_BY = "boundedBy";
        /// Both ways between two facts of different documents that may be about one thing.
        MAYBE_SAME_AS = "maybeSameAs";
        /// From a fact to what it disagrees in, with another.
        DISAGREES_IN = "disagreesIn";
        /// From a disagreement to its two facts, or to the one that a document is silent about.
        BETWEEN_FACTS = "betweenFacts";
        /// From a disagreement to a document that says that it has all such facts, and does not have this one.
        SILENT_DOCUMENT = "silentDocument";
        /// From which day one source is certain of what another excludes.
        DISPUTED_FROM = "disputedFrom";
        /// Until which day.
        DISPUTED_UNTIL = "disputedUntil";
        /// From a disagreement to the concept of what it is about.
        OVER = "over";
        /// From a disagreement about a value to its property.
        OVER_KEY = "overKey";
        /// By how many days two facts differ (`xsd:integer`).
        GAP_IN_DAYS = "gapInDays";
        /// What a person decided of two facts.
        DECISION = "Decision";
        /// From a decision to each of two facts that it says are about one thing.
        JOINS = "joins";
        /// From a decision to each of two facts that it says are about two things.
        SEPARATES = "separates";
        /// Who made a decision.
        DECIDED_BY = "decidedBy";
        /// On which day (`xsd:date`).
        DECIDED_ON = "decidedOn";
        /// Why.
        DECIDED_BECAUSE = "decidedBecause";
        /// From a fact or a finding to a decision on it.
        DECIDED_IN = "decidedIn";

        // Of facts and quantities.
        /// From a quantity to the concept of how the true amount compares with the number.
        COMPARATOR = "comparator";

        // Evidence.
        /// The number of a sentence in its extract (`xsd:integer`).
        SENTENCE_NUMBER = "sentenceNumber";
        /// The number of a row in its table (`xsd:integer`).
        ROW_NUMBER = "rowNumber";
        /// The number of the last of several rows (`xsd:integer`).
        LAST_ROW_NUMBER = "lastRowNumber";
        /// The heading above a sentence.
        SECTION = "section";
        /// From a sentence to how much of it is in facts, if that is not all.
        CARRIED = "carried";
        /// What a sentence says and no fact carries.
        MISSING = "missing";
        /// SHA-256 of an extract, or of a sentence with white space collapsed, in hexadecimal.
        DIGEST = "digest";
        /// The day (`xsd:date`) on which a document was read.
        RETRIEVED = "retrieved";
        /// Of a document, the day (`xsd:date`) of which it speaks; of a claim, the day on which its fact had not ended.
        AS_OF = "asOf";
        /// From a fact to the last day (`xsd:date`) on which a source says that it had not ended; derived from claims.
        ONGOING_ON = "ongoingOn";
        /// What a document covers.
        SCOPE = "Scope";
        /// From a document to what it covers.
        COVERS = "covers";
        /// Whether a document has all that it covers (`xsd:boolean`).
        COMPLETE = "complete";
        /// Which values a property has in what a document covers.
        LIMIT_CLASS = "Limit";
        /// From what a document covers to such a limit.
        LIMIT = "limit";
        /// From a limit to its property.
        ON_PROPERTY = "onProperty";
        /// From a limit to a value.
        LIMITED_TO = "limitedTo";
        /// From a limit to the property that its values have a value of.
        HAVING = "having";
        /// What a document does not know within what it covers.
        GAP_CLASS = "Gap";
        /// From what a document covers to such a gap.
        GAP = "gap";
        /// From a gap to why there is one.
        GAP_REASON = "gapReason";
        /// The calendar of a document's days before the reform.
        CALENDAR = "calendar";
        /// A statement of Wikidata, as evidence.
        STATEMENT = "Statement";
        /// The JSON of a statement of Wikidata (`rdf:JSON`).
        AS_READ = "asRead";
    }
}

/// The terms of the table that says how our kinds meet Wikidata's properties, as whole IRIs.
pub mod wdm {
    /// The namespace of these terms.
    pub const NS: &str = "https://w3id.org/chancery/wikidata-mapping#";

    own_terms! { "https://w3id.org/chancery/wikidata-mapping#";
        /// From a class to a statement that each thing of it makes.
        STATEMENT = "statement";
        /// Leads to what the statement is on.
        SUBJECT = "subject";
        /// A key of several values: the statement is on each, with each other as value.
        EACH_PAIR_OF = "eachPairOf";
        /// The property of a statement or qualifier.
        PROPERTY = "property";
        /// Leads to the value of a statement or qualifier.
        VALUE = "value";
        /// A value that the thing must have, of several one.
        ONLY_IF = "onlyIf";
        /// A value for which the statement is not made.
        UNLESS = "unless";
        /// A value for which the statement is made only with the date of its end.
        ONLY_ENDED_IF = "onlyEndedIf";
        /// A value that a thing read from the statement is given.
        ASSUME = "assume";
        /// The list of properties that leads to the value of a condition.
        PATH = "path";
        /// The value of such a condition.
        HAS_VALUE = "hasValue";
        /// The qualifier of the begin of the thing's time.
        BEGIN = "begin";
        /// The qualifier of its end.
        END = "end";
        /// The qualifier of its time as a whole.
        POINT_IN_TIME = "pointInTime";
        /// A further qualifier.
        QUALIFIER = "qualifier";
        /// A qualifier whose value is read instead of what is assumed.
        ROLE = "role";
        /// A qualifier that says how surely a statement holds.
        HEDGING = "hedging";
        /// A value of such a qualifier that is of the dates of the statement alone.
        APPROXIMATE = "approximate";
        /// A value of such a qualifier, with its words.
        HEDGE = "hedge";
        /// The words of a value.
        WORDS = "words";
        /// Whether the statement is read and never written.
        READ_ONLY = "readOnly";
        /// Whether there is one value at a time.
        ONE_AT_A_TIME = "oneAtATime";
        /// A key of which the statement is of all values.
        OF_ALL = "ofAll";
        /// The thing itself.
        SELF = "self";
        /// The class an item must be known to be of.
        ONLY_ON = "onlyOn";
        /// How a thing without an item is named.
        NAMED = "named";
        /// From a class to an item whose instances are of it.
        ITEM = "item";
        /// From a class to a property that helps to say its things from all others.
        IDENTIFIED_BY = "identifiedBy";
        /// What a new item for a thing of a class is described as.
        DESCRIBED = "described";
        /// The references that are written.
        REFERENCE = "reference";
        /// Where a work is named.
        STATED_IN = "statedIn";
        /// Where a page of a Wikimedia project is named.
        IMPORT_URL = "importUrl";
        /// Where another page is named.
        URL = "url";
        /// When it was read.
        RETRIEVED = "retrieved";
        /// The host of a project of Wikimedia.
        IMPORT_HOST = "importHost";
        /// Means the qualifiers of statements.
        QUALIFIERS = "qualifiers";
        /// A qualifier that says nothing of when, how far or in which role a statement holds.
        INCIDENTAL = "incidental";
        /// Means the time in which an item exists.
        LIFETIME = "lifetime";
    }
}

/// Terms of standards, as whole IRIs.
pub mod std_terms {
    /// `rdf:JSON`: the datatype of JSON texts (JSON-LD 1.1, section 10.2).
    pub const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
    /// `rdfs:domain`: from a property to the class of its subjects.
    pub const RDFS_DOMAIN: &str = "http://www.w3.org/2000/01/rdf-schema#domain";
    /// `skos:exactMatch`: from a concept to the item that means the same.
    pub const SKOS_EXACT_MATCH: &str = "http://www.w3.org/2004/02/skos/core#exactMatch";
    /// `wikibase:rank`: from a statement to its rank (Wikibase RDF dump format).
    pub const WIKIBASE_RANK: &str = "http://wikiba.se/ontology#rank";
    /// What the IRIs of Wikibase's own terms begin with.
    pub const WIKIBASE: &str = "http://wikiba.se/ontology#";
    /// What the IRIs of Wikidata's statements begin with.
    pub const WIKIDATA_STATEMENT: &str = "http://www.wikidata.org/entity/statement/";
    /// What the IRIs of values begin with that are known to be and not known themselves.
    pub const WIKIDATA_GENID: &str = "http://www.wikidata.org/.well-known/genid/";
    /// `schema:description`: what an item is, in a few words.
    pub const SCHEMA_DESCRIPTION: &str = "http://schema.org/description";
    /// `xsd:dateTime` (XSD 1.1 part 2, section 3.3.7).
    pub const XSD_DATE_TIME: &str = "http://www.w3.org/2001/XMLSchema#dateTime";
    /// `xsd:double` (XSD 1.1 part 2, section 3.3.5).
    pub const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
    /// A geometry in Well-Known Text (GeoSPARQL 1.1, section 8.5.1).
    pub const WKT_LITERAL: &str = "http://www.opengis.net/ont/geosparql#wktLiteral";
    /// A formula in MathML.
    pub const MATH_ML: &str = "http://www.w3.org/1998/Math/MathML";
    /// `rdf:type` (RDF Schema 1.1, section 3.3); the first predicate of every description.
    pub const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    /// `rdf:first`: the member of a list's cell (RDF Schema 1.1, section 5.2.2).
    pub const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
    /// `rdf:rest`: the rest of a list after a cell (RDF Schema 1.1, section 5.2.3).
    pub const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
    /// `rdf:nil`: the list without members (RDF Schema 1.1, section 5.2.4).
    pub const RDF_NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
    /// `rdf:langString`: the datatype of language-tagged text (RDF 1.1 Concepts, section 3.3).
    pub const RDF_LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
    /// `rdfs:label`: the label of everything written, and the main name of an entity.
    pub const RDFS_LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
    /// `rdfs:comment`: what a kind is, on its shape.
    pub const RDFS_COMMENT: &str = "http://www.w3.org/2000/01/rdf-schema#comment";
    /// `rdfs:subClassOf`: along it keys are inherited.
    pub const RDFS_SUB_CLASS_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
    /// `rdfs:subPropertyOf`: along it properties become names and codes.
    pub const RDFS_SUB_PROPERTY_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf";
    /// `rdf:reifies`: from a reifier to the triple term it describes (RDF 1.2 Concepts, section 1.5).
    pub const RDF_REIFIES: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies";
    /// `skos:Concept`: the class of terms of closed lists.
    pub const SKOS_CONCEPT: &str = "http://www.w3.org/2004/02/skos/core#Concept";
    /// `skos:inScheme`: from a concept to its scheme.
    pub const SKOS_IN_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#inScheme";
    /// `skos:prefLabel`: the label of a concept; by it the concept is found.
    pub const SKOS_PREF_LABEL: &str = "http://www.w3.org/2004/02/skos/core#prefLabel";
    /// `skos:altLabel`: another label by which a concept is found.
    pub const SKOS_ALT_LABEL: &str = "http://www.w3.org/2004/02/skos/core#altLabel";
    /// `skos:hiddenLabel`: what a kind or a key is called by who does not know its name.
    pub const SKOS_HIDDEN_LABEL: &str = "http://www.w3.org/2004/02/skos/core#hiddenLabel";
    /// `skos:notation`: a code by which a concept is found.
    pub const SKOS_NOTATION: &str = "http://www.w3.org/2004/02/skos/core#notation";
    /// `skos:definition`: what a concept means.
    pub const SKOS_DEFINITION: &str = "http://www.w3.org/2004/02/skos/core#definition";
    /// `skos:member`: from a collection to what is in it.
    pub const SKOS_MEMBER: &str = "http://www.w3.org/2004/02/skos/core#member";
    /// `skos:broader`: from a concept to the next wider one.
    pub const SKOS_BROADER: &str = "http://www.w3.org/2004/02/skos/core#broader";
    /// `schema:sameAs`: from an entity to a page or item that is about it.
    pub const SCHEMA_SAME_AS: &str = "http://schema.org/sameAs";
    /// `owl:sameAs`: from an entity to the same thing elsewhere.
    pub const OWL_SAME_AS: &str = "http://www.w3.org/2002/07/owl#sameAs";
    /// The namespace of SHACL.
    pub const SH: &str = "http://www.w3.org/ns/shacl#";
    /// The namespace of XML Schema's datatypes.
    pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
    /// `xsd:string` (XSD 1.1 part 2, section 3.3.1).
    pub const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
    /// `xsd:date` (XSD 1.1 part 2, section 3.3.9), always without a zone.
    pub const XSD_DATE: &str = "http://www.w3.org/2001/XMLSchema#date";
    /// `xsd:integer` (XSD 1.1 part 2, section 3.4.13).
    pub const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
    /// `xsd:nonNegativeInteger` (XSD 1.1 part 2, section 3.4.20).
    pub const XSD_NON_NEGATIVE_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#nonNegativeInteger";
    /// `xsd:decimal` (XSD 1.1 part 2, section 3.3.3).
    pub const XSD_DECIMAL: &str = "http://www.w3.org/2001/XMLSchema#decimal";
    /// `xsd:boolean` (XSD 1.1 part 2, section 3.3.2).
    pub const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
    /// `xsd:anyURI` (XSD 1.1 part 2, section 3.3.17); a key of it takes an IRI.
    pub const XSD_ANY_URI: &str = "http://www.w3.org/2001/XMLSchema#anyURI";
    /// The Library of Congress's datatype of EDTF level 1, also for level 0, which it contains.
    pub const EDTF_LEVEL1: &str = "http://id.loc.gov/datatypes/edtf/EDTF-level1";
    /// The Library of Congress's datatype of EDTF level 2.
    pub const EDTF_LEVEL2: &str = "http://id.loc.gov/datatypes/edtf/EDTF-level2";
    /// `oa:TextPositionSelector` (Web Annotation Data Model, section 4.2.5).
    pub const OA_TEXT_POSITION_SELECTOR: &str = "http://www.w3.org/ns/oa#TextPositionSelector";
    /// `oa:hasSource`: from a sentence or row to what it is in.
    pub const OA_HAS_SOURCE: &str = "http://www.w3.org/ns/oa#hasSource";
    /// `oa:hasSelector`: from a sentence to its position.
    pub const OA_HAS_SELECTOR: &str = "http://www.w3.org/ns/oa#hasSelector";
    /// `oa:start`: the first code point of a selector, counted from 0.
    pub const OA_START: &str = "http://www.w3.org/ns/oa#start";
    /// `oa:end`: the code point after the last one of a selector.
    pub const OA_END: &str = "http://www.w3.org/ns/oa#end";
    /// `prov:wasDerivedFrom`: from an extract to its document.
    pub const PROV_WAS_DERIVED_FROM: &str = "http://www.w3.org/ns/prov#wasDerivedFrom";
    /// `qudt:numericValue`: the number of a quantity (`xsd:decimal`).
    pub const QUDT_NUMERIC_VALUE: &str = "http://qudt.org/schema/qudt/numericValue";
    /// `qudt:hasUnit`: from a quantity to its unit.
    pub const QUDT_UNIT: &str = "http://qudt.org/schema/qudt/hasUnit";
    /// `schema:url`: from a document to the page where it is read.
    pub const SCHEMA_URL: &str = "http://schema.org/url";
    /// `dcterms:source`: from a fact, or a dataset, to a document it is drawn from.
    pub const DCTERMS_SOURCE: &str = "http://purl.org/dc/terms/source";
}

pub mod dataset_terms;
