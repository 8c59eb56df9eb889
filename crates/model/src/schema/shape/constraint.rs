//! What a shape can say: a variant for each term of SHACL Core and for each of our terms.

use std::sync::Arc;

use oxrdf::{Literal, Term};

use crate::schema::path::Path;

/// A shape's place in the tree.
pub type ShapeId = usize;

/// Which nodes a shape is about (SHACL, section 2.1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// `sh:targetClass`: the instances of a class.
    Class(String),
    /// The shape is a class too, and is about its instances.
    ImplicitClass(String),
    /// `sh:targetNode`: this node.
    Node(Term),
    /// `sh:targetSubjectsOf`: the subjects of a property.
    SubjectsOf(String),
    /// `sh:targetObjectsOf`: the objects of a property.
    ObjectsOf(String),
}

/// A term of SHACL that compares values with a bound (SHACL, section 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// `sh:minInclusive`.
    MinInclusive,
    /// `sh:maxInclusive`.
    MaxInclusive,
    /// `sh:minExclusive`.
    MinExclusive,
    /// `sh:maxExclusive`.
    MaxExclusive,
}

impl Bound {
    /// The local name of the term.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MinInclusive => "minInclusive",
            Self::MaxInclusive => "maxInclusive",
            Self::MinExclusive => "minExclusive",
            Self::MaxExclusive => "maxExclusive",
        }
    }
}

/// A term of SHACL that compares values with those of another property (SHACL, section 4.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pair {
    /// `sh:equals`.
    Equals,
    /// `sh:disjoint`.
    Disjoint,
    /// `sh:lessThan`.
    LessThan,
    /// `sh:lessThanOrEquals`.
    LessThanOrEquals,
}

impl Pair {
    /// The local name of the term.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Equals => "equals",
            Self::Disjoint => "disjoint",
            Self::LessThan => "lessThan",
            Self::LessThanOrEquals => "lessThanOrEquals",
        }
    }
}

/// A kind of node (SHACL, section 4.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// `sh:BlankNode`.
    BlankNode,
    /// `sh:IRI`.
    Iri,
    /// `sh:Literal`.
    Literal,
    /// `sh:BlankNodeOrIRI`.
    BlankNodeOrIri,
    /// `sh:BlankNodeOrLiteral`.
    BlankNodeOrLiteral,
    /// `sh:IRIOrLiteral`.
    IriOrLiteral,
}

impl NodeKind {
    /// All kinds of node.
    pub const ALL: [Self; 6] =
        [Self::BlankNode, Self::Iri, Self::Literal, Self::BlankNodeOrIri, Self::BlankNodeOrLiteral, Self::IriOrLiteral];

    /// The local name of the term.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BlankNode => "BlankNode",
            Self::Iri => "IRI",
            Self::Literal => "Literal",
            Self::BlankNodeOrIri => "BlankNodeOrIRI",
            Self::BlankNodeOrLiteral => "BlankNodeOrLiteral",
            Self::IriOrLiteral => "IRIOrLiteral",
        }
    }
}

