//! The shapes of an ontology, prepared for comparing, and what of them is not compared. The mapper's tables (`schema`) are not
//! enough here: a subkind's key replaces its parent's there, and constraints without a key are left out, while in SHACL all
//! shapes of a node hold. So they are made from the same tree of shapes as those tables (`schema::shape`).

use std::collections::{HashMap, HashSet};

use oxigraph::model::Term;
use regex::RegexBuilder;

use super::shape::{Asks, Qualified, Shape};
use super::understood::{CLASSES, is_beyond, local, sh};
use chancery_model::diagnostic::{Code, Severity};
use chancery_model::schema::shape::{self, Constraint, Said, ShapeId, Target, is_english};
use chancery_model::schema::{Fault, Ontology, Spot, node_key};
use chancery_model::vocab::{chy, concept, setting, std_terms as t};

/// All shapes of an ontology, and what the ontology says of classes and terms.
#[derive(Debug, Default)]
pub struct Shapes {
    /// By their numbers in the tree; one that no target leads to asks for nothing.
    pub(super) shapes: Vec<Shape>,
    /// The nodes of the shapes to which a target leads.
    nodes: HashSet<String>,
    /// Shapes to which something leads, and which are not prepared yet.
    open: Vec<ShapeId>,
    /// Class, and the shape that its instances must conform to (`sh:targetClass`).
    pub(super) of_class: HashMap<String, Vec<ShapeId>>,
    /// Property, and the shape of its subjects (`sh:targetSubjectsOf`).
    pub(super) of_subjects: HashMap<String, Vec<ShapeId>>,
    /// Property, and the shape of its objects (`sh:targetObjectsOf`).
    pub(super) of_objects: HashMap<String, Vec<ShapeId>>,
    /// Node, and its shape (`sh:targetNode`).
    pub(super) of_node: Vec<(Term, ShapeId)>,
    /// A class and those directly above it.
    pub(super) parents: HashMap<String, Vec<String>>,
    /// A term of the ontology and its classes.
    pub(super) types: HashMap<String, Vec<String>>,
    /// English labels of the ontology's terms.
    pub(super) labels: HashMap<String, String>,
    /// What of the shapes is not checked.
    unread: Vec<Fault>,
}

impl Shapes {
    /// Reads the shapes of an ontology.
    #[must_use]
    pub fn read(ontology: &Ontology) -> Self {
        Self::of(ontology, &shape::Shapes::read(ontology))
    }

    /// Prepares the shapes of an ontology that are read already.
    #[must_use]
    pub fn of(ontology: &Ontology, tree: &shape::Shapes) -> Self {
        let mut shapes = Self { shapes: tree.iter().map(|_| Shape::default()).collect(), ..Self::default() };
        for (class, parent) in ontology.pairs(t::RDFS_SUB_CLASS_OF) {
            if let Term::NamedNode(parent) = parent {
                shapes.parents.entry(class.to_owned()).or_default().push(parent.as_str().to_owned());
            }
        }
        for (term, class) in ontology.pairs(t::RDF_TYPE) {
            if let Term::NamedNode(class) = class {
                shapes.types.entry(term.to_owned()).or_default().push(class.as_str().to_owned());
            }
        }
        for predicate in [t::RDFS_LABEL, t::SKOS_PREF_LABEL] {
            for (term, _) in ontology.pairs(predicate) {
                if let Some(label) = ontology.english(term, predicate) {
                    shapes.labels.entry(term.to_owned()).or_insert_with(|| label.to_owned());
                }
            }
        }
        shapes.beyond(ontology);
        for (id, shape) in tree.iter().enumerate().filter(|(_, shape)| !shape.targets.is_empty()) {
            shapes.reach(tree, id);
            for target in &shape.targets {
                match &target.what {
                    Target::Node(node) => shapes.of_node.push((node.clone(), id)),
                    Target::Class(class) | Target::ImplicitClass(class) => {
                        shapes.of_class.entry(class.clone()).or_default().push(id);
                    }
                    Target::SubjectsOf(property) => shapes.of_subjects.entry(property.clone()).or_default().push(id),
                    Target::ObjectsOf(property) => shapes.of_objects.entry(property.clone()).or_default().push(id),
                }
            }
        }
        // Those that shapes lead to are prepared in turn; nesting costs no stack.
        while let Some(id) = shapes.open.pop() {
            shapes.prepare(tree, id);
        }
        shapes.mark_recursive();
        shapes.tell_recursive(ontology);
        shapes
    }

    /// Whether the ontology mentions a node of this name: as a shape, or as anything else.
    pub(super) fn has(&self, node: &str) -> bool {
        self.nodes.contains(node) || self.types.contains_key(node)
    }

