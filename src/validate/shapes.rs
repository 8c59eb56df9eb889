//! The shapes as the ontology's triples say them. The mapper's tables (`schema`) are not enough here: a subkind's key
//! replaces its parent's there, and constraints without a key are left out, while in SHACL all shapes of a node hold.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use oxigraph::model::{Literal, Term};
use regex::{Regex, RegexBuilder};

use crate::diagnostic::Diagnostic;
use crate::schema::{Ontology, node_key};
use crate::vocab::{chy, concept, std_terms as t};

const OWL_CLASS: &str = "http://www.w3.org/2002/07/owl#Class";
const RDFS_CLASS: &str = "http://www.w3.org/2000/01/rdf-schema#Class";

/// A shape's place among the others.
pub(super) type ShapeId = usize;

/// All shapes of an ontology, and what the ontology says of classes and terms.
#[derive(Debug, Default)]
pub struct Shapes {
    pub(super) shapes: Vec<Shape>,
    by_node: HashMap<String, ShapeId>,
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
    /// What of the shapes is not understood.
    unread: Vec<(String, String)>,
}

/// A node shape, or, with a path, a property shape.
#[derive(Debug, Default)]
pub(super) struct Shape {
    pub path: Option<Path>,
    pub constraints: Vec<Constraint>,
    /// `sh:severity`: an IRI's last part; a violation where none is given.
    pub severity: Option<String>,
    /// `sh:message` in English.
    pub message: Option<String>,
    /// `sh:description` in English: what the value says.
    pub help: Option<String>,
    /// `sh:deactivated`: it asks for nothing.
    pub deactivated: bool,
}

/// How values are reached from a node (SHACL, section 2.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// The objects of the property with this whole IRI.
    Forward(String),
    /// The subjects of the property with this whole IRI.
    Inverse(String),
    /// What any of the paths reaches.
    Any(Vec<Path>),
}

/// What a shape asks for (SHACL, section 4), and the two constraints of our own.
#[derive(Debug)]
pub(super) enum Constraint {
    Class(String),
    Datatype(String),
    NodeKind(String),
    Min(u64),
    Max(u64),
    /// The local name of the SHACL term, and the bound.
    Bound(&'static str, Literal),
    MinLength(u64),
    MaxLength(u64),
    Pattern(Regex),
    LanguageIn(Vec<String>),
    UniqueLang,
    /// The local name of the SHACL term, and the other property.
    Pair(&'static str, String),
    In(Arc<[Term]>),
    HasValue(Term),
    Not(ShapeId),
    And(Vec<ShapeId>),
    Or(Vec<ShapeId>),
    Xone(Vec<ShapeId>),
    Node(ShapeId),
    Property(ShapeId),
    /// `chy:unique`: no two nodes share a value.
    Unique,
    /// `chy:unitIn`, with `chy:unit`: the units that an amount may have.
    Units(Arc<[Term]>),
}

/// Terms of SHACL that constrain nothing.
const SILENT: &[&str] = &[
    "targetClass",
    "targetNode",
    "targetSubjectsOf",
    "targetObjectsOf",
    "path",
    "name",
    "description",
    "order",
    "group",
    "defaultValue",
    "message",
    "severity",
    "deactivated",
    "flags",
    "declare",
    "prefixes",
];

const BOUNDS: [&str; 4] = ["minInclusive", "maxInclusive", "minExclusive", "maxExclusive"];

const PAIRS: [&str; 4] = ["equals", "disjoint", "lessThan", "lessThanOrEquals"];

/// The local name of a SHACL term.
fn local(iri: &str) -> Option<&str> {
    iri.strip_prefix(t::SH)
}

fn sh(local: &str) -> String {
    format!("{}{local}", t::SH)
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
        for target in ["targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"] {
            let predicate = sh(target);
            for (node, of) in ontology.pairs(&predicate) {
                let id = shapes.shape(ontology, node);
                let Some(key) = node_key(of) else { continue };
                match target {
                    "targetClass" => shapes.of_class.entry(key).or_default().push(id),
                    "targetSubjectsOf" => shapes.of_subjects.entry(key).or_default().push(id),
                    "targetObjectsOf" => shapes.of_objects.entry(key).or_default().push(id),
                    _ => shapes.of_node.push((of.clone(), id)),
                }
            }
        }
        // A shape that is a class too is the shape of its instances (SHACL, section 2.1.3.3).
        let both = |classes: &&Vec<String>| {
            let has = |iri: &str| classes.iter().any(|class| class == iri);
            has(&sh("NodeShape")) && (has(OWL_CLASS) || has(RDFS_CLASS))
        };
        let implicit: Vec<String> =
            shapes.types.iter().filter(|(_, classes)| both(classes)).map(|(node, _)| node.clone()).collect();
        for class in implicit {
            let id = shapes.shape(ontology, &class);
            shapes.of_class.entry(class).or_default().push(id);
        }
        shapes
    }

    /// What of the shapes is not held against data, each as a warning.
    #[must_use]
    pub fn unread(&self) -> Vec<Diagnostic> {
        let tell = |(shape, what): &(String, String)| {
            Diagnostic::warning("constraint-not-checked", format!("{what} of the shape of {shape} is not checked"))
                .help("an engine of SHACL checks it; `chancery export` writes what it needs")
        };
        self.unread.iter().map(tell).collect()
    }

    /// Whether the ontology says anything of the term, if it lies in a namespace of ours; true of all other terms.
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

    /// The shape at a node, read when it is first asked for.
    fn shape(&mut self, o: &Ontology, node: &str) -> ShapeId {
        if let Some(&id) = self.by_node.get(node) {
            return id;
        }
        // The place is taken first, because a shape may lead back to itself.
        let id = self.shapes.len();
        self.shapes.push(Shape::default());
        self.by_node.insert(node.to_owned(), id);
        let mut shape = Shape {
            path: None,
            constraints: Vec::new(),
            severity: o.node(node, &sh("severity")).and_then(|iri| local(&iri).map(ToOwned::to_owned)),
            message: o.english(node, &sh("message")).map(ToOwned::to_owned),
            help: o.english(node, &sh("description")).map(ToOwned::to_owned),
            deactivated: o.text(node, &sh("deactivated")) == Some("true"),
        };
        if let Some(path) = o.objects(node, &sh("path")).next() {
            shape.path = read_path(o, path, 0);
            if shape.path.is_none() {
                self.leave(o, node, "a path");
                shape.deactivated = true;
            }
        }
        let statements: Vec<(String, Term)> = o.about(node).map(|(p, object)| (p.to_owned(), object.clone())).collect();
        for (predicate, object) in statements {
            if let Some(constraint) = self.constraint(o, node, &predicate, &object) {
                shape.constraints.push(constraint);
            }
        }
        let unique = |node: &str| o.text(node, chy::UNIQUE) == Some("true");
        let of_property = matches!(&shape.path, Some(Path::Forward(property)) if unique(property));
        if shape.path.is_some() && (of_property || unique(node)) {
            shape.constraints.push(Constraint::Unique);
        }
        self.shapes[id] = shape;
        id
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
            "in" => Some(Constraint::In(list(o, object).into())),
            "hasValue" => Some(Constraint::HasValue(object.clone())),
            "not" => Some(Constraint::Not(self.shape(o, &key()?))),
            "and" => Some(Constraint::And(self.shapes_of(o, object))),
            "or" => Some(Constraint::Or(self.shapes_of(o, object))),
            "xone" => Some(Constraint::Xone(self.shapes_of(o, object))),
            "node" => Some(Constraint::Node(self.shape(o, &key()?))),
            "property" => Some(Constraint::Property(self.shape(o, &key()?))),
            silent if SILENT.contains(&silent) => None,
            other => {
                self.leave(o, node, &format!("`sh:{other}`"));
                None
            }
        }
    }

