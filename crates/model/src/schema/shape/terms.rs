//! The table of terms: what each takes, and what its value becomes. Who adds a term adds a line here.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::RandomState;

use super::constraint::{Bound, Constraint as C, Pair, Target};
use super::value::Value;
use crate::vocab::{setting, std_terms as t};

/// What a property of a shape takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A whole number from 0 on.
    Count,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
    /// An IRI.
    Iri,
    /// The IRI of a node kind.
    NodeKind,
    /// A node: a shape.
    Shape,
    /// A shape with a path.
    PropertyShape,
    /// A list of shapes.
    Shapes,
    /// A list of IRIs.
    Iris,
    /// A list of texts.
    Texts,
    /// A list.
    List,
    /// A regular expression.
    Pattern,
    /// A text.
    Text,
    /// A property path.
    Path,
    /// Any value. Its readers decide what they can use, and report the rest.
    Any,
}

/// A value to what the shape says by it; nothing where the value is not of the sort.
type Read<T> = fn(&mut Value<'_, '_>) -> Option<T>;

/// What the value of a term becomes in the tree.
#[derive(Clone, Copy)]
pub(super) enum Becomes {
    Path,
    Target(Read<Target>),
    Constraint(Read<C>),
}

/// A term that shapes use.
pub struct Term {
    /// Its whole IRI.
    pub iri: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether a shape may have more than one value of it.
    pub many: bool,
    /// Whether it asks something of data, or says how such a term is meant. Others say something to people, forms or the mapper.
    pub of_data: bool,
    pub(super) becomes: Becomes,
}

impl Term {
    /// A term that a shape has once at most.
    const fn once(iri: &'static str, takes: Takes, read: Read<C>) -> Self {
        Self { iri, takes, many: false, of_data: true, becomes: Becomes::Constraint(read) }
    }

    /// A term that a shape may have several times.
    const fn each(iri: &'static str, takes: Takes, read: Read<C>) -> Self {
        Self { many: true, ..Self::once(iri, takes, read) }
    }

    const fn target(iri: &'static str, takes: Takes, read: Read<Target>) -> Self {
        Self { iri, takes, many: true, of_data: true, becomes: Becomes::Target(read) }
    }

    /// A term that says something to people, forms or the mapper.
    const fn silent(iri: &'static str, read: Read<C>) -> Self {
        Self { of_data: false, ..Self::each(iri, Takes::Any, read) }
    }

    /// Whether it is a term of shapes: one of SHACL or one of ours, so that a node that has it is a shape.
    #[must_use]
    pub fn is_of_shapes(&self) -> bool {
        self.local().is_some() || self.iri.starts_with(setting::NS)
    }

    /// Whether it says which nodes a shape is about.
    #[must_use]
    pub fn is_target(&self) -> bool {
        matches!(self.becomes, Becomes::Target(_))
    }

    /// The local name of a term of SHACL.
    #[must_use]
    pub fn local(&self) -> Option<&'static str> {
        self.iri.strip_prefix(t::SH)
    }
}

/// The whole IRI of a term of SHACL.
macro_rules! sh {
    ($local:literal) => {
        concat!("http://www.w3.org/ns/shacl#", $local)
    };
}

pub(crate) use sh;

