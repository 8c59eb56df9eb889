//! What all steps of a compilation share: the schema so far, the faults found, the bounds.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;
use oxrdf::Term;

use crate::schema::Schema;
use crate::schema::fault::{Fault, Spot};
use crate::schema::kind::Key;
use crate::schema::ontology::Ontology;
use crate::vocab::std_terms as t;

/// How many classes, concepts, kinds, prefixes and properties there may be of each: the tables number them in sixteen
/// bits, and a run adds to them (properties of Wikidata, what derivations say).
pub(super) const MOST: usize = 40_000;

/// How many kinds there may be: each is made of all shapes of the classes above its own.
pub(super) const MOST_KINDS: usize = 5_000;

/// How many steps up there may be in all, from each class to each above it.
pub(super) const MOST_ANCESTORS: usize = 4_000_000;

pub(super) struct Compiler<'a> {
    pub(super) ontology: &'a Ontology,
    pub(super) schema: Schema,
    /// The shapes that target a class.
    pub(super) shapes_of: HashMap<String, Vec<String>>,
    pub(super) name_properties: BTreeSet<String>,
    pub(super) code_properties: BTreeSet<String>,
    /// The keys that property shapes came to: kinds below one another share them.
    pub(super) keys: HashMap<String, Key, RandomState>,
    pub(super) faults: Vec<Fault>,
}

/// The whole IRI of a term of SHACL.
macro_rules! sh {
    ($local:literal) => {
        concat!("http://www.w3.org/ns/shacl#", $local)
    };
}
pub(super) use sh;

impl Compiler<'_> {
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
    pub(super) fn words(&self, shape: &str) -> Vec<String> {
        let labels = self.ontology.objects(shape, t::SKOS_HIDDEN_LABEL);
        labels
            .filter_map(|label| match label {
                Term::Literal(literal) => Some(chancery_values::name::normalise_term(literal.value())),
                _ => None,
            })
            .collect()
    }
}

pub(super) fn local(iri: &str) -> String {
    iri.rsplit(['/', '#']).next().unwrap_or(iri).to_owned()
}
