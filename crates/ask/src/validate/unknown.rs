//! Terms of our own namespaces that the ontology does not declare.

use std::collections::HashSet;

use oxigraph::model::Term;

use super::data::{Data, TermId};
use super::shapes::Shapes;
use super::words::Words;
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::origin::Origin;
use chancery_model::vocab::std_terms as t;
use chancery_values::name::nearest;

/// A term of one of our namespaces that the ontology does not declare.
pub(super) struct Unknown {
    /// Its whole IRI.
    pub iri: String,
    /// As what it is there.
    what: What,
    /// The node that it is said of, or by which.
    pub subject: TermId,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Class,
    Property,
    Concept,
}

/// Every unknown term once, at its first node.
pub(super) fn unknown_terms(data: &Data, shapes: &Shapes) -> Vec<Unknown> {
    let mut unknown = Vec::new();
    let mut seen: HashSet<TermId> = HashSet::new();
    let class = data.iri_id(t::RDF_TYPE);
    for &subject in data.subjects() {
        for &(predicate, object) in data.about(subject) {
            let of_object = if Some(predicate) == class { What::Class } else { What::Concept };
            for (term, what) in [(predicate, What::Property), (object, of_object)] {
                if !seen.insert(term) {
                    continue;
                }
                if let Term::NamedNode(node) = data.term(term)
                    && !shapes.defines(node.as_str())
                    // Data may bring terms of its own.
                    && data.classes(term).next().is_none()
                {
                    unknown.push(Unknown { iri: node.as_str().to_owned(), what, subject });
                }
            }
        }
    }
    unknown
}

impl Unknown {
    /// Takes how terms are shown and where the term is. Names the nearest term that fits, if one is near.
    pub fn told(&self, words: Words<'_>, place: Option<Origin>) -> Diagnostic {
        let what = match self.what {
            What::Class => "class",
            What::Property => "property",
            What::Concept => "term",
        };
        let message = format!("the ontology has no {what} `{}`", words.short(&self.iri));
        let mut diagnostic = Diagnostic::error(Code::UnknownTerm, message);
        if let Some(origin) = place {
            diagnostic = diagnostic.at(origin).label("not in the ontology");
        }
        let fits = |classes: &[String]| {
            let is = |end: &str| classes.iter().any(|class| class.ends_with(end));
            match self.what {
                What::Class => is("Class"),
                What::Property => is("Property"),
                What::Concept => true,
            }
        };
        let local = self.iri.rsplit(['/', '#']).next().unwrap_or_default();
        let mut beside: Vec<&str> =
            words.shapes.terms_beside(&self.iri).filter(|(_, classes)| fits(classes)).map(|(name, _)| name).collect();
        beside.sort_unstable();
        match nearest(local, beside) {
            Some(near) => {
                let cut = self.iri.len() - local.len();
                let near = words.short(&format!("{}{near}", &self.iri[..cut]));
                diagnostic.help(format!("did you mean `{near}`?"))
            }
            None => diagnostic
                .help("the namespace belongs to the ontology: write a term of the ontology, or use your own namespace"),
        }
    }
}
