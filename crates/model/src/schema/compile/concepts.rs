//! Concepts of all schemes, and members of closed lists.

use std::collections::{BTreeSet, HashMap, HashSet};

use oxrdf::Term;

use super::compiler::{Compiler, MOST, local};
use crate::schema::fault::Spot;
use crate::schema::kind::{Concept, ConceptId};
use crate::schema::ontology::node_key;
use crate::schema::shape::Constraint;
use crate::schema::term_form;
use crate::vocab::{chy, setting, std_terms as t};

impl Compiler<'_> {
    /// Concepts of all schemes, and members of closed lists that are described only (units of measure).
    pub(super) fn concepts(&mut self) {
        let mut listed: Vec<(String, Spot)> = Vec::new();
        for (iri, _) in self.ontology.pairs(t::SKOS_IN_SCHEME) {
            listed.push((iri.to_owned(), Spot::value(iri, t::SKOS_IN_SCHEME)));
        }
        let in_lists: fn(&Constraint) -> Option<&[Term]> = |says| match says {
            Constraint::In(members) => Some(members),
            _ => None,
        };
        let in_units: fn(&Constraint) -> Option<&[Term]> = |says| match says {
            Constraint::UnitIn(units) => Some(units),
            _ => None,
        };
        for members in [in_lists, in_units] {
            for (shape, said) in self.shapes.said() {
                let Some(members) = members(&said.what) else { continue };
                let spot = self.spot(shape, said.term);
                listed.extend(members.iter().filter_map(node_key).map(|iri| (iri, spot.clone())));
            }
        }
        let counted = self.counted();
        let excluded = self.excluded();
        let o = self.ontology;
        // If they form a cycle, another check reports it.
        let wider =
            |iri: &str| std::iter::successors(Some(iri.to_owned()), |iri| o.node(iri, t::SKOS_BROADER)).take(64);
        for (iri, spot) in listed {
            if self.schema.by_concept.contains_key(&iri) || iri.starts_with("_:") {
                continue;
            }
            let id = match u16::try_from(self.schema.concepts.len()) {
                Ok(number) if usize::from(number) < MOST => ConceptId(number),
                _ => {
                    self.too_many(spot, MOST, "concepts");
                    break;
                }
            };
            let is_concept =
                self.ontology.objects(&iri, t::RDF_TYPE).any(|term| node_key(term).as_deref() == Some(t::SKOS_CONCEPT));
            let code = local(&iri);
            let label = self
                .ontology
                .english(&iri, t::SKOS_PREF_LABEL)
                .or_else(|| self.ontology.english(&iri, t::RDFS_LABEL))
                .map_or_else(|| code.clone(), ToOwned::to_owned);
            let mut written: Vec<String> = vec![term_form(&code), term_form(&label)];
            for predicate in [t::SKOS_ALT_LABEL, t::SKOS_NOTATION] {
                written.extend(self.ontology.objects(&iri, predicate).filter_map(|term| match term {
                    Term::Literal(literal) => Some(term_form(literal.value())),
                    _ => None,
                }));
            }
            written.sort();
            written.dedup();
            for form in written {
                self.schema.written.entry(form).or_default().push(id);
            }
            let recurs = self.recurs_of_concept(&iri);
            self.schema.concepts.push(Concept {
                namespace: self.schema.space.split(&iri).0,
                code,
                label,
                plural: o.english(&iri, chy::PLURAL_LABEL).map(ToOwned::to_owned),
                scheme: self.ontology.node(&iri, t::SKOS_IN_SCHEME),
                broader: self.ontology.node(&iri, t::SKOS_BROADER),
                recurs,
                excludes: excluded.get(&iri).map(|all| all.iter().cloned().collect()).unwrap_or_default(),
                is_counted: wider(&iri).any(|iri| counted.contains(&iri)),
                is_concept,
                iri: iri.clone(),
            });
            self.schema.by_concept.insert(iri, id);
        }
    }

    /// The concepts that cannot be true with another on one day, whichever of the two says so.
    fn excluded(&self) -> HashMap<String, BTreeSet<String>> {
        let mut excluded: HashMap<String, BTreeSet<String>> = HashMap::new();
        for (one, other) in self.ontology.pairs(chy::EXCLUDES) {
            let Some(other) = node_key(other) else { continue };
            excluded.entry(one.to_owned()).or_default().insert(other.clone());
            excluded.entry(other).or_default().insert(one.to_owned());
        }
        excluded
    }

    /// The units and collections that say `setting:counted true`, and the members of the latter.
    fn counted(&self) -> HashSet<String> {
        let o = self.ontology;
        let says = |term: &Term| matches!(term, Term::Literal(literal) if literal.value() == "true");
        let mut counted: HashSet<String> =
            o.pairs(setting::COUNTED).filter(|(_, value)| says(value)).map(|(of, _)| of.to_owned()).collect();
        let members = o.pairs(t::SKOS_MEMBER).filter(|(collection, _)| counted.contains(*collection));
        let members: Vec<String> = members.filter_map(|(_, member)| node_key(member)).collect();
        counted.extend(members);
        counted
    }
}
