//! Classes and what is above them.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use oxigraph::model::Term;

use super::data::Data;
use super::shapes::Shapes;
use chancery_model::vocab::std_terms as t;

/// Classes and all classes above each, as the ontology and the data have them.
pub(super) struct Ancestors {
    parents: HashMap<String, Vec<String>>,
    /// Those that were asked for.
    found: RefCell<HashMap<String, Rc<HashSet<String>>>>,
}

impl Ancestors {
    /// Takes the data and the shapes of an ontology.
    pub fn read(data: &Data, shapes: &Shapes) -> Self {
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
    pub fn of(&self, class: &str) -> Rc<HashSet<String>> {
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
