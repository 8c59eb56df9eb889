//! The triples of the table, compiled.

use std::collections::HashSet;

use oxrdf::Term;

use super::item::item_id;
use super::line::{Condition, Ends, Line, Path, RoleQualifier};
use super::table::{Alignment, References};
use chancery_model::schema::{ClassId, Fault, LabelTemplate, Ontology, PredId, Schema, Spot, node_key};
use chancery_model::vocab::{std_terms as t, wdm};

struct Compiler<'a> {
    ontology: &'a Ontology,
    schema: &'a Schema,
    faults: Vec<Fault>,
    /// The class and the node of the statement that is read.
    class: String,
    node: String,
}

impl Alignment {
    /// Compiles the table.
    ///
    /// # Errors
    /// Every fault found.
    pub fn compile(ontology: &Ontology, schema: &Schema) -> Result<Self, Vec<Fault>> {
        let mut compiler = Compiler { ontology, schema, faults: Vec::new(), class: String::new(), node: String::new() };
        let mut table = Self::default();
        for (class, line) in ontology.pairs(wdm::STATEMENT) {
            let Some(node) = node_key(line) else { continue };
            match schema.class_id(class) {
                Some(class) => table.lines.extend(compiler.line(class, &node)),
                None => compiler.fault(
                    Spot::this(class, wdm::STATEMENT, line),
                    format!("<{class}> has statements but is not a class"),
                ),
            }
        }
        compiler.classes(&mut table);
        for (concept, item) in ontology.pairs(t::SKOS_EXACT_MATCH) {
            if let (Some(concept), Some(item)) =
                (schema.concept_id(concept), node_key(item).as_deref().and_then(item_id))
            {
                table.concepts.insert(item.to_owned(), concept);
                table.items.insert(concept, item.to_owned());
            }
        }
        table.instances(schema);
        let reference =
            |term: &str| ontology.node(wdm::REFERENCE, term).as_deref().and_then(item_id).map(str::to_owned);
        table.references = References {
            stated_in: reference(wdm::STATED_IN),
            import_url: reference(wdm::IMPORT_URL),
            url: reference(wdm::URL),
            retrieved: reference(wdm::RETRIEVED),
            import_hosts: ontology
                .objects(wdm::REFERENCE, wdm::IMPORT_HOST)
                .filter_map(|term| match term {
                    Term::Literal(host) => Some(host.value().to_owned()),
                    _ => None,
                })
                .collect(),
        };
        let incidental = ontology.objects(wdm::QUALIFIERS, wdm::INCIDENTAL).filter_map(node_key);
        table.incidental = incidental.filter_map(|iri| item_id(&iri).map(ToOwned::to_owned)).collect();
        let of_qualifiers = |term: &str| -> HashSet<String> {
            let named = ontology.objects(wdm::QUALIFIERS, term).filter_map(node_key);
            named.filter_map(|iri| item_id(&iri).map(ToOwned::to_owned)).collect()
        };
        (table.hedging, table.approximate) = (of_qualifiers(wdm::HEDGING), of_qualifiers(wdm::APPROXIMATE));
        for node in ontology.objects(wdm::QUALIFIERS, wdm::HEDGE).filter_map(node_key) {
            let value = ontology.node(&node, wdm::VALUE);
            if let (Some(item), Some(words)) = (value.as_deref().and_then(item_id), ontology.english(&node, wdm::WORDS))
            {
                table.words.insert(item.to_owned(), words.to_owned());
            }
        }
        let of_existence = |term: &str| -> Vec<String> {
            let named = ontology.objects(wdm::LIFETIME, term).filter_map(node_key);
            named.filter_map(|iri| item_id(&iri).map(ToOwned::to_owned)).collect()
        };
        (table.begun, table.ended) = (of_existence(wdm::BEGIN), of_existence(wdm::END));
        table.find_values(schema);
        if compiler.faults.is_empty() { Ok(table) } else { Err(compiler.faults) }
    }
}

