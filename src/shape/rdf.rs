//! Statements in the RDF model of Wikidata's dumps
//! (<https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format>).
//!
//! A statement that was read from Wikidata is written back whole, under its own IRI; so is a reference that has a hash.
//! What is ours, and the nodes of values, stand in our own namespace: minting names in that of others is no right of
//! ours. Facts that only statements of Wikidata claim are written as these statements and no other way.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io;

use super::forward::{Forward, Stated, reference};
use super::survey::Survey;
use crate::facts::{GraphId, short_digest};
use crate::graph::{Batch, Describe, Description, Object, Sorted};
use crate::literal::Typed;
use crate::origin::FileId;
use crate::schema::{Iri, IriBuf, NsId, PredId, Schema};
use crate::source::{Node, json};
use crate::vocab::{chy, concept, dataset_terms::WIKIDATA_ENTITY, std_terms as t};
use crate::wikidata::model::{Content, Rank, Snak, Time, Value};
use crate::wikidata::read::somevalue;
use crate::wikidata::{Alignment, entity, time};

/// The size in bytes at which what is made is handed over to be kept or written to disk.
const HAND_OVER: usize = 24 << 20;

/// More predicates than this cannot be numbered.
const MAX_PREDICATES: usize = 60_000;

/// The prefixes of properties by what they lead to, and what their IRIs begin with.
const ROLES: [(&str, &str); 9] = [
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

/// Where a snak stands, by the place of its simple value's prefix among [`ROLES`]; that of the deep value is the next.
#[derive(Clone, Copy)]
enum Role {
    Main = 2,
    Qualifier = 4,
    Reference = 6,
}

/// What the IRIs of references begin with that have a hash of Wikidata.
const REFERENCES: &str = "http://www.wikidata.org/reference/";

/// Pages of files, and of data, on Commons.
const FILES: &str = "http://commons.wikimedia.org/wiki/Special:FilePath/";
const DATA: &str = "http://commons.wikimedia.org/data/main/";

/// A snak with what only its JSON tells.
struct Deep {
    snak: Snak,
    /// The datatype of the property; empty where it is not known.
    datatype: String,
    /// The offset of a time from UTC in minutes.
    zone: String,
}

struct Cited {
    /// The hash that Wikidata gave it.
    hash: Option<String>,
    snaks: Vec<Deep>,
}

/// A statement with all that is said of it.
struct Whole {
    item: String,
    iri: IriBuf,
    rank: Rank,
    main: Deep,
    qualifiers: Vec<Deep>,
    references: Vec<Cited>,
    /// What genids are made of.
    id: String,
}

/// Descriptions in Wikidata's shape.
pub struct Shaped {
    /// The descriptions; what they refer to stands in the schema.
    pub sorted: Sorted,
    /// How many facts there were.
    pub facts: u64,
    /// How many of them make statements of ours, or add references to those of Wikidata.
    pub told: u64,
    /// How many statements of Wikidata were written back.
    pub quoted: u64,
}

/// Makes descriptions in Wikidata's shape of our own. Predicates and namespaces are added to the schema.
///
/// # Errors
/// When runs on disk cannot be read or written; when the statements have more properties than can be numbered.
pub fn shaped(schema: &mut Schema, alignment: &Alignment, sorted: &Sorted) -> io::Result<Shaped> {
    let survey = Survey::of(schema, alignment, sorted, true)?;
    let mut plan = Plan::default();
    plan.of(schema, alignment, sorted, &survey)?;
    let terms = plan.terms(schema)?;
    let mut writer =
        Writer { schema, terms, plan, out: sorted.like(), batch: Batch::default(), describe: Describe::default() };
    writer.properties();
    let forward = Forward::new(schema, alignment, &survey);
    let (mut told, mut quoted) = (0, 0);
    let merged = sorted.each(schema, |description| {
        let subject = description.subject();
        if subject.ns == schema.folders.statement {
            if let Some(whole) = read(schema, description) {
                writer.statement(&whole);
                quoted += 1;
            }
        } else if subject.ns != schema.folders.claim {
            told += u64::from(writer.thing(alignment, &forward, &survey, description));
        }
        writer.hand_over(HAND_OVER)
    })?;
    writer.hand_over(0)?;
    Ok(Shaped { sorted: writer.out, facts: merged.facts, told, quoted })
}

/// The statement that an evidence node holds as it was read.
fn read(schema: &Schema, description: Description<'_>) -> Option<Whole> {
    let as_read = schema.space.predicate(chy::AS_READ);
    let text = description.statements().find_map(|(predicate, object)| match object {
        Object::Typed(Typed::Json, text) if Some(predicate) == as_read => Some(text),
        _ => None,
    })?;
    let node = json::read_at(text.as_bytes(), 0, FileId(u32::MAX)).ok()?;
    let id = entity::statement_id(&node)?;
    let (ns, _) = schema.space.split(t::WIKIDATA_STATEMENT);
    let list = |node: Option<&Node<'_>>| -> Option<Vec<Deep>> {
        let entries = node.and_then(Node::entries).unwrap_or_default();
        entries.iter().filter_map(|entry| entry.value.items()).flatten().map(deep).collect()
    };
    let references = node.get("references").and_then(Node::items).unwrap_or_default().iter().map(|reference| {
        let hash = reference.get("hash").and_then(Node::text);
        let hash = hash.filter(|hash| hash.bytes().all(|b| b.is_ascii_hexdigit()) && !hash.is_empty());
        Some(Cited { hash: hash.map(ToOwned::to_owned), snaks: list(reference.get("snaks"))? })
    });
    Some(Whole {
        item: id.split('$').next()?.to_ascii_uppercase(),
        iri: IriBuf { ns, local: id.replacen('$', "-", 1) },
        rank: entity::rank_of(&node)?,
        main: deep(node.get("mainsnak")?)?,
        qualifiers: list(node.get("qualifiers"))?,
        references: references.collect::<Option<_>>()?,
        id: id.to_owned(),
    })
}

