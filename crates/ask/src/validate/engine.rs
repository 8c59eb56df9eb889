//! A node against a shape: the values that its path reaches, and each constraint on them (SHACL, section 4).

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use oxigraph::model::Term;

use super::classes::Ancestors;
use super::data::{Data, TermId};
use super::literal::{compare, is_well_formed};
use super::shape::{Asks, Qualified, Shape};
use super::shapes::Shapes;
use super::violation::{Component, Violation};
use chancery_model::schema::Path;
use chancery_model::schema::shape::{Bound, Constraint, NodeKind, Pair, ShapeId};
use chancery_model::vocab::std_terms as t;

/// How deep shapes may lead into shapes. What is deeper is reported as not checked (SHACL, section 3.4.3, leaves open what
/// recursion means).
const MAX_DEPTH: usize = 100;

/// The whole IRI of a node's class that the run knows in addition to the data: an entity of the registry.
pub type Known<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Compares nodes with shapes.
pub(super) struct Engine<'a> {
    data: &'a Data,
    shapes: &'a Shapes,
    known: Known<'a>,
    ancestors: Ancestors,
    /// Whether a node meets a shape, where that was asked before. One that is being asked counts as met, which ends
    /// recursion.
    conforming: RefCell<HashMap<(ShapeId, TermId), bool>>,
    /// Recursive shapes with the nodes that were compared with them, for the focus node of the moment.
    entered: RefCell<HashSet<(ShapeId, TermId)>>,
    too_deep: Cell<Option<ShapeId>>,
}

/// The values of a shape at one node.
struct Values<'a> {
    shape: &'a Shape,
    focus: TermId,
    values: &'a [TermId],
    depth: usize,
}

impl<'a> Engine<'a> {
    /// Takes the data, the shapes, and what is known of nodes in addition to the data.
    pub fn new(data: &'a Data, shapes: &'a Shapes, known: Known<'a>) -> Self {
        Self {
            data,
            shapes,
            known,
            ancestors: Ancestors::read(data, shapes),
            conforming: RefCell::default(),
            entered: RefCell::default(),
            too_deep: Cell::default(),
        }
    }

    /// A class and all above it.
    pub fn above(&self, class: &str) -> Rc<HashSet<String>> {
        self.ancestors.of(class)
    }

    /// How a node breaks a shape.
    pub fn violations(&self, id: ShapeId, node: TermId) -> Vec<Violation> {
        self.entered.borrow_mut().clear();
        let mut found = Vec::new();
        self.check(id, node, &mut found, 0);
        found
    }

