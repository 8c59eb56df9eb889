//! Violations to diagnostics: in words, with the place in the text.

use std::collections::{BTreeMap, HashMap, HashSet};

use oxigraph::model::{Literal, Term};

use super::data::{Data, TermId};
use super::place::{Text, Wanted, subjects};
use super::shapes::{Shapes, is_target};
use super::targets::violations;
use super::violation::{Component, Held, Violation};
use crate::diagnostic::{Diagnostic, Severity};
use crate::name::{counted, nearest, with_article};
use crate::origin::{FileId, Origin};
use crate::pipeline::Places;
use crate::registry::Registry;
use crate::schema::{NsId, Path, Role, Schema};
use crate::source::rdf::RdfSource;
use crate::vocab::std_terms as t;

/// The most characters of a literal that a sentence repeats.
const LONGEST: usize = 80;

/// How many members of a closed list a remedy names.
const LISTED: usize = 24;

/// What holding RDF against shapes came to.
#[derive(Debug, Default)]
pub struct Told {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// What was held against shapes.
    pub held: Held,
    /// How many triples there are.
    pub triples: usize,
}

/// Holds sources of RDF against the shapes and gives what is wrong, each with its place where the text shows it.
/// Entities of the registry and what the run's facts files say may be referred to.
///
/// Where a source cannot be read that alone is told: what would be missing elsewhere is perhaps in it.
#[must_use]
pub fn told(sources: &[RdfSource], schema: &Schema, shapes: &Shapes, registry: &Registry, places: &Places) -> Told {
    let mut told: Vec<Diagnostic> = Vec::new();
    let mut data = Data::default();
    for source in sources {
        match source.quads() {
            Ok(quads) => {
                for quad in quads {
                    match quad {
                        Ok(quad) => data.add(source.file, quad),
                        Err(diagnostic) => told.push(diagnostic),
                    }
                }
            }
            Err(diagnostic) => told.push(diagnostic),
        }
    }
    if !told.is_empty() {
        return Told { diagnostics: told, ..Told::default() };
    }
    data.renew(schema);
    data.sort();
    let known = |iri: &str| {
        let (namespace, local) = schema.space.split(iri);
        let kind = schema.kinds().find(|kind| namespace != NsId::NONE && kind.namespace == namespace)?;
        let is_entity = kind.role == Role::Entity
            && schema.kind_by_key(&kind.key).and_then(|id| registry.by_id(schema, id, local)).is_some();
        (is_entity || places.of(schema, iri).is_some()).then(|| kind.class_iri.clone())
    };
    let mut found = Vec::new();
    let held = violations(&mut data, shapes, &known, &mut |violation| found.push(violation));
    drop_doubles(&mut found);
    let mut unknown = unknown_terms(&data, shapes);
    // What is in no closed list is told as that.
    let listed: HashSet<&str> = found
        .iter()
        .filter_map(|violation| match (&violation.component, &violation.value) {
            (Component::In(_), Some(Term::NamedNode(node))) => Some(node.as_str()),
            _ => None,
        })
        .collect();
    unknown.retain(|unknown| !listed.contains(unknown.iri.as_str()));
    if held.nodes == 0 && unknown.is_empty() && !sources.is_empty() {
        let message = "no node of the sources of RDF is of a class that a shape is about, so nothing was checked";
        let note = Diagnostic::note("nothing-checked", message).at(Origin::point(sources[0].file, 0));
        told.push(note.help("type the nodes with classes of the ontology, or put your classes below them"));
    }
    told.extend(shapes_in_sources(&data, sources, shapes));
    let mut teller = Teller { data: &data, schema, shapes, known: &known, text: Text::default() };
    if !found.is_empty() || !unknown.is_empty() {
        teller.text = Text::read(sources, &wanted(&teller, &found, &unknown));
    }
    told.extend(found.iter().map(|violation| teller.violation(violation)));
    told.extend(unknown.iter().map(|unknown| teller.unknown(unknown)));
    if let Some(shape) = &held.too_deep {
        let message = format!("the shape <{shape}> leads through so many shapes that not all of them were checked");
        let warning = Diagnostic::warning("constraint-not-checked", message);
        told.push(warning.help("a shape that leads back to itself is followed a hundred times at most"));
    }
    Told { diagnostics: told, held, triples: data.len() }
}