    /// How many shapes targets lead to, parts of others included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// What of the shapes is not compared with data, or not as every engine does, each as a warning.
    #[must_use]
    pub fn unread(&self) -> &[Fault] {
        &self.unread
    }

    /// What is beyond SHACL Core in the user's own files: SPARQL, JavaScript, rules, targets of other sorts, terms that
    /// SHACL does not have. What is within such a statement is not reported in addition.
    fn beyond(&mut self, o: &Ontology) {
        let inner: HashSet<String> = o
            .own()
            .filter(|(_, predicate, object)| is_beyond(predicate) && matches!(object, Term::BlankNode(_)))
            .filter_map(|(.., object)| node_key(object))
            .collect();
        for (subject, predicate, object) in o.own().filter(|(subject, ..)| !inner.contains(*subject)) {
            let spot = Spot::this(subject, predicate, object);
            if let (t::RDF_TYPE, Term::NamedNode(class)) = (predicate, object)
                && let Some(name) = local(class.as_str()).filter(|name| !CLASSES.contains(name))
            {
                self.leave(spot, &format!("a `sh:{name}`"));
            } else if let Some(name) = local(predicate).filter(|_| is_beyond(predicate)) {
                self.leave(spot, &format!("`sh:{name}`"));
            }
        }
    }

    /// Marks the shapes that lead back to themselves, or to such a one: what is left when those that lead to no shape are
    /// taken away, and those that lead to these alone, and so on.
    fn mark_recursive(&mut self) {
        let mut outer: Vec<Vec<ShapeId>> = vec![Vec::new(); self.shapes.len()];
        let mut left: Vec<usize> = vec![0; self.shapes.len()];
        for (id, shape) in self.shapes.iter().enumerate() {
            for inner in shape.inner() {
                outer[inner].push(id);
                left[id] += 1;
            }
        }
        let mut free: Vec<ShapeId> = (0..left.len()).filter(|id| left[*id] == 0).collect();
        while let Some(id) = free.pop() {
            for outer in &outer[id] {
                left[*outer] -= 1;
                if left[*outer] == 0 {
                    free.push(*outer);
                }
            }
        }
        for (shape, left) in self.shapes.iter_mut().zip(left) {
            shape.recursive = left > 0;
        }
    }

    /// Reports each of the user's own shapes through which others lead back to themselves: where a walk from shape to
    /// shape meets a shape that it has not left yet.
    fn tell_recursive(&mut self, o: &Ontology) {
        let mut roots: Vec<ShapeId> = (0..self.shapes.len()).filter(|id| self.shapes[*id].recursive).collect();
        // What has a name is reported in its place, and first by name, so that each run says the same.
        roots.sort_by_key(|id| (self.shapes[*id].node.starts_with("_:"), self.shapes[*id].node.clone()));
        let mut left: HashSet<ShapeId> = HashSet::new();
        let mut told: HashSet<ShapeId> = HashSet::new();
        for root in roots {
            let mut way: Vec<(ShapeId, Vec<ShapeId>)> = Vec::new();
            let mut on_way: HashSet<ShapeId> = HashSet::new();
            let mut next = Some(root);
            loop {
                if let Some(id) = next.take().filter(|id| !left.contains(id)) {
                    if on_way.insert(id) {
                        way.push((id, self.shapes[id].inner().collect()));
                    } else if told.insert(id) && o.is_own(&self.shapes[id].node) {
                        let message = "this shape refers to itself, and SHACL does not define what that means";
                        let fault = Fault::new(Spot::node(&self.shapes[id].node), message);
                        self.unread.push(fault.code(Severity::Warning, Code::RecursiveShape).label("a chain of references returns here").help(
                            "here a node that is already being checked counts as valid; other engines may give another result, so remove the reference that closes the cycle",
                        ));
                    }
                }
                let Some((id, open)) = way.last_mut() else { break };
                next = open.pop();
                if next.is_none() {
                    left.insert(*id);
                    on_way.remove(id);
                    way.pop();
                }
            }
        }
    }

    /// Whether the ontology says anything of the term, if it is in one of our namespaces; true of all other terms.
    pub(super) fn defines(&self, iri: &str) -> bool {
        let ours = [chy::NS, setting::NS, concept::BASE].iter().find_map(|namespace| iri.strip_prefix(namespace));
        ours.is_none_or(str::is_empty) || self.types.contains_key(iri)
    }

