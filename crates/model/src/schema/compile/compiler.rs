//! What all steps of a compilation share: the schema so far, the faults found, the bounds.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;

use super::says::Says;
use crate::schema::Schema;
use crate::schema::fault::{Fault, Spot};
use crate::schema::kind::Key;
use crate::schema::ontology::Ontology;
use crate::schema::shape::{ShapeId, Shapes};

/// How many classes, concepts, kinds, prefixes and properties there may be of each: the tables number them in sixteen
/// bits, and a run adds to them (properties of Wikidata, what derivations say).
pub(super) const MOST: usize = 40_000;

/// How many kinds there may be: each is made of all shapes of the classes above its own.
pub(super) const MOST_KINDS: usize = 5_000;

/// How many steps up there may be in all, from each class to each above it.
pub(super) const MOST_ANCESTORS: usize = 4_000_000;

pub(super) struct Compiler<'a> {
    pub(super) ontology: &'a Ontology,
    pub(super) shapes: &'a Shapes,
    /// What each shape says to the mapper, by its number, once it was asked for.
    pub(super) said: &'a [OnceCell<Box<Says<'a>>>],
    pub(super) schema: Schema,
    /// The shapes that target a class.
    pub(super) shapes_of: HashMap<String, Vec<ShapeId>>,
    pub(super) name_properties: BTreeSet<String>,
    pub(super) code_properties: BTreeSet<String>,
    /// The keys that property shapes were compiled to: kinds below one another share them.
    pub(super) keys: HashMap<ShapeId, Key, RandomState>,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Compiler<'a> {
    /// What a shape says to the mapper.
    pub(super) fn says(&self, shape: ShapeId) -> &'a Says<'a> {
        let (shapes, said) = (self.shapes, self.said);
        said[shape].get_or_init(|| Box::new(Says::of(shapes.get(shape))))
    }

    pub(super) fn fault(&mut self, spot: Spot, message: impl Into<String>) {
        self.faults.push(Fault::new(spot, message));
    }

    /// Something that the program needs is nowhere.
    pub(super) fn missing(&mut self, message: String) {
        let help = "a file with the name of a built-in file replaces it: put back what the program needs, or give the file another \
                    name, so that it adds to the built-in files";
        self.faults.push(Fault::new(Spot::Missing, message).label("in this file, or in no file").help(help));
    }

    /// There are more of something than there are numbers for.
    pub(super) fn too_many(&mut self, spot: Spot, most: usize, what: &str) {
        let message = format!("the ontology has more than {most} {what}");
        self.faults.push(Fault::new(spot, message).label("one too many").help(format!("leave some {what} out")));
    }

    pub(super) fn is_a(&self, class: &str, ancestor: &str) -> bool {
        match (self.schema.class_id(class), self.schema.class_id(ancestor)) {
            (Some(class), Some(ancestor)) => self.schema.is_a(class, ancestor),
            _ => class == ancestor,
        }
    }

    /// What people call what a shape is about.
    pub(super) fn words(&self, shape: ShapeId) -> Vec<String> {
        self.says(shape).words.iter().map(|word| chancery_values::name::normalise_term(word)).collect()
    }

    /// The place of a property of a shape.
    pub(super) fn spot(&self, shape: ShapeId, property: &str) -> Spot {
        Spot::value(&self.shapes.get(shape).node, property)
    }
}

pub(super) fn local(iri: &str) -> String {
    iri.rsplit(['/', '#']).next().unwrap_or(iri).to_owned()
}
