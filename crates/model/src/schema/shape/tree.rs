//! The shapes of an ontology with their paths, targets and constraints.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use oxrdf::Term;

use super::constraint::{Constraint, ShapeId, Target};
use super::terms::{Becomes, term};
use super::value::{Nodes, Value};
use crate::schema::fault::Spot;
use crate::schema::ontology::Ontology;
use crate::schema::path::Path;
use crate::vocab::std_terms as t;

const SHAPE_CLASSES: [&str; 2] = ["http://www.w3.org/ns/shacl#NodeShape", "http://www.w3.org/ns/shacl#PropertyShape"];
const CLASSES: [&str; 2] = ["http://www.w3.org/2002/07/owl#Class", "http://www.w3.org/2000/01/rdf-schema#Class"];

/// The properties that say which nodes a shape is about.
const TARGETS: [&str; 4] = ["targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"];

/// Something that a shape says, with its place.
#[derive(Debug, Clone)]
pub struct Said<T> {
    /// What is said.
    pub what: T,
    /// The whole IRI of the term that says it.
    pub term: &'static str,
    /// Whether a file of the user's own says it.
    pub is_own: bool,
    /// Whether the same statement was made of the shape before: two files may say the same.
    pub is_repeated: bool,
    /// The number of the statement in the ontology.
    number: usize,
}

impl<T> Said<T> {
    /// Where it is said.
    #[must_use]
    pub fn spot(&self) -> Spot {
        Spot::Statement(self.number)
    }

    /// The place of the statement among all of the ontology.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number
    }
}

/// A node shape, or, with a path, a property shape. What is said of a property itself (`setting:unique`) is one too, without a
/// path and a target.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// Its IRI, or the name of its blank node.
    pub node: String,
    /// How its values are reached; the term where it is not a path that is well formed.
    pub path: Option<Said<Result<Path, Term>>>,
    /// Which nodes it is about.
    pub targets: Vec<Said<Target>>,
    /// What it says, in the order of the files.
    pub constraints: Vec<Said<Constraint>>,
}

impl Shape {
    /// Everything that it says, in the order of the files.
    pub fn says(&self) -> impl Iterator<Item = &Constraint> {
        self.constraints.iter().map(|said| &said.what)
    }

    /// The first thing it says of which `pick` makes something.
    pub fn find<'s, T>(&'s self, pick: impl FnMut(&'s Constraint) -> Option<T>) -> Option<T> {
        self.says().find_map(pick)
    }

    /// Its path, if that is well formed.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_ref()?.what.as_ref().ok()
    }

    /// The property that is its path, where that is one property.
    #[must_use]
    pub fn property(&self) -> Option<&str> {
        match self.path()? {
            Path::Forward(property) => Some(property),
            _ => None,
        }
    }

    /// The class that it targets; of several the first one.
    #[must_use]
    pub fn target_class(&self) -> Option<&str> {
        self.targets.iter().find_map(|target| match &target.what {
            Target::Class(class) => Some(class.as_str()),
            _ => None,
        })
    }

    /// The name of the kind or key in a facts file (`setting:key`).
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.find(|says| match says {
            Constraint::Key(key) => Some(key.as_str()),
            _ => None,
        })
    }

    /// The property shapes that it leads to (`sh:property`).
    pub fn properties(&self) -> impl Iterator<Item = ShapeId> {
        self.says().filter_map(|says| match says {
            Constraint::Property(shape) => Some(*shape),
            _ => None,
        })
    }

    /// The shapes that a number of its values meets (`sh:qualifiedValueShape`).
    pub fn qualified(&self) -> impl Iterator<Item = ShapeId> {
        self.says().filter_map(|says| match says {
            Constraint::QualifiedValueShape(shape) => Some(*shape),
            _ => None,
        })
    }
}

/// All shapes of an ontology. Shapes refer to one another by number.
#[derive(Debug, Default)]
pub struct Shapes {
    shapes: Vec<Shape>,
    numbers: HashMap<String, ShapeId, RandomState>,
    /// The constraints of all shapes in the order of the files: shape, and place among what it says.
    order: Vec<(ShapeId, usize)>,
    /// The targets of all shapes in the order of the files.
    targets: Vec<(ShapeId, usize)>,
    /// A property shape, and the shapes that it is a property of.
    parents: HashMap<ShapeId, Vec<ShapeId>, RandomState>,
}

