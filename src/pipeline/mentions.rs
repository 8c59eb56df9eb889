//! Entities of Wikidata that facts name and the registry does not know, and ids that lead to others.

use std::collections::{HashMap, HashSet};

use chancery_graph::Describer;
use chancery_model::facts::{Item, Record};
use chancery_model::schema::{ClassId, IriBuf, NsId, Schema};
use chancery_model::vocab::std_terms as t;
use chancery_wikidata::{Redirects, UNKNOWN};

/// Entities that the registry does not know: those that facts name, with the class that each was named as, and those that
/// were reported. Also the ids that lead to others.
#[derive(Default)]
pub(super) struct Mentions {
    pub redirects: Redirects,
    named: HashMap<IriBuf, HashSet<ClassId>>,
    pub told: HashSet<IriBuf>,
}

impl Mentions {
    pub fn merge(&mut self, other: Self) {
        for (iri, classes) in other.named {
            self.named.entry(iri).or_default().extend(classes);
        }
        self.told.extend(other.told);
        self.redirects.merge(&other.redirects);
    }

    /// Labels what was named and not reported: with its id, as Wikidata's own label service does.
    pub fn label(self, schema: &Schema, describer: &mut Describer<'_>) {
        let genid = schema.space.namespace_id(t::WIKIDATA_GENID);
        let mut named: Vec<&IriBuf> = self.named.keys().filter(|iri| !self.told.contains(iri)).collect();
        named.sort_unstable();
        for iri in named {
            let label = if Some(iri.ns) == genid { UNKNOWN } else { &iri.local };
            describer.told(iri.as_ref(), None, &[(t::RDFS_LABEL, "en", label)]);
        }
    }

    /// Describes what a record names that is Wikidata's own.
    pub fn of_record(&mut self, record: &Record, foreign: &[Option<NsId>], describer: &mut Describer<'_>) {
        for item in record.values.iter().flat_map(|(_, set)| set.items()) {
            let Item::Made(made) = item else { continue };
            if !foreign.contains(&Some(made.iri.ns)) {
                continue;
            }
            let classes = match self.named.get_mut(&made.iri) {
                Some(classes) => classes,
                None => self.named.entry(made.iri.clone()).or_default(),
            };
            if classes.insert(made.class) {
                describer.told(made.iri.as_ref(), Some(made.class), &[]);
            }
        }
    }
}
