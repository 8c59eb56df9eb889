//! The table of how our kinds meet Wikidata's properties (`ontology/wikidata.ttl`), compiled.
//!
//! One table is read in both directions: statements to facts, and facts to statements. No property and no item of
//! Wikidata is named in Rust.

use std::collections::{BTreeSet, HashMap, HashSet};

use oxrdf::Term;
use serde::{Deserialize, Serialize};

use super::model::{Content, Snak, Value};
use chancery_model::frozen;
use chancery_model::schema::{
    ClassId, ConceptId, Fault, Key, Kind, LabelTemplate, Ontology, PredId, Schema, Spot, ValueType, node_key,
};
use chancery_model::vocab::{chy, dataset_terms::WIKIDATA_ENTITY, std_terms as t, wdm};

/// The properties that lead from a thing to a value, one after another; empty for the thing itself.
pub type Path = Vec<PredId>;

/// What a statement is on, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ends {
    /// On each value of a key, with each other as value.
    Pairs(PredId),
    /// From the one path to the other.
    Directed {
        /// Leads to the item that the statement is on.
        subject: Path,
        /// Leads to its value.
        value: Path,
    },
}

/// A value that a path leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Leads to the value.
    pub path: Path,
    /// The whole IRI of the concept.
    pub value: String,
}

/// A qualifier that says a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleQualifier {
    /// Its property.
    pub property: String,
    /// Leads to the value that it says.
    pub path: Path,
    /// It is read and never written.
    pub read_only: bool,
}

/// What the values of a property of Wikidata are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holds {
    /// Items.
    Items,
    /// Points in time.
    Times,
    /// Texts.
    Texts,
}

impl Holds {
    /// Whether a value is one of these.
    #[must_use]
    pub fn takes(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Items, Value::Entity(id)) => id.starts_with('Q'),
            (Self::Times, Value::Time(_)) | (Self::Texts, Value::Text(_)) => true,
            _ => false,
        }
    }

    /// For a person.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Items => "an item",
            Self::Times => "a point in time",
            Self::Texts => "a text",
        }
    }
}

/// What the qualifiers of a statement say of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    None,
    /// The value of a property is this concept.
    Is(PredId, ConceptId),
    /// Several that differ.
    Several,
}

/// How surely a statement holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubt {
    /// The words by which it is hedged; an id, where the table has none for a value.
    pub hedges: BTreeSet<String>,
    /// The words by which its dates are said to be approximate.
    pub of_dates: BTreeSet<String>,
}

impl Doubt {
    /// The words by which a statement is hedged. Without a date, that one is approximate is a hedge.
    #[must_use]
    pub fn words(&self, has_date: bool) -> Option<String> {
        let of_dates = self.of_dates.iter().filter(|_| !has_date);
        let all: Vec<&str> = self.hedges.iter().chain(of_dates).map(String::as_str).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }

    /// Whether the dates of the statement are approximate.
    #[must_use]
    pub fn is_of_dates(&self) -> bool {
        !self.of_dates.is_empty()
    }
}

/// A statement that each thing of a class makes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    /// The class of the things.
    pub class: ClassId,
    /// The property of the statement, `P463`.
    pub property: String,
    /// What it is on and what it says.
    pub ends: Ends,
    /// One of these must hold, where there are any.
    pub only_if: Vec<Condition>,
    /// None of these may hold.
    pub unless: Vec<Condition>,
    /// Where one of these holds, it is made only with the date of its end.
    pub only_ended_if: Vec<Condition>,
    /// What a thing that is read from a statement is given.
    pub assume: Vec<Condition>,
    /// Qualifiers whose value, where it is the item of a concept, is read in place of the assumed value, and written
    /// where none of the conditions holds.
    pub roles: Vec<RoleQualifier>,
    /// The qualifier of the begin of the thing's time.
    pub begin: Option<String>,
    /// The qualifier of its end.
    pub end: Option<String>,
    /// The qualifier of its time as a whole.
    pub point: Option<String>,
    /// Further qualifiers, and where their values are.
    pub qualifiers: Vec<(String, Path)>,
    /// It is read and never written.
    pub read_only: bool,
    /// There is one value at a time.
    pub single: bool,
    /// A key of which the statement is of all values: what is said of one of them alone does not say it.
    pub of_all: Option<PredId>,
    /// Items must be known to be of this class for it to be read from them: its property is on others too.
    pub only_on: Option<ClassId>,
    /// How a thing between the thing and its item is named, which has no item of its own.
    pub named: Option<LabelTemplate>,
}

