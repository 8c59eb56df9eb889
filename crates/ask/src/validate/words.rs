//! Violations in words: nodes, paths and values as a person would write them, and a sentence with its remedy.

use chancery_model::diagnostic::Code;
use oxigraph::model::{Literal, Term};

use super::data::Data;
use super::shapes::Shapes;
use super::violation::{Component, Violation};
use chancery_model::schema::{Path, Schema};
use chancery_model::vocab::std_terms as t;
use chancery_values::name::{counted, nearest, with_article};

/// The most characters of a literal that a sentence repeats.
const LONGEST: usize = 80;

/// How many members of a closed list a remedy names.
const LISTED: usize = 24;

/// What is said of a violation.
pub(super) struct Said {
    /// The code of the diagnostic.
    pub code: Code,
    /// The sentence.
    pub message: String,
    /// What is under the carets.
    pub label: String,
    /// The remedy, if there is one in addition to what the shape says.
    pub help: Option<String>,
}

impl Said {
    fn new(code: Code, message: String, label: impl Into<String>) -> Self {
        Self { code, message, label: label.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Nodes, paths and terms in words.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub data: &'a Data,
    pub schema: &'a Schema,
    pub shapes: &'a Shapes,
    pub known: &'a dyn Fn(&str) -> Option<String>,
}

impl Words<'_> {
    /// A node as a person would write it. Names of blank nodes are of no use: they are reported by what leads to them.
    pub fn shown(&self, term: &Term) -> String {
        match term {
            Term::NamedNode(node) => format!("`{}`", self.short(node.as_str())),
            Term::Literal(literal) => format!("`{}`", self.literal(literal)),
            Term::BlankNode(_) => {
                let into = self.data.id(term).and_then(|id| self.data.inverse(id).first());
                match into.map(|(predicate, subject)| (self.data.term(*predicate), self.data.term(*subject))) {
                    Some((Term::NamedNode(predicate), subject @ Term::NamedNode(_))) => {
                        format!("the blank node at `{}` of {}", self.short(predicate.as_str()), self.shown(subject))
                    }
                    _ => "a blank node".to_owned(),
                }
            }
            Term::Triple(_) => format!("the triple term `{term}`"),
        }
    }

    pub fn short(&self, iri: &str) -> String {
        let (namespace, local) = self.schema.space.split(iri);
        match self.schema.space.namespace(namespace) {
            Some(namespace) if !local.is_empty() => format!("{}:{local}", namespace.prefix),
            _ => format!("<{iri}>"),
        }
    }

    fn literal(&self, literal: &Literal) -> String {
        let mut text: String = literal.value().chars().take(LONGEST).collect();
        if text.len() < literal.value().len() {
            text.push('…');
        }
        match literal.language() {
            Some(tag) => format!("\"{text}\"@{tag}"),
            None if literal.datatype().as_str() == t::XSD_STRING => format!("\"{text}\""),
            None => format!("\"{text}\"^^{}", self.short(literal.datatype().as_str())),
        }
    }

    pub fn path(&self, path: &Path) -> String {
        match path {
            Path::Any(paths) => paths.iter().map(|path| self.path(path)).collect::<Vec<_>>().join(" or "),
            path => format!("`{}`", self.steps(path)),
        }
    }

    /// A path as SPARQL writes it.
    fn steps(&self, path: &Path) -> String {
        let joined = |paths: &[Path], by: &str| {
            let parts: Vec<String> = paths.iter().map(|path| self.bracketed(path)).collect();
            parts.join(by)
        };
        match path {
            Path::Forward(property) => self.short(property),
            Path::Inverse(path) => format!("^{}", self.bracketed(path)),
            Path::Sequence(paths) => joined(paths, "/"),
            Path::Any(paths) => joined(paths, "|"),
            Path::ZeroOrMore(path) => format!("{}*", self.bracketed(path)),
            Path::OneOrMore(path) => format!("{}+", self.bracketed(path)),
            Path::ZeroOrOne(path) => format!("{}?", self.bracketed(path)),
        }
    }

    fn bracketed(&self, path: &Path) -> String {
        match path {
            Path::Forward(_) | Path::Inverse(_) => self.steps(path),
            path => format!("({})", self.steps(path)),
        }
    }

    /// `an agent`.
    pub fn a_class(&self, class: &str) -> String {
        with_article(self.shapes.labels.get(class).map_or(class, String::as_str))
    }

    /// What a node is, as far as anything says it.
    pub fn what_is(&self, node: &Term) -> Option<String> {
        let id = self.data.id(node)?;
        let own = self.data.classes(id).next().map(ToOwned::to_owned);
        let Term::NamedNode(name) = node else { return own };
        own.or_else(|| self.shapes.types.get(name.as_str()).and_then(|classes| classes.first().cloned()))
            .or_else(|| (self.known)(name.as_str()))
    }

    /// What is said of a violation. Counts first, then what one value is, then what binds several.
    pub fn of(&self, violation: &Violation) -> Said {
        let node = self.shown(&violation.focus);
        let path = self.path_of(violation);
        let value = violation.value.as_ref().map_or_else(|| node.clone(), |value| self.shown(value));
        self.of_number(violation, &node, &path)
            .or_else(|| self.of_value(violation, &node, &path, &value))
            .unwrap_or_else(|| self.of_relation(violation, &node, &path, &value))
    }

    /// The path of a violation, or that the node itself is meant.
    pub fn path_of(&self, violation: &Violation) -> String {
        violation.path.as_ref().map_or_else(|| "the node".to_owned(), |path| self.path(path))
    }

    /// How many values there are, and which must be among them.
    fn of_number(&self, violation: &Violation, node: &str, path: &str) -> Option<Said> {
        const COUNTS: &str = "`sh:qualifiedValueShape` in the ontology says which values count";
        let few = |message| Said::new(Code::TooFewValues, message, "lacks a value");
        let many = |message, label: &str| Said::new(Code::TooManyValues, message, label);
        Some(match &violation.component {
            Component::MinCount(least, 0) => few(format!("{node} has no value of {path}, and {}", needed(*least)))
                .help(format!("add {path} to {node}")),
            Component::MinCount(least, count) => {
                few(format!("{node} has {} of {path}, and {}", counted(*count, "value"), needed(*least)))
            }
            Component::MaxCount(most, count) => {
                let message = format!("{node} has {} of {path}, but the maximum is {most}", counted(*count, "value"));
                many(message, "one too many").help("make two nodes of it, or leave one value out")
            }
            Component::QualifiedMin(least, count) => {
                let (count, needed) = (counted(*count, "value"), needed(*least));
                few(format!("{node} has {count} of {path} that meet the shape, and {needed}")).help(COUNTS)
            }
            Component::QualifiedMax(most, count) => {
                let count = counted(*count, "value");
                let message = format!("{node} has {count} of {path} that meet the shape, but the maximum is {most}");
                many(message, "too many values").help(COUNTS)
            }
            Component::HasValue(wanted) => few(format!("{node} must have {} as a value of {path}", self.shown(wanted))),
            Component::Shapes("or", needed) if !needed.is_empty() => {
                let needed: Vec<String> = needed.iter().map(|property| format!("`{}`", self.short(property))).collect();
                few(format!("{node} needs a value of {}", needed.join(" or ")))
            }
            _ => return None,
        })
    }

    /// What one value is.
    fn of_value(&self, violation: &Violation, node: &str, path: &str, value: &str) -> Option<Said> {
        let malformed = |message, label: &str| Said::new(Code::MalformedText, message, label);
        Some(match &violation.component {
            Component::Class(class) => self.of_class(violation, class, node, path, value),
            Component::In(members) => self.of_list(violation, members, path, value),
            Component::Datatype(datatype) => {
                let wanted = self.short(datatype);
                let right = matches!(&violation.value, Some(Term::Literal(l)) if l.datatype().as_str() == datatype);
                let message = if right {
                    format!("{value} is not a valid `{wanted}`")
                } else {
                    format!("{value} is not a `{wanted}`, which {path} of {node} requires")
                };
                Said::new(Code::WrongDatatype, message, format!("not a {wanted}"))
            }
            Component::NodeKind(kind) => {
                let wanted = match kind.as_str() {
                    "IRI" => "an IRI",
                    "Literal" => "a literal",
                    "BlankNode" => "a blank node",
                    "BlankNodeOrIRI" => "an IRI or a blank node",
                    "IRIOrLiteral" => "an IRI or a literal",
                    _ => "a blank node or a literal",
                };
                let message = format!("{value} is not {wanted}, which {path} of {node} requires");
                Said::new(Code::WrongNodeKind, message, format!("not {wanted}"))
            }
            Component::Pattern(pattern) => {
                malformed(format!("{value} does not match the pattern of {path}"), "not in the expected form")
                    .help(format!("it must match the pattern `{pattern}`"))
            }
            Component::Length(name, length) => {
                let bound = if *name == "minLength" { "at least" } else { "at most" };
                let message = format!("{value} must have {bound} {}", counted(length, "character"));
                malformed(message, "not of the expected length")
            }
            Component::LanguageIn(tags) => {
                malformed(format!("{value} is not in one of the languages of {path}"), "not in these languages")
                    .help(format!("write one of the tags {}", tags.join(", ")))
            }
            Component::Bound(name, bound) => {
                let relation = match *name {
                    "minInclusive" => "not less than",
                    "maxInclusive" => "not more than",
                    "minExclusive" => "more than",
                    _ => "less than",
                };
                let message = format!("{value} is out of range: {path} is {relation} {bound}");
                Said::new(Code::ValueOutOfRange, message, "out of range")
            }
            Component::Units(_) => Said::new(
                Code::UnknownUnit,
                format!("{value} is not a unit of {path} of {node}"),
                "not one of its units",
            )
            .help("`setting:unitIn` of the shape lists the units"),
            _ => return None,
        })
    }

    /// `sh:class`.
    fn of_class(&self, violation: &Violation, class: &str, node: &str, path: &str, value: &str) -> Said {
        let wanted = self.a_class(class);
        match violation.value.as_ref().and_then(|value| self.what_is(value)) {
            Some(is) => {
                let message = format!("{value} is {}, and {path} of {node} requires {wanted}", self.a_class(&is));
                Said::new(Code::WrongClass, message, format!("not {wanted}"))
            }
            None => {
                let message = format!("nothing says that {value} is {wanted}, which {path} of {node} requires");
                Said::new(Code::WrongClass, message, format!("without a class, not {wanted}")).help(format!(
                    "state its class, `a {}` or a subclass; or check it together with the file that states it",
                    self.short(class)
                ))
            }
        }
    }

    /// `sh:in`: the nearest member, or the first ones.
    fn of_list(&self, violation: &Violation, members: &[Term], path: &str, value: &str) -> Said {
        let shown = |member: &Term| match member {
            Term::NamedNode(node) => self.short(node.as_str()),
            Term::Literal(literal) => self.literal(literal),
            Term::BlankNode(_) | Term::Triple(_) => String::new(),
        };
        let shorts: Vec<String> = members.iter().map(shown).collect();
        let near = violation.value.as_ref().and_then(written).and_then(|value| {
            let last = value.rsplit(['/', '#']).next()?.to_owned();
            let code = |short: &str| short.rsplit(':').next().unwrap_or_default().to_owned();
            let codes: Vec<String> = shorts.iter().map(|short| code(short)).collect();
            let near = nearest(&last, codes.iter().map(String::as_str))?;
            shorts.iter().find(|short| code(short) == near).cloned()
        });
        let listed = || {
            let more = if shorts.len() > LISTED { " …" } else { "" };
            let first: Vec<&str> = shorts.iter().take(LISTED).map(String::as_str).collect();
            format!("the list has {}{more}", first.join(", "))
        };
        Said::new(Code::UnknownConcept, format!("{value} is not in the closed list of {path}"), "not in the list")
            .help(near.map_or_else(listed, |near| format!("did you mean `{near}`?")))
    }

    /// What binds several values, properties or nodes.
    fn of_relation(&self, violation: &Violation, node: &str, path: &str, value: &str) -> Said {
        match &violation.component {
            Component::UniqueLang(tag) => {
                let message = format!("{node} has two values of {path} in the language `{tag}`");
                Said::new(Code::RepeatedLanguage, message, "the second one")
                    .help("leave one of them out, or give it as another name")
            }
            Component::Pair(name, other, _) => {
                let relation = match *name {
                    "equals" => "have the same values as",
                    "disjoint" => "share no value with",
                    "lessThan" => "be less than",
                    _ => "be not more than",
                };
                let other = self.short(other);
                let message = format!("{path} of {node} must {relation} `{other}`, and {value} violates this");
                Said::new(Code::ValuesDisagree, message, "this value")
            }
            Component::Closed => {
                let message = format!("{node} may not have {path}, because its shape is closed");
                Said::new(Code::ClosedShape, message, "not among the properties of the shape")
                    .help("leave it out, or add the property to the shape or its `sh:ignoredProperties`")
            }
            Component::Unique(other) => {
                let message = format!("{value} is the value of {path} of {node} and of {}", self.shown(other));
                Said::new(Code::SharedIdentifier, message, "another node has it too")
                    .help("the value must be unique: correct one of them")
            }
            component => {
                let name = if let Component::Shapes(name, _) = component { name } else { "node" };
                let message = format!("{value} does not meet `sh:{name}` of {path}");
                Said::new(Code::ShapeNotMet, message, "does not meet the shape").help("see the shape in the ontology")
            }
        }
    }
}

/// An IRI or a literal's text; nothing of a blank node.
pub(super) fn written(term: &Term) -> Option<String> {
    match term {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        Term::Literal(literal) => Some(literal.value().to_owned()),
        Term::BlankNode(_) | Term::Triple(_) => None,
    }
}

/// `one is needed`, `2 are needed`.
fn needed(least: u64) -> String {
    if least == 1 { "one is needed".to_owned() } else { format!("{least} are needed") }
}
