//! Classes and all that is above them.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;
use oxrdf::Term;

use super::compiler::{Compiler, MOST, MOST_ANCESTORS, local};
use crate::schema::Class;
use crate::schema::fault::{Fault, Spot};
use crate::schema::kind::ClassId;
use crate::schema::ontology::{Ontology, node_key};
use crate::schema::shape::Target;
use crate::vocab::std_terms as t;

/// A property and all those below it.
pub(super) fn below(ontology: &Ontology, top: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([top.to_owned()]);
    loop {
        let before = found.len();
        for (property, parent) in ontology.pairs(t::RDFS_SUB_PROPERTY_OF) {
            if node_key(parent).is_some_and(|parent| found.contains(&parent)) {
                found.insert(property.to_owned());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

impl Compiler<'_> {
    /// Every class that has a parent, is one, or is the target of a shape; with all classes above it. Whether there are
    /// few enough of them to go on.
    pub(super) fn classes(&mut self) -> bool {
        let mut parents: HashMap<&str, Vec<String>> = HashMap::new();
        let mut names: BTreeSet<String> = BTreeSet::new();
        for (class, parent) in self.ontology.pairs(t::RDFS_SUB_CLASS_OF) {
            if let Term::NamedNode(parent) = parent {
                names.insert(class.to_owned());
                names.insert(parent.as_str().to_owned());
                parents.entry(class).or_default().push(parent.as_str().to_owned());
            }
        }
        for (shape, target) in self.shapes.targets() {
            if let Target::Class(class) = &target.what
                && !class.starts_with("_:")
            {
                names.insert(class.clone());
                self.shapes_of.entry(class.clone()).or_default().push(shape);
            }
        }
        if let Some(name) = names.iter().nth(MOST) {
            let own = names.iter().rfind(|name| self.ontology.is_own(name)).unwrap_or(name);
            self.too_many(Spot::node(own), MOST, "classes");
            return false;
        }
        let ids: HashMap<String, ClassId, RandomState> =
            (0_u16..).zip(&names).map(|(number, name)| (name.clone(), ClassId(number))).collect();
        let mut steps = 0;
        for name in &names {
            let mut above = BTreeSet::from([name.clone()]);
            let mut open = vec![name.clone()];
            while let Some(class) = open.pop() {
                for parent in parents.get(class.as_str()).into_iter().flatten() {
                    if above.insert(parent.clone()) {
                        open.push(parent.clone());
                    }
                }
            }
            steps += above.len();
            if steps > MOST_ANCESTORS {
                let message = format!("the classes are nested too deep: more than {MOST_ANCESTORS} steps up");
                let fault = Fault::new(Spot::node(name), message).label("this class is one too many");
                self.faults.push(fault.help("use fewer levels of subclasses"));
                return false;
            }
            let mut ancestors: Vec<ClassId> = above.iter().filter_map(|class| ids.get(class).copied()).collect();
            ancestors.sort_unstable();
            let label = self.ontology.english(name, t::RDFS_LABEL).map_or_else(|| local(name), ToOwned::to_owned);
            self.schema.classes.push(Class { iri: name.clone(), label, ancestors });
        }
        self.schema.by_class = ids;
        true
    }
}
