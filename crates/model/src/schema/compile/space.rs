//! Namespaces by prefix, predicates, and what the program needs of them.

use std::collections::{BTreeSet, HashMap};

use super::compiler::{Compiler, MOST, MOST_KINDS};
use super::terms::{FIXED_PREDICATES, MACHINE_PREDICATES, NEEDED_PREDICATES, STANDARD_PREFIXES};
use crate::schema::fault::Spot;
use crate::schema::ontology::node_key;
use crate::schema::shape::{Constraint, ShapeId};
use crate::schema::{Folders, Former};
use crate::vocab::{chy, concept, setting, std_terms as t};

impl Compiler<'_> {
    /// The predicates that come first, and all namespaces: those of kinds, then those of the machine, then all others
    /// by prefix. Whether there are few enough kinds to go on.
    pub(super) fn fixed(&mut self, prefixes: &[(String, String)]) -> bool {
        for predicate in FIXED_PREDICATES {
            self.schema.space.add_predicate(predicate);
        }
        // What the sources state together comes before what each of them states.
        let base = self.schema.base.clone();
        self.schema.folders.finding = self.schema.space.add_namespace("finding", &format!("{base}finding/"));
        // Kinds come next in the order of an export, and their folder is their prefix.
        let mut folders: Vec<(String, String, ShapeId)> = Vec::new();
        let shapes = self.shapes;
        let ontology = self.ontology;
        let is_own = |shape: ShapeId| ontology.is_own(&shapes.get(shape).node);
        for (shape, _) in shapes.said().filter(|(_, said)| matches!(said.what, Constraint::Key(_))) {
            // The keys of a claim and of a time are not kinds: nothing is in a folder of their name.
            let class = shapes.get(shape).target_class();
            if !class.is_some_and(|class| self.is_a(class, chy::FACT) || self.is_a(class, chy::ENTITY)) {
                continue;
            }
            let kind_key = self.says(shape).key.unwrap_or_default();
            let folder = match self.says(shape).iri_template.and_then(|text| text.split_once('/')) {
                Some((folder, _)) => folder.to_owned(),
                None => kind_key.replace(' ', "-"),
            };
            folders.push((folder, kind_key.to_owned(), shape));
        }
        if let Some((.., shape)) = folders.get(MOST_KINDS) {
            let own = folders.iter().rev().map(|(.., shape)| *shape).find(|shape| is_own(*shape));
            self.too_many(self.spot(own.unwrap_or(*shape), setting::KEY), MOST_KINDS, "kinds");
            return false;
        }
        let mut seen: HashMap<String, (String, ShapeId)> = HashMap::new();
        for (folder, kind_key, shape) in folders {
            if let Some((other, before)) = seen.insert(folder.clone(), (kind_key.clone(), shape)) {
                let spot = if is_own(shape) { shape } else { before };
                let part = if self.says(spot).iri_template.is_some() { setting::IRI_TEMPLATE } else { setting::KEY };
                self.fault(
                    self.spot(spot, part),
                    format!("kinds `{other}` and `{kind_key}` share the folder `{folder}`; each kind needs its own"),
                );
            }
            let iri = format!("{}{folder}/", self.schema.base);
            self.schema.space.add_namespace(&folder, &iri);
        }
        let mut machine = |folder: &str| self.schema.space.add_namespace(folder, &format!("{base}{folder}/"));
        self.schema.folders = Folders {
            time: machine("time"),
            quantity: machine("quantity"),
            extract: machine("extract"),
            sentence: machine("sentence"),
            row: machine("row"),
            selector: machine("selector"),
            claim: machine("claim"),
            statement: machine("statement"),
            dataset: machine("dataset"),
            affair: machine("affair"),
            disagreement: machine("disagreement"),
            decision: machine("decision"),
            finding: self.schema.folders.finding,
            scope: machine("scope"),
        };
        self.prefixes(prefixes);
        true
    }

    /// The namespaces of all prefixes: those of the program and those that the ontology files declare.
    fn prefixes(&mut self, declared: &[(String, String)]) {
        let mut rest: Vec<(String, String)> =
            STANDARD_PREFIXES.iter().map(|(p, i)| ((*p).to_owned(), (*i).to_owned())).collect();
        rest.extend(declared.iter().cloned());
        rest.sort();
        rest.dedup();
        let taken: BTreeSet<String> = self.schema.space.namespaces().map(|ns| ns.prefix.clone()).collect();
        let mut used: HashMap<String, String> = HashMap::new();
        if let Some((prefix, _)) = rest.get(MOST / 2) {
            self.too_many(Spot::Prefix(prefix.clone()), MOST / 2, "prefixes");
            rest.truncate(MOST / 2);
        }
        for (prefix, iri) in rest {
            if prefix.is_empty() {
                continue;
            }
            if taken.contains(&prefix) && self.schema.space.namespace_id(&iri).is_none() {
                self.fault(
                    Spot::Prefix(prefix.clone()),
                    format!("the prefix `{prefix}` for <{iri}> is also the folder of a kind; choose another"),
                );
            } else if let Some(other) = used.insert(prefix.clone(), iri.clone())
                && other != iri
            {
                self.fault(Spot::Prefix(prefix.clone()), format!("the prefix `{prefix}` means <{other}> and <{iri}>"));
            } else {
                self.schema.space.add_namespace(&prefix, &iri);
            }
        }
    }

    pub(super) fn former(&mut self) {
        for (new, old) in self.ontology.pairs(chy::FORMERLY) {
            let class = self.ontology.node(new, t::RDFS_DOMAIN).and_then(|class| self.schema.class_id(&class));
            if let (Some(old), Some(class)) = (node_key(old), class) {
                self.schema.former.push(Former { old, new: new.to_owned(), class });
            }
        }
    }

    pub(super) fn machine(&mut self) {
        let needed = NEEDED_PREDICATES.iter().filter(|needed| self.schema.space.predicate(needed).is_none());
        let lacking: Vec<String> = needed
            .map(|needed| format!("no key of a kind has the property <{needed}>, which the program writes"))
            .collect();
        lacking.into_iter().for_each(|message| self.missing(message));
        for predicate in MACHINE_PREDICATES {
            self.schema.space.add_predicate(predicate);
        }
        for required in
            [concept::ASSERTED, concept::VOICE_SOURCE, concept::VOICE_NAMED, concept::SUPPORTS, concept::DENIES]
        {
            if self.schema.concept_id(required).is_none() {
                self.missing(format!("the concept <{required}>, which the program computes with, is missing"));
            }
        }
        for (part, class) in
            [(self.schema.claim, chy::CLAIM), (self.schema.time, chy::TIME_SPAN), (self.schema.document, chy::DOCUMENT)]
        {
            if part.is_none() {
                self.missing(format!(
                    "no shape with a `setting:key` has the target class <{class}>, which the program reads"
                ));
            }
        }
        if self.schema.space.is_full() {
            self.too_many(Spot::node(setting::KEY), MOST, "properties and prefixes");
        }
    }
}
