//! The results of checking nodes against shapes. What SHACL calls a validation result is a [`Violation`] here.

use std::sync::Arc;

use oxigraph::model::Term;

use chancery_model::schema::Path;
use chancery_model::vocab::std_terms as t;

/// Which constraint was broken, with what it asks for. The names are those of SHACL's constraint components (section 4);
/// the last two are ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Component {
    /// `sh:class`, with the whole IRI of the class.
    Class(String),
    /// `sh:datatype`, with its whole IRI.
    Datatype(String),
    /// `sh:nodeKind`, with the local name of the term.
    NodeKind(String),
    /// `sh:minCount`: how many are needed and how many there are.
    MinCount(u64, usize),
    /// `sh:maxCount`: how many are allowed and how many there are.
    MaxCount(u64, usize),
    /// `sh:minInclusive` and similar: the local name of the term, and the bound as text.
    Bound(&'static str, String),
    /// `sh:minLength` and `sh:maxLength`: the local name of the term, and the length in characters.
    Length(&'static str, u64),
    /// `sh:pattern`, with the pattern.
    Pattern(String),
    /// `sh:languageIn`, with the tags.
    LanguageIn(Vec<String>),
    /// `sh:uniqueLang`, with the tag that comes twice.
    UniqueLang(String),
    /// `sh:lessThanOrEquals` and similar: the local name of the term, the whole IRI of the other property, and its value
    /// that was compared with.
    Pair(&'static str, String, Option<Term>),
    /// `sh:in`, with the members as they are in the shape.
    In(Arc<[Term]>),
    /// `sh:hasValue`.
    HasValue(Term),
    /// `sh:not`, `sh:and`, `sh:or`, `sh:xone`, `sh:node`: the local name of the term; and of `sh:or`, the whole IRIs of the
    /// properties of which one must have a value, where that is all it asks for.
    Shapes(&'static str, Vec<String>),
    /// `sh:closed`: the node may not have the property.
    Closed,
    /// `sh:qualifiedMinCount`: how many are needed and how many there are.
    QualifiedMin(u64, usize),
    /// `sh:qualifiedMaxCount`: how many are allowed and how many there are.
    QualifiedMax(u64, usize),
    /// `setting:unique`: another node has the value.
    Unique(Term),
    /// `setting:unitIn`: the units that an amount may have.
    Units(Arc<[Term]>),
}

impl Component {
    /// The whole IRI of the constraint component in SHACL; nothing of the two that are ours.
    #[must_use]
    pub fn iri(&self) -> Option<String> {
        let name = match self {
            Self::Class(_) => "Class",
            Self::Datatype(_) => "Datatype",
            Self::NodeKind(_) => "NodeKind",
            Self::MinCount(..) => "MinCount",
            Self::MaxCount(..) => "MaxCount",
            Self::Pattern(_) => "Pattern",
            Self::LanguageIn(_) => "LanguageIn",
            Self::UniqueLang(_) => "UniqueLang",
            Self::In(_) => "In",
            Self::HasValue(_) => "HasValue",
            Self::Closed => "Closed",
            Self::QualifiedMin(..) => "QualifiedMinCount",
            Self::QualifiedMax(..) => "QualifiedMaxCount",
            Self::Bound(name, _) | Self::Length(name, _) | Self::Pair(name, ..) | Self::Shapes(name, _) => name,
            Self::Unique(_) | Self::Units(_) => return None,
        };
        let (first, rest) = name.split_at(1);
        Some(format!("{}{}{rest}ConstraintComponent", t::SH, first.to_ascii_uppercase()))
    }
}

/// One way in which a node breaks a shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The node that was compared with the shape.
    pub focus: Term,
    /// How the values were reached from it; nothing where the node itself is meant.
    pub path: Option<Path>,
    /// The value that is wrong; nothing where their number is, or one is missing.
    pub value: Option<Term>,
    /// The value to be shown where SHACL names none: the first one too many.
    pub shown: Option<Term>,
    /// The IRI of the shape, or the name of its blank node.
    pub shape: String,
    /// What was broken.
    pub component: Component,
    /// `sh:severity`, as a whole IRI.
    pub severity: String,
    /// `sh:message` of the shape.
    pub message: Option<String>,
    /// `sh:description` of the shape: what the values say.
    pub help: Option<String>,
}

/// What was compared with shapes.
#[derive(Debug, Default, Clone)]
pub struct Held {
    /// How many nodes a shape targets.
    pub nodes: usize,
    /// How many shapes target one.
    pub shapes: usize,
    /// A shape that leads deeper than it was followed.
    pub too_deep: Option<String>,
}