impl Compiler<'_> {
    /// The items, keys and descriptions that classes have.
    pub(super) fn classes(&mut self, table: &mut Alignment) {
        for (class, item) in self.ontology.pairs(wdm::ITEM) {
            match (self.schema.class_id(class), node_key(item).as_deref().and_then(item_id)) {
                (Some(class), Some(item)) => {
                    table.classes.insert(item.to_owned(), class);
                }
                _ => self.fault(
                    Spot::this(class, wdm::ITEM, item),
                    format!("the subject of `wdm:item` is a class, its value an item, not from <{class}>"),
                ),
            }
        }
        for (class, key) in self.ontology.pairs(wdm::IDENTIFIED_BY) {
            match (self.schema.class_id(class), node_key(key).and_then(|iri| self.schema.space.predicate(&iri))) {
                (Some(class), Some(key)) => table.identities.entry(class).or_default().push(key),
                _ => self.fault(
                    Spot::this(class, wdm::IDENTIFIED_BY, key),
                    format!("the subject of `wdm:identifiedBy` is a class, its value a key, not from <{class}>"),
                ),
            }
        }
        for (class, text) in self.ontology.pairs(wdm::DESCRIBED) {
            if let (Some(class), Term::Literal(text)) = (self.schema.class_id(class), text) {
                table.descriptions.insert(class, text.value().to_owned());
            }
        }
    }

    fn fault(&mut self, spot: Spot, message: String) {
        self.faults.push(Fault::new(spot, message).label("in this statement"));
    }

    /// Where the statement that is read says something. A statement that is built in was right with the built-in shapes:
    /// what is wrong then is in the user's own, and stated at the shape of the class there.
    fn spot(&self, term: &str) -> Spot {
        let target = format!("{}targetClass", t::SH);
        let of_class = |(shape, class): (&str, &Term)| {
            (node_key(class).as_deref() == Some(&self.class) && self.ontology.is_own(shape)).then(|| shape.to_owned())
        };
        match self.ontology.pairs(&target).find_map(of_class) {
            Some(shape) if !self.ontology.is_own(&self.node) => Spot::Node(shape),
            _ => Spot::value(&self.node, term),
        }
    }

    fn line(&mut self, class: ClassId, node: &str) -> Option<Line> {
        let o = self.ontology;
        self.class.clone_from(&self.schema.class(class).iri);
        node.clone_into(&mut self.node);
        let Some(property) = self.property(node, wdm::PROPERTY) else {
            self.fault(self.spot(wdm::PROPERTY), "a statement has no `wdm:property` of Wikidata".to_owned());
            return None;
        };
        let ends = match o.node(node, wdm::EACH_PAIR_OF) {
            Some(key) => Ends::Pairs(self.predicate(wdm::EACH_PAIR_OF, &key)?),
            None => Ends::Directed {
                subject: self.path(wdm::SUBJECT, o.node(node, wdm::SUBJECT))?,
                value: self.path(wdm::VALUE, o.node(node, wdm::VALUE))?,
            },
        };
        let mut of_qualifiers = |term: &str| {
            let mut found = Vec::new();
            for qualifier in o.objects(node, term).filter_map(node_key).collect::<Vec<_>>() {
                if let Some(property) = self.property(&qualifier, wdm::PROPERTY) {
                    let path = self.path(term, o.node(&qualifier, wdm::VALUE))?;
                    let read_only = o.text(&qualifier, wdm::READ_ONLY) == Some("true");
                    found.push(RoleQualifier { property, path, read_only });
                }
            }
            Some(found)
        };
        let (qualifiers, roles) = (of_qualifiers(wdm::QUALIFIER)?, of_qualifiers(wdm::ROLE)?);
        let qualifiers = qualifiers.into_iter().map(|one| (one.property, one.path)).collect();
        let named = match o.english(node, wdm::NAMED).map(LabelTemplate::parse) {
            Some(Err(fault)) => {
                self.fault(self.spot(wdm::NAMED), fault);
                None
            }
            Some(Ok(template)) => Some(template),
            None => None,
        };
        let only_on = o.node(node, wdm::ONLY_ON).and_then(|class| self.schema.class_id(&class));
        Some(Line {
            class,
            ends,
            only_if: self.conditions(node, wdm::ONLY_IF),
            unless: self.conditions(node, wdm::UNLESS),
            only_ended_if: self.conditions(node, wdm::ONLY_ENDED_IF),
            assume: self.conditions(node, wdm::ASSUME),
            roles,
            begin: self.property(node, wdm::BEGIN),
            end: self.property(node, wdm::END),
            point: self.property(node, wdm::POINT_IN_TIME),
            qualifiers,
            read_only: o.text(node, wdm::READ_ONLY) == Some("true"),
            single: o.text(node, wdm::ONE_AT_A_TIME) == Some("true"),
            of_all: match o.node(node, wdm::OF_ALL) {
                Some(key) => Some(self.predicate(wdm::OF_ALL, &key)?),
                None => None,
            },
            only_on,
            named,
            property,
        })
    }

    pub(super) fn property(&self, node: &str, term: &str) -> Option<String> {
        self.ontology.node(node, term).as_deref().and_then(item_id).map(ToOwned::to_owned)
    }

    pub(super) fn predicate(&mut self, term: &str, iri: &str) -> Option<PredId> {
        let found = self.schema.space.predicate(iri);
        if found.is_none() {
            let property = self.property(&self.node, wdm::PROPERTY).unwrap_or_default();
            let message = format!("no key of a kind has the property <{iri}>, which the statement of {property} needs");
            let help = "put the key back into the shape, or replace `wikidata.ttl` with your own table of statements";
            self.faults.push(Fault::new(self.spot(term), message).label("here").help(help));
        }
        found
    }

    /// A property alone, a list of them, or the thing itself.
    pub(super) fn path(&mut self, term: &str, node: Option<String>) -> Option<Path> {
        let Some(node) = node else {
            let property = self.property(&self.node, wdm::PROPERTY).unwrap_or_default();
            self.fault(self.spot(term), format!("the statement of {property} lacks its subject or its value"));
            return None;
        };
        if node == wdm::SELF {
            return Some(Path::new());
        }
        let members = if node.starts_with("_:") { self.ontology.list(&node) } else { vec![node] };
        members.iter().map(|iri| self.predicate(term, iri)).collect()
    }

    /// `[ property value ]`, or `[ wdm:path ( … ) ; wdm:hasValue value ]`.
    fn conditions(&mut self, node: &str, term: &str) -> Vec<Condition> {
        let o = self.ontology;
        let mut found = Vec::new();
        for condition in o.objects(node, term).filter_map(node_key).collect::<Vec<_>>() {
            if let Some(path) = o.node(&condition, wdm::PATH) {
                let value = o.node(&condition, wdm::HAS_VALUE);
                if let (Some(path), Some(value)) = (self.path(term, Some(path)), value) {
                    found.push(Condition { path, value });
                }
                continue;
            }
            let said: Vec<(String, Option<String>)> =
                o.about(&condition).map(|(p, object)| (p.to_owned(), node_key(object))).collect();
            for (predicate, value) in said {
                if let (Some(predicate), Some(value)) = (self.predicate(term, &predicate), value) {
                    found.push(Condition { path: vec![predicate], value });
                }
            }
        }
        found
    }
}
