//! Pairs of entities that may be one. Facts meet only where their entities are one, so a person should look at each pair.
//!
//! | what two entities share | what excludes it |
//! |---|---|
//! | an item of Wikidata: one has it, and the other is the bare item, or has it too | classes of which neither is the other's |
//! | a near item: the registry gives it for the one, and the other has it or is it | the same |
//! | a name, as the program compares names | also: another item, another value of a key that takes one entity, lives without a common day, a document that names both |
//! | a name, and facts that differ in the two alone, on a common day: both hold one office | as for a name |
//! | facts of one finding, in which the two are values of one key | also: an id of their own, another item |
//!
//! Nothing is joined here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxigraph::model::{NamedNode, Term};

use crate::query::{Ask, AskError};
use chancery_model::schema::{ClassId, Kind, Naming, Role, Schema, ValueType};
use chancery_model::vocab::{chy, dataset_terms::WIKIDATA_ENTITY, std_terms as t};
use chancery_values::name::normalise;
use chancery_values::time::{Compared, Relation};

/// A name that more entities have says nothing about any two of them.
const MOST: usize = 8;

/// How many steps lead from an entity to a fact at most: a town, a mission, an accreditation.
const STEPS: usize = 3;

/// Two entities that may be one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// Their whole IRIs. An item of Wikidata is the second.
    pub entities: [String; 2],
    /// Why they may be one.
    pub why: Why,
}

/// Why two entities may be one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Both have this item, or one of them is it.
    Item(String),
    /// This item of the one is near to the other.
    NearItem(String),
    /// Both have this name, as it is compared.
    Name(String),
    /// Both have this name, and the same is said of both for a common day: a fact of the one has this label.
    NameAndFact(String, String),
    /// Facts about them are of one finding, with this label.
    Finding(String),
}

impl Why {
    /// The word for it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Item(_) => "item",
            Self::NearItem(_) => "near item",
            Self::Name(_) => "name",
            Self::NameAndFact(..) => "name and fact",
            Self::Finding(_) => "finding",
        }
    }

    /// Why, in words that follow `because`.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Item(item) => format!("both have the item {item}"),
            Self::NearItem(item) => format!("the one has {item}, which some lists have for the other"),
            Self::Name(name) => format!("both have the name `{name}`"),
            Self::NameAndFact(name, label) => {
                format!("both have the name `{name}`, and the same is said of both for a common day: `{label}`")
            }
            Self::Finding(label) => format!("facts about both are one finding, `{label}`"),
        }
    }
}

/// The pairs of entities that may be one, in the order of their IRIs. `home` gives where an entity is listed, if it is: what is listed in
/// one place is kept apart there.
///
/// # Errors
/// When the facts cannot be read.
pub fn pairs(schema: &Schema, store: &dyn Ask, home: &dyn Fn(&str) -> Option<String>) -> Result<Vec<Pair>, AskError> {
    let finder = Finder::of(schema, store, home)?;
    let mut found: BTreeMap<[String; 2], Why> = BTreeMap::new();
    for (entities, why) in finder
        .of_items()
        .into_iter()
        .chain(finder.of_near_items()?)
        .chain(finder.of_names()?)
        .chain(finder.of_findings()?)
    {
        found.entry(entities).or_insert(why);
    }
    Ok(found.into_iter().map(|(entities, why)| Pair { entities, why }).collect())
}

struct Finder<'a> {
    schema: &'a Schema,
    store: &'a dyn Ask,
    home: &'a dyn Fn(&str) -> Option<String>,
    classes: HashMap<String, ClassId>,
    items: HashMap<String, String>,
}

/// A fact of an entity.
struct Said<'a> {
    fact: String,
    kind: &'a Kind,
    /// The property of which the entity is a value.
    role: String,
    /// What else identifies the fact.
    values: BTreeSet<(String, String)>,
    when: Compared<Term>,
}

/// Two entities, and why they may be one.
type Found = ([String; 2], Why);