/// A note for each source that holds shapes which the ontology does not have: a shape in a source asks for nothing.
fn shapes_in_sources(data: &Data, sources: &[RdfSource], shapes: &Shapes) -> Vec<Diagnostic> {
    let node_shape = data.iri_id(&format!("{}NodeShape", t::SH));
    let says_shape = |subject: TermId| {
        data.about(subject).iter().any(|&(predicate, object)| {
            let is_target = matches!(data.term(predicate), Term::NamedNode(property) if is_target(property.as_str()));
            is_target || Some(object) == node_shape
        })
    };
    let applied = |subject: TermId| matches!(data.term(subject), Term::NamedNode(node) if shapes.has(node.as_str()));
    let mut found: BTreeMap<FileId, Vec<TermId>> = BTreeMap::new();
    for &subject in data.subjects().iter().filter(|subject| says_shape(**subject) && !applied(**subject)) {
        if let Some(file) = data.home(subject) {
            found.entry(file).or_default().push(subject);
        }
    }
    let name = |term: &TermId| match data.term(*term) {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        _ => None,
    };
    let first: HashSet<String> = found.values().filter_map(|shapes| shapes.iter().find_map(name)).collect();
    let places = if found.is_empty() { HashMap::new() } else { subjects(sources, first) };
    found
        .iter()
        .map(|(file, shapes)| {
            let message = format!("this source has {}, and shapes of a source are not applied", counted(shapes.len(), "shape"));
            let place = shapes.iter().find_map(name).and_then(|name| places.get(&name).copied());
            let place = place.filter(|place| place.file == *file).unwrap_or(Origin::point(*file, 0));
            Diagnostic::warning("shapes-not-applied", message).at(place).label("not applied").help(
                "put the shapes into a Turtle file with a name of its own (`my-shapes.ttl`), and name its folder: `--ontology FOLDER`",
            )
        })
        .collect()
}

/// A literal that does not belong to its datatype is told as that, and not once more because it cannot be compared.
fn drop_doubles(found: &mut Vec<Violation>) {
    let malformed: HashSet<Term> = found
        .iter()
        .filter(|violation| matches!(violation.component, Component::Datatype(_)))
        .filter_map(|violation| violation.value.clone())
        .collect();
    found.retain(|violation| match (&violation.component, &violation.value) {
        (Component::Pair(_, _, Some(other)), Some(value)) => !malformed.contains(value) && !malformed.contains(other),
        (Component::Bound(..), Some(value)) => !malformed.contains(value),
        _ => true,
    });
}

/// A term of a namespace of ours that the ontology has not.
struct Unknown {
    iri: String,
    /// As what it stands there.
    what: What,
    /// The node that it is said of, or by which.
    subject: TermId,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Class,
    Property,
    Concept,
}

/// Every unknown term once, at its first node.
fn unknown_terms(data: &Data, shapes: &Shapes) -> Vec<Unknown> {
    let mut unknown = Vec::new();
    let mut seen: HashSet<TermId> = HashSet::new();
    let class = data.iri_id(t::RDF_TYPE);
    for &subject in data.subjects() {
        for &(predicate, object) in data.about(subject) {
            let of_object = if Some(predicate) == class { What::Class } else { What::Concept };
            for (term, what) in [(predicate, What::Property), (object, of_object)] {
                if !seen.insert(term) {
                    continue;
                }
                if let Term::NamedNode(node) = data.term(term)
                    && !shapes.defines(node.as_str())
                    // Data may bring terms of its own.
                    && data.classes(term).next().is_none()
                {
                    unknown.push(Unknown { iri: node.as_str().to_owned(), what, subject });
                }
            }
        }
    }
    unknown
}

