//! Violations to diagnostics: in words, with the place in the text.

use std::collections::{BTreeMap, HashMap, HashSet};

use oxigraph::model::Term;

use super::data::{Data, TermId};
use super::place::{Text, Wanted, subjects};
use super::shapes::Shapes;
use super::targets::violations;
use super::understood::is_target;
use super::unknown::{Unknown, unknown_terms};
use super::violation::{Component, Held, Violation};
use super::words::{Said, Words, written};
use chancery_model::diagnostic::{Code, Diagnostic, Severity};
use chancery_model::facts::Places;
use chancery_model::origin::{FileId, Origin};
use chancery_model::registry::Registry;
use chancery_model::schema::{NsId, Path, Role, Schema};
use chancery_model::source::rdf::RdfSource;
use chancery_model::vocab::{chy, std_terms as t};
use chancery_values::name::counted;

/// The result of checking RDF against shapes.
#[derive(Debug, Default)]
pub struct Told {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// What was compared with shapes.
    pub held: Held,
    /// How many triples there are.
    pub triples: usize,
}

/// Compares sources of RDF with the shapes and gives what is wrong, each with its place where the text shows it.
/// Entities of the registry, what the run's facts files say, and what a part of the facts leaves out may be referred to.
///
/// Where a source cannot be read that alone is reported: what would be missing elsewhere is perhaps in it.
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
    let referred = referred_as(&data);
    let known = |iri: &str| {
        if let Some(class) = referred.get(iri) {
            return Some(class.clone());
        }
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
    // What is in no closed list is reported as that.
    let listed: HashSet<&str> = found
        .iter()
        .filter_map(|violation| match (&violation.component, &violation.value) {
            (Component::In(_), Some(Term::NamedNode(node))) => Some(node.as_str()),
            _ => None,
        })
        .collect();
    unknown.retain(|unknown| !listed.contains(unknown.iri.as_str()));
    if held.nodes == 0 && unknown.is_empty() && !sources.is_empty() {
        let message = "no node in the RDF sources has a class that a shape targets, so nothing was checked";
        let note = Diagnostic::note(Code::NothingChecked, message).at(Origin::point(sources[0].file, 0));
        told.push(note.help("give the nodes classes of the ontology, or make your classes subclasses of them"));
    }
    told.extend(shapes_in_sources(&data, sources, shapes));
    let words = Words { data: &data, schema, shapes, known: &known };
    let mut teller = Teller { words, text: Text::default() };
    if !found.is_empty() || !unknown.is_empty() {
        teller.text = Text::read(sources, &wanted(&teller, &found, &unknown));
    }
    told.extend(found.iter().map(|violation| teller.violation(violation)));
    told.extend(unknown.iter().map(|unknown| teller.unknown(unknown)));
    if let Some(shape) = &held.too_deep {
        let message = format!("the shape <{shape}> refers to so many shapes that not all of them were checked");
        let warning = Diagnostic::warning(Code::ConstraintNotChecked, message);
        told.push(warning.help("a shape that refers to itself is followed at most a hundred times"));
    }
    Told { diagnostics: told, held, triples: data.len() }
}

/// The classes of facts that the sources refer to and do not hold, because they are a part of the facts.
fn referred_as(data: &Data) -> HashMap<String, String> {
    let Some(referred_as) = data.iri_id(chy::REFERRED_AS) else { return HashMap::new() };
    let named = |id: TermId| match data.term(id) {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        _ => None,
    };
    let of = |subject: &TermId| {
        let class = data.objects(*subject, referred_as).next()?;
        Some((named(*subject)?, named(class)?))
    };
    data.subjects().iter().filter_map(of).collect()
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
            Diagnostic::warning(Code::ShapesNotApplied, message).at(place).label("not applied").help(
                "put the shapes into a Turtle file with a new name (`my-shapes.ttl`), and name its folder: `--ontology FOLDER`",
            )
        })
        .collect()
}

/// A literal that does not belong to its datatype is reported as that, and not a second time because it cannot be compared.
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

struct Teller<'a> {
    words: Words<'a>,
    text: Text,
}

impl Teller<'_> {
    /// The IRI of a node, or, of a blank node, of the first node with an IRI that leads to it.
    fn named(&self, node: &Term) -> Option<String> {
        let mut node = self.words.data.id(node)?;
        for _ in 0..8 {
            match self.words.data.term(node) {
                Term::NamedNode(name) => return Some(name.as_str().to_owned()),
                _ => node = self.words.data.inverse(node).first()?.1,
            }
        }
        None
    }

    fn place(&self, violation: &Violation) -> (Option<Origin>, bool) {
        let Some(subject) = self.named(&violation.focus) else { return (None, false) };
        let value = shown_value(violation)
            .and_then(written)
            .and_then(|value| self.text.value(&subject, &property(violation), &value));
        if value.is_some() {
            return (value, true);
        }
        let home = self.words.data.iri_id(&subject).and_then(|id| self.words.data.home(id));
        (self.text.subject(&subject).or_else(|| home.map(|file| Origin::point(file, 0))), false)
    }

    fn violation(&self, violation: &Violation) -> Diagnostic {
        let (origin, at_value) = self.place(violation);
        let Said { code, message, label, help } = self.words.of(violation);
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
            diagnostic = diagnostic.remark(format!("{}: {help}", self.words.path_of(violation)));
        }
        diagnostic
    }

    fn unknown(&self, unknown: &Unknown) -> Diagnostic {
        let home = self.words.data.home(unknown.subject);
        let place = self.text.term(&unknown.iri).or_else(|| home.map(|file| Origin::point(file, 0)));
        unknown.told(self.words, place)
    }
}