    /// A shape that leads deeper than it was followed.
    pub fn too_deep(&self) -> Option<String> {
        self.too_deep.get().and_then(|id| self.shapes.shapes.get(id)).map(|shape| shape.node.clone())
    }

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
        let held = Values { shape, focus, values: &values, depth };
        for asks in &shape.asks {
            self.constraint(asks, &held, found);
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

    /// Adds what of the values breaks a constraint.
    fn constraint(&self, asks: &Asks, held: &Values<'_>, found: &mut Vec<Violation>) {
        match asks {
            Asks::Plain(
                counts @ (Constraint::MinCount(_)
                | Constraint::MaxCount(_)
                | Constraint::UniqueLang(_)
                | Constraint::HasValue(_)),
            ) => self.number(counts, held, found),
            Asks::Qualified(qualified) => self.qualified(qualified, held, found),
            Asks::Plain(Constraint::Pair(pair, property)) => self.pair(*pair, property, held, found),
            Asks::Closed(allowed) => self.closed(allowed, held, found),
            Asks::Plain(Constraint::Property(shape)) => {
                for value in held.values {
                    self.check(*shape, *value, found, held.depth + 1);
                }
            }
            Asks::Unique => self.unique(held, found),
            Asks::Units(units) => self.units(units, held, found),
            of_value => {
                for value in held.values.iter().filter(|value| !self.meets(of_value, **value, held.depth)) {
                    found.push(self.violation(held, Some(*value), self.asked(of_value)));
                }
            }
        }
    }

    /// Whether one value meets a constraint that asks for something of each. A constraint on all together is met.
    fn meets(&self, asks: &Asks, value: TermId, depth: usize) -> bool {
        let term = self.data.term(value);
        match asks {
            Asks::Plain(constraint) => self.meets_plain(constraint, value, depth),
            Asks::Pattern(pattern) => text_of(term).is_some_and(|text| pattern.is_match(text)),
            Asks::LanguageIn(tags) => match term {
                Term::Literal(literal) => literal.language().is_some_and(|tag| is_in_languages(tag, tags)),
                _ => false,
            },
            Asks::In(_, set) => set.contains(term),
            _ => true,
        }
    }

    fn meets_plain(&self, constraint: &Constraint, value: TermId, depth: usize) -> bool {
        let term = self.data.term(value);
        let length = || text_of(term).map(|text| text.chars().count() as u64);
        match constraint {
            Constraint::Class(class) => self.is_of_class(value, class),
            Constraint::Datatype(datatype) => match term {
                Term::Literal(literal) => literal.datatype().as_str() == datatype && is_well_formed(literal),
                _ => false,
            },
            Constraint::NodeKind(kind) => is_of_kind(term, *kind),
            Constraint::Bound(sort, bound) => {
                let Term::Literal(literal) = term else { return false };
                compare(literal, bound).is_some_and(|order| match sort {
                    Bound::MinInclusive => order != Ordering::Less,
                    Bound::MaxInclusive => order != Ordering::Greater,
                    Bound::MinExclusive => order == Ordering::Greater,
                    Bound::MaxExclusive => order == Ordering::Less,
                })
            }
            Constraint::MinLength(least) => length().is_some_and(|length| length >= *least),
            Constraint::MaxLength(most) => length().is_some_and(|length| length <= *most),
            Constraint::Not(shape) => !self.conforms(*shape, value, depth),
            Constraint::And(all) => all.iter().all(|shape| self.conforms(*shape, value, depth)),
            Constraint::Or(any) => any.iter().any(|shape| self.conforms(*shape, value, depth)),
            Constraint::Xone(any) => any.iter().filter(|shape| self.conforms(**shape, value, depth)).count() == 1,
            Constraint::Node(shape) => self.conforms(*shape, value, depth),
            _ => true,
        }
    }

    /// What a constraint that one value breaks asks for.
    fn asked(&self, asks: &Asks) -> Component {
        match asks {
            Asks::Pattern(pattern) => Component::Pattern(pattern.as_str().to_owned()),
            Asks::LanguageIn(tags) => Component::LanguageIn(tags.clone()),
            Asks::In(members, _) => Component::In(members.clone()),
            Asks::Plain(Constraint::Class(class)) => Component::Class(class.clone()),
            Asks::Plain(Constraint::Datatype(datatype)) => Component::Datatype(datatype.clone()),
            Asks::Plain(Constraint::NodeKind(kind)) => Component::NodeKind(kind.name().to_owned()),
            Asks::Plain(Constraint::Bound(sort, bound)) => Component::Bound(sort.name(), bound.value().to_owned()),
            Asks::Plain(Constraint::MinLength(least)) => Component::Length("minLength", *least),
            Asks::Plain(Constraint::MaxLength(most)) => Component::Length("maxLength", *most),
            Asks::Plain(Constraint::Not(_)) => Component::Shapes("not", Vec::new()),
            Asks::Plain(Constraint::And(_)) => Component::Shapes("and", Vec::new()),
            Asks::Plain(Constraint::Or(any)) => Component::Shapes("or", self.needed(any)),
            Asks::Plain(Constraint::Xone(_)) => Component::Shapes("xone", Vec::new()),
            _ => Component::Shapes("node", Vec::new()),
        }
    }

    fn violation(&self, held: &Values<'_>, value: Option<TermId>, component: Component) -> Violation {
        let Values { shape, focus, .. } = held;
        Violation {
            focus: self.data.term(*focus).clone(),
            path: shape.path.clone(),
            value: value.map(|value| self.data.term(value).clone()),
            shown: None,
            shape: shape.node.clone(),
            component,
            severity: shape.severity.clone().unwrap_or_else(|| format!("{}Violation", t::SH)),
            message: shape.message.clone(),
            help: shape.help.clone(),
        }
    }

    /// Constraints on how many values there are, of which sort.
    fn number(&self, constraint: &Constraint, held: &Values<'_>, found: &mut Vec<Violation>) {
        let values = held.values;
        match constraint {
            Constraint::MinCount(count) if (values.len() as u64) < *count => {
                found.push(self.violation(held, None, Component::MinCount(*count, values.len())));
            }
            Constraint::MaxCount(count) if values.len() as u64 > *count => {
                // The first one more than may be is shown.
                let value = usize::try_from(*count).ok().and_then(|at| values.get(at)).copied();
                let shown = value.map(|value| self.data.term(value).clone());
                let component = Component::MaxCount(*count, values.len());
                found.push(Violation { shown, ..self.violation(held, None, component) });
            }
            Constraint::UniqueLang(_) => {
                let mut count: HashMap<String, usize> = HashMap::new();
                for value in values {
                    if let Term::Literal(literal) = self.data.term(*value)
                        && let Some(tag) = literal.language()
                    {
                        let times = count.entry(tag.to_ascii_lowercase()).or_insert(0);
                        *times += 1;
                        if *times == 2 {
                            let shown = Some(self.data.term(*value).clone());
                            let component = Component::UniqueLang(tag.to_owned());
                            found.push(Violation { shown, ..self.violation(held, None, component) });
                        }
                    }
                }
            }
            Constraint::HasValue(wanted) if !values.iter().any(|value| self.data.term(*value) == wanted) => {
                found.push(self.violation(held, None, Component::HasValue(wanted.clone())));
            }
            _ => {}
        }
    }

    /// How many values must meet a shape (SHACL, section 4.7.3).
    fn qualified(&self, qualified: &Qualified, held: &Values<'_>, found: &mut Vec<Violation>) {
        let Qualified { shape, min, max, siblings } = qualified;
        let counts = |value: &&TermId| {
            self.conforms(*shape, **value, held.depth)
                && !siblings.iter().any(|sibling| self.conforms(*sibling, **value, held.depth))
        };
        let count = held.values.iter().filter(counts).count();
        if let Some(min) = min.filter(|min| (count as u64) < *min) {
            found.push(self.violation(held, None, Component::QualifiedMin(min, count)));
        }
        if let Some(max) = max.filter(|max| count as u64 > *max) {
            found.push(self.violation(held, None, Component::QualifiedMax(max, count)));
        }
    }

    /// `sh:equals`, `sh:disjoint`, `sh:lessThan` and `sh:lessThanOrEquals` (SHACL, section 4.5).
    fn pair(&self, pair: Pair, property: &str, held: &Values<'_>, found: &mut Vec<Violation>) {
        let other = self.values(held.focus, &Path::Forward(property.to_owned()));
        let mut tell = |value: TermId, other: Option<TermId>| {
            let other = other.map(|other| self.data.term(other).clone());
            found.push(self.violation(held, Some(value), Component::Pair(pair.name(), property.to_owned(), other)));
        };
        match pair {
            Pair::Disjoint => {
                held.values.iter().filter(|value| other.contains(value)).for_each(|value| tell(*value, None))
            }
            Pair::Equals => {
                let without = |value: &&TermId| !other.contains(value);
                held.values.iter().filter(without).for_each(|value| tell(*value, None));
                let missing = other.iter().filter(|value| !held.values.contains(value));
                missing.for_each(|value| tell(*value, None));
            }
            Pair::LessThan | Pair::LessThanOrEquals => {
                let right = |value: TermId, other: TermId| match (self.data.term(value), self.data.term(other)) {
                    (Term::Literal(a), Term::Literal(b)) => compare(a, b).is_some_and(|order| {
                        order == Ordering::Less || (pair == Pair::LessThanOrEquals && order == Ordering::Equal)
                    }),
                    _ => false,
                };
                // Each pair is a result of its own.
                for value in held.values {
                    for other in other.iter().filter(|other| !right(*value, **other)) {
                        tell(*value, Some(*other));
                    }
                }
            }
        }
    }

    /// `sh:closed` (SHACL, section 4.8.1).
    fn closed(&self, allowed: &HashSet<String>, held: &Values<'_>, found: &mut Vec<Violation>) {
        for (predicate, object) in held.values.iter().flat_map(|value| self.data.about(*value)) {
            let Term::NamedNode(property) = self.data.term(*predicate) else { continue };
            if !allowed.contains(property.as_str()) {
                let path = Some(Path::Forward(property.as_str().to_owned()));
                found.push(Violation { path, ..self.violation(held, Some(*object), Component::Closed) });
            }
        }
    }

    /// `setting:unique`.
    fn unique(&self, held: &Values<'_>, found: &mut Vec<Violation>) {
        let Some(Path::Forward(property)) = &held.shape.path else { return };
        let Some(property) = self.data.iri_id(property) else { return };
        for value in held.values {
            let others = self.data.inverse(*value).iter().filter(|(p, s)| *p == property && *s != held.focus);
            if let Some((_, other)) = others.min() {
                let component = Component::Unique(self.data.term(*other).clone());
                found.push(self.violation(held, Some(*value), component));
            }
        }
    }

    /// `setting:unitIn`.
    fn units(&self, units: &Arc<[Term]>, held: &Values<'_>, found: &mut Vec<Violation>) {
        let unit_of = |value: &TermId| self.values(*value, &Path::Forward(t::QUDT_UNIT.to_owned()));
        for unit in held.values.iter().flat_map(unit_of).filter(|unit| !units.contains(self.data.term(*unit))) {
            found.push(self.violation(held, Some(unit), Component::Units(units.clone())));
        }
    }

    /// The properties of which each alternative asks for one value and nothing else.
    fn needed(&self, alternatives: &[ShapeId]) -> Vec<String> {
        let one = |id: &ShapeId| {
            let [Asks::Plain(Constraint::Property(inner))] = self.shapes.shapes.get(*id)?.asks.as_slice() else {
                return None;
            };
            let inner = self.shapes.shapes.get(*inner)?;
            match (&inner.path, inner.asks.as_slice()) {
                (Some(Path::Forward(property)), [Asks::Plain(Constraint::MinCount(_))]) => Some(property.clone()),
                _ => None,
            }
        };
        alternatives.iter().map(one).collect::<Option<Vec<_>>>().unwrap_or_default()
    }
}

/// Whether a term is of one of SHACL's kinds of node.
fn is_of_kind(term: &Term, kind: NodeKind) -> bool {
    use NodeKind as K;
    match term {
        Term::NamedNode(_) => matches!(kind, K::Iri | K::BlankNodeOrIri | K::IriOrLiteral),
        Term::BlankNode(_) => matches!(kind, K::BlankNode | K::BlankNodeOrIri | K::BlankNodeOrLiteral),
        Term::Literal(_) => matches!(kind, K::Literal | K::IriOrLiteral | K::BlankNodeOrLiteral),
        // SHACL Core of 2017 has no kind of node for it.
        Term::Triple(_) => false,
    }
}

/// Whether a language is in one of some basic language ranges: each matches the tag itself and those that go on after a
/// hyphen (RFC 4647, section 3.3.1).
fn is_in_languages(tag: &str, ranges: &[String]) -> bool {
    let tag = tag.to_ascii_lowercase();
    let goes_on = |rest: &str| rest.is_empty() || rest.starts_with('-');
    ranges.iter().any(|range| range == "*" || tag.strip_prefix(range.as_str()).is_some_and(goes_on))
}

/// What SPARQL's `str` gives of a term; nothing of a blank node or a triple term.
fn text_of(term: &Term) -> Option<&str> {
    match term {
        Term::NamedNode(node) => Some(node.as_str()),
        Term::Literal(literal) => Some(literal.value()),
        Term::BlankNode(_) | Term::Triple(_) => None,
    }
}
