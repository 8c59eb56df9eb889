//! What must be known of all statements before the first is written: the best rank of each property of each item, and which
//! predicates are in use, so that they have numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io;

use super::claim::Claim;
use super::forward::{Forward, Stated};
use super::survey::Survey;
use super::whole::{Whole, read};
use crate::Alignment;
use crate::model::{Content, DataValue, Rank, Snak};
use chancery_graph::Sorted;
use chancery_model::schema::{IriBuf, Naming, NsId, PredId, Schema};
use chancery_model::vocab::{concept, dataset_terms::WIKIDATA_ENTITY, std_terms as t};

/// The prefixes of properties by what they lead to, and what their IRIs begin with.
pub(super) const ROLES: [(&str, &str); 9] = [
    ("p", "http://www.wikidata.org/prop/"),
    ("wdt", "http://www.wikidata.org/prop/direct/"),
    ("ps", "http://www.wikidata.org/prop/statement/"),
    ("psv", "http://www.wikidata.org/prop/statement/value/"),
    ("pq", "http://www.wikidata.org/prop/qualifier/"),
    ("pqv", "http://www.wikidata.org/prop/qualifier/value/"),
    ("pr", "http://www.wikidata.org/prop/reference/"),
    ("prv", "http://www.wikidata.org/prop/reference/value/"),
    ("wdno", "http://www.wikidata.org/prop/novalue/"),
];

/// Where a snak is, by the place of its simple value's prefix among [`ROLES`]; that of the deep value is the next.
#[derive(Clone, Copy)]
pub(super) enum Role {
    Main = 2,
    Qualifier = 4,
    Reference = 6,
}

/// What the IRIs of references begin with that have a hash of Wikidata.
pub(super) const REFERENCES: &str = "http://www.wikidata.org/reference/";

/// More predicates than this cannot be numbered.
pub(super) const MAX_PREDICATES: usize = 60_000;

/// What must be known of all statements before the first is written.
#[derive(Default)]
pub(super) struct Plan {
    /// The best rank of each item's property.
    pub best: HashMap<(String, String), Rank>,
    /// The datatype of each property, where it is known.
    pub properties: BTreeMap<u64, (String, String)>,
    /// The predicates in use, by property and role.
    pub used: BTreeSet<(u64, usize)>,
    /// What statements of Wikidata say of the entities of items, so that it is not said again.
    pub said: HashSet<(String, Snak)>,
    /// The properties of the statements of Wikidata on which our facts rest too, by their ids.
    pub cited: HashMap<String, String>,
    /// How many facts each say of one party what is true of all.
    of_one: HashMap<(String, Snak), usize>,
    /// The values of what is of all, by item and property, as sources say them.
    of_all: HashMap<(String, String), OfAll>,
    /// The items that our facts mention: what our registry says of other items stays out.
    pub spoken_of: HashSet<String>,
}

/// What is said of all that take part.
#[derive(Default)]
struct OfAll {
    /// A fact says it of one of them.
    of_one: bool,
    values: HashSet<Snak>,
}

impl Plan {
    /// Whether a statement may be made where it is of all that take part: it is stated about two of them or of none, and of none
    /// otherwise.
    pub fn may_tell(&self, stated: &Stated) -> bool {
        let (item, main) = (&stated.item, &stated.main);
        let told = self.of_one.get(&(item.clone(), main.clone())).copied().unwrap_or_default();
        let all = self.of_all.get(&(item.clone(), main.property.clone()));
        (!stated.of_one || told > 1) && all.is_none_or(|all| !all.of_one || all.values.len() < 2)
    }

    /// Notes what a source itself says of all that take part.
    fn of_all(&mut self, alignment: &Alignment, stated: &Stated) {
        if alignment.lines[stated.line].of_all.is_some() {
            let all = self.of_all.entry((stated.item.clone(), stated.main.property.clone())).or_default();
            all.of_one |= stated.of_one;
            all.values.insert(stated.main.clone());
        }
    }

