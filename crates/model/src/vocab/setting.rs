//! What shapes and units say to the program: settings, as whole IRIs. They state nothing of the world, so they have a namespace of
//! their own.

/// The namespace of settings.
pub const NS: &str = "https://w3id.org/chancery/setting#";

own_terms! { "https://w3id.org/chancery/setting#";
    /// The name of a kind or of a key in a facts file, on a shape or property shape.
    KEY = "key";
    /// How the IRIs of a kind are made: `folder/{key}--{key}` (RFC 6570, level 1).
    IRI_TEMPLATE = "iriTemplate";
    /// How the labels of a kind are made: `{key}` is a value's label, `[ … ]` may be left out.
    LABEL_TEMPLATE = "labelTemplate";
    /// A record of a kind as a person would write its keys.
    EXAMPLE = "example";
    /// The scheme or collection that a closed list equals; checked by queries, not by the program.
    LIST = "list";
    /// Whether the values of a key are parties in any order, none twice.
    SYMMETRIC = "symmetric";
    /// The unit of an amount where none is written.
    UNIT = "unit";
    /// The RDF list of the units that an amount may have.
    UNIT_IN = "unitIn";
    /// A unit, or the units of a collection, that are counted.
    COUNTED = "counted";
    /// How an IRI is made of what is written: a text with `{value}`.
    VALUE_TEMPLATE = "valueTemplate";
    /// The regular expression that what is written must match.
    TEXT_PATTERN = "textPattern";
    /// What a text that matches the pattern of a key is, in words.
    FORM = "form";
    /// How the words of a value are in the sentence that is cited: `phrase` or `words`.
    IN_SENTENCE = "inSentence";
    /// Whether no two entities share a value.
    UNIQUE = "unique";
    /// Whether a value distinguishes an entity from others of its kind and name.
    IDENTIFIES = "identifies";
    /// Whether a value says when a thing came to be.
    BEGINS = "begins";
    /// Whether a value says when a thing ceased to be.
    ENDS = "ends";
    /// The keys, as a list of paths, that say which affair a fact is about.
    IDENTIFIED_BY = "identifiedBy";
    /// The keys that say more of an affair: values that may be left out, and may change.
    REFINED_BY = "refinedBy";
    /// The keys that distinguish one event of an affair from another.
    DISTINGUISHED_BY = "distinguishedBy";
    /// The key with the amount that is measured.
    MEASURED_BY = "measuredBy";
    /// How often there is a fact of an affair: a duration, or one of the concepts below.
    RECURS = "recurs";
    /// Whether a value cannot change within a spell.
    FIXED = "fixed";
    /// Whether two values exclude one another on one day, unless one is within the other.
    EXCLUSIVE = "exclusive";
    /// Whether the names in a key of a fact are those before its time, or after it.
    NAMED_AT = "namedAt";
    /// From a key that all facts have to the property by which a fact of its own leads to the fact that has the key.
    UNFOLDS_TO = "unfoldsTo";
    /// Whether something exists while the facts hold in which it is the value.
    WITHIN_LIFE = "withinLife";
    /// Whether the value exists at the time of the fact, or for an entity, whether the value is the time in which it exists.
    STATES_LIFE = "statesLife";
    /// Whether a name alone makes an entity of a kind, which is one of its document.
    NAME_SUFFICES = "nameSuffices";
    /// Whether a code is understood without its key before it.
    BARE_CODE = "bareCode";
    /// Whether a claim about a fact is a claim about the value of a key too.
    ASSERTS = "asserts";
}

/// The setting that a term of the ontology was before settings had a namespace of their own.
#[must_use]
pub fn formerly(term: &str) -> Option<&'static str> {
    let local = term.strip_prefix(super::chy::NS)?;
    ALL.iter().find(|setting| setting.strip_prefix(NS) == Some(local)).copied()
}