    fn pattern(&mut self, o: &Ontology, node: &str, object: &Term) -> Option<Constraint> {
        let Term::Literal(text) = object else { return None };
        let flags = o.text(node, &sh("flags")).unwrap_or_default().to_owned();
        let regex = RegexBuilder::new(text.value())
            .case_insensitive(flags.contains('i'))
            .multi_line(flags.contains('m'))
            .dot_matches_new_line(flags.contains('s'))
            .ignore_whitespace(flags.contains('x'))
            .build();
        match regex {
            Ok(regex) => Some(Constraint::Pattern(regex)),
            Err(_) => {
                // The `regex` crate knows no look-around, which the regular expressions of SPARQL have neither.
                self.leave(o, node, &format!("the pattern `{}`", text.value()));
                None
            }
        }
    }

    fn shapes_of(&mut self, o: &Ontology, head: &Term) -> Vec<ShapeId> {
        list(o, head).iter().filter_map(node_key).map(|node| self.shape(o, &node)).collect()
    }

    fn leave(&mut self, o: &Ontology, node: &str, what: &str) {
        let shape = if node.starts_with("_:") {
            let path = o.node(node, &sh("path")).filter(|path| !path.starts_with("_:"));
            path.map_or_else(|| "a property".to_owned(), |path| format!("<{path}>"))
        } else {
            format!("<{node}>")
        };
        self.unread.push((shape, what.to_owned()));
    }
}

/// A path, if it is one of those that are understood.
fn read_path(o: &Ontology, path: &Term, depth: usize) -> Option<Path> {
    let node = match path {
        Term::NamedNode(property) => return Some(Path::Forward(property.as_str().to_owned())),
        Term::BlankNode(node) if depth < 8 => node.to_string(),
        _ => return None,
    };
    if let Some(Term::NamedNode(property)) = o.objects(&node, &sh("inversePath")).next() {
        return Some(Path::Inverse(property.as_str().to_owned()));
    }
    let predicate = sh("alternativePath");
    let alternatives = o.objects(&node, &predicate).next()?;
    list(o, alternatives).iter().map(|path| read_path(o, path, depth + 1)).collect::<Option<Vec<_>>>().map(Path::Any)
}

/// The members of an RDF list, literals too. A list that bites its tail ends where it does.
fn list(o: &Ontology, head: &Term) -> Vec<Term> {
    let mut members = Vec::new();
    let mut seen = HashSet::new();
    let mut cell = node_key(head);
    while let Some(node) = cell.filter(|node| node != t::RDF_NIL) {
        if !seen.insert(node.clone()) {
            break;
        }
        members.extend(o.objects(&node, t::RDF_FIRST).next().cloned());
        cell = o.node(&node, t::RDF_REST);
    }
    members
}