fn deep(node: &Node<'_>) -> Option<Deep> {
    let text = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let zone = node.get("datavalue").and_then(|value| value.get("value")).and_then(|value| value.get("timezone"));
    Some(Deep {
        snak: entity::snak(node, FileId(u32::MAX)).ok()?,
        datatype: text("datatype"),
        zone: zone.and_then(Node::text).unwrap_or("0").to_owned(),
    })
}

/// What must be known of all statements before the first is written.
#[derive(Default)]
struct Plan {
    /// The best rank of each item's property.
    best: HashMap<(String, String), Rank>,
    /// The datatype of each property, where it is known.
    properties: BTreeMap<u64, (String, String)>,
    /// The predicates in use, by property and role.
    used: BTreeSet<(u64, usize)>,
    /// What statements of Wikidata say of the entities of items, so that it is not said again.
    said: HashSet<(String, Snak)>,
    /// The items that facts of ours speak of: what our registry says of other items stays out.
    spoken_of: HashSet<String>,
}

impl Plan {
    fn of(&mut self, schema: &Schema, alignment: &Alignment, sorted: &Sorted, survey: &Survey) -> io::Result<()> {
        let entity_lines: HashSet<&str> =
            alignment.lines.iter().filter(|line| !line.is_fact(schema)).map(|line| line.property.as_str()).collect();
        let forward = Forward::new(schema, alignment, survey);
        sorted.each(schema, |description| {
            let subject = description.subject();
            if subject.ns == schema.folders.statement {
                let Some(whole) = read(schema, description) else { return Ok(()) };
                if entity_lines.contains(whole.main.snak.property.as_str()) {
                    self.said.insert((whole.item.clone(), whole.main.snak.clone()));
                }
                self.statement(&whole);
            } else if subject.ns != schema.folders.claim {
                let claimed = survey.claims.contains_key(&IriBuf { ns: subject.ns, local: subject.local.to_owned() });
                for stated in forward.statements(description).0 {
                    self.own(alignment, &stated);
                    if claimed {
                        self.spoken_of.insert(stated.item.clone());
                        if let Content::Value(Value::Entity(id)) = &stated.main.content {
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
        let is_deep =
            matches!(&snak.content, Content::Value(Value::Time(_) | Value::Quantity { .. } | Value::Globe { .. }));
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
    fn terms(&self, schema: &mut Schema) -> io::Result<Terms> {
        if schema.space.predicates().len() + self.used.len() + 64 > MAX_PREDICATES {
            return Err(io::Error::other(
                "the statements have more properties than can be numbered; shape a smaller part",
            ));
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
const WIKIBASE_TERMS: [&str; 22] = [
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
const TIME: usize = 0;
const QUANTITY: usize = 4;
const GLOBE: usize = 8;
const PROPERTY: usize = 12;

/// The places of [`ROLES`] that the predicates from [`PROPERTY`] on lead to.
const PROPERTY_ROLES: [usize; 9] = [1, 0, 2, 3, 4, 5, 6, 7, 8];

/// The numbers of predicates and namespaces.
struct Terms {
    by_property: HashMap<(u64, usize), PredId>,
    namespaces: [NsId; ROLES.len()],
    statements: NsId,
    entities: NsId,
    wikibase: NsId,
    references: NsId,
    own_references: NsId,
    values: NsId,
    own: [PredId; WIKIBASE_TERMS.len()],
    schema_name: PredId,
    rdf_type: PredId,
    label: PredId,
    pref_label: PredId,
    alt_label: PredId,
    description: PredId,
    derived_from: PredId,
    rank: PredId,
}

struct Writer<'a> {
    schema: &'a Schema,
    terms: Terms,
    plan: Plan,
    out: Sorted,
    batch: Batch,
    describe: Describe,
}

/// A simple value in RDF.
enum Simple {
    Iri(IriBuf),
    Text(String),
    Lang(String, String),
    Typed(Typed, String),
}

impl Writer<'_> {
    fn hand_over(&mut self, above: usize) -> io::Result<()> {
        if self.batch.size() <= above {
            return Ok(());
        }
        let mut batch = std::mem::take(&mut self.batch);
        batch.sort();
        self.out.add(batch)
    }

    fn predicate(&self, property: &str, role: usize) -> Option<PredId> {
        let number = property.strip_prefix('P')?.parse().ok()?;
        self.terms.by_property.get(&(number, role)).copied()
    }

    fn split(&self, iri: &str) -> IriBuf {
        let (ns, local) = self.schema.space.split(iri);
        IriBuf { ns, local: local.to_owned() }
    }

    fn wikibase(&self, local: &str) -> IriBuf {
        IriBuf { ns: self.terms.wikibase, local: local.to_owned() }
    }

    /// What Wikidata says of each property: by which predicates it is used.
    fn properties(&mut self) {
        for (number, (property, datatype)) in std::mem::take(&mut self.plan.properties) {
            self.describe.begin(GraphId::DEFAULT, Iri { ns: self.terms.entities, local: &property });
            let class = self.wikibase("Property");
            self.describe.iri(self.terms.rdf_type, class.as_ref());
            for (place, role) in PROPERTY_ROLES.into_iter().enumerate() {
                let used = role == 8 || self.plan.used.contains(&(number, role));
                if used {
                    let to = Iri { ns: self.terms.namespaces[role], local: &property };
                    self.describe.iri(self.terms.own[PROPERTY + place], to);
                }
            }
            if !datatype.is_empty() {
                // `wikibase-item` is `WikibaseItem`.
                let capital = |word: &str| {
                    let mut letters = word.chars();
                    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
                };
                let name: String = datatype.split('-').map(capital).collect();
                let to = self.wikibase(&name);
                self.describe.iri(self.terms.own[PROPERTY + 9], to.as_ref());
            }
            self.describe.end(&mut self.batch);
        }
    }

    /// Writes a statement.
    fn statement(&mut self, whole: &Whole) {
        let property = whole.main.snak.property.clone();
        let is_best = whole.rank != Rank::Deprecated
            && self.plan.best.get(&(whole.item.clone(), property.clone())) == Some(&whole.rank);
        let simple = self.simple(&whole.main, &whole.id, 0);
        let item = IriBuf { ns: self.terms.entities, local: whole.item.clone() };
        self.item(&item);
        self.describe.begin(GraphId::DEFAULT, item.as_ref());
        if let Some(p) = self.predicate(&property, 0) {
            self.describe.iri(p, whole.iri.as_ref());
        }
        if let (true, Some(simple), Some(wdt)) = (is_best, &simple, self.predicate(&property, 1)) {
            put(&mut self.describe, wdt, simple);
        }
        self.describe.end(&mut self.batch);

        let mut types = vec![self.wikibase("Statement")];
        if is_best {
            types.push(self.wikibase("BestRank"));
        }
        let mut said: Vec<(PredId, Simple)> = Vec::new();
        let rank = match whole.rank {
            Rank::Preferred => "PreferredRank",
            Rank::Normal => "NormalRank",
            Rank::Deprecated => "DeprecatedRank",
        };
        said.push((self.terms.rank, Simple::Iri(self.wikibase(rank))));
        self.snak(&whole.main, Role::Main, &whole.id, 0, &mut types, &mut said);
        for (number, qualifier) in whole.qualifiers.iter().enumerate() {
            self.snak(qualifier, Role::Qualifier, &whole.id, number + 1, &mut types, &mut said);
        }
        for cited in &whole.references {
            let node = self.reference(cited, &whole.id);
            said.push((self.terms.derived_from, Simple::Iri(node)));
        }
        self.node(&whole.iri, &types, &said);
    }

    fn node(&mut self, iri: &IriBuf, types: &[IriBuf], said: &[(PredId, Simple)]) {
        self.describe.begin(GraphId::DEFAULT, iri.as_ref());
        for class in types {
            self.describe.iri(self.terms.rdf_type, class.as_ref());
        }
        for (predicate, simple) in said {
            put(&mut self.describe, *predicate, simple);
        }
        self.describe.end(&mut self.batch);
    }

    fn item(&mut self, item: &IriBuf) {
        let class = self.wikibase("Item");
        self.describe.begin(GraphId::DEFAULT, item.as_ref()).iri(self.terms.rdf_type, class.as_ref());
        self.describe.end(&mut self.batch);
    }

    /// What a snak says of its node.
    fn snak(
        &mut self,
        deep: &Deep,
        role: Role,
        id: &str,
        number: usize,
        types: &mut Vec<IriBuf>,
        said: &mut Vec<(PredId, Simple)>,
    ) {
        let property = &deep.snak.property;
        if deep.snak.content == Content::NoValue {
            types.push(IriBuf { ns: self.terms.namespaces[8], local: property.clone() });
            return;
        }
        if let (Some(predicate), Some(simple)) =
            (self.predicate(property, role as usize), self.simple(deep, id, number))
        {
            said.push((predicate, simple));
        }
        if let (Some(predicate), Some(node)) = (self.predicate(property, role as usize + 1), self.value_node(deep)) {
            said.push((predicate, Simple::Iri(node)));
        }
    }

    fn reference(&mut self, cited: &Cited, id: &str) -> IriBuf {
        let mut types = vec![self.wikibase("Reference")];
        let mut said = Vec::new();
        for (number, deep) in cited.snaks.iter().enumerate() {
            self.snak(deep, Role::Reference, id, number, &mut types, &mut said);
        }
        let node = match &cited.hash {
            Some(hash) => IriBuf { ns: self.terms.references, local: hash.clone() },
            None => {
                let mut content: Vec<String> = cited.snaks.iter().map(|deep| format!("{:?}", deep.snak)).collect();
                content.sort();
                IriBuf { ns: self.terms.own_references, local: short_digest(&content.join("\n")) }
            }
        };
        self.node(&node, &types, &said);
        node
    }

    /// A snak's value as one term; nothing for none.
    fn simple(&self, deep: &Deep, id: &str, number: usize) -> Option<Simple> {
        let value = match &deep.snak.content {
            Content::NoValue => return None,
            Content::SomeValue => {
                let iri = format!("{}{}", t::WIKIDATA_GENID, somevalue(id, &deep.snak.property, number));
                return Some(Simple::Iri(self.split(&iri)));
            }
            Content::Value(value) => value,
        };
        Some(match value {
            Value::Entity(id) => Simple::Iri(IriBuf { ns: self.terms.entities, local: id.clone() }),
            Value::Text(text) => match deep.datatype.as_str() {
                "commonsMedia" => Simple::Iri(self.split(&format!("{FILES}{}", encoded(text, false)))),
                "geo-shape" | "tabular-data" => Simple::Iri(self.split(&format!("{DATA}{}", encoded(text, true)))),
                "math" => Simple::Typed(Typed::MathMl, text.clone()),
                "url" => self.url(text),
                // An address in a reference of ours.
                "" if text.starts_with("http://") || text.starts_with("https://") => self.url(text),
                _ => Simple::Text(text.clone()),
            },
            Value::Monolingual { language, text } if entity::is_tag(language) => {
                Simple::Lang(language.clone(), text.clone())
            }
            Value::Monolingual { text, .. } => Simple::Text(text.clone()),
            Value::Time(time) => Simple::Typed(Typed::DateTime, date_time(time)),
            Value::Quantity { amount, .. } => Simple::Typed(Typed::Decimal, plain(amount)),
            Value::Globe { latitude, longitude, globe, .. } => {
                let point = format!("Point({} {})", plain(longitude), plain(latitude));
                let on_earth = globe.is_empty() || globe == EARTH;
                let text = if on_earth { point } else { format!("<{WIKIDATA_ENTITY}{globe}> {point}") };
                Simple::Typed(Typed::Wkt, text)
            }
        })
    }

    fn url(&self, text: &str) -> Simple {
        let iri = legal(text);
        match iri_string::types::IriStr::new(&iri) {
            Ok(_) => Simple::Iri(self.split(&iri)),
            Err(_) => Simple::Text(text.to_owned()),
        }
    }

    /// The node of a value that has parts.
    fn value_node(&mut self, deep: &Deep) -> Option<IriBuf> {
        let Content::Value(value) = &deep.snak.content else { return None };
        let own = self.terms.own;
        let item = |id: &str| Simple::Iri(IriBuf { ns: self.terms.entities, local: id.to_owned() });
        let double = |text: &str| Simple::Typed(Typed::Double, text.to_owned());
        let decimal = |text: &str| Simple::Typed(Typed::Decimal, plain(text));
        let (class, said) = match value {
            Value::Time(time) => {
                let calendar = if time.julian { entity::JULIAN } else { entity::GREGORIAN };
                let said = vec![
                    (own[TIME], Simple::Typed(Typed::DateTime, date_time(time))),
                    (own[TIME + 1], Simple::Typed(Typed::Integer, time.precision.to_string())),
                    (own[TIME + 2], Simple::Typed(Typed::Integer, deep.zone.clone())),
                    (own[TIME + 3], Simple::Iri(self.split(calendar))),
                ];
                ("TimeValue", said)
            }
            Value::Quantity { amount, unit, bounds } => {
                let mut said =
                    vec![(own[QUANTITY], decimal(amount)), (own[QUANTITY + 1], item(unit.as_deref().unwrap_or(ONE)))];
                if let Some((lower, upper)) = bounds {
                    said.push((own[QUANTITY + 2], decimal(upper)));
                    said.push((own[QUANTITY + 3], decimal(lower)));
                }
                ("QuantityValue", said)
            }
            Value::Globe { latitude, longitude, precision, globe } => {
                let mut said = vec![(own[GLOBE], double(latitude)), (own[GLOBE + 1], double(longitude))];
                said.extend(precision.as_deref().map(|precision| (own[GLOBE + 2], double(precision))));
                said.push((own[GLOBE + 3], item(if globe.is_empty() { EARTH } else { globe })));
                ("GlobecoordinateValue", said)
            }
            _ => return None,
        };
        let name = short_digest(&format!("{value:?}\n{}", deep.zone));
        let node = IriBuf { ns: self.terms.values, local: name };
        let class = self.wikibase(class);
        self.node(&node, &[class], &said);
        Some(node)
    }

    /// Writes what a thing says in Wikidata's terms; whether it is a fact that makes a statement.
    fn thing(
        &mut self,
        alignment: &Alignment,
        forward: &Forward<'_>,
        survey: &Survey,
        description: Description<'_>,
    ) -> bool {
        let subject = description.subject();
        let is_fact = forward.is_fact(description);
        if !is_fact && let Some(item) = survey.item(self.schema, subject) {
            self.names(&item, description);
        }
        let (stated, _) = forward.statements(description);
        let thing = IriBuf { ns: subject.ns, local: subject.local.to_owned() };
        let claims = survey.claims.get(&thing);
        let held = concept::HELD.strip_prefix(concept::STANDING).unwrap_or_default();
        let mut made = false;
        for one in &stated {
            if is_fact && (one.standing != held || claims.is_none()) {
                continue;
            }
            if !is_fact
                && (!self.plan.spoken_of.contains(&one.item)
                    || self.plan.said.contains(&(one.item.clone(), one.main.clone())))
            {
                continue;
            }
            made = is_fact;
            let claims = claims.map_or(&[][..], Vec::as_slice);
            let supporting =
                claims.iter().filter(|claim| claim.supports && claim.asserted && claim.statement.is_none());
            let mut references: Vec<Vec<Snak>> =
                supporting.filter_map(|claim| reference(&alignment.references, survey, claim)).collect();
            references.sort();
            references.dedup();
            let quoted = claims
                .iter()
                .filter_map(|claim| claim.statement.as_deref())
                .find(|id| id.split('$').next().is_some_and(|item| item.eq_ignore_ascii_case(&one.item)));
            self.own(one, &references, quoted);
        }
        made
    }

    /// Writes a statement of ours. Where Wikidata has it, only our references are added to its own.
    fn own(&mut self, one: &Stated, references: &[Vec<Snak>], quoted: Option<&str>) {
        let bare = |snak: &Snak| Deep { snak: snak.clone(), datatype: String::new(), zone: "0".to_owned() };
        let thing = self.schema.space.join(one.thing.ns, &one.thing.local);
        let references: Vec<Cited> =
            references.iter().map(|snaks| Cited { hash: None, snaks: snaks.iter().map(bare).collect() }).collect();
        if let Some(id) = quoted {
            let iri = IriBuf { ns: self.terms.statements, local: id.replacen('$', "-", 1) };
            for cited in &references {
                let node = self.reference(cited, id);
                self.node(&iri, &[], &[(self.terms.derived_from, Simple::Iri(node))]);
            }
            return;
        }
        let id = format!("{}--{}", one.item, short_digest(&format!("{thing}\n{}\n{:?}", one.item, one.main)));
        let iri = IriBuf { ns: self.schema.folders.statement, local: id.clone() };
        self.statement(&Whole {
            item: one.item.clone(),
            iri,
            rank: Rank::Normal,
            main: bare(&one.main),
            qualifiers: one.qualifiers.iter().map(bare).collect(),
            references,
            id,
        });
    }

    /// Writes the names of an entity under its item.
    fn names(&mut self, item: &str, description: Description<'_>) {
        let own_label = self.schema.space.predicate(t::RDFS_LABEL);
        let alternative = self.schema.space.predicate(ALTERNATIVE_NAME);
        let terms = &self.terms;
        // Where Wikidata has labels, they are the labels; else ours is.
        let has = description.statements().any(|(predicate, _)| predicate == terms.pref_label);
        let iri = IriBuf { ns: terms.entities, local: item.to_owned() };
        let class = IriBuf { ns: terms.wikibase, local: "Item".to_owned() };
        self.describe.begin(GraphId::DEFAULT, iri.as_ref()).iri(terms.rdf_type, class.as_ref());
        for (predicate, object) in description.statements() {
            let Object::Lang { tag, text } = object else { continue };
            // An id is no label of an item: the label service falls back to it by itself.
            let labels = predicate == terms.pref_label || (!has && Some(predicate) == own_label && text != item);
            if labels {
                for label in [terms.label, terms.pref_label, terms.schema_name] {
                    self.describe.lang(label, tag, text);
                }
            } else if predicate == terms.alt_label || (!has && Some(predicate) == alternative) {
                self.describe.lang(terms.alt_label, tag, text);
            } else if predicate == terms.description {
                self.describe.lang(terms.description, tag, text);
            }
        }
        self.describe.end(&mut self.batch);
    }
}

/// Our names in other languages.
const ALTERNATIVE_NAME: &str = "https://w3id.org/chancery/ontology#alternativeName";

/// The planet, and the unit of a bare number, as Wikidata's RDF names them.
const EARTH: &str = "Q2";
const ONE: &str = "Q199";

fn put(describe: &mut Describe, predicate: PredId, simple: &Simple) {
    match simple {
        Simple::Iri(iri) => describe.iri(predicate, iri.as_ref()),
        Simple::Text(text) => describe.text(predicate, text),
        Simple::Lang(tag, text) => describe.lang(predicate, tag, text),
        Simple::Typed(datatype, text) => describe.typed(predicate, *datatype, text),
    };
}

/// A number without its plus sign.
fn plain(number: &str) -> String {
    number.strip_prefix('+').unwrap_or(number).to_owned()
}

/// A point in time as `xsd:dateTime`: what the precision leaves open is the first, and a day of the Julian calendar is
/// told in the Gregorian one.
fn date_time(point: &Time) -> String {
    let Some(parts) = time::Parts::of(&point.text) else { return point.text.clone() };
    // Below a year Wikidata's RDF leaves the count of years as it is.
    let year = if point.precision >= time::YEAR { parts.astronomical() } else { parts.year };
    if point.precision >= time::DAY
        && point.julian
        && let Some(day) = time::day_of(parts, true)
    {
        return format!("{day}T00:00:00Z");
    }
    let month = if point.precision >= time::MONTH { parts.month.max(1) } else { 1 };
    let day = if point.precision >= time::DAY { parts.day.max(1) } else { 1 };
    let sign = if year < 0 { "-" } else { "" };
    format!("{sign}{:04}-{month:02}-{day:02}T00:00:00Z", year.unsigned_abs())
}

/// The name of a file as a segment of an IRI. A colon and slashes may stand in the names of data.
fn encoded(name: &str, data: bool) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b':' if data => out.push(':'),
            b' ' if data => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// An address with what no IRI may hold percent-encoded (RFC 3987, section 3.1).
fn legal(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if c <= ' ' || c == '\u{7f}' || "<>\"{}|\\^`".contains(c) {
            out.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}