impl Line {
    /// Whether the statement is a fact's, not one of an entity on itself.
    #[must_use]
    pub fn is_fact(&self, schema: &Schema) -> bool {
        schema.class_id(chy::FACT).is_some_and(|fact| schema.is_a(self.class, fact))
    }

    /// Whether its time is a point: what happens then happens once, and at another time it is stated otherwise.
    #[must_use]
    pub fn is_point(&self) -> bool {
        self.point.is_some() && self.begin.is_none() && self.end.is_none()
    }

    /// The properties of the qualifiers that say its time.
    pub fn time_qualifiers(&self) -> impl Iterator<Item = &str> {
        [&self.begin, &self.end, &self.point].into_iter().flatten().map(String::as_str)
    }
}

/// The table.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Alignment {
    /// Its lines, in the order of the file.
    pub lines: Vec<Line>,
    /// The class of whatever is an instance of an item, by the item's id.
    #[serde(serialize_with = "frozen::map")]
    classes: HashMap<String, ClassId>,
    /// Concepts by the id of the item that means the same.
    #[serde(serialize_with = "frozen::map")]
    concepts: HashMap<String, ConceptId>,
    /// The item that means the same as a concept.
    #[serde(serialize_with = "frozen::map")]
    items: HashMap<ConceptId, String>,
    /// What identifies the things of a class.
    #[serde(serialize_with = "frozen::map")]
    identities: HashMap<ClassId, Vec<PredId>>,
    /// What a new item of a class is described as.
    #[serde(serialize_with = "frozen::map")]
    descriptions: HashMap<ClassId, String>,
    /// The property by which an item says what it is an instance of: that of the lines whose value is a concept.
    pub instance_of: Option<String>,
    /// What references say, by what it is.
    pub references: References,
    /// Qualifiers that say nothing of when, how far or in which role a statement holds.
    #[serde(serialize_with = "frozen::set")]
    incidental: HashSet<String>,
    /// Qualifiers that say how surely a statement holds.
    #[serde(serialize_with = "frozen::set")]
    pub hedging: HashSet<String>,
    /// The values of these that are of the dates of a statement alone.
    #[serde(serialize_with = "frozen::set")]
    approximate: HashSet<String>,
    /// The words of these values.
    #[serde(serialize_with = "frozen::map")]
    words: HashMap<String, String>,
    /// The properties by which an item says when it began.
    pub begun: Vec<String>,
    /// The properties by which an item says when it ended.
    pub ended: Vec<String>,
    /// What the values of the properties of the table are.
    #[serde(serialize_with = "frozen::map")]
    pub holds: HashMap<String, Holds>,
}