/// Terms of SHACL that constrain values.
const OF_VALUES: &[Term] = &[
    Term::each(sh!("class"), Takes::Iri, |v| v.node().map(C::Class)),
    Term::once(sh!("datatype"), Takes::Iri, |v| v.node().map(C::Datatype)),
    Term::once(sh!("nodeKind"), Takes::NodeKind, |v| v.node_kind().map(C::NodeKind)),
    Term::once(sh!("minCount"), Takes::Count, |v| v.count().map(C::MinCount)),
    Term::once(sh!("maxCount"), Takes::Count, |v| v.count().map(C::MaxCount)),
    Term::once(sh!("minLength"), Takes::Count, |v| v.count().map(C::MinLength)),
    Term::once(sh!("maxLength"), Takes::Count, |v| v.count().map(C::MaxLength)),
    Term::each(sh!("minInclusive"), Takes::Any, |v| v.literal().map(|bound| C::Bound(Bound::MinInclusive, bound))),
    Term::each(sh!("maxInclusive"), Takes::Any, |v| v.literal().map(|bound| C::Bound(Bound::MaxInclusive, bound))),
    Term::each(sh!("minExclusive"), Takes::Any, |v| v.literal().map(|bound| C::Bound(Bound::MinExclusive, bound))),
    Term::each(sh!("maxExclusive"), Takes::Any, |v| v.literal().map(|bound| C::Bound(Bound::MaxExclusive, bound))),
    Term::each(sh!("pattern"), Takes::Pattern, |v| v.text().map(C::Pattern)),
    Term::once(sh!("flags"), Takes::Text, |v| v.text().map(C::Flags)),
    Term::once(sh!("languageIn"), Takes::Texts, |v| v.list().map(C::LanguageIn)),
    Term::once(sh!("uniqueLang"), Takes::Flag, |v| v.flag().map(C::UniqueLang)),
    Term::each(sh!("equals"), Takes::Iri, |v| v.node().map(|other| C::Pair(Pair::Equals, other))),
    Term::each(sh!("disjoint"), Takes::Iri, |v| v.node().map(|other| C::Pair(Pair::Disjoint, other))),
    Term::each(sh!("lessThan"), Takes::Iri, |v| v.node().map(|other| C::Pair(Pair::LessThan, other))),
    Term::each(sh!("lessThanOrEquals"), Takes::Iri, |v| v.node().map(|other| C::Pair(Pair::LessThanOrEquals, other))),
    Term::once(sh!("in"), Takes::List, |v| v.list().map(C::In)),
    Term::each(sh!("hasValue"), Takes::Any, |v| v.term().map(C::HasValue)),
    Term::once(sh!("closed"), Takes::Flag, |v| v.flag().map(C::Closed)),
    Term::once(sh!("ignoredProperties"), Takes::Iris, |v| v.list().map(C::IgnoredProperties)),
];

/// Terms of SHACL that lead to other shapes.
const OF_SHAPES: &[Term] = &[
    Term::each(sh!("node"), Takes::Shape, |v| v.shape().map(C::Node)),
    Term::each(sh!("property"), Takes::PropertyShape, |v| v.shape().map(C::Property)),
    Term::each(sh!("not"), Takes::Shape, |v| v.shape().map(C::Not)),
    Term::each(sh!("and"), Takes::Shapes, |v| v.shapes().map(C::And)),
    Term::each(sh!("or"), Takes::Shapes, |v| v.shapes().map(C::Or)),
    Term::each(sh!("xone"), Takes::Shapes, |v| v.shapes().map(C::Xone)),
    Term::each(sh!("qualifiedValueShape"), Takes::Shape, |v| v.shape().map(C::QualifiedValueShape)),
    Term::once(sh!("qualifiedMinCount"), Takes::Count, |v| v.count().map(C::QualifiedMinCount)),
    Term::once(sh!("qualifiedMaxCount"), Takes::Count, |v| v.count().map(C::QualifiedMaxCount)),
    Term::once(sh!("qualifiedValueShapesDisjoint"), Takes::Flag, |v| v.flag().map(C::QualifiedValueShapesDisjoint)),
];

/// Terms of SHACL that say what a shape is about, and what is said of it.
const OF_THE_SHAPE: &[Term] = &[
    Term { becomes: Becomes::Path, ..Term::once(sh!("path"), Takes::Path, |_| None) },
    Term::target(sh!("targetClass"), Takes::Iri, |v| v.node().map(Target::Class)),
    Term::target(sh!("targetNode"), Takes::Any, |v| v.term().map(Target::Node)),
    Term::target(sh!("targetSubjectsOf"), Takes::Iri, |v| v.node().map(Target::SubjectsOf)),
    Term::target(sh!("targetObjectsOf"), Takes::Iri, |v| v.node().map(Target::ObjectsOf)),
    Term::once(sh!("deactivated"), Takes::Flag, |v| v.flag().map(C::Deactivated)),
    Term::once(sh!("severity"), Takes::Iri, |v| v.node().map(C::Severity)),
    Term::each(sh!("message"), Takes::Any, |v| v.literal().map(C::Message)),
    Term { of_data: false, ..Term::once(sh!("order"), Takes::Number, |v| v.number().map(C::Order)) },
    Term::silent(sh!("description"), |v| v.literal().map(C::Description)),
    Term::silent(sh!("defaultValue"), |v| v.term().map(C::DefaultValue)),
];