    /// The ontology's terms that are alike to one: of its namespace.
    pub(super) fn terms_beside<'s>(&'s self, iri: &str) -> impl Iterator<Item = (&'s str, &'s [String])> {
        let cut = iri.rfind(['#', '/']).map_or(0, |at| at + 1);
        let namespace = iri[..cut].to_owned();
        self.types.iter().filter_map(move |(term, classes)| {
            let local = term.strip_prefix(&namespace)?;
            (!local.is_empty() && !local.contains('/')).then_some((local, classes.as_slice()))
        })
    }

    /// Notes that something leads to a shape, which is prepared later.
    fn reach(&mut self, tree: &shape::Shapes, id: ShapeId) {
        let node = &tree.get(id).node;
        if !self.nodes.contains(node) {
            self.nodes.insert(node.clone());
            self.open.push(id);
        }
    }

    fn prepare(&mut self, tree: &shape::Shapes, id: ShapeId) {
        let said = tree.get(id);
        let mut shape = Shape {
            node: said.node.clone(),
            severity: said.find(|says| match says {
                Constraint::Severity(severity) => Some(severity.clone()),
                _ => None,
            }),
            message: said.find(|says| match says {
                Constraint::Message(text) if is_english(text) => Some(text.value().to_owned()),
                _ => None,
            }),
            help: said.find(|says| match says {
                Constraint::Description(text) if is_english(text) => Some(text.value().to_owned()),
                _ => None,
            }),
            deactivated: first_flag(said, |says| if let Constraint::Deactivated(is) = says { Some(*is) } else { None }),
            path: said.path().cloned(),
            ..Shape::default()
        };
        if matches!(&said.path, Some(Said { what: Err(_), .. })) {
            self.leave(Spot::value(&said.node, &sh("path")), "a path that is not well formed");
            shape.deactivated = true;
        }
        for constraint in said.constraints.iter().filter(|constraint| !constraint.is_repeated) {
            if let Some(asks) = self.asks(tree, said, constraint) {
                asks.inner().into_iter().for_each(|inner| self.reach(tree, inner));
                shape.asks.push(asks);
            }
        }
        if let Some(qualified) = self.qualified(tree, id) {
            std::iter::once(qualified.shape).chain(qualified.siblings.clone()).for_each(|id| self.reach(tree, id));
            shape.asks.push(Asks::Qualified(qualified));
        }
        let unique = |shape: &shape::Shape| {
            first_flag(shape, |says| if let Constraint::Unique(is) = says { Some(*is) } else { None })
        };
        let of_property = said.property().and_then(|property| tree.id(property)).is_some_and(|id| unique(tree.get(id)));
        if shape.path.is_some() && (of_property || unique(said)) {
            shape.asks.push(Asks::Unique);
        }
        self.shapes[id] = shape;
    }

    /// The counts of values that meet a shape (SHACL, section 4.7.3).
    fn qualified(&mut self, tree: &shape::Shapes, id: ShapeId) -> Option<Qualified> {
        let said = tree.get(id);
        let min = said.find(|says| if let Constraint::QualifiedMinCount(count) = says { Some(*count) } else { None });
        let max = said.find(|says| if let Constraint::QualifiedMaxCount(count) = says { Some(*count) } else { None });
        if min.is_none() && max.is_none() {
            return None;
        }
        let Some(shape) = said.qualified().next() else {
            let part = if min.is_some() { "qualifiedMinCount" } else { "qualifiedMaxCount" };
            self.leave(Spot::value(&said.node, &sh(part)), "a qualified count without `sh:qualifiedValueShape`");
            return None;
        };
        let are_disjoint = first_flag(said, |says| match says {
            Constraint::QualifiedValueShapesDisjoint(are) => Some(*are),
            _ => None,
        });
        Some(Qualified { shape, min, max, siblings: if are_disjoint { tree.siblings(id) } else { Vec::new() } })
    }

    /// The properties of a closed shape (SHACL, section 4.8.1): those of its own property shapes, and those it ignores.
    fn closed(tree: &shape::Shapes, shape: &shape::Shape) -> HashSet<String> {
        let of_shapes = shape.properties().filter_map(|property| tree.get(property).property());
        let mut allowed: HashSet<String> = of_shapes.map(ToOwned::to_owned).collect();
        for constraint in shape.says() {
            if let Constraint::IgnoredProperties(ignored) = constraint {
                allowed.extend(ignored.iter().filter_map(|term| match term {
                    Term::NamedNode(node) => Some(node.as_str().to_owned()),
                    _ => None,
                }));
            }
        }
        allowed
    }

    /// What a constraint asks of data. Every term of the tree has its place here, those that ask nothing by themselves too.
    fn asks(&mut self, tree: &shape::Shapes, shape: &shape::Shape, said: &Said<Constraint>) -> Option<Asks> {
        use Constraint as C;
        match &said.what {
            C::Class(_)
            | C::Datatype(_)
            | C::NodeKind(_)
            | C::MinCount(_)
            | C::MaxCount(_)
            | C::Bound(..)
            | C::MinLength(_)
            | C::MaxLength(_)
            | C::UniqueLang(true)
            | C::Pair(..)
            | C::HasValue(_)
            | C::Not(_)
            | C::And(_)
            | C::Or(_)
            | C::Xone(_)
            | C::Node(_)
            | C::Property(_) => Some(Asks::Plain(said.what.clone())),
            C::Pattern(pattern) => self.pattern(shape, pattern, said.spot()),
            C::LanguageIn(tags) => {
                let tag = |tag: &Term| match tag {
                    Term::Literal(tag) => Some(tag.value().to_ascii_lowercase()),
                    _ => None,
                };
                Some(Asks::LanguageIn(tags.iter().filter_map(tag).collect()))
            }
            C::In(members) => Some(Asks::In(members.clone(), members.iter().cloned().collect())),
            C::Closed(true) => Some(Asks::Closed(Self::closed(tree, shape))),
            C::UnitIn(units) => {
                let default = shape.says().filter_map(|says| match says {
                    C::Unit(unit) => Some(unit),
                    _ => None,
                });
                Some(Asks::Units(units.iter().chain(default).cloned().collect()))
            }
            // How one of these is meant, what is prepared with the whole shape, and what is for the mapper or for people.
            #[rustfmt::skip]
            C::Flags(_) | C::UniqueLang(false) | C::Closed(false) | C::IgnoredProperties(_)
            | C::QualifiedValueShape(_) | C::QualifiedMinCount(_) | C::QualifiedMaxCount(_)
            | C::QualifiedValueShapesDisjoint(_) | C::Deactivated(_) | C::Severity(_) | C::Message(_) | C::Order(_)
            | C::Description(_) | C::DefaultValue(_) | C::Unique(_) | C::Unit(_) | C::Key(_) | C::IriTemplate(_)
            | C::LabelTemplate(_) | C::Example(_) | C::List(_) | C::Symmetric(_) | C::ValueTemplate(_)
            | C::TextPattern(_) | C::Form(_) | C::InSentence(_) | C::Identifies(_) | C::Begins(_) | C::Ends(_)
            | C::BareCode(_) | C::Asserts(_) | C::IdentifiedBy(_) | C::RefinedBy(_) | C::DistinguishedBy(_)
            | C::MeasuredBy(_) | C::Recurs(_) | C::Fixed(_) | C::Exclusive(_) | C::NamedAt(_)
            | C::UnfoldsTo(_) | C::NameSuffices(_) | C::WithinLife(_) | C::StatesLife(_) | C::Comment(_) | C::HiddenLabel(_) => None,
        }
    }

    fn pattern(&mut self, shape: &shape::Shape, text: &str, spot: Spot) -> Option<Asks> {
        let flags = shape.find(|says| if let Constraint::Flags(flags) = says { Some(flags.as_str()) } else { None });
        let flags = flags.unwrap_or_default();
        if let Some(flag) = flags.chars().find(|flag| !"ismxq".contains(*flag)) {
            self.leave(Spot::value(&shape.node, &sh("flags")), &format!("the flag `{flag}` of a pattern"));
        }
        // `q`: every character means itself (XPath functions, section 5.6.2).
        let pattern = if flags.contains('q') { regex::escape(text) } else { text.to_owned() };
        let regex = RegexBuilder::new(&pattern)
            .case_insensitive(flags.contains('i'))
            .multi_line(flags.contains('m'))
            .dot_matches_new_line(flags.contains('s'))
            .ignore_whitespace(flags.contains('x'))
            .build();
        match regex {
            Ok(regex) => Some(Asks::Pattern(regex)),
            Err(_) => {
                // The `regex` crate knows no look-around, which the regular expressions of SPARQL have neither.
                self.leave(spot, &format!("the pattern `{text}`"));
                None
            }
        }
    }

    /// Notes what is not checked. A name that is nearly one of these was perhaps meant to be it.
    fn leave(&mut self, spot: Spot, what: &str) {
        let fault = Fault::new(spot, format!("{what} is not checked")).label("this is left out");
        self.unread.push(fault.code(Severity::Warning, Code::ConstraintNotChecked).help(
            "only SHACL Core is checked: use SHACL Core, or write a query (`--checks`), or use an engine that supports it",
        ));
    }
}

/// Whether the first flag of a sort that a shape has is `true`.
fn first_flag(shape: &shape::Shape, pick: impl Fn(&Constraint) -> Option<bool>) -> bool {
    shape.find(pick) == Some(true)
}