impl Shapes {
    /// Reads the shapes of an ontology: every node of which a term of shapes says something, and those that such a node names
    /// as a shape. Shapes with targets come first.
    #[must_use]
    pub fn read(ontology: &Ontology) -> Self {
        let mut nodes = Nodes::new(ontology);
        for target in TARGETS {
            for (node, _) in ontology.pairs(&format!("{}{target}", t::SH)) {
                nodes.number(node);
            }
        }
        let implicit = implicit(ontology);
        for (_, class) in &implicit {
            nodes.number(class);
        }
        for (subject, predicate, _) in (0..ontology.len()).filter_map(|number| ontology.triple(number)) {
            if term(predicate).is_some_and(super::Term::is_of_shapes) {
                nodes.number(subject);
            }
        }
        let mut shapes: Vec<Shape> = Vec::new();
        // What a shape leads to is numbered while it is read, and read in turn.
        while let Some(node) = nodes.names.get(shapes.len()).cloned() {
            shapes.push(Shape::read(&mut nodes, node));
        }
        for (number, class) in implicit {
            if let Some(shape) = nodes.numbers.get(class).and_then(|id| shapes.get_mut(*id)) {
                let what = Target::ImplicitClass(class.to_owned());
                let is_own = ontology.file_of(number).1;
                shape.targets.push(Said { what, term: t::RDF_TYPE, is_own, is_repeated: false, number });
            }
        }
        let mut parents: HashMap<ShapeId, Vec<ShapeId>, RandomState> = HashMap::default();
        for (id, shape) in shapes.iter().enumerate() {
            shape.properties().for_each(|property| parents.entry(property).or_default().push(id));
        }
        Self {
            numbers: nodes.numbers,
            order: in_order(&shapes, |shape| &shape.constraints),
            targets: in_order(&shapes, |shape| &shape.targets),
            parents,
            shapes,
        }
    }

    /// The shape of this number.
    ///
    /// # Panics
    /// When the number is not from this tree.
    #[must_use]
    pub fn get(&self, id: ShapeId) -> &Shape {
        &self.shapes[id]
    }

    /// The number of the shape at a node, by its IRI or the name of its blank node.
    #[must_use]
    pub fn id(&self, node: &str) -> Option<ShapeId> {
        self.numbers.get(node).copied()
    }

    /// All shapes by number.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Shape> {
        self.shapes.iter()
    }

    /// How many shapes there are, parts of others included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty()
    }

    /// The sibling shapes of a qualified count: those of the other properties of its parents (SHACL, section 4.7.3).
    #[must_use]
    pub fn siblings(&self, id: ShapeId) -> Vec<ShapeId> {
        let own: Vec<ShapeId> = self.get(id).qualified().collect();
        let children = self.parents.get(&id).into_iter().flatten().flat_map(|parent| self.get(*parent).properties());
        let mut siblings: Vec<ShapeId> = children.flat_map(|child| self.get(child).qualified()).collect();
        siblings.retain(|sibling| !own.contains(sibling));
        siblings.sort_unstable();
        siblings.dedup();
        siblings
    }

    /// What all shapes say, in the order of the files.
    pub fn said(&self) -> impl DoubleEndedIterator<Item = (ShapeId, &Said<Constraint>)> {
        self.order.iter().map(|(id, at)| (*id, &self.shapes[*id].constraints[*at]))
    }

    /// What all shapes are about, in the order of the files.
    pub fn targets(&self) -> impl Iterator<Item = (ShapeId, &Said<Target>)> {
        self.targets.iter().map(|(id, at)| (*id, &self.shapes[*id].targets[*at]))
    }
}

/// Places in lists of what shapes say, in the order of the files.
fn in_order<T>(shapes: &[Shape], list: fn(&Shape) -> &Vec<Said<T>>) -> Vec<(ShapeId, usize)> {
    let mut numbered: Vec<(usize, ShapeId, usize)> = Vec::new();
    for (id, shape) in shapes.iter().enumerate() {
        numbered.extend(list(shape).iter().enumerate().map(|(at, said)| (said.number, id, at)));
    }
    numbered.sort_unstable();
    numbered.into_iter().map(|(_, id, at)| (id, at)).collect()
}

/// The classes that are shapes too, with the statements that make them classes: they are shapes of their instances (SHACL,
/// section 2.1.3.3).
fn implicit(o: &Ontology) -> Vec<(usize, &str)> {
    let mut shapes: HashSet<&str, RandomState> = HashSet::default();
    let mut classes: Vec<(usize, &str)> = Vec::new();
    for (number, (subject, predicate, object)) in (0..o.len()).filter_map(|number| Some((number, o.triple(number)?))) {
        if predicate != t::RDF_TYPE {
            if term(predicate).is_some_and(|term| term.of_data && term.local().is_some()) {
                shapes.insert(subject);
            }
        } else if let Term::NamedNode(class) = object {
            if SHAPE_CLASSES.contains(&class.as_str()) {
                shapes.insert(subject);
            } else if CLASSES.contains(&class.as_str()) {
                classes.push((number, subject));
            }
        }
    }
    let mut seen: HashSet<&str, RandomState> = HashSet::default();
    classes.retain(|(_, class)| shapes.contains(class) && seen.insert(class));
    classes
}