    /// Looks through all statements, those that were read and those that facts make.
    pub fn of(&mut self, schema: &Schema, alignment: &Alignment, sorted: &Sorted, survey: &Survey) -> io::Result<()> {
        let entity_lines: HashSet<&str> =
            alignment.lines.iter().filter(|line| !line.is_fact(schema)).map(|line| line.property.as_str()).collect();
        let wanted: HashSet<&str> =
            survey.claims.values().flatten().filter_map(|claim| claim.statement.as_deref()).collect();
        let forward = Forward::new(schema, alignment, survey);
        let held = concept::HELD.strip_prefix(concept::STANDING);
        sorted.each(schema, |description| {
            let subject = description.subject();
            if subject.ns == schema.folders.statement {
                let Some(whole) = read(schema, description) else { return Ok(()) };
                if wanted.contains(whole.id.as_str()) {
                    self.cited.insert(whole.id.clone(), whole.main.snak.property.clone());
                }
                if entity_lines.contains(whole.main.snak.property.as_str()) {
                    self.said.insert((whole.item.clone(), whole.main.snak.clone()));
                }
                self.statement(&whole);
            } else if subject.ns != schema.folders.claim {
                let claims = survey.claims.get(&IriBuf { ns: subject.ns, local: subject.local.to_owned() });
                let claimed = claims.is_some();
                let own = claims.is_some_and(|claims| claims.iter().any(Claim::is_own));
                let plainly = claims.is_some_and(|claims| claims.iter().any(Claim::is_plain));
                for stated in forward.statements(description).0.into_iter().filter(Stated::is_of_a_source) {
                    self.own(alignment, &stated);
                    if plainly && stated.of_one && Some(stated.standing.as_str()) == held {
                        *self.of_one.entry((stated.item.clone(), stated.main.clone())).or_default() += 1;
                    }
                    if own {
                        self.of_all(alignment, &stated);
                    }
                    if claimed {
                        self.spoken_of.insert(stated.item.clone());
                        if let Content::Value(DataValue::Entity(id)) = &stated.main.content {
                            self.spoken_of.insert(id.clone());
                        }
                    }
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    fn own(&mut self, alignment: &Alignment, stated: &Stated) {
        self.rank(&stated.item, &stated.main.property, Rank::Normal);
        self.snak(&stated.main, "", Role::Main);
        stated.qualifiers.iter().for_each(|snak| self.snak(snak, "", Role::Qualifier));
        let own = &alignment.references;
        for property in [&own.stated_in, &own.import_url, &own.url, &own.retrieved].into_iter().flatten() {
            self.property(property, "", [Role::Reference as usize, Role::Reference as usize + 1]);
        }
    }

    fn statement(&mut self, whole: &Whole) {
        if whole.rank != Rank::Deprecated {
            self.rank(&whole.item, &whole.main.snak.property, whole.rank);
        }
        self.snak(&whole.main.snak, &whole.main.datatype, Role::Main);
        let qualifiers = whole.qualifiers.iter().map(|deep| (deep, Role::Qualifier));
        let references = whole.references.iter().flat_map(|cited| &cited.snaks).map(|deep| (deep, Role::Reference));
        qualifiers.chain(references).for_each(|(deep, role)| self.snak(&deep.snak, &deep.datatype, role));
    }

    fn rank(&mut self, item: &str, property: &str, rank: Rank) {
        let best = self.best.entry((item.to_owned(), property.to_owned())).or_insert(rank);
        *best = (*best).max(rank);
    }

    fn snak(&mut self, snak: &Snak, datatype: &str, role: Role) {
        let simple = role as usize;
        let is_deep = matches!(
            &snak.content,
            Content::Value(DataValue::Time(_) | DataValue::Quantity { .. } | DataValue::Globe { .. })
        );
        self.property(&snak.property, datatype, if is_deep { [simple, simple + 1] } else { [simple, simple] });
        if simple == Role::Main as usize {
            self.property(&snak.property, datatype, [0, 1]);
        }
    }

    fn property(&mut self, property: &str, datatype: &str, roles: [usize; 2]) {
        let Some(number) = property.strip_prefix('P').and_then(|digits| digits.parse::<u64>().ok()) else { return };
        let known = self.properties.entry(number).or_insert_with(|| (property.to_owned(), String::new()));
        if known.1.is_empty() {
            datatype.clone_into(&mut known.1);
        }
        self.used.extend(roles.map(|role| (number, role)));
    }

    /// Numbers the predicates, in the order of the properties.
    pub fn terms(&self, schema: &mut Schema) -> io::Result<Terms> {
        if schema.space.predicates().len() + self.used.len() + 64 > MAX_PREDICATES {
            return Err(io::Error::other("the statements have too many properties; export a smaller part"));
        }
        let namespaces = ROLES.map(|(prefix, iri)| schema.space.add_namespace(prefix, iri));
        let mut by_property = HashMap::new();
        for (number, role) in &self.used {
            let id = schema.space.add_predicate(&format!("{}P{number}", ROLES[*role].1));
            by_property.insert((*number, *role), id);
        }
        let statements = schema.space.add_namespace("wds", t::WIKIDATA_STATEMENT);
        Ok(Terms {
            by_property,
            namespaces,
            statements,
            entities: schema.space.add_namespace("wd", WIKIDATA_ENTITY),
            wikibase: schema.space.add_namespace("wikibase", t::WIKIBASE),
            references: schema.space.add_namespace("wdref", REFERENCES),
            own_references: {
                let iri = format!("{}reference/", schema.base);
                schema.space.add_namespace("reference", &iri)
            },
            values: {
                let iri = format!("{}value/", schema.base);
                schema.space.add_namespace("value", &iri)
            },
            own: WIKIBASE_TERMS.map(|term| schema.space.add_predicate(&format!("{}{term}", t::WIKIBASE))),
            names: {
                let keys = schema.kinds().flat_map(|kind| &kind.keys).filter(|key| key.names == Naming::Name);
                keys.map(|key| key.predicate).collect()
            },
            schema_name: schema.space.add_predicate("http://schema.org/name"),
            rdf_type: schema.space.add_predicate(t::RDF_TYPE),
            label: schema.space.add_predicate(t::RDFS_LABEL),
            pref_label: schema.space.add_predicate(t::SKOS_PREF_LABEL),
            alt_label: schema.space.add_predicate(t::SKOS_ALT_LABEL),
            description: schema.space.add_predicate(t::SCHEMA_DESCRIPTION),
            derived_from: schema.space.add_predicate(t::PROV_WAS_DERIVED_FROM),
            rank: schema.space.add_predicate(t::WIKIBASE_RANK),
        })
    }
}

/// Predicates of Wikibase's own ontology, in the order of the places below.
pub(super) const WIKIBASE_TERMS: [&str; 22] = [
    "timeValue",
    "timePrecision",
    "timeTimezone",
    "timeCalendarModel",
    "quantityAmount",
    "quantityUnit",
    "quantityUpperBound",
    "quantityLowerBound",
    "geoLatitude",
    "geoLongitude",
    "geoPrecision",
    "geoGlobe",
    "directClaim",
    "claim",
    "statementProperty",
    "statementValue",
    "qualifier",
    "qualifierValue",
    "reference",
    "referenceValue",
    "novalue",
    "propertyType",
];
pub(super) const TIME: usize = 0;
pub(super) const QUANTITY: usize = 4;
pub(super) const GLOBE: usize = 8;
pub(super) const PROPERTY: usize = 12;

/// The places of [`ROLES`] that the predicates from [`PROPERTY`] on lead to.
pub(super) const PROPERTY_ROLES: [usize; 9] = [1, 0, 2, 3, 4, 5, 6, 7, 8];

/// The numbers of predicates and namespaces.
pub(super) struct Terms {
    pub by_property: HashMap<(u64, usize), PredId>,
    pub namespaces: [NsId; ROLES.len()],
    pub statements: NsId,
    pub entities: NsId,
    pub wikibase: NsId,
    pub references: NsId,
    pub own_references: NsId,
    pub values: NsId,
    pub own: [PredId; WIKIBASE_TERMS.len()],
    /// Our properties that hold names.
    pub names: HashSet<PredId>,
    pub schema_name: PredId,
    pub rdf_type: PredId,
    pub label: PredId,
    pub pref_label: PredId,
    pub alt_label: PredId,
    pub description: PredId,
    pub derived_from: PredId,
    pub rank: PredId,
}
