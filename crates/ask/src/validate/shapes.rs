//! The shapes as the ontology's triples say them. The mapper's tables (`schema`) are not enough here: a subkind's key
//! replaces its parent's there, and constraints without a key are left out, while in SHACL all shapes of a node hold.

use std::collections::{HashMap, HashSet};

use oxigraph::model::Term;
use regex::RegexBuilder;

use super::shape::{Constraint, Qualified, Shape, ShapeId};
use super::understood::{BOUNDS, CHECKED, CLASSES, OWL_CLASS, PAIRS, RDFS_CLASS, SILENT, TARGETS, local, sh};
use chancery_model::diagnostic::{Code, Severity};
use chancery_model::schema::{Fault, Ontology, Path, Spot, node_key};
use chancery_model::vocab::{chy, concept, std_terms as t};

/// All shapes of an ontology, and what the ontology says of classes and terms.
#[derive(Debug, Default)]
pub struct Shapes {
    pub(super) shapes: Vec<Shape>,
    by_node: HashMap<String, ShapeId>,
    /// Shapes that have a number and are not read yet.
    open: Vec<(String, ShapeId)>,
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
        let mut shapes = Self::default();
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
        for target in TARGETS {
            let predicate = sh(target);
            for (node, of) in ontology.pairs(&predicate) {
                let id = shapes.shape(node);
                match (target, node_key(of)) {
                    ("targetNode", _) => shapes.of_node.push((of.clone(), id)),
                    (_, None) => {}
                    ("targetClass", Some(key)) => shapes.of_class.entry(key).or_default().push(id),
                    ("targetSubjectsOf", Some(key)) => shapes.of_subjects.entry(key).or_default().push(id),
                    (_, Some(key)) => shapes.of_objects.entry(key).or_default().push(id),
                }
            }
        }
        // A shape that is a class too is the shape of its instances (SHACL, section 2.1.3.3).
        let constrains =
            |node: &str| ontology.about(node).any(|(p, _)| local(p).is_some_and(|name| CHECKED.contains(&name)));
        let both = |(node, classes): &(&String, &Vec<String>)| {
            let has = |iri: &str| classes.iter().any(|class| class == iri);
            let is_shape = has(&sh("NodeShape")) || has(&sh("PropertyShape")) || constrains(node);
            (has(OWL_CLASS) || has(RDFS_CLASS)) && is_shape
        };
        let implicit: Vec<String> = shapes.types.iter().filter(both).map(|(node, _)| node.clone()).collect();
        for class in implicit {
            let id = shapes.shape(&class);
            shapes.of_class.entry(class).or_default().push(id);
        }
        // Those that shapes lead to are read in turn; nesting costs no stack.
        while let Some((node, id)) = shapes.open.pop() {
            shapes.read_shape(ontology, node, id);
        }
        shapes.mark_recursive();
        shapes.tell_recursive(ontology);
        shapes
    }

    /// Whether the ontology mentions a node of this name: as a shape, or as whatever it calls it.
    pub(super) fn has(&self, node: &str) -> bool {
        self.by_node.contains_key(node) || self.types.contains_key(node)
    }

    /// How many shapes there are, parts of others included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty()
    }

    /// What of the shapes is not compared with data, or not as every engine does, each as a warning.
    #[must_use]
    pub fn unread(&self) -> &[Fault] {
        &self.unread
    }

    /// What is beyond SHACL Core in the user's own files: SPARQL, JavaScript, rules, targets of other sorts, terms that
    /// SHACL has not. What is within such a statement is not reported besides.
    fn beyond(&mut self, o: &Ontology) {
        let is_beyond =
            |predicate: &str| local(predicate).is_some_and(|name| !CHECKED.contains(&name) && !SILENT.contains(&name));
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

    /// Reports each shape of the user's own by which others lead back to themselves: where a walk from shape to shape meets
    /// one that it has not left yet.
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

    /// Whether the ontology says anything of the term, if it is in a namespace of ours; true of all other terms.
    pub(super) fn defines(&self, iri: &str) -> bool {
        let ours = iri.strip_prefix(chy::NS).or_else(|| iri.strip_prefix(concept::BASE));
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

    /// The number of the shape at a node, which is read later.
    pub(super) fn shape(&mut self, node: &str) -> ShapeId {
        if let Some(&id) = self.by_node.get(node) {
            return id;
        }
        let id = self.shapes.len();
        self.shapes.push(Shape::default());
        self.by_node.insert(node.to_owned(), id);
        self.open.push((node.to_owned(), id));
        id
    }

    fn read_shape(&mut self, o: &Ontology, node: String, id: ShapeId) {
        let mut shape = Shape {
            severity: o.node(&node, &sh("severity")),
            message: o.english(&node, &sh("message")).map(ToOwned::to_owned),
            help: o.english(&node, &sh("description")).map(ToOwned::to_owned),
            deactivated: o.text(&node, &sh("deactivated")) == Some("true"),
            ..Shape::default()
        };
        if let Some(path) = o.objects(&node, &sh("path")).next() {
            shape.path = Path::read(o, path);
            if shape.path.is_none() {
                self.leave(Spot::value(&node, &sh("path")), "a path that is not well formed");
                shape.deactivated = true;
            }
        }
        let statements: Vec<(String, Term)> =
            o.about(&node).map(|(p, object)| (p.to_owned(), object.clone())).collect();
        let mut seen: HashSet<&(String, Term)> = HashSet::new();
        for statement in &statements {
            // Two files may say the same.
            if seen.insert(statement) {
                shape.constraints.extend(self.constraint(o, &node, &statement.0, &statement.1));
            }
        }
        shape.constraints.extend(self.qualified(o, &node));
        let unique = |node: &str| o.text(node, chy::UNIQUE) == Some("true");
        let of_property = matches!(&shape.path, Some(Path::Forward(property)) if unique(property));
        if shape.path.is_some() && (of_property || unique(&node)) {
            shape.constraints.push(Constraint::Unique);
        }
        shape.node = node;
        self.shapes[id] = shape;
    }

    /// The counts of values that meet a shape (SHACL, section 4.7.3).
    fn qualified(&mut self, o: &Ontology, node: &str) -> Option<Constraint> {
        let number = |local: &str| o.text(node, &sh(local)).and_then(|text| text.parse().ok());
        let (min, max) = (number("qualifiedMinCount"), number("qualifiedMaxCount"));
        if min.is_none() && max.is_none() {
            return None;
        }
        let (value, property) = (sh("qualifiedValueShape"), sh("property"));
        let own: Vec<String> = o.objects(node, &value).filter_map(node_key).collect();
        let Some(shape) = own.first() else {
            let part = if min.is_some() { "qualifiedMinCount" } else { "qualifiedMaxCount" };
            self.leave(Spot::value(node, &sh(part)), "a qualified count without `sh:qualifiedValueShape`");
            return None;
        };
        let mut siblings: Vec<String> = Vec::new();
        if o.text(node, &sh("qualifiedValueShapesDisjoint")) == Some("true") {
            let parents = o.pairs(&property).filter(|(_, child)| node_key(child).as_deref() == Some(node));
            for (parent, _) in parents {
                let children = o.objects(parent, &property).filter_map(node_key);
                siblings.extend(
                    children.flat_map(|child| o.objects(&child, &value).filter_map(node_key).collect::<Vec<_>>()),
                );
            }
            siblings.retain(|sibling| !own.contains(sibling));
            siblings.sort();
            siblings.dedup();
        }
        let shape = self.shape(shape);
        let siblings = siblings.iter().map(|node| self.shape(node)).collect();
        Some(Constraint::Qualified(Qualified { shape, min, max, siblings }))
    }

    /// The properties of a closed shape (SHACL, section 4.8.1): those of its own property shapes, and those it ignores.
    fn closed(o: &Ontology, node: &str) -> HashSet<String> {
        let (property, path, ignored) = (sh("property"), sh("path"), sh("ignoredProperties"));
        let named = |term: &Term| match term {
            Term::NamedNode(node) => Some(node.as_str().to_owned()),
            _ => None,
        };
        let of_shapes = o.objects(node, &property).filter_map(node_key);
        let mut allowed: HashSet<String> =
            of_shapes.filter_map(|shape| o.objects(&shape, &path).next().and_then(named)).collect();
        for head in o.objects(node, &ignored).filter_map(node_key) {
            allowed.extend(o.terms(&head).0.iter().filter_map(named));
        }
        allowed
    }

    fn constraint(&mut self, o: &Ontology, node: &str, predicate: &str, object: &Term) -> Option<Constraint> {
        if predicate == chy::UNIT_IN {
            let mut units = list(o, object);
            units.extend(o.objects(node, chy::UNIT).cloned());
            return Some(Constraint::Units(units.into()));
        }
        let term = local(predicate)?;
        let key = || node_key(object);
        let number = || match object {
            Term::Literal(literal) => literal.value().parse().ok(),
            _ => None,
        };
        if let Some(bound) = BOUNDS.iter().find(|bound| **bound == term) {
            return match object {
                Term::Literal(literal) => Some(Constraint::Bound(bound, literal.clone())),
                _ => None,
            };
        }
        if let Some(pair) = PAIRS.iter().find(|pair| **pair == term) {
            return Some(Constraint::Pair(pair, key()?));
        }
        match term {
            "class" => key().map(Constraint::Class),
            "datatype" => key().map(Constraint::Datatype),
            "nodeKind" => key().and_then(|iri| local(&iri).map(ToOwned::to_owned)).map(Constraint::NodeKind),
            "closed" => {
                let is_closed = matches!(object, Term::Literal(literal) if literal.value() == "true");
                is_closed.then(|| Constraint::Closed(Self::closed(o, node)))
            }
            "minCount" => number().map(Constraint::Min),
            "maxCount" => number().map(Constraint::Max),
            "minLength" => number().map(Constraint::MinLength),
            "maxLength" => number().map(Constraint::MaxLength),
            "pattern" => self.pattern(o, node, object),
            "languageIn" => Some(Constraint::LanguageIn(
                list(o, object)
                    .into_iter()
                    .filter_map(|tag| match tag {
                        Term::Literal(tag) => Some(tag.value().to_ascii_lowercase()),
                        _ => None,
                    })
                    .collect(),
            )),
            "uniqueLang" => matches!(object, Term::Literal(l) if l.value() == "true").then_some(Constraint::UniqueLang),
            "in" => {
                let members = list(o, object);
                Some(Constraint::In(members.clone().into(), members.into_iter().collect()))
            }
            "hasValue" => Some(Constraint::HasValue(object.clone())),
            "not" => Some(Constraint::Not(self.shape(&key()?))),
            "and" => Some(Constraint::And(self.shapes_of(o, object))),
            "or" => Some(Constraint::Or(self.shapes_of(o, object))),
            "xone" => Some(Constraint::Xone(self.shapes_of(o, object))),
            "node" => Some(Constraint::Node(self.shape(&key()?))),
            "property" => Some(Constraint::Property(self.shape(&key()?))),
            // What else there is was reported, or says how one of these is meant.
            _ => None,
        }
    }

    fn pattern(&mut self, o: &Ontology, node: &str, object: &Term) -> Option<Constraint> {
        let Term::Literal(text) = object else { return None };
        let flags = o.text(node, &sh("flags")).unwrap_or_default().to_owned();
        if let Some(flag) = flags.chars().find(|flag| !"ismxq".contains(*flag)) {
            self.leave(Spot::value(node, &sh("flags")), &format!("the flag `{flag}` of a pattern"));
        }
        // `q`: every character means itself (XPath functions, section 5.6.2).
        let pattern = if flags.contains('q') { regex::escape(text.value()) } else { text.value().to_owned() };
        let regex = RegexBuilder::new(&pattern)
            .case_insensitive(flags.contains('i'))
            .multi_line(flags.contains('m'))
            .dot_matches_new_line(flags.contains('s'))
            .ignore_whitespace(flags.contains('x'))
            .build();
        match regex {
            Ok(regex) => Some(Constraint::Pattern(regex)),
            Err(_) => {
                // The `regex` crate knows no look-around, which the regular expressions of SPARQL have neither.
                let spot = Spot::this(node, &sh("pattern"), object);
                self.leave(spot, &format!("the pattern `{}`", text.value()));
                None
            }
        }
    }

    fn shapes_of(&mut self, o: &Ontology, head: &Term) -> Vec<ShapeId> {
        list(o, head).iter().filter_map(node_key).map(|node| self.shape(&node)).collect()
    }

    /// Notes what is not checked. A name that is nearly one of these was perhaps meant to be it.
    fn leave(&mut self, spot: Spot, what: &str) {
        let fault = Fault::new(spot, format!("{what} is not checked")).label("this is left out");
        self.unread.push(fault.code(Severity::Warning, Code::ConstraintNotChecked).help(
            "only SHACL Core is checked: use SHACL Core, or write a query (`--checks`), or use an engine that supports it",
        ));
    }
}

/// The members of an RDF list, literals too, as far as the list is well formed.
fn list(o: &Ontology, head: &Term) -> Vec<Term> {
    node_key(head).map(|head| o.terms(&head).0).unwrap_or_default()
}
