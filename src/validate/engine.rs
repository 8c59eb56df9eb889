//! Nodes against shapes. What SHACL calls a validation result is a [`Violation`] here.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use oxigraph::model::Term;

use super::data::{Data, TermId};
use super::literal::{compare, is_well_formed};
use super::shapes::{Constraint, Path, Shape, ShapeId, Shapes};
use crate::vocab::std_terms as t;

/// How deep shapes may lead into shapes: one that leads back to itself ends here (SHACL, section 3.4.3, leaves open what
/// recursion means).
const MAX_DEPTH: usize = 24;

/// The whole IRI of the class that the run knows a node to be of, beside what the data says: an entity of the registry.
pub type Known<'a> = &'a dyn Fn(&str) -> Option<String>;

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
    /// `sh:minInclusive` and its like: the local name of the term, and the bound as text.
    Bound(&'static str, String),
    /// `sh:minLength` and `sh:maxLength`: the local name of the term, and the length in characters.
    Length(&'static str, u64),
    /// `sh:pattern`, with the pattern.
    Pattern(String),
    /// `sh:languageIn`, with the tags.
    LanguageIn(Vec<String>),
    /// `sh:uniqueLang`, with the tag that comes twice.
    UniqueLang(String),
    /// `sh:lessThanOrEquals` and its like: the local name of the term, and the whole IRI of the other property.
    Pair(&'static str, String),
    /// `sh:in`, with the members as they stand in the shape.
    In(Arc<[Term]>),
    /// `sh:hasValue`.
    HasValue(Term),
    /// `sh:not`, `sh:and`, `sh:or`, `sh:xone`, `sh:node`: the local name of the term; and of `sh:or`, the whole IRIs of the
    /// properties of which one must have a value, where that is all it asks for.
    Shapes(&'static str, Vec<String>),
    /// `chy:unique`: another node has the value.
    Unique(Term),
    /// `chy:unitIn`: the units that an amount may have.
    Units(Arc<[Term]>),
}

/// One way in which a node breaks a shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The node that was held against the shape.
    pub focus: Term,
    /// How the values were reached from it; nothing where the node itself is meant.
    pub path: Option<Path>,
    /// The value that is wrong; nothing where their number is, or one is missing.
    pub value: Option<Term>,
    /// What was broken.
    pub component: Component,
    /// `sh:severity` as the local name of the term: `Violation`, `Warning` or `Info`.
    pub severity: String,
    /// `sh:message` of the shape.
    pub message: Option<String>,
    /// `sh:description` of the shape: what the values say.
    pub help: Option<String>,
}

/// Holds all nodes of the data against the shapes that target them; `each` is given every violation, in the order of the
/// nodes. `known` tells classes of nodes beside the data. Gives the number of nodes that a shape targets.
pub fn violations(data: &Data, shapes: &Shapes, known: Known<'_>, each: &mut dyn FnMut(Violation)) -> usize {
    let mut held = 0;
    let engine = Engine { data, shapes, known, ancestors: Ancestors::read(data, shapes) };
    let mut targets: HashMap<String, Vec<ShapeId>> = HashMap::new();
    let property = |iri: &String, ids: &Vec<ShapeId>| data.iri_id(iri).map(|id| (id, ids.clone()));
    let of_subjects: HashMap<TermId, Vec<ShapeId>> =
        shapes.of_subjects.iter().filter_map(|(iri, ids)| property(iri, ids)).collect();
    let of_objects: HashMap<TermId, Vec<ShapeId>> =
        shapes.of_objects.iter().filter_map(|(iri, ids)| property(iri, ids)).collect();
    let mut nodes: Vec<TermId> = data.subjects().to_vec();
    if !of_objects.is_empty() {
        let known: HashSet<TermId> = nodes.iter().copied().collect();
        let mut more = HashSet::new();
        for subject in data.subjects() {
            for (predicate, object) in data.about(*subject) {
                if of_objects.contains_key(predicate) && !known.contains(object) && more.insert(*object) {
                    nodes.push(*object);
                }
            }
        }
    }
    for node in nodes {
        let mut ids: Vec<ShapeId> = Vec::new();
        for class in data.classes(node) {
            if !targets.contains_key(class) {
                let above = engine.ancestors.of(class);
                let found = above.iter().filter_map(|class| shapes.of_class.get(class)).flatten().copied();
                targets.insert(class.to_owned(), found.collect());
            }
            ids.extend(targets.get(class).into_iter().flatten());
        }
        for (predicate, _) in data.about(node) {
            ids.extend(of_subjects.get(predicate).into_iter().flatten());
        }
        if !of_objects.is_empty() {
            for (predicate, _) in data.inverse(node) {
                ids.extend(of_objects.get(predicate).into_iter().flatten());
            }
        }
        let named = shapes.of_node.iter().filter(|(target, _)| target == data.term(node)).map(|(_, id)| *id);
        ids.extend(named);
        ids.sort_unstable();
        ids.dedup();
        held += usize::from(!ids.is_empty());
        let mut found = Vec::new();
        for id in ids {
            engine.check(id, node, &mut found, 0);
        }
        found.drain(..).for_each(&mut *each);
    }
    held
}

/// Classes and all classes above each, as the ontology and the data have them.
struct Ancestors {
    parents: HashMap<String, Vec<String>>,
    /// Those that were asked for.
    found: RefCell<HashMap<String, Rc<HashSet<String>>>>,
}

impl Ancestors {
    fn read(data: &Data, shapes: &Shapes) -> Self {
        let mut parents = shapes.parents.clone();
        if let Some(below) = data.iri_id(t::RDFS_SUB_CLASS_OF) {
            for subject in data.subjects() {
                for parent in data.objects(*subject, below) {
                    if let (Term::NamedNode(class), Term::NamedNode(parent)) = (data.term(*subject), data.term(parent))
                    {
                        parents.entry(class.as_str().to_owned()).or_default().push(parent.as_str().to_owned());
                    }
                }
            }
        }
        Self { parents, found: RefCell::default() }
    }

    /// The class and all above it.
    fn of(&self, class: &str) -> Rc<HashSet<String>> {
        if let Some(found) = self.found.borrow().get(class) {
            return found.clone();
        }
        let mut seen = HashSet::from([class.to_owned()]);
        let mut open = vec![class.to_owned()];
        while let Some(class) = open.pop() {
            for parent in self.parents.get(&class).into_iter().flatten() {
                if seen.insert(parent.clone()) {
                    open.push(parent.clone());
                }
            }
        }
        let seen = Rc::new(seen);
        self.found.borrow_mut().insert(class.to_owned(), seen.clone());
        seen
    }
}

struct Engine<'a> {
    data: &'a Data,
    shapes: &'a Shapes,
    known: Known<'a>,
    ancestors: Ancestors,
}

impl Engine<'_> {
    fn check(&self, id: ShapeId, focus: TermId, found: &mut Vec<Violation>, depth: usize) {
        let Some(shape) = self.shapes.shapes.get(id).filter(|shape| !shape.deactivated && depth < MAX_DEPTH) else {
            return;
        };
        let values = match &shape.path {
            None => vec![focus],
            Some(path) => self.values(focus, path),
        };
        for constraint in &shape.constraints {
            self.constraint(shape, constraint, focus, &values, found, depth);
        }
    }

    fn conforms(&self, id: ShapeId, focus: TermId, depth: usize) -> bool {
        let mut found = Vec::new();
        self.check(id, focus, &mut found, depth + 1);
        found.is_empty()
    }

    /// The values that a path reaches, each once.
    fn values(&self, focus: TermId, path: &Path) -> Vec<TermId> {
        let mut values: Vec<TermId> = match path {
            Path::Forward(property) => match self.data.iri_id(property) {
                Some(property) => self.data.objects(focus, property).collect(),
                None => Vec::new(),
            },
            Path::Inverse(property) => match self.data.iri_id(property) {
                Some(property) => {
                    self.data.inverse(focus).iter().filter(|(p, _)| *p == property).map(|(_, s)| *s).collect()
                }
                None => Vec::new(),
            },
            Path::Any(paths) => paths.iter().flat_map(|path| self.values(focus, path)).collect(),
        };
        let mut seen = HashSet::new();
        values.retain(|value| seen.insert(*value));
        values
    }

    fn is_of_class(&self, node: TermId, wanted: &str) -> bool {
        let Term::NamedNode(name) = self.data.term(node) else {
            return self.data.classes(node).any(|class| self.is_a(class, wanted));
        };
        self.data.classes(node).any(|class| self.is_a(class, wanted))
            || self.shapes.types.get(name.as_str()).into_iter().flatten().any(|class| self.is_a(class, wanted))
            || (self.known)(name.as_str()).is_some_and(|class| self.is_a(&class, wanted))
    }

    fn is_a(&self, class: &str, wanted: &str) -> bool {
        class == wanted || self.ancestors.of(class).contains(wanted)
    }

    fn constraint(
        &self,
        shape: &Shape,
        constraint: &Constraint,
        focus: TermId,
        values: &[TermId],
        found: &mut Vec<Violation>,
        depth: usize,
    ) {
        let term = |id: TermId| self.data.term(id);
        let mut tell = |value: Option<TermId>, component: Component| {
            found.push(Violation {
                focus: term(focus).clone(),
                path: shape.path.clone(),
                value: value.map(|value| term(value).clone()),
                component,
                severity: shape.severity.clone().unwrap_or_else(|| "Violation".to_owned()),
                message: shape.message.clone(),
                help: shape.help.clone(),
            });
        };
        let mut each = |wrong: &dyn Fn(TermId) -> bool, component: &dyn Fn() -> Component| {
            for value in values.iter().copied().filter(|value| wrong(*value)) {
                tell(Some(value), component());
            }
        };
        match constraint {
            Constraint::Class(class) => {
                each(&|value| !self.is_of_class(value, class), &|| Component::Class(class.clone()));
            }
            Constraint::Datatype(datatype) => {
                let right = |value: TermId| match term(value) {
                    Term::Literal(literal) => literal.datatype().as_str() == datatype && is_well_formed(literal),
                    _ => false,
                };
                each(&|value| !right(value), &|| Component::Datatype(datatype.clone()));
            }
            Constraint::NodeKind(kind) => {
                let right = |value: TermId| match term(value) {
                    Term::NamedNode(_) => ["IRI", "BlankNodeOrIRI", "IRIOrLiteral"].contains(&kind.as_str()),
                    Term::BlankNode(_) => {
                        ["BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral"].contains(&kind.as_str())
                    }
                    Term::Literal(_) => ["Literal", "IRIOrLiteral", "BlankNodeOrLiteral"].contains(&kind.as_str()),
                    // SHACL Core of 2017 has no kind of node for it.
                    Term::Triple(_) => false,
                };
                each(&|value| !right(value), &|| Component::NodeKind(kind.clone()));
            }
            Constraint::Min(count) => {
                if (values.len() as u64) < *count {
                    tell(None, Component::MinCount(*count, values.len()));
                }
            }
            Constraint::Max(count) => {
                if values.len() as u64 > *count {
                    // The first one more than may be is shown.
                    let value = usize::try_from(*count).ok().and_then(|at| values.get(at)).copied();
                    tell(value, Component::MaxCount(*count, values.len()));
                }
            }
            Constraint::Bound(name, bound) => {
                let right = |value: TermId| {
                    let Term::Literal(literal) = term(value) else { return false };
                    compare(literal, bound).is_some_and(|order| match *name {
                        "minInclusive" => order != Ordering::Less,
                        "maxInclusive" => order != Ordering::Greater,
                        "minExclusive" => order == Ordering::Greater,
                        _ => order == Ordering::Less,
                    })
                };
                each(&|value| !right(value), &|| Component::Bound(name, bound.value().to_owned()));
            }
            Constraint::MinLength(least) => {
                let right = |value| text_of(term(value)).is_some_and(|text| text.chars().count() as u64 >= *least);
                each(&|value| !right(value), &|| Component::Length("minLength", *least));
            }
            Constraint::MaxLength(most) => {
                let right = |value| text_of(term(value)).is_some_and(|text| text.chars().count() as u64 <= *most);
                each(&|value| !right(value), &|| Component::Length("maxLength", *most));
            }
            Constraint::Pattern(pattern) => {
                let right = |value| text_of(term(value)).is_some_and(|text| pattern.is_match(text));
                each(&|value| !right(value), &|| Component::Pattern(pattern.as_str().to_owned()));
            }
            Constraint::LanguageIn(tags) => {
                // A basic language range matches the tag itself and those that go on after a hyphen (RFC 4647, 3.3.1).
                let matches = |tag: &str| {
                    tags.iter().any(|range| {
                        tag.strip_prefix(range.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
                    })
                };
                let right = |value| match term(value) {
                    Term::Literal(literal) => literal.language().is_some_and(|tag| matches(&tag.to_ascii_lowercase())),
                    _ => false,
                };
                each(&|value| !right(value), &|| Component::LanguageIn(tags.clone()));
            }
            Constraint::UniqueLang => {
                let mut count: HashMap<String, usize> = HashMap::new();
                for value in values {
                    if let Term::Literal(literal) = term(*value)
                        && let Some(tag) = literal.language()
                    {
                        let times = count.entry(tag.to_ascii_lowercase()).or_insert(0);
                        *times += 1;
                        if *times == 2 {
                            tell(Some(*value), Component::UniqueLang(tag.to_owned()));
                        }
                    }
                }
            }
            Constraint::Pair(name, property) => {
                let other = self.values(focus, &Path::Forward(property.clone()));
                let component = || Component::Pair(name, property.clone());
                match *name {
                    "disjoint" => each(&|value| other.contains(&value), &component),
                    "equals" => {
                        each(&|value| !other.contains(&value), &component);
                        for missing in other.iter().filter(|value| !values.contains(value)) {
                            tell(Some(*missing), component());
                        }
                    }
                    less => {
                        // A literal that is none of its datatype is told as that, and cannot be compared.
                        let right = |value: TermId, other: TermId| match (term(value), term(other)) {
                            (Term::Literal(a), Term::Literal(b)) if !is_well_formed(a) || !is_well_formed(b) => true,
                            (Term::Literal(a), Term::Literal(b)) => compare(a, b).is_some_and(|order| {
                                order == Ordering::Less || (less == "lessThanOrEquals" && order == Ordering::Equal)
                            }),
                            _ => false,
                        };
                        each(&|value| other.iter().any(|other| !right(value, *other)), &component);
                    }
                }
            }
            Constraint::In(members) => {
                each(&|value| !members.contains(term(value)), &|| Component::In(members.clone()));
            }
            Constraint::HasValue(wanted) => {
                if !values.iter().any(|value| term(*value) == wanted) {
                    tell(None, Component::HasValue(wanted.clone()));
                }
            }
            Constraint::Not(shape) => {
                each(&|value| self.conforms(*shape, value, depth), &|| Component::Shapes("not", Vec::new()));
            }
            Constraint::And(all) => {
                let right = |value| all.iter().all(|shape| self.conforms(*shape, value, depth));
                each(&|value| !right(value), &|| Component::Shapes("and", Vec::new()));
            }
            Constraint::Or(any) => {
                let right = |value| any.iter().any(|shape| self.conforms(*shape, value, depth));
                each(&|value| !right(value), &|| Component::Shapes("or", self.needed(any)));
            }
            Constraint::Xone(any) => {
                let right = |value| any.iter().filter(|shape| self.conforms(**shape, value, depth)).count() == 1;
                each(&|value| !right(value), &|| Component::Shapes("xone", Vec::new()));
            }
            Constraint::Node(shape) => {
                each(&|value| !self.conforms(*shape, value, depth), &|| Component::Shapes("node", Vec::new()));
            }
            Constraint::Property(shape) => {
                for value in values {
                    self.check(*shape, *value, found, depth + 1);
                }
            }
            Constraint::Unique => {
                let Some(Path::Forward(property)) = &shape.path else { return };
                let Some(property) = self.data.iri_id(property) else { return };
                for value in values {
                    let others = self.data.inverse(*value).iter().filter(|(p, s)| *p == property && *s != focus);
                    if let Some((_, other)) = others.min() {
                        tell(Some(*value), Component::Unique(term(*other).clone()));
                    }
                }
            }
            Constraint::Units(units) => {
                let unit_of = |value: TermId| self.values(value, &Path::Forward(t::QUDT_UNIT.to_owned()));
                for unit in values.iter().flat_map(|value| unit_of(*value)) {
                    if !units.contains(term(unit)) {
                        tell(Some(unit), Component::Units(units.clone()));
                    }
                }
            }
        }
    }

    /// The properties of which each alternative asks for one value and nothing else.
    fn needed(&self, alternatives: &[ShapeId]) -> Vec<String> {
        let one = |id: &ShapeId| {
            let [Constraint::Property(inner)] = self.shapes.shapes.get(*id)?.constraints.as_slice() else {
                return None;
            };
            let inner = self.shapes.shapes.get(*inner)?;
            match (&inner.path, inner.constraints.as_slice()) {
                (Some(Path::Forward(property)), [Constraint::Min(_)]) => Some(property.clone()),
                _ => None,
            }
        };
        alternatives.iter().map(one).collect::<Option<Vec<_>>>().unwrap_or_default()
    }
}

/// What SPARQL's `str` gives of a term; nothing of a blank node or a triple term.
fn text_of(term: &Term) -> Option<&str> {
    match term {
        Term::NamedNode(node) => Some(node.as_str()),
        Term::Literal(literal) => Some(literal.value()),
        Term::BlankNode(_) | Term::Triple(_) => None,
    }
}
