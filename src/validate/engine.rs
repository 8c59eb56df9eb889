//! Nodes against shapes. What SHACL calls a validation result is a [`Violation`] here.

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use oxigraph::model::Term;

use super::data::{Data, TermId};
use super::literal::{compare, is_well_formed};
use super::shapes::{Constraint, Qualified, Shape, ShapeId, Shapes};
use crate::schema::Path;
use crate::vocab::std_terms as t;

/// How deep shapes may lead into shapes. What lies deeper is told as not checked (SHACL, section 3.4.3, leaves open what
/// recursion means).
const MAX_DEPTH: usize = 100;

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
    /// `sh:lessThanOrEquals` and its like: the local name of the term, the whole IRI of the other property, and its value
    /// that was compared with.
    Pair(&'static str, String, Option<Term>),
    /// `sh:in`, with the members as they stand in the shape.
    In(Arc<[Term]>),
    /// `sh:hasValue`.
    HasValue(Term),
    /// `sh:not`, `sh:and`, `sh:or`, `sh:xone`, `sh:node`: the local name of the term; and of `sh:or`, the whole IRIs of the
    /// properties of which one must have a value, where that is all it asks for.
    Shapes(&'static str, Vec<String>),
    /// `sh:closed`: the property is none of those that the node may have.
    Closed,
    /// `sh:qualifiedMinCount`: how many are needed and how many there are.
    QualifiedMin(u64, usize),
    /// `sh:qualifiedMaxCount`: how many are allowed and how many there are.
    QualifiedMax(u64, usize),
    /// `chy:unique`: another node has the value.
    Unique(Term),
    /// `chy:unitIn`: the units that an amount may have.
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
    /// The node that was held against the shape.
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

/// What was held against shapes.
#[derive(Debug, Default, Clone)]
pub struct Held {
    /// How many nodes a shape targets.
    pub nodes: usize,
    /// How many shapes target one.
    pub shapes: usize,
    /// A shape that leads deeper than it was followed.
    pub too_deep: Option<String>,
}

/// Holds all nodes of the data against the shapes that target them; `each` is given every violation, in the order of the
/// nodes. `known` tells classes of nodes beside the data. Shapes may target what the data does not name.
pub fn violations(data: &mut Data, shapes: &Shapes, known: Known<'_>, each: &mut dyn FnMut(Violation)) -> Held {
    let mut of_node: HashMap<TermId, Vec<ShapeId>> = HashMap::new();
    let mut named = Vec::new();
    for (term, shape) in &shapes.of_node {
        let node = data.mention(term);
        of_node.entry(node).or_default().push(*shape);
        named.push(node);
    }
    let data: &Data = data;
    let engine = Engine {
        data,
        shapes,
        known,
        ancestors: Ancestors::read(data, shapes),
        conforming: RefCell::default(),
        entered: RefCell::default(),
        too_deep: Cell::default(),
    };
    let mut of_class: HashMap<String, Vec<ShapeId>> = HashMap::new();
    let property = |(iri, ids): (&String, &Vec<ShapeId>)| data.iri_id(iri).map(|id| (id, ids.clone()));
    let of_subjects: HashMap<TermId, Vec<ShapeId>> = shapes.of_subjects.iter().filter_map(property).collect();
    let of_objects: HashMap<TermId, Vec<ShapeId>> = shapes.of_objects.iter().filter_map(property).collect();
    let mut held = Held::default();
    let mut targeting: HashSet<ShapeId> = HashSet::new();
    for node in nodes(data, &of_objects, named) {
        let mut ids: Vec<ShapeId> = Vec::new();
        for class in data.classes(node) {
            if !of_class.contains_key(class) {
                let above = engine.ancestors.of(class);
                let found = above.iter().filter_map(|class| shapes.of_class.get(class)).flatten().copied();
                of_class.insert(class.to_owned(), found.collect());
            }
            ids.extend(of_class.get(class).into_iter().flatten());
        }
        for (predicate, _) in data.about(node) {
            ids.extend(of_subjects.get(predicate).into_iter().flatten());
        }
        if !of_objects.is_empty() {
            for (predicate, _) in data.inverse(node) {
                ids.extend(of_objects.get(predicate).into_iter().flatten());
            }
        }
        ids.extend(of_node.get(&node).into_iter().flatten());
        ids.retain(|id| shapes.shapes.get(*id).is_some_and(|shape| !shape.deactivated));
        ids.sort_unstable();
        ids.dedup();
        held.nodes += usize::from(!ids.is_empty());
        targeting.extend(&ids);
        let mut found = Vec::new();
        for id in ids {
            engine.entered.borrow_mut().clear();
            engine.check(id, node, &mut found, 0);
        }
        found.drain(..).for_each(&mut *each);
    }
    held.shapes = targeting.len();
    held.too_deep = engine.too_deep.get().and_then(|id| shapes.shapes.get(id)).map(|shape| shape.node.clone());
    held
}

/// The nodes that shapes may target: all of which something is said, the objects of some properties, and those that are
/// named, each once.
fn nodes(data: &Data, of_objects: &HashMap<TermId, Vec<ShapeId>>, named: Vec<TermId>) -> Vec<TermId> {
    let mut nodes: Vec<TermId> = data.subjects().to_vec();
    if of_objects.is_empty() && named.is_empty() {
        return nodes;
    }
    let mut seen: HashSet<TermId> = nodes.iter().copied().collect();
    if !of_objects.is_empty() {
        for subject in data.subjects() {
            for (predicate, object) in data.about(*subject) {
                if of_objects.contains_key(predicate) && seen.insert(*object) {
                    nodes.push(*object);
                }
            }
        }
    }
    nodes.extend(named.into_iter().filter(|node| seen.insert(*node)));
    nodes
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
    /// Whether a node meets a shape, where that was asked before. One that is being asked counts as met, which ends
    /// recursion.
    conforming: RefCell<HashMap<(ShapeId, TermId), bool>>,
    /// Recursive shapes with the nodes that were held against them, for the focus node of the moment.
    entered: RefCell<HashSet<(ShapeId, TermId)>>,
    too_deep: Cell<Option<ShapeId>>,
}

impl Engine<'_> {
    fn check(&self, id: ShapeId, focus: TermId, found: &mut Vec<Violation>, depth: usize) {
        let Some(shape) = self.shapes.shapes.get(id).filter(|shape| !shape.deactivated) else { return };
        if depth > MAX_DEPTH {
            self.too_deep.set(Some(id));
            return;
        }
        if shape.recursive && !self.entered.borrow_mut().insert((id, focus)) {
            return;
        }
        let values = match &shape.path {
            None => vec![focus],
            Some(path) => self.values(focus, path),
        };
        for constraint in &shape.constraints {
            self.constraint(shape, constraint, focus, &values, found, depth);
        }
    }

    fn conforms(&self, id: ShapeId, focus: TermId, depth: usize) -> bool {
        if let Some(known) = self.conforming.borrow().get(&(id, focus)) {
            return *known;
        }
        self.conforming.borrow_mut().insert((id, focus), true);
        let outside = self.entered.take();
        let mut found = Vec::new();
        self.check(id, focus, &mut found, depth + 1);
        self.entered.replace(outside);
        self.conforming.borrow_mut().insert((id, focus), found.is_empty());
        found.is_empty()
    }

    /// The values that a path reaches, each once.
    fn values(&self, focus: TermId, path: &Path) -> Vec<TermId> {
        self.reach(&[focus], path)
    }

    /// What a path reaches from any of some nodes, each once (SHACL, section 2.3.1).
    fn reach(&self, from: &[TermId], path: &Path) -> Vec<TermId> {
        let once = |nodes: &mut dyn Iterator<Item = TermId>| -> Vec<TermId> {
            let mut seen = HashSet::new();
            nodes.filter(|node| seen.insert(*node)).collect()
        };
        match path {
            Path::Forward(property) => {
                let Some(property) = self.data.iri_id(property) else { return Vec::new() };
                once(&mut from.iter().flat_map(|node| self.data.objects(*node, property)))
            }
            Path::Inverse(inner) => match &**inner {
                Path::Forward(property) => {
                    let Some(property) = self.data.iri_id(property) else { return Vec::new() };
                    let to = |node: &TermId| self.data.inverse(*node).iter().filter(move |(p, _)| *p == property);
                    once(&mut from.iter().flat_map(to).map(|(_, subject)| *subject))
                }
                inner => self.reach(from, &inner.inverted()),
            },
            Path::Sequence(paths) => paths.iter().fold(from.to_vec(), |nodes, path| self.reach(&nodes, path)),
            Path::Any(paths) => once(&mut paths.iter().flat_map(|path| self.reach(from, path))),
            Path::ZeroOrOne(path) => once(&mut from.iter().copied().chain(self.reach(from, path))),
            Path::ZeroOrMore(path) => self.closure(from.to_vec(), path),
            Path::OneOrMore(path) => self.closure(self.reach(from, path), path),
        }
    }

    /// Some nodes, and all that a path leads to from them however often it is gone.
    fn closure(&self, mut found: Vec<TermId>, path: &Path) -> Vec<TermId> {
        let mut seen: HashSet<TermId> = found.iter().copied().collect();
        let mut next = found.clone();
        while !next.is_empty() {
            next = self.reach(&next, path);
            next.retain(|node| seen.insert(*node));
            found.extend(&next);
        }
        found
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
        let violation = |value: Option<TermId>, component: Component| Violation {
            focus: term(focus).clone(),
            path: shape.path.clone(),
            value: value.map(|value| term(value).clone()),
            shown: None,
            shape: shape.node.clone(),
            component,
            severity: shape.severity.clone().unwrap_or_else(|| format!("{}Violation", t::SH)),
            message: shape.message.clone(),
            help: shape.help.clone(),
        };
        let mut tell = |value: Option<TermId>, component: Component| found.push(violation(value, component));
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
                    let shown = value.map(|value| term(value).clone());
                    found.push(Violation { shown, ..violation(None, Component::MaxCount(*count, values.len())) });
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
                        range == "*"
                            || tag
                                .strip_prefix(range.as_str())
                                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
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
                            let shown = Some(term(*value).clone());
                            found.push(Violation { shown, ..violation(None, Component::UniqueLang(tag.to_owned())) });
                        }
                    }
                }
            }
            Constraint::Pair(name, property) => {
                let other = self.values(focus, &Path::Forward(property.clone()));
                let component = || Component::Pair(name, property.clone(), None);
                match *name {
                    "disjoint" => each(&|value| other.contains(&value), &component),
                    "equals" => {
                        each(&|value| !other.contains(&value), &component);
                        for missing in other.iter().filter(|value| !values.contains(value)) {
                            tell(Some(*missing), component());
                        }
                    }
                    less => {
                        let right = |value: TermId, other: TermId| match (term(value), term(other)) {
                            (Term::Literal(a), Term::Literal(b)) => compare(a, b).is_some_and(|order| {
                                order == Ordering::Less || (less == "lessThanOrEquals" && order == Ordering::Equal)
                            }),
                            _ => false,
                        };
                        // Each pair is a result of its own.
                        for value in values {
                            for other in other.iter().filter(|other| !right(*value, **other)) {
                                let other = Some(term(*other).clone());
                                tell(Some(*value), Component::Pair(name, property.clone(), other));
                            }
                        }
                    }
                }
            }
            Constraint::In(members, set) => {
                each(&|value| !set.contains(term(value)), &|| Component::In(members.clone()));
            }
            Constraint::HasValue(wanted) => {
                if !values.iter().any(|value| term(*value) == wanted) {
                    tell(None, Component::HasValue(wanted.clone()));
                }
            }
            Constraint::Closed(allowed) => {
                for value in values {
                    for (predicate, object) in self.data.about(*value) {
                        let Term::NamedNode(property) = term(*predicate) else { continue };
                        if !allowed.contains(property.as_str()) {
                            let path = Some(Path::Forward(property.as_str().to_owned()));
                            found.push(Violation { path, ..violation(Some(*object), Component::Closed) });
                        }
                    }
                }
            }
            Constraint::Qualified(Qualified { shape, min, max, siblings }) => {
                let counts = |value: &&TermId| {
                    self.conforms(*shape, **value, depth)
                        && !siblings.iter().any(|sibling| self.conforms(*sibling, **value, depth))
                };
                let count = values.iter().filter(counts).count();
                if let Some(min) = min.filter(|min| (count as u64) < *min) {
                    tell(None, Component::QualifiedMin(min, count));
                }
                if let Some(max) = max.filter(|max| count as u64 > *max) {
                    tell(None, Component::QualifiedMax(max, count));
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