fn wanted(teller: &Teller<'_>, found: &[Violation], unknown: &[Unknown]) -> Wanted {
    let mut wanted = Wanted::default();
    for violation in found {
        if let Some(subject) = teller.named(&violation.focus) {
            if let Some(value) = shown_value(violation).and_then(written) {
                wanted.values.insert((subject.clone(), property(violation), value));
            }
            wanted.subjects.insert(subject);
        }
    }
    wanted.terms = unknown.iter().map(|unknown| unknown.iri.clone()).collect();
    wanted
}

/// The value that is shown.
fn shown_value(violation: &Violation) -> Option<&Term> {
    violation.value.as_ref().or(violation.shown.as_ref())
}

/// The property by which a value is said, where that is one; else nothing.
fn property(violation: &Violation) -> String {
    match &violation.path {
        // A unit is a value of the amount, whose node is not the one that is shown.
        Some(Path::Forward(property)) if !matches!(violation.component, Component::Units(_)) => property.clone(),
        _ => String::new(),
    }
}

/// An IRI or a literal's text; nothing of a blank node.
fn written(term: &Term) -> Option<String> {
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

struct Teller<'a> {
    data: &'a Data,
    schema: &'a Schema,
    shapes: &'a Shapes,
    known: &'a dyn Fn(&str) -> Option<String>,
    text: Text,
}