impl Shape {
    /// Reads what is said of a node.
    fn read(nodes: &mut Nodes<'_>, node: String) -> Self {
        let o = nodes.ontology;
        let mut shape = Self { node, ..Self::default() };
        let mut before: HashSet<(&str, &Term)> = HashSet::new();
        for &number in o.numbers(&shape.node) {
            let Some((_, predicate, object)) = o.triple(number) else { continue };
            let Some(term) = term(predicate) else { continue };
            let (is_own, is_repeated) = (o.file_of(number).1, !before.insert((term.iri, object)));
            let said = Said { what: (), term: term.iri, is_own, is_repeated, number };
            let mut value = Value { nodes, object };
            match term.becomes {
                Becomes::Path if shape.path.is_some() => {}
                Becomes::Path => {
                    shape.path = Some(said.with(Path::read(o, object).ok_or_else(|| object.clone())));
                }
                Becomes::Target(read) => shape.targets.extend(read(&mut value).map(|what| said.with(what))),
                Becomes::Constraint(read) => shape.constraints.extend(read(&mut value).map(|what| said.with(what))),
            }
        }
        shape
    }
}

impl Said<()> {
    fn with<T>(&self, what: T) -> Said<T> {
        let Self { what: (), term, is_own, is_repeated, number } = *self;
        Said { what, term, is_own, is_repeated, number }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::FileId;
    use crate::schema::ontology::OntologyFile;

    const PREFIXES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <https://example.org/> .\n\
                            @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix setting: <https://w3id.org/chancery/setting#> . @prefix chy: <https://w3id.org/chancery/ontology#> .\n";

    /// The tree of a file that is compiled in and one of the user's own.
    fn tree(built_in: &str, own: &str) -> Shapes {
        let file = |text: &str, own| OntologyFile {
            name: "a.ttl".into(),
            text: format!("{PREFIXES}{text}").into(),
            file: FileId(0),
            own,
            replaces: false,
            base: None,
        };
        let ontology = Ontology::read(&[file(built_in, false), file(own, true)]);
        Shapes::read(&ontology.unwrap_or_else(|errors| panic!("{errors:?}")))
    }

    fn at<'s>(shapes: &'s Shapes, local: &str) -> &'s Shape {
        shapes.get(shapes.id(&format!("https://example.org/{local}")).unwrap())
    }

    #[test]
    fn statements_keep_their_order_and_their_file() {
        let shapes =
            tree("x:A sh:order 1 . x:B sh:minCount 1 ; sh:path x:p .", "x:A sh:maxCount 2 . x:B sh:minCount 1 .");
        let said: Vec<(&str, &Constraint, bool, bool)> = shapes
            .said()
            .map(|(id, said)| (&shapes.get(id).node[20..], &said.what, said.is_own, said.is_repeated))
            .collect();
        let expected = [
            ("A", &Constraint::Order(1.0), false, false),
            ("B", &Constraint::MinCount(1), false, false),
            ("A", &Constraint::MaxCount(2), true, false),
            ("B", &Constraint::MinCount(1), true, true),
        ];
        assert_eq!(said, expected);
        assert_eq!(at(&shapes, "B").property(), Some("https://example.org/p"));
    }

    #[test]
    fn a_value_that_its_term_does_not_take_says_nothing() {
        let shapes = tree(
            "",
            "x:A sh:nodeKind sh:Iri ; sh:in 1 ; sh:class \"C\" ; sh:minLength \"a\" ; sh:or 7 ; sh:path ( x:p ) .",
        );
        let shape = at(&shapes, "A");
        assert_eq!((shape.says().count(), shape.path()), (0, None));
        assert!(matches!(&shape.path, Some(Said { what: Err(Term::BlankNode(_)), .. })));
    }

    #[test]
    fn classes_that_constrain_and_properties_are_shapes_too() {
        let shapes = tree("x:C a owl:Class ; sh:closed true . x:D a owl:Class . x:p setting:unique true .", "");
        let targets: Vec<&Target> = shapes.targets().map(|(_, target)| &target.what).collect();
        assert_eq!(targets, [&Target::ImplicitClass("https://example.org/C".to_owned())]);
        assert_eq!(at(&shapes, "p").says().collect::<Vec<_>>(), [&Constraint::Unique(true)]);
        assert_eq!(shapes.len(), 2);
    }

    #[test]
    fn the_siblings_of_a_qualified_count_are_those_of_the_other_properties() {
        let shapes = tree(
            "x:S sh:property x:A , x:B , x:C . x:T sh:property x:D . x:A sh:qualifiedValueShape x:a .\n\
             x:B sh:qualifiedValueShape x:b . x:C sh:qualifiedValueShape x:a . x:D sh:qualifiedValueShape x:d .",
            "",
        );
        assert_eq!(
            shapes.siblings(shapes.id("https://example.org/A").unwrap()),
            [shapes.id("https://example.org/b").unwrap()]
        );
    }
}