impl<'a> Finder<'a> {
    fn of(schema: &'a Schema, store: &'a dyn Ask, home: &'a dyn Fn(&str) -> Option<String>) -> Result<Self, AskError> {
        let document = schema.document_kind().map(|kind| schema.kind(kind).class);
        let entity = schema.class_id(chy::ENTITY);
        let mut classes: HashMap<String, ClassId> = HashMap::new();
        for (subject, is) in store.pairs(t::RDF_TYPE)? {
            let Term::NamedNode(is) = is else { continue };
            let Some(class) = schema.class_id(is.as_str()).filter(|class| Some(*class) != document) else { continue };
            if entity.is_some_and(|entity| schema.is_a(class, entity)) {
                // The narrowest class that is stated.
                let known = classes.entry(subject).or_insert(class);
                *known = if schema.is_a(class, *known) { class } else { *known };
            }
        }
        let mut items: HashMap<String, String> = HashMap::new();
        for (subject, item) in store.pairs(t::OWL_SAME_AS)? {
            if let (Term::NamedNode(item), true) = (item, classes.contains_key(&subject))
                && let Some(item) = item.as_str().strip_prefix(WIKIDATA_ENTITY)
            {
                items.insert(subject, item.to_owned());
            }
        }
        for subject in classes.keys() {
            if let Some(item) = subject.strip_prefix(WIKIDATA_ENTITY) {
                items.insert(subject.clone(), item.to_owned());
            }
        }
        Ok(Self { schema, store, home, classes, items })
    }

    fn of_items(&self) -> Vec<Found> {
        let mut by_item: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (entity, item) in &self.items {
            by_item.entry(item).or_default().push(entity);
        }
        let several = by_item.into_iter().filter(|(_, entities)| entities.len() > 1);
        let all = several.flat_map(|(item, entities)| {
            couples(&entities).into_iter().map(move |couple| (couple, Why::Item(item.to_owned())))
        });
        all.filter(|([one, other], _)| self.may_be_of_one_class(one, other)).collect()
    }

    fn of_near_items(&self) -> Result<Vec<Found>, AskError> {
        let mut found = Vec::new();
        for (entity, near) in self.store.pairs(chy::NEAR_ITEM)? {
            let Term::NamedNode(near) = near else { continue };
            let Some(item) = near.as_str().strip_prefix(WIKIDATA_ENTITY) else { continue };
            for (other, _) in self.items.iter().filter(|(_, of)| *of == item) {
                if *other != entity && self.may_be_of_one_class(&entity, other) {
                    let couple = couples(&[&entity, other]).into_iter();
                    found.extend(couple.map(|couple| (couple, Why::NearItem(item.to_owned()))));
                }
            }
        }
        Ok(found)
    }

    fn of_names(&self) -> Result<Vec<Found>, AskError> {
        let mut predicates: BTreeSet<&str> = BTreeSet::from([t::RDFS_LABEL]);
        for kind in self.schema.kinds().filter(|kind| kind.has_id()) {
            let names = kind.keys.iter().filter(|key| key.names == Naming::Name);
            predicates.extend(names.map(|key| self.schema.space.predicate_iri(key.predicate)));
        }
        let mut by_name: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for predicate in predicates {
            for (entity, name) in self.store.pairs(predicate)? {
                let Term::Literal(name) = name else { continue };
                // A bare item whose data is not at hand has its id as its label.
                if self.is_named(&entity) && entity.strip_prefix(WIKIDATA_ENTITY) != Some(name.value()) {
                    by_name.entry(normalise(name.value())).or_default().insert(entity);
                }
            }
        }
        let mut found = Vec::new();
        for (name, entities) in
            by_name.into_iter().filter(|(name, of)| !name.is_empty() && (2..=MOST).contains(&of.len()))
        {
            let entities: Vec<&str> = entities.iter().map(String::as_str).collect();
            for [one, other] in couples(&entities) {
                if self.may_be_of_one_class(&one, &other)
                    && !self.have_other_items(&one, &other)
                    && !self.contradict(&one, &other)?
                    && self.places(&one)?.is_disjoint(&self.places(&other)?)
                {
                    let why = match self.said_of_both(&one, &other)? {
                        Some(label) => Why::NameAndFact(name.clone(), label),
                        None => Why::Name(name.clone()),
                    };
                    found.push(([one, other], why));
                }
            }
        }
        Ok(found)
    }