impl Teller<'_> {
    /// The IRI of a node, or, of a blank node, of the first node with an IRI that leads to it.
    fn named(&self, node: &Term) -> Option<String> {
        let mut node = self.data.id(node)?;
        for _ in 0..8 {
            match self.data.term(node) {
                Term::NamedNode(name) => return Some(name.as_str().to_owned()),
                _ => node = self.data.inverse(node).first()?.1,
            }
        }
        None
    }

    /// A node as a person would write it. Names of blank nodes are of no use: they are told by what leads to them.
    fn shown(&self, term: &Term) -> String {
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

    fn short(&self, iri: &str) -> String {
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

    fn path(&self, path: &Path) -> String {
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
    fn a_class(&self, class: &str) -> String {
        with_article(self.shapes.labels.get(class).map_or(class, String::as_str))
    }

    /// What a node is, as far as anything says it.
    fn what_is(&self, node: &Term) -> Option<String> {
        let id = self.data.id(node)?;
        let own = self.data.classes(id).next().map(ToOwned::to_owned);
        let Term::NamedNode(name) = node else { return own };
        own.or_else(|| self.shapes.types.get(name.as_str()).and_then(|classes| classes.first().cloned()))
            .or_else(|| (self.known)(name.as_str()))
    }

    fn place(&self, violation: &Violation) -> (Option<Origin>, bool) {
        let Some(subject) = self.named(&violation.focus) else { return (None, false) };
        let value = shown_value(violation)
            .and_then(written)
            .and_then(|value| self.text.value(&subject, &property(violation), &value));
        if value.is_some() {
            return (value, true);
        }
        let home = self.data.iri_id(&subject).and_then(|id| self.data.home(id));
        (self.text.subject(&subject).or_else(|| home.map(|file| Origin::point(file, 0))), false)
    }

    fn violation(&self, violation: &Violation) -> Diagnostic {
        let (origin, at_value) = self.place(violation);
        let node = self.shown(&violation.focus);
        let path = violation.path.as_ref().map_or_else(|| "the node".to_owned(), |path| self.path(path));
        let value = violation.value.as_ref().map_or_else(|| node.clone(), |value| self.shown(value));
        let (code, message, label, help) = self.words(violation, &node, &path, &value);
        let severity = match violation.severity.strip_prefix(t::SH) {
            Some("Warning") => Severity::Warning,
            Some("Info") => Severity::Note,
            _ => Severity::Error,
        };
        let mut diagnostic = Diagnostic::new(severity, code, message);
        if let Some(origin) = origin {
            let label = if at_value || shown_value(violation).is_none() { label } else { format!("of this: {label}") };
            diagnostic = diagnostic.at(origin).label(label);
        }
        if let Some(help) = help {
            diagnostic = diagnostic.help(help);
        }
        if let Some(message) = &violation.message {
            diagnostic = diagnostic.remark(message.as_str());
        }
        if let Some(help) = violation.help.as_deref().filter(|help| !help.is_empty()) {
            diagnostic = diagnostic.remark(format!("{path}: {help}"));
        }
        diagnostic
    }

    /// Code, sentence, what stands under the carets, and the remedy.
    fn words(
        &self,
        violation: &Violation,
        node: &str,
        path: &str,
        value: &str,
    ) -> (&'static str, String, String, Option<String>) {
        let label = String::from;
        match &violation.component {
            Component::MinCount(least, 0) => {
                let needed = needed(*least);
                let help = format!("say {path} of {node}");
                (
                    "too-few-values",
                    format!("{node} has no value of {path}, and {needed}"),
                    label("lacks a value"),
                    Some(help),
                )
            }
            Component::MinCount(least, count) => (
                "too-few-values",
                format!("{node} has {} of {path}, and {}", counted(*count, "value"), needed(*least)),
                label("lacks a value"),
                None,
            ),
            Component::MaxCount(most, count) => (
                "too-many-values",
                format!("{node} has {} of {path}, and at most {most} may be", counted(*count, "value")),
                label("one too many"),
                Some("make two nodes of it, or leave one value out".to_owned()),
            ),
            Component::Class(class) => {
                let wanted = self.a_class(class);
                match violation.value.as_ref().and_then(|value| self.what_is(value)) {
                    Some(is) => (
                        "wrong-class",
                        format!("{value} is {}, and {path} of {node} takes {wanted}", self.a_class(&is)),
                        format!("not {wanted}"),
                        None,
                    ),
                    None => (
                        "wrong-class",
                        format!("nothing says that {value} is {wanted}, which {path} of {node} takes"),
                        format!("of no class, not {wanted}"),
                        Some(format!(
                            "say its class, `a {}` or one below it; or check it together with the file that says so",
                            self.short(class)
                        )),
                    ),
                }
            }
            Component::In(members) => {
                let shorts: Vec<String> = members
                    .iter()
                    .map(|member| match member {
                        Term::NamedNode(node) => self.short(node.as_str()),
                        Term::Literal(literal) => self.literal(literal),
                        Term::BlankNode(_) | Term::Triple(_) => String::new(),
                    })
                    .collect();
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
                (
                    "unknown-concept",
                    format!("{value} is not in the closed list of {path}"),
                    label("not in the list"),
                    Some(near.map_or_else(listed, |near| format!("did you mean `{near}`?"))),
                )
            }
            Component::Datatype(datatype) => {
                let wanted = self.short(datatype);
                let right = matches!(&violation.value, Some(Term::Literal(l)) if l.datatype().as_str() == datatype);
                let message = if right {
                    format!("{value} is no `{wanted}`: the text is not of that form")
                } else {
                    format!("{value} is no `{wanted}`, which {path} of {node} takes")
                };
                ("wrong-datatype", message, format!("not a {wanted}"), None)
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
                let message = format!("{value} is not {wanted}, which {path} of {node} takes");
                ("wrong-node-kind", message, format!("not {wanted}"), None)
            }
            Component::Pattern(pattern) => (
                "malformed-text",
                format!("{value} is not of the form of {path}"),
                label("not of the form that is wanted"),
                Some(format!("it must match the pattern `{pattern}`")),
            ),
            Component::Length(name, length) => {
                let bound = if *name == "minLength" { "at least" } else { "at most" };
                let message = format!("{value} must have {bound} {}", counted(length, "character"));
                ("malformed-text", message, label("not of the length that is wanted"), None)
            }
            Component::LanguageIn(tags) => (
                "malformed-text",
                format!("{value} is in none of the languages of {path}"),
                label("not in these languages"),
                Some(format!("write one of the tags {}", tags.join(", "))),
            ),
            Component::UniqueLang(tag) => (
                "repeated-language",
                format!("{node} has two values of {path} in the language `{tag}`"),
                label("the second one"),
                Some("leave one of them out, or give it as another name".to_owned()),
            ),
            Component::Bound(name, bound) => {
                let relation = match *name {
                    "minInclusive" => "not less than",
                    "maxInclusive" => "not more than",
                    "minExclusive" => "more than",
                    _ => "less than",
                };
                let message = format!("{value} is out of range: {path} is {relation} {bound}");
                ("value-out-of-range", message, label("out of range"), None)
            }
            Component::Pair(name, other, _) => {
                let relation = match *name {
                    "equals" => "have the same values as",
                    "disjoint" => "share no value with",
                    "lessThan" => "be less than",
                    _ => "be not more than",
                };
                (
                    "values-disagree",
                    format!("{path} of {node} must {relation} `{}`, and {value} breaks that", self.short(other)),
                    label("this value"),
                    None,
                )
            }
            Component::HasValue(wanted) => {
                let message = format!("{node} must have {} as a value of {path}", self.shown(wanted));
                ("too-few-values", message, label("lacks a value"), None)
            }
            Component::Closed => (
                "closed-shape",
                format!("{node} may not have {path}, because its shape is closed"),
                label("not among the properties of the shape"),
                Some("leave it out, or add the property to the shape or its `sh:ignoredProperties`".to_owned()),
            ),
            Component::QualifiedMin(least, count) => (
                "too-few-values",
                format!(
                    "{node} has {} of {path} that meet the shape, and {}",
                    counted(*count, "value"),
                    needed(*least)
                ),
                label("lacks a value"),
                Some("`sh:qualifiedValueShape` in the ontology says which values count".to_owned()),
            ),
            Component::QualifiedMax(most, count) => (
                "too-many-values",
                format!(
                    "{node} has {} of {path} that meet the shape, and at most {most} may be",
                    counted(*count, "value")
                ),
                label("too many values"),
                Some("`sh:qualifiedValueShape` in the ontology says which values count".to_owned()),
            ),
            Component::Shapes("or", needed) if !needed.is_empty() => {
                let needed: Vec<String> = needed.iter().map(|property| format!("`{}`", self.short(property))).collect();
                let message = format!("{node} needs a value of {}", needed.join(" or "));
                ("too-few-values", message, label("lacks a value"), None)
            }
            Component::Shapes(name, _) => (
                "shape-not-met",
                format!("{value} does not meet `sh:{name}` of {path}"),
                label("does not meet the shape"),
                Some("the shape in the ontology says what it must be".to_owned()),
            ),
            Component::Unique(other) => (
                "shared-identifier",
                format!("{value} is the value of {path} of {node} and of {}", self.shown(other)),
                label("another node has it too"),
                Some("two things do not share it: correct one of them".to_owned()),
            ),
            Component::Units(_) => (
                "unknown-unit",
                format!("{value} is no unit of {path} of {node}"),
                label("not one of its units"),
                Some("`chy:unitIn` of the shape lists the units".to_owned()),
            ),
        }
    }

    fn unknown(&self, unknown: &Unknown) -> Diagnostic {
        let what = match unknown.what {
            What::Class => "class",
            What::Property => "property",
            What::Concept => "term",
        };
        let message = format!("the ontology has no {what} `{}`", self.short(&unknown.iri));
        let mut diagnostic = Diagnostic::error("unknown-term", message);
        let home = self.data.home(unknown.subject);
        if let Some(origin) = self.text.term(&unknown.iri).or_else(|| home.map(|file| Origin::point(file, 0))) {
            diagnostic = diagnostic.at(origin).label("not in the ontology");
        }
        let fits = |classes: &[String]| {
            let is = |end: &str| classes.iter().any(|class| class.ends_with(end));
            match unknown.what {
                What::Class => is("Class"),
                What::Property => is("Property"),
                What::Concept => true,
            }
        };
        let local = unknown.iri.rsplit(['/', '#']).next().unwrap_or_default();
        let mut beside: Vec<&str> =
            self.shapes.terms_beside(&unknown.iri).filter(|(_, classes)| fits(classes)).map(|(name, _)| name).collect();
        beside.sort_unstable();
        match nearest(local, beside) {
            Some(near) => {
                let cut = unknown.iri.len() - local.len();
                let near = self.short(&format!("{}{near}", &unknown.iri[..cut]));
                diagnostic.help(format!("did you mean `{near}`?"))
            }
            None => diagnostic
                .help("its namespace is the ontology's own: write a term that it has, or use a namespace of yours"),
        }
    }
}