/// What a shape says, as it is written: terms that belong together (`sh:pattern` and `sh:flags`) are next to each other.
#[derive(Debug, Clone, PartialEq)]
pub enum Constraint {
    /// `sh:class`: a class, by its IRI or the name of its blank node.
    Class(String),
    /// `sh:datatype`.
    Datatype(String),
    /// `sh:nodeKind`.
    NodeKind(NodeKind),
    /// `sh:minCount`.
    MinCount(u64),
    /// `sh:maxCount`.
    MaxCount(u64),
    /// `sh:minInclusive` and similar.
    Bound(Bound, Literal),
    /// `sh:minLength`.
    MinLength(u64),
    /// `sh:maxLength`.
    MaxLength(u64),
    /// `sh:pattern`.
    Pattern(String),
    /// `sh:flags` of a pattern.
    Flags(String),
    /// `sh:languageIn`.
    LanguageIn(Arc<[Term]>),
    /// `sh:uniqueLang`.
    UniqueLang(bool),
    /// `sh:equals` and similar, with the other property.
    Pair(Pair, String),
    /// `sh:in`.
    In(Arc<[Term]>),
    /// `sh:hasValue`.
    HasValue(Term),
    /// `sh:closed`.
    Closed(bool),
    /// `sh:ignoredProperties` of a closed shape.
    IgnoredProperties(Arc<[Term]>),
    /// `sh:qualifiedValueShape`.
    QualifiedValueShape(ShapeId),
    /// `sh:qualifiedMinCount`.
    QualifiedMinCount(u64),
    /// `sh:qualifiedMaxCount`.
    QualifiedMaxCount(u64),
    /// `sh:qualifiedValueShapesDisjoint`.
    QualifiedValueShapesDisjoint(bool),
    /// `sh:not`.
    Not(ShapeId),
    /// `sh:and`.
    And(Vec<ShapeId>),
    /// `sh:or`.
    Or(Vec<ShapeId>),
    /// `sh:xone`.
    Xone(Vec<ShapeId>),
    /// `sh:node`.
    Node(ShapeId),
    /// `sh:property`.
    Property(ShapeId),
    /// `sh:deactivated`.
    Deactivated(bool),
    /// `sh:severity`.
    Severity(String),
    /// `sh:message`.
    Message(Literal),
    /// `sh:order`.
    Order(f64),
    /// `sh:description`.
    Description(Literal),
    /// `sh:defaultValue`.
    DefaultValue(Term),
    /// `setting:key`: the name of a kind or of a key in a facts file.
    Key(String),
    /// `setting:iriTemplate`.
    IriTemplate(String),
    /// `setting:labelTemplate`.
    LabelTemplate(Literal),
    /// `setting:example`.
    Example(String),
    /// `setting:list`: the scheme or collection that a closed list equals.
    List(String),
    /// `setting:symmetric`.
    Symmetric(bool),
    /// `setting:unit`: the default unit.
    Unit(Term),
    /// `setting:unitIn`: the units that an amount may have.
    UnitIn(Arc<[Term]>),
    /// `setting:valueTemplate`.
    ValueTemplate(String),
    /// `setting:textPattern`.
    TextPattern(String),
    /// `setting:form`: what a text that matches the pattern is, in words.
    Form(Literal),
    /// `setting:inSentence`.
    InSentence(String),
    /// `setting:unique`.
    Unique(bool),
    /// `setting:identifies`.
    Identifies(bool),
    /// `setting:begins`.
    Begins(bool),
    /// `setting:ends`.
    Ends(bool),
    /// `setting:bareCode`.
    BareCode(bool),
    /// `setting:asserts`.
    Asserts(bool),
    /// `setting:identifiedBy`: paths to the values that say which affair a fact is about.
    IdentifiedBy(Vec<Path>),
    /// `setting:refinedBy`.
    RefinedBy(Vec<Path>),
    /// `setting:distinguishedBy`.
    DistinguishedBy(Vec<Path>),
    /// `setting:measuredBy`.
    MeasuredBy(Vec<Path>),
    /// `setting:recurs`: a duration, or a concept.
    Recurs(Term),
    /// `setting:fixed`.
    Fixed(bool),
    /// `setting:exclusive`.
    Exclusive(bool),
    /// `setting:namedAt`.
    NamedAt(String),
    /// `setting:unfoldsTo`.
    UnfoldsTo(String),
    /// `setting:nameSuffices`.
    NameSuffices(bool),
    /// `setting:withinLife`.
    WithinLife(bool),
    /// `setting:statesLife`.
    StatesLife(bool),
    /// `rdfs:comment`: what a kind is.
    Comment(Literal),
    /// `skos:hiddenLabel`: what people call it who do not know its name.
    HiddenLabel(String),
}

/// Whether a text is in English, or in no language.
#[must_use]
pub fn is_english(text: &Literal) -> bool {
    text.language().is_none_or(|tag| tag == "en")
}