    /// The label of a fact of the one, if a fact of the other differs in the two alone, and both certainly hold on a day.
    fn said_of_both(&self, one: &str, other: &str) -> Result<Option<String>, AskError> {
        let (of_one, of_other) = (self.said_of(one)?, self.said_of(other)?);
        for said in &of_one {
            let is_same = |told: &&Said<'_>| said.kind.class == told.kind.class && said.role == told.role;
            for told in of_other.iter().filter(is_same) {
                if said.values == told.values && Relation::Overlap.holds(&said.when, &told.when) {
                    return Ok(self.store.label(&NamedNode::new_unchecked(&said.fact)));
                }
            }
        }
        Ok(None)
    }

    /// The facts with a time that documents state of an entity that identifies them together with other values.
    fn said_of(&self, entity: &str) -> Result<Vec<Said<'a>>, AskError> {
        let mut found = Vec::new();
        for (fact, role) in self.store.with(None, &NamedNode::new_unchecked(entity).into())? {
            let about = self.store.about(&fact)?;
            let all = |property: &str| values_of(&about, property);
            let class = |term: Term| match term {
                Term::NamedNode(class) => self.schema.class_id(class.as_str()),
                _ => None,
            };
            // What is seen already in a finding has its class in another place.
            let Some(class) = all(t::RDF_TYPE).into_iter().chain(all(chy::OF_KIND)).find_map(class) else { continue };
            let Some(kind) = self.schema.kinds().find(|kind| kind.class == class && kind.role == Role::Fact) else {
                continue;
            };
            let (Some(affair), Some(time)) = (&kind.affair, all(chy::DURING).pop()) else { continue };
            let properties: BTreeSet<&str> = affair
                .identified
                .iter()
                .map(|path| self.schema.space.predicate_iri(kind.keys[path.key].predicate))
                .collect();
            let others = properties.iter().filter(|property| **property != role);
            let values: BTreeSet<(String, String)> = others
                .flat_map(|property| all(property).into_iter().map(|value| ((*property).to_owned(), value.to_string())))
                .collect();
            if properties.contains(role.as_str()) && !values.is_empty() && !self.documents(&fact)?.is_empty() {
                let when = self.store.compared(&time);
                found.push(Said { fact, kind, role, values, when });
            }
        }
        Ok(found)
    }

    /// What has no name of its own is known by its keys: a mission by sender, class and seat. If one source does not give the seat, it
    /// has another IRI, and facts about both may still be one finding.
    fn of_findings(&self) -> Result<Vec<Found>, AskError> {
        let mut findings: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (finding, fact) in self.store.pairs(chy::RESTS_ON)? {
            if let Term::NamedNode(fact) = fact {
                findings.entry(finding).or_default().push(fact.into_string());
            }
        }
        let mut found = Vec::new();
        for (finding, facts) in findings {
            let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for fact in &facts {
                for (predicate, value) in self.store.about(fact)? {
                    if let Term::NamedNode(value) = value
                        && self.is_known_by_keys(value.as_str())
                    {
                        values.entry(predicate).or_default().insert(value.into_string());
                    }
                }
            }
            for entities in values.values() {
                let entities: Vec<&str> = entities.iter().map(String::as_str).collect();
                for [one, other] in couples(&entities) {
                    if self.may_be_of_one_class(&one, &other) && !self.have_other_items(&one, &other) {
                        let label = self.store.label(&NamedNode::new_unchecked(&finding)).unwrap_or_default();
                        found.push(([one, other], Why::Finding(label)));
                    }
                }
            }
        }
        Ok(found)
    }

    fn kind(&self, entity: &str) -> Option<&Kind> {
        let class = *self.classes.get(entity)?;
        self.schema.kinds().find(|kind| kind.class == class && kind.role == Role::Entity)
    }

    /// Whether it is an entity that a name names, or a bare item.
    fn is_named(&self, entity: &str) -> bool {
        self.classes.contains_key(entity) && !self.is_known_by_keys(entity)
    }

    fn is_known_by_keys(&self, entity: &str) -> bool {
        !entity.starts_with(WIKIDATA_ENTITY) && self.kind(entity).is_some_and(|kind| !kind.has_id())
    }

    fn may_be_of_one_class(&self, one: &str, other: &str) -> bool {
        let classes = self.classes.get(one).zip(self.classes.get(other));
        classes.is_some_and(|(one, other)| self.schema.is_a(*one, *other) || self.schema.is_a(*other, *one))
    }

    fn have_other_items(&self, one: &str, other: &str) -> bool {
        self.items.get(one).zip(self.items.get(other)).is_some_and(|(one, other)| one != other)
    }

    /// Whether something said of them excludes that they are one: two values of a key that takes one entity, or lives without a common day.
    fn contradict(&self, one: &str, other: &str) -> Result<bool, AskError> {
        let (said, told) = (self.store.about(one)?, self.store.about(other)?);
        for (predicate, value) in &said {
            let others: Vec<&Term> = told.iter().filter(|(of, _)| of == predicate).map(|(_, value)| value).collect();
            if others.is_empty() || others.contains(&value) {
                continue;
            }
            let kinds = [one, other].map(|entity| self.kind(entity));
            let keys = kinds.iter().flatten().flat_map(|kind| &kind.keys);
            for key in keys.filter(|key| self.schema.space.predicate_iri(key.predicate) == predicate) {
                let excludes = match key.value {
                    ValueType::Entity(_) => key.identifies || key.max == Some(1),
                    ValueType::Time => {
                        let was = self.store.compared(value).bounds;
                        others.iter().all(|time| was.intersect(&self.store.compared(time).bounds).is_reversed())
                    }
                    _ => false,
                };
                if excludes {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Where an entity is listed, and the documents that name it.
    fn places(&self, entity: &str) -> Result<BTreeSet<String>, AskError> {
        let mut places: BTreeSet<String> = (self.home)(entity).into_iter().collect();
        let mut open = vec![entity.to_owned()];
        for _ in 0..STEPS {
            let mut next = Vec::new();
            for thing in open {
                for (user, _) in self.store.with(None, &NamedNode::new_unchecked(thing).into())? {
                    places.extend(self.documents(&user)?);
                    next.extend(self.classes.contains_key(&user).then_some(user));
                }
            }
            open = next;
        }
        Ok(places)
    }

    /// The documents that state a fact.
    fn documents(&self, fact: &str) -> Result<Vec<String>, AskError> {
        let mut found = Vec::new();
        for (claim, _) in self.store.with(Some(chy::SUPPORTS), &NamedNode::new_unchecked(fact).into())? {
            for (_, place) in self.store.about(&claim)?.into_iter().filter(|(of, _)| of == chy::EVIDENCE) {
                let Term::NamedNode(place) = place else { continue };
                let said = self.store.about(place.as_str())?;
                let source = said.into_iter().find(|(of, _)| of == t::OA_HAS_SOURCE);
                // What cites no place in it cites the document.
                found.push(source.map_or(place.into(), |(_, document)| document).to_string());
            }
        }
        Ok(found)
    }
}

fn values_of(about: &[(String, Term)], property: &str) -> Vec<Term> {
    about.iter().filter(|(of, _)| of == property).map(|(_, value)| value.clone()).collect()
}

/// Each two of several, an item of Wikidata last.
fn couples(of: &[&str]) -> Vec<[String; 2]> {
    let mut of = of.to_vec();
    of.sort_unstable_by_key(|entity| (entity.starts_with(WIKIDATA_ENTITY), *entity));
    let all = of
        .iter()
        .enumerate()
        .flat_map(|(at, one)| of[at + 1..].iter().map(|other| [(*one).to_owned(), (*other).to_owned()]));
    all.collect()
}