/// The properties of references that the program writes.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct References {
    /// Where the thing is stated: the item of a work.
    pub stated_in: Option<String>,
    /// A page of a Wikimedia project, with its revision.
    pub import_url: Option<String>,
    /// Another page.
    pub url: Option<String>,
    /// The day on which the page was read.
    pub retrieved: Option<String>,
    /// The hosts of Wikimedia's projects, without what is before them.
    pub import_hosts: Vec<String>,
}

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
        for (class, item) in ontology.pairs(wdm::ITEM) {
            match (schema.class_id(class), node_key(item).as_deref().and_then(item_id)) {
                (Some(class), Some(item)) => {
                    table.classes.insert(item.to_owned(), class);
                }
                _ => compiler.fault(
                    Spot::this(class, wdm::ITEM, item),
                    format!("the subject of `wdm:item` is a class, its value an item, not from <{class}>"),
                ),
            }
        }
        for (class, key) in ontology.pairs(wdm::IDENTIFIED_BY) {
            match (schema.class_id(class), node_key(key).and_then(|iri| schema.space.predicate(&iri))) {
                (Some(class), Some(key)) => table.identities.entry(class).or_default().push(key),
                _ => compiler.fault(
                    Spot::this(class, wdm::IDENTIFIED_BY, key),
                    format!("the subject of `wdm:identifiedBy` is a class, its value a key, not from <{class}>"),
                ),
            }
        }
        for (class, text) in ontology.pairs(wdm::DESCRIBED) {
            if let (Some(class), Term::Literal(text)) = (schema.class_id(class), text) {
                table.descriptions.insert(class, text.value().to_owned());
            }
        }
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
            let named = ontology.objects(wdm::EXISTENCE, term).filter_map(node_key);
            named.filter_map(|iri| item_id(&iri).map(ToOwned::to_owned)).collect()
        };
        (table.begun, table.ended) = (of_existence(wdm::BEGIN), of_existence(wdm::END));
        table.find_values(schema);
        if compiler.faults.is_empty() { Ok(table) } else { Err(compiler.faults) }
    }

    /// An item that means a concept of a kind's closed list makes whatever is an instance of it a thing of the kind.
    fn instances(&mut self, schema: &Schema) {
        let mut found = Vec::new();
        for line in &self.lines {
            let Ends::Directed { subject, value } = &line.ends else { continue };
            let ([], [value]) = (subject.as_slice(), value.as_slice()) else { continue };
            for kind in schema.kinds().filter(|kind| schema.is_a(kind.class, line.class)) {
                for key in kind.keys.iter().filter(|key| key.predicate == *value) {
                    let ValueType::Concept(list) = &key.value else { continue };
                    self.instance_of = Some(line.property.clone());
                    let items = list.iter().filter_map(|concept| self.items.get(concept));
                    found.extend(items.map(|item| (item.clone(), kind.class)));
                }
            }
        }
        self.classes.extend(found);
    }

    /// Notes what the values of each property are, by the keys that the table leads to.
    fn find_values(&mut self, schema: &Schema) {
        let of_path = |path: &Path| {
            let Some(last) = path.last() else { return Some(Holds::Items) };
            let key = schema.kinds().flat_map(|kind| &kind.keys).find(|key| key.predicate == *last)?;
            match key.value {
                ValueType::Entity(_) | ValueType::Fact(_) | ValueType::Matter(_) | ValueType::Concept(_) => {
                    Some(Holds::Items)
                }
                ValueType::Time => Some(Holds::Times),
                ValueType::Text { .. } => Some(Holds::Texts),
                ValueType::Quantity { .. } | ValueType::Iri { .. } => None,
            }
        };
        let mut found: Vec<(&str, Holds)> = Vec::new();
        for line in &self.lines {
            let main = match &line.ends {
                Ends::Pairs(_) => Some(Holds::Items),
                Ends::Directed { value, .. } => of_path(value),
            };
            found.extend(main.map(|holds| (line.property.as_str(), holds)));
            found.extend(line.time_qualifiers().map(|property| (property, Holds::Times)));
            let roles = line.roles.iter().map(|role| (&role.property, &role.path));
            let further = line.qualifiers.iter().map(|(property, path)| (property, path));
            found.extend(roles.chain(further).filter_map(|(property, path)| Some((property.as_str(), of_path(path)?))));
        }
        found.extend(self.of_existence().map(|property| (property, Holds::Times)));
        let References { stated_in, import_url, url, retrieved, .. } = &self.references;
        let of_references =
            [(stated_in, Holds::Items), (import_url, Holds::Texts), (url, Holds::Texts), (retrieved, Holds::Times)];
        found.extend(of_references.into_iter().filter_map(|(property, holds)| Some((property.as_deref()?, holds))));
        self.holds = found.into_iter().map(|(property, holds)| (property.to_owned(), holds)).collect();
    }

    /// The properties by which an item says when it began and ended.
    pub fn of_existence(&self) -> impl Iterator<Item = &str> {
        self.begun.iter().chain(&self.ended).map(String::as_str)
    }

    /// The class of what is an instance of these items: the most special one that the table knows.
    pub fn class_of<'i>(&self, schema: &Schema, items: impl Iterator<Item = &'i str>) -> Option<ClassId> {
        let known = items.filter_map(|item| self.classes.get(item).copied());
        known.reduce(|one, other| if schema.is_a(other, one) { other } else { one })
    }

    /// The item whose instances are of a class; nothing where several are, because none is then to be preferred.
    #[must_use]
    pub fn item_of_class(&self, class: ClassId) -> Option<&str> {
        let mut items = self.classes.iter().filter(|(_, of)| **of == class).map(|(item, _)| item.as_str());
        let first = items.next()?;
        items.next().is_none().then_some(first)
    }

    /// What a new item for a thing of a class is described as, in English.
    #[must_use]
    pub fn description<'a>(&'a self, schema: &'a Schema, class: ClassId) -> &'a str {
        self.descriptions.get(&class).map_or(schema.class(class).label.as_str(), String::as_str)
    }

    /// The concept that means the same as an item.
    #[must_use]
    pub fn concept(&self, item: &str) -> Option<ConceptId> {
        self.concepts.get(item).copied()
    }

    /// The item that means the same as a concept.
    #[must_use]
    pub fn item(&self, concept: ConceptId) -> Option<&str> {
        self.items.get(&concept).map(String::as_str)
    }

    /// What the qualifiers of a statement tell in the place of what the line assumes. A role that the table does not know
    /// changes nothing: a permanent member is a member.
    #[must_use]
    pub fn role(&self, line: &Line, qualifiers: &[Snak]) -> Role {
        let known = line.roles.iter().flat_map(|role| {
            let of = qualifiers.iter().filter(|snak| snak.property == role.property);
            of.filter_map(|snak| match (&snak.content, role.path.first()) {
                (Content::Value(Value::Entity(item)), Some(predicate)) => {
                    Some(Role::Is(*predicate, self.concept(item)?))
                }
                _ => None,
            })
        });
        known.reduce(|one, other| if one == other { one } else { Role::Several }).unwrap_or(Role::None)
    }

    /// How surely a statement holds by its qualifiers. What a role says is no doubt of it: who is acting holds no office, and
    /// that is certain.
    #[must_use]
    pub fn doubt(&self, line: &Line, qualifiers: &[Snak]) -> Doubt {
        let is_role = |property: &str, item: &str| {
            line.roles.iter().any(|role| role.property == property) && self.concept(item).is_some()
        };
        let mut doubt = Doubt::default();
        for snak in qualifiers.iter().filter(|snak| self.hedging.contains(&snak.property)) {
            match &snak.content {
                Content::NoValue => {}
                Content::Value(Value::Entity(item)) if is_role(&snak.property, item) => {}
                Content::Value(Value::Entity(item)) => {
                    let words = self.words.get(item).unwrap_or(item).clone();
                    let of = if self.approximate.contains(item) { &mut doubt.of_dates } else { &mut doubt.hedges };
                    of.insert(words);
                }
                Content::Value(_) | Content::SomeValue => {
                    doubt.hedges.insert(snak.property.clone());
                }
            }
        }
        doubt
    }

    /// The qualifiers that a line does not understand: they may say when, how far or in which role the statement holds.
    pub fn not_understood<'s>(&self, line: &Line, qualifiers: &'s [Snak]) -> Vec<&'s Snak> {
        let understood = |snak: &&Snak| {
            let property = snak.property.as_str();
            let is_role = line.roles.iter().any(|role| role.property == property);
            let is_known = matches!(&snak.content, Content::Value(Value::Entity(item)) if self.concept(item).is_some());
            line.time_qualifiers().any(|of_time| of_time == property)
                || (is_role && is_known)
                || line.qualifiers.iter().any(|(known, _)| known == property)
                || self.incidental.contains(property)
        };
        qualifiers.iter().filter(|snak| !understood(snak)).collect()
    }

    /// The properties of ours by which a thing of a class is known to be the thing of an item, where there are any.
    #[must_use]
    pub fn identity(&self, class: ClassId) -> Option<&[PredId]> {
        self.identities.get(&class).map(Vec::as_slice)
    }

    /// The properties of the table, none twice.
    #[must_use]
    pub fn properties(&self) -> BTreeSet<&str> {
        self.lines.iter().map(|line| line.property.as_str()).collect()
    }

    /// What must be in the text of an entity for it to be worth a look: a property that says a fact, or an item whose
    /// instances are of a class that a property asks for. Each in quotation marks, as JSON has it.
    #[must_use]
    pub fn needles(&self, schema: &Schema) -> Vec<String> {
        let mut needles: BTreeSet<&str> = BTreeSet::new();
        for line in self.lines.iter().filter(|line| line.is_fact(schema)) {
            needles.insert(&line.property);
            if let Some(class) = line.only_on {
                let of_class = self.classes.iter().filter(|(_, of)| schema.is_a(**of, class));
                needles.extend(of_class.map(|(item, _)| item.as_str()));
            }
        }
        needles.into_iter().map(|needle| format!("\"{needle}\"")).collect()
    }
}

impl Compiler<'_> {
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

    fn property(&self, node: &str, term: &str) -> Option<String> {
        self.ontology.node(node, term).as_deref().and_then(item_id).map(ToOwned::to_owned)
    }

    fn predicate(&mut self, term: &str, iri: &str) -> Option<PredId> {
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
    fn path(&mut self, term: &str, node: Option<String>) -> Option<Path> {
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

/// The id of an item or property of Wikidata, by its IRI.
#[must_use]
pub fn item_id(iri: &str) -> Option<&str> {
    iri.strip_prefix(WIKIDATA_ENTITY).filter(|id| is_id(id))
}

/// Whether a text is the id of an entity: a letter and digits.
#[must_use]
pub fn is_id(text: &str) -> bool {
    let digits = text.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or_default();
    !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The key of entities that holds the item of Wikidata, of the first kind that has one.
#[must_use]
pub fn item_key(schema: &Schema) -> Option<&Key> {
    let keys = schema.kinds().flat_map(|kind: &Kind| &kind.keys);
    { keys }.find(|key| {
        key.unique
            && matches!(&key.value, ValueType::Iri { template: Some(template), .. } if template.starts_with(WIKIDATA_ENTITY))
    })
}