/// Our terms, and what people read of a kind or a key.
const OURS: &[Term] = &[
    Term::silent(setting::KEY, |v| v.text().map(C::Key)),
    Term::silent(setting::IRI_TEMPLATE, |v| v.text().map(C::IriTemplate)),
    Term::silent(setting::LABEL_TEMPLATE, |v| v.literal().map(C::LabelTemplate)),
    Term::silent(setting::EXAMPLE, |v| v.text().map(C::Example)),
    Term::silent(setting::LIST, |v| v.node().map(C::List)),
    Term::silent(setting::SYMMETRIC, |v| v.flag().map(C::Symmetric)),
    Term::silent(setting::UNIT, |v| v.term().map(C::Unit)),
    Term::each(setting::UNIT_IN, Takes::Any, |v| v.list().map(C::UnitIn)),
    Term::silent(setting::VALUE_TEMPLATE, |v| v.text().map(C::ValueTemplate)),
    Term::silent(setting::TEXT_PATTERN, |v| v.text().map(C::TextPattern)),
    Term::silent(setting::FORM, |v| v.literal().map(C::Form)),
    Term::silent(setting::IN_SENTENCE, |v| v.text().map(C::InSentence)),
    Term::each(setting::UNIQUE, Takes::Any, |v| v.flag().map(C::Unique)),
    Term::silent(setting::IDENTIFIES, |v| v.flag().map(C::Identifies)),
    Term::silent(setting::BEGINS, |v| v.flag().map(C::Begins)),
    Term::silent(setting::ENDS, |v| v.flag().map(C::Ends)),
    Term::silent(setting::BARE_CODE, |v| v.flag().map(C::BareCode)),
    Term::silent(setting::ASSERTS, |v| v.flag().map(C::Asserts)),
    Term::silent(setting::IDENTIFIED_BY, |v| v.paths().map(C::IdentifiedBy)),
    Term::silent(setting::REFINED_BY, |v| v.paths().map(C::RefinedBy)),
    Term::silent(setting::DISTINGUISHED_BY, |v| v.paths().map(C::DistinguishedBy)),
    Term::silent(setting::MEASURED_BY, |v| v.paths().map(C::MeasuredBy)),
    Term::silent(setting::RECURS, |v| v.term().map(C::Recurs)),
    Term::silent(setting::FIXED, |v| v.flag().map(C::Fixed)),
    Term::silent(setting::EXCLUSIVE, |v| v.flag().map(C::Exclusive)),
    Term::silent(setting::NAMED_AT, |v| v.text().map(C::NamedAt)),
    Term::silent(setting::UNFOLDS_TO, |v| v.node().map(C::UnfoldsTo)),
    Term::silent(setting::NAME_SUFFICES, |v| v.flag().map(C::NameSuffices)),
    Term::silent(setting::WITHIN_LIFE, |v| v.flag().map(C::WithinLife)),
    Term::silent(setting::STATES_LIFE, |v| v.flag().map(C::StatesLife)),
    Term::silent(t::RDFS_COMMENT, |v| v.literal().map(C::Comment)),
    Term::silent(t::SKOS_HIDDEN_LABEL, |v| v.text().map(C::HiddenLabel)),
];

/// All terms that shapes use.
pub fn terms() -> impl Iterator<Item = &'static Term> {
    [OF_VALUES, OF_SHAPES, OF_THE_SHAPE, OURS].into_iter().flatten()
}

/// The term of this IRI, if shapes use it.
#[must_use]
pub fn term(iri: &str) -> Option<&'static Term> {
    static BY_IRI: LazyLock<HashMap<&str, &Term, RandomState>> =
        LazyLock::new(|| terms().map(|term| (term.iri, term)).collect());
    BY_IRI.get(iri).copied()
}
